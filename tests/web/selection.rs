//! What somebody selects on the page, and what is marked of it.

use wasm_bindgen_test::*;

use crate::stage::Stage;

/// What is selected is `expected` once it is marked, whatever marks were there before.
async fn check(stage: Stage, expected: &str) {
    stage.press("2").await;
    stage.shows(expected);
}

const PLAIN: &str = "
Laut dpa stieg die Zahl.
Das teilte Kim mit.
";

const DPA: &str = "
Laut dpa stieg die Zahl.
     ^^^ source
Das teilte Kim mit.
";

#[wasm_bindgen_test]
async fn words_are_marked() {
    let stage = Stage::open(PLAIN).await;
    stage.select("dpa").await;
    assert_eq!(stage.selected(), "dpa");
    check(stage, DPA).await;
}

#[wasm_bindgen_test]
async fn backwards_is_the_same() {
    let stage = Stage::open(PLAIN).await;
    stage.select_backwards("dpa").await;
    check(stage, DPA).await;
}

#[wasm_bindgen_test]
async fn half_a_word_becomes_the_word_and_is_seen_before_it_is_marked() {
    let stage = Stage::open(PLAIN).await;
    stage.select("aut dp").await;
    assert_eq!(stage.selected(), "Laut dpa");
    check(
        stage,
        "
Laut dpa stieg die Zahl.
^^^^^^^^ source
Das teilte Kim mit.
",
    )
    .await;
}

#[wasm_bindgen_test]
async fn white_space_goes() {
    let stage = Stage::open(PLAIN).await;
    stage.select(" dpa ").await;
    assert_eq!(stage.selected(), "dpa");
    check(stage, DPA).await;
}

#[wasm_bindgen_test]
async fn white_space_alone_is_not_marked() {
    let stage = Stage::open("Laut  dpa").await;
    stage.select("  ").await;
    assert_eq!(stage.count("[data-part=toolbar]"), 0);
    check(stage, "Laut  dpa").await;
}

#[wasm_bindgen_test]
async fn alt_while_selecting_keeps_exact_characters() {
    let stage = Stage::open("Haustürschlüssel").await;
    stage.select_exactly("tür").await;
    assert_eq!(stage.selected(), "tür");
    check(
        stage,
        "
Haustürschlüssel
    ^^^ source
",
    )
    .await;
}

#[wasm_bindgen_test]
async fn alt_while_marking_keeps_exact_characters() {
    let stage = Stage::open("Haustürschlüssel").await;
    stage.select("tür").await;
    assert_eq!(stage.selected(), "Haustürschlüssel");
    stage.press("Alt+2").await;
    stage.shows(
        "
Haustürschlüssel
    ^^^ source
",
    );
}

#[wasm_bindgen_test]
async fn the_toolbar_marks() {
    let stage = Stage::open(PLAIN).await;
    stage.select("dpa").await;
    stage.push("[data-command=mark-source]").await;
    stage.shows(DPA);
    assert_eq!((stage.card(), stage.count("[data-part=toolbar]")), ("dpa".to_owned(), 0));
}

#[wasm_bindgen_test]
async fn fingers_select_as_well() {
    let stage = Stage::open(PLAIN).await;
    stage.touch("dp").await;
    assert_eq!(stage.count("[data-part=toolbar]"), 1);
    check(stage, DPA).await;
}

#[wasm_bindgen_test]
async fn over_blocks_both_are_marked() {
    let stage = Stage::open(PLAIN).await;
    stage.select_across("Zahl", "teilte").await;
    check(
        stage,
        "
Laut dpa stieg die Zahl.
                   ^^^^^^ source#1
Das teilte Kim mit.
^^^^^^^^^^ source#1
",
    )
    .await;
}

#[wasm_bindgen_test]
async fn blank_lines_lie_within_but_not_at_the_ends() {
    let stage = Stage::open("Eins.\n\nZwei.\n\nDrei.").await;
    stage.select("\n\nZwei.\n\n").await;
    stage.press("1").await;
    stage.select_across("Eins", "Drei").await;
    check(
        stage,
        "
Eins.
^^^^^^ source#1

^ source#1
Zwei.
^^^^^^ source#1
^^^^^ claim

^ source#1
Drei.
^^^^ source#1
",
    )
    .await;
}

const MARKED: &str = "
Am Montag sagte dpa: Ja.
^^^^^^^^^^^^^^^^^^^ claim
   ^^^^^^ date
";

#[wasm_bindgen_test]
async fn marks_do_not_move_what_is_selected() {
    let stage = Stage::open(MARKED).await;
    stage.select("Montag sagte dpa: Ja").await;
    check(
        stage,
        "
Am Montag sagte dpa: Ja.
^^^^^^^^^^^^^^^^^^^ claim
   ^^^^^^^^^^^^^^^^^^^^ source
   ^^^^^^ date
",
    )
    .await;
}

