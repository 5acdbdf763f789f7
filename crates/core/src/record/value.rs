//! How single values are spelled in records and files, and what is wrong with one that is not.

use jiff::civil::DateTime;
use jiff::tz::Offset;

use crate::json::Json;
use crate::model::tagset::{Attribute, Color};
use crate::model::{Action, AnnotationOrigin, DateProblem, DateValue, Id, Origin, Status, Timestamp};

/// How many code points of a wrong value a [`Fault`] repeats.
const EXCERPT: usize = 80;

/// A value that cannot be taken, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The way to it from the outermost record, such as `edits[2].new.spans[0]`.
    pub place: String,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What is wrong with a value. What was found is repeated as written, cut after 80 code points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Not an id: 1 to 128 code points without white space and control characters.
    Id {
        /// What stands there.
        found: String,
    },
    /// Not a moment such as `2024-11-12T10:00:00.000Z`.
    Instant {
        /// What stands there.
        found: String,
    },
    /// Not a date of ISO 8601.
    Date {
        /// What stands there.
        found: String,
        /// Why it is none.
        why: DateProblem,
    },
    /// Not a colour such as `#a15c00`.
    Color {
        /// What stands there.
        found: String,
    },
    /// Not an address of the web.
    Url {
        /// What stands there.
        found: String,
    },
    /// Not exactly one code point.
    Key {
        /// What stands there.
        found: String,
    },
    /// Not one of the words that can stand there.
    Word {
        /// What stands there.
        found: String,
        /// What can stand there.
        expected: &'static [&'static str],
    },
    /// An annotation without a span.
    NoSpans,
    /// A span whose start is not before its end, in code points.
    EmptySpan {
        /// The start.
        start: i64,
        /// The end.
        end: i64,
    },
    /// The text of a document is nowhere.
    NoText {
        /// The SHA-256 of the text.
        sha256: String,
    },
    /// The text of a document is not the one that was meant.
    OtherText {
        /// The SHA-256 that was said.
        expected: String,
        /// The SHA-256 of the text.
        found: String,
    },
}

impl Problem {
    /// The same, seen from a record that holds the one at `outer`.
    #[must_use]
    #[cold]
    pub fn within(self, outer: &str) -> Self {
        Problem { place: format!("{outer}.{}", self.place), fault: self.fault }
    }
}

/// The beginning of what was found, so that a hostile value does not fill the screen.
pub fn excerpt(found: &str) -> String {
    match found.char_indices().nth(EXCERPT) {
        Some((end, _)) => format!("{}…", found.get(..end).unwrap_or_default()),
        None => found.to_owned(),
    }
}

/// A value that is one of a few, each spelled as a word.
pub(crate) trait Word: Copy + Sized + 'static {
    /// All words.
    const WORDS: &'static [&'static str];

    /// How it is spelled.
    fn word(self) -> &'static str;

    /// What is spelled so.
    fn of(word: &str) -> Option<Self>;
}

/// One list makes both ways; a value that is missing from it does not compile.
macro_rules! words {
    ($($kind:ident { $($value:ident = $word:literal,)* })*) => {$(
        impl Word for $kind {
            const WORDS: &'static [&'static str] = &[$($word),*];

            fn word(self) -> &'static str {
                match self {
                    $($kind::$value => $word,)*
                }
            }

            fn of(word: &str) -> Option<Self> {
                match word {
                    $($word => Some($kind::$value),)*
                    _ => None,
                }
            }
        }
    )*};
}

words! {
    Action {
        Mark = "mark",
        Relabel = "relabel",
        MoveEdge = "move-edge",
        AddStretch = "add-stretch",
        RemoveStretch = "remove-stretch",
        SetNote = "set-note",
        SetValue = "set-value",
        SetName = "set-name",
        Delete = "delete",
        SetStatus = "set-status",
        SetKey = "set-key",
        Rename = "rename",
        Merge = "merge",
        Replace = "replace",
        Restore = "restore",
        Decide = "decide",
        ReplaceText = "replace-text",
        AddCorpus = "add-corpus",
    }
    Origin {
        Hand = "hand",
        File = "file",
        Corpus = "corpus",
    }
    Status {
        Open = "open",
        InProgress = "in-progress",
        Done = "done",
    }
    AnnotationOrigin {
        Hand = "hand",
        Suggestion = "suggestion",
    }
    Attribute {
        Value = "value",
        Name = "name",
    }
}

