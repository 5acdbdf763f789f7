//! Several projects in one browser, and what is left of one when the program has stopped.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use beleg_e2e::project::Project;
use beleg_e2e::settings::setting;
use beleg_e2e::visit::file_address;
use beleg_e2e::wait::until;
use beleg_e2e::{Engine, Form, Page, visit};
use serde_json::Value;
use std::fs;

const DOCUMENT: &str = "003_2010653594c6cf10";
const OTHER: &str = "001_5013a7a63339588b";
const QUOTES: [&str; 3] = ["Koreanische Zentrale Nachrichtenagentur", "Dienstag", "Pjöngjang im Juni"];

/// The button with the name of the open project.
const PROJECT: &str = ".bar [data-command=projects].project";

fn other() -> Project {
    Project::new()
        .document("d1", "Beside", "de", "Laut dpa kam Kim am Montag an.")
        .quoting("a1", "d1", "source", "dpa")
}

fn row(id: &str) -> String {
    format!("[data-part=projects] [data-row=\"{id}\"]")
}

/// Goes to a project by the list of projects.
async fn go(page: &Page, id: &str, document: &str) {
    page.click(PROJECT).await;
    page.click(&format!("{} a", row(id))).await;
    page.element(&format!("body[data-project=\"{id}\"] article[data-document=\"{document}\"]")).await;
}

fn side_by_side(engine: Engine, form: Form) {
    visit(engine, form, "projects", async |page: &Page, _| {
        let corpus = page.attributes("body", "data-project").await.swap_remove(0);
        page.open_document(DOCUMENT).await;
        page.select(QUOTES[0]).await;
        page.press("2").await;
        page.expect_drawn("source", QUOTES[0]).await;
        page.introduce("Projects").await;
        page.saved().await;

        page.offer(&other()).await;
        page.shot("1-other").await;
        page.click("[data-part=opening] [data-command=open-beside]").await;
        page.element("body[data-project=test] article[data-document=d1]").await;
        page.expect_drawn("source", "dpa").await;
        assert_eq!(page.documents().await, ["d1"], "the corpus is added to its own project alone");
        page.select("Montag").await;
        page.press("3").await;
        page.expect_drawn("date", "Montag").await;
        page.saved().await;
        page.reload().await;
        page.element("body[data-project=test]").await;
        page.expect_drawn("date", "Montag").await;

        go(page, &corpus, DOCUMENT).await;
        page.expect_drawn("source", QUOTES[0]).await;
        assert_eq!(page.documents().await.len(), 5);

        // Of a project that is here already, the file comes to that.
        page.offer(&other()).await;
        page.click("[data-part=opening] [data-command=open-beside]").await;
        page.element("body[data-project=test] dialog[data-part=opening][open]").await;
        assert_eq!(page.count("[data-command=open-beside]").await, 0, "it is that project now");
        page.click("[data-part=opening] [data-command=merge]").await;
        page.gone("dialog[open]").await;
        page.expect_drawn("date", "Montag").await;
        page.reload().await;
        page.expect_drawn("source", "dpa").await;
        assert_eq!(page.count("dialog[open]").await, 0, "a file is offered once");

        go(page, &corpus, DOCUMENT).await;
        page.click(PROJECT).await;
        until("what the list tells of the other project", async || {
            page.text(&row("test")).await.contains("2 annotations").then_some(())
        })
        .await;
        page.shot("2-list").await;
        page.click(&format!("{} [data-command=delete-project]", row("test"))).await;
        page.click("[data-command=confirm-delete]").await;
        page.element("[data-part=second] [data-row=test]").await;
        page.shot("3-deleted").await;
        page.reload().await;
        page.click(PROJECT).await;
        page.click("[data-part=second] [data-row=test] [data-command=bring-back]").await;
        page.element(&format!("{} a", row("test"))).await;
        page.gone("[data-part=second] li").await;
        page.command("close").await;
        go(page, "test", "d1").await;
        page.expect_drawn("date", "Montag").await;
        page.expect_drawn("source", "dpa").await;

        page.click(PROJECT).await;
        // The button goes down when the list comes, and a link of the list would be where it was.
        page.element(&format!("{} a", row("test"))).await;
        page.fill("[data-part=projects] [name=project]", "Presseschau März").await;
        page.command("new-project").await;
        until("an empty project", async || page.documents().await.is_empty().then_some(())).await;
        page.element("body[data-ready]").await;
        assert_eq!(page.text(PROJECT).await, "Presseschau März");
        assert_eq!(page.text(".bar [data-command=who]").await, "Projects", "the name belongs to the person");
        page.saved().await;
        page.reload().await;
        assert_eq!(page.text(PROJECT).await, "Presseschau März");
        page.click(PROJECT).await;
        page.command("rename").await;
        page.fill("[data-part=rename-dialog] [name=project]", "Presseschau 2024").await;
        page.command("rename-save").await;
        page.gone("dialog[open]").await;
        assert_eq!(page.text(PROJECT).await, "Presseschau 2024");
        page.saved().await;
        go(page, &corpus, DOCUMENT).await;
        page.click(PROJECT).await;
        until("the new name in the list", async || {
            page.text("[data-part=projects]").await.contains("Presseschau 2024").then_some(())
        })
        .await;
        assert_eq!(page.complaints().await, [""; 0], "the console is silent");
    });
}

