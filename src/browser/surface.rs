//! The text on the page: blocks of text, with marks cut into tiles.
//!
//! The blocks are drawn once and by hand, not by signals: a text never changes, and there can be ten thousand of
//! them. Whatever is drawn, the `textContent` of a block is the text of the block, to the character.

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement, Node};

use crate::text::Text;

/// How many blocks share a section, which the browser lays out only near the viewport.
const SECTION: usize = 16;

/// The attribute that holds the number of a block.
pub(super) const BLOCK: &str = "data-block";

/// The attribute that holds the ids of the annotations over a tile, the outermost first.
const ANNOTATIONS: &str = "data-annotations";

/// A drawn text.
#[derive(Clone)]
pub struct Surface {
    pub(super) root: Element,
    pub(super) blocks: Vec<Element>,
}

/// A stretch of a block as it is drawn.
pub struct DrawnTile<'t> {
    /// Its characters.
    pub text: &'t str,
    /// How it is marked; `None` for plain text.
    pub mark: Option<Mark>,
}

/// How a stretch is marked.
pub struct Mark {
    /// The ids of the annotations over it, the outermost first, with spaces between them.
    pub annotations: String,
    /// The classes of the element.
    pub classes: String,
    /// Each line to be drawn: its lane, counted from 0 below, and the number of its label.
    pub lanes: Vec<(usize, usize)>,
    /// The number of the label that gives the tint.
    pub tint: usize,
}

impl Surface {
    /// Draws a text without marks into an element, instead of what is there.
    pub fn draw(root: &HtmlElement, text: &Text) -> Option<Surface> {
        let page = root.owner_document()?;
        root.set_text_content(None);
        let mut blocks = Vec::with_capacity(text.blocks().len());
        for chunk in text.blocks().chunks(SECTION) {
            let section = page.create_element("section").ok()?;
            for block in chunk {
                let content = text.block_str(block);
                let element = page.create_element("p").ok()?;
                element.set_class_name(if content.trim().is_empty() { "block blank" } else { "block" });
                element.set_attribute(BLOCK, &blocks.len().to_string()).ok()?;
                element.set_text_content(Some(content));
                section.append_child(&element).ok()?;
                blocks.push(element);
            }
            root.append_child(&section).ok()?;
        }
        Some(Surface { root: root.clone().into(), blocks })
    }

    /// Draws a block anew, cut into tiles.
    pub fn draw_block(&self, number: usize, tiles: &[DrawnTile<'_>]) {
        let Some((block, page)) =
            self.blocks.get(number).and_then(|block| Some((block, block.owner_document()?)))
        else {
            return;
        };
        block.set_text_content(None);
        for tile in tiles {
            let drawn = match &tile.mark {
                None => Some(page.create_text_node(tile.text).into()),
                Some(mark) => draw_mark(&page, tile.text, mark),
            };
            if let Some(node) = drawn {
                // A fresh node can always be appended to an element.
                let _ = block.append_child(&node);
            }
        }
    }

    /// The ids of the annotations under a node of the text, the outermost first.
    pub fn annotations_at(&self, node: &Node) -> Vec<String> {
        let element = node.dyn_ref::<Element>().cloned().or_else(|| node.parent_element());
        let mark = element.and_then(|element| element.closest("mark").ok().flatten());
        let ids = mark
            .filter(|mark| self.root.contains(Some(mark)))
            .and_then(|mark| mark.get_attribute(ANNOTATIONS));
        ids.map(|ids| ids.split(' ').map(str::to_owned).collect()).unwrap_or_default()
    }

    /// Whether a node belongs to the text.
    pub fn holds(&self, node: &Node) -> bool {
        self.root.contains(Some(node))
    }
}

fn draw_mark(page: &Document, text: &str, mark: &Mark) -> Option<Node> {
    let element: HtmlElement = page.create_element("mark").ok()?.dyn_into().ok()?;
    element.set_class_name(&mark.classes);
    element.set_attribute(ANNOTATIONS, &mark.annotations).ok()?;
    element.set_text_content(Some(text));
    // Set through the CSSOM: the content security policy refuses style attributes.
    let style = element.style();
    style.set_property("--tint", &format!("var(--label-{})", mark.tint)).ok()?;
    for (lane, label) in &mark.lanes {
        style.set_property(&format!("--lane-{lane}"), &format!("var(--line-{label})")).ok()?;
    }
    Some(element.into())
}
