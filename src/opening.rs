//! What opening a file would do to the project that is there, decided before anything changes.
//!
//! A file can take the place of the project or be merged into it. Either way is one [`Transaction`] that
//! [`Project::apply`] takes as a whole, so that one step of undo brings back what was there.

use std::collections::{BTreeMap, BTreeSet};

use crate::formats::{Problem, Read};
use crate::model::tagset::{Label, LinkKind};
use crate::model::{
    Action, Annotation, Document, Edit, Id, Item, Key, Origin, Project, Timestamp, Transaction,
};

/// How a file is taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum How {
    /// The project becomes what the file holds; only its id stays, since storage knows it by that.
    Replace,
    /// What is only in the file is added, what is only in the project stays. Of two versions of an annotation the one
    /// that was changed later wins; of anything else, and where both are equally old, mine stays.
    Merge,
}

/// A file that was read, compared with the project that is there.
#[derive(Clone, Debug, PartialEq)]
pub struct Opening {
    /// The records of the file that were left out when it was read.
    pub problems: Vec<Problem>,
    replace: Plan,
    merge: Plan,
}

/// What one way of taking in a file does. Every item of both sides is counted in exactly one of these.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Items that come, as they will be.
    pub added: Vec<Item>,
    /// Items that become what the file says.
    pub changed: Vec<Difference>,
    /// Items that differ and stay as they are.
    pub conflicting: Vec<Difference>,
    /// Items that go; none when merging.
    pub removed: Vec<Item>,
    /// Items of the file that cannot come, although nothing is wrong with them in the file.
    pub left_out: Vec<LeftOut>,
    /// How many items are the same on both sides.
    pub unchanged: usize,
    /// How many items are only in the project and stay there; none when replacing.
    pub kept: usize,
    // Invariant: a transaction of these fits the project for which the plan was made.
    edits: Vec<Edit>,
}

/// One item on both sides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// As the project knows it.
    pub mine: Item,
    /// As the file knows it.
    pub theirs: Item,
}

/// An item of the file that cannot be merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// The item.
    pub item: Item,
    /// Why it cannot.
    pub why: Why,
}

/// Why an item cannot be merged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// The annotation belongs to a document that has another text in the project.
    OtherText {
        /// The document.
        document: Id,
    },
    /// The link leads to or leaves from an annotation that was itself left out.
    NoEnd {
        /// The annotation.
        annotation: Id,
    },
}

impl Opening {
    /// Compares a file with the project that is there.
    pub fn new(current: &Project, read: Read) -> Self {
        Opening {
            replace: replace(current, &read.project),
            merge: merge(current, &read.project),
            problems: read.problems,
        }
    }

    /// What it would do.
    pub fn plan(&self, how: How) -> &Plan {
        match how {
            How::Replace => &self.replace,
            How::Merge => &self.merge,
        }
    }

    /// The change, for the project with which the file was compared. It has no edits where nothing would change.
    pub fn transaction(&self, how: How, at: Timestamp) -> Transaction {
        let action = match how {
            How::Replace => Action::Replace,
            How::Merge => Action::Merge,
        };
        Transaction { action, edits: self.plan(how).edits.clone(), origin: Origin::File, at }
    }
}

impl Plan {
    /// Whether nothing would change.
    pub fn is_empty(&self) -> bool {
        self.edits.is_empty()
    }
}

fn replace(current: &Project, file: &Project) -> Plan {
    let mut plan = Plan::default();
    for theirs in file.items() {
        match current.item(&theirs.key()) {
            None => plan.added.push(theirs),
            Some(mine) if mine == theirs => plan.unchanged += 1,
            Some(mine) => plan.changed.push(Difference { mine, theirs }),
        }
    }
    plan.removed = current.items().filter(|mine| file.item(&mine.key()).is_none()).collect();
    plan.edits = replacing_edits(current, &plan);
    plan
}

