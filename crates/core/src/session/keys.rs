//! Keys: what somebody pressed, and the one way in which a combination is spelled.

use crate::text::{lower, unseen_name};

/// How many letters the name of a key has at most. The longest one of UI Events has 24.
const LONGEST: usize = 32;

/// A pressed key as the browser reports it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stroke {
    /// The key's name: a character as the layout gives it, or `Enter`, `ArrowLeft` and so on (UI Events, `key`).
    pub key: String,
    /// Where the key lies, by what it bears on an English keyboard: `KeyZ` (UI Events, `code`).
    pub code: String,
    /// Control, or Command on a Mac.
    pub ctrl: bool,
    /// Alt, or Option on a Mac.
    pub alt: bool,
    /// Shift.
    pub shift: bool,
}

impl Stroke {
    /// The combination that was pressed; `None` for a modifier alone and for half a character.
    ///
    /// A letter is the one that the layout gives. With Ctrl or Alt held, a keyboard that writes other letters means the
    /// Latin one on the same key, as everywhere: Ctrl+Z takes back where the key says я. With Option a Mac writes other
    /// characters, and the bracket on the key is meant.
    pub fn chord(&self) -> Option<Chord> {
        let is_foreign = (self.ctrl || self.alt) && !self.key.is_ascii() && is_one_character(&self.key);
        let latin = self.code.strip_prefix("Key").or(self.code.strip_prefix("Digit"));
        let latin = latin.filter(|key| is_one_character(key)).or_else(|| self.punctuation());
        let key = latin.filter(|_| is_foreign).unwrap_or(&self.key);
        Chord::of(self.ctrl, self.alt, self.shift, key)
    }

    /// What the stroke can mean, the first thing first: the character that was typed, and behind it what stands on the
    /// key.
    ///
    /// A key of the digit row that writes something else without Shift, as in France and in Bohemia, means its digit
    /// where its character means nothing. A plus that is written there adds nothing: the hand was on the 1.
    pub fn chords(&self) -> Vec<Chord> {
        let digit = self.code.strip_prefix("Digit").filter(|digit| {
            !self.ctrl
                && !self.shift
                && is_one_character(digit)
                && *digit != self.key
                && !self.is_letter_or_name()
        });
        let by_digit = digit.and_then(|digit| Chord::of(false, self.alt, false, digit));
        // With Option a German Mac writes brackets on digits, as other keyboards do with AltGr.
        let is_bracket = matches!(self.key.as_str(), "[" | "]" | "{" | "}");
        let bracket = by_digit.as_ref().filter(|_| self.alt && is_bracket);
        let bracket = bracket.and_then(|_| Chord::of(false, false, false, &self.key));
        let own = self.chord().filter(|_| bracket.is_none() && (self.key != "+" || by_digit.is_none()));
        let mut chords = Vec::from_iter(own);
        for chord in by_digit.into_iter().chain(bracket) {
            if !chords.contains(&chord) {
                chords.push(chord);
            }
        }
        chords
    }

    /// Whether the key is a Latin letter, another digit or a key with a name, and so means itself.
    fn is_letter_or_name(&self) -> bool {
        let is_plain = self.key.chars().all(|char| char.is_ascii_alphanumeric());
        is_plain && self.key != "Dead"
    }

    /// The punctuation that is meant by a key with Option; `None` where a letter of the layout lies there.
    fn punctuation(&self) -> Option<&'static str> {
        // On an English Mac Option+Shift+; writes a letter.
        if !self.alt || (self.key.chars().all(char::is_alphabetic) && self.key != "Ú") {
            return None;
        }
        Some(match (self.code.as_str(), self.shift) {
            ("BracketLeft", false) => "[",
            ("BracketLeft", true) => "{",
            ("BracketRight", false) => "]",
            ("BracketRight", true) => "}",
            ("Comma", false) => ",",
            ("Period", false) => ".",
            // On an English keyboard the semicolon and the colon are here, on a German one over the comma and the
            // full stop.
            ("Semicolon", false) | ("Comma", true) => ";",
            ("Semicolon" | "Period", true) => ":",
            _ => return None,
        })
    }
}

