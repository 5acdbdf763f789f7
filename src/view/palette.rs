//! The palette: every command in words, found by typing a part of them.

use leptos::ev::{Event, KeyboardEvent, MouseEvent};
use leptos::prelude::*;

use crate::browser::page;
use crate::words;
use beleg_core::session::commands::Wish;
use beleg_core::session::palette::{distance, wishes};

use super::live::{Live, live};

/// How many rows there are at most; who looks for something else types more of it.
const ROWS: usize = 100;

/// A row of the palette.
#[derive(Clone)]
struct Row {
    wish: Wish,
    words: String,
    /// What must be there first, where it is not.
    missing: Option<&'static str>,
}

/// What stands in the dialog: a field, and under it what fits (ARIA Authoring Practices, combobox with a listbox).
#[component]
pub fn Palette() -> impl IntoView {
    let live = live();
    // The dialog is open only now.
    request_animation_frame(|| page::focus("[data-part=palette] input"));
    let all = live.read(|session| {
        let row = |wish: Wish| Row { words: words::wish(session, &wish), missing: live.missing(&wish), wish };
        wishes(session).into_iter().map(row).collect::<Vec<Row>>()
    });
    let typed = RwSignal::new(String::new());
    // The row that Enter does, and what is in the rows.
    let active = RwSignal::new(0_usize);
    let found = StoredValue::new_local(Vec::<Row>::new());
    let go = move |to: usize| {
        active.set(to);
        page::reveal(&format!("#palette-{to}"));
    };
    let press = move |event: &KeyboardEvent| {
        let (here, last) = (active.get_untracked(), found.with_value(|rows| rows.len().saturating_sub(1)));
        match event.key().as_str() {
            _ if event.is_composing() => return,
            "ArrowDown" => go(if here == last { 0 } else { here + 1 }),
            "ArrowUp" => go(if here == 0 { last } else { here - 1 }),
            "Enter" => choose(live, found.with_value(|rows| rows.get(here).cloned())),
            _ => return,
        }
        event.prevent_default();
    };
    let type_on = move |event: Event| {
        typed.set(event_target_value(&event));
        go(0);
    };
    let rows = move || {
        let fitting = fitting(&all, &typed.read());
        let count = fitting.len();
        let rows: Vec<Row> = fitting.into_iter().take(ROWS).cloned().collect();
        found.set_value(rows.clone());
        let rows = rows.into_iter().enumerate().map(|(place, row)| {
            let keys = live.read(|session| session.keymap.first_key(session.project(), &row.wish));
            let (words, missing) = (row.words.clone(), row.missing);
            let choose = move |_| choose(live, Some(row.clone()));
            view! {
                <li role="option" id=format!("palette-{place}") aria-selected=move || (active.get() == place).to_string()
                    aria-disabled=missing.map(|_| "true") on:click=choose>
                    <span class="words" dir="auto">{words} " " <small>{missing}</small></span>
                    {keys.map(|keys| view! { <kbd>{words::keys(&keys)}</kbd> })}
                </li>
            }
        });
        view! {
            <ul role="listbox" id="palette" aria-label=words::PALETTE
                on:mousedown=|event: MouseEvent| event.prevent_default()>{rows.collect_view()}</ul>
            <p role="status">{words::found(count, ROWS)}</p>
        }
    };
    view! {
        <h2 id="dialog-title" class="hidden">{words::PALETTE}</h2>
        <input role="combobox" aria-expanded="true" aria-controls="palette" aria-autocomplete="list"
            aria-activedescendant=move || format!("palette-{}", active.get()) aria-label=words::PALETTE
            placeholder=words::PALETTE_HINT autocomplete="off" spellcheck="false"
            on:input=type_on on:keydown=move |event: KeyboardEvent| press(&event)/>
        {rows}
    }
}

/// What fits what was typed, the nearest first. Of what is equally near, that comes first which can be done.
fn fitting<'r>(all: &'r [Row], typed: &str) -> Vec<&'r Row> {
    let place = |row: &Row| Some(distance(&row.words, typed)? * 2 + u64::from(row.missing.is_some()));
    let mut fitting: Vec<_> = all.iter().filter_map(|row| Some((place(row)?, row))).collect();
    fitting.sort_by_key(|(place, _)| *place);
    fitting.into_iter().map(|(_, row)| row).collect()
}

/// Closes the palette, which gives the focus back to where it was, and then does what was chosen there.
fn choose(live: Live, row: Option<Row>) {
    if let Some(Row { wish, missing: None, .. }) = row {
        live.dialog.set(None);
        request_animation_frame(move || live.run(&wish));
    }
}
