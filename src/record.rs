//! Items and transactions as plain data: what the journal keeps of them.
//!
//! Each record mirrors a type of the model and has a stable spelling in JSON, so that the model may change its shape
//! without making unreadable what was kept. This room does not know where records are kept, nor in which file.
//!
//! From the model to a record there is always a way, by `From<&Item>`, `From<&Edit>` and `From<&Transaction>`. The way
//! back, [`ItemRecord::into_item`], [`EditRecord::into_edit`] and [`TransactionRecord::into_transaction`], answers a
//! [`Problem`] that names the place in the record. Whether an item fits a project is not asked here but by
//! [`crate::model::Project::apply`].
//!
//! A document is kept without its text. Its record carries the SHA-256 of the text, and `texts` looks the text up by
//! it: the caller keeps each text once, however often its document changes.

mod value;

use serde::{Deserialize, Serialize};

use crate::model::tagset::{Label, LinkKind};
use crate::model::{Annotation, Attributes, Document, Edit, Item, Link, Settings, Spans, Transaction};
use crate::text::{Span, Text};

pub use value::{Fault, Problem, excerpt};
pub(crate) use value::{Word, color, date, id, instant, key, spell_instant, word};

/// Looks up a text by its SHA-256 in lower-case hexadecimal, as [`Text::sha256`] gives it.
pub type Texts<'t> = &'t dyn Fn(&str) -> Option<Text>;

/// [`Transaction`] as plain data, such as
/// `{"action":"mark","origin":"hand","at":"2024-11-12T10:00:00.000Z","edits":[{"add":{"annotation":{…}}}]}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransactionRecord {
    /// What was done: `mark`, `relabel`, `move-edge` and so on.
    pub action: String,
    /// From where it came: `hand`, `file` or `corpus`.
    pub origin: String,
    /// When it was done: RFC 3339, UTC, milliseconds.
    pub at: String,
    /// The edits in the order in which they are applied.
    pub edits: Vec<EditRecord>,
}

/// [`Edit`] as plain data: `{"add": item}`, `{"remove": item}` or `{"replace": {"old": item, "new": item}}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum EditRecord {
    /// An item appears.
    Add(ItemRecord),
    /// An item goes.
    Remove(ItemRecord),
    /// An item changes.
    Replace {
        /// What it was.
        old: Box<ItemRecord>,
        /// What it becomes.
        new: Box<ItemRecord>,
    },
}

/// [`Item`] as plain data: `{"settings": {…}}`, `{"document": {…}}`, `{"label": {…}}`, `{"link-kind": {…}}`,
/// `{"annotation": {…}}` or `{"link": {…}}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ItemRecord {
    /// Name and guidelines of the project.
    Settings(SettingsRecord),
    /// A document without its text.
    Document(DocumentRecord),
    /// A label.
    Label(LabelRecord),
    /// A kind of link.
    LinkKind(LinkKindRecord),
    /// An annotation.
    Annotation(AnnotationRecord),
    /// A link.
    Link(LinkRecord),
}

/// [`Settings`] as plain data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SettingsRecord {
    /// The name of the project.
    pub name: String,
    /// What annotators are asked to do; left out where empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub guidelines: String,
}

/// [`Document`] as plain data, without its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentRecord {
    /// Its id.
    pub id: String,
    /// Its place among the documents.
    pub rank: u32,
    /// Its headline.
    pub title: String,
    /// Who published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outlet: Option<String>,
    /// When it was published: ISO 8601, a year, a month, a day or a time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// Its language as a BCP 47 tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Where it was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// `open`, `in-progress` or `done`.
    pub status: String,
    /// The SHA-256 of its text in UTF-8, in lower-case hexadecimal.
    pub sha256: String,
}

/// [`Label`] as plain data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LabelRecord {
    /// Its id.
    pub id: String,
    /// Its place among the labels.
    pub rank: u32,
    /// What people call it.
    pub name: String,
    /// `#rrggbb`.
    pub color: String,
    /// The key that marks with it: one code point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// When to use it; left out where empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// `value` or `name`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribute: Option<String>,
}

/// [`LinkKind`] as plain data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkKindRecord {
    /// Its id.
    pub id: String,
    /// Its place among the kinds.
    pub rank: u32,
    /// What people call it.
    pub name: String,
    /// The label of the annotation it leaves from.
    pub from: String,
    /// The label of the annotation it leads to.
    pub to: String,
}

/// [`Annotation`] as plain data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AnnotationRecord {
    /// Its id.
    pub id: String,
    /// The document it belongs to.
    pub document: String,
    /// What it is.
    pub label: String,
    /// Start and end of each span in code points, the end exclusive.
    pub spans: Vec<(u32, u32)>,
    /// What somebody wrote to it; left out where empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The date that is meant, as ISO 8601 writes it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// The name under which a source is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub creator: Option<String>,
    /// When it was made: RFC 3339, UTC, milliseconds.
    pub created: String,
    /// When it was last changed, written as `created` is.
    pub modified: String,
    /// `hand` or `suggestion`.
    pub origin: String,
}

