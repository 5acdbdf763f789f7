//! Taking a file out of the page and giving it one.
//!
//! Real downloads work in all three engines: Chromium and Firefox are told the folder by a preference, WebKitGTK by the
//! `user-dirs.dirs` of its room.

use crate::page::Page;
use crate::wait::until;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

impl Page {
    /// Clicks something that downloads a file and waits for the finished file.
    pub async fn download(&self, selector: &str) -> PathBuf {
        let before = self.downloads();
        self.click(selector).await;
        // WebKitGTK gives a file its name before the last of it is written.
        let mut grown = 0;
        until("a finished download", async || {
            let mut new = self.downloads();
            new.retain(|path| !before.contains(path));
            let half = new.iter().any(|path| is_half(path));
            let size = new.iter().filter_map(|path| fs::metadata(path).ok()).map(|file| file.len()).sum();
            let is_done = !half && size > 0 && std::mem::replace(&mut grown, size) == size;
            if !is_done {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            new.into_iter().next().filter(|_| is_done)
        })
        .await
    }

    /// Gives a file to a file field, also to a hidden one.
    pub async fn upload(&self, selector: &str, path: &Path) {
        let path = path.to_str().expect("the path is text");
        let field = self.element(selector).await;
        field
            .send_keys(path)
            .await
            .unwrap_or_else(|error| panic!("{path} could not be given to `{selector}`: {error}."));
    }

    fn downloads(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.room.downloads()).expect("the folder of downloads can be read");
        entries.flatten().map(|entry| entry.path()).collect()
    }
}

/// The names under which the engines keep a file that is still coming.
fn is_half(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    [".crdownload", ".part", ".wkdownload"].iter().any(|end| name.ends_with(end))
        || name.starts_with(".org.chromium")
}
