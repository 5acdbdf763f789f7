//! The projects of a browser, listed, deleted and brought back.

use beleg::browser::catalogue;
use beleg::browser::indexed_db::Store;
use beleg_core::journal::Journal;
use beleg_core::model::{Action, Edit, History, Id, Item, Origin, Project, Settings, Timestamp, Transaction};
use beleg_core::session::catalogue::{Catalogue, Listed};
use wasm_bindgen_test::*;

use crate::stage::Stage;
use crate::tabs::{fail_reads, fail_writes, repair};

const PICTURE: &str = "
Laut dpa kam Kim an.
     ^^^ source
";

const SAID: &str = "[data-part=projects] [role=status]";

fn id(name: &str) -> Id {
    Id::new(name).unwrap()
}

fn row(id: &str) -> String {
    format!("[data-part=projects] [data-row='{id}']")
}

/// Nothing is listed but one project, which has a database, and one that has a database alone.
async fn two_projects() {
    repair();
    for key in catalogue::read().await.0.into_keys() {
        catalogue::put(&key, "").await.unwrap();
    }
    let changed = Some(Timestamp::from_millis(1_731_405_600_000));
    let known =
        Listed { name: "Known".into(), annotations: 3, bytes: 70_000, changed, ..Listed::found(id("known")) };
    catalogue::put(&known.key(), &known.write()).await.unwrap();
    Store::open(&id("known")).await.unwrap();
    Store::open(&id("unknown")).await.unwrap();
}

async fn deleted() -> Vec<Id> {
    Catalogue::read(&catalogue::read().await.0).projects(true).map(|listed| listed.id.clone()).collect()
}

#[wasm_bindgen_test]
async fn a_project_is_deleted_when_somebody_says_so_twice_and_can_be_brought_back() {
    two_projects().await;
    let stage = Stage::open(PICTURE).await;
    stage.push("[data-command=projects]").await;
    stage.until(|stage| stage.count(&row("known")) == 1 && stage.count(&row("unknown")) == 1).await;
    let said = stage.text_at(&row("known"));
    assert!(said.contains("Known") && said.contains("3 annotations · changed 12 Nov 2024"), "{said}");
    assert!(said.contains("70 kB"), "{said}");
    assert_eq!(stage.attribute_at(&format!("{} a", row("known")), "href").unwrap(), "#project=known");

    stage.push(&format!("{} [data-command=delete-project]", row("known"))).await;
    assert!(stage.text_at(&row("known")).contains("30 days"));
    stage.until(|stage| stage.focused().contains("keep-project")).await;
    stage.push("[data-command=keep-project]").await;
    assert_eq!(stage.count("[data-command=confirm-delete]"), 0);
    assert_eq!(deleted().await, []);

    stage.push(&format!("{} [data-command=delete-project]", row("known"))).await;
    stage.push("[data-command=confirm-delete]").await;
    stage.until(|stage| stage.count("[data-part=second] [data-row=known]") == 1).await;
    assert_eq!(deleted().await, [id("known")]);
    assert!(catalogue::read().await.0.contains_key("beleg/known"), "it is only hidden");

    stage.push("[data-part=second] [data-command=bring-back]").await;
    stage.until(|stage| stage.count("[data-part=second] li") == 0).await;
    assert_eq!(stage.count(&row("known")), 1);
    assert_eq!(deleted().await, []);
    for name in ["known", "unknown"] {
        Store::delete(&id(name)).await.unwrap();
    }
}

/// A project with a name and nothing else.
async fn stored(name: &str) -> Store {
    let mut project = Project::new(id(name));
    let old = Item::Settings(project.settings());
    let new = Settings { name: "Verloren".into(), guidelines: String::new() }.into();
    let (action, origin, at) = (Action::Replace, Origin::File, Timestamp::from_millis(1_731_405_600_000));
    project.apply(&Transaction { action, edits: vec![Edit::Replace { old, new }], origin, at }).unwrap();
    let store = Store::open(&id(name)).await.unwrap();
    store.write(&Journal::new().snapshot(&project, &History::default()).batch).await.unwrap();
    store
}

