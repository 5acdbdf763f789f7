//! A stage: the whole page with a project on it, a person in front of it, and what that person sees.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use beleg::browser::indexed_db::Store;
use beleg::view::{App, ask_about_corpus, ask_about_read};
use beleg_core::corpus;
use beleg_core::formats::native;
use beleg_core::journal::{Journal, Stored};
use beleg_core::model::{History, Project, Timestamp, carets};
use beleg_core::pace::Through;
use beleg_core::session::{Act, Keymap, Session};
use beleg_core::text::Text;

use beleg::view::keeper::Keeper;
use beleg::view::live::Live;
use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

#[wasm_bindgen(module = "/tests/web/hands.js")]
extern "C" {
    async fn settle();
    #[wasm_bindgen(js_name = holdTimers)]
    fn hold_timers(millis: u32);
    #[wasm_bindgen(js_name = endTimers)]
    fn end_timers(millis: u32) -> u32;
    #[wasm_bindgen(js_name = letTimers)]
    fn let_timers(millis: u32);
    #[wasm_bindgen(js_name = stopClock)]
    fn stop_clock();
    #[wasm_bindgen(js_name = resetTime)]
    fn reset_time();
    #[wasm_bindgen(js_name = startClock)]
    fn start_clock();
    async fn drag(anchor: u32, focus: u32, is_outer: bool, alt: bool);
    #[wasm_bindgen(js_name = dragNodes)]
    async fn drag_nodes(anchor: &str, anchor_offset: u32, focus: &str, focus_offset: u32);
    async fn touch(anchor: u32, focus: u32);
    #[wasm_bindgen(js_name = dragAway)]
    async fn drag_away(units: u32);
    #[wasm_bindgen(js_name = clickAt)]
    async fn click_at(units: u32);
    async fn push(selector: &str);
    async fn rest(units: u32, is_long: bool);
    #[wasm_bindgen(js_name = dragHandle)]
    async fn drag_handle(selector: &str, units: u32);
    #[wasm_bindgen(js_name = sizeOf)]
    fn size_of(selector: &str) -> u32;
    async fn press(chord: &str) -> JsValue;
    #[wasm_bindgen(js_name = type)]
    async fn type_into(selector: &str, text: &str);
    async fn paste(selector: &str, text: &str);
    #[wasm_bindgen(js_name = typeOn)]
    async fn type_on(selector: &str, text: &str, millis: u32);
    async fn leave();
    async fn cancel(selector: &str);
    fn focus(selector: &str);
    fn focused() -> String;
    #[wasm_bindgen(js_name = focusedText)]
    fn focused_text() -> String;
    fn selected() -> String;
    fn count(selector: &str) -> u32;
    #[wasm_bindgen(js_name = textAt)]
    fn text_at(selector: &str) -> String;
    #[wasm_bindgen(js_name = valueAt)]
    fn value_at(selector: &str) -> String;
    #[wasm_bindgen(js_name = attributeAt)]
    fn attribute_at(selector: &str, name: &str) -> Option<String>;
    #[wasm_bindgen(js_name = blockTexts)]
    fn block_texts() -> Vec<String>;
    fn tiles(block: usize) -> Vec<String>;
    fn lanes(selector: &str) -> Vec<String>;
    fn remember();
    fn redrawn() -> Vec<u32>;
    #[wasm_bindgen(js_name = freshTiles)]
    fn fresh_tiles(block: usize) -> Vec<String>;
    fn watch(selector: &str, name: &str);
    fn watched() -> Vec<String>;
    #[wasm_bindgen(js_name = mouseDown)]
    async fn mouse_down(place: &str, clicks: u32, button: u32, held: &str) -> JsValue;
    #[wasm_bindgen(js_name = mouseTo)]
    async fn mouse_to(place: &str, buttons: u32);
    #[wasm_bindgen(js_name = mouseUp)]
    async fn mouse_up(held: &str);
    async fn interrupt(kind: &str);
    #[wasm_bindgen(js_name = strayClick)]
    async fn stray_click(selector: &str);
    fn takes(kind: &str, place: &str) -> bool;
    fn copied(selector: &str) -> Option<String>;
    #[wasm_bindgen(js_name = selectSeveral)]
    async fn select_several(edges: Vec<u32>) -> JsValue;
    fn ranges() -> Vec<String>;
    fn translate(selector: &str);
    async fn print(is_done: bool);
    #[wasm_bindgen(js_name = toolbarStands)]
    fn toolbar_stands() -> bool;
    #[wasm_bindgen(js_name = isShown)]
    fn is_shown(selector: &str) -> bool;
    #[wasm_bindgen(js_name = takeErrors)]
    fn take_errors() -> Vec<String>;
}

