//! The project's own commands: `cargo xtask serve`, `test`, `dist`, `bench` and `torture`.

mod bench;
mod browsers;
mod bundle;
mod dist;
mod equipment;
mod fuzz;
mod process;
mod retry;
mod serve;
mod site;
mod steps;
mod test;
mod tools;
mod torture;
mod workspace;

use anyhow::{Result, bail};
use std::process::ExitCode;

/// One thing a person may type after `cargo xtask`.
struct Command {
    name: &'static str,
    flags: &'static str,
    about: &'static str,
    run: fn(&[String]) -> Result<()>,
}

const COMMANDS: &[Command] = &[
    Command {
        name: "serve",
        flags: "[--open] [--port N]",
        about: "Build the app for development, serve it, and build it again when a file changes.\n\
                --open shows it in your browser; --port takes another port than 8080.",
        run: serve::command,
    },
    Command {
        name: "test",
        flags: "[--native]",
        about: "Run every check: format, lints, tests, documentation, tests in Chromium, Firefox and\n\
                WebKitGTK, the release, and the end-to-end tests on it.\n\
                --native runs only what needs neither a browser nor WebAssembly, in seconds.",
        run: test::command,
    },
    Command {
        name: "dist",
        flags: "[--names] [--quick]",
        about: "Write the release: dist/beleg.html, one file that works from disk and from any web\n\
                server, and the same bytes as dist/index.html.\n\
                --names writes target/named/beleg.html instead: the same page, with the names of its\n\
                functions in it, for profiles. --quick writes target/quick/beleg.html, built as for\n\
                development, to try end-to-end tests on.",
        run: dist::command,
    },
    Command {
        name: "fuzz",
        flags: "[--minutes N] [--seed N]",
        about: "Read the largest hostile files, and changed ones with every reader, for ten minutes or N.\n\
                What fails is kept in tests/hostile/found, where the tests read it from then on.",
        run: fuzz::command,
    },
    Command {
        name: "bench",
        flags: "[--page FILE] [--only WORDS] [--runs N] [--profile] [--verbose]",
        about: "Measure the release in Chromium, beside a page that does the least and beside Recogito, and\n\
                print the table of docs/performance.md. A row that does not hold is a failure.\n\
                --page measures a page that is there instead of building one; --only measures the rows\n\
                whose names have these words; --runs takes another number of runs than 7; --profile\n\
                says where the time goes instead of judging; --verbose shows the parts of each figure.",
        run: bench::command,
    },
    Command {
        name: "torture",
        flags: "[--short] [--only WORDS] [--minutes N] [--seed N] [--page FILE]",
        about: "Kill browsers, close tabs, take the storage away and break the journal, and print the table of\n\
                docs/reliability.md. Anything that was lost is a failure.\n\
                --short takes about a minute; --only tries the faults whose names have these words; --minutes\n\
                tries a fault for at most so long in one browser, 10 unless told; --seed does again what was\n\
                done with that seed; --page takes a page that is there instead of building one.",
        run: torture::command,
    },
];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error}");
            let said = error.to_string();
            for cause in error.chain().skip(1).map(ToString::to_string).filter(|cause| !said.contains(cause))
            {
                eprintln!("  because: {cause}");
            }
            ExitCode::FAILURE
        }
    }
}

fn dispatch(arguments: &[String]) -> Result<()> {
    let Some((name, rest)) = arguments.split_first() else {
        print!("{}", help());
        return Ok(());
    };
    let asks_for_help = |argument: &String| argument == "--help" || argument == "-h";
    if name == "help" || arguments.iter().any(asks_for_help) {
        print!("{}", help());
        return Ok(());
    }
    match COMMANDS.iter().find(|command| command.name == name) {
        Some(command) => (command.run)(rest),
        None => bail!("There is no command `{name}`.\n\n{}", help()),
    }
}

fn help() -> String {
    let mut text = String::from("Usage: cargo xtask <command>\n");
    for command in COMMANDS {
        text.push_str(format!("\n  {} {}", command.name, command.flags).trim_end());
        text.push('\n');
        for line in command.about.lines() {
            text.push_str(&format!("      {line}\n"));
        }
    }
    text.push_str(
        "\nTools that are missing are installed once, in fixed versions, into a folder of your own:\n\
         $BELEG_CACHE, else $XDG_CACHE_HOME/beleg, else ~/.cache/beleg.\n",
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_command_is_answered_with_the_known_ones() {
        let error = dispatch(&["tset".to_owned()]).unwrap_err().to_string();
        assert!(error.contains("no command `tset`"));
        for command in COMMANDS {
            assert!(error.contains(command.name));
        }
    }
}
