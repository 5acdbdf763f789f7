//! Deciding between two versions of an item: the one in the project, and one that lost against it.

use std::sync::Arc;

use crate::model::{Action, Annotation, Dispute, Edit, Item, Key, Loser, words_under};

use super::{Act, Session, Stamp, transaction};

impl Session {
    /// Puts what lost in the place of what is in the project, which from then on is the one that lost. `None` where it
    /// does not fit any more: something it needs is gone, or other words stand in its place.
    pub fn take_other(&self, dispute: &Arc<Dispute>, stamp: &Stamp) -> Option<Act> {
        let current = self.project.item(&dispute.about());
        let (mut edits, lost) = match (&dispute.loser, current) {
            (Loser::Version(other), current) => {
                let new = self.fitting(other, &dispute.quote, stamp)?;
                match current {
                    Some(old) => (vec![Edit::Replace { old: old.clone(), new }], Loser::Version(old)),
                    None => (vec![Edit::Add(new)], Loser::Deletion(other.key())),
                }
            }
            (Loser::Deletion(key), Some(old)) => {
                let mut edits: Vec<Edit> = Vec::new();
                if let Key::Annotation(id) = key {
                    edits.extend(
                        self.project.links_at(id).map(|link| Edit::Remove(Item::Link(Arc::clone(link)))),
                    );
                }
                edits.push(Edit::Remove(old.clone()));
                (edits, Loser::Version(old))
            }
            (Loser::Deletion(_), None) => return None,
        };
        // Only what deletes an annotation with its links is more than one edit, and that always can be done.
        if let [edit] = edits.as_slice() {
            self.project.check_edit(edit).ok()?;
        }
        let text = match &lost {
            Loser::Version(Item::Annotation(annotation)) => self.project.document(&annotation.document),
            _ => None,
        };
        let new = Dispute::new(dispute.id.clone(), lost, text.map(|document| &document.text), stamp.at);
        edits.push(Edit::Replace { old: Item::Dispute(Arc::clone(dispute)), new: new.into() });
        Some(Act::Do(transaction(Action::Decide, edits, stamp), self.selection.clone()))
    }

    /// Leaves what is in the project as it is, and forgets what lost.
    pub fn keep_as_is(&self, dispute: &Arc<Dispute>, stamp: &Stamp) -> Act {
        let edits = vec![Edit::Remove(Item::Dispute(Arc::clone(dispute)))];
        Act::Do(transaction(Action::Decide, edits, stamp), self.selection.clone())
    }

