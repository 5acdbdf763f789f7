//! Positions of the text as points of the page and back, with every script: what is selected on the page becomes the
//! right code points, and code points become the right selection.

use beleg::browser::positions::offset_of;
use beleg::browser::selection::{read, write};
use beleg::browser::surface::{DrawnTile, Mark, Run, Surface};
use beleg_core::model::{carets, tiles};
use beleg_core::text::{CharOffset, Span, Text, unseen};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::*;
use web_sys::{HtmlElement, Node};

use crate::stage::Stage;

/// A picture drawn on the page, with its text. It goes with the value.
struct Drawn {
    root: HtmlElement,
    surface: Surface,
    text: Text,
}

impl Drop for Drawn {
    fn drop(&mut self) {
        self.root.remove();
    }
}

fn draw(picture: &str) -> Drawn {
    draw_with(picture, true)
}

fn draw_with(picture: &str, has_marks: bool) -> Drawn {
    let project = carets::project(picture);
    let document = carets::document(&project);
    let page = web_sys::window().unwrap().document().unwrap();
    let root: HtmlElement = page.create_element("div").unwrap().dyn_into().unwrap();
    page.body().unwrap().append_child(&root).unwrap();
    let text = document.text.clone();
    let surface = Surface::draw(&root, &text).unwrap();
    let marks = project.marks(&document.id).unwrap();
    for (number, block) in text.blocks().iter().enumerate().filter(|_| has_marks) {
        let cut = tiles(block.span, marks.index().overlapping(block.span));
        let drawn: Vec<DrawnTile<'_>> = cut
            .iter()
            .map(|tile| {
                let annotations: Vec<&str> =
                    tile.layers.iter().map(|layer| layer.annotation.as_str()).collect();
                let mark =
                    Mark { annotations: annotations.join(" "), classes: String::new(), ..Mark::default() };
                let mark = (!annotations.is_empty()).then_some(mark);
                DrawnTile { runs: runs(&text, block, tile.span), mark }
            })
            .collect();
        surface.draw_tiles(number, 0..1, &drawn.iter().collect::<Vec<_>>());
    }
    Drawn { root, surface, text }
}

/// The characters of a span, each that cannot be seen in an element of its own.
fn runs<'t>(text: &'t Text, block: &beleg_core::text::Block, span: Span) -> Vec<Run<'t>> {
    let chips = unseen(text, block);
    let characters = (span.start().get()..span.end().get()).filter_map(|at| Span::of(at, at + 1));
    let runs = characters.map(|character| Run {
        text: text.slice(character).unwrap(),
        chip: chips
            .iter()
            .find(|chip| chip.span.start() <= character.start() && character.end() <= chip.span.end())
            .map(|chip| chip.name),
    });
    if chips.is_empty() { vec![Run { text: text.slice(span).unwrap(), chip: None }] } else { runs.collect() }
}

/// Every selection from every position to every other one is the same on the page and in the text, with the marks of
/// the picture and without.
fn check(picture: &str) {
    for has_marks in [true, false] {
        let drawn = draw_with(picture, has_marks);
        let end = drawn.text.end().get();
        let leaves = leaves(&drawn.root);
        let points: Vec<[Point; 2]> = (0..=end)
            .map(|place| [false, true].map(|is_later| point(&leaves, units(&drawn.text, place), is_later)))
            .collect();
        let all = (0..=end).flat_map(|anchor| (0..=end).map(move |focus| [anchor, focus]));
        let wrong: Vec<String> = all.filter_map(|places| compare(&drawn, &points, places)).collect();
        assert!(wrong.is_empty(), "{picture}\n{}", wrong.join("\n"));
    }
}

