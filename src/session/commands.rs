//! Everything that can be done, in one table: it feeds the keys, the buttons, the list of keys and the tests.
//!
//! A command answers by existing: where it gives no act, it cannot be done now, and its button is grey.

use std::sync::Arc;

use crate::model::{Id, Label, Status};
use crate::text::{Direction, Edge, Snap, Span, Unit, next_edge, snap};

use super::keys::{Chord, Stroke};
use super::{Act, Request, Selection, Session, Stamp, TextSelection};

/// Where a command belongs in the list of keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// Marking, and the selected annotation.
    Annotation,
    /// Moving through the text and the documents.
    Moving,
    /// The project as a whole.
    Project,
}

/// Where a key is meant for a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Anywhere on the page outside fields.
    Page,
    /// Only in the text.
    Text,
    /// Anywhere, in fields as well.
    Everywhere,
}

/// Something that can be done.
pub struct Command {
    /// By what buttons, words and tests refer to it.
    pub name: &'static str,
    /// Its place in the list of keys.
    pub group: Group,
    /// Where its keys count.
    pub place: Place,
    /// The keys that do it. The first one is shown on the button.
    pub keys: &'static [Chord],
    /// What it does now, or `None` where it cannot be done.
    pub run: fn(&Session, &Stamp) -> Option<Act>,
}

const fn command(
    name: &'static str,
    group: Group,
    place: Place,
    keys: &'static [Chord],
    run: fn(&Session, &Stamp) -> Option<Act>,
) -> Command {
    Command { name, group, place, keys, run }
}

use Direction::{Back, Forward};
use Group::{Annotation, Moving, Project};
use Place::{Everywhere, Page, Text};

