//! Buttons that do a command, and the keys and swatches on them.

use leptos::prelude::*;

use crate::session::commands::{self, Needs};
use crate::words;

use super::live::live;
use super::shown::{flag, on, text};

/// A button that does a command. It is grey where the command cannot be done, and its tooltip says what it would do.
#[component]
pub fn CommandButton(
    /// The command's name.
    command: &'static str,
    /// Whether its first key is shown on it.
    #[prop(optional)]
    keys: bool,
    /// What stands on it, where that is not the command's own word.
    #[prop(optional, into)]
    word: Option<&'static str>,
) -> impl IntoView {
    let live = live();
    let command = commands::named(command)?;
    let cannot = flag(move || {
        live.anything.track();
        !live.can(command)
    });
    // What the other buttons would do does not change.
    let is_step = matches!(command.needs, Needs::Undo | Needs::Redo);
    let tooltip = text(move || {
        if is_step {
            live.anything.track();
        }
        live.read(|session| words::tooltip(session, command))
    });
    let shown_key = command.keys.first().filter(|_| keys).map(|chord| chord.0.to_owned());
    Some(view! {
        <button data-command=command.name disabled=cannot title=tooltip on:click=on(move || live.run(command))>
            {word.unwrap_or_else(|| words::command(command.name))}
            <Keys keys=shown_key/>
        </button>
    })
}

/// A key as it stands on a button.
#[component]
pub fn Keys(
    /// The key, such as `Ctrl+Z`; nothing is shown without one.
    keys: Option<String>,
) -> impl IntoView {
    keys.map(|keys| view! { " "<kbd aria-hidden="true">{words::keys(&keys)}</kbd> })
}

/// The colour and the line of a label.
#[component]
pub fn Swatch(
    /// The number of the label in the tagset.
    number: usize,
) -> impl IntoView {
    view! {
        <span class="swatch" aria-hidden="true" style:--tint=format!("var(--label-{number})")
            style:--lane-0=format!("var(--line-{number})")></span>
    }
}
