//! Beleg, the page: an annotator for claims, sources and dates. What needs no browser is in [`beleg_core`].
//!
//! - [`words`]: every word that people read
//! - `browser`: what is asked of the browser (wasm32 only)
//! - `view`: what people see (wasm32 only)

pub mod words;

#[cfg(target_arch = "wasm32")]
pub mod browser;
#[cfg(target_arch = "wasm32")]
pub mod view;
