//! Moving: the caret of the text, from mark to mark, from document to document.

use crate::model::Id;
use crate::text::{Direction, Edge, Snap, Span, Unit, next_edge};

use super::{Act, Request, Selection, Session, TextSelection};

use Direction::Forward;

/// The next of the annotations that lie over the start of the selected one.
pub(super) fn next_under(session: &Session) -> Option<Act> {
    let annotation = session.annotation()?;
    let marks = session.project().marks(&annotation.document)?;
    let start = annotation.spans.first().start();
    let here = marks.at(Span::new(start, start.plus(1))?);
    let next = after(&here, &annotation.id)?;
    (*next != annotation.id).then(|| select(next))
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

/// The annotation before or behind the selected one; without a selection the first or the last behind the caret.
pub(super) fn neighbour(session: &Session, direction: Direction) -> Option<Act> {
    let marks = session.project().marks(&session.document()?.id)?;
    let behind = match (session.annotation(), session.selection()) {
        (Some(selected), _) => marks.rank(selected)? + usize::from(direction == Forward),
        (None, Selection::Text(selected)) => marks.rank_at(selected.focus),
        (None, _) if direction == Forward => 0,
        (None, _) => marks.total(),
    };
    let next = if direction == Forward { behind } else { behind.checked_sub(1)? };
    marks.in_order().get(next).map(|piece| select(&piece.annotation))
}

pub(super) fn other_document(session: &Session, direction: Direction) -> Option<Act> {
    let documents = session.project().documents();
    let open = &session.document()?.id;
    let at = documents.iter().position(|document| document.id == *open)?;
    let next = if direction == Forward { at + 1 } else { at.checked_sub(1)? };
    documents.get(next).map(|document| Act::Open(document.id.clone()))
}

pub(super) fn mark_at_caret(session: &Session) -> Option<Act> {
    let Selection::Text(selected) = session.selection else { return None };
    let marks = session.project().marks(&session.document()?.id)?;
    let span = selected.span().or(Span::new(selected.focus, selected.focus.plus(1)))?;
    pick(session, &marks.at(span))
}

/// The place from which the caret sets out: where it is, at the selected annotation, or at the start of the text.
pub fn caret_place(session: &Session) -> TextSelection {
    let at = |offset| TextSelection { anchor: offset, focus: offset, snap: Snap::Words };
    match (&session.selection, session.annotation()) {
        (Selection::Text(selected), _) => *selected,
        (_, Some(annotation)) => at(annotation.spans.first().start()),
        _ => at(Default::default()),
    }
}

pub(super) fn caret(session: &Session, unit: Unit, direction: Direction, extend: bool) -> Option<Act> {
    let here = caret_place(session);
    let edge = if direction == Forward { Edge::End } else { Edge::Start };
    let focus = next_edge(&session.document()?.text, here.focus, unit, edge, direction)?;
    let anchor = if extend { here.anchor } else { focus };
    Some(Act::Select(Selection::Text(TextSelection { anchor, focus, snap: Snap::Words })))
}

/// Lines are a matter of how the page is drawn.
pub(super) fn caret_line(session: &Session, direction: Direction, extend: bool) -> Option<Act> {
    session.document().map(|_| Act::Ask(Request::MoveByLine { direction, extend }))
}
