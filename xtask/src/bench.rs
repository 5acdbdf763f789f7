//! `cargo xtask bench`: what the release costs, beside a page that does the least, in the same run.

mod driver;
mod life;
mod meter;
mod server;
mod table;
mod texts;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::workspace::{self, Workspace};
use crate::{browsers, dist, steps};
use driver::Driver;
use life::{BELEG, LOWER_BOUND, Life, Subject};
use table::{Limit, Measure, Results, Row};
use texts::Project;

/// What is wished on the command line.
#[derive(Debug, PartialEq)]
struct Wishes {
    page: Option<PathBuf>,
    only: String,
    runs: usize,
}

/// A project that is opened, and what is then done with it.
struct Scene {
    name: &'static str,
    bytes: usize,
    annotations: usize,
    measures: &'static [(Measure, Limit)],
    recogito: bool,
}

use Measure::{CreateByKey, CreateByMouse, Delete, Memory, Open, Undo};

const SCENES: &[Scene] = &[
    Scene {
        name: "1 MB with 10,000",
        bytes: 1_000_000,
        annotations: 10_000,
        measures: &[
            (Open, Limit::Ratio(3.0)),
            (CreateByKey, Limit::Ratio(3.0)),
            (CreateByMouse, Limit::Ratio(3.0)),
            (Delete, Limit::Ratio(3.0)),
            (Undo, Limit::None),
            (Memory, Limit::None),
        ],
        recogito: true,
    },
    Scene {
        name: "100 kB with 10,000",
        bytes: 100_000,
        annotations: 10_000,
        measures: &[
            (Open, Limit::None),
            (CreateByKey, Limit::Ratio(2.0)),
            (CreateByMouse, Limit::Ratio(2.0)),
            (Delete, Limit::Ratio(2.0)),
            (Undo, Limit::None),
        ],
        recogito: true,
    },
    Scene {
        name: "5 MB with 10,000",
        bytes: 5_000_000,
        annotations: 10_000,
        measures: &[(Open, Limit::Ratio(3.0)), (Memory, Limit::None)],
        recogito: false,
    },
];

/// The start belongs to no project; it is measured in every life.
const START: Row = Row { measure: Measure::Start, scene: "", limit: Limit::Most(120.0) };

/// The command line.
pub fn command(arguments: &[String]) -> Result<()> {
    let wishes = read(arguments)?;
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
    let address = server::serve(files(&workspace, &page)?)?;
    let driver = Driver::start(&browsers)?;
    let mut results = Results::default();
    let mut rows = Vec::new();
    for scene in SCENES {
        let of_scene: Vec<Row> = scene
            .measures
            .iter()
            .map(|&(measure, limit)| Row { measure, scene: scene.name, limit })
            .filter(|row| row.title().contains(&wishes.only))
            .collect();
        if !of_scene.is_empty() {
            play(scene, &of_scene, &wishes, &workspace, &driver, &address, &mut results)?;
        }
        rows.extend(of_scene);
    }
    rows.extend(Some(START).filter(|row| row.title().contains(&wishes.only)));
    println!("\n{}", table::markdown(&rows, &results));
    let broken: Vec<String> = rows.iter().filter_map(|row| row.verdict(&results)?.err()).collect();
    if !broken.is_empty() {
        bail!("{} of {} rows do not hold.\n{}", broken.len(), rows.len(), broken.join("\n"));
    }
    Ok(())
}

fn play(
    scene: &Scene,
    rows: &[Row],
    wishes: &Wishes,
    workspace: &Workspace,
    driver: &Driver,
    address: &str,
    results: &mut Results,
) -> Result<()> {
    let project = Project::of_one(scene.bytes, scene.annotations);
    let file = write(workspace, scene.name, &project)?;
    let wants = |measures: &[Measure]| rows.iter().any(|row| measures.contains(&row.measure));
    let mut subjects: Vec<&Subject> = vec![&LOWER_BOUND, &BELEG];
    for run in 1..=wishes.runs {
        let mut failed = None;
        for (number, &subject) in subjects.iter().enumerate() {
            let start = steps::now();
            let live = || {
                let page = driver.open()?;
                let mut life = Life::start(&page, subject, address)?;
                life.open(&file, project.utf16_length(), project.annotations_in_hand())?;
                if wants(&[Memory]) {
                    life.weigh()?;
                }
                if wants(&[CreateByKey, CreateByMouse, Delete, Undo]) {
                    life.edit()?;
                }
                anyhow::Ok(life.samples())
            };
            match live() {
                Ok(samples) => {
                    let mut said = String::new();
                    for (measure, value) in samples {
                        let scene = if measure == Measure::Start { "" } else { scene.name };
                        results.add(measure, scene, subject.name, value);
                        said.push_str(&format!(" {measure:?} {value:.1}"));
                    }
                    let time = steps::spell(start.elapsed());
                    eprintln!("{}, run {run}, {}:{said} ({time})", scene.name, subject.name);
                }
                Err(error) => {
                    eprintln!("{}, run {run}, {}: {error:#}", scene.name, subject.name);
                    failed = Some(number);
                }
            }
        }
        if let Some(failed) = failed {
            subjects.remove(failed);
        }
    }
    Ok(())
}

fn write(workspace: &Workspace, name: &str, project: &Project) -> Result<PathBuf> {
    let folder = workspace.target.join("bench");
    std::fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made.", folder.display()))?;
    let file = folder.join(format!("{}.json", name.replace([' ', ','], "-")));
    std::fs::write(&file, project.file())
        .with_context(|| format!("{} cannot be written.", file.display()))?;
    Ok(file)
}

fn files(workspace: &Workspace, page: &Path) -> Result<server::Files> {
    let read = |file: &Path| {
        std::fs::read_to_string(file).with_context(|| format!("{} cannot be read.", file.display()))
    };
    let lower_bound = read(&workspace.root.join("bench/lower-bound.html"))?;
    let corpus = texts::corpus(&workspace.root.join("seeds"))?;
    let lower_bound = lower_bound.replace("<!-- corpus -->", &corpus);
    Ok(server::Files::from([
        (BELEG.path, ("text/html", read(page)?.into_bytes())),
        (LOWER_BOUND.path, ("text/html", lower_bound.into_bytes())),
    ]))
}

fn read(arguments: &[String]) -> Result<Wishes> {
    let mut wishes = Wishes { page: None, only: String::new(), runs: 5 };
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        let mut value = || words.next().with_context(|| format!("After {word} comes something."));
        match word.as_str() {
            "--page" => wishes.page = Some(value()?.into()),
            "--only" => wishes.only.clone_from(value()?),
            "--runs" => {
                wishes.runs = value()?.parse().context("After --runs comes a number.")?;
            }
            _ => bail!("`cargo xtask bench` knows --page FILE, --only WORDS and --runs N, but not `{word}`."),
        }
    }
    Ok(wishes)
}
