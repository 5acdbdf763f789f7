//! The rows of a long list, and which of them are in view. Rows are equally high, and the list keeps the room of those
//! that are not there.

use std::ops::Range;

use wasm_bindgen::JsCast;
use web_sys::{DomRect, Element, EventTarget, HtmlElement};

/// The rows that are there.
pub struct Rows {
    list: HtmlElement,
    // A row without words. Copies of it are cheaper than elements made one by one.
    template: Option<Element>,
    // Invariant: what the rows show, in their order.
    shown: Vec<Row>,
    // The button of the one whose annotation is selected.
    current: Option<Element>,
    // Whether it is said of any of them which one it is.
    is_numbered: bool,
}

/// What a row shows.
#[derive(Default)]
pub struct Row {
    /// The id of the annotation.
    pub annotation: String,
    /// The classes of the colour.
    pub swatch: String,
    /// What the colour means, which is heard before the words.
    pub label: String,
    /// The words under the annotation.
    pub words: String,
    /// Their language.
    pub language: Option<String>,
    /// What stands behind them, where anything does.
    pub said: Option<String>,
    /// Whether there is a note, which a sign tells.
    pub is_noted: bool,
    /// Whether that is something to be mended.
    pub is_problem: bool,
}

impl Rows {
    /// The rows of a list, of which none are there yet.
    pub fn new(list: HtmlElement) -> Rows {
        let template = template(&list);
        let mut rows = Rows { list, template, shown: Vec::new(), current: None, is_numbered: false };
        rows.clear();
        rows
    }

    /// The list.
    pub fn list(&self) -> &HtmlElement {
        &self.list
    }

    /// Keeps room for so many rows before the first and behind the last one.
    pub fn set_room(&self, before: usize, behind: usize) {
        // Not by variables: those are inherited, so that each change of one would have all rows styled again.
        let room = |rows: usize| format!("calc({rows} * var(--row))");
        let style = self.list.style();
        // The names are those of properties.
        let _ = style.set_property("padding-top", &room(before));
        let _ = style.set_property("padding-bottom", &room(behind));
    }

    /// Takes all rows away.
    pub fn clear(&mut self) {
        self.list.set_text_content(None);
        self.shown.clear();
        self.current = None;
        self.is_numbered = false;
    }

    /// Takes away the row at a place.
    pub fn remove(&mut self, place: usize) {
        if let Some(row) = self.row(place) {
            row.remove();
            self.shown.remove(place);
        }
    }

    /// Draws a row before the one at a place, or behind the last one.
    pub fn insert(&mut self, place: usize, row: Row) {
        let Some(copy) = self.template.as_ref().and_then(|template| template.clone_node_with_deep(true).ok())
        else {
            return;
        };
        let drawn: Element = copy.unchecked_into();
        fill(&drawn, &Row::default(), &row);
        // A list that is on the page takes every row.
        let _ = self.list.insert_before(&drawn, self.row(place).as_deref());
        self.shown.insert(place, row);
    }

    /// Has all rows show something else, which takes the browser less than other rows would. What was said of them before
    /// goes.
    pub fn replace(&mut self, rows: Vec<Row>) {
        let mut drawn = self.list.first_element_child();
        for (before, row) in self.shown.iter().zip(&rows) {
            let Some(element) = drawn else { break };
            if self.is_numbered {
                // The names are valid attribute names.
                NUMBERS.iter().for_each(|name| drop(element.remove_attribute(name)));
            }
            fill(&element, before, row);
            drawn = element.next_element_sibling();
        }
        self.is_numbered = false;
        self.shown = rows;
    }

    /// Says which row is the one whose annotation is selected.
    pub fn set_current(&mut self, place: Option<usize>) {
        let button = place.and_then(|place| self.row(place)?.first_element_child());
        if button != self.current {
            let say = |button: &Option<Element>, value| {
                button.iter().for_each(|button| drop(button.set_attribute(CURRENT, value)))
            };
            say(&self.current, "false");
            say(&button, "true");
            self.current = button;
        }
    }

    /// Says on each row which one of how many it is, for those who cannot see how long the list is. The first of the rows
    /// has the number `first`.
    pub fn number(&mut self, first: usize, total: usize) {
        let mut row = row(&self.list);
        let mut place = first;
        while let Some(element) = row {
            place += 1;
            // The names are valid attribute names.
            for (name, number) in NUMBERS.into_iter().zip([place, total]) {
                let _ = element.set_attribute(name, &number.to_string());
            }
            row = element.next_element_sibling();
        }
        self.is_numbered = true;
    }

    fn row(&self, place: usize) -> Option<Element> {
        self.list.children().item(u32::try_from(place).ok()?)
    }
}

