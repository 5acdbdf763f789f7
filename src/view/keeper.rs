//! Keeping: every entry goes to the store at once, and the light says what has arrived there.

use std::time::Duration;

use leptos::prelude::*;

use crate::browser::indexed_db::Store;
use crate::browser::page;
use crate::journal::{Entry, Journal, StoreProblem, Writing};
use crate::session::Session;
use crate::words;

use super::live::Live;
use super::notice::Notice;

/// After how long without scrolling the place in the text is remembered.
const REST: Duration = Duration::from_millis(250);

/// Under which key the open document and the place in it are remembered.
pub const PLACE: &str = "place";

/// Under which key the name of the annotator is remembered. Where it is there, even empty, nobody asks again.
pub const NAME: &str = "annotator";

/// Under which key the person's keys are remembered.
pub const KEYS: &str = "keys";

/// Whether what was done is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveState {
    /// All of it is on the disk.
    Saved,
    /// Some of it is on its way.
    Saving,
    /// The browser keeps nothing; it is only in memory.
    Memory,
    /// The browser did not take the last of it; that is only in memory.
    Failed,
}

impl SaveState {
    /// By what the style and the tests know it.
    pub fn key(self) -> &'static str {
        match self {
            SaveState::Saved => "saved",
            SaveState::Saving => "saving",
            SaveState::Memory => "memory",
            SaveState::Failed => "failed",
        }
    }
}

/// What keeps a session: the journal, the store, and what is on its way from one to the other.
#[derive(Clone, Copy)]
pub struct Keeper {
    store: StoredValue<Option<std::rc::Rc<Store>>, LocalStorage>,
    outbox: StoredValue<Outbox, LocalStorage>,
    knows_name: StoredValue<bool>,
    resting: StoredValue<Option<TimeoutHandle>, LocalStorage>,
    /// Whether everything is kept.
    pub state: RwSignal<SaveState>,
}

struct Outbox {
    journal: Journal,
    waiting: Vec<Entry>,
    is_writing: bool,
}

impl Keeper {
    /// Keeps in a store, or, where there is none, only in memory.
    pub fn new(store: Option<Store>, journal: Journal, knows_name: bool) -> Self {
        let state = if store.is_some() { SaveState::Saved } else { SaveState::Memory };
        let resting = StoredValue::new_local(None);
        on_cleanup(move || stop(resting));
        Keeper {
            store: StoredValue::new_local(store.map(std::rc::Rc::new)),
            outbox: StoredValue::new_local(Outbox { journal, waiting: Vec::new(), is_writing: false }),
            knows_name: StoredValue::new(knows_name),
            resting,
            state: RwSignal::new(state),
        }
    }

    /// Writes down what was just done.
    pub fn keep(self, live: Live, entry: &Entry) {
        if self.store.with_value(Option::is_none) {
            return;
        }
        self.outbox.update_value(|outbox| outbox.waiting.push(entry.clone()));
        self.state.set(SaveState::Saving);
        self.write(live);
    }

    /// Writes what waits, one batch after the other, unless somebody is at it already.
    fn write(self, live: Live) {
        let Some(store) = self.store.get_value() else { return };
        if self.outbox.try_update_value(|outbox| std::mem::replace(&mut outbox.is_writing, true))
            != Some(false)
        {
            return;
        }
        page::spawn(async move {
            loop {
                let (count, writing) = self.next(live);
                if writing.batch.is_empty() {
                    self.state.set(SaveState::Saved);
                    break;
                }
                match store.write(&writing.batch).await {
                    Ok(()) => self.outbox.update_value(|outbox| {
                        outbox.waiting.drain(..count);
                        outbox.journal = writing.after;
                    }),
                    // Somebody cleared the browser's data; what is in memory goes there as a whole.
                    Err(StoreProblem::Emptied) => self.outbox.update_value(|outbox| outbox.journal.forget()),
                    Err(problem) => {
                        self.state.set(SaveState::Failed);
                        live.notice.set(Notice::problem(words::not_kept(&problem)));
                        break;
                    }
                }
            }
            self.outbox.update_value(|outbox| outbox.is_writing = false);
        });
    }

    /// What waits, and how many entries that are; where nothing does, a snapshot if it is time for one.
    fn next(self, live: Live) -> (usize, Writing) {
        let next = |session: &Session| {
            let (project, history) = (session.project(), session.history());
            self.outbox.with_value(|Outbox { journal, waiting, .. }| match waiting.as_slice() {
                [] if journal.is_due() => (0, journal.snapshot(project, history)),
                entries => (entries.len(), journal.write(entries, project, history)),
            })
        };
        live.read(next)
    }

    /// Whether the page may ask who is marking: once, and where the answer would be kept.
    pub fn may_ask_name(self) -> bool {
        !self.knows_name.get_value()
    }

    /// Remembers who marks. Where nobody gave a name, that is remembered as well.
    pub fn keep_name(self, name: Option<&str>) {
        self.knows_name.set_value(true);
        self.remember(NAME, name.unwrap_or_default().to_owned());
    }

    /// Remembers the person's keys.
    pub fn keep_keys(self, keys: &str) {
        self.remember(KEYS, keys.to_owned());
    }

    /// Remembers the open document and the place in it, once the text stands still.
    pub fn keep_place_soon(self, live: Live) {
        stop(self.resting);
        self.resting.set_value(set_timeout_with_handle(move || self.keep_place(live), REST).ok());
    }

    /// Remembers the open document and the place in it.
    pub fn keep_place(self, live: Live) {
        let Some(document) = live.read(|session| session.document().map(|document| document.id.clone()))
        else {
            return;
        };
        let offset = live.place().unwrap_or_default();
        self.remember(PLACE, format!("{document} {}", offset.get()));
    }

    /// Remembers something beside the project. Losing it loses no work, so that nobody is told where it fails.
    fn remember(self, key: &'static str, value: String) {
        let Some(store) = self.store.get_value() else { return };
        page::spawn(async move {
            let _ = store.put_meta(key, &value).await;
        });
    }
}

/// Forgets what was to happen after a rest.
fn stop(resting: StoredValue<Option<TimeoutHandle>, LocalStorage>) {
    if let Some(resting) = resting.try_update_value(Option::take).flatten() {
        resting.clear();
    }
}
