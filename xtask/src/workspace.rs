//! Where things are: the repository and the folder cargo builds into.

use crate::process;
use anyhow::{Context, Result};
use std::path::PathBuf;
use std::process::Command;

/// The target every page is built for.
pub const WASM: &str = "wasm32-unknown-unknown";

/// The folders a command works in, all of them absolute.
pub struct Workspace {
    /// The repository.
    pub root: PathBuf,
    /// Cargo's target folder, wherever the person has put it.
    pub target: PathBuf,
}

/// Asks cargo, so that `CARGO_TARGET_DIR` and cargo's configuration are both respected.
pub fn find() -> Result<Workspace> {
    let mut command = Command::new(cargo());
    command.args(["metadata", "--no-deps", "--format-version=1"]);
    let metadata: serde_json::Value =
        serde_json::from_str(&process::answer(&mut command)?).context("cargo's metadata is not JSON.")?;
    let folder = |name: &str| {
        let value = metadata.get(name).and_then(|value| value.as_str());
        value.map(PathBuf::from).with_context(|| format!("Cargo's metadata does not say `{name}`."))
    };
    Ok(Workspace { root: folder("workspace_root")?, target: folder("target_directory")? })
}

impl Workspace {
    /// A program to run at the top of the repository, building into the same target folder as everything else.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(&self.root).env("CARGO_TARGET_DIR", &self.target);
        command
    }

    /// `cargo` with these words, separated by spaces.
    pub fn cargo(&self, words: &str) -> Command {
        let mut command = self.command(cargo());
        command.args(words.split_whitespace());
        command
    }

    /// Where `cargo xtask dist` writes.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }
}

/// The cargo that runs this program, so that the toolchain stays the same all the way down.
pub fn cargo() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}