    /// What lost, as it would be taken: from then on it is the later version. An annotation has its words under it, and
    /// a text changes only where nothing is marked in it.
    fn fitting(&self, other: &Item, quote: &str, stamp: &Stamp) -> Option<Item> {
        match other {
            Item::Annotation(annotation) => {
                let text = &self.project.document(&annotation.document)?.text;
                let new = Annotation { modified: stamp.at, ..Annotation::clone(annotation) };
                (words_under(annotation, text) == quote).then(|| new.into())
            }
            Item::Document(document) => {
                let marks = self.project.marks(&document.id);
                let is_marked = marks.is_some_and(|marks| marks.total() > 0);
                let is_same = self.project.document(&document.id).is_none_or(|old| old.text == document.text);
                (is_same || !is_marked).then(|| other.clone())
            }
            _ => Some(other.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Document, History, Id, Project, Timestamp, Transaction, carets};
    use crate::session::Selection;
    use crate::text::Text;

    const PICTURE: &str = "
Laut dpa kam Kim.
     ^^^ source
";

    fn session_of(base: &Project, edits: Vec<Edit>) -> Session {
        let mut session = Session::new(base.clone(), History::default());
        let stamp = stamp(1);
        let act = Act::Do(transaction(Action::Merge, edits, &stamp), Selection::Nothing);
        session.perform(act, stamp.at).unwrap();
        session
    }

    fn stamp(at: i64) -> Stamp {
        Stamp { at: Timestamp::from_millis(at), id: Id::new("new").unwrap() }
    }

    /// Something lost against the picture.
    fn lost(base: &Project, loser: Loser) -> Edit {
        let text = &carets::document(base).text;
        Edit::Add(Dispute::new(Id::new("d").unwrap(), loser, Some(text), Timestamp::default()).into())
    }

    fn noted(base: &Project, note: &str) -> Annotation {
        let old = base.annotations().next().unwrap();
        Annotation { note: note.to_owned(), ..Annotation::clone(old) }
    }

    fn dispute(session: &Session) -> Arc<Dispute> {
        Arc::clone(session.project().disputes().next().unwrap())
    }

    /// The notes in the project, and what lost.
    fn seen(session: &Session) -> (Vec<String>, String) {
        let notes = session.project().annotations().map(|annotation| annotation.note.clone()).collect();
        let lost = match &dispute(session).loser {
            Loser::Version(Item::Annotation(annotation)) => annotation.note.clone(),
            other => format!("{other:?}"),
        };
        (notes, lost)
    }

    fn take(session: &mut Session) -> Transaction {
        let act = session.take_other(&dispute(session), &stamp(9)).unwrap();
        let performed = session.perform(act, Timestamp::from_millis(9)).unwrap();
        let Some(crate::journal::Entry::Do(step)) = performed.entry else { panic!("one act") };
        Transaction::clone(&step)
    }

    #[test]
    fn the_two_change_places() {
        let base = carets::project(PICTURE);
        let loser = Loser::Version(noted(&base, "other").into());
        let mut session = session_of(&base, vec![lost(&base, loser)]);
        assert_eq!(take(&mut session).action, Action::Decide);
        assert_eq!(seen(&session), (vec!["other".to_owned()], String::new()));
        assert_eq!(session.project().annotations().next().unwrap().modified, Timestamp::from_millis(9));
        take(&mut session);
        assert_eq!(seen(&session), (vec![String::new()], "other".to_owned()));
        session.perform(Act::Undo, Timestamp::default()).unwrap();
        assert_eq!(seen(&session), (vec!["other".to_owned()], String::new()));
    }

    #[test]
    fn a_deletion_can_be_taken_and_taken_back() {
        let base = carets::project(PICTURE);
        let loser = Loser::Deletion(Item::from(noted(&base, "")).key());
        let mut session = session_of(&base, vec![lost(&base, loser)]);
        take(&mut session);
        assert_eq!(seen(&session), (vec![], String::new()));
        take(&mut session);
        assert_eq!(seen(&session), (vec![String::new()], "Deletion(Annotation(#a1))".to_owned()));
    }

    #[test]
    fn keeping_forgets_what_lost() {
        let base = carets::project(PICTURE);
        let mut session = session_of(&base, vec![lost(&base, Loser::Version(noted(&base, "other").into()))]);
        let act = session.keep_as_is(&dispute(&session), &stamp(9));
        session.perform(act, Timestamp::default()).unwrap();
        assert_eq!(session.project().disputes().count(), 0);
        assert_eq!(session.project().annotations().next().unwrap().note, "");
    }

    #[test]
    fn nothing_is_taken_onto_other_words() {
        let base = carets::project(PICTURE);
        let old = carets::document(&base);
        let new = Document { text: Text::new("Sagt die dpa heute."), ..Document::clone(&old) };
        let text = Edit::Replace { old: Item::Document(old), new: new.into() };
        let loser = Loser::Version(noted(&base, "other").into());
        let session = session_of(&base, vec![lost(&base, loser), text.clone()]);
        assert_eq!(session.take_other(&dispute(&session), &stamp(9)), None);
        let Edit::Replace { new, .. } = text else { panic!("a text that changed") };
        let session = session_of(&base, vec![lost(&base, Loser::Version(new))]);
        assert_eq!(session.take_other(&dispute(&session), &stamp(9)), None);
    }
}
