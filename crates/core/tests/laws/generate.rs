//! Texts and projects at random: small, and made of what goes wrong.

use std::sync::Arc;

use beleg_core::model::tagset::{self, Label, LinkKind};
use beleg_core::model::{
    Action, Annotation, AnnotationOrigin, Attributes, Document, Edit, Id, Item, Link, Origin, Project,
    Settings, Spans, Status, Timestamp, Transaction,
};
use beleg_core::text::{CharOffset, Span, Text};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// What texts are made of: letters, umlauts, emoji, a family joined by ZWJ, a flag, a decomposed ü, lone marks and
/// joiners, a sign that joins what follows it, Hindi, Japanese and Korean, quotation marks, white space and line
/// breaks of every kind.
#[rustfmt::skip]
const PIECES: [&str; 31] = [
    "a", "1", "Zahl", "sagte", "Fünf", "ß", " ", " ", ", ", ".", "„", "“", "'", "_", "3.",
    "😊", "👨‍👩‍👧‍👦", "🇩🇪", "u\u{308}", "\u{308}", "\u{200d}", "\u{ad}", "\u{600}", "क\u{94d}", "ष", "か\u{3099}", "\u{1100}\u{1161}",
    "\u{a0}", "\n", "\r\n", "\n\n",
];

/// A text of up to 24 pieces.
pub fn text() -> impl Strategy<Value = String> {
    vec(select(PIECES.to_vec()), 0..24).prop_map(|pieces| pieces.concat())
}

/// A text of a few parts, some of which are repeated until a line is too long for one element.
pub fn long_text() -> impl Strategy<Value = String> {
    let part = (vec(select(PIECES.to_vec()), 1..8), select(vec![1_usize, 3, 100, 600]));
    vec(part, 1..6)
        .prop_map(|parts| parts.into_iter().map(|(pieces, times)| pieces.concat().repeat(times)).collect())
}

/// Two numbers that [`span_in`] turns into a span of any text.
pub fn raw_span() -> impl Strategy<Value = (u32, u32)> {
    (0..1000u32, 0..1000u32)
}

/// A span of the text; `None` where the text is empty.
pub fn span_in(text: &Text, (start, chars): (u32, u32)) -> Option<Span> {
    let start = start % text.end().get().max(1);
    let left = text.end().get() - start;
    Span::of(start, start + 1 + chars % left.max(1)).filter(|span| span.end() <= text.end())
}

/// The numbers from which a project is made. Ids come from small pools, so that two projects share some.
#[derive(Clone, Debug)]
pub struct Draft {
    name: String,
    documents: Vec<Option<(String, u32, Status)>>,
    extra_label: Option<(String, u32)>,
    extra_kind: bool,
    swapped_kind: bool,
    annotations: Vec<Option<AnnotationDraft>>,
    links: Vec<Option<(usize, usize, usize, i64)>>,
}

#[derive(Clone, Debug)]
struct AnnotationDraft {
    document: usize,
    label: usize,
    spans: Vec<(u32, u32)>,
    note: String,
    modified: i64,
}

const LABELS: [&str; 4] = ["claim", "source", "date", "extra"];
const KINDS: [&str; 4] = ["said-by", "dated", "supports", "extra"];

fn annotation_draft() -> impl Strategy<Value = AnnotationDraft> {
    let note = prop_oneof![Just(String::new()), any::<String>()];
    (0..3usize, 0..LABELS.len(), vec(raw_span(), 1..4), note, 0..3i64).prop_map(
        |(document, label, spans, note, modified)| AnnotationDraft { document, label, spans, note, modified },
    )
}

/// A draft with these texts, of which some may be missing.
fn draft_of(texts: Vec<String>) -> impl Strategy<Value = Draft> {
    let status = select(vec![Status::Open, Status::InProgress, Status::Done]);
    let about = vec(option::weighted(0.8, (0..4u32, status)), texts.len());
    let documents = about.prop_map(move |about| {
        let both = about.into_iter().zip(&texts);
        both.map(|(about, text)| about.map(|(rank, status)| (text.clone(), rank, status))).collect()
    });
    let link = (0..KINDS.len(), 0..10usize, 0..10usize, 0..2i64);
    (
        select(vec!["", "Eins", "Zwei"]),
        documents,
        option::of((select(vec!["Extra", "Mehr"]), 0..4u32)),
        any::<bool>(),
        any::<bool>(),
        vec(option::weighted(0.7, annotation_draft()), 10),
        vec(option::weighted(0.7, link), 8),
    )
        .prop_map(|(name, documents, extra, extra_kind, swapped_kind, annotations, links)| Draft {
            name: name.to_owned(),
            documents,
            extra_label: extra.map(|(name, rank)| (name.to_owned(), rank)),
            extra_kind,
            swapped_kind,
            annotations,
            links,
        })
}

/// A draft of up to three documents, ten annotations and eight links.
pub fn draft() -> impl Strategy<Value = Draft> {
    vec(text(), 3).prop_flat_map(draft_of)
}

