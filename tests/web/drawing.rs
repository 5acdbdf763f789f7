//! How the text stands on the page, and what of it is drawn again when something changes.

use beleg_core::corpus;
use beleg_core::model::{
    Action, Annotation, AnnotationOrigin, Attributes, Edit, Id, Item, Origin, Project, Spans, Timestamp,
    Transaction,
};
use beleg_core::text::Span;
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::*;

use crate::stage::Stage;

#[wasm_bindgen(inline_js = r#"
    // Gives the side panel the height of a tall window, in CSS pixels; 0 takes it back.
    const style = document.createElement("style");
    export function stretch(height) {
        style.textContent = `
            .side { position: fixed !important; inset: 0 0 auto auto; width: 300px; height: ${height}px !important; max-height: none !important; }
            .side .list { display: block !important; }`;
        if (height) document.head.append(style); else style.remove();
    }
    // For how many rows there is room below the last one.
    export function emptyRows() {
        const last = document.querySelector(".list ol").lastElementChild.getBoundingClientRect();
        return (document.querySelector(".list").getBoundingClientRect().bottom - last.bottom) / last.height;
    }
    // How far each piece of a line stands below the piece before it, in CSS pixels.
    export function gaps() {
        const pieces = [...document.querySelectorAll("section:first-child .block")].map(piece => piece.getBoundingClientRect());
        return pieces.slice(1).map((piece, number) => piece.top - pieces[number].bottom);
    }
    // Whether the row of what is selected is in view.
    export function showsCurrentRow() {
        const list = document.querySelector(".list").getBoundingClientRect();
        const row = document.querySelector(".list [aria-current=true]").getBoundingClientRect();
        return row.height > 0 && row.top >= list.top && row.bottom <= list.bottom;
    }
    // From now on it is counted how often the page has to be laid out since somebody asks where something stands.
    const ask = Element.prototype.getBoundingClientRect;
    let [layouts, isChanged] = [0, false];
    const changes = new MutationObserver(() => { isChanged = true; });
    export function countLayouts() {
        [layouts, isChanged] = [0, false];
        changes.observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
        Element.prototype.getBoundingClientRect = function () {
            if (changes.takeRecords().length || isChanged) layouts += 1;
            isChanged = false;
            return ask.call(this);
        };
    }
    export function counted() {
        Element.prototype.getBoundingClientRect = ask;
        changes.disconnect();
        return layouts;
    }
"#)]
extern "C" {
    fn stretch(height: u32);
    fn gaps() -> Vec<f64>;
    #[wasm_bindgen(js_name = showsCurrentRow)]
    fn shows_current_row() -> bool;
    #[wasm_bindgen(js_name = emptyRows)]
    fn empty_rows() -> f64;
    #[wasm_bindgen(js_name = countLayouts)]
    fn count_layouts();
    fn counted() -> u32;
}

const MARKED: &str = "
Am Montag kam Kim.
^^^^^^^^^^^^^^^^^ claim
   ^^^^^^ date
              ^^^ source
Das sagte dpa.
          ^^^ source

Ende.
";

/// The page holds the texts of all documents to the character.
async fn check_texts(project: Project) {
    let stage = Stage::of(project).await;
    let documents = corpus::documents();
    for document in &documents {
        stage.push(&format!("[data-document='{}'].document", document.id)).await;
        let text = &document.text;
        let expected: Vec<&str> = text.blocks().iter().map(|block| text.block_str(block)).collect();
        let found = stage.block_texts();
        assert_eq!(found, expected, "{}", document.id);
        assert_eq!(found.concat(), text.as_str(), "{}", document.id);
    }
}

fn corpus_project() -> Project {
    let mut project = Project::new(corpus::project_id());
    project.apply(&corpus::missing_from(&project, Timestamp::default()).unwrap()).unwrap();
    project
}

