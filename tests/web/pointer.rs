//! The mouse from press to release, wherever it goes meanwhile: what is blue is what gets marked.

use wasm_bindgen_test::*;

use crate::stage::Stage;

const PLAIN: &str = "
Laut dpa stieg die Zahl.
Das teilte Kim mit.
Am Montag kam Russland hinzu.
";

/// The same with lines between, so that the toolbar under the first one covers nothing of the last ones.
const APART: &str = "
Laut dpa stieg die Zahl.
Es folgt
noch mehr
davon hier.
Das teilte Kim mit.
Am Montag kam Russland hinzu.
";

/// What a drag from one place to another selects.
async fn check(from: &str, to: &str, selected: &str) {
    let stage = Stage::open(PLAIN).await;
    stage.mouse_drag(from, to).await;
    assert_eq!(stage.selected(), selected, "from {from} to {to}");
    assert_eq!(stage.count("[data-part=toolbar]"), u32::from(!selected.is_empty()));
}

#[wasm_bindgen_test]
async fn a_drag_beside_the_text_ends_with_the_line_of_the_pointer() {
    check("teilte", "right of Kim", "teilte Kim mit.").await;
    check("dpa", "right of Kim", "dpa stieg die Zahl.\nDas teilte Kim mit.").await;
    check("Kim", "left of dpa", "Laut dpa stieg die Zahl.\nDas teilte").await;
    check("Montag", "left of Montag", "Am").await;
}

#[wasm_bindgen_test]
async fn a_drag_above_or_below_the_text_ends_with_the_text() {
    check("Kim", ".bar", "Laut dpa stieg die Zahl.\nDas teilte").await;
    check("Kim", "h1", "Laut dpa stieg die Zahl.\nDas teilte").await;
    check("kam", "below", "kam Russland hinzu.").await;
}

#[wasm_bindgen_test]
async fn a_drag_from_beside_the_text_begins_with_the_line() {
    check("before of Das", "Kim", "Das teilte").await;
    check("behind of Das", "Montag", "Am").await;
    check("behind of Das", "stieg", "stieg die Zahl.\nDas teilte Kim mit.").await;
}

#[wasm_bindgen_test]
async fn a_drag_from_the_title_or_the_line_under_it_begins_with_the_text() {
    check("h1", "stieg", "Laut dpa").await;
    check(".meta > span", "Kim", "Laut dpa stieg die Zahl.\nDas teilte").await;
}

#[wasm_bindgen_test]
async fn what_is_blue_is_marked_after_a_drag_too_far() {
    let stage = Stage::open(PLAIN).await;
    stage.mouse_drag("teilte", "right of Kim").await;
    stage.press("2").await;
    stage.shows(
        "
Laut dpa stieg die Zahl.
Das teilte Kim mit.
    ^^^^^^^^^^^^^^^ source
Am Montag kam Russland hinzu.
",
    );
}

#[wasm_bindgen_test]
async fn a_press_that_is_never_released_leaves_nothing_behind() {
    for end in ["pointercancel", "blur", "pointermove", "contextmenu"] {
        let stage = Stage::open(APART).await;
        stage.mouse_drag("Laut", "stieg").await;
        assert_eq!(stage.selected(), "Laut dpa");
        stage.mouse_down("teilte", 1, "").await;
        stage.mouse_to("mit", true).await;
        match end {
            "pointermove" => stage.mouse_to("Russland", false).await,
            _ => stage.interrupt(end).await,
        }
        assert_eq!(stage.selected(), "teilte Kim", "after {end}");
        // The mouse does nothing more.
        stage.mouse_to("Russland", false).await;
        stage.press("2").await;
        assert_eq!(stage.card(), "teilte Kim", "after {end}");
        // And the page hears of what is selected without it.
        stage.touch("Montag").await;
        stage.press("3").await;
        assert_eq!(stage.card(), "Montag", "after {end}");
    }
}

#[wasm_bindgen_test]
async fn words_that_are_selected_cannot_be_dragged_away() {
    let stage = Stage::open(PLAIN).await;
    stage.mouse_drag("Laut", "stieg").await;
    assert!(stage.takes("dragstart", "dpa"));
    // A press on them begins another selection.
    stage.mouse_drag("dpa", "Zahl").await;
    assert_eq!(stage.selected(), "dpa stieg die");
    stage.press("1").await;
    assert_eq!(stage.card(), "dpa stieg die");
}

#[wasm_bindgen_test]
async fn the_other_button_changes_nothing_and_brings_the_browser_s_menu() {
    let stage = Stage::open(PLAIN).await;
    stage.mouse_drag("Laut", "stieg").await;
    for place in ["dpa", "Kim"] {
        stage.right_down(place).await;
        assert!(!stage.takes("contextmenu", place));
        assert_eq!(stage.selected(), "Laut dpa");
        assert_eq!(stage.count("[data-part=toolbar]"), 1);
    }
    stage.press("1").await;
    assert_eq!(stage.card(), "Laut dpa");
}

#[wasm_bindgen_test]
async fn two_clicks_take_a_word_and_three_a_paragraph() {
    let stage = Stage::open(PLAIN).await;
    for (clicks, to, selected) in [
        (2, "teilte", "teilte"),
        (2, "mit", "teilte Kim mit"),
        (2, "Das", "Das teilte"),
        (3, "teilte", "Das teilte Kim mit."),
        (3, "dpa", "Laut dpa stieg die Zahl.\nDas teilte Kim mit."),
    ] {
        stage.mouse_down("teilte", clicks, "").await;
        stage.mouse_to(to, true).await;
        stage.mouse_up("").await;
        assert_eq!(stage.selected(), selected, "{clicks} clicks and on to {to}");
    }
}

