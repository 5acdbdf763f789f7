//! Changes at random, of bytes and of JSON, the same for the same seed.

use serde_json::{Value, json};

/// Numbers at random (SplitMix64).
pub struct Random(u64);

impl Random {
    /// The same numbers for the same seed.
    pub fn new(seed: u64) -> Self {
        Random(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a limit; 0 where there is none.
    pub fn below(&mut self, limit: usize) -> usize {
        if limit == 0 { 0 } else { (self.next() % limit as u64) as usize }
    }

    /// How often something is repeated: now and then very often.
    fn times(&mut self) -> usize {
        let most = if self.below(200) == 0 { 19 } else { 7 };
        1 << self.below(most)
    }

    fn token(&mut self) -> &'static str {
        TOKENS[self.below(TOKENS.len())]
    }
}

/// What is put in where something else stood.
#[rustfmt::skip]
const TOKENS: &[&str] = &[
    "0", "-1", "-0", "1", "4294967295", "4294967296", "9223372036854775807", "18446744073709551616", "1e999", "0.5", "null",
    "true", "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0000", "\\ud800", "\\ud83d\\ude0a", "\\u202e", "\n", "\r\n", " ",
    "\0", "\u{202e}", "\u{2066}", "\u{feff}", "\u{308}", "\u{200d}", "\u{ad}", "\u{600}", "\u{e0041}", "\u{10ffff}", "😊",
    "👨‍👩‍👧", "🇩🇪", "🏴", "ß", "ü", "u\u{308}", "क\u{94d}", "か\u{3099}", "…", "...", "[…]", "„", "“", ". ", "! ", ": ", "3. ", "Dr. ",
    "。", "ﬁ", "İ", "<script>", "__proto__", "javascript:alert(1)", "https://", "#ffffff", "2024-02-30", "2024-12-31T23:59:60",
    "Ctrl+", "Alt+Shift+", "ArrowLeft", "hand", "claim", "a1", "\"id\"", "\"spans\"", "\"start\"", "\"edits\"", "\"sequence\"",
];

/// Changes an input once.
pub fn mutate(input: &mut Vec<u8>, other: &[u8], random: &mut Random) {
    // Half of the time as what it is, as long as it is that.
    if random.below(2) == 0
        && let Ok(mut value) = serde_json::from_slice::<Value>(input)
    {
        let donor = serde_json::from_slice::<Value>(other).unwrap_or_default();
        let mut nodes = count(&value);
        let place = random.below(nodes);
        let given = random.below(count(&donor));
        let given = nth(&donor, &mut { given }).cloned().unwrap_or_default();
        nodes = place;
        if let Some(node) = nth_mut(&mut value, &mut nodes) {
            change(node, given, random);
        }
        *input = value.to_string().into_bytes();
        return;
    }
    let length = input.len();
    let start = random.below(length + 1);
    let reach = 1 << random.below(8);
    let end = (start + 1 + random.below(reach)).min(length).max(start);
    match random.below(9) {
        0 => input[start..end].iter_mut().for_each(|byte| *byte ^= 1 << random.below(8)),
        1 => drop(input.drain(start..end)),
        2 => insert(input, start, random.token().as_bytes()),
        3 => {
            input.drain(start..end);
            insert(input, start, random.token().as_bytes());
        }
        4 => {
            let copy = input[start..end].to_vec();
            let at = random.below(length + 1);
            insert(input, at, &copy);
        }
        5 => {
            let from = random.below(other.len() + 1);
            let to = (from + random.below(200)).min(other.len());
            insert(input, start, &other[from..to]);
        }
        6 => {
            let times = random.times();
            let copy = input[start..end].repeat(times).into_iter().take(900_000).collect::<Vec<u8>>();
            insert(input, start, &copy);
        }
        7 => {
            let times = random.times();
            let copy = random.token().repeat(times);
            insert(input, start, copy.as_bytes());
        }
        _ => input.truncate(start),
    }
}

fn insert(input: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    input.splice(at..at, bytes.iter().copied());
}

/// Changes a value.
fn change(node: &mut Value, given: Value, random: &mut Random) {
    match random.below(8) {
        0 => *node = given,
        1 => *node = json!(random.token()),
        2 => {
            let written = random.token();
            *node = serde_json::from_str(written).unwrap_or_else(|_| json!(written));
        }
        _ => match node {
            Value::Array(items) => {
                let at = random.below(items.len());
                match random.below(4) {
                    0 if !items.is_empty() => drop(items.remove(at)),
                    1 if !items.is_empty() => items.push(items[at].clone()),
                    2 => items.insert(at, given),
                    _ => items.reverse(),
                }
            }
            Value::Object(fields) => {
                let names: Vec<String> = fields.keys().cloned().collect();
                let name = names.get(random.below(names.len())).cloned().unwrap_or_default();
                match random.below(3) {
                    0 => drop(fields.remove(&name)),
                    1 => {
                        fields.insert(random.token().to_owned(), given);
                    }
                    _ => {
                        let value = fields.remove(&name).unwrap_or_default();
                        let other = names.get(random.below(names.len())).cloned().unwrap_or_default();
                        fields.insert(other, value);
                    }
                }
            }
            Value::String(text) => {
                let at = text.floor_char_boundary(random.below(text.len() + 1));
                match random.below(4) {
                    0 => text.truncate(at),
                    1 => text.clear(),
                    2 => {
                        let times = random.times().min(512);
                        text.insert_str(at, &random.token().repeat(times));
                    }
                    _ => text.insert_str(at, random.token()),
                }
            }
            Value::Number(number) => {
                let by = 1 + random.below(40) as i64;
                let old = number.as_i64().unwrap_or(0);
                *node = json!(if random.below(2) == 0 { old.wrapping_add(by) } else { old.wrapping_sub(by) });
            }
            _ => *node = given,
        },
    }
}

/// How many values there are in a value, itself included.
fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(fields) => fields.values().map(count).sum(),
        _ => 0,
    }
}

/// The value of a number, counted from the outermost.
fn nth<'v>(value: &'v Value, number: &mut usize) -> Option<&'v Value> {
    if *number == 0 {
        return Some(value);
    }
    *number -= 1;
    match value {
        Value::Array(items) => items.iter().find_map(|item| nth(item, number)),
        Value::Object(fields) => fields.values().find_map(|item| nth(item, number)),
        _ => None,
    }
}

fn nth_mut<'v>(value: &'v mut Value, number: &mut usize) -> Option<&'v mut Value> {
    if *number == 0 {
        return Some(value);
    }
    *number -= 1;
    match value {
        Value::Array(items) => items.iter_mut().find_map(|item| nth_mut(item, number)),
        Value::Object(fields) => fields.values_mut().find_map(|item| nth_mut(item, number)),
        _ => None,
    }
}
