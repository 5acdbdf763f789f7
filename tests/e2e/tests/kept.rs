//! A project that is tied to a file: it is written after each change and over a restart, and never over what somebody
//! else wrote. Only Chromium lets pages write to files.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use beleg_e2e::wait::until;
use beleg_e2e::{Engine, Form, Page, visit};
use serde_json::{Value, json};

/// Words that stand once in the first text that the page brings along.
const WORDS: &str = "unter den Sanktionen";
const MORE: &str = "verschärft haben";

const FILE_SAYS: &str = "
    const [done] = [...arguments].slice(-1);
    navigator.storage.getDirectory().then(root => root.getFileHandle('beleg.json')).then(file => file.getFile())
        .then(file => file.text()).then(done, () => done(''));
";
const WRITE: &str = "
    const [content, done] = arguments;
    navigator.storage.getDirectory().then(root => root.getFileHandle('beleg.json'))
        .then(file => file.createWritable()).then(async file => { await file.write(content); await file.close(); })
        .then(done, error => done(String(error)));
";

/// What the page remembers of the last copy.
const COPY: &str = "
    const [done] = arguments;
    const opening = indexedDB.open('beleg/' + document.body.dataset.project);
    opening.onsuccess = () => {
        const read = opening.result.transaction('meta').objectStore('meta').get('backup');
        read.onsuccess = () => { opening.result.close(); done(read.result ?? ''); };
    };
";

/// How many annotations stand in the file; waits until they do.
async fn expect_in_file(page: &Page, count: usize) -> Value {
    until(&format!("{count} annotations in the file"), async || {
        let content = page.slow_script(FILE_SAYS, &[]).await;
        let file: Value = serde_json::from_str(content.as_str()?).ok()?;
        (file["annotations"].as_array()?.len() == count).then_some(file)
    })
    .await
}

async fn allow(page: &Page, answer: &str) {
    page.script(include_str!("../scripts/disk.js"), &[json!(answer)]).await;
}

async fn expect_notice(page: &Page, sentence: &str) {
    until(&format!("a notice with {sentence:?}"), async || {
        let is_there = page.count("[data-part=notice]").await > 0;
        (is_there && page.text("[data-part=notice]").await.contains(sentence)).then_some(())
    })
    .await;
}

#[test]
fn a_tied_file_has_each_change_over_a_restart_chromium_http() {
    visit(Engine::Chromium, Form::Http, "kept", async |page: &Page, _| {
        allow(page, "granted").await;
        assert_eq!(page.count("[data-part=unfiled]").await, 0, "what the page brings along is nobody's work");
        page.click("[data-part=save]").await;
        page.element("dialog[data-part=kept][open]").await;
        page.shot("1-dialog").await;
        page.command("tie").await;
        expect_in_file(page, 0).await;
        page.shot("2-tied").await;
        page.press("Escape").await;
        page.select(WORDS).await;
        page.press("2").await;
        page.introduce("Kept").await;
        expect_in_file(page, 1).await;

        // After a restart nothing is written until one click allows it.
        page.saved().await;
        page.reload().await;
        allow(page, "prompt").await;
        page.select(MORE).await;
        page.press("2").await;
        page.element("[data-part=unfiled]").await;
        expect_in_file(page, 1).await;
        page.shot("3-waiting").await;
        page.command("download").await;
        expect_notice(page, "Saved to beleg.json").await;
        expect_in_file(page, 2).await;
        page.gone("[data-part=unfiled]").await;

        // What somebody else makes of the file stays until it was looked at.
        let mut theirs = expect_in_file(page, 2).await;
        theirs["annotations"].as_array_mut().unwrap().remove(1);
        let theirs = theirs.to_string();
        assert_eq!(page.slow_script(WRITE, &[json!(theirs)]).await, Value::Null);
        page.press("Control+s").await;
        expect_notice(page, "was changed by somebody else").await;
        assert_eq!(page.slow_script(FILE_SAYS, &[]).await, json!(theirs));
        page.click("[data-part=notice] [data-command=kept]").await;
        page.shot("4-foreign").await;
        page.command("open-tied").await;
        page.click("[data-part=opening] [data-command=merge]").await;
        expect_in_file(page, 2).await;
        assert_eq!(page.complaints().await, [""; 0], "the console is silent");
    });
}

fn counted(engine: Engine, form: Form) {
    visit(engine, form, "counted", async |page: &Page, _| {
        page.select(WORDS).await;
        page.press("2").await;
        page.introduce("Kept").await;
        page.element("[data-part=unfiled]").await;
        assert!(!page.download("header [data-command=download]").await.as_os_str().is_empty());
        page.gone("[data-part=unfiled]").await;
        page.saved().await;
        until("the page to remember the copy", async || {
            page.slow_script(COPY, &[]).await.as_str()?.ends_with(".json").then_some(())
        })
        .await;
        page.reload().await;
        page.click("[data-part=save]").await;
        until("the name of the last copy", async || {
            page.text("[data-part=last-copy]").await.contains(".json").then_some(())
        })
        .await;
        assert_eq!(page.count("[data-part=unfiled]").await, 0);
        page.shot("kept").await;
    });
}

#[test]
fn what_is_in_no_file_is_counted_chromium_file() {
    counted(Engine::Chromium, Form::File);
}

#[test]
fn what_is_in_no_file_is_counted_firefox_http() {
    counted(Engine::Firefox, Form::Http);
}

#[test]
fn what_is_in_no_file_is_counted_webkit_file() {
    counted(Engine::Webkit, Form::File);
}

/// Deletes all databases of the page, and nothing else.
const CLEAR: &str = "
    const [done] = arguments;
    const gone = name => new Promise(settled => { indexedDB.deleteDatabase(name).onsuccess = settled; });
    indexedDB.databases().then(all => Promise.all(all.map(({ name }) => gone(name)))).then(() => done());
";

fn cleared(engine: Engine, form: Form) {
    visit(engine, form, "cleared", async |page: &Page, _| {
        page.select(WORDS).await;
        page.press("2").await;
        page.introduce("Kept").await;
        page.saved().await;
        until("the page to note how much is stored", async || {
            let noted = "return localStorage.getItem(`beleg/${document.body.dataset.project}/stored`)";
            (page.script(noted, &[]).await == json!("1")).then_some(())
        })
        .await;
        page.slow_script(CLEAR, &[]).await;
        page.reload().await;
        expect_notice(page, "1 annotation was saved here, and the browser has cleared").await;
        assert_eq!(page.count("article mark").await, 0);
        assert_eq!(page.count("[data-part=notice].problem [data-command=open]").await, 1);
        page.shot("cleared").await;
    });
}

#[test]
fn what_the_browser_has_cleared_is_missed_chromium_http() {
    cleared(Engine::Chromium, Form::Http);
}

#[test]
fn what_the_browser_has_cleared_is_missed_firefox_file() {
    cleared(Engine::Firefox, Form::File);
}

#[test]
fn what_the_browser_has_cleared_is_missed_webkit_http() {
    cleared(Engine::Webkit, Form::Http);
}
