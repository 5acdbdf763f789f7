//! What the page shows can be used by those who see, hear or move otherwise: axe-core finds nothing in any state, in any way
//! of looking at it; nothing is cut off, too small to hit, or needs scrolling sideways; whatever has the focus is seen.
#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test may stop at the first surprise")]
use beleg_e2e::axe::Settled;
use beleg_e2e::project::Project;
use beleg_e2e::sight::Sight;
use beleg_e2e::{Engine, Form, Page, visit};
use serde_json::{Value, json};
use std::cell::RefCell;

/// What axe-core cannot decide or takes for something else, and why it is right.
const SETTLED: &[Settled] = &[
    Settled {
        rule: "color-contrast",
        key: "elmPartiallyObscured",
        selector: "article *, dialog *, .list *",
        reason: "The text reaches under the edge of what scrolls; `Page::pale` measures it.",
    },
    Settled {
        rule: "color-contrast",
        key: "elmPartiallyObscuring",
        selector: "article *",
        reason: "The same, where the text begins above that edge.",
    },
    Settled {
        rule: "color-contrast",
        key: "pseudoContent",
        selector: "article .text *",
        reason: "While the text has the focus a line stands beside it, not behind it; `Page::pale` measures the text.",
    },
    Settled {
        rule: "color-contrast",
        key: "bgOverlap",
        selector: "article *, .hint, .list *",
        reason: "Toolbar, caret, drawers and dialogs lie over some of the text; `Page::pale` measures it as if they did not.",
    },
    Settled {
        rule: "color-contrast",
        key: "bgGradient",
        selector: "mark, .swatch",
        reason: "The lines of a mark are images at its lower edge; `Page::pale` measures text and lines.",
    },
    Settled {
        rule: "color-contrast",
        key: "bgImage",
        selector: "mark",
        reason: "The same, where the only line is its border, and the list of its images is a list of `none`.",
    },
    Settled {
        rule: "color-contrast",
        key: "nonBmp",
        selector: "button, kbd",
        reason: "Arrows are text as other text is; `Page::pale` measures them.",
    },
    Settled {
        rule: "color-contrast",
        key: "shortTextContent",
        selector: "td, .chord",
        reason: "Numbers and keys of one character are text as well; `Page::pale` measures them.",
    },
    Settled {
        rule: "label-content-name-mismatch",
        key: "label-content-name-mismatch",
        selector: "dialog[data-part=keys] button",
        reason: "Keys of one character: the name begins with the key as it is shown, and goes on with what it does.",
    },
    Settled {
        rule: "skip-link",
        key: "skip-link",
        selector: "[data-part=projects] a",
        reason: "It leads to another project, not to another place of the page.",
    },
];

/// Words of the first text that the page brings along.
const WORDS: &str = "Kim Jong Un am 21. November 2024 in Pjöngjang. (STR / KCNA";

/// A way through the states of the page, and what was found wrong on it.
struct Tour<'p> {
    page: &'p Page,
    sight: Sight,
    found: RefCell<Vec<String>>,
}

