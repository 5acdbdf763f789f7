//! What holds for every text, every project and every change.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test may stop at the first surprise"
)]

#[path = "laws/generate.rs"]
mod generate;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use beleg_core::formats::Read;
use beleg_core::formats::native::{read, read_within, write};
use beleg_core::journal::Refusal;
use beleg_core::json::{self, Writer};
use beleg_core::model::limits::Limits;
use beleg_core::model::{
    Annotation, Attribute, Document, Edit, Id, Item, Key, Loser, Piece, Project, SpanPart, Transaction,
    carets, rebase::rebase, tiles,
};
use beleg_core::opening::{How, Opening, restore};
use beleg_core::record;
use beleg_core::session::{Act, Selection, Session};
use beleg_core::text::{
    CharOffset, Direction, Edge, Snap, Span, Text, Unit, Utf16Offset, find, next_edge, snap,
};
use generate::{
    annotation_of, deeds, draft, items, long_text, offsets, project, raw_span, run, span_in, text,
    transaction, two_drafts, with_dense_ranks,
};
use proptest::collection::vec;
use proptest::prelude::*;
use unicode_segmentation::UnicodeSegmentation;

/// As many cases as `PROPTEST_CASES` says. A failure is shown and becomes a test with a name, not a file of seeds.
fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

// ---- texts ----

