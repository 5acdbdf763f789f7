//! A picture of a text with its marks, for fixtures, expectations and bug reports.
//!
//! ```text
//! Laut dpa stieg die Zahl am 3. Mai 2021.
//!      ^^^ source
//!                            ^^^^^^^^^^^ date
//! ```
//!
//! A caret stands under each code point, one place past the end of a line under its line break. Stretches of one
//! annotation carry the same number: `claim#1`. [`project`] reads a picture and [`draw`] writes it; each is the
//! inverse of the other.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::text::{CharOffset, Span, Text};

use super::annotation::{Annotation, AnnotationOrigin, Attributes, Spans};
use super::document::{Document, Status};
use super::edit::{Action, Edit, Item, Origin, Transaction};
use super::id::{Id, Timestamp};
use super::index::SpanPart;
use super::project::Project;
use super::tagset;

/// A project of one document and the tagset for news, marked as in the picture.
///
/// # Panics
///
/// Where a label is not one of the tagset. It is meant for tests.
#[allow(clippy::panic, reason = "a picture that cannot be read is a mistake in the test that holds it")]
pub fn project(picture: &str) -> Project {
    let (text, marks) = read(picture);
    let (labels, link_kinds) = tagset::news();
    let document = id("text");
    let mut items: Vec<Item> = labels.into_iter().map(Item::from).collect();
    items.extend(link_kinds.into_iter().map(Item::from));
    items.push(Item::from(Document {
        id: document.clone(),
        rank: 0,
        text: Text::new(text),
        title: "Picture".to_owned(),
        outlet: None,
        published: None,
        language: Some("de".to_owned()),
        url: None,
        status: Status::Open,
    }));
    items.extend(marks.into_iter().enumerate().map(|(number, (label, spans))| {
        Item::from(Annotation {
            id: id(&format!("a{}", number + 1)),
            document: document.clone(),
            spans,
            label: id(&label),
            note: String::new(),
            attributes: Attributes::default(),
            creator: None,
            created: Timestamp::default(),
            modified: Timestamp::default(),
            origin: AnnotationOrigin::Hand,
        })
    }));
    let mut project = Project::new(id("picture"));
    let edits = items.into_iter().map(Edit::Add).collect();
    let transaction =
        Transaction { action: Action::AddCorpus, edits, origin: Origin::Corpus, at: Timestamp::default() };
    if let Err(conflict) = project.apply(&transaction) {
        panic!("the picture does not fit together: {conflict:?}\n{picture}");
    }
    project
}

/// The first document of a project made from a picture.
#[allow(clippy::panic, reason = "see `project`")]
pub fn document(project: &Project) -> Arc<Document> {
    let documents = project.documents();
    let Some(first) = documents.first() else { panic!("the project has no document") };
    Arc::clone(first)
}

/// Draws a document of a project with its marks in reading order.
pub fn draw(project: &Project, document: &Document) -> String {
    let mut numbers = BTreeMap::new();
    let mut drawn = String::new();
    for block in document.text.blocks() {
        drawn += document.text.block_str(block).trim_end_matches('\n');
        drawn.push('\n');
        let marks = project.marks(&document.id);
        let pieces = marks.iter().flat_map(|marks| marks.index().overlapping(block.span));
        for piece in pieces.filter(|piece| piece.part != SpanPart::Gap) {
            let Some(annotation) = project.annotation(&piece.annotation) else { continue };
            let Some(here) = piece.span.intersect(block.span) else { continue };
            let before = here.start().get() - block.span.start().get();
            drawn.extend(std::iter::repeat_n(' ', before as usize));
            drawn.extend(std::iter::repeat_n('^', here.chars() as usize));
            drawn += &format!(" {}", annotation.label);
            let stretches: usize =
                annotation.spans.iter().map(|span| document.text.blocks_in(span).len()).sum();
            if stretches > 1 {
                let next = numbers.len() + 1;
                drawn += &format!("#{}", numbers.entry(annotation.id.clone()).or_insert(next));
            }
            drawn.push('\n');
        }
    }
    drawn
}

/// The text of a picture, and each annotation's label and spans in the order in which they are drawn.
fn read(picture: &str) -> (String, Vec<(String, Spans)>) {
    let picture = picture.strip_prefix('\n').unwrap_or(picture);
    let picture = picture.strip_suffix('\n').unwrap_or(picture);
    let mut text = String::new();
    let (mut line_start, mut next_line) = (0, 0);
    let mut stretches: Vec<(String, Vec<Span>)> = Vec::new();
    for line in picture.split('\n') {
        let Some((before, carets, name)) = caret_line(line) else {
            if next_line > 0 {
                text.push('\n');
            }
            line_start = if next_line > 0 { next_line } else { 0 };
            text += line;
            next_line = line_start + line.chars().count() as u32 + 1;
            continue;
        };
        let start = CharOffset::new(line_start + before);
        let span = Span::new(start, start.plus(carets));
        match stretches.iter_mut().find(|(other, _)| name.contains('#') && *other == name) {
            Some((_, spans)) => spans.extend(span),
            None => stretches.push((name.to_owned(), Vec::from_iter(span))),
        }
    }
    let label = |name: &str| name.split('#').next().unwrap_or(name).to_owned();
    let marks = stretches.into_iter().filter_map(|(name, spans)| Some((label(&name), Spans::new(spans)?)));
    (text, marks.collect())
}

/// How many places stand before the carets, how many carets there are, and the name behind them.
fn caret_line(line: &str) -> Option<(u32, u32, &str)> {
    let rest = line.trim_start_matches(' ');
    let name = rest.trim_start_matches('^');
    let carets = rest.len() - name.len();
    let label = name.strip_prefix(' ')?;
    (carets > 0 && !label.contains(' ')).then_some(((line.len() - rest.len()) as u32, carets as u32, label))
}

/// # Panics
///
/// Where the name is no id.
#[allow(clippy::panic, reason = "see `project`")]
fn id(name: &str) -> Id {
    Id::new(name).unwrap_or_else(|| panic!("{name:?} is no id"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is drawn is what was read.
    fn check(picture: &str) {
        let project = project(picture);
        let drawn = draw(&project, &document(&project));
        assert_eq!(drawn, picture.trim_start_matches('\n'));
    }

    #[test]
    fn a_picture_comes_back() {
        check(
            "
Laut dpa stieg die Zahl am 3. Mai 2021.
     ^^^ source
                           ^^^^^^^^^^^ date
",
        );
    }

    #[test]
    fn stretches_keep_together() {
        check(
            "
Er komme, sagte Kim, morgen.
^^^^^^^^ claim#1
                ^^^ source
                     ^^^^^^ claim#1
",
        );
    }

    #[test]
    fn a_mark_goes_on_over_lines_and_emoji_count_as_one() {
        check(
            "
😊 Eins
  ^^^^^ claim#1

^ claim#1
Zwei
^^^^ claim#1
 ^^ date
",
        );
    }
}
