//! What is said of an act to those who hear the page, in English.

use beleg_core::model::{Action, Annotation, Quote};
use beleg_core::session::commands::{self, Wish};
use beleg_core::session::{Happened, Session};
use beleg_core::text::{CharOffset, Snap, Span, snap};

use super::{annotations_of, counted, shown};

/// How many words of a quote are read out.
const WORDS: usize = 12;

/// How many characters of the text are read out when the caret passes them.
const PASSED: u32 = 400;

/// What happened, for those who hear the page; `None` where something else says so already.
pub fn heard(session: &Session, happened: &Happened) -> Option<String> {
    let annotation = session.annotation();
    match happened {
        Happened::Did(action) => did(session, *action),
        Happened::Undid(action) => Some(format!("Undone: {}.", named(*action))),
        Happened::Redid(action) => Some(format!("Done again: {}.", named(*action))),
        Happened::Selected => {
            let annotation = annotation?;
            let marks = session.project().marks(&annotation.document)?;
            let rank = marks.rank(annotation)? + 1;
            Some(format!(
                "{}, {rank} of {}: {}",
                label(session, annotation),
                marks.total(),
                beginning(&quote(session, annotation))
            ))
        }
        Happened::Revisited => {
            let label = label(session, annotation?).to_ascii_lowercase();
            Some(format!("These words are marked as {label} already. That annotation is selected now."))
        }
        Happened::Declined(reason) => Some(super::declined(*reason).to_owned()),
        Happened::Moved { from } => moved(session, *from),
        Happened::Opened => {
            let documents = session.project().documents();
            let open = session.document()?;
            let place = documents.iter().position(|document| document.id == open.id)? + 1;
            Some(format!("{}, document {place} of {}.", open.title, documents.len()))
        }
    }
}

fn did(session: &Session, action: Action) -> Option<String> {
    let annotation = session.annotation();
    let size = |annotation: &Annotation| {
        let text = session.document().map(|document| &document.text);
        let is_cut = |span| {
            let whole = text.and_then(|text| snap(text, span, Snap::Words));
            whole.is_none_or(|whole| whole.start() < span.start() || whole.end() > span.end())
        };
        let long = match annotation.spans.iter().any(is_cut) {
            true => counted(annotation.spans.chars() as usize, "character", "characters"),
            false => counted(words(&quote(session, annotation)), "word", "words"),
        };
        let stretches = annotation.spans.iter().count();
        let stretches = if stretches > 1 { format!(" in {stretches} stretches") } else { String::new() };
        format!("{}, {}{stretches}", label(session, annotation), long)
    };
    match action {
        // A notice says it of several.
        Action::Mark if session.history().undo().is_some_and(|step| annotations_of(step) > 1) => None,
        Action::Mark => {
            let annotation = annotation?;
            let around = around(session, annotation).map(|other| {
                let other = label(session, &other).to_ascii_lowercase();
                let another = if annotation.label.as_str() == other { "another" } else { "a" };
                format!(", inside {another} {other}")
            });
            Some(format!("{}{}.{}", size(annotation), around.unwrap_or_default(), undo(session)))
        }
        Action::Relabel => Some(format!("Now {}.", label(session, annotation?).to_ascii_lowercase())),
        Action::MoveEdge | Action::AddStretch | Action::RemoveStretch => {
            let annotation = annotation?;
            let quote = quote(session, annotation);
            let ends: Vec<&str> = quote.split_whitespace().collect();
            let ends = ends.first().zip(ends.last());
            let ends = ends.map(|(first, last)| format!(", from {first} to {last}"));
            Some(format!("{}{}.", size(annotation), ends.unwrap_or_default()))
        }
        Action::Delete => Some(format!("Deleted.{}", undo(session))),
        Action::SetStatus => Some(format!("Document {}.", super::status(session.document()?.status))),
        // A field says itself what is typed into it, and a notice what became of a file.
        Action::SetNote | Action::SetValue | Action::SetName | Action::SetKey => None,
        Action::Rename => {
            let name = super::project_name(&session.project().settings().name).to_owned();
            Some(format!("The project is called {name}.{}", undo(session)))
        }
        Action::Decide => {
            let decided = session.history().undo().map(super::decided)?;
            Some(format!("{decided}{}", undo(session)))
        }
        Action::Merge | Action::Replace | Action::Restore | Action::ReplaceText | Action::AddCorpus => None,
    }
}

