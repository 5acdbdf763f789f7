//! Opening and downloading project files, from the button to the sentence that says what came of it.

use std::sync::Arc;

use leptos::prelude::*;

use crate::browser::files::{self, Chosen, FileProblem};
use crate::browser::{clock, page};
use crate::formats::native;
use crate::opening::{How, Opening};
use crate::session::{Act, Selection, file_name};
use crate::words;

use super::dialogs::Dialog;
use super::live::Live;
use super::notice::Notice;

/// Hands out the project as a file.
pub fn download(live: Live) {
    let (name, content) =
        live.read(|session| (file_name(session, clock::now()), native::write(session.project())));
    live.notice.set(match files::download(&name, &content) {
        true => Notice::news(words::downloading(&name)),
        false => Notice::problem(words::DOWNLOAD_REFUSED),
    });
}

/// Reads a file and asks what to do with it. Until somebody answers nothing changes.
pub fn open(live: Live, file: Chosen) {
    page::spawn(async move {
        let name = file.name();
        let bytes = match file.bytes(native::MAX_BYTES as u64).await {
            Ok(bytes) => bytes,
            Err(problem) => {
                let sentence = match problem {
                    FileProblem::TooLarge { size, limit } => words::too_large(&name, size, limit),
                    FileProblem::Unreadable => words::unreadable(&name),
                };
                return live.notice.set(Notice::problem(sentence));
            }
        };
        match clock::timed("beleg:read", || native::read(&bytes)) {
            Ok(read) => {
                let opening = live.read(|session| Opening::new(session.project(), read));
                live.notice.set(None);
                live.dialog.set(Some(Dialog::Opening { file: name, opening: Arc::new(opening) }));
            }
            Err(error) => live.notice.set(Notice::problem(words::cannot_open(&name, &error))),
        }
    });
}

/// Takes in what was read, as one step of undo.
pub fn take_in(live: Live, opening: &Opening, how: How) {
    let transaction = opening.transaction(how, clock::now());
    live.dialog.set(None);
    if transaction.edits.is_empty() {
        return live.notice.set(Notice::news(words::NOTHING_NEW));
    }
    live.perform(Some(Act::Do(transaction, Selection::Nothing)));
    live.notice.set(Notice::news(words::OPENED));
}
