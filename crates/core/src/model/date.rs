//! A date as ISO 8601 writes it, as precise as the text was: a year, a month, a day or a minute.

use std::fmt;
use std::str::FromStr;

use jiff::civil::{Date, DateTime};

/// A calendar date or time without a zone: `2024`, `2024-06`, `2024-06-19` or `2024-06-19T14:30`.
///
/// These are the forms of ISO 8601 that the `value` of a TIMEX3 takes for a point in time (TimeML 1.2.1).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum DateValue {
    /// A whole year.
    Year(i16),
    /// A month of a year, the months counted from 1.
    Month(i16, i8),
    /// A day.
    Day(Date),
    /// A day and a time of it, to the second.
    Time(DateTime),
}

/// Why a piece of writing is no [`DateValue`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateProblem {
    /// It does not have the form of a year, a month, a day or a time.
    Form,
    /// There is no such month.
    NoSuchMonth,
    /// There is no such day in that month.
    NoSuchDay,
    /// There is no such time in a day.
    NoSuchTime,
}

impl DateValue {
    /// The year.
    pub fn year(self) -> i16 {
        match self {
            DateValue::Year(year) | DateValue::Month(year, _) => year,
            DateValue::Day(date) => date.year(),
            DateValue::Time(time) => time.year(),
        }
    }

    /// The month from 1 to 12, where it is known.
    pub fn month(self) -> Option<i8> {
        match self {
            DateValue::Year(_) => None,
            DateValue::Month(_, month) => Some(month),
            DateValue::Day(date) => Some(date.month()),
            DateValue::Time(time) => Some(time.month()),
        }
    }

    /// The day of the month, where it is known.
    pub fn day(self) -> Option<i8> {
        match self {
            DateValue::Year(_) | DateValue::Month(..) => None,
            DateValue::Day(date) => Some(date.day()),
            DateValue::Time(time) => Some(time.day()),
        }
    }

    /// The hour, the minute and the second, where they are known.
    pub fn time(self) -> Option<(i8, i8, i8)> {
        match self {
            DateValue::Time(time) => Some((time.hour(), time.minute(), time.second())),
            _ => None,
        }
    }
}

impl FromStr for DateValue {
    type Err = DateProblem;

    /// Reads the four forms, and a time with seconds. White space around it does not matter.
    fn from_str(written: &str) -> Result<Self, DateProblem> {
        let (day, time) = match written.trim().split_once('T') {
            Some((day, time)) => (day, Some(time)),
            None => (written.trim(), None),
        };
        let parts: Vec<&str> = day.split('-').collect();
        let whole_day = match parts.as_slice() {
            [year] if time.is_none() => return Ok(DateValue::Year(number(year, 4)?)),
            [year, month] if time.is_none() => return month_of(year, month),
            [year, month, day] => {
                month_of(year, month)?;
                let (year, month, day) = (number(year, 4)?, number(month, 2)?, number(day, 2)?);
                Date::new(year, month as i8, day as i8).map_err(|_| DateProblem::NoSuchDay)?
            }
            _ => return Err(DateProblem::Form),
        };
        let Some(time) = time else {
            return Ok(DateValue::Day(whole_day));
        };
        let parts: Vec<&str> = time.split(':').collect();
        let (hour, minute, second) = match parts.as_slice() {
            [hour, minute] => (number(hour, 2)?, number(minute, 2)?, 0),
            [hour, minute, second] => (number(hour, 2)?, number(minute, 2)?, number(second, 2)?),
            _ => return Err(DateProblem::Form),
        };
        let time = jiff::civil::Time::new(hour as i8, minute as i8, second as i8, 0);
        Ok(DateValue::Time(whole_day.to_datetime(time.map_err(|_| DateProblem::NoSuchTime)?)))
    }
}

fn month_of(year: &str, month: &str) -> Result<DateValue, DateProblem> {
    let (year, month) = (number(year, 4)?, number(month, 2)?);
    if !(1..=12).contains(&month) {
        return Err(DateProblem::NoSuchMonth);
    }
    Ok(DateValue::Month(year, month as i8))
}

fn number(digits: &str, length: usize) -> Result<i16, DateProblem> {
    if digits.len() != length || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(DateProblem::Form);
    }
    digits.parse().map_err(|_| DateProblem::Form)
}

impl fmt::Display for DateValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DateValue::Year(year) => write!(f, "{year:04}"),
            DateValue::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            DateValue::Day(date) => write!(f, "{date}"),
            DateValue::Time(time) => {
                write!(f, "{}T{:02}:{:02}", time.date(), time.hour(), time.minute())?;
                if time.second() == 0 { Ok(()) } else { write!(f, ":{:02}", time.second()) }
            }
        }
    }
}

impl fmt::Debug for DateValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_a_date_comes_back_as_written() {
        for written in
            ["2024", "2024-06", "2024-06-19", "2024-02-29", "2024-06-19T14:30", "2024-06-19T14:30:05"]
        {
            assert_eq!(written.parse::<DateValue>().map(|value| value.to_string()).as_deref(), Ok(written));
        }
        assert_eq!(" 2024-06-19T14:30:00 ".parse::<DateValue>().unwrap().to_string(), "2024-06-19T14:30");
    }

    #[test]
    fn what_is_no_date_says_why() {
        let problem = |written: &str| written.parse::<DateValue>().unwrap_err();
        assert_eq!(problem("2024-13"), DateProblem::NoSuchMonth);
        assert_eq!(problem("2024-00-10"), DateProblem::NoSuchMonth);
        assert_eq!(problem("2023-02-29"), DateProblem::NoSuchDay);
        assert_eq!(problem("2024-06-00"), DateProblem::NoSuchDay);
        assert_eq!(problem("2024-06-19T24:00"), DateProblem::NoSuchTime);
        for written in
            ["", "24", "19.06.2024", "2024-6-19", "2024-06T10:00", "2024-06-19T", "2024-06-19T10", "２０２４"]
        {
            assert_eq!(problem(written), DateProblem::Form, "{written:?}");
        }
    }
}
