//! One life of a page, in a browser of its own: it starts, opens a project, is edited and scrolled through; and what
//! each of that took.

use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::driver::Page;
use super::meter::{self, Reading};
use super::table::Measure;

/// A page that is measured.
pub struct Subject {
    /// What the table calls it.
    pub name: &'static str,
    /// Where the server has it.
    pub path: &'static str,
    /// What is clicked to take in a file, where the page asks.
    pub confirm: Option<&'static str>,
    /// What holds when everything that was done is kept.
    pub saved: &'static str,
    /// How many annotations the page shows that the text has.
    pub count: &'static str,
    /// Whether the caret moves by keys in a text that cannot be edited.
    pub has_caret: bool,
}

/// Beleg.
pub const BELEG: Subject = Subject {
    name: "Beleg",
    path: "/beleg.html",
    confirm: Some("[data-command=replace]"),
    saved: "document.querySelector('[data-part=save]').dataset.state === 'saved'",
    count: "Number(document.querySelector('.list h2').textContent.replace(/[^0-9]/g, ''))",
    has_caret: true,
};

/// The page that does the least.
pub const LOWER_BOUND: Subject = Subject {
    name: "lower bound",
    path: "/lower-bound.html",
    confirm: None,
    saved: "true",
    count: "annotations",
    has_caret: false,
};

/// Recogito's text annotator.
pub const RECOGITO: Subject = Subject { name: "Recogito", path: "/recogito.html", ..LOWER_BOUND };

/// How many places are edited in one life. The first is for warming up and does not count.
const PLACES: usize = 10;

/// What was measured in one life.
pub type Samples = Vec<(Measure, f64)>;

/// A page in its browser.
pub struct Life<'a> {
    page: &'a Page,
    subject: &'a Subject,
    samples: Samples,
}

impl<'a> Life<'a> {
    /// Loads the page and measures its start: all work until the first text was painted.
    pub fn start(page: &'a Page, subject: &'a Subject, address: &str) -> Result<Self> {
        let mut life = Life { page, subject, samples: Vec::new() };
        page.cdp("Page.navigate", &json!({ "url": format!("{address}{}", subject.path) }))?;
        // Read as often as can be, so that one reading stands right behind the moment in question.
        let mut readings: Vec<Reading> = Vec::new();
        for _ in 0..10_000 {
            let here = meter::read(page)?;
            readings.push(here);
            let Some(earlier) = readings.iter().rfind(|reading| reading.at < here.at - 0.1) else { continue };
            if here.since(*earlier).work < 2.0 && page.holds(&life.is_ready())? {
                break;
            }
        }
        let painted: [f64; 1] = page.numbers(FIRST_TEXT)?;
        let first = readings.iter().find(|reading| reading.at >= reading.began + painted[0] / 1e3);
        let first = first.or(readings.last()).context("the meter gave nothing")?;
        life.samples.push((Measure::Start, first.work));
        Ok(life)
    }

    fn is_ready(&self) -> String {
        format!(
            "document.readyState === 'complete' && document.querySelector('.text') && {}",
            self.subject.saved
        )
    }

    /// Opens a file, and measures all work until it is painted, kept and at rest, beyond reading the file into values.
    pub fn open(&mut self, file: &Path, length: usize, annotations: usize) -> Result<()> {
        let before = meter::settle(self.page, self.subject.saved)?;
        self.page.choose_file("[data-part=file]", file)?;
        if let Some(confirm) = self.subject.confirm {
            meter::wait(self.page, &format!("document.querySelector('{confirm}')"))?;
            if self.page.holds("document.querySelector('.problems')")? {
                bail!("it has problems with {}", file.display());
            }
            self.page.click(confirm)?;
        }
        let is_open = format!(
            "{} && document.querySelector('.text').textContent.length === {length} && {} === {annotations}",
            self.subject.saved, self.subject.count
        );
        let after = meter::settle(self.page, &is_open)?;
        let read: [f64; 1] =
            self.page.numbers("[performance.getEntriesByName('beleg:read', 'measure').at(-1).duration]")?;
        self.samples.push((Measure::Parse, read[0]));
        self.samples.push((Measure::Open, after.since(before).work - read[0]));
        Ok(())
    }

    /// Measures what the page holds in memory: scripts, the page's own objects, and the program's memory. In megabytes.
    pub fn weigh(&mut self) -> Result<()> {
        for _ in 0..2 {
            self.page.cdp("HeapProfiler.collectGarbage", &json!({}))?;
        }
        let usage = self.page.cdp("Runtime.getHeapUsage", &json!({}))?;
        let of = |name: &str| usage.get(name).and_then(Value::as_f64).unwrap_or_default();
        let bytes = of("usedSize") + of("embedderHeapUsedSize") + of("backingStorageSize");
        self.samples.push((Measure::Memory, bytes / 1e6));
        Ok(())
    }

