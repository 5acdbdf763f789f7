//! Laws of the journal: what is read is what was done, wherever it was cut, and damage takes nothing with it.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "a test may stop at the first surprise"
)]

use beleg_core::journal::{
    self, Damage, Entry, Journal, Opened, Part, StoreProblem, Stored, Why, Writing, perform, rescue,
};
use beleg_core::model::{
    Action, Annotation, Dispute, Document, Edit, History, Id, Item, Loser, Origin, Project, Settings, Spans,
    Status, Timestamp, Transaction, carets,
};
use beleg_core::text::{Span, Text};
use proptest::prelude::*;
use proptest::sample::Index;

/// What somebody may do next, as far as chance has a say in it.
#[derive(Clone, Debug)]
enum Deed {
    Mark(Index, Index),
    Note(Index, char),
    Delete(Index),
    Rename(String),
    AddDocument(String),
    SetStatus(Index, bool),
    Undo,
    Redo,
}

/// A deed, how many milliseconds it comes after the one before, and whether a snapshot follows it.
type Step = (Deed, i64, bool);

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        4 => any::<(Index, Index)>().prop_map(|(start, end)| Deed::Mark(start, end)),
        4 => any::<(Index, char)>().prop_map(|(at, char)| Deed::Note(at, char)),
        2 => any::<Index>().prop_map(Deed::Delete),
        1 => any::<String>().prop_map(Deed::Rename),
        1 => any::<String>().prop_map(Deed::AddDocument),
        1 => any::<(Index, bool)>().prop_map(|(at, done)| Deed::SetStatus(at, done)),
        4 => Just(Deed::Undo),
        2 => Just(Deed::Redo),
    ]
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec((deed(), 0..4000_i64, prop::bool::weighted(0.15)), 1..30)
}

fn project_id() -> Id {
    Id::new("project").unwrap()
}

/// A project in somebody's hands, and the store it is written to.
struct Desk {
    project: Project,
    history: History,
    journal: Journal,
    stored: Stored,
    at: i64,
    ids: u128,
}

impl Desk {
    /// A project with one document, three marks and the tagset for news; that is entry 1.
    fn new() -> Self {
        let picture = carets::project("\nLaut dpa 😊 stieg sie am 3. Mai.\n     ^^^ source\n");
        let edits =
            picture.items().filter(|item| !matches!(item, Item::Settings(_))).map(Edit::Add).collect();
        let mut desk = Desk {
            project: Project::new(project_id()),
            history: History::default(),
            journal: Journal::new(),
            stored: Stored::default(),
            at: 1_731_405_600_000,
            ids: 0,
        };
        desk.enter(Entry::Do(Transaction {
            action: Action::AddCorpus,
            edits,
            origin: Origin::Corpus,
            at: Timestamp::default(),
        }));
        desk
    }

    /// Goes on with what was read, or with a new project where nothing was.
    fn go_on(opened: Opened, stored: Stored) -> Self {
        let project = opened.project.unwrap_or_else(|| Project::new(project_id()));
        let (history, journal) = (opened.history, opened.journal);
        Desk { project, history, journal, stored, at: 1_731_500_000_000, ids: 1 << 64 }
    }

    fn act(&mut self, (deed, pause, snapshot): Step) {
        self.at += pause;
        if let Some(entry) = self.entry(deed) {
            self.enter(entry);
        }
        if snapshot {
            self.write(self.journal.snapshot(&self.project, &self.history));
        }
    }

    fn enter(&mut self, entry: Entry) {
        if perform(&mut self.project, &mut self.history, &entry).is_ok() {
            self.write(self.journal.write(&[entry], &self.project, &self.history));
        }
    }

    fn write(&mut self, writing: Writing) {
        assert_eq!(self.stored.write(&writing.batch), Ok(()), "nobody else writes here");
        self.journal = writing.after;
    }

