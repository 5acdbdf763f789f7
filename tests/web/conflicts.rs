//! The list of conflicts: what it shows, and that one tap decides.

use beleg::model::{
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

#[wasm_bindgen_test]
async fn one_tap_takes_the_other_version_and_one_takes_it_back() {
    let stage = Stage::of(disputed(&["Agentur"])).await;
    assert_eq!(stage.text_at(LINE), "1 conflict");
    stage.push(LINE).await;
    assert_eq!(stage.text_at("[data-part=conflicts] h3"), "dpa");
    assert_eq!(stage.text_at("[data-part=conflicts] tbody"), "NoteAgentur");
    stage.push(TAKE).await;
    let table = stage.text_at("[data-part=conflicts] tbody");
    assert!(table.starts_with("NoteAgenturChanged"), "{table}");
    assert!(stage.text_at("[data-part=conflicts] [role=status]").starts_with("Took the other version."));
    assert!(stage.focused().contains("keep"), "{}", stage.focused());
    stage.push(TAKE).await;
    let table = stage.text_at("[data-part=conflicts] tbody");
    assert!(table.contains("NoteAgentur"), "{table}");
    assert_eq!(stage.count(ROWS), 1);
}

#[wasm_bindgen_test]
async fn what_is_kept_leaves_the_list_and_comes_back_with_undo() {
    let stage = Stage::of(disputed(&["Agentur", "Redaktion"])).await;
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
async fn the_palette_leads_to_the_list() {
    let stage = Stage::of(disputed(&["Agentur"])).await;
    stage.press("Ctrl+K").await;
    stage.type_into("[data-part=palette] input", "conflicts").await;
    stage.press("Enter").await;
    assert_eq!(stage.count("[data-part=conflicts]"), 1);
    assert_eq!(stage.count("[data-part=conflicts] table[aria-labelledby=conflict-0]"), 1);
}
