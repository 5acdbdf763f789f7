//! The catalogue: which projects lie side by side in this browser, which of them a page opens, and which go for good.
//!
//! It only lists what the projects hold. Where it is missing or damaged, no project is.

use std::collections::BTreeMap;

use crate::journal::Stored;
use crate::model::order::sorted_by_key;
use crate::model::{History, Id, Project, Timestamp};

/// For how many days a deleted project can be brought back.
const KEPT_DAYS: i64 = 30;

/// Under which key the catalogue remembers the project that was opened last.
pub const OPENED: &str = "opened";

/// What the key of a project begins with: it is the name of its database.
const PROJECT: &str = "beleg/";

/// A day in milliseconds.
pub const DAY: i64 = 24 * 60 * 60 * 1000;

/// A project, as far as the catalogue knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its id.
    pub id: Id,
    /// Its name; empty where it has none or where nobody knows it.
    pub name: String,
    /// How many annotations it holds.
    pub annotations: u64,
    /// How many bytes it took when it was opened last; 0 where nobody knows.
    pub bytes: u64,
    /// When it was changed last, where that is known.
    pub changed: Option<Timestamp>,
    /// When it was deleted, where it was.
    pub deleted: Option<Timestamp>,
}

impl Listed {
    /// A project of which nothing is known but that it is there.
    pub fn found(id: Id) -> Self {
        Listed { id, name: String::new(), annotations: 0, bytes: 0, changed: None, deleted: None }
    }

    /// What the catalogue lists of a project that is open, and so is not deleted. `known` is what it lists by now, of
    /// which stays what the project itself does not say.
    pub fn of(project: &Project, history: &History, known: Option<&Listed>) -> Self {
        Listed {
            name: project.settings().name.clone(),
            annotations: project.total() as u64,
            bytes: known.map_or(0, |known| known.bytes),
            changed: history.undo().map(|step| step.at).max(known.and_then(|known| known.changed)),
            ..Listed::found(project.id().clone())
        }
    }

    /// The key under which the catalogue keeps it.
    pub fn key(&self) -> String {
        format!("{PROJECT}{}", self.id)
    }

    /// What stands under that key: numbers, and behind them the name.
    pub fn write(&self) -> String {
        let millis = |at: Option<Timestamp>| at.map_or(0, |at| at.as_millis().max(0));
        let (changed, deleted) = (millis(self.changed), millis(self.deleted));
        format!("{} {} {changed} {deleted}\n{}", self.annotations, self.bytes, self.name)
    }

    /// Reads that; `None` where it is damaged.
    fn read(id: Id, record: &str) -> Option<Self> {
        let (numbers, name) = record.split_once('\n')?;
        let mut numbers = numbers.split(' ');
        let mut number = || numbers.next()?.parse::<u64>().ok();
        let (annotations, bytes) = (number()?, number()?);
        let mut moment =
            || number().map(|millis| (millis != 0).then(|| Timestamp::from_millis(millis as i64)));
        let (changed, deleted) = (moment()?, moment()?);
        Some(Listed { id, name: name.to_owned(), annotations, bytes, changed, deleted })
    }

    /// When it goes for good.
    pub fn goes(&self) -> Option<Timestamp> {
        self.deleted
            .map(|deleted| Timestamp::from_millis(deleted.as_millis().saturating_add(KEPT_DAYS * DAY)))
    }
}

/// The projects of this browser.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalogue {
    // Invariant: each id stands there once. The latest change comes first.
    projects: Vec<Listed>,
    opened: Option<Id>,
}

impl Catalogue {
    /// Reads the catalogue. A project of whose record nothing can be read is listed all the same.
    pub fn read(records: &BTreeMap<String, String>) -> Self {
        let mut projects = Vec::new();
        for (key, record) in records {
            if let Some(id) = key.strip_prefix(PROJECT).and_then(Id::new) {
                projects.push(Listed::read(id.clone(), record).unwrap_or(Listed::found(id)));
            }
        }
        let latest_first = |listed: &Listed| {
            u64::MAX - listed.changed.map_or(0, |changed| changed.as_millis().unsigned_abs())
        };
        let opened = records.get(OPENED).and_then(|id| Id::new(id));
        Catalogue { projects: sorted_by_key(projects, latest_first), opened }
    }

    /// A project.
    pub fn project(&self, id: &Id) -> Option<&Listed> {
        self.projects.iter().find(|listed| listed.id == *id)
    }

    /// The projects that are not deleted, or those that are, the latest change first.
    pub fn projects(&self, deleted: bool) -> impl Iterator<Item = &Listed> {
        self.projects.iter().filter(move |listed| listed.deleted.is_some() == deleted)
    }

    /// The project that a page opens: the one that was asked for, else the one that was opened last, else that of the
    /// corpus, else the one that was changed last. What is deleted is only opened where somebody asks for it, or where
    /// there is nothing else.
    pub fn which(&self, wanted: Option<Id>, corpus: Id) -> Id {
        let is_there = |id: &Id| self.project(id).is_none_or(|listed| listed.deleted.is_none());
        let opened = || self.opened.clone().filter(is_there);
        let other = || is_there(&corpus).then(|| corpus.clone());
        let latest = || self.projects(false).next().map(|listed| listed.id.clone());
        wanted.or_else(opened).or_else(other).or_else(latest).unwrap_or(corpus)
    }

