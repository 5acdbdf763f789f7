//! The journal's store, in a real browser: what was written is there, and what goes wrong has a name.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop at the first surprise")]

use std::collections::BTreeMap;

use beleg::browser::indexed_db::{self, Store, StoreProblem};
use beleg_core::journal::{self, Batch, Entry, Journal, Stored, perform, rescue};
use beleg_core::model::{
    Action, Edit, History, Id, Item, Origin, Project, Settings, Timestamp, Transaction, carets,
};
use beleg_core::text::{Span, Text};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use wasm_bindgen_test::*;

use crate::stage::Held;

#[wasm_bindgen(inline_js = r#"
    export const log = [];
    const transaction = IDBDatabase.prototype.transaction;
    const { add, put } = IDBObjectStore.prototype;
    const factory = Object.getOwnPropertyDescriptor(globalThis, "indexedDB")
        ?? Object.getOwnPropertyDescriptor(Window.prototype, "indexedDB");

    // Lets every transaction say how durable it is.
    export function watch() {
        log.length = 0;
        IDBDatabase.prototype.transaction = function (...args) {
            const begun = transaction.apply(this, args);
            log.push(`${begun.mode} ${begun.durability}`);
            return begun;
        };
    }
    // Lets every transaction say when its turn comes and when it ends.
    export function watchTurns() {
        log.length = 0;
        IDBDatabase.prototype.transaction = function (...args) {
            const begun = transaction.apply(this, args);
            const name = begun.durability;
            const store = begun.objectStore("meta");
            store.count().onsuccess = () => log.push(`${name} begins`);
            begun.addEventListener("complete", () => log.push(`${name} ends`));
            return begun;
        };
    }
    export function now() { return performance.now(); }
    export function watched() { return log.join(", "); }

    // Lets the next calls fail as if the browser had said so.
    export function failTransactions(times, name) {
        IDBDatabase.prototype.transaction = function (...args) {
            if (times-- > 0) throw new DOMException("made up", name);
            return transaction.apply(this, args);
        };
    }
    // The browser clears the page's data while it is open.
    export function clearOnce() {
        IDBDatabase.prototype.transaction = function (...args) {
            restore();
            this.close();
            indexedDB.deleteDatabase(this.name);
            return transaction.apply(this, args);
        };
    }
    export function failAdds(name) {
        IDBObjectStore.prototype.add = function () { throw new DOMException("made up", name); };
    }
    // The work is done and the answer gets lost, as when a connection dies between the two.
    export function loseAnswers(times) {
        IDBDatabase.prototype.transaction = function (...args) {
            const begun = transaction.apply(this, args);
            if (begun.mode === "readwrite" && times-- > 0) {
                begun.addEventListener("complete", event => {
                    event.stopImmediatePropagation();
                    begun.dispatchEvent(new Event("abort"));
                });
            }
            return begun;
        };
    }
    // The disk is full when the transaction is to end: its requests succeeded, and it is aborted.
    export function fullAtTheEnd() {
        IDBObjectStore.prototype.add = function (...args) {
            const begun = this.transaction;
            const value = new DOMException("made up", "QuotaExceededError");
            Object.defineProperty(begun, "error", { configurable: true, value });
            const request = add.apply(this, args);
            request.onsuccess = () => begun.abort();
            return request;
        };
    }

    // Puts something else in the place of `indexedDB`.
    export function shadow(kind) {
        const request = () => new EventTarget();
        const kinds = {
            absent: { value: undefined },
            "throws": { get() { throw new DOMException("blocked", "SecurityError"); } },
            "open throws": { value: { open() { throw new DOMException("blocked", "SecurityError"); } } },
            hangs: { value: { open: request, deleteDatabase: request } },
        };
        Object.defineProperty(globalThis, "indexedDB", { configurable: true, ...kinds[kind] });
    }
    export function restore() {
        Object.defineProperty(globalThis, "indexedDB", factory);
        IDBDatabase.prototype.transaction = transaction;
        Object.assign(IDBObjectStore.prototype, { add, put });
        delete navigator.vendor;
    }
    // Lets the browser be one of another maker.
    export function pretendMaker(value) {
        Object.defineProperty(navigator, "vendor", { configurable: true, value });
    }

    // What another page or another version of the program could do.
    const settle = (request, resolve) => {
        request.onsuccess = () => { request.result?.close?.(); resolve("done"); };
        request.onerror = () => resolve(request.error.name);
        request.onblocked = () => resolve("blocked");
    };
    export function upgrade(name, version) {
        return new Promise(resolve => settle(indexedDB.open(name, version), resolve));
    }
    export function remove(name) {
        return new Promise(resolve => settle(indexedDB.deleteDatabase(name), resolve));
    }
    // Keeps the database from being opened until it is let go: a page has it open that does not let it be deleted.
    let letting;
    export function hold(name) {
        return new Promise((resolve, reject) => {
            const request = indexedDB.open(name);
            request.onerror = reject;
            request.onsuccess = () => {
                const deleting = indexedDB.deleteDatabase(name);
                deleting.onblocked = resolve;
                letting = () => new Promise(gone => {
                    deleting.onsuccess = gone;
                    request.result.close();
                });
            };
        });
    }
    export function makeFirst(name, rows) {
        return new Promise((resolve, reject) => {
            const request = indexedDB.open(name, 1);
            request.onerror = reject;
            request.onupgradeneeded = () => {
                for (const store of ["texts", "entries", "snapshots", "meta"]) {
                    request.result.createObjectStore(store);
                }
                for (const [store, key, row] of rows) request.transaction.objectStore(store).put(row, key);
            };
            request.onsuccess = () => { request.result.close(); resolve(); };
        });
    }
    export async function letGo() { await letting(); }
    // A database in which one value is written over again and again.
    let least;
    export function prepareLeast(name) {
        return new Promise((resolve, reject) => {
            const request = indexedDB.open(name);
            request.onerror = reject;
            request.onupgradeneeded = () => request.result.createObjectStore("values");
            request.onsuccess = () => { least = request.result; resolve(); };
        });
    }
    export function writeLeast() {
        return new Promise((resolve, reject) => {
            const begun = least.transaction("values", "readwrite", { durability: "strict" });
            begun.objectStore("values").put("x".repeat(1_000), 1);
            begun.oncomplete = resolve;
            begun.onabort = reject;
        });
    }
    export function spoil(name) {
        return new Promise((resolve, reject) => {
            const request = indexedDB.open(name);
            request.onerror = reject;
            request.onsuccess = () => {
                const db = request.result;
                const begun = db.transaction(["entries", "meta"], "readwrite");
                begun.objectStore("entries").put({ not: "a string" }, 2);
                begun.objectStore("entries").put("text", "not a number");
                begun.objectStore("entries").put("text", -1.5);
                begun.objectStore("meta").put(7, "seven");
                begun.oncomplete = () => { db.close(); resolve(); };
            };
        });
    }
