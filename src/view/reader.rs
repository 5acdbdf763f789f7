//! The middle of the page: the text as it stands in the file, what is marked in it, and the toolbar at the selection.

use std::sync::Arc;
use std::time::Duration;

use leptos::ev::{KeyboardEvent, MouseEvent, PointerEvent};
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

use crate::browser::selection::{self, Rectangle};
use crate::browser::{Node, page};
use crate::model::{Document, Label, Status};
use crate::session::commands::{self, Needs, Place, Wish};
use crate::session::{Act, Selection, Session, Stroke, TextSelection};
use crate::session::{acting, moving};
use crate::text::{CharOffset, Snap};
use crate::words;

use super::button::{CommandKey, LabelKey, Swatch};
use super::drawers::open_drawer;
use super::live::{CARD, Live, live};
use super::shown::{flag, maybe, on, on_event, part, text};
use super::touch::{Handles, select_by_long_press};

/// How long a selection made by touch rests until it is shown as it snaps.
const REST: Duration = Duration::from_millis(400);

/// The open document.
#[component]
pub fn Reader() -> impl IntoView {
    let live = live();
    let root = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        live.document.track();
        if let Some(root) = root.get() {
            live.draw(&root);
        }
    });
    let read = move || live.documents.track();
    let attribute = move |of: fn(&Document) -> Option<String>| {
        maybe(move || {
            read();
            live.read(|session| session.document().and_then(|document| of(document)))
        })
    };
    let id = attribute(|document| Some(document.id.to_string()));
    let title = attribute(|document| Some(document.title.clone()));
    let described = attribute(|document| Some(words::about_document(document)));
    let language = attribute(|document| document.language.clone());

    listen(live, root);
    let drawer = open_drawer();
    view! {
        <main class="reader" data-part="reader" on:scroll=on(move || live.keeper.keep_place_soon(live))
            on:focusin=on(move || drawer.set(None))>
            <article data-document=id lang=language dir="auto">
                <header class="title" dir="auto">
                    <h1>{title}</h1>
                    <div class="meta" lang="en" dir="ltr"><span>{described}</span> <StatusField/></div>
                </header>
                <div class="surface">
                    <div class="text" node_ref=root tabindex="0" role="group" aria-label=words::TEXT
                        on:focus=on(move || show_caret(live)) on:click=on_event(move |event| click(live, &event))></div>
                    <Caret/>
                    <Handles/>
                    <Toolbar/>
                </div>
            </article>
        </main>
    }
}

/// How far the work on the document is.
#[component]
fn StatusField() -> impl IntoView {
    let live = live();
    let status = move || {
        live.documents.track();
        live.read(|session| session.document().map_or(Status::Open, |document| document.status))
    };
    let choose = move |written: String| {
        let chosen = words::STATUSES.iter().find(|(status, _)| words::status_key(*status) == written);
        let act = live.read(|session| session.set_status(chosen?.0, &live.stamp()));
        live.perform(act);
    };
    view! {
        <label class="status">
            <span class="hidden">{words::STATUS}</span>
            <select data-part="status" on:change=on_event(move |event| choose(event_target_value(&event)))
                prop:value=text(move || words::status_key(status()).to_owned())>
                {words::STATUSES.iter().map(|(value, word)| view! {
                    <option value=words::status_key(*value) selected=flag(move || status() == *value)>{*word}</option>
                }).collect_view()}
            </select>
        </label>
    }
}

/// The caret of the text, for those who mark by keyboard.
#[component]
fn Caret() -> impl IntoView {
    let live = live();
    let pixels = |length: i32| format!("{length}px");
    view! {
        {part(move || live.caret.get().map(|caret| view! {
            <div class="caret" style:left=pixels(caret.left) style:top=pixels(caret.top)
                style:height=pixels(caret.height)></div>
        }).into_any())}
    }
}

