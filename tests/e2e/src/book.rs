//! A long text that a test makes up, the same each time, and a project that is full of marks.

use crate::project::Project;

/// The first sentence, which stands there once.
pub const FIRST: &str = "Am Anfang wartete ein Pinguin auf Nachrichten.";

/// The last sentence, which stands there once.
pub const LAST: &str = "Ganz am Ende steht der einzige Igel dieses Buches.";

/// A sentence far from both, which stands there once.
pub const MIDDLE: &str = "Mitten im Buch schläft der Siebenschläfer 😴 fest.";

/// Words from which sentences are made.
const WORDS: &[&str] = &[
    "die",
    "Regierung",
    "der",
    "Sprecher",
    "sagte",
    "am",
    "Dienstag",
    "in",
    "Pjöngjang",
    "und",
    "Moskau",
    "dass",
    "das",
    "Abkommen",
    "über",
    "gegenseitige",
    "Hilfe",
    "nach",
    "Angaben",
    "Agentur",
    "werde",
    "geprüft",
    "Größe",
    "Straße",
    "Beistandspflicht",
    "im",
    "Falle",
    "eines",
    "Angriffs",
    "😊",
    "Verteidigungsministerium",
    "hieß",
    "es",
];

/// A text of about so many bytes in paragraphs of some sentences, with an empty line between them.
pub fn text(bytes: usize) -> String {
    let mut text = format!("{FIRST}\n");
    // The generator of Knuth's MMIX: any one would do that gives the same numbers each time.
    let mut state: u64 = 1;
    let mut below = |limit: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).expect("31 bits fit") % limit
    };
    let mut has_middle = false;
    while text.len() < bytes {
        text.push('\n');
        for _ in 0..4 + below(4) {
            for _ in 0..8 + below(12) {
                text.push_str(WORDS[below(WORDS.len())]);
                text.push(' ');
            }
            text.pop();
            text.push_str(". ");
        }
        if !has_middle && text.len() > bytes * 3 / 4 {
            has_middle = true;
            text.push_str(MIDDLE);
        }
        text.push('\n');
    }
    text.push_str(&format!("\n{LAST}\n"));
    text
}

/// A project of one text with so many annotations, spread evenly.
pub fn project(text: &str, annotations: usize) -> Project {
    let chars = text.chars().count();
    let step = chars / annotations;
    (0..annotations).fold(Project::new().document("book", "Ein Buch", "de", text), |project, number| {
        let label = ["claim", "source", "date"][number % 3];
        // Some reach into the next one.
        let length = [9, 30, step + 20][number % 3];
        let from = (number * step + 60).min(chars - length - 60);
        project.annotation(&format!("book-{number}"), "book", label, from, from + length)
    })
}
