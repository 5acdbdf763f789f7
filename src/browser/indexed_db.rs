//! The journal's store in the browser: one database of IndexedDB for each project.
//!
//! It writes batches and finds them again, and knows nothing of what stands in them.

use std::cell::{Cell, RefCell};
use std::ops::RangeInclusive;
use std::rc::Rc;

use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Event, EventTarget, IdbDatabase, IdbFactory, IdbKeyRange, IdbOpenDbRequest, IdbRequest, IdbTransaction,
};

pub use beleg_core::journal::StoreProblem;
use beleg_core::journal::{Batch, Stored};
use beleg_core::model::Id;
use beleg_core::text::Text;

/// The version of the object stores below. What stands in the records carries its own.
const VERSION: u32 = 2;

const TEXTS: &str = "texts";
const ENTRIES: &str = "entries";
const SNAPSHOTS: &str = "snapshots";
const PARTS: &str = "parts";
const META: &str = "meta";
const STORES: [&str; 5] = [TEXTS, ENTRIES, SNAPSHOTS, PARTS, META];

/// The last number of an entry that a key can be without being rounded: 2^53. Nobody does so much by hand.
const LAST: f64 = 9_007_199_254_740_992.0;

/// After how many milliseconds opening or deleting counts as failed. Older Safari leaves `open` without an answer
/// (WebKit bug 226547).
const OPENING: u32 = 4_000;

/// After how many milliseconds reading counts as failed. WebKitGTK can let a database wait until the browser ends, and
/// somebody looks at an empty page meanwhile.
const READING: u32 = 10_000;

/// The same for writing.
const WORKING: u32 = 30_000;

/// What the name of the maker of a browser begins with that is made of WebKit.
const WEBKIT: &str = "Apple";

thread_local! {
    /// What this page is writing, to whichever database.
    static WRITING: RefCell<Vec<IdbTransaction>> = const { RefCell::new(Vec::new()) };

    /// Whether this page is being left.
    static IS_LEFT: Cell<bool> = const { Cell::new(false) };
}

/// The page is being left: begins nothing more, and takes back what it is writing where that would never end.
///
/// Where a page goes while a transaction of it that writes is under way, WebKitGTK 2.50 never ends that one, and no page
/// can read or write the database until the browser ends. Chromium 156 and Firefox 153 write such a one to its end, each
/// of 50 times; what is begun when a page goes, neither of them.
pub fn leave() {
    IS_LEFT.set(true);
    let navigator = web_sys::window().map(|window| get(&window, "navigator")).unwrap_or_default();
    let vendor = get(&navigator, "vendor").as_string().unwrap_or_default();
    if !vendor.starts_with(WEBKIT) {
        return;
    }
    for transaction in WRITING.take() {
        // It may have ended already, which is as good.
        let _ = transaction.abort();
    }
}

/// Somebody has come back to the page.
pub fn come_back() {
    IS_LEFT.set(false);
}

#[wasm_bindgen]
extern "C" {
    /// An open database. Its `transaction` with options is in web-sys only behind a flag for the whole build.
    type Transacting;

    #[wasm_bindgen(method, catch)]
    fn transaction(
        this: &Transacting,
        stores: &Array,
        mode: &str,
        options: &Object,
    ) -> Result<IdbTransaction, JsValue>;
}

/// The database of one project.
pub struct Store {
    name: String,
    connection: RefCell<Option<Connection>>,
    // Set by another page that deletes or upgrades; shared with the listener for that.
    shut: Rc<Cell<bool>>,
    // Set by a write that finds what its writer does not know; shared with the listener that counts.
    overtaken: Rc<Cell<bool>>,
    // Set when a new connection found an empty database; the next write tells it.
    emptied: Cell<bool>,
}

/// An open database. It closes when it is given up; what was asked of it before comes to its end all the same.
struct Connection(IdbDatabase);

impl Drop for Connection {
    fn drop(&mut self) {
        self.0.close();
    }
}

/// What a transaction is for.
#[derive(Clone, Copy, PartialEq)]
enum Purpose {
    Load,
    Write,
    Remember,
}

/// How many texts are written in one transaction. More of them come in transactions of their own before the batch, so that
/// the page has its turn in between.
const TEXTS_AT_ONCE: usize = 500;

/// Makes the requests of a transaction. It is called once more where the transaction has to be tried again.
type Ask<'a> = &'a mut dyn FnMut(&IdbTransaction) -> Result<(), JsValue>;

