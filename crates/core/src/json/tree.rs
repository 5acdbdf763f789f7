//! Text as a tree of JSON, and what stands in it.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;

use crate::pace::{Pace, Pieces, pause};

/// A value of JSON. What can be borrowed from the text is borrowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json<'j> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Integer(i64),
    /// A number with a fraction or an exponent, or one that is too large. No shape takes one, so none is kept.
    Number,
    /// A text.
    Text(Cow<'j, str>),
    /// A list.
    List(Vec<Json<'j>>),
    /// The fields of an object as they stand there, the same name perhaps more than once.
    Object(Vec<(Cow<'j, str>, Json<'j>)>),
}

/// What a value is or should be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Integer,
    /// A whole number from 0 to 4,294,967,295.
    Count,
    /// A number of another sort.
    Number,
    /// A text.
    Text,
    /// A list.
    List,
    /// A list of two counts.
    Pair,
    /// An object.
    Object,
}

/// Where a text stops being JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Syntax {
    /// The line where that shows, from 1.
    pub line: usize,
    /// The column where that shows, in bytes from 1; 0 where a line ends too early.
    pub column: usize,
    /// Whether the text only ends too early.
    pub cut: bool,
}

/// Reads a text as a tree. One that is nested more than 127 levels deep is refused like one that is no JSON.
pub fn parse(text: &str) -> Result<Json<'_>, Syntax> {
    serde_json::from_str(text).map_err(|error| Syntax {
        line: error.line(),
        column: error.column(),
        cut: error.classify() == Category::Eof,
    })
}

/// How many bytes a text has at least that is read in slices. A shorter one takes no time that anybody notices.
const LONG: usize = 256 * 1024;

/// The same in slices, as far as the text is an object with long lists: between two elements of such a list it may pause.
pub async fn parse_in_slices<'j>(text: &'j str, pace: &dyn Pace) -> Result<Json<'j>, Syntax> {
    if text.len() >= LONG
        && let Some(tree) = parse_elements(text, pace).await
    {
        return Ok(tree);
    }
    // Where anything is wrong, the place of it is that in the whole text.
    parse(text)
}

/// `None` where the text is no JSON or no object.
async fn parse_elements<'j>(text: &'j str, pace: &dyn Pace) -> Option<Json<'j>> {
    let Outline(fields) = serde_json::from_str(text).ok()?;
    let mut read = Vec::with_capacity(fields.len());
    for (name, value) in fields {
        pause(pace).await;
        let value = value.get();
        if !value.starts_with('[') {
            read.push((name, parse(value).ok()?));
            continue;
        }
        let elements: Vec<&RawValue> = serde_json::from_str(value).ok()?;
        let mut list = Vec::with_capacity(elements.len());
        let mut pieces = Pieces::new(pace);
        for element in elements {
            list.push(parse(element.get()).ok()?);
            pieces.done(element.get().len()).await;
        }
        read.push((name, Json::List(list)));
    }
    Some(Json::Object(read))
}

/// What stands in an object. A tree that was held against its [`super::Shape`] has every field that is needed, and of
/// the right kind; a field that is not there reads as an empty one.
impl<'j> Json<'j> {
    /// What the value is.
    pub fn kind(&self) -> Kind {
        match self {
            Json::Null => Kind::Null,
            Json::Bool(_) => Kind::Bool,
            Json::Integer(_) => Kind::Integer,
            Json::Number => Kind::Number,
            Json::Text(_) => Kind::Text,
            Json::List(_) => Kind::List,
            Json::Object(_) => Kind::Object,
        }
    }

    /// A field of the object; `null` where it is not there.
    pub fn field(&self, name: &str) -> &Json<'j> {
        if let Json::Object(fields) = self {
            for (other, value) in fields {
                if other == name {
                    return value;
                }
            }
        }
        &Json::Null
    }

    /// The name and the value of the first field.
    pub fn first_field(&self) -> (&str, &Json<'j>) {
        match self {
            Json::Object(fields) => fields.first().map_or(("", &Json::Null), |(name, value)| (name, value)),
            _ => ("", &Json::Null),
        }
    }

    /// A text that may be left out.
    pub fn optional(&self, name: &str) -> Option<&str> {
        self.field(name).as_text()
    }

    /// A text.
    pub fn text(&self, name: &str) -> &str {
        self.optional(name).unwrap_or_default()
    }

    /// A text, to keep.
    pub fn owned(&self, name: &str) -> String {
        self.text(name).to_owned()
    }

    /// A text that may be left out, to keep.
    pub fn optional_owned(&self, name: &str) -> Option<String> {
        self.optional(name).map(str::to_owned)
    }

    /// A whole number.
    pub fn integer(&self, name: &str) -> i64 {
        self.field(name).as_integer()
    }

    /// A whole number from 0 to 4,294,967,295.
    pub fn count(&self, name: &str) -> u32 {
        self.field(name).as_count()
    }

    /// A list.
    pub fn list(&self, name: &str) -> &[Json<'j>] {
        self.field(name).as_list()
    }

    /// The value as a text, where it is one.
    pub fn as_text(&self) -> Option<&str> {
        if let Json::Text(text) = self { Some(text) } else { None }
    }

    /// The value as a whole number.
    pub fn as_integer(&self) -> i64 {
        if let Json::Integer(integer) = self { *integer } else { 0 }
    }

    /// The value as a whole number from 0 to 4,294,967,295.
    pub fn as_count(&self) -> u32 {
        u32::try_from(self.as_integer()).unwrap_or(0)
    }

    /// The value as a list of two counts.
    pub fn as_pair(&self) -> [u32; 2] {
        match self.as_list() {
            [one, other] => [one.as_count(), other.as_count()],
            _ => [0, 0],
        }
    }

    /// The fields of the value, where it is an object.
    pub fn as_fields(&self) -> &[(Cow<'j, str>, Json<'j>)] {
        if let Json::Object(fields) = self { fields } else { &[] }
    }

    /// The value as a list.
    pub fn as_list(&self) -> &[Json<'j>] {
        if let Json::List(items) = self { items } else { &[] }
    }
}

