//! How much a project may hold: one set of limits for the reader of files and for everything that makes a project larger.
//!
//! A project that keeps to [`Limits::READ`] is read back whole from its file. What a user adds keeps to the lower
//! [`Limits::WRITE`], since several tabs can add at the same moment and each knows of the others only a moment later:
//! what comes together then still fits into the room between the two.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::text::Written;

use super::annotation::{Annotation, Spans};
use super::dispute::Loser;
use super::document::{CONTEXT, Document};
use super::edit::{Edit, Item};
use super::id::Id;
use super::index::SpanPart;
use super::project::Project;

/// How much of each thing there may be. Lengths are in code points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The size of the file, in bytes.
    pub bytes: usize,
    /// Documents.
    pub documents: usize,
    /// Labels, and kinds of links.
    pub labels: usize,
    /// Annotations, links, and conflicts.
    pub annotations: usize,
    /// Spans of an annotation.
    pub spans: usize,
    /// Spans of all annotations of a document.
    pub marks: usize,
    /// Links that leave from one annotation or lead to it.
    pub links: usize,
    /// The text of a document.
    pub text: usize,
    /// The lines of the text of a document. Each is an element of the page.
    pub lines: usize,
    /// A note, a description, the guidelines.
    pub note: usize,
    /// A title, the name of a project, an outlet, a source or a person, a URL, a language, what was typed for a date.
    pub name: usize,
    /// The name of a label or of a kind of link.
    pub label_name: usize,
}

impl Limits {
    /// What a file may hold to be read.
    pub const READ: Limits = Limits {
        bytes: 64 * 1024 * 1024,
        documents: 10_000,
        labels: 1_000,
        annotations: 250_000,
        spans: 1_000,
        marks: 50_000,
        links: 10_000,
        text: 10_000_000,
        lines: 250_000,
        note: 100_000,
        name: 10_000,
        label_name: 200,
    };

    /// Up to where a project grows by what is added to it.
    pub const WRITE: Limits = Limits::READ.with_headroom();

    /// The limits for adding to what has to keep to these: a tenth less of everything of which several tabs can add at
    /// the same moment. Of one note or one text only one version stays.
    pub const fn with_headroom(self) -> Limits {
        Limits {
            bytes: self.bytes - self.bytes / 10,
            documents: self.documents - self.documents / 10,
            labels: self.labels - self.labels / 10,
            annotations: self.annotations - self.annotations / 10,
            marks: self.marks - self.marks / 10,
            links: self.links - self.links / 10,
            ..self
        }
    }
}

/// Of what there would be too much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    /// The size of the file, in bytes.
    Bytes,
    /// Documents.
    Documents,
    /// Labels.
    Labels,
    /// Kinds of links.
    LinkKinds,
    /// Annotations.
    Annotations,
    /// Links.
    Links,
    /// Conflicts.
    Conflicts,
    /// Spans of one annotation.
    Spans,
    /// Spans in one document.
    Marks,
    /// Links at one annotation.
    LinksOfOne,
    /// Code points of one text.
    Text,
    /// Lines of one text.
    Lines,
    /// Code points of a note, a description or the guidelines.
    Note,
    /// Code points of a title or a name.
    Name,
    /// Code points of what was typed for a date and is not understood.
    DateText,
    /// Code points of the name of a label or of a kind of link.
    LabelName,
}

/// A change would make something larger than allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Excess {
    /// Of what there would be too much.
    pub of: Extent,
    /// How much there would be.
    pub found: usize,
    /// How much is allowed.
    pub limit: usize,
    /// The title of the document that is concerned, where it is one.
    pub document: Option<String>,
}

/// What a change adds to a project and takes away.
#[derive(Default)]
struct Growth<'e> {
    counts: [isize; 6],
    marks: BTreeMap<&'e Id, isize>,
    links: BTreeMap<&'e Id, isize>,
    // The documents that come or get another text.
    documents: BTreeMap<&'e Id, &'e Arc<Document>>,
}

/// What is counted in the project as a whole, in the order of [`Growth::counts`].
const COUNTED: [Extent; 6] = [
    Extent::Documents,
    Extent::Labels,
    Extent::LinkKinds,
    Extent::Annotations,
    Extent::Links,
    Extent::Conflicts,
];

/// Whether a change would make a project larger than allowed, and of what there would be too much; all but the size of
/// the file. What does not make it larger is never too much, however large the project is.
pub fn excess(project: &Project, edits: &[Edit], limits: &Limits) -> Option<Excess> {
    let growth = Growth::of(edits);
    growth.excess(project, limits).or_else(|| edits.iter().find_map(|edit| of_one(edit, limits)))
}

/// Of what a whole project has too much to be read back from its file, which has so many bytes.
pub fn excess_of_file(project: &Project, bytes: usize, limits: &Limits) -> Option<Excess> {
    if bytes > limits.bytes {
        return Some(Excess { of: Extent::Bytes, found: bytes, limit: limits.bytes, document: None });
    }
    // Compared with nothing: what one item holds counts whole, however it came there.
    let edits: Vec<Edit> = project.items().map(Edit::Add).collect();
    excess(&Project::new(project.id().clone()), &edits, limits)
}

