//! What a project is and how it changes.
//!
//! A [`Project`] holds documents, a tagset, annotations and links. It changes only by a [`Transaction`], a value that
//! can be undone, saved and replayed. This room knows no clock, no randomness, no file format and no browser: times
//! and ids come in from outside.

mod alignment;
pub mod anchor;
mod annotation;
pub mod carets;
mod date;
pub mod date_input;
mod date_words;
mod dispute;
mod document;
mod edit;
mod history;
mod id;
mod index;
pub mod limits;
mod project;
pub mod rebase;
mod segment;
mod shades;
pub mod tagset;

pub use annotation::{Annotation, AnnotationOrigin, Attributes, Link, Spans};
pub use date::{DateProblem, DateValue};
pub use dispute::{Dispute, Disputed, Loser, Settled, disputed, disputed_count, new_id, words_under};
pub use document::{Document, Quote, Status};
pub use edit::{Action, Edit, Item, Key, Origin, Transaction};
pub use history::{History, join};
pub use id::{Id, Timestamp};
pub use index::{Index, Piece, SpanPart};
pub use project::{Conflict, Marks, Project, Settings};
pub use segment::{Layer, Tile, cut_at, tiles};
pub use shades::{Shade, Shades};
pub use tagset::{Attribute, Color, Label, LinkKind};
