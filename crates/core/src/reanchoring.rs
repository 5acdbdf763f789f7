//! What becomes of annotations when their documents get other texts, decided before anything changes.
//!
//! Every annotation of such a document is in the list: where it finds its words again, or that it does not. Until there
//! is a decision for each of them there is no transaction, so that nothing is moved or lost without being seen.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::formats::Mended;
use crate::model::anchor::{Anchored, Anchoring, How};
use crate::model::{
    Action, Annotation, Dispute, Document, Edit, Id, Item, Key, Loser, Origin, Project, Spans, Timestamp,
    Transaction, new_id,
};
use crate::pace::{Pace, Through, at_once, pause};
use crate::text::{Span, Text};

/// Other texts for documents of a project, and what that would do to the annotations there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reanchoring {
    /// The documents as they are, and as they would be.
    pub documents: Vec<(Arc<Document>, Arc<Document>)>,
    /// Their annotations in reading order.
    pub rows: Vec<Row>,
}

/// An annotation whose document gets another text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// As it is.
    pub annotation: Arc<Annotation>,
    /// Where its words stand in the new text; `None` where they were not found.
    pub found: Option<Anchored>,
    /// Where to look for it in the new text, in code points.
    pub expected: u32,
    /// The words that a file quotes, with their context, where they do not stand at its place.
    pub quoted: Vec<[String; 3]>,
    /// What becomes of it.
    pub decision: Decision,
}

/// What becomes of an annotation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Nobody decided.
    Open,
    /// It stands there in the new text.
    Place(Spans),
    /// It goes, with its links, and stays in the list of conflicts with its words.
    SetAside,
    /// It goes, with its links.
    Delete,
}

/// How many annotations find their words again, and how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// The same words in the same surroundings.
    pub in_place: usize,
    /// The same words elsewhere.
    pub moved: usize,
    /// Other words, other surroundings, or one of several places.
    pub changed: usize,
    /// No such words.
    pub lost: usize,
    /// Those of any kind for which somebody has to decide.
    pub open: usize,
}

impl Decision {
    /// What was found at one place is to stand there; of several places somebody has to choose.
    fn of(found: Option<&Anchored>) -> Self {
        match found {
            Some(found) if !found.has_rival => Decision::Place(found.spans.clone()),
            _ => Decision::Open,
        }
    }
}

impl Row {
    /// How it was found; `None` where it was not.
    pub fn how(&self) -> Option<How> {
        self.found.as_ref().map(|found| found.how)
    }

    /// Where it would stand in the new text: where somebody placed it, or else where it was found.
    pub fn place(&self) -> Option<&Spans> {
        match &self.decision {
            Decision::Place(spans) => Some(spans),
            _ => self.found.as_ref().map(|found| &found.spans),
        }
    }
}

impl Reanchoring {
    /// Looks for all annotations in the new texts of their documents.
    ///
    /// What was found at one place is to stand there; of several places, and where two annotations that stood apart
    /// would become one, somebody has to choose.
    pub fn new(project: &Project, texts: impl IntoIterator<Item = (Id, Text)>) -> Self {
        at_once(Search::new(project, texts).run(&Through))
    }

    /// What of a file stands elsewhere than the file says. It is there in the project already.
    pub fn of_file(mended: &Mended) -> Self {
        let project = &mended.read.project;
        let mut reanchoring = Reanchoring { documents: Vec::new(), rows: Vec::new() };
        for placed in &mended.placed {
            let Some(annotation) = project.annotation(&placed.annotation) else { continue };
            reanchoring.rows.push(Row {
                annotation: Arc::clone(annotation),
                found: Some(placed.found.clone()),
                expected: annotation.spans.first().start().get(),
                quoted: placed.words.clone(),
                decision: Decision::of(Some(&placed.found)),
            });
        }
        let concerned = reanchoring.rows.iter().map(|row| &row.annotation.document).chain(&mended.edited);
        let mut met = BTreeSet::new();
        for document in concerned.filter_map(|id| project.document(id)) {
            if met.insert(&document.id) {
                reanchoring.documents.push((Arc::clone(document), Arc::clone(document)));
            }
        }
        reanchoring
    }

