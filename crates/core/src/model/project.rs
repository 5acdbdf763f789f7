//! A project: documents, tagset, annotations and links, always in agreement with each other.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::pace::{Pace, Pieces, Through, at_once};
use crate::text::{CharOffset, Span, Text};

use super::annotation::{Annotation, Link};
use super::dispute::{Dispute, Loser};
use super::document::{Document, Quote};
use super::edit::{Edit, Item, Key, Part, Transaction};
use super::id::Id;
use super::index::{Index, Piece, SpanPart};
use super::limits::{quoted, weight};
use super::tagset::{Attribute, Label, LinkKind};

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
    // Invariant: there is one item of settings; whatever an item refers to is there: the document and the label of an
    // annotation, its spans inside the text, the kind and the annotations of a link, the labels of a kind.
    items: BTreeMap<Key, Item>,
    // Invariant: derived from the annotations; one entry for each document.
    marks: BTreeMap<Id, Marks>,
    // Invariant: derived from the links; for each annotation with links their ids in order.
    links_at: BTreeMap<Id, Vec<Id>>,
    // The annotations with a date that is not understood, whether or not their labels ask for it.
    with_value_text: BTreeSet<Id>,
    // Invariant: derived from the items; what they take in a file at most, but for the quotes.
    weight: usize,
    // Whether a large transaction is under way: the indexes of marks are put in order at its end.
    is_batching: bool,
}

/// From how many edits on a transaction has the indexes of marks put in order once, and not for each edit: that costs as
/// much as there are marks in the document.
const LARGE: usize = 16;

/// How many names of sources are listed. Nobody chooses among more of them.
const LISTED: usize = 1_000;

/// Up to how many code points between two spans of an annotation are drawn as belonging together. What is wider is not
/// seen at one glance.
const LONGEST_BRIDGE: u32 = 400;

