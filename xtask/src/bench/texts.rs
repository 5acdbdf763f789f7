//! The texts that are measured: German-like news by word lists, with claims, sources and dates marked in them, as
//! project files. The same wishes always give the same bytes.

use std::fmt::Write;
use std::path::Path;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

/// A project to be written.
pub struct Project {
    documents: Vec<Document>,
}

/// How the paragraphs of a text stand one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paragraphs {
    /// Each in a line of its own, with an empty one between them.
    Lines,
    /// All in one line.
    OneLine,
}

impl Paragraphs {
    /// What stands between two of them. Both are equally long, so that the same words are marked.
    fn between(self) -> &'static str {
        match self {
            Paragraphs::Lines => "\n\n",
            Paragraphs::OneLine => "  ",
        }
    }
}

/// A text with what is marked in it.
struct Document {
    title: String,
    // By code points, since that is what positions count.
    text: Vec<char>,
    annotations: Vec<Annotation>,
}

/// What is marked: the number of its label, and its stretches in code points, end exclusive.
#[derive(Clone, Debug, PartialEq)]
struct Annotation {
    label: usize,
    spans: Vec<(usize, usize)>,
}

/// A sentence while it is marked: its words, and where its source and its date stand, if it has them.
#[derive(Default)]
struct Sentence {
    words: Vec<(usize, usize)>,
    source: Option<(usize, usize)>,
    date: Option<(usize, usize)>,
}

const CLAIM: usize = 0;
const SOURCE: usize = 1;
const DATE: usize = 2;

/// The tagset with which the page begins; each label by its id.
const LABELS: [&str; 3] = ["claim", "source", "date"];

const TAGSET: &str = r##"  "tagset": {
    "labels": [
      {
        "id": "claim",
        "name": "Claim",
        "color": "#a15c00",
        "key": "1",
        "description": "A statement that can be true or false."
      },
      {
        "id": "source",
        "name": "Source",
        "color": "#1f5fa8",
        "key": "2",
        "description": "On whose word a claim stands.",
        "attribute": "name"
      },
      {
        "id": "date",
        "name": "Date",
        "color": "#2b6e4f",
        "key": "3",
        "description": "When something happened or is to happen.",
        "attribute": "value"
      }
    ],
    "link_kinds": []
  },
"##;

impl Project {
    /// One text of so many bytes, give or take a paragraph, with so many annotations spread over it.
    pub fn of_one(bytes: usize, annotations: usize, paragraphs: Paragraphs) -> Self {
        Project { documents: vec![Document::new(0, bytes, annotations, paragraphs)] }
    }

    /// So many texts with so many annotations together. The first one, which is the one in hand, has always the same:
    /// what differs is the project around it.
    pub fn of_many(documents: usize, bytes: usize, annotations: usize, in_hand: usize) -> Self {
        let others = documents - 1;
        let share = |number: usize| {
            let rest = annotations - in_hand;
            rest * number / others - rest * (number - 1) / others
        };
        let of = |number| {
            let annotations = if number == 0 { in_hand } else { share(number) };
            Document::new(number, bytes, annotations, Paragraphs::Lines)
        };
        Project { documents: (0..documents).map(of).collect() }
    }

    /// How many UTF-16 units the first text has, which is how its length looks from a page.
    pub fn utf16_length(&self) -> usize {
        self.documents.first().map_or(0, |document| document.text.iter().map(|char| char.len_utf16()).sum())
    }

    /// How many annotations the first text has.
    pub fn annotations_in_hand(&self) -> usize {
        self.documents.first().map_or(0, |document| document.annotations.len())
    }

