//! The project file: a whole project as JSON that people can read, described in `docs/file-format.md`.
//!
//! The same project gives the same bytes. The file has its own shape (`shape`) and a version, so that neither the
//! model nor the journal can change by accident what stands in somebody's files.

mod build;
mod mend;
mod read;
mod shape;
mod write;

use super::Format;

pub use mend::{mend, mend_in_slices};
pub use read::{read, read_in_slices, read_within};
pub use write::write;

/// The row of the table of formats. Nothing of a project is lost in its file.
pub(super) const PROJECT: Format = Format {
    id: "project",
    name: "Beleg (JSON)",
    extension: "json",
    media_type: "application/json",
    write,
    losses: |_| Vec::new(),
};

/// What the file calls its format.
pub const FORMAT: &str = "beleg-project";

/// The version that is written, and the latest one that is read. Every version from 1 on is read.
pub const VERSION: u64 = 2;

/// What the file calls the unit of its positions.
pub const OFFSETS: &str = "unicode code points, end exclusive";

/// How deeply lists and objects may be nested. A project needs six levels.
pub const MAX_DEPTH: usize = 32;

/// How many values a file may hold: lists, objects, and what stands in them. What a file of the greatest size needs is
/// less; one that is nothing but numbers would take twenty times its size to read.
pub const MAX_VALUES: usize = 8_000_000;
