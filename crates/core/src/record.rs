//! Items and transactions as JSON: what the journal keeps of them.
//!
//! Each kind of item has a [`Shape`] of its own and a stable spelling, so that the model may change without making
//! unreadable what was kept. This room does not know where records are kept, nor in which file.
//!
//! [`write_transaction`] and [`write_item`] can always write. The way back, [`transaction`] and [`item`], is for a tree
//! that was held against [`TRANSACTION`] or [`ITEM`], and answers a [`Problem`] that names the place in the record.
//! Whether an item fits a project is not asked here but by [`crate::model::Project::apply`].
//!
//! A document is kept without its text. Its record carries the SHA-256 of the text, and `texts` looks the text up by
//! it: the caller keeps each text once, however often its document changes.

mod value;

use std::sync::Arc;

use crate::json::{Field, Json, Shape, Writer, needed, optional};
use crate::model::tagset::{Label, LinkKind};
use crate::model::{
    Annotation, Attributes, Dispute, Document, Edit, Id, Item, Key, Link, Loser, Settings, Spans, Transaction,
};
use crate::pace::{Pace, Through, at_once, pause};
use crate::text::{Span, Text};

pub use value::{Fault, Problem, excerpt};
pub(crate) use value::{Word, color, date, id, instant, key, optional_word, spell_instant, url, word};

/// Looks up a text by its SHA-256 in lower-case hexadecimal, as [`Text::sha256`] gives it.
pub type Texts<'t> = &'t dyn Fn(&str) -> Option<Text>;

/// The record of a [`Transaction`], such as
/// `{"action":"mark","origin":"hand","at":"2024-11-12T10:00:00.000Z","edits":[{"add":{"annotation":{…}}}]}`.
pub const TRANSACTION: Shape = Shape::Object(&[
    needed("action", Shape::Text),
    needed("origin", Shape::Text),
    needed("at", Shape::Text),
    needed("edits", Shape::List(&EDIT)),
]);

/// The record of an [`Edit`].
const EDIT: Shape = Shape::OneOf(&[
    needed("add", ITEM),
    needed("remove", ITEM),
    needed("replace", Shape::Object(&[needed("old", ITEM), needed("new", ITEM)])),
]);

/// The record of an [`Item`]. `next` is an annotation that says only what is not as in the one written before it: where
/// there are many, they have most of it in common.
pub const ITEM: Shape = Shape::OneOf(&ITEMS);

// Static, since a dispute holds an item of its own.
static ITEMS: [Field; 8] = [
    needed("settings", Shape::Object(SETTINGS)),
    needed("document", Shape::Object(DOCUMENT)),
    needed("label", Shape::Object(LABEL)),
    needed("link-kind", Shape::Object(LINK_KIND)),
    needed("annotation", Shape::Object(ANNOTATION)),
    needed("link", Shape::Object(LINK)),
    needed("next", Shape::Object(NEXT)),
    needed("dispute", Shape::Object(&DISPUTE)),
];

static DISPUTE: [Field; 4] = [
    needed("id", Shape::Text),
    optional("quote", Shape::Text),
    needed("at", Shape::Text),
    needed("loser", Shape::OneOf(&[needed("version", Shape::OneOf(&ITEMS)), needed("deletion", DELETION)])),
];

/// The id of what was to go.
pub(crate) const DELETION: Shape = Shape::OneOf(&[
    needed("document", Shape::Text),
    needed("label", Shape::Text),
    needed("link-kind", Shape::Text),
    needed("annotation", Shape::Text),
    needed("link", Shape::Text),
]);

const SETTINGS: &[Field] = &[needed("name", Shape::Text), optional("guidelines", Shape::Text)];

const DOCUMENT: &[Field] = &[
    needed("id", Shape::Text),
    needed("rank", Shape::Count),
    needed("title", Shape::Text),
    optional("outlet", Shape::Text),
    optional("published", Shape::Text),
    optional("language", Shape::Text),
    optional("url", Shape::Text),
    needed("status", Shape::Text),
    needed("sha256", Shape::Text),
];

const LABEL: &[Field] = &[
    needed("id", Shape::Text),
    needed("rank", Shape::Count),
    needed("name", Shape::Text),
    needed("color", Shape::Text),
    optional("key", Shape::Text),
    optional("description", Shape::Text),
    optional("attribute", Shape::Text),
];

