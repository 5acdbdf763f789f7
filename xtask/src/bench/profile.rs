//! Where the time went: a profile of one interval, for the browser's own viewer and as a short list.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;
use serde_json::{Value, json};

use super::driver::Page;

/// How many functions are listed.
const LISTED: usize = 30;

/// Begins to sample the page five times in a millisecond.
pub fn start(page: &Page) -> Result<()> {
    page.cdp("Profiler.enable", &json!({}))?;
    page.cdp("Profiler.setSamplingInterval", &json!({ "interval": 200 }))?;
    page.cdp("Profiler.start", &json!({})).map(drop)
}

/// Ends it and returns the profile.
pub fn stop(page: &Page) -> Result<Value> {
    let answer = page.cdp("Profiler.stop", &json!({}))?;
    Ok(answer.get("profile").cloned().unwrap_or(Value::Null))
}

/// What functions took, over several profiles: each its own time and that of all it called, in milliseconds.
#[derive(Default)]
pub struct Summary {
    profiles: usize,
    functions: BTreeMap<String, (f64, f64)>,
}

impl Summary {
    /// Adds a profile.
    pub fn add(&mut self, profile: &Value) {
        let list = |name: &str| profile.get(name).and_then(Value::as_array).into_iter().flatten();
        let mut own: BTreeMap<u64, f64> = BTreeMap::new();
        for (node, micros) in list("samples").zip(list("timeDeltas")) {
            *own.entry(node.as_u64().unwrap_or_default()).or_default() +=
                micros.as_f64().unwrap_or_default() / 1e3;
        }
        let mut names = BTreeMap::new();
        let mut parents = BTreeMap::new();
        for node in list("nodes") {
            let Some(id) = node.get("id").and_then(Value::as_u64) else { continue };
            let name = node.pointer("/callFrame/functionName").and_then(Value::as_str).unwrap_or_default();
            let line = node.pointer("/callFrame/lineNumber").and_then(Value::as_i64).unwrap_or_default();
            let name =
                if name.is_empty() { format!("(nameless, line {})", line + 1) } else { shortened(name) };
            names.insert(id, name);
            let children = node.get("children").and_then(Value::as_array).into_iter().flatten();
            parents.extend(children.filter_map(Value::as_u64).map(|child| (child, id)));
        }
        for (id, time) in &own {
            // A function that calls itself counts once.
            let mut above = BTreeSet::new();
            let mut here = Some(id);
            while let Some(id) = here {
                above.extend(names.get(id));
                here = parents.get(id);
            }
            for name in above {
                self.functions.entry(name.clone()).or_default().1 += time;
            }
            if let Some(name) = names.get(id) {
                self.functions.entry(name.clone()).or_default().0 += time;
            }
        }
        self.profiles += 1;
    }

    /// The functions that took most, on the average of the profiles.
    pub fn table(&self) -> String {
        let is_work = |name: &str| name != "(root)" && name != "(idle)";
        let mut sorted: Vec<_> = self.functions.iter().filter(|(name, _)| is_work(name)).collect();
        sorted.sort_by(|one, other| other.1.0.total_cmp(&one.1.0));
        let mut table = format!("{:>10} {:>10}  function\n", "own ms", "with all");
        for (name, (own, all)) in sorted.into_iter().take(LISTED) {
            let count = self.profiles as f64;
            table.push_str(&format!("{:>10.2} {:>10.2}  {name}\n", own / count, all / count));
        }
        table
    }
}

/// A name as Rust gives it without the numbers of its crates, and without what makes it longer than a line.
fn shortened(name: &str) -> String {
    let mut parts = name.split('[');
    let mut short = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        match part.split_once(']') {
            Some((number, rest)) if number.chars().all(|digit| digit.is_ascii_hexdigit()) => {
                short.push_str(rest)
            }
            _ => short.extend(["[", part]),
        }
    }
    short.chars().take(140).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_has_its_own_time_and_that_of_what_it_called() {
        let node = |id: u64, name: &str, children: &[u64]| json!({ "id": id, "callFrame": { "functionName": name, "lineNumber": 0 }, "children": children });
        let profile = json!({
            "nodes": [node(1, "outer", &[2]), node(2, "inner", &[3]), node(3, "inner", &[])],
            "samples": [1, 2, 3],
            "timeDeltas": [1000, 2000, 4000],
        });
        let mut summary = Summary::default();
        summary.add(&profile);
        let table = summary.table();
        let lines: Vec<String> =
            table.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(lines, ["own ms with all function", "6.00 6.00 inner", "1.00 7.00 outer"]);
    }

    #[test]
    fn a_name_is_without_its_numbers() {
        let name = "<beleg[dc5a3b6b363797d8]::text::body::Text as From<[u8]>>::place::{closure#0}";
        assert_eq!(shortened(name), "<beleg::text::body::Text as From<[u8]>>::place::{closure#0}");
    }
}
