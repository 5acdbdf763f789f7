//! The page in English.

mod anchoring;
mod conflicts;
mod files;
mod heard;

/// How many characters of what comes from outside a sentence can bear.
const SHOWN: usize = 80;

/// How many characters of an annotation name it on a button.
const TARGET: usize = 24;

/// How many parts of a file that cannot be taken in are listed.
pub const LISTED: usize = 200;

use beleg_core::formats::{
    Fault, FileKind, Loss, Problem, QuotePart, ReadError, Recognised, Referent, Unopened,
};
use beleg_core::journal::backup::{DiskProblem, Tied};
use beleg_core::journal::{Refusal, StoreProblem};
use beleg_core::json::{self, Kind, Misfit};
use beleg_core::model::date_input::{InputProblem, Supplied, Understood, Weekday};
use beleg_core::model::limits::{Excess, Extent};
use beleg_core::model::{
    Action, Annotation, Attribute, Attributes, DateProblem, DateValue, Document, Edit, Id, Item, Status,
    Transaction,
};
use beleg_core::opening::{Age, How, LeftOut, Opening, Plan, Why};
use beleg_core::record;
use beleg_core::session::catalogue::Listed;
use beleg_core::session::commands::{Command, Needs, Wish};
use beleg_core::session::quoting::{MAX_QUOTE, Place, Search};
use beleg_core::session::{Chord, Reason, Refusal as KeyRefusal, Session};
use beleg_core::text::{Encoding, Span, Undecoded, unseen_name};

pub use anchoring::*;
pub use conflicts::*;
pub use files::*;
pub use heard::heard;

// The text and its documents.

/// The text, for those who hear the page.
pub const TEXT: &str = "Text";
/// The side with the documents.
pub const DOCUMENTS: &str = "Documents";
/// How far the work on a document is.
pub const STATUS: &str = "Status";
/// The states of a document, in the order in which they follow one another.
pub const STATUSES: &[(Status, &str)] =
    &[(Status::Open, "open"), (Status::InProgress, "in progress"), (Status::Done, "done")];
/// The toolbar at the selection.
pub const TOOLBAR: &str = "Mark as";

/// Why nothing can be marked where the page shows other words than the text has.
pub const ALTERED: &str = "The words on the page are not those of the text: a translation or an extension changed them. \
    Show the original and load the page again to mark here.";

/// How far the work on a document is.
pub fn status(status: Status) -> &'static str {
    STATUSES.iter().find(|(other, _)| *other == status).map_or("", |(_, word)| word)
}

/// By what style and forms know a state. It is not shown.
pub fn status_key(status: Status) -> &'static str {
    match status {
        Status::Open => "open",
        Status::InProgress => "in-progress",
        Status::Done => "done",
    }
}

/// The line under a headline.
pub fn about_document(document: &Document) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(document.outlet.clone());
    parts.extend(
        document
            .published
            .map(|published| format!("published {}, relative dates count from here", date(published))),
    );
    parts.extend(document.language.as_deref().map(language));
    if document.text.is_crowded() {
        parts.push("so many lines that they stand close together".to_owned());
    }
    if document.text.has_pieces() {
        parts.push("very long lines, which go on where there is no space below".to_owned());
    }
    parts.join(" · ")
}

/// The title of the page, which browsers show on its tab.
pub fn page_title(document: Option<&str>) -> String {
    document.map_or_else(|| "Beleg".to_owned(), |title| format!("{title} · Beleg"))
}

/// How many documents there are and how many are done.
pub fn documents(count: usize, done: usize) -> String {
    let counted = counted(count, "document", "documents");
    if done == 0 { counted } else { format!("{counted}, {done} done") }
}

fn language(tag: &str) -> String {
    match tag.split('-').next().unwrap_or(tag) {
        "de" => "German".to_owned(),
        "en" => "English".to_owned(),
        "fr" => "French".to_owned(),
        "ru" => "Russian".to_owned(),
        "ko" => "Korean".to_owned(),
        _ => tag.to_owned(),
    }
}

/// A date in words.
pub fn date(value: DateValue) -> String {
    date_with(value, usize::MAX)
}

/// A date in words where there is little room.
pub fn short_date(value: DateValue) -> String {
    date_with(value, 3)
}

/// A date in words, with as many letters of the month.
fn date_with(value: DateValue, letters: usize) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    let month = value.month().and_then(|month| MONTHS.get(usize::try_from(month).ok()?.checked_sub(1)?));
    let mut words = Vec::new();
    words.extend(value.day().map(|day| day.to_string()));
    words.extend(month.map(|month| month.chars().take(letters).collect::<String>()));
    words.push(value.year().to_string());
    let date = words.join(" ");
    match value.time() {
        Some((hour, minute, 0)) => format!("{date}, {hour:02}:{minute:02}"),
        Some((hour, minute, second)) => format!("{date}, {hour:02}:{minute:02}:{second:02}"),
        None => date,
    }
}

// Annotations.

/// What shows and hides the buttons for the edges.
pub const EDGES: &str = "Edges";
/// The same in full.
pub const EDGES_TOOLTIP: &str = "Buttons that move the start and the end of the annotation";
/// What stands in an empty note.
pub const ADD_NOTE: &str = "Add a note";
/// The side with the annotations.
pub const LIST: &str = "Annotations of this document";
/// The same, where there is little room.
pub const LIST_SHORT: &str = "Annotations";
/// How many marks lie where the caret is.
pub fn marks_here(count: usize) -> String {
    format!("{} here", counted(count, "mark", "marks"))
}

/// The card.
pub const CARD: &str = "Selected annotation";
/// A project without a document.
pub const NOTHING_HERE: &str = "Nothing is here yet: choose a project file, or drop one on this page.";
/// What stands where the card would be.
pub const HINT: &str = "Select some words and choose a label, or click a mark.";
/// The group of labels on the card.
pub const LABEL: &str = "Label";
/// The value of a date.
pub const VALUE: &str = "Date meant";
/// What can be written there.
pub const DATE_FORMS: &str = "19.6.2024, 19 June 2024, June 2024, yesterday or 2024-06-19T14:30";
/// A date as it can be typed.
pub const DATE_EXAMPLE: &str = "19.6.2024";
/// The names that are offered.
pub const NAMES: &str = "Names in use";
/// Hands out a note that is too long for its field.
pub const DOWNLOAD_NOTE: &str = "Download the whole note";
/// The file of such a note.
pub const NOTE_FILE: &str = "note.txt";
/// The name of a source.
pub const NAME: &str = "Known as";
/// The note.
pub const NOTE: &str = "Note";
/// The first edge.
pub const START: &str = "Start";
/// The last edge.
pub const END: &str = "End";

/// How many annotations there are.
pub fn annotations(count: usize) -> String {
    if count == 0 { "No annotations yet".to_owned() } else { counted(count, "annotation", "annotations") }
}

/// By whom an annotation was made.
pub fn made(annotation: &Annotation) -> String {
    let stretches = annotation.spans.iter().count();
    let length = counted(annotation.spans.chars() as usize, "character", "characters");
    let length = if stretches > 1 { format!("{length} in {stretches} stretches") } else { length };
    match &annotation.creator {
        Some(creator) => format!("{length}, marked by {creator}"),
        None => length,
    }
}

/// Why what was typed is no date.
pub fn date_problem(written: &str, problem: DateProblem) -> String {
    match problem {
        DateProblem::Form => format!(
            "“{}” is not a date. Write 2024, 2024-06, 2024-06-19 or 2024-06-19T14:30.",
            shown(written)
        ),
        DateProblem::NoSuchMonth => {
            format!("“{}” has no such month: months go from 01 to 12.", shown(written))
        }
        DateProblem::NoSuchDay => format!("“{}” has no such day: that month is shorter.", shown(written)),
        DateProblem::NoSuchTime => {
            format!("“{}” has no such time: hours go from 00 to 23, minutes to 59.", shown(written))
        }
    }
}

/// What was typed for a date, as it was understood.
pub fn understood(understood: Understood) -> String {
    let date = date(understood.value);
    match understood.supplied {
        None => date,
        Some(Supplied::Year) => format!("{date}: the year comes from the document’s date"),
        Some(Supplied::Day) => format!("{date}, counted from the document’s date"),
    }
}

/// The same of what was not understood when it was typed.
pub fn understood_by_now(date: Understood) -> String {
    format!("Enter takes it as {}", understood(date))
}

/// What Enter does where a name of the list is chosen.
pub fn enter_takes(name: &str, typed: Option<&str>) -> String {
    match typed.filter(|typed| !typed.is_empty()) {
        Some(typed) => format!(
            "Enter takes “{}”. Escape and then Enter, or leaving the field, takes “{}”.",
            shown(name),
            shown(typed)
        ),
        None => format!("Enter takes “{}”.", shown(name)),
    }
}

