//! File formats: how a project becomes a file and a file a project.
//!
//! A format is one module here with a `write`, a `read` or both. Reading answers a [`Read`], the project together with
//! a [`Problem`] for each record that was left out, or a [`ReadError`] where there is nothing to take. Nothing is left
//! out silently. This room knows neither storage nor browser, and it writes no sentences: what it finds is data.

mod csv;
pub mod native;
mod problem;
mod recognise;

use crate::model::Project;
use crate::pace::{Pace, Through, at_once};
use crate::text::decode;

pub use problem::{Fault, Mended, Placed, Problem, QuotePart, Read, ReadError, Referent, Unopened};
pub use recognise::{FileKind, Recognised, recognise};

/// A format in which a project is handed out.
#[derive(Clone, Copy, Debug)]
pub struct Format {
    /// By what the page refers to it.
    pub id: &'static str,
    /// What it is called, in every language.
    pub name: &'static str,
    /// How the names of its files end, without the full stop.
    pub extension: &'static str,
    /// Its media type (RFC 6838).
    pub media_type: &'static str,
    /// Writes a project.
    pub write: fn(&Project) -> String,
    /// What of a project its file does not hold.
    pub losses: fn(&Project) -> Vec<Loss>,
}

/// What a file does not hold of a project.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// The documents, but for what is marked in them and how they are called there.
    Documents,
    /// The labels' colours, keys and descriptions, and the kinds of links.
    Tagset,
    /// The guidelines.
    Guidelines,
    /// So many links.
    Links(usize),
    /// So many conflicts that are to be decided.
    Conflicts(usize),
}

/// The formats in which a project is handed out, in the order in which they are offered.
pub const FORMATS: &[Format] = &[native::PROJECT, csv::CSV];

/// Reads a file of any kind by its name and its content: a project, or what it is instead, or why it cannot be read.
pub fn open(name: &str, bytes: &[u8]) -> Result<Read, Unopened> {
    at_once(open_in_slices(name, bytes, &Through))
}

/// The same in slices.
pub async fn open_in_slices(name: &str, bytes: &[u8], pace: &dyn Pace) -> Result<Read, Unopened> {
    let recognised = recognise(name, bytes);
    match recognised.kind {
        FileKind::Project | FileKind::Json => {
            native::read_in_slices(bytes, pace).await.map_err(Unopened::Unreadable)
        }
        // The beginning of a large file can be text and the rest not.
        FileKind::Text => match decode(bytes) {
            Err(undecoded) if !undecoded.is_single_byte => Err(Unopened::Unreadable(undecoded.into())),
            decoded => Err(Unopened::Other(Recognised { is_single_byte: decoded.is_err(), ..recognised })),
        },
        _ => Err(Unopened::Other(recognised)),
    }
}
