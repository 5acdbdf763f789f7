//! Where a line that is too long to be drawn as one element is cut into pieces, and which lines share an element.
//!
//! What a browser takes to lay out a paragraph grows faster than the paragraph. So the cost of an element is bounded,
//! whatever the text repeats.

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation};

use super::invisible::unseen_name;
use super::sentences::sentences;

/// Up to how much a line stays whole. Paragraphs of prose are hardly ever that long.
const WHOLE: u32 = 4_000;

/// How much a piece of a longer line holds at most; and at least half of it.
const PIECE: u32 = 2_000;

/// What a character counts that is drawn as an element of its own, since it cannot be seen; and each one of a stack of
/// marks. Others count one.
const HEAVY: u32 = 8;

/// Up to how many characters join one without being a stack: an emoji of a family has ten.
const STACK: u32 = 16;

/// From how many lines on short lines share an element: they are drawn without space between them. A page of more
/// elements than that takes seconds to make.
const MANY: usize = 50_000;

/// How many lines share an element then, and how many characters.
const SHARED: u32 = 16;
const SHARED_CHARS: u32 = 1_000;

/// How many blank lines in a row have elements of their own, how many of the further ones share one, and how many
/// characters at most are a blank line among them.
const ALONE: u32 = 16;
const BLANKS: u32 = 128;
const SHORT_BLANK: u32 = 4;

/// From how far before the end of a piece on words are looked for where there are no spaces, in characters.
const TAIL: usize = 256;

/// How many ends of words are left out where it is not known what stands before them.
const SKIPPED: usize = 2;

/// How many ends of words are looked at before the end of a cluster does.
const TRIED: usize = 8;

/// How far behind the end of a piece the text is looked at, in characters: whether a sentence ends says what follows it.
const AHEAD: usize = 64;

/// Whether a line of so many characters may be too long to be one element.
pub(super) fn may_be_long(chars: u32) -> bool {
    chars > WHOLE / HEAVY
}

/// Whether a line is too long to be one element.
pub(super) fn is_long(line: &str) -> bool {
    let mut weighs = 0;
    weights(line).any(|(_, weight)| {
        weighs += weight;
        weighs > WHOLE
    })
}

/// Which lines share a block: in a text of very many lines the short ones, and elsewhere long runs of blank ones.
pub(super) struct Joining {
    is_crowded: bool,
    // How many blank lines stand in a row before the next line.
    blanks: u32,
    // How many lines the last block holds, and how many characters; no more may join it where there are none.
    lines: u32,
    chars: u32,
}

impl Joining {
    /// What joins in a text.
    pub(super) fn new(text: &str) -> Self {
        let is_crowded = text.len() > MANY && text.bytes().filter(|byte| *byte == b'\n').count() > MANY;
        Joining { is_crowded, blanks: 0, lines: 0, chars: 0 }
    }

    /// Whether the lines of the text are that many.
    pub(super) fn is_crowded(&self) -> bool {
        self.is_crowded
    }

    /// Takes up the next line, and says whether it joins the block of the one before it.
    pub(super) fn joins(&mut self, line: &str, chars: u32) -> bool {
        let is_blank = chars <= SHORT_BLANK && is_blank(line);
        self.blanks = if is_blank { self.blanks + 1 } else { 0 };
        let most = if self.blanks > ALONE {
            BLANKS
        } else if self.is_crowded {
            SHARED
        } else {
            0
        };
        // A run of blank lines begins with a block of its own.
        let is_first = self.blanks == ALONE + 1 && !self.is_crowded;
        let joins = (1..most).contains(&self.lines) && !is_first && self.chars + chars <= SHARED_CHARS;
        (self.lines, self.chars) = if joins { (self.lines + 1, self.chars + chars) } else { (1, chars) };
        joins
    }
}

/// Whether a line shows nothing.
pub(super) fn is_blank(line: &str) -> bool {
    line.trim_ascii().is_empty()
}

/// What each character of a text counts, with its place in bytes: one; more where it is drawn as an element, or where it
/// stands on a stack of marks, which browsers take the longer for the higher it is.
fn weights(text: &str) -> impl Iterator<Item = (usize, u32)> {
    let (mut name, mut height) = (None, 0);
    text.char_indices().map(move |(byte, char)| {
        if char.is_ascii_graphic() || char == ' ' {
            (name, height) = (None, 0);
            return (byte, 1);
        }
        let before = std::mem::replace(&mut name, unseen_name(char));
        // Whether a flag joins another one is known only from the first of a row of flags.
        let is_base = matches!(char, '\0'..='\u{2ff}' | '\u{3400}'..='\u{d7ff}' | '\u{1f1e6}'..='\u{1f1ff}');
        let joins = !is_base && !is_edge(text, byte);
        height = if joins { height + 1 } else { 0 };
        // Several unseen ones of a kind in a row are one element.
        let is_heavy = height > STACK || name.is_some() && name != before;
        (byte, if is_heavy { HEAVY } else { 1 })
    })
}

