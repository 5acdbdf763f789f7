//! Copies of the project outside of the browser: the file to which it is tied, which is written after each change, and
//! what is in no file yet.

use leptos::prelude::*;

use crate::browser::disk::{self, FileHandle};
use crate::browser::{clock, page};
use crate::words;
use beleg_core::formats::native;
use beleg_core::journal::backup::{
    BACKUP, Backup, DiskProblem, Print, Step, TIE, TIED_FILE, Tie, Tied, Unfiled, Verdict, unfiled,
};
use beleg_core::model::limits::{self, Excess, Limits};
use beleg_core::session::tied_name;

use super::files;
use super::keeper::SaveState;
use super::later::Later;
use super::live::Live;
use super::notice::Notice;

/// After how many milliseconds without a change the file is written. All of it is written each time.
const REST: u32 = 1_000;

/// How many times longer than writing the project down takes the rest is, so that a large one stays quick.
const SHARE: i64 = 10;

/// After how many milliseconds it is written even where there is no rest.
const PATIENCE: u32 = 5_000;

/// The copies of a project. It is a handle: copies of it mean the same ones.
#[derive(Clone, Copy)]
pub struct Copies {
    file: StoredValue<Option<FileHandle>, LocalStorage>,
    // For the tied file.
    resting: Later,
    // How much was done where nothing counts it, because nothing is stored.
    acts: StoredValue<u64>,
    // How the tied file looked when it was opened, until it is taken in.
    opened: StoredValue<Option<Print>>,
    // Whether the store refused to remember the tie, so that it lasts as long as the page.
    is_only_here: StoredValue<bool>,
    last: RwSignal<u64>,
    /// The file that was handed out or opened last.
    pub backup: RwSignal<Option<Backup>>,
    /// The file to which the project is tied.
    pub tie: RwSignal<Option<Tie>>,
    /// How it stands with that file.
    pub tied: RwSignal<Tied>,
    /// Why a file was not handed out: it could not be read back whole.
    pub too_large: RwSignal<Option<Excess>>,
}

impl Copies {
    /// As long as nothing is known of any.
    pub fn new() -> Self {
        Copies {
            file: StoredValue::new_local(None),
            resting: Later::new(REST, PATIENCE),
            acts: StoredValue::new(0),
            opened: StoredValue::new(None),
            is_only_here: StoredValue::new(false),
            last: RwSignal::new(0),
            backup: RwSignal::new(None),
            tie: RwSignal::new(None),
            tied: RwSignal::new(Tied::No),
            too_large: RwSignal::new(None),
        }
    }

    /// How many changes are in no file. None are where each one is written to one.
    pub fn unfiled(self, live: Live) -> Unfiled {
        let is_tied = self.tied.get() == Tied::Yes;
        let (backup, tie) = (self.backup.get(), self.tie.get());
        let backups = backup.iter().chain(tie.iter().map(|tie| &tie.backup));
        let last = self.last.get();
        let unfiled = live.read(|session| unfiled(last, session.history(), backups, clock::now()));
        if is_tied { Unfiled::default() } else { unfiled }
    }

    /// Whether there is any file of it.
    pub fn has_file(self) -> bool {
        self.tie.get().is_some() || self.backup.get().is_some_and(|backup| !backup.name.is_empty())
    }

    /// Finds out what there is.
    pub fn begin(self, live: Live) {
        self.look(live);
        self.wait(live);
    }

    /// Looks again, since another tab can have made copies meanwhile.
    pub fn look(self, live: Live) {
        self.alone(live, async move {
            self.recall(live).await;
            if let Some(file) = self.file.try_get_value().flatten()
                && self.tied.try_get_untracked() == Some(Tied::No)
            {
                let may_write = file.may_write(false).await;
                let _ = self.tied.try_set(if may_write { Tied::Yes } else { Tied::Waiting });
                if !may_write && live.notice.try_get_untracked() == Some(None) {
                    let notice = Notice::news(words::not_written(&file.file_name(), &Tied::Waiting));
                    live.notice.set(notice.map(|notice| notice.with("download")));
                }
            }
        });
    }

    /// Something was done.
    pub fn changed(self, live: Live) {
        self.acts.update_value(|acts| *acts += 1);
        self.wait(live);
    }

    /// Waits for a rest, but not for ever.
    fn wait(self, live: Live) {
        self.resting.begin(move || self.rested(live));
    }

    fn rested(self, live: Live) {
        if live.keeper.state.get_untracked() == SaveState::Saving {
            return self.wait(live);
        }
        self.alone(live, self.save(live, false));
    }

    /// Writes the project to its file, or hands it out where it has none.
    pub fn save_or_download(self, live: Live) {
        match self.file.get_value() {
            Some(_) => self.alone(live, self.save(live, true)),
            None => files::download(live),
        }
    }

