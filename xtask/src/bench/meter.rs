//! How long the main thread of a page has worked, and when it is at rest.

use std::thread::sleep;
use std::time::Duration;

use anyhow::{Result, bail};
use serde_json::{Value, json};

use super::driver::Page;
use crate::steps::now;

/// How long a page may work on one thing.
pub const LIMIT: Duration = Duration::from_secs(60);

/// How often the page is asked while it comes to rest.
const STEP: Duration = Duration::from_millis(15);

/// A page that works less than this between two questions is at rest, in milliseconds. The question itself and a
/// blinking caret take less.
const REST: f64 = 0.3;

/// What the main thread has done since the page began. Times in milliseconds of work, not of waiting.
#[derive(Clone, Copy, Debug, Default)]
pub struct Reading {
    /// When this was, in seconds by the browser's clock.
    pub at: f64,
    /// When the page began, by the same clock.
    pub began: f64,
    /// All its work, without that on the questions of the developer tools.
    pub work: f64,
    /// The part of it in scripts and in the program.
    pub script: f64,
    /// The part of it in computing styles.
    pub style: f64,
    /// The part of it in laying out.
    pub layout: f64,
}

impl Reading {
    /// Only an amount, of whatever is measured.
    pub fn of(work: f64) -> Reading {
        Reading { work, ..Reading::default() }
    }

    /// What was done since an earlier reading.
    pub fn since(self, earlier: Reading) -> Reading {
        Reading {
            work: self.work - earlier.work,
            script: self.script - earlier.script,
            style: self.style - earlier.style,
            layout: self.layout - earlier.layout,
            ..self
        }
    }

    /// What was done on the average of several times.
    pub fn mean(all: &[Reading]) -> Reading {
        let mean = |of: fn(&Reading) -> f64| all.iter().map(of).sum::<f64>() / all.len() as f64;
        Reading {
            work: mean(|reading| reading.work),
            script: mean(|reading| reading.script),
            style: mean(|reading| reading.style),
            layout: mean(|reading| reading.layout),
            ..Reading::default()
        }
    }
}

/// Reads the meter.
pub fn read(page: &Page) -> Result<Reading> {
    let answer = page.cdp("Performance.getMetrics", &json!({}))?;
    let metrics = answer.get("metrics").and_then(Value::as_array);
    let of = |name: &str| {
        let is_it = |metric: &&Value| metric.get("name").and_then(Value::as_str) == Some(name);
        let metric = metrics.into_iter().flatten().find(is_it);
        metric.and_then(|metric| metric.get("value")).and_then(Value::as_f64).unwrap_or_default()
    };
    Ok(Reading {
        at: of("Timestamp"),
        began: of("NavigationStart"),
        work: 1e3 * (of("TaskDuration") - of("DevToolsCommandDuration")),
        script: 1e3 * of("ScriptDuration"),
        style: 1e3 * of("RecalcStyleDuration"),
        layout: 1e3 * of("LayoutDuration"),
    })
}

/// Waits until a condition holds and the page is at rest after that.
pub fn settle(page: &Page, condition: &str) -> Result<Reading> {
    let start = now();
    let mut before = read(page)?;
    let (mut quiet, mut holds) = (0, false);
    while start.elapsed() < LIMIT {
        sleep(STEP);
        let here = read(page)?;
        quiet = if here.work - before.work < REST { quiet + 1 } else { 0 };
        before = here;
        if quiet < 2 {
            continue;
        }
        if holds {
            return Ok(here);
        }
        // What made it hold may still have to be painted.
        holds = page.holds(condition)?;
        quiet = 0;
    }
    bail!("it did not come to rest with `{condition}` within {} seconds", LIMIT.as_secs())
}

/// Waits until a condition holds.
pub fn wait(page: &Page, condition: &str) -> Result<Reading> {
    let start = now();
    while start.elapsed() < LIMIT {
        if page.holds(condition)? {
            return read(page);
        }
        sleep(STEP);
    }
    bail!("`{condition}` did not come to hold within {} seconds", LIMIT.as_secs())
}
