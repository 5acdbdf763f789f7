//! The text on the page: blocks of text in sections, with marks cut into tiles.
//!
//! The blocks are drawn once and by hand, not by signals: a text never changes, and there can be ten thousand of
//! them. Whatever is drawn, the `textContent` of a block is the text of the block, to the character.

use std::cell::{Cell, RefCell};
use std::ops::Range;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{Document, Element, HtmlElement, Node, Range as PageRange};

use beleg_core::text::{Block, Text, is_right_to_left};

/// How many blocks share a section at most, which the browser lays out and paints only near the viewport; and how many
/// characters, if there is more than one block.
const LONGEST: usize = 16;
const LARGEST: u32 = 8_000;

/// About how many sections there are. With fewer blocks in each less is painted, but the browser asks for each section
/// in each frame whether it is near the viewport.
const SECTIONS: usize = 150;

/// The attribute by which a block is known.
pub(super) const BLOCK: &str = "data-block";

/// The attribute that holds the number of a section.
const NUMBER: &str = "data-section";

/// How the page calls the direction from right to left.
const RIGHT_TO_LEFT: &str = "rtl";

/// About how many characters stand in a line, for the height of what is not laid out yet.
const LINE: u32 = 64;

/// About how many lines a window shows.
const SCREEN: u32 = 40;

/// How many characters are drawn at once. Of a longer text the rest comes in slices, and at once where something is asked
/// of it.
const AT_ONCE: u32 = 500_000;

/// A drawn text.
pub struct Surface {
    pub(super) root: HtmlElement,
    pub(super) sections: Vec<Element>,
    // The blocks of each section that was drawn.
    drawn: RefCell<Vec<Option<Blocks>>>,
    text: Text,
    // A block without words. Copies of it are cheaper than elements made one by one.
    template: Element,
    // The first section that may not be drawn yet.
    next: Cell<usize>,
    // Invariant: entry n is the number of the first block of section n; and one entry more, how many blocks there are.
    starts: Vec<usize>,
    // How many sections the first screen shows about.
    first: usize,
    /// The one range by which places in the text are measured. The browser keeps all ranges up to date that were ever
    /// made, with each node that comes or goes, until it collects them.
    pub(super) range: PageRange,
}

/// The blocks of a section.
pub(super) type Blocks = Rc<[Element]>;

/// A stretch of a block as it is drawn: one node of the page.
pub struct DrawnTile<'t> {
    /// Its characters, those that cannot be seen apart from the others.
    pub runs: Vec<Run<'t>>,
    /// How it is marked; `None` for plain text.
    pub mark: Option<Mark>,
}

/// Characters that are drawn alike.
pub struct Run<'t> {
    /// The characters.
    pub text: &'t str,
    /// The name to be shown instead, where it is a character that cannot be seen or that turns the direction.
    pub chip: Option<&'static str>,
}

/// How a stretch is marked.
#[derive(Default, PartialEq)]
pub struct Mark {
    /// The ids of annotations over it, the outermost first, with spaces between them.
    pub annotations: String,
    /// The classes of the element.
    pub classes: String,
    /// Whether nothing but the gap of a divided annotation lies here, so that it is marked only for the eye.
    pub is_gap: bool,
    /// How many annotations lie over it without a line of their own, said where a run of them begins.
    pub more: Option<usize>,
    /// What is said of it beyond its words, where an annotation begins.
    pub said: Option<Said>,
}

impl Mark {
    fn card(&self) -> Option<&'static str> {
        self.said.as_ref()?.card
    }
}

/// What those hear of a mark who do not see it, once for each annotation.
#[derive(PartialEq)]
pub struct Said {
    /// The name of the label.
    pub label: String,
    /// The id of the card that tells more, where the annotation is selected. This mark can be reached with Tab.
    pub card: Option<&'static str>,
}

