//! Two tabs with one project: what one does the other shows, and what cannot be stored is not lost.

use beleg::browser::indexed_db::{Store, come_back};
use beleg::browser::tabs::Channel;
use beleg_core::journal;
use beleg_core::model::{Id, Timestamp, carets};
use beleg_core::session::outbox::{Errand, Outbox};
use beleg_core::session::{Act, Selection, Session, Stamp};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

use crate::saving::{LIGHT, MARKED, light, project, saved, start};
use crate::stage::{Held, Stage};

#[wasm_bindgen(inline_js = r#"
    const transaction = IDBDatabase.prototype.transaction;
    const channel = globalThis.BroadcastChannel;
    const own = Object.getOwnPropertyDescriptor(globalThis, "localStorage");
    // From now on nothing can be written, or read, as if the browser had said so.
    const fail = (failing, name) => {
        IDBDatabase.prototype.transaction = function (stores, mode, ...more) {
            if (mode === failing) throw new DOMException("made up", name);
            return transaction.call(this, stores, mode, ...more);
        };
    };
    export const failWrites = name => fail("readwrite", name);
    export const failReads = name => fail("readonly", name);
    // As where storage is blocked.
    export function block() {
        globalThis.BroadcastChannel = function () { throw new DOMException("blocked", "SecurityError"); };
        const get = () => { throw new DOMException("blocked", "SecurityError"); };
        Object.defineProperty(globalThis, "localStorage", { configurable: true, get });
    }
    export function repair() {
        delete document.hidden;
        IDBDatabase.prototype.transaction = transaction;
        globalThis.BroadcastChannel = channel;
        if (own) Object.defineProperty(globalThis, "localStorage", own);
        else delete globalThis.localStorage;
        for (const key of Object.keys(localStorage)) {
            if (key.startsWith("beleg/picture/left/")) localStorage.removeItem(key);
        }
    }
    export const heal = () => { IDBDatabase.prototype.transaction = transaction; };
    export const left = () =>
        Object.keys(localStorage).filter(key => key.startsWith("beleg/picture/left/")).length;
    export const tell = name => { dispatchEvent(new Event(name)); };
    // As when somebody turns to another tab.
    export function hide(isHidden) {
        if (isHidden) Object.defineProperty(document, "hidden", { configurable: true, value: true });
        else delete document.hidden;
        document.dispatchEvent(new Event("visibilitychange"));
    }
"#)]
extern "C" {
    #[wasm_bindgen(js_name = failWrites)]
    pub fn fail_writes(name: &str);
    #[wasm_bindgen(js_name = failReads)]
    pub fn fail_reads(name: &str);
    fn block();
    pub fn repair();
    fn heal();
    fn left() -> u32;
    fn tell(event: &str);
    fn hide(is_hidden: bool);
}

/// After how many milliseconds without a letter the page writes down what was typed.
const REST: u32 = 300;

const NOTE: &str = "[data-part=card] [name=note]";
const NOTICE: &str = "[data-part=notice]";

/// Another tab, of which nobody sees the page.
struct Other {
    session: Session,
    outbox: Outbox,
    store: Store,
    channel: Channel,
    heard: Rc<Cell<u64>>,
    now: i64,
}

impl Other {
    async fn start(id: &Id) -> Other {
        let store = Store::open(id).await.unwrap();
        let opened = journal::open(id, &store.load().await.unwrap());
        let mut outbox = Outbox::new(opened.journal);
        outbox.begin(opened.history.clone());
        let session = Session::new(opened.project.unwrap_or_else(|| carets::project(MARKED)), opened.history);
        let heard = Rc::new(Cell::new(0));
        let hearing = heard.clone();
        let channel = Channel::open(id, move |number| hearing.set(number)).unwrap();
        // Its clock is ahead, so that what it does is later.
        Other { session, outbox, store, channel, heard, now: 4_000_000_000_000 }
    }

    fn stamp(&mut self) -> Stamp {
        self.now += 10_000;
        let at = Timestamp::from_millis(self.now);
        Stamp { at, id: Id::from_random(self.now as u128) }
    }

    fn perform(&mut self, act: Option<Act>) {
        let at = Timestamp::from_millis(self.now);
        let performed = self.session.perform(act.unwrap(), at).unwrap();
        performed.entry.into_iter().for_each(|entry| self.outbox.add(entry));
    }

    fn select_first(&mut self) {
        let id = self.session.project().annotations().next().unwrap().id.clone();
        self.perform(Some(Act::Select(Selection::Annotation(id))));
    }

    fn note(&mut self, note: &str) {
        self.select_first();
        let stamp = self.stamp();
        self.perform(self.session.set_note(note, &stamp));
    }

    fn mark(&mut self, words: &str, label: &str) {
        let text = self.session.document().unwrap().text.clone();
        let at = text.as_str()[..text.as_str().find(words).unwrap()].chars().count() as u32;
        let span = beleg_core::text::Span::of(at, at + words.chars().count() as u32).unwrap();
        let stamp = self.stamp();
        self.perform(self.session.mark(span, &Id::new(label).unwrap(), &stamp));
    }

