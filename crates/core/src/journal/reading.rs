//! How a journal is read: from the newest snapshot on, as far as everything is in order, and no further.

use std::ops::Bound;
use std::sync::Arc;

use crate::model::{History, Id, Project, Timestamp};
use crate::text::Text;

use super::batch::Stored;
use super::damage::{Damage, Part, Why};
use super::sheet::Snapshot;
use super::writing::{Found, Journal, Kept};
use super::{perform, sheet};

/// What came of reading a journal.
#[derive(Debug)]
pub struct Opened {
    /// The project; `None` where nothing is stored, or nothing that could be read.
    pub project: Option<Project>,
    /// What can be taken back and done again.
    pub history: History,
    /// The journal, to go on with. Where an entry or a snapshot could not be read, it goes on behind all that is stored.
    pub journal: Journal,
    /// What could not be read. It is still stored, and stays so.
    pub damage: Vec<Damage>,
}

impl Opened {
    /// Whether a newer version of the program has written to the journal. Then this one should not: what it wrote would
    /// stand in front of what it cannot see.
    pub fn is_newer(&self) -> bool {
        self.damage.iter().any(|damage| matches!(damage.why, Why::Newer { .. }))
    }
}

/// Reads the journal of a project.
///
/// It begins with the newest snapshot that can be read, or with an empty project where there is none and the first
/// entry is still there, and performs one entry after the other up to a gap or to one that cannot be read. What comes
/// behind that is damage, too. Where nothing at all can be read so, because a text or a part is lost on which everything
/// stands, the documents that can be read are opened without the others.
///
/// Snapshots and entries older than the snapshot it begins with are not opened: either that snapshot covers them,
/// or they are damage that was reported when there was no such snapshot yet.
pub fn open(project: &Id, stored: &Stored) -> Opened {
    open_until(project, stored, u64::MAX).0
}

/// Reads the journal of a project as it was after the entry of a number, as far as it is still there: from the oldest
/// snapshot on.
pub fn open_at(project: &Id, stored: &Stored, number: u64) -> Option<Project> {
    let (opened, last) = open_until(project, stored, number);
    opened.project.filter(|_| last == number)
}

/// The same with all that is needed to follow what came after that entry; before the first entry that is an empty project.
pub fn all_at(project: &Id, stored: &Stored, number: u64) -> Option<(Project, History, Journal)> {
    let (opened, last) = open_until(project, stored, number);
    let at_number = opened.project.or_else(|| (number == 0).then(|| Project::new(project.clone())));
    let is_sound = last == number && opened.damage.is_empty();
    at_number.filter(|_| is_sound).map(|at_number| (at_number, opened.history, opened.journal))
}

