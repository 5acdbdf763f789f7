//! Where the words of an old text stand in a new one.
//!
//! A place is trusted only where the words and their surroundings speak for it: first the place to which the
//! surrounding text went, then every place with the same words, then one with nearly the same. What looks like it
//! elsewhere is not it, and of equal places none is chosen without saying so.

use std::cell::Cell;
use std::ops::Range;

use crate::pace::{Pace, Through, at_once, pause};
use crate::text::{Span, Text, is_mark, whole_clusters};

use super::alignment::{Alignment, part};
use super::annotation::Spans;
use super::document::CONTEXT;

/// How many code points of a quote are compared in one machine word. What is longer is found by its two ends.
const WORD: usize = 64;

/// From which score on a place is sure.
const SURE: u32 = 75;

/// Below which score a place is none.
const LEAST: u32 = 50;

/// How long a line has to be to be known by itself, in code points: it is no heading and no refrain.
const LONG_LINE: usize = 32;

/// How far around the expected place is always searched, in code points.
const NEAR: usize = 2000;

/// How many code points all searches through the whole text may read together: a second or two.
const SEARCHES: usize = 100_000_000;

/// How many code points all searches near the expected places may read together.
const NEAR_SEARCHES: usize = 500_000_000;

/// How many code points all comparisons of places that may be it may read together. A text that repeats itself has as many
/// such places as it has words.
const COMPARISONS: usize = 100_000_000;

/// How many code points comparing one place reads, about.
const COMPARISON: usize = 512;

/// How many places of one quote are compared at most.
const PLACES: usize = 20_000;

/// How many of them are compared even where nothing may be read any more: those nearest to where it should be.
const NEAREST: usize = 32;

/// Where something stands in the new text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Anchored {
    /// Its place.
    pub spans: Spans,
    /// How it was found.
    pub how: How,
    /// How well words and surroundings agree, from 50 to 100.
    pub score: u32,
    /// Whether another place fits as well.
    pub has_rival: bool,
}

/// How something was found, the surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// The same words in the same surroundings. Its position differs where text before it grew or shrank.
    InPlace,
    /// The same words with the same surroundings elsewhere.
    Moved,
    /// Words or surroundings differ, or there are several such places: somebody has to look.
    Changed,
}

/// Words that are looked for, as a file quotes them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sought<'q> {
    /// The words.
    pub exact: &'q str,
    /// What stood before them.
    pub prefix: &'q str,
    /// What stood behind them.
    pub suffix: &'q str,
    /// Where they stood, in code points.
    pub start: u32,
}

/// The two texts, compared.
#[derive(Debug)]
pub struct Anchoring {
    old: Vec<char>,
    place: Searching,
    alignment: Alignment,
}

/// The new text, and how much of it may still be searched.
#[derive(Debug)]
struct Searching {
    text: Text,
    chars: Vec<char>,
    left: usize,
    near_left: usize,
    comparisons_left: usize,
    compared: Cell<usize>,
}

/// The quote as it is compared.
#[derive(Clone, Copy)]
struct Quoted<'q> {
    exact: &'q [char],
    prefix: &'q [char],
    suffix: &'q [char],
    expected: usize,
}

/// A place that may be it.
#[derive(Clone, Debug)]
struct Candidate {
    range: Range<usize>,
    score: u32,
    is_exact: bool,
    has_rival: bool,
}

impl Anchoring {
    /// Compares the texts.
    pub fn new(old: &Text, new: &Text) -> Self {
        at_once(Self::in_slices(old, new, &Through))
    }

    /// Compares the texts in slices.
    pub async fn in_slices(old: &Text, new: &Text, pace: &dyn Pace) -> Self {
        let old: Vec<char> = old.as_str().chars().collect();
        pause(pace).await;
        let place = Searching::new(new);
        pause(pace).await;
        let alignment = Alignment::in_slices(&old, &place.chars, pace).await;
        Anchoring { old, place, alignment }
    }

    /// Finds the stretches of an annotation. They keep their order and stay apart, or there is no place for it.
    pub fn find(&mut self, spans: &Spans) -> Option<Anchored> {
        in_order(spans.iter().map(|span| self.find_one(span)))
    }

    /// Looks in a text for quotes from one that is not known.
    pub fn of_quotes(text: &Text) -> Self {
        Anchoring { old: Vec::new(), place: Searching::new(text), alignment: Alignment::default() }
    }

