//! What was done and not stored when a page ended: put down where the browser keeps it at once. And how much is stored,
//! for those who find nothing at the next start.
//!
//! A database takes nothing new while its page goes; this place does. After a crash it is the other way round, and on
//! `file://` Chromium now and then shows another place, so that it only adds to the database. It also stays where Chromium
//! clears databases, because room is short or because it takes them for damaged.

use web_sys::Storage;

use beleg_core::journal::left_over;
use beleg_core::model::Id;

/// Where one tab leaves something behind.
pub struct Place {
    key: String,
}

impl Place {
    /// The place of a tab, which has a name nobody else has.
    pub fn new(project: &Id, tab: &Id) -> Self {
        Place { key: left_over::key(project, tab) }
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
        let Some(key) = storage.key(number).ok().flatten().filter(|key| left_over::is_of(key, project))
        else {
            continue;
        };
        if let Some(left) = storage.get_item(&key).ok().flatten() {
            found.push((Place { key }, left));
        }
    }
    found
}

/// Notes how many annotations are stored of a project.
pub fn note_stored(project: &Id, annotations: u64) {
    let [key, _] = left_over::stored_keys(project);
    // Where there is no room for it, nothing is said should they be gone one day.
    let _ = storage().map(|storage| storage.set_item(&key, &annotations.to_string()));
}

/// Notes something about the person in front of the page, which holds for every project.
pub fn note_person(what: &str, value: &str) {
    // Where there is no room for it, the project remembers it.
    let _ = storage().map(|storage| storage.set_item(&person_key(what), value));
}

/// What was noted about the person.
pub fn person(what: &str) -> Option<String> {
    storage()?.get_item(&person_key(what)).ok().flatten()
}

/// No project's key: those go on behind a second stroke.
fn person_key(what: &str) -> String {
    format!("beleg//{what}")
}

/// How many annotations were stored of a project when that was noted last.
pub fn stored(project: &Id) -> u64 {
    let noted = |key: &String| storage()?.get_item(key).ok().flatten()?.parse().ok();
    left_over::stored_keys(project).iter().find_map(noted).unwrap_or_default()
}

/// Takes away all that was put down of a project, which is deleted for good.
pub fn forget(project: &Id) {
    let left = of_project(project).into_iter().map(|(place, _)| place.key);
    for key in left.chain(left_over::stored_keys(project)) {
        // Where it cannot be asked for, there is nothing.
        let _ = storage().map(|storage| storage.remove_item(&key));
    }
}

/// Where storage is blocked, asking for it is refused.
fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}