/// Four hundred marks over each document, of all lengths, that cross, contain and touch each other.
fn marked_all_over(mut project: Project) -> Project {
    let labels: Vec<Id> = project.labels().iter().map(|label| label.id.clone()).collect();
    let mut edits = Vec::new();
    for document in project.documents() {
        let chars = document.text.end().get();
        for number in 0..400_u32 {
            let start = number.wrapping_mul(7919) % (chars - 1);
            let end = (start + 1 + number * number % 300).min(chars);
            edits.push(Edit::Add(Item::from(Annotation {
                id: Id::new(&format!("{}-{number}", document.id)).unwrap(),
                document: document.id.clone(),
                spans: Spans::from(Span::of(start, end).unwrap()),
                label: labels[number as usize % labels.len()].clone(),
                note: String::new(),
                attributes: Attributes::default(),
                creator: None,
                created: Timestamp::default(),
                modified: Timestamp::default(),
                origin: AnnotationOrigin::Hand,
            })));
        }
    }
    let at = Timestamp::default();
    project.apply(&Transaction { action: Action::Merge, edits, origin: Origin::File, at }).unwrap();
    project
}

#[wasm_bindgen_test]
async fn every_text_of_the_corpus_stands_as_it_is() {
    check_texts(corpus_project()).await;
}

#[wasm_bindgen_test]
async fn every_text_stands_as_it_is_under_hundreds_of_marks() {
    check_texts(marked_all_over(corpus_project())).await;
}

#[wasm_bindgen_test]
async fn odd_characters_stand_as_they_are() {
    let text = "\u{feff}a\tb \u{a0}c\u{200b}d\u{202e}e\r\n<b>&amp;</b>\u{0}\r\n\u{2028}\n👨‍👩‍👧‍👦u\u{308}";
    let stage = Stage::open(text).await;
    assert_eq!(stage.block_texts().concat(), text);
    assert_eq!(stage.text_of_block(1), "<b>&amp;</b>\u{0}\r\n");
}

/// A text of one line, with words that stand once in it.
fn long_line() -> String {
    (1_000..3_000)
        .map(|number| format!("Wort{number} kam.{}", if number % 7 == 0 { " Und " } else { " " }))
        .collect()
}

#[wasm_bindgen_test]
async fn a_long_line_stands_in_pieces_close_together() {
    let text = long_line();
    let stage = Stage::open(&text).await;
    let pieces = stage.block_texts();
    assert_eq!(pieces.concat(), text);
    assert!(pieces.len() > 10 && pieces.iter().all(|piece| piece.len() <= 2_500), "{}", pieces.len());
    assert!(pieces.iter().all(|piece| piece.ends_with(". ") || piece.ends_with("Und ")));
    assert_eq!(stage.count(".block.goes-on") as usize, pieces.len() - 1);
    assert!(stage.text_at(".meta").contains("very long lines"), "{}", stage.text_at(".meta"));
    let gaps = gaps();
    assert!(gaps.iter().all(|gap| gap.abs() < 0.5), "{gaps:?}");
}

/// The last words of the first piece and the first ones of the second.
fn border(stage: &Stage) -> (String, String) {
    let pieces = stage.block_texts();
    let last = pieces[0].split_inclusive(' ').rfind(|word| word.starts_with("Wort")).unwrap();
    let first = pieces[1].split_inclusive(' ').find(|word| word.starts_with("Wort")).unwrap();
    (last.trim().to_owned(), first.trim().to_owned())
}

#[wasm_bindgen_test]
async fn a_mark_over_pieces_is_one_mark() {
    let text = long_line();
    let stage = Stage::open(&text).await;
    let (from, to) = border(&stage);
    let words = text.split_once(&from).unwrap().1.split_once(&to).unwrap().0;
    let whole = format!("{from}{words}{to}");
    stage.select_across(&from, &to).await;
    assert_eq!(stage.copied(".text").as_deref(), Some(whole.as_str()));
    stage.press("1").await;
    assert_eq!(stage.card(), whole);
    assert_eq!(stage.count("mark.label-claim.selected"), 2);
    assert_eq!(stage.block_texts().concat(), text);
    assert_eq!(stage.count("[data-part=annotations] li"), 1);
    stage.press("Delete").await;
    assert_eq!((stage.count("mark"), stage.block_texts().concat()), (0, text));
}

#[wasm_bindgen_test]
async fn only_the_pieces_that_change_are_drawn_again() {
    let stage = Stage::open(&long_line()).await;
    stage.select("Wort1000").await;
    assert_eq!(stage.redrawn(stage.press("1")).await, [0]);
}

/// The chips of all pieces would be more than a page can show; each piece has some.
#[wasm_bindgen_test]
async fn very_many_unseen_characters_are_drawn_where_they_are_seen() {
    let text = "\u{200b}\u{200c}".repeat(20_000);
    let stage = Stage::open(&text).await;
    stage.until(|stage| stage.count(".unseen") > 0).await;
    assert_eq!(stage.block_texts().concat(), text);
    assert!(stage.count("[data-block]") > 100);
}

