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
const STEP: Duration = Duration::from_millis(40);

/// A page that works less than this between two questions is at rest, in milliseconds. The question itself and a
/// blinking caret take less.
const REST: f64 = 0.6;

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

/// Waits until the page is at rest, and a condition holds that nothing but work can bring about.
pub fn settle(page: &Page, condition: &str) -> Result<Reading> {
    let start = now();
    let mut before = read(page)?;
    let mut quiet = 0;
    while start.elapsed() < LIMIT {
        sleep(STEP);
        let here = read(page)?;
        quiet = if here.work - before.work < REST { quiet + 1 } else { 0 };
        if quiet >= 2 && page.holds(condition)? {
            return Ok(here);
        }
        before = here;
    }
    bail!("it did not come to rest with `{condition}` within {} seconds", LIMIT.as_secs())
}

/// Waits until a condition holds.
pub fn wait(page: &Page, condition: &str) -> Result<()> {
    let start = now();
    while start.elapsed() < LIMIT {
        if page.holds(condition)? {
            return Ok(());
        }
        sleep(STEP);
    }
    bail!("`{condition}` did not come to hold within {} seconds", LIMIT.as_secs())
}
