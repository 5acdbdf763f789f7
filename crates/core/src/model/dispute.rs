//! A version of an item that lost against the one in the project, kept until somebody decides.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::text::Text;

use super::annotation::Annotation;
use super::edit::{Action, Edit, Item, Key};
use super::history::History;
use super::id::{Id, Timestamp};
use super::project::Project;

/// Two versions of an item of which only one could stay. The other one is kept here: it refers to nothing that must
/// be there, so that what lost can be kept whatever becomes of the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// By what it is found.
    pub id: Id,
    /// What lost.
    pub loser: Loser,
    /// The words under an annotation that lost, by [`words_under`]; empty for anything else. Its document can get
    /// another text meanwhile, or be gone.
    pub quote: String,
    /// When the change was made that could not stay beside the other one.
    pub at: Timestamp,
}

/// What lost against the version in the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loser {
    /// Another version of the item. No dispute is about a dispute.
    Version(Item),
    /// That the item of this key be deleted.
    Deletion(Key),
}

/// An item of which versions lost, with all of them: what is decided at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Disputed {
    /// The item.
    pub about: Key,
    /// What lost, each loser once, the latest first; at least one.
    pub losing: Vec<Arc<Dispute>>,
}

/// The versions against which the user decided, as far as the steps that can be taken back say so. They are not disputed
/// again.
#[derive(Clone, Debug, Default)]
pub struct Settled {
    losers: BTreeMap<Key, Vec<(Loser, Timestamp)>>,
}

impl Settled {
    /// What was settled in a history. What took the place of the whole project went back behind that.
    pub fn of(history: &History) -> Self {
        let mut settled = Settled::default();
        for step in history.done() {
            match step.action {
                Action::Replace | Action::Restore => settled.losers.clear(),
                Action::Decide => step.edits.iter().for_each(|edit| settled.take_in(edit)),
                _ => {}
            }
        }
        settled
    }

    fn take_in(&mut self, edit: &Edit) {
        let (loser, at) = match edit {
            Edit::Remove(Item::Dispute(dispute)) => (dispute.loser.clone(), dispute.at),
            Edit::Replace { old, .. } => (Loser::Version(old.clone()), Timestamp::default()),
            Edit::Add(_) | Edit::Remove(_) => return,
        };
        self.losers.entry(loser.about()).or_default().push((loser, at));
    }

    /// Whether the user decided against exactly this version of an item.
    pub fn has_version(&self, item: &Item) -> bool {
        let is_it = |(loser, _): &(Loser, Timestamp)| matches!(loser, Loser::Version(other) if other == item);
        self.losers.get(&item.key()).is_some_and(|losers| losers.iter().any(is_it))
    }

    /// Whether what a dispute is about was decided: of a deletion only that one, since each looks the same.
    pub fn has(&self, dispute: &Dispute) -> bool {
        match &dispute.loser {
            Loser::Version(item) => self.has_version(item),
            Loser::Deletion(key) => {
                let decided = (dispute.loser.clone(), dispute.at);
                self.losers.get(key).is_some_and(|losers| losers.contains(&decided))
            }
        }
    }
}

/// The list of conflicts: each item once, in the order in which the first of its versions lost.
pub fn disputed(project: &Project) -> Vec<Disputed> {
    let mut places: BTreeMap<Key, usize> = BTreeMap::new();
    let mut found: Vec<Disputed> = Vec::new();
    for dispute in project.disputes() {
        let about = dispute.about();
        let place = *places.entry(about.clone()).or_insert(found.len());
        match found.get_mut(place) {
            // What was settled comes back by undo, and can have lost again meanwhile.
            Some(disputed) if disputed.losing.iter().any(|other| other.loser == dispute.loser) => {}
            Some(disputed) => disputed.losing.push(Arc::clone(dispute)),
            None => found.push(Disputed { about, losing: vec![Arc::clone(dispute)] }),
        }
    }
    for disputed in &mut found {
        disputed.losing.sort_by_key(|dispute| Reverse(dispute.made_at()));
    }
    found
}

/// Of how many items versions lost.
pub fn disputed_count(project: &Project) -> usize {
    project.disputes().map(|dispute| dispute.about()).collect::<BTreeSet<Key>>().len()
}

