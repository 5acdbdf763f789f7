//! Letters in two cases and with marks over or under them, for the scripts that newspapers in German, French, Polish,
//! Czech, Turkish, Vietnamese, Greek or Russian are set in.
//!
//! Unicode's tables of letters, for all scripts, would make the page some fifteen kilobytes larger.

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
        // Ơ and Ư of Vietnamese.
        0x1a0 | 0x1af => code + 1,
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

/// A small letter with a mark as Unicode takes it apart: the letter without the mark, which can have another one, and
/// the mark.
pub fn parts(char: char) -> Option<(char, char)> {
    if char == 'İ' {
        return Some(('i', '\u{307}'));
    }
    let at = MARKED.binary_search_by_key(&char, |(marked, ..)| *marked).ok()?;
    MARKED.get(at).map(|(_, letter, mark)| (*letter, *mark))
}

/// Whether a character is a mark that belongs to the letter before it.
pub fn is_mark(char: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&char)
}

// Invariant: in order.
#[rustfmt::skip]
const MARKED: &[(char, char, char)] = &[
    ('à', 'a', '\u{300}'), ('á', 'a', '\u{301}'), ('â', 'a', '\u{302}'), ('ã', 'a', '\u{303}'), ('ä', 'a', '\u{308}'),
    ('å', 'a', '\u{30a}'), ('ç', 'c', '\u{327}'), ('è', 'e', '\u{300}'), ('é', 'e', '\u{301}'), ('ê', 'e', '\u{302}'),
    ('ë', 'e', '\u{308}'), ('ì', 'i', '\u{300}'), ('í', 'i', '\u{301}'), ('î', 'i', '\u{302}'), ('ï', 'i', '\u{308}'),
    ('ñ', 'n', '\u{303}'), ('ò', 'o', '\u{300}'), ('ó', 'o', '\u{301}'), ('ô', 'o', '\u{302}'), ('õ', 'o', '\u{303}'),
    ('ö', 'o', '\u{308}'), ('ù', 'u', '\u{300}'), ('ú', 'u', '\u{301}'), ('û', 'u', '\u{302}'), ('ü', 'u', '\u{308}'),
    ('ý', 'y', '\u{301}'), ('ÿ', 'y', '\u{308}'), ('ā', 'a', '\u{304}'), ('ă', 'a', '\u{306}'), ('ą', 'a', '\u{328}'),
    ('ć', 'c', '\u{301}'), ('ĉ', 'c', '\u{302}'), ('ċ', 'c', '\u{307}'), ('č', 'c', '\u{30c}'), ('ď', 'd', '\u{30c}'),
    ('ē', 'e', '\u{304}'), ('ĕ', 'e', '\u{306}'), ('ė', 'e', '\u{307}'), ('ę', 'e', '\u{328}'), ('ě', 'e', '\u{30c}'),
    ('ĝ', 'g', '\u{302}'), ('ğ', 'g', '\u{306}'), ('ġ', 'g', '\u{307}'), ('ģ', 'g', '\u{327}'), ('ĥ', 'h', '\u{302}'),
    ('ĩ', 'i', '\u{303}'), ('ī', 'i', '\u{304}'), ('ĭ', 'i', '\u{306}'), ('į', 'i', '\u{328}'), ('ĵ', 'j', '\u{302}'),
    ('ķ', 'k', '\u{327}'), ('ĺ', 'l', '\u{301}'), ('ļ', 'l', '\u{327}'), ('ľ', 'l', '\u{30c}'), ('ń', 'n', '\u{301}'),
    ('ņ', 'n', '\u{327}'), ('ň', 'n', '\u{30c}'), ('ō', 'o', '\u{304}'), ('ŏ', 'o', '\u{306}'), ('ő', 'o', '\u{30b}'),
    ('ŕ', 'r', '\u{301}'), ('ŗ', 'r', '\u{327}'), ('ř', 'r', '\u{30c}'), ('ś', 's', '\u{301}'), ('ŝ', 's', '\u{302}'),
    ('ş', 's', '\u{327}'), ('š', 's', '\u{30c}'), ('ţ', 't', '\u{327}'), ('ť', 't', '\u{30c}'), ('ũ', 'u', '\u{303}'),
    ('ū', 'u', '\u{304}'), ('ŭ', 'u', '\u{306}'), ('ů', 'u', '\u{30a}'), ('ű', 'u', '\u{30b}'), ('ų', 'u', '\u{328}'),
    ('ŵ', 'w', '\u{302}'), ('ŷ', 'y', '\u{302}'), ('ź', 'z', '\u{301}'), ('ż', 'z', '\u{307}'), ('ž', 'z', '\u{30c}'),
    ('ơ', 'o', '\u{31b}'), ('ư', 'u', '\u{31b}'), ('ș', 's', '\u{326}'), ('ț', 't', '\u{326}'),
    ('ΐ', 'ϊ', '\u{301}'), ('ά', 'α', '\u{301}'), ('έ', 'ε', '\u{301}'),
    ('ή', 'η', '\u{301}'), ('ί', 'ι', '\u{301}'), ('ΰ', 'ϋ', '\u{301}'), ('ϊ', 'ι', '\u{308}'), ('ϋ', 'υ', '\u{308}'),
    ('ό', 'ο', '\u{301}'), ('ύ', 'υ', '\u{301}'), ('ώ', 'ω', '\u{301}'), ('й', 'и', '\u{306}'), ('ѐ', 'е', '\u{300}'),
    ('ё', 'е', '\u{308}'), ('ѓ', 'г', '\u{301}'), ('ї', 'і', '\u{308}'), ('ќ', 'к', '\u{301}'), ('ѝ', 'и', '\u{300}'),
    ('ў', 'у', '\u{306}'), ('ạ', 'a', '\u{323}'), ('ả', 'a', '\u{309}'), ('ấ', 'â', '\u{301}'), ('ầ', 'â', '\u{300}'),
    ('ẩ', 'â', '\u{309}'), ('ẫ', 'â', '\u{303}'), ('ậ', 'ạ', '\u{302}'), ('ắ', 'ă', '\u{301}'), ('ằ', 'ă', '\u{300}'),
    ('ẳ', 'ă', '\u{309}'), ('ẵ', 'ă', '\u{303}'), ('ặ', 'ạ', '\u{306}'), ('ẹ', 'e', '\u{323}'), ('ẻ', 'e', '\u{309}'),
    ('ẽ', 'e', '\u{303}'), ('ế', 'ê', '\u{301}'), ('ề', 'ê', '\u{300}'), ('ể', 'ê', '\u{309}'), ('ễ', 'ê', '\u{303}'),
    ('ệ', 'ẹ', '\u{302}'), ('ỉ', 'i', '\u{309}'), ('ị', 'i', '\u{323}'), ('ọ', 'o', '\u{323}'), ('ỏ', 'o', '\u{309}'),
    ('ố', 'ô', '\u{301}'), ('ồ', 'ô', '\u{300}'), ('ổ', 'ô', '\u{309}'), ('ỗ', 'ô', '\u{303}'), ('ộ', 'ọ', '\u{302}'),
    ('ớ', 'ơ', '\u{301}'), ('ờ', 'ơ', '\u{300}'), ('ở', 'ơ', '\u{309}'), ('ỡ', 'ơ', '\u{303}'), ('ợ', 'ơ', '\u{323}'),
    ('ụ', 'u', '\u{323}'), ('ủ', 'u', '\u{309}'), ('ứ', 'ư', '\u{301}'), ('ừ', 'ư', '\u{300}'), ('ử', 'ư', '\u{309}'),
    ('ữ', 'ư', '\u{303}'), ('ự', 'ư', '\u{323}'), ('ỳ', 'y', '\u{300}'), ('ỵ', 'y', '\u{323}'), ('ỷ', 'y', '\u{309}'),
    ('ỹ', 'y', '\u{303}'),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// What is in the stretches that are known here.
    fn letters() -> impl Iterator<Item = char> {
        let latin = ('\0'..='\u{17f}').chain("ƠơƯưȘșȚț".chars()).chain('\u{1e00}'..='\u{1eff}');
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

    #[test]
    fn marks_come_off_one_at_a_time() {
        assert_eq!(parts('ü'), Some(('u', '\u{308}')));
        assert_eq!(parts('ế'), Some(('ê', '\u{301}')));
        assert_eq!(parts('й'), Some(('и', '\u{306}')));
        assert_eq!(parts('ß'), None);
        assert!(MARKED.is_sorted());
    }
}