/// What Enter does with a name that was typed.
pub fn enter_sets(typed: &str) -> String {
    match typed {
        "" => "Enter takes the name away; Escape keeps it.".to_owned(),
        typed => format!("Enter takes “{}”; Escape puts back what was there.", shown(typed)),
    }
}

/// Why something was not taken into a field. Both are code points.
pub fn too_much(found: usize, limit: usize) -> String {
    format!(
        "Not taken: the field would hold {} characters, and {} fit. It holds what it held before.",
        grouped(found),
        grouped(limit)
    )
}

/// What is shown of a note that is too long for its field.
pub fn long_note(length: usize, shown: usize) -> String {
    format!(
        "This note has {} characters, more than can be written here. Its first {} are shown; all of it is kept.",
        grouped(length),
        grouped(shown)
    )
}

/// Why what was typed for a date is not understood. It is kept all the same.
pub fn input_problem(written: &str, problem: InputProblem) -> String {
    let written = shown(written);
    match problem {
        InputProblem::Form => format!(
            "“{written}” is not a date that is understood here. It is kept as text. Write 19.6.2024, 19 June 2024, June 2024 or 2024-06-19T14:30."
        ),
        InputProblem::NoSuchMonth => {
            format!(
                "“{written}” has no such month: months go from 1 to 12, and the day comes first. It is kept as text."
            )
        }
        InputProblem::NoSuchDay => {
            format!("“{written}” has no such day: that month is shorter. It is kept as text.")
        }
        InputProblem::NoSuchDayIn(year) => format!(
            "“{written}” has no such day in {year}, the year of the document’s date. It is kept as text."
        ),
        InputProblem::NoSuchTime => format!(
            "“{written}” has no such time: hours go from 00 to 24, minutes to 59. It is kept as text."
        ),
        InputProblem::OtherWeekday(day) => {
            format!("“{written}” cannot be: that day is a {}. It is kept as text.", weekday(day))
        }
        InputProblem::NoYear => format!(
            "“{written}” says no year, and this document has no date to take it from. It is kept as text; write the year with it."
        ),
        InputProblem::NoDay => format!(
            "“{written}” counts from the day of the document, and that is not known. It is kept as text; write the date in full."
        ),
        InputProblem::OutOfRange => {
            format!("“{written}” lies outside the years from 0 to 9999. It is kept as text.")
        }
    }
}

fn weekday(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

/// A date that is not understood, where there is little room.
pub fn not_understood(written: &str) -> String {
    format!("“{}” not understood", shown(written))
}

/// How many dates are not understood.
pub fn dates_not_understood(count: usize) -> String {
    format!("{} not understood: show the next", counted(count, "date", "dates"))
}

/// What an annotation has and its label does not ask for, and what brings it back; `None` where there is nothing.
pub fn set_aside(session: &Session, annotation: &Annotation) -> Option<String> {
    let aside = session.project().set_aside(annotation);
    let aside = aside.map(|attribute| one_set_aside(session, annotation, attribute)).collect::<Vec<_>>();
    (!aside.is_empty()).then(|| format!("Set aside: {}", aside.join("; ")))
}

fn one_set_aside(session: &Session, annotation: &Annotation, attribute: Attribute) -> String {
    let labels = session.project().labels();
    let asking = labels.iter().filter(|label| label.attribute == Some(attribute));
    let asking: Vec<String> = asking.map(|label| shown(&label.name)).collect();
    let back = match asking.as_slice() {
        [] => "no label asks for it".to_owned(),
        asking => format!("back with {}", asking.join(" or ")),
    };
    format!("{}, {back}", said_for(annotation, attribute))
}

/// What an annotation says for an attribute.
fn said_for(annotation: &Annotation, attribute: Attribute) -> String {
    let Attributes { value, value_text, name } = &annotation.attributes;
    match (attribute, value_text, value) {
        (Attribute::Value, Some(text), _) => format!("date “{}”", shown(text)),
        (Attribute::Value, None, value) => format!("date {}", value.map(date).unwrap_or_default()),
        (Attribute::Name, ..) => format!("name “{}”", shown(name.as_deref().unwrap_or_default())),
    }
}

/// What another label set aside and brought back; `None` where that is nothing. `before` is the annotation as it was.
pub fn relabelled(session: &Session, before: &Annotation) -> Option<String> {
    let after = session.project().annotation(&before.id)?;
    let aside = |annotation: &Annotation| session.project().set_aside(annotation).collect::<Vec<_>>();
    let (old, new) = (aside(before), aside(after));
    let mut sentences = Vec::new();
    for attribute in new.iter().filter(|attribute| !old.contains(attribute)) {
        sentences.push(format!("Set aside: {}.", one_set_aside(session, after, *attribute)));
    }
    for attribute in old.iter().filter(|attribute| !new.contains(attribute)) {
        sentences.push(format!("Back: {}.", said_for(after, *attribute)));
    }
    (!sentences.is_empty()).then(|| sentences.join(" "))
}

// Commands.

/// What stands on the button of a command.
pub fn command(name: &str) -> &'static str {
    match name {
        "start-out" => "Start earlier",
        "start-in" => "Start later",
        "end-in" => "End earlier",
        "end-out" => "End later",
        "start-out-char" => "Start one character earlier",
        "start-in-char" => "Start one character later",
        "end-in-char" => "End one character earlier",
        "end-out-char" => "End one character later",
        "note" => "Note",
        "attribute" => "Date or name",
        "delete" => "Delete",
        "quote" => "Quote",
        "cycle" => "Next here",
        "unselect" => "Unselect",
        "select-text" => "Select the whole text",
        "next-annotation" => "Next annotation",
        "previous-annotation" => "Previous annotation",
        "next-not-understood" => "Next date that is not understood",
        "next-document" => "Next document",
        "previous-document" => "Previous document",
        "add-stretch" => "Add to the annotation",
        "remove-stretch" => "Remove this stretch",
        "open-mark" => "Open the mark at the caret",
        "caret-right" => "Caret right",
        "caret-left" => "Caret left",
        "caret-word-right" => "Caret one word to the right",
        "caret-word-left" => "Caret one word to the left",
        "caret-down" => "Caret down",
        "caret-up" => "Caret up",
        "caret-line-end" => "Caret to the end of the line",
        "caret-line-start" => "Caret to the start of the line",
        "caret-sentence-down" => "Caret to the end of the sentence",
        "caret-sentence-up" => "Caret to the start of the sentence",
        "caret-paragraph-down" => "Caret to the next paragraph",
        "caret-paragraph-up" => "Caret to the previous paragraph",
        "caret-page-down" => "Caret down a page",
        "caret-page-up" => "Caret up a page",
        "caret-text-end" => "Caret to the end of the text",
        "caret-text-start" => "Caret to the start of the text",
        "caret-next-mark" => "Caret to the next mark",
        "caret-previous-mark" => "Caret to the previous mark",
        "extend-right" => "Select to the right",
        "extend-left" => "Select to the left",
        "extend-word-right" => "Select one word to the right",
        "extend-word-left" => "Select one word to the left",
        "extend-down" => "Select down",
        "extend-up" => "Select up",
        "extend-line-end" => "Select to the end of the line",
        "extend-line-start" => "Select to the start of the line",
        "extend-sentence-down" => "Select to the end of the sentence",
        "extend-sentence-up" => "Select to the start of the sentence",
        "extend-paragraph-down" => "Select to the end of the paragraph",
        "extend-paragraph-up" => "Select to the start of the paragraph",
        "extend-page-down" => "Select down a page",
        "extend-page-up" => "Select up a page",
        "extend-text-end" => "Select to the end of the text",
        "extend-text-start" => "Select to the start of the text",
        "extend-next-mark" => "Select to the next mark",
        "extend-previous-mark" => "Select to the previous mark",
        "undo" => "Undo",
        "redo" => "Redo",
        "done" => "Document done",
        "download" => "Download",
        "export" => EXPORT,
        "kept" => "Where it is kept",
        "open" => "Open",
        "projects" => "Projects",
        "rename" => "Rename",
        "versions" => "Versions",
        "rescue" => "Download all that is saved",
        "conflicts" => CONFLICTS,
        "palette" => "Commands",
        "keys" => "Keys",
        _ => "",
    }
}

/// What a command does, in full, for the list of keys.
pub fn command_in_full(name: &str) -> &'static str {
    match name {
        "note" => "Write a note",
        "attribute" => "Set the date or the name",
        "delete" => "Delete the annotation",
        "quote" => QUOTING,
        "cycle" => "Select the next annotation in the same place",
        "done" => "Document done, or not done",
        "download" => "Download the project, or save it to its file",
        "export" => "Download the annotations in another format, such as a table",
        "kept" => "Show where your work is kept",
        "open" => "Open a file",
        "projects" => "Show all projects of this browser",
        "rename" => RENAME,
        "versions" => "Go back to an earlier version",
        "rescue" => "Download all that is saved of this project, with its versions and what cannot be read",
        "conflicts" => "Decide conflicts",
        "palette" => "Find a command",
        "keys" => "Show and change the keys",
        name => command(name),
    }
}

