//! Steps of a long command: what runs now, how long each took, and the table at the end.

use anyhow::{Context, Result};
use std::time::{Duration, Instant};

/// What has been done so far.
#[derive(Default)]
pub struct Steps {
    done: Vec<(String, Duration, bool)>,
}

impl Steps {
    /// Says what is about to happen, does it, and says how long it took.
    pub fn step<T>(&mut self, what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        println!("\n==> {what}");
        let start = now();
        let result = work();
        let time = start.elapsed();
        self.done.push((what.to_owned(), time, result.is_ok()));
        match &result {
            Ok(_) => println!("    {what}: done in {}", spell(time)),
            Err(_) => println!("    {what}: FAILED after {}", spell(time)),
        }
        result.with_context(|| format!("The step \"{what}\" failed."))
    }

    /// One line a step, and the sum.
    pub fn table(&self) -> String {
        let width = self.done.iter().map(|(what, ..)| what.chars().count()).max().unwrap_or(0);
        let mut table = String::from("\n");
        for (what, time, passed) in &self.done {
            let verdict = if *passed { "ok" } else { "FAILED" };
            table.push_str(&format!("  {what:<width$}  {:>10}  {verdict}\n", spell(*time)));
        }
        let sum: Duration = self.done.iter().map(|(_, time, _)| *time).sum();
        table.push_str(&format!("  {:<width$}  {:>10}\n", "together", spell(sum)));
        table
    }
}

/// A duration as a person would say it.
pub fn spell(time: Duration) -> String {
    let seconds = time.as_secs();
    if seconds < 60 {
        return format!("{:.1} s", time.as_secs_f64());
    }
    format!("{} min {:02} s", seconds / 60, seconds % 60)
}

/// The moment a step begins.
#[expect(clippy::disallowed_methods, reason = "xtask never runs in a page, where reading the clock panics")]
pub fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_names_the_step_that_failed() {
        let mut steps = Steps::default();
        steps.step("easy", || Ok(())).unwrap();
        let error = steps.step("hard", || -> Result<()> { anyhow::bail!("No luck.") }).unwrap_err();
        assert_eq!(error.to_string(), "The step \"hard\" failed.");
        assert!(steps.table().contains("hard       0.0 s  FAILED"), "{}", steps.table());
    }

    #[test]
    fn a_duration_reads_well() {
        assert_eq!(spell(Duration::from_millis(3210)), "3.2 s");
        assert_eq!(spell(Duration::from_secs(125)), "2 min 05 s");
    }
}