/// Reads the journal up to an entry, and tells the number of the last one that could be read.
fn open_until(project: &Id, stored: &Stored, until: u64) -> (Opened, u64) {
    let mut damage = Vec::new();
    let texts = sound_texts(stored, &mut damage);
    let find = |sha256: &str| {
        let place = texts.binary_search_by(|text| text.sha256().cmp(sha256)).ok()?;
        texts.get(place).cloned()
    };

    let empty = || Project::new(project.clone());
    let mut begin = None;
    for (number, snapshot) in stored.snapshots.range(..=until).rev() {
        match sheet::read_snapshot(*number, snapshot, empty(), stored, &find) {
            Ok(read) => {
                begin = Some((*number, read));
                break;
            }
            // Snapshots share their parts.
            Err(same) if damage.contains(&same) => {}
            Err(new) => damage.push(new),
        }
    }
    let (base, snapshot) = begin.map_or((0, None), |(number, snapshot)| (number, Some(snapshot)));
    let mut found = Found { last: base, ..Found::default() };
    let mut at = Timestamp::default();
    let mut state = match snapshot {
        Some(Snapshot { project, history, at: then, parts }) => {
            (found.parts, found.snapshot_at, at) = (parts, then, then);
            Some((project, history))
        }
        None => stored.entries.contains_key(&1).then(|| (empty(), History::default())),
    };

    let mut readable = state.is_some();
    let after = if readable { Bound::Excluded(base) } else { Bound::Unbounded };
    for (number, entry) in stored.entries.range((after, Bound::Included(until))) {
        let next = found.last.saturating_add(1);
        if readable && *number != next {
            damage.push(Damage { part: Part::Entry(next), why: Why::Missing });
            readable = false;
        }
        let read = match &mut state {
            Some((project, history)) if readable => {
                sheet::read_entry(*number, entry, &find).and_then(|entry| {
                    perform(project, history, &entry).map_err(Why::Refused)?;
                    Ok(entry.at())
                })
            }
            _ => Err(Why::Unreached),
        };
        match read {
            Ok(then) => {
                (found.last, at) = (*number, then);
                found.entry_bytes += entry.len();
            }
            Err(why) => {
                damage.push(Damage { part: Part::Entry(*number), why });
                readable = false;
            }
        }
    }

    let reached = found.last;
    if reached == 0 {
        // Not even the first entry can be read, nor any snapshot as a whole. What is left of one is better than nothing.
        let rest = |(number, snapshot): (&u64, &String)| {
            sheet::read_rest(*number, snapshot, empty(), stored, &find).map(|rest| (*number, rest))
        };
        if let Some((base, mut project)) = stored.snapshots.range(..=until).rev().find_map(rest) {
            let mut history = History::default();
            for (number, entry) in stored.entries.range((Bound::Excluded(base), Bound::Included(until))) {
                if let Ok(entry) = sheet::read_entry(*number, entry, &find) {
                    // What was done to what is lost is reported already.
                    let _ = perform(&mut project, &mut history, &entry);
                }
            }
            state = Some((project, history));
        }
    }
    let is_intact = damage.iter().all(|damage| matches!(damage.part, Part::Text(_)));
    if is_intact {
        found.floor = floor(stored, base);
        for (number, snapshot) in &stored.snapshots {
            let parts = sheet::read_head(*number, snapshot).map(|head| head.keys()).unwrap_or_default();
            if *number < found.floor {
                found.aside.extend(parts);
            } else {
                found.snapshots.push(Kept { number: *number, parts: Arc::new(parts) });
            }
        }
        found.aside.sort_unstable();
    } else {
        // One number stays unused. This gap keeps what is damaged apart from what comes now, at every later reading.
        let last = stored.entries.keys().next_back().max(stored.snapshots.keys().next_back());
        let last = last.map_or(found.last, |last| last.saturating_add(1));
        let aside = stored.parts.keys().cloned().collect();
        found = Found { last, floor: last, aside, ..Found::default() };
    }
    for text in &texts {
        found.texts.push(text.sha256().to_owned());
    }
    let mut journal = Journal::of(found, at);
    let (project, history) = match state {
        Some((project, history)) => {
            journal.look_whether_due(&project);
            (Some(project), history)
        }
        None => (None, History::default()),
    };
    (Opened { project, history, journal, damage }, reached)
}

/// The texts that are what their keys say, in the order of these. One that is not may be written again: only the right
/// text can have the key.
pub(super) fn sound_texts(stored: &Stored, damage: &mut Vec<Damage>) -> Vec<Text> {
    let mut texts = Vec::new();
    for (sha256, content) in &stored.texts {
        let text = Text::new(content.as_str());
        if text.sha256() == sha256 {
            texts.push(text);
        } else {
            damage.push(Damage { part: Part::Text(sha256.clone()), why: Why::Changed });
        }
    }
    texts
}

/// The number before the first of the entries that lead to a snapshot without a gap.
fn floor(stored: &Stored, snapshot: u64) -> u64 {
    let mut floor = snapshot;
    for number in stored.entries.range(..=snapshot).rev().map(|(number, _)| *number) {
        if number != floor || number == 0 {
            break;
        }
        floor = number - 1;
    }
    floor
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::journal::Entry;
    use crate::model::{Timestamp, carets};

    #[test]
    fn what_a_newer_program_wrote_is_known_as_such() {
        let project = carets::project("x");
        let mut stored = Stored::default();
        let batch = Journal::new()
            .write(&[Entry::Undo { at: Timestamp::default() }], &project, &History::default())
            .batch;
        assert_eq!(stored.write(&batch), Ok(()));
        assert!(!open(project.id(), &stored).is_newer());
        stored.entries.insert(2, sheet::of_version(4, "what nobody knows yet"));
        let opened = open(project.id(), &stored);
        assert!(opened.is_newer());
        assert_eq!(opened.project, Some(project), "what came before is there to be looked at");
    }
}
