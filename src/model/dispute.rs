//! A version of an item that lost against the one in the project, kept until somebody decides.

use super::edit::{Item, Key};
use super::id::{Id, Timestamp};

/// Two versions of an item of which only one could stay. The other one is kept here: it refers to nothing that must
/// be there, so that what lost can be kept whatever becomes of the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// By what it is found.
    pub id: Id,
    /// What lost.
    pub loser: Loser,
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

impl Dispute {
    /// The key of the item it is about.
    pub fn about(&self) -> Key {
        match &self.loser {
            Loser::Version(item) => item.key(),
            Loser::Deletion(key) => key.clone(),
        }
    }
}