proptest! {
    #![proptest_config(config())]

    #[test]
    fn code_points_utf16_units_and_bytes_agree_with_counting(content in text()) {
        // Repeated, so that checkpoints are passed.
        let content = content.repeat(16);
        let text = Text::new(content.as_str());
        let (mut byte, mut utf16) = (0, 0);
        let mut chars = content.chars();
        for offset in offsets(&text) {
            prop_assert_eq!(text.byte_of(offset), Some(byte));
            prop_assert_eq!(text.utf16_of(offset), Some(Utf16Offset::new(utf16)));
            prop_assert_eq!(text.char_of_byte(byte), Some(offset));
            prop_assert_eq!(text.char_of_utf16(Utf16Offset::new(utf16)), Some(offset));
            let Some(char) = chars.next() else { break };
            for inside in 1..char.len_utf8() {
                prop_assert_eq!(text.char_of_byte(byte + inside), None);
            }
            if char.len_utf16() == 2 {
                prop_assert_eq!(text.char_of_utf16(Utf16Offset::new(utf16 + 1)), Some(offset));
            }
            byte += char.len_utf8();
            utf16 += char.len_utf16() as u32;
        }
        prop_assert_eq!(text.end().to_usize(), content.chars().count());
        let past = text.end().plus(1);
        prop_assert_eq!((text.byte_of(past), text.utf16_of(past), text.block_at(past)), (None, None, None));
        prop_assert_eq!(text.char_of_utf16(Utf16Offset::new(utf16 + 1)), None);
    }

    #[test]
    fn blocks_are_the_text(content in text(), raw in raw_span()) {
        let text = Text::new(content.as_str());
        let joined: String = text.blocks().iter().map(|block| text.block_str(block)).collect();
        prop_assert_eq!(&joined, &content);
        for (number, block) in text.blocks().iter().enumerate() {
            prop_assert_eq!(text.slice(block.span), Some(text.block_str(block)));
            for at in block.span.start().get()..block.span.end().get() {
                let offset = CharOffset::new(at);
                prop_assert_eq!(text.block_at(offset), Some(number));
                let units = text.utf16_in_block(block, offset).unwrap();
                prop_assert_eq!(text.char_in_block(block, units), offset);
            }
        }
        if let Some(span) = span_in(&text, raw) {
            let chars: Vec<char> = content.chars().collect();
            let slice: String = chars[span.start().to_usize()..span.end().to_usize()].iter().collect();
            prop_assert_eq!(text.slice(span), Some(slice.as_str()));
            let blocks = text.blocks().iter().enumerate().filter(|(_, block)| block.span.overlaps(span));
            prop_assert_eq!(text.blocks_in(span).collect::<Vec<_>>(), blocks.map(|(number, _)| number).collect::<Vec<_>>());
        }
    }

    #[test]
    fn no_block_is_large_and_cuts_are_between_words(content in long_text()) {
        let text = Text::new(content.as_str());
        let joined: String = text.blocks().iter().map(|block| text.block_str(block)).collect();
        prop_assert_eq!(&joined, &content);
        prop_assert_eq!(text.lines(), content.split_inclusive('\n').count());
        let (mut line, mut lines) = (String::new(), 0);
        let mut cuts = Vec::new();
        for block in text.blocks() {
            prop_assert_eq!(text.slice(block.span), Some(text.block_str(block)));
            prop_assert_eq!(text.utf16_in_block(block, block.span.start()), Some(Utf16Offset::new(0)));
            prop_assert!(block.span.chars() <= 4_000, "{}", block.span.chars());
            line += text.block_str(block);
            let whole = text.line_at(block.span.start()).unwrap();
            prop_assert!(whole.covers(block.span) || block.lines > 1);
            if text.goes_on(block) {
                prop_assert!((100..=2_000).contains(&block.span.chars()), "{}", block.span.chars());
                cuts.push(line.len());
                continue;
            }
            prop_assert!(block.lines > 1 || text.slice(whole) == Some(line.as_str()));
            lines += block.lines as usize;
            // No cluster of these texts is longer than half a piece but where joiners or flags are repeated.
            let clusters: BTreeSet<usize> = line.grapheme_indices(true).map(|(byte, _)| byte).collect();
            let longest = line.graphemes(true).map(|cluster| cluster.chars().count()).max().unwrap_or(0);
            let words: BTreeSet<usize> = line.split_word_bound_indices().map(|(byte, _)| byte).collect();
            let longest_word = line.split_word_bounds().map(|word| word.chars().count()).max().unwrap_or(0);
            for cut in std::mem::take(&mut cuts) {
                prop_assert!(longest > 100 || clusters.contains(&cut), "inside a cluster: {}", cut);
                prop_assert!(longest_word > 60 || longest > 100 || words.contains(&cut), "inside a word: {}", cut);
            }
            line.clear();
        }
        prop_assert_eq!(lines, text.lines());
    }

    #[test]
    fn steps_do_not_see_where_a_line_is_cut(content in long_text(), at in 0..100_000u32) {
        let text = Text::new(content.as_str());
        let from = CharOffset::new(at % (text.end().get() + 1));
        let line = text.line_at(from);
        let Some((line, content)) = line.and_then(|line| Some((line, text.slice(line)?))) else { return Ok(()) };
        let longest = content.split_word_bounds().chain(content.graphemes(true)).map(|word| word.chars().count()).max();
        prop_assume!(longest < Some(60));
        let step = |text: &Text, from: CharOffset, unit: Unit| {
            next_edge(text, from, unit, Edge::End, Direction::Forward).map(CharOffset::get)
        };
        let mut end = line.start().get();
        let clusters = content.graphemes(true).map(|cluster| { end += cluster.chars().count() as u32; end });
        let expected = clusters.into_iter().find(|end| *end > from.get());
        let found = step(&text, from, Unit::Character).filter(|found| *found <= line.end().get());
        prop_assert_eq!(found, expected);
        // The same words are found in what stands around, which is never cut.
        let around = Span::new(from.minus(200), from.plus(200).min(text.end()));
        let Some(around) = around.and_then(|around| around.intersect(line)) else { return Ok(()) };
        let short = Text::new(text.slice(around).unwrap());
        prop_assert_eq!(short.blocks().len(), 1);
        let start = around.start().get();
        let expected = step(&short, CharOffset::new(from.get() - start), Unit::Word).map(|end| start + end);
        // What reaches to the edge of that may go on behind it.
        let sure = if around.end() == line.end() { line.end() } else { around.end().minus(60) };
        let is_sure = |end: &u32| *end <= sure.get();
        prop_assert_eq!(step(&text, from, Unit::Word).filter(is_sure), expected.filter(is_sure));
    }

    #[test]
    fn what_snaps_covers_the_selection_and_stays(content in text(), raw in raw_span()) {
        let text = Text::new(content.as_str());
        let Some(span) = span_in(&text, raw) else { return Ok(()) };
        let clusters: BTreeSet<u32> = content
            .grapheme_indices(true)
            .filter_map(|(byte, _)| text.char_of_byte(byte))
            .chain([text.end()])
            .map(CharOffset::get)
            .collect();
        let selected = text.slice(span).unwrap();
        for to in [Snap::Words, Snap::Characters] {
            let trimmed = match to {
                Snap::Characters => Some(span),
                Snap::Words => {
                    let before = (selected.chars().count() - selected.trim_start().chars().count()) as u32;
                    let after = (selected.chars().count() - selected.trim_end().chars().count()) as u32;
                    Span::new(span.start().plus(before), span.end().minus(after))
                }
            };
            let snapped = snap(&text, span, to);
            prop_assert_eq!(snapped.is_some(), trimmed.is_some(), "{:?}", to);
            let (Some(snapped), Some(trimmed)) = (snapped, trimmed) else { continue };
            prop_assert!(snapped.covers(trimmed), "{:?} {:?} {:?}", to, snapped, trimmed);
            prop_assert_eq!(snap(&text, snapped, to), Some(snapped), "{:?}", to);
            prop_assert!(clusters.contains(&snapped.start().get()), "{:?} starts inside a cluster: {:?}", to, snapped);
            prop_assert!(clusters.contains(&snapped.end().get()), "{:?} ends inside a cluster: {:?}", to, snapped);
        }
    }

    #[test]
    fn what_is_quoted_is_found(content in text(), raw in raw_span(), disguise in 0..4) {
        let text = Text::new(content.repeat(2));
        let Some(span) = span_in(&text, raw).and_then(|span| snap(&text, span, Snap::Characters)) else {
            return Ok(());
        };
        let plain = text.slice(span).unwrap();
        // A mark on white space is no letter, and the space under it none that can be typed.
        let chars: Vec<char> = plain.chars().collect();
        let is_on_space = |pair: &[char]| pair[0].is_whitespace() && pair[1] == '\u{308}';
        if plain.starts_with('\u{308}') || chars.windows(2).any(is_on_space) {
            return Ok(());
        }
        let quote = match disguise {
            0 => plain.to_owned(),
            1 => plain.to_uppercase().replace("SS", "ß"),
            // A word that is divided at the end of a line is one word there, and two in one line.
            2 if chars.windows(2).any(|pair| pair[0] == '\u{ad}' && pair[1].is_whitespace()) => plain.to_owned(),
            2 => plain.split_whitespace().collect::<Vec<_>>().join("\u{a0} "),
            _ => plain.replace(['„', '“'], "\"").replace('ü', "u\u{308}").replace('s', "s\u{ad}"),
        };
        // What does not count at the ends of the quote need not be found.
        let counts = |char: &char| !char.is_whitespace() && !['\u{ad}', '\u{200d}'].contains(char);
        let Some(before) = plain.chars().position(|char| counts(&char)) else { return Ok(()) };
        let after = plain.chars().rev().position(|char| counts(&char)).unwrap();
        let own = Span::new(span.start().plus(before as u32), span.end().minus(after as u32)).unwrap();

        let matches = find(&text, &quote, usize::MAX);
        let places: Vec<Span> = matches.found.iter().map(|found| found.span).collect();
        prop_assert_eq!(places.len(), matches.total);
        prop_assert!(places.windows(2).all(|pair| pair[0].end() <= pair[1].start()), "{:?}", places);
        for found in &matches.found {
            prop_assert_eq!(snap(&text, found.span, Snap::Characters), Some(found.span));
            prop_assert_eq!(found.is_exact, text.slice(found.span) == Some(quote.trim()));
        }
        // Where it is not found in its own place, one that begins before took some of its characters.
        let here = places.iter().find(|place| place.overlaps(own)).unwrap();
        // A run of quotation marks or dashes counts as one, so that all of a run at the end of a match belongs to it.
        let is_run = |char: char| "\u{308}\u{ad}\u{200d}\"'„“”‟‚‘’‛»«›‹-‐‑‒–—".contains(char);
        let behind = Span::new(span.end(), here.end()).and_then(|behind| text.slice(behind));
        let ends_well = behind.is_none_or(|behind| behind.chars().all(is_run));
        let is_it = here.covers(own) && here.start() >= span.start() && ends_well;
        prop_assert!(here.start() < own.start() && !span.covers(*here) || is_it, "{:?} {:?} {:?}", quote, own, places);
    }
}

