//! The whole way of an annotator, in each engine and form: mark, fill in, reload, undo, download, clear, open again.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use beleg_e2e::server::Server;
use beleg_e2e::settings::setting;
use beleg_e2e::visit::file_address;
use beleg_e2e::wait::until;
use beleg_e2e::{Engine, Form, Page, plain, visit};
use serde_json::Value;
use std::fs;
use std::path::Path;

const DOCUMENT: &str = "003_2010653594c6cf10";
const CLAIM: &str = "Die Demokratische Volksrepublik Korea (DVRK) und Russland haben ein wegweisendes strategisches Partnerschaftsabkommen ratifiziert";
const SOURCE: &str = "Koreanische Zentrale Nachrichtenagentur";
const SOURCE_NAME: &str = "KCNA – staatliche Agentur";
const DATE: &str = "Dienstag";
const DATE_VALUE: &str = "2024-11-12";

/// The ids of the three annotations.
struct Marks {
    claim: String,
    source: String,
    date: String,
}

fn journey(engine: Engine, form: Form) {
    visit(engine, form, "journey", async |page: &Page, server: Option<&Server>| {
        assert_eq!(page.documents().await.len(), 5, "five documents are listed");
        page.open_document(DOCUMENT).await;
        assert_eq!(page.attributes("article", "lang").await, ["de"]);
        page.shot("1-open").await;

        let marks = mark(page).await;
        fill_in(page, &marks).await;
        page.saved().await;
        page.shot("2-marked").await;

        page.reload().await;
        page.element(&format!("article[data-document=\"{DOCUMENT}\"]")).await;
        expect_all(page).await;
        undo_and_redo(page).await;
        page.shot("3-reloaded").await;

        let file = page.download("[data-command=download]").await;
        check_file(&file);
        page.click("[data-part=notice] [data-command=export]").await;
        check_table(&page.download("[data-format=csv] [data-command=export-as]").await);

        clear(page).await;
        page.shot("4-cleared").await;
        merge(page, &file).await;
        expect_all(page).await;
        page.saved().await;
        page.shot("6-merged").await;

        assert_eq!(page.complaints().await, [""; 0], "the console is silent");
        if let Some(server) = server {
            assert!(server.seen().iter().any(|seen| seen.line == "GET /"), "the page came from the server");
            assert_eq!(server.strangers(), [], "the server was asked for nothing but the page");
        }
    });
}

/// The table has a row for each annotation, and spreadsheets see how it is encoded.
fn check_table(file: &Path) {
    assert!(file.extension().is_some_and(|extension| extension == "csv"), "{}", file.display());
    let table = fs::read_to_string(file).unwrap();
    let lines: Vec<&str> = table.strip_prefix('\u{feff}').unwrap().split_terminator("\r\n").collect();
    assert_eq!(lines.len(), 4, "{table}");
    // The claim was marked before anybody said who marks.
    let rows = [["quote", "creator"], [CLAIM, "Claim"], [SOURCE, SOURCE_NAME], [DATE, "Journey"]];
    for (line, cells) in lines.iter().zip(rows) {
        assert!(cells.iter().all(|cell| line.contains(cell)), "{table}");
    }
}

/// Marks a claim with mouse and toolbar, a source with mouse and key, a date with keys alone.
async fn mark(page: &Page) -> Marks {
    assert_eq!(page.select(CLAIM).await, CLAIM);
    page.click("[data-part=toolbar] [data-command=mark-claim]").await;
    let claim = page.expect_drawn("claim", CLAIM).await;
    page.introduce("Journey").await;

    assert_eq!(page.select(SOURCE).await, SOURCE);
    page.press("2").await;
    let source = page.expect_drawn("source", SOURCE).await;

    assert_eq!(page.select_by_keyboard(DATE).await, DATE);
    page.press("3").await;
    let date = page.expect_drawn("date", DATE).await;
    Marks { claim, source, date }
}

async fn fill_in(page: &Page, marks: &Marks) {
    page.choose(&marks.claim).await;
    page.choose(&marks.date).await;
    page.fill("[data-part=card] input[name=value]", DATE_VALUE).await;
    page.choose(&marks.source).await;
    page.fill("[data-part=card] input[name=name]", SOURCE_NAME).await;
}

