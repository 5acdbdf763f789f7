//! Invisible characters, and those that turn the direction of a text, by their short names.

/// The short name of such a character, needed or not, for sentences that repeat what a stranger wrote.
pub fn unseen_name(char: char) -> Option<&'static str> {
    kind(char).map(|(name, _)| name)
}

/// Whether a character is one of these, needed or not. White space is none here.
pub(super) fn is_unseen(char: char) -> bool {
    !char.is_whitespace() && kind(char).is_some()
}

/// The name of an unseen character, and whether it deserves a warning.
pub(super) fn kind(char: char) -> Option<(&'static str, bool)> {
    Some(match char {
        ' '..='~' | '\t' | '\n' | '\r' => return None,
        '\0'..='\u{9f}' => ("CTRL", true),
        '\u{a0}' => ("NBSP", false),
        '\u{ad}' => ("SHY", false),
        '\u{61c}' => ("ALM", false),
        '\u{180e}' => ("MVS", false),
        '\u{200b}' => ("ZWSP", false),
        '\u{200c}' => ("ZWNJ", false),
        '\u{200d}' => ("ZWJ", false),
        '\u{200e}' => ("LRM", false),
        '\u{200f}' => ("RLM", false),
        '\u{202a}' => ("LRE", true),
        '\u{202b}' => ("RLE", true),
        '\u{202c}' => ("PDF", true),
        '\u{202d}' => ("LRO", true),
        '\u{202e}' => ("RLO", true),
        '\u{202f}' => ("NNBSP", false),
        '\u{2060}' => ("WJ", false),
        '\u{2061}'..='\u{2064}' => ("MATH", false),
        '\u{2066}' => ("LRI", true),
        '\u{2067}' => ("RLI", true),
        '\u{2068}' => ("FSI", true),
        '\u{2069}' => ("PDI", true),
        '\u{fe00}'..='\u{fe0f}' => ("VS", false),
        '\u{feff}' => ("BOM", false),
        '\u{e0000}'..='\u{e007f}' => ("TAG", true),
        // Where these select nothing, they are known for hiding a text in another one, as tags are.
        '\u{e0100}'..='\u{e01ef}' => ("VS", true),
        _ => return None,
    })
}