    /// Finds the stretches of an annotation by what is quoted of them.
    pub fn find_quotes<'q>(&mut self, quotes: impl IntoIterator<Item = Sought<'q>>) -> Option<Anchored> {
        in_order(quotes.into_iter().map(|sought| {
            let [exact, prefix, suffix] =
                [sought.exact, sought.prefix, sought.suffix].map(|part| part.chars().collect::<Vec<char>>());
            let expected = (sought.start as usize).min(self.place.chars.len());
            let quoted = Quoted { exact: &exact, prefix: &prefix, suffix: &suffix, expected };
            let range = expected..expected + exact.len();
            let is_there = !exact.is_empty() && part(&self.place.chars, &range) == exact;
            let here = is_there.then(|| {
                let score = self.place.score(&quoted, &range, 100);
                Candidate { range, score, is_exact: true, has_rival: false }
            });
            self.place.best(&quoted, here, false)
        }))
    }

    /// How many places were compared with what was looked for, by their surroundings. It has a bound that grows with the
    /// number of quotes and not with how often a text repeats them.
    pub fn compared(&self) -> usize {
        self.place.compared.get()
    }

    /// About where a position of the old text is to be looked for in the new one.
    pub fn expected(&self, at: u32) -> u32 {
        self.alignment.expected(at as usize) as u32
    }

    fn find_one(&mut self, span: Span) -> Option<(Span, How, u32, bool)> {
        let (start, end) = (span.start().to_usize(), span.end().to_usize());
        let quoted = Quoted {
            exact: part(&self.old, &(start..end)),
            prefix: part(&self.old, &(start.saturating_sub(CONTEXT as usize)..start)),
            suffix: part(&self.old, &(end..(end + CONTEXT as usize).min(self.old.len()))),
            expected: self.alignment.expected(start),
        };
        let is_moved = self.alignment.image(start).is_some_and(|(_, is_moved)| is_moved);
        let mapped = self.mapped(&quoted, start..end);
        self.place.best(&quoted, mapped, is_moved)
    }

    /// The place to which the ends of a stretch went with the text around them.
    fn mapped(&self, quoted: &Quoted<'_>, old: Range<usize>) -> Option<Candidate> {
        let image = |at: usize| self.alignment.image(at).map(|(new, _)| new);
        let behind = |at: usize| image(at.checked_sub(1)?).map(|new| new + 1);
        // Where the first word was written anew, what stands before it tells where it begins.
        let start = image(old.start).or_else(|| behind(old.start))?;
        let end = behind(old.end).or_else(|| image(old.end))?;
        if end <= start || end - start > 2 * old.len() {
            return None;
        }
        let range = start..end;
        let is_exact = part(&self.place.chars, &range) == quoted.exact;
        let shared = if is_exact { old.len() } else { self.alignment.shared(&old, &range) };
        let likeness = 100 * shared / old.len().max(range.len());
        let score = self.place.score(quoted, &range, likeness);
        Some(Candidate { range, score, is_exact, has_rival: false })
    }
}

/// The stretches as one, as sure as the least sure of them.
fn in_order(found: impl Iterator<Item = Option<(Span, How, u32, bool)>>) -> Option<Anchored> {
    let mut whole: Option<Anchored> = None;
    for found in found {
        let (span, how, score, has_rival) = found?;
        whole = Some(match whole {
            None => Anchored { spans: Spans::from(span), how, score, has_rival },
            Some(before) if before.spans.last().end() < span.start() => Anchored {
                spans: Spans::new(before.spans.iter().chain([span]))?,
                how: before.how.max(how),
                score: before.score.min(score),
                has_rival: before.has_rival || has_rival,
            },
            Some(_) => return None,
        });
    }
    whole
}

impl Searching {
    fn new(text: &Text) -> Self {
        Searching {
            text: text.clone(),
            chars: text.as_str().chars().collect(),
            left: SEARCHES,
            near_left: NEAR_SEARCHES,
            comparisons_left: COMPARISONS,
            compared: Cell::new(0),
        }
    }

