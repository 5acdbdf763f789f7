//! The page's entry point.

#[cfg(target_arch = "wasm32")]
fn main() {
    std::panic::set_hook(Box::new(beleg::browser::panics::report));
    wasm_bindgen_futures::spawn_local(beleg::view::start());
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("Beleg is a page for browsers. `cargo xtask serve` shows it.");
}
