//! The spans of a document by position: what is here?
//!
//! The text never changes, so a sorted list with a running maximum of ends is exact and simple.

use std::collections::BTreeMap;

use crate::text::Span;

use super::id::Id;

/// One span of one annotation, or the gap between two of them.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Piece {
    /// Where it stands.
    pub span: Span,
    /// Which part of its annotation it is.
    pub part: SpanPart,
    /// The annotation it belongs to.
    pub annotation: Id,
}

/// Which part of an annotation a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SpanPart {
    /// Its first span, by which it has its place in reading order.
    First,
    /// A further span.
    Further,
    /// What lies between two of its spans and does not belong to it. It is there to be drawn, so that the spans are
    /// seen as one.
    Gap,
}

/// The pieces of a document in reading order.
#[derive(Clone, Debug, Default)]
pub struct Index {
    // Invariant: sorted, without duplicates.
    pieces: Vec<Piece>,
    // Invariant: entry n is the largest end of pieces[..=n].
    furthest: Vec<u32>,
}

impl Index {
    /// Takes in a piece.
    pub fn insert(&mut self, piece: Piece) {
        // Nearly always they come in order.
        let is_last = self.pieces.last().is_none_or(|last| *last < piece);
        let at =
            if is_last { self.pieces.len() } else { self.pieces.partition_point(|other| *other < piece) };
        self.pieces.insert(at, piece);
        self.refresh(at);
    }

    /// Forgets a piece; one that is not there is no loss.
    pub fn remove(&mut self, piece: &Piece) {
        if let Ok(at) = self.pieces.binary_search(piece) {
            self.pieces.remove(at);
            self.refresh(at);
        }
    }

    /// Takes in a piece that comes behind all others, and says whether it does. The costs do not depend on how many there are.
    pub(super) fn push(&mut self, piece: &Piece) -> bool {
        let is_last = self.pieces.last().is_none_or(|last| last < piece);
        if is_last {
            self.pieces.push(piece.clone());
            self.refresh(self.pieces.len().saturating_sub(1));
        }
        is_last
    }

    /// Takes in and forgets many pieces at once: those with `true` are there afterwards, the others are not.
    pub(super) fn merge(&mut self, changes: BTreeMap<Piece, bool>) {
        let before = std::mem::take(&mut self.pieces);
        let mut merged = Vec::with_capacity(before.len() + changes.len());
        let mut changes = changes.into_iter().peekable();
        for piece in before {
            while let Some((other, is_there)) = changes.next_if(|(other, _)| *other < piece) {
                merged.extend(is_there.then_some(other));
            }
            let same = changes.next_if(|(other, _)| *other == piece);
            merged.extend(same.is_none_or(|(_, is_there)| is_there).then_some(piece));
        }
        merged.extend(changes.filter_map(|(piece, is_there)| is_there.then_some(piece)));
        self.pieces = merged;
        self.refresh(0);
    }

    /// All pieces in reading order.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    /// The pieces that share a character with `span`, in reading order.
    pub fn overlapping(&self, span: Span) -> impl Iterator<Item = &Piece> + '_ {
        // Before this one every piece ends before the span starts.
        let first = self.furthest.partition_point(|end| *end <= span.start().get());
        let past = self.pieces.partition_point(|piece| piece.span.start() < span.end());
        self.pieces.get(first..past).unwrap_or_default().iter().filter(move |piece| piece.span.overlaps(span))
    }

    fn refresh(&mut self, from: usize) {
        self.furthest.truncate(from);
        let mut furthest = self.furthest.last().copied().unwrap_or(0);
        for piece in self.pieces.get(from..).unwrap_or_default() {
            furthest = furthest.max(piece.span.end().get());
            self.furthest.push(furthest);
        }
    }
}
