//! JSON, for files and the journal alike: a plain tree that is read, shapes against which it is held, and a writer.
//!
//! A shape is a table of fields and no type, and there is one reader and one writer for all of them: code that is
//! derived for each type made a fifth of the program. What a tree means is not known here.

mod shape;
mod tree;
mod writer;

pub use shape::{Fault, Field, Misfit, Shape, needed, optional};
pub use tree::{Json, Kind, Syntax, parse, parse_in_slices};
pub use writer::Writer;
