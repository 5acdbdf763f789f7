//! What is kept where: the dialog behind the light, what is in no file, and the file to which a project is tied.

use beleg::browser::indexed_db::Store;
use beleg_core::formats::{FORMATS, native};
use beleg_core::journal::backup::{BACKUP, TIE};
use beleg_core::journal::{self, Journal};
use beleg_core::model::{Id, Project, carets};
use beleg_core::session::Session;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

use crate::stage::Stage;

#[wasm_bindgen(module = "/tests/web/hands.js")]
extern "C" {
    #[wasm_bindgen(js_name = prepareDisk)]
    async fn prepare_disk();
    #[wasm_bindgen(js_name = takeDiskAway)]
    fn take_disk_away();
    fn choose(name: &str);
    #[wasm_bindgen(js_name = forgetPermission)]
    fn forget_permission();
    #[wasm_bindgen(js_name = onDisk)]
    async fn on_disk(name: &str) -> JsValue;
    #[wasm_bindgen(js_name = writeOnDisk)]
    async fn write_on_disk(name: &str, content: &str);
    #[wasm_bindgen(js_name = removeFromDisk)]
    async fn remove_from_disk(name: &str);
    #[wasm_bindgen(js_name = breakDisk)]
    fn break_disk(name: &str);
    #[wasm_bindgen(js_name = setStorage)]
    fn set_storage(name: &str);
    #[wasm_bindgen(js_name = keepHandedOut)]
    fn keep_handed_out(memory: &JsValue);
    #[wasm_bindgen(js_name = takeHandedOut)]
    async fn take_handed_out() -> JsValue;
}

const MARKED: &str = "
Laut dpa kam Kim am Montag an.
     ^^^ source
Wirklich?
";

const UNFILED: &str = "[data-part=unfiled]";
const TIED: &str = "[data-part=tied]";
const NOTICE: &str = "[data-part=notice]";

/// The database of the picture, which is not there yet.
async fn project() -> Id {
    let id = Id::new("picture").unwrap();
    Store::delete(&id).await.unwrap();
    id
}

/// Starts as the page does: with what is kept, or else with the picture.
async fn start(id: &Id) -> Stage {
    let store = Store::open(id).await.unwrap();
    let stored = store.load().await.unwrap();
    let opened = journal::open(id, &stored);
    let project = opened.project.unwrap_or_else(|| carets::project(MARKED));
    Stage::show(Session::new(project, opened.history), Some(store), opened.journal, true).await
}

async fn meta(id: &Id, key: &str) -> Option<String> {
    Store::open(id).await.unwrap().load().await.unwrap().meta.remove(key)
}

async fn shows(stage: &Stage, selector: &str, text: &str) {
    let shown = || (stage.count(selector) == 1).then(|| stage.text_at(selector));
    let is_shown = stage.comes(async || shown().is_some_and(|shown| shown.contains(text))).await;
    assert!(is_shown, "{selector} shows {:?}, not {text:?}", shown());
}

fn file(stage: &Stage) -> String {
    stage.read(|session| native::write(session.project()))
}

/// What stands in a file, as a project.
async fn found(name: &str) -> Project {
    let content = on_disk(name).await.as_string().unwrap();
    let read = native::read(content.as_bytes()).unwrap();
    assert!(read.problems.is_empty(), "{:?}", read.problems);
    read.project
}

/// Waits until a file holds what the session has.
async fn is_on_disk(stage: &Stage, name: &str) {
    let is_there = stage.comes(async || on_disk(name).await.as_string().unwrap() == file(stage)).await;
    assert!(is_there, "{name} does not hold what was done");
}

async fn mark(stage: &Stage, words: &str, key: &str) {
    stage.select(words).await;
    stage.press(key).await;
}