const LINK_KIND: &[Field] = &[
    needed("id", Shape::Text),
    needed("rank", Shape::Count),
    needed("name", Shape::Text),
    needed("from", Shape::Text),
    needed("to", Shape::Text),
];

pub(crate) const ANNOTATION: &[Field] = &[
    needed("id", Shape::Text),
    needed("document", Shape::Text),
    needed("label", Shape::Text),
    // Start and end of each in code points, the end exclusive.
    needed("spans", Shape::List(&Shape::Pair)),
    optional("note", Shape::Text),
    optional("value", Shape::Text),
    optional("value_text", Shape::Text),
    optional("name", Shape::Text),
    optional("creator", Shape::Text),
    needed("created", Shape::Text),
    needed("modified", Shape::Text),
    needed("origin", Shape::Text),
];

const NEXT: &[Field] = &[
    optional("id", Shape::Text),
    optional("document", Shape::Text),
    optional("label", Shape::Text),
    needed("spans", Shape::List(&Shape::Pair)),
    optional("note", Shape::Text),
    optional("value", Shape::Text),
    optional("value_text", Shape::Text),
    optional("name", Shape::Text),
    optional("creator", Shape::Text),
    optional("created", Shape::Text),
    optional("modified", Shape::Text),
    optional("origin", Shape::Text),
];

pub(crate) const LINK: &[Field] = &[
    needed("id", Shape::Text),
    needed("kind", Shape::Text),
    needed("from", Shape::Text),
    needed("to", Shape::Text),
    optional("creator", Shape::Text),
    needed("created", Shape::Text),
];

/// Writes a transaction.
pub fn write_transaction(out: &mut Writer, transaction: &Transaction) {
    at_once(write_in_slices(out, transaction, &Through));
}

/// The same in slices.
pub async fn write_in_slices(out: &mut Writer, transaction: &Transaction, pace: &dyn Pace) {
    out.object();
    out.text_field("action", transaction.action.word());
    out.text_field("origin", transaction.origin.word());
    out.text_field("at", &spell_instant(transaction.at));
    out.name("edits");
    out.list();
    let before = &mut Before::default();
    for edit in &transaction.edits {
        pause(pace).await;
        out.object();
        match edit {
            Edit::Add(item) => write_named(out, "add", item, before),
            Edit::Remove(item) => write_named(out, "remove", item, before),
            Edit::Replace { old, new } => {
                out.name("replace");
                out.object();
                write_named(out, "old", old, before);
                write_named(out, "new", new, before);
                out.end();
            }
        }
        out.end();
    }
    out.end();
    out.end();
}

fn write_named(out: &mut Writer, name: &str, item: &Item, before: &mut Before) {
    out.name(name);
    before.write_item(out, item);
}

/// The annotation that was written or read before, where several items stand one after the other.
#[derive(Debug, Default)]
pub struct Before(Option<Arc<Annotation>>);

impl Before {
    /// Writes an item that comes after the others.
    pub fn write_item(&mut self, out: &mut Writer, item: &Item) {
        let Item::Annotation(annotation) = item else { return write_item(out, item) };
        match &self.0 {
            // That there is nobody would look like the same.
            Some(before) if annotation.creator.is_some() || before.creator.is_none() => {
                out.object();
                out.name("next");
                out.object();
                write_next(out, annotation, before);
                out.end();
                out.end();
            }
            _ => write_item(out, item),
        }
        self.0 = Some(annotation.clone());
    }

    /// Reads an item that comes after the others.
    pub fn item(&mut self, json: &Json<'_>, texts: Texts<'_>) -> Result<Item, Problem> {
        let read = match (json.first_field(), &self.0) {
            (("next", json), Some(before)) => next(json, before)?.into(),
            _ => item(json, texts)?,
        };
        if let Item::Annotation(annotation) = &read {
            self.0 = Some(annotation.clone());
        }
        Ok(read)
    }
}