/// Has a row show something else than before.
fn fill(drawn: &Element, before: &Row, row: &Row) -> Option<()> {
    drawn.set_attribute("data-annotation", &row.annotation).ok()?;
    let button = drawn.first_element_child()?;
    let swatch = button.first_element_child()?;
    if row.swatch != before.swatch {
        swatch.set_class_name(&row.swatch);
    }
    if row.label != before.label {
        swatch.set_attribute("aria-label", &row.label).ok()?;
    }
    let words = swatch.next_element_sibling()?;
    words.set_text_content(Some(&row.words));
    if let Some(language) = row.language.as_ref().filter(|_| row.language != before.language) {
        words.set_attribute("lang", language).ok()?;
    }
    match (before.is_noted, row.is_noted) {
        (false, true) => button.set_attribute(NOTED, "").ok()?,
        (true, false) => button.remove_attribute(NOTED).ok()?,
        _ => {}
    }
    match (&row.said, words.next_element_sibling()) {
        (Some(text), said) => {
            let said = said.or_else(|| part(&button, "small", "", "dir", "auto"))?;
            said.set_attribute("translate", "no").ok()?;
            said.set_text_content(Some(text));
            said.set_class_name(if row.is_problem { "notranslate problem" } else { "notranslate" });
        }
        (None, Some(said)) => said.remove(),
        (None, None) => {}
    }
    Some(())
}

/// By what the selected row is known.
const CURRENT: &str = "aria-current";

/// By what a row is known whose annotation has a note.
const NOTED: &str = "data-noted";

/// By what is said which one of how many rows it is.
const NUMBERS: [&str; 2] = ["aria-posinset", "aria-setsize"];

fn template(list: &HtmlElement) -> Option<Element> {
    let page = list.owner_document()?;
    let (row, button) = (page.create_element("li").ok()?, page.create_element("button").ok()?);
    button.set_class_name("row");
    button.set_attribute(CURRENT, "false").ok()?;
    part(&button, "span", "swatch", "role", "img")?;
    let words = part(&button, "span", "words notranslate", "dir", "auto")?;
    words.set_attribute("translate", "no").ok()?;
    row.append_child(&button).ok()?;
    Some(row)
}

/// Puts an element behind the others in a button.
fn part(button: &Element, tag: &str, class: &str, name: &str, value: &str) -> Option<Element> {
    let part = button.owner_document()?.create_element(tag).ok()?;
    part.set_class_name(class);
    part.set_attribute(name, value).ok()?;
    button.append_child(&part).ok()?;
    Some(part)
}

/// The numbers of the rows that are in view, where the first of those that are there has the number `first`. None while the
/// list is out of sight.
pub fn in_view(list: &HtmlElement, first: usize) -> Option<Range<usize>> {
    let Measured { seen, top, height, .. } = measure(list, first)?;
    let above = |edge: f64| ((edge - top) / height).max(0.0) as usize;
    Some(above(seen.top())..above(seen.bottom()) + 1)
}

/// Scrolls the row of a number into view, where it is not. None while the list is out of sight.
pub fn reveal(list: &HtmlElement, number: usize, first: usize) -> Option<()> {
    let Measured { view, seen, top, height } = measure(list, first)?;
    let top = top + height * number as f64;
    if top < seen.top() || top + height > seen.bottom() {
        let by = top - seen.top() - (seen.height() - height) / 2.0;
        view.set_scroll_top(view.scroll_top() + by as i32);
    }
    Some(())
}

/// The annotation of the row in which something was clicked.
pub fn chosen(list: &HtmlElement, target: Option<EventTarget>) -> Option<String> {
    let row = target?.dyn_into::<Element>().ok()?.closest("[data-annotation]").ok()??;
    row.get_attribute("data-annotation").filter(|_| list.contains(Some(&row)))
}

/// A list as it is laid out, in CSS pixels from the top of the window.
struct Measured {
    view: Element,
    seen: DomRect,
    // Where row 0 would be, and how high each is.
    top: f64,
    height: f64,
}

fn measure(list: &HtmlElement, first: usize) -> Option<Measured> {
    let (view, row) = (scroller(list)?, row(list)?.get_bounding_client_rect());
    let seen = view.get_bounding_client_rect();
    let top = row.top() - row.height() * first as f64;
    (row.height() > 0.0).then_some(Measured { view, seen, top, height: row.height() })
}

/// The first row that is there.
fn row(list: &HtmlElement) -> Option<Element> {
    list.first_element_child()
}

/// The element that scrolls the list.
pub fn scroller(list: &HtmlElement) -> Option<Element> {
    list.closest(".list, .documents").ok().flatten()
}
