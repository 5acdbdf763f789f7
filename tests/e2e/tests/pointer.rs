//! The mouse over the text and beyond it, and paper: what is blue is what gets marked, and what is marked gets printed.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use beleg_e2e::wait::until;
use beleg_e2e::{Engine, Form, Page, visit};
use serde_json::json;
use std::time::Duration;

const DOCUMENT: &str = "003_2010653594c6cf10";
const WORD: &str = "Koreanische Zentrale Nachrichtenagentur";
const OTHER: &str = "Dienstag";
const NO_TIME: Duration = Duration::ZERO;

/// What is selected ends at the height of the line at `y`, in the middle column.
async fn ends_in_line(page: &Page, y: f64) -> bool {
    let script = "const range = getSelection().getRangeAt(0);
        const last = [...range.getClientRects()].filter(line => line.width > 0).at(-1);
        return last.top <= arguments[0] && arguments[0] <= last.bottom
            && document.querySelector('.text').contains(range.endContainer);";
    page.script(script, &[json!(y)]).await == json!(true)
}

/// A mark is drawn over what was selected.
async fn marks(page: &Page, selected: &str) {
    page.press("2").await;
    page.element("[data-part=card]").await;
    until("the card to quote what was blue", async || {
        (page.text("[data-part=card] .quote").await == selected).then_some(())
    })
    .await;
    page.press("Control+z").await;
    page.gone("[data-part=card]").await;
}

fn drags(engine: Engine) {
    visit(engine, Form::File, "pointer", async |page: &Page, _| {
        page.open_document(DOCUMENT).await;

        // Into the panel at the right: to the end of the line of the pointer.
        let [(_, y), _] = page.place(WORD).await;
        let side = page.middle("[data-part=side]").await.0;
        let selected = page.drag_over(WORD, &[(700.0, y), (side, y)], NO_TIME, false).await;
        assert!(selected.starts_with("Koreanische") && selected.len() < 300, "{selected:?}");
        assert!(ends_in_line(page, y).await, "{selected:?}");
        marks(page, &selected).await;

        // Into the one at the left: back to the start of the line.
        let [(x, y), _] = page.place(WORD).await;
        let list = page.middle(".documents").await.0;
        let selected = page.drag_over(WORD, &[(x - 20.0, y), (list, y)], NO_TIME, false).await;
        assert!(!selected.contains("Koreanische") && selected.len() < 300, "{selected:?}");
        marks(page, &selected).await;

        // From the margin over the place where the toolbar was.
        let [(_, y), (to, last)] = page.place(WORD).await;
        let margin = page
            .script("return document.querySelector('.text').getBoundingClientRect().left - 12", &[])
            .await;
        let from = (margin.as_f64().unwrap(), y);
        let selected = page.drag_from(from, &[(to - 60.0, y + 20.0), (to, last)], NO_TIME, false).await;
        assert!(selected.ends_with(WORD) && selected.len() < 300, "{selected:?}");
        marks(page, &selected).await;

        // From the title: from the start of the text.
        page.script("document.querySelector('[data-part=reader]').scrollTop = 0", &[]).await;
        let title = page.middle("h1").await;
        let first = page.middle(".text [data-block]").await;
        let selected = page.drag_from(title, &[(first.0, first.1 - 4.0), first], NO_TIME, false).await;
        let start = page
            .script("return document.querySelector('.text').textContent.trimStart().slice(0, 10)", &[])
            .await;
        assert!(selected.starts_with(start.as_str().unwrap()), "{selected:?} does not begin with {start}");
        marks(page, &selected).await;

        // Onto the bar: up to the first line that is seen.
        let [(x, _), _] = page.place(OTHER).await;
        let bar = page.middle(".bar").await.1;
        let before = page.script("return document.querySelector('[data-part=reader]').scrollTop", &[]).await;
        let selected =
            page.drag_over(OTHER, &[(x, 200.0), (x, bar)], Duration::from_millis(600), false).await;
        let after = page.script("return document.querySelector('[data-part=reader]').scrollTop", &[]).await;
        assert!(
            after.as_f64() < before.as_f64() || after == json!(0),
            "the text scrolls on: {before} {after}"
        );
        marks(page, &selected).await;

        // Below the window's last line the text scrolls on.
        page.script("document.querySelector('[data-part=reader]').scrollTop = 0", &[]).await;
        let first = page.middle(".text [data-block]").await;
        let bottom = page.script("return innerHeight - 1", &[]).await.as_f64().unwrap();
        let over = [(first.0, first.1 + 100.0), (first.0, bottom)];
        page.drag_from(first, &over, Duration::from_millis(800), false).await;
        let scrolled =
            page.script("return document.querySelector('[data-part=reader]').scrollTop", &[]).await;
        assert!(scrolled.as_f64().unwrap() > 0.0, "the text scrolls on");

        // Words that are selected are not dragged away: the next mark is what was dragged over.
        page.press("Escape").await;
        assert_eq!(page.select(WORD).await, WORD);
        let [from, to] = page.place(WORD).await;
        let selected = page
            .drag_from((from.0 + 4.0, from.1), &[((from.0 + to.0) / 2.0, to.1), to], NO_TIME, false)
            .await;
        marks(page, &selected).await;

        if engine == Engine::Firefox {
            assert_eq!(page.select(WORD).await, WORD);
            let [from, to] = page.place(OTHER).await;
            page.drag_from(from, &[((from.0 + to.0) / 2.0, to.1), to], NO_TIME, true).await;
            page.press("1").await;
            page.element("[data-part=card]").await;
            let quote = page.text("[data-part=card] .quote").await;
            assert!(quote.contains(" … ") && quote.contains(WORD) && quote.contains(OTHER), "{quote:?}");
            page.press("Control+z").await;
            page.gone("[data-part=card]").await;
            assert_eq!(page.drawn().await, [], "it was one step");
        }

        // The other button leaves what is selected.
        page.press("Escape").await;
        assert_eq!(page.select(WORD).await, WORD);
        let [from, _] = page.place(WORD).await;
        page.click_right(from).await;
        assert_eq!(page.selected().await, WORD);
        assert_eq!(page.complaints().await, [""; 0], "the console is silent");
    });
}

