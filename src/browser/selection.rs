//! What is selected on the page, as positions in the text, and back.

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{ClipboardEvent, Range, Selection};

use beleg_core::text::{CharOffset, Direction, Edge, Span, Text};

use super::positions::{caret_at, offset_of, point_of, range_of};
use super::surface::Surface;
use super::{page, scroll};

/// Where the selection of the page began and where it ends now; `None` where nothing of the text is selected.
///
/// A selection that begins or ends outside the text counts as reaching to its start or its end.
pub fn read(surface: &Surface, text: &Text) -> Option<(CharOffset, CharOffset)> {
    let selection = selection()?;
    let (anchor, focus) = (selection.anchor_node()?, selection.focus_node()?);
    if !surface.holds(&anchor) && !surface.holds(&focus) {
        return None;
    }
    Some((
        offset_of(surface, text, &anchor, selection.anchor_offset())?,
        offset_of(surface, text, &focus, selection.focus_offset())?,
    ))
}

/// Whether words are selected on the page that do not lie in the text, or not all of them.
pub fn is_outside(surface: &Surface) -> bool {
    let Some(selection) = selection() else { return false };
    let mut ranges = (0..selection.range_count()).filter_map(|number| selection.get_range_at(number).ok());
    let lies_within = |range: &Range| {
        [range.start_container(), range.end_container()]
            .into_iter()
            .all(|node| node.is_ok_and(|node| surface.holds(&node)))
    };
    let is_outside = |range: &Range| !range.collapsed() && !lies_within(range);
    ranges.any(|range| is_outside(&range))
}

/// Selects from one position of the text to another one, or puts the caret there where both are the same.
pub fn write(surface: &Surface, text: &Text, anchor: CharOffset, focus: CharOffset) {
    let edges = if focus < anchor { (Edge::End, Edge::Start) } else { (Edge::Start, Edge::End) };
    let points = point_of(surface, text, anchor, edges.0).zip(point_of(surface, text, focus, edges.1));
    if let Some((selection, ((from, from_units), (to, to_units)))) = selection().zip(points) {
        // The points were taken from the page just now, so that they are there.
        let _ = selection.set_base_and_extent(&from, from_units, &to, to_units);
    }
}

/// The spans that are selected on the page beside the one that [`read`] gives. Only Firefox holds several.
pub fn others(surface: &Surface, text: &Text) -> Vec<Span> {
    let Some(selection) = selection().filter(|selection| selection.range_count() > 1) else {
        return Vec::new();
    };
    let last =
        read(surface, text).and_then(|(anchor, focus)| Span::new(anchor.min(focus), anchor.max(focus)));
    let ranges = (0..selection.range_count()).filter_map(|number| selection.get_range_at(number).ok());
    ranges.filter_map(|range| span_of(surface, text, &range)).filter(|span| Some(*span) != last).collect()
}

/// The characters in a range of the page, as far as it begins and ends in the text.
fn span_of(surface: &Surface, text: &Text, range: &Range) -> Option<Span> {
    let (from, to) = (range.start_container().ok()?, range.end_container().ok()?);
    if !surface.holds(&from) || !surface.holds(&to) {
        return None;
    }
    let start = offset_of(surface, text, &from, range.start_offset().ok()?)?;
    Span::new(start, offset_of(surface, text, &to, range.end_offset().ok()?)?)
}

/// The spans that are selected on the page where nothing else is: `None` where a part of the selection is outside the
/// text.
pub fn spans(surface: &Surface, text: &Text) -> Option<Vec<Span>> {
    let selection = selection()?;
    let ranges = (0..selection.range_count()).filter_map(|number| selection.get_range_at(number).ok());
    let spans: Option<Vec<Span>> =
        ranges.filter(|range| !range.collapsed()).map(|range| span_of(surface, text, &range)).collect();
    spans.filter(|spans| !spans.is_empty())
}

/// Whether the browser can select several ranges. Only Firefox can, and no other engine has this property.
pub fn holds_several() -> bool {
    let window = web_sys::window();
    window.is_some_and(|window| js_sys::Reflect::has(&window, &"mozInnerScreenX".into()) == Ok(true))
}