"#)]
extern "C" {
    fn watch();
    #[wasm_bindgen(js_name = watchTurns)]
    fn watch_turns();
    fn watched() -> String;
    #[wasm_bindgen(js_name = failTransactions)]
    pub fn fail_transactions(times: u32, name: &str);
    #[wasm_bindgen(js_name = clearOnce)]
    fn clear_once();
    #[wasm_bindgen(js_name = failAdds)]
    fn fail_adds(name: &str);
    #[wasm_bindgen(js_name = loseAnswers)]
    fn lose_answers(times: u32);
    #[wasm_bindgen(js_name = fullAtTheEnd)]
    fn full_at_the_end();
    fn shadow(kind: &str);
    pub fn restore();
    #[wasm_bindgen(js_name = pretendMaker)]
    fn pretend_maker(vendor: &str);
    async fn upgrade(name: &str, version: u32) -> JsValue;
    async fn remove(name: &str) -> JsValue;
    async fn hold(name: &str);
    #[wasm_bindgen(js_name = letGo)]
    async fn let_go();
    #[wasm_bindgen(js_name = makeFirst)]
    async fn make_first(name: &str, rows: &js_sys::Array);
    #[wasm_bindgen(js_name = prepareLeast)]
    async fn prepare_least(name: &str);
    #[wasm_bindgen(js_name = writeLeast)]
    async fn write_least();
    async fn spoil(name: &str);
    fn now() -> f64;
}

