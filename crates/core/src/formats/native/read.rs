//! The bytes of a file as a tree of the right shape, or why they are no project file.

use std::borrow::Cow;

use crate::formats::{Read, ReadError};
use crate::json::{self, Json, Syntax};
use crate::model::limits::Limits;
use crate::pace::{Pace, Through, at_once, pause};
use crate::record::excerpt;
use crate::text;

use super::{FORMAT, MAX_DEPTH, MAX_VALUES, OFFSETS, VERSION, build, shape};

/// Reads a project file. It is refused as a whole, or read with a problem for each record that was left out.
pub fn read(bytes: &[u8]) -> Result<Read, ReadError> {
    read_within(bytes, &Limits::READ)
}

/// The same in slices.
pub async fn read_in_slices(bytes: &[u8], pace: &dyn Pace) -> Result<Read, ReadError> {
    read_at_pace(bytes, &Limits::READ, pace).await
}

/// The same with other limits.
pub fn read_within(bytes: &[u8], limits: &Limits) -> Result<Read, ReadError> {
    at_once(read_at_pace(bytes, limits, &Through))
}

async fn read_at_pace(bytes: &[u8], limits: &Limits, pace: &dyn Pace) -> Result<Read, ReadError> {
    let file = decoded(bytes, limits)?;
    pause(pace).await;
    let tree = tree(&file, limits, pace).await?;
    pause(pace).await;
    build::project(&tree, limits, pace).await
}

/// The file as text: UTF-8 or UTF-16.
pub(super) fn decoded<'b>(bytes: &'b [u8], limits: &Limits) -> Result<Cow<'b, str>, ReadError> {
    if bytes.len() > limits.bytes {
        return Err(ReadError::TooLarge { found: bytes.len(), limit: limits.bytes });
    }
    Ok(text::decode(bytes)?.0)
}

/// The text of the file as a tree that has the right shape.
pub(super) async fn tree<'j>(json: &'j str, limits: &Limits, pace: &dyn Pace) -> Result<Json<'j>, ReadError> {
    // A value takes two bytes or more, so that most files need not be counted.
    if json.len() > 2 * MAX_VALUES {
        check_extent(json)?;
        pause(pace).await;
    }
    let tree = match parse(json, pace).await {
        Ok(tree) => tree,
        // What is nested too deeply is told before what follows from it. A file of the right shape never is.
        Err(error) => return Err(check_extent(json).err().unwrap_or(error)),
    };
    check_counts(&tree, limits)?;
    if tree.text("offsets") != OFFSETS {
        return Err(ReadError::OtherOffsets { found: excerpt(tree.text("offsets")), expected: OFFSETS });
    }
    Ok(tree)
}

async fn parse<'j>(json: &'j str, pace: &dyn Pace) -> Result<Json<'j>, ReadError> {
    let tree = json::parse_in_slices(json, pace).await;
    let tree = tree.map_err(|Syntax { line, column, cut }| ReadError::NotJson { line, column, cut })?;
    pause(pace).await;
    check_head(&tree)?;
    shape::FILE.check(&tree).map_err(ReadError::WrongShape)?;
    Ok(tree)
}

/// Whether lists and objects are nested no deeper than allowed, and hold no more values.
fn check_extent(json: &str) -> Result<(), ReadError> {
    let (mut depth, mut values) = (0usize, 0usize);
    let (mut line, mut line_start) = (1, 0);
    let (mut in_string, mut escaped) = (false, false);
    for (place, byte) in json.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'\n' => (line, line_start) = (line + 1, place + 1),
            _ if in_string => {}
            b'[' | b'{' => (depth, values) = (depth + 1, values + 1),
            b']' | b'}' => depth = depth.saturating_sub(1),
            // Each but the first in a list or an object stands behind one of these.
            b',' => values += 1,
            _ => {}
        }
        if values > MAX_VALUES {
            return Err(ReadError::TooManyValues { limit: MAX_VALUES });
        }
        if depth > MAX_DEPTH {
            return Err(ReadError::TooDeep { line, column: place + 1 - line_start, limit: MAX_DEPTH });
        }
    }
    Ok(())
}

/// Whether it is of this format, in a version that is known, before its shape is asked for.
fn check_head(tree: &Json<'_>) -> Result<(), ReadError> {
    let format = tree.optional("format");
    if format != Some(FORMAT) {
        return Err(ReadError::OtherFormat { found: format.map(excerpt) });
    }
    let found = match tree.field("version") {
        Json::Integer(found) => match u64::try_from(*found) {
            Ok(1..=VERSION) => return Ok(()),
            Ok(found) if found > VERSION => return Err(ReadError::Newer { found, known: VERSION }),
            _ => Some(found.to_string()),
        },
        Json::Text(found) => Some(format!("\"{}\"", excerpt(found))),
        _ => None,
    };
    Err(ReadError::NoVersion { found })
}

fn check_counts(tree: &Json<'_>, limits: &Limits) -> Result<(), ReadError> {
    let tagset = tree.field("tagset");
    for (place, list, limit) in [
        ("documents", tree.list("documents"), limits.documents),
        ("tagset.labels", tagset.list("labels"), limits.labels),
        ("tagset.link_kinds", tagset.list("link_kinds"), limits.labels),
        ("annotations", tree.list("annotations"), limits.annotations),
        ("links", tree.list("links"), limits.annotations),
        ("conflicts", tree.list("conflicts"), limits.annotations),
    ] {
        if list.len() > limit {
            return Err(ReadError::TooMany { place, found: list.len(), limit });
        }
    }
    Ok(())
}
