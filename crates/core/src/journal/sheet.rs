//! One entry or one snapshot as a string: version and checksum in the first line, JSON in the second.
//!
//! ```text
//! 2 e41f26a36f3cbbaf
//! {"sequence":7,"entry":{"undo":{"at":"2024-11-12T10:00:00.000Z"}}}
//! ```
//!
//! Version 1 had a checksum from SHA-256, and snapshots with everything in them. It is read for ever.

use std::sync::Arc;

use crate::json::{self, Json, Shape, Writer, needed};
use crate::model::{Action, Edit, History, Item, Origin, Project, Settings, Timestamp, Transaction};
use crate::pace::Pace;
use crate::record::{self, Problem, Texts};

use super::Entry;
use super::batch::Stored;
use super::checksum::{agreed, checksum};
use super::damage::{Damage, Part, Why};
use super::parts::{self, Parts, Reference};

/// The version of what is written. It grows when an older program could no longer read it.
const VERSION: u32 = 3;

/// An entry and its number.
const ENTRY: Shape = Shape::Object(&[
    needed("sequence", Shape::Integer),
    needed(
        "entry",
        Shape::OneOf(&[
            needed("do", record::TRANSACTION),
            needed("undo", Shape::Object(&[needed("at", Shape::Text)])),
            needed("redo", Shape::Object(&[needed("at", Shape::Text)])),
        ]),
    ),
]);

/// A project and its history after the entry of the number: what is small, and where the parts are kept.
const SNAPSHOT: Shape = Shape::Object(&[
    needed("sequence", Shape::Integer),
    needed("project", Shape::Text),
    needed("at", Shape::Text),
    needed("annotations", Shape::Count),
    needed("items", Shape::List(&record::ITEM)),
    needed("documents", Shape::List(&Shape::Text)),
    needed("done", Shape::List(&Shape::Text)),
    needed("undone", Shape::List(&Shape::Text)),
]);

/// A snapshot of version 1: all in one.
const SNAPSHOT_1: Shape = Shape::Object(&[
    needed("sequence", Shape::Integer),
    needed("project", Shape::Text),
    needed("items", Shape::List(&record::ITEM)),
    needed("done", Shape::List(&record::TRANSACTION)),
    needed("undone", Shape::List(&record::TRANSACTION)),
]);

/// Writes an entry. What was spelled of it before is taken as it is.
pub(super) fn write_entry(sequence: u64, entry: &Entry, spelled: Option<&Spelled>) -> String {
    let mut out = Writer::compact();
    out.object();
    out.number_field("sequence", sequence);
    out.name("entry");
    out.object();
    match entry {
        Entry::Do(transaction) => {
            out.name("do");
            match spelled.filter(|spelled| spelled.is_of(entry)) {
                Some(spelled) => out.written(&spelled.transaction),
                None => record::write_transaction(&mut out, transaction),
            }
        }
        Entry::Undo { at } => write_moment(&mut out, "undo", *at),
        Entry::Redo { at } => write_moment(&mut out, "redo", *at),
    }
    out.end();
    out.end();
    of_version(VERSION, &out.finish())
}

/// An entry whose transaction is spelled already, since that takes long.
#[derive(Clone, Debug)]
pub struct Spelled {
    entry: Entry,
    transaction: String,
}

impl Spelled {
    /// Spells an entry in slices, where it has so many edits that this takes long.
    pub async fn new(entry: Entry, pace: &dyn Pace) -> Option<Self> {
        let Entry::Do(transaction) = &entry else { return None };
        let mut out = Writer::compact();
        record::write_in_slices(&mut out, transaction, pace).await;
        let transaction = out.finish();
        Some(Spelled { entry, transaction })
    }

    /// Whether it is this entry that is spelled.
    pub fn is_of(&self, entry: &Entry) -> bool {
        self.entry == *entry
    }
}

fn write_moment(out: &mut Writer, name: &str, at: Timestamp) {
    out.name(name);
    out.object();
    out.text_field("at", &record::spell_instant(at));
    out.end();
}

/// Reads the entry of a number.
pub(super) fn read_entry(sequence: u64, sheet: &str, texts: Texts<'_>) -> Result<Entry, Why> {
    let (_, read) = unseal(sheet, [&ENTRY; VERSION as usize])?;
    check_sequence(&read, sequence)?;
    let entry = match read.field("entry").first_field() {
        ("do", json) => record::transaction(json, texts).map(Entry::Do),
        ("undo", json) => record::instant(json, "at").map(|at| Entry::Undo { at }),
        (_, json) => record::instant(json, "at").map(|at| Entry::Redo { at }),
    };
    entry.map_err(Why::Value)
}