#[wasm_bindgen_test]
async fn the_light_opens_what_is_kept_where() {
    let stage = start(&project().await).await;
    stage.push("[data-part=save]").await;
    let said = stage.text_at("dialog[data-part=kept]");
    assert!(said.contains("saved in this browser. A browser may clear it"), "{said}");
    for more in ["versions", "projects"] {
        assert_eq!(stage.count(&format!("dialog [data-command={more}]")), 1, "it leads to the {more}");
    }
    stage.push("[data-command=close]").await;
    assert_eq!(stage.count("dialog[open]"), 0);
    let stage = Stage::open(MARKED).await;
    stage.push("[data-part=save]").await;
    let said = stage.text_at("dialog[data-part=kept]");
    assert!(said.contains("This browser keeps nothing for this page"), "{said}");
    // There all that is done is in no file.
    shows(&stage, "[data-part=in-no-file]", "There are no changes yet.").await;
    stage.push("[data-command=close]").await;
    mark(&stage, "Montag", "3").await;
    shows(&stage, UNFILED, "1").await;
}

#[wasm_bindgen_test]
async fn changes_in_no_file_are_counted_until_one_is_handed_out() {
    let id = project().await;
    let stage = start(&id).await;
    assert_eq!(stage.count(UNFILED), 0);
    stage.push("[data-part=save]").await;
    shows(&stage, "[data-part=in-no-file]", "There are no changes yet.").await;
    stage.push("[data-command=close]").await;
    mark(&stage, "Montag", "3").await;
    stage.press("Ctrl+Enter").await;
    shows(&stage, UNFILED, "2").await;
    assert_eq!(stage.attribute_at(UNFILED, "aria-label").as_deref(), Some("2 changes are in no file."));
    assert_eq!(stage.attribute_at(UNFILED, "data-pressing"), None);
    shows(&stage, &format!("{UNFILED} i"), "changes").await;
    // Ctrl+S counts in fields and in dialogs.
    stage.click("dpa").await;
    stage.focus("[name=note]");
    assert!(stage.press("Ctrl+S").await);
    shows(&stage, NOTICE, "Download started").await;
    stage.until(|stage| stage.count(UNFILED) == 0).await;
    stage.press("Ctrl+Z").await;
    stage.focus(".text");
    stage.press("Ctrl+Z").await;
    shows(&stage, UNFILED, "1").await;
    stage.push(UNFILED).await;
    shows(&stage, "[data-part=in-no-file]", "1 change is in no file.").await;
    assert!(stage.press("Ctrl+S").await);
    shows(&stage, "[data-part=in-no-file]", "All changes are in a file.").await;
    drop(stage);
    // The next start knows it.
    let stage = start(&id).await;
    stage.push("[data-part=save]").await;
    shows(&stage, "[data-part=last-copy]", "picture-").await;
    assert_eq!(stage.count(UNFILED), 0);
}

#[wasm_bindgen_test]
async fn what_is_in_no_file_presses_after_a_day() {
    let id = project().await;
    let store = Store::open(&id).await.unwrap();
    store.put_meta(BACKUP, "0 1000 old.json").await.unwrap();
    drop(store);
    let stage = start(&id).await;
    mark(&stage, "Montag", "3").await;
    shows(&stage, UNFILED, "1").await;
    assert!(stage.attribute_at(UNFILED, "data-pressing").is_some());
}

#[wasm_bindgen_test]
async fn a_browser_that_never_answers_keeps_nobody_waiting() {
    for (storage, room, promise) in
        [("silent", "3 MB of 2000 MB", "until the browser answers"), ("kind", "", "promises not to clear it")]
    {
        set_storage(storage);
        let stage = start(&project().await).await;
        stage.push("[data-part=save]").await;
        shows(&stage, "[data-part=room]", room).await;
        stage.push("[data-command=persist]").await;
        shows(&stage, "[data-part=promise]", promise).await;
        stage.push("[data-command=close]").await;
        mark(&stage, "Montag", "3").await;
        shows(&stage, "[data-part=save]", "Saved").await;
    }
    set_storage("none");
    let stage = start(&project().await).await;
    stage.push("[data-part=save]").await;
    assert_eq!(stage.count("[data-command=persist]"), 0);
    assert_eq!(stage.text_at("[data-part=room]"), "");
    set_storage("");
}