/// What a button would do, with all its keys.
pub fn tooltip(session: &Session, command: &Command) -> String {
    let step = |word: &str, step: Option<&Transaction>| match step {
        Some(step) => format!("{word}: {}", action(session, step)),
        None => format!("Nothing to {}", word.to_ascii_lowercase()),
    };
    let what = match command.name {
        "undo" => step("Undo", session.history().undo()),
        "redo" => step("Redo", session.history().redo()),
        name => command_in_full(name).to_owned(),
    };
    let combinations: Vec<String> = session.keymap.keys(command).into_iter().map(keys).collect();
    if combinations.is_empty() { what } else { format!("{what} ({})", combinations.join(", ")) }
}

/// Adds the selected text to the annotation that was selected right before, named by its label and its words.
pub fn add_to(session: &Session) -> String {
    let Some(target) = session.addition_target() else { return String::new() };
    let label = session.project().label(&target.label).map_or("", |label| &label.name).to_ascii_lowercase();
    let quotes: Vec<&str> = session.project().quotes(target).map(|quote| quote.exact).collect();
    let words = quotes.join(" … ");
    let mut words: String = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = words.char_indices().nth(TARGET) {
        words.truncate(end);
        words.push('…');
    }
    format!("Add to {} “{}”", shown(&label), shown(&words))
}

/// What was marked has a word that looks like two without a space between them.
pub fn glued(session: &Session, word: Span) -> Option<String> {
    let word = session.document()?.text.slice(word)?;
    Some(format!(
        "“{}” looks like two words without a space between them. Hold Alt while you select, or with the key of the \
         label, to mark the exact characters.",
        shown(word)
    ))
}

/// Why something cannot be done now.
pub fn cannot(session: &Session, wish: &Wish) -> &'static str {
    if wish.needs().met(session) { no_way(wish) } else { missing(wish.needs()) }
}

/// What must be there before something can be done.
pub fn missing(needs: Needs) -> &'static str {
    match needs {
        Needs::Nothing => "",
        Needs::Document => "Open a document first.",
        Needs::Selection => "Nothing is selected.",
        Needs::Mark => "Nothing is marked in this document.",
        Needs::NotUnderstood => "All dates are understood.",
        Needs::Annotation => "Select an annotation first.",
        Needs::Attribute => "Select an annotation with a date or a name first.",
        Needs::Stretches => "Select an annotation of more than one stretch first.",
        Needs::Addition => "Select an annotation, and right after it the text to add.",
        Needs::Text => "Select some text first.",
        Needs::Target => "Select some text or an annotation first.",
        Needs::Undo => "There is nothing to undo.",
        Needs::Redo => "There is nothing to redo.",
        Needs::Conflict => "There are no conflicts.",
    }
}

/// Why something was not done.
pub fn declined(reason: Reason) -> &'static str {
    match reason {
        Reason::WordsOutside => "Words outside the text are selected, so nothing was marked or changed.",
        Reason::WordsGone => {
            "The words that were selected are not selected any more, so nothing was marked or changed."
        }
        Reason::Twin => {
            "Another annotation of exactly these words has this label already, so nothing was changed."
        }
    }
}

/// Why nothing can be done with a mark from the palette.
pub const WORDS_OUTSIDE: &str = "Words outside the text are selected.";

/// An annotation was changed and is now as another one is.
pub const HAS_TWIN: &str = "Another annotation has exactly these words and this label.";

/// Why something that lacks nothing still cannot be done.
fn no_way(wish: &Wish) -> &'static str {
    let name = match wish {
        Wish::Command(command) => command.name,
        Wish::Mark(_) => return "It has this label already, or no word is selected.",
        Wish::MarkExactly(_) | Wish::Open(_) => return "That cannot be done now.",
    };
    match name {
        "start-out" | "end-out" | "start-out-char" | "end-out-char" => "It cannot grow further.",
        "start-in" | "end-in" | "start-in-char" | "end-in-char" => "It cannot get shorter.",
        "add-stretch" => "It has these words already.",
        "cycle" => "There is no other annotation here.",
        "open-mark" => "There is no mark at the caret.",
        "next-annotation" | "previous-annotation" => "There is no further annotation.",
        "caret-next-mark" | "caret-previous-mark" | "extend-next-mark" | "extend-previous-mark" => {
            "There is no further mark."
        }
        "next-not-understood" => "There is no other date that is not understood.",
        "next-document" | "previous-document" => "There is no further document.",
        name if name.starts_with("caret-") || name.starts_with("extend-") => {
            "There is no more text this way."
        }
        _ => "That cannot be done now.",
    }
}

/// What a step did.
fn action(session: &Session, step: &Transaction) -> String {
    let label = step.edits.iter().find_map(|edit| {
        let (old, new) = edit.sides();
        match new.or(old) {
            Some(Item::Annotation(annotation)) => session.project().label(&annotation.label),
            _ => None,
        }
    });
    let one = label.map_or_else(|| "annotation".to_owned(), |label| shown(&label.name.to_ascii_lowercase()));
    let article = if one.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
    match step.action {
        Action::Mark => match annotations_of(step) {
            1 => format!("mark {article} {one}"),
            many => format!("mark {many} places as {one}"),
        },
        Action::Relabel => format!("make it {article} {one}"),
        Action::MoveEdge => format!("move the edge of {article} {one}"),
        Action::AddStretch => format!("add to {article} {one}"),
        Action::RemoveStretch => format!("take from {article} {one}"),
        Action::SetKey => "set a key".to_owned(),
        Action::Rename => "rename the project".to_owned(),
        Action::SetNote => "write a note".to_owned(),
        Action::SetValue => "set the date".to_owned(),
        Action::SetName => "set the name".to_owned(),
        Action::Delete => format!("delete {article} {one}"),
        Action::SetStatus => "set the status".to_owned(),
        Action::Merge => "merge a file".to_owned(),
        Action::Replace => "replace the project with a file".to_owned(),
        Action::Restore => "restore a version".to_owned(),
        Action::Decide => "decide a conflict".to_owned(),
        Action::ReplaceText => "take over a new text".to_owned(),
        Action::AddCorpus => "add documents".to_owned(),
    }
}

/// How many annotations a step touched.
fn annotations_of(step: &Transaction) -> usize {
    let sides = step.edits.iter().map(Edit::sides);
    sides.filter(|(old, new)| matches!(new.or(*old), Some(Item::Annotation(_)))).count()
}

/// A combination of keys as it stands on a button.
pub fn keys(chord: &str) -> String {
    let word = |key: &str| match key {
        "ArrowLeft" => "←".to_owned(),
        "ArrowRight" => "→".to_owned(),
        "ArrowUp" => "↑".to_owned(),
        "ArrowDown" => "↓".to_owned(),
        "Delete" => "Del".to_owned(),
        "Backspace" => "⌫".to_owned(),
        "Escape" => "Esc".to_owned(),
        "PageDown" => "Page ↓".to_owned(),
        "PageUp" => "Page ↑".to_owned(),
        key => key.to_owned(),
    };
    chord.split('+').map(word).collect::<Vec<_>>().join("+")
}

/// The palette.
pub const PALETTE: &str = "Find a command";
/// What can be typed there.
pub const PALETTE_HINT: &str = "A command, a label or a document";

/// How many rows of the palette fit what was typed, and how many of them are there.
pub fn found(count: usize, rows: usize) -> String {
    match count {
        0 => "Nothing found.".to_owned(),
        count if count > rows => format!("{count} found; the first {rows} are here. Type more of it."),
        count => format!("{count} found"),
    }
}

/// What somebody can want, in full.
pub fn wish(session: &Session, wish: &Wish) -> String {
    let label = |id: &Id| session.project().label(id).map_or_else(String::new, |label| mark_as(&label.name));
    match wish {
        Wish::Command(command) => command_in_full(command.name).to_owned(),
        Wish::Mark(id) => label(id),
        Wish::MarkExactly(id) => format!("{}, only the selected words", label(id)),
        Wish::Open(id) => {
            let document = session.project().document(id);
            document.map_or_else(String::new, |document| format!("Open: {}", document.title))
        }
    }
}

/// Marks with a label.
pub fn mark_as(label: &str) -> String {
    format!("Mark as {}", label.to_ascii_lowercase())
}

/// The list of keys.
pub const KEYS: &str = "Keys";
/// What to know of them.
pub const KEYS_HINT: &str = "Digits and letters count outside of fields. Arrows move the caret once the text has the \
    focus: click it, or go there with Tab. Press keys in this list to put others in their place.";
/// Whether a character alone is a key.
pub const SINGLE_KEYS: &str = "Letters, digits and signs do something without Ctrl or Alt";
/// Takes back all changes of keys.
pub const STANDARD_KEYS: &str = "Standard keys";
/// What the button of a combination does.
pub const CHANGE_KEYS: &str = "Change";
/// Gives a command one more combination.
pub const ADD_KEYS: &str = "Add";
/// Takes a combination away.
pub const REMOVE_KEYS: &str = "Remove";
/// Stands where keys are about to change.
pub const NEW_KEYS: &str = "Press the new keys. Esc keeps the old ones.";