    /// The project file, as docs/file-format.md describes it.
    pub fn file(&self) -> String {
        let mut file = String::from(
            "{\n  \"format\": \"beleg-project\",\n  \"version\": 1,\n  \"offsets\": \"unicode code points, end \
             exclusive\",\n  \"project\": {\n    \"id\": \"bench\",\n    \"name\": \"Bench\",\n    \"guidelines\": \
             \"\"\n  },\n  \"documents\": [",
        );
        for (number, document) in self.documents.iter().enumerate() {
            let text: String = document.text.iter().collect();
            let sha256: String =
                Sha256::digest(text.as_bytes()).iter().fold(String::new(), |mut hex, byte| {
                    hex.push_str(&format!("{byte:02x}"));
                    hex
                });
            let comma = if number == 0 { "" } else { "," };
            put(
                &mut file,
                format_args!(
                    "{comma}\n    {{\n      \"id\": \"d{number}\",\n      \"title\": {},\n      \"outlet\": \"Bote\",\n      \
                 \"published\": \"2024-06-19\",\n      \"language\": \"de\",\n      \"status\": \"open\",\n      \
                 \"sha256\": \"{sha256}\",\n      \"text\": {}\n    }}",
                    quoted(&document.title),
                    quoted(&text),
                ),
            );
        }
        file.push_str("\n  ],\n");
        file.push_str(TAGSET);
        file.push_str("  \"annotations\": [");
        let mut written = 0;
        for (number, document) in self.documents.iter().enumerate() {
            for annotation in &document.annotations {
                file.push_str(if written == 0 { "\n" } else { ",\n" });
                document.write(&mut file, number, annotation, written);
                written += 1;
            }
        }
        file.push_str("\n  ],\n  \"links\": []\n}\n");
        file
    }
}

impl Document {
    fn new(number: usize, bytes: usize, annotations: usize, paragraphs: Paragraphs) -> Self {
        let mut dice = Dice(number as u64 + 1);
        let mut text = Vec::new();
        let mut sentences = Vec::new();
        let mut written = 0;
        while written < bytes {
            let start = text.len();
            // Between 200 and 700 characters.
            let long = 200 + dice.below(440);
            while text.len() - start < long {
                if text.len() > start {
                    text.push(' ');
                }
                sentences.push(sentence(&mut text, &mut dice));
            }
            text.extend(paragraphs.between().chars());
            written +=
                text.get(start..).unwrap_or_default().iter().map(|char| char.len_utf8()).sum::<usize>();
        }
        let title = format!("{} {}", dice.pick(SUBJECTS), dice.pick(VERBS));
        Document { title, text, annotations: mark(&sentences, annotations, &mut dice) }
    }

    fn write(&self, file: &mut String, number: usize, annotation: &Annotation, id: usize) {
        let label = LABELS.get(annotation.label).copied().unwrap_or_default();
        put(
            file,
            format_args!(
                "    {{\n      \"id\": \"a{id}\",\n      \"document\": \"d{number}\",\n      \"label\": \"{label}\",\n      \
             \"spans\": ["
            ),
        );
        for (nth, &(start, end)) in annotation.spans.iter().enumerate() {
            let part = |start: usize, end: usize| {
                quoted(
                    &self
                        .text
                        .get(start..end.min(self.text.len()))
                        .unwrap_or_default()
                        .iter()
                        .collect::<String>(),
                )
            };
            put(
                file,
                format_args!(
                    "{}\n        {{\n          \"start\": {start},\n          \"end\": {end},\n          \"quote\": {{\n            \
                 \"exact\": {},\n            \"prefix\": {},\n            \"suffix\": {}\n          }}\n        }}",
                    if nth == 0 { "" } else { "," },
                    part(start, end),
                    part(start.saturating_sub(32), start),
                    part(end, end + 32),
                ),
            );
        }
        file.push_str("\n      ],\n");
        match (annotation.label, id % 4) {
            (DATE, 0 | 1) => {
                file.push_str("      \"attributes\": {\n        \"value\": \"2024-06-19\"\n      },\n")
            }
            (SOURCE, 0) => file.push_str(
                "      \"attributes\": {\n        \"name\": \"Deutsche Presse-Agentur\"\n      },\n",
            ),
            (CLAIM, 0) => file.push_str("      \"note\": \"Woher stammt diese Zahl?\",\n"),
            _ => {}
        }
        let (minute, second) = (id / 60 % 60, id % 60);
        put(
            file,
            format_args!(
                "      \"creator\": \"Kim\",\n      \"created\": \"2024-11-12T10:{minute:02}:{second:02}.000Z\",\n      \
             \"modified\": \"2024-11-12T10:{minute:02}:{second:02}.000Z\",\n      \"origin\": \"hand\"\n    }}"
            ),
        );
    }
}

