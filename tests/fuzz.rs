//! Changes strangers' files at random and watches what the readers make of them: no panic, no overflow, no waiting, and
//! what opens is whole.
//!
//! By itself it takes a second, so that it is known to work. `BELEG_FUZZ_SECONDS` gives it longer, `BELEG_FUZZ_SEED`
//! other changes, `BELEG_FUZZ_TARGET` a single reader. `cargo xtask fuzz --minutes 60` does so with optimisation. What
//! fails is kept in `tests/hostile/found`, where `tests/hostile.rs` reads it from then on.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may stop at the first surprise"
)]
#![allow(clippy::disallowed_methods, reason = "a test never runs in a page, so it may read the clock")]

#[path = "hostile/check.rs"]
mod check;
#[path = "hostile/mutate.rs"]
mod mutate;
#[path = "hostile/targets.rs"]
mod targets;

use mutate::{Random, mutate};
use std::collections::HashSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};
use targets::{TARGETS, Target};

/// How many inputs are kept of each reader.
const KEPT: usize = 4_000;

/// How long an input may be.
const LONGEST: usize = 1_000_000;

/// How long a megabyte may take.
const PATIENCE: Duration = Duration::from_secs(2);

fn setting<T: std::str::FromStr>(name: &str) -> Option<T> {
    let written = std::env::var(name).ok()?;
    Some(written.parse().unwrap_or_else(|_| panic!("{name} is not to be `{written}`.")))
}

/// What is known of a reader while it is tried.
struct Trial<'t> {
    target: &'t Target,
    pool: Vec<Vec<u8>>,
    outcomes: HashSet<String>,
    runs: u64,
}

#[test]
fn readers_bear_whatever_comes() {
    let seed: u64 = setting("BELEG_FUZZ_SEED").unwrap_or(1);
    let seconds: u64 = setting("BELEG_FUZZ_SECONDS").unwrap_or(1);
    let only: Option<String> = setting("BELEG_FUZZ_TARGET");
    let mut random = Random::new(seed);
    let wanted = |target: &&Target| only.as_deref().is_none_or(|only| only == target.name);
    let mut trials: Vec<Trial<'_>> = TARGETS.iter().filter(wanted).map(begin).collect();
    assert!(!trials.is_empty(), "There is no reader {only:?}.");
    let end = Instant::now() + Duration::from_secs(seconds);
    while Instant::now() < end {
        for trial in &mut trials {
            // A turn each, so that the quick ones do not wait for the slow ones.
            let turn = Instant::now() + Duration::from_millis(20);
            while Instant::now() < turn {
                step(trial, &mut random, seed);
            }
        }
    }
    for trial in &trials {
        println!("{}: {} inputs, {} outcomes", trial.target.name, trial.runs, trial.outcomes.len());
    }
}

fn begin(target: &Target) -> Trial<'_> {
    Trial { target, pool: (target.samples)(), outcomes: HashSet::new(), runs: 0 }
}

/// One input more. What came to something new is changed further.
fn step(trial: &mut Trial<'_>, random: &mut Random, seed: u64) {
    let mut input = trial.pool[random.below(trial.pool.len())].clone();
    let other = trial.pool[random.below(trial.pool.len())].clone();
    for _ in 0..1 + random.below(4) {
        mutate(&mut input, &other, random);
    }
    input.truncate(LONGEST);
    trial.runs += 1;
    let start = cpu_time();
    let outcome = catch_unwind(AssertUnwindSafe(|| (trial.target.run)(&input)));
    let took = cpu_time() - start;
    let is_slow = took > PATIENCE;
    match outcome {
        Ok(outcome) if !is_slow => {
            if trial.pool.len() < KEPT && input.len() < 50_000 && trial.outcomes.insert(shape_of(&outcome)) {
                trial.pool.push(input);
            }
        }
        _ => {
            let folder = targets::folder("found");
            fs::create_dir_all(&folder).unwrap();
            let path = folder.join(format!("{}-{seed}-{}", trial.target.name, trial.runs));
            fs::write(&path, &input).unwrap();
            panic!("{} failed with seed {seed}, after {took:?}: see {}", trial.target.name, path.display());
        }
    }
}

/// An outcome without what is different each time: numbers, and what a stranger wrote.
fn shape_of(outcome: &str) -> String {
    let mut is_quoted = false;
    let mut shape: String = outcome
        .chars()
        .filter(|char| {
            is_quoted = (is_quoted || *char == '“') && *char != '”';
            !is_quoted && !char.is_ascii_digit()
        })
        .collect();
    shape.truncate(shape.floor_char_boundary(400));
    shape
}

/// How long this thread has been computing, so that a busy machine makes nothing look slow. Linux counts that.
fn cpu_time() -> Duration {
    let counted = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let nanos = counted.and_then(|counted| counted.split(' ').next()?.parse().ok());
    nanos.map_or(Duration::ZERO, Duration::from_nanos)
}