impl Surface {
    /// Draws a text without marks into an element, instead of what is there: all of a short one, and the beginning of a long
    /// one.
    pub fn draw(root: &HtmlElement, text: &Text) -> Option<Surface> {
        let page = root.owner_document()?;
        let template = page.create_element("p").ok()?;
        template.set_attribute(BLOCK, "").ok()?;
        template.set_class_name("block");
        let mut sections = Vec::new();
        let all = page.create_document_fragment();
        let starts = sections_of(text);
        let (mut shown, mut first) = (0, 0);
        for (number, (start, end)) in starts.iter().zip(starts.iter().skip(1)).enumerate() {
            let section: HtmlElement = page.create_element("section").ok()?.dyn_into().ok()?;
            section.set_attribute(NUMBER, &number.to_string()).ok()?;
            let lines = text.blocks().get(*start..*end)?.iter().map(lines).sum::<u32>();
            section.style().set_property("--lines", &lines.to_string()).ok()?;
            first += usize::from(shown < SCREEN);
            shown += lines;
            all.append_child(&section).ok()?;
            sections.push(section.into());
        }
        let drawn = RefCell::new(vec![None; sections.len()]);
        let (range, text, next) = (page.create_range().ok()?, text.clone(), Cell::new(0));
        let root = root.clone();
        let surface = Surface { root, sections, drawn, text, template, next, starts, first, range };
        surface.go_on(&|| surface.chars_drawn() >= AT_ONCE);
        surface.root.set_text_content(None);
        surface.root.append_child(&all).ok()?;
        Some(surface)
    }

    /// How many characters there are up to the first section that may not be drawn yet.
    fn chars_drawn(&self) -> u32 {
        let block = self.starts.get(self.next.get()).and_then(|start| self.text.blocks().get(*start));
        block.map_or(u32::MAX, |block| block.span.start().get())
    }

    /// Draws one section and further ones until it is enough, and says whether all of them are drawn.
    pub fn go_on(&self, is_enough: &dyn Fn() -> bool) -> bool {
        while self.next.get() < self.sections.len() {
            self.fill(self.next.get());
            self.next.set(self.next.get() + 1);
            if is_enough() {
                break;
            }
        }
        self.is_whole()
    }

    /// Whether all of the text is drawn.
    pub fn is_whole(&self) -> bool {
        self.next.get() >= self.sections.len()
    }

    /// Draws about a screen of the text around a block.
    pub(super) fn fill_around(&self, block: usize) {
        let section = self.section_of(block);
        for near in section.saturating_sub(self.first)..=section + self.first {
            self.fill(near);
        }
    }

    /// Draws the blocks of a section, if they are not there yet.
    pub fn fill(&self, section: usize) -> Option<Blocks> {
        if let Some(blocks) = self.drawn.borrow().get(section)? {
            return Some(Rc::clone(blocks));
        }
        let blocks: Blocks = self.draw_section(section)?.into();
        *self.drawn.borrow_mut().get_mut(section)? = Some(Rc::clone(&blocks));
        Some(blocks)
    }

    fn draw_section(&self, number: usize) -> Option<Vec<Element>> {
        let (section, all) = (self.sections.get(number)?, self.text.blocks());
        let range = self.blocks_in(number);
        // Which way the line reads that goes on, where it does.
        let before = range.start.checked_sub(1).and_then(|before| all.get(before));
        let mut line = before.filter(|before| self.text.goes_on(before)).map(|_| self.goes_left(number));
        let mut blocks = Vec::with_capacity(range.len());
        for block in all.get(range)? {
            let content = self.text.block_str(block);
            let element: Element = self.template.clone_node().ok()?.unchecked_into();
            match (content.trim_ascii().is_empty(), block.lines > 1) {
                (true, false) => element.set_class_name("block blank"),
                (true, true) => element.set_class_name("block blank lines"),
                (false, true) => element.set_class_name("block lines"),
                (false, false) => {}
            }
            let goes_on = self.text.goes_on(block);
            if goes_on || line.is_some() {
                // The first letter of the line decides for all of it, as it would if it were one element.
                let is_right_to_left = line.unwrap_or_else(|| reads_right_to_left(&self.text, block));
                element.set_attribute("dir", if is_right_to_left { RIGHT_TO_LEFT } else { "ltr" }).ok()?;
                element.set_class_name(if goes_on { "block piece goes-on" } else { "block piece" });
                line = goes_on.then_some(is_right_to_left);
            }
            element.set_text_content(Some(content));
            section.append_child(&element).ok()?;
            blocks.push(element);
        }
        Some(blocks)
    }