    /// Whether no annotation is concerned.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many annotations find their words again, and how.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for row in &self.rows {
            let count = match row.how() {
                Some(How::InPlace) => &mut counts.in_place,
                Some(How::Moved) => &mut counts.moved,
                Some(How::Changed) => &mut counts.changed,
                None => &mut counts.lost,
            };
            *count += 1;
            counts.open += usize::from(row.decision == Decision::Open);
        }
        counts
    }

    /// The numbers of the rows that somebody should see, those without a place first: all but those whose words stand
    /// where they stood.
    pub fn to_see(&self) -> Vec<usize> {
        let is_to_see = |row: &Row| row.how() != Some(How::InPlace) || row.decision == Decision::Open;
        let rows = self.rows.iter().enumerate().filter(|(_, row)| is_to_see(row));
        let order = |number: &usize| {
            let row = self.rows.get(*number);
            let is_decided = row.is_some_and(|row| row.decision != Decision::Open);
            (is_decided, row.and_then(Row::how).map(Reverse))
        };
        let mut numbers: Vec<usize> = rows.map(|(number, _)| number).collect();
        numbers.sort_by_key(order);
        numbers
    }

    /// The document of a row as it is and as it would be.
    pub fn documents_of(&self, row: &Row) -> Option<&(Arc<Document>, Arc<Document>)> {
        self.documents.iter().find(|(old, _)| old.id == row.annotation.document)
    }

    /// Decides what becomes of an annotation.
    pub fn decide(&mut self, row: usize, decision: Decision) {
        if let Some(row) = self.rows.get_mut(row) {
            row.decision = decision;
        }
    }

    /// Places an annotation by hand, as one stretch; one that reaches past the end of the new text changes nothing.
    pub fn place(&mut self, row: usize, span: Span) {
        let documents = self.rows.get(row).and_then(|row| self.documents_of(row));
        if documents.is_some_and(|(_, document)| span.end() <= document.text.end()) {
            self.decide(row, Decision::Place(Spans::from(span)));
        }
    }

    /// Leaves out what has no decision, and says what that is.
    pub fn leave_out_open(&mut self) -> Vec<Arc<Annotation>> {
        let open = self.rows.iter_mut().filter(|row| row.decision == Decision::Open);
        let leave_out = |row: &mut Row| {
            row.decision = Decision::Delete;
            Arc::clone(&row.annotation)
        };
        open.map(leave_out).collect()
    }

    /// The step that takes over the new texts, for the project for which this was made; `None` as long as nobody
    /// decided about each annotation.
    ///
    /// What goes away for good or for a while goes first, then the texts change, then everything comes back: no edit
    /// ever meets a text to which it does not belong.
    pub fn transaction(&self, project: &Project, at: Timestamp) -> Option<Transaction> {
        let (mut going, mut coming): (Vec<Item>, Vec<Item>) = (Vec::new(), Vec::new());
        let mut aside = Aside::new(project, self, at);
        // With whether they come back.
        let mut stepping: BTreeMap<&Id, bool> = BTreeMap::new();
        for row in &self.rows {
            let new = match &row.decision {
                Decision::Open => return None,
                Decision::Place(spans) if *spans == row.annotation.spans => continue,
                Decision::Place(spans) => {
                    Some(Annotation { spans: spans.clone(), ..Annotation::clone(&row.annotation) })
                }
                Decision::SetAside => {
                    aside.add(row);
                    None
                }
                Decision::Delete => None,
            };
            stepping.entry(&row.annotation.id).or_insert(new.is_some());
            going.push(Item::Annotation(Arc::clone(&row.annotation)));
            coming.extend(new.map(Item::from));
        }
        let (mut links, mut staying): (Vec<Item>, Vec<Item>) = (Vec::new(), Vec::new());
        for link in project.links() {
            let ends = [&link.from, &link.to].map(|end| stepping.get(end));
            if ends == [None, None] {
                continue;
            }
            let item = Item::Link(Arc::clone(link));
            let comes_back = ends.iter().all(|end| end.is_none_or(|comes_back| *comes_back));
            staying.extend(comes_back.then(|| item.clone()));
            links.push(item);
        }
        // In reading order each annotation goes to the end of the index of its document.
        coming.sort_by_key(Item::first_span);
        let mut edits: Vec<Edit> = links.into_iter().map(Edit::Remove).collect();
        edits.extend(going.into_iter().rev().map(Edit::Remove));
        let changing = self.documents.iter().filter(|(old, new)| old.text != new.text);
        edits.extend(changing.map(|(old, new)| Edit::Replace {
            old: Item::Document(Arc::clone(old)),
            new: Item::Document(Arc::clone(new)),
        }));
        let aside = aside.disputes.into_iter().map(Item::from);
        edits.extend(coming.into_iter().chain(staying).chain(aside).map(Edit::Add));
        Some(Transaction { action: Action::ReplaceText, edits, origin: Origin::Hand, at })
    }
}

/// What is to be looked for in new texts. It does not need the project any more.
#[derive(Debug)]
pub struct Search {
    // The documents that get another text, each with its annotations in reading order.
    documents: Vec<(Arc<Document>, Text, Vec<Arc<Annotation>>)>,
    total: usize,
}