impl Tour<'_> {
    /// Judges the page in this state.
    async fn judge(&self, state: &str) {
        let page = self.page;
        page.shot(&format!("{}-{}", self.sight, state.replace(' ', "-"))).await;
        let mut found = page.judge(SETTLED).await;
        found.extend(page.pale().await);
        found.extend(page.misfits().await);
        self.found.borrow_mut().extend(found.into_iter().map(|found| format!("{state}: {found}")));
    }

    /// Goes by Tab through all that takes the focus; returns the names of it.
    async fn walk(&self, state: &str) -> Vec<String> {
        // Where only colours differ, the rings are seen on the first way already.
        if state != "start" && matches!(self.sight, Sight::Dark | Sight::Contrast | Sight::DarkContrast) {
            return Vec::new();
        }
        self.walk_by("Tab", state).await
    }

    /// Goes back through all that takes the focus.
    async fn walk_back(&self, state: &str) {
        self.walk_by("Shift+Tab", state).await;
    }

    async fn walk_by(&self, chord: &str, state: &str) -> Vec<String> {
        let mut stops = Vec::new();
        loop {
            self.page.press(chord).await;
            let Some((told, troubles)) = self.page.focused(stops.is_empty()).await else { break };
            stops.push(told);
            let troubles = troubles.into_iter().map(|trouble| format!("{state}, by {chord}: {trouble}"));
            self.found.borrow_mut().extend(troubles);
        }
        // In Firefox the focus went on to the browser's own buttons, and keys would do nothing where a click leads.
        self.page.take_focus().await;
        // Where the text had the focus, the page writes in the next frame where the caret is, over what is selected by then.
        self.page.frame().await;
        stops
    }

    /// Selects words as fingers do.
    async fn select(&self, words: &str) {
        let found = self.page.script(include_str!("../scripts/touch.js"), &[json!(words)]).await;
        assert_eq!(found, json!(true), "{words:?} is in no stretch of the text");
        self.page.element("[data-part=toolbar]").await;
    }

    /// Clicks a button, where there is room for it only in a menu or where it is there only without room.
    async fn click_where_shown(&self, selector: &str) -> bool {
        let script = "return document.querySelector(arguments[0])?.checkVisibility() ?? false";
        let is_shown = self.page.script(script, &[json!(selector)]).await == json!(true);
        if is_shown {
            self.page.click(selector).await;
        }
        is_shown
    }

    /// Opens a dialog from the one behind the light, to which there is a way in every window.
    async fn open_from_kept(&self, dialog: &str) {
        self.page.click("[data-part=save]").await;
        self.page.click(&format!("[data-part=kept] [data-command={dialog}]")).await;
        self.page.element(&format!("dialog[data-part={dialog}][open]")).await;
    }

    /// Closes the dialog.
    async fn close(&self) {
        self.page.press("Escape").await;
        self.page.gone("dialog[open]").await;
    }

    /// Leaves whatever has the focus, and what was marked.
    async fn leave(&self) {
        self.page.script("document.activeElement.blur()", &[]).await;
        self.page.press("Escape").await;
        self.page.gone("[data-part=card]").await;
    }
}

/// The states that one comes through while working.
async fn work(tour: &Tour<'_>) {
    let page = tour.page;
    tour.judge("start").await;
    let stops = tour.walk("start").await;
    assert!(stops.iter().any(|stop| stop.contains("text")), "Tab leads to the text: {stops:#?}");

    // At the start of a line the toolbar has no room before its middle.
    tour.select("Das ").await;
    tour.judge("first word selected").await;
    tour.select(WORDS).await;
    tour.judge("words selected").await;
    page.press("1").await;
    page.element("[data-part=card]").await;
    page.element("section[data-part=who]").await;
    tour.judge("claim, and the question who is marking").await;
    tour.walk("claim").await;
    tour.walk_back("claim").await;
    page.introduce("Kim").await;
    for (key, field) in [("2", "name"), ("3", "value")] {
        page.script("document.activeElement.blur()", &[]).await;
        page.press(key).await;
        page.element(&format!("[data-part=card] [name={field}]")).await;
        tour.judge(&format!("card with a {field}")).await;
    }
    page.fill("[data-part=card] [name=value]", "2024-13").await;
    page.element("[data-part=card] [name=value][aria-invalid=true]").await;
    tour.judge("a date that is none").await;

    page.script("document.activeElement.blur()", &[]).await;
    page.press("Delete").await;
    page.gone("article mark").await;
    tour.judge("without annotations").await;
}

/// The dialogs, the notices and what is drawn out over the text.
async fn ask(tour: &Tour<'_>) {
    let page = tour.page;
    page.press("?").await;
    page.element("dialog[data-part=keys][open]").await;
    tour.judge("keys").await;
    tour.walk("keys").await;
    page.click("[data-part=keys] [data-row='1'] button").await;
    page.expect_focus("[data-part=keys] .new-keys").await;
    page.press("1").await;
    page.element("[data-row='1'] .problem:not(:empty)").await;
    tour.judge("keys that are taken").await;
    page.press("Escape").await;
    page.press("Escape").await;
    page.gone("dialog[open]").await;

    page.press("Control+k").await;
    page.element("dialog[data-part=palette][open] [role=option]").await;
    tour.judge("palette").await;
    page.type_text("document").await;
    tour.judge("palette, with what was typed").await;
    page.press("ArrowDown").await;
    tour.walk("palette").await;
    page.press("Escape").await;
    page.gone("dialog[open]").await;

    page.press("Control+Shift+f").await;
    page.element("dialog[data-part=quoting][open] [name=quote]").await;
    tour.judge("quoting").await;
    page.type_text("Abkommen").await;
    page.element("[data-part=quoting] .places li").await;
    tour.judge("quoting, with places").await;
    tour.walk("quoting").await;
    page.press("Escape").await;
    page.gone("dialog[open]").await;

    for drawer in ["documents", "annotations", "more"] {
        let button = format!("[data-drawer={drawer}][aria-expanded]");
        if tour.click_where_shown(&button).await {
            tour.judge(&format!("drawer of {drawer}")).await;
            tour.walk(&format!("drawer of {drawer}")).await;
            page.reload().await;
        }
    }
    tour.click_where_shown("[data-drawer=more][aria-expanded]").await;
    page.command("who").await;
    page.element("dialog[data-part=who-dialog][open]").await;
    tour.judge("who").await;
    page.press("Escape").await;
    page.gone("dialog[open]").await;

    page.offer(&troubled()).await;
    tour.judge("file with problems").await;
    tour.walk("file with problems").await;
    page.click("[data-part=opening] [data-command=merge]").await;
    page.element("[data-part=notice]").await;
    tour.judge("news").await;
    page.offer_bytes("broken.json", b"{").await;
    page.element("[data-part=notice].problem").await;
    tour.judge("error").await;
    tour.walk("error").await;
}