impl<'j> Deserialize<'j> for Json<'j> {
    fn deserialize<D: Deserializer<'j>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_any(Tree)
    }
}

/// Takes every value as it comes.
struct Tree;

impl<'j> Visitor<'j> for Tree {
    type Value = Json<'j>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, bool: bool) -> Result<Self::Value, E> {
        Ok(Json::Bool(bool))
    }

    fn visit_i64<E>(self, integer: i64) -> Result<Self::Value, E> {
        Ok(Json::Integer(integer))
    }

    fn visit_u64<E>(self, integer: u64) -> Result<Self::Value, E> {
        Ok(i64::try_from(integer).map_or(Json::Number, Json::Integer))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Json::Number)
    }

    fn visit_borrowed_str<E>(self, text: &'j str) -> Result<Self::Value, E> {
        Ok(Json::Text(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Json::Text(Cow::Owned(text.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'j>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element()? {
            items.push(item);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'j>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::new();
        // A name is always a text.
        while let Some(Json::Text(name)) = object.next_key()? {
            fields.push((name, object.next_value()?));
        }
        Ok(Json::Object(fields))
    }
}

/// The fields of an object, whose values are still to be read.
struct Outline<'j>(Vec<(Cow<'j, str>, &'j RawValue)>);

impl<'j> Deserialize<'j> for Outline<'j> {
    fn deserialize<D: Deserializer<'j>>(reader: D) -> Result<Self, D::Error> {
        reader.deserialize_map(Fields)
    }
}

/// Takes the fields of an object.
struct Fields;

impl<'j> Visitor<'j> for Fields {
    type Value = Outline<'j>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'j>>(self, mut object: A) -> Result<Self::Value, A::Error> {
        let mut fields = Vec::new();
        while let Some(Json::Text(name)) = object.next_key()? {
            fields.push((name, object.next_value()?));
        }
        Ok(Outline(fields))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pace::{Through, at_once};

    #[test]
    fn every_kind_of_value_is_read() {
        let tree = parse(r#"{"a": [null, true, -7, 1.5, 1e3, 18446744073709551615, "x", "\n"], "a": {}}"#);
        let text = |text: &'static str| Json::Text(text.into());
        let list = Json::List(vec![
            Json::Null,
            Json::Bool(true),
            Json::Integer(-7),
            Json::Number,
            Json::Number,
            Json::Number,
            text("x"),
            text("\n"),
        ]);
        let fields = vec![("a".into(), list), ("a".into(), Json::Object(Vec::new()))];
        assert_eq!(tree, Ok(Json::Object(fields)));
    }

    #[test]
    fn what_needs_no_change_is_borrowed() {
        let tree = parse(r#"["as it is", "with a \" in it"]"#).unwrap();
        let [Json::Text(plain), Json::Text(changed)] = tree.as_list() else { panic!("{tree:?}") };
        assert!(matches!(plain, Cow::Borrowed("as it is")));
        assert_eq!(changed, "with a \" in it");
    }

    #[test]
    fn what_is_no_json_is_refused_with_its_place() {
        let at = |line, column, cut| Err(Syntax { line, column, cut });
        assert_eq!(parse("{\n\"a\": }"), at(2, 6, false));
        assert_eq!(parse("[1, 2"), at(1, 5, true));
        assert_eq!(parse("[] []"), at(1, 4, false));
        assert_eq!(parse(r#"["\ud800"]"#), at(1, 9, false), "half a pair of surrogates is no character");
        assert_eq!(parse(&"[".repeat(100_000)), at(1, 128, false), "the stack bears this");
    }

    #[test]
    fn in_slices_a_text_reads_the_same() {
        let read =
            |text: &str| assert_eq!(at_once(parse_in_slices(text, &Through)), parse(text), "{text:.60}");
        let long = "\"x\\n\", ".repeat(LONG / 7);
        read(r#"{"a": [1, 2]}"#);
        read(&format!(r#"{{"\u0061": [{long}{{"b": [1.5]}}], "a": {{"c": [null]}}, "a": 7 }}"#));
        read(&format!("[{long}1]"));
        read(&format!(r#"{{"a": [{long}]}}"#));
        read(&format!(r#"{{"a": [{long}"\ud800"]}}"#));
        read(&format!(r#"{{"a": [{long}{}"#, "[".repeat(200)));
        read(&format!(r#"{{"a": [{long}1]}} x"#));
        read(&format!(r#"{{"a": [{long}"#));
    }

    #[test]
    fn a_field_that_is_not_there_reads_as_an_empty_one() {
        let tree = parse(r#"{"text": "x", "integer": -7, "count": 7, "list": [1]}"#).unwrap();
        assert_eq!((tree.text("text"), tree.optional("text")), ("x", Some("x")));
        assert_eq!((tree.text("none"), tree.optional("none")), ("", None));
        assert_eq!((tree.integer("integer"), tree.count("integer"), tree.count("count")), (-7, 0, 7));
        assert_eq!(tree.list("list"), [Json::Integer(1)]);
        assert_eq!((tree.list("text"), tree.field("none")), (&[][..], &Json::Null));
        assert_eq!(tree.first_field(), ("text", &Json::Text("x".into())));
    }
}
