//! Entries that were done and not yet stored when their page ended, as one text for another place.

use std::collections::BTreeMap;

use crate::model::Project;

use super::reading::Why;
use super::{Entry, sheet};

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
