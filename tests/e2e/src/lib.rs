//! Drives the released page through WebDriver, as a person would: in three engines, from a file and over http.
//! It knows the page only by what the page shows: text, roles and `data-*`.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a harness reports by panicking with a sentence"
)]

pub mod annotations;
pub mod console;
pub mod driver;
pub mod engine;
pub mod files;
pub mod keyboard;
pub mod page;
pub mod plain;
pub mod pointer;
pub mod probe;
pub mod room;
pub mod server;
pub mod settings;
pub mod visit;
pub mod wait;

pub use engine::Engine;
pub use page::Page;
pub use visit::{Form, visit, visit_address};
