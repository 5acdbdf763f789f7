//! The words of a line: those of Unicode (Standard Annex #29), joined and divided where newspapers, above all German
//! ones, write otherwise.
//!
//! `Bürger*innen`, `Kolleg:innen`, `EU-Kommission`, `14:30` and an address of the web are one word, `sagte:Das` is two.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::letters::is_mark;

/// What stands behind a colon, a slash or a bracket where one word names several genders. Longer ones begin with `innen`.
const GENDERED: &[&str] = &["in", "innen", "r", "e", "n", "s", "m", "frau", "frauen", "mann"];

/// Words that name the genders in turn around a colon, each also the other way round.
const PAIRS: &[(&str, &str)] = &[
    ("der", "die"),
    ("den", "die"),
    ("dem", "der"),
    ("des", "der"),
    ("er", "sie"),
    ("ihn", "sie"),
    ("ihm", "ihr"),
    ("sein", "ihr"),
    ("seine", "ihre"),
    ("jeder", "jede"),
    ("ein", "eine"),
];

/// Beginnings of names in which a capital follows a small letter.
const NAME_BEGINNINGS: &[&str] = &[
    "al", "da", "de", "del", "della", "di", "du", "el", "fitz", "la", "le", "lo", "mac", "mc", "san", "st",
    "van", "von",
];

/// Names in which a capital follows a small letter, in lower case.
const NAMES: &[&str] = &[
    "astrazeneca",
    "biontech",
    "blackrock",
    "buzzfeed",
    "chatgpt",
    "conocophillips",
    "daimlerchrysler",
    "deepmind",
    "deepseek",
    "dropbox",
    "exxonmobil",
    "facebook",
    "fedex",
    "github",
    "gitlab",
    "glaxosmithkline",
    "hellofresh",
    "ice",
    "javascript",
    "linkedin",
    "mastercard",
    "openai",
    "openstreetmap",
    "paypal",
    "playstation",
    "powerpoint",
    "pricewaterhousecoopers",
    "ryanair",
    "sharepoint",
    "soundcloud",
    "spacex",
    "studivz",
    "teamviewer",
    "thyssenkrupp",
    "tiktok",
    "totalenergies",
    "typescript",
    "wechat",
    "whatsapp",
    "wikileaks",
    "wordpress",
    "youtube",
];

/// The last place up to a byte of a line where its words can be looked for without what stands before: a letter or a
/// digit behind white space, or the start of the line.
pub(super) fn restart_at_or_before(line: &str, byte: usize) -> usize {
    let mut at = byte.min(line.len());
    loop {
        let (before, behind) = line.split_at_checked(at).unwrap_or_default();
        if before.is_empty() || is_restart(before.chars().next_back(), behind.chars().next()) {
            return before.len();
        }
        at = before.len() - before.chars().next_back().map_or(0, char::len_utf8);
    }
}

/// The first such place behind a byte; the end of the line where there is none.
pub(super) fn restart_after(line: &str, byte: usize) -> usize {
    let mut before = None;
    let rest = line.get(byte..).unwrap_or_default();
    for (at, char) in rest.char_indices() {
        if at > 0 && is_restart(before, Some(char)) {
            return byte + at;
        }
        before = Some(char);
    }
    line.len()
}

fn is_restart(before: Option<char>, char: Option<char>) -> bool {
    let begins_cluster = |char: char| !is_mark(char) && !('\u{ff9e}'..='\u{ff9f}').contains(&char);
    before.is_some_and(char::is_whitespace)
        && char.is_some_and(|char| char.is_alphanumeric() && begins_cluster(char))
}