/// Both ends of a mark are two points of the page each: the end of one tile and the start of the next one.
#[wasm_bindgen_test]
async fn the_border_of_a_tile_is_one_place() {
    for is_outside in [false, true] {
        let stage = Stage::open(MARKED).await;
        if is_outside {
            stage.select_from_outside("Montag").await;
        } else {
            stage.select("Montag").await;
        }
        assert_eq!(stage.selected(), "Montag");
        stage.press("2").await;
        assert_eq!(stage.card(), "Montag");
    }
}

#[wasm_bindgen_test]
async fn emoji_and_families_stay_whole() {
    let stage = Stage::open("Hurra 😊 rief 👨‍👩‍👧‍👦 laut").await;
    stage.select("😊").await;
    stage.press("1").await;
    stage.select_exactly("\u{200d}👧").await;
    check(
        stage,
        "
Hurra 😊 rief 👨‍👩‍👧‍👦 laut
      ^ claim
             ^^^^^^^ source
",
    )
    .await;
}

#[wasm_bindgen_test]
async fn a_letter_of_two_parts_stays_whole() {
    let stage = Stage::open("Es fu\u{308}hrt").await;
    stage.select_exactly("\u{308}").await;
    check(stage, "Es fu\u{308}hrt\n    ^^ source").await;
}

#[wasm_bindgen_test]
async fn both_halves_of_a_line_break_stay_outside() {
    let stage = Stage::open("Eins zwei\r\n\r\ndrei vier\r\n\n").await;
    stage.select_across("zwei\r\n", "drei vier\r\n").await;
    stage.press("2").await;
    stage.select("vier\r\n").await;
    stage.press("1").await;
    assert_eq!(
        stage.carets(),
        "Eins zwei\r\n     ^^^^^^ source#1\n\r\n^^ source#1\ndrei vier\r\n^^^^^^^^^ source#1\n     ^^^^ claim\n"
    );
}

/// What three clicks on the first block select: to its end, up to the next block, or to the start of that one's text.
#[wasm_bindgen_test]
async fn three_clicks_mark_the_block() {
    let shapes = [
        (("[data-block='0'] text", 0), ("[data-block='0'] text", 24)),
        (("[data-block='0'] text", 0), ("[data-block='1']", 0)),
        (("[data-block='0'] text", 0), ("[data-block='1'] text", 0)),
        (("[data-block='0']", 0), ("[data-block='0']", 1)),
        ((".text section", 0), (".text section", 1)),
    ];
    for (anchor, focus) in shapes {
        let stage = Stage::open(PLAIN).await;
        stage.select_nodes(anchor, focus).await;
        check(
            stage,
            "
Laut dpa stieg die Zahl.
^^^^^^^^^^^^^^^^^^^^^^^^ source
Das teilte Kim mit.
",
        )
        .await;
    }
}

#[wasm_bindgen_test]
async fn a_selection_from_above_the_text_begins_with_it() {
    let stage = Stage::open(PLAIN).await;
    stage.select_nodes(("h1 text", 2), ("[data-block='0'] text", 7)).await;
    check(
        stage,
        "
Laut dpa stieg die Zahl.
^^^^^^^^ source
Das teilte Kim mit.
",
    )
    .await;
}

#[wasm_bindgen_test]
async fn a_selection_to_below_the_text_ends_with_it() {
    let stage = Stage::open(PLAIN).await;
    stage.select_nodes(("[data-block='1'] text", 11), ("[data-part=side] .hint text", 3)).await;
    check(
        stage,
        "
Laut dpa stieg die Zahl.
Das teilte Kim mit.
           ^^^^^^^^ source
",
    )
    .await;
}

#[wasm_bindgen_test]
async fn what_is_selected_beside_the_text_is_not_marked() {
    let stage = Stage::open(PLAIN).await;
    stage.select_nodes(("h1 text", 0), ("h1 text", 4)).await;
    assert_eq!(stage.count("[data-part=toolbar]"), 0);
    check(stage, PLAIN).await;
}

#[wasm_bindgen_test]
async fn a_click_picks_the_innermost_mark_and_then_the_next_one_out() {
    let stage = Stage::open(MARKED).await;
    let mut picked = Vec::new();
    for _ in 0..3 {
        stage.click("ontag").await;
        picked.push(stage.card());
    }
    assert_eq!(picked, ["Montag", "Am Montag sagte dpa", "Montag"]);
}

#[wasm_bindgen_test]
async fn a_click_beside_all_marks_puts_the_caret_there() {
    let stage = Stage::open(MARKED).await;
    stage.click("ontag").await;
    stage.click("Ja").await;
    assert_eq!((stage.card().as_str(), stage.count(".caret")), ("", 1));
    stage.press_all(&["Shift+ArrowRight", "Shift+ArrowRight"]).await;
    check(
        stage,
        "
Am Montag sagte dpa: Ja.
^^^^^^^^^^^^^^^^^^^ claim
   ^^^^^^ date
                     ^^ source
",
    )
    .await;
}

#[wasm_bindgen_test]
async fn a_page_that_is_gone_hears_nothing() {
    let stage = Stage::open(PLAIN).await;
    stage.select("dpa").await;
    assert!(stage.press("Shift+ArrowRight").await);
    stage.close();
    assert!(!stage.press("Shift+ArrowRight").await);
}