/// How the page looks.
const STYLE: &[&str] = &[
    include_str!("../../style/tokens.css"),
    include_str!("../../style/page.css"),
    include_str!("../../style/chrome.css"),
    // What the runner of the tests writes has no room on the page: the text would come to lie below the window.
    "#output, #console_output { display: none; }",
];

/// How long something that must come may take on a machine that hardly gets on, in milliseconds.
const PATIENCE: f64 = 60_000.0;

thread_local! {
    // What takes the page away that is shown. A failed test leaves it to the next one.
    static SHOWN: RefCell<Option<Box<dyn FnOnce()>>> = const { RefCell::new(None) };
}

/// Timers of one length, in milliseconds, that end only when they are told to. They go on by themselves when the value
/// goes.
pub struct Held(u32);

impl Held {
    /// Holds all timers of that length that begin from now on.
    pub fn new(millis: u32) -> Held {
        hold_timers(millis);
        Held(millis)
    }

    /// Lets those end that wait, and says how many these were.
    pub fn end(&self) -> u32 {
        end_timers(self.0)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let_timers(self.0);
    }
}

/// The page that is shown. It goes when the stage does.
pub struct Stage {
    live: Live,
}

impl Drop for Stage {
    fn drop(&mut self) {
        clear();
        let errors = take_errors();
        assert!(errors.is_empty(), "the page broke: {errors:?}");
    }
}

impl Stage {
    /// Shows a picture. Nothing is kept.
    pub async fn open(picture: &str) -> Stage {
        Stage::of(carets::project(picture)).await
    }

    /// Shows a project. Nothing is kept.
    pub async fn of(project: Project) -> Stage {
        let session = Session::new(project, History::default());
        Stage::show(session, None, Journal::new(), true).await
    }

    /// Shows the project of a file. Nothing is kept.
    pub async fn of_file(file: &str) -> Stage {
        Stage::of(native::read(file.as_bytes()).unwrap().project).await
    }

    /// Shows the corpus. Nothing is kept.
    pub async fn corpus() -> Stage {
        let mut project = Project::new(corpus::project_id());
        project.apply(&corpus::missing_from(&project, Timestamp::default()).unwrap()).unwrap();
        Stage::of(project).await
    }

    /// Shows a session as a start does, kept in a store where there is one.
    pub async fn show(session: Session, store: Option<Store>, journal: Journal, knows_name: bool) -> Stage {
        if clear() {
            // What a failed test left behind is no news.
            drop(take_errors());
            reset_time();
        }
        let page = web_sys::window().unwrap().document().unwrap();
        let root: web_sys::HtmlElement = page.create_element("div").unwrap().dyn_into().unwrap();
        let style = page.create_element("style").unwrap();
        style.set_text_content(Some(&STYLE.concat()));
        page.body().unwrap().append_child(&root).unwrap();
        page.head().unwrap().append_child(&style).unwrap();
        let handed_out = Rc::new(Cell::new(None));
        let handing_out = handed_out.clone();
        let mounted = mount_to(root.clone(), move || {
            let live = Live::new(session, Keeper::new(store, journal, knows_name), None);
            provide_context(live);
            handing_out.set(Some(live));
            view! { <App/> }
        });
        SHOWN.set(Some(Box::new(move || {
            drop(mounted);
            root.remove();
            style.remove();
            web_sys::window().unwrap().get_selection().unwrap().unwrap().remove_all_ranges().unwrap();
        })));
        settle().await;
        Stage { live: handed_out.take().unwrap() }
    }

    /// Takes the page away before the stage goes.
    pub fn close(&self) {
        clear();
    }

    // What a person does.

    /// Drags the mouse over words that stand once in the text.
    pub async fn select(&self, words: &str) {
        let (start, end) = self.place(words);
        drag(start, end, false, false).await;
    }

    /// The same, with the ends in the nodes before and behind the words, where these end at a mark's edge.
    pub async fn select_from_outside(&self, words: &str) {
        let (start, end) = self.place(words);
        drag(start, end, true, false).await;
    }