/// All commands but those of the labels, which the tagset brings along: see [`mark`].
pub const COMMANDS: &[Command] = &[
    command("start-out", Annotation, Page, &[Chord("["), Chord(",")], |session, stamp| {
        session.move_edge(Edge::Start, Unit::Word, Back, stamp)
    }),
    command("start-in", Annotation, Page, &[Chord("{"), Chord(";")], |session, stamp| {
        session.move_edge(Edge::Start, Unit::Word, Forward, stamp)
    }),
    command("end-in", Annotation, Page, &[Chord("}"), Chord(":")], |session, stamp| {
        session.move_edge(Edge::End, Unit::Word, Back, stamp)
    }),
    command("end-out", Annotation, Page, &[Chord("]"), Chord(".")], |session, stamp| {
        session.move_edge(Edge::End, Unit::Word, Forward, stamp)
    }),
    command("start-out-char", Annotation, Page, &[Chord("Alt+["), Chord("Alt+,")], |session, stamp| {
        session.move_edge(Edge::Start, Unit::Character, Back, stamp)
    }),
    command("start-in-char", Annotation, Page, &[Chord("Alt+{"), Chord("Alt+;")], |session, stamp| {
        session.move_edge(Edge::Start, Unit::Character, Forward, stamp)
    }),
    command("end-in-char", Annotation, Page, &[Chord("Alt+}"), Chord("Alt+:")], |session, stamp| {
        session.move_edge(Edge::End, Unit::Character, Back, stamp)
    }),
    command("end-out-char", Annotation, Page, &[Chord("Alt+]"), Chord("Alt+.")], |session, stamp| {
        session.move_edge(Edge::End, Unit::Character, Forward, stamp)
    }),
    command("note", Annotation, Page, &[Chord("N")], |session, _| {
        session.annotation().map(|_| Act::Ask(Request::EditNote))
    }),
    command("attribute", Annotation, Page, &[Chord("V")], |session, _| {
        let label = session.project().label(&session.annotation()?.label)?;
        label.attribute.map(|_| Act::Ask(Request::EditAttribute))
    }),
    command("delete", Annotation, Page, &[Chord("Delete"), Chord("Backspace")], |session, stamp| {
        session.delete(stamp)
    }),
    command("cycle", Annotation, Page, &[Chord("C")], |session, _| next_under(session)),
    command("unselect", Annotation, Page, &[Chord("Escape")], |session, _| {
        (session.selection != Selection::Nothing).then_some(Act::Select(Selection::Nothing))
    }),
    command("next-annotation", Moving, Page, &[Chord("J")], |session, _| neighbour(session, Forward)),
    command("previous-annotation", Moving, Page, &[Chord("K")], |session, _| neighbour(session, Back)),
    command("next-document", Moving, Page, &[Chord("Shift+PageDown")], |session, _| {
        other_document(session, Forward)
    }),
    command("previous-document", Moving, Page, &[Chord("Shift+PageUp")], |session, _| {
        other_document(session, Back)
    }),
    command("open-mark", Moving, Text, &[Chord("Enter")], |session, _| mark_at_caret(session)),
    command("caret-right", Moving, Text, &[Chord("ArrowRight")], |s, _| {
        caret(s, Unit::Character, Forward, false)
    }),
    command("caret-left", Moving, Text, &[Chord("ArrowLeft")], |s, _| caret(s, Unit::Character, Back, false)),
    command(
        "caret-word-right",
        Moving,
        Text,
        &[Chord("Ctrl+ArrowRight"), Chord("Alt+ArrowRight")],
        |s, _| caret(s, Unit::Word, Forward, false),
    ),
    command("caret-word-left", Moving, Text, &[Chord("Ctrl+ArrowLeft"), Chord("Alt+ArrowLeft")], |s, _| {
        caret(s, Unit::Word, Back, false)
    }),
    command("caret-down", Moving, Text, &[Chord("ArrowDown")], |s, _| caret_line(s, Forward, false)),
    command("caret-up", Moving, Text, &[Chord("ArrowUp")], |s, _| caret_line(s, Back, false)),
    command("caret-paragraph-down", Moving, Text, &[Chord("Ctrl+ArrowDown")], |s, _| {
        caret(s, Unit::Paragraph, Forward, false)
    }),
    command("caret-paragraph-up", Moving, Text, &[Chord("Ctrl+ArrowUp")], |s, _| {
        caret(s, Unit::Paragraph, Back, false)
    }),
    command("extend-right", Moving, Text, &[Chord("Shift+ArrowRight")], |s, _| {
        caret(s, Unit::Character, Forward, true)
    }),
    command("extend-left", Moving, Text, &[Chord("Shift+ArrowLeft")], |s, _| {
        caret(s, Unit::Character, Back, true)
    }),
    command(
        "extend-word-right",
        Moving,
        Text,
        &[Chord("Ctrl+Shift+ArrowRight"), Chord("Alt+Shift+ArrowRight")],
        |s, _| caret(s, Unit::Word, Forward, true),
    ),
    command(
        "extend-word-left",
        Moving,
        Text,
        &[Chord("Ctrl+Shift+ArrowLeft"), Chord("Alt+Shift+ArrowLeft")],
        |s, _| caret(s, Unit::Word, Back, true),
    ),
    command("extend-down", Moving, Text, &[Chord("Shift+ArrowDown")], |s, _| caret_line(s, Forward, true)),
    command("extend-up", Moving, Text, &[Chord("Shift+ArrowUp")], |s, _| caret_line(s, Back, true)),
    command("extend-paragraph-down", Moving, Text, &[Chord("Ctrl+Shift+ArrowDown")], |s, _| {
        caret(s, Unit::Paragraph, Forward, true)
    }),
    command("extend-paragraph-up", Moving, Text, &[Chord("Ctrl+Shift+ArrowUp")], |s, _| {
        caret(s, Unit::Paragraph, Back, true)
    }),
    command("undo", Project, Page, &[Chord("Ctrl+Z")], |session, _| {
        session.history().undo().map(|_| Act::Undo)
    }),
    command("redo", Project, Page, &[Chord("Ctrl+Shift+Z"), Chord("Ctrl+Y")], |session, _| {
        session.history().redo().map(|_| Act::Redo)
    }),
    command("done", Project, Everywhere, &[Chord("Ctrl+Enter")], |session, stamp| {
        let status =
            if session.document()?.status == Status::Done { Status::InProgress } else { Status::Done };
        session.set_status(status, stamp)
    }),
    command("download", Project, Everywhere, &[Chord("Ctrl+S")], |_, _| Some(Act::Ask(Request::Download))),
    command("open", Project, Everywhere, &[Chord("Ctrl+O")], |_, _| Some(Act::Ask(Request::ChooseFile))),
    command("keys", Project, Page, &[Chord("?")], |_, _| Some(Act::Ask(Request::ShowKeys))),
];

