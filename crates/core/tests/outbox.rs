//! Laws of the outbox: whatever fails and whoever writes meanwhile, what was done is in memory until it is stored, and in
//! the end all tabs have the same project, with every edit in it or in the list of what lost.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unreachable,
    clippy::unwrap_used,
    reason = "a test may stop at the first surprise"
)]

#[path = "outbox/many.rs"]
mod many;

use beleg_core::formats::Read;
use beleg_core::journal::{self, Journal, StoreProblem, Stored, left_over};
use beleg_core::model::{Action, Annotation, History, Id, Item, Loser, Status, Timestamp, carets};
use beleg_core::opening::{self, How, Opening};
use beleg_core::session::outbox::{Errand, Outbox};
use beleg_core::session::versions::offered;
use beleg_core::session::{Act, Selection, Session, Stamp};
use beleg_core::text::Span;

const PICTURE: &str = "
Laut dpa stieg die Zahl am 3. Mai 2021.
     ^^^ source
                           ^^^^^^^^^^^ date
";

/// Numbers that look like chance and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// What can happen to a call of the store.
#[derive(Clone, Debug, PartialEq)]
enum Fault {
    /// It fails and does nothing.
    Fails(StoreProblem),
    /// It does what it should, and the answer gets lost.
    AnswerLost,
    /// The browser has cleared its data.
    Cleared,
}

fn faults() -> Vec<Fault> {
    let failed = StoreProblem::Failed { name: "UnknownError".to_owned(), message: "made up".to_owned() };
    let problems = [
        StoreProblem::Full,
        failed,
        StoreProblem::TimedOut { millis: 30_000 },
        StoreProblem::Refused,
        StoreProblem::Overtaken,
        StoreProblem::Left,
    ];
    problems.into_iter().map(Fault::Fails).chain([Fault::AnswerLost, Fault::Cleared]).collect()
}

/// A store that all tabs share, and what goes wrong with it.
#[derive(Default)]
struct Shelf {
    stored: Stored,
    calls: usize,
    // From which call on, how many of them, and what happens to them.
    fault: Option<(usize, usize, Fault)>,
}

impl Shelf {
    fn fault(&mut self) -> Option<Fault> {
        self.calls += 1;
        let (from, times, fault) = self.fault.as_ref()?;
        (*from..from + times).contains(&(self.calls - 1)).then(|| fault.clone())
    }

    /// Does a call as the browser's store does.
    fn call<T>(
        &mut self,
        is_write: bool,
        call: impl FnOnce(&mut Stored) -> Result<T, StoreProblem>,
    ) -> Result<T, StoreProblem> {
        match self.fault() {
            None => call(&mut self.stored),
            Some(Fault::Fails(StoreProblem::Overtaken)) if !is_write => call(&mut self.stored),
            Some(Fault::Fails(problem)) => Err(problem),
            Some(Fault::AnswerLost) => {
                let _ = call(&mut self.stored);
                Err(StoreProblem::TimedOut { millis: 30_000 })
            }
            Some(Fault::Cleared) => {
                self.stored = Stored::default();
                if is_write { Err(StoreProblem::Emptied) } else { call(&mut self.stored) }
            }
        }
    }

    /// Does an errand. The answer comes when it is told.
    fn run(&mut self, errand: Errand) -> Answer {
        match errand {
            Errand::Write(batch) => Answer::Written(self.call(true, |stored| stored.write(&batch))),
            Errand::ReadOn(journal) => Answer::News(self.call(false, |stored| Ok(after(stored, &journal)))),
            Errand::ReadAll => Answer::All(self.call(false, |stored| Ok(stored.clone()))),
        }
    }
}

/// What came of an errand.
enum Answer {
    Written(Result<(), StoreProblem>),
    News(Result<Stored, StoreProblem>),
    All(Result<Stored, StoreProblem>),
}

/// What a store holds behind all that a journal knows.
fn after(stored: &Stored, journal: &Journal) -> Stored {
    let mut found = stored.clone();
    found.entries.retain(|number, _| *number > journal.last());
    found.snapshots.retain(|number, _| *number >= journal.last());
    found.texts.retain(|sha256, _| !journal.texts().contains(sha256));
    found
}

