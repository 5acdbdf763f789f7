//! Everything that can be done, in one table: it feeds the keys, the buttons, the list of keys and the tests.
//!
//! What a command needs is said in the table, so that a button knows without any work whether it is grey. A command may
//! still give no act where its need is met: an edge that stands at the end of the text cannot grow.

use std::sync::Arc;

use crate::model::{Id, Label, Status};
use crate::text::{Direction, Edge, Snap, Unit, snap};

use super::keys::{Chord, Stroke};
use super::moving::{caret, caret_line, mark_at_caret, neighbour, next_under, other_document};
use super::{Act, Request, Selection, Session, Stamp};

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

/// What must be there for a command. It is asked of every button after every change, so the answers cost nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing.
    Nothing,
    /// An open document.
    Document,
    /// Something that is selected: text, a caret in it, or an annotation.
    Selection,
    /// A mark in the open document.
    Mark,
    /// A selected annotation.
    Annotation,
    /// A selected annotation that has a date or a name.
    Attribute,
    /// A step that can be taken back.
    Undo,
    /// A step that can be done again.
    Redo,
}

impl Needs {
    /// Whether it is there.
    pub fn met(self, session: &Session) -> bool {
        match self {
            Needs::Nothing => true,
            Needs::Document => session.document().is_some(),
            Needs::Selection => session.selection != Selection::Nothing,
            Needs::Mark => {
                let marks = session.document().and_then(|document| session.project().marks(&document.id));
                marks.is_some_and(|marks| !marks.index().pieces().is_empty())
            }
            Needs::Annotation => session.annotation().is_some(),
            Needs::Attribute => {
                let label = session.annotation().and_then(|one| session.project().label(&one.label));
                label.is_some_and(|label| label.attribute.is_some())
            }
            Needs::Undo => session.history().undo().is_some(),
            Needs::Redo => session.history().redo().is_some(),
        }
    }
}

/// Something that can be done.
pub struct Command {
    /// By what buttons, words and tests refer to it.
    pub name: &'static str,
    /// Its place in the list of keys.
    pub group: Group,
    /// Where its keys count.
    pub place: Place,
    /// What must be there for it. Where it is not, its button is grey.
    pub needs: Needs,
    /// The keys that do it. The first one is shown on the button.
    pub keys: &'static [Chord],
    /// What it does now, or `None` where it cannot be done all the same.
    pub run: fn(&Session, &Stamp) -> Option<Act>,
}

const fn command(
    name: &'static str,
    group: Group,
    place: Place,
    needs: Needs,
    keys: &'static [Chord],
    run: fn(&Session, &Stamp) -> Option<Act>,
) -> Command {
    Command { name, group, place, needs, keys, run }
}

/// A command about the selected annotation.
const fn edit(
    name: &'static str,
    keys: &'static [Chord],
    run: fn(&Session, &Stamp) -> Option<Act>,
) -> Command {
    command(name, Annotation, Page, Needs::Annotation, keys, run)
}

/// A command that moves the caret of the text.
const fn step(
    name: &'static str,
    keys: &'static [Chord],
    run: fn(&Session, &Stamp) -> Option<Act>,
) -> Command {
    command(name, Moving, Text, Needs::Document, keys, run)
}

use Direction::{Back, Forward};
use Edge::{End, Start};
use Group::{Annotation, Moving, Project};
use Place::{Everywhere, Page, Text};
use Unit::{Character, Paragraph, Word};

