//! What taking in a file or going back to a version would change, item by item, to be filtered and listed in pieces.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use crate::model::{Annotation, Document, Edit, Id, Item, Key, Link, Project};

use super::{LeftOut, Plan, Why, dependence, rank};

/// How many code points of the words under an annotation are looked at and shown.
const WORDS: usize = 300;

/// What becomes of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Change {
    /// It comes.
    Added,
    /// It becomes what the file says.
    Changed,
    /// It goes.
    Removed,
    /// It differs and stays as it is here; the other version is in the list of conflicts.
    Conflicting,
    /// It differs and stays as it is here, and the other version comes into no list.
    Staying,
    /// It is in the file and cannot come.
    LeftOut,
    /// It is only here, and stays.
    Kept,
}

impl Change {
    /// All of them, in the order in which they are listed.
    pub const ALL: [Change; 7] = [
        Change::Added,
        Change::Changed,
        Change::Removed,
        Change::Conflicting,
        Change::Staying,
        Change::LeftOut,
        Change::Kept,
    ];

    /// By what it is chosen.
    pub fn key(self) -> &'static str {
        match self {
            Change::Added => "added",
            Change::Changed => "changed",
            Change::Removed => "removed",
            Change::Conflicting => "conflicting",
            Change::Staying => "staying",
            Change::LeftOut => "left-out",
            Change::Kept => "kept",
        }
    }
}

/// One item and what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// What becomes of it.
    pub change: Change,
    /// As it is here; `None` where it is not.
    pub old: Option<Item>,
    /// As it would be, or as the file has it where it does not come; `None` where the file does not have it.
    pub new: Option<Item>,
    /// Why it cannot come, where it cannot.
    pub why: Option<Why>,
    /// The document it is or belongs to.
    pub document: Option<Id>,
}

impl Row {
    fn new(change: Change, old: Option<Item>, new: Option<Item>, why: Option<Why>) -> Option<Self> {
        let document = match new.as_ref().or(old.as_ref())? {
            Item::Document(document) => Some(document.id.clone()),
            Item::Annotation(annotation) => Some(annotation.document.clone()),
            _ => None,
        };
        Some(Row { change, old, new, why, document })
    }

    /// The item as it would be, or else as it was.
    pub fn item(&self) -> Option<&Item> {
        self.new.as_ref().or(self.old.as_ref())
    }
}

/// Which rows are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only what becomes of items so.
    pub change: Option<Change>,
    /// Only a document and what is marked in it.
    pub document: Option<Id>,
    /// Only what has these words in it, whatever their case.
    pub words: String,
}

/// All items that one of the two sides has and the other has not or has otherwise. It holds handles and no copies, so
/// that it costs little more than the list.
#[derive(Clone, Debug)]
pub struct Preview {
    rows: Vec<Row>,
    // As they are here, and as they would be.
    documents: [BTreeMap<Id, Arc<Document>>; 2],
    names: [BTreeMap<Id, String>; 2],
    ends: BTreeMap<Id, Arc<Annotation>>,
}

