//! Drives the released page through WebDriver, as a person would: in three engines, from a file and over http.
//! It knows the page only by what the page shows: text, roles and `data-*`.
//!
//! `cargo xtask test` runs it. By hand, under `xvfb-run`, with the release in `dist/`, it needs `BELEG_DIST`, `BELEG_PAGE`,
//! `CHROMEDRIVER`, `GECKODRIVER`, `WEBKITDRIVER`, `CHROMIUM`, `FIREFOX`, `MINIBROWSER` and `AXE` (the `axe.min.js` of
//! axe-core), all absolute paths; `BELEG_SHOTS` names a folder for screenshots. It reads `/proc` and calls `setsid`, so it runs on Linux only.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a harness reports by panicking with a sentence"
)]
#![allow(clippy::disallowed_methods, reason = "this never runs in a page, so it may read the clock")]

pub mod account;
pub mod annotations;
pub mod axe;
pub mod book;
pub mod console;
pub mod driver;
pub mod engine;
pub mod files;
pub mod hand;
pub mod keyboard;
pub mod page;
pub mod plain;
pub mod pointer;
pub mod probe;
pub mod project;
pub mod room;
pub mod server;
pub mod settings;
pub mod sight;
pub mod storage;
pub mod tally;
pub mod visit;
pub mod wait;

pub use engine::Engine;
pub use page::Page;
pub use visit::{Form, visit, visit_address};
