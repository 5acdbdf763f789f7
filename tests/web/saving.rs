//! What is done is kept, the light says so, and the next start finds it.

use beleg::browser::indexed_db::Store;
use beleg::browser::left_overs;
use beleg_core::journal::{self, Journal, Stored};
use beleg_core::model::{Id, carets};
use beleg_core::session::commands::named;
use beleg_core::session::{Chord, Keymap, Session};
use wasm_bindgen_test::*;

use crate::stage::{Held, Stage};

/// What is marked before anybody does anything.
pub const MARKED: &str = "
Laut dpa kam Kim am Montag an.
     ^^^ source
Wirklich?
";

/// The light.
pub const LIGHT: &str = "[data-part=save]";

/// The database of the picture, which is not there yet.
pub async fn project() -> Id {
    let id = Id::new("picture").unwrap();
    Store::delete(&id).await.unwrap();
    id
}

/// Starts as the page does: with what is kept, or else with the picture.
pub async fn start(id: &Id) -> (Stage, Stored) {
    let store = Store::open(id).await.unwrap();
    let stored = store.load().await.unwrap();
    let opened = journal::open(id, &stored);
    assert!(opened.damage.is_empty(), "{:?} in {:#?}", opened.damage, stored.entries);
    let project = opened.project.unwrap_or_else(|| carets::project(MARKED));
    let mut session = Session::new(project, opened.history);
    session.keymap = stored.meta.get("keys").map_or_else(Keymap::default, |kept| Keymap::read(kept));
    let knows_name = stored.meta.contains_key("annotator");
    (Stage::show(session, Some(store), opened.journal, knows_name).await, stored)
}

/// What the light says.
pub fn light(stage: &Stage) -> String {
    stage.attribute_at(LIGHT, "data-state").unwrap()
}

/// Waits until everything is stored.
pub async fn saved(stage: &Stage) {
    stage.until(|stage| light(stage) == "saved").await;
}

#[wasm_bindgen_test]
async fn the_light_goes_from_saving_to_saved() {
    let (stage, _) = start(&project().await).await;
    assert_eq!(light(&stage), "saved");
    stage.watch(LIGHT, "data-state");
    stage.select("Montag").await;
    stage.press("3").await;
    saved(&stage).await;
    assert_eq!(stage.watched(), ["saved", "saving", "saved"]);
}

#[wasm_bindgen_test]
async fn selecting_alone_keeps_nothing() {
    let id = project().await;
    let (stage, _) = start(&id).await;
    stage.watch(LIGHT, "data-state");
    stage.select("Montag").await;
    stage.click("dpa").await;
    assert_eq!(stage.watched(), ["saved"]);
    let (_stage, stored) = start(&id).await;
    assert!(stored.entries.is_empty() && stored.snapshots.is_empty());
}

#[wasm_bindgen_test]
async fn the_next_start_finds_all_that_was_done_and_undone() {
    let id = project().await;
    let (stage, _) = start(&id).await;
    stage.select("Montag").await;
    stage.press("3").await;
    stage.type_into("[name=value]", "2024-06-17").await;
    stage.select("Wirklich").await;
    stage.press_all(&["1", "Ctrl+Z", "Ctrl+Enter", "Ctrl+Z"]).await;
    saved(&stage).await;
    let left = stage.read(|session| (session.project().clone(), session.history().clone()));
    let carets = stage.carets();
    drop(stage);
    let (stage, _) = start(&id).await;
    assert_eq!(light(&stage), "saved");
    stage.shows(&carets);
    stage.read(|session| assert!((session.project(), session.history()) == (&left.0, &left.1)));
    // What was undone can be done again, and what was done undone, as if the page had not been away.
    stage.press("Ctrl+Shift+Z").await;
    assert_eq!(stage.attribute_at(".document .state", "data-status").as_deref(), Some("done"));
    stage.press_all(&["Ctrl+Z"; 4]).await;
    stage.shows(MARKED);
}

#[wasm_bindgen_test]
async fn a_quick_hand_is_kept_as_a_whole() {
    let id = project().await;
    let (stage, _) = start(&id).await;
    stage.click("dpa").await;
    stage.press("N").await;
    let note = "Ist das wirklich von dort?";
    for end in 1..=note.len() {
        stage.type_into("[name=note]", &note[..end]).await;
    }
    saved(&stage).await;
    drop(stage);
    let (stage, _) = start(&id).await;
    stage.click("dpa").await;
    assert_eq!(stage.value_at("[name=note]"), note);
}

/// What looks like the key of something that was left of a project can be the id of another one.
#[wasm_bindgen_test]
async fn what_is_noted_of_one_project_is_never_taken_for_what_was_left_of_another() {
    let [work, inner] =
        ["work", "work/left/0123456789abcdef0123456789abcdef"].map(|name| Id::new(name).unwrap());
    let tab = Id::from_random(7);
    left_overs::note_stored(&inner, 7);
    left_overs::note_stored(&work, 3);
    assert!(left_overs::Place::new(&inner, &tab).leave("inner"));
    assert!(left_overs::Place::new(&work, &tab).leave("work"));
    let left = |id: &Id| left_overs::of_project(id).into_iter().map(|(_, left)| left).collect::<Vec<_>>();
    assert_eq!((left(&work), left(&inner)), (vec!["work".to_owned()], vec!["inner".to_owned()]));
    left_overs::forget(&work);
    assert_eq!((left_overs::stored(&work), left_overs::stored(&inner)), (0, 7));
    assert_eq!((left(&work).len(), left(&inner)), (0, vec!["inner".to_owned()]));
    left_overs::forget(&inner);
    assert_eq!((left(&inner).len(), left_overs::stored(&inner)), (0, 0));
}

