//! The project file: a whole project as JSON that people can read, described in `docs/file-format.md`.
//!
//! The same project gives the same bytes. The file has its own shape (`shape`) and a version, so that neither the
//! model nor the journal can change by accident what stands in somebody's files.

mod build;
mod mend;
mod read;
mod shape;
mod write;

pub use mend::mend;
pub use read::read;
pub use write::write;

/// What the file calls its format.
pub const FORMAT: &str = "beleg-project";

/// The version that is written, and the latest one that is read. Every version from 1 on is read.
pub const VERSION: u64 = 2;

/// What the file calls the unit of its positions.
pub const OFFSETS: &str = "unicode code points, end exclusive";

/// How large a file may be, in bytes: 64 MiB. Whoever knows the size beforehand need not even read a larger one.
pub const MAX_BYTES: usize = 64 * 1024 * 1024;

/// How deeply lists and objects may be nested. A project needs six levels.
pub const MAX_DEPTH: usize = 32;

/// How many values a file may hold: lists, objects, and what stands in them. What a file of the greatest size needs is
/// less; one that is nothing but numbers would take twenty times its size to read.
pub const MAX_VALUES: usize = 8_000_000;

/// How many documents a file may hold.
pub const MAX_DOCUMENTS: usize = 10_000;

/// How many labels a file may hold, and how many kinds of links.
pub const MAX_LABELS: usize = 1_000;

/// How many annotations a file may hold, and how many links.
pub const MAX_ANNOTATIONS: usize = 250_000;

/// How many spans an annotation may have.
pub const MAX_SPANS: usize = 1_000;

/// How many spans may lie in one document.
pub const MAX_MARKS: usize = 50_000;

/// How many links may leave from one annotation or lead to it.
pub const MAX_LINKS: usize = 10_000;

/// How long the text of a document may be, in code points.
pub const MAX_TEXT: usize = 10_000_000;

/// How many lines the text of a document may have. Each is an element of the page.
pub const MAX_LINES: usize = 250_000;

/// How long a note, a description or the guidelines may be, in code points.
pub const MAX_NOTE: usize = 100_000;

/// How long a title or the name of a project, an outlet, a source or a person may be, a URL or a language, in code
/// points.
pub const MAX_NAME: usize = 10_000;

/// How long the name of a label or of a kind of link may be, in code points.
pub const MAX_LABEL_NAME: usize = 200;

/// Up to how many code points a span is quoted whole. A longer one is quoted by what stands around it, so that marking
/// whole documents does not multiply their texts.
pub const MAX_EXACT: u32 = 1_000;
