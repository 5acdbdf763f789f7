//! A change that was made for an older state of the project, as it fits now that others have changed it.
//!
//! What somebody made is never lost: a version that cannot stay becomes a [`Dispute`], and so does a change that leans
//! on what is gone. Where it is certain that nobody loses anything, nobody is asked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::text::Text;

use super::annotation::Annotation;
use super::dispute::{Dispute, Loser, new_id};
use super::document::Document;
use super::edit::{Edit, Item, Key, Origin, Transaction};
use super::id::{Id, Timestamp};
use super::project::Project;

/// A transaction as it fits the project now; `None` where nothing is left of it. What comes of it always applies to
/// that project. `since` is what others did after the state for which the transaction was made, as it was applied; it
/// tells which texts are no longer the same, and which links went with an annotation that stays after all.
///
/// - What came about already is dropped, so that doing something a second time is harmless.
/// - Of two versions of an annotation the later one stays, of any other item the one in the project; of a document the
///   state in which the work is further.
/// - An edit beats a deletion, and the dispute tells of the deletion.
/// - What needs something that is gone, such as a label or the text it was marked in, becomes a dispute.
pub fn rebase(
    transaction: &Transaction,
    since: &[Arc<Transaction>],
    project: &Project,
) -> Option<Transaction> {
    let mut listed: BTreeMap<Key, Vec<Arc<Dispute>>> = BTreeMap::new();
    for dispute in project.disputes() {
        listed.entry(dispute.about()).or_default().push(Arc::clone(dispute));
    }
    let mut rebasing = Rebasing {
        transaction,
        since,
        state: project.clone(),
        listed,
        made: made(since, transaction),
        fresh: since.iter().flat_map(|step| &step.edits).filter_map(new_dispute).collect(),
        listing: transaction.edits.iter().filter_map(new_dispute).collect(),
        edits: Vec::new(),
        going: BTreeMap::new(),
        kept: Vec::new(),
        rewritten: since.iter().flat_map(|step| &step.edits).filter_map(rewritten).collect(),
        refused: Vec::new(),
    };
    rebasing.look_ahead();
    transaction.edits.iter().for_each(|edit| rebasing.take(edit));
    let edits = rebasing.edits;
    (!edits.is_empty()).then(|| Transaction { edits, ..*transaction })
}

struct Rebasing<'t> {
    transaction: &'t Transaction,
    since: &'t [Arc<Transaction>],
    // Invariant: the project after the edits, and what is in its list of conflicts by the items.
    state: Project,
    listed: BTreeMap<Key, Vec<Arc<Dispute>>>,
    // What others made of the items that they changed: what each of them became last.
    made: BTreeMap<Key, Option<Item>>,
    // The disputes that others brought, which were not seen where the transaction was made.
    fresh: BTreeSet<Id>,
    // The disputes that the transaction brings, which are known to what was done after it.
    listing: BTreeSet<Id>,
    edits: Vec<Edit>,
    // What the transaction takes away and does not bring back.
    going: BTreeMap<Key, Item>,
    // Annotations that it takes away and that stay, since somebody changed or linked them.
    kept: Vec<Id>,
    // Documents that have another text than the one for which the transaction was made.
    rewritten: Vec<Id>,
    // Documents to which the transaction would give another text, although somebody marked in the old one.
    refused: Vec<Id>,
}

