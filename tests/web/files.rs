//! Files that are chosen or dropped: each is named for what it is, and none vanishes without a word.

use beleg::browser::indexed_db::Store;
use beleg_core::formats::native;
use beleg_core::journal::Journal;
use beleg_core::model::Project;
use beleg_core::model::limits::Limits;
use beleg_core::model::{History, Id, carets};
use beleg_core::session::Session;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

use crate::stage::Stage;

#[wasm_bindgen(module = "/tests/web/hands.js")]
extern "C" {
    #[wasm_bindgen(js_name = dropFiles)]
    async fn drop_files(names: Vec<String>, contents: Vec<String>);
    #[wasm_bindgen(js_name = chooseFiles)]
    async fn choose_files(names: Vec<String>, contents: Vec<String>);
}

const PICTURE: &str = "
Laut dpa kam Kim am Montag an.
     ^^^ source
";
const MORE: &str = "
Laut dpa kam Kim am Montag an.
     ^^^ source
                    ^^^^^^ date
";
const LIST: &str = "dialog[data-part=files]";
const OPENING: &str = "dialog[data-part=opening]";
const NOTICE: &str = "[data-part=notice]";

fn split(files: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
    files.iter().map(|(name, content)| ((*name).to_owned(), (*content).to_owned())).unzip()
}

async fn drop_all(files: &[(&str, &str)]) {
    let (names, contents) = split(files);
    drop_files(names, contents).await;
}

async fn says(stage: &Stage, selector: &str, words: &str) {
    let said = || if stage.count(selector) == 1 { stage.text_at(selector) } else { String::new() };
    assert!(
        stage.comes(async || said().contains(words)).await,
        "{selector} says {:?}, not {words:?}",
        said()
    );
}

async fn start() -> Stage {
    let id = Id::new("picture").unwrap();
    Store::delete(&id).await.unwrap();
    let store = Store::open(&id).await.unwrap();
    let session = Session::new(carets::project(PICTURE), History::default());
    Stage::show(session, Some(store), Journal::new(), true).await
}

fn row(number: u32) -> String {
    format!("{LIST} [data-row='{number}']")
}

#[wasm_bindgen_test]
async fn of_several_dropped_files_each_is_named_and_each_project_can_be_opened() {
    let stage = Stage::open(PICTURE).await;
    let (first, second) = (native::write(&carets::project(MORE)), native::write(&carets::project(PICTURE)));
    let files = [
        ("a.json", first.as_str()),
        ("Prüfung.ann", "T1\tSource 5 8\tdpa\n"),
        ("leer.txt", ""),
        ("Ordner", "(folder)"),
        ("b.json", &second),
        ("c.json", "{ broken"),
    ];
    drop_all(&files).await;
    says(&stage, &format!("{LIST} [role=status]"), "6 files: 2 can be opened, 0 opened, 4 cannot be opened.")
        .await;
    for (number, words) in [
        (0, "1 document · 2 annotations"),
        (1, "Prüfung.ann is brat standoff; Beleg cannot read it yet."),
        (2, "leer.txt is empty"),
        (3, "Ordner is a folder"),
        (4, "1 document · 1 annotation"),
        (5, "c.json is not JSON"),
    ] {
        says(&stage, &row(number), words).await;
    }
    // Cancel loses nothing.
    stage.push("[data-command=open-next]").await;
    says(&stage, &format!("{OPENING} [data-part=then]"), "After this: b.json.").await;
    stage.push("[data-command=cancel-opening]").await;
    says(&stage, &row(0), "2 annotations").await;
    stage.push("[data-command=open-next]").await;
    stage.until(|stage| stage.count(OPENING) == 1).await;
    // What would change is listed, and found by what becomes of it.
    says(&stage, "[data-part=changes] [data-change=added]", "Added Date “Montag”").await;
    assert_eq!(stage.text_at(&format!("{OPENING} [data-count=added]")), "1");
    stage.type_into("[name=change-words]", "nowhere").await;
    stage.until(|stage| stage.count("[data-part=changes] li") == 0).await;
    stage.push("[data-command=merge]").await;
    says(&stage, &row(0), "merged").await;
    stage.shows(MORE);
    stage.push(&format!("{} [data-command=open-file]", row(4))).await;
    stage.until(|stage| stage.count(OPENING) == 1).await;
    stage.cancel("dialog").await;
    says(&stage, &format!("{LIST} [role=status]"), "1 can be opened, 1 opened").await;
    stage.push("[data-command=close]").await;
    says(&stage, NOTICE, "Not opened: b.json.").await;
}

#[wasm_bindgen_test]
async fn that_undo_takes_a_file_out_is_said_as_long_as_undo_does() {
    let stage = Stage::open(PICTURE).await;
    let file = native::write(&carets::project(MORE));
    let merge = async || {
        drop_all(&[("a.json", &file)]).await;
        stage.until(|stage| stage.count(OPENING) == 1).await;
        stage.push("[data-command=merge]").await;
        says(&stage, NOTICE, "Undo takes it out again").await;
    };
    merge().await;
    stage.press("Ctrl+Z").await;
    stage.shows(PICTURE);
    assert_eq!(stage.count(NOTICE), 0, "it is out");
    merge().await;
    stage.select("Kim").await;
    assert_eq!(stage.count(NOTICE), 1, "looking on is no step");
    stage.press("1").await;
    assert_eq!(stage.count(NOTICE), 0, "Undo takes the mark away first");
}

