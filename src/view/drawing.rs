//! How marks look: which tiles a block has, which classes a tile has, which colours and lines a label has; and where
//! marks are drawn, which is near the viewport only.

use std::iter::Peekable;
use std::ops::Range;
use std::sync::Arc;

use crate::browser::near::Watch;
use crate::browser::surface::{DrawnTile, Mark, Run, Said, Surface};
use crate::browser::{HtmlElement, page, scroll};
use beleg_core::model::{Annotation, Label, Layer, Marks, Shades, Tile, cut_at, tiles};
use beleg_core::session::Session;
use beleg_core::text::{Block, CharOffset, Span, Text, Unseen, unseen};

/// How many lanes are drawn. What lies above is counted where it begins.
const LANES: usize = 4;

/// How many annotations over a tile are named in its element, the outermost first.
const NAMED: usize = 8;

/// From how many tiles on a block is crowded. Cuts that no annotation needs any longer stay there, while they are not the
/// most of them: without them the block would have to be laid out again.
const CROWDED: usize = 32;

/// How many nodes are drawn at once about, before the page is laid out and it is known anew what is in view.
const SLICE: usize = 1_000;

/// The id of the card, to which the mark of the selected annotation points.
pub const CARD_ID: &str = "card";

/// The tiles of a block as they are drawn, one for each of its nodes.
type Tiles = Vec<(Span, Option<Mark>)>;

/// The open document as it is drawn.
pub struct Drawing {
    /// Where it is drawn.
    pub surface: Surface,
    // Invariant: one for each section: the tiles of its blocks where its marks are drawn. A block without tiles is plain
    // text as a whole.
    drawn: Vec<Option<Vec<Tiles>>>,
    // While the page is printed: for each section whether its marks are to be drawn afterwards.
    printed: Option<Vec<bool>>,
    // The sections that came near the viewport or left it and still look as before.
    waiting: Vec<(usize, bool)>,
    /// What tells which sections are near the viewport.
    pub watch: Option<Watch>,
}

impl Drawing {
    /// Draws the text of the open document.
    pub fn new(session: &Session, root: &HtmlElement) -> Option<Drawing> {
        let surface = Surface::draw(root, &session.document()?.text)?;
        let drawn = (0..surface.sections()).map(|_| None).collect();
        Some(Drawing { surface, drawn, printed: None, waiting: Vec::new(), watch: None })
    }

    /// Draws the marks that are in view.
    pub fn draw_view(&mut self, session: &Session) {
        self.draw_some(session, scroll::sections_in_view(&self.surface));
    }

    /// Draws the marks of the beginning before it is laid out, so that it is laid out once.
    pub fn draw_beginning(&mut self, session: &Session) {
        self.draw_some(session, self.surface.first_sections());
    }

    /// Draws the marks of sections, but no more than a slice. The others come when the page says what is near.
    fn draw_some(&mut self, session: &Session, sections: Range<usize>) {
        let mut nodes = 0;
        for section in sections {
            if nodes < SLICE {
                nodes += self.draw_section(session, section);
            }
        }
    }

    /// Draws the marks where a span is, since it is about to be shown.
    pub fn draw_around(&mut self, session: &Session, span: Span) {
        let Some(document) = session.document() else { return };
        let blocks = document.text.blocks_in(span);
        for end in [blocks.start, blocks.end.saturating_sub(1)] {
            self.draw_section(session, self.surface.section_of(end));
        }
    }

    /// Draws the marks of a section, if they are not there yet, and says how many nodes that took.
    fn draw_section(&mut self, session: &Session, section: usize) -> usize {
        let blocks = self.surface.blocks_in(section);
        let Some(drawn) = self.drawn.get_mut(section).filter(|drawn| drawn.is_none()) else { return 0 };
        *drawn = Some(blocks.clone().map(|_| Tiles::new()).collect());
        self.surface.fill(section);
        self.redraw(session, blocks)
    }

    /// Takes the marks of a section away.
    fn clear_section(&mut self, session: &Session, section: usize) {
        let Some(drawn) = self.drawn.get_mut(section).and_then(Option::take) else { return };
        let Some(document) = session.document() else { return };
        for (number, tiles) in self.surface.blocks_in(section).zip(drawn) {
            if let Some(block) = document.text.blocks().get(number).filter(|_| !tiles.is_empty()) {
                self.surface.draw_plain(number, document.text.block_str(block));
            }
        }
    }

    /// Draws the marks of all sections, since all of them are about to be printed.
    pub fn draw_all(&mut self, session: &Session) {
        let waiting = std::mem::take(&mut self.waiting);
        if self.printed.is_none() {
            let waits = |section: usize| waiting.contains(&(section, true));
            let stays = |(section, drawn): (usize, &Option<_>)| drawn.is_some() || waits(section);
            self.printed = Some(self.drawn.iter().enumerate().map(stays).collect());
        }
        for section in 0..self.drawn.len() {
            self.draw_section(session, section);
        }
    }

