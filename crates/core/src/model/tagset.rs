//! What annotations and links may be called: labels and kinds of links.

use std::fmt;
use std::str::FromStr;

use super::id::Id;

/// A kind of annotation, such as a claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// By what annotations refer to it.
    pub id: Id,
    /// Its place among the labels; of equals the smaller id comes first.
    pub rank: u32,
    /// What people call it.
    pub name: String,
    /// The colour of its marks.
    pub color: Color,
    /// The key that marks with it.
    pub key: Option<char>,
    /// When to use it.
    pub description: String,
    /// What its annotations can say beyond a note.
    pub attribute: Option<Attribute>,
}

/// What an annotation can say beyond its label and a note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attribute {
    /// The date that is meant, as ISO 8601 writes it.
    Value,
    /// The name under which a source is known, however the text calls it.
    Name,
}

impl Attribute {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Attribute; 2] = [Attribute::Value, Attribute::Name];
}

/// A kind of link between two annotations, such as *said by*.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkKind {
    /// By what links refer to it.
    pub id: Id,
    /// Its place among the kinds; of equals the smaller id comes first.
    pub rank: u32,
    /// What people call it, read from the first annotation to the second.
    pub name: String,
    /// The label of the annotation it leaves from.
    pub from: Id,
    /// The label of the annotation it leads to.
    pub to: Id,
}

/// The tagset with which a project about news begins: claims, sources and dates, and what ties them together.
pub fn news() -> (Vec<Label>, Vec<LinkKind>) {
    let labels = [
        ("claim", "Claim", [0xa1, 0x5c, 0x00], '1', None, "A statement that can be true or false."),
        ("source", "Source", [0x1f, 0x5f, 0xa8], '2', Some(Attribute::Name), "On whose word a claim stands."),
        (
            "date",
            "Date",
            [0x2b, 0x6e, 0x4f],
            '3',
            Some(Attribute::Value),
            "When something happened or is to happen.",
        ),
    ];
    let kinds = [
        ("said-by", "said by", "claim", "source"),
        ("dated", "dated", "claim", "date"),
        ("supports", "supports", "claim", "claim"),
        ("contradicts", "contradicts", "claim", "claim"),
        ("same-as", "same as", "claim", "claim"),
    ];
    let labels =
        labels.into_iter().zip(0..).filter_map(|((id, name, color, key, attribute, description), rank)| {
            Some(Label {
                id: Id::new(id)?,
                rank,
                name: name.to_owned(),
                color: Color(color),
                key: Some(key),
                description: description.to_owned(),
                attribute,
            })
        });
    let kinds = kinds.into_iter().zip(0..).filter_map(|((id, name, from, to), rank)| {
        Some(LinkKind {
            id: Id::new(id)?,
            rank,
            name: name.to_owned(),
            from: Id::new(from)?,
            to: Id::new(to)?,
        })
    });
    (labels.collect(), kinds.collect())
}

/// An opaque colour of sRGB. It is parsed, so that what a file calls a colour never reaches a style sheet as written.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Color(pub [u8; 3]);

impl FromStr for Color {
    type Err = ();

    /// Reads `#rrggbb`.
    fn from_str(written: &str) -> Result<Self, ()> {
        let digits = written.strip_prefix('#').ok_or(())?;
        if digits.len() != 6 || !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(());
        }
        let [_, red, green, blue] = u32::from_str_radix(digits, 16).map_err(|_| ())?.to_be_bytes();
        Ok(Color([red, green, blue]))
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Color([red, green, blue]) = self;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl fmt::Debug for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_is_six_digits_or_nothing() {
        assert_eq!("#A15c00".parse::<Color>().map(|color| color.to_string()).as_deref(), Ok("#a15c00"));
        for written in ["", "#fff", "red", "#12345g", "#1234567", "url(x)", "#+12345"] {
            assert_eq!(written.parse::<Color>(), Err(()), "{written:?}");
        }
    }
}