/// How to take back what was just done.
fn undo(session: &Session) -> String {
    let keys = commands::named("undo")
        .and_then(|undo| session.keymap.first_key(session.project(), &Wish::Command(undo)));
    keys.map_or_else(String::new, |keys| format!(" Undo with {}.", super::keys(&keys)))
}

/// What the caret passed, or what is selected now.
fn moved(session: &Session, from: CharOffset) -> Option<String> {
    let text = &session.document()?.text;
    let selected = session.shown_text()?;
    if let Some(span) = selected.span() {
        let words = text.slice(span)?;
        return Some(format!("Selected: {}", middle_left_out(words)));
    }
    let passed = Span::new(from.min(selected.focus), from.max(selected.focus))?;
    let far = passed.chars() > PASSED;
    let here = Span::new(selected.focus, selected.focus.plus(PASSED).min(text.end()));
    let words = text.slice(if far { here? } else { passed })?;
    Some(if far { beginning(words) } else { spoken(words) })
}

/// The annotation right around one, if it lies inside another.
fn around(session: &Session, annotation: &Annotation) -> Option<Annotation> {
    let marks = session.project().marks(&annotation.document)?;
    let whole = annotation.spans.hull();
    let others = marks.index().overlapping(whole).filter(|piece| piece.annotation != annotation.id);
    let around = others.filter(|piece| piece.span.covers(whole) && piece.span != whole).last()?;
    session.project().annotation(&around.annotation).map(|other| Annotation::clone(other))
}

fn label(session: &Session, annotation: &Annotation) -> String {
    session.project().label(&annotation.label).map_or_else(String::new, |label| shown(&label.name))
}

