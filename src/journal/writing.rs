//! What is written of a journal, and when.

use std::sync::Arc;

use crate::model::{History, Item, Project, Transaction};
use crate::text::Text;

use super::batch::{Batch, Stored};
use super::{Entry, sheet};

/// After how many entries a snapshot is due, so that opening stays quick.
const PAUSE: u64 = 200;

/// A snapshot is not due before the entries since the last one hold this part of its bytes, so that the cost of an
/// entry does not grow with the project.
const SHARE: usize = 4;

/// How many snapshots are kept. From the older one, too, the journal can be read, where the newer one is damaged.
const KEPT: usize = 2;

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
    // The number of the last entry.
    last: u64,
    // Invariant: in order. The SHA-256 of the texts that are stored.
    texts: Arc<Vec<String>>,
    // Invariant: ascending. From each of them on, all entries are stored; the first batch brings the first one.
    snapshots: Vec<u64>,
    // Invariant: what has this number or a smaller one is never dropped, unless it is a snapshot from `snapshots`.
    // Damage lies there, or nothing.
    floor: u64,
    // Of the entries since the last snapshot.
    entry_bytes: usize,
    // Of the last snapshot.
    snapshot_bytes: usize,
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
        let (mut batch, mut after) = (self.batch(), self.clone());
        for entry in entries {
            after.last = after.last.saturating_add(1);
            let sheet = sheet::write_entry(after.last, entry);
            after.entry_bytes += sheet.len();
            if let Entry::Do(transaction) = entry {
                after.add_texts(&mut batch, transaction);
            }
            batch.entries.insert(after.last, sheet);
        }
        if after.snapshots.is_empty() && !entries.is_empty() {
            after.add_snapshot(&mut batch, project, history);
        }
        Writing { batch, after }
    }

    /// Whether it is time for a snapshot. It may wait until nobody is working.
    pub fn is_due(&self) -> bool {
        let since = self.last.saturating_sub(self.last_snapshot());
        if self.snapshots.is_empty() {
            return since > 0;
        }
        since >= PAUSE && self.entry_bytes >= self.snapshot_bytes / SHARE
    }

    /// What is to be written of the project and the history after the last entry. What is no longer needed then is
    /// dropped.
    pub fn snapshot(&self, project: &Project, history: &History) -> Writing {
        let (mut batch, mut after) = (self.batch(), self.clone());
        after.add_snapshot(&mut batch, project, history);
        Writing { batch, after }
    }

    fn last_snapshot(&self) -> u64 {
        self.snapshots.last().copied().unwrap_or(0)
    }

    /// A batch for the store as it is known.
    fn batch(&self) -> Batch {
        Batch { after: self.last, after_snapshot: self.last_snapshot().max(self.floor), ..Batch::default() }
    }

    fn add_snapshot(&mut self, batch: &mut Batch, project: &Project, history: &History) {
        let sheet = sheet::write_snapshot(self.last, project, history);
        self.entry_bytes = 0;
        self.snapshot_bytes = sheet.len();
        for document in project.documents() {
            self.add_text(batch, &document.text);
        }
        for step in history.done().iter().chain(history.undone()) {
            self.add_texts(batch, step);
        }
        batch.snapshots.insert(self.last, sheet);
        if self.snapshots.last() != Some(&self.last) {
            self.snapshots.push(self.last);
        }
        let dropped = self.keep_the_last();
        if let (Some(dropped), Some(oldest)) = (dropped, self.snapshots.first()) {
            batch.outdated_snapshots = Some(self.floor..=dropped);
            batch.outdated_entries = Some(self.floor.saturating_add(1)..=*oldest);
        }
    }

    /// Forgets all snapshots but those that are kept, and returns the last one that is not.
    fn keep_the_last(&mut self) -> Option<u64> {
        let outdated = self.snapshots.len().saturating_sub(KEPT);
        self.snapshots.drain(..outdated).next_back()
    }

    /// Forgets what is stored, since it is gone. The next batch carries everything.
    pub fn forget(&mut self) {
        *self = Journal { last: self.last, floor: self.last, ..Journal::default() };
    }

    /// What is known when another page has written entries up to a number, texts, and snapshots. It tells how many bytes
    /// the entries behind a number hold.
    pub(super) fn learn(&mut self, last: u64, bytes: impl Fn(u64) -> usize, texts: &[Text], stored: &Stored) {
        self.entry_bytes += bytes(self.last);
        self.last = last;
        for text in texts {
            self.add_text(&mut Batch::default(), text);
        }
        for (number, snapshot) in &stored.snapshots {
            if self.last_snapshot() < *number {
                self.snapshots.push(*number);
                self.snapshot_bytes = snapshot.len();
                self.entry_bytes = bytes(*number);
            }
        }
        self.keep_the_last();
    }

    /// The journal of what was found.
    pub(super) fn of(found: Found) -> Self {
        let Found { last, texts, floor, snapshots, entry_bytes, snapshot_bytes } = found;
        Journal { last, texts: Arc::new(texts), snapshots, floor, entry_bytes, snapshot_bytes }
    }

    /// Adds the texts of all documents of a transaction that are not stored yet.
    fn add_texts(&mut self, batch: &mut Batch, transaction: &Transaction) {
        for edit in &transaction.edits {
            let (old, new) = edit.sides();
            for item in [old, new].into_iter().flatten() {
                if let Item::Document(document) = item {
                    self.add_text(batch, &document.text);
                }
            }
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
    /// The snapshots from which it can be read, in order.
    pub snapshots: Vec<u64>,
    /// How many bytes the entries since the last snapshot hold.
    pub entry_bytes: usize,
    /// How many bytes the last snapshot holds.
    pub snapshot_bytes: usize,
}
