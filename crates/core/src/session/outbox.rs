//! What was done and is not stored yet: what is to be written next, what happens where that fails, and how what others
//! wrote comes in.
//!
//! It decides and asks nobody. Whoever runs its errands says what came of each; what was done stays here until the store
//! has acknowledged it, and nothing else makes it go.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::journal::{
    self, Batch, Entry, Journal, Spelled, StoreProblem, Stored, Writing, left_over, perform,
};
use crate::model::rebase::rebase;
use crate::model::{Action, History, Id, Item, Key, Loser, Project, Transaction, join};

use super::{Changed, Session};

/// After how many milliseconds a failed errand is run again, the first time and later. The last one goes on for ever.
const PAUSES: [u32; 3] = [2_000, 10_000, 60_000];

/// How often in a row a batch may come too late, with nothing found that came before it, until that counts as failed.
const SETBACKS: u8 = 3;

/// From how many edits on an entry is spelled in slices, before it is written.
const LONG: usize = 1_000;

/// Up to how many bytes are left behind where the page ends: what several tabs leave fits into the five million characters
/// that browsers take from one origin.
const LEFT: usize = 1_048_576;

/// What the store is to be asked for.
#[derive(Debug)]
pub enum Errand {
    /// Write this; the answer goes to [`Outbox::written`].
    Write(Batch),
    /// Read what came after all that this journal knows; the answer goes to [`Outbox::read_on`].
    ReadOn(Journal),
    /// Read everything; the answer goes to [`Outbox::read_all`].
    ReadAll,
}

/// What waits to be stored, and what is known of the store.
#[derive(Debug)]
pub struct Outbox {
    journal: Journal,
    // The history as it is stored.
    stored: History,
    // Invariant: done one after the other from what is stored, they lead to the session's project and history.
    pending: Vec<Entry>,
    // How many of them were in a batch: they may be stored though nobody heard of it, so that they stay as they are.
    sent: usize,
    // How many of them are under way, and what is known when they have arrived.
    under_way: Option<(usize, Journal)>,
    wanted: Wanted,
    // The last of the long entries, once it is spelled.
    spelled: Option<Spelled>,
    // Where what is stored cannot be built upon, the next batch brings everything.
    needs_snapshot: bool,
    setbacks: u8,
    failures: usize,
    problem: Option<StoreProblem>,
    is_resting: bool,
}

/// What is to be read before anything is written.
#[derive(Debug, PartialEq)]
enum Wanted {
    Nothing,
    News,
    Everything,
}

impl Outbox {
    /// Nothing waits. The journal is that of an empty history.
    pub fn new(journal: Journal) -> Self {
        Outbox {
            journal,
            stored: History::default(),
            pending: Vec::new(),
            sent: 0,
            under_way: None,
            wanted: Wanted::Nothing,
            spelled: None,
            needs_snapshot: false,
            setbacks: 0,
            failures: 0,
            problem: None,
            is_resting: false,
        }
    }

    /// Begins with a session that is as it is stored, with this history.
    pub fn begin(&mut self, history: History) {
        self.stored = history;
    }

    /// The number of the last entry that is known to be stored.
    pub fn last(&self) -> u64 {
        self.journal.last()
    }

    /// Whether all that was done is stored.
    pub fn is_empty(&self) -> bool {
        self.pending.is_empty()
    }

    /// Why the last errand failed, until one succeeds.
    pub fn problem(&self) -> Option<&StoreProblem> {
        self.problem.as_ref()
    }

    /// After how many milliseconds what failed is to be tried again.
    pub fn pause(&self) -> Option<u32> {
        let pause = || PAUSES.get(self.failures.saturating_sub(1)).or(PAUSES.last()).copied();
        (self.is_resting && !self.is_over()).then(pause).flatten()
    }

    /// Takes up what the session just did. What somebody types without a rest is one entry.
    pub fn add(&mut self, entry: Entry) {
        self.is_resting = false;
        match self.joined(&entry) {
            Some(joined) => {
                self.pending.pop();
                self.pending.push(joined);
            }
            None => self.pending.push(entry),
        }
    }

    /// Tries again what failed.
    pub fn try_again(&mut self) {
        self.is_resting = false;
    }

