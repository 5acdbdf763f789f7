//! Which stretches of an old text are in a new one, and where.
//!
//! Passages of a few words that stand once in each text lead, then between them words that do, then letters (patience
//! diff): that costs one sort of each level, however much changed. Passages that changed their order are told as well,
//! which an edit script would call deleted and written again.

use std::ops::Range;

use super::order::sorted_by_key;

/// How often the stretches between what was found are compared again.
const DEEPEST: usize = 12;

/// How many words a passage has: so many that few stand twice in a text.
const PASSAGE: usize = 6;

/// How long a stretch may be whose words are compared one by one, in code points. In longer ones chance would have its
/// part.
const MIDDLING: usize = 20_000;

/// The same for its letters.
const SHORT: usize = 256;

/// A stretch that is the same in both texts, in code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Common {
    /// Where it starts in the old text.
    pub old: usize,
    /// Where it starts in the new one.
    pub new: usize,
    /// How long it is.
    pub chars: usize,
}

/// What is the same in two texts.
#[derive(Clone, Debug, Default)]
pub(super) struct Alignment {
    // Invariant: each after the one before, in both texts.
    kept: Vec<Common>,
    // Invariant: in the order of the old text. They stand elsewhere among their neighbours.
    moved: Vec<Common>,
}

/// What a text is divided into to be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit {
    Passage,
    Word,
    Letter,
}

impl Unit {
    /// How many pieces, words or letters, are compared together.
    fn pieces(self) -> usize {
        if self == Unit::Passage { PASSAGE } else { 1 }
    }

    /// What is compared where units of this kind lead nowhere.
    fn smaller(self, old: &Range<usize>, new: &Range<usize>) -> Option<Unit> {
        let longer = old.len().max(new.len());
        match self {
            Unit::Passage if longer <= MIDDLING => Some(Unit::Word),
            Unit::Word if longer <= SHORT => Some(Unit::Letter),
            _ => None,
        }
    }
}

impl Alignment {
    /// Compares two texts.
    pub fn new(old: &[char], new: &[char]) -> Self {
        let mut alignment = Alignment::default();
        alignment.compare(old, new, (0..old.len(), 0..new.len()), Unit::Passage, DEEPEST);
        alignment.moved = sorted_by_key(alignment.moved, |passage| passage.old as u64);
        alignment
    }

    /// Where a code point of the old text stands now, and whether it stands elsewhere among its neighbours.
    pub fn image(&self, at: usize) -> Option<(usize, bool)> {
        let of = |commons: &[Common]| {
            let common = before(commons, at)?;
            (at < common.old + common.chars).then(|| common.new + at - common.old)
        };
        match of(&self.moved) {
            Some(new) => Some((new, true)),
            None => of(&self.kept).map(|new| (new, false)),
        }
    }

    /// About where a place of the old text is to be looked for.
    pub fn expected(&self, at: usize) -> usize {
        match self.image(at) {
            Some((new, _)) => new,
            None => before(&self.kept, at).map_or(0, |common| common.new + common.chars),
        }
    }

    /// How many code points of a stretch of the old text stand in a stretch of the new one.
    pub fn shared(&self, old: &Range<usize>, new: &Range<usize>) -> usize {
        let of = |commons: &[Common]| {
            let first = commons.partition_point(|common| common.old + common.chars <= old.start);
            let inside = commons.iter().skip(first).take_while(|common| common.old < old.end);
            let shared = inside.map(|common| {
                let from = common.new.max(new.start).max((common.new + old.start).saturating_sub(common.old));
                let to = (common.new + common.chars).min(new.end).min(common.new + old.end - common.old);
                to.saturating_sub(from)
            });
            shared.sum::<usize>()
        };
        (of(&self.kept) + of(&self.moved)).min(old.len())
    }

    fn compare(
        &mut self,
        old_text: &[char],
        new_text: &[char],
        (mut old, mut new): (Range<usize>, Range<usize>),
        unit: Unit,
        depth: usize,
    ) {
        let (olds, news) = (part(old_text, &old), part(new_text, &new));
        let ahead = common_start(olds.iter(), news.iter());
        self.keep(Common { old: old.start, new: new.start, chars: ahead });
        let behind = common_start(olds.iter().skip(ahead).rev(), news.iter().skip(ahead).rev());
        (old, new) = (old.start + ahead..old.end - behind, new.start + ahead..new.end - behind);
        if !old.is_empty() && !new.is_empty() && depth > 0 {
            self.compare_between(old_text, new_text, (old.clone(), new.clone()), unit, depth);
        }
        self.keep(Common { old: old.end, new: new.end, chars: behind });
    }

    /// Compares two stretches that neither begin nor end alike.
    fn compare_between(
        &mut self,
        old_text: &[char],
        new_text: &[char],
        (old, new): (Range<usize>, Range<usize>),
        unit: Unit,
        depth: usize,
    ) {
        let pairs = unique_pairs(old_text, new_text, (&old, &new), unit);
        if pairs.is_empty() {
            if let Some(smaller) = unit.smaller(&old, &new) {
                self.compare_between(old_text, new_text, (old, new), smaller, depth);
            }
            return;
        }
        let chain = longest_chain(&pairs);
        let (mut old_from, mut new_from) = (old.start, new.start);
        for ((pair, first), is_kept) in pairs.iter().zip(chain) {
            if is_kept {
                self.compare(old_text, new_text, (old_from..pair.old, new_from..pair.new), unit, depth - 1);
                // What follows the first piece is in the next passage, or compared again.
                self.keep(Common { chars: *first, ..*pair });
                (old_from, new_from) = (pair.old + first, pair.new + first);
            } else if unit == Unit::Passage {
                self.moves(*pair);
            }
        }
        self.compare(old_text, new_text, (old_from..old.end, new_from..new.end), unit, depth - 1);
    }

