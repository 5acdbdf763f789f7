//! How much room the browser gives to this page, and whether it promises to keep what stands there.

use js_sys::Reflect;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// `navigator.storage`, which some browsers do not have.
    type Storage;

    #[wasm_bindgen(method, catch)]
    async fn persist(this: &Storage) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn persisted(this: &Storage) -> Result<JsValue, JsValue>;

    #[wasm_bindgen(method, catch)]
    async fn estimate(this: &Storage) -> Result<JsValue, JsValue>;
}

/// How much room there is, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// How much of it is used, by this page and all that share its storage.
    pub used: u64,
    /// How much there is in all.
    pub available: u64,
}

/// Whether this browser can be asked at all.
pub fn can_ask() -> bool {
    storage().is_some()
}

/// Asks the browser to keep what is stored until somebody clears it by hand, and returns what it says. A browser that
/// asks its user may never answer, so that nothing may wait for this.
pub async fn ask_to_keep() -> bool {
    let Some(storage) = storage() else { return false };
    storage.persist().await.is_ok_and(|answer| answer.is_truthy())
}

/// Whether the browser has promised to keep it.
pub async fn is_kept() -> bool {
    let Some(storage) = storage() else { return false };
    storage.persisted().await.is_ok_and(|answer| answer.is_truthy())
}

/// How much room there is, where the browser tells.
pub async fn room() -> Option<Room> {
    let estimate = storage()?.estimate().await.ok()?;
    let number = |name: &str| Some(Reflect::get(&estimate, &name.into()).ok()?.as_f64()? as u64);
    Some(Room { used: number("usage")?, available: number("quota")? })
}

fn storage() -> Option<Storage> {
    let navigator = Reflect::get(web_sys::window()?.as_ref(), &"navigator".into()).ok()?;
    let storage = Reflect::get(&navigator, &"storage".into()).ok()?;
    storage.is_object().then(|| storage.unchecked_into())
}
