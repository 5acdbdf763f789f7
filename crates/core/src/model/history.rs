//! Undo and redo: what was done, what was taken back, and which changes in a row are one step.

use std::sync::Arc;

use super::edit::{Edit, Origin, Transaction};
use super::id::Timestamp;

/// How many steps can be taken back.
const DEEPEST: usize = 1000;

/// Two changes of the same kind to the same item are one step when they are at most this many milliseconds apart.
const PAUSE: i64 = 1500;

/// The steps that can be taken back and those that can be done again.
///
/// It moves transactions from one side to the other and applies none: that is for its owner. A step is shared when the
/// history is cloned, and stays the same one on either side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct History {
    done: Vec<Arc<Transaction>>,
    undone: Vec<Arc<Transaction>>,
}

impl History {
    /// A history of the given steps, the latest last on both sides.
    pub fn of(done: Vec<Arc<Transaction>>, undone: Vec<Arc<Transaction>>) -> Self {
        History { done, undone }
    }

    /// Remembers a transaction that was applied. What had been undone can no longer be done again.
    pub fn push(&mut self, transaction: Transaction) {
        if transaction.origin == Origin::Corpus {
            return;
        }
        self.undone.clear();
        match self.done.last().and_then(|last| join(last, &transaction)) {
            Some(joined) => {
                self.done.pop();
                self.done.push(Arc::new(joined));
            }
            None => self.done.push(Arc::new(transaction)),
        }
        if self.done.len() > DEEPEST {
            self.done.remove(0);
        }
    }

    /// The step that would be taken back.
    pub fn undo(&self) -> Option<&Transaction> {
        self.done.last().map(Arc::as_ref)
    }

    /// The step that would be done again.
    pub fn redo(&self) -> Option<&Transaction> {
        self.undone.last().map(Arc::as_ref)
    }

    /// Remembers that the last step was taken back.
    pub fn undid(&mut self) {
        self.undone.extend(self.done.pop());
    }

    /// Remembers that the last step that had been taken back was done again.
    pub fn redid(&mut self) {
        self.done.extend(self.undone.pop());
    }

    /// The steps that can be taken back, the latest last.
    pub fn done(&self) -> &[Arc<Transaction>] {
        &self.done
    }

    /// The steps that can be done again, the latest last.
    pub fn undone(&self) -> &[Arc<Transaction>] {
        &self.undone
    }
}

/// Both as one step, where they are one: typing a note, or moving an edge word by word.
pub fn join(last: &Transaction, next: &Transaction) -> Option<Transaction> {
    let pause = |from: Timestamp, to: Timestamp| to.as_millis().saturating_sub(from.as_millis());
    if last.action != next.action || !next.action.groups() || pause(last.at, next.at) > PAUSE {
        return None;
    }
    match (last.edits.as_slice(), next.edits.as_slice()) {
        ([Edit::Replace { old, new: middle }], [Edit::Replace { old: same, new }]) if middle == same => {
            let edit = Edit::Replace { old: old.clone(), new: new.clone() };
            Some(Transaction { edits: vec![edit], ..next.clone() })
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Action, Item, Settings};

    fn renamed(from: &str, to: &str, action: Action, at: i64) -> Transaction {
        let item = |name: &str| Item::from(Settings { name: name.to_owned(), guidelines: String::new() });
        Transaction {
            action,
            edits: vec![Edit::Replace { old: item(from), new: item(to) }],
            origin: Origin::Hand,
            at: Timestamp::from_millis(at),
        }
    }

    #[test]
    fn typing_without_a_pause_is_one_step() {
        let mut history = History::default();
        history.push(renamed("", "K", Action::SetNote, 0));
        history.push(renamed("K", "Ki", Action::SetNote, 1000));
        history.push(renamed("Ki", "Kim", Action::SetNote, 2000));
        assert_eq!(history.done(), [renamed("", "Kim", Action::SetNote, 2000).into()]);
        history.push(renamed("Kim", "Kim?", Action::SetNote, 9000));
        assert_eq!(history.done().len(), 2);
    }

    #[test]
    fn what_does_not_group_stays_apart() {
        let mut history = History::default();
        history.push(renamed("a", "b", Action::Relabel, 0));
        history.push(renamed("b", "c", Action::Relabel, 1));
        history.push(renamed("c", "d", Action::SetNote, 2));
        history.push(renamed("other", "e", Action::SetNote, 3));
        assert_eq!(history.done().len(), 4);
    }

    #[test]
    fn a_new_step_ends_what_could_be_done_again() {
        let mut history = History::default();
        history.push(renamed("a", "b", Action::Mark, 0));
        history.undid();
        assert!(history.redo().is_some());
        history.push(renamed("a", "c", Action::Mark, 1));
        assert_eq!(history.redo(), None);
    }
}
