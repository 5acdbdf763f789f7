//! Long work in slices: the places where it may stop for a moment, so that the page can answer its user.
//!
//! The work is an `async fn` that calls [`pause`] between two parts of it. In the page its [`Pace`] measures the time; a
//! test, and a caller that needs the result at once, run it through without a stop ([`at_once`]). Work that the user cancels
//! ends where its future is dropped, at the latest at the next pause.

use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

/// When work is to stop, and for how long.
pub trait Pace {
    /// Whether the work has gone on for long enough.
    fn is_due(&self) -> bool;

    /// Waits until the work may go on.
    fn turn(&self) -> Pin<Box<dyn Future<Output = ()> + '_>>;

    /// Hears how many things of how many are done.
    fn reached(&self, _done: usize, _total: usize) {}
}

/// Never stops.
#[derive(Clone, Copy, Debug)]
pub struct Through;

impl Pace for Through {
    fn is_due(&self) -> bool {
        false
    }

    fn turn(&self) -> Pin<Box<dyn Future<Output = ()> + '_>> {
        Box::pin(std::future::ready(()))
    }
}

/// Stops for a moment where it is time for that.
pub async fn pause(pace: &dyn Pace) {
    if pace.is_due() {
        pace.turn().await;
    }
}

/// Small pieces of work, none of which alone is worth a look at the clock.
pub struct Pieces<'p> {
    pace: &'p dyn Pace,
    // What was done since the last look.
    done: usize,
}

impl<'p> Pieces<'p> {
    /// How much is done between two looks at the clock: what takes a browser less than a millisecond.
    const BETWEEN: usize = 16_384;

    /// What one item of a project counts that is looked at, compared or written.
    const ITEM: usize = 256;

    /// None is done.
    pub fn new(pace: &'p dyn Pace) -> Self {
        Pieces { pace, done: 0 }
    }

    /// So many bytes or code points more were gone through. May stop for a moment.
    pub async fn done(&mut self, more: usize) {
        self.done += more;
        if self.done >= Self::BETWEEN {
            self.done = 0;
            pause(self.pace).await;
        }
    }

    /// One item more is done. May stop for a moment.
    pub async fn item(&mut self) {
        self.done(Self::ITEM).await;
    }
}

/// Does work at once. It may wait for nothing: its pace is [`Through`].
pub fn at_once<T>(work: impl Future<Output = T>) -> T {
    let mut work = pin!(work);
    let mut context = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(done) = work.as_mut().poll(&mut context) {
            return done;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    /// Stops every third time, and counts how often.
    struct Third {
        asked: Cell<usize>,
        stopped: Cell<usize>,
    }

    impl Pace for Third {
        fn is_due(&self) -> bool {
            self.asked.set(self.asked.get() + 1);
            self.asked.get().is_multiple_of(3)
        }

        fn turn(&self) -> Pin<Box<dyn Future<Output = ()> + '_>> {
            let mut is_over = false;
            Box::pin(std::future::poll_fn(move |_| {
                if std::mem::replace(&mut is_over, true) {
                    return Poll::Ready(());
                }
                self.stopped.set(self.stopped.get() + 1);
                Poll::Pending
            }))
        }
    }

    #[test]
    fn small_pieces_stop_seldom_and_large_ones_each_time() {
        let pace = Third { asked: Cell::new(0), stopped: Cell::new(0) };
        let mut pieces = Pieces::new(&pace);
        at_once(async {
            for _ in 0..640 {
                pieces.item().await;
            }
        });
        assert_eq!(pace.asked.get(), 10);
        at_once(async {
            for _ in 0..10 {
                pieces.done(1_000_000).await;
            }
        });
        assert_eq!(pace.asked.get(), 20);
    }

    async fn sum(numbers: std::ops::Range<u32>, pace: &dyn Pace) -> u32 {
        let mut sum = 0;
        for number in numbers {
            sum += number;
            pause(pace).await;
        }
        sum
    }

    #[test]
    fn work_comes_to_the_same_with_and_without_stops() {
        let pace = Third { asked: Cell::new(0), stopped: Cell::new(0) };
        assert_eq!(at_once(sum(0..10, &pace)), 45);
        assert_eq!(pace.stopped.get(), 3);
        assert_eq!(at_once(sum(0..10, &Through)), 45);
    }
}