/// A combination of keys, such as `Ctrl+Shift+Z`.
///
/// Letters are the same in upper and lower case. For other characters Shift does not count, since layouts differ in
/// whether they need it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chord(
    // Invariant: as `Chord::of` spells it, so that equal combinations are equal texts.
    String,
);

impl Chord {
    /// Reads a combination as it is shown; `None` where it is none.
    pub fn parse(written: &str) -> Option<Chord> {
        let (mut ctrl, mut alt, mut shift, mut key) = (false, false, false, written);
        // What stands behind the last plus is the key, and a plus at the end is itself one.
        while let Some((modifier, rest)) = key.split_once('+').filter(|(_, rest)| !rest.is_empty()) {
            match modifier {
                "Ctrl" => ctrl = true,
                "Alt" => alt = true,
                "Shift" => shift = true,
                _ => return None,
            }
            key = rest;
        }
        Chord::of(ctrl, alt, shift, if key == "Space" { " " } else { key })
    }

    /// A character pressed alone.
    pub fn of_character(key: char) -> Option<Chord> {
        Chord::of(false, false, false, key.encode_utf8(&mut [0; 4]))
    }

    fn of(ctrl: bool, alt: bool, shift: bool, key: &str) -> Option<Chord> {
        /// Keys that do nothing by themselves.
        const SILENT: &[&str] = &[
            "Shift",
            "Control",
            "Alt",
            "AltGraph",
            "Meta",
            "CapsLock",
            "NumLock",
            "ScrollLock",
            "Fn",
            "FnLock",
            "Hyper",
            "Super",
            "Symbol",
            "SymbolLock",
            "Dead",
            "Compose",
            "Process",
            "Unidentified",
        ];
        let first = key.chars().next()?;
        let (name, shift_counts) = if key == " " {
            ("Space".to_owned(), true)
        } else if is_one_character(key) {
            (one_case(first).to_string(), first.is_alphabetic())
        } else {
            (key.to_owned(), true)
        };
        let is_name = || {
            name.len() <= LONGEST
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
                && !SILENT.contains(&key)
        };
        if first.is_control() || unseen_name(first).is_some() || !(is_one_character(&name) || is_name()) {
            return None;
        }
        let mut spelled = String::new();
        for (held, modifier) in [(ctrl, "Ctrl+"), (alt, "Alt+"), (shift && shift_counts, "Shift+")] {
            spelled.push_str(if held { modifier } else { "" });
        }
        Some(Chord(spelled + &name))
    }

    /// The combination as it is kept and compared.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is a character without Ctrl and Alt: what speech input and a hand that slips press by mistake.
    pub fn is_single(&self) -> bool {
        is_single(&self.0)
    }

    /// Its character where it is pressed alone, in lower case.
    pub fn character(&self) -> Option<char> {
        let char = self.0.chars().next().filter(|_| is_one_character(&self.0))?;
        Some(lower(char))
    }
}

/// The same of a combination as it is spelled.
pub(super) fn is_single(chord: &str) -> bool {
    let key = chord.strip_prefix("Shift+").unwrap_or(chord);
    is_one_character(key) || key == "Space"
}

fn is_one_character(key: &str) -> bool {
    key.chars().nth(1).is_none() && !key.is_empty()
}

