//! Marking by quoting: where the words of a quote stand, what is marked there already, and marking many places at once.

use std::sync::Arc;

use crate::model::{
    Action, Annotation, AnnotationOrigin, Attributes, Document, Edit, Id, Project, Spans, Status,
};
use crate::text::{Span, find};

use super::{Act, Selection, Session, Stamp, replace_document, transaction};

/// How many places are listed. Nobody chooses among more of them.
const LISTED: usize = 200;

/// How many code points are shown on each side of a place.
const CONTEXT: u32 = 48;

/// Where a quote stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    /// The first places, by document and in reading order.
    pub places: Vec<Place>,
    /// How many places there are.
    pub total: usize,
}

/// A place where a quote stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The document.
    pub document: Id,
    /// The characters that match.
    pub span: Span,
    /// Whether they are the very characters of the quote.
    pub is_exact: bool,
    /// The labels of what is marked there and nowhere else.
    pub marked: Vec<Id>,
    /// The labels of other marks that share a character with it.
    pub overlapping: Vec<Id>,
}

impl Found {
    /// Looks for a quote in the open document or in all of them.
    pub fn of(session: &Session, quote: &str, everywhere: bool) -> Found {
        let mut found = Found::default();
        let project = session.project();
        let documents =
            if everywhere { project.documents() } else { session.document().into_iter().collect() };
        for document in documents {
            let matches = find(&document.text, quote, LISTED - found.places.len());
            found.total += matches.total;
            found.places.extend(
                matches.found.into_iter().map(|one| place(project, document, one.span, one.is_exact)),
            );
        }
        found
    }

    /// Which places are chosen: those that were so before, or else the one that is meant.
    pub fn choice(&self, session: &Session, before: &[(Id, Span)]) -> Vec<bool> {
        let is_kept = |place: &Place| before.contains(&(place.document.clone(), place.span));
        if self.places.iter().any(is_kept) {
            return self.places.iter().map(is_kept).collect();
        }
        let meant = self.meant(session);
        (0..self.places.len()).map(|number| Some(number) == meant).collect()
    }

    /// Which place is meant where nobody has chosen: what is selected, or the only one, or the only one to the letter.
    /// None that is marked already.
    fn meant(&self, session: &Session) -> Option<usize> {
        let only = |is: &dyn Fn(&Place) -> bool| {
            let mut places = self.places.iter().enumerate().filter(|(_, place)| is(place));
            places.next().filter(|_| places.next().is_none())
        };
        let open = session.document().map(|document| &document.id);
        let selected = session.markable();
        let is_selected = |place: &Place| Some(&place.document) == open && Some(place.span) == selected;
        let (number, place) =
            only(&is_selected).or_else(|| only(&|_| true)).or_else(|| only(&|place| place.is_exact))?;
        place.marked.is_empty().then_some(number)
    }
}

fn place(project: &Project, document: &Document, span: Span, is_exact: bool) -> Place {
    let mut place =
        Place { document: document.id.clone(), span, is_exact, marked: vec![], overlapping: vec![] };
    for id in project.marks(&document.id).map(|marks| marks.at(span)).unwrap_or_default() {
        let Some(annotation) = project.annotation(&id) else { continue };
        let labels =
            if annotation.spans == Spans::from(span) { &mut place.marked } else { &mut place.overlapping };
        if !labels.contains(&annotation.label) {
            labels.push(annotation.label.clone());
        }
    }
    place
}

/// A stretch with some words before and behind it, and with an ellipsis where the text goes on.
pub fn in_context(document: &Document, span: Span) -> Option<[String; 3]> {
    let exact = document.text.slice(span)?;
    let (before, after) = document.text.context(span, CONTEXT);
    let is_cut = |context: &str, all: u32| (context.chars().count() as u32) < all;
    let before = match before.split_once(char::is_whitespace) {
        Some((_, words)) if is_cut(before, span.start().get()) => format!("… {words}"),
        _ => before.to_owned(),
    };
    let after = match after.rsplit_once(char::is_whitespace) {
        Some((words, _)) if is_cut(after, document.text.end().get() - span.end().get()) => {
            format!("{words} …")
        }
        _ => after.to_owned(),
    };
    Some([before, exact.to_owned(), after])
}

