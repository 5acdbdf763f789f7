//! The keys of a person: what was changed of the table's, and what follows from it for the keys of labels.
//!
//! It belongs to the person at this browser, not to the project.

use std::sync::Arc;

use crate::json::{self, Json, Writer};
use crate::model::{Id, Label, Project};

use super::commands::{COMMANDS, Command, Place, Wish, named};
use super::keys::{Chord, is_single};
use super::layout::Layout;

/// What browsers do themselves, whatever a page wants, and what nobody should lose.
const BROWSER: &[&str] = &[
    "Tab",
    "Shift+Tab",
    "F5",
    "F6",
    "F11",
    "F12",
    "Ctrl+W",
    "Ctrl+T",
    "Ctrl+N",
    "Ctrl+L",
    "Ctrl+R",
    "Ctrl+Q",
    "Ctrl+F",
    "Ctrl+P",
    "Ctrl+A",
    "Ctrl+C",
    "Ctrl+V",
    "Ctrl+X",
    "Ctrl+Shift+W",
    "Ctrl+Shift+T",
    "Ctrl+Shift+N",
    "Ctrl+Shift+R",
    "Ctrl+Shift+I",
    "Ctrl+Shift+J",
    "Ctrl+Shift+P",
    "Ctrl+Tab",
    "Ctrl+Shift+Tab",
    "Ctrl+F4",
    "Ctrl+F5",
    "Ctrl+PageUp",
    "Ctrl+PageDown",
    "Alt+F4",
    "Alt+Home",
    "Ctrl++",
    "Ctrl+-",
    "Ctrl+0",
];

/// How many keys of one command are read. Nobody needs more.
const KEYS: usize = 16;

/// Which keys do what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Keymap {
    // Invariant: each command once, and no combination twice.
    changed: Vec<(&'static str, Vec<Chord>)>,
    /// Whether characters without Ctrl and Alt do nothing, as WCAG 2.1.4 asks for.
    pub single_keys_off: bool,
    /// The keyboard, which is not kept: the same user can sit at another one.
    pub layout: Layout,
}

/// Why a combination cannot be given to somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Somebody else has it.
    Taken(Wish),
    /// The browser keeps it for itself.
    Browser,
    /// The key of a label is a character pressed alone.
    NoCharacter,
}

impl Keymap {
    /// The keys of a command, the one that stands on its button first.
    pub fn keys(&self, command: &Command) -> Vec<&str> {
        if let Some(chords) = self.changed(command) {
            return chords.iter().map(Chord::as_str).collect();
        }
        command.keys.iter().copied().filter(|key| !self.is_given_away(key)).collect()
    }

    /// The keys of what somebody wants; documents have none.
    pub fn keys_of(&self, project: &Project, wish: &Wish) -> Vec<String> {
        let label_key =
            |label: &Id| self.labels(project).into_iter().find(|(other, _)| other.id == *label)?.1;
        let key = match wish {
            Wish::Command(command) => return self.keys(command).into_iter().map(str::to_owned).collect(),
            Wish::Mark(label) => label_key(label).map(|key| key.as_str().to_owned()),
            Wish::MarkExactly(label) => label_key(label).map(|key| format!("Alt+{}", key.as_str())),
            Wish::Open(_) => None,
        };
        Vec::from_iter(key)
    }

    /// The first of them that does something and that the keyboard can type without AltGr, or else the first that does
    /// something: it stands on the button.
    pub fn first_key(&self, project: &Project, wish: &Wish) -> Option<String> {
        let mut keys = self.keys_of(project, wish);
        keys.retain(|key| !self.single_keys_off || !is_single(key));
        let first = keys.iter().position(|key| self.layout.can_type(key)).unwrap_or_default();
        keys.into_iter().nth(first)
    }

