//! Which of the moments to which a project can be restored are worth offering.

use crate::journal::Version;
use crate::model::Action;

/// The last entry before a pause of as many milliseconds is worth going back to.
const PAUSE: i64 = 10 * 60 * 1000;

/// How many are offered.
const MOST: usize = 60;

/// A moment that is offered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// The moment.
    pub version: Version,
    /// What was done next, where that could change the whole project.
    pub before: Option<Action>,
}

/// Those that a snapshot makes stand out, the last before a file was taken in or a version restored, and the last before
/// each longer pause; the latest first. The last of all is how the project is now, and is left out.
pub fn offered(versions: &[Version]) -> Vec<Offered> {
    let before = |next: &Version| next.action.filter(|action| action.is_sweeping());
    let is_offered = |pair: &[Version]| match pair {
        [version, next] => {
            version.annotations.is_some()
                || before(next).is_some()
                || next.at.as_millis().saturating_sub(version.at.as_millis()) >= PAUSE
        }
        _ => false,
    };
    let pairs = versions.windows(2).rev();
    let offered = |pair: &[Version]| match pair {
        [version, next] => Some(Offered { version: version.clone(), before: before(next) }),
        _ => None,
    };
    pairs.filter(|pair| is_offered(pair)).filter_map(offered).take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Timestamp;

    /// Versions by the minute of their entry; those with an exclamation mark have a snapshot, those with an M merged.
    fn check(minutes: &str, expected: &[u64]) {
        let version = |(number, minute): (u64, &str)| Version {
            number,
            at: Timestamp::from_millis(minute.trim_end_matches(['!', 'M']).parse::<i64>().unwrap() * 60_000),
            action: minute.contains('M').then_some(Action::Merge),
            annotations: minute.ends_with('!').then_some(7),
        };
        let versions: Vec<_> = (1..).zip(minutes.split_whitespace()).map(version).collect();
        let numbers: Vec<u64> =
            offered(&versions).into_iter().map(|offered| offered.version.number).collect();
        assert_eq!(numbers, expected, "{minutes}");
    }

    #[test]
    fn snapshots_and_what_comes_before_a_pause() {
        check("", &[]);
        check("5!", &[]);
        check("1! 2 3 4", &[1]);
        check("1 2 3! 4 14 15 16", &[4, 3]);
        check("1 2 30 31 300 301", &[4, 2]);
        // A clock that was set back makes no pause.
        check("100 101 2 3", &[]);
    }

    #[test]
    fn what_was_before_a_file_was_merged_is_named_for_that() {
        check("1 2 3M 4 5", &[2]);
        let version =
            |number, action| Version { number, at: Timestamp::default(), action, annotations: None };
        let versions = [
            version(1, None),
            version(2, Some(Action::Replace)),
            version(3, Some(Action::Restore)),
            version(4, None),
        ];
        let named: Vec<_> =
            offered(&versions).into_iter().map(|offered| (offered.version.number, offered.before)).collect();
        assert_eq!(named, [(2, Some(Action::Restore)), (1, Some(Action::Replace))]);
    }

    #[test]
    fn not_more_than_anybody_reads() {
        let minutes: Vec<String> = (1..200).map(|minute| format!("{minute}!")).collect();
        let expected: Vec<u64> = (1..=198).rev().take(MOST).collect();
        check(&minutes.join(" "), &expected);
    }
}
