//! Characters that nobody sees, or that turn the direction of what stands around them.
//!
//! What an emoji or a script needs in order to be drawn is none of them: the joiners of a family, the non-joiner of a
//! Persian word.

use unicode_segmentation::UnicodeSegmentation;

use super::body::{Block, Text};
use super::invisible::kind;
use super::offset::{CharOffset, Span};

/// One unseen character, or several of the same kind in a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unseen {
    /// Where it stands.
    pub span: Span,
    /// The short name of its kind, such as `SHY`; Unicode's own where there is one.
    pub name: &'static str,
    /// Whether the text may read otherwise than it is written because of it. The others are harmless.
    pub warns: bool,
}

/// The unseen characters of a block. Most blocks have none, and then nothing but its characters was looked at.
pub fn unseen(text: &Text, block: &Block) -> Vec<Unseen> {
    let content = text.block_str(block);
    let mut found: Vec<Unseen> = Vec::new();
    if !content.contains(|char| kind(char).is_some()) {
        return found;
    }
    let (mut at, mut before) = (block.span.start(), None);
    for cluster in content.graphemes(true) {
        let mut rest = cluster.chars();
        while let Some(char) = rest.next() {
            if let Some(kind) = kind(char)
                && !is_needed(char, before, cluster, rest.as_str())
            {
                note(&mut found, at, kind);
            }
            (at, before) = (at.plus(1), Some(char));
        }
    }
    found
}

fn note(found: &mut Vec<Unseen>, at: CharOffset, (name, warns): (&'static str, bool)) {
    let Some(span) = Span::new(at, at.plus(1)) else { return };
    match found.last_mut() {
        Some(last) if last.span.end() == at && (last.name, last.warns) == (name, warns) => {
            last.span = last.span.hull(span)
        }
        _ => found.push(Unseen { span, name, warns }),
    }
}

/// Whether the character does something that can be seen: `before` it, in its cluster, with the `rest` of the cluster.
fn is_needed(char: char, before: Option<char>, cluster: &str, rest: &str) -> bool {
    let after = |is: fn(char) -> bool| before.is_some_and(is);
    match char {
        '\u{200c}' | '\u{180e}' => after(is_joining),
        // Nothing but a joined emoji or a conjunct goes on behind a joiner.
        '\u{200d}' => after(is_joining) || rest.chars().next().is_some_and(|next| kind(next).is_none()),
        // They choose between forms of symbols, of digits in emoji, and of letters of some Asian scripts.
        '\u{fe00}'..='\u{fe0f}' => after(|base| {
            kind(base).is_none() && !base.is_whitespace() && (!base.is_alphabetic() || base >= '\u{1000}')
        }),
        '\u{e0100}'..='\u{e01ef}' => after(|base| base.is_alphabetic() && base >= '\u{2e80}'),
        // The flags of parts of countries: a black flag, up to five letters, and an end.
        '\u{e0000}'..='\u{e007f}' => {
            cluster.starts_with('🏴') && cluster.ends_with('\u{e007f}') && cluster.chars().count() <= 7
        }
        _ => false,
    }
}

/// Whether the letters around this one take other forms by joiners: Arabic to Thaana, India, Myanmar, Khmer, Mongolia.
fn is_joining(char: char) -> bool {
    matches!(char, '\u{600}'..='\u{dff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{18af}'
        | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is found in a text of one block; what deserves a warning has an exclamation mark.
    fn check(text: &str, expected: &str) {
        let text = Text::new(text);
        let found = text.blocks().iter().flat_map(|block| unseen(&text, block));
        let drawn: Vec<String> = found
            .map(|found| format!("{:?} {}{}", found.span, found.name, if found.warns { "!" } else { "" }))
            .collect();
        assert_eq!(drawn.join(", "), expected, "{:?}", text.as_str());
    }

    #[test]
    fn most_texts_have_none() {
        check("„Größe“ – 10 %\t…\r\n平壤 Пхеньян 😊\n", "");
    }

    #[test]
    fn spaces_and_hyphens_are_told_apart() {
        check(
            "10\u{a0}%, 5\u{202f}000, Ver\u{ad}trag, a\u{200b}b",
            "2..3 NBSP, 7..8 NNBSP, 16..17 SHY, 24..25 ZWSP",
        );
    }

    #[test]
    fn several_in_a_row_are_one() {
        check("a\u{a0}\u{a0}\u{ad}\u{ad}\u{a0}b", "1..3 NBSP, 3..5 SHY, 5..6 NBSP");
    }

    #[test]
    fn positions_count_from_the_start_of_the_text() {
        check("\u{feff}😊\nx\u{2060}\n", "0..1 BOM, 4..5 WJ");
    }

    #[test]
    fn what_turns_the_direction_warns() {
        check("a\u{202e}b\u{202c} \u{2067}c\u{2069}", "1..2 RLO!, 3..4 PDF!, 5..6 RLI!, 7..8 PDI!");
        check("a\u{200e}\u{200f}b\u{61c}", "1..2 LRM, 2..3 RLM, 4..5 ALM");
    }

    #[test]
    fn controls_and_tags_warn() {
        check("a\0b\u{7f}c\u{85}\u{1b}", "1..2 CTRL!, 3..4 CTRL!, 5..7 CTRL!");
        check("a\u{e0041}\u{e0042}", "1..3 TAG!");
    }

    #[test]
    fn emoji_need_what_joins_them() {
        check("👨‍👩‍👧‍👦 ❤️‍🔥 🏳️‍🌈 👍🏽 1️⃣ ©️ 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}", "");
        check("👩\u{200d} b", "1..2 ZWJ");
        check("🏴\u{e0067}\u{e0062}\u{e0067}\u{e0062}\u{e0067}\u{e0062}\u{e007f}", "1..8 TAG!");
    }

    #[test]
    fn some_scripts_need_joiners() {
        check("می\u{200c}خواهم ه\u{200d} क्\u{200d}ष", "");
        check("Auf\u{200c}lage a\u{200d}b", "3..4 ZWNJ, 10..11 ZWJ");
    }

    #[test]
    fn a_selector_needs_something_to_select() {
        check("葛\u{e0100} ∩\u{fe00}", "");
        check("a\u{fe0f} \u{fe0f}", "1..2 VS, 3..4 VS");
        check("😊\u{e0100}\u{e0101}", "1..3 VS!");
    }
}