/// Writes an item; a document without its text.
pub fn write_item(out: &mut Writer, item: &Item) {
    out.object();
    out.name(kind(&item.key()));
    out.object();
    match item {
        Item::Settings(settings) => {
            out.text_field("name", &settings.name);
            out.filled_field("guidelines", &settings.guidelines);
        }
        Item::Document(document) => write_document(out, document),
        Item::Label(label) => write_label(out, label),
        Item::LinkKind(kind) => write_link_kind(out, kind),
        Item::Annotation(annotation) => write_annotation(out, annotation),
        Item::Link(link) => write_link(out, link),
        Item::Dispute(dispute) => write_dispute(out, dispute),
    }
    out.end();
    out.end();
}

/// What records call the kind of an item.
fn kind(key: &Key) -> &'static str {
    match key {
        Key::Settings => "settings",
        Key::Document(_) => "document",
        Key::Label(_) => "label",
        Key::LinkKind(_) => "link-kind",
        Key::Annotation(_) => "annotation",
        Key::Link(_) => "link",
        Key::Dispute(_) => "dispute",
    }
}

fn write_document(out: &mut Writer, document: &Document) {
    out.text_field("id", document.id.as_str());
    out.number_field("rank", document.rank.into());
    out.text_field("title", &document.title);
    out.optional_field("outlet", document.outlet.as_deref());
    out.optional_field("published", document.published.map(|date| date.to_string()).as_deref());
    out.optional_field("language", document.language.as_deref());
    out.optional_field("url", document.url.as_deref());
    out.text_field("status", document.status.word());
    out.text_field("sha256", document.text.sha256());
}

fn write_label(out: &mut Writer, label: &Label) {
    out.text_field("id", label.id.as_str());
    out.number_field("rank", label.rank.into());
    out.text_field("name", &label.name);
    out.text_field("color", &label.color.to_string());
    out.optional_field("key", label.key.map(String::from).as_deref());
    out.filled_field("description", &label.description);
    out.optional_field("attribute", label.attribute.map(Word::word));
}

fn write_link_kind(out: &mut Writer, kind: &LinkKind) {
    out.text_field("id", kind.id.as_str());
    out.number_field("rank", kind.rank.into());
    out.text_field("name", &kind.name);
    out.text_field("from", kind.from.as_str());
    out.text_field("to", kind.to.as_str());
}

fn write_annotation(out: &mut Writer, annotation: &Annotation) {
    out.text_field("id", annotation.id.as_str());
    out.text_field("document", annotation.document.as_str());
    out.text_field("label", annotation.label.as_str());
    write_content(out, annotation);
    out.optional_field("creator", annotation.creator.as_deref());
    out.text_field("created", &spell_instant(annotation.created));
    out.text_field("modified", &spell_instant(annotation.modified));
    out.text_field("origin", annotation.origin.word());
}

/// Writes what is not as in the annotation before it. The time of the change is left out where it is that of the making.
fn write_next(out: &mut Writer, annotation: &Annotation, before: &Annotation) {
    let mut id = |name: &str, id: &Id, before: &Id| {
        if id != before {
            out.text_field(name, id.as_str());
        }
    };
    id("id", &annotation.id, &before.id);
    id("document", &annotation.document, &before.document);
    id("label", &annotation.label, &before.label);
    write_content(out, annotation);
    if annotation.creator != before.creator {
        out.optional_field("creator", annotation.creator.as_deref());
    }
    if annotation.created != before.created {
        out.text_field("created", &spell_instant(annotation.created));
    }
    if annotation.modified != annotation.created {
        out.text_field("modified", &spell_instant(annotation.modified));
    }
    if annotation.origin != before.origin {
        out.text_field("origin", annotation.origin.word());
    }
}

fn write_content(out: &mut Writer, annotation: &Annotation) {
    out.name("spans");
    out.list();
    for span in annotation.spans.iter() {
        out.list();
        out.number(span.start().get().into());
        out.number(span.end().get().into());
        out.end();
    }
    out.end();
    out.filled_field("note", &annotation.note);
    out.optional_field("value", annotation.attributes.value.map(|date| date.to_string()).as_deref());
    out.optional_field("value_text", annotation.attributes.value_text.as_deref());
    out.optional_field("name", annotation.attributes.name.as_deref());
}

fn write_link(out: &mut Writer, link: &Link) {
    out.text_field("id", link.id.as_str());
    out.text_field("kind", link.kind.as_str());
    out.text_field("from", link.from.as_str());
    out.text_field("to", link.to.as_str());
    out.optional_field("creator", link.creator.as_deref());
    out.text_field("created", &spell_instant(link.created));
}