// ---- projects and changes ----

/// The pieces of a document, collected without the index.
fn naive_pieces(project: &Project, document: &Id) -> Vec<Piece> {
    let annotations = project.annotations().filter(|annotation| annotation.document == *document);
    let pieces = annotations.flat_map(|annotation| {
        let spans: Vec<Span> = annotation.spans.iter().collect();
        let piece = |span, part| Piece { span, part, annotation: annotation.id.clone() };
        let gaps = spans.windows(2).filter_map(|pair| Span::new(pair[0].end(), pair[1].start()));
        let gaps: Vec<Piece> =
            gaps.filter(|gap| gap.chars() <= 400).map(|gap| piece(gap, SpanPart::Gap)).collect();
        let part = |number| if number == 0 { SpanPart::First } else { SpanPart::Further };
        let marked = spans.iter().enumerate().map(|(number, span)| piece(*span, part(number)));
        marked.chain(gaps).collect::<Vec<_>>()
    });
    let mut pieces: Vec<Piece> = pieces.collect();
    pieces.sort();
    pieces
}

/// Everything a project holds, what is derived from it included.
fn assert_same(one: &Project, other: &Project) {
    assert_eq!(one, other);
    for document in one.documents() {
        let (one, other) = (one.marks(&document.id).unwrap(), other.marks(&document.id).unwrap());
        assert_eq!(one.index().pieces(), other.index().pieces());
        assert_eq!(one.total(), other.total());
        assert_eq!(one.in_order(), other.in_order());
    }
    assert_eq!(one.names(), other.names());
    for annotation in one.annotations() {
        let links = |project: &Project| project.links_at(&annotation.id).cloned().collect::<Vec<_>>();
        assert_eq!(links(one), links(other));
    }
}