/// [`Link`] as plain data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LinkRecord {
    /// Its id.
    pub id: String,
    /// What it says.
    pub kind: String,
    /// The annotation it leaves from.
    pub from: String,
    /// The annotation it leads to.
    pub to: String,
    /// Who made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub creator: Option<String>,
    /// When it was made: RFC 3339, UTC, milliseconds.
    pub created: String,
}

impl TransactionRecord {
    /// The transaction, or what is wrong with the record and where, such as `edits[2].new.published`.
    pub fn into_transaction(self, texts: Texts<'_>) -> Result<Transaction, Problem> {
        let edits = self.edits.into_iter().enumerate().map(|(number, edit)| {
            edit.into_edit(texts).map_err(|problem| problem.within(&format!("edits[{number}]")))
        });
        Ok(Transaction {
            action: word("action", &self.action)?,
            origin: word("origin", &self.origin)?,
            at: instant("at", &self.at)?,
            edits: edits.collect::<Result<_, _>>()?,
        })
    }
}

impl EditRecord {
    /// The edit, or what is wrong with the record and where, such as `old.status`.
    pub fn into_edit(self, texts: Texts<'_>) -> Result<Edit, Problem> {
        let item = |place: &str, record: ItemRecord| {
            record.into_item(texts).map_err(|problem| problem.within(place))
        };
        match self {
            EditRecord::Add(record) => Ok(Edit::Add(item("add", record)?)),
            EditRecord::Remove(record) => Ok(Edit::Remove(item("remove", record)?)),
            EditRecord::Replace { old, new } => {
                Ok(Edit::Replace { old: item("old", *old)?, new: item("new", *new)? })
            }
        }
    }
}

impl ItemRecord {
    /// The item, or what is wrong with the record and where, such as `spans[1]`.
    pub fn into_item(self, texts: Texts<'_>) -> Result<Item, Problem> {
        match self {
            ItemRecord::Settings(SettingsRecord { name, guidelines }) => {
                Ok(Settings { name, guidelines }.into())
            }
            ItemRecord::Document(record) => document(record, texts).map(Item::from),
            ItemRecord::Label(record) => label(record).map(Item::from),
            ItemRecord::LinkKind(record) => link_kind(record).map(Item::from),
            ItemRecord::Annotation(record) => annotation(record).map(Item::from),
            ItemRecord::Link(record) => link(record).map(Item::from),
        }
    }
}

impl From<&Transaction> for TransactionRecord {
    fn from(transaction: &Transaction) -> Self {
        TransactionRecord {
            action: transaction.action.word().to_owned(),
            origin: transaction.origin.word().to_owned(),
            at: spell_instant(transaction.at),
            edits: transaction.edits.iter().map(EditRecord::from).collect(),
        }
    }
}

impl From<&Edit> for EditRecord {
    fn from(edit: &Edit) -> Self {
        match edit {
            Edit::Add(item) => EditRecord::Add(item.into()),
            Edit::Remove(item) => EditRecord::Remove(item.into()),
            Edit::Replace { old, new } => {
                EditRecord::Replace { old: Box::new(old.into()), new: Box::new(new.into()) }
            }
        }
    }
}

impl From<&Item> for ItemRecord {
    fn from(item: &Item) -> Self {
        match item {
            Item::Settings(settings) => ItemRecord::Settings(SettingsRecord {
                name: settings.name.clone(),
                guidelines: settings.guidelines.clone(),
            }),
            Item::Document(document) => ItemRecord::Document(DocumentRecord {
                id: document.id.to_string(),
                rank: document.rank,
                title: document.title.clone(),
                outlet: document.outlet.clone(),
                published: document.published.map(|date| date.to_string()),
                language: document.language.clone(),
                url: document.url.clone(),
                status: document.status.word().to_owned(),
                sha256: document.text.sha256().to_owned(),
            }),
            Item::Label(label) => ItemRecord::Label(LabelRecord {
                id: label.id.to_string(),
                rank: label.rank,
                name: label.name.clone(),
                color: label.color.to_string(),
                key: label.key.map(String::from),
                description: label.description.clone(),
                attribute: label.attribute.map(|attribute| attribute.word().to_owned()),
            }),
            Item::LinkKind(kind) => ItemRecord::LinkKind(LinkKindRecord {
                id: kind.id.to_string(),
                rank: kind.rank,
                name: kind.name.clone(),
                from: kind.from.to_string(),
                to: kind.to.to_string(),
            }),
            Item::Annotation(annotation) => ItemRecord::Annotation(AnnotationRecord {
                id: annotation.id.to_string(),
                document: annotation.document.to_string(),
                label: annotation.label.to_string(),
                spans: annotation.spans.iter().map(|span| (span.start().get(), span.end().get())).collect(),
                note: annotation.note.clone(),
                value: annotation.attributes.value.map(|date| date.to_string()),
                name: annotation.attributes.name.clone(),
                creator: annotation.creator.clone(),
                created: spell_instant(annotation.created),
                modified: spell_instant(annotation.modified),
                origin: annotation.origin.word().to_owned(),
            }),
            Item::Link(link) => ItemRecord::Link(LinkRecord {
                id: link.id.to_string(),
                kind: link.kind.to_string(),
                from: link.from.to_string(),
                to: link.to.to_string(),
                creator: link.creator.clone(),
                created: spell_instant(link.created),
            }),
        }
    }
}