/// The same as [`write()`], with spans that are selected beside it. Where the browser holds one range only, these are not
/// shown.
pub fn write_several(surface: &Surface, text: &Text, others: &[Span], anchor: CharOffset, focus: CharOffset) {
    if others.is_empty() || !holds_several() {
        return write(surface, text, anchor, focus);
    }
    let edges = if focus < anchor { (Edge::End, Edge::Start) } else { (Edge::Start, Edge::End) };
    let points = point_of(surface, text, anchor, edges.0).zip(point_of(surface, text, focus, edges.1));
    let Some((selection, ((from, from_units), (to, to_units)))) = selection().zip(points) else { return };
    clear();
    // The selection keeps these ranges, so that each is its own.
    let add = |range: Option<Range>| range.into_iter().for_each(|range| drop(selection.add_range(&range)));
    for span in others {
        add(range_of(surface, text, *span).map(Range::clone_range));
    }
    let caret = &surface.range;
    if caret.set_start(&from, from_units).is_ok() && caret.set_end(&from, from_units).is_ok() {
        add(Some(caret.clone_range()));
        // The points were taken from the page just now, so that they are there.
        let _ = selection.extend_with_offset(&to, to_units);
    }
}

/// Calls back when something is copied or cut; what it answers is copied instead, as plain text.
pub fn on_copy(copied: impl Fn() -> Option<String> + 'static) -> Option<EventListener> {
    let page = web_sys::window()?.document()?;
    // Not passive, so that the browser can be kept from copying.
    let options = EventListenerOptions::enable_prevent_default();
    Some(EventListener::new_with_options(&page, "copy", options, move |event| {
        let data = event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data);
        // What is copied from a field belongs to the field.
        let Some(data) = data.filter(|_| !page::is_field(event.target())) else { return };
        if let Some(copied) = copied()
            && data.set_data("text/plain", &copied).is_ok()
        {
            event.prevent_default();
        }
    }))
}

/// Selects nothing.
pub fn clear() {
    if let Some(selection) = selection() {
        // It can only fail on ranges, of which there are none here.
        let _ = selection.remove_all_ranges();
    }
}

/// Calls back whenever something else is selected on the page, as long as the listener lives.
pub fn on_change(act: impl Fn() + 'static) -> Option<EventListener> {
    // The event belongs to the document and does not bubble to the window.
    let page = web_sys::window()?.document()?;
    Some(EventListener::new(&page, "selectionchange", move |_| act()))
}

/// The position a line further on, as the text is drawn.
pub fn next_line(
    surface: &Surface,
    text: &Text,
    from: CharOffset,
    direction: Direction,
) -> Option<CharOffset> {
    write(surface, text, from, from);
    step(surface, text, direction, "line")
}

/// The position at the start or at the end of the line, as the text is drawn.
pub fn line_edge(
    surface: &Surface,
    text: &Text,
    from: CharOffset,
    direction: Direction,
) -> Option<CharOffset> {
    write(surface, text, from, from);
    let edge = step(surface, text, direction, "lineboundary")?;
    // Where a line goes on in the next one, its end is that one's start; the caret stays in the line, before the space.
    let top = |offset| Some(caret_at(surface, text, offset)?.top);
    Some(if edge > from && top(edge) > top(from) { edge.minus(1) } else { edge })
}

/// The position about as much further on as is in view.
pub fn next_screen(
    surface: &Surface,
    text: &Text,
    from: CharOffset,
    direction: Direction,
) -> Option<CharOffset> {
    let top = |offset| Some(caret_at(surface, text, offset)?.top);
    let (start, height) = (top(from)?, scroll::height(surface)?);
    write(surface, text, from, from);
    let mut here = from;
    loop {
        let next = step(surface, text, direction, "line")?;
        if next == here || top(next)?.abs_diff(start) > height {
            return Some(here);
        }
        here = next;
    }
}

