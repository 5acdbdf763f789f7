//! The name of a downloaded file: project, annotator, time.

use unicode_normalization::UnicodeNormalization;

use crate::model::Timestamp;
use crate::record::spell_instant;
use crate::text::unseen_name;

use super::Session;

/// How many bytes of a part of the name are kept. Two of these fit into the 255 bytes that a file system takes.
const LONGEST: usize = 100;

/// Names that Windows keeps for devices, whatever stands behind a full stop.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul", "com", "lpt", "conin$", "conout$"];

/// `<project>-<annotator>-<20241112T100000Z>.<extension>`, in characters that every file system takes. Two downloads a second
/// apart never have the same name.
pub fn file_name(session: &Session, at: Timestamp, extension: &str) -> String {
    let parts = [project_part(session), part(session.annotator.as_deref().unwrap_or(""))];
    let mut name: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    name.push(compact(at));
    format!("{}.{extension}", name.join("-"))
}

/// `<project>.json`: what is offered as the name of the file to which a project is tied.
pub fn tied_name(session: &Session) -> String {
    format!("{}.json", project_part(session))
}

/// The name of the project, or its id where it has none that a file could have.
fn project_part(session: &Session) -> String {
    let project = session.project();
    let name = part(&project.settings().name);
    if name.is_empty() { part(project.id().as_str()) } else { name }
}

/// A part of the name as the user wrote it, but for what file systems refuse: characters that mean something to them or
/// that cannot be seen, full stops and spaces at the ends, and the names of devices. Letters with marks are single
/// characters, since some systems take these and their parts for two names.
fn part(written: &str) -> String {
    let is_refused = |char: char| {
        matches!(char, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|') || unseen_name(char).is_some()
    };
    let mut name = String::new();
    for char in written.nfc() {
        let char = if char.is_whitespace() { ' ' } else { char };
        let char = if is_refused(char) { '-' } else { char };
        // One of them stands for a run of what was refused.
        if !(matches!(char, ' ' | '-') && name.ends_with(char)) {
            name.push(char);
        }
    }
    let at_ends = |char: char| matches!(char, '.' | ' ' | '-');
    let mut name = name.trim_matches(at_ends).to_owned();
    name.truncate(name.floor_char_boundary(LONGEST));
    name.truncate(name.trim_end_matches(at_ends).len());
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let stem = stem.strip_suffix(|char: char| char.is_ascii_digit() || "¹²³".contains(char)).unwrap_or(&stem);
    if DEVICES.contains(&stem) { format!("_{name}") } else { name }
}

/// The moment in UTC as ISO 8601 writes it without separators.
fn compact(at: Timestamp) -> String {
    let second: String = spell_instant(at).chars().take_while(|char| *char != '.').collect();
    second.replace(['-', ':'], "") + "Z"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{History, carets};

    #[test]
    fn a_name_says_what_who_and_when() {
        let mut session = Session::new(carets::project("x"), History::default());
        let at = Timestamp::from_millis(1_731_405_600_000);
        let project = tied_name(&session);
        let project = project.strip_suffix(".json").unwrap();
        assert_eq!(file_name(&session, at, "json"), format!("{project}-20241112T100000Z.json"));
        session.annotator = Some("Änne / Müller".to_owned());
        assert_eq!(file_name(&session, at, "json"), format!("{project}-Änne - Müller-20241112T100000Z.json"));
        session.annotator = Some("../\u{202e}\0con|𠀀".repeat(1000));
        let name = file_name(&session, at, "json");
        assert!(name.len() <= project.len() + 100 + "--20241112T100000Z.json".len(), "{name}");
        assert!(!name.contains(['/', '\u{202e}', '\0', '|']), "{name}");
    }

    #[test]
    fn only_what_file_systems_refuse_is_replaced() {
        for (written, expected) in [
            ("Prüfung Grüße (Kopie) – Müller", "Prüfung Grüße (Kopie) – Müller"),
            ("Pru\u{308}fung", "Prüfung"),
            ("Ost/West: was? \"Nein\" <a|b*c>\\d", "Ost-West- was- -Nein- -a-b-c-d"),
            ("  ..a\tb\n c.. ", "a b c"),
            ("a\u{202e}b\0c\u{200b}d", "a-b-c-d"),
            ("10\u{a0}%", "10 %"),
            ("CON", "_CON"),
            ("com1.x", "_com1.x"),
            ("Compact", "Compact"),
            ("Konferenz", "Konferenz"),
            ("平壤 😊", "平壤 😊"),
            ("/", ""),
        ] {
            assert_eq!(part(written), expected, "{written:?}");
        }
        assert_eq!(part(&"ü".repeat(80)), "ü".repeat(50));
        assert_eq!(part(&("a".repeat(99) + " b")), "a".repeat(99));
    }

    #[test]
    fn a_project_without_a_name_is_called_by_its_id() {
        let mut project = carets::project("x");
        let id = project.id().to_string();
        let session = |project| Session::new(project, History::default());
        let name = project.settings().name.clone();
        if name.is_empty() {
            assert_eq!(tied_name(&session(project.clone())), format!("{id}.json"));
        }
        let old = project.settings().clone();
        let new =
            crate::model::Settings { name: "Grüße/Test".to_owned(), ..crate::model::Settings::clone(&old) };
        let edit = crate::model::Edit::Replace { old: crate::model::Item::Settings(old), new: new.into() };
        let transaction = crate::model::Transaction {
            action: crate::model::Action::Merge,
            edits: vec![edit],
            origin: crate::model::Origin::Hand,
            at: Timestamp::default(),
        };
        project.apply(&transaction).unwrap();
        assert_eq!(tied_name(&session(project)), "Grüße-Test.json");
    }
}