/// All commands but those of the labels, which the tagset brings along: see [`mark`].
pub const COMMANDS: &[Command] = &[
    edit("start-out", &[Chord("["), Chord(",")], |s, stamp| s.move_edge(Start, Word, Back, stamp)),
    edit("start-in", &[Chord("{"), Chord(";")], |s, stamp| s.move_edge(Start, Word, Forward, stamp)),
    edit("end-in", &[Chord("}"), Chord(":")], |s, stamp| s.move_edge(End, Word, Back, stamp)),
    edit("end-out", &[Chord("]"), Chord(".")], |s, stamp| s.move_edge(End, Word, Forward, stamp)),
    edit("start-out-char", &[Chord("Alt+["), Chord("Alt+,")], |s, stamp| {
        s.move_edge(Start, Character, Back, stamp)
    }),
    edit("start-in-char", &[Chord("Alt+{"), Chord("Alt+;")], |s, stamp| {
        s.move_edge(Start, Character, Forward, stamp)
    }),
    edit("end-in-char", &[Chord("Alt+}"), Chord("Alt+:")], |s, stamp| {
        s.move_edge(End, Character, Back, stamp)
    }),
    edit("end-out-char", &[Chord("Alt+]"), Chord("Alt+.")], |s, stamp| {
        s.move_edge(End, Character, Forward, stamp)
    }),
    edit("note", &[Chord("N")], |_, _| Some(Act::Ask(Request::EditNote))),
    command("attribute", Annotation, Page, Needs::Attribute, &[Chord("V")], |_, _| {
        Some(Act::Ask(Request::EditAttribute))
    }),
    edit("delete", &[Chord("Delete"), Chord("Backspace")], |session, stamp| session.delete(stamp)),
    edit("cycle", &[Chord("C")], |session, _| next_under(session)),
    command("unselect", Annotation, Page, Needs::Selection, &[Chord("Escape")], |_, _| {
        Some(Act::Select(Selection::Nothing))
    }),
    command("next-annotation", Moving, Page, Needs::Mark, &[Chord("J")], |s, _| neighbour(s, Forward)),
    command("previous-annotation", Moving, Page, Needs::Mark, &[Chord("K")], |s, _| neighbour(s, Back)),
    command("next-document", Moving, Page, Needs::Document, &[Chord("Shift+PageDown")], |session, _| {
        other_document(session, Forward)
    }),
    command("previous-document", Moving, Page, Needs::Document, &[Chord("Shift+PageUp")], |session, _| {
        other_document(session, Back)
    }),
    step("open-mark", &[Chord("Enter")], |session, _| mark_at_caret(session)),
    step("caret-right", &[Chord("ArrowRight")], |s, _| caret(s, Character, Forward, false)),
    step("caret-left", &[Chord("ArrowLeft")], |s, _| caret(s, Character, Back, false)),
    step("caret-word-right", &[Chord("Ctrl+ArrowRight"), Chord("Alt+ArrowRight")], |s, _| {
        caret(s, Word, Forward, false)
    }),
    step("caret-word-left", &[Chord("Ctrl+ArrowLeft"), Chord("Alt+ArrowLeft")], |s, _| {
        caret(s, Word, Back, false)
    }),
    step("caret-down", &[Chord("ArrowDown")], |s, _| caret_line(s, Forward, false)),
    step("caret-up", &[Chord("ArrowUp")], |s, _| caret_line(s, Back, false)),
    step("caret-paragraph-down", &[Chord("Ctrl+ArrowDown")], |s, _| caret(s, Paragraph, Forward, false)),
    step("caret-paragraph-up", &[Chord("Ctrl+ArrowUp")], |s, _| caret(s, Paragraph, Back, false)),
    step("extend-right", &[Chord("Shift+ArrowRight")], |s, _| caret(s, Character, Forward, true)),
    step("extend-left", &[Chord("Shift+ArrowLeft")], |s, _| caret(s, Character, Back, true)),
    step("extend-word-right", &[Chord("Ctrl+Shift+ArrowRight"), Chord("Alt+Shift+ArrowRight")], |s, _| {
        caret(s, Word, Forward, true)
    }),
    step("extend-word-left", &[Chord("Ctrl+Shift+ArrowLeft"), Chord("Alt+Shift+ArrowLeft")], |s, _| {
        caret(s, Word, Back, true)
    }),
    step("extend-down", &[Chord("Shift+ArrowDown")], |s, _| caret_line(s, Forward, true)),
    step("extend-up", &[Chord("Shift+ArrowUp")], |s, _| caret_line(s, Back, true)),
    step("extend-paragraph-down", &[Chord("Ctrl+Shift+ArrowDown")], |s, _| {
        caret(s, Paragraph, Forward, true)
    }),
    step("extend-paragraph-up", &[Chord("Ctrl+Shift+ArrowUp")], |s, _| caret(s, Paragraph, Back, true)),
    command("undo", Project, Page, Needs::Undo, &[Chord("Ctrl+Z")], |_, _| Some(Act::Undo)),
    command("redo", Project, Page, Needs::Redo, &[Chord("Ctrl+Shift+Z"), Chord("Ctrl+Y")], |_, _| {
        Some(Act::Redo)
    }),
    command("done", Project, Everywhere, Needs::Document, &[Chord("Ctrl+Enter")], |session, stamp| {
        let status =
            if session.document()?.status == Status::Done { Status::InProgress } else { Status::Done };
        session.set_status(status, stamp)
    }),
    command("download", Project, Everywhere, Needs::Nothing, &[Chord("Ctrl+S")], |_, _| {
        Some(Act::Ask(Request::Download))
    }),
    command("open", Project, Everywhere, Needs::Nothing, &[Chord("Ctrl+O")], |_, _| {
        Some(Act::Ask(Request::ChooseFile))
    }),
    command("keys", Project, Page, Needs::Nothing, &[Chord("?")], |_, _| Some(Act::Ask(Request::ShowKeys))),
];