impl Session {
    /// The transaction that marks stretches of the open document or of others, all in one step and each with a stamp of
    /// its own. The work on the documents has then begun, and the first mark of the open one is selected.
    pub fn mark_all(&self, places: &[(Id, Span)], label: &Id, stamps: &[Stamp]) -> Option<Act> {
        let mut edits = Vec::new();
        let mut begun: Vec<&Arc<Document>> = Vec::new();
        let mut selection = Selection::Nothing;
        for ((document, span), stamp) in places.iter().zip(stamps) {
            let document = self.project.document(document)?;
            edits.push(Edit::Add(self.marked(document, *span, label, stamp).into()));
            if document.status == Status::Open && !begun.iter().any(|other| other.id == document.id) {
                begun.push(document);
            }
            if selection == Selection::Nothing && Some(&document.id) == self.open.as_ref() {
                selection = Selection::Annotation(stamp.id.clone());
            }
        }
        edits.extend(begun.into_iter().map(|document| replace_document(document, Status::InProgress)));
        (!edits.is_empty()).then_some(())?;
        Some(Act::Do(transaction(Action::Mark, edits, stamps.first()?), selection))
    }

    fn marked(&self, document: &Document, span: Span, label: &Id, stamp: &Stamp) -> Annotation {
        Annotation {
            id: stamp.id.clone(),
            document: document.id.clone(),
            spans: Spans::from(span),
            label: label.clone(),
            note: String::new(),
            attributes: Attributes::default(),
            creator: self.annotator.clone(),
            created: stamp.at,
            modified: stamp.at,
            origin: AnnotationOrigin::Hand,
        }
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::corpus;
    use crate::model::{History, Timestamp, carets};
    use crate::session::TextSelection;
    use crate::text::Snap;

    const MARKED: &str = "
Laut dpa kam Kim. Kim sprach mit Putin, KIM ging.
     ^^^ source
         ^^^^^^^ claim
                  ^^^ source
";

    fn session(picture: &str) -> Session {
        Session::new(carets::project(picture), History::default())
    }

    fn id(name: &str) -> Id {
        Id::new(name).unwrap()
    }

    fn stamps(count: usize) -> Vec<Stamp> {
        let stamp = |number| Stamp { at: Timestamp::default(), id: id(&format!("new{number}")) };
        (0..count).map(stamp).collect()
    }

    /// Marks every place of the quote, and draws what comes of it.
    fn mark(session: &mut Session, quote: &str, label: &str) -> String {
        let places: Vec<(Id, Span)> = Found::of(session, quote, false)
            .places
            .into_iter()
            .map(|place| (place.document, place.span))
            .collect();
        let act = session.mark_all(&places, &id(label), &stamps(places.len())).unwrap();
        session.perform(act, Timestamp::default()).unwrap();
        carets::draw(session.project(), session.document().unwrap())
    }

    /// Each place with its context and what is marked there.
    fn check(quote: &str, expected: Expect) {
        let session = session(MARKED);
        let drawn = Found::of(&session, quote, false).places.into_iter().map(|place| {
            let context = in_context(session.document().unwrap(), place.span).unwrap();
            let exact = if place.is_exact { "exact" } else { "" };
            format!("{context:?} {exact} marked {:?}, overlapping {:?}\n", place.marked, place.overlapping)
        });
        expected.assert_eq(&drawn.collect::<String>());
    }

    #[test]
    fn places_say_what_is_marked_there() {
        check(
            "Kim",
            expect![[r#"
            ["Laut dpa kam ", "Kim", ". Kim sprach mit Putin, KIM ging."] exact marked [], overlapping [#claim]
            ["Laut dpa kam Kim. ", "Kim", " sprach mit Putin, KIM ging."] exact marked [#source], overlapping []
            ["Laut dpa kam Kim. Kim sprach mit Putin, ", "KIM", " ging."]  marked [], overlapping []
        "#]],
        );
    }

    #[test]
    fn context_is_cut_between_words() {
        let picture = "Eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf ".repeat(2) + "Kim";
        let session = session(&picture);
        let document = session.document().unwrap();
        let place = |quote: &str| find(&document.text, quote, 1).found[0].span;
        assert_eq!(
            in_context(document, place("Kim")).unwrap(),
            ["… fünf sechs sieben acht neun zehn elf zwölf ", "Kim", ""]
        );
        assert_eq!(
            in_context(document, place("Eins zwei")).unwrap(),
            ["", "Eins zwei", " drei vier fünf sechs sieben acht neun zehn elf …"]
        );
    }

    #[test]
    fn all_places_are_marked_in_one_step() {
        let mut session = session(MARKED);
        let before = carets::draw(session.project(), session.document().unwrap());
        expect![[r#"
            Laut dpa kam Kim. Kim sprach mit Putin, KIM ging.
                 ^^^ source
                     ^^^^^^^ claim
                         ^^^ date
                              ^^^ source
                              ^^^ date
                                                    ^^^ date
        "#]]
        .assert_eq(&mark(&mut session, "kim", "date"));
        assert_eq!(session.annotation().unwrap().id, id("new0"));
        assert_eq!(session.document().unwrap().status, Status::InProgress);
        session.perform(Act::Undo, Timestamp::default()).unwrap();
        assert_eq!(carets::draw(session.project(), session.document().unwrap()), before);
        assert_eq!(session.document().unwrap().status, Status::Open);
    }

    #[test]
    fn one_step_can_go_through_several_documents() {
        let mut project = Project::new(corpus::project_id());
        project.apply(&corpus::missing_from(&project, Timestamp::default()).unwrap()).unwrap();
        let mut session = Session::new(project, History::default());
        let second = session.project().documents()[1].id.clone();
        session.perform(Act::Open(second), Timestamp::default()).unwrap();
        let found = Found::of(&session, "im Juni", true);
        let places: Vec<(Id, Span)> =
            found.places.into_iter().map(|place| (place.document, place.span)).collect();
        let act = session.mark_all(&places, &id("date"), &stamps(places.len())).unwrap();
        session.perform(act, Timestamp::default()).unwrap();
        let about = |document: &&Arc<Document>| {
            let marks = session.project().marks(&document.id).unwrap().total();
            format!("{} {:?} {marks}\n", document.id, document.status)
        };
        expect![[r#"
            000_c69d7e2b6bcde984 InProgress 1
            001_5013a7a63339588b Open 0
            002_fbe12cdfffafff9a InProgress 2
            003_2010653594c6cf10 InProgress 1
            004_c9cb71a91a8c8b3b Open 0
        "#]]
        .assert_eq(&session.project().documents().iter().map(about).collect::<String>());
        assert_eq!(session.selection(), &Selection::Nothing, "there is none in the open document");
    }

    #[test]
    fn nothing_is_marked_where_nothing_was_chosen() {
        assert_eq!(session(MARKED).mark_all(&[], &id("claim"), &[]), None);
    }

    #[test]
    fn the_place_that_is_meant_is_chosen() {
        let session = session(MARKED);
        let meant = |quote| Found::of(&session, quote, false).meant(&session);
        assert_eq!(meant("putin"), Some(0), "the only one");
        assert_eq!(meant("KIM"), Some(2), "the only one to the letter");
        assert_eq!((meant("Kim"), meant("kim")), (None, None), "one of three");
        assert_eq!(meant("dpa"), None, "marked already");
    }

    #[test]
    fn the_place_that_is_selected_is_meant() {
        let mut session = session(MARKED);
        let at = |offset| crate::text::CharOffset::new(offset);
        let selected = TextSelection { anchor: at(13), focus: at(16), snap: Snap::Words };
        session.perform(Act::Select(Selection::Text(selected)), Timestamp::default()).unwrap();
        assert_eq!(Found::of(&session, "Kim", false).meant(&session), Some(0));
    }
}
