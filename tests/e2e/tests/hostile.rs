//! Strangers' files, opened as a person would: none of them makes the page run something, ask for something or stop working.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use beleg_e2e::server::Server;
use beleg_e2e::wait::until;
use beleg_e2e::{Engine, Form, Page, visit};
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};

/// How a file is called in the sentences of the table.
const NAME: &str = "x.json";

/// A sentence of every browser's own text that is there to be marked.
const WORDS: &str = "stieg die Zahl";

/// The question about words that do not stand where they are said to.
const ANCHORING: &str = "dialog[data-part=anchoring][open]";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(1).unwrap().join("hostile")
}

/// The files with what comes of them, from the table that the native tests hold.
fn table() -> Vec<(String, String)> {
    let table = fs::read_to_string(folder().join("README.md")).unwrap();
    let rows = table.lines().filter_map(|line| {
        let (name, told) = line.strip_prefix("| ")?.strip_suffix(" |")?.split_once(" | ")?;
        name.ends_with(".json").then(|| (name.to_owned(), told.replace("\\|", "|")))
    });
    rows.collect()
}

fn opens_harmlessly(engine: Engine, form: Form) {
    visit(engine, form, "hostile", async |page: &Page, server: Option<&Server>| {
        let table = table();
        assert!(table.len() > 80, "the table was not found");
        set_traps(page).await;
        for (name, told) in &table {
            let file = fs::read(folder().join("files").join(name)).unwrap();
            page.offer_bytes(NAME, &file).await;
            match told.strip_prefix("opens") {
                Some(problems) => take_in(page, name, problems).await,
                None => expect_notice(page, name, told).await,
            }
            assert_unharmed(page, name).await;
        }
        still_works(page).await;
        assert_unharmed(page, "what was done after that").await;
        // It comes back, and what else is kept is read like any file.
        page.saved().await;
        page.slow_script(SPOIL, &[]).await;
        page.reload().await;
        set_traps(page).await;
        page.element("article[data-document] .text [data-block]").await;
        assert_unharmed(page, "the page loaded again").await;
        assert_eq!(page.complaints().await, [""; 0], "the console and the policy are silent");
        if let Some(server) = server {
            assert_eq!(server.strangers(), [], "the server was asked for nothing but the page");
        }
    });
}

/// Puts into every database of the page what nobody would have written.
const SPOIL: &str = r#"
    const done = arguments[arguments.length - 1];
    const evil = "\u202e<script>window.hostile=1</script><img src=x onerror=alert(1)>\0";
    (async () => {
        for (const { name } of await indexedDB.databases()) {
            const database = await new Promise((resolve, reject) => {
                const request = indexedDB.open(name);
                [request.onsuccess, request.onerror] = [() => resolve(request.result), reject];
            });
            if (database.objectStoreNames.contains("meta")) {
                const transaction = database.transaction("meta", "readwrite");
                const meta = transaction.objectStore("meta");
                meta.put("d 4294967295", "place");
                meta.put(evil.repeat(1000), "annotator");
                meta.put(`{"keys":{"undo":"Tab ${evil} A+B","__proto__":"Q","note":"\u202e"},"constructor":1}`, "keys");
                meta.put(evil, evil);
                await new Promise(resolve => { transaction.oncomplete = resolve; });
            }
            database.close();
        }
    })().then(() => done(""), error => done(String(error)));
"#;

/// Whatever a script of a stranger would do is remembered.
async fn set_traps(page: &Page) {
    let traps = "window.hostile = undefined; window.trapped = [];
        for (const name of ['alert', 'confirm', 'prompt', 'open', 'print']) window[name] = () => { trapped.push(name); };
        window.isClean = Object.keys(Object.prototype).length === 0;";
    page.script(traps, &[]).await;
}

