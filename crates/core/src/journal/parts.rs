//! The parts of a snapshot: a document with what is marked in it, or some steps of the history, each kept once under its
//! SHA-256, however many snapshots refer to it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::json::{self, Shape, Writer};
use crate::model::{Document, History, Id, Item, Project, Transaction};
use crate::record::{self, Before, Problem, Texts};

use super::batch::Batch;
use super::checksum::{agreed, fast, sha256};
use super::damage::{Damage, Part, Why};

/// From how many bytes on a part of the history gets no further steps. Smaller ones are written again with what
/// follows.
const FULL: usize = 32_768;

/// A document, its annotations, and the links that leave from these.
const ITEMS: Shape = Shape::List(&record::ITEM);

/// Steps of the history.
const STEPS: Shape = Shape::List(&record::TRANSACTION);

/// How a snapshot refers to a part: by the SHA-256 of its bytes, under which it is kept, and their checksum, which is
/// quickly looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Reference(pub String);

impl Reference {
    /// Where the part is kept.
    pub fn sha256(&self) -> &str {
        self.0.split_once(' ').map_or("", |(sha256, _)| sha256)
    }

    /// The part, where it is there and as it was written.
    fn find<'p>(&self, parts: &'p BTreeMap<String, String>) -> Result<&'p str, Why> {
        let part = parts.get(self.sha256()).ok_or(Why::Missing)?;
        // One wrong result in WebKit is no damage; see `agreed`.
        let is_sound = || self.0.ends_with(&fast(part));
        if is_sound() || is_sound() { Ok(part) } else { Err(Why::Changed) }
    }
}

/// A document with what is marked in it, as a snapshot keeps it.
#[derive(Clone, Debug)]
struct DocumentPart {
    id: Id,
    state: Arc<()>,
    part: Reference,
    bytes: usize,
}

/// Steps of the history, as a snapshot keeps them.
#[derive(Clone, Debug)]
pub(super) struct Run {
    steps: Vec<Arc<Transaction>>,
    pub part: Reference,
    bytes: usize,
}

impl Run {
    /// Whether these are the next steps, and the part need not be written again for what follows them.
    fn begins(&self, steps: &[Arc<Transaction>]) -> bool {
        let is_done = self.bytes >= FULL || self.steps.len() == steps.len();
        is_done
            && self.steps.len() <= steps.len()
            && self.steps.iter().zip(steps).all(|(one, other)| Arc::ptr_eq(one, other))
    }
}

/// What the last snapshot consists of. The next one takes over what has not changed.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts {
    // Invariant: in the order of their ids.
    documents: Vec<DocumentPart>,
    /// The steps that can be taken back.
    pub done: Vec<Run>,
    /// The steps that can be done again.
    pub undone: Vec<Run>,
}

impl Parts {
    /// What a snapshot of the project and the history consists of. What is not stored goes into the batch.
    pub fn next(
        &self,
        project: &Project,
        history: &History,
        is_stored: &dyn Fn(&str) -> bool,
        batch: &mut Batch,
    ) -> Self {
        let mut next = Parts::default();
        for document in documents(project) {
            let part = match self.unchanged(project, &document.id) {
                Some(part) if is_stored(part.part.sha256()) => part.clone(),
                _ => {
                    let json = write_document(project, &document);
                    let bytes = json.len();
                    let part = add(batch, json, is_stored);
                    let state = project.marks(&document.id).map(|marks| marks.state().clone());
                    DocumentPart { id: document.id.clone(), state: state.unwrap_or_default(), part, bytes }
                }
            };
            next.documents.push(part);
        }
        next.done = self.runs(history.done(), is_stored, batch);
        next.undone = self.runs(history.undone(), is_stored, batch);
        next
    }

    /// How many bytes of documents the next snapshot would write.
    pub fn changed_bytes(&self, project: &Project) -> usize {
        let changed = |part: &&DocumentPart| self.unchanged(project, &part.id).is_none();
        self.documents.iter().filter(changed).map(|part| part.bytes).sum()
    }

    /// References to the documents.
    pub fn documents(&self) -> impl Iterator<Item = &Reference> {
        self.documents.iter().map(|part| &part.part)
    }

