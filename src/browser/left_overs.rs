//! What was done and not stored when a page ended: put down where the browser keeps it at once.
//!
//! A database does not come to an end of its writing while its page goes; this place does. After a crash it is the other
//! way round, so that it only adds to the database.

use web_sys::Storage;

use crate::model::Id;

/// Where one tab leaves something behind.
pub struct Place {
    key: String,
}

impl Place {
    /// The place of a tab, which has a name nobody else has.
    pub fn new(project: &Id, tab: &Id) -> Self {
        Place { key: format!("{}{tab}", prefix(project)) }
    }

    /// Leaves something, instead of what was there, and says whether there was room for it.
    pub fn leave(&self, left: &str) -> bool {
        storage().is_some_and(|storage| storage.set_item(&self.key, left).is_ok())
    }

    /// Takes away what was left, unless it is something else by now.
    pub fn clear(&self, left: &str) {
        if let Some(storage) = storage()
            && storage.get_item(&self.key).ok().flatten().as_deref() == Some(left)
        {
            // It can be read, so that it can be taken away.
            let _ = storage.remove_item(&self.key);
        }
    }
}

/// What tabs have left of a project, each with its place.
pub fn of_project(project: &Id) -> Vec<(Place, String)> {
    let mut found = Vec::new();
    let Some(storage) = storage() else { return found };
    // All pages of `file://` share this place, and who knows what is there.
    for number in 0..storage.length().unwrap_or_default() {
        let Some(key) = storage.key(number).ok().flatten().filter(|key| key.starts_with(&prefix(project)))
        else {
            continue;
        };
        if let Some(left) = storage.get_item(&key).ok().flatten() {
            found.push((Place { key }, left));
        }
    }
    found
}

fn prefix(project: &Id) -> String {
    format!("beleg/{project}/left/")
}

/// Where storage is blocked, asking for it is refused.
fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}
