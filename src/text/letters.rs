//! Letters in two cases, for the scripts that newspapers in German, French, Polish, Czech, Turkish, Vietnamese, Greek
//! or Russian are set in.
//!
//! Unicode's tables of letters, for all scripts, would make the page six kilobytes larger.

/// A letter in lower case; whatever has no other case as it is.
pub fn lower(char: char) -> char {
    let code = u32::from(char);
    let lower = match code {
        // ASCII, Latin-1, Greek, Cyrillic.
        0x41..=0x5a | 0xc0..=0xd6 | 0xd8..=0xde | 0x391..=0x3a1 | 0x3a3..=0x3ab | 0x410..=0x42f => code + 32,
        0x400..=0x40f => code + 80,
        // Greek letters with accents.
        0x386 => 0x3ac,
        0x388..=0x38a => code + 37,
        0x38c => 0x3cc,
        0x38e | 0x38f => code + 63,
        // ẞ and Ÿ; İ has no lower case of one character.
        0x1e9e => 0xdf,
        0x178 => 0xff,
        0x130 => code,
        // Stretches in which each capital stands before its small letter.
        0x100..=0x137
        | 0x14a..=0x177
        | 0x218..=0x21b
        | 0x460..=0x481
        | 0x48a..=0x4bf
        | 0x4d0..=0x52f
        | 0x1e00..=0x1e95
        | 0x1ea0..=0x1eff => code | 1,
        0x139..=0x148 | 0x179..=0x17e => code + code % 2,
        _ => code,
    };
    char::from_u32(lower).unwrap_or(char)
}

/// Whether a character is a small letter of a script that has capitals.
pub fn is_lower(char: char) -> bool {
    let has_cases = char < '\u{590}' || ('\u{1e00}'..'\u{2000}').contains(&char);
    has_cases && char.is_alphabetic() && lower(char) == char && char != 'İ'
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is in the stretches that are known here.
    fn letters() -> impl Iterator<Item = char> {
        let latin = ('\0'..='\u{17f}').chain('\u{218}'..='\u{21b}').chain('\u{1e00}'..='\u{1eff}');
        latin.chain('\u{386}'..='\u{3ce}').chain('\u{400}'..='\u{4bf}').chain('\u{4d0}'..='\u{52f}')
    }

    #[test]
    fn lower_case_is_that_of_unicode() {
        let wrong = |char: &char| *char != 'İ' && !char.to_lowercase().eq([lower(*char)]);
        assert_eq!(letters().filter(wrong).collect::<String>(), "");
    }

    #[test]
    fn small_letters_are_those_of_unicode() {
        let wrong = |char: &char| is_lower(*char) != char.is_lowercase();
        assert_eq!(letters().filter(wrong).collect::<String>(), "");
    }
}