    /// Somebody may have written: looks.
    pub fn look(&mut self) {
        self.is_resting = false;
        if self.wanted == Wanted::Nothing {
            self.wanted = Wanted::News;
        }
    }

    /// The page is at rest for the first time. Somebody may have written before it could hear of it; where something is
    /// to be written, that finds out.
    pub fn look_at_start(&mut self) {
        if self.is_empty() {
            self.look();
        }
    }

    /// Somebody wrote the entry of that number.
    pub fn heard_of(&mut self, number: u64) {
        if number > self.last() {
            self.look();
        }
    }

    /// A long entry among those that are to be written next: it takes long to spell it, which can be done in slices before
    /// [`Outbox::next`] is asked, and told to [`Outbox::spelled`].
    pub fn to_spell(&self) -> Option<Entry> {
        let is_long =
            |entry: &&Entry| matches!(entry, Entry::Do(transaction) if transaction.edits.len() >= LONG);
        let long = self.pending.iter().rev().find(is_long)?;
        let is_spelled = self.spelled.as_ref().is_some_and(|spelled| spelled.is_of(long));
        (!is_spelled && !self.is_resting && self.under_way.is_none()).then(|| long.clone())
    }

    /// A long entry is spelled.
    pub fn spelled(&mut self, spelled: Option<Spelled>) {
        self.spelled = spelled;
    }

    /// What is to be done now. Before it is called again, the answer has to be told.
    pub fn next(&mut self, session: &Session) -> Option<Errand> {
        if self.is_resting || self.is_over() || self.under_way.is_some() {
            return None;
        }
        // What is heard of from now on may come too late for the answer, so that it is wanted anew.
        match std::mem::replace(&mut self.wanted, Wanted::Nothing) {
            Wanted::News => return Some(Errand::ReadOn(self.journal.clone())),
            Wanted::Everything => return Some(Errand::ReadAll),
            Wanted::Nothing => {}
        }
        if let Some((count, project, history)) = self.version_to_keep(session) {
            let writing = match self.pending.get(..count) {
                None | Some([]) => self.journal.snapshot(&project, &history),
                Some(before) => self.write(before, &project, &history),
            };
            self.sent = self.sent.max(count);
            self.under_way = Some((count, writing.after));
            return Some(Errand::Write(writing.batch));
        }
        let (project, history) = (&session.project, &session.history);
        let writing = match self.pending.as_slice() {
            [] if self.needs_snapshot || self.journal.is_due() => self.journal.snapshot(project, history),
            [] => return None,
            pending => self.write(pending, project, history),
        };
        self.sent = self.pending.len();
        self.under_way = Some((self.sent, writing.after));
        Some(Errand::Write(writing.batch))
    }

    /// What came of writing. Only what the store has acknowledged goes.
    pub fn written(&mut self, outcome: Result<(), StoreProblem>) {
        let Some((count, after)) = self.under_way.take() else { return };
        match outcome {
            Ok(()) => {
                self.journal = after;
                self.pending.drain(..count).for_each(|entry| remember(&mut self.stored, &entry));
                self.spelled = None;
                self.sent -= count;
                self.needs_snapshot = false;
                self.succeeded();
            }
            Err(problem @ (StoreProblem::Overtaken | StoreProblem::Emptied)) => {
                self.setbacks += 1;
                if self.setbacks > SETBACKS {
                    self.failed(problem);
                } else if problem == StoreProblem::Emptied {
                    self.journal.forget();
                    self.needs_snapshot = true;
                } else {
                    self.wanted = if self.setbacks == 1 { Wanted::News } else { Wanted::Everything };
                }
            }
            Err(problem) => self.failed(problem),
        }
    }

