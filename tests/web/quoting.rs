//! Marking by quoting: without a mouse, and many places at once.

use beleg_core::model::Spans;
use beleg_core::text::{Span, Text, find};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::*;

use crate::stage::Stage;

const PLAIN: &str = "Laut dpa kam Kim an. Kim ging, sagt KIM.";

const KEY: &str = "Ctrl+Shift+F";
const DIALOG: &str = "dialog[open][data-part=quoting]";
const QUOTE: &str = "[name=quote]";
const SAID: &str = "[data-part=quoting] [role=status]";
const UNMARKED: &str = "[data-command=choose-unmarked]";

/// The picture with the dialog open and a quote typed into it.
async fn quote(picture: &str, quote: &str) -> Stage {
    let stage = Stage::open(picture).await;
    stage.press(KEY).await;
    stage.type_into(QUOTE, quote).await;
    stage
}

/// What closes the dialog has closed it, and the page has come to rest.
async fn closed(stage: &Stage) {
    stage.until(|stage| stage.count("dialog[open]") == 0).await;
    stage.until(|stage| stage.focused().contains("class=\"text\"") || !stage.card().is_empty()).await;
}

/// The words of each place of the list, with what stands around them.
fn listed(stage: &Stage) -> Vec<String> {
    let rows = stage.count(".places li");
    (1..=rows).map(|number| stage.text_at(&format!(".places li:nth-of-type({number}) label"))).collect()
}

fn said(stage: &Stage) -> String {
    stage.text_at(SAID)
}

/// What is selected of the quote.
fn selected_in_field() -> std::ops::Range<u32> {
    let page = web_sys::window().unwrap().document().unwrap();
    let field = page.query_selector(QUOTE).unwrap().unwrap().unchecked_into::<web_sys::HtmlTextAreaElement>();
    field.selection_start().unwrap().unwrap()..field.selection_end().unwrap().unwrap()
}

#[wasm_bindgen_test]
async fn a_quote_is_typed_and_marked() {
    let stage = quote(PLAIN, "kim  GING").await;
    assert_eq!(said(&stage), "1 match, 1 chosen");
    assert_eq!(listed(&stage), ["1Laut dpa kam Kim an. Kim ging, sagt KIM."]);
    assert_eq!(stage.text_at(".places strong"), "Kim ging");
    stage.push("[data-part=quoting] [data-command=mark-claim]").await;
    closed(&stage).await;
    stage.shows("Laut dpa kam Kim an. Kim ging, sagt KIM.\n                     ^^^^^^^^ claim");
    assert_eq!(stage.card(), "Kim ging");
    assert_eq!(stage.text_at("[data-part=heard]"), "Claim, 2 words. Undo with Ctrl+Z.");
}

#[wasm_bindgen_test]
async fn its_key_opens_it_from_anywhere_and_the_field_has_the_focus() {
    for place in [".text", "[name=note]"] {
        let stage = Stage::open(&format!("{PLAIN}\n     ^^^ source")).await;
        stage.click("dpa").await;
        stage.focus(place);
        assert!(stage.press(KEY).await, "{place}");
        assert_eq!(stage.count(DIALOG), 1, "{place}");
        assert!(stage.focused().contains("name=\"quote\""), "{place}: {}", stage.focused());
        stage.push("[data-part=quoting] [data-command=close]").await;
        assert_eq!(stage.count("dialog[open]"), 0, "{place}");
    }
}

#[wasm_bindgen_test]
async fn the_button_opens_it() {
    let stage = Stage::open(PLAIN).await;
    stage.push(".bar [data-command=quote]").await;
    assert_eq!(stage.count(DIALOG), 1);
    assert_eq!(said(&stage), "");
}

#[wasm_bindgen_test]
async fn what_is_selected_is_quoted_and_meant() {
    let stage = Stage::open(PLAIN).await;
    stage.select("Kim ging").await;
    stage.press(KEY).await;
    assert_eq!((stage.value_at(QUOTE).as_str(), said(&stage).as_str()), ("Kim ging", "1 match, 1 chosen"));
    assert_eq!(
        stage.read(|session| session.markable()),
        Span::of(21, 29).map(Spans::from),
        "it is still selected"
    );
    stage.until(|_| selected_in_field() == (0..8)).await;
    stage.push("[data-part=quoting] [data-command=close]").await;
    stage.until(|stage| stage.selected() == "Kim ging").await;
}

