//! Fingers: a long press selects a word, handles move its edges, and a mark has handles as well.

use wasm_bindgen_test::*;

use crate::stage::Stage;

#[wasm_bindgen_test]
async fn a_long_press_selects_a_word_and_a_short_one_does_not() {
    let stage = Stage::open("Laut dpa stieg die Zahl.").await;
    stage.tap("stieg").await;
    assert_eq!(stage.selected(), "");
    stage.rest("stieg").await;
    assert_eq!(stage.selected(), "stieg");
    assert_eq!(stage.count("[data-part=toolbar]"), 1);
}

#[wasm_bindgen_test]
async fn handles_adjust_the_selection_and_are_large_enough() {
    let stage = Stage::open("Laut dpa stieg die Zahl.").await;
    stage.rest("stieg").await;
    assert_eq!(stage.count("[data-part=handle]:not([hidden])"), 2);
    assert!(stage.size_of("[data-part=handle]") >= 24);
    stage.drag_handle("[data-part=handle]:not(.start)", "Zahl").await;
    assert_eq!(stage.selected(), "stieg die Zahl");
    stage.push("[data-command=mark-claim]").await;
    assert_eq!(stage.carets(), "Laut dpa stieg die Zahl.\n         ^^^^^^^^^^^^^^ claim\n");
}

#[wasm_bindgen_test]
async fn handles_adjust_a_mark_in_one_step_of_undo() {
    let stage = Stage::open("Laut dpa stieg die Zahl.\n         ^^^^^ claim\n").await;
    stage.rest("Laut").await;
    stage.click("stieg").await;
    stage.tap("stieg").await;
    let drag = async || {
        stage.drag_handle("[data-part=handle]:not(.start)", "Zahl").await;
        stage.drag_handle("[data-part=handle].start", "dpa").await;
    };
    stage.at_once(drag()).await;
    assert_eq!(stage.carets(), "Laut dpa stieg die Zahl.\n         ^^^^^^^^^^^^^^ claim\n");
    stage.press("Ctrl+Z").await;
    assert_eq!(stage.carets(), "Laut dpa stieg die Zahl.\n         ^^^^^ claim\n");
}

#[wasm_bindgen_test]
async fn lifting_a_finger_after_a_long_press_marks_nothing() {
    let stage = Stage::open("Laut dpa stieg die Zahl.").await;
    stage.rest("stieg").await;
    stage.stray_click("[data-command=mark-claim]").await;
    assert_eq!((stage.card().as_str(), stage.selected().as_str()), ("", "stieg"));
    stage.push("[data-command=mark-claim]").await;
    assert_eq!(stage.card(), "stieg");
}

#[wasm_bindgen_test]
async fn the_toolbar_of_many_labels_leaves_what_a_finger_selected() {
    let stage = Stage::of_file(include_str!("projects/forty-labels.beleg.json")).await;
    for block in [0, 7, 20, 29] {
        stage.rest_on_block(block).await;
        stage.until(|stage| stage.toolbar_stands()).await;
    }
    stage.push("[data-command=mark-l40]").await;
    assert_ne!(stage.card(), "");
}