/// A browser that is killed can lose what the list says of a project, or never have told it the last of it.
#[wasm_bindgen_test]
async fn a_project_is_listed_and_deleted_with_its_name_whatever_the_list_has_lost() {
    two_projects().await;
    drop(stored("lost").await);
    drop(stored("stale").await);
    let stale = Listed { annotations: 3, ..Listed::found(id("stale")) };
    catalogue::put(&stale.key(), &stale.write()).await.unwrap();
    let stage = Stage::open(PICTURE).await;
    stage.push("[data-command=projects]").await;
    stage
        .until(|stage| stage.count(&row("lost")) == 1 && stage.text_at(&row("lost")).contains("Verloren"))
        .await;
    stage.push(&format!("{} [data-command=delete-project]", row("stale"))).await;
    stage.push("[data-command=confirm-delete]").await;
    stage.until(|stage| stage.count("[data-part=second] [data-row=stale]") == 1).await;
    let listed = Catalogue::read(&catalogue::read().await.0).project(&id("stale")).unwrap().clone();
    assert_eq!(
        (listed.name.as_str(), listed.deleted.is_some(), listed.lived.is_some()),
        ("Verloren", true, true)
    );
    for name in ["known", "unknown", "lost", "stale"] {
        Store::delete(&id(name)).await.unwrap();
        catalogue::put(&Listed::found(id(name)).key(), "").await.unwrap();
    }
}

#[wasm_bindgen_test]
async fn what_cannot_be_deleted_or_listed_is_said() {
    two_projects().await;
    let stage = Stage::open(PICTURE).await;
    stage.push("[data-command=projects]").await;
    stage.until(|stage| stage.count(&row("known")) == 1).await;
    assert!(stage.text_at(SAID).starts_with("Each project"));
    stage.push(&format!("{} [data-command=delete-project]", row("known"))).await;
    fail_writes("QuotaExceededError");
    stage.push("[data-command=confirm-delete]").await;
    stage.until(|stage| stage.text_at(SAID).contains("full. Nothing was changed")).await;
    assert_eq!(stage.count("[data-part=second] li"), 0);
    repair();
    stage.push("[data-command=confirm-delete]").await;
    stage.until(|stage| stage.count("[data-part=second] [data-row=known]") == 1).await;
    assert!(stage.text_at(SAID).starts_with("Each project"));
    drop(stage);

    fail_reads("UnknownError");
    let stage = Stage::open(PICTURE).await;
    stage.push("[data-command=projects]").await;
    stage.until(|stage| stage.text_at(SAID).ends_with("Projects may be missing here.")).await;
    assert_eq!(stage.count(&row("unknown")), 1, "the browser tells of it");
    repair();
    for name in ["known", "unknown"] {
        Store::delete(&id(name)).await.unwrap();
    }
}

#[wasm_bindgen_test]
async fn the_open_project_is_listed_and_cannot_be_deleted() {
    two_projects().await;
    Store::open(&id("picture")).await.unwrap();
    let stage = Stage::open(PICTURE).await;
    stage.push("[data-command=projects]").await;
    stage.until(|stage| stage.count(&row("picture")) == 1).await;
    assert_eq!(stage.count(&format!("{} [data-command=delete-project]", row("picture"))), 0);
    for name in ["known", "unknown", "picture"] {
        Store::delete(&id(name)).await.unwrap();
    }
}

#[wasm_bindgen_test]
async fn the_open_project_is_renamed_in_one_step() {
    const FIELD: &str = "[data-part=rename-dialog] [name=project]";
    two_projects().await;
    Store::open(&id("picture")).await.unwrap();
    let stage = Stage::open(PICTURE).await;
    let before = stage.text_at(".bar .project");
    stage.push("[data-command=projects]").await;
    stage.until(|stage| stage.count(&row("picture")) == 1).await;
    stage.push(&format!("{} [data-command=rename]", row("picture"))).await;
    stage.until(|stage| stage.focused().contains("Name of the project")).await;
    stage.type_into(FIELD, "  Über den Pakt ").await;
    stage.push("[data-command=rename-save]").await;
    assert_eq!(stage.count("dialog[open]"), 0);
    assert_eq!(stage.text_at(".bar .project"), "Über den Pakt");
    stage.press("Ctrl+Z").await;
    assert_eq!(stage.text_at(".bar .project"), before);
    for name in ["known", "unknown", "picture"] {
        Store::delete(&id(name)).await.unwrap();
    }
}
