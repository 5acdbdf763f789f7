//! `cargo xtask torture`: what becomes of somebody's work when the browser dies, the tab goes, the storage fails.

mod table;

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use lexopt::prelude::*;

use crate::equipment::{self, Tools};
use crate::workspace::{self, Workspace};
use crate::{bench, dist, process, steps};
use table::{Fault, Line};

/// What is wished on the command line.
#[derive(Debug, PartialEq)]
struct Wishes {
    short: bool,
    only: String,
    minutes: u64,
    seed: Option<u64>,
    page: Option<PathBuf>,
}

/// How often a browser is killed in each of the two forms of the page: together more than a hundred times.
const KILLS: usize = 52;

/// The same in the short form.
const FEW: usize = 2;

/// For how many seconds the short form tries a fault in one browser.
const SHORTLY: u64 = 15;

/// How many browsers run beside each other.
const BESIDE: usize = 4;

/// The command line.
pub fn command(arguments: &[String]) -> Result<()> {
    let wishes = read(arguments)?;
    let workspace = workspace::find()?;
    let tools = equipment::get_tools(&workspace)?;
    let page = match &wishes.page {
        Some(page) => page.clone(),
        None => {
            dist::build(&workspace)?;
            workspace.dist().join("beleg.html")
        }
    };
    run(&wishes, &workspace, &tools, &page)
}

/// The short form, as a step of the checks.
pub fn short(workspace: &Workspace, tools: &Tools, page: &Path) -> Result<()> {
    run(&Wishes { short: true, ..read(&[])? }, workspace, tools, page)
}

fn run(wishes: &Wishes, workspace: &Workspace, tools: &Tools, page: &Path) -> Result<()> {
    let start = steps::now();
    let wanted: Vec<&Fault> =
        table::FAULTS.iter().filter(|fault| fault.title.contains(&wishes.only)).collect();
    ensure!(!wanted.is_empty(), "No fault has \"{}\" in its name.", wishes.only);
    let mut lines = Vec::new();
    let mut troubles = Vec::new();
    if wanted.iter().any(|fault| !fault.native.is_empty()) {
        let (said, trouble) = natively(wishes, workspace, &wanted)?;
        lines.extend(said.lines().filter_map(Line::read));
        let is_run =
            |fault: &&&Fault| fault.native.iter().any(|name| said.contains(&format!("test {name} ")));
        let is_silent = |fault: &&&Fault| fault.missing(&lines, false).len() == fault.places.len();
        let silent: Vec<Line> =
            wanted.iter().filter(is_run).filter(is_silent).map(|fault| Line::of_native(fault)).collect();
        lines.extend(silent);
        troubles.extend(trouble.err());
    }
    if wanted.iter().any(|fault| !fault.tests.is_empty()) {
        let (said, trouble) = in_browsers(wishes, workspace, tools, page, &wanted)?;
        lines.extend(said.lines().filter_map(Line::read));
        troubles.extend(trouble.err());
    }
    if !wishes.short && wanted.iter().any(|fault| fault.key == table::LARGE) {
        lines.extend(Line::read(&bench::large(workspace, page)?));
    }
    println!("\n{}", table::markdown(&wanted, &lines));
    println!("tried in {}", steps::spell(start.elapsed()));
    let missing: Vec<String> = wanted.iter().flat_map(|fault| fault.missing(&lines, wishes.short)).collect();
    ensure!(missing.is_empty(), "Of these nothing was heard:\n{}", missing.join("\n"));
    let sum = |name: &str| lines.iter().map(|line| line.count(name)).sum::<usize>();
    let lost = sum("lost") + sum("damaged");
    ensure!(lost == 0, "{lost} of what somebody did was lost or damaged; the table tells where.");
    ensure!(sum("broken") == 0, "A limit does not hold; the table tells which.");
    troubles.into_iter().next().map_or(Ok(()), Err)
}

/// Runs the native tests and returns what they said.
fn natively(wishes: &Wishes, workspace: &Workspace, wanted: &[&Fault]) -> Result<(String, Result<()>)> {
    let mut test = workspace.cargo("test --locked -p beleg -p beleg-core -- --nocapture --test-threads=1");
    test.args(wanted.iter().flat_map(|fault| fault.native));
    if !wishes.short {
        // Nothing is left out.
        test.env("BELEG_TORTURE", "1");
    }
    process::hear_group(&test)
}

/// Runs the tests in browsers and returns what they said.
fn in_browsers(
    wishes: &Wishes,
    workspace: &Workspace,
    tools: &Tools,
    page: &Path,
    wanted: &[&Fault],
) -> Result<(String, Result<()>)> {
    // In a folder of its own, so that a build meanwhile does not put another page under the browsers.
    let folder = workspace.target.join("torture");
    std::fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made.", folder.display()))?;
    for name in ["beleg.html", "index.html"] {
        std::fs::copy(page, folder.join(name))
            .with_context(|| format!("{} cannot be copied.", page.display()))?;
    }
    let mut test = workspace.cargo("test --locked -p beleg-e2e --test torture -- --ignored --nocapture");
    test.arg(format!("--test-threads={BESIDE}"));
    test.args(wanted.iter().flat_map(|fault| fault.tests));
    let (tries, seconds) = if wishes.short { (FEW, SHORTLY) } else { (KILLS, wishes.minutes * 60) };
    let mut command = equipment::on_a_page(workspace, tools, &test, &folder)?;
    command.env("BELEG_TORTURE_TRIES", tries.to_string());
    command.env("BELEG_TORTURE_SECONDS", seconds.to_string());
    if let Some(seed) = wishes.seed {
        command.env("BELEG_TORTURE_SEED", seed.to_string());
    }
    process::hear_group(&command)
}

fn read(arguments: &[String]) -> Result<Wishes> {
    let mut wishes = Wishes { short: false, only: String::new(), minutes: 10, seed: None, page: None };
    let mut parser = lexopt::Parser::from_args(arguments);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("short") => wishes.short = true,
            Long("only") => wishes.only = parser.value()?.string()?,
            Long("minutes") => wishes.minutes = parser.value()?.parse()?,
            Long("seed") => wishes.seed = Some(parser.value()?.parse()?),
            Long("page") => wishes.page = Some(std::path::absolute(parser.value()?)?),
            _ => return Err(argument.unexpected().into()),
        }
    }
    Ok(wishes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wishes(line: &str) -> Result<Wishes> {
        read(&line.split_whitespace().map(String::from).collect::<Vec<_>>())
    }

    #[test]
    fn the_command_line_is_understood() {
        let read = wishes("--short --only killed --minutes 3 --seed 7 --page /p.html").unwrap();
        let page = Some(PathBuf::from("/p.html"));
        assert_eq!(read, Wishes { short: true, only: "killed".to_owned(), minutes: 3, seed: Some(7), page });
        for (line, named) in [("--minutes soon", "soon"), ("--seed", "--seed"), ("--long", "--long")] {
            assert!(wishes(line).unwrap_err().to_string().contains(named), "{line}");
        }
    }
}
