//! Entries that were done and not yet stored when their page ended, as one text for another place.

use std::collections::BTreeMap;

use crate::model::{Id, Project};

use super::damage::Why;
use super::{Entry, sheet};

/// What every key begins with in a place that all pages of `file://` share.
const PROGRAM: &str = "beleg/";

/// What stands between the id of a project and that of a tab in the key under which the tab leaves something.
const LEFT: &str = "/left/";

/// Under which key a tab leaves something of a project.
pub fn key(project: &Id, tab: &Id) -> String {
    format!("{PROGRAM}{}{LEFT}{tab}", segment(project))
}

/// Whether something that belongs to a project was left under a key, by this release or by an earlier one.
pub fn is_of(key: &str, project: &Id) -> bool {
    let ends = key.strip_prefix(PROGRAM).and_then(|key| key.rsplit_once(LEFT));
    ends.is_some_and(|(of, tab)| is_tab(tab) && (of == project.as_str() || of == segment(project)))
}

/// Under which key it is noted how much is stored of a project, and where earlier releases noted it.
pub fn stored_keys(project: &Id) -> [String; 2] {
    [format!("{PROGRAM}{}/stored", segment(project)), format!("{PROGRAM}{project}/stored")]
}

/// The id of a project as a segment of a key: without slashes, so that no id looks like the key of something of another
/// project. No id has a space, so that no two ids become one segment, and no key of an earlier release, which took ids as
/// they are, looks like that of another id.
fn segment(project: &Id) -> String {
    project.as_str().replace('/', " ")
}

/// Whether a name is that of a tab, which is an id at random. What earlier releases noted of a project whose id has slashes
/// can look like something that a tab left, but for that.
fn is_tab(name: &str) -> bool {
    name.len() == 32 && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Writes entries by their numbers: as many of the first ones as fit into so many bytes.
///
/// Each is three lines: the number, and the two of its sheet.
pub fn write(entries: &BTreeMap<u64, String>, bytes: usize) -> String {
    let mut left = String::new();
    for (number, sheet) in entries {
        let number = number.to_string();
        if left.len() + number.len() + sheet.len() + 2 > bytes {
            break;
        }
        for line in [&number, sheet] {
            left.push_str(line);
            left.push('\n');
        }
    }
    left
}

/// The sheets of a text by their numbers. Where it ends in the middle of one, or is none, there are no more.
pub fn read(left: &str) -> impl Iterator<Item = (u64, &str)> {
    let mut rest = left;
    std::iter::from_fn(move || {
        let (number, sheets) = rest.split_once('\n')?;
        let end = sheets.match_indices('\n').nth(1)?.0;
        let (sheet, behind) = sheets.split_at_checked(end)?;
        rest = behind.strip_prefix('\n')?;
        Some((number.parse().ok()?, sheet))
    })
}

/// Reads the entry of a number, which can refer to the texts of a project.
pub fn entry(number: u64, sheet: &str, project: &Project) -> Result<Entry, Why> {
    let find = |sha256: &str| project.texts().find(|text| text.sha256() == sha256).cloned();
    sheet::read_entry(number, sheet, &find)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ids that look like keys, and such that become each other where a character is written in another way.
    const IDS: [&str; 12] = [
        "work",
        "work/left/x",
        "work/left",
        "work/left/0123456789abcdef0123456789abcdef",
        "work/stored",
        "left",
        "/left/",
        "a/b",
        "a%2Fb",
        "a%20b",
        "/",
        "beleg/work",
    ];

    fn id(name: &str) -> Id {
        Id::new(name).unwrap()
    }

    #[test]
    fn no_id_looks_like_the_key_of_another_one() {
        let tab = Id::from_random(7);
        let mut all = Vec::new();
        for name in IDS {
            let own = key(&id(name), &tab);
            for other in IDS {
                assert_eq!(is_of(&own, &id(other)), name == other, "{own} and {other}");
            }
            let [stored, _] = stored_keys(&id(name));
            for other in IDS {
                assert!(!is_of(&stored, &id(other)), "{stored} and {other}");
                assert_eq!(stored_keys(&id(other)).contains(&stored), name == other, "{stored} and {other}");
            }
            all.extend([own, stored]);
        }
        all.sort();
        let count = all.len();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn what_earlier_releases_left_is_taken_up_by_its_own_project() {
        let tab = Id::from_random(7);
        for name in IDS {
            let (left, stored) = (format!("beleg/{name}/left/{tab}"), format!("beleg/{name}/stored"));
            for other in IDS {
                assert_eq!(is_of(&left, &id(other)), name == other, "{left} and {other}");
                assert!(!is_of(&stored, &id(other)), "{stored} and {other}");
                assert_eq!(stored_keys(&id(other)).contains(&stored), name == other, "{stored} and {other}");
            }
        }
    }
}
