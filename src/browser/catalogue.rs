//! The catalogue's place in the browser: a database beside those of the projects, and the list of these.
//!
//! It is opened for each thing that is asked of it, which is seldom.

use std::collections::BTreeMap;

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::indexed_db::{PREFIX, Store, StoreProblem, factory};

/// The name of the database. No project's can be it.
const NAME: &str = "beleg";

/// All records by their keys. The key of a project is the name of its database; one that has no record has an empty one.
/// Where the browser does not tell which databases there are, that much is missing. Where the catalogue cannot be read,
/// its records are, and the reason comes with what is there.
pub async fn read() -> (BTreeMap<String, String>, Option<StoreProblem>) {
    let stored = match Store::of(NAME.to_owned()).await {
        Ok(store) => store.load().await,
        Err(problem) => Err(problem),
    };
    let (mut records, problem) = match stored {
        Ok(stored) => (stored.meta, None),
        Err(problem) => (BTreeMap::new(), Some(problem)),
    };
    // What is empty was a project that is gone.
    records.retain(|_, record| !record.is_empty());
    for name in names().await.into_iter().filter(|name| name.starts_with(PREFIX)) {
        records.entry(name).or_default();
    }
    (records, problem)
}

/// The names of all databases; none where the browser does not tell.
pub async fn names() -> Vec<String> {
    let databases = databases().await.unwrap_or_default();
    let name = |database: JsValue| Reflect::get(&database, &"name".into()).ok()?.as_string();
    databases.iter().filter_map(name).collect()
}

/// Writes a record.
pub async fn put(key: &str, record: &str) -> Result<(), StoreProblem> {
    Store::of(NAME.to_owned()).await?.put_meta(key, record).await
}

async fn databases() -> Option<Array> {
    let factory = factory().ok()?;
    let ask: Function = Reflect::get(&factory, &"databases".into()).ok()?.dyn_into().ok()?;
    let asked: Promise = ask.call0(&factory).ok()?.dyn_into().ok()?;
    JsFuture::from(asked).await.ok()?.dyn_into().ok()
}
