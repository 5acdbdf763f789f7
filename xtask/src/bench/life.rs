//! One life of a page, in a browser of its own: it starts, opens a project, is edited and scrolled through; and what
//! each of that took.

use std::collections::BTreeMap;
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::driver::{Driver, Page};
use super::meter::{self, Reading};
use super::profile::{self, Summary};
use super::table::{LONG_TASK, Measure};
use crate::steps::now;

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
    /// Whether it shows a text as soon as it starts.
    pub draws_at_start: bool,
}

/// Beleg.
pub const BELEG: Subject = Subject {
    name: "Beleg",
    path: "/beleg.html",
    confirm: Some("[data-command=replace]"),
    saved: "document.querySelector('[data-part=save]').dataset.state === 'saved'",
    count: "Number(document.querySelector('.list h2').textContent.replace(/[^0-9]/g, ''))",
    has_caret: true,
    draws_at_start: true,
};

/// The page that does the least.
pub const LOWER_BOUND: Subject = Subject {
    name: "lower bound",
    path: "/lower-bound.html",
    confirm: None,
    saved: "true",
    count: "annotations",
    has_caret: false,
    draws_at_start: true,
};

/// Recogito's text annotator.
pub const RECOGITO: Subject =
    Subject { name: "Recogito", path: "/recogito.html", draws_at_start: false, ..LOWER_BOUND };

/// How many places are edited in one life.
const PLACES: usize = 10;

/// How many of them are for warming up and do not count.
const WARMING: usize = 2;

/// How many turns of the wheel, each of three lines, are scrolled slowly at both ends of the text.
const SLOWLY: usize = 10;

/// A page in a browser of its own, and what was measured of it.
pub struct Life<'a> {
    page: Page,
    subject: &'a Subject,
    samples: Vec<(Measure, Reading)>,
    profiles: Option<BTreeMap<Measure, (Summary, Value)>>,
}

impl<'a> Life<'a> {
    /// Loads the page and measures its start: all work until the first text was painted.
    pub fn start(driver: &Driver, subject: &'a Subject, address: &str, is_profiled: bool) -> Result<Self> {
        let page = driver.open()?;
        let mut life = Life { page, subject, samples: Vec::new(), profiles: is_profiled.then(BTreeMap::new) };
        life.begin()?;
        let ready = format!(
            "document.readyState === 'complete' && document.querySelector('.text') && {}",
            subject.saved
        );
        life.page.cdp("Page.navigate", &json!({ "url": format!("{address}{}", subject.path) }))?;
        // Read as often as can be, so that one reading stands right behind the moment in question.
        let mut readings: Vec<Reading> = Vec::new();
        let start = now();
        loop {
            let here = meter::read(&life.page)?;
            readings.push(here);
            let earlier = readings.iter().rfind(|reading| reading.at < here.at - 0.1);
            if earlier.is_some_and(|earlier| here.since(*earlier).work < 2.0) && life.page.holds(&ready)? {
                break;
            }
            if start.elapsed() > meter::LIMIT {
                bail!("it did not start within {} seconds", meter::LIMIT.as_secs());
            }
        }
        if subject.draws_at_start {
            let [painted] = life.page.numbers(FIRST_TEXT)?;
            let first = readings.iter().find(|reading| reading.at >= reading.began + painted / 1e3);
            life.end(Measure::Start, *first.or(readings.last()).context("the meter gave nothing")?)?;
        } else {
            life.profiled(Measure::Start)?;
        }
        Ok(life)
    }

    /// Loads the page again, and measures all work until it has read what it kept and is at rest.
    pub fn start_again(&self) -> Result<Reading> {
        let [annotations] = self.page.numbers(&format!("[{}]", self.subject.count))?;
        self.page.evaluate("window.isOld = true")?;
        let before = meter::settle(&self.page, self.subject.saved)?;
        self.page.cdp("Page.reload", &json!({}))?;
        let is_there =
            format!("!window.isOld && {} && {} === {annotations}", self.subject.saved, self.subject.count);
        let (start, mut first) = (now(), before);
        while first.began == before.began {
            first = meter::read(&self.page)?;
            if start.elapsed() > meter::LIMIT {
                bail!("it did not load again within {} seconds", meter::LIMIT.as_secs());
            }
        }
        let after = meter::settle(&self.page, &is_there)?;
        // Where the page came into another process, its meter began anew. At the end that shows no longer: by then it
        // may have worked more than before.
        Ok(if first.work < before.work { after } else { after.since(before) })
    }

