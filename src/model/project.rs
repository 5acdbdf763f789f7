//! A project: documents, tagset, annotations and links, always in agreement with each other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::text::{CharOffset, Span};

use super::annotation::{Annotation, Link};
use super::document::{Document, Quote};
use super::edit::{Edit, Item, Key, Part, Transaction};
use super::id::Id;
use super::index::{Index, Piece};
use super::tagset::{Label, LinkKind};

/// What belongs to a project as a whole.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// What people call it.
    pub name: String,
    /// What annotators are asked to do, as plain text.
    pub guidelines: String,
}

/// Everything that is known and marked. It changes only by [`Project::apply`].
#[derive(Clone, Debug)]
pub struct Project {
    id: Id,
    settings: Arc<Settings>,
    // Invariant: whatever an item refers to is there: the document and the label of an annotation, its spans inside
    // the text, the kind and the annotations of a link, the labels of a kind.
    documents: BTreeMap<Id, Arc<Document>>,
    labels: BTreeMap<Id, Arc<Label>>,
    link_kinds: BTreeMap<Id, Arc<LinkKind>>,
    annotations: BTreeMap<Id, Arc<Annotation>>,
    links: BTreeMap<Id, Arc<Link>>,
    // Invariant: derived from `annotations`; one entry for each document.
    marks: BTreeMap<Id, Marks>,
    // Invariant: derived from `links`; the links at either end of an annotation.
    links_at: BTreeMap<Id, BTreeSet<Id>>,
}

/// What is marked in one document, derived from its annotations.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    index: Index,
    counts: BTreeMap<Id, usize>,
}

/// Why an edit does not fit the project. It was made for another state, or it would tear apart what belongs together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Conflict {
    /// An item of that key is there already.
    Duplicate(Key),
    /// The item is not there, or no longer as the edit knew it.
    Stale(Key),
    /// The item refers to one that is not there.
    Missing {
        /// The item.
        of: Key,
        /// What it refers to.
        to: Key,
    },
    /// An annotation reaches past the end of its document.
    Outside(Key),
    /// Other items refer to the one that was to go.
    InUse(Key),
}

impl Marks {
    /// Its spans by position.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// How many annotations have the label.
    pub fn count(&self, label: &Id) -> usize {
        self.counts.get(label).copied().unwrap_or(0)
    }

    /// How many annotations there are.
    pub fn total(&self) -> usize {
        self.counts.values().sum()
    }

    /// The annotations in reading order, each by its first span.
    pub fn in_order(&self) -> impl DoubleEndedIterator<Item = &Id> + '_ {
        self.index.pieces().iter().filter(|piece| piece.first).map(|piece| &piece.annotation)
    }

    /// The annotations whose spans share a character with `span`, the outermost first, each once.
    pub fn at(&self, span: Span) -> Vec<Id> {
        let mut found: Vec<Id> = Vec::new();
        for piece in self.index.overlapping(span) {
            if !found.contains(&piece.annotation) {
                found.push(piece.annotation.clone());
            }
        }
        found
    }
}

impl Project {
    /// A project without anything in it.
    pub fn new(id: Id) -> Self {
        Project {
            id,
            settings: Arc::default(),
            documents: BTreeMap::new(),
            labels: BTreeMap::new(),
            link_kinds: BTreeMap::new(),
            annotations: BTreeMap::new(),
            links: BTreeMap::new(),
            marks: BTreeMap::new(),
            links_at: BTreeMap::new(),
        }
    }

    /// By what storage and files know the project.
    pub fn id(&self) -> &Id {
        &self.id
    }

    /// Its name and its guidelines.
    pub fn settings(&self) -> &Arc<Settings> {
        &self.settings
    }

    /// The documents in their order.
    pub fn documents(&self) -> Vec<&Arc<Document>> {
        in_order(&self.documents, |document| document.rank)
    }

    /// A document.
    pub fn document(&self, id: &Id) -> Option<&Arc<Document>> {
        self.documents.get(id)
    }

    /// The labels in their order.
    pub fn labels(&self) -> Vec<&Arc<Label>> {
        in_order(&self.labels, |label| label.rank)
    }

    /// A label.
    pub fn label(&self, id: &Id) -> Option<&Arc<Label>> {
        self.labels.get(id)
    }

    /// The kinds of links in their order.
    pub fn link_kinds(&self) -> Vec<&Arc<LinkKind>> {
        in_order(&self.link_kinds, |kind| kind.rank)
    }