    /// What a combination means in a place.
    pub fn wish(&self, project: &Project, chord: &Chord, place: Place) -> Option<Wish> {
        let counts = |command: &&Command| match place {
            Place::Text => true,
            Place::Page => command.place != Place::Text,
            Place::Everywhere => command.place == Place::Everywhere,
        };
        if self.single_keys_off && chord.is_single() {
            return None;
        }
        // In a field a character is typed, whatever has it for a key.
        if place == Place::Everywhere && chord.is_single() {
            return None;
        }
        if let Some(command) = COMMANDS.iter().filter(counts).find(|command| self.has(command, chord)) {
            return Some(Wish::Command(command));
        }
        if place == Place::Everywhere {
            return None;
        }
        // With Alt a label never replaces another one.
        let plain = chord.as_str().strip_prefix("Alt+");
        self.labels(project).into_iter().find_map(|(label, key)| {
            let (key, label) = (key?, label.id.clone());
            if key == *chord {
                return Some(Wish::Mark(label));
            }
            (plain == Some(key.as_str())).then_some(Wish::MarkExactly(label))
        })
    }

    fn changed(&self, command: &Command) -> Option<&[Chord]> {
        let (_, chords) = self.changed.iter().find(|(name, _)| *name == command.name)?;
        Some(chords)
    }

    /// Whether a key of the table was given to a command that has others there.
    fn is_given_away(&self, key: &str) -> bool {
        self.changed.iter().any(|(_, chords)| chords.iter().any(|chord| chord.as_str() == key))
    }

    fn has(&self, command: &Command, chord: &Chord) -> bool {
        match self.changed(command) {
            Some(chords) => chords.contains(chord),
            None => command.keys.contains(&chord.as_str()) && !self.is_given_away(chord.as_str()),
        }
    }

