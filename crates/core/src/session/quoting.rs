//! Marking by quoting: where the words of a quote stand, what is marked there already, and marking many places at once.

use std::sync::Arc;

use crate::model::{
    Action, Annotation, AnnotationOrigin, Attributes, Document, Edit, Id, Project, Spans, Status,
};
use crate::text::{Span, find};

use super::{Act, Selection, Session, Stamp, replace_document, transaction};

/// How many places are listed. Nobody chooses among more of them.
const LISTED: usize = 200;

/// How many code points of a quote are looked for.
pub const MAX_QUOTE: usize = 100_000;

/// How many code points are shown on each side of a place.
const CONTEXT: u32 = 48;

/// A quote that is looked for, where it stands, and which of these places are chosen.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// The quote as it was typed.
    pub quote: String,
    /// Whether it is looked for in all documents and not only in the open one.
    pub is_everywhere: bool,
    /// The first places, by document and in reading order.
    pub places: Vec<Place>,
    /// How many places there are.
    pub total: usize,
    /// How many code points the quote has, where these are more than [`MAX_QUOTE`] and nothing was looked for.
    pub too_long: Option<usize>,
}

/// A place where a quote stands.
#[derive(Clone, Debug)]
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
    /// Whether it is chosen.
    pub is_chosen: bool,
}

impl Search {
    /// Looks for the quote. What was chosen stays so where it is found again; or else the place that is meant is chosen.
    pub fn look(&mut self, session: &Session) {
        let before = self.chosen();
        self.places.clear();
        self.total = 0;
        let chars = self.quote.chars().count();
        self.too_long = (chars > MAX_QUOTE).then_some(chars);
        if self.too_long.is_some() {
            return;
        }
        let documents = match self.is_everywhere {
            true => session.project().documents(),
            false => session.document().into_iter().collect(),
        };
        for document in documents {
            let matches = find(&document.text, &self.quote, LISTED - self.places.len());
            self.total += matches.total;
            for found in matches.found {
                self.places.push(place(session.project(), document, found.span, found.is_exact));
            }
        }
        let is_kept = |place: &Place| before.contains(&(place.document.clone(), place.span));
        let meant = self.meant(session).filter(|_| !self.places.iter().any(is_kept));
        for (number, place) in self.places.iter_mut().enumerate() {
            place.is_chosen = is_kept(place) || Some(number) == meant;
        }
    }

    /// Chooses the places that are like this, and no others.
    pub fn choose(&mut self, is: fn(&Place) -> bool) {
        self.places.iter_mut().for_each(|place| place.is_chosen = is(place));
    }

    /// The places that are chosen.
    pub fn chosen(&self) -> Vec<(Id, Span)> {
        let chosen = self.places.iter().filter(|place| place.is_chosen);
        chosen.map(|place| (place.document.clone(), place.span)).collect()
    }

    /// Which place is meant where nobody has chosen: what is selected, or the only one, or the only one to the letter.
    /// None that is marked already.
    fn meant(&self, session: &Session) -> Option<usize> {
        let open = session.document().map(|document| &document.id);
        let selected = session.markable();
        let is_selected =
            |place: &Place| Some(&place.document) == open && selected == Some(place.span.into());
        let only = |is: &dyn Fn(&Place) -> bool| {
            let mut numbers = (0..).zip(&self.places).filter(|(_, place)| is(place));
            numbers.next().filter(|_| numbers.next().is_none())
        };
        let (number, place) =
            only(&is_selected).or_else(|| only(&|_| true)).or_else(|| only(&|place| place.is_exact))?;
        place.marked.is_empty().then_some(number)
    }
}