struct Tab {
    session: Session,
    outbox: Outbox,
}

impl Tab {
    /// Starts as the page does.
    fn start(stored: &Stored) -> Tab {
        let picture = carets::project(PICTURE);
        let opened = journal::open(picture.id(), stored);
        assert!(opened.damage.is_empty(), "{:?}", opened.damage);
        let mut outbox = Outbox::new(opened.journal);
        outbox.begin(opened.history.clone());
        Tab { session: Session::new(opened.project.unwrap_or(picture), opened.history), outbox }
    }

    fn perform(&mut self, act: Option<Act>, at: Timestamp) {
        let Some(act) = act else { return };
        // There may be nothing to take back.
        if let Ok(performed) = self.session.perform(act, at) {
            performed.entry.into_iter().for_each(|entry| self.outbox.add(entry));
        }
    }

    /// Runs all errands that there are.
    fn work(&mut self, shelf: &mut Shelf) {
        for _ in 0..100 {
            let Some(errand) = self.outbox.next(&self.session) else { return };
            self.hear(shelf.run(errand));
        }
        unreachable!("it never comes to rest");
    }

    fn hear(&mut self, answer: Answer) {
        match answer {
            Answer::Written(outcome) => self.outbox.written(outcome),
            Answer::News(outcome) => drop(self.outbox.read_on(&mut self.session, outcome)),
            Answer::All(outcome) => drop(self.outbox.read_all(&mut self.session, outcome)),
        }
    }

    fn is_as_stored(&self, stored: &Stored) -> bool {
        let opened = journal::open(self.session.project().id(), stored);
        opened.damage.is_empty()
            && opened.project.is_none_or(|project| project == *self.session.project())
            && opened.history == *self.session.history()
    }
}

/// What people do, and what they saw when they wrote over it.
struct People {
    dice: Dice,
    now: i64,
    ids: u128,
    notes: Vec<String>,
    replaced: Vec<String>,
}

impl People {
    fn new(seed: u64) -> Self {
        People { dice: Dice(seed), now: 1_731_405_600_000, ids: 0, notes: Vec::new(), replaced: Vec::new() }
    }

    /// One act of one person. `with_undo` lets people take things back, whoever did them.
    fn act(&mut self, tab: &mut Tab, with_undo: bool) {
        self.now += self.dice.below(900) as i64;
        self.ids += 1;
        let stamp = Stamp { at: Timestamp::from_millis(self.now), id: Id::from_random(self.ids) };
        let annotations: Vec<_> = tab.session.project().annotations().cloned().collect();
        let chosen = annotations.get(self.dice.below(annotations.len().max(1) as u64) as usize).cloned();
        let select = |tab: &mut Tab, chosen: &Annotation| {
            let selection = Selection::Annotation(chosen.id.clone());
            tab.perform(Some(Act::Select(selection)), stamp.at);
        };
        let act = match (self.dice.below(if with_undo { 14 } else { 10 }), chosen) {
            (0..3, _) => {
                let start = self.dice.below(30) as u32;
                let span = Span::of(start, start + 1 + self.dice.below(8) as u32).unwrap();
                let label = Id::new(["claim", "source", "date"][self.dice.below(3) as usize]).unwrap();
                tab.session.mark(span, &label, &stamp)
            }
            (3..8, Some(chosen)) => {
                select(tab, &chosen);
                let note = format!("note {}", self.notes.len());
                self.notes.push(note.clone());
                self.replaced.push(chosen.note.clone());
                tab.session.set_note(&note, &stamp)
            }
            (8, Some(chosen)) => {
                select(tab, &chosen);
                self.replaced.push(chosen.note.clone());
                tab.session.delete(&stamp)
            }
            (9, _) => tab.session.set_status(
                [Status::Open, Status::InProgress, Status::Done][self.dice.below(3) as usize],
                &stamp,
            ),
            (10..13, _) => Some(Act::Undo),
            (13, _) => Some(Act::Redo),
            _ => None,
        };
        tab.perform(act, stamp.at);
    }
}

