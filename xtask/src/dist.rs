//! `cargo xtask dist`: the release, which is one page in one file.

use crate::workspace::{self, WASM, Workspace};
use crate::{bundle, process, site, steps, tools};
use anyhow::{Context, Result, bail};
use lexopt::prelude::*;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::path::Path;

/// From how many bytes of the gzipped page on the build warns: what a reader on a slow line has to wait for. The gate is
/// the start of the page, which `cargo xtask bench` measures.
const ALARM: usize = 1_000_000;

/// The command line.
pub fn command(arguments: &[String]) -> Result<()> {
    let (mut what, mut build): (&str, fn(&Workspace) -> Result<()>) = ("build the release", build);
    let mut parser = lexopt::Parser::from_args(arguments);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("names") => (what, build) = ("build the page with names", build_with_names),
            Long("quick") => (what, build) = ("build the page quickly", build_quickly),
            _ => return Err(argument.unexpected().into()),
        }
    }
    let workspace = workspace::find()?;
    let mut steps = steps::Steps::default();
    steps.step("get the tools", || get_tools(&workspace))?;
    steps.step(what, || build(&workspace))
}

/// Everything a release needs before it can be built without a network.
pub fn get_tools(workspace: &Workspace) -> Result<()> {
    tools::install_wasm_target()?;
    tools::install(&[tools::trunk(), tools::wasm_bindgen(workspace)?])?;
    tools::install_wasm_opt()?;
    fetch(workspace)
}

/// Downloads the crates, because trunk then runs with its network off.
pub fn fetch(workspace: &Workspace) -> Result<()> {
    process::run(workspace.cargo("fetch --locked --target").arg(WASM))
}

/// Builds with trunk, packs what it wrote into one page, and writes that page under its two names.
pub fn build(workspace: &Workspace) -> Result<()> {
    let folder = workspace.target.join("site");
    process::run(&mut trunk(workspace, &folder)?)?;
    let page = pack(&folder)?;
    println!("    {}", about_size(bundle::gzip(page.as_bytes())?.len()));
    write(workspace, &page)
}

/// Builds the same page with the names of the program's functions left in, so that a profile says what they are. It is
/// no release: it is too large for one.
fn build_with_names(workspace: &Workspace) -> Result<()> {
    let folder = workspace.target.join("named");
    std::fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made.", folder.display()))?;
    // This page stands elsewhere, and trunk only knows paths from where a page stands.
    let up = "../".repeat(folder.components().count() - 1);
    let root = format!("{up}{}", workspace.root.display().to_string().trim_start_matches('/'));
    let shell = read(&workspace.root, "index.html")?
        .replace("href=\"style/", &format!("href=\"{root}/style/"))
        .replace(
            "rel=\"rust\"",
            &format!("rel=\"rust\" href=\"{root}/Cargo.toml\" data-wasm-opt-params=\"-g\""),
        );
    let target = folder.join("index.html");
    std::fs::write(&target, shell).with_context(|| format!("{} cannot be written.", target.display()))?;
    let site = folder.join("site");
    process::run(trunk(workspace, &site)?.arg(&target))?;
    let file = folder.join("beleg.html");
    std::fs::write(&file, pack(&site)?).with_context(|| format!("{} cannot be written.", file.display()))?;
    println!("    wrote {}", file.display());
    Ok(())
}

/// Builds the page as it is built for development, without optimisation and with messages where it panics, in one file
/// under the policy of the release: end-to-end tests can be tried on it without building a release.
fn build_quickly(workspace: &Workspace) -> Result<()> {
    let folder = workspace.target.join("quick");
    let site = folder.join("site");
    let mut command = offline_trunk(workspace, "build")?;
    process::run(command.args(["--locked", "--dist"]).arg(&site))?;
    let parts = Built::read(&site)?;
    let page = parts.page(bundle::fastest)?;
    let file = folder.join("beleg.html");
    std::fs::write(&file, page).with_context(|| format!("{} cannot be written.", file.display()))?;
    println!("    wrote {}", file.display());
    Ok(())
}

/// What trunk wrote into a folder.
struct Built {
    shell: String,
    styles: String,
    glue: String,
    program: Vec<u8>,
}

impl Built {
    fn read(folder: &Path) -> Result<Built> {
        let site = site::take_apart(&read(folder, "index.html")?)?;
        refuse_left_out(&site, folder)?;
        let styles = site.styles.iter().map(|file| read(folder, file)).collect::<Result<Vec<_>>>()?;
        let program = folder.join(&site.program);
        let program =
            std::fs::read(&program).with_context(|| format!("{} cannot be read.", program.display()))?;
        let glue = read(folder, &site.glue)?;
        Ok(Built { shell: site.shell, styles: styles.join("\n"), glue, program })
    }

