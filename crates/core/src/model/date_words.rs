//! The words in which German and English say dates, for what people type and for the words of a text.

use jiff::civil::Weekday;

/// What a word of a date means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// A month from 1 to 12.
    Month {
        /// The number.
        month: i8,
        /// Whether English calls it so too: there the day can stand behind it.
        is_english: bool,
    },
    /// A day of the week.
    Weekday(Weekday),
    /// So many days after the day from which it counts, or before it.
    Relative(i8),
    /// What makes the number before it an hour.
    Clock,
    /// A half of the day, behind an hour from 1 to 12.
    HalfOfDay {
        /// The second one.
        is_late: bool,
    },
    /// What makes the number before it a day.
    Ordinal,
    /// What says nothing.
    Filler,
}

const fn month(month: i8) -> Word {
    Word::Month { month, is_english: true }
}

/// A month as only German calls it.
const fn monat(month: i8) -> Word {
    Word::Month { month, is_english: false }
}

/// All words, folded by [`fold`].
#[rustfmt::skip]
const WORDS: &[(&[&str], Word)] = &[
    (&["januar", "janner", "jaenner"], monat(1)), (&["january", "jan"], month(1)),
    (&["februar", "feber"], monat(2)), (&["february", "feb"], month(2)),
    (&["marz", "maerz", "mrz", "marzes"], monat(3)), (&["march", "mar"], month(3)),
    (&["april", "apr"], month(4)),
    (&["mai"], monat(5)), (&["may"], month(5)),
    (&["juni", "juno"], monat(6)), (&["june", "jun"], month(6)),
    (&["juli", "julei"], monat(7)), (&["july", "jul"], month(7)),
    (&["august", "aug"], month(8)),
    (&["september", "sept", "sep"], month(9)),
    (&["oktober", "okt"], monat(10)), (&["october", "oct"], month(10)),
    (&["november", "nov"], month(11)),
    (&["dezember", "dez"], monat(12)), (&["december", "dec"], month(12)),
    (&["montag", "mo", "monday", "mon"], Word::Weekday(Weekday::Monday)),
    (&["dienstag", "di", "tuesday", "tue", "tues"], Word::Weekday(Weekday::Tuesday)),
    (&["mittwoch", "mi", "wednesday", "wed"], Word::Weekday(Weekday::Wednesday)),
    (&["donnerstag", "do", "thursday", "thu", "thur", "thurs"], Word::Weekday(Weekday::Thursday)),
    (&["freitag", "fr", "friday", "fri"], Word::Weekday(Weekday::Friday)),
    (&["samstag", "sonnabend", "sa", "saturday", "sat"], Word::Weekday(Weekday::Saturday)),
    (&["sonntag", "so", "sunday", "sun"], Word::Weekday(Weekday::Sunday)),
    (&["vorgestern"], Word::Relative(-2)),
    (&["gestern", "yesterday"], Word::Relative(-1)),
    (&["heute", "today"], Word::Relative(0)),
    (&["morgen", "tomorrow"], Word::Relative(1)),
    (&["ubermorgen", "uebermorgen"], Word::Relative(2)),
    (&["uhr", "h"], Word::Clock),
    (&["am"], Word::HalfOfDay { is_late: false }), (&["pm"], Word::HalfOfDay { is_late: true }),
    (&["st", "nd", "rd", "th"], Word::Ordinal),
    (&["t", "um", "at", "im", "in", "on", "of", "the", "den", "dem", "der", "des", "vom"], Word::Filler),
];

/// What a folded word means.
pub(super) fn word(folded: &str) -> Option<Word> {
    WORDS.iter().find(|(words, _)| words.contains(&folded)).map(|(_, word)| *word)
}

/// A word in lower case without the marks of its letters, so that however `ä` is written, it is `a`.
pub(super) fn fold(word: &str) -> String {
    let lower = word.chars().filter(|char| !crate::text::is_mark(*char)).flat_map(char::to_lowercase);
    lower
        .map(|char| match char {
            'ä' => 'a',
            'ö' => 'o',
            'ü' => 'u',
            char => char,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_word_means_two_things_and_each_is_folded() {
        let mut all: Vec<&str> = WORDS.iter().flat_map(|(words, _)| words.iter().copied()).collect();
        assert!(all.iter().all(|word| fold(word) == *word));
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
}
