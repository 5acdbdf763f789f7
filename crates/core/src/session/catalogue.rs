//! The catalogue: which projects lie side by side in this browser, which of them a page opens, and which go for good.
//!
//! It only lists what the projects hold. Where it is missing or damaged, no project is.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use crate::journal::Stored;
use crate::model::{History, Id, Project, Timestamp};

/// For how many days a deleted project can be brought back, by the clock and by the days on which the program ran.
const KEPT_DAYS: i64 = 30;

/// Under which key the catalogue counts the days on which the program ran. Earlier releases do not know it.
pub const LIVED: &str = "lived";

/// How many of these days are known by their number. A clock that goes back and forth counts none of them twice.
const KNOWN_DAYS: usize = 64;

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
    /// On how many days the program had run when it was deleted, where that is known.
    pub lived: Option<u64>,
    /// Whether it goes for good: its database is deleted or about to be, and only this record is left of it.
    pub is_gone: bool,
}

/// On how many days the program ran. A clock that jumps ahead makes that one day more, however far it jumps.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lived {
    count: u64,
    // Invariant: the last of the days that were counted, each once; numbers of days since 1970 in UTC.
    days: Vec<i64>,
}

impl Lived {
    /// The program runs at this moment. Says whether that is a day that was not counted yet.
    pub fn see(&mut self, now: Timestamp) -> bool {
        let today = now.as_millis().div_euclid(DAY);
        if self.days.contains(&today) {
            return false;
        }
        self.count += 1;
        self.days.push(today);
        if self.days.len() > KNOWN_DAYS {
            self.days.remove(0);
        }
        true
    }

    /// How many days there were.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// What stands in the catalogue: how many days, and the last of them.
    pub fn write(&self) -> String {
        let days = self.days.iter().map(|day| format!(" {day}"));
        self.count.to_string() + &days.collect::<String>()
    }

    /// Reads that. Where it is damaged, the count begins again, so that what was deleted is kept for longer.
    fn read(record: &str) -> Self {
        let mut numbers = record.split(' ');
        let count = numbers.next().and_then(|count| count.parse().ok());
        let days: Option<Vec<i64>> = numbers.map(|day| day.parse().ok()).collect();
        let lived = count.zip(days).filter(|(_, days)| days.len() <= KNOWN_DAYS);
        lived.map_or_else(Lived::default, |(count, days)| Lived { count, days })
    }
}

/// One step of what is done to the list and the databases. After each of them the browser may be killed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// A record is written to the catalogue under a key; an empty one is none.
    Put(String, String),
    /// The database of a project is deleted, where there is one.
    Delete(Id),
    /// What is noted of a project beside its database is taken away.
    Forget(Id),
}

impl Listed {
    /// A project of which nothing is known but that it is there.
    pub fn found(id: Id) -> Self {
        Listed {
            id,
            name: String::new(),
            annotations: 0,
            bytes: 0,
            changed: None,
            deleted: None,
            lived: None,
            is_gone: false,
        }
    }

    /// Whether nothing is known of it but that it is there, so that only its database says more.
    pub fn is_found(&self) -> bool {
        *self == Listed::found(self.id.clone())
    }

    /// The same project deleted, or brought back.
    #[must_use]
    pub fn with_deleted(&self, deleted: Option<Timestamp>, lived: &Lived) -> Self {
        let lived = deleted.map(|_| lived.count());
        Listed { deleted, lived, is_gone: false, ..self.clone() }
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

    /// What stands under that key: numbers, and behind them the name. Earlier releases read the first four numbers.
    pub fn write(&self) -> String {
        let millis = |at: Option<Timestamp>| at.map_or(0, |at| at.as_millis().max(0));
        let (changed, deleted) = (millis(self.changed), millis(self.deleted));
        let lived = self.lived.map_or(String::new(), |lived| format!(" {lived} {}", u8::from(self.is_gone)));
        format!("{} {} {changed} {deleted}{lived}\n{}", self.annotations, self.bytes, self.name)
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
        let lived = number().filter(|_| deleted.is_some());
        let is_gone = lived.is_some() && number() == Some(1);
        Some(Listed { id, name: name.to_owned(), annotations, bytes, changed, deleted, lived, is_gone })
    }

    /// Until when it can be brought back at least.
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
    lived: Lived,
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
        projects.sort_by_key(|listed| Reverse(listed.changed));
        let opened = records.get(OPENED).and_then(|id| Id::new(id));
        let lived = records.get(LIVED).map_or_else(Lived::default, |record| Lived::read(record));
        Catalogue { projects, opened, lived }
    }

