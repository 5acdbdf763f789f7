//! Fingers and pens: a long press selects a word, and handles move the edges of what is selected.

use std::time::Duration;

use leptos::ev::PointerEvent;
use leptos::prelude::*;

use crate::browser::page;
use crate::browser::positions::Rectangle;
use beleg_core::session::{Act, Selection, TextSelection};
use beleg_core::text::{Edge, Snap, Span, snap};

use super::live::{Live, live};

/// How long a finger rests until it selects the word under it. It is what Android and iOS take for long.
const LONG: Duration = Duration::from_millis(500);

/// How far a finger may move and still rest, in CSS pixels.
const REST: i32 = 10;

/// How far above the finger its place in the text is: what lies right under it, nobody sees. In CSS pixels.
const ABOVE: f32 = 28.0;

/// A finger that may come to rest.
#[derive(Clone, Copy)]
struct Finger {
    x: i32,
    y: i32,
    pressed: Option<TimeoutHandle>,
}

/// Selects the word under a finger that rests on the text. `is_inside` says whether a pointer came down on it.
pub fn select_by_long_press(live: Live, is_inside: impl Fn(&PointerEvent) -> bool + 'static) {
    let finger = StoredValue::new_local(None::<Finger>);
    let lift = move || {
        let lifted = finger.try_update_value(Option::take).flatten();
        lifted.and_then(|finger| finger.pressed).into_iter().for_each(|pressed| pressed.clear());
    };
    let down = window_event_listener(leptos::ev::pointerdown, move |event| {
        lift();
        let touches = event.pointer_type() != "mouse";
        if live.touches.get_untracked() != touches {
            live.touches.set(touches);
        }
        if touches && event.is_primary() && is_inside(&event) {
            let (x, y) = (event.client_x(), event.client_y());
            let pressed = set_timeout_with_handle(move || select_word(live, x, y), LONG).ok();
            finger.set_value(Some(Finger { x, y, pressed }));
        }
    });
    let moved = window_event_listener(leptos::ev::pointermove, move |event| {
        let far = |finger: Finger| {
            (event.client_x() - finger.x).abs().max((event.client_y() - finger.y).abs()) > REST
        };
        if finger.get_value().is_some_and(far) {
            lift();
        }
    });
    let up = window_event_listener(leptos::ev::pointerup, move |_| lift());
    // The browser took the finger for scrolling.
    let taken = window_event_listener(leptos::ev::pointercancel, move |_| lift());
    on_cleanup(move || {
        [down, moved, up, taken].into_iter().for_each(|listener| listener.remove());
        lift();
    });
}

fn select_word(live: Live, x: i32, y: i32) {
    let Some(at) = live.offset_at(x as f32, y as f32) else { return };
    let word = live.read(|session| {
        let text = &session.document()?.text;
        snap(text, Span::new(at, at.plus(1))?, Snap::Words)
    });
    if let Some(word) = word {
        let selected = TextSelection { anchor: word.start(), focus: word.end(), snap: Snap::Words };
        live.perform(Some(Act::Select(Selection::Text(selected))));
    }
}

/// The handles at the edges of what is selected, where it was selected by touch.
#[component]
pub fn Handles() -> impl IntoView {
    view! { <Handle edge=Edge::Start/> <Handle edge=Edge::End/> }
}

/// A handle. The same can be done by the buttons of the card and by keys, so it is only for the eye and the finger.
#[component]
fn Handle(edge: Edge) -> impl IntoView {
    let live = live();
    let is_dragged = RwSignal::new(false);
    let line = move || {
        live.edges.get().map(|(first, last)| match edge {
            Edge::Start => first,
            Edge::End => Rectangle { left: last.left + last.width, ..last },
        })
    };
    let place = move |of: fn(Rectangle) -> i32| {
        move || line().map(|line| format!("{}px", of(line))).unwrap_or_default()
    };
    let down = move |event: PointerEvent| {
        event.prevent_default();
        event.stop_propagation();
        page::capture_pointer(&event);
        is_dragged.set(true);
    };
    let moved = move |event: PointerEvent| {
        if !is_dragged.get_untracked() {
            return;
        }
        let at = live.offset_at(event.client_x() as f32, event.client_y() as f32 - ABOVE);
        let act = at.and_then(|at| live.read(|session| session.drag_edge(edge, at, &live.stamp())));
        live.perform(act);
    };
    let lifted = move |_: PointerEvent| is_dragged.set(false);
    view! {
        <div class="handle" class:start=edge == Edge::Start data-part="handle" aria-hidden="true"
            hidden=move || live.edges.with(Option::is_none) style:left=place(|line| line.left)
            style:top=place(|line| line.top + line.height)
            on:pointerdown=down on:pointermove=moved on:pointerup=lifted on:pointercancel=lifted></div>
    }
}
