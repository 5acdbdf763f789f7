//! All words that people read on the page. They stand in one file for each language.
//!
//! The core speaks in values; here they become sentences. A second language is a second file.

mod en;

pub use en::*;
