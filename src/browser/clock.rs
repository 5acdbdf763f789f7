//! What the core may not ask for itself: the time, and ids nobody else has.

use crate::model::{Id, Timestamp};

/// The time by the browser's clock.
pub fn now() -> Timestamp {
    Timestamp::from_millis(js_sys::Date::now() as i64)
}

/// An id nobody else has.
pub fn new_id() -> Id {
    Id::from_random(random())
}

/// 128 random bits from the browser's generator. Where that is missing, which no supported browser shows, from the
/// clock and the weak generator of the language: ids must differ, they need not be secret.
fn random() -> u128 {
    let mut bytes = [0; 16];
    let crypto = web_sys::window().and_then(|window| window.crypto().ok());
    if crypto.is_some_and(|crypto| crypto.get_random_values_with_u8_array(&mut bytes).is_ok()) {
        return u128::from_le_bytes(bytes);
    }
    let weak = || (js_sys::Math::random() * f64::from(u32::MAX)) as u128;
    (js_sys::Date::now() as u128) << 64 | weak() << 32 | weak()
}
