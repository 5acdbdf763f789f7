//! `cargo xtask fuzz`: the largest hostile files, and changed ones in front of every reader for as long as one likes.

use crate::process;
use crate::workspace::{self, Workspace};
use anyhow::Result;
use lexopt::prelude::*;

/// The command line.
pub fn command(arguments: &[String]) -> Result<()> {
    // Another one each time, so that hours add up.
    let (mut minutes, mut seed) = (10, u64::from(std::process::id()));
    let mut parser = lexopt::Parser::from_args(arguments);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("minutes") => minutes = parser.value()?.parse()?,
            Long("seed") => seed = parser.value()?.parse()?,
            _ => return Err(argument.unexpected().into()),
        }
    }
    println!("For {minutes} min, with seed {seed}.");
    run(&workspace::find()?, 60 * minutes, seed)
}

/// Tries the readers for so many seconds, optimised and with every check.
pub fn run(workspace: &Workspace, seconds: u64, seed: u64) -> Result<()> {
    let test =
        "test --locked -p beleg --profile fuzz --test hostile --test fuzz -- --include-ignored --nocapture";
    let mut command = workspace.cargo(test);
    command.env("BELEG_FUZZ_SECONDS", seconds.to_string()).env("BELEG_FUZZ_SEED", seed.to_string());
    process::run(&mut command)
}
