//! Tests that need a browser.
#![cfg(target_arch = "wasm32")]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test may stop at the first surprise"
)]

mod anchoring;
mod card;
mod conflicts;
mod drawing;
mod files;
mod kept;
mod keys;
mod offsets;
mod palette;
mod pointer;
mod printing;
mod projects;
mod quoting;
mod saving;
mod selection;
mod slices;
mod stage;
mod storage;
mod tabs;
mod touch;
mod translated;
mod versions;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