/// Reads when the entry of a number was made, and what was done.
pub(super) fn read_moment(sequence: u64, sheet: &str) -> Option<(Timestamp, Option<Action>)> {
    let (_, read) = unseal(sheet, [&ENTRY; VERSION as usize]).ok()?;
    check_sequence(&read, sequence).ok()?;
    let (_, json) = read.field("entry").first_field();
    // Only a transaction says what was done.
    Some((record::instant(json, "at").ok()?, record::word(json, "action").ok()))
}

/// Writes a snapshot of what was there at a time, as it consists of parts.
pub(super) fn write_snapshot(sequence: u64, at: Timestamp, project: &Project, parts: &Parts) -> String {
    let mut out = Writer::compact();
    out.object();
    out.number_field("sequence", sequence);
    out.text_field("project", project.id().as_str());
    out.text_field("at", &record::spell_instant(at));
    let documents = project.documents();
    let marks = documents.iter().filter_map(|document| project.marks(&document.id));
    out.number_field("annotations", marks.map(|marks| marks.total() as u64).sum());
    out.name("items");
    out.list();
    for item in project.items() {
        match item {
            Item::Settings(_) | Item::Label(_) | Item::LinkKind(_) => record::write_item(&mut out, &item),
            Item::Document(_) => {}
            // Nothing but links and disputes comes behind the annotations.
            Item::Annotation(_) | Item::Link(_) | Item::Dispute(_) => break,
        }
    }
    for dispute in project.disputes() {
        record::write_item(&mut out, &Item::Dispute(Arc::clone(dispute)));
    }
    out.end();
    write_references(&mut out, "documents", &mut parts.documents());
    write_references(&mut out, "done", &mut parts.done.iter().map(|run| &run.part));
    write_references(&mut out, "undone", &mut parts.undone.iter().map(|run| &run.part));
    out.end();
    of_version(VERSION, &out.finish())
}

fn write_references(out: &mut Writer, name: &str, references: &mut dyn Iterator<Item = &Reference>) {
    out.name(name);
    out.list();
    for reference in references {
        out.text(&reference.0);
    }
    out.end();
}

/// A snapshot that was read.
#[derive(Debug)]
pub(super) struct Snapshot {
    /// The project.
    pub project: Project,
    /// What can be taken back and done again.
    pub history: History,
    /// When its last entry was made, where it says so.
    pub at: Timestamp,
    /// The parts of which it consists.
    pub parts: Parts,
}

/// What a snapshot says of itself, without the parts to which it refers.
#[derive(Debug)]
pub(super) struct Head<'s> {
    version: u32,
    json: Json<'s>,
}

impl Head<'_> {
    /// When its last entry was made, where it says so.
    pub fn at(&self) -> Option<Timestamp> {
        record::instant(&self.json, "at").ok()
    }

    /// How many annotations there were, where it says so.
    pub fn annotations(&self) -> Option<u32> {
        (self.version > 1).then(|| self.json.count("annotations"))
    }

    /// Where its parts are kept.
    pub fn keys(&self) -> Vec<String> {
        let mut keys = Vec::new();
        for list in ["documents", "done", "undone"] {
            for reference in self.references(list) {
                keys.push(reference.sha256().to_owned());
            }
        }
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    fn references(&self, list: &str) -> Vec<Reference> {
        let mut references = Vec::new();
        // Those of version 1 are steps and not references.
        for json in self.json.list(list).iter().filter(|_| self.version > 1) {
            references.extend(json.as_text().map(|spelled| Reference(spelled.to_owned())));
        }
        references
    }
}

/// Reads what the snapshot of a number says of itself.
pub(super) fn read_head(sequence: u64, sheet: &str) -> Result<Head<'_>, Why> {
    let (version, json) = unseal(sheet, [&SNAPSHOT_1, &SNAPSHOT, &SNAPSHOT])?;
    check_sequence(&json, sequence)?;
    Ok(Head { version, json })
}

