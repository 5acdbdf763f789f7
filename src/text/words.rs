//! Where words, grapheme clusters and paragraphs begin and end (Unicode Standard Annex #29), and how a selection
//! snaps to them.

use unicode_segmentation::UnicodeSegmentation;

use super::body::{Block, Text};
use super::offset::{CharOffset, Span};
use super::sentences::sentences;

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
    /// A sentence of a block; spaces between sentences are skipped.
    Sentence,
    /// A block.
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
        return grow(text, span, Snap::Characters);
    }
    let mut span = span;
    loop {
        let words = grow(text, trim(text, span)?, Snap::Words)?;
        // A word can end inside a cluster: behind an Arabic number sign, which joins whatever follows it. What joins
        // may bring in a word at whose other end stands another such sign.
        let clusters = grow(text, words, Snap::Characters)?;
        if clusters == words || clusters == span {
            return Some(clusters);
        }
        span = clusters;
    }
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
    let here = text.block_at(from.min(text.end().minus(1)))?;
    let of = |span: Span| match edge {
        Edge::Start => span.start(),
        Edge::End => span.end(),
    };
    match direction {
        Direction::Forward => text
            .blocks()
            .get(here..)?
            .iter()
            .find_map(|block| edges(text, block, unit).into_iter().map(of).find(|offset| *offset > from)),
        Direction::Back => text.blocks().get(..=here)?.iter().rev().find_map(|block| {
            edges(text, block, unit).into_iter().rev().map(of).find(|offset| *offset < from)
        }),
    }
}

/// From the start of the piece at the start of `span` to the end of the piece at its end.
fn grow(text: &Text, span: Span, to: Snap) -> Option<Span> {
    let last = span.end().minus(1);
    let first_piece = pieces(text, span.start(), to).find(|piece| piece.contains(span.start()))?;
    let last_piece = pieces(text, last, to).find(|piece| piece.contains(last))?;
    Span::new(first_piece.start(), last_piece.end())
}

fn edges(text: &Text, block: &Block, unit: Unit) -> Vec<Span> {
    match unit {
        Unit::Character => {
            segments(block, text.block_str(block).graphemes(true)).map(|(span, _)| span).collect()
        }
        Unit::Word => words_of(text, block).collect(),
        Unit::Sentence => segments(block, sentences(text.block_str(block)))
            .filter_map(|(span, _)| trim(text, span))
            .collect(),
        Unit::Paragraph => vec![block.span],
    }
}

/// White space gone from both ends; `None` where nothing is left.
fn trim(text: &Text, span: Span) -> Option<Span> {
    let slice = text.slice(span)?;
    let before = slice.chars().take_while(|char| char.is_whitespace()).count() as u32;
    let after = slice.chars().rev().take_while(|char| char.is_whitespace()).count() as u32;
    Span::new(span.start().plus(before), span.end().minus(after))
}

/// The words or grapheme clusters of the block around `at`. What is no word (a quotation mark, a space) counts by
/// grapheme cluster, so that the pieces tile the block.
fn pieces(text: &Text, at: CharOffset, to: Snap) -> impl Iterator<Item = Span> {
    let block = text.block_at(at).and_then(|index| text.blocks().get(index));
    block.into_iter().flat_map(move |block| match to {
        Snap::Characters => edges(text, block, Unit::Character),
        Snap::Words => segments(block, text.block_str(block).split_word_bounds())
            .flat_map(|(span, piece)| {
                if is_word(piece) {
                    return vec![span];
                }
                segments_from(span.start(), piece.graphemes(true)).map(|(span, _)| span).collect()
            })
            .collect(),
    })
}

fn words_of<'t>(text: &'t Text, block: &'t Block) -> impl Iterator<Item = Span> + 't {
    segments(block, text.block_str(block).split_word_bounds())
        .filter(|(_, piece)| is_word(piece))
        .map(|(span, _)| span)
}

fn is_word(piece: &str) -> bool {
    piece.chars().any(char::is_alphanumeric)
}

fn segments<'t>(
    block: &Block,
    pieces: impl Iterator<Item = &'t str>,
) -> impl Iterator<Item = (Span, &'t str)> {
    segments_from(block.span.start(), pieces)
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
    fn a_family_is_one_step() {
        let text = Text::new("a👨‍👩‍👧‍👦b");
        let edge = next_edge(&text, CharOffset::new(1), Unit::Character, Edge::End, Direction::Forward);
        assert_eq!(edge, Some(CharOffset::new(8)));
    }
}
