//! Two versions of something, one beside the other, in words.

use crate::model::{Annotation, DateValue, Dispute, Item, Link, Loser, Timestamp, Transaction, words_under};
use crate::session::Session;

use super::{counted, date, status};

/// The list of conflicts.
pub const CONFLICTS: &str = "Conflicts";
/// What the list of conflicts is for.
pub const CONFLICTS_HINT: &str =
    "Two versions came about at the same time. One is in the project; the other one is kept here.";
/// What is in the project.
pub const MINE: &str = "In the project";
/// What lost.
pub const OTHER: &str = "The other version";
/// Puts the other version into the project.
pub const TAKE_OTHER: &str = "Take the other one";
/// Leaves the project as it is.
pub const KEEP: &str = "Keep as it is";
/// Why the other version cannot be taken.
pub const CANNOT_TAKE: &str =
    "It cannot be taken: what it needs is no longer there, or other words stand in its place.";
/// All conflicts are decided.
pub const NO_CONFLICTS: &str = "There are no conflicts left.";

/// How many code points of a text are shown of each version.
const LONGEST: usize = 1000;

/// How many conflicts there are.
pub fn conflicts(count: usize) -> String {
    counted(count, "conflict", "conflicts")
}

/// How many conflicts are not listed.
pub fn more_conflicts(count: usize) -> String {
    format!("{} more when these are decided.", conflicts(count))
}

/// What was decided.
pub(super) fn decided(step: &Transaction) -> &'static str {
    if step.edits.len() == 1 { "Kept as it is." } else { "Took the other version." }
}

/// A conflict in words.
pub struct Told {
    /// What it is about.
    pub about: String,
    /// In what they differ: what it is, in the project, and in the other version.
    pub rows: Vec<(&'static str, String, String)>,
}

/// What two versions are about and in what they differ. `local` is the time by the clock on the wall.
pub fn told(session: &Session, dispute: &Dispute, local: &dyn Fn(Timestamp) -> Option<DateValue>) -> Told {
    let mine = session.project().item(&dispute.about());
    let other = match &dispute.loser {
        Loser::Version(item) => Some(item),
        Loser::Deletion(_) => None,
    };
    let (here, there) =
        (facts(session, mine.as_ref(), None, local), facts(session, other, Some(&dispute.quote), local));
    let is_there = |item: bool| if item { "there" } else { "deleted" }.to_owned();
    let mut rows = Vec::new();
    if mine.is_none() != other.is_none() {
        rows.push(("State", is_there(mine.is_some()), is_there(other.is_some())));
    }
    // Both have the same facts in the same order, or one has none.
    for number in 0..here.len().max(there.len()) {
        let fact = |facts: &[(&'static str, String)]| facts.get(number).cloned().unwrap_or_default();
        let ((what, mine), (same, other)) = (fact(&here), fact(&there));
        if mine != other {
            rows.push((if what.is_empty() { same } else { what }, mine, other));
        }
    }
    Told { about: about(session, mine.as_ref().or(other), dispute), rows }
}

fn about(session: &Session, item: Option<&Item>, dispute: &Dispute) -> String {
    match item {
        Some(Item::Annotation(annotation)) => {
            let words = words(session, annotation);
            cut(if words.is_empty() { &dispute.quote } else { &words })
        }
        Some(Item::Document(document)) => format!("Document “{}”", cut(&document.title)),
        Some(Item::Label(label)) => format!("Label “{}”", cut(&label.name)),
        Some(Item::LinkKind(kind)) => format!("Link “{}”", cut(&kind.name)),
        Some(Item::Link(link)) => self::link(session, link),
        Some(Item::Settings(_)) => "The project".to_owned(),
        Some(Item::Dispute(_)) | None => dispute.about().id().map_or_else(String::new, ToString::to_string),
    }
}

/// What is known of a version, always the same of the same kind. `quote` is what the words were under one that lost.
fn facts(
    session: &Session,
    item: Option<&Item>,
    quote: Option<&str>,
    local: &dyn Fn(Timestamp) -> Option<DateValue>,
) -> Vec<(&'static str, String)> {
    match item {
        Some(Item::Annotation(annotation)) => {
            let label = session.project().label(&annotation.label);
            let label = label.map_or_else(|| annotation.label.to_string(), |label| label.name.clone());
            vec![
                (super::LABEL, label),
                ("Words", cut(&quote.map_or_else(|| words(session, annotation), str::to_owned))),
                (super::NOTE, cut(&annotation.note)),
                (super::VALUE, annotation.attributes.value.map_or_else(String::new, date)),
                (super::NAME, annotation.attributes.name.as_deref().map_or_else(String::new, cut)),
                ("Marked by", annotation.creator.as_deref().map_or_else(String::new, cut)),
                ("Changed", local(annotation.modified).map_or_else(String::new, date)),
            ]
        }
        Some(Item::Document(document)) => vec![
            ("Title", cut(&document.title)),
            (super::STATUS, status(document.status).to_owned()),
            ("Text", cut(document.text.as_str())),
        ],
        Some(Item::Label(label)) => vec![
            ("Name", cut(&label.name)),
            ("Colour", label.color.to_string()),
            ("Key", label.key.map_or_else(String::new, String::from)),
            ("Description", cut(&label.description)),
        ],
        Some(Item::LinkKind(kind)) => vec![("Name", cut(&kind.name))],
        Some(Item::Link(link)) => vec![("Link", self::link(session, link))],
        Some(Item::Settings(settings)) => {
            vec![("Name", cut(&settings.name)), ("Guidelines", cut(&settings.guidelines))]
        }
        Some(Item::Dispute(_)) | None => Vec::new(),
    }
}

/// A link as a sentence.
fn link(session: &Session, link: &Link) -> String {
    let project = session.project();
    let end = |id| project.annotation(id).map_or_else(|| "…".to_owned(), |end| cut(&words(session, end)));
    let kind = project.link_kinds().into_iter().find(|kind| kind.id == link.kind);
    format!("{} – {} – {}", end(&link.from), kind.map_or("…", |kind| kind.name.as_str()), end(&link.to))
}

fn words(session: &Session, annotation: &Annotation) -> String {
    let document = session.project().document(&annotation.document);
    document.map_or_else(String::new, |document| words_under(annotation, &document.text))
}

fn cut(text: &str) -> String {
    let mut cut: String = text.chars().take(LONGEST).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    cut
}
