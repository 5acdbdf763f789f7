//! Moving: the caret of the text, from mark to mark, from document to document.

use crate::model::Id;
use crate::text::{CharOffset, Direction, Edge, Snap, Span, Unit, is_right_to_left, next_edge};

use super::{Act, Drawn, Request, Selection, Session, TextSelection};

use Direction::{Back, Forward};

/// The annotations over the place of the caret, the outermost first. A caret stands between two characters: the one
/// behind it comes first. Where the selected annotation lies elsewhere it is about the start of that.
pub fn here(session: &Session) -> Vec<Id> {
    let Some(marks) = session.document().and_then(|document| session.project().marks(&document.id)) else {
        return Vec::new();
    };
    let caret = session.place().focus;
    let selected = session.annotation();
    let places =
        [Some(caret), Some(caret.minus(1)), selected.map(|annotation| annotation.spans.first().start())];
    let under = |at: CharOffset| Span::new(at, at.plus(1)).map(|span| marks.at(span));
    let fits = |here: &Vec<Id>| match selected {
        Some(annotation) => here.contains(&annotation.id),
        None => !here.is_empty(),
    };
    places.into_iter().flatten().filter_map(under).find(fits).unwrap_or_default()
}

/// The next of the annotations at the place of the selected one.
pub(super) fn next_under(session: &Session) -> Option<Act> {
    session.annotation()?;
    let here = here(session);
    if here.len() > 1 { pick(session, &here) } else { None }
}

/// What a click on a place selects: the innermost annotation there, or, where one of them is selected already, the
/// next one further out, and after the outermost the innermost again.
pub fn pick(session: &Session, under: &[Id]) -> Option<Act> {
    let selected = session.annotation().map(|annotation| &annotation.id);
    let outwards: Vec<Id> = under.iter().rev().cloned().collect();
    match selected.filter(|selected| outwards.contains(selected)) {
        Some(selected) => after(&outwards, selected).map(select),
        None => outwards.first().map(select),
    }
}

/// The one behind `id`, and after the last the first.
fn after<'i>(ids: &'i [Id], id: &Id) -> Option<&'i Id> {
    let at = ids.iter().position(|other| other == id)?;
    ids.get(at + 1).or(ids.first())
}

fn select(id: &Id) -> Act {
    Act::Select(Selection::Annotation(id.clone()))
}

/// The annotation before or behind the selected one; without one the next behind the caret.
pub(super) fn neighbour(session: &Session, direction: Direction) -> Option<Act> {
    let marks = session.project().marks(&session.document()?.id)?;
    let behind = match (session.annotation(), session.place) {
        (Some(selected), _) => marks.rank(selected)? + usize::from(direction == Forward),
        (None, Some(place)) => marks.rank_at(place.focus),
        (None, None) if direction == Forward => 0,
        (None, None) => marks.total(),
    };
    let next = if direction == Forward { behind } else { behind.checked_sub(1)? };
    marks.in_order().get(next).map(|piece| select(&piece.annotation))
}

/// The next annotation whose date is not understood, in whichever document, and after the last the first.
pub(super) fn next_not_understood(session: &Session) -> Option<Act> {
    let ids: Vec<Id> =
        session.project().not_understood().into_iter().map(|annotation| annotation.id.clone()).collect();
    let selected = session.annotation().map(|annotation| &annotation.id);
    let next = selected.and_then(|selected| after(&ids, selected)).or(ids.first())?;
    (Some(next) != selected).then(|| select(next))
}

pub(super) fn other_document(session: &Session, direction: Direction) -> Option<Act> {
    let documents = session.project().documents();
    let open = &session.document()?.id;
    let at = documents.iter().position(|document| document.id == *open)?;
    let next = if direction == Forward { at + 1 } else { at.checked_sub(1)? };
    documents.get(next).map(|document| Act::Open(document.id.clone()))
}