/// How many characters of the note of the first annotation are stored.
async fn stored_note(id: &Id) -> usize {
    let stored = Store::open(id).await.unwrap().load().await.unwrap();
    let project = journal::open(id, &stored).project;
    let note = project.and_then(|project| Some(project.annotations().next()?.note.chars().count()));
    note.unwrap_or_default()
}

/// Thirty seconds of typing, of which no moment is a rest: a browser that is killed then loses two seconds at most.
#[wasm_bindgen_test]
async fn what_is_typed_without_a_rest_is_stored_all_the_same() {
    for millis in [100, 160, 290] {
        let id = project().await;
        let (stage, _) = start(&id).await;
        stage.click("dpa").await;
        stage.press("N").await;
        let rest = Held::new(300);
        let keys = 30_000 / millis;
        stage.type_on("[name=note]", &"Wer sagt das? ".repeat(30)[..keys as usize], millis).await;
        let least = keys as usize - 2_000 / millis as usize;
        assert!(stage.comes(async || stored_note(&id).await >= least).await, "{}", stored_note(&id).await);
        assert!(stage.focused().contains("note"), "the field was not left");
        rest.end();
        saved(&stage).await;
        assert_eq!(stored_note(&id).await, keys as usize);
    }
}

#[wasm_bindgen_test]
async fn without_a_store_the_light_says_so() {
    let stage = Stage::open(MARKED).await;
    assert_eq!(light(&stage), "memory");
    stage.select("Montag").await;
    stage.press("3").await;
    assert_eq!(light(&stage), "memory");
}

/// Another page deletes the database while this one is open.
#[wasm_bindgen_test]
async fn what_cannot_be_kept_is_said() {
    let id = project().await;
    let (stage, _) = start(&id).await;
    stage.select("Montag").await;
    stage.press("3").await;
    saved(&stage).await;
    let before = stage.carets();
    Store::delete(&id).await.unwrap();
    stage.select("Wirklich").await;
    stage.press("1").await;
    stage.until(|stage| light(stage) == "failed").await;
    assert!(
        stage.text_at("[data-part=notice]").contains("not saved"),
        "{}",
        stage.text_at("[data-part=notice]")
    );
    assert_eq!(stage.count("[data-part=notice] [data-command=download]"), 1, "the way out is one click away");
    assert_ne!(stage.carets(), before, "the work goes on");
}

#[wasm_bindgen_test]
async fn the_page_asks_once_who_is_marking() {
    let id = project().await;
    let (stage, _) = start(&id).await;
    assert_eq!(stage.count("[data-part=who]"), 0);
    stage.select("Montag").await;
    stage.press("3").await;
    assert_eq!(stage.count("[data-part=who]"), 1);
    stage.focus("[data-part=who] [name=annotator]");
    stage.type_into("[data-part=who] [name=annotator]", " Änne ").await;
    stage.push("[data-command=who-save]").await;
    assert_eq!(stage.count("[data-part=who]"), 0);
    assert!(stage.focused().contains("class=\"text\""), "{}", stage.focused());
    stage.select("Kim").await;
    stage.press("2").await;
    stage.read(|session| assert_eq!(session.annotation().unwrap().creator.as_deref(), Some("Änne")));
    saved(&stage).await;
    let (stage, stored) = start(&id).await;
    assert_eq!(stored.meta.get("annotator").map(String::as_str), Some("Änne"));
    stage.select("Wirklich").await;
    stage.press("1").await;
    assert_eq!(stage.count("[data-part=who]"), 0);
}

/// The first entry brings everything; a journal that knows of nothing writes no half.
#[wasm_bindgen_test]
async fn a_new_journal_begins_with_a_whole_project() {
    let id = project().await;
    let store = Store::open(&id).await.unwrap();
    let session = Session::new(carets::project(MARKED), Default::default());
    let stage = Stage::show(session, Some(store), Journal::new(), true).await;
    stage.press("Ctrl+Enter").await;
    saved(&stage).await;
    let left = stage.read(|session| session.project().clone());
    let stored = Store::open(&id).await.unwrap().load().await.unwrap();
    assert!(journal::open(&id, &stored).project == Some(left));
}

#[wasm_bindgen_test]
async fn the_next_start_has_the_persons_keys() {
    let id = project().await;
    let (stage, _) = start(&id).await;
    stage.change_keys(|keymap| keymap.set(named("unselect").unwrap(), Some("Escape"), Chord::parse("X")));
    stage.change_keys(|keymap| keymap.set(named("note").unwrap(), Some("N"), Chord::parse("M")));
    // What is remembered beside the project is written in its own time.
    let keys = async || {
        Store::open(&id).await.unwrap().load().await.unwrap().meta.remove("keys").unwrap_or_default()
    };
    stage.comes(async || keys().await.contains("note")).await;
    assert_eq!(keys().await, r#"{"keys":{"unselect":"X","note":"M"}}"#);
    let (stage, _) = start(&id).await;
    stage.click("dpa").await;
    assert!(!stage.press("Escape").await);
    stage.press("M").await;
    assert!(stage.focused().contains("note"), "{}", stage.focused());
}
