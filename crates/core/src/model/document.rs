//! A document: a text and what is known of it.

use crate::text::{Span, Text};

use super::date::DateValue;
use super::id::Id;

/// How much context a quote keeps on each side, in code points.
pub(super) const CONTEXT: u32 = 32;

/// A text with its metadata and how far the work on it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// By what annotations refer to it.
    pub id: Id,
    /// Its place among the documents; of equals the smaller id comes first.
    pub rank: u32,
    /// The text, exactly as in its file.
    pub text: Text,
    /// Its headline.
    pub title: String,
    /// Who published it.
    pub outlet: Option<String>,
    /// When it was published. Relative dates in the text count from there.
    pub published: Option<DateValue>,
    /// Its language as a BCP 47 tag, such as `de`.
    pub language: Option<String>,
    /// Where it was found.
    pub url: Option<String>,
    /// How far the work on it is.
    pub status: Status,
}

/// How far the work on a document is; what is further is greater.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Nobody began.
    #[default]
    Open,
    /// Somebody began.
    InProgress,
    /// Nothing is left to do.
    Done,
}

/// A stretch of text with what stands around it (W3C Web Annotation Data Model, Text Quote Selector). It is derived
/// from the text and never stored beside it in the model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quote<'t> {
    /// The stretch itself.
    pub exact: &'t str,
    /// Up to 32 code points before it.
    pub prefix: &'t str,
    /// Up to 32 code points behind it.
    pub suffix: &'t str,
}

impl Document {
    /// The words of a span with their context, or `None` where it reaches past the end of the text.
    pub fn quote(&self, span: Span) -> Option<Quote<'_>> {
        let exact = self.text.slice(span)?;
        let (prefix, suffix) = self.text.context(span, CONTEXT);
        Some(Quote { exact, prefix, suffix })
    }
}