/// Reads the snapshot of a number into a project that is still empty. Where that fails, it says which part it was.
pub(super) fn read_snapshot(
    sequence: u64,
    sheet: &str,
    mut project: Project,
    stored: &Stored,
    texts: Texts<'_>,
) -> Result<Snapshot, Damage> {
    let damage = |why| Damage { part: Part::Snapshot(sequence), why };
    let head = read_head(sequence, sheet).map_err(damage)?;
    if head.json.text("project") != project.id().as_str() {
        return Err(damage(Why::OtherProject { id: record::excerpt(head.json.text("project")) }));
    }
    let mut items =
        read_items(head.json.list("items"), texts).map_err(|problem| damage(Why::Value(problem)))?;
    let (mut found, unread) = parts::read_documents(&head.references("documents"), &stored.parts, texts)?;
    items.append(&mut found);
    let edits = items.into_iter().map(edit_of).collect();
    let (action, origin, at) = (Action::Replace, Origin::File, Timestamp::default());
    project
        .apply(&Transaction { action, edits, origin, at })
        .map_err(|conflict| damage(Why::Refused(conflict.into())))?;
    let (history, done, undone) = if head.version > 1 {
        let done = parts::read_steps(head.references("done"), &stored.parts, texts)?;
        let undone = parts::read_steps(head.references("undone"), &stored.parts, texts)?;
        (History::of(parts::steps(&done), parts::steps(&undone)), done, undone)
    } else {
        let steps = |name| read_steps(&head.json, name, texts).map_err(|problem| damage(Why::Value(problem)));
        (History::of(steps("done")?, steps("undone")?), Vec::new(), Vec::new())
    };
    let parts = unread.of(&project, done, undone);
    Ok(Snapshot { at: head.at().unwrap_or_default(), project, history, parts })
}

/// Reads what is left of the snapshot of a number, where parts of it are lost: the documents that can be read, with what
/// is marked in them, and nothing that could be taken back.
pub(super) fn read_rest(
    sequence: u64,
    sheet: &str,
    mut project: Project,
    stored: &Stored,
    texts: Texts<'_>,
) -> Option<Project> {
    let head = read_head(sequence, sheet).ok()?;
    if head.version == 1 || head.json.text("project") != project.id().as_str() {
        return None;
    }
    let mut items = read_items(head.json.list("items"), texts).ok()?;
    let mut links = Vec::new();
    for document in head.references("documents") {
        if let Ok((found, _)) = parts::read_documents(&[document], &stored.parts, texts) {
            for item in found {
                let list = if matches!(item, Item::Link(_)) { &mut links } else { &mut items };
                list.push(item);
            }
        }
    }
    items.append(&mut links);
    for item in items {
        let edits = vec![edit_of(item)];
        let (action, origin, at) = (Action::Replace, Origin::File, Timestamp::default());
        // A link to what is lost is lost, too.
        let _ = project.apply(&Transaction { action, edits, origin, at });
    }
    Some(project)
}