    /// Lets somebody choose a file, and ties the project to it.
    pub fn tie(self, live: Live) {
        let name = live.read(tied_name);
        page::spawn(async move {
            let chosen = match disk::choose(&name).await {
                Ok(Some(file)) => file.print().await.map(|seen| (file, seen)),
                Ok(None) => return,
                Err(problem) => Err(problem),
            };
            let (file, seen) = match chosen {
                Ok(chosen) => chosen,
                Err(problem) => return self.fail(live, Tied::Failed(problem), true),
            };
            let backup = Backup { number: 0, at: clock::now(), step: None, name: file.file_name() };
            self.alone(live, async move {
                let is_kept = match live.keeper.store() {
                    Some(store) => store.put_value(TIED_FILE, file.as_ref()).await.is_ok(),
                    None => false,
                };
                let _ = self.is_only_here.try_update_value(|is_only_here| *is_only_here = !is_kept);
                let _ = self.file.try_update_value(|held| *held = Some(file));
                self.remember(live, Tie { backup, seen, coming: None }).await;
                self.save(live, true).await;
            });
        });
    }

    /// Leaves the file as it is, and writes to it no more.
    pub fn untie(self, live: Live) {
        self.alone(live, async move {
            if let Some(store) = live.keeper.store() {
                // Where it is not forgotten, it goes on after the next start.
                let _ = store.put_meta(TIE, "").await;
                let _ = store.put_meta(TIED_FILE, "").await;
            }
            let _ = self.file.try_update_value(Option::take);
            let _ = self.tie.try_set(None);
            let _ = self.tied.try_set(Tied::No);
        });
    }

    /// Opens the file as others left it, to be merged or taken instead.
    pub fn open_tied(self, live: Live) {
        let Some(file) = self.file.get_value() else { return };
        page::spawn(async move {
            match (file.print().await, file.chosen().await) {
                (Ok(seen), Ok(chosen)) => {
                    files::read(live, chosen).await;
                    let _ = self.opened.try_update_value(|opened| *opened = Some(seen));
                }
                (Err(problem), _) | (_, Err(problem)) => self.fail(live, Tied::Failed(problem), true),
            }
        });
    }

    /// Another file is about to be opened.
    pub fn opens_another(self) {
        self.opened.set_value(None);
    }

    /// A file was taken in. Where it has everything that the project has now, the number of the last entry comes along.
    pub fn took_in(self, live: Live, name: &str, number: Option<u64>) {
        if let Some(number) = number {
            self.handed_out(live, name, number);
        }
        let opened = self.opened.try_update_value(Option::take).flatten();
        if let (Some(seen), Some(tie)) = (opened, self.tie.get_untracked()) {
            // What others wrote is here now, so that it may be written over.
            self.alone(live, async move {
                // It lacks what only this project has.
                let backup = Backup { number: 0, step: None, ..tie.backup };
                self.remember(live, Tie { backup, seen, coming: None }).await;
                let _ = self.tied.try_set(Tied::Yes);
                self.wait(live);
            });
        }
    }

    /// The project was handed out.
    pub fn downloaded(self, live: Live, name: &str) {
        self.handed_out(live, name, self.last(live));
    }

    fn handed_out(self, live: Live, name: &str, number: u64) {
        let last = self.last(live);
        let step = (number == last).then(|| live.read(|session| Step::last(session.history())));
        let backup = Backup { number, at: clock::now(), step, name: name.to_owned() };
        self.last.set(last);
        self.backup.set(Some(backup.clone()));
        page::spawn(async move {
            if let Some(store) = live.keeper.store() {
                // What is not remembered is counted again.
                let _ = store.put_meta(BACKUP, &backup.write()).await;
            }
        });
    }

    /// The number of the last entry, or of acts where nothing is stored.
    pub fn last(self, live: Live) -> u64 {
        match live.keeper.store() {
            Some(_) => live.keeper.last(),
            None => self.acts.try_get_value().unwrap_or_default(),
        }
    }