/// The command of a name.
pub fn named(name: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.name == name)
}

/// What a label does: it marks the selected text, or else relabels the selected annotation.
pub fn mark(session: &Session, label: &Id, stamp: &Stamp) -> Option<Act> {
    match session.markable() {
        Some(span) => session.mark(span, label, stamp),
        None => session.relabel(session.project().label(label)?, stamp),
    }
}

/// What a stroke does now. `place` is where the cursor is: in the text, elsewhere on the page, or in a field.
///
/// `None` means that the stroke means nothing here; `Some(None)` that it means something that cannot be done now.
pub fn act(session: &Session, stroke: &Stroke, place: Place, stamp: &Stamp) -> Option<Option<Act>> {
    let counts = |command: &&Command| match place {
        Text => true,
        Page => command.place != Text,
        Everywhere => command.place == Everywhere,
    };
    let meant = |command: &&Command| command.keys.iter().any(|chord| chord.is(stroke));
    if let Some(command) = COMMANDS.iter().filter(counts).find(meant) {
        return Some((command.run)(session, stamp));
    }
    if place == Everywhere || stroke.ctrl {
        return None;
    }
    let label = label_of(session, stroke)?;
    if stroke.alt {
        return Some(mark_exactly(session, &label.id, stamp));
    }
    Some(mark(session, &label.id, stamp))
}

/// The label that a stroke means.
fn label_of<'s>(session: &'s Session, stroke: &Stroke) -> Option<&'s Arc<Label>> {
    let mut pressed = stroke.key.chars().map(|char| char.to_ascii_lowercase());
    let (key, None) = (pressed.next()?, pressed.next()) else { return None };
    session.project().labels().into_iter().find(|label| label.key == Some(key))
}

/// With Alt the selection keeps its exact characters.
fn mark_exactly(session: &Session, label: &Id, stamp: &Stamp) -> Option<Act> {
    let Selection::Text(selected) = session.selection else { return None };
    let span = snap(&session.document()?.text, selected.span()?, Snap::Characters)?;
    session.mark(span, label, stamp)
}

/// The next of the annotations that lie over the start of the selected one.
fn next_under(session: &Session) -> Option<Act> {
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
fn neighbour(session: &Session, direction: Direction) -> Option<Act> {
    let marks = session.project().marks(&session.document()?.id)?;
    let mut ordered: Vec<&Id> = marks.in_order().iter().map(|piece| &piece.annotation).collect();
    if direction == Back {
        ordered.reverse();
    }
    if let Some(selected) = session.annotation() {
        let at = ordered.iter().position(|id| **id == selected.id)?;
        return ordered.get(at + 1).map(|id| select(id));
    }
    let caret = match session.selection {
        Selection::Text(selected) => Some(selected.focus),
        _ => None,
    };
    let beyond = |id: &&Id| {
        let start = session.project().annotation(id).map(|annotation| annotation.spans.first().start());
        match (start, caret) {
            (Some(start), Some(caret)) if direction == Forward => start >= caret,
            (Some(start), Some(caret)) => start < caret,
            _ => true,
        }
    };
    ordered.into_iter().find(beyond).map(select)
}

fn other_document(session: &Session, direction: Direction) -> Option<Act> {
    let documents = session.project().documents();
    let open = &session.document()?.id;
    let at = documents.iter().position(|document| document.id == *open)?;
    let next = if direction == Forward { at + 1 } else { at.checked_sub(1)? };
    documents.get(next).map(|document| Act::Open(document.id.clone()))
}

fn mark_at_caret(session: &Session) -> Option<Act> {
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

fn caret(session: &Session, unit: Unit, direction: Direction, extend: bool) -> Option<Act> {
    let here = caret_place(session);
    let edge = if direction == Forward { Edge::End } else { Edge::Start };
    let focus = next_edge(&session.document()?.text, here.focus, unit, edge, direction)?;
    let anchor = if extend { here.anchor } else { focus };
    Some(Act::Select(Selection::Text(TextSelection { anchor, focus, snap: Snap::Words })))
}

/// Lines are a matter of how the page is drawn.
fn caret_line(session: &Session, direction: Direction, extend: bool) -> Option<Act> {
    session.document().map(|_| Act::Ask(Request::MoveByLine { direction, extend }))
}
