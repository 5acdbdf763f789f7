//! Where words, grapheme clusters (Unicode Standard Annex #29) and paragraphs begin and end, and how a selection snaps
//! to them.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::body::Text;
use super::offset::{CharOffset, Span};
use super::search::whole_clusters;
use super::sentences::sentences;
use super::tokens::{is_glued, is_word, pieces, restart_after, restart_at_or_before};

/// Over how many blocks of a line a sentence is looked for on either side. What goes on for longer is no sentence.
const LONGEST: usize = 16;

/// How many characters around a place say whether a sentence begins there.
const AROUND: u32 = 256;

/// What a selection snaps to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Snap {
    /// To the words it touches, without white space at its ends.
    Words,
    /// To the grapheme clusters it touches, and no further.
    Characters,
}

/// In what steps a position or an edge moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A grapheme cluster: what a reader takes for one character.
    Character,
    /// A word; punctuation and spaces between words are skipped.
    Word,
    /// A sentence of a line; spaces between sentences are skipped.
    Sentence,
    /// A line.
    Paragraph,
}

/// One of the two ends of a unit or a span.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// Where it begins.
    Start,
    /// Behind its last character.
    End,
}

/// Which way a position moves through the text, in logical order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// Towards the start of the text.
    Back,
    /// Towards its end.
    Forward,
}

/// Grows or trims `span` to whole words or whole grapheme clusters.
///
/// `None` where it reaches past the end, or holds only white space and snaps to words. Snapping what has snapped
/// changes nothing.
pub fn snap(text: &Text, span: Span, to: Snap) -> Option<Span> {
    if to == Snap::Characters {
        return whole_clusters(text, span);
    }
    let mut span = span;
    loop {
        let words = grow(text, trim(text, span)?)?;
        // A word can end inside a cluster: behind an Arabic number sign, which joins whatever follows it. What joins
        // may bring in a word at whose other end stands another such sign.
        let clusters = whole_clusters(text, words)?;
        if clusters == words || clusters == span {
            return Some(clusters);
        }
        span = clusters;
    }
}

/// The first or the last word of `span` where it looks like two words that lost the space between them, as they do
/// when a text is taken from a web page: `Juni2024`, `sagteKim`.
pub fn glued_word(text: &Text, span: Span) -> Option<Span> {
    let ends = [span.start(), span.end().minus(1)];
    let words = ends.into_iter().filter_map(|at| piece_at(text, at));
    words.into_iter().find(|word| span.covers(*word) && text.slice(*word).is_some_and(is_glued))
}

/// The next place in `direction` where a unit has its `edge`; there is none behind the last one.
///
/// Words are found across blocks. A caret goes forward by ends and back by starts; the start of an annotation moves by
/// starts and its end by ends, whichever way it goes.
pub fn next_edge(
    text: &Text,
    from: CharOffset,
    unit: Unit,
    edge: Edge,
    direction: Direction,
) -> Option<CharOffset> {
    if from > text.end() {
        return None;
    }
    let of = |span: Span| match edge {
        Edge::Start => span.start(),
        Edge::End => span.end(),
    };
    let mut within = stretch(text, from.min(text.end().minus(1)), unit)?;
    loop {
        let (found, next) = match direction {
            Direction::Forward => {
                let is_behind = |offset: &CharOffset| *offset > from;
                let found = match unit {
                    Unit::Word => words_from(text, within, from).map(of).find(is_behind),
                    unit => edges(text, within, unit).into_iter().map(of).find(is_behind),
                };
                (found, Some(within.end()))
            }
            Direction::Back => {
                let is_before = |offset: &CharOffset| *offset < from;
                let found = match unit {
                    Unit::Word => words_before(text, within, from).map(of).find(is_before),
                    unit => edges(text, within, unit).into_iter().rev().map(of).find(is_before),
                };
                (found, before(within.start()))
            }
        };
        if found.is_some() {
            return found;
        }
        within = stretch(text, next.filter(|next| *next < text.end())?, unit)?;
    }
}

/// From the start of the piece at the start of `span` to the end of the piece at its end.
fn grow(text: &Text, span: Span) -> Option<Span> {
    let first = piece_at(text, span.start())?;
    let last = piece_at(text, span.end().minus(1))?;
    Span::new(first.start(), last.end())
}

/// The part of the text around a character in which a unit is looked for, without the rest of the text.
fn stretch(text: &Text, at: CharOffset, unit: Unit) -> Option<Span> {
    match unit {
        Unit::Character | Unit::Word => Some(text.blocks().get(text.block_at(at)?)?.span),
        Unit::Sentence => passage(text, at),
        Unit::Paragraph => text.line_at(at),
    }
}