/// Whatever fails at whichever call, the work is in memory, what was acknowledged is stored, and when the fault ends
/// everything is.
#[test]
fn a_store_may_fail_at_any_call() {
    let (mut tries, mut acknowledged) = (0, 0);
    for fault in faults() {
        for from in 0..14 {
            for times in [1, 2, 5] {
                let mut shelf = Shelf { fault: Some((from, times, fault.clone())), ..Shelf::default() };
                let mut people = People::new(from as u64 * 7 + times as u64);
                let mut tab = Tab::start(&shelf.stored);
                let mut memory = Tab::start(&Stored::default());
                for _ in 0..12 {
                    let dice = people.dice.0;
                    let (now, ids, notes) = (people.now, people.ids, people.notes.len());
                    people.act(&mut tab, true);
                    // The same once more, where nothing is kept.
                    (people.dice.0, people.now, people.ids) = (dice, now, ids);
                    people.notes.truncate(notes);
                    people.act(&mut memory, true);
                    tab.work(&mut shelf);
                    let place = format!("{fault:?} at call {from}, {times} times");
                    assert_eq!(tab.session.project(), memory.session.project(), "{place}");
                    if tab.outbox.is_empty() && fault != Fault::Cleared {
                        assert!(tab.is_as_stored(&shelf.stored), "{place}");
                    }
                    if tab.outbox.problem().is_some() {
                        assert!(tab.outbox.pause().is_some(), "{place}");
                    }
                    // Where the page ends now, the next start has it all.
                    if fault != Fault::Cleared {
                        let (left, _) = tab.outbox.left_over(&tab.session);
                        let mut next = Tab::start(&shelf.stored);
                        let is_whole = next.outbox.take_left_over(&mut next.session, &left, &shelf.stored).1;
                        assert!(is_whole, "{place}");
                        assert_eq!(next.session.project(), tab.session.project(), "{place}");
                    }
                }
                shelf.fault = None;
                tab.outbox.try_again();
                tab.work(&mut shelf);
                assert!(tab.outbox.is_empty() && tab.outbox.problem().is_none());
                if fault == Fault::Cleared {
                    people.act(&mut tab, false);
                    tab.work(&mut shelf);
                }
                assert!(tab.is_as_stored(&shelf.stored), "{fault:?} at call {from}, {times} times");
                tries += 1;
                acknowledged += tab.outbox.last();
            }
        }
    }
    // For the table of `cargo xtask torture`.
    println!("torture store-fails tries={tries} acknowledged={acknowledged} lost=0 damaged=0");
}

/// A file that has other marks than the project.
const FILE: &str = "
Laut dpa stieg die Zahl am 3. Mai 2021.
         ^^^^^ claim
                           ^^^^^^^^^^^ date
";

