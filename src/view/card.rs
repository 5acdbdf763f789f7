//! The card of the selected annotation: what it is, which date or source it means, what was noted.

use std::sync::Arc;

use leptos::prelude::*;

use crate::model::{Annotation, Attribute, DateValue};
use crate::session::Session;
use crate::words;

use super::button::{CommandButton, Keys, Swatch};
use super::live::{Live, live};

/// The card, or a hint where no annotation is selected.
#[component]
pub fn Card() -> impl IntoView {
    let live = live();
    let id = Memo::new(move |_| {
        live.selection.track();
        live.annotations.track();
        live.read(|session| session.annotation().map(|annotation| annotation.id.clone()))
    });
    // Drawn anew for another annotation only, so that a field keeps its cursor while somebody types.
    move || match id.get() {
        Some(id) => view! {
            <section class="card" data-part="card" data-annotation=id.to_string() aria-label=words::CARD
                style:--tint=move || tint(live)>
                <Labels/>
                <q class="quote" lang=move || language(live) dir="auto">{move || live.read(quote)}</q>
                <AttributeField/>
                <Note/>
                <Edges/>
                <div class="acts">
                    <CommandButton command="cycle" keys=true/>
                    <CommandButton command="unselect" keys=true/>
                    <CommandButton command="delete" keys=true/>
                </div>
                <p class="made">{move || { live.annotations.track(); live.read(|s| s.annotation().map(|a| words::made(a))) }}</p>
            </section>
        }
        .into_any(),
        None => view! { <p class="hint" data-part="hint">{words::HINT}</p> }.into_any(),
    }
}

/// The words of the annotation; stretches that lie apart have an ellipsis between them.
pub fn quote(session: &Session) -> String {
    session.annotation().map_or_else(String::new, |annotation| words_under(session, annotation))
}

/// The words under an annotation.
pub fn words_under(session: &Session, annotation: &Annotation) -> String {
    let quotes: Vec<&str> = session.project().quotes(annotation).map(|quote| quote.exact).collect();
    quotes.join(" … ")
}

fn of<T>(live: Live, read: impl FnOnce(&Arc<Annotation>) -> T) -> Option<T> {
    live.annotations.track();
    live.selection.track();
    live.read(|session| session.annotation().map(read))
}

fn tint(live: Live) -> Option<String> {
    let label = of(live, |annotation| annotation.label.clone())?;
    let number = live.read(|session| session.project().labels().iter().position(|other| other.id == label))?;
    Some(format!("var(--label-{number})"))
}

fn language(live: Live) -> Option<String> {
    live.documents.track();
    live.read(|session| session.document().and_then(|document| document.language.clone()))
}

/// The label of the annotation among the others, one of which may be right.
#[component]
fn Labels() -> impl IntoView {
    let live = live();
    let labels = move || {
        live.tagset.track();
        live.read(|session| session.project().labels().into_iter().cloned().collect::<Vec<_>>())
    };
    view! {
        <div class="labels" role="group" aria-label=words::LABEL>
            {move || labels().into_iter().enumerate().map(|(number, label)| {
                let (id, own) = (label.id.clone(), label.id.clone());
                let is_own = move || of(live, |annotation| annotation.label == own).unwrap_or(false);
                view! {
                    <button data-label=label.id.to_string() title=label.description.clone()
                        aria-pressed=move || is_own().to_string() on:click=move |_| live.mark(&id)>
                        <Swatch number/> {label.name.clone()} <Keys keys=label.key.map(|key| key.to_string())/>
                    </button>
                }
            }).collect_view()}
        </div>
    }
}

/// What the label of the annotation asks for beyond a note.
#[component]
fn AttributeField() -> impl IntoView {
    let live = live();
    let attribute = Memo::new(move |_| {
        let label = of(live, |annotation| annotation.label.clone())?;
        live.read(|session| session.project().label(&label).and_then(|label| label.attribute))
    });
    move || match attribute.get() {
        Some(Attribute::Value) => view! { <Value/> }.into_any(),
        Some(Attribute::Name) => view! { <Name/> }.into_any(),
        None => ().into_any(),
    }
}