/// Reads one of a few words.
pub(crate) fn word<W: Word>(json: &Json<'_>, field: &str) -> Result<W, Problem> {
    let written = json.text(field);
    W::of(written).ok_or_else(|| no_word(field, written, W::WORDS))
}

/// Reads one of a few words that may be left out.
pub(crate) fn optional_word<W: Word>(json: &Json<'_>, field: &str) -> Result<Option<W>, Problem> {
    if json.optional(field).is_some() { word(json, field).map(Some) } else { Ok(None) }
}

/// Reads an id.
pub(crate) fn id(json: &Json<'_>, field: &str) -> Result<Id, Problem> {
    let written = json.text(field);
    Id::new(written).ok_or_else(|| problem(field, Fault::Id { found: excerpt(written) }))
}

/// Reads a date of ISO 8601 that may be left out.
pub(crate) fn date(json: &Json<'_>, field: &str) -> Result<Option<DateValue>, Problem> {
    let Some(written) = json.optional(field) else { return Ok(None) };
    match written.parse() {
        Ok(date) => Ok(Some(date)),
        Err(why) => Err(problem(field, Fault::Date { found: excerpt(written), why })),
    }
}

/// Reads `#rrggbb`.
pub(crate) fn color(json: &Json<'_>, field: &str) -> Result<Color, Problem> {
    let written = json.text(field);
    written.parse().map_err(|()| problem(field, Fault::Color { found: excerpt(written) }))
}

/// Reads an address that may be left out: `http` or `https`, a host and whatever follows, without white space and
/// control characters. What runs when it is followed, such as `javascript:`, is none.
pub(crate) fn url(json: &Json<'_>, field: &str) -> Result<Option<String>, Problem> {
    let Some(written) = json.optional(field) else { return Ok(None) };
    let (scheme, rest) = written.split_once("://").unwrap_or_default();
    let is_web = scheme.eq_ignore_ascii_case("https") || scheme.eq_ignore_ascii_case("http");
    let is_strange = |char: char| char.is_whitespace() || char.is_control();
    if !is_web || rest.starts_with('/') || rest.is_empty() || rest.contains(is_strange) {
        return Err(problem(field, Fault::Url { found: excerpt(written) }));
    }
    Ok(Some(written.to_owned()))
}

/// Reads a key that may be left out: one code point.
pub(crate) fn key(json: &Json<'_>, field: &str) -> Result<Option<char>, Problem> {
    let Some(written) = json.optional(field) else { return Ok(None) };
    let mut chars = written.chars();
    match (chars.next(), chars.next()) {
        (Some(char), None) => Ok(Some(char)),
        _ => Err(problem(field, Fault::Key { found: excerpt(written) })),
    }
}

/// Reads a moment: exactly what [`spell_instant`] writes, so that one moment has one spelling.
pub(crate) fn instant(json: &Json<'_>, field: &str) -> Result<Timestamp, Problem> {
    let written = json.text(field);
    parse_instant(written).ok_or_else(|| problem(field, Fault::Instant { found: excerpt(written) }))
}

fn parse_instant(written: &str) -> Option<Timestamp> {
    // Read by hand, since a project has hundreds of thousands: the digits of each part and what stands behind it.
    let mut rest = written.as_bytes();
    let mut parts = [0_i32; 7];
    for (part, (digits, behind)) in
        parts.iter_mut().zip([(4, b'-'), (2, b'-'), (2, b'T'), (2, b':'), (2, b':'), (2, b'.'), (3, b'Z')])
    {
        let (number, others) = rest.split_at_checked(digits)?;
        for digit in number {
            *part = *part * 10 + i32::from(digit.checked_sub(b'0').filter(|digit| *digit < 10)?);
        }
        rest = others.strip_prefix(&[behind])?;
    }
    let [year, month, day, hour, minute, second, millis] = parts;
    // A month has two digits, and so on.
    let small = |part: i32| part as i8;
    let at = DateTime::new(
        year as i16,
        small(month),
        small(day),
        small(hour),
        small(minute),
        small(second),
        millis * 1_000_000,
    );
    let at = Offset::UTC.to_timestamp(at.ok().filter(|_| rest.is_empty())?).ok()?;
    Some(Timestamp::from_millis(at.as_millisecond()))
}