/// Whatever is stored already, waits or fails, the project as it was before a file was taken in or a version restored is
/// among the versions that are offered, and called that.
#[test]
fn before_a_sweeping_act_there_is_a_version_to_go_back_to() {
    let faults = faults();
    let faults = faults.iter().flat_map(|fault| (0..4).map(move |from| Some((from, fault))));
    for fault in faults.chain([None]) {
        for action in [Action::Merge, Action::Replace, Action::Restore] {
            for waiting in [0, 1, 5] {
                let place = format!("{fault:?}, {action:?}, {waiting} entries");
                let (mut shelf, mut people) = (Shelf::default(), People::new(waiting + 3));
                let mut tab = Tab::start(&shelf.stored);
                let first = tab.session.project().clone();
                for _ in 0..4 {
                    people.act(&mut tab, false);
                    tab.work(&mut shelf);
                }
                shelf.fault = fault.map(|(from, fault)| (shelf.calls + from, 1, fault.clone()));
                for _ in 0..waiting {
                    people.act(&mut tab, false);
                }
                let before = tab.session.project().clone();
                people.now += 1;
                let at = Timestamp::from_millis(people.now);
                let file = Read { project: carets::project(FILE), problems: Vec::new() };
                let transaction = match action {
                    Action::Restore => opening::restore(&before, &first, at),
                    Action::Replace => Opening::new(&before, file).transaction(How::Replace, at),
                    _ => Opening::new(&before, file).transaction(How::Merge, at),
                };
                assert_eq!(transaction.action, action);
                tab.perform(Some(Act::Do(transaction, Selection::Nothing)), at);
                assert!(*tab.session.project() != before, "{place}");
                tab.work(&mut shelf);
                shelf.fault = None;
                tab.outbox.try_again();
                tab.work(&mut shelf);
                assert!(tab.outbox.is_empty() && tab.is_as_stored(&shelf.stored), "{place}");
                // What was cleared behind the page is written anew with the next act.
                let lost = matches!(fault, Some((_, Fault::Cleared))) && shelf.stored == Stored::default();
                assert!(!lost, "{place}");
                let versions = offered(&journal::versions(&shelf.stored));
                let named = versions.iter().filter(|version| version.before == Some(action));
                let numbers: Vec<u64> = named.map(|version| version.version.number).collect();
                let is_before = |number: &u64| {
                    journal::open_at(before.id(), &shelf.stored, *number).is_some_and(|found| found == before)
                };
                assert!(numbers.iter().any(is_before), "{place}: {numbers:?}");
            }
        }
    }
}

/// Some tabs work on one project as chance wants it, with a store that fails now and then. Returns them when nothing is
/// left to be done.
fn together(seed: u64, count: usize, turns: usize, with_undo: bool) -> (Vec<Tab>, People, Stored) {
    let mut people = People::new(seed);
    let mut shelf = Shelf::default();
    let mut first = Tab::start(&shelf.stored);
    people.act(&mut first, false);
    // Now and then all of them start where nothing is stored yet.
    if people.dice.below(4) > 0 {
        first.work(&mut shelf);
    }
    let mut tabs = vec![first];
    tabs.extend((1..count).map(|_| Tab::start(&shelf.stored)));
    for _ in 0..turns {
        let at = people.dice.below(count as u64) as usize;
        let tab = &mut tabs[at];
        match people.dice.below(12) {
            0..6 => people.act(tab, with_undo),
            6..9 => tab.work(&mut shelf),
            9 => {
                // One errand alone, so that others come between reading and writing.
                tab.outbox.try_again();
                let errand = tab.outbox.next(&tab.session);
                errand.into_iter().for_each(|errand| tab.hear(shelf.run(errand)));
            }
            10 => tab.outbox.look(),
            _ => {
                let fault = faults()[people.dice.below(6) as usize].clone();
                shelf.fault = Some((shelf.calls, people.dice.below(3) as usize, fault));
            }
        }
    }
    shelf.fault = None;
    for _ in 0..2 * count {
        for tab in &mut tabs {
            tab.outbox.look();
            tab.work(&mut shelf);
        }
    }
    (tabs, people, shelf.stored)
}

#[test]
fn all_tabs_come_to_the_same_project() {
    for seed in 0..200 {
        let count = 2 + seed as usize % 3;
        let (tabs, _, stored) = together(seed, count, 60, true);
        for (number, tab) in tabs.iter().enumerate() {
            assert!(tab.outbox.is_empty() && tab.outbox.problem().is_none(), "seed {seed}, tab {number}");
            assert!(tab.is_as_stored(&stored), "seed {seed}, tab {number}");
        }
    }
}

