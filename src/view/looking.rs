//! A version of the project to be looked at: its texts with their marks, read-only, and what going back to it would change.

use std::sync::Arc;

use leptos::prelude::*;

use crate::browser::page;
use crate::words;
use beleg_core::model::{Document, Id, Project, Tile, tiles};
use beleg_core::opening::Preview;
use beleg_core::text::{CharOffset, Span};

use super::changes::changes;

/// How many code points of a text are shown at once; more come when they are asked for.
const STEP: u32 = 10_000;

/// A version, and what going back to it would change.
#[derive(Clone)]
pub struct Looked {
    /// The project as it was.
    pub version: Arc<Project>,
    /// What would change.
    pub preview: Arc<Preview>,
}

/// What is shown of a version, beginning with the document of an id where it is there.
pub fn looking(looked: &Looked, open: Option<&Id>) -> AnyView {
    let Looked { version, preview } = looked.clone();
    let documents: Vec<Arc<Document>> = version.documents().into_iter().cloned().collect();
    let is_open = |document: &&Arc<Document>| open.is_some_and(|open| document.id == *open);
    let Some(first) = documents.iter().find(is_open).or(documents.first()) else {
        let preview = Signal::stored(preview);
        return view! { <p>{words::NO_DOCUMENTS}</p>{changes(preview)} }.into_any();
    };
    let (chosen, steps) = (RwSignal::new(first.id.clone()), RwSignal::new(1_u32));
    let options = documents.iter().map(|document| {
        let count = version.marks(&document.id).map_or(0, |marks| marks.total());
        let is_chosen = document.id == first.id;
        view! { <option value=document.id.to_string() selected=is_chosen>{words::in_document(&document.title, count)}</option> }
    });
    let options = options.collect_view();
    let choose = move |event| {
        steps.set(1);
        if let Some(id) = Id::new(&event_target_value(&event)) {
            chosen.set(id);
        }
    };
    let more = move |_| {
        steps.update(|steps| *steps += 1);
        page::focus("[data-part=version-text]");
    };
    let shown = {
        let version = version.clone();
        move || version.document(&chosen.get()).cloned()
    };
    let text = move |document: Arc<Document>| {
        let end = document.text.end().get();
        let (language, version) = (document.language.clone(), version.clone());
        let piece = move |step: u32| piece(&version, &document, step);
        view! {
            <div class="version-text" data-part="version-text" role="region" tabindex="0" lang=language dir="auto"
                aria-label=words::VERSION_TEXT>
                <For each=move || 0..steps.get() key=|step| *step children=piece/>
            </div>
            <Show when=move || { steps.get().saturating_mul(STEP) < end }>
                <button type="button" data-command="more-text" on:click=more>{words::MORE_TEXT}</button>
            </Show>
        }
    };
    view! {
        <select name="version-document" aria-label=words::VERSION_DOCUMENT on:change=choose>{options}</select>
        <For each=shown key=|document| document.id.clone() children=text/>
        {changes(Signal::stored(preview))}
    }
    .into_any()
}

/// The marks of a step of a text.
fn piece(version: &Project, document: &Document, step: u32) -> AnyView {
    let start = CharOffset::new(step.saturating_mul(STEP));
    let Some(within) = Span::new(start, start.plus(STEP).min(document.text.end())) else {
        return ().into_any();
    };
    let Some(marks) = version.marks(&document.id) else { return ().into_any() };
    let labels: Vec<Id> = version.labels().into_iter().map(|label| label.id.clone()).collect();
    let mut parts = Vec::new();
    let all = tiles(within, marks.index().overlapping(within));
    for tile in &all {
        let text = document.text.slice(tile.span).unwrap_or_default().to_owned();
        let over: Vec<_> = tile.layers.iter().filter(|layer| !layer.is_gap).collect();
        let Some(outermost) = over.first().and_then(|layer| version.annotation(&layer.annotation)) else {
            parts.push(view! { <span>{text}</span> }.into_any());
            continue;
        };
        // The place of a label is the number of its colour, where the tagset is still the same.
        let number = labels.iter().position(|label| *label == outermost.label);
        let class = number.map(|number| format!("tint-{number}"));
        parts.push(view! { <mark class=class>{text}{names(version, tile)}</mark> }.into_any());
    }
    parts.into_any()
}

/// The names of the labels of annotations that end with a tile.
fn names(version: &Project, tile: &Tile) -> AnyView {
    let ends = tile.layers.iter().filter(|layer| !layer.is_gap).filter_map(|layer| {
        let annotation = version.annotation(&layer.annotation)?;
        let ends = annotation.spans.last().end() == tile.span.end();
        let label = version.label(&annotation.label)?;
        ends.then(|| label.name.clone())
    });
    let ends: Vec<String> = ends.collect();
    (!ends.is_empty()).then(|| view! { <sub>{ends.join(", ")}</sub> }).into_any()
}
