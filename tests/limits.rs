//! What a project holds can be read back from its file: what would make it larger is refused, and said.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop at the first surprise"
)]

use std::sync::Arc;

use beleg::words;
use beleg_core::corpus;
use beleg_core::formats::Read;
use beleg_core::formats::native::{read, read_within, write};
use beleg_core::journal::{Batch, Journal, Refusal, Stored};
use beleg_core::model::limits::{Extent, Limits, excess_of_file};
use beleg_core::model::tagset::{Color, Label, LinkKind};
use beleg_core::model::{
    Action, Annotation, Attribute, Dispute, Document, Edit, History, Id, Item, Key, Link, Loser, Origin,
    Project, Spans, Status, Timestamp, Transaction,
};
use beleg_core::opening::{How, Opening};
use beleg_core::pace::{Through, at_once};
use beleg_core::session::outbox::{Errand, Outbox};
use beleg_core::session::{Act, Prepared, Selection, Session, Stamp};
use beleg_core::text::{Span, Text};

fn id(name: &str) -> Id {
    Id::new(name).unwrap()
}

fn of_items(items: impl IntoIterator<Item = Item>) -> Project {
    let mut project = Project::new(id("p"));
    project.apply(&step(Action::Replace, items.into_iter().map(Edit::Add).collect())).unwrap();
    project
}

fn step(action: Action, edits: Vec<Edit>) -> Transaction {
    Transaction { action, edits, origin: Origin::Hand, at: Timestamp::default() }
}

fn document(name: &str, text: &str) -> Item {
    Document {
        id: id(name),
        rank: 0,
        text: Text::new(text),
        title: name.to_owned(),
        outlet: None,
        published: None,
        language: None,
        url: None,
        status: Status::Open,
    }
    .into()
}

fn label(name: &str) -> Item {
    Label {
        id: id(name),
        rank: 0,
        name: name.to_owned(),
        color: Color([1, 2, 3]),
        key: None,
        description: String::new(),
        attribute: None,
    }
    .into()
}

/// A mark of one character of the document `d`.
fn mark(name: &str, at: u32) -> Annotation {
    Annotation {
        id: id(name),
        document: id("d"),
        spans: Spans::from(Span::of(at, at + 1).unwrap()),
        label: id("l"),
        note: String::new(),
        attributes: Default::default(),
        creator: None,
        created: Timestamp::default(),
        modified: Timestamp::default(),
        origin: Default::default(),
    }
}

fn marks(name: &str, count: usize) -> Vec<Item> {
    (0..count).map(|at| mark(&format!("{name}{at}"), at as u32).into()).collect()
}

/// A session with a project, within the limits of files.
fn session(project: Project) -> Session {
    Session::new(project, History::default())
}

fn taking(session: &Session, how: How, file: Project) -> Act {
    let opening = Opening::new(session.project(), Read { project: file, problems: Vec::new() });
    Act::Do(opening.transaction(how, Timestamp::from_millis(9)), Selection::Nothing)
}

/// What is said where an act is refused, which changes nothing.
#[track_caller]
fn refused(session: &mut Session, act: Act) -> String {
    let before = (session.project().clone(), session.history().clone());
    let refusal = session.perform(act, Timestamp::default()).unwrap_err();
    assert!(matches!(refusal, Refusal::TooMuch(_)), "{refusal:?}");
    assert!(before == (session.project().clone(), session.history().clone()), "nothing is changed");
    words::refused(&refusal)
}

#[track_caller]
fn comes_back(project: &Project) {
    let read = read(write(project).as_bytes()).unwrap();
    assert_eq!(read.problems, []);
    assert_eq!(read.project.items().count(), project.items().count());
    assert_eq!(write(&read.project), write(project));
}

#[test]
fn the_name_at_birth_is_no_step_of_undo() {
    let mut session = session(Project::new(id("p")));
    assert!(session.begin_as("Zeitungen", Timestamp::from_millis(1)).is_some());
    assert_eq!(session.history().undo(), None);
    let stamp = Stamp { at: Timestamp::from_millis(2), id: id("n") };
    let rename = session.rename("Funk", &stamp).unwrap();
    session.perform(rename, stamp.at).unwrap();
    session.perform(Act::Undo, Timestamp::from_millis(3)).unwrap();
    assert_eq!(session.project().settings().name, "Zeitungen");
    assert!(session.perform(Act::Undo, Timestamp::from_millis(4)).is_err());
}