impl Store {
    /// Opens the database of a project, and makes it where there is none.
    pub async fn open(project: &Id) -> Result<Store, StoreProblem> {
        Store::of(name(project)).await
    }

    /// Opens the database of a name, and makes it where there is none.
    pub(super) async fn of(name: String) -> Result<Store, StoreProblem> {
        let store = Store {
            name,
            connection: RefCell::default(),
            shut: Rc::default(),
            overtaken: Rc::default(),
            emptied: Cell::default(),
        };
        store.connection().await?;
        // A new project begins empty; only what is lost later is worth telling.
        store.emptied.set(false);
        Ok(store)
    }

    /// Deletes the database of a project. Pages that have it open are asked to close it.
    pub async fn delete(project: &Id) -> Result<(), StoreProblem> {
        let deleting = factory()?.delete_database(&name(project)).map_err(refused)?;
        settled(&deleting, "success", "error", OPENING).await
    }

    /// Everything that the database holds.
    pub async fn load(&self) -> Result<Stored, StoreProblem> {
        self.read(&STORES.map(|store| (store, JsValue::UNDEFINED))).await
    }

    /// Opens the database of a project, and reads all that it holds.
    pub async fn read_whole(project: &Id) -> Result<(Store, Stored), StoreProblem> {
        let store = Store::open(project).await?;
        let stored = store.load().await?;
        Ok((store, stored))
    }

    /// What came after an entry of a number: the entries behind it, the snapshots from it on, and the texts that are not
    /// known by their SHA-256.
    pub async fn load_after(&self, number: u64, known: &[String]) -> Result<Stored, StoreProblem> {
        let mut stored =
            self.read(&[(SNAPSHOTS, from(number)?), (ENTRIES, from(number.saturating_add(1))?)]).await?;
        if stored.entries.is_empty() {
            return Ok(stored);
        }
        let mut keys = None;
        self.transact(Purpose::Load, &mut |transaction| {
            keys = Some(transaction.object_store(TEXTS)?.get_all_keys()?);
            Ok(())
        })
        .await?;
        let mut new = Vec::new();
        for sha256 in keys.as_ref().map(answer).transpose()?.unwrap_or_default().iter() {
            let is_known =
                |sha256: String| known.binary_search_by(|other| other.as_str().cmp(&sha256)).is_ok();
            if !sha256.as_string().is_some_and(is_known) {
                new.push((TEXTS, sha256));
            }
        }
        stored.texts = self.read(&new).await?.texts;
        Ok(stored)
    }

