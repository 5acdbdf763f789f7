//! The list of conflicts: what it shows, that one tap decides, and the way to the text and back.

use beleg_core::model::{
    Action, Annotation, Dispute, Edit, Id, Loser, Origin, Project, Timestamp, Transaction, carets,
};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::stage::Stage;

const PICTURE: &str = "
Laut dpa kam Kim.
     ^^^ source
";

const LINE: &str = ".side [data-command=conflicts]";
const ROWS: &str = "[data-part=conflicts] li";
const TAKE: &str = "[data-part=conflicts] [data-command=take-other]";
const KEEP: &str = "[data-part=conflicts] [data-command=keep]";

/// The picture, to which others have each noted something else.
fn disputed(notes: &[&str]) -> Project {
    let mut project = carets::project(PICTURE);
    let text = carets::document(&project).text.clone();
    let annotation = project.annotations().next().unwrap().clone();
    let edits = notes.iter().enumerate().map(|(number, note)| {
        let lost = Annotation { note: (*note).to_owned(), ..Annotation::clone(&annotation) };
        let id = Id::new(&format!("d{number}")).unwrap();
        let loser = Loser::Version(lost.into());
        Edit::Add(Dispute::new(id, loser, Some(&text), Timestamp::default()).into())
    });
    let (edits, at) = (edits.collect(), Timestamp::default());
    project.apply(&Transaction { action: Action::Merge, edits, origin: Origin::File, at }).unwrap();
    project
}

/// Two annotations, of which the first lost two versions and the second one.
fn two_entries() -> Project {
    let mut project = carets::project("\nLaut dpa kam Kim.\n     ^^^ source\n             ^^^ source\n");
    let text = carets::document(&project).text.clone();
    let annotations: Vec<_> = project.annotations().cloned().collect();
    let lost = [(0, "Agentur"), (0, "Redaktion"), (1, "Kim Jong-un")];
    let edits = lost.into_iter().zip(0..).map(|((which, note), number): ((usize, &str), i64)| {
        let modified = Timestamp::from_millis(number * 60_000);
        let annotation: &Annotation = &annotations[which];
        let lost = Annotation { note: note.to_owned(), modified, ..annotation.clone() };
        let id = Id::new(&format!("d{number}")).unwrap();
        Edit::Add(Dispute::new(id, Loser::Version(lost.into()), Some(&text), modified).into())
    });
    let (edits, at) = (edits.collect(), Timestamp::default());
    project.apply(&Transaction { action: Action::Merge, edits, origin: Origin::File, at }).unwrap();
    project
}

fn notes(stage: &Stage) -> Vec<String> {
    stage.read(|session| session.project().annotations().map(|annotation| annotation.note.clone()).collect())
}

#[wasm_bindgen_test]
async fn one_tap_takes_the_other_version_and_settles_the_conflict() {
    let stage = Stage::of(disputed(&["Agentur"])).await;
    assert_eq!(stage.text_at(LINE), "1 conflict");
    stage.push(LINE).await;
    assert_eq!(stage.text_at("[data-part=conflicts] h3"), "dpa");
    assert_eq!(stage.text_at("[data-part=conflicts] tbody"), "NoteAgentur");
    stage.push(TAKE).await;
    assert_eq!((stage.count(ROWS), notes(&stage)), (0, vec!["Agentur".to_owned()]));
    assert!(stage.text_at("[data-part=conflicts] [role=status]").starts_with("Took the other version."));
    assert!(stage.text_at("[data-part=conflicts]").contains("no conflicts left"));
    assert!(stage.focused().contains("close"), "{}", stage.focused());
    // Undo brings the entry back, here or on the page.
    stage.push("[data-part=conflicts] [data-command=undo-decision]").await;
    assert_eq!((stage.count(ROWS), notes(&stage)), (1, vec![String::new()]));
    assert!(stage.focused().contains("keep"), "{}", stage.focused());
    assert_eq!(stage.count("[data-command=undo-decision]"), 0);
}