#[wasm_bindgen_test]
async fn very_many_lines_share_elements() {
    let text = format!("Oben.\n{}Kim kam.", "\n".repeat(60_000));
    let stage = Stage::open(&text).await;
    assert_eq!(stage.block_texts().concat(), text);
    assert!(stage.count("[data-block]") < 1_000);
    stage.select("Kim").await;
    stage.press("1").await;
    assert_eq!(stage.card(), "Kim");
    assert_eq!(stage.block_texts().concat(), text);
    assert!(stage.text_at(".meta").contains("so many lines"), "{}", stage.text_at(".meta"));
}

#[wasm_bindgen_test]
async fn a_long_line_reads_the_way_its_first_letter_says() {
    let text = format!("שלום {}", "Deutsch und mehr. ".repeat(500));
    let stage = Stage::open(&text).await;
    assert!(stage.count(".block") > 3);
    assert_eq!(stage.count(".block[dir=rtl]"), stage.count(".block"));
}

#[wasm_bindgen_test]
async fn marks_are_tiles_side_by_side() {
    let stage = Stage::open(MARKED).await;
    assert_eq!(
        stage.tiles(0),
        [
            "Am  | a1 | label-claim",
            "Montag | a1 a2 | label-claim label-date",
            " kam  | a1 | label-claim",
            "Kim | a1 a3 | label-claim label-source",
            ".\n",
        ]
    );
    assert_eq!(stage.tiles(1), ["Das sagte ", "dpa | a4 | label-source", ".\n"]);
    assert_eq!((stage.tiles(2), stage.tiles(3)), (vec!["\n".to_owned()], vec!["Ende.".to_owned()]));
}

#[wasm_bindgen_test]
async fn each_mark_over_a_tile_has_its_line() {
    let stage = Stage::open(MARKED).await;
    assert_eq!(stage.lanes("[data-annotations='a1 a2']"), ["0: lane of 0", "1: lane of 2"]);
    assert_eq!(stage.lanes("[data-annotations='a4']"), ["0: lane of 1"]);
}

#[wasm_bindgen_test]
async fn the_selected_mark_is_seen_in_all_its_tiles() {
    let stage = Stage::open(MARKED).await;
    stage.click("kam").await;
    assert_eq!(
        stage.tiles(0),
        [
            "Am  | a1 | label-claim selected",
            "Montag | a1 a2 | label-claim label-date selected",
            " kam  | a1 | label-claim selected",
            "Kim | a1 a3 | label-claim label-source selected",
            ".\n",
        ]
    );
    stage.click("Montag").await;
    assert_eq!(stage.tiles(0)[1], "Montag | a1 a2 | label-claim label-date selected");
    assert_eq!(stage.count("mark.selected"), 1);
    stage.press("Escape").await;
    assert_eq!(stage.count("mark.selected"), 0);
}

#[wasm_bindgen_test]
async fn what_lies_in_the_gap_of_a_selected_mark_does_not_look_selected() {
    let picture = "
Er komme, sagte Kim, morgen.
^^^^^^^^ claim#1
                ^^^ source
                     ^^^^^^ claim#1
";
    let stage = Stage::open(picture).await;
    stage.click("komme").await;
    assert_eq!(stage.card(), "Er komme … morgen");
    assert_eq!(
        stage.tiles(0),
        [
            "Er komme | a1 | label-claim selected",
            ", sagte  | - | gap",
            "Kim | a2 | label-source",
            ",  | - | gap",
            "morgen | a1 | label-claim selected",
            ".",
        ]
    );
    assert_eq!(stage.count("mark.label-source[class*=bridge]"), 1, "the line goes on over it");
}

#[wasm_bindgen_test]
async fn a_mark_over_blocks_is_drawn_in_each() {
    let stage = Stage::open("Eins zwei\n\ndrei vier").await;
    stage.select_across("zwei", "drei").await;
    stage.press("1").await;
    let tiles: Vec<String> = (0..3).flat_map(|block| stage.tiles(block)).collect();
    let words: Vec<&str> = tiles.iter().map(|tile| tile.split(" | ").next().unwrap()).collect();
    assert_eq!(words, ["Eins ", "zwei\n", "\n", "drei", " vier"]);
    assert_eq!(stage.count("mark.label-claim.selected"), 3);
}