/// Answers take their time, and meanwhile others write and tell so. Nobody looks without being told. With `BELEG_TORTURE`
/// that is tried more often.
#[test]
fn whoever_only_listens_has_it_all_in_the_end() {
    let tries = if std::env::var_os("BELEG_TORTURE").is_some() { 20_000 } else { 1_000 };
    let mut acknowledged = 0;
    for seed in 0..tries {
        let mut people = People::new(seed);
        let mut shelf = Shelf::default();
        let count = 2 + seed as usize % 3;
        let mut tabs: Vec<_> = (0..count).map(|_| (Tab::start(&shelf.stored), None)).collect();
        // How many tabs in a row had nothing to do.
        let (mut turn, mut idle) = (0, 0);
        while idle < count {
            turn += 1;
            let is_over = turn > 60;
            let nth = if is_over { turn % count } else { people.dice.below(count as u64) as usize };
            let (tab, answer) = &mut tabs[nth];
            if !is_over && people.dice.below(3) == 0 {
                people.act(tab, true);
            }
            let Some(answer) = answer.take() else {
                *answer = tab.outbox.next(&tab.session).map(|errand| shelf.run(errand));
                idle = if is_over && answer.is_none() { idle + 1 } else { 0 };
                continue;
            };
            idle = 0;
            let has_written = matches!(answer, Answer::Written(Ok(())));
            tab.hear(answer);
            let number = tab.outbox.last();
            if has_written {
                tabs.iter_mut().for_each(|(tab, _)| tab.outbox.heard_of(number));
            }
        }
        for (number, (tab, _)) in tabs.iter().enumerate() {
            assert!(tab.is_as_stored(&shelf.stored), "seed {seed}, tab {number}");
            assert!(tab.outbox.is_empty() && tab.outbox.problem().is_none(), "seed {seed}, tab {number}");
        }
        acknowledged += tabs[0].0.outbox.last();
    }
    // For the table of `cargo xtask torture`.
    println!("torture late-answers tries={tries} acknowledged={acknowledged} lost=0 damaged=0");
}

/// Whoever only looks on is told of no failure, and sees it all as soon as reading works again.
#[test]
fn what_could_not_be_read_is_read_later() {
    let mut shelf = Shelf::default();
    let mut people = People::new(3);
    let mut writing = Tab::start(&shelf.stored);
    writing.work(&mut shelf);
    let mut reading = Tab::start(&shelf.stored);
    people.act(&mut writing, false);
    writing.work(&mut shelf);
    shelf.fault = Some((shelf.calls, 2, Fault::Fails(StoreProblem::TimedOut { millis: 10_000 })));
    reading.outbox.heard_of(writing.outbox.last());
    let mut pauses = Vec::new();
    for _ in 0..3 {
        reading.work(&mut shelf);
        assert_eq!(reading.outbox.problem(), None);
        pauses.push(reading.outbox.pause());
        reading.outbox.try_again();
    }
    assert_eq!(pauses, [Some(2_000), Some(10_000), None]);
    assert!(reading.is_as_stored(&shelf.stored));
}

/// Snapshots come and go meanwhile, so that a tab that was away for long finds no way back step by step.
#[test]
fn tabs_that_were_away_for_long_come_back() {
    let (mut tabs, mut people, stored) = together(7, 3, 1500, true);
    let mut shelf = Shelf { stored, ..Shelf::default() };
    for _ in 0..3000 {
        people.act(&mut tabs[0], true);
        tabs[0].work(&mut shelf);
    }
    assert!(
        shelf.stored.snapshots.len() > 1 && !shelf.stored.entries.contains_key(&1),
        "nothing was dropped"
    );
    people.act(&mut tabs[1], false);
    for tab in tabs.iter_mut().rev() {
        tab.outbox.look();
        tab.work(&mut shelf);
    }
    for tab in &mut tabs {
        tab.outbox.look();
        tab.work(&mut shelf);
        assert!(tab.outbox.is_empty() && tab.is_as_stored(&shelf.stored));
    }
}

/// What nobody wrote over who had seen it is in the project or in the list of what lost.
#[test]
fn no_edit_is_lost_between_tabs() {
    let mut disputes = 0;
    for seed in 0..200 {
        let (tabs, people, _) = together(seed, 2 + seed as usize % 3, 60, false);
        let project = tabs[0].session.project();
        let lost = project.disputes().filter_map(|dispute| match &dispute.loser {
            Loser::Version(Item::Annotation(annotation)) => Some(annotation.note.clone()),
            _ => None,
        });
        let found: Vec<String> =
            project.annotations().map(|annotation| annotation.note.clone()).chain(lost).collect();
        for note in people.notes.iter().filter(|note| !people.replaced.contains(note)) {
            assert!(found.contains(note), "seed {seed}: {note:?} is neither there nor listed");
        }
        disputes += project.disputes().count();
    }
    assert!(disputes > 50, "only {disputes} of these cases had something to decide");
}