impl Rebasing<'_> {
    fn look_ahead(&mut self) {
        for edit in &self.transaction.edits {
            match edit.sides() {
                (Some(old), None) => drop(self.going.insert(edit.key(), old.clone())),
                _ => drop(self.going.remove(&edit.key())),
            }
            let marked_meanwhile = |document: &Id| {
                let edits = self.since.iter().flat_map(|step| &step.edits);
                edits.flat_map(|edit| [edit.sides().0, edit.sides().1]).flatten().any(
                    |item| matches!(item, Item::Annotation(annotation) if annotation.document == *document),
                )
            };
            self.refused.extend(rewritten(edit).filter(marked_meanwhile));
        }
        let goes = |item: &Item| self.going.get(&item.key()) == Some(item);
        for (key, old) in &self.going {
            let (Key::Annotation(id), Some(current)) = (key, self.state.item(key)) else { continue };
            if !self.is_untouched(old, &current)
                || !self.state.links_at(id).all(|link| goes(&Item::Link(Arc::clone(link))))
            {
                self.kept.push(id.clone());
            }
        }
    }

    fn take(&mut self, edit: &Edit) {
        let key = edit.key();
        let (old, new) = edit.sides();
        let current = self.state.item(&key);
        if new.is_some() && current.as_ref() == new {
            return;
        }
        // Whoever goes on from a version that lost means the new one instead of it.
        let lost = old.filter(|_| current.as_ref() != old).and_then(|old| self.dispute_of(old));
        if let Some(lost) = &lost {
            self.does(Edit::Remove(Item::Dispute(Arc::clone(lost))));
        }
        match (old, new) {
            (_, Some(new @ Item::Dispute(dispute))) => self.bring_dispute(old, new, dispute),
            (_, Some(new)) => self.bring(old, new, current, lost.is_some()),
            (Some(old), None) if current.is_some() => self.remove(&key, old, current.as_ref()),
            _ => {}
        }
    }

    fn remove(&mut self, key: &Key, old: &Item, current: Option<&Item>) {
        let comes_back = !self.going.contains_key(key);
        match old {
            Item::Annotation(annotation) if comes_back && self.has_other_text(&annotation.document) => return,
            Item::Link(link) if [&link.from, &link.to].into_iter().any(|end| self.kept.contains(end)) => {
                return;
            }
            _ => {}
        }
        let untouched = current.filter(|current| self.is_untouched(old, current)).cloned();
        let removed = untouched.is_some_and(|current| self.does(Edit::Remove(current)));
        if !removed && !comes_back {
            self.list(&Loser::Deletion(key.clone()));
        }
    }

    /// A dispute comes or changes. Where another one tells of the same loser, others listed it meanwhile.
    fn bring_dispute(&mut self, old: Option<&Item>, new: &Item, dispute: &Dispute) {
        let Some(other) = self.listed(&dispute.loser).filter(|_| old.is_none()) else {
            if !self.does(change(old, new)) {
                self.list(&dispute.loser);
            }
            return;
        };
        // An earlier loss that is only brought back is in the list with the other one.
        if dispute.at != self.transaction.at || dispute.at == other.at {
            return;
        }
        // Neither of the two may be settled by those who saw only one of them, so that it gets an id of its own.
        if let Some(id) = self.unseen_id(dispute.at) {
            self.list_anew(Dispute { id, ..dispute.clone() });
        }
    }

    /// Something comes or changes. `goes_on` says that it goes on from a version that had lost.
    fn bring(&mut self, old: Option<&Item>, new: &Item, current: Option<Item>, goes_on: bool) {
        let is_done = match new {
            Item::Document(new) => self.bring_document(old, new, current.as_ref()),
            Item::Annotation(new) if self.has_other_text(&new.document) => {
                self.bring_to_other_text(old, new, current.as_ref());
                true
            }
            _ => false,
        };
        if is_done {
            return;
        }
        match current {
            current if current.as_ref() == old && !self.is_brought_back(&new.key(), old) => {
                if !self.does(change(old, new)) {
                    self.list(&Loser::Version(new.clone()));
                }
            }
            Some(current) => self.settle(current, new.clone()),
            None if !self.does(Edit::Add(new.clone())) => self.list(&Loser::Version(new.clone())),
            // That version was never in the project, so that nobody deleted it.
            None if goes_on && !self.is_deleted(&new.key()) => {}
            None => {
                self.bring_back_links(&new.key());
                self.list(&Loser::Deletion(new.key()));
            }
        }
    }

    /// Of two versions one stays.
    fn settle(&mut self, current: Item, new: Item) {
        let stays = is_later(self.transaction, &new, &current)
            && self.does(Edit::Replace { old: current.clone(), new: new.clone() });
        self.list(&Loser::Version(if stays { current } else { new }));
    }

    /// Whether a document is done with: how far the work on it is and where it stands is no matter to be decided, and
    /// it gets no other text while somebody marks in the old one.
    fn bring_document(&mut self, old: Option<&Item>, new: &Arc<Document>, current: Option<&Item>) -> bool {
        if self.refused.contains(&new.id) {
            self.list(&Loser::Version(Item::Document(Arc::clone(new))));
            return true;
        }
        let Some(Item::Document(base)) = old.or(current) else { return false };
        if (Document { status: base.status, rank: base.rank, ..Document::clone(new) }) != **base {
            return false;
        }
        let Some(item @ Item::Document(current)) = current else { return true };
        let (is_new, mut merged) = (old.is_none(), Document::clone(current));
        let changed_here_only = !is_new && current.status == base.status;
        merged.status = if changed_here_only { new.status } else { current.status.max(new.status) };
        merged.rank = if is_new || current.rank != base.rank { current.rank } else { new.rank };
        if merged != **current {
            self.does(Edit::Replace { old: item.clone(), new: merged.into() });
        }
        true
    }

    /// An annotation comes or changes that was made in another text than the document has. What was not moved keeps
    /// the place it has now.
    fn bring_to_other_text(&mut self, old: Option<&Item>, new: &Arc<Annotation>, current: Option<&Item>) {
        let (Some(Item::Annotation(old)), Some(item @ Item::Annotation(current))) = (old, current) else {
            return self.list_elsewhere(new);
        };
        if old.spans != new.spans {
            // Where a text is refused, what would have moved with it stays with the old one.
            if !(self.refused.contains(&new.document) && only_moved(old, new)) {
                self.list_elsewhere(new);
            }
            return;
        }
        let here = Item::from(Annotation { spans: current.spans.clone(), ..Annotation::clone(new) });
        if !only_moved(old, current) {
            self.settle(item.clone(), here);
        } else if !self.does(Edit::Replace { old: item.clone(), new: here.clone() }) {
            self.list(&Loser::Version(here));
        }
    }

    /// The links that others deleted with an annotation that stays after all.
    fn bring_back_links(&mut self, key: &Key) {
        for step in self.since.iter().filter(|step| step.edits.iter().any(|edit| removes(edit, key))) {
            for edit in &step.edits {
                if let Edit::Remove(item @ Item::Link(link)) = edit
                    && [&link.from, &link.to].into_iter().any(|end| Some(end) == key.id())
                {
                    // Its other end can be gone as well.
                    self.does(Edit::Add(item.clone()));
                }
            }
        }
    }

    /// Whether nobody changed an item meanwhile: that it moved with its text is no change.
    fn is_untouched(&self, old: &Item, current: &Item) -> bool {
        let moved = match (old, current) {
            (Item::Annotation(old), Item::Annotation(current)) => {
                self.has_other_text(&old.document) && only_moved(old, current)
            }
            _ => false,
        };
        moved || old == current && !self.is_brought_back(&old.key(), Some(old))
    }

    /// Whether others changed an item and brought it back to what it had been, or made it and deleted it: that was a
    /// decision as well, and the transaction was made without having seen it.
    fn is_brought_back(&self, key: &Key, item: Option<&Item>) -> bool {
        self.made.get(key).is_some_and(|last| last.as_ref() == item)
    }

    /// Whether others deleted something.
    fn is_deleted(&self, key: &Key) -> bool {
        self.since.iter().flat_map(|step| &step.edits).any(|edit| removes(edit, key))
    }

    fn has_other_text(&self, document: &Id) -> bool {
        self.rewritten.contains(document) || self.refused.contains(document)
    }

    /// The dispute in which a version lost, where that was seen.
    fn dispute_of(&self, version: &Item) -> Option<Arc<Dispute>> {
        let lost = self
            .listed
            .get(&version.key())?
            .iter()
            .find(|dispute| matches!(&dispute.loser, Loser::Version(item) if item == version));
        // What others listed meanwhile can say the same by chance: an older version that came back.
        lost.filter(|dispute| !self.fresh.contains(&dispute.id)).cloned()
    }

    /// The dispute that tells of a loser.
    fn listed(&self, loser: &Loser) -> Option<Arc<Dispute>> {
        let about = match loser {
            Loser::Version(item) => &item.key(),
            Loser::Deletion(key) => key,
        };
        self.listed.get(about)?.iter().find(|dispute| dispute.loser == *loser).cloned()
    }

    /// The text for which the transaction was made, where the document has another one now or is gone.
    fn text_before(&self, document: &Id) -> Option<Text> {
        let refused = self.refused.contains(document);
        let mine = self
            .transaction
            .edits
            .iter()
            .filter(|_| refused)
            .find_map(|edit| text_of(edit.sides().1, document));
        let edits = self.since.iter().flat_map(|step| &step.edits);
        mine.or_else(|| edits.map(|edit| edit.sides().0).find_map(|old| text_of(old, document)))
    }

    /// Lists a version that was made in another text than the document has.
    fn list_elsewhere(&mut self, version: &Arc<Annotation>) {
        let text = self.text_before(&version.document);
        self.list_with(&Loser::Version(Item::Annotation(Arc::clone(version))), text);
    }

    fn list(&mut self, loser: &Loser) {
        let text = match loser {
            Loser::Version(Item::Annotation(annotation)) => {
                let document = self.state.document(&annotation.document);
                document
                    .map(|document| document.text.clone())
                    .or_else(|| self.text_before(&annotation.document))
            }
            _ => None,
        };
        self.list_with(loser, text);
    }

    /// Puts what lost into the list. The corpus comes back at every start.
    fn list_with(&mut self, loser: &Loser, text: Option<Text>) {
        if self.transaction.origin == Origin::Corpus {
            return;
        }
        let at = self.transaction.at;
        let is_done = |earlier: Arc<Dispute>| earlier.at == at && !self.listing.contains(&earlier.id);
        if self.listed(loser).is_some_and(is_done) {
            return;
        }
        if let Some(id) = self.unseen_id(at) {
            self.list_anew(Dispute::new(id, loser.clone(), text.as_ref(), at));
        }
    }

    /// An id for a dispute that is not known to what was done after the transaction: it can settle only what was seen.
    fn unseen_id(&self, at: Timestamp) -> Option<Id> {
        let is_taken = |key: &Key| {
            self.state.item(key).is_some() || key.id().is_some_and(|id| self.listing.contains(id))
        };
        new_id(at, self.state.disputes().count(), &is_taken)
    }

    /// Lists a dispute instead of an earlier one that tells of the same loser: each loser is in the list once, and under
    /// an id that is not known where only the earlier loss was seen. So a user who settles that one does not settle this.
    fn list_anew(&mut self, mut dispute: Dispute) {
        if let Some(earlier) = self.listed(&dispute.loser) {
            if dispute.quote.is_empty() {
                dispute.quote.clone_from(&earlier.quote);
            }
            self.does(Edit::Remove(Item::Dispute(earlier)));
        }
        self.does(Edit::Add(dispute.into()));
    }

    /// Does an edit where it fits.
    fn does(&mut self, edit: Edit) -> bool {
        let fits = self.state.apply_edit(&edit).is_ok();
        if fits {
            let (old, new) = edit.sides();
            if let Some(Item::Dispute(old)) = old
                && let Some(listed) = self.listed.get_mut(&old.about())
            {
                listed.retain(|dispute| dispute.id != old.id);
            }
            if let Some(Item::Dispute(new)) = new {
                self.listed.entry(new.about()).or_default().push(Arc::clone(new));
            }
            self.edits.push(edit);
        }
        fits
    }
}

