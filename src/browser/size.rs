//! When an element gets another size.

use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::Closure;
use web_sys::{Element, ResizeObserver};

/// Watches the size of an element as long as it lives.
pub struct SizeWatch {
    observer: ResizeObserver,
    // The observer calls this.
    _called: Closure<dyn FnMut()>,
}

impl Drop for SizeWatch {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}

/// Calls `resized` when an element got another size, and once in the beginning: after the page was laid out and before it
/// is painted, so that measuring costs nothing then and what is changed is seen at once.
pub fn watch(element: &Element, resized: impl FnMut() + 'static) -> Option<SizeWatch> {
    let called = Closure::new(resized);
    let observer = ResizeObserver::new(called.as_ref().unchecked_ref()).ok()?;
    observer.observe(element);
    Some(SizeWatch { observer, _called: called })
}