/// Writes a sentence behind a text and says where its parts stand.
fn sentence(text: &mut Vec<char>, dice: &mut Dice) -> Sentence {
    let mut sentence = Sentence::default();
    let source = dice.pick(SOURCES);
    let date = match dice.below(3) {
        0 => dice.pick(DAYS).to_owned(),
        1 => format!("{}. {} {}", 1 + dice.below(28), dice.pick(MONTHS), 2015 + dice.below(10)),
        _ => format!("{} {}", dice.pick(MONTHS), 2015 + dice.below(10)),
    };
    let clause = format!(
        "{} {} {} {} um {} Prozent",
        dice.pick(SUBJECTS),
        dice.pick(VERBS),
        dice.pick(PLACES),
        dice.pick(ADVERBS),
        2 + dice.below(90)
    );
    let more = format!("{} {}", dice.pick(JOINS), dice.pick(TAILS));
    let start = text.len();
    let put = |text: &mut Vec<char>, part: &str| {
        let from = text.len();
        text.extend(part.chars());
        Some((from, text.len()))
    };
    match dice.below(5) {
        0 => {
            put(text, "Laut ");
            sentence.source = put(text, source);
            put(text, &format!(" war es so: {clause}, {more}. "));
            put(text, "Stand: ");
            sentence.date = put(text, &date);
        }
        1 => {
            put(text, &format!("„{clause}“, sagte "));
            sentence.source = put(text, source);
            put(text, " am ");
            sentence.date = put(text, &date);
            put(text, &format!(" und fügte hinzu: „{more}“"));
        }
        2 => {
            put(text, &format!("{clause}, {more}, wie "));
            sentence.source = put(text, source);
            put(text, " mitteilte");
        }
        3 => {
            put(text, "Seit ");
            sentence.date = put(text, &date);
            put(text, &format!(" gilt: {clause}, {more}"));
        }
        _ => {
            put(text, dice.pick(OPENERS));
            put(text, &format!(" {clause}; {more}"));
        }
    }
    text.push('.');
    let mut from = start;
    for at in start..text.len() {
        if text.get(at).is_some_and(|char| *char == ' ') || at + 1 == text.len() {
            sentence.words.extend((at > from).then_some((from, at)));
            from = at + 1;
        }
    }
    sentence
}

/// Marks so many annotations, in reading order: groups of a claim, a source and a date, spread evenly over the
/// sentences. Where there are more groups than sentences, further ones mark parts of sentences and single words. Of
/// the claims some cross into the next sentence and some have two stretches; some annotations cover the same stretch as
/// another.
fn mark(sentences: &[Sentence], annotations: usize, dice: &mut Dice) -> Vec<Annotation> {
    let groups = annotations.div_ceil(3);
    let mut marked = Vec::with_capacity(annotations);
    for group in 0..groups {
        let (round, at) = if groups <= sentences.len() {
            (0, group * sentences.len() / groups)
        } else {
            (group / sentences.len(), group % sentences.len())
        };
        let Some(sentence) = sentences.get(at) else { break };
        let words = sentence.words.len();
        let window = |first: usize, count: usize| {
            let first = first.min(words.saturating_sub(1));
            let last = (first + count.max(1) - 1).min(words.saturating_sub(1));
            let (start, end) = (sentence.words.get(first)?.0, sentence.words.get(last)?.1);
            Some((start, end))
        };
        let spans = match (round, group % 10) {
            (_, 3) => {
                let here = window(words / 2, words);
                let end = sentences
                    .get(at + 1)
                    .and_then(|next| next.words.get(next.words.len() / 3))
                    .map(|word| word.1);
                here.map(|here| vec![(here.0, end.unwrap_or(here.1))])
            }
            (_, 6) => window(0, words / 3).zip(window(words / 3 + 2, words)).map(|(one, two)| vec![one, two]),
            (0, _) => window(0, words).map(|whole| vec![whole]),
            (1, _) => window(0, words / 2).map(|half| vec![half]),
            (2, _) => window(words / 2, words).map(|half| vec![half]),
            _ => window(dice.below(words), 3 + dice.below(5)).map(|part| vec![part]),
        };
        let claim = spans.map(|spans| Annotation { label: CLAIM, spans });
        let same = claim.as_ref().filter(|_| group % 17 == 5).and_then(|claim| claim.spans.first().copied());
        let mut small = |known: Option<(usize, usize)>| {
            let known = known.filter(|_| round == 0).or_else(|| window(dice.below(words), 1 + dice.below(3)));
            known.map(|span| vec![span])
        };
        let source = same.map(|same| vec![same]).or_else(|| small(sentence.source));
        let date = if group % 17 == 11 { source.clone() } else { small(sentence.date) };
        marked.extend(claim);
        marked.extend(source.map(|spans| Annotation { label: SOURCE, spans }));
        marked.extend(date.map(|spans| Annotation { label: DATE, spans }));
    }
    marked.truncate(annotations);
    marked.sort_by_key(|annotation| annotation.spans.first().map(|&(start, end)| (start, usize::MAX - end)));
    marked
}