#[wasm_bindgen_test]
async fn what_is_kept_leaves_the_list_and_comes_back_with_undo() {
    let stage = Stage::of(two_entries()).await;
    assert_eq!(stage.text_at(LINE), "2 conflicts");
    stage.push(LINE).await;
    assert_eq!(stage.count(ROWS), 2);
    stage.push(KEEP).await;
    assert_eq!(stage.count(ROWS), 1);
    assert!(stage.focused().contains("keep"), "{}", stage.focused());
    stage.push(KEEP).await;
    assert_eq!(stage.count(ROWS), 0);
    assert!(stage.text_at("[data-part=conflicts]").contains("no conflicts left"));
    assert!(stage.focused().contains("close"), "{}", stage.focused());
    stage.push("[data-part=conflicts] [data-command=close]").await;
    assert_eq!(stage.count(LINE), 0);
    stage.press("Ctrl+Z").await;
    assert_eq!(stage.text_at(LINE), "1 conflict");
}

#[wasm_bindgen_test]
async fn an_annotation_has_one_entry_with_all_that_lost() {
    let stage = Stage::of(two_entries()).await;
    stage.push(LINE).await;
    let first = |part: &str| format!("[data-part=conflicts] [data-row='0'] {part}");
    assert_eq!(stage.count(&first("[data-part=version]")), 2);
    assert_eq!(stage.count("[data-part=conflicts] [data-row='1'] [data-part=version]"), 1);
    // Where, when, and in what they differ; the latest version comes first.
    assert_eq!(stage.text_at(&first(".where bdi")), "Laut dpa kam Kim.");
    assert_eq!(stage.text_at(&first(".where strong")), "dpa");
    let made = stage.text_at(&first("[data-part=version] small"));
    assert!(made.starts_with("changed ") && made.ends_with(", 1 minute later"), "{made}");
    let made = stage.text_at(&first("[data-part=version] + [data-part=version] small"));
    assert!(made.ends_with(", at the same time"), "{made}");
    stage.push(&first("[data-part=version] + [data-part=version] [data-command=take-other]")).await;
    assert_eq!((stage.count(ROWS), notes(&stage)), (1, vec!["Agentur".to_owned(), String::new()]));
    stage.push("[data-part=conflicts] [data-command=undo-decision]").await;
    assert_eq!((stage.count(ROWS), notes(&stage)), (2, vec![String::new(), String::new()]));
}

#[wasm_bindgen_test]
async fn all_are_decided_in_one_step() {
    let stage = Stage::of(two_entries()).await;
    stage.push(LINE).await;
    stage.push("[data-part=conflicts] [data-command=keep-all]").await;
    assert_eq!((stage.count(ROWS), notes(&stage)), (0, vec![String::new(), String::new()]));
    stage.push("[data-part=conflicts] [data-command=undo-decision]").await;
    assert_eq!(stage.count(ROWS), 2);
    stage.push("[data-part=conflicts] [data-command=take-all]").await;
    let taken = vec!["Redaktion".to_owned(), "Kim Jong-un".to_owned()];
    assert_eq!((stage.count(ROWS), notes(&stage)), (0, taken));
    stage.push("[data-part=conflicts] [data-command=close]").await;
    stage.press("Ctrl+Z").await;
    assert_eq!(stage.text_at(LINE), "2 conflicts");
}

#[wasm_bindgen_test]
async fn an_entry_leads_to_its_place_and_back() {
    let stage = Stage::of(two_entries()).await;
    stage.push(LINE).await;
    stage.push("[data-part=conflicts] [data-row='1'] [data-command=go-to]").await;
    assert_eq!(stage.count("[data-part=conflicts]"), 0);
    let chosen =
        stage.read(|session| session.annotation().map(|annotation| annotation.spans.first().start()));
    assert_eq!(chosen.map(|start| start.get()), Some(13));
    assert_eq!(stage.count("[data-part=card]"), 1);
    stage.push("[data-part=notice] [data-command=conflicts]").await;
    assert_eq!(stage.count(ROWS), 2);
    assert!(stage.focused().contains("go-to"), "{}", stage.focused());
}

#[wasm_bindgen_test]
async fn the_palette_leads_to_the_list() {
    let stage = Stage::of(disputed(&["Agentur"])).await;
    stage.press("Ctrl+K").await;
    stage.type_into("[data-part=palette] input", "conflicts").await;
    stage.press("Enter").await;
    assert_eq!(stage.count("[data-part=conflicts]"), 1);
    assert_eq!(stage.count("[data-part=conflicts] table[aria-labelledby='conflict-0 conflict-0-0']"), 1);
}
