//! The journal's store in the browser: one database of IndexedDB for each project.
//!
//! It writes batches and finds them again, and knows nothing of what stands in them.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::future::{Future, poll_fn};
use std::ops::RangeInclusive;
use std::pin::pin;
use std::rc::Rc;
use std::task::Poll;

use gloo::events::EventListener;
use gloo::timers::future::TimeoutFuture;
use indexed_db_futures::database::Database;
use indexed_db_futures::error::{Error, OpenDbError};
use indexed_db_futures::future::VoidRequest;
use indexed_db_futures::internals::SystemRepr;
use indexed_db_futures::object_store::ObjectStore;
use indexed_db_futures::prelude::*;
use indexed_db_futures::transaction::{
    Transaction, TransactionDurability, TransactionMode, TransactionOptions,
};
use wasm_bindgen::JsValue;

use crate::journal::{Batch, Stored};
use crate::model::Id;

use super::page::spawn;

/// The version of the object stores below. What stands in the records carries its own.
const VERSION: u32 = 1;

const TEXTS: &str = "texts";
const ENTRIES: &str = "entries";
const SNAPSHOTS: &str = "snapshots";
const META: &str = "meta";
const STORES: [&str; 4] = [TEXTS, ENTRIES, SNAPSHOTS, META];

/// The last number of an entry that a key can be without being rounded: 2^53. Nobody does so much by hand.
const LAST: f64 = 9_007_199_254_740_992.0;

/// After how many milliseconds opening or deleting counts as failed. Older Safari leaves `open` without an answer
/// (WebKit bug 226547).
const OPENING: u32 = 4_000;

/// After how many milliseconds reading or writing counts as failed.
const WORKING: u32 = 30_000;

/// Why the store did not do what it was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoreProblem {
    /// The browser has no store for this page, or refuses it: storage is blocked, or the window is private.
    Refused,
    /// There was no answer in time.
    TimedOut {
        /// For how long it was waited, in milliseconds.
        millis: u32,
    },
    /// There is no room left.
    Full,
    /// A newer version of the program has made the database.
    Newer,
    /// Another page deletes the database or brings it to a newer version. The store stays shut.
    Shut,
    /// The database is no longer there, and an empty one took its place. The next batch has to carry everything.
    Emptied,
    /// Another page has written an entry of the same number. Nothing was written.
    Overtaken,
    /// Something else, in the browser's words.
    Failed {
        /// The name of the exception, such as `UnknownError`.
        name: String,
        /// What the browser says of it.
        message: String,
    },
}

/// The database of one project.
pub struct Store {
    name: String,
    connection: RefCell<Option<Rc<Connection>>>,
    // Set by another page that deletes or upgrades; shared with the listener for that.
    shut: Rc<Cell<bool>>,
    // Set when a new connection found an empty database; the next write tells it.
    emptied: Cell<bool>,
}

/// An open database. It closes when nobody needs it any more.
struct Connection {
    database: Database,
    _on_version_change: EventListener,
}

impl Drop for Connection {
    fn drop(&mut self) {
        self.database.clone().close();
    }
}

impl Store {
    /// Opens the database of a project, and makes it where there is none.
    pub async fn open(project: &Id) -> Result<Store, StoreProblem> {
        let store = Store {
            name: name(project),
            connection: RefCell::default(),
            shut: Rc::default(),
            emptied: Cell::default(),
        };
        store.connect().await?;
        Ok(store)
    }

    /// Deletes the database of a project. Pages that have it open are asked to close it.
    pub async fn delete(project: &Id) -> Result<(), StoreProblem> {
        let deleting = Database::delete_by_name(&name(project))?;
        within(OPENING, deleting).await?.map_err(StoreProblem::from)
    }

    /// Everything that the database holds.
    pub async fn load(&self) -> Result<Stored, StoreProblem> {
        let first = self.try_load().await;
        if self.lets_be(&first) {
            return first;
        }
        self.try_load().await
    }

    /// Writes a batch in one transaction. It is written when this returns `Ok`, and it survives a crash then.
    ///
    /// Where it fails, it is tried once more over a new connection: in Safari the old one is dead when the page comes
    /// back from the background, and whatever is asked of it fails.
    pub async fn write(&self, batch: &Batch) -> Result<(), StoreProblem> {
        if batch.is_empty() {
            return Ok(());
        }
        let first = self.try_write(batch).await;
        if self.lets_be(&first) {
            return first;
        }
        self.try_write(batch).await
    }

    /// Remembers a value under a key, beside the project. It is written without waiting for the disk.
    pub async fn put_meta(&self, key: &str, value: &str) -> Result<(), StoreProblem> {
        let first = self.try_put_meta(key, value).await;
        if self.lets_be(&first) {
            return first;
        }
        self.try_put_meta(key, value).await
    }

    /// Whether an outcome is final. Otherwise the connection is given up, so that the next attempt makes a new one.
    fn lets_be<T>(&self, outcome: &Result<T, StoreProblem>) -> bool {
        use StoreProblem::{Emptied, Newer, Overtaken, Shut};
        if matches!(outcome, Ok(_) | Err(Newer | Shut | Emptied | Overtaken)) {
            return true;
        }
        self.connection.take();
        false
    }