/// Writes a moment by RFC 3339 in UTC with milliseconds. A moment outside the years that RFC 3339 knows becomes the
/// nearest one in them.
pub(crate) fn spell_instant(instant: Timestamp) -> String {
    /// The start of the year 0 in milliseconds before 1970.
    const FIRST: i64 = -62_167_219_200_000;
    let millis = instant.as_millis().max(FIRST);
    let moment = jiff::Timestamp::from_millisecond(millis).unwrap_or(jiff::Timestamp::MAX);
    format!("{moment:.3}")
}

#[cold]
fn problem(place: &str, fault: Fault) -> Problem {
    Problem { place: place.to_owned(), fault }
}

#[cold]
fn no_word(place: &str, written: &str, expected: &'static [&'static str]) -> Problem {
    problem(place, Fault::Word { found: excerpt(written), expected })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(written: &str) -> Result<Timestamp, Problem> {
        instant(&Json::Object(vec![("at".into(), Json::Text(written.into()))]), "at")
    }

    #[test]
    fn a_moment_has_one_spelling() {
        let moment = Timestamp::from_millis(1_731_405_600_000);
        assert_eq!(spell_instant(moment), "2024-11-12T10:00:00.000Z");
        assert_eq!(read("2024-11-12T10:00:00.000Z"), Ok(moment));
        for written in [
            "",
            "2024-11-12",
            "2024-11-12T10:00:00Z",
            "2024-11-12T10:00:00.000000Z",
            "2024-11-12T11:00:00.000+01:00",
            "2024-11-12 10:00:00.000Z",
            "2024-11-12T10:00:60.000Z",
            "2024-11-12T24:00:00.000Z",
            "2024-11-12T10:00:00.000ZZ",
            "+024-11-12T10:00:00.000Z",
            "2024-1１-12T10:00:00.000Z",
            "2024-02-30T10:00:00.000Z",
        ] {
            let fault = Fault::Instant { found: written.to_owned() };
            assert_eq!(read(written), Err(problem("at", fault)), "{written:?}");
        }
    }

    #[test]
    fn a_moment_out_of_reach_is_still_spelled() {
        for millis in [i64::MIN, -62_167_219_200_001, -1, 0, i64::MAX] {
            let spelled = spell_instant(Timestamp::from_millis(millis));
            assert_eq!(read(&spelled).map(spell_instant), Ok(spelled.clone()), "{spelled}");
        }
        assert_eq!(spell_instant(Timestamp::from_millis(i64::MIN)), "0000-01-01T00:00:00.000Z");
    }

    #[test]
    fn an_address_leads_into_the_web_and_nowhere_else() {
        let read = |written: &'static str| {
            url(&Json::Object(vec![("url".into(), Json::Text(written.into()))]), "url")
        };
        for written in ["https://example.org/zahl?a=1#b", "HTTP://example.org", "https://müller.example/ü"]
        {
            assert_eq!(read(written), Ok(Some(written.to_owned())));
        }
        for written in [
            "",
            "example.org",
            "https:",
            "https://",
            "https:///x",
            "javascript:alert(1)",
            "javascript://example.org/%0aalert(1)",
            " javascript:alert(1)",
            "java\nscript:alert(1)",
            "data:text/html,<script>alert(1)</script>",
            "blob:https://example.org/1",
            "file:///etc/passwd",
            "https://example.org/\0",
            "https://example.org/ x",
            "\thttps://example.org",
        ] {
            let fault = Fault::Url { found: written.to_owned() };
            assert_eq!(read(written), Err(problem("url", fault)), "{written:?}");
        }
    }

    #[test]
    fn words_lead_back() {
        fn check<W: Word + PartialEq + std::fmt::Debug>() {
            for word in W::WORDS {
                assert_eq!(W::of(word).map(W::word), Some(*word));
            }
            assert_eq!(W::of("Open"), None);
        }
        check::<Action>();
        check::<Origin>();
        check::<Status>();
        check::<AnnotationOrigin>();
        check::<Attribute>();
    }

    #[test]
    fn what_was_found_is_cut_between_characters() {
        assert_eq!(excerpt("ü"), "ü");
        assert_eq!(excerpt(&"😊".repeat(81)), format!("{}…", "😊".repeat(80)));
    }
}
