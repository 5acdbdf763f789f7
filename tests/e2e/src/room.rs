//! A private place for one browser: profile, downloads and logs, gone when the test is over.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// The folders of one browser.
#[derive(Debug)]
pub struct Room {
    folder: TempDir,
}

impl Room {
    /// An empty room.
    pub fn new() -> Self {
        let room =
            Self { folder: TempDir::with_prefix("beleg-e2e-").expect("a temporary folder can be made") };
        for folder in ["profile", "config", "cache", "data", "downloads"] {
            fs::create_dir(room.path(folder)).expect("a folder can be made in a new temporary folder");
        }
        // WebKitGTK has no other way to say where downloads go.
        let directories = format!("XDG_DOWNLOAD_DIR=\"{}\"\n", room.downloads().display());
        fs::write(room.path("config").join("user-dirs.dirs"), directories)
            .expect("a file can be written in a new folder");
        room
    }

    /// A path in this room.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Where the browser puts what it downloads.
    pub fn downloads(&self) -> PathBuf {
        self.path("downloads")
    }

    /// Makes a program keep to this room, so that nothing of the person's own profile is read or changed.
    pub fn furnish(&self, command: &mut Command) {
        command
            .current_dir(self.folder.path())
            .env("TMPDIR", self.folder.path())
            .env("XDG_CONFIG_HOME", self.path("config"))
            .env("XDG_CACHE_HOME", self.path("cache"))
            .env("XDG_DATA_HOME", self.path("data"));
    }

    /// Whether a file whose path contains `part` lies anywhere below a folder of this room.
    pub fn holds(&self, folder: &str, part: &str) -> bool {
        holds(&self.path(folder), part)
    }
}

impl Default for Room {
    fn default() -> Self {
        Self::new()
    }
}

fn holds(folder: &Path, part: &str) -> bool {
    let Ok(entries) = fs::read_dir(folder) else {
        return false;
    };
    entries.flatten().any(|entry| {
        let path = entry.path();
        path.to_string_lossy().contains(part) || (path.is_dir() && holds(&path, part))
    })
}
