//! A file of the right shape as a project: each record checked by itself and against those it refers to.

use std::collections::BTreeMap;

use crate::formats::{Fault, Problem, QuotePart, Read, ReadError, Referent};
use crate::json::Json;
use crate::model::limits::{Limits, MAX_EXACT};
use crate::model::tagset::{Label, LinkKind};
use crate::model::{
    Action, Annotation, Attributes, Document, Edit, Id, Item, Key, Link, Origin, Project, Settings, Spans,
    Timestamp, Transaction,
};
use crate::pace::{Pace, Pieces, pause};
use crate::record::{self, color, date, excerpt, id, instant, key, optional_word, url, word};
use crate::text::{Span, Text};

/// A file that is being read, list by list.
struct Reading<'r> {
    // What was taken from the lists before.
    project: Project,
    // The records that were met, the first of each id.
    met: BTreeMap<Key, Met>,
    problems: Vec<Problem>,
    limits: Limits,
    pace: &'r dyn Pace,
    // The texts of the documents by the numbers of their records, until they are taken; and the record that is being read.
    texts: Vec<Option<Text>>,
    number: usize,
}

/// A record that was met.
struct Met {
    /// Its number in its list.
    number: usize,
    /// Whether it was taken.
    is_taken: bool,
    /// How many spans were taken of a document, or how many links at an annotation.
    held: usize,
}

/// Makes an item of a record. It gets the id and the number of records of the list that were taken before.
type Make = fn(&mut Reading<'_>, Id, u32, &Json<'_>) -> Result<Item, Problem>;

/// Makes a project of every record that can be taken and lists the others.
pub(super) async fn project(file: &Json<'_>, limits: &Limits, pace: &dyn Pace) -> Result<Read, ReadError> {
    let (about, tagset) = (file.field("project"), file.field("tagset"));
    let (id, settings) =
        settings(about, limits).map_err(|problem| ReadError::Project(problem.within("project")))?;
    let project = Project::new(id);
    let old = Item::Settings(project.settings().clone());
    let texts = texts(file, limits, pace).await;
    let mut reading = Reading {
        project,
        met: BTreeMap::new(),
        problems: Vec::new(),
        limits: *limits,
        pace,
        texts,
        number: 0,
    };
    reading.apply(vec![Edit::Replace { old, new: settings.into() }])?;
    reading.take("documents", file.list("documents"), Key::Document, document).await?;
    reading.take("tagset.labels", tagset.list("labels"), Key::Label, label).await?;
    reading.take("tagset.link_kinds", tagset.list("link_kinds"), Key::LinkKind, link_kind).await?;
    reading.take("annotations", file.list("annotations"), Key::Annotation, annotation).await?;
    reading.take("links", file.list("links"), Key::Link, link).await?;
    reading.take("conflicts", file.list("conflicts"), Key::Dispute, conflict).await?;
    Ok(Read { project: reading.project, problems: reading.problems })
}

/// The texts of the documents, with everything counted that takes long; none that is too long.
async fn texts(file: &Json<'_>, limits: &Limits, pace: &dyn Pace) -> Vec<Option<Text>> {
    let mut texts = Vec::new();
    for record in file.list("documents") {
        let text = match check_length(record, "text", limits.text) {
            Ok(()) => Some(Text::new(record.text("text"))),
            Err(_) => None,
        };
        pause(pace).await;
        if let Some(text) = &text {
            text.sha256();
            pause(pace).await;
            text.written();
            pause(pace).await;
        }
        texts.push(text);
    }
    texts
}