/// Which date is meant.
#[component]
fn Value() -> impl IntoView {
    let live = live();
    let problem = RwSignal::new(None);
    let value = move || of(live, |annotation| annotation.attributes.value).flatten();
    let set = move |value| {
        let act = live.read(|session| session.set_value(value, &live.stamp()));
        live.perform(act);
    };
    let typed = move |written: String| match written.trim() {
        "" => {
            problem.set(None);
            set(None);
        }
        // What is not a date yet may become one; it is judged when the field is left.
        written => {
            if let Ok(value) = written.parse::<DateValue>() {
                problem.set(None);
                set(Some(value));
            }
        }
    };
    let left = move |written: String| {
        problem.set(match written.trim() {
            "" => None,
            written => written.parse::<DateValue>().err().map(|problem| words::date_problem(written, problem)),
        });
    };
    let said = move || match problem.get() {
        Some(sentence) => sentence,
        None => value().map_or_else(|| words::DATE_FORMS.to_owned(), words::date),
    };
    view! {
        <div class="field" data-part="attribute">
            <label for="value">{words::VALUE} <Keys keys=Some("V".to_owned())/></label>
            <input id="value" name="value" autocomplete="off" spellcheck="false" placeholder="2024-06-19"
                prop:value=value_as_written(value) aria-describedby="value-said"
                aria-invalid=move || problem.with(Option::is_some).to_string()
                on:input=move |event| typed(event_target_value(&event))
                on:change=move |event| left(event_target_value(&event))/>
            <small id="value-said" class:problem=move || problem.with(Option::is_some) role="status">{said}</small>
        </div>
    }
}

/// The value as it is written into the field. What somebody types is not rewritten under the cursor.
fn value_as_written(value: impl Fn() -> Option<DateValue> + Copy + Send + 'static) -> impl Fn() -> String + Copy + Send + 'static {
    move || value().map(|value| value.to_string()).unwrap_or_default()
}

/// Under which name a source is known.
#[component]
fn Name() -> impl IntoView {
    let live = live();
    let name = move || of(live, |annotation| annotation.attributes.name.clone()).flatten().unwrap_or_default();
    let set = move |name: String| {
        let act = live.read(|session| session.set_name(&name, &live.stamp()));
        live.perform(act);
    };
    // Names that are in use already, so that the same source is not written in two ways.
    let known = live.read(|session| {
        let names = session.project().annotations().filter_map(|annotation| annotation.attributes.name.clone());
        names.collect::<std::collections::BTreeSet<_>>()
    });
    view! {
        <div class="field" data-part="attribute">
            <label for="name">{words::NAME} <Keys keys=Some("V".to_owned())/></label>
            <input id="name" name="name" autocomplete="off" list="names" prop:value=name
                on:input=move |event| set(event_target_value(&event))/>
            <datalist id="names">{known.into_iter().map(|name| view! { <option value=name></option> }).collect_view()}</datalist>
        </div>
    }
}

/// What somebody wants to say to it.
#[component]
fn Note() -> impl IntoView {
    let live = live();
    let note = move || of(live, |annotation| annotation.note.clone()).unwrap_or_default();
    let set = move |note: String| {
        let act = live.read(|session| session.set_note(&note, &live.stamp()));
        live.perform(act);
    };
    view! {
        <div class="field">
            <label for="note">{words::NOTE} <Keys keys=Some("N".to_owned())/></label>
            <textarea id="note" name="note" rows="2" prop:value=note dir="auto"
                on:input=move |event| set(event_target_value(&event))></textarea>
        </div>
    }
}

/// The edges of the annotation, by word and by character.
#[component]
fn Edges() -> impl IntoView {
    view! {
        <div class="edges">
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