    /// Whether the line reads from right to left that goes on from the section before the one of this number. Where that is
    /// drawn, it tells: to find the beginning of a long line takes long.
    fn goes_left(&self, section: usize) -> bool {
        let before = section.checked_sub(1);
        let drawn = before.and_then(|before| self.drawn.borrow().get(before).cloned().flatten());
        match drawn.as_ref().and_then(|blocks| blocks.last()) {
            Some(last) => last.get_attribute("dir").as_deref() == Some(RIGHT_TO_LEFT),
            None => {
                let block = self.text.blocks().get(self.blocks_in(section).start);
                block.is_some_and(|block| reads_right_to_left(&self.text, block))
            }
        }
    }

    /// The element of a block.
    pub(super) fn block(&self, number: usize) -> Option<Element> {
        let section = self.section_of(number);
        let within = number.checked_sub(self.blocks_in(section).start)?;
        self.fill(section)?.get(within).cloned()
    }

    /// The numbers of the sections that are in view about where the text is shown from its beginning. That needs no
    /// measuring.
    pub fn first_sections(&self) -> Range<usize> {
        0..self.first
    }

    /// How many sections there are.
    pub fn sections(&self) -> usize {
        self.sections.len()
    }

    /// The number of the section of a block.
    pub fn section_of(&self, block: usize) -> usize {
        self.starts.partition_point(|start| *start <= block).saturating_sub(1)
    }

    /// The numbers of the blocks in a section.
    pub fn blocks_in(&self, section: usize) -> Range<usize> {
        let start = |section: usize| self.starts.get(section).copied().unwrap_or(self.text.blocks().len());
        start(section)..start(section.saturating_add(1))
    }

