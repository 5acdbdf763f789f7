//! Opening and downloading project files, from the button to the sentence that says what came of it.

use std::sync::Arc;

use leptos::prelude::*;

use crate::browser::files::{self, Chosen, FileProblem};
use crate::browser::{clock, page};
use crate::formats::native;
use crate::opening::{How, Opening};
use crate::session::{Act, Selection, file_name};
use crate::words;

use super::anchoring::ask_about_read;
use super::dialogs::Dialog;
use super::live::Live;
use super::notice::Notice;

/// Hands out the project as a file, unless it could not be read back.
pub fn download(live: Live) {
    let content = live.read(|session| native::write(session.project()));
    let is_too_large = content.len() > native::MAX_BYTES;
    live.copies.too_large.set(is_too_large.then_some(content.len() as u64));
    match is_too_large {
        true => live.dialog.set(Some(Dialog::Kept)),
        false => hand_out(live, &content),
    }
}

/// Hands out the project as a file that could not be read back.
pub fn download_all_the_same(live: Live) {
    hand_out(live, &live.read(|session| native::write(session.project())));
}

fn hand_out(live: Live, content: &str) {
    let name = live.read(|session| file_name(session, clock::now()));
    live.notice.set(match files::download(&name, content) {
        true => {
            live.copies.downloaded(live, &name);
            Notice::news(words::downloading(&name))
        }
        false => Notice::problem(words::DOWNLOAD_REFUSED),
    });
}

/// Reads a file and asks what to do with it. Until somebody answers nothing changes.
pub fn open(live: Live, file: Chosen) {
    live.copies.opens_another();
    page::spawn(read(live, file));
}

/// The same for whoever waits for it.
pub async fn read(live: Live, file: Chosen) {
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
            live.notice.set(None);
            ask_about_read(live, name, read, &bytes);
        }
        Err(error) => live.notice.set(Notice::problem(words::cannot_open(&name, &error))),
    }
}

/// Asks what to do with a file.
pub fn ask(live: Live, file: String, opening: Opening) {
    live.dialog.set(Some(Dialog::Opening { file, opening: Arc::new(opening) }));
}

/// Takes in what was read, as one step of undo.
pub fn take_in(live: Live, file: &str, opening: &Opening, how: How) {
    let transaction = opening.transaction(how, clock::now());
    let plan = opening.plan(how);
    // Whether the file has everything that the project has then.
    let holds_all = plan.kept == 0 && plan.conflicting.is_empty();
    let last = live.copies.last(live);
    live.dialog.set(None);
    if transaction.edits.is_empty() {
        live.copies.took_in(live, file, holds_all.then_some(last));
        return live.notice.set(Notice::news(words::NOTHING_NEW));
    }
    let step = (transaction.action, transaction.at);
    live.perform(Some(Act::Do(transaction, Selection::Nothing)));
    // Where it no longer fitted, that is said already.
    if live.read(|session| session.history().undo().is_some_and(|last| (last.action, last.at) == step)) {
        live.copies.took_in(live, file, holds_all.then_some(last + 1));
        live.notice.set(Notice::news(words::OPENED));
    }
}
