//! When to act on what happens again and again: after a rest, and no later than a longest wait after the first time.

use crate::model::Timestamp;

/// A debounce with a maximum wait. It reads no clock and holds no timer: the caller says when something happened and
/// starts one timer for the answer in the place of the last one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Debounce {
    rest: u32,
    longest: u32,
    first: Option<Timestamp>,
}

impl Debounce {
    /// Waits `rest` milliseconds after the last time, and at most `longest` milliseconds after the first one.
    pub const fn new(rest: u32, longest: u32) -> Self {
        Debounce { rest, longest, first: None }
    }

    /// The same with another rest from now on, in milliseconds. A longest wait that is shorter is as long as the rest.
    pub fn set_rest(&mut self, rest: u32) {
        self.rest = rest;
    }

    /// It happened: after how many milliseconds from now to act.
    pub fn happened(&mut self, now: Timestamp) -> u32 {
        // A clock that is set back meanwhile must not make the wait longer.
        let first = self.first.map_or(now, |first| first.min(now));
        self.first = Some(first);
        let waited = now.as_millis().saturating_sub(first.as_millis()).unsigned_abs();
        let left = u64::from(self.longest.max(self.rest)).saturating_sub(waited);
        self.rest.min(u32::try_from(left).unwrap_or(u32::MAX))
    }

    /// It was acted upon, or need not be any more. The next time is a first one again.
    pub fn done(&mut self) {
        self.first = None;
    }

    /// Whether something happened that was not acted upon.
    pub fn is_waiting(&self) -> bool {
        self.first.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REST: u32 = 300;
    const LONGEST: u32 = 1_000;

    /// When it is acted, where something happens at each of these moments of a clock that goes on evenly.
    fn acted(happens: impl IntoIterator<Item = i64>) -> Vec<i64> {
        let mut debounce = Debounce::new(REST, LONGEST);
        let (mut acted, mut next) = (Vec::new(), None);
        for at in happens {
            if let Some(due) = next.filter(|due| *due <= at) {
                acted.push(due);
                debounce.done();
            }
            next = Some(at + i64::from(debounce.happened(Timestamp::from_millis(at))));
        }
        acted.extend(next);
        acted
    }

    #[test]
    fn it_waits_for_a_rest() {
        assert_eq!(acted([0]), [300]);
        assert_eq!(acted([0, 100, 250]), [550]);
        assert_eq!(acted([0, 299, 600]), [599, 900]);
    }

    #[test]
    fn without_a_rest_it_acts_after_the_longest_wait() {
        assert_eq!(acted((0..30).map(|key| key * 100)), [1_000, 2_000, 3_000]);
        // Thirty seconds of keys, of which none rests: nothing waits for longer than a second.
        for pause in 1..300 {
            let keys: Vec<i64> = (0..30_000 / pause).map(|key| key * pause).collect();
            let acted = acted(keys.iter().copied());
            for key in keys {
                let next = acted.iter().find(|at| **at >= key).unwrap();
                assert!(next - key <= 1_000, "a key every {pause} ms: {key} waits until {next}");
            }
        }
    }

    #[test]
    fn a_clock_that_is_set_makes_no_wait_longer() {
        let mut debounce = Debounce::new(REST, LONGEST);
        let mut at = |millis| debounce.happened(Timestamp::from_millis(millis));
        assert_eq!(at(50_000), 300);
        assert_eq!(at(10_000), 300, "it went back");
        assert_eq!(at(10_900), 100);
        assert_eq!(at(i64::MAX), 0, "it went ahead");
        assert_eq!(at(i64::MIN), 300);
    }

    #[test]
    fn a_rest_longer_than_the_longest_wait_is_waited_for() {
        let mut debounce = Debounce::new(REST, LONGEST);
        debounce.set_rest(3_000);
        assert_eq!(debounce.happened(Timestamp::from_millis(0)), 3_000);
        assert_eq!(debounce.happened(Timestamp::from_millis(2_000)), 1_000);
    }

    #[test]
    fn what_was_acted_upon_is_over() {
        let mut debounce = Debounce::new(REST, LONGEST);
        assert!(!debounce.is_waiting());
        debounce.happened(Timestamp::from_millis(0));
        assert!(debounce.is_waiting());
        debounce.done();
        assert!(!debounce.is_waiting());
        assert_eq!(debounce.happened(Timestamp::from_millis(990)), 300);
    }
}
