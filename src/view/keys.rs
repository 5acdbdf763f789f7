//! The dialog of keys: which keys do what, and others in their place.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::browser::page;
use crate::words;
use beleg_core::session::Chord;
use beleg_core::session::commands::{COMMANDS, Group, Wish};

use super::button::Swatch;
use super::dialogs::Close;
use super::live::{Live, live};
use super::reader::{is_composing, stroke};

/// The button that waits for new keys.
const WAITING: &str = ".key .new-keys";

/// Whose keys are about to change.
#[derive(Clone)]
struct Recording {
    row: usize,
    wish: Wish,
    /// The keys that go; without any, the new ones are added.
    old: Option<String>,
    /// Why the last keys that were pressed could not be taken.
    problem: Option<String>,
}

/// What the rows share. It is a handle: copies mean the same rows.
#[derive(Clone, Copy)]
struct Rows {
    live: Live,
    recording: RwSignal<Option<Recording>>,
}

/// All commands with their keys.
#[component]
pub fn KeysDialog() -> impl IntoView {
    let live = live();
    let rows = Rows { live, recording: RwSignal::new(None) };
    let is_single = move || {
        live.keys.track();
        live.read(|session| !session.keymap.single_keys_off)
    };
    let switch = move |_| live.change_keys(|keymap| keymap.single_keys_off = !keymap.single_keys_off);
    // All rows are drawn again together: keys change seldom, and one change can show in several rows.
    let lists = move || {
        live.keys.track();
        live.tagset.track();
        let labels = live.read(|session| session.project().labels().into_iter().cloned().collect::<Vec<_>>());
        let first = labels.len();
        let group = |group: Group| {
            let commands = COMMANDS.iter().enumerate().filter(|(_, command)| command.group == group);
            let row = |(number, command)| {
                rows.row(
                    first + number,
                    Wish::Command(command),
                    words::command_in_full(command.name).to_owned(),
                )
            };
            commands.map(row).collect_view()
        };
        let marking = labels.iter().enumerate().map(|(number, label)| {
            rows.row(number, Wish::Mark(label.id.clone()), words::mark_with(&label.name))
        });
        view! {
            <section><h3>{words::MARKING}</h3><dl>{marking.collect_view()}{group(Group::Annotation)}</dl></section>
            <section><h3>{words::MOVING}</h3><dl>{group(Group::Moving)}</dl></section>
            <section><h3>{words::PROJECT}</h3><dl>{group(Group::Project)}</dl></section>
        }
    };
    view! {
        <div class="dialog-head"><h2 id="dialog-title">{words::KEYS}</h2><Close/></div>
        <p>{words::KEYS_HINT}</p>
        <div class="key-switch">
            <label><input type="checkbox" name="single-keys" prop:checked=is_single on:change=switch/>{words::SINGLE_KEYS}</label>
            <button data-command="standard-keys" on:click=move |_| live.change_keys(|keymap| keymap.reset())>
                {words::STANDARD_KEYS}
            </button>
        </div>
        <div class="key-groups" on:keydown=move |event: KeyboardEvent| rows.record(&event)>{lists}</div>
    }
}

impl Rows {
    /// A command or a label with its keys as buttons; while it waits for others, what takes them.
    fn row(self, row: usize, wish: Wish, name: String) -> impl IntoView + use<> {
        let (keys, problem) = self.live.read(|session| {
            let keys = session.keymap.keys_of(session.project(), &wish);
            (keys, words::label_key_problem(session, &wish))
        });
        let is_label = matches!(wish, Wish::Mark(_));
        let waiting = self.recording.get().filter(|recording| recording.row == row);
        let problem = waiting.as_ref().map_or(problem, |waiting| waiting.problem.clone());
        let begin = |old: Option<String>| -> Box<dyn FnMut()> {
            let recording = Recording { row, wish: wish.clone(), old, problem: None };
            Box::new(move || self.begin(recording.clone()))
        };
        let mut buttons = Vec::new();
        if let Some(waiting) = waiting {
            let wait: Box<dyn FnMut()> = Box::new(|| ());
            buttons.push(("new-keys", words::NEW_KEYS.to_owned(), None, wait));
            if waiting.old.is_some() {
                buttons.push(("", words::REMOVE_KEYS.to_owned(), None, Box::new(move || self.change(None))));
            }
        } else {
            // Whose keys they are is heard with each button.
            let of = Some(format!(": {name}"));
            let can_add = !is_label || keys.is_empty();
            for key in keys {
                buttons.push(("chord", words::keys(&key), of.clone(), begin(Some(key))));
            }
            // A label has one key.
            if can_add {
                buttons.push(("add", words::ADD_KEYS.to_owned(), of, begin(None)));
            }
        }
        let buttons = buttons.into_iter().map(|(class, word, of, mut act)| {
            view! { <button class=class on:click=move |_| act()>{word}<span class="hidden">{of}</span></button> " " }
        });
        view! {
            <div class="key" data-row=row>
                <dt>
                    {is_label.then(|| view! { <Swatch number=row/> " " })} {name}
                    <small class="problem" role="status">{problem}</small>
                </dt>
                <dd>{buttons.collect_view()}</dd>
            </div>
        }
    }

    fn begin(self, recording: Recording) {
        self.recording.set(Some(recording));
        page::soon(Box::new(|| page::focus(WAITING)));
    }

    /// Takes what is pressed as the new keys. Nothing else comes of it.
    fn record(self, event: &KeyboardEvent) {
        let Some(mut now) = self.recording.get_untracked() else { return };
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
        now.problem = self.live.read(|session| {
            let refusal = session.keymap.check(session.project(), &now.wish, &chord).err()?;
            Some(words::key_refused(session, &chord, &refusal))
        });
        if now.problem.is_none() {
            return self.change(Some(chord));
        }
        self.recording.set(Some(now));
    }

    /// Puts the new keys in the place of the old ones.
    fn change(self, new: Option<Chord>) {
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
    fn end(self) {
        let row = self.recording.get_untracked().map(|recording| recording.row);
        self.recording.set(None);
        let first = format!("[data-row='{}'] button", row.unwrap_or_default());
        page::soon(Box::new(move || page::focus(&first)));
    }
}
