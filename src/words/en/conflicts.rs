//! The list of conflicts in words: where each stands, who made its versions and when, and in what they differ.

use std::collections::BTreeSet;

use beleg_core::model::{
    Annotation, Attribute, Dispute, Disputed, Edit, Item, Key, Link, Loser, Spans, Timestamp, Transaction,
    words_under,
};
use beleg_core::session::Session;
use beleg_core::session::quoting::in_context;

use super::{counted, date, shown, status};

/// The list of conflicts.
pub const CONFLICTS: &str = "Conflicts";
/// What the list of conflicts is for.
pub const CONFLICTS_HINT: &str = "Two versions of these could not both stay. One is in the project; what lost is kept here until you decide, and undo brings an entry back.";
/// What is in the project.
pub const MINE: &str = "In the project";
/// What lost.
pub const OTHER: &str = "The other version";
/// Puts the other version into the project.
pub const TAKE_OTHER: &str = "Take the other one";
/// Puts one of several other versions into the project.
pub const TAKE_THIS: &str = "Take this one";
/// Leaves the project as it is.
pub const KEEP: &str = "Keep as it is";
/// Leads to the place in the text.
pub const GO_TO: &str = "Go to";
/// Leaves everything as it is in the project.
pub const KEEP_ALL: &str = "Keep all as they are";
/// Takes of each item the latest version that lost.
pub const TAKE_ALL: &str = "Take the latest other one of each";
/// Takes back the last decision.
pub const UNDO_DECISION: &str = "Undo the last decision";
/// Why the other version cannot be taken.
pub const CANNOT_TAKE: &str =
    "It cannot be taken: what it needs is no longer there, or other words stand in its place.";
/// Two versions say the same.
pub const SAYS_THE_SAME: &str = "It says the same.";
/// All conflicts are decided.
pub const NO_CONFLICTS: &str = "There are no conflicts left.";
/// The dialog was left for the place of a conflict.
pub const AT_CONFLICT: &str = "This is the place of the conflict.";

/// How many code points of a text are shown of each version.
const LONGEST: usize = 1000;

/// Up to how many milliseconds apart two changes were made at the same time.
const AT_ONCE: u64 = 1000;

/// How many conflicts there are.
pub fn conflicts(count: usize) -> String {
    counted(count, "conflict", "conflicts")
}

/// How many conflicts are not listed.
pub fn more_conflicts(count: usize) -> String {
    format!("{} more when these are decided.", conflicts(count))
}

/// How many versions of one item are not shown at first.
pub fn older_versions(count: usize) -> String {
    counted(count, "older version", "older versions")
}

/// What was decided.
pub(super) fn decided(step: &Transaction) -> String {
    let (mut settled, mut is_kept) = (BTreeSet::new(), true);
    for edit in &step.edits {
        match edit {
            Edit::Remove(Item::Dispute(dispute)) => drop(settled.insert(dispute.about())),
            _ => is_kept = false,
        }
    }
    match (settled.len(), is_kept) {
        (0 | 1, true) => "Kept as it is.".to_owned(),
        (0 | 1, false) => "Took the other version.".to_owned(),
        (count, true) => format!("{} decided: all kept as they are.", conflicts(count)),
        (count, false) => format!("{} decided: took the other versions.", conflicts(count)),
    }
}

/// A conflict in words.
pub struct Told {
    /// What it is about.
    pub about: String,
    /// The document in which it stands; empty where it stands in none.
    pub document: String,
    /// The words it is about, each stretch with what stands before and behind it.
    pub place: Vec<[String; 3]>,
    /// The language of these words.
    pub language: Option<String>,
    /// Who made what is in the project, and when.
    pub mine: String,
    /// What lost, in the order of the entry.
    pub versions: Vec<ToldVersion>,
}