    /// Opens a file, and measures all work until it is painted, kept and at rest, beyond reading the file into values.
    pub fn open(&mut self, file: &Path, length: usize, annotations: usize) -> Result<()> {
        let before = meter::settle(&self.page, self.subject.saved)?;
        self.begin()?;
        self.page.choose_file("[data-part=file]", file)?;
        let read = self.read_values()?;
        if let Some(confirm) = self.subject.confirm {
            meter::wait(&self.page, &format!("document.querySelector('{confirm}')"))?;
            if self.page.holds("document.querySelector('.problems')")? {
                bail!("it has problems with {}", file.display());
            }
            self.page.click(confirm)?;
        }
        let is_open = format!(
            "{} && document.querySelector('.text').textContent.length === {length} && {} === {annotations}",
            self.subject.saved, self.subject.count
        );
        let work = meter::settle(&self.page, &is_open)?.since(before);
        self.samples.push((Measure::Read, Reading::of(read)));
        self.end(Measure::Open, Reading { work: work.work - read, script: work.script - read, ..work })
    }

    /// How much work it was to read a file into values, which the page measures by the clock, inside one task.
    ///
    /// Where other programs take their time of that, the clock says too much. So the meter is read right before that
    /// task and right behind it: the part of the time in which the page worked is that of the reading as well.
    fn read_values(&self) -> Result<f64> {
        let start = now();
        let mut readings = vec![meter::read(&self.page)?];
        while !self.page.holds(HAS_READ)? {
            readings.push(meter::read(&self.page)?);
            if start.elapsed() > meter::LIMIT {
                bail!("it did not read the file within {} seconds", meter::LIMIT.as_secs());
            }
        }
        let after = meter::read(&self.page)?;
        readings.push(after);
        let [began, took] = self.page.numbers(READING)?;
        let began = after.began + began / 1e3;
        let ended = began + took / 1e3;
        let before = readings.iter().rfind(|reading| reading.at <= began).copied().unwrap_or_default();
        let after = readings.iter().find(|reading| reading.at >= ended).copied().unwrap_or(after);
        let passed = 1e3 * (after.at - began);
        Ok(took * (after.since(before).work / passed).clamp(0.0, 1.0))
    }

    /// Measures what the page holds in memory, in megabytes: its scripts, the browser's objects for it, and the memory
    /// of its program.
    pub fn weigh(&mut self) -> Result<()> {
        for _ in 0..2 {
            self.page.cdp("HeapProfiler.collectGarbage", &json!({}))?;
        }
        let usage = self.page.cdp("Runtime.getHeapUsage", &json!({}))?;
        let of = |name: &str| usage.get(name).and_then(Value::as_f64).unwrap_or_default();
        let bytes =
            of("usedSize") + of("embedderHeapUsedSize") + of("backingStorageSize") + self.programs()?;
        self.samples.push((Measure::Memory, Reading::of(bytes / 1e6)));
        Ok(())
    }

    /// How many bytes the memories of all programs of the page have; the browser does not count them with the rest.
    fn programs(&self) -> Result<f64> {
        let object = |answer: Value, path: &str| {
            answer.pointer(path).cloned().context("the browser does not find the memory of programs")
        };
        let memory = json!({ "expression": "WebAssembly.Memory.prototype" });
        let memory = object(self.page.cdp("Runtime.evaluate", &memory)?, "/result/objectId")?;
        let all = self.page.cdp("Runtime.queryObjects", &json!({ "prototypeObjectId": memory }))?;
        let sum = json!({
            "objectId": object(all, "/objects/objectId")?,
            "functionDeclaration": "function() { return this.reduce((sum, one) => sum + one.buffer.byteLength, 0) }",
        });
        let sum = object(self.page.cdp("Runtime.callFunctionOn", &sum)?, "/result/value")?;
        Ok(sum.as_f64().unwrap_or_default())
    }