/// Edits that fit the project one after the other: items come, change and go.
fn fitting_edits(project: &Project, items: Vec<Item>, removed: &[prop::sample::Index]) -> Vec<Edit> {
    let mut state = project.clone();
    let mut edits = Vec::new();
    let mut removed = removed.iter();
    for item in items {
        let new = match state.item(&item.key()) {
            Some(old) => Edit::Replace { old, new: item },
            None => Edit::Add(item),
        };
        let there: Vec<Item> = state.items().collect();
        let gone = removed.next().map(|index| Edit::Remove(index.get(&there).clone()));
        for edit in std::iter::once(new).chain(gone) {
            if state.apply(&transaction(vec![edit.clone()])).is_ok() {
                edits.push(edit);
            }
        }
    }
    edits
}

fn after(base: &Project, steps: &[Arc<Transaction>]) -> Project {
    let mut project = base.clone();
    for step in steps {
        project.apply(step).unwrap();
    }
    project
}

/// The annotations and links that somebody made of what was there, as far as that person left them so.
fn versions_left<'r>(base: &Project, run: &'r [Arc<Transaction>]) -> Vec<&'r Item> {
    let mut left: Vec<&Item> = Vec::new();
    for edit in run.iter().flat_map(|step| &step.edits) {
        let (old, new) = edit.sides();
        left.retain(|version| Some(*version) != old);
        left.extend(new.filter(|new| {
            matches!(new, Item::Annotation(_) | Item::Link(_)) && base.item(&new.key()).as_ref() != Some(*new)
        }));
    }
    left
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_inverse_restores_and_a_conflict_changes_nothing(
        (mine, theirs) in two_drafts(),
        removed in vec(any::<prop::sample::Index>(), 0..40),
    ) {
        let before = project("mine", &mine);
        let edits = fitting_edits(&before, items(&theirs), &removed);
        let whole = transaction(edits);
        let mut after = before.clone();
        prop_assert_eq!(after.apply(&whole), Ok(()));

        let mut back = after.clone();
        prop_assert_eq!(back.apply(&whole.inverse()), Ok(()));
        assert_same(&back, &before);
        prop_assert_eq!(&whole.inverse().inverse(), &whole);

        // The last edit can never fit.
        let mut bad = whole.clone();
        bad.edits.extend(after.items().next().map(Edit::Add));
        let mut refused = before.clone();
        prop_assert!(refused.apply(&bad).is_err());
        assert_same(&refused, &before);
    }

    #[test]
    fn what_two_did_at_the_same_time_is_in_the_project_or_listed(
        draft in draft(),
        mine in deeds(),
        theirs in deeds(),
    ) {
        let base = project("mine", &draft);
        let (mine, theirs) = (run("m", &base, &mine), run("t", &base, &theirs));
        for (first, second) in [(&mine, &theirs), (&theirs, &mine)] {
            let mut merged = base.clone();
            for step in first {
                merged.apply(step).unwrap();
            }
            for step in second {
                let Some(rebased) = rebase(step, first, &merged) else { continue };
                prop_assert_eq!(merged.apply(&rebased), Ok(()), "{:?}", rebased);
            }
            for (run, other) in [(first, second), (second, first)] {
                // By chance both made the same, and one of them went on from there.
                let went_on = |version: &&Item| {
                    other.iter().flat_map(|step| &step.edits).any(|edit| edit.sides().0 == Some(*version))
                };
                for version in versions_left(&base, run).into_iter().filter(|version| !went_on(version)) {
                    let stays = merged.item(&version.key()).as_ref() == Some(version);
                    let lost = Loser::Version(version.clone());
                    let is_listed = merged.disputes().any(|dispute| dispute.loser == lost);
                    prop_assert!(stays || is_listed, "{:?} is lost", version);
                }
            }
            if let Some(last) = second.last() {
                prop_assert_eq!(rebase(last, first, &after(&base, second)), None);
            }
        }
    }

    #[test]
    fn a_transaction_comes_back_from_its_record((mine, theirs) in two_drafts()) {
        let before = project("mine", &mine);
        let whole = transaction(fitting_edits(&before, items(&theirs), &[]));
        let mut after = before.clone();
        prop_assert_eq!(after.apply(&whole), Ok(()));
        let texts: BTreeMap<String, Text> = before
            .documents()
            .into_iter()
            .chain(after.documents())
            .map(|document| (document.text.sha256().to_owned(), document.text.clone()))
            .collect();
        let mut out = Writer::compact();
        record::write_transaction(&mut out, &whole);
        let written = out.finish();
        let record = json::parse(&written).unwrap();
        prop_assert_eq!(record::TRANSACTION.check(&record), Ok(()));
        prop_assert_eq!(record::transaction(&record, &|sha256| texts.get(sha256).cloned()), Ok(whole));
    }

    #[test]
    fn the_index_answers_as_a_scan_does(
        (mine, theirs) in two_drafts(),
        removed in vec(any::<prop::sample::Index>(), 0..40),
        raw in raw_span(),
    ) {
        let mut project = project("mine", &mine);
        let edits = fitting_edits(&project, items(&theirs), &removed);
        let mut one_by_one = project.clone();
        for edit in &edits {
            prop_assert_eq!(one_by_one.apply(&transaction(vec![edit.clone()])), Ok(()));
        }
        let before = project.clone();
        let misfit = Edit::Remove(Item::Settings(Arc::default()));
        prop_assert!(project.apply(&transaction(edits.iter().cloned().chain([misfit]).collect())).is_err());
        assert_same(&project, &before);
        prop_assert_eq!(project.apply(&transaction(edits)), Ok(()));
        assert_same(&project, &one_by_one);
        for document in project.documents() {
            let marks = project.marks(&document.id).unwrap();
            let pieces = naive_pieces(&project, &document.id);
            prop_assert_eq!(marks.index().pieces(), pieces.as_slice());
            prop_assert_eq!(marks.total(), pieces.iter().filter(|piece| piece.part == SpanPart::First).count());
            let Some(span) = span_in(&document.text, raw) else { continue };
            let found: Vec<&Piece> = marks.index().overlapping(span).collect();
            let scanned: Vec<&Piece> = pieces.iter().filter(|piece| piece.span.overlaps(span)).collect();
            prop_assert_eq!(found, scanned);
            let order: Vec<&Piece> = pieces.iter().filter(|piece| piece.part == SpanPart::First).collect();
            prop_assert_eq!(marks.in_order().iter().collect::<Vec<_>>(), order);
            for (rank, piece) in marks.in_order().iter().enumerate() {
                prop_assert_eq!(marks.rank(project.annotation(&piece.annotation).unwrap()), Some(rank));
            }
        }
        let held = &project;
        let asking = |asked| held.annotations().filter(move |one| held.asked(one) == Some(asked));
        let mut names: Vec<&str> =
            asking(Attribute::Name).filter_map(|annotation| annotation.attributes.name.as_deref()).collect();
        names.sort();
        names.dedup();
        prop_assert_eq!(project.names(), names);
        let mut unread: Vec<&Id> = asking(Attribute::Value)
            .filter(|annotation| annotation.attributes.value_text.is_some())
            .map(|annotation| &annotation.id)
            .collect();
        let mut found: Vec<&Id> = project.not_understood().into_iter().map(|one| &one.id).collect();
        unread.sort();
        found.sort();
        prop_assert_eq!(found, unread);
    }

    #[test]
    fn tiles_tile(draft in draft()) {
        let project = project("mine", &draft);
        for document in project.documents() {
            let marks = project.marks(&document.id).unwrap();
            let pieces = naive_pieces(&project, &document.id);
            let blocks = document.text.blocks().iter().map(|block| block.span);
            for within in blocks.chain(document.text.span()) {
                let tiles = tiles(within, marks.index().overlapping(within));
                let joined: String = tiles.iter().filter_map(|tile| document.text.slice(tile.span)).collect();
                prop_assert_eq!(Some(joined.as_str()), document.text.slice(within));
                let mut lanes_of: BTreeMap<(&Id, Span), BTreeSet<usize>> = BTreeMap::new();
                for tile in &tiles {
                    let over: Vec<&Piece> = pieces.iter().filter(|piece| piece.span.overlaps(tile.span)).collect();
                    prop_assert!(over.iter().all(|piece| piece.span.covers(tile.span)), "a tile is never half covered");
                    let mut expected: Vec<_> = over.iter().map(|piece| &piece.annotation).collect();
                    let mut layers: Vec<_> = tile.layers.iter().map(|layer| &layer.annotation).collect();
                    expected.sort();
                    layers.sort();
                    prop_assert_eq!(layers, expected);
                    let lanes: BTreeSet<usize> = tile.layers.iter().map(|layer| layer.lane).collect();
                    prop_assert_eq!(lanes.len(), tile.layers.len(), "no two lines lie on each other");
                    for piece in over {
                        let layer = tile.layers.iter().find(|layer| layer.annotation == piece.annotation).unwrap();
                        lanes_of.entry((&piece.annotation, piece.span)).or_default().insert(layer.lane);
                    }
                }
                prop_assert!(lanes_of.values().all(|lanes| lanes.len() == 1), "a line runs unbroken");
            }
        }
    }
}

