//! The annotations of the open document in reading order. Only the rows near what is seen of the list are there.

use std::sync::Arc;
use std::time::Duration;

use leptos::html;
use leptos::prelude::*;

use crate::browser::rows;
use crate::model::{Annotation, Id, Marks};
use crate::session::{Act, Selection, Session};
use crate::words;

use super::button::Swatch;
use super::card::words_under;
use super::live::{Live, live};
use super::shown::{on, text};

/// How many rows are there at most. All of a list that is not longer.
const ROWS: usize = 60;

/// How many rows are there at least above and below those that are in view.
const SPARE: usize = 5;

/// After how long without a change rows are numbered.
const REST: Duration = Duration::from_secs(1);

/// The list, with how many there are.
#[component]
pub fn AnnotationList() -> impl IntoView {
    let live = live();
    let element = NodeRef::<html::Ol>::new();
    let total = Memo::new(move |_| {
        live.annotations.track();
        live.read(|session| marks(session).map_or(0, Marks::total))
    });
    // The first row that is there, counted from 0.
    let wanted = RwSignal::new(0);
    let first = Memo::new(move |_| wanted.get().min(total.get().saturating_sub(ROWS)));
    let listed = move || {
        live.annotations.track();
        live.tagset.track();
        let first = first.get();
        live.read(|session| listed(session, first))
    };
    // One question for all rows which of them is selected; each row hears only its own answer.
    let selected = Selector::new(move || {
        live.selection.track();
        live.read(|session| session.annotation().map(|annotation| annotation.id.clone()))
    });
    // Others come only where those that are there are about to end, so that none come and go for nothing.
    let seen = on(move || {
        let Some(list) = element.get_untracked() else { return };
        let (there, total) = (first.get_untracked(), total.get_untracked());
        let view = rows::in_view(&list, there);
        let is_short = (there > 0 && view.start < there + SPARE)
            || (there + ROWS < total && view.end + SPARE > there + ROWS);
        if is_short {
            let around = ROWS.saturating_sub(view.len()) / 2;
            let focused = rows::focused(&list);
            wanted.set(view.start.saturating_sub(around));
            // A row that is put behind new ones loses the focus.
            if let Some(row) = focused {
                request_animation_frame(move || rows::focus(&row));
            }
        }
    });
    // The row of what is selected comes into view, and the first one of another document.
    Effect::new(move |_| {
        live.document.track();
        if let Some(list) = element.get() {
            rows::reveal(&list, 0, first.get_untracked());
        }
    });
    Effect::new(move |_| {
        live.selection.track();
        let rank = live.read(|session| marks(session)?.rank(session.annotation()?));
        if let (Some(list), Some(rank)) = (element.get(), rank) {
            request_animation_frame(move || {
                if let Some(first) = first.try_get_untracked() {
                    rows::reveal(&list, rank, first);
                }
            });
        }
    });
    // Those who hear the page are told how many there are and which of them a row is, once nothing has changed for a while.
    let resting = StoredValue::new_local(None::<TimeoutHandle>);
    let stop =
        move || resting.try_update_value(Option::take).flatten().into_iter().for_each(|rest| rest.clear());
    Effect::new(move |_| {
        let (first, total) = (first.get(), total.get());
        live.annotations.track();
        let Some(list) = element.get() else { return };
        stop();
        let number = move || rows::number(&list, first, total);
        resting.set_value(set_timeout_with_handle(number, REST).ok());
    });
    on_cleanup(stop);
    let behind = Memo::new(move |_| total.get().saturating_sub(first.get() + ROWS));
    // Not by variables: those are inherited, so that each change of one would have all rows styled again.
    let room = |rows: Memo<usize>| text(move || format!("calc({} * var(--row))", rows.get()));
    view! {
        <section class="list" aria-label=words::LIST on:scroll=seen>
            <h2>{text(move || words::annotations(total.get()))}</h2>
            <ol data-part="annotations" role="list" node_ref=element
                style:padding-top=room(first) style:padding-bottom=room(behind)>
                <For each=listed key=|row| row.key() children=move |row| entry(live, &row, &selected)/>
            </ol>
        </section>
    }
}

/// A row that is there.
#[derive(Clone)]
struct Row {
    annotation: Arc<Annotation>,
    /// The number of its label.
    label: usize,
}

impl Row {
    /// What is shown again when it is another one. An annotation that changed is another value.
    fn key(&self) -> usize {
        Arc::as_ptr(&self.annotation).addr()
    }
}

fn marks(session: &Session) -> Option<&Marks> {
    session.project().marks(&session.document()?.id)
}

fn listed(session: &Session, first: usize) -> Vec<Row> {
    let Some(marks) = marks(session) else { return Vec::new() };
    let labels = session.project().labels();
    let there = marks.in_order().iter().skip(first).take(ROWS);
    there
        .filter_map(|piece| {
            let annotation = session.project().annotation(&piece.annotation)?.clone();
            let label = labels.iter().position(|label| label.id == annotation.label)?;
            Some(Row { annotation, label })
        })
        .collect()
}

fn entry(live: Live, row: &Row, selected: &Selector<Option<Id>>) -> impl IntoView + use<> {
    let annotation = &row.annotation;
    let (quote, language, label) = live.read(|session| {
        let language = session.document().and_then(|document| document.language.clone());
        let label = session.project().label(&annotation.label).map(|label| label.name.clone());
        (words_under(session, annotation), language, label)
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
                <Swatch number=row.label/>
                <span class="hidden">{label}": "</span>
                <span class="words" lang=language dir="auto">{quote}</span>
                <small dir="auto">{said}</small>
            </button>
        </li>
    }
}