/// The words of a part of a line that begins where words can be looked for, and what stands between them; together
/// they are the part.
pub(super) fn pieces(part: &str) -> Vec<Range<usize>> {
    let mut bounds = Vec::new();
    let mut start = 0;
    for piece in part.split_word_bounds() {
        divide(piece, start, &mut bounds);
        start += piece.len();
    }
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(bounds.len());
    let mut rest = bounds.into_iter().peekable();
    while let Some(Range { start, mut end }) = rest.next() {
        if part.get(start..end).is_some_and(is_word) {
            end = address_end(part, start).unwrap_or_else(|| word_end(part, start, end)).max(end);
            while let Some(next) = rest.next_if(|next| next.start < end) {
                end = end.max(next.end);
            }
        }
        joined.push(start..end);
    }
    joined
}

/// Whether a piece is a word.
pub(super) fn is_word(piece: &str) -> bool {
    piece.chars().any(char::is_alphanumeric)
}

/// Divides what Unicode joins around a colon, and around a full stop that ends a sentence without a space behind it.
fn divide(piece: &str, start: usize, bounds: &mut Vec<Range<usize>>) {
    let mut from = 0;
    for (at, stop) in piece.match_indices([':', '.']) {
        let before = piece.get(from..at).unwrap_or_default();
        let behind = piece.get(at + stop.len()..).unwrap_or_default();
        if at > from && (stop == ":" || ends_sentence(before, behind)) {
            bounds.extend([start + from..start + at, start + at..start + at + stop.len()]);
            from = at + stop.len();
        }
    }
    if from < piece.len() {
        bounds.push(start + from..start + piece.len());
    }
}

/// Whether a full stop between two words without a space ends a sentence: `sagte.Das`, but neither `z.B` nor `Ph.D`.
fn ends_sentence(before: &str, behind: &str) -> bool {
    let mut end = before.chars().rev();
    let mut start = behind.chars();
    let mut all = |is: fn(char) -> bool| end.next().is_some_and(is);
    let ends_small = all(char::is_lowercase) && all(char::is_alphabetic);
    ends_small && start.next().is_some_and(char::is_uppercase) && start.next().is_some_and(char::is_lowercase)
}

/// Where a word ends that begins at `start` and goes on at least to `end`.
fn word_end(part: &str, start: usize, mut end: usize) -> usize {
    while let Some(longer) = joins(part, start, end) {
        end = longer;
    }
    end
}

/// Where the word ends with what is joined to it behind `end`; `None` where nothing is.
fn joins(part: &str, start: usize, end: usize) -> Option<usize> {
    let word = part.get(start..end)?;
    let behind = part.get(end..)?;
    let last = word.chars().rev().find(|char| !is_mark(*char))?;
    let mut chars = behind.chars();
    let connector = chars.next()?;
    let rest = chars.as_str();
    let next = rest.chars().next()?;
    let run = |rest: &str| rest.len() - rest.trim_start_matches(is_of_word).len();
    let to = |rest: &str| part.len() - rest.len() + run(rest);
    let are_digits = last.is_numeric() && next.is_numeric();
    let are_letters = last.is_alphabetic() && next.is_alphabetic();
    match connector {
        '-' | '\u{2010}' | '\u{2011}' if next.is_alphanumeric() => Some(to(rest)),
        '*' if are_letters => Some(to(rest)),
        ':' | '/' if are_digits => Some(to(rest)),
        ':' | '/' | '•' if are_letters && is_gendered(word, rest, connector) => Some(to(rest)),
        '/' if last.is_alphabetic() && next == '-' => {
            let rest = rest.get(1..)?;
            rest.chars().next().filter(|char| char.is_alphabetic())?;
            Some(to(rest))
        }
        '(' if are_letters && is_gendered(word, rest, connector) => {
            let bracket = rest.get(run(rest)..)?.strip_prefix(')')?;
            Some(to(bracket))
        }
        _ => None,
    }
}

fn is_of_word(char: char) -> bool {
    char.is_alphanumeric() || is_mark(char) || matches!(char, '_' | '\u{ad}')
}