/// Projects of unusual kinds.
async fn fill(tour: &Tour<'_>) {
    let page = tour.page;
    page.replace_by(&crowded()).await;
    tour.judge("200 overlapping marks").await;
    page.press("j").await;
    page.element("[data-part=card]").await;
    tour.judge("200 overlapping marks, one selected").await;
    if tour.sight == Sight::Usual {
        let stops = tour.walk("200 overlapping marks, one selected").await;
        let rows = stops.iter().filter(|stop| *stop == "button[class=row]").count();
        assert_eq!(rows, 200, "Tab leads through all of the list, of which not all rows are there at once");
        tour.walk_back("200 overlapping marks, one selected").await;
    }
    page.click("[aria-controls=marks-here]").await;
    page.element("#marks-here li").await;
    tour.judge("200 overlapping marks, all listed").await;
    tour.leave().await;

    page.replace_by(&right_to_left()).await;
    tour.judge("from right to left").await;
    page.press("j").await;
    page.element("[data-part=card]").await;
    tour.judge("from right to left, one selected").await;
    tour.leave().await;

    page.replace_by(&shelf()).await;
    tour.judge("many documents").await;
}

/// Where the work is kept, and what is left to be decided.
async fn keep(tour: &Tour<'_>) {
    let page = tour.page;
    page.click("[data-part=save]").await;
    page.element("dialog[data-part=kept][open] [data-command=download-copy]").await;
    tour.judge("kept, without a copy").await;
    tour.walk("kept").await;
    tour.close().await;
    tour.open_from_kept("versions").await;
    page.element("[data-part=versions] ul:empty").await;
    tour.judge("versions, none").await;
    tour.close().await;
    tour.open_from_kept("projects").await;
    page.expect_count("[data-part=projects] li", 1).await;
    tour.judge("projects, one").await;
    tour.close().await;

    page.offer(&disputed()).await;
    tour.judge("file of another project").await;
    tour.walk("file of another project").await;
    page.click("[data-part=opening] [data-command=open-beside]").await;
    page.element("body[data-project=test] article[data-document=a]").await;
    // What was opened is a version of its own.
    page.saved().await;
    tour.select("Laut").await;
    page.press("2").await;
    page.introduce("Kim").await;
    page.element("[data-part=unfiled]").await;
    tour.judge("changes in no file").await;
    page.saved().await;

    tour.open_from_kept("versions").await;
    page.click("[data-part=versions] [data-command=look]").await;
    page.element("[data-part=versions] [data-command=restore]").await;
    page.expect_focus("[data-command=restore]").await;
    tour.judge("versions").await;
    tour.walk("versions").await;
    tour.close().await;
    tour.open_from_kept("export").await;
    tour.judge("export").await;
    tour.walk("export").await;
    tour.close().await;
    page.click("[data-part=save]").await;
    page.download("[data-part=kept] [data-command=download-copy]").await;
    page.gone("[data-part=unfiled]").await;
    tour.judge("kept, with a copy").await;
    tour.close().await;

    tour.open_from_kept("projects").await;
    page.expect_count("[data-part=projects] li", 2).await;
    tour.judge("projects, two").await;
    tour.walk("projects, two").await;
    page.click("[data-part=projects] [data-command=delete-project]").await;
    page.expect_focus("[data-command=keep-project]").await;
    tour.judge("projects, one to be deleted").await;
    page.click("[data-command=confirm-delete]").await;
    page.element("[data-part=second] [data-command=bring-back]").await;
    tour.judge("projects, one deleted").await;
    tour.walk("projects, one deleted").await;
    tour.close().await;

    page.element(".side [data-command=conflicts]").await;
    tour.judge("with conflicts").await;
    page.click(".side [data-command=conflicts]").await;
    page.element("dialog[data-part=conflicts][open] table").await;
    tour.judge("conflicts").await;
    tour.walk("conflicts").await;
    page.click("[data-part=conflicts] [data-command=take-other]").await;
    page.expect_focus("[data-part=conflicts] [data-row='0'] [data-command=keep]").await;
    page.expect_count("[data-part=conflicts] li", 2).await;
    tour.judge("conflicts, one taken").await;
    for left in [1, 0] {
        page.press("Enter").await;
        page.expect_count("[data-part=conflicts] li", left).await;
    }
    tour.judge("conflicts, none").await;
    tour.close().await;

    page.offer_bytes(
        "longer.json",
        revised("Laut dpa stieg die Zahl.\nMehr folgt.\n").to_string().as_bytes(),
    )
    .await;
    page.element("dialog[data-part=anchoring][open]").await;
    tour.judge("another text, all found").await;
    tour.close().await;
    page.offer_bytes("other.json", revised("Berlin. Laut AFP stieg die Anzahl.\n").to_string().as_bytes())
        .await;
    page.element("dialog[data-part=anchoring][open] [data-row]").await;
    tour.judge("another text").await;
    tour.walk("another text").await;
    page.click("[data-part=anchoring] [data-command=choose-place]").await;
    page.expect_focus("[name=new-text]").await;
    tour.judge("another text, with a place to choose").await;
    tour.walk("another text, with a place to choose").await;
}