fn stops(engine: Engine, form: Form) {
    visit(engine, form, "stopped", async |page: &Page, _| {
        page.open_document(DOCUMENT).await;
        for (quote, label) in QUOTES.into_iter().zip(["source", "date", "claim"]) {
            page.select(quote).await;
            page.press(match label {
                "claim" => "1",
                "source" => "2",
                _ => "3",
            })
            .await;
            page.expect_drawn(label, quote).await;
            page.introduce("Stopped").await;
        }
        page.saved().await;

        page.script(include_str!("../scripts/trap.js"), &[]).await;
        page.click(&format!("nav [data-document=\"{OTHER}\"]")).await;
        page.element("[data-part=stopped]").await;
        page.shot("1-stopped").await;
        let said = page.text("[data-part=stopped]").await;
        let place = said
            .strip_prefix("Beleg has stopped at ")
            .and_then(|said| said.split_once(". What was saved is safe."));
        let place = place.and_then(|(place, _)| place.rsplit_once(':'));
        let is_place = |(file, line): (&str, &str)| file.ends_with(".rs") && line.parse::<u32>().is_ok();
        assert!(place.is_some_and(is_place), "it says where it stopped: {said}");
        assert_eq!(page.select(QUOTES[1]).await, QUOTES[1], "the text is there to be read and copied");
        let file = page.download("[data-command=rescue]").await;
        let bytes = fs::read(&file).unwrap();
        let rescued: Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(rescued["beleg-rescue"], 1);
        assert!(!rescued["entries"].as_object().unwrap().is_empty());
        page.click("[data-command=reload]").await;
        page.element("body[data-ready]:not(:has([data-part=stopped])) article").await;
        page.open_document(DOCUMENT).await;
        for (quote, label) in QUOTES.into_iter().zip(["source", "date", "claim"]) {
            page.expect_drawn(label, quote).await;
        }

        // Where nothing is kept yet.
        let fresh = Page::start(engine, &file_address(&setting("BELEG_PAGE")), "rescued").await;
        fresh.open().await;
        fresh.offer_bytes("rescue.json", &bytes).await;
        fresh.click("[data-part=opening] [data-command=merge]").await;
        fresh.gone("dialog[open]").await;
        fresh.open_document(DOCUMENT).await;
        for (quote, label) in QUOTES.into_iter().zip(["source", "date", "claim"]) {
            fresh.expect_drawn(label, quote).await;
        }
        fresh.close().await;
    });
}

fn damage(engine: Engine, form: Form) {
    visit(engine, form, "damage", async |page: &Page, _| {
        page.open_document(DOCUMENT).await;
        for quote in [QUOTES[0], QUOTES[1]] {
            page.select(quote).await;
            page.press("2").await;
            page.expect_drawn("source", quote).await;
            page.introduce("Damage").await;
        }
        page.saved().await;
        page.slow_script(include_str!("../scripts/damage.js"), &[]).await;
        page.reload().await;
        page.open_document(DOCUMENT).await;
        page.expect_drawn("source", QUOTES[0]).await;
        assert!(
            page.text("[data-part=notice]").await.starts_with("1 part of what was saved cannot be read.")
        );
        page.shot("1-damage").await;
        let file = page.download("[data-part=notice] [data-command=rescue]").await;
        let rescued: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
        let entries = rescued["entries"].as_object().unwrap();
        assert!(entries.values().any(|entry| entry == "broken"), "what cannot be read is in the file");

        // The work goes on, and nothing of what cannot be read is written over.
        page.select(QUOTES[1]).await;
        page.press("3").await;
        page.expect_drawn("date", QUOTES[1]).await;
        page.saved().await;
        page.reload().await;
        page.expect_drawn("date", QUOTES[1]).await;
        page.expect_drawn("source", QUOTES[0]).await;
    });
}

#[test]
fn chromium_file_damage() {
    damage(Engine::Chromium, Form::File);
}

#[test]
fn firefox_http_damage() {
    damage(Engine::Firefox, Form::Http);
}

#[test]
fn webkit_http_damage() {
    damage(Engine::Webkit, Form::Http);
}

#[test]
fn chromium_file() {
    side_by_side(Engine::Chromium, Form::File);
}

#[test]
fn firefox_file() {
    side_by_side(Engine::Firefox, Form::File);
}

#[test]
fn webkit_http() {
    side_by_side(Engine::Webkit, Form::Http);
}

#[test]
fn chromium_file_stops() {
    stops(Engine::Chromium, Form::File);
}

#[test]
fn firefox_file_stops() {
    stops(Engine::Firefox, Form::File);
}

#[test]
fn webkit_file_stops() {
    stops(Engine::Webkit, Form::File);
}

#[test]
fn webkit_http_stops() {
    stops(Engine::Webkit, Form::Http);
}
