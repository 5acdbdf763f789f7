//! A page whose words a translator or an extension changed: nothing else is stored than what the text says.

use wasm_bindgen_test::*;

use crate::stage::Stage;

const PLAIN: &str = "
Laut dpa stieg die Zahl.
Das teilte Kim mit.
";

#[wasm_bindgen_test]
async fn what_quotes_the_text_asks_not_to_be_translated() {
    let stage = Stage::open("Laut dpa stieg die Zahl.\n     ^^^ source").await;
    stage.click("dpa").await;
    for part in ["article", ".quote", "[data-part=annotations] .words", ".document b"] {
        assert_eq!(stage.attribute_at(part, "translate").as_deref(), Some("no"), "{part}");
        assert!(stage.count(&format!("{part}.notranslate")) > 0, "{part}");
    }
    stage.press("Ctrl+Shift+F").await;
    assert!(stage.count(".places bdi.notranslate[translate=no]") > 0);
}

#[wasm_bindgen_test]
async fn changed_words_are_not_marked_and_others_are() {
    let stage = Stage::open(PLAIN).await;
    stage.translate("[data-block='0']");
    stage.touch("dpa").await;
    stage.press("2").await;
    assert_eq!(stage.card(), "");
    assert!(stage.text_at("[data-part=notice]").contains("not those of the text"), "it is said");
    stage.push("[data-command=mark-source]").await;
    stage.press("Alt+2").await;
    stage.shows(PLAIN);
    stage.touch("Kim").await;
    stage.press("2").await;
    assert_eq!(stage.card(), "Kim");
}

#[wasm_bindgen_test]
async fn the_card_shows_the_words_of_its_mark_after_a_translation() {
    let stage = Stage::open(
        "
Laut dpa stieg die Zahl.
     ^^^ source
               ^^^^^^^^ claim
",
    )
    .await;
    stage.click("dpa").await;
    stage.translate("[data-part=card] .quote");
    stage.translate("[data-part=annotations]");
    stage.click("Zahl").await;
    assert_eq!(stage.card(), "die Zahl");
    stage.click("dpa").await;
    assert_eq!(stage.card(), "dpa");
}
