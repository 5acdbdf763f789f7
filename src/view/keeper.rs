//! Keeping: every entry goes to the store at once, the light says what has arrived there, and what other tabs wrote is
//! fetched.

use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;

use crate::browser::indexed_db::{self, Store};
use crate::browser::left_overs::{self, Place};
use crate::browser::tabs::{self, Channel, Sight};
use crate::browser::{clock, page};
use crate::words;
use beleg_core::journal::{Entry, Journal, Spelled, StoreProblem, Stored};
use beleg_core::model::Document;
use beleg_core::session::outbox::{Errand, Outbox, is_typed};
use beleg_core::session::{Changed, Session};

use super::later::Later;
use super::live::Live;
use super::notice::Notice;
use super::working::Slices;

/// After how many milliseconds without scrolling the place in the text is remembered, and after how many of scrolling.
const SCROLLING: (u32, u32) = (250, 2_000);

/// After how many milliseconds without another letter what the user types is written down, and after how many of typing
/// without such a rest: what is typed is on the disk within two seconds, however it is typed.
const TYPING: (u32, u32) = (300, 1_000);

/// From how many bytes of texts on the page has its turn before they are written.
const LONG: usize = 1_000_000;

/// Under which key the open document and the place in it are remembered.
pub const PLACE: &str = "place";

/// Under which key the name of the annotator is remembered. Where it is there, even empty, nobody asks again.
pub const NAME: &str = "annotator";

/// How long the name of who marks can be, in code points.
pub const MAX_ANNOTATOR: usize = 100;

/// Under which key the person's keys are remembered.
pub const KEYS: &str = "keys";

/// Under which key it is remembered which texts nobody wanted in the place of older ones.
pub const OLD_TEXTS: &str = "old-texts";

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

/// What keeps a session: what is to be stored, the store, and what goes on between this tab and the others.
#[derive(Clone, Copy)]
pub struct Keeper {
    store: StoredValue<Option<Rc<Store>>, LocalStorage>,
    outbox: StoredValue<Outbox, LocalStorage>,
    is_running: StoredValue<bool>,
    channel: StoredValue<Option<Channel>, LocalStorage>,
    sight: StoredValue<Option<Sight>, LocalStorage>,
    left: StoredValue<Vec<(Place, String)>, LocalStorage>,
    knows_name: StoredValue<bool>,
    // For the place in the text, for what the user types, and for what failed.
    scrolling: Later,
    typing: Later,
    failing: StoredValue<Option<TimeoutHandle>, LocalStorage>,
    // What stands in the way, and how that was said.
    said: StoredValue<Option<StoreProblem>>,
    warning: StoredValue<Option<Notice>>,
    /// Whether everything is kept.
    pub state: RwSignal<SaveState>,
}

impl Keeper {
    /// Keeps in a store, or, where there is none, only in memory.
    pub fn new(store: Option<Store>, journal: Journal, knows_name: bool) -> Self {
        let state = if store.is_some() { SaveState::Saved } else { SaveState::Memory };
        let failing = StoredValue::new_local(None);
        on_cleanup(move || stop(failing));
        Keeper {
            store: StoredValue::new_local(store.map(Rc::new)),
            outbox: StoredValue::new_local(Outbox::new(journal)),
            is_running: StoredValue::new(false),
            channel: StoredValue::new_local(None),
            sight: StoredValue::new_local(None),
            left: StoredValue::new_local(Vec::new()),
            knows_name: StoredValue::new(knows_name),
            scrolling: Later::new(SCROLLING.0, SCROLLING.1),
            typing: Later::new(TYPING.0, TYPING.1),
            failing,
            said: StoredValue::new(None),
            warning: StoredValue::new(None),
            state: RwSignal::new(state),
        }
    }

    /// Begins with a session that is as it is stored, and listens to the other tabs.
    pub fn begin(self, live: Live) {
        if self.store.with_value(Option::is_none) {
            return;
        }
        let (project, history) =
            live.read(|session| (session.project().id().clone(), session.history().clone()));
        self.outbox.update_value(|outbox| outbox.begin(history));
        let heard = move |number| self.ask(live, |outbox| outbox.heard_of(number));
        self.channel.set_value(Channel::open(&project, heard));
        let seen = move || {
            indexed_db::come_back();
            self.ask(live, Outbox::look);
        };
        let hidden = move || {
            live.keep_draft();
            self.leave_behind(live);
            self.flush(live);
        };
        self.sight.set_value(tabs::watch(seen, hidden, move || self.leave(live)));
        self.left.set_value(vec![(Place::new(&project, &clock::new_id()), String::new())]);
        // Nobody waits for errands, but everybody for the text.
        self.is_running.set_value(true);
        live.after_paint(Box::new(move || {
            self.is_running.set_value(false);
            self.ask(live, Outbox::look_at_start);
        }));
    }

