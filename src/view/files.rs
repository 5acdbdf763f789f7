//! Opening and downloading project files, from the button to the sentence that says what came of it.

use std::sync::Arc;

use leptos::prelude::*;

use crate::browser::files::{self, Chosen, FileProblem};
use crate::browser::indexed_db::{Store, StoreProblem};
use crate::browser::{catalogue, clock, memory, page};
use crate::words;
use beleg_core::formats::{self, FileKind, Read, Recognised, Unopened, native};
use beleg_core::journal::{self, Opened, rescue};
use beleg_core::model::limits::{self, Limits};
use beleg_core::model::{Id, Project};
use beleg_core::opening::{FileState, How, Opening, Refused, Taken, renamed};
use beleg_core::pace::{Pace, pause};
use beleg_core::session::catalogue::Listed;
use beleg_core::session::{Subject, file_name};
use beleg_core::text::decode;

use super::anchoring::ask_about_read;
use super::dialogs::Dialog;
use super::live::Live;
use super::notice::Notice;
use super::projects;
use super::working::{Slices, Work, in_slices};

/// How many times larger than its file a project is in memory together with it, about. More comes when it is needed.
const NEEDED: usize = 5;

/// How many bytes of memory are asked for before it is known what a file holds, at most.
const MOST: usize = 64 * 1024 * 1024;

/// What the browser's list of timings calls the reading of a file.
const READ: &str = "beleg:read";

/// Under which key a file waits that was left with its project.
pub const INCOMING: &str = "incoming";

