//! How marks look: which tiles a block has, which classes a tile has, which colours and lines a label has; and where
//! marks are drawn, which is near the viewport only.

use std::sync::Arc;

use crate::browser::near::Watch;
use crate::browser::surface::{DrawnTile, Mark, Run, Said, Surface};
use crate::browser::{HtmlElement, page, scroll};
use crate::model::{Annotation, Document, Label, Layer, Marks, Tile, tiles};
use crate::session::Session;
use crate::text::{Block, CharOffset, Span};

/// How many lanes are drawn. What lies above is counted where it begins.
const LANES: usize = 4;

/// How many annotations over a tile are named in its element, the outermost first.
const NAMED: usize = 8;

/// The open document as it is drawn.
pub struct Drawing {
    /// Where it is drawn.
    pub surface: Surface,
    // Invariant: one for each section: whether its marks are drawn.
    drawn: Vec<bool>,
    /// What tells which sections are near the viewport.
    pub watch: Option<Watch>,
}

impl Drawing {
    /// Draws the text of the open document.
    pub fn new(session: &Session, root: &HtmlElement) -> Option<Drawing> {
        let surface = Surface::draw(root, &session.document()?.text)?;
        let drawn = vec![false; surface.sections()];
        Some(Drawing { surface, drawn, watch: None })
    }

    /// Draws the marks that are in view.
    pub fn draw_view(&mut self, session: &Session) {
        for section in scroll::sections_in_view(&self.surface) {
            self.draw_section(session, section);
        }
    }

    /// Draws the marks where a span is, since it is about to be shown.
    pub fn draw_around(&mut self, session: &Session, span: Span) {
        let Some(document) = session.document() else { return };
        let mut sections = document.text.blocks_in(span).map(Surface::section_of);
        if let Some(first) = sections.next() {
            self.draw_section(session, first);
            sections.next_back().into_iter().for_each(|last| self.draw_section(session, last));
        }
    }

    /// Draws the marks of a section, if they are not there yet.
    fn draw_section(&mut self, session: &Session, section: usize) {
        let Some(drawn) = self.drawn.get_mut(section).filter(|drawn| !**drawn) else { return };
        *drawn = true;
        self.surface.blocks_in(section).for_each(|number| self.draw_block(session, number));
    }

    /// Takes the marks of a section away.
    fn clear_section(&mut self, session: &Session, section: usize) {
        let Some(drawn) = self.drawn.get_mut(section).filter(|drawn| **drawn) else { return };
        *drawn = false;
        let Some(document) = session.document() else { return };
        for number in self.surface.blocks_in(section) {
            if let Some(block) = document.text.blocks().get(number) {
                self.surface.draw_plain(number, document.text.block_str(block));
            }
        }
    }

    /// Takes up which sections came near the viewport and which are far from it now.
    pub fn moved(&mut self, session: &Session, sections: Vec<(usize, bool)>) {
        for (section, is_near) in sections {
            if is_near {
                self.draw_section(session, section);
            } else if !self.surface.is_in_use(section) {
                self.clear_section(session, section);
            }
        }
    }

    /// Whether a section's marks are not as they should be, when it is near the viewport or far from it.
    pub fn would_change(&self, sections: &[(usize, bool)]) -> bool {
        sections
            .iter()
            .any(|(section, is_near)| self.drawn.get(*section).is_some_and(|drawn| drawn != is_near))
    }

    /// Draws blocks of the open document again, where their marks are drawn.
    pub fn redraw(&self, session: &Session, blocks: impl IntoIterator<Item = usize>) {
        let is_drawn = |number: &usize| self.drawn.get(Surface::section_of(*number)) == Some(&true);
        blocks.into_iter().filter(is_drawn).for_each(|number| self.draw_block(session, number));
    }

    /// Draws all marks again that are drawn.
    pub fn redraw_all(&self, session: &Session) {
        for (section, drawn) in self.drawn.iter().enumerate() {
            if *drawn {
                self.redraw(session, self.surface.blocks_in(section));
            }
        }
    }

    fn draw_block(&self, session: &Session, number: usize) {
        let Some(drawn) = session.document().and_then(|document| {
            Some((document, document.text.blocks().get(number)?, session.project().marks(&document.id)?))
        }) else {
            return;
        };
        let (document, block, marks) = drawn;
        let brush = Brush { session, labels: session.project().labels() };
        let tiles = brush.tiles(document, block, marks);
        match tiles.as_slice() {
            [] | [DrawnTile { mark: None, .. }] => {
                self.surface.draw_plain(number, document.text.block_str(block));
            }
            tiles => self.surface.draw_block(number, tiles),
        }
    }
}

/// What is needed to draw marks.
struct Brush<'s> {
    session: &'s Session,
    labels: Vec<&'s Arc<Label>>,
}

/// An annotation over a tile, with what is needed of it to draw it.
struct Drawn<'s> {
    annotation: &'s Arc<Annotation>,
    label: usize,
    lane: usize,
    is_gap: bool,
}

