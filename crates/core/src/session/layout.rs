//! What is known of the keyboard in front of the user: which of the keys that are offered it can type by itself.

/// Languages on whose keyboards brackets need AltGr, or Option on a Mac.
const NO_BRACKETS: &[&str] = &[
    "bs", "cs", "da", "de", "es", "et", "fi", "fr", "hr", "hu", "is", "it", "nb", "nn", "no", "pt", "sk",
    "sl", "sr", "sv", "tr",
];

/// Languages on whose keyboards the key with 1 on it writes a plus.
const PLUS_ON_ONE: &[&str] = &["cs", "sk"];

/// The keys that say most about a layout (UI Events, `code`).
pub const TELLING: &[&str] = &["KeyY", "KeyQ", "Semicolon", "Quote", "BracketLeft", "BracketRight", "Digit1"];

/// A keyboard layout, as far as it is known: from the language at first, and then from what is typed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Layout {
    // Whether `[ ] { }` can be typed without AltGr; `None` where nothing is known.
    brackets: Option<bool>,
    // Whether a plus needs the key with 1 on it, which marks.
    plus_on_one: Option<bool>,
}

impl Layout {
    /// What a language of the browser, such as `de-CH`, lets expect.
    pub fn of_language(tag: &str) -> Self {
        let language = tag.split(['-', '_']).next().unwrap_or_default().to_ascii_lowercase();
        let is_in = |list: &[&str]| list.contains(&language.as_str());
        Layout {
            brackets: is_in(NO_BRACKETS).then_some(false),
            plus_on_one: is_in(PLUS_ON_ONE).then_some(true),
        }
    }

    /// Learns from a key (UI Events, `key` and `code`) that was pressed without Ctrl and Alt; `alt_graph` is whether
    /// AltGr was held.
    pub fn learn(&mut self, key: &str, code: &str, shift: bool, alt_graph: bool) {
        let is_bracket = matches!(key, "[" | "]" | "{" | "}");
        if alt_graph {
            if is_bracket {
                self.brackets = Some(false);
            }
            return;
        }
        let mut chars = key.chars();
        let letter = chars.next().filter(|char| chars.next().is_none() && char.is_alphabetic());
        let is_dead = key == "Dead";
        match code {
            _ if is_bracket => self.brackets = Some(true),
            // Where other keyboards have brackets and punctuation, this one has letters or accents.
            "BracketLeft" | "BracketRight" if letter.is_some() || is_dead => self.brackets = Some(false),
            "Semicolon" | "Quote" if letter.is_some_and(|letter| !letter.is_ascii()) => {
                self.brackets = Some(false);
            }
            // QWERTZ and AZERTY.
            "KeyY" if matches!(key, "z" | "Z") => self.brackets = Some(false),
            "KeyQ" if matches!(key, "a" | "A") => self.brackets = Some(false),
            "Digit1" if !shift => self.plus_on_one = Some(key == "+"),
            _ => {}
        }
    }

    /// Whether this keyboard can type a combination without AltGr; whatever is not known counts as yes.
    pub fn can_type(self, chord: &str) -> bool {
        match chord.chars().next_back() {
            Some('[' | ']' | '{' | '}') => self.brackets != Some(false),
            Some('+') => self.plus_on_one != Some(true),
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Which of these a keyboard types after these keys; each is `key@code`, with `^` before it for Shift and `~` for
    /// AltGr.
    #[track_caller]
    fn check(language: &str, pressed: &str, expected: &str) {
        let mut layout = Layout::of_language(language);
        for stroke in pressed.split_whitespace() {
            let (shift, alt_graph) = (stroke.starts_with('^'), stroke.starts_with('~'));
            let (key, code) = stroke.trim_start_matches(['^', '~']).split_once('@').unwrap();
            layout.learn(key, code, shift, alt_graph);
        }
        let types: String =
            "[+,".chars().filter(|key| layout.can_type(key.encode_utf8(&mut [0; 4]))).collect();
        assert_eq!(types, expected, "{language} {pressed}");
    }

    #[test]
    fn the_language_is_a_first_guess() {
        for language in ["en-US", "en-GB", "", "ja", "nl"] {
            check(language, "", "[+,");
        }
        for language in ["de", "de-CH", "fr-FR", "it"] {
            check(language, "", "+,");
        }
        check("cs-CZ", "", ",");
    }

    #[test]
    fn what_is_typed_says_more() {
        // German, Swiss, French and Czech keyboards of people whose browser speaks English.
        check("en-US", "ü@BracketLeft", "+,");
        check("en-US", "Z@KeyY", "+,");
        check("en-US", "ö@Semicolon", "+,");
        check("en-US", "~[@Digit8", "+,");
        check("en-US", "a@KeyQ", "+,");
        check("en-US", "Dead@BracketLeft", "+,");
        check("en-US", "ú@BracketLeft +@Digit1", ",");
        // An English keyboard under a German page, and a Swiss plus, which needs Shift.
        check("de-DE", "[@BracketLeft", "[+,");
        check("de-CH", "^+@Digit1", "+,");
        check("cs-CZ", "1@Digit1", "+,");
        check("en-US", "y@KeyY ;@Semicolon 1@Digit1 q@KeyQ Enter@Enter", "[+,");
    }
}