impl Command {
    /// What it does now, where it can be done.
    pub fn act(&self, session: &Session, stamp: &Stamp) -> Option<Act> {
        if self.needs.met(session) { (self.run)(session, stamp) } else { None }
    }
}

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
        return Some(command.act(session, stamp));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{History, Timestamp, carets};

    const MARKED: &str = "
Laut dpa kam Kim am Montag an.
     ^^^ source
         ^^^^^^^^^^^^^^^^^ claim
";

    fn session(selected: &str) -> Session {
        let mut session = Session::new(carets::project(MARKED), History::default());
        let selection = Id::new(selected).map_or(Selection::Nothing, Selection::Annotation);
        session.perform(Act::Select(selection), Timestamp::default()).unwrap();
        session
    }

    /// The commands that can be done, without those that only move.
    fn can(session: &Session) -> Vec<&'static str> {
        let can = |command: &&Command| command.group != Moving && command.needs.met(session);
        COMMANDS.iter().filter(can).map(|command| command.name).collect()
    }

    #[test]
    fn what_can_be_done_depends_on_what_is_there() {
        assert_eq!(can(&session("")), ["done", "download", "open", "keys"]);
        assert!(can(&session("a1")).contains(&"attribute"), "a source has a name");
        assert!(!can(&session("a2")).contains(&"attribute"), "a claim has none");
        let mut marking = session("a1");
        let stamp = Stamp { at: Timestamp::default(), id: Id::new("new").unwrap() };
        assert!(!can(&marking).contains(&"undo"));
        let act = named("delete").unwrap().act(&marking, &stamp);
        marking.perform(act.unwrap(), stamp.at).unwrap();
        assert_eq!(can(&marking), ["undo", "done", "download", "open", "keys"]);
    }

    #[test]
    fn what_can_be_done_may_have_no_way_to_go() {
        let session = session("a1");
        let stamp = Stamp { at: Timestamp::default(), id: Id::new("new").unwrap() };
        let command = named("start-in").unwrap();
        assert!(command.needs.met(&session));
        assert_eq!(command.act(&session, &stamp), None, "the start never passes the end");
    }

    #[test]
    fn no_name_and_no_key_stands_twice() {
        let names: Vec<&str> = COMMANDS.iter().map(|command| command.name).collect();
        let keys: Vec<&str> = COMMANDS.iter().flat_map(|command| command.keys).map(|chord| chord.0).collect();
        for list in [names, keys] {
            let mut seen = Vec::new();
            for word in list {
                assert!(!seen.contains(&word), "{word}");
                seen.push(word);
            }
        }
    }
}