/// Whether what follows names another gender of the same word.
fn is_gendered(word: &str, rest: &str, connector: char) -> bool {
    let suffix =
        rest.get(..rest.len() - rest.trim_start_matches(char::is_alphabetic).len()).unwrap_or_default();
    let is_shouted = word.ends_with(char::is_uppercase) && suffix.chars().all(char::is_uppercase);
    if !is_shouted && suffix.chars().any(char::is_uppercase) {
        return false;
    }
    let suffix = suffix.to_lowercase();
    let pair = || {
        let before: String = word.to_lowercase();
        let before = before.rsplit(|char: char| !char.is_alphabetic()).next().unwrap_or_default();
        let is = |one: &str, other: &str| before == one && suffix == other;
        connector == ':' && PAIRS.iter().any(|(one, other)| is(one, other) || is(other, one))
    };
    GENDERED.contains(&suffix.as_str()) || suffix.starts_with("innen") || pair()
}

/// Where an address of the web or of mail ends that begins at `start`.
fn address_end(part: &str, start: usize) -> Option<usize> {
    let rest = part.get(start..)?;
    let is_web = ["http://", "https://", "ftp://", "mailto:", "www."]
        .iter()
        .any(|scheme| rest.get(..scheme.len()).is_some_and(|found| found.eq_ignore_ascii_case(scheme)));
    if is_web || begins_with_domain(rest) {
        return Some(start + web_address(rest).len());
    }
    let local = rest.len() - rest.trim_start_matches(is_local).len();
    let domain = rest.get(local..)?.strip_prefix('@')?;
    let domain_end = domain.len() - domain.trim_start_matches(is_domain).len();
    let domain = domain.get(..domain_end)?.trim_end_matches(['.', '-']);
    domain.contains('.').then_some(start + local + 1 + domain.len())
}

fn is_domain(char: char) -> bool {
    char.is_alphanumeric() || matches!(char, '.' | '-')
}

fn is_local(char: char) -> bool {
    char.is_alphanumeric() || matches!(char, '.' | '-' | '_' | '+' | '%')
}

/// Whether an address without `https://` begins here: `example.org/page`.
fn begins_with_domain(rest: &str) -> bool {
    let end = rest.len() - rest.trim_start_matches(is_domain).len();
    let (domain, behind) = rest.split_at_checked(end).unwrap_or_default();
    let Some((names, top)) = domain.rsplit_once('.') else { return false };
    behind.starts_with('/')
        && top.len() >= 2
        && top.bytes().all(|byte| byte.is_ascii_lowercase())
        && names.len() >= 2
        && names.split('.').all(|name| !name.is_empty())
}

/// An address up to where a reader sees its end: punctuation of the sentence around it does not belong to it.
fn web_address(rest: &str) -> &str {
    let is_end = |char: char| {
        char.is_whitespace()
            || char.is_control()
            || matches!(
                char,
                '<' | '>' | '"' | '‘'..='‟' | '«' | '»' | '‹' | '›' | '{' | '}' | '|' | '\\' | '^' | '`'
            )
    };
    let mut address = rest.get(..rest.find(is_end).unwrap_or(rest.len())).unwrap_or_default();
    loop {
        let count = |char: char| address.matches(char).count();
        let Some(last) = address.chars().next_back() else { return address };
        let is_loose = match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '*' | '…' | '[' | '(' => true,
            ')' => count(')') > count('('),
            ']' => count(']') > count('['),
            _ => false,
        };
        if !is_loose {
            return address;
        }
        address = address.get(..address.len() - last.len_utf8()).unwrap_or_default();
    }
}

/// Whether a word looks like two that lost the space between them: letters before a date or a number, a number before
/// a capitalised word, a capital behind a small letter. Forms such as `BürgerInnen`, `McDonald` and `YouTube` do not.
pub(super) fn is_glued(word: &str) -> bool {
    if address_end(word, 0).is_some() {
        return false;
    }
    let chars: Vec<char> = word.chars().filter(|char| !is_mark(*char)).collect();
    (1..chars.len()).any(|at| {
        let (before, behind) = chars.split_at_checked(at).unwrap_or_default();
        let (Some(last), Some(first)) = (before.last(), behind.first()) else { return false };
        let left = || before.rsplit(|char| !char.is_alphabetic()).next().unwrap_or_default();
        let right = || behind.split(|char| !char.is_alphabetic()).next().unwrap_or_default();
        if last.is_alphabetic() && first.is_numeric() {
            return is_glued_to_number(left(), behind);
        }
        if last.is_numeric() && first.is_alphabetic() {
            return is_glued_to_word(before, right());
        }
        last.is_lowercase() && first.is_uppercase() && are_glued_words(left(), right())
    })
}