    /// The page. `compress` packs the program.
    fn page(&self, compress: fn(&[u8]) -> Result<Vec<u8>>) -> Result<String> {
        let Built { shell, styles, glue, program } = self;
        bundle::page(&bundle::Parts { shell, styles, glue, program, compress })
    }
}

/// Makes one page of what trunk wrote into a folder, and says how large its parts are.
fn pack(folder: &Path) -> Result<String> {
    let built = Built::read(folder)?;
    let page = built.page(bundle::smallest)?;

    let sizes = [
        ("program (WebAssembly)", built.program.as_slice()),
        ("glue (JavaScript)", built.glue.as_bytes()),
        ("styles (CSS)", built.styles.as_bytes()),
        ("the whole page", page.as_bytes()),
    ];
    println!("    {:<22} {:>10} {:>10}", "bytes", "plain", "gzipped");
    for (name, bytes) in sizes {
        println!("    {name:<22} {:>10} {:>10}", bytes.len(), bundle::gzip(bytes)?.len());
    }
    Ok(page)
}

/// Trunk with its network off, on the tools that were installed for it.
pub fn offline_trunk(workspace: &Workspace, action: &str) -> Result<std::process::Command> {
    let mut folders = tools::install(&[tools::trunk(), tools::wasm_bindgen(workspace)?])?;
    folders.push(tools::install_wasm_opt()?);
    let trunk = folders.first().context("Trunk was installed nowhere.")?.join("trunk");
    let mut command = workspace.command(trunk);
    command.env("PATH", tools::path(&folders)?);
    // Trunk takes this variable for a flag and refuses its usual value, 1.
    command.env_remove("NO_COLOR");
    command.args([action, "--offline", "--skip-version-check"]);
    Ok(command)
}

fn trunk(workspace: &Workspace, folder: &Path) -> Result<std::process::Command> {
    let mut command = offline_trunk(workspace, "build")?;
    command.args(["--release", "--locked", "--dist"]).arg(folder);
    // A panic message names its source file. These names shall not depend on whose machine built the page.
    let mut flags = vec![format!("--remap-path-prefix={}=beleg", workspace.root.display())];
    let home = std::env::var_os("CARGO_HOME").map(Into::into);
    if let Some(home) = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo"))) {
        let registries = std::fs::read_dir(home.join("registry/src")).into_iter().flatten().flatten();
        flags.extend(
            registries.map(|folder| format!("--remap-path-prefix={}=crates", folder.path().display())),
        );
    }
    // These flags take the place of those in `.cargo/config.toml`.
    flags.extend(["--cfg".to_owned(), "erase_components".to_owned()]);
    command.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\x1f")).env("CARGO_BUILD_TARGET", WASM);
    Ok(command)
}

fn read(folder: &Path, file: &str) -> Result<String> {
    let file = folder.join(file);
    std::fs::read_to_string(&file).with_context(|| format!("{} cannot be read.", file.display()))
}

fn refuse_left_out(site: &site::Site, folder: &Path) -> Result<()> {
    let entries =
        std::fs::read_dir(folder).with_context(|| format!("{} cannot be listed.", folder.display()))?;
    let files: BTreeSet<String> =
        entries.filter_map(|entry| Some(entry.ok()?.file_name().to_string_lossy().into_owned())).collect();
    let left_out = site::left_out(site, &files);
    if !left_out.is_empty() {
        bail!("Trunk wrote files that a page in one file cannot have: {}.", left_out.join(", "));
    }
    Ok(())
}

/// How large the gzipped page is, in bytes, and a warning where it became too large.
fn about_size(gzipped: usize) -> String {
    match gzipped.checked_sub(ALARM) {
        Some(more @ 1..) => format!(
            "WARNING: the page has {gzipped} bytes gzipped, {more} more than {ALARM}. `cargo tree -p beleg --target {WASM}` \
             shows what it is made of."
        ),
        _ => format!("{gzipped} bytes gzipped; the alarm is at {ALARM}"),
    }
}

/// Replaces dist/ as a whole, so that nothing of an earlier release stays there.
fn write(workspace: &Workspace, page: &str) -> Result<()> {
    let dist = workspace.dist();
    if dist.exists() {
        std::fs::remove_dir_all(&dist).with_context(|| format!("{} cannot be removed.", dist.display()))?;
    }
    std::fs::create_dir_all(&dist).with_context(|| format!("{} cannot be made.", dist.display()))?;
    for name in ["beleg.html", "index.html"] {
        let file = dist.join(name);
        std::fs::write(&file, page).with_context(|| format!("{} cannot be written.", file.display()))?;
        println!("    wrote {}", file.display());
    }
    let digest: String = Sha256::digest(page.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    println!("    sha256 {digest}");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_that_became_too_large_is_told() {
        assert!(!about_size(ALARM).contains("WARNING"));
        let told = about_size(ALARM + 7);
        assert!(told.contains("WARNING") && told.contains(" 7 more than"), "{told}");
    }
}