    /// The place of a quote, or none. `mapped` is where it went with the text around it.
    fn best(
        &mut self,
        quoted: &Quoted<'_>,
        mapped: Option<Candidate>,
        is_moved: bool,
    ) -> Option<(Span, How, u32, bool)> {
        let is_sure = |candidate: &Candidate| candidate.is_exact && candidate.score >= SURE;
        let mapped_at = mapped.as_ref().filter(|_| !is_moved).map(|mapped| mapped.range.start);
        let found = match mapped {
            Some(mapped) if is_sure(&mapped) => mapped,
            mapped => {
                let exact = self.exact(quoted).filter(|exact| exact.score >= LEAST);
                match (mapped, exact) {
                    // The very words elsewhere have to fit better than the words that stand in their place.
                    (Some(mapped), Some(exact)) if !mapped.is_exact && exact.score <= mapped.score => mapped,
                    (_, Some(exact)) => exact,
                    (Some(mapped), None) => mapped,
                    (None, None) => self.similar(quoted)?,
                }
            }
        };
        if found.score < LEAST {
            return None;
        }
        let range = if found.is_exact { found.range.clone() } else { self.whole_words(quoted, &found.range) };
        let span = Span::of(range.start as u32, range.end as u32)?;
        // Half a letter is never marked.
        let whole = whole_clusters(&self.text, span)?;
        let how = match is_sure(&found) && !found.has_rival && whole == span {
            true if mapped_at == Some(found.range.start) => How::InPlace,
            true => How::Moved,
            false => How::Changed,
        };
        Some((whole, how, found.score, found.has_rival))
    }

    /// Grows a place to whole words at those of its ends at which words ended before.
    fn whole_words(&self, quoted: &Quoted<'_>, range: &Range<usize>) -> Range<usize> {
        let goes_on = |one: Option<&char>, other: Option<&char>| {
            let is_letter = |char: &char| char.is_alphanumeric() || is_mark(*char);
            one.is_some_and(is_letter) && other.is_some_and(is_letter)
        };
        let (mut start, mut end) = (range.start, range.end);
        if !goes_on(quoted.prefix.last(), quoted.exact.first()) {
            while goes_on(
                start.checked_sub(1).and_then(|before| self.chars.get(before)),
                self.chars.get(start),
            ) {
                start -= 1;
            }
        }
        if !goes_on(quoted.exact.last(), quoted.suffix.first()) {
            while goes_on(end.checked_sub(1).and_then(|last| self.chars.get(last)), self.chars.get(end)) {
                end += 1;
            }
        }
        start..end
    }

    /// The place with the very words whose surroundings fit best; of equals the one nearest to where it should be.
    fn exact(&mut self, quoted: &Quoted<'_>) -> Option<Candidate> {
        let length = quoted.exact.len();
        let range = self.range(quoted, self.chars.len() / 4 + length);
        if range.is_empty() {
            return None;
        }
        let from = range.start;
        let places: Vec<usize> =
            matches(quoted.exact, part(&self.chars, &range)).into_iter().map(|at| from + at).collect();
        let (places, is_all) = self.nearest(quoted, &places, COMPARISON);
        let mut best: Option<Candidate> = None;
        for place in places {
            let range = *place..place + length;
            let score = self.score(quoted, &range, 100);
            best = Some(nearer(quoted, best, Candidate { range, score, is_exact: true, has_rival: false }));
        }
        best.map(|best| Candidate { has_rival: best.has_rival || !is_all, ..best })
    }

    /// The place with the most similar words, where no more than a quarter of them differs.
    fn similar(&mut self, quoted: &Quoted<'_>) -> Option<Candidate> {
        let head = Pattern::new(quoted.exact.iter().take(WORD));
        let range = self.range(quoted, self.chars.len());
        let chars = part(&self.chars, &range);
        let (limit, mut ends) = (head.length / 4, Vec::new());
        let mut least = limit;
        head.distances(chars.iter(), false, |end, distance| {
            if distance <= least {
                if distance < least {
                    ends.clear();
                }
                least = distance;
                ends.push(range.start + end);
            }
        });
        // Of a long one the other end is looked for as well.
        let cost = 2 * COMPARISON + if quoted.exact.len() > WORD { quoted.exact.len() } else { 0 };
        let (ends, is_all) = self.nearest(quoted, &ends, cost);
        let mut best: Option<Candidate> = None;
        for end in ends {
            let Some(candidate) = self.similar_at(quoted, *end, head.length, least) else {
                continue;
            };
            best = Some(nearer(quoted, best, candidate));
        }
        best.map(|best| Candidate { has_rival: best.has_rival || !is_all, ..best })
    }

