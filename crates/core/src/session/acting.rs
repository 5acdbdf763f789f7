//! What keys act upon: what the page shows as selected, and nothing else.

use crate::text::{CharOffset, Snap};

use super::commands::Wish;
use super::{Reason, Selection, Session, TextSelection};

/// What the page shows as selected when a key is pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// What the session has selected, whatever the page shows: the page is about to follow, or a part of it that belongs
    /// to the selection, such as the toolbar, has the focus.
    AsKnown,
    /// Nothing, or a caret.
    Nothing,
    /// Words of the text.
    Words {
        /// Where their selection began.
        anchor: CharOffset,
        /// Where it ended.
        focus: CharOffset,
    },
    /// Words outside the text, wholly or partly.
    Outside,
}

/// What a wish acts upon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// What the session has selected.
    AsKnown,
    /// These words, which are to be selected first.
    Words(TextSelection),
    /// Nothing, for this reason.
    Nothing(Reason),
}

/// What a wish acts upon that comes by key. Only those about annotations depend on what the page shows.
pub fn basis(session: &Session, wish: &Wish, shown: Shown) -> Basis {
    if !wish.is_about_marks() {
        return Basis::AsKnown;
    }
    let known = session.selected_text().filter(|selected| selected.span().is_some());
    match shown {
        Shown::AsKnown => Basis::AsKnown,
        Shown::Outside => Basis::Nothing(Reason::WordsOutside),
        Shown::Nothing if known.is_some() => Basis::Nothing(Reason::WordsGone),
        Shown::Nothing => Basis::AsKnown,
        Shown::Words { anchor, focus } => {
            // What is marked is what is seen, so that it does not snap any more.
            let shown = TextSelection { anchor, focus, snap: Snap::Characters };
            if is_known(session, shown) { Basis::AsKnown } else { Basis::Words(shown) }
        }
    }
}

/// Whether the session has what the page shows, as it is or as it snaps.
pub fn is_known(session: &Session, shown: TextSelection) -> bool {
    let known = session.selected_text();
    let is_it = |known: Option<TextSelection>| known.is_some_and(|known| known.span() == shown.span());
    is_it(known) || (shown.span().is_some() && is_it(session.shown_text()))
}

/// How words that the page shows snap once the session takes them up: those that go on from the ones before as these did,
/// others to words. Keys outside this program move by characters, and what they select stays as it is.
pub fn snap_of(session: &Session, anchor: CharOffset, is_by_key: bool) -> Snap {
    let before = match session.selection() {
        Selection::Text(before) if before.span().is_some() && before.anchor == anchor => Some(before.snap),
        _ => None,
    };
    match before {
        _ if is_by_key => Snap::Characters,
        Some(snap) => snap,
        None => Snap::Words,
    }
}

#[cfg(test)]
mod tests {
    use super::super::commands::{COMMANDS, Group, Place, named};
    use super::super::{Act, Chord, Stamp};
    use super::*;
    use crate::model::{History, Id, Timestamp, carets};
    use crate::text::Span;

    const TEXT: &str = "Laut dpa kam die Vereinbarung.";
    const MARKED: &str = "Laut dpa kam die Vereinbarung.\n     ^^^ source";

    fn words(start: u32, end: u32) -> Shown {
        Shown::Words { anchor: CharOffset::new(start), focus: CharOffset::new(end) }
    }

    fn drag(start: u32, end: u32, snap: Snap) -> Act {
        let (anchor, focus) = (CharOffset::new(start), CharOffset::new(end));
        Act::Select(Selection::Text(TextSelection { anchor, focus, snap }))
    }

    fn session(picture: &str, act: Act) -> Session {
        let mut session = Session::new(carets::project(picture), History::default());
        session.perform(act, Timestamp::default()).unwrap();
        session
    }

    fn selected(picture: &str) -> Session {
        session(picture, Act::Select(Selection::Annotation(Id::new("a1").unwrap())))
    }

    /// Presses a key while the page shows something, as the page does it.
    fn press(session: &mut Session, key: &str, shown: Shown) -> Basis {
        let wish = session.keymap.wish(session.project(), &Chord::parse(key).unwrap(), Place::Text).unwrap();
        let basis = basis(session, &wish, shown);
        let stamp = Stamp { at: Timestamp::from_millis(5), id: Id::new("new").unwrap() };
        let act = match basis {
            Basis::Nothing(reason) => Some(Act::Decline(reason)),
            Basis::Words(words) => {
                session.perform(Act::Select(Selection::Text(words)), stamp.at).unwrap();
                wish.act(session, &stamp)
            }
            Basis::AsKnown => wish.act(session, &stamp),
        };
        if let Some(act) = act {
            session.perform(act, stamp.at).unwrap();
        }
        basis
    }

    fn drawn(session: &Session) -> String {
        carets::draw(session.project(), session.document().unwrap()).trim_end().to_owned()
    }

