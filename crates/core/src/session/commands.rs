//! Everything that can be done, in one table: it feeds the keys, the buttons, the list of keys and the tests.
//!
//! What a command needs is said in the table, so that a button knows without any work whether it is grey. A command may
//! still give no act where its need is met: an edge that stands at the end of the text cannot grow.

use crate::model::{Id, Status};
use crate::text::{CharOffset, Direction, Edge, Unit};

use super::keys::Stroke;
use super::moving::{
    caret, drawn, enter_mark, neighbour, next_not_understood, next_under, other_document, sideways, to_mark,
    to_text_edge,
};
use super::{Act, Drawn, Request, Session, Stamp, TextSelection};

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
    /// Selected text, or a selected annotation.
    Selection,
    /// A mark in the open document.
    Mark,
    /// A date that is not understood.
    NotUnderstood,
    /// A selected annotation.
    Annotation,
    /// A selected annotation that has a date or a name.
    Attribute,
    /// A selected annotation of more than one stretch.
    Stretches,
    /// Selected text, and an annotation to which it can be added.
    Addition,
    /// Selected text.
    Text,
    /// Selected text that can be marked, or a selected annotation that can get another label.
    Target,
    /// A step that can be taken back.
    Undo,
    /// A step that can be done again.
    Redo,
    /// A version that lost against another one.
    Conflict,
}

impl Needs {
    /// Whether it is there.
    pub fn met(self, session: &Session) -> bool {
        match self {
            Needs::Nothing => true,
            Needs::Document => session.document().is_some(),
            Needs::Selection | Needs::Target => session.annotation().is_some() || is_text_selected(session),
            Needs::Text => is_text_selected(session),
            Needs::Addition => session.addition_target().is_some(),
            Needs::Stretches => session.annotation().is_some_and(|one| one.spans.first() != one.spans.last()),
            Needs::Mark => {
                let marks = session.document().and_then(|document| session.project().marks(&document.id));
                marks.is_some_and(|marks| !marks.index().pieces().is_empty())
            }
            Needs::NotUnderstood => !session.project().not_understood().is_empty(),
            Needs::Annotation => session.annotation().is_some(),
            Needs::Attribute => {
                session.annotation().is_some_and(|one| session.project().asked(one).is_some())
            }
            Needs::Undo => session.history().undo().is_some(),
            Needs::Redo => session.history().redo().is_some(),
            Needs::Conflict => session.project().disputes().next().is_some(),
        }
    }
}

fn is_text_selected(session: &Session) -> bool {
    !session.selection.spans().is_empty()
}

/// Something that can be done.
#[derive(Debug)]
pub struct Command {
    /// By what buttons, words and tests refer to it.
    pub name: &'static str,
    /// Its place in the list of keys.
    pub group: Group,
    /// Where its keys count.
    pub place: Place,
    /// What must be there for it. Where it is not, its button is grey.
    pub needs: Needs,
    /// The keys that do it, unless a person gave it others. The first one is shown on the button.
    pub keys: &'static [&'static str],
    /// What it does now, or `None` where it cannot be done all the same.
    pub run: fn(&Session, &Stamp) -> Option<Act>,
}

const fn command(
    name: &'static str,
    group: Group,
    place: Place,
    needs: Needs,
    keys: &'static [&'static str],
    run: fn(&Session, &Stamp) -> Option<Act>,
) -> Command {
    Command { name, group, place, needs, keys, run }
}

/// A command about the selected annotation.
const fn edit(
    name: &'static str,
    keys: &'static [&'static str],
    run: fn(&Session, &Stamp) -> Option<Act>,
) -> Command {
    command(name, Annotation, Page, Needs::Annotation, keys, run)
}

/// A command that moves the caret of the text.
const fn step(
    name: &'static str,
    keys: &'static [&'static str],
    run: fn(&Session, &Stamp) -> Option<Act>,
) -> Command {
    command(name, Moving, Text, Needs::Document, keys, run)
}

use Direction::{Back, Forward};
use Drawn::{Line, LineEdge, Screen};
use Edge::{End, Start};
use Group::{Annotation, Moving, Project};
use Place::{Everywhere, Page, Text};
use Unit::{Character, Paragraph, Sentence, Word};