/// A number generator that is the same everywhere (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((mixed ^ (mixed >> 31)) % bound.max(1) as u64) as usize
    }

    fn pick<'w>(&mut self, words: &[&'w str]) -> &'w str {
        words.get(self.below(words.len())).copied().unwrap_or_default()
    }
}

/// The texts of a folder, without marks, as the part of a page in which a page that has no program finds them.
pub fn corpus(seeds: &Path) -> Result<String> {
    let folder =
        std::fs::read_dir(seeds).with_context(|| format!("{} cannot be listed.", seeds.display()))?;
    let mut files: Vec<_> = folder.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|kind| kind == "txt"));
    files.sort();
    let mut documents = Vec::new();
    for file in files {
        let text =
            std::fs::read_to_string(&file).with_context(|| format!("{} cannot be read.", file.display()))?;
        documents.push(serde_json::json!({ "id": documents.len().to_string(), "text": text }));
    }
    let project = serde_json::json!({ "documents": documents, "annotations": [] }).to_string();
    // Nothing in it may end the element.
    let project = project.replace('<', "\\u003c");
    Ok(format!("<script type=\"application/json\" id=\"corpus\">{project}</script>"))
}

/// A text as JSON writes it.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn put(file: &mut String, what: std::fmt::Arguments<'_>) {
    // Writing into a string does not fail.
    let _ = file.write_fmt(what);
}

const SOURCES: &[&str] = &[
    "dpa",
    "Außenminister Jörg Müller",
    "die Agentur Reuters",
    "ein Sprecher der Behörde",
    "das Statistische Bundesamt",
    "Präsidentin Çiğdem Öztürk",
    "der „Tages-Anzeiger“",
    "die Gewerkschaft ver.di",
    "das Institut für Weltwirtschaft",
    "Kanzleramtschefin Weiß",
    "die Polizei in Münster",
    "NATO-Generalsekretär Rasmussen",
];