// ---- files ----

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_project_comes_back_from_its_file(draft in draft()) {
        let project = project("mine", &draft);
        let file = write(&project);
        let read = read(file.as_bytes()).unwrap();
        prop_assert_eq!(&read.problems, &vec![]);
        assert_same(&read.project, &with_dense_ranks(&project));
        prop_assert_eq!(write(&read.project), file);
    }

    #[test]
    fn a_damaged_file_is_read_or_refused(draft in draft(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let mut file = write(&project("mine", &draft)).into_bytes();
        let at = at.index(file.len());
        file[at] = byte;
        if let Ok(found) = read(&file) {
            let again = read(write(&found.project).as_bytes()).unwrap();
            prop_assert_eq!(&again.problems, &vec![]);
            assert_same(&again.project, &found.project);
        }
    }
}

/// The project after a transaction, which can be taken back.
fn applied(before: &Project, transaction: &Transaction) -> Project {
    let mut after = before.clone();
    after.apply(transaction).expect("a file is never a conflict");
    let mut back = after.clone();
    back.apply(&transaction.inverse()).expect("one step of undo");
    assert_same(&back, before);
    after
}

fn opening(current: &Project, file: &Project) -> Opening {
    Opening::new(current, Read { project: file.clone(), problems: vec![] })
}