/// The labels at hand where something is selected.
#[component]
fn Toolbar() -> impl IntoView {
    let live = live();
    let labels = move || {
        live.tagset.track();
        live.read(|session| session.project().labels().into_iter().cloned().collect::<Vec<_>>())
    };
    let keep_selection = on_event(|event: PointerEvent| event.prevent_default());
    // It stays on the page out of sight, since it is needed again with the next selection.
    let is_shown = move || live.markable.with(Option::is_some);
    let place = move |of: fn(Rectangle) -> i32| {
        text(move || live.markable.get().map(|line| format!("{}px", of(line))).unwrap_or_default())
    };
    let button = move |(number, label): (usize, Arc<Label>)| {
        let id = label.id.clone();
        view! {
            <button data-command=format!("mark-{}", label.id) title=label.description.clone()
                on:click=on(move || live.mark(&id))>
                <Swatch number/> {label.name.clone()} <LabelKey label=label.id.clone()/>
            </button>
        }
    };
    let addition = move || {
        live.selection.track();
        let command = commands::named("add-stretch").filter(|_| is_shown() && live.has(Needs::Addition))?;
        Some(view! {
            <button data-command=command.name on:click=on(move || live.run(&Wish::Command(command)))>
                {live.read(words::add_to)} <CommandKey command=command.name/>
            </button>
        })
    };
    view! {
        <div class="at-line" dir="ltr" hidden=flag(move || !is_shown()) style:top=place(|line| line.top + line.height)
            style:--at=place(|line| line.left + line.width)>
            <div class="toolbar" data-part=maybe(move || is_shown().then(|| "toolbar".to_owned())) role="toolbar"
                aria-label=words::TOOLBAR lang="en" on:pointerdown=keep_selection>
                {part(move || labels().into_iter().enumerate().map(button).collect_view().into_any())} {part(move || addition().into_any())}
            </div>
        </div>
    }
}

/// Listens to what people do with the text beyond clicks in it: selecting happens anywhere on the page.
fn listen(live: Live, root: NodeRef<html::Div>) {
    // While a button is down the selection is still in the making.
    let is_down = StoredValue::new_local(false);
    // Whether the last that was done was to press a key that means nothing here: what is selected then, the browser selects.
    let is_by_key = StoredValue::new_local(false);
    // The key that did something which is done once, however long it is held.
    let held = StoredValue::new_local(None::<String>);
    let is_inside = move |event: &PointerEvent| {
        target_node(event)
            .is_some_and(|node| root.get_untracked().is_some_and(|root| root.contains(Some(&node))))
    };
    select_by_long_press(live, is_inside);
    let handles = [
        window_event_listener(leptos::ev::pointerdown, move |event| {
            is_by_key.set_value(false);
            is_down.set_value(is_inside(&event) && event.is_primary() && event.pointer_type() == "mouse");
        }),
        window_event_listener(leptos::ev::pointerup, move |event| {
            if !is_down.get_value() {
                return;
            }
            is_down.set_value(false);
            let snap = if event.alt_key() { Snap::Characters } else { Snap::Words };
            if live.on_page(snap).is_some_and(|selected| selected.span().is_some()) {
                live.select_on_page(snap);
                live.show_snapped();
            }
        }),
    ];
    let changed = StoredValue::new_local(selection::on_change(move || {
        if !is_down.get_value() && !live.is_following() {
            selection_changed(live, is_by_key.get_value());
        }
    }));
    let keys = window_event_listener(leptos::ev::keydown, move |event| {
        if event.repeat() && held.with_value(|held| held.as_ref() == Some(&event.code())) {
            // Wherever the first one led: in a field that it opened it is not typed either.
            return event.prevent_default();
        }
        let done = press(live, &event);
        held.set_value(done.filter(|wish| !wish.repeats()).map(|_| event.code()));
        is_by_key.set_value(!event.default_prevented());
    });
    let resized = window_event_listener(leptos::ev::resize, move |_| live.place_overlays());
    on_cleanup(move || {
        handles.into_iter().for_each(|handle| handle.remove());
        changed.dispose();
        keys.remove();
        resized.remove();
    });
}

/// The page's selection changed without the mouse: by touch, by the browser's own caret, or by this program.
fn selection_changed(live: Live, is_by_key: bool) {
    // A dialog takes the selection with the focus, and gives it back.
    if live.dialog.with_untracked(Option::is_some) {
        return;
    }
    let known = live.read(Session::selected_text);
    let Some(selected) = live.on_page(Snap::Words) else {
        // Nothing of the text is selected any more.
        if known.is_some_and(|known| known.span().is_some()) && !page::has_focus("[data-part=toolbar]") {
            live.perform(Some(Act::Select(Selection::Nothing)));
        }
        return;
    };
    // A caret alone selects nothing; where an annotation is selected it stays so.
    let counts = selected.span().is_some() || known.is_some();
    if !counts || live.read(|session| acting::is_known(session, selected)) {
        return;
    }
    let snap = live.read(|session| acting::snap_of(session, selected.anchor, is_by_key));
    live.select_on_page(snap);
    // What is marked is seen before it is marked. Handles that a finger holds stay under it until it rests.
    if !live.touches.get_untracked() {
        live.show_snapped();
    } else if let Some(selected) = live.read(Session::selected_text) {
        let show = move || {
            if live.is_there() && live.read(Session::selected_text) == Some(selected) {
                live.show_snapped();
            }
        };
        set_timeout(show, REST);
    }
}