impl Search {
    /// All annotations of the documents that get another text.
    pub fn new(project: &Project, texts: impl IntoIterator<Item = (Id, Text)>) -> Self {
        let mut search = Search { documents: Vec::new(), total: 0 };
        for (id, text) in texts {
            let Some(old) = project.document(&id).filter(|document| document.text != text) else { continue };
            let pieces = project.marks(&id).map_or(&[] as &[_], |marks| marks.in_order());
            let annotations = pieces.iter().filter_map(|piece| project.annotation(&piece.annotation));
            let annotations: Vec<_> = annotations.cloned().collect();
            search.total += annotations.len();
            search.documents.push((Arc::clone(old), text, annotations));
        }
        search
    }

    /// How many annotations are looked for.
    pub fn total(&self) -> usize {
        self.total
    }

    /// Whether all of it takes no time that the user notices.
    pub fn is_small(&self) -> bool {
        let chars: usize = self.documents.iter().map(|(_, text, _)| text.end().to_usize()).sum();
        self.total <= 50 && chars <= 50_000
    }

    /// Looks for them in slices: a large project must not stop the page.
    pub async fn run(self, pace: &dyn Pace) -> Reanchoring {
        let mut found = Reanchoring { documents: Vec::new(), rows: Vec::new() };
        for (old, text, annotations) in self.documents {
            // Two texts need not be compared where nothing is marked.
            if !annotations.is_empty() {
                let anchoring = Anchoring::in_slices(&old.text, &text, pace).await;
                let rows = rows(anchoring, annotations, pace, (found.rows.len(), self.total)).await;
                found.rows.extend(rows);
            }
            let new = Document { text, ..Document::clone(&old) };
            found.documents.push((old, Arc::new(new)));
        }
        found
    }
}

/// The annotations of a document with their places, after `done` of `total`.
async fn rows(
    mut anchoring: Anchoring,
    annotations: Vec<Arc<Annotation>>,
    pace: &dyn Pace,
    (done, total): (usize, usize),
) -> Vec<Row> {
    let mut rows = Vec::with_capacity(annotations.len());
    for annotation in annotations {
        let found = anchoring.find(&annotation.spans);
        let decision = Decision::of(found.as_ref());
        let expected = anchoring.expected(annotation.spans.first().start().get());
        rows.push(Row { annotation, found, expected, quoted: Vec::new(), decision });
        pace.reached(done + rows.len(), total);
        pause(pace).await;
    }
    open_where_two_meet(&mut rows);
    rows
}

/// Annotations as the list of conflicts keeps them.
struct Aside<'r> {
    project: &'r Project,
    texts: BTreeMap<&'r Id, &'r Text>,
    at: Timestamp,
    // The number with which the next id is tried.
    number: usize,
    disputes: Vec<Dispute>,
}

impl<'r> Aside<'r> {
    fn new(project: &'r Project, reanchoring: &'r Reanchoring, at: Timestamp) -> Self {
        let mut texts = BTreeMap::new();
        for (old, _) in &reanchoring.documents {
            texts.insert(&old.id, &old.text);
        }
        Aside { project, texts, at, number: project.disputes().count(), disputes: Vec::new() }
    }

    fn add(&mut self, row: &Row) {
        // Those that came before have smaller numbers.
        let is_taken = |key: &Key| self.project.item(key).is_some();
        let Some(id) = new_id(self.at, self.number, &is_taken) else { return };
        let taken = id.as_str().rsplit_once('-').and_then(|(_, number)| number.parse::<usize>().ok());
        self.number = taken.unwrap_or(self.number) + 1;
        let text = self.texts.get(&row.annotation.document).copied();
        let loser = Loser::Version(Item::Annotation(Arc::clone(&row.annotation)));
        self.disputes.push(Dispute::new(id, loser, text, self.at));
    }
}