    /// What others wrote since. What is pending is taken back, theirs is done, and then the pending as it fits now.
    pub fn read_on(&mut self, session: &mut Session, outcome: Result<Stored, StoreProblem>) -> Changed {
        let Some(stored) = self.found(outcome) else { return Changed::default() };
        if stored.entries.is_empty() {
            match self.journal.follow(&stored, &mut session.project, &mut session.history) {
                Ok(followed) => self.journal = followed.after,
                Err(_) => self.wanted = Wanted::Everything,
            }
            return Changed::default();
        }
        let arrived = self.arrived(session, &stored);
        let own = self.applied();
        for transaction in own.iter().rev() {
            // It was done last, so that it can be taken back.
            let _ = session.project.apply(&transaction.inverse());
        }
        let history = std::mem::replace(&mut session.history, self.stored.clone());
        let followed = match self.journal.follow(&stored, &mut session.project, &mut session.history) {
            Ok(followed) => followed,
            Err(_) => {
                for transaction in &own {
                    // Nothing has changed since it was taken back.
                    let _ = session.project.apply(transaction);
                }
                session.history = history;
                self.wanted = Wanted::Everything;
                return Changed::default();
            }
        };
        self.setbacks = 0;
        self.journal = followed.after;
        self.stored = session.history.clone();
        let theirs: Vec<_> = followed.applied.into_iter().map(Arc::new).collect();
        self.sent = 0;
        let left: Vec<_> = std::mem::take(&mut self.pending).into_iter().zip(&own).skip(arrived).collect();
        let mut done: Vec<Transaction> = own.clone();
        for (entry, transaction) in left {
            let as_it_was = (theirs.len() == arrived).then_some(entry);
            // What arrived was done here, before this.
            let others = theirs.get(arrived..).unwrap_or_default();
            done.extend(self.redo(session, as_it_was, Some(transaction), others));
        }
        if self.pending.is_empty() {
            self.succeeded();
        }
        done.extend(theirs.iter().map(|transaction| Transaction::clone(transaction)));
        session.changed_elsewhere(&done)
    }

    /// Everything that is stored, where it can no longer be followed step by step.
    pub fn read_all(&mut self, session: &mut Session, outcome: Result<Stored, StoreProblem>) -> Changed {
        let Some(stored) = self.found(outcome) else { return Changed::default() };
        let opened = journal::open(session.project.id(), &stored);
        if opened.is_newer() {
            self.failed(StoreProblem::Newer);
            return Changed::default();
        }
        self.journal = opened.journal;
        let (Some(project), []) = (opened.project, opened.damage.as_slice()) else {
            // What is in memory is more than what can be read. It is written behind all that is there.
            self.needs_snapshot = true;
            return Changed::default();
        };
        let own = self.applied();
        (session.project, session.history) = (project, opened.history);
        self.stored = session.history.clone();
        self.sent = 0;
        self.pending.clear();
        for transaction in &own {
            self.redo(session, None, Some(transaction), &[]);
        }
        session.all_changed()
    }

    /// What would be lost where the page ended now, as text, and whether that is all of it; empty where nothing would be.
    pub fn left_over(&self, session: &Session) -> (String, bool) {
        if self.pending.is_empty() {
            return (String::new(), true);
        }
        let writing = self.write(&self.pending, &session.project, &session.history);
        let left = left_over::write(&writing.batch.entries, LEFT);
        let is_all = left_over::read(&left).count() == self.pending.len();
        (left, is_all)
    }

    /// Does what was left over where a page ended, unless it is stored. Doing it twice does no harm. Beside what changed
    /// it says whether all of it could be read; what could not should be kept.
    pub fn take_left_over(&mut self, session: &mut Session, left: &str, stored: &Stored) -> (Changed, bool) {
        let mut is_whole = true;
        let mut done = Vec::new();
        // What was taken up from another page is done by others.
        let others: Vec<_> = self.applied().into_iter().map(Arc::new).collect();
        let mut leaving = None;
        let mut is_followed = true;
        for (number, sheet) in left_over::read(left) {
            if stored.entries.get(&number).is_some_and(|there| there == sheet) {
                continue;
            }
            let Ok(entry) = left_over::entry(number, sheet, &session.project) else {
                is_whole = false;
                continue;
            };
            let place = number.checked_sub(self.last() + 1).map(|place| place as usize);
            if place.and_then(|place| self.pending.get(place)) == Some(&entry) {
                // Two tabs left the same.
                continue;
            }
            // As it was it is done only where no tab did anything since.
            is_followed &= place == Some(self.pending.len());
            if is_followed {
                let transaction =
                    if let Entry::Do(transaction) = &entry { Some(transaction.clone()) } else { None };
                done.extend(self.redo(session, Some(entry), transaction.as_ref(), &others));
                continue;
            }
            let Leaving { done: then, since } = leaving.get_or_insert_with(|| {
                let mut read = Leaving::read(session.project.id(), left, stored).unwrap_or_default();
                read.since.extend(others.iter().cloned());
                read
            });
            let transaction = match (then.get(&number), &entry) {
                (Some(transaction), _) | (None, Entry::Do(transaction)) => Some(transaction),
                _ => None,
            };
            done.extend(self.redo(session, None, transaction, since));
        }
        (session.changed_elsewhere(&done), is_whole)
    }

