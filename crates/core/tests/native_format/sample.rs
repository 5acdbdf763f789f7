//! A project in which everything that can be there is there once.

use beleg_core::model::tagset::{self, Label};
use beleg_core::model::{
    Action, Annotation, AnnotationOrigin, Attributes, Document, Edit, Id, Item, Link, Origin, Project,
    Settings, Spans, Status, Timestamp, Transaction,
};
use beleg_core::text::{Span, Text};

/// Umlaut, emoji, a family of four joined by ZWJ, a decomposed ü, CRLF, quotation marks.
const MIXED: &str = "Fünf 😊\r\n👨‍👩‍👧‍👦 u\u{308}ber „dpa“\n\nEnde\n";

pub fn id(name: &str) -> Id {
    Id::new(name).unwrap()
}

pub fn document(name: &str, rank: u32, text: &str) -> Document {
    Document {
        id: id(name),
        rank,
        text: Text::new(text),
        title: format!("Titel von {name}"),
        outlet: None,
        published: None,
        language: None,
        url: None,
        status: Status::Open,
    }
}

pub fn annotation(name: &str, document: &str, label: &str, spans: &[(u32, u32)]) -> Annotation {
    Annotation {
        id: id(name),
        document: id(document),
        spans: Spans::new(spans.iter().filter_map(|&(start, end)| Span::of(start, end))).unwrap(),
        label: id(label),
        note: String::new(),
        attributes: Attributes::default(),
        creator: None,
        created: Timestamp::from_millis(1_731_405_600_000),
        modified: Timestamp::from_millis(1_731_405_600_001),
        origin: AnnotationOrigin::Hand,
    }
}

pub fn project(items: Vec<Item>) -> Project {
    let mut project = Project::new(id("sample"));
    let settings =
        Settings { name: "Ein Beispiel".to_owned(), guidelines: "Nur „Behauptungen“.\n".to_owned() };
    let old = Item::Settings(project.settings().clone());
    let (labels, link_kinds) = tagset::news();
    let mut edits = vec![Edit::Replace { old, new: settings.into() }];
    edits.extend(labels.into_iter().map(|label| Edit::Add(label.into())));
    edits.extend(link_kinds.into_iter().map(|kind| Edit::Add(kind.into())));
    edits.extend(items.into_iter().map(Edit::Add));
    let transaction =
        Transaction { action: Action::Merge, edits, origin: Origin::File, at: Timestamp::default() };
    project.apply(&transaction).unwrap();
    project
}

/// A project in which everything that can be there is there once.
pub fn sample() -> Project {
    sample_with(Attributes {
        value_text: Some("nächste Woche?".to_owned()),
        name: Some("KCNA".to_owned()),
        value: None,
    })
}

/// The same as far as version 1 of the file could say it.
pub fn sample_of_version_1() -> Project {
    sample_with(Attributes::default())
}

/// The sample, in which a claim has something that its label does not ask for.
fn sample_with(set_aside: Attributes) -> Project {
    let short = document("short", 1, "Laut dpa stieg die Zahl am 3. Mai 2021.");
    let full = Document {
        outlet: Some("Der <b>Bote</b>".to_owned()),
        published: Some("2024-06-19T14:30".parse().unwrap()),
        language: Some("de".to_owned()),
        url: Some("https://example.org/<script>".to_owned()),
        status: Status::InProgress,
        ..document("mixed", 0, MIXED)
    };
    let bare = Label { key: None, rank: 9, description: String::new(), ..tagset::news().0[0].clone() };
    let date = Annotation {
        note: "Zeile\nund \"Zeile\"".to_owned(),
        attributes: Attributes { value: Some("2021-05-03".parse().unwrap()), ..Attributes::default() },
        creator: Some("Kim".to_owned()),
        origin: AnnotationOrigin::Suggestion,
        ..annotation("a3", "short", "date", &[(27, 38)])
    };
    let source = Annotation {
        attributes: Attributes { name: Some("Deutsche Presse-Agentur".to_owned()), ..Attributes::default() },
        ..annotation("a2", "short", "source", &[(5, 8)])
    };
    let link = |name: &str, kind: &str, from: &str, to: &str, creator: Option<&str>| Link {
        id: id(name),
        kind: id(kind),
        from: id(from),
        to: id(to),
        creator: creator.map(str::to_owned),
        created: Timestamp::default(),
    };
    project(vec![
        full.into(),
        short.into(),
        document("empty", 2, "").into(),
        Label { id: id("bare"), rank: 3, ..bare }.into(),
        annotation("a1", "mixed", "claim", &[(0, 4), (5, 6), (8, 15)]).into(),
        source.into(),
        date.into(),
        annotation("a4", "short", "claim", &[(0, 39)]).into(),
        Annotation { attributes: set_aside, ..annotation("a5", "short", "claim", &[(0, 39)]) }.into(),
        link("l1", "said-by", "a1", "a2", Some("Kim")).into(),
        link("l2", "dated", "a4", "a3", None).into(),
    ])
}
