//! What a fault did to somebody's work, counted, and said in a line that `cargo xtask torture` puts into its table.

use std::env;
use std::time::{Duration, Instant};

/// How much a run is to do.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// How often a fault is tried, in each browser and form of the page.
    pub tries: usize,
    /// After how long no further try begins.
    pub limit: Duration,
    /// What decides everything that is left to chance.
    pub seed: u64,
}

impl Size {
    /// What the environment asks for; a few tries where it says nothing.
    pub fn wanted() -> Self {
        let number = |name: &str| env::var(name).ok().and_then(|value| value.parse().ok());
        let moment = || std::process::id().into();
        Self {
            tries: number("BELEG_TORTURE_TRIES").map_or(3, |tries| tries as usize),
            limit: Duration::from_secs(number("BELEG_TORTURE_SECONDS").unwrap_or(60)),
            seed: number("BELEG_TORTURE_SEED").unwrap_or_else(moment),
        }
    }

    /// The same where there is no more time than this.
    pub fn within(self, limit: Duration) -> Self {
        Self { limit: self.limit.min(limit), ..self }
    }
}

/// The counts of one fault at one place.
#[derive(Debug)]
pub struct Tally {
    row: &'static str,
    place: String,
    size: Size,
    start: Instant,
    /// How often the fault was tried.
    pub tries: usize,
    /// How many actions the page had acknowledged, or must have kept, when it came.
    pub acknowledged: usize,
    /// How many of them were not there afterwards.
    pub lost: usize,
    /// How often the project did not open whole.
    pub damaged: usize,
    /// What else was counted, by its name.
    pub more: Vec<(&'static str, usize)>,
}

impl Tally {
    /// Begins to count.
    pub fn begin(row: &'static str, place: String, size: Size) -> Self {
        println!("{row} at {place} begins; BELEG_TORTURE_SEED={} does the same again.", size.seed);
        Self {
            row,
            place,
            size,
            start: Instant::now(),
            tries: 0,
            acknowledged: 0,
            lost: 0,
            damaged: 0,
            more: Vec::new(),
        }
    }

    /// Whether a further try is wanted. One is, however long its browser waited for its turn.
    pub fn goes_on(&self) -> bool {
        self.tries == 0 || (self.tries < self.size.tries && self.start.elapsed() < self.size.limit)
    }

    /// Says what came of it, and fails where anything was lost.
    pub fn end(self) {
        let Self { row, place, tries, acknowledged, lost, damaged, .. } = self;
        let more: String = self.more.iter().map(|(name, count)| format!(" {name}={count}")).collect();
        let (seconds, seed) = (self.start.elapsed().as_secs(), self.size.seed);
        println!(
            "torture {row} place={place} tries={tries} acknowledged={acknowledged} lost={lost} \
             damaged={damaged} seconds={seconds}{more} seed={seed}"
        );
        assert_eq!((lost, damaged), (0, 0), "{row} at {place} lost work, with the seed {seed}");
    }
}