/// Two pages can be left with the same work, and a page can live on after it left something behind.
#[test]
fn what_was_left_over_can_be_taken_up_twice() {
    for seed in 0..200 {
        let mut people = People::new(seed);
        let mut shelf = Shelf::default();
        let mut tab = Tab::start(&shelf.stored);
        for _ in 0..4 {
            people.act(&mut tab, false);
            tab.work(&mut shelf);
        }
        for _ in 0..4 {
            people.act(&mut tab, false);
        }
        let (left, _) = tab.outbox.left_over(&tab.session);
        let mut next = Tab::start(&shelf.stored);
        if people.dice.below(2) == 0 {
            // Somebody else was there in between.
            people.act(&mut next, false);
            next.work(&mut shelf);
        }
        for _ in 0..2 {
            next.outbox.take_left_over(&mut next.session, &left, &shelf.stored);
        }
        next.work(&mut shelf);
        tab.work(&mut shelf);
        for one in [&mut next, &mut tab] {
            one.outbox.look();
            one.work(&mut shelf);
        }
        assert_eq!(tab.session.project(), next.session.project(), "seed {seed}");
        assert!(next.is_as_stored(&shelf.stored) && tab.is_as_stored(&shelf.stored), "seed {seed}");
        let marks = |tab: &Tab| tab.session.project().annotations().count();
        let mut last = Tab::start(&shelf.stored);
        let before = (marks(&last), last.session.project().disputes().count());
        last.outbox.take_left_over(&mut last.session, &left, &shelf.stored);
        assert_eq!(marks(&last), before.0, "seed {seed}");
    }
}

/// However much is not stored when a page is left, all of it is there at the next start.
#[test]
fn what_a_large_act_did_is_left_over_as_a_whole() {
    let shelf = Shelf::default();
    let mut tab = Tab::start(&shelf.stored);
    let ids: Vec<Id> = tab.session.project().annotations().map(|one| one.id.clone()).collect();
    for number in 0..20 {
        let stamp = Stamp { at: Timestamp::from_millis(number * 5_000), id: Id::from_random(1) };
        tab.perform(Some(Act::Select(Selection::Annotation(ids[number as usize % 2].clone()))), stamp.at);
        let act = tab.session.set_note(&format!("{number} {}", "x".repeat(20_000)), &stamp);
        tab.perform(act, stamp.at);
    }
    let (left, is_all) = tab.outbox.left_over(&tab.session);
    assert!(is_all && left.len() > 400_000);
    let mut next = Tab::start(&shelf.stored);
    assert!(next.outbox.take_left_over(&mut next.session, &left, &shelf.stored).1);
    assert_eq!(next.session.project(), tab.session.project());
}

/// Writes notes, each five seconds after the one before.
fn noting() -> impl FnMut(&mut Tab, &Id, &str) {
    let mut at = 1_000;
    move |tab, id, note| {
        at += 5_000;
        let stamp = Stamp { at: Timestamp::from_millis(at), id: Id::from_random(1) };
        tab.perform(Some(Act::Select(Selection::Annotation(id.clone()))), stamp.at);
        let act = tab.session.set_note(note, &stamp);
        tab.perform(act, stamp.at);
    }
}