/// What steps made of the items that a transaction changes, each as it was after the last of them. What goes and comes back
/// within one step is not changed.
fn made(steps: &[Arc<Transaction>], transaction: &Transaction) -> BTreeMap<Key, Option<Item>> {
    let touched: BTreeSet<Key> = transaction.touched().collect();
    let mut made = BTreeMap::new();
    for step in steps {
        let mut sides: BTreeMap<Key, (Option<&Item>, Option<&Item>)> = BTreeMap::new();
        for edit in step.edits.iter().filter(|edit| touched.contains(&edit.key())) {
            let (old, new) = edit.sides();
            sides.entry(edit.key()).or_insert((old, new)).1 = new;
        }
        let changed = sides.into_iter().filter(|(_, (old, new))| old != new);
        made.extend(changed.map(|(key, (_, new))| (key, new.cloned())));
    }
    made
}

/// The dispute that an edit brings.
fn new_dispute(edit: &Edit) -> Option<Id> {
    match edit.sides() {
        (None, Some(Item::Dispute(dispute))) => Some(dispute.id.clone()),
        _ => None,
    }
}

fn change(old: Option<&Item>, new: &Item) -> Edit {
    match old.cloned() {
        Some(old) => Edit::Replace { old, new: new.clone() },
        None => Edit::Add(new.clone()),
    }
}