/// What is marked in one document, derived from its annotations.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    index: Index,
    // Invariant: the first pieces of the index, in the same order.
    order: Vec<Piece>,
    // Invariant: where the text of the document ends.
    end: CharOffset,
    // Invariant: how many code points of the text its annotations quote in a file at most, and how many bytes the widest
    // of them takes there.
    quoted: usize,
    widest: usize,
    // Invariant: each label once.
    counts: Vec<(Id, usize)>,
    // Invariant: whoever holds it besides knows the document as it is.
    state: Arc<()>,
    // Invariant: empty but within a large transaction. Pieces that are to come into the index, and those that are to go.
    waiting: BTreeMap<Piece, bool>,
    // Whether the index and the order are to be brought up to date.
    is_outdated: bool,
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
    /// How many code points of the text its annotations quote in a file at most.
    pub(super) fn quoted(&self) -> usize {
        self.quoted
    }

    /// Its spans by position.
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// How many annotations have the label.
    pub fn count(&self, label: &Id) -> usize {
        self.counts.iter().find(|(other, _)| other == label).map_or(0, |(_, count)| *count)
    }

    /// How many annotations there are.
    pub fn total(&self) -> usize {
        self.counts.iter().map(|(_, count)| count).sum()
    }

    /// The state of the document with its annotations and of the links that leave from these. Nothing of it has changed
    /// since somebody took this, where that is still the same allocation (`Arc::ptr_eq`).
    pub fn state(&self) -> &Arc<()> {
        &self.state
    }

    /// Gives the state that comes now an allocation of its own, where anybody knows the one before.
    fn touch(&mut self) {
        if Arc::strong_count(&self.state) > 1 {
            self.state = Arc::default();
        }
    }

    fn count_up(&mut self, label: &Id) {
        match self.counts.iter_mut().find(|(other, _)| other == label) {
            Some((_, count)) => *count += 1,
            None => self.counts.push((label.clone(), 1)),
        }
    }

    fn count_down(&mut self, label: &Id) {
        if let Some((_, count)) = self.counts.iter_mut().find(|(other, _)| other == label) {
            *count = count.saturating_sub(1);
        }
    }

    /// The annotations in reading order, each by its first span.
    pub fn in_order(&self) -> &[Piece] {
        &self.order
    }

    /// How many annotations come before one in reading order; `None` where it is not of this document.
    pub fn rank(&self, annotation: &Annotation) -> Option<usize> {
        self.order.binary_search(&first_piece(annotation)).ok()
    }

    /// How many annotations begin before a position.
    pub fn rank_at(&self, offset: CharOffset) -> usize {
        self.order.partition_point(|piece| piece.span.start() < offset)
    }

    /// The annotations whose spans share a character with `span`, the outermost first, each once.
    pub fn at(&self, span: Span) -> Vec<Id> {
        let mut met = BTreeSet::new();
        let pieces = self.index.overlapping(span).filter(|piece| piece.part != SpanPart::Gap);
        pieces.map(|piece| &piece.annotation).filter(|id| met.insert(*id)).cloned().collect()
    }

    /// Whether everything that is marked ends at a position or before it.
    fn end_by(&self, end: CharOffset) -> bool {
        let stays = |piece: &&Piece| self.waiting.get(piece).is_none_or(|is_there| *is_there);
        let coming = self.waiting.iter().filter(|(_, is_there)| **is_there).map(|(piece, _)| piece);
        self.index.pieces().iter().filter(stays).chain(coming).all(|piece| piece.span.end() <= end)
    }

    /// Counts an annotation that comes, or one that goes.
    fn count_in(&mut self, annotation: &Annotation, is_there: bool) {
        self.touch();
        match is_there {
            true => {
                self.quoted += quoted(&annotation.spans);
                self.count_up(&annotation.label);
            }
            false => {
                self.quoted = self.quoted.saturating_sub(quoted(&annotation.spans));
                self.count_down(&annotation.label);
            }
        }
    }

    /// The same as `insert` and `remove`, but what does not come at the end waits for [`Marks::settle`].
    fn change_later(&mut self, annotation: &Annotation, is_there: bool) {
        self.count_in(annotation, is_there);
        for piece in pieces(annotation) {
            if is_there && self.index.push(&piece) {
                self.waiting.remove(&piece);
                if piece.part != SpanPart::First {
                    continue;
                }
                if self.order.last().is_none_or(|last| *last < piece) {
                    self.order.push(piece);
                    continue;
                }
            } else {
                self.waiting.insert(piece, is_there);
            }
            self.is_outdated = true;
        }
    }

    /// Puts in order what waits.
    fn settle(&mut self) {
        if std::mem::take(&mut self.is_outdated) {
            self.index.merge(std::mem::take(&mut self.waiting));
            let first = self.index.pieces().iter().filter(|piece| piece.part == SpanPart::First);
            self.order = first.cloned().collect();
        }
    }

    fn insert(&mut self, annotation: &Annotation) {
        self.count_in(annotation, true);
        pieces(annotation).for_each(|piece| self.index.insert(piece));
        let first = first_piece(annotation);
        let at = self.order.partition_point(|other| *other < first);
        self.order.insert(at, first);
    }

    fn remove(&mut self, annotation: &Annotation) {
        self.count_in(annotation, false);
        pieces(annotation).for_each(|piece| self.index.remove(&piece));
        if let Some(rank) = self.rank(annotation) {
            self.order.remove(rank);
        }
    }
}

impl Project {
    /// A project without anything in it.
    pub fn new(id: Id) -> Self {
        let mut items = BTreeMap::new();
        let settings = Item::Settings(Arc::default());
        // The file as a whole has its own lines.
        let weight = weight(&settings) + 2 * id.as_str().len();
        items.insert(Key::Settings, settings);
        Project {
            id,
            items,
            marks: BTreeMap::new(),
            links_at: BTreeMap::new(),
            with_value_text: BTreeSet::new(),
            weight,
            is_batching: false,
        }
    }

