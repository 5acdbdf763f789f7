//! What keys do, pressed where the focus is.

use beleg_core::model::{Action, Edit, Item, Origin, Timestamp, Transaction};
use beleg_core::session::Selection;
use wasm_bindgen_test::*;

use crate::stage::Stage;

const PLAIN: &str = "Laut dpa kam Kim am Montag an.";

const MARKED: &str = "
Laut dpa kam Kim am Montag an.
     ^^^ source
         ^^^^^^^^^^^^^^^^^ claim
             ^^^ source
                    ^^^^^^ date
";

/// After these keys, pressed with the words selected, the text looks like this.
async fn check(picture: &str, words: &str, chords: &[&str], expected: &str) {
    let stage = Stage::open(picture).await;
    stage.select(words).await;
    stage.press_all(chords).await;
    stage.shows(expected);
}

/// After these keys, pressed with the mark on the words selected, the text looks like this.
async fn check_mark(words: &str, chords: &[&str], expected: &str) {
    let stage = Stage::open(MARKED).await;
    stage.click(words).await;
    stage.press_all(chords).await;
    stage.shows(expected);
}

#[wasm_bindgen_test]
async fn each_label_has_its_digit() {
    for (key, label) in [("1", "claim"), ("2", "source"), ("3", "date")] {
        check(PLAIN, "Montag", &[key], &format!("{PLAIN}\n                    ^^^^^^ {label}")).await;
    }
}

#[wasm_bindgen_test]
async fn other_digits_do_nothing() {
    let stage = Stage::open(PLAIN).await;
    stage.select("Montag").await;
    for key in ["0", "4", "9", "a"] {
        assert!(!stage.press(key).await, "{key}");
    }
    stage.shows(PLAIN);
}

#[wasm_bindgen_test]
async fn a_digit_gives_the_new_mark_another_label() {
    check(PLAIN, "dpa", &["1", "2", "1", "2"], "Laut dpa kam Kim am Montag an.\n     ^^^ source").await;
}

#[wasm_bindgen_test]
async fn a_digit_without_a_selection_does_nothing() {
    let stage = Stage::open(MARKED).await;
    stage.press("1").await;
    stage.shows(MARKED);
}

#[wasm_bindgen_test]
async fn a_digit_in_a_field_is_a_digit() {
    let stage = Stage::open(MARKED).await;
    stage.click("Montag").await;
    for field in ["[name=note]", "[name=value]", "[data-part=status]"] {
        stage.focus(field);
        for key in ["1", "2", "Delete", "Backspace", "C", "J", "[", "Ctrl+Z", "?"] {
            assert!(!stage.press(key).await, "{key} in {field}");
        }
    }
    stage.shows(MARKED);
    assert_eq!(stage.card(), "Montag");
}

#[wasm_bindgen_test]
async fn a_digit_that_belongs_to_the_browser_does_nothing() {
    let stage = Stage::open(PLAIN).await;
    stage.select("dpa").await;
    for chord in ["Ctrl+1", "Meta+1", "Composing+1", "Composed+1"] {
        assert!(!stage.press(chord).await, "{chord}");
    }
    stage.shows(PLAIN);
}

/// Windows reports AltGr as Ctrl and Alt together.
#[wasm_bindgen_test]
async fn brackets_behind_alt_gr_move_edges() {
    for chord in ["AltGraph+]", "Ctrl+Alt+AltGraph+]"] {
        let stage = Stage::open(PLAIN).await;
        stage.select("dpa").await;
        stage.press("2").await;
        assert!(stage.press(chord).await);
        stage.shows("Laut dpa kam Kim am Montag an.\n     ^^^^^^^ source");
    }
}

#[wasm_bindgen_test]
async fn alt_gr_and_a_digit_mark_as_the_digit_does() {
    check(PLAIN, "p", &["Ctrl+Alt+AltGraph+2"], "Laut dpa kam Kim am Montag an.\n     ^^^ source").await;
}

#[wasm_bindgen_test]
async fn undo_and_redo() {
    let stage = Stage::open(PLAIN).await;
    stage.select("dpa").await;
    stage.press("2").await;
    stage.select("Montag").await;
    stage.press("3").await;
    let both = stage.carets();
    stage.press("Ctrl+Z").await;
    stage.shows("Laut dpa kam Kim am Montag an.\n     ^^^ source");
    stage.press("Ctrl+Z").await;
    stage.shows(PLAIN);
    stage.press("Ctrl+Shift+Z").await;
    stage.press("Ctrl+Y").await;
    stage.shows(&both);
    assert_eq!(stage.card(), "Montag");
}

