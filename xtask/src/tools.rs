//! The pinned tools of the build, each installed once into a folder named after it and its version.

use crate::process;
use crate::steps::{now, spell};
use crate::workspace::{WASM, Workspace, cargo};
use anyhow::{Context, Result, bail};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// A program that comes from a crate.
pub struct Tool {
    name: &'static str,
    version: String,
    program: &'static str,
    /// Whether the crate is built with its own lock file; some lock files hold crates that no longer build.
    locked: bool,
    /// How hard the compiler works on it. These tools mostly wait for others; less is done sooner and runs as fast.
    effort: &'static str,
}

/// Builds the page out of crate and index.html. Later versions need a newer compiler than this project's.
pub fn trunk() -> Tool {
    Tool { name: "trunk", version: "0.21.14".to_owned(), program: "trunk", locked: true, effort: "0" }
}

/// Drives Firefox; unlike the other drivers it is not among Debian's packages.
pub fn geckodriver() -> Tool {
    Tool {
        name: "geckodriver",
        version: "0.37.1".to_owned(),
        program: "geckodriver",
        locked: true,
        effort: "1",
    }
}

/// Writes the JavaScript glue and runs the browser tests. Its version must be the library's.
pub fn wasm_bindgen(workspace: &Workspace) -> Result<Tool> {
    let file = workspace.root.join("Cargo.lock");
    let lock =
        std::fs::read_to_string(&file).with_context(|| format!("{} cannot be read.", file.display()))?;
    let version = locked_version(&lock, "wasm-bindgen")?;
    Ok(Tool { name: "wasm-bindgen-cli", version, program: "wasm-bindgen", locked: false, effort: "1" })
}

/// The slower way to wasm-opt, for a machine without npm.
fn wasm_opt_crate() -> Tool {
    Tool { name: "wasm-opt", version: "0.116.1".to_owned(), program: "wasm-opt", locked: true, effort: "3" }
}

/// The quicker way to wasm-opt, and the one that writes the smallest file.
const BINARYEN: &str = "132.0.0";

/// The rules by which the end-to-end tests judge whether people can use the page who see, hear or move otherwise.
const AXE: &str = "4.14.1";

/// The version of Recogito's text annotator that is measured beside Beleg.
const RECOGITO: &str = "4.1.1";

/// Installs what is missing of these tools, all at the same time, and returns the folders of their programs.
///
/// At the same time, because each ends with one big crate that keeps a single processor busy.
pub fn install(tools: &[Tool]) -> Result<Vec<PathBuf>> {
    let cache = cache()?;
    let missing: Vec<&Tool> = tools.iter().filter(|tool| !answers(&program(&cache, tool))).collect();
    let start = now();
    std::thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        let mut waiting: Vec<&str> = Vec::new();
        for tool in missing {
            println!("    installing {} {} with cargo (once, takes minutes)", tool.name, tool.version);
            waiting.push(tool.name);
            let (sender, cache) = (sender.clone(), &cache);
            scope.spawn(move || sender.send((tool, install_crate(cache, tool))));
        }
        while !waiting.is_empty() {
            match receiver.recv_timeout(Duration::from_secs(60)) {
                Ok((tool, result)) => {
                    result?;
                    waiting.retain(|name| *name != tool.name);
                    println!("    installed {} {} after {}", tool.name, tool.version, spell(start.elapsed()));
                }
                Err(_) => {
                    println!("    still installing {} ({})", waiting.join(", "), spell(start.elapsed()))
                }
            }
        }
        anyhow::Ok(())
    })?;
    Ok(tools.iter().map(|tool| folder(&cache, tool).join("bin")).collect())
}

/// Finds wasm-opt in the cache, or installs it, and returns the folder of the program.
pub fn install_wasm_opt() -> Result<PathBuf> {
    let works = |folder: &Path| answers(&folder.join("node_modules").join(".bin").join("wasm-opt"));
    if let Some(folder) = install_package("binaryen", "wasm-opt", BINARYEN, works)? {
        return Ok(folder.join("node_modules").join(".bin"));
    }
    let tool = wasm_opt_crate();
    if !answers(&program(&cache()?, &tool)) {
        println!(
            "    npm is not installed, so wasm-opt is built from its C++ source: this takes up to 20 minutes"
        );
    }
    let bins = install(&[tool])?;
    bins.into_iter().next().context("wasm-opt was installed nowhere.")
}