impl Reading<'_> {
    /// Takes the records of a list one by one.
    async fn take(
        &mut self,
        list: &str,
        records: &[Json<'_>],
        key: fn(Id) -> Key,
        make: Make,
    ) -> Result<(), ReadError> {
        let mut taken: Vec<Item> = Vec::with_capacity(records.len());
        let mut pieces = Pieces::new(self.pace);
        for (number, record) in records.iter().enumerate() {
            self.number = number;
            let item = self.meet(list, number, record, key, make, taken.len());
            match item {
                Ok(item) => taken.push(item),
                Err(problem) => self.problems.push(problem.within(&format!("{list}[{number}]"))),
            }
            self.pace.reached(number + 1, records.len());
            pieces.item().await;
        }
        // In reading order each annotation goes to the end of the index of its document.
        taken.sort_by_key(Item::first_span);
        self.apply(taken.into_iter().map(Edit::Add).collect())
    }

    fn meet(
        &mut self,
        list: &str,
        number: usize,
        record: &Json<'_>,
        key: fn(Id) -> Key,
        make: Make,
        taken: usize,
    ) -> Result<Item, Problem> {
        let id = id(record, "id")?;
        let key = key(id.clone());
        if let Some(Met { number, .. }) = self.met.get(&key) {
            return Err(problem(
                "id",
                Fault::Duplicate { id: id.to_string(), first: format!("{list}[{number}]") },
            ));
        }
        let made = make(self, id, u32::try_from(taken).unwrap_or(u32::MAX), record);
        self.met.insert(key, Met { number, is_taken: made.is_ok(), held: 0 });
        made
    }

    /// The id of the item to which a record refers.
    fn find(&self, record: &Json<'_>, field: &str, what: Referent) -> Result<Id, Problem> {
        let id = id(record, field)?;
        match self.met.get(&key_of(what, &id)) {
            Some(Met { is_taken: true, .. }) => Ok(id),
            met => Err(problem(field, Fault::Missing { what, id: id.to_string(), left_out: met.is_some() })),
        }
    }

    /// Counts what lies in a document or leads to an annotation, as long as there is room for it.
    fn hold(
        &mut self,
        field: &str,
        what: Referent,
        id: &Id,
        more: usize,
        limit: usize,
    ) -> Result<(), Problem> {
        match self.met.get_mut(&key_of(what, id)) {
            Some(met) if met.held + more <= limit => met.held += more,
            _ => return Err(problem(field, Fault::Full { what, id: id.to_string(), limit })),
        }
        Ok(())
    }

    fn apply(&mut self, edits: Vec<Edit>) -> Result<(), ReadError> {
        let (action, origin, at) = (Action::Replace, Origin::File, Timestamp::default());
        self.project.apply(&Transaction { action, edits, origin, at }).map_err(ReadError::Conflict)
    }
}

fn key_of(what: Referent, id: &Id) -> Key {
    let key = match what {
        Referent::Document => Key::Document,
        Referent::Label => Key::Label,
        Referent::LinkKind => Key::LinkKind,
        Referent::Annotation => Key::Annotation,
    };
    key(id.clone())
}

fn settings(json: &Json<'_>, limits: &Limits) -> Result<(Id, Settings), Problem> {
    let id = id(json, "id")?;
    let name = bounded(json, "name", limits.name)?;
    Ok((id, Settings { name, guidelines: bounded(json, "guidelines", limits.note)? }))
}

fn document(reading: &mut Reading<'_>, id: Id, rank: u32, json: &Json<'_>) -> Result<Item, Problem> {
    let limits = reading.limits;
    check_length(json, "text", limits.text)?;
    check_length(json, "url", limits.name)?;
    let text = reading.texts.get_mut(reading.number).and_then(Option::take);
    let (text, sha256) = (text.unwrap_or_else(|| Text::new(json.text("text"))), json.text("sha256"));
    let found = text.lines();
    if found > limits.lines {
        return Err(problem("text", Fault::TooManyLines { found, limit: limits.lines }));
    }
    if text.sha256() != sha256 {
        let found = text.sha256().to_owned();
        let fault = record::Fault::OtherText { expected: excerpt(sha256), found };
        return Err(problem("sha256", Fault::Value(fault)));
    }
    let document = Document {
        id,
        rank,
        text,
        title: bounded(json, "title", limits.name)?,
        outlet: optional(json, "outlet", limits.name)?,
        published: date(json, "published")?,
        language: optional(json, "language", limits.name)?,
        url: url(json, "url")?,
        status: word(json, "status")?,
    };
    Ok(document.into())
}

