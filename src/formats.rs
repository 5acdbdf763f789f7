//! File formats: how a project becomes a file and a file a project.
//!
//! A format is one module here with a `write`, a `read` or both. Reading answers a [`Read`], the project together with
//! a [`Problem`] for each record that was left out, or a [`ReadError`] where there is nothing to take. Nothing is left
//! out silently. This room knows neither storage nor browser, and it writes no sentences: what it finds is data.

pub mod native;
mod problem;

pub use problem::{Fault, Mended, Placed, Problem, QuotePart, Read, ReadError, Referent};