impl<'s> Brush<'s> {
    fn tiles<'t>(&self, document: &'t Document, block: &Block, marks: &Marks) -> Vec<DrawnTile<'t>> {
        let mut over = 0;
        let cut = tiles(block.span, marks.index().overlapping(block.span));
        let drawn = cut.iter().filter_map(|tile| {
            let text = document.text.slice(tile.span)?;
            let mut mark = self.mark(tile);
            // How many there are beyond the lanes is said where that many begin to lie over one another.
            let beyond = tile.layers.len().saturating_sub(LANES);
            if let Some(mark) = mark.as_mut().filter(|_| beyond > over) {
                mark.more = Some(beyond);
            }
            over = beyond;
            Some(DrawnTile { runs: vec![Run { text, chip: None }], mark })
        });
        drawn.collect()
    }

    fn mark(&self, tile: &Tile) -> Option<Mark> {
        let layers: Vec<Drawn<'s>> = tile.layers.iter().filter_map(|layer| self.drawn(layer)).collect();
        if layers.is_empty() {
            return None;
        }
        let marked = || layers.iter().filter(|layer| !layer.is_gap);
        let mut classes = String::new();
        let mut class = |class: String| {
            if !classes.is_empty() {
                classes.push(' ');
            }
            classes.push_str(&class);
        };
        for (number, label) in self.labels.iter().enumerate() {
            if marked().any(|layer| layer.label == number) {
                class(format!("label-{}", label.id));
            }
        }
        match marked().next_back() {
            Some(innermost) => class(format!("tint-{}", innermost.label)),
            None => class("gap".to_owned()),
        }
        for layer in layers.iter().filter(|layer| layer.lane < LANES) {
            let kind = if layer.is_gap { "bridge" } else { "lane" };
            class(format!("{kind}-{}-{}", layer.lane, layer.label));
        }
        let selected = self.session.annotation().map(|annotation| &annotation.id);
        if layers.iter().any(|layer| Some(&layer.annotation.id) == selected) {
            class("selected".to_owned());
        }
        let ids: Vec<&str> = marked().take(NAMED).map(|layer| layer.annotation.id.as_str()).collect();
        Some(Mark {
            annotations: ids.join(" "),
            classes,
            is_gap: ids.is_empty(),
            more: None,
            said: self.said(tile.span.start(), marked().take(NAMED)),
        })
    }

    fn drawn(&self, layer: &Layer) -> Option<Drawn<'s>> {
        let annotation = self.session.project().annotation(&layer.annotation)?;
        let label = self.labels.iter().position(|label| label.id == annotation.label)?;
        Some(Drawn { annotation, label, lane: layer.lane, is_gap: layer.is_gap })
    }

    /// What is said where annotations begin.
    fn said<'d>(&self, start: CharOffset, marked: impl Iterator<Item = &'d Drawn<'s>>) -> Option<Said>
    where
        's: 'd,
    {
        let (mut labels, mut details, mut is_stop) = (Vec::new(), Vec::new(), false);
        for layer in marked.filter(|layer| layer.annotation.spans.first().start() == start) {
            labels.extend(self.labels.get(layer.label).map(|label| label.name.as_str()));
            details.push(row_id(layer.annotation));
            is_stop |= self.session.annotation().is_some_and(|selected| selected.id == layer.annotation.id);
        }
        (!labels.is_empty()).then(|| Said { label: labels.join(", "), details: details.join(" "), is_stop })
    }
}

/// The id of the row of an annotation in the list, to which its mark points.
pub fn row_id(annotation: &Annotation) -> String {
    format!("row-{}", annotation.id)
}

/// Gives each label its colour and its line. Lines differ by their pattern as well, for eyes that see no colour.
pub fn set_label_style(session: &Session) {
    let mut rules = String::new();
    for (number, label) in session.project().labels().into_iter().enumerate() {
        let color = label.color;
        // On dark paper the same colour, but lighter.
        rules += &format!(
            ":root{{--label-{number}:light-dark({color},color-mix(in oklab,{color},white 52%));--line-{number}:{}}}\
             .tint-{number}{{--tint:var(--label-{number})}}",
            line(number)
        );
        for lane in 0..LANES {
            rules += &format!(
                ".lane-{lane}-{number}{{--lane-{lane}:var(--line-{number})}}.bridge-{lane}-{number}{{--lane-{lane}:\
                 repeating-linear-gradient(90deg,var(--label-{number}) 0 1px,transparent 1px 6px)}}"
            );
        }
    }
    page::set_style(&rules);
}

/// The line of the label of a number, as a CSS image: solid, double, dotted, dashed, dash and dot.
pub fn line(number: usize) -> String {
    let color = format!("var(--label-{number})");
    match number % 5 {
        0 => format!("linear-gradient({color}, {color})"),
        1 => format!("linear-gradient({color} 0 1px, transparent 1px 2px, {color} 2px 3px)"),
        2 => format!("repeating-linear-gradient(90deg, {color} 0 3px, transparent 3px 6px)"),
        3 => format!("repeating-linear-gradient(90deg, {color} 0 9px, transparent 9px 13px)"),
        _ => format!(
            "repeating-linear-gradient(90deg, {color} 0 9px, transparent 9px 12px, {color} 12px 15px, transparent 15px 18px)"
        ),
    }
}
