//! Which rows of a long list are in view. Rows are equally high, and the list keeps the room of those that are not there.

use std::ops::Range;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// The numbers of the rows that are in view, where the first of those that are there has the number `first`.
pub fn in_view(list: &HtmlElement, first: usize) -> Range<usize> {
    let Some((view, row)) = scroller(list).zip(row(list)) else { return 0..0 };
    let (seen, height) = (view.get_bounding_client_rect(), row.get_bounding_client_rect().height());
    let top = top_of(&row, first);
    let above = |edge: f64| ((edge - top) / height).max(0.0) as usize;
    above(seen.top())..above(seen.bottom()) + 1
}

/// Scrolls the row of a number into view, where it is not.
pub fn reveal(list: &HtmlElement, number: usize, first: usize) {
    let Some((view, row)) = scroller(list).zip(row(list)) else { return };
    let (seen, height) = (view.get_bounding_client_rect(), row.get_bounding_client_rect().height());
    let top = top_of(&row, first) + height * number as f64;
    if top >= seen.top() && top + height <= seen.bottom() {
        return;
    }
    let by = top - seen.top() - (seen.height() - height) / 2.0;
    view.set_scroll_top(view.scroll_top() + by as i32);
}

/// Says on each row which one of how many it is, for those who cannot see how long the list is. The first of the rows has
/// the number `first`.
pub fn number(list: &HtmlElement, first: usize, total: usize) {
    let mut row = row(list);
    let mut place = first;
    while let Some(element) = row {
        place += 1;
        // The names are valid attribute names.
        let _ = element.set_attribute("aria-posinset", &place.to_string());
        let _ = element.set_attribute("aria-setsize", &total.to_string());
        row = element.next_element_sibling();
    }
}

/// What has the focus in the list.
pub fn focused(list: &HtmlElement) -> Option<HtmlElement> {
    let focused = list.owner_document()?.active_element()?;
    focused.dyn_into().ok().filter(|focused: &HtmlElement| list.contains(Some(focused)))
}

/// Gives it the focus again, without scrolling.
pub fn focus(row: &HtmlElement) {
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    // What is no longer there takes no focus, which is no harm.
    let _ = row.focus_with_options(&options);
}

/// Where row 0 would be, in CSS pixels from the top of the window.
fn top_of(row: &Element, first: usize) -> f64 {
    let row = row.get_bounding_client_rect();
    row.top() - row.height() * first as f64
}

/// The first row that is there.
fn row(list: &HtmlElement) -> Option<Element> {
    list.first_element_child()
}

/// The element that scrolls the list.
fn scroller(list: &HtmlElement) -> Option<HtmlElement> {
    list.closest(".list").ok().flatten().and_then(|view| view.dyn_into().ok())
}