fn items_by_key(project: &Project) -> BTreeMap<Key, Item> {
    project.items().map(|item| (item.key(), item)).collect()
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn replacing_gives_what_the_file_holds((mine, theirs) in two_drafts()) {
        let (mine, file) = (project("mine", &mine), project("file", &theirs));
        let opening = opening(&mine, &file);
        let after = applied(&mine, &opening.transaction(How::Replace, Default::default()));
        prop_assert_eq!(items_by_key(&after), items_by_key(&file));
        prop_assert_eq!(after.id(), mine.id());
        let plan = opening.plan(How::Replace);
        prop_assert_eq!(plan.added.len() + plan.changed.len() + plan.unchanged, file.items().count());
        prop_assert_eq!(plan.removed.len() + plan.changed.len() + plan.unchanged, mine.items().count());
        let again = self::opening(&after, &file);
        prop_assert!(again.plan(How::Replace).is_empty());
        let restored = applied(&after, &restore(&after, &mine, Default::default()));
        prop_assert_eq!(restored, mine);
    }

    #[test]
    fn merging_keeps_adds_and_prefers_the_later((mine, theirs) in two_drafts()) {
        let (mine, file) = (project("mine", &mine), project("file", &theirs));
        let opening = opening(&mine, &file);
        let plan = opening.plan(How::Merge);
        let after = applied(&mine, &opening.transaction(How::Merge, Default::default()));
        let (mine, theirs, merged) = (items_by_key(&mine), items_by_key(&file), items_by_key(&after));
        for (key, item) in &mine {
            let newer = |annotation: &Annotation| {
                matches!(theirs.get(key), Some(Item::Annotation(theirs)) if theirs.modified > annotation.modified)
            };
            // Of a document only the state can change, and only onwards.
            let onwards = |document: &Document| {
                let Some(Item::Document(after)) = merged.get(key) else { return false };
                after.status >= document.status
                    && **after == Document { status: after.status, ..Document::clone(document) }
            };
            match item {
                Item::Annotation(annotation) if newer(annotation) => prop_assert!(merged.contains_key(key)),
                Item::Document(document) => prop_assert!(onwards(document), "{:?} went back", key),
                _ => prop_assert_eq!(merged.get(key), Some(item)),
            }
        }
        let left_out: BTreeSet<Key> = plan.left_out.iter().map(|left_out| left_out.item.key()).collect();
        for key in theirs.keys() {
            prop_assert!(merged.contains_key(key) || left_out.contains(key), "{:?} is neither here nor listed", key);
        }
        let counted = plan.changed.len() + plan.conflicting.len() + plan.unchanged;
        prop_assert_eq!(plan.added.len() + counted + plan.left_out.len(), theirs.len());
        prop_assert_eq!(merged.len(), mine.len() + plan.added.len() + plan.disputed.len());
        for version in mine.values().chain(theirs.values()) {
            let lost = Loser::Version(version.clone());
            let is_listed = after.disputes().any(|dispute| dispute.loser == lost);
            let stays = merged.get(&version.key()) == Some(version) || left_out.contains(&version.key());
            prop_assert!(!matches!(version, Item::Annotation(_)) || stays || is_listed, "{:?} is lost", version);
        }
        prop_assert_eq!(plan.kept, mine.keys().filter(|key| !theirs.contains_key(key)).count());
        prop_assert!(plan.removed.is_empty());
    }

    #[test]
    fn merging_twice_is_merging_once((mine, theirs) in two_drafts()) {
        let (mine, file) = (project("mine", &mine), project("file", &theirs));
        let after = applied(&mine, &opening(&mine, &file).transaction(How::Merge, Default::default()));
        let again = opening(&after, &file);
        prop_assert!(again.plan(How::Merge).is_empty(), "{:?}", again.plan(How::Merge));
        prop_assert!(opening(&file, &file).plan(How::Merge).is_empty());
    }
}

