//! The versions of a project: a dialog that lists moments, says what going back to one would change, and goes back.

use leptos::prelude::*;

use crate::browser::{clock, page};
use std::sync::Arc;

use crate::browser::indexed_db::Store;
use crate::words;
use beleg_core::journal::{self, Stored};
use beleg_core::model::Transaction;
use beleg_core::opening::{self, Preview};
use beleg_core::session::versions::{self, Offered};

use super::choices::{Choice, Row, rows};
use super::dialogs::Close;
use super::live::{Live, live};
use super::looking::{Looked, looking};
use super::projects::moment;

/// What stands in the dialog.
#[component]
pub fn Versions() -> impl IntoView {
    let live = live();
    let found = StoredValue::new_local((Stored::default(), Vec::new()));
    // What is said above the list, and drawn anew with it.
    let hint = RwSignal::new(words::VERSIONS_HINT.to_owned());
    // The number of the version of which it is said what it would change.
    let chosen = RwSignal::new(u64::MAX);
    // The version that is looked at.
    let shown = StoredValue::new_local(None::<Looked>);
    let id = live.read(|session| session.project().id().clone());
    page::spawn(async move {
        let read = match live.keeper.store() {
            Some(store) => store.load().await,
            None => Store::read_whole(&id).await.map(|(_, stored)| stored),
        };
        // By then the dialog may be closed.
        if found.is_disposed() {
            return;
        }
        match read {
            Ok(stored) => {
                let offered = versions::offered(&journal::versions(&stored));
                let said = if offered.is_empty() { words::NO_VERSIONS } else { words::VERSIONS_HINT };
                found.set_value((stored, offered));
                hint.set(said.to_owned());
            }
            Err(problem) => hint.set(words::versions_unread(&problem)),
        }
    });
    let row = move |stored: &Stored, Offered { version, before }: &Offered| {
        let number = version.number;
        let kept_before = before.map(words::before);
        let (mut about, mut act): (_, Choice) = (
            words::version(version.annotations),
            (
                "look",
                words::LOOK,
                Box::new(move || {
                    chosen.set(number);
                    // The button that was pushed is another one now.
                    page::in_next_frame(Box::new(|| page::focus("[data-command=restore]")));
                }),
            ),
        );
        if chosen.get() == number {
            about = words::UNREACHABLE.to_owned();
            if let Some((transaction, looked)) = going_back(live, stored, number) {
                let changes = words::going_back(&transaction, looked.version.total());
                about = changes;
                shown.set_value(Some(looked));
                let go = move || found.with_value(|(stored, _)| restore(live, stored, number));
                act = ("restore", words::RESTORE, Box::new(go));
            }
        }
        let title = words::as_it_was(&moment(version.at), kept_before);
        Row { key: number.to_string(), title, address: None, about, acts: vec![act] }
    };
    view! {
        <div class="dialog-head"><h2 id="dialog-title">{words::VERSIONS}</h2><Close/></div>
        <p role="status">{move || hint.get()}</p>
        {move || {
            hint.track();
            let listed = found.with_value(|(stored, offered)| offered.iter().map(|version| row(stored, version)).collect());
            rows(listed, "", Vec::new())
        }}
        {move || {
            chosen.track();
            hint.track();
            let open = live.read(|session| session.document().map(|document| document.id.clone()));
            let looked = shown.get_value();
            // Another one is drawn anew, so that nothing that was chosen in the last one stays.
            move || looked.as_ref().map(|looked| looking(looked, open.as_ref()))
        }}
    }
}

/// What goes back to a version, and what is to be seen of it; `None` where it cannot be reached.
fn going_back(live: Live, stored: &Stored, number: u64) -> Option<(Transaction, Looked)> {
    live.read(|session| {
        let project = session.project();
        let version = journal::open_at(project.id(), stored, number)?;
        let transaction = opening::restore(project, &version, clock::now());
        let preview = Preview::new(&opening::restoring(project, &version), project, &version);
        Some((transaction, Looked { version: Arc::new(version), preview: Arc::new(preview) }))
    })
}

/// Goes back, as one step of undo. By now the project may be another one than the one of which it was said what changes.
fn restore(live: Live, stored: &Stored, number: u64) {
    live.dialog.set(None);
    let Some((transaction, _)) = going_back(live, stored, number) else { return };
    let tell = move |is_done: bool| {
        // Where it was refused, that is said already.
        if is_done {
            live.tell_of_step(words::RESTORED);
        }
    };
    match transaction.edits.is_empty() {
        true => tell(true),
        false => live.perform_large(transaction, tell),
    }
}
