//! Positions of the text as points of the page and back: what is written into the selection is read from it again.

use beleg::browser::selection::{offset_of, read, write};
use beleg::browser::surface::{DrawnTile, Mark, Run, Surface};
use beleg::model::{carets, tiles};
use beleg::text::{CharOffset, Text};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::*;
use web_sys::{HtmlElement, Node};

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
    let project = carets::project(picture);
    let document = carets::document(&project);
    let page = web_sys::window().unwrap().document().unwrap();
    let root: HtmlElement = page.create_element("div").unwrap().dyn_into().unwrap();
    page.body().unwrap().append_child(&root).unwrap();
    let text = document.text.clone();
    let surface = Surface::draw(&root, &text).unwrap();
    let marks = project.marks(&document.id).unwrap();
    for (number, block) in text.blocks().iter().enumerate() {
        let cut = tiles(block.span, marks.index().overlapping(block.span));
        let drawn: Vec<DrawnTile<'_>> = cut
            .iter()
            .map(|tile| {
                let annotations: Vec<&str> =
                    tile.layers.iter().map(|layer| layer.annotation.as_str()).collect();
                let mark =
                    Mark { annotations: annotations.join(" "), classes: String::new(), ..Mark::default() };
                DrawnTile {
                    runs: vec![Run { text: text.slice(tile.span).unwrap(), chip: None }],
                    mark: (!annotations.is_empty()).then_some(mark),
                }
            })
            .collect();
        surface.draw_tiles(number, 0..1, &drawn.iter().collect::<Vec<_>>());
    }
    Drawn { root, surface, text }
}

/// Every selection from every position to every other one comes back as it was.
fn check(picture: &str) {
    let Drawn { surface, text, .. } = &draw(picture);
    let mut moved = Vec::new();
    let positions = || (0..=text.end().get()).map(CharOffset::new);
    for (anchor, focus) in positions().flat_map(|anchor| positions().map(move |focus| (anchor, focus))) {
        write(surface, text, anchor, focus);
        let found = read(surface, text);
        if found != Some((anchor, focus)) {
            moved.push(format!("{anchor:?} to {focus:?} became {found:?}"));
        }
    }
    assert!(moved.is_empty(), "{picture}\n{}", moved.join("\n"));
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

/// Positions inside what a reader takes for one character come back as well: no engine moves what a program selects.
#[wasm_bindgen_test]
fn emoji_families_and_combined_letters_come_back() {
    check(
        "
a😊b 👨‍👩‍👧‍👦 u\u{308}ber 🇩🇪
 ^ date
    ^^^^^^^ source
            ^ claim
             ^^^^ claim
                 ^^ date
",
    );
}

#[wasm_bindgen_test]
fn right_to_left_text_comes_back() {
    check(
        "
قال كيم 2024 نعم.
    ^^^ source
",
    );
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

/// The positions at the start and the end of every block of the corpus, and some between.
#[wasm_bindgen_test]
fn the_corpus_comes_back() {
    for document in beleg::corpus::documents() {
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