// ---- pictures ----

/// A text that a picture can hold: it begins and ends with a visible line and has no line that looks like carets.
fn pictured_text() -> impl Strategy<Value = String> {
    text().prop_map(|middle| format!("x{}x", middle.replace('\r', "")))
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_picture_comes_back(
        content in pictured_text(),
        marks in vec((0..3usize, vec(raw_span(), 1..3)), 0..6),
    ) {
        let text = Text::new(content.as_str());
        let mut project = carets::project(&content);
        let document = carets::document(&project);
        prop_assert_eq!(document.text.as_str(), content.as_str());
        for (number, (label, spans)) in marks.into_iter().enumerate() {
            let annotation = annotation_of(number, &document.id, &text, label, &spans);
            let edits = annotation.map(|annotation| Edit::Add(annotation.into()));
            prop_assert_eq!(project.apply(&transaction(edits.into_iter().collect())), Ok(()));
        }
        let again = carets::project(&carets::draw(&project, &document));
        // Reading numbers the annotations in the order in which they are drawn; from then on nothing changes.
        prop_assert_eq!(&carets::project(&carets::draw(&again, &document)), &again);
        let shapes = |project: &Project| {
            let mut shapes: Vec<_> = project
                .annotations()
                .map(|annotation| (annotation.label.clone(), format!("{:?}", annotation.spans)))
                .collect();
            shapes.sort();
            shapes
        };
        prop_assert_eq!(shapes(&again), shapes(&project));
    }
}