/// The pieces of a line that is drawn as several elements. Together they are the line.
///
/// They end behind sentences, or else behind spaces, words, or grapheme clusters; inside a cluster only where that is
/// longer than half a piece.
pub(super) fn pieces(line: &str) -> impl Iterator<Item = &str> {
    let mut rest = line;
    std::iter::from_fn(move || {
        let (piece, behind) = rest.split_at_checked(first_end(rest))?;
        rest = behind;
        (!piece.is_empty()).then_some(piece)
    })
}

/// Where the first piece ends, in bytes.
fn first_end(text: &str) -> usize {
    let mut weighs = 0;
    let (mut half, mut limit) = (0, 0);
    for (byte, weight) in weights(text) {
        if weighs <= PIECE / 2 {
            half = byte;
        }
        if weighs <= PIECE {
            limit = byte;
        }
        weighs += weight;
        // What is left is not cut off where it is little.
        if weighs > PIECE + PIECE / 4 {
            return sentence_end(text, half, limit)
                .or_else(|| space(text, half, limit))
                .or_else(|| word_end(text, half, limit))
                .or_else(|| cluster_end(text, half, limit))
                .unwrap_or(limit);
        }
    }
    text.len()
}

/// The last end of a sentence between two places, behind a space.
fn sentence_end(text: &str, half: usize, limit: usize) -> Option<usize> {
    let window = text.get(half..ahead(text, limit))?;
    let ends = sentences(window).scan(half, |end, sentence| {
        *end += sentence.len();
        Some(*end)
    });
    let is_end = |end: &usize| {
        let (before, behind) = text.split_at_checked(*end).unwrap_or_default();
        *end > half
            && before.ends_with(char::is_whitespace)
            && behind.starts_with(begins_word)
            && is_edge(text, *end)
    };
    ends.take_while(|end| *end <= limit).filter(is_end).last()
}

/// The last place between two others at which a word begins behind a space.
fn space(text: &str, half: usize, limit: usize) -> Option<usize> {
    let window = text.get(half..limit)?;
    let mut next = text.get(limit..)?.chars().next()?;
    for (byte, char) in window.char_indices().rev() {
        let end = half + byte + char.len_utf8();
        if char.is_whitespace() && begins_word(next) && is_edge(text, end) {
            return Some(end);
        }
        next = char;
    }
    None
}

/// Whether a character stands for itself behind a space, and begins a word or stands before one.
fn begins_word(char: char) -> bool {
    char.is_alphanumeric() || char.is_ascii_graphic() || matches!(char, '‘'..='‟' | '«' | '»')
}

/// The last end of a word between two places, where it is near the second one.
fn word_end(text: &str, half: usize, limit: usize) -> Option<usize> {
    let tail = text.get(half..limit)?.char_indices().rev().nth(TAIL).map_or(half, |(byte, _)| half + byte);
    let window = text.get(tail..ahead(text, limit))?;
    let bounds = window.split_word_bound_indices().map(|(byte, _)| tail + byte);
    // The first ones may be wrong, since it begins anywhere.
    let bounds: Vec<usize> = bounds.skip(SKIPPED).take_while(|bound| *bound <= limit).collect();
    bounds.into_iter().rev().take(TRIED).find(|bound| is_edge(text, *bound))
}

/// The last end of a grapheme cluster between two places.
fn cluster_end(text: &str, half: usize, limit: usize) -> Option<usize> {
    let mut cursor = GraphemeCursor::new(limit, text.len(), true);
    match cursor.is_boundary(text, 0) {
        Ok(true) => Some(limit),
        _ => cursor.prev_boundary(text, 0).ok().flatten().filter(|end| *end > half),
    }
}

/// Whether a grapheme cluster ends at a place.
fn is_edge(text: &str, place: usize) -> bool {
    GraphemeCursor::new(place, text.len(), true).is_boundary(text, 0) == Ok(true)
}