    async fn try_load(&self) -> Result<Stored, StoreProblem> {
        let connection = self.connection().await?;
        let work = async {
            let transaction =
                connection.database.transaction(STORES).with_mode(TransactionMode::Readonly).build()?;
            let (texts, entries) = (transaction.object_store(TEXTS)?, transaction.object_store(ENTRIES)?);
            let (snapshots, meta) = (transaction.object_store(SNAPSHOTS)?, transaction.object_store(META)?);
            // All are asked for before the first answer: a transaction without requests ends by itself.
            let (texts, entries) = (all(&texts)?, all(&entries)?);
            let (snapshots, meta) = (all(&snapshots)?, all(&meta)?);
            Ok::<_, Error>(Stored {
                texts: by_name(texts.await?),
                entries: by_number(entries.await?),
                snapshots: by_number(snapshots.await?),
                meta: by_name(meta.await?),
            })
        };
        Ok(within(WORKING, work).await??)
    }

    async fn try_write(&self, batch: &Batch) -> Result<(), StoreProblem> {
        let connection = self.connection().await?;
        if self.emptied.take() {
            return Err(StoreProblem::Emptied);
        }
        let written = within(WORKING, write(&connection.database, batch)).await?;
        match written {
            // Either another page was faster, or this very batch was written without our hearing of it.
            Err(StoreProblem::Overtaken) if self.holds(batch).await? => Ok(()),
            written => written,
        }
    }

    /// Whether all entries of a batch are in the database as they are in the batch.
    async fn holds(&self, batch: &Batch) -> Result<bool, StoreProblem> {
        let stored = self.try_load().await?;
        Ok(batch.entries.iter().all(|(number, entry)| stored.entries.get(number) == Some(entry)))
    }

    async fn try_put_meta(&self, key: &str, value: &str) -> Result<(), StoreProblem> {
        let connection = self.connection().await?;
        let work = async {
            let transaction = begin(&connection.database, [META], TransactionDurability::Relaxed)?;
            let meta = transaction.object_store(META)?;
            let put = meta.put(value).with_key(key).without_key_type();
            let requests = vec![put.primitive()?];
            commit(transaction, requests).await
        };
        within(WORKING, work).await?
    }

    /// The connection, a new one where the last one was given up.
    async fn connection(&self) -> Result<Rc<Connection>, StoreProblem> {
        let there = self.connection.borrow().clone();
        match there {
            _ if self.shut.get() => Err(StoreProblem::Shut),
            Some(connection) => Ok(connection),
            None => {
                let (connection, new) = self.connect().await?;
                self.emptied.set(self.emptied.get() || new);
                Ok(connection)
            }
        }
    }

    /// A new connection, and whether the database came into being by that.
    async fn connect(&self) -> Result<(Rc<Connection>, bool), StoreProblem> {
        let (database, new) = open(&self.name).await?;
        let (shut, closing) = (self.shut.clone(), database.clone());
        let on_version_change = EventListener::once(database.as_sys(), "versionchange", move |_| {
            shut.set(true);
            closing.close();
        });
        let connection = Rc::new(Connection { database, _on_version_change: on_version_change });
        self.connection.replace(Some(connection.clone()));
        Ok((connection, new))
    }
}

/// The name of a project's database. On `file://` all pages share one storage, so that it begins with the program.
fn name(project: &Id) -> String {
    format!("beleg/{project}")
}

/// Opens a database, and says whether it came into being by that.
async fn open(name: &str) -> Result<(Database, bool), StoreProblem> {
    let new = Rc::new(Cell::new(false));
    let made = new.clone();
    let opening = Database::open(name)
        .with_version(VERSION)
        .with_on_upgrade_needed(move |event, database| {
            made.set(event.old_version() < 1.0);
            for store in STORES {
                if !database.object_store_names().any(|there| there == store) {
                    database.create_object_store(store).build()?;
                }
            }
            Ok(())
        })
        .build()?;
    let mut opening = Box::pin(opening.into_future());
    match within(OPENING, &mut opening).await {
        Ok(opened) => Ok((opened?, new.get())),
        Err(problem) => {
            // Nobody waits for it any more, but where it comes after all, it must not stay open and be in the way.
            spawn(async move {
                if let Ok(database) = opening.await {
                    database.close();
                }
            });
            Err(problem)
        }
    }
}

