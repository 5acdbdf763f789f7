//! Tests that failed are run once more: what fails twice fails, and what failed once is listed.
//!
//! End-to-end tests wait for browsers on machines that do other things as well. A second run tells a fault of the page
//! from a machine that was busy; no assertion is loosened for it.

use anyhow::{Context, Result};

use crate::process;
use std::process::Command;

/// How many tests may fail and be run again. Where more fail, it is not the machine.
const MOST: usize = 10;

/// Runs tests, and those that failed once more. `command` gives the command for the tests of these names; all of them
/// where none is named. Returns the names of the tests that failed once and then passed.
pub fn run(command: impl Fn(&[String]) -> Result<Command>) -> Result<Vec<String>> {
    let (said, first) = process::hear_group(&command(&[])?)?;
    let Err(error) = first else { return Ok(Vec::new()) };
    let failed = failed(&said);
    if failed.is_empty() || failed.len() > MOST {
        return Err(error);
    }
    println!("    once more, what failed: {}", failed.join(", "));
    let (_, second) = process::hear_group(&command(&failed)?)?;
    second.with_context(|| format!("Of {}, not all passed when run again.", failed.join(", ")))?;
    Ok(failed)
}

/// The names of the tests that failed, by what the test programs said, each once.
fn failed(said: &str) -> Vec<String> {
    let name = |line: &str| {
        let name = line.strip_prefix("test ")?.strip_suffix(" ... FAILED")?;
        // What a test is to do beyond its name stands behind a dash.
        Some(name.split_once(" - ").map_or(name, |(name, _)| name).to_owned())
    };
    let mut names: Vec<String> = said.lines().filter_map(name).collect();
    names.sort();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::{Path, PathBuf};

    #[test]
    fn the_names_of_failed_tests_are_heard() {
        let said = "running 3 tests\ntest a_chromium ... ok\ntest b_firefox ... FAILED\n\
                    test c - should panic ... FAILED\n\nfailures:\n\n---- b_firefox stdout ----\n\
                    test of another kind\n\nfailures:\n    b_firefox\n\ntest b_firefox ... FAILED\n";
        assert_eq!(failed(said), ["b_firefox", "c"]);
        assert_eq!(failed("error: could not compile"), [""; 0]);
    }

    /// A folder that goes when this is dropped.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Folder {
            let folder = std::env::temp_dir().join(format!("beleg-retry-{name}-{}", std::process::id()));
            std::fs::create_dir_all(&folder).unwrap();
            Folder(folder)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    /// Tests of which `busy` fails as often as told, as a shell plays them. The names it was asked for stand in a file.
    fn played(folder: &Path, fails: u32) -> impl Fn(&[String]) -> Result<Command> {
        move |names: &[String]| {
            let script = format!(
                "echo \"$@\" >> asked; n=$(wc -l < asked); echo 'test calm ... ok'\n\
                 if [ $n -le {fails} ]; then echo 'test busy ... FAILED'; exit 101; fi; echo 'test busy ... ok'"
            );
            let mut command = Command::new("sh");
            command.args(["-c", &script, "sh"]).args(names).current_dir(folder);
            Ok(command)
        }
    }

    #[test]
    #[cfg(unix)]
    fn what_fails_once_is_listed_and_what_fails_twice_fails() {
        let folder = Folder::new("twice");
        let asked = || std::fs::read_to_string(folder.0.join("asked")).unwrap();
        assert_eq!(run(played(&folder.0, 0)).unwrap(), [""; 0]);
        std::fs::remove_file(folder.0.join("asked")).unwrap();
        assert_eq!(run(played(&folder.0, 1)).unwrap(), ["busy"]);
        assert_eq!(asked(), "\nbusy\n", "only what failed is run again");
        std::fs::remove_file(folder.0.join("asked")).unwrap();
        let error = format!("{:#}", run(played(&folder.0, 2)).unwrap_err());
        assert!(error.starts_with("Of busy, not all passed when run again."), "{error}");
    }
}
