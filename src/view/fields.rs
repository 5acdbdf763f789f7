//! The fields of the card: which date or source is meant, and what was noted.

use leptos::ev::{Event, KeyboardEvent};
use leptos::html;
use leptos::prelude::*;

use crate::browser::{files, page};
use crate::words;
use beleg_core::model::limits::Limits;
use beleg_core::model::{Annotation, Attribute, DateValue, Id};
use beleg_core::session::Session;
use beleg_core::session::names::{Suggestions, suggest};

use super::button::CommandKey;
use super::card::{Shown, known, of};
use super::live::{Live, live};
use super::notice::Notice;
use super::reader::is_composing;

/// How many code points are shown of a note that is longer than a note can be.
const BEGINNING: usize = 10_000;

/// What stands in a field after an event, where that is not too long: at most `limit` code points. Otherwise what was
/// there before stays, and a sentence says so.
pub fn within(live: Live, event: &Event, limit: usize, before: &str) -> Option<String> {
    let written = event_target_value(event);
    // No text has more code points than bytes.
    let found = if written.len() > limit { written.chars().count() } else { 0 };
    if found <= limit {
        return Some(written);
    }
    page::set_value(event.target(), before);
    live.tell(words::too_much(found, limit));
    None
}

/// What a field does when the user types: the signal takes it on, up to `limit` code points.
pub fn typing_into(live: Live, typed: RwSignal<String>, limit: usize) -> impl Fn(Event) {
    move |event| {
        within(live, &event, limit, &typed.get_untracked())
            .into_iter()
            .for_each(|written| typed.set(written));
    }
}

/// Has a field show a text. It is not written where it stands there already, since browsers forget then what was typed
/// and could be taken back.
macro_rules! shows {
    ($field:ident, $text:expr) => {
        let wanted = $text;
        Effect::new(move |_| {
            let wanted: String = wanted();
            if let Some(field) = $field.get()
                && field.value() != wanted
            {
                field.set_value(&wanted);
            }
        });
    };
}

/// What the label of the annotation asks for beyond a note, and what is set aside.
#[component]
pub fn AttributeField() -> impl IntoView {
    let live = live();
    // Drawn anew for another annotation, so that nothing of the last one stays in it.
    let attribute = Memo::new(move |_| {
        live.tagset.track();
        let (id, asked) = of(live, |annotation| {
            (annotation.id.clone(), live.read(|session| session.project().asked(annotation)))
        })?;
        Some((asked?, id))
    });
    let aside = Memo::new(move |_| {
        live.tagset.track();
        of(live, |annotation| live.read(|session| words::set_aside(session, annotation))).flatten()
    });
    view! {
        {move || match attribute.get() {
            Some((Attribute::Value, _)) => view! { <Value/> }.into_any(),
            Some((Attribute::Name, _)) => view! { <Name/> }.into_any(),
            None => ().into_any(),
        }}
        <p class="aside" data-part="set-aside" hidden=move || aside.with(Option::is_none)>
            {move || aside.get().unwrap_or_default()}
        </p>
    }
}

/// Which keys of a field do the same in each.
fn pressed(live: Live, event: &KeyboardEvent) -> bool {
    if event.default_prevented()
        || is_composing(event)
        || event.ctrl_key()
        || event.alt_key()
        || event.meta_key()
    {
        return false;
    }
    match event.key().as_str() {
        "Enter" => live.settle(),
        // Where nothing was typed it leads out of the card.
        "Escape" if live.take_back_draft() => {}
        _ => return false,
    }
    event.prevent_default();
    true
}

/// Which date is meant.
#[component]
fn Value() -> impl IntoView {
    let live = live();
    let field = NodeRef::<html::Input>::new();
    shows!(field, move || live.field_text(Attribute::Value));
    let typed = move |event: Event| {
        let before = untrack(|| live.field_text(Attribute::Value));
        let Some(written) = within(live, &event, Limits::READ.name, &before) else { return };
        let is_whole = written.trim().parse::<DateValue>().is_ok_and(|value| value.day().is_some());
        live.type_on(Attribute::Value, written);
        // Anything shorter may be the beginning of something else.
        if is_whole {
            live.keep_draft();
        }
    };
    let meant = Memo::new(move |_| of(live, |annotation| meant(live, annotation)).unwrap_or_default());
    let is_problem = move || meant.with(|(_, is_problem)| *is_problem);
    let press = move |event: KeyboardEvent| {
        // What was not understood may be by now.
        if event.key() == "Enter" && live.draft.with_untracked(Option::is_none) && !is_composing(&event) {
            live.type_on(Attribute::Value, event_target_value(&event));
        }
        pressed(live, &event);
    };
    view! {
        <div class="field" data-part="attribute">
            <label for="value">{words::VALUE} <CommandKey command="attribute"/></label>
            <input id="value" name="value" node_ref=field autocomplete="off" spellcheck="false" placeholder=words::DATE_EXAMPLE
                aria-describedby="value-said" aria-invalid=move || is_problem().to_string()
                on:input=typed on:keydown=press/>
            <small id="value-said" class:problem=is_problem role="status">{move || meant.with(|(sentence, _)| sentence.clone())}</small>
        </div>
    }
}

