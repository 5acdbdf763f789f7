//! The card of the selected annotation: what it is, which date or source it means, what was noted.

use std::sync::Arc;

use leptos::prelude::*;

use crate::browser::page;
use crate::words;
use beleg_core::model::Annotation;
use beleg_core::session::Session;
use beleg_core::session::commands::Needs;

use super::button::{CommandButton, CommandKey, LabelKey, Swatch};
use super::drawing::CARD_ID;
use super::fields::{AttributeField, Note};
use super::live::{Live, live};

/// The annotation on the card: the selected one. While none is selected it is the last one, out of sight, so that what the
/// next one has in common with it need not be drawn again.
#[derive(Clone, Copy)]
pub struct Shown(Memo<Option<Arc<Annotation>>>);

impl Shown {
    fn new(live: Live) -> Self {
        Shown(Memo::new(move |before: Option<&Option<Arc<Annotation>>>| {
            live.selection.track();
            live.annotations.track();
            live.read(|session| session.annotation().cloned()).or_else(|| before.cloned().flatten())
        }))
    }

    /// Something of it.
    pub fn of<T>(self, read: impl FnOnce(&Arc<Annotation>) -> T) -> Option<T> {
        self.0.with(|annotation| annotation.as_ref().map(read))
    }
}

/// The card, or a hint where no annotation is selected.
///
/// Once it was drawn it stays and is put out of sight, since it is needed again with the next mark.
#[component]
pub fn Card() -> impl IntoView {
    let live = live();
    let shown = Shown::new(live);
    provide_context(shown);
    let id = Memo::new(move |_| {
        live.selection.track();
        live.annotations.track();
        live.read(|session| session.annotation().map(|annotation| annotation.id.clone()))
    });
    let is_shown = move || id.with(Option::is_some);
    let has_document = move || {
        live.document.track();
        live.documents.track();
        live.read(|session| session.document().is_some())
    };
    let was_shown = Memo::new(move |before: Option<&bool>| before == Some(&true) || is_shown());
    // It stays as it was left for the next annotation, too.
    let edges_open = RwSignal::new(false);
    let named = move |value: &'static str| move || is_shown().then_some(value);
    view! {
        <p class="hint" data-part="hint" hidden=move || is_shown() || !has_document()>{words::HINT}</p>
        {move || was_shown.get().then(|| view! {
            <div class="card-place" class:away=move || !is_shown()><section class="card" id=CARD_ID tabindex="-1" data-part=named("card") aria-label=named(words::CARD)
                on:focusout=move |event| left(live, &event)
                data-annotation=move || id.get().map(|id| id.to_string()) style:border-inline-start-color=move || tint(live, shown)>
                <Labels/>
                // Written into the element and not into a text node, which a translator would have replaced.
                <q class="quote notranslate" class:long=move || is_long(shown) translate="no" tabindex="0" lang=move || language(live) dir="auto"
                    prop:textContent=move || words_of(live, shown)></q>
                <AttributeField/>
                <Note/>
                <div class="acts">
                    {move || {
                        live.annotations.track();
                        let is_divided = live.has(Needs::Stretches);
                        is_divided.then(|| view! { <CommandButton command="remove-stretch" keys=true/> })
                    }}
                    <EdgesSwitch is_open=edges_open/>
                    <CommandButton command="delete" keys=true/>
                    <p class="made">{move || shown.of(|annotation| words::made(annotation)).unwrap_or_default()}</p>
                </div>
                <Edges is_open=edges_open/>
            </section></div>
        })}
    }
}

/// A field of the card was left, where the focus did not go with the whole window.
fn left(live: Live, event: &leptos::ev::FocusEvent) {
    if page::has_focus_still(event.target()) {
        live.keep_draft();
        live.keeper.flush(live);
    } else {
        live.settle();
        live.end_typing();
    }
}

