//! What a file is: told by what is in it, and by its name only where that could be several things.

use crate::text::{Encoding, Undecoded, decode};

/// Of how many bytes of a file it is looked what they are.
const HEAD: usize = 64 * 1024;

/// How many lines or records must look like those of a table, at most.
const LINES: usize = 20;

/// What a file can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum FileKind {
    /// Not a single byte.
    Empty,
    /// A byte order mark and nothing behind it.
    OnlyMark,
    /// Nothing but white space.
    Blank,
    /// A project of Beleg.
    Project,
    /// All that Beleg had stored of a project.
    Rescue,
    /// A PDF.
    Pdf,
    /// A Word document (.docx).
    Word,
    /// An Excel workbook (.xlsx).
    Excel,
    /// An OpenDocument text (.odt).
    OpenDocument,
    /// An e-book (.epub).
    Epub,
    /// A ZIP archive of something else.
    Zip,
    /// An Office file from before 2007 (.doc, .xls).
    OldOffice,
    /// A file compressed with gzip.
    Gzip,
    /// A picture.
    Picture,
    /// Rich text (.rtf).
    Rtf,
    /// UIMA CAS as JSON, as INCEpTION exports it.
    JsonCas,
    /// What Recogito exports.
    Recogito,
    /// Annotations of the Web Annotation Data Model.
    WebAnnotation,
    /// What the interface of Hypothesis answers.
    Hypothesis,
    /// What Label Studio exports.
    LabelStudio,
    /// A dataset of Prodigy.
    Prodigy,
    /// What doccano exports.
    Doccano,
    /// A JSON value on each line, of an unknown kind.
    JsonLines,
    /// JSON, of an unknown kind or with a mistake.
    Json,
    /// UIMA CAS as XMI.
    Xmi,
    /// TEI.
    Tei,
    /// A web page.
    Html,
    /// XML of another kind.
    Xml,
    /// brat standoff.
    Brat,
    /// WebAnno TSV.
    WebAnno,
    /// CoNLL: a token on each line, with a column for each layer.
    Conll,
    /// A table whose columns are parted by tabs.
    Tsv,
    /// A table whose columns are parted by commas or semicolons.
    Csv,
    /// Plain text.
    Text,
    /// None of these: no text in any encoding that is known.
    Unknown,
}

/// What a file is, and how its text is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recognised {
    /// What it is.
    pub kind: FileKind,
    /// Whether its text has one byte a character, by the look of it in Windows-1252.
    pub is_single_byte: bool,
}

