//! The name of a downloaded file: project, annotator, time.

use crate::model::Timestamp;
use crate::record::spell_instant;

use super::Session;

/// How many bytes of a part of the name are kept.
const LONGEST: usize = 100;

/// `<project>-<annotator>-<20241112T100000Z>.json`, in characters that every file system takes. Two downloads a second
/// apart never have the same name.
pub fn file_name(session: &Session, at: Timestamp) -> String {
    let parts = [session.project().id().as_str(), session.annotator.as_deref().unwrap_or("")];
    let mut name: Vec<String> = parts.into_iter().map(plain).filter(|part| !part.is_empty()).collect();
    name.push(compact(at));
    format!("{}.json", name.join("-"))
}

/// `<project>.json`: what is offered as the name of the file to which a project is tied.
pub fn tied_name(session: &Session) -> String {
    format!("{}.json", plain(session.project().id().as_str()))
}

/// Letters and digits with single hyphens between. Two of these fit into the 255 bytes that a file system takes.
fn plain(part: &str) -> String {
    let words = part.split(|char: char| !char.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut name = words.collect::<Vec<_>>().join("-").to_ascii_lowercase();
    name.truncate(name.floor_char_boundary(LONGEST));
    name
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
        assert_eq!(file_name(&session, at), "picture-20241112T100000Z.json");
        assert_eq!(tied_name(&session), "picture.json");
        session.annotator = Some("Änne / Müller".to_owned());
        assert_eq!(file_name(&session, at), "picture-Änne-müller-20241112T100000Z.json");
        session.annotator = Some("../\u{202e}\0con|𠀀".repeat(1000));
        assert_eq!(file_name(&session, at).len(), 100 + "picture--20241112T100000Z.json".len());
    }
}
