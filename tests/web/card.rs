//! The card of the selected annotation.

use beleg::model::Annotation;
use wasm_bindgen_test::*;

use crate::stage::Stage;

const MARKED: &str = "
Laut dpa kam Kim am Montag an.
     ^^^ source
         ^^^^^^^^^^^^^^^^^ claim
                    ^^^^^^ date
";

const VALUE: &str = "[data-part=card] [name=value]";
const NAME: &str = "[data-part=card] [name=name]";
const NOTE: &str = "[data-part=card] [name=note]";
const SAID: &str = "#value-said";

/// The picture with the mark on the words selected.
async fn open(words: &str) -> Stage {
    let stage = Stage::open(MARKED).await;
    stage.click(words).await;
    stage
}

fn annotation(stage: &Stage) -> Annotation {
    stage.read(|session| Annotation::clone(session.annotation().unwrap()))
}

fn value(stage: &Stage) -> Option<String> {
    annotation(stage).attributes.value.map(|value| value.to_string())
}

fn is_invalid(stage: &Stage) -> bool {
    stage.attribute_at(VALUE, "aria-invalid").as_deref() == Some("true")
}

#[wasm_bindgen_test]
async fn a_date_is_set_as_it_is_typed() {
    let stage = open("Montag").await;
    for (typed, set, said) in [
        ("2024", "2024", "2024"),
        ("2024-06", "2024-06", "June 2024"),
        (" 2024-06-19 ", "2024-06-19", "19 June 2024"),
        ("2024-06-19T14:30", "2024-06-19T14:30", "19 June 2024, 14:30"),
    ] {
        stage.type_into(VALUE, typed).await;
        assert_eq!(value(&stage).as_deref(), Some(set));
        assert_eq!((stage.text_at(SAID).as_str(), is_invalid(&stage)), (said, false));
    }
    stage.leave().await;
    assert_eq!(stage.text_at("[data-part=annotations] li:nth-child(3) small"), "2024-06-19T14:30");
}

#[wasm_bindgen_test]
async fn what_is_no_date_is_said_and_changes_nothing() {
    let stage = open("Montag").await;
    for (typed, word) in
        [("gestern", "not a date"), ("2024-13", "month"), ("2023-02-29", "day"), ("2024-06-19T25:00", "time")]
    {
        stage.type_into(VALUE, "2024-02-29").await;
        stage.leave().await;
        stage.type_into(VALUE, typed).await;
        assert!(!is_invalid(&stage), "{typed} may still become a date");
        stage.leave().await;
        let said = stage.text_at(SAID);
        assert!(is_invalid(&stage) && said.contains(typed) && said.contains(word), "{typed}: {said}");
        assert_eq!(value(&stage).as_deref(), Some("2024-02-29"));
        assert_eq!(stage.value_at(VALUE), typed, "what was typed stays to be corrected");
    }
    stage.type_into(VALUE, "2024-03-01").await;
    assert!(!is_invalid(&stage));
    assert_eq!(value(&stage).as_deref(), Some("2024-03-01"));
}

#[wasm_bindgen_test]
async fn markup_in_a_wrong_date_is_text() {
    let stage = open("Montag").await;
    stage.type_into(VALUE, "<b>1</b>").await;
    stage.leave().await;
    assert_eq!(stage.count("#value-said b"), 0);
    assert!(stage.text_at(SAID).contains("<b>1</b>"));
}

#[wasm_bindgen_test]
async fn an_empty_field_takes_the_date_away() {
    let stage = open("Montag").await;
    stage.type_into(VALUE, "2024-06").await;
    stage.type_into(VALUE, "").await;
    stage.leave().await;
    assert_eq!((value(&stage), is_invalid(&stage)), (None, false));
}

#[wasm_bindgen_test]
async fn labels_stand_on_the_card_and_change_the_mark() {
    let stage = open("Montag").await;
    let pressed =
        |label: &str| stage.attribute_at(&format!("[data-part=card] [data-label={label}]"), "aria-pressed");
    assert_eq!([pressed("claim"), pressed("date")].map(Option::unwrap), ["false", "true"]);
    stage.push("[data-part=card] [data-label=source]").await;
    assert_eq!([pressed("source"), pressed("date")].map(Option::unwrap), ["true", "false"]);
    assert_eq!((stage.count(VALUE), stage.count(NAME)), (0, 1));
    stage.push("[data-part=card] [data-label=claim]").await;
    assert_eq!((stage.count(VALUE), stage.count(NAME)), (0, 0));
    stage.shows(
        "
Laut dpa kam Kim am Montag an.
     ^^^ source
         ^^^^^^^^^^^^^^^^^ claim
                    ^^^^^^ claim
",
    );
}

#[wasm_bindgen_test]
async fn a_source_has_a_name() {
    let stage = open("dpa").await;
    stage.type_into(NAME, " Deutsche Presse-Agentur ").await;
    assert_eq!(annotation(&stage).attributes.name.as_deref(), Some("Deutsche Presse-Agentur"));
    stage.type_into(NAME, " ").await;
    assert_eq!(annotation(&stage).attributes.name, None);
}