#[wasm_bindgen_test]
async fn on_a_mac_command_is_control() {
    check(PLAIN, "dpa", &["2", "Meta+Z"], PLAIN).await;
}

#[wasm_bindgen_test]
async fn delete_and_backspace_delete() {
    for key in ["Delete", "Backspace"] {
        check_mark(
            "Montag",
            &[key],
            "
Laut dpa kam Kim am Montag an.
     ^^^ source
         ^^^^^^^^^^^^^^^^^ claim
             ^^^ source
",
        )
        .await;
    }
}

#[wasm_bindgen_test]
async fn escape_unselects() {
    let stage = Stage::open(MARKED).await;
    stage.click("Montag").await;
    stage.press("Escape").await;
    assert_eq!(stage.card(), "");
    stage.select("kam").await;
    stage.press("Escape").await;
    assert_eq!((stage.selected().as_str(), stage.count("[data-part=toolbar]")), ("", 0));
    stage.press("2").await;
    stage.shows(MARKED);
}

#[wasm_bindgen_test]
async fn edges_move_by_words() {
    let start_out = "
Laut dpa kam Kim am Montag an.
     ^^^ source
         ^^^^^^^^^^^^^^^^^ claim
         ^^^^^^^ source
                    ^^^^^^ date
";
    let end_out = "
Laut dpa kam Kim am Montag an.
     ^^^ source
         ^^^^^^^^^^^^^^^^^ claim
             ^^^^^^ source
                    ^^^^^^ date
";
    check_mark("Kim", &["["], start_out).await;
    check_mark("Kim", &[","], start_out).await;
    check_mark("Kim", &["]"], end_out).await;
    check_mark("Kim", &["."], end_out).await;
    check_mark("Kim", &["[", "{", "]", "}"], MARKED).await;
    check_mark("Kim", &[",", ";", ".", ":"], MARKED).await;
    // An edge never passes the other one.
    check_mark("Kim", &["{", "}"], MARKED).await;
}

#[wasm_bindgen_test]
async fn edges_move_by_characters_with_alt() {
    check_mark(
        "Kim",
        &["Alt+{", "Alt+]", "Alt+]"],
        "
Laut dpa kam Kim am Montag an.
     ^^^ source
         ^^^^^^^^^^^^^^^^^ claim
              ^^^^ source
                    ^^^^^^ date
",
    )
    .await;
}

#[wasm_bindgen_test]
async fn c_goes_through_the_marks_in_one_place() {
    let stage = Stage::open(MARKED).await;
    stage.click("Montag").await;
    let mut cards = Vec::new();
    for _ in 0..2 {
        stage.press("C").await;
        cards.push(stage.card());
    }
    assert_eq!(cards, ["kam Kim am Montag", "Montag"]);
}

#[wasm_bindgen_test]
async fn j_and_k_go_through_all_marks() {
    let stage = Stage::open(MARKED).await;
    let mut cards = Vec::new();
    for key in ["J", "J", "J", "J", "J", "K", "K", "K", "K"] {
        stage.press(key).await;
        cards.push(stage.card());
    }
    let claim = "kam Kim am Montag";
    assert_eq!(cards, ["dpa", claim, "Kim", "Montag", "Montag", "Kim", claim, "dpa", "dpa"]);
}

#[wasm_bindgen_test]
async fn a_document_is_done_and_not_done() {
    let stage = Stage::open(MARKED).await;
    let mut states = vec![stage.value_at("[data-part=status]")];
    for _ in 0..2 {
        stage.press("Ctrl+Enter").await;
        states.push(stage.value_at("[data-part=status]"));
    }
    assert_eq!(states, ["open", "done", "in-progress"]);
    // In a field it leaves the field and does nothing else.
    stage.click("Montag").await;
    stage.focus("[name=note]");
    stage.press("Ctrl+Enter").await;
    assert_eq!(stage.text_at(".document .state"), "in progress");
    assert!(!stage.focused().contains("note"), "{}", stage.focused());
}

#[wasm_bindgen_test]
async fn n_and_v_go_to_the_fields() {
    let stage = Stage::open(MARKED).await;
    stage.click("Montag").await;
    stage.press("N").await;
    assert!(stage.focused().contains("note"), "{}", stage.focused());
    stage.click("Montag").await;
    stage.click("Montag").await;
    assert_eq!(stage.card(), "Montag");
    stage.press("V").await;
    assert!(stage.focused().contains("value"), "{}", stage.focused());
}

