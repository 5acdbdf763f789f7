//! The card of the selected annotation: what it is, which date or source it means, what was noted.

use std::sync::Arc;

use leptos::prelude::*;

use crate::formats::native;
use crate::model::{Annotation, Attribute, DateValue, Id};
use crate::session::Session;
use crate::session::commands::Needs;
use crate::words;

use super::button::{CommandButton, CommandKey, LabelKey, Swatch};
use super::drawing::CARD_ID;
use super::live::{Live, live};
use super::shown::{flag, maybe, on, on_event, part, said, text};
use super::whole::whole;

/// The annotation on the card: the selected one. While none is selected it is the last one, out of sight, so that what the
/// next one has in common with it need not be drawn again.
#[derive(Clone, Copy)]
struct Shown(Memo<Option<Arc<Annotation>>>);

impl Shown {
    fn new(live: Live) -> Self {
        Shown(Memo::new(move |before: Option<&Option<Arc<Annotation>>>| {
            live.selection.track();
            live.annotations.track();
            live.read(|session| session.annotation().cloned()).or_else(|| before.cloned().flatten())
        }))
    }

    fn of<T>(self, read: impl FnOnce(&Arc<Annotation>) -> T) -> Option<T> {
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
    let was_shown = Memo::new(move |before: Option<&bool>| before == Some(&true) || is_shown());
    // It stays as it was left for the next annotation, too.
    let edges_open = RwSignal::new(false);
    let named = move |value: &'static str| maybe(move || is_shown().then(|| value.to_owned()));
    view! {
        <p class="hint" data-part="hint" hidden=flag(is_shown)>{words::HINT}</p>
        {part(move || whole(was_shown.get().then(|| view! {
            <div class="card-place" class:away=flag(move || !is_shown())><section class="card" id=CARD_ID tabindex="-1" data-part=named("card") aria-label=named(words::CARD)
                on:focusout=on(move || live.end_typing())
                data-annotation=maybe(move || id.get().map(|id| id.to_string())) style:border-inline-start-color=maybe(move || tint(live, shown))>
                <Labels/>
                <q class="quote" class:long=flag(move || is_long(shown)) tabindex="0" lang=maybe(move || language(live)) dir="auto">{text(move || words_of(live, shown))}</q>
                <AttributeField/>
                <Note/>
                <div class="acts">
                    {part(move || {
                        live.annotations.track();
                        let is_divided = live.has(Needs::Stretches);
                        is_divided.then(|| view! { <CommandButton command="remove-stretch" keys=true/> }).into_any()
                    })}
                    <EdgesSwitch is_open=edges_open/>
                    <CommandButton command="delete" keys=true/>
                    <p class="made">{text(move || shown.of(|annotation| words::made(annotation)).unwrap_or_default())}</p>
                </div>
                <Edges is_open=edges_open/>
            </section></div>
        })))}
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

fn of<T>(live: Live, read: impl FnOnce(&Arc<Annotation>) -> T) -> Option<T> {
    live.annotations.track();
    live.selection.track();
    known(live, read)
}

/// The same for what happens once.
fn known<T>(live: Live, read: impl FnOnce(&Arc<Annotation>) -> T) -> Option<T> {
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
            {part(move || labels().into_iter().enumerate().map(|(number, label)| {
                let (id, own) = (label.id.clone(), label.id.clone());
                let is_own = said(move || shown.of(|annotation| annotation.label == own).unwrap_or(false));
                view! {
                    <button data-label=label.id.to_string() title=label.description.clone()
                        aria-pressed=is_own on:click=on(move || live.mark(&id))>
                        <Swatch number/> {label.name.clone()} <LabelKey label=label.id.clone()/>
                    </button>
                }
            }).collect_view().into_any())}
        </div>
    }
}

/// What the label of the annotation asks for beyond a note.
#[component]
fn AttributeField() -> impl IntoView {
    let live = live();
    // Drawn anew for another annotation, so that nothing of the last one stays in it.
    let attribute = Memo::new(move |_| {
        let (id, label) = of(live, |annotation| (annotation.id.clone(), annotation.label.clone()))?;
        let attribute = live.read(|session| session.project().label(&label)?.attribute)?;
        Some((attribute, id))
    });
    part(move || match attribute.get() {
        Some((Attribute::Value, _)) => view! { <Value/> }.into_any(),
        Some((Attribute::Name, _)) => view! { <Name/> }.into_any(),
        None => ().into_any(),
    })
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
    // What was there before somebody began to type. What is no date changes nothing, even where its beginning was one.
    let before = StoredValue::new(value_of(live));
    let typing = Typing::new(live);
    let typed = move |written: String| match written.trim() {
        "" => {
            problem.set(None);
            set(None);
        }
        // What is not a date yet may become one; it is judged when the field is left.
        written => match written.parse::<DateValue>() {
            Ok(value) => {
                problem.set(None);
                set(Some(value));
            }
            Err(_) => set(before.get_value()),
        },
    };
    let left = move |written: String| {
        problem.set(match written.trim() {
            "" => None,
            written => {
                written.parse::<DateValue>().err().map(|problem| words::date_problem(written, problem))
            }
        });
        // What is no date stays there to be corrected.
        if problem.with_untracked(Option::is_none) {
            typing.end();
        }
        before.set_value(value_of(live));
    };
    let meant = text(move || match problem.get() {
        Some(sentence) => sentence,
        None => value().map_or_else(|| words::DATE_FORMS.to_owned(), words::date),
    });
    view! {
        <div class="field" data-part="attribute">
            <label for="value">{words::VALUE} <CommandKey command="attribute"/></label>
            <input id="value" name="value" autocomplete="off" spellcheck="false" placeholder="2024-06-19"
                prop:value=text(move || typing.or(value().map(|value| value.to_string()).unwrap_or_default()))
                aria-describedby="value-said" aria-invalid=said(move || problem.with(Option::is_some))
                on:input=on_event(move |event| typed(typing.go_on(&event)))
                on:change=on_event(move |event| left(event_target_value(&event)))/>
            <small id="value-said" class:problem=flag(move || problem.with(Option::is_some)) role="status">{meant}</small>
        </div>
    }
}

/// What somebody is typing into a field. Until the field is left it stands there as it is, whatever came of it: half a
/// date means no date, and a space at the end of a name is there for the next word.
#[derive(Clone, Copy)]
struct Typing {
    live: Live,
    // In the card of which annotation it is typed.
    typed: RwSignal<Option<(Id, String)>>,
}

impl Typing {
    fn new(live: Live) -> Self {
        Typing { live, typed: RwSignal::new(None) }
    }

    /// What is typed now.
    fn go_on(self, event: &leptos::ev::Event) -> String {
        let written = event_target_value(event);
        self.live.begin_typing();
        let id = known(self.live, |annotation| annotation.id.clone());
        self.typed.set(id.map(|id| (id, written.clone())));
        written
    }

    fn end(self) {
        self.typed.set(None);
    }

    /// What is being typed, or else what is known.
    fn or(self, known: String) -> String {
        let here = of(self.live, |annotation| annotation.id.clone());
        self.typed.get().filter(|(id, _)| Some(id) == here.as_ref()).map_or(known, |(_, typed)| typed)
    }
}

fn value_of(live: Live) -> Option<DateValue> {
    known(live, |annotation| annotation.attributes.value).flatten()
}

/// Under which name a source is known.
#[component]
fn Name() -> impl IntoView {
    let live = live();
    let name =
        move || of(live, |annotation| annotation.attributes.name.clone()).flatten().unwrap_or_default();
    let set = move |name: String| {
        let act = live.read(|session| session.set_name(&name, &live.stamp()));
        live.perform(act);
    };
    let typing = Typing::new(live);
    // Names that are in use already, so that the same source is not written in two ways. They come when they are needed.
    let names = RwSignal::new(Vec::new());
    let offer = on(move || {
        names.set(
            live.read(|session| session.project().names().into_iter().map(str::to_owned).collect::<Vec<_>>()),
        );
    });
    view! {
        <div class="field" data-part="attribute">
            <label for="name">{words::NAME} <CommandKey command="attribute"/></label>
            <input id="name" name="name" autocomplete="off" list="names" maxlength=native::MAX_NAME.to_string() prop:value=text(move || typing.or(name()))
                on:focus=offer on:input=on_event(move |event| set(typing.go_on(&event))) on:change=on(move || typing.end())/>
            <datalist id="names">{part(move || whole(names.get().into_iter().map(|name| view! { <option value=name></option> }).collect_view()))}</datalist>
        </div>
    }
}

/// What somebody wants to say to it.
#[component]
fn Note() -> impl IntoView {
    let (live, shown) = (live(), expect_context::<Shown>());
    let note = move || shown.of(|annotation| annotation.note.clone()).unwrap_or_default();
    let set = move |note: String| {
        let act = live.read(|session| session.set_note(&note, &live.stamp()));
        live.perform(act);
    };
    let typing = Typing::new(live);
    view! {
        <div class="field note">
            <label for="note">{words::NOTE} <CommandKey command="note"/></label>
            <textarea id="note" name="note" rows="1" placeholder=words::ADD_NOTE maxlength=native::MAX_NOTE.to_string() prop:value=text(move || typing.or(note())) dir="auto"
                on:input=on_event(move |event| set(typing.go_on(&event)))
                on:blur=on(move || typing.end())></textarea>
        </div>
    }
}

/// Shows and hides the buttons for the edges, which keys and handles move as well.
#[component]
fn EdgesSwitch(is_open: RwSignal<bool>) -> impl IntoView {
    view! {
        <button data-command="edges" aria-expanded=said(move || is_open.get()) aria-controls="edges" title=words::EDGES_TOOLTIP
            on:click=on(move || is_open.update(|is_open| *is_open = !*is_open))>
            {words::EDGES} <CommandKey command="start-out"/> <CommandKey command="end-out"/>
        </button>
    }
}

/// The edges of the annotation, by word and by character.
#[component]
fn Edges(is_open: RwSignal<bool>) -> impl IntoView {
    view! {
        <div class="edges" id="edges" hidden=flag(move || !is_open.get())>
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
