//! What somebody marked, and how two marks are linked.

use std::fmt;

use crate::text::Span;

use super::date::DateValue;
use super::id::{Id, Timestamp};
use super::tagset::Attribute;

/// A marked place of a document: one or more spans under one label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Annotation {
    /// By what links and lists refer to it.
    pub id: Id,
    /// The document it belongs to.
    pub document: Id,
    /// Where it stands.
    pub spans: Spans,
    /// What it is.
    pub label: Id,
    /// What somebody wrote to it; empty where nobody did.
    pub note: String,
    /// What it says beyond that.
    pub attributes: Attributes,
    /// Who made it, where that person gave a name.
    pub creator: Option<String>,
    /// When it was made.
    pub created: Timestamp,
    /// When it was last changed.
    pub modified: Timestamp,
    /// How it came about.
    pub origin: AnnotationOrigin,
}

/// What an annotation says beyond its label and its note.
///
/// Which of them is asked for is a matter of its label ([`super::Project::asked`]). What the label does not ask for stays
/// here, set aside, until a label does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attributes {
    /// The date that is meant.
    pub value: Option<DateValue>,
    /// What was typed for the date and is not understood; it stands in place of the date.
    pub value_text: Option<String>,
    /// The name under which a source is known.
    pub name: Option<String>,
}

impl Attributes {
    /// Whether anything is said for an attribute.
    pub fn has(&self, attribute: Attribute) -> bool {
        match attribute {
            Attribute::Value => self.value.is_some() || self.value_text.is_some(),
            Attribute::Name => self.name.is_some(),
        }
    }
}

/// How an annotation came about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AnnotationOrigin {
    /// Somebody marked it.
    #[default]
    Hand,
    /// A rule proposed it and somebody accepted it.
    Suggestion,
}

/// The spans of one annotation: a claim can be cut in two by *sagte X*.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Spans {
    // Invariant: in order, without overlaps and without touching each other.
    first: Span,
    rest: Vec<Span>,
}

impl Spans {
    /// Puts spans in order and joins those that overlap or touch; `None` where there are none.
    pub fn new(spans: impl IntoIterator<Item = Span>) -> Option<Self> {
        let mut sorted: Vec<Span> = spans.into_iter().collect();
        sorted.sort_unstable();
        let mut joined: Vec<Span> = Vec::with_capacity(sorted.len());
        for span in sorted {
            match joined.last_mut() {
                Some(last) if span.start() <= last.end() => *last = last.hull(span),
                _ => joined.push(span),
            }
        }
        let mut joined = joined.into_iter();
        Some(Spans { first: joined.next()?, rest: joined.collect() })
    }

    /// The spans in reading order.
    pub fn iter(&self) -> impl Iterator<Item = Span> + '_ {
        std::iter::once(self.first).chain(self.rest.iter().copied())
    }

    /// The first span.
    pub fn first(&self) -> Span {
        self.first
    }

    /// The last span; the first one where there is no other.
    pub fn last(&self) -> Span {
        self.rest.last().copied().unwrap_or(self.first)
    }

    /// From the start of the first span to the end of the last one.
    pub fn hull(&self) -> Span {
        self.first.hull(self.last())
    }

    /// How many code points the spans hold together.
    pub fn chars(&self) -> u32 {
        self.iter().map(Span::chars).sum()
    }
}

impl From<Span> for Spans {
    fn from(span: Span) -> Self {
        Spans { first: span, rest: Vec::new() }
    }
}

impl fmt::Debug for Spans {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

/// A statement about two annotations, in one document or across documents: a claim is *said by* a source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// By what lists refer to it.
    pub id: Id,
    /// What it says.
    pub kind: Id,
    /// The annotation it leaves from.
    pub from: Id,
    /// The annotation it leads to.
    pub to: Id,
    /// Who made it, where that person gave a name.
    pub creator: Option<String>,
    /// When it was made.
    pub created: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_are_in_order_and_apart() {
        let spans =
            |pairs: &[(u32, u32)]| Spans::new(pairs.iter().filter_map(|&(start, end)| Span::of(start, end)));
        assert_eq!(format!("{:?}", spans(&[(8, 9), (0, 3), (2, 5), (5, 6)]).unwrap()), "[0..6, 8..9]");
        assert_eq!(spans(&[]), None);
        assert_eq!(spans(&[(8, 9), (0, 3)]).map(|spans| spans.hull()), Span::of(0, 9));
    }
}
