//! Overlapping spans cut into tiles: stretches over which the same set of annotations lies.
//!
//! A tile becomes one element, so that nothing is ever nested and the text of a block stays the text of the block.

use crate::text::{CharOffset, Span};

use super::id::Id;
use super::index::{Piece, SpanPart};

/// Into how many pieces at most a stretch of text is cut, and how many layers are told apart over one of them. Nobody
/// sees that many; but the work grows with their product.
const PIECES: usize = 5_000;
const LAYERS: usize = 200;

/// A stretch with the annotations that cover it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    /// Where it stands.
    pub span: Span,
    /// What lies over it, the outermost first and no more than 200; empty for plain text.
    pub layers: Vec<Layer>,
    /// How many annotations lie over it.
    pub over: usize,
}

/// One annotation over a tile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layer {
    /// The annotation.
    pub annotation: Id,
    /// In which lane its line is drawn; 0 is the lowest. An annotation keeps its lane through all tiles of one cut,
    /// so that its line runs unbroken.
    pub lane: usize,
    /// Whether it is only the gap between two spans of the annotation.
    pub is_gap: bool,
}

/// Cuts `within` at the edges of the pieces. The tiles follow one another without gaps from its start to its end.
///
/// `pieces` come in reading order, as [`super::Index::overlapping`] gives them; what lies outside is ignored,
/// and of very many all but the first 5,000.
pub fn tiles<'p>(within: Span, pieces: impl IntoIterator<Item = &'p Piece>) -> Vec<Tile> {
    let clipped = pieces.into_iter().filter_map(|piece| Some((piece.span.intersect(within)?, piece)));
    let mut clipped: Vec<(Span, &Piece)> = clipped.take(PIECES).collect();
    // A piece that began before the block may be longer here than one that began even earlier.
    clipped.sort_by_key(|(span, _)| *span);
    let lanes = lanes(&clipped);
    let mut cuts: Vec<CharOffset> = clipped.iter().flat_map(|(span, _)| [span.start(), span.end()]).collect();
    cuts.extend([within.start(), within.end()]);
    cuts.sort_unstable();
    cuts.dedup();
    let mut open: Vec<(Span, Layer)> = Vec::new();
    let mut coming = clipped.iter().zip(lanes).peekable();
    let stretches = cuts.iter().zip(cuts.iter().skip(1)).filter_map(|(start, end)| Span::new(*start, *end));
    stretches
        .map(|span| {
            open.retain(|(over, _)| over.end() > span.start());
            while let Some(((over, piece), lane)) =
                coming.next_if(|((over, _), _)| over.start() <= span.start())
            {
                let is_gap = piece.part == SpanPart::Gap;
                open.push((*over, Layer { annotation: piece.annotation.clone(), lane, is_gap }));
            }
            let layers = open.iter().take(LAYERS).map(|(_, layer)| layer.clone()).collect();
            Tile { span, layers, over: open.len() }
        })
        .collect()
}

/// Cuts tiles at further positions, which come in order.
pub fn cut_at(tiles: Vec<Tile>, cuts: impl IntoIterator<Item = CharOffset>) -> Vec<Tile> {
    let mut cuts = cuts.into_iter().peekable();
    let mut parts = Vec::with_capacity(tiles.len());
    for mut tile in tiles {
        while let Some(cut) = cuts.next_if(|cut| *cut < tile.span.end()) {
            let halves = Span::new(tile.span.start(), cut).zip(Span::new(cut, tile.span.end()));
            if let Some((before, behind)) = halves {
                parts.push(Tile { span: before, ..tile.clone() });
                tile.span = behind;
            }
        }
        parts.push(tile);
    }
    parts
}

/// Gives each piece the lane of the piece of its annotation that ends before it, or else the lowest lane that is free
/// where it stands. What contains comes first and so lies lowest.
fn lanes(sorted: &[(Span, &Piece)]) -> Vec<usize> {
    let mut ends: Vec<(CharOffset, &Id)> = Vec::new();
    sorted
        .iter()
        .map(|(span, piece)| {
            let is_free = |end: &CharOffset| *end <= span.start();
            let own = ends.iter().position(|(end, last)| is_free(end) && **last == piece.annotation);
            let free = own.or_else(|| ends.iter().position(|(end, _)| is_free(end))).unwrap_or(ends.len());
            let taken = (span.end(), &piece.annotation);
            match ends.get_mut(free) {
                Some(end) => *end = taken,
                None => ends.push(taken),
            }
            free
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::model::carets;

    /// Draws the tiles of the whole text: each with the lanes over it.
    fn check(picture: &str, expected: Expect) {
        let project = carets::project(picture);
        let document = carets::document(&project);
        let marks = project.marks(&document.id).unwrap();
        let mut drawn = String::new();
        for tile in tiles(document.text.span().unwrap(), marks.index().pieces()) {
            let label = |layer: &Layer| {
                let gap = if layer.is_gap { "-" } else { "" };
                format!("{gap}{}{}", project.annotation(&layer.annotation).unwrap().label, layer.lane)
            };
            let layers: Vec<String> = tile.layers.iter().map(label).collect();
            drawn += &format!("{:?} {}\n", document.text.slice(tile.span).unwrap(), layers.join(" "));
        }
        expected.assert_eq(&drawn);
    }

    #[test]
    fn plain_text_is_one_tile() {
        check(
            "Nichts.",
            expect![[r#"
            "Nichts." 
        "#]],
        );
    }

    #[test]
    fn what_is_contained_lies_above() {
        check(
            "
Kim kam am Montag an.
^^^^^^^^^^^^^^^^^^^^ claim
^^^ source
           ^^^^^^ date
",
            expect![[r#"
                "Kim" claim0 source1
                " kam am " claim0
                "Montag" claim0 date1
                " an" claim0
                "." 
            "#]],
        );
    }

    #[test]
    fn crossing_touching_and_coinciding_marks_stay_apart() {
        check(
            "
abcdefgh
^^^^ claim
  ^^^^ source
      ^^ date
      ^^ claim
",
            expect![[r#"
                "ab" claim0
                "cd" claim0 source1
                "ef" source1
                "gh" date0 claim1
            "#]],
        );
    }

    #[test]
    fn a_divided_claim_is_drawn_as_one_thing() {
        check(
            "
Er komme, sagte Kim, morgen.
^^^^^^^^ claim#1
                ^^^ source
                     ^^^^^^ claim#1
",
            expect![[r#"
                "Er komme" claim0
                ", sagte " -claim0
                "Kim" -claim0 source1
                ", " -claim0
                "morgen" claim0
                "." 
            "#]],
        );
    }

    #[test]
    fn further_cuts_part_what_lies_over_a_tile_alike() {
        let project = carets::project("\nEr komme.\n^^^^^^^^ claim\n");
        let document = carets::document(&project);
        let marks = project.marks(&document.id).unwrap();
        let cut = tiles(document.text.span().unwrap(), marks.index().pieces());
        let cuts = [0, 2, 3, 3, 8, 9, 12].map(CharOffset::new);
        let parts = cut_at(cut.clone(), cuts);
        let spans: Vec<_> = parts.iter().map(|part| (part.span, &part.layers)).collect();
        let claim = &cut[0].layers;
        let expected = [(0, 2, claim), (2, 3, claim), (3, 8, claim), (8, 9, &Vec::new())];
        assert_eq!(spans, expected.map(|(start, end, layers)| (Span::of(start, end).unwrap(), layers)));
        assert_eq!(cut_at(cut.clone(), []), cut);
    }
}