/// Writes the fields of a dispute.
pub(crate) fn write_dispute(out: &mut Writer, dispute: &Dispute) {
    out.text_field("id", dispute.id.as_str());
    out.filled_field("quote", &dispute.quote);
    out.text_field("at", &spell_instant(dispute.at));
    out.name("loser");
    out.object();
    match &dispute.loser {
        Loser::Version(item) => write_named(out, "version", item, &mut Before::default()),
        Loser::Deletion(key) => {
            out.name("deletion");
            out.object();
            out.text_field(kind(key), key.id().map_or("", Id::as_str));
            out.end();
        }
    }
    out.end();
}

/// Reads a transaction from its record, or says what is wrong with it and where, such as
/// `edits[2].new.published`.
pub fn transaction(json: &Json<'_>, texts: Texts<'_>) -> Result<Transaction, Problem> {
    let mut edits = Vec::new();
    let (action, origin, at) = (word(json, "action")?, word(json, "origin")?, instant(json, "at")?);
    let before = &mut Before::default();
    for (number, record) in json.list("edits").iter().enumerate() {
        edits.push(
            edit(record, texts, before).map_err(|problem| problem.within(&format!("edits[{number}]")))?,
        );
    }
    Ok(Transaction { action, edits, origin, at })
}

fn edit(json: &Json<'_>, texts: Texts<'_>, before: &mut Before) -> Result<Edit, Problem> {
    let mut named = |json: &Json<'_>, name: &str| {
        before.item(json.field(name), texts).map_err(|problem| problem.within(name))
    };
    match json.first_field() {
        ("add", _) => Ok(Edit::Add(named(json, "add")?)),
        ("remove", _) => Ok(Edit::Remove(named(json, "remove")?)),
        (_, both) => Ok(Edit::Replace { old: named(both, "old")?, new: named(both, "new")? }),
    }
}

/// Reads an item from its record, or says what is wrong with it and where, such as `spans[1]`.
pub fn item(json: &Json<'_>, texts: Texts<'_>) -> Result<Item, Problem> {
    let (kind, json) = json.first_field();
    match kind {
        "document" => document(json, texts).map(Item::from),
        "label" => label(json).map(Item::from),
        "link-kind" => link_kind(json).map(Item::from),
        // Where there is none before it, the next one lacks what it needs.
        "annotation" | "next" => annotation(json).map(Item::from),
        "link" => link(json).map(Item::from),
        "dispute" => dispute(json, texts).map(Item::from),
        _ => Ok(Settings { name: json.owned("name"), guidelines: json.owned("guidelines") }.into()),
    }
}

fn document(json: &Json<'_>, texts: Texts<'_>) -> Result<Document, Problem> {
    let sha256 = json.text("sha256");
    let fault = |fault| Problem { place: "sha256".to_owned(), fault };
    let text = texts(sha256).ok_or_else(|| fault(Fault::NoText { sha256: excerpt(sha256) }))?;
    if text.sha256() != sha256 {
        return Err(fault(Fault::OtherText { expected: excerpt(sha256), found: text.sha256().to_owned() }));
    }
    Ok(Document {
        id: id(json, "id")?,
        rank: json.count("rank"),
        text,
        title: json.owned("title"),
        outlet: json.optional_owned("outlet"),
        published: date(json, "published")?,
        language: json.optional_owned("language"),
        url: json.optional_owned("url"),
        status: word(json, "status")?,
    })
}

fn label(json: &Json<'_>) -> Result<Label, Problem> {
    Ok(Label {
        id: id(json, "id")?,
        rank: json.count("rank"),
        name: json.owned("name"),
        color: color(json, "color")?,
        key: key(json, "key")?,
        description: json.owned("description"),
        attribute: optional_word(json, "attribute")?,
    })
}

fn link_kind(json: &Json<'_>) -> Result<LinkKind, Problem> {
    Ok(LinkKind {
        id: id(json, "id")?,
        rank: json.count("rank"),
        name: json.owned("name"),
        from: id(json, "from")?,
        to: id(json, "to")?,
    })
}

