//! `cargo xtask bench`: what the release costs, beside a page that does the least, in the same run.

mod driver;
mod large;
mod life;
mod meter;
mod profile;
mod server;
mod table;
mod texts;

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;

use crate::workspace::{self, Workspace};
use crate::{browsers, dist, steps, tools};
use Measure::{CreateByKey, CreateByMouse, Delete, Edit, Memory, Open, Read, Scroll, Start, Undo, WorstEdit};
use driver::Driver;
pub use large::measure as large;
use life::{BELEG, LOWER_BOUND, Life, RECOGITO, Subject};
use meter::Reading;
use table::{LONG_TASK, Limit, Measure, Results, Row};
use texts::{Paragraphs, Project};

/// A project that is opened, and what is measured of it.
struct Scene {
    name: &'static str,
    bytes: usize,
    annotations: usize,
    paragraphs: Paragraphs,
    measures: &'static [(Measure, Limit)],
    recogito: bool,
}

/// At most how many times the lower bound an act in the dense text may take. Seven lives of one page showed 1.72 to 2.05.
const DENSE: f64 = 2.2;

const SCENES: &[Scene] = &[
    Scene {
        name: "1 MB with 10,000",
        bytes: 1_000_000,
        annotations: 10_000,
        paragraphs: Paragraphs::Lines,
        measures: &[
            (Read, Limit::None),
            (Open, Limit::Ratio(3.0)),
            (CreateByKey, Limit::Ratio(3.0)),
            (CreateByMouse, Limit::Ratio(3.0)),
            (Delete, Limit::Ratio(3.0)),
            (Undo, Limit::None),
            (Scroll, Limit::Most(LONG_TASK)),
            (Memory, Limit::None),
        ],
        recogito: true,
    },
    Scene {
        name: "100 kB with 10,000",
        bytes: 100_000,
        annotations: 10_000,
        paragraphs: Paragraphs::Lines,
        measures: &[
            (Open, Limit::None),
            (CreateByKey, Limit::Ratio(DENSE)),
            (CreateByMouse, Limit::Ratio(DENSE)),
            (Delete, Limit::Ratio(DENSE)),
            (Undo, Limit::None),
        ],
        recogito: true,
    },
    Scene {
        name: "5 MB with 10,000",
        bytes: 5_000_000,
        annotations: 10_000,
        paragraphs: Paragraphs::Lines,
        measures: &[(Read, Limit::None), (Open, Limit::Ratio(3.0)), (Memory, Limit::None)],
        recogito: true,
    },
    Scene {
        name: "1 MB in one line with 10,000",
        bytes: 1_000_000,
        annotations: 10_000,
        paragraphs: Paragraphs::OneLine,
        measures: &[
            (Open, Limit::Growth(TOLERANCE, "1 MB with 10,000")),
            (CreateByKey, Limit::Growth(TOLERANCE, "1 MB with 10,000")),
            (CreateByMouse, Limit::Growth(TOLERANCE, "1 MB with 10,000")),
            (Delete, Limit::Growth(TOLERANCE, "1 MB with 10,000")),
            (Scroll, Limit::Most(LONG_TASK)),
        ],
        recogito: false,
    },
    Scene {
        name: "5 MB in one line with 10,000",
        bytes: 5_000_000,
        annotations: 10_000,
        paragraphs: Paragraphs::OneLine,
        measures: &[(Open, Limit::Growth(TOLERANCE, "5 MB with 10,000"))],
        recogito: false,
    },
    small("5 MB with 1,000", 5_000_000, 1_000),
    small("5 MB with 100", 5_000_000, 100),
    small("1 MB with 1,000", 1_000_000, 1_000),
    small("1 MB with 100", 1_000_000, 100),
    small("100 kB with 1,000", 100_000, 1_000),
    small("100 kB with 100", 100_000, 100),
];

/// A project that only shows how the cost of opening grows.
const fn small(name: &'static str, bytes: usize, annotations: usize) -> Scene {
    let (paragraphs, measures) = (Paragraphs::Lines, &[(Open, Limit::None)]);
    Scene { name, bytes, annotations, paragraphs, measures, recogito: false }
}

/// The start has no project; further measurements of it come from the lives of all others.
const START: Row = Row { measure: Start, scene: "", limit: Limit::Most(120.0) };

/// Projects of growing size, each with the same text in hand.
const GROWING: [(&str, usize); 3] = [
    ("200 documents with 1,000", 1_000),
    ("200 documents with 10,000", 10_000),
    ("200 documents with 100,000", 100_000),
];