    /// On how many days the program ran.
    pub fn lived(&self) -> &Lived {
        &self.lived
    }

    /// A project.
    pub fn project(&self, id: &Id) -> Option<&Listed> {
        self.projects.iter().find(|listed| listed.id == *id)
    }

    /// The projects that are not deleted, or those that are and can be brought back, the latest change first.
    pub fn projects(&self, deleted: bool) -> impl Iterator<Item = &Listed> {
        self.projects.iter().filter(move |listed| listed.deleted.is_some() == deleted && !listed.is_gone)
    }

    /// The first of some names, counted from 1, that no project has.
    pub fn free_name(&self, name: impl Fn(usize) -> String) -> String {
        let is_taken = |name: &String| self.projects.iter().any(|listed| listed.name == *name);
        (1..=self.projects.len())
            .map(&name)
            .find(|name| !is_taken(name))
            .unwrap_or_else(|| name(self.projects.len() + 1))
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

    /// What is done at a start, for each matter in the order in which it is done: where a step fails, the rest of it waits
    /// for the next start. `open` is the project that the page shows, `databases` are the names of those that there are,
    /// as far as the browser tells.
    ///
    /// What was deleted goes for good when thirty days have passed by the clock, and when the program ran on more than
    /// thirty days since: a clock that is ahead for one start deletes nothing. The record with the name goes last, at a
    /// start that finds no database any more, since a browser that is killed can bring back one that it had deleted.
    pub fn upkeep(&self, now: Timestamp, open: &Id, databases: &[String]) -> Vec<Vec<Step>> {
        let mut lived = self.lived.clone();
        let mut upkeep = Vec::new();
        if lived.see(now) {
            upkeep.push(vec![Step::Put(LIVED.to_owned(), lived.write())]);
        }
        // The project that is open was brought back just now.
        for listed in self.projects.iter().filter(|listed| listed.id != *open) {
            let Some(goes) = listed.goes() else { continue };
            let put = |listed: Listed| Step::Put(listed.key(), listed.write());
            let lived = lived.count();
            match listed.lived.filter(|then| *then <= lived) {
                // An earlier release deleted it, or the count was lost: it is kept for as long from now on.
                None => upkeep.push(vec![put(Listed { lived: Some(lived), ..listed.clone() })]),
                Some(_) if listed.is_gone => {
                    let mut steps = vec![Step::Delete(listed.id.clone()), Step::Forget(listed.id.clone())];
                    if !databases.contains(&listed.key()) {
                        steps.push(Step::Put(listed.key(), String::new()));
                    }
                    upkeep.push(steps);
                }
                Some(then) if lived - then > KEPT_DAYS.unsigned_abs() && goes <= now => upkeep.push(vec![
                    put(Listed { is_gone: true, ..listed.clone() }),
                    Step::Delete(listed.id.clone()),
                    Step::Forget(listed.id.clone()),
                ]),
                Some(_) => {}
            }
        }
        upkeep
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
            assert!(found.upkeep(Timestamp::from_millis(i64::MAX), &id("corpus"), &[]).len() <= 1);
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
    fn a_copy_has_a_name_of_its_own() {
        let named = |names: &[&str]| {
            let records = names.iter().zip(["a", "b", "c"]).map(|(name, id_)| {
                let listed = Listed { name: (*name).to_owned(), ..Listed::found(id(id_)) };
                (listed.key(), listed.write())
            });
            Catalogue::read(&records.collect()).free_name(|number| format!("copy {number}"))
        };
        assert_eq!(named(&[]), "copy 1");
        assert_eq!(named(&["copy 2", "x"]), "copy 1");
        assert_eq!(named(&["copy 2", "copy 1"]), "copy 3");
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

    /// A browser: what is in its catalogue, and which databases it has.
    #[derive(Clone, Default)]
    struct Browser {
        records: BTreeMap<String, String>,
        databases: std::collections::BTreeSet<Id>,
    }

    impl Browser {
        /// With these projects, of which the first was deleted at a moment by a page that knew these days.
        fn with(names: &[&str], deleted: i64, lived: &Lived) -> Self {
            let mut browser = Browser::default();
            for (number, name) in names.iter().enumerate() {
                let listed = Listed { name: format!("Projekt {name}"), ..listed(name, 1, 0) };
                let deleted = (number == 0).then(|| Timestamp::from_millis(deleted));
                let listed = listed.with_deleted(deleted, lived);
                browser.records.insert(listed.key(), listed.write());
                browser.databases.insert(listed.id);
            }
            browser.records.insert(LIVED.to_owned(), lived.write());
            browser
        }

        /// As a page lists it: a database without a record is found.
        fn catalogue(&self) -> Catalogue {
            let mut records = self.records.clone();
            records.retain(|_, record| !record.is_empty());
            for id in &self.databases {
                records.entry(Listed::found(id.clone()).key()).or_default();
            }
            Catalogue::read(&records)
        }

        fn take(&mut self, step: Step) {
            match step {
                Step::Put(key, record) => drop(self.records.insert(key, record)),
                Step::Delete(id) => self.databases.retain(|other| *other != id),
                Step::Forget(_) => {}
            }
        }

        /// A start at a moment, with so many of its steps.
        fn start(&mut self, now: i64, most: usize) {
            let databases: Vec<_> = self.databases.iter().map(|id| Listed::found(id.clone()).key()).collect();
            let steps =
                self.catalogue().upkeep(Timestamp::from_millis(now), &id("open"), &databases).concat();
            steps.into_iter().take(most).for_each(|step| self.take(step));
        }

        fn has(&self, name: &str) -> bool {
            self.databases.contains(&id(name))
        }
    }

    /// Days on which the program ran, from one day on.
    fn lived(from: i64, days: i64) -> Lived {
        let mut lived = Lived::default();
        (from..from + days).for_each(|day| assert!(lived.see(Timestamp::from_millis(day * DAY))));
        lived
    }

    #[test]
    fn what_was_deleted_goes_after_thirty_days_and_not_before() {
        let mut browser = Browser::with(&["a", "b"], 100 * DAY + 5, &lived(90, 11));
        for day in 101..=130 {
            browser.start(day * DAY + 7, 99);
            assert!(browser.has("a"), "day {day}");
        }
        browser.start(131 * DAY + 7, 99);
        assert!(!browser.has("a") && browser.has("b"));
        assert_eq!(browser.catalogue().projects(true).count(), 0);
        browser.start(132 * DAY + 7, 99);
        assert_eq!(browser.catalogue().project(&id("a")), None);
        assert_eq!(browser.catalogue().projects(false).count(), 1);
    }

    #[test]
    fn a_clock_that_jumps_deletes_nothing() {
        // Ahead for one start, and back again, once and again, each time elsewhere.
        for jumps in [
            vec![40],
            vec![40, 0, 400, 1, 4_000],
            vec![-40, 40, -400],
            (0..28).map(|jump| 40 + jump).collect(),
        ] {
            let mut browser = Browser::with(&["a"], 100 * DAY, &lived(90, 11));
            for jump in jumps {
                browser.start((100 + jump) * DAY, 99);
                assert!(browser.has("a"), "{jump} days");
                browser.start(100 * DAY, 99);
            }
            assert!(browser.has("a"));
            // It still goes one day.
            (100..200).for_each(|day| browser.start(day * DAY, 99));
            assert!(!browser.has("a"));
        }
        // A clock that goes back and forth between the same days counts them once.
        let mut browser = Browser::with(&["a"], 100 * DAY, &lived(90, 11));
        for _ in 0..100 {
            browser.start(140 * DAY, 99);
            browser.start(100 * DAY, 99);
        }
        assert!(browser.has("a"));
    }

    #[test]
    fn who_starts_seldom_keeps_what_was_deleted_for_longer() {
        let mut browser = Browser::with(&["a"], 100 * DAY, &lived(90, 11));
        (1..=30).for_each(|week| browser.start((100 + 7 * week) * DAY, 99));
        assert!(browser.has("a"));
        browser.start((100 + 7 * 31) * DAY, 99);
        assert!(!browser.has("a"));
    }

    #[test]
    fn what_an_earlier_release_deleted_is_kept_from_now_on() {
        let mut browser = Browser::with(&["a"], 100 * DAY, &Lived::default());
        let key = listed("a", 0, 0).key();
        browser.records.insert(key, format!("3 7 1 {}\nAlt", 100 * DAY));
        for day in 200..=230 {
            browser.start(day * DAY, 99);
            assert!(browser.has("a"), "day {day}");
            assert_eq!(browser.catalogue().project(&id("a")).unwrap().name, "Alt");
        }
        browser.start(231 * DAY, 99);
        assert!(!browser.has("a"));
        // The count was lost: the same.
        let mut browser = Browser::with(&["a"], 100 * DAY, &lived(0, 101));
        browser.records.insert(LIVED.to_owned(), "x".to_owned());
        (200..=230).for_each(|day| browser.start(day * DAY, 99));
        assert!(browser.has("a"));
    }

    #[test]
    fn a_browser_killed_after_any_step_leaves_each_project_with_its_name_or_none() {
        let whole = Browser::with(&["a", "b"], 100 * DAY, &lived(60, 41));
        // Day after day, and killed after each of the first steps of each of two days.
        for (killed, again) in (0..6).flat_map(|one| (0..6).map(move |two| (one, two))) {
            let mut browser = whole.clone();
            for day in 101..=140 {
                let most = match day {
                    131 => killed,
                    132 => again,
                    _ => 99,
                };
                let databases = browser.databases.clone();
                browser.start(day * DAY, most);
                // The browser can have the database again that it had deleted right before it was killed.
                let mut undone = browser.clone();
                if most < 99 {
                    undone.databases = databases;
                }
                for browser in [&browser, &undone] {
                    let catalogue = browser.catalogue();
                    for listed in catalogue.projects(false).chain(catalogue.projects(true)) {
                        assert_eq!(
                            listed.name,
                            format!("Projekt {}", listed.id),
                            "day {day}, {killed} {again}"
                        );
                        assert!(listed.changed.is_some() && browser.databases.contains(&listed.id));
                    }
                }
                if day == 131 {
                    browser = undone;
                }
            }
            assert_eq!((browser.has("a"), browser.has("b")), (false, true));
            assert_eq!(browser.catalogue().project(&id("a")), None);
        }
    }

    #[test]
    fn earlier_releases_read_what_is_written() {
        let deleted = listed("a", 1, 2).with_deleted(Some(Timestamp::from_millis(9)), &lived(0, 3));
        assert_eq!(Listed { is_gone: true, ..deleted.clone() }.write(), format!("0 0 {DAY} 9 3 1\n"));
        assert_eq!(Listed::read(id("a"), &deleted.write()), Some(deleted.clone()));
        let back = deleted.with_deleted(None, &lived(0, 3));
        assert_eq!(back.write(), format!("0 0 {DAY} 0\n"));
        assert_eq!(lived(7, 3).write(), "3 7 8 9");
        assert_eq!(Lived::read("3 7 8 9"), lived(7, 3));
        assert_eq!(["", "x", "3 x", "-3"].map(Lived::read), [(); 4].map(|()| Lived::default()));
    }
}
