//! Letters in lower case, and the marks that belong to them, in every script that Unicode knows.

use unicode_normalization::char::is_combining_mark;

/// A letter in lower case; whatever has no other case, or none of one character, as it is.
pub fn lower(char: char) -> char {
    if char.is_ascii() {
        return char.to_ascii_lowercase();
    }
    let mut lower = char.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(lower), None) => lower,
        _ => char,
    }
}

/// Whether a character is a mark that belongs to the letter before it, in whatever script.
pub fn is_mark(char: char) -> bool {
    char >= '\u{300}' && is_combining_mark(char)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lower_case_is_that_of_unicode() {
        let found: String = "AÄẞİŸΆЁҔꞀ1平".chars().map(lower).collect();
        assert_eq!(found, "aäßİÿάёҕꞁ1平");
    }

    #[test]
    fn marks_of_all_scripts_are_marks() {
        // Latin, Hebrew, Arabic, Devanagari, Thai.
        assert!(['\u{308}', '\u{5b8}', '\u{64e}', '\u{93f}', '\u{e31}'].into_iter().all(is_mark));
        assert!(!['a', '´', 'ש', 'ع', 'क', 'ก', '\u{ad}'].into_iter().any(is_mark));
    }
}