#[test]
fn merging_never_leads_past_what_a_file_holds() {
    let documents = |name: &str, count: usize| {
        (0..count).map(|n| document(&format!("{name}{n}"), "x")).collect::<Vec<_>>()
    };
    let mut here = session(of_items(documents("a", 6_000)));
    let merge = taking(&here, How::Merge, of_items(documents("b", 6_000)));
    assert_eq!(
        refused(&mut here, merge),
        "The project would have 12,000 documents; up to 9,000 fit. Nothing was changed."
    );
    // What is the same on both sides is one.
    let merge = taking(&here, How::Merge, of_items(documents("a", 9_000)));
    here.perform(merge, Timestamp::default()).unwrap();
    comes_back(here.project());

    let labels = |name: &str| (0..600).map(|n| label(&format!("{name}{n}"))).collect::<Vec<_>>();
    let mut here = session(of_items(labels("a")));
    let merge = taking(&here, How::Merge, of_items(labels("b")));
    assert_eq!(
        refused(&mut here, merge),
        "The project would have 1,200 labels; up to 900 fit. Nothing was changed."
    );

    let with_marks = |name: &str, count| {
        of_items([document("d", &"x".repeat(60_000)), label("l")].into_iter().chain(marks(name, count)))
    };
    let mut here = session(with_marks("a", 30_000));
    let merge = taking(&here, How::Merge, with_marks("b", 20_001));
    assert_eq!(
        refused(&mut here, merge),
        "“d” would have 50,001 marked places; up to 45,000 fit. Nothing was changed."
    );
}

#[test]
fn replacing_takes_whatever_a_file_holds() {
    let full = of_items((0..10_000).map(|n| document(&format!("d{n}"), "x")));
    let mut here = session(of_items([document("other", "x")]));
    let replace = taking(&here, How::Replace, full.clone());
    here.perform(replace, Timestamp::default()).unwrap();
    comes_back(here.project());
    here.perform(Act::Undo, Timestamp::default()).unwrap();
    here.perform(Act::Redo, Timestamp::default()).unwrap();
    assert_eq!(here.project().items().count(), full.items().count());
}

#[test]
fn the_size_of_the_file_is_a_limit() {
    let limits = Limits { bytes: 40_000, ..Limits::READ };
    // Quotation marks and control characters take more in a file than in memory.
    for text in ["\u{1}", "\"", "ü", "x"] {
        let mut here = session(of_items([document("d", &text.repeat(500)), label("l")])).within(limits);
        let mut done = 0;
        let sentence = loop {
            let act = Act::Do(
                step(Action::Mark, vec![Edit::Add(mark(&format!("a{done}"), done).into())]),
                Selection::Nothing,
            );
            match here.perform(act, Timestamp::default()) {
                Ok(_) => done += 1,
                Err(refusal) => break words::refused(&refusal),
            }
        };
        assert_eq!(
            sentence,
            "As a file the project would have 0.1 MB; up to 0.0 MB fit. Nothing was changed."
        );
        let written = write(here.project());
        assert!((35_000..=36_000).contains(&written.len()), "{text:?}: {} is as much as fits", written.len());
        assert_eq!(read_within(written.as_bytes(), &limits).unwrap().problems, []);
        // What makes it no larger can be done.
        let stamp = Stamp { at: Timestamp::default(), id: id("n") };
        here.perform(Act::Enter(id("a0")), Timestamp::default()).unwrap();
        let delete = here.delete(&stamp).unwrap();
        here.perform(delete, Timestamp::default()).unwrap();
    }
}

#[test]
fn what_one_item_holds_is_a_limit() {
    let mut here = session(of_items([document("d", &"x ".repeat(4_000)), label("l"), mark("a", 0).into()]));
    here.perform(Act::Enter(id("a")), Timestamp::default()).unwrap();
    let stamp = Stamp { at: Timestamp::from_millis(1), id: id("n") };
    let note = here.set_note(&"ü".repeat(100_001), &stamp).unwrap();
    assert_eq!(
        refused(&mut here, note),
        "The note would have 100,001 characters; up to 100,000 fit. Nothing was changed."
    );
    let note = here.set_note(&"ü".repeat(100_000), &stamp).unwrap();
    here.perform(note, Timestamp::default()).unwrap();
    let name = here.set_attribute(&id("a"), Attribute::Name, &"n".repeat(10_001), &stamp).unwrap();
    assert_eq!(
        refused(&mut here, name),
        "The name would have 10,001 characters; up to 10,000 fit. Nothing was changed."
    );
    let spans = |count: u32| Spans::new((0..count).map(|at| Span::of(3 * at, 3 * at + 1).unwrap())).unwrap();
    let change = |here: &Session, spans: Spans| {
        let old = here.project().annotation(&id("a")).unwrap();
        let new = Annotation { spans, ..Annotation::clone(old) };
        let edit = Edit::Replace { old: Item::Annotation(Arc::clone(old)), new: new.into() };
        Act::Do(step(Action::AddStretch, vec![edit]), Selection::Nothing)
    };
    let more = change(&here, spans(1_001));
    assert_eq!(
        refused(&mut here, more),
        "The annotation would have 1,001 parts; up to 1,000 fit. Nothing was changed."
    );
    let full = change(&here, spans(1_000));
    here.perform(full, Timestamp::default()).unwrap();
    comes_back(here.project());
}