/// The edits in an order in which each fits: first everything goes that refers to something, then what it refers to
/// comes, changes and goes, then everything comes that refers to it.
fn replacing_edits(current: &Project, plan: &Plan) -> Vec<Edit> {
    // A text changes only when no annotation lies on it that fits just one of the two.
    let new_texts: BTreeSet<&Id> = plan.changed.iter().filter_map(new_text).collect();
    let apart = |difference: &&Difference| match &difference.mine {
        Item::Annotation(annotation) => new_texts.contains(&annotation.document),
        Item::Link(_) => true,
        _ => false,
    };
    let mut going: Vec<Item> = plan.removed.clone();
    going.extend(plan.changed.iter().filter(apart).map(|difference| difference.mine.clone()));
    let mut coming: Vec<Item> = plan.added.clone();
    coming.extend(plan.changed.iter().filter(apart).map(|difference| difference.theirs.clone()));

    // A link that stays steps aside where one of its ends does.
    let known: BTreeSet<Key> = going.iter().map(Item::key).collect();
    let aside: BTreeMap<Key, Item> = going
        .iter()
        .filter_map(|item| if let Item::Annotation(annotation) = item { Some(annotation) } else { None })
        .flat_map(|annotation| current.links_at(&annotation.id))
        .map(|link| (Key::Link(link.id.clone()), Item::Link(link.clone())))
        .filter(|(key, _)| !known.contains(key))
        .collect();
    going.extend(aside.values().cloned());
    coming.extend(aside.into_values());

    in_reading_order(&mut going);
    going.reverse();
    in_reading_order(&mut coming);
    let (going_first, going_last): (Vec<Item>, Vec<Item>) =
        going.into_iter().partition(|item| !matches!(item, Item::Document(_) | Item::Label(_)));
    let (coming_last, coming_first): (Vec<Item>, Vec<Item>) =
        coming.into_iter().partition(|item| matches!(item, Item::Link(_)));
    let changing = plan.changed.iter().filter(|difference| !apart(difference)).map(Difference::edit);

    let mut edits: Vec<Edit> = going_first.into_iter().map(Edit::Remove).collect();
    let mut middle: Vec<Edit> = changing.chain(coming_first.into_iter().map(Edit::Add)).collect();
    // A stable sort: what comes stays in reading order.
    middle.sort_by_key(|edit| (dependence(&edit.key()), matches!(edit, Edit::Replace { .. })));
    edits.extend(middle);
    edits.extend(going_last.into_iter().map(Edit::Remove));
    edits.extend(coming_last.into_iter().map(Edit::Add));
    edits
}

/// The document that gets another text.
fn new_text(difference: &Difference) -> Option<&Id> {
    match (&difference.mine, &difference.theirs) {
        (Item::Document(mine), Item::Document(theirs)) if mine.text != theirs.text => Some(&mine.id),
        _ => None,
    }
}

fn merge(current: &Project, file: &Project) -> Plan {
    let mut plan = Plan::default();
    let mut other_texts: BTreeSet<Id> = BTreeSet::new();
    let mut missing: BTreeSet<Id> = BTreeSet::new();
    let mut next = NextRanks::after(current);
    // Each item comes before those that refer to it, and documents and tagset come in their order.
    for theirs in ranked(file) {
        let Some(mine) = current.item(&theirs.key()) else {
            match why_not(&theirs, &other_texts, &missing) {
                Some(why) => {
                    if let Item::Annotation(annotation) = &theirs {
                        missing.insert(annotation.id.clone());
                    }
                    plan.left_out.push(LeftOut { item: theirs, why });
                }
                None => plan.added.push(next.place(theirs)),
            }
            continue;
        };
        if same(&mine, &theirs) {
            plan.unchanged += 1;
            continue;
        }
        let difference = Difference { mine, theirs };
        other_texts.extend(new_text(&difference).cloned());
        match (&difference.mine, &difference.theirs) {
            (Item::Annotation(mine), Item::Annotation(theirs)) => {
                if let Some(why) = why_not(&difference.theirs, &other_texts, &missing) {
                    plan.left_out.push(LeftOut { item: difference.theirs, why });
                } else if theirs.modified > mine.modified {
                    plan.changed.push(difference);
                } else {
                    plan.conflicting.push(difference);
                }
            }
            _ => plan.conflicting.push(difference),
        }
    }
    plan.kept = current.items().filter(|mine| file.item(&mine.key()).is_none()).count();

    let mut coming = plan.added.clone();
    in_reading_order(&mut coming);
    plan.edits = plan.changed.iter().map(Difference::edit).chain(coming.into_iter().map(Edit::Add)).collect();
    // What changes may need a document or a label that comes.
    plan.edits.sort_by_key(|edit| dependence(&edit.key()));
    plan
}

