//! All marks over the place where the caret is or that was clicked, each of which can be reached.

use std::sync::Arc;

use leptos::prelude::*;

use crate::words;
use beleg_core::model::Annotation;
use beleg_core::session::moving::here;
use beleg_core::session::{Act, Selection};

use super::button::Swatch;
use super::card::words_under;
use super::live::{Live, live};

/// How many are listed. Whoever looks for one of more finds it in the list of all.
const LISTED: usize = 50;

/// How many there are, and their list where somebody wants to see it.
#[component]
pub fn MarksHere() -> impl IntoView {
    let live = live();
    let is_open = RwSignal::new(false);
    let count = Memo::new(move |_| {
        live.selection.track();
        live.annotations.track();
        live.read(|session| here(session).len())
    });
    // One mark alone is on the card already.
    let is_needed = move || count.get() > usize::from(live.read(|session| session.annotation().is_some()));
    view! {
        <section class="here" data-part="here" hidden=move || !is_needed()>
            <button aria-expanded=move || is_open.get().to_string() aria-controls="marks-here"
                on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)>
                {move || words::marks_here(count.get())}
            </button>
            <ul id="marks-here" role="list">{move || {
                live.selection.track();
                live.annotations.track();
                (is_open.get() && is_needed()).then(|| rows(live))
            }}</ul>
        </section>
    }
}

/// The marks, the innermost first.
fn rows(live: Live) -> impl IntoView {
    let listed: Vec<_> = live.read(|session| {
        let labels = session.project().labels();
        let annotations = here(session).into_iter().rev().take(LISTED);
        let annotations = annotations.filter_map(|id| session.project().annotation(&id).cloned());
        let row = |annotation: Arc<Annotation>| {
            let label = labels.iter().position(|label| label.id == annotation.label)?;
            let name = labels.get(label).map(|label| label.name.clone());
            Some((annotation.id.clone(), label, name, words_under(session, &annotation)))
        };
        annotations.filter_map(row).collect()
    });
    let selected = live.read(|session| session.annotation().map(|annotation| annotation.id.clone()));
    let rows = listed.into_iter().map(move |(id, label, name, words)| {
        let current = (selected.as_ref() == Some(&id)).then_some("true");
        view! {
            <li><button class="row" aria-current=current
                on:click=move |_| live.perform(Some(Act::Select(Selection::Annotation(id.clone()))))>
                <Swatch number=label/> <span class="hidden">{name}": "</span><span class="words notranslate" translate="no" dir="auto">{words}</span>
            </button></li>
        }
    });
    rows.collect_view()
}
