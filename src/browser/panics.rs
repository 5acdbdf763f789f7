//! Panics. The program is written so that it has none; should it have one after all, the page says where.

use std::panic::PanicHookInfo;

use web_sys::window;

/// The attribute of the body in which the place is left. It outlives the program, and the script that says that the
/// program has stopped (`xtask/src/boot/rescue.js`) reads it.
const PLACE: &str = "data-panic";

/// Says in the console where the program panicked, and leaves the place on the page: its file and its line.
pub fn report(info: &PanicHookInfo<'_>) {
    console_error_panic_hook::hook(info);
    let body = window().and_then(|window| window.document()?.body());
    if let (Some(body), Some(place)) = (body, info.location()) {
        // Without it the notice only lacks the place.
        let _ = body.set_attribute(PLACE, &format!("{}:{}", place.file(), place.line()));
    }
}