    /// Does something once more that is pending then: the entry as it was, or else what it did as that fits now. What is
    /// among what others did was taken up by another tab, or from what another tab left, and is done.
    fn redo(
        &mut self,
        session: &mut Session,
        entry: Option<Entry>,
        transaction: Option<&Transaction>,
        theirs: &[Arc<Transaction>],
    ) -> Option<Transaction> {
        if transaction.is_some_and(|own| theirs.iter().any(|other| is_same_act(own, other))) {
            return None;
        }
        let (project, history) = (&mut session.project, &mut session.history);
        let as_it_was = entry.and_then(|entry| Some((perform(project, history, &entry).ok()?, entry)));
        let (done, entry) = match as_it_was {
            Some(done) => done,
            None => {
                let entry = Entry::Do(rebase(transaction?, theirs, project)?);
                (perform(project, history, &entry).ok()?, entry)
            }
        };
        self.pending.push(entry);
        Some(done)
    }

    fn write(&self, entries: &[Entry], project: &Project, history: &History) -> Writing {
        self.journal.write_spelled(entries, self.spelled.as_ref(), project, history)
    }

    /// Whether this program must not write to the store any more.
    fn is_over(&self) -> bool {
        matches!(self.problem, Some(StoreProblem::Newer | StoreProblem::Shut))
    }

    fn succeeded(&mut self) {
        (self.setbacks, self.failures, self.problem) = (0, 0, None);
    }

    fn failed(&mut self, problem: StoreProblem) {
        self.is_resting = true;
        if problem != StoreProblem::Left {
            self.failures += 1;
            self.problem = Some(problem);
        }
    }

    /// What was read. Where that failed and nothing waits for it, nobody is told, and it is read again after a pause.
    fn found(&mut self, outcome: Result<Stored, StoreProblem>) -> Option<Stored> {
        match outcome {
            Ok(stored) => {
                if self.is_empty() {
                    self.failures = 0;
                }
                return Some(stored);
            }
            Err(problem) if !self.is_empty() => self.failed(problem),
            Err(problem @ (StoreProblem::Newer | StoreProblem::Shut)) => self.failed(problem),
            Err(_) => {
                self.wanted = Wanted::News;
                self.is_resting = true;
                self.failures += 1;
            }
        }
        None
    }

    /// How many of the pending are stored, though nobody heard of it.
    fn arrived(&self, session: &Session, stored: &Stored) -> usize {
        let writing = self.write(&self.pending, &session.project, &session.history);
        let both = writing.batch.entries.iter().zip(&stored.entries);
        both.take_while(|(pending, stored)| pending == stored).count()
    }

    /// What has to be stored before an act that can change the whole project, so that there is a version from before it:
    /// the number of the pending entries before that act, and the project and the history that they lead to. `None` where
    /// there is no such act among the pending, or where each entry can be reached from what is stored.
    fn version_to_keep(&self, session: &Session) -> Option<(usize, Project, History)> {
        if !self.journal.needs_beginning() {
            return None;
        }
        let is_sweeping =
            |entry: &Entry| matches!(entry, Entry::Do(transaction) if transaction.action.is_sweeping());
        let count = self.pending.iter().position(is_sweeping)?;
        let applied = self.applied();
        let mut project = session.project.clone();
        for transaction in applied.get(count..)?.iter().rev() {
            project.apply(&transaction.inverse()).ok()?;
        }
        let mut history = self.stored.clone();
        self.pending.iter().take(count).for_each(|entry| remember(&mut history, entry));
        Some((count, project, history))
    }