/// Who comes to the text by keyboard sees where the caret is: where it was, or where the text is in view.
fn show_caret(live: Live) {
    if !page::shows_focus(".text") || live.has(Needs::Selection) {
        return;
    }
    let start = TextSelection::caret(CharOffset::ZERO);
    let place = Some(live.read(Session::place)).filter(|place| *place != start);
    let in_view = || live.place().map_or(start, TextSelection::caret);
    live.perform(Some(Act::Select(Selection::Text(place.unwrap_or_else(in_view)))));
}

/// A click selects the mark under it, and again the next one; beside all marks it puts the caret there.
fn click(live: Live, event: &MouseEvent) {
    let selected = live.on_page(Snap::Words);
    if selected.is_some_and(|selected| selected.span().is_some()) {
        return;
    }
    let under = target_node(event).map(|node| live.annotations_at(&node)).unwrap_or_default();
    let picked = live.read(|session| moving::pick(session, &under));
    // The place counts as well where a mark is picked: it says which others lie there and which stretch is meant.
    let place = selected.map(Act::Leave);
    match (place, picked) {
        (Some(place), Some(picked)) => {
            live.perform_silently(place);
            live.perform(Some(picked));
        }
        (place, picked) => live.perform(picked.or(place)),
    }
}

/// A key does what the keymap says, unless it is typed into a field, works a button or composes a character.
/// It answers what was done.
fn press(live: Live, event: &KeyboardEvent) -> Option<Wish> {
    if event.default_prevented() || is_composing(event) {
        return None;
    }
    learn(live, event);
    let stroke = stroke(event);
    if live.dialog.with_untracked(Option::is_some) {
        // In a dialog only this one counts: the browser would save the page instead.
        let wish = live.read(|session| commands::wish(session, &stroke, Place::Everywhere));
        if let Some(wish) =
            wish.filter(|wish| commands::named("download").map(Wish::Command).as_ref() == Some(wish))
        {
            event.prevent_default();
            live.run(&wish);
            return Some(wish);
        }
        return None;
    }
    let is_field = page::is_field(event.target());
    if is_field && stroke.key == "Enter" && stroke.ctrl {
        event.prevent_default();
        live.settle();
        page::focus(".text");
        return None;
    }
    if !is_field && live.read(|session| session.takes_digit(&stroke)) {
        event.prevent_default();
        // A key that is held was pressed for something else.
        if !event.repeat() {
            live.type_digit(stroke.key);
        }
        return None;
    }
    if stroke.key == "Escape" && (is_field || page::has_focus(CARD)) {
        // Out of the card and back to the text, where the caret was.
        event.prevent_default();
        if page::has_focus(CARD) {
            live.perform(live.read(commands::unselect));
        }
        page::focus(".text");
        return None;
    }
    if matches!(stroke.key.as_str(), "Enter" | " ") && page::is_button(event.target()) {
        return None;
    }
    let place = match is_field {
        true => Place::Everywhere,
        false if page::has_focus(".text") => Place::Text,
        false => Place::Page,
    };
    let wish = live.read(|session| commands::wish(session, &stroke, place))?;
    event.prevent_default();
    if !event.repeat() || wish.repeats() {
        live.run_by_key(&wish);
    }
    Some(wish)
}

/// Whether a key belongs to a character that is being composed.
pub fn is_composing(event: &KeyboardEvent) -> bool {
    // Safari ends a composition with a key of its own, which it gives this number (UI Events, `keyCode`).
    event.is_composing() || event.key_code() == 229
}

/// Learns of the keyboard from what is typed on it.
fn learn(live: Live, event: &KeyboardEvent) {
    let alt_graph = event.get_modifier_state("AltGraph");
    let is_plain = !event.ctrl_key() && !event.meta_key() && !event.alt_key();
    if alt_graph || is_plain {
        let (key, code, shift) = (event.key(), event.code(), event.shift_key());
        live.learn_layout(|layout| layout.learn(&key, &code, shift, alt_graph));
    }
}

/// What was pressed.
pub fn stroke(event: &KeyboardEvent) -> Stroke {
    // AltGr arrives as Ctrl and Alt together on Windows; it only chooses the character.
    let alt_graph = event.get_modifier_state("AltGraph");
    Stroke {
        key: event.key(),
        code: event.code(),
        ctrl: (event.ctrl_key() || event.meta_key()) && !alt_graph,
        alt: event.alt_key() && !alt_graph,
        shift: event.shift_key(),
    }
}

fn target_node(event: &MouseEvent) -> Option<Node> {
    event.target().and_then(|target| target.dyn_into().ok())
}