/// The blocks of a line around a character that share a sentence with its block.
fn passage(text: &Text, at: CharOffset) -> Option<Span> {
    let (line, number) = (text.line_at(at)?, text.block_at(at)?);
    let mut blocks = number..number + 1;
    let edge = |number: usize| text.blocks().get(number).map(|block| block.span.start());
    let is_inside = |place: &CharOffset| *place > line.start() && *place < line.end();
    let shares = |place: CharOffset| !begins_sentence(text, line, place);
    while blocks.len() < LONGEST && edge(blocks.start).filter(is_inside).is_some_and(shares) {
        blocks.start -= 1;
    }
    while blocks.len() < 2 * LONGEST && edge(blocks.end).filter(is_inside).is_some_and(shares) {
        blocks.end += 1;
    }
    Span::new(edge(blocks.start)?, edge(blocks.end).unwrap_or(text.end()))?.intersect(line)
}

/// Whether a sentence begins at a place inside a line, to judge by what stands around it.
fn begins_sentence(text: &Text, line: Span, place: CharOffset) -> bool {
    let around = Span::new(place.minus(AROUND), place.plus(AROUND).min(text.end()));
    let Some(around) = around.and_then(|around| around.intersect(line)) else { return false };
    let parts = sentences(text.slice(around).unwrap_or_default());
    segments_from(around.start(), parts).any(|(span, _)| span.end() == place)
}

fn before(place: CharOffset) -> Option<CharOffset> {
    (place > CharOffset::ZERO).then(|| place.minus(1))
}

fn edges(text: &Text, within: Span, unit: Unit) -> Vec<Span> {
    let content = text.slice(within).unwrap_or_default();
    match unit {
        Unit::Character => {
            segments_from(within.start(), content.graphemes(true)).map(|(span, _)| span).collect()
        }
        Unit::Word => words_from(text, within, within.start()).collect(),
        Unit::Sentence => segments_from(within.start(), sentences(content))
            .filter_map(|(span, _)| trim(text, span))
            .collect(),
        Unit::Paragraph => vec![within],
    }
}

/// White space gone from both ends; `None` where nothing is left.
fn trim(text: &Text, span: Span) -> Option<Span> {
    let slice = text.slice(span)?;
    let before = slice.chars().take_while(|char| char.is_whitespace()).count() as u32;
    let after = slice.chars().rev().take_while(|char| char.is_whitespace()).count() as u32;
    Span::new(span.start().plus(before), span.end().minus(after))
}

/// The word at a character. What is no word (a quotation mark, a space) counts by grapheme cluster, so that the pieces
/// tile the block.
fn piece_at(text: &Text, at: CharOffset) -> Option<Span> {
    let within = stretch(text, at, Unit::Word)?;
    let line = text.slice(within)?;
    let byte = byte_in(text, within, at);
    let start = restart_at_or_before(line, byte);
    let part = line.get(start..restart_after(line, start))?;
    let piece = pieces(part).into_iter().find(|piece| piece.contains(&(byte - start)))?;
    let span = |range: Range<usize>| span_of(text, within, start + range.start..start + range.end);
    let content = part.get(piece.clone())?;
    if is_word(content) {
        return span(piece);
    }
    let mut clusters = content.grapheme_indices(true).map(|(from, cluster)| {
        let from = piece.start + from;
        from..from + cluster.len()
    });
    span(clusters.find(|cluster| cluster.contains(&(byte - start)))?)
}

/// The words of a block from the part on in which `from` stands.
fn words_from<'t>(text: &'t Text, within: Span, from: CharOffset) -> impl Iterator<Item = Span> + 't {
    let line = text.slice(within).unwrap_or_default();
    let mut start = restart_at_or_before(line, byte_in(text, within, from));
    let parts = std::iter::from_fn(move || {
        let end = restart_after(line, start);
        let part = (start < end).then_some(start..end);
        start = end;
        part
    });
    parts.flat_map(move |part| words_in(text, within, part))
}

/// The words of a block up to the part in which `from` stands, the last one first.
fn words_before<'t>(text: &'t Text, within: Span, from: CharOffset) -> impl Iterator<Item = Span> + 't {
    let line = text.slice(within).unwrap_or_default();
    let last = restart_at_or_before(line, byte_in(text, within, from));
    let mut next = Some(last..restart_after(line, last));
    let parts = std::iter::from_fn(move || {
        let part = next.take()?;
        next = part.start.checked_sub(1).map(|before| {
            // Before a part stands white space, which can be longer than a byte.
            let before = line.floor_char_boundary(before);
            restart_at_or_before(line, before)..part.start
        });
        Some(part)
    });
    parts.flat_map(move |part| words_in(text, within, part).into_iter().rev())
}