    /// All annotations by id.
    pub fn annotations(&self) -> impl Iterator<Item = &Arc<Annotation>> + '_ {
        self.annotations.values()
    }

    /// An annotation.
    pub fn annotation(&self, id: &Id) -> Option<&Arc<Annotation>> {
        self.annotations.get(id)
    }

    /// All links by id.
    pub fn links(&self) -> impl Iterator<Item = &Arc<Link>> + '_ {
        self.links.values()
    }

    /// The links that leave from an annotation or lead to it.
    pub fn links_at(&self, annotation: &Id) -> impl Iterator<Item = &Arc<Link>> + '_ {
        self.links_at.get(annotation).into_iter().flatten().filter_map(|link| self.links.get(link))
    }

    /// What is marked in a document.
    pub fn marks(&self, document: &Id) -> Option<&Marks> {
        self.marks.get(document)
    }

    /// The words under each span of an annotation, with their context.
    pub fn quotes<'p>(&'p self, annotation: &'p Annotation) -> impl Iterator<Item = Quote<'p>> + 'p {
        let document = self.documents.get(&annotation.document);
        annotation.spans.iter().filter_map(move |span| document?.quote(span))
    }

    /// The item of a key.
    pub fn item(&self, key: &Key) -> Option<Item> {
        match key {
            Key::Settings => Some(Item::Settings(self.settings.clone())),
            Key::Document(id) => self.documents.get(id).cloned().map(Item::Document),
            Key::Label(id) => self.labels.get(id).cloned().map(Item::Label),
            Key::LinkKind(id) => self.link_kinds.get(id).cloned().map(Item::LinkKind),
            Key::Annotation(id) => self.annotations.get(id).cloned().map(Item::Annotation),
            Key::Link(id) => self.links.get(id).cloned().map(Item::Link),
        }
    }

    /// All items, each before those that refer to it.
    pub fn items(&self) -> impl Iterator<Item = Item> + '_ {
        let settings = std::iter::once(Item::Settings(self.settings.clone()));
        settings
            .chain(self.documents.values().cloned().map(Item::Document))
            .chain(self.labels.values().cloned().map(Item::Label))
            .chain(self.link_kinds.values().cloned().map(Item::LinkKind))
            .chain(self.annotations.values().cloned().map(Item::Annotation))
            .chain(self.links.values().cloned().map(Item::Link))
    }

    /// Applies a transaction as a whole. On a conflict nothing has changed.
    pub fn apply(&mut self, transaction: &Transaction) -> Result<(), Conflict> {
        for (done, edit) in transaction.edits.iter().enumerate() {
            if let Err(conflict) = self.apply_edit(edit) {
                for edit in transaction.edits.iter().take(done).rev() {
                    // What was just done can be taken back.
                    let _ = self.apply_edit(&edit.inverse());
                }
                return Err(conflict);
            }
        }
        Ok(())
    }

    fn apply_edit(&mut self, edit: &Edit) -> Result<(), Conflict> {
        let key = edit.key();
        let (old, new) = edit.sides();
        if old.is_some_and(|old| old.key() != key) {
            return Err(Conflict::Stale(key));
        }
        match new {
            Some(item) => self.check(item)?,
            None => self.check_unused(&key)?,
        }
        match &key {
            Key::Settings => match (old, new) {
                (Some(Item::Settings(old)), Some(Item::Settings(new))) if *old == self.settings => {
                    self.settings = new.clone();
                    Ok(())
                }
                // There is always one, so that it can neither come nor go.
                (None, _) => Err(Conflict::Duplicate(key)),
                _ => Err(Conflict::Stale(key)),
            },
            Key::Document(id) => {
                swap(&mut self.documents, &key, id, old, new)?;
                match (old, new) {
                    (None, _) => drop(self.marks.insert(id.clone(), Marks::default())),
                    (_, None) => drop(self.marks.remove(id)),
                    _ => {}
                }
                Ok(())
            }
            Key::Label(id) => swap(&mut self.labels, &key, id, old, new),
            Key::LinkKind(id) => swap(&mut self.link_kinds, &key, id, old, new),
            Key::Annotation(id) => {
                swap(&mut self.annotations, &key, id, old, new)?;
                old.and_then(Annotation::of).into_iter().for_each(|old| self.unindex(old));
                new.and_then(Annotation::of).into_iter().for_each(|new| self.index(new));
                Ok(())
            }
            Key::Link(id) => {
                swap(&mut self.links, &key, id, old, new)?;
                old.and_then(Link::of).into_iter().for_each(|old| self.unlink(old));
                new.and_then(Link::of).into_iter().for_each(|new| self.link(new));
                Ok(())
            }
        }
    }

    /// Whether everything to which an item refers is there.
    fn check(&self, item: &Item) -> Result<(), Conflict> {
        let needs = |there: bool, to: Key| if there { Ok(()) } else { Err(Conflict::Missing { of: item.key(), to }) };
        match item {
            Item::Settings(_) | Item::Label(_) => Ok(()),
            Item::Document(document) => {
                let end = document.text.end();
                let marked = self.marks.get(&document.id);
                let fits = marked.is_none_or(|marks| marks.index.pieces().iter().all(|piece| piece.span.end() <= end));
                if fits { Ok(()) } else { Err(Conflict::InUse(item.key())) }
            }
            Item::LinkKind(kind) => [&kind.from, &kind.to]
                .into_iter()
                .try_for_each(|label| needs(self.labels.contains_key(label), Key::Label(label.clone()))),
            Item::Annotation(annotation) => {
                needs(self.labels.contains_key(&annotation.label), Key::Label(annotation.label.clone()))?;
                let document = self.documents.get(&annotation.document);
                needs(document.is_some(), Key::Document(annotation.document.clone()))?;
                let end = document.map_or(CharOffset::ZERO, |document| document.text.end());
                if annotation.spans.last().end() > end { Err(Conflict::Outside(item.key())) } else { Ok(()) }
            }
            Item::Link(link) => {
                needs(self.link_kinds.contains_key(&link.kind), Key::LinkKind(link.kind.clone()))?;
                [&link.from, &link.to]
                    .into_iter()
                    .try_for_each(|end| needs(self.annotations.contains_key(end), Key::Annotation(end.clone())))
            }
        }
    }

    /// Whether nothing refers to the item of a key. Labels and kinds are seldom removed, so their uses are counted.
    fn check_unused(&self, key: &Key) -> Result<(), Conflict> {
        let used = match key {
            Key::Settings | Key::Link(_) => false,
            Key::Document(id) => self.marks.get(id).is_some_and(|marks| marks.total() > 0),
            Key::Label(id) => {
                self.marks.values().any(|marks| marks.count(id) > 0)
                    || self.link_kinds.values().any(|kind| kind.from == *id || kind.to == *id)
            }
            Key::LinkKind(id) => self.links.values().any(|link| link.kind == *id),
            Key::Annotation(id) => self.links_at.get(id).is_some_and(|links| !links.is_empty()),
        };
        if used { Err(Conflict::InUse(key.clone())) } else { Ok(()) }
    }

    fn index(&mut self, annotation: &Annotation) {
        if let Some(marks) = self.marks.get_mut(&annotation.document) {
            *marks.counts.entry(annotation.label.clone()).or_default() += 1;
            pieces(annotation).for_each(|piece| marks.index.insert(piece));
        }
    }

    fn unindex(&mut self, annotation: &Annotation) {
        if let Some(marks) = self.marks.get_mut(&annotation.document) {
            if let Some(count) = marks.counts.get_mut(&annotation.label) {
                *count = count.saturating_sub(1);
            }
            pieces(annotation).for_each(|piece| marks.index.remove(&piece));
        }
    }

    fn link(&mut self, link: &Link) {
        for end in [&link.from, &link.to] {
            self.links_at.entry(end.clone()).or_default().insert(link.id.clone());
        }
    }

    fn unlink(&mut self, link: &Link) {
        for end in [&link.from, &link.to] {
            if let Some(links) = self.links_at.get_mut(end) {
                links.remove(&link.id);
                if links.is_empty() {
                    self.links_at.remove(end);
                }
            }
        }
    }
}