fn why_not(theirs: &Item, other_texts: &BTreeSet<Id>, missing: &BTreeSet<Id>) -> Option<Why> {
    match theirs {
        Item::Annotation(annotation) if other_texts.contains(&annotation.document) => {
            Some(Why::OtherText { document: annotation.document.clone() })
        }
        Item::Link(link) => [&link.from, &link.to]
            .into_iter()
            .find(|end| missing.contains(*end))
            .map(|end| Why::NoEnd { annotation: end.clone() }),
        _ => None,
    }
}

/// The places at which documents, labels and kinds of links come that are not there yet: behind those that are.
struct NextRanks {
    document: u32,
    label: u32,
    link_kind: u32,
}

impl NextRanks {
    fn after(current: &Project) -> Self {
        let behind = |last: Option<u32>| last.map_or(0, |rank| rank.saturating_add(1));
        NextRanks {
            document: behind(current.documents().last().map(|document| document.rank)),
            label: behind(current.labels().last().map(|label| label.rank)),
            link_kind: behind(current.link_kinds().last().map(|kind| kind.rank)),
        }
    }

    fn place(&mut self, item: Item) -> Item {
        let next = |rank: &mut u32| {
            let here = *rank;
            *rank = here.saturating_add(1);
            here
        };
        match item {
            Item::Document(document) => {
                Document { rank: next(&mut self.document), ..Document::clone(&document) }.into()
            }
            Item::Label(label) => Label { rank: next(&mut self.label), ..Label::clone(&label) }.into(),
            Item::LinkKind(kind) => {
                LinkKind { rank: next(&mut self.link_kind), ..LinkKind::clone(&kind) }.into()
            }
            item => item,
        }
    }
}

/// Whether two items differ in nothing but their place among others, which each project has for itself.
fn same(mine: &Item, theirs: &Item) -> bool {
    match (mine, theirs) {
        (Item::Document(mine), Item::Document(theirs)) => {
            **mine == Document { rank: mine.rank, ..Document::clone(theirs) }
        }
        (Item::Label(mine), Item::Label(theirs)) => {
            **mine == Label { rank: mine.rank, ..Label::clone(theirs) }
        }
        (Item::LinkKind(mine), Item::LinkKind(theirs)) => {
            **mine == LinkKind { rank: mine.rank, ..LinkKind::clone(theirs) }
        }
        _ => mine == theirs,
    }
}

impl Difference {
    fn edit(&self) -> Edit {
        Edit::Replace { old: self.mine.clone(), new: self.theirs.clone() }
    }
}

/// The items of a project, each before those that refer to it, documents and tagset in their order.
fn ranked(project: &Project) -> Vec<Item> {
    let mut items: Vec<Item> = project.items().collect();
    items.sort_by_key(|item| {
        let place = match item {
            Item::Document(document) => document.rank,
            Item::Label(label) => label.rank,
            Item::LinkKind(kind) => kind.rank,
            Item::Settings(_) | Item::Annotation(_) | Item::Link(_) => 0,
        };
        (dependence(&item.key()), place)
    });
    items
}

