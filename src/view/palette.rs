//! The palette: every command in words, found by typing a part of them.

use leptos::ev::{KeyboardEvent, MouseEvent};
use leptos::html;
use leptos::prelude::*;

use crate::browser::page;
use crate::model::order::sorted_by_key;
use crate::session::commands::Wish;
use crate::session::palette::{distance, wishes};
use crate::words;

use super::live::{Live, live};
use super::shown::{on, on_event, part, said, text};

/// How many rows there are at most; who looks for something else types more of it.
const ROWS: usize = 100;

/// A row of the palette.
#[derive(Clone)]
struct Row {
    wish: Wish,
    words: String,
    keys: Option<String>,
    /// What must be there first, where it is not.
    missing: Option<&'static str>,
}

/// What stands in the dialog: a field, and under it what fits (ARIA Authoring Practices, combobox with a listbox).
#[component]
pub fn Palette() -> impl IntoView {
    let live = live();
    let field = NodeRef::<html::Input>::new();
    // The dialog can be open before the field is there.
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.focus();
        }
    });
    let all = StoredValue::new_local(live.read(|session| {
        let row = |wish: Wish| Row {
            words: words::wish(session, &wish),
            keys: session.keymap.first_key_of(session.project(), &wish).map(|keys| words::keys(&keys)),
            missing: (!wish.needs().met(session)).then(|| words::missing(wish.needs())),
            wish,
        };
        wishes(session).into_iter().map(row).collect::<Vec<Row>>()
    }));
    let typed = RwSignal::new(String::new());
    let found = Memo::new(move |_| {
        all.with_value(|all| {
            let typed = typed.read();
            // Of what fits equally well, that comes first which can be done.
            let distance =
                |row: &Row| Some(distance(&row.words, &typed)? * 2 + u64::from(row.missing.is_some()));
            let fitting = all.iter().enumerate();
            let fitting = fitting.filter_map(|(number, row)| Some((distance(row)?, number))).collect();
            let nearest_first = sorted_by_key(fitting, |(distance, _): &(u64, usize)| *distance);
            nearest_first.into_iter().map(|(_, number)| number).collect::<Vec<usize>>()
        })
    });
    // The row that Enter does, counted in what was found.
    let active = RwSignal::new(0_usize);
    let selected = Selector::new(move || active.get());
    let choose = move |place: usize| {
        let number = found.with_untracked(|found| found.get(place).copied());
        let row = number.and_then(|number| all.with_value(|all| all.get(number).cloned()));
        if let Some(row) = row.filter(|row| row.missing.is_none()) {
            grant(live, row.wish);
        }
    };
    let go = move |to: usize| {
        active.set(to);
        page::reveal(&format!("#palette-{to}"));
    };
    let press = move |event: &KeyboardEvent| {
        let last = found.with_untracked(|found| found.len().min(ROWS).saturating_sub(1));
        let here = active.get_untracked();
        match event.key().as_str() {
            _ if event.is_composing() => return,
            "ArrowDown" => go(if here == last { 0 } else { here + 1 }),
            "ArrowUp" => go(if here == 0 { last } else { here - 1 }),
            "Enter" => choose(here),
            _ => return,
        }
        event.prevent_default();
    };
    let type_on = move |event: leptos::ev::Event| {
        typed.set(event_target_value(&event));
        go(0);
    };
    let rows = move || {
        let shown = found.get().into_iter().take(ROWS).enumerate();
        let rows = shown.filter_map(|(place, number)| {
            let row = all.with_value(|all| all.get(number).cloned())?;
            let selected = selected.clone();
            Some(view! {
                <li role="option" id=format!("palette-{place}") aria-selected=said(move || selected.selected(&place))
                    aria-disabled=row.missing.map(|_| "true")
                    on:mousedown=on_event(|event: MouseEvent| event.prevent_default())
                    on:click=on(move || choose(place))>
                    <span class="words" dir="auto">{row.words} " " <small>{row.missing}</small></span>
                    {row.keys.map(|keys| view! { <kbd>{keys}</kbd> })}
                </li>
            })
        });
        rows.collect_view().into_any()
    };
    view! {
        <h2 id="dialog-title" class="hidden">{words::PALETTE}</h2>
        <input node_ref=field role="combobox" aria-expanded="true" aria-controls="palette" aria-autocomplete="list"
            aria-activedescendant=text(move || format!("palette-{}", active.get())) aria-label=words::PALETTE
            placeholder=words::PALETTE_HINT autocomplete="off" spellcheck="false"
            on:input=on_event(type_on) on:keydown=on_event(move |event: KeyboardEvent| press(&event))/>
        <ul role="listbox" id="palette" aria-label=words::PALETTE>{part(rows)}</ul>
        <p role="status">{text(move || words::found(found.with(Vec::len), ROWS))}</p>
    }
}

/// Closes the palette, which gives the focus back to where it was, and then does what was chosen there.
fn grant(live: Live, wish: Wish) {
    live.dialog.set(None);
    request_animation_frame(move || live.run(&wish));
}