    #[test]
    fn while_words_outside_the_text_are_selected_no_key_marks_or_changes_anything() {
        for command in COMMANDS.iter().filter(|command| Wish::Command(command).is_about_marks()) {
            for key in command.keys {
                let mut session = selected(MARKED);
                let basis = press(&mut session, key, Shown::Outside);
                assert_eq!(basis, Basis::Nothing(Reason::WordsOutside), "{key}");
                assert_eq!(drawn(&session), MARKED, "{key}");
                assert_eq!(session.annotation().unwrap().id.as_str(), "a1", "{key} leaves it selected");
            }
        }
        for key in ["1", "2", "3", "Alt+1"] {
            let mut session = selected(MARKED);
            assert_eq!(press(&mut session, key, Shown::Outside), Basis::Nothing(Reason::WordsOutside));
            assert_eq!(drawn(&session), MARKED, "{key}");
        }
    }

    #[test]
    fn whatever_is_selected_all_other_keys_go_on_working() {
        for shown in [Shown::Outside, Shown::Nothing, words(0, 4)] {
            for command in COMMANDS.iter().filter(|command| command.group != Group::Annotation) {
                assert_eq!(basis(&selected(MARKED), &Wish::Command(command), shown), Basis::AsKnown);
            }
        }
        let mut session = selected(MARKED);
        press(&mut session, "Delete", Shown::Nothing);
        press(&mut session, "Ctrl+Z", Shown::Outside);
        assert_eq!(drawn(&session), MARKED);
    }

    #[test]
    fn words_that_the_page_shows_are_meant_and_no_older_annotation() {
        let mut session = selected(MARKED);
        press(&mut session, "Delete", words(17, 29));
        assert_eq!(drawn(&session), MARKED);
        let mut session = selected(MARKED);
        press(&mut session, "1", words(17, 29));
        assert_eq!(drawn(&session), format!("{MARKED}\n                 ^^^^^^^^^^^^ claim"));
    }

    #[test]
    fn words_that_the_page_shows_are_meant_and_no_older_words() {
        let mut session = session(TEXT, drag(5, 8, Snap::Words));
        press(&mut session, "1", words(20, 25));
        assert_eq!(drawn(&session), format!("{TEXT}\n                    ^^^^^ claim"));
    }

    #[test]
    fn words_that_the_page_shows_no_more_are_not_marked() {
        for key in ["1", "Alt+1", "+", "Delete"] {
            let mut session = session(TEXT, drag(5, 8, Snap::Words));
            assert_eq!(press(&mut session, key, Shown::Nothing), Basis::Nothing(Reason::WordsGone));
            assert_eq!((drawn(&session).as_str(), session.markable()), (TEXT, None), "{key}");
        }
        // The toolbar belongs to the words, and the page may be a moment behind.
        let mut session = session(TEXT, drag(5, 8, Snap::Words));
        assert_eq!(press(&mut session, "2", Shown::AsKnown), Basis::AsKnown);
        assert_eq!(drawn(&session), MARKED);
    }

    #[test]
    fn what_is_shown_is_what_is_marked_with_alt_and_without() {
        for (snap, words) in [(Snap::Words, Span::of(17, 29)), (Snap::Characters, Span::of(20, 25))] {
            for (key, shown) in [("1", Shown::AsKnown), ("Alt+1", Shown::AsKnown)] {
                let mut session = session(TEXT, drag(20, 25, snap));
                let seen = session.shown_text().unwrap();
                assert_eq!(seen.span(), words);
                assert!(is_known(&session, seen));
                press(&mut session, key, shown);
                assert_eq!(session.annotation().map(|one| one.spans.first()), words, "{key}");
            }
        }
    }

    #[test]
    fn white_space_alone_is_never_marked() {
        for snap in [Snap::Words, Snap::Characters] {
            let mut session = session(TEXT, drag(4, 5, snap));
            press(&mut session, "1", words(4, 5));
            assert_eq!(drawn(&session), TEXT);
        }
    }

    #[test]
    fn what_goes_on_from_words_snaps_as_they_did() {
        let session = session(TEXT, drag(20, 25, Snap::Characters));
        assert_eq!(snap_of(&session, CharOffset::new(20), false), Snap::Characters);
        assert_eq!(snap_of(&session, CharOffset::new(5), false), Snap::Words);
        assert_eq!(snap_of(&session, CharOffset::new(5), true), Snap::Characters);
    }

    #[test]
    fn only_what_moves_goes_on_while_its_keys_are_held() {
        let repeats = |name: &str| Wish::Command(named(name).unwrap()).repeats();
        assert!(
            ["caret-right", "extend-down", "next-annotation", "end-out", "undo"].into_iter().all(repeats)
        );
        let once = ["delete", "add-stretch", "remove-stretch", "note", "done", "download", "select-text"];
        assert!(!once.into_iter().any(repeats));
        assert!(!Wish::Mark(Id::new("claim").unwrap()).repeats());
    }
}