    /// By what storage and files know the project.
    pub fn id(&self) -> &Id {
        &self.id
    }

    /// Its name and its guidelines.
    pub fn settings(&self) -> Arc<Settings> {
        match self.items.get(&Key::Settings) {
            Some(Item::Settings(settings)) => Arc::clone(settings),
            _ => Arc::default(),
        }
    }

    /// The documents in their order.
    pub fn documents(&self) -> Vec<&Arc<Document>> {
        let mut documents: Vec<&Arc<Document>> = self.all().collect();
        documents.sort_by_key(|document| document.rank);
        documents
    }

    /// A document.
    pub fn document(&self, id: &Id) -> Option<&Arc<Document>> {
        self.get(Key::Document(id.clone()))
    }

    /// The labels in their order.
    pub fn labels(&self) -> Vec<&Arc<Label>> {
        let mut labels: Vec<&Arc<Label>> = self.all().collect();
        labels.sort_by_key(|label| label.rank);
        labels
    }

    /// A label.
    pub fn label(&self, id: &Id) -> Option<&Arc<Label>> {
        self.get(Key::Label(id.clone()))
    }

    /// The kinds of links in their order.
    pub fn link_kinds(&self) -> Vec<&Arc<LinkKind>> {
        let mut kinds: Vec<&Arc<LinkKind>> = self.all().collect();
        kinds.sort_by_key(|kind| kind.rank);
        kinds
    }

