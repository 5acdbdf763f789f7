//! The project file against its schema, its description and everything that can be wrong with a file.
#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may stop at the first surprise"
)]

#[path = "native_format/sample.rs"]
mod sample;

use std::collections::BTreeSet;

use beleg_core::formats::native::{read, write};
use beleg_core::formats::{FORMATS, Loss, Problem, ReadError, open};
use beleg_core::json::Misfit;
use beleg_core::model::limits::Limits;
use beleg_core::model::{Annotation, Dispute, Item, Key, Loser, Project, Timestamp};
use expect_test::{Expect, expect};
use sample::{annotation, document, id, project, sample, sample_of_version_1};
use serde_json::{Value, json};

const SCHEMA: &str = include_str!("../../../docs/beleg-project.schema.json");
const DESCRIPTION: &str = include_str!("../../../docs/file-format.md");

fn assert_valid(file: &str) {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    let validator = jsonschema::draft202012::new(&schema).unwrap();
    let instance: Value = serde_json::from_str(file).unwrap();
    let errors: Vec<String> =
        validator.iter_errors(&instance).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
}

fn is_valid(instance: &Value) -> bool {
    let schema: Value = serde_json::from_str(SCHEMA).unwrap();
    jsonschema::draft202012::new(&schema).unwrap().is_valid(instance)
}

#[test]
fn a_written_file_keeps_to_the_schema_and_comes_back() {
    let project = sample();
    let file = write(&project);
    assert_valid(&file);
    assert!(file.ends_with("}\n"));
    let read = read(file.as_bytes()).unwrap();
    assert_eq!(read.problems, []);
    assert_eq!(read.project, project);
    assert_eq!(write(&read.project), file, "the same project gives the same bytes");
}

/// What every version has written is read for ever. A new version brings a file of its own; none is written again.
#[test]
fn what_every_version_wrote_is_read() {
    if let Some(path) = std::env::var_os("BELEG_GOLDEN") {
        std::fs::write(path, write(&sample())).unwrap();
    }
    for (version, project) in [(1, sample_of_version_1()), (2, sample())] {
        let file = std::fs::read_to_string(format!("tests/native_format/version-{version}.json")).unwrap();
        assert_valid(&file);
        let read = read(file.as_bytes()).unwrap();
        assert_eq!((&read.project, read.problems), (&project, vec![]), "version {version}");
        let now = file.replacen(&format!("\"version\": {version},"), "\"version\": 2,", 1);
        assert_eq!(write(&project), now, "the latest version is written");
    }
}

#[test]
fn what_lost_comes_back() {
    let (at, text) = (Timestamp::from_millis(1_731_405_600_000), beleg_core::text::Text::new("Fünf"));
    let version = Annotation { note: "anders".to_owned(), ..annotation("gone", "nowhere", "no", &[(0, 4)]) };
    let dispute = |name: &str, loser| Item::from(Dispute::new(id(name), loser, Some(&text), at));
    let label = project(vec![]).labels()[0].clone();
    let items = vec![
        dispute("0", Loser::Version(version.into())),
        dispute("1", Loser::Deletion(Key::LinkKind(id("said-by")))),
        // Another tagset is in the file from which it came.
        dispute("2", Loser::Version(Item::Label(label))),
    ];
    let written = write(&project(items.clone()));
    assert_valid(&written);
    let read = read(written.as_bytes()).unwrap();
    assert_eq!(read.problems, []);
    assert_eq!(read.project, project(items[..2].to_vec()));
    assert_eq!(write(&read.project), written);
}