    /// Stores what it did, and tells the others of it if it should.
    async fn work(&mut self, tells: bool) {
        self.outbox.look();
        while let Some(errand) = self.outbox.next(&self.session) {
            match errand {
                Errand::Write(batch) => {
                    let outcome = self.store.write(&batch).await;
                    self.outbox.written(outcome);
                }
                Errand::ReadOn(journal) => {
                    let found = self.store.load_after(journal.last(), journal.texts()).await;
                    self.outbox.read_on(&mut self.session, found);
                }
                Errand::ReadAll => {
                    let found = self.store.load().await;
                    self.outbox.read_all(&mut self.session, found);
                }
            }
        }
        assert!(self.outbox.is_empty() && self.outbox.problem().is_none(), "{:?}", self.outbox.problem());
        if tells {
            self.channel.tell(self.outbox.last());
        }
    }
}

/// A page and another tab with the same project, of which something is stored.
async fn both() -> (Stage, Other, Id) {
    repair();
    come_back();
    let id = project().await;
    let (stage, _) = start(&id).await;
    stage.press("Ctrl+Enter").await;
    saved(&stage).await;
    let other = Other::start(&id).await;
    (stage, other, id)
}

fn notes(stage: &Stage) -> Vec<String> {
    stage.read(|session| session.project().annotations().map(|annotation| annotation.note.clone()).collect())
}

fn conflicts(stage: &Stage) -> usize {
    stage.read(|session| session.project().disputes().count())
}

#[wasm_bindgen_test]
async fn what_another_tab_does_is_shown_and_nothing_else_changes() {
    let (stage, mut other, _) = both().await;
    stage.select("Wirklich").await;
    other.mark("Montag", "date");
    other.work(true).await;
    let shown = "
Laut dpa kam Kim am Montag an.
     ^^^ source
                    ^^^^^^ date
Wirklich?
";
    let redrawn = stage.redrawn(stage.until(|stage| stage.carets().contains("date"))).await;
    stage.shows(shown);
    assert_eq!(redrawn, [0]);
    assert_eq!(stage.selected(), "Wirklich");
    assert_eq!(stage.count("[data-part=annotations] li"), 2);
    stage.press("1").await;
    saved(&stage).await;
    other.work(false).await;
    stage.until(|_| other.heard.get() == other.outbox.last()).await;
    stage.read(|session| assert!(session.project() == other.session.project()));
    // Whoever takes back takes back the last step, whoever did it.
    stage.press_all(&["Ctrl+Z", "Ctrl+Z"]).await;
    stage.shows(MARKED);
}

#[wasm_bindgen_test]
async fn a_page_that_hears_nothing_looks_when_somebody_turns_to_it() {
    let (stage, mut other, _) = both().await;
    other.mark("Montag", "date");
    other.work(false).await;
    stage.shows(MARKED);
    tell("focus");
    stage.until(|stage| stage.carets().contains("date")).await;
}

#[wasm_bindgen_test]
async fn two_edits_of_one_annotation_are_both_kept() {
    let (stage, mut other, _) = both().await;
    other.note("von dort");
    other.work(false).await;
    stage.click("dpa").await;
    let rest = Held::new(REST);
    stage.type_into(NOTE, "von hier").await;
    rest.end();
    stage.until(|stage| notes(stage) == ["von dort"]).await;
    saved(&stage).await;
    assert_eq!(conflicts(&stage), 1);
    assert_eq!(stage.value_at(NOTE), "von hier", "what somebody types stays while it is typed");
    other.work(false).await;
    stage.read(|session| assert!(session.project() == other.session.project()));
}

/// What another tab makes of a note while somebody types is not written over unseen.
#[wasm_bindgen_test]
async fn a_note_that_is_being_typed_stays_in_its_field() {
    let (stage, mut other, _) = both().await;
    stage.click("dpa").await;
    stage.type_into(NOTE, "erst").await;
    saved(&stage).await;
    other.outbox.look();
    other.work(false).await;
    // Another clock may be behind.
    other.now = 1_000_000_000_000;
    other.note("anders");
    other.work(true).await;
    stage.until(|stage| notes(stage) == ["anders"]).await;
    assert_eq!(stage.value_at(NOTE), "erst");
    assert!(stage.focused().contains("note"), "{}", stage.focused());
    stage.type_into(NOTE, "erst recht").await;
    saved(&stage).await;
    assert_eq!((notes(&stage), conflicts(&stage)), (vec!["erst recht".to_owned()], 1));
}

#[wasm_bindgen_test]
async fn the_card_goes_with_an_annotation_that_another_tab_deleted() {
    let (stage, mut other, _) = both().await;
    stage.click("dpa").await;
    assert_eq!(stage.count("[data-part=card]"), 1);
    other.select_first();
    let stamp = other.stamp();
    other.perform(other.session.delete(&stamp));
    other.work(true).await;
    stage.until(|stage| stage.count("[data-part=card]") == 0).await;
    assert_eq!((light(&stage).as_str(), stage.count("mark")), ("saved", 0));
    stage.select("Montag").await;
    stage.press("3").await;
    saved(&stage).await;
}

