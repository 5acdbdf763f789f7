//! The annotations of the open document in reading order.

use leptos::prelude::*;

use crate::model::{Id, Timestamp};
use crate::session::{Act, Selection};
use crate::words;

use super::button::Swatch;
use super::card::words_under;
use super::live::{Live, live};

/// What a row is drawn from. An annotation that changed is another row.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Row {
    annotation: Id,
    modified: Timestamp,
    label: usize,
}

/// The list, with how many there are.
#[component]
pub fn AnnotationList() -> impl IntoView {
    let live = live();
    let rows = move || {
        live.annotations.track();
        live.tagset.track();
        rows(live)
    };
    view! {
        <section class="list" aria-label=words::LIST>
            <h2>{move || words::annotations(rows().len())}</h2>
            <ol data-part="annotations">
                <For each=rows key=Row::clone let:row><RowView row/></For>
            </ol>
        </section>
    }
}

fn rows(live: Live) -> Vec<Row> {
    live.read(|session| {
        let labels = session.project().labels();
        let marks = session.document().and_then(|document| session.project().marks(&document.id));
        let annotations = marks.into_iter().flat_map(|marks| marks.in_order());
        annotations
            .filter_map(|id| {
                let annotation = session.project().annotation(id)?;
                let label = labels.iter().position(|label| label.id == annotation.label)?;
                Some(Row { annotation: id.clone(), modified: annotation.modified, label })
            })
            .collect()
    })
}

#[component]
fn RowView(row: Row) -> impl IntoView {
    let live = live();
    let (words, said, language, label) = live.read(|session| {
        let annotation = session.project().annotation(&row.annotation)?;
        let document = session.project().document(&annotation.document)?;
        let label = session.project().label(&annotation.label)?.name.clone();
        let said = annotation.attributes.value.map(|value| value.to_string());
        let said = said.or_else(|| annotation.attributes.name.clone()).unwrap_or_default();
        Some((words_under(session, annotation), said, document.language.clone(), label))
    })?;
    let id = row.annotation.clone();
    let is_selected = move || {
        live.selection.track();
        live.read(|session| session.annotation().is_some_and(|annotation| annotation.id == id))
    };
    let id = row.annotation.clone();
    let select = move |_| live.perform(Some(Act::Select(Selection::Annotation(id.clone()))));
    Some(view! {
        <li data-annotation=row.annotation.to_string()>
            <button class="row" on:click=select aria-current=move || is_selected().then_some("true")>
                <Swatch number=row.label/>
                <span class="hidden">{label}": "</span>
                <span class="words" lang=language dir="auto">{words}</span>
                <small dir="auto">{said}</small>
            </button>
        </li>
    })
}
