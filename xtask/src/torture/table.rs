//! The faults, what each test said that it did of them, and the table of both.

use std::collections::BTreeMap;

/// A fault that somebody's work must outlive.
pub struct Fault {
    /// By what the tests call it.
    pub key: &'static str,
    /// What the table calls it.
    pub title: &'static str,
    /// The beginnings of the names of its tests in browsers.
    pub tests: &'static [&'static str],
    /// The names of its native tests. Each fails where anything is lost, so that one that passes needs to say no more.
    pub native: &'static [&'static str],
    /// Whether the short form tries it.
    pub is_short: bool,
    /// Where it is tried. A place of which nothing is heard is a failure.
    pub places: &'static [&'static str],
}

/// The key of the large project, which the bench measures.
pub const LARGE: &str = "large";

const TWO: &[&str] = &["chromium-http", "chromium-file", "firefox-http", "firefox-file"];

/// A fault in browsers.
const fn browsers(
    key: &'static str,
    title: &'static str,
    tests: &'static [&'static str],
    places: &'static [&'static str],
) -> Fault {
    Fault { key, title, tests, native: &[], is_short: true, places }
}

/// A fault of the store, tried without a browser.
const fn native(key: &'static str, title: &'static str, native: &'static [&'static str]) -> Fault {
    Fault { key, title, tests: &[], native, is_short: true, places: &[NATIVE] }
}

/// Where tests run without a browser.
const NATIVE: &str = "native";

/// All of them.
pub const FAULTS: &[Fault] = &[
    browsers("killed-saved", "browser killed right after Saved", &["killed_saved"], TWO),
    browsers("killed-any", "browser killed at a random moment", &["killed_any"], TWO),
    browsers(
        "left",
        "tab closed, left or loaded again in mid-note",
        &["left_"],
        &["chromium-http", "chromium-file", "firefox-http", "firefox-file", "webkit-http", "webkit-file"],
    ),
    browsers("two-tabs", "two tabs editing at random", &["two_tabs"], TWO),
    browsers("four-tabs", "four tabs editing at random", &["four_tabs"], TWO),
    browsers("six-tabs", "six tabs that do everything", &["six_tabs"], &["chromium-http"]),
    browsers(
        "emptied",
        "storage emptied under an open page",
        &["emptied"],
        &["chromium-http", "firefox-http", "webkit-http"],
    ),
    browsers("full", "no room left in the storage", &["full"], &["chromium-http", "firefox-http"]),
    browsers("forbidden", "storage forbidden", &["forbidden"], &["chromium-http", "firefox-http"]),
    native(
        "late-answers",
        "several tabs, and a store that answers late",
        &["whoever_only_listens_has_it_all_in_the_end"],
    ),
    native(
        "many-tabs",
        "two to six tabs that do everything",
        &["many::nothing_is_lost_between_many_tabs_that_do_everything"],
    ),
    native("store-fails", "storage failing at each call, in each way", &["a_store_may_fail_at_any_call"]),
    native(
        "journal",
        "journal cut, bits flipped, entries missing",
        &["a_small_journal_bears_everything", "a_larger_journal_bears_flipped_bits"],
    ),
    Fault {
        key: LARGE,
        title: "200 documents, 100 and 100,000 annotations",
        tests: &[],
        native: &[],
        is_short: false,
        places: &["chromium"],
    },
];

/// What one test said: `torture <key> name=value …`.
#[derive(Debug, PartialEq)]
pub struct Line {
    key: String,
    values: BTreeMap<String, String>,
}

impl Line {
    /// Reads a line, which may begin with what the test harness wrote; `None` where it says something else.
    pub fn read(line: &str) -> Option<Line> {
        let (before, line) = line.split_once("torture ")?;
        if !(before.is_empty() || before.ends_with("... ")) {
            return None;
        }
        let mut words = line.split_whitespace();
        let key = words.next()?.to_owned();
        let values: Option<BTreeMap<_, _>> =
            words.map(|word| word.split_once('=').map(|(name, value)| (name.into(), value.into()))).collect();
        Some(Line { key, values: values.filter(|values| !values.is_empty())? })
    }

