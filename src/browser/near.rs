//! Which sections of the text are near the viewport: only there marks are drawn.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

use super::scroll::scroller;
use super::size::{self, SizeWatch};
use super::surface::Surface;

/// How far around the viewport marks are drawn, as a margin in CSS: another viewport above and below.
const MARGIN: &str = "100% 0px";

type Observed = Closure<dyn FnMut(js_sys::Array)>;

/// Watches a text as long as it lives.
pub struct Watch {
    sections: IntersectionObserver,
    // The observer calls this.
    _called: Observed,
    _size: SizeWatch,
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.sections.disconnect();
    }
}

/// Watches the sections of a text. `moved` hears the numbers of sections and whether they are near the viewport now;
/// `resized` is called when the text got another height, as when sections are laid out for the first time.
pub fn watch(
    surface: &Surface,
    moved: impl Fn(Vec<(usize, bool)>) + 'static,
    resized: impl Fn() + 'static,
) -> Option<Watch> {
    let called: Observed = Closure::new(move |entries: js_sys::Array| {
        let entries = entries.iter().filter_map(|entry| {
            let entry: IntersectionObserverEntry = entry.unchecked_into();
            Some((Surface::number_of_section(&entry.target())?, entry.is_intersecting()))
        });
        moved(entries.collect());
    });
    let options = IntersectionObserverInit::new();
    options.set_root(scroller(surface).as_deref());
    options.set_root_margin(MARGIN);
    let sections = IntersectionObserver::new_with_options(called.as_ref().unchecked_ref(), &options).ok()?;
    surface.sections.iter().for_each(|section| sections.observe(section));
    let size = size::watch(&surface.root, resized)?;
    Some(Watch { sections, _called: called, _size: size })
}
