//! Strangers' files, and stores that a stranger wrote: each gives a sentence or opens harmlessly.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may stop at the first surprise"
)]
#![allow(clippy::disallowed_methods, reason = "a test never runs in a page, so it may read the clock")]

#[path = "hostile/big.rs"]
mod big;
#[path = "hostile/check.rs"]
mod check;
#[path = "hostile/targets.rs"]
mod targets;

use beleg::words;
use beleg_core::formats::ReadError;
use beleg_core::formats::native::read;
use beleg_core::formats::native::write;
use beleg_core::session::commands::COMMANDS;
use beleg_core::session::{Chord, Keymap};
use check::{assert_plain, assert_whole, told};
use expect_test::expect_file;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use targets::TARGETS;

fn files() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile/files");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn every_file_comes_to_what_the_table_says() {
    let mut table = String::from(
        "# Strangers' files\n\nWhat comes of each file in `files`: it opens, perhaps without some of its parts, or a \
         sentence says why not. The tests\nread this table natively and in browsers.\n\n| File | What comes of it |\n\
         | --- | --- |\n",
    );
    for path in files() {
        let sentences = told(&fs::read(&path).unwrap());
        sentences.iter().for_each(|sentence| assert_plain(sentence));
        let name = path.file_name().unwrap().to_str().unwrap();
        table += &format!("| {name} | {} |\n", sentences.join("<br>").replace('|', "\\|"));
    }
    expect_file!["hostile/README.md"].assert_eq(&table);
}

#[test]
fn what_fuzzing_begins_with_and_what_it_found_is_borne() {
    for target in TARGETS {
        (target.samples)().iter().for_each(|sample| drop((target.run)(sample)));
    }
    for entry in fs::read_dir(targets::folder("found")).into_iter().flatten() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let target = TARGETS.iter().find(|target| name.starts_with(target.name)).unwrap();
        (target.run)(&fs::read(&path).unwrap());
    }
}

#[test]
fn a_file_that_ends_anywhere_is_refused_and_one_that_is_changed_anywhere_does_no_harm() {
    let whole = write(&read(&fs::read(&files()[files().len() - 1]).unwrap()).unwrap().project);
    let bytes = whole.trim_end().as_bytes();
    for end in 0..bytes.len() {
        let error = read(&bytes[..end]).expect_err("a part of a file is no file");
        assert!(matches!(error, ReadError::NotJson { cut: true, .. } | ReadError::NotText(_)), "{end}");
    }
    for place in 0..bytes.len() {
        for other in [0, b'"', b'\\', b'{', b']', b',', b'9', b'e', b'-', 0x7f, 0xc3, 0xff] {
            let mut changed = bytes.to_vec();
            changed[place] = other;
            told(&changed).iter().for_each(|sentence| assert_plain(sentence));
        }
    }
}

#[test]
fn a_store_that_a_stranger_wrote_gives_keys_that_are_keys() {
    let all = COMMANDS.iter().map(|command| format!(r#""{}":"Ctrl+Z A Enter""#, command.name));
    let all = format!(r#"{{"keys":{{{}}}}}"#, all.collect::<Vec<_>>().join(","));
    let many: String = (0x4e00..0x9fff_u32).filter_map(char::from_u32).flat_map(|char| [char, ' ']).collect();
    for written in [
        "",
        "\0",
        "null",
        "[]",
        "1e999",
        "\"\\ud800\"",
        "{\"keys\":[]}",
        "{\"keys\":{\"undo\":7}}",
        "{\"keys\":{\"__proto__\":\"A\",\"constructor\":\"B\",\"\":\"C\"}}",
        "{\"keys\":{\"undo\":\"<script> Ctrl+<img A+B+ ++++ Ctrl+Ctrl+Z \u{202e} \u{0} \u{202e}x\"}}",
        "{\"keys\":{\"undo\":\"A\",\"undo\":\"B\",\"redo\":\"B A\"}}",
        "{\"keys\":{\"undo\":\"Tab Ctrl+W F5 Ctrl+C\"},\"single-keys\":\"OFF\"}",
        &format!("{{\"keys\":{{\"undo\":\"{many}\"}}}}"),
        &format!("{{\"keys\":{}", "{\"a\":".repeat(100_000)),
        &all,
    ] {
        let keymap = Keymap::read(written);
        assert_eq!(Keymap::read(&keymap.write()), keymap, "it comes back: {written:.80}");
        let mut given: Vec<&str> = COMMANDS.iter().flat_map(|command| keymap.keys(command)).collect();
        for key in &given {
            assert_eq!(Chord::parse(key).as_ref().map(Chord::as_str), Some(*key));
            assert_plain(&words::keys(key));
        }
        assert!(!given.contains(&"Tab") && !given.contains(&"Ctrl+W"), "those belong to the browser");
        let count = given.len();
        given.sort_unstable();
        given.dedup();
        // Some keys of the table mean two things in two places.
        let usual = Keymap::default();
        let usual: Vec<&str> = COMMANDS.iter().flat_map(|command| usual.keys(command)).collect();
        assert!(count - given.len() <= usual.len(), "{written:.80}");
    }
}

/// A file of the greatest size, in so much time, with everything that the page asks of it.
fn check_big(name: &str, file: String, sentence: &str) {
    let start = Instant::now();
    let found = match read(file.as_bytes()) {
        Ok(read) => {
            let problems: Vec<String> = read.problems.iter().map(words::problem).collect();
            assert_whole(read);
            let first = problems.first().map_or(String::new(), |first| format!(" {first}"));
            format!("opens, {} left out{first}", problems.len())
        }
        Err(error) => words::cannot_open("x.json", &error),
    };
    assert_eq!(found, sentence, "{name}");
    let took = start.elapsed();
    println!("{name}: {} MB in {took:.1?}", file.len() / 1_000_000);
    assert!(took < Duration::from_secs(60), "{name} took {took:?}");
}

#[test]
#[ignore = "takes minutes without optimisation; `cargo xtask test` and `cargo xtask fuzz` run it"]
fn files_of_every_size_are_refused_or_open_in_time() {
    for (name, file, sentence) in big::files() {
        check_big(name, file, sentence);
    }
}