/// A project of that name without a database.
async fn project(name: &str) -> Id {
    restore();
    let id = Id::new(name).unwrap();
    Store::delete(&id).await.unwrap();
    id
}

fn entries(numbers: &[u64]) -> Batch {
    let entries = numbers.iter().map(|number| (*number, format!("Eintrag {number} 😊\0\u{feff}"))).collect();
    Batch { after: numbers[0] - 1, entries, ..Batch::default() }
}

async fn write(
    store: &Store,
    journal: &mut Journal,
    entries: &[Entry],
    project: &Project,
    history: &History,
) {
    let writing = journal.write(entries, project, history);
    store.write(&writing.batch).await.unwrap();
    *journal = writing.after;
}

fn numbers(records: &BTreeMap<u64, String>) -> Vec<u64> {
    records.keys().copied().collect()
}

#[wasm_bindgen_test]
async fn what_is_written_is_loaded_after_a_new_start() {
    let id = project("written").await;
    let mut batch = entries(&[1, 2]);
    batch.texts = vec![Text::new("Fünf 😊\r\n"), Text::new("")];
    batch.snapshots.insert(2, "Aufnahme".to_owned());
    batch.parts.insert("ein Teil".to_owned(), "Inhalt".to_owned());
    let store = Store::open(&id).await.unwrap();
    assert_eq!(store.load().await, Ok(Stored::default()));
    store.write(&batch).await.unwrap();
    let mut expected = Stored::default();
    expected.write(&batch).unwrap();
    assert_eq!(store.load().await.as_ref(), Ok(&expected));
    drop(store);
    let store = Store::open(&id).await.unwrap();
    assert_eq!(store.load().await, Ok(expected));
}

#[wasm_bindgen_test]
async fn a_snapshot_takes_the_old_with_it_and_nothing_else() {
    let id = project("dropping").await;
    let store = Store::open(&id).await.unwrap();
    let mut expected = Stored::default();
    let mut first = entries(&[1, 2, 3, 9, 10, 11]);
    first.snapshots = [(2, "zwei".to_owned()), (9, "neun".to_owned())].into();
    first.parts = ["a", "b", "c"].map(|part| (part.to_owned(), "x".to_owned())).into();
    let mut second = Batch { after_snapshot: 9, ..entries(&[12]) };
    second.snapshots = [(12, "zwölf".to_owned())].into();
    second.outdated_entries = Some(2..=10);
    second.outdated_snapshots = Some(2..=8);
    second.outdated_parts = vec!["a".to_owned(), "c".to_owned()];
    for batch in [first, second, Batch::default()] {
        store.write(&batch).await.unwrap();
        expected.write(&batch).unwrap();
    }
    let stored = store.load().await.unwrap();
    assert_eq!(stored, expected);
    assert_eq!((numbers(&stored.entries), numbers(&stored.snapshots)), (vec![1, 11, 12], vec![9, 12]));
}

#[wasm_bindgen_test]
async fn two_projects_do_not_see_each_other() {
    let (one, other) = (project("one").await, project("other").await);
    let (one, other) = (Store::open(&one).await.unwrap(), Store::open(&other).await.unwrap());
    one.write(&entries(&[1])).await.unwrap();
    one.put_meta("annotator", "Änne").await.unwrap();
    assert_eq!(other.load().await, Ok(Stored::default()));
}