/// All commands but those of the labels, which the tagset brings along: see [`Wish`].
///
/// Where two have the same key, the first counts.
pub const COMMANDS: &[Command] = &[
    edit("start-out", &["[", ","], |s, stamp| s.move_edge(Start, Word, Back, stamp)),
    edit("start-in", &["{", ";"], |s, stamp| s.move_edge(Start, Word, Forward, stamp)),
    edit("end-in", &["}", ":"], |s, stamp| s.move_edge(End, Word, Back, stamp)),
    edit("end-out", &["]", "."], |s, stamp| s.move_edge(End, Word, Forward, stamp)),
    edit("start-out-char", &["Alt+[", "Alt+,"], |s, stamp| s.move_edge(Start, Character, Back, stamp)),
    edit("start-in-char", &["Alt+{", "Alt+;"], |s, stamp| s.move_edge(Start, Character, Forward, stamp)),
    edit("end-in-char", &["Alt+}", "Alt+:"], |s, stamp| s.move_edge(End, Character, Back, stamp)),
    edit("end-out-char", &["Alt+]", "Alt+."], |s, stamp| s.move_edge(End, Character, Forward, stamp)),
    edit("note", &["N"], |_, _| Some(Act::Ask(Request::EditNote))),
    command("attribute", Annotation, Page, Needs::Attribute, &["V"], |_, _| {
        Some(Act::Ask(Request::EditAttribute))
    }),
    edit("delete", &["Delete", "Backspace"], |session, stamp| session.delete(stamp)),
    command("quote", Annotation, Everywhere, Needs::Document, &["Ctrl+Shift+F"], |_, _| {
        Some(Act::Ask(Request::Quote))
    }),
    command("add-stretch", Annotation, Page, Needs::Addition, &["+", "="], |session, stamp| {
        session.add_stretch(stamp)
    }),
    command("remove-stretch", Annotation, Page, Needs::Stretches, &["-"], |session, stamp| {
        session.remove_stretch(stamp)
    }),
    step("open-mark", &["Enter"], |session, _| enter_mark(session)),
    edit("cycle", &["C", "Enter"], |session, _| next_under(session)),
    command("unselect", Annotation, Page, Needs::Selection, &["Escape"], |session, _| unselect(session)),
    command("select-text", Moving, Page, Needs::Document, &["Ctrl+A"], |session, _| {
        session.document().filter(|document| document.text.end() > CharOffset::ZERO).map(|_| Act::SelectText)
    }),
    command("next-annotation", Moving, Page, Needs::Mark, &["J"], |s, _| neighbour(s, Forward)),
    command("previous-annotation", Moving, Page, Needs::Mark, &["K"], |s, _| neighbour(s, Back)),
    command("next-not-understood", Moving, Page, Needs::NotUnderstood, &[], |session, _| {
        next_not_understood(session)
    }),
    command("next-document", Moving, Page, Needs::Document, &["Shift+PageDown"], |session, _| {
        other_document(session, Forward)
    }),
    command("previous-document", Moving, Page, Needs::Document, &["Shift+PageUp"], |session, _| {
        other_document(session, Back)
    }),
    step("caret-right", &["ArrowRight"], |s, _| sideways(s, Character, true, false)),
    step("caret-left", &["ArrowLeft"], |s, _| sideways(s, Character, false, false)),
    step("caret-word-right", &["Ctrl+ArrowRight", "Alt+ArrowRight"], |s, _| sideways(s, Word, true, false)),
    step("caret-word-left", &["Ctrl+ArrowLeft", "Alt+ArrowLeft"], |s, _| sideways(s, Word, false, false)),
    step("caret-down", &["ArrowDown"], |_, _| drawn(Line, Forward, false)),
    step("caret-up", &["ArrowUp"], |_, _| drawn(Line, Back, false)),
    step("caret-line-end", &["End"], |_, _| drawn(LineEdge, Forward, false)),
    step("caret-line-start", &["Home"], |_, _| drawn(LineEdge, Back, false)),
    step("caret-sentence-down", &["Alt+ArrowDown"], |s, _| caret(s, Sentence, Forward, false)),
    step("caret-sentence-up", &["Alt+ArrowUp"], |s, _| caret(s, Sentence, Back, false)),
    step("caret-paragraph-down", &["Ctrl+ArrowDown"], |s, _| caret(s, Paragraph, Forward, false)),
    step("caret-paragraph-up", &["Ctrl+ArrowUp"], |s, _| caret(s, Paragraph, Back, false)),
    step("caret-page-down", &["PageDown"], |_, _| drawn(Screen, Forward, false)),
    step("caret-page-up", &["PageUp"], |_, _| drawn(Screen, Back, false)),
    step("caret-text-end", &["Ctrl+End"], |s, _| to_text_edge(s, End, false)),
    step("caret-text-start", &["Ctrl+Home"], |s, _| to_text_edge(s, Start, false)),
    step("caret-next-mark", &["Alt+J"], |s, _| to_mark(s, Forward, false)),
    step("caret-previous-mark", &["Alt+K"], |s, _| to_mark(s, Back, false)),
    step("extend-right", &["Shift+ArrowRight"], |s, _| sideways(s, Character, true, true)),
    step("extend-left", &["Shift+ArrowLeft"], |s, _| sideways(s, Character, false, true)),
    step("extend-word-right", &["Ctrl+Shift+ArrowRight", "Alt+Shift+ArrowRight"], |s, _| {
        sideways(s, Word, true, true)
    }),
    step("extend-word-left", &["Ctrl+Shift+ArrowLeft", "Alt+Shift+ArrowLeft"], |s, _| {
        sideways(s, Word, false, true)
    }),
    step("extend-down", &["Shift+ArrowDown"], |_, _| drawn(Line, Forward, true)),
    step("extend-up", &["Shift+ArrowUp"], |_, _| drawn(Line, Back, true)),
    step("extend-line-end", &["Shift+End"], |_, _| drawn(LineEdge, Forward, true)),
    step("extend-line-start", &["Shift+Home"], |_, _| drawn(LineEdge, Back, true)),
    step("extend-sentence-down", &["Alt+Shift+ArrowDown"], |s, _| caret(s, Sentence, Forward, true)),
    step("extend-sentence-up", &["Alt+Shift+ArrowUp"], |s, _| caret(s, Sentence, Back, true)),
    step("extend-paragraph-down", &["Ctrl+Shift+ArrowDown"], |s, _| caret(s, Paragraph, Forward, true)),
    step("extend-paragraph-up", &["Ctrl+Shift+ArrowUp"], |s, _| caret(s, Paragraph, Back, true)),
    step("extend-page-down", &["Alt+Shift+PageDown"], |_, _| drawn(Screen, Forward, true)),
    step("extend-page-up", &["Alt+Shift+PageUp"], |_, _| drawn(Screen, Back, true)),
    step("extend-text-end", &["Ctrl+Shift+End"], |s, _| to_text_edge(s, End, true)),
    step("extend-text-start", &["Ctrl+Shift+Home"], |s, _| to_text_edge(s, Start, true)),
    step("extend-next-mark", &["Alt+Shift+J"], |s, _| to_mark(s, Forward, true)),
    step("extend-previous-mark", &["Alt+Shift+K"], |s, _| to_mark(s, Back, true)),
    command("undo", Project, Page, Needs::Undo, &["Ctrl+Z"], |_, _| Some(Act::Undo)),
    command("redo", Project, Page, Needs::Redo, &["Ctrl+Shift+Z", "Ctrl+Y"], |_, _| Some(Act::Redo)),
    command("done", Project, Page, Needs::Document, &["Ctrl+Enter"], |session, stamp| {
        let status =
            if session.document()?.status == Status::Done { Status::InProgress } else { Status::Done };
        session.set_status(status, stamp)
    }),
    command("download", Project, Everywhere, Needs::Nothing, &["Ctrl+S"], |_, _| {
        Some(Act::Ask(Request::Download))
    }),
    command("export", Project, Everywhere, Needs::Nothing, &[], |_, _| Some(Act::Ask(Request::Export))),
    command("kept", Project, Page, Needs::Nothing, &[], |_, _| Some(Act::Ask(Request::ShowKept))),
    command("open", Project, Everywhere, Needs::Nothing, &["Ctrl+O"], |_, _| {
        Some(Act::Ask(Request::ChooseFile))
    }),
    command("projects", Project, Everywhere, Needs::Nothing, &[], |_, _| {
        Some(Act::Ask(Request::ShowProjects))
    }),
    command("rename", Project, Everywhere, Needs::Nothing, &[], |_, _| Some(Act::Ask(Request::Rename))),
    command("versions", Project, Everywhere, Needs::Nothing, &[], |_, _| {
        Some(Act::Ask(Request::ShowVersions))
    }),
    command("rescue", Project, Everywhere, Needs::Nothing, &[], |_, _| Some(Act::Ask(Request::Rescue))),
    command("conflicts", Project, Everywhere, Needs::Conflict, &[], |_, _| {
        Some(Act::Ask(Request::ShowConflicts))
    }),
    command("palette", Project, Everywhere, Needs::Nothing, &["Ctrl+K", "F1"], |_, _| {
        Some(Act::Ask(Request::ShowPalette))
    }),
    command("keys", Project, Page, Needs::Nothing, &["?"], |_, _| Some(Act::Ask(Request::ShowKeys))),
];