/// The place some characters behind another one.
fn ahead(text: &str, place: usize) -> usize {
    let behind = text.get(place..).unwrap_or_default();
    behind.char_indices().nth(AHEAD).map_or(text.len(), |(byte, _)| place + byte)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Text;

    fn blocks(content: &str) -> Vec<usize> {
        let text = Text::new(content);
        text.blocks().iter().map(|block| text.block_str(block).matches('\n').count()).collect()
    }

    #[test]
    fn long_runs_of_blank_lines_share_elements() {
        assert_eq!(blocks(&format!("a\n{}b\n", "\n".repeat(16))), [1; 18]);
        let run = blocks(&format!("a\n{}b\n\nc\n", "\r\n".repeat(300)));
        assert_eq!(run, [&[1; 17][..], &[128, 128, 28, 1, 1, 1]].concat());
    }

    #[test]
    fn lines_share_elements_where_they_are_very_many() {
        let many = "kurz\n".repeat(50_001);
        assert_eq!(blocks(&many).len(), 3_126);
        assert!(blocks(&many).iter().all(|lines| *lines <= 16));
        assert_eq!(blocks(&"kurz\n".repeat(50_000)).len(), 50_000);
        let long = format!("{}{}\nkurz\nkurz\n", many, "lang ".repeat(2_000));
        let text = Text::new(long.as_str());
        let last = text.blocks().last().unwrap();
        assert_eq!(text.block_str(last), "kurz\nkurz\n");
        assert!(text.blocks().iter().all(|block| block.span.chars() <= 4_000));
        assert_eq!(text.lines(), 50_004);
    }

    /// Where the first pieces of a repeated text end: what stands before the cut and what behind it.
    fn check(part: &str, expected: &[&str]) {
        let line = part.repeat(9_000 / part.chars().count() + 1);
        let pieces: Vec<&str> = pieces(&line).collect();
        assert_eq!(pieces.concat(), line);
        let end =
            |text: &str| text.chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect::<String>();
        let cuts: Vec<String> = pieces
            .iter()
            .zip(pieces.iter().skip(1))
            .map(|(before, behind)| format!("{}|{}", end(before), behind.chars().take(4).collect::<String>()))
            .collect();
        assert!(cuts.len() > 3, "{cuts:?}");
        for cut in &cuts {
            assert!(expected.contains(&cut.as_str()), "{cut:?} of {part:?}");
        }
        for piece in &pieces {
            let chars = piece.chars().count() as u32;
            assert!(chars <= PIECE + PIECE / 4, "{chars} of {part:?}");
        }
    }

    #[test]
    fn sentences_stay_whole() {
        check("Am 3. Mai kam Dr. Kim. Er blieb bis zum Abend, z. B. „hier“. ", &["im. |Er b", "r“. |Am 3"]);
    }

    #[test]
    fn without_sentences_words_stay_whole() {
        check("kommen und gehen, ", &["men |und ", "und |gehe", "en, |komm"]);
        check(
            "id;name;wert;",
            &["id;|name", "ame;|wert", "ert;|id;n", "d;na|me;w", ";id;|name", "ame;|wert", "ert;|id;n"],
        );
    }

    #[test]
    fn without_spaces_signs_stay_whole() {
        check(
            "平壤新聞社",
            &[
                "聞社平壤|新聞社平",
                "社平壤新|聞社平壤",
                "平壤新聞|社平壤新",
                "壤新聞社|平壤新聞",
                "新聞社平|壤新聞社",
            ],
        );
        check("👨\u{200d}👩", &["👩👨\u{200d}👩|👨\u{200d}👩👨"]);
        check("🇩🇪", &["🇩🇪🇩🇪|🇩🇪🇩🇪"]);
    }

    #[test]
    fn what_has_no_edge_is_cut_all_the_same() {
        check("a", &["aaaa|aaaa"]);
        check("\u{301}", &["\u{301}\u{301}\u{301}\u{301}|\u{301}\u{301}\u{301}\u{301}"]);
    }

    #[test]
    fn what_is_drawn_as_elements_counts_more() {
        let line = "a\u{200b}b\u{200c}".repeat(500);
        assert!(is_long(&line));
        assert!(pieces(&line).all(|piece| piece.chars().count() <= 560));
        let stack = format!("a{}", "\u{301}".repeat(1_000));
        assert!(is_long(&stack));
        assert!(pieces(&stack).all(|piece| piece.chars().count() <= 300));
        assert!(!is_long(&"a\u{200b}\u{200b}\u{200b}".repeat(300)));
        assert!(!is_long(&"ab ".repeat(1_333)));
    }
}
