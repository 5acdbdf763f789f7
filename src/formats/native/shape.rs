//! The shapes of the project file, version 1. A field that is not listed here is refused, so that nothing a later
//! version adds gets lost by reading and writing.
//!
//! Texts are borrowed when writing and owned when reading.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// The file as a whole.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File<'f> {
    pub format: Cow<'f, str>,
    pub version: u64,
    pub offsets: Cow<'f, str>,
    pub project: Project<'f>,
    pub documents: Vec<Document<'f>>,
    pub tagset: Tagset<'f>,
    pub annotations: Vec<Annotation<'f>>,
    pub links: Vec<Link<'f>>,
}

/// What tells the format and its version, whatever else the file holds.
#[derive(Deserialize)]
pub(super) struct Head {
    pub format: Option<serde_json::Value>,
    pub version: Option<serde_json::Value>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Project<'f> {
    pub id: Cow<'f, str>,
    pub name: Cow<'f, str>,
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub guidelines: Cow<'f, str>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Document<'f> {
    pub id: Cow<'f, str>,
    pub title: Cow<'f, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outlet: Option<Cow<'f, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Cow<'f, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Cow<'f, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Cow<'f, str>>,
    pub status: Cow<'f, str>,
    pub sha256: Cow<'f, str>,
    pub text: Cow<'f, str>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tagset<'f> {
    pub labels: Vec<Label<'f>>,
    pub link_kinds: Vec<LinkKind<'f>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Label<'f> {
    pub id: Cow<'f, str>,
    pub name: Cow<'f, str>,
    pub color: Cow<'f, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<Cow<'f, str>>,
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub description: Cow<'f, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub attribute: Option<Cow<'f, str>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LinkKind<'f> {
    pub id: Cow<'f, str>,
    pub name: Cow<'f, str>,
    pub from: Cow<'f, str>,
    pub to: Cow<'f, str>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Annotation<'f> {
    pub id: Cow<'f, str>,
    pub document: Cow<'f, str>,
    pub label: Cow<'f, str>,
    pub spans: Vec<Span<'f>>,
    #[serde(default, skip_serializing_if = "str::is_empty")]
    pub note: Cow<'f, str>,
    #[serde(default, skip_serializing_if = "Attributes::is_empty")]
    pub attributes: Attributes<'f>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub creator: Option<Cow<'f, str>>,
    pub created: Cow<'f, str>,
    pub modified: Cow<'f, str>,
    pub origin: Cow<'f, str>,
}

/// Numbers are wider than a position can be, so that one that is out of range is a problem of its annotation and not of
/// the file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Span<'f> {
    pub start: i64,
    pub end: i64,
    pub quote: Quote<'f>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Quote<'f> {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exact: Option<Cow<'f, str>>,
    pub prefix: Cow<'f, str>,
    pub suffix: Cow<'f, str>,
}

#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Attributes<'f> {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Cow<'f, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<Cow<'f, str>>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Link<'f> {
    pub id: Cow<'f, str>,
    pub kind: Cow<'f, str>,
    pub from: Cow<'f, str>,
    pub to: Cow<'f, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub creator: Option<Cow<'f, str>>,
    pub created: Cow<'f, str>,
}

impl Attributes<'_> {
    fn is_empty(&self) -> bool {
        self.value.is_none() && self.name.is_none()
    }
}
