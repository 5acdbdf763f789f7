//! What opening a file would do to the project that is there, decided before anything changes.
//!
//! A file can take the place of the project or be merged into it. Either way is one [`Transaction`] that
//! [`Project::apply`] takes as a whole, so that one step of undo brings back what was there.

mod incoming;
mod preview;

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::formats::{Problem, Read};
use crate::model::tagset::{Label, LinkKind};
use crate::model::{
    Action, Annotation, Conflict, Dispute, Document, Edit, History, Id, Item, Key, Link, Loser, Origin,
    Project, Settings, Settled, Timestamp, Transaction, new_id, words_under,
};
use crate::pace::{Pace, Pieces, Through, at_once, pause};

pub use incoming::{FileState, Incoming, IncomingFile, Refused, Taken};
pub use preview::{Change, Filter, Preview, Row};

/// How a file is taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum How {
    /// The project becomes what the file holds; only its id stays, since storage knows it by that.
    Replace,
    /// What is only in the file is added, what is only in the project stays. Of two versions of an annotation the one
    /// that was changed later wins, and of a document the state in which the work is further; of anything else, and
    /// where both are equally old, mine stays. The version of an annotation that does not stay becomes a [`Dispute`],
    /// unless only one of the two was changed.
    Merge,
}

/// A file that was read, compared with the project that is there.
#[derive(Clone, Debug, PartialEq)]
pub struct Opening {
    /// The records of the file that were left out when it was read.
    pub problems: Vec<Problem>,
    replace: Plan,
    merge: Plan,
    // What the file holds, for each of the two.
    replacing: Arc<Project>,
    merging: Arc<Project>,
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
    /// The versions of annotations that do not stay, as they come into the list; none when replacing.
    pub disputed: Vec<Item>,
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
        at_once(Opening::compare(current, read, None, &Settled::default(), &Through))
    }

    /// The same where the history of the project says what was decided already: that is not disputed again.
    pub fn after(current: &Project, history: &History, read: Read) -> Self {
        at_once(Opening::in_slices(current, history, read, &Through))
    }

    /// The same in slices.
    pub async fn in_slices(current: &Project, history: &History, read: Read, pace: &dyn Pace) -> Self {
        Opening::compare(current, read, None, &Settled::of(history), pace).await
    }

    /// The same where it is known when project and file were last the same: what was not changed since then on one side
    /// is not disputed.
    pub fn since(current: &Project, read: Read, same: Option<Timestamp>) -> Self {
        at_once(Opening::compare(current, read, same, &Settled::default(), &Through))
    }

    async fn compare(
        current: &Project,
        read: Read,
        same: Option<Timestamp>,
        settled: &Settled,
        pace: &dyn Pace,
    ) -> Self {
        let theirs = in_order(read.project.items().collect());
        pause(pace).await;
        let replace = replace(current, &read.project, &theirs, pace).await;
        let merge = merge(current, &read.project, &theirs, same, settled, pace).await;
        let file = Arc::new(read.project);
        Opening { replace, merge, problems: read.problems, replacing: file.clone(), merging: file }
    }

    /// The same where merging takes over texts of the file first, with everything that is marked in them here.
    pub async fn taking_texts(
        current: &Project,
        history: &History,
        texts: &Transaction,
        read: Read,
        pace: &dyn Pace,
    ) -> Result<Self, Conflict> {
        let mut changed = current.clone();
        changed.apply(texts)?;
        pause(pace).await;
        let replace = replacing(current, &read.project, pace).await;
        let opening = Opening::in_slices(&changed, history, read, pace).await;
        let mut opening = Opening { replace, ..opening };
        opening.merge.edits.splice(0..0, texts.edits.iter().cloned());
        Ok(opening)
    }

    /// The same where merging keeps the texts that are here: what is marked in the file was placed in them, but for what
    /// is left out.
    pub async fn keeping_texts(
        current: &Project,
        history: &History,
        texts: &Transaction,
        read: Read,
        left_out: Vec<LeftOut>,
        pace: &dyn Pace,
    ) -> Result<Self, Conflict> {
        let mut placed = read.project.clone();
        placed.apply(texts)?;
        pause(pace).await;
        let replace = replacing(current, &read.project, pace).await;
        let replacing = Arc::new(read.project);
        let placed = Read { project: placed, problems: read.problems };
        let opening = Opening::in_slices(current, history, placed, pace).await;
        let mut opening = Opening { replace, replacing, ..opening };
        opening.merge.left_out.extend(left_out);
        Ok(opening)
    }

    /// What it would do.
    pub fn plan(&self, how: How) -> &Plan {
        match how {
            How::Replace => &self.replace,
            How::Merge => &self.merge,
        }
    }

    /// What it would do, item by item. `current` is the project with which the file was compared.
    pub fn preview(&self, how: How, current: &Project) -> Preview {
        let file = match how {
            How::Replace => &self.replacing,
            How::Merge => &self.merging,
        };
        Preview::new(self.plan(how), current, file)
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

    /// Of how many items versions come into the list of conflicts.
    pub fn conflicts(&self) -> usize {
        let about = self.disputed.iter().filter_map(|item| match item {
            Item::Dispute(dispute) => Some(dispute.about()),
            _ => None,
        });
        about.collect::<BTreeSet<Key>>().len()
    }

    fn add(&mut self, item: Item) {
        self.edits.push(Edit::Add(item.clone()));
        self.added.push(item);
    }

    fn change(&mut self, difference: Difference) {
        self.edits.push(difference.edit());
        self.changed.push(difference);
    }
}