    /// What stands in the table for a native test that was run and says nothing of its own.
    pub fn of_native(fault: &Fault) -> Line {
        let none = || "0".to_owned();
        let values = [("lost", none()), ("damaged", none())].map(|(name, value)| (name.to_owned(), value));
        Line { key: fault.key.to_owned(), values: BTreeMap::from(values) }
    }

    /// A count; nothing where the line has none.
    pub fn count(&self, name: &str) -> usize {
        self.values.get(name).and_then(|value| value.parse().ok()).unwrap_or(0)
    }

    fn place(&self) -> &str {
        self.values.get("place").map_or(NATIVE, String::as_str)
    }
}

impl Fault {
    fn lines<'l>(&self, lines: &'l [Line]) -> impl Iterator<Item = &'l Line> {
        let key = self.key;
        lines.iter().filter(move |line| line.key == key)
    }

    /// The places of which nothing was heard.
    pub fn missing(&self, lines: &[Line], short: bool) -> Vec<String> {
        if short && !self.is_short {
            return Vec::new();
        }
        let is_missing = |place: &&&str| !self.lines(lines).any(|line| line.place() == **place);
        self.places.iter().filter(is_missing).map(|place| format!("  {}: {place}", self.title)).collect()
    }
}

/// The counts as a table in Markdown, and under it the seeds.
pub fn markdown(faults: &[&Fault], lines: &[Line]) -> String {
    let mut table = String::from(
        "| fault | where | tries | acknowledged | lost | damaged | seconds | more |\n\
         | --- | --- | ---: | ---: | ---: | ---: | ---: | --- |\n",
    );
    for fault in faults {
        for line in fault.lines(lines) {
            let count =
                |name: &str| line.values.get(name).map_or_else(|| "-".to_owned(), |value| mark(name, value));
            let columns = ["tries", "acknowledged", "lost", "damaged", "seconds"];
            let is_more = |(name, _): &(&String, &String)| {
                !columns.contains(&name.as_str()) && !["place", "seed"].contains(&name.as_str())
            };
            let more: Vec<String> = line
                .values
                .iter()
                .filter(is_more)
                .map(|(name, value)| format!("{} {value}", name.replace('-', " ")))
                .collect();
            table.push_str(&format!(
                "| {} | {} | {} | {} |\n",
                fault.title,
                line.place(),
                columns.map(count).join(" | "),
                more.join(", ")
            ));
        }
    }
    table
}

/// What must not be stands out.
fn mark(name: &str, value: &str) -> String {
    let is_bad = ["lost", "damaged"].contains(&name) && value != "0";
    if is_bad { format!("**{value}**") } else { value.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAULT: Fault = browsers("killed-saved", "killed", &["killed_saved"], &["chromium-http", "native"]);

    fn line(line: &str) -> Line {
        Line::read(line).unwrap()
    }

    #[test]
    fn a_line_is_read_wherever_the_harness_puts_it() {
        let plain = line("torture killed-saved place=chromium-http tries=3 lost=1");
        assert_eq!(plain, line("test killed ... torture killed-saved place=chromium-http tries=3 lost=1"));
        assert_eq!((plain.count("tries"), plain.count("lost"), plain.count("damaged")), (3, 1, 0));
        assert_eq!(Line::read("Running tests/torture.rs (torture killed x=1)"), None);
        assert_eq!(Line::read("torture begins"), None);
    }

    #[test]
    fn a_place_that_is_silent_is_missing() {
        let lines = [line("torture killed-saved tries=3")];
        assert_eq!(FAULT.missing(&lines, false), ["  killed: chromium-http"]);
        assert_eq!(FAULT.missing(&[], false).len(), 2);
    }

    #[test]
    fn what_was_lost_stands_out() {
        let lines =
            [line("torture killed-saved tries=3 acknowledged=9 lost=1 damaged=0 seconds=4 seed=2 cut-at=7")];
        let table = markdown(&[&FAULT], &lines);
        assert!(table.contains("| killed | native | 3 | 9 | **1** | 0 | 4 | cut at 7 |"), "{table}");
    }
}
