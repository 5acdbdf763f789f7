//! The table: what was measured, as medians, beside the lower bound, and whether each row holds.

use std::collections::BTreeMap;

/// From when on a browser calls a task long, in milliseconds.
pub const LONG_TASK: f64 = 50.0;

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Measure {
    /// From nothing to the first text.
    Start,
    /// Reading a file into values; not counted as opening.
    Read,
    /// Opening a project beyond that.
    Open,
    /// Marking what was selected by keys.
    CreateByKey,
    /// Marking what was selected by mouse.
    CreateByMouse,
    /// Deleting an annotation.
    Delete,
    /// Taking that back.
    Undo,
    /// The longest task while everything is scrolled through.
    Scroll,
    /// What is held in memory.
    Memory,
    /// One of many edits in a row.
    Edit,
    /// The most expensive of them.
    WorstEdit,
}

/// What a row must show.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Limit {
    /// It is shown only.
    None,
    /// At most so many times the lower bound: the median of what lives beside each other show.
    Ratio(f64),
    /// At most so much.
    Most(f64),
    /// At most so many times the row of another project.
    Growth(f64, &'static str),
}

/// A row of the table.
pub struct Row {
    /// What is measured.
    pub measure: Measure,
    /// Of which project.
    pub scene: &'static str,
    /// What it must show.
    pub limit: Limit,
}

/// Everything measured, by measure, project and page, and there by run: in each run the pages live one after the other,
/// so that a machine that is busy meanwhile slows them all.
#[derive(Default)]
pub struct Results {
    samples: BTreeMap<(Measure, &'static str, &'static str), BTreeMap<usize, Vec<f64>>>,
}

/// What a page did with a project.
pub type Subject = (&'static str, &'static str);

impl Results {
    /// Adds one measurement of a run, of a project and a page.
    pub fn add(&mut self, measure: Measure, (scene, subject): Subject, run: usize, value: f64) {
        self.samples.entry((measure, scene, subject)).or_default().entry(run).or_default().push(value);
    }

    /// Forgets what a page did with a project, since it did not come through.
    pub fn forget(&mut self, scene: &'static str, subject: &'static str) {
        self.samples.retain(|(_, of_scene, of_subject), _| (*of_scene, *of_subject) != (scene, subject));
    }

    /// The median, or `None` where nothing was measured.
    pub fn median(&self, measure: Measure, scene: &'static str, subject: &'static str) -> Option<f64> {
        median(self.samples.get(&(measure, scene, subject))?.values().flatten().copied())
    }

    /// How many times as much one of two takes, by the median of the ratios of their runs; `None` where they have no run
    /// in common.
    pub fn ratio(&self, measure: Measure, one: Subject, other: Subject) -> Option<f64> {
        let runs = |(scene, subject)| self.samples.get(&(measure, scene, subject));
        let (ones, others) = (runs(one)?, runs(other)?);
        let of_run = |(run, values): (&usize, &Vec<f64>)| {
            Some(median(values.iter().copied())? / median(others.get(run)?.iter().copied())?)
        };
        median(ones.iter().filter_map(of_run))
    }
}

fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut sorted: Vec<f64> = values.collect();
    sorted.sort_by(f64::total_cmp);
    let middle = sorted.len() / 2;
    let upper = *sorted.get(middle)?;
    let lower = middle.checked_sub(1).and_then(|below| sorted.get(below)).copied().unwrap_or(upper);
    Some(if sorted.len().is_multiple_of(2) { (lower + upper) / 2.0 } else { upper })
}

impl Row {
    /// What stands in the first column.
    pub fn title(&self) -> String {
        let scene = self.scene;
        match self.measure {
            Measure::Start => "start with the seed corpus to first text".to_owned(),
            Measure::Read => format!("read the file of {scene} into values"),
            Measure::Open => format!("open {scene}, beyond reading the file"),
            Measure::CreateByKey => format!("create one annotation by key in {scene}"),
            Measure::CreateByMouse => format!("create one annotation by mouse in {scene}"),
            Measure::Delete => format!("delete one annotation in {scene}"),
            Measure::Undo => format!("undo that in {scene}"),
            Measure::Scroll => format!("scroll through {scene}, longest task"),
            Measure::Memory => format!("memory with {scene}"),
            Measure::Edit => format!("one edit in {scene}, storage included"),
            Measure::WorstEdit => format!("the most expensive edit in {scene}"),
        }
    }

    /// Whether the row holds: `None` where nothing is asked of it, and a sentence where it does not.
    pub fn verdict(&self, results: &Results) -> Option<Result<(), String>> {
        let title = self.title();
        let beleg = (self.scene, "Beleg");
        let (measured, most) = match self.limit {
            Limit::None => return None,
            Limit::Most(most) => (results.median(self.measure, self.scene, "Beleg"), most),
            Limit::Ratio(most) => (results.ratio(self.measure, beleg, (self.scene, "lower bound")), most),
            Limit::Growth(most, scene) => (results.ratio(self.measure, beleg, (scene, "Beleg")), most),
        };
        let (unit, of) = match self.limit {
            Limit::Most(_) => (" ms", String::new()),
            Limit::Growth(_, scene) => ("x", format!(" that with {scene}")),
            _ => ("x", " the lower bound".to_owned()),
        };
        Some(match measured {
            None => Err(format!("\"{title}\" could not be measured.")),
            Some(measured) if measured <= most => Ok(()),
            Some(measured) => {
                Err(format!("\"{title}\" takes {measured:.2}{unit}{of} and may take {most}{unit}."))
            }
        })
    }
}

