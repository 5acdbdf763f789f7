//! What the core may not ask for itself: the time, and ids nobody else has.

use beleg_core::model::{DateValue, Id, Timestamp};

/// The time by the browser's clock.
pub fn now() -> Timestamp {
    Timestamp::from_millis(js_sys::Date::now() as i64)
}

/// A moment on the clock of the place where the page is, to the minute.
pub fn local(at: Timestamp) -> Option<DateValue> {
    let date = js_sys::Date::new(&(at.as_millis() as f64).into());
    let (year, month, day) = (date.get_full_year(), date.get_month() + 1, date.get_date());
    let (hour, minute) = (date.get_hours(), date.get_minutes());
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}").parse().ok()
}

/// Notes in the browser's list of timings that something has happened, for whoever measures the page.
pub fn mark(name: &str) {
    if let Some(timings) = timings() {
        // It is only refused for names that browsers use themselves.
        let _ = timings.mark(name);
    }
}

/// Notes in the browser's list of timings how long it is since the latest mark of that name, which was made before.
pub fn measure(name: &str) {
    if let Some(timings) = timings() {
        let _ = timings.measure_with_start_mark(name, name);
    }
}

/// A moment by the browser's list of timings, which never goes back.
#[derive(Clone, Copy, Debug)]
pub struct Moment(f64);

impl Moment {
    /// Whether it has come.
    pub fn is_over(self) -> bool {
        running() >= self.0
    }
}

/// The moment in so many milliseconds.
pub fn in_millis(millis: f64) -> Moment {
    Moment(running() + millis)
}

/// For how many milliseconds the page has been running.
fn running() -> f64 {
    timings().map_or(f64::INFINITY, |timings| timings.now())
}

fn timings() -> Option<web_sys::Performance> {
    web_sys::window()?.performance()
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