#[wasm_bindgen_test]
async fn only_blocks_that_change_are_drawn_again() {
    let stage = Stage::open(MARKED).await;
    let selecting = stage.redrawn(stage.select("Ende")).await;
    let marking = stage.redrawn(stage.press("2")).await;
    let picking = stage.redrawn(stage.click("dpa")).await;
    let deleting = stage.redrawn(stage.press("Delete")).await;
    let undoing = stage.redrawn(stage.press("Ctrl+Z")).await;
    let noting = stage.redrawn(stage.type_into("[name=note]", "So?")).await;
    let finishing = stage.redrawn(stage.press("Ctrl+Enter")).await;
    assert_eq!(selecting, [0; 0]);
    assert_eq!(marking, [3]);
    assert_eq!(picking, [0; 0], "the old and the new one only look otherwise");
    assert_eq!(deleting, [1]);
    assert_eq!(undoing, [1]);
    assert_eq!(noting, [0; 0], "a note is not seen in the text");
    assert_eq!(finishing, [0; 0]);
}

#[wasm_bindgen_test]
async fn tiles_that_stay_as_they_are_are_not_drawn_again() {
    let stage = Stage::open("Kim und Lee und Putin und dpa.\n^^^ source\n        ^^^ source\n").await;
    stage.select("Putin").await;
    stage.redrawn(stage.press("2")).await;
    assert_eq!(stage.fresh_tiles(0), [" und ", "Putin", " und dpa."]);
    stage.redrawn(stage.press("Ctrl+Z")).await;
    assert_eq!(stage.fresh_tiles(0), [" und Putin und dpa."]);
}

#[wasm_bindgen_test]
async fn tiles_with_the_same_words_stay_and_look_otherwise() {
    let words: Vec<String> = (10..50).map(|number| format!("w{number}")).collect();
    let marks: String = (0..40).map(|place| format!("{}^^^ source\n", " ".repeat(4 * place))).collect();
    let stage = Stage::open(&format!("\n{}\n{marks}", words.join(" "))).await;
    let look = || stage.tiles(0).into_iter().skip(40).take(5).collect::<Vec<_>>();
    let before = look();
    stage.select("w30 w31 w32").await;
    stage.redrawn(stage.press("1")).await;
    assert_eq!(stage.fresh_tiles(0), [" ", " "], "what was plain text");
    let tile = &stage.tiles(0)[42];
    assert!(tile.starts_with("w31 ") && tile.ends_with("| label-claim label-source selected"), "{tile}");
    stage.redrawn(stage.press("Delete")).await;
    assert_eq!((stage.fresh_tiles(0), look()), (vec![" ".to_owned(), " ".to_owned()], before));
}

#[wasm_bindgen_test]
async fn a_crowded_block_keeps_its_cuts_while_they_are_not_the_most() {
    let words: Vec<String> = (10..50).map(|number| format!("w{number}")).collect();
    let all = format!("{} claim\n", "^".repeat(4 * 40 - 1));
    let sources = |many: usize| {
        (0..many).map(|place| format!("{}^^^ source\n", " ".repeat(4 * place))).collect::<String>()
    };
    let tiles = async |many: usize| {
        let stage = Stage::open(&format!("\n{}\n{all}{}", words.join(" "), sources(many))).await;
        stage.click("w10").await;
        let before = stage.tiles(0).len();
        stage.press("Delete").await;
        (before, stage.tiles(0).len())
    };
    assert_eq!(tiles(30).await, (60, 60));
    assert_eq!(tiles(2).await, (4, 3), "where little is marked it is cut no further than it has to be");
}

#[wasm_bindgen_test]
async fn what_cannot_be_seen_is_named() {
    let stage = Stage::open("Ein Ab\u{ad}kommen \u{202e}gnaloK\n    ^^^^^^^^^ claim\n").await;
    assert_eq!(stage.tiles(0), ["Ein ", "Ab\u{ad}kommen | a1 | label-claim", " \u{202e}gnaloK | - | "]);
    assert_eq!(stage.attribute_at("mark .unseen", "data-name").as_deref(), Some("SHY"));
    assert_eq!(stage.attribute_at(".block > span .unseen", "data-name").as_deref(), Some("RLO"));
    stage.select("kommen").await;
    stage.press("2").await;
    assert_eq!(stage.card(), "Ab\u{ad}kommen", "it belongs to the word");
}