#[wasm_bindgen_test]
async fn what_the_page_remembers_stays() {
    let id = project("meta").await;
    let store = Store::open(&id).await.unwrap();
    store.put_meta("document", "eins").await.unwrap();
    store.put_meta("document", "zwei").await.unwrap();
    store.put_meta("annotator", "").await.unwrap();
    drop(store);
    let meta = Store::open(&id).await.unwrap().load().await.unwrap().meta;
    assert_eq!(
        meta,
        [("annotator".to_owned(), String::new()), ("document".to_owned(), "zwei".to_owned())].into()
    );
}

#[wasm_bindgen_test]
async fn what_is_written_is_on_the_disk() {
    let id = project("strict").await;
    let store = Store::open(&id).await.unwrap();
    watch();
    store.write(&entries(&[1])).await.unwrap();
    store.put_meta("document", "eins").await.unwrap();
    assert_eq!(watched(), "readwrite strict, readwrite relaxed");
    restore();
}

/// Chromium deletes all databases where it is killed while two transactions write to one.
#[wasm_bindgen_test]
async fn no_two_transactions_write_at_the_same_time() {
    let id = project("turns").await;
    let (one, other) = (Store::open(&id).await.unwrap(), Store::open(&id).await.unwrap());
    watch_turns();
    // It begins as soon as somebody waits for the other one.
    spawn_local(async move { other.put_meta("document", "eins").await.unwrap() });
    one.write(&entries(&[1])).await.unwrap();
    one.put_meta("document", "zwei").await.unwrap();
    let remembered = ["relaxed begins, relaxed ends"; 2].join(", ");
    assert_eq!(watched(), format!("strict begins, strict ends, {remembered}"));
    restore();
}

#[wasm_bindgen_test]
async fn two_pages_do_not_write_over_each_other() {
    let id = project("pages").await;
    let (one, other) = (Store::open(&id).await.unwrap(), Store::open(&id).await.unwrap());
    one.write(&entries(&[1, 2])).await.unwrap();
    let mut batch = entries(&[2, 3]);
    assert_eq!(other.write(&batch).await, Err(StoreProblem::Overtaken), "as a whole or not at all");
    batch.entries.insert(2, "anders".to_owned());
    batch.texts.push(Text::new("Text"));
    assert_eq!(other.write(&batch).await, Err(StoreProblem::Overtaken));
    let stored = one.load().await.unwrap();
    assert_eq!((numbers(&stored.entries), stored.texts.len()), (vec![1, 2], 0));
    assert_eq!(other.write(&entries(&[3])).await, Ok(()), "the connection is as good as before");
    let snapshot =
        |after| Batch { after, snapshots: [(after, "Aufnahme".to_owned())].into(), ..Batch::default() };
    assert_eq!(one.write(&snapshot(2)).await, Err(StoreProblem::Overtaken));
    assert_eq!(one.write(&snapshot(3)).await, Ok(()));
    assert_eq!(other.write(&entries(&[4])).await, Err(StoreProblem::Overtaken), "a snapshot is news, too");
    assert_eq!(other.write(&Batch { after_snapshot: 3, ..entries(&[4]) }).await, Ok(()));
}

#[wasm_bindgen_test]
async fn only_what_is_new_is_loaded() {
    let id = project("news").await;
    let store = Store::open(&id).await.unwrap();
    let (known, new) = (Text::new("bekannt"), Text::new("neu"));
    let mut first = entries(&[1, 2, 3]);
    first.texts = vec![known.clone(), new.clone()];
    first.snapshots = [(1, "eins".to_owned()), (2, "zwei".to_owned()), (3, "drei".to_owned())].into();
    store.write(&first).await.unwrap();
    let news = store.load_after(2, &[known.sha256().to_owned()]).await.unwrap();
    assert_eq!((numbers(&news.entries), numbers(&news.snapshots)), (vec![3], vec![2, 3]));
    assert_eq!(news.texts, [(new.sha256().to_owned(), "neu".to_owned())].into());
    let news = store.load_after(3, &[]).await.unwrap();
    assert_eq!((numbers(&news.entries), numbers(&news.snapshots)), (vec![], vec![3]));
}