    /// Drags the mouse from the end of the words to their start.
    pub async fn select_backwards(&self, words: &str) {
        let (start, end) = self.place(words);
        drag(end, start, false, false).await;
    }

    /// Drags the mouse and holds Alt.
    pub async fn select_exactly(&self, words: &str) {
        let (start, end) = self.place(words);
        drag(start, end, false, true).await;
    }

    /// Drags the mouse from the start of some words to the end of others.
    pub async fn select_across(&self, from: &str, to: &str) {
        drag(self.place(from).0, self.place(to).1, false, false).await;
    }

    /// Drags the mouse between two points: a selector and the number of a child. With ` text` behind the selector
    /// its first child is meant, and the number of a UTF-16 unit.
    pub async fn select_nodes(&self, anchor: (&str, u32), focus: (&str, u32)) {
        drag_nodes(anchor.0, anchor.1, focus.0, focus.1).await;
    }

    /// Selects words without a mouse.
    pub async fn touch(&self, words: &str) {
        let (start, end) = self.place(words);
        touch(start, end).await;
    }

    /// Drags words away that are selected, so that they are not selected any more.
    pub async fn drag_away(&self, words: &str) {
        drag_away(self.place(words).0).await;
    }

    /// Clicks the first of some words.
    pub async fn click(&self, words: &str) {
        click_at(self.place(words).0).await;
    }

    /// Clicks something beside the text.
    pub async fn push(&self, selector: &str) {
        push(selector).await;
    }

    /// Presses a combination such as `Ctrl+Z`, and answers whether the page took it. `AltGraph`, `Composing`,
    /// `Composed` and `Repeat`, where the key is held down, can stand among the modifiers.
    pub async fn press(&self, chord: &str) -> bool {
        press(chord).await.is_truthy()
    }

    /// Presses one key after the other.
    pub async fn press_all(&self, chords: &[&str]) {
        for chord in chords {
            self.press(chord).await;
        }
    }

    /// Types into a field, instead of what is there, and stays in it.
    pub async fn type_into(&self, selector: &str, text: &str) {
        type_into(selector, text).await;
    }

    /// Puts a text into a field at once, instead of what is there.
    pub async fn paste(&self, selector: &str, text: &str) {
        paste(selector, text).await;
    }

    /// Types on in a field, with so many milliseconds between two keys by the clock of the page.
    pub async fn type_on(&self, selector: &str, text: &str, millis: u32) {
        type_on(selector, text, millis).await;
    }

    /// Leaves a field after typing.
    pub async fn leave(&self) {
        leave().await;
    }

    /// Asks a dialog to close, as browsers do on Escape.
    pub async fn cancel(&self, selector: &str) {
        cancel(selector).await;
    }

    /// Lets something happen.
    pub fn perform(&self, act: Act) {
        self.live.perform(Some(act));
    }

    /// Brings another text for the open document, as a new version of the page does.
    pub async fn bring_text(&self, text: &str) {
        let id = self.live.read(|session| session.document().unwrap().id.clone());
        ask_about_corpus(self.live, vec![(id, Text::new(text))]);
        settle().await;
    }

    /// Opens a file.
    pub async fn open_file(&self, file: &str) {
        let read = native::read(file.as_bytes()).unwrap();
        ask_about_read(self.live, "other.json".to_owned(), read, file.as_bytes(), &Through).await;
        settle().await;
    }

    /// Selects words that stand once in a field.
    pub fn select_in(&self, selector: &str, words: &str) {
        let page = web_sys::window().unwrap().document().unwrap();
        let field = page.query_selector(selector).unwrap().unwrap();
        let field: web_sys::HtmlTextAreaElement = field.dyn_into().unwrap();
        let start = field.value().split(words).next().unwrap().encode_utf16().count() as u32;
        field.set_selection_range(start, start + words.encode_utf16().count() as u32).unwrap();
    }

    /// Puts the focus somewhere.
    pub fn focus(&self, selector: &str) {
        focus(selector);
    }

    /// Waits until something holds.
    pub async fn until(&self, holds: impl Fn(&Stage) -> bool) {
        assert!(self.comes(async || holds(self)).await, "waited in vain");
    }