/// Each name stands once in the table.
impl PartialEq for Command {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Command {}

/// The command of a name.
pub fn named(name: &str) -> Option<&'static Command> {
    COMMANDS.iter().find(|command| command.name == name)
}

/// Out of the annotation and back to the caret, or from selected text to the caret at its end.
pub fn unselect(session: &Session) -> Option<Act> {
    let place = session.place();
    let back = if session.annotation().is_some() { place } else { TextSelection::caret(place.focus) };
    Some(Act::Leave(back))
}

/// What a stroke means now. `place` is where the cursor is: in the text, elsewhere on the page, or in a field.
pub fn wish(session: &Session, stroke: &Stroke, place: Place) -> Option<Wish> {
    stroke.chords().iter().find_map(|chord| session.keymap.wish(session.project(), chord, place))
}

/// Something that somebody can want: a command, or what the labels and the documents of the project bring along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wish {
    /// What stands in the table.
    Command(&'static Command),
    /// Marks the selected text with a label, or else gives the selected annotation that label.
    Mark(Id),
    /// Marks what is selected, and never gives another label.
    MarkExactly(Id),
    /// Opens a document.
    Open(Id),
}

impl Wish {
    /// What must be there for it.
    pub fn needs(&self) -> Needs {
        match self {
            Wish::Command(command) => command.needs,
            Wish::Mark(_) => Needs::Target,
            Wish::MarkExactly(_) => Needs::Text,
            Wish::Open(_) => Needs::Nothing,
        }
    }

