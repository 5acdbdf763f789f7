//! `cargo xtask test`: every check there is, the cheap ones first.

use crate::browsers::Browsers;
use crate::equipment::{Tools, get_tools, on_a_display, on_a_page};
use crate::steps::Steps;
use crate::workspace::{self, WASM, Workspace};
use crate::{dist, fuzz, process, retry, tools, torture};
use anyhow::{Context, Result};
use lexopt::prelude::*;
use std::num::NonZero;
use std::path::Path;
use std::thread;

/// How many browsers are at work at once at most, each with half a gigabyte.
const MOST: usize = 4;

/// The command line.
pub fn command(arguments: &[String]) -> Result<()> {
    let mut native_only = false;
    let mut parser = lexopt::Parser::from_args(arguments);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("native") => native_only = true,
            _ => return Err(argument.unexpected().into()),
        }
    }
    let workspace = workspace::find()?;
    let mut steps = Steps::default();
    let result = native(&workspace, &mut steps).and_then(|()| {
        if native_only {
            return Ok(Vec::new());
        }
        steps.step("hostile files, and a minute of fuzzing", || fuzz::run(&workspace, 60, 1))?;
        lint_the_edge(&workspace, &mut steps)?;
        let tools = steps.step("get the tools and browsers", || get_tools(&workspace))?;
        in_browsers(&workspace, &tools, &mut steps)?;
        end_to_end(&workspace, &tools, &mut steps)
    });
    println!("{}", steps.table());
    let failed_once = result?;
    println!("Every step passed.");
    if !failed_once.is_empty() {
        println!("Failed once and passed when run again: {}.", failed_once.join(", "));
    }
    Ok(())
}

/// What needs neither a browser nor WebAssembly.
fn native(workspace: &Workspace, steps: &mut Steps) -> Result<()> {
    steps.step("format", || process::run(&mut workspace.cargo("fmt --all --check")))?;
    steps.step("lints, native", || {
        process::run(&mut workspace.cargo("clippy --quiet --locked --workspace --all-targets -- -D warnings"))
    })?;
    steps.step("tests, native", || {
        process::run(&mut workspace.cargo("test --locked -p beleg -p beleg-core -p xtask"))
    })
}

/// What the compiler can say about the edge without running it.
fn lint_the_edge(workspace: &Workspace, steps: &mut Steps) -> Result<()> {
    steps.step("get the WebAssembly target", tools::install_wasm_target)?;
    steps.step("lints, WebAssembly", || {
        let clippy = "clippy --quiet --locked -p beleg -p beleg-core --all-targets --target";
        process::run(workspace.cargo(clippy).arg(WASM).args(["--", "-D", "warnings"]))
    })?;
    steps.step("documentation", || {
        let document = |more: &[&str]| {
            let mut command = workspace.cargo("doc --quiet --locked --no-deps -p beleg -p beleg-core");
            process::run(command.args(more).env("RUSTDOCFLAGS", "-D warnings"))
        };
        document(&[])?;
        document(&["--target", WASM])
    })
}

/// The tests that live in pages, once in each engine.
fn in_browsers(workspace: &Workspace, tools: &Tools, steps: &mut Steps) -> Result<()> {
    let test = format!("test --locked -p beleg --target {WASM} --test web");
    steps.step("build the browser tests", || {
        process::run(workspace.cargo(&test).arg("--no-run").env("PATH", &tools.path))
    })?;
    let capabilities = workspace.target.join("webdriver.json");
    std::fs::write(&capabilities, webdriver_json(&tools.browsers, &workspace.target.join("downloads"))?)
        .with_context(|| format!("{} cannot be written.", capabilities.display()))?;

    // The runner takes the first driver it finds, so each run names its driver, by its whole path.
    let engines = [
        ("Chromium", "CHROMEDRIVER", tools.browsers.get("CHROMEDRIVER")?),
        ("Firefox", "GECKODRIVER", tools.geckodriver.as_path()),
        ("WebKitGTK", "SAFARIDRIVER", tools.browsers.get("WEBKITDRIVER")?),
    ];
    for (engine, variable, driver) in engines {
        steps.step(&format!("tests in {engine}"), || {
            let mut command = if engine == "WebKitGTK" {
                on_a_display(workspace, tools, &workspace.cargo(&test))?
            } else {
                workspace.cargo(&test)
            };
            for other in ["CHROMEDRIVER", "GECKODRIVER", "SAFARIDRIVER", "MSEDGEDRIVER"] {
                command.env_remove(other).env_remove(format!("{other}_REMOTE"));
            }
            command.env_remove("NO_HEADLESS").env("PATH", &tools.path).env(variable, driver);
            command.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", &capabilities);
            // The defaults, 5 and 20 seconds, are for one test on an idle machine. All tests of an engine have this time.
            command.env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60").env("WASM_BINDGEN_TEST_TIMEOUT", "1800");
            process::run_group(&command)
        })?;
    }
    Ok(())
}

/// The release, built and then used as a reader would. Returns the names of the tests that passed only when run again.
fn end_to_end(workspace: &Workspace, tools: &Tools, steps: &mut Steps) -> Result<Vec<String>> {
    steps.step("build the release", || dist::build(workspace))?;
    steps.step("build the end-to-end tests", || {
        process::run(&mut workspace.cargo("test --locked -p beleg-e2e --no-run"))
    })?;
    let dist = workspace.dist();
    let failed_once = steps.step("end-to-end tests", || {
        retry::run(|names| {
            let mut test = workspace.cargo("test --locked -p beleg-e2e --no-fail-fast --");
            // Much of it is waiting for frames and for browsers that start. Those with a window wait for each other.
            let cores = thread::available_parallelism().map_or(1, NonZero::get);
            let threads = if names.is_empty() { cores.clamp(1, MOST) } else { 1 };
            test.arg(format!("--test-threads={threads}"));
            if !names.is_empty() {
                test.arg("--exact").args(names);
            }
            on_a_page(workspace, tools, &test, &dist)
        })
    })?;
    steps.step("torture, in short", || torture::short(workspace, tools, &dist.join("beleg.html")))?;
    Ok(failed_once)
}

/// What the runner of the browser tests asks of the drivers. It adds the flags for running without a window itself;
/// the paths are there because a driver left alone looks for names that not every system has. What tests hand out goes into
/// a folder of theirs.
fn webdriver_json(browsers: &Browsers, downloads: &Path) -> Result<String> {
    let capabilities = serde_json::json!({
        "goog:chromeOptions": {
            "binary": browsers.get("CHROMIUM")?,
            "prefs": { "download.default_directory": downloads, "download.prompt_for_download": false },
        },
        "moz:firefoxOptions": {
            "binary": browsers.get("FIREFOX")?,
            "prefs": {
                // Otherwise a list of downloads takes the focus, and nobody hears any more that a field is left.
                "browser.download.alwaysOpenPanel": false,
                "browser.download.dir": downloads,
                "browser.download.folderList": 2,
            },
        },
    });
    Ok(capabilities.to_string())
}
