//! Copies of a project in files: up to which entry each of them has it, when another one is due, and whether the file
//! to which a project is tied may be written over.

use crate::model::limits::Excess;
use crate::model::{History, Timestamp};

/// Under which key it is remembered which file somebody was given last.
pub const BACKUP: &str = "backup";

/// Under which key it is remembered what was written to the file to which the project is tied.
pub const TIE: &str = "tie";

/// Under which key the browser's way to that file is remembered.
pub const TIED_FILE: &str = "tied-file";

/// With how many changes that are in no file a copy is due.
const MANY: u64 = 50;

/// After how many milliseconds one is due for any change.
const LONG: i64 = 24 * 60 * 60 * 1000;

/// A file that has the project up to an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backup {
    /// The number of the last entry that is in it.
    pub number: u64,
    /// When it was made.
    pub at: Timestamp,
    /// The last step of undo that is in it; `None` where that is not known.
    pub step: Option<Step>,
    /// The file's name; empty where there was no file yet, and it is only counted from here.
    pub name: String,
}

/// A step of undo, by which a history finds again how far a file goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    // How many steps could be taken back; with none the file has the state before all of them.
    depth: usize,
    at: Timestamp,
}

impl Step {
    /// The last step of a history.
    pub fn last(history: &History) -> Self {
        Step { depth: history.done().len(), at: history.undo().map_or(Timestamp::default(), |step| step.at) }
    }

    /// How many steps lead from here to where the history is: those that were done since, or those that were taken
    /// back. `None` where this step is no longer known.
    fn steps_to(self, history: &History) -> Option<u64> {
        let is_it = |at: Timestamp| at == self.at;
        let (done, undone) = (history.done(), history.undone());
        let steps = match self.depth.checked_sub(1) {
            // The oldest steps are forgotten, so that a long history may not go back so far.
            None => done.len(),
            // Where the clock stood still several steps have the same time.
            Some(index) if done.get(index).is_some_and(|step| is_it(step.at)) => done.len() - self.depth,
            _ => match done.iter().rposition(|step| is_it(step.at)) {
                Some(index) => done.len() - 1 - index,
                None => undone.len() - undone.iter().position(|step| is_it(step.at))?,
            },
        };
        u64::try_from(steps).ok()
    }
}

impl Backup {
    /// As text, to be remembered.
    pub fn write(&self) -> String {
        let step =
            self.step.map(|step| format!("/{}/{}", step.depth, step.at.as_millis())).unwrap_or_default();
        format!("{}{step} {} {}", self.number, self.at.as_millis(), self.name)
    }

    /// Reads what was remembered.
    pub fn read(written: &str) -> Option<Backup> {
        let mut parts = written.splitn(3, ' ');
        let mut place = parts.next()?.split('/');
        let number = place.next()?.parse().ok()?;
        let step = place.next().zip(place.next()).and_then(|(depth, at)| {
            Some(Step { depth: depth.parse().ok()?, at: Timestamp::from_millis(at.parse().ok()?) })
        });
        Some(Backup {
            number,
            step,
            at: Timestamp::from_millis(parts.next()?.parse().ok()?),
            name: parts.next()?.to_owned(),
        })
    }
}

/// How many changes are in no file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unfiled {
    /// How many.
    pub changes: u64,
    /// Whether they are many, or have been there for long.
    pub is_pressing: bool,
}

/// How many changes up to the last entry are in none of some files. What was changed and taken back again is none: it
/// counts how many steps of undo lead from the newest file to the project, or else entries.
pub fn unfiled<'b>(
    last: u64,
    history: &History,
    backups: impl IntoIterator<Item = &'b Backup>,
    now: Timestamp,
) -> Unfiled {
    let Some(newest) = backups.into_iter().max_by_key(|backup| backup.number) else {
        return Unfiled::default();
    };
    let entries = last.saturating_sub(newest.number);
    let steps = newest.step.and_then(|step| step.steps_to(history));
    let changes = steps.map_or(entries, |steps| steps.min(entries));
    let is_old = now.as_millis() - newest.at.as_millis() > LONG;
    Unfiled { changes, is_pressing: changes > MANY || (changes > 0 && is_old) }
}

/// What can be seen of a file without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Print {
    /// Its size in bytes.
    pub size: u64,
    /// When it was changed last.
    pub modified: Timestamp,
}

