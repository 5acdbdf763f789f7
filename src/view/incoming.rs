//! Several files that were chosen or dropped together: the dialog that lists what each is, and opens one after the other.

use leptos::prelude::*;

use crate::browser::files::{Chosen, Picked};
use crate::browser::page;
use crate::words;
use beleg_core::opening::{FileState, Incoming, IncomingFile, Refused, Taken};

use super::choices::{Choice, Row, rows};
use super::dialogs::{Close, Dialog};
use super::files;
use super::live::{Live, live};
use super::notice::Notice;

/// The files that came together. It is a handle: copies of it mean the same ones.
#[derive(Clone, Copy)]
pub struct Files {
    list: RwSignal<Incoming>,
    // By the same numbers; nothing where it is a folder.
    chosen: StoredValue<Vec<Option<Chosen>>, LocalStorage>,
    /// The name that a project takes on when it is taken in as a copy.
    pub copy_name: StoredValue<Option<String>>,
}

impl Files {
    /// None yet.
    pub fn new() -> Self {
        Files {
            list: RwSignal::new(Incoming::default()),
            chosen: StoredValue::new_local(Vec::new()),
            copy_name: StoredValue::new(None),
        }
    }

    /// Comes back to the list whenever the dialog about one of its files is closed, so that none is lost.
    pub fn begin(self, live: Live) {
        Effect::new(move |_| {
            let is_closed = live.dialog.with(Option::is_none);
            if is_closed && self.list.try_update_untracked(Incoming::end) == Some(true) {
                live.dialog.set(Some(Dialog::Files));
            }
        });
    }

    /// Whether a file of the list is looked at.
    pub fn is_looking(self) -> bool {
        self.list.with_untracked(|list| list.current().is_some())
    }

    /// The names of those that are left behind the one that is looked at.
    pub fn left(self) -> Vec<String> {
        self.list.with_untracked(|list| match list.current() {
            Some(_) => list.left().into_iter().map(str::to_owned).collect(),
            None => Vec::new(),
        })
    }

    /// The file that is looked at was opened.
    pub fn took(self, taken: Taken) {
        self.list.update(|list| list.took(taken));
    }

    /// The file that is looked at cannot be opened after all.
    pub fn refused(self, refused: Refused) {
        self.list.update(|list| {
            if let Some(number) = list.current() {
                list.set(number, FileState::Refused(refused));
            }
            list.end();
        });
    }

    fn add(self, live: Live, picked: Vec<Picked>) {
        let is_listed = live.dialog.with_untracked(|dialog| matches!(dialog, Some(Dialog::Files)));
        if !is_listed && !self.is_looking() {
            self.list.set(Incoming::default());
            self.chosen.set_value(Vec::new());
        }
        let mut first = 0;
        self.list.update(|list| first = list.add(picked.iter().map(Picked::name)));
        let files = picked.into_iter().map(|picked| match picked {
            Picked::File(file) => Some(file),
            Picked::Folder(_) => None,
        });
        self.chosen.update_value(|chosen| chosen.extend(files));
        if !self.is_looking() {
            live.dialog.set(Some(Dialog::Files));
        }
        page::spawn(async move {
            for number in first.. {
                let file = self.chosen.try_with_value(|chosen| chosen.get(number).cloned()).flatten();
                let state = match file {
                    Some(Some(file)) => files::look(file).await,
                    Some(None) => FileState::Refused(Refused::Folder),
                    None => break,
                };
                // By then the page may be gone.
                if self.list.try_update(|list| list.set(number, state)).is_none() {
                    return;
                }
            }
            // What was not there when the dialog opened is what is wanted most.
            if page::has_focus("dialog[data-part=files] [data-command=close]") {
                page::in_next_frame(Box::new(|| page::focus("[data-command=open-next]")));
            }
        });
    }

    fn open(self, live: Live, number: usize) {
        let file = self.chosen.with_value(|chosen| chosen.get(number).cloned().flatten());
        let begins = self.list.try_update_untracked(|list| list.begin(number)) == Some(true);
        if let Some(file) = file.filter(|_| begins) {
            files::open(live, file);
        }
    }
}

/// Opens what was chosen or dropped: one file at once, several by a list.
pub fn open(live: Live, mut picked: Vec<Picked>) {
    let is_listed =
        live.dialog.with_untracked(|dialog| matches!(dialog, Some(Dialog::Files))) || live.files.is_looking();
    if picked.len() > 1 || is_listed && !picked.is_empty() {
        return live.files.add(live, picked);
    }
    match picked.pop() {
        Some(Picked::File(file)) => files::open(live, file),
        Some(Picked::Folder(name)) => {
            live.notice.set(Notice::problem(words::refused_file(&name, &Refused::Folder)))
        }
        None => {}
    }
}

/// What stands in the dialog.
#[component]
pub fn FilesDialog() -> impl IntoView {
    let live = live();
    let list = live.files.list;
    let row = move |number: usize, file: &IncomingFile| {
        let mut acts: Vec<Choice> = Vec::new();
        let mut address = None;
        match &file.state {
            FileState::Ready { .. } => {
                acts.push(("open-file", words::OPEN_FILE, Box::new(move || live.files.open(live, number))));
            }
            FileState::Taken(Taken::Beside { address: there, .. }) => address = Some(there.clone()),
            _ => {}
        }
        let about = words::incoming(file);
        Row { key: number.to_string(), title: words::file_name(&file.name), address, about, acts }
    };
    let next = move || {
        list.with(|list| {
            list.next().and_then(|number| Some((number, list.files().get(number)?.name.clone())))
        })
    };
    on_cleanup(move || {
        // What is left behind is named.
        let left = list.try_with_untracked(|list| match list.current() {
            None => list.left().into_iter().map(str::to_owned).collect(),
            Some(_) => Vec::new(),
        });
        if let Some(left) = left.filter(|left| !left.is_empty()) {
            live.tell(words::files_left(&left));
        }
    });
    view! {
        <div class="dialog-head"><h2 id="dialog-title">{words::FILES}</h2><Close/></div>
        <p role="status">{move || list.with(words::incoming_hint)}</p>
        {move || {
            let listed = list.with(|list| {
                list.files().iter().enumerate().map(|(number, file)| row(number, file)).collect()
            });
            rows(listed, "", Vec::new())
        }}
        <div class="acts">
            <For each=next key=|(number, _)| *number let((number, name))>
                <button class="main" data-command="open-next" autofocus=true on:click=move |_| live.files.open(live, number)>
                    {words::open_next(&name)}
                </button>
            </For>
        </div>
    }
}
