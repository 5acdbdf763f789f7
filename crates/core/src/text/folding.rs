//! What a text is compared as where a quote is looked for: what people cannot see or cannot type counts as equal.

use std::str::Chars;
use std::sync::LazyLock;

use unicode_normalization::char::{canonical_combining_class, decompose_compatible};

use super::invisible::is_unseen;
use super::letters::is_mark;

/// Below this each character that counts as one character stands in a table.
const SIMPLE: usize = 0x800;

/// What the characters of the first alphabets count as; `\0` where that is not one character.
static TABLE: LazyLock<[char; SIMPLE]> = LazyLock::new(|| {
    std::array::from_fn(|code| {
        let Some(char) = u32::try_from(code).ok().and_then(char::from_u32) else { return '\0' };
        let (mut found, mut count) = ('\0', 0);
        fold_alone(char, &mut |char| (found, count) = (char, count + 1));
        if count == 1 { found } else { '\0' }
    })
});

/// A text on its way to what it is compared as.
pub(super) struct Folding<'t> {
    chars: Chars<'t>,
    // What was handed on last. Of spaces, quotation marks and dashes one counts for several.
    last: char,
    keeps_hyphens: bool,
    cluster: Vec<char>,
}

impl<'t> Folding<'t> {
    /// Begins with a text. Hyphens in words count for nothing, so that a word that was broken at the end of a line is
    /// found, unless they are kept.
    pub(super) fn new(text: &'t str, keeps_hyphens: bool) -> Self {
        Folding { chars: text.chars(), last: ' ', keeps_hyphens, cluster: Vec::new() }
    }

    /// The next character as it stands in the text, to be folded or passed.
    pub(super) fn next(&mut self) -> Option<char> {
        self.chars.next()
    }

    /// Passes a character that counts as itself and begins nothing.
    pub(super) fn pass(&mut self, folded: char) {
        self.last = folded;
    }

    /// Hands on what a character counts as, with the marks and the break behind it; answers how many further characters
    /// of the text that took.
    pub(super) fn fold(&mut self, char: char, hand_on: &mut impl FnMut(char)) -> u32 {
        if is_hyphen(char)
            && let Some((further, stays)) = self.broken(char)
        {
            for _ in 0..further {
                self.chars.next();
            }
            if stays {
                self.hand_on('-', hand_on);
            }
            return further;
        }
        let next_begins_mark =
            |this: &Self| this.chars.as_str().as_bytes().first().is_some_and(|byte| *byte >= 0xcc);
        if !next_begins_mark(self) || !self.chars.clone().next().is_some_and(is_mark) {
            if let Some(simple) = TABLE.get(char as usize).filter(|simple| **simple != '\0') {
                self.hand_on(*simple, hand_on);
                return 0;
            }
            let mut cluster = std::mem::take(&mut self.cluster);
            fold_alone(char, &mut |char| cluster.push(char));
            self.hand_on_cluster(cluster, hand_on);
            return 0;
        }
        let mut cluster = std::mem::take(&mut self.cluster);
        fold_alone(char, &mut |char| cluster.push(char));
        let mut further = 0;
        while let Some(mark) = self.chars.clone().next().filter(|next| is_mark(*next)) {
            fold_alone(mark, &mut |char| cluster.push(char));
            self.chars.next();
            further += 1;
        }
        // Marks at several sides of a letter can be written in any order (Unicode, D109).
        let mut rest = cluster.as_mut_slice();
        while let Some(start) = rest.iter().position(|char| canonical_combining_class(*char) != 0) {
            let (_, marks) = rest.split_at_mut_checked(start).unwrap_or_default();
            let end = marks.iter().position(|char| canonical_combining_class(*char) == 0);
            let (run, behind) = marks.split_at_mut_checked(end.unwrap_or(marks.len())).unwrap_or_default();
            run.sort_by_key(|char| canonical_combining_class(*char));
            rest = behind;
        }
        self.hand_on_cluster(cluster, hand_on);
        further
    }

    fn hand_on_cluster(&mut self, mut cluster: Vec<char>, hand_on: &mut impl FnMut(char)) {
        cluster.drain(..).for_each(|char| self.hand_on(char, hand_on));
        self.cluster = cluster;
    }

    fn hand_on(&mut self, char: char, hand_on: &mut impl FnMut(char)) {
        if char != self.last || !matches!(char, ' ' | '"' | '-') {
            self.last = char;
            hand_on(char);
        }
    }

    /// How many characters follow that count together with what was handed on last: further quotation marks and dashes.
    pub(super) fn repeated(&self) -> u32 {
        if !matches!(self.last, '"' | '-') {
            return 0;
        }
        let mut repeated = 0;
        for (behind, char) in (1..).zip(self.chars.clone()) {
            let mut folded = (0, '\0');
            fold_alone(char, &mut |char| folded = (folded.0 + 1, char));
            match folded {
                // What cannot be seen may stand between them.
                (0, _) => {}
                folded if folded == (1, self.last) => repeated = behind,
                _ => break,
            }
        }
        repeated
    }

    /// How many characters behind a hyphen belong to the break of a word, and whether the hyphen stays: between digits
    /// it does. `None` where it divides no word.
    fn broken(&self, hyphen: char) -> Option<(u32, bool)> {
        if self.keeps_hyphens || !(self.last.is_alphanumeric() || is_mark(self.last)) {
            return None;
        }
        let rest = self.chars.as_str();
        let behind = rest.trim_start();
        let gap = rest.get(..rest.len() - behind.len())?;
        let next = behind.chars().next().filter(|char| char.is_alphanumeric())?;
        let is_line_end = gap.contains(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']);
        let are_digits = self.last.is_numeric() && next.is_numeric();
        let further = gap.chars().count() as u32;
        match hyphen {
            '\u{ad}' | '¬' => is_line_end.then_some((further, false)),
            _ if are_digits => is_line_end.then_some((further, true)),
            _ => Some((further, false)),
        }
    }
}

/// Whether a character can stand where a word is divided.
pub(super) fn is_hyphen(char: char) -> bool {
    matches!(char, '-' | '\u{ad}' | '¬' | '\u{2010}' | '\u{2011}')
}

/// Hands on what a character counts as by itself: nothing, one character, or several.
fn fold_alone(char: char, hand_on: &mut impl FnMut(char)) {
    match char {
        'a'..='z' | '0'..='9' | ' ' | ',' | '.' => hand_on(char),
        'A'..='Z' => hand_on(char.to_ascii_lowercase()),
        '\''
        | '"'
        | '`'
        | '´'
        | '‘'..='‟'
        | '‹'
        | '›'
        | '«'
        | '»'
        | '′'..='‷'
        | 'ʼ'
        | 'ʹ'
        | 'ʻ'
        | '〝'..='〟' => hand_on('"'),
        '‐'..='―' | '−' | '⁃' => hand_on('-'),
        'ß' | 'ẞ' => ['s', 's'].into_iter().for_each(hand_on),
        'ς' => hand_on('σ'),
        // It joins marks, and is no mark itself.
        '\u{34f}' => {}
        char if char.is_whitespace() => hand_on(' '),
        char if is_unseen(char) => {}
        char if char.is_ascii() => hand_on(char),
        char => decompose_compatible(char, |part| {
            // A capital of a ligature or of a letter with a mark is one only now.
            part.to_lowercase().for_each(|part| match part {
                'ς' => hand_on('σ'),
                part if part.is_whitespace() => hand_on(' '),
                part => hand_on(part),
            });
        }),
    }
}