#[wasm_bindgen_test]
async fn a_question_mark_shows_all_keys_and_then_no_key_counts() {
    let stage = Stage::open(MARKED).await;
    stage.click("Montag").await;
    stage.press("?").await;
    assert_eq!(stage.count("dialog[open][data-part=keys]"), 1);
    stage.press_all(&["1", "Delete", "Ctrl+Enter"]).await;
    stage.shows(MARKED);
    stage.push("[data-command=close]").await;
    assert_eq!(stage.count("dialog[open]"), 0);
    stage.press("Delete").await;
    assert_eq!(stage.count("[data-part=annotations] li"), 3);
}

#[wasm_bindgen_test]
async fn the_caret_marks_without_a_mouse() {
    let stage = Stage::open(MARKED).await;
    stage.focus(".text");
    stage.press_all(&["Ctrl+ArrowRight", "ArrowRight", "Enter"]).await;
    assert_eq!(stage.card(), "dpa");
    stage.press_all(&["Escape", "Ctrl+Home", "Ctrl+Shift+ArrowRight", "3"]).await;
    stage.shows(
        "
Laut dpa kam Kim am Montag an.
^^^^ date
     ^^^ source
         ^^^^^^^^^^^^^^^^^ claim
             ^^^ source
                    ^^^^^^ date
",
    );
}

#[wasm_bindgen_test]
async fn up_and_down_go_by_lines() {
    let stage = Stage::open("Eins\nZwei\nDrei").await;
    stage.focus(".text");
    stage.press_all(&["ArrowRight", "ArrowRight", "ArrowDown", "Shift+ArrowDown", "2"]).await;
    stage.shows(
        "
Eins
Zwei
^^^^^ source#1
Drei
^^^^ source#1
",
    );
}

#[wasm_bindgen_test]
async fn where_there_is_no_further_line_what_is_selected_stays_so() {
    let stage = Stage::open("Eins\nZwei").await;
    stage.focus(".text");
    stage.press_all(&["Ctrl+End", "Ctrl+Shift+ArrowLeft"]).await;
    assert_eq!(stage.selected(), "Zwei");
    stage.press_all(&["Ctrl+Home", "Ctrl+Shift+End"]).await;
    for key in ["Shift+ArrowDown", "Alt+Shift+PageDown", "Shift+End"] {
        stage.press(key).await;
        assert_eq!(stage.selected(), "Eins\nZwei", "{key}");
    }
}

#[wasm_bindgen_test]
async fn pages_turn_to_other_documents() {
    let stage = Stage::corpus().await;
    let open = || stage.attribute_at("article", "data-document").unwrap_or_default();
    let first = open();
    stage.press("Shift+PageDown").await;
    assert_ne!(open(), first);
    stage.press("Shift+PageUp").await;
    assert_eq!(open(), first);
}

/// The text of a block from the caret on, up to a few characters.
fn behind_caret(stage: &Stage) -> String {
    let (text, caret) = stage.read(|session| {
        let Selection::Text(selected) = session.selection() else { panic!("there is no caret") };
        (session.document().unwrap().text.clone(), selected.focus)
    });
    text.as_str().chars().skip(caret.to_usize()).take(4).collect()
}

#[wasm_bindgen_test]
async fn who_comes_by_keyboard_sees_the_caret() {
    let stage = Stage::open(MARKED).await;
    assert_eq!(stage.count(".caret"), 0);
    // A key shows the browser that somebody uses the keyboard.
    stage.press("Tab").await;
    stage.focus(".text");
    stage.press("ArrowRight").await;
    assert_eq!(stage.count(".caret"), 1);
    assert_eq!(behind_caret(&stage), "aut ");
}

/// Enough words for many lines, each of them once.
fn long_text() -> String {
    (100..900).map(|number| format!("Wort{number}")).collect::<Vec<_>>().join(" ")
}

#[wasm_bindgen_test]
async fn home_and_end_stay_in_the_line() {
    let text = long_text();
    let stage = Stage::open(&text).await;
    stage.focus(".text");
    let top = || stage.attribute_at(".caret", "style").unwrap().split("top").nth(1).unwrap().to_owned();
    stage.press_all(&["ArrowRight", "ArrowDown"]).await;
    let line = top();
    stage.press("End").await;
    assert_eq!(top(), line, "the end of a line is in the line");
    let end = behind_caret(&stage);
    assert!(end.starts_with(' '), "{end:?}");
    stage.press("End").await;
    assert_eq!(behind_caret(&stage), end, "there is no further end");
    stage.press("Home").await;
    assert_eq!((behind_caret(&stage).as_str(), top()), ("Wort", line));
    stage.press_all(&["Shift+End", "2"]).await;
    let annotation = stage.read(|session| session.project().annotations().next().unwrap().clone());
    assert!(annotation.spans.chars() > 20, "{annotation:?}");
}