#[wasm_bindgen_test]
async fn what_was_written_without_an_answer_is_not_written_twice() {
    let id = project("answer").await;
    let store = Store::open(&id).await.unwrap();
    lose_answers(1);
    assert_eq!(store.write(&entries(&[1])).await, Ok(()));
    restore();
    assert_eq!(numbers(&store.load().await.unwrap().entries), [1]);
    assert_eq!(store.write(&entries(&[1])).await, Ok(()), "the same once more is no harm");
}

#[wasm_bindgen_test]
async fn a_dead_connection_is_replaced_once() {
    let id = project("dead").await;
    let store = Store::open(&id).await.unwrap();
    fail_transactions(1, "InvalidStateError");
    assert_eq!(store.write(&entries(&[1])).await, Ok(()));
    fail_transactions(1, "UnknownError");
    assert_eq!(numbers(&store.load().await.unwrap().entries), [1]);
    fail_transactions(2, "UnknownError");
    let problem = StoreProblem::Failed { name: "UnknownError".to_owned(), message: "made up".to_owned() };
    assert_eq!(store.write(&entries(&[2])).await, Err(problem));
    assert_eq!(store.write(&entries(&[2])).await, Ok(()), "and the next one finds it alive again");
    restore();
}

/// WebKitGTK never ends a transaction that is under way when its page goes; the others do.
#[wasm_bindgen_test]
async fn a_page_that_is_left_begins_nothing_and_takes_back_what_would_never_end() {
    for vendor in ["Apple Computer, Inc.", "Google Inc.", ""] {
        let id = project("left").await;
        let store = Store::open(&id).await.unwrap();
        let (one, other) = (entries(&[1]), entries(&[2]));
        pretend_maker(vendor);
        let outcome = if vendor.starts_with("Apple") { Err(StoreProblem::Left) } else { Ok(()) };
        for write in [false, true] {
            // What is asked for first comes first, so that it is under way by then.
            spawn_local(async { indexed_db::leave() });
            let left = if write { store.write(&one).await } else { store.put_meta("key", "value").await };
            assert_eq!(left, outcome, "{vendor}");
            indexed_db::come_back();
        }
        indexed_db::leave();
        assert_eq!(store.write(&other).await, Err(StoreProblem::Left));
        let stored = store.load().await.unwrap();
        assert_eq!((stored.entries.len(), stored.meta.len()), if outcome.is_ok() { (1, 1) } else { (0, 0) });
        indexed_db::come_back();
        assert_eq!(store.write(&one).await, Ok(()));
    }
    restore();
}

#[wasm_bindgen_test]
async fn a_full_disk_is_told_from_everything_else() {
    let id = project("full").await;
    let store = Store::open(&id).await.unwrap();
    fail_adds("QuotaExceededError");
    let mut batch = entries(&[1]);
    batch.texts.push(Text::new("Text"));
    assert_eq!(store.write(&batch).await, Err(StoreProblem::Full));
    restore();
    assert_eq!(store.load().await, Ok(Stored::default()), "what came before it in the batch is not written");
    full_at_the_end();
    assert_eq!(store.write(&entries(&[1])).await, Err(StoreProblem::Full));
    restore();
    assert_eq!(store.load().await, Ok(Stored::default()));
    assert_eq!(store.write(&entries(&[1])).await, Ok(()));
}

#[wasm_bindgen_test]
async fn a_browser_without_a_store_says_so() {
    let id = project("absent").await;
    for kind in ["absent", "throws", "open throws"] {
        shadow(kind);
        let opened = Store::open(&id).await.map(drop);
        restore();
        let named = matches!(&opened, Err(StoreProblem::Refused));
        assert!(named, "{kind}: {opened:?}");
    }
}