fn label(reading: &mut Reading<'_>, id: Id, rank: u32, json: &Json<'_>) -> Result<Item, Problem> {
    let limits = reading.limits;
    let label = Label {
        id,
        rank,
        name: bounded(json, "name", limits.label_name)?,
        color: color(json, "color")?,
        key: key(json, "key")?,
        description: bounded(json, "description", limits.note)?,
        attribute: optional_word(json, "attribute")?,
    };
    Ok(label.into())
}

fn link_kind(reading: &mut Reading<'_>, id: Id, rank: u32, json: &Json<'_>) -> Result<Item, Problem> {
    let from = reading.find(json, "from", Referent::Label)?;
    let to = reading.find(json, "to", Referent::Label)?;
    Ok(LinkKind { id, rank, name: bounded(json, "name", reading.limits.label_name)?, from, to }.into())
}

fn annotation(reading: &mut Reading<'_>, id: Id, _: u32, json: &Json<'_>) -> Result<Item, Problem> {
    let limits = reading.limits;
    let document = reading.find(json, "document", Referent::Document)?;
    let label = reading.find(json, "label", Referent::Label)?;
    // What was taken is there.
    let text =
        reading.project.document(&document).map_or_else(|| Text::new(""), |document| document.text.clone());
    let annotation = Annotation {
        id,
        spans: spans(json.list("spans"), &text, &limits)?,
        document,
        label,
        note: bounded(json, "note", limits.note)?,
        attributes: attributes(json.field("attributes"), &limits)
            .map_err(|problem| problem.within("attributes"))?,
        creator: optional(json, "creator", limits.name)?,
        created: instant(json, "created")?,
        modified: instant(json, "modified")?,
        origin: word(json, "origin")?,
    };
    let spans = annotation.spans.iter().count();
    reading.hold("spans", Referent::Document, &annotation.document, spans, limits.marks)?;
    Ok(annotation.into())
}

fn attributes(json: &Json<'_>, limits: &Limits) -> Result<Attributes, Problem> {
    Ok(Attributes {
        value: date(json, "value")?,
        value_text: optional(json, "value_text", limits.name)?,
        name: optional(json, "name", limits.name)?,
    })
}

