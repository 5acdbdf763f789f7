//! Documents that get other texts: everything that is marked is listed, and nothing moves before somebody decided.

use beleg_core::formats::native;
use beleg_core::model::{Action, Annotation, Edit, Id, Item, Origin, Timestamp, Transaction, carets};
use wasm_bindgen_test::*;

use crate::stage::Stage;

const MARKED: &str = "
Laut dpa stieg die Zahl am 3. Mai 2021 auf zwölf.
     ^^^ source
                           ^^^^^^^^^^^ date
Ein Sprecher der Regierung wollte sich dazu nicht äußern.
^^^^^^^^^^^^^^^^^^^^^^^^^^ source
";

/// A word before, a corrected year, and the second paragraph written anew.
const CORRECTED: &str =
    "Berlin. Laut dpa stieg die Zahl am 3. Mai 2012 auf zwölf.\nDie Kanzlerin schwieg 😊 lange.";

const FOUND: &str = "[data-part=found-again]";
const TAKE: &str = "[data-command=take-text]";
const DIALOG: &str = "dialog[open][data-part=anchoring]";

fn row(number: usize, command: &str) -> String {
    format!("[data-row='{number}'] [data-command={command}]")
}

#[wasm_bindgen_test]
async fn what_has_no_place_is_placed_by_hand() {
    let stage = Stage::open(MARKED).await;
    stage.bring_text(CORRECTED).await;
    assert_eq!(stage.text_at(FOUND), "1 stays where it is · 1 changed · 1 not found");
    assert_eq!(stage.count("[data-row]"), 2, "what stays needs no look");
    assert_eq!(stage.text_at("[data-part=open]"), "1 annotation still needs a decision.");
    assert_eq!(stage.count("[data-command=take-text]:disabled"), 1);
    stage.shows(MARKED);

    stage.push(&row(2, "choose-place")).await;
    stage.select_in("[name=new-text]", "anzlerin schwieg 😊");
    stage.push(&row(2, "place-here")).await;
    assert_eq!(stage.text_at("[data-part=open]"), "");
    stage.push(TAKE).await;
    assert_eq!(stage.count("dialog[open]"), 0);
    let corrected = "
Berlin. Laut dpa stieg die Zahl am 3. Mai 2012 auf zwölf.
             ^^^ source
                                   ^^^^^^^^^^^ date
Die Kanzlerin schwieg 😊 lange.
    ^^^^^^^^^^^^^^^^^^^ source
";
    stage.shows(corrected);
    assert_eq!(stage.text_of_block(1), "Die Kanzlerin schwieg 😊 lange.");
    stage.press("Ctrl+Z").await;
    stage.shows(MARKED);
    assert_eq!(stage.text_of_block(0), "Laut dpa stieg die Zahl am 3. Mai 2021 auf zwölf.\n");
    stage.press("Ctrl+Shift+Z").await;
    stage.shows(corrected);
}

#[wasm_bindgen_test]
async fn what_nobody_wants_in_the_new_text_goes_and_comes_back_with_undo() {
    let stage = Stage::open(MARKED).await;
    stage.bring_text(CORRECTED).await;
    stage.push(&row(1, "delete-it")).await;
    stage.push(&row(2, "set-aside")).await;
    assert_eq!(stage.attribute_at(&row(2, "set-aside"), "aria-pressed").as_deref(), Some("true"));
    assert!(stage.focused().contains("data-command"), "{}", stage.focused());
    stage.push(TAKE).await;
    stage.shows(
        "
Berlin. Laut dpa stieg die Zahl am 3. Mai 2012 auf zwölf.
             ^^^ source
Die Kanzlerin schwieg 😊 lange.
",
    );
    assert_eq!(stage.count("[data-command=conflicts]"), 1, "what was set aside is among the conflicts");
    stage.press("Ctrl+Z").await;
    stage.shows(MARKED);
}

#[wasm_bindgen_test]
async fn the_old_text_can_stay() {
    let stage = Stage::open(MARKED).await;
    stage.bring_text(CORRECTED).await;
    stage.push("[data-command=keep-text]").await;
    assert_eq!(stage.count("dialog[open]"), 0);
    stage.shows(MARKED);
}

/// A picture as a file, its last annotation under an id that is not here.
fn file(picture: &str) -> String {
    let mut file = carets::project(picture);
    let old = file.annotations().last().unwrap().clone();
    let mut new = Annotation::clone(&old);
    new.id = Id::new("theirs").unwrap();
    let edits = vec![Edit::Remove(Item::Annotation(old)), Edit::Add(new.into())];
    let (action, origin, at) = (Action::Merge, Origin::File, Timestamp::default());
    file.apply(&Transaction { action, edits, origin, at }).unwrap();
    native::write(&file)
}