/// Opens a store, and the time is over before the browser answers.
async fn open_too_long(id: &Id) -> Result<(), StoreProblem> {
    let patience = Held::new(4_000);
    // What is asked for first comes first, so that it waits by then.
    spawn_local(async move { assert_ne!(patience.end(), 0) });
    Store::open(id).await.map(drop)
}

#[wasm_bindgen_test]
async fn a_browser_that_never_answers_is_not_waited_for() {
    let id = project("hanging").await;
    shadow("hangs");
    assert_eq!(open_too_long(&id).await, Err(StoreProblem::TimedOut { millis: 4_000 }));
    restore();
}

#[wasm_bindgen_test]
async fn a_database_that_opens_too_late_is_whole_and_in_nobodys_way() {
    let id = project("late").await;
    hold("beleg/late").await;
    assert_eq!(open_too_long(&id).await, Err(StoreProblem::TimedOut { millis: 4_000 }));
    let_go().await;
    let store = Store::open(&id).await.unwrap();
    assert_eq!(store.load().await, Ok(Stored::default()));
    drop(store);
    assert_eq!(remove("beleg/late").await, "done");
}

#[wasm_bindgen_test]
async fn a_newer_version_shuts_the_store() {
    let id = project("upgraded").await;
    let store = Store::open(&id).await.unwrap();
    store.write(&entries(&[1])).await.unwrap();
    assert_eq!(upgrade("beleg/upgraded", 3).await, "done", "the open store is not in the way");
    assert_eq!(store.write(&entries(&[2])).await, Err(StoreProblem::Shut));
    assert_eq!(store.load().await, Err(StoreProblem::Shut));
    assert_eq!(Store::open(&id).await.map(drop), Err(StoreProblem::Newer));
}

/// A database as the first version made it: without parts, and with nothing in it that is not read today.
#[wasm_bindgen_test]
async fn a_store_of_the_first_version_is_taken_over() {
    let (_, golden) = rescue::read(include_bytes!("../../crates/core/tests/journal/version-1.json")).unwrap();
    let id = project("project").await;
    let rows = |store: &str, rows: Vec<(JsValue, &String)>| {
        let rows: js_sys::Array =
            rows.into_iter().map(|(key, row)| js_sys::Array::of3(&store.into(), &key, &row.into())).collect();
        rows
    };
    let number = |number: &u64| JsValue::from_f64(*number as f64);
    let all = rows("entries", golden.entries.iter().map(|(key, row)| (number(key), row)).collect())
        .concat(&rows("snapshots", golden.snapshots.iter().map(|(key, row)| (number(key), row)).collect()))
        .concat(&rows("texts", golden.texts.iter().map(|(key, row)| (key.into(), row)).collect()))
        .concat(&rows("meta", golden.meta.iter().map(|(key, row)| (key.into(), row)).collect()));
    make_first("beleg/project", &all).await;
    let store = Store::open(&id).await.unwrap();
    let stored = store.load().await.unwrap();
    assert_eq!(stored, golden);
    let opened = journal::open(&id, &stored);
    let (project, history) = (opened.project.unwrap(), opened.history);
    store.write(&opened.journal.snapshot(&project, &history).batch).await.unwrap();
    let stored = store.load().await.unwrap();
    assert_eq!(stored.parts.len(), 4, "two documents, what was done, what was taken back");
    let again = journal::open(&id, &stored);
    assert_eq!((again.damage, again.project, again.history), (vec![], Some(project), history));
}

#[wasm_bindgen_test]
async fn a_deleted_project_does_not_come_back() {
    let id = project("deleted").await;
    let store = Store::open(&id).await.unwrap();
    store.write(&entries(&[1])).await.unwrap();
    assert_eq!(remove("beleg/deleted").await, "done");
    assert_eq!(store.write(&entries(&[2])).await, Err(StoreProblem::Shut));
    assert_eq!(Store::open(&id).await.unwrap().load().await, Ok(Stored::default()));
}