    /// Waits until something holds, and says whether it came to that.
    pub async fn comes(&self, holds: impl AsyncFn() -> bool) -> bool {
        let now = || web_sys::window().unwrap().performance().unwrap().now();
        let end = now() + PATIENCE;
        loop {
            if holds().await {
                return true;
            }
            if now() > end {
                return false;
            }
            settle().await;
        }
    }

    /// Does something so quickly that the clock does not go on meanwhile.
    pub async fn at_once<T>(&self, act: impl Future<Output = T>) -> T {
        stop_clock();
        let done = act.await;
        start_clock();
        done
    }

    /// Takes up what pages left that ended too early, as a start does.
    pub fn take_left_overs(&self, stored: &Stored) {
        self.live.keeper.take_left_overs(self.live, stored);
    }

    /// Changes keys, as the dialog does.
    pub fn change_keys(&self, change: impl FnOnce(&mut Keymap)) {
        self.live.change_keys(change);
    }

    // What there is to see.

    /// The open document with its marks.
    pub fn carets(&self) -> String {
        self.live.read(|session| carets::draw(session.project(), session.document().unwrap()))
    }

    /// The open document must look like this.
    #[track_caller]
    pub fn shows(&self, picture: &str) {
        let (expected, carets) = (picture.trim_matches('\n'), self.carets());
        let carets = carets.trim_matches('\n');
        assert!(carets == expected, "expected:\n{expected}\n\nfound:\n{carets}\n");
    }

    /// The words that the card shows, or nothing where there is no card.
    pub fn card(&self) -> String {
        if count("[data-part=card]") == 0 { String::new() } else { text_at("[data-part=card] .quote") }
    }

    /// The words that are selected on the page.
    pub fn selected(&self) -> String {
        selected()
    }

    /// The start tag of what has the focus.
    pub fn focused(&self) -> String {
        focused()
    }

    /// The text of what has the focus. It is asked of the page and not by `:focus`, which Firefox has only in a window
    /// that is active.
    pub fn focused_text(&self) -> String {
        focused_text()
    }

    /// How many elements a selector finds.
    pub fn count(&self, selector: &str) -> u32 {
        count(selector)
    }

    /// The text of an element.
    pub fn text_at(&self, selector: &str) -> String {
        text_at(selector)
    }

    /// What stands in a field.
    pub fn value_at(&self, selector: &str) -> String {
        value_at(selector)
    }

    /// An attribute of an element.
    pub fn attribute_at(&self, selector: &str, name: &str) -> Option<String> {
        attribute_at(selector, name)
    }

    /// The text of every block, as the page has it.
    pub fn block_texts(&self) -> Vec<String> {
        block_texts()
    }

    /// The text of a block, as the page has it.
    pub fn text_of_block(&self, number: usize) -> String {
        block_texts().swap_remove(number)
    }

    /// What a block consists of: plain text as it is, marks with their annotations and classes.
    pub fn tiles(&self, block: usize) -> Vec<String> {
        tiles(block)
    }

    /// The lines of a mark by lane.
    pub fn lanes(&self, selector: &str) -> Vec<String> {
        lanes(selector)
    }

    /// The numbers of the blocks that something made the page draw again.
    pub async fn redrawn<T>(&self, act: impl Future<Output = T>) -> Vec<u32> {
        remember();
        act.await;
        redrawn()
    }

    /// Presses a button of the mouse on the first letter of words, or, where these do not stand in the text, at a place as
    /// `hands.js` knows it. Answers whether the page took it from the browser.
    pub async fn mouse_down(&self, place: &str, clicks: u32, held: &str) -> bool {
        mouse_down(&self.spot(place), clicks, 0, held).await.is_truthy()
    }

    /// Presses the other button.
    pub async fn right_down(&self, place: &str) {
        mouse_down(&self.spot(place), 1, 2, "").await;
    }

    /// Moves the mouse with the main button pressed, or without.
    pub async fn mouse_to(&self, place: &str, is_pressed: bool) {
        mouse_to(&self.spot(place), u32::from(is_pressed)).await;
    }

    /// Releases the button where the mouse is.
    pub async fn mouse_up(&self, held: &str) {
        mouse_up(held).await;
    }

    /// Presses in one place, moves to another one and releases there.
    pub async fn mouse_drag(&self, from: &str, to: &str) {
        self.mouse_down(from, 1, "").await;
        self.mouse_to(to, true).await;
        self.mouse_up("").await;
    }

