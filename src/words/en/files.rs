//! Several files, and what one of them or a version would change, in words.

use beleg_core::model::{Action, Annotation, Document, Item, Timestamp};
use beleg_core::opening::{
    Change, FileState, How, Incoming, IncomingFile, Preview, Refused, Row, Taken, Why,
};

use super::{annotations, counted, date, not_opened, project_name, shown, status, too_large, unreadable};

/// How many code points of a text are shown of each side.
const LONGEST: usize = 200;

/// The list of files.
pub const FILES: &str = "Files";
/// Opens one of them.
pub const OPEN_FILE: &str = "Open";
/// What would change.
pub const CHANGES: &str = "What would change";
/// Chooses what becomes of items.
pub const BY_CHANGE: &str = "Kind of change";
/// All that becomes of them.
pub const EVERY_CHANGE: &str = "Every change";
/// Chooses a document.
pub const BY_DOCUMENT: &str = "Document";
/// All documents.
pub const EVERY_DOCUMENT: &str = "Every document";
/// Looks for words.
pub const BY_WORDS: &str = "Find words, notes or labels";
/// Nothing is listed.
pub const NO_CHANGE_LISTED: &str = "Nothing here.";
/// Lists more.
pub const SHOW_MORE: &str = "Show more";
/// Chooses between merging and replacing.
pub const PREVIEW_OF: &str = "Show what changes";
/// Opens a copy of a project that is here.
pub const OPEN_COPY: &str = "Open a copy beside";
/// Opens a file in the project to which it belongs.
pub const OPEN_THERE: &str = "Open in its project";
/// A file waits in the project already.
pub const WAITS_ALREADY: &str =
    "Another file waits in that project. Go there first, or open a copy beside. Nothing was changed.";

/// The name of a file, with what cannot be seen in it by name.
pub fn file_name(name: &str) -> String {
    shown(name)
}

/// The name of the copy of a project of that number.
pub fn copy_name(name: &str, number: usize) -> String {
    match number {
        1 => format!("{} (copy)", project_name(name)),
        _ => format!("{} (copy {number})", project_name(name)),
    }
}

/// That a file holds a project that is here.
pub fn beside_itself(name: &str, is_open: bool) -> String {
    let which = if is_open { "the project that is open" } else { "another project that is here" };
    format!(
        "This file holds {which}, “{}”. A copy beside keeps the two apart, to compare them. ",
        shown(project_name(name))
    )
}

/// What the list of files holds.
pub fn incoming_hint(list: &Incoming) -> String {
    let files = list.files();
    if list.is_reading() {
        return format!("{} are being read.", counted(files.len(), "file", "files"));
    }
    let count = |is: fn(&FileState) -> bool| files.iter().filter(|file| is(&file.state)).count();
    let ready = count(|state| matches!(state, FileState::Ready { .. }));
    let taken = count(|state| matches!(state, FileState::Taken(_)));
    let refused = count(|state| matches!(state, FileState::Refused(_)));
    format!(
        "{}: {ready} can be opened, {taken} opened, {refused} cannot be opened.",
        counted(files.len(), "file", "files")
    )
}

/// What is known of a file of the list.
pub fn incoming(file: &IncomingFile) -> String {
    match &file.state {
        FileState::Unread => "is being read".to_owned(),
        FileState::Ready { project, documents, annotations: count } => format!(
            "project “{}” · {} · {}",
            shown(project_name(project)),
            counted(*documents, "document", "documents"),
            annotations(*count)
        ),
        FileState::Refused(why) => refused_file(&file.name, why),
        FileState::Taken(Taken::In(How::Merge)) => "merged".to_owned(),
        FileState::Taken(Taken::In(How::Replace)) => "took the place of the project".to_owned(),
        FileState::Taken(Taken::Beside { name, .. }) => {
            format!("opens beside, as “{}”: its name leads there", shown(name))
        }
    }
}

/// Why a file cannot be opened.
pub fn refused_file(name: &str, why: &Refused) -> String {
    match why {
        Refused::Folder => {
            format!(
                "{} is a folder; Beleg opens files. Drop or choose the files in it. Nothing was changed.",
                shown(name)
            )
        }
        Refused::TooLarge { size, limit } => too_large(name, *size, *limit),
        Refused::Unreadable => unreadable(name),
        Refused::Unopened(why) => not_opened(name, why),
    }
}

