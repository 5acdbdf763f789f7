//! What is written of a journal, and when.

use crate::model::{History, Item, Project, Transaction};
use crate::text::Text;

use super::batch::Batch;
use super::{Entry, sheet};

/// After how many entries a snapshot is due, so that opening stays quick.
const PAUSE: u64 = 200;

/// A snapshot is not due before the entries since the last one hold this part of its bytes, so that the cost of an
/// entry does not grow with the project.
const SHARE: usize = 4;

/// How many snapshots are kept. From the older one, too, the journal can be read, where the newer one is damaged.
const KEPT: usize = 2;

/// What is known of what is stored. It gives every entry its number and every batch what has to come with it.
///
/// Its batches are made on the understanding that each is written, in the order in which they were made.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    // The number of the last entry.
    last: u64,
    // Invariant: in order. The SHA-256 of the texts that are stored.
    texts: Vec<String>,
    // Invariant: ascending. From each of them on, all entries are stored; the first batch brings the first one.
    snapshots: Vec<u64>,
    // Invariant: what has this number or a smaller one is never dropped, unless it is a snapshot from `snapshots`.
    // Damage lies there, or nothing.
    floor: u64,
    // Since the last snapshot.
    entries: u64,
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

    /// What is to be written of an entry that was performed, and led to this project and this history.
    ///
    /// Where there is no snapshot to which the entry could be added, because nothing is stored or because what is
    /// stored is damaged, one comes with it.
    pub fn entry(&mut self, entry: &Entry, project: &Project, history: &History) -> Batch {
        self.last = self.last.saturating_add(1);
        let sheet = sheet::write_entry(self.last, entry);
        self.entries += 1;
        self.entry_bytes += sheet.len();
        let mut batch = Batch::default();
        if let Entry::Do(transaction) = entry {
            self.add_texts(&mut batch, transaction);
        }
        batch.entries.insert(self.last, sheet);
        if self.snapshots.is_empty() {
            batch.append(self.snapshot(project, history));
        }
        batch
    }

    /// Whether it is time for a snapshot. It may wait until nobody is working.
    pub fn is_due(&self) -> bool {
        self.entries >= PAUSE && self.entry_bytes >= self.snapshot_bytes / SHARE
    }

    /// What is to be written of the project and the history after the last entry. What is no longer needed then is
    /// dropped.
    pub fn snapshot(&mut self, project: &Project, history: &History) -> Batch {
        let sheet = sheet::write_snapshot(self.last, project, history);
        self.entries = 0;
        self.entry_bytes = 0;
        self.snapshot_bytes = sheet.len();
        let mut batch = Batch::default();
        for document in project.documents() {
            self.add_text(&mut batch, &document.text);
        }
        for step in history.done().iter().chain(history.undone()) {
            self.add_texts(&mut batch, step);
        }
        batch.snapshots.insert(self.last, sheet);
        if self.snapshots.last() != Some(&self.last) {
            self.snapshots.push(self.last);
        }
        let outdated = self.snapshots.len().saturating_sub(KEPT);
        let dropped = self.snapshots.drain(..outdated).next_back();
        if let (Some(dropped), Some(oldest)) = (dropped, self.snapshots.first()) {
            batch.outdated_snapshots = Some(self.floor..=dropped);
            batch.outdated_entries = Some(self.floor.saturating_add(1)..=*oldest);
        }
        batch
    }

    /// Forgets what is stored, since it is gone. The next batch carries everything.
    pub fn forget(&mut self) {
        *self = Journal { last: self.last, floor: self.last, ..Journal::default() };
    }

    /// The journal of what was found.
    pub(super) fn of(found: Found) -> Self {
        let Found { last, texts, floor, snapshots, entries, entry_bytes, snapshot_bytes } = found;
        Journal { last, texts, snapshots, floor, entries, entry_bytes, snapshot_bytes }
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
            self.texts.insert(place, text.sha256().to_owned());
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
    /// How many entries there are since the last snapshot.
    pub entries: u64,
    /// How many bytes these entries hold.
    pub entry_bytes: usize,
    /// How many bytes the last snapshot holds.
    pub snapshot_bytes: usize,
}
