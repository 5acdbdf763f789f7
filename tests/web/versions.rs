//! Going back to an earlier version, and having all that is saved.

use beleg::browser::indexed_db::Store;
use beleg_core::journal::Journal;
use beleg_core::model::{History, Id, carets};
use beleg_core::session::Session;
use wasm_bindgen_test::*;

use crate::stage::Stage;
use crate::storage::{fail_transactions, restore};

const PLAIN: &str = "
Laut dpa kam Kim am Montag an.
     ^^^ source
";
const MORE: &str = "
Laut dpa kam Kim am Montag an.
     ^^^ source
             ^^^ claim
                    ^^^^^^ date
";

async fn start() -> Stage {
    let id = Id::new("picture").unwrap();
    Store::delete(&id).await.unwrap();
    let store = Store::open(&id).await.unwrap();
    let session = Session::new(carets::project(PLAIN), History::default());
    Stage::show(session, Some(store), Journal::new(), true).await
}

async fn saved(stage: &Stage) {
    stage
        .until(|stage| stage.attribute_at("[data-part=save]", "data-state").as_deref() == Some("saved"))
        .await;
}

#[wasm_bindgen_test]
async fn an_earlier_version_is_restored_as_one_step() {
    let stage = start().await;
    let listed = async {
        // The first entry comes with a snapshot, and leaves the marks as they are.
        stage.press("Ctrl+Enter").await;
        saved(&stage).await;
        for (words, key) in [("Kim", "1"), ("Montag", "3")] {
            stage.select(words).await;
            stage.press(key).await;
        }
        saved(&stage).await;
        stage.shows(MORE);

        stage.press("Ctrl+K").await;
        stage.type_into("[data-part=palette] input", "earlier version").await;
        stage.press("Enter").await;
        stage.until(|stage| stage.count("[data-part=versions] li") == 1).await;
        stage.text_at("[data-part=versions] li")
    };
    // It stays today.
    let said = stage.at_once(listed).await;
    assert!(said.contains("As it was today") && said.contains("1 annotation"), "{said}");
    stage.push("[data-part=versions] [data-command=look]").await;
    let said = stage.text_at("[data-part=versions] li");
    assert!(said.contains("1 annotation. Restoring removes 2."), "{said}");
    stage.shows(MORE);
    stage.push("[data-part=versions] [data-command=restore]").await;
    stage.shows(PLAIN);
    assert!(stage.text_at("[data-part=notice]").contains("restored"));
    stage.press("Ctrl+Z").await;
    stage.shows(MORE);
    assert_eq!(stage.count("[data-part=notice]"), 0, "Undo is something else by then");
    saved(&stage).await;
}

#[wasm_bindgen_test]
async fn where_nothing_was_done_there_is_no_earlier_version() {
    let stage = start().await;
    stage.push("[data-command=projects]").await;
    stage.push("[data-command=versions]").await;
    stage.until(|stage| stage.text_at("[data-part=versions]").contains("no earlier version")).await;
}

#[wasm_bindgen_test]
async fn where_the_storage_fails_nothing_is_said_about_versions() {
    let stage = start().await;
    fail_transactions(100, "UnknownError");
    stage.push("[data-command=projects]").await;
    stage.push("[data-command=versions]").await;
    stage.until(|stage| stage.text_at("[data-part=versions]").contains("cannot be shown now")).await;
    restore();
    assert!(!stage.text_at("[data-part=versions]").contains("no earlier version"));
}