/// The document to which an edit gives another text.
fn rewritten(edit: &Edit) -> Option<Id> {
    match edit {
        Edit::Replace { old: Item::Document(old), new: Item::Document(new) } => {
            (old.text.sha256() != new.text.sha256()).then(|| new.id.clone())
        }
        _ => None,
    }
}

fn text_of(item: Option<&Item>, document: &Id) -> Option<Text> {
    match item {
        Some(Item::Document(found)) if found.id == *document => Some(found.text.clone()),
        _ => None,
    }
}

/// Whether two versions of an annotation say the same, wherever they stand.
fn only_moved(old: &Annotation, new: &Annotation) -> bool {
    Annotation { spans: old.spans.clone(), modified: old.modified, ..new.clone() } == *old
}

fn removes(edit: &Edit, key: &Key) -> bool {
    matches!(edit, Edit::Remove(item) if item.key() == *key)
}

/// Whether an annotation was made later than the one in the project. What comes from a file is as old as it says, and
/// what somebody does is as old as the deed: taking back an edit is later than the edit.
fn is_later(transaction: &Transaction, new: &Item, current: &Item) -> bool {
    let (Item::Annotation(new), Item::Annotation(current)) = (new, current) else { return false };
    let at = if transaction.origin == Origin::Hand { transaction.at } else { new.modified };
    at.max(new.modified) > current.modified
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Action, Link, Status, carets};

    const PICTURE: &str = "