/// What is wrong with a selection of these two places.
fn compare(drawn: &Drawn, points: &[[Point; 2]], places: [u32; 2]) -> Option<String> {
    let Drawn { surface, text, .. } = drawn;
    let [anchor, focus] = places.map(CharOffset::new);
    let [anchor_points, focus_points] = places.map(|place| &points[place as usize]);
    let selection = web_sys::window()?.get_selection().ok()??;
    // What people select on the page stands there in the text, whichever point they hit where two nodes meet.
    for ((anchor_node, anchor_units), (focus_node, focus_units)) in anchor_points.iter().zip(focus_points) {
        selection.set_base_and_extent(anchor_node, *anchor_units, focus_node, *focus_units).ok()?;
        let found = read(surface, text);
        if found != Some((anchor, focus)) {
            return Some(format!("{places:?} on the page is {found:?} in the text"));
        }
    }
    // What the program selects stands there on the page.
    write(surface, text, anchor, focus);
    let is = |points: &[Point], node: Option<Node>, units| {
        node.is_some_and(|node| points.contains(&(node, units)))
    };
    let is_there = is(anchor_points, selection.anchor_node(), selection.anchor_offset())
        && is(focus_points, selection.focus_node(), selection.focus_offset());
    (!is_there).then(|| format!("{places:?} of the text stands elsewhere on the page"))
}

/// A node of the page, and a number of UTF-16 units in it.
type Point = (Node, u32);

/// How many UTF-16 units stand before a code point: counted without the program's own conversion.
fn units(text: &Text, place: u32) -> u32 {
    text.as_str().chars().take(place as usize).map(|char| char.len_utf16() as u32).sum()
}

/// The point of the page behind so many UTF-16 units.
fn point(leaves: &[Node], units: u32, is_later: bool) -> Point {
    let mut left = units;
    for leaf in leaves {
        if left < length(leaf) || (left == length(leaf) && !is_later) {
            return (leaf.clone(), left);
        }
        left -= length(leaf);
    }
    let last = leaves.last().unwrap();
    (last.clone(), length(last))
}

/// The text nodes in their order.
fn leaves(node: &Node) -> Vec<Node> {
    if node.node_type() == Node::TEXT_NODE {
        return vec![node.clone()];
    }
    let children = node.child_nodes();
    (0..children.length())
        .filter_map(|number| children.get(number))
        .flat_map(|child| leaves(&child))
        .collect()
}

fn length(leaf: &Node) -> u32 {
    leaf.text_content().unwrap_or_default().encode_utf16().count() as u32
}

/// These words, selected on the page, are marked as `marked` stands under the text, and quoted so.
async fn check_marking(text: &str, words: &str, quote: &str, marked: &str) {
    let stage = Stage::open(text).await;
    stage.select(words).await;
    stage.press("2").await;
    stage.shows(marked);
    assert_eq!(stage.card(), quote);
    // Marked again inside and around: the marks that are there change nothing.
    stage.press("Escape").await;
    stage.select(words).await;
    stage.press("1").await;
    assert_eq!(stage.card(), quote);
}

#[wasm_bindgen_test]
fn plain_text_comes_back() {
    check("Laut dpa stieg die Zahl.");
}

#[wasm_bindgen_test]
fn marks_and_their_borders_come_back() {
    check(
        "
Laut dpa stieg sie am 3. Mai.
^^^^^^^^^^^^^^^^^^^^^^^^^^^^ claim
     ^^^ source
        ^^^^^^ claim
                      ^^^^^^ date
",
    );
}

#[wasm_bindgen_test]
fn blocks_blank_lines_and_all_kinds_of_line_breaks_come_back() {
    check(
        "
Eins

Zwei\r

\r
   Drei
   ^^^^ date
",
    );
}

#[wasm_bindgen_test]
fn a_mark_over_many_blocks_comes_back() {
    check(
        "
Eins zwei
     ^^^^^ claim#1

^ claim#1
drei vier
^^^^ claim#1
",
    );
}

// Positions inside what a reader takes for one character count as well: no engine moves what a program selects. But what
// is marked holds whole characters, and whole words.

