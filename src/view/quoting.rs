//! The dialog for marking by quoting: a quote is typed or pasted, its places are listed, and those that are chosen are
//! marked. It needs neither a mouse nor a caret in the text.

use leptos::ev::{Event, KeyboardEvent};
use leptos::prelude::*;

use crate::browser::page;
use crate::words;
use beleg_core::model::Id;
use beleg_core::model::limits::Limits;
use beleg_core::session::commands::{self, Place::Page, Wish};
use beleg_core::session::quoting::{Place, Search, in_context};
use beleg_core::session::{Act, Selection, Session, Stamp, TextSelection};
use beleg_core::text::{Snap, Span};

use super::button::{ExactKey, Swatch};
use super::card::words_under;
use super::dialogs::Close;
use super::fields::within;
use super::live::{Live, live};
use super::reader::{is_composing, stroke};

/// The field for the quote.
const QUOTE: &str = "[name=quote]";

/// The dialog.
#[component]
pub fn Quoting() -> impl IntoView {
    let live = live();
    let has_others = live.read(|session| session.project().documents().len() > 1);
    let at_hand = live.read(at_hand);
    let search = StoredValue::new_local(Search { quote: at_hand.clone(), ..Search::default() });
    // They grow when there are other places, and when others are chosen.
    let (listed, chosen) = (RwSignal::new(0_u64), RwSignal::new(0_u64));
    let look = move |change: fn(&mut Search, &Event), event: &Event| {
        search.update_value(|search| {
            change(search, event);
            live.read(|session| search.look(session));
        });
        chosen.update(|version| *version += 1);
        listed.update(|version| *version += 1);
    };
    search.update_value(|search| live.read(|session| search.look(session)));
    // In the next frame, since in WebKit what is selected while a field gets the focus does not stay so.
    request_animation_frame(|| page::select_content(QUOTE));
    let typed = move |event: Event| {
        let before = search.with_value(|search| search.quote.clone());
        if within(live, &event, Limits::READ.note, &before).is_some() {
            look(|search, event| search.quote = event_target_value(event), &event);
        }
    };
    let switched = move |event: Event| {
        look(|search, event| search.is_everywhere = event_target_checked(event), &event);
    };
    let choose = move |is: fn(&Place) -> bool| {
        move |_| {
            search.update_value(|search| search.choose(is));
            chosen.update(|version| *version += 1);
        }
    };
    // For which choice, counted from 1, a label was asked for in vain.
    let asked = RwSignal::new(0_u64);
    let said = move || match chosen.get() + 1 == asked.get() {
        true => words::CHOOSE_FIRST.to_owned(),
        false => search.with_value(words::matches),
    };
    let left_out = move || {
        listed.track();
        search.with_value(words::not_all_listed)
    };
    let has_none = move || {
        chosen.track();
        search.with_value(|search| search.chosen().is_empty())
    };
    let mark = move |label: &Id| mark_all(live, search.with_value(Search::chosen), label.clone());
    let pressed = move |event: KeyboardEvent| {
        if is_composing(&event) {
            return;
        }
        let is_field = page::has_focus(QUOTE);
        if is_field && event.key() == "Enter" && !event.shift_key() {
            // It marks nothing: what is chosen may not be what was meant.
            event.prevent_default();
            search.update_value(|search| live.read(|session| search.look(session)));
            chosen.update(|version| *version += 1);
            listed.update(|version| *version += 1);
            return;
        }
        let label = match live.read(|session| commands::wish(session, &stroke(&event), Page)) {
            // Without Alt it is a character of the quote.
            Some(Wish::Mark(label)) if !is_field => label,
            Some(Wish::MarkExactly(label)) => label,
            _ => return,
        };
        event.prevent_default();
        match search.with_value(|search| search.chosen().is_empty()) {
            true => asked.set(chosen.get_untracked() + 1),
            false => mark(&label),
        }
    };
    let labels = live.read(|session| session.project().labels().into_iter().cloned().collect::<Vec<_>>());
    let buttons = labels.into_iter().enumerate().map(|(number, label)| {
        let id = label.id.clone();
        view! {
            <button data-command=format!("mark-{}", label.id) title=label.description.clone()
                on:click=move |_| mark(&id)>
                <Swatch number/> {label.name.clone()} <ExactKey label=label.id.clone()/>
            </button>
        }
    });
    view! {
        <div class="quoting" on:keydown=pressed>
            <div class="dialog-head"><h2 id="dialog-title">{words::QUOTING}</h2><Close/></div>
            <div class="field">
                <label for="quote">{words::QUOTE}</label>
                <textarea id="quote" name="quote" rows="2" dir="auto" autofocus=true aria-describedby="quoting-hint"
                    on:input=typed>{at_hand}</textarea>
                <small id="quoting-hint">{words::QUOTING_HINT}</small>
            </div>
            <label class="switch" hidden=!has_others>
                <input type="checkbox" name="everywhere" on:change=switched/>{words::EVERYWHERE}
            </label>
            <p role="status">{said}</p>
            <div class="acts">
                <button data-command="choose-unmarked" on:click=choose(|place| place.marked.is_empty())>{words::CHOOSE_UNMARKED}</button>
                <button data-command="choose-none" on:click=choose(|_| false)>{words::CHOOSE_NONE}</button>
            </div>
            <fieldset class="labels" disabled=has_none><legend>{words::TOOLBAR}</legend>{buttons.collect_view()}</fieldset>
            <ol class="places" aria-label=words::PLACES>
                {move || {
                    listed.track();
                    // Other places are drawn anew: what a translator made of the last ones would stay.
                    move || search.with_value(|found| rows(live, found, search, chosen))
                }}
            </ol>
            <p>{left_out}</p>
        </div>
    }
}