#[test]
fn what_lost_keeps_to_the_limits() {
    let lost = |note: String, spans: Value| {
        let moment = "2024-11-12T10:00:00.000Z";
        let annotation = json!({
            "id": "a", "document": "d", "label": "l", "spans": spans, "note": note, "created": moment,
            "modified": moment, "origin": "hand"
        });
        json!([{ "id": "0", "at": moment, "loser": { "version": { "annotation": annotation } } }])
    };
    check(
        |file| file["conflicts"] = lost("ü".repeat(100_001), json!([[0, 1]])),
        expect![[r#"
            conflicts[0].loser.version.note: TooLong { found: 100001, limit: 100000 }
        "#]],
    );
    check(
        |file| {
            file["conflicts"] = lost(String::new(), json!([[0, 1]]));
            file["conflicts"][0]["loser"]["version"]["annotation"]["value_text"] = json!("ü".repeat(10_001));
        },
        expect![[r#"
            conflicts[0].loser.version.value_text: TooLong { found: 10001, limit: 10000 }
        "#]],
    );
    check(
        |file| file["conflicts"] = lost(String::new(), json!(vec![json!([0, 1]); 1001])),
        expect![[r#"
            conflicts[0].loser.version.spans: TooManySpans { found: 1001, limit: 1000 }
        "#]],
    );
    check(
        |file| file["conflicts"] = lost(String::new(), json!([[3, 3]])),
        expect![[r#"
            conflicts[0].loser.version.spans[0]: Value(EmptySpan { start: 3, end: 3 })
        "#]],
    );
    check(
        |file| {
            file["conflicts"] = json!([{
                "id": "0", "at": "2024-11-12T10:00:00.000Z",
                "loser": { "version": { "dispute": { "id": "1" } } }
            }]);
        },
        expect![[r#"WrongShape(Misfit { place: "conflicts[0].loser.version.dispute", fault: Unknown })"#]],
    );
}

#[test]
fn an_empty_project_comes_back() {
    let project = Project::new(id("empty"));
    let file = write(&project);
    assert_valid(&file);
    assert_eq!(read(file.as_bytes()).map(|read| (read.project, read.problems)), Ok((project, vec![])));
}

#[test]
fn annotations_stand_in_reading_order() {
    let file: Value = serde_json::from_str(&write(&sample())).unwrap();
    let ids: Vec<&Value> = file["annotations"].as_array().unwrap().iter().map(|shape| &shape["id"]).collect();
    assert_eq!(ids, ["a1", "a4", "a5", "a2", "a3"]);
}

#[test]
fn the_description_shows_what_is_written() {
    let example = DESCRIPTION.split("```json\n").nth(1).unwrap().split("```").next().unwrap();
    assert_valid(example);
    let read = read(example.as_bytes()).unwrap();
    assert_eq!(read.problems, []);
    assert_eq!(write(&read.project), example);
}

#[test]
fn a_long_span_is_quoted_by_what_stands_around_it() {
    let text = format!("Anfang {}Ende", "wort ".repeat(1000));
    let long = annotation("a1", "long", "claim", &[(7, 5007)]);
    let project = project(vec![document("long", 0, &text).into(), long.into()]);
    let file = write(&project);
    assert_valid(&file);
    assert!(file.len() < 10_000);
    assert_eq!(read(file.as_bytes()).map(|read| (read.project, read.problems)), Ok((project, vec![])));
    let moved = file.replace("\"end\": 5007", "\"end\": 5006");
    expect![[r#"
        annotations[0].spans[0].quote.suffix: Quote { part: Suffix, quoted: "Ende", found: " End" }
    "#]]
    .assert_eq(&listed(&read(moved.as_bytes()).unwrap().problems));
}

#[test]
fn a_byte_order_mark_does_not_matter() {
    let file = format!("\u{feff}{}", write(&sample()));
    assert_eq!(read(file.as_bytes()).unwrap().project, sample());
}

fn listed(problems: &[Problem]) -> String {
    problems.iter().map(|problem| format!("{}: {:?}\n", problem.place, problem.fault)).collect()
}

/// What is said of the sample after a change. The records that are not named come back as they were, which is checked
/// by reading once more what was read.
fn check(change: impl FnOnce(&mut Value), expected: Expect) {
    let mut file: Value = serde_json::from_str(&write(&sample())).unwrap();
    change(&mut file);
    match read(file.to_string().as_bytes()) {
        Ok(found) => {
            expected.assert_eq(&listed(&found.problems));
            let again = read(write(&found.project).as_bytes()).unwrap();
            assert_eq!((again.project, again.problems), (found.project, vec![]));
        }
        Err(error) => expected.assert_eq(&format!("{error:?}")),
    }
}

#[test]
fn a_file_in_utf_16_is_read_like_one_in_utf_8() {
    let file = write(&sample());
    let expected = read(file.as_bytes());
    assert!(expected.is_ok());
    for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
        for mark in ["", "\u{feff}"] {
            let file: Vec<u8> = format!("{mark}{file}").encode_utf16().flat_map(bytes).collect();
            assert_eq!(read(&file), expected);
            assert!(open("x.json", &file).is_ok());
        }
    }
    assert_eq!(read(format!("\u{feff}{file}").as_bytes()), expected);
}

/// What is said of bytes that are no project file at all.
fn check_bytes(bytes: impl AsRef<[u8]>, expected: Expect) {
    expected.assert_eq(&format!("{:?}", read(bytes.as_ref()).unwrap_err()));
}

#[test]
fn what_is_no_project_file_is_refused() {
    check_bytes("", expect!["NotJson { line: 1, column: 0, cut: true }"]);
    check_bytes("\n  Nur Text.", expect!["NotJson { line: 2, column: 3, cut: false }"]);
    check_bytes(r#"{"format": "beleg-project", }"#, expect!["NotJson { line: 1, column: 29, cut: false }"]);
    check_bytes(r#"{"format": "beleg-project""#, expect!["NotJson { line: 1, column: 26, cut: true }"]);
    check_bytes(
        b"PK\x03\x04\xff\xfe",
        expect!["NotText(Undecoded { expected: Utf8, byte: 4, is_single_byte: false })"],
    );
    check_bytes(
        b"\xff\xfe{\0}\0\0\xd8",
        expect!["NotText(Undecoded { expected: Utf16Le, byte: 6, is_single_byte: false })"],
    );
    for other in ["[]", "null", "7", "\"beleg-project\"", "{}", "[[1]]", r#"{"format": 1}"#] {
        assert_eq!(read(other.as_bytes()), Err(ReadError::OtherFormat { found: None }), "{other}");
    }
    check_bytes(
        r#"{"format": "geojson", "type": "FeatureCollection"}"#,
        expect![[r#"OtherFormat { found: Some("geojson") }"#]],
    );
    check_bytes(r#"{"format": "beleg-project"}"#, expect!["NoVersion { found: None }"]);
}

#[test]
fn a_file_of_another_version_is_refused() {
    check(|file| file["version"] = json!(3), expect!["Newer { found: 3, known: 2 }"]);
    check(
        |file| {
            file["version"] = json!(7);
            file["annotations"] = json!({"new": "shape"});
        },
        expect!["Newer { found: 7, known: 2 }"],
    );
    check(|file| file["version"] = json!(0), expect![[r#"NoVersion { found: Some("0") }"#]]);
    check(|file| file["version"] = json!("1"), expect![[r#"NoVersion { found: Some("\"1\"") }"#]]);
    check(
        |file| file["offsets"] = json!("utf-16"),
        expect![[r#"OtherOffsets { found: "utf-16", expected: "unicode code points, end exclusive" }"#]],
    );
}

#[test]
fn a_wrong_shape_is_refused_with_its_place() {
    let remove = |file: &mut Value, path: &str, field: &str| {
        file.pointer_mut(path).unwrap().as_object_mut().unwrap().remove(field).unwrap();
    };
    let shape = |change: &dyn Fn(&mut Value), expected: Expect| {
        let mut file: Value = serde_json::from_str(&write(&sample())).unwrap();
        change(&mut file);
        assert!(!is_valid(&file), "the schema refuses it too");
        match read(file.to_string().as_bytes()) {
            Err(ReadError::WrongShape(Misfit { place, fault })) => {
                expected.assert_eq(&format!("{place}: {fault:?}"))
            }
            other => panic!("{other:?}"),
        }
    };
    shape(&|file| remove(file, "", "documents"), expect![[r#".: Missing { field: "documents" }"#]]);
    shape(&|file| remove(file, "", "links"), expect![[r#".: Missing { field: "links" }"#]]);
    shape(&|file| remove(file, "/tagset", "labels"), expect![[r#"tagset: Missing { field: "labels" }"#]]);
    shape(
        &|file| remove(file, "/documents/0", "text"),
        expect![[r#"documents[0]: Missing { field: "text" }"#]],
    );
    shape(
        &|file| remove(file, "/annotations/0/spans/2/quote", "prefix"),
        expect![[r#"annotations[0].spans[2].quote: Missing { field: "prefix" }"#]],
    );
    shape(&|file| file["annotations"][2]["color"] = json!("red"), expect!["annotations[2].color: Unknown"]);
    shape(
        &|file| file["annotations"][1]["spans"][0]["start"] = json!("0"),
        expect!["annotations[1].spans[0].start: Kind { expected: Integer, found: Text }"],
    );
    shape(
        &|file| file["annotations"][1]["spans"][0]["start"] = json!(1.5),
        expect!["annotations[1].spans[0].start: Kind { expected: Integer, found: Number }"],
    );
    shape(
        &|file| file["documents"] = json!({}),
        expect!["documents: Kind { expected: List, found: Object }"],
    );
    let twice = write(&sample()).replacen("\"version\": 2,", "\"version\": 2,\n  \"links\": [],", 1);
    check_bytes(twice, expect![[r#"WrongShape(Misfit { place: "links", fault: Twice })"#]]);
    // What stands in a record is looked at as a whole, also where its id is taken or a value is wrong.
    shape(
        &|file| {
            let annotations = file["annotations"].as_array_mut().unwrap();
            annotations.push(annotations[0].clone());
            annotations[5]["modified"] = json!(7);
        },
        expect!["annotations[5].modified: Kind { expected: Text, found: Integer }"],
    );
    shape(
        &|file| file["documents"][0]["outlet"] = json!(null),
        expect!["documents[0].outlet: Kind { expected: Text, found: Null }"],
    );
}

/// The way to every value of a file, as a pointer and as it is shown.
fn ways(value: &Value, pointer: &str, shown: &str, found: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| {
            let shown = if shown.is_empty() { name.clone() } else { format!("{shown}.{name}") };
            ways(value, &format!("{pointer}/{name}"), &shown, found);
        }),
        Value::Array(values) => values.iter().enumerate().for_each(|(number, value)| {
            ways(value, &format!("{pointer}/{number}"), &format!("{shown}[{number}]"), found);
        }),
        _ => {}
    }
    found.push((pointer.to_owned(), shown.to_owned()));
}

#[test]
fn a_value_of_another_kind_is_named_wherever_it_stands() {
    let file: Value = serde_json::from_str(&write(&sample())).unwrap();
    let mut found = Vec::new();
    ways(&file, "", "", &mut found);
    for (pointer, shown) in
        found.into_iter().filter(|(pointer, _)| !["", "/format", "/version"].contains(&&**pointer))
    {
        let mut file = file.clone();
        let value = file.pointer_mut(&pointer).unwrap();
        *value = if value.is_string() { json!({}) } else { json!("x, [{") };
        for json in [file.to_string(), serde_json::to_string_pretty(&file).unwrap()] {
            match read(json.as_bytes()) {
                Err(ReadError::WrongShape(Misfit { place, .. })) => assert_eq!(place, shown),
                other => panic!("{shown}: {other:?}"),
            }
        }
    }
}

#[test]
fn a_wrong_value_leaves_out_its_record() {
    check(
        |file| file["documents"][1]["published"] = json!("2023-02-29"),
        expect![[r#"
            documents[1].published: Value(Date { found: "2023-02-29", why: NoSuchDay })
            annotations[1].document: Missing { what: Document, id: "short", left_out: true }
            annotations[2].document: Missing { what: Document, id: "short", left_out: true }
            annotations[3].document: Missing { what: Document, id: "short", left_out: true }
            annotations[4].document: Missing { what: Document, id: "short", left_out: true }
            links[0].to: Missing { what: Annotation, id: "a2", left_out: true }
            links[1].from: Missing { what: Annotation, id: "a4", left_out: true }
        "#]],
    );
    check(
        |file| file["documents"][2]["status"] = json!("Done"),
        expect![[r#"
            documents[2].status: Value(Word { found: "Done", expected: ["open", "in-progress", "done"] })
        "#]],
    );
    check(
        |file| file["documents"][2]["text"] = json!("x"),
        expect![[r#"
            documents[2].sha256: Value(OtherText { expected: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", found: "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881" })
        "#]],
    );
    check(
        |file| file["tagset"]["labels"][3]["color"] = json!("red; background: url(x)"),
        expect![[r#"
            tagset.labels[3].color: Value(Color { found: "red; background: url(x)" })
        "#]],
    );
    check(
        |file| file["tagset"]["labels"][3]["key"] = json!("12"),
        expect![[r#"
            tagset.labels[3].key: Value(Key { found: "12" })
        "#]],
    );
    check(
        |file| file["tagset"]["labels"][3]["id"] = json!("two words"),
        expect![[r#"
            tagset.labels[3].id: Value(Id { found: "two words" })
        "#]],
    );
    check(
        |file| file["annotations"][1]["created"] = json!("2024-11-12"),
        expect![[r#"
            annotations[1].created: Value(Instant { found: "2024-11-12" })
            links[1].from: Missing { what: Annotation, id: "a4", left_out: true }
        "#]],
    );
    check(
        |file| file["annotations"][2]["attributes"] = json!({"value": "gestern"}),
        expect![[r#"
            annotations[2].attributes.value: Value(Date { found: "gestern", why: Form })
        "#]],
    );
    check(
        |file| file["annotations"][2]["origin"] = json!("magic"),
        expect![[r#"
            annotations[2].origin: Value(Word { found: "magic", expected: ["hand", "suggestion"] })
        "#]],
    );
    check(
        |file| file["project"]["id"] = json!(""),
        expect![[r#"Project(Problem { place: "project.id", fault: Value(Id { found: "" }) })"#]],
    );
}

#[test]
fn a_record_that_leads_nowhere_is_left_out() {
    check(
        |file| file["annotations"][2]["label"] = json!("rumour"),
        expect![[r#"
            annotations[2].label: Missing { what: Label, id: "rumour", left_out: false }
        "#]],
    );
    check(
        |file| file["annotations"][2]["document"] = json!("nowhere"),
        expect![[r#"
            annotations[2].document: Missing { what: Document, id: "nowhere", left_out: false }
        "#]],
    );
    check(
        |file| file["links"][0]["kind"] = json!("denies"),
        expect![[r#"
            links[0].kind: Missing { what: LinkKind, id: "denies", left_out: false }
        "#]],
    );
    check(
        |file| file["links"][1]["to"] = json!("a9"),
        expect![[r#"
            links[1].to: Missing { what: Annotation, id: "a9", left_out: false }
        "#]],
    );
    check(
        |file| file["tagset"]["link_kinds"][4]["from"] = json!("rumour"),
        expect![[r#"
            tagset.link_kinds[4].from: Missing { what: Label, id: "rumour", left_out: false }
        "#]],
    );
}

#[test]
fn a_span_that_does_not_hold_its_quote_leaves_out_its_annotation() {
    let span = |start: i64, end: i64| {
        move |file: &mut Value| {
            file["annotations"][2]["spans"][0]["start"] = json!(start);
            file["annotations"][2]["spans"][0]["end"] = json!(end);
        }
    };
    check(
        span(30, 40),
        expect![[r#"
            annotations[2].spans[0]: Outside { start: 30, end: 40, length: 39 }
        "#]],
    );
    check(
        span(-1, 4),
        expect![[r#"
            annotations[2].spans[0]: Outside { start: -1, end: 4, length: 39 }
        "#]],
    );
    check(
        span(0, 1 << 40),
        expect![[r#"
            annotations[2].spans[0]: Outside { start: 0, end: 1099511627776, length: 39 }
        "#]],
    );
    check(
        span(9, 9),
        expect![[r#"
            annotations[2].spans[0]: Value(EmptySpan { start: 9, end: 9 })
        "#]],
    );
    check(
        span(9, 3),
        expect![[r#"
            annotations[2].spans[0]: Value(EmptySpan { start: 9, end: 3 })
        "#]],
    );
    check(
        span(1, 39),
        expect![[r#"
            annotations[2].spans[0].quote.exact: Quote { part: Exact, quoted: "Laut dpa stieg die Zahl am 3. Mai 2021.", found: "aut dpa stieg die Zahl am 3. Mai 2021." }
        "#]],
    );
    check(
        |file| file["annotations"][0]["spans"][1]["quote"]["suffix"] = json!("\n"),
        expect![[r#"
            annotations[0].spans[1].quote.suffix: Quote { part: Suffix, quoted: "\n", found: "\r" }
            links[0].from: Missing { what: Annotation, id: "a1", left_out: true }
        "#]],
    );
    check(
        |file| file["annotations"][2]["spans"][0]["quote"] = json!({"prefix": "", "suffix": ""}),
        expect![[r#"
            annotations[2].spans[0].quote: NoExact
        "#]],
    );
    check(
        |file| file["annotations"][2]["spans"] = json!([]),
        expect![[r#"
            annotations[2].spans: Value(NoSpans)
        "#]],
    );
}

#[test]
fn the_first_of_two_records_with_one_id_stays() {
    let double = |path: &'static str| {
        move |file: &mut Value| {
            let list = file.pointer_mut(path).unwrap().as_array_mut().unwrap();
            list.push(list[0].clone());
        }
    };
    check(
        double("/documents"),
        expect![[r#"
            documents[3].id: Duplicate { id: "mixed", first: "documents[0]" }
        "#]],
    );
    check(
        double("/tagset/labels"),
        expect![[r#"
            tagset.labels[4].id: Duplicate { id: "claim", first: "tagset.labels[0]" }
        "#]],
    );
    check(
        double("/annotations"),
        expect![[r#"
            annotations[5].id: Duplicate { id: "a1", first: "annotations[0]" }
        "#]],
    );
    check(
        double("/links"),
        expect![[r#"
            links[2].id: Duplicate { id: "l1", first: "links[0]" }
        "#]],
    );
}

#[test]
fn too_much_of_anything_is_named() {
    check(
        |file| file["annotations"][2]["note"] = json!("ü".repeat(100_001)),
        expect![[r#"
            annotations[2].note: TooLong { found: 100001, limit: 100000 }
        "#]],
    );
    check(|file| file["annotations"][2]["note"] = json!("ü".repeat(100_000)), expect![""]);
    check(
        |file| file["tagset"]["labels"][3]["name"] = json!("x".repeat(201)),
        expect![[r#"
            tagset.labels[3].name: TooLong { found: 201, limit: 200 }
        "#]],
    );
    check(
        |file| {
            let span = file["annotations"][2]["spans"][0].clone();
            file["annotations"][2]["spans"] = json!(vec![span; 1001]);
        },
        expect![[r#"
            annotations[2].spans: TooManySpans { found: 1001, limit: 1000 }
        "#]],
    );
    check(
        |file| {
            let label = file["tagset"]["labels"][0].clone();
            file["tagset"]["labels"] = json!(vec![label; 1001]);
        },
        expect![[r#"TooMany { place: "tagset.labels", found: 1001, limit: 1000 }"#]],
    );
    check(
        |file| file["project"]["name"] = json!("x".repeat(10_001)),
        expect![[
            r#"Project(Problem { place: "project.name", fault: TooLong { found: 10001, limit: 10000 } })"#
        ]],
    );
}

#[test]
fn nonsense_of_any_size_is_refused() {
    let hundred_megabytes = vec![b'x'; 100_000_000];
    check_bytes(&hundred_megabytes, expect!["TooLarge { found: 100000000, limit: 67108864 }"]);
    check_bytes(
        hundred_megabytes.get(..Limits::READ.bytes / 64).unwrap(),
        expect!["NotJson { line: 1, column: 1, cut: false }"],
    );
    check_bytes("[".repeat(100_000), expect!["TooDeep { line: 1, column: 33, limit: 32 }"]);
    check_bytes(
        format!("{{\"format\": \"beleg-project\",\n \"x\": {}", "{\"a\":".repeat(100_000)),
        expect!["TooDeep { line: 2, column: 162, limit: 32 }"],
    );
    let brackets = json!({"format": "beleg-project", "text": "\\\"[[[".repeat(100)});
    check_bytes(brackets.to_string(), expect!["NoVersion { found: None }"]);
}

#[test]
fn a_file_that_was_cut_off_is_refused_wherever_it_was_cut() {
    let file = write(&sample());
    let whole = file.trim_end().len();
    for end in 0..whole {
        let found = read(&file.as_bytes()[..end]);
        assert!(
            matches!(found, Err(ReadError::NotJson { cut: true, .. } | ReadError::NotText(_))),
            "cut after {end} bytes: {found:?}"
        );
    }
    assert_eq!(read(&file.as_bytes()[..whole]).unwrap().project, sample());
}

#[test]
fn hostile_text_stays_text() {
    let text = "<script>alert(1)</script>\u{202e}\0\u{feff}</textarea>";
    let marked = annotation("a1", "<b>", "claim", &[(0, 8)]);
    let project = project(vec![document("<b>", 0, text).into(), marked.into()]);
    let read = read(write(&project).as_bytes()).unwrap();
    assert_eq!((read.project, read.problems), (project, vec![]));
}

/// A format that says it leaves nothing out is read back whole; any other one says what it leaves out.
#[test]
fn a_format_gives_everything_back_or_says_what_it_lacks() {
    let project = sample();
    let mut ids = BTreeSet::new();
    for format in FORMATS {
        assert!(ids.insert(format.id), "{} is there twice", format.id);
        let written = (format.write)(&project);
        assert!(!written.is_empty());
        if (format.losses)(&project).is_empty() {
            let name = format!("file.{}", format.extension);
            assert_eq!(open(&name, written.as_bytes()).unwrap().project, project, "{}", format.id);
        } else {
            assert!((format.losses)(&project).contains(&Loss::Links(project.links().count())));
        }
    }
}
