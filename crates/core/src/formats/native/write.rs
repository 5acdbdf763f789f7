//! A project as the bytes of its file.

use crate::json::Writer;
use crate::model::limits::MAX_EXACT;
use crate::model::tagset::{Label, LinkKind};
use crate::model::{Annotation, Attributes, Dispute, Document, Item, Link, Loser, Project, Quote};
use crate::record::{self, Word, spell_instant};
use crate::text::Span;

use super::{FORMAT, OFFSETS, VERSION};

/// Writes a project: documents and tagset in their order, annotations in reading order, links by id.
pub fn write(project: &Project) -> String {
    let mut file = Writer::indented();
    let out = &mut file;
    let documents = project.documents();
    out.object();
    out.text_field("format", FORMAT);
    out.number_field("version", VERSION);
    out.text_field("offsets", OFFSETS);
    out.name("project");
    out.object();
    out.text_field("id", project.id().as_str());
    out.text_field("name", &project.settings().name);
    out.filled_field("guidelines", &project.settings().guidelines);
    out.end();
    out.name("documents");
    out.list();
    for document in &documents {
        write_document(out, document);
    }
    out.end();
    out.name("tagset");
    write_tagset(out, project);
    out.name("annotations");
    out.list();
    for document in &documents {
        let Some(marks) = project.marks(&document.id) else { continue };
        for piece in marks.in_order() {
            if let Some(annotation) = project.annotation(&piece.annotation) {
                write_annotation(out, document, annotation);
            }
        }
    }
    out.end();
    out.name("links");
    out.list();
    for link in project.links() {
        write_link(out, link);
    }
    out.end();
    let disputes: Vec<_> = project.disputes().filter(|dispute| is_written(dispute)).collect();
    if !disputes.is_empty() {
        out.name("conflicts");
        out.list();
        for dispute in disputes {
            out.object();
            record::write_dispute(out, dispute);
            out.end();
        }
        out.end();
    }
    out.end();
    let mut written = file.finish();
    written.push('\n');
    written
}

/// What people marked is kept; another text or another tagset is in the file from which it came.
fn is_written(dispute: &Dispute) -> bool {
    match &dispute.loser {
        Loser::Version(item) => matches!(item, Item::Annotation(_) | Item::Link(_)),
        Loser::Deletion(_) => true,
    }
}

fn write_document(out: &mut Writer, document: &Document) {
    out.object();
    out.text_field("id", document.id.as_str());
    out.text_field("title", &document.title);
    out.optional_field("outlet", document.outlet.as_deref());
    out.optional_field("published", document.published.map(|date| date.to_string()).as_deref());
    out.optional_field("language", document.language.as_deref());
    out.optional_field("url", document.url.as_deref());
    out.text_field("status", document.status.word());
    out.text_field("sha256", document.text.sha256());
    out.text_field("text", document.text.as_str());
    out.end();
}

fn write_tagset(out: &mut Writer, project: &Project) {
    out.object();
    out.name("labels");
    out.list();
    for label in project.labels() {
        write_label(out, label);
    }
    out.end();
    out.name("link_kinds");
    out.list();
    for kind in project.link_kinds() {
        write_link_kind(out, kind);
    }
    out.end();
    out.end();
}

fn write_label(out: &mut Writer, label: &Label) {
    out.object();
    out.text_field("id", label.id.as_str());
    out.text_field("name", &label.name);
    out.text_field("color", &label.color.to_string());
    out.optional_field("key", label.key.map(String::from).as_deref());
    out.filled_field("description", &label.description);
    out.optional_field("attribute", label.attribute.map(Word::word));
    out.end();
}

fn write_link_kind(out: &mut Writer, kind: &LinkKind) {
    out.object();
    out.text_field("id", kind.id.as_str());
    out.text_field("name", &kind.name);
    out.text_field("from", kind.from.as_str());
    out.text_field("to", kind.to.as_str());
    out.end();
}

fn write_annotation(out: &mut Writer, document: &Document, annotation: &Annotation) {
    out.object();
    out.text_field("id", annotation.id.as_str());
    out.text_field("document", annotation.document.as_str());
    out.text_field("label", annotation.label.as_str());
    out.name("spans");
    out.list();
    for span in annotation.spans.iter() {
        write_span(out, document, span);
    }
    out.end();
    out.filled_field("note", &annotation.note);
    let Attributes { value, value_text, name } = &annotation.attributes;
    if value.is_some() || value_text.is_some() || name.is_some() {
        out.name("attributes");
        out.object();
        out.optional_field("value", value.map(|date| date.to_string()).as_deref());
        out.optional_field("value_text", value_text.as_deref());
        out.optional_field("name", name.as_deref());
        out.end();
    }
    out.optional_field("creator", annotation.creator.as_deref());
    out.text_field("created", &spell_instant(annotation.created));
    out.text_field("modified", &spell_instant(annotation.modified));
    out.text_field("origin", annotation.origin.word());
    out.end();
}

fn write_span(out: &mut Writer, document: &Document, span: Span) {
    // Every span of a project lies inside its text.
    let quote = document.quote(span).unwrap_or(Quote { exact: "", prefix: "", suffix: "" });
    out.object();
    out.number_field("start", span.start().get().into());
    out.number_field("end", span.end().get().into());
    out.name("quote");
    out.object();
    if span.chars() <= MAX_EXACT {
        out.text_field("exact", quote.exact);
    }
    out.text_field("prefix", quote.prefix);
    out.text_field("suffix", quote.suffix);
    out.end();
    out.end();
}

fn write_link(out: &mut Writer, link: &Link) {
    out.object();
    out.text_field("id", link.id.as_str());
    out.text_field("kind", link.kind.as_str());
    out.text_field("from", link.from.as_str());
    out.text_field("to", link.to.as_str());
    out.optional_field("creator", link.creator.as_deref());
    out.text_field("created", &spell_instant(link.created));
    out.end();
}
