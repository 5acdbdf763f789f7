//! Keys: what somebody pressed, and which combination a command asks for.

/// A pressed key as the browser reports it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stroke {
    /// The key's name: a character as the layout gives it, or `Enter`, `ArrowLeft` and so on (UI Events, `key`).
    pub key: String,
    /// Control, or Command on a Mac.
    pub ctrl: bool,
    /// Alt, or Option on a Mac.
    pub alt: bool,
    /// Shift.
    pub shift: bool,
}

/// A combination that a command asks for, as it is shown: `Ctrl+Shift+Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chord(pub &'static str);

impl Chord {
    /// Whether a stroke is this combination. Letters are the same in upper and lower case; for other characters Shift
    /// does not count, since layouts differ in whether they need it.
    pub fn is(self, stroke: &Stroke) -> bool {
        let mut wanted = Stroke { key: String::new(), ctrl: false, alt: false, shift: false };
        for part in self.parts() {
            match part {
                "Ctrl" => wanted.ctrl = true,
                "Alt" => wanted.alt = true,
                "Shift" => wanted.shift = true,
                key => wanted.key = key.to_owned(),
            }
        }
        let shift_counts = wanted.key.chars().count() > 1 || wanted.key.chars().all(char::is_alphabetic);
        wanted.key.eq_ignore_ascii_case(&stroke.key)
            && wanted.ctrl == stroke.ctrl
            && wanted.alt == stroke.alt
            && (!shift_counts || wanted.shift == stroke.shift)
    }

    /// The modifiers and the key, in the order in which they are shown.
    pub fn parts(self) -> impl Iterator<Item = &'static str> {
        // "+" is itself a key.
        let (modifiers, key) = match self.0.strip_suffix("++") {
            Some(modifiers) => (modifiers, "+"),
            None => self.0.rsplit_once('+').filter(|(_, key)| !key.is_empty()).unwrap_or(("", self.0)),
        };
        modifiers.split('+').filter(|part| !part.is_empty()).chain([key])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stroke(key: &str, modifiers: &str) -> Stroke {
        let held = |name| modifiers.contains(name);
        Stroke { key: key.to_owned(), ctrl: held("ctrl"), alt: held("alt"), shift: held("shift") }
    }

    #[test]
    fn modifiers_must_be_as_asked() {
        assert!(Chord("Ctrl+Z").is(&stroke("z", "ctrl")));
        assert!(Chord("Ctrl+Shift+Z").is(&stroke("Z", "ctrl shift")));
        assert!(!Chord("Ctrl+Z").is(&stroke("Z", "ctrl shift")));
        assert!(!Chord("Ctrl+Z").is(&stroke("z", "")));
        assert!(!Chord("1").is(&stroke("1", "ctrl")));
        assert!(Chord("Shift+ArrowLeft").is(&stroke("ArrowLeft", "shift")));
        assert!(!Chord("ArrowLeft").is(&stroke("ArrowLeft", "shift")));
    }

    #[test]
    fn shift_does_not_count_where_the_layout_may_need_it() {
        assert!(Chord("?").is(&stroke("?", "shift")));
        assert!(Chord("?").is(&stroke("?", "")));
        assert!(Chord("Alt+[").is(&stroke("[", "alt")));
    }

    #[test]
    fn plus_is_a_key() {
        assert_eq!(Chord("+").parts().collect::<Vec<_>>(), ["+"]);
        assert_eq!(Chord("Ctrl++").parts().collect::<Vec<_>>(), ["Ctrl", "+"]);
        assert_eq!(Chord("Ctrl+Shift+Z").parts().collect::<Vec<_>>(), ["Ctrl", "Shift", "Z"]);
    }
}