#[test]
fn drags_in_chromium() {
    drags(Engine::Chromium);
}

#[test]
fn drags_in_firefox() {
    drags(Engine::Firefox);
}

#[test]
fn drags_in_webkit() {
    drags(Engine::Webkit);
}

/// Marks are drawn where a section is near what is seen, another view above and below, and nowhere else.
async fn only_near_marks(page: &Page) {
    let script = "const view = document.querySelector('[data-part=reader]').getBoundingClientRect();
        const sections = [...document.querySelectorAll('.text section')];
        const isNear = ({ top, bottom }) => bottom >= view.top - view.height && top <= view.bottom + view.height;
        const near = sections.filter(section => isNear(section.getBoundingClientRect()));
        const drawn = sections.filter(section => section.querySelector('mark'));
        return drawn.length > 0 && drawn.length < sections.length && near.length === drawn.length
            && near.every(section => drawn.includes(section));";
    until("only the marks that are near to be drawn", async || {
        (page.script(script, &[]).await == json!(true)).then_some(())
    })
    .await;
}

/// While the browser prints, all sixty marks are there, however few are in view.
fn printing(engine: Engine) {
    visit(engine, Form::File, "printing", async |page: &Page, _| {
        let project = include_bytes!("../../web/projects/print-60-marks.beleg.json");
        page.offer_bytes("project.json", project).await;
        page.click("[data-part=opening] [data-command=replace]").await;
        page.gone("dialog[open]").await;
        page.element("article[data-document=a] .text mark").await;
        let count = "document.querySelectorAll('.text mark[aria-description]').length";
        let listen = format!(
            "window.printed = []; addEventListener('beforeprint', () => window.printed.push({count}));"
        );
        page.script(&listen, &[]).await;
        only_near_marks(page).await;
        // Once more, as it is after the first time.
        for times in 1..=2 {
            let paper = page.print().await;
            assert!(paper.starts_with("JVBERi"), "a PDF came of it");
            assert_eq!(page.script("return window.printed", &[]).await, json!(vec![60; times]));
            only_near_marks(page).await;
        }
        let scroll =
            "const view = document.querySelector('[data-part=reader]'); view.scrollTop = view.scrollHeight;";
        page.script(scroll, &[]).await;
        page.element(".text section:last-child mark").await;
        only_near_marks(page).await;
    });
}

#[test]
fn printing_in_chromium() {
    printing(Engine::Chromium);
}

#[test]
fn printing_in_firefox() {
    printing(Engine::Firefox);
}

// WebKitGTK's driver cannot print; `tests/web/printing.rs` says to the page there that it is printed.
