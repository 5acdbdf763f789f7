//! Where positions of the text stand in the document of the page and on the screen, and back.

use wasm_bindgen::JsCast;
use web_sys::{CharacterData, Element, Node, Range};

use beleg_core::text::{CharOffset, Edge, Span, Text, Utf16Offset};

use super::surface::{BLOCK, Surface};

/// What a tree walker shows: text nodes (DOM Standard, `NodeFilter`).
const SHOW_TEXT: u32 = 4;

/// A rectangle relative to the top left corner of the drawn text, in whole CSS
/// pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rectangle {
    /// The distance of its left edge.
    pub left: i32,
    /// The distance of its upper edge.
    pub top: i32,
    /// Its width.
    pub width: i32,
    /// Its height.
    pub height: i32,
}

/// The rectangle around the last line of a span, or around the first one.
pub fn line_of(surface: &Surface, text: &Text, span: Span, edge: Edge) -> Option<Rectangle> {
    let lines = range_of(surface, text, span)?.get_client_rects()?;
    let number = if edge == Edge::Start { 0 } else { lines.length().checked_sub(1)? };
    // At the start of a line WebKit begins with an empty rectangle at the end of the line before.
    let first = (0..lines.length())
        .filter(|_| edge == Edge::Start)
        .find_map(|number| lines.get(number).filter(|line| line.width() > 0.0));
    Some(relative(surface, &first.or_else(|| lines.get(number))?))
}

/// The rectangle of a caret at a position.
pub fn caret_at(surface: &Surface, text: &Text, offset: CharOffset) -> Option<Rectangle> {
    // An empty range has no rectangle in WebKit, so the character beside the caret stands in for it.
    let before = || {
        line_of(surface, text, Span::new(offset.minus(1), offset)?, Edge::End)
            .map(|rectangle| Rectangle { left: rectangle.left + rectangle.width, ..rectangle })
    };
    let behind = || line_of(surface, text, Span::new(offset, offset.plus(1).min(text.end()))?, Edge::Start);
    let rectangle = behind().filter(|rectangle| rectangle.width > 0).or_else(before).or_else(behind)?;
    Some(Rectangle { width: 0, ..rectangle })
}

/// The range of the surface over a span, until the next one is asked for.
pub(super) fn range_of<'s>(surface: &'s Surface, text: &Text, span: Span) -> Option<&'s Range> {
    let range = &surface.range;
    let (start, start_units) = point_of(surface, text, span.start(), Edge::Start)?;
    let (end, end_units) = point_of(surface, text, span.end(), Edge::End)?;
    range.set_start(&start, start_units).ok()?;
    range.set_end(&end, end_units).ok()?;
    Some(range)
}

/// The position of a point of the page, wherever in or around the text it lies.
pub fn offset_of(surface: &Surface, text: &Text, node: &Node, offset: u32) -> Option<CharOffset> {
    if !surface.holds(node) {
        let before = surface.root.compare_document_position(node) & Node::DOCUMENT_POSITION_PRECEDING != 0;
        return Some(if before { CharOffset::ZERO } else { text.end() });
    }
    let Some((number, element)) = block_around(surface, node) else {
        return Some(offset_between_blocks(surface, text, node, offset));
    };
    let block = text.blocks().get(number)?;
    let range = &surface.range;
    range.set_start(&element, 0).ok()?;
    range.set_end(node, offset).ok()?;
    let units = js_sys::Object::to_string(range).length();
    Some(text.char_in_block(block, Utf16Offset::new(units)))
}

/// The point of the page at a position. At the border of two tiles a start belongs to the second and an end to the
/// first one.
pub(super) fn point_of(
    surface: &Surface,
    text: &Text,
    offset: CharOffset,
    edge: Edge,
) -> Option<(Node, u32)> {
    let inside = if edge == Edge::End { offset.minus(1) } else { offset };
    let number = text.block_at(inside)?;
    let element: Node = surface.block(number)?.into();
    let mut left = text.utf16_in_block(text.blocks().get(number)?, offset)?.get();
    let leaves = element.owner_document()?.create_tree_walker_with_what_to_show(&element, SHOW_TEXT).ok()?;
    let mut leaf = leaves.next_node().ok().flatten();
    while let Some(node) = leaf {
        let length = node.dyn_ref::<CharacterData>()?.length();
        leaf = leaves.next_node().ok().flatten();
        if left < length || leaf.is_none() || (left == length && edge == Edge::End) {
            return Some((node, left.min(length)));
        }
        left -= length;
    }
    Some((element.clone(), 0))
}

/// The characters of the tile in which a node of the text lies.
pub fn tile_at(surface: &Surface, text: &Text, node: &Node) -> Option<Span> {
    let element = node.dyn_ref::<Element>().cloned().or_else(|| node.parent_element())?;
    let tile = element.closest("mark").ok().flatten().filter(|tile| surface.holds(tile))?;
    let start = offset_of(surface, text, &tile, 0)?;
    Span::new(start, start.plus(1))
}

/// The block in which a node lies, and its number.
pub(super) fn block_around(surface: &Surface, node: &Node) -> Option<(usize, Element)> {
    let element = node.dyn_ref::<Element>().cloned().or_else(|| node.parent_element())?;
    let block = element.closest(&format!("[{BLOCK}]")).ok().flatten()?;
    Some((surface.number_of(&block)?, block))
}

/// The position of a point that lies on the text or a section as a whole: before its child number `offset`.
fn offset_between_blocks(surface: &Surface, text: &Text, node: &Node, offset: u32) -> CharOffset {
    let blocks = format!("[{BLOCK}]");
    let first_in = |node: Node| {
        let element: Element = node.dyn_into().ok()?;
        if element.has_attribute(BLOCK) {
            Some(element)
        } else {
            element.query_selector(&blocks).ok().flatten()
        }
    };
    let next = node.child_nodes().get(offset).and_then(first_in);
    if let Some(block) =
        next.as_ref().and_then(|block| surface.number_of(block)).and_then(|number| text.blocks().get(number))
    {
        return block.span.start();
    }
    let inside = node.dyn_ref::<Element>().and_then(|element| element.query_selector_all(&blocks).ok());
    let last = inside.and_then(|blocks| blocks.get(blocks.length().checked_sub(1)?)).and_then(first_in);
    let block =
        last.as_ref().and_then(|block| surface.number_of(block)).and_then(|number| text.blocks().get(number));
    block.map_or(text.end(), |block| block.span.end())
}

fn relative(surface: &Surface, rectangle: &web_sys::DomRect) -> Rectangle {
    let origin = surface.root.get_bounding_client_rect();
    Rectangle {
        left: (rectangle.left() - origin.left()).round() as i32,
        top: (rectangle.top() - origin.top()).round() as i32,
        width: rectangle.width().round() as i32,
        height: rectangle.height().round() as i32,
    }
}