/// Leaves open what becomes of annotations of one label that stood apart and were found at one place.
fn open_where_two_meet(rows: &mut [Row]) {
    let place = |row: &Row| row.found.as_ref().map(|found| found.spans.first());
    let mut numbers: Vec<usize> = (0..rows.len()).collect();
    numbers.sort_by_key(|number| rows.get(*number).and_then(place));
    for pair in numbers.windows(2) {
        let [one, other] = pair else { continue };
        let (Some(first), Some(second)) = (rows.get(*one), rows.get(*other)) else { continue };
        let meet = first.found.is_some()
            && place(first) == place(second)
            && first.annotation.label == second.annotation.label
            && first.annotation.spans != second.annotation.spans;
        // The surer one keeps its place.
        let score = |row: &Row| row.found.as_ref().map_or(0, |found| found.score);
        let less_sure = if score(second) <= score(first) { *other } else { *one };
        if let Some(row) = rows.get_mut(less_sure).filter(|_| meet) {
            row.decision = Decision::Open;
            row.found.iter_mut().for_each(|found| found.has_rival = true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::carets;
    use expect_test::{Expect, expect};

    const NEWS: &str = "
Laut dpa stieg die Zahl am 3. Mai 2021 auf zwölf.
     ^^^ source
                           ^^^^^^^^^^^ date
Ein Sprecher der Regierung wollte sich dazu nicht äußern.
^^^^^^^^^^^^^^^^^^^^^^^^^^ source
";

    fn reanchoring(project: &Project, text: &str) -> Reanchoring {
        Reanchoring::new(project, [(carets::document(project).id.clone(), Text::new(text))])
    }

    /// The picture after the text changed, and back again by undoing that.
    fn check(picture: &str, text: &str, decide: impl FnOnce(&mut Reanchoring), expected: Expect) {
        let before = carets::project(picture);
        let mut project = before.clone();
        let mut reanchoring = reanchoring(&project, text);
        decide(&mut reanchoring);
        let transaction = reanchoring.transaction(&project, Timestamp::default()).unwrap();
        project.apply(&transaction).unwrap();
        expected.assert_eq(&carets::draw(&project, &carets::document(&project)));
        project.apply(&transaction.inverse()).unwrap();
        assert!(project == before);
    }

    #[test]
    fn marks_go_with_their_words() {
        check(
            NEWS,
            "Ein Sprecher der Regierung wollte sich dazu nicht äußern.\nLaut dpa stieg die Zahl am 3. Mai 2012 auf zwölf.",
            |_| (),
            expect![[r#"
                Ein Sprecher der Regierung wollte sich dazu nicht äußern.
                ^^^^^^^^^^^^^^^^^^^^^^^^^^ source
                Laut dpa stieg die Zahl am 3. Mai 2012 auf zwölf.
                     ^^^ source
                                           ^^^^^^^^^^^ date
            "#]],
        );
    }

    #[test]
    fn what_is_not_found_waits_for_a_decision() {
        let project = carets::project(NEWS);
        let text = "Laut dpa stieg die Zahl am 3. Mai 2021 auf zwölf.\n";
        let mut reanchoring = reanchoring(&project, text);
        let counts = Counts { in_place: 2, lost: 1, open: 1, ..Counts::default() };
        assert_eq!(reanchoring.counts(), counts);
        assert_eq!(reanchoring.to_see(), [2]);
        assert_eq!(reanchoring.transaction(&project, Timestamp::default()), None);
        reanchoring.place(2, Span::of(0, 99).unwrap());
        assert_eq!(reanchoring.counts().open, 1, "no place past the end");
        reanchoring.decide(2, Decision::Delete);
        assert!(reanchoring.transaction(&project, Timestamp::default()).is_some());
    }

    #[test]
    fn what_is_not_found_can_be_placed_by_hand() {
        check(
            NEWS,
            "Laut dpa stieg die Zahl am 3. Mai 2021 auf zwölf.\nDazu schwieg man.",
            |reanchoring| reanchoring.place(2, Span::of(50, 54).unwrap()),
            expect![[r#"
                Laut dpa stieg die Zahl am 3. Mai 2021 auf zwölf.
                     ^^^ source
                                           ^^^^^^^^^^^ date
                Dazu schwieg man.
                ^^^^ source
            "#]],
        );
    }

    #[test]
    fn what_is_set_aside_keeps_its_words() {
        let before = carets::project(NEWS);
        let mut project = before.clone();
        let mut reanchoring = reanchoring(&project, "Nichts davon.");
        assert_eq!(reanchoring.counts().lost, 3);
        (0..3).for_each(|row| reanchoring.decide(row, Decision::SetAside));
        let transaction = reanchoring.transaction(&project, Timestamp::default()).unwrap();
        project.apply(&transaction).unwrap();
        let words: Vec<&str> = project.disputes().map(|dispute| dispute.quote.as_str()).collect();
        assert_eq!(words, ["dpa", "3. Mai 2021", "Ein Sprecher der Regierung"]);
        assert_eq!(project.annotations().count(), 0);
        project.apply(&transaction.inverse()).unwrap();
        assert!(project == before);
    }

    #[test]
    fn two_that_stood_apart_do_not_become_one_in_silence() {
        let twice = "
Die Agentur KCNA meldete am Montag den Start von zwei Raketen.
            ^^^^ source
Die Agentur KCNA meldete am Montag den Start von zwei Raketen.
            ^^^^ source
";
        let project = carets::project(twice);
        let once = "Die Agentur KCNA meldete am Montag den Start von zwei Raketen.\n";
        let counts = reanchoring(&project, once).counts();
        assert_eq!(counts.open, 1);
    }
}