#[wasm_bindgen_test]
async fn a_cleared_store_asks_for_everything() {
    let id = project("cleared").await;
    let store = Store::open(&id).await.unwrap();
    store.write(&entries(&[1])).await.unwrap();
    clear_once();
    assert_eq!(store.put_meta("document", "eins").await, Ok(()), "which matters to nobody");
    assert_eq!(store.write(&entries(&[2])).await, Err(StoreProblem::Emptied));
    let stored = store.load().await.unwrap();
    assert!(stored.entries.is_empty(), "a journal without its beginning is worth nothing");
    assert_eq!(store.write(&entries(&[3])).await, Ok(()));
    assert_eq!(numbers(&store.load().await.unwrap().entries), [3]);
}

#[wasm_bindgen_test]
async fn what_stands_there_and_makes_no_sense_is_damage_and_no_end() {
    let id = project("spoiled").await;
    let store = Store::open(&id).await.unwrap();
    store.write(&entries(&[1])).await.unwrap();
    spoil("beleg/spoiled").await;
    let stored = store.load().await.unwrap();
    assert_eq!(numbers(&stored.entries), [1, 2]);
    assert_eq!(stored.entries[&2], "");
}

/// From the first entry to the journal read back, over the real store.
#[wasm_bindgen_test]
async fn a_journal_comes_back_from_the_store() {
    let id = project("picture").await;
    let store = Store::open(&id).await.unwrap();
    let picture = carets::project(
        "\nLaut dpa stieg sie am 3. Mai.\n     ^^^ source\n                      ^^^^^^ date\n",
    );
    let (mut project, mut history) = (Project::new(id.clone()), History::default());
    let mut journal = Journal::new();
    let mut edits: Vec<Edit> = Vec::new();
    edits.extend(picture.items().filter(|item| !matches!(item, Item::Settings(_))).map(Edit::Add));
    let delete = picture.annotations().next().cloned().map(|first| Edit::Remove(Item::Annotation(first)));
    let begin = (Action::AddCorpus, Origin::Corpus, edits);
    for (action, origin, edits) in [begin, (Action::Delete, Origin::Hand, delete.into_iter().collect())] {
        let entry = Entry::Do(Transaction { action, edits, origin, at: Timestamp::default() });
        perform(&mut project, &mut history, &entry).unwrap();
        write(&store, &mut journal, &[entry], &project, &history).await;
    }
    let undo = Entry::Undo { at: Timestamp::default() };
    perform(&mut project, &mut history, &undo).unwrap();
    write(&store, &mut journal, &[undo], &project, &history).await;
    drop(store);
    let stored = Store::open(&id).await.unwrap().load().await.unwrap();
    let opened = journal::open(&id, &stored);
    assert_eq!(opened.damage, []);
    assert_eq!((opened.project, opened.history), (Some(project), history));
}

/// How long an action takes to be on the disk, beside the least that the browser can be asked to write there. It only
/// fails where something is very wrong; the numbers are for those who read them.
#[wasm_bindgen_test]
async fn writing_is_quick() {
    let id = project("quick").await;
    let store = Store::open(&id).await.unwrap();
    prepare_least("least").await;
    let mut project = Project::new(id);
    let mut history = History::default();
    let mut journal = Journal::new();
    let (mut millis, mut least) = (Vec::new(), Vec::new());
    for number in 0..60 {
        let new = Settings { name: format!("{number}"), guidelines: "x".repeat(500) };
        let edit = Edit::Replace { old: Item::Settings(project.settings().clone()), new: new.into() };
        let entry = Entry::Do(Transaction {
            action: Action::Replace,
            edits: vec![edit],
            origin: Origin::Hand,
            at: Timestamp::from_millis(number),
        });
        let before = now();
        perform(&mut project, &mut history, &entry).unwrap();
        write(&store, &mut journal, &[entry], &project, &history).await;
        millis.push(now() - before);
        let before = now();
        write_least().await;
        least.push(now() - before);
    }
    let before = now();
    store.write(&journal.snapshot(&project, &history).batch).await.unwrap();
    let snapshot = now() - before;
    let before = now();
    let stored = store.load().await.unwrap();
    let load = now() - before;
    millis.sort_by(f64::total_cmp);
    least.sort_by(f64::total_cmp);
    console_log!(
        "an entry: median {:.1} ms, nine in ten below {:.1} ms; the least {:.1} ms; a snapshot {snapshot:.1} ms; loading {} entries {load:.1} ms",
        millis[30],
        millis[53],
        least[30],
        stored.entries.len()
    );
    assert!(millis[30] < 100.0 + 20.0 * least[30], "{millis:?} {least:?}");
}