#[wasm_bindgen_test]
async fn what_was_chosen_stays_chosen_where_it_is_found_again() {
    let stage = Stage::corpus().await;
    stage.press(KEY).await;
    stage.type_into(QUOTE, "Kim Jong Un").await;
    stage.push(".places li:nth-of-type(2) input").await;
    assert_eq!(said(&stage), "5 matches, 1 chosen");
    stage.push("[name=everywhere]").await;
    assert_eq!(said(&stage), "13 matches, 1 chosen");
}

#[wasm_bindgen_test]
async fn the_words_of_an_annotation_are_quoted() {
    let stage = Stage::open("Laut dpa kam Kim an, so dpa.\n     ^^^ source").await;
    stage.click("dpa kam").await;
    stage.press(KEY).await;
    assert_eq!((stage.value_at(QUOTE).as_str(), said(&stage).as_str()), ("dpa", "2 matches, none chosen"));
    assert_eq!(
        listed(&stage),
        ["1Laut dpa kam Kim an, so dpa.marked: Source", "2Laut dpa kam Kim an, so dpa."]
    );
    stage.push(UNMARKED).await;
    stage.push("[data-part=quoting] [data-command=mark-source]").await;
    closed(&stage).await;
    stage.shows("Laut dpa kam Kim an, so dpa.\n     ^^^ source\n                        ^^^ source");
}

#[wasm_bindgen_test]
async fn all_places_are_marked_in_one_step() {
    let stage = quote(PLAIN, "kim").await;
    assert_eq!(said(&stage), "3 matches, none chosen");
    assert_eq!(stage.count("[data-part=quoting] [data-command=mark-source]:disabled"), 1);
    stage.push(UNMARKED).await;
    assert_eq!(said(&stage), "3 matches, 3 chosen");
    stage.push(".places li:nth-of-type(2) input").await;
    assert_eq!(said(&stage), "3 matches, 2 chosen");
    assert!(stage.press("2").await);
    closed(&stage).await;
    stage.shows(
        "Laut dpa kam Kim an. Kim ging, sagt KIM.\n             ^^^ source\n                                    ^^^ source",
    );
    assert_eq!(stage.card(), "Kim");
    assert!(stage.text_at("[data-part=notice]").starts_with("2 places marked as source. Undo takes all"));
    assert_eq!(stage.text_at("[data-part=heard]"), "");
    assert!(
        stage.attribute_at(".bar [data-command=undo]", "title").unwrap().contains("mark 2 places as source")
    );
    stage.press("Ctrl+Z").await;
    stage.shows(PLAIN);
}

#[wasm_bindgen_test]
async fn what_has_the_label_already_is_counted_and_not_marked_twice() {
    let stage = quote(PLAIN, "kim").await;
    stage.push(".places li:nth-of-type(1) input").await;
    stage.press("2").await;
    closed(&stage).await;
    stage.press(KEY).await;
    stage.type_into(QUOTE, "kim").await;
    for place in 1..=3 {
        let choice = format!(".places li:nth-of-type({place}) input:not(:checked)");
        if stage.count(&choice) == 1 {
            stage.push(&choice).await;
        }
    }
    stage.push("[data-part=quoting] [data-command=mark-source]").await;
    closed(&stage).await;
    let three = "Laut dpa kam Kim an. Kim ging, sagt KIM.
             ^^^ source
                     ^^^ source
                                    ^^^ source";
    stage.shows(three);
    let notice = stage.text_at("[data-part=notice] span");
    assert_eq!(notice, "2 places marked as source. One was marked so already. Undo takes all of them back.");
    stage.press(KEY).await;
    stage.type_into(QUOTE, "sagt kim").await;
    stage.push("[data-part=quoting] [data-command=mark-claim]").await;
    closed(&stage).await;
    stage.press(KEY).await;
    stage.type_into(QUOTE, "sagt kim").await;
    stage.push(".places li input").await;
    stage.push("[data-part=quoting] [data-command=mark-claim]").await;
    closed(&stage).await;
    stage.shows(&three.replace(
        "                                    ^^^ source",
        "                               ^^^^^^^^ claim\n                                    ^^^ source",
    ));
    let notice = stage.text_at("[data-part=notice] span");
    assert_eq!(notice, "These words are marked as claim already. That annotation is selected now.");
    assert_eq!(stage.card(), "sagt KIM");
}

#[wasm_bindgen_test]
async fn a_digit_in_the_field_is_a_digit() {
    let stage = quote("Am 3. Mai, am 12. Mai.", "12").await;
    for chord in ["1", "3", "C", "Delete"] {
        assert!(!stage.press(chord).await, "{chord}");
    }
    assert_eq!(stage.count(DIALOG), 1);
    stage.shows("Am 3. Mai, am 12. Mai.");
}

