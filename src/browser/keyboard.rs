//! The keyboard: the language of the browser, and what keys write where the browser tells that.

use js_sys::Reflect;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// `navigator.keyboard`, which only Chromium has.
    type Keyboard;

    #[wasm_bindgen(method, catch, js_name = getLayoutMap)]
    async fn get_layout_map(this: &Keyboard) -> Result<JsValue, JsValue>;

    /// What each key writes without Shift.
    type LayoutMap;

    #[wasm_bindgen(method, catch)]
    fn get(this: &LayoutMap, code: &str) -> Result<JsValue, JsValue>;
}

/// The language that the browser speaks, such as `de-CH`; empty where it does not say.
pub fn language() -> String {
    navigator("language").as_string().unwrap_or_default()
}

/// What keys write without Shift, by their codes (UI Events, `code`); none where the browser does not tell.
pub async fn written_by(codes: &[&'static str]) -> Vec<(&'static str, String)> {
    let keyboard = navigator("keyboard");
    if keyboard.is_undefined() {
        return Vec::new();
    }
    let Ok(map) = keyboard.unchecked_into::<Keyboard>().get_layout_map().await else { return Vec::new() };
    let map = map.unchecked_into::<LayoutMap>();
    codes.iter().filter_map(|code| Some((*code, map.get(code).ok()?.as_string()?))).collect()
}

fn navigator(name: &str) -> JsValue {
    let get = |object: &JsValue, name: &str| Reflect::get(object, &name.into()).unwrap_or_default();
    web_sys::window().map_or(JsValue::UNDEFINED, |window| get(&get(&window, "navigator"), name))
}