async fn assert_unharmed(page: &Page, name: &str) {
    let found = page
        .script(
            "return { ran: window.hostile ?? null, trapped: window.trapped, keys: Object.keys(Object.prototype),
                elements: [...document.querySelectorAll('script:not([src]), img, iframe, object, embed, svg, base, form[action], \
                    link[rel=stylesheet], b[onclick]')].filter(found => found.closest('main, dialog, nav, header, article, .notices'))
                    .map(found => found.outerHTML),
                links: [...document.querySelectorAll('[href], [src]')].map(found => found.getAttribute('href') ?? found.getAttribute('src'))
                    .filter(address => /^\\s*(javascript|data:text|file|https?:)/i.test(address)),
                handlers: [...document.querySelectorAll('*')].flatMap(found => [...found.attributes])
                    .filter(one => /^on|^style$/.test(one.name) && /alert|hostile|expression/.test(one.value)).map(one => one.name) }",
            &[],
        )
        .await;
    let expected =
        json!({ "ran": null, "trapped": [], "keys": [], "elements": [], "links": [], "handlers": [] });
    assert_eq!(found, expected, "{name}");
}

/// The sentence is on the screen, and nothing that would turn it round.
async fn expect_notice(page: &Page, name: &str, sentence: &str) {
    until(&format!("{name}: {sentence}"), async || {
        let said = page.count("[data-part=notice] span").await > 0;
        (said && page.text("[data-part=notice] span").await == sentence).then_some(())
    })
    .await;
    page.click("[data-part=notice] button").await;
    page.gone("[data-part=notice]").await;
}

/// Takes the file instead of what is there, after its problems were read, and takes it back every other time.
async fn take_in(page: &Page, name: &str, problems: &str) {
    // About words that do not stand where the file says, and about other texts, it is asked first.
    until(&format!("{name}: the question what to do with it"), async || {
        if page.count(ANCHORING).await > 0 {
            assert_unharmed(page, name).await;
            page.click(&format!("{ANCHORING} [data-command=keep-text]")).await;
        }
        (page.count("dialog[data-part=opening][open]").await > 0).then_some(())
    })
    .await;
    let script = "return [...document.querySelectorAll('.problems li')].map(row => row.textContent)";
    let listed = page.script(script, &[]).await;
    let expected: Vec<Value> = problems.split("<br>").skip(1).map(Value::from).collect();
    // Behind that stands what could not be merged with the file before.
    let listed = listed.as_array().cloned().unwrap_or_default();
    assert!(listed.starts_with(&expected), "{name}: {expected:?} is to be listed, not {listed:?}");
    assert_unharmed(page, name).await;
    page.click("[data-part=opening] [data-command=replace]").await;
    page.gone("dialog[open]").await;
    // A mark is clicked, so that the card shows all that the file says of it.
    if page.count(".text mark[data-annotations]").await > 0 {
        page.script("document.querySelector('.text mark[data-annotations]').click()", &[]).await;
    }
}

/// A harmless file can be taken in, marked in and taken out again.
async fn still_works(page: &Page) {
    let file = fs::read(folder().join("files/whole.json")).unwrap();
    page.offer_bytes(NAME, &file).await;
    page.click("[data-part=opening] [data-command=replace]").await;
    page.gone("dialog[open]").await;
    page.element("article[data-document=d] .text [data-block]").await;
    assert_eq!(page.select(WORDS).await, WORDS);
    page.press("1").await;
    page.expect_drawn("claim", WORDS).await;
    page.command("undo").await;
    until("the mark to be gone", async || {
        let drawn = page.drawn().await;
        (!drawn.iter().any(|drawn| drawn.text == WORDS)).then_some(())
    })
    .await;
    page.command("redo").await;
    page.expect_drawn("claim", WORDS).await;
    let written = page.download("[data-command=download]").await;
    let written: Value = serde_json::from_slice(&fs::read(written).unwrap()).unwrap();
    assert_eq!(written["annotations"].as_array().map(Vec::len), Some(4), "three of the file and one more");
}

#[test]
fn chromium_file() {
    opens_harmlessly(Engine::Chromium, Form::File);
}

#[test]
fn chromium_http() {
    opens_harmlessly(Engine::Chromium, Form::Http);
}

#[test]
fn firefox_http() {
    opens_harmlessly(Engine::Firefox, Form::Http);
}

#[test]
fn webkit_file() {
    opens_harmlessly(Engine::Webkit, Form::File);
}
