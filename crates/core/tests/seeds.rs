//! What the build says of a corpus that is not in order, and that the texts of the corpus are what they were.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use std::fs;
use std::path::PathBuf;

use beleg_core::corpus;
use expect_test::expect;

#[allow(dead_code, reason = "its `main` is for the build")]
#[path = "../build.rs"]
mod build;

/// A folder with these files.
fn folder(name: &str, files: &[(&str, &[u8])]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("seeds").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    for (name, content) in files {
        fs::write(folder.join(name), content).unwrap();
    }
    folder
}

/// With these files the build stops and says this.
fn check(name: &str, files: &[(&str, &[u8])], expected: &str) {
    let folder = folder(name, files);
    assert_eq!(build::read(&folder).unwrap_err(), expected);
}

#[test]
fn texts_alone_are_a_corpus() {
    let folder =
        folder("alone", &[("zwei.txt", "Fünf\r\n".as_bytes()), ("eins.txt", b""), ("README.md", b"\xff")]);
    let corpus = build::read(&folder).unwrap().replace(folder.to_str().unwrap(), "");
    expect![[r#"
        pub(super) static PROJECT: ProjectSeed = ProjectSeed { id: "corpus", name: "Corpus", guidelines: "" };
        pub(super) static DOCUMENTS: &[DocumentSeed] = &[
        DocumentSeed { id: "eins", title: "eins", outlet: None, published: None, language: None, url: None, text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../seeds/eins.txt")) },
        DocumentSeed { id: "zwei", title: "zwei", outlet: None, published: None, language: None, url: None, text: include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../seeds/zwei.txt")) },
        ];
    "#]]
    .assert_eq(&corpus);
}

#[test]
fn what_is_known_of_a_text_goes_with_it() {
    let corpus_toml = r#"
        [project]
        id = "p"
        name = "Ein \"Projekt\""
        [documents.eins]
        title = "Eins"
        published = "2024-06"
    "#;
    let folder = folder("known", &[("eins.txt", b"1"), ("corpus.toml", corpus_toml.as_bytes())]);
    let corpus = build::read(&folder).unwrap();
    assert!(corpus.contains(r#"id: "p", name: "Ein \"Projekt\"""#), "{corpus}");
    assert!(corpus.contains(r#"title: "Eins", outlet: None, published: Some("2024-06")"#), "{corpus}");
}

#[test]
fn a_text_that_is_not_utf_8() {
    check(
        "latin",
        &[("eins.txt", b"1"), ("zwei.txt", b"F\xfcnf")],
        "seeds/zwei.txt is not UTF-8: byte 2 does not fit. Save it as UTF-8.",
    );
}

#[test]
fn metadata_without_a_text() {
    check(
        "missing",
        &[("eins.txt", b"1"), ("corpus.toml", b"[documents.zwei]\n")],
        "seeds/corpus.toml describes zwei, but there is no file seeds/zwei.txt.",
    );
}

#[test]
fn a_key_that_nobody_knows() {
    let corpus_toml = b"[documents.eins]\ntitel = \"Eins\"\n";
    check(
        "key",
        &[("eins.txt", b"1"), ("corpus.toml", corpus_toml)],
        "seeds/corpus.toml, line 2: unknown field `titel`, expected one of `title`, `outlet`, `published`, `language`, `url`.",
    );
}

#[test]
fn metadata_that_are_no_toml() {
    check(
        "toml",
        &[("eins.txt", b"1"), ("corpus.toml", b"# fine\n[documents\n")],
        "seeds/corpus.toml, line 2: unclosed table, expected `]`.",
    );
}

#[test]
fn a_date_in_another_form() {
    let corpus_toml = b"[documents.eins]\npublished = \"19.06.2024\"\n";
    check(
        "date",
        &[("eins.txt", b"1"), ("corpus.toml", corpus_toml)],
        r#"seeds/corpus.toml says that eins was published "19.06.2024". Write a date as 2024, 2024-06 or 2024-06-19."#,
    );
}

#[test]
fn two_names_that_become_one() {
    check(
        "names",
        &[("eins zwei.txt", b"1"), ("eins-zwei.txt", b"2")],
        "seeds/eins zwei.txt and seeds/eins-zwei.txt would both be called eins-zwei. Rename one.",
    );
}

#[test]
fn a_project_without_an_id() {
    check(
        "id",
        &[("eins.txt", b"1"), ("corpus.toml", b"[project]\nid = \"\"\nname = \"x\"\n")],
        r#"The project's id in seeds/corpus.toml must have 1 to 128 characters and no white space; it is ""."#,
    );
}

#[test]
fn a_folder_that_is_not_there() {
    let folder = folder("gone", &[]);
    fs::remove_dir(&folder).unwrap();
    assert!(build::read(&folder).unwrap_err().starts_with("The folder seeds/ cannot be read: "));
}

/// The texts were given; nobody may change a character of them. More may come.
#[test]
fn the_given_texts_are_as_they_were() {
    let given = [
        ("000_c69d7e2b6bcde984", "ddb703dc7187f7882208a7a338e29817b88af6431b911a09cccc665bbcb70d5a"),
        ("001_5013a7a63339588b", "f1b9bb88f335b68111787a0be4a7f8cb381851ca70860a61c43dbafe8e9b6c07"),
        ("002_fbe12cdfffafff9a", "e380de09a8dd1226acdb2432e8542a9f1c934da3208928b15cdbb15b9f89fb84"),
        ("003_2010653594c6cf10", "b5314d02dded73deae22ec33f3ffe4c8d4dff4f212d8f87c7fde2e2a6a7af58e"),
        ("004_c9cb71a91a8c8b3b", "482b6bf7de2aa00ff4d3a16a4b7dc2f108a69c7e92c2346f772922bfde3ef0f0"),
    ];
    let documents = corpus::documents();
    for (id, sha256) in given {
        let document = documents.iter().find(|document| document.id.as_str() == id);
        assert_eq!(document.map(|document| document.text.sha256()), Some(sha256), "{id}");
    }
}