impl Preview {
    /// What a plan would change that was made for `mine`, where the other side is `theirs`.
    pub fn new(plan: &Plan, mine: &Project, theirs: &Project) -> Self {
        let mut rows = Vec::new();
        for (old, new) in net(&plan.edits) {
            let change = match (&old, &new) {
                (None, Some(_)) => Change::Added,
                (Some(_), None) => Change::Removed,
                _ => Change::Changed,
            };
            // What comes into the list of conflicts is told by the version that stays.
            if !matches!((&old, &new), (Some(Item::Dispute(_)), _) | (_, Some(Item::Dispute(_)))) {
                rows.extend(Row::new(change, old, new, None));
            }
        }
        let mut listed: BTreeMap<Key, Vec<&Item>> = BTreeMap::new();
        let coming = plan.disputed.iter().filter_map(|item| match item {
            Item::Dispute(dispute) => Some(dispute),
            _ => None,
        });
        for lost in mine.disputes().chain(coming).filter_map(|dispute| dispute.version()) {
            listed.entry(lost.key()).or_default().push(lost);
        }
        for difference in &plan.conflicting {
            let (old, new) = (Some(difference.mine.clone()), Some(difference.theirs.clone()));
            let lost = listed.get(&difference.theirs.key());
            let change = match lost.is_some_and(|lost| lost.contains(&&difference.theirs)) {
                true => Change::Conflicting,
                false => Change::Staying,
            };
            rows.extend(Row::new(change, old, new, None));
        }
        for LeftOut { item, why } in &plan.left_out {
            let row =
                Row::new(Change::LeftOut, mine.item(&item.key()), Some(item.clone()), Some(why.clone()));
            rows.extend(row);
        }
        if plan.kept > 0 {
            let only_here = mine.items().filter(|item| theirs.item(&item.key()).is_none());
            let touched: BTreeMap<Key, ()> = plan.edits.iter().map(|edit| (edit.key(), ())).collect();
            let kept = only_here
                .filter(|item| !matches!(item, Item::Dispute(_)) && !touched.contains_key(&item.key()));
            rows.extend(kept.filter_map(|item| Row::new(Change::Kept, Some(item), None, None)));
        }
        let documents = [mine, theirs].map(|project| {
            project.documents().into_iter().map(|document| (document.id.clone(), document.clone())).collect()
        });
        let names = [mine, theirs].map(names);
        let mut ends = BTreeMap::new();
        for row in &rows {
            if let Some(Item::Link(link)) = row.item() {
                for end in [&link.from, &link.to] {
                    let annotation = theirs.annotation(end).or_else(|| mine.annotation(end));
                    ends.extend(annotation.map(|annotation| (end.clone(), annotation.clone())));
                }
            }
        }
        let mut preview = Preview { rows, documents, names, ends };
        preview.sort();
        preview
    }

    /// By what becomes of them, documents and tagset before what is marked, and that as it is read.
    fn sort(&mut self) {
        let ranks: BTreeMap<Id, u32> =
            self.all_documents().map(|document| (document.id.clone(), document.rank)).collect();
        self.rows.sort_by_cached_key(|row| {
            let Some(item) = row.item() else { return (row.change, 0, 0, 0) };
            let (place, at) = match item {
                Item::Annotation(annotation) => (
                    ranks.get(&annotation.document).copied().unwrap_or(u32::MAX),
                    annotation.spans.first().start().get(),
                ),
                item => (rank(item), 0),
            };
            (row.change, dependence(item), place, at)
        });
    }

    /// Mine before theirs.
    fn all_documents(&self) -> impl Iterator<Item = &Arc<Document>> {
        let [mine, theirs] = &self.documents;
        theirs.values().chain(mine.values())
    }

    /// How many items become what.
    pub fn counts(&self) -> [(Change, usize); 7] {
        Change::ALL.map(|change| (change, self.rows.iter().filter(|row| row.change == change).count()))
    }

    /// Whether nothing would change and nothing is told.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The documents of which something is listed, with their titles.
    pub fn documents(&self) -> Vec<(Id, String)> {
        let mut found: BTreeMap<&Id, ()> = BTreeMap::new();
        self.rows.iter().filter_map(|row| row.document.as_ref()).for_each(|document| {
            found.insert(document, ());
        });
        found.into_keys().map(|id| (id.clone(), self.title(id))).collect()
    }

    /// The title of a document, or its id where neither side has it.
    pub fn title(&self, id: &Id) -> String {
        self.document(id, true).map_or_else(|| id.to_string(), |document| document.title.clone())
    }

    /// The first rows that pass a filter, no more than `limit`, and how many pass it.
    pub fn list(&self, filter: &Filter, limit: usize) -> (Vec<&Row>, usize) {
        let words = filter.words.trim().to_lowercase();
        let mut listed = Vec::new();
        let mut count = 0;
        for row in &self.rows {
            let passes = filter.change.is_none_or(|change| change == row.change)
                && (filter.document.is_none() || filter.document == row.document)
                && (words.is_empty() || self.has_words(row, &words));
            if passes {
                count += 1;
                if listed.len() < limit {
                    listed.push(row);
                }
            }
        }
        (listed, count)
    }

