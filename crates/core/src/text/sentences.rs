//! Where the sentences of a paragraph end, as newspapers set them.
//!
//! The rules of German stand here. Those of Unicode (Standard Annex #29) know neither ordinals nor abbreviations, and
//! their table would make the page thirteen kilobytes larger.

/// What ends with a full stop and hardly ever ends a sentence, in lower case. Single letters stand for words anyway.
const ABBREVIATIONS: &[&str] = &[
    "abs", "aug", "bzw", "ca", "chr", "dez", "dipl", "dr", "etc", "evtl", "feb", "geb", "ggf", "hr", "inkl",
    "ing", "jan", "jr", "mind", "mio", "mr", "mrd", "mrs", "ms", "nov", "nr", "okt", "prof", "rd", "sen",
    "sept", "sog", "st", "str", "tel", "usw", "vgl", "zzgl",
];

/// How many characters behind an end say whether another sentence begins there.
const REACH: usize = 4;

/// The sentences of a paragraph, each with the white space behind it; together they are the paragraph.
pub fn sentences(paragraph: &str) -> impl Iterator<Item = &str> {
    let mut rest = paragraph;
    std::iter::from_fn(move || {
        let (sentence, behind) = rest.split_at_checked(first_end(rest))?;
        rest = behind;
        (!sentence.is_empty()).then_some(sentence)
    })
}

/// Where the second sentence begins, in bytes; the end of the text where there is none.
fn first_end(text: &str) -> usize {
    let mut rest = text;
    loop {
        let stop = rest.trim_start_matches(|char| !is_stop(char));
        let behind = stop.trim_start_matches(|char| is_stop(char) || is_closing(char));
        let next = behind.trim_start();
        if next.is_empty() {
            return text.len();
        }
        let before = text.get(..text.len() - stop.len()).unwrap_or_default();
        let stops = stop.get(..stop.len() - behind.len()).unwrap_or_default();
        if stops.contains(is_wide_stop) || next.len() < behind.len() && ends(before, stops, next) {
            return text.len() - next.len();
        }
        rest = behind;
    }
}

/// Whether a sentence ends with these stops, between what stands before them and what follows after white space.
fn ends(before: &str, stops: &str, next: &str) -> bool {
    let first = next.chars().take(REACH).find(|char| char.is_alphanumeric() || is_opening(*char));
    match stops {
        // What a colon announces is a sentence where it begins like one: not in “Lesezeit: 1 Min”.
        ":" => first.is_some_and(|first| !first.is_lowercase() && !first.is_numeric()),
        "." => !first.is_some_and(char::is_lowercase) && !is_shortened(before),
        _ => !first.is_some_and(char::is_lowercase),
    }
}

/// Whether a full stop says that the word before it goes on otherwise: “19.” is the nineteenth.
fn is_shortened(before: &str) -> bool {
    let word = before.rsplit(|char: char| !char.is_alphanumeric()).next().unwrap_or_default();
    let all = |is: fn(&u8) -> bool| word.bytes().all(|byte| is(&byte));
    match word.chars().count() {
        0 => false,
        1 => true,
        // A longer number is a year.
        2 if all(u8::is_ascii_digit) => true,
        _ => {
            all(|byte| b"IVX".contains(byte))
                || ABBREVIATIONS.iter().any(|shortened| word.eq_ignore_ascii_case(shortened))
        }
    }
}

fn is_stop(char: char) -> bool {
    matches!(char, '.' | '!' | '?' | '…' | ':' | '؟' | '۔' | '।') || is_wide_stop(char)
}

/// Stops of scripts that set no space behind them.
fn is_wide_stop(char: char) -> bool {
    matches!(char, '。' | '！' | '？' | '｡')
}

fn is_closing(char: char) -> bool {
    is_quote(char) || matches!(char, ')' | ']' | '」' | '』' | '）')
}

fn is_opening(char: char) -> bool {
    is_quote(char) || matches!(char, '(' | '[' | '「' | '『' | '（')
}