/// The id of another dispute: its time, and the first number from `number` on that is free.
pub fn new_id(at: Timestamp, mut number: usize, is_taken: &dyn Fn(&Key) -> bool) -> Option<Id> {
    loop {
        let id = Id::new(&format!("{}-{number}", at.as_millis()))?;
        if !is_taken(&Key::Dispute(id.clone())) {
            return Some(id);
        }
        number += 1;
    }
}

/// The words under an annotation; stretches that lie apart have an ellipsis between them.
pub fn words_under(annotation: &Annotation, text: &Text) -> String {
    let quotes: Vec<&str> = annotation.spans.iter().filter_map(|span| text.slice(span)).collect();
    quotes.join(" … ")
}

impl Dispute {
    /// What lost, and the text of the document in which it was made, where it is an annotation.
    pub fn new(id: Id, loser: Loser, text: Option<&Text>, at: Timestamp) -> Self {
        let quote = match (&loser, text) {
            (Loser::Version(Item::Annotation(annotation)), Some(text)) => words_under(annotation, text),
            _ => String::new(),
        };
        Dispute { id, loser, quote, at }
    }

    /// The version that lost; `None` where it is a deletion.
    pub fn version(&self) -> Option<&Item> {
        match &self.loser {
            Loser::Version(item) => Some(item),
            Loser::Deletion(_) => None,
        }
    }

    /// The text of a document that lost.
    pub fn text(&self) -> Option<&Text> {
        match &self.loser {
            Loser::Version(item) => item.text(),
            Loser::Deletion(_) => None,
        }
    }

    /// When the version was made that lost, as far as that is known: an annotation says when it was last changed.
    pub fn made_at(&self) -> Timestamp {
        match &self.loser {
            Loser::Version(Item::Annotation(annotation)) => annotation.modified,
            _ => self.at,
        }
    }

    /// The key of the item it is about.
    pub fn about(&self) -> Key {
        self.loser.about()
    }
}

impl Loser {
    /// The item whose version or deletion lost.
    pub fn about(&self) -> Key {
        match self {
            Loser::Version(item) => item.key(),
            Loser::Deletion(key) => key.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Action, Edit, Origin, Transaction, carets};

    #[test]
    fn what_lost_is_listed_by_item_and_the_latest_first() {
        let mut project = carets::project("\nX und Y.\n^ claim\n      ^ date\n");
        let annotations: Vec<_> = project.annotations().cloned().collect();
        let lost = |number: usize, at: i64| {
            let modified = Timestamp::from_millis(at);
            let note = format!("{at}");
            Loser::Version(Annotation { note, modified, ..Annotation::clone(&annotations[number]) }.into())
        };
        let losers =
            [lost(1, 5), lost(0, 3), lost(1, 8), Loser::Deletion(lost_key(&annotations[0])), lost(1, 2)];
        let edits = losers.into_iter().enumerate().map(|(number, loser)| {
            let id = Id::new(&format!("d{number}")).unwrap();
            Edit::Add(Dispute::new(id, loser, None, Timestamp::from_millis(4)).into())
        });
        let edits = edits.collect();
        let step =
            Transaction { action: Action::Merge, edits, origin: Origin::File, at: Timestamp::default() };
        project.apply(&step).unwrap();
        let found: Vec<String> = disputed(&project)
            .iter()
            .map(|disputed| {
                let ids: Vec<&str> = disputed.losing.iter().map(|dispute| dispute.id.as_str()).collect();
                format!("{:?}: {}", disputed.about, ids.join(" "))
            })
            .collect();
        assert_eq!(found, ["Annotation(#a2): d2 d0 d4", "Annotation(#a1): d3 d1"]);
        assert_eq!(disputed_count(&project), 2);
    }

    #[test]
    fn what_lost_twice_is_one_version_of_its_entry() {
        let mut project = carets::project("\nX.\n^ claim\n");
        let key = lost_key(project.annotations().next().unwrap());
        let edits = ["d1", "d2"].map(|id| {
            let loser = Loser::Deletion(key.clone());
            Edit::Add(Dispute::new(Id::new(id).unwrap(), loser, None, Timestamp::default()).into())
        });
        let (action, origin, at) = (Action::Restore, Origin::Hand, Timestamp::default());
        project.apply(&Transaction { action, edits: edits.to_vec(), origin, at }).unwrap();
        assert_eq!(disputed(&project)[0].losing.len(), 1);
        assert_eq!(disputed_count(&project), 1);
    }

    fn lost_key(annotation: &Annotation) -> Key {
        Key::Annotation(annotation.id.clone())
    }
}