/// Why a combination cannot be taken.
pub fn key_refused(session: &Session, chord: &Chord, refusal: &KeyRefusal) -> String {
    let chord = keys(chord.as_str());
    match refusal {
        KeyRefusal::Taken(other) => format!("{chord} already means “{}”.", wish(session, other)),
        KeyRefusal::Browser => format!("{chord} belongs to the browser."),
        KeyRefusal::NoCharacter => "The key of a label is one character, without Ctrl or Alt.".to_owned(),
    }
}

/// That a label does not have the key that its project gives it.
pub fn label_key_problem(session: &Session, wanted: &Wish) -> Option<String> {
    let Wish::Mark(id) = wanted else { return None };
    let labels = session.keymap.labels(session.project());
    let (label, here) = labels.iter().find(|(label, _)| label.id == *id)?;
    let own = Chord::of_character(label.key?);
    if own == *here {
        return None;
    }
    let owner = own.as_ref().and_then(|own| {
        let label = || labels.iter().find(|(_, key)| key.as_ref() == Some(own));
        let command = session.keymap.owner(own).map(Wish::Command);
        command.or_else(|| label().map(|(label, _)| Wish::Mark(label.id.clone())))
    });
    let own = own.map_or_else(String::new, |own| keys(own.as_str()));
    Some(match owner {
        Some(owner) => format!("Its own key {own} means “{}”.", wish(session, &owner)),
        None => "Its own key cannot be pressed.".to_owned(),
    })
}
/// The group of keys about marking.
pub const MARKING: &str = "Marking";
/// The group of keys about moving.
pub const MOVING: &str = "Moving";
/// The group of keys about the project.
pub const PROJECT: &str = "Project";
/// The menu of what is needed seldom.
pub const MORE: &str = "More";
/// Closes a dialog.
pub const CLOSE: &str = "Close";
/// Puts a notice away.
pub const PUT_AWAY: &str = "OK";

/// What the key of a label does.
pub fn mark_with(label: &str) -> String {
    format!("{}; with Alt only selected words, never a mark", mark_as(label))
}

// Marking by quoting.

/// The dialog.
pub const QUOTING: &str = "Mark by quoting";
/// What can be typed there.
pub const QUOTING_HINT: &str = "Type or paste words of the text. Capitals, spaces, hyphens at line ends and kinds of \
    quotation marks make no difference; an ellipsis stands for words that are left out. Enter searches; Alt with the key \
    of a label marks what is chosen.";
/// A label was asked for while no place was chosen.
pub const CHOOSE_FIRST: &str = "Choose a place first.";
/// The field for the quote.
pub const QUOTE: &str = "Quote";
/// Looks for the quote beyond the open document.
pub const EVERYWHERE: &str = "In all documents";
/// Chooses every place at which nothing is marked yet.
pub const CHOOSE_UNMARKED: &str = "Choose all unmarked";
/// Takes every choice back.
pub const CHOOSE_NONE: &str = "Choose none";
/// The list of places.
pub const PLACES: &str = "Places";

/// How often a quote was found, and how many of its places are chosen.
pub fn matches(search: &Search) -> String {
    if let Some(chars) = search.too_long {
        return format!(
            "This quote has {chars} characters; up to {MAX_QUOTE} can be looked for. Nothing was cut. Take its beginning \
             and its end with … between them."
        );
    }
    let matches = counted(search.total, "match", "matches");
    match (search.total, search.chosen().len()) {
        _ if search.quote.trim().is_empty() => String::new(),
        (0, _) => "No match".to_owned(),
        (_, 0) => format!("{matches}, none chosen"),
        (_, chosen) => format!("{matches}, {chosen} chosen"),
    }
}

/// Where not all places are listed, how to come to the others.
pub fn not_all_listed(search: &Search) -> String {
    match search.places.len() {
        listed if listed < search.total => {
            format!("The first {listed} are listed. A longer quote finds fewer.")
        }
        _ => String::new(),
    }
}

/// What is marked at a place, and what is marked there and beyond.
pub fn marked_there(session: &Session, place: &Place) -> String {
    let mut parts = Vec::new();
    for (word, labels) in [("marked", &place.marked), ("overlaps", &place.overlapping)] {
        let names = labels.iter().filter_map(|label| session.project().label(label));
        let names: Vec<&str> = names.map(|label| label.name.as_str()).collect();
        if !names.is_empty() {
            parts.push(format!("{word}: {}", names.join(", ")));
        }
    }
    parts.join("; ")
}

/// Goes to the place of a number.
pub fn go_to(number: usize) -> String {
    format!("Go to {number}")
}

/// Several places were marked, but for those that have the label already.
pub fn marked(session: &Session, count: usize, known: usize, label: &Id) -> String {
    let label = session.project().label(label).map_or("", |label| &label.name).to_ascii_lowercase();
    let label = shown(&label);
    let known = match (count, known) {
        (_, 0) => String::new(),
        (0, 1) => return format!("This place is marked as {label} already."),
        (0, many) => return format!("All {many} places are marked as {label} already. Nothing was changed."),
        (_, 1) => " One was marked so already.".to_owned(),
        (_, many) => format!(" {many} were marked so already."),
    };
    let all = if count == 1 { "it" } else { "all of them" };
    format!("{} marked as {label}.{known} Undo takes {all} back.", counted(count, "place", "places"))
}

// Who is marking.

/// The question.
pub const WHO: &str = "Who is marking?";
/// Why it is asked.
pub const WHO_HINT: &str = "Your name goes into each annotation and into the name of the file. It is optional and \
    stays in this browser.";
/// The field for it.
pub const NAME_FIELD: &str = "Your name";
/// Answers the question.
pub const USE_NAME: &str = "Use this name";
/// Leaves it without an answer.
pub const NO_NAME: &str = "Not now";
/// Stands where a name would.
pub const NOBODY: &str = "No name";
/// What the button with the name does.
pub const WHO_TOOLTIP: &str = "Who is marking: change the name";

// Keeping.

/// The light that says whether all is kept. Its keys are those of the light's states.
pub fn save(state: &str) -> &'static str {
    match state {
        "saved" => "Saved",
        "saving" => "Saving",
        "memory" => "Not kept",
        _ => "Not saved",
    }
}

/// What the light means.
pub fn save_tooltip(state: &str) -> &'static str {
    match state {
        "saved" => "Everything is saved in this browser. A browser may clear it: download a copy.",
        "saving" => "The last change is on its way to the browser's storage.",
        "memory" => "This browser keeps nothing for this page. Download the project before you close it.",
        _ => "The browser did not take the last change. Download the project before you close the page.",
    }
}

/// The dialog behind the light.
pub const KEPT: &str = "Where your work is kept";
/// The row of the browser in it.
pub const IN_BROWSER: &str = "This browser";
/// The row of the file to which the project is tied.
pub const IN_FILE: &str = "A file";
/// The row of the last download.
pub const IN_DOWNLOAD: &str = "Last copy";
/// Where there was no download yet.
pub const NO_DOWNLOAD: &str = "None yet.";
/// Where nothing but downloads can be had.
pub const NO_TIE: &str = "This browser cannot save to a file by itself.";
/// Where the project is tied to no file.
pub const NOT_TIED: &str = "Each change can be saved to a file as well.";
/// Asks the browser to keep the project.
pub const PERSIST: &str = "Ask the browser to keep it";
/// The browser was asked and has not answered.
pub const PERSIST_ASKED: &str = "Asked. It stays as it is until the browser answers.";
/// The browser promises to keep it.
pub const PERSISTED: &str = "The browser promises not to clear it by itself.";
/// The browser does not promise it.
pub const NOT_PERSISTED: &str = "The browser did not promise to keep it.";
/// Ties the project to a file.
pub const TIE_TO_FILE: &str = "Save to a file on this computer…";
/// Ties the project to another file.
pub const OTHER_FILE: &str = "Save to another file…";
/// Writes to the tied file now; the browser may ask whether it may.
pub const SAVE_TO_FILE: &str = "Save to file";
/// Opens the tied file as others left it.
pub const OPEN_TIED: &str = "Open it to merge";
/// Writes to the tied file no more.
pub const UNTIE: &str = "Stop saving to it";
/// Hands out a copy.
pub const DOWNLOAD_COPY: &str = "Download a copy";
/// Hands out a copy that could not be read back.
pub const DOWNLOAD_ANYWAY: &str = "Download it all the same";

/// How much of the browser's room is used.
pub fn room(used: u64, available: u64) -> String {
    format!("{} of {} used.", megabytes(used), megabytes(available))
}