    /// Takes over what the store knows: it is what all tabs share.
    async fn recall(self, live: Live) {
        let found = match live.keeper.store() {
            Some(store) => store.values(&[BACKUP, TIE, TIED_FILE]).await.ok(),
            None => None,
        };
        // By now the page may be gone.
        let Some(state) = live.keeper.state.try_get_untracked() else { return };
        let last = self.last(live);
        self.last.set(last);
        let Some([backup, tie, file]) = found.and_then(|found| <[_; 3]>::try_from(found).ok()) else {
            // Where nothing is stored, all that was done here is in no file.
            if live.keeper.store().is_none() && self.backup.with_untracked(Option::is_none) {
                self.handed_out(live, "", 0);
            }
            return;
        };
        // An empty text says that somebody untied it; nothing at all, that the browser has cleared its storage.
        if tie.is_undefined() && self.file.with_value(Option::is_some) {
            self.is_only_here.set_value(true);
        }
        if !self.is_only_here.get_value() {
            let tie = tie.as_string().and_then(|tie| Tie::read(&tie));
            let file = disk::kept(file).filter(|_| tie.is_some());
            if file.is_none() {
                self.tied.set(Tied::No);
            }
            self.tie.set(tie.filter(|_| file.is_some()));
            self.file.set_value(file);
        }
        match backup.as_string().and_then(|backup| Backup::read(&backup)) {
            Some(backup) => self.backup.update(|known| {
                // What was handed out a moment ago may still be on its way to the store.
                if known.as_ref().is_none_or(|known| known.at < backup.at) {
                    *known = Some(backup);
                }
            }),
            // It is counted from here; but what was marked before anybody counted is in no file, for all one knows.
            None if state == SaveState::Saved && self.backup.with_untracked(Option::is_none) => {
                let is_new = live.read(|session| session.project().annotations().next().is_none());
                self.handed_out(live, "", if is_new { last } else { 0 });
            }
            None => {}
        }
    }

    async fn remember(self, live: Live, tie: Tie) {
        if let Some(store) = live.keeper.store()
            && store.put_meta(TIE, &tie.write()).await.is_err()
        {
            // After the next start the file seems to be somebody else's, and that is said.
            let _ = self.is_only_here.try_update_value(|is_only_here| *is_only_here = true);
        }
        let _ = self.tie.try_set(Some(tie));
    }

    /// Does something with the tied file while no other tab does, nor this one.
    fn alone(self, live: Live, work: impl Future<Output = ()> + 'static) {
        let name = live.read(|session| format!("beleg/{}/file", session.project().id()));
        page::spawn(async move { disk::alone(&name, work).await });
    }

    /// Writes the project to the file to which it is tied. `asked` is whether somebody asked for it just now: then the
    /// browser may ask for its permission, and what comes of it is said.
    async fn save(self, live: Live, asked: bool) {
        self.recall(live).await;
        let Some(file) = self.file.try_get_value().flatten() else { return };
        let Some(tie) = self.tie.try_get_untracked().flatten() else { return };
        if !file.may_write(asked).await {
            return self.fail(live, Tied::Waiting, asked);
        }
        let found = match file.print().await {
            Ok(found) => found,
            Err(problem) => return self.fail(live, Tied::Failed(problem), asked),
        };
        let Some(state) = live.keeper.state.try_get_untracked() else { return };
        if state == SaveState::Saving && !asked {
            return self.wait(live);
        }
        let number = self.last(live);
        match tie.verdict(found, number, asked || state != SaveState::Saved) {
            Verdict::Foreign => return self.fail(live, Tied::Foreign, asked),
            Verdict::Ahead => return self.done(live, &tie, asked),
            Verdict::Write => {}
        }
        let begun = clock::now();
        let (content, step) =
            live.read(|session| (native::write(session.project()), Some(Step::last(session.history()))));
        let took = clock::now().as_millis() - begun.as_millis();
        self.resting.set_rest(u32::try_from(SHARE * took).unwrap_or(REST).max(REST));
        let (size, limit) = (content.len() as u64, Limits::READ.bytes as u64);
        if size > limit {
            return self.fail(live, Tied::Failed(DiskProblem::TooLarge { size, limit }), asked);
        }
        let excess =
            live.read(|session| limits::excess_of_file(session.project(), content.len(), &Limits::READ));
        if let Some(excess) = excess {
            return self.fail(live, Tied::Failed(DiskProblem::NotWhole(excess)), asked);
        }
        self.remember(live, Tie { coming: Some(size), ..tie.clone() }).await;
        let written = match file.replace(&content).await {
            Ok(()) => file.print().await,
            Err(problem) => Err(problem),
        };
        match written {
            Ok(seen) => {
                let backup = Backup { number, at: clock::now(), step, name: file.file_name() };
                let tie = Tie { backup, seen, coming: None };
                self.remember(live, tie.clone()).await;
                self.done(live, &tie, asked);
            }
            Err(problem) => self.fail(live, Tied::Failed(problem), asked),
        }
    }

    fn done(self, live: Live, tie: &Tie, asked: bool) {
        if self.tied.try_set(Tied::Yes).is_none() && asked {
            live.notice.set(Notice::news(words::saved_to(&tie.backup.name)));
        }
    }

    /// Says what stands in the way: once, or as often as somebody asks.
    fn fail(self, live: Live, why: Tied, asked: bool) {
        let Some(before) = self.tied.try_get_untracked() else { return };
        let name = self.tie.get_untracked().map(|tie| tie.backup.name).unwrap_or_default();
        if asked || before != why {
            let sentence = words::not_written(&name, &why);
            live.notice.set(Notice::problem(sentence).map(|notice| notice.with("kept")));
        }
        if self.file.with_value(Option::is_some) {
            self.tied.set(why);
        }
    }
}
