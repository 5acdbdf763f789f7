//! Deciding between two versions of an item: the one in the project, and one that lost against it.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::model::{
    Action, Annotation, Dispute, Disputed, Edit, Id, Item, Key, Loser, Project, disputed, words_under,
};
use crate::text::Snap;

use super::{Act, Selection, Session, Stamp, TextSelection, transaction};

impl Session {
    /// Puts what lost in the place of what is in the project. With that it is settled what becomes of the item: all that
    /// lost against it leaves the list. `None` where it does not fit any more: something it needs is gone, or other words
    /// stand in its place.
    pub fn take_other(&self, dispute: &Dispute, stamp: &Stamp) -> Option<Act> {
        let mut edits = taking(&self.project, dispute, stamp)?;
        edits.extend(settling(&self.project, |key| *key == dispute.about()));
        Some(Act::Do(transaction(Action::Decide, edits, stamp), self.selection.clone()))
    }

    /// Leaves an item as it is in the project, and forgets what lost against it.
    pub fn keep_as_is(&self, about: &Key, stamp: &Stamp) -> Option<Act> {
        self.settle(settling(&self.project, |key| key == about).collect(), stamp)
    }

    /// Leaves everything as it is in the project, and forgets all that lost, in one step.
    pub fn keep_all(&self, stamp: &Stamp) -> Option<Act> {
        self.settle(settling(&self.project, |_| true).collect(), stamp)
    }

    /// Takes of each item the latest version that lost and can be taken, in one step. An item of which none can be taken
    /// stays in the list.
    pub fn take_all(&self, stamp: &Stamp) -> Option<Act> {
        let mut project = self.project.clone();
        let (mut edits, mut settled) = (Vec::new(), BTreeSet::new());
        for item in disputed(&self.project) {
            let taken = item.losing.iter().find_map(|dispute| {
                let taken = transaction(Action::Decide, taking(&project, dispute, stamp)?, stamp);
                project.apply(&taken).ok().map(|()| taken.edits)
            });
            let Some(taken) = taken else { continue };
            edits.extend(taken);
            settled.insert(item.about);
        }
        edits.extend(settling(&self.project, |key| settled.contains(key)));
        self.settle(edits, stamp)
    }

    /// Where an item stands of which versions lost: its document, and what is to be selected there. That is the annotation
    /// of the project, or where it is gone, the words under the latest version; `None` where there is no such place.
    pub fn place_of(&self, item: &Disputed) -> Option<(Id, Selection)> {
        let of = |id: &Id| {
            let annotation = self.project.annotation(id)?;
            Some((annotation.document.clone(), Selection::Annotation(id.clone())))
        };
        match &item.about {
            Key::Document(id) => {
                self.project.document(id).map(|document| (document.id.clone(), Selection::Nothing))
            }
            Key::Annotation(id) => {
                of(id).or_else(|| item.losing.iter().find_map(|dispute| self.words_of(dispute)))
            }
            Key::Link(id) => {
                let lost = item.losing.iter().find_map(|dispute| match &dispute.loser {
                    Loser::Version(Item::Link(link)) => Some(link),
                    _ => None,
                });
                let here = self.project.links().find(|link| link.id == *id);
                here.or(lost).and_then(|link| of(&link.from).or_else(|| of(&link.to)))
            }
            _ => None,
        }
    }

    /// The words under an annotation that lost, where they still stand there.
    fn words_of(&self, dispute: &Dispute) -> Option<(Id, Selection)> {
        let Loser::Version(Item::Annotation(lost)) = &dispute.loser else { return None };
        let document = self.project.document(&lost.document)?;
        let span = lost.spans.first();
        let selected = TextSelection { anchor: span.start(), focus: span.end(), snap: Snap::Characters };
        let is_there = words_under(lost, &document.text) == dispute.quote;
        is_there.then(|| (document.id.clone(), Selection::Text(selected)))
    }

    fn settle(&self, edits: Vec<Edit>, stamp: &Stamp) -> Option<Act> {
        let step = transaction(Action::Decide, edits, stamp);
        (!step.edits.is_empty()).then(|| Act::Do(step, self.selection.clone()))
    }
}

