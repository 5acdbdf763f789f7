//! The documents of the project, with how many of what is marked in each and how far the work is.

use std::sync::Arc;

use leptos::prelude::*;

use crate::model::{Document, Status};
use crate::session::Act;
use crate::words;

use super::drawers::Drawer;
use super::live::{Live, live};
use super::shown::{on, part, text};

/// The list of documents.
#[component]
pub fn Sidebar() -> impl IntoView {
    let live = live();
    let documents = move || {
        live.documents.track();
        live.document.track();
        live.tagset.track();
        live.read(|session| session.project().documents().into_iter().cloned().collect::<Vec<_>>())
    };
    let summary = move || {
        let documents = documents();
        words::documents(
            documents.len(),
            documents.iter().filter(|document| document.status == Status::Done).count(),
        )
    };
    view! {
        <nav class="documents" id="documents" aria-label=words::DOCUMENTS>
            <h2>{text(summary)}</h2>
            <ul>{part(move || documents().into_iter().map(|document| entry(live, document)).collect_view().into_any())}</ul>
        </nav>
    }
}

fn entry(live: Live, document: Arc<Document>) -> impl IntoView {
    let drawer = expect_context::<RwSignal<Option<Drawer>>>();
    let (is_open, counts) = live.read(|session| {
        let is_open = session.document().is_some_and(|open| open.id == document.id);
        let marks = session.project().marks(&document.id);
        let labels = session.project().labels().into_iter().enumerate();
        let counts: Vec<(usize, usize, String)> = labels
            .map(|(number, label)| {
                (number, marks.map_or(0, |marks| marks.count(&label.id)), label.name.clone())
            })
            .filter(|(_, count, _)| *count > 0)
            .collect();
        (is_open, counts)
    });
    let id = document.id.clone();
    let open = on(move || {
        live.perform(Some(Act::Open(id.clone())));
        drawer.set(None);
    });
    view! {
        <li>
            <button class="document" data-document=document.id.to_string() aria-current=is_open.then_some("true") on:click=open>
                <b lang=document.language.clone() dir="auto">{document.title.clone()}</b>
                <small>
                    <span>{document.published.map(words::short_date)}</span>
                    {counts.into_iter().map(|(number, count, label)| view! {
                        <span class="count" style:--tint=format!("var(--label-{number})")>
                            {count}<span class="hidden">" "{label}</span>
                        </span>
                    }).collect_view()}
                    <span class="state" data-status=words::status_key(document.status)>{words::status(document.status)}</span>
                </small>
            </button>
        </li>
    }
}