/// The project of a file under another name, to lie beside the one it is a copy of.
pub fn renamed(mut project: Project, name: &str) -> Project {
    let old = project.settings();
    let new = Settings { name: name.to_owned(), ..Settings::clone(&old) };
    let edits = vec![Edit::Replace { old: Item::Settings(old), new: new.into() }];
    let (action, origin, at) = (Action::Replace, Origin::File, Timestamp::default());
    // The settings are always there.
    let _ = project.apply(&Transaction { action, edits, origin, at });
    project
}

/// What bringing a project back to another state of it would do.
pub fn restoring(current: &Project, version: &Project) -> Plan {
    at_once(replacing(current, version, &Through))
}

/// Brings a project back to how it was in another state of it. There are no edits where it is like that already.
pub fn restore(current: &Project, version: &Project, at: Timestamp) -> Transaction {
    Transaction {
        action: Action::Restore,
        edits: restoring(current, version).edits,
        origin: Origin::Hand,
        at,
    }
}

async fn replacing(current: &Project, file: &Project, pace: &dyn Pace) -> Plan {
    replace(current, file, &in_order(file.items().collect()), pace).await
}

/// `theirs` are the items of the file in order.
async fn replace(current: &Project, file: &Project, theirs: &[Item], pace: &dyn Pace) -> Plan {
    let mut plan = Plan::default();
    let mut pieces = Pieces::new(pace);
    for theirs in theirs {
        pieces.item().await;
        match current.item(&theirs.key()) {
            None => plan.added.push(theirs.clone()),
            Some(mine) if mine == *theirs => plan.unchanged += 1,
            Some(mine) => plan.changed.push(Difference { mine, theirs: theirs.clone() }),
        }
    }
    for mine in current.items() {
        pieces.item().await;
        if file.item(&mine.key()).is_none() {
            plan.removed.push(mine);
        }
    }
    plan.edits = replacing_edits(current, file, &plan);
    plan
}

/// The edits in an order in which each fits: first everything goes that refers to something, then what it refers to
/// comes, changes and goes, then everything comes that refers to it.
fn replacing_edits(current: &Project, file: &Project, plan: &Plan) -> Vec<Edit> {
    let mut going: Vec<Item> = plan.removed.clone();
    let mut coming: Vec<Item> = plan.added.clone();
    let mut middle: Vec<Edit> = Vec::new();
    for difference in &plan.changed {
        if goes_and_comes(current, file, &difference.mine) {
            going.push(difference.mine.clone());
            coming.push(difference.theirs.clone());
        } else {
            middle.push(difference.edit());
        }
    }
    for link in current.links() {
        let item = Item::Link(link.clone());
        if file.item(&item.key()).as_ref() == Some(&item) && steps_aside(current, file, link) {
            going.push(item.clone());
            coming.push(item);
        }
    }

    let mut edits: Vec<Edit> = Vec::new();
    let mut going_last: Vec<Edit> = Vec::new();
    for item in in_order(going).into_iter().rev() {
        match item {
            Item::Document(_) | Item::Label(_) => going_last.push(Edit::Remove(item)),
            item => edits.push(Edit::Remove(item)),
        }
    }
    let mut coming_last: Vec<Edit> = Vec::new();
    for item in in_order(coming) {
        match item {
            Item::Link(_) => coming_last.push(Edit::Add(item)),
            item => middle.push(Edit::Add(item)),
        }
    }
    // Of each kind what comes is there before what changes, and stays in reading order.
    middle.sort_by_key(|edit| match edit {
        Edit::Add(item) | Edit::Remove(item) => (dependence(item), false),
        Edit::Replace { new, .. } => (dependence(new), true),
    });
    edits.append(&mut middle);
    edits.append(&mut going_last);
    edits.append(&mut coming_last);
    edits
}