    /// Draws tiles of a block instead of some that are there, in the order in which tiles stand.
    pub fn draw_tiles(&self, number: usize, instead: Range<usize>, tiles: &[&DrawnTile<'_>]) {
        let Some((block, page)) =
            self.block(number).and_then(|block| Some((block.clone(), block.owner_document()?)))
        else {
            return;
        };
        let mut next = block.first_child();
        for _ in 0..instead.start {
            next = next.and_then(|node| node.next_sibling());
        }
        for _ in instead {
            let Some(gone) = next else { break };
            next = gone.next_sibling();
            // It is there, so that it can be removed.
            let _ = block.remove_child(&gone);
        }
        for node in tiles.iter().filter_map(|tile| draw_tile(&page, tile)) {
            // A fresh node can always be put into an element.
            let _ = block.insert_before(&node, next.as_ref());
        }
    }

    /// Has the tile of a number look as another mark does, and says whether it can: not where that takes another element,
    /// nor where the element has the focus and could not have it any longer.
    pub fn redress(&self, number: usize, tile: usize, before: &Mark, mark: &Mark) -> bool {
        let tiles = self.block(number).map(|block| block.child_nodes());
        let node = tiles.and_then(|tiles| tiles.get(u32::try_from(tile).ok()?));
        let Some(element) = node.as_ref().and_then(Node::dyn_ref::<Element>) else { return false };
        let has_focus =
            || element.owner_document().and_then(|page| page.active_element()).as_ref() == Some(element);
        let is_stop_gone = before.card().is_some() && mark.card().is_none();
        let can = before.is_gap == mark.is_gap && !(is_stop_gone && has_focus());
        if can {
            dress(element, before, mark);
        }
        can
    }

    /// Draws a block as plain text.
    pub fn draw_plain(&self, number: usize, text: &str) {
        if let Some(block) = self.block(number) {
            block.set_text_content(Some(text));
        }
    }

    /// Whether a block has other words on the page than in the text: a translation or an extension changed them.
    pub fn is_altered(&self, number: usize, text: &Text) -> bool {
        let shown = self.block(number).and_then(|block| block.text_content());
        shown.as_deref() != text.blocks().get(number).map(|block| text.block_str(block))
    }

    /// Whether a node belongs to the text.
    pub fn holds(&self, node: &Node) -> bool {
        self.root.contains(Some(node))
    }

    /// Whether the selection of the page begins or ends in a section, or the focus is there: taking its marks away
    /// would take that away as well.
    pub fn is_in_use(&self, section: usize) -> bool {
        let Some((element, page)) =
            self.sections.get(section).and_then(|section| Some((section, section.owner_document()?)))
        else {
            return false;
        };
        let selection = web_sys::window().and_then(|window| window.get_selection().ok().flatten());
        let ends = selection.map(|selection| [selection.anchor_node(), selection.focus_node()]);
        let focused = page.active_element().map(Node::from);
        ends.into_iter().flatten().chain([focused]).flatten().any(|node| element.contains(Some(&node)))
    }

    /// The number of a section of this text.
    pub(super) fn number_of_section(section: &Element) -> Option<usize> {
        section.get_attribute(NUMBER)?.parse().ok()
    }

    /// The number of a block of this text.
    pub(super) fn number_of(&self, block: &Element) -> Option<usize> {
        let section = Surface::number_of_section(&block.parent_element()?)?;
        let mut before = 0;
        let mut sibling = block.previous_element_sibling();
        while let Some(element) = sibling {
            before += 1;
            sibling = element.previous_element_sibling();
        }
        Some(self.starts.get(section)? + before)
    }
}

/// The numbers of the blocks with which sections begin, and how many blocks there are.
fn sections_of(text: &Text) -> Vec<usize> {
    let shared = (text.blocks().len() / SECTIONS).clamp(2, LONGEST);
    let mut starts = Vec::new();
    let (mut blocks, mut chars) = (0, 0);
    for (number, block) in text.blocks().iter().enumerate() {
        // What is cut into short pieces costs as much as what is cut into long ones.
        let weighs = if text.goes_on(block) { LARGEST / 4 } else { block.span.chars() };
        if number == 0 || blocks >= shared || chars + weighs > LARGEST {
            starts.push(number);
            (blocks, chars) = (0, 0);
        }
        blocks += 1;
        chars += weighs;
    }
    starts.push(text.blocks().len());
    starts
}

/// Whether the line of a block reads from right to left.
fn reads_right_to_left(text: &Text, block: &Block) -> bool {
    let line = text.line_at(block.span.start()).and_then(|line| text.slice(line));
    line.is_some_and(is_right_to_left)
}

/// About how many lines a block takes, and the space behind it.
fn lines(block: &Block) -> u32 {
    match block.lines > 1 && block.span.chars() < 4 * block.lines {
        // Mostly blank ones, which are low.
        true => block.lines / 6 + 1,
        false => (block.span.chars() / LINE).max(block.lines - 1) + 1,
    }
}

fn draw_tile(page: &Document, tile: &DrawnTile<'_>) -> Option<Node> {
    let Some(mark) = &tile.mark else {
        return match tile.runs.as_slice() {
            [Run { text, chip: None }] => Some(page.create_text_node(text).into()),
            runs => draw_runs(page, page.create_element("span").ok()?, runs),
        };
    };
    let element = page.create_element(if mark.is_gap { "span" } else { "mark" }).ok()?;
    dress(&element, &Mark::default(), mark);
    draw_runs(page, element, &tile.runs)
}

/// Has the element of a mark show another one.
fn dress(element: &Element, before: &Mark, mark: &Mark) {
    let set = |name: &str, before: Option<&str>, value: Option<&str>| match value {
        _ if before == value => {}
        // The names are valid attribute names.
        Some(value) => drop(element.set_attribute(name, value)),
        None => drop(element.remove_attribute(name)),
    };
    fn annotations(mark: &Mark) -> Option<&str> {
        (!mark.annotations.is_empty()).then_some(&mark.annotations)
    }
    fn label(mark: &Mark) -> Option<&str> {
        Some(&mark.said.as_ref()?.label)
    }
    let more = |mark: &Mark| mark.more.map(|more| format!("+{more}"));
    // No other mark can be focused: what is pressed with the mouse would be.
    let stop = |mark: &Mark| mark.card().map(|_| "0");
    set("class", Some(&before.classes), Some(&mark.classes));
    set("data-annotations", annotations(before), annotations(mark));
    set("data-more", more(before).as_deref(), more(mark).as_deref());
    set("aria-description", label(before), label(mark));
    set("aria-details", before.card(), mark.card());
    set("tabindex", stop(before), stop(mark));
}

fn draw_runs(page: &Document, into: Element, runs: &[Run<'_>]) -> Option<Node> {
    if let [Run { text, chip: None }] = runs {
        into.set_text_content(Some(text));
        return Some(into.into());
    }
    for run in runs {
        let text = page.create_text_node(run.text);
        match run.chip {
            None => into.append_child(&text).ok()?,
            Some(name) => {
                let chip = page.create_element("span").ok()?;
                chip.set_class_name("unseen");
                chip.set_attribute("data-name", name).ok()?;
                chip.append_child(&text).ok()?;
                into.append_child(&chip).ok()?
            }
        };
    }
    Some(into.into())
}