/// A file to which the project is written after each change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tie {
    /// What was written to it last.
    pub backup: Backup,
    /// How it was left, or how it was when somebody looked at what others had made of it.
    pub seen: Print,
    /// How many bytes are being written to it. Where the page ended meanwhile, nobody knows whether they arrived.
    pub coming: Option<u64>,
}

/// What to do with the file to which a project is tied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The project can be written to it.
    Write,
    /// It has all of it.
    Ahead,
    /// Somebody else has changed it. Nothing may be written.
    Foreign,
}

impl Tie {
    /// What to do with a file that looks like this, for a project of which this tab has seen all entries up to `last`.
    ///
    /// With `anyway` it is written once more where it has that entry: the project may be ahead of its store.
    pub fn verdict(&self, found: Print, last: u64, anyway: bool) -> Verdict {
        let is_as_left = found == self.seen;
        if !is_as_left && self.coming != Some(found.size) {
            return Verdict::Foreign;
        }
        let is_there = self.backup.number > last || (self.backup.number == last && !anyway);
        // What may not have arrived is written again.
        if is_there && is_as_left && self.coming.is_none() { Verdict::Ahead } else { Verdict::Write }
    }

    /// As text, to be remembered.
    pub fn write(&self) -> String {
        let coming = self.coming.map_or_else(|| "-".to_owned(), |size| size.to_string());
        let Print { size, modified } = self.seen;
        format!("{size} {} {coming} {}", modified.as_millis(), self.backup.write())
    }

    /// Reads what was remembered.
    pub fn read(written: &str) -> Option<Tie> {
        let mut parts = written.splitn(4, ' ');
        let size = parts.next()?.parse().ok()?;
        let modified = Timestamp::from_millis(parts.next()?.parse().ok()?);
        let coming = parts.next()?.parse().ok();
        Some(Tie { backup: Backup::read(parts.next()?)?, seen: Print { size, modified }, coming })
    }
}

/// How it stands with the file to which the project is tied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Tied {
    /// There is none.
    No,
    /// It waits for the permission that the browser asks for after each start.
    Waiting,
    /// It is written after each change.
    Yes,
    /// Somebody else has changed it. Nothing is written until that was looked at.
    Foreign,
    /// It could not be written.
    Failed(DiskProblem),
}

