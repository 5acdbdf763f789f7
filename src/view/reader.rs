//! The middle of the page: the text as it stands in the file, what is marked in it, and the toolbar at the selection.

use std::sync::Arc;
use std::time::Duration;

use leptos::ev::{KeyboardEvent, MouseEvent, PointerEvent};
use leptos::html;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

use crate::browser::positions::Rectangle;
use crate::browser::selection;
use crate::browser::{Element, Node, page};
use crate::words;
use beleg_core::model::{Document, Label, Status};
use beleg_core::session::commands::{self, Needs, Place, Wish};
use beleg_core::session::{Act, Selection, Session, Stroke, TextSelection};
use beleg_core::session::{acting, moving};
use beleg_core::text::{CharOffset, Edge, Snap};

use super::button::{CommandButton, CommandKey, LabelKey, Swatch};
use super::dragging::Mouse;
use super::drawers::open_drawer;
use super::live::{CARD, Live, live};
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
        move || {
            read();
            live.read(|session| session.document().and_then(|document| of(document)))
        }
    };
    let id = attribute(|document| Some(document.id.to_string()));
    let title = attribute(|document| Some(document.title.clone()));
    let described = attribute(|document| Some(words::about_document(document)));
    let language = attribute(|document| document.language.clone());
    // Only paper needs it.
    let origin = attribute(|document| document.url.clone());

    let has_document = move || {
        live.document.track();
        read();
        live.read(|session| session.document().is_some())
    };
    listen(live, root);
    let drawer = open_drawer();
    view! {
        <main class="reader" data-part="reader" on:scroll=move |_| live.keeper.keep_place_soon(live)
            on:focusin=move |_| drawer.set(None)>
            // What a translator makes of these words is not what is marked.
            <section class="empty" data-part="empty" hidden=has_document>
                <p>{words::NOTHING_HERE}</p>
                <CommandButton command="open"/>
            </section>
            <article class="notranslate" translate="no" hidden=move || !has_document() data-document=id lang=language dir="auto">
                <header class="title" dir="auto">
                    <h1 prop:textContent=move || title().unwrap_or_default()></h1>
                    <div class="meta" lang="en" dir="ltr"><span>{described}</span> <StatusField/></div>
                    <p class="origin" dir="ltr">{origin}</p>
                </header>
                <div class="surface">
                    <div class="text" node_ref=root tabindex="0" role="group" aria-label=words::TEXT
                        on:focus=move |_| show_caret(live) on:click=move |event| click(live, &event)></div>
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
            <select data-part="status" on:change=move |event| choose(event_target_value(&event))
                prop:value=move || words::status_key(status())>
                {words::STATUSES.iter().map(|(value, word)| view! {
                    <option value=words::status_key(*value) selected=move || status() == *value>{*word}</option>
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
        {move || live.caret.get().map(|caret| view! {
            <div class="caret" style:left=pixels(caret.left) style:top=pixels(caret.top)
                style:height=pixels(caret.height)></div>
        })}
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
    let keep_selection = |event: PointerEvent| event.prevent_default();
    // It stays on the page out of sight, since it is needed again with the next selection.
    // While a button or a finger is down it is out of the way, so that nothing is released on it that was pressed elsewhere.
    let is_shown = move || live.markable.with(Option::is_some) && !live.is_pressed.get();
    let place = move |of: fn(Rectangle) -> i32| {
        move || live.markable.get().map(|(line, _)| format!("{}px", of(line))).unwrap_or_default()
    };
    let top = move || match live.markable.get() {
        Some((line, Edge::Start)) => format!("{}px", line.top),
        Some((line, Edge::End)) => format!("{}px", line.top + line.height),
        None => String::new(),
    };
    let is_above = move || live.markable.with(|place| matches!(place, Some((_, Edge::Start))));
    let began_here = StoredValue::new(false);
    watch_presses(live, began_here);
    // A click that was pressed elsewhere is none: a finger was lifted here. Keys and programs click without a press.
    let counts = move |event: &MouseEvent| event.detail() == 0 || began_here.get_value();
    let button = move |(number, label): (usize, Arc<Label>)| {
        let id = label.id.clone();
        view! {
            <button data-command=format!("mark-{}", label.id) title=label.description.clone()
                on:click=move |event: MouseEvent| if counts(&event) { live.mark(&id) }>
                <Swatch number/> {label.name.clone()} <LabelKey label=label.id.clone()/>
            </button>
        }
    };
    let addition = move || {
        live.selection.track();
        let command = commands::named("add-stretch").filter(|_| is_shown() && live.has(Needs::Addition))?;
        Some(view! {
            <button data-command=command.name
                on:click=move |event: MouseEvent| if counts(&event) { live.run(&Wish::Command(command)) }>
                {live.read(words::add_to)} <CommandKey command=command.name/>
            </button>
        })
    };
    view! {
        <div class="at-line" class:away=move || !is_shown() class:above=is_above dir="ltr" style:top=top
            style:--at=place(|line| line.left + line.width)>
            <div class="toolbar" data-part=move || is_shown().then_some("toolbar") role="toolbar"
                aria-label=words::TOOLBAR lang="en" on:pointerdown=keep_selection>
                {move || labels().into_iter().enumerate().map(button).collect_view()} {addition}
            </div>
        </div>
    }
}

/// Notes whether a button or a finger is down anywhere but on the toolbar, and whether the last one came down on it.
fn watch_presses(live: Live, began_here: StoredValue<bool>) {
    let down = window_event_listener(leptos::ev::pointerdown, move |event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let is_here = target.is_some_and(|target| target.closest(".toolbar").ok().flatten().is_some());
        began_here.set_value(is_here);
        // Another button opens a menu, which can swallow its release.
        live.is_pressed.set(!is_here && event.button() <= 0);
    });
    let lift = move || {
        if live.is_pressed.get_untracked() {
            live.is_pressed.set(false);
            if live.touches.get_untracked() {
                live.clear_of_toolbar();
            }
        }
    };
    let up = window_event_listener(leptos::ev::pointerup, move |_| lift());
    let cancelled = window_event_listener(leptos::ev::pointercancel, move |_| lift());
    let left = window_event_listener(leptos::ev::blur, move |_| lift());
    let menu = window_event_listener(leptos::ev::contextmenu, move |_| {
        // A finger that rests brings up a menu as well, and is still down.
        if !live.touches.get_untracked() {
            lift();
        }
    });
    let moved = window_event_listener(leptos::ev::pointermove, move |event| {
        if event.pointer_type() == "mouse" && event.buttons() == 0 {
            lift();
        }
    });
    on_cleanup(move || {
        [down, up, cancelled, left, menu, moved].into_iter().for_each(|listener| listener.remove());
    });
}

/// Listens to what people do with the text beyond clicks in it: selecting happens anywhere on the page.
fn listen(live: Live, root: NodeRef<html::Div>) {
    // Whether the last that was done was to press a key that means nothing here: what is selected then, the browser selects.
    let is_by_key = StoredValue::new_local(false);
    // The key that did something which is done once, however long it is held.
    let held = StoredValue::new_local(None::<String>);
    let is_inside = move |event: &PointerEvent| {
        target_node(event)
            .is_some_and(|node| root.get_untracked().is_some_and(|root| root.contains(Some(&node))))
    };
    select_by_long_press(live, is_inside);
    let mouse = Mouse::listen(live, take_up);
    let pressed = window_event_listener(leptos::ev::pointerdown, move |_| is_by_key.set_value(false));
    let changed = StoredValue::new_local(selection::on_change(move || {
        if mouse.is_down() {
            mouse.hold();
        } else if !live.is_following() {
            selection_changed(live, is_by_key.get_value());
        }
    }));
    let printed = StoredValue::new_local(page::on_print(move |is_printed| live.print(is_printed)));
    let copied = StoredValue::new_local(selection::on_copy(move || live.copied()));
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
        pressed.remove();
        changed.dispose();
        copied.dispose();
        printed.dispose();
        keys.remove();
        resized.remove();
    });
}