/// Under which key the name waits that a copy takes on.
pub const INCOMING_NAME: &str = "incoming-name";

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
    let name = live.read(|session| file_name(session, clock::now(), "json"));
    live.notice.set(match files::download(&name, content, files::JSON) {
        true => {
            live.copies.downloaded(live, &name);
            Notice::news(words::downloading(&name)).map(|notice| notice.with("export"))
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
    in_slices(live, Work::Reading(name.clone()), async |pace| read_at_pace(live, name, file, pace).await)
        .await;
}

async fn read_at_pace(live: Live, name: String, file: Chosen, pace: &dyn Pace) {
    live.files.copy_name.set_value(None);
    let content = match file.content(Limits::READ.bytes as u64).await {
        Ok(content) => content,
        Err(problem) => return refuse(live, &name, refused(problem)),
    };
    clock::mark(READ);
    memory::reserve(content.size().saturating_mul(NEEDED).min(MOST));
    let bytes = Arc::new(content.bytes());
    let read = read_bytes(&name, &bytes, pace).await;
    clock::measure(READ);
    match read {
        Ok((read, damaged)) => {
            live.notice.set(None);
            let id = read.project.id().clone();
            let is_open = live.read(|session| *session.project().id() == id);
            let known = projects::known().await;
            live.beside.set_value(Some(Beside {
                is_open,
                is_here: known.project(&id).is_some(),
                id,
                name: read.project.settings().name.clone(),
                file: name.replace('\n', " "),
                bytes: Arc::clone(&bytes),
            }));
            ask_about_read(live, name, read, &bytes, pace).await;
            if damaged > 0 {
                live.notice.set(Notice::problem(words::damaged_file(damaged)));
            }
        }
        Err(why) => refuse(live, &name, Refused::Unopened(why)),
    }
}

/// Says why a file cannot be opened; where it is one of several, in their list.
fn refuse(live: Live, name: &str, why: Refused) {
    match live.files.is_looking() {
        true => live.files.refused(why),
        false => live.notice.set(Notice::problem(words::refused_file(name, &why))),
    }
}

fn refused(problem: FileProblem) -> Refused {
    match problem {
        FileProblem::TooLarge { size, limit } => Refused::TooLarge { size, limit },
        FileProblem::Unreadable => Refused::Unreadable,
    }
}

/// What a file is, and whether it can be opened.
pub async fn look(file: Chosen) -> FileState {
    match file.content(Limits::READ.bytes as u64).await {
        Ok(content) => match read_bytes(&file.name(), &content.bytes(), &Slices::begin()).await {
            Ok((read, _)) => FileState::Ready {
                project: read.project.settings().name.clone(),
                documents: read.project.documents().len(),
                annotations: read.project.total(),
            },
            Err(why) => FileState::Refused(Refused::Unopened(why)),
        },
        Err(problem) => FileState::Refused(refused(problem)),
    }
}

/// Asks what to do with a file that was read.
pub async fn offer(live: Live, file: String, mut read: Read, pace: &dyn Pace) {
    if let Some(name) = live.files.copy_name.get_value() {
        read.project = renamed(read.project, &name);
    }
    let (current, history) = live.read(|session| (session.project().clone(), session.history().clone()));
    ask(live, file, Opening::in_slices(&current, &history, read, pace).await, pace).await;
}

/// Asks what to do with a file that was compared with the project.
pub async fn ask(live: Live, file: String, opening: Opening, pace: &dyn Pace) {
    let excess = |how| live.read(|session| session.excess(&opening.transaction(how, clock::now())));
    pause(pace).await;
    let merging = excess(How::Merge);
    pause(pace).await;
    let replacing = excess(How::Replace);
    pause(pace).await;
    live.dialog.set(Some(Dialog::Opening {
        file,
        excess: [merging, replacing],
        opening: Arc::new(opening),
        beside: live.beside.get_value(),
    }));
}

/// Reads a project from its file, or from one that holds all that was saved of it, and tells how many parts of that could
/// not be read.
async fn read_bytes(name: &str, bytes: &[u8], pace: &dyn Pace) -> Result<(Read, usize), Unopened> {
    let read = formats::open_in_slices(name, bytes, pace).await;
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
    let (id, name) =
        live.read(|session| (session.project().id().clone(), file_name(session, clock::now(), "json")));
    page::spawn(async move {
        let name = format!("all-{name}");
        live.notice.set(match Store::read_whole(&id).await {
            Ok((_, stored)) if files::download(&name, &rescue::write(&id, &stored), files::JSON) => {
                Notice::news(words::downloading(&name))
            }
            Ok(_) => Notice::problem(words::DOWNLOAD_REFUSED),
            Err(problem) => Notice::problem(words::not_rescued(&problem)),
        });
    });
}

/// A file that can be opened beside the open project.
#[derive(Clone)]
pub struct Beside {
    /// Whether its project is the open one.
    pub is_open: bool,
    /// Whether its project is in this browser.
    pub is_here: bool,
    /// The id of the project.
    pub id: Id,
    /// Its name.
    pub name: String,
    // The name of the file, in one line, and what is in it.
    file: String,
    bytes: Arc<Vec<u8>>,
}

/// Opens the project of a file beside the open one, or a copy of it under an id and a name of its own: leaves the file
/// with that project and goes there, where it is taken up by [`take_up`]. Where further files wait in the list, that goes
/// on first, and the project is opened from there.
pub fn open_beside(live: Live, beside: &Beside, is_copy: bool) {
    let Beside { id, file, bytes, name, .. } = beside.clone();
    page::spawn(async move {
        let known = projects::known().await;
        let (id, copy_name) = match is_copy {
            true => (clock::new_id(), Some(known.free_name(|number| words::copy_name(&name, number)))),
            false => (id, None),
        };
        // It could be read, so that it is text. The name, and the file in the lines behind it.
        let content = decode(&bytes).map(|(content, _)| content).unwrap_or_default();
        let left = format!("{file}\n{content}");
        match leave_beside(&id, &left, copy_name.as_deref()).await {
            Ok(false) => live.notice.set(Notice::problem(words::WAITS_ALREADY)),
            Ok(true) if live.files.is_looking() => {
                let name = copy_name.unwrap_or(name);
                let listed =
                    Listed { name: name.clone(), changed: Some(clock::now()), ..Listed::found(id.clone()) };
                if known.project(&id).is_none() {
                    // Where it is not listed, it is found by its database.
                    let _ = catalogue::put(&listed.key(), &listed.write()).await;
                }
                live.files.took(Taken::Beside { name, address: page::address(&id) });
                live.dialog.set(None);
            }
            Ok(true) => {
                live.dialog.set(None);
                page::go_to(&id);
            }
            Err(problem) => live.notice.set(Notice::problem(words::not_beside(&problem))),
        }
    });
}

/// Leaves a file with a project, unless another one waits there.
async fn leave_beside(project: &Id, left: &str, name: Option<&str>) -> Result<bool, StoreProblem> {
    let store = Store::open(project).await?;
    let waiting = store.values(&[INCOMING]).await?;
    if waiting.iter().any(|waiting| waiting.as_string().is_some_and(|waiting| !waiting.is_empty())) {
        return Ok(false);
    }
    store.put_meta(INCOMING_NAME, name.unwrap_or_default()).await?;
    store.put_meta(INCOMING, left).await?;
    Ok(true)
}

/// Leaves a file with a project.
async fn leave(project: &Id, left: &str) -> Result<(), StoreProblem> {
    Store::open(project).await?.put_meta(INCOMING, left).await
}

/// Takes up the file that was left with the open project. What has nothing in it yet becomes what the file holds;
/// otherwise it is asked what to do with it.
/// A copy takes on the name that was left with it.
pub fn take_up(live: Live, left: String, copy_name: Option<String>) {
    page::spawn(async move {
        let name = left.split_once('\n').map_or("", |(file, _)| file).to_owned();
        let act = async |pace: &dyn Pace| take_up_at_pace(live, &left, copy_name, pace).await;
        if in_slices(live, Work::Reading(name), act).await {
            let id = live.read(|session| session.project().id().clone());
            // Where it stays, it is offered once more at the next start.
            let _ = leave(&id, "").await;
        }
    });
}

async fn take_up_at_pace(live: Live, left: &str, copy_name: Option<String>, pace: &dyn Pace) {
    live.files.copy_name.set_value(copy_name.clone());
    if let Some((file, content)) = left.split_once('\n')
        && let Ok((read, _)) = read_bytes(file, content.as_bytes(), pace).await
    {
        let is_empty = |project: &Project| project.documents().is_empty() && project.labels().is_empty();
        if live.read(|session| is_empty(session.project())) && !read.may_be_mended() {
            let mut read = read;
            if let Some(name) = copy_name {
                read.project = renamed(read.project, &name);
            }
            // Undo takes the file out, and leaves the name.
            live.begin_as(&read.project.settings().name);
            let (current, history) =
                live.read(|session| (session.project().clone(), session.history().clone()));
            let opening = Opening::in_slices(&current, &history, read, pace).await;
            take_in(live, file, &opening, How::Replace);
        } else {
            ask_about_read(live, file.to_owned(), read, content.as_bytes(), pace).await;
        }
    }
}

/// Takes in what was read, as one step of undo.
pub fn take_in(live: Live, file: &str, opening: &Opening, how: How) {
    let transaction = opening.transaction(how, clock::now());
    let plan = opening.plan(how);
    // Whether the file has everything that the project has then.
    let holds_all = plan.kept == 0 && plan.conflicting.is_empty();
    let last = live.copies.last(live);
    live.files.copy_name.set_value(None);
    let file = file.to_owned();
    if transaction.edits.is_empty() {
        live.dialog.set(None);
        live.copies.took_in(live, &file, holds_all.then_some(last));
        live.files.took(Taken::In(how));
        return live.tell_of_step(words::nothing_new(plan.conflicting.len()));
    }
    let conflicts = plan.conflicts();
    live.perform_large(transaction, move |is_done| {
        live.dialog.set(None);
        // Where it no longer fitted, that is said already.
        if is_done {
            live.copies.took_in(live, &file, holds_all.then_some(last + 1));
            live.files.took(Taken::In(how));
            let about = live.read(Subject::step);
            let notice = Notice::news(words::opened(conflicts)).map(|notice| notice.about(about));
            let leads_there = |notice: Notice| if conflicts > 0 { notice.with("conflicts") } else { notice };
            live.notice.set(notice.map(leads_there));
        }
    });
}
