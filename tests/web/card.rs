//! The card of the selected annotation.

use beleg_core::model::{Action, Annotation, Edit, Item, Origin, Timestamp, Transaction, carets};
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

/// The row of the date in the list.
const ROW: &str = "[data-part=annotations] li:nth-child(3) small";

#[wasm_bindgen_test]
async fn a_date_is_said_as_it_is_typed_and_counts_when_the_field_is_left() {
    let stage = open("Montag").await;
    let mut before = None;
    for (typed, set, said) in [
        ("2024", "2024", "2024"),
        ("2024-06", "2024-06", "June 2024"),
        ("19. Juni 2024, 14.30 Uhr", "2024-06-19T14:30", "19 June 2024, 14:30"),
        ("19.6.24", "2024-06-19", "19 June 2024"),
    ] {
        stage.type_into(VALUE, typed).await;
        assert_eq!((stage.text_at(SAID).as_str(), is_invalid(&stage)), (said, false));
        assert_eq!(value(&stage), before, "{typed} may become something else");
        stage.leave().await;
        assert_eq!(value(&stage).as_deref(), Some(set));
        assert_eq!((stage.value_at(VALUE).as_str(), stage.text_at(SAID).as_str()), (set, said));
        before = value(&stage);
    }
    stage.type_into(VALUE, " 2024-06-20T14:30 ").await;
    assert_eq!(value(&stage).as_deref(), Some("2024-06-20T14:30"), "that is a whole date");
    stage.leave().await;
    assert_eq!(stage.text_at(ROW), "2024-06-20T14:30");
}

#[wasm_bindgen_test]
async fn enter_lets_a_date_count_and_escape_puts_back_what_was_there() {
    let stage = open("Montag").await;
    stage.type_into(VALUE, "Juni 2024").await;
    assert!(stage.press("Enter").await);
    assert_eq!(value(&stage).as_deref(), Some("2024-06"));
    assert!(stage.focused().contains("value"), "{}", stage.focused());
    for typed in ["3.5.2023", "2023-05-03", "irgendwann", ""] {
        stage.type_into(VALUE, typed).await;
        assert!(stage.press("Escape").await);
        assert_eq!((stage.value_at(VALUE).as_str(), value(&stage).as_deref()), ("2024-06", Some("2024-06")));
    }
    stage.press("Escape").await;
    assert_eq!(stage.card(), "", "the second leads out");
}

#[wasm_bindgen_test]
async fn what_is_no_date_is_said_and_kept_as_it_is() {
    let stage = open("Montag").await;
    for (typed, word) in [
        ("demnächst", "not a date"),
        ("gestern", "counts from the day of the document"),
        ("2024-13", "month"),
        ("2023-02-29", "day"),
        ("2024-06-19T25:00", "time"),
    ] {
        stage.type_into(VALUE, "2024-02-29").await;
        stage.leave().await;
        stage.type_into(VALUE, typed).await;
        assert!(!is_invalid(&stage), "{typed} may still become a date");
        stage.leave().await;
        let said = stage.text_at(SAID);
        assert!(is_invalid(&stage) && said.contains(typed) && said.contains(word), "{typed}: {said}");
        assert_eq!(value(&stage), None, "no older date takes its place");
        assert_eq!(annotation(&stage).attributes.value_text.as_deref(), Some(typed));
        assert_eq!(stage.value_at(VALUE), typed, "what was typed stays to be corrected");
        assert_eq!(stage.text_at(ROW), format!("“{typed}” not understood"));
    }
    stage.click("dpa").await;
    stage.push("[data-command=next-not-understood]").await;
    assert_eq!((stage.card().as_str(), stage.value_at(VALUE).as_str()), ("Montag", "2024-06-19T25:00"));
    assert_eq!(stage.count("[data-part=notice]"), 1);
    stage.type_into(VALUE, "2024-03-01").await;
    stage.leave().await;
    assert!(!is_invalid(&stage));
    assert_eq!(stage.count("[data-part=notice]"), 0, "it is a date now");
    assert_eq!(value(&stage).as_deref(), Some("2024-03-01"));
    assert_eq!(stage.count("[data-command=next-not-understood]"), 0);
}

