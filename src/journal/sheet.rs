//! One entry or one snapshot as a string: version and checksum in the first line, JSON in the second.
//!
//! ```text
//! 1 c71d72bbbbee400a
//! {"sequence":7,"entry":{"undo":{"at":"2024-11-12T10:00:00.000Z"}}}
//! ```

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::model::{Action, Edit, History, Item, Origin, Project, Settings, Timestamp, Transaction};
use crate::record::{self, ItemRecord, Texts, TransactionRecord};

use super::Entry;
use super::reading::Why;

/// The version of what is written. It grows when an older program could no longer read it.
const VERSION: u32 = 1;

/// An entry and its number.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EntrySheet {
    sequence: u64,
    entry: EntryRecord,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
enum EntryRecord {
    Do(TransactionRecord),
    Undo { at: String },
    Redo { at: String },
}

/// A project and its history after the entry of the number.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SnapshotSheet {
    sequence: u64,
    project: String,
    items: Vec<ItemRecord>,
    done: Vec<TransactionRecord>,
    undone: Vec<TransactionRecord>,
}

/// Writes an entry.
pub(super) fn write_entry(sequence: u64, entry: &Entry) -> String {
    let entry = match entry {
        Entry::Do(transaction) => EntryRecord::Do(transaction.into()),
        Entry::Undo { at } => EntryRecord::Undo {
            at: record::spell_instant(*at),
        },
        Entry::Redo { at } => EntryRecord::Redo {
            at: record::spell_instant(*at),
        },
    };
    seal(&EntrySheet { sequence, entry })
}

/// Reads the entry of a number.
pub(super) fn read_entry(sequence: u64, sheet: &str, texts: Texts<'_>) -> Result<Entry, Why> {
    let read: EntrySheet = unseal(sheet)?;
    if read.sequence != sequence {
        return Err(Why::Misplaced {
            sequence: read.sequence,
        });
    }
    let at = |written: &str| record::instant("at", written).map_err(Why::Value);
    match read.entry {
        EntryRecord::Do(transaction) => transaction
            .into_transaction(texts)
            .map(Entry::Do)
            .map_err(Why::Value),
        EntryRecord::Undo { at: written } => Ok(Entry::Undo { at: at(&written)? }),
        EntryRecord::Redo { at: written } => Ok(Entry::Redo { at: at(&written)? }),
    }
}

/// Writes a snapshot.
pub(super) fn write_snapshot(sequence: u64, project: &Project, history: &History) -> String {
    seal(&SnapshotSheet {
        sequence,
        project: project.id().to_string(),
        items: project.items().map(|item| ItemRecord::from(&item)).collect(),
        done: history.done().iter().map(TransactionRecord::from).collect(),
        undone: history.undone().iter().map(TransactionRecord::from).collect(),
    })
}

/// Reads the snapshot of a number into a project that is still empty.
pub(super) fn read_snapshot(
    sequence: u64,
    sheet: &str,
    mut project: Project,
    texts: Texts<'_>,
) -> Result<(Project, History), Why> {
    let read: SnapshotSheet = unseal(sheet)?;
    if read.sequence != sequence {
        return Err(Why::Misplaced {
            sequence: read.sequence,
        });
    }
    if read.project != project.id().as_str() {
        return Err(Why::OtherProject {
            id: record::excerpt(&read.project),
        });
    }
    let items = read.items.into_iter().enumerate().map(|(number, item)| {
        let item = item
            .into_item(texts)
            .map_err(|problem| problem.within(&format!("items[{number}]")))?;
        Ok(match item {
            // The settings are there from the start.
            Item::Settings(_) => Edit::Replace {
                old: Settings::default().into(),
                new: item,
            },
            item => Edit::Add(item),
        })
    });
    let edits = items.collect::<Result<Vec<Edit>, _>>().map_err(Why::Value)?;
    let (action, origin, at) = (Action::Replace, Origin::File, Timestamp::default());
    project
        .apply(&Transaction {
            action,
            edits,
            origin,
            at,
        })
        .map_err(|conflict| Why::Refused(conflict.into()))?;
    let steps = |place: &str, steps: Vec<TransactionRecord>| {
        let steps = steps.into_iter().enumerate().map(|(number, step)| {
            step.into_transaction(texts)
                .map_err(|problem| problem.within(&format!("{place}[{number}]")))
        });
        steps.collect::<Result<Vec<Transaction>, _>>().map_err(Why::Value)
    };
    Ok((
        project,
        History::of(steps("done", read.done)?, steps("undone", read.undone)?),
    ))
}