    fn has_words(&self, row: &Row, words: &str) -> bool {
        let sides = [(&row.old, false), (&row.new, true)];
        sides.into_iter().any(|(item, is_new)| {
            item.as_ref().is_some_and(|item| {
                let more = match item {
                    Item::Annotation(annotation) => annotation.note.as_str(),
                    _ => "",
                };
                self.words(item, is_new).to_lowercase().contains(words)
                    || more.to_lowercase().contains(words)
                    || self.label(item, is_new).is_some_and(|label| label.to_lowercase().contains(words))
                    || item.key().id().is_some_and(|id| id.as_str() == words)
            })
        })
    }

    /// A document as it would be, or as it is here; the other one where only that is there.
    fn document(&self, id: &Id, is_new: bool) -> Option<&Arc<Document>> {
        let [mine, theirs] = &self.documents;
        let (first, second) = if is_new { (theirs, mine) } else { (mine, theirs) };
        first.get(id).or_else(|| second.get(id))
    }

    fn name(&self, id: &Id, is_new: bool) -> Option<&str> {
        let [mine, theirs] = &self.names;
        let (first, second) = if is_new { (theirs, mine) } else { (mine, theirs) };
        first.get(id).or_else(|| second.get(id)).map(String::as_str)
    }

    /// The name of the label of an annotation or of the kind of a link. `is_new` is whether the item is the one that
    /// would be.
    pub fn label(&self, item: &Item, is_new: bool) -> Option<String> {
        let id = match item {
            Item::Annotation(annotation) => &annotation.label,
            Item::Link(link) => &link.kind,
            _ => return None,
        };
        Some(self.name(id, is_new).map_or_else(|| id.to_string(), str::to_owned))
    }

    /// The words under an annotation, the title of a document, what a label is called; cut where they are long.
    pub fn words(&self, item: &Item, is_new: bool) -> String {
        match item {
            Item::Settings(settings) => settings.name.clone(),
            Item::Document(document) => document.title.clone(),
            Item::Label(label) => label.name.clone(),
            Item::LinkKind(kind) => kind.name.clone(),
            Item::Annotation(annotation) => self.quote(annotation, is_new),
            Item::Link(link) => self.of_link(link, is_new),
            Item::Dispute(dispute) => dispute.quote.clone(),
        }
    }

    fn of_link(&self, link: &Link, is_new: bool) -> String {
        let end = |id: &Id| self.ends.get(id).map_or_else(|| id.to_string(), |end| self.quote(end, is_new));
        format!("{} → {}", end(&link.from), end(&link.to))
    }

    fn quote(&self, annotation: &Annotation, is_new: bool) -> String {
        let Some(document) = self.document(&annotation.document, is_new) else {
            return annotation.id.to_string();
        };
        let mut words = String::new();
        for span in annotation.spans.iter() {
            if !words.is_empty() {
                words.push_str(" … ");
            }
            words.extend(document.text.slice(span).unwrap_or_default().chars().take(WORDS));
            if words.chars().count() > WORDS {
                break;
            }
        }
        words
    }
}

/// The labels and the kinds of links by their ids.
fn names(project: &Project) -> BTreeMap<Id, String> {
    let labels = project.labels().into_iter().map(|label| (label.id.clone(), label.name.clone()));
    let kinds = project.link_kinds().into_iter().map(|kind| (kind.id.clone(), kind.name.clone()));
    labels.chain(kinds).collect()
}