    /// The deed as an entry, where there is something to do it to.
    fn entry(&mut self, deed: Deed) -> Option<Entry> {
        let at = Timestamp::from_millis(self.at);
        self.ids += 1;
        let id = Id::from_random(self.ids);
        let annotations: Vec<_> = self.project.annotations().cloned().collect();
        let documents: Vec<_> = self.project.documents().into_iter().cloned().collect();
        let pick = |index: Index| (!annotations.is_empty()).then(|| index.get(&annotations).clone());
        let (action, edit) = match deed {
            Deed::Mark(start, end) => {
                let document = documents.first()?;
                let end = end.index(document.text.span()?.chars() as usize) as u32 + 1;
                let spans = Spans::from(Span::of(start.index(end as usize) as u32, end)?);
                let label = self.project.labels().first()?.id.clone();
                let annotation = Annotation {
                    id,
                    document: document.id.clone(),
                    spans,
                    label,
                    note: String::new(),
                    attributes: Default::default(),
                    creator: Some("Änne".to_owned()),
                    created: at,
                    modified: at,
                    origin: Default::default(),
                };
                (Action::Mark, Edit::Add(annotation.into()))
            }
            Deed::Note(index, char) => {
                let old = pick(index)?;
                let mut new = Annotation { modified: at, ..Annotation::clone(&old) };
                new.note.push(char);
                (Action::SetNote, Edit::Replace { old: Item::Annotation(old), new: new.into() })
            }
            Deed::Delete(index) => (Action::Delete, Edit::Remove(Item::Annotation(pick(index)?))),
            Deed::Rename(name) => {
                let old = Item::Settings(self.project.settings().clone());
                let new = Settings { name, guidelines: String::new() };
                (Action::Replace, Edit::Replace { old, new: new.into() })
            }
            Deed::AddDocument(text) => {
                let document = Document {
                    id,
                    rank: self.ids as u32,
                    text: Text::new(text),
                    title: "Titel".to_owned(),
                    outlet: None,
                    published: "2024-06".parse().ok(),
                    language: None,
                    url: None,
                    status: Status::Open,
                };
                (Action::Merge, Edit::Add(document.into()))
            }
            Deed::SetStatus(index, done) => {
                let old = (!documents.is_empty()).then(|| index.get(&documents).clone())?;
                let status = if done { Status::Done } else { Status::InProgress };
                let new = Document { status, ..Document::clone(&old) };
                (Action::SetStatus, Edit::Replace { old: Item::Document(old), new: new.into() })
            }
            Deed::Undo => return Some(Entry::Undo { at }),
            Deed::Redo => return Some(Entry::Redo { at }),
        };
        Some(Entry::Do(Transaction { action, edits: vec![edit], origin: Origin::Hand, at }))
    }
}

/// What was there after each entry, number 1 first, and the store at the end of it.
fn work(steps: Vec<Step>) -> (Vec<(Project, History)>, Stored) {
    let mut desk = Desk::new();
    let mut states = vec![(desk.project.clone(), desk.history.clone())];
    for step in steps {
        desk.act(step);
        if states.len() < desk.journal.last() as usize {
            states.push((desk.project.clone(), desk.history.clone()));
        }
    }
    (states, desk.stored)
}

/// Goes on after damage with more than enough for the old to be dropped, and looks whether it was.
fn check_going_on(opened: Opened, damaged: Stored, steps: Vec<Step>) {
    let mut desk = Desk::go_on(opened, damaged.clone());
    for step in steps {
        desk.act(step);
    }
    for number in 0..12 {
        desk.act((Deed::Rename(format!("Name {number}")), 1, true));
    }
    for (number, entry) in &damaged.entries {
        assert_eq!(desk.stored.entries.get(number), Some(entry), "entry {number} is left alone");
    }
    for (number, snapshot) in &damaged.snapshots {
        assert_eq!(desk.stored.snapshots.get(number), Some(snapshot), "snapshot {number} is left alone");
    }
    for (sha256, part) in &damaged.parts {
        assert_eq!(desk.stored.parts.get(sha256), Some(part), "part {sha256} is left alone");
    }
    let again = journal::open(&project_id(), &desk.stored);
    assert_eq!(again.project, Some(desk.project));
    assert_eq!(again.history, desk.history);
    assert_eq!(again.journal.last(), desk.journal.last());
    assert!(again.damage.iter().all(|damage| matches!(damage.part, Part::Text(_))), "{:?}", again.damage);
}

