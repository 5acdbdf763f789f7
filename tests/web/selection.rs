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
async fn alt_while_marking_marks_what_is_seen() {
    let stage = Stage::open("Haustürschlüssel").await;
    stage.select("tür").await;
    assert_eq!(stage.selected(), "Haustürschlüssel");
    stage.press("Alt+2").await;
    stage.shows("Haustürschlüssel\n^^^^^^^^^^^^^^^^ source");
    let stage = Stage::open("Haustürschlüssel").await;
    stage.select_exactly("tür").await;
    stage.press("Alt+2").await;
    stage.shows("Haustürschlüssel\n    ^^^ source");
}

#[wasm_bindgen_test]
async fn by_keyboard_exactly_what_is_seen_is_marked() {
    for (keys, seen) in [
        (&["Shift+ArrowRight", "Shift+ArrowRight"][..], "Ha"),
        (&["ArrowRight", "Ctrl+Shift+ArrowRight"], "Haustür"),
        (&["Ctrl+Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight"], "Haustür z"),
    ] {
        let stage = Stage::open("Haustür zu").await;
        stage.focus(".text");
        stage.press("Ctrl+Home").await;
        stage.press_all(keys).await;
        assert_eq!(stage.selected(), seen, "{keys:?}");
        stage.press("1").await;
        assert_eq!(stage.card(), seen, "{keys:?}");
    }
}

#[wasm_bindgen_test]
async fn keys_go_on_from_what_is_seen_of_a_drag() {
    let stage = Stage::open("Laut dpa stieg die Zahl.").await;
    stage.select("aut dp").await;
    stage.press_all(&["Shift+ArrowRight", "Shift+ArrowRight"]).await;
    assert_eq!(stage.selected(), "Laut dpa s");
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
    assert_eq!(stage.selected(), "dpa", "it is seen before it is marked");
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

const OUTSIDE: &str = "Words outside the text are selected, so nothing was marked or changed.";

/// While these words are selected, no key marks or changes anything, and the page says why.
async fn check_outside(anchor: (&str, u32), focus: (&str, u32)) {
    for key in ["1", "2", "Alt+2", "Delete", "Backspace", "]", "+", "-", "N", "V"] {
        let stage = Stage::open(MARKED).await;
        stage.click("ontag").await;
        stage.select_nodes(anchor, focus).await;
        let seen = stage.selected();
        assert!(!seen.is_empty());
        assert!(stage.press(key).await, "{key}");
        stage.shows(MARKED);
        assert_eq!(stage.text_at("[data-part=notice] span"), OUTSIDE, "{key}");
        assert_eq!((stage.card().as_str(), stage.selected()), ("Montag", seen), "{key}");
    }
}

#[wasm_bindgen_test]
async fn while_the_title_is_selected_no_key_changes_the_mark() {
    check_outside(("h1 text", 0), ("h1 text", 3)).await;
}

#[wasm_bindgen_test]
async fn while_the_quote_of_the_card_is_selected_no_key_changes_the_mark() {
    check_outside(("[data-part=card] .quote text", 0), ("[data-part=card] .quote text", 3)).await;
}

#[wasm_bindgen_test]
async fn while_a_row_of_the_list_is_selected_no_key_changes_the_mark() {
    check_outside(("[data-part=annotations]", 0), ("[data-part=annotations]", 1)).await;
}

#[wasm_bindgen_test]
async fn while_the_whole_page_is_selected_no_key_changes_the_mark() {
    check_outside((".reader", 0), (".reader", 1)).await;
}

#[wasm_bindgen_test]
async fn what_changes_no_mark_is_done_whatever_is_selected() {
    let stage = Stage::open(PLAIN).await;
    stage.select("dpa").await;
    stage.press("2").await;
    stage.select_nodes(("h1 text", 0), ("h1 text", 3)).await;
    stage.press("Ctrl+Z").await;
    stage.shows(PLAIN);
    stage.press("Ctrl+Shift+Z").await;
    stage.shows(DPA);
}

#[wasm_bindgen_test]
async fn words_that_something_else_selects_in_the_text_are_meant_and_not_the_old_mark() {
    let stage = Stage::open(MARKED).await;
    stage.click("ontag").await;
    stage.touch("sagte").await;
    stage.press("Delete").await;
    stage.shows(MARKED);
    stage.press("3").await;
    stage.shows(
        "
Am Montag sagte dpa: Ja.
^^^^^^^^^^^^^^^^^^^ claim
   ^^^^^^ date
          ^^^^^ date
",
    );
}

#[wasm_bindgen_test]
async fn words_that_are_not_selected_any_more_are_not_marked() {
    for key in ["2", "Alt+2"] {
        let stage = Stage::open(PLAIN).await;
        stage.select("dpa").await;
        stage.drag_away("dpa").await;
        stage.press(key).await;
        stage.shows(PLAIN);
        assert_eq!(stage.count("[data-part=toolbar]"), 0);
    }
}

#[wasm_bindgen_test]
async fn from_its_own_buttons_the_toolbar_marks_by_key() {
    let stage = Stage::open(PLAIN).await;
    stage.select("dpa").await;
    stage.focus("[data-command=mark-claim]");
    stage.press("2").await;
    stage.shows(DPA);
}

const LONG: &str = "Laut dpa stieg die Zahl.\n\nDas teilte Kim mit.";

#[wasm_bindgen_test]
async fn ctrl_a_selects_the_text_and_one_step_marks_it() {
    for key in ["Ctrl+A", "Meta+A"] {
        for place in [".text", "[data-command=quote]"] {
            let stage = Stage::open(LONG).await;
            stage.focus(place);
            assert!(stage.press(key).await, "{key} in {place}");
            assert_eq!(stage.selected(), LONG);
            stage.press("1").await;
            let spans = stage.read(|session| session.annotation().unwrap().spans.clone());
            assert_eq!(spans, beleg_core::text::Span::of(0, 45).unwrap().into());
            stage.press("Ctrl+Z").await;
            assert_eq!(stage.read(|session| session.project().annotations().count()), 0);
        }
    }
}

#[wasm_bindgen_test]
async fn ctrl_a_with_a_mark_selected_means_the_text() {
    let stage = Stage::open(MARKED).await;
    stage.click("ontag").await;
    stage.press_all(&["Ctrl+A", "Delete"]).await;
    stage.shows(MARKED);
}

#[wasm_bindgen_test]
async fn ctrl_a_in_a_field_belongs_to_the_field() {
    let stage = Stage::open(MARKED).await;
    stage.click("ontag").await;
    for field in ["[name=note]", "[name=value]"] {
        stage.focus(field);
        assert!(!stage.press("Ctrl+A").await, "{field}");
    }
    assert_eq!(stage.card(), "Montag");
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