/// Quotation marks, which open in one language and close in another.
fn is_quote(char: char) -> bool {
    matches!(char, '"' | '\'' | '‘'..='‟' | '«' | '»' | '‹' | '›')
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};

    use super::*;

    /// Each sentence on a line.
    fn check(paragraph: &str, expected: Expect) {
        let found: Vec<&str> = sentences(paragraph).collect();
        assert_eq!(found.concat(), paragraph);
        expected
            .assert_eq(&found.iter().map(|sentence| format!("{}\n", sentence.trim())).collect::<String>());
    }

    /// It is one sentence, or begins with one.
    fn is_one(text: &str) {
        assert_eq!(sentences(text).next(), Some(text));
    }

    #[test]
    fn ordinals_stay_with_what_they_count() {
        is_one("Kim Jong Un am 21. November 2024 in Pjöngjang.");
        is_one("Am 3. Mai und am 19. Juni, im 20. Jahrhundert unter Ludwig XIV. König von Frankreich.");
        check(
            "Das war 2022. Nordkorea folgte.",
            expect![[r#"
            Das war 2022.
            Nordkorea folgte.
        "#]],
        );
    }

    #[test]
    fn abbreviations_end_nothing() {
        is_one("Z. B. Donald J. Trump u. a. Gäste, d. h. i. d. R. Prof. Dr. Meier bzw. Frau Nr. 3.");
        is_one("Ca. 3 Mio. Euro, 2 Mrd. Dollar, St. Petersburg usw. Ende, vgl. Seite 3, o. ä. Dinge.");
        is_one("Am 12. Nov. 2024 z.B. Reuters.");
    }

    #[test]
    fn numbers_and_names_hold_together() {
        is_one("Um 19:58 Uhr kamen 10.000 Soldaten von Vietnam.vn am 12.04.2024 23:48.");
        is_one("Lesezeit: 1 Min");
    }

    #[test]
    fn what_goes_on_in_lower_case_is_the_same_sentence() {
        is_one("„Halt!“ rief er … und ging.");
        is_one("„Warum?“, fragte sie.");
    }

    #[test]
    fn a_colon_announces_a_sentence() {
        check(
            "Er sagte: „Wir kommen.“ Dann ging er.",
            expect![[r#"
            Er sagte:
            „Wir kommen.“
            Dann ging er.
        "#]],
        );
    }

    #[test]
    fn closing_marks_belong_to_the_sentence() {
        check(
            "„Nein.“ (Das war alles.) »Ja!« Gut",
            expect![[r#"
            „Nein.“
            (Das war alles.)
            »Ja!«
            Gut
        "#]],
        );
        check(
            "Zu Ehren seines Gastes . Nordkorea …  Ja?!\n",
            expect![[r#"
            Zu Ehren seines Gastes .
            Nordkorea …
            Ja?!
        "#]],
        );
    }

    #[test]
    fn other_scripts() {
        check(
            "平壤。「金正恩！」莫斯科",
            expect![[r#"
            平壤。
            「金正恩！」
            莫斯科
        "#]],
        );
        check(
            "Путин приехал. Он остался. и всё",
            expect![[r#"
            Путин приехал.
            Он остался. и всё
        "#]],
        );
        check(
            "푸틴이 도착했다. 김정은이 맞았다.",
            expect![[r#"
            푸틴이 도착했다.
            김정은이 맞았다.
        "#]],
        );
        check(
            "وصل بوتين. هل بقي؟ نعم.",
            expect![[r#"
            وصل بوتين.
            هل بقي؟
            نعم.
        "#]],
        );
        is_one("ปูตินเดินทางถึงเปียงยางแล้ว");
    }

    #[test]
    fn there_may_be_none() {
        assert_eq!(sentences("").next(), None);
        is_one(" \n");
        is_one("...");
    }

    #[test]
    fn a_text_of_the_corpus() {
        let text = include_str!("../../../../seeds/000_c69d7e2b6bcde984.txt");
        let found = text.lines().filter(|line| line.len() > 40).flat_map(sentences);
        expect![[r#"
            Das Verteidigungsabkommen zwischen Nordkorea und Russland ist in Kraft getreten, teilt die nordkoreanische Agentur KCNA mit
            Die Vereinbarung zwischen den beiden Ländern unter den Sanktionen des Westens, die sich seit dem Einmarsch Russlands in der Ukraine verschärft haben, sieht vor, dass sie im Falle eines Angriffs gegen den anderen „unverzüglich“ militärische Hilfe leisten müssen.
            type="image/avif">>Nordkoreas Führer Kim Jong Un am 21. November 2024 in Pjöngjang.
            (STR/KCNA VIA KNS/AFP)>>
            Nordkoreas Machthaber Kim Jong Un am 21. November 2024 in Pjöngjang.
            (STR / KCNA VIA KNS / AFP)
            Wladimir Putin präsentiert ihn als „revolutionäres Dokument“.
            Das Verteidigungsabkommen zwischen Nordkorea und Russland, das ihre Annäherung im Kontext der russischen Invasion in der Ukraine besiegelt, ist in Kraft getreten, teilte die nordkoreanische Agentur KCNA am Mittwoch, 4. Dezember, mit.
            Dieses Abkommen verpflichtet die beiden Staaten zur militärischen Hilfeleistung „ohne Verzögerung“ im Falle eines Angriffs gegen den anderen und um gemeinsam gegen westliche Sanktionen vorzugehen.
            Das Abkommen sei im Juni vom nordkoreanischen Staatschef Kim Jong Un und seinem russischen Amtskollegen Wladimir Putin unterzeichnet worden, und die ratifizierten Dokumente seien am Mittwoch in Moskau zwischen den beiden Ländern ausgetauscht worden, fügte die Agentur hinzu.
            Die Formalisierung des Vertrags erfolgte, als die Vereinigten Staaten und Südkorea das atomar bewaffnete Nordkorea beschuldigten, mehr als 10.000 Soldaten zu entsenden, um Russland im Kampf gegen die Ukraine zu unterstützen.
            Nordkoreas Machthaber Kim Jong Un will im Gegenzug Spitzentechnologie aus Moskau und Kampferfahrung für seine Truppen erwerben, sagen Experten, und seinen traditionellen Verbündeten und wichtigsten Handelspartner China umgehen.
            Nordkorea und Russland haben ihre militärischen Beziehungen seit der Invasion Moskaus in der Ukraine im Februar 2022 verstärkt.
            Beide Länder stehen unter einer Reihe von UN-Sanktionen, die erste wegen ihres Atomwaffenprogramms und die zweite wegen des Ukraine-Konflikts.
            Kim Jong Un erklärte am 30. November während eines Besuchs des russischen Verteidigungsministers in Pjöngjang, dass Pjöngjang „würde ausnahmslos die Politik der Russischen Föderation unterstützen, die auf die Verteidigung ihrer Souveränität und territorialen Integrität abzielt.“.
            PREV Welche Zukunft haben Flüchtlinge in Europa?
            NEXT Der des Mordes mit Enthauptung beschuldigte ehemalige Boxer Jean-Michel Moulun bestreitet weiterhin
        "#]].assert_eq(&found.map(|sentence| format!("{}\n", sentence.trim())).collect::<String>());
    }
}