/// Selects the innermost mark at the caret and enters its card; where one is selected already, enters its card.
pub(super) fn enter_mark(session: &Session) -> Option<Act> {
    if session.annotation().is_some() {
        return Some(Act::Ask(Request::EnterCard));
    }
    let place = session.place();
    let marks = session.project().marks(&session.document()?.id)?;
    // A caret stands between two characters: the one behind it comes first.
    let behind = Span::new(place.focus, place.focus.plus(1));
    let before = Span::new(place.focus.minus(1), place.focus);
    let spans = if place.span().is_some() { [place.span(), None] } else { [behind, before] };
    let innermost = |span: Option<Span>| marks.at(span?).pop();
    spans.into_iter().find_map(innermost).map(Act::Enter)
}

/// Moves the caret to the next edge of a unit of the text.
pub(super) fn caret(session: &Session, unit: Unit, direction: Direction, extend: bool) -> Option<Act> {
    let edge = if direction == Forward { Edge::End } else { Edge::Start };
    if extend && unit == Unit::Character {
        // From here on the exact characters count: those that are seen, and one more or one less.
        let from = session.as_shown(session.place());
        let focus = next_edge(&session.document()?.text, from.focus, unit, edge, direction)?;
        let selected = TextSelection { anchor: from.anchor, focus, snap: Snap::Characters };
        return Some(Act::Select(Selection::Text(selected)));
    }
    let focus = next_edge(&session.document()?.text, session.place().focus, unit, edge, direction)?;
    Some(to(session, focus, extend))
}

/// Moves the caret to the right or to the left as it is seen: where the text reads from right to left, left is forward.
pub(super) fn sideways(session: &Session, unit: Unit, is_right: bool, extend: bool) -> Option<Act> {
    let text = &session.document()?.text;
    let line = text.line_at(session.place().focus)?;
    let is_forward = is_right != is_right_to_left(text.slice(line)?);
    caret(session, unit, if is_forward { Forward } else { Back }, extend)
}

/// Moves the caret to the start or to the end of the text.
pub(super) fn to_text_edge(session: &Session, edge: Edge, extend: bool) -> Option<Act> {
    let end = session.document()?.text.end();
    Some(to(session, if edge == Edge::Start { CharOffset::ZERO } else { end }, extend))
}

/// Moves the caret to the start of the next mark.
pub(super) fn to_mark(session: &Session, direction: Direction, extend: bool) -> Option<Act> {
    let pieces = session.project().marks(&session.document()?.id)?.index().pieces();
    let caret = session.place().focus;
    let next = if direction == Forward {
        pieces.get(pieces.partition_point(|piece| piece.span.start() <= caret))
    } else {
        pieces.get(pieces.partition_point(|piece| piece.span.start() < caret).checked_sub(1)?)
    };
    Some(to(session, next?.span.start(), extend))
}

/// Moves the caret by what only the page knows.
pub(super) fn drawn(by: Drawn, direction: Direction, extend: bool) -> Option<Act> {
    Some(Act::Ask(Request::Move { by, direction, extend }))
}

/// Moves the caret to a position, or has the selection reach there. It snaps to words, unless it was made by characters.
pub fn to(session: &Session, focus: CharOffset, extend: bool) -> Act {
    let place = session.place();
    let anchor = if extend { place.anchor } else { focus };
    let snap = if extend && place.span().is_some() { place.snap } else { Snap::Words };
    Act::Select(Selection::Text(TextSelection { anchor, focus, snap }))
}

#[cfg(test)]
mod tests {
    use super::super::commands::Place;
    use super::super::{Chord, Stamp};
    use super::*;
    use crate::model::{History, Timestamp, carets};

    /// A session with the caret at the `|` of the text; with a `[` the selection begins there. Both stand before the
    /// first line of carets.
    fn session(picture: &str) -> Session {
        let picture = picture.trim_start_matches('\n');
        let is_mark = |char: &char| ['|', '['].contains(char);
        let at = |mark: char| {
            let before = picture.split_once(mark)?.0;
            Some(CharOffset::new(before.chars().filter(|char| !is_mark(char)).count() as u32))
        };
        let focus = at('|').unwrap();
        let selected = TextSelection { anchor: at('[').unwrap_or(focus), focus, snap: Snap::Words };
        let plain: String = picture.chars().filter(|char| !is_mark(char)).collect();
        let mut session = Session::new(carets::project(&plain), History::default());
        session.perform(Act::Select(Selection::Text(selected)), Timestamp::default()).unwrap();
        session
    }