/// How many changes are in no file.
pub fn unfiled(changes: u64) -> String {
    match changes {
        0 => "All changes are in a file.".to_owned(),
        changes => {
            let (what, place) = unfiled_beside(changes);
            format!("{changes} {what} {place}.")
        }
    }
}

/// The same behind the number, on a button: what has less room, and what has more.
pub fn unfiled_beside(changes: u64) -> (&'static str, &'static str) {
    if changes == 1 { ("change", "is in no file") } else { ("changes", "are in no file") }
}

/// Where nothing was changed and no file was handed out.
pub const NO_CHANGES: &str = "There are no changes yet.";

/// Where the project is besides the browser, and since when.
pub fn also_in(name: &str, at: &str) -> String {
    format!("also in {}, {at}", shown(name))
}

/// A copy: its name and its time.
pub fn copy(name: &str, at: &str) -> String {
    format!("{}, {at}", shown(name))
}

/// A moment, shorter where it is of today.
pub fn moment(at: DateValue, now: DateValue) -> String {
    let day = |moment: DateValue| (moment.year(), moment.month(), moment.day());
    match at.time() {
        Some((hour, minute, _)) if day(at) == day(now) => format!("{hour:02}:{minute:02}"),
        _ => short_date(at),
    }
}

/// The project was written to its file.
pub fn saved_to(name: &str) -> String {
    format!("Saved to {}.", shown(name))
}

/// Why the project is not written to its file.
pub fn not_written(name: &str, why: &Tied) -> String {
    let name = if name.is_empty() { "The file".to_owned() } else { shown(name) };
    match why {
        Tied::No | Tied::Yes => String::new(),
        Tied::Waiting => {
            format!("{name} is not written until you allow it again: browsers ask after each start.")
        }
        Tied::Foreign => {
            format!(
                "{name} was changed by somebody else. Nothing was overwritten. Open it to merge, or save to another file."
            )
        }
        Tied::Failed(DiskProblem::Gone) => {
            format!("{name} is no longer where it was. Save to another file, or put it back.")
        }
        Tied::Failed(DiskProblem::Refused) => format!("{name} may not be written. Save to another file."),
        Tied::Failed(DiskProblem::Full) => {
            format!(
                "There is no room for {name} on its disk. The last version in it is whole. Make room, or save to another file."
            )
        }
        Tied::Failed(DiskProblem::Busy) => {
            format!("{name} is open in another program. Close it there; it is written after the next change.")
        }
        Tied::Failed(DiskProblem::TooLarge { size, limit }) => {
            format!("{name} is not written. {}", no_way_back(*size, *limit))
        }
        Tied::Failed(DiskProblem::NotWhole(excess)) => {
            format!("{name} is not written. {}", not_whole(excess))
        }
        Tied::Failed(DiskProblem::Failed { name: error, message }) => {
            format!("{name} could not be written ({error}: {}).", message.trim_end_matches('.'))
        }
    }
}

/// A file could not be read back.
pub fn no_way_back(size: u64, limit: u64) -> String {
    format!(
        "As a file the project has {}. Beleg opens files up to {}, so that it could not be opened again.",
        megabytes(size),
        megabytes(limit)
    )
}

/// The storage of the browser cannot be used.
pub fn no_store(why: &StoreProblem) -> String {
    let sentence = store_problem(why);
    let next = match why {
        StoreProblem::TimedOut { .. } | StoreProblem::Failed { .. } => {
            "What is saved is not shown. Reload the page; where that does not help, restart the browser. What you mark \
             now is kept only while the page is open: download it."
        }
        _ => "You can work, but what you mark is kept only while the page is open: download it.",
    };
    format!("{sentence} {next}")
}

/// The storage of the browser did not take a change, or takes none from this tab any more.
pub fn not_kept(why: &StoreProblem, is_all_saved: bool) -> String {
    let next = match (why, is_all_saved) {
        (StoreProblem::Newer | StoreProblem::Shut, true) => {
            "What is marked in this tab is no longer saved: reload the page."
        }
        (StoreProblem::Newer | StoreProblem::Shut, false) => {
            "The last change is not saved. Download the project now, then reload the page."
        }
        _ => "The last change is not saved, and Beleg goes on trying. Download the project to be safe.",
    };
    format!("{} {next}", store_problem(why))
}

fn store_problem(why: &StoreProblem) -> String {
    let sentence = match why {
        StoreProblem::Refused => "This browser refuses storage to this page.",
        StoreProblem::TimedOut { .. } => "The browser's storage does not answer.",
        StoreProblem::Full => "The browser's storage is full.",
        StoreProblem::Newer => "A newer version of Beleg has opened this project here.",
        StoreProblem::Shut => {
            "Another tab has deleted this project or opened it with a newer version of Beleg."
        }
        StoreProblem::Emptied => "The browser has cleared what was saved.",
        StoreProblem::Overtaken => "Another tab has changed this project meanwhile.",
        StoreProblem::Left => "The page was left.",
        StoreProblem::Failed { name, message } => {
            return format!("The browser's storage failed ({name}: {}).", message.trim_end_matches('.'));
        }
    };
    sentence.to_owned()
}

/// Parts of what was kept could not be read.
pub fn damage(parts: usize) -> String {
    format!(
        "{} of what was saved cannot be read. What could be read is open; the rest is left as it is.",
        counted(parts, "part", "parts")
    )
}

/// The browser has cleared a project of which so many annotations were stored.
pub fn cleared(annotations: u64) -> String {
    let were = counted(annotations as usize, "annotation was", "annotations were");
    format!("{were} saved here, and the browser has cleared all of it. Open your last copy from a file.")
}

/// What is stored of a project cannot be read for a download.
pub fn not_rescued(why: &StoreProblem) -> String {
    format!("{} What is saved cannot be downloaded now.", store_problem(why))
}

/// Parts of a file of all that was saved could not be read.
pub fn damaged_file(parts: usize) -> String {
    format!("{} of the file cannot be read. The rest can be taken in.", counted(parts, "part", "parts"))
}

/// An act did not fit the project.
pub fn refused(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Conflict(_) => {
            "That no longer fits: the project has changed meanwhile. Nothing was changed.".to_owned()
        }
        Refusal::NothingToUndo => "There is nothing to undo.".to_owned(),
        Refusal::NothingToRedo => "There is nothing to redo.".to_owned(),
        Refusal::TooMuch(excess) => format!("{} Nothing was changed.", overfull(excess)),
    }
}

/// A change would make something larger than a file holds to be read back: of what there would be how much, and how much
/// is allowed.
pub fn overfull(excess: &Excess) -> String {
    let (found, limit) = (grouped(excess.found), grouped(excess.limit));
    let whole = |what: &str| format!("The project would have {found} {what}; up to {limit} fit.");
    let one = |of: &str, what: &str| format!("{of} would have {found} {what}; up to {limit} fit.");
    let document = excess
        .document
        .as_deref()
        .map_or_else(|| "A document".to_owned(), |title| format!("“{}”", shown(title)));
    match excess.of {
        Extent::Bytes => format!(
            "As a file the project would have {}; up to {} fit.",
            tenths_of_megabytes(excess.found.div_ceil(100_000) as u64),
            tenths_of_megabytes(excess.limit as u64 / 100_000)
        ),
        Extent::Documents => whole("documents"),
        Extent::Labels => whole("labels"),
        Extent::LinkKinds => whole("kinds of links"),
        Extent::Annotations => whole("annotations"),
        Extent::Links => whole("links"),
        Extent::Conflicts => whole("conflicts"),
        Extent::Spans => one("The annotation", "parts"),
        Extent::Marks => one(&document, "marked places"),
        Extent::LinksOfOne => one("An annotation", "links"),
        Extent::Text => one(&document, "characters"),
        Extent::Lines => one(&document, "lines"),
        Extent::Note => one("The note", "characters"),
        Extent::Name => one("The name", "characters"),
        Extent::DateText => one("What stands for the date", "characters"),
        Extent::LabelName => one("The name of a label", "characters"),
    }
}

/// What to do where a file would make the project too large.
pub const TOO_MUCH_TO_MERGE: &str =
    "Nothing was changed. Open the file as a project of its own, or delete first what is not needed.";

/// A file cannot be taken in one way, since there would be too much.
pub fn no_room_for(way: &str, excess: &Excess) -> String {
    format!("{way} is not possible: {}", overfull(excess))
}

/// The project has no room for what the page brought along.
pub fn no_room_for_corpus(excess: &Excess) -> String {
    format!("The articles that come with this page were not added: {}", overfull(excess))
}

/// The file of the project could not be read back whole.
pub fn not_whole(excess: &Excess) -> String {
    let said = overfull(excess).replace(" would have ", " has ");
    let next = match excess.of {
        Extent::Bytes => "Such a file could not be opened again.",
        Extent::Spans
        | Extent::Text
        | Extent::Lines
        | Extent::Note
        | Extent::Name
        | Extent::DateText
        | Extent::LabelName => {
            "Opened again, the file would lack what it belongs to as a whole. Shorten or delete it first."
        }
        _ => "Opened again, the file would lack what is above that.",
    };
    format!("{said} {next}")
}

