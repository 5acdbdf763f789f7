//! What tells one item from another, and when something happened. Both come in from outside.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

/// The longest id in code points.
const LONGEST: usize = 128;

/// The name by which an item is known for ever: 1 to 128 code points without white space and control characters, so
/// that several fit in one attribute of the DOM.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Id(Arc<str>);

impl Id {
    /// Takes a name as an id; `None` where it is not one.
    pub fn new(name: &str) -> Option<Id> {
        // Nearly all are plain, and a project has hundreds of thousands.
        let is_plain = name.len() <= LONGEST && name.bytes().all(|byte| byte.is_ascii_graphic());
        let is_fit = || {
            name.chars().nth(LONGEST).is_none()
                && !name.chars().any(|char| char.is_whitespace() || char.is_control())
        };
        (!name.is_empty() && (is_plain || is_fit())).then(|| Id(name.into()))
    }

    /// An id made of 128 random bits, in hexadecimal.
    pub fn from_random(bits: u128) -> Id {
        Id(format!("{bits:032x}").into())
    }

    /// What comes before every id. No item has it.
    pub(super) fn lowest() -> Id {
        Id("".into())
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The order of their texts.
impl Ord for Id {
    fn cmp(&self, other: &Self) -> Ordering {
        // Eight bytes at a time: those that were counted up differ only at their ends, and opening a project compares
        // hundreds of thousands.
        let (mine, mine_rest) = self.0.as_bytes().as_chunks();
        let (theirs, theirs_rest) = other.0.as_bytes().as_chunks();
        let words = mine
            .iter()
            .zip(theirs)
            .map(|(mine, theirs)| (u64::from_be_bytes(*mine), u64::from_be_bytes(*theirs)));
        let of_words = words.map(|(mine, theirs)| mine.cmp(&theirs)).find(|order| order.is_ne());
        of_words.unwrap_or_else(|| match mine.len() == theirs.len() {
            true => mine_rest.cmp(theirs_rest),
            false => self.0.cmp(&other.0),
        })
    }
}

impl PartialOrd for Id {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

/// A moment: milliseconds since the start of 1970 in UTC, as the browser's clock tells it.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// The moment `millis` milliseconds after the start of 1970.
    pub const fn from_millis(millis: i64) -> Self {
        Timestamp(millis)
    }

    /// Milliseconds since the start of 1970.
    pub const fn as_millis(self) -> i64 {
        self.0
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}ms", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_in_the_order_of_their_texts() {
        let names = [
            "a",
            "12345678",
            "123456789",
            "12345678b",
            "1234567ü",
            "1234567",
            "x1234567x1234567",
            "x1234567x1234568",
        ];
        let all = names.iter().flat_map(|name| names.iter().map(move |other| (name, other)));
        for (name, other) in all {
            assert_eq!(Id::new(name).cmp(&Id::new(other)), name.cmp(other), "{name} {other}");
        }
    }

    #[test]
    fn an_id_fits_into_a_list_of_ids() {
        assert!(Id::new("003_2010653594c6cf10").is_some());
        assert!(Id::new("Übersicht").is_some());
        assert_eq!(Id::new(""), None);
        assert_eq!(Id::new("two words"), None);
        assert_eq!(Id::new("nul\0"), None);
        assert_eq!(Id::new(&"x".repeat(129)), None);
    }
}