#[wasm_bindgen_test]
async fn emoji() {
    check(
        "
a😊b 🎉🎉 c😊
 ^ date
  ^^^^ claim
     ^ source
",
    );
    check_marking(
        "Kim 😊 sagte 🎉🎉 ja.",
        "sagte 🎉🎉",
        "sagte 🎉🎉",
        "
Kim 😊 sagte 🎉🎉 ja.
      ^^^^^^^^ source
",
    )
    .await;
}

#[wasm_bindgen_test]
async fn families_of_emoji() {
    check(
        "
a 👨‍👩‍👧‍👦 b
^^^^^^^^^^^ claim
  ^^^^^^^ source
    ^ date
",
    );
    check_marking(
        "Die 👨‍👩‍👧‍👦 kam.",
        "👩",
        "👨‍👩‍👧‍👦",
        "
Die 👨‍👩‍👧‍👦 kam.
    ^^^^^^^ source
",
    )
    .await;
}

#[wasm_bindgen_test]
async fn flags() {
    check(
        "
a🇩🇪🇫🇷 🇰🇵
 ^^ source
   ^^^^ claim
     ^ date
",
    );
    check_marking(
        "Aus 🇩🇪🇫🇷 und 🇰🇵.",
        "🇫🇷",
        "🇫🇷",
        "
Aus 🇩🇪🇫🇷 und 🇰🇵.
      ^^ source
",
    )
    .await;
}

#[wasm_bindgen_test]
async fn skin_tones() {
    check(
        "
👍🏽 👩🏿‍🚀.
^^ source
   ^^ date
   ^^^^ claim
",
    );
    check_marking(
        "Gut 👍🏽 und 👩🏿‍🚀.",
        "👩🏿",
        "👩🏿‍🚀",
        "
Gut 👍🏽 und 👩🏿‍🚀.
           ^^^^ source
",
    )
    .await;
}

#[wasm_bindgen_test]
async fn variation_selectors() {
    check(
        "
❤️ ☺︎ 1️⃣
^^ source
   ^ date
      ^^^ claim
",
    );
    check_marking(
        "Ein ❤️ und ☺︎ hier.",
        "❤",
        "❤️",
        "
Ein ❤️ und ☺︎ hier.
    ^^ source
",
    )
    .await;
}

#[wasm_bindgen_test]
async fn umlauts_in_two_parts() {
    check(
        "
U\u{308}ber Mu\u{308}nchen, für
^^ source
 ^ date
      ^^^^^^^^ claim
",
    );
    check_marking(
        "U\u{308}ber Mu\u{308}nchen und München.",
        "Mu",
        "Mu\u{308}nchen",
        "
U\u{308}ber Mu\u{308}nchen und München.
      ^^^^^^^^ source
",
    )
    .await;
}

#[wasm_bindgen_test]
async fn line_breaks_of_windows() {
    check(
        "
Eins zwei\r
     ^^^^^^ claim#1
drei\r
^^^^ claim#1
 ^^ date
\r
^^ source
vier
",
    );
    check_marking(
        "Eins zwei\r\ndrei vier\r\n\r\nfünf.",
        "zwei\r\ndrei",
        "zwei\r\ndrei",
        "
Eins zwei\r
     ^^^^^^ source#1
drei vier\r
^^^^ source#1
\r
fünf.
",
    )
    .await;
}

#[wasm_bindgen_test]
async fn spaces_that_do_not_break() {
    check(
        "
10\u{a0}000 am 3.\u{202f}Mai
^^^^^^ source
  ^ date
       ^^^^^^^^ claim
",
    );
    check_marking(
        "Rund 10\u{a0}000 am 3.\u{202f}Mai.",
        "10\u{a0}000",
        "10\u{a0}000",
        "
Rund 10\u{a0}000 am 3.\u{202f}Mai.
     ^^^^^^ source
",
    )
    .await;
}

