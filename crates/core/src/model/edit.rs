//! Changes as values: an edit, and a transaction of edits that is applied as a whole or not at all.
//!
//! Every edit carries the old value whole, so that its inverse is a match with three arms, and one that was made for
//! another state is refused.

use std::sync::Arc;

use crate::text::{Span, Text};

use super::annotation::{Annotation, Link};
use super::dispute::Dispute;
use super::document::Document;
use super::id::{Id, Timestamp};
use super::project::Settings;
use super::tagset::{Label, LinkKind};

/// Anything of which a project consists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// Its name and its guidelines.
    Settings(Arc<Settings>),
    /// A document.
    Document(Arc<Document>),
    /// A label of the tagset.
    Label(Arc<Label>),
    /// A kind of link of the tagset.
    LinkKind(Arc<LinkKind>),
    /// An annotation.
    Annotation(Arc<Annotation>),
    /// A link.
    Link(Arc<Link>),
    /// A version that lost.
    Dispute(Arc<Dispute>),
}

/// By what an item is found. The order is that of dependence: an item refers only to items before it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// The settings, of which there is one.
    Settings,
    /// A document by its id.
    Document(Id),
    /// A label by its id.
    Label(Id),
    /// A kind of link by its id.
    LinkKind(Id),
    /// An annotation by its id.
    Annotation(Id),
    /// A link by its id.
    Link(Id),
    /// A version that lost, by the id of the dispute.
    Dispute(Id),
}

impl Item {
    /// Where an annotation begins to stand; other items have no place in a text. In this order each annotation of a
    /// document goes to the end of its index.
    pub fn first_span(&self) -> Option<Span> {
        match self {
            Item::Annotation(annotation) => Some(annotation.spans.first()),
            _ => None,
        }
    }

    /// By what the item is found.
    pub fn key(&self) -> Key {
        match self {
            Item::Settings(_) => Key::Settings,
            Item::Document(document) => Key::Document(document.id.clone()),
            Item::Label(label) => Key::Label(label.id.clone()),
            Item::LinkKind(kind) => Key::LinkKind(kind.id.clone()),
            Item::Annotation(annotation) => Key::Annotation(annotation.id.clone()),
            Item::Link(link) => Key::Link(link.id.clone()),
            Item::Dispute(dispute) => Key::Dispute(dispute.id.clone()),
        }
    }

    /// The text it carries: that of a document, or of one that lost.
    pub fn text(&self) -> Option<&Text> {
        match self {
            Item::Document(document) => Some(&document.text),
            Item::Dispute(dispute) => dispute.text(),
            _ => None,
        }
    }
}

impl Key {
    /// The id of the item; the settings have none.
    pub fn id(&self) -> Option<&Id> {
        match self {
            Key::Settings => None,
            Key::Document(id)
            | Key::Label(id)
            | Key::LinkKind(id)
            | Key::Annotation(id)
            | Key::Link(id)
            | Key::Dispute(id) => Some(id),
        }
    }
}

/// A kind of item.
pub(super) trait Part: PartialEq {
    /// The item as this kind, where it is of this kind.
    fn of(item: &Item) -> Option<&Arc<Self>>;

    /// A key before those of all items of this kind and behind those of the kinds before it.
    fn lowest_key() -> Key;
}

macro_rules! parts {
    ($($kind:ident $key:expr),*) => {$(
        impl Part for $kind {
            fn of(item: &Item) -> Option<&Arc<Self>> {
                if let Item::$kind(part) = item { Some(part) } else { None }
            }

            fn lowest_key() -> Key {
                $key
            }
        }

        impl From<$kind> for Item {
            fn from(part: $kind) -> Self {
                Item::$kind(Arc::new(part))
            }
        }
    )*};
}

parts!(
    Settings Key::Settings,
    Document Key::Document(Id::lowest()),
    Label Key::Label(Id::lowest()),
    LinkKind Key::LinkKind(Id::lowest()),
    Annotation Key::Annotation(Id::lowest()),
    Link Key::Link(Id::lowest()),
    Dispute Key::Dispute(Id::lowest())
);

/// The smallest change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Edit {
    /// An item appears.
    Add(Item),
    /// An item goes.
    Remove(Item),
    /// An item changes; both have the same key.
    Replace {
        /// What it was.
        old: Item,
        /// What it becomes.
        new: Item,
    },
}

impl Edit {
    /// The edit that takes this one back.
    pub fn inverse(&self) -> Edit {
        match self.clone() {
            Edit::Add(item) => Edit::Remove(item),
            Edit::Remove(item) => Edit::Add(item),
            Edit::Replace { old, new } => Edit::Replace { old: new, new: old },
        }
    }

    /// What is there before the edit and what is there after it.
    pub fn sides(&self) -> (Option<&Item>, Option<&Item>) {
        match self {
            Edit::Add(item) => (None, Some(item)),
            Edit::Remove(item) => (Some(item), None),
            Edit::Replace { old, new } => (Some(old), Some(new)),
        }
    }

    /// By what the item that changes is found.
    pub fn key(&self) -> Key {
        match self {
            Edit::Add(item) | Edit::Remove(item) | Edit::Replace { new: item, .. } => item.key(),
        }
    }
}

/// What somebody did, in the words of the one who did it. It names the step in *Undo: …*.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Marked a place.
    Mark,
    /// Gave an annotation another label.
    Relabel,
    /// Moved the start or the end of an annotation.
    MoveEdge,
    /// Added a stretch of text to an annotation.
    AddStretch,
    /// Took a stretch of text from an annotation.
    RemoveStretch,
    /// Wrote a note.
    SetNote,
    /// Set the value of a date.
    SetValue,
    /// Set the name of a source.
    SetName,
    /// Deleted an annotation with its links.
    Delete,
    /// Said how far the work on a document is.
    SetStatus,
    /// Gave a label another key.
    SetKey,
    /// Gave the project a name.
    Rename,
    /// Took in a file beside what was there.
    Merge,
    /// Took a file instead of what was there.
    Replace,
    /// Brought the project back to how it once was.
    Restore,
    /// Decided between two versions.
    Decide,
    /// Took over another text of a document, with what is marked there.
    ReplaceText,
    /// Took in documents that the page brought along.
    AddCorpus,
}

impl Action {
    /// Whether it can change the whole project, so that a version is kept of what was before.
    pub fn is_sweeping(self) -> bool {
        matches!(self, Action::Merge | Action::Replace | Action::Restore)
    }

    /// Whether several of these in a row on the same item are one step of undo.
    pub fn groups(self) -> bool {
        matches!(self, Action::MoveEdge | Action::SetNote | Action::SetValue | Action::SetName)
    }
}

/// From where a transaction came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// The person in front of the page.
    Hand,
    /// A file that was opened.
    File,
    /// What a project begins with: the corpus that the page carries, which comes back at every start, and the name under
    /// which the project was made. It cannot be undone.
    Corpus,
}

/// A change as a whole: what, from where, by whom and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transaction {
    /// What was done.
    pub action: Action,
    /// The edits in the order in which they are applied.
    pub edits: Vec<Edit>,
    /// From where it came.
    pub origin: Origin,
    /// When it was done.
    pub at: Timestamp,
}

impl Transaction {
    /// The transaction that takes this one back: the inverse edits in inverse order.
    pub fn inverse(&self) -> Transaction {
        Transaction { edits: self.edits.iter().rev().map(Edit::inverse).collect(), ..self.clone() }
    }

    /// The keys of all items that change.
    pub fn touched(&self) -> impl Iterator<Item = Key> + '_ {
        self.edits.iter().map(Edit::key)
    }
}
