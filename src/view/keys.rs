//! The dialog of keys: which keys do what, and others in their place.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::browser::page;
use crate::session::commands::{COMMANDS, Group, Wish};
use crate::session::{Chord, Session};
use crate::words;

use super::button::Swatch;
use super::dialogs::Close;
use super::live::{Live, live};
use super::reader::{is_composing, stroke};
use super::shown::{Part, flag, maybe, on, on_event, part};

/// The button that waits for new keys.
const WAITING: &str = "[data-part=new-keys]";

/// Whose keys are about to change.
#[derive(Clone)]
struct Recording {
    row: usize,
    wish: Wish,
    /// The keys that go; without any, the new ones are added.
    old: Option<String>,
}

/// What the rows share.
#[derive(Clone)]
struct Rows {
    live: Live,
    recording: RwSignal<Option<Recording>>,
    /// Why the last keys that were pressed could not be taken.
    problem: RwSignal<Option<String>>,
    /// Which row waits for keys.
    waiting: Selector<Option<usize>>,
}

/// All commands with their keys.
#[component]
pub fn KeysDialog() -> impl IntoView {
    let live = live();
    let recording = RwSignal::new(None::<Recording>);
    let waiting = Selector::new(move || recording.with(|one| one.as_ref().map(|one| one.row)));
    let rows = Rows { live, recording, problem: RwSignal::new(None), waiting };
    let labels = live.read(|session| session.project().labels().into_iter().cloned().collect::<Vec<_>>());
    let first = labels.len();
    let marking = labels.into_iter().enumerate().map({
        let rows = rows.clone();
        move |(number, label)| {
            let word = view! { <Swatch number/> " " {words::mark_with(&label.name)} }.into_any();
            rows.row(number, Wish::Mark(label.id.clone()), words::mark_as(&label.name), word)
        }
    });
    let group = |group: Group| {
        let commands = COMMANDS.iter().enumerate().filter(move |(_, command)| command.group == group);
        let rows = rows.clone();
        commands.map(move |(number, command)| {
            let word = words::command_in_full(command.name);
            rows.row(first + number, Wish::Command(command), word.to_owned(), word.into_any())
        })
    };
    let (annotation, moving, project) =
        (group(Group::Annotation), group(Group::Moving), group(Group::Project));
    let single = flag(move || {
        live.keys.track();
        live.read(|session| !session.keymap.single_keys_off)
    });
    let switch = on(move || live.change_keys(|keymap| keymap.single_keys_off = !keymap.single_keys_off));
    view! {
        <div class="dialog-head"><h2 id="dialog-title">{words::KEYS}</h2><Close/></div>
        <p>{words::KEYS_HINT}</p>
        <div class="key-switch">
            <label><input type="checkbox" name="single-keys" prop:checked=single on:change=switch/>{words::SINGLE_KEYS}</label>
            <button data-command="standard-keys" on:click=on(move || live.change_keys(|keymap| keymap.reset()))>
                {words::STANDARD_KEYS}
            </button>
        </div>
        <div class="key-groups">
            <section><h3>{words::MARKING}</h3><dl>{marking.collect_view()}{annotation.collect_view()}</dl></section>
            <section><h3>{words::MOVING}</h3><dl>{moving.collect_view()}</dl></section>
            <section><h3>{words::PROJECT}</h3><dl>{project.collect_view()}</dl></section>
        </div>
    }
}

impl Rows {
    /// A command or a label, and its keys as buttons.
    fn row(&self, row: usize, wish: Wish, name: String, word: AnyView) -> impl IntoView + use<> {
        let live = self.live;
        let problem = {
            let (this, wish) = (self.clone(), wish.clone());
            maybe(move || {
                if this.waiting.selected(&Some(row)) {
                    return this.problem.get();
                }
                live.keys.track();
                live.tagset.track();
                live.read(|session| words::label_key_problem(session, &wish))
            })
        };
        let this = self.clone();
        let pressed = on_event({
            let this = self.clone();
            move |event: KeyboardEvent| this.record(&event)
        });
        view! {
            <div class="key" data-row=row on:keydown=pressed>
                <dt>{word} <small class="problem" role="status">{problem}</small></dt>
                <dd>{this.keys(row, wish, name)}</dd>
            </div>
        }
    }