/// Another character in the place of one of a string.
fn flip(content: &mut String, at: Index) {
    let mut chars: Vec<char> = content.chars().collect();
    if chars.is_empty() {
        chars.push('!');
    } else {
        let at = at.index(chars.len());
        chars[at] = if chars[at] == 'a' { 'b' } else { 'a' };
    }
    *content = chars.into_iter().collect();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    /// Cut after any entry, the journal opens to what was there after that entry; snapshots change nothing of that.
    #[test]
    fn a_journal_opens_wherever_it_ends(steps in steps()) {
        let mut desk = Desk::new();
        for step in steps {
            desk.act(step);
            let opened = journal::open(&project_id(), &desk.stored);
            prop_assert_eq!(opened.damage, []);
            prop_assert_eq!(opened.project.as_ref(), Some(&desk.project));
            prop_assert_eq!(&opened.history, &desk.history);
            prop_assert_eq!(opened.journal.last(), desk.journal.last());
        }
    }

    /// A journal that was closed and opened after every single step is the one that was never closed.
    #[test]
    fn opening_goes_on_where_it_was_left(steps in steps()) {
        let (mut open, mut reopened) = (Desk::new(), Desk::new());
        for step in steps {
            let mut read = journal::open(&project_id(), &reopened.stored);
            reopened.project = read.project.take().unwrap();
            reopened.history = read.history;
            reopened.journal = read.journal;
            open.act(step.clone());
            reopened.act(step);
            prop_assert_eq!(&reopened.stored, &open.stored);
        }
    }

    #[test]
    fn a_changed_entry_takes_only_what_follows(steps in steps(), which: Index, at: Index, more in steps()) {
        let (states, mut stored) = work(steps);
        let number = *which.get(&stored.entries.keys().copied().collect::<Vec<_>>());
        flip(stored.entries.get_mut(&number).unwrap(), at);
        let opened = journal::open(&project_id(), &stored);
        let snapshot = *stored.snapshots.keys().next_back().unwrap();
        let last = if number <= snapshot { states.len() } else { number as usize - 1 };
        prop_assert_eq!(opened.project.clone().map(|project| (project, opened.history.clone())), Some(states[last - 1].clone()));
        let found: Vec<Damage> = opened.damage.clone();
        if number <= snapshot {
            prop_assert_eq!(found, []);
        } else {
            prop_assert_eq!(&found[0], &Damage { part: Part::Entry(number), why: Why::Changed });
            prop_assert_eq!(found.len(), states.len() - last);
            check_going_on(opened, stored, more);
        }
    }

    #[test]
    fn a_missing_entry_takes_only_what_follows(steps in steps(), which: Index, more in steps()) {
        let (states, mut stored) = work(steps);
        let number = *which.get(&stored.entries.keys().copied().collect::<Vec<_>>());
        stored.entries.remove(&number);
        let opened = journal::open(&project_id(), &stored);
        let snapshot = *stored.snapshots.keys().next_back().unwrap();
        let last = if number <= snapshot { states.len() } else { number as usize - 1 };
        prop_assert_eq!(opened.project.as_ref(), Some(&states[last - 1].0));
        if number > snapshot && (number as usize) < states.len() {
            prop_assert_eq!(&opened.damage[0], &Damage { part: Part::Entry(number), why: Why::Missing });
            check_going_on(opened, stored, more);
        } else {
            prop_assert_eq!(opened.damage, []);
        }
    }

    /// The older snapshot and the entries since then, or all entries since the first, lead to the same.
    #[test]
    fn a_changed_snapshot_takes_nothing(steps in steps(), at: Index, more in steps()) {
        let (states, mut stored) = work(steps);
        let number = *stored.snapshots.keys().next_back().unwrap();
        flip(stored.snapshots.get_mut(&number).unwrap(), at);
        let opened = journal::open(&project_id(), &stored);
        prop_assert_eq!(opened.project.clone().map(|project| (project, opened.history.clone())), states.last().cloned());
        prop_assert_eq!(&opened.damage, &[Damage { part: Part::Snapshot(number), why: Why::Changed }]);
        check_going_on(opened, stored, more);
    }

    #[test]
    fn without_any_snapshot_something_may_be_left_and_nothing_is_overwritten(steps in steps(), at: Index, more in steps()) {
        let (states, mut stored) = work(steps);
        stored.snapshots.values_mut().for_each(|snapshot| flip(snapshot, at));
        let opened = journal::open(&project_id(), &stored);
        let all = stored.entries.contains_key(&1);
        prop_assert_eq!(opened.project.as_ref(), all.then(|| &states[states.len() - 1].0));
        check_going_on(opened, stored, more);
    }

    #[test]
    fn a_changed_text_takes_only_what_needs_it(steps in steps(), which: Index, at: Index, more in steps()) {
        let (states, mut stored) = work(steps);
        let sha256 = which.get(&stored.texts.keys().cloned().collect::<Vec<_>>()).clone();
        flip(stored.texts.get_mut(&sha256).unwrap(), at);
        let opened = journal::open(&project_id(), &stored);
        prop_assert_eq!(&opened.damage[0], &Damage { part: Part::Text(sha256), why: Why::Changed });
        if let Some(project) = &opened.project {
            // Where the documents that are left stand without the others, each item is as it was at some time.
            let was = |item: &Item| states.iter().any(|(state, _)| state.item(&item.key()).as_ref() == Some(item));
            let empty = Project::new(project_id());
            prop_assert!(*project == empty || project.items().all(|item| was(&item)));
        }
        if opened.damage.len() > 1 {
            check_going_on(opened, stored, more);
        }
    }

    #[test]
    fn nothing_that_stands_in_a_store_is_too_strange(
        entries in prop::collection::btree_map(1..20_u64, any::<String>(), 0..6),
        snapshots in prop::collection::btree_map(0..20_u64, any::<String>(), 0..3),
        texts in prop::collection::btree_map(any::<String>(), any::<String>(), 0..3),
    ) {
        let stored = Stored { texts, entries, snapshots, ..Stored::default() };
        let opened = journal::open(&project_id(), &stored);
        let parts = stored.entries.len() + stored.snapshots.len() + stored.texts.len();
        prop_assert!(opened.damage.len() >= parts, "{:?}", opened.damage);
        check_going_on(opened, stored, Vec::new());
    }
}