#[wasm_bindgen_test]
async fn a_digit_with_alt_marks_from_the_field() {
    let stage = quote(PLAIN, "Kim ging").await;
    assert!(stage.press("Alt+1").await);
    closed(&stage).await;
    stage.shows("Laut dpa kam Kim an. Kim ging, sagt KIM.\n                     ^^^^^^^^ claim");
}

#[wasm_bindgen_test]
async fn nothing_is_chosen_where_nothing_is_found() {
    let stage = quote(PLAIN, "Putin").await;
    assert_eq!((said(&stage).as_str(), stage.count(".places li")), ("No match", 0));
    stage.focus("[data-command=choose-none]");
    stage.press("1").await;
    stage.shows(PLAIN);
}

#[wasm_bindgen_test]
async fn a_place_can_be_gone_to() {
    let stage = quote(PLAIN, "kim").await;
    stage.push(".places li:nth-of-type(3) [data-command=go-to]").await;
    stage.until(|stage| stage.selected() == "KIM").await;
    assert_eq!(stage.count("dialog[open]"), 0);
    assert!(stage.focused().contains("class=\"text\""), "{}", stage.focused());
    stage.press("2").await;
    stage.shows("Laut dpa kam Kim an. Kim ging, sagt KIM.\n                                    ^^^ source");
}

#[wasm_bindgen_test]
async fn all_documents_are_looked_through() {
    let stage = Stage::corpus().await;
    stage.press(KEY).await;
    stage.type_into(QUOTE, "DVRK").await;
    assert_eq!(said(&stage), "No match");
    stage.push("[name=everywhere]").await;
    assert_eq!((said(&stage).as_str(), stage.count(".places .title")), ("4 matches, none chosen", 1));
    stage.push(UNMARKED).await;
    stage.push("[data-part=quoting] [data-command=mark-source]").await;
    stage.until(|stage| stage.card().starts_with("DVRK")).await;
    assert_ne!(stage.read(|session| session.document().unwrap().rank), 0, "the first place is shown");
    assert_eq!(stage.read(|session| session.project().annotations().count()), 4);
    stage.press("Ctrl+Z").await;
    assert_eq!(stage.read(|session| session.project().annotations().count()), 0);
}

#[wasm_bindgen_test]
async fn a_place_in_another_document_can_be_gone_to() {
    let stage = Stage::corpus().await;
    stage.press(KEY).await;
    stage.push("[name=everywhere]").await;
    stage.type_into(QUOTE, "Choe Son-hui").await;
    stage.push("[data-command=go-to]").await;
    stage.until(|stage| stage.selected() == "Choe Son-hui").await;
    stage.press("2").await;
    stage.until(|stage| stage.card() == "Choe Son-hui").await;
}

#[wasm_bindgen_test]
async fn not_more_than_two_hundred_are_listed() {
    let stage = quote(&"Kim ".repeat(300), "Kim").await;
    assert_eq!((said(&stage).as_str(), stage.count(".places li")), ("300 matches, none chosen", 200));
    assert!(stage.text_at("[data-part=quoting]").contains("The first 200 are listed."));
}

#[wasm_bindgen_test]
async fn texts_of_strangers_stay_texts() {
    let stage = quote("Ein <b>fetter</b> Köder <script>x</script>.", "<b>fetter</b>").await;
    assert_eq!(
        (stage.text_at(".places strong").as_str(), stage.count(".places b, .places script")),
        ("<b>fetter</b>", 0)
    );
}

/// The letters that browsers take apart are those that the search takes apart.
#[wasm_bindgen_test]
fn letters_with_marks_are_found_taken_apart() {
    let letters = ('\u{c0}'..='\u{17f}').chain("ƠơƯưȘșȚț".chars()).chain('\u{386}'..='\u{3ce}');
    let letters = letters.chain('\u{400}'..='\u{45f}').chain('\u{1ea0}'..='\u{1ef9}');
    for letter in letters.filter(|letter| letter.is_alphabetic()).map(String::from) {
        let apart = String::from(js_sys::JsString::from(letter.as_str()).normalize("NFD"));
        let found = |text: &str, quote: &str| find(&Text::new(text), quote, 1).total;
        assert_eq!((found(&apart, &letter), found(&letter, &apart)), (1, 1), "{letter}");
    }
}
