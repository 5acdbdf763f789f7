//! The bytes of a file as its shape, or why they are no project file.

use serde_json::error::Category;

use crate::formats::{Read, ReadError};
use crate::record::excerpt;

use super::place::way_to;
use super::{
    FORMAT, MAX_ANNOTATIONS, MAX_BYTES, MAX_DEPTH, MAX_DOCUMENTS, MAX_LABELS, OFFSETS, VERSION, build, shape,
};

/// Reads a project file. It is refused as a whole, or read with a problem for each record that was left out.
pub fn read(bytes: &[u8]) -> Result<Read, ReadError> {
    if bytes.len() > MAX_BYTES {
        return Err(ReadError::TooLarge { found: bytes.len(), limit: MAX_BYTES });
    }
    let json = str::from_utf8(bytes).map_err(|error| ReadError::NotUtf8 { byte: error.valid_up_to() })?;
    // Some editors put a byte order mark before everything they save.
    let json = json.strip_prefix('\u{feff}').unwrap_or(json);
    let file = parse(json)?;
    check_counts(&file)?;
    if file.offsets != OFFSETS {
        return Err(ReadError::OtherOffsets { found: excerpt(&file.offsets), expected: OFFSETS });
    }
    build::project(file)
}

/// A file that is as it should be is read in one go. What is wrong with another one is asked afterwards, the cause
/// before what follows from it.
fn parse(json: &str) -> Result<shape::File<'_>, ReadError> {
    let parsed = serde_json::from_str::<shape::File<'_>>(json);
    if !matches!(&parsed, Ok(file) if file.format == FORMAT && file.version == VERSION) {
        check_depth(json)?;
        check_head(json)?;
    }
    parsed.map_err(|error| wrong_shape(json, &error))
}

/// Whether it is nested no deeper than allowed. Reading stops at 128 levels by itself.
fn check_depth(json: &str) -> Result<(), ReadError> {
    let mut depth = 0usize;
    let (mut line, mut line_start) = (1, 0);
    let (mut in_string, mut escaped) = (false, false);
    for (place, byte) in json.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'\n' => (line, line_start) = (line + 1, place + 1),
            _ if in_string => {}
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Err(ReadError::TooDeep { line, column: place + 1 - line_start, limit: MAX_DEPTH });
        }
    }
    Ok(())
}

/// Whether it is JSON and of this format, in a version that is known, before its shape is asked for.
fn check_head(json: &str) -> Result<(), ReadError> {
    let head: shape::Head = serde_json::from_str(json).map_err(|error| match error.classify() {
        Category::Data => ReadError::OtherFormat { found: None },
        category => {
            ReadError::NotJson { line: error.line(), column: error.column(), cut: category == Category::Eof }
        }
    })?;
    let format = head.format.as_ref().and_then(|format| format.as_str());
    if format != Some(FORMAT) {
        return Err(ReadError::OtherFormat { found: format.map(excerpt) });
    }
    match head.version.as_ref().and_then(|version| version.as_u64()) {
        Some(VERSION) => Ok(()),
        Some(found) if found > VERSION => Err(ReadError::Newer { found, known: VERSION }),
        _ => Err(ReadError::NoVersion { found: head.version.map(|version| excerpt(&version.to_string())) }),
    }
}

fn wrong_shape(json: &str, error: &serde_json::Error) -> ReadError {
    let (line, column) = (error.line(), error.column());
    ReadError::WrongShape { place: way_to(json, line, column), detail: detail(error), line, column }
}

/// What the JSON library says, without the place and without the list of all that could have stood there.
fn detail(error: &serde_json::Error) -> String {
    let sentence = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let sentence = sentence.strip_suffix(&place).unwrap_or(&sentence);
    excerpt(sentence.split_once(", expected one of").map_or(sentence, |(detail, _)| detail))
}

fn check_counts(file: &shape::File<'_>) -> Result<(), ReadError> {
    let counts = [
        ("documents", file.documents.len(), MAX_DOCUMENTS),
        ("tagset.labels", file.tagset.labels.len(), MAX_LABELS),
        ("tagset.link_kinds", file.tagset.link_kinds.len(), MAX_LABELS),
        ("annotations", file.annotations.len(), MAX_ANNOTATIONS),
        ("links", file.links.len(), MAX_ANNOTATIONS),
    ];
    match counts.into_iter().find(|(_, found, limit)| found > limit) {
        Some((place, found, limit)) => Err(ReadError::TooMany { place, found, limit }),
        None => Ok(()),
    }
}
