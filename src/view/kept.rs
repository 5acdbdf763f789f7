//! The dialog behind the save light: what is kept where, and what can be done so that nothing is lost.

use leptos::prelude::*;

use crate::browser::room::{self, Room};
use crate::browser::{clock, disk, page};
use crate::words;
use beleg_core::journal::backup::Tied;
use beleg_core::model::Timestamp;

use super::button::CommandButton;
use super::dialogs::Close;
use super::files;
use super::live::live;

/// What the browser says to the wish that it may keep the project.
#[derive(Clone, Copy, PartialEq)]
enum Promise {
    Unasked,
    Asked,
    Given,
    Refused,
}

/// What stands in the dialog.
#[component]
pub fn Kept() -> impl IntoView {
    let live = live();
    let copies = live.copies;
    copies.look(live);
    let state = move || live.keeper.state.get().key();
    let copy = move || {
        let backup = copies.backup.get().filter(|backup| !backup.name.is_empty())?;
        Some(words::copy(&backup.name, &local_time(backup.at)))
    };
    let in_no_file = move || match copies.unfiled(live).changes {
        0 if !copies.has_file() => words::NO_CHANGES.to_owned(),
        changes => words::unfiled(changes),
    };
    // It is said once: whoever opens the dialog again has it downloaded, or not.
    on_cleanup(move || {
        let _ = copies.too_large.try_set(None);
    });
    let too_large = move || {
        let sentence = copies.too_large.get().map(|excess| words::not_whole(&excess));
        // It is drawn anew, since an alert is heard when it comes, also where it says the same again.
        move || {
            let alert = |sentence: String| {
                view! {
                    <div class="no-way-back" role="alert"><p class="problem">{sentence}</p>
                        <button data-command="download-anyway" on:click=move |_| files::download_all_the_same(live)>
                            {words::DOWNLOAD_ANYWAY}
                        </button>
                    </div>
                }
            };
            sentence.clone().map(alert)
        }
    };
    view! {
        <div class="dialog-head"><h2 id="dialog-title">{words::KEPT}</h2><Close/></div>
        {too_large}
        <p>{move || words::save_tooltip(state())}</p>
        <dl class="kept">
            <dt>{words::IN_BROWSER}</dt>
            <dd><InBrowser/></dd>
            <dt>{words::IN_FILE}</dt>
            <dd data-part="in-file"><InFile/></dd>
            <dt>{words::IN_DOWNLOAD}</dt>
            <dd>
                <span data-part="last-copy">{move || copy().unwrap_or_else(|| words::NO_DOWNLOAD.to_owned())}</span>
                <div class="acts">
                    <button class="main" data-command="download-copy" on:click=move |_| files::download(live)>{words::DOWNLOAD_COPY}</button>
                    <CommandButton command="export"/>
                </div>
            </dd>
        </dl>
        <p data-part="in-no-file">{in_no_file}</p>
        <div class="acts"><CommandButton command="versions"/><CommandButton command="projects"/></div>
    }
}

/// What the browser keeps: how much room there is, and whether it promises anything.
#[component]
fn InBrowser() -> impl IntoView {
    let live = live();
    let (room, promise) = (RwSignal::new(None::<Room>), RwSignal::new(Promise::Unasked));
    // Both may come never, and then nothing is shown of them.
    page::spawn(async move {
        let found = room::room().await;
        let _ = room.try_set(found);
        if room::is_kept().await {
            let _ = promise.try_set(Promise::Given);
        }
    });
    let ask = move |_| {
        promise.set(Promise::Asked);
        page::spawn(async move {
            let given = room::ask_to_keep().await;
            let _ = promise.try_set(if given { Promise::Given } else { Promise::Refused });
        });
    };
    let can_ask = room::can_ask() && live.keeper.store().is_some();
    let said = move || match promise.get() {
        Promise::Unasked => "",
        Promise::Asked => words::PERSIST_ASKED,
        Promise::Given => words::PERSISTED,
        Promise::Refused => words::NOT_PERSISTED,
    };
    view! {
        <span>{move || words::save(live.keeper.state.get().key())}</span>
        " "<small data-part="room">{move || room.get().map(|room| words::room(room.used, room.available)).unwrap_or_default()}</small>
        <p role="status" data-part="promise">{said}</p>
        {can_ask.then(|| view! {
            <div class="acts"><button data-command="persist" on:click=ask>{words::PERSIST}</button></div>
        })}
    }
}

/// The file to which the project is tied, and what is in its way.
#[component]
fn InFile() -> impl IntoView {
    let live = live();
    let copies = live.copies;
    if !disk::can_write() {
        return view! { <span>{words::NO_TIE}</span> }.into_any();
    }
    let tied = move || {
        let tie = move |_| copies.tie(live);
        let Some(tied) = copies.tie.get() else {
            return view! {
                <span>{words::NOT_TIED}</span>
                <div class="acts"><button data-command="tie" on:click=tie>{words::TIE_TO_FILE}</button></div>
            }
            .into_any();
        };
        let (state, name) = (copies.tied.get(), tied.backup.name);
        let about = match state {
            Tied::Yes => words::copy(&name, &local_time(tied.backup.at)),
            _ => name.clone(),
        };
        let save = move |_| copies.save_or_download(live);
        let act = match state {
            Tied::Foreign => {
                let open = move |_| copies.open_tied(live);
                view! { <button data-command="open-tied" on:click=open>{words::OPEN_TIED}</button> }
                    .into_any()
            }
            _ => view! { <button data-command="save-to-file" on:click=save>{words::SAVE_TO_FILE}</button> }
                .into_any(),
        };
        view! {
            <span data-part="tied-file">{about}</span>
            <p class="problem" role="status">{words::not_written(&name, &state)}</p>
            <div class="acts">
                {act}
                <button data-command="tie" on:click=tie>{words::OTHER_FILE}</button>
                <button data-command="untie" on:click=move |_| copies.untie(live)>{words::UNTIE}</button>
            </div>
        }
        .into_any()
    };
    tied.into_any()
}

/// A moment as the clock on the wall showed it.
pub fn local_time(at: Timestamp) -> String {
    let now = clock::local(clock::now());
    clock::local(at).zip(now).map(|(at, now)| words::moment(at, now)).unwrap_or_default()
}
