//! The documents of the project, with how many of what is marked in each and how far the work is.

use leptos::prelude::*;

use crate::model::{Document, Id, Status};
use crate::session::{Act, Session};
use crate::words;

use super::drawers::open_drawer;
use super::live::{Live, live};
use super::shown::{maybe, on, part, text};

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
    view! {
        <nav class="documents" id="documents" tabindex="-1" aria-label=words::DOCUMENTS>
            <h2>{text(summary)}</h2>
            <ul role="list">{part(move || documents.get().into_iter().map(|document| entry(live, document, &open)).collect_view().into_any())}</ul>
        </nav>
    }
}

fn entry(live: Live, id: Id, open: &Selector<Option<Id>>) -> impl IntoView + use<> {
    let drawer = open_drawer();
    let version = live.version_of(&id);
    let (shown, own, open, key) = (id.to_string(), id.clone(), open.clone(), Some(id.clone()));
    let choose = on(move || {
        live.perform(Some(Act::Open(own.clone())));
        drawer.set(None);
    });
    let is_open = maybe(move || open.selected(&key).then(|| "true".to_owned()));
    let about = part(move || {
        version.track();
        live.tagset.track();
        // Not as a whole: after nearly each act it is one number that is another.
        live.read(|session| session.project().document(&id).map(|document| about(session, document)))
            .into_any()
    });
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