/// Whether an item that changes goes first and comes back last.
fn goes_and_comes(current: &Project, file: &Project, mine: &Item) -> bool {
    match mine {
        // A text changes only when no annotation lies on it that fits just one of the two.
        Item::Annotation(annotation) => has_other_text(current, file, &annotation.document),
        Item::Link(_) => true,
        _ => false,
    }
}

/// Whether a link that stays has to go for a while, since one of its ends does.
fn steps_aside(current: &Project, file: &Project, link: &Link) -> bool {
    [&link.from, &link.to].into_iter().any(|end| {
        let key = Key::Annotation(end.clone());
        let (mine, theirs) = (current.item(&key), file.item(&key));
        mine != theirs && mine.is_some_and(|mine| goes_and_comes(current, file, &mine))
    })
}

/// Whether a document is on both sides and has not the same text there.
fn has_other_text(current: &Project, file: &Project, document: &Id) -> bool {
    // Quicker than comparing the texts, since it is asked for each annotation.
    current.document(document).is_some_and(|mine| {
        file.document(document).is_some_and(|theirs| mine.text.sha256() != theirs.text.sha256())
    })
}

/// `theirs` are the items of the file in order, so that the edits come in order as well.
async fn merge(
    current: &Project,
    file: &Project,
    theirs: &[Item],
    same_at: Option<Timestamp>,
    settled: &Settled,
    pace: &dyn Pace,
) -> Plan {
    let mut plan = Plan::default();
    let mut disputes = Disputes::new(current, same_at);
    let mut next = NextRanks::after(current);
    let mut pieces = Pieces::new(pace);
    for theirs in theirs.iter().cloned() {
        pieces.item().await;
        if let Item::Dispute(dispute) = &theirs {
            match disputes.is_listed(&dispute.loser) || settled.has(dispute) {
                true => plan.unchanged += 1,
                false => disputes.add(&dispute.loser, dispute.quote.clone(), dispute.at),
            }
            continue;
        }
        let Some(mine) = current.item(&theirs.key()) else {
            match why_not(current, file, &theirs) {
                Some(why) => plan.left_out.push(LeftOut { item: theirs, why }),
                None => plan.add(next.place(theirs)),
            }
            continue;
        };
        if same(&mine, &theirs) {
            plan.unchanged += 1;
            continue;
        }
        if let Some(further) = further(&mine, &theirs) {
            plan.change(Difference { mine, theirs: further });
            continue;
        }
        let difference = Difference { mine, theirs };
        match (&difference.mine, &difference.theirs) {
            (Item::Annotation(mine), Item::Annotation(theirs)) => {
                if let Some(why) = why_not(current, file, &difference.theirs) {
                    plan.left_out.push(LeftOut { item: difference.theirs, why });
                } else if settled.has_version(&difference.theirs) {
                    plan.conflicting.push(difference);
                } else if theirs.modified > mine.modified {
                    disputes.lose(current, mine);
                    plan.change(difference);
                } else {
                    disputes.lose(file, theirs);
                    plan.conflicting.push(difference);
                }
            }
            _ => plan.conflicting.push(difference),
        }
    }
    plan.kept = current.items().filter(|mine| file.item(&mine.key()).is_none()).count();
    plan.disputed = disputes.items.into_values().collect();
    plan.edits.extend(plan.disputed.iter().cloned().map(Edit::Add));
    plan
}

/// What comes into the list of conflicts.
struct Disputes<'p> {
    current: &'p Project,
    same_at: Option<Timestamp>,
    // What is in the list already, by the item that it is about, and how much that is.
    listed: BTreeMap<Key, Vec<&'p Loser>>,
    count: usize,
    items: BTreeMap<Key, Item>,
}