#[wasm_bindgen_test]
async fn soft_hyphens() {
    check(
        "
Ver\u{ad}teidi\u{ad}gung
^^^^ source
   ^ date
   ^^^^^^^^^ claim
",
    );
    check_marking(
        "Die Ver\u{ad}teidi\u{ad}gung gilt.",
        "teidi",
        "Ver\u{ad}teidi\u{ad}gung",
        "
Die Ver\u{ad}teidi\u{ad}gung gilt.
    ^^^^^^^^^^^^^^ source
",
    )
    .await;
}

#[wasm_bindgen_test]
async fn characters_without_width() {
    check(
        "
a\u{200b}b\u{feff}c \u{202e}dc\u{202c}
 ^^^ source
  ^ date
      ^^^^ claim
",
    );
    check_marking(
        "Laut \u{200e}dpa\u{200e} stieg sie.",
        "dpa",
        // What has no width belongs to the word before it (UAX #29, WB4).
        "dpa\u{200e}",
        "
Laut \u{200e}dpa\u{200e} stieg sie.
      ^^^^ source
",
    )
    .await;
}

#[wasm_bindgen_test]
async fn hebrew() {
    check(
        "
שר אמר ל-dpa ב-3 במאי 2021.
^^ source
       ^^^^^ claim
         ^^^ date
",
    );
    check_marking(
        "שר החוץ אמר ל-dpa ב-3 במאי 2021.",
        "החוץ אמר",
        "החוץ אמר",
        "
שר החוץ אמר ל-dpa ב-3 במאי 2021.
   ^^^^^^^^ source
",
    )
    .await;
}

#[wasm_bindgen_test]
async fn arabic() {
    check(
        "
قال مُحَمَّد لـKCNA في ١٢ نوفمبر.
^^^ source
    ^^^^^^^^ claim
                   ^^ date
",
    );
    check_marking(
        "قال كيم لوكالة KCNA في ١٢ نوفمبر 2024.",
        "KCNA في ١٢",
        "KCNA في ١٢",
        "
قال كيم لوكالة KCNA في ١٢ نوفمبر 2024.
               ^^^^^^^^^^ source
",
    )
    .await;
}

#[wasm_bindgen_test]
async fn a_combining_mark_without_a_letter() {
    check(
        "
Eins
\u{301}Zwei \u{308}
^ date
^^^^^ claim
      ^ source
",
    );
    check_marking(
        "Eins\n\u{301}Zwei drei.",
        "Zwei",
        "Zwei",
        "
Eins
\u{301}Zwei drei.
 ^^^^ source
",
    )
    .await;
}

/// A point inside a surrogate pair is before the pair.
#[wasm_bindgen_test]
fn half_an_emoji_counts_as_before_it() {
    let Drawn { root, surface, text } = &draw("a😊b");
    let leaf = root.query_selector("p").unwrap().unwrap().first_child().unwrap();
    let offsets: Vec<u32> =
        (0..=4).map(|units| offset_of(surface, text, &leaf, units).unwrap().get()).collect();
    assert_eq!(offsets, [0, 1, 1, 2, 3]);
}

/// A point on an element lies before its child of that number.
#[wasm_bindgen_test]
fn points_on_elements_have_a_position() {
    let drawn = &draw(
        "
Laut dpa stieg
     ^^^ source
sie.
",
    );
    let Drawn { root, surface, text } = drawn;
    let node = |selector: &str| -> Node { root.query_selector(selector).unwrap().unwrap().into() };
    let offset = |node: &Node, number: u32| offset_of(surface, text, node, number).unwrap().get();
    let positions = |selector: &str, last: u32| -> Vec<u32> {
        (0..=last).map(|number| offset(&node(selector), number)).collect()
    };
    assert_eq!(positions("p", 3), [0, 5, 8, 15]);
    assert_eq!(positions("mark", 1), [5, 8]);
    assert_eq!(positions("section", 2), [0, 15, 19]);
    assert_eq!(offset(root, 0), 0);
    assert_eq!(offset(root, 1), 19);
}