    /// Presses keys in the text, one after the other.
    fn press(session: &mut Session, keys: &[&str]) {
        for (number, key) in keys.iter().enumerate() {
            let chord = Chord::parse(key).unwrap();
            let wish = session.keymap.wish(session.project(), &chord, Place::Text).unwrap();
            let at = Timestamp::from_millis(number as i64 * 10_000);
            let stamp = Stamp { at, id: Id::new(&format!("new{number}")).unwrap() };
            if let Some(act) = wish.act(session, &stamp) {
                session.perform(act, at).unwrap();
            }
        }
    }

    /// The text with the caret and the selection in it, or the id of the selected annotation.
    fn shown(session: &Session) -> String {
        match session.selection() {
            Selection::Nothing => "nothing".to_owned(),
            Selection::Annotation(id) => id.to_string(),
            Selection::Text(selected) | Selection::Several(selected, _) => {
                let text = session.document().unwrap().text.as_str();
                let mut shown: Vec<char> = text.chars().collect();
                let mut marks = vec![(selected.focus.to_usize(), '|')];
                if selected.anchor != selected.focus {
                    marks.push((selected.anchor.to_usize(), '['));
                }
                marks.sort_unstable();
                marks.into_iter().rev().for_each(|(at, mark)| shown.insert(at, mark));
                shown.into_iter().collect()
            }
        }
    }

    fn check(picture: &str, keys: &[&str], expected: &str) {
        let mut session = session(picture);
        press(&mut session, keys);
        assert_eq!(shown(&session), expected, "{picture} {keys:?}");
    }

    #[test]
    fn the_caret_goes_by_characters_words_paragraphs_and_to_the_ends() {
        check("Laut |dpa kam.", &["ArrowRight"], "Laut d|pa kam.");
        check("Laut |dpa kam.", &["ArrowLeft", "ArrowLeft"], "Lau|t dpa kam.");
        check("Laut |dpa kam.", &["Ctrl+ArrowRight"], "Laut dpa| kam.");
        check("Laut d|pa kam.", &["Alt+ArrowLeft"], "Laut |dpa kam.");
        check("Laut |dpa kam.", &["Ctrl+End"], "Laut dpa kam.|");
        check("Laut |dpa kam.", &["Ctrl+Home"], "|Laut dpa kam.");
        check("Am 3. Mai |kam er. Er blieb.", &["Alt+ArrowDown"], "Am 3. Mai kam er.| Er blieb.");
        check("Am 3. Mai |kam er. Er blieb.", &["Alt+ArrowUp"], "|Am 3. Mai kam er. Er blieb.");
        check("Ei|ns.\nZwei.", &["Ctrl+ArrowDown"], "Eins.\n|Zwei.");
        check("Ei|ns.\nZwei.", &["Ctrl+ArrowUp"], "|Eins.\nZwei.");
    }

    #[test]
    fn shift_extends() {
        check("Laut |dpa kam.", &["Shift+ArrowRight", "Shift+ArrowRight"], "Laut [dp|a kam.");
        check("Laut |dpa kam.", &["Shift+ArrowRight", "Shift+ArrowLeft"], "Laut |dpa kam.");
        check("Laut |dpa kam.", &["Ctrl+Shift+ArrowLeft"], "|Laut [dpa kam.");
        check("|Er kam. Er ging.", &["Alt+Shift+ArrowDown"], "[Er kam.| Er ging.");
        check("Laut |dpa kam.", &["Ctrl+Shift+End"], "Laut [dpa kam.|");
        check("Laut |dpa kam.", &["Ctrl+Shift+Home"], "|Laut [dpa kam.");
    }

    #[test]
    fn arrows_follow_what_is_seen() {
        check("אב|גד", &["ArrowLeft"], "אבג|ד");
        check("אב|גד", &["ArrowRight"], "א|בגד");
        check("|אמר קים", &["Ctrl+ArrowLeft"], "אמר| קים");
        check("אב|גד", &["Shift+ArrowLeft"], "אב[ג|ד");
        // Each paragraph has its own direction.
        check("אב\nk|am", &["ArrowRight"], "אב\nka|m");
    }

    const MARKED: &str = "
Laut dpa kam| Kim am Montag.
     ^^^ source
         ^^^^^^^^^^^^^^^^^ claim
             ^^^ source
                    ^^^^^^ date
";