#[wasm_bindgen_test]
async fn what_is_being_typed_counts_before_anything_else_happens() {
    let stage = open("Montag").await;
    stage.type_into(VALUE, "demnächst").await;
    // Without a focus that goes, as in WebKit.
    stage.click("dpa").await;
    assert_eq!(stage.text_at(ROW), "“demnächst” not understood");
    stage.click("Montag").await;
    stage.type_into(VALUE, "19.6.2024").await;
    stage.push("[data-part=card] [data-label=claim]").await;
    assert_eq!(stage.text_at("[data-part=set-aside]"), "Set aside: date 19 June 2024, back with Date");
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
    assert_eq!(annotation(&stage).attributes.name, None, "not letter by letter");
    stage.leave().await;
    assert_eq!(annotation(&stage).attributes.name.as_deref(), Some("Deutsche Presse-Agentur"));
    stage.type_into(NAME, " ").await;
    stage.leave().await;
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
    stage.type_into(VALUE, "2023").await;
    stage.leave().await;
    stage.type_into(VALUE, "2024-13").await;
    assert_eq!(value(&stage).as_deref(), Some("2023"), "nothing counts yet");
    stage.leave().await;
    assert_eq!(annotation(&stage).attributes.value_text.as_deref(), Some("2024-13"));
}

/// Two sources, one of which has a name, and a third.
const SOURCES: &str = "
Laut dpa kam Kim, laut Lee ging er.
     ^^^ source
             ^^^ source
                       ^^^ source
";

const OPTION: &str = "#names [role=option]";

/// The picture with a name for the first source and the third one selected.
async fn with_names() -> Stage {
    let stage = Stage::open(SOURCES).await;
    for (words, name) in [("dpa", "Deutsche Presse-Agentur"), ("Kim", "Kim Deutsch")] {
        stage.click(words).await;
        stage.type_into(NAME, name).await;
        stage.press("Enter").await;
    }
    stage.click("Lee").await;
    stage
}

fn name(stage: &Stage) -> Option<String> {
    annotation(stage).attributes.name
}

#[wasm_bindgen_test]
async fn enter_takes_the_name_that_completes_what_was_typed() {
    let stage = with_names().await;
    stage.type_into(NAME, "deu").await;
    assert_eq!((stage.count(OPTION), name(&stage)), (2, None));
    assert_eq!(stage.attribute_at(NAME, "aria-expanded").as_deref(), Some("true"));
    assert_eq!(stage.attribute_at(NAME, "aria-activedescendant").as_deref(), Some("name-0"));
    assert_eq!(
        stage.text_at("#name-said"),
        "Enter takes “Deutsche Presse-Agentur”. Escape and then Enter, or leaving the field, takes “deu”."
    );
    assert!(stage.press("Enter").await);
    assert_eq!(name(&stage).as_deref(), Some("Deutsche Presse-Agentur"));
    assert_eq!((stage.value_at(NAME).as_str(), stage.count(OPTION)), ("Deutsche Presse-Agentur", 0));
}

#[wasm_bindgen_test]
async fn arrows_and_the_pointer_choose_a_name() {
    let stage = with_names().await;
    stage.type_into(NAME, "deu").await;
    stage.press_all(&["ArrowDown", "Enter"]).await;
    assert_eq!(name(&stage).as_deref(), Some("Kim Deutsch"));
    // Of one there is only the one, and it completes what was typed: an arrow does not lead away from it.
    stage.type_into(NAME, "deutsche p").await;
    stage.press_all(&["ArrowDown", "Enter"]).await;
    assert_eq!(name(&stage).as_deref(), Some("Deutsche Presse-Agentur"));
    // In an empty field they show all there are.
    stage.type_into(NAME, "").await;
    stage.press_all(&["ArrowUp"]).await;
    assert_eq!(stage.count(OPTION), 2);
    stage.push("#name-0").await;
    assert_eq!(name(&stage).as_deref(), Some("Deutsche Presse-Agentur"));
}

#[wasm_bindgen_test]
async fn ones_own_name_can_be_the_beginning_of_another() {
    let stage = with_names().await;
    stage.type_into(NAME, "Deutsch").await;
    stage.press("Escape").await;
    assert_eq!((stage.count(OPTION), stage.value_at(NAME).as_str()), (0, "Deutsch"));
    assert_eq!(stage.text_at("#name-said"), "Enter takes “Deutsch”; Escape puts back what was there.");
    stage.press("Enter").await;
    assert_eq!(name(&stage).as_deref(), Some("Deutsch"));
    // Whoever gives up leaves what was there, and no half a name.
    stage.type_into(NAME, "Kim").await;
    stage.press_all(&["Escape", "Escape"]).await;
    assert_eq!((stage.value_at(NAME).as_str(), name(&stage).as_deref()), ("Deutsch", Some("Deutsch")));
    assert!(stage.focused().contains("name"), "{}", stage.focused());
}

