//! The annotations of the open document in reading order.

use std::sync::Arc;

use leptos::prelude::*;

use crate::model::{Annotation, Id};
use crate::session::{Act, Selection, Session};
use crate::words;

use super::button::Swatch;
use super::card::words_under;
use super::live::{Live, live};
use super::shown::{on, part, text};

/// The list, with how many there are.
#[component]
pub fn AnnotationList() -> impl IntoView {
    let live = live();
    let listed = Memo::new(move |_| {
        live.annotations.track();
        live.tagset.track();
        live.read(listed)
    });
    // One question for all rows which of them is selected; each row hears only its own answer.
    let selected = Selector::new(move || {
        live.selection.track();
        live.read(|session| session.annotation().map(|annotation| annotation.id.clone()))
    });
    view! {
        <section class="list" aria-label=words::LIST>
            <h2>{text(move || words::annotations(listed.with(Vec::len)))}</h2>
            <ol data-part="annotations">
                {part(move || listed.get().into_iter().map(|annotation| row(live, &annotation, &selected)).collect_view().into_any())}
            </ol>
        </section>
    }
}

fn listed(session: &Session) -> Vec<Arc<Annotation>> {
    let marks = session.document().and_then(|document| session.project().marks(&document.id));
    let annotations = marks.into_iter().flat_map(|marks| marks.in_order());
    annotations.filter_map(|id| session.project().annotation(id)).cloned().collect()
}

fn row(live: Live, annotation: &Annotation, selected: &Selector<Option<Id>>) -> impl IntoView + use<> {
    let (quote, language, number, label) = live.read(|session| {
        let language = session.document().and_then(|document| document.language.clone());
        let labels = session.project().labels();
        let number = labels.iter().position(|label| label.id == annotation.label).unwrap_or(0);
        let label = labels.get(number).map(|label| label.name.clone());
        (words_under(session, annotation), language, number, label)
    });
    let said = annotation.attributes.value.map(|value| value.to_string());
    let said = said.or_else(|| annotation.attributes.name.clone());
    let (id, shown, selected) = (annotation.id.clone(), annotation.id.to_string(), selected.clone());
    let current = Some(annotation.id.clone());
    let current = text(move || selected.selected(&current).to_string());
    view! {
        <li data-annotation=shown>
            <button class="row" aria-current=current
                on:click=on(move || live.perform(Some(Act::Select(Selection::Annotation(id.clone())))))>
                <Swatch number/>
                <span class="hidden">{label}": "</span>
                <span class="words" lang=language dir="auto">{quote}</span>
                <small dir="auto">{said}</small>
            </button>
        </li>
    }
}
