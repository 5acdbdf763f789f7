//! Finding a quote in a text, as somebody typed it or pasted it from elsewhere.
//!
//! What people cannot see or cannot type counts as equal: white space of any kind and length, upper and lower case,
//! typographic and plain quotation marks, apostrophes and dashes, a ligature and its letters, `ß` and `ss`, an umlaut as
//! one character or as two. What is not seen, such as a soft hyphen, does not count at all, nor does a hyphen in a word,
//! since it may stand there only because a line ended.

use std::collections::VecDeque;

use unicode_segmentation::GraphemeCursor;

use super::body::Text;
use super::folding::{Folding, is_hyphen};
use super::offset::{CharOffset, Span};

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
    // A hyphen at an end of the quote does not divide a word of it, so that those of the text must count as well.
    let keeps_hyphens = quote.trim().starts_with(is_hyphen) || quote.trim().ends_with(is_hyphen);
    let folded = fold_all(quote, keeps_hyphens);
    if folded.is_empty() {
        return Matches::default();
    }
    let literally = search(text, quote, keeps_hyphens, &[&folded], limit);
    if literally.total > 0 || ellipsis(&folded).is_none() {
        return literally;
    }
    search(text, quote, keeps_hyphens, &around_ellipses(&folded), limit)
}

/// A quote as it is compared: without white space around it, and with one space for each run of it.
fn fold_all(quote: &str, keeps_hyphens: bool) -> Vec<char> {
    let mut folded: Vec<char> = Vec::with_capacity(quote.len());
    let mut folding = Folding::new(quote, keeps_hyphens);
    while let Some(char) = folding.next() {
        folding.fold(char, &mut |char| folded.push(char));
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

/// Finds pieces that stand one behind the other.
fn search(text: &Text, quote: &str, keeps_hyphens: bool, pieces: &[&[char]], limit: usize) -> Matches {
    let mut matches = Matches::default();
    let mut pieces: Vec<Piece> = pieces.iter().map(|piece| Piece::new(piece)).collect();
    let longest = pieces.iter().map(|piece| piece.chars.len()).max().unwrap_or_default();
    // Where the last characters that count begin; `None` where one is not the first that its character counts as.
    let mut starts: VecDeque<Option<CharOffset>> = VecDeque::with_capacity(longest + 1);
    let (mut here, mut free_from) = (CharOffset::ZERO, CharOffset::ZERO);
    let mut folding = Folding::new(text.as_str(), keeps_hyphens);
    while let Some(char) = folding.next() {
        let mut start = Some(here);
        here = here.plus(1);
        // Most characters begin nothing and go on with nothing.
        if matches!(char, 'a'..='z' | 'A'..='Z' | ' ')
            && pieces.iter().all(|piece| piece.is_idle_at(char.to_ascii_lowercase()))
        {
            folding.pass(char);
            continue;
        }
        let mut counts = false;
        let further = folding.fold(char, &mut |char| {
            counts = true;
            starts.push_back(start.take());
            if starts.len() > longest {
                starts.pop_front();
            }
            pieces.iter_mut().for_each(|piece| piece.step(char));
        });
        here = here.plus(further);
        if !counts {
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
        let span = Span::new(span.start(), span.end().plus(folding.repeated())).unwrap_or(span);
        matches.total += 1;
        free_from = span.end();
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
        let between = || Span::new(chain.end().minus(1), start).and_then(|between| text.slice(between));
        let is_same = || between().is_some_and(|between| !between.contains('\n'));
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
        check("10 000", "⦅10\u{a0}000⦆ ⦅10\u{2009}000⦆ ⦅10\u{3000}000⦆");
    }

    #[test]
    fn a_word_broken_at_the_end_of_a_line_is_the_word() {
        check(
            "Vertrag",
            "⦅Ver-\ntrag⦆ ⦅Ver-\r\n  trag⦆ ⦅Ver\u{ad}\ntrag⦆ ⦅Ver¬\ntrag⦆ ⦅Ver- trag⦆ ⟦Vertrag⟧ Ver trag",
        );
        check("Ver-\ntrag", "⦅Vertrag⦆ ⟦Ver-\ntrag⟧ ⦅Ver\u{2010}\ntrag⦆");
        check("der Ver- trag.", "⦅Der Vertrag.⦆");
        check("EU-Kommission", "⦅EU-\nKommission⦆ ⟦EU-Kommission⟧ ⦅EU\u{2011}Kommission⦆");
        check("EU-\nKommission", "⦅EU-Kommission⦆");
        check("2023-24", "⦅2023-\n24⦆ ⟦2023-24⟧ 202324 2023- 24");
        check("Ost- und West", "⟦Ost- und West⟧ ⦅Ost-\nund West⦆");
        check("- ja -", "⟦- ja -⟧ ja ⦅– ja –⦆");
        check("Ost-", "⟦Ost-⟧ und ⟦Ost-⟧West, Ostsee");
        check("-West", "Ost⟦-West⟧ ⟦-West⟧ Nordwest");
    }

    #[test]
    fn ligatures_and_sharp_s_are_their_letters() {
        check("finden", "⦅ﬁnden⦆ ⟦finden⟧ ⦅ﬁn\u{ad}den⦆");
        check("Auﬂage", "⦅Auflage⦆ ⟦Auﬂage⟧");
        check("Schiff, Stoffe, Affix", "⦅Schiﬀ, Stoﬀe, Aﬃx⦆ ⦅Schif\u{200c}f, Stoffe, Affix⦆");
        check("Strasse", "⦅Straße⦆ ⦅STRASSE⦆ ⦅STRAẞE⦆ ⟦Strasse⟧");
        check("Straße", "⦅Strasse⦆ ⟦Straße⟧ ⦅Stra-\nße⦆");
        check("das", "daß ⟦das⟧");
        check("se", "Straße Ha⟦se⟧");
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
        check("geht’s", "⦅geht's⦆ ⟦geht’s⟧ ⦅geht`s⦆ ⦅geht´s⦆");
        check("„Nein“", "⟦„Nein“⟧ ⦅\"Nein\"⦆ ⦅»Nein«⦆ ⦅‚Nein‘⦆ ⦅'Nein'⦆ ⦅«Nein»⦆ ⦅''Nein''⦆ ⦅‹Nein›⦆ Nein");
        check("'Nein'", "⦅„Nein“⦆ ⦅”Nein”⦆");
        check("er -- ja", "⦅er — ja⦆ ⦅er – ja⦆");
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
        check("ệ", "⟦ệ⟧ ⦅e\u{323}\u{302}⦆ ⦅e\u{302}\u{323}⦆ ⦅ê\u{323}⦆ ⦅ẹ\u{302}⦆");
        check("ﬃ\u{308}", "⦅ffï⦆");
    }

    #[test]
    fn marks_of_all_scripts_belong_to_their_letters() {
        // Hebrew, Arabic, Devanagari, Korean.
        check("שלום", "⟦שלום⟧ שָׁלוֹם");
        check("שׁ\u{5b8}", "⦅\u{5e9}\u{5b8}\u{5c1}⦆ ⦅\u{fb2a}\u{5b8}⦆");
        check("\u{623}", "⟦\u{623}⟧ ⦅\u{627}\u{654}⦆ \u{627}");
        check("क", "कि ⟦क⟧ क़");
        check("\u{958}", "⟦\u{958}⟧ ⦅\u{915}\u{93c}⦆");
        check("각", "⟦각⟧ ⦅\u{1100}\u{1161}\u{11a8}⦆ 가");
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
