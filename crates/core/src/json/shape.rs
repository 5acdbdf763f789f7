//! What a tree should look like, as a table, and the one function that holds a tree against it.

use std::borrow::Cow;

use super::tree::{Json, Kind};

/// What a value should be.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// A text.
    Text,
    /// A whole number.
    Integer,
    /// A whole number from 0 to 4,294,967,295.
    Count,
    /// A list of two counts.
    Pair,
    /// A list of values of one shape.
    List(&'static Shape),
    /// An object with these fields. One that is not listed is refused: reading over it would lose it.
    Object(&'static [Field]),
    /// An object with exactly one of these fields.
    OneOf(&'static [Field]),
}

/// A field of an object.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    name: &'static str,
    shape: Shape,
    is_needed: bool,
}

/// A value that is not what it should be, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    /// The way to it, such as `annotations[3].spans[0].start`, lists counted from 0; `.` for the whole tree.
    pub place: String,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What is wrong with a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It lacks a field.
    Missing {
        /// The field; the first one where there should be one of several.
        field: &'static str,
    },
    /// It is a field that is not known.
    Unknown,
    /// It is a field that stands there a second time.
    Twice,
    /// It is of another kind.
    Kind {
        /// What it should be.
        expected: Kind,
        /// What it is.
        found: Kind,
    },
}

/// A field that has to be there.
pub const fn needed(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, is_needed: true }
}

/// A field that is left out where there is nothing to say.
pub const fn optional(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, is_needed: false }
}

impl Shape {
    /// Whether a tree has this shape; otherwise the first value that is not what it should be.
    pub fn check(&self, json: &Json<'_>) -> Result<(), Misfit> {
        match (self, json) {
            (Shape::Text, Json::Text(_)) | (Shape::Integer, Json::Integer(_)) => Ok(()),
            (Shape::Count, Json::Integer(integer)) if u32::try_from(*integer).is_ok() => Ok(()),
            (Shape::Pair, Json::List(items)) if items.len() == 2 => check_items(&Shape::Count, items),
            (Shape::List(shape), Json::List(items)) => check_items(shape, items),
            (Shape::Object(fields), Json::Object(found)) => check_fields(fields, found, false),
            (Shape::OneOf(fields), Json::Object(found)) => check_fields(fields, found, true),
            _ => Err(misfit(Fault::Kind { expected: self.kind(), found: json.kind() })),
        }
    }

    fn kind(&self) -> Kind {
        match self {
            Shape::Text => Kind::Text,
            Shape::Integer => Kind::Integer,
            Shape::Count => Kind::Count,
            Shape::Pair => Kind::Pair,
            Shape::List(_) => Kind::List,
            Shape::Object(_) | Shape::OneOf(_) => Kind::Object,
        }
    }
}

fn check_items(shape: &Shape, items: &[Json<'_>]) -> Result<(), Misfit> {
    for (number, item) in items.iter().enumerate() {
        shape.check(item).map_err(|misfit| within(&format!("[{number}]"), misfit))?;
    }
    Ok(())
}

fn check_fields(fields: &[Field], found: &[(Cow<'_, str>, Json<'_>)], is_one: bool) -> Result<(), Misfit> {
    // One bit for each field that was there: no shape has 32 of them.
    let mut there = 0u32;
    for (name, value) in found {
        let known = fields.iter().position(|field| field.name == *name && !(is_one && there != 0));
        let checked = match known.and_then(|number| Some((number, fields.get(number)?))) {
            None => Err(misfit(Fault::Unknown)),
            Some((number, _)) if there & 1 << number != 0 => Err(misfit(Fault::Twice)),
            Some((number, field)) => {
                there |= 1 << number;
                field.shape.check(value)
            }
        };
        checked.map_err(|misfit| within(name, misfit))?;
    }
    for (number, field) in fields.iter().enumerate() {
        let is_missing = if is_one { there == 0 } else { field.is_needed && there & 1 << number == 0 };
        if is_missing {
            return Err(misfit(Fault::Missing { field: field.name }));
        }
    }
    Ok(())
}

#[cold]
fn misfit(fault: Fault) -> Misfit {
    Misfit { place: ".".to_owned(), fault }
}

/// The same, seen from what holds it at `outer`.
#[cold]
fn within(outer: &str, mut misfit: Misfit) -> Misfit {
    let is_whole = misfit.place == ".";
    let dot = if is_whole || misfit.place.starts_with('[') { "" } else { "." };
    misfit.place = format!("{outer}{dot}{}", if is_whole { "" } else { &misfit.place });
    misfit
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::super::parse;
    use super::*;

    const SHAPE: Shape = Shape::Object(&[
        needed("name", Shape::Text),
        optional("spans", Shape::List(&Shape::Pair)),
        optional("inner", Shape::Object(&[needed("list", Shape::List(&Shape::List(&Shape::Integer)))])),
        optional("either", Shape::OneOf(&[needed("left", Shape::Text), needed("right", Shape::Count)])),
    ]);

    fn check(json: &str, expected: Expect) {
        let Misfit { place, fault } = SHAPE.check(&parse(json).unwrap()).unwrap_err();
        expected.assert_eq(&format!("{place}: {fault:?}"));
    }

    #[test]
    fn what_fits_fits() {
        for json in [
            r#"{"name": ""}"#,
            r#"{"spans": [], "name": "x"}"#,
            r#"{"name": "", "spans": [[0, 4294967295]], "inner": {"list": [[], [-1]]}, "either": {"right": 0}}"#,
        ] {
            assert_eq!(SHAPE.check(&parse(json).unwrap()), Ok(()), "{json}");
        }
    }

    #[test]
    fn what_does_not_is_named() {
        check("[]", expect![".: Kind { expected: Object, found: List }"]);
        check("{}", expect![[r#".: Missing { field: "name" }"#]]);
        check(r#"{"name": null}"#, expect!["name: Kind { expected: Text, found: Null }"]);
        check(r#"{"name": "", "spans": null}"#, expect!["spans: Kind { expected: List, found: Null }"]);
        check(r#"{"name": "", "nmae": ""}"#, expect!["nmae: Unknown"]);
        check(r#"{"name": "", "name": ""}"#, expect!["name: Twice"]);
        check(r#"{"spans": [[0, 1], [0, 1, 2]]}"#, expect!["spans[1]: Kind { expected: Pair, found: List }"]);
        check(
            r#"{"spans": [[0, 4294967296]]}"#,
            expect!["spans[0][1]: Kind { expected: Count, found: Integer }"],
        );
        check(r#"{"spans": [[-1, 0]]}"#, expect!["spans[0][0]: Kind { expected: Count, found: Integer }"]);
        check(r#"{"inner": {}}"#, expect![[r#"inner: Missing { field: "list" }"#]]);
        check(
            r#"{"inner": {"list": [[], [1, 1.5]]}}"#,
            expect!["inner.list[1][1]: Kind { expected: Integer, found: Number }"],
        );
        check(r#"{"inner": {"x.y": 1}}"#, expect!["inner.x.y: Unknown"]);
    }

    #[test]
    fn one_of_several_is_exactly_one() {
        check(r#"{"either": {}}"#, expect![[r#"either: Missing { field: "left" }"#]]);
        check(r#"{"either": {"left": "", "right": 0}}"#, expect!["either.right: Unknown"]);
        check(r#"{"either": {"left": "", "left": ""}}"#, expect!["either.left: Unknown"]);
        check(r#"{"either": {"middle": 0}}"#, expect!["either.middle: Unknown"]);
        check(r#"{"either": {"right": ""}}"#, expect!["either.right: Kind { expected: Count, found: Text }"]);
    }
}