const THEIRS: &str = "
Berlin. Laut dpa stieg die Zahl am 3. Mai 2021 auf zwölf.
             ^^^ source
Ein Sprecher der Regierung wollte sich dazu nicht äußern.
                                                  ^^^^^^ claim
";

#[wasm_bindgen_test]
async fn merging_takes_over_the_text_of_the_file() {
    let stage = Stage::open(MARKED).await;
    stage.open_file(&file(THEIRS)).await;
    assert_eq!(stage.text_at(FOUND), "3 stay where they are");
    stage.push(TAKE).await;
    stage.push("[data-command=merge]").await;
    stage.shows(
        "
Berlin. Laut dpa stieg die Zahl am 3. Mai 2021 auf zwölf.
             ^^^ source
                                   ^^^^^^^^^^^ date
Ein Sprecher der Regierung wollte sich dazu nicht äußern.
^^^^^^^^^^^^^^^^^^^^^^^^^^ source
                                                  ^^^^^^ claim
",
    );
    stage.press("Ctrl+Z").await;
    stage.shows(MARKED);
}

#[wasm_bindgen_test]
async fn merging_brings_the_marks_of_the_file_into_the_text_that_stays() {
    let stage = Stage::open(MARKED).await;
    stage.open_file(&file(THEIRS)).await;
    stage.push("[data-command=keep-text]").await;
    assert_eq!(stage.count(DIALOG), 1);
    assert_eq!(stage.text_at(FOUND), "2 stay where they are");
    stage.push(TAKE).await;
    stage.push("[data-command=merge]").await;
    stage.shows(
        "
Laut dpa stieg die Zahl am 3. Mai 2021 auf zwölf.
     ^^^ source
                           ^^^^^^^^^^^ date
Ein Sprecher der Regierung wollte sich dazu nicht äußern.
^^^^^^^^^^^^^^^^^^^^^^^^^^ source
                                                  ^^^^^^ claim
",
    );
    stage.press("Ctrl+Z").await;
    stage.shows(MARKED);
}

#[wasm_bindgen_test]
async fn a_file_that_somebody_changed_by_hand_is_read_by_its_quotes() {
    let stage = Stage::open("Nichts.").await;
    let file = native::write(&carets::project(MARKED)).replace("stieg die Zahl", "stieg gestern die Zahl");
    stage.open_file(&file).await;
    assert_eq!(stage.text_at("#dialog-title"), "“Picture” was changed in the file");
    stage.push(TAKE).await;
    // Here the document has another text.
    stage.push(TAKE).await;
    stage.push("[data-command=merge]").await;
    stage.shows(
        "
Laut dpa stieg gestern die Zahl am 3. Mai 2021 auf zwölf.
     ^^^ source
                                   ^^^^^^^^^^^ date
Ein Sprecher der Regierung wollte sich dazu nicht äußern.
^^^^^^^^^^^^^^^^^^^^^^^^^^ source
",
    );
}

/// The annotation is the same, but not what it marks.
#[wasm_bindgen_test]
async fn the_card_shows_the_new_words() {
    let stage = Stage::open("Laut dpa kam Kim am Montag an.\n             ^^^ source\n").await;
    stage.click("Kim").await;
    assert_eq!(stage.card(), "Kim");
    stage.bring_text("Laut dpa kam Lee am Montag an.").await;
    stage.push(TAKE).await;
    stage.shows("Laut dpa kam Lee am Montag an.\n             ^^^ source\n");
    stage.click("Lee").await;
    assert_eq!(stage.card(), "Lee");
}

/// So many marks that they are looked for in several slices.
fn long() -> (String, String) {
    let lines = |between: &str| format!("Laut dpa kam er.\n{between}").repeat(200);
    (lines("     ^^^ source\n"), lines(""))
}

#[wasm_bindgen_test]
async fn a_long_search_tells_how_far_it_is_and_ends_when_it_is_cancelled() {
    let (picture, text) = long();
    let stage = Stage::open(&picture).await;
    stage.bring_text(&format!("Anders. {text}")).await;
    stage.until(|stage| stage.text_at("[data-part=progress]").contains("of 200 marks")).await;
    stage.push("[data-command=cancel-work]").await;
    assert_eq!(stage.count("dialog[open]"), 0);
    assert!(stage.text_of_block(0).starts_with("Laut"), "nothing is changed");

    stage.bring_text(&format!("Neu. {text}")).await;
    stage.until(|stage| stage.count(DIALOG) == 1).await;
    assert_ne!(stage.text_at(FOUND), "");
    stage.push("[data-command=keep-text]").await;
    assert_eq!(stage.count("dialog[open]"), 0, "what was cancelled does not come back");
}