async fn write(database: &Database, batch: &Batch) -> Result<(), StoreProblem> {
    let transaction = begin(database, [TEXTS, ENTRIES, SNAPSHOTS], TransactionDurability::Strict)?;
    let mut requests = Vec::new();
    let texts = transaction.object_store(TEXTS)?;
    for text in &batch.texts {
        let put = texts.put(text.as_str()).with_key(text.sha256());
        requests.push(put.without_key_type().primitive()?);
    }
    let entries = transaction.object_store(ENTRIES)?;
    for (number, entry) in &batch.entries {
        let add = entries.add(entry.as_str()).with_key(key(*number));
        requests.push(add.without_key_type().primitive()?);
    }
    let snapshots = transaction.object_store(SNAPSHOTS)?;
    for (number, snapshot) in &batch.snapshots {
        let put = snapshots.put(snapshot.as_str()).with_key(key(*number));
        requests.push(put.without_key_type().primitive()?);
    }
    if let Some(outdated) = &batch.outdated_entries {
        requests.push(entries.delete::<f64, _>(keys(outdated)).primitive()?);
    }
    if let Some(outdated) = &batch.outdated_snapshots {
        requests.push(snapshots.delete::<f64, _>(keys(outdated)).primitive()?);
    }
    commit(transaction, requests).await
}

fn begin<'d, const STORES: usize>(
    database: &'d Database,
    stores: [&str; STORES],
    durability: TransactionDurability,
) -> Result<Transaction<'d>, Error> {
    let options = TransactionOptions::new().with_durability(durability);
    database.transaction(stores).with_mode(TransactionMode::Readwrite).with_options(options).build()
}

/// Waits for the requests of a transaction, ends it, and waits for its `complete`.
///
/// The requests come first, because Firefox does not take back a transaction that was told to commit while a request
/// of it was still to fail: it writes all the others (measured with Firefox 153).
async fn commit(transaction: Transaction<'_>, requests: Vec<VoidRequest>) -> Result<(), StoreProblem> {
    let ended = transaction.as_sys().clone();
    let work = async {
        for request in requests {
            request.await?;
        }
        transaction.commit().await
    };
    // Where there is no room left, it may be the transaction that says so, and not one of its requests.
    work.await.map_err(|error| StoreProblem::from(ended.error().map_or(error, Error::from)))
}

/// All records of a store with their keys.
fn all(
    store: &ObjectStore<'_>,
) -> Result<impl Future<Output = Result<Vec<(JsValue, JsValue)>, Error>> + use<>, Error> {
    let keys = store.get_all_keys::<JsValue>().primitive()?;
    let values = store.get_all::<JsValue>().primitive()?;
    Ok(async {
        let keys = keys.await?.collect::<Result<Vec<JsValue>, Error>>()?;
        let values = values.await?.collect::<Result<Vec<JsValue>, Error>>()?;
        Ok(keys.into_iter().zip(values).collect())
    })
}

// Inserted one by one: a map that is collected sorts first, and that is four kilobytes of program for each type.
fn by_name(rows: Vec<(JsValue, JsValue)>) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    found.extend(rows.into_iter().filter_map(named));
    found
}

fn by_number(rows: Vec<(JsValue, JsValue)>) -> BTreeMap<u64, String> {
    let mut found = BTreeMap::new();
    found.extend(rows.into_iter().filter_map(numbered));
    found
}

/// A record under a name. A value that is no string was not written by this program, and reads as damage.
fn named((key, value): (JsValue, JsValue)) -> Option<(String, String)> {
    Some((key.as_string()?, value.as_string().unwrap_or_default()))
}

/// A record under a number.
fn numbered((key, value): (JsValue, JsValue)) -> Option<(u64, String)> {
    let number = key.as_f64().filter(|number| *number == number.trunc() && (0.0..=LAST).contains(number))?;
    Some((number as u64, value.as_string().unwrap_or_default()))
}

/// A number as a key of IndexedDB.
fn key(number: u64) -> f64 {
    number as f64
}

fn keys(numbers: &RangeInclusive<u64>) -> RangeInclusive<f64> {
    key(*numbers.start())..=key(*numbers.end())
}

/// What work comes to, where it comes to something in time.
async fn within<T>(millis: u32, work: impl Future<Output = T>) -> Result<T, StoreProblem> {
    let mut work = pin!(work);
    let mut limit = pin!(TimeoutFuture::new(millis));
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Ok(done)),
        Poll::Pending => limit.as_mut().poll(context).map(|()| Err(StoreProblem::TimedOut { millis })),
    })
    .await
}

impl From<Error> for StoreProblem {
    fn from(error: Error) -> Self {
        let Error::DomException(exception) = error else {
            return StoreProblem::Failed { name: "Error".to_owned(), message: error.to_string() };
        };
        match exception.name().as_ref() {
            "QuotaExceededError" => StoreProblem::Full,
            "VersionError" => StoreProblem::Newer,
            "SecurityError" => StoreProblem::Refused,
            // Only an entry is added where nothing may be.
            "ConstraintError" => StoreProblem::Overtaken,
            name => StoreProblem::Failed { name: name.to_owned(), message: exception.message() },
        }
    }
}

impl From<OpenDbError> for StoreProblem {
    fn from(error: OpenDbError) -> Self {
        match error {
            // An `open` that throws is reported as the version zero, whatever it threw.
            OpenDbError::VersionZero | OpenDbError::UnsupportedEnvironment | OpenDbError::NullFactory => {
                StoreProblem::Refused
            }
            OpenDbError::Base(error) => StoreProblem::from(error),
        }
    }
}