/// The rows as a table in Markdown.
pub fn markdown(rows: &[Row], results: &Results) -> String {
    let mut table = String::from(
        "| work | lower bound | Recogito | Beleg | Beleg : lower bound | at most | holds |\n\
         | --- | ---: | ---: | ---: | ---: | ---: | --- |\n",
    );
    for row in rows {
        let median = |subject| results.median(row.measure, row.scene, subject);
        let value =
            |subject| median(subject).map_or("-".to_owned(), |value| spell_with_unit(row.measure, value));
        let ratio = results.ratio(row.measure, (row.scene, "Beleg"), (row.scene, "lower bound"));
        // How much shorter a short task is cannot be told.
        let ratio = ratio.filter(|_| row.measure != Measure::Scroll);
        let most = match row.limit {
            Limit::None => String::new(),
            Limit::Ratio(most) => format!("{most}x"),
            Limit::Most(most) => format!("{most} ms"),
            Limit::Growth(most, scene) => format!("{most}x {scene}"),
        };
        let holds = match row.verdict(results) {
            None => "",
            Some(Ok(())) => "yes",
            Some(Err(_)) => "**no**",
        };
        table.push_str(&format!(
            "| {} | {} | {} | {} | {} | {most} | {holds} |\n",
            row.title(),
            value("lower bound"),
            value("Recogito"),
            value("Beleg"),
            ratio.map_or("-".to_owned(), |ratio| format!("{ratio:.2}")),
        ));
    }
    table
}

fn spell_with_unit(measure: Measure, value: f64) -> String {
    match measure {
        Measure::Scroll if value <= LONG_TASK => format!("under {LONG_TASK} ms"),
        Measure::Memory => format!("{} MB", spell(value)),
        _ => format!("{} ms", spell(value)),
    }
}

/// A number with as many digits as mean something.
fn spell(value: f64) -> String {
    if value < 9.95 { format!("{value:.1}") } else { format!("{value:.0}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCENE: &str = "1 MB";

    fn results(beleg: &[f64], lower: &[f64]) -> Results {
        let mut results = Results::default();
        for (subject, values) in [("Beleg", beleg), ("lower bound", lower)] {
            for (run, value) in values.iter().enumerate() {
                results.add(Measure::Open, (SCENE, subject), run, *value);
            }
        }
        results
    }

    fn row(limit: Limit) -> Row {
        Row { measure: Measure::Open, scene: SCENE, limit }
    }

    #[test]
    fn the_middle_counts_and_not_the_outlier() {
        assert_eq!(results(&[9.0, 1.0, 2.0], &[]).median(Measure::Open, SCENE, "Beleg"), Some(2.0));
        assert_eq!(results(&[4.0, 1.0, 2.0, 90.0], &[]).median(Measure::Open, SCENE, "Beleg"), Some(3.0));
        assert_eq!(results(&[4.0], &[]).median(Measure::Open, SCENE, "Beleg"), Some(4.0));
        assert_eq!(results(&[], &[]).median(Measure::Open, SCENE, "Beleg"), None);
    }

    #[test]
    fn what_slows_both_pages_of_a_run_changes_no_ratio() {
        // A run that only one of them came through has none.
        let results = results(&[20.0, 90.0, 22.0, 99.0], &[10.0, 45.0, 10.0]);
        assert_eq!(results.ratio(Measure::Open, (SCENE, "Beleg"), (SCENE, "lower bound")), Some(2.0));
        assert_eq!(row(Limit::Ratio(2.0)).verdict(&results), Some(Ok(())));
    }

    #[test]
    fn a_row_holds_up_to_its_limit() {
        let results = results(&[30.0], &[10.0]);
        assert_eq!(row(Limit::Ratio(3.0)).verdict(&results), Some(Ok(())));
        assert_eq!(row(Limit::Most(30.0)).verdict(&results), Some(Ok(())));
        assert_eq!(row(Limit::None).verdict(&results), None);
        let sentence = row(Limit::Ratio(2.0)).verdict(&results).unwrap().unwrap_err();
        assert!(sentence.contains("takes 3.00x the lower bound and may take 2x"), "{sentence}");
        assert!(row(Limit::Most(29.0)).verdict(&results).unwrap().is_err());
    }

    #[test]
    fn what_could_not_be_measured_does_not_hold() {
        let sentence = row(Limit::Ratio(3.0)).verdict(&results(&[1.0], &[])).unwrap().unwrap_err();
        assert!(sentence.contains("could not be measured"), "{sentence}");
        assert!(row(Limit::Most(3.0)).verdict(&results(&[], &[1.0])).unwrap().is_err());
    }

    #[test]
    fn what_failed_once_is_not_measured() {
        let mut results = results(&[1.0], &[1.0]);
        results.forget(SCENE, "Beleg");
        assert!(row(Limit::Ratio(3.0)).verdict(&results).unwrap().is_err());
        assert_eq!(results.median(Measure::Open, SCENE, "lower bound"), Some(1.0));
    }

    #[test]
    fn growth_is_judged_against_the_smaller_project() {
        let mut results = results(&[10.0], &[]);
        results.add(Measure::Open, ("small", "Beleg"), 0, 5.0);
        assert_eq!(row(Limit::Growth(2.0, "small")).verdict(&results), Some(Ok(())));
        assert!(row(Limit::Growth(1.5, "small")).verdict(&results).unwrap().is_err());
    }

    #[test]
    fn the_table_shows_what_is_there() {
        let table = markdown(&[row(Limit::Ratio(3.0))], &results(&[123.4], &[4.56]));
        assert!(table.contains("| 4.6 ms | - | 123 ms | 27.06 | 3x | **no** |"), "{table}");
    }
}