fn quote(session: &Session, annotation: &Annotation) -> String {
    let quotes: Vec<&str> =
        session.project().quotes(annotation).map(|quote: Quote<'_>| quote.exact).collect();
    quotes.join(" ")
}

fn words(text: &str) -> usize {
    text.split_whitespace().count()
}

/// The first words of a long text.
fn beginning(text: &str) -> String {
    let mut left = text.split_whitespace();
    let first: Vec<&str> = left.by_ref().take(WORDS).collect();
    let more = if left.next().is_some() { " …" } else { "" };
    first.join(" ") + more
}

/// The first and the last words of a long text: where a selection ends is what somebody wants to know.
fn middle_left_out(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let Some(behind) = words.len().checked_sub(WORDS).filter(|behind| *behind > WORDS) else {
        return spoken(text);
    };
    let [first, last] =
        [words.get(..WORDS), words.get(behind..)].map(|part| part.unwrap_or_default().join(" "));
    format!("{first} … {last}, {} words", words.len())
}

/// A text as it is read out. What would be silence has a name.
fn spoken(text: &str) -> String {
    match text {
        " " => "space".to_owned(),
        "\n" | "\r\n" => "line break".to_owned(),
        "\u{a0}" => "no-break space".to_owned(),
        "." => "full stop".to_owned(),
        "," => "comma".to_owned(),
        text => text.trim().to_owned(),
    }
}

fn named(action: Action) -> &'static str {
    match action {
        Action::Mark => "marking",
        Action::Relabel => "another label",
        Action::MoveEdge => "moving an edge",
        Action::AddStretch => "adding a stretch",
        Action::RemoveStretch => "taking a stretch away",
        Action::SetNote => "a note",
        Action::SetValue => "a date",
        Action::SetName => "a name",
        Action::Delete => "deleting",
        Action::SetStatus => "the state of a document",
        Action::SetKey => "a key",
        Action::Rename => "the name of the project",
        Action::Merge | Action::Replace => "opening a file",
        Action::Restore => "restoring a version",
        Action::Decide => "a decision",
        Action::ReplaceText => "new text",
        Action::AddCorpus => "new documents",
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use beleg_core::model::{History, Id, Timestamp, carets};
    use beleg_core::session::commands::{Wish, named};
    use beleg_core::session::{Act, Selection, Stamp, TextSelection};

    const MARKED: &str = "
Kim habe zugesagt, sagte Lee, bald zu kommen.
^^^^^^^^^^^^^^^^^ claim
^^^ source
";

    fn session() -> Session {
        Session::new(carets::project(MARKED), History::default())
    }

    fn stamp(id: &str) -> Stamp {
        Stamp { at: Timestamp::default(), id: Id::new(id).unwrap() }
    }

    fn after(session: &mut Session, act: Act) -> Option<String> {
        let performed = session.perform(act, Timestamp::default()).unwrap();
        heard(session, &performed.happened?)
    }

    fn select(anchor: u32, focus: u32) -> Act {
        let (anchor, focus) = (CharOffset::new(anchor), CharOffset::new(focus));
        Act::Select(Selection::Text(TextSelection { anchor, focus, snap: Snap::Words }))
    }

    fn check(acts: &[&dyn Fn(&Session) -> Act], expected: Expect) {
        let mut session = session();
        let heard: Vec<String> = acts
            .iter()
            .map(|act| {
                let act = act(&session);
                after(&mut session, act).unwrap_or("-".to_owned())
            })
            .collect();
        expected.assert_eq(&(heard.join("\n") + "\n"));
    }

    #[test]
    fn what_is_done_is_said() {
        let mark = |label: &'static str, id: &'static str| {
            move |session: &Session| Wish::Mark(Id::new(label).unwrap()).act(session, &stamp(id)).unwrap()
        };
        let command = |name: &'static str| {
            move |session: &Session| Wish::Command(named(name).unwrap()).act(session, &stamp("x")).unwrap()
        };
        check(
            &[
                &|_| select(9, 17),
                &mark("claim", "n1"),
                &mark("date", "n2"),
                &command("start-out"),
                &command("undo"),
                &command("delete"),
                &|_| select(0, 44),
                &|_| Act::Select(Selection::Annotation(Id::new("a1").unwrap())),
                &command("done"),
            ],
            expect![[r#"
                Selected: zugesagt
                Claim, 1 word, inside another claim. Undo with Ctrl+Z.
                Now date.
                Date, 2 words, from habe to zugesagt.
                Undone: moving an edge.
                Deleted. Undo with Ctrl+Z.
                Selected: Kim habe zugesagt, sagte Lee, bald zu kommen
                Claim, 1 of 2: Kim habe zugesagt
                Document done.
            "#]],
        );
    }

    #[test]
    fn of_what_cuts_a_word_the_characters_are_counted() {
        let select = |anchor, focus| {
            let (anchor, focus) = (CharOffset::new(anchor), CharOffset::new(focus));
            let snap = Snap::Characters;
            move |_: &Session| Act::Select(Selection::Text(TextSelection { anchor, focus, snap }))
        };
        let mark = |id: &'static str| {
            move |session: &Session| Wish::Mark(Id::new("date").unwrap()).act(session, &stamp(id)).unwrap()
        };
        check(
            &[&select(3, 6), &mark("n1"), &select(19, 29), &mark("n2")],
            expect![[r#"
                Selected: ha
                Date, 3 characters, inside a claim. Undo with Ctrl+Z.
                Selected: sagte Lee,
                Date, 2 words. Undo with Ctrl+Z.
            "#]],
        );
    }

    #[test]
    fn what_the_caret_passes_is_said() {
        let to = |offset| move |_: &Session| select(offset, offset);
        check(
            &[&to(3), &to(4), &to(8), &to(18), &to(17)],
            expect![[r#"
                Kim
                space
                habe
                zugesagt,
                comma
            "#]],
        );
    }
}