    /// The keys of a row; while it waits for others, the way to take one away.
    fn keys(self, row: usize, wish: Wish, name: String) -> Part {
        part(move || {
            let live = self.live;
            live.keys.track();
            live.tagset.track();
            if self.waiting.selected(&Some(row)) {
                let old =
                    self.recording.with_untracked(|one| one.as_ref().is_some_and(|one| one.old.is_some()));
                let this = self.clone();
                let remove = old.then(|| {
                    view! { <button on:click=on(move || this.change(None))>{words::REMOVE_KEYS}</button> }
                });
                return view! { <button data-part="new-keys">{words::NEW_KEYS}</button> {remove} }.into_any();
            }
            let keys = live.read(|session| keys_of(session, &wish));
            // A label has one key.
            let is_full = matches!(wish, Wish::Mark(_)) && !keys.is_empty();
            let begin = |old: Option<String>| {
                let (this, wish) = (self.clone(), wish.clone());
                on(move || this.begin(Recording { row, wish: wish.clone(), old: old.clone() }))
            };
            let buttons = keys.into_iter().map(|key| {
                let shown = words::keys(&key);
                view! {
                    <button aria-label=format!("{shown}: {name}") title=words::CHANGE_KEYS on:click=begin(Some(key))>
                        <kbd>{shown.clone()}</kbd>
                    </button>
                }
            });
            let add = (!is_full).then(|| view! {
                <button class="add" aria-label=format!("{}: {name}", words::ADD_KEYS) on:click=begin(None)>
                    {words::ADD_KEYS}
                </button>
            });
            view! { {buttons.collect_view()} {add} }.into_any()
        })
    }

    fn begin(&self, recording: Recording) {
        self.problem.set(None);
        self.recording.set(Some(recording));
        request_animation_frame(|| page::focus(WAITING));
    }

    /// Takes what is pressed as the new keys. Nothing else comes of it.
    fn record(&self, event: &KeyboardEvent) {
        let Some(now) = self.recording.get_untracked() else { return };
        // Tab leads on to the button beside.
        if is_composing(event) || event.key() == "Tab" {
            return;
        }
        if event.key() == "Escape" {
            event.prevent_default();
            return self.end();
        }
        if !page::has_focus(WAITING) {
            return;
        }
        event.prevent_default();
        let Some(chord) = stroke(event).chord().filter(|_| !event.repeat()) else { return };
        let checked = self.live.read(|session| session.keymap.check(session.project(), &now.wish, &chord));
        match checked {
            Ok(()) => self.change(Some(chord)),
            Err(refusal) => {
                let why = self.live.read(|session| words::key_refused(session, &chord, &refusal));
                self.problem.set(Some(why));
            }
        }
    }

    /// Puts the new keys in the place of the old ones.
    fn change(&self, new: Option<Chord>) {
        let Some(Recording { wish, old, .. }) = self.recording.get_untracked() else { return };
        match wish {
            Wish::Command(command) => {
                self.live.change_keys(|keymap| keymap.set(command, old.as_deref(), new));
            }
            Wish::Mark(label) => {
                let key = new.and_then(|chord| chord.character());
                let act = self.live.read(|session| session.set_key(&label, key, &self.live.stamp()));
                self.live.perform(act);
            }
            Wish::MarkExactly(_) | Wish::Open(_) => {}
        }
        self.end();
    }

    /// Waits for no keys any more. Who pressed them is still at the same row.
    fn end(&self) {
        let row = self.recording.get_untracked().map(|one| one.row);
        self.recording.set(None);
        let first = format!("[data-row='{}'] button", row.unwrap_or_default());
        request_animation_frame(move || page::focus(&first));
    }
}

/// The keys of a command, or the one of a label.
fn keys_of(session: &Session, wish: &Wish) -> Vec<String> {
    match wish {
        Wish::Command(command) => session.keymap.keys(command).into_iter().map(str::to_owned).collect(),
        Wish::Mark(label) => {
            let mut labels = session.keymap.labels(session.project()).into_iter();
            let key = labels.find(|(other, _)| other.id == *label).and_then(|(_, key)| key);
            key.into_iter().map(|key| key.as_str().to_owned()).collect()
        }
        Wish::MarkExactly(_) | Wish::Open(_) => Vec::new(),
    }
}