/// Two thousand looks at the whole line would take hours.
#[test]
fn a_step_by_word_does_not_depend_on_the_length_of_the_line() {
    let text = Text::new("Bürger*innen sagten um 14:30: „Nein“. ".repeat(120_000));
    assert!(text.as_str().len() > 4_500_000);
    let mut at = CharOffset::new(text.end().get() / 2);
    for _ in 0..1000 {
        at = next_edge(&text, at, Unit::Word, Edge::End, Direction::Forward).unwrap();
        let span = Span::new(at.minus(2), at).unwrap();
        assert!(snap(&text, span, Snap::Words).unwrap().covers(span));
    }
    for _ in 0..1000 {
        at = next_edge(&text, at, Unit::Word, Edge::Start, Direction::Back).unwrap();
    }
}

// ---- limits ----

/// Limits that small projects reach.
fn small_limits() -> impl Strategy<Value = Limits> {
    let counts = (1..4usize, 1..6usize, 1..9usize, 1..4usize, 1..9usize, 1..4usize);
    let lengths = (0..80usize, 1..6usize, 0..9usize, 8..30usize);
    (counts, lengths, 1_500..12_000usize).prop_map(
        |((documents, labels, annotations, spans, marks, links), (text, lines, note, name), bytes)| Limits {
            bytes,
            documents,
            labels,
            annotations,
            spans,
            marks,
            links,
            text,
            lines,
            note,
            name,
            label_name: name,
        },
    )
}

/// The project is read back whole from its file.
fn assert_comes_back(project: &Project, limits: &Limits) {
    let read = read_within(write(project).as_bytes(), limits).unwrap();
    assert_eq!(read.problems, vec![]);
    assert_same(&read.project, &with_dense_ranks(project));
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_a_session_writes_it_can_read(
        limits in small_limits(), (mine, theirs) in two_drafts(), mut acts in vec(deeds(), 6), whats in vec(0..7u8, 1..12)
    ) {
        let files = [project("mine", &mine), project("mine", &theirs)];
        let mut session = Session::new(Project::new(files[0].id().clone()), Default::default()).within(limits);
        for (number, what) in whats.into_iter().enumerate() {
            let file = &files[number % 2];
            let at = beleg_core::model::Timestamp::from_millis(1000 * number as i64);
            let mut steps = Vec::new();
            match what {
                0 => steps.push(Act::Undo),
                1 => steps.push(Act::Redo),
                2 => steps.push(Act::Do(restore(session.project(), file, at), Selection::Nothing)),
                3 | 4 => {
                    let how = if what == 3 { How::Replace } else { How::Merge };
                    steps.push(Act::Do(opening(session.project(), file).transaction(how, at), Selection::Nothing));
                }
                _ => for step in run(&format!("hand{number}"), session.project(), &acts.pop().unwrap_or_default()) {
                    steps.push(Act::Do(Transaction::clone(&step), Selection::Nothing));
                },
            }
            for act in steps {
                let before = (session.project().clone(), session.history().clone());
                if let Err(refusal) = session.perform(act, at) {
                    prop_assert!(before == (session.project().clone(), session.history().clone()));
                    if let Refusal::TooMuch(excess) = refusal {
                        prop_assert!(excess.found > excess.limit, "{excess:?}");
                    }
                }
                assert_comes_back(session.project(), &limits);
                prop_assert!(write(session.project()).len() <= session.project().weight());
            }
        }
    }

    #[test]
    fn a_file_is_never_larger_than_is_reckoned((mine, theirs) in two_drafts(), deeds in deeds()) {
        let mut changed = project("mine", &mine);
        for step in run("x", &changed.clone(), &deeds) {
            changed.apply(&step).unwrap();
        }
        let merged = opening(&changed, &project("mine", &theirs)).transaction(How::Merge, Default::default());
        let added = beleg_core::model::limits::added(&changed, &merged.edits);
        let before = write(&changed).len();
        changed.apply(&merged).unwrap();
        let (file, reckoned) = (write(&changed).len(), changed.weight());
        prop_assert!(file <= reckoned && reckoned < 4 * file + 8_000, "{reckoned} for {file}");
        prop_assert!(file <= before + added, "{file} of {before} and {added}");
        let undone = restore(&changed, &Project::new(changed.id().clone()), Default::default());
        changed.apply(&undone).unwrap();
        prop_assert_eq!(changed.weight(), Project::new(changed.id().clone()).weight());
    }
}
