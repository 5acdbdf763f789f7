//! What reading a file answers: a project with the records that were left out, or why there is none.

use crate::json::Misfit;
use crate::model::anchor::Anchored;
use crate::model::{Conflict, Id, Project};
use crate::record;
use crate::text::Undecoded;

use super::recognise::Recognised;

/// What a file holds.
#[derive(Clone, Debug, PartialEq)]
pub struct Read {
    /// The project, made of every record that can be taken.
    pub project: Project,
    /// The records that were left out, in the order of the file; of each the first thing that is wrong with it.
    pub problems: Vec<Problem>,
}

/// A file whose quotes do not all stand where it says, read by its quotes.
#[derive(Clone, Debug, PartialEq)]
pub struct Mended {
    /// What it holds.
    pub read: Read,
    /// The documents whose texts are not those that their hashes name.
    pub edited: Vec<Id>,
    /// The annotations that stand elsewhere than the file says.
    pub placed: Vec<Placed>,
}

/// An annotation that was found by its quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Placed {
    /// Its id.
    pub annotation: Id,
    /// What the file quotes of each stretch: what stands before it, the stretch, and what stands behind it.
    pub words: Vec<[String; 3]>,
    /// Where that was found.
    pub found: Anchored,
}

/// A record of a file that was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Where in the file it stands, such as `annotations[3].spans[0]`; lists are counted from 0.
    pub place: String,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What is wrong with a record. What was found is repeated as written, cut after 80 code points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A value is not spelled as it should be, or a document's text is not the one its SHA-256 names.
    Value(record::Fault),
    /// A text is longer than allowed.
    TooLong {
        /// Its length in code points.
        found: usize,
        /// How many are allowed.
        limit: usize,
    },
    /// An annotation has more spans than allowed.
    TooManySpans {
        /// How many it has.
        found: usize,
        /// How many are allowed.
        limit: usize,
    },
    /// A text has more lines than allowed.
    TooManyLines {
        /// How many it has.
        found: usize,
        /// How many are allowed.
        limit: usize,
    },
    /// A document would have more spans than allowed, or an annotation more links.
    Full {
        /// Which of the two.
        what: Referent,
        /// The id of it.
        id: String,
        /// How many are allowed.
        limit: usize,
    },
    /// The id is that of an earlier record of the same list.
    Duplicate {
        /// The id.
        id: String,
        /// The earlier record, such as `annotations[3]`.
        first: String,
    },
    /// What the record refers to is not there.
    Missing {
        /// What it refers to.
        what: Referent,
        /// The id of it.
        id: String,
        /// Whether the file holds it, but it was itself left out.
        left_out: bool,
    },
    /// A span reaches outside the text.
    Outside {
        /// Where it starts, in code points.
        start: i64,
        /// Where it ends, in code points.
        end: i64,
        /// How long the text is, in code points.
        length: u32,
    },
    /// The text at a span is not the one that was quoted.
    Quote {
        /// Which part of the quote differs.
        part: QuotePart,
        /// What the file says stands there.
        quoted: String,
        /// What stands there.
        found: String,
    },
    /// A span short enough to be quoted whole has no `exact`.
    NoExact,
}

/// What a record can refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Referent {
    /// A document.
    Document,
    /// A label.
    Label,
    /// A kind of link.
    LinkKind,
    /// An annotation.
    Annotation,
}

/// A part of a quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuotePart {
    /// The stretch itself.
    Exact,
    /// What stands before it.
    Prefix,
    /// What stands behind it.
    Suffix,
}

/// Why a file as a whole cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ReadError {
    /// It is larger than allowed.
    TooLarge {
        /// Its size in bytes.
        found: usize,
        /// How many are allowed.
        limit: usize,
    },
    /// It is not text in UTF-8 or UTF-16.
    NotText(Undecoded),
    /// It is not JSON.
    NotJson {
        /// The line where that shows, from 1.
        line: usize,
        /// The column where that shows, in bytes from 1; 0 where a line ends too early.
        column: usize,
        /// Whether it only ends too early.
        cut: bool,
    },
    /// Its lists and objects are nested more deeply than allowed.
    TooDeep {
        /// The line where that shows, from 1.
        line: usize,
        /// The column where that shows, in bytes from 1.
        column: usize,
        /// How many levels are allowed.
        limit: usize,
    },
    /// It holds more values than allowed.
    TooManyValues {
        /// How many are allowed.
        limit: usize,
    },
    /// It is JSON, but not of this format.
    OtherFormat {
        /// What it calls itself, where it says so.
        found: Option<String>,
    },
    /// It was written by a later version of the program.
    Newer {
        /// Its version.
        found: u64,
        /// The latest version that can be read.
        known: u64,
    },
    /// Its version is none that ever was.
    NoVersion {
        /// The whole number or the text that stands there; `None` where there is neither.
        found: Option<String>,
    },
    /// It counts positions in another unit.
    OtherOffsets {
        /// The unit it names.
        found: String,
        /// The unit that is known.
        expected: &'static str,
    },
    /// Something is missing in it, is there that is not known, or is of another kind than it should be.
    WrongShape(Misfit),
    /// One of its lists is longer than allowed.
    TooMany {
        /// The list.
        place: &'static str,
        /// How many records it holds.
        found: usize,
        /// How many are allowed.
        limit: usize,
    },
    /// What it says of the project as a whole cannot be taken.
    Project(Problem),
    /// Its records do not fit together. Every known cause is a [`Problem`] instead; this one is there so that an
    /// unknown cause is no panic.
    Conflict(Conflict),
}

/// Why a file is not opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unopened {
    /// It is something else than a project.
    Other(Recognised),
    /// It is a project, JSON or text, and cannot be read.
    Unreadable(ReadError),
}

impl Read {
    /// Whether something was left out that [`super::native::mend`] may bring.
    pub fn may_be_mended(&self) -> bool {
        self.problems.iter().any(|problem| {
            matches!(
                problem.fault,
                Fault::Quote { .. } | Fault::Outside { .. } | Fault::Value(record::Fault::OtherText { .. })
            )
        })
    }
}

impl Problem {
    /// The same, seen from a record that holds the one at `outer`.
    #[must_use]
    #[cold]
    pub(crate) fn within(self, outer: &str) -> Self {
        Problem { place: format!("{outer}.{}", self.place), fault: self.fault }
    }
}

impl From<record::Problem> for Problem {
    fn from(problem: record::Problem) -> Self {
        Problem { place: problem.place, fault: Fault::Value(problem.fault) }
    }
}

impl From<Undecoded> for ReadError {
    fn from(undecoded: Undecoded) -> Self {
        ReadError::NotText(undecoded)
    }
}
