//! The harness itself: a test that says "no error" is worth something only if the harness would have heard one.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

use beleg_e2e::annotations::Drawn;
use beleg_e2e::driver::members;
use beleg_e2e::server::Server;
use beleg_e2e::visit::file_address;
use beleg_e2e::wait::{PATIENCE, soon};
use beleg_e2e::{Engine, Page, plain, probe, visit_address};
use std::fs;
use std::panic::catch_unwind;
use std::path::PathBuf;
use std::sync::Mutex;

fn pages() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("pages")
}

fn address(name: &str) -> String {
    file_address(&pages().join(name))
}

/// Every planted complaint is heard, also after a reload, and nothing that is not one.
fn hears(engine: Engine) {
    visit_address(engine, &address("loud.html"), &format!("hears-{engine}"), async |page: &Page| {
        // On `file://` WebKitGTK keeps the message of an exception from listeners, but not that there was one.
        let exception = if engine == Engine::Webkit { "Script error." } else { "planted exception" };
        let mut planted = vec!["planted error", exception, "planted rejection", "planted-image", "style-src"];
        // Under automation WebKitGTK tells nothing of what comes before the first script of the harness; `plain` does.
        if engine != Engine::Webkit {
            planted.extend(["planted early error", "planted object"]);
        }
        page.click_text("Click").await;
        heard(page, &planted, 1).await;
        page.reload().await;
        page.click_text("Click").await;
        let complaints = heard(page, &planted, 2).await;
        let harmless =
            |complaint: &&String| complaint.contains("planted log") || complaint.contains("planted warning");
        assert_eq!(complaints.iter().find(harmless), None);
    });
}

/// The complaints, once each of these was heard that many times: some of them come a moment after what caused them.
async fn heard(page: &Page, planted: &[&str], times: usize) -> Vec<String> {
    let missing = |complaints: &[String]| {
        let count = |part: &str| complaints.iter().filter(|complaint| complaint.contains(part)).count();
        planted.iter().copied().find(|part| count(part) < times)
    };
    let all = async || {
        let complaints = page.complaints().await;
        missing(&complaints).is_none().then_some(complaints)
    };
    if let Some(complaints) = soon(PATIENCE, all).await {
        return complaints;
    }
    let complaints = page.complaints().await;
    panic!("{:?} was not heard {times} times in {complaints:#?}", missing(&complaints));
}

/// Selection, keys, files and storage do what a person's would, and a quiet page is quiet.
fn handles(engine: Engine) {
    visit_address(engine, &address("quiet.html"), &format!("handles-{engine}"), async |page: &Page| {
        assert_eq!(page.select("„Übergröße“ steht").await, "„Übergröße“ steht");
        assert_eq!(page.select("Zweitens steht dies").await, "Zweitens steht dies");

        page.press("Control+Shift+ArrowUp").await;
        page.press("2").await;
        assert_eq!(page.text("output").await, " Control+Control Control+Shift+Shift Control+Shift+ArrowUp 2");
        assert_eq!(page.select_by_keyboard("steht hier").await, "steht hier");
        assert_eq!(page.select_by_keyboard("👩‍👩‍👧").await, "👩‍👩‍👧");
        assert_eq!(page.select_by_keyboard("bergr").await, "bergr");

        page.fill("[name=value]", "2024-11-12 – „ß“").await;
        assert_eq!(page.value("[name=value]").await, "2024-11-12 – „ß“");

        let claim = Drawn { id: "a".into(), labels: vec!["claim".into()], text: "Zweitens steht".into() };
        let date =
            Drawn { id: "b".into(), labels: vec!["claim".into(), "date".into()], text: " steht".into() };
        assert_eq!(page.drawn().await, [claim, date]);

        let file = page.download("[data-command=download]").await;
        assert_eq!(file.file_name().unwrap(), "quiet.json");
        assert_eq!(fs::read_to_string(&file).unwrap(), "{\"ä\":\"👩‍👩‍👧\"}");
        page.upload("[data-part=file]", &file).await;
        let content = "quiet.json: {\"ä\":\"👩‍👩‍👧\"}";
        beleg_e2e::wait::until("the file's content", async || {
            (page.text("output").await == content).then_some(())
        })
        .await;

        assert_eq!(page.attributes("body", "data-visits").await, ["1"]);
        // On a busy machine Chromium now and then gives a page of `file://` another localStorage, which is empty.
        beleg_e2e::wait::until("a page that finds what an earlier one stored", async || {
            page.reload().await;
            (page.attributes("body", "data-visits").await != ["1"]).then_some(())
        })
        .await;
        assert_eq!(page.complaints().await, [""; 0]);
    });
}

/// The ways out of a page that all engines have.
const WAYS: [&str; 11] = [
    "background",
    "beacon",
    "events",
    "fetch",
    "form",
    "frame",
    "image",
    "script",
    "stylesheet",
    "websocket",
    "xhr",
];

/// The probe gets out of a page that has no policy: if it could not, its silence on the released page would say nothing.
fn leaks(engine: Engine) {
    let server = Server::start(pages());
    for address in [address("open.html"), format!("http://{}/open.html", server.address())] {
        let listener = Server::start(pages());
        visit_address(engine, &address, &format!("leaks-{engine}"), async |page: &Page| {
            let leaks = probe::leaks(page, &listener, &WAYS).await;
            for way in WAYS {
                assert!(
                    leaks.iter().any(|leak| leak == way),
                    "{way} did not get out of an open page: {leaks:?}"
                );
            }
        });
    }
    assert_eq!(server.strangers(), []);
}

/// A failing test leaves evidence and no process behind.
fn cleans_up(engine: Engine) {
    let session = Mutex::new(0);
    let failed = catch_unwind(|| {
        visit_address(engine, &address("quiet.html"), &format!("cleans-up-{engine}"), async |page: &Page| {
            *session.lock().unwrap() = page.session();
            assert!(members(page.session()).len() > 1, "a driver and a browser are at work");
            panic!("This failure is wanted.");
        });
    });
    assert!(failed.is_err());
    assert_eq!(members(session.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner())), []);
}

#[test]
fn chromium_hears() {
    hears(Engine::Chromium);
}

#[test]
fn firefox_hears() {
    hears(Engine::Firefox);
}

#[test]
fn webkit_hears() {
    hears(Engine::Webkit);
}

#[test]
fn webkit_hears_the_start() {
    let complaints = plain::complaints(&address("loud.html"), None);
    assert!(complaints.iter().any(|complaint| complaint.contains("planted early error")), "{complaints:#?}");
    assert_eq!(plain::complaints(&address("quiet.html"), Some("localstorage")), [""; 0]);
}

#[test]
fn chromium_handles() {
    handles(Engine::Chromium);
}

#[test]
fn firefox_handles() {
    handles(Engine::Firefox);
}

#[test]
fn webkit_handles() {
    handles(Engine::Webkit);
}

#[test]
fn chromium_leaks() {
    leaks(Engine::Chromium);
}

#[test]
fn firefox_leaks() {
    leaks(Engine::Firefox);
}

#[test]
fn webkit_leaks() {
    leaks(Engine::Webkit);
}

#[test]
fn chromium_cleans_up() {
    cleans_up(Engine::Chromium);
}

#[test]
fn firefox_cleans_up() {
    cleans_up(Engine::Firefox);
}

#[test]
fn webkit_cleans_up() {
    cleans_up(Engine::Webkit);
}
