//! Puts the corpus of `seeds/` into the program: every text, and what `corpus.toml` knows of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::{env, fs, process};

use serde::Deserialize;

/// What `corpus.toml` says.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Metadata {
    #[serde(default)]
    project: ProjectMetadata,
    #[serde(default)]
    documents: BTreeMap<String, DocumentMetadata>,
}

/// What it says of the project.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ProjectMetadata {
    id: String,
    name: String,
    #[serde(default)]
    guidelines: String,
}

impl Default for ProjectMetadata {
    fn default() -> Self {
        ProjectMetadata { id: "corpus".to_owned(), name: "Corpus".to_owned(), guidelines: String::new() }
    }
}

/// What it says of one document.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct DocumentMetadata {
    title: Option<String>,
    outlet: Option<String>,
    published: Option<String>,
    language: Option<String>,
    url: Option<String>,
}

fn main() {
    let seeds = Path::new(&env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../../seeds");
    println!("cargo::rerun-if-changed=../../seeds");
    let written = read(&seeds).and_then(|corpus| {
        let target = Path::new(&env::var("OUT_DIR").unwrap_or_default()).join("corpus.rs");
        fs::write(&target, corpus)
            .map_err(|error| format!("{} cannot be written: {error}.", target.display()))
    });
    if let Err(sentence) = written {
        println!("cargo::error={sentence}");
        process::exit(1);
    }
}

/// The corpus of a folder as Rust source, or a sentence that says which file is wrong and how.
pub(crate) fn read(seeds: &Path) -> Result<String, String> {
    let metadata = read_metadata(&seeds.join("corpus.toml"))?;
    let texts = read_texts(seeds)?;
    if let Some(stem) = metadata.documents.keys().find(|stem| !texts.contains(*stem)) {
        return Err(format!("seeds/corpus.toml describes {stem}, but there is no file seeds/{stem}.txt."));
    }
    let ProjectMetadata { id, name, guidelines } = &metadata.project;
    check_id(id, "The project's id in seeds/corpus.toml")?;
    let mut source = format!(
        "pub(super) static PROJECT: ProjectSeed = ProjectSeed {{ id: {id:?}, name: {name:?}, guidelines: {:?} }};\n",
        guidelines.trim()
    );
    source += "pub(super) static DOCUMENTS: &[DocumentSeed] = &[\n";
    let nothing = DocumentMetadata::default();
    let mut ids = BTreeMap::new();
    for stem in &texts {
        let id = stem.split_whitespace().collect::<Vec<_>>().join("-");
        check_id(&id, &format!("The name of seeds/{stem}.txt"))?;
        if let Some(other) = ids.insert(id.clone(), stem) {
            return Err(format!(
                "seeds/{other}.txt and seeds/{stem}.txt would both be called {id}. Rename one."
            ));
        }
        let DocumentMetadata { title, outlet, published, language, url } =
            metadata.documents.get(stem).unwrap_or(&nothing);
        check_date(stem, published.as_deref())?;
        let title = title.as_ref().unwrap_or(stem);
        source += &format!(
            "DocumentSeed {{ id: {id:?}, title: {title:?}, outlet: {outlet:?}, published: {published:?}, \
             language: {language:?}, url: {url:?}, \
             text: include_str!(concat!(env!(\"CARGO_MANIFEST_DIR\"), {:?})) }},\n",
            format!("/../../seeds/{stem}.txt")
        );
    }
    Ok(source + "];\n")
}

fn read_metadata(path: &Path) -> Result<Metadata, String> {
    if !path.exists() {
        return Ok(Metadata::default());
    }
    let written =
        fs::read_to_string(path).map_err(|error| format!("seeds/corpus.toml cannot be read: {error}."))?;
    toml::from_str(&written).map_err(|error| {
        let before = error.span().and_then(|span| written.get(..span.start)).unwrap_or_default();
        let line = before.matches('\n').count() + 1;
        format!("seeds/corpus.toml, line {line}: {}.", error.message())
    })
}

/// The names of the text files without their ending.
fn read_texts(seeds: &Path) -> Result<BTreeSet<String>, String> {
    let folder =
        fs::read_dir(seeds).map_err(|error| format!("The folder seeds/ cannot be read: {error}."))?;
    let mut texts = BTreeSet::new();
    for entry in folder {
        let path = entry.map_err(|error| format!("The folder seeds/ cannot be read: {error}."))?.path();
        if path.extension().is_none_or(|ending| ending != "txt") {
            continue;
        }
        let Some(stem) = path.file_stem().and_then(|stem| stem.to_str()).map(str::to_owned) else {
            return Err(format!("The file name {} is not UTF-8. Rename the file.", path.display()));
        };
        let bytes = fs::read(&path).map_err(|error| format!("seeds/{stem}.txt cannot be read: {error}."))?;
        if let Err(error) = std::str::from_utf8(&bytes) {
            let place = error.valid_up_to() + 1;
            return Err(format!(
                "seeds/{stem}.txt is not UTF-8: byte {place} does not fit. Save it as UTF-8."
            ));
        }
        texts.insert(stem);
    }
    Ok(texts)
}

/// The rule of `beleg_core::model::Id`, which the build cannot call.
fn check_id(id: &str, what: &str) -> Result<(), String> {
    let fits =
        (1..=128).contains(&id.chars().count()) && !id.chars().any(|c| c.is_whitespace() || c.is_control());
    if fits {
        Ok(())
    } else {
        Err(format!("{what} must have 1 to 128 characters and no white space; it is {id:?}."))
    }
}

/// Only the form; whether there is such a day is seen by the program's own tests.
fn check_date(stem: &str, published: Option<&str>) -> Result<(), String> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let fits = |date: &str| matches!(date.len(), 4 | 7 | 10) && date.split('-').all(digits);
    match published {
        Some(date) if !fits(date) => Err(format!(
            "seeds/corpus.toml says that {stem} was published {date:?}. Write a date as 2024, 2024-06 or 2024-06-19."
        )),
        _ => Ok(()),
    }
}