/// Each page takes up what all others left, which can be the same work more than once, as others have changed it meanwhile.
#[test]
fn what_several_pages_left_is_taken_up_once() {
    let mut shelf = Shelf::default();
    let mut tab = Tab::start(&shelf.stored);
    let ids: Vec<Id> = tab.session.project().annotations().map(|one| one.id.clone()).collect();
    let mut note = noting();
    note(&mut tab, &ids[1], "stored");
    tab.work(&mut shelf);
    for number in 0..5 {
        note(&mut tab, &ids[0], &format!("left {number}"));
    }
    let mut all = vec![tab.outbox.left_over(&tab.session).0];
    for number in 0..5 {
        // Others write, and the page that took up the work is left before it could.
        let mut other = Tab::start(&shelf.stored);
        note(&mut other, &ids[1], &format!("other {number}"));
        other.work(&mut shelf);
        tab = Tab::start(&shelf.stored);
        for left in &all {
            assert!(tab.outbox.take_left_over(&mut tab.session, left, &shelf.stored).1);
        }
        all.push(tab.outbox.left_over(&tab.session).0);
        assert_eq!(left_over::read(&all[all.len() - 1]).count(), 5, "after {number}");
    }
    tab.work(&mut shelf);
    // What is stored by now was left as well.
    let mut last = Tab::start(&shelf.stored);
    for left in &all {
        last.outbox.take_left_over(&mut last.session, left, &shelf.stored);
    }
    assert!(last.outbox.is_empty());
    let project = last.session.project();
    let notes: Vec<&str> = project.annotations().map(|one| one.note.as_str()).collect();
    assert_eq!((notes, project.disputes().count()), (vec!["left 4", "other 4"], 0));
}

/// What was left over can be a step back, which is one of the tab that left it, whatever others did since.
#[test]
fn what_was_taken_back_and_left_over_is_taken_back_beside_the_work_of_others() {
    let mut shelf = Shelf::default();
    let mut tab = Tab::start(&shelf.stored);
    let ids: Vec<Id> = tab.session.project().annotations().map(|one| one.id.clone()).collect();
    let mut note = noting();
    note(&mut tab, &ids[0], "kept");
    note(&mut tab, &ids[0], "taken back");
    tab.work(&mut shelf);
    let mut other = Tab::start(&shelf.stored);
    tab.perform(Some(Act::Undo), Timestamp::from_millis(50_000));
    let (left, _) = tab.outbox.left_over(&tab.session);
    note(&mut other, &ids[1], "other");
    other.work(&mut shelf);
    for _ in 0..2 {
        let mut next = Tab::start(&shelf.stored);
        next.outbox.take_left_over(&mut next.session, &left, &shelf.stored);
        next.work(&mut shelf);
        let project = next.session.project();
        let notes: Vec<&str> = project.annotations().map(|one| one.note.as_str()).collect();
        assert_eq!((notes, project.disputes().count()), (vec!["kept", "other"], 0));
        assert!(next.is_as_stored(&shelf.stored));
    }
}

/// A letter is no entry; a word without a rest is.
#[test]
fn what_is_typed_without_a_rest_is_one_entry() {
    let mut shelf = Shelf::default();
    let mut tab = Tab::start(&shelf.stored);
    let id = tab.session.project().annotations().next().unwrap().id.clone();
    let mut at = 1_000;
    tab.perform(Some(Act::Select(Selection::Annotation(id))), Timestamp::from_millis(at));
    let note = "Wer sagt das, und wann?";
    for end in 1..=note.len() {
        at += 120;
        let stamp = Stamp { at: Timestamp::from_millis(at), id: Id::from_random(1) };
        let act = tab.session.set_note(&note[..end], &stamp);
        tab.perform(act, stamp.at);
        if end == 10 {
            tab.work(&mut shelf);
        }
    }
    tab.work(&mut shelf);
    assert!(tab.is_as_stored(&shelf.stored));
    assert_eq!(tab.session.history().done().len(), 1, "one step of undo");
    let entries = shelf.stored.entries.len();
    assert!((2..=3).contains(&entries), "{entries} entries");
}