fn annotation(json: &Json<'_>) -> Result<Annotation, Problem> {
    Ok(Annotation {
        spans: spans(json.list("spans"))?,
        id: id(json, "id")?,
        document: id(json, "document")?,
        label: id(json, "label")?,
        note: json.owned("note"),
        attributes: attributes(json)?,
        creator: json.optional_owned("creator"),
        created: instant(json, "created")?,
        modified: instant(json, "modified")?,
        origin: word(json, "origin")?,
    })
}

fn next(json: &Json<'_>, before: &Annotation) -> Result<Annotation, Problem> {
    let is_said = |name| json.optional(name).is_some();
    let id = |name, before: &Id| if is_said(name) { id(json, name) } else { Ok(before.clone()) };
    let created = if is_said("created") { instant(json, "created")? } else { before.created };
    Ok(Annotation {
        spans: spans(json.list("spans"))?,
        id: id("id", &before.id)?,
        document: id("document", &before.document)?,
        label: id("label", &before.label)?,
        note: json.owned("note"),
        attributes: attributes(json)?,
        creator: json.optional_owned("creator").or_else(|| before.creator.clone()),
        created,
        modified: if is_said("modified") { instant(json, "modified")? } else { created },
        origin: optional_word(json, "origin")?.unwrap_or(before.origin),
    })
}

fn attributes(json: &Json<'_>) -> Result<Attributes, Problem> {
    Ok(Attributes {
        value: date(json, "value")?,
        value_text: json.optional_owned("value_text"),
        name: json.optional_owned("name"),
    })
}