#[wasm_bindgen_test]
async fn what_another_label_does_not_ask_for_is_set_aside_and_comes_back() {
    let stage = with_names().await;
    stage.click("dpa").await;
    const ASIDE: &str = "[data-part=set-aside]";
    const NOTICE: &str = ".notices";
    assert!(stage.attribute_at(ASIDE, "hidden").is_some());
    for label in ["claim", "date"] {
        stage.push(&format!("[data-part=card] [data-label={label}]")).await;
        let aside = "Set aside: name “Deutsche Presse-Agentur”, back with Source";
        assert_eq!(stage.text_at(ASIDE), aside);
        // It is said of the step that did it, and stands on the card as long as it is so.
        assert_eq!(stage.text_at(NOTICE).contains(aside), label == "claim");
        assert_eq!(stage.count("[data-part=annotations] li:nth-child(1) small"), 0);
    }
    stage.push("[data-part=card] [data-label=source]").await;
    assert_eq!(stage.value_at(NAME), "Deutsche Presse-Agentur");
    assert!(stage.attribute_at(ASIDE, "hidden").is_some());
    assert!(stage.text_at(NOTICE).contains("Back: name “Deutsche Presse-Agentur”."));
}

#[wasm_bindgen_test]
async fn its_own_label_changes_nothing() {
    let stage = open("dpa").await;
    stage.type_into(NAME, "Deutsche Presse-Agentur").await;
    stage.press("Enter").await;
    let steps = |stage: &Stage| stage.read(|session| session.history().done().len());
    let before = steps(&stage);
    stage.push("[data-part=card] [data-label=source]").await;
    stage.focus(".text");
    stage.press_all(&["2", "2"]).await;
    assert_eq!((name(&stage).as_deref(), steps(&stage)), (Some("Deutsche Presse-Agentur"), before));
}

#[wasm_bindgen_test]
async fn digits_after_marking_a_date_are_typed_into_its_field() {
    let stage = Stage::open("Am Montag, dem 3. Mai.\n").await;
    stage.select("dem 3. Mai").await;
    stage.press("3").await;
    stage.focus(".text");
    stage.press("1").await;
    assert_eq!(stage.value_at(VALUE), "1");
    assert!(stage.focused().contains("value"), "{}", stage.focused());
    assert_eq!(annotation(&stage).label.as_str(), "date");
    stage.press("Escape").await;
    stage.click("Am").await;
    stage.click("Mai").await;
    stage.focus(".text");
    stage.press("1").await;
    assert_eq!(annotation(&stage).label.as_str(), "claim", "it is no longer new");
}

#[wasm_bindgen_test]
async fn too_much_is_refused_with_a_sentence() {
    let stage = open("dpa").await;
    stage.type_into(NOTE, "da").await;
    let smileys = "😊".repeat(100_000);
    stage.paste(NOTE, &smileys).await;
    assert_eq!(annotation(&stage).note, smileys, "what is counted are code points");
    stage.paste(NOTE, &"ü".repeat(100_001)).await;
    assert_eq!(annotation(&stage).note, smileys);
    assert_eq!(stage.value_at(NOTE), smileys);
    assert!(stage.text_at(".notices").contains("100,001 characters, and 100,000 fit"));
    stage.paste(NAME, &"n".repeat(10_001)).await;
    stage.leave().await;
    assert_eq!((stage.value_at(NAME).as_str(), name(&stage)), ("", None));
    let stage = open("Montag").await;
    stage.paste(VALUE, &"1".repeat(10_001)).await;
    stage.leave().await;
    assert_eq!((stage.value_at(VALUE).as_str(), annotation(&stage).attributes.value_text), ("", None));
}

#[wasm_bindgen_test]
async fn a_note_that_is_too_long_shows_its_beginning_and_is_kept() {
    let mut project = carets::project(MARKED);
    let old = project.annotations().next().unwrap().clone();
    let new = Annotation { note: "ü".repeat(100_001), ..Annotation::clone(&old) };
    let id = old.id.clone();
    let edits = vec![Edit::Replace { old: Item::Annotation(old), new: new.clone().into() }];
    let (action, origin, at) = (Action::Merge, Origin::File, Timestamp::default());
    project.apply(&Transaction { action, edits, origin, at }).unwrap();
    let stage = Stage::of(project).await;
    let words = if id.as_str() == "a1" { "dpa" } else { "kam" };
    stage.click(words).await;
    assert_eq!(stage.value_at(NOTE).chars().count(), 10_000);
    assert!(stage.attribute_at(NOTE, "readonly").is_some());
    assert!(stage.text_at("#note-said").contains("100,001 characters"));
    assert!(stage.attribute_at("[data-command=download-note]", "hidden").is_none());
    stage.push("[data-part=card] [data-label=claim]").await;
    assert_eq!(annotation(&stage).note, new.note);
    stage.click("Montag").await;
    assert!(stage.attribute_at(NOTE, "readonly").is_none());
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
    stage.type_into(NOTE, "").await;
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