/// How much more an edit may take in a larger project: what noise there is between two runs of the same.
const TOLERANCE: f64 = 1.5;

const DOCUMENTS: usize = 200;
const DOCUMENT_BYTES: usize = 5_000;
const IN_HAND: usize = 50;

/// How often it is the turn of each of the growing projects, and at how many places the text is edited in one turn;
/// at each place there are eight edits. Together they are more than the entries after which Beleg writes a snapshot.
const TURNS: usize = 5;
const PLACES: usize = 6;

/// What is wished on the command line.
#[derive(Debug, PartialEq)]
struct Wishes {
    page: Option<PathBuf>,
    only: String,
    runs: usize,
    profile: bool,
    verbose: bool,
}

/// Everything a run stands on.
struct Bench {
    wishes: Wishes,
    workspace: Workspace,
    driver: Driver,
    address: String,
    has_recogito: bool,
}

/// The command line.
pub fn command(arguments: &[String]) -> Result<()> {
    let wishes = read(arguments)?;
    let start = steps::now();
    let bench = prepare(wishes)?;
    let mut results = Results::default();
    let mut rows = Vec::new();
    let wanted = |row: &Row| row.title().contains(&bench.wishes.only);
    for scene in SCENES {
        let of_scene =
            scene.measures.iter().map(|&(measure, limit)| Row { measure, scene: scene.name, limit });
        let of_scene: Vec<Row> = of_scene.filter(wanted).collect();
        if !of_scene.is_empty() {
            bench.play(scene, &of_scene, &mut results)?;
        }
        rows.extend(of_scene);
    }
    if wanted(&START) {
        bench.play_starts(&mut results)?;
        rows.push(START);
    }
    let growing: Vec<Row> = growing_rows().into_iter().filter(wanted).collect();
    if !growing.is_empty() {
        bench.play_growing(&mut results)?;
        rows.extend(growing);
    }
    eprintln!("\nmeasured in {}", steps::spell(start.elapsed()));
    println!("\n{}", table::markdown(&rows, &results));
    if bench.wishes.profile {
        // What is profiled takes longer, so that nothing is judged by it.
        return Ok(());
    }
    judge(&rows, &results)
}

fn judge(rows: &[Row], results: &Results) -> Result<()> {
    let verdicts: Vec<_> = rows.iter().filter_map(|row| row.verdict(results)).collect();
    let broken: Vec<&str> =
        verdicts.iter().filter_map(|verdict| verdict.as_ref().err().map(String::as_str)).collect();
    if broken.is_empty() {
        return Ok(());
    }
    bail!("{} of {} rows do not hold.\n{}", broken.len(), verdicts.len(), broken.join("\n"))
}

