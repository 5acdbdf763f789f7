//! What a text is: its characters, its blocks, and the three units in which positions in it are counted.
//!
//! The model and the files count Unicode code points, the DOM counts UTF-16 code units and Rust counts bytes.
//! Everything that turns one into another stands in [`Text`]. This room knows nothing of projects, labels or browsers.

mod body;
mod cut;
mod direction;
mod encoding;
mod folding;
mod invisible;
mod letters;
mod offset;
mod search;
mod sentences;
mod tokens;
mod unseen;
mod words;

pub use body::{Block, Text, Written};
pub use direction::is_right_to_left;
pub use encoding::{Encoding, Undecoded, decode};
pub use invisible::unseen_name;
pub use letters::{is_mark, lower};
pub use offset::{CharOffset, Span, Utf16Offset};
pub use search::{Match, Matches, find, whole_clusters};
pub use unseen::{Unseen, unseen};
pub use words::{Direction, Edge, Snap, Unit, glued_word, next_edge, snap};
