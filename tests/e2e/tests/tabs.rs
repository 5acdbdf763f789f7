//! Two windows with one project: what is done in one is in the other within a second, and two edits of one annotation are
//! both kept.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use beleg_e2e::wait::until;
use beleg_e2e::{Engine, Form, Page, visit};
use fantoccini::wd::WindowHandle;
use serde_json::json;

const DOCUMENT: &str = "003_2010653594c6cf10";
const SOURCE: &str = "Koreanische Zentrale Nachrichtenagentur";
const NOTE: &str = "[data-part=card] [name=note]";
const CONFLICTS: &str = ".side [data-command=conflicts]";

/// Opens the page in a second window; returns both.
async fn both(page: &Page) -> [WindowHandle; 2] {
    let first = page.client.window().await.unwrap();
    let second = page.client.new_window(false).await.unwrap().handle;
    page.client.switch_to_window(second.clone()).await.unwrap();
    page.open().await;
    page.open_document(DOCUMENT).await;
    [first, second]
}

async fn turn_to(page: &Page, window: &WindowHandle) {
    page.client.switch_to_window(window.clone()).await.unwrap();
}

/// Notes when something appears, by the clock that both windows have.
async fn watch(page: &Page, name: &str, selector: &str) {
    let script = "
        const [name, selector] = arguments;
        const look = () => { if (!window[name] && document.querySelector(selector)) window[name] = Date.now(); };
        new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });";
    page.script(script, &[json!(name), json!(selector)]).await;
}

async fn now(page: &Page) -> i64 {
    page.script("return Date.now()", &[]).await.as_i64().unwrap()
}

async fn seen(page: &Page, name: &str) -> i64 {
    until(&format!("{name} to be seen"), async || {
        page.script("return window[arguments[0]] ?? null", &[json!(name)]).await.as_i64()
    })
    .await
}

/// Types a note as soon as any window gives the word.
async fn note_at_the_word(page: &Page, note: &str) {
    let script = "
        const [selector, note] = arguments;
        window.word = new BroadcastChannel('word');
        window.word.onmessage = () => {
            const field = document.querySelector(selector);
            field.focus();
            field.value = note;
            field.dispatchEvent(new InputEvent('input', { bubbles: true }));
        };";
    page.script(script, &[json!(NOTE), json!(note)]).await;
}

/// Gives the word: first to the other windows, then to this one.
async fn give_the_word(page: &Page) {
    page.script("window.word.postMessage(''); window.word.onmessage();", &[]).await;
}

fn two_windows(engine: Engine) {
    visit(engine, Form::Http, "tabs", async |page: &Page, _| {
        page.open_document(DOCUMENT).await;
        let [first, second] = both(page).await;
        watch(page, "shown", "article mark[data-annotations]").await;

        turn_to(page, &first).await;
        assert_eq!(page.select(SOURCE).await, SOURCE);
        let mut begun = now(page).await;
        page.press("2").await;
        page.saved().await;
        let id = page.expect_drawn("source", SOURCE).await;
        page.introduce("Tabs").await;

        turn_to(page, &second).await;
        assert_eq!(page.expect_drawn("source", SOURCE).await, id);
        // The machine may have had other things to do, so that the quickest of some times counts.
        let mut took = vec![seen(page, "shown").await - begun];
        while took.iter().all(|took| *took >= 1000) {
            assert!(took.len() < 10, "the other window showed it after so many milliseconds: {took:?}");
            turn_to(page, &first).await;
            page.press("Control+z").await;
            turn_to(page, &second).await;
            page.gone("article mark").await;
            page.script("delete window.shown", &[]).await;
            turn_to(page, &first).await;
            begun = now(page).await;
            page.press("Control+Shift+z").await;
            page.saved().await;
            turn_to(page, &second).await;
            took.push(seen(page, "shown").await - begun);
        }

        // Both write a note before they can have heard of each other.
        page.choose(&id).await;
        turn_to(page, &first).await;
        page.choose(&id).await;
        note_at_the_word(page, "aus dem ersten Fenster").await;
        turn_to(page, &second).await;
        note_at_the_word(page, "aus dem zweiten Fenster").await;
        give_the_word(page).await;
        let mut notes = Vec::new();
        for window in [&first, &second] {
            turn_to(page, window).await;
            until("a conflict", async || (page.count(CONFLICTS).await > 0).then_some(())).await;
            page.saved().await;
            assert!(page.text(CONFLICTS).await.starts_with('1'), "there is one conflict");
            // What is being typed stays in its field until it is left.
            page.click("article").await;
            page.choose(&id).await;
            notes.push(page.value(NOTE).await);
        }
        assert!(notes[0] == notes[1] && notes[0].ends_with("Fenster"), "{notes:?}");
        assert_eq!(page.complaints().await, [""; 0], "the console is silent");
    });
}

#[test]
fn chromium_http() {
    two_windows(Engine::Chromium);
}

#[test]
fn firefox_http() {
    two_windows(Engine::Firefox);
}
