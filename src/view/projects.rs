//! The projects of this browser: the dialog that lists them, and what the catalogue is told of the open one.

use leptos::prelude::*;

use crate::browser::indexed_db::{Store, StoreProblem};
use crate::browser::{catalogue, clock, left_overs, page};
use crate::words;
use beleg_core::journal::{self, Opened};
use beleg_core::model::Timestamp;
use beleg_core::model::limits::Limits;
use beleg_core::session::catalogue::{Catalogue, DAY, Listed, OPENED, Step, bytes};

use super::button::CommandButton;
use super::choices::{Row, rows};
use super::dialogs::{Close, Dialog};
use super::fields::typing_into;
use super::keeper::SaveState;
use super::later::Later;
use super::live::{Live, live};

/// After how many milliseconds without a change the catalogue is told of the last one, and after how many of changes
/// without such a rest.
const REST: (u32, u32) = (1_000, 10_000);

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
    let (changes, later) = (StoredValue::new(false), Later::new(REST.0, REST.1));
    let name = move || live.read(|session| session.project().settings().name.clone());
    let listed = StoredValue::new(name());
    Effect::new(move |_| match live.keeper.state.get() {
        SaveState::Saving => changes.set_value(true),
        SaveState::Saved if changes.get_value() => {
            changes.set_value(false);
            // By its name it is looked for, perhaps at once.
            if listed.get_value() == name() {
                later.begin(move || page::spawn(enter(live, None)));
            } else {
                listed.set_value(name());
                page::spawn(enter(live, None));
            }
        }
        _ => {}
    });
}

/// The projects of this browser, as far as they can be read.
pub async fn known() -> Catalogue {
    Catalogue::read(&catalogue::read().await.0)
}

/// Enters the open project into the catalogue: at the start, when its bytes are known, or after a change. Where the
/// catalogue cannot be written, no work is lost, so that nobody is told.
async fn enter(live: Live, bytes: Option<u64>) {
    let known = known().await;
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
    for steps in known.upkeep(clock::now(), &listed.id, &catalogue::names().await) {
        for step in steps {
            if take(step).await.is_err() {
                break;
            }
        }
    }
}

async fn take(step: Step) -> Result<(), StoreProblem> {
    match step {
        Step::Put(key, record) => catalogue::put(&key, &record).await,
        Step::Delete(project) => Store::delete(&project).await,
        Step::Forget(project) => {
            left_overs::forget(&project);
            Ok(())
        }
    }
}

/// A project as its own database says, for the catalogue may not know the last of it; as it is listed where the database
/// cannot be read.
async fn looked_up(listed: Listed) -> Listed {
    let Ok((_, stored)) = Store::read_whole(&listed.id).await else { return listed };
    let Opened { project: Some(project), history, .. } = journal::open(&listed.id, &stored) else {
        return listed;
    };
    let now = Listed::of(&project, &history, Some(&listed));
    Listed { bytes: bytes(&stored), ..now }
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
                // A project that is deleted keeps its name and its dates here, whatever becomes of its database.
                Some(project) if project.deleted.is_some() => {
                    let known = looked_up(project.clone()).await;
                    let known = Listed { deleted: project.deleted, lived: project.lived, ..known };
                    catalogue::put(&known.key(), &known.write()).await
                }
                Some(project) => catalogue::put(&project.key(), &project.write()).await,
                None => Ok(()),
            };
            let (mut records, unread) = catalogue::read().await;
            for found in Catalogue::read(&records).projects(false).filter(|listed| listed.is_found()) {
                let known = looked_up(found.clone()).await;
                if !known.is_found() && catalogue::put(&known.key(), &known.write()).await.is_ok() {
                    records.insert(known.key(), known.write());
                }
            }
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
            let project = catalogue.with_value(|catalogue| project.with_deleted(deleted, catalogue.lived()));
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
            None if project.id == open => {
                let rename = move || live.dialog.set(Some(Dialog::Rename));
                vec![("rename", words::command("rename"), Box::new(rename) as Box<dyn FnMut()>)]
            }
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
    let name = RwSignal::new(String::new());
    let make = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let made = Listed {
            name: name.get_untracked().trim().to_owned(),
            changed: Some(clock::now()),
            ..Listed::found(clock::new_id())
        };
        page::spawn(async move {
            // Where the catalogue cannot be written, the project begins without its name.
            if !made.name.is_empty() {
                let _ = catalogue::put(&made.key(), &made.write()).await;
            }
            page::go_to(&made.id);
        });
    };
    let typed = typing_into(live, name, Limits::READ.name);
    view! {
        <div class="dialog-head"><h2 id="dialog-title">{words::PROJECTS}</h2><CommandButton command="versions"/><Close/></div>
        <p role="status">{move || hint.get()}</p>
        <form class="acts" on:submit=make>
            <input name="project" autocomplete="off" placeholder=words::NEW_NAME aria-label=words::NEW_NAME
                prop:value=move || name.get() on:input=typed/>
            <button type="submit" data-command="new-project">{words::NEW_PROJECT}</button>
        </form>
        {move || {
            hint.track();
            catalogue.with_value(|catalogue| {
                let [live, deleted] = [false, true].map(|deleted| catalogue.projects(deleted).map(&row).collect());
                rows(live, words::DELETED, deleted)
            })
        }}
    }
}