/// The project of [`disputed`], in which the document has another text and nothing is marked.
fn revised(text: &str) -> Value {
    Project::new().document("a", "Die Zahl", "de", text).file().clone()
}

/// A file of which not everything can be taken in.
fn troubled() -> Project {
    let mut project = Project::new()
        .document("a", "Die Zahl", "de", "Laut dpa stieg die Zahl.\n")
        .quoting("a1", "a", "source", "dpa")
        .quoting("a2", "a", "claim", "stieg die Zahl");
    project.file()["annotations"][0]["spans"][0]["quote"]["exact"] = json!("afp");
    project.file()["annotations"][1]["label"] = json!("rumour");
    project
}

/// A version of an annotation that lost, one whose words are gone, and a deletion.
fn disputed() -> Project {
    let mut project = Project::new()
        .document("a", "Die Zahl", "de", "Laut dpa stieg die Zahl.\n")
        .quoting("a1", "a", "source", "dpa")
        .quoting("a2", "a", "claim", "stieg die Zahl");
    let moment = "2024-11-13T10:00:00.000Z";
    let lost = |number: usize, quote: &str, from: usize| {
        let annotation = json!({
            "id": format!("a{number}"), "document": "a", "label": "claim", "spans": [[from, from + 3]],
            "note": "Die Agentur hat das später selbst berichtigt. ".repeat(6), "creator": "Kim",
            "created": moment, "modified": moment, "origin": "hand",
        });
        json!({ "id": number.to_string(), "quote": quote, "at": moment, "loser": { "version": { "annotation": annotation } } })
    };
    project.file()["conflicts"] = json!([
        lost(1, "dpa", 5),
        lost(3, "afp", 5),
        { "id": "4", "at": moment, "loser": { "deletion": { "annotation": "a2" } } },
    ]);
    project
}

/// One sentence with 200 marks, of which each begins and ends elsewhere.
fn crowded() -> Project {
    let words: Vec<String> = (0..60).map(|number| format!("Wort{number:02}")).collect();
    let sentence = format!("{}.\n", words.join(" "));
    let mut project = Project::new().document("crowd", "Zweihundert Marken", "de", &sentence);
    for number in 0..200 {
        let label = ["claim", "source", "date"][number % 3];
        let (from, length) = (number * 7 % 59, 1 + number * 3 % (60 - number * 7 % 59));
        project =
            project.annotation(&format!("m{number}"), "crowd", label, from * 7, (from + length) * 7 - 1);
    }
    project
}

/// Arabic and Hebrew, with Latin letters and digits between.
fn right_to_left() -> Project {
    let text = "قال كيم لوكالة KCNA في 12 نوفمبر 2024 إن الاتفاق نافذ.\n\nשר החוץ אמר ל-dpa ב-3 במאי 2021 שההסכם נכנס לתוקף.\n";
    Project::new()
        .document("rtl", "الاتفاق نافذ", "ar", text)
        .quoting("r1", "rtl", "source", "كيم")
        .quoting("r2", "rtl", "claim", "الاتفاق نافذ")
        .quoting("r3", "rtl", "date", "12 نوفمبر 2024")
        .quoting("r4", "rtl", "source", "dpa")
}