/// An engine that counts by place and time alone calls the next press there the second one.
#[wasm_bindgen_test]
async fn a_drag_is_no_click() {
    let stage = Stage::open(PLAIN).await;
    stage.mouse_drag("teilte", "mit").await;
    stage.mouse_down("teilte", 2, "").await;
    stage.mouse_to("Das", true).await;
    stage.mouse_up("Alt").await;
    assert_eq!(stage.selected().trim_end(), "Das");
}

#[wasm_bindgen_test]
async fn shift_and_the_mouse_extend_what_is_selected() {
    let stage = Stage::open(APART).await;
    stage.mouse_drag("dpa", "stieg").await;
    stage.mouse_down("Kim", 1, "Shift").await;
    stage.mouse_up("").await;
    assert_eq!(stage.selected(), "dpa stieg die Zahl.\nEs folgt\nnoch mehr\ndavon hier.\nDas teilte");
}

#[wasm_bindgen_test]
async fn alt_keeps_exact_characters() {
    let stage = Stage::open("Haustürschlüssel").await;
    stage.mouse_down("tür", 1, "").await;
    stage.mouse_to("schlüssel", true).await;
    stage.mouse_up("Alt").await;
    assert_eq!(stage.selected(), "tür");
}

#[wasm_bindgen_test]
async fn the_toolbar_comes_after_the_release() {
    let stage = Stage::open(APART).await;
    stage.mouse_drag("Laut", "stieg").await;
    assert!(stage.is_shown("[data-part=toolbar]"));
    stage.mouse_down("teilte", 1, "").await;
    stage.mouse_to("mit", true).await;
    assert!(!stage.is_shown(".toolbar"));
    stage.mouse_up("").await;
    assert!(stage.is_shown("[data-part=toolbar]") && stage.toolbar_stands());
}

#[wasm_bindgen_test]
async fn a_click_that_was_pressed_elsewhere_marks_nothing() {
    let stage = Stage::open(PLAIN).await;
    stage.mouse_drag("Laut", "stieg").await;
    stage.stray_click("[data-command=mark-source]").await;
    assert_eq!(stage.card(), "");
    stage.push("[data-command=mark-source]").await;
    assert_eq!(stage.card(), "Laut dpa");
}

#[wasm_bindgen_test]
async fn what_is_pressed_beside_the_text_is_left_to_the_browser() {
    let stage = Stage::open(PLAIN).await;
    assert!(!stage.mouse_down("[data-part=status]", 1, "").await);
    stage.mouse_up("").await;
    assert!(!stage.mouse_down(".bar", 1, "").await);
    stage.mouse_up("").await;
    assert!(stage.mouse_down("dpa", 1, "").await);
    stage.mouse_up("").await;
    assert!(stage.focused_text().starts_with("Laut dpa"), "the text has the focus");
}

/// Firefox holds several; in the other engines the last or the first one counts, and that is what is blue.
#[wasm_bindgen_test]
async fn several_stretches_are_one_annotation_in_one_step() {
    let stage = Stage::open(PLAIN).await;
    let held = stage.select_several(&["aut dp", "teilte", "Russlan"]).await;
    stage.press("1").await;
    if held > 1 {
        stage.shows(
            "
Laut dpa stieg die Zahl.
^^^^^^^^ claim#1
Das teilte Kim mit.
    ^^^^^^ claim#1
Am Montag kam Russland hinzu.
              ^^^^^^^^ claim#1
",
        );
    } else {
        assert_eq!(stage.card(), "Laut dpa");
    }
    stage.press("Ctrl+Z").await;
    stage.shows(PLAIN);
}

#[wasm_bindgen_test]
async fn ctrl_and_the_mouse_add_a_stretch_where_the_browser_shows_it() {
    let stage = Stage::open(APART).await;
    stage.mouse_drag("Laut", "stieg").await;
    stage.mouse_down("teilte", 1, "Ctrl").await;
    stage.mouse_to("right of Kim", true).await;
    stage.mouse_up("").await;
    let ranges = stage.ranges();
    stage.press("1").await;
    match ranges.as_slice() {
        [one] => assert_eq!((one.as_str(), stage.card().as_str()), ("teilte Kim mit.", "teilte Kim mit.")),
        several => {
            assert_eq!(several, ["Laut dpa", "teilte Kim mit."]);
            assert_eq!(stage.card(), "Laut dpa … teilte Kim mit.");
        }
    }
}

#[wasm_bindgen_test]
async fn the_very_characters_of_the_text_are_copied() {
    let stage = Stage::open("Eins\u{a0}zwei\r\n\r\ndrei  vier\n").await;
    stage.select_across("Eins", "drei").await;
    assert_eq!(stage.copied(".text").as_deref(), Some("Eins\u{a0}zwei\r\n\r\ndrei"));
    stage.select_nodes(("h1 text", 0), ("h1 text", 4)).await;
    assert_eq!(stage.copied("h1"), None);
    if stage.select_several(&["Eins", "vier"]).await > 1 {
        assert_eq!(stage.copied(".text").as_deref(), Some("Eins\nvier"));
    }
    // What is selected in a field is the field's.
    stage.mouse_drag("drei", "vier").await;
    stage.press("1").await;
    assert_eq!(stage.copied("[name=note]"), None);
}

/// Forty labels: some are seen, the others by scrolling.
#[wasm_bindgen_test]
async fn many_labels_cover_nothing_that_is_selected() {
    let stage = Stage::of_file(include_str!("projects/forty-labels.beleg.json")).await;
    for block in [0, 9, 29] {
        let block = format!("[data-block='{block}']");
        stage.mouse_down(&block, 2, "").await;
        stage.mouse_up("").await;
        stage.until(|stage| stage.toolbar_stands()).await;
    }
    stage.push("[data-command=mark-l40]").await;
    assert_ne!(stage.card(), "");
}
