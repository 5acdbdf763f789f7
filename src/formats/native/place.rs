//! The way to a place in JSON, such as `annotations[3].spans[0].start`.
//!
//! It is found by walking to where a reader stopped, and only when it stopped: keeping track of the way while reading
//! would be a second reader of every type, which is a tenth of the program's size.

/// A list or an object that is open at the place.
enum Open<'j> {
    List { index: usize },
    Object { key: Option<&'j str> },
}

/// The way to where the reader stopped: `line` and `column` as `serde_json` gives them, from 1 and in bytes. The whole
/// file is `.`.
pub(super) fn way_to(json: &str, line: usize, column: usize) -> String {
    let line_start: usize = json.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let read = json.get(..(line_start + column).min(json.len())).unwrap_or(json);
    // The last byte that was read may close what the place is in. A comma or a colon leads to it.
    let closes = read.ends_with('}');
    let read = read.strip_suffix(['}', ']', '"']).unwrap_or(read);
    let mut open: Vec<Open<'_>> = Vec::new();
    let mut string = None;
    let mut last_string = "";
    let mut escaped = false;
    for (at, byte) in read.bytes().enumerate() {
        if let Some(start) = string {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => {
                    last_string = read.get(start..at).unwrap_or("");
                    string = None;
                }
                _ => {}
            }
            continue;
        }
        match (byte, open.last_mut()) {
            (b'"', _) => string = Some(at + 1),
            (b'{', _) => open.push(Open::Object { key: None }),
            (b'[', _) => open.push(Open::List { index: 0 }),
            (b'}' | b']', _) => drop(open.pop()),
            (b':', Some(Open::Object { key })) => *key = Some(last_string),
            (b',', Some(Open::Object { key })) => *key = None,
            (b',', Some(Open::List { index })) => *index += 1,
            _ => {}
        }
    }
    // An object that lacks something is found out when it closes.
    if let (true, Some(Open::Object { key })) = (closes, open.last_mut()) {
        *key = None;
    }
    // A reader stops at a key that it does not know before it sees the colon.
    if let (Some(start), Some(Open::Object { key: key @ None })) = (string, open.last_mut()) {
        *key = read.get(start..);
    }
    let mut way = String::new();
    for step in &open {
        match step {
            Open::List { index } => way += &format!("[{index}]"),
            Open::Object { key: Some(key) } if way.is_empty() => way += key,
            Open::Object { key: Some(key) } => way += &format!(".{key}"),
            Open::Object { key: None } => {}
        }
    }
    if way.is_empty() { ".".to_owned() } else { way }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The way to the place that the `|` marks in one line of JSON; it stands behind the last byte that was read.
    fn way(marked: &str) -> String {
        let column = marked.find('|').unwrap();
        way_to(&marked.replace('|', ""), 1, column)
    }

    #[test]
    fn lists_are_counted_and_objects_named() {
        assert_eq!(way(r#"{"a": [1, {"b, [": "x|"}]}"#), "a[1].b, [");
        assert_eq!(way(r#"{"a": [[0], [1, 2|]]}"#), "a[1][1]");
        assert_eq!(way(r#"[{"a": 1}|]"#), "[0]");
    }

    #[test]
    fn a_value_of_another_kind_is_named_before_it_is_read() {
        assert_eq!(way(r#"{"a":1,"b":|{}}"#), "b");
        assert_eq!(way(r#"{"a":[1,|[]]}"#), "a[1]");
        assert_eq!(way(r#"{"a":1.5|}"#), "a");
    }

    #[test]
    fn what_lacks_something_is_named_itself() {
        assert_eq!(way(r#"{"a": {"b": 1, "c": {}, "d": [1]}|}"#), "a");
        assert_eq!(way(r#"{|}"#), ".");
    }

    #[test]
    fn a_key_that_is_not_known_is_named() {
        assert_eq!(way(r#"{"a": {"b\"x"|: 1}}"#), r#"a.b\"x"#);
    }

    #[test]
    fn lines_are_counted_from_one() {
        assert_eq!(way_to("{\n \"a\": {\n  \"b\": nul", 3, 10), "a.b");
    }
}