fn seal(sheet: &impl Serialize) -> String {
    // Structs of strings and numbers can always be written as JSON.
    of_version(VERSION, &serde_json::to_string(sheet).unwrap_or_default())
}

/// A sheet of any version.
pub(super) fn of_version(version: u32, json: &str) -> String {
    let version = version.to_string();
    format!("{version} {}\n{json}", checksum(&version, json))
}

/// The checksum is looked at before anything else, the version included: a flipped bit must not look like a newer
/// program.
fn unseal<T: DeserializeOwned>(sheet: &str) -> Result<T, Why> {
    let (head, json) = sheet.split_once('\n').ok_or(Why::Changed)?;
    let (version, sum) = head.split_once(' ').ok_or(Why::Changed)?;
    if checksum(version, json) != sum {
        return Err(Why::Changed);
    }
    let version: u32 = version.parse().map_err(|_| Why::Changed)?;
    if version > VERSION {
        return Err(Why::Newer { version });
    }
    serde_json::from_str(json).map_err(|error| Why::Form {
        message: error.to_string(),
    })
}

/// The first 64 bits of the SHA-256 of both, in hexadecimal.
fn checksum(version: &str, json: &str) -> String {
    let hash = Sha256::new()
        .chain_update(version)
        .chain_update("\n")
        .chain_update(json)
        .finalize();
    hash.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::model::carets;

    const AT: Timestamp = Timestamp::from_millis(1_731_405_600_000);

    #[test]
    fn an_entry_is_two_lines() {
        expect![[r#"
            1 c71d72bbbbee400a
            {"sequence":7,"entry":{"undo":{"at":"2024-11-12T10:00:00.000Z"}}}"#]]
        .assert_eq(&write_entry(7, &Entry::Undo { at: AT }));
    }

    #[test]
    fn what_is_not_as_it_was_written_is_not_read() {
        let sheet = write_entry(7, &Entry::Undo { at: AT });
        let read = |sheet: &str| read_entry(7, sheet, &|_| None);
        assert_eq!(read(&sheet), Ok(Entry::Undo { at: AT }));
        assert_eq!(read(""), Err(Why::Changed));
        assert_eq!(read(&sheet.replace("undo", "redo")), Err(Why::Changed));
        assert_eq!(
            read(&sheet.replacen('1', "2", 1)),
            Err(Why::Changed),
            "no newer version, but a flipped bit"
        );
        assert_eq!(
            read_entry(8, &sheet, &|_| None),
            Err(Why::Misplaced { sequence: 7 })
        );
        assert_eq!(read(&of_version(2, "new")), Err(Why::Newer { version: 2 }));
        let other = of_version(1, "[]");
        assert!(matches!(read(&other), Err(Why::Form { .. })));
    }

    #[test]
    fn a_snapshot_belongs_to_its_project() {
        let project = carets::project("x\n^ date");
        let text = carets::document(&project).text.clone();
        let sheet = write_snapshot(3, &project, &History::default());
        let texts = |_: &str| Some(text.clone());
        let empty = || Project::new(project.id().clone());
        assert_eq!(
            read_snapshot(3, &sheet, empty(), &texts),
            Ok((project.clone(), History::default()))
        );
        let other = Project::new(crate::model::Id::from_random(1));
        assert_eq!(
            read_snapshot(3, &sheet, other, &texts),
            Err(Why::OtherProject {
                id: "picture".to_owned()
            })
        );
        let problem = read_snapshot(3, &sheet, empty(), &|_| None);
        assert!(matches!(problem, Err(Why::Value(problem)) if problem.place == "items[1].sha256"));
    }
}
