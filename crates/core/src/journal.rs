//! The journal of a project: everything that was done, in order, and now and then a snapshot of what came of it.
//!
//! It decides what is written and reads it again. It knows plain strings under plain keys, and not where they are
//! kept: that is for a store, to which it hands a [`Batch`] and which hands back what is [`Stored`].

pub mod backup;
mod batch;
mod checksum;
mod damage;
mod following;
pub mod left_over;
mod parts;
mod reading;
pub mod rescue;
mod sheet;
mod versions;
mod writing;

use crate::model::limits::Excess;
use crate::model::{Conflict, History, Project, Timestamp, Transaction};

pub use batch::{Batch, StoreProblem, Stored};
pub use damage::{Damage, Part, Why};
pub use following::Followed;
pub use reading::{Opened, all_at, open, open_at};
pub use sheet::Spelled;
pub use versions::{Version, versions};
pub use writing::{Journal, Writing};

/// Something that was done. Done again in the same order, it leads to the same project and the same history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Entry {
    /// The project was changed.
    Do(Transaction),
    /// The last step was taken back. Which one that is, the history says.
    Undo {
        /// When that was.
        at: Timestamp,
    },
    /// The last step that had been taken back was done again.
    Redo {
        /// When that was.
        at: Timestamp,
    },
}

impl Entry {
    /// When it was made.
    pub fn at(&self) -> Timestamp {
        match self {
            Entry::Do(transaction) => transaction.at,
            Entry::Undo { at } | Entry::Redo { at } => *at,
        }
    }
}

/// Why an entry cannot be performed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It was made for another state of the project.
    Conflict(Conflict),
    /// There is nothing to take back.
    NothingToUndo,
    /// There is nothing to do again.
    NothingToRedo,
    /// The project would hold more than can be read back from its file.
    TooMuch(Excess),
}

impl From<Conflict> for Refusal {
    fn from(conflict: Conflict) -> Self {
        Refusal::Conflict(conflict)
    }
}

/// Does what an entry says, and returns the transaction that was applied to the project. Where it is refused, nothing
/// has changed.
///
/// This is the only place where project and history change together: the page and the reading of a journal both come
/// through here, so that what is read is what was seen.
pub fn perform(project: &mut Project, history: &mut History, entry: &Entry) -> Result<Transaction, Refusal> {
    match entry {
        Entry::Do(transaction) => {
            project.apply(transaction)?;
            history.push(transaction.clone());
            Ok(transaction.clone())
        }
        Entry::Undo { at } => {
            let step = history.undo().ok_or(Refusal::NothingToUndo)?;
            let back = Transaction { at: *at, ..step.inverse() };
            project.apply(&back)?;
            history.undid();
            Ok(back)
        }
        Entry::Redo { at } => {
            let step = history.redo().ok_or(Refusal::NothingToRedo)?;
            let again = Transaction { at: *at, ..step.clone() };
            project.apply(&again)?;
            history.redid();
            Ok(again)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Action, Edit, Item, Key, Origin, carets};

    /// Every mark of the picture goes, one after the other; then comes what each case does.
    fn stage() -> (Project, History) {
        let mut project = carets::project(
            "
Laut dpa stieg die Zahl am 3. Mai 2021.
     ^^^ source
                           ^^^^^^^^^^^ date
",
        );
        let mut history = History::default();
        let annotations: Vec<_> = project.annotations().cloned().collect();
        for annotation in annotations {
            let edits = vec![Edit::Remove(Item::Annotation(annotation))];
            let at = Timestamp::from_millis(7);
            let entry = Entry::Do(Transaction { action: Action::Delete, edits, origin: Origin::Hand, at });
            perform(&mut project, &mut history, &entry).unwrap();
        }
        (project, history)
    }

    #[test]
    fn back_and_again_say_what_they_did() {
        let (mut project, mut history) = stage();
        let (undo, redo) =
            (Entry::Undo { at: Timestamp::from_millis(8) }, Entry::Redo { at: Timestamp::from_millis(9) });
        let before = (project.clone(), history.clone());
        let back = perform(&mut project, &mut history, &undo).unwrap();
        assert!(matches!(back.edits.as_slice(), [Edit::Add(Item::Annotation(_))]), "{back:?}");
        assert_eq!(back.at, Timestamp::from_millis(8));
        assert_eq!(project.annotations().count(), 1);
        perform(&mut project, &mut history, &redo).unwrap();
        assert_eq!((project, history), before);
    }

    #[test]
    fn what_is_refused_changes_nothing() {
        let (mut project, mut history) = stage();
        let before = (project.clone(), history.clone());
        let redo = Entry::Redo { at: Timestamp::default() };
        assert_eq!(perform(&mut project, &mut history, &redo), Err(Refusal::NothingToRedo));
        let again = Entry::Do(history.undo().unwrap().clone());
        let refusal = perform(&mut project, &mut history, &again);
        assert!(
            matches!(refusal, Err(Refusal::Conflict(Conflict::Stale(Key::Annotation(_))))),
            "{refusal:?}"
        );
        assert_eq!((project, history), before);
        let nothing = perform(
            &mut carets::project("x"),
            &mut History::default(),
            &Entry::Undo { at: Timestamp::default() },
        );
        assert_eq!(nothing, Err(Refusal::NothingToUndo));
    }
}