#[wasm_bindgen_test]
async fn a_letter_is_not_written_but_a_word_is() {
    let (stage, mut other, _) = both().await;
    let before = other.outbox.last();
    stage.click("dpa").await;
    let rest = Held::new(REST);
    stage.type_into(NOTE, "Wer genau sagt das?").await;
    assert_eq!(light(&stage), "saving");
    stage.leave().await;
    assert_eq!(rest.end(), 0, "it is written when the field is left, and only then");
    saved(&stage).await;
    other.work(false).await;
    assert_eq!(other.outbox.last(), before + 1);
    // The page tells of what is stored, and the other tab hears it when its turn comes.
    stage.until(|_| other.heard.get() == before + 1).await;
}

#[wasm_bindgen_test]
async fn what_cannot_be_stored_is_said_and_tried_again() {
    let (stage, _other, id) = both().await;
    fail_writes("QuotaExceededError");
    stage.select("Montag").await;
    stage.press("3").await;
    stage.until(|stage| light(stage) == "failed").await;
    assert!(stage.text_at(NOTICE).contains("full"), "{}", stage.text_at(NOTICE));
    assert_eq!(stage.count("[data-part=notice].problem [data-command=download]"), 1);
    stage.select("Wirklich").await;
    stage.press("1").await;
    assert_eq!(light(&stage), "failed");
    heal();
    tell("focus");
    saved(&stage).await;
    assert_eq!(stage.count(NOTICE), 0);
    let carets = stage.carets();
    let (stage, _) = start(&id).await;
    stage.shows(&carets);
}

#[wasm_bindgen_test]
async fn what_is_not_stored_when_a_page_ends_is_there_at_the_next_start() {
    let (stage, _other, id) = both().await;
    fail_writes("UnknownError");
    stage.select("Montag").await;
    stage.press("3").await;
    stage.click("dpa").await;
    stage.type_into(NOTE, "halb geschrieb").await;
    tell("pagehide");
    assert_eq!(left(), 1);
    let carets = stage.carets();
    drop(stage);
    // What the page that ended was trying still fails.
    let (stage, stored) = start(&id).await;
    heal();
    come_back();
    stage.shows(MARKED);
    stage.take_left_overs(&stored);
    stage.shows(&carets);
    stage.until(|_| left() == 0).await;
    saved(&stage).await;
    drop(stage);
    let (stage, _) = start(&id).await;
    stage.shows(&carets);
    assert!(notes(&stage).contains(&"halb geschrieb".to_owned()));
}

#[wasm_bindgen_test]
async fn nothing_is_left_where_all_is_stored() {
    let (stage, _other, _) = both().await;
    tell("pagehide");
    assert_eq!(left(), 0);
    come_back();
    // What somebody types waits for a rest, so that it is not stored yet.
    stage.click("dpa").await;
    let _rest = Held::new(REST);
    stage.type_into(NOTE, "halb geschrieben").await;
    hide(true);
    assert_eq!(left(), 1);
    saved(&stage).await;
    stage.until(|_| left() == 0).await;
    hide(false);
}

/// A page can be taken out of the browser's memory again.
#[wasm_bindgen_test]
async fn what_waits_when_a_page_is_left_is_stored_when_somebody_comes_back() {
    let (stage, mut other, _) = both().await;
    stage.watch(LIGHT, "data-state");
    stage.click("dpa").await;
    let rest = Held::new(REST);
    stage.type_into(NOTE, "halb geschrieb").await;
    tell("pagehide");
    assert_eq!(left(), 1);
    stage.leave().await;
    rest.end();
    other.work(false).await;
    assert_eq!(other.session.project().annotations().next().unwrap().note, "", "nothing is begun");
    tell("pageshow");
    saved(&stage).await;
    assert_eq!(stage.watched(), ["saved", "saving", "saved"], "nothing failed");
    stage.until(|_| left() == 0).await;
    other.work(false).await;
    stage.read(|session| assert!(session.project() == other.session.project()));
}

#[wasm_bindgen_test]
async fn a_page_works_where_storage_beside_the_database_is_blocked() {
    repair();
    block();
    let id = project().await;
    let (stage, stored) = start(&id).await;
    stage.take_left_overs(&stored);
    stage.select("Montag").await;
    stage.press("3").await;
    tell("pagehide");
    saved(&stage).await;
    repair();
}

#[wasm_bindgen_test]
async fn a_tab_that_may_write_no_more_says_so() {
    let (stage, _other, id) = both().await;
    Store::delete(&id).await.unwrap();
    tell("focus");
    stage.until(|stage| light(stage) == "failed").await;
    assert!(stage.text_at(NOTICE).contains("reload"), "{}", stage.text_at(NOTICE));
}