#[test]
fn links_and_conflicts_are_limited() {
    let limits = Limits { annotations: 20, links: 10, ..Limits::READ };
    let kind = LinkKind { id: id("k"), rank: 0, name: "k".to_owned(), from: id("l"), to: id("l") };
    let items = [document("d", "xx"), label("l"), kind.into(), mark("a", 0).into(), mark("b", 1).into()];
    let mut here = session(of_items(items)).within(limits);
    let link = |n: usize| Link {
        id: id(&format!("l{n}")),
        kind: id("k"),
        from: id("a"),
        to: id("b"),
        creator: None,
        created: Timestamp::default(),
    };
    let links = |count: usize| {
        Act::Do(
            step(Action::Merge, (0..count).map(|n| Edit::Add(link(n).into())).collect()),
            Selection::Nothing,
        )
    };
    assert_eq!(
        refused(&mut here, links(10)),
        "An annotation would have 10 links; up to 9 fit. Nothing was changed."
    );
    here.perform(links(9), Timestamp::default()).unwrap();
    let conflict = |n: usize| {
        let loser = Loser::Deletion(Key::Annotation(id("a")));
        Edit::Add(
            Dispute { id: id(&format!("c{n}")), loser, quote: String::new(), at: Timestamp::default() }
                .into(),
        )
    };
    let conflicts =
        |count: usize| Act::Do(step(Action::Merge, (0..count).map(conflict).collect()), Selection::Nothing);
    assert_eq!(
        refused(&mut here, conflicts(19)),
        "The project would have 19 conflicts; up to 18 fit. Nothing was changed."
    );
    here.perform(conflicts(18), Timestamp::default()).unwrap();
    assert_eq!(read_within(write(here.project()).as_bytes(), &limits).unwrap().problems, []);
}

#[test]
fn the_corpus_comes_only_where_there_is_room() {
    let project = of_items((0..8_998).map(|n| document(&format!("d{n}"), "x")));
    let mut here = session(project);
    assert_eq!(here.complete(Timestamp::default()), None);
    assert_eq!(here.project().documents().len(), 8_998);
    assert_eq!(
        words::no_room_for_corpus(here.corpus_excess().unwrap()),
        "The articles that come with this page were not added: The project would have 9,003 documents; up to 9,000 fit."
    );
    let mut empty = session(Project::new(corpus::project_id()));
    assert!(empty.complete(Timestamp::default()).is_some() && empty.corpus_excess().is_none());
}

/// Writes and reads until nothing is left to do.
fn work(outbox: &mut Outbox, session: &mut Session, store: &mut Stored) {
    while let Some(errand) = outbox.next(session) {
        match errand {
            Errand::Write(batch) => {
                let batch: Batch = batch;
                outbox.written(store.write(&batch));
            }
            Errand::ReadOn(_) | Errand::ReadAll => {
                outbox.read_on(session, Ok(store.clone()));
            }
        }
    }
}

