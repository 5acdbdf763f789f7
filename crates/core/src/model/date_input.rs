//! What people type for a date, read day first: `19.6.2024`, `19. Juni`, `gestern`, `Wednesday 14:30`.
//!
//! The words stand in `date_words`; what is missing comes from the date of the document, and the answer says so.

pub use jiff::civil::Weekday;
use jiff::civil::{Date, Time};

use super::date::DateValue;
use super::date_words::{Word, fold, word};

/// A date as it was understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Understood {
    /// The date.
    pub value: DateValue,
    /// What was not typed and comes from the date of the document.
    pub supplied: Option<Supplied>,
}

/// What the date of a document gives to a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Supplied {
    /// The year.
    Year,
    /// The day from which it counts, or on which it is.
    Day,
}

/// Why what was typed is not understood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputProblem {
    /// It is no date in any of the forms that are known.
    Form,
    /// There is no such month; the day comes before it.
    NoSuchMonth,
    /// There is no such day in that month.
    NoSuchDay,
    /// There is no such day in the year that comes from the date of the document.
    NoSuchDayIn(i16),
    /// There is no such time in a day.
    NoSuchTime,
    /// The day is another day of the week.
    OtherWeekday(Weekday),
    /// It says no year, and the document has no date.
    NoYear,
    /// It counts from the day of the document, of which no day is known.
    NoDay,
    /// It lies outside the years from 0 to 9999.
    OutOfRange,
}

/// Reads what was typed for a date in a document of a date.
///
/// Numbers are read day first, and year first where the year has four digits; never month first.
pub fn read(written: &str, document: Option<DateValue>) -> Result<Understood, InputProblem> {
    if let Ok(value) = written.parse() {
        return Ok(Understood { value, supplied: None });
    }
    let mut tokens = tokens(written)?;
    let clock = take_clock(&mut tokens)?;
    let kinds: Vec<Kind> = tokens.into_iter().map(|token| token.kind).collect();
    let (value, supplied) = match (date(&kinds, document)?, clock) {
        (None, None) => return Err(InputProblem::Form),
        (None, Some(clock)) => (clock.on(day_of(document)?)?, Some(Supplied::Day)),
        (Some((value, supplied)), None) => (value, supplied),
        (Some((DateValue::Day(day), supplied)), Some(clock)) => (clock.on(day)?, supplied),
        (Some(_), Some(_)) => return Err(InputProblem::Form),
    };
    let is_in_range = (0..=9999).contains(&value.year());
    if is_in_range { Ok(Understood { value, supplied }) } else { Err(InputProblem::OutOfRange) }
}

/// A piece of what was typed.
struct Token {
    kind: Kind,
    // Whether white space stands before it, or nothing.
    is_apart: bool,
}

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Number(Number),
    Word(Word),
    Mark(char),
}

#[derive(Clone, Copy, PartialEq)]
struct Number {
    value: i16,
    digits: usize,
}

impl Number {
    /// The number of a day, a month or an hour.
    fn small(self) -> Result<i8, InputProblem> {
        if self.digits > 2 {
            return Err(InputProblem::Form);
        }
        i8::try_from(self.value).map_err(|_| InputProblem::Form)
    }

    /// The minutes of an hour, or the seconds of a minute.
    fn part(self) -> Result<i8, InputProblem> {
        if self.digits == 2 { self.small() } else { Err(InputProblem::Form) }
    }

    /// A year of four digits, or of two: the one nearest to the document, of which at most 20 years lie behind it.
    fn year(self, document: Option<DateValue>) -> Result<i16, InputProblem> {
        match self.digits {
            4 => Ok(self.value),
            2 => {
                // Without a document the century changes where POSIX has it: from 1969 to 2068.
                let latest = document.map_or(2068, |document| document.year().saturating_add(20));
                Ok(latest - (latest - self.value).rem_euclid(100))
            }
            _ => Err(InputProblem::Form),
        }
    }
}