impl<'p> Disputes<'p> {
    fn new(current: &'p Project, same_at: Option<Timestamp>) -> Self {
        let (mut listed, mut count) = (BTreeMap::<Key, Vec<&Loser>>::new(), 0);
        for dispute in current.disputes() {
            listed.entry(dispute.about()).or_default().push(&dispute.loser);
            count += 1;
        }
        Disputes { current, same_at, listed, count, items: BTreeMap::new() }
    }

    fn is_listed(&self, loser: &Loser) -> bool {
        self.listed.get(&loser.about()).is_some_and(|losers| losers.contains(&loser))
    }

    /// A version loses that stood in one of the two projects. Where it was not changed since both were the same, the
    /// other one is simply the later state of it.
    fn lose(&mut self, stood_in: &Project, annotation: &Annotation) {
        if self.same_at.is_some_and(|same_at| annotation.modified <= same_at) {
            return;
        }
        let text = stood_in.document(&annotation.document).map(|document| &document.text);
        let quote = text.map_or_else(String::new, |text| words_under(annotation, text));
        self.add(&Loser::Version(annotation.clone().into()), quote, annotation.modified);
    }

    fn add(&mut self, loser: &Loser, quote: String, at: Timestamp) {
        if self.is_listed(loser) {
            return;
        }
        let is_taken = |key: &Key| self.current.item(key).is_some() || self.items.contains_key(key);
        let id = new_id(at, self.count + self.items.len(), &is_taken);
        if let Some(id) = id {
            let item = Item::from(Dispute { id, loser: loser.clone(), quote, at });
            self.items.insert(item.key(), item);
        }
    }
}

/// The document with the state it has in the file, where that is all they differ in and the work is further there.
fn further(mine: &Item, theirs: &Item) -> Option<Item> {
    let (Item::Document(mine), Item::Document(theirs)) = (mine, theirs) else { return None };
    let further = Document { status: theirs.status, ..Document::clone(mine) };
    let only_that = same(&Item::from(further.clone()), &Item::Document(theirs.clone()));
    (only_that && theirs.status > mine.status).then(|| further.into())
}

/// Why an item of the file cannot come.
fn why_not(current: &Project, file: &Project, theirs: &Item) -> Option<Why> {
    match theirs {
        Item::Annotation(annotation) if has_other_text(current, file, &annotation.document) => {
            Some(Why::OtherText { document: annotation.document.clone() })
        }
        Item::Link(link) => [&link.from, &link.to].into_iter().find_map(|end| {
            let comes = current.annotation(end).is_none().then(|| file.annotation(end)).flatten()?;
            has_other_text(current, file, &comes.document).then(|| Why::NoEnd { annotation: end.clone() })
        }),
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
        let next = match &item {
            Item::Document(_) => &mut self.document,
            Item::Label(_) => &mut self.label,
            Item::LinkKind(_) => &mut self.link_kind,
            Item::Settings(_) | Item::Annotation(_) | Item::Link(_) | Item::Dispute(_) => return item,
        };
        let here = *next;
        *next = here.saturating_add(1);
        with_rank(item, here)
    }
}

/// The item at another place among those of its kind, where they have places.
fn with_rank(item: Item, rank: u32) -> Item {
    match item {
        Item::Document(document) => Document { rank, ..Document::clone(&document) }.into(),
        Item::Label(label) => Label { rank, ..Label::clone(&label) }.into(),
        Item::LinkKind(kind) => LinkKind { rank, ..LinkKind::clone(&kind) }.into(),
        item => item,
    }
}

/// The place of an item among those of its kind; 0 where they have none.
fn rank(item: &Item) -> u32 {
    match item {
        Item::Document(document) => document.rank,
        Item::Label(label) => label.rank,
        Item::LinkKind(kind) => kind.rank,
        Item::Settings(_) | Item::Annotation(_) | Item::Link(_) | Item::Dispute(_) => 0,
    }
}

/// Whether two items differ in nothing but their place among others, which each project has for itself.
fn same(mine: &Item, theirs: &Item) -> bool {
    if rank(mine) == rank(theirs) { mine == theirs } else { *mine == with_rank(theirs.clone(), rank(mine)) }
}