fn growing_rows() -> Vec<Row> {
    let [(smallest, _), ..] = GROWING;
    let edit = |&(scene, _): &(&'static str, usize)| {
        let limit = if scene == smallest { Limit::None } else { Limit::Growth(TOLERANCE, smallest) };
        Row { measure: Edit, scene, limit }
    };
    let worst = |&(scene, _): &(&'static str, usize)| Row { measure: WorstEdit, scene, limit: Limit::None };
    GROWING.iter().map(edit).chain(GROWING.iter().map(worst)).collect()
}

fn prepare(wishes: Wishes) -> Result<Bench> {
    let workspace = workspace::find()?;
    let browsers = browsers::find()?;
    let page = match &wishes.page {
        Some(page) => page.clone(),
        None => {
            dist::get_tools(&workspace)?;
            dist::build(&workspace)?;
            workspace.dist().join("beleg.html")
        }
    };
    let recogito = match tools::install_recogito() {
        Ok(Some(folder)) => Some(folder),
        Ok(None) => {
            eprintln!("npm is not installed, so Recogito is not measured.");
            None
        }
        Err(error) => {
            eprintln!("Recogito could not be installed, so it is not measured: {error:#}");
            None
        }
    };
    let address = server::serve(files(&workspace, &page, recogito.as_deref())?)?;
    let driver = Driver::start(&browsers)?;
    Ok(Bench { wishes, workspace, driver, address, has_recogito: recogito.is_some() })
}

impl Bench {
    /// Lets all pages live with a project, one after the other and again, and measures what the rows want.
    fn play(&self, scene: &Scene, rows: &[Row], results: &mut Results) -> Result<()> {
        let project = Project::of_one(scene.bytes, scene.annotations, scene.paragraphs);
        let file = self.write(&format!("{}.json", file_name(scene.name)), &project.file())?;
        let wants = |measures: &[Measure]| rows.iter().any(|row| measures.contains(&row.measure));
        let mut subjects = vec![&LOWER_BOUND, &BELEG];
        subjects.extend((scene.recogito && self.has_recogito).then_some(&RECOGITO));
        for run in 1..=self.wishes.runs {
            subjects.retain(|subject| {
                let came_through = self.live(scene.name, run, subject, results, |life| {
                    life.open(&file, project.utf16_length(), project.annotations_in_hand())?;
                    if wants(&[Memory]) {
                        life.weigh()?;
                    }
                    if wants(&[CreateByKey, CreateByMouse, Delete, Undo]) {
                        life.edit()?;
                    }
                    if wants(&[Scroll]) && subject.name != RECOGITO.name {
                        life.scroll()?;
                    }
                    Ok(())
                });
                if !came_through {
                    results.forget(scene.name, subject.name);
                }
                came_through
            });
        }
        Ok(())
    }

    fn play_starts(&self, results: &mut Results) -> Result<()> {
        for run in 1..=self.wishes.runs {
            for subject in [&LOWER_BOUND, &BELEG] {
                self.live("start", run, subject, results, |_| Ok(()));
            }
        }
        Ok(())
    }

    /// One life from the start to its end, with its measurements. What fails is said; answers whether nothing did.
    fn live(
        &self,
        scene: &'static str,
        run: usize,
        subject: &Subject,
        results: &mut Results,
        act: impl FnOnce(&mut Life) -> Result<()>,
    ) -> bool {
        let start = steps::now();
        let mut life = match Life::start(&self.driver, subject, &self.address, self.wishes.profile) {
            Ok(life) => life,
            Err(error) => {
                eprintln!("{scene}, run {run}, {}: {error:#}", subject.name);
                return false;
            }
        };
        let lived = act(&mut life);
        eprintln!("{scene}, run {run}, {} ({}):", subject.name, steps::spell(start.elapsed()));
        if let Err(error) = &lived {
            eprintln!("    {error:#}");
        }
        let mut readings: BTreeMap<Measure, Vec<Reading>> = BTreeMap::new();
        for (measure, reading) in life.samples() {
            let scene = if *measure == Start { "" } else { scene };
            results.add(*measure, (scene, subject.name), run, reading.work);
            readings.entry(*measure).or_default().push(*reading);
        }
        readings.iter().for_each(|(measure, readings)| self.say(*measure, Reading::mean(readings)));
        for (measure, summary, latest) in life.profiles() {
            let name = file_name(&format!("{scene} {measure:?} {}.cpuprofile", subject.name));
            match self.write(&name, &latest.to_string()) {
                Ok(file) => eprintln!("\n{measure:?}, {}:\n{}", file.display(), summary.table()),
                Err(error) => eprintln!("{error:#}"),
            }
        }
        lived.is_ok()
    }

    fn say(&self, measure: Measure, reading: Reading) {
        let Reading { work, script, style, layout, .. } = reading;
        if self.wishes.verbose && script > 0.0 {
            eprintln!(
                "    {measure:?} {work:.1} (script {script:.1}, style {style:.1}, layout {layout:.1}, other {:.1})",
                work - script - style - layout
            );
        } else {
            eprintln!("    {measure:?} {work:.1}");
        }
    }

    /// Edits projects of growing size in turns. All of them are open at the same time.
    fn play_growing(&self, results: &mut Results) -> Result<()> {
        let mut lives = Vec::new();
        for (name, annotations) in GROWING {
            let project = Project::of_many(DOCUMENTS, DOCUMENT_BYTES, annotations, IN_HAND);
            let file = self.write(&format!("{}.json", file_name(name)), &project.file())?;
            let opened =
                Life::start(&self.driver, &BELEG, &self.address, self.wishes.profile).and_then(|mut life| {
                    life.open(&file, project.utf16_length(), project.annotations_in_hand())?;
                    // What comes after the first mark is not counted.
                    life.edit_often(1)?;
                    Ok(life)
                });
            match opened {
                Ok(life) => {
                    life.samples().iter().for_each(|(measure, reading)| self.say(*measure, *reading));
                    lives.push((name, life, Vec::new()));
                }
                Err(error) => eprintln!("{name}: {error:#}"),
            }
        }
        for turn in 1..=TURNS {
            lives.retain_mut(|(name, life, spent)| match life.edit_often(PLACES) {
                Ok(edits) => {
                    eprintln!("{name}, turn {turn}:");
                    self.say(Edit, Reading::mean(&edits));
                    spent.extend(edits);
                    true
                }
                Err(error) => {
                    eprintln!("{name}, turn {turn}: {error:#}");
                    false
                }
            });
        }
        for (name, life, spent) in lives {
            // The mean and not the median: what is written only now and then is part of each edit.
            results.add(Edit, (name, BELEG.name), 1, Reading::mean(&spent).work);
            let worst = spent.iter().map(|edit| edit.work).fold(0.0, f64::max);
            results.add(WorstEdit, (name, BELEG.name), 1, worst);
            for (measure, summary, _) in life.profiles().filter(|(measure, ..)| *measure == Edit) {
                eprintln!("\n{measure:?} in {name}:\n{}", summary.table());
            }
        }
        Ok(())
    }

    fn write(&self, name: &str, content: &str) -> Result<PathBuf> {
        write(&self.workspace, name, content)
    }
}

/// Writes something that stays behind for who wants to look at it.
fn write(workspace: &Workspace, name: &str, content: &str) -> Result<PathBuf> {
    let folder = workspace.target.join("bench");
    std::fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made.", folder.display()))?;
    let file = folder.join(name);
    std::fs::write(&file, content).with_context(|| format!("{} cannot be written.", file.display()))?;
    Ok(file)
}

fn file_name(words: &str) -> String {
    words.replace(' ', "-").replace(',', "")
}

fn files(workspace: &Workspace, page: &Path, recogito: Option<&Path>) -> Result<server::Files> {
    let read = |file: &Path| {
        std::fs::read_to_string(file).with_context(|| format!("{} cannot be read.", file.display()))
    };
    let bench = workspace.root.join("bench");
    let corpus = texts::corpus(&workspace.root.join("seeds"))?;
    let lower_bound = read(&bench.join("lower-bound.html"))?.replace("<!-- corpus -->", &corpus);
    let mut files = server::Files::from([
        (BELEG.path, ("text/html", read(page)?)),
        (LOWER_BOUND.path, ("text/html", lower_bound)),
    ]);
    if let Some(folder) = recogito {
        files.insert(RECOGITO.path, ("text/html", read(&bench.join("recogito.html"))?));
        files.insert("/recogito.js", ("text/javascript", read(&folder.join("text-annotator.umd.js"))?));
        files.insert("/recogito.css", ("text/css", read(&folder.join("text-annotator.css"))?));
    }
    Ok(files)
}

fn read(arguments: &[String]) -> Result<Wishes> {
    let mut wishes = Wishes { page: None, only: String::new(), runs: 7, profile: false, verbose: false };
    let mut parser = lexopt::Parser::from_args(arguments);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("page") => wishes.page = Some(parser.value()?.into()),
            Long("only") => wishes.only = parser.value()?.string()?,
            Long("runs") => wishes.runs = parser.value()?.parse::<NonZeroUsize>()?.get(),
            Long("profile") => wishes.profile = true,
            Long("verbose") => wishes.verbose = true,
            _ => return Err(argument.unexpected().into()),
        }
    }
    Ok(wishes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str) -> Result<Wishes> {
        read(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn wishes_are_read_from_the_line() {
        let wishes = check("--page a.html --only open --runs 7 --profile --verbose").unwrap();
        let page = Some(PathBuf::from("a.html"));
        assert_eq!(wishes, Wishes { page, only: "open".to_owned(), runs: 7, profile: true, verbose: true });
        assert!(check("--quick").unwrap_err().to_string().contains("--quick"));
        assert!(check("--runs 0").is_err());
    }

    #[test]
    fn each_row_that_does_not_hold_is_a_sentence() {
        let mut results = Results::default();
        results.add(Start, ("", "Beleg"), 1, 121.0);
        let error = judge(&[START], &results).unwrap_err().to_string();
        assert!(error.contains("1 of 1 rows do not hold") && error.contains("takes 121.00 ms"), "{error}");
        results.add(Start, ("", "Beleg"), 2, 100.0);
        results.add(Start, ("", "Beleg"), 3, 100.0);
        assert!(judge(&[START], &results).is_ok());
    }
}