/// What another tab makes of a note while somebody types is listed, whatever the clocks say, and stays so.
#[test]
fn who_types_does_not_write_over_what_nobody_saw() {
    for ahead in [-5_000, 5_000] {
        let mut shelf = Shelf::default();
        let mut tabs = [Tab::start(&shelf.stored), Tab::start(&shelf.stored)];
        let id = tabs[0].session.project().annotations().next().unwrap().id.clone();
        let note = |tab: &mut Tab, at: i64, note: &str, shelf: &mut Shelf| {
            let stamp = Stamp { at: Timestamp::from_millis(at), id: Id::from_random(1) };
            let act = tab.session.set_note(note, &stamp);
            tab.perform(act, stamp.at);
            tab.work(shelf);
        };
        for tab in &mut tabs {
            tab.perform(Some(Act::Select(Selection::Annotation(id.clone()))), Timestamp::default());
        }
        let [here, there] = &mut tabs;
        here.session.begin_typing();
        note(here, 100_000, "h", &mut shelf);
        note(there, 110_000 + ahead, "there", &mut shelf);
        here.outbox.look();
        here.work(&mut shelf);
        for (at, typed) in [(112_000, "hi"), (114_000, "hie"), (116_000, "hier")] {
            note(here, at, typed, &mut shelf);
        }
        let project = here.session.project();
        assert_eq!(project.annotation(&id).unwrap().note, "hier");
        let lost: Vec<_> = project
            .disputes()
            .filter_map(|dispute| match &dispute.loser {
                Loser::Version(Item::Annotation(annotation)) => Some(annotation.note.as_str()),
                _ => None,
            })
            .collect();
        assert_eq!(lost, ["there"]);
    }
}

#[test]
fn a_newer_program_ends_the_writing() {
    for problem in [StoreProblem::Newer, StoreProblem::Shut] {
        let fault = Some((1, 1, Fault::Fails(problem.clone())));
        let mut shelf = Shelf { fault, ..Shelf::default() };
        let mut people = People::new(3);
        let mut tab = Tab::start(&shelf.stored);
        for _ in 0..8 {
            people.act(&mut tab, false);
            tab.work(&mut shelf);
        }
        assert_eq!(tab.outbox.problem(), Some(&problem));
        assert_eq!((tab.outbox.pause(), shelf.calls), (None, 2), "nobody tries again");
        assert!(!tab.outbox.is_empty());
    }
}

/// Nothing is read before something is written that waits.
#[test]
fn at_the_start_it_is_looked_unless_something_waits() {
    let mut shelf = Shelf::default();
    let mut people = People::new(3);
    let mut tab = Tab::start(&shelf.stored);
    tab.outbox.look_at_start();
    assert!(matches!(tab.outbox.next(&tab.session), Some(Errand::ReadOn(_))));

    let mut tab = Tab::start(&shelf.stored);
    people.act(&mut tab, false);
    tab.outbox.look_at_start();
    tab.work(&mut shelf);
    assert!(shelf.calls == 1 && tab.is_as_stored(&shelf.stored));
}

/// What fails is tried again after 2 seconds, 10 seconds, and every minute from then on.
#[test]
fn pauses_grow() {
    let fault = Some((0, 4, Fault::Fails(StoreProblem::Full)));
    let mut shelf = Shelf { fault, ..Shelf::default() };
    let mut people = People::new(3);
    let mut tab = Tab::start(&shelf.stored);
    people.act(&mut tab, false);
    let mut pauses = Vec::new();
    for _ in 0..5 {
        tab.work(&mut shelf);
        pauses.push(tab.outbox.pause());
        tab.outbox.try_again();
    }
    assert_eq!(pauses, [Some(2_000), Some(10_000), Some(60_000), Some(60_000), None]);
    assert!(tab.is_as_stored(&shelf.stored));
}

/// Half a text, as where the place had no room for it, is read as far as it goes.
#[test]
fn a_left_over_may_be_cut_anywhere() {
    let mut people = People::new(5);
    let mut tab = Tab::start(&Stored::default());
    for _ in 0..6 {
        people.act(&mut tab, false);
    }
    let (left, _) = tab.outbox.left_over(&tab.session);
    for end in 0..left.len() {
        let mut next = Tab::start(&Stored::default());
        next.outbox.take_left_over(&mut next.session, &left[..end], &Default::default());
    }
    assert!(Session::new(carets::project(PICTURE), History::default()).project() != tab.session.project());
}