Laut dpa stieg die Zahl am 3. Mai 2021.
     ^^^ source
                           ^^^^^^^^^^^ date
";

    /// A transaction by hand.
    fn step(at: i64, edits: impl IntoIterator<Item = Edit>) -> Arc<Transaction> {
        let at = Timestamp::from_millis(at);
        let edits = edits.into_iter().collect();
        Arc::new(Transaction { action: Action::SetNote, edits, origin: Origin::Hand, at })
    }

    fn annotation(project: &Project, number: usize) -> Arc<Annotation> {
        Arc::clone(project.annotations().nth(number).unwrap())
    }

    fn noted(old: &Annotation, note: &str, at: i64) -> Annotation {
        let modified = Timestamp::from_millis(at);
        Annotation { note: note.to_owned(), modified, ..old.clone() }
    }

    fn replace(old: &Annotation, new: &Annotation) -> Edit {
        Edit::Replace { old: old.clone().into(), new: new.clone().into() }
    }

    fn link(from: &Annotation, to: &Annotation) -> Link {
        let id = |name: &str| Id::new(name).unwrap();
        let (from, to) = (from.id.clone(), to.id.clone());
        Link { id: id("l"), kind: id("dated"), from, to, creator: None, created: Timestamp::default() }
    }

    fn rewritten(project: &Project, text: &str) -> Edit {
        let old = carets::document(project);
        let new = Document { text: Text::new(text), ..Document::clone(&old) };
        Edit::Replace { old: Item::Document(old), new: new.into() }
    }

    fn with_status(project: &Project, status: Status) -> Edit {
        let old = carets::document(project);
        let new = Document { status, ..Document::clone(&old) };
        Edit::Replace { old: Item::Document(old), new: new.into() }
    }

    /// What becomes of what both did, theirs first: the annotations and links, and the list.
    fn check(
        base: &Project,
        theirs: &[Arc<Transaction>],
        mine: &[Arc<Transaction>],
        expected: &str,
    ) -> Project {
        let mut project = base.clone();
        theirs.iter().for_each(|step| project.apply(step).unwrap());
        for step in mine {
            let Some(rebased) = rebase(step, theirs, &project) else { continue };
            let before = project.clone();
            project.apply(&rebased).unwrap();
            let mut back = project.clone();
            back.apply(&rebased.inverse()).unwrap();
            assert_eq!(back, before);
            // What came about already is harmless.
            assert_eq!(rebase(&rebased, theirs, &project), None);
        }
        let shown = |item: &Item| match item {
            Item::Annotation(annotation) => {
                format!("{} {:?} {:?}", annotation.id, annotation.spans, annotation.note)
            }
            Item::Document(document) => format!("{} {:?}", document.id, document.text.as_str()),
            item => format!("{:?}", item.key()),
        };
        let items = project.items().filter(|item| matches!(item, Item::Annotation(_) | Item::Link(_)));
        let mut found: Vec<String> = items.map(|item| shown(&item)).collect();
        found.extend(project.disputes().map(|dispute| match &dispute.loser {
            Loser::Version(item) => format!("lost: {} {}", shown(item), dispute.quote).trim().to_owned(),
            Loser::Deletion(key) => format!("lost: no {key:?}"),
        }));
        assert_eq!(found.join("\n"), expected.trim());
        project
    }

    #[test]
    fn edits_of_different_annotations_stay_as_they_are() {
        let base = carets::project(PICTURE);
        let (a, b) = (annotation(&base, 0), annotation(&base, 1));
        let theirs = [step(1, [replace(&a, &noted(&a, "theirs", 1))])];
        let mine = [step(2, [replace(&b, &noted(&b, "mine", 2))])];
        assert_eq!(rebase(&mine[0], &theirs, &base).as_ref(), Some(&*mine[0]));
        check(&base, &theirs, &mine, "a1 [5..8] \"theirs\"\na2 [27..38] \"mine\"");
    }

    #[test]
    fn the_later_version_stays_and_the_other_one_is_listed() {
        let base = carets::project("\nX.\n^ claim\n");
        let a = annotation(&base, 0);
        let edit = |note, at| [step(at, [replace(&a, &noted(&a, note, at))])];
        check(
            &base,
            &edit("theirs", 1),
            &edit("mine", 2),
            "a1 [0..1] \"mine\"\nlost: a1 [0..1] \"theirs\" X",
        );
        check(
            &base,
            &edit("theirs", 2),
            &edit("mine", 1),
            "a1 [0..1] \"theirs\"\nlost: a1 [0..1] \"mine\" X",
        );
        check(
            &base,
            &edit("theirs", 1),
            &edit("mine", 1),
            "a1 [0..1] \"theirs\"\nlost: a1 [0..1] \"mine\" X",
        );
        check(&base, &edit("same", 1), &edit("same", 1), "a1 [0..1] \"same\"");
    }

    #[test]
    fn who_goes_on_from_a_version_that_lost_is_listed_once() {
        let base = carets::project("\nX.\n^ claim\n");
        let a = annotation(&base, 0);
        let theirs = [step(5, [replace(&a, &noted(&a, "theirs", 5))])];
        let (m, mi, min) = (noted(&a, "M", 1), noted(&a, "Mi", 2), noted(&a, "Min", 9));
        let mine = [step(1, [replace(&a, &m)]), step(2, [replace(&m, &mi)]), step(9, [replace(&mi, &min)])];
        check(&base, &theirs, &mine[..2], "a1 [0..1] \"theirs\"\nlost: a1 [0..1] \"Mi\" X");
        check(&base, &theirs, &mine, "a1 [0..1] \"Min\"\nlost: a1 [0..1] \"theirs\" X");
    }

    #[test]
    fn who_goes_on_from_a_version_that_lost_beats_the_deletion_of_the_other() {
        let mut base = carets::project("\nX.\n^ claim\n");
        let a = annotation(&base, 0);
        let lost = noted(&a, "lost", 1);
        let id = Id::new("c").unwrap();
        let dispute = Dispute::new(id, Loser::Version(lost.clone().into()), None, Timestamp::default());
        base.apply(&step(1, [Edit::Add(dispute.into())])).unwrap();
        let theirs = [step(2, [Edit::Remove(Item::Annotation(a.clone()))])];
        let mine = [step(3, [replace(&lost, &noted(&a, "mine", 3))])];
        check(&base, &theirs, &mine, "a1 [0..1] \"mine\"\nlost: no Annotation(#a1)");
    }

    #[test]
    fn what_others_brought_back_is_not_overridden_unseen() {
        let base = carets::project("\nX.\n^ claim\n");
        let a = annotation(&base, 0);
        let other = noted(&a, "other", 1);
        let theirs = [step(1, [replace(&a, &other)]), step(2, [replace(&other, &a)])];
        let noted = [step(3, [replace(&a, &noted(&a, "mine", 3))])];
        check(&base, &theirs, &noted, "a1 [0..1] \"mine\"\nlost: a1 [0..1] \"\" X");
        let deleted = [step(3, [Edit::Remove(Item::Annotation(a.clone()))])];
        check(&base, &theirs, &deleted, "a1 [0..1] \"\"\nlost: no Annotation(#a1)");
        // What others brought and deleted is not brought again without a word.
        let gone = [Edit::Remove(Item::Annotation(a.clone()))];
        let mut without = base.clone();
        without.apply(&step(0, gone.clone())).unwrap();
        let theirs = [step(1, [Edit::Add(Item::Annotation(a.clone()))]), step(2, gone)];
        let brought = [step(3, [Edit::Add(Item::Annotation(a.clone()))])];
        check(&without, &theirs, &brought, "a1 [0..1] \"\"\nlost: no Annotation(#a1)");
        // What only steps aside within one step is as it was.
        let aside = [Edit::Remove(Item::Annotation(a.clone())), Edit::Add(Item::Annotation(a.clone()))];
        check(&base, &[step(1, aside)], &deleted, "");
    }

    #[test]
    fn a_loser_that_came_back_by_chance_stays_listed() {
        let base = carets::project("\nX.\n^ claim\n");
        let a = annotation(&base, 0);
        let (b, c) = (noted(&a, "b", 2), noted(&a, "c", 3));
        // Others changed it, and an undo of that lost.
        let lost = Dispute::new(
            Id::new("d").unwrap(),
            Loser::Version(Item::Annotation(a.clone())),
            None,
            a.modified,
        );
        let theirs = [step(2, [replace(&a, &b)]), step(2, [Edit::Add(lost.into())])];
        let mine = [step(3, [replace(&a, &c)])];
        check(&base, &theirs, &mine, "a1 [0..1] \"c\"\nlost: a1 [0..1] \"b\" X\nlost: a1 [0..1] \"\"");
    }

    #[test]
    fn what_loses_again_outlives_that_the_earlier_loss_is_settled() {
        let mut base = carets::project("\nX.\n^ claim\n");
        let a = annotation(&base, 0);
        let gone = Loser::Deletion(Key::Annotation(a.id.clone()));
        let earlier = Item::from(Dispute::new(Id::new("d").unwrap(), gone, None, Timestamp::default()));
        base.apply(&step(1, [Edit::Add(earlier.clone())])).unwrap();
        let edited = step(2, [replace(&a, &noted(&a, "edited", 2))]);
        let deleted = step(3, [Edit::Remove(Item::Annotation(a.clone()))]);
        let settled = step(4, [Edit::Remove(earlier)]);
        let mut project = base.clone();
        project.apply(&edited).unwrap();
        let again = Arc::new(rebase(&deleted, std::slice::from_ref(&edited), &project).unwrap());
        let expected = "a1 [0..1] \"edited\"\nlost: no Annotation(#a1)";
        check(&base, &[edited.clone(), again], std::slice::from_ref(&settled), expected);
        check(&base, &[edited, settled], &[deleted], expected);
    }

    #[test]
    fn who_settles_a_loss_does_not_settle_one_that_was_not_seen() {
        let base = carets::project("\nX.\n^ claim\n");
        let a = annotation(&base, 0);
        let gone = |id: &str, at| {
            let loser = Loser::Deletion(Key::Annotation(a.id.clone()));
            Item::from(Dispute::new(Id::new(id).unwrap(), loser, None, Timestamp::from_millis(at)))
        };
        let theirs = [step(2, [Edit::Add(gone("theirs", 2))])];
        let expected = "a1 [0..1] \"\"\nlost: no Annotation(#a1)";
        // Both lost the same, and each is settled by who saw only that one.
        let mine = [step(3, [Edit::Add(gone("mine", 3))]), step(4, [Edit::Remove(gone("mine", 3))])];
        let both = check(&base, &theirs, &mine, expected);
        check(&both, &[], &[step(5, [Edit::Remove(gone("theirs", 2))])], expected);
        // An earlier loss is brought back and settled again.
        let mine = [step(3, [Edit::Add(gone("old", 1))]), step(4, [Edit::Remove(gone("old", 1))])];
        check(&base, &theirs, &mine, expected);
        // What was settled here lost once more, since others brought back what it lost against.
        let (b, c) = (noted(&a, "b", 1), noted(&a, "c", 3));
        let lost = |at| {
            let loser = Loser::Version(Item::Annotation(a.clone()));
            Item::from(Dispute::new(Id::new("3-0").unwrap(), loser, None, Timestamp::from_millis(at)))
        };
        let theirs = [step(1, [replace(&a, &b)]), step(2, [replace(&b, &a)])];
        let mine = [step(3, [replace(&a, &c), Edit::Add(lost(3))]), step(4, [Edit::Remove(lost(3))])];
        check(&base, &theirs, &mine, "a1 [0..1] \"c\"\nlost: a1 [0..1] \"\" X");
    }

    #[test]
    fn taking_back_is_later_than_what_is_taken_back() {
        let base = carets::project("\nX.\n^ claim\n");
        let a = annotation(&base, 0);
        let theirs = [step(5, [replace(&a, &noted(&a, "theirs", 5))])];
        let mine = [step(9, [replace(&noted(&a, "mine", 1), &a)])];
        check(&base, &theirs, &mine, "a1 [0..1] \"\"\nlost: a1 [0..1] \"theirs\" X");
    }

    #[test]
    fn an_edit_beats_a_deletion() {
        let mut base = carets::project(PICTURE);
        let (a, b) = (annotation(&base, 0), annotation(&base, 1));
        let link = Item::from(link(&a, &b));
        base.apply(&step(0, [Edit::Add(link.clone())])).unwrap();
        let delete = || [step(1, [Edit::Remove(link.clone()), Edit::Remove(Item::Annotation(a.clone()))])];
        let edit = || [step(1, [replace(&a, &noted(&a, "kept", 1))])];
        let both = "a1 [5..8] \"kept\"\na2 [27..38] \"\"\nLink(#l)\nlost: no Annotation(#a1)";
        check(&base, &delete(), &edit(), both);
        check(&base, &edit(), &delete(), both);
        check(&base, &delete(), &delete(), "a2 [27..38] \"\"");
    }

    #[test]
    fn what_was_linked_meanwhile_is_not_deleted() {
        let base = carets::project(PICTURE);
        let (a, b) = (annotation(&base, 0), annotation(&base, 1));
        let linked = || [step(1, [Edit::Add(link(&a, &b).into())])];
        let deleted = || [step(2, [Edit::Remove(Item::Annotation(a.clone()))])];
        check(
            &base,
            &linked(),
            &deleted(),
            "a1 [5..8] \"\"\na2 [27..38] \"\"\nLink(#l)\nlost: no Annotation(#a1)",
        );
        check(&base, &deleted(), &linked(), "a2 [27..38] \"\"\nlost: Link(#l)");
    }

    #[test]
    fn what_needs_a_label_that_is_gone_is_listed_whole() {
        let base = carets::project("\nX.\n^ claim\n");
        let a = annotation(&base, 0);
        let date = base.labels().iter().find(|label| label.id.as_str() == "date").cloned().cloned().unwrap();
        let kinds = base.link_kinds().into_iter().filter(|kind| kind.to == date.id || kind.from == date.id);
        let theirs: Vec<Edit> = kinds.map(|kind| Edit::Remove(Item::LinkKind(kind.clone()))).collect();
        let theirs = [step(1, theirs.into_iter().chain([Edit::Remove(Item::Label(date.clone()))]))];
        let new = Annotation { label: date.id.clone(), ..noted(&a, "a date", 2) };
        check(
            &base,
            &theirs,
            &[step(2, [replace(&a, &new)])],
            "a1 [0..1] \"\"\nlost: a1 [0..1] \"a date\" X",
        );
    }

    #[test]
    fn beginning_on_a_document_is_no_conflict() {
        let base = carets::project(PICTURE);
        let status = |theirs, mine| {
            let (theirs, mine) = (step(1, [with_status(&base, theirs)]), step(2, [with_status(&base, mine)]));
            let none = "a1 [5..8] \"\"\na2 [27..38] \"\"";
            carets::document(&check(&base, &[theirs], &[mine], none)).status
        };
        assert_eq!(status(Status::Done, Status::InProgress), Status::Done);
        assert_eq!(status(Status::InProgress, Status::Done), Status::Done);
        assert_eq!(status(Status::InProgress, Status::InProgress), Status::InProgress);
    }

    #[test]
    fn nothing_lands_in_a_text_it_was_not_made_in() {
        let base = carets::project("\nX und Y.\n^ claim\n");
        let a = annotation(&base, 0);
        let at = |annotation: &Annotation, place: u32| {
            let span = crate::text::Span::of(place, place + 1).unwrap();
            Annotation { spans: span.into(), ..annotation.clone() }
        };
        let moved = [step(1, [rewritten(&base, "Ach, X und Y."), replace(&a, &at(&a, 5))])];
        let mark = Annotation { id: Id::new("new").unwrap(), ..at(&noted(&a, "mine", 2), 6) };
        let marked = [step(2, [Edit::Add(mark.into())])];
        check(&base, &moved, &marked, "a1 [5..6] \"\"\nlost: new [6..7] \"mine\" Y");
        check(&base, &marked, &moved, "a1 [0..1] \"\"\nnew [6..7] \"mine\"\nlost: text \"Ach, X und Y.\"");
        // What is said of an annotation holds wherever it stands.
        let noted_here = [step(2, [replace(&a, &noted(&a, "mine", 2))])];
        check(&base, &moved, &noted_here, "a1 [5..6] \"mine\"");
        let deleted = [step(2, [Edit::Remove(Item::Annotation(a.clone()))])];
        check(&base, &moved, &deleted, "");
        let dragged = [step(2, [replace(&a, &at(&noted(&a, "dragged", 2), 6))])];
        check(&base, &moved, &dragged, "a1 [5..6] \"\"\nlost: a1 [6..7] \"dragged\" Y");
    }
}
