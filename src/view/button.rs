//! Buttons that do a command, and the keys and swatches on them.

use leptos::either::EitherOf3;
use leptos::prelude::*;

use crate::words;
use beleg_core::model::Id;
use beleg_core::session::commands::{self, Needs, Wish};

use super::live::live;

/// A button that does a command. It is grey where the command cannot be done, and its tooltip says what it would do.
#[component]
pub fn CommandButton(
    /// The command's name.
    command: &'static str,
    /// Whether its first key is shown on it.
    #[prop(optional)]
    keys: bool,
    /// The sign that stands on it instead of the command's own word, which is heard all the same.
    #[prop(optional, into)]
    word: Option<&'static str>,
) -> impl IntoView {
    let live = live();
    let command = commands::named(command)?;
    // What needs an annotation stands on its card, which is there only with one.
    let is_on_card = command.needs == Needs::Annotation;
    let cannot = move || {
        if is_on_card {
            return false;
        }
        live.anything.track();
        !live.has(command.needs)
    };
    // What the other buttons would do does not change.
    let is_step = matches!(command.needs, Needs::Undo | Needs::Redo);
    let tooltip = move || {
        live.keys.track();
        if is_step {
            live.anything.track();
        }
        live.read(|session| words::tooltip(session, command))
    };
    let shown = match word {
        Some(sign) => EitherOf3::A(view! {
            <span aria-hidden="true">{sign}</span><span class="hidden">{words::command_in_full(command.name)}</span>
        }),
        // Where there is a file to which the project is tied, it goes there, and the click renews the permission.
        None if command.name == "download" => {
            let tie = live.copies.tie;
            EitherOf3::B(move || match tie.with(Option::is_some) {
                true => words::SAVE_TO_FILE,
                false => words::command(command.name),
            })
        }
        None => EitherOf3::C(words::command(command.name)),
    };
    Some(view! {
        <button data-command=command.name disabled=cannot title=tooltip
            on:click=move |_| live.run(&Wish::Command(command))>
            {shown}
            {keys.then(|| view! { <CommandKey command=command.name/> })}
        </button>
    })
}

/// The first key of a command, as it stands on its button.
#[component]
pub fn CommandKey(
    /// The command's name.
    command: &'static str,
) -> impl IntoView {
    Some(key(Wish::Command(commands::named(command)?)))
}

/// The key of a label.
#[component]
pub fn LabelKey(
    /// The label.
    label: Id,
) -> impl IntoView {
    key(Wish::Mark(label))
}

/// The key of a label with Alt, which counts in fields as well.
#[component]
pub fn ExactKey(
    /// The label.
    label: Id,
) -> impl IntoView {
    key(Wish::MarkExactly(label))
}

/// A key that can change; nothing is shown where there is none.
fn key(wish: Wish) -> impl IntoView {
    let live = live();
    move || {
        live.keys.track();
        let key = live.read(|session| session.keymap.first_key(session.project(), &wish));
        key.map(|key| view! { " "<kbd aria-hidden="true">{words::keys(&key)}</kbd> })
    }
}

/// The colour and the line of a label.
#[component]
pub fn Swatch(
    /// The number of the label in the tagset.
    number: usize,
) -> impl IntoView {
    view! { <span class=swatch(number) aria-hidden="true"></span> }
}

/// The classes of a swatch.
pub fn swatch(number: usize) -> String {
    format!("swatch tint-{number}")
}