// Projects.

/// The dialog.
pub const PROJECTS: &str = "Projects";
/// What to know of them.
pub const PROJECTS_HINT: &str = "Each project is saved in this browser for itself. A browser may clear all of them: keep \
    copies as files.";
/// The list of the projects could not be read, or not be written where a project was to be deleted or brought back.
pub fn list_failed(why: &StoreProblem, is_read: bool) -> String {
    let next = if is_read { "Nothing was changed: try again." } else { "Projects may be missing here." };
    format!("{} {next}", store_problem(why))
}
/// The question before a project is deleted.
pub const DELETE_PROJECT: &str = "Delete it? It can be brought back for 30 days.";
/// Answers it.
pub const CONFIRM_DELETE: &str = "Yes, delete";
/// The list of deleted projects.
pub const DELETED: &str = "Deleted";
/// Deletes a project.
pub const DELETE: &str = "Delete";
/// Leaves it.
pub const KEEP_PROJECT: &str = "Keep";
/// Takes back that a project was deleted.
pub const BRING_BACK: &str = "Bring back";
/// Makes a project.
pub const NEW_PROJECT: &str = "New project";
/// What the field beside it takes.
pub const NEW_NAME: &str = "Name of the new project";
/// Over the question how the project is called.
pub const RENAME: &str = "Rename the project";
/// Where the name is seen.
pub const RENAME_HINT: &str =
    "It is shown above the text, in the list of projects and in the names of files.";
/// The field for the name.
pub const PROJECT_NAME: &str = "Name of the project";
/// Takes the name.
pub const RENAME_SAVE: &str = "Rename";

/// The name of a project.
pub fn project_name(name: &str) -> &str {
    if name.trim().is_empty() { "Unnamed project" } else { name }
}

/// What is known of a project, and when it was changed.
pub fn about_project(listed: &Listed, changed: Option<String>, is_open: bool) -> String {
    let mut parts = Vec::new();
    match changed {
        Some(changed) => {
            parts.push(annotations(listed.annotations as usize));
            parts.push(format!("changed {changed}"));
        }
        None if is_open => {}
        None => parts.push(format!("found here as {}", shown(listed.id.as_str()))),
    }
    if listed.bytes > 0 {
        parts.push(size(listed.bytes));
    }
    if is_open {
        parts.push("open now".to_owned());
    }
    parts.join(" · ")
}

/// Until when a deleted project can be brought back.
pub fn until(goes: &str) -> String {
    format!("can be brought back until {goes}")
}

/// A moment by the clocks on the wall, seen from these two days.
pub fn day_and_time(at: DateValue, today: DateValue, yesterday: DateValue) -> String {
    let is_on = |day: DateValue| (at.year(), at.month(), at.day()) == (day.year(), day.month(), day.day());
    let (hour, minute, _) = at.time().unwrap_or_default();
    let time = format!("{hour:02}:{minute:02}");
    if is_on(today) {
        format!("today {time}")
    } else if is_on(yesterday) {
        format!("yesterday {time}")
    } else {
        short_date(at)
    }
}

/// A number of bytes.
fn size(bytes: u64) -> String {
    if bytes < 1_000_000 { format!("{} kB", bytes.div_ceil(1000)) } else { megabytes(bytes) }
}

// Versions.

/// The dialog.
pub const VERSIONS: &str = "Versions";
/// What to know of them.
pub const VERSIONS_HINT: &str = "Moments to which this project can be brought back. Undo takes that back.";
/// There are none.
pub const NO_VERSIONS: &str = "There is no earlier version yet.";
/// What is stored of them cannot be read.
pub fn versions_unread(why: &StoreProblem) -> String {
    format!("{} Earlier versions cannot be shown now.", store_problem(why))
}
/// Looks at what a version would change.
pub const LOOK: &str = "Look";
/// Goes back to a version.
pub const RESTORE: &str = "Restore";
/// A version cannot be read.
pub const UNREACHABLE: &str = "This moment can no longer be read.";
/// A version was restored.
pub const RESTORED: &str = "The version is restored. Undo brings back what was here before.";

/// A version by the moment from which it is, and before what it was kept.
pub fn as_it_was(moment: &str, before: Option<&str>) -> String {
    let before = before.map(|before| format!(", {before}")).unwrap_or_default();
    format!("As it was {moment}{before}")
}

/// What is known of a version.
pub fn version(count: Option<u32>) -> String {
    count.map(|count| annotations(count as usize)).unwrap_or_default()
}

/// What going back to a version would do.
pub fn going_back(step: &Transaction, count: usize) -> String {
    let sides = |has_old: bool, has_new: bool| {
        let is_such =
            |edit: &&Edit| (edit.sides().0.is_some(), edit.sides().1.is_some()) == (has_old, has_new);
        step.edits.iter().filter(is_such).count()
    };
    let counts =
        [("adds", sides(false, true)), ("changes", sides(true, true)), ("removes", sides(true, false))];
    let parts = counts.iter().filter(|(_, count)| *count > 0).map(|(word, count)| format!("{word} {count}"));
    let parts: Vec<String> = parts.collect();
    let what = if parts.is_empty() { "changes nothing".to_owned() } else { parts.join(", ") };
    format!("{}. Restoring {what}.", annotations(count))
}

// Files.

/// The field for a file.
pub const CHOOSE_FILE: &str = "Project file";
/// A download could not begin.
pub const DOWNLOAD_REFUSED: &str =
    "The browser refused the download. Allow downloads for this page and try again.";
/// The dialog that comes before a file is taken in; the file's name follows.
pub const OPENING: &str = "Open";
/// What the two ways of taking in mean.
pub const OPENING_HINT: &str = "Merge keeps what you have and adds what the file has; of an annotation that both have, \
    the later version counts. What was deleted in the file, or never was there, stays and is listed as “Only here”. Replace \
    puts the file in the place of the project. Either can be undone.";
/// Takes in a file beside what is there.
pub const MERGE: &str = "Merge";
/// Takes a file instead of what is there.
pub const REPLACE: &str = "Replace";
/// Leaves all as it is.
pub const CANCEL: &str = "Cancel";
/// The list of what cannot be taken in.
pub const PROBLEMS: &str = "These parts of the file cannot be taken in";
/// A file brought nothing; of what differs in it, what is here stays.
pub fn nothing_new(differing: usize) -> String {
    match differing {
        0 => "The file holds nothing that is not here already.".to_owned(),
        1 => "The file holds nothing new. One item differs in it, and stays as it is here.".to_owned(),
        _ => {
            format!("The file holds nothing new. {differing} items differ in it, and stay as they are here.")
        }
    }
}
/// Opens a file of another project for itself.
pub const OPEN_BESIDE: &str = "Open beside";
/// A file was taken in, with so many conflicts.
pub fn opened(conflicts: usize) -> String {
    let taken = "The file was taken in. Undo takes it out again.";
    match conflicts {
        0 => taken.to_owned(),
        count => format!("{taken} {} to decide.", counted(count, "conflict", "conflicts")),
    }
}

/// That a file holds another project.
pub fn beside(name: &str) -> String {
    format!(
        "This file holds another project, “{}”. Open beside keeps the two apart; merge and replace change the project \
         that is open. ",
        shown(project_name(name))
    )
}

/// A project cannot be opened beside the open one.
pub fn not_beside(why: &StoreProblem) -> String {
    format!("{} The file cannot be opened beside; it can be merged.", store_problem(why))
}

/// A download began.
pub fn downloading(name: &str) -> String {
    format!("Download started: {name}")
}

/// The formats in which a project is handed out.
pub const EXPORT: &str = "Export";
/// Downloads in a format, whose name follows for those who hear it.
pub const DOWNLOAD_AS: &str = "Download";

/// What a format is for.
pub fn format_about(format: &str) -> &'static str {
    match format {
        "project" => "The whole project as one file, which Beleg opens again.",
        "csv" => "A table with a row for each annotation, for spreadsheets and statistics.",
        _ => "",
    }
}

/// What a file of a format lacks.
pub fn losses(losses: &[Loss]) -> String {
    let what = |loss: &Loss| match loss {
        Loss::Documents => "the documents but for what is marked in them".to_owned(),
        Loss::Tagset => "the tagset".to_owned(),
        Loss::Guidelines => "the guidelines".to_owned(),
        Loss::Links(count) => counted(*count, "link", "links"),
        Loss::Conflicts(count) => counted(*count, "conflict", "conflicts"),
    };
    match losses {
        [] => "Nothing is left out.".to_owned(),
        losses => format!("Left out: {}.", losses.iter().map(what).collect::<Vec<_>>().join(", ")),
    }
}

/// A row of the summary: its key, its word, and how many items it counts when merging and when replacing.
pub type SummaryRow = (&'static str, &'static str, usize, usize);