    /// Marks, deletes and takes back in the middle of the text, and measures each from the key to rest.
    pub fn edit(&mut self) -> Result<()> {
        self.go_to_middle()?;
        // What it takes to do nothing: to be asked whether one is at rest.
        let nothing = (0..3).map(|_| {
            let before = meter::read(&self.page)?;
            Ok(meter::settle(&self.page, self.subject.saved)?.since(before))
        });
        let nothing = Reading::mean(&nothing.collect::<Result<Vec<_>>>()?);
        let mut spent: Vec<(Measure, Reading)> = Vec::new();
        for place in 0..PLACES {
            // Both ways at each place, each of them first at every other one, whichever way a page can select.
            let mut ways = [Measure::CreateByKey, Measure::CreateByMouse];
            ways.rotate_left(place % 2);
            for create in ways {
                let by_key = self.subject.has_caret && create == Measure::CreateByKey;
                let steps =
                    [("1", 1.0, create), ("Delete", -1.0, Measure::Delete), ("Ctrl+z", 1.0, Measure::Undo)];
                self.select(place, by_key)?;
                for (key, more, measure) in steps {
                    spent.push((measure, self.press(key, more, Some(measure))?));
                }
                self.press("Ctrl+z", -1.0, None)?;
                if place < WARMING {
                    self.dismiss()?;
                    spent.clear();
                    self.profiles.iter_mut().for_each(BTreeMap::clear);
                }
            }
        }
        self.samples.extend(spent.into_iter().map(|(measure, work)| (measure, work.since(nothing))));
        Ok(())
    }

    /// Edits in a row, at so many places in view, and returns what each edit took. The next one comes as soon as the one
    /// before is kept, so that what is painted late counts with the next.
    pub fn edit_often(&mut self, places: usize) -> Result<Vec<Reading>> {
        const STEPS: [(&str, f64); 8] = [
            ("1", 1.0),
            ("Delete", -1.0),
            ("Ctrl+z", 1.0),
            ("Ctrl+z", -1.0),
            ("Ctrl+Shift+z", 1.0),
            ("Ctrl+Shift+z", -1.0),
            ("Ctrl+z", 1.0),
            ("Ctrl+z", -1.0),
        ];
        self.go_to_middle()?;
        let mut spent = Vec::new();
        for place in 0..places {
            self.select(place, false)?;
            self.begin()?;
            let mut before = meter::read(&self.page)?;
            for (nth, (key, more)) in STEPS.iter().enumerate() {
                let done = self.done(*more)?;
                self.page.press(key)?;
                let is_last = nth + 1 == STEPS.len();
                let wait = if is_last { meter::settle } else { meter::wait };
                let after = wait(&self.page, &done).with_context(|| format!("{key} failed"))?;
                spent.push(after.since(before));
                before = after;
            }
            self.profiled(Measure::Edit)?;
            self.dismiss()?;
        }
        Ok(spent)
    }

    /// Scrolls through everything, slowly at both ends and in jumps between them, and measures the longest task.
    ///
    /// The browser reports tasks that took longer than 50 ms, but by the clock, and other programs take their time of
    /// that. No task is longer, in work, than all work between two readings: the lesser of the two counts.
    pub fn scroll(&mut self) -> Result<()> {
        self.page.evaluate(&format!("{READER}.scrollTop = 0"))?;
        meter::settle(&self.page, self.subject.saved)?;
        self.begin()?;
        self.page.evaluate(WATCH)?;
        let [x, y, height] = self.page.numbers(&format!(
            "(() => {{ const box = {READER}.getBoundingClientRect(); \
             return [box.x + box.width / 2, box.y + box.height / 2, {READER}.scrollHeight] }})()"
        ))?;
        let mut before = meter::read(&self.page)?;
        let mut most = 0.0;
        let mut turn = |pixels: f64| -> Result<()> {
            self.page.wheel((x, y), pixels)?;
            sleep(Duration::from_millis(25));
            let after = meter::read(&self.page)?;
            most = f64::max(most, after.since(before).work);
            before = after;
            Ok(())
        };
        (0..SLOWLY).try_for_each(|_| turn(120.0))?;
        let end = format!("{READER}.scrollTop + {READER}.clientHeight > {READER}.scrollHeight - 10");
        let start = now();
        while !self.page.holds(&end)? {
            (0..10).try_for_each(|_| turn(height / 30.0))?;
            if start.elapsed() > meter::LIMIT {
                bail!("it did not scroll to its end within {} seconds", meter::LIMIT.as_secs());
            }
        }
        (0..SLOWLY).try_for_each(|_| turn(-120.0))?;
        meter::settle(&self.page, self.subject.saved)?;
        let [longest] = self.page.numbers("[Math.max(...longTasks, 0)]")?;
        self.end(Measure::Scroll, Reading::of(f64::max(longest, LONG_TASK).min(most)))
    }

