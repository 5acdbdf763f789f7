//! The readers that fuzzing throws things at. Each takes bytes, panics where something is wrong, and says what came of it.

use crate::check;
use beleg_core::journal::{self, Entry, Journal, Stored, left_over, rescue};
use beleg_core::json::{self, Writer};
use beleg_core::model::anchor::Anchoring;
use beleg_core::model::{
    Action, Annotation, DateValue, Document, Edit, History, Id, Item, Origin, Project, Spans, Timestamp,
    Transaction,
};
use beleg_core::record;
use beleg_core::session::{Chord, Keymap};
use beleg_core::text::{CharOffset, Direction, Edge, Snap, Span, Text, Unit, find, next_edge, snap, unseen};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use xxhash_rust::xxh64::xxh64;

/// A reader.
pub struct Target {
    /// By what inputs that were found are known.
    pub name: &'static str,
    /// What is changed at first.
    pub samples: fn() -> Vec<Vec<u8>>,
    /// Reads it and says what came of it.
    pub run: fn(&[u8]) -> String,
}

/// All readers.
pub const TARGETS: &[Target] = &[
    Target { name: "file", samples: files, run: file },
    Target { name: "repaired", samples: files, run: repaired },
    Target { name: "journal", samples: journals, run: journal },
    Target { name: "rescue", samples: rescues, run: rescue },
    Target { name: "text", samples: texts, run: text },
    Target { name: "anchor", samples: versions, run: anchor },
    Target { name: "keymap", samples: keymaps, run: keymap },
    Target { name: "date", samples: dates, run: date },
    Target { name: "json", samples: files, run: tree },
];

/// A folder beside this file.
pub fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/hostile").join(name)
}

fn files() -> Vec<Vec<u8>> {
    let entries = fs::read_dir(folder("files")).unwrap();
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|path| fs::read(path).unwrap()).collect()
}

fn file(input: &[u8]) -> String {
    let told = check::told(input);
    told.iter().for_each(|sentence| check::assert_plain(sentence));
    told.join(" ")
}

/// The same after hashes and quotes were set right, so that changes reach what stands behind them.
fn repaired(input: &[u8]) -> String {
    let Ok(mut value) = serde_json::from_slice::<Value>(input) else { return String::new() };
    if !value.is_object() {
        return String::new();
    }
    let mut texts: Vec<(Value, Vec<char>)> = Vec::new();
    for document in value["documents"].as_array_mut().into_iter().flatten() {
        let Some(text) = document["text"].as_str().map(str::to_owned) else { continue };
        document["sha256"] = json!(Text::new(text.as_str()).sha256());
        texts.push((document["id"].clone(), text.chars().collect()));
    }
    for annotation in value["annotations"].as_array_mut().into_iter().flatten() {
        let Some((_, text)) = texts.iter().find(|(id, _)| *id == annotation["document"]) else { continue };
        for span in annotation.get_mut("spans").and_then(Value::as_array_mut).into_iter().flatten() {
            let end = |name: &str| span[name].as_u64().and_then(|end| usize::try_from(end).ok());
            let (Some(start), Some(end)) = (end("start"), end("end")) else { continue };
            let Some(exact) = text.get(start..end) else { continue };
            span["quote"] = json!({"exact": exact.iter().collect::<String>(), "prefix": "", "suffix": ""});
        }
    }
    file(value.to_string().as_bytes())
}

/// A letter for the size of a number, as a part of an outcome.
fn letter(number: usize) -> char {
    char::from(b'a' + number.min(usize::from(b'z' - b'a')) as u8)
}

