//! The start: what was kept is read, what the corpus has anew is added, and the page is drawn.

use std::collections::BTreeMap;

use leptos::prelude::*;

use crate::browser::indexed_db::Store;
use crate::browser::{clock, page};
use crate::corpus;
use crate::journal::{self, Journal, Opened, StoreProblem, Stored};
use crate::model::{History, Id, Project};
use crate::session::{Act, Keymap, Session};
use crate::text::CharOffset;
use crate::words;

use super::App;
use super::anchoring::ask_about_corpus;
use super::keeper::{KEYS, Keeper, NAME, OLD_TEXTS, PLACE};
use super::live::Live;
use super::notice::Notice;

/// Starts the page. Without a store it works all the same, and says that nothing is kept.
pub async fn start() {
    let project = corpus::project_id();
    let (mut store, stored, mut problem) = match read(&project).await {
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
    let (kept, history) = match found {
        Some(found) => (found, history),
        None => (Project::new(project), History::default()),
    };
    let mut session = Session::new(kept, history);
    let entry = session.complete(clock::now());
    // A file that names somebody whose name is longer than the field takes could not be read again.
    let is_name = |name: &String| !name.is_empty() && name.chars().count() <= 100;
    session.annotator = stored.meta.get(NAME).cloned().filter(is_name);
    session.keymap = stored.meta.get(KEYS).map_or_else(Keymap::default, |kept| Keymap::read(kept));
    let place = place(&stored.meta);
    if let Some((document, _)) = &place {
        // A document that is no longer there leaves the first one open.
        let _ = session.perform(Act::Open(document.clone()), clock::now());
    }
    let journal = if store.is_some() { journal } else { Journal::new() };
    let knows_name = stored.meta.contains_key(NAME);

    let kept = stored.meta.get(OLD_TEXTS).cloned().unwrap_or_default();
    let mut other_texts = corpus::other_texts(session.project());
    other_texts.retain(|(_, text)| !kept.contains(text.sha256()));

    page::clear_splash();
    mount_to_body(move || {
        let live = Live::new(session, Keeper::new(store, journal, knows_name), place);
        provide_context(live);
        if let Some(entry) = entry {
            live.keeper.keep(live, &entry);
        }
        live.keeper.take_left_overs(live, &stored.entries);
        if let Some(problem) = problem {
            let notice = Notice::problem(words::no_store(&problem));
            live.notice.set(notice.map(|notice| notice.with("download")));
        } else if !damage.is_empty() {
            live.notice.set(Notice::problem(words::damage(damage.len())));
        }
        ask_about_corpus(live, other_texts);
        view! { <App/> }
    });
}

async fn read(project: &Id) -> Result<(Store, Stored), StoreProblem> {
    let store = Store::open(project).await?;
    let stored = store.load().await?;
    Ok((store, stored))
}

/// The document that was open and the place in it, as [`Keeper::keep_place`] wrote them.
fn place(meta: &BTreeMap<String, String>) -> Option<(Id, CharOffset)> {
    let (document, offset) = meta.get(PLACE)?.split_once(' ')?;
    Some((Id::new(document)?, CharOffset::new(offset.parse().ok()?)))
}