/// Sorts by dependence, and annotations so that each comes to the end of the index of its document.
fn in_reading_order(items: &mut [Item]) {
    items.sort_by(|one, other| match (one, other) {
        (Item::Annotation(one), Item::Annotation(other)) => reading_place(one).cmp(&reading_place(other)),
        _ => one.key().cmp(&other.key()),
    });
}

fn reading_place(annotation: &Annotation) -> impl Ord + '_ {
    (&annotation.document, annotation.spans.first(), &annotation.id)
}

/// The kinds of items in the order of dependence.
fn dependence(key: &Key) -> u8 {
    match key {
        Key::Settings => 0,
        Key::Document(_) => 1,
        Key::Label(_) => 2,
        Key::LinkKind(_) => 3,
        Key::Annotation(_) => 4,
        Key::Link(_) => 5,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::carets;
    use crate::text::Text;

    const PICTURE: &str = "
Laut dpa stieg die Zahl am 3. Mai 2021.
     ^^^ source
                           ^^^^^^^^^^^ date
";

    fn changed(project: &Project, change: impl FnOnce(&mut Annotation)) -> Project {
        let old = project.annotations().next().unwrap();
        let mut new = Annotation::clone(old);
        change(&mut new);
        applied(project, Edit::Replace { old: Item::Annotation(old.clone()), new: new.into() })
    }

    fn applied(project: &Project, edit: Edit) -> Project {
        let mut project = project.clone();
        let at = Timestamp::default();
        project
            .apply(&Transaction { action: Action::Merge, edits: vec![edit], origin: Origin::File, at })
            .unwrap();
        project
    }

    fn note(note: &str, modified: i64) -> impl FnOnce(&mut Annotation) {
        move |annotation| {
            annotation.note = note.to_owned();
            annotation.modified = Timestamp::from_millis(modified);
        }
    }

    /// The notes after merging, and how many annotations changed, conflicted and were left out.
    fn check(mine: &Project, file: &Project, expected: (&[&str], usize, usize, usize)) {
        let opening = Opening::new(mine, Read { project: file.clone(), problems: vec![] });
        let mut merged = mine.clone();
        merged.apply(&opening.transaction(How::Merge, Timestamp::default())).unwrap();
        let notes: Vec<&str> = merged.annotations().map(|annotation| annotation.note.as_str()).collect();
        let plan = opening.plan(How::Merge);
        let of_annotations = |differences: &[Difference]| {
            differences.iter().filter(|difference| matches!(difference.mine, Item::Annotation(_))).count()
        };
        let counts = (of_annotations(&plan.changed), of_annotations(&plan.conflicting), plan.left_out.len());
        assert_eq!((notes.as_slice(), counts.0, counts.1, counts.2), expected);
    }

    #[test]
    fn the_later_version_of_an_annotation_wins() {
        let base = carets::project(PICTURE);
        let (early, late) = (changed(&base, note("early", 1)), changed(&base, note("late", 2)));
        check(&early, &late, (&["late", ""], 1, 0, 0));
        check(&late, &early, (&["late", ""], 0, 1, 0));
        check(&early, &changed(&base, note("as early", 1)), (&["early", ""], 0, 1, 0));
        check(&late, &late, (&["late", ""], 0, 0, 0));
    }

    #[test]
    fn what_was_marked_in_another_text_is_left_out() {
        let base = carets::project(PICTURE);
        let old = carets::document(&base);
        let longer =
            Document { text: Text::new(format!("{} Und.", old.text.as_str())), ..Document::clone(&old) };
        let edit = Edit::Replace { old: Item::Document(old), new: Item::Document(Arc::new(longer)) };
        let file = changed(&applied(&base, edit), note("late", 9));
        // The other annotation is the same on both sides.
        check(&base, &file, (&["", ""], 0, 0, 1));
    }
}
