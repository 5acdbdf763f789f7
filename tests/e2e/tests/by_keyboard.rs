//! An annotation is made, given another label, resized, described, given a second stretch, deleted and brought back with the
//! keyboard alone. Nothing is clicked and no script gives the focus: what follows the address is keys.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use beleg_e2e::wait::until;
use beleg_e2e::{Engine, Form, Page, visit};

/// What takes the focus to read and to mark.
const TEXT: &str = "article .text";

/// Words of the first text that the page brings along, the same with the next one, and words behind them.
const WORDS: &str = "unter den Sanktionen";
const MORE: &str = "unter den Sanktionen des";
const SECOND: &str = "verschärft haben";

/// The place behind the second stretch, in UTF-16 units.
const CARET: usize = 276;

const NOTE: &str = "Wer sagt das – „KCNA“?";
const NOTE_FIELD: &str = "[data-part=card] [name=note]";
const CARD: &str = "[data-part=card]";

fn by_keyboard(engine: Engine) {
    visit(engine, Form::File, "keyboard", async |page: &Page, _| {
        page.tab_to(TEXT).await;
        assert_eq!(page.extend_over(WORDS).await, WORDS);
        page.press("1").await;
        let id = page.expect_drawn("claim", WORDS).await;
        heard(page, "Claim, 3 words").await;

        page.press("2").await;
        assert_eq!(page.expect_drawn("source", WORDS).await, id, "another label makes no other annotation");

        page.press("]").await;
        assert_eq!(page.expect_drawn("source", MORE).await, id);
        page.press("}").await;
        page.expect_drawn("source", WORDS).await;
        page.press("]").await;
        page.expect_drawn("source", MORE).await;

        page.press("n").await;
        page.expect_focus(NOTE_FIELD).await;
        page.type_text(NOTE).await;
        page.expect_value(NOTE_FIELD, NOTE).await;
        // A note undoes as a plain field does, and nothing else. In WebKitGTK's browser a plain field does not.
        if page.engine == Engine::Webkit {
            page.press("Control+z").await;
        } else {
            until("the note to be empty again", async || {
                page.press("Control+z").await;
                page.value(NOTE_FIELD).await.is_empty().then_some(())
            })
            .await;
            page.expect_drawn("source", MORE).await;
            page.type_text(NOTE).await;
        }
        page.expect_drawn("source", MORE).await;
        page.expect_value(NOTE_FIELD, NOTE).await;
        page.press("Escape").await;
        page.expect_focus(TEXT).await;

        assert_eq!(page.extend_over(SECOND).await, SECOND);
        page.type_text("+").await;
        let both = format!("{MORE}{SECOND}");
        assert_eq!(page.expect_drawn("source", &both).await, id, "the second stretch belongs to it");
        heard(page, "Source, 6 words in 2 stretches").await;

        // From the caret behind it into the card, and back to where the caret was.
        page.press("Escape").await;
        page.expect_caret(Some(CARET)).await;
        page.press("Enter").await;
        page.expect_focus(CARD).await;
        page.press("Escape").await;
        page.expect_focus(TEXT).await;
        page.expect_caret(Some(CARET)).await;
        page.press("Enter").await;
        page.expect_focus(CARD).await;

        page.press("Delete").await;
        page.gone("article mark").await;
        page.expect_focus(TEXT).await;
        heard(page, "Deleted").await;

        page.press("Control+z").await;
        assert_eq!(page.expect_drawn("source", &both).await, id);
        page.expect_value(NOTE_FIELD, NOTE).await;
        heard(page, "Undone").await;
        page.saved().await;
        assert_eq!(page.complaints().await, [""; 0], "the console is silent");
    });
}

/// Waits until those who hear the page are told something that begins so.
async fn heard(page: &Page, beginning: &str) {
    until(&format!("{beginning:?} to be said"), async || {
        page.text("[data-part=heard]").await.starts_with(beginning).then_some(())
    })
    .await;
}

/// What is drawn out where there is little room can be gone into and out of.
fn drawers_by_keyboard(engine: Engine) {
    visit(engine, Form::File, "drawers", async |page: &Page, _| {
        page.resize(800, 700).await;
        for (drawer, inside) in
            [("documents", "#documents"), ("more", "#more"), ("annotations", "#annotations")]
        {
            let button = format!("[data-drawer={drawer}][aria-expanded]");
            page.tab_to(&button).await;
            page.press("Enter").await;
            page.expect_attribute(&button, "aria-expanded", "true").await;
            page.expect_focus(inside).await;
            page.press("Escape").await;
            page.expect_attribute(&button, "aria-expanded", "false").await;
            page.expect_focus(&button).await;

            page.press("Enter").await;
            page.expect_attribute(&button, "aria-expanded", "true").await;
            page.press("Shift+Tab").await;
            page.tab_to(TEXT).await;
            page.expect_attribute(&button, "aria-expanded", "false").await;
            // In Firefox a driver's keys do not find back from the browser's own buttons to the page.
            page.reload().await;
        }
    });
}

#[test]
fn chromium_marks() {
    by_keyboard(Engine::Chromium);
}

#[test]
fn firefox_marks() {
    by_keyboard(Engine::Firefox);
}

#[test]
fn webkit_marks() {
    by_keyboard(Engine::Webkit);
}

#[test]
fn chromium_draws_out() {
    drawers_by_keyboard(Engine::Chromium);
}

#[test]
fn firefox_draws_out() {
    drawers_by_keyboard(Engine::Firefox);
}

#[test]
fn webkit_draws_out() {
    drawers_by_keyboard(Engine::Webkit);
}