/// Two tabs fill the project at the same moment, each up to what it may: the room that is left for that takes both.
#[test]
fn what_two_tabs_add_at_the_same_moment_still_fits_into_a_file() {
    let limits = Limits { annotations: 40, marks: 40, ..Limits::READ };
    let base = of_items([document("d", &"x".repeat(100)), label("l")].into_iter().chain(marks("a", 34)));
    let mut store = Stored::default();
    let journal = Journal::new();
    let first = journal.snapshot(&base, &History::default());
    store.write(&first.batch).unwrap();
    let mut tabs = [0, 1].map(|_| {
        let mut outbox = Outbox::new(first.after.clone());
        outbox.begin(History::default());
        (outbox, session(base.clone()).within(limits))
    });
    for (name, (outbox, session)) in ["one", "two"].iter().zip(&mut tabs) {
        for at in 0.. {
            let edit = Edit::Add(mark(&format!("{name}{at}"), 50 + at).into());
            match session
                .perform(Act::Do(step(Action::Mark, vec![edit]), Selection::Nothing), Timestamp::default())
            {
                Ok(performed) => outbox.add(performed.entry.unwrap()),
                Err(_) => break,
            }
        }
        assert_eq!(session.project().total(), 36);
    }
    for round in 0..4 {
        let (outbox, session) = &mut tabs[round % 2];
        outbox.look();
        work(outbox, session, &mut store);
    }
    let [(_, one), (_, two)] = &tabs;
    assert!(one.project() == two.project());
    assert_eq!(one.project().total(), 38, "nothing that was done is lost");
    assert_eq!(read_within(write(one.project()).as_bytes(), &limits).unwrap().problems, []);
}

#[test]
fn a_file_that_would_not_come_back_is_known_before_it_is_handed_out() {
    let project = of_items((0..30).map(|n| document(&format!("d{n}"), "x")));
    let known =
        |limits: &Limits| excess_of_file(&project, write(&project).len(), limits).map(|excess| excess.of);
    assert_eq!(known(&Limits::READ), None);
    assert_eq!(known(&Limits { documents: 29, ..Limits::READ }), Some(Extent::Documents));
    assert_eq!(known(&Limits { bytes: 500, ..Limits::READ }), Some(Extent::Bytes));
    let excess = excess_of_file(&project, 1, &Limits { documents: 29, ..Limits::READ }).unwrap();
    assert_eq!(
        words::not_whole(&excess),
        "The project has 30 documents; up to 29 fit. Opened again, the file would lack what is above that."
    );
}

/// What a store or a rescue file held can be longer than what a file holds.
#[test]
fn a_note_that_a_file_would_lack_is_known_before_it_is_handed_out() {
    let long = Annotation { note: "ü".repeat(100_001), ..mark("a", 0) };
    let project = of_items([document("d", "x"), label("l"), long.into()]);
    let file = write(&project);
    assert_ne!(read(file.as_bytes()).unwrap().problems, []);
    let excess = excess_of_file(&project, file.len(), &Limits::READ).unwrap();
    assert_eq!(
        words::not_whole(&excess),
        "The note has 100,001 characters; up to 100,000 fit. Opened again, the file would lack what it belongs to as a \
         whole. Shorten or delete it first."
    );
}

/// A large step is prepared beside the session. What was done meanwhile stays, or the step is refused.
#[test]
fn what_is_done_while_a_large_step_is_prepared_is_kept() {
    let stamp = |at| Stamp { at: Timestamp::from_millis(at), id: id("new") };
    let adds = step(Action::Merge, vec![Edit::Add(document("d", "Wort"))]);
    let prepare = |session: &Session| {
        let mut prepared = Prepared::begin(session, adds.clone());
        at_once(prepared.go_on(&Through)).unwrap();
        prepared
    };
    let rename = |session: &mut Session, name: &str, at| {
        let act = session.rename(name, &stamp(at)).unwrap();
        session.perform(act, Timestamp::from_millis(at)).unwrap();
    };
    let mut session = Session::new(Project::new(id("p")), History::default());
    rename(&mut session, "before", 1);
    let prepared = prepare(&session);
    session.perform_prepared(prepared, Timestamp::from_millis(2)).unwrap();
    assert_eq!((session.project().documents().len(), session.history().done().len()), (1, 2));
    session.perform(Act::Undo, Timestamp::from_millis(3)).unwrap();
    assert_eq!(session.project().documents().len(), 0, "one step");

    let prepared = prepare(&session);
    rename(&mut session, "meanwhile", 4);
    session.perform_prepared(prepared, Timestamp::from_millis(5)).unwrap();
    assert_eq!(
        (session.project().settings().name.as_str(), session.project().documents().len()),
        ("meanwhile", 1)
    );

    let mut other = Session::new(Project::new(id("p")), History::default());
    let prepared = prepare(&other);
    other.perform(Act::Do(adds.clone(), Selection::Nothing), Timestamp::from_millis(6)).unwrap();
    rename(&mut other, "kept", 7);
    let before = other.project().clone();
    assert!(other.perform_prepared(prepared, Timestamp::from_millis(8)).is_err());
    assert_eq!(*other.project(), before);
}
