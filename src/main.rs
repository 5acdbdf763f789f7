//! The page's entry point.

#[cfg(target_arch = "wasm32")]
fn main() {
    use leptos::prelude::*;
    console_error_panic_hook::set_once();
    mount_to_body(|| view! { <p>"Beleg"</p> });
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {}