    /// Adds to what moved; passages overlap.
    fn moves(&mut self, common: Common) {
        match self.moved.last_mut() {
            Some(last)
                if (last.old..=last.old + last.chars).contains(&common.old)
                    && last.new + common.old == common.new + last.old =>
            {
                last.chars = common.old + common.chars - last.old;
            }
            _ => self.moved.push(common),
        }
    }

    /// Adds to what is kept; what goes on where the last stretch ended is one with it.
    fn keep(&mut self, common: Common) {
        match self.kept.last_mut() {
            Some(last) if last.old + last.chars == common.old && last.new + last.chars == common.new => {
                last.chars += common.chars;
            }
            _ if common.chars > 0 => self.kept.push(common),
            _ => {}
        }
    }
}

/// The last stretch that starts at or before a place of the old text.
fn before(commons: &[Common], at: usize) -> Option<&Common> {
    commons.get(commons.partition_point(|common| common.old <= at).checked_sub(1)?)
}

/// A stretch of a text; nothing where it reaches past the end.
pub(super) fn part<'t>(text: &'t [char], range: &Range<usize>) -> &'t [char] {
    text.get(range.clone()).unwrap_or_default()
}

fn common_start<'t>(old: impl Iterator<Item = &'t char>, new: impl Iterator<Item = &'t char>) -> usize {
    old.zip(new).take_while(|(old, new)| old == new).count()
}

/// The units that stand once in each stretch, in the order of the old one, each with the length of its first piece.
fn unique_pairs(
    old_text: &[char],
    new_text: &[char],
    (old, new): (&Range<usize>, &Range<usize>),
    unit: Unit,
) -> Vec<(Common, usize)> {
    let (olds, news) = (ends(old_text, old, unit), ends(new_text, new, unit));
    let mut hashes = Vec::with_capacity(olds.len() + news.len());
    hash_units(old_text, &olds, unit, 0, &mut hashes);
    hash_units(new_text, &news, unit, olds.len(), &mut hashes);
    hashes.sort_unstable();
    let mut partners: Vec<(u64, usize)> = Vec::new();
    for same in hashes.chunk_by(|one, other| one.0 == other.0) {
        // Places of the old text come first.
        if let [(_, one), (_, other)] = same
            && *one < olds.len()
            && let Some(other) = other.checked_sub(olds.len())
        {
            partners.push((*one as u64, other));
        }
    }
    partners.sort_unstable();
    let pair = |(one, other): (u64, usize)| {
        let (one, first) = unit_at(&olds, one as usize, unit)?;
        let (other, _) = unit_at(&news, other, unit)?;
        // Hashes can be the same by chance.
        let is_same = part(old_text, &one) == part(new_text, &other);
        is_same.then_some((Common { old: one.start, new: other.start, chars: one.len() }, first))
    };
    partners.into_iter().filter_map(pair).collect()
}

/// Where the pieces of a stretch begin, and where the last one ends. What separates two words belongs to the first.
fn ends(text: &[char], range: &Range<usize>, unit: Unit) -> Vec<usize> {
    let mut ends = vec![range.start];
    let is_end = |char: &char| unit == Unit::Letter || char.is_whitespace();
    let pieces = part(text, range).split_inclusive(is_end);
    ends.extend(pieces.scan(range.start, |end, piece| {
        *end += piece.len();
        Some(*end)
    }));
    ends
}

/// The unit that begins with a piece, and how long that piece is.
fn unit_at(ends: &[usize], piece: usize, unit: Unit) -> Option<(Range<usize>, usize)> {
    let start = *ends.get(piece)?;
    Some((start..*ends.get(piece + unit.pieces())?, ends.get(piece + 1)? - start))
}

fn hash_units(text: &[char], ends: &[usize], unit: Unit, offset: usize, hashes: &mut Vec<(u64, usize)>) {
    for piece in 0..ends.len() {
        if let Some((range, _)) = unit_at(ends, piece, unit) {
            hashes.push((hash(part(text, &range)), piece + offset));
        }
    }
}

/// The hash of Fowler, Noll and Vo over code points: the program has no other one by itself.
fn hash(chars: &[char]) -> u64 {
    chars.iter().fold(0xcbf2_9ce4_8422_2325, |hash, char| {
        (hash ^ u64::from(u32::from(*char))).wrapping_mul(0x0100_0000_01b3)
    })
}

/// Which of the pairs, in the order of the old text, are in the longest chain that is in order in the new one, too.
fn longest_chain(pairs: &[(Common, usize)]) -> Vec<bool> {
    // The last pair of the best chain of each length, and for each pair the one before it in its chain.
    let mut ends: Vec<(usize, usize)> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (number, (pair, _)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|(new, _)| *new < pair.new);
        before.push(length.checked_sub(1).and_then(|last| Some(ends.get(last)?.1)));
        match ends.get_mut(length) {
            Some(end) => *end = (pair.new, number),
            None => ends.push((pair.new, number)),
        }
    }
    let mut is_in = vec![false; pairs.len()];
    let mut next = ends.last().map(|(_, number)| *number);
    while let Some(number) = next {
        is_in.get_mut(number).into_iter().for_each(|is_in| *is_in = true);
        next = before.get(number).copied().flatten();
    }
    is_in
}