/// A kind and how it is recognised.
type Row = (FileKind, fn(&Sample<'_>) -> bool);

/// The kinds that are recognised by their bytes, in the order in which they are asked.
const BY_BYTES: &[Row] = &[
    (FileKind::Empty, |sample| sample.bytes.is_empty()),
    (FileKind::OnlyMark, |sample| matches!(sample.bytes, b"\xef\xbb\xbf" | b"\xff\xfe" | b"\xfe\xff")),
    (FileKind::Pdf, |sample| sample.holds_early(b"%PDF-")),
    (FileKind::Word, |sample| sample.is_zip_with(b"word/")),
    (FileKind::Excel, |sample| sample.is_zip_with(b"xl/")),
    (FileKind::OpenDocument, |sample| sample.is_zip_with(b"application/vnd.oasis.opendocument")),
    (FileKind::Epub, |sample| sample.is_zip_with(b"application/epub+zip")),
    (FileKind::Zip, |sample| sample.is_zip()),
    (FileKind::OldOffice, |sample| sample.bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")),
    (FileKind::Gzip, |sample| sample.bytes.starts_with(b"\x1f\x8b")),
    (FileKind::Picture, |sample| {
        let begins: [&[u8]; 4] = [b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a"];
        begins.iter().any(|begin| sample.bytes.starts_with(begin))
    }),
    (FileKind::Rtf, |sample| sample.bytes.starts_with(b"{\\rtf")),
];

/// The kinds that are recognised by their text, in the order in which they are asked.
const BY_TEXT: &[Row] = &[
    (FileKind::Blank, |sample| sample.is_whole && sample.text.chars().all(is_blank)),
    (FileKind::Project, |sample| sample.json_says("format", "beleg-project")),
    (FileKind::Rescue, |sample| sample.json_has(&["beleg-rescue"])),
    (FileKind::JsonCas, |sample| {
        sample.json_has(&["%FEATURE_STRUCTURES"])
            || sample.json_has(&["%TYPES"])
            || sample.json_has(&["_context", "_views"])
    }),
    (FileKind::Recogito, |sample| {
        sample.json_has(&["target", "bodies"])
            || sample.is_web_annotation() && sample.text.contains("ecogito")
    }),
    (FileKind::WebAnnotation, |sample| sample.is_web_annotation()),
    (FileKind::Hypothesis, |sample| sample.json_has(&["rows", "total"])),
    (FileKind::LabelStudio, |sample| {
        sample.json_has(&["data", "annotations"])
            || sample.json_has(&["data", "predictions"])
            || sample.json_has(&["data", "completions"])
            || ["annotation_id", "annotator", "lead_time"]
                .iter()
                .any(|field| sample.json_has(&["text", "label", field]))
    }),
    (FileKind::Prodigy, |sample| {
        ["_input_hash", "_task_hash", "_view_id"].iter().any(|field| sample.json_has(&[field]))
            || sample.json_has(&["text", "spans"])
    }),
    (FileKind::Doccano, |sample| {
        ["label", "labels", "entities"]
            .iter()
            .any(|field| sample.json_has(&["text", field]) || sample.json_has(&["data", field]))
    }),
    (FileKind::JsonLines, |sample| {
        sample.json.as_ref().is_some_and(|json| json.values > 1) && !sample.is_named("json")
    }),
    (FileKind::Json, |sample| sample.json.is_some()),
    (FileKind::Xmi, |sample| {
        sample.is_markup()
            && ["<xmi:XMI", "http://www.omg.org/XMI"].iter().any(|mark| sample.text.contains(mark))
    }),
    (FileKind::Tei, |sample| {
        sample.is_markup()
            && ["<TEI", "http://www.tei-c.org/ns"].iter().any(|mark| sample.text.contains(mark))
    }),
    (FileKind::Html, |sample| {
        let has = |mark: &str| sample.beginning().contains(mark);
        sample.is_markup()
            && (has("<!doctype html") || has("<html") || sample.is_named("html") || sample.is_named("htm"))
    }),
    (FileKind::Xml, |sample| {
        sample.is_markup() && (sample.text.trim_start().starts_with("<?xml") || sample.is_named("xml"))
    }),
    (FileKind::Json, |sample| sample.is_named("json")),
    (FileKind::Brat, |sample| sample.every_line(1, is_brat)),
    (FileKind::WebAnno, |sample| {
        sample.text.starts_with("#FORMAT=WebAnno TSV")
            || sample.text.lines().any(|line| line.starts_with("#T_SP="))
    }),
    (FileKind::Conll, |sample| sample.is_conll()),
    (FileKind::Tsv, |sample| sample.is_table('\t') || sample.is_named("tsv") || sample.is_named("tab")),
    (FileKind::Csv, |sample| {
        sample.text.starts_with("sep=")
            || sample.is_table(';')
            || sample.is_table(',')
            || sample.is_named("csv")
    }),
    (FileKind::Text, |_| true),
];

/// Tells what a file is. It looks at the beginning of large files only, and at the end of archives.
pub fn recognise(name: &str, bytes: &[u8]) -> Recognised {
    let head = bytes.get(..HEAD).unwrap_or(bytes);
    let extension = name.rsplit_once('.').map_or(String::new(), |(_, extension)| extension.to_lowercase());
    let mut sample =
        Sample { bytes, extension: &extension, text: "", json: None, is_whole: head.len() == bytes.len() };
    let found = |sample: &Sample<'_>, rows: &[Row]| {
        rows.iter().find(|(_, is_it)| is_it(sample)).map_or(FileKind::Unknown, |(kind, _)| *kind)
    };
    let by_bytes = found(&sample, BY_BYTES);
    if by_bytes != FileKind::Unknown {
        return Recognised { kind: by_bytes, is_single_byte: false };
    }
    let (text, is_single_byte) = match text_of(head, sample.is_whole) {
        Ok(text) => (text, false),
        // Only what looks like ASCII decides here, and nothing of it is kept.
        Err(Undecoded { is_single_byte: true, .. }) => {
            (head.iter().map(|byte| char::from(*byte)).collect(), true)
        }
        Err(_) if bytes.contains(&0) => return Recognised { kind: FileKind::Unknown, is_single_byte: false },
        Err(_) => (String::from_utf8_lossy(head).into_owned(), false),
    };
    sample.text = &text;
    sample.json = Sketch::of(&text, extension.starts_with("json"));
    Recognised { kind: found(&sample, BY_TEXT), is_single_byte }
}

/// The text of the beginning of a file. What is cut off in the middle of a character ends before it.
fn text_of(head: &[u8], is_whole: bool) -> Result<String, Undecoded> {
    match decode(head) {
        Ok((text, _)) => Ok(text.into_owned()),
        Err(undecoded) if !is_whole && head.len() - undecoded.byte < 4 => {
            let end = match undecoded.expected {
                Encoding::Utf8 => undecoded.byte,
                Encoding::Utf16Le | Encoding::Utf16Be => undecoded.byte & !1,
            };
            decode(head.get(..end).unwrap_or_default()).map(|(text, _)| text.into_owned())
        }
        Err(undecoded) => Err(undecoded),
    }
}

/// White space, and the characters without width that editors leave behind.
fn is_blank(char: char) -> bool {
    char.is_whitespace() || matches!(char, '\u{feff}' | '\u{200b}')
}

/// What is known of a file when it is asked what it is.
struct Sample<'f> {
    bytes: &'f [u8],
    extension: &'f str,
    /// The beginning of its text.
    text: &'f str,
    json: Option<Sketch>,
    /// Whether that is all of it.
    is_whole: bool,
}

impl Sample<'_> {
    fn is_named(&self, extension: &str) -> bool {
        self.extension == extension
    }

    /// Whether these bytes stand among the first thousand.
    fn holds_early(&self, bytes: &[u8]) -> bool {
        holds(self.bytes.get(..1024).unwrap_or(self.bytes), bytes)
    }

    fn is_zip(&self) -> bool {
        self.bytes.starts_with(b"PK\x03\x04") || self.bytes.starts_with(b"PK\x05\x06")
    }

    /// Whether it is an archive that names this in its first entries or in the list at its end.
    fn is_zip_with(&self, name: &[u8]) -> bool {
        let end = self.bytes.len().saturating_sub(HEAD);
        let parts = [self.bytes.get(..HEAD).unwrap_or(self.bytes), self.bytes.get(end..).unwrap_or_default()];
        self.is_zip() && parts.iter().any(|part| holds(part, name))
    }

    /// Whether an outermost object of JSON has all these fields.
    fn json_has(&self, fields: &[&str]) -> bool {
        self.json
            .as_ref()
            .is_some_and(|json| fields.iter().all(|field| json.fields.iter().any(|(name, _)| name == field)))
    }

    /// Whether an outermost object of JSON has a field that begins so.
    fn json_says(&self, field: &str, value: &str) -> bool {
        self.json
            .as_ref()
            .is_some_and(|json| json.fields.iter().any(|(name, said)| name == field && said == value))
    }

    fn is_web_annotation(&self) -> bool {
        let json = self.json.as_ref();
        let kinds = ["Annotation", "AnnotationPage", "AnnotationCollection"];
        json.is_some_and(|json| {
            json.fields.iter().any(|(name, said)| {
                name == "@context" && said.contains("www.w3.org/ns/anno")
                    || name == "type"
                        && kinds.contains(&said.as_str())
                        && (self.json_has(&["target"]) || self.json_has(&["items"]))
            })
        })
    }

    fn is_markup(&self) -> bool {
        let text = self.text.trim_start();
        text.strip_prefix('<')
            .is_some_and(|rest| rest.starts_with(|char: char| char.is_alphabetic() || "!?".contains(char)))
    }

    /// The first thousand characters in lower case.
    fn beginning(&self) -> String {
        self.text.chars().take(1000).collect::<String>().to_lowercase()
    }

    /// The first lines that are not empty, but for one that may be cut off.
    fn lines(&self) -> impl Iterator<Item = &str> {
        let whole = if self.is_whole {
            self.text
        } else {
            self.text.rsplit_once('\n').map_or("", |(whole, _)| whole)
        };
        whole.lines().filter(|line| !line.trim().is_empty()).take(LINES)
    }

    /// Whether there are at least so many lines, and each of them is such a one.
    fn every_line(&self, least: usize, is_it: fn(&str) -> bool) -> bool {
        self.lines().count() >= least && self.lines().all(is_it)
    }

    fn is_conll(&self) -> bool {
        let is_token = |line: &&str| !line.starts_with('#') && !line.starts_with("-DOCSTART-");
        let tokens = || self.lines().filter(is_token);
        let columns = |line: &str| line.split(['\t', ' ']).filter(|column| !column.is_empty()).count();
        let is_universal = |line: &str| {
            let columns: Vec<&str> = line.split('\t').collect();
            columns.len() == 10
                && columns.first().is_some_and(|id| id.starts_with(|char: char| char.is_ascii_digit()))
        };
        let is_tagged =
            |line: &str| columns(line) >= 2 && line.rsplit(['\t', ' ']).next().is_some_and(is_chunk_tag);
        let is_named = ["conll", "conllu", "iob", "iob2", "bio"].contains(&self.extension);
        let count = tokens().count();
        count >= 1 && tokens().all(is_universal)
            || count >= 3 && tokens().all(is_tagged)
            || is_named && count >= 1 && tokens().all(|line| columns(line) >= 2)
    }

    /// Whether it is a table: two or more records, each with the same number of columns, which is two or more. A
    /// separator with a space behind it is punctuation.
    fn is_table(&self, separator: char) -> bool {
        let mut counts = Vec::new();
        let (mut columns, mut is_quoted, mut is_prose) = (1, false, false);
        let mut chars = self.text.chars().peekable();
        let mut is_open = false;
        while let Some(char) = chars.next() {
            is_open = true;
            match char {
                '"' => is_quoted = !is_quoted,
                _ if is_quoted => {}
                '\n' | '\r' => {
                    if char == '\r' && chars.peek() == Some(&'\n') {
                        chars.next();
                    }
                    counts.push(std::mem::replace(&mut columns, 1));
                    is_open = false;
                    if counts.len() == LINES {
                        break;
                    }
                }
                _ if char == separator => {
                    columns += 1;
                    is_prose |= separator != '\t' && chars.peek() == Some(&' ');
                }
                _ => {}
            }
        }
        if is_open && self.is_whole {
            counts.push(columns);
        }
        let all = counts.first().copied().unwrap_or_default();
        all >= 2 && !is_prose && counts.len() >= 2 && counts.iter().all(|count| *count == all)
    }
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// A tag that begins, continues or ends a chunk, or stands outside of all.
fn is_chunk_tag(column: &str) -> bool {
    column == "O"
        || column.split_once('-').is_some_and(|(place, label)| {
            ["B", "I", "E", "S", "L", "U"].contains(&place) && label.starts_with(char::is_alphabetic)
        })
}

/// Whether a line is a record of brat: an id, a tab, and what belongs to that sort of id.
fn is_brat(line: &str) -> bool {
    let Some((id, rest)) = line.split_once('\t') else { return false };
    let (sort, number) = match id.char_indices().nth(1) {
        Some((place, _)) => id.split_at(place),
        None => (id, ""),
    };
    let is_numbered = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let body = rest.split('\t').next().unwrap_or_default();
    match sort {
        "T" if is_numbered => is_brat_span(body),
        "E" if is_numbered => body.contains(':'),
        "R" | "A" | "M" | "N" | "#" if is_numbered => body.contains(' '),
        "*" => number.is_empty() && body.contains(' '),
        _ => false,
    }
}

/// `Label 0 5` or `Label 0 5;9 12`.
fn is_brat_span(body: &str) -> bool {
    let is_number = |number: &str| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    body.split_once(' ').is_some_and(|(label, spans)| {
        !label.is_empty()
            && spans.split(';').all(|span| {
                span.split_once(' ').is_some_and(|(start, end)| is_number(start) && is_number(end))
            })
    })
}

/// The fields of the outermost objects at the beginning of JSON, and the texts in them. It bears JSON that is cut off or
/// has mistakes.
#[derive(Debug, Default)]
struct Sketch {
    /// The name of each field, and the text that stands there; empty where it is no text.
    fields: Vec<(String, String)>,
    /// How many values stand one after the other.
    values: usize,
}

impl Sketch {
    /// What the text looks like as JSON; `None` where it does not. A text that begins with a bracket can be prose.
    fn of(text: &str, is_named: bool) -> Option<Self> {
        let start = text.trim_start_matches(is_blank);
        if !start.starts_with(['{', '[']) {
            return None;
        }
        let mut sketch = Sketch::default();
        // The brackets that are open, and the number of objects among them.
        let (mut open, mut objects) = (Vec::new(), 0);
        let mut last_text: Option<String> = None;
        let mut field: Option<String> = None;
        let mut chars = start.chars();
        while let Some(char) = chars.next() {
            match char {
                '{' | '[' => {
                    open.push(char);
                    objects += usize::from(char == '{');
                    (last_text, field) = (None, None);
                }
                '}' | ']' => {
                    sketch.end_field(objects, &mut field, &mut last_text);
                    objects -= usize::from(open.pop() == Some('{'));
                    sketch.values += usize::from(open.is_empty());
                }
                ',' => sketch.end_field(objects, &mut field, &mut last_text),
                ':' if objects == 1 && open.last() == Some(&'{') => {
                    field = last_text.take();
                    if let Some(name) = &field {
                        sketch.fields.push((name.clone(), String::new()));
                    }
                }
                '"' => last_text = Some(text_in_quotes(&mut chars)),
                _ => {}
            }
        }
        sketch.end_field(objects, &mut field, &mut last_text);
        // What is cut off after its first value may go on.
        sketch.values += usize::from(!open.is_empty());
        let second = start.chars().skip(1).find(|char| !char.is_whitespace());
        let is_list = second.is_some_and(|second| "{[\"]".contains(second));
        (is_named
            || !sketch.fields.is_empty()
            || start.starts_with('{') && second == Some('}')
            || start.starts_with('[') && is_list)
            .then_some(sketch)
    }

    /// The value of a field of an outermost object ends.
    fn end_field(&mut self, objects: usize, field: &mut Option<String>, value: &mut Option<String>) {
        if objects == 1
            && field.take().is_some()
            && let Some(value) = value.take()
            && let Some((_, said)) = self.fields.last_mut()
        {
            *said = value;
        }
    }
}

/// What stands up to the closing quotation mark, escapes as they are.
fn text_in_quotes(chars: &mut std::str::Chars<'_>) -> String {
    let mut text = String::new();
    while let Some(char) = chars.next() {
        match char {
            '"' => break,
            '\\' => {
                chars.next();
            }
            char => text.push(char),
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use FileKind::*;

    fn check(name: &str, content: impl AsRef<[u8]>, kind: FileKind) {
        let content = content.as_ref();
        let shown = String::from_utf8_lossy(content);
        assert_eq!(recognise(name, content).kind, kind, "{name}: {shown:.80}");
    }

    #[test]
    fn each_kind_is_recognised_whatever_its_name() {
        let kinds: &[(FileKind, &str)] = &[
            (Project, "{\n  \"format\": \"beleg-project\",\n  \"version\": 1"),
            (Project, r#"{"version":9,"documents":[{"format":"x"}],"format":"beleg-project"}"#),
            (Rescue, r#"{"beleg-rescue":1,"project":"p"}"#),
            (
                JsonCas,
                r#"{"%TYPES":{},"%FEATURE_STRUCTURES":[{"%ID":1,"%TYPE":"uima.cas.Sofa"}],"%VIEWS":{}}"#,
            ),
            (JsonCas, r#"{"_context":{"_types":{}},"_views":{},"_referenced_fss":{}}"#),
            (
                Recogito,
                r#"[{"id":"1","bodies":[],"target":{"selector":[{"quote":"dpa","start":5,"end":8}]}}]"#,
            ),
            (
                WebAnnotation,
                r#"{"@context":"http://www.w3.org/ns/anno.jsonld","type":"Annotation","body":[],"target":"http://x"}"#,
            ),
            (WebAnnotation, r#"[{"type":"Annotation","body":[],"target":{"source":"x"}}]"#),
            (Hypothesis, r#"{"total":1,"rows":[{"uri":"https://x","target":[]}]}"#),
            (LabelStudio, r#"[{"id":1,"data":{"text":"Laut dpa"},"annotations":[{"result":[]}]}]"#),
            (LabelStudio, r#"[{"text":"Laut dpa","id":1,"label":[{"start":5,"end":8}],"annotator":1}]"#),
            (
                Prodigy,
                "{\"text\":\"Laut dpa\",\"spans\":[{\"start\":5,\"end\":8,\"label\":\"S\"}],\"answer\":\"accept\"}\n",
            ),
            (Prodigy, "{\"text\":\"Laut dpa\",\"_input_hash\":1,\"label\":\"S\"}\n{\"text\":\"b\"}\n"),
            (
                Doccano,
                "{\"id\":1,\"text\":\"Laut dpa\",\"label\":[[5,8,\"S\"]]}\n{\"id\":2,\"text\":\"x\",\"label\":[]}\n",
            ),
            (
                Doccano,
                "{\"id\":1,\"text\":\"Laut dpa\",\"entities\":[{\"id\":1,\"label\":\"S\"}],\"relations\":[]}\n",
            ),
            (JsonLines, "{\"a\":1}\n{\"a\":2}\n"),
            (Json, "{\"a\":{\"format\":\"beleg-project\"}}"),
            (Json, "[{\"a\": 1}]x"),
            (Xmi, "<?xml version=\"1.0\"?>\n<xmi:XMI xmlns:xmi=\"http://www.omg.org/XMI\" xmlns:cas=\"x\"/>"),
            (Tei, "<?xml version=\"1.0\"?><TEI xmlns=\"http://www.tei-c.org/ns/1.0\"/>"),
            (Html, "\n<!DOCTYPE html><title>x</title>"),
            (Html, "<html lang=de><body>x"),
            (Xml, "<?xml version=\"1.0\"?><gate/>"),
            (Brat, "T1\tSource 5 8\tdpa\n"),
            (
                Brat,
                "T1\tSource 5 8;10 12\tdpa an\nR1\tSaidBy Arg1:T2 Arg2:T1\t\n#1\tAnnotatorNotes T1\tgut\nA1\tNegated T1\n",
            ),
            (Brat, "*\tEquiv T1 T2\nE1\tSay:T1 Who:T2\n"),
            (
                WebAnno,
                "#FORMAT=WebAnno TSV 3.3\n#T_SP=custom.Span|label\n\n\n#Text=Laut dpa\n1-1\t0-4\tLaut\t_\n",
            ),
            (
                Conll,
                "# sent_id = 1\n1\tLaut\tlaut\tADP\t_\t_\t2\tcase\t_\t_\n2\tdpa\tdpa\tPROPN\t_\t_\t0\troot\t_\t_\n",
            ),
            (Conll, "-DOCSTART- -X- O O\n\nLaut APPR O O\ndpa NE B-NP B-ORG\nkam VVFIN O O\n"),
            (Tsv, "a\tb\n1\t2\n"),
            (
                Csv,
                "dokument;label;zitat\r\nartikel;Quelle;\"sagt \"\"nein\"\"; unsicher\"\r\nartikel;Datum;=1+1\r\n",
            ),
            (Csv, "a,b\n1,\"x,\ny\"\n"),
            (Csv, "sep=;\na;b\n"),
            (Text, "Laut dpa kam Kim am Montag an.\n"),
            (Blank, " \n\t\n\u{a0}\n"),
            (Blank, "\u{feff}\u{feff}\n"),
        ];
        for (kind, content) in kinds {
            for name in ["x", "x.bin", "x.ann", "Prüfung (1).beleg"] {
                check(name, content, *kind);
            }
            check("x.txt", format!("\u{feff}{content}"), *kind);
        }
        check("x.json", b"", Empty);
        for mark in [&b"\xef\xbb\xbf"[..], b"\xff\xfe", b"\xfe\xff"] {
            check("x.json", mark, OnlyMark);
        }
    }

    #[test]
    fn what_is_no_text_is_recognised_by_its_bytes() {
        let zip = |name: &str| [b"PK\x03\x04\x14\0\0\0", name.as_bytes(), b"\0\xff"].concat();
        let long =
            [zip("[Content_Types].xml"), vec![7; 200_000], b"PK\x01\x02word/document.xml".to_vec()].concat();
        check("x.zip", zip("word/document.xml"), Word);
        check("x.docx", long, Word);
        check("x.docx", zip("xl/workbook.xml"), Excel);
        check("x.odt", zip("mimetypeapplication/vnd.oasis.opendocument.text"), OpenDocument);
        check("x.epub", zip("mimetypeapplication/epub+zip"), Epub);
        check("x.docx", zip("export.json"), Zip);
        check("x.zip", b"PK\x05\x06\0\0", Zip);
        check("x.txt", b"%PDF-1.7\n%\xe2\xe3", Pdf);
        check("x.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", OldOffice);
        check("x.doc", b"{\\rtf1\\ansi", Rtf);
        check("x.json", b"\x1f\x8b\x08\0", Gzip);
        check("x.json", b"\x89PNG\r\n\x1a\n", Picture);
        check("x.json", b"\0\x01\x02\xff", Unknown);
    }

    #[test]
    fn the_name_tells_what_the_content_leaves_open() {
        check("x.json", "\"a text\"", Json);
        check("x.JSON", "{ broken", Json);
        check("x.json", "// {}", Json);
        check("x.json", "<!doctype html>", Html);
        check("x.csv", "one column\nof words\n", Csv);
        check("x.tsv", "one column\n", Tsv);
        check("x.iob", "Laut APPR\ndpa NE\n", Conll);
        check("x.htm", "<p>Laut dpa", Html);
        check("x.xml", "<annotations/>", Xml);
    }

    #[test]
    fn prose_is_plain_text_whatever_it_looks_like_at_first() {
        for text in [
            "T1 ist ein Bahnhof.\nR1 auch.\n",
            "T1\tist ein Bahnhof\n",
            "T1\tSource 5 8\tdpa\nUnd mehr.\n",
            "Kim kam, sah, ging.\nLee kam, sah, blieb.\n",
            "Erst kam Kim; dann Lee.\nErst ging Kim; dann Lee.\n",
            "[Update] Kim ist da.\n",
            "{Kim} ist da, sagt dpa.",
            "<3 sagte sie.\n",
            "a < b und b > c\n",
            "Plan B-2 und O\nKim sagte O\n",
            "# Überschrift\n\nText\n",
            "PK ist kein Archiv\n",
            "Kim\0 sagte.\n",
            "Eine Zeile;mit Punkten\n",
        ] {
            check("x.txt", text, Text);
        }
        check("x.txt", "T1\tSource 5 8\tdpa\n".repeat(9000) + "Prose", Brat);
    }

    #[test]
    fn every_encoding_is_looked_through() {
        let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
        let project = "{ \"format\": \"beleg-project\", \"text\": \"Grüße\" }";
        check("x", utf16(project), Project);
        check("x", utf16(&format!("\u{feff}{project}")), Project);
        check("x", utf16(&format!("\u{feff}{}", "Grüße an dpa. ".repeat(9000))), Text);
        check("x", "ü".repeat(40_000), Text);
        check("x", format!("a{}", "ü".repeat(40_000)), Text);
        let single = recognise("x.csv", b"a;b\r\nB\xfcrger;\x84x\x93\r\n");
        assert_eq!(single, Recognised { kind: Csv, is_single_byte: true });
        assert_eq!(recognise("x", b"B\xfcrger\n"), Recognised { kind: Text, is_single_byte: true });
    }
}
