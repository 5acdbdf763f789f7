//! The documents that the page carries in itself: the texts of `seeds/`, put in at compile time.

use crate::model::{
    Action, Document, Edit, Id, Item, Origin, Project, Settings, Status, Timestamp, Transaction,
};
use crate::model::{DateValue, tagset};
use crate::text::Text;

/// The project as `seeds/corpus.toml` describes it.
struct ProjectSeed {
    id: &'static str,
    name: &'static str,
    guidelines: &'static str,
}

/// A file of `seeds/` with its metadata.
struct DocumentSeed {
    id: &'static str,
    title: &'static str,
    outlet: Option<&'static str>,
    published: Option<&'static str>,
    language: Option<&'static str>,
    url: Option<&'static str>,
    text: &'static str,
}

mod seeds {
    use super::{DocumentSeed, ProjectSeed};
    include!(concat!(env!("OUT_DIR"), "/corpus.rs"));
}

/// The id of the project to which the corpus belongs. It stays when documents come to the corpus, so that what was
/// marked before is found again.
pub fn project_id() -> Id {
    Id::new(seeds::PROJECT.id).unwrap_or_else(|| Id::from_random(0))
}

/// The documents of the corpus in the order of their file names.
pub fn documents() -> Vec<Document> {
    let document = |(seed, rank): (&DocumentSeed, u32)| {
        Some(Document {
            id: Id::new(seed.id)?,
            rank,
            text: Text::new(seed.text),
            title: seed.title.to_owned(),
            outlet: seed.outlet.map(str::to_owned),
            published: seed.published.and_then(|date| date.parse::<DateValue>().ok()),
            language: seed.language.map(str::to_owned),
            url: seed.url.map(str::to_owned),
            status: Status::Open,
        })
    };
    seeds::DOCUMENTS.iter().zip(0..).filter_map(document).collect()
}

/// What a project lacks of the corpus, as a transaction; `None` where it lacks nothing. An empty project also gets its
/// name and its tagset.
///
/// A document that is there already stays as it is, even where the corpus now has another text for it: see
/// [`other_texts`].
pub fn missing_from(project: &Project, at: Timestamp) -> Option<Transaction> {
    let mut edits = Vec::new();
    if project.labels().is_empty() {
        let settings = Settings {
            name: seeds::PROJECT.name.to_owned(),
            guidelines: seeds::PROJECT.guidelines.to_owned(),
        };
        let old = Item::Settings(project.settings());
        edits.push(Edit::Replace { old, new: settings.into() });
        let (labels, link_kinds) = tagset::news();
        edits.extend(labels.into_iter().map(|label| Edit::Add(label.into())));
        edits.extend(link_kinds.into_iter().map(|kind| Edit::Add(kind.into())));
    }
    let lacking = documents().into_iter().filter(|document| project.document(&document.id).is_none());
    edits.extend(lacking.map(|document| Edit::Add(document.into())));
    (!edits.is_empty()).then_some(Transaction {
        action: Action::AddCorpus,
        edits,
        origin: Origin::Corpus,
        at,
    })
}

/// The documents of the project of the corpus for which the corpus has another text, with that text. Annotations stand on the text for
/// which they were made, so that somebody has to decide.
pub fn other_texts(project: &Project) -> Vec<(Id, Text)> {
    // Another project may hold the same documents; their texts are its own matter.
    if *project.id() != project_id() {
        return Vec::new();
    }
    let of = |seed: &DocumentSeed| {
        let id = Id::new(seed.id)?;
        let differs = project.document(&id)?.text.as_str() != seed.text;
        differs.then(|| (id, Text::new(seed.text)))
    };
    seeds::DOCUMENTS.iter().filter_map(of).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn every_seed_is_a_document_with_its_date() {
        let documents = documents();
        assert_eq!(documents.len(), seeds::DOCUMENTS.len());
        for (document, seed) in documents.iter().zip(seeds::DOCUMENTS) {
            assert_eq!(document.published.map(|date| date.to_string()).as_deref(), seed.published);
            assert_eq!(document.text.as_str(), seed.text);
        }
    }

    #[test]
    fn a_new_project_gets_the_corpus_once() {
        let mut project = Project::new(project_id());
        let transaction = missing_from(&project, Timestamp::default()).unwrap();
        project.apply(&transaction).unwrap();
        assert_eq!(project.labels().len(), 3);
        assert_eq!(project.documents().len(), seeds::DOCUMENTS.len());
        assert_eq!(missing_from(&project, Timestamp::default()), None);
    }

    #[test]
    fn a_document_that_came_later_is_added() {
        let mut project = Project::new(project_id());
        project.apply(&missing_from(&project, Timestamp::default()).unwrap()).unwrap();
        let last = project.documents().last().map(|document| Item::Document(Arc::clone(document))).unwrap();
        let removal = Transaction {
            action: Action::Merge,
            edits: vec![Edit::Remove(last.clone())],
            origin: Origin::File,
            at: Timestamp::default(),
        };
        project.apply(&removal).unwrap();
        let transaction = missing_from(&project, Timestamp::default()).unwrap();
        assert_eq!(transaction.edits, [Edit::Add(last)]);
    }
}