#[test]
fn snapshots_come_in_time_and_take_the_old_with_them() {
    let mut desk = Desk::new();
    let mut snapshots = Vec::new();
    for number in 0..3_000 {
        desk.act((Deed::Rename(format!("Name {number}")), 5_000, false));
        if desk.journal.is_due() {
            snapshots.push(desk.journal.last());
            desk.write(desk.journal.snapshot(&desk.project, &desk.history));
        }
    }
    assert_eq!(snapshots[..2], [2, 202], "one came with entry 1, long ago; then 200 entries are enough");
    let kept = &snapshots[snapshots.len() - 10..];
    assert_eq!(desk.stored.snapshots.keys().copied().collect::<Vec<_>>(), kept);
    assert_eq!(desk.stored.entries.keys().next(), Some(&(kept[0] + 1)));
    let all: String = desk.stored.snapshots.values().cloned().collect();
    assert!(desk.stored.parts.keys().all(|part| all.contains(part)), "no part stays that nobody refers to");
    let opened = journal::open(&project_id(), &desk.stored);
    assert_eq!((opened.project, opened.history), (Some(desk.project), desk.history));
}

#[test]
fn an_emptied_store_gets_everything_again() {
    let mut desk = Desk::new();
    desk.act((Deed::AddDocument("zwei".to_owned()), 1, false));
    desk.stored = Stored::default();
    desk.journal.forget();
    desk.act((Deed::Undo, 1, false));
    let opened = journal::open(&project_id(), &desk.stored);
    assert_eq!(opened.damage, []);
    assert_eq!((opened.project, opened.history), (Some(desk.project), desk.history));
}

#[test]
fn where_nothing_is_stored_there_is_nothing_and_no_damage() {
    let opened = journal::open(&project_id(), &Stored::default());
    assert_eq!(opened.project, None);
    assert_eq!(opened.damage, []);
    assert_eq!(opened.journal.last(), 0);
}

/// Two tabs of one project: one desk, and what the other one knows of it.
#[test]
fn the_text_of_a_document_that_lost_is_kept() {
    let mut desk = Desk::new();
    let old = desk.project.documents()[0].clone();
    let lost = Document { text: Text::new("Ein anderer Text."), ..Document::clone(&old) };
    let (id, at) = (Id::new("lost").unwrap(), Timestamp::from_millis(7));
    let dispute = Item::from(Dispute::new(id, Loser::Version(lost.into()), None, at));
    let entry =
        |edit| Entry::Do(Transaction { action: Action::Merge, edits: vec![edit], origin: Origin::File, at });
    desk.enter(entry(Edit::Add(dispute.clone())));
    let opened = journal::open(&project_id(), &desk.stored);
    assert_eq!((opened.project.as_ref(), opened.damage), (Some(&desk.project), vec![]));
    // Where the store was emptied, a snapshot brings it all.
    desk.stored = Stored::default();
    desk.journal.forget();
    desk.write(desk.journal.snapshot(&desk.project, &History::default()));
    let opened = journal::open(&project_id(), &desk.stored);
    assert_eq!((opened.project.as_ref(), opened.damage), (Some(&desk.project), vec![]));
}

