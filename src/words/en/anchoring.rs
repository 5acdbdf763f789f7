//! The words about documents that get other texts.

use beleg_core::model::anchor::How;
use beleg_core::reanchoring::{Counts, Decision, Reanchoring, Row};

use super::{counted, grouped};

/// Takes over the new texts.
pub const TAKE_TEXT: &str = "Take over the new text";
/// Leaves the texts as they are.
pub const KEEP_TEXT: &str = "Keep the old text";
/// Merges what is marked in a file where it was found in the text that stays.
pub const PLACE_HERE_ALL: &str = "Go on with these places";
/// Merges a file without what is marked in its other text.
pub const LEAVE_OUT: &str = "Leave them out";
/// An annotation is to stand where it was found.
pub const TAKE_PLACE: &str = "Take this place";
/// Another place is to be chosen.
pub const CHOOSE_PLACE: &str = "Choose a place";
/// The annotation is not to come along.
pub const DELETE_IT: &str = "Delete it";
/// The annotation of a file is not to come along.
pub const LEAVE_IT_OUT: &str = "Leave it out";
/// The annotation is to stay in the list of conflicts.
pub const SET_ASIDE: &str = "Keep it among the conflicts";
/// The selected words are the place.
pub const PLACE_HERE: &str = "Place here";
/// The field that shows the new text.
pub const NEW_TEXT: &str = "The new text: select the words, then place it here";
/// Before the words as they are.
pub const BEFORE: &str = "before: ";
/// Before the words as they would be.
pub const AFTER: &str = "after: ";
/// The words are not in the new text.
pub const NOT_FOUND: &str = "These words are not in the new text.";
/// Nothing is selected in the field.
pub const SELECT_FIRST: &str = "Select words in the new text first.";
/// The new texts were taken over.
pub const TEXT_TAKEN: &str = "The new text was taken over. Undo brings back the old one.";

/// The title of the list.
pub fn other_texts(reanchoring: &Reanchoring) -> String {
    match reanchoring.documents.as_slice() {
        [(document, _)] => format!("There is a new text of “{}”", document.title),
        documents => format!("There are new texts of {} documents", documents.len()),
    }
}

/// The title of the list where a file was changed.
pub fn changed_texts(reanchoring: &Reanchoring) -> String {
    match reanchoring.documents.as_slice() {
        [(document, _)] => format!("“{}” was changed in the file", document.title),
        documents => format!("{} documents were changed in the file", documents.len()),
    }
}

/// What the list is about: a new text of the page.
pub const TEXT_OF_CORPUS: &str = "This version of Beleg brings a new text of a document in which something is marked. \
    Nothing changes until you take it over.";
/// What the list is about: a new text of a file.
pub const TEXT_OF_FILE: &str = "The file has another text of a document in which something is marked here. Nothing \
    changes until you have seen what merging would do.";
/// What the list is about: what is marked in a file, in the text that stays.
pub const TEXT_STAYS: &str = "Your text stays. This is what is marked in the file, and where it stands in your text. \
    What has no place is left out.";
/// What the list is about: quotes of a file that do not stand where it says.
pub const CHANGED_FILE: &str = "The words that the file quotes do not stand where it says. This is where they were found; \
    what was not found is listed when the file is opened.";

/// How many annotations find their words again; empty where there are none.
pub fn found_again(counts: &Counts) -> String {
    let stay = if counts.in_place == 1 { "stays where it is" } else { "stay where they are" };
    let counts = [
        (counts.in_place, stay),
        (counts.moved, "moved"),
        (counts.changed, "changed"),
        (counts.lost, "not found"),
    ];
    let counts = counts.iter().filter(|(count, _)| *count > 0);
    counts.map(|(count, word)| format!("{count} {word}")).collect::<Vec<_>>().join(" · ")
}

/// For how many somebody has to decide; empty where all is decided.
pub fn still_open(count: usize) -> String {
    match count {
        0 => String::new(),
        1 => "1 annotation still needs a decision.".to_owned(),
        count => format!("{count} annotations still need a decision."),
    }
}

/// How the words of an annotation were found, and what becomes of it.
pub fn row(row: &Row) -> String {
    let how = match row.how() {
        Some(_) if row.found.as_ref().is_some_and(|found| found.has_rival) => "several places fit",
        Some(How::InPlace) => "stays",
        Some(How::Moved) => "moved",
        Some(How::Changed) => "changed",
        None => "not found",
    };
    let becomes = match &row.decision {
        Decision::Open => "needs a decision",
        Decision::Place(_) => "comes along",
        Decision::SetAside => "goes to the conflicts",
        Decision::Delete => "does not come along",
    };
    format!("{how} · {becomes}")
}

/// How many rows are not listed.
pub fn not_listed(count: usize) -> String {
    if count == 0 {
        String::new()
    } else {
        format!("{} not listed here.", counted(count, "more is", "more are"))
    }
}

/// The dialog while annotations are looked for in other texts.
pub const SEARCHING: &str = "Looking for the marks in the other text";

/// How far that is.
pub fn searching(done: usize, total: usize) -> String {
    format!("{} of {} marks. Nothing is changed until you agree.", grouped(done), grouped(total))
}

/// A large step is done.
pub const CHANGING: &str = "Changing the project";

/// A file is read.
pub fn reading_file(name: &str) -> String {
    format!("Reading {name}")
}

/// How far that is.
pub fn reading(done: usize, total: usize) -> String {
    let of =
        if total > 0 { format!("{} of {} entries. ", grouped(done), grouped(total)) } else { String::new() };
    format!("{of}Nothing is changed yet.")
}
