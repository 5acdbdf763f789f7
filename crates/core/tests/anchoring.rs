//! Finding the words of an old text in a new one: what holds for every change, and what it costs.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test may stop at the first surprise, and it knows a clock"
)]

use std::cell::Cell;
use std::collections::BTreeSet;
use std::pin::Pin;

use beleg_core::corpus;
use beleg_core::formats::native;
use beleg_core::model::anchor::{Anchored, Anchoring, How};
use beleg_core::model::{
    Action, Annotation, Document, Edit, History, Id, Item, Origin, Project, Spans, Status, Timestamp,
    Transaction, carets, tagset,
};
use beleg_core::pace::{Pace, at_once};
use beleg_core::reanchoring::{Decision, Reanchoring};
use beleg_core::session::{Act, Session, Stamp};
use beleg_core::text::{Span, Text, whole_clusters};
use proptest::collection::vec;
use proptest::prelude::*;

/// How many words around a mark stay as they are: more than the 32 code points that are compared.
const GUARD: usize = 16;

fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

/// A word of a vocabulary that grows rarer with its number, as words of a language do. Among them are an emoji and a
/// decomposed umlaut.
fn word(number: u32) -> String {
    match number % 50 {
        0 => "😊".to_owned(),
        1 => "u\u{308}ber".to_owned(),
        2..12 => "der".to_owned(),
        12..20 => "und".to_owned(),
        20 => "gestern.\n".to_owned(),
        _ => {
            let syllables = ["ka", "lo", "mi", "re", "stu", "bön", "tär", "pfe"];
            (0..3).map(|place| syllables[(number >> (6 + 3 * place)) as usize % syllables.len()]).collect()
        }
    }
}

/// Words as a text, and the stretch from one of them up to another.
fn text_of(words: &[String], from: usize, to: usize) -> (Text, Spans) {
    let chars = |words: &[String]| words.concat().chars().count() as u32;
    let space = |word: &String| if word.ends_with('\n') { word.clone() } else { format!("{word} ") };
    let spaced: Vec<String> = words.iter().map(space).collect();
    let start = chars(&spaced[..from]);
    let end = start + chars(&spaced[from..to]) - 1;
    (Text::new(spaced.concat()), Spans::from(Span::of(start, end).unwrap()))
}