    /// Ends a press without a release: by `pointercancel`, `blur` or another event.
    pub async fn interrupt(&self, kind: &str) {
        interrupt(kind).await;
    }

    /// Clicks something without having pressed there.
    pub async fn stray_click(&self, selector: &str) {
        stray_click(selector).await;
    }

    /// Whether the page takes an event of the mouse from the browser.
    pub fn takes(&self, kind: &str, place: &str) -> bool {
        takes(kind, &self.spot(place))
    }

    /// What is copied with the focus on something; nothing where that is left to the browser.
    pub fn copied(&self, selector: &str) -> Option<String> {
        copied(selector)
    }

    /// Selects words that stand once in the text, all at the same time. Answers how many of them the browser holds.
    pub async fn select_several(&self, words: &[&str]) -> u32 {
        let edges = words.iter().flat_map(|words| <[u32; 2]>::from(self.place(words))).collect();
        select_several(edges).await.as_f64().unwrap() as u32
    }

    /// The stretches that are selected on the page.
    pub fn ranges(&self) -> Vec<String> {
        ranges()
    }

    /// Has a translator write other words under a selector.
    pub fn translate(&self, selector: &str) {
        translate(selector);
    }

    /// Has the browser prepare the page for paper, or say that this is over.
    pub async fn print(&self, is_done: bool) {
        print(is_done).await;
    }

    /// Whether the whole toolbar is in the window and covers nothing of what is selected.
    pub fn toolbar_stands(&self) -> bool {
        toolbar_stands()
    }

    /// Whether something is there to be seen.
    pub fn is_shown(&self, selector: &str) -> bool {
        is_shown(selector)
    }

    /// A place as `hands.js` knows it: words of the text stand for their first letter.
    fn spot(&self, place: &str) -> String {
        let (kind, words) = match place.split_once(" of ") {
            Some((kind, words)) => (kind, words),
            None => ("letter", place),
        };
        let text = self.read(|session| session.document().unwrap().text.clone());
        match text.as_str().contains(words) {
            true => format!("{kind} {}", self.place(words).0),
            false => place.to_owned(),
        }
    }

    /// Puts a finger on words that stand once in the text, and lifts it at once.
    pub async fn tap(&self, words: &str) {
        rest(self.place(words).0, false).await;
    }

    /// Lets a finger rest for long on words that stand once in the text.
    pub async fn rest(&self, words: &str) {
        rest(self.place(words).0, true).await;
    }

    /// The same on the first letter of a block.
    pub async fn rest_on_block(&self, block: usize) {
        let text = self.read(|session| session.document().unwrap().text.clone());
        let blocks = text.blocks().iter().take(block);
        rest(blocks.map(|block| text.block_str(block).encode_utf16().count() as u32).sum(), true).await;
    }

    /// Drags a handle to the end of words that stand once in the text.
    pub async fn drag_handle(&self, selector: &str, words: &str) {
        drag_handle(selector, self.place(words).1).await;
    }

    /// The smaller of the width and the height of something, in CSS pixels.
    pub fn size_of(&self, selector: &str) -> u32 {
        size_of(selector)
    }

    /// The tiles of a block that were not there before the last time something was asked to be watched.
    pub fn fresh_tiles(&self, block: usize) -> Vec<String> {
        fresh_tiles(block)
    }

    /// From now on the values of an attribute are noted.
    pub fn watch(&self, selector: &str, name: &str) {
        watch(selector, name);
    }

    /// The values that it went through.
    pub fn watched(&self) -> Vec<String> {
        watched()
    }

    /// Reads something of the session.
    pub fn read<T>(&self, read: impl FnOnce(&Session) -> T) -> T {
        self.live.read(read)
    }

    /// Where words stand, in UTF-16 units.
    fn place(&self, words: &str) -> (u32, u32) {
        let text = self.read(|session| session.document().unwrap().text.clone());
        let found: Vec<usize> = text.as_str().match_indices(words).map(|(at, _)| at).collect();
        let [at] = found[..] else { panic!("{words:?} stands {} times in the text", found.len()) };
        let units = |byte: usize| text.as_str()[..byte].encode_utf16().count() as u32;
        (units(at), units(at + words.len()))
    }
}

/// Takes the page away, where there is one.
fn clear() -> bool {
    let shown = SHOWN.take();
    let was_shown = shown.is_some();
    shown.into_iter().for_each(|clear| clear());
    was_shown
}