/// Ties the project of a page to a file.
async fn tie(stage: &Stage, name: &str) {
    choose(name);
    stage.push("[data-part=save]").await;
    stage.push("[data-command=tie]").await;
    shows(stage, NOTICE, &format!("Saved to {name}")).await;
    stage.push("[data-command=close]").await;
    stage.push("[data-part=notice] button").await;
}

#[wasm_bindgen_test]
async fn a_file_is_whole_though_the_memory_grows_meanwhile() {
    let stage = start(&project().await).await;
    keep_handed_out(&wasm_bindgen::memory());
    stage.push("header [data-command=download]").await;
    assert_eq!(take_handed_out().await.as_string().unwrap(), file(&stage));
}

#[wasm_bindgen_test]
async fn annotations_are_exported_as_a_table_that_is_no_copy_of_the_project() {
    let stage = start(&project().await).await;
    stage.push("[data-part=save]").await;
    let copy = stage.text_at("[data-part=last-copy]");
    stage.push("dialog [data-command=export]").await;
    let said = stage.text_at("[data-part=export] [data-format=csv]");
    assert!(
        said.contains("CSV")
            && said.contains("Left out: the documents but for what is marked in them, the tagset."),
        "{said}"
    );
    assert!(stage.text_at("[data-part=export] [data-format=project]").contains("Nothing is left out."));
    keep_handed_out(&wasm_bindgen::memory());
    stage.push("[data-format=csv] [data-command=export-as]").await;
    let table = take_handed_out().await.as_string().unwrap();
    let csv = FORMATS.iter().find(|format| format.id == "csv").unwrap();
    let written = stage.read(|session| (csv.write)(session.project()));
    assert_eq!(table.trim_start_matches('\u{feff}'), written.trim_start_matches('\u{feff}'));
    let notice = stage.text_at(NOTICE);
    assert!(notice.starts_with("Download started: ") && notice.contains(".csv"), "{notice}");
    stage.push("[data-part=save]").await;
    assert_eq!(stage.text_at("[data-part=last-copy]"), copy, "a table cannot be opened again");
}

#[wasm_bindgen_test]
async fn a_browser_that_lets_no_page_write_to_files_is_called_so() {
    take_disk_away();
    let stage = start(&project().await).await;
    stage.push("[data-part=save]").await;
    shows(&stage, "[data-part=in-file]", "cannot save to a file by itself").await;
    assert_eq!(stage.count("[data-command=tie]"), 0);
    prepare_disk().await;
}

#[wasm_bindgen_test]
async fn a_tied_file_has_each_change() {
    prepare_disk().await;
    let id = project().await;
    let stage = start(&id).await;
    tie(&stage, "tied.json").await;
    is_on_disk(&stage, "tied.json").await;
    shows(&stage, TIED, "also in tied.json, ").await;
    mark(&stage, "Montag", "3").await;
    mark(&stage, "Wirklich", "1").await;
    is_on_disk(&stage, "tied.json").await;
    assert_eq!(found("tied.json").await.annotations().count(), 3);
    assert_eq!(stage.count(UNFILED), 0);
    stage.press("Ctrl+Z").await;
    is_on_disk(&stage, "tied.json").await;
    // The button and Ctrl+S write at once instead of downloading.
    stage.press("Ctrl+Enter").await;
    stage.push("header [data-command=download]").await;
    shows(&stage, NOTICE, "Saved to tied.json").await;
    assert_eq!(on_disk("tied.json").await.as_string().unwrap(), file(&stage));
    // Untied, it stays as it is.
    stage.push("[data-part=save]").await;
    stage.push("[data-command=untie]").await;
    stage.push("[data-command=close]").await;
    let before = on_disk("tied.json").await.as_string();
    mark(&stage, "Kim", "2").await;
    shows(&stage, UNFILED, "").await;
    assert_eq!(on_disk("tied.json").await.as_string(), before);
    stage.until(|stage| stage.count(TIED) == 0 || stage.text_at(TIED).is_empty()).await;
}