/// The three annotations are there, in reading order, with what was filled in.
async fn expect_all(page: &Page) {
    let claim = page.expect_drawn("claim", CLAIM).await;
    let source = page.expect_drawn("source", SOURCE).await;
    let date = page.expect_drawn("date", DATE).await;
    let listed = page.attributes("[data-part=annotations] [data-annotation]", "data-annotation").await;
    assert_eq!(listed, [claim, source.clone(), date.clone()], "the list is in reading order");
    page.choose(&date).await;
    page.expect_value("[data-part=card] input[name=value]", DATE_VALUE).await;
    page.choose(&source).await;
    page.expect_value("[data-part=card] input[name=name]", SOURCE_NAME).await;
}

/// The last change before the reload was the source's name.
async fn undo_and_redo(page: &Page) {
    let source = page.expect_drawn("source", SOURCE).await;
    page.command("undo").await;
    page.choose(&source).await;
    page.expect_value("[data-part=card] input[name=name]", "").await;
    page.command("redo").await;
    page.choose(&source).await;
    page.expect_value("[data-part=card] input[name=name]", SOURCE_NAME).await;
}

fn check_file(path: &Path) {
    let content = fs::read_to_string(path).unwrap();
    let file: Value = serde_json::from_str(&content).unwrap();
    let mut quotes = Vec::new();
    collect_quotes(&file, &mut quotes);
    quotes.sort_unstable();
    assert_eq!(quotes, [CLAIM, DATE, SOURCE].map(String::from), "three annotations quote the text");
    assert!(content.contains(DATE_VALUE) && content.contains(SOURCE_NAME), "the values are in the file");
}

/// Every `quote.exact`, wherever the format keeps it.
fn collect_quotes(value: &Value, quotes: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            quotes.extend(value["quote"]["exact"].as_str().map(String::from));
            fields.values().for_each(|field| collect_quotes(field, quotes));
        }
        Value::Array(items) => items.iter().for_each(|item| collect_quotes(item, quotes)),
        _ => {}
    }
}

async fn clear(page: &Page) {
    let listed = page.attributes("[data-part=annotations] [data-annotation]", "data-annotation").await;
    for id in &listed {
        page.choose(id).await;
        page.click("[data-part=card] [data-command=delete]").await;
        page.gone(&format!("[data-part=annotations] [data-annotation=\"{id}\"]")).await;
    }
    assert_eq!(page.drawn().await, [], "nothing is drawn when everything is deleted");
}

async fn merge(page: &Page, file: &Path) {
    page.upload("input[type=file][data-part=file]", file).await;
    page.element("dialog[data-part=opening][open]").await;
    for (count, expected) in [("added", 3), ("changed", 0), ("conflicting", 0), ("problems", 0)] {
        until(&format!("{count} to be {expected}"), async || {
            let text = page.text(&format!("[data-part=opening] [data-count={count}]")).await;
            let digits: String = text.chars().filter(char::is_ascii_digit).collect();
            (digits == expected.to_string()).then_some(())
        })
        .await;
    }
    page.shot("5-opening").await;
    page.click("[data-part=opening] [data-command=merge]").await;
    page.gone("dialog[data-part=opening][open]").await;
}

#[test]
fn chromium_file() {
    journey(Engine::Chromium, Form::File);
}

#[test]
fn chromium_http() {
    journey(Engine::Chromium, Form::Http);
}

#[test]
fn firefox_file() {
    journey(Engine::Firefox, Form::File);
}

#[test]
fn firefox_http() {
    journey(Engine::Firefox, Form::Http);
}

#[test]
fn webkit_file() {
    journey(Engine::Webkit, Form::File);
}

#[test]
fn webkit_http() {
    journey(Engine::Webkit, Form::Http);
}

/// WebKitGTK's console is silent under automation, so its start is listened to without.
#[test]
fn webkit_file_starts_silently() {
    assert_eq!(plain::complaints(&file_address(&setting("BELEG_PAGE")), Some("IndexedDB")), [""; 0]);
}

/// The same over http.
#[test]
fn webkit_http_starts_silently() {
    let server = Server::start(setting("BELEG_DIST"));
    let address = format!("http://{}/", server.address());
    assert_eq!(plain::complaints(&address, Some("IndexedDB")), [""; 0]);
    assert_eq!(server.strangers(), []);
}