/// A store as a tree: entries, snapshots and parts without their seals, which are set here.
fn journal(input: &[u8]) -> String {
    let Ok(value) = serde_json::from_slice::<Value>(input) else { return String::new() };
    let mut stored = Stored::default();
    let part = |name: &str| value[name].as_object().cloned().unwrap_or_default();
    for (sha256, text) in part("texts") {
        let text = text.as_str().unwrap_or_default().to_owned();
        // One that begins otherwise is damaged; the others are what they say.
        let sound = Text::new(text.as_str()).sha256().to_owned();
        stored.texts.insert(if sha256.starts_with('!') { sha256 } else { sound }, text);
    }
    let mut references = Vec::new();
    for (name, part) in part("parts") {
        let part = part.to_string();
        let sha256 = Text::new(part.as_str()).sha256().to_owned();
        references.push((format!("part {name}"), format!("{sha256} {:016x}", xxh64(part.as_bytes(), 0))));
        stored.parts.insert(sha256, part);
    }
    for (list, name) in [(&mut stored.entries, "entries"), (&mut stored.snapshots, "snapshots")] {
        for (number, sheet) in part(name) {
            let Ok(number) = number.parse() else { continue };
            let mut json = sheet.to_string();
            references.iter().for_each(|(name, reference)| json = json.replace(name, reference));
            let sealed = sealed(&json, if sheet["documents"].is_array() { 2 } else { 1 });
            list.insert(number, sheet.as_str().map_or(sealed, str::to_owned));
        }
    }
    store(&Id::new("sample").unwrap(), &stored)
}

/// A rescue file as it comes.
fn rescue(input: &[u8]) -> String {
    for (number, sheet) in left_over::read(&String::from_utf8_lossy(input)) {
        let _ = left_over::entry(number, sheet, &Project::new(Id::new("sample").unwrap()));
    }
    rescue::read(input).map_or_else(String::new, |(id, stored)| store(&id, &stored))
}

/// What a store holds, opened in every way.
fn store(id: &Id, stored: &Stored) -> String {
    let kept = rescue::write(id, stored);
    assert_eq!(rescue::read(kept.as_bytes()), Some((id.clone(), stored.clone())), "a rescue file is whole");
    for version in journal::versions(stored) {
        if let Some(project) = journal::open_at(id, stored, version.number) {
            check::assert_fits(&project);
        }
    }
    let opened = journal::open(id, stored);
    let mut outcome: String = opened
        .damage
        .iter()
        .map(|damage| format!("{:?};", damage.why).chars().take(60).collect::<String>())
        .collect();
    if let Some(project) = opened.project {
        check::assert_fits(&project);
        assert_eq!(project.id(), id);
        outcome.extend([letter(opened.history.done().len()), letter(opened.history.undone().len())]);
        // Whatever was done can be taken back, or is refused.
        let mut undone = project.clone();
        for step in opened.history.done().iter().rev() {
            if undone.apply(&step.inverse()).is_err() {
                break;
            }
            check::assert_fits(&undone);
        }
        let mut taken = project;
        let mut history = opened.history;
        while journal::perform(&mut taken, &mut history, &Entry::Undo { at: Timestamp::default() }).is_ok() {
            check::assert_fits(&taken);
        }
    }
    outcome
}

/// A sheet of the journal with the seal of its version.
fn sealed(json: &str, version: u8) -> String {
    let sum = match version {
        1 => Text::new(format!("1\n{json}")).sha256().chars().take(16).collect(),
        _ => format!("{:016x}", xxh64(json.as_bytes(), xxh64(version.to_string().as_bytes(), 0))),
    };
    format!("{version} {sum}\n{json}")
}

/// A store that the program wrote, of some steps back and forth.
fn written() -> (Id, Stored) {
    let id = Id::new("sample").unwrap();
    let (mut project, mut history) = (Project::new(id.clone()), History::default());
    let (mut journal, mut stored) = (Journal::new(), Stored::default());
    let at = Timestamp::default();
    let moves = [Entry::Undo { at }, Entry::Undo { at }, Entry::Redo { at }];
    for entry in steps().into_iter().map(Entry::Do).chain(moves) {
        journal::perform(&mut project, &mut history, &entry).unwrap();
        let writing = journal.write(&[entry], &project, &history);
        stored.write(&writing.batch).unwrap();
        journal = writing.after;
    }
    stored.write(&journal.snapshot(&project, &history).batch).unwrap();
    (id, stored)
}