#[wasm_bindgen_test]
async fn after_a_restart_one_click_renews_the_permission() {
    prepare_disk().await;
    let id = project().await;
    let stage = start(&id).await;
    tie(&stage, "tied.json").await;
    is_on_disk(&stage, "tied.json").await;
    drop(stage);
    forget_permission();
    let stage = start(&id).await;
    shows(&stage, NOTICE, "not written until you allow it again").await;
    let before = on_disk("tied.json").await.as_string();
    mark(&stage, "Montag", "3").await;
    shows(&stage, UNFILED, "1").await;
    assert_eq!(on_disk("tied.json").await.as_string(), before, "nothing without a click");
    assert_eq!(stage.text_at("[data-part=notice] [data-command=download]"), "Save to file");
    stage.push("[data-part=notice] [data-command=download]").await;
    shows(&stage, NOTICE, "Saved to tied.json").await;
    is_on_disk(&stage, "tied.json").await;
    mark(&stage, "Kim", "2").await;
    is_on_disk(&stage, "tied.json").await;
}

#[wasm_bindgen_test]
async fn what_somebody_else_wrote_is_not_overwritten() {
    prepare_disk().await;
    let id = project().await;
    let stage = start(&id).await;
    tie(&stage, "tied.json").await;
    is_on_disk(&stage, "tied.json").await;
    let theirs = "
Laut dpa kam Kim am Montag an.
     ^^^ source
             ^^^ source
Wirklich?
";
    let theirs = native::write(&carets::project(theirs));
    write_on_disk("tied.json", &theirs).await;
    mark(&stage, "Montag", "3").await;
    shows(&stage, NOTICE, "was changed by somebody else. Nothing was overwritten").await;
    assert_eq!(on_disk("tied.json").await.as_string().unwrap(), theirs);
    shows(&stage, UNFILED, "1").await;
    // It is not written by hand either, nor after a restart.
    stage.push("[data-part=notice] button:last-child").await;
    stage.press("Ctrl+S").await;
    shows(&stage, NOTICE, "was changed by somebody else").await;
    assert_eq!(on_disk("tied.json").await.as_string().unwrap(), theirs);
    drop(stage);
    let stage = start(&id).await;
    mark(&stage, "Wirklich", "1").await;
    shows(&stage, NOTICE, "was changed by somebody else").await;
    assert_eq!(on_disk("tied.json").await.as_string().unwrap(), theirs);
    // Opened and merged, it is written again.
    stage.push("[data-part=notice] [data-command=kept]").await;
    stage.push("[data-command=open-tied]").await;
    stage.until(|stage| stage.count("[data-command=merge]") == 1).await;
    assert_eq!(on_disk("tied.json").await.as_string().unwrap(), theirs, "looking at it is not enough");
    stage.push("[data-command=merge]").await;
    is_on_disk(&stage, "tied.json").await;
    assert!(found("tied.json").await.annotations().count() >= 4);
}

/// The file was not written where all entries had been in it before somebody else took some out.
#[wasm_bindgen_test]
async fn what_somebody_else_took_out_of_the_file_comes_back_with_a_merge() {
    prepare_disk().await;
    let id = project().await;
    let stage = start(&id).await;
    mark(&stage, "Montag", "3").await;
    tie(&stage, "tied.json").await;
    is_on_disk(&stage, "tied.json").await;
    let theirs = native::write(&carets::project(MARKED));
    write_on_disk("tied.json", &theirs).await;
    assert!(stage.press("Ctrl+S").await);
    shows(&stage, NOTICE, "was changed by somebody else").await;
    stage.push("[data-part=notice] [data-command=kept]").await;
    stage.push("[data-command=open-tied]").await;
    stage.until(|stage| stage.count("[data-command=merge]") == 1).await;
    stage.push("[data-command=merge]").await;
    is_on_disk(&stage, "tied.json").await;
    assert_eq!(found("tied.json").await.annotations().count(), 2);
}

