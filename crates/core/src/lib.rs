//! Beleg without a browser: what texts and annotations are, how they change, and how they are kept.
//!
//! The rooms in reading order; each uses only those before it.
//!
//! - [`pace`]: long work in slices
//! - [`text`]: what a text is, and the units in which positions in it are counted
//! - [`model`]: what a project is and how it changes
//! - [`json`]: JSON as a tree, its shapes, and how it is written
//! - [`record`]: items and transactions as JSON
//! - [`formats`]: projects as files
//! - [`opening`]: what opening a file would do
//! - [`reanchoring`]: what becomes of annotations when texts change
//! - [`journal`]: what is written down of what is done, and how it is read again
//! - [`corpus`]: the documents that the page carries
//! - [`session`]: the open project, and all commands

pub mod corpus;
pub mod formats;
pub mod journal;
pub mod json;
pub mod model;
pub mod opening;
pub mod pace;
pub mod reanchoring;
pub mod record;
pub mod session;
pub mod text;
