//! The shape of a file as a project: each record checked by itself and against those it refers to.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::formats::{Fault, Problem, QuotePart, Read, ReadError, Referent};
use crate::model::tagset::{Label, LinkKind};
use crate::model::{
    Action, Annotation, Attributes, Document, Edit, Id, Item, Link, Origin, Project, Settings, Spans,
    Timestamp, Transaction,
};
use crate::record::{self, color, date, excerpt, id, instant, key, word};
use crate::text::{Span, Text};

use super::{MAX_EXACT, MAX_LABEL_NAME, MAX_NAME, MAX_NOTE, MAX_SPANS, shape};

/// The first records of one list by their ids.
///
/// With each its number in the list and what it became; `None` where it was left out.
struct Taken<T>(BTreeMap<Id, (usize, Option<T>)>);

/// Makes a project of every record that can be taken and lists the others.
pub(super) fn project(file: shape::File<'_>) -> Result<Read, ReadError> {
    let project_id =
        id("project.id", &file.project.id).map_err(|problem| ReadError::Project(problem.into()))?;
    let settings = settings(file.project).map_err(|problem| ReadError::Project(problem.within("project")))?;
    let mut problems = Vec::new();

    let documents = take("documents", file.documents, |document| &document.id, document, &mut problems);
    let labels = take("tagset.labels", file.tagset.labels, |label| &label.id, label, &mut problems);
    let link_kind = |id, rank, shape| link_kind(id, rank, shape, &labels);
    let link_kinds =
        take("tagset.link_kinds", file.tagset.link_kinds, |kind| &kind.id, link_kind, &mut problems);
    let annotation = |id, _, shape| annotation(id, shape, &documents, &labels);
    let annotations = take("annotations", file.annotations, |shape| &shape.id, annotation, &mut problems);
    let link = |id, _, shape| link(id, shape, &link_kinds, &annotations);
    let links = take("links", file.links, |link| &link.id, link, &mut problems);

    let mut project = Project::new(project_id);
    let old = Item::Settings(project.settings().clone());
    let mut edits = vec![Edit::Replace { old, new: settings.into() }];
    // In reading order each annotation goes to the end of the index of its document.
    let mut annotations: Vec<Annotation> = annotations.into_items().collect();
    annotations.sort_by(|one, other| {
        (&one.document, one.spans.first(), &one.id).cmp(&(&other.document, other.spans.first(), &other.id))
    });
    edits.extend(documents.into_items().map(|document| Edit::Add(document.into())));
    edits.extend(labels.into_items().map(|label| Edit::Add(label.into())));
    edits.extend(link_kinds.into_items().map(|kind| Edit::Add(kind.into())));
    edits.extend(annotations.into_iter().map(|annotation| Edit::Add(annotation.into())));
    edits.extend(links.into_items().map(|link| Edit::Add(link.into())));
    let transaction =
        Transaction { action: Action::Replace, edits, origin: Origin::File, at: Timestamp::default() };
    project.apply(&transaction).map_err(ReadError::Conflict)?;
    Ok(Read { project, problems })
}

/// Takes the records of a list one by one. `make` gets the id, the number of records taken before and the record.
fn take<S, T>(
    list: &str,
    shapes: Vec<S>,
    id_of: impl Fn(&S) -> &str,
    make: impl Fn(Id, u32, S) -> Result<T, Problem>,
    problems: &mut Vec<Problem>,
) -> Taken<T> {
    let mut taken = BTreeMap::new();
    let mut rank = 0;
    for (number, shape) in shapes.into_iter().enumerate() {
        let outer = |problem: Problem| problem.within(&format!("{list}[{number}]"));
        let id = match id("id", id_of(&shape)) {
            Ok(id) => id,
            Err(problem) => {
                problems.push(outer(problem.into()));
                continue;
            }
        };
        if let Some((first, _)) = taken.get(&id) {
            let fault = Fault::Duplicate { id: id.to_string(), first: format!("{list}[{first}]") };
            problems.push(outer(Problem { place: "id".to_owned(), fault }));
            continue;
        }
        let made = make(id.clone(), rank, shape).map_err(|problem| problems.push(outer(problem))).ok();
        rank += u32::from(made.is_some());
        taken.insert(id, (number, made));
    }
    Taken(taken)
}

