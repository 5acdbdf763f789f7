//! Names of sources that fit what was typed.

/// How many are offered; who looks for something else types more of it.
const OFFERED: usize = 12;

/// Names that fit what was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suggestions {
    /// The names, the nearest first.
    pub names: Vec<String>,
    /// Whether the first is what was typed and more, so that it is probably meant.
    pub completes: bool,
}

/// The names that fit what was typed, in whichever case: those that begin with it, those in which a word does, and those
/// in which it stands. The name that was typed is not among them.
pub fn suggest(names: &[String], typed: &str) -> Suggestions {
    let typed = typed.trim();
    let sought = typed.to_lowercase();
    let mut fitting: Vec<(u8, &String)> = Vec::new();
    for name in names.iter().filter(|name| *name != typed) {
        let place = place(&name.to_lowercase(), &sought);
        fitting.extend(place.map(|place| (place, name)));
    }
    // It leaves equals in their order.
    fitting.sort_by_key(|(place, _)| *place);
    let completes = !typed.is_empty()
        && fitting.first().is_some_and(|(place, _)| *place == 0)
        && !names.iter().any(|name| name == typed);
    Suggestions {
        names: fitting.into_iter().take(OFFERED).map(|(_, name)| name.clone()).collect(),
        completes,
    }
}

fn place(name: &str, sought: &str) -> Option<u8> {
    let mut places = name.match_indices(sought).map(|(at, _)| name.get(..at).unwrap_or_default());
    let first = places.next()?;
    let begins_word = |before: &str| !before.ends_with(char::is_alphanumeric);
    match first {
        "" => Some(0),
        first if begins_word(first) || places.any(begins_word) => Some(1),
        _ => Some(2),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(typed: &str, expected: &[&str], completes: bool) {
        let names =
            ["AFP", "Amt für KCNA", "KCNA", "KCNA Watch", "Äußeres Amt", "Die dpa"].map(str::to_owned);
        let found = suggest(&names, typed);
        assert_eq!(
            (found.names.iter().map(String::as_str).collect::<Vec<_>>().as_slice(), found.completes),
            (expected, completes),
            "{typed:?}"
        );
    }

    #[test]
    fn what_completes_what_was_typed_comes_first() {
        check("KC", &["KCNA", "KCNA Watch", "Amt für KCNA"], true);
        check("kcna", &["KCNA", "KCNA Watch", "Amt für KCNA"], true);
        check("KCNA", &["KCNA Watch", "Amt für KCNA"], false);
        check(" KCNA W", &["KCNA Watch"], true);
        check("äu", &["Äußeres Amt"], true);
        check("dpa", &["Die dpa"], false);
        check("cn", &["Amt für KCNA", "KCNA", "KCNA Watch"], false);
        check("Reuters", &[], false);
        check("", &["AFP", "Amt für KCNA", "KCNA", "KCNA Watch", "Äußeres Amt", "Die dpa"], false);
    }
}
