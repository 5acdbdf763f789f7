//! Finding a quote in a text, as somebody typed it or pasted it from elsewhere.
//!
//! What people cannot see or cannot type counts as equal: white space of any kind and length, upper and lower case,
//! typographic and plain quotation marks, apostrophes and dashes, an umlaut as one character or as two. What nobody
//! sees, such as a soft hyphen, does not count at all.

use std::collections::VecDeque;

use unicode_segmentation::GraphemeCursor;

use super::body::Text;
use super::letters::{is_mark, lower, parts};
use super::offset::{CharOffset, Span};
use super::unseen::is_unseen;

/// How many code points an ellipsis inside a quote can stand for.
const REACH: u32 = 300;

/// An ellipsis as it is compared.
const ELLIPSIS: [char; 3] = ['.'; 3];

/// Where a quote was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matches {
    /// The first places in reading order. They lie apart and hold whole grapheme clusters.
    pub found: Vec<Match>,
    /// How many places there are.
    pub total: usize,
}

/// A place where a quote was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// The characters that match.
    pub span: Span,
    /// Whether they are the very characters of the quote, but for white space around it.
    pub is_exact: bool,
}

/// Finds a quote, and lists up to `limit` places.
///
/// An ellipsis inside the quote stands for up to 300 characters of one paragraph, so that a long quote can be given by
/// its beginning and its end; where the text itself has the ellipsis, that is what was meant. It takes one pass over
/// the text, two where the quote has an ellipsis.
pub fn find(text: &Text, quote: &str, limit: usize) -> Matches {
    let folded = fold_all(quote);
    if folded.is_empty() {
        return Matches::default();
    }
    let literally = search(text, quote, &[&folded], limit);
    if literally.total > 0 || ellipsis(&folded).is_none() {
        return literally;
    }
    search(text, quote, &around_ellipses(&folded), limit)
}

/// A quote as it is compared: without white space around it, and with one space for each run of it.
fn fold_all(quote: &str) -> Vec<char> {
    let mut folded: Vec<char> = Vec::with_capacity(quote.len());
    for char in quote.chars() {
        fold(char, &mut |char| {
            if char != ' ' || folded.last().is_some_and(|last| *last != ' ') {
                folded.push(char);
            }
        });
    }
    folded.pop_if(|last| *last == ' ');
    folded
}

/// Where the first ellipsis of a folded quote stands.
fn ellipsis(folded: &[char]) -> Option<usize> {
    folded.windows(ELLIPSIS.len()).position(|window| window == ELLIPSIS)
}