    /// All annotations by id.
    pub fn annotations(&self) -> impl Iterator<Item = &Arc<Annotation>> + '_ {
        self.all()
    }

    /// How many annotations there are. It costs as much as there are documents.
    pub fn total(&self) -> usize {
        self.marks.values().map(Marks::total).sum()
    }

    /// An annotation.
    pub fn annotation(&self, id: &Id) -> Option<&Arc<Annotation>> {
        self.get(Key::Annotation(id.clone()))
    }

    /// What the label of an annotation asks for.
    pub fn asked(&self, annotation: &Annotation) -> Option<Attribute> {
        self.label(&annotation.label)?.attribute
    }

    /// What an annotation has and its label does not ask for.
    pub fn set_aside<'a>(&self, annotation: &'a Annotation) -> impl Iterator<Item = Attribute> + 'a {
        let asked = self.asked(annotation);
        let is_aside =
            move |attribute: &Attribute| Some(*attribute) != asked && annotation.attributes.has(*attribute);
        Attribute::ALL.into_iter().filter(is_aside)
    }

    /// Whether a date is asked for and what was typed for it is not understood.
    pub fn is_not_understood(&self, annotation: &Annotation) -> bool {
        annotation.attributes.value_text.is_some() && self.asked(annotation) == Some(Attribute::Value)
    }

    /// The annotations of which that is so, in the order of the documents and there in reading order.
    pub fn not_understood(&self) -> Vec<&Arc<Annotation>> {
        let mut found: Vec<(u32, u32, &Arc<Annotation>)> = Vec::new();
        for annotation in self.with_value_text.iter().filter_map(|id| self.annotation(id)) {
            if self.is_not_understood(annotation) {
                let rank = self.document(&annotation.document).map_or(0, |document| document.rank);
                found.push((rank, annotation.spans.first().start().get(), annotation));
            }
        }
        found.sort_by(|one, other| (one.0, one.1, &one.2.id).cmp(&(other.0, other.1, &other.2.id)));
        found.into_iter().map(|(_, _, annotation)| annotation).collect()
    }

    /// The names that sources are known by, in their order; of very many the 1,000 that are met first.
    pub fn names(&self) -> Vec<&str> {
        self.names_where(&|_| true)
    }

    /// The same without those that only one annotation has.
    pub fn names_of_others(&self, annotation: &Id) -> Vec<&str> {
        self.names_where(&|other| other.id != *annotation)
    }

    fn names_where(&self, counts: &dyn Fn(&Annotation) -> bool) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        let is_asked = |annotation: &&Arc<Annotation>| self.asked(annotation) == Some(Attribute::Name);
        let named = self
            .annotations()
            .filter(|annotation| annotation.attributes.name.is_some() && counts(annotation));
        for name in named.filter(is_asked).filter_map(|annotation| annotation.attributes.name.as_deref()) {
            if let Err(place) = names.binary_search(&name)
                && names.len() < LISTED
            {
                names.insert(place, name);
            }
        }
        names
    }

    /// All links by id.
    pub fn links(&self) -> impl Iterator<Item = &Arc<Link>> + '_ {
        self.all()
    }

    /// The links that leave from an annotation or lead to it.
    pub fn links_at(&self, annotation: &Id) -> impl Iterator<Item = &Arc<Link>> + '_ {
        self.links_at
            .get(annotation)
            .into_iter()
            .flatten()
            .filter_map(|link| self.get(Key::Link(link.clone())))
    }

    /// The versions that lost and await a decision, by id.
    pub fn disputes(&self) -> impl Iterator<Item = &Arc<Dispute>> + '_ {
        self.all()
    }

    /// All texts it holds: those of its documents, and of documents that lost.
    pub fn texts(&self) -> impl Iterator<Item = &Text> + '_ {
        let documents = self.all().map(|document: &Arc<Document>| &document.text);
        documents.chain(self.disputes().filter_map(|dispute| dispute.text()))
    }

    /// How many bytes its file has at most. It costs as much as there are documents.
    pub fn weight(&self) -> usize {
        self.weight + self.marks.values().map(|marks| marks.quoted * marks.widest).sum::<usize>()
    }

    /// What is marked in a document.
    pub fn marks(&self, document: &Id) -> Option<&Marks> {
        self.marks.get(document)
    }

    /// The words under each span of an annotation, with their context.
    pub fn quotes<'p>(&'p self, annotation: &'p Annotation) -> impl Iterator<Item = Quote<'p>> + 'p {
        let document = self.document(&annotation.document);
        annotation.spans.iter().filter_map(move |span| document?.quote(span))
    }

    /// The item of a key.
    pub fn item(&self, key: &Key) -> Option<Item> {
        self.items.get(key).cloned()
    }

    /// All items, each before those that refer to it.
    pub fn items(&self) -> impl Iterator<Item = Item> + '_ {
        self.items.values().cloned()
    }

    fn get<T: Part>(&self, key: Key) -> Option<&Arc<T>> {
        self.items.get(&key).and_then(T::of)
    }

    /// All items of a kind by id.
    fn all<T: Part + 'static>(&self) -> impl Iterator<Item = &Arc<T>> + '_ {
        self.items.range(T::lowest_key()..).map_while(|(_, item)| T::of(item))
    }

    /// Applies a transaction as a whole. On a conflict nothing has changed.
    pub fn apply(&mut self, transaction: &Transaction) -> Result<(), Conflict> {
        at_once(self.apply_in_slices(transaction, &Through))
    }

    /// The same in slices, for a project that is asked for nothing until then.
    pub async fn apply_in_slices(
        &mut self,
        transaction: &Transaction,
        pace: &dyn Pace,
    ) -> Result<(), Conflict> {
        self.is_batching = transaction.edits.len() >= LARGE;
        let applied = self.apply_each(transaction, pace).await;
        if std::mem::take(&mut self.is_batching) {
            self.marks.values_mut().for_each(Marks::settle);
        }
        applied
    }

    async fn apply_each(&mut self, transaction: &Transaction, pace: &dyn Pace) -> Result<(), Conflict> {
        let mut pieces = Pieces::new(pace);
        for (done, edit) in transaction.edits.iter().enumerate() {
            pieces.item().await;
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

    /// Applies one edit. On a conflict nothing has changed.
    pub(super) fn apply_edit(&mut self, edit: &Edit) -> Result<(), Conflict> {
        let key = edit.key();
        let (old, new) = edit.sides();
        // Put in at once and taken back where it does not fit, so that its place is searched only once: opening a project
        // does this for each of its annotations.
        let there = self.put(key.clone(), new.cloned());
        if let Err(conflict) = self.check_sides(&key, there.as_ref(), old, new) {
            self.put(key, there);
            return Err(conflict);
        }
        old.into_iter().for_each(|item| self.forget(item, new));
        new.into_iter().for_each(|item| self.derive(item));
        Ok(())
    }

    /// Has a key mean an item, or nothing, and returns what it meant.
    fn put(&mut self, key: Key, item: Option<Item>) -> Option<Item> {
        match item {
            Some(item) => self.items.insert(key, item),
            None => self.items.remove(&key),
        }
    }

    /// Whether an edit could be applied.
    pub fn check_edit(&self, edit: &Edit) -> Result<(), Conflict> {
        let key = edit.key();
        let (old, new) = edit.sides();
        self.check_sides(&key, self.items.get(&key), old, new)
    }

    /// Whether what is there under a key could become something else. It may be that already: no item refers to itself.
    fn check_sides(
        &self,
        key: &Key,
        there: Option<&Item>,
        old: Option<&Item>,
        new: Option<&Item>,
    ) -> Result<(), Conflict> {
        if there != old {
            let key = key.clone();
            return Err(if old.is_none() { Conflict::Duplicate(key) } else { Conflict::Stale(key) });
        }
        match new {
            Some(item) if item.key() != *key => Err(Conflict::Stale(key.clone())),
            Some(item) => self.check(item),
            None => self.check_unused(key),
        }
    }

    /// Whether everything to which an item refers is there.
    fn check(&self, item: &Item) -> Result<(), Conflict> {
        let needs = |to: Key| match self.items.contains_key(&to) {
            true => Ok(()),
            false => Err(Conflict::Missing { of: item.key(), to }),
        };
        match item {
            Item::Settings(_) | Item::Label(_) => Ok(()),
            // What is disputed can be gone, but it was once there and could go.
            Item::Dispute(dispute) => match (&dispute.loser, dispute.about()) {
                (_, to @ Key::Dispute(_)) | (Loser::Deletion(_), to @ Key::Settings) => {
                    Err(Conflict::Missing { of: item.key(), to })
                }
                _ => Ok(()),
            },
            Item::Document(document) => {
                let end = document.text.end();
                let fits = self.marks.get(&document.id).is_none_or(|marks| marks.end_by(end));
                if fits { Ok(()) } else { Err(Conflict::InUse(item.key())) }
            }
            Item::LinkKind(kind) => {
                needs(Key::Label(kind.from.clone()))?;
                needs(Key::Label(kind.to.clone()))
            }
            Item::Annotation(annotation) => {
                // Fewer to search than all items: opening a project asks this for each of its annotations.
                let marks = self.marks.get(&annotation.document);
                // What has a label already finds it there.
                if marks.is_none_or(|marks| marks.count(&annotation.label) == 0) {
                    needs(Key::Label(annotation.label.clone()))?;
                }
                let Some(Marks { end, .. }) = marks else {
                    return needs(Key::Document(annotation.document.clone()));
                };
                if annotation.spans.last().end() > *end { Err(Conflict::Outside(item.key())) } else { Ok(()) }
            }
            Item::Link(link) => {
                needs(Key::LinkKind(link.kind.clone()))?;
                needs(Key::Annotation(link.from.clone()))?;
                needs(Key::Annotation(link.to.clone()))
            }
        }
    }

    /// Whether nothing refers to the item of a key. Labels and kinds are seldom removed, so their uses are counted.
    fn check_unused(&self, key: &Key) -> Result<(), Conflict> {
        let used = match key {
            // There is always one.
            Key::Settings => true,
            Key::Link(_) | Key::Dispute(_) => false,
            Key::Document(id) => self.marks.get(id).is_some_and(|marks| marks.total() > 0),
            Key::Label(id) => {
                self.marks.values().any(|marks| marks.count(id) > 0)
                    || self.all().any(|kind: &Arc<LinkKind>| kind.from == *id || kind.to == *id)
            }
            Key::LinkKind(id) => self.links().any(|link| link.kind == *id),
            Key::Annotation(id) => self.links_at.contains_key(id),
        };
        if used { Err(Conflict::InUse(key.clone())) } else { Ok(()) }
    }

    /// Takes in what is derived from an item.
    fn derive(&mut self, item: &Item) {
        self.weight += weight(item);
        match item {
            Item::Document(document) => {
                let marks = self.marks.entry(document.id.clone()).or_default();
                marks.touch();
                marks.end = document.text.end();
                marks.widest = document.text.written().widest;
            }
            Item::Annotation(annotation) => {
                if let Some(marks) = self.marks.get_mut(&annotation.document) {
                    match self.is_batching {
                        true => marks.change_later(annotation, true),
                        false => marks.insert(annotation),
                    }
                }
                if annotation.attributes.value_text.is_some() {
                    self.with_value_text.insert(annotation.id.clone());
                }
            }
            Item::Link(link) => {
                self.touch_end(link);
                for end in [&link.from, &link.to] {
                    let links = self.links_at.entry(end.clone()).or_default();
                    if let Err(place) = links.binary_search(&link.id) {
                        links.insert(place, link.id.clone());
                    }
                }
            }
            _ => {}
        }
    }

    /// A link belongs to the document from which it leaves.
    fn touch_end(&mut self, link: &Link) {
        let document = self.annotation(&link.from).map(|annotation| annotation.document.clone());
        if let Some(marks) = document.and_then(|document| self.marks.get_mut(&document)) {
            marks.touch();
        }
    }

    /// Forgets what is derived from an item that goes, or that `new` replaces.
    fn forget(&mut self, item: &Item, new: Option<&Item>) {
        self.weight = self.weight.saturating_sub(weight(item));
        match item {
            Item::Document(document) if new.is_none() => drop(self.marks.remove(&document.id)),
            Item::Annotation(annotation) => {
                if let Some(marks) = self.marks.get_mut(&annotation.document) {
                    match self.is_batching {
                        true => marks.change_later(annotation, false),
                        false => marks.remove(annotation),
                    }
                }
                if annotation.attributes.value_text.is_some() {
                    self.with_value_text.remove(&annotation.id);
                }
            }
            Item::Link(link) => {
                self.touch_end(link);
                for end in [&link.from, &link.to] {
                    let Some(links) = self.links_at.get_mut(end) else { continue };
                    if let Ok(place) = links.binary_search(&link.id) {
                        links.remove(place);
                    }
                    if links.is_empty() {
                        self.links_at.remove(end);
                    }
                }
            }
            _ => {}
        }
    }
}

/// Two projects are the same when they hold the same, however they came to it.
impl PartialEq for Project {
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id && self.items == other.items
    }
}

/// The spans of an annotation as the index keeps them, and the gaps between them that are short enough to be bridged.
fn pieces(annotation: &Annotation) -> impl Iterator<Item = Piece> + '_ {
    let piece = |span, part| Piece { span, part, annotation: annotation.id.clone() };
    let mut before: Option<Span> = None;
    annotation.spans.iter().flat_map(move |span| {
        let gap = before.and_then(|before| Span::new(before.end(), span.start()));
        let part = if before.is_none() { SpanPart::First } else { SpanPart::Further };
        before = Some(span);
        let gap = gap.filter(|gap| gap.chars() <= LONGEST_BRIDGE).map(|gap| piece(gap, SpanPart::Gap));
        gap.into_iter().chain([piece(span, part)])
    })
}

fn first_piece(annotation: &Annotation) -> Piece {
    Piece { span: annotation.spans.first(), part: SpanPart::First, annotation: annotation.id.clone() }
}
