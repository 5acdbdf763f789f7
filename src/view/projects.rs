//! The projects of this browser: the dialog that lists them, and what the catalogue is told of the open one.

use std::time::Duration;

use leptos::prelude::*;

use crate::browser::indexed_db::Store;
use crate::browser::{catalogue, clock, left_overs, page};
use crate::model::Timestamp;
use crate::session::catalogue::{Catalogue, DAY, Listed, OPENED};
use crate::words;

use super::button::CommandButton;
use super::choices::{Row, rows};
use super::dialogs::Close;
use super::keeper::SaveState;
use super::live::{Live, live};
use super::shown::{on, part, text};

/// After how long without a change the catalogue is told of the last one.
const REST: Duration = Duration::from_secs(1);

/// A moment in words, by the clock on the wall.
pub fn moment(at: Timestamp) -> String {
    let now = clock::now().as_millis();
    let days = [at, Timestamp::from_millis(now), Timestamp::from_millis(now - DAY)].map(clock::local);
    let [Some(at), Some(today), Some(yesterday)] = days else { return String::new() };
    words::day_and_time(at, today, yesterday)
}

/// Enters the open project into the catalogue, as it is now and whenever something of it is saved, and lets go for good
/// what was deleted long ago. `bytes` is what its store holds.
pub fn keep_listed(live: Live, bytes: u64) {
    live.after_paint(Box::new(move || page::spawn(enter(live, Some(bytes)))));
    let (changes, waiting) = (StoredValue::new(false), StoredValue::new_local(None::<TimeoutHandle>));
    Effect::new(move |_| match live.keeper.state.get() {
        SaveState::Saving => changes.set_value(true),
        SaveState::Saved if changes.get_value() => {
            changes.set_value(false);
            if let Some(earlier) = waiting.try_update_value(Option::take).flatten() {
                earlier.clear();
            }
            waiting.set_value(set_timeout_with_handle(move || page::spawn(enter(live, None)), REST).ok());
        }
        _ => {}
    });
}

/// Enters the open project into the catalogue: at the start, when its bytes are known, or after a change. Where the
/// catalogue cannot be written, no work is lost, so that nobody is told.
async fn enter(live: Live, bytes: Option<u64>) {
    let known = Catalogue::read(&catalogue::read().await.0);
    let mut listed = live.read(|session| {
        let project = session.project();
        Listed::of(project, session.history(), known.project(project.id()))
    });
    match bytes {
        Some(bytes) => listed.bytes = bytes,
        None => listed.changed = Some(clock::now()),
    }
    // What the browser has cleared is missed at each start until something is marked again.
    if listed.annotations > 0 {
        left_overs::note_stored(&listed.id, listed.annotations);
    }
    let _ = catalogue::put(&listed.key(), &listed.write()).await;
    if bytes.is_none() {
        return;
    }
    let _ = catalogue::put(OPENED, listed.id.as_str()).await;
    for outdated in known.outdated(clock::now()) {
        // The project that is open was brought back just now.
        if outdated != listed.id && Store::delete(&outdated).await.is_ok() {
            left_overs::forget(&outdated);
            let _ = catalogue::put(&Listed::found(outdated).key(), "").await;
        }
    }
}

/// What stands in the dialog.
#[component]
pub fn Projects() -> impl IntoView {
    let live = live();
    let open = live.read(|session| session.project().id().clone());
    let catalogue = StoredValue::new_local(Catalogue::default());
    // What is said above the list, and drawn anew with it.
    let hint = RwSignal::new(words::PROJECTS_HINT.to_owned());
    // The id of the project of which it is asked whether it shall be deleted.
    let asked = RwSignal::new(String::new());
    // Enters a project anew, where there is one, and lists all.
    let list = move |project: Option<Listed>| {
        page::spawn(async move {
            let written = match project {
                Some(project) => catalogue::put(&project.key(), &project.write()).await,
                None => Ok(()),
            };
            let (records, unread) = catalogue::read().await;
            // By then the dialog may be closed.
            if !catalogue.is_disposed() {
                catalogue.set_value(Catalogue::read(&records));
                let is_read = unread.is_none();
                let failed = unread.or(written.err());
                let failed = failed.map(|why| words::list_failed(&why, is_read));
                hint.set(failed.unwrap_or_else(|| words::PROJECTS_HINT.to_owned()));
            }
        });
    };
    list(None);
    let row = move |project: &Listed| {
        let is_asked = project.deleted.is_none() && asked.with(|asked| asked == project.id.as_str());
        let set = |deleted: Option<Timestamp>| -> Box<dyn FnMut()> {
            let project = Listed { deleted, ..project.clone() };
            Box::new(move || list(Some(project.clone())))
        };
        // The button that was pushed is drawn anew, so that the focus has to go somewhere.
        let ask = |id: String, next: &'static str| -> Box<dyn FnMut()> {
            Box::new(move || {
                asked.set(id.clone());
                request_animation_frame(move || page::focus(next));
            })
        };
        let acts = match project.deleted {
            Some(_) => vec![("bring-back", words::BRING_BACK, set(None))],
            None if project.id == open => Vec::new(),
            None if is_asked => vec![
                ("confirm-delete", words::CONFIRM_DELETE, set(Some(clock::now()))),
                ("keep-project", words::KEEP_PROJECT, ask(String::new(), "[data-command=close]")),
            ],
            None => vec![(
                "delete-project",
                words::DELETE,
                ask(project.id.to_string(), "[data-command=keep-project]"),
            )],
        };
        Row {
            key: project.id.to_string(),
            title: words::project_name(&project.name).to_owned(),
            address: Some(page::address(&project.id)),
            about: match project.goes() {
                Some(goes) => words::until(&moment(goes)),
                None if is_asked => words::DELETE_PROJECT.to_owned(),
                None => words::about_project(project, project.changed.map(moment), project.id == open),
            },
            acts,
        }
    };
    let make = on(move || page::go_to(&clock::new_id()));
    view! {
        <div class="dialog-head"><h2 id="dialog-title">{words::PROJECTS}</h2><Close/></div>
        <p role="status">{text(move || hint.get())}</p>
        <div class="acts">
            <button data-command="new-project" on:click=make>{words::NEW_PROJECT}</button>
            <CommandButton command="versions"/>
        </div>
        {part(move || {
            hint.track();
            catalogue.with_value(|catalogue| {
                let [live, deleted] = [false, true].map(|deleted| catalogue.projects(deleted).map(&row).collect());
                rows(live, words::DELETED, deleted)
            })
        })}
    }
}