/// What stands under the field of a date, and whether that is a problem.
fn meant(live: Live, annotation: &Annotation) -> (String, bool) {
    let understand = |written: &str| live.read(|session| session.understand(annotation, written));
    if let Some(typed) = live.typed(&annotation.id, Attribute::Value) {
        return match understand(&typed) {
            Some(Ok(understood)) => (words::understood(understood), false),
            // It may become a date.
            Some(Err(_)) | None => (words::DATE_FORMS.to_owned(), false),
        };
    }
    if let Some(text) = &annotation.attributes.value_text {
        return match understand(text) {
            Some(Ok(understood)) => (words::understood_by_now(understood), true),
            Some(Err(problem)) => (words::input_problem(text, problem), true),
            None => (words::DATE_FORMS.to_owned(), true),
        };
    }
    let Some(value) = annotation.attributes.value else { return (words::DATE_FORMS.to_owned(), false) };
    let understood = live.understood.get().filter(|(id, found)| *id == annotation.id && found.value == value);
    (understood.map_or_else(|| words::date(value), |(_, understood)| words::understood(understood)), false)
}

/// Under which name a source is known. Names that are in use already are offered, so that the same source is not written
/// in two ways.
#[component]
fn Name() -> impl IntoView {
    let live = live();
    let field = NodeRef::<html::Input>::new();
    shows!(field, move || live.field_text(Attribute::Name));
    let names = StoredValue::new(Vec::<String>::new());
    let found = RwSignal::new(Suggestions::default());
    // Which of them Enter takes; `None` where it takes what was typed.
    let chosen = RwSignal::new(None::<usize>);
    let is_open = move || found.with(|found| !found.names.is_empty());
    let close = move || {
        found.set(Suggestions::default());
        chosen.set(None);
    };
    // The names are there once they are needed.
    let begin = move || {
        if live.draft.with_untracked(Option::is_some) {
            return;
        }
        let others = |session: &Session| {
            let id = &session.annotation()?.id;
            Some(session.project().names_of_others(id).into_iter().map(str::to_owned).collect())
        };
        names.set_value(live.read(others).unwrap_or_default());
    };
    let offer = move |typed: &str| {
        let suggestions = names.with_value(|names| suggest(names, typed));
        chosen.set(suggestions.completes.then_some(0));
        found.set(suggestions);
    };
    let typed = move |event: Event| {
        let before = untrack(|| live.field_text(Attribute::Name));
        begin();
        let Some(written) = within(live, &event, Limits::READ.name, &before) else { return };
        live.type_on(Attribute::Name, written.clone());
        if written.trim().is_empty() { close() } else { offer(&written) }
    };
    let take = move |number: usize| {
        if let Some(name) = found.with_untracked(|found| found.names.get(number).cloned()) {
            live.type_on(Attribute::Name, name);
        }
        close();
        live.settle();
    };
    let go = move |is_down: bool| {
        if !found.with_untracked(|found| !found.names.is_empty()) {
            begin();
            offer(&untrack(|| live.field_text(Attribute::Name)));
            chosen.set(None);
        }
        let count = found.with_untracked(|found| found.names.len());
        let next = match (chosen.get_untracked(), is_down) {
            (None, true) => 0,
            (None, false) => count.wrapping_sub(1),
            // What completes was chosen already, and may be the only one.
            (Some(at), true) if at + 1 == count => 0,
            (Some(at), true) => at + 1,
            (Some(at), false) => at.wrapping_sub(1),
        };
        // Before the first is what was typed.
        chosen.set((next < count).then_some(next));
        page::reveal(&format!("#name-{next}"));
    };
    let press = move |event: KeyboardEvent| {
        let held = event.ctrl_key() || event.alt_key() || event.meta_key() || event.shift_key();
        if is_composing(&event) || held {
            return;
        }
        match event.key().as_str() {
            "ArrowDown" => go(true),
            "ArrowUp" => go(false),
            "Enter" if chosen.get_untracked().is_some() => {
                chosen.get_untracked().into_iter().for_each(take);
            }
            "Escape" if is_open() => close(),
            "Enter" => {
                close();
                live.settle();
            }
            _ => {
                pressed(live, &event);
                return;
            }
        }
        event.prevent_default();
    };
    let hint = move || {
        let typed = of(live, |annotation| annotation.id.clone())
            .and_then(|id| live.typed(&id, Attribute::Name))
            .map(|typed| typed.trim().to_owned());
        let taken = chosen.get().and_then(|at| found.with(|found| found.names.get(at).cloned()));
        match (taken, typed) {
            (Some(taken), typed) => words::enter_takes(&taken, typed.as_deref()),
            (None, Some(typed)) => words::enter_sets(&typed),
            (None, None) => String::new(),
        }
    };
    let active = move || chosen.get().map(|at| format!("name-{at}"));
    view! {
        <div class="field" data-part="attribute" on:focusout=move |_| close()>
            <label for="name">{words::NAME} <CommandKey command="attribute"/></label>
            <input id="name" name="name" node_ref=field autocomplete="off" spellcheck="false" role="combobox" aria-autocomplete="list"
                aria-controls="names" aria-expanded=move || is_open().to_string() aria-activedescendant=active aria-describedby="name-said"
                on:input=typed on:keydown=press/>
            // Over what follows, so that nothing moves under the pointer when the field is left.
            <div class="over">
            <ul id="names" role="listbox" aria-label=words::NAMES hidden=move || !is_open()
                on:mousedown=|event: leptos::ev::MouseEvent| event.prevent_default()>
                {move || found.get().names.into_iter().enumerate().map(|(at, name)| view! {
                    <li role="option" id=format!("name-{at}") aria-selected=move || (chosen.get() == Some(at)).to_string()
                        on:click=move |_| take(at)><bdi class="words">{name}</bdi></li>
                }).collect_view()}
            </ul>
            <small id="name-said" role="status">{hint}</small>
            </div>
        </div>
    }
}

