//! Many tabs that do everything at the same time: they edit, open files, restore versions, decide, take back and reload.

use std::collections::{BTreeMap, BTreeSet};

use beleg_core::formats::Read;
use beleg_core::journal::{self, Stored, left_over};
use beleg_core::model::{Id, Item, Key, Loser, Project, Timestamp, disputed};
use beleg_core::opening::{self, How, Opening};
use beleg_core::session::outbox::Errand;
use beleg_core::session::{Act, Selection, Stamp};
use beleg_core::text::{Direction, Edge, Span, Unit};

use super::{Answer, Dice, Shelf, Tab};

fn is_listed(project: &Project, loser: &Loser) -> bool {
    project.disputes().any(|dispute| dispute.loser == *loser)
}

/// What one act changed, in the eyes of the tab in which it was done.
struct Event {
    tab: usize,
    what: &'static str,
    // What that tab knew of: the events by their numbers.
    seen: BTreeSet<usize>,
    // What became of annotations.
    changes: Vec<(Key, Option<Item>, Option<Item>)>,
    // What was in the list of conflicts and no longer is.
    settled: Vec<Loser>,
    // What it brought back before any of that was stored, so that no other tab can have seen what lay between.
    back: Vec<Key>,
    // The number under which the store acknowledged it.
    stored: Option<u64>,
}

/// A tab that waits for the answers of a store.
struct Waiting {
    tab: Tab,
    // The answer that is on its way, and how far the store had got when it was made.
    answer: Option<(Answer, u64)>,
    seen: BTreeSet<usize>,
    // The events that it has still to store.
    carried: BTreeSet<usize>,
    // Where it leaves what is not stored, and the places from which it took something up, with what was there.
    places: Vec<(u64, String)>,
}

/// What a tab left that ended before all of it was stored.
#[derive(Clone)]
struct LeftOver {
    left: String,
    seen: BTreeSet<usize>,
    carried: BTreeSet<usize>,
}

impl Waiting {
    fn start(stored: &Stored, place: u64) -> Waiting {
        let (seen, carried) = (BTreeSet::new(), BTreeSet::new());
        let places = vec![(place, String::new())];
        Waiting { tab: Tab::start(stored), answer: None, seen, carried, places }
    }
}

/// Everything that happens.
struct World {
    dice: Dice,
    now: i64,
    ids: u128,
    shelf: Shelf,
    tabs: Vec<Waiting>,
    events: Vec<Event>,
    // Files that were downloaded, with what was known where that was done.
    files: Vec<(Project, BTreeSet<usize>)>,
    // What tabs left, by the places, which every tab finds at its start.
    left_over: BTreeMap<u64, LeftOver>,
    // The most entries that any tab left.
    most_left: usize,
}

/// What can be done, the likely more often.
const ACTS: [&str; 24] = [
    "mark", "mark", "note", "note", "note", "note", "typed", "relabel", "edge", "edge", "delete", "undo",
    "undo", "redo", "download", "download", "replace", "merge", "restore", "keep", "take", "reload",
    "keep all", "take all",
];

/// How many worlds are tried.
const TRIES: u64 = 50;

fn last(stored: &Stored) -> u64 {
    stored.entries.keys().chain(stored.snapshots.keys()).max().copied().unwrap_or(0)
}

impl World {
    fn new(seed: u64, count: usize) -> World {
        let mut shelf = Shelf::default();
        let mut first = Tab::start(&shelf.stored);
        let text = first.session.document().unwrap().text.clone();
        assert!(text.end().get() > 30);
        // Whatever a page leaves, what it had before that is stored.
        let stamp = Stamp { at: Timestamp::from_millis(1), id: Id::from_random(0) };
        let label = Id::new("claim").unwrap();
        let act = first.session.mark(Span::of(0, 4).unwrap(), &label, &stamp);
        first.perform(act, stamp.at);
        first.work(&mut shelf);
        assert_eq!(last(&shelf.stored), 1);
        let mut dice = Dice(seed);
        let tabs = (0..count).map(|_| Waiting::start(&shelf.stored, dice.below(1 << 30))).collect();
        let (now, ids, most_left) = (1_731_405_600_000, 0, 0);
        let (events, files, left_over) = (Vec::new(), Vec::new(), BTreeMap::new());
        World { dice, now, ids, shelf, tabs, events, files, left_over, most_left }
    }

    fn pick<T: Clone>(&mut self, of: &[T]) -> Option<T> {
        let at = self.dice.below(of.len().max(1) as u64) as usize;
        of.get(at).cloned()
    }