/// Opens the next file.
pub fn open_next(name: &str) -> String {
    format!("Open {}", shown(name))
}

/// Which files come after the one that is looked at.
pub fn then_files(names: &[String]) -> String {
    format!("After this: {}.", listed(names))
}

/// Which files were not opened when the list was left.
pub fn files_left(names: &[String]) -> String {
    format!("Not opened: {}. Choose them again when you want them.", listed(names))
}

fn listed(names: &[String]) -> String {
    let mut first: Vec<String> = names.iter().take(10).map(|name| shown(name)).collect();
    if names.len() > first.len() {
        first.push(format!("and {} more", names.len() - first.len()));
    }
    first.join(", ")
}

/// What a version was kept before.
pub fn before(action: Action) -> &'static str {
    match action {
        Action::Merge => "before a file was merged",
        Action::Replace => "before a file took the place of the project",
        _ => "before a version was restored",
    }
}

/// What becomes of items, and how many.
pub fn change_count(change: Change, count: usize) -> String {
    format!("{} ({count})", self::change(change))
}

fn change(change: Change) -> &'static str {
    match change {
        Change::Added => "Added",
        Change::Changed => "Changed",
        Change::Removed => "Removed",
        Change::Conflicting => "Conflict, mine stays",
        Change::Staying => "Mine stays",
        Change::LeftOut => "Left out",
        Change::Kept => "Only here, stays",
    }
}

/// A row of the list of what would change.
pub struct ToldChange {
    /// What becomes of it.
    pub change: &'static str,
    /// What it is.
    pub what: String,
    /// Its words.
    pub words: String,
    /// What is different.
    pub details: Vec<Detail>,
    /// Why it cannot come, where it cannot.
    pub why: Option<String>,
}

/// Something that is different on the two sides, in pieces between which the words of the user stand.
pub struct Detail {
    /// What it is.
    pub what: &'static str,
    /// What leads to the first side.
    pub before: &'static str,
    /// As it is here; `None` where it is empty.
    pub old: Option<String>,
    /// What stands between the two.
    pub between: &'static str,
    /// As it would be, or as the file has it; `None` where it is empty.
    pub new: Option<String>,
}

/// What stands for a side that is empty.
pub const EMPTY_SIDE: &str = "nothing";

/// A row in words. `moment` says a moment by the clock on the wall.
pub fn told_change(preview: &Preview, row: &Row, moment: fn(Timestamp) -> String) -> ToldChange {
    let change = change(row.change);
    // What stays as it is here is called as it is here.
    let here = row
        .old
        .as_ref()
        .filter(|_| matches!(row.change, Change::Conflicting | Change::Staying | Change::LeftOut));
    let Some(item) = here.or_else(|| row.item()) else {
        return ToldChange {
            change,
            what: String::new(),
            words: String::new(),
            details: Vec::new(),
            why: None,
        };
    };
    let is_new = row.new.is_some() && here.is_none();
    let what = match item {
        Item::Settings(_) => "project".to_owned(),
        Item::Document(_) => "document".to_owned(),
        Item::Label(_) => "label".to_owned(),
        Item::LinkKind(_) => "kind of link".to_owned(),
        Item::Annotation(_) | Item::Link(_) => shown(&preview.label(item, is_new).unwrap_or_default()),
        Item::Dispute(_) => "conflict".to_owned(),
    };
    let mut details = Vec::new();
    if let (Some(old), Some(new)) = (&row.old, &row.new) {
        let (old, new) = (facts(preview, old, false, moment), facts(preview, new, true, moment));
        for ((what, old), (_, new)) in old.into_iter().zip(new) {
            if old != new {
                let (before, between) = match row.change {
                    Change::Conflicting | Change::Staying | Change::LeftOut => ("here ", ", in the file "),
                    _ => ("", " → "),
                };
                details.push(Detail { what, before, old: side(&old), between, new: side(&new) });
            }
        }
    }
    let why = row.why.as_ref().map(|why| match why {
        Why::OtherText { document } => because_of_text(&preview.title(document)),
        Why::NoEnd { .. } => "an annotation at its end is not taken in.".to_owned(),
    });
    ToldChange { change, what, words: cut(&preview.words(item, is_new)), details, why }
}