/// What is being typed into the note. Until the field is left it stands there as it is, whatever came of it.
#[derive(Clone, Copy)]
struct Typing {
    live: Live,
    // In the card of which annotation it is typed.
    typed: RwSignal<Option<(Id, String)>>,
}

impl Typing {
    fn go_on(self, written: String) {
        self.live.begin_typing();
        let id = known(self.live, |annotation| annotation.id.clone());
        self.typed.set(id.map(|id| (id, written)));
    }

    /// What is being typed, or else what is known.
    fn or(self, known: String) -> String {
        let here = of(self.live, |annotation| annotation.id.clone());
        self.typed.get().filter(|(id, _)| Some(id) == here.as_ref()).map_or(known, |(_, typed)| typed)
    }
}

/// The note on the annotation.
#[component]
pub fn Note() -> impl IntoView {
    let (live, shown) = (live(), expect_context::<Shown>());
    let note = move || shown.of(|annotation| annotation.note.clone()).unwrap_or_default();
    // How long it is, where it is longer than can be written here: it came from elsewhere.
    let too_long = Memo::new(move |_| {
        let length = shown.of(|annotation| match annotation.note.len() > Limits::READ.note {
            true => annotation.note.chars().count(),
            false => 0,
        });
        length.filter(|length| *length > Limits::READ.note)
    });
    let typing = Typing { live, typed: RwSignal::new(None) };
    let field = NodeRef::<html::Textarea>::new();
    // The annotation whose note was used. It stays large until another one is selected, since what stands below would move
    // under the pointer that leaves the field.
    let used = RwSignal::new(None);
    let use_it = move |_| used.set(untrack(|| shown.of(|annotation| annotation.id.clone())));
    let is_used = move || {
        let here = shown.of(|annotation| (annotation.id.clone(), !annotation.note.is_empty()));
        here.is_some_and(|(id, is_written)| is_written || used.get() == Some(id))
    };
    let written = move || match too_long.get() {
        Some(_) => note().chars().take(BEGINNING).collect(),
        None => typing.or(note()),
    };
    shows!(field, written);
    let typed = move |event: Event| {
        let Some(written) = within(live, &event, Limits::READ.note, &untrack(|| typing.or(note()))) else {
            return;
        };
        typing.go_on(written.clone());
        let act = live.read(|session| session.set_note(&written, &live.stamp()));
        live.perform(act);
    };
    let download = move |_| {
        live.notice.set(match files::download(words::NOTE_FILE, &untrack(note), "text/plain") {
            true => Notice::news(words::downloading(words::NOTE_FILE)),
            false => Notice::problem(words::DOWNLOAD_REFUSED),
        });
    };
    view! {
        <div class="field note">
            <label for="note">{words::NOTE} <CommandKey command="note"/></label>
            <textarea id="note" name="note" rows="1" class:used=is_used on:focus=use_it placeholder=words::ADD_NOTE node_ref=field dir="auto"
                readonly=move || too_long.get().is_some() aria-describedby="note-said"
                on:input=typed on:blur=move |_| typing.typed.set(None)></textarea>
            <small id="note-said">{move || too_long.get().map_or_else(String::new, |length| words::long_note(length, BEGINNING))}</small>
            <button class="whole-note" data-command="download-note" hidden=move || too_long.get().is_none()
                on:click=download>{words::DOWNLOAD_NOTE}</button>
        </div>
    }
}