#[test]
fn what_another_tab_wrote_is_followed() {
    let mut desk = Desk::new();
    let opened = journal::open(&project_id(), &desk.stored);
    let mut other = Desk::go_on(opened, Stored::default());
    for (step, name) in ["eins", "zwei", "drei"].into_iter().enumerate() {
        desk.act((Deed::Rename(name.to_owned()), 5_000, step == 1));
        desk.act((Deed::AddDocument(name.to_owned()), 1, false));
    }
    desk.act((Deed::Undo, 1, false));
    let entry = Entry::Undo { at: Timestamp::default() };
    let overtaken = other.journal.write(&[entry], &other.project, &other.history);
    assert_eq!(desk.stored.clone().write(&overtaken.batch), Err(StoreProblem::Overtaken));

    let news = |stored: &Stored, number: u64| Stored {
        entries: stored.entries.range(number + 1..).map(|(number, entry)| (*number, entry.clone())).collect(),
        ..stored.clone()
    };
    let mut gap = news(&desk.stored, 1);
    gap.entries.remove(&3);
    let before = (other.project.clone(), other.history.clone());
    let why = other.journal.follow(&gap, &mut other.project, &mut other.history).unwrap_err();
    assert_eq!(why, Damage { part: Part::Entry(3), why: Why::Missing });
    assert_eq!((&other.project, &other.history), (&before.0, &before.1), "all or nothing");

    let news = news(&desk.stored, 1);
    let followed = other.journal.follow(&news, &mut other.project, &mut other.history).unwrap();
    assert_eq!((&other.project, &other.history), (&desk.project, &desk.history));
    assert_eq!((followed.entries.len(), followed.applied.len()), (7, 7));
    assert_eq!(followed.after.last(), desk.journal.last());
    (other.journal, other.stored) = (followed.after, desk.stored.clone());
    for (step, name) in ["vier", "fünf", "sechs"].into_iter().enumerate() {
        other.act((Deed::Rename(name.to_owned()), 5_000, true));
        desk.at = other.at - 5_000;
        desk.act((Deed::Rename(name.to_owned()), 5_000, true));
        assert_eq!(desk.stored, other.stored, "both know the same: {step}");
    }
}

/// What was done when the golden files were made.
fn golden() -> Desk {
    let mut desk = Desk::new();
    let rename = |name: &str| (Deed::Rename(name.to_owned()), 5_000, false);
    desk.act(rename("eins"));
    desk.act((Deed::AddDocument("Zweiter Text 😊\r\n".to_owned()), 1, false));
    desk.act((Deed::Undo, 1, true));
    desk.act((Deed::Redo, 1, false));
    let annotations: Vec<_> = desk.project.annotations().cloned().collect();
    for (number, annotation) in annotations.into_iter().enumerate() {
        let at = Timestamp::from_millis(1_731_405_700_000 + number as i64);
        let mut new = Annotation { modified: at, ..Annotation::clone(&annotation) };
        new.note = "Wer sagt \"das\"?\n".to_owned();
        let edits = vec![Edit::Replace { old: Item::Annotation(annotation), new: new.into() }];
        desk.enter(Entry::Do(Transaction { action: Action::SetNote, edits, origin: Origin::File, at }));
    }
    desk.act(rename("zwei"));
    desk.act((Deed::Undo, 1, false));
    desk
}

/// What every version has written opens for ever. A new version brings a file of its own; none of them is written again.
#[test]
fn what_every_version_wrote_opens() {
    let desk = golden();
    if let Some(path) = std::env::var_os("BELEG_GOLDEN") {
        std::fs::write(path, rescue::write(&project_id(), &desk.stored)).unwrap();
    }
    for version in ["version-1", "version-2", "version-3"] {
        let file = std::fs::read(format!("tests/journal/{version}.json")).unwrap();
        let (id, stored) = rescue::read(&file).unwrap();
        assert_eq!(id, project_id());
        let opened = journal::open(&id, &stored);
        assert_eq!(opened.damage, [], "{version}");
        assert_eq!(opened.project.as_ref(), Some(&desk.project), "{version}");
        assert_eq!(
            (&opened.history, opened.journal.last()),
            (&desk.history, desk.journal.last()),
            "{version}"
        );
        let mut going_on = Desk::go_on(journal::open(&id, &stored), stored);
        going_on.act((Deed::Rename("weiter".to_owned()), 1, true));
        let again = journal::open(&id, &going_on.stored);
        assert_eq!((again.damage, again.project), (Vec::new(), Some(going_on.project)), "{version}");
    }
}

