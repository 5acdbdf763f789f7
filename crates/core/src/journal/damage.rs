//! What of a journal could not be read, and why.

use crate::json::{Misfit, Syntax};
use crate::record::Problem;

use super::Refusal;

/// Something that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Damage {
    /// Which part of what is stored.
    pub part: Part,
    /// Why it could not be read.
    pub why: Why,
}

/// A part of what is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// The text of a SHA-256.
    Text(String),
    /// The entry of a number.
    Entry(u64),
    /// The snapshot of a number.
    Snapshot(u64),
    /// A part of a snapshot, by its SHA-256.
    OfSnapshot(String),
}

/// Why a part could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It is not there, though later ones are.
    Missing,
    /// It is not as it was written: its checksum is another one.
    Changed,
    /// A newer version of the program has written it.
    Newer {
        /// The version of the record.
        version: u32,
    },
    /// It is sound, but no JSON.
    NoJson(Syntax),
    /// It is sound, but not an entry or a snapshot as this program knows them.
    Form(Misfit),
    /// It calls itself another number.
    Misplaced {
        /// That number.
        sequence: u64,
    },
    /// It belongs to another project.
    OtherProject {
        /// The id of that project, cut after 80 code points.
        id: String,
    },
    /// A value in it cannot be taken.
    Value(Problem),
    /// It does not fit what was before it.
    Refused(Refusal),
    /// Unknown: what was before it could not be read.
    Unreached,
}