#[wasm_bindgen_test]
async fn a_page_is_what_is_in_view() {
    let text = long_text();
    let stage = Stage::open(&text).await;
    stage.focus(".text");
    stage.press("ArrowRight").await;
    let number = |word: &str| text.find(word).unwrap();
    stage.press("PageDown").await;
    let first = stage.read(|session| session.place().focus.to_usize());
    stage.press("PageDown").await;
    let second = stage.read(|session| session.place().focus.to_usize());
    assert!(first > 100 && second > first + 100 && second < number("Wort899"), "{first} {second}");
    stage.press_all(&["PageUp", "PageUp"]).await;
    assert!(stage.read(|session| session.place().focus.to_usize()) < 10, "in the first line again");
    stage.press("Ctrl+End").await;
    assert_eq!(behind_caret(&stage), "");
    stage.press("Alt+Shift+PageUp").await;
    assert!(stage.selected().ends_with("Wort899"), "{}", stage.selected());
}

#[wasm_bindgen_test]
async fn enter_opens_the_card_and_escape_comes_back_to_the_place() {
    let stage = Stage::open(MARKED).await;
    stage.focus(".text");
    stage.press_all(&["Ctrl+ArrowRight", "ArrowRight", "ArrowRight"]).await;
    assert_eq!(behind_caret(&stage), "pa k");
    stage.press("Enter").await;
    assert_eq!(stage.card(), "dpa");
    assert!(stage.focused().contains("data-part=\"card\""), "{}", stage.focused());
    stage.press("Escape").await;
    assert_eq!((stage.card().as_str(), behind_caret(&stage).as_str()), ("", "pa k"));
    assert!(stage.focused().contains("class=\"text\""), "{}", stage.focused());
    // From a field as well.
    stage.press_all(&["Enter", "N"]).await;
    assert!(stage.focused().contains("note"), "{}", stage.focused());
    stage.press("Escape").await;
    assert_eq!((stage.card().as_str(), behind_caret(&stage).as_str()), ("", "pa k"));
    stage.press("ArrowRight").await;
    assert_eq!(behind_caret(&stage), "a ka");
}

#[wasm_bindgen_test]
async fn enter_again_goes_to_the_next_mark_at_the_caret() {
    let stage = Stage::open(MARKED).await;
    stage.focus(".text");
    stage.press_all(&["Alt+J", "Alt+J", "Alt+J", "ArrowRight", "Enter"]).await;
    assert_eq!(stage.card(), "Kim");
    let card = "data-part=\"card\"";
    for words in ["kam Kim am Montag", "Kim"] {
        stage.press("Enter").await;
        assert_eq!(stage.card(), words);
        assert!(stage.focused().contains(card), "{}", stage.focused());
    }
    // On a button of the card Enter pushes the button.
    stage.focus("[data-part=card] [data-label=date]");
    assert!(!stage.press("Enter").await);
    assert_eq!(stage.card(), "Kim");
}

#[wasm_bindgen_test]
async fn who_deletes_from_the_card_is_back_in_the_text() {
    let stage = Stage::open(MARKED).await;
    stage.focus(".text");
    stage.press_all(&["Alt+J", "Enter", "Delete"]).await;
    assert!(stage.focused().contains("class=\"text\""), "{}", stage.focused());
    assert_eq!(behind_caret(&stage), "dpa ");
}

#[wasm_bindgen_test]
async fn a_second_stretch_is_added_by_key_and_by_button() {
    let divided = "
Laut dpa kam Kim am Montag an.
     ^^^ claim#1
             ^^^ claim#1
";
    let stage = Stage::open(PLAIN).await;
    stage.select("dpa").await;
    stage.press("1").await;
    stage.select("Kim").await;
    stage.press("+").await;
    stage.shows(divided);
    stage.press("-").await;
    stage.select("Kim").await;
    assert_eq!(
        stage.text_at("[data-part=toolbar] [data-command=add-stretch]").trim(),
        "Add to claim “dpa” +"
    );
    assert_eq!(stage.count("mark.target"), 1, "it is seen to which the words would be added");
    stage.push("[data-part=toolbar] [data-command=add-stretch]").await;
    stage.shows(divided);
    assert_eq!((stage.card().as_str(), stage.count("mark.target")), ("dpa … Kim", 0));
}