    /// Takes the marks away that were drawn only to be printed.
    pub fn draw_as_before(&mut self, session: &Session) {
        let printed = self.printed.take().unwrap_or_default();
        for (section, _) in printed.into_iter().enumerate().filter(|(_, stays)| !stays) {
            if !self.surface.is_in_use(section) {
                self.clear_section(session, section);
            }
        }
    }

    /// Takes up which sections came near the viewport and which are far from it now, and draws a slice of what that
    /// asks for. Says whether more is to be drawn: the caller comes back once the page was laid out.
    pub fn moved(&mut self, session: &Session, sections: Vec<(usize, bool)>) -> bool {
        let mut waiting = std::mem::take(&mut self.waiting);
        waiting.retain(|(waits, _)| sections.iter().all(|(section, _)| section != waits));
        waiting.extend(sections);
        let mut nodes = 0;
        for (section, is_near) in waiting {
            if let Some(stays) = self.printed.as_mut().and_then(|printed| printed.get_mut(section)) {
                *stays = is_near;
                continue;
            }
            match is_near {
                true if nodes < SLICE => nodes += self.draw_section(session, section),
                true => self.waiting.push((section, true)),
                false if !self.surface.is_in_use(section) => self.clear_section(session, section),
                false => {}
            }
        }
        !self.waiting.is_empty()
    }

    /// Whether a section's marks are not as they should be, when it is near the viewport or far from it.
    pub fn would_change(&self, sections: &[(usize, bool)]) -> bool {
        let is_drawn = |section: usize| self.drawn.get(section).is_some_and(Option::is_some);
        let waits = |section: usize| self.waiting.iter().any(|(waits, _)| *waits == section);
        sections.iter().any(|(section, is_near)| is_drawn(*section) != *is_near || waits(*section))
    }

