//! What is written of a journal, and when.

use std::sync::Arc;

use crate::model::{History, Item, Project, Timestamp, Transaction};
use crate::text::Text;

use super::Entry;
use super::batch::{Batch, Stored};
use super::parts::Parts;
use super::sheet::{self, Spelled};

/// After how many entries a snapshot is due, so that opening stays quick.
const PAUSE: u64 = 200;

/// A snapshot is not due before the entries since the last one hold this part of the bytes that it would write, so that
/// the cost of an entry does not grow with the project.
const SHARE: usize = 4;

/// After how many milliseconds between an entry and the last snapshot the next one is due, however few the entries: it
/// is a version to which people can return.
const HOUR: i64 = 3_600_000;

/// How many snapshots are kept. From an older one, too, the journal can be read, where a newer one is damaged, and the
/// project can be restored as it was after each entry since.
const KEPT: usize = 10;

/// Something to be written, and what is known of the store once that is done.
///
/// Whoever has it written takes `after` for the journal when the store has taken the batch, and not before. Where the
/// store refuses, the journal is what it was.
#[derive(Clone, Debug, Default)]
pub struct Writing {
    /// What is to be written.
    pub batch: Batch,
    /// The journal when it is written.
    pub after: Journal,
}

/// What is known of what is stored. It gives every entry its number and every batch what has to come with it.
///
/// It says nothing of what is on its way: it changes only when a store has taken what was made of it. It is cheap to
/// clone.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    // The number of the last entry, and when it was made.
    last: u64,
    at: Timestamp,
    // Invariant: in order. The SHA-256 of the texts that are stored.
    texts: Arc<Vec<String>>,
    // Invariant: ascending. From each of them on, all entries are stored; the first batch brings the first one.
    snapshots: Vec<Kept>,
    // Invariant: what has this number or a smaller one is never dropped, unless it is a snapshot from `snapshots`.
    // Damage lies there, or nothing.
    floor: u64,
    // Invariant: in order. Parts that are never dropped, since what was set aside refers to them.
    aside: Arc<Vec<String>>,
    // Of the entries since the last snapshot.
    entry_bytes: usize,
    // The last snapshot that was made or read here: when, and of what. Another page may have made later ones.
    snapshot_at: Timestamp,
    parts: Arc<Parts>,
    is_due: bool,
}

/// A snapshot that is kept.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    /// The number of the last entry it covers.
    pub number: u64,
    /// Where the parts are kept to which it refers, in order.
    pub parts: Arc<Vec<String>>,
}

impl Kept {
    fn has(&self, part: &str) -> bool {
        has(&self.parts, part)
    }
}

fn has(sorted: &[String], key: &str) -> bool {
    sorted.binary_search_by(|other| other.as_str().cmp(key)).is_ok()
}

impl Journal {
    /// The journal of a project of which nothing is stored.
    pub fn new() -> Self {
        Journal::default()
    }

    /// The number of the last entry.
    pub fn last(&self) -> u64 {
        self.last
    }

    /// The SHA-256 of the texts that are stored, in order.
    pub fn texts(&self) -> &[String] {
        &self.texts
    }

    /// What is to be written of entries that were performed one after the other, and led to this project and this
    /// history.
    ///
    /// Where there is no snapshot to which they could be added, because nothing is stored or because what is stored is
    /// damaged, one comes with them.
    pub fn write(&self, entries: &[Entry], project: &Project, history: &History) -> Writing {
        self.write_spelled(entries, None, project, history)
    }

    /// The same where one of the entries is spelled already.
    pub fn write_spelled(
        &self,
        entries: &[Entry],
        spelled: Option<&Spelled>,
        project: &Project,
        history: &History,
    ) -> Writing {
        let (mut batch, mut after) = (self.batch(), self.clone());
        for entry in entries {
            after.last = after.last.saturating_add(1);
            after.at = entry.at();
            let sheet = sheet::write_entry(after.last, entry, spelled);
            after.entry_bytes += sheet.len();
            if let Entry::Do(transaction) = entry {
                after.add_texts(&mut batch, transaction);
            }
            batch.entries.insert(after.last, sheet);
        }
        if after.snapshots.is_empty() && !entries.is_empty() {
            after.add_snapshot(&mut batch, project, history);
        }
        after.look_whether_due(project);
        Writing { batch, after }
    }

    /// Whether no entry can be reached from what is stored: there is no snapshot, and what came before is damaged or gone.
    pub fn needs_beginning(&self) -> bool {
        self.snapshots.is_empty() && self.last > 0
    }

    /// Whether it is time for a snapshot. It may wait until nobody is working.
    pub fn is_due(&self) -> bool {
        self.is_due || self.needs_beginning()
    }

    pub(super) fn look_whether_due(&mut self, project: &Project) {
        let entries = self.last.saturating_sub(self.last_snapshot());
        let millis = self.at.as_millis().saturating_sub(self.snapshot_at.as_millis());
        self.is_due = entries > 0 && millis >= HOUR
            || entries >= PAUSE && self.entry_bytes >= self.parts.changed_bytes(project) / SHARE;
    }

    /// What is to be written of the project and the history after the last entry. What is no longer needed then is
    /// dropped.
    pub fn snapshot(&self, project: &Project, history: &History) -> Writing {
        let (mut batch, mut after) = (self.batch(), self.clone());
        after.add_snapshot(&mut batch, project, history);
        Writing { batch, after }
    }

