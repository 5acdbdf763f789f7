//! Opening and downloading project files, from the button to the sentence that says what came of it.

use std::sync::Arc;

use leptos::prelude::*;

use crate::browser::files::{self, Chosen, FileProblem};
use crate::browser::indexed_db::{Store, StoreProblem};
use crate::browser::{clock, memory, page};
use crate::formats::{self, FileKind, Read, Recognised, Unopened, native};
use crate::journal::{self, Opened, rescue};
use crate::model::limits::{self, Limits};
use crate::model::{Id, Project};
use crate::opening::{How, Opening};
use crate::session::{Act, Selection, file_name};
use crate::text::decode;
use crate::words;

use super::anchoring::ask_about_read;
use super::dialogs::Dialog;
use super::live::Live;
use super::notice::Notice;

/// How many times larger than its file a project is in memory together with it, about. More comes when it is needed.
const NEEDED: usize = 5;

/// How many bytes of memory are asked for before it is known what a file holds, at most.
const MOST: usize = 64 * 1024 * 1024;

/// Under which key a file waits that was left with its project.
pub const INCOMING: &str = "incoming";

/// Hands out the project as a file, unless it could not be read back.
pub fn download(live: Live) {
    let content = live.read(|session| native::write(session.project()));
    let excess = live.read(|session| limits::excess_of_file(session.project(), content.len(), &Limits::READ));
    live.copies.too_large.set(excess.clone());
    match excess {
        Some(_) => live.dialog.set(Some(Dialog::Kept)),
        None => hand_out(live, &content),
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
    let content = match file.content(Limits::READ.bytes as u64).await {
        Ok(content) => content,
        Err(problem) => {
            let sentence = match problem {
                FileProblem::TooLarge { size, limit } => words::too_large(&name, size, limit),
                FileProblem::Unreadable => words::unreadable(&name),
            };
            return live.notice.set(Notice::problem(sentence));
        }
    };
    let (bytes, read) = clock::timed("beleg:read", || {
        memory::reserve(content.size().saturating_mul(NEEDED).min(MOST));
        let bytes = Arc::new(content.bytes());
        let read = read_bytes(&name, &bytes);
        (bytes, read)
    });
    match read {
        Ok((read, damaged)) => {
            live.notice.set(None);
            let is_other = live.read(|session| session.project().id() != read.project.id());
            live.beside.set_value(is_other.then(|| Beside {
                id: read.project.id().clone(),
                name: read.project.settings().name.clone(),
                file: name.replace('\n', " "),
                bytes: Arc::clone(&bytes),
            }));
            ask_about_read(live, name, read, &bytes);
            if damaged > 0 {
                live.notice.set(Notice::problem(words::damaged_file(damaged)));
            }
        }
        Err(why) => live.notice.set(Notice::problem(words::not_opened(&name, &why))),
    }
}

/// Asks what to do with a file that was read.
pub fn offer(live: Live, file: String, read: Read) {
    ask(live, file, live.read(|session| Opening::new(session.project(), read)));
}

/// Asks what to do with a file that was compared with the project.
pub fn ask(live: Live, file: String, opening: Opening) {
    live.dialog.set(Some(Dialog::Opening {
        file,
        opening: Arc::new(opening),
        beside: live.beside.get_value(),
    }));
}

/// Reads a project from its file, or from one that holds all that was saved of it, and tells how many parts of that could
/// not be read.
fn read_bytes(name: &str, bytes: &[u8]) -> Result<(Read, usize), Unopened> {
    let read = formats::open(name, bytes);
    if let Err(Unopened::Other(Recognised { kind: FileKind::Rescue, .. })) = &read
        && let Some((id, stored)) = rescue::read(bytes)
        && let Opened { project: Some(project), damage, .. } = journal::open(&id, &stored)
    {
        return Ok((Read { project, problems: Vec::new() }, damage.len()));
    }
    Ok((read?, 0))
}

/// Hands out all that is stored of the project as it stands there, whether it can be read or not.
pub fn rescue(live: Live) {
    let (id, name) = live.read(|session| (session.project().id().clone(), file_name(session, clock::now())));
    page::spawn(async move {
        let name = format!("all-{name}");
        live.notice.set(match super::start::read(&id).await {
            Ok((_, stored)) if files::download(&name, &rescue::write(&id, &stored)) => {
                Notice::news(words::downloading(&name))
            }
            Ok(_) => Notice::problem(words::DOWNLOAD_REFUSED),
            Err(problem) => Notice::problem(words::not_rescued(&problem)),
        });
    });
}

/// A file of another project than the open one.
#[derive(Clone)]
pub struct Beside {
    /// The id of the project.
    pub id: Id,
    /// Its name.
    pub name: String,
    // The name of the file, in one line, and what is in it.
    file: String,
    bytes: Arc<Vec<u8>>,
}

/// Opens the project of a file beside the open one: leaves the file with that project and goes there, where it is taken
/// up by [`take_up`].
pub fn open_beside(live: Live, beside: &Beside) {
    let Beside { id, file, bytes, .. } = beside.clone();
    page::spawn(async move {
        // It could be read, so that it is text. The name, and the file in the lines behind it.
        let content = decode(&bytes).map(|(content, _)| content).unwrap_or_default();
        let left = format!("{file}\n{content}");
        match leave(&id, &left).await {
            Ok(()) => {
                live.dialog.set(None);
                page::go_to(&id);
            }
            Err(problem) => live.notice.set(Notice::problem(words::not_beside(&problem))),
        }
    });
}

/// Leaves a file with a project.
async fn leave(project: &Id, left: &str) -> Result<(), StoreProblem> {
    Store::open(project).await?.put_meta(INCOMING, left).await
}

/// Takes up the file that was left with the open project. What has nothing in it yet becomes what the file holds;
/// otherwise it is asked what to do with it.
pub fn take_up(live: Live, left: &str) {
    if let Some((file, content)) = left.split_once('\n')
        && let Ok((read, _)) = read_bytes(file, content.as_bytes())
    {
        let is_empty = |project: &Project| project.documents().is_empty() && project.labels().is_empty();
        if live.read(|session| is_empty(session.project())) && !read.may_be_mended() {
            let opening = live.read(|session| Opening::new(session.project(), read));
            take_in(live, file, &opening, How::Replace);
        } else {
            ask_about_read(live, file.to_owned(), read, content.as_bytes());
        }
    }
    let id = live.read(|session| session.project().id().clone());
    page::spawn(async move {
        // Where it stays, it is offered once more at the next start.
        let _ = leave(&id, "").await;
    });
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
        return live.tell(words::NOTHING_NEW);
    }
    let step = (transaction.action, transaction.at);
    live.perform(Some(Act::Do(transaction, Selection::Nothing)));
    // Where it no longer fitted, that is said already.
    if live.read(|session| session.history().undo().is_some_and(|last| (last.action, last.at) == step)) {
        live.copies.took_in(live, file, holds_all.then_some(last + 1));
        live.tell(words::OPENED);
    }
}