/// What opening a file would do.
pub fn summary(opening: &Opening) -> Vec<SummaryRow> {
    let (merge, replace) = (opening.plan(How::Merge), opening.plan(How::Replace));
    let row = |key, word, count: fn(&Plan) -> usize| (key, word, count(merge), count(replace));
    let aged = |key, word, age: Age| {
        let count = |plan: &Plan| plan.changed.iter().filter(|difference| difference.age() == age).count();
        (key, word, count(merge), count(replace))
    };
    let problems = opening.problems.len();
    let rows = vec![
        row("added", "only in the file", |plan| plan.added.len()),
        row("kept", "only here, stays", |plan| plan.kept),
        row("removed", "only here, removed", |plan| plan.removed.len()),
        row("changed", "different, taken from the file", |plan| plan.changed.len()),
        aged("later", "of these changed in the file later", Age::Later),
        aged("earlier", "of these changed in the file earlier", Age::Earlier),
        aged("as-old", "of these changed at the same time", Age::Same),
        aged("no-time", "of these without a time to compare", Age::Unknown),
        row("conflicting", "different, mine stays", |plan| plan.conflicting.len()),
        row("disputed", "of these in the list of conflicts", |plan| plan.disputed.len()),
        row("unchanged", "the same", |plan| plan.unchanged),
        ("problems", "not taken in", problems + merge.left_out.len(), problems + replace.left_out.len()),
    ];
    let is_age = |key: &str| matches!(key, "later" | "earlier" | "as-old" | "no-time");
    rows.into_iter().filter(|(key, _, merged, replaced)| !is_age(key) || merged + replaced > 0).collect()
}

/// How many further parts of a file cannot be taken in.
pub fn more_problems(count: usize) -> String {
    format!("And {count} more.")
}

/// Why an item of a file cannot be merged.
pub fn left_out(left_out: &LeftOut) -> String {
    let what = match &left_out.item {
        Item::Annotation(annotation) => format!("Annotation {}", shown(annotation.id.as_str())),
        Item::Link(link) => format!("Link {}", shown(link.id.as_str())),
        _ => "Part".to_owned(),
    };
    format!("{what}: {}", left_out_because(&left_out.why))
}

/// Why it cannot be merged, as the end of a sentence.
fn left_out_because(why: &Why) -> String {
    match why {
        Why::OtherText { document } => {
            format!("the document {} has another text here.", shown(document.as_str()))
        }
        Why::NoEnd { annotation } => {
            format!("the annotation {} at its end is not taken in.", shown(annotation.as_str()))
        }
    }
}

/// A file is too large, or the browser cannot read it.
pub fn too_large(name: &str, size: u64, limit: u64) -> String {
    // Rounded apart, so that one is seen to be more than the other.
    let (size, limit) = (tenths_of_megabytes(size.div_ceil(100_000)), tenths_of_megabytes(limit / 100_000));
    format!("{} has {size}. Beleg opens files up to {limit}. Nothing was changed.", shown(name))
}

/// The browser cannot read a file.
pub fn unreadable(name: &str) -> String {
    format!(
        "{} could not be read. It may have been moved or be open elsewhere; choose it again.",
        shown(name)
    )
}

/// Why a file is not opened.
pub fn not_opened(name: &str, why: &Unopened) -> String {
    let Recognised { kind, is_single_byte } = match why {
        Unopened::Other(recognised) => recognised,
        Unopened::Unreadable(error) => return cannot_open(name, error),
    };
    let name = shown(name);
    let encoded = if *is_single_byte { ", by the look of it in Windows-1252 and not in UTF-8" } else { "" };
    let what = match kind {
        FileKind::Empty => {
            return format!("{name} is empty: there is not a single byte in it. Nothing was changed.");
        }
        FileKind::OnlyMark => {
            return format!(
                "{name} is empty: there is nothing in it but a byte order mark. Nothing was changed."
            );
        }
        FileKind::Blank => {
            return format!("{name} is blank: there is only white space in it. Nothing was changed.");
        }
        FileKind::Unknown => {
            return format!("{name} is no text and of no kind that Beleg knows. Nothing was changed.");
        }
        FileKind::Zip => {
            return format!(
                "{name} is a ZIP archive; Beleg cannot look into it. Unpack it and open the files in it. Nothing was \
                 changed."
            );
        }
        FileKind::Rescue => {
            return format!(
                "{name} holds all that was saved of a project, but nothing of it can be read. Nothing was changed."
            );
        }
        kind => file_kind(*kind),
    };
    format!("{name} is {what}{encoded}; Beleg cannot read it yet. Nothing was changed.")
}

/// What a file is.
pub fn file_kind(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Empty | FileKind::OnlyMark => "an empty file",
        FileKind::Blank => "a blank file",
        FileKind::Project => "a project of Beleg",
        FileKind::Rescue => "all that was saved of a project of Beleg",
        FileKind::Pdf => "a PDF",
        FileKind::Word => "a Word document",
        FileKind::Excel => "an Excel workbook",
        FileKind::OpenDocument => "an OpenDocument file",
        FileKind::Epub => "an e-book (EPUB)",
        FileKind::Zip => "a ZIP archive",
        FileKind::OldOffice => "an Office document of the old kind",
        FileKind::Gzip => "compressed with gzip",
        FileKind::Picture => "a picture",
        FileKind::Rtf => "rich text (RTF)",
        FileKind::JsonCas => "UIMA CAS as JSON, as INCEpTION exports it",
        FileKind::Recogito => "an export of Recogito",
        FileKind::WebAnnotation => "JSON of the Web Annotation Data Model",
        FileKind::Hypothesis => "an export of Hypothesis",
        FileKind::LabelStudio => "an export of Label Studio",
        FileKind::Prodigy => "a dataset of Prodigy",
        FileKind::Doccano => "an export of doccano",
        FileKind::JsonLines => "JSON Lines",
        FileKind::Json => "JSON",
        FileKind::Xmi => "UIMA CAS as XMI",
        FileKind::Tei => "TEI",
        FileKind::Html => "a web page (HTML)",
        FileKind::Xml => "XML",
        FileKind::Brat => "brat standoff",
        FileKind::WebAnno => "WebAnno TSV",
        FileKind::Conll => "a CoNLL file",
        FileKind::Tsv => "a table with tabs (TSV)",
        FileKind::Csv => "a table (CSV)",
        FileKind::Text => "plain text",
        FileKind::Unknown => "of no known kind",
    }
}

/// Why a project file cannot be opened.
pub fn cannot_open(name: &str, error: &ReadError) -> String {
    let name = shown(name);
    match error {
        ReadError::TooLarge { found, limit } => too_large(&name, *found as u64, *limit as u64),
        ReadError::NotText(Undecoded { expected, byte, is_single_byte }) => {
            let encoding = if *expected == Encoding::Utf8 { "UTF-8" } else { "UTF-16" };
            let next = if *is_single_byte {
                " It looks like Windows-1252: save it as UTF-8 and open it again."
            } else {
                ""
            };
            format!(
                "{name} is not text in {encoding}: byte {} does not fit.{next} Nothing was changed.",
                byte + 1
            )
        }
        ReadError::NotJson { line, cut: true, .. } => {
            format!(
                "{name} ends too early, in line {line}. It was perhaps not downloaded whole. Nothing was changed."
            )
        }
        ReadError::NotJson { line, column, .. } => {
            format!("{name} is not JSON: see line {line}, column {column}. Nothing was changed.")
        }
        ReadError::TooDeep { line, limit, .. } => {
            format!("{name} is nested more than {limit} levels deep in line {line}. Nothing was changed.")
        }
        ReadError::TooManyValues { limit } => {
            format!("{name} has more than {limit} values; Beleg takes up to that. Nothing was changed.")
        }
        ReadError::OtherFormat { found: Some(found) } => {
            format!("{name} is a file of “{}”, not a project of Beleg. Nothing was changed.", shown(found))
        }
        ReadError::OtherFormat { found: None } => {
            format!("{name} is JSON, but not a project of Beleg: it has no “format”. Nothing was changed.")
        }
        ReadError::Newer { found, known } => format!(
            "{name} was written by a newer Beleg (file version {found}; this one reads up to {known}). Open it with \
             that one. Nothing was changed."
        ),
        ReadError::NoVersion { .. } => {
            format!("{name} does not say which version of the file format it has. Nothing was changed.")
        }
        ReadError::OtherOffsets { found, expected } => format!(
            "{name} counts positions in “{}”; Beleg reads “{expected}”. Nothing was changed.",
            shown(found)
        ),
        ReadError::WrongShape(misfit) => {
            format!("{name} is not as it should be. {} Nothing was changed.", self::misfit(misfit))
        }
        ReadError::TooMany { place, found, limit } => {
            format!("{name} has {found} entries in {place}; Beleg takes up to {limit}. Nothing was changed.")
        }
        ReadError::Project(problem) => format!("{name}: {} Nothing was changed.", self::problem(problem)),
        ReadError::Conflict(_) => format!("{name}: its parts do not fit together. Nothing was changed."),
    }
}

