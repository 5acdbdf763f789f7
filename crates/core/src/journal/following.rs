//! How a journal is followed: what another page wrote since is read, checked and done, or nothing at all.

use std::ops::Bound;

use crate::model::{History, Project, Transaction};
use crate::text::Text;

use super::batch::Stored;
use super::damage::{Damage, Part, Why};
use super::reading::sound_texts;
use super::writing::Journal;
use super::{Entry, perform, sheet};

/// What another page wrote.
#[derive(Debug)]
pub struct Followed {
    /// The entries, in order.
    pub entries: Vec<Entry>,
    /// What was applied to the project for each of them.
    pub applied: Vec<Transaction>,
    /// The journal, to go on with.
    pub after: Journal,
}

impl Journal {
    /// Does what others wrote behind the last entry that is known. `stored` is what the store holds after that number,
    /// without the texts that are known; project and history are as they were after that number.
    ///
    /// Where an entry is missing or cannot be read, nothing has changed; then everything has to be loaded again.
    pub fn follow(
        &self,
        stored: &Stored,
        project: &mut Project,
        history: &mut History,
    ) -> Result<Followed, Damage> {
        let mut damage = Vec::new();
        let texts = sound_texts(stored, &mut damage);
        let mut entries = Vec::new();
        let mut last = self.last();
        let known: Vec<Text> = project.texts().cloned().collect();
        let find = |sha256: &str| texts.iter().chain(&known).find(|text| text.sha256() == sha256).cloned();
        for (number, sheet) in stored.entries.range((Bound::Excluded(last), Bound::Unbounded)) {
            last = last.saturating_add(1);
            if *number != last {
                return Err(Damage { part: Part::Entry(last), why: Why::Missing });
            }
            let read = sheet::read_entry(last, sheet, &find);
            entries.push(read.map_err(|why| Damage { part: Part::Entry(last), why })?);
        }
        // A snapshot covers entries, so that these were dropped where it stands alone.
        if let Some(number) = stored.snapshots.keys().next_back().filter(|number| **number > last) {
            return Err(Damage { part: Part::Entry(*number), why: Why::Missing });
        }
        let applied = perform_all(&entries, project, history)
            .map_err(|(place, why)| Damage { part: Part::Entry(self.last() + 1 + place), why })?;
        let mut after = self.clone();
        let bytes = |number: u64| {
            let behind = stored.entries.range((Bound::Excluded(number), Bound::Unbounded));
            behind.map(|(_, entry)| entry.len()).sum()
        };
        after.learn(last, entries.last().map(Entry::at), bytes, &texts, stored);
        after.look_whether_due(project);
        Ok(Followed { entries, applied, after })
    }
}

/// Performs all entries, or none, and then says which one was refused, counted from 0.
fn perform_all(
    entries: &[Entry],
    project: &mut Project,
    history: &mut History,
) -> Result<Vec<Transaction>, (u64, Why)> {
    let before = history.clone();
    let mut applied: Vec<Transaction> = Vec::new();
    for entry in entries {
        match perform(project, history, entry) {
            Ok(transaction) => applied.push(transaction),
            Err(refusal) => {
                for transaction in applied.iter().rev() {
                    // What was just done can be taken back.
                    let _ = project.apply(&transaction.inverse());
                }
                *history = before;
                return Err((applied.len() as u64, Why::Refused(refusal)));
            }
        }
    }
    Ok(applied)
}