    #[test]
    fn the_caret_goes_from_mark_to_mark() {
        check(MARKED, &["Alt+J"], "Laut dpa kam |Kim am Montag.");
        check(MARKED, &["Alt+J", "Alt+J", "Alt+J"], "Laut dpa kam Kim am |Montag.");
        check(MARKED, &["Alt+K"], "Laut dpa |kam Kim am Montag.");
        check(MARKED, &["Alt+K", "Alt+K"], "Laut |dpa kam Kim am Montag.");
        check(MARKED, &["Alt+Shift+J"], "Laut dpa kam[ |Kim am Montag.");
    }

    #[test]
    fn enter_selects_the_innermost_mark_and_escape_comes_back_to_the_place() {
        check("Laut d|pa kam.\n     ^^^ source", &["Enter"], "a1");
        check("Laut |dpa kam.\n     ^^^ source", &["Enter"], "a1");
        check("Laut dpa| kam.\n     ^^^ source", &["Enter"], "a1");
        check("Lau|t dpa kam.\n     ^^^ source", &["Enter"], "Lau|t dpa kam.");
        check("Laut d|pa kam.\n     ^^^ source", &["Enter", "Escape"], "Laut d|pa kam.");
        check("[Laut d|pa kam.\n     ^^^ source", &["Enter", "Escape"], "[Laut d|pa kam.");
        check("[Laut d|pa kam.\n     ^^^ source", &["Enter", "Escape", "Escape"], "Laut d|pa kam.");
    }

    #[test]
    fn the_key_for_the_next_here_goes_outwards_and_around() {
        let picture = "Laut d|pa kam.\n^^^^^^^^^^^^^ claim\n^^^^^^^^ claim\n     ^^^ source";
        check(picture, &["Enter"], "a3");
        check(picture, &["Enter", "C"], "a2");
        check(picture, &["Enter", "C", "C"], "a1");
        check(picture, &["Enter", "C", "C", "C"], "a3");
        check(picture, &["Enter", "C", "C", "Escape"], "Laut d|pa kam.");
    }

    #[test]
    fn from_an_annotation_elsewhere_the_caret_sets_out_there() {
        check(MARKED, &["J"], "a3");
        check(MARKED, &["J", "Escape"], "Laut dpa kam |Kim am Montag.");
        check(MARKED, &["J", "ArrowRight"], "Laut dpa kam K|im am Montag.");
        check(MARKED, &["K", "K", "J", "J", "J", "Escape"], "Laut dpa kam Kim am |Montag.");
    }

    #[test]
    fn after_marking_the_caret_stays_where_it_was() {
        check("Laut [dpa| kam.", &["2"], "new0");
        check("Laut [dpa| kam.", &["2", "Escape"], "Laut dpa| kam.");
        check("Laut [dpa| kam.", &["2", "ArrowRight"], "Laut dpa |kam.");
        check("Laut [dpa| kam.", &["2", "Ctrl+Z"], "Laut dpa| kam.");
        check("Laut [dpa| kam.", &["2", "Delete"], "Laut dpa| kam.");
        check("Laut [dpa| kam.", &["Ctrl+Enter", "Shift+ArrowRight"], "Laut [dpa |kam.");
    }

    fn check_marks(picture: &str, keys: &[&str], expected: &str) {
        let mut session = session(picture);
        press(&mut session, keys);
        let drawn = carets::draw(session.project(), session.document().unwrap());
        assert_eq!(drawn.trim_end(), expected.trim_start_matches('\n').trim_end(), "{keys:?}");
    }

    const DIVIDED: &str = "
Er komme, sagte Kim, morgen.
^^^^^^^^ claim#1
                     ^^^^^^ claim#1
";

    #[test]
    fn a_claim_that_is_cut_in_two_is_one_claim() {
        let first = "[Er komme|, sagte Kim, morgen.";
        let add = ["1", "Ctrl+End", "Ctrl+ArrowLeft", "Ctrl+Shift+ArrowRight", "+"];
        check_marks(first, &add, DIVIDED);
        check(first, &add, "new0");
        check_marks(first, &[&add[..], &["Ctrl+Z"]].concat(), "Er komme, sagte Kim, morgen.\n^^^^^^^^ claim");
        check_marks(first, &[&add[..], &["-"]].concat(), "Er komme, sagte Kim, morgen.\n^^^^^^^^ claim");
        check_marks(first, &[&add[..], &["-", "-"]].concat(), "Er komme, sagte Kim, morgen.\n^^^^^^^^ claim");
    }