    fn stamp(&mut self) -> Stamp {
        self.now += 1 + self.dice.below(1200) as i64;
        self.ids += 1;
        Stamp { at: Timestamp::from_millis(self.now), id: Id::from_random(self.ids) }
    }

    /// One act in one tab.
    fn act(&mut self, nth: usize) {
        let what = ACTS[self.dice.below(ACTS.len() as u64) as usize];
        match what {
            "reload" => return self.reload(nth),
            "download" => {
                let Waiting { tab, seen, .. } = &self.tabs[nth];
                return self.files.push((tab.session.project().clone(), seen.clone()));
            }
            _ => {}
        }
        let stamp = self.stamp();
        let before = self.tabs[nth].tab.session.project().clone();
        let annotations: Vec<Id> = before.annotations().map(|annotation| annotation.id.clone()).collect();
        let disputes: Vec<_> = before.disputes().cloned().collect();
        let (chosen, dispute) = (self.pick(&annotations), self.pick(&disputes));
        let file = self.pick(&self.files.clone());
        let choice = self.dice.below(1000);
        let session = &mut self.tabs[nth].tab.session;
        if let Some(chosen) = chosen.clone() {
            session.perform(Act::Select(Selection::Annotation(chosen)), stamp.at).unwrap();
        }
        let opened = |how| {
            let read = Read { project: file.as_ref()?.0.clone(), problems: Vec::new() };
            let transaction = Opening::new(&before, read).transaction(how, stamp.at);
            (!transaction.edits.is_empty()).then_some(Act::Do(transaction, Selection::Nothing))
        };
        let labels = ["claim", "source", "date"].map(|label| Id::new(label).unwrap());
        let act = match what {
            "mark" => {
                let start = choice as u32 % 30;
                let span = Span::of(start, start + 1 + choice as u32 % 7).unwrap();
                session.mark(span, &labels[choice as usize % 3], &stamp)
            }
            "note" => session.set_note(&format!("note {}", self.ids), &stamp),
            "typed" => {
                session.begin_typing();
                session.set_note(&format!("typed {}", self.ids), &stamp)
            }
            "relabel" => {
                let label = before.label(&labels[choice as usize % 3]).unwrap().clone();
                session.relabel(&label, &stamp)
            }
            "edge" => {
                let edge = if choice.is_multiple_of(2) { Edge::Start } else { Edge::End };
                let direction = if choice.is_multiple_of(3) { Direction::Back } else { Direction::Forward };
                session.move_edge(edge, Unit::Character, direction, &stamp)
            }
            "delete" => session.delete(&stamp),
            "undo" => Some(Act::Undo),
            "redo" => Some(Act::Redo),
            "replace" => opened(How::Replace),
            "merge" => opened(How::Merge),
            "restore" => {
                let versions = journal::versions(&self.shelf.stored);
                let version = versions.get(choice as usize % versions.len().max(1));
                let version = version
                    .and_then(|version| journal::open_at(before.id(), &self.shelf.stored, version.number));
                version
                    .map(|version| Act::Do(opening::restore(&before, &version, stamp.at), Selection::Nothing))
            }
            "keep" => dispute.and_then(|dispute| session.keep_as_is(&dispute.about(), &stamp)),
            "keep all" => session.keep_all(&stamp),
            "take all" => session.take_all(&stamp),
            "take" => dispute.and_then(|dispute| session.take_other(&dispute, &stamp)),
            _ => None,
        };
        let opened = file.filter(|_| act.is_some() && matches!(what, "replace" | "merge"));
        self.tabs[nth].tab.perform(act, stamp.at);
        self.note(nth, what, &before);
        // Who opened a file sees from now on what was done before it was downloaded, and so do those who read on.
        if let Some((_, seen)) = opened {
            self.tabs[nth]
                .carried
                .extend(seen.iter().filter(|number| self.events[**number].stored.is_none()));
            self.tabs[nth].seen.extend(seen);
        }
    }