/// Two drafts that share ids, mostly with the same texts and often with the same annotations.
pub fn two_drafts() -> impl Strategy<Value = (Draft, Draft)> {
    let texts = vec((text(), option::weighted(0.2, text())), 3);
    let drafts = texts.prop_flat_map(|texts| {
        let mine = texts.iter().map(|(text, _)| text.clone()).collect();
        let theirs = texts.into_iter().map(|(text, other)| other.unwrap_or(text)).collect();
        (draft_of(mine), draft_of(theirs))
    });
    (drafts, vec(any::<bool>(), 10), vec(any::<bool>(), 8)).prop_map(
        |((mine, mut theirs), annotations, links)| {
            let take = |shared: &[bool], number: usize| shared[number];
            for number in (0..10).filter(|number| take(&annotations, *number)) {
                theirs.annotations[number] = mine.annotations[number].clone();
            }
            for number in (0..8).filter(|number| take(&links, *number)) {
                theirs.links[number] = mine.links[number];
            }
            (mine, theirs)
        },
    )
}

/// The project of a draft. What does not fit together is not in it.
pub fn project(name: &str, draft: &Draft) -> Project {
    let mut project = Project::new(id(name));
    for item in items(draft) {
        let edit = match project.item(&item.key()) {
            Some(old) => Edit::Replace { old, new: item },
            None => Edit::Add(item),
        };
        // A conflict changes nothing.
        let _ = project.apply(&transaction(vec![edit]));
    }
    project
}

/// The items of a draft, each before those that refer to it; some refer to what is not there.
pub fn items(draft: &Draft) -> Vec<Item> {
    let (mut labels, mut kinds) = tagset::news();
    if let Some((name, rank)) = &draft.extra_label {
        labels.push(Label { id: id("extra"), rank: *rank, name: name.clone(), ..labels[0].clone() });
    }
    if draft.extra_kind {
        kinds.push(LinkKind {
            id: id("extra"),
            rank: 9,
            name: String::new(),
            from: id("claim"),
            to: id("extra"),
        });
    }
    if draft.swapped_kind {
        kinds[0].to = id("extra");
    }
    let texts: Vec<Option<Text>> = draft
        .documents
        .iter()
        .map(|document| document.as_ref().map(|(text, ..)| Text::new(text.as_str())))
        .collect();
    let documents =
        draft.documents.iter().zip(&texts).enumerate().filter_map(|(number, (document, text))| {
            let (_, rank, status) = document.as_ref()?;
            Some(Document {
                id: id(&format!("d{number}")),
                rank: *rank,
                text: text.clone()?,
                title: format!("Titel {number}"),
                outlet: None,
                published: "2024-06-19".parse().ok(),
                language: Some("de".to_owned()),
                url: None,
                status: *status,
            })
        });
    let annotations = draft.annotations.iter().enumerate().filter_map(|(number, annotation)| {
        let annotation = annotation.as_ref()?;
        let text = texts.get(annotation.document)?.as_ref()?;
        Some(Annotation {
            note: annotation.note.clone(),
            created: Timestamp::from_millis(annotation.modified),
            modified: Timestamp::from_millis(annotation.modified),
            ..annotation_of(
                number,
                &id(&format!("d{}", annotation.document)),
                text,
                annotation.label,
                &annotation.spans,
            )?
        })
    });
    let links = draft.links.iter().enumerate().filter_map(|(number, link)| {
        let (kind, from, to, created) = (*link)?;
        Some(Link {
            id: id(&format!("l{number}")),
            kind: id(KINDS[kind]),
            from: id(&format!("a{from}")),
            to: id(&format!("a{to}")),
            creator: None,
            created: Timestamp::from_millis(created),
        })
    });
    let settings = Settings { name: draft.name.clone(), guidelines: String::new() };
    let first: Vec<Item> = vec![settings.into()];
    first
        .into_iter()
        .chain(documents.map(Item::from))
        .chain(labels.into_iter().map(Item::from))
        .chain(kinds.into_iter().map(Item::from))
        .chain(annotations.map(Item::from))
        .chain(links.map(Item::from))
        .collect()
}

/// An annotation with one of the labels; `None` where the text is empty.
pub fn annotation_of(
    number: usize,
    document: &Id,
    text: &Text,
    label: usize,
    spans: &[(u32, u32)],
) -> Option<Annotation> {
    Some(Annotation {
        id: id(&format!("a{number}")),
        document: document.clone(),
        spans: Spans::new(spans.iter().filter_map(|raw| span_in(text, *raw)))?,
        label: id(LABELS[label]),
        note: String::new(),
        attributes: Attributes {
            value: (number % 5 == 1).then(|| "2024-06".parse().ok()).flatten(),
            value_text: (number % 5 == 2).then(|| "nächste Woche".to_owned()),
            name: number.is_multiple_of(2).then(|| format!("Q{number}")),
        },
        creator: None,
        created: Timestamp::default(),
        modified: Timestamp::default(),
        origin: AnnotationOrigin::Hand,
    })
}

/// Something that somebody does by hand to whatever is there.
#[derive(Clone, Debug)]
pub struct Deed {
    what: usize,
    which: Index,
    other: Index,
    place: (u32, u32),
    at: i64,
}