/// Two projects are the same when they hold the same, however they came to it.
impl PartialEq for Project {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
            && self.settings == other.settings
            && self.documents == other.documents
            && self.labels == other.labels
            && self.link_kinds == other.link_kinds
            && self.annotations == other.annotations
            && self.links == other.links
    }
}

/// The spans of an annotation as the index keeps them.
fn pieces(annotation: &Annotation) -> impl Iterator<Item = Piece> + '_ {
    annotation.spans.iter().enumerate().map(|(number, span)| Piece {
        span,
        first: number == 0,
        annotation: annotation.id.clone(),
    })
}

fn in_order<T>(items: &BTreeMap<Id, Arc<T>>, rank: impl Fn(&T) -> u32) -> Vec<&Arc<T>> {
    let mut sorted: Vec<&Arc<T>> = items.values().collect();
    sorted.sort_by_key(|item| rank(item));
    sorted
}

/// Puts `new` in the place of `old`, where what is there is `old`.
fn swap<T: Part>(
    items: &mut BTreeMap<Id, Arc<T>>,
    key: &Key,
    id: &Id,
    old: Option<&Item>,
    new: Option<&Item>,
) -> Result<(), Conflict> {
    match (items.get(id), old.and_then(T::of)) {
        (Some(_), None) => return Err(Conflict::Duplicate(key.clone())),
        (None, Some(_)) => return Err(Conflict::Stale(key.clone())),
        (Some(there), Some(old)) if there != old => return Err(Conflict::Stale(key.clone())),
        _ => {}
    }
    match new.and_then(T::of) {
        Some(new) => items.insert(id.clone(), new.clone()),
        None => items.remove(id),
    };
    Ok(())
}
