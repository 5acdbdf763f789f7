//! A version of an item that lost against the one in the project, kept until somebody decides.

use crate::text::Text;

use super::annotation::Annotation;
use super::edit::{Item, Key};
use super::id::{Id, Timestamp};
use super::project::Project;

/// Two versions of an item of which only one could stay. The other one is kept here: it refers to nothing that must
/// be there, so that what lost can be kept whatever becomes of the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// By what it is found.
    pub id: Id,
    /// What lost.
    pub loser: Loser,
    /// The words under an annotation that lost, by [`words_under`]; empty for anything else. Its document can get
    /// another text meanwhile, or be gone.
    pub quote: String,
    /// When the change was made that could not stay beside the other one.
    pub at: Timestamp,
}

/// What lost against the version in the project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loser {
    /// Another version of the item. No dispute is about a dispute.
    Version(Item),
    /// That the item of this key be deleted.
    Deletion(Key),
}

/// The id of another dispute: its time, and the first number from `number` on that is free.
pub fn new_id(at: Timestamp, mut number: usize, is_taken: &dyn Fn(&Key) -> bool) -> Option<Id> {
    loop {
        let id = Id::new(&format!("{}-{number}", at.as_millis()))?;
        if !is_taken(&Key::Dispute(id.clone())) {
            return Some(id);
        }
        number += 1;
    }
}

/// The words under an annotation; stretches that lie apart have an ellipsis between them.
pub fn words_under(annotation: &Annotation, text: &Text) -> String {
    let quotes: Vec<&str> = annotation.spans.iter().filter_map(|span| text.slice(span)).collect();
    quotes.join(" … ")
}

impl Dispute {
    /// Whether something is in the list already.
    pub fn is_listed(project: &Project, loser: &Loser) -> bool {
        project.disputes().any(|dispute| dispute.loser == *loser)
    }

    /// What lost, and the text of the document in which it was made, where it is an annotation.
    pub fn new(id: Id, loser: Loser, text: Option<&Text>, at: Timestamp) -> Self {
        let quote = match (&loser, text) {
            (Loser::Version(Item::Annotation(annotation)), Some(text)) => words_under(annotation, text),
            _ => String::new(),
        };
        Dispute { id, loser, quote, at }
    }

    /// The text of a document that lost.
    pub fn text(&self) -> Option<&Text> {
        match &self.loser {
            Loser::Version(item) => item.text(),
            Loser::Deletion(_) => None,
        }
    }

    /// The key of the item it is about.
    pub fn about(&self) -> Key {
        match &self.loser {
            Loser::Version(item) => item.key(),
            Loser::Deletion(key) => key.clone(),
        }
    }
}
