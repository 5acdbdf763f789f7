//! Which way a text reads: arrows follow what is seen, so that who presses one must know.

/// Whether a text reads from right to left: its first letter decides (Unicode Standard Annex #9, rules P2 and P3), as
/// `unicode-bidi: plaintext` has it on the page. A text without letters reads from left to right.
pub fn is_right_to_left(text: &str) -> bool {
    text.chars().find_map(strong) == Some(true)
}

/// Whether a character is of a script that reads from right to left; `None` for what takes its direction from its
/// neighbours, such as digits and punctuation.
fn strong(char: char) -> Option<bool> {
    match char {
        // The marks that do nothing but give a direction.
        '\u{200e}' => Some(false),
        '\u{200f}' | '\u{61c}' => Some(true),
        _ if !char.is_alphabetic() => None,
        // Hebrew, Arabic, Syriac, Thaana and N'Ko with their presentation forms, and the old and small scripts of the
        // supplementary plane.
        '\u{590}'..='\u{8ff}'
        | '\u{fb1d}'..='\u{fdff}'
        | '\u{fe70}'..='\u{feff}'
        | '\u{10800}'..='\u{10fff}'
        | '\u{1e800}'..='\u{1eeff}' => Some(true),
        _ => Some(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_letter_decides() {
        for text in ["Deutsch", "", "12:30", "„Wie“ שלום", "Über العربية", "中文", "Привет", "\u{200e}שלום"]
        {
            assert!(!is_right_to_left(text), "{text:?}");
        }
        for text in ["שלום", "العربية", "„שלום“ sagt er", "12. مايو 2024", "𞤀", "\u{200f}Deutsch", "١٢ مايو"]
        {
            assert!(is_right_to_left(text), "{text:?}");
        }
    }
}