    /// Whether it is about annotations and changes them or begins to.
    pub fn is_about_marks(&self) -> bool {
        match self {
            Wish::Command(command) => {
                command.group == Annotation && !["quote", "cycle", "unselect"].contains(&command.name)
            }
            Wish::Mark(_) | Wish::MarkExactly(_) => true,
            Wish::Open(_) => false,
        }
    }

    /// Whether it is done again and again while its keys are held: what moves, and what can be seen to go on.
    pub fn repeats(&self) -> bool {
        match self {
            Wish::Command(Command { group: Moving, name, .. }) => {
                !["select-text", "open-mark"].contains(name)
            }
            Wish::Command(Command { name, .. }) => {
                ["start-", "end-"].iter().any(|edge| name.starts_with(edge))
                    || ["cycle", "undo", "redo"].contains(name)
            }
            Wish::Mark(_) | Wish::MarkExactly(_) | Wish::Open(_) => false,
        }
    }

    /// Whether it takes the words that are selected in the text.
    pub fn takes_words(&self) -> bool {
        matches!(self, Wish::Mark(_) | Wish::MarkExactly(_))
            || matches!(self, Wish::Command(command) if command.needs == Needs::Addition)
    }

    /// What it does now; `None` where it cannot be done.
    pub fn act(&self, session: &Session, stamp: &Stamp) -> Option<Act> {
        if !self.needs().met(session) {
            return None;
        }
        match self {
            Wish::Command(command) => (command.run)(session, stamp),
            Wish::Mark(label) => match session.markable() {
                Some(spans) => session.mark(spans, label, stamp),
                None => session.relabel(session.project().label(label)?, stamp),
            },
            Wish::MarkExactly(label) => session.mark(session.markable()?, label, stamp),
            Wish::Open(document) => Some(Act::Open(document.clone())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Chord, Happened, Reason, Selection};
    use super::*;
    use crate::model::{History, Timestamp, carets};
    use crate::text::{Snap, Span};

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
        assert_eq!(
            can(&session("")),
            [
                "quote", "done", "download", "export", "kept", "open", "projects", "rename", "versions",
                "rescue", "palette", "keys"
            ]
        );
        assert!(can(&session("a1")).contains(&"attribute"), "a source has a name");
        assert!(!can(&session("a2")).contains(&"attribute"), "a claim has none");
        let mut marking = session("a1");
        let stamp = Stamp { at: Timestamp::default(), id: Id::new("new").unwrap() };
        assert!(!can(&marking).contains(&"undo"));
        let act = Wish::Command(named("delete").unwrap()).act(&marking, &stamp);
        marking.perform(act.unwrap(), stamp.at).unwrap();
        assert_eq!(
            can(&marking),
            [
                "quote", "undo", "done", "download", "export", "kept", "open", "projects", "rename",
                "versions", "rescue", "palette", "keys"
            ]
        );
    }

    /// Selects the words of the text that stand in these places, the last one as the last.
    fn select(session: &mut Session, places: &[(u32, u32)]) {
        let spans: Vec<Span> = places.iter().map(|(start, end)| Span::of(*start, *end).unwrap()).collect();
        let (last, others) = spans.split_last().unwrap();
        let last = TextSelection { anchor: last.start(), focus: last.end(), snap: Snap::Words };
        let selection = Selection::Several(last, others.into());
        session.perform(Act::Select(selection), Timestamp::default()).unwrap();
    }

    #[test]
    fn several_stretches_become_one_annotation_in_one_step() {
        let mut session =
            Session::new(carets::project("Laut dpa kam Kim am Montag an. Er ging."), History::default());
        // The last one was selected first, and one of them by half a word.
        select(&mut session, &[(31, 33), (6, 8), (13, 16)]);
        assert!(Needs::Target.met(&session) && Needs::Text.met(&session));
        let stamp = Stamp { at: Timestamp::default(), id: Id::new("new").unwrap() };
        let act = Wish::Mark(Id::new("claim").unwrap()).act(&session, &stamp);
        session.perform(act.unwrap(), stamp.at).unwrap();
        let document = session.document().unwrap().clone();
        assert_eq!(
            carets::draw(session.project(), &document),
            "\
Laut dpa kam Kim am Montag an. Er ging.
     ^^^ claim#1
             ^^^ claim#1
                               ^^ claim#1
"
        );
        assert_eq!(session.place(), TextSelection::caret(CharOffset::new(16)), "the caret of the last one");
        session.perform(Act::Undo, stamp.at).unwrap();
        assert!(session.project().annotations().next().is_none(), "one step");
    }

    #[test]
    fn several_stretches_are_added_together() {
        let mut session = session("a2");
        select(&mut session, &[(1, 3), (28, 29)]);
        let stamp = Stamp { at: Timestamp::default(), id: Id::new("new").unwrap() };
        let act = Wish::Command(named("add-stretch").unwrap()).act(&session, &stamp);
        session.perform(act.unwrap(), stamp.at).unwrap();
        let added = session.project().annotation(&Id::new("a2").unwrap()).unwrap();
        assert_eq!(added.spans.iter().count(), 3, "{:?}", added.spans);
    }

    #[test]
    fn what_can_be_done_may_have_no_way_to_go() {
        let session = session("a1");
        let stamp = Stamp { at: Timestamp::default(), id: Id::new("new").unwrap() };
        let wish = Wish::Command(named("start-in").unwrap());
        assert!(wish.needs().met(&session));
        assert_eq!(wish.act(&session, &stamp), None, "the start never passes the end");
    }

    const TWINS: &str = "
Laut dpa kam Kim am Montag an.
     ^^^ source
     ^^^ claim
         ^^^^^^^ claim
             ^^^ claim
";

    fn twins(selected: &str) -> (Session, Stamp) {
        let mut session = Session::new(carets::project(TWINS), History::default());
        let selection = Selection::Annotation(Id::new(selected).unwrap());
        session.perform(Act::Select(selection), Timestamp::default()).unwrap();
        (session, Stamp { at: Timestamp::from_millis(1), id: Id::new("new").unwrap() })
    }

    #[test]
    fn no_label_makes_an_annotation_the_same_as_another_one() {
        let (mut session, stamp) = twins("a1");
        let act = Wish::Mark(Id::new("claim").unwrap()).act(&session, &stamp).unwrap();
        assert_eq!(act, Act::Decline(Reason::Twin));
        let performed = session.perform(act, stamp.at).unwrap();
        assert_eq!((performed.happened, performed.entry), (Some(Happened::Declined(Reason::Twin)), None));
        assert_eq!(carets::draw(session.project(), session.document().unwrap()).trim(), TWINS.trim());
        let other = Wish::Mark(Id::new("date").unwrap()).act(&session, &stamp);
        assert!(matches!(other, Some(Act::Do(..))), "a label that none of them has");
    }

    #[test]
    fn an_edge_that_makes_an_annotation_the_same_as_another_one_says_so() {
        let (mut session, stamp) = twins("a4");
        for (command, has_twin) in [("start-out", true), ("start-in", false), ("end-out", false)] {
            let act = Wish::Command(named(command).unwrap()).act(&session, &stamp).unwrap();
            assert_eq!(session.perform(act, stamp.at).unwrap().has_twin, has_twin, "{command}");
        }
    }

    /// The word that is said to be glued when this selection is marked as a date, snapped or exactly as it is.
    fn glued(marked: &str, snap: Snap) -> Option<String> {
        let parts: Vec<&str> = marked.split('|').collect();
        let mut session = Session::new(carets::project(&parts.concat()), History::default());
        let [start, chars] = [0, 1].map(|part: usize| parts[part].chars().count() as u32);
        let at = CharOffset::new;
        let selected = TextSelection { anchor: at(start), focus: at(start + chars), snap };
        session.perform(Act::Select(Selection::Text(selected)), Timestamp::default()).unwrap();
        let stamp = Stamp { at: Timestamp::default(), id: Id::new("new").unwrap() };
        let act = Wish::Mark(Id::new("date").unwrap()).act(&session, &stamp).unwrap();
        let word = session.perform(act, stamp.at).unwrap().glued?;
        Some(session.document()?.text.slice(word)?.to_owned())
    }

    #[test]
    fn a_glued_word_is_known_when_it_is_marked() {
        let (words, exactly) = (Snap::Words, Snap::Characters);
        assert_eq!(glued("Báo Quốc Tế|10|/11/2024 kam", words).as_deref(), Some("Tế10/11/2024"));
        assert_eq!(glued("|Er sagteK|im Jong Un", words).as_deref(), Some("sagteKim"));
        assert_eq!(glued("Báo Quốc Tế|10/11/2024| kam", exactly), None);
        assert_eq!(glued("am |10/11/2024| kam", words), None);
        assert_eq!(glued("|Bürger|Innen", words), None);
    }

    #[test]
    fn no_name_stands_twice_and_no_key_that_would_do_nothing() {
        for (number, command) in COMMANDS.iter().enumerate() {
            let before = COMMANDS.iter().take(number);
            assert!(before.clone().all(|other| other != command), "{}", command.name);
            for key in command.keys {
                assert_eq!(Chord::parse(key).unwrap().as_str(), *key, "as it is spelled everywhere");
                let hides = |other: &Command| {
                    other.keys.contains(key) && (other.place != Text || command.place == Text)
                };
                assert!(!before.clone().any(hides), "{key} of {}", command.name);
            }
        }
    }
}