/// Finds axe-core in the cache, or installs it, and returns the path of its script. `$AXE` names another copy of it.
pub fn install_axe() -> Result<PathBuf> {
    if let Some(chosen) = std::env::var_os("AXE").filter(|chosen| !chosen.is_empty()) {
        return std::path::absolute(chosen).context("AXE has no absolute path.");
    }
    let script = |folder: &Path| folder.join("node_modules").join("axe-core").join("axe.min.js");
    let folder = install_package("axe-core", "axe-core", AXE, |folder| script(folder).is_file())?;
    let folder = folder.with_context(|| {
        format!("axe-core {AXE} comes by npm, which is missing: install npm, or set AXE to its axe.min.js.")
    })?;
    Ok(script(&folder))
}

/// Finds the text annotator that the measurements compare with, or installs it, and returns the folder of its script.
/// `None` where there is no npm.
pub fn install_recogito() -> Result<Option<PathBuf>> {
    let dist = |folder: &Path| folder.join("node_modules/@recogito/text-annotator/dist");
    let works = |folder: &Path| dist(folder).join("text-annotator.umd.js").is_file();
    let folder = install_package("@recogito/text-annotator", "Recogito", RECOGITO, works)?;
    Ok(folder.map(|folder| dist(&folder)))
}

/// Installs a package with npm, unless it is in the cache, and returns the folder it is in; `None` where there is no npm.
fn install_package(
    package: &str,
    name: &str,
    version: &str,
    works: impl Fn(&Path) -> bool,
) -> Result<Option<PathBuf>> {
    let cache = cache()?;
    let short = package.rsplit('/').next().unwrap_or(package);
    let folder = cache.join(format!("{short}-{version}"));
    if works(&folder) {
        return Ok(Some(folder));
    }
    let Some(npm) = process::find("npm") else { return Ok(None) };
    println!("    installing {name} ({short} {version}) with npm (once)");
    let part = part(&cache.join("build").join(short));
    std::fs::create_dir_all(&part).with_context(|| format!("{} cannot be made.", part.display()))?;
    let mut command = Command::new(npm);
    command.args(["install", "--no-audit", "--no-fund", "--no-save", "--prefix"]);
    command.arg(&part).arg(format!("{package}@{version}"));
    process::run(&mut command).with_context(|| format!("{name} was not installed."))?;
    settle(&part, &folder, &works)?;
    Ok(Some(folder))
}

/// Makes sure that the compiler can build for WebAssembly.
pub fn install_wasm_target() -> Result<()> {
    let mut ask = Command::new("rustc");
    let libraries = process::answer(ask.args(["--print", "target-libdir", "--target", WASM]))?;
    if Path::new(libraries.trim()).is_dir() {
        return Ok(());
    }
    if process::find("rustup").is_none() {
        bail!(
            "The compiler cannot build for {WASM}, and rustup is not there to add it. Install that target."
        );
    }
    process::run(Command::new("rustup").args(["target", "add", WASM]))
}

/// PATH with these folders in front, for programs that look for their tools there.
pub fn path(folders: &[PathBuf]) -> Result<OsString> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let all = folders.iter().cloned().chain(std::env::split_paths(&path));
    std::env::join_paths(all).context("A folder of the tools has a name that PATH cannot hold.")
}

/// The version of a package in the text of a Cargo.lock.
fn locked_version(lock: &str, name: &str) -> Result<String> {
    let lock: toml::Table = lock.parse().context("Cargo.lock is not TOML.")?;
    let packages = lock.get("package").and_then(|packages| packages.as_array()).into_iter().flatten();
    let mut versions = packages
        .filter(|package| package.get("name").and_then(|name| name.as_str()) == Some(name))
        .filter_map(|package| package.get("version")?.as_str());
    let version = versions.next().with_context(|| format!("Cargo.lock has no package `{name}`."))?;
    if versions.next().is_some() {
        bail!("Cargo.lock has `{name}` in two versions; the build needs exactly one.");
    }
    Ok(version.to_owned())
}