#[wasm_bindgen_test]
async fn nothing_is_added_to_an_annotation_that_was_left() {
    let stage = Stage::open(MARKED).await;
    let source = "mark.label-source";
    // Left with Escape, by a click beside all marks, and for other words.
    for way in 0..3 {
        stage.click("Montag").await;
        match way {
            0 => stage.press_all(&["Escape"]).await,
            1 => stage.click("an.").await,
            _ => stage.select("aut").await,
        }
        stage.select("dpa").await;
        assert_eq!(stage.count("[data-part=toolbar] [data-command=add-stretch]"), 0, "{way}");
        assert_eq!((stage.count("mark.target"), stage.count(source)), (0, 2), "{way}");
        stage.press("+").await;
        stage.shows(MARKED);
    }
}

#[wasm_bindgen_test]
async fn a_key_that_is_held_marks_takes_away_and_opens_once() {
    let stage = Stage::open(PLAIN).await;
    stage.select("dpa").await;
    for key in ["1", "Repeat+1", "Repeat+1"] {
        assert!(stage.press(key).await);
    }
    for words in ["kam", "Montag"] {
        stage.select(words).await;
        stage.press("+").await;
    }
    stage.press_all(&["-", "Repeat+-", "Repeat+-"]).await;
    stage.shows("Laut dpa kam Kim am Montag an.\n     ^^^ claim#1\n         ^^^ claim#1");
    let marked = stage.carets();
    stage.press_all(&["Ctrl+Enter", "Repeat+Ctrl+Enter"]).await;
    assert_eq!(stage.value_at("[data-part=status]"), "done");
    stage.press("N").await;
    assert!(stage.focused().contains("note"), "{}", stage.focused());
    assert!(stage.press("Repeat+N").await, "it is not typed into the note");
    assert_eq!(stage.carets(), marked);
}

#[wasm_bindgen_test]
async fn on_a_russian_keyboard_ctrl_and_the_key_of_z_take_back() {
    check(PLAIN, "dpa", &["2", "Ctrl+я@KeyZ"], PLAIN).await;
    let marked = "Laut dpa kam Kim am Montag an.\n     ^^^ source";
    check(PLAIN, "dpa", &["2", "Ctrl+z@KeyY"], PLAIN).await;
    check(PLAIN, "dpa", &["2", "я@KeyZ", "Ctrl+ö@Semicolon"], marked).await;
}

#[wasm_bindgen_test]
async fn without_single_keys_letters_and_digits_do_nothing() {
    let stage = Stage::open(PLAIN).await;
    stage.change_keys(|keymap| keymap.single_keys_off = true);
    stage.select("dpa").await;
    assert!(!stage.press("2").await);
    stage.shows(PLAIN);
    assert_eq!(stage.text_at("[data-part=toolbar] [data-command=mark-source]").trim(), "Source");
    stage.press("Alt+2").await;
    stage.shows("Laut dpa kam Kim am Montag an.\n     ^^^ source");
    assert!(!stage.press("?").await);
    stage.press("Ctrl+Z").await;
    stage.shows(PLAIN);
}

/// The dialog of keys, with the row of a command or a label that begins with these words.
async fn open_keys(stage: &Stage, words: &str) -> String {
    stage.press("?").await;
    assert_eq!(stage.count("dialog[open][data-part=keys]"), 1);
    let rows = stage.count("[data-row]");
    let number =
        (0..rows).find(|row| stage.text_at(&format!("[data-row='{row}'] dt")).trim().starts_with(words));
    format!("[data-row='{}']", number.unwrap())
}

/// The buttons of a row, without the words that are only heard.
fn keys_in(stage: &Stage, row: &str) -> String {
    let buttons = 1..=stage.count(&format!("{row} dd button"));
    let word = |number: u32| {
        let text = stage.text_at(&format!("{row} dd button:nth-of-type({number})"));
        text.split(": ").next().unwrap().to_owned()
    };
    buttons.map(word).collect::<Vec<_>>().join(" ")
}

