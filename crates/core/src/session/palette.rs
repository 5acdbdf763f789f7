//! The palette: everything that can be wanted, and what of it fits what somebody types.

use crate::text::lower;

use super::Session;
use super::commands::{COMMANDS, Wish};

/// All wishes: the labels, the commands and the documents, in their orders.
pub fn wishes(session: &Session) -> Vec<Wish> {
    let project = session.project();
    let labels = project.labels().into_iter().map(|label| label.id.clone());
    let marks = labels.flat_map(|label| [Wish::Mark(label.clone()), Wish::MarkExactly(label)]);
    let others = COMMANDS.iter().filter(|command| command.name != "palette").map(Wish::Command);
    let documents = project.documents().into_iter().map(|document| Wish::Open(document.id.clone()));
    marks.chain(others).chain(documents).collect()
}

/// How far words are from what somebody types; `None` where a typed part does not occur. Nearest is what begins with
/// all of it, then where every part begins a word, then where parts stand within words.
pub fn distance(words: &str, typed: &str) -> Option<u64> {
    let fold = |text: &str| text.chars().map(lower).collect::<Vec<char>>();
    let (words, typed) = (fold(words), fold(typed.trim()));
    let mut within = 0;
    for part in typed.split(|char| char.is_whitespace()).filter(|part| !part.is_empty()) {
        let begins_word = |at: usize| {
            let before = at.checked_sub(1).and_then(|before| words.get(before));
            !before.is_some_and(|char| char.is_alphanumeric())
        };
        let mut places =
            (0..words.len()).filter(|at| words.get(*at..).is_some_and(|rest| rest.starts_with(part)));
        let first = places.next()?;
        if !begins_word(first) && !places.any(begins_word) {
            within += 2;
        }
    }
    Some(within + u64::from(!words.starts_with(&typed)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{History, carets};

    /// What fits, the nearest first.
    fn check(typed: &str, expected: &[&str]) {
        let words =
            ["Redo", "Undo", "Next document", "Document done", "Caret to the next word", "Öffne: Über Kim"];
        let fitting = words.into_iter().filter_map(|words| Some((distance(words, typed)?, words)));
        let mut fitting: Vec<_> = fitting.collect();
        fitting.sort_by_key(|(distance, _)| *distance);
        let found: Vec<&str> = fitting.into_iter().map(|(_, words)| words).collect();
        assert_eq!(found, expected, "{typed:?}");
    }

    #[test]
    fn all_typed_parts_must_occur_in_whatever_order_and_case() {
        check("und", &["Undo"]);
        check("do", &["Document done", "Next document", "Redo", "Undo"]);
        check("next", &["Next document", "Caret to the next word"]);
        check("WORD next", &["Caret to the next word"]);
        check("ext cum", &["Next document"]);
        check("über öff", &["Öffne: Über Kim"]);
        check("  done ", &["Document done"]);
        check("fly", &[]);
    }

    #[test]
    fn without_typing_all_is_there_but_the_palette_itself() {
        let session = Session::new(carets::project("x"), History::default());
        let wishes = wishes(&session);
        assert_eq!(wishes.len(), 2 * 3 + COMMANDS.len() - 1 + 1);
        assert!(wishes.iter().all(|_| distance("x", "").is_some()));
    }
}
