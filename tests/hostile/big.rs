//! Files that are too large to be kept: each with its name and what comes of it.

use beleg_core::text::Text;

const MOMENT: &str = "2024-11-12T10:00:00.000Z";

/// A file of one document with this text, and with these annotations and links.
fn file(
    text: &str,
    annotations: impl Iterator<Item = String>,
    links: impl Iterator<Item = String>,
) -> String {
    let sha256 = Text::new(text).sha256().to_owned();
    let text = text.replace('\n', "\\n");
    let (annotations, links) = (joined(annotations), joined(links));
    format!(
        r##"{{"format":"beleg-project","version":1,"offsets":"unicode code points, end exclusive",
        "project":{{"id":"p","name":"P"}},
        "documents":[{{"id":"d","title":"T","status":"open","sha256":"{sha256}","text":"{text}"}}],
        "tagset":{{"labels":[{{"id":"l","name":"L","color":"#a15c00"}}],
        "link_kinds":[{{"id":"k","name":"K","from":"l","to":"l"}}]}},
        "annotations":[{annotations}],"links":[{links}]}}"##
    )
}

fn joined(records: impl Iterator<Item = String>) -> String {
    records.collect::<Vec<String>>().join(",")
}

/// An annotation with these spans in a text of nothing but `x`.
fn annotation(number: usize, spans: &[(usize, usize)], more: &str) -> String {
    let spans = spans.iter().map(|&(start, end)| {
        let exact = if end - start > 1000 {
            String::new()
        } else {
            format!(r#""exact":"{}","#, "x".repeat(end - start))
        };
        format!(r#"{{"start":{start},"end":{end},"quote":{{{exact}"prefix":"","suffix":""}}}}"#)
    });
    let spans = joined(spans);
    format!(
        r#"{{"id":"a{number}","document":"d","label":"l","spans":[{spans}],{more}"created":"{MOMENT}","modified":"{MOMENT}","origin":"hand"}}"#
    )
}

fn link(number: usize) -> String {
    format!(r#"{{"id":"l{number:08}","kind":"k","from":"a0","to":"a1","created":"{MOMENT}"}}"#)
}

fn none() -> impl Iterator<Item = String> {
    std::iter::empty()
}

/// All of them.
pub fn files() -> Vec<(&'static str, String, &'static str)> {
    let name = |number: usize| format!(r#""attributes":{{"name":"{:08}"}},"#, 99_999_999 - number);
    let x = |count: usize| "x".repeat(count);
    vec![
        (
            "a million records without anything in them",
            file("x", (0..1_000_000).map(|_| "{}".to_owned()), none()),
            "x.json is not as it should be. “id” is missing in annotations[0]. Nothing was changed.",
        ),
        (
            "a million annotations",
            format!(
                "{}{}",
                file("x", (0..1_000_000).map(|number| annotation(number, &[(0, 1)], "")), none()),
                ""
            ),
            "x.json has 210.9 MB. Beleg opens files up to 67.1 MB. Nothing was changed.",
        ),
        (
            "more annotations than are taken",
            file("x", (0..250_001).map(|_| annotation(0, &[(0, 1)], "")), none()),
            "x.json has 250001 entries in annotations; Beleg takes up to 250000. Nothing was changed.",
        ),
        (
            "as many annotations as are taken, each in one place and with a name of its own",
            file("x", (0..200_000).map(|number| annotation(number, &[(0, 1)], &name(number))), none()),
            "opens, 150000 left out annotations[50000].spans: The document “d” has 50000 spans, and no more are taken.",
        ),
        (
            "annotations that each begin where the others are not yet over",
            file(
                &x(60_000),
                (0..50_000).map(|number| annotation(number, &[(number, number + 9_000)], "")),
                none(),
            ),
            "opens, 0 left out",
        ),
        (
            "annotations whose second spans come in the other order",
            file(
                &x(200_000),
                (0..25_000).map(|number| {
                    annotation(
                        number,
                        &[(2 * number, 2 * number + 1), (199_999 - 2 * number, 200_000 - 2 * number)],
                        "",
                    )
                }),
                none(),
            ),
            "opens, 0 left out",
        ),
        (
            "more links than an annotation takes, in the other order",
            file(
                "xx",
                [(0, 1), (1, 2)].into_iter().zip(0..).map(|(span, number)| annotation(number, &[span], "")),
                (0..20_000).rev().map(link),
            ),
            "opens, 10000 left out links[10000].from: The annotation “a0” has 10000 links, and no more are taken.",
        ),
        (
            "an annotation of too many spans",
            file(
                &x(4_000),
                std::iter::once(annotation(
                    0,
                    &(0..1_001).map(|at| (2 * at, 2 * at + 1)).collect::<Vec<_>>(),
                    "",
                )),
                none(),
            ),
            "opens, 1 left out annotations[0].spans: It has 1001 spans; up to 1000 are taken.",
        ),
        ("the longest text", file(&x(10_000_000), none(), none()), "opens, 0 left out"),
        (
            "a longer text",
            file(&x(10_000_001), none(), none()),
            "opens, 1 left out documents[0].text: It has 10000001 characters; up to 10000000 are taken.",
        ),
        ("the most lines", file(&"\n".repeat(250_000), none(), none()), "opens, 0 left out"),
        (
            "more lines",
            file(&"\n".repeat(9_000_000), none(), none()),
            "opens, 1 left out documents[0].text: It has 9000000 lines; up to 250000 are taken.",
        ),
        (
            "nothing but numbers",
            format!("[{}0]", "0,".repeat(33_000_000)),
            "x.json has more than 8000000 values; Beleg takes up to that. Nothing was changed.",
        ),
        (
            "nothing but lists",
            format!("[{}[]]", "[],".repeat(20_000_000)),
            "x.json has more than 8000000 values; Beleg takes up to that. Nothing was changed.",
        ),
        (
            "nothing but fields",
            format!("{{{}\"\":0}}", "\"\":0,".repeat(12_000_000)),
            "x.json has more than 8000000 values; Beleg takes up to that. Nothing was changed.",
        ),
        (
            "depth",
            "[".repeat(100_000),
            "x.json is nested more than 32 levels deep in line 1. Nothing was changed.",
        ),
        (
            "depth to the end",
            "{\"a\":".repeat(13_000_000),
            "x.json is nested more than 32 levels deep in line 1. Nothing was changed.",
        ),
        (
            "white space",
            " ".repeat(64 << 20),
            "x.json ends too early, in line 1. It was perhaps not downloaded whole. Nothing was changed.",
        ),
        (
            "one byte too much",
            " ".repeat((64 << 20) + 1),
            "x.json has 67.2 MB. Beleg opens files up to 67.1 MB. Nothing was changed.",
        ),
        (
            "a string without end",
            format!("\"{}", "\\u0000".repeat(11_000_000)),
            "x.json ends too early, in line 1. It was perhaps not downloaded whole. Nothing was changed.",
        ),
        (
            "a number without end",
            "1".repeat(60_000_000),
            "x.json is not JSON: see line 1, column 60000000. Nothing was changed.",
        ),
        (
            "a name of a field without end",
            format!("{{\"format\":\"beleg-project\",\"version\":1,\"{}\":1}}", x(60_000_000)),
            "x.json is not as it should be. Beleg does not know what xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx… is. Nothing was changed.",
        ),
    ]
}
