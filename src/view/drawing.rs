//! How marks look: which tiles a block has, which classes and lines a tile has, which colours a label has.

use crate::browser::surface::{DrawnTile, Mark, Surface};
use crate::browser::{HtmlElement, page};
use crate::model::{Id, Label, Tile, tiles};
use crate::session::Session;

/// Draws the open document with its marks.
pub fn draw(session: &Session, root: &HtmlElement) -> Option<Surface> {
    let document = session.document()?;
    let surface = Surface::draw(root, &document.text)?;
    let marks = session.project().marks(&document.id)?;
    let mut marked: Vec<usize> =
        marks.index().pieces().iter().flat_map(|piece| document.text.blocks_in(piece.span)).collect();
    marked.sort_unstable();
    marked.dedup();
    marked.into_iter().for_each(|number| draw_block(session, &surface, number));
    Some(surface)
}

/// Draws one block of the open document with its marks.
pub fn draw_block(session: &Session, surface: &Surface, number: usize) {
    let Some(document) = session.document() else { return };
    let Some((block, marks)) = document.text.blocks().get(number).zip(session.project().marks(&document.id))
    else {
        return;
    };
    let labels = session.project().labels();
    let cut = tiles(block.span, marks.index().overlapping(block.span));
    let drawn: Vec<DrawnTile<'_>> = cut
        .iter()
        .filter_map(|tile| {
            Some(DrawnTile { text: document.text.slice(tile.span)?, mark: mark_of(session, &labels, tile) })
        })
        .collect();
    surface.draw_block(number, &drawn);
}

fn mark_of(session: &Session, labels: &[&std::sync::Arc<Label>], tile: &Tile) -> Option<Mark> {
    let number_of = |annotation: &Id| {
        let label = &session.project().annotation(annotation)?.label;
        labels.iter().position(|other| other.id == *label)
    };
    let layers: Vec<(&Id, usize, usize)> = tile
        .layers
        .iter()
        .filter_map(|layer| Some((&layer.annotation, layer.lane, number_of(&layer.annotation)?)))
        .collect();
    let (_, _, tint) = *layers.last()?;
    let mut classes: Vec<String> = Vec::new();
    for label in layers.iter().filter_map(|(_, _, number)| labels.get(*number)) {
        let class = format!("label-{}", label.id);
        if !classes.contains(&class) {
            classes.push(class);
        }
    }
    let selected = session.annotation().map(|annotation| &annotation.id);
    if layers.iter().any(|(annotation, ..)| Some(*annotation) == selected) {
        classes.push("selected".to_owned());
    }
    let ids: Vec<&str> = layers.iter().map(|(annotation, ..)| annotation.as_str()).collect();
    Some(Mark {
        annotations: ids.join(" "),
        classes: classes.join(" "),
        lanes: layers.iter().map(|(_, lane, number)| (*lane, *number)).collect(),
        tint,
    })
}

/// Gives each label its colour and its line. Lines differ by their pattern as well, for eyes that see no colour.
pub fn set_label_variables(session: &Session) {
    let variables = session.project().labels().into_iter().enumerate().flat_map(|(number, label)| {
        let color = label.color;
        [
            // On dark paper the same colour, but lighter.
            (
                format!("--label-{number}"),
                format!("light-dark({color}, color-mix(in oklab, {color}, white 52%))"),
            ),
            (format!("--line-{number}"), line(number)),
        ]
    });
    page::set_variables(variables.collect::<Vec<_>>());
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