    /// The projects that were deleted so long ago that they go for good.
    pub fn outdated(&self, now: Timestamp) -> Vec<Id> {
        let is_outdated = |listed: &&Listed| listed.goes().is_some_and(|goes| goes <= now);
        self.projects.iter().filter(is_outdated).map(|listed| listed.id.clone()).collect()
    }
}

/// How many bytes of text a store holds for a project.
pub fn bytes(stored: &Stored) -> u64 {
    let numbered = stored.entries.values().chain(stored.snapshots.values());
    let named = stored.texts.values().chain(stored.parts.values()).chain(stored.meta.values());
    numbered.chain(named).map(|value| value.len() as u64).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::carets;

    fn id(name: &str) -> Id {
        Id::new(name).unwrap()
    }

    fn listed(name: &str, changed: i64, deleted: i64) -> Listed {
        let moment = |day: i64| (day != 0).then(|| Timestamp::from_millis(day * DAY));
        Listed { changed: moment(changed), deleted: moment(deleted), ..Listed::found(id(name)) }
    }

    /// Projects by name, the day of their last change and the day on which they were deleted.
    fn catalogue(projects: &[(&str, i64, i64)], opened: &str) -> Catalogue {
        let mut records = BTreeMap::from([(OPENED.to_owned(), opened.to_owned())]);
        for (name, changed, deleted) in projects {
            let listed = listed(name, *changed, *deleted);
            records.insert(listed.key(), listed.write());
        }
        Catalogue::read(&records)
    }

    #[test]
    fn a_project_is_read_as_it_was_written() {
        let listed = Listed {
            name: "Pakt\nNordkorea / Russland ".to_owned(),
            annotations: 312,
            bytes: 70_000,
            ..listed("a/b", 3, 4)
        };
        assert_eq!(Listed::read(listed.id.clone(), &listed.write()), Some(listed));
    }

    #[test]
    fn an_open_project_is_listed_with_what_only_the_catalogue_knows() {
        let project = carets::project("Laut dpa\n     ^^^ source");
        let fresh = Listed::of(&project, &History::default(), None);
        let expected =
            Listed { name: project.settings().name.clone(), annotations: 1, ..Listed::found(id("picture")) };
        assert_eq!(fresh, expected);
        let known = Listed { bytes: 7, ..listed("picture", 1, 2) };
        let listed = Listed::of(&project, &History::default(), Some(&known));
        assert_eq!(listed, Listed { bytes: 7, changed: known.changed, deleted: None, ..expected });
    }

    #[test]
    fn what_cannot_be_read_is_found_again_and_never_taken_for_deleted() {
        for damaged in ["", "1 2 3", "1 2 3 -4\n", "1 2 3 x\nname", "1 2\n", "1 2 3 4"] {
            let records = BTreeMap::from([("beleg/a".to_owned(), damaged.to_owned())]);
            let found = Catalogue::read(&records);
            let projects: Vec<_> = found.projects(false).cloned().collect();
            assert_eq!(projects, [Listed::found(id("a"))], "{damaged:?}");
            assert_eq!(found.outdated(Timestamp::from_millis(i64::MAX)), []);
        }
    }

    #[test]
    fn the_latest_change_comes_first_and_the_deleted_stand_apart() {
        let catalogue = catalogue(&[("a", 1, 0), ("b", 3, 0), ("c", 2, 0), ("d", 4, 5), ("e", 0, 0)], "");
        let names =
            |deleted| catalogue.projects(deleted).map(|listed| listed.id.to_string()).collect::<String>();
        assert_eq!((names(false).as_str(), names(true).as_str()), ("bcae", "d"));
    }

    #[test]
    fn which_project_a_page_opens() {
        let check = |projects: &[(&str, i64, i64)], opened: &str, wanted: &str, expected: &str| {
            let which = catalogue(projects, opened).which(Id::new(wanted), id("corpus"));
            assert_eq!(which, id(expected), "{projects:?}");
        };
        check(&[], "", "", "corpus");
        check(&[("a", 1, 0)], "", "", "corpus");
        check(&[("a", 1, 0)], "a", "", "a");
        check(&[("a", 1, 0)], "a", "b", "b");
        check(&[("a", 1, 2)], "a", "", "corpus");
        check(&[("a", 1, 2)], "a", "a", "a");
        check(&[("a", 1, 0), ("b", 2, 0), ("corpus", 9, 9)], "", "", "b");
        check(&[("corpus", 9, 9)], "corpus", "", "corpus");
    }

    #[test]
    fn what_was_deleted_goes_after_thirty_days_and_not_before() {
        let catalogue = catalogue(&[("a", 1, 0), ("b", 1, 2), ("c", 1, 3)], "");
        let at = |millis: i64| catalogue.outdated(Timestamp::from_millis(millis));
        assert_eq!(at(32 * DAY - 1), []);
        assert_eq!(at(32 * DAY), [id("b")]);
        assert_eq!(at(0), [], "a clock that was set back deletes nothing");
    }
}