impl<'e> Growth<'e> {
    fn of(edits: &'e [Edit]) -> Self {
        let mut growth = Growth::default();
        for edit in edits {
            let (old, new) = edit.sides();
            old.into_iter().for_each(|item| growth.count(item, -1));
            new.into_iter().for_each(|item| growth.count(item, 1));
            if let Some(Item::Document(document)) = new {
                growth.documents.insert(&document.id, document);
            }
        }
        growth
    }

    fn count(&mut self, item: &'e Item, by: isize) {
        let counted = match item {
            Item::Settings(_) => return,
            Item::Document(_) => Extent::Documents,
            Item::Label(_) => Extent::Labels,
            Item::LinkKind(_) => Extent::LinkKinds,
            Item::Annotation(annotation) => {
                let spans = annotation.spans.iter().count().cast_signed();
                *self.marks.entry(&annotation.document).or_default() += by * spans;
                Extent::Annotations
            }
            Item::Link(link) => {
                *self.links.entry(&link.from).or_default() += by;
                *self.links.entry(&link.to).or_default() += by;
                Extent::Links
            }
            Item::Dispute(_) => Extent::Conflicts,
        };
        for (extent, count) in COUNTED.iter().zip(&mut self.counts) {
            *count += if *extent == counted { by } else { 0 };
        }
    }

    fn excess(&self, project: &Project, limits: &Limits) -> Option<Excess> {
        for (of, more) in COUNTED.into_iter().zip(self.counts) {
            if more > 0 {
                let limit = match of {
                    Extent::Documents => limits.documents,
                    Extent::Labels | Extent::LinkKinds => limits.labels,
                    _ => limits.annotations,
                };
                let found = there(project, of) + more.unsigned_abs();
                if found > limit {
                    return Some(Excess { of, found, limit, document: None });
                }
            }
        }
        for (id, more) in self.marks.iter().filter(|(_, more)| **more > 0) {
            let pieces = project.marks(id).map_or(&[] as &[_], |marks| marks.index().pieces());
            let more = more.unsigned_abs();
            // With the gaps these are more, so that most documents need not be counted.
            if pieces.len() + more <= limits.marks {
                continue;
            }
            let found = pieces.iter().filter(|piece| piece.part != SpanPart::Gap).count() + more;
            if found > limits.marks {
                let document = self.documents.get(*id).copied().or_else(|| project.document(id));
                let document = document.map(|document| document.title.clone());
                return Some(Excess { of: Extent::Marks, found, limit: limits.marks, document });
            }
        }
        for (id, more) in self.links.iter().filter(|(_, more)| **more > 0) {
            let ends = |link: &super::Link| usize::from(link.from == **id) + usize::from(link.to == **id);
            let there: usize = project.links_at(id).map(|link| ends(link)).sum();
            let found = there + more.unsigned_abs();
            if found > limits.links {
                return Some(Excess { of: Extent::LinksOfOne, found, limit: limits.links, document: None });
            }
        }
        None
    }
}

/// How many of something the project holds.
fn there(project: &Project, of: Extent) -> usize {
    match of {
        Extent::Documents => project.documents().len(),
        Extent::Labels => project.labels().len(),
        Extent::LinkKinds => project.link_kinds().len(),
        Extent::Annotations => project.total(),
        Extent::Links => project.links().count(),
        Extent::Conflicts => project.disputes().count(),
        _ => 0,
    }
}

/// Whether an item would be larger than allowed, and larger than it was.
fn of_one(edit: &Edit, limits: &Limits) -> Option<Excess> {
    let (old, new) = edit.sides();
    let (new, old) = (new?, old.map(lengths).unwrap_or_default());
    let document = if let Item::Document(document) = new { Some(document.title.clone()) } else { None };
    for (place, (of, found)) in lengths(new).into_iter().enumerate() {
        let limit = match of {
            Extent::Spans => limits.spans,
            Extent::Text => limits.text,
            Extent::Lines => limits.lines,
            Extent::Note => limits.note,
            Extent::LabelName => limits.label_name,
            _ => limits.name,
        };
        if found > limit && old.get(place).is_none_or(|(_, before)| *before < found) {
            return Some(Excess { of, found, limit, document });
        }
    }
    None
}