/// The same as a tree, without seals.
fn unsealed(stored: &Stored) -> Value {
    let json = |text: &str| serde_json::from_str::<Value>(text).unwrap();
    let sheet = |sheet: &str| {
        let mut sheet = sheet.split_once('\n').unwrap().1.to_owned();
        for (sha256, part) in &stored.parts {
            let reference = format!("{sha256} {:016x}", xxh64(part.as_bytes(), 0));
            sheet = sheet.replace(&reference, &format!("part {sha256}"));
        }
        json(&sheet)
    };
    let sheets = |list: &BTreeMap<u64, String>| {
        let sheets = list.iter().map(|(number, one)| (number.to_string(), sheet(one)));
        Value::Object(sheets.collect())
    };
    let parts = stored.parts.iter().map(|(sha256, part)| (sha256.clone(), json(part)));
    json!({
        "texts": stored.texts, "entries": sheets(&stored.entries), "snapshots": sheets(&stored.snapshots),
        "parts": Value::Object(parts.collect()),
    })
}

fn rescues() -> Vec<Vec<u8>> {
    let (id, stored) = written();
    let mut rescues = vec![rescue::write(&id, &stored).into_bytes()];
    for entry in fs::read_dir(folder("../../crates/core/tests/journal")).unwrap() {
        rescues.push(fs::read(entry.unwrap().path()).unwrap());
    }
    let left = stored.entries.clone();
    rescues.push(left_over::write(&left, usize::MAX).into_bytes());
    rescues
}

/// Everything comes in one step, and something happens to some of it.
fn steps() -> Vec<Transaction> {
    let whole = fs::read(folder("files").join("whole.json")).unwrap();
    let whole = beleg_core::formats::native::read(&whole).unwrap().project;
    let at = Timestamp::default();
    let transaction =
        |edits: Vec<Edit>| Transaction { action: Action::Mark, edits, origin: Origin::Hand, at };
    let old = Project::new(Id::new("sample").unwrap()).items().next().unwrap();
    let mut items = whole.items();
    let mut edits = vec![Edit::Replace { old, new: items.next().unwrap() }];
    edits.extend(items.map(Edit::Add));
    let annotation = whole.annotations().next().unwrap().clone();
    let noted = Annotation { note: "Neu".to_owned(), ..Annotation::clone(&annotation) };
    let document = whole.documents()[0].clone();
    let text = Text::new(format!("{}Laut dpa stieg die Zahl.", document.text.as_str()));
    let longer = Document { text, ..Document::clone(&document) };
    let change = |old: Item, new: Item| transaction(vec![Edit::Replace { old, new }]);
    vec![
        transaction(edits),
        change(Item::Annotation(annotation), noted.into()),
        change(Item::Document(document), longer.into()),
        transaction(vec![Edit::Remove(Item::Link(whole.links().next().unwrap().clone()))]),
    ]
}

fn journals() -> Vec<Vec<u8>> {
    let (_, stored) = written();
    let whole = unsealed(&stored);
    let mut entries = whole.clone();
    entries["snapshots"] = json!({});
    let mut snapshot = whole.clone();
    snapshot["entries"] = json!({});
    // A snapshot of the first version holds everything itself.
    let mut project = Project::new(Id::new("sample").unwrap());
    let steps = steps();
    project.apply(&steps[0]).unwrap();
    let record = |write: &dyn Fn(&mut Writer)| {
        let mut out = Writer::compact();
        write(&mut out);
        serde_json::from_str::<Value>(&out.finish()).unwrap()
    };
    let step = |step: &Transaction| record(&|out| record::write_transaction(out, step));
    let items: Vec<Value> =
        project.items().map(|item| record(&|out| record::write_item(out, &item))).collect();
    let first = json!({
        "sequence": 3, "project": "sample", "items": items, "done": [step(&steps[0])], "undone": [step(&steps[1])],
    });
    let first = json!({"texts": stored.texts, "entries": {}, "snapshots": {"3": first}});
    [whole, entries, snapshot, first].map(|tree| tree.to_string().into_bytes()).into()
}