fn spans(pairs: &[Json<'_>]) -> Result<Spans, Problem> {
    let mut spans = Vec::with_capacity(pairs.len());
    for (number, pair) in pairs.iter().enumerate() {
        let [start, end] = pair.as_pair();
        spans.push(Span::of(start, end).ok_or_else(|| Problem {
            place: format!("spans[{number}]"),
            fault: Fault::EmptySpan { start: start.into(), end: end.into() },
        })?);
    }
    Spans::new(spans).ok_or_else(|| Problem { place: "spans".to_owned(), fault: Fault::NoSpans })
}

fn link(json: &Json<'_>) -> Result<Link, Problem> {
    Ok(Link {
        id: id(json, "id")?,
        kind: id(json, "kind")?,
        from: id(json, "from")?,
        to: id(json, "to")?,
        creator: json.optional_owned("creator"),
        created: instant(json, "created")?,
    })
}

/// Reads a dispute from its fields.
pub(crate) fn dispute(json: &Json<'_>, texts: Texts<'_>) -> Result<Dispute, Problem> {
    let loser = match json.field("loser").first_field() {
        ("version", version) => {
            item(version, texts).map(Loser::Version).map_err(|problem| problem.within("loser.version"))
        }
        (_, deletion) => {
            deleted(deletion).map(Loser::Deletion).map_err(|problem| problem.within("loser.deletion"))
        }
    };
    Ok(Dispute { id: id(json, "id")?, loser: loser?, quote: json.owned("quote"), at: instant(json, "at")? })
}

fn deleted(json: &Json<'_>) -> Result<Key, Problem> {
    let (kind, _) = json.first_field();
    let key = match kind {
        "document" => Key::Document,
        "label" => Key::Label,
        "link-kind" => Key::LinkKind,
        "annotation" => Key::Annotation,
        _ => Key::Link,
    };
    id(json, kind).map(key)
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::json::parse;
    use crate::model::{Action, Origin, Timestamp, carets};

    const PICTURE: &str = "
Er komme, sagte Kim, morgen.
^^^^^^^^ claim#1
                ^^^ source
                     ^^^^^^ claim#1
";

    /// Every item of the picture comes and one of them changes.
    fn transaction() -> (Transaction, Text) {
        let project = carets::project(PICTURE);
        let text = carets::document(&project).text.clone();
        let mut edits: Vec<Edit> = project.items().map(Edit::Add).collect();
        let (old, new) =
            (project.items().next().unwrap(), Settings { name: "Neu".to_owned(), ..Settings::default() });
        edits.push(Edit::Replace { old, new: new.into() });
        edits.extend(project.items().last().map(Edit::Remove));
        // A version and a deletion that lost.
        let lost = project.items().last().map(Loser::Version);
        let deleted = lost.iter().filter_map(|lost| match lost {
            Loser::Version(item) => Some(Loser::Deletion(item.key())),
            Loser::Deletion(_) => None,
        });
        let losers: Vec<Loser> = lost.clone().into_iter().chain(deleted).collect();
        edits.extend(losers.into_iter().zip(1..).map(|(loser, number)| {
            let id = Id::new(&format!("7-{number}")).unwrap();
            Edit::Add(Dispute::new(id, loser, Some(&text), Timestamp::from_millis(7)).into())
        }));
        let at = Timestamp::from_millis(1_731_405_600_000);
        (Transaction { action: Action::MoveEdge, edits, origin: Origin::Hand, at }, text)
    }

    fn written(transaction: &Transaction) -> String {
        let mut out = Writer::compact();
        write_transaction(&mut out, transaction);
        out.finish()
    }

    #[test]
    fn what_was_kept_comes_back() {
        let (transaction, text) = transaction();
        let json = written(&transaction);
        let record = parse(&json).unwrap();
        assert_eq!(TRANSACTION.check(&record), Ok(()));
        let texts = |sha256: &str| (sha256 == text.sha256()).then(|| text.clone());
        assert_eq!(super::transaction(&record, &texts), Ok(transaction));
    }

    #[test]
    fn an_entry_says_only_what_is_there() {
        let (transaction, _) = transaction();
        let annotation = transaction.edits.iter().rev().find_map(|edit| match edit {
            Edit::Add(item @ Item::Annotation(_)) => Some(item),
            _ => None,
        });
        let mut out = Writer::compact();
        write_item(&mut out, annotation.unwrap());
        expect![[r#"{"annotation":{"id":"a2","document":"text","label":"source","spans":[[16,19]],"created":"1970-01-01T00:00:00.000Z","modified":"1970-01-01T00:00:00.000Z","origin":"hand"}}"#]]
            .assert_eq(&out.finish());
    }

    /// What is wrong with a record of one edit, and where.
    fn check(record: &str, expected: Expect) {
        let record = parse(record).unwrap();
        assert_eq!(EDIT.check(&record), Ok(()));
        let problem = edit(&record, &|_| Some(Text::new("abc")), &mut Before::default()).unwrap_err();
        expected.assert_eq(&format!("{}: {:?}", problem.place, problem.fault));
    }

    #[test]
    fn a_problem_names_its_place() {
        check(
            r#"{"replace": {"old": {"settings": {"name": ""}}, "new": {"label":
                {"id": "a b", "rank": 0, "name": "", "color": "red"}}}}"#,
            expect![[r#"new.id: Id { found: "a b" }"#]],
        );
        check(
            r#"{"add": {"annotation": {"id": "a", "document": "d", "label": "l", "spans": [[0, 3], [9, 9]],
                "created": "", "modified": "", "origin": "hand"}}}"#,
            expect!["add.spans[1]: EmptySpan { start: 9, end: 9 }"],
        );
        check(
            r#"{"add": {"document": {"id": "d", "rank": 0, "title": "", "status": "open", "sha256": "00"}}}"#,
            expect![[
                r#"add.sha256: OtherText { expected: "00", found: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" }"#
            ]],
        );
        check(
            r#"{"add": {"link": {"id": "l", "kind": "k", "from": "a", "to": "b", "created": "gestern"}}}"#,
            expect![[r#"add.created: Instant { found: "gestern" }"#]],
        );
    }

    #[test]
    fn a_text_that_is_nowhere_is_a_problem() {
        let (transaction, text) = transaction();
        let json = written(&transaction);
        let problem = super::transaction(&parse(&json).unwrap(), &|_| None).unwrap_err();
        assert_eq!(problem.place, "edits[1].add.sha256");
        assert_eq!(problem.fault, Fault::NoText { sha256: text.sha256().to_owned() });
    }

    #[test]
    fn what_no_record_holds_is_refused() {
        let misfit = |record: &str| EDIT.check(&parse(record).unwrap()).unwrap_err().place;
        assert_eq!(misfit(r#"{"add": {"settings": {"name": "", "colour": ""}}}"#), "add.settings.colour");
        assert_eq!(misfit(r#"{"add": {"comment": {}}}"#), "add.comment");
        assert_eq!(misfit(r#"{"change": {}}"#), "change");
        assert_eq!(misfit(r#"{"replace": {"old": {"settings": {"name": ""}}}}"#), "replace");
    }
}