impl<T> Taken<T> {
    /// The item to which a record refers.
    fn find(&self, place: &str, written: &str, what: Referent) -> Result<(Id, &T), Problem> {
        let id = id(place, written)?;
        match self.0.get(&id) {
            Some((_, Some(item))) => Ok((id, item)),
            found => {
                let fault = Fault::Missing { what, id: id.to_string(), left_out: found.is_some() };
                Err(Problem { place: place.to_owned(), fault })
            }
        }
    }

    fn into_items(self) -> impl Iterator<Item = T> {
        self.0.into_values().filter_map(|(_, item)| item)
    }
}

fn settings(shape: shape::Project<'_>) -> Result<Settings, Problem> {
    Ok(Settings {
        name: bounded("name", shape.name, MAX_NAME)?,
        guidelines: bounded("guidelines", shape.guidelines, MAX_NOTE)?,
    })
}

fn document(id: Id, rank: u32, shape: shape::Document<'_>) -> Result<Document, Problem> {
    let text = Text::new(shape.text.into_owned());
    if text.sha256() != shape.sha256 {
        let fault =
            record::Fault::OtherText { expected: excerpt(&shape.sha256), found: text.sha256().to_owned() };
        return Err(Problem { place: "sha256".to_owned(), fault: Fault::Value(fault) });
    }
    Ok(Document {
        id,
        rank,
        text,
        title: bounded("title", shape.title, MAX_NAME)?,
        outlet: shape.outlet.map(|outlet| bounded("outlet", outlet, MAX_NAME)).transpose()?,
        published: shape.published.map(|written| date("published", &written)).transpose()?,
        language: shape.language.map(|language| bounded("language", language, MAX_NAME)).transpose()?,
        url: shape.url.map(|url| bounded("url", url, MAX_NAME)).transpose()?,
        status: word("status", &shape.status)?,
    })
}

fn label(id: Id, rank: u32, shape: shape::Label<'_>) -> Result<Label, Problem> {
    Ok(Label {
        id,
        rank,
        name: bounded("name", shape.name, MAX_LABEL_NAME)?,
        color: color("color", &shape.color)?,
        key: shape.key.map(|written| key("key", &written)).transpose()?,
        description: bounded("description", shape.description, MAX_NOTE)?,
        attribute: shape.attribute.map(|written| word("attribute", &written)).transpose()?,
    })
}

fn link_kind(
    id: Id,
    rank: u32,
    shape: shape::LinkKind<'_>,
    labels: &Taken<Label>,
) -> Result<LinkKind, Problem> {
    let (from, _) = labels.find("from", &shape.from, Referent::Label)?;
    let (to, _) = labels.find("to", &shape.to, Referent::Label)?;
    Ok(LinkKind { id, rank, name: bounded("name", shape.name, MAX_LABEL_NAME)?, from, to })
}

fn annotation(
    id: Id,
    shape: shape::Annotation<'_>,
    documents: &Taken<Document>,
    labels: &Taken<Label>,
) -> Result<Annotation, Problem> {
    let (document_id, document) = documents.find("document", &shape.document, Referent::Document)?;
    let (label, _) = labels.find("label", &shape.label, Referent::Label)?;
    Ok(Annotation {
        id,
        document: document_id,
        spans: spans(&shape.spans, &document.text)?,
        label,
        note: bounded("note", shape.note, MAX_NOTE)?,
        attributes: attributes(shape.attributes).map_err(|problem| problem.within("attributes"))?,
        creator: shape.creator.map(|creator| bounded("creator", creator, MAX_NAME)).transpose()?,
        created: instant("created", &shape.created)?,
        modified: instant("modified", &shape.modified)?,
        origin: word("origin", &shape.origin)?,
    })
}