/// The mouse was released: what is selected on the page then is what is taken.
fn take_up(live: Live, snap: Snap) {
    match live.on_page(snap) {
        Some(selected) if !selected.spans().is_empty() => {
            live.select_on_page(snap);
            if !live.is_altered() {
                live.show_snapped();
            }
            live.clear_of_toolbar();
        }
        _ => selection_changed(live, false),
    }
}

/// The page's selection changed without the mouse: by touch, by the browser's own caret, or by this program.
fn selection_changed(live: Live, is_by_key: bool) {
    // A dialog takes the selection with the focus, and gives it back.
    if live.dialog.with_untracked(Option::is_some) {
        return;
    }
    let known = live.read(|session| session.selected_text().map(|_| session.selection().clone()));
    let Some(selected) = live.on_page(Snap::Words) else {
        // Nothing of the text is selected any more.
        if known.is_some_and(|known| !known.spans().is_empty()) && !page::has_focus("[data-part=toolbar]") {
            live.perform(Some(Act::Select(Selection::Nothing)));
        }
        return;
    };
    // A caret alone selects nothing; where an annotation is selected it stays so.
    let counts = !selected.spans().is_empty() || known.is_some();
    let is_known = |shown| live.read(|session| acting::is_known(session, shown));
    let Some(shown) = selected.text().filter(|_| counts) else { return };
    if is_known(shown) && known.is_some_and(|known| known.others().len() == selected.others().len()) {
        return;
    }
    let snap = live.read(|session| acting::snap_of(session, shown.anchor, is_by_key));
    live.select_on_page(snap);
    if live.is_altered() {
        return;
    }
    // What is marked is seen before it is marked. Handles that a finger holds stay under it until it rests.
    if !live.touches.get_untracked() {
        live.show_snapped();
    } else if let Some(selected) = live.read(Session::selected_text) {
        let show = move || {
            if live.is_there() && live.read(Session::selected_text) == Some(selected) {
                live.show_snapped();
                live.clear_of_toolbar();
            }
        };
        set_timeout(show, REST);
    }
}

/// Who comes to the text by keyboard sees where the caret is: where it was, or where the text is in view.
fn show_caret(live: Live) {
    if !page::shows_focus(".text") || live.has(Needs::Selection) || live.is_pressed.get_untracked() {
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
    if selected.as_ref().is_some_and(|selected| !selected.spans().is_empty()) {
        return;
    }
    let under = target_node(event).map(|node| live.annotations_at(&node)).unwrap_or_default();
    let picked = live.read(|session| moving::pick(session, &under));
    // The place counts as well where a mark is picked: it says which others lie there and which stretch is meant.
    let place = selected.and_then(|selected| selected.text()).map(Act::Leave);
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
            // The annotation is not left for something else: words that are selected next can be added to it.
            let place = live.read(Session::place);
            live.perform(Some(Act::Select(Selection::Text(place))));
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
