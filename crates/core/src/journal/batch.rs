//! What is written together and what is found again: plain strings under plain keys, for a store of any kind.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use crate::text::Text;

/// What is to be written together: as a whole or not at all. What is added comes before what is dropped.
///
/// It is made for a store as its writer knows it. A store that holds more refuses it: somebody else writes to the same
/// journal, and has to be read first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// The number of the last entry that the writer knows. A store that holds a greater one writes nothing.
    pub after: u64,
    /// The number of the last snapshot that the writer knows. A store that holds a greater one writes nothing.
    pub after_snapshot: u64,
    /// Texts, each to be kept under its SHA-256. One that is kept already is the same one.
    pub texts: Vec<Text>,
    /// Entries by their number.
    pub entries: BTreeMap<u64, String>,
    /// Snapshots, each by the number of the last entry it covers.
    pub snapshots: BTreeMap<u64, String>,
    /// Parts of snapshots, each under its SHA-256. One that is kept already is the same one.
    pub parts: BTreeMap<String, String>,
    /// The numbers of the entries that are needed no longer.
    pub outdated_entries: Option<RangeInclusive<u64>>,
    /// The numbers of the snapshots that are needed no longer.
    pub outdated_snapshots: Option<RangeInclusive<u64>>,
    /// The parts to which no snapshot refers any longer.
    pub outdated_parts: Vec<String>,
}

impl Batch {
    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        *self == Batch { after: self.after, after_snapshot: self.after_snapshot, ..Batch::default() }
    }
}

/// Everything that a store holds of one project, as it was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Stored {
    /// Texts by their SHA-256.
    pub texts: BTreeMap<String, String>,
    /// Entries by their number.
    pub entries: BTreeMap<u64, String>,
    /// Snapshots by the number of the last entry they cover.
    pub snapshots: BTreeMap<u64, String>,
    /// Parts of snapshots by their SHA-256.
    pub parts: BTreeMap<String, String>,
    /// What the page remembers beside the project, such as the open document.
    pub meta: BTreeMap<String, String>,
}

impl Stored {
    /// What a store holds after a batch. It is what every store has to do, and the store where there is no other.
    /// Where it refuses, nothing has changed.
    ///
    /// A batch that was written already may come once more, since its writer may not have heard of it.
    pub fn write(&mut self, batch: &Batch) -> Result<(), StoreProblem> {
        if batch.is_empty() || self.holds(batch) {
            return Ok(());
        }
        let last = |parts: &BTreeMap<u64, String>| parts.keys().next_back().copied().unwrap_or(0);
        if last(&self.entries) > batch.after || last(&self.snapshots) > batch.after_snapshot {
            return Err(StoreProblem::Overtaken);
        }
        for text in &batch.texts {
            self.texts.insert(text.sha256().to_owned(), text.as_str().to_owned());
        }
        self.entries.extend(batch.entries.clone());
        self.snapshots.extend(batch.snapshots.clone());
        self.parts.extend(batch.parts.clone());
        if let Some(outdated) = &batch.outdated_entries {
            self.entries.retain(|number, _| !outdated.contains(number));
        }
        if let Some(outdated) = &batch.outdated_snapshots {
            self.snapshots.retain(|number, _| !outdated.contains(number));
        }
        for outdated in &batch.outdated_parts {
            self.parts.remove(outdated);
        }
        Ok(())
    }

    /// Whether this very batch was written: all its entries and snapshots are there.
    pub fn holds(&self, batch: &Batch) -> bool {
        let all = |new: &BTreeMap<u64, String>, there: &BTreeMap<u64, String>| {
            new.iter().all(|(number, part)| there.get(number) == Some(part))
        };
        let is_any = !batch.entries.is_empty() || !batch.snapshots.is_empty();
        is_any && all(&batch.entries, &self.entries) && all(&batch.snapshots, &self.snapshots)
    }
}

/// Why a store did not do what it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreProblem {
    /// The browser has no store for this page, or refuses it: storage is blocked, or the window is private.
    Refused,
    /// There was no answer in time.
    TimedOut {
        /// For how long it was waited, in milliseconds.
        millis: u32,
    },
    /// There is no room left.
    Full,
    /// A newer version of the program has made the database.
    Newer,
    /// Another page deletes the database or brings it to a newer version. The store stays shut.
    Shut,
    /// The database is no longer there, and an empty one took its place. The next batch has to carry everything.
    Emptied,
    /// Another page has written what this one does not know yet. Nothing was written.
    Overtaken,
    /// The page is being left, and what it does not end in time it does not begin. It can be tried when somebody comes back.
    Left,
    /// Something else, in the browser's words.
    Failed {
        /// The name of the exception, such as `UnknownError`.
        name: String,
        /// What the browser says of it.
        message: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(after: u64, numbers: &[u64]) -> Batch {
        Batch {
            after,
            entries: numbers.iter().map(|number| (*number, format!("entry {number}"))).collect(),
            ..Batch::default()
        }
    }

    fn snapshot(after: u64, after_snapshot: u64, number: u64) -> Batch {
        let snapshots = [(number, "snapshot".to_owned())].into();
        Batch { after, after_snapshot, snapshots, ..Batch::default() }
    }

    #[test]
    fn nobody_writes_over_what_he_has_not_seen() {
        let mut stored = Stored::default();
        assert_eq!(stored.write(&entries(0, &[1, 2])), Ok(()));
        let before = stored.clone();
        assert_eq!(stored.write(&entries(0, &[1, 2])), Ok(()), "the same once more is no harm");
        assert_eq!(stored.write(&entries(1, &[2, 3])), Err(StoreProblem::Overtaken));
        assert_eq!(stored.write(&snapshot(1, 0, 1)), Err(StoreProblem::Overtaken));
        assert_eq!(stored, before, "as a whole or not at all");
        assert_eq!(stored.write(&snapshot(2, 0, 2)), Ok(()));
        assert_eq!(stored.write(&entries(2, &[3])), Err(StoreProblem::Overtaken), "a snapshot is news, too");
        assert_eq!(stored.write(&Batch { after_snapshot: 2, ..entries(2, &[3]) }), Ok(()));
    }
}
