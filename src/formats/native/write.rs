//! A project as the bytes of its file.

use std::borrow::Cow;

use crate::model::{Annotation, Document, Id, Link, Project, Quote};
use crate::record::{Word, spell_instant};
use crate::text::Span;

use super::{FORMAT, MAX_EXACT, OFFSETS, VERSION, shape};

/// Writes a project: documents and tagset in their order, annotations in reading order, links by id.
pub fn write(project: &Project) -> String {
    let settings = project.settings();
    let documents = project.documents();
    let annotations = documents.iter().flat_map(|document| {
        let ids = project.marks(&document.id).into_iter().flat_map(|marks| marks.in_order());
        ids.filter_map(|id| project.annotation(id)).map(|annotation| annotation_shape(document, annotation))
    });
    let file = shape::File {
        format: FORMAT.into(),
        version: VERSION,
        offsets: OFFSETS.into(),
        project: shape::Project {
            id: id(project.id()),
            name: (&settings.name).into(),
            guidelines: (&settings.guidelines).into(),
        },
        documents: documents.iter().map(|document| document_shape(document)).collect(),
        tagset: tagset_shape(project),
        annotations: annotations.collect(),
        links: project.links().map(|link| link_shape(link)).collect(),
    };
    // Texts and numbers under fixed names: there is nothing in it that JSON cannot say.
    let mut written = serde_json::to_string_pretty(&file).unwrap_or_default();
    written.push('\n');
    written
}

fn document_shape(document: &Document) -> shape::Document<'_> {
    shape::Document {
        id: id(&document.id),
        title: (&document.title).into(),
        outlet: optional(&document.outlet),
        published: document.published.map(|date| date.to_string().into()),
        language: optional(&document.language),
        url: optional(&document.url),
        status: document.status.word().into(),
        sha256: document.text.sha256().into(),
        text: document.text.as_str().into(),
    }
}

fn tagset_shape(project: &Project) -> shape::Tagset<'_> {
    let labels = project.labels().into_iter().map(|label| shape::Label {
        id: id(&label.id),
        name: (&label.name).into(),
        color: label.color.to_string().into(),
        key: label.key.map(|key| String::from(key).into()),
        description: (&label.description).into(),
        attribute: label.attribute.map(|attribute| attribute.word().into()),
    });
    let link_kinds = project.link_kinds().into_iter().map(|kind| shape::LinkKind {
        id: id(&kind.id),
        name: (&kind.name).into(),
        from: id(&kind.from),
        to: id(&kind.to),
    });
    shape::Tagset { labels: labels.collect(), link_kinds: link_kinds.collect() }
}

fn annotation_shape<'p>(document: &'p Document, annotation: &'p Annotation) -> shape::Annotation<'p> {
    shape::Annotation {
        id: id(&annotation.id),
        document: id(&annotation.document),
        label: id(&annotation.label),
        spans: annotation.spans.iter().map(|span| span_shape(document, span)).collect(),
        note: (&annotation.note).into(),
        attributes: shape::Attributes {
            value: annotation.attributes.value.map(|date| date.to_string().into()),
            name: optional(&annotation.attributes.name),
        },
        creator: optional(&annotation.creator),
        created: spell_instant(annotation.created).into(),
        modified: spell_instant(annotation.modified).into(),
        origin: annotation.origin.word().into(),
    }
}

fn span_shape(document: &Document, span: Span) -> shape::Span<'_> {
    // Every span of a project lies inside its text.
    let quote = document.quote(span).unwrap_or(Quote { exact: "", prefix: "", suffix: "" });
    shape::Span {
        start: span.start().get().into(),
        end: span.end().get().into(),
        quote: shape::Quote {
            exact: (span.chars() <= MAX_EXACT).then(|| quote.exact.into()),
            prefix: quote.prefix.into(),
            suffix: quote.suffix.into(),
        },
    }
}

fn link_shape(link: &Link) -> shape::Link<'_> {
    shape::Link {
        id: id(&link.id),
        kind: id(&link.kind),
        from: id(&link.from),
        to: id(&link.to),
        creator: optional(&link.creator),
        created: spell_instant(link.created).into(),
    }
}

fn id(id: &Id) -> Cow<'_, str> {
    id.as_str().into()
}

fn optional(text: &Option<String>) -> Option<Cow<'_, str>> {
    text.as_deref().map(Cow::from)
}
