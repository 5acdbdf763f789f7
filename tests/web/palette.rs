//! The palette: finding a command by typing, and what it does.

use wasm_bindgen_test::*;

use crate::stage::Stage;

const MARKED: &str = "
Laut dpa kam Kim am Montag an.
     ^^^ source
";

const FIELD: &str = "[data-part=palette] input";
const OPEN: &str = "dialog[open][data-part=palette]";
const ACTIVE: &str = "[role=option][aria-selected=true]";

/// The words of the row that Enter would do.
fn active(stage: &Stage) -> String {
    stage.text_at(&format!("{ACTIVE} .words")).trim().to_owned()
}

#[wasm_bindgen_test]
async fn a_command_is_found_by_parts_of_its_words() {
    let stage = Stage::open(MARKED).await;
    stage.press("Ctrl+K").await;
    assert_eq!((stage.count(OPEN), stage.focused().contains("combobox")), (1, true));
    for (typed, found) in [
        ("next doc", "Next document"),
        ("DOC next", "Next document"),
        ("key", "Show and change the keys"),
        ("open pict", "Open: Picture"),
    ] {
        stage.type_into(FIELD, typed).await;
        assert_eq!(active(&stage), found, "{typed}");
    }
    stage.type_into(FIELD, "fly").await;
    assert_eq!(
        (stage.count("[role=option]"), stage.text_at("[data-part=palette] [role=status]").as_str()),
        (0, "Nothing found.")
    );
    assert!(stage.press("Enter").await);
    assert_eq!(stage.count(OPEN), 1);
}

#[wasm_bindgen_test]
async fn every_command_is_there_with_its_key() {
    let stage = Stage::open(MARKED).await;
    stage.press("F1").await;
    stage.type_into(FIELD, "undo").await;
    assert_eq!(stage.text_at(&format!("{ACTIVE} kbd")), "Ctrl+Z");
    stage.type_into(FIELD, "mark as date").await;
    assert_eq!(stage.text_at(&format!("{ACTIVE} kbd")), "3");
    stage.type_into(FIELD, "").await;
    assert!(stage.count("[role=option]") > 60);
}

#[wasm_bindgen_test]
async fn arrows_choose_and_go_around() {
    let stage = Stage::open(MARKED).await;
    stage.press("Ctrl+K").await;
    stage.type_into(FIELD, "document").await;
    let mut seen = Vec::new();
    for key in ["ArrowUp", "ArrowDown", "ArrowDown"] {
        assert!(stage.press(key).await, "{key}");
        seen.push(active(&stage));
    }
    let id = stage.attribute_at(FIELD, "aria-activedescendant").unwrap();
    assert_eq!(stage.text_at(&format!("#{id} .words")).trim(), seen[2]);
    assert_ne!(seen[0], seen[1], "from the first up to the last");
    assert_eq!(stage.count(ACTIVE), 1);
}

#[wasm_bindgen_test]
async fn what_cannot_be_done_is_grey_and_says_why() {
    let stage = Stage::open(MARKED).await;
    stage.press("Ctrl+K").await;
    stage.type_into(FIELD, "delete").await;
    assert_eq!(active(&stage), "Delete the annotation Select an annotation first.");
    assert_eq!(stage.attribute_at(ACTIVE, "aria-disabled").as_deref(), Some("true"));
    stage.press("Enter").await;
    assert_eq!(stage.count(OPEN), 1, "it stays open");
}

#[wasm_bindgen_test]
async fn while_words_outside_the_text_are_selected_no_mark_is_changed_from_the_palette() {
    let stage = Stage::open(MARKED).await;
    stage.click("dpa").await;
    stage.select_nodes(("h1 text", 0), ("h1 text", 3)).await;
    stage.press("Ctrl+K").await;
    stage.type_into(FIELD, "delete").await;
    assert_eq!(active(&stage), "Delete the annotation Words outside the text are selected.");
    stage.press("Enter").await;
    assert_eq!(stage.count(OPEN), 1, "it stays open");
    stage.shows(MARKED);
}

#[wasm_bindgen_test]
async fn what_is_selected_in_the_text_is_marked_from_the_palette() {
    let stage = Stage::open(MARKED).await;
    stage.focus(".text");
    stage.press_all(&["Ctrl+End", "Ctrl+ArrowLeft", "Ctrl+ArrowLeft", "Ctrl+Shift+ArrowRight"]).await;
    assert_eq!(stage.selected(), "Montag");
    stage.press("Ctrl+K").await;
    stage.type_into(FIELD, "mark date").await;
    stage.press("Enter").await;
    stage.until(|stage| stage.count("dialog[open]") == 0 && stage.card() == "Montag").await;
    stage.shows(&format!("{MARKED}                    ^^^^^^ date"));
    stage
        .until(|stage| ["class=\"text\"", "<mark"].iter().any(|place| stage.focused().contains(place)))
        .await;
}

#[wasm_bindgen_test]
async fn closing_gives_back_the_focus_the_selection_and_the_caret() {
    let stage = Stage::open(MARKED).await;
    stage.focus(".text");
    stage.press_all(&["Ctrl+ArrowRight", "ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight"]).await;
    stage.press("Ctrl+K").await;
    stage.type_into(FIELD, "x").await;
    // Escape arrives at a dialog as a request to close it.
    stage.cancel("dialog").await;
    stage.until(|stage| stage.count("dialog[open]") == 0).await;
    stage.until(|stage| stage.selected() == "dp" && stage.focused().contains("class=\"text\"")).await;
    stage.press_all(&["Shift+ArrowRight", "1"]).await;
    assert_eq!(stage.card(), "dpa");
}

#[wasm_bindgen_test]
async fn a_command_that_goes_somewhere_goes_there_from_the_palette() {
    let stage = Stage::open(MARKED).await;
    stage.click("dpa").await;
    stage.press("Ctrl+K").await;
    stage.type_into(FIELD, "write note").await;
    stage.press("Enter").await;
    stage.until(|stage| stage.focused().contains("name=\"note\"")).await;
    // From a field as well, and with the mouse.
    stage.press("Ctrl+K").await;
    stage.type_into(FIELD, "done").await;
    stage.push(ACTIVE).await;
    stage.until(|stage| stage.value_at("[data-part=status]") == "done").await;
    stage.until(|stage| stage.focused().contains("name=\"note\"")).await;
}