/// The folder that keeps the tools between runs and between clones.
fn cache() -> Result<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let cache = set("BELEG_CACHE")
        .or_else(|| set("XDG_CACHE_HOME").map(|folder| folder.join("beleg")))
        .or_else(|| std::env::home_dir().map(|home| home.join(".cache").join("beleg")));
    let cache =
        cache.context("There is no home folder to keep the tools in; set BELEG_CACHE to a folder.")?;
    std::fs::create_dir_all(&cache)
        .with_context(|| format!("The folder for the tools, {}, cannot be made.", cache.display()))?;
    std::path::absolute(&cache).context("The folder for the tools has no absolute path.")
}

fn folder(cache: &Path, tool: &Tool) -> PathBuf {
    cache.join(format!("{}-{}", tool.name, tool.version))
}

fn program(cache: &Path, tool: &Tool) -> PathBuf {
    let name = format!("{}{}", tool.program, std::env::consts::EXE_SUFFIX);
    folder(cache, tool).join("bin").join(name)
}

/// A tool counts as installed when it says its version, not when its file exists.
fn answers(program: &Path) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    process::is_program(program) && command.status().is_ok_and(|status| status.success())
}

fn install_crate(cache: &Path, tool: &Tool) -> Result<()> {
    let folder = folder(cache, tool);
    let build = cache.join("build").join(tool.name);
    let part = part(&build);
    let mut command = Command::new(cargo());
    command.args(["install", tool.name, "--version", &tool.version, "--root"]).arg(&part);
    command.args(tool.locked.then_some("--locked"));
    // What was compiled is kept until the tool is there, so that an interrupted installation goes on where it was.
    command.env("CARGO_TARGET_DIR", &build);
    command.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", tool.effort).env("CARGO_PROFILE_RELEASE_LTO", "off");
    command.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
    let output = command.stdin(Stdio::null()).output().context("cargo could not be started.")?;
    if !output.status.success() {
        bail!(
            "{} {} could not be installed. Cargo said:\n{}",
            tool.name,
            tool.version,
            String::from_utf8_lossy(&output.stderr)
        );
    }
    settle(&part, &folder, |_| answers(&program(cache, tool)))?;
    std::fs::remove_dir_all(&build).with_context(|| format!("{} cannot be removed.", build.display()))
}

/// Where an installation grows until it is whole. The name is this process's own, so that two do not meet.
fn part(build: &Path) -> PathBuf {
    build.join(format!("part-{}", std::process::id()))
}

/// Gives a finished installation its name, unless another process was quicker.
fn settle(part: &Path, folder: &Path, works: impl Fn(&Path) -> bool) -> Result<()> {
    if folder.exists() && !works(folder) {
        std::fs::remove_dir_all(folder)
            .with_context(|| format!("{} is broken and cannot be removed.", folder.display()))?;
    }
    let renamed = std::fs::rename(part, folder);
    if renamed.is_err() && works(folder) {
        return std::fs::remove_dir_all(part)
            .with_context(|| format!("{} cannot be removed.", part.display()));
    }
    renamed.with_context(|| format!("{} cannot be renamed to {}.", part.display(), folder.display()))?;
    if !works(folder) {
        bail!("What was installed into {} does not work.", folder.display());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = r#"
version = 4

[[package]]
name = "wasm-bindgen"
version = "0.2.130"

[[package]]
name = "wasm-bindgen-macro"
version = "0.2.999"

[[package]]
name = "twice"
version = "1.0.0"

[[package]]
name = "twice"
version = "2.0.0"
"#;

    #[test]
    fn the_version_is_the_one_of_exactly_that_package() {
        assert_eq!(locked_version(LOCK, "wasm-bindgen").unwrap(), "0.2.130");
    }

    #[test]
    fn no_version_and_two_versions_are_errors() {
        assert!(locked_version(LOCK, "absent").unwrap_err().to_string().contains("no package `absent`"));
        assert!(locked_version(LOCK, "twice").unwrap_err().to_string().contains("two versions"));
    }

    #[test]
    fn a_file_that_says_nothing_is_not_an_installed_tool() {
        assert!(!answers(Path::new("no-such-tool")));
        assert!(!answers(&std::env::temp_dir()));
    }
}