/// What is wrong with the shape of a file.
fn misfit(misfit: &Misfit) -> String {
    let place = shown(&misfit.place);
    let place = if place == "." { "the file" } else { &place };
    match misfit.fault {
        json::Fault::Missing { field } => format!("“{field}” is missing in {place}."),
        json::Fault::Unknown => format!("Beleg does not know what {place} is."),
        json::Fault::Twice => format!("It has {place} twice."),
        json::Fault::Kind { expected, found } => {
            format!("In {place} should stand {}, not {}.", kind(expected), kind(found))
        }
    }
}

fn kind(kind: Kind) -> &'static str {
    match kind {
        Kind::Null => "null",
        Kind::Bool => "true or false",
        Kind::Integer => "a whole number",
        Kind::Count => "a whole number from 0 to 4294967295",
        Kind::Number => "a number that is not whole, or too large",
        Kind::Text => "a text",
        Kind::List => "a list",
        Kind::Pair => "a list of two numbers",
        Kind::Object => "an object",
    }
}

/// What is wrong with a record of a file.
pub fn problem(problem: &Problem) -> String {
    format!("{}: {}", problem.place, fault(&problem.fault))
}

fn fault(fault: &Fault) -> String {
    match fault {
        Fault::Value(value) => value_fault(value),
        Fault::TooLong { found, limit } => format!("It has {found} characters; up to {limit} are taken."),
        Fault::TooManySpans { found, limit } => format!("It has {found} spans; up to {limit} are taken."),
        Fault::TooManyLines { found, limit } => {
            format!("It has {found} lines; up to {limit} are taken.")
        }
        Fault::Full { what, id, limit } => {
            let held = if *what == Referent::Annotation { "links" } else { "spans" };
            format!("The {} “{}” has {limit} {held}, and no more are taken.", referent(*what), shown(id))
        }
        Fault::Duplicate { id, first } => format!("The id “{}” is that of {first} as well.", shown(id)),
        Fault::Missing { what, id, left_out } => {
            let what = referent(*what);
            if *left_out {
                format!("The {what} “{}” that it refers to is not taken in itself.", shown(id))
            } else {
                format!("There is no {what} “{}”.", shown(id))
            }
        }
        Fault::Outside { start, end, length } => {
            format!("{start} to {end} reaches outside the text, which has {length} characters.")
        }
        Fault::Quote { part, quoted, found } => {
            let part = match part {
                QuotePart::Exact => "The quote",
                QuotePart::Prefix => "What is quoted before it",
                QuotePart::Suffix => "What is quoted behind it",
            };
            format!("{part} is “{}”, but the text there is “{}”.", shown(quoted), shown(found))
        }
        Fault::NoExact => "It does not quote its text.".to_owned(),
    }
}

fn value_fault(fault: &record::Fault) -> String {
    match fault {
        record::Fault::Id { found } => {
            format!("“{}” is no id: an id has 1 to 128 characters and no white space.", shown(found))
        }
        record::Fault::Instant { found } => {
            format!("“{}” is no time such as 2024-11-12T10:00:00.000Z.", shown(found))
        }
        record::Fault::Date { found, why } => date_problem(found, *why),
        record::Fault::Color { found } => format!("“{}” is no colour such as #a15c00.", shown(found)),
        record::Fault::Url { found } => {
            format!("“{}” is no web address: one begins with https:// or http://.", shown(found))
        }
        record::Fault::Key { found } => format!("“{}” is not one key.", shown(found)),
        record::Fault::Word { found, expected } => {
            format!("“{}” stands where one of these should: {}.", shown(found), expected.join(", "))
        }
        record::Fault::NoSpans => "It has no span.".to_owned(),
        record::Fault::EmptySpan { start, end } => {
            format!("Its start, {start}, is not before its end, {end}.")
        }
        record::Fault::NoText { .. } => "Its text is missing.".to_owned(),
        record::Fault::OtherText { .. } => {
            "Its text is not the one for which its sha256 was made.".to_owned()
        }
    }
}

fn referent(what: Referent) -> &'static str {
    match what {
        Referent::Document => "document",
        Referent::Label => "label",
        Referent::LinkKind => "kind of link",
        Referent::Annotation => "annotation",
    }
}

fn megabytes(bytes: u64) -> String {
    match bytes.div_ceil(1_000_000) {
        count if count < 10_000 => format!("{count} MB"),
        count => format!("{} GB", count / 1000),
    }
}

/// A number with a comma between thousands.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// Tenths of megabytes, for sizes that are compared.
fn tenths_of_megabytes(tenths: u64) -> String {
    format!("{}.{} MB", grouped((tenths / 10) as usize), tenths % 10)
}

fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// What comes from outside, cut to what a sentence can bear. What turns its direction or cannot be seen is named there.
fn shown(found: &str) -> String {
    let mut shown = String::new();
    for (number, char) in found.chars().enumerate() {
        match unseen_name(char) {
            _ if number == SHOWN => {
                shown.push('…');
                break;
            }
            Some(name) => {
                shown.push('[');
                shown.push_str(name);
                shown.push(']');
            }
            None => shown.push(char),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use beleg_core::session::commands::COMMANDS;

    #[test]
    fn every_command_has_words() {
        for command in COMMANDS {
            assert!(!super::command(command.name).is_empty(), "{}", command.name);
        }
    }

    #[test]
    fn every_format_has_words() {
        for format in beleg_core::formats::FORMATS {
            assert!(!format_about(format.id).is_empty(), "{}", format.id);
        }
    }

    #[test]
    fn dates_in_words() {
        let said = |written: &str| date(written.parse().unwrap());
        assert_eq!(said("2024"), "2024");
        assert_eq!(said("2024-06"), "June 2024");
        assert_eq!(said("2024-11-12"), "12 November 2024");
        assert_eq!(said("2024-06-19T09:05"), "19 June 2024, 09:05");
    }

    #[test]
    fn the_table_says_which_of_two_versions_is_later_only_where_that_is_known() {
        let base = beleg_core::model::carets::project(
            "\nLaut dpa kam Kim.\n     ^^^ source\n             ^^^ source\n",
        );
        let side = |name: &str, times: [i64; 2]| {
            let settings = beleg_core::model::Settings { name: name.to_owned(), ..Default::default() };
            let mut edits =
                vec![Edit::Replace { old: Item::Settings(base.settings()), new: settings.into() }];
            for (old, at) in base.annotations().zip(times) {
                let modified = beleg_core::model::Timestamp::from_millis(at);
                let new = Annotation { note: name.to_owned(), modified, ..Annotation::clone(old) };
                edits.push(Edit::Replace { old: Item::Annotation(old.clone()), new: new.into() });
            }
            let mut project = base.clone();
            let (action, origin, at) = (Action::Merge, beleg_core::model::Origin::File, Default::default());
            project.apply(&Transaction { action, edits, origin, at }).unwrap();
            project
        };
        let (mine, file) = (side("mine", [5, 5]), side("theirs", [4, 6]));
        let read = beleg_core::formats::Read { project: file, problems: Vec::new() };
        let rows = summary(&Opening::new(&mine, read));
        let told = |key: &str| rows.iter().find(|row| row.0 == key).map(|row| (row.2, row.3));
        assert_eq!(told("changed"), Some((1, 3)));
        assert_eq!(told("later"), Some((1, 1)));
        assert_eq!(told("earlier"), Some((0, 1)));
        assert_eq!(told("no-time"), Some((0, 1)), "a name has no time");
        assert_eq!(told("as-old"), None, "what is not there is not told");
    }

    #[test]
    fn moments_seen_from_now() {
        let said = |at: &str| {
            let date = |written: &str| written.parse().unwrap();
            day_and_time(date(at), date("2024-11-12T10:00"), date("2024-11-11T10:00"))
        };
        assert_eq!(said("2024-11-12T09:59"), "today 09:59");
        assert_eq!(said("2024-11-11T23:00"), "yesterday 23:00");
        assert_eq!(said("2024-11-10T10:00"), "10 Nov 2024, 10:00");
        assert_eq!(said("2023-11-12T10:00"), "12 Nov 2023, 10:00");
    }

    #[test]
    fn what_a_stranger_wrote_cannot_turn_a_sentence_round() {
        assert_eq!(shown("Bote"), "Bote");
        assert_eq!(shown("a\u{202e}b\0\u{2066}c"), "a[RLO]b[CTRL][LRI]c");
        assert_eq!(shown(&"ü".repeat(80)), "ü".repeat(80));
        assert_eq!(shown(&"ü".repeat(81)), "ü".repeat(80) + "…");
    }

    #[test]
    fn keys_are_shown_as_they_stand_on_a_keyboard() {
        assert_eq!(keys("Ctrl+Shift+ArrowLeft"), "Ctrl+Shift+←");
        assert_eq!(keys("Delete"), "Del");
    }
}