/// A text and, in its first line, a quote that is looked for in it.
fn text(input: &[u8]) -> String {
    let input = String::from_utf8_lossy(input);
    let (quote, content) = input.split_once('\n').unwrap_or(("a", &input));
    let text = Text::new(content);
    let end = text.end().get();
    assert_eq!(text.blocks().iter().map(|block| text.block_str(block)).collect::<String>(), content);
    let found = find(&text, quote, 20);
    for place in &found.found {
        assert!(text.slice(place.span).is_some(), "what is found stands in the text");
    }
    assert!(found.found.len() <= found.total && found.found.is_sorted_by_key(|place| place.span.start()));
    for block in text.blocks().iter().take(20) {
        for found in unseen(&text, block) {
            assert!(block.span.intersect(found.span) == Some(found.span));
        }
    }
    // A long text has its time for one position.
    let places = [end / 2, 0, end.min(1), end / 3, end.saturating_sub(1), end];
    for at in places.into_iter().take(if end > 50_000 { 1 } else { places.len() }) {
        let offset = CharOffset::new(at);
        let utf16 = text.utf16_of(offset).unwrap();
        assert_eq!(text.char_of_utf16(utf16), Some(offset));
        assert_eq!(text.byte_of(offset).and_then(|byte| text.char_of_byte(byte)), Some(offset));
        for unit in [Unit::Character, Unit::Word, Unit::Sentence, Unit::Paragraph] {
            for edge in [Edge::Start, Edge::End] {
                let back = next_edge(&text, offset, unit, edge, Direction::Back);
                let forward = next_edge(&text, offset, unit, edge, Direction::Forward);
                assert!(back.is_none_or(|back| back < offset), "back is back");
                assert!(forward.is_none_or(|forward| forward > offset && forward <= text.end()));
            }
        }
        let Some(span) = Span::of(at, (at + 1 + at % 7).min(end)) else { continue };
        for to in [Snap::Words, Snap::Characters] {
            let Some(snapped) = snap(&text, span, to) else { continue };
            assert_eq!(snap(&text, snapped, to), Some(snapped), "snapping again changes nothing");
            assert!(text.slice(snapped).is_some());
        }
    }
    [found.total, text.blocks().len(), quote.len()].into_iter().map(letter).collect()
}

fn texts() -> Vec<Vec<u8>> {
    let texts = [
        "Laut dpa\nLaut dpa stieg die Zahl am 3. Mai 2021. Das sagte Dr. Kim.\r\n\r\n„Ende“, hieß es … usw.",
        "a … b\nü😊👨‍👩‍👧‍👦🇩🇪u\u{308}क\u{94d}षか\u{3099}\u{1100}\u{1161}\u{600}1\u{200d}\u{ad}",
        "\u{202e}\n\u{202e}abc\u{202c}\u{2066}def\u{2069}\0\u{1}\u{feff}\u{e0041}🏴\u{e0067}\u{e007f}",
        "[…] und (…)\nEr sagte: […] und so weiter (…). Und.",
        "\n\n\n",
        "Straße STRASSE\nstraße STRASSE ﬁnden ĳ ǆ ẞ İ ı K Å",
    ];
    texts.map(|text| text.as_bytes().to_vec()).into()
}

