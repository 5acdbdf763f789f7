//! The shape of the project file, version 2. Version 1 is the same without `value_text`. A field that is not listed here is refused, so that nothing a later
//! version adds gets lost by reading and writing.

use crate::json::{Shape, needed, optional};
use crate::record;

/// The file as a whole.
pub(super) const FILE: Shape = Shape::Object(&[
    needed("format", Shape::Text),
    needed("version", Shape::Integer),
    needed("offsets", Shape::Text),
    needed("project", PROJECT),
    needed("documents", Shape::List(&DOCUMENT)),
    needed("tagset", TAGSET),
    needed("annotations", Shape::List(&ANNOTATION)),
    needed("links", Shape::List(&LINK)),
    optional("conflicts", Shape::List(&CONFLICT)),
]);

const PROJECT: Shape = Shape::Object(&[
    needed("id", Shape::Text),
    needed("name", Shape::Text),
    optional("guidelines", Shape::Text),
]);

const DOCUMENT: Shape = Shape::Object(&[
    needed("id", Shape::Text),
    needed("title", Shape::Text),
    optional("outlet", Shape::Text),
    optional("published", Shape::Text),
    optional("language", Shape::Text),
    optional("url", Shape::Text),
    needed("status", Shape::Text),
    needed("sha256", Shape::Text),
    needed("text", Shape::Text),
]);

const TAGSET: Shape =
    Shape::Object(&[needed("labels", Shape::List(&LABEL)), needed("link_kinds", Shape::List(&LINK_KIND))]);

const LABEL: Shape = Shape::Object(&[
    needed("id", Shape::Text),
    needed("name", Shape::Text),
    needed("color", Shape::Text),
    optional("key", Shape::Text),
    optional("description", Shape::Text),
    optional("attribute", Shape::Text),
]);

const LINK_KIND: Shape = Shape::Object(&[
    needed("id", Shape::Text),
    needed("name", Shape::Text),
    needed("from", Shape::Text),
    needed("to", Shape::Text),
]);

const ANNOTATION: Shape = Shape::Object(&[
    needed("id", Shape::Text),
    needed("document", Shape::Text),
    needed("label", Shape::Text),
    needed("spans", Shape::List(&SPAN)),
    optional("note", Shape::Text),
    optional("attributes", ATTRIBUTES),
    optional("creator", Shape::Text),
    needed("created", Shape::Text),
    needed("modified", Shape::Text),
    needed("origin", Shape::Text),
]);

const ATTRIBUTES: Shape = Shape::Object(&[
    optional("value", Shape::Text),
    optional("value_text", Shape::Text),
    optional("name", Shape::Text),
]);

/// Positions may be any whole number here, so that one that is out of range is a problem of its annotation and not of
/// the file.
const SPAN: Shape =
    Shape::Object(&[needed("start", Shape::Integer), needed("end", Shape::Integer), needed("quote", QUOTE)]);

const QUOTE: Shape = Shape::Object(&[
    optional("exact", Shape::Text),
    needed("prefix", Shape::Text),
    needed("suffix", Shape::Text),
]);

const LINK: Shape = Shape::Object(&[
    needed("id", Shape::Text),
    needed("kind", Shape::Text),
    needed("from", Shape::Text),
    needed("to", Shape::Text),
    optional("creator", Shape::Text),
    needed("created", Shape::Text),
]);

/// What lost, as records spell it: it may stand in a text that is not in the file.
const CONFLICT: Shape = Shape::Object(&[
    needed("id", Shape::Text),
    optional("quote", Shape::Text),
    needed("at", Shape::Text),
    needed("loser", Shape::OneOf(&[needed("version", VERSION), needed("deletion", record::DELETION)])),
]);

const VERSION: Shape = Shape::OneOf(&[
    needed("annotation", Shape::Object(record::ANNOTATION)),
    needed("link", Shape::Object(record::LINK)),
]);
