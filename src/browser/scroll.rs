//! Which part of the text is in view.

use std::ops::Range;

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::text::{CharOffset, Span, Text};

use super::selection::range_of;
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
    let blocks = surface.blocks_in(first_below(&surface.sections, top));
    // Only inside one section: to ask where a block is has its whole section laid out.
    let number = blocks.start + first_below(surface.blocks.get(blocks)?, top);
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
fn first_below(elements: &[Element], top: f64) -> usize {
    elements.partition_point(|element| element.get_bounding_client_rect().bottom() <= top)
}

/// Scrolls so that the block of a position is the first in view.
pub fn show_first(surface: &Surface, text: &Text, offset: CharOffset) {
    let block = text.block_at(offset).and_then(|number| surface.blocks.get(number));
    if let Some((view, block)) = scroller(surface).zip(block) {
        let top = block.get_bounding_client_rect().top() - view.get_bounding_client_rect().top();
        view.set_scroll_top((top + f64::from(view.scroll_top())).round() as i32);
    }
}

/// Scrolls to the beginning.
pub fn rewind(surface: &Surface) {
    scroller(surface).into_iter().for_each(|view| view.set_scroll_top(0));
}

/// The element that scrolls the text.
pub(super) fn scroller(surface: &Surface) -> Option<HtmlElement> {
    surface.root.closest("[data-part=reader]").ok().flatten().and_then(|view: Element| view.dyn_into().ok())
}
