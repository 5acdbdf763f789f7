//! What an annotation says beyond its label: it is set aside and comes back, and what is not understood stays.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may stop at the first surprise"
)]

use beleg::words;
use beleg_core::formats::native;
use beleg_core::model::{
    Action, Annotation, Attribute, Attributes, Edit, History, Id, Item, Label, Origin, Project, Timestamp,
    Transaction, carets,
};
use beleg_core::opening::{How, Opening};
use beleg_core::session::commands::{Wish, named};
use beleg_core::session::{Act, Performed, Selection, Session, Stamp, Stroke, TextSelection};
use beleg_core::text::{CharOffset, Snap};
use expect_test::{Expect, expect};

/// What was tried: a date with a value and a source with a name.
const TRIED: &str = include_str!("values/relabel.beleg.json");

fn id(name: &str) -> Id {
    Id::new(name).unwrap()
}

fn stamp() -> Stamp {
    Stamp { at: Timestamp::from_millis(1_793_600_000_000), id: id("new") }
}

fn session_of(project: Project) -> Session {
    Session::new(project, History::default())
}

/// The project that was tried, with a further label that asks for a name, and an annotation selected.
fn tried(selected: &str) -> Session {
    let mut project = native::read(TRIED.as_bytes()).unwrap().project;
    let source = project.labels().into_iter().find(|label| label.id.as_str() == "source").unwrap();
    let speaker =
        Label { id: id("speaker"), name: "Speaker".to_owned(), rank: 3, key: None, ..Label::clone(source) };
    apply(&mut project, vec![Edit::Add(speaker.into())]);
    let mut session = session_of(project);
    perform(&mut session, Act::Select(Selection::Annotation(id(selected))));
    session
}

fn apply(project: &mut Project, edits: Vec<Edit>) {
    let (action, origin, at) = (Action::Merge, Origin::File, Timestamp::default());
    project.apply(&Transaction { action, edits, origin, at }).unwrap();
}

fn perform(session: &mut Session, act: Act) -> Performed {
    session.perform(act, stamp().at).unwrap()
}

/// Presses the key of a label, and answers what is told of it.
fn mark(session: &mut Session, label: &str) -> Option<String> {
    let act = Wish::Mark(id(label)).act(session, &stamp())?;
    let before = session.annotation().cloned();
    perform(session, act);
    let before = before?;
    words::relabelled(session, &before)
}

fn set(session: &mut Session, annotation: &str, attribute: Attribute, written: &str) {
    if let Some(act) = session.set_attribute(&id(annotation), attribute, written, &stamp()) {
        perform(session, act);
    }
}

fn attributes<'s>(session: &'s Session, annotation: &str) -> &'s Attributes {
    &session.project().annotation(&id(annotation)).unwrap().attributes
}

fn aside(session: &Session) -> String {
    words::set_aside(session, session.annotation().unwrap()).unwrap_or_default()
}

#[test]
fn its_own_label_changes_nothing_and_is_no_step() {
    for (annotation, label) in [("d1", "date"), ("s1", "source")] {
        let session = tried(annotation);
        let wish = Wish::Mark(id(label));
        assert_eq!(wish.act(&session, &stamp()), None, "{label}");
    }
}