    /// Takes up what tabs left that ended before all of it was stored.
    pub fn take_left_overs(self, live: Live, stored: &Stored) {
        if self.store.with_value(Option::is_none) {
            return;
        }
        let project = live.read(|session| session.project().id().clone());
        for (place, left) in left_overs::of_project(&project) {
            let mut is_whole = false;
            self.receive(live, |outbox, session| {
                let (changed, is_read) = outbox.take_left_over(session, &left, stored);
                is_whole = is_read;
                changed
            });
            if is_whole {
                self.left.update_value(|all| all.push((place, left)));
            }
        }
        self.show_state(live);
        self.run(live);
    }

    /// Writes down what was just done. Where the user is typing, that waits for a rest, but not for long.
    pub fn keep(self, live: Live, entry: &Entry) {
        if self.store.with_value(Option::is_none) {
            return;
        }
        self.outbox.update_value(|outbox| outbox.add(entry.clone()));
        self.show_state(live);
        if !is_typed(entry) {
            return self.run(live);
        }
        self.typing.begin(move || self.run(live));
    }

    /// Writes down at once what somebody typed.
    pub fn flush(self, live: Live) {
        if self.typing.stop() {
            self.run(live);
        }
    }

    /// The page may end now. What is under way is taken back where the next start finds it left behind; where it would
    /// not, trying is better.
    fn leave(self, live: Live) {
        live.keep_draft();
        if self.leave_behind(live) {
            self.typing.stop();
            indexed_db::leave();
        } else {
            self.flush(live);
        }
    }

    /// Leaves what is not stored for the next start, and says whether all of it is there.
    fn leave_behind(self, live: Live) -> bool {
        let left = |outbox: &Outbox| live.read(|session| outbox.left_over(session));
        // By now the page may be gone.
        let Some((left, is_all)) = self.outbox.try_with_value(left) else { return false };
        if left.is_empty() {
            return is_all;
        }
        let mut is_taken = false;
        self.left.update_value(|all| {
            if let Some((place, before)) = all.first_mut() {
                is_taken = place.leave(&left);
                *before = left;
            }
        });
        is_all && is_taken
    }

    /// Has something done about what other tabs may have written.
    fn ask(self, live: Live, ask: impl FnOnce(&mut Outbox)) {
        // By now the page may be gone.
        if self.outbox.try_update_value(ask).is_some() {
            self.run(live);
        }
    }

    /// Runs errands, one after the other, unless somebody is at it already.
    fn run(self, live: Live) {
        self.typing.stop();
        let Some(store) = self.store.try_get_value().flatten() else { return };
        if self.is_running.try_update_value(|is_running| std::mem::replace(is_running, true)) != Some(false) {
            return;
        }
        page::spawn(async move {
            loop {
                self.spell().await;
                let Some(errand) = self.next(live) else { break };
                match errand {
                    Errand::Write(batch) => {
                        if batch.texts.iter().map(|text| text.as_str().len()).sum::<usize>() > LONG {
                            page::turn().await;
                        }
                        let outcome = store.write(&batch).await;
                        self.wrote(outcome);
                    }
                    Errand::ReadOn(journal) => {
                        let outcome = store.load_after(journal.last(), journal.texts()).await;
                        self.receive(live, |outbox, session| outbox.read_on(session, outcome));
                    }
                    Errand::ReadAll => {
                        let outcome = store.load().await;
                        self.receive(live, |outbox, session| outbox.read_all(session, outcome));
                    }
                }
                self.show_state(live);
            }
            // By now the page may be gone.
            let _ = self.is_running.try_set_value(false);
        });
    }

    /// Spells long entries before they are written.
    async fn spell(self) {
        // By now the page may be gone.
        while let Some(entry) = self.outbox.try_with_value(Outbox::to_spell).flatten() {
            page::turn().await;
            let spelled = Spelled::new(entry, &Slices::begin()).await;
            if self.outbox.try_update_value(|outbox| outbox.spelled(spelled)).is_none() {
                return;
            }
        }
    }

    /// The next errand. Where there is none for now, but one after a pause, it comes then.
    fn next(self, live: Live) -> Option<Errand> {
        let next = |outbox: &mut Outbox| (live.read(|session| outbox.next(session)), outbox.pause());
        let (errand, pause) = self.outbox.try_update_value(next)?;
        if let (None, Some(millis)) = (&errand, pause) {
            stop(self.failing);
            let again = move || self.ask(live, Outbox::try_again);
            let pause = Duration::from_millis(millis.into());
            self.failing.set_value(set_timeout_with_handle(again, pause).ok());
        }
        errand
    }