/// `Juni2024`, `Tế10/11/2024`, but neither `G20` nor `iPhone15`.
fn is_glued_to_number(left: &[char], number: &[char]) -> bool {
    let digits = number.iter().take_while(|char| char.is_numeric()).count();
    let is_date = matches!(number.get(digits..), Some(['.' | '/' | ':', next, ..]) if next.is_numeric());
    let is_name = left.iter().skip(1).all(|char| char.is_lowercase());
    if is_date { left.len() >= 2 } else { left.len() >= 3 && is_name }
}

/// `30Uhr`, `19.06.2024in`, but neither `10kg` nor `1990er`.
fn is_glued_to_word(number: &[char], right: &[char]) -> bool {
    let is_name = matches!(right, [first, second, _, ..] if first.is_uppercase() && second.is_lowercase());
    let number = number.rsplit(|char| !char.is_numeric() && !matches!(char, '.' | ':' | '/')).next();
    let count = |of: char| number.unwrap_or_default().iter().filter(|char| **char == of).count();
    let is_date = count(':') + count('/') > 0 || count('.') > 1;
    is_name || (is_date && right.len() >= 2)
}

/// `sagteKim`, but neither `BürgerInnen` nor `McDonald`.
fn are_glued_words(left: &[char], right: &[char]) -> bool {
    let small = right.iter().skip(1).take_while(|char| char.is_lowercase()).count();
    let text = |chars: &[char]| chars.iter().collect::<String>().to_lowercase();
    let right_word = text(right);
    if left.len() < 2 || small == 0 || right_word == "in" || right_word.starts_with("innen") {
        return false;
    }
    // A name of three parts is looked at from its beginning.
    let whole = text(left) + &right_word;
    !NAME_BEGINNINGS.contains(&text(left).as_str()) && !NAMES.iter().any(|name| whole.starts_with(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The words of a line, in brackets.
    #[track_caller]
    fn check(expected: &str) {
        let plain = expected.replace(['⟦', '⟧'], "");
        let pieces = pieces(&plain).into_iter().filter_map(|range| plain.get(range));
        let drawn = pieces.map(|piece| if is_word(piece) { format!("⟦{piece}⟧") } else { piece.to_owned() });
        assert_eq!(drawn.collect::<String>(), expected);
    }

    #[test]
    fn forms_for_all_genders_are_one_word() {
        for word in [
            "Bürger*innen",
            "Politiker/-innen",
            "Politiker/innen",
            "Kolleg:innen",
            "KOLLEG:INNEN",
            "Leser_innen",
            "BürgerInnen",
            "Lehrer*in",
            "Lehrer(in)",
            "Lehrer(innen)",
            "Schüler(innen)vertretung",
            "Schüler*innenvertretung",
            "Schüler:innenvertretung",
            "der*die",
            "der:die",
            "Ärzt:innen",
            "A\u{308}rzt:innen",
            "Freund_innen-Kreis",
            "Freund*innen-Kreis-Treffen",
            "Mitarbeiter:in",
            "jede:r",
            "jede/r",
            "eine/-n",
            "Kaufmann/-frau",
            "Bürger•innen",
            "Bürger·innen",
        ] {
            check(&format!("⟦für⟧ ⟦{word}⟧, ⟦doch⟧"));
        }
    }

    #[test]
    fn a_colon_and_a_full_stop_divide_words() {
        check("⟦sagte⟧:⟦Das⟧");
        check("⟦sagte⟧:⟦das⟧ ⟦Er⟧:„⟦Nein⟧“");
        check("⟦gesagt⟧.⟦Das⟧ ⟦z.B⟧. ⟦Ph.D⟧. ⟦U.S⟧.");
        check("⟦Ost⟧/⟦West⟧ ⟦KNS⟧/⟦AFP⟧ ⟦und⟧/⟦oder⟧");
        check("⟦Moskau⟧–⟦Pjöngjang⟧ ⟦Ost⟧- ⟦und⟧ ⟦West⟧ **⟦fett⟧** ⟦Kim⟧(⟦Sohn⟧)");
    }

    #[test]
    fn numbers_times_and_dates_are_one_word() {
        check(
            "⟦14:30⟧ ⟦19:30:05⟧ ⟦3.000⟧ ⟦3,5⟧ ⟦3.000.000,50⟧ ⟦19.06.2024⟧ ⟦2024-06-19⟧ ⟦10/11/2024⟧ ⟦2023/24⟧.",
        );
        check("⟦um⟧ ⟦14:30⟧: ⟦3:0-Sieg⟧, ⟦19⟧. ⟦Juni⟧");
    }

    #[test]
    fn hyphens_and_apostrophes_stay_in_the_word() {
        check(
            "⟦A-Klasse⟧ ⟦EU-Kommission⟧ ⟦d'Estaing⟧ ⟦d’Estaing⟧ ⟦Jean-Michel⟧ ⟦U-21⟧ ⟦COVID‑19-Tests⟧ -⟦nein⟧-",
        );
    }

    #[test]
    fn addresses_are_one_word() {
        check("⟦https://example.org/a_b?c=d&e=ü#f⟧.");
        check("(⟦http://example.org/wiki/Kim_(Name)⟧), „⟦www.example.org⟧“");
        check("⟦Kim.Jong-un+x@mail.example.org⟧, ⟦example.org⟧ ⟦example.org/a/b⟧; @⟦kim⟧");
        check("⟦Vietnam.vn⟧ ⟦12.04.2024⟧ ⟦23:48⟧");
    }

    #[test]
    fn what_is_glued_is_known() {
        let glued = [
            "Tế10/11/2024",
            "TếBáo",
            "Juni2024",
            "sagteKim",
            "derKim",
            "2024Kim",
            "23:48Uhr",
            "AFP19:30",
            "A-KlasseUnd",
        ];
        for word in glued {
            assert!(is_glued(word), "{word}");
        }
        let whole = [
            "BürgerInnen",
            "LehrerIn",
            "SchülerInnenrat",
            "McDonald",
            "DeSantis",
            "YouTube",
            "iPhone15",
            "eBay",
            "macOS",
            "BioNTech",
            "AfD",
            "GmbH",
            "G20",
            "H5N1",
            "MH17",
            "CO2",
            "COVID-19",
            "10kg",
            "1990er",
            "14:30",
            "19.06.2024",
            "EU-Kommission",
            "Bürger*innen",
            "Kolleg:innen",
            "3.000",
            "WM2026",
            "https://example.org/KimJong",
            "OpenStreetMap",
            "пхеньян",
            "平壤10",
        ];
        for word in whole {
            assert!(!is_glued(word), "{word}");
        }
    }

    #[test]
    fn words_do_not_depend_on_where_the_looking_begins() {
        let line = "Ja, „nein“ 平壤 а̀б 👨‍👩‍👧 a \u{308}b \u{ff9e}c\tKolleg:innen  14:30 x@y.de ende ";
        let whole: Vec<&str> = pieces(line).into_iter().filter_map(|range| line.get(range)).collect();
        let mut parts = Vec::new();
        let mut start = 0;
        while start < line.len() {
            let end = restart_after(line, start);
            assert_eq!(
                restart_at_or_before(line, end.saturating_sub(1).max(start)),
                start.min(end),
                "{start}"
            );
            let part = line.get(start..end).unwrap();
            parts.extend(pieces(part).into_iter().filter_map(|range| part.get(range)));
            start = end;
        }
        assert_eq!(parts, whole);
    }
}
