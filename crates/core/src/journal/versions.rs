//! The versions of a project: to which moments it can be restored.

use crate::model::{Action, Timestamp};

use super::batch::Stored;
use super::sheet;

/// A moment to which a project can be restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// The number of the last entry it covers.
    pub number: u64,
    /// When that entry was made.
    pub at: Timestamp,
    /// What was done last; `None` where a step was taken back or done again, or where that entry is no longer kept.
    pub action: Option<Action>,
    /// How many annotations there were, where a snapshot says so. Such a version stands out from those in between.
    pub annotations: Option<u32>,
}

/// All moments to which a project can be restored, in order: the snapshots, and every entry since the oldest of them. What
/// cannot be read is left out. Whether a moment can really be reached, [`super::open_at`] finds out.
pub fn versions(stored: &Stored) -> Vec<Version> {
    let mut versions: Vec<Version> = Vec::new();
    if let Some((number, head)) = stored.snapshots.first_key_value()
        && !stored.entries.contains_key(number)
    {
        versions.extend(of_snapshot(*number, head));
    }
    for (number, entry) in &stored.entries {
        let Some((at, action)) = sheet::read_moment(*number, entry) else { continue };
        let head = stored.snapshots.get(number).and_then(|head| of_snapshot(*number, head));
        let annotations = head.and_then(|version| version.annotations);
        versions.push(Version { number: *number, at, action, annotations });
    }
    versions
}

fn of_snapshot(number: u64, sheet: &str) -> Option<Version> {
    let head = sheet::read_head(number, sheet).ok()?;
    Some(Version { number, at: head.at()?, action: None, annotations: head.annotations() })
}