    /// Of places in order those that are compared, each at a cost, and whether these are all: the nearest ones to where
    /// the quote should be, where there are too many.
    fn nearest<'p>(&mut self, quoted: &Quoted<'_>, places: &'p [usize], cost: usize) -> (&'p [usize], bool) {
        let affordable = (self.comparisons_left / cost.max(1)).clamp(NEAREST, PLACES);
        let count = places.len().min(affordable);
        self.comparisons_left = self.comparisons_left.saturating_sub(count * cost);
        let nearest = places.partition_point(|place| *place < quoted.expected);
        let from = nearest.saturating_sub(count / 2).min(places.len() - count);
        (places.get(from..from + count).unwrap_or_default(), count == places.len())
    }

    /// The place of similar words of which the head ends at `head_end`.
    fn similar_at(
        &self,
        quoted: &Quoted<'_>,
        head_end: usize,
        head_length: usize,
        differing: usize,
    ) -> Option<Candidate> {
        // Read backwards from its end, the head is shortest where it is most alike.
        let longest = head_length + differing;
        let head = Pattern::new(quoted.exact.iter().take(head_length).rev());
        let before = part(&self.chars, &(head_end.saturating_sub(longest)..head_end));
        let start = head_end - head.nearest(before.iter().rev()).0;
        let length = quoted.exact.len();
        let (mut end, mut differing) = (head_end, differing);
        if length > WORD {
            let tail = Pattern::new(quoted.exact.iter().skip(length - WORD));
            let around = start + length / 2..(start + length + length / 4).min(self.chars.len());
            let mut nearest = (0, WORD / 4 + 1);
            tail.distances(part(&self.chars, &around).iter(), false, |end, distance| {
                if distance < nearest.1 {
                    nearest = (end, distance);
                }
            });
            if nearest.1 > WORD / 4 {
                return None;
            }
            (end, differing) = (around.start + nearest.0, differing + nearest.1);
        }
        let range = start..end;
        let compared = length.clamp(1, 2 * WORD);
        let score = self.score(quoted, &range, 100 - 100 * differing.min(compared) / compared);
        (start < end && score >= LEAST).then_some(Candidate {
            range,
            score,
            is_exact: false,
            has_rival: false,
        })
    }

    /// Where a quote is looked for: in the whole text as long as that costs no more than what may still be read.
    fn range(&mut self, quoted: &Quoted<'_>, cost: usize) -> Range<usize> {
        let reach = NEAR + quoted.exact.len();
        let near = quoted.expected.saturating_sub(reach)
            ..(quoted.expected + reach + quoted.exact.len()).min(self.chars.len());
        if let Some(left) = self.left.checked_sub(cost) {
            self.left = left;
            return 0..self.chars.len();
        }
        match self.near_left.checked_sub(near.len()) {
            Some(left) => {
                self.near_left = left;
                near
            }
            None => 0..0,
        }
    }

    /// How well a place fits, from 0 to 100: by its words, which are `likeness` percent of those that were quoted, and
    /// by what stands around them.
    fn score(&self, quoted: &Quoted<'_>, range: &Range<usize>, likeness: usize) -> u32 {
        self.compared.set(self.compared.get() + 1);
        let words = quoted.exact.len().min(WORD);
        let before = part(&self.chars, &(range.start.saturating_sub(2 * CONTEXT as usize)..range.start));
        let behind =
            part(&self.chars, &(range.end..(range.end + 2 * CONTEXT as usize).min(self.chars.len())));
        let fits = |by_line: bool| {
            let (ahead, of_ahead) = alike(quoted.prefix.iter().rev(), before.iter().rev(), by_line);
            let (after, of_after) = alike(quoted.suffix.iter(), behind.iter(), by_line);
            (words + of_ahead + of_after, likeness * words + 100 * (ahead + after))
        };
        let (whole, agreeing) = match fits(true) {
            // Headings and refrains are known by what stands above and below them.
            (whole, _) if whole < LONG_LINE => fits(false),
            by_line => by_line,
        };
        (agreeing / whole.max(1)).min(100) as u32
    }
}

