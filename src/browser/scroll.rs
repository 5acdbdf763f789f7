//! Which part of the text is in view.

use std::ops::Range;

use wasm_bindgen::JsCast;
use web_sys::{DomRect, Element, HtmlElement};

use beleg_core::text::{CharOffset, Span, Text};

use super::positions::{Rectangle, range_of};
use super::surface::Surface;

/// How much stays free between a place that was scrolled to and the edge of the view, in CSS pixels.
const MARGIN: f64 = 80.0;

/// Scrolls a span into view, where it is not in view already. Answers whether it had to scroll: sections that come
/// into view for the first time are laid out only then, so that the place may have moved.
pub fn reveal(surface: &Surface, text: &Text, span: Span) -> bool {
    let Some((view, range)) = scroller(surface).zip(range_of(surface, text, span)) else { return false };
    let (seen, place) = (view.get_bounding_client_rect(), range.get_bounding_client_rect());
    let bottom = seen.bottom();
    if place.top() >= seen.top() + MARGIN / 2.0 && place.bottom() <= bottom - MARGIN / 2.0 {
        return false;
    }
    let by = if place.top() < seen.top() + MARGIN || place.height() > bottom - seen.top() - 2.0 * MARGIN {
        place.top() - seen.top() - MARGIN
    } else {
        place.bottom() - bottom + MARGIN
    };
    let before = view.scroll_top();
    view.set_scroll_top(before + by as i32);
    view.scroll_top() != before
}

/// How much of the text is in view at once, in CSS pixels, but for what stays free above and below.
pub fn height(surface: &Surface) -> Option<u32> {
    Some((f64::from(scroller(surface)?.client_height()) - 2.0 * MARGIN).max(0.0) as u32)
}

/// The first position of the first block that is in view.
pub fn first_in_view(surface: &Surface, text: &Text) -> Option<CharOffset> {
    let top = scroller(surface)?.get_bounding_client_rect().top() + 1.0;
    let section = first_below(&surface.sections, top);
    // Only inside one section: to ask where a block is has its whole section laid out.
    let number = surface.blocks_in(section).start + first_below(&surface.fill(section)?, top);
    Some(text.blocks().get(number)?.span.start())
}

/// The numbers of the sections that are in view.
pub fn sections_in_view(surface: &Surface) -> Range<usize> {
    let Some(seen) = scroller(surface).map(|view| view.get_bounding_client_rect()) else { return 0..0 };
    let first = first_below(&surface.sections, seen.top());
    let past =
        surface.sections.partition_point(|section| section.get_bounding_client_rect().top() < seen.bottom());
    first..past.max(first)
}

/// How many of these elements, which follow one another, end above `top`.
pub(super) fn first_below(elements: &[Element], top: f64) -> usize {
    elements.partition_point(|element| element.get_bounding_client_rect().bottom() <= top)
}

/// Scrolls so that the block of a position is the first in view.
pub fn show_first(surface: &Surface, text: &Text, offset: CharOffset) {
    let number = text.block_at(offset);
    // What is in view and has nothing in it has no height.
    number.into_iter().for_each(|number| surface.fill_around(number));
    let block = number.and_then(|number| surface.block(number));
    if let Some((view, block)) = scroller(surface).zip(block) {
        let top = block.get_bounding_client_rect().top() - view.get_bounding_client_rect().top();
        view.set_scroll_top((top + f64::from(view.scroll_top())).round() as i32);
    }
}

/// Scrolls to the beginning.
pub fn rewind(surface: &Surface) {
    scroller(surface).into_iter().for_each(|view| view.set_scroll_top(0));
}

/// How near the edge of the reading area a pressed pointer has the text scroll on, in CSS pixels.
const EDGE: f64 = 8.0;

/// How far the text scrolls on in a frame at most, in CSS pixels.
const STEP: f64 = 40.0;