fn words_of(live: Live, shown: Shown) -> String {
    // Another text can have other words where the annotation is the same.
    live.document.track();
    let annotation = shown.of(Arc::clone);
    annotation.map_or_else(String::new, |annotation| live.read(|session| words_under(session, &annotation)))
}

/// From how many code points on a quote may not fit into its place, so that it fades where it goes on.
const LONG: u32 = 180;

fn is_long(shown: Shown) -> bool {
    shown.of(|annotation| annotation.spans.chars() > LONG).unwrap_or(false)
}

/// The words under an annotation; stretches that lie apart have an ellipsis between them.
pub fn words_under(session: &Session, annotation: &Annotation) -> String {
    let quotes: Vec<&str> = session.project().quotes(annotation).map(|quote| quote.exact).collect();
    quotes.join(" … ")
}

/// Something of the selected annotation.
pub fn of<T>(live: Live, read: impl FnOnce(&Arc<Annotation>) -> T) -> Option<T> {
    live.annotations.track();
    live.selection.track();
    known(live, read)
}

/// The same for what happens once.
pub fn known<T>(live: Live, read: impl FnOnce(&Arc<Annotation>) -> T) -> Option<T> {
    live.read(|session| session.annotation().map(read))
}

fn tint(live: Live, shown: Shown) -> Option<String> {
    let label = shown.of(|annotation| annotation.label.clone())?;
    let number =
        live.read(|session| session.project().labels().iter().position(|other| other.id == label))?;
    Some(format!("var(--label-{number})"))
}

fn language(live: Live) -> Option<String> {
    live.documents.track();
    live.read(|session| session.document().and_then(|document| document.language.clone()))
}

/// The label of the annotation among the others, one of which may be right.
#[component]
fn Labels() -> impl IntoView {
    let (live, shown) = (live(), expect_context::<Shown>());
    let labels = move || {
        live.tagset.track();
        live.read(|session| session.project().labels().into_iter().cloned().collect::<Vec<_>>())
    };
    view! {
        <div class="labels" role="group" aria-label=words::LABEL>
            {move || labels().into_iter().enumerate().map(|(number, label)| {
                let (id, own) = (label.id.clone(), label.id.clone());
                let is_own = move || (shown.of(|annotation| annotation.label == own).unwrap_or(false)).to_string();
                view! {
                    <button data-label=label.id.to_string() title=label.description.clone()
                        aria-pressed=is_own on:click=move |_| live.mark(&id)>
                        <Swatch number/> {label.name.clone()} <LabelKey label=label.id.clone()/>
                    </button>
                }
            }).collect_view()}
        </div>
    }
}

/// Shows and hides the buttons for the edges, which keys and handles move as well.
#[component]
fn EdgesSwitch(is_open: RwSignal<bool>) -> impl IntoView {
    view! {
        <button data-command="edges" aria-expanded=move || is_open.get().to_string() aria-controls="edges" title=words::EDGES_TOOLTIP
            on:click=move |_| is_open.update(|is_open| *is_open = !*is_open)>
            {words::EDGES} <CommandKey command="start-out"/> <CommandKey command="end-out"/>
        </button>
    }
}

/// The edges of the annotation, by word and by character.
#[component]
fn Edges(is_open: RwSignal<bool>) -> impl IntoView {
    view! {
        <div class="edges" id="edges" hidden=move || !is_open.get()>
            <div class="edge" role="group" aria-label=words::START>
                <span>{words::START}</span>
                <CommandButton command="start-out" keys=true word="←"/>
                <CommandButton command="start-in" keys=true word="→"/>
                <CommandButton command="start-out-char" word="‹"/>
                <CommandButton command="start-in-char" word="›"/>
            </div>
            <div class="edge" role="group" aria-label=words::END>
                <span>{words::END}</span>
                <CommandButton command="end-in" keys=true word="←"/>
                <CommandButton command="end-out" keys=true word="→"/>
                <CommandButton command="end-in-char" word="‹"/>
                <CommandButton command="end-out-char" word="›"/>
            </div>
        </div>
    }
}
