//! The dialog of the formats in which a project is handed out, and what each of them leaves out.

use leptos::prelude::*;

use crate::browser::{clock, files};
use crate::words;
use beleg_core::formats::{FORMATS, Format};
use beleg_core::session::file_name;

use super::dialogs::Close;
use super::live::{Live, live};
use super::notice::Notice;

/// The list.
#[component]
pub fn Export() -> impl IntoView {
    let live = live();
    let row = |format: &'static Format| {
        let losses = live.read(|session| (format.losses)(session.project()));
        view! {
            <li data-format=format.id>
                <div><b>{format.name}</b>" "<small>{words::format_about(format.id)}</small>
                    <p>{words::losses(&losses)}</p></div>
                <span class="acts"><button data-command="export-as" on:click=move |_| hand_out(live, format)>
                    {words::DOWNLOAD_AS}<span class="hidden">" "{format.name}</span></button></span>
            </li>
        }
    };
    view! {
        <div class="dialog-head"><h2 id="dialog-title">{words::EXPORT}</h2><Close/></div>
        <ul class="rows formats" role="list">{FORMATS.iter().map(row).collect_view()}</ul>
    }
}

/// Hands out the project in a format. Only a file that Beleg opens again counts as a copy of it.
fn hand_out(live: Live, format: &Format) {
    live.dialog.set(None);
    if format.id == "project" {
        return super::files::download(live);
    }
    let (name, content) = live.read(|session| {
        (file_name(session, clock::now(), format.extension), (format.write)(session.project()))
    });
    live.notice.set(match files::download(&name, &content, format.media_type) {
        true => Notice::news(words::downloading(&name)),
        false => Notice::problem(words::DOWNLOAD_REFUSED),
    });
}