/// What is measured of an item, always in the same order for its kind.
fn lengths(item: &Item) -> Vec<(Extent, usize)> {
    let optional = |text: &Option<String>| (Extent::Name, text.as_deref().map_or(0, chars));
    match item {
        Item::Settings(settings) => {
            vec![(Extent::Name, chars(&settings.name)), (Extent::Note, chars(&settings.guidelines))]
        }
        Item::Document(document) => vec![
            (Extent::Text, document.text.end().to_usize()),
            (Extent::Lines, document.text.lines()),
            (Extent::Name, chars(&document.title)),
            optional(&document.outlet),
            optional(&document.language),
            optional(&document.url),
        ],
        Item::Label(label) => {
            vec![(Extent::LabelName, chars(&label.name)), (Extent::Note, chars(&label.description))]
        }
        Item::LinkKind(kind) => vec![(Extent::LabelName, chars(&kind.name))],
        Item::Annotation(annotation) => vec![
            (Extent::Spans, annotation.spans.iter().count()),
            (Extent::Note, chars(&annotation.note)),
            (Extent::DateText, annotation.attributes.value_text.as_deref().map_or(0, chars)),
            optional(&annotation.attributes.name),
            optional(&annotation.creator),
        ],
        Item::Link(link) => vec![optional(&link.creator)],
        Item::Dispute(dispute) => match &dispute.loser {
            Loser::Version(item) => lengths(item),
            Loser::Deletion(_) => Vec::new(),
        },
    }
}

fn chars(text: &str) -> usize {
    text.chars().count()
}

/// Up to how many code points a span is quoted whole in a file.
pub const MAX_EXACT: u32 = 1_000;

/// How many bytes an item takes in a file at most, but for the quotes of an annotation.
pub(super) fn weight(item: &Item) -> usize {
    let text = |text: &str| Written::of(text).bytes;
    let optional = |text: &Option<String>| text.as_deref().map_or(0, |text| Written::of(text).bytes);
    match item {
        Item::Settings(settings) => 1_024 + text(&settings.name) + text(&settings.guidelines),
        Item::Document(document) => {
            let named = optional(&document.outlet) + optional(&document.language) + optional(&document.url);
            512 + text(document.id.as_str()) + text(&document.title) + named + document.text.written().bytes
        }
        Item::Label(label) => 384 + text(label.id.as_str()) + text(&label.name) + text(&label.description),
        Item::LinkKind(kind) => 256 + ids([&kind.id, &kind.from, &kind.to]) + text(&kind.name),
        Item::Annotation(annotation) => of_annotation(annotation),
        Item::Link(link) => {
            384 + ids([&link.id, &link.kind, &link.from]) + text(link.to.as_str()) + optional(&link.creator)
        }
        Item::Dispute(dispute) => {
            let loser = match &dispute.loser {
                // Of a document or a tagset that lost nothing is written.
                Loser::Version(Item::Annotation(annotation)) => of_annotation(annotation),
                Loser::Version(Item::Link(link)) => weight(&Item::Link(Arc::clone(link))),
                Loser::Version(_) => 0,
                Loser::Deletion(key) => key.id().map_or(0, |id| text(id.as_str())),
            };
            768 + text(dispute.id.as_str()) + text(&dispute.quote) + loser
        }
    }
}

fn of_annotation(annotation: &Annotation) -> usize {
    let optional = |text: &Option<String>| text.as_deref().map_or(0, |text| Written::of(text).bytes);
    let attributes = &annotation.attributes;
    let named = optional(&attributes.value_text) + optional(&attributes.name) + optional(&annotation.creator);
    let note = Written::of(&annotation.note).bytes;
    640 + 224 * annotation.spans.iter().count()
        + ids([&annotation.id, &annotation.document, &annotation.label])
        + note
        + named
}

/// No id has control characters, so that each of its bytes takes two at most.
fn ids(ids: [&Id; 3]) -> usize {
    ids.into_iter().map(|id| 2 * id.as_str().len()).sum()
}

/// How many code points are quoted of an annotation in a file at most.
pub(super) fn quoted(spans: &Spans) -> usize {
    let exact = |chars: u32| if chars <= MAX_EXACT { chars } else { 0 };
    spans.iter().map(|span| (exact(span.chars()) + 2 * CONTEXT) as usize).sum()
}

/// How many bytes the file of a project grows at most by what a change adds to it. What it takes away is not counted.
pub fn added(project: &Project, edits: &[Edit]) -> usize {
    let growth = Growth::of(edits);
    let widest = |id: &Id| {
        let document = growth.documents.get(id).copied().or_else(|| project.document(id));
        document.map_or(0, |document| document.text.written().widest)
    };
    let mut added = 0;
    for edit in edits {
        let (old, Some(new)) = edit.sides() else { continue };
        added += weight(new);
        match (old, new) {
            (_, Item::Annotation(annotation)) => {
                added += quoted(&annotation.spans) * widest(&annotation.document);
            }
            (Some(Item::Document(old)), Item::Document(new)) if old.text == new.text => {
                added -= new.text.written().bytes;
            }
            // What stays marked there is quoted from the new text.
            (Some(_), Item::Document(new)) => {
                let marks = project.marks(&new.id).map_or(0, |marks| marks.quoted());
                added += marks * new.text.written().widest;
            }
            _ => {}
        }
    }
    added
}