/// Where a quote stands in a text, in order; places may overlap. Each code point is read about once, however the text
/// repeats itself (Knuth, Morris and Pratt 1977).
fn matches(quote: &[char], text: &[char]) -> Vec<usize> {
    // For each beginning of the quote how long a shorter one is with which it ends.
    let mut shorter: Vec<usize> = Vec::with_capacity(quote.len());
    let go_on = move |shorter: &[usize], quote: &[char], mut length: usize, char: char| loop {
        match quote.get(length) {
            Some(next) if *next == char => return length + 1,
            _ if length == 0 => return 0,
            _ => length = shorter.get(length - 1).copied().unwrap_or_default(),
        }
    };
    let mut length = 0;
    for (number, char) in quote.iter().enumerate() {
        length = if number == 0 { 0 } else { go_on(&shorter, quote, length, *char) };
        shorter.push(length);
    }
    let mut length = 0;
    let ends = text.iter().enumerate().filter_map(move |(number, char)| {
        length = go_on(&shorter, quote, length, *char);
        (length == quote.len() && length > 0).then(|| number + 1 - length)
    });
    ends.collect()
}

/// The better of two places: by score, then by how near it is to where it should be. Where both fit equally well that
/// is said.
fn nearer(quoted: &Quoted<'_>, best: Option<Candidate>, other: Candidate) -> Candidate {
    let Some(best) = best else { return other };
    let is_apart = best.range.end <= other.range.start;
    let far = |candidate: &Candidate| candidate.range.start.abs_diff(quoted.expected);
    let has_rival = is_apart && best.score == other.score;
    let is_better = other.score > best.score || other.score == best.score && far(&other) < far(&best);
    match is_better {
        true => Candidate { has_rival: has_rival || (other.score == best.score && best.has_rival), ..other },
        false => Candidate { has_rival: best.has_rival || has_rival, ..best },
    }
}

/// How many code points of a context stand where a text begins, and of how many. By line, the context ends with the
/// line, where that is the same: whole paragraphs change their places and bring nothing along.
fn alike<'t>(
    context: impl Iterator<Item = &'t char> + Clone,
    text: impl Iterator<Item = &'t char> + Clone,
    by_line: bool,
) -> (usize, usize) {
    let pattern = Pattern::new(context.clone());
    let in_line = context.clone().take_while(|char| **char != '\n').count();
    let ends = in_line < pattern.length || pattern.length < CONTEXT as usize;
    if by_line
        && ends
        && text.clone().nth(in_line).is_none_or(|char| *char == '\n')
        && context.take(in_line).eq(text.clone().take(in_line))
    {
        return (in_line, in_line);
    }
    (pattern.length - pattern.nearest(text).1, pattern.length)
}

/// Up to 64 code points that are looked for with errors (Myers 1999, as Hyyrö 2003 wrote it down): one machine word
/// holds a whole column of the table of edit distances.
struct Pattern {
    length: usize,
    // For each character at which places it stands: by its number where that is small, else one by one.
    small: [u64; 256],
    others: Vec<(char, u64)>,
}