/// Whether the version of the file was changed later than the one in the project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Age {
    /// Later.
    Later,
    /// Earlier.
    Earlier,
    /// At the same time.
    Same,
    /// Of such an item it is not known when it was changed.
    Unknown,
}

impl Age {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Age; 4] = [Age::Later, Age::Earlier, Age::Same, Age::Unknown];
}

impl Difference {
    /// Which of the two versions was changed later.
    pub fn age(&self) -> Age {
        let (Item::Annotation(mine), Item::Annotation(theirs)) = (&self.mine, &self.theirs) else {
            return Age::Unknown;
        };
        match theirs.modified.cmp(&mine.modified) {
            Ordering::Greater => Age::Later,
            Ordering::Less => Age::Earlier,
            Ordering::Equal => Age::Same,
        }
    }

    fn edit(&self) -> Edit {
        Edit::Replace { old: self.mine.clone(), new: self.theirs.clone() }
    }
}

/// Sorts items so that each comes before those that refer to it, documents and tagset in their order, and each annotation
/// at the end of the index of its document.
fn in_order(mut items: Vec<Item>) -> Vec<Item> {
    items.sort_by_key(|item| (dependence(item), rank(item), item.first_span()));
    items
}

/// The kinds of items in the order of dependence.
fn dependence(item: &Item) -> u8 {
    match item {
        Item::Settings(_) => 0,
        Item::Document(_) => 1,
        Item::Label(_) => 2,
        Item::LinkKind(_) => 3,
        Item::Annotation(_) => 4,
        Item::Link(_) => 5,
        Item::Dispute(_) => 6,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{Status, carets};
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
    fn merging_takes_the_state_in_which_the_work_is_further() {
        let open = carets::project(PICTURE);
        let document = carets::document(&open);
        let with = |status| {
            let new = Document { status, ..Document::clone(&document) };
            applied(&open, Edit::Replace { old: Item::Document(document.clone()), new: new.into() })
        };
        let merged = |mine: &Project, file: &Project| {
            let opening = Opening::new(mine, Read { project: file.clone(), problems: vec![] });
            let mut merged = mine.clone();
            merged.apply(&opening.transaction(How::Merge, Timestamp::default())).unwrap();
            carets::document(&merged).status
        };
        let (begun, done) = (with(Status::InProgress), with(Status::Done));
        assert_eq!(merged(&open, &done), Status::Done);
        assert_eq!(merged(&begun, &done), Status::Done);
        assert_eq!(merged(&done, &begun), Status::Done);
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

    /// The notes that lost by merging, and those that stay.
    fn lost(mine: &Project, file: &Project, same: Option<i64>) -> (Vec<String>, Project) {
        let read = Read { project: file.clone(), problems: vec![] };
        let opening = Opening::since(mine, read, same.map(Timestamp::from_millis));
        let mut merged = mine.clone();
        merged.apply(&opening.transaction(How::Merge, Timestamp::default())).unwrap();
        let lost = merged.disputes().map(|dispute| match &dispute.loser {
            Loser::Version(Item::Annotation(annotation)) => format!("{} {}", dispute.quote, annotation.note),
            other => format!("{other:?}"),
        });
        (lost.collect(), merged)
    }

    #[test]
    fn the_version_that_does_not_stay_is_listed_once() {
        let base = carets::project(PICTURE);
        let (early, late) = (changed(&base, note("early", 1)), changed(&base, note("late", 2)));
        let (list, merged) = lost(&late, &early, None);
        assert_eq!(list, ["dpa early"]);
        assert_eq!(lost(&early, &late, None).0, ["dpa early"]);
        assert_eq!(lost(&merged, &early, None), (list, merged.clone()));
        // A list that comes with the file is taken over.
        assert_eq!(lost(&base, &merged, Some(0)).0, ["dpa early"]);
    }

    #[test]
    fn what_only_one_side_changed_is_no_conflict() {
        let base = changed(&carets::project(PICTURE), note("base", 5));
        let (mine, theirs) = (changed(&base, note("mine", 7)), changed(&base, note("theirs", 8)));
        let none: &[&str] = &[];
        assert_eq!(lost(&mine, &base, Some(6)).0, none);
        assert_eq!(lost(&base, &theirs, Some(6)).0, none);
        assert_eq!(lost(&mine, &theirs, Some(6)).0, ["dpa mine"]);
        assert_eq!(lost(&theirs, &mine, Some(6)).0, ["dpa mine"]);
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