#[wasm_bindgen_test]
async fn keys_are_changed_by_pressing_others() {
    let stage = Stage::open(MARKED).await;
    stage.click("Montag").await;
    let row = open_keys(&stage, "Delete").await;
    stage.push(&format!("{row} button")).await;
    assert!(stage.focused().contains("new-keys"), "{}", stage.focused());
    // Nothing else comes of what is pressed.
    for chord in ["Control", "Shift", "Ctrl+Z"] {
        stage.press(chord).await;
    }
    assert!(stage.text_at(&row).contains("Ctrl+Z already means “Undo”."), "{}", stage.text_at(&row));
    assert!(stage.press("Ctrl+W").await);
    assert!(stage.text_at(&row).contains("Ctrl+W belongs to the browser."), "{}", stage.text_at(&row));
    assert!(stage.press("X").await);
    assert_eq!(keys_in(&stage, &row), "X ⌫ Add");
    assert_eq!(stage.focused_text(), "X: Delete the annotation");
    stage.push("[data-command=close]").await;
    assert!(!stage.press("Delete").await);
    assert!(stage.press("X").await);
    assert_eq!(stage.count("[data-part=annotations] li"), 3);
}

#[wasm_bindgen_test]
async fn keys_are_added_removed_and_put_back() {
    let stage = Stage::open(MARKED).await;
    let row = open_keys(&stage, "Write a note").await;
    stage.push(&format!("{row} .add")).await;
    stage.press("Alt+N").await;
    assert_eq!(keys_in(&stage, &row), "N Alt+N Add");
    stage.push(&format!("{row} button")).await;
    assert!(!stage.press("Tab").await, "Tab leads to the button beside");
    stage.push(&format!("{row} dd button:last-child")).await;
    assert_eq!(keys_in(&stage, &row), "Alt+N Add");
    stage.push(&format!("{row} button")).await;
    assert!(stage.press("Escape").await);
    assert_eq!(keys_in(&stage, &row), "Alt+N Add");
    assert_eq!(stage.count("dialog[open]"), 1);
    stage.push("[data-command=standard-keys]").await;
    assert_eq!(keys_in(&stage, &row), "N Add");
}

#[wasm_bindgen_test]
async fn the_key_of_a_label_is_changed_and_can_be_undone() {
    let stage = Stage::open(PLAIN).await;
    let row = open_keys(&stage, "Mark as source").await;
    for (chord, problem) in [
        ("Ctrl+M", "one character"),
        ("1", "1 already means “Mark as claim”."),
        ("J", "J already means “Next annotation”."),
    ] {
        stage.push(&format!("{row} button")).await;
        stage.press(chord).await;
        assert!(stage.text_at(&row).contains(problem), "{}", stage.text_at(&row));
        stage.press("Escape").await;
    }
    stage.push(&format!("{row} button")).await;
    stage.press("Q").await;
    assert_eq!(keys_in(&stage, &row), "Q");
    stage.push("[data-command=close]").await;
    stage.select("dpa").await;
    assert!(stage.text_at("[data-part=toolbar] [data-command=mark-source]").contains('Q'));
    stage.press("Q").await;
    stage.shows("Laut dpa kam Kim am Montag an.\n     ^^^ source");
    stage.press_all(&["Ctrl+Z", "Ctrl+Z"]).await;
    assert!(stage.read(|session| session.project().labels()[1].key == Some('2')));
}

#[wasm_bindgen_test]
async fn a_label_whose_key_is_a_commands_gets_another_and_the_dialog_says_so() {
    let mut project = beleg_core::model::carets::project(PLAIN);
    let label = project.labels()[1].clone();
    let new = beleg_core::model::Label { key: Some('j'), ..beleg_core::model::Label::clone(&label) };
    let edits = vec![Edit::Replace { old: Item::Label(label), new: new.into() }];
    let (action, origin, at) = (Action::Merge, Origin::File, Timestamp::default());
    project.apply(&Transaction { action, edits, origin, at }).unwrap();
    let stage = Stage::of(project).await;
    stage.select("dpa").await;
    assert_eq!(stage.text_at("[data-part=toolbar] [data-command=mark-source]").trim(), "Source 2");
    let row = open_keys(&stage, "Mark as source").await;
    assert!(
        stage.text_at(&row).contains("Its own key J means “Next annotation”."),
        "{}",
        stage.text_at(&row)
    );
    assert_eq!(keys_in(&stage, &row), "2");
}

#[wasm_bindgen_test]
async fn the_switch_turns_single_keys_off() {
    let stage = Stage::open(PLAIN).await;
    open_keys(&stage, "Undo").await;
    stage.push("[name=single-keys]").await;
    stage.push("[data-command=close]").await;
    stage.select("dpa").await;
    assert!(!stage.press("2").await);
    assert!(!stage.press("?").await);
    assert!(stage.press("Ctrl+K").await);
}