/// An old text and a new one, each a half of the input: what stood in the one is looked for in the other.
fn anchor(input: &[u8]) -> String {
    let input = String::from_utf8_lossy(&input[..input.len().min(50_000)]).into_owned();
    let (old, new) = input.split_at(input.floor_char_boundary(input.len() / 2));
    let (old, new) = (Text::new(old), Text::new(new));
    let mut anchoring = Anchoring::new(&old, &new);
    let mut outcome = String::new();
    let end = old.end().get();
    for at in [0, end / 3, end / 2, end.saturating_sub(1)] {
        let spans = [(at, at + 1), (at + 3, at + 9), (at + 20, end)];
        let spans = spans.into_iter().filter_map(|(start, end)| Span::of(start, end));
        let Some(spans) = Spans::new(spans.filter(|span| old.slice(*span).is_some())) else { continue };
        let found = anchoring.find(&spans);
        if let Some(found) = &found {
            assert!(found.spans.iter().all(|span| new.slice(span).is_some()), "it stands in the new text");
            assert!((50..=100).contains(&found.score));
            outcome += &format!("{:?}{}", found.how, found.has_rival);
        }
    }
    outcome
}

fn versions() -> Vec<Vec<u8>> {
    let old = "Laut dpa stieg die Zahl am 3. Mai 2021.\n\nDas sagte ein Sprecher. Das sagte ein Sprecher.\n";
    let new = old.replace("3. Mai", "4. Juni").replace("Laut dpa", "Wie die Agentur dpa meldet,");
    [
        old.repeat(2),
        format!("{old}{new}"),
        format!("{new}{}", old.repeat(3)),
        "a".repeat(2000),
        "ab ".repeat(999),
    ]
    .map(String::into_bytes)
    .into()
}

fn keymap(input: &[u8]) -> String {
    let written = String::from_utf8_lossy(input);
    let keymap = Keymap::read(&written);
    assert_eq!(Keymap::read(&keymap.write()), keymap);
    let mut outcome = String::new();
    for command in beleg_core::session::commands::COMMANDS {
        for key in keymap.keys(command) {
            assert_eq!(Chord::parse(key).as_ref().map(Chord::as_str), Some(key));
            check::assert_plain(&beleg::words::keys(key));
        }
        outcome.push(letter(keymap.keys(command).len()));
    }
    outcome
}

fn keymaps() -> Vec<Vec<u8>> {
    let whole = r#"{"single-keys":"off","keys":{"undo":"Ctrl+Z Alt+Backspace","note":"N Shift+F2","delete":"","cycle":"Space +"}}"#;
    vec![whole.as_bytes().to_vec(), b"{}".to_vec(), b"{\"keys\":{}}".to_vec()]
}

fn date(input: &[u8]) -> String {
    match String::from_utf8_lossy(input).parse::<DateValue>() {
        Ok(date) => {
            assert_eq!(date.to_string().parse(), Ok(date), "a date comes back as written");
            beleg::words::date(date).chars().filter(|char| !char.is_alphanumeric()).collect()
        }
        Err(problem) => format!("{problem:?}"),
    }
}

fn dates() -> Vec<Vec<u8>> {
    let dates = ["2024", "2024-06", "2024-06-19", "2024-06-19T14:30", "2024-06-19T14:30:05", " 0000-02-29 "];
    dates.map(|date| date.as_bytes().to_vec()).into()
}

/// The tree takes what `serde_json` takes, and no more.
fn tree(input: &[u8]) -> String {
    let Ok(text) = str::from_utf8(input) else { return String::new() };
    let (ours, theirs) = (json::parse(text), serde_json::from_str::<Value>(text));
    assert_eq!(ours.is_ok(), theirs.is_ok());
    let mut out = Writer::compact();
    out.object();
    out.text_field(text, text);
    out.end();
    let written = out.finish();
    let back = json::parse(&written).unwrap();
    assert_eq!(back.text(text), text, "what is written can be read");
    assert!(!written.bytes().any(|byte| byte < b' '));
    ours.map_or_else(|error| format!("{}", error.cut), |tree| format!("{:?}", tree.kind()))
}