/// Many documents, some with long names.
fn shelf() -> Project {
    (0..120).fold(Project::new(), |project, number| {
        let long = "Donaudampfschifffahrtsgesellschaftskapitän".repeat(number % 3);
        project.document(
            &format!("d{number}"),
            &format!("Meldung {number} {long}"),
            "de",
            "Laut dpa stieg sie.\n",
        )
    })
}

/// Goes one way in one engine, looking at the page in several ways one after the other.
fn tour(engine: Engine, name: &str, sights: &[Sight], way: impl AsyncFn(&Tour<'_>)) {
    let mut found = Vec::new();
    for &sight in sights {
        visit(engine, Form::File, &format!("axe-{name}-{sight}"), async |page: &Page, _| {
            assert!(page.look(sight).await, "{engine} cannot show the page as {sight}");
            page.reload().await;
            let width = page.script("return innerWidth", &[]).await.as_u64().unwrap();
            let widest = match sight {
                Sight::Narrow if engine == Engine::Webkit => 450,
                Sight::Narrow | Sight::Zoomed => 320,
                _ => 1280,
            };
            assert_eq!(width, widest, "the window is as wide as it should be");
            let tour = Tour { page, sight, found: RefCell::default() };
            way(&tour).await;
            found.extend(tour.found.into_inner().into_iter().map(|found| format!("{sight}: {found}")));
        });
    }
    assert!(found.is_empty(), "{} findings:\n{}", found.len(), found.join("\n"));
}

const ALL: &[Sight] = &[
    Sight::Usual,
    Sight::Dark,
    Sight::Contrast,
    Sight::DarkContrast,
    Sight::Forced,
    Sight::Narrow,
    Sight::Zoomed,
];

#[test]
fn chromium_work() {
    tour(Engine::Chromium, "work", ALL, work);
}

#[test]
fn chromium_ask() {
    tour(Engine::Chromium, "ask", ALL, ask);
}

#[test]
fn chromium_fill() {
    tour(Engine::Chromium, "fill", ALL, fill);
}

#[test]
fn chromium_keep() {
    tour(Engine::Chromium, "keep", ALL, keep);
}

/// The ways of looking at the page that Firefox has of its own.
const FIREFOX: &[Sight] = &[Sight::Usual, Sight::Dark, Sight::Forced, Sight::Zoomed];

#[test]
fn firefox_work() {
    tour(Engine::Firefox, "work", FIREFOX, work);
}

#[test]
fn firefox_ask() {
    tour(Engine::Firefox, "ask", FIREFOX, ask);
}

#[test]
fn firefox_fill() {
    tour(Engine::Firefox, "fill", FIREFOX, fill);
}

#[test]
fn firefox_keep() {
    tour(Engine::Firefox, "keep", FIREFOX, keep);
}

/// The ways of looking at the page that a driver of WebKitGTK can bring about.
const WEBKIT: &[Sight] = &[Sight::Usual, Sight::Narrow];

#[test]
fn webkit_work() {
    tour(Engine::Webkit, "work", WEBKIT, work);
}

#[test]
fn webkit_ask() {
    tour(Engine::Webkit, "ask", WEBKIT, ask);
}

#[test]
fn webkit_fill() {
    tour(Engine::Webkit, "fill", WEBKIT, fill);
}

#[test]
fn webkit_keep() {
    tour(Engine::Webkit, "keep", WEBKIT, keep);
}

/// Where the browser keeps nothing, that is said and can be read by everybody.
#[test]
fn chromium_without_storage() {
    let shut = "Object.defineProperty(window, 'indexedDB', { get() { throw new DOMException('no', 'SecurityError'); } });";
    tour(Engine::Chromium, "shut", &[Sight::Usual, Sight::Narrow], async |tour: &Tour<'_>| {
        let page = tour.page;
        page.ask_chromium("Page.addScriptToEvaluateOnNewDocument", json!({ "source": shut })).await;
        page.reload().await;
        page.expect_attribute("[data-part=save]", "data-state", "memory").await;
        page.element("[data-part=notice].problem").await;
        tour.judge("nothing is kept").await;
        tour.walk("nothing is kept").await;
    });
}