    /// Writes down what an act changed.
    fn note(&mut self, nth: usize, what: &'static str, before: &Project) {
        let after = self.tabs[nth].tab.session.project();
        let keys =
            |project: &Project| project.annotations().map(|one| Key::Annotation(one.id.clone())).collect();
        let mut all: BTreeSet<Key> = keys(before);
        all.extend(keys(after));
        let changes: Vec<_> = all
            .into_iter()
            .map(|key| (key.clone(), before.item(&key), after.item(&key)))
            .filter(|(_, was, is)| was != is)
            .collect();
        let settled: Vec<Loser> = before
            .disputes()
            .map(|dispute| dispute.loser.clone())
            .filter(|loser| !is_listed(after, loser))
            .collect();
        if changes.is_empty() && settled.is_empty() {
            return;
        }
        let leaves = |event: &usize, key: &Key, version: &Option<Item>| {
            self.events[*event].changes.iter().any(|(of, was, _)| of == key && was == version)
        };
        let carried = &self.tabs[nth].carried;
        let is_back = |(key, _, is): &&(Key, Option<Item>, Option<Item>)| {
            carried.iter().any(|event| leaves(event, key, is))
        };
        let back = changes.iter().filter(is_back).map(|(key, ..)| key.clone()).collect();
        let seen = self.tabs[nth].seen.clone();
        self.tabs[nth].seen.insert(self.events.len());
        self.tabs[nth].carried.insert(self.events.len());
        self.events.push(Event { tab: nth, what, seen, changes, settled, back, stored: None });
    }

    /// Loads the page again. What is not stored is left behind, and taken up again with what other tabs left, also where it
    /// is stored and the answer was still on its way.
    fn reload(&mut self, nth: usize) {
        let waiting = &self.tabs[nth];
        let (left, is_all) = waiting.tab.outbox.left_over(&waiting.tab.session);
        assert!(is_all);
        self.most_left = self.most_left.max(left_over::read(&left).count());
        if !left.is_empty() {
            let (seen, carried) = (waiting.seen.clone(), waiting.carried.clone());
            self.left_over.insert(waiting.places[0].0, LeftOver { left, seen, carried });
        }
        let mut waiting = Waiting::start(&self.shelf.stored, self.dice.below(1 << 30));
        for (place, LeftOver { left, seen, carried }) in &self.left_over {
            let Tab { session, outbox } = &mut waiting.tab;
            let (_, is_whole) = outbox.take_left_over(session, left, &self.shelf.stored);
            assert!(is_whole);
            waiting.seen.extend(seen);
            waiting.carried.extend(carried);
            waiting.places.push((*place, left.clone()));
        }
        waiting.seen.extend(&self.tabs[nth].seen);
        self.tabs[nth] = waiting;
        let upto = last(&self.shelf.stored);
        self.learn(nth, upto);
    }

    /// Takes away what was left by this tab and others, once all of it is stored.
    fn clear(&mut self, nth: usize) {
        let places = &mut self.tabs[nth].places;
        for (place, left) in places.iter().filter(|(_, left)| !left.is_empty()) {
            if self.left_over.get(place).is_some_and(|there| there.left == *left) {
                self.left_over.remove(place);
            }
        }
        places.truncate(1);
    }

    /// A tab has read all that was stored under numbers up to one.
    fn learn(&mut self, nth: usize, upto: u64) {
        let stored = self.events.iter().enumerate();
        let known = stored.filter(|(_, event)| event.stored.is_some_and(|number| number <= upto));
        self.tabs[nth].seen.extend(known.map(|(number, _)| number));
    }

    /// A tab asks the store, or hears what it answered. Answers whether there was something to do.
    fn work(&mut self, nth: usize) -> bool {
        let waiting = &mut self.tabs[nth];
        if let Some((answer, upto)) = waiting.answer.take() {
            let has_written = matches!(answer, Answer::Written(Ok(())));
            let has_read = matches!(answer, Answer::News(Ok(_)) | Answer::All(Ok(_)));
            waiting.tab.hear(answer);
            if has_read {
                self.learn(nth, upto);
            }
            if has_written && self.tabs[nth].tab.outbox.is_empty() {
                self.clear(nth);
            }
            if has_written {
                let number = self.tabs[nth].tab.outbox.last();
                self.tabs.iter_mut().for_each(|waiting| waiting.tab.outbox.heard_of(number));
            }
            return true;
        }
        let Some(errand) = waiting.tab.outbox.next(&waiting.tab.session) else { return false };
        let written = match &errand {
            Errand::Write(batch) => batch.entries.keys().next_back().copied(),
            _ => None,
        };
        let answer = self.shelf.run(errand);
        if let (Some(number), Answer::Written(Ok(()))) = (written, &answer) {
            for event in std::mem::take(&mut self.tabs[nth].carried) {
                self.events[event].stored.get_or_insert(number);
            }
        }
        self.tabs[nth].answer = Some((answer, last(&self.shelf.stored)));
        true
    }