fn attributes(shape: shape::Attributes<'_>) -> Result<Attributes, Problem> {
    Ok(Attributes {
        value: shape.value.map(|written| date("value", &written)).transpose()?,
        name: shape.name.map(|name| bounded("name", name, MAX_NAME)).transpose()?,
    })
}

fn spans(shapes: &[shape::Span<'_>], text: &Text) -> Result<Spans, Problem> {
    let here = |fault| Problem { place: "spans".to_owned(), fault };
    if shapes.len() > MAX_SPANS {
        return Err(here(Fault::TooManySpans { found: shapes.len(), limit: MAX_SPANS }));
    }
    let spans = shapes.iter().enumerate().map(|(number, shape)| {
        span(shape, text)
            .map_err(|(place, fault)| Problem { place: format!("spans[{number}]{place}"), fault })
    });
    Spans::new(spans.collect::<Result<Vec<Span>, Problem>>()?)
        .ok_or_else(|| here(Fault::Value(record::Fault::NoSpans)))
}

/// A span that lies in the text and whose quote is the text there, or what is wrong and at which of its parts.
fn span(shape: &shape::Span<'_>, text: &Text) -> Result<Span, (&'static str, Fault)> {
    let (start, end) = (shape.start, shape.end);
    if start >= end {
        return Err(("", Fault::Value(record::Fault::EmptySpan { start, end })));
    }
    let length = text.end().get();
    let span =
        u32::try_from(start).ok().zip(u32::try_from(end).ok()).and_then(|(start, end)| Span::of(start, end));
    let span =
        span.filter(|span| span.end() <= text.end()).ok_or(("", Fault::Outside { start, end, length }))?;
    check_quote(&shape.quote, span, text)?;
    Ok(span)
}

fn check_quote(quote: &shape::Quote<'_>, span: Span, text: &Text) -> Result<(), (&'static str, Fault)> {
    let differs = |part, quoted: &str, found: &str| {
        let place = match part {
            QuotePart::Exact => ".quote.exact",
            QuotePart::Prefix => ".quote.prefix",
            QuotePart::Suffix => ".quote.suffix",
        };
        Err((place, Fault::Quote { part, quoted: excerpt(quoted), found: excerpt(found) }))
    };
    let exact = text.slice(span).unwrap_or_default();
    match &quote.exact {
        Some(quoted) if quoted != exact => return differs(QuotePart::Exact, quoted, exact),
        None if span.chars() <= MAX_EXACT => return Err((".quote", Fault::NoExact)),
        _ => {}
    }
    let length = |part: &str| u32::try_from(part.chars().count()).unwrap_or(u32::MAX);
    let (before, _) = text.context(span, length(&quote.prefix));
    if quote.prefix != before {
        return differs(QuotePart::Prefix, &quote.prefix, before);
    }
    let (_, after) = text.context(span, length(&quote.suffix));
    if quote.suffix != after {
        return differs(QuotePart::Suffix, &quote.suffix, after);
    }
    Ok(())
}

fn link(
    id: Id,
    shape: shape::Link<'_>,
    kinds: &Taken<LinkKind>,
    annotations: &Taken<Annotation>,
) -> Result<Link, Problem> {
    let (kind, _) = kinds.find("kind", &shape.kind, Referent::LinkKind)?;
    let (from, _) = annotations.find("from", &shape.from, Referent::Annotation)?;
    let (to, _) = annotations.find("to", &shape.to, Referent::Annotation)?;
    Ok(Link {
        id,
        kind,
        from,
        to,
        creator: shape.creator.map(|creator| bounded("creator", creator, MAX_NAME)).transpose()?,
        created: instant("created", &shape.created)?,
    })
}

/// A text of at most `limit` code points.
fn bounded(place: &str, text: Cow<'_, str>, limit: usize) -> Result<String, Problem> {
    // No text has more code points than bytes.
    let found = if text.len() > limit { text.chars().count() } else { 0 };
    if found > limit {
        return Err(Problem { place: place.to_owned(), fault: Fault::TooLong { found, limit } });
    }
    Ok(text.into_owned())
}