impl Pattern {
    fn new<'t>(chars: impl Iterator<Item = &'t char>) -> Self {
        let mut pattern = Pattern { length: 0, small: [0; 256], others: Vec::new() };
        for char in chars.take(WORD) {
            let bit = 1 << pattern.length;
            pattern.length += 1;
            match pattern.small.get_mut(u32::from(*char) as usize) {
                Some(places) => *places |= bit,
                None => match pattern.others.iter_mut().find(|(other, _)| other == char) {
                    Some((_, places)) => *places |= bit,
                    None => pattern.others.push((*char, bit)),
                },
            }
        }
        pattern
    }

    fn places(&self, char: char) -> u64 {
        let other = || self.others.iter().find(|(other, _)| *other == char).map_or(0, |(_, places)| *places);
        self.small.get(u32::from(char) as usize).copied().unwrap_or_else(other)
    }

    /// After how many characters of a text the pattern ends with the fewest errors, and how many these are. It begins
    /// where the text does.
    fn nearest<'t>(&self, text: impl Iterator<Item = &'t char>) -> (usize, usize) {
        let mut nearest = (0, self.length);
        self.distances(text, true, |end, distance| {
            if distance < nearest.1 {
                nearest = (end, distance);
            }
        });
        nearest
    }

    /// Tells for each place of the text with how many errors the pattern ends there, wherever it begins or, where
    /// `is_anchored`, beginning with the text.
    fn distances<'t>(
        &self,
        text: impl Iterator<Item = &'t char>,
        is_anchored: bool,
        mut tell: impl FnMut(usize, usize),
    ) {
        let Some(last) = self.length.checked_sub(1) else { return };
        let (mut more, mut less) = (u64::MAX, 0u64);
        let mut distance = self.length;
        for (end, char) in (1..).zip(text) {
            let same = self.places(*char);
            let vertical = same | less;
            let horizontal = ((same & more).wrapping_add(more) ^ more) | same;
            let mut up = less | !(horizontal | more);
            let mut down = more & horizontal;
            distance = distance + (up >> last & 1) as usize - (down >> last & 1) as usize;
            up = up << 1 | u64::from(is_anchored);
            down <<= 1;
            more = down | !(vertical | up);
            less = up & vertical;
            tell(end, distance);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::carets;
    use expect_test::{Expect, expect};

    /// Finds everything that is marked in a picture in another text.
    fn check(picture: &str, new: &str, expected: Expect) {
        let project = carets::project(picture);
        let old = carets::document(&project);
        let new = Text::new(new);
        let mut anchoring = Anchoring::new(&old.text, &new);
        let mut told = String::new();
        for piece in project.marks(&old.id).unwrap().in_order() {
            let annotation = project.annotation(&piece.annotation).unwrap();
            told += &tell(annotation.label.as_str(), &new, anchoring.find(&annotation.spans));
        }
        expected.assert_eq(&told);
    }

    fn tell(label: &str, text: &Text, found: Option<Anchored>) -> String {
        let Some(found) = found else { return format!("{label}: lost\n") };
        let words: Vec<&str> = found.spans.iter().map(|span| text.slice(span).unwrap()).collect();
        let rival = if found.has_rival { ", has a rival" } else { "" };
        format!("{label}: {:?} {:?} {:?} {}{rival}\n", found.how, found.spans, words, found.score)
    }

    const NEWS: &str = "
Laut dpa stieg die Zahl am 3. Mai 2021 auf zwölf.
     ^^^ source
                           ^^^^^^^^^^^ date
         ^^^^^^^^^^^^^^ claim#1
                                       ^^^^^^^^^ claim#1
Ein Sprecher der Regierung wollte sich dazu nicht äußern.
^^^^^^^^^^^^^^^^^^^^^^^^^^ source
";

    #[test]
    fn what_is_inserted_before_moves_nothing_from_its_place() {
        check(
            NEWS,
            "Berlin. Laut dpa stieg die Zahl am 3. Mai 2021 auf zwölf.\nEin Sprecher der Regierung wollte sich dazu nicht äußern.",
            expect![[r#"
                source: InPlace [13..16] ["dpa"] 100
                claim: InPlace [17..31, 47..56] ["stieg die Zahl", "auf zwölf"] 100
                date: InPlace [35..46] ["3. Mai 2021"] 100
                source: InPlace [58..84] ["Ein Sprecher der Regierung"] 100
            "#]],
        );
    }

    #[test]
    fn paragraphs_that_change_their_order_take_their_marks_along() {
        check(
            NEWS,
            "Ein Sprecher der Regierung wollte sich dazu nicht äußern.\nUnd sonst.\nLaut dpa stieg die Zahl am 3. Mai 2021 auf zwölf.\n",
            expect![[r#"
                source: InPlace [74..77] ["dpa"] 100
                claim: InPlace [78..92, 108..117] ["stieg die Zahl", "auf zwölf"] 100
                date: InPlace [96..107] ["3. Mai 2021"] 100
                source: Moved [0..26] ["Ein Sprecher der Regierung"] 100
            "#]],
        );
    }

    #[test]
    fn a_corrected_word_is_shown() {
        check(
            NEWS,
            "Laut DPA stieg die Zahl am 3. Mai 2012 auf zwölf.\nEine Sprecherin der Regierung wollte sich dazu nicht äußern.",
            expect![[r#"
                source: Changed [5..8] ["DPA"] 87
                claim: InPlace [9..23, 39..48] ["stieg die Zahl", "auf zwölf"] 89
                date: Changed [27..38] ["3. Mai 2012"] 88
                source: Changed [50..79] ["Eine Sprecherin der Regierung"] 94
            "#]],
        );
    }

    #[test]
    fn what_looks_like_it_elsewhere_is_not_it() {
        check(
            "
Am 3. Mai kam Kim nach Wladiwostok und traf dort Putin.
   ^^^^^^ date
Dazwischen geschah nichts, wie es hieß.
",
            "Dazwischen geschah nichts, wie es hieß.\nMehrere Beobachter wollen am 3. Mai Raketen gesehen haben.\n",
            expect![[r#"
                date: lost
            "#]],
        );
    }

    #[test]
    fn equals_are_told_apart_by_what_stands_around_them() {
        check(
            "
Am Morgen sagte Kim ja zu allem. Am Abend aber sagte Kim nein und ging.
                ^^^ source
                                                     ^^^ source
",
            "Heute: Am Abend aber sagte Kim nein und ging, am Morgen sagte Kim ja zu allem.",
            expect![[r#"
                source: Changed [62..65] ["Kim"] 60
                source: InPlace [27..30] ["Kim"] 80
            "#]],
        );
    }

    #[test]
    fn of_equal_places_none_is_chosen_in_silence() {
        check(
            "
Anfang. So sei es, sagte Kim. Ende.
        ^^^^^^^^^ claim
",
            "So sei es, sagte Kim.\n\nSo sei es, sagte Kim.\n",
            expect![[r#"
                claim: Changed [0..9] ["So sei es"] 60, has a rival
            "#]],
        );
    }

    #[test]
    fn half_a_letter_is_never_marked() {
        check(
            "
Die Übung für Fürsten 👨\u{200d}👩\u{200d}👧 endet.
    ^^^^^ claim
          ^^^ source
              ^^^^^^^ date
",
            "Die U\u{308}bung fu\u{308}r Fu\u{308}rsten 👨\u{200d}👩\u{200d}👧 endet.",
            expect![[r#"
                claim: Changed [4..10] ["U\u{308}bung"] 83
                source: Changed [11..15] ["fu\u{308}r"] 83
                date: Changed [16..24] ["Fu\u{308}rsten"] 83
            "#]],
        );
    }

    #[test]
    fn stretches_keep_their_order_or_have_no_place() {
        check(
            "
Er komme, sagte Kim, morgen nach Wien.
^^^^^^^^ claim#1
                     ^^^^^^^^^^^^^^^^ claim#1
",
            "Morgen sei es so weit. Morgen nach Wien, sagte Kim, komme er.",
            expect![[r#"
                claim: lost
            "#]],
        );
    }

    #[test]
    fn a_quote_is_found_wherever_it_stands() {
        let found = |quote: &str, text: &str| {
            let (quote, text): (Vec<char>, Vec<char>) = (quote.chars().collect(), text.chars().collect());
            let naive: Vec<usize> = match quote.len() {
                0 => Vec::new(),
                length => text
                    .windows(length)
                    .enumerate()
                    .filter(|(_, here)| *here == quote)
                    .map(|(at, _)| at)
                    .collect(),
            };
            assert_eq!(matches(&quote, &text), naive, "{quote:?} in {text:?}");
        };
        let texts =
            ["", "a", "aa", "aaa", "aba", "abab", "abaab", "üaüaüaüb", "abcabcabcabd", "aabaaabaaaab"];
        for (quote, text) in texts.iter().flat_map(|quote| texts.iter().map(move |text| (quote, text))) {
            found(quote, text);
            found(quote, &text.repeat(3));
        }
    }

    #[test]
    fn a_quote_alone_finds_its_place() {
        let text = Text::new("Und: Laut dpa stieg sie. Laut AFP stieg sie. Laut dpa sank sie.");
        let find = |exact, prefix, suffix, start| {
            tell(
                "source",
                &text,
                Anchoring::of_quotes(&text).find_quotes([Sought { exact, prefix, suffix, start }]),
            )
        };
        let told = find("dpa", "Laut ", " stieg sie.", 5)
            + &find("dpa", "Laut ", " sank sie.", 5)
            + &find("dpq", "Und: Laut ", " stieg sie.", 5)
            + &find("Kim", "Laut ", " stieg sie.", 5);
        expect![[r#"
            source: Moved [10..13] ["dpa"] 100
            source: Moved [50..53] ["dpa"] 100
            source: lost
            source: lost
        "#]]
        .assert_eq(&told);
    }
}