/// A change of one word: another one before it, none, or a typo.
fn edit(words: &mut Vec<String>, at: usize, how: u32) {
    match how % 3 {
        0 => words.insert(at, word(how)),
        1 => drop(words.remove(at)),
        _ => words[at].insert(0, 'x'),
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_mark_stays_with_its_words_and_comes_back(
        numbers in vec(any::<u32>(), 40..400),
        place in any::<prop::sample::Index>(),
        length in 1..12usize,
        edits in vec((any::<prop::sample::Index>(), any::<u32>()), 1..30),
    ) {
        let mut words: Vec<String> = numbers.into_iter().map(word).collect();
        let from = place.index(words.len() - length);
        let (old, spans) = text_of(&words, from, from + length);
        let (mut from, mut to) = (from, from + length);
        for (at, how) in edits {
            let at = at.index(words.len());
            if at + GUARD < from {
                let before = words.len();
                edit(&mut words, at, how);
                (from, to) = (from + words.len() - before, to + words.len() - before);
            } else if at > to + GUARD {
                edit(&mut words, at, how);
            }
        }
        let (new, expected) = text_of(&words, from, to);
        let found = Anchoring::new(&old, &new).find(&spans).unwrap();
        prop_assert_eq!(&found.spans, &expected);
        prop_assert_eq!(found.how, How::InPlace);
        let back = Anchoring::new(&new, &old).find(&expected).unwrap();
        prop_assert_eq!((&back.spans, back.how), (&spans, How::InPlace));
    }

    #[test]
    fn a_paragraph_takes_its_marks_along(
        numbers in vec(vec(any::<u32>(), 12..30), 3..8),
        which in any::<prop::sample::Index>(),
        to in any::<prop::sample::Index>(),
    ) {
        // Every word once, so that every line is known by itself.
        let mut count = 0;
        let mut once = |number| {
            count += 1;
            word(number).replace('\n', "") + &count.to_string()
        };
        let mut lines: Vec<Vec<String>> =
            numbers.into_iter().map(|numbers| numbers.into_iter().map(&mut once).collect()).collect();
        lines.iter_mut().for_each(|line| line.push("\n".to_owned()));
        let text = |lines: &[Vec<String>], which: usize| {
            let before = lines[..which].concat().len();
            text_of(&lines.concat(), before + 2, before + 5)
        };
        let (from, to) = (which.index(lines.len()), to.index(lines.len()));
        let (old, spans) = text(&lines, from);
        let line = lines.remove(from);
        lines.insert(to, line);
        let (new, expected) = text(&lines, to);
        let found = Anchoring::new(&old, &new).find(&spans).unwrap();
        prop_assert_eq!(&found.spans, &expected);
        prop_assert!(found.how < How::Changed);
    }

    #[test]
    fn whatever_is_found_is_in_the_text(
        old in "[abü \n😊\u{308}]{0,80}",
        new in "[abü \n😊\u{308}]{0,80}",
        raw in vec((0..80u32, 1..20u32), 1..4),
    ) {
        let (old, new) = (Text::new(old), Text::new(new));
        let inside = |(start, length): (u32, u32)| Span::of(start, (start + length).min(old.end().get()));
        let Some(spans) = Spans::new(raw.into_iter().filter_map(inside)) else { return Ok(()) };
        if let Some(Anchored { spans: found, how, score, .. }) = Anchoring::new(&old, &new).find(&spans) {
            prop_assert!(found.last().end() <= new.end());
            prop_assert_eq!(found.iter().count(), spans.iter().count());
            prop_assert!((50..=100).contains(&score));
            for (old_span, new_span) in spans.iter().zip(found.iter()) {
                prop_assert_eq!(whole_clusters(&new, new_span), Some(new_span));
                prop_assert!(how == How::Changed || old.slice(old_span) == new.slice(new_span));
            }
        }
        let whole = Spans::new(spans.iter().filter_map(|span| whole_clusters(&old, span)));
        if whole.as_ref() == Some(&spans) {
            let same = Anchoring::new(&old, &old).find(&spans).unwrap();
            prop_assert_eq!((same.spans, same.how, same.score), (spans, How::InPlace, 100));
        }
    }
}

#[test]
fn five_megabytes_with_ten_thousand_marks_compare_few_places() {
    let mut number = 1u32;
    let mut next = move || {
        // The generator of Numerical Recipes, its low bits left out.
        number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        number >> 8
    };
    let mut words: Vec<String> = Vec::new();
    let mut bytes = 0;
    while bytes < 5_000_000 {
        words.push(word(next()));
        bytes += words.last().unwrap().len() + 1;
    }
    let text = |words: &[String]| Text::new(words.iter().map(|word| format!("{word} ")).collect::<String>());
    let old = text(&words);
    let length = old.end().get();
    let marks: Vec<Spans> = (0..10_000)
        .filter_map(|_| {
            let start = (next() % (length / 1000)) * 1000 + next() % 900;
            Some(Spans::from(Span::of(start, start + 1 + next() % 80)?))
        })
        .collect();
    let mut changed = words.clone();
    for _ in 0..20_000 {
        let at = next() as usize % changed.len();
        edit(&mut changed, at, next());
    }
    let half = changed.len() / 2;
    changed.rotate_left(half);
    let new = text(&changed);
    let mut texts = vec![("20,000 changes, halves exchanged", new.clone())];
    // Without optimisation each takes a quarter of a minute.
    if !cfg!(debug_assertions) {
        texts.push(("one line", Text::new(new.as_str().replace('\n', " "))));
        texts.push(("another text", Text::new("Nichts davon. ".repeat(350_000))));
    }
    for (name, new) in texts {
        let mut anchoring = Anchoring::new(&old, &new);
        let mut counts = [0; 4];
        for spans in &marks {
            counts[anchoring.find(spans).map_or(3, |found| found.how as usize)] += 1;
        }
        println!("{name}: {} places, in place, moved, changed, lost {counts:?}", anchoring.compared());
        assert!(anchoring.compared() < 100 * marks.len(), "{name}: {}", anchoring.compared());
    }
}

/// The corpus as it was when its first text still had a typo.
fn earlier() -> Session {
    let mut project = Project::new(corpus::project_id());
    project.apply(&corpus::missing_from(&project, Timestamp::default()).unwrap()).unwrap();
    let document = project.documents()[0].clone();
    let text = Text::new(document.text.as_str().replacen("Nordkorea", "Nodkorea", 1));
    assert_ne!(text, document.text);
    let new = Document { text, ..Document::clone(&document) };
    let edits = vec![Edit::Replace { old: Item::Document(document), new: new.into() }];
    let (action, origin, at) = (Action::AddCorpus, Origin::Corpus, Timestamp::default());
    project.apply(&Transaction { action, edits, origin, at }).unwrap();
    Session::new(project, History::default())
}

#[test]
fn a_text_of_the_corpus_on_which_nobody_worked_is_corrected() {
    let mut session = earlier();
    assert_eq!(corpus::other_texts(session.project()).len(), 1);
    assert!(session.complete(Timestamp::default()).is_some());
    assert!(corpus::other_texts(session.project()).is_empty());
    assert!(session.history().undo().is_none());
}

#[test]
fn a_text_of_the_corpus_stays_where_somebody_worked_on_it() {
    let mut session = earlier();
    let label = session.project().labels()[0].id.clone();
    let stamp = Stamp { at: Timestamp::default(), id: Id::from_random(7) };
    let mark = session.mark(Span::of(0, 20).unwrap(), &label, &stamp).unwrap();
    session.perform(mark, stamp.at).unwrap();
    assert_eq!(session.complete(stamp.at), None);
    // What was taken back can be done again.
    session.perform(Act::Undo, stamp.at).unwrap();
    assert_eq!(session.complete(stamp.at), None);
    assert_eq!(corpus::other_texts(session.project()).len(), 1);
}

const MARKED: &str = "
Heute 😊 meldet dpa, dass Kim am 3. Mai nach Wladiwostok reist.
               ^^^ source
                         ^^^^^^ claim#1
                                ^^^^^^ date
                                       ^^^^^^^^^^^^^^^^ claim#1
";

/// A file after a change of its JSON: what is left out of it, and what is found by its quotes.
fn mended(change: impl FnOnce(&mut serde_json::Value)) -> (usize, Vec<How>, usize, String) {
    let mut file: serde_json::Value = serde_json::from_str(&native::write(&carets::project(MARKED))).unwrap();
    change(&mut file);
    let bytes = file.to_string().into_bytes();
    let left_out = native::read(&bytes).unwrap().problems.len();
    let mended = native::mend(&bytes).unwrap();
    let hows = mended.placed.iter().map(|placed| placed.found.how).collect();
    let project = &mended.read.project;
    (left_out, hows, mended.read.problems.len(), carets::draw(project, &carets::document(project)))
}

#[test]
fn a_text_that_somebody_corrected_in_the_file_keeps_its_marks() {
    let (left_out, hows, problems, picture) = mended(|file| {
        let text = file["documents"][0]["text"].as_str().unwrap().replace("Heute", "Am 1. Mai");
        file["documents"][0]["text"] = text.replace("nach Wladiwostok", "nach Wladivostok").into();
    });
    assert_eq!((left_out, problems), (4, 0));
    assert_eq!(hows, [How::Moved, How::Changed, How::Moved]);
    assert_eq!(
        picture.trim(),
        "Am 1. Mai 😊 meldet dpa, dass Kim am 3. Mai nach Wladivostok reist.
                   ^^^ source
                             ^^^^^^ claim#1
                                    ^^^^^^ date
                                           ^^^^^^^^^^^^^^^^ claim#1"
            .trim()
    );
}

#[test]
fn positions_in_utf16_are_found_by_their_quotes() {
    let (left_out, hows, problems, picture) = mended(|file| {
        for annotation in file["annotations"].as_array_mut().unwrap() {
            for span in annotation["spans"].as_array_mut().unwrap() {
                for end in ["start", "end"] {
                    span[end] = (span[end].as_u64().unwrap() + 1).into();
                }
            }
        }
    });
    assert_eq!((left_out, problems), (3, 0));
    assert_eq!(hows, [How::Moved; 3]);
    assert_eq!(picture, carets::draw(&carets::project(MARKED), &carets::document(&carets::project(MARKED))));
}

#[test]
fn a_quote_that_is_nowhere_stays_a_problem() {
    let (left_out, hows, problems, _) = mended(|file| {
        file["annotations"][0]["spans"][0]["quote"] = serde_json::json!({"exact": "Reuters", "prefix": "Gestern schrieb ", "suffix": " etwas anderes."});
    });
    assert_eq!((left_out, hows.len(), problems), (1, 0, 1));
}

fn id(name: &str) -> Id {
    Id::new(name).unwrap()
}

/// A project of documents with this text, each with marks of so many code points at some places.
fn project_of(documents: usize, text: &str, places: impl Iterator<Item = (u32, u32)> + Clone) -> Project {
    let mut edits: Vec<Edit> = tagset::news().0.into_iter().map(|label| Edit::Add(label.into())).collect();
    let text = Text::new(text);
    for number in 0..documents {
        let document = Document {
            id: id(&format!("d{number}")),
            rank: number as u32,
            text: text.clone(),
            title: String::new(),
            outlet: None,
            published: None,
            language: None,
            url: None,
            status: Status::Open,
        };
        edits.push(Edit::Add(document.into()));
        for (mark, (start, chars)) in places.clone().enumerate() {
            let annotation = Annotation {
                id: id(&format!("{number}-{mark}")),
                document: id(&format!("d{number}")),
                spans: Spans::from(Span::of(start, start + chars).unwrap()),
                label: id("claim"),
                note: String::new(),
                attributes: Default::default(),
                creator: None,
                created: Timestamp::default(),
                modified: Timestamp::default(),
                origin: Default::default(),
            };
            edits.push(Edit::Add(annotation.into()));
        }
    }
    let mut project = Project::new(id("p"));
    let (action, origin, at) = (Action::Replace, Origin::File, Timestamp::default());
    project.apply(&Transaction { action, edits, origin, at }).unwrap();
    project
}

/// Looks for all marks in another text, one after the other.
fn looked(project: &Project, new: &str) -> Reanchoring {
    let new = Text::new(new);
    let texts = project.documents().into_iter().map(|document| (document.id.clone(), new.clone()));
    Reanchoring::new(project, texts)
}

/// A text that repeats itself has as many places for each mark as it has words: what is compared is bounded, and what was
/// not compared is not called sure.
#[test]
fn what_is_compared_does_not_grow_with_what_a_text_repeats() {
    const MARKS: u32 = 200;
    for (phrase, chars) in [("Er sagte ja. ", 9), ("a", 5), ("ab", 600), ("So sei es, sagte er.\n", 64)] {
        let text = phrase.repeat(250_000 / phrase.len());
        for new in [
            format!("Neu. {}", phrase.repeat(225_000 / phrase.len())),
            format!("{text}x{text}"),
            text.replacen(phrase, "", 3),
        ] {
            let mut anchoring = Anchoring::new(&Text::new(text.as_str()), &Text::new(new.as_str()));
            for start in (0..MARKS).map(|mark| 900 * mark + 7) {
                let found = anchoring.find(&Spans::from(Span::of(start, start + chars).unwrap()));
                assert!(found.as_ref().is_none_or(|found| found.how != How::Moved), "{start}: {found:?}");
            }
            // Each of 12,000 to 250,000 places for each mark would be millions.
            assert!(anchoring.compared() < 250_000, "{phrase:?}: {}", anchoring.compared());
        }
    }
}

#[test]
fn the_marks_of_ten_thousand_documents_are_set_aside_each_once() {
    let text: String = (0..20).map(|number| format!("Satz {number} sagt etwas anderes. ")).collect();
    let project = project_of(10_000, &text, (0..18).map(|mark| (25 * mark + 5, 12)));
    let new = format!("Vorweg. {}", text.replace("Satz 7 ", "Der Satz 7 "));
    let mut found = looked(&project, &new);
    assert_eq!(found.rows.len(), 180_000);
    for row in 0..found.rows.len() {
        found.decide(row, Decision::SetAside);
    }
    let transaction = found.transaction(&project, Timestamp::from_millis(5)).unwrap();
    let added = |edit: &Edit| match edit {
        Edit::Add(Item::Dispute(dispute)) => Some(dispute.id.clone()),
        _ => None,
    };
    let aside: BTreeSet<Id> = transaction.edits.iter().filter_map(added).collect();
    assert_eq!(aside.len(), 180_000);
}

#[test]
fn a_search_in_parts_finds_what_one_at_once_finds() {
    let text: String = (0..60).map(|number| format!("Satz {number} sagt etwas.\n")).collect();
    let project = project_of(3, &text, (0..9).map(|mark| (90 * mark + 5, 12)));
    let new = text.replace("Satz 1", "Der Satz 1");
    let texts =
        || project.documents().into_iter().map(|document| (document.id.clone(), Text::new(new.as_str())));
    assert!(looked(&project, &new) == Reanchoring::new(&project, texts()));
}

/// Counts how often work could have stopped.
#[derive(Default)]
struct Stops {
    asked: Cell<usize>,
}

impl Pace for Stops {
    fn is_due(&self) -> bool {
        self.asked.set(self.asked.get() + 1);
        false
    }

    fn turn(&self) -> Pin<Box<dyn Future<Output = ()> + '_>> {
        Box::pin(std::future::ready(()))
    }
}

/// Comparing two long texts stops the page no longer than comparing a few thousand words does.
#[test]
fn long_texts_are_compared_in_slices() {
    let story =
        |word: usize| (0..100_000).map(|number| format!("{} ", number * word % 99_991)).collect::<String>();
    let (old, new) = (Text::new(story(7)), Text::new(story(11)));
    let stops = Stops::default();
    let anchoring = at_once(Anchoring::in_slices(&old, &new, &stops));
    assert!(stops.asked.get() >= 300, "{} stops", stops.asked.get());
    drop(anchoring);
    let same = Stops::default();
    at_once(Anchoring::in_slices(&old, &old, &same));
    assert!(same.asked.get() < 10, "what is the same is not compared by its words");
}