#[wasm_bindgen_test]
async fn a_new_project_asks_for_a_file_and_takes_one_that_is_dropped() {
    let stage = Stage::of(Project::new(Id::new("empty").unwrap())).await;
    assert!(stage.is_shown("[data-part=empty] [data-command=open]"));
    assert!(stage.text_at("[data-part=empty]").contains("drop one"));
    for needs_text in ["[data-part=status]", "[data-part=hint]", ".text"] {
        assert!(!stage.is_shown(needs_text), "{needs_text}");
    }
    let file = native::write(&carets::project(PICTURE));
    drop_all(&[("a.json", &file)]).await;
    stage.until(|stage| stage.count(OPENING) == 1).await;
    stage.push("[data-command=merge]").await;
    stage.shows(PICTURE);
    assert!(!stage.is_shown("[data-part=empty]") && stage.is_shown("[data-part=status]"));
    stage.press("Ctrl+Z").await;
    assert!(stage.is_shown("[data-part=empty]"), "what Undo leaves is empty again");
}

#[wasm_bindgen_test]
async fn what_a_file_would_make_too_large_is_said_beside_the_buttons() {
    let limits = Limits { annotations: 1, ..Limits::READ };
    let session = Session::new(carets::project(PICTURE), History::default()).within(limits);
    let stage = Stage::show(session, None, Journal::new(), true).await;
    let file = native::write(&carets::project(MORE));
    drop_all(&[("a.json", &file)]).await;
    stage.until(|stage| stage.count(OPENING) == 1).await;
    for way in ["merge", "replace"] {
        let button = format!("[data-command={way}]");
        assert!(stage.attribute_at(&button, "disabled").is_some(), "{way}");
        let described = stage.attribute_at(&button, "aria-describedby").unwrap();
        let said = stage.text_at(&format!("#{described}"));
        assert!(said.contains("2 annotations") && said.contains("1 fit"), "{said}");
    }
    stage.push("[data-command=cancel-opening]").await;
    let file = native::write(&carets::project(PICTURE));
    drop_all(&[("b.json", &file)]).await;
    stage.until(|stage| stage.count(OPENING) == 1).await;
    assert!(stage.attribute_at("[data-command=replace]", "disabled").is_none(), "this one fits");
}

#[wasm_bindgen_test]
async fn one_file_that_cannot_be_opened_is_named_at_once() {
    let stage = Stage::open(PICTURE).await;
    for (name, content, words) in [
        ("x.json", "", "x.json is empty"),
        ("x.txt", " \n\u{a0}\n", "x.txt is blank"),
        ("x.csv", "a;b\r\n1;2\r\n", "x.csv is a table (CSV); Beleg cannot read it yet."),
    ] {
        let (names, contents) = split(&[(name, content)]);
        choose_files(names, contents).await;
        says(&stage, NOTICE, words).await;
    }
    drop_all(&[("Ordner", "(folder)")]).await;
    says(&stage, NOTICE, "Ordner is a folder").await;
    stage.shows(PICTURE);
}

#[wasm_bindgen_test]
async fn a_copy_of_the_open_project_lies_beside_it() {
    let stage = start().await;
    let file = native::write(&carets::project(MORE));
    drop_all(&[("a.json", &file), ("b.json", &file)]).await;
    stage.until(|stage| stage.count("[data-command=open-next]") == 1).await;
    stage.push("[data-command=open-next]").await;
    stage.until(|stage| stage.count("[data-command=open-copy]") == 1).await;
    assert_eq!(stage.count("[data-command=open-beside]"), 0, "it is the project that is open");
    stage.push("[data-command=open-copy]").await;
    says(&stage, &row(0), "(copy)").await;
    stage.shows(PICTURE);
    let address = stage.attribute_at(&format!("{} a", row(0)), "href").unwrap();
    let id = Id::new(address.strip_prefix("#project=").unwrap()).unwrap();
    assert_ne!(id.as_str(), "picture");
    let waiting = Store::open(&id).await.unwrap().load().await.unwrap().meta;
    assert_eq!(waiting["incoming"], format!("a.json\n{file}"));
    assert!(waiting["incoming-name"].ends_with(" (copy)"), "{}", waiting["incoming-name"]);
    Store::delete(&id).await.unwrap();
}

#[wasm_bindgen_test]
async fn before_a_file_is_merged_a_version_is_kept() {
    let stage = start().await;
    stage.press("Ctrl+Enter").await;
    drop_all(&[("a.json", &native::write(&carets::project(MORE)))]).await;
    stage.until(|stage| stage.count("[data-command=merge]") == 1).await;
    stage.push("[data-command=merge]").await;
    stage.shows(MORE);
    stage
        .until(|stage| stage.attribute_at("[data-part=save]", "data-state").as_deref() == Some("saved"))
        .await;
    stage.push("[data-command=projects]").await;
    stage.push("[data-command=versions]").await;
    says(&stage, "[data-part=versions] .rows li", ", before a file was merged").await;
    says(&stage, "[data-part=versions] .rows li", "1 annotation").await;
    stage.push("[data-command=look]").await;
    says(&stage, "[data-part=versions] [data-row]", "1 annotation. Restoring").await;
    says(&stage, "[data-part=versions] [data-row]", ", before a file was merged").await;
    // Its text with its marks, to be read, and what would change.
    assert_eq!(stage.text_at("[data-part=version-text] mark"), "dpaSource");
    assert_eq!(stage.count("[data-part=version-text] mark"), 1);
    says(&stage, "[data-part=changes] [data-change=removed]", "Montag").await;
    stage.push("[data-command=restore]").await;
    stage.shows(PICTURE);
}