    /// What was applied to the project for each of the pending.
    fn applied(&self) -> Vec<Transaction> {
        let mut history = self.stored.clone();
        let mut applied = Vec::new();
        for entry in &self.pending {
            applied.extend(match entry {
                Entry::Do(transaction) => Some(transaction.clone()),
                Entry::Undo { at } => history.undo().map(|step| Transaction { at: *at, ..step.inverse() }),
                Entry::Redo { at } => history.redo().map(|step| Transaction { at: *at, ..step.clone() }),
            });
            remember(&mut history, entry);
        }
        applied
    }

    /// The last entry and the next one as one, where that leads to the same history.
    fn joined(&self, next: &Entry) -> Option<Entry> {
        let (sent, waiting) = self.pending.split_at_checked(self.sent)?;
        let ([before @ .., Entry::Do(last)], Entry::Do(next)) = (waiting, next) else {
            return None;
        };
        let both = join(last, next)?;
        let mut apart = self.stored.clone();
        sent.iter().chain(before).for_each(|entry| remember(&mut apart, entry));
        let mut together = apart.clone();
        apart.push(last.clone());
        apart.push(next.clone());
        together.push(both.clone());
        (apart == together).then_some(Entry::Do(both))
    }
}

/// Whether a transaction is what became of another one beside the work of others: it was done at the same moment, and has a
/// version or a deletion of the other one, in the project or in the list of conflicts.
fn is_same_act(own: &Transaction, other: &Transaction) -> bool {
    let has = |key: &Key, new: Option<&Item>| {
        other.edits.iter().any(|edit| match (edit.sides().1, new) {
            (Some(Item::Dispute(dispute)), Some(new)) if !matches!(new, Item::Dispute(_)) => {
                matches!(&dispute.loser, Loser::Version(item) if item == new)
            }
            (Some(Item::Dispute(dispute)), None) => {
                matches!(&dispute.loser, Loser::Deletion(deleted) if deleted == key)
            }
            (brought, new) => edit.key() == *key && brought == new,
        })
    };
    (own.at, own.action, own.origin) == (other.at, other.action, other.origin)
        && own.edits.iter().any(|edit| has(&edit.key(), edit.sides().1))
}

/// What is known of the page that left something over.
#[derive(Default)]
struct Leaving {
    // What each entry of the left-over did there, by number.
    done: BTreeMap<u64, Transaction>,
    // What others wrote since.
    since: Vec<Arc<Transaction>>,
}

impl Leaving {
    /// `None` where it cannot be read any more what the page had before it.
    fn read(project: &Id, left: &str, stored: &Stored) -> Option<Leaving> {
        let (first, _) = left_over::read(left).next()?;
        let (mut project, mut history, journal) = journal::all_at(project, stored, first.checked_sub(1)?)?;
        let (mut then, mut past) = (project.clone(), history.clone());
        let followed = journal.follow(stored, &mut project, &mut history).ok()?;
        let mut done = BTreeMap::new();
        let mut arrived = 0;
        for (number, sheet) in left_over::read(left) {
            let entry = left_over::entry(number, sheet, &then).ok()?;
            done.insert(number, perform(&mut then, &mut past, &entry).ok()?);
            // What arrived without an answer was done here, and not by others.
            arrived += usize::from(stored.entries.get(&number).is_some_and(|there| there == sheet));
        }
        let since = followed.applied.into_iter().skip(arrived).map(Arc::new).collect();
        Some(Leaving { done, since })
    }
}

/// What an entry does to a history. It was done before, so that there is a step to take back.
fn remember(history: &mut History, entry: &Entry) {
    match entry {
        Entry::Do(transaction) => history.push(transaction.clone()),
        Entry::Undo { .. } => history.undid(),
        Entry::Redo { .. } => history.redid(),
    }
}

/// Whether somebody is typing, so that the next letter may follow at once.
pub fn is_typed(entry: &Entry) -> bool {
    let is_typed = |action| matches!(action, Action::SetNote | Action::SetValue | Action::SetName);
    matches!(entry, Entry::Do(transaction) if is_typed(transaction.action))
}