/// What takes all that lost against some items out of the list.
fn settling(project: &Project, is_it: impl Fn(&Key) -> bool) -> impl Iterator<Item = Edit> {
    let losing = project.disputes().filter(move |dispute| is_it(&dispute.about()));
    losing.map(|dispute| Edit::Remove(Item::Dispute(Arc::clone(dispute))))
}

/// What puts something that lost in the place of what is in a project; `None` where it does not fit. There are no edits
/// where it is there already.
fn taking(project: &Project, dispute: &Dispute, stamp: &Stamp) -> Option<Vec<Edit>> {
    let current = project.item(&dispute.about());
    match (&dispute.loser, current) {
        (Loser::Version(other), current) => {
            let new = fitting(project, other, &dispute.quote, stamp)?;
            let edit = match current {
                Some(old) if old == new => return Some(Vec::new()),
                Some(old) => Edit::Replace { old, new },
                None => Edit::Add(new),
            };
            project.check_edit(&edit).ok().map(|()| vec![edit])
        }
        // What deletes an annotation with its links always can be done.
        (Loser::Deletion(Key::Annotation(id)), Some(old)) => {
            let links = project.links_at(id).map(|link| Edit::Remove(Item::Link(Arc::clone(link))));
            Some(links.chain([Edit::Remove(old)]).collect())
        }
        (Loser::Deletion(_), Some(old)) => {
            let edit = Edit::Remove(old);
            project.check_edit(&edit).ok().map(|()| vec![edit])
        }
        (Loser::Deletion(_), None) => None,
    }
}