/// What it costs with many annotations; the numbers are for those who read them.
#[test]
#[ignore = "takes time, and tells only in a release build"]
#[allow(clippy::disallowed_methods, reason = "there is a clock here")]
fn many_annotations_cost_no_more_than_few() {
    for (documents, annotations, origin) in
        [(1, 100, Origin::Corpus), (200, 100_000, Origin::Corpus), (200, 100_000, Origin::File)]
    {
        let mut desk = Desk::new();
        let edits = many(&desk, documents, annotations);
        let at = Timestamp::from_millis(desk.at);
        desk.enter(Entry::Do(Transaction { action: Action::Merge, edits, origin, at }));
        desk.write(desk.journal.snapshot(&desk.project, &desk.history));
        let mut millis = Vec::new();
        for number in 0..100 {
            desk.at += 1_000;
            let old = desk.project.annotations().nth(number * 3 % 90).unwrap().clone();
            let at = Timestamp::from_millis(desk.at);
            let new =
                Annotation { note: "Wer sagt das?".to_owned(), modified: at, ..Annotation::clone(&old) };
            let edits = vec![Edit::Replace { old: Item::Annotation(old), new: new.into() }];
            let entry = Entry::Do(Transaction { action: Action::SetNote, edits, origin: Origin::Hand, at });
            perform(&mut desk.project, &mut desk.history, &entry).unwrap();
            let before = std::time::Instant::now();
            let writing = desk.journal.write(&[entry], &desk.project, &desk.history);
            millis.push(before.elapsed());
            desk.write(writing);
        }
        millis.sort();
        let before = std::time::Instant::now();
        let writing = desk.journal.snapshot(&desk.project, &desk.history);
        let snapshot = before.elapsed();
        let bytes: usize =
            writing.batch.parts.values().chain(writing.batch.snapshots.values()).map(String::len).sum();
        desk.write(writing);
        let before = std::time::Instant::now();
        let opened = journal::open(&project_id(), &desk.stored);
        let open = before.elapsed();
        assert_eq!(opened.project, Some(desk.project));
        let stored: usize =
            desk.stored.parts.values().chain(desk.stored.entries.values()).map(String::len).sum();
        println!(
            "{annotations} annotations, {origin:?}: an entry {:?}, a snapshot {snapshot:?} and {bytes} bytes, opening {open:?} of {stored} bytes",
            millis[50]
        );
    }
}

fn many(desk: &Desk, documents: u32, annotations: u32) -> Vec<Edit> {
    let mut edits = Vec::new();
    let label = desk.project.labels()[0].id.clone();
    for number in 0..documents {
        let document = Document {
            id: Id::new(&format!("document-{number}")).unwrap(),
            rank: 10 + number,
            text: Text::new(format!("{number} Ein Satz, den jemand sagte. ").repeat(200)),
            title: "Titel".to_owned(),
            outlet: Some("Zeitung".to_owned()),
            published: "2024-06-17".parse().ok(),
            language: Some("de".to_owned()),
            url: None,
            status: Status::InProgress,
        };
        for place in 0..annotations / documents {
            let annotation = Annotation {
                id: Id::from_random(u128::from(number) << 64 | u128::from(place)),
                document: document.id.clone(),
                spans: Spans::from(Span::of(place * 7, place * 7 + 9).unwrap()),
                label: label.clone(),
                note: String::new(),
                attributes: Default::default(),
                creator: Some("Änne".to_owned()),
                created: Timestamp::from_millis(1_731_405_600_000),
                modified: Timestamp::from_millis(1_731_405_600_000),
                origin: Default::default(),
            };
            edits.push(Edit::Add(annotation.into()));
        }
        edits.insert(number as usize, Edit::Add(document.into()));
    }
    edits
}

/// Which part of what is stored is spoiled.
#[derive(Clone, Debug)]
enum Spoiled {
    Text(String),
    Entry(u64),
    Snapshot(u64),
    OfSnapshot(String),
}

impl Spoiled {
    /// Every part of a store.
    fn all(stored: &Stored) -> Vec<Spoiled> {
        let mut all: Vec<Spoiled> = stored.texts.keys().cloned().map(Spoiled::Text).collect();
        all.extend(stored.entries.keys().copied().map(Spoiled::Entry));
        all.extend(stored.snapshots.keys().copied().map(Spoiled::Snapshot));
        all.extend(stored.parts.keys().cloned().map(Spoiled::OfSnapshot));
        all
    }

    fn content(&self, stored: &Stored) -> String {
        match self {
            Spoiled::Text(sha256) => stored.texts[sha256].clone(),
            Spoiled::Entry(number) => stored.entries[number].clone(),
            Spoiled::Snapshot(number) => stored.snapshots[number].clone(),
            Spoiled::OfSnapshot(sha256) => stored.parts[sha256].clone(),
        }
    }

    /// The store with something else in this place, or with nothing.
    fn put(&self, stored: &Stored, content: Option<String>) -> Stored {
        fn put<K: Ord + Clone>(
            parts: &mut std::collections::BTreeMap<K, String>,
            key: &K,
            content: Option<String>,
        ) {
            match content {
                Some(content) => parts.insert(key.clone(), content),
                None => parts.remove(key),
            };
        }
        let mut stored = stored.clone();
        match self {
            Spoiled::Text(sha256) => put(&mut stored.texts, sha256, content),
            Spoiled::Entry(number) => put(&mut stored.entries, number, content),
            Spoiled::Snapshot(number) => put(&mut stored.snapshots, number, content),
            Spoiled::OfSnapshot(sha256) => put(&mut stored.parts, sha256, content),
        }
        stored
    }
}