    /// The command that has a combination.
    pub fn owner(&self, chord: &Chord) -> Option<&'static Command> {
        COMMANDS.iter().find(|command| self.has(command, chord))
    }

    /// The labels with their keys. A label whose own key belongs to a command or to another label gets the first digit
    /// that is free.
    pub fn labels<'p>(&self, project: &'p Project) -> Vec<(&'p Arc<Label>, Option<Chord>)> {
        let labels = project.labels();
        let mut taken: Vec<Chord> = Vec::new();
        let is_free = |taken: &[Chord], key: &Chord| !taken.contains(key) && self.owner(key).is_none();
        let own: Vec<Option<Chord>> = labels
            .iter()
            .map(|label| {
                let key = Chord::of_character(label.key?).filter(|key| is_free(&taken, key))?;
                taken.push(key.clone());
                Some(key)
            })
            .collect();
        let mut digits = "1234567890".chars().filter_map(Chord::of_character);
        let keys = labels.into_iter().zip(own).map(|(label, own)| {
            let spare = |_| digits.find(|digit| is_free(&taken, digit));
            (label, own.or_else(|| label.key.and_then(spare)))
        });
        keys.collect()
    }

    /// Whether a combination can be given to a command or a label.
    pub fn check(&self, project: &Project, wish: &Wish, chord: &Chord) -> Result<(), Refusal> {
        // What the table gives to a command, it may have again.
        let is_own = matches!(wish, Wish::Command(command) if command.keys.contains(&chord.as_str()));
        if BROWSER.contains(&chord.as_str()) && !is_own {
            return Err(Refusal::Browser);
        }
        if matches!(wish, Wish::Mark(_)) && chord.character().is_none() {
            return Err(Refusal::NoCharacter);
        }
        let command = self.owner(chord).map(Wish::Command);
        // A label has its key with Alt as well.
        let plain = chord.as_str().strip_prefix("Alt+").unwrap_or(chord.as_str());
        let label = || {
            let mut labels = self.labels(project).into_iter();
            let (label, _) = labels.find(|(_, key)| key.as_ref().is_some_and(|key| key.as_str() == plain))?;
            Some(Wish::Mark(label.id.clone()))
        };
        match command.or_else(label) {
            Some(other) if other != *wish => Err(Refusal::Taken(other)),
            _ => Ok(()),
        }
    }

    /// Puts a combination in the place of another one of a command, adds it where there is no other, or takes the other
    /// away.
    pub fn set(&mut self, command: &Command, old: Option<&str>, new: Option<Chord>) {
        let mut keys: Vec<Chord> = self.keys(command).into_iter().filter_map(Chord::parse).collect();
        keys.retain(|key| Some(key) != new.as_ref() || Some(key.as_str()) == old);
        let at = keys.iter().position(|key| Some(key.as_str()) == old);
        match (at.and_then(|at| keys.get_mut(at)), at, new) {
            (Some(key), _, Some(new)) => *key = new,
            (_, Some(at), None) => drop(keys.remove(at)),
            (_, _, new) => keys.extend(new),
        }
        self.changed.retain(|(name, _)| *name != command.name);
        self.changed.push((command.name, keys));
    }

    /// Gives every command the keys of the table.
    pub fn reset(&mut self) {
        self.changed.clear();
    }

    /// The keymap as text, to be kept.
    pub fn write(&self) -> String {
        let mut out = Writer::compact();
        out.object();
        out.filled_field("single-keys", if self.single_keys_off { "off" } else { "" });
        out.name("keys");
        out.object();
        for (name, chords) in &self.changed {
            // The space bar is spelled with letters, so that a space stands between two.
            let chords: Vec<&str> = chords.iter().map(Chord::as_str).collect();
            out.text_field(name, &chords.join(" "));
        }
        out.end();
        out.end();
        out.finish()
    }

    /// Reads what was kept. Commands that there are no longer and what is no combination are left out.
    pub fn read(written: &str) -> Keymap {
        let json = json::parse(written).unwrap_or(Json::Null);
        let mut keymap = Keymap { single_keys_off: json.text("single-keys") == "off", ..Keymap::default() };
        let Json::Object(fields) = json.field("keys") else { return keymap };
        for (name, chords) in fields {
            let (Some(command), Json::Text(chords)) = (named(name), chords) else { continue };
            let mut keys: Vec<Chord> = Vec::new();
            for chord in chords.split(' ').filter_map(Chord::parse).take(KEYS) {
                let others = keymap.changed.iter().flat_map(|(_, keys)| keys);
                let is_free = !BROWSER.contains(&chord.as_str()) || command.keys.contains(&chord.as_str());
                if is_free && !others.chain(&keys).any(|other| *other == chord) {
                    keys.push(chord);
                }
            }
            keymap.changed.retain(|(other, _)| *other != command.name);
            keymap.changed.push((command.name, keys));
        }
        keymap
    }
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;
    use crate::model::{Action, Edit, Item, Origin, Timestamp, Transaction, carets};

    fn chord(written: &str) -> Chord {
        Chord::parse(written).unwrap()
    }

    fn command(name: &str) -> &'static Command {
        named(name).unwrap()
    }

    /// A project whose labels have these keys; a space stands for none.
    fn project(keys: &str) -> Project {
        let mut project = carets::project("x");
        for (label, key) in project.clone().labels().into_iter().zip(keys.chars()) {
            let new = Label { key: Some(key).filter(|key| *key != ' '), ..Label::clone(label) };
            let edit = Edit::Replace { old: Item::Label(label.clone()), new: new.into() };
            let (action, origin, at) = (Action::SetKey, Origin::Hand, Timestamp::default());
            project.apply(&Transaction { action, edits: vec![edit], origin, at }).unwrap();
        }
        project
    }

    /// What a combination means in a place.
    fn meant(keymap: &Keymap, written: &str, place: Place) -> String {
        match keymap.wish(&project("123"), &chord(written), place) {
            Some(Wish::Command(command)) => command.name.to_owned(),
            Some(Wish::Mark(label)) => format!("mark {label}"),
            Some(Wish::MarkExactly(label)) => format!("mark exactly {label}"),
            Some(Wish::Open(_)) | None => String::new(),
        }
    }

    #[test]
    fn a_key_means_what_the_place_makes_of_it() {
        let keymap = Keymap::default();
        assert_eq!(meant(&keymap, "Enter", Place::Text), "open-mark");
        assert_eq!(meant(&keymap, "Enter", Place::Page), "cycle");
        assert_eq!(meant(&keymap, "Enter", Place::Everywhere), "");
        assert_eq!(meant(&keymap, "2", Place::Page), "mark source");
        assert_eq!(meant(&keymap, "Alt+2", Place::Text), "mark exactly source");
        assert_eq!(meant(&keymap, "2", Place::Everywhere), "");
        assert_eq!(meant(&keymap, "Ctrl+2", Place::Page), "");
        assert_eq!(meant(&keymap, "Ctrl+Enter", Place::Page), "done");
        assert_eq!(meant(&keymap, "Ctrl+Enter", Place::Everywhere), "", "it leaves the field");
        assert_eq!(meant(&keymap, "Ctrl+S", Place::Everywhere), "download");
    }

    #[test]
    fn keys_can_be_changed_and_the_standard_comes_back() {
        let mut keymap = Keymap::default();
        keymap.set(command("note"), Some("N"), Some(chord("M")));
        keymap.set(command("note"), None, Some(chord("Ctrl+M")));
        assert_eq!(keymap.keys(command("note")), ["M", "Ctrl+M"]);
        assert_eq!(
            (meant(&keymap, "N", Place::Page), meant(&keymap, "M", Place::Page)),
            ("".into(), "note".into())
        );
        keymap.set(command("note"), Some("M"), Some(chord("Ctrl+M")));
        assert_eq!(keymap.keys(command("note")), ["Ctrl+M"], "no key twice");
        keymap.set(command("note"), Some("Ctrl+M"), None);
        assert_eq!(keymap.keys(command("note")), [""; 0]);
        assert_ne!(keymap, Keymap::default());
    }

    #[test]
    fn without_single_keys_characters_do_nothing_and_all_else_does() {
        let keymap = Keymap { single_keys_off: true, ..Keymap::default() };
        for key in ["N", "[", "1", "?", "+"] {
            assert_eq!(meant(&keymap, key, Place::Text), "", "{key}");
        }
        for key in ["Delete", "Alt+[", "Alt+1", "Ctrl+Z", "ArrowLeft", "Shift+PageDown"] {
            assert_ne!(meant(&keymap, key, Place::Text), "", "{key}");
        }
        let first = |wish: &Wish| keymap.first_key(&project("123"), wish);
        assert_eq!(first(&Wish::Command(command("start-out"))), None);
        assert_eq!(first(&Wish::Command(command("delete"))).as_deref(), Some("Delete"));
        assert_eq!(first(&Wish::Mark(Id::new("claim").unwrap())), None);
        assert_eq!(first(&Wish::MarkExactly(Id::new("claim").unwrap())).as_deref(), Some("Alt+1"));
    }

    #[test]
    fn the_key_on_a_button_is_one_that_the_keyboard_types() {
        let first = |language: &str, name: &str| {
            let keymap = Keymap { layout: Layout::of_language(language), ..Keymap::default() };
            keymap.first_key(&project("123"), &Wish::Command(command(name))).unwrap()
        };
        let edges = ["start-out", "start-in", "end-in", "end-out", "start-out-char", "end-out-char"];
        assert_eq!(edges.map(|name| first("en", name)), ["[", "{", "}", "]", "Alt+[", "Alt+]"]);
        assert_eq!(edges.map(|name| first("de", name)), [",", ";", ":", ".", "Alt+,", "Alt+."]);
        assert_eq!((first("de", "add-stretch"), first("cs", "add-stretch")), ("+".into(), "=".into()));
        let mut keymap = Keymap { layout: Layout::of_language("de"), ..Keymap::default() };
        keymap.set(command("start-out"), Some(","), None);
        let wish = Wish::Command(command("start-out"));
        assert_eq!(keymap.first_key(&project("123"), &wish).as_deref(), Some("["), "the only one");
    }

    /// The keys that labels with these keys have beside the commands; a space stands for none.
    fn check_labels(own: &str, found: &str) {
        let labels: String = Keymap::default()
            .labels(&project(own))
            .into_iter()
            .map(|(_, key)| key.and_then(|key| key.character()).unwrap_or(' '))
            .collect();
        assert_eq!(labels, found, "{own:?}");
    }

    #[test]
    fn a_label_gives_way_to_commands_and_to_labels_before_it() {
        check_labels("123", "123");
        check_labels("qwe", "qwe");
        check_labels("QwE", "qwe");
        check_labels("jq2", "1q2");
        check_labels("[j1", "231");
        check_labels("777", "712");
        check_labels("   ", "   ");
        check_labels("\u{7} q", "1 q");
    }

    #[test]
    fn what_somebody_has_is_given_to_nobody_else() {
        let (keymap, project) = (Keymap::default(), project("1qj"));
        let check = |wish: &Wish, written: &str| keymap.check(&project, wish, &chord(written));
        let note = Wish::Command(command("note"));
        let mark = |label: &str| Wish::Mark(Id::new(label).unwrap());
        let taken = |wish| Err(Refusal::Taken(wish));
        assert_eq!(check(&note, "M"), Ok(()));
        assert_eq!(check(&note, "N"), Ok(()), "its own");
        assert_eq!(check(&note, "V"), taken(Wish::Command(command("attribute"))));
        assert_eq!(check(&note, "Enter"), taken(Wish::Command(command("open-mark"))));
        assert_eq!(check(&note, "Q"), taken(mark("source")));
        assert_eq!(check(&note, "Alt+Q"), taken(mark("source")));
        assert_eq!(check(&note, "2"), taken(mark("date")), "in the place of its own");
        assert_eq!(check(&note, "Ctrl+W"), Err(Refusal::Browser));
        assert_eq!(check(&mark("claim"), "W"), Ok(()));
        assert_eq!(check(&mark("claim"), "Q"), taken(mark("source")));
        assert_eq!(check(&mark("claim"), "N"), taken(note));
        for written in ["Ctrl+M", "Alt+M", "F2", "Shift+M", "Space"] {
            assert_eq!(check(&mark("claim"), written), Err(Refusal::NoCharacter), "{written}");
        }
    }

    #[test]
    fn what_was_kept_comes_back() {
        let mut keymap = Keymap { single_keys_off: true, ..Keymap::default() };
        keymap.set(command("note"), None, Some(chord("Alt++")));
        keymap.set(command("cycle"), Some("C"), None);
        expect![[r#"{"single-keys":"off","keys":{"note":"N Alt++","cycle":"Enter"}}"#]]
            .assert_eq(&keymap.write());
        assert_eq!(Keymap::read(&keymap.write()), keymap);
        assert_eq!(Keymap::read(&Keymap::default().write()), Keymap::default());
    }

    /// What is read of what was kept.
    fn check_read(written: &str, expected: Expect) {
        expected.assert_eq(&Keymap::read(written).write());
    }

    #[test]
    fn what_makes_no_sense_is_left_out() {
        let nothing = expect![[r#"{"keys":{}}"#]];
        for written in
            ["", "x", "[]", "{}", r#"{"keys": 7, "single-keys": true}"#, r#"{"keys": {"note": ["M"]}}"#]
        {
            nothing.assert_eq(&Keymap::read(written).write());
        }
        check_read(
            r#"{"keys": {"fly": "F", "note": "M Strg+M  Ctrl+W m", "cycle": "M G", "note": "L"}, "more": 1}"#,
            expect![[r#"{"keys":{"cycle":"G","note":"L"}}"#]],
        );
    }

    #[test]
    fn a_key_that_was_given_away_is_gone_where_it_was() {
        let keymap = Keymap::read(r#"{"keys": {"note": "J"}}"#);
        assert_eq!(meant(&keymap, "J", Place::Page), "note");
        assert_eq!(keymap.keys(command("next-annotation")), [""; 0]);
    }
}