#[test]
fn what_another_label_does_not_ask_for_comes_back_with_one_that_does() {
    let mut session = tried("s1");
    let before = attributes(&session, "s1").clone();
    let told = mark(&mut session, "claim").unwrap();
    expect![[r#"Set aside: name “Stadtwerke Musterstadt”, back with Source or Speaker."#]].assert_eq(&told);
    expect![[r#"Set aside: name “Stadtwerke Musterstadt”, back with Source or Speaker"#]]
        .assert_eq(&aside(&session));
    assert_eq!(session.project().names(), [""; 0], "no name that is offered");
    assert_eq!(mark(&mut session, "date"), None, "a third label asks for it no more than the second");
    set(&mut session, "s1", Attribute::Value, "2024-05");
    let told = mark(&mut session, "source").unwrap();
    expect![[r#"Set aside: date May 2024, back with Date. Back: name “Stadtwerke Musterstadt”."#]]
        .assert_eq(&told);
    assert_eq!(attributes(&session, "s1").name, before.name);
    assert_eq!(mark(&mut session, "speaker"), None, "it asks for a name as well");
    assert_eq!(session.project().names(), ["Stadtwerke Musterstadt"]);
    for _ in 0..5 {
        perform(&mut session, Act::Undo);
    }
    assert_eq!(attributes(&session, "s1"), &before);
    assert_eq!(session.project(), tried("s1").project());
}

#[test]
fn what_is_set_aside_is_in_the_file_and_merged() {
    let mut session = tried("d1");
    mark(&mut session, "claim");
    let file = native::write(session.project());
    let read = native::read(file.as_bytes()).unwrap();
    assert_eq!((&read.project, read.problems.len()), (session.project(), 0));
    let mut older = tried("s1").project().clone();
    let opening = Opening::new(&older, native::read(file.as_bytes()).unwrap());
    older.apply(&opening.transaction(How::Merge, stamp().at)).unwrap();
    let merged = older.annotation(&id("d1")).unwrap();
    assert_eq!((merged.label.as_str(), merged.attributes.has(Attribute::Value)), ("claim", true));
}

#[test]
fn what_is_not_understood_stays_in_place_of_the_date() {
    let mut session = tried("d1");
    set(&mut session, "d1", Attribute::Value, " nächste Woche ");
    let kept = Attributes { value_text: Some("nächste Woche".to_owned()), ..Attributes::default() };
    assert_eq!(attributes(&session, "d1"), &kept);
    assert_eq!(session.project().not_understood().len(), 1);
    let file = native::write(session.project());
    assert_eq!(&native::read(file.as_bytes()).unwrap().project, session.project());
    // With a label that asks for no date it is nothing that is missing.
    mark(&mut session, "claim");
    assert_eq!(session.project().not_understood().len(), 0);
    expect![[r#"Set aside: date “nächste Woche”, back with Date"#]].assert_eq(&aside(&session));
    mark(&mut session, "date");
    set(&mut session, "d1", Attribute::Value, "4.5.24");
    assert_eq!(Session::value_shown(session.annotation().unwrap()), "2024-05-04");
    assert_eq!(attributes(&session, "d1").value_text, None);
    set(&mut session, "d1", Attribute::Value, "");
    assert_eq!(attributes(&session, "d1"), &Attributes::default());
    for _ in 0..4 {
        perform(&mut session, Act::Undo);
    }
    assert_eq!(session.project(), tried("d1").project());
}

#[test]
fn what_is_typed_counts_for_its_own_annotation() {
    let mut session = tried("s1");
    set(&mut session, "d1", Attribute::Value, "2024");
    assert_eq!(session.selection(), &Selection::Annotation(id("s1")), "that stays selected");
    assert_eq!(attributes(&session, "d1").value, Some("2024".parse().unwrap()));
}

const MARKED: &str = "
Am Montag und am Freitag.
   ^^^^^^ date
                 ^^^^^^^ date
";

fn stroke(key: &str) -> Stroke {
    Stroke { key: key.to_owned(), code: String::new(), ctrl: false, alt: false, shift: false }
}

#[test]
fn a_digit_belongs_to_a_date_that_was_just_made() {
    let mut session = session_of(carets::project(MARKED));
    let words = |start, end| {
        let (anchor, focus) = (CharOffset::new(start), CharOffset::new(end));
        Act::Select(Selection::Text(TextSelection { anchor, focus, snap: Snap::Words }))
    };
    perform(&mut session, Act::Select(Selection::Annotation(id("a1"))));
    assert!(!session.takes_digit(&stroke("1")), "it was there before");
    perform(&mut session, words(10, 13));
    mark(&mut session, "claim");
    assert!(!session.takes_digit(&stroke("1")), "no date is asked for");
    mark(&mut session, "date");
    assert!(session.takes_digit(&stroke("1")));
    assert!(!session.takes_digit(&stroke("a")));
    assert!(!session.takes_digit(&Stroke { alt: true, ..stroke("1") }));
    perform(&mut session, Act::Select(Selection::Annotation(id("a1"))));
    perform(&mut session, Act::Select(Selection::Annotation(id("new"))));
    assert!(!session.takes_digit(&stroke("1")), "something else was selected since");
}

#[test]
fn a_digit_does_not_go_where_something_stands_already() {
    let mut session = session_of(carets::project(MARKED));
    let (anchor, focus) = (CharOffset::new(10), CharOffset::new(13));
    perform(&mut session, Act::Select(Selection::Text(TextSelection { anchor, focus, snap: Snap::Words })));
    mark(&mut session, "date");
    set(&mut session, "new", Attribute::Value, "bald");
    assert!(!session.takes_digit(&stroke("1")));
}

#[test]
fn one_goes_from_date_to_date_that_is_not_understood_through_all_documents() {
    let mut project = carets::project(MARKED);
    let document = carets::document(&project).clone();
    let second = beleg_core::model::Document { id: id("second"), rank: 1, ..(*document).clone() };
    let old = project.annotation(&id("a2")).unwrap().clone();
    let there = Annotation { id: id("b1"), document: id("second"), ..Annotation::clone(&old) };
    apply(&mut project, vec![Edit::Add(second.into()), Edit::Add(there.into())]);
    let mut session = session_of(project);
    let next = Wish::Command(named("next-not-understood").unwrap());
    assert!(!next.needs().met(&session));
    for annotation in ["b1", "a2"] {
        set(&mut session, annotation, Attribute::Value, "demnächst");
    }
    for expected in ["a2", "b1", "a2"] {
        let act = next.act(&session, &stamp()).unwrap();
        perform(&mut session, act);
        let annotation = session.annotation().unwrap();
        assert_eq!(annotation.id, id(expected));
        assert_eq!(session.document().unwrap().id, annotation.document);
    }
    set(&mut session, "b1", Attribute::Value, "");
    assert_eq!(next.act(&session, &stamp()), None, "it is the only one");
}

/// What is said of a date as it was typed in a document of 19 June 2024, or of none.
fn check_said(written: &str, document: Option<&str>, expected: Expect) {
    let document = document.map(|document| document.parse().unwrap());
    let said = match beleg_core::model::date_input::read(written, document) {
        Ok(understood) => words::understood(understood),
        Err(problem) => words::input_problem(written, problem),
    };
    expected.assert_eq(&said);
}

#[test]
fn a_sentence_says_what_was_supplied_and_what_is_wrong() {
    let day = Some("2024-06-19");
    check_said("1.5.", day, expect!["1 May 2024: the year comes from the document’s date"]);
    check_said("gestern", day, expect!["18 June 2024, counted from the document’s date"]);
    check_said("19.6.2024 14.30 Uhr", None, expect!["19 June 2024, 14:30"]);
    check_said(
        "1.5.",
        None,
        expect![
            "“1.5.” says no year, and this document has no date to take it from. It is kept as text; write the year with it."
        ],
    );
    check_said(
        "31.6.2024",
        day,
        expect!["“31.6.2024” has no such day: that month is shorter. It is kept as text."],
    );
    check_said(
        "Mo., 19.6.2024",
        day,
        expect!["“Mo., 19.6.2024” cannot be: that day is a Wednesday. It is kept as text."],
    );
}

#[test]
fn a_list_of_items_keeps_what_is_not_understood() {
    // A record that says only what is not as in the one before it.
    let mut session = tried("d1");
    set(&mut session, "d1", Attribute::Value, "bald");
    let items: Vec<Item> = session.project().items().collect();
    let written: Vec<String> = {
        let mut before = beleg_core::record::Before::default();
        items
            .iter()
            .filter(|item| matches!(item, Item::Annotation(_)))
            .map(|item| {
                let mut out = beleg_core::json::Writer::compact();
                before.write_item(&mut out, item);
                out.finish()
            })
            .collect()
    };
    let mut before = beleg_core::record::Before::default();
    let read: Vec<Item> = written
        .iter()
        .map(|json| before.item(&beleg_core::json::parse(json).unwrap(), &|_| None).unwrap())
        .collect();
    let annotations: Vec<Item> =
        items.into_iter().filter(|item| matches!(item, Item::Annotation(_))).collect();
    assert_eq!(read, annotations);
}