/// Opens what was spoiled. What comes is what was there after one of the entries; where it is not all, that is reported,
/// and where an entry is spoiled that no snapshot covers, it is exactly what was there before it.
fn check_spoiled(states: &[(Project, History)], stored: &Stored, spoiled: &[Spoiled], what: &str) {
    let opened = journal::open(&project_id(), stored);
    let project = opened.project.as_ref().unwrap_or_else(|| panic!("{what}: nothing opens"));
    if let ([Spoiled::Text(sha256), ..], Some(_)) = (spoiled, &opened.project) {
        // The rest is there without it.
        let has =
            |project: &Project| project.documents().iter().any(|document| document.text.sha256() == sha256);
        assert!(!opened.damage.is_empty() && !has(project), "{what}");
        return;
    }
    let same = |state: &(Project, History)| state.0 == *project && state.1 == opened.history;
    let reached = states.iter().rposition(same).unwrap_or_else(|| panic!("{what}: nobody has seen this"));
    let covered = *stored.snapshots.keys().next_back().unwrap_or(&0);
    let mut expected = states.len() - 1;
    let mut is_told = false;
    for spoiled in spoiled {
        match spoiled {
            // An older snapshot and the entries since lead to the same.
            Spoiled::Entry(number) if *number > covered => {
                expected = expected.min(*number as usize - 1);
                // Nobody knows of an entry behind the last one.
                is_told |= (*number as usize) < states.len() - 1 || stored.entries.contains_key(number);
            }
            Spoiled::Entry(_) => {}
            Spoiled::Snapshot(number) => is_told |= *number == covered,
            Spoiled::OfSnapshot(sha256) => is_told |= stored.snapshots[&covered].contains(sha256.as_str()),
            Spoiled::Text(_) => {}
        }
    }
    assert_eq!(reached, expected, "{what}");
    assert!(!is_told || !opened.damage.is_empty(), "{what}: not a word");
}

/// A small journal is spoiled in every way: each part of it cut at each place, each bit flipped, each part missing, each
/// two of a kind exchanged. With `BELEG_TORTURE` every bit has its turn, otherwise one of some.
#[test]
fn a_small_journal_bears_everything() {
    let (stored, states) = &small();
    let pace = if std::env::var_os("BELEG_TORTURE").is_some() { 1 } else { 7 };
    let (mut cuts, mut flips, mut missing, mut swapped) = (0, 0, 0, 0);
    for spoiled in Spoiled::all(stored) {
        let content = spoiled.content(stored);
        let one = std::slice::from_ref(&spoiled);
        for (at, _) in content.char_indices().skip(cuts % pace).step_by(pace) {
            let cut = spoiled.put(stored, Some(content[..at].to_owned()));
            check_spoiled(states, &cut, one, &format!("{spoiled:?} cut after {at} bytes"));
            cuts += 1;
        }
        for bit in (flips % pace..content.len() * 8).step_by(pace) {
            let mut bytes = content.clone().into_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            // What is no text comes from a browser with U+FFFD in it.
            let flipped = spoiled.put(stored, Some(String::from_utf8_lossy(&bytes).into_owned()));
            check_spoiled(states, &flipped, one, &format!("bit {bit} of {spoiled:?} flipped"));
            flips += 1;
        }
        check_spoiled(states, &spoiled.put(stored, None), one, &format!("{spoiled:?} missing"));
        missing += 1;
        for other in Spoiled::all(stored) {
            let is_alike = std::mem::discriminant(&other) == std::mem::discriminant(&spoiled);
            if !is_alike || other.content(stored) == content {
                continue;
            }
            let both = spoiled.put(stored, Some(other.content(stored)));
            let both = other.put(&both, Some(content.clone()));
            let what = format!("{spoiled:?} exchanged with {other:?}");
            check_spoiled(states, &both, &[spoiled.clone(), other], &what);
            swapped += 1;
        }
    }
    // For the table of `cargo xtask torture`.
    let tries = cuts + flips + missing + swapped;
    println!(
        "torture journal tries={tries} lost=0 damaged=0 cuts={cuts} flips={flips} missing={missing} exchanged={swapped}"
    );
}