/// The words in a part of a block.
fn words_in(text: &Text, within: Span, part: Range<usize>) -> Vec<Span> {
    let content = text.slice(within).unwrap_or_default().get(part.clone()).unwrap_or_default();
    let words = pieces(content).into_iter().filter(|piece| content.get(piece.clone()).is_some_and(is_word));
    let places = words.map(|piece| part.start + piece.start..part.start + piece.end);
    places.filter_map(|place| span_of(text, within, place)).collect()
}

/// How many bytes of a block stand before a position; none before its start, all behind its end.
fn byte_in(text: &Text, within: Span, at: CharOffset) -> usize {
    let at = at.clamp(within.start(), within.end());
    let byte = |at| text.byte_of(at).unwrap_or_default();
    byte(at) - byte(within.start())
}

/// The characters at bytes of a block.
fn span_of(text: &Text, within: Span, bytes: Range<usize>) -> Option<Span> {
    let before = text.byte_of(within.start())?;
    Span::new(text.char_of_byte(before + bytes.start)?, text.char_of_byte(before + bytes.end)?)
}

fn segments_from<'t>(
    mut start: CharOffset,
    pieces: impl Iterator<Item = &'t str>,
) -> impl Iterator<Item = (Span, &'t str)> {
    pieces.filter_map(move |piece| {
        let span = Span::new(start, start.plus(piece.chars().count() as u32))?;
        start = span.end();
        Some((span, piece))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The part of `text` that the `|`-marked selection snaps to.
    fn snapped(marked: &str, to: Snap) -> Option<String> {
        let parts: Vec<&str> = marked.split('|').collect();
        let text = Text::new(parts.concat());
        let start = parts[0].chars().count() as u32;
        let span = Span::of(start, start + parts[1].chars().count() as u32)?;
        Some(text.slice(snap(&text, span, to)?)?.to_owned())
    }

    #[test]
    fn half_a_word_becomes_the_word() {
        assert_eq!(snapped("be|richt|ete die", Snap::Words).as_deref(), Some("berichtete"));
    }

    #[test]
    fn outer_white_space_goes() {
        assert_eq!(snapped("am| Dienstag |.", Snap::Words).as_deref(), Some("Dienstag"));
        assert_eq!(snapped("am|  \n |.", Snap::Words), None);
    }

    #[test]
    fn punctuation_stays_as_selected() {
        assert_eq!(snapped("sagte: |„Wir si|nd", Snap::Words).as_deref(), Some("„Wir sind"));
        assert_eq!(snapped("sagte: „|Wir| sind", Snap::Words).as_deref(), Some("Wir"));
        assert_eq!(snapped("(|KCNA)| am", Snap::Words).as_deref(), Some("KCNA)"));
    }

    #[test]
    fn exact_characters_keep_half_a_word_but_not_half_a_cluster() {
        assert_eq!(snapped("Haus|tür|schlüssel", Snap::Characters).as_deref(), Some("tür"));
        assert_eq!(snapped("fu|\u{308}|r", Snap::Characters).as_deref(), Some("u\u{308}"));
        assert_eq!(snapped("👨|\u{200d}👩|", Snap::Characters).as_deref(), Some("👨\u{200d}👩"));
    }

    #[test]
    fn a_word_that_ends_inside_a_cluster_takes_the_cluster() {
        assert_eq!(snapped("am |W|ort\u{600}, ja", Snap::Words).as_deref(), Some("Wort\u{600},"));
        assert_eq!(snapped("am Wort\u{600}|,| ja", Snap::Words).as_deref(), Some("Wort\u{600},"));
        assert_eq!(snapped("am |Wort|\u{600}\u{a0}ja", Snap::Words).as_deref(), Some("Wort\u{600}\u{a0}"));
    }

    #[test]
    fn a_selection_over_paragraphs_keeps_both() {
        assert_eq!(snapped("Eins zw|ei\ndr|ei", Snap::Words).as_deref(), Some("zwei\ndrei"));
    }

    #[test]
    fn a_triple_click_ends_before_the_line_break() {
        assert_eq!(snapped("|Ein Absatz.\n|Noch einer.", Snap::Words).as_deref(), Some("Ein Absatz."));
    }

    #[test]
    fn words_are_stepped_over_with_what_stands_between() {
        let text = Text::new("Ja, „nein“.\n\nDoch");
        let forward =
            |from| next_edge(&text, CharOffset::new(from), Unit::Word, Edge::End, Direction::Forward);
        let back = |from| next_edge(&text, CharOffset::new(from), Unit::Word, Edge::Start, Direction::Back);
        assert_eq!(forward(0), Some(CharOffset::new(2)));
        assert_eq!(forward(2), Some(CharOffset::new(9)));
        assert_eq!(forward(9), Some(CharOffset::new(17)));
        assert_eq!(forward(17), None);
        assert_eq!(back(17), Some(CharOffset::new(13)));
        assert_eq!(back(13), Some(CharOffset::new(5)));
        assert_eq!(back(0), None);
    }

    #[test]
    fn sentences_are_stepped_over_into_the_next_block() {
        let text = Text::new("Am 3. Mai. Ja, „nein.“\n\n„Doch.“ Gut");
        let walk = |from, edge, direction| {
            let step = |at: &CharOffset| next_edge(&text, *at, Unit::Sentence, edge, direction);
            let places = std::iter::successors(step(&CharOffset::new(from)), step);
            places.map(CharOffset::get).collect::<Vec<_>>()
        };
        assert_eq!(walk(0, Edge::End, Direction::Forward), [10, 22, 31, 35]);
        assert_eq!(walk(35, Edge::Start, Direction::Back), [32, 24, 11, 0]);
        assert_eq!(walk(12, Edge::Start, Direction::Forward), [24, 32]);
        assert_eq!(walk(30, Edge::End, Direction::Back), [22, 10]);
    }

    #[test]
    fn a_form_for_all_genders_is_one_word_and_one_step() {
        assert_eq!(snapped("Die Bürger*|inn|en.", Snap::Words).as_deref(), Some("Bürger*innen"));
        assert_eq!(snapped("Die |Kolleg|:innen.", Snap::Words).as_deref(), Some("Kolleg:innen"));
        assert_eq!(snapped("Er sagte:|D|as ist", Snap::Words).as_deref(), Some("Das"));
        assert_eq!(snapped("um 14:|3|0 Uhr", Snap::Words).as_deref(), Some("14:30"));
        let text = Text::new("Ja, Politiker/-innen um 14:30.\n\u{a0}„Leser_innen“");
        let walk = |from, edge, direction| {
            let step = |at: &CharOffset| next_edge(&text, *at, Unit::Word, edge, direction);
            let places = std::iter::successors(step(&CharOffset::new(from)), step);
            places.map(CharOffset::get).collect::<Vec<_>>()
        };
        assert_eq!(walk(0, Edge::End, Direction::Forward), [2, 20, 23, 29, 44]);
        assert_eq!(walk(45, Edge::Start, Direction::Back), [33, 24, 21, 4, 0]);
        assert_eq!(walk(6, Edge::Start, Direction::Back), [4, 0]);
        assert_eq!(walk(6, Edge::Start, Direction::Forward), [21, 24, 33]);
        assert_eq!(walk(25, Edge::End, Direction::Back), [23, 20, 2]);
    }

    #[test]
    fn sentences_and_lines_are_whole_where_a_line_is_cut() {
        let (long, short) = ("Kam er, ".repeat(1_200) + "und ging.", "Gut so.");
        let text = Text::new(format!("Ja.\n{long} {short} {long}\nNein."));
        assert!(text.blocks().len() > 8, "{}", text.blocks().len());
        let chars = long.chars().count() as u32;
        let (first, second) = (4 + chars, 4 + chars + 8);
        let step = |from, unit, edge, direction| {
            next_edge(&text, CharOffset::new(from), unit, edge, direction).map(CharOffset::get)
        };
        for from in [4, 500, 2_500, first - 1] {
            assert_eq!(step(from, Unit::Sentence, Edge::End, Direction::Forward), Some(first), "{from}");
            assert_eq!(step(from + 1, Unit::Sentence, Edge::Start, Direction::Back), Some(4), "{from}");
            assert_eq!(
                step(from, Unit::Paragraph, Edge::End, Direction::Forward),
                Some(second + 1 + chars + 1)
            );
        }
        assert_eq!(step(first, Unit::Sentence, Edge::End, Direction::Forward), Some(second));
        assert_eq!(step(second, Unit::Sentence, Edge::End, Direction::Forward), Some(second + 1 + chars));
        assert_eq!(step(second + 9_000, Unit::Sentence, Edge::Start, Direction::Back), Some(second + 1));
    }

    #[test]
    fn a_family_is_one_step() {
        let text = Text::new("a👨‍👩‍👧‍👦b");
        let edge = next_edge(&text, CharOffset::new(1), Unit::Character, Edge::End, Direction::Forward);
        assert_eq!(edge, Some(CharOffset::new(8)));
    }
}