/// Scrolls the text on towards a pressed pointer that is above or below the reading area, the faster the farther it is.
/// `y` is in CSS pixels of the window. Answers whether the text moved.
pub fn towards(surface: &Surface, y: f64) -> bool {
    let Some(view) = scroller(surface) else { return false };
    let top = view.get_bounding_client_rect().top();
    let bottom = top + f64::from(view.client_height());
    let beyond = (y - top - EDGE).min(0.0) + (y - bottom + EDGE).max(0.0);
    if beyond == 0.0 {
        return false;
    }
    let by = (beyond / 4.0).clamp(-STEP, STEP);
    let before = view.scroll_top();
    view.set_scroll_top(before + if by < 0.0 { by.floor() } else { by.ceil() } as i32);
    view.scroll_top() != before
}

/// How much stays free between the toolbar and the line beside it, in CSS pixels.
const GAP: i32 = 8;

/// Whether the toolbar belongs above the first line of what is selected: it fits there into the reading area, and not
/// under the last line.
pub fn toolbar_belongs_above(surface: &Surface, first: Rectangle, last: Rectangle) -> bool {
    let (Some((top, bottom)), Some(toolbar)) = (seen(surface), toolbar(surface)) else { return false };
    let height = toolbar.height().ceil() as i32 + GAP;
    last.top + last.height + height > bottom
        && first.top - height >= top
        && first.top + first.height <= bottom
}

/// How far the text must scroll for the toolbar to be seen and not to cover a line, in CSS pixels; `None` where it need not.
pub fn hidden_by_toolbar(surface: &Surface, last: Rectangle) -> Option<i32> {
    let (top, bottom) = seen(surface)?;
    let place = toolbar(surface)?;
    let above = surface.root.get_bounding_client_rect().top();
    let (from, to) = ((place.top() - above).floor() as i32, (place.bottom() - above).ceil() as i32);
    let end = last.top + last.height;
    let is_above = to <= last.top;
    // A bar that is fixed at the lower edge of the window does not scroll with the text.
    let is_fixed = surface.root.closest("[data-touch]").is_ok_and(|app| app.is_some());
    let by = if is_fixed { end + HANDLE - from } else { (to + GAP - bottom).min(last.top - top) };
    ((is_fixed || !is_above) && by > 0).then_some(by)
}

/// How far a handle hangs under the line at whose end it is, in CSS pixels.
const HANDLE: i32 = 40;

fn toolbar(surface: &Surface) -> Option<DomRect> {
    let toolbar = surface.root.parent_element()?.query_selector(".toolbar").ok().flatten()?;
    Some(toolbar.get_bounding_client_rect())
}

/// Where the reading area begins and ends, in CSS pixels from the top of the drawn text.
fn seen(surface: &Surface) -> Option<(i32, i32)> {
    let view = scroller(surface)?;
    let top = view.get_bounding_client_rect().top() - surface.root.get_bounding_client_rect().top();
    Some((top.round() as i32, top.round() as i32 + view.client_height()))
}

/// Scrolls the text by some CSS pixels.
pub fn by(surface: &Surface, pixels: i32) {
    scroller(surface).into_iter().for_each(|view| view.set_scroll_top(view.scroll_top() + pixels));
}

/// Whether a point of the window, in CSS pixels, lies on a scroll bar of the reading area.
pub fn is_on_bar(surface: &Surface, x: f64, y: f64) -> bool {
    scroller(surface).is_some_and(|view| {
        let place = view.get_bounding_client_rect();
        let (width, height) = (f64::from(view.client_width()), f64::from(view.client_height()));
        let inside = |at: f64, start: f64, length: f64| (start..start + length).contains(&at);
        // Where the bar stands at the left, the area begins behind it.
        let left = place.left() + f64::from(view.client_left());
        inside(x, place.left(), place.width())
            && inside(y, place.top(), place.height())
            && !(inside(x, left, width) && inside(y, place.top(), height))
    })
}

/// The element that scrolls the text.
pub(super) fn scroller(surface: &Surface) -> Option<HtmlElement> {
    surface.root.closest("[data-part=reader]").ok().flatten().and_then(|view: Element| view.dyn_into().ok())
}