/// What is to be looked for at first: the words that are selected or marked.
fn at_hand(session: &Session) -> String {
    let selected = session.markable().and_then(|spans| session.document()?.text.slice(spans.first()));
    let marked = || session.annotation().map(|annotation| words_under(session, annotation));
    selected.map(str::to_owned).or_else(marked).unwrap_or_default()
}

/// The places, under the titles of their documents where these are not all the same.
fn rows(
    live: Live,
    found: &Search,
    search: StoredValue<Search, LocalStorage>,
    chosen: RwSignal<u64>,
) -> Vec<AnyView> {
    let mut rows = Vec::new();
    let mut last: Option<&Id> = None;
    for (at, place) in found.places.iter().enumerate() {
        let Some(document) = live.read(|session| session.project().document(&place.document).cloned()) else {
            continue;
        };
        let language = document.language.clone();
        if found.is_everywhere && last != Some(&place.document) {
            let title = document.title.clone();
            let title = view! { <li class="title notranslate" translate="no" lang=language.clone() dir="auto">{title}</li> };
            rows.push(title.into_any());
        }
        last = Some(&place.document);
        let Some([before, exact, after]) = in_context(&document, place.span) else { continue };
        let there = live.read(|session| words::marked_there(session, place));
        let is_chosen = move || {
            chosen.track();
            search.with_value(|search| search.places.get(at).is_some_and(|place| place.is_chosen))
        };
        let choose = move |event| {
            let is_chosen = event_target_checked(&event);
            search.update_value(|search| {
                search.places.iter_mut().skip(at).take(1).for_each(|place| place.is_chosen = is_chosen);
            });
            chosen.update(|version| *version += 1);
        };
        let (id, span) = (place.document.clone(), place.span);
        let selected = TextSelection { anchor: span.start(), focus: span.end(), snap: Snap::Characters };
        let go = move |_| go_to(live, &id, Selection::Text(selected));
        let row = view! {
            <li>
                <label>
                    <input type="checkbox" prop:checked=is_chosen on:change=choose/>
                    <span class="number">{at + 1}</span>
                    <bdi class="notranslate" translate="no" lang=language dir="auto">{before}<strong>{exact}</strong>{after}</bdi>
                    <small>{there}</small>
                </label>
                <button data-command="go-to" on:click=go>{words::go_to(at + 1)}</button>
            </li>
        };
        rows.push(row.into_any());
    }
    rows
}

/// Closes the dialog, marks the places and shows the first of them.
fn mark_all(live: Live, places: Vec<(Id, Span)>, label: Id) {
    if places.is_empty() {
        return;
    }
    live.dialog.set(None);
    // While the dialog is open, what is said beside it is not heard.
    request_animation_frame(move || {
        let stamps: Vec<Stamp> = places.iter().map(|_| live.stamp()).collect();
        page::focus(".text");
        let known = live.read(|session| session.known_among(&places, &label));
        live.perform(live.read(|session| session.mark_all(&places, &label, &stamps)));
        let marked: Vec<(Id, Id)> = live.read(|session| {
            let annotations = stamps.iter().filter_map(|stamp| session.project().annotation(&stamp.id));
            annotations.map(|annotation| (annotation.document.clone(), annotation.id.clone())).collect()
        });
        // Of a single one the act says itself what came of it. Where nothing was marked, a notice says why.
        if places.len() > 1 && (!marked.is_empty() || known == places.len()) {
            live.tell_of_step(live.read(|session| words::marked(session, marked.len(), known, &label)));
        }
        let Some((document, first)) = marked.into_iter().next() else { return };
        if live.read(|session| session.annotation().is_none()) {
            go_to(live, &document, Selection::Annotation(first));
        }
    });
}

/// Closes the dialog and goes to something in a document.
fn go_to(live: Live, document: &Id, selection: Selection) {
    live.dialog.set(None);
    live.perform(Some(Act::Open(document.clone())));
    // Before the next frame the document is drawn, and the dialog has given the focus back to where it came from.
    request_animation_frame(move || {
        page::focus(".text");
        live.perform(Some(Act::Select(selection)));
    });
}