    /// What the object stores hold under keys or in ranges of keys, at one moment.
    async fn read(&self, places: &[(&'static str, JsValue)]) -> Result<Stored, StoreProblem> {
        let mut requests = Vec::new();
        self.transact(Purpose::Load, &mut |transaction| {
            requests.clear();
            for (name, range) in places {
                let store = transaction.object_store(name)?;
                requests.push((*name, store.get_all_keys_with_key(range)?, store.get_all_with_key(range)?));
            }
            Ok(())
        })
        .await?;
        let mut stored = Stored::default();
        for (store, keys, values) in requests {
            let (keys, values) = (answer(&keys)?, answer(&values)?);
            for index in 0..keys.length() {
                take(&mut stored, store, &keys.get(index), &values.get(index));
            }
        }
        Ok(stored)
    }

    /// Writes a batch in one transaction. It is written when this returns `Ok`, and it survives a crash then.
    ///
    /// Where it fails, it is tried once more over a new connection: in Safari the old one is dead when the page comes
    /// back from the background, and whatever is asked of it fails.
    pub async fn write(&self, batch: &Batch) -> Result<(), StoreProblem> {
        if batch.is_empty() {
            return Ok(());
        }
        // Texts are known by what they hold: one that is there and that no entry needs does no harm.
        for texts in batch.texts.chunks(TEXTS_AT_ONCE).take_while(|texts| texts.len() < batch.texts.len()) {
            self.transact(Purpose::Write, &mut |transaction| put_texts(transaction, texts)).await?;
        }
        let written = self.transact(Purpose::Write, &mut |transaction| self.put(transaction, batch)).await;
        if !matches!(written, Err(StoreProblem::Overtaken)) {
            return written;
        }
        // Either another page was faster, or this very batch was written without our hearing of it.
        let stored = self.read(&[(SNAPSHOTS, from(0)?), (ENTRIES, from(batch.after)?)]).await?;
        if stored.holds(batch) { Ok(()) } else { written }
    }

    /// Remembers a value under a key, beside the project. It is written without waiting for the disk.
    pub async fn put_meta(&self, key: &str, value: &str) -> Result<(), StoreProblem> {
        self.put_value(key, &value.into()).await
    }

    /// The same for what is no text.
    pub async fn put_value(&self, key: &str, value: &JsValue) -> Result<(), StoreProblem> {
        self.transact(Purpose::Remember, &mut |transaction| {
            transaction.object_store(META)?.put_with_key(value, &key.into()).map(drop)
        })
        .await
    }

    /// What is remembered under some keys, in their order; `undefined` where nothing is.
    pub async fn values(&self, keys: &[&str]) -> Result<Vec<JsValue>, StoreProblem> {
        let mut requests = Vec::new();
        self.transact(Purpose::Remember, &mut |transaction| {
            requests.clear();
            let store = transaction.object_store(META)?;
            for key in keys {
                requests.push(store.get(&(*key).into())?);
            }
            Ok(())
        })
        .await?;
        requests.iter().map(|request| request.result().map_err(problem)).collect()
    }

    /// Does something in one transaction, and once more over a new connection where that fails.
    async fn transact(&self, purpose: Purpose, ask: Ask<'_>) -> Result<(), StoreProblem> {
        use StoreProblem::{Emptied, Left, Newer, Overtaken, Shut, TimedOut};
        let mut is_last = false;
        loop {
            let outcome = self.try_transact(purpose, ask).await;
            if matches!(outcome, Ok(()) | Err(Newer | Shut | Emptied | Overtaken | Left)) {
                return outcome;
            }
            self.connection.take();
            let is_slow = purpose == Purpose::Load && matches!(outcome, Err(TimedOut { .. }));
            if is_last || is_slow {
                return outcome;
            }
            is_last = true;
        }
    }

    async fn try_transact(&self, purpose: Purpose, ask: Ask<'_>) -> Result<(), StoreProblem> {
        let is_left = || purpose != Purpose::Load && IS_LEFT.get();
        if is_left() {
            return Err(StoreProblem::Left);
        }
        let database = self.connection().await?;
        if is_left() {
            return Err(StoreProblem::Left);
        }
        if purpose == Purpose::Write && self.emptied.take() {
            return Err(StoreProblem::Emptied);
        }
        let transaction = begin(&database, purpose).map_err(problem)?;
        let millis = if purpose == Purpose::Load { READING } else { WORKING };
        if purpose != Purpose::Load {
            WRITING.with_borrow_mut(|writing| writing.push(transaction.clone()));
        }
        // It is left to end by itself, and never told to commit: Firefox does not take back a transaction that was
        // told so while a request of it was still to fail, and writes all the others (measured with Firefox 153).
        let outcome = match ask(&transaction) {
            Ok(()) => settled(&transaction, "complete", "abort", millis).await,
            Err(error) => Err(problem(error)),
        };
        WRITING.with_borrow_mut(|writing| writing.retain(|other| *other != transaction));
        if purpose == Purpose::Write && self.overtaken.take() {
            return Err(StoreProblem::Overtaken);
        }
        if outcome.is_err() {
            // Half of it must not be written, nor all of it later. It may have ended already, which is as good.
            let _ = transaction.abort();
            if is_left() {
                return Err(StoreProblem::Left);
            }
        }
        outcome
    }

    /// Asks whether the store holds what the writer does not know, which ends it all, and for everything that a batch
    /// brings.
    fn put(&self, transaction: &IdbTransaction, batch: &Batch) -> Result<(), JsValue> {
        for (store, after) in [(ENTRIES, batch.after), (SNAPSHOTS, batch.after_snapshot)] {
            let counting = transaction
                .object_store(store)?
                .count_with_key(&IdbKeyRange::lower_bound_with_open(&key(after), true)?.into())?;
            let (transaction, overtaken) = (transaction.clone(), self.overtaken.clone());
            counting.set_onsuccess(Some(&listener(Box::new(move |event| {
                let counted = event.target().map(|counting| get(&counting, "result"));
                if counted.and_then(|count| count.as_f64()) != Some(0.0) {
                    overtaken.set(true);
                    // It may have been ended already, which is as good.
                    let _ = transaction.abort();
                }
            }))));
        }
        put(transaction, batch)
    }

    /// The connection, a new one where the last one was given up.
    async fn connection(&self) -> Result<IdbDatabase, StoreProblem> {
        if self.shut.get() {
            return Err(StoreProblem::Shut);
        }
        if let Some(Connection(database)) = &*self.connection.borrow() {
            return Ok(database.clone());
        }
        let opening = factory()?.open_with_u32(&self.name, VERSION).map_err(refused)?;
        let new = Rc::new(Cell::new(false));
        let made = new.clone();
        opening.set_onupgradeneeded(Some(&listener(Box::new(move |event| {
            made.set(get(&event, "oldVersion") == 0);
            // This fails only where the browser has given up already.
            let _ = make(event);
        }))));
        if let Err(problem) = settled(&opening, "success", "error", OPENING).await {
            // Nobody waits for it any more, but where it comes after all, it must not stay open and be in the way.
            opening.set_onsuccess(Some(&listener(Box::new(|event| {
                if let Some(database) = opened(event) {
                    database.close();
                }
            }))));
            return Err(problem);
        }
        let database: IdbDatabase = opening.result().map_err(problem)?.unchecked_into();
        let shut = self.shut.clone();
        database.set_onversionchange(Some(&listener(Box::new(move |event| {
            shut.set(true);
            if let Some(database) = event.target() {
                database.unchecked_into::<IdbDatabase>().close();
            }
        }))));
        self.connection.replace(Some(Connection(database.clone())));
        self.emptied.set(self.emptied.get() || new.get());
        Ok(database)
    }
}

/// What the names of the databases of projects begin with. On `file://` all pages share one storage, so that it is the
/// name of the program.
pub(super) const PREFIX: &str = "beleg/";

/// The name of a project's database.
fn name(project: &Id) -> String {
    format!("{PREFIX}{project}")
}

pub(super) fn factory() -> Result<IdbFactory, StoreProblem> {
    let factory = web_sys::window().and_then(|window| window.indexed_db().ok().flatten());
    factory.ok_or(StoreProblem::Refused)
}

/// Where opening fails on the spot, nothing is stored for this page, whatever the browser calls it.
fn refused(_: JsValue) -> StoreProblem {
    StoreProblem::Refused
}

/// Waits for the event that says that it worked, or for the one that says that it failed, but not for ever.
async fn settled(target: &EventTarget, worked: &str, failed: &str, millis: u32) -> Result<(), StoreProblem> {
    let window = web_sys::window().ok_or(StoreProblem::Refused)?;
    let mut timer = None;
    let settled = Promise::new(&mut |resolve, reject| {
        // None of the three can fail.
        let _ = target.add_event_listener_with_callback(worked, &resolve);
        let _ = target.add_event_listener_with_callback(failed, &reject);
        timer = window.set_timeout_with_callback_and_timeout_and_arguments_0(&reject, millis as i32).ok();
    });
    let outcome = JsFuture::from(settled).await;
    if let Some(timer) = timer {
        window.clear_timeout_with_handle(timer);
    }
    match outcome {
        Ok(_) => Ok(()),
        // The timer rejects without an event.
        Err(event) if event.is_undefined() => Err(StoreProblem::TimedOut { millis }),
        // Where there is no room left, it may be the transaction that says so, and not one of its requests.
        Err(_) => Err(problem(get(target, "error"))),
    }
}

/// A listener that lasts as long as its target.
fn listener(act: Box<dyn FnMut(Event)>) -> Function {
    Closure::wrap(act).into_js_value().unchecked_into()
}

/// The database that an event of opening brings.
fn opened(event: Event) -> Option<IdbDatabase> {
    let opening: IdbOpenDbRequest = event.target()?.unchecked_into();
    opening.result().ok().map(JsValue::unchecked_into)
}

/// Makes the object stores that a database lacks: all of them where it has just come into being, the parts in one of the
/// first version. What it holds stays as it is.
fn make(event: Event) -> Option<()> {
    let database = opened(event)?;
    for store in STORES {
        // One that is there already stays, and refuses to be made.
        let _ = database.create_object_store(store);
    }
    Some(())
}

fn begin(database: &IdbDatabase, purpose: Purpose) -> Result<IdbTransaction, JsValue> {
    let (mode, durability) = match purpose {
        Purpose::Load => ("readonly", "default"),
        Purpose::Write => ("readwrite", "strict"),
        Purpose::Remember => ("readwrite", "relaxed"),
    };
    // All of them share all object stores, so that one waits for the other, in whichever tabs they are. Where Chromium is
    // killed while two write to one database, to whichever stores of it, it takes that for damage at its next start and
    // deletes all databases of the page (measured with Chromium 156).
    let stores = Array::new();
    for name in STORES {
        stores.push(&JsValue::from_str(name));
    }
    let options = Object::new();
    Reflect::set(&options, &"durability".into(), &durability.into())?;
    database.unchecked_ref::<Transacting>().transaction(&stores, mode, &options)
}

/// Asks for texts.
fn put_texts(transaction: &IdbTransaction, texts: &[Text]) -> Result<(), JsValue> {
    let store = transaction.object_store(TEXTS)?;
    for text in texts {
        store.put_with_key(&text.as_str().into(), &text.sha256().into())?;
    }
    Ok(())
}

/// Asks for everything that a batch brings, but for texts that came before it. Entries are added and not put: one whose
/// number is taken ends it all.
fn put(transaction: &IdbTransaction, batch: &Batch) -> Result<(), JsValue> {
    if batch.texts.len() <= TEXTS_AT_ONCE {
        put_texts(transaction, &batch.texts)?;
    }
    let entries = transaction.object_store(ENTRIES)?;
    let snapshots = transaction.object_store(SNAPSHOTS)?;
    let parts = transaction.object_store(PARTS)?;
    for (sha256, part) in &batch.parts {
        parts.put_with_key(&part.as_str().into(), &sha256.as_str().into())?;
    }
    for (number, entry) in &batch.entries {
        entries.add_with_key(&entry.as_str().into(), &key(*number))?;
    }
    for (number, snapshot) in &batch.snapshots {
        snapshots.put_with_key(&snapshot.as_str().into(), &key(*number))?;
    }
    if let Some(outdated) = &batch.outdated_entries {
        entries.delete(&keys(outdated)?)?;
    }
    if let Some(outdated) = &batch.outdated_snapshots {
        snapshots.delete(&keys(outdated)?)?;
    }
    for outdated in &batch.outdated_parts {
        parts.delete(&outdated.as_str().into())?;
    }
    Ok(())
}

/// The keys from a number on.
fn from(number: u64) -> Result<JsValue, StoreProblem> {
    IdbKeyRange::lower_bound(&key(number)).map(JsValue::from).map_err(problem)
}

/// What a request came to, once its transaction is complete.
fn answer(request: &IdbRequest) -> Result<Array, StoreProblem> {
    request.result().map(JsValue::unchecked_into).map_err(problem)
}

/// Takes over what was found in one of the object stores. A value that is no string was not written by this program,
/// and reads as damage.
fn take(stored: &mut Stored, store: &str, key: &JsValue, value: &JsValue) {
    let value = value.as_string().unwrap_or_default();
    match (store, key.as_string(), number(key)) {
        (TEXTS, Some(name), _) => stored.texts.insert(name, value),
        (PARTS, Some(name), _) => stored.parts.insert(name, value),
        (META, Some(name), _) => stored.meta.insert(name, value),
        (ENTRIES, _, Some(number)) => stored.entries.insert(number, value),
        (SNAPSHOTS, _, Some(number)) => stored.snapshots.insert(number, value),
        _ => None,
    };
}

fn number(key: &JsValue) -> Option<u64> {
    let number = key.as_f64().filter(|number| *number == number.trunc() && (0.0..=LAST).contains(number))?;
    Some(number as u64)
}

/// A number as a key of IndexedDB.
fn key(number: u64) -> JsValue {
    JsValue::from_f64(number as f64)
}

fn keys(numbers: &RangeInclusive<u64>) -> Result<JsValue, JsValue> {
    IdbKeyRange::bound(&key(*numbers.start()), &key(*numbers.end())).map(JsValue::from)
}

/// What an exception means. A transaction that was ended from outside has none.
fn problem(error: JsValue) -> StoreProblem {
    let name = get(&error, "name").as_string().unwrap_or_else(|| "AbortError".to_owned());
    match name.as_str() {
        "QuotaExceededError" => StoreProblem::Full,
        "VersionError" => StoreProblem::Newer,
        "SecurityError" => StoreProblem::Refused,
        // Only an entry is added where nothing may be.
        "ConstraintError" => StoreProblem::Overtaken,
        _ => StoreProblem::Failed { message: get(&error, "message").as_string().unwrap_or_default(), name },
    }
}

/// A property, or nothing where there is none.
fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap_or_default()
}