#[wasm_bindgen_test]
async fn a_foreign_file_can_be_left_for_another() {
    prepare_disk().await;
    let id = project().await;
    let stage = start(&id).await;
    tie(&stage, "tied.json").await;
    is_on_disk(&stage, "tied.json").await;
    write_on_disk("tied.json", "{}").await;
    mark(&stage, "Montag", "3").await;
    shows(&stage, NOTICE, "Nothing was overwritten").await;
    choose("");
    stage.push("[data-part=save]").await;
    stage.push("[data-command=tie]").await;
    assert_eq!(stage.count("[data-command=open-tied]"), 1, "nobody chose a file");
    choose("other.json");
    stage.push("[data-command=tie]").await;
    shows(&stage, NOTICE, "Saved to other.json").await;
    is_on_disk(&stage, "other.json").await;
    assert_eq!(on_disk("tied.json").await.as_string().unwrap(), "{}");
}

#[wasm_bindgen_test]
async fn what_is_in_the_way_of_the_file_is_said() {
    prepare_disk().await;
    let id = project().await;
    let stage = start(&id).await;
    tie(&stage, "tied.json").await;
    is_on_disk(&stage, "tied.json").await;
    let before = on_disk("tied.json").await.as_string().unwrap();
    stage.focus(".text");
    for (error, sentence) in [
        ("QuotaExceededError", "There is no room for tied.json"),
        ("NoModificationAllowedError", "open in another program"),
        ("OddError", "OddError"),
    ] {
        break_disk(error);
        stage.press("Ctrl+Enter").await;
        shows(&stage, NOTICE, sentence).await;
        assert_eq!(on_disk("tied.json").await.as_string().unwrap(), before, "the last version is whole");
    }
    break_disk("");
    stage.press("Ctrl+Enter").await;
    is_on_disk(&stage, "tied.json").await;
    remove_from_disk("tied.json").await;
    stage.press("Ctrl+Enter").await;
    shows(&stage, NOTICE, "tied.json is no longer where it was").await;
}

/// The page ends while the file is being written, so that nobody knows whether it arrived.
#[wasm_bindgen_test]
async fn a_write_that_was_cut_off_is_done_again() {
    prepare_disk().await;
    let id = project().await;
    let stage = start(&id).await;
    tie(&stage, "tied.json").await;
    is_on_disk(&stage, "tied.json").await;
    drop(stage);
    let tie = meta(&id, TIE).await.unwrap();
    // `size modified - …`: other bytes arrived, and what was to be remembered of them did not.
    let cut = tie.replacen(" - ", " 7 ", 1);
    assert_ne!(cut, tie);
    Store::open(&id).await.unwrap().put_meta(TIE, &cut).await.unwrap();
    write_on_disk("tied.json", "1234567").await;
    let stage = start(&id).await;
    mark(&stage, "Montag", "3").await;
    is_on_disk(&stage, "tied.json").await;
    assert_eq!(stage.count(NOTICE), 0);
}

/// Where the browser keeps nothing, the file does.
#[wasm_bindgen_test]
async fn without_a_store_the_file_has_each_change() {
    prepare_disk().await;
    let session = Session::new(carets::project(MARKED), Default::default());
    let stage = Stage::show(session, None, Journal::new(), true).await;
    tie(&stage, "tied.json").await;
    mark(&stage, "Montag", "3").await;
    is_on_disk(&stage, "tied.json").await;
    mark(&stage, "Kim", "2").await;
    is_on_disk(&stage, "tied.json").await;
}
