//! Positions and stretches in a text, each with its unit in its type.

use std::fmt;

/// A position in a text, counted in Unicode code points (scalar values) from its start.
///
/// This is the unit of the model and of the files, as the W3C Web Annotation Data Model asks for.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CharOffset(u32);

impl CharOffset {
    /// The start of every text.
    pub const ZERO: CharOffset = CharOffset(0);

    /// The position after `chars` code points.
    pub const fn new(chars: u32) -> Self {
        CharOffset(chars)
    }

    /// How many code points stand before the position.
    pub const fn get(self) -> u32 {
        self.0
    }

    /// The position as an index or a length in code points.
    pub const fn to_usize(self) -> usize {
        self.0 as usize
    }

    /// The position `chars` code points further on; it stays at the largest one where that is too far.
    pub const fn plus(self, chars: u32) -> Self {
        CharOffset(self.0.saturating_add(chars))
    }

    /// The position `chars` code points before, or the start.
    pub const fn minus(self, chars: u32) -> Self {
        CharOffset(self.0.saturating_sub(chars))
    }
}

impl fmt::Debug for CharOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// A position counted in UTF-16 code units: the unit of the DOM. It is converted where it comes in and never stored.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Utf16Offset(u32);

impl Utf16Offset {
    /// The position after `units` UTF-16 code units.
    pub const fn new(units: u32) -> Self {
        Utf16Offset(units)
    }

    /// How many UTF-16 code units stand before the position.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl fmt::Debug for Utf16Offset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}u", self.0)
    }
}

/// A stretch of a text in code points: the start belongs to it, the end does not.
///
/// Spans are ordered by their start; of two that start together the longer one comes first, so that what contains
/// comes before what is contained.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    // Invariant: start < end.
    start: CharOffset,
    end: CharOffset,
}

impl Span {
    /// The stretch from `start` up to `end`, or `None` where that holds no character.
    pub fn new(start: CharOffset, end: CharOffset) -> Option<Self> {
        (start < end).then_some(Span { start, end })
    }

    /// The same from plain numbers of code points.
    pub fn of(start: u32, end: u32) -> Option<Self> {
        Span::new(CharOffset::new(start), CharOffset::new(end))
    }

    /// The first position that belongs to the stretch.
    pub const fn start(self) -> CharOffset {
        self.start
    }

    /// The first position after the stretch.
    pub const fn end(self) -> CharOffset {
        self.end
    }

    /// How many code points the stretch holds: at least one.
    pub const fn chars(self) -> u32 {
        self.end.0 - self.start.0
    }

    /// Whether the character at `offset` belongs to the stretch.
    pub fn contains(self, offset: CharOffset) -> bool {
        self.start <= offset && offset < self.end
    }

    /// Whether every character of `other` belongs to the stretch.
    pub fn covers(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// The smallest stretch that covers both.
    pub fn hull(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// The characters that belong to both, or `None` where there are none.
    pub fn intersect(self, other: Span) -> Option<Span> {
        Span::new(self.start.max(other.start), self.end.min(other.end))
    }

    /// Whether there is a character that belongs to both.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }
}

impl fmt::Debug for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.start.0, self.end.0)
    }
}

impl Ord for Span {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.start.cmp(&other.start).then(other.end.cmp(&self.end))
    }
}

impl PartialOrd for Span {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_span_holds_at_least_one_character() {
        assert_eq!(Span::of(3, 3), None);
        assert_eq!(Span::of(4, 3), None);
        assert_eq!(Span::of(3, 4).map(Span::chars), Some(1));
    }

    #[test]
    fn what_contains_comes_before_what_is_contained() {
        let mut spans: Vec<Span> =
            [(2, 4), (2, 9), (0, 3)].iter().filter_map(|&(start, end)| Span::of(start, end)).collect();
        spans.sort();
        assert_eq!(format!("{spans:?}"), "[0..3, 2..9, 2..4]");
    }

    #[test]
    fn touching_spans_do_not_overlap() {
        let (left, right) = (Span::of(0, 3).unwrap(), Span::of(3, 5).unwrap());
        assert!(!left.overlaps(right));
        assert_eq!(left.intersect(right), None);
    }
}
