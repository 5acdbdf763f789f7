//! What is asked of the browser and told to it. This is the only room that names `web_sys` and `js_sys`.
//!
//! It turns facts of the DOM into values of the core and decides nothing. It knows neither sessions nor signals.

pub mod catalogue;
pub mod clock;
pub mod disk;
pub mod files;
pub mod indexed_db;
pub mod keyboard;
pub mod left_overs;
pub mod memory;
pub mod near;
pub mod page;
pub mod panics;
pub mod positions;
pub mod room;
pub mod rows;
pub mod scroll;
pub mod selection;
pub mod size;
pub mod surface;
pub mod tabs;

pub use web_sys::{Element, HtmlElement, Node};
