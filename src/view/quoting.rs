//! The dialog for marking by quoting: a quote is typed or pasted, its places are listed, and those that are chosen are
//! marked. It needs neither a mouse nor a caret in the text.

use std::sync::Arc;

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::browser::page;
use crate::model::{Id, Label};
use crate::session::commands::{self, Place::Page, Wish};
use crate::session::quoting::{Found, Place, in_context};
use crate::session::{Act, Selection, Session, Stamp, TextSelection};
use crate::text::{Snap, Span};
use crate::words;

use super::button::{LabelKey, Swatch};
use super::card::words_under;
use super::dialogs::Close;
use super::live::{Live, live};
use super::notice::Notice;
use super::reader::stroke;
use super::shown::{flag, on, on_event, part, text};

/// The field for the quote.
const QUOTE: &str = "[name=quote]";

/// The dialog.
#[component]
pub fn Quoting() -> impl IntoView {
    let live = live();
    let labels = live.read(|session| session.project().labels().into_iter().cloned().collect::<Vec<_>>());
    let has_others = live.read(|session| session.project().documents().len() > 1);
    let at_hand = live.read(at_hand);
    let quote = RwSignal::new(at_hand.clone());
    let is_everywhere = RwSignal::new(false);
    let found = RwSignal::new(Found::default());
    // For each place of the list.
    let chosen = RwSignal::new(Vec::<bool>::new());
    let chosen_places = move || {
        found.with_untracked(|found| -> Vec<(Id, Span)> {
            let places = found.places.iter().zip(chosen.get_untracked());
            let chosen = places.filter(|(_, is_chosen)| *is_chosen);
            chosen.map(|(place, _)| (place.document.clone(), place.span)).collect()
        })
    };
    let look = move || {
        let (now, choice) = live.read(|session| {
            let now = Found::of(session, &quote.get_untracked(), is_everywhere.get_untracked());
            let choice = now.choice(session, &chosen_places());
            (now, choice)
        });
        chosen.set(choice);
        found.set(now);
    };
    look();
    // In the next frame, since in WebKit what is selected while a field gets the focus does not stay so.
    request_animation_frame(|| page::select_content(QUOTE));
    let typed = move |event| {
        quote.set(event_target_value(&event));
        look();
    };
    let switched = move |event| {
        is_everywhere.set(event_target_checked(&event));
        look();
    };
    let choose = move |is: fn(&Place) -> bool| {
        on(move || chosen.set(found.with_untracked(|found| found.places.iter().map(is).collect())))
    };
    let count = move || chosen.with(|chosen| chosen.iter().filter(|is_chosen| **is_chosen).count());
    let said = move || {
        let is_empty = quote.with(|quote| quote.trim().is_empty());
        if is_empty { String::new() } else { words::matches(found.with(|found| found.total), count()) }
    };
    let left_out = move || {
        let (listed, total) = found.with(|found| (found.places.len(), found.total));
        if listed < total { words::not_all_listed(listed) } else { String::new() }
    };
    let mark = move |label: &Label| mark_all(live, &chosen_places(), label);
    let keys = labels.clone();
    let pressed = move |event: KeyboardEvent| {
        let label = match live.read(|session| commands::wish(session, &stroke(&event), Page)) {
            // Without Alt it is a character of the quote.
            Some(Wish::Mark(label)) if !page::has_focus(QUOTE) => label,
            Some(Wish::MarkExactly(label)) => label,
            _ => return,
        };
        event.prevent_default();
        keys.iter().filter(|other| other.id == label).for_each(|label| mark(label));
    };
    let names = labels.clone();
    let buttons = labels.into_iter().enumerate().map(|(number, label)| {
        let (id, name, description) = (label.id.clone(), label.name.clone(), label.description.clone());
        let shown = id.to_string();
        view! {
            <button data-label=shown title=description disabled=flag(move || count() == 0) on:click=on(move || mark(&label))>
                <Swatch number/> {name} <LabelKey label=id/>
            </button>
        }
    });
    view! {
        <div class="quoting" on:keydown=on_event(pressed)>
            <div class="dialog-head"><h2 id="dialog-title">{words::QUOTING}</h2><Close/></div>
            <div class="field">
                <label for="quote">{words::QUOTE}</label>
                <textarea id="quote" name="quote" rows="2" dir="auto" autofocus=true aria-describedby="quoting-hint"
                    on:input=on_event(typed)>{at_hand}</textarea>
                <small id="quoting-hint">{words::QUOTING_HINT}</small>
            </div>
            {has_others.then(|| view! {
                <label class="switch"><input type="checkbox" name="everywhere" on:change=on_event(switched)/>{words::EVERYWHERE}</label>
            })}
            <p role="status">{text(said)}</p>
            <div class="acts">
                <button data-command="choose-unmarked" on:click=choose(|place| place.marked.is_empty())>{words::CHOOSE_UNMARKED}</button>
                <button data-command="choose-none" on:click=choose(|_| false)>{words::CHOOSE_NONE}</button>
            </div>
            <div class="labels" role="group" aria-label=words::TOOLBAR><span>{words::TOOLBAR}</span>{buttons.collect_view()}</div>
            <div class="places" role="group" aria-label=words::PLACES>
                {part(move || found.with(|found| places(live, found, &names, is_everywhere.get_untracked(), chosen)))}
            </div>
            <p>{text(left_out)}</p>
        </div>
    }
}