    #[test]
    fn nothing_is_added_to_an_annotation_that_was_left() {
        let first = "[Er komme|, sagte Kim, morgen.";
        let one = "Er komme, sagte Kim, morgen.\n^^^^^^^^ claim";
        let words = ["Ctrl+End", "Ctrl+ArrowLeft", "Ctrl+Shift+ArrowRight"];
        let left: &[&[&str]] =
            &[&["Escape"], &["Ctrl+Shift+ArrowRight", "ArrowRight"], &["Ctrl+Shift+Home", "Escape"]];
        for left in left {
            check_marks(first, &[&["1"], *left, &words[..], &["+"]].concat(), one);
        }
        // The caret only moves, or the words are corrected.
        let still: &[&[&str]] = &[&["ArrowRight", "ArrowDown"], &["Alt+J"], &[]];
        for still in still {
            check_marks(first, &[&["1"], *still, &words[..], &["+"]].concat(), DIVIDED);
        }
        let corrected = [&["1"], &words[..], &["Shift+ArrowRight", "Shift+ArrowLeft", "+"]].concat();
        check_marks(first, &corrected, DIVIDED);
    }

    #[test]
    fn characters_are_marked_as_they_are_seen_and_words_as_words() {
        let marked = |picture: &str, keys: &[&str], expected: &str| {
            let mut session = session(picture);
            press(&mut session, keys);
            let seen = session.shown_text().unwrap().span();
            press(&mut session, &["1"]);
            let annotation = session.annotation().unwrap();
            assert_eq!(Some(annotation.spans.first()), seen, "{keys:?}");
            assert_eq!(session.document().unwrap().text.slice(seen.unwrap()), Some(expected), "{keys:?}");
        };
        marked("Laut |dpa kam.", &["Shift+ArrowRight", "Shift+ArrowRight"], "dp");
        marked("Laut d|pa kam.", &["Ctrl+Shift+ArrowRight"], "dpa");
        marked("Laut d|pa kam.", &["Ctrl+Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowRight"], "dpa k");
        marked("Laut d|pa kam.", &["Shift+ArrowRight", "Ctrl+Shift+ArrowRight"], "pa");
        marked("Laut d|pa kam.", &["Ctrl+A"], "Laut dpa kam.");
    }

    #[test]
    fn nothing_is_added_where_no_annotation_was_selected() {
        check_marks("Laut [dpa| kam.\n^^^^ source", &["+"], "Laut dpa kam.\n^^^^ source");
    }

    #[test]
    fn the_stretch_at_the_caret_is_the_one_that_changes() {
        let entered = "Er k|omme, sagte Kim, morgen.\n^^^^^^^^ claim#1\n                     ^^^^^^ claim#1";
        check_marks(
            entered,
            &["Enter", "-"],
            "Er komme, sagte Kim, morgen.\n                     ^^^^^^ claim",
        );
        check_marks(
            entered,
            &["Enter", "]"],
            "Er komme, sagte Kim, morgen.\n^^^^^^^^^^^^^^^ claim#1\n                     ^^^^^^ claim#1",
        );
        check_marks(
            entered,
            &["Enter", "]", "]", "]"],
            "Er komme, sagte Kim, morgen.\n^^^^^^^^^^^^^^^^^^^^^^^^^^^ claim",
        );
        // Selected from elsewhere, its outermost edges move.
        let elsewhere =
            "Er komme, sagte |Kim, morgen.\n^^^^^^^^ claim#1\n                     ^^^^^^ claim#1";
        check_marks(
            elsewhere,
            &["K", "}"],
            "Er komme, sagte Kim, morgen.\n^^^^^^^^ claim#1\n                     ^^^^^^ claim#1",
        );
        check_marks(elsewhere, &["K", "-"], "Er komme, sagte Kim, morgen.\n^^^^^^^^ claim");
    }
}