fn tokens(written: &str) -> Result<Vec<Token>, InputProblem> {
    let mut tokens = Vec::new();
    let mut rest = written;
    let mut is_apart = true;
    while let Some(first) = rest.chars().next() {
        let is_part: fn(char) -> bool = match first {
            '0'..='9' => |char| char.is_ascii_digit(),
            first if first.is_alphabetic() => |char| char.is_alphabetic() || crate::text::is_mark(char),
            _ => |_| false,
        };
        let end = rest.find(|char| !is_part(char)).unwrap_or(rest.len()).max(first.len_utf8());
        let (piece, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
        rest = behind;
        if first.is_whitespace() {
            is_apart = true;
            continue;
        }
        let kind = match first {
            '0'..='9' if piece.len() > 4 => return Err(InputProblem::Form),
            '0'..='9' => {
                let value = piece.parse().map_err(|_| InputProblem::Form)?;
                Kind::Number(Number { value, digits: piece.len() })
            }
            '.' | ',' | '/' | ':' | '-' => Kind::Mark(first),
            '\u{2010}' | '\u{2011}' | '\u{2013}' | '\u{2212}' => Kind::Mark('-'),
            _ => Kind::Word(word(&fold(piece)).ok_or(InputProblem::Form)?),
        };
        tokens.push(Token { kind, is_apart });
        is_apart = false;
    }
    Ok(tokens)
}

/// A time of a day.
#[derive(Clone, Copy)]
struct Clock {
    time: Time,
    // 24:00, the end of a day.
    is_end: bool,
}

impl Clock {
    fn new(hour: i8, minute: i8, second: i8) -> Result<Clock, InputProblem> {
        let is_end = (hour, minute, second) == (24, 0, 0);
        let time = Time::new(if is_end { 0 } else { hour }, minute, second, 0);
        Ok(Clock { time: time.map_err(|_| InputProblem::NoSuchTime)?, is_end })
    }

    fn on(self, day: Date) -> Result<DateValue, InputProblem> {
        let day = if self.is_end { day.tomorrow().map_err(|_| InputProblem::OutOfRange)? } else { day };
        Ok(DateValue::Time(day.to_datetime(self.time)))
    }
}

/// Takes the time of the day from the end of what was typed, where there is one.
fn take_clock(tokens: &mut Vec<Token>) -> Result<Option<Clock>, InputProblem> {
    use Kind::{Mark, Number, Word as W};
    let kinds = |tokens: &[Token]| tokens.iter().map(|token| token.kind).collect::<Vec<Kind>>();
    if let [.., W(Word::Clock | Word::HalfOfDay { .. }), Mark('.')] = kinds(tokens).as_slice() {
        tokens.pop();
    }
    let (mut is_clock, mut half) = (false, None);
    match kinds(tokens).as_slice() {
        [.., Number(_), W(Word::Clock)] => is_clock = true,
        [.., Number(_), W(Word::HalfOfDay { is_late })] => half = Some(*is_late),
        _ => {}
    }
    if is_clock || half.is_some() {
        is_clock = true;
        tokens.pop();
    }
    let is_apart = |from_end: usize| {
        tokens.len().checked_sub(from_end).and_then(|at| tokens.get(at)).is_some_and(|token| token.is_apart)
    };
    let (length, hour, minute, second) = match kinds(tokens).as_slice() {
        [.., Number(hour), Mark(':'), Number(minute), Mark(':'), Number(second)] => {
            (5, *hour, minute.part()?, second.part()?)
        }
        [.., Number(hour), Mark(':'), Number(minute)] => (3, *hour, minute.part()?, 0),
        [.., Number(hour), W(Word::Clock), Number(minute)] => (3, *hour, minute.part()?, 0),
        // In `19.6. 14 Uhr` the dot belongs to the date.
        [.., Number(hour), Mark('.'), Number(minute)]
            if is_clock && is_apart(3) && !is_apart(2) && !is_apart(1) =>
        {
            (3, *hour, minute.part()?, 0)
        }
        [.., Number(hour)] if is_clock => (1, *hour, 0, 0),
        _ => return Ok(None),
    };
    let hour = match (hour.small()?, half) {
        (hour, None) => hour,
        (hour @ 1..=12, Some(is_late)) => hour % 12 + if is_late { 12 } else { 0 },
        _ => return Err(InputProblem::NoSuchTime),
    };
    let clock = Clock::new(hour, minute, second)?;
    tokens.truncate(tokens.len().saturating_sub(length));
    while let Some(W(Word::Filler) | Mark(',')) = tokens.last().map(|token| token.kind) {
        tokens.pop();
    }
    Ok(Some(clock))
}

/// A date, where anything is there, and what of it comes from the document.
fn date(
    kinds: &[Kind],
    document: Option<DateValue>,
) -> Result<Option<(DateValue, Option<Supplied>)>, InputProblem> {
    let kinds: Vec<Kind> = kinds
        .iter()
        .copied()
        // *am 19. Juni*: as a half of the day it stands behind a time.
        .filter(|kind| !matches!(kind, Kind::Word(Word::Filler | Word::HalfOfDay { is_late: false })))
        .collect();
    let (weekday, rest) = match kinds.as_slice() {
        [Kind::Word(Word::Weekday(weekday)), rest @ ..] => (Some(*weekday), rest),
        rest => (None, rest),
    };
    let rest = match rest {
        [Kind::Mark('.'), Kind::Mark(','), rest @ ..] | [Kind::Mark('.' | ','), rest @ ..]
            if weekday.is_some() =>
        {
            rest
        }
        rest => rest,
    };
    let Some(weekday) = weekday else {
        return if rest.is_empty() { Ok(None) } else { plain(rest, document).map(Some) };
    };
    if rest.is_empty() {
        let day = day_of(document)?;
        let day = if day.weekday() == weekday { Ok(day) } else { day.nth_weekday(-1, weekday) };
        return Ok(Some((DateValue::Day(day.map_err(|_| InputProblem::OutOfRange)?), Some(Supplied::Day))));
    }
    match plain(rest, document)? {
        (DateValue::Day(day), _) if day.weekday() != weekday => {
            Err(InputProblem::OtherWeekday(day.weekday()))
        }
        (DateValue::Day(day), supplied) => Ok(Some((DateValue::Day(day), supplied))),
        _ => Err(InputProblem::Form),
    }
}

/// A date without a day of the week.
fn plain(kinds: &[Kind], document: Option<DateValue>) -> Result<(DateValue, Option<Supplied>), InputProblem> {
    use Kind::{Mark, Number, Word as W};
    if let [W(Word::Relative(days))] = kinds {
        let mut day = day_of(document)?;
        for _ in 0..days.unsigned_abs() {
            let next = if *days < 0 { day.yesterday() } else { day.tomorrow() };
            day = next.map_err(|_| InputProblem::OutOfRange)?;
        }
        return Ok((DateValue::Day(day), Some(Supplied::Day)));
    }
    let year = |number: &self::Number| number.year(document);
    let month_of = |month: i8, year: i16| Ok((month_value(year, month)?, None));
    if kinds.iter().any(|kind| matches!(kind, W(Word::Month { .. }))) {
        let named: Vec<Kind> =
            kinds.iter().copied().filter(|kind| !matches!(kind, Mark(_) | W(Word::Ordinal))).collect();
        return match named.as_slice() {
            [Number(first), W(Word::Month { month, .. })] if first.digits == 4 => {
                month_of(*month, first.value)
            }
            [Number(first), W(Word::Month { month, .. }), Number(day)] if first.digits == 4 => {
                day_in(first.value, *month, day.small()?)
            }
            [Number(day), W(Word::Month { month, .. })] => day_without_year(*month, day.small()?, document),
            [Number(day), W(Word::Month { month, .. }), Number(last)] => {
                day_in(year(last)?, *month, day.small()?)
            }
            [W(Word::Month { month, .. })] => {
                let document = document.ok_or(InputProblem::NoYear)?;
                Ok((month_value(document.year(), *month)?, Some(Supplied::Year)))
            }
            [W(Word::Month { month, .. }), Number(last)] if last.digits == 4 => month_of(*month, last.value),
            // *June 19*, as English writes it; *Juni 19* could be a year.
            [W(Word::Month { month, is_english: true }), Number(day)] => {
                day_without_year(*month, day.small()?, document)
            }
            [W(Word::Month { month, is_english: true }), Number(day), Number(last)] => {
                day_in(year(last)?, *month, day.small()?)
            }
            _ => Err(InputProblem::Form),
        };
    }
    let numeric = match kinds {
        [rest @ .., Mark('.')] => rest,
        rest => rest,
    };
    match numeric {
        [Number(only)] if only.digits == 4 && kinds.len() == 1 => Ok((DateValue::Year(only.value), None)),
        [Number(first), Mark(one), Number(second), Mark(other), Number(third)]
            if one == other && matches!(one, '.' | '/' | '-') =>
        {
            if first.digits == 4 {
                day_in(first.value, second.small()?, third.small()?)
            } else if *one == '-' && third.digits != 4 {
                // Which of them is the year?
                Err(InputProblem::Form)
            } else {
                day_in(year(third)?, second.small()?, first.small()?)
            }
        }
        [Number(first), Mark('.' | '/' | '-'), Number(second)] if first.digits == 4 => {
            month_of(second.small()?, first.value)
        }
        [Number(first), Mark('.' | '/' | '-'), Number(second)] if second.digits == 4 => {
            month_of(first.small()?, second.value)
        }
        [Number(first), Mark('.' | '/'), Number(second)] => {
            day_without_year(second.small()?, first.small()?, document)
        }
        _ => Err(InputProblem::Form),
    }
}

fn month_value(year: i16, month: i8) -> Result<DateValue, InputProblem> {
    if (1..=12).contains(&month) { Ok(DateValue::Month(year, month)) } else { Err(InputProblem::NoSuchMonth) }
}

fn day_in(year: i16, month: i8, day: i8) -> Result<(DateValue, Option<Supplied>), InputProblem> {
    month_value(year, month)?;
    let day = Date::new(year, month, day).map_err(|_| InputProblem::NoSuchDay)?;
    Ok((DateValue::Day(day), None))
}

/// A day of the year of the document.
fn day_without_year(
    month: i8,
    day: i8,
    document: Option<DateValue>,
) -> Result<(DateValue, Option<Supplied>), InputProblem> {
    // A leap year, so that a day that is none in any year is told before a year is asked for.
    day_in(2024, month, day)?;
    let year = document.ok_or(InputProblem::NoYear)?.year();
    let (value, _) = day_in(year, month, day).map_err(|_| InputProblem::NoSuchDayIn(year))?;
    Ok((value, Some(Supplied::Year)))
}

/// The day of the document.
fn day_of(document: Option<DateValue>) -> Result<Date, InputProblem> {
    match document {
        Some(DateValue::Day(day)) => Ok(day),
        Some(DateValue::Time(time)) => Ok(time.date()),
        Some(DateValue::Year(_) | DateValue::Month(..)) | None => Err(InputProblem::NoDay),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is understood in a document of Wednesday, 19 June 2024. A tilde stands before what comes from its date.
    fn said(written: &str, document: Option<&str>) -> String {
        let document = document.map(|document| document.parse().unwrap());
        match read(written, document) {
            Ok(Understood { value, supplied: None }) => value.to_string(),
            Ok(Understood { value, supplied: Some(supplied) }) => format!("{value} {supplied:?}"),
            Err(problem) => format!("{problem:?}"),
        }
    }

    fn check(table: &[(&str, &str)]) {
        for (written, expected) in table {
            assert_eq!(said(written, Some("2024-06-19")), *expected, "{written:?}");
            let (lower, upper) = (written.to_lowercase(), written.to_uppercase());
            assert_eq!(said(&lower, Some("2024-06-19")), *expected, "{lower:?}");
            assert_eq!(said(&upper, Some("2024-06-19")), *expected, "{upper:?}");
        }
    }

    #[test]
    fn numbers_are_read_day_first() {
        check(&[
            ("2024", "2024"),
            ("2024-06", "2024-06"),
            ("2024-06-19T14:30", "2024-06-19T14:30"),
            ("19.6.2024", "2024-06-19"),
            ("19.06.24", "2024-06-19"),
            ("19. 6. 2024", "2024-06-19"),
            (" 19.6.2024. ", "2024-06-19"),
            ("3.4.2024", "2024-04-03"),
            ("3/4/2024", "2024-04-03"),
            ("03-04-2024", "2024-04-03"),
            ("2024-6-9", "2024-06-09"),
            ("2024/06/09", "2024-06-09"),
            ("2024–06–09", "2024-06-09"),
            ("2024-6", "2024-06"),
            ("06/2024", "2024-06"),
            ("6.2024", "2024-06"),
            ("19.6.99", "1999-06-19"),
            ("19.6.44", "2044-06-19"),
            ("19.6.45", "1945-06-19"),
            ("1.5.", "2024-05-01 Year"),
            ("1.5", "2024-05-01 Year"),
            ("1/5", "2024-05-01 Year"),
            ("29.2.", "2024-02-29 Year"),
        ]);
    }

    #[test]
    fn months_have_names() {
        check(&[
            ("19. Juni 2024", "2024-06-19"),
            ("19.Juni 2024", "2024-06-19"),
            ("19 Juni 24", "2024-06-19"),
            ("19. Jun. 2024", "2024-06-19"),
            ("Juni 2024", "2024-06"),
            ("Sept. 2024", "2024-09"),
            ("3. Jänner 2024", "2024-01-03"),
            ("3. Ja\u{308}nner 2024", "2024-01-03"),
            ("3. Maerz 2024", "2024-03-03"),
            ("3. Mrz. 2024", "2024-03-03"),
            ("3. Feber 2024", "2024-02-03"),
            ("am 3. Mai", "2024-05-03 Year"),
            ("im Mai", "2024-05 Year"),
            ("Mai", "2024-05 Year"),
            ("19 June 2024", "2024-06-19"),
            ("June 19, 2024", "2024-06-19"),
            ("the 19th of June, 2024", "2024-06-19"),
            ("1st May 2024", "2024-05-01"),
            ("June 19", "2024-06-19 Year"),
            ("in December 2023", "2023-12"),
            ("19-Jun-2024", "2024-06-19"),
            ("2024 June 19", "2024-06-19"),
        ]);
    }

    #[test]
    fn some_words_count_from_the_document() {
        check(&[
            ("vorgestern", "2024-06-17 Day"),
            ("gestern", "2024-06-18 Day"),
            ("heute", "2024-06-19 Day"),
            ("morgen", "2024-06-20 Day"),
            ("übermorgen", "2024-06-21 Day"),
            ("u\u{308}bermorgen", "2024-06-21 Day"),
            ("yesterday", "2024-06-18 Day"),
            ("today", "2024-06-19 Day"),
            ("tomorrow", "2024-06-20 Day"),
            ("Mittwoch", "2024-06-19 Day"),
            ("Wednesday", "2024-06-19 Day"),
            ("Donnerstag", "2024-06-13 Day"),
            ("am Dienstag", "2024-06-18 Day"),
            ("Di.", "2024-06-18 Day"),
            ("Sonnabend", "2024-06-15 Day"),
            ("Mittwoch, 19. Juni 2024", "2024-06-19"),
            ("Mi., 19.6.2024", "2024-06-19"),
            ("Mi 19.6.", "2024-06-19 Year"),
            ("Montag, 19. Juni 2024", "OtherWeekday(Wednesday)"),
            ("Montag Juni 2024", "Form"),
        ]);
        assert_eq!(said("gestern", Some("2024-03-01T09:00")), "2024-02-29 Day");
        assert_eq!(said("Mittwoch", Some("2024-06-18")), "2024-06-12 Day");
    }

    #[test]
    fn a_time_stands_behind_the_day() {
        check(&[
            ("19.6.2024 14.30 Uhr", "2024-06-19T14:30"),
            ("19.6.2024, 14:30", "2024-06-19T14:30"),
            ("19.6.2024, 14:30 Uhr.", "2024-06-19T14:30"),
            ("19. Juni 2024 um 8 Uhr", "2024-06-19T08:00"),
            ("19. Juni 2024 um 8 Uhr 30", "2024-06-19T08:30"),
            ("19.6. 14 Uhr", "2024-06-19T14:00 Year"),
            ("19.6. 14.30 Uhr", "2024-06-19T14:30 Year"),
            ("2024-06-19 14:30:05", "2024-06-19T14:30:05"),
            ("19 June 2024 at 2:30 pm", "2024-06-19T14:30"),
            ("19 June 2024, 12 am", "2024-06-19T00:00"),
            ("gestern 14 Uhr", "2024-06-18T14:00 Day"),
            ("Dienstag, 20:15", "2024-06-18T20:15 Day"),
            ("14.30 Uhr", "2024-06-19T14:30 Day"),
            ("14:30", "2024-06-19T14:30 Day"),
            ("19.6.2024 24:00", "2024-06-20T00:00"),
            ("2024-06-19T24:00", "2024-06-20T00:00"),
            ("31.12.2024 24 Uhr", "2025-01-01T00:00"),
            ("24:00", "2024-06-20T00:00 Day"),
            ("Juni 2024 14:30", "Form"),
            ("19.6.2024 14:3", "Form"),
        ]);
    }

    #[test]
    fn what_cannot_be_says_so() {
        check(&[
            ("31.6.2024", "NoSuchDay"),
            ("29.2.2023", "NoSuchDay"),
            ("30. Februar", "NoSuchDay"),
            ("0.6.2024", "NoSuchDay"),
            ("6/19/2024", "NoSuchMonth"),
            ("2024-13", "NoSuchMonth"),
            ("13/2024", "NoSuchMonth"),
            ("2024-06-19T25:00", "NoSuchTime"),
            ("19.6.2024 24:01", "NoSuchTime"),
            ("19.6.2024 13 pm", "NoSuchTime"),
        ]);
        assert_eq!(said("29.2.", Some("2023")), "NoSuchDayIn(2023)");
        assert_eq!(said("morgen", Some("9999-12-31")), "OutOfRange");
    }

    #[test]
    fn what_is_not_understood_is_not_guessed() {
        for written in [
            "",
            " ",
            ".",
            "19",
            "19.",
            "Juni 19",
            "so",
            "demnächst",
            "Anfang Juni",
            "1950-1953",
            "19.6.-21.6.",
            "19.6",
            "24-06-19",
            "10.000",
            "2024.",
            "12345",
            "19.6.024",
            "vor zwei Jahren",
            "２０２４",
            "<b>1</b>",
            "19.6.2024 14.30",
            "-2024",
            "heute morgen",
            "T",
            "Uhr",
            "14 : : 30",
            "v. Chr.",
            "2024 14:30",
        ] {
            let expected = match written {
                "so" => "2024-06-16 Day",
                "19.6" => "2024-06-19 Year",
                _ => "Form",
            };
            assert_eq!(said(written, Some("2024-06-19")), expected, "{written:?}");
        }
    }

    #[test]
    fn without_a_date_of_the_document_nothing_is_supplied() {
        for written in ["1.5.", "1. Mai", "Mai", "June 19"] {
            assert_eq!(said(written, None), "NoYear", "{written}");
        }
        for written in ["gestern", "Mittwoch", "14:30", "24:00"] {
            assert_eq!(said(written, None), "NoDay", "{written}");
            assert_eq!(said(written, Some("2024-06")), "NoDay", "{written}");
        }
        assert_eq!(said("1.5.", Some("2024")), "2024-05-01 Year");
        assert_eq!(said("1.5.24", None), "2024-05-01");
        assert_eq!(said("1.5.70", None), "1970-05-01");
    }

    #[test]
    fn nothing_that_is_typed_on_the_way_stops_the_program() {
        for whole in ["Mittwoch, 19. Juni 2024, 14.30 Uhr", "2024-06-19T24:00:00", "u\u{308}bermorgen 😊 ß"]
        {
            for (end, _) in whole.char_indices() {
                let (before, behind) = whole.split_at(end);
                let _ = read(before, Some("2024-06-19".parse().unwrap()));
                let _ = read(behind, None);
            }
        }
    }
}
