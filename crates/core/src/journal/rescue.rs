//! A rescue file: everything that a store holds of a project as it stands there, damaged parts among it.

use std::collections::BTreeMap;

use crate::json::{self, Json, Writer};
use crate::model::Id;
use crate::text::decode;

use super::batch::Stored;

/// The version of the file. What stands in the records carries its own.
const VERSION: u64 = 1;

/// Writes all that is stored as one JSON file. Nothing in it is looked at, so that this works whatever is damaged.
pub fn write(project: &Id, stored: &Stored) -> String {
    let mut out = Writer::indented();
    out.object();
    out.number_field("beleg-rescue", VERSION);
    out.text_field("project", project.as_str());
    write_named(&mut out, "texts", &stored.texts);
    write_numbered(&mut out, "entries", &stored.entries);
    write_numbered(&mut out, "snapshots", &stored.snapshots);
    write_named(&mut out, "parts", &stored.parts);
    write_named(&mut out, "meta", &stored.meta);
    out.end();
    out.finish()
}

fn write_named(out: &mut Writer, name: &str, parts: &BTreeMap<String, String>) {
    out.name(name);
    out.object();
    for (key, part) in parts {
        out.text_field(key, part);
    }
    out.end();
}

fn write_numbered(out: &mut Writer, name: &str, parts: &BTreeMap<u64, String>) {
    out.name(name);
    out.object();
    for (number, part) in parts {
        out.text_field(&number.to_string(), part);
    }
    out.end();
}

/// Reads a rescue file; `None` where it is none, or one of a newer version. What is missing in it reads as nothing
/// stored.
pub fn read(file: &[u8]) -> Option<(Id, Stored)> {
    let (text, _) = decode(file).ok()?;
    let tree = json::parse(&text).ok()?;
    if tree.integer("beleg-rescue") != VERSION as i64 {
        return None;
    }
    let stored = Stored {
        texts: named(&tree, "texts"),
        entries: numbered(&tree, "entries"),
        snapshots: numbered(&tree, "snapshots"),
        parts: named(&tree, "parts"),
        meta: named(&tree, "meta"),
    };
    Some((Id::new(tree.text("project"))?, stored))
}

fn named(tree: &Json<'_>, name: &str) -> BTreeMap<String, String> {
    let mut parts = BTreeMap::new();
    for (key, part) in tree.field(name).as_fields() {
        parts.insert(key.clone().into_owned(), part.as_text().unwrap_or_default().to_owned());
    }
    parts
}

fn numbered(tree: &Json<'_>, name: &str) -> BTreeMap<u64, String> {
    let mut parts = BTreeMap::new();
    for (number, part) in named(tree, name) {
        if let Ok(number) = number.parse() {
            parts.insert(number, part);
        }
    }
    parts
}