#[wasm_bindgen_test]
async fn what_is_typed_stands_in_the_field_as_it_was_typed() {
    let stage = open("dpa").await;
    for typed in [" Deutsche ", "Deutsche P\u{8}"] {
        stage.type_into(NAME, typed).await;
        assert_eq!(stage.value_at(NAME), typed.replace("P\u{8}", ""));
        stage.leave().await;
        assert_eq!(stage.value_at(NAME), "Deutsche");
    }
    let stage = open("Montag").await;
    stage.type_into(VALUE, "2024-06-19\u{8}\u{8}").await;
    assert_eq!(stage.value_at(VALUE), "2024-06-");
    stage.type_into(VALUE, "2024-06-19 ").await;
    assert_eq!(stage.value_at(VALUE), "2024-06-19 ");
    stage.leave().await;
    assert_eq!(stage.value_at(VALUE), "2024-06-19");
}

/// Somebody who types `2024-13` has typed `2024` on the way.
#[wasm_bindgen_test]
async fn the_beginning_of_no_date_is_no_date() {
    let stage = open("Montag").await;
    stage.type_into(VALUE, "2024-13").await;
    assert_eq!(value(&stage), None);
    stage.type_into(VALUE, "2023").await;
    stage.leave().await;
    stage.type_into(VALUE, "2024-13").await;
    stage.leave().await;
    assert_eq!(value(&stage).as_deref(), Some("2023"));
}

#[wasm_bindgen_test]
async fn a_note_is_kept_as_it_is_typed_and_the_field_keeps_the_focus() {
    let stage = open("dpa").await;
    stage.type_into(NOTE, "Wer genau?\n 1 2 3 ").await;
    assert_eq!(annotation(&stage).note, "Wer genau?\n 1 2 3 ");
    assert_eq!(stage.value_at(NOTE), "Wer genau?\n 1 2 3 ");
    assert!(stage.focused().contains("note"), "{}", stage.focused());
}

#[wasm_bindgen_test]
async fn each_annotation_has_its_own_card() {
    let stage = open("dpa").await;
    stage.type_into(NOTE, "eins").await;
    stage.click("Montag").await;
    assert_eq!((stage.card().as_str(), stage.value_at(NOTE).as_str()), ("Montag", ""));
    stage.click("dpa").await;
    assert_eq!(stage.value_at(NOTE), "eins");
}

#[wasm_bindgen_test]
async fn a_row_of_the_list_shows_that_there_is_a_note() {
    let stage = open("dpa").await;
    let row = "[data-part=annotations] [aria-current=true]";
    assert_eq!(stage.attribute_at(row, "data-noted"), None);
    stage.type_into(NOTE, "eins").await;
    assert!(stage.attribute_at(row, "data-noted").is_some());
    stage.press("Ctrl+Z").await;
    stage.press("Ctrl+Z").await;
    assert_eq!(stage.attribute_at(row, "data-noted"), None);
}

#[wasm_bindgen_test]
async fn buttons_move_edges_as_far_as_there_is_a_way() {
    let stage = open("dpa").await;
    assert!(stage.attribute_at("#edges", "hidden").is_some(), "they stand behind one button");
    stage.push("[data-part=card] [data-command=edges]").await;
    assert_eq!(stage.attribute_at("#edges", "hidden"), None);
    stage.push("[data-part=card] [data-command=start-in]").await;
    stage.shows(MARKED);
    stage.push("[data-part=card] [data-command=start-out]").await;
    stage.push("[data-part=card] [data-command=end-out-char]").await;
    stage.shows(
        "
Laut dpa kam Kim am Montag an.
^^^^^^^^^ source
         ^^^^^^^^^^^^^^^^^ claim
                    ^^^^^^ date
",
    );
    assert_eq!(stage.card(), "Laut dpa ");
}

#[wasm_bindgen_test]
async fn a_button_is_grey_where_its_command_has_nothing_to_work_on() {
    let stage = open("kam").await;
    let is_grey =
        |command: &str| stage.attribute_at(&format!("[data-command={command}]"), "disabled").is_some();
    assert!(is_grey("undo") && is_grey("redo") && !is_grey("delete"));
    stage.push("[data-part=card] [data-command=delete]").await;
    assert!(!is_grey("undo") && is_grey("redo"));
    stage.push("[data-command=undo]").await;
    assert!(is_grey("undo") && !is_grey("redo"));
}

#[wasm_bindgen_test]
async fn without_a_selection_there_is_a_hint() {
    let stage = open("dpa").await;
    assert_eq!((stage.count("[data-part=card]"), stage.count("[data-part=hint]:not([hidden])")), (1, 0));
    stage.push("[data-part=card] [data-command=delete]").await;
    assert_eq!((stage.count("[data-part=card]"), stage.count("[data-part=hint]:not([hidden])")), (0, 1));
}

#[wasm_bindgen_test]
async fn all_marks_in_one_place_are_listed_and_can_be_reached() {
    let stage = Stage::open("Kim kam an.\n^^^^^^^^^^ claim\n^^^ source\n^^^^^^^ claim\n").await;
    stage.click("Kim").await;
    assert_eq!(stage.text_at("[data-part=here] > button"), "3 marks here");
    stage.push("[data-part=here] > button").await;
    let words = |row: u32| stage.text_at(&format!("[data-part=here] li:nth-child({row}) .words"));
    assert_eq!([words(1), words(2), words(3)], ["Kim", "Kim kam", "Kim kam an"]);
    stage.push("[data-part=here] li:nth-child(3) button").await;
    assert_eq!(stage.card(), "Kim kam an");
    assert_eq!(stage.count("[data-part=here] li"), 3);
}
