//! A large project beside a small one: what it takes to start with it, and to do something in it.

use std::path::Path;

use anyhow::Result;

use super::driver::Driver;
use super::life::{BELEG, Life};
use super::meter::Reading;
use super::texts::Project;
use super::{DOCUMENT_BYTES, DOCUMENTS, IN_HAND, PLACES, TOLERANCE, files, server, write};
use crate::workspace::Workspace;
use crate::{browsers, steps};

/// How many annotations the small and the large project have.
const SIZES: [usize; 2] = [100, 100_000];

/// How much work a start with the large one may take, in milliseconds.
const START: f64 = 1_000.0;

/// How often it is the turn of each.
const TURNS: usize = 3;

/// Measures both in Chromium, and says it in a line for the table of `cargo xtask torture`.
pub fn measure(workspace: &Workspace, page: &Path) -> Result<String> {
    let start = steps::now();
    let address = server::serve(files(workspace, page, None)?)?;
    let driver = Driver::start(&browsers::find()?)?;
    let mut lives = Vec::new();
    for annotations in SIZES {
        let project = Project::of_many(DOCUMENTS, DOCUMENT_BYTES, annotations, IN_HAND);
        let file = write(workspace, &format!("large-{annotations}.json"), &project.file())?;
        let mut life = Life::start(&driver, &BELEG, &address, false)?;
        life.open(&file, project.utf16_length(), project.annotations_in_hand())?;
        // What comes after the first mark is not counted.
        life.edit_often(1)?;
        lives.push((life, Vec::new()));
    }
    for _ in 0..TURNS {
        for (life, spent) in &mut lives {
            spent.extend(life.edit_often(PLACES)?);
        }
    }
    let mut starts = Vec::new();
    let mut edits = Vec::new();
    for (life, spent) in &mut lives {
        let again: Result<Vec<Reading>> = (0..TURNS).map(|_| life.start_again()).collect();
        starts.push(Reading::mean(&again?).work);
        edits.push(Reading::mean(spent).work);
    }
    let (large, growth) = match (starts.as_slice(), edits.as_slice()) {
        (&[_, large], &[of_small, of_large]) => (large, of_large / of_small),
        _ => (f64::NAN, f64::NAN),
    };
    let broken = usize::from(large >= START) + usize::from(growth > TOLERANCE);
    let numbers = |all: &[f64]| all.iter().map(|one| format!("{one:.1}")).collect::<Vec<_>>().join("/");
    Ok(format!(
        "torture large place=chromium tries={} lost=0 damaged=0 broken={broken} seconds={} start-ms={} action-ms={}",
        TURNS * PLACES * 8,
        start.elapsed().as_secs(),
        numbers(&starts),
        numbers(&edits)
    ))
}
