//! The start: what was kept is read, what the corpus has anew is added, and the page is drawn.

use std::collections::BTreeMap;

use leptos::ev;
use leptos::prelude::*;

use crate::browser::indexed_db::Store;
use crate::browser::{clock, keyboard, left_overs, page};
use crate::words;
use beleg_core::corpus;
use beleg_core::journal::{self, Journal, Opened, StoreProblem, Stored};
use beleg_core::model::{History, Id, Project};
use beleg_core::session::catalogue::{Catalogue, bytes};
use beleg_core::session::{Act, Keymap, Layout, Session};
use beleg_core::text::CharOffset;

use super::App;
use super::anchoring::ask_about_corpus;
use super::files::{INCOMING, INCOMING_NAME, take_up};
use super::keeper::{KEYS, Keeper, MAX_ANNOTATOR, NAME, OLD_TEXTS, PLACE};
use super::live::Live;
use super::notice::Notice;
use super::projects::{self, keep_listed};

/// Starts the page. Without a store it works all the same, and says that nothing is kept.
pub async fn start() {
    let project = which().await;
    page::set_project(&project);
    let (mut store, stored, mut problem) = match Store::read_whole(&project).await {
        Ok((store, stored)) => (Some(store), stored, None),
        Err(problem) => (None, Stored::default(), Some(problem)),
    };
    let opened = journal::open(&project, &stored);
    if opened.is_newer() {
        // What a newer program wrote is not written over: what can be read of it is shown and kept in memory only.
        store = None;
        problem = Some(StoreProblem::Newer);
    }
    let Opened { project: found, history, journal, damage } = opened;
    // It was there, and the browser has cleared it meanwhile.
    let cleared = if found.is_none() && store.is_some() { left_overs::stored(&project) } else { 0 };
    let is_new = found.is_none() && cleared == 0;
    let (kept, history) = match found {
        Some(found) => (found, history),
        None => (Project::new(project.clone()), History::default()),
    };
    let is_corpus = *kept.id() == corpus::project_id();
    let mut session = Session::new(kept, history);
    let entry = if is_corpus {
        session.complete(clock::now())
    } else if is_new {
        session.begin_as(&listed_name(&project).await, clock::now())
    } else {
        None
    };
    let no_room = session.corpus_excess().map(words::no_room_for_corpus);
    // A file that names somebody whose name is longer than the field takes could not be read again.
    let is_name = |name: &String| !name.is_empty() && name.chars().count() <= MAX_ANNOTATOR;
    // They belong to the person. What the project remembers is from before that was so, or from where the browser keeps
    // nothing else.
    let of_person = |what| left_overs::person(what).or_else(|| stored.meta.get(what).cloned());
    let name = of_person(NAME);
    if let Some(name) = name.as_ref().filter(|_| left_overs::person(NAME).is_none()) {
        left_overs::note_person(NAME, name);
    }
    let knows_name = name.is_some();
    session.annotator = name.filter(is_name);
    session.keymap = of_person(KEYS).map_or_else(Keymap::default, |kept| Keymap::read(&kept));
    session.keymap.layout = Layout::of_language(&keyboard::language());
    let place = place(&stored.meta);
    if let Some((document, _)) = &place {
        // A document that is no longer there leaves the first one open.
        let _ = session.perform(Act::Open(document.clone()), clock::now());
    }
    let journal = if store.is_some() { journal } else { Journal::new() };
    let left =
        store.as_ref().and_then(|_| stored.meta.get(INCOMING).cloned()).filter(|left| !left.is_empty());
    let copy_name = stored.meta.get(INCOMING_NAME).cloned().filter(|name| !name.is_empty());
    let bytes = store.is_some().then(|| bytes(&stored));

    let kept = stored.meta.get(OLD_TEXTS).cloned().unwrap_or_default();
    let mut other_texts = if is_corpus { corpus::other_texts(session.project()) } else { Vec::new() };
    other_texts.retain(|(_, text)| !kept.contains(text.sha256()));

    page::clear_splash();
    mount_to_body(move || {
        let live = Live::new(session, Keeper::new(store, journal, knows_name), place);
        provide_context(live);
        if let Some(bytes) = bytes {
            keep_listed(live, bytes);
        }
        if let Some(left) = left {
            // It is drawn first.
            take_up(live, left, copy_name);
        }
        // A link to another project, or an address that somebody wrote, changes only the address.
        let moved = window_event_listener(ev::hashchange, move |_| {
            if page::project().is_some_and(|wanted| wanted != project) {
                page::reload();
            }
        });
        on_cleanup(move || moved.remove());
        if let Some(entry) = entry {
            live.keeper.keep(live, &entry);
        }
        live.keeper.take_left_overs(live, &stored);
        if let Some(problem) = problem {
            let notice = Notice::problem(words::no_store(&problem));
            live.notice.set(notice.map(|notice| notice.with("download")));
        } else if !damage.is_empty() {
            let notice = Notice::problem(words::damage(damage.len()));
            live.notice.set(notice.map(|notice| notice.with("rescue")));
        } else if cleared > 0 {
            let notice = Notice::problem(words::cleared(cleared));
            live.notice.set(notice.map(|notice| notice.with("open")));
        } else if let Some(no_room) = no_room {
            live.notice.set(Notice::problem(no_room));
        }
        ask_about_corpus(live, other_texts);
        view! { <App/> }
    });
}

/// The name under which a project is listed; empty where it is not.
async fn listed_name(project: &Id) -> String {
    projects::known().await.project(project).map(|listed| listed.name.clone()).unwrap_or_default()
}

/// The project that this page opens.
async fn which() -> Id {
    let wanted = page::project();
    let catalogue = match wanted {
        Some(_) => Catalogue::default(),
        // Without a catalogue it is the corpus, which is where everybody begins.
        None => projects::known().await,
    };
    catalogue.which(wanted, corpus::project_id())
}

/// The document that was open and the place in it, as [`Keeper::keep_place`] wrote them.
fn place(meta: &BTreeMap<String, String>) -> Option<(Id, CharOffset)> {
    let (document, offset) = meta.get(PLACE)?.split_once(' ')?;
    Some((Id::new(document)?, CharOffset::new(offset.parse().ok()?)))
}