/// Up to a dozen deeds; those who do them work at the same time.
pub fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let deed = (0..9usize, any::<Index>(), any::<Index>(), raw_span(), 0..5i64);
    vec(deed.prop_map(|(what, which, other, place, at)| Deed { what, which, other, place, at }), 0..12)
}

/// What somebody does to a project, in order. Where a deed finds nothing to be done to, nothing is done.
pub fn run(who: &str, project: &Project, deeds: &[Deed]) -> Vec<Arc<Transaction>> {
    let mut project = project.clone();
    let mut steps: Vec<Arc<Transaction>> = Vec::new();
    for (number, deed) in deeds.iter().enumerate() {
        // Later than whatever this person did before.
        let at = Timestamp::from_millis(10 + 5 * number as i64 + deed.at);
        let Some(edits) = edits_of(&id(&format!("{who}{number}")), &project, deed, at, steps.last()) else {
            continue;
        };
        let step = Transaction { action: Action::SetNote, edits, origin: Origin::Hand, at };
        // What does not fit is not done.
        if project.apply(&step).is_ok() {
            steps.push(Arc::new(step));
        }
    }
    steps
}

fn edits_of(
    new: &Id,
    project: &Project,
    deed: &Deed,
    at: Timestamp,
    last: Option<&Arc<Transaction>>,
) -> Option<Vec<Edit>> {
    fn pick<'i, T>(index: &Index, items: &'i [T]) -> Option<&'i T> {
        (!items.is_empty()).then(|| index.get(items))
    }
    let annotations: Vec<_> = project.annotations().cloned().collect();
    let (labels, documents) = (project.labels(), project.documents());
    let annotation = pick(&deed.which, &annotations);
    let changed = |change: &dyn Fn(&mut Annotation)| {
        let old = annotation?;
        let mut new = Annotation { modified: at, ..Annotation::clone(old) };
        change(&mut new);
        Some(vec![Edit::Replace { old: Item::Annotation(old.clone()), new: new.into() }])
    };
    match deed.what {
        0 => {
            let document = pick(&deed.which, &documents)?;
            let label = pick(&deed.other, &labels)?.id.clone();
            let mark = annotation_of(0, &document.id, &document.text, 0, &[deed.place])?;
            let mark = Annotation { id: new.clone(), label, created: at, modified: at, ..mark };
            let begun = Document { status: Status::InProgress, ..Document::clone(document) };
            let begins = Edit::Replace { old: Item::Document(Arc::clone(document)), new: Item::from(begun) };
            Some(vec![begins, Edit::Add(mark.into())])
        }
        1 | 2 => changed(&|annotation| annotation.note = format!("{new}")),
        3 => {
            let label = pick(&deed.other, &labels)?.id.clone();
            changed(&|annotation| annotation.label = label.clone())
        }
        4 => {
            let text = &project.document(&annotation?.document)?.text;
            let span = span_in(text, deed.place)?;
            changed(&|annotation| annotation.spans = span.into())
        }
        5 => {
            let annotation = annotation?;
            let links = project.links_at(&annotation.id).map(|link| Edit::Remove(Item::Link(link.clone())));
            Some(links.chain([Edit::Remove(Item::Annotation(annotation.clone()))]).collect())
        }
        6 => {
            let kind = pick(&deed.other, &project.link_kinds())?.id.clone();
            let (from, to) = (annotation?.id.clone(), pick(&deed.other, &annotations)?.id.clone());
            Some(vec![Edit::Add(Link { id: new.clone(), kind, from, to, creator: None, created: at }.into())])
        }
        7 => {
            let label = Item::Label(Arc::clone(pick(&deed.other, &labels)?));
            Some(vec![Edit::Remove(label)])
        }
        _ => Some(last?.inverse().edits),
    }
}

/// The same project with ranks from 0 on without gaps, as a file gives them.
pub fn with_dense_ranks(project: &Project) -> Project {
    let mut ranked = project.clone();
    let documents = project.documents().into_iter().zip(0..).map(|(old, rank)| {
        (Item::Document(old.clone()), Item::from(Document { rank, ..Document::clone(old) }))
    });
    let labels = project.labels().into_iter().zip(0..);
    let labels =
        labels.map(|(old, rank)| (Item::Label(old.clone()), Item::from(Label { rank, ..Label::clone(old) })));
    let kinds = project.link_kinds().into_iter().zip(0..).map(|(old, rank)| {
        (Item::LinkKind(old.clone()), Item::from(LinkKind { rank, ..LinkKind::clone(old) }))
    });
    let edits = documents.chain(labels).chain(kinds).map(|(old, new)| Edit::Replace { old, new });
    ranked.apply(&transaction(edits.collect())).unwrap();
    ranked
}

/// A transaction of the given edits.
pub fn transaction(edits: Vec<Edit>) -> Transaction {
    Transaction { action: Action::Merge, edits, origin: Origin::File, at: Timestamp::default() }
}

/// All positions of a text, its end included.
pub fn offsets(text: &Text) -> impl Iterator<Item = CharOffset> {
    (0..=text.end().get()).map(CharOffset::new)
}

fn id(name: &str) -> Id {
    Id::new(name).unwrap()
}
