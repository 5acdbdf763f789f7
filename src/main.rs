//! The page's entry point.

#[cfg(target_arch = "wasm32")]
fn main() {
    // The release is built so that a panic ends it without a message.
    if cfg!(debug_assertions) {
        console_error_panic_hook::set_once();
    }
    wasm_bindgen_futures::spawn_local(beleg::view::start());
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("Beleg is a page for browsers. `cargo xtask serve` shows it.");
}