fn because_of_text(title: &str) -> String {
    format!("the document “{}” has another text here.", shown(title))
}

fn side(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| cut(text))
}

/// What is known of an item, always the same of the same kind.
fn facts(
    preview: &Preview,
    item: &Item,
    is_new: bool,
    moment: fn(Timestamp) -> String,
) -> Vec<(&'static str, String)> {
    let words = preview.words(item, is_new);
    match item {
        Item::Annotation(annotation) => of_annotation(preview, annotation, words, is_new, moment),
        Item::Document(document) => of_document(document),
        Item::Label(label) => vec![
            ("Name", words),
            ("Colour", label.color.to_string()),
            ("Key", label.key.map_or_else(String::new, String::from)),
            ("Description", label.description.clone()),
            ("Place", (label.rank + 1).to_string()),
        ],
        Item::LinkKind(kind) => vec![
            ("Name", words),
            ("From", kind.from.to_string()),
            ("To", kind.to.to_string()),
            ("Place", (kind.rank + 1).to_string()),
        ],
        Item::Link(_) => {
            vec![("Kind", preview.label(item, is_new).unwrap_or_default()), ("Ends", words)]
        }
        Item::Settings(settings) => vec![("Name", words), ("Guidelines", settings.guidelines.clone())],
        Item::Dispute(_) => Vec::new(),
    }
}

fn of_annotation(
    preview: &Preview,
    annotation: &Annotation,
    words: String,
    is_new: bool,
    moment: fn(Timestamp) -> String,
) -> Vec<(&'static str, String)> {
    let label = preview.label(&Item::Annotation(annotation.clone().into()), is_new);
    let spans = annotation.spans.iter().map(|span| format!("{}–{}", span.start().get(), span.end().get()));
    let value = match &annotation.attributes.value_text {
        Some(text) => super::not_understood(text),
        None => annotation.attributes.value.map_or_else(String::new, date),
    };
    vec![
        (super::LABEL, label.unwrap_or_default()),
        ("Words", words),
        ("Place", spans.collect::<Vec<_>>().join(", ")),
        (super::NOTE, annotation.note.clone()),
        (super::VALUE, value),
        (super::NAME, annotation.attributes.name.clone().unwrap_or_default()),
        ("Marked by", annotation.creator.clone().unwrap_or_default()),
        ("Changed", moment(annotation.modified)),
    ]
}

fn of_document(document: &Document) -> Vec<(&'static str, String)> {
    let text = document.text.as_str();
    // Texts that differ only behind what is shown differ in their length or their hash.
    let text = format!(
        "{} ({}, {:.8})",
        cut(text),
        counted(document.text.end().get() as usize, "character", "characters"),
        document.text.sha256()
    );
    vec![
        ("Title", document.title.clone()),
        ("Outlet", document.outlet.clone().unwrap_or_default()),
        ("Published", document.published.map_or_else(String::new, date)),
        ("Language", document.language.clone().unwrap_or_default()),
        ("Address", document.url.clone().unwrap_or_default()),
        (super::STATUS, status(document.status).to_owned()),
        ("Place", (document.rank + 1).to_string()),
        ("Text", text),
    ]
}

fn cut(text: &str) -> String {
    let mut cut: String = text.chars().take(LONGEST).collect();
    if cut.len() < text.len() {
        cut.push('…');
    }
    cut
}

// Looking at a version.

/// Chooses the document of a version.
pub const VERSION_DOCUMENT: &str = "Document";
/// The text of a version.
pub const VERSION_TEXT: &str = "Text of this version, to be read only";
/// Shows more of it.
pub const MORE_TEXT: &str = "Show more of the text";
/// A version has no documents.
pub const NO_DOCUMENTS: &str = "There is no document in this version.";

/// How many annotations a document of a version has.
pub fn in_document(title: &str, count: usize) -> String {
    format!("{} · {}", shown(title), annotations(count))
}
