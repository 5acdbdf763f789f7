//! The bar above the text: the project, undo and redo, whether all is kept, and files.

use std::time::Duration;

use leptos::prelude::*;

use crate::browser::files;
use crate::words;
use beleg_core::journal::backup::Tied;

use super::button::CommandButton;
use super::dialogs::Dialog;
use super::drawers::{Drawer, DrawerButton, open_drawer};
use super::incoming::open;
use super::keeper::SaveState;
use super::kept::local_time;
use super::live::live;

/// The bar.
#[component]
pub fn Header() -> impl IntoView {
    let live = live();
    let project = move || {
        live.documents.track();
        live.read(|session| words::project_name(&session.project().settings().name).to_owned())
    };
    let annotator = move || {
        live.anything.track();
        live.read(|session| session.annotator.clone()).unwrap_or_else(|| words::NOBODY.to_owned())
    };
    // Where there is no room, what is needed seldom stands in a menu.
    let drawer = open_drawer();
    let field = NodeRef::<leptos::html::Input>::new();
    let chosen = move |_| {
        if let Some(field) = field.get_untracked() {
            open(live, files::chosen(&field));
        }
    };
    live.after_paint(Box::new(move || live.copies.begin(live)));
    view! {
        <header class="bar">
            <span class="brand">"Beleg"<i>"."</i></span>
            <DrawerButton drawer=Drawer::Documents/>
            <button class="project" data-command="projects" title=words::command_in_full("projects")
                on:click=move |_| live.dialog.set(Some(Dialog::Projects))><bdi>{project}</bdi></button>
            <span class="wide"><CommandButton command="previous-document" word="‹"/>
                <CommandButton command="next-document" word="›"/></span>
            <span class="spacer"></span>
            <span class="group"><CommandButton command="undo"/><CommandButton command="redo" word="↷"/></span>
            <SaveLight/>
            <DrawerButton drawer=Drawer::Annotations/>
            <DrawerButton drawer=Drawer::More/>
            <span class="more" id="more" tabindex="-1" on:click=move |_| drawer.set(None)>
                <span class="narrow"><CommandButton command="redo"/><CommandButton command="projects"/></span>
                <span class="group"><CommandButton command="open"/><CommandButton command="download"/><Unfiled/></span>
                <span class="group"><CommandButton command="quote"/><CommandButton command="palette" keys=true/>
                    <CommandButton command="keys" word="?"/></span>
                <button class="who" data-command="who" title=words::WHO_TOOLTIP on:click=move |_| live.dialog.set(Some(Dialog::Who))>
                    {annotator}
                </button>
            </span>
            <input type="file" data-part="file" multiple=true aria-label=words::CHOOSE_FILE tabindex="-1"
                class="hidden" node_ref=field on:change=chosen/>
        </header>
    }
}

/// How long something may be on its way to the disk before that is shown: what nobody would see is not drawn.
const UNSEEN: Duration = Duration::from_millis(150);

/// Whether everything that was done is kept. `data-state` says so at once.
#[component]
fn SaveLight() -> impl IntoView {
    let live = live();
    let state = live.keeper.state;
    let shown = RwSignal::new(state.get_untracked());
    Effect::new(move |waiting: Option<Option<TimeoutHandle>>| {
        waiting.flatten().into_iter().for_each(|waiting| waiting.clear());
        let state = state.get();
        if state == SaveState::Saving {
            let show = move || {
                // By now the page may be gone.
                let _ = shown.try_set(state);
            };
            return set_timeout_with_handle(show, UNSEEN).ok();
        }
        if shown.get_untracked() != state {
            shown.set(state);
        }
        None
    });
    let key = move || shown.get().key();
    let also = move || {
        let tie = live.copies.tie.get().filter(|_| live.copies.tied.get() == Tied::Yes)?;
        Some(words::also_in(&tie.backup.name, &local_time(tie.backup.at)))
    };
    view! {
        <button class="save" data-command="kept" data-part="save" data-state=move || state.get().key()
            data-shown=key title=move || words::save_tooltip(key())
            on:click=move |_| live.dialog.set(Some(Dialog::Kept))>
            {move || words::save(key())}
        </button>
        <span class="wide tied" data-part="tied">{move || also().unwrap_or_default()}</span>
    }
}

/// How many changes are in no file; quiet until they are many or old.
#[component]
fn Unfiled() -> impl IntoView {
    let live = live();
    let unfiled = Memo::new(move |_| live.copies.unfiled(live));
    move || {
        let unfiled = unfiled.get();
        (unfiled.changes > 0).then(|| {
                let sentence = words::unfiled(unfiled.changes);
                let (what, place) = words::unfiled_beside(unfiled.changes);
                view! {
                    <button class="unfiled" data-part="unfiled" data-pressing=move || unfiled.is_pressing.then_some("")
                        aria-label=sentence.clone() title=sentence on:click=move |_| live.dialog.set(Some(Dialog::Kept))>
                        <b>{unfiled.changes.to_string()}</b><i>" "{what}</i><span>" "{place}</span>
                    </button>
                }
            })
    }
}
