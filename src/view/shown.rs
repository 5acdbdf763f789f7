//! What is shown by signals, under one type for each kind of thing.
//!
//! Each closure is a type of its own, and for each type that it shows the view library brings half a kilobyte of
//! program. Behind these few types all closures of the page share it.

use leptos::prelude::*;

/// A part of the page that is drawn anew when something it reads changes.
pub type Part = Box<dyn FnMut() -> AnyView + Send>;

/// A text that changes.
pub fn text(read: impl Fn() -> String + Send + Sync + 'static) -> Signal<String> {
    derived(Box::new(read))
}

/// A text that changes and can be absent.
pub fn maybe(read: impl Fn() -> Option<String> + Send + Sync + 'static) -> Signal<Option<String>> {
    derived(Box::new(read))
}

/// Something that is so or not.
pub fn flag(read: impl Fn() -> bool + Send + Sync + 'static) -> Signal<bool> {
    derived(Box::new(read))
}

/// The same, spelled as ARIA wants it.
pub fn said(read: impl Fn() -> bool + Send + Sync + 'static) -> Signal<String> {
    derived(Box::new(move || read().to_string()))
}

fn derived<T: Send + Sync + 'static>(read: Box<dyn Fn() -> T + Send + Sync>) -> Signal<T> {
    Signal::derive(read)
}

/// A part of the page that changes as a whole.
pub fn part(draw: impl FnMut() -> AnyView + Send + 'static) -> Part {
    Box::new(draw)
}

/// What happens on an event.
pub fn on<E: 'static>(mut act: impl FnMut() + 'static) -> Box<dyn FnMut(E)> {
    Box::new(move |_| act())
}

/// What happens on an event, which says more.
pub fn on_event<E: 'static>(act: impl FnMut(E) + 'static) -> Box<dyn FnMut(E)> {
    Box::new(act)
}