/// Moves the caret of the page, and says where it is then.
fn step(surface: &Surface, text: &Text, direction: Direction, by: &str) -> Option<CharOffset> {
    let way = if direction == Direction::Forward { "forward" } else { "backward" };
    let selection = selection()?;
    // All engines know these words.
    selection.modify("move", way, by).ok()?;
    offset_of(surface, text, &selection.focus_node()?, selection.focus_offset())
}

/// The position of the text at a point of the window, in CSS pixels; `None` where there is no text.
pub fn offset_at(surface: &Surface, text: &Text, x: f32, y: f32) -> Option<CharOffset> {
    let page = surface.root.owner_document()?;
    // WebKitGTK 2.50 lacks the standard way, and Firefox the older one.
    let (node, offset) = if js_sys::Reflect::has(&page, &"caretPositionFromPoint".into()) == Ok(true) {
        let caret = page.caret_position_from_point(x, y)?;
        (caret.offset_node()?, caret.offset())
    } else {
        let caret = page.unchecked_ref::<Pointing>().caret_range_from_point(x, y)?;
        (caret.start_container().ok()?, caret.start_offset().ok()?)
    };
    surface.holds(&node).then(|| offset_of(surface, text, &node, offset)).flatten()
}

/// Whether what is selected on the page begins and ends in the text.
pub fn is_inside(surface: &Surface) -> bool {
    let ends = selection().map(|selection| [selection.anchor_node(), selection.focus_node()]);
    ends.is_some_and(|ends| ends.iter().all(|end| end.as_ref().is_some_and(|end| surface.holds(end))))
}

/// Whether a height of the window, in CSS pixels, is below the top of the text.
pub fn is_below_top(surface: &Surface, y: f64) -> bool {
    y > surface.root.get_bounding_client_rect().top()
}

/// The position of the text that is nearest to a point of the window, in CSS pixels: in the line at the height of the
/// point, however far beside the text it lies. Above the reading area it is in the first line that is seen of the text,
/// and below it in the last one.
pub fn nearest(surface: &Surface, text: &Text, x: f64, y: f64) -> Option<CharOffset> {
    let view = scroll::scroller(surface)?;
    let (seen, all) = (view.get_bounding_client_rect(), surface.root.get_bounding_client_rect());
    let bottom = seen.top() + f64::from(view.client_height());
    if y < all.top() && all.top() >= seen.top() {
        return Some(CharOffset::ZERO);
    }
    if y > all.bottom() && all.bottom() <= bottom {
        return Some(text.end());
    }
    let clamp = |at: f64, from: f64, to: f64| at.min(to - 1.0).max(from + 1.0);
    let y = clamp(y, seen.top().max(all.top()), bottom.min(all.bottom()));
    let section = scroll::first_below(&surface.sections, y).min(surface.sections.len().checked_sub(1)?);
    let blocks = surface.blocks_in(section);
    // Only inside one section: to ask where a block is has its whole section laid out.
    let below = blocks.start + scroll::first_below(&surface.fill(section)?, y);
    let place = |number: usize| Some(surface.block(number)?.get_bounding_client_rect());
    // Between two blocks the nearer one counts.
    let distance = |number: usize| {
        place(number).map_or(f64::INFINITY, |place| (place.top() - y).max(y - place.bottom()))
    };
    let before = below.checked_sub(1);
    let number = match before {
        Some(before) if distance(before) < distance(below) => before,
        _ => below,
    };
    let block = place(number)?;
    let x = clamp(clamp(x, block.left(), block.right()), seen.left(), seen.right());
    let at = offset_at(surface, text, x as f32, clamp(y, block.top(), block.bottom()) as f32);
    let span = text.blocks().get(number)?.span;
    let is_start = x - block.left() < block.right() - x;
    // Something may cover the text there.
    at.or(Some(if is_start { span.start() } else { span.end() }))
}

#[wasm_bindgen]
extern "C" {
    /// A page that tells the range at a point. It is no standard, so web-sys does not have it.
    type Pointing;

    #[wasm_bindgen(method, js_name = caretRangeFromPoint)]
    fn caret_range_from_point(this: &Pointing, x: f32, y: f32) -> Option<Range>;
}

fn selection() -> Option<Selection> {
    web_sys::window()?.get_selection().ok().flatten()
}
