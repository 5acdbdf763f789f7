//! What is written together and what is found again: plain strings under plain keys, for a store of any kind.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use crate::text::Text;

/// What is to be written together: as a whole or not at all. What is added comes before what is dropped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Batch {
    /// Texts, each to be kept under its SHA-256. One that is kept already is the same one.
    pub texts: Vec<Text>,
    /// Entries by their number. Where another entry has one of these numbers, nothing may be written: somebody else
    /// writes to the same journal.
    pub entries: BTreeMap<u64, String>,
    /// Snapshots, each by the number of the last entry it covers.
    pub snapshots: BTreeMap<u64, String>,
    /// The numbers of the entries that are needed no longer.
    pub outdated_entries: Option<RangeInclusive<u64>>,
    /// The numbers of the snapshots that are needed no longer.
    pub outdated_snapshots: Option<RangeInclusive<u64>>,
}

impl Batch {
    /// Whether there is nothing to write.
    pub fn is_empty(&self) -> bool {
        *self == Batch::default()
    }

    /// Adds what is to be written after it, so that both are written together.
    pub fn append(&mut self, mut later: Batch) {
        self.texts.append(&mut later.texts);
        // A loop is smaller than `BTreeMap::append`, and there are few.
        for (number, entry) in later.entries {
            self.entries.insert(number, entry);
        }
        for (number, snapshot) in later.snapshots {
            self.snapshots.insert(number, snapshot);
        }
        self.outdated_entries = hull(self.outdated_entries.take(), later.outdated_entries);
        self.outdated_snapshots = hull(self.outdated_snapshots.take(), later.outdated_snapshots);
    }
}

/// From the first number of either to the last number of either.
fn hull(
    earlier: Option<RangeInclusive<u64>>,
    later: Option<RangeInclusive<u64>>,
) -> Option<RangeInclusive<u64>> {
    match (earlier, later) {
        (Some(earlier), Some(later)) => {
            Some(*earlier.start().min(later.start())..=*earlier.end().max(later.end()))
        }
        (one, other) => one.or(other),
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
    /// What the page remembers beside the project, such as the open document.
    pub meta: BTreeMap<String, String>,
}

impl Stored {
    /// What a store holds after a batch. It is what every store has to do, and the store where there is no other.
    /// Where another entry has a number of the batch, that number comes back and nothing has changed.
    pub fn write(&mut self, batch: &Batch) -> Result<(), u64> {
        let taken =
            |(number, entry): &(&u64, &String)| self.entries.get(number).is_some_and(|there| there != *entry);
        if let Some((number, _)) = batch.entries.iter().find(taken) {
            return Err(*number);
        }
        for text in &batch.texts {
            self.texts.insert(text.sha256().to_owned(), text.as_str().to_owned());
        }
        self.entries.extend(batch.entries.clone());
        self.snapshots.extend(batch.snapshots.clone());
        if let Some(outdated) = &batch.outdated_entries {
            self.entries.retain(|number, _| !outdated.contains(number));
        }
        if let Some(outdated) = &batch.outdated_snapshots {
            self.snapshots.retain(|number, _| !outdated.contains(number));
        }
        Ok(())
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
    /// Another page has written an entry of the same number. Nothing was written.
    Overtaken,
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

    fn entries(numbers: &[u64]) -> Batch {
        Batch {
            entries: numbers.iter().map(|number| (*number, format!("entry {number}"))).collect(),
            ..Batch::default()
        }
    }

    #[test]
    fn a_number_is_given_once() {
        let mut stored = Stored::default();
        assert_eq!(stored.write(&entries(&[1, 2])), Ok(()));
        assert_eq!(stored.write(&entries(&[2, 3])), Ok(()), "the same once more is no harm");
        let other =
            Batch { entries: [(4, "4".to_owned()), (3, "other".to_owned())].into(), ..Batch::default() };
        assert_eq!(stored.write(&other), Err(3));
        assert!(!stored.entries.contains_key(&4), "as a whole or not at all");
    }

    #[test]
    fn two_batches_together_do_what_they_do_one_after_the_other() {
        let mut first = entries(&[5]);
        first.outdated_entries = Some(1..=2);
        let mut second = entries(&[6]);
        second.snapshots.insert(6, "snapshot".to_owned());
        second.outdated_entries = Some(1..=4);
        let mut apart = Stored::default();
        assert_eq!(apart.write(&entries(&[1, 2, 3, 4])), Ok(()));
        let mut together = apart.clone();
        assert_eq!(apart.write(&first).and(apart.write(&second)), Ok(()));
        first.append(second);
        assert_eq!(together.write(&first), Ok(()));
        assert_eq!(together, apart);
        assert_eq!(together.entries.into_keys().collect::<Vec<_>>(), [5, 6]);
    }
}