    fn last_snapshot(&self) -> u64 {
        self.snapshots.last().map_or(0, |kept| kept.number)
    }

    /// A batch for the store as it is known.
    fn batch(&self) -> Batch {
        Batch { after: self.last, after_snapshot: self.last_snapshot().max(self.floor), ..Batch::default() }
    }

    fn add_snapshot(&mut self, batch: &mut Batch, project: &Project, history: &History) {
        let is_stored = |part: &str| self.snapshots.iter().any(|kept| kept.has(part));
        let parts = self.parts.next(project, history, &is_stored, batch);
        batch.snapshots.insert(self.last, sheet::write_snapshot(self.last, self.at, project, &parts));
        project.texts().for_each(|text| self.add_text(batch, text));
        for step in history.done().iter().chain(history.undone()) {
            self.add_texts(batch, step);
        }
        self.snapshots.retain(|kept| kept.number != self.last);
        self.snapshots.push(Kept { number: self.last, parts: Arc::new(parts.keys()) });
        self.parts = Arc::new(parts);
        (self.entry_bytes, self.snapshot_at, self.is_due) = (0, self.at, false);
        let outdated = self.keep_the_last();
        let (Some(last), Some(oldest)) = (outdated.last(), self.snapshots.first()) else { return };
        batch.outdated_snapshots = Some(self.floor..=last.number);
        batch.outdated_entries = Some(self.floor.saturating_add(1)..=oldest.number);
        for kept in &outdated {
            for part in kept.parts.iter() {
                let is_used = self.snapshots.iter().any(|kept| kept.has(part)) || has(&self.aside, part);
                if !is_used && !batch.outdated_parts.contains(part) {
                    batch.outdated_parts.push(part.clone());
                }
            }
        }
    }

    /// Forgets all snapshots but those that are kept, and returns them.
    fn keep_the_last(&mut self) -> Vec<Kept> {
        let outdated = self.snapshots.len().saturating_sub(KEPT);
        self.snapshots.drain(..outdated).collect()
    }

    /// Forgets what is stored, since it is gone. The next batch carries everything.
    pub fn forget(&mut self) {
        *self = Journal { last: self.last, at: self.at, floor: self.last, ..Journal::default() };
    }

    /// What is known when another page has written entries up to a number, texts, and snapshots. It tells how many bytes
    /// the entries behind a number hold.
    pub(super) fn learn(
        &mut self,
        last: u64,
        at: Option<Timestamp>,
        bytes: impl Fn(u64) -> usize,
        texts: &[Text],
        stored: &Stored,
    ) {
        self.entry_bytes += bytes(self.last);
        (self.last, self.at) = (last, at.unwrap_or(self.at));
        for text in texts {
            self.add_text(&mut Batch::default(), text);
        }
        for (number, snapshot) in &stored.snapshots {
            if self.last_snapshot() < *number
                && let Ok(head) = sheet::read_head(*number, snapshot)
            {
                self.snapshots.push(Kept { number: *number, parts: Arc::new(head.keys()) });
                self.entry_bytes = bytes(*number);
                self.snapshot_at = head.at().unwrap_or_default();
            }
        }
        self.keep_the_last();
    }

    /// The journal of what was found.
    pub(super) fn of(found: Found, at: Timestamp) -> Self {
        let Found { last, texts, floor, aside, snapshots, entry_bytes, snapshot_at, parts } = found;
        let (texts, aside, parts) = (Arc::new(texts), Arc::new(aside), Arc::new(parts));
        let is_due = false;
        Journal { last, at, texts, snapshots, floor, aside, entry_bytes, snapshot_at, parts, is_due }
    }

    /// Adds all texts of a transaction that are not stored yet.
    fn add_texts(&mut self, batch: &mut Batch, transaction: &Transaction) {
        for edit in &transaction.edits {
            let (old, new) = edit.sides();
            [old, new]
                .into_iter()
                .flatten()
                .filter_map(Item::text)
                .for_each(|text| self.add_text(batch, text));
        }
    }

    /// Adds a text where it is not stored yet. From now on it is.
    fn add_text(&mut self, batch: &mut Batch, text: &Text) {
        if let Err(place) = self.texts.binary_search_by(|stored| stored.as_str().cmp(text.sha256())) {
            Arc::make_mut(&mut self.texts).insert(place, text.sha256().to_owned());
            batch.texts.push(text.clone());
        }
    }
}

/// Where a journal goes on.
#[derive(Default)]
pub(super) struct Found {
    /// The number after which the next entry comes.
    pub last: u64,
    /// The SHA-256 of the texts that are stored, in order.
    pub texts: Vec<String>,
    /// The number up to which nothing may be dropped.
    pub floor: u64,
    /// The parts that may not be dropped, in order.
    pub aside: Vec<String>,
    /// The snapshots from which it can be read, in order.
    pub snapshots: Vec<Kept>,
    /// How many bytes the entries since the last snapshot hold.
    pub entry_bytes: usize,
    /// When the last entry of the last snapshot was made.
    pub snapshot_at: Timestamp,
    /// The parts of the last snapshot.
    pub parts: Parts,
}