/// A version that lost in words.
pub struct ToldVersion {
    /// Who made it, and when, seen from what is in the project.
    pub made: String,
    /// In what they differ: what it is, in the project, and in the other version.
    pub rows: Vec<(&'static str, String, String)>,
}

/// What an entry is about, and in what its versions differ from the one in the project. `moment` is a time in words.
pub fn told(session: &Session, item: &Disputed, moment: &dyn Fn(Timestamp) -> String) -> Told {
    let mine = session.project().item(&item.about);
    let lost = item.losing.iter().find_map(|dispute| version(dispute));
    let known = mine.as_ref().or(lost);
    let quote = item.losing.first().map_or("", |dispute| dispute.quote.as_str());
    let (document, place, language) = match known {
        Some(Item::Annotation(annotation)) => place(session, annotation, mine.is_none().then_some(quote)),
        _ => Default::default(),
    };
    let versions = item.losing.iter().map(|dispute| told_version(session, mine.as_ref(), dispute, moment));
    Told {
        about: about(session, known, item, quote),
        document,
        place,
        language,
        mine: match &mine {
            Some(Item::Annotation(annotation)) => made(annotation, moment),
            Some(_) => String::new(),
            None => "deleted".to_owned(),
        },
        versions: versions.collect(),
    }
}

fn version(dispute: &Dispute) -> Option<&Item> {
    match &dispute.loser {
        Loser::Version(item) => Some(item),
        Loser::Deletion(_) => None,
    }
}

fn told_version(
    session: &Session,
    mine: Option<&Item>,
    dispute: &Dispute,
    moment: &dyn Fn(Timestamp) -> String,
) -> ToldVersion {
    let other = version(dispute);
    let made = match other {
        Some(Item::Annotation(annotation)) => made(annotation, moment),
        Some(_) => format!("changed {}", moment(dispute.at)),
        None => format!("deleted {}", moment(dispute.at)),
    };
    let relation = match mine {
        Some(Item::Annotation(mine)) => Some(later(mine.modified, dispute.made_at())),
        _ => None,
    };
    let made = [Some(made), relation].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let there = facts(session, other, Some(&dispute.quote));
    let here = if other.is_some() { facts(session, mine, None) } else { Vec::new() };
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
    // The same words can stand elsewhere.
    if let (Some(Item::Annotation(mine)), Some(Item::Annotation(other))) = (mine, other)
        && mine.spans != other.spans
        && words(session, mine) == dispute.quote
    {
        rows.push(("Place", edges(session, mine, &mine.spans), edges(session, mine, &other.spans)));
    }
    ToldVersion { made, rows }
}

/// Who made a version of an annotation, and when.
fn made(annotation: &Annotation, moment: &dyn Fn(Timestamp) -> String) -> String {
    let verb = if annotation.modified == annotation.created { "marked" } else { "changed" };
    let when = format!("{verb} {}", moment(annotation.modified));
    match (annotation.creator.as_deref(), verb) {
        (None, _) => when,
        (Some(creator), "marked") => format!("{when} by {}", shown(creator)),
        (Some(creator), _) => format!("{when}, marked by {}", shown(creator)),
    }
}

/// When a version was made, seen from the one in the project.
fn later(mine: Timestamp, other: Timestamp) -> String {
    let apart = mine.as_millis().abs_diff(other.as_millis());
    if apart <= AT_ONCE {
        return "at the same time".to_owned();
    }
    let (seconds, minutes) = (apart.div_ceil(1000), apart / 60_000);
    let (hours, days) = (minutes / 60, minutes / 1440);
    let long = |number: u64, one, many| counted(usize::try_from(number).unwrap_or(usize::MAX), one, many);
    let long = match (days, hours, minutes) {
        (0, 0, 0) => long(seconds, "second", "seconds"),
        (0, 0, minutes) => long(minutes, "minute", "minutes"),
        (0, hours, _) => long(hours, "hour", "hours"),
        (days, ..) => long(days, "day", "days"),
    };
    format!("{long} {}", if other > mine { "later" } else { "earlier" })
}

/// The document of an annotation, its words with what stands around them, and their language. `quote` is what the words
/// were, where it is not known whether they still are.
fn place(
    session: &Session,
    annotation: &Annotation,
    quote: Option<&str>,
) -> (String, Vec<[String; 3]>, Option<String>) {
    let Some(document) = session.project().document(&annotation.document) else { return Default::default() };
    let is_there = quote.is_none_or(|quote| words_under(annotation, &document.text) == quote);
    let spans = annotation.spans.iter().filter(|_| is_there);
    let place = spans.filter_map(|span| in_context(document, span)).take(STRETCHES).collect();
    (shown(&document.title), place, document.language.clone())
}

/// How many stretches of an annotation are shown with what stands around them.
const STRETCHES: usize = 5;

/// Where stretches begin and end in the text of an annotation.
fn edges(session: &Session, annotation: &Annotation, spans: &Spans) -> String {
    let Some(document) = session.project().document(&annotation.document) else { return String::new() };
    let around = spans.iter().filter_map(|span| in_context(document, span)).take(STRETCHES);
    let around = around.map(|[before, exact, after]| format!("{before}[{exact}]{after}"));
    around.collect::<Vec<_>>().join(" ")
}

fn about(session: &Session, item: Option<&Item>, disputed: &Disputed, quote: &str) -> String {
    match item {
        Some(Item::Annotation(annotation)) => {
            let words = words(session, annotation);
            cut(if words.is_empty() { quote } else { &words })
        }
        Some(Item::Document(document)) => format!("Document “{}”", cut(&document.title)),
        Some(Item::Label(label)) => format!("Label “{}”", cut(&label.name)),
        Some(Item::LinkKind(kind)) => format!("Link “{}”", cut(&kind.name)),
        Some(Item::Link(link)) => self::link(session, link),
        Some(Item::Settings(_)) => "The project".to_owned(),
        Some(Item::Dispute(_)) | None => match &disputed.about {
            Key::Annotation(_) => "A deleted mark".to_owned(),
            about => about.id().map_or_else(String::new, ToString::to_string),
        },
    }
}

/// What is known of a version, always the same of the same kind. `quote` is what the words were under one that lost.
fn facts(session: &Session, item: Option<&Item>, quote: Option<&str>) -> Vec<(&'static str, String)> {
    match item {
        Some(Item::Annotation(annotation)) => {
            let label = session.project().label(&annotation.label);
            let aside: Vec<Attribute> = session.project().set_aside(annotation).collect();
            let said = |attribute| {
                let said = match attribute {
                    Attribute::Value => match &annotation.attributes.value_text {
                        Some(text) => super::not_understood(text),
                        None => annotation.attributes.value.map_or_else(String::new, date),
                    },
                    Attribute::Name => annotation.attributes.name.as_deref().map_or_else(String::new, cut),
                };
                if aside.contains(&attribute) { format!("{said} (set aside)") } else { said }
            };
            let label = label.map_or_else(|| annotation.label.to_string(), |label| label.name.clone());
            vec![
                (super::LABEL, label),
                ("Words", cut(&quote.map_or_else(|| words(session, annotation), str::to_owned))),
                (super::NOTE, cut(&annotation.note)),
                (super::VALUE, said(Attribute::Value)),
                (super::NAME, said(Attribute::Name)),
                ("Marked by", annotation.creator.as_deref().map_or_else(String::new, cut)),
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

#[cfg(test)]
mod tests {
    use super::*;
    use beleg_core::model::{Action, History, Id, Origin, carets, disputed};

    #[test]
    fn only_what_was_at_the_same_time_is_called_so() {
        let check = |other: i64, expected| {
            let at = Timestamp::from_millis;
            assert_eq!(later(at(1_000_000_000), at(1_000_000_000 + other)), expected);
        };
        check(0, "at the same time");
        check(-1000, "at the same time");
        check(1001, "2 seconds later");
        check(-59_000, "59 seconds earlier");
        check(60_000, "1 minute later");
        check(-3_600_000, "1 hour earlier");
        check(-300_000_000, "3 days earlier");
    }

    #[test]
    fn an_entry_says_where_who_when_and_what() {
        let mut project = carets::project("\nKim kam. Dann ging Kim.\n^^^ source\n");
        let old = project.annotations().next().unwrap().clone();
        let text = carets::document(&project).text.clone();
        let mut number = 0;
        let mut lost = |loser: Loser, at: i64| {
            number += 1;
            let id = Id::new(&format!("d{number}")).unwrap();
            Edit::Add(Dispute::new(id, loser, Some(&text), Timestamp::from_millis(at)).into())
        };
        let at = |at: i64| Timestamp::from_millis(old.modified.as_millis() + at);
        let noted = Annotation {
            note: "Agentur".to_owned(),
            creator: Some("Eva".to_owned()),
            modified: at(90_000),
            ..Annotation::clone(&old)
        };
        let spans = beleg_core::text::Span::of(19, 22).unwrap().into();
        let moved = Annotation { spans, modified: at(500), ..Annotation::clone(&old) };
        let edits = vec![
            lost(Loser::Version(noted.into()), 0),
            lost(Loser::Version(moved.into()), 0),
            lost(Loser::Deletion(Key::Annotation(old.id.clone())), at(-5000).as_millis()),
        ];
        let (action, origin, at) = (Action::Merge, Origin::File, Timestamp::default());
        project.apply(&Transaction { action, edits, origin, at }).unwrap();
        let session = Session::new(project, History::default());
        let items = disputed(session.project());
        let told =
            told(&session, &items[0], &|at| format!("at {}", at.as_millis() - old.modified.as_millis()));
        assert_eq!((told.about.as_str(), told.place.len()), ("Kim", 1));
        assert_eq!(told.place[0], ["", "Kim", " kam. Dann ging Kim."].map(str::to_owned));
        assert!(told.mine.starts_with("marked at 0"), "{}", told.mine);
        let mut said = String::new();
        for version in &told.versions {
            said += &format!("{}\n", version.made);
            for (what, mine, other) in &version.rows {
                said += &format!("  {what}: {mine} | {other}\n");
            }
        }
        expect_test::expect![[r#"
            changed at 90000, marked by Eva, 1 minute later
              Note:  | Agentur
              Marked by:  | Eva
            changed at 500, at the same time
              Place: [Kim] kam. Dann ging Kim. | Kim kam. Dann ging [Kim].
            deleted at -5000, 5 seconds earlier
              State: there | deleted
        "#]]
        .assert_eq(&said);
    }
}