fn read_items(items: &[Json<'_>], texts: Texts<'_>) -> Result<Vec<Item>, Problem> {
    let mut read = Vec::with_capacity(items.len());
    for (number, json) in items.iter().enumerate() {
        let item = record::item(json, texts);
        read.push(item.map_err(|problem| problem.within(&format!("items[{number}]")))?);
    }
    Ok(read)
}

/// The edit that brings an item into an empty project.
fn edit_of(item: Item) -> Edit {
    match item {
        // The settings are there from the start.
        Item::Settings(_) => Edit::Replace { old: Settings::default().into(), new: item },
        item => Edit::Add(item),
    }
}

fn read_steps(json: &Json<'_>, name: &str, texts: Texts<'_>) -> Result<Vec<Arc<Transaction>>, Problem> {
    let mut steps = Vec::new();
    for (number, step) in json.list(name).iter().enumerate() {
        let step = record::transaction(step, texts);
        steps.push(Arc::new(step.map_err(|problem| problem.within(&format!("{name}[{number}]")))?));
    }
    Ok(steps)
}

fn check_sequence(json: &Json<'_>, expected: u64) -> Result<(), Why> {
    // No entry has a number below zero; one that says so is as far off as can be.
    let sequence = u64::try_from(json.integer("sequence")).unwrap_or(u64::MAX);
    if sequence == expected { Ok(()) } else { Err(Why::Misplaced { sequence }) }
}

/// A sheet of any version.
pub(super) fn of_version(version: u32, json: &str) -> String {
    format!("{version} {}\n{json}", agreed(|| checksum(&version.to_string(), json)))
}

/// The checksum is looked at before anything else, the version included: a flipped bit must not look like a newer
/// program. Every version has a shape of its own.
fn unseal<'s>(sheet: &'s str, shapes: [&Shape; VERSION as usize]) -> Result<(u32, Json<'s>), Why> {
    let (head, json) = sheet.split_once('\n').ok_or(Why::Changed)?;
    let (version, sum) = head.split_once(' ').ok_or(Why::Changed)?;
    // A sound sheet is not given up for one wrong result.
    if checksum(version, json) != sum && checksum(version, json) != sum {
        return Err(Why::Changed);
    }
    let version: u32 = version.parse().map_err(|_| Why::Changed)?;
    if version > VERSION {
        return Err(Why::Newer { version });
    }
    let shape = (version as usize).checked_sub(1).and_then(|place| shapes.get(place)).ok_or(Why::Changed)?;
    let tree = json::parse(json).map_err(Why::NoJson)?;
    shape.check(&tree).map_err(Why::Form)?;
    Ok((version, tree))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;
    use crate::journal::Batch;
    use crate::model::carets;
    use crate::pace::{Through, at_once};

    const AT: Timestamp = Timestamp::from_millis(1_731_405_600_000);

    #[test]
    fn an_entry_is_two_lines() {
        expect![[r#"
            3 448750a3afb7722a
            {"sequence":7,"entry":{"undo":{"at":"2024-11-12T10:00:00.000Z"}}}"#]]
        .assert_eq(&write_entry(7, &Entry::Undo { at: AT }, None));
    }

    #[test]
    fn what_was_spelled_before_is_written_as_it_would_be() {
        let edits = carets::project("\nLaut dpa.\n     ^^^ source\n").items().map(Edit::Add).collect();
        let entry = Entry::Do(Transaction { action: Action::Merge, edits, origin: Origin::File, at: AT });
        let spelled = at_once(Spelled::new(entry.clone(), &Through)).unwrap();
        assert_eq!(write_entry(7, &entry, Some(&spelled)), write_entry(7, &entry, None));
        let undo = Entry::Undo { at: AT };
        assert_eq!(
            write_entry(8, &undo, Some(&spelled)),
            write_entry(8, &undo, None),
            "it is of another entry"
        );
    }

    #[test]
    fn what_is_not_as_it_was_written_is_not_read() {
        let sheet = write_entry(7, &Entry::Undo { at: AT }, None);
        let read = |sheet: &str| read_entry(7, sheet, &|_| None);
        assert_eq!(read(&sheet), Ok(Entry::Undo { at: AT }));
        assert_eq!(read(""), Err(Why::Changed));
        assert_eq!(read(&sheet.replace("undo", "redo")), Err(Why::Changed));
        assert_eq!(
            read(&sheet.replacen('2', "3", 1)),
            Err(Why::Changed),
            "no newer version, but a flipped bit"
        );
        assert_eq!(read_entry(8, &sheet, &|_| None), Err(Why::Misplaced { sequence: 7 }));
        assert_eq!(read(&of_version(VERSION + 1, "new")), Err(Why::Newer { version: VERSION + 1 }));
        let other = of_version(1, "[]");
        assert!(matches!(read(&other), Err(Why::Form(_))));
        let more =
            of_version(1, r#"{"sequence":7,"entry":{"undo":{"at":"2024-11-12T10:00:00.000Z","by":"Kim"}}}"#);
        assert!(matches!(read(&more), Err(Why::Form(misfit)) if misfit.place == "entry.undo.by"));
        assert!(matches!(read(&of_version(1, "")), Err(Why::NoJson(_))));
    }

    #[test]
    fn a_snapshot_belongs_to_its_project() {
        let project = carets::project("x\n^ date");
        let text = carets::document(&project).text.clone();
        let history = History::default();
        let mut batch = Batch { after: 3, ..Batch::default() };
        let parts = Parts::default().next(&project, &history, &|_| false, &mut batch);
        batch.snapshots.insert(3, write_snapshot(3, AT, &project, &parts));
        let mut stored = Stored::default();
        assert_eq!(stored.write(&batch), Ok(()));
        let texts = |_: &str| Some(text.clone());
        let read = |empty, texts: Texts<'_>| read_snapshot(3, &stored.snapshots[&3], empty, &stored, texts);
        let empty = || Project::new(project.id().clone());
        let snapshot = read(empty(), &texts).unwrap();
        assert_eq!((snapshot.project, snapshot.history, snapshot.at), (project.clone(), history, AT));
        let other = read(Project::new(crate::model::Id::from_random(1)), &texts).unwrap_err();
        assert_eq!(other.why, Why::OtherProject { id: "picture".to_owned() });
        let textless = read(empty(), &|_| None).unwrap_err();
        assert!(matches!(textless.why, Why::Value(problem) if problem.place == "[0].sha256"));
    }
}