/// What is to be looked for at first: the words that are selected or marked.
fn at_hand(session: &Session) -> String {
    let selected = session.markable().and_then(|span| session.document()?.text.slice(span));
    let marked = || session.annotation().map(|annotation| words_under(session, annotation));
    selected.map(str::to_owned).or_else(marked).unwrap_or_default()
}

/// The places, under the titles of their documents where these are not all the same.
fn places(
    live: Live,
    found: &Found,
    labels: &[Arc<Label>],
    has_titles: bool,
    chosen: RwSignal<Vec<bool>>,
) -> AnyView {
    let mut number = 0;
    let documents = found.places.chunk_by(|one, next| one.document == next.document);
    let lists = documents.map(|places| {
        let document = places.first().map(|place| &place.document);
        let document = live.read(|session| session.project().document(document?).cloned());
        let language = document.as_ref().and_then(|document| document.language.clone());
        let rows = places.iter().filter_map(|place| {
            number += 1;
            let context = in_context(document.as_ref()?, place.span)?;
            Some(row(live, place, number, context, language.clone(), labels, chosen))
        });
        let rows = rows.collect_view();
        let title = document.as_ref().filter(|_| has_titles).map(|document| document.title.clone());
        view! { {title.map(|title| view! { <h3 lang=language dir="auto">{title}</h3> })} <ol>{rows}</ol> }
    });
    lists.collect_view().into_any()
}

fn row(
    live: Live,
    place: &Place,
    number: usize,
    [before, exact, after]: [String; 3],
    language: Option<String>,
    labels: &[Arc<Label>],
    chosen: RwSignal<Vec<bool>>,
) -> impl IntoView + use<> {
    let names = |ids: &[Id]| -> Vec<String> {
        ids.iter()
            .filter_map(|id| labels.iter().find(|label| label.id == *id))
            .map(|label| label.name.clone())
            .collect()
    };
    let there = words::marked_there(&names(&place.marked), &names(&place.overlapping));
    let at = number - 1;
    let is_chosen = flag(move || chosen.with(|chosen| chosen.get(at).copied().unwrap_or_default()));
    let choose = move |event| {
        let is_chosen = event_target_checked(&event);
        chosen.update(|chosen| chosen.iter_mut().skip(at).take(1).for_each(|this| *this = is_chosen));
    };
    let (document, span) = (place.document.clone(), place.span);
    let selected = TextSelection { anchor: span.start(), focus: span.end(), snap: Snap::Characters };
    let go = on(move || go_to(live, &document, Selection::Text(selected)));
    view! {
        <li>
            <label>
                <input type="checkbox" prop:checked=is_chosen on:change=on_event(choose)/>
                <span class="number">{number}</span>
                <bdi lang=language dir="auto">{before}<strong>{exact}</strong>{after}</bdi>
                <small>{there}</small>
            </label>
            <button data-command="go-to" on:click=go>{words::go_to(number)}</button>
        </li>
    }
}

/// Marks the places, says so, and shows the first of them.
fn mark_all(live: Live, places: &[(Id, Span)], label: &Label) {
    let stamps: Vec<Stamp> = places.iter().map(|_| live.stamp()).collect();
    live.perform(live.read(|session| session.mark_all(places, &label.id, &stamps)));
    let shown = live.read(|session| {
        let first = session.project().annotation(&stamps.first()?.id)?;
        let shown = session.annotation().unwrap_or(first);
        Some((shown.document.clone(), shown.id.clone()))
    });
    // Where nothing was marked, a notice says why.
    let Some((document, id)) = shown else { return };
    go_to(live, &document, Selection::Annotation(id));
    // While the dialog is open, what is said beside it is not heard.
    let news = Notice::news(words::marked(places.len(), &label.name));
    request_animation_frame(move || live.notice.set(news));
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