    /// So many turns. Then each tab is looked at, since a page that was left told nobody what it had written, and turns go
    /// on until no tab has anything to do.
    fn run(&mut self, turns: usize) {
        let count = self.tabs.len();
        for _ in 0..turns {
            let nth = self.dice.below(count as u64) as usize;
            if self.dice.below(5) < 2 {
                self.act(nth);
            } else {
                self.work(nth);
            }
        }
        self.tabs.iter_mut().for_each(|waiting| waiting.tab.outbox.look());
        let (mut turn, mut idle) = (0, 0);
        while idle < count {
            turn += 1;
            assert!(turn < 10_000, "it never comes to rest");
            idle = if self.work(turn % count) { 0 } else { idle + 1 };
        }
    }

    /// Whether what an act made of an annotation is accounted for, once all tabs have the same:
    ///
    /// - it is what the project holds, or
    /// - it is in the list of conflicts, or
    /// - an act changed it again, or took it out of that list, in a tab that knew of it. A tab knows of what was done in
    ///   it, of what was stored when it last read, and of what was known where a file was downloaded that it opened; and
    ///   who knows of another act that came to the very same, which its own tab had not seen either, knows of this one as
    ///   well: nobody can tell the two apart. So does who knows of the act that had come to what was brought back here
    ///   before anything of that was stored.
    fn is_accounted_for(&self, number: usize, key: &Key, is: &Option<Item>) -> bool {
        let project = self.tabs[0].tab.session.project();
        let loser = match is {
            Some(version) => Loser::Version(version.clone()),
            None => Loser::Deletion(key.clone()),
        };
        if project.item(key) == *is || is_listed(project, &loser) {
            return true;
        }
        let Event { seen, back, .. } = &self.events[number];
        let is_known = |at: &usize| seen.contains(at) && !back.contains(key);
        let comes_to_it =
            |other: &Event| other.changes.iter().any(|(of, _, became)| of == key && became == is);
        let same: BTreeSet<usize> = (0..self.events.len())
            .filter(|at| *at == number || !is_known(at) && comes_to_it(&self.events[*at]))
            .collect();
        let ends_it = |later: &&Event| {
            later.changes.iter().any(|(of, was, _)| of == key && was == is) || later.settled.contains(&loser)
        };
        self.events.iter().filter(ends_it).any(|later| !later.seen.is_disjoint(&same))
    }

    /// How many changes there were, and those that are not accounted for.
    fn lost(&self) -> (usize, Vec<String>) {
        let (mut count, mut lost) = (0, Vec::new());
        for (number, event) in self.events.iter().enumerate() {
            for (key, _, is) in &event.changes {
                count += 1;
                if !self.is_accounted_for(number, key, is) {
                    let (what, tab, stored) = (event.what, event.tab, event.stored);
                    lost.push(format!(
                        "act {number}, {what} in tab {tab}, stored as {stored:?}: {key:?} as {is:?}"
                    ));
                }
            }
        }
        (count, lost)
    }
}

/// Six tabs and fewer do everything at once: edit, open files, restore versions, decide, take back, reload. In the end all
/// have the same project, and each change is accounted for. The list of conflicts has one entry for an annotation, and
/// each loser once. With `BELEG_TORTURE` that is tried more often.
#[test]
fn nothing_is_lost_between_many_tabs_that_do_everything() {
    let tries = if std::env::var_os("BELEG_TORTURE").is_some() { 500 } else { TRIES };
    let (mut acknowledged, mut most_left) = (0, 0);
    for seed in 0..tries {
        let count = [6, 2, 3, 4, 6][seed as usize % 5];
        let mut world = World::new(seed, count);
        world.run(120 + 40 * count);
        for (number, waiting) in world.tabs.iter().enumerate() {
            assert!(waiting.tab.is_as_stored(&world.shelf.stored), "seed {seed}, tab {number}");
            assert!(waiting.tab.outbox.is_empty() && waiting.tab.outbox.problem().is_none());
        }
        let (changes, lost) = world.lost();
        assert!(lost.is_empty(), "seed {seed}:\n{}", lost.join("\n"));
        acknowledged += changes;
        most_left = most_left.max(world.most_left);
        let project = world.tabs[0].tab.session.project();
        for item in disputed(project) {
            let losers: Vec<&Loser> = item.losing.iter().map(|dispute| &dispute.loser).collect();
            let is_once = |loser: &&Loser| losers.iter().filter(|other| *other == loser).count() == 1;
            assert!(losers.iter().all(is_once), "seed {seed}: {losers:?}");
        }
    }
    // For the table of `cargo xtask torture`.
    println!("torture many-tabs tries={tries} acknowledged={acknowledged} lost=0 damaged=0");
}