/// What a list of edits does to each item, in the order of the edits: how it was before all of them, and how it is after.
/// What goes only to come back as it was is not among these.
fn net(edits: &[Edit]) -> impl Iterator<Item = (Option<Item>, Option<Item>)> {
    let mut places: HashMap<Key, usize> = HashMap::with_capacity(edits.len());
    let mut sides: Vec<(Option<Item>, Option<Item>)> = Vec::with_capacity(edits.len());
    for edit in edits {
        let (old, new) = edit.sides();
        let place = *places.entry(edit.key()).or_insert(sides.len());
        match sides.get_mut(place) {
            Some((_, after)) => *after = new.cloned(),
            None => sides.push((old.cloned(), new.cloned())),
        }
    }
    sides.into_iter().filter(|(old, new)| old != new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::formats::Read;
    use crate::model::{Action, Origin, Settings, Timestamp, Transaction, carets};
    use crate::opening::{How, Opening, restoring};

    const MINE: &str = "
Laut dpa kam Kim am Montag an.
     ^^^ source
             ^^^ claim
";
    const THEIRS: &str = "
Laut dpa kam Kim am Montag an.
     ^^^ source
                    ^^^^^^ date
";

    fn changed(project: &Project, number: usize, change: impl Fn(&mut Annotation)) -> Project {
        let mut project = project.clone();
        let old = project.annotations().nth(number).unwrap().clone();
        let mut new = Annotation::clone(&old);
        change(&mut new);
        let edits = if new.id == old.id {
            vec![Edit::Replace { old: Item::Annotation(old), new: new.into() }]
        } else {
            vec![Edit::Remove(Item::Annotation(old)), Edit::Add(new.into())]
        };
        let (origin, at) = (Origin::Hand, Timestamp::default());
        project.apply(&Transaction { action: Action::SetNote, edits, origin, at }).unwrap();
        project
    }

    /// Mine has a claim that the file has not, the file a date, and both another note to the source.
    fn sides() -> (Project, Project) {
        let mine = changed(&carets::project(MINE), 1, |claim| claim.id = Id::new("mine").unwrap());
        let theirs = changed(&carets::project(THEIRS), 1, |date| date.id = Id::new("theirs").unwrap());
        let note = |project: &Project, note: &str, at: i64| {
            changed(project, 0, |source| {
                source.note = note.to_owned();
                source.modified = Timestamp::from_millis(at);
            })
        };
        (note(&mine, "old", 1), note(&theirs, "new", 2))
    }

    fn told(preview: &Preview, filter: &Filter) -> Vec<String> {
        let (rows, count) = preview.list(filter, usize::MAX);
        assert_eq!(rows.len(), count);
        let line = |row: &&Row| {
            let is_new = row.new.is_some();
            let item = row.item().unwrap();
            let label = preview.label(item, is_new).unwrap_or_default();
            format!("{} {label} {}", row.change.key(), preview.words(item, is_new))
        };
        rows.iter().map(line).collect()
    }

    fn preview(mine: &Project, theirs: &Project, how: How) -> Preview {
        let opening = Opening::new(mine, Read { project: theirs.clone(), problems: vec![] });
        opening.preview(how, mine)
    }

    #[test]
    fn merging_and_replacing_tell_what_becomes_of_each_item() {
        let (mine, theirs) = sides();
        let annotations = |how| {
            let all = told(&preview(&mine, &theirs, how), &Filter::default());
            all.into_iter().filter(|row| !row.contains(" picture")).collect::<Vec<_>>()
        };
        assert_eq!(annotations(How::Merge), ["added Date Montag", "changed Source dpa", "kept Claim Kim"]);
        assert_eq!(
            annotations(How::Replace),
            ["added Date Montag", "changed Source dpa", "removed Claim Kim"]
        );
        let (mine, theirs) = (theirs, mine);
        let rows = told(&preview(&mine, &theirs, How::Merge), &Filter::default());
        assert!(rows.contains(&"conflicting Source dpa".to_owned()), "{rows:?}");
    }

    #[test]
    fn rows_are_found_by_change_document_and_words_and_the_rest_is_counted() {
        let (mine, theirs) = sides();
        let preview = preview(&mine, &theirs, How::Merge);
        let document = mine.documents()[0].id.clone();
        let by = |change: Option<Change>, words: &str, document: Option<&Id>| {
            let filter = Filter { change, words: words.to_owned(), document: document.cloned() };
            told(&preview, &filter)
        };
        assert_eq!(by(Some(Change::Added), "", None), ["added Date Montag"]);
        assert_eq!(by(None, "MONTAG", Some(&document)), ["added Date Montag"]);
        assert_eq!(by(None, "old", None), ["changed Source dpa"], "the old note");
        assert_eq!(by(None, "date", None), ["added Date Montag"], "the label");
        assert_eq!(by(None, "", Id::new("other").as_ref()), [""; 0]);
        let (rows, count) = preview.list(&Filter::default(), 1);
        assert_eq!((rows.len(), count), (1, preview.counts().iter().map(|(_, count)| count).sum()));
        assert_eq!(preview.documents().len(), 1);
    }

    #[test]
    fn what_is_told_is_what_happens() {
        let (mine, theirs) = sides();
        for (mine, theirs) in [(&mine, &theirs), (&theirs, &mine), (&mine, &mine)] {
            for how in [How::Merge, How::Replace] {
                let opening = Opening::new(mine, Read { project: theirs.clone(), problems: vec![] });
                let mut after = mine.clone();
                after.apply(&opening.transaction(how, Timestamp::default())).unwrap();
                let preview = opening.preview(how, mine);
                for row in preview.list(&Filter::default(), usize::MAX).0 {
                    let key = row.item().unwrap().key();
                    let expected = match row.change {
                        Change::Added | Change::Changed => row.new.clone(),
                        Change::Removed => None,
                        Change::Conflicting | Change::Staying | Change::LeftOut | Change::Kept => {
                            row.old.clone()
                        }
                    };
                    assert_eq!(mine.item(&key), row.old, "{row:?}");
                    assert_eq!(after.item(&key), expected, "{row:?}");
                }
                let changes = |item: &Item| mine.item(&item.key()) != after.item(&item.key());
                let is_told = |change| matches!(change, Change::Added | Change::Changed | Change::Removed);
                let told: usize = preview
                    .counts()
                    .iter()
                    .filter(|(change, _)| is_told(*change))
                    .map(|(_, count)| count)
                    .sum();
                let is_plain = |item: &Item| !matches!(item, Item::Dispute(_));
                let changed = after.items().filter(|item| changes(item) && is_plain(item)).count();
                let removed = mine.items().filter(|item| after.item(&item.key()).is_none()).count();
                assert_eq!(told, changed + removed);
            }
        }
    }

    #[test]
    fn a_conflict_is_what_comes_into_the_list() {
        let base = carets::project("\nLaut dpa kam Kim.\n     ^^^ source\n");
        let old = base.annotations().next().unwrap();
        let named = |name: &str, modified: i64| {
            let modified = Timestamp::from_millis(modified);
            let settings = Settings { name: name.to_owned(), ..Settings::clone(&base.settings()) };
            let annotation = Annotation { note: name.to_owned(), modified, ..Annotation::clone(old) };
            let edits = vec![
                Edit::Replace { old: Item::Settings(base.settings()), new: settings.into() },
                Edit::Replace { old: Item::Annotation(old.clone()), new: annotation.into() },
            ];
            let mut project = base.clone();
            let (action, origin, at) = (Action::Merge, Origin::File, Timestamp::default());
            project.apply(&Transaction { action, edits, origin, at }).unwrap();
            project
        };
        let changes = |mine: &Project, theirs: &Project| {
            let opening = Opening::new(mine, Read { project: theirs.clone(), problems: vec![] });
            let preview = opening.preview(How::Merge, mine);
            let rows = preview.list(&Filter::default(), usize::MAX).0;
            rows.into_iter().map(|row| (row.change, row.item().unwrap().key())).collect::<Vec<_>>()
        };
        let (early, late) = (named("early", 1), named("late", 2));
        let annotation = Key::Annotation(old.id.clone());
        let expected = [(Change::Conflicting, annotation), (Change::Staying, Key::Settings)];
        assert_eq!(changes(&late, &early), expected);
        // Merged once, it is in the list already.
        let opening = Opening::new(&late, Read { project: early.clone(), problems: vec![] });
        let mut merged = late.clone();
        merged.apply(&opening.transaction(How::Merge, Timestamp::default())).unwrap();
        assert_eq!(changes(&merged, &early)[0], expected[0]);
    }

    #[test]
    fn going_back_tells_the_same() {
        let (mine, version) = sides();
        let plan = restoring(&mine, &version);
        let rows =
            told(&Preview::new(&plan, &mine, &version), &Filter { words: "k".into(), ..Filter::default() });
        assert_eq!(rows, ["removed Claim Kim"]);
    }
}
