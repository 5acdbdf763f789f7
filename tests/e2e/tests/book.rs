//! A text of 5 MB with 10,000 annotations is a page like any other: the browser finds its last sentence, and people select in
//! it, from one end to the other, and mark.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use beleg_e2e::book::{self, FIRST, LAST, MIDDLE};
use beleg_e2e::wait::until;
use beleg_e2e::{Engine, Form, Page, visit};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

const BYTES: usize = 5_000_000;
const ANNOTATIONS: usize = 10_000;

fn book(engine: Engine) {
    visit(engine, Form::File, "book", async |page: &Page, _| {
        let text = book::text(BYTES);
        let project = book::project(&text, ANNOTATIONS);
        page.replace_by(&project).await;
        page.element("article[data-document=book] .text [data-block]").await;
        assert!(!is_whole(page, &text).await, "nothing is selected yet");

        find(page).await;
        until("what was found to be in view, with the marks there", async || {
            let is_there = page.script(include_str!("../scripts/in_view.js"), &[]).await;
            (is_there == json!(true)).then_some(())
        })
        .await;
        assert_eq!(page.selected().await, LAST, "drawing the marks there leaves what is selected");
        page.press("2").await;
        page.expect_drawn("source", LAST).await;

        // From one end, with a click, to far away, with a click while Shift is held.
        page.click_text(FIRST).await;
        page.shift_click_behind(MIDDLE).await;
        page.press("1").await;
        page.element("[data-part=card]").await;
        let file = page.download("[data-command=download]").await;
        let [last, long] = made(&file);
        let place = |words: &str| text.split_once(words).unwrap().0.chars().count();
        assert_eq!(last, (place(LAST), place(LAST) + LAST.chars().count()));
        assert_eq!(long, (place(FIRST), place(MIDDLE) + MIDDLE.chars().count()));

        page.press("Control+a").await;
        until("all of it to be selected", async || is_whole(page, &text).await.then_some(())).await;
        assert_eq!(page.complaints().await, [""; 0], "the console is silent");
    });
}

/// Lets the browser look for the last sentence.
async fn find(page: &Page) {
    if page.engine == Engine::Chromium {
        // There `window.find` selects, but scrolls nothing except the window. Ctrl+F does, which no driver can press, and so
        // does a link to words of the text, which are looked for in the same way.
        let link = format!("{}#:~:text={}", page.address, LAST.trim_end_matches('.').replace(' ', "%20"));
        page.client.goto(&link).await.unwrap();
    }
    let found = "return window.find(arguments[0], true, false, true)";
    assert_eq!(page.script(found, &[json!(LAST)]).await, json!(true), "the browser finds the last sentence");
    until("the sentence to be selected", async || (page.selected().await == LAST).then_some(())).await;
}

/// Once all of it is drawn, the page holds the text of the file, to the character; answers whether all of it is selected.
async fn is_whole(page: &Page, text: &str) -> bool {
    let hash: String = Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
    let look = async || page.slow_script(include_str!("../scripts/whole_text.js"), &[]).await;
    let length = json!(text.encode_utf16().count());
    let whole = until("the whole text to be on the page", async || {
        let whole = look().await;
        (whole["length"] == length).then_some(whole)
    });
    let whole = whole.await;
    assert_eq!(whole["hex"], json!(hash));
    whole["all"] == json!(true)
}

/// Where the annotations are that the test made: one at the end, one over most of the book.
fn made(file: &Path) -> [(usize, usize); 2] {
    let file: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let annotations = file["annotations"].as_array().unwrap();
    assert_eq!(annotations.len(), ANNOTATIONS + 2);
    let own =
        annotations.iter().filter(|annotation| !annotation["id"].as_str().unwrap().starts_with("book-"));
    let mut places: Vec<(usize, usize)> = own
        .map(|annotation| {
            let span = &annotation["spans"][0];
            assert_eq!(annotation["spans"].as_array().unwrap().len(), 1);
            let place = |name: &str| usize::try_from(span[name].as_u64().unwrap()).unwrap();
            (place("start"), place("end"))
        })
        .collect();
    places.sort_by_key(|(start, _)| usize::MAX - start);
    places.try_into().unwrap()
}

#[test]
fn chromium() {
    book(Engine::Chromium);
}

#[test]
fn firefox() {
    book(Engine::Firefox);
}

#[test]
fn webkit() {
    book(Engine::Webkit);
}
