//! The rules of the house that no compiler checks: which room may use which, and what is absent where. That the core knows
//! no browser is in its manifest.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    reason = "a test may stop at the first surprise"
)]

use std::fs;
use std::path::{Path, PathBuf};

/// What each room may use of the others. Whatever is not listed is forbidden.
const ROOMS: &[(&str, &[&str])] = &[
    ("pace", &[]),
    ("text", &[]),
    ("model", &["text", "pace"]),
    ("json", &["pace"]),
    ("record", &["json", "model", "text", "pace"]),
    ("formats", &["record", "json", "model", "text", "pace"]),
    ("opening", &["formats", "model", "text", "pace"]),
    ("reanchoring", &["formats", "model", "text", "pace"]),
    ("journal", &["record", "json", "model", "text", "pace"]),
    ("corpus", &["model", "text"]),
    ("session", &["corpus", "journal", "formats", "record", "json", "model", "text", "pace"]),
    (
        "words",
        &["session", "reanchoring", "opening", "formats", "journal", "record", "json", "model", "text"],
    ),
    ("browser", &["journal", "model", "text", "pace"]),
    (
        "view",
        &[
            "browser",
            "words",
            "session",
            "reanchoring",
            "opening",
            "formats",
            "journal",
            "corpus",
            "model",
            "text",
            "pace",
        ],
    ),
];

/// What must not be named outside the given rooms.
const ABSENT: &[(&str, &[&str])] = &[
    ("web_sys", &["browser"]),
    ("js_sys", &["browser"]),
    ("gloo", &["browser"]),
    ("leptos", &["view"]),
    ("serde", &["json"]),
    ("serde_json", &["json"]),
    // Text only ever becomes text nodes.
    ("inner_html", &[]),
    ("outer_html", &[]),
    ("insert_adjacent_html", &[]),
    // The time comes from outside; on wasm32 these panic.
    ("Instant::now", &[]),
    ("SystemTime::now", &[]),
];

/// A source file: its room, its path, and its lines of code outside tests.
struct Source {
    room: String,
    path: PathBuf,
    code: String,
    all: String,
}

fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    for folder in ["src", "crates/core/src"] {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
        let before = found.len();
        collect(&root, &root, &mut found);
        assert!(found.len() > before + 20, "the sources in {folder} were not found");
    }
    found
}

fn collect(root: &Path, folder: &Path, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, found);
            continue;
        }
        let all = fs::read_to_string(&path).unwrap();
        let production = all.split("#[cfg(test)]\nmod tests").next().unwrap();
        let code = production
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect::<Vec<_>>()
            .join("\n");
        let first = path.strip_prefix(root).unwrap().components().next().unwrap();
        let room = first.as_os_str().to_str().unwrap().trim_end_matches(".rs").to_owned();
        found.push(Source { room, path, code, all });
    }
}

/// Whether `name` stands in `code` as a whole word.
fn names(code: &str, name: &str) -> bool {
    let is_part = |char: char| char.is_alphanumeric() || char == '_';
    code.match_indices(name).any(|(at, _)| {
        !code[..at].chars().next_back().is_some_and(is_part)
            && !code[at + name.len()..].chars().next().is_some_and(is_part)
    })
}

#[test]
fn nothing_points_up() {
    for source in sources() {
        let Some((_, allowed)) = ROOMS.iter().find(|(room, _)| *room == source.room) else {
            assert!(
                ["lib", "main"].contains(&source.room.as_str()),
                "{} is in no room",
                source.path.display()
            );
            continue;
        };
        for (room, _) in ROOMS.iter().filter(|(room, _)| *room != source.room && !allowed.contains(room)) {
            let used =
                ["crate", "beleg_core"].iter().any(|root| names(&source.code, &format!("{root}::{room}")));
            assert!(!used, "{} uses {room}, which {} may not", source.path.display(), source.room);
        }
    }
}

#[test]
fn what_is_absent_stays_absent() {
    for source in sources() {
        for (name, rooms) in ABSENT.iter().filter(|(_, rooms)| !rooms.contains(&source.room.as_str())) {
            assert!(!names(&source.code, name), "{} names {name}; only {rooms:?} may", source.path.display());
        }
    }
}

#[test]
fn every_file_says_what_it_is_for() {
    for source in sources() {
        assert!(source.all.starts_with("//! "), "{} does not begin with a sentence", source.path.display());
    }
}

#[test]
fn types_are_nouns_of_the_domain() {
    for source in sources() {
        for line in source.code.lines() {
            let declared = ["struct ", "enum ", "trait "]
                .iter()
                .find_map(|kind| line.trim_start().trim_start_matches("pub ").strip_prefix(kind));
            let name: String =
                declared.unwrap_or("").chars().take_while(|char| char.is_alphanumeric()).collect();
            let vague = ["Manager", "Helper", "Helpers", "Utils", "Util", "Service", "Handler"];
            assert!(
                !vague.iter().any(|end| name.ends_with(end)),
                "{}: {name} says nothing",
                source.path.display()
            );
        }
    }
}

#[test]
fn the_words_of_the_page_stand_in_one_place() {
    // A text node in a view is a word of the interface, unless it is punctuation or an arrow.
    for source in sources().iter().filter(|source| source.room == "view") {
        for line in source.code.lines().filter(|line| line.contains('>') && line.contains('<')) {
            for literal in line.split('>').skip(1).filter_map(|rest| rest.split('<').next()) {
                let quoted = literal.trim().strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
                let is_word =
                    quoted.is_some_and(|quoted| quoted != "Beleg" && quoted.chars().any(char::is_alphabetic));
                assert!(!is_word, "{}: {literal} belongs into src/words/", source.path.display());
            }
        }
    }
}