/// What a quote says beside its ellipses, which can stand in brackets.
fn around_ellipses(folded: &[char]) -> Vec<&[char]> {
    let is_around = |char: &char| matches!(char, ' ' | '.' | '[' | ']' | '(' | ')');
    let mut pieces = Vec::new();
    let mut rest = folded;
    while let Some(at) = ellipsis(rest) {
        let (piece, behind) = rest.split_at_checked(at).unwrap_or_default();
        let end = piece.iter().rposition(|char| !is_around(char)).map_or(0, |last| last + 1);
        pieces.extend(piece.get(..end));
        let start = behind.iter().position(|char| !is_around(char)).unwrap_or(behind.len());
        rest = behind.get(start..).unwrap_or_default();
    }
    pieces.push(rest);
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// Hands on what a character counts as: nothing, one character, or several.
fn fold(char: char, hand_on: &mut impl FnMut(char)) {
    match lower(char) {
        char @ ('a'..='z' | '0'..='9' | ' ' | ',' | '.') => hand_on(char),
        char if char.is_whitespace() => hand_on(' '),
        '‐'..='―' | '−' => hand_on('-'),
        '‘'..='‛' | '‹' | '›' | '′' | '´' | '`' | 'ʼ' => hand_on('\''),
        '“'..='‟' | '«' | '»' | '″' => hand_on('"'),
        '…' => ELLIPSIS.into_iter().for_each(hand_on),
        'ς' => hand_on('σ'),
        char if is_unseen(char) => {}
        char => match parts(char) {
            Some((letter, mark)) => {
                fold(letter, hand_on);
                hand_on(mark);
            }
            None => hand_on(char),
        },
    }
}

/// Finds pieces that stand one behind the other.
fn search(text: &Text, quote: &str, pieces: &[&[char]], limit: usize) -> Matches {
    let mut matches = Matches::default();
    let mut pieces: Vec<Piece> = pieces.iter().map(|piece| Piece::new(piece)).collect();
    let longest = pieces.iter().map(|piece| piece.chars.len()).max().unwrap_or_default();
    // Where the last characters that count begin; `None` where one is not the first that its character counts as.
    let mut starts: VecDeque<Option<CharOffset>> = VecDeque::with_capacity(longest + 1);
    let (mut here, mut free_from, mut last) = (CharOffset::ZERO, CharOffset::ZERO, ' ');
    let mut chars = text.as_str().chars().peekable();
    while let Some(char) = chars.next() {
        let mut start = Some(here);
        here = here.plus(1);
        // Most characters begin nothing and go on with nothing.
        if matches!(char, 'a'..='z' | 'A'..='Z' | ' ')
            && pieces.iter().all(|piece| piece.is_idle_at(char.to_ascii_lowercase()))
        {
            last = char;
            continue;
        }
        let mut counts = false;
        fold(char, &mut |char| {
            if char == ' ' && last == ' ' {
                return;
            }
            (counts, last) = (true, char);
            starts.push_back(start.take());
            if starts.len() > longest {
                starts.pop_front();
            }
            pieces.iter_mut().for_each(|piece| piece.step(char));
        });
        // A letter is not found in the same letter with a mark.
        if !counts || chars.peek().is_some_and(|next| is_mark(*next)) {
            continue;
        }
        let mut before: Option<&mut Piece> = None;
        let mut whole = None;
        for piece in &mut pieces {
            let first = starts.len().checked_sub(piece.chars.len()).filter(|_| piece.is_complete());
            let start = first.and_then(|first| *starts.get(first)?);
            whole = start.and_then(|start| match &mut before {
                None => Span::new(start, here).filter(|_| start >= free_from),
                Some(before) => Span::new(before.chain_before(start, text)?.start(), here),
            });
            piece.chains.extend(whole);
            before = Some(piece);
        }
        let Some(span) = whole else { continue };
        matches.total += 1;
        free_from = here;
        pieces.iter_mut().for_each(|piece| piece.chains.clear());
        if matches.found.len() < limit {
            let span = whole_clusters(text, span).unwrap_or(span);
            free_from = span.end();
            matches.found.push(Match { span, is_exact: text.slice(span) == Some(quote.trim()) });
        }
    }
    matches
}

/// From the start of the first grapheme cluster of `span` to the end of its last one; `None` where it reaches past the
/// end.
pub fn whole_clusters(text: &Text, span: Span) -> Option<Span> {
    let content = text.as_str();
    let at = |offset| Some(GraphemeCursor::new(text.byte_of(offset)?, content.len(), true));
    let (mut start, mut end) = (at(span.start())?, at(span.end())?);
    // The text is there as a whole, so that the cursor never asks for more of it.
    if start.is_boundary(content, 0) == Ok(false) {
        start.prev_boundary(content, 0).ok()?;
    }
    if end.is_boundary(content, 0) == Ok(false) {
        end.next_boundary(content, 0).ok()?;
    }
    Span::new(text.char_of_byte(start.cur_cursor())?, text.char_of_byte(end.cur_cursor())?)
}

/// A part of a quote, and how much of it stands before the place where the search is (Knuth, Morris and Pratt).
struct Piece {
    chars: Vec<char>,
    // Invariant: entry n is how many characters at the start of the piece also end its first n + 1 ones.
    overlaps: Vec<usize>,
    matched: usize,
    // Where this piece and those before it were found, in the order of both ends.
    chains: VecDeque<Span>,
}

impl Piece {
    fn new(piece: &[char]) -> Self {
        let mut this = Piece { chars: piece.to_vec(), overlaps: vec![], matched: 0, chains: VecDeque::new() };
        // The piece is searched for in itself, from its second character on.
        this.overlaps.push(0);
        for char in piece.iter().skip(1) {
            this.step(*char);
            this.overlaps.push(this.matched);
        }
        this.matched = 0;
        this
    }

    fn step(&mut self, char: char) {
        while self.chars.get(self.matched) != Some(&char) {
            let Some(shorter) = self.matched.checked_sub(1) else { return };
            self.matched = self.overlaps.get(shorter).copied().unwrap_or_default();
        }
        self.matched += 1;
    }

    /// Whether nothing of it stands before the place, and this character does not begin it.
    fn is_idle_at(&self, char: char) -> bool {
        self.matched == 0 && self.chars.first() != Some(&char)
    }

    fn is_complete(&self) -> bool {
        self.matched == self.chars.len()
    }

    /// The shortest stretch that ends with this piece in the same paragraph before `start`, and not too far from it.
    fn chain_before(&mut self, start: CharOffset, text: &Text) -> Option<Span> {
        while self.chains.get(1).is_some_and(|next| next.end() <= start) {
            self.chains.pop_front();
        }
        let chain = *self.chains.front()?;
        let is_near = chain.end() <= start && start <= chain.end().plus(REACH);
        let is_same = || text.block_at(chain.end().minus(1)) == text.block_at(start);
        (is_near && is_same()).then_some(chain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The text with brackets around what is found; where it is not the very quote, round ones.
    fn check(quote: &str, expected: &str) {
        let plain = expected.replace(['⟦', '⟧', '⦅', '⦆'], "");
        let text = Text::new(plain);
        let mut drawn: Vec<String> = text.as_str().chars().map(String::from).chain([String::new()]).collect();
        for found in find(&text, quote, 100).found {
            let (open, close) = if found.is_exact { ('⟦', '⟧') } else { ('⦅', '⦆') };
            drawn[found.span.start().to_usize()].insert(0, open);
            drawn[found.span.end().to_usize() - 1].push(close);
        }
        assert_eq!(drawn.concat(), expected, "{quote:?}");
    }

    #[test]
    fn every_place_is_found_and_none_twice() {
        check("Kim", "⟦Kim⟧, ⟦Kim⟧ und ⟦Kim⟧s Gast");
        check("nana", "Ba⟦nana⟧na");
        check("Putin", "Kim");
        check("", "Kim");
        check(" \u{ad} ", "Kim \u{ad}");
    }

    #[test]
    fn white_space_is_white_space() {
        check(" Kim  Jong\nUn ", "⦅Kim Jong Un⦆, ⦅Kim\u{a0}Jong\u{202f}Un⦆, ⦅Kim\r\n\r\nJong \tUn⦆");
        check("KimJong", "Kim Jong");
    }

    #[test]
    fn case_does_not_count() {
        check("WLADIMIR PUTIN", "⦅Wladimir Putin⦆");
        check("пхеньян", "⦅Пхеньян⦆ ⦅ПХЕНЬЯН⦆");
        check("άνθρωποσ", "⦅Άνθρωπος⦆");
    }

    #[test]
    fn quotation_marks_apostrophes_and_dashes_do_not_count() {
        check("\"Nein\" - 'ja'", "⦅„Nein“ – ‚ja‘⦆ ⦅»Nein« — ›ja‹⦆ ⟦\"Nein\" - 'ja'⟧");
        check("geht’s", "⦅geht's⦆ ⟦geht’s⟧");
    }

    #[test]
    fn what_nobody_sees_does_not_count() {
        check("Vertrag", "⦅Ver\u{ad}trag⦆ ⦅Ver\u{200b}trag⦆ \u{200e}⟦Vertrag⟧\u{200e} \u{feff}⟦Vertrag⟧");
        check("Ver\u{ad}trag", "⦅Vertrag⦆ ⟦Ver\u{ad}trag⟧");
        check("❤", "⦅❤\u{fe0f}⦆");
    }

    #[test]
    fn umlauts_are_one_character_or_two() {
        check("über", "⦅u\u{308}ber⦆ ⦅Über⦆ uber");
        check("u\u{308}ber", "⟦u\u{308}ber⟧ ⦅über⦆");
        check("Tiếng", "⦅Tie\u{302}\u{301}ng⦆ ⦅Tiê\u{301}ng⦆ Tiêng");
        check("İstanbul", "⟦İstanbul⟧ ⦅I\u{307}stanbul⦆");
    }

    #[test]
    fn a_letter_is_not_the_letter_with_a_mark() {
        check("fu", "für fu\u{308}r Fü ⟦fu⟧");
        check("ê", "ế ê\u{301} ⟦ê⟧");
    }

    #[test]
    fn an_ellipsis_stands_for_what_is_left_out() {
        check("Der Vertrag … Ländern.", "⦅Der Vertrag gilt in beiden Ländern.⦆ Ländern.");
        check("Der [...] gilt (…) Ländern", "⦅Der Vertrag gilt in beiden Ländern⦆");
        check("Vertrag ...", "Der ⦅Vertrag⦆");
        check("...", "Kim");
    }

    #[test]
    fn an_ellipsis_stands_for_as_little_as_it_can() {
        check("Kim … Putin", "Kim und ⦅Kim und Putin⦆, Putin");
        check("a … b … c", "a a b ⦅a b b c⦆ ⦅a b c⦆ b c");
        check("Ab … ba", "⦅Abba⦆ Aba");
    }

    #[test]
    fn an_ellipsis_stays_in_its_paragraph_and_near() {
        check("Kim … Putin", "Kim\nPutin ⦅Kim Putin⦆");
        check("Kim … im Juni", "⦅Kim kam im\nJuni⦆");
        let (near, far) = ("x".repeat(300), "x".repeat(301));
        check("Kim…Putin", &format!("⦅Kim{near}Putin⦆ Kim{far}Putin"));
    }

    #[test]
    fn an_ellipsis_of_the_text_means_itself() {
        check("sagte ... nichts", "Er ⦅sagte … nichts⦆, sagte aber nichts");
        check("sagte...", "Er ⟦sagte...⟧ und sagte");
        check(".", "Ja … nein⟦.⟧");
    }

    #[test]
    fn emoji_and_other_scripts() {
        check("👨‍👩‍👧", "a ⟦👨‍👩‍👧⟧ b");
        check("👨", "⟦👨⟧ ⦅👨‍👩‍👧⦆");
        check("🇩🇪", "🇫🇷⟦🇩🇪⟧");
        check("كيم", "زار ⟦كيم⟧ موسكو");
        check("平壤", "在⟦平壤⟧签署");
    }

    #[test]
    fn only_the_first_places_are_listed() {
        let matches = find(&Text::new("Kim ".repeat(9)), "kim", 2);
        let places: Vec<Span> = matches.found.iter().map(|found| found.span).collect();
        assert_eq!((places, matches.total), (vec![Span::of(0, 3).unwrap(), Span::of(4, 7).unwrap()], 9));
    }
}