/// What lost, as it would be taken: from then on it is the later version. An annotation has its words under it, and a
/// text changes only where nothing is marked in it.
fn fitting(project: &Project, other: &Item, quote: &str, stamp: &Stamp) -> Option<Item> {
    match other {
        Item::Annotation(annotation) => {
            let text = &project.document(&annotation.document)?.text;
            let new = Annotation { modified: stamp.at, ..Annotation::clone(annotation) };
            (words_under(annotation, text) == quote).then(|| new.into())
        }
        Item::Document(document) => {
            let is_marked = project.marks(&document.id).is_some_and(|marks| marks.total() > 0);
            let is_same = project.document(&document.id).is_none_or(|old| old.text == document.text);
            (is_same || !is_marked).then(|| other.clone())
        }
        _ => Some(other.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Read;
    use crate::model::{Document, History, Id, Project, Timestamp, Transaction, carets};
    use crate::opening::{How, Opening};
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

    /// The notes in the project, and the ids of what lost.
    fn seen(session: &Session) -> String {
        let notes = session.project().annotations().map(|annotation| format!("{:?}", annotation.note));
        let lost = session.project().disputes().map(|dispute| dispute.id.to_string());
        notes.chain(lost).collect::<Vec<_>>().join(" ")
    }

    fn perform(session: &mut Session, act: Option<Act>) -> Transaction {
        let performed = session.perform(act.unwrap(), Timestamp::from_millis(9)).unwrap();
        let Some(crate::journal::Entry::Do(step)) = performed.entry else { panic!("one act") };
        assert_eq!(step.action, Action::Decide);
        step
    }

    fn take(session: &mut Session) {
        let act = session.take_other(&dispute(session), &stamp(9));
        perform(session, act);
    }

    fn undo(session: &mut Session) {
        session.perform(Act::Undo, Timestamp::default()).unwrap();
    }

    fn version(base: &Project, id: &str, note: &str) -> Edit {
        let (text, loser) = (&carets::document(base).text, Loser::Version(noted(base, note).into()));
        Edit::Add(Dispute::new(Id::new(id).unwrap(), loser, Some(text), Timestamp::default()).into())
    }

    #[test]
    fn taking_settles_and_undo_brings_the_entry_back() {
        let base = carets::project(PICTURE);
        let mut session = session_of(&base, vec![version(&base, "d", "other")]);
        take(&mut session);
        assert_eq!(seen(&session), "\"other\"");
        assert_eq!(session.project().annotations().next().unwrap().modified, Timestamp::from_millis(9));
        undo(&mut session);
        assert_eq!(seen(&session), "\"\" d");
    }

    #[test]
    fn of_several_versions_one_is_taken_and_all_are_settled() {
        let base = carets::project(PICTURE);
        let lost = ["b", "c", "d"].map(|id| version(&base, id, id)).to_vec();
        let mut session = session_of(&base, lost);
        assert_eq!(disputed(session.project()).len(), 1);
        let middle = session.project().disputes().nth(1).unwrap().clone();
        let act = session.take_other(&middle, &stamp(9));
        perform(&mut session, act);
        assert_eq!(seen(&session), "\"c\"");
        undo(&mut session);
        assert_eq!(seen(&session), "\"\" b c d");
        let act = session.keep_as_is(&middle.about(), &stamp(9));
        perform(&mut session, act);
        assert_eq!(seen(&session), "\"\"");
        undo(&mut session);
        assert_eq!(seen(&session), "\"\" b c d");
    }

    #[test]
    fn a_deletion_can_be_taken_and_taken_back() {
        let base = carets::project(PICTURE);
        let loser = Loser::Deletion(Item::from(noted(&base, "")).key());
        let mut session = session_of(&base, vec![lost(&base, loser)]);
        take(&mut session);
        assert_eq!(seen(&session), "");
        undo(&mut session);
        assert_eq!(seen(&session), "\"\" d");
    }

    #[test]
    fn what_was_deleted_can_be_taken() {
        let base = carets::project(PICTURE);
        let old = Item::Annotation(base.annotations().next().unwrap().clone());
        let mut session = session_of(&base, vec![version(&base, "d", "other"), Edit::Remove(old)]);
        take(&mut session);
        assert_eq!(seen(&session), "\"other\"");
    }

    #[test]
    fn an_entry_leads_to_its_place() {
        let base = carets::project(PICTURE);
        let place = |edits: Vec<Edit>| {
            let session = session_of(&base, edits);
            session.place_of(&disputed(session.project())[0]).map(|(_, selection)| selection)
        };
        let old = base.annotations().next().unwrap();
        let gone = Edit::Remove(Item::Annotation(old.clone()));
        assert_eq!(place(vec![version(&base, "d", "x")]), Some(Selection::Annotation(old.id.clone())));
        let selected = TextSelection {
            anchor: old.spans.first().start(),
            focus: old.spans.first().end(),
            snap: Snap::Characters,
        };
        assert_eq!(place(vec![version(&base, "d", "x"), gone]), Some(Selection::Text(selected)));
        let label = Key::Label(old.label.clone());
        assert_eq!(place(vec![lost(&base, Loser::Deletion(label))]), None);
    }

    #[test]
    fn all_are_kept_or_taken_in_one_step() {
        let picture = "\nLaut dpa kam Kim.\n     ^^^ source\n             ^^^ source\n";
        let base = carets::project(picture);
        let second = base.annotations().nth(1).unwrap();
        let gone = Loser::Deletion(Key::Annotation(second.id.clone()));
        // Its label is nowhere, so that it cannot be taken.
        let label = Id::new("nowhere").unwrap();
        let unfit = Loser::Version(Annotation { label, ..Annotation::clone(second) }.into());
        let at = Timestamp::from_millis(1);
        let text = &carets::document(&base).text;
        let of_second =
            |id: &str, loser, at| Edit::Add(Dispute::new(Id::new(id).unwrap(), loser, Some(text), at).into());
        let mut lost = vec![version(&base, "b", "other"), of_second("c", gone, Timestamp::default())];
        let mut session = session_of(&base, lost.clone());
        let act = session.keep_all(&stamp(9));
        perform(&mut session, act);
        assert_eq!(seen(&session), "\"\" \"\"");
        undo(&mut session);
        assert_eq!(seen(&session), "\"\" \"\" b c");
        let act = session.take_all(&stamp(9));
        perform(&mut session, act);
        assert_eq!(seen(&session), "\"other\"");
        undo(&mut session);
        assert_eq!(seen(&session), "\"\" \"\" b c");
        lost.truncate(1);
        lost.push(of_second("e", unfit, at));
        let mut session = session_of(&base, lost);
        let act = session.take_all(&stamp(9));
        perform(&mut session, act);
        assert_eq!(seen(&session), "\"other\" \"\" e", "what cannot be taken stays in the list");
        assert_eq!(session.take_all(&stamp(9)), None);
    }

    /// Merges a file, and says what came of it.
    fn merge(session: &mut Session, file: &Project) -> String {
        let read = Read { project: file.clone(), problems: Vec::new() };
        let opening = Opening::after(session.project(), session.history(), read);
        let step = opening.transaction(How::Merge, Timestamp::from_millis(5));
        if !step.edits.is_empty() {
            session.perform(Act::Do(step, Selection::Nothing), Timestamp::from_millis(5)).unwrap();
        }
        let notes = session.project().annotations().map(|annotation| annotation.note.clone());
        let lost = session.project().disputes().map(|dispute| match &dispute.loser {
            Loser::Version(Item::Annotation(annotation)) => format!("not {}", annotation.note),
            other => format!("{other:?}"),
        });
        notes.chain(lost).collect::<Vec<_>>().join(", ")
    }

    fn with_note(base: &Project, note: &str, modified: i64) -> Project {
        let old = base.annotations().next().unwrap().clone();
        let new = Annotation { modified: Timestamp::from_millis(modified), ..noted(base, note) };
        let edits = vec![Edit::Replace { old: Item::Annotation(old), new: new.into() }];
        let mut project = base.clone();
        project.apply(&transaction(Action::SetNote, edits, &stamp(0))).unwrap();
        project
    }

    #[test]
    fn what_was_decided_is_not_disputed_again_by_the_same_file() {
        let base = carets::project(PICTURE);
        // Another clock can be ahead of this one.
        for theirs in [8, 1_000_000] {
            let (mine, file) = (with_note(&base, "mine", 7), with_note(&base, "theirs", theirs));
            let mut session = Session::new(mine.clone(), History::default());
            assert_eq!(merge(&mut session, &file), "theirs, not mine");
            take(&mut session);
            assert_eq!(merge(&mut session, &file), "mine", "the other was taken");
            assert_eq!(merge(&mut session, &mine), "mine", "and its own file holds nothing new");
            undo(&mut session);
            assert_eq!(merge(&mut session, &file), "theirs, not mine", "the decision was taken back");
        }
        let (mine, file) = (with_note(&base, "mine", 9), with_note(&base, "theirs", 8));
        let mut session = Session::new(mine, History::default());
        assert_eq!(merge(&mut session, &file), "mine, not theirs");
        let about = dispute(&session).about();
        let act = session.keep_as_is(&about, &stamp(9));
        perform(&mut session, act);
        assert_eq!(merge(&mut session, &file), "mine", "mine was kept");
        assert_eq!(merge(&mut session, &with_note(&base, "news", 8)), "mine, not news");
    }

    #[test]
    fn a_new_version_of_what_was_decided_is_disputed() {
        let base = carets::project(PICTURE);
        for (at, expected) in [(8, "mine, not newer"), (20_000, "newer, not mine")] {
            let mut session = Session::new(with_note(&base, "mine", 6), History::default());
            merge(&mut session, &with_note(&base, "theirs", 7));
            take(&mut session);
            assert_eq!(merge(&mut session, &with_note(&base, "newer", at)), expected);
        }
    }

    #[test]
    fn a_list_of_conflicts_that_comes_with_a_file_is_not_taken_over_twice() {
        let base = carets::project(PICTURE);
        let file = session_of(&base, vec![version(&base, "d", "other")]);
        let mut session = Session::new(base.clone(), History::default());
        assert_eq!(merge(&mut session, file.project()), ", not other");
        let act = session.keep_all(&stamp(9));
        perform(&mut session, act);
        assert_eq!(merge(&mut session, file.project()), "");
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
