//! The documents of the project, with how many of what is marked in each and how far the work is.

use std::ops::Range;

use leptos::html;
use leptos::prelude::*;

use crate::browser::size::{self, SizeWatch};
use crate::browser::{page, rows};
use crate::words;
use beleg_core::model::{Document, Id, Status};
use beleg_core::session::{Act, Session};

use super::drawers::open_drawer;
use super::live::{Live, live};

/// Up to how many documents all rows are there. Of a longer list only those near what is seen of it are.
const LONG: usize = 200;

/// How many rows of a long list are there, and how many of them at least above and below those that are in view.
const ROWS: usize = 80;
const SPARE: usize = 10;

/// The list of documents.
#[component]
pub fn Sidebar() -> impl IntoView {
    let live = live();
    let documents = Memo::new(move |_| {
        live.documents.track();
        live.read(|session| {
            session.project().documents().iter().map(|document| document.id.clone()).collect::<Vec<_>>()
        })
    });
    let summary = move || {
        live.documents.track();
        live.read(|session| {
            let documents = session.project().documents();
            let done = documents.iter().filter(|document| document.status == Status::Done).count();
            words::documents(documents.len(), done)
        })
    };
    // One question for all entries which of them is open; each entry hears only its own answer.
    let open = Selector::new(move || {
        live.document.track();
        live.read(|session| session.document().map(|document| document.id.clone()))
    });
    let list = NodeRef::<html::Ul>::new();
    let first = RwSignal::new(0);
    let there = Memo::new(move |_| there(documents.with(Vec::len), first.get()));
    let shown = move || {
        let there = there.get();
        documents.with(|documents| documents.get(there).unwrap_or_default().to_vec())
    };
    let is_long = Memo::new(move |_| documents.with(Vec::len) > LONG);
    let look_around = move || {
        let (there, total) = (there.get_untracked(), documents.with_untracked(Vec::len));
        let view = list.get_untracked().and_then(|list| rows::in_view(&list, there.start));
        let Some(view) = view.filter(|_| there.len() < total) else { return };
        let is_short = there.start > 0 && view.start < there.start + SPARE
            || there.end < total && view.end + SPARE > there.end;
        if is_short {
            first.set(view.start.saturating_sub(ROWS.saturating_sub(view.len()) / 2));
        }
    };
    // The row of the document that is opened comes into view; later, where the list is out of sight.
    let sought = StoredValue::new(None::<usize>);
    let reveal = move || {
        let Some((list, place)) = list.try_get_untracked().flatten().zip(sought.try_get_value().flatten())
        else {
            return;
        };
        if rows::reveal(&list, place, there.get_untracked().start).is_some() {
            sought.set_value(None);
        }
    };
    Effect::new(move |_| {
        live.document.track();
        let open = live.read(|session| session.document().map(|document| document.id.clone()));
        let place = documents.with_untracked(|documents| {
            open.and_then(|open| documents.iter().position(|document| *document == open))
        });
        let Some(place) = place.filter(|_| is_long.get_untracked()) else { return };
        if !there.get_untracked().contains(&place) {
            first.set(place.saturating_sub(ROWS / 2));
        }
        sought.set_value(Some(place));
        page::soon(Box::new(reveal));
    });
    let watch = StoredValue::new_local(None::<SizeWatch>);
    Effect::new(move |_| {
        let view = list.get().and_then(|list| rows::scroller(&list));
        watch.set_value(view.and_then(|view| {
            size::watch(&view, move || {
                reveal();
                look_around();
            })
        }));
    });
    let room = |rows: usize| format!("calc({rows} * var(--row))");
    let before = move || is_long.get().then(|| room(there.get().start));
    let behind =
        move || is_long.get().then(|| room(documents.with(Vec::len).saturating_sub(there.get().end)));
    view! {
        <nav class="documents" class:long=move || is_long.get() id="documents" tabindex="-1" aria-label=words::DOCUMENTS on:scroll=move |_| look_around()>
            <h2>{summary}</h2>
            <ul role="list" node_ref=list style:padding-top=before style:padding-bottom=behind>
                <For each=shown key=Id::clone children=move |document| entry(live, document, &open)/>
            </ul>
        </nav>
    }
}

/// Which rows of a list are there, of which the first is wanted.
fn there(total: usize, first: usize) -> Range<usize> {
    if total <= LONG {
        return 0..total;
    }
    let first = first.min(total.saturating_sub(ROWS));
    first..total.min(first + ROWS)
}

fn entry(live: Live, id: Id, open: &Selector<Option<Id>>) -> impl IntoView + use<> {
    let drawer = open_drawer();
    let version = live.version_of(&id);
    let (shown, own, open, key) = (id.to_string(), id.clone(), open.clone(), Some(id.clone()));
    let choose = move |_| {
        live.perform(Some(Act::Open(own.clone())));
        drawer.set(None);
    };
    let is_open = move || open.selected(&key).then_some("true");
    let about = move || {
        version.track();
        live.tagset.track();
        live.read(|session| session.project().document(&id).map(|document| about(session, document)))
    };
    view! {
        <li><button class="document" data-document=shown aria-current=is_open on:click=choose>{about}</button></li>
    }
}

/// The title of a document, what is marked in it and how far the work is.
fn about(session: &Session, document: &Document) -> impl IntoView + use<> {
    let marks = session.project().marks(&document.id);
    let labels = session.project().labels().into_iter().enumerate();
    let counts = labels
        .map(|(number, label)| (number, marks.map_or(0, |marks| marks.count(&label.id)), label))
        .filter(|(_, count, _)| *count > 0)
        .map(|(number, count, label)| {
            let said = format!("{count} {}", label.name);
            view! {
                <span class="count" role="img" aria-label=said style:--tint=format!("var(--label-{number})")>{count}</span>
            }
        });
    view! {
        <b class="notranslate" translate="no" lang=document.language.clone() dir="auto">{document.title.clone()}</b>
        <small>
            <span>{document.published.map(words::short_date)}</span>
            {counts.collect_view()}
            <span class="state" data-status=words::status_key(document.status) title=words::status(document.status)>
                <span class="hidden">{words::status(document.status)}</span></span>
        </small>
    }
}
