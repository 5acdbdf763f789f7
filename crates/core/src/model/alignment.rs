//! Which stretches of an old text are in a new one, and where.
//!
//! Passages of a few words that stand once in each text lead, then between them words that do, then letters (patience
//! diff): that costs one look at each unit of each level, however much changed. Passages that changed their order are
//! told as well, which an edit script would call deleted and written again.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::ops::Range;
use std::pin::Pin;

use crate::pace::{Pace, Pieces, pause};

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
    pub async fn in_slices(old: &[char], new: &[char], pace: &dyn Pace) -> Self {
        let mut comparison = Comparison { old, new, pace, found: Alignment::default() };
        comparison.compare(0..old.len(), 0..new.len(), Unit::Passage, DEEPEST).await;
        let mut found = comparison.found;
        found.moved.sort_by_key(|passage| passage.old);
        found
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

/// Two texts while they are compared.
struct Comparison<'t> {
    old: &'t [char],
    new: &'t [char],
    pace: &'t dyn Pace,
    found: Alignment,
}

impl Comparison<'_> {
    /// Compares two stretches.
    async fn compare(&mut self, mut old: Range<usize>, mut new: Range<usize>, unit: Unit, depth: usize) {
        let (olds, news) = (part(self.old, &old), part(self.new, &new));
        let ahead = common_start(olds.iter(), news.iter());
        self.found.keep(Common { old: old.start, new: new.start, chars: ahead });
        let behind = common_start(olds.iter().skip(ahead).rev(), news.iter().skip(ahead).rev());
        (old, new) = (old.start + ahead..old.end - behind, new.start + ahead..new.end - behind);
        if !old.is_empty() && !new.is_empty() && depth > 0 {
            self.compare_between(old.clone(), new.clone(), unit, depth).await;
        }
        self.found.keep(Common { old: old.end, new: new.end, chars: behind });
    }

    /// Compares two stretches that neither begin nor end alike.
    fn compare_between(
        &mut self,
        old: Range<usize>,
        new: Range<usize>,
        mut unit: Unit,
        depth: usize,
    ) -> Pin<Box<dyn Future<Output = ()> + '_>> {
        Box::pin(async move {
            let mut pairs = self.unique_pairs(&old, &new, unit).await;
            while pairs.is_empty() {
                let Some(smaller) = unit.smaller(&old, &new) else { return };
                unit = smaller;
                pairs = self.unique_pairs(&old, &new, unit).await;
            }
            let chain = longest_chain(&pairs, self.pace).await;
            let (mut old_from, mut new_from) = (old.start, new.start);
            let mut pieces = Pieces::new(self.pace);
            for (Pair { common, first }, is_kept) in pairs.into_iter().zip(chain) {
                pieces.done(1).await;
                if is_kept {
                    self.compare(old_from..common.old, new_from..common.new, unit, depth - 1).await;
                    // What follows the first piece is in the next passage, or compared again.
                    self.found.keep(Common { chars: first, ..common });
                    (old_from, new_from) = (common.old + first, common.new + first);
                } else if unit == Unit::Passage {
                    self.found.moves(common);
                }
            }
            self.compare(old_from..old.end, new_from..new.end, unit, depth - 1).await;
        })
    }

    /// The units that stand once in each of two stretches, in the order of the old one.
    async fn unique_pairs(&self, old: &Range<usize>, new: &Range<usize>, unit: Unit) -> Vec<Pair> {
        let olds = Units::new(self.old, old, unit);
        pause(self.pace).await;
        let news = Units::new(self.new, new, unit);
        pause(self.pace).await;
        let mut met: HashMap<&[char], Met> = HashMap::with_capacity(olds.len());
        let mut pieces = Pieces::new(self.pace);
        for (number, (range, _)) in olds.iter().enumerate() {
            match met.entry(part(self.old, &range)) {
                Entry::Vacant(entry) => _ = entry.insert(Met::Once(number)),
                Entry::Occupied(mut entry) => _ = entry.insert(Met::Often),
            }
            pieces.done(range.len()).await;
        }
        let mut partners = vec![None; olds.len()];
        for (range, _) in news.iter() {
            if let Some(met) = met.get_mut(part(self.new, &range)) {
                let (number, partner) = match *met {
                    Met::Once(number) => (number, Some(range.start)),
                    Met::InBoth(number) => (number, None),
                    Met::Often => continue,
                };
                *met = if partner.is_some() { Met::InBoth(number) } else { Met::Often };
                partners.get_mut(number).into_iter().for_each(|place| *place = partner);
            }
            pieces.done(range.len()).await;
        }
        drop(met);
        pause(self.pace).await;
        let pair = |((range, first), partner): ((Range<usize>, usize), Option<usize>)| {
            Some(Pair { common: Common { old: range.start, new: partner?, chars: range.len() }, first })
        };
        olds.iter().zip(partners).filter_map(pair).collect()
    }
}

/// Where a unit of the old text was met.
#[derive(Clone, Copy)]
enum Met {
    /// Once there, by its number, and not yet in the new text.
    Once(usize),
    /// Once in each text, by its number in the old one.
    InBoth(usize),
    /// More than once in one of them.
    Often,
}

/// A unit that stands once in each of two stretches.
#[derive(Clone, Copy, Debug)]
struct Pair {
    common: Common,
    /// How long its first piece is, in code points.
    first: usize,
}

/// A stretch of a text, divided.
struct Units {
    /// Where the pieces begin, and where the last one ends.
    ends: Vec<usize>,
    pieces: usize,
}

impl Units {
    /// What separates two words belongs to the first.
    fn new(text: &[char], range: &Range<usize>, unit: Unit) -> Self {
        let mut ends = vec![range.start];
        let is_end = |char: &char| unit == Unit::Letter || char.is_whitespace();
        let pieces = part(text, range).split_inclusive(is_end);
        ends.extend(pieces.scan(range.start, |end, piece| {
            *end += piece.len();
            Some(*end)
        }));
        Units { ends, pieces: unit.pieces() }
    }

    fn len(&self) -> usize {
        self.ends.len().saturating_sub(self.pieces)
    }

    /// Where each unit stands, with the length of its first piece.
    fn iter(&self) -> impl Iterator<Item = (Range<usize>, usize)> {
        self.ends.windows(self.pieces + 1).filter_map(|ends| {
            let [start, next, ..] = *ends else { return None };
            Some((start..*ends.last()?, next - start))
        })
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

/// Which of the pairs, in the order of the old text, are in the longest chain that is in order in the new one, too.
async fn longest_chain(pairs: &[Pair], pace: &dyn Pace) -> Vec<bool> {
    // The last pair of the best chain of each length, and for each pair the one before it in its chain.
    let mut ends: Vec<(usize, usize)> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    let mut pieces = Pieces::new(pace);
    for (number, Pair { common, .. }) in pairs.iter().enumerate() {
        pieces.done(1).await;
        let length = ends.partition_point(|(new, _)| *new < common.new);
        before.push(length.checked_sub(1).and_then(|last| Some(ends.get(last)?.1)));
        match ends.get_mut(length) {
            Some(end) => *end = (common.new, number),
            None => ends.push((common.new, number)),
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