    fn go_to_middle(&self) -> Result<()> {
        self.page
            .evaluate(&format!("{READER}.scrollTop = ({READER}.scrollHeight - {READER}.clientHeight) / 2"))?;
        meter::settle(&self.page, self.subject.saved).map(drop)
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
        let [left, top, width, height] = self.page.numbers(&format!(
            "(() => {{ const box = {READER}.getBoundingClientRect(), \
             text = document.querySelector('.text').getBoundingClientRect(); \
             return [text.left, box.top, text.width, box.height] }})()"
        ))?;
        for attempt in 0..8 {
            let x = left + width * (0.1 + 0.07 * (place % 6) as f64);
            let y = top + height * (0.12 + 0.06 * (place % 11) as f64) + 13.0 * f64::from(attempt);
            if by_key {
                self.page.drag((x, y), (x, y))?;
                for _ in 0..3 {
                    self.page.press("Ctrl+Shift+ArrowRight")?;
                }
            } else {
                self.page.drag((x, y), (x + 150.0, y))?;
            }
            meter::settle(&self.page, self.subject.saved)?;
            if self.page.holds(SELECTED)? {
                return Ok(());
            }
        }
        bail!("nothing could be selected at place {place}")
    }

    /// Presses a key and returns the work until the text has so many annotations more, is painted and kept.
    fn press(&mut self, key: &str, more: f64, measure: Option<Measure>) -> Result<Reading> {
        let done = self.done(more)?;
        if measure.is_some() {
            self.begin()?;
        }
        let before = meter::read(&self.page)?;
        self.page.press(key)?;
        let after = meter::settle(&self.page, &done).with_context(|| format!("{key} failed"))?;
        if let Some(measure) = measure {
            self.profiled(measure)?;
        }
        Ok(after.since(before))
    }

    /// What holds when the text has so many annotations more than now, and that is kept.
    fn done(&self, more: f64) -> Result<String> {
        let [annotations] = self.page.numbers(&format!("[{}]", self.subject.count))?;
        Ok(format!("{} === {} && {}", self.subject.count, annotations + more, self.subject.saved))
    }

    /// Begins an interval.
    fn begin(&self) -> Result<()> {
        if self.profiles.is_some() { profile::start(&self.page) } else { Ok(()) }
    }

    /// Ends an interval with what it took.
    fn end(&mut self, measure: Measure, work: Reading) -> Result<()> {
        self.profiled(measure)?;
        self.samples.push((measure, work));
        Ok(())
    }

    fn profiled(&mut self, measure: Measure) -> Result<()> {
        if let Some(profiles) = &mut self.profiles {
            let profile = profile::stop(&self.page)?;
            let (summary, latest) = profiles.entry(measure).or_default();
            summary.add(&profile);
            *latest = profile;
        }
        Ok(())
    }

    /// What was measured.
    pub fn samples(&self) -> &[(Measure, Reading)] {
        &self.samples
    }

    /// The profiles, where there are any: for each measure the summary of all and the latest one.
    pub fn profiles(&self) -> impl Iterator<Item = (Measure, &Summary, &Value)> {
        let all = self.profiles.iter().flatten();
        all.map(|(measure, (summary, latest))| (*measure, summary, latest))
    }
}

/// The part of the page that scrolls.
const READER: &str = "document.querySelector('.reader')";

/// Whether something of the text is selected.
const SELECTED: &str = "getSelection().toString().trim().length > 3 && \
                        document.querySelector('.text').contains(getSelection().anchorNode)";

/// When the first text was painted, in milliseconds since the page began: the largest thing that a page paints by
/// itself is its text.
const FIRST_TEXT: &str = "new Promise(done => new PerformanceObserver(list => done([list.getEntries().at(-1).paintTime]))\
                          .observe({ type: 'largest-contentful-paint', buffered: true }))";

/// Whether the file has been read into values.
const HAS_READ: &str = "performance.getEntriesByName('beleg:read', 'measure').length > 0";

/// When it began to read the file into values, since the page began, and how long that took, in milliseconds.
const READING: &str = "(({ startTime, duration }) => [startTime, duration])\
                       (performance.getEntriesByName('beleg:read', 'measure').at(-1))";

/// Watches for tasks that take longer than 50 ms from now on.
const WATCH: &str = "(() => {
    const longTasks = window.longTasks = [];
    new PerformanceObserver(list => longTasks.push(...list.getEntries().map(entry => entry.duration)))
        .observe({ type: 'longtask' });
})()";