#[wasm_bindgen_test]
fn points_outside_the_text_are_its_start_or_its_end() {
    let Drawn { root, surface, text } = &draw("Laut dpa");
    let (before, after) = (root.clone_node().unwrap(), root.clone_node().unwrap());
    let parent = root.parent_node().unwrap();
    parent.insert_before(&before, Some(root)).unwrap();
    parent.insert_before(&after, root.next_sibling().as_ref()).unwrap();
    assert_eq!(offset_of(surface, text, &before, 0), Some(CharOffset::ZERO));
    assert_eq!(offset_of(surface, text, &after, 0), Some(text.end()));
    parent.remove_child(&before).unwrap();
    parent.remove_child(&after).unwrap();
}

#[wasm_bindgen_test]
fn an_empty_text_has_its_one_position() {
    let root: HtmlElement =
        web_sys::window().unwrap().document().unwrap().create_element("div").unwrap().dyn_into().unwrap();
    let text = Text::new("");
    let surface = Surface::draw(&root, &text).unwrap();
    write(&surface, &text, CharOffset::ZERO, CharOffset::ZERO);
    assert_eq!(offset_of(&surface, &text, &root, 0), Some(CharOffset::ZERO));
}

/// Pieces of a line, lines that share an element, and long runs of blank ones.
#[wasm_bindgen_test]
fn where_elements_are_no_lines_positions_come_back() {
    let texts = [
        format!("Eins.\n{}\nZwei.", "Am Montag kam 😊 Kim. ".repeat(1_000)),
        "a\u{301}\u{302}".to_owned() + &"\u{303}".repeat(3_000),
        "\u{200b}\u{200c}😊".repeat(2_000),
        "平壤新聞社".repeat(2_000),
        "\r\n".repeat(400) + "Ende\n",
        "kurz 😊\n".repeat(50_100),
    ];
    for content in texts {
        let page = web_sys::window().unwrap().document().unwrap();
        let root: HtmlElement = page.create_element("div").unwrap().dyn_into().unwrap();
        page.body().unwrap().append_child(&root).unwrap();
        let text = Text::new(content.as_str());
        let surface = Surface::draw(&root, &text).unwrap();
        assert_eq!(root.text_content().unwrap(), content);
        let step = (text.blocks().len() / 40).max(1);
        for block in text.blocks().iter().step_by(step) {
            let (start, end) = (block.span.start(), block.span.end());
            let middle = start.plus(block.span.chars() / 2);
            for (anchor, focus) in
                [(start, end), (end, middle), (middle, text.end()), (CharOffset::ZERO, start)]
            {
                write(&surface, &text, anchor, focus);
                assert_eq!(read(&surface, &text), Some((anchor, focus)), "{:?}", block.span);
            }
        }
        root.remove();
    }
}

/// The positions at the start and the end of every block of the corpus, and some between.
#[wasm_bindgen_test]
fn the_corpus_comes_back() {
    for document in beleg_core::corpus::documents() {
        let text = &document.text;
        let root: HtmlElement =
            web_sys::window().unwrap().document().unwrap().create_element("div").unwrap().dyn_into().unwrap();
        web_sys::window().unwrap().document().unwrap().body().unwrap().append_child(&root).unwrap();
        let surface = Surface::draw(&root, text).unwrap();
        for block in text.blocks() {
            let (start, end) = (block.span.start(), block.span.end());
            let middle = start.plus(block.span.chars() / 2);
            for (anchor, focus) in
                [(start, end), (end, middle), (middle, text.end()), (CharOffset::ZERO, start)]
            {
                write(&surface, text, anchor, focus);
                assert_eq!(read(&surface, text), Some((anchor, focus)), "{}", document.title);
            }
        }
        root.remove();
    }
}