/// A larger journal, grown by acts, with parts of every kind: bits all over it are flipped, one at a time.
#[test]
fn a_larger_journal_bears_flipped_bits() {
    let mut desk = Desk::new();
    let edits = many(&desk, 8, 400);
    let at = Timestamp::from_millis(desk.at);
    let mut states = vec![(Project::new(project_id()), History::default())];
    states.push((desk.project.clone(), desk.history.clone()));
    desk.enter(Entry::Do(Transaction { action: Action::Merge, edits, origin: Origin::File, at }));
    states.push((desk.project.clone(), desk.history.clone()));
    for number in 0..40 {
        let deed = match number % 5 {
            0 => Deed::Undo,
            1 => Deed::Redo,
            2 => Deed::AddDocument(format!("Der {number}. Text")),
            _ => Deed::Rename(format!("Name {number}")),
        };
        let before = desk.journal.last();
        desk.act((deed, 5_000, number % 8 == 7));
        if desk.journal.last() > before {
            states.push((desk.project.clone(), desk.history.clone()));
        }
    }
    let stored = &desk.stored;
    let pace = if std::env::var_os("BELEG_TORTURE").is_some() { 499 } else { 9_973 };
    let mut flips = 0;
    for spoiled in Spoiled::all(stored) {
        let content = spoiled.content(stored);
        // Another bit of another byte each time.
        for bit in (flips % 64..content.len() * 8).step_by(pace) {
            let mut bytes = content.clone().into_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            let flipped = spoiled.put(stored, Some(String::from_utf8_lossy(&bytes).into_owned()));
            let what = format!("bit {bit} of {spoiled:?} flipped");
            check_spoiled(&states, &flipped, std::slice::from_ref(&spoiled), &what);
            flips += 1;
        }
    }
    println!("torture journal tries={flips} lost=0 damaged=0 flips={flips} annotations=400");
}

/// A text that is lost takes its document with it, and nothing else: the other documents open with what is marked in them.
#[test]
fn a_lost_text_leaves_the_other_documents() {
    let mut desk = Desk::new();
    for name in ["zwei", "drei"] {
        desk.act((Deed::AddDocument(name.to_owned()), 5_000, false));
    }
    desk.write(desk.journal.snapshot(&desk.project, &desk.history));
    desk.act((Deed::Rename("danach".to_owned()), 5_000, false));
    for lost in desk.project.documents() {
        let mut stored = desk.stored.clone();
        stored.texts.remove(lost.text.sha256());
        // As it is after a while, when the beginning is no longer kept.
        stored.snapshots.remove(&1);
        stored.entries.retain(|number, _| *number > 3);
        let opened = journal::open(&project_id(), &stored);
        let project = opened.project.as_ref().unwrap();
        let kept: Vec<_> =
            desk.project.documents().into_iter().filter(|document| *document != lost).collect();
        assert_eq!(project.documents(), kept);
        assert_eq!(project.settings().name, "danach");
        assert_eq!(project.annotations().count(), if lost.title == "Titel" { 1 } else { 0 });
        assert!(!opened.damage.is_empty());
        check_going_on(opened, stored, Vec::new());
    }
}

/// The project as it was after each entry since the oldest snapshot, and a list of these moments.
#[test]
fn every_moment_since_the_oldest_snapshot_comes_back() {
    let (mut stored, states) = small();
    let at = |stored: &Stored, number| journal::open_at(&project_id(), stored, number);
    for (number, (project, _)) in states.iter().enumerate().skip(1) {
        assert_eq!(at(&stored, number as u64).as_ref(), Some(project), "{number}");
    }
    assert_eq!(at(&stored, 8), None);
    let versions = journal::versions(&stored);
    let numbers: Vec<u64> = versions.iter().map(|version| version.number).collect();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7]);
    assert_eq!(versions[1].action, Some(Action::Replace));
    assert_eq!(versions[1].at, Timestamp::from_millis(1_731_405_605_000));
    assert_eq!((versions[3].action, versions[3].annotations), (None, Some(1)), "a snapshot was made then");
    stored.entries.remove(&6);
    assert_eq!(at(&stored, 7), None, "it is not known what led there");
    assert_eq!(at(&stored, 5).as_ref(), Some(&states[5].0));
}

/// A store with two snapshots and some entries before, between and after them, and what was there before and after each
/// entry.
fn small() -> (Stored, Vec<(Project, History)>) {
    let mut desk = Desk::new();
    let mut states = vec![(Project::new(project_id()), History::default())];
    states.push((desk.project.clone(), desk.history.clone()));
    let rename = |name: &str| Deed::Rename(name.to_owned());
    let deeds = [
        (rename("eins"), false),
        (Deed::AddDocument("Zwei 😊".to_owned()), false),
        (Deed::Undo, true),
        (Deed::Redo, false),
        (rename("zwei"), false),
        (Deed::Undo, false),
    ];
    for (deed, snapshot) in deeds {
        desk.act((deed, 5_000, snapshot));
        states.push((desk.project.clone(), desk.history.clone()));
    }
    (desk.stored, states)
}