fn document(record: DocumentRecord, texts: Texts<'_>) -> Result<Document, Problem> {
    let fault = |fault| Problem { place: "sha256".to_owned(), fault };
    let Some(text) = texts(&record.sha256) else {
        return Err(fault(Fault::NoText { sha256: excerpt(&record.sha256) }));
    };
    if text.sha256() != record.sha256 {
        return Err(fault(Fault::OtherText {
            expected: excerpt(&record.sha256),
            found: text.sha256().to_owned(),
        }));
    }
    Ok(Document {
        id: id("id", &record.id)?,
        rank: record.rank,
        text,
        title: record.title,
        outlet: record.outlet,
        published: record.published.map(|written| date("published", &written)).transpose()?,
        language: record.language,
        url: record.url,
        status: word("status", &record.status)?,
    })
}

fn label(record: LabelRecord) -> Result<Label, Problem> {
    Ok(Label {
        id: id("id", &record.id)?,
        rank: record.rank,
        name: record.name,
        color: color("color", &record.color)?,
        key: record.key.map(|written| key("key", &written)).transpose()?,
        description: record.description,
        attribute: record.attribute.map(|written| word("attribute", &written)).transpose()?,
    })
}

fn link_kind(record: LinkKindRecord) -> Result<LinkKind, Problem> {
    Ok(LinkKind {
        id: id("id", &record.id)?,
        rank: record.rank,
        name: record.name,
        from: id("from", &record.from)?,
        to: id("to", &record.to)?,
    })
}

fn annotation(record: AnnotationRecord) -> Result<Annotation, Problem> {
    let spans = record.spans.iter().enumerate().map(|(number, &(start, end))| {
        Span::of(start, end).ok_or_else(|| Problem {
            place: format!("spans[{number}]"),
            fault: Fault::EmptySpan { start: start.into(), end: end.into() },
        })
    });
    let spans = Spans::new(spans.collect::<Result<Vec<Span>, Problem>>()?)
        .ok_or_else(|| Problem { place: "spans".to_owned(), fault: Fault::NoSpans })?;
    Ok(Annotation {
        id: id("id", &record.id)?,
        document: id("document", &record.document)?,
        spans,
        label: id("label", &record.label)?,
        note: record.note,
        attributes: Attributes {
            value: record.value.map(|written| date("value", &written)).transpose()?,
            name: record.name,
        },
        creator: record.creator,
        created: instant("created", &record.created)?,
        modified: instant("modified", &record.modified)?,
        origin: word("origin", &record.origin)?,
    })
}

fn link(record: LinkRecord) -> Result<Link, Problem> {
    Ok(Link {
        id: id("id", &record.id)?,
        kind: id("kind", &record.kind)?,
        from: id("from", &record.from)?,
        to: id("to", &record.to)?,
        creator: record.creator,
        created: instant("created", &record.created)?,
    })
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
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
        let at = Timestamp::from_millis(1_731_405_600_000);
        (Transaction { action: Action::MoveEdge, edits, origin: Origin::Hand, at }, text)
    }

    #[test]
    fn what_was_kept_comes_back() {
        let (transaction, text) = transaction();
        let json = serde_json::to_string(&TransactionRecord::from(&transaction)).unwrap();
        let record: TransactionRecord = serde_json::from_str(&json).unwrap();
        let texts = |sha256: &str| (sha256 == text.sha256()).then(|| text.clone());
        assert_eq!(record.into_transaction(&texts), Ok(transaction));
    }

    #[test]
    fn an_entry_says_only_what_is_there() {
        let (transaction, _) = transaction();
        let annotation = transaction.edits.iter().rev().find_map(|edit| match edit {
            Edit::Add(item @ Item::Annotation(_)) => Some(item),
            _ => None,
        });
        let json = serde_json::to_string(&ItemRecord::from(annotation.unwrap())).unwrap();
        expect![[r#"{"annotation":{"id":"a2","document":"text","label":"source","spans":[[16,19]],"created":"1970-01-01T00:00:00.000Z","modified":"1970-01-01T00:00:00.000Z","origin":"hand"}}"#]]
            .assert_eq(&json);
    }

    /// What is wrong with a record of one edit, and where.
    fn check(record: &str, expected: Expect) {
        let record: EditRecord = serde_json::from_str(record).unwrap();
        let problem = record.into_edit(&|_| Some(Text::new("abc"))).unwrap_err();
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
        let problem = TransactionRecord::from(&transaction).into_transaction(&|_| None).unwrap_err();
        assert_eq!(problem.place, "edits[1].add.sha256");
        assert_eq!(problem.fault, Fault::NoText { sha256: text.sha256().to_owned() });
    }
}