    /// Marks, deletes and takes back in the middle of the text, and measures each from the key to rest.
    pub fn edit(&mut self) -> Result<()> {
        self.page.evaluate("(() => { const reader = document.querySelector('.reader'); reader.scrollTop = reader.scrollHeight / 2 })()")?;
        meter::settle(self.page, self.subject.saved)?;
        let annotations = self.page.numbers::<1>(&format!("[{}]", self.subject.count))?[0];
        let mut spent: Vec<(Measure, f64)> = Vec::new();
        for place in 0..PLACES {
            let by_key = place % 2 == 0;
            self.select(place, by_key)?;
            let create = if by_key { Measure::CreateByKey } else { Measure::CreateByMouse };
            spent.push((create, self.press("1", annotations + 1.0)?));
            spent.push((Measure::Delete, self.press("Delete", annotations)?));
            spent.push((Measure::Undo, self.press("Ctrl+z", annotations + 1.0)?));
            self.press("Ctrl+z", annotations)?;
            if place < 2 {
                self.dismiss()?;
                spent.clear();
            }
        }
        for measure in [Measure::CreateByKey, Measure::CreateByMouse, Measure::Delete, Measure::Undo] {
            let of_this: Vec<f64> =
                spent.iter().filter(|(other, _)| *other == measure).map(|(_, work)| *work).collect();
            self.samples.push((measure, of_this.iter().sum::<f64>() / of_this.len() as f64));
        }
        Ok(())
    }

    /// Edits often, and returns what each edit took: marking, deleting, taking that back, and taking back the mark.
    pub fn edit_often(&mut self, rounds: usize) -> Result<Vec<f64>> {
        let annotations = self.page.numbers::<1>(&format!("[{}]", self.subject.count))?[0];
        let mut spent = Vec::new();
        for place in 0..rounds + 1 {
            self.select(place, false)?;
            for (key, more) in [("1", 1.0), ("Delete", 0.0), ("Ctrl+z", 1.0), ("Ctrl+z", 0.0)] {
                spent.push(self.press(key, annotations + more)?);
            }
            if place == 0 {
                self.dismiss()?;
                spent.clear();
            }
        }
        Ok(spent)
    }

    /// Answers the question that comes after the first mark.
    fn dismiss(&self) -> Result<()> {
        if self.page.holds("document.querySelector('[data-command=who-skip]')")? {
            self.page.click("[data-command=who-skip]")?;
        }
        Ok(())
    }

    /// Selects a few words in view, at another place each time.
    fn select(&self, place: usize, by_key: bool) -> Result<()> {
        for attempt in 0..8 {
            let [left, top, width, height] = self.page.numbers(
                "(() => { const reader = document.querySelector('.reader').getBoundingClientRect(), \
                 text = document.querySelector('.text').getBoundingClientRect(); \
                 return [text.left, reader.top, text.width, reader.height] })()",
            )?;
            let x = left + width * (0.1 + 0.07 * (place % 6) as f64);
            let y = top + height * (0.12 + 0.06 * (place % 11) as f64) + 13.0 * f64::from(attempt);
            if by_key && self.subject.has_caret {
                self.page.drag((x, y), (x, y))?;
                for _ in 0..3 {
                    self.page.press("Ctrl+Shift+ArrowRight")?;
                }
            } else {
                self.page.drag((x, y), (x + 150.0, y))?;
            }
            meter::settle(self.page, self.subject.saved)?;
            if self.page.holds("getSelection().toString().trim().length > 3")? {
                return Ok(());
            }
        }
        bail!("nothing could be selected at place {place}")
    }

    /// Presses a key and returns the work until the text has so many annotations, is painted and kept.
    fn press(&self, key: &str, annotations: f64) -> Result<f64> {
        let before = meter::settle(self.page, self.subject.saved)?;
        self.page.press(key)?;
        let done = format!("{} === {annotations} && {}", self.subject.count, self.subject.saved);
        let after = meter::settle(self.page, &done).with_context(|| format!("{key} failed"))?;
        Ok(after.since(before).work)
    }

    /// What was measured.
    pub fn samples(self) -> Samples {
        self.samples
    }
}

/// When the first text was painted, in milliseconds since the page began.
const FIRST_TEXT: &str = "new Promise(done => new PerformanceObserver(list => done([list.getEntries().at(-1).paintTime]))\
                          .observe({ type: 'largest-contentful-paint', buffered: true }))";