    /// Whether sections wait for their marks.
    pub fn waits(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Draws blocks of the open document again, where their marks are drawn, and says how many nodes they consist of.
    pub fn redraw(&mut self, session: &Session, blocks: impl IntoIterator<Item = usize>) -> usize {
        let mut nodes = 0;
        let Some((document, marks)) =
            session.document().and_then(|document| Some((document, session.project().marks(&document.id)?)))
        else {
            return nodes;
        };
        let brush = Brush { session, labels: session.project().labels() };
        for number in blocks {
            let section = self.surface.section_of(number);
            let within = number - self.surface.blocks_in(section).start;
            let tiles = self
                .drawn
                .get_mut(section)
                .and_then(|drawn| drawn.as_mut())
                .and_then(|drawn| drawn.get_mut(within));
            if let Some((tiles, block)) = tiles.zip(document.text.blocks().get(number)) {
                let new = brush.tiles(&document.text, block, marks, tiles);
                nodes += new.iter().map(|(_, tile)| tile.runs.len()).sum::<usize>();
                draw_block(&self.surface, number, tiles, new);
            }
        }
        nodes
    }

    /// Draws all marks again that are drawn.
    pub fn redraw_all(&mut self, session: &Session) {
        for section in 0..self.drawn.len() {
            self.redraw(session, self.surface.blocks_in(section));
        }
    }
}

/// Draws the tiles of a block that differ from those that are there. Where a tile has the characters it had, its element
/// stays and only looks otherwise: the text is not laid out again for that, and the mouse rests where it rested.
fn draw_block(surface: &Surface, number: usize, there: &mut Tiles, tiles: Vec<(Span, DrawnTile<'_>)>) {
    let is_plain = matches!(tiles.as_slice(), [(_, DrawnTile { runs, mark: None })] if runs.len() == 1);
    if there.is_empty() && is_plain {
        return;
    }
    let drawn = |new: Range<usize>| -> Vec<&DrawnTile<'_>> {
        tiles.iter().skip(new.start).take(new.len()).map(|(_, tile)| tile).collect()
    };
    if there.is_empty() {
        // A block that was plain text has one node.
        surface.draw_tiles(number, 0..1, &drawn(0..tiles.len()));
    }
    // From the last one on, so that the numbers of the others stay.
    for (old, new) in stretches(there, &tiles).into_iter().rev() {
        let marks = there.get(old.start).zip(tiles.get(new.start)).map(|(old, new)| (&old.1, &new.1.mark));
        let stays = match marks {
            _ if old.len() > 1 || new.len() > 1 => false,
            Some((before, mark)) if before == mark => true,
            Some((Some(before), Some(mark))) => surface.redress(number, old.start, before, mark),
            _ => false,
        };
        if !stays {
            surface.draw_tiles(number, old, &drawn(new));
        }
    }
    *there = tiles.into_iter().map(|(span, tile)| (span, tile.mark)).collect();
}

/// Cuts two rows of tiles over the same characters wherever both have an edge: the numbers of the old ones in each
/// stretch, and those of the new ones.
fn stretches(old: &Tiles, new: &[(Span, DrawnTile<'_>)]) -> Vec<(Range<usize>, Range<usize>)> {
    let mut stretches = Vec::new();
    let (mut from, mut to, mut first) = (0, 0, 0);
    for (number, (span, _)) in new.iter().enumerate() {
        let end = span.end();
        while old.get(to).is_some_and(|(old, _)| old.end() < end) {
            to += 1;
        }
        if old.get(to).is_some_and(|(old, _)| old.end() == end) {
            to += 1;
            stretches.push((from..to, first..number + 1));
            (from, first) = (to, number + 1);
        }
    }
    stretches
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
    /// The tiles of a block. Those that are there are cut there as well, if that is to stay.
    fn tiles<'t>(
        &self,
        text: &'t Text,
        block: &Block,
        marks: &Marks,
        there: &Tiles,
    ) -> Vec<(Span, DrawnTile<'t>)> {
        let mut over = 0;
        let mut unseen = unseen(text, block).into_iter().peekable();
        let mut cut = tiles(block.span, marks.index().overlapping(block.span));
        if (CROWDED..=2 * cut.len()).contains(&there.len()) {
            cut = cut_at(cut, there.iter().map(|(span, _)| span.end()));
        }
        let drawn = cut.iter().map(|tile| {
            let mut mark = self.mark(tile);
            // How many there are beyond the lanes is said where that many begin to lie over one another.
            let beyond = tile.over.saturating_sub(LANES);
            if let Some(mark) = mark.as_mut().filter(|_| beyond > over) {
                mark.more = Some(beyond);
            }
            over = beyond;
            (tile.span, DrawnTile { runs: runs(text, tile.span, &mut unseen), mark })
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
        // Over the gap between its spans lies only its line: what is marked there is another annotation.
        if marked().any(|layer| Some(&layer.annotation.id) == selected) {
            class("selected".to_owned());
        }
        let target = self.session.addition_target().map(|target| &target.id);
        if target.is_some() && marked().any(|layer| Some(&layer.annotation.id) == target) {
            class("target".to_owned());
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
        let (mut labels, mut is_selected) = (Vec::new(), false);
        for layer in marked.filter(|layer| layer.annotation.spans.first().start() == start) {
            labels.extend(self.labels.get(layer.label).map(|label| label.name.as_str()));
            is_selected |=
                self.session.annotation().is_some_and(|selected| selected.id == layer.annotation.id);
        }
        // What is selected has a card. The list holds more about the others, but not all of its rows are always there.
        let card = is_selected.then_some(CARD_ID);
        (!labels.is_empty()).then(|| Said { label: labels.join(", "), card })
    }
}

/// Cuts a span where characters cannot be seen. `unseen` are those from its start on.
fn runs<'t>(text: &'t Text, span: Span, unseen: &mut Peekable<impl Iterator<Item = Unseen>>) -> Vec<Run<'t>> {
    let mut runs = Vec::new();
    let mut run = |start, end, chip| {
        let text = Span::new(start, end).and_then(|span| text.slice(span));
        runs.extend(text.map(|text| Run { text, chip }));
    };
    let mut here = span.start();
    while let Some(next) =
        unseen.peek().and_then(|next| Some((next.span.intersect(span)?, next.name, next.span)))
    {
        let (chip, name, whole) = next;
        run(here, chip.start(), None);
        run(chip.start(), chip.end(), Some(name));
        here = chip.end();
        if whole.end() > span.end() {
            break;
        }
        unseen.next();
    }
    run(here, span.end(), None);
    runs
}

/// Gives each label its colour and its line. Lines differ by their pattern as well, for eyes that see no colour.
pub fn set_label_style(session: &Session) {
    let mut rules = String::new();
    for (number, label) in session.project().labels().into_iter().enumerate() {
        let Shades { light, dark } = Shades::of(label.color);
        rules += &format!(
            ":root{{--label-{number}:light-dark({},{});--fill-{number}:light-dark({},{});\
             --chosen-{number}:light-dark({},{});--line-{number}:{}}}\
             .tint-{number}{{--tint:var(--label-{number});--fill:var(--fill-{number});--chosen:var(--chosen-{number})}}\
             .swatch.tint-{number}{{--lane-0:var(--line-{number})}}",
            light.line,
            dark.line,
            light.tint,
            dark.tint,
            light.selected,
            dark.selected,
            line(number)
        );
        for lane in 0..LANES {
            let line = match border(number).filter(|_| lane == 0) {
                Some(style) => format!("border-bottom:3px {style} var(--label-{number})"),
                None => format!("--lane-{lane}:var(--line-{number})"),
            };
            rules += &format!(
                ".lane-{lane}-{number}{{{line}}}.bridge-{lane}-{number}{{--lane-{lane}:\
                 repeating-linear-gradient(90deg,var(--label-{number}) 0 1px,transparent 1px 6px)}}"
            );
        }
    }
    page::set_style(&rules);
}

/// The line of the label of a number as the style of a border, where there is one.
fn border(number: usize) -> Option<&'static str> {
    ["solid", "double", "dotted", "dashed"].get(number % 5).copied()
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