const DAYS: &[&str] =
    &["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "gestern", "vergangenem Jahr"];

const MONTHS: &[&str] = &[
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
];

const SUBJECTS: &[&str] = &[
    "die Zahl der Beschäftigten",
    "der Umsatz des Konzerns",
    "die Förderung erneuerbarer Energien",
    "das Verteidigungsbündnis",
    "die Wahlbeteiligung",
    "der Export nach Übersee",
    "die Arbeitslosigkeit unter Jüngeren",
    "das Abkommen über Zölle",
    "die Miete für größere Wohnungen",
    "der Wasserstand des Rheins",
    "die Zustimmung zur Regierung",
    "der Preis für Brötchen 🥐",
];

const VERBS: &[&str] = &[
    "stieg",
    "sank",
    "wuchs",
    "fiel",
    "erhöhte sich",
    "verringerte sich",
    "schrumpfte",
    "übertraf die Erwartungen",
];

const PLACES: &[&str] = &[
    "in Deutschland",
    "in Österreich",
    "im Großraum München",
    "in der Schweiz",
    "an der Küste",
    "in Köln und Düsseldorf",
    "im Süden",
    "weltweit 🌍",
    "in den Ländern der Europäischen Union",
];

const ADVERBS: &[&str] =
    &["überraschend", "deutlich", "nur leicht", "erneut", "vorübergehend", "nach Schätzungen"];

const JOINS: &[&str] = &["während", "obwohl", "weil", "nachdem", "sodass"];

const TAILS: &[&str] = &[
    "die Behörden früher das Gegenteil angekündigt hatten",
    "viele Haushalte weniger ausgeben",
    "der Streik länger dauerte als gedacht",
    "niemand mit einem so frühen Ende gerechnet hatte",
    "die Gespräche in Genf ohne Ergebnis blieben",
    "das Gesetz erst später in Kraft tritt",
    "Fachleute die Zahlen für vorläufig halten 📉",
    "über die Höhe der Strafe noch verhandelt wird",
];

const OPENERS: &[&str] =
    &["Fest steht:", "Aus den Unterlagen geht hervor:", "Zugleich hieß es:", "Unklar bleibt, warum:"];

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    fn read(project: &Project) -> Value {
        serde_json::from_str(&project.file()).unwrap()
    }

    fn list<'v>(value: &'v Value, name: &str) -> &'v [Value] {
        value.get(name).unwrap().as_array().unwrap()
    }

    fn number(value: &Value, name: &str) -> usize {
        value.get(name).unwrap().as_u64().unwrap() as usize
    }

    fn text<'v>(value: &'v Value, name: &str) -> &'v str {
        value.get(name).unwrap().as_str().unwrap()
    }

    #[test]
    fn the_same_wishes_give_the_same_bytes() {
        assert_eq!(
            Project::of_one(20_000, 300, Paragraphs::Lines).file(),
            Project::of_one(20_000, 300, Paragraphs::Lines).file()
        );
    }

    #[test]
    fn a_text_is_as_long_as_wished_and_has_as_many_annotations() {
        for (bytes, annotations) in [(100_000, 100), (100_000, 10_000), (300_000, 1_000)] {
            let file = read(&Project::of_one(bytes, annotations, Paragraphs::Lines));
            let length = text(&list(&file, "documents")[0], "text").len();
            assert!((bytes..bytes + 1_500).contains(&length), "{length} bytes");
            assert_eq!(list(&file, "annotations").len(), annotations);
        }
    }

    #[test]
    fn paragraphs_read_like_news() {
        let file = read(&Project::of_one(50_000, 0, Paragraphs::Lines));
        let text = text(&list(&file, "documents")[0], "text");
        let (shortest, longest) = (180, 900);
        assert!(text.split("\n\n").all(|paragraph| {
            let length = paragraph.chars().count();
            length == 0 || (shortest..longest).contains(&length)
        }));
        for needed in ['ü', 'ß', '„', '🌍'] {
            assert!(text.contains(needed), "{needed} is missing");
        }
    }

    #[test]
    fn in_one_line_the_same_words_are_marked() {
        let lines = Project::of_one(30_000, 500, Paragraphs::Lines);
        let one = Project::of_one(30_000, 500, Paragraphs::OneLine);
        assert_eq!(lines.documents[0].annotations, one.documents[0].annotations);
        let as_one: Vec<char> =
            lines.documents[0].text.iter().map(|char| if *char == '\n' { ' ' } else { *char }).collect();
        assert_eq!(as_one, one.documents[0].text);
        assert!(!one.documents[0].text.contains(&'\n'));
    }

    #[test]
    fn every_span_is_where_its_quote_is() {
        let file = read(&Project::of_one(30_000, 3_000, Paragraphs::Lines));
        let characters: Vec<char> = text(&list(&file, "documents")[0], "text").chars().collect();
        for annotation in list(&file, "annotations") {
            for span in list(annotation, "spans") {
                let stands: String = characters[number(span, "start")..number(span, "end")].iter().collect();
                assert_eq!(stands, text(&span["quote"], "exact"));
                assert_eq!(stands.trim(), stands);
            }
        }
    }

    #[test]
    fn annotations_overlap_cross_and_come_in_stretches() {
        let project = Project::of_one(30_000, 1_000, Paragraphs::Lines);
        let all = &project.documents[0].annotations;
        let stretches: Vec<(usize, usize)> =
            all.iter().filter_map(|one| one.spans.first().copied()).collect();
        let some = |fits: &dyn Fn((usize, usize), (usize, usize)) -> bool| {
            stretches.windows(6).any(|near| near.iter().skip(1).any(|other| fits(near[0], *other)))
        };
        assert!(some(&|one, other| one == other), "none are the same");
        assert!(some(&|one, other| one.0 < other.0 && other.0 < one.1 && one.1 < other.1), "none cross");
        assert!(some(&|one, other| one.0 < other.0 && other.1 < one.1), "none lie inside");
        assert!(all.iter().any(|annotation| annotation.spans.len() == 2), "none has two stretches");
        assert!(all.iter().all(|annotation| annotation.spans.windows(2).all(|pair| pair[0].1 < pair[1].0)));
    }

    #[test]
    fn the_text_in_hand_is_the_same_whatever_the_project() {
        let (small, large) = (Project::of_many(5, 4_000, 100, 20), Project::of_many(5, 4_000, 900, 20));
        assert_eq!(small.documents[0].annotations, large.documents[0].annotations);
        assert_eq!(small.documents[0].text, large.documents[0].text);
        for (project, count) in [(&small, 100), (&large, 900)] {
            assert_eq!(
                project.documents.iter().map(|document| document.annotations.len()).sum::<usize>(),
                count
            );
        }
    }
}