    /// Where all of them are kept, in order.
    pub fn keys(&self) -> Vec<String> {
        let runs = self.done.iter().chain(&self.undone).map(|run| &run.part);
        let mut keys: Vec<String> =
            self.documents().chain(runs).map(|part| part.sha256().to_owned()).collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    fn unchanged(&self, project: &Project, document: &Id) -> Option<&DocumentPart> {
        let place = self.documents.binary_search_by(|part| part.id.cmp(document)).ok()?;
        let part = self.documents.get(place)?;
        Arc::ptr_eq(&part.state, project.marks(document)?.state()).then_some(part)
    }

    /// Steps in runs: as before where they are the same, and a long step by itself.
    fn runs(
        &self,
        steps: &[Arc<Transaction>],
        is_stored: &dyn Fn(&str) -> bool,
        batch: &mut Batch,
    ) -> Vec<Run> {
        let mut runs = Vec::new();
        let (mut open, mut json) = (Vec::new(), String::new());
        let mut close = |open: &mut Vec<Arc<Transaction>>, json: &mut String, runs: &mut Vec<Run>| {
            if open.is_empty() {
                return;
            }
            let bytes = json.len();
            let part = add(batch, format!("[{}]", std::mem::take(json)), is_stored);
            runs.push(Run { steps: std::mem::take(open), part, bytes });
        };
        let mut rest = steps;
        while let Some((step, others)) = rest.split_first() {
            let known = self.done.iter().chain(&self.undone);
            let same = known.into_iter().find(|run| run.begins(rest) && is_stored(run.part.sha256()));
            if let Some(run) = same {
                close(&mut open, &mut json, &mut runs);
                runs.push(run.clone());
                rest = rest.get(run.steps.len()..).unwrap_or_default();
                continue;
            }
            let mut out = Writer::compact();
            record::write_transaction(&mut out, step);
            let written = out.finish();
            if written.len() >= FULL {
                close(&mut open, &mut json, &mut runs);
            }
            if !json.is_empty() {
                json.push(',');
            }
            json.push_str(&written);
            open.push(step.clone());
            if json.len() >= FULL {
                close(&mut open, &mut json, &mut runs);
            }
            rest = others;
        }
        close(&mut open, &mut json, &mut runs);
        runs
    }
}

/// The documents by id.
fn documents(project: &Project) -> impl Iterator<Item = Arc<Document>> {
    let documents = project.items().map_while(|item| match item {
        Item::Settings(_) => Some(None),
        Item::Document(document) => Some(Some(document)),
        _ => None,
    });
    documents.flatten()
}

fn write_document(project: &Project, document: &Arc<Document>) -> String {
    let mut out = Writer::compact();
    out.list();
    record::write_item(&mut out, &Item::Document(document.clone()));
    let mut before = Before::default();
    let mut links = Vec::new();
    for piece in project.marks(&document.id).map(|marks| marks.in_order()).unwrap_or_default() {
        if let Some(annotation) = project.annotation(&piece.annotation) {
            before.write_item(&mut out, &Item::Annotation(annotation.clone()));
        }
        links.extend(project.links_at(&piece.annotation).filter(|link| link.from == piece.annotation));
    }
    for link in links {
        record::write_item(&mut out, &Item::Link(link.clone()));
    }
    out.end();
    out.finish()
}

/// Takes a part into the batch where it is not stored yet.
fn add(batch: &mut Batch, json: String, is_stored: &dyn Fn(&str) -> bool) -> Reference {
    let key = agreed(|| sha256(&[&json]));
    let reference = Reference(format!("{key} {}", agreed(|| fast(&json))));
    if !is_stored(&key) {
        batch.parts.insert(key, json);
    }
    reference
}

/// Reads the documents of a snapshot: all their items, each before those that refer to it.
pub(super) fn read_documents(
    references: &[Reference],
    parts: &BTreeMap<String, String>,
    texts: Texts<'_>,
) -> Result<(Vec<Item>, Unread), Damage> {
    let (mut items, mut links, mut unread) = (Vec::new(), Vec::new(), Vec::new());
    for reference in references {
        let part = reference.find(parts).map_err(|why| damage(reference, why))?;
        let mut document = None;
        let mut before = Before::default();
        read(part, &ITEMS, reference, |json| {
            match before.item(json, texts)? {
                Item::Link(link) => links.push(Item::Link(link)),
                item => {
                    if let Item::Document(here) = &item {
                        document = Some(here.id.clone());
                    }
                    items.push(item);
                }
            }
            Ok(())
        })?;
        if let Some(document) = document {
            unread.push((document, reference.clone(), part.len()));
        }
    }
    items.append(&mut links);
    Ok((items, Unread(unread)))
}

/// The documents that were read, before anybody knows their state.
pub(super) struct Unread(Vec<(Id, Reference, usize)>);

impl Unread {
    /// The parts of the snapshot from which the project comes.
    pub fn of(self, project: &Project, done: Vec<Run>, undone: Vec<Run>) -> Parts {
        let mut documents = Vec::with_capacity(self.0.len());
        for (id, part, bytes) in self.0 {
            let state = project.marks(&id).map(|marks| marks.state().clone()).unwrap_or_default();
            documents.push(DocumentPart { id, state, part, bytes });
        }
        Parts { documents, done, undone }
    }
}

/// Reads steps of the history.
pub(super) fn read_steps(
    references: Vec<Reference>,
    parts: &BTreeMap<String, String>,
    texts: Texts<'_>,
) -> Result<Vec<Run>, Damage> {
    let mut runs = Vec::new();
    for part in references {
        let json = part.find(parts).map_err(|why| damage(&part, why))?;
        let mut steps = Vec::new();
        read(json, &STEPS, &part, |json| {
            steps.push(Arc::new(record::transaction(json, texts)?));
            Ok(())
        })?;
        runs.push(Run { steps, part, bytes: json.len() });
    }
    Ok(runs)
}

/// All steps of runs, in order.
pub(super) fn steps(runs: &[Run]) -> Vec<Arc<Transaction>> {
    runs.iter().flat_map(|run| run.steps.iter().cloned()).collect()
}

fn read(
    part: &str,
    shape: &Shape,
    reference: &Reference,
    mut take: impl FnMut(&json::Json<'_>) -> Result<(), Problem>,
) -> Result<(), Damage> {
    let tree = json::parse(part).map_err(|syntax| damage(reference, Why::NoJson(syntax)))?;
    shape.check(&tree).map_err(|misfit| damage(reference, Why::Form(misfit)))?;
    for (number, json) in tree.as_list().iter().enumerate() {
        take(json)
            .map_err(|problem| damage(reference, Why::Value(problem.within(&format!("[{number}]")))))?;
    }
    Ok(())
}

fn damage(reference: &Reference, why: Why) -> Damage {
    Damage { part: Part::OfSnapshot(reference.sha256().to_owned()), why }
}