/// 200 documents and 100,000 annotations: how long it takes to load and to read them, and to write an entry and a
/// snapshot. The numbers are for those who read them, in a release build.
#[wasm_bindgen_test]
#[ignore = "takes time, and tells only in a release build"]
async fn a_hundred_thousand_annotations() {
    let id = project("many").await;
    let store = Store::open(&id).await.unwrap();
    let picture = carets::project("\nLaut dpa stieg sie am 3. Mai.\n     ^^^ source\n");
    let (mut project, mut history) = (Project::new(id.clone()), History::default());
    let mut journal = Journal::new();
    let first = picture.annotations().next().unwrap().clone();
    let mut edits: Vec<Edit> = Vec::new();
    edits.extend(picture.items().filter(|item| !matches!(item, Item::Settings(_))).map(Edit::Add));
    for number in 0..200_u32 {
        let mut document = (*carets::document(&picture)).clone();
        document.id = Id::new(&format!("document-{number}")).unwrap();
        document.rank = number + 1;
        document.text = Text::new(format!("{number} Ein Satz, den jemand sagte. ").repeat(200));
        for place in 0..500 {
            let mut annotation = (*first).clone();
            annotation.id = Id::from_random(u128::from(number + 1) << 64 | u128::from(place));
            annotation.document = document.id.clone();
            annotation.spans = Span::of(place * 7, place * 7 + 9).unwrap().into();
            edits.push(Edit::Add(annotation.into()));
        }
        edits.insert(number as usize, Edit::Add(document.into()));
    }
    let (action, origin, at) = (Action::AddCorpus, Origin::Corpus, Timestamp::default());
    let entry = Entry::Do(Transaction { action, edits, origin, at });
    perform(&mut project, &mut history, &entry).unwrap();
    write(&store, &mut journal, &[entry], &project, &history).await;
    let mut times = vec![("start", now())];
    let old = project.annotations().nth(700).unwrap().clone();
    let new = beleg_core::model::Annotation { note: "Wer sagt das?".to_owned(), ..(*old).clone() };
    let edits = vec![Edit::Replace { old: Item::Annotation(old), new: new.into() }];
    let entry = Entry::Do(Transaction {
        action: Action::SetNote,
        edits,
        origin: Origin::Hand,
        at: Timestamp::default(),
    });
    perform(&mut project, &mut history, &entry).unwrap();
    let writing = journal.write(&[entry], &project, &history);
    times.push(("an entry", now()));
    store.write(&writing.batch).await.unwrap();
    journal = writing.after;
    times.push(("on the disk", now()));
    let writing = journal.snapshot(&project, &history);
    times.push(("a snapshot", now()));
    store.write(&writing.batch).await.unwrap();
    times.push(("on the disk", now()));
    drop(store);
    let stored = Store::open(&id).await.unwrap().load().await.unwrap();
    times.push(("loading", now()));
    let opened = journal::open(&id, &stored);
    times.push(("reading", now()));
    assert!(opened.project == Some(project));
    let spent: Vec<String> =
        times.windows(2).map(|pair| format!("{} {:.1} ms", pair[1].0, pair[1].1 - pair[0].1)).collect();
    console_log!("100,000 annotations: {}", spent.join(", "));
    Store::delete(&id).await.unwrap();
}
