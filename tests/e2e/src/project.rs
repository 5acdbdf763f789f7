//! Project files that a test makes up, and giving them to the page as a person would.

use crate::page::Page;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

/// A project as a file of it would be, with the labels for news.
#[derive(Clone, Debug)]
pub struct Project {
    file: Value,
    texts: BTreeMap<String, Vec<char>>,
}

impl Project {
    /// A project without documents.
    pub fn new() -> Self {
        let file = json!({
            "format": "beleg-project",
            "version": 1,
            "offsets": "unicode code points, end exclusive",
            "project": { "id": "test", "name": "Test" },
            "documents": [],
            "tagset": {
                "labels": [
                    { "id": "claim", "name": "Claim", "color": "#a15c00", "key": "1", "description": "A statement." },
                    { "id": "source", "name": "Source", "color": "#1f5fa8", "key": "2", "attribute": "name" },
                    { "id": "date", "name": "Date", "color": "#2b6e4f", "key": "3", "attribute": "value" },
                ],
                "link_kinds": [{ "id": "said-by", "name": "said by", "from": "claim", "to": "source" }],
            },
            "annotations": [],
            "links": [],
        });
        Self { file, texts: BTreeMap::new() }
    }

    /// The same with a document more.
    pub fn document(mut self, id: &str, title: &str, language: &str, text: &str) -> Self {
        let hash: String = Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
        self.push("documents", json!({
            "id": id, "title": title, "language": language, "status": "open", "sha256": hash, "text": text,
        }));
        self.texts.insert(id.to_owned(), text.chars().collect());
        self
    }

    /// The same with an annotation more, which covers these code points of its document, from and to.
    pub fn annotation(mut self, id: &str, document: &str, label: &str, from: usize, to: usize) -> Self {
        let exact: String = self.texts[document][from..to].iter().collect();
        let quote = json!({ "exact": exact, "prefix": "", "suffix": "" });
        let moment = "2024-11-12T10:00:00.000Z";
        self.push(
            "annotations",
            json!({
                "id": id, "document": document, "label": label,
                "spans": [{ "start": from, "end": to, "quote": quote }],
                "created": moment, "modified": moment, "origin": "hand",
            }),
        );
        self
    }

    /// The same with an annotation over words that stand once in a document.
    pub fn quoting(self, id: &str, document: &str, label: &str, words: &str) -> Self {
        let text: String = self.texts[document].iter().collect();
        let (before, behind) = text.split_once(words).expect("the words stand in the text");
        assert!(!behind.contains(words), "{words:?} stands there more than once.");
        let from = before.chars().count();
        self.annotation(id, document, label, from, from + words.chars().count())
    }

    /// The file, for what this module has no word for.
    pub fn file(&mut self) -> &mut Value {
        &mut self.file
    }

    fn push(&mut self, list: &str, item: Value) {
        self.file[list].as_array_mut().expect("this part of the file is a list").push(item);
    }
}

impl Default for Project {
    fn default() -> Self {
        Self::new()
    }
}

impl Page {
    /// Gives a project to the page's own way of opening files, and waits for the question what to do with it.
    pub async fn offer(&self, project: &Project) {
        self.offer_bytes("project.json", project.file.to_string().as_bytes()).await;
        self.element("dialog[data-part=opening][open]").await;
    }

    /// Gives anything to the page's own way of opening files.
    pub async fn offer_bytes(&self, name: &str, bytes: &[u8]) {
        let path: PathBuf = self.room.path(name);
        fs::write(&path, bytes).expect("a file can be written in the browser's folder");
        self.upload("input[type=file][data-part=file]", &path).await;
    }

    /// Puts a project in the place of what the page shows.
    pub async fn replace_by(&self, project: &Project) {
        self.offer(project).await;
        self.click("[data-part=opening] [data-command=replace]").await;
        self.gone("dialog[open]").await;
    }
}