fn place(project: &Project, document: &Document, span: Span, is_exact: bool) -> Place {
    let (marked, overlapping) = (vec![], vec![]);
    let mut place =
        Place { document: document.id.clone(), span, is_exact, marked, overlapping, is_chosen: false };
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
    ///
    /// What has this label already is not marked a second time. Where that is all of it, the first such annotation is
    /// selected.
    pub fn mark_all(&self, places: &[(Id, Span)], label: &Id, stamps: &[Stamp]) -> Option<Act> {
        let places: Vec<(Id, Spans)> = places.iter().map(|(id, span)| (id.clone(), (*span).into())).collect();
        self.mark_each(&places, label, stamps)
    }

    /// The same for annotations that may have several spans each.
    pub(super) fn mark_each(&self, places: &[(Id, Spans)], label: &Id, stamps: &[Stamp]) -> Option<Act> {
        let mut edits = Vec::new();
        let mut begun: Vec<&Arc<Document>> = Vec::new();
        let mut selection = Selection::Nothing;
        let (mut known, mut new): (Vec<&Annotation>, Vec<&(Id, Spans)>) = (Vec::new(), Vec::new());
        for (place, stamp) in places.iter().zip(stamps) {
            let (document, spans) = place;
            let document = self.project.document(document)?;
            if let Some(twin) = self.twin(&document.id, spans, label, None) {
                known.push(twin);
                continue;
            }
            if new.contains(&place) {
                continue;
            }
            new.push(place);
            edits.push(Edit::Add(self.marked(document, spans.clone(), label, stamp).into()));
            if document.status == Status::Open && !begun.iter().any(|other| other.id == document.id) {
                begun.push(document);
            }
            if selection == Selection::Nothing && Some(&document.id) == self.open.as_ref() {
                selection = Selection::Annotation(stamp.id.clone());
            }
        }
        edits.extend(begun.into_iter().map(|document| replace_document(document, Status::InProgress)));
        if edits.is_empty() {
            let in_open = known.iter().find(|annotation| Some(&annotation.document) == self.open.as_ref());
            let first = in_open.or(known.first())?;
            return Some(Act::Revisit(first.id.clone()));
        }
        Some(Act::Do(transaction(Action::Mark, edits, stamps.first()?), selection))
    }

    /// How many of some places have a label already, so that they would not be marked with it.
    pub fn known_among(&self, places: &[(Id, Span)], label: &Id) -> usize {
        let is_known =
            |(document, span): &&(Id, Span)| self.twin(document, &Spans::from(*span), label, None).is_some();
        places.iter().filter(is_known).count()
    }

    fn marked(&self, document: &Document, spans: Spans, label: &Id, stamp: &Stamp) -> Annotation {
        Annotation {
            id: stamp.id.clone(),
            document: document.id.clone(),
            spans,
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
    use crate::session::{Happened, TextSelection};
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

    fn search(session: &Session, quote: &str, is_everywhere: bool) -> Search {
        let mut search = Search { quote: quote.to_owned(), is_everywhere, ..Search::default() };
        search.look(session);
        search
    }

    /// Every place of the quote.
    fn all(session: &Session, quote: &str, is_everywhere: bool) -> Vec<(Id, Span)> {
        let mut search = search(session, quote, is_everywhere);
        search.choose(|_| true);
        search.chosen()
    }

    /// The numbers of the places that are chosen.
    fn chosen(search: &Search) -> Vec<usize> {
        let places = search.places.iter().enumerate().filter(|(_, place)| place.is_chosen);
        places.map(|(number, _)| number).collect()
    }

    /// Marks every place of the quote, and draws what comes of it.
    fn mark(session: &mut Session, quote: &str, label: &str) -> String {
        let places = all(session, quote, false);
        let act = session.mark_all(&places, &id(label), &stamps(places.len())).unwrap();
        session.perform(act, Timestamp::default()).unwrap();
        carets::draw(session.project(), session.document().unwrap())
    }

    /// Each place with its context and what is marked there.
    fn check(quote: &str, expected: Expect) {
        let session = session(MARKED);
        let drawn = search(&session, quote, false).places.into_iter().map(|place| {
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
        let places = all(&session, "im Juni", true);
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
    fn what_has_the_label_already_is_selected_instead_of_marked_again() {
        let mut session = session(MARKED);
        let before = carets::draw(session.project(), session.document().unwrap());
        let source = all(&session, "Kim", false)[1].clone();
        let act = session.mark_all(&[source], &id("source"), &stamps(1)).unwrap();
        assert_eq!(act, Act::Revisit(id("a3")));
        let performed = session.perform(act, Timestamp::default()).unwrap();
        assert_eq!((performed.happened, performed.entry), (Some(Happened::Revisited), None));
        assert_eq!(session.selection(), &Selection::Annotation(id("a3")));
        assert_eq!(carets::draw(session.project(), session.document().unwrap()), before);
    }

    #[test]
    fn of_many_places_those_that_have_the_label_are_left_out_and_counted() {
        let mut session = session(MARKED);
        let places = all(&session, "Kim", false);
        assert_eq!(session.known_among(&places, &id("source")), 1);
        let twice = [&places[..], &places[..]].concat();
        let act = session.mark_all(&twice, &id("source"), &stamps(6)).unwrap();
        session.perform(act, Timestamp::default()).unwrap();
        expect![[r#"
            Laut dpa kam Kim. Kim sprach mit Putin, KIM ging.
                 ^^^ source
                     ^^^^^^^ claim
                         ^^^ source
                              ^^^ source
                                                    ^^^ source
        "#]]
        .assert_eq(&carets::draw(session.project(), session.document().unwrap()));
        assert_eq!(session.known_among(&places, &id("source")), 3);
        assert_eq!(session.mark_all(&places, &id("source"), &stamps(3)), Some(Act::Revisit(id("new0"))));
    }

    #[test]
    fn a_quote_over_the_limit_is_refused_and_not_cut() {
        let session = session(MARKED);
        // An emoji is one code point and two units of the DOM.
        let longest = search(&session, &"😊".repeat(MAX_QUOTE), false);
        assert_eq!((longest.too_long, longest.total), (None, 0));
        let mut longer = search(&session, &("Kim".to_owned() + &" ".repeat(MAX_QUOTE)), false);
        assert_eq!((longer.too_long, longer.total, longer.chosen().len()), (Some(MAX_QUOTE + 3), 0, 0));
        longer.quote = "Putin".to_owned();
        longer.look(&session);
        assert_eq!((longer.too_long, longer.total), (None, 1));
    }

    #[test]
    fn nothing_is_marked_where_nothing_was_chosen() {
        assert_eq!(session(MARKED).mark_all(&[], &id("claim"), &[]), None);
    }

    #[test]
    fn the_place_that_is_meant_is_chosen() {
        let session = session(MARKED);
        let meant = |quote| chosen(&search(&session, quote, false));
        assert_eq!(meant("putin"), [0], "the only one");
        assert_eq!(meant("KIM"), [2], "the only one to the letter");
        assert_eq!((meant("Kim").len(), meant("kim").len()), (0, 0), "one of three");
        assert_eq!(meant("dpa").len(), 0, "marked already");
    }

    #[test]
    fn the_place_that_is_selected_is_meant() {
        let mut session = session(MARKED);
        let at = |offset| crate::text::CharOffset::new(offset);
        let selected = TextSelection { anchor: at(13), focus: at(16), snap: Snap::Words };
        session.perform(Act::Select(Selection::Text(selected)), Timestamp::default()).unwrap();
        assert_eq!(chosen(&search(&session, "Kim", false)), [0]);
    }

    #[test]
    fn what_was_chosen_stays_so_where_it_is_found_again() {
        let session = session(MARKED);
        let mut search = search(&session, "Kim", false);
        search.choose(|place| !place.is_exact);
        assert_eq!(chosen(&search), [2]);
        search.is_everywhere = true;
        search.look(&session);
        assert_eq!(chosen(&search), [2]);
        search.quote = "Putin".to_owned();
        search.look(&session);
        assert_eq!(chosen(&search), [0], "another quote is another choice");
    }
}