#[wasm_bindgen_test]
async fn the_list_is_in_reading_order() {
    let stage = Stage::open(MARKED).await;
    let words = |row: u32| stage.text_at(&format!("[data-part=annotations] li:nth-child({row}) .words"));
    assert_eq!([words(1), words(2), words(3), words(4)], ["Am Montag kam Kim", "Montag", "Kim", "dpa"]);
    stage.push("[data-part=annotations] li:nth-child(3) button").await;
    assert_eq!(stage.card(), "Kim");
    assert_eq!(stage.count("[data-part=annotations] [aria-current=true]"), 1);
}

/// A text of 80 marked words.
fn many() -> String {
    let words: Vec<String> = (10..90).map(|number| format!("Wort{number}")).collect();
    let marks = (0..80).map(|number| format!("{:width$}^^^^^^ source\n", "", width = number * 7));
    format!("{}\n{}", words.join(" "), marks.collect::<String>())
}

/// The rows that are there show something else where the list goes to another place, and nothing of what they showed.
#[wasm_bindgen_test]
async fn a_long_list_goes_to_what_is_selected() {
    let stage = Stage::open(&many()).await;
    let row = |part: &str| format!("[data-part=annotations] [aria-current=true] {part}");
    let rows = stage.count("[data-part=annotations] li");
    assert!((20..40).contains(&rows), "{rows}");
    stage.click("Wort12").await;
    stage.type_into("[data-part=card] [name=name]", "dpa").await;
    stage.leave().await;
    assert_eq!(
        (stage.text_at(&row(".words")), stage.text_at(&row("small"))),
        ("Wort12".into(), "dpa".into())
    );
    stage.click("Wort85").await;
    assert_eq!(stage.text_at(&row(".words")), "Wort85");
    assert_eq!(stage.attribute_at(&row("[role=img]"), "aria-label").as_deref(), Some("Source"));
    assert_eq!(stage.count("[data-part=annotations] small"), 0);
    assert_eq!(stage.count("[data-part=annotations] [aria-current=true]"), 1);
    assert_eq!(stage.count("[data-part=annotations] li"), rows);
    stage.click("Wort12").await;
    assert_eq!(
        (stage.text_at(&row(".words")), stage.text_at(&row("small"))),
        ("Wort12".into(), "dpa".into())
    );
    assert_eq!(stage.count("[data-part=annotations] [aria-current=true]"), 1);
}

#[wasm_bindgen_test]
async fn a_long_list_goes_where_words_are_selected() {
    let stage = Stage::open(&many()).await;
    let has = |words: &str| stage.text_at("[data-part=annotations]").contains(words);
    assert!(has("Wort12") && !has("Wort85"));
    stage.select("Wort85 Wort86").await;
    assert!(has("Wort85") && !has("Wort12"));
    stage.select("Wort12 Wort13").await;
    assert!(has("Wort12") && !has("Wort85"));
}

/// The text, the card and the list change first, and then it is asked where they stand.
#[wasm_bindgen_test]
async fn an_act_is_one_layout() {
    let stage = Stage::open(&many()).await;
    stretch(700);
    stage.select("Wort85").await;
    count_layouts();
    stage.press("1").await;
    let layouts = counted();
    stretch(0);
    assert_eq!((stage.card().as_str(), layouts), ("Wort85", 1));
}

/// As where the card goes, or the window gets higher.
#[wasm_bindgen_test]
async fn a_list_that_grows_is_full() {
    let stage = Stage::open(&many()).await;
    for height in [700, 1600] {
        stretch(height);
        stage.until(|_| empty_rows() < 1.0).await;
    }
    stretch(0);
}

/// As where the drawer is opened.
#[wasm_bindgen_test]
async fn a_list_that_comes_into_sight_shows_what_is_selected() {
    let stage = Stage::open(&many()).await;
    stage.click("Wort85").await;
    stretch(700);
    stage.until(|_| shows_current_row()).await;
    stretch(0);
}

#[wasm_bindgen_test]
async fn another_document_has_another_text() {
    let stage = Stage::corpus().await;
    let first = stage.block_texts().concat();
    stage.press("Shift+PageDown").await;
    assert_eq!(stage.block_texts().concat(), corpus::documents()[1].text.as_str());
    stage.press("Shift+PageUp").await;
    assert_eq!(stage.block_texts().concat(), first);
}