/// Why a file on the disk could not be written or read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DiskProblem {
    /// It is no longer where it was.
    Gone,
    /// Writing to it was not allowed.
    Refused,
    /// There is no room left on the disk.
    Full,
    /// Another program has it open, so that it cannot be replaced.
    Busy,
    /// It would be larger than what can be read back. Sizes in bytes.
    TooLarge {
        /// How large it would be.
        size: u64,
        /// How large it may be.
        limit: u64,
    },
    /// It could not be read back whole.
    NotWhole(Excess),
    /// Something else, in the browser's words.
    Failed {
        /// The name of the exception.
        name: String,
        /// What the browser says of it.
        message: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Action, Origin, Transaction};

    const HOUR: i64 = 60 * 60 * 1000;

    fn backup(number: u64, hour: i64) -> Backup {
        Backup { number, at: Timestamp::from_millis(hour * HOUR), step: None, name: "a file.json".to_owned() }
    }

    #[track_caller]
    fn check(last: u64, backups: &[Backup], hour: i64, changes: u64, is_pressing: bool) {
        let found = unfiled(last, &History::default(), backups, Timestamp::from_millis(hour * HOUR));
        assert_eq!(found, Unfiled { changes, is_pressing });
    }

    #[test]
    fn changes_count_from_the_newest_file() {
        check(12, &[], 0, 0, false);
        check(12, &[backup(0, 0)], 1, 12, false);
        check(12, &[backup(0, 0), backup(9, 0)], 1, 3, false);
        check(12, &[backup(12, 0)], 100, 0, false);
        // Another tab, whose entries have not come here yet, was faster.
        check(12, &[backup(13, 0)], 100, 0, false);
    }

    #[test]
    fn many_changes_press_and_a_day_does() {
        check(50, &[backup(0, 0)], 24, 50, false);
        check(51, &[backup(0, 0)], 24, 51, true);
        check(1, &[backup(0, 0)], 25, 1, true);
        // The age of an older file makes no difference.
        check(8, &[backup(7, 20), backup(1, 0)], 25, 1, false);
    }

    /// How many changes are in no file after these acts: `d`o, `u`ndo, `r`edo, and a `f`ile.
    #[track_caller]
    fn check_acts(acts: &str, expected: u64) {
        let (mut history, mut last, mut file) = (History::default(), 0, Backup { number: 0, ..backup(0, 0) });
        file.step = Some(Step::last(&history));
        for (number, act) in (1..).zip(acts.chars()) {
            match act {
                'd' => history.push(Transaction {
                    action: Action::Relabel,
                    edits: vec![],
                    origin: Origin::Hand,
                    at: Timestamp::from_millis(number),
                }),
                'u' => history.undid(),
                'r' => history.redid(),
                _ => {}
            }
            last += u64::from(act != 'f');
            if act == 'f' {
                file = Backup { number: last, step: Some(Step::last(&history)), ..backup(0, 0) };
            }
        }
        let remembered = Backup::read(&file.write()).unwrap();
        assert_eq!(remembered, file);
        assert_eq!(unfiled(last, &history, [&remembered], Timestamp::default()).changes, expected, "{acts}");
    }

    #[test]
    fn what_was_taken_back_is_no_change() {
        check_acts("", 0);
        check_acts("d", 1);
        check_acts("du", 0);
        check_acts("duru", 0);
        check_acts("dudd", 2);
        check_acts("ddf", 0);
        check_acts("ddfd", 1);
        check_acts("ddfdu", 0);
        check_acts("ddfdudu", 0);
        // What the file has and the project has not any more is a change as well.
        check_acts("ddfu", 1);
        check_acts("ddfuu", 2);
        check_acts("ddfur", 0);
        check_acts("ddfuurr", 0);
        check_acts("ddfuurrd", 1);
        // The step of the file cannot come back: entries are counted.
        check_acts("ddfud", 2);
    }

    const LEFT: Print = Print { size: 100, modified: Timestamp::from_millis(5) };

    /// What to do with a file that has entry 7, was left as `LEFT`, and now has this size and time.
    #[track_caller]
    fn judge(coming: Option<u64>, found: (u64, i64), last: u64, anyway: bool, verdict: Verdict) {
        let tie = Tie { backup: backup(7, 0), seen: LEFT, coming };
        let found = Print { size: found.0, modified: Timestamp::from_millis(found.1) };
        assert_eq!(tie.verdict(found, last, anyway), verdict);
    }

    #[test]
    fn a_file_is_written_where_it_is_as_it_was_left() {
        judge(None, (100, 5), 8, false, Verdict::Write);
        judge(None, (101, 5), 8, false, Verdict::Foreign);
        judge(None, (100, 6), 8, true, Verdict::Foreign);
        judge(None, (100, 6), 7, false, Verdict::Foreign);
    }

    #[test]
    fn what_is_there_is_not_written_again() {
        judge(None, (100, 5), 7, false, Verdict::Ahead);
        judge(None, (100, 5), 7, true, Verdict::Write);
        // Another tab has written more than this one has seen.
        judge(None, (100, 5), 6, true, Verdict::Ahead);
    }

    #[test]
    fn a_write_that_was_cut_off_is_not_taken_for_somebody_else() {
        judge(Some(120), (120, 9), 8, false, Verdict::Write);
        judge(Some(120), (100, 5), 7, false, Verdict::Write);
        judge(Some(120), (121, 9), 8, false, Verdict::Foreign);
    }

    #[test]
    fn what_is_remembered_comes_back() {
        let mut tie = Tie { backup: backup(7, 2), seen: LEFT, coming: None };
        assert_eq!(Tie::read(&tie.write()), Some(tie.clone()));
        tie.backup.step = Some(Step { depth: 3, at: Timestamp::from_millis(8) });
        assert_eq!(Tie::read(&tie.write()), Some(tie.clone()));
        tie.coming = Some(120);
        tie.backup.name = String::new();
        assert_eq!(Tie::read(&tie.write()), Some(tie));
        for written in ["", "7", "7 x y", "a b c d e f"] {
            assert_eq!(Backup::read(written), None, "{written:?}");
            assert_eq!(Tie::read(written), None, "{written:?}");
        }
    }
}
