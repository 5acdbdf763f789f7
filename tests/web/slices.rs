//! Work that takes long is done in slices, and lists that are long are not drawn whole.

use std::fmt::Write;
use std::sync::Arc;

use beleg_core::formats::native;
use beleg_core::model::{
    Action, Document, Edit, Id, Item, Origin, Project, Status, Timestamp, Transaction, carets,
};
use beleg_core::session::{Act, moving};
use beleg_core::text::Text;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

use crate::stage::Stage;

#[wasm_bindgen(module = "/tests/web/hands.js")]
extern "C" {
    #[wasm_bindgen(js_name = chooseFiles)]
    async fn choose_files(names: Vec<String>, contents: Vec<String>);
    #[wasm_bindgen(js_name = pushAndCancel)]
    async fn push_and_cancel(selector: &str);
    #[wasm_bindgen(js_name = isInView)]
    fn is_in_view(view: &str, selector: &str) -> bool;
    #[wasm_bindgen(js_name = scrollTo)]
    async fn scroll_to(selector: &str, share: f64);
}

const OPENING: &str = "dialog[data-part=opening]";
const ROWS: &str = "nav [data-document]";

/// A project of which each document has one word.
fn documents(count: u32) -> Project {
    let mut project = Project::new(Id::new("picture").unwrap());
    let edits = (0..count).map(|number| {
        Edit::Add(
            Document {
                id: Id::new(&format!("d{number:05}")).unwrap(),
                rank: number,
                text: Text::new(format!("Wort{number}")),
                title: format!("Titel {number}"),
                outlet: None,
                published: None,
                language: None,
                url: None,
                status: Status::Open,
            }
            .into(),
        )
    });
    let edits = edits.collect();
    let (action, origin, at) = (Action::Replace, Origin::File, Timestamp::default());
    project.apply(&Transaction { action, edits, origin, at }).unwrap();
    project
}

/// A picture of 1,200 lines, the first of which are marked.
fn picture(marked: usize) -> String {
    let mut picture = String::from("\n");
    for number in 0..1_200 {
        let mark = if number < marked { "     ^^^ source\n" } else { "" };
        write!(picture, "Laut dpa kamen {number}.\n{mark}").unwrap();
    }
    picture
}

#[wasm_bindgen_test]
async fn of_many_documents_only_those_near_what_is_seen_have_rows() {
    let stage = Stage::of(documents(6_000)).await;
    if !stage.is_shown("nav.documents") {
        stage.push(".drawer-button[data-drawer=documents]").await;
    }
    assert!(stage.count(ROWS) < 100, "{} rows", stage.count(ROWS));
    assert_eq!(stage.count("nav [data-document=d00000][aria-current=true]"), 1);
    scroll_to("nav.documents", 0.5).await;
    stage.until(|stage| stage.count("nav [data-document=d03000]") == 1).await;
    assert!(
        is_in_view("nav.documents", "[data-document=d03000]"),
        "rows stand where the list keeps their room"
    );
    scroll_to("nav.documents", 1.0).await;
    stage.until(|stage| stage.count("nav [data-document=d05999]") == 1).await;
    assert!(stage.is_shown("nav [data-document=d05999]"));
    assert_eq!(stage.count("nav [data-document=d00000]"), 0);
    stage.push("nav [data-document=d05999]").await;
    if !stage.is_shown("nav.documents") {
        stage.push(".drawer-button[data-drawer=documents]").await;
        stage.until(|stage| stage.is_shown("nav [data-document=d05999]")).await;
    }
    assert_eq!(stage.text_of_block(0), "Wort5999");
    assert_eq!(stage.count("nav [data-document=d05999][aria-current=true]"), 1);

    stage.perform(Act::Open(Id::new("d03000").unwrap()));
    stage.until(|stage| stage.count("nav [data-document=d03000][aria-current=true]") == 1).await;
    stage.until(|stage| stage.is_shown("nav [data-document=d03000]")).await;
}

#[wasm_bindgen_test]
async fn a_long_text_is_drawn_in_slices_and_at_once_where_it_is_asked() {
    let line = format!("{}\n", "Wort ".repeat(100));
    let text = Text::new(line.repeat(2_000));
    let mut project = documents(1);
    let old = Arc::clone(project.documents()[0]);
    let new = Document { text: text.clone(), ..Document::clone(&old) };
    let edits = vec![Edit::Replace { old: Item::Document(old), new: new.into() }];
    let (action, origin, at) = (Action::ReplaceText, Origin::File, Timestamp::default());
    project.apply(&Transaction { action, edits, origin, at }).unwrap();
    let stage = Stage::of(project).await;
    let end = text.end();
    stage.perform(stage.read(|session| moving::to(session, end.minus(5), false)));
    stage.perform(stage.read(|session| moving::to(session, end.minus(1), true)));
    stage.until(|stage| stage.selected() == "Wort").await;
    stage.until(|stage| stage.block_texts().len() == text.blocks().len()).await;
    assert_eq!(stage.block_texts().concat(), text.as_str());
}

#[wasm_bindgen_test]
async fn a_large_step_can_be_ended_and_has_changed_nothing_then() {
    let (here, there) = (carets::project(&picture(3)), native::write(&carets::project(&picture(1_200))));
    let stage = Stage::of(here.clone()).await;
    choose_files(vec!["groß.json".to_owned()], vec![there.clone()]).await;
    stage.until(|stage| stage.count(OPENING) == 1).await;
    push_and_cancel(&format!("{OPENING} [data-command=replace]")).await;
    assert_eq!(stage.count("dialog[open]"), 0);
    assert!(stage.read(|session| *session.project() == here && session.history().undo().is_none()));

    choose_files(vec!["groß.json".to_owned()], vec![there]).await;
    stage.until(|stage| stage.count(OPENING) == 1).await;
    stage.push(&format!("{OPENING} [data-command=replace]")).await;
    stage.until(|stage| stage.count("dialog[open]") == 0).await;
    assert_eq!(stage.read(|session| session.project().total()), 1_200);
    stage.press("Ctrl+Z").await;
    assert!(stage.read(|session| *session.project() == here), "one step");
}