    fn wrote(self, outcome: Result<(), StoreProblem>) {
        let is_written = outcome.is_ok();
        let told = self.outbox.try_update_value(|outbox| {
            outbox.written(outcome);
            (outbox.last(), outbox.is_empty())
        });
        let Some((number, is_all)) = told.filter(|_| is_written) else { return };
        self.channel.with_value(|channel| channel.iter().for_each(|channel| channel.tell(number)));
        if is_all {
            self.left.update_value(|all| {
                all.iter().filter(|(_, left)| !left.is_empty()).for_each(|(place, left)| place.clear(left));
                all.truncate(1);
                all.iter_mut().for_each(|(_, left)| left.clear());
            });
        }
    }

    /// Brings in what others wrote.
    fn receive(self, live: Live, read: impl FnOnce(&mut Outbox, &mut Session) -> Changed) {
        if self.outbox.is_disposed() {
            return;
        }
        live.receive(|session| self.outbox.try_update_value(|outbox| read(outbox, session)));
    }

    /// Lets the light say whether everything is kept, and says what stands in the way.
    fn show_state(self, live: Live) {
        let known = self.outbox.try_with_value(|outbox| (outbox.problem().cloned(), outbox.is_empty()));
        let (Some((problem, is_empty)), Some(before)) = (known, self.state.try_get_untracked()) else {
            return;
        };
        let state = match (&problem, is_empty) {
            (Some(_), _) => SaveState::Failed,
            (None, true) => SaveState::Saved,
            (None, false) => SaveState::Saving,
        };
        if state != before {
            self.state.set(state);
        }
        if self.said.try_get_value().flatten() == problem {
            return;
        }
        let notice = problem.as_ref().and_then(|problem| {
            let notice = Notice::problem(words::not_kept(problem, is_empty))?;
            Some(notice.with("download"))
        });
        // It is said once, and taken back when it is no longer so. What else is said stays.
        if notice.is_some() || live.notice.with_untracked(|said| said == &self.warning.get_value()) {
            live.notice.set(notice.clone());
        }
        self.warning.set_value(notice);
        self.said.set_value(problem);
    }

    /// Where it is kept, where that is not only in memory.
    pub fn store(self) -> Option<Rc<Store>> {
        self.store.try_get_value().flatten()
    }

    /// The number of the last entry that is known to be stored.
    pub fn last(self) -> u64 {
        self.outbox.try_with_value(Outbox::last).unwrap_or_default()
    }

    /// What stands in the way of saving, as it was said.
    pub fn warning(self) -> Option<Notice> {
        self.warning.get_value()
    }

    /// Whether the page may ask who is marking: once, and where the answer would be kept.
    pub fn may_ask_name(self) -> bool {
        !self.knows_name.get_value()
    }

    /// Remembers who marks, in this project and in all others. Where the user gave no name, that is remembered as well.
    pub fn keep_name(self, name: Option<&str>) {
        self.knows_name.set_value(true);
        self.keep_person(NAME, name.unwrap_or_default());
        self.remember(NAME, name.unwrap_or_default().to_owned());
    }

    /// Remembers the person's keys.
    pub fn keep_keys(self, keys: &str) {
        self.keep_person(KEYS, keys);
        self.remember(KEYS, keys.to_owned());
    }

    /// Remembers that documents keep their texts, so that nobody asks again before there are others.
    pub fn keep_old_texts(self, documents: &[(Arc<Document>, Arc<Document>)]) {
        let kept = documents.iter().map(|(_, new)| new.text.sha256());
        self.remember(OLD_TEXTS, kept.collect::<Vec<_>>().join(" "));
    }

    /// Remembers the open document and the place in it, once the text stands still, or now and then while it does not.
    pub fn keep_place_soon(self, live: Live) {
        self.scrolling.begin(move || self.keep_place(live));
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

    /// Remembers something about the person, where anything is kept at all.
    fn keep_person(self, what: &str, value: &str) {
        if self.store.with_value(Option::is_some) {
            left_overs::note_person(what, value);
        }
    }

    /// Remembers something beside the project. Losing it loses no work, so that nobody is told where it fails.
    fn remember(self, key: &'static str, value: String) {
        let Some(store) = self.store.get_value() else { return };
        page::spawn(async move {
            let _ = store.put_meta(key, &value).await;
        });
    }
}

/// Forgets what was to happen after a pause.
fn stop(timer: StoredValue<Option<TimeoutHandle>, LocalStorage>) {
    timer.try_update_value(Option::take).flatten().into_iter().for_each(|timer| timer.clear());
}