/// A letter in one of its cases: one of the Latin alphabet as it stands on the key.
fn one_case(char: char) -> char {
    if char.is_ascii() { char.to_ascii_uppercase() } else { lower(char) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How the stroke of a key is spelled, with its place on the keyboard behind an `@`.
    fn check(key: &str, held: &str, spelled: &str) {
        let (key, code) = key.split_once('@').unwrap_or((key, ""));
        let held = |name| held.contains(name);
        let (ctrl, alt, shift) = (held("ctrl"), held("alt"), held("shift"));
        let stroke = Stroke { key: key.to_owned(), code: code.to_owned(), ctrl, alt, shift };
        let chord = stroke.chord();
        assert_eq!(chord.as_ref().map_or("", Chord::as_str), spelled, "{stroke:?}");
        assert_eq!(Chord::parse(spelled), chord, "what is spelled can be read");
    }

    #[test]
    fn a_stroke_is_spelled_in_one_way() {
        check("z", "ctrl", "Ctrl+Z");
        check("Z", "shift ctrl", "Ctrl+Shift+Z");
        check("Z", "", "Z");
        check("1", "", "1");
        check("ArrowLeft", "shift alt", "Alt+Shift+ArrowLeft");
        check(" ", "shift", "Shift+Space");
        check("Ö", "shift", "Shift+ö");
        check("ß", "", "ß");
        check("F1", "", "F1");
    }

    #[test]
    fn shift_does_not_count_where_the_layout_may_need_it() {
        check("?", "shift", "?");
        check("?", "", "?");
        check("+", "", "+");
        check("+", "shift ctrl", "Ctrl++");
        check("[", "alt", "Alt+[");
    }

    #[test]
    fn with_ctrl_a_key_of_another_script_means_its_latin_letter() {
        check("я@KeyZ", "ctrl", "Ctrl+Z");
        check("Я@KeyZ", "ctrl shift", "Ctrl+Shift+Z");
        check("ζ@KeyZ", "ctrl", "Ctrl+Z");
        // Option on a Mac writes another character.
        check("¡@Digit1", "alt", "Alt+1");
        check("å@KeyA", "alt", "Alt+A");
        // Where the layout has a Latin letter, that one counts, wherever it lies.
        check("z@KeyY", "ctrl", "Ctrl+Z");
        check("ö@Semicolon", "ctrl", "Ctrl+ö");
        // Alone, each key is the character it writes.
        check("Я@KeyZ", "", "я");
    }

    /// What a stroke can mean, for keyboards whose layout is named.
    #[track_caller]
    fn check_all(layout: &str, key: &str, held: &str, spelled: &[&str]) {
        let (key, code) = key.split_once('@').unwrap();
        let held = |name| held.contains(name);
        let (ctrl, alt, shift) = (held("ctrl"), held("alt"), held("shift"));
        let stroke = Stroke { key: key.to_owned(), code: code.to_owned(), ctrl, alt, shift };
        let chords = stroke.chords();
        let found: Vec<&str> = chords.iter().map(Chord::as_str).collect();
        assert_eq!(found, spelled, "{layout} {stroke:?}");
    }

    #[test]
    fn the_key_with_a_digit_on_it_means_the_digit() {
        check_all("US", "1@Digit1", "", &["1"]);
        check_all("US", "!@Digit1", "shift", &["!"]);
        check_all("US", "1@Digit1", "alt", &["Alt+1"]);
        check_all("US", "1@Digit1", "ctrl", &["Ctrl+1"]);
        check_all("UK", "\"@Digit2", "shift", &["\""]);
        check_all("German", "2@Digit2", "", &["2"]);
        check_all("German", "\"@Digit2", "shift", &["\""]);
        check_all("French", "&@Digit1", "", &["&", "1"]);
        check_all("French", "é@Digit2", "", &["é", "2"]);
        check_all("French", "\"@Digit3", "", &["\"", "3"]);
        check_all("French", "-@Digit6", "", &["-", "6"]);
        check_all("French", "1@Digit1", "shift", &["1"]);
        check_all("French", "&@Digit1", "alt", &["Alt+&", "Alt+1"]);
        check_all("French", "é@Digit2", "alt", &["Alt+2"]);
        check_all("French", "&@Digit1", "ctrl", &["Ctrl+&"]);
        check_all("Czech", "ě@Digit2", "", &["ě", "2"]);
        check_all("Czech", "2@Digit2", "shift", &["2"]);
        check_all("Slovak", "Dead@Digit1", "", &["1"]);
        check_all("Mac, US", "¡@Digit1", "alt", &["Alt+1"]);
        check_all("Mac, German", "“@Digit2", "alt", &["Alt+2"]);
        check_all("Mac, French", "\u{f8ff}@Digit1", "alt", &["Alt+1"]);
        check_all("Arabic", "١@Digit1", "", &["١", "1"]);
    }

    #[test]
    fn a_plus_on_the_digit_row_is_no_plus_unless_shift_writes_it() {
        check_all("Czech", "+@Digit1", "", &["1"]);
        check_all("Czech", "+@Digit1", "alt", &["Alt+1"]);
        check_all("Czech", "+@NumpadAdd", "", &["+"]);
        check_all("Swiss", "+@Digit1", "shift", &["+"]);
        check_all("German", "+@BracketRight", "", &["+"]);
        check_all("US", "+@Equal", "shift", &["+"]);
        check_all("French", "+@Equal", "shift", &["+"]);
    }

    #[test]
    fn option_and_a_bracket_mean_the_bracket() {
        check_all("Mac, US", "“@BracketLeft", "alt", &["Alt+["]);
        check_all("Mac, US", "”@BracketLeft", "alt shift", &["Alt+{"]);
        check_all("Mac, US", "‘@BracketRight", "alt", &["Alt+]"]);
        check_all("Mac, US", "’@BracketRight", "alt shift", &["Alt+}"]);
        check_all("Mac, US", "≤@Comma", "alt", &["Alt+,"]);
        check_all("Mac, US", "≥@Period", "alt", &["Alt+."]);
        check_all("Mac, US", "…@Semicolon", "alt", &["Alt+;"]);
        check_all("Mac, US", "Ú@Semicolon", "alt shift", &["Alt+:"]);
        check_all("Mac, German", "∞@Comma", "alt", &["Alt+,"]);
        check_all("Mac, German", "˛@Comma", "alt shift", &["Alt+;"]);
        check_all("Mac, German", "…@Period", "alt", &["Alt+."]);
        check_all("Mac, German", "÷@Period", "alt shift", &["Alt+:"]);
        // Option writes the bracket itself there.
        check_all("Mac, German", "[@Digit5", "alt", &["Alt+5", "["]);
        check_all("German", "ü@BracketLeft", "alt", &["Alt+ü"]);
        check_all("German", "[@Digit8", "", &["[", "8"]);
        check_all("Swiss", "é@Semicolon", "alt", &["Alt+é"]);
    }

    #[test]
    fn what_is_no_combination_is_none() {
        for key in ["Shift", "Control", "Dead", "Process", "Unidentified", "AltGraph", "", "\u{1b}"] {
            check(key, "", "");
        }
        for written in
            ["", "Ctrl+", "Strg+Z", "A B", "Ctrl + Z", "\u{7}", "Ctrl+Shift", "\u{202e}", "Alt+\u{feff}"]
        {
            assert_eq!(Chord::parse(written), None, "{written:?}");
        }
        assert_eq!(Chord::parse("Shift+?"), Chord::parse("?"));
        assert_eq!(Chord::parse("Shift+Ctrl+z"), Chord::parse("Ctrl+Shift+Z"));
    }

    #[test]
    fn single_keys_are_characters_without_ctrl_and_alt() {
        let is_single = |written| Chord::parse(written).unwrap().is_single();
        assert!(["N", "1", "?", "+", "Shift+N", "Space"].into_iter().all(is_single));
        assert!(!["Ctrl+N", "Alt+1", "Enter", "Delete", "F1", "Shift+PageDown"].into_iter().any(is_single));
        assert_eq!(Chord::parse("N").unwrap().character(), Some('n'));
        assert_eq!(Chord::parse("Shift+N").unwrap().character(), None);
    }
}