fn spans(found: &[Json<'_>], text: &Text, limits: &Limits) -> Result<Spans, Problem> {
    if found.len() > limits.spans {
        return Err(problem("spans", Fault::TooManySpans { found: found.len(), limit: limits.spans }));
    }
    let mut spans = Vec::with_capacity(found.len());
    for (number, json) in found.iter().enumerate() {
        let span = span(json, text);
        spans.push(span.map_err(|(place, fault)| problem(&format!("spans[{number}]{place}"), fault))?);
    }
    Spans::new(spans).ok_or_else(|| problem("spans", Fault::Value(record::Fault::NoSpans)))
}

/// A span that lies in the text and whose quote is the text there, or what is wrong and at which of its parts.
pub(super) fn span(json: &Json<'_>, text: &Text) -> Result<Span, (&'static str, Fault)> {
    let (start, end) = (json.integer("start"), json.integer("end"));
    if start >= end {
        return Err(("", Fault::Value(record::Fault::EmptySpan { start, end })));
    }
    let length = text.end().get();
    let span = match (u32::try_from(start), u32::try_from(end)) {
        (Ok(start), Ok(end)) if end <= length => Span::of(start, end),
        _ => None,
    };
    let span = span.ok_or(("", Fault::Outside { start, end, length }))?;
    check_quote(json.field("quote"), span, text)?;
    Ok(span)
}

fn check_quote(quote: &Json<'_>, span: Span, text: &Text) -> Result<(), (&'static str, Fault)> {
    let (prefix, suffix) = (quote.text("prefix"), quote.text("suffix"));
    let exact = text.slice(span).unwrap_or_default();
    match quote.optional("exact") {
        Some(quoted) if quoted != exact => return Err(differs(QuotePart::Exact, quoted, exact)),
        None if span.chars() <= MAX_EXACT => return Err((".quote", Fault::NoExact)),
        _ => {}
    }
    let (before, _) = text.context(span, length(prefix));
    if prefix != before {
        return Err(differs(QuotePart::Prefix, prefix, before));
    }
    let (_, after) = text.context(span, length(suffix));
    if suffix != after {
        return Err(differs(QuotePart::Suffix, suffix, after));
    }
    Ok(())
}

fn length(part: &str) -> u32 {
    u32::try_from(part.chars().count()).unwrap_or(u32::MAX)
}

#[cold]
fn differs(part: QuotePart, quoted: &str, found: &str) -> (&'static str, Fault) {
    let place = match part {
        QuotePart::Exact => ".quote.exact",
        QuotePart::Prefix => ".quote.prefix",
        QuotePart::Suffix => ".quote.suffix",
    };
    (place, Fault::Quote { part, quoted: excerpt(quoted), found: excerpt(found) })
}

fn link(reading: &mut Reading<'_>, id: Id, _: u32, json: &Json<'_>) -> Result<Item, Problem> {
    let limits = reading.limits;
    let link = Link {
        id,
        kind: reading.find(json, "kind", Referent::LinkKind)?,
        from: reading.find(json, "from", Referent::Annotation)?,
        to: reading.find(json, "to", Referent::Annotation)?,
        creator: optional(json, "creator", limits.name)?,
        created: instant(json, "created")?,
    };
    reading.hold("from", Referent::Annotation, &link.from, 1, limits.links)?;
    reading.hold("to", Referent::Annotation, &link.to, 1, limits.links)?;
    Ok(link.into())
}

/// What lost: it refers to nothing that must be in the file, but keeps to the same limits, since it can be taken.
fn conflict(reading: &mut Reading<'_>, _: Id, _: u32, json: &Json<'_>) -> Result<Item, Problem> {
    let limits = reading.limits;
    let (_, version) = json.field("loser").field("version").first_field();
    let within = |problem: Problem| problem.within("loser.version");
    for (field, limit) in
        [("note", limits.note), ("value_text", limits.name), ("name", limits.name), ("creator", limits.name)]
    {
        optional(version, field, limit).map_err(within)?;
    }
    // Its stretches have an ellipsis between them.
    check_length(json, "quote", limits.text + 3 * limits.spans)?;
    let found = version.list("spans").len();
    if found > limits.spans {
        return Err(within(problem("spans", Fault::TooManySpans { found, limit: limits.spans })));
    }
    Ok(record::dispute(json, &|_| None)?.into())
}

/// A text of at most `limit` code points.
fn bounded(json: &Json<'_>, field: &str, limit: usize) -> Result<String, Problem> {
    check_length(json, field, limit)?;
    Ok(json.owned(field))
}

/// Whether a text has at most `limit` code points.
fn check_length(json: &Json<'_>, field: &str, limit: usize) -> Result<(), Problem> {
    let text = json.text(field);
    // No text has more code points than bytes.
    let found = if text.len() > limit { text.chars().count() } else { 0 };
    if found > limit {
        return Err(problem(field, Fault::TooLong { found, limit }));
    }
    Ok(())
}

/// A text of at most `limit` code points that may be left out.
fn optional(json: &Json<'_>, field: &str, limit: usize) -> Result<Option<String>, Problem> {
    if json.optional(field).is_some() { bounded(json, field, limit).map(Some) } else { Ok(None) }
}

#[cold]
fn problem(place: &str, fault: Fault) -> Problem {
    Problem { place: place.to_owned(), fault }
}
