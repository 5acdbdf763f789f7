//! The page around the text: its focus, its dialogs, its title and its style variables.

use std::cell::Cell;
use std::pin::Pin;
use std::rc::Rc;

use gloo::events::EventListener;
use gloo::timers::callback::Timeout;
use js_sys::Promise;
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    CssStyleSheet, Document, Element, Event, EventTarget, HtmlDialogElement, HtmlElement, HtmlInputElement,
    HtmlTextAreaElement, MessageChannel, PointerEvent,
};

use beleg_core::model::Id;

/// After how many milliseconds without a frame nobody seems to see the page.
const HIDDEN: u32 = 100;

/// What stands in the page's address before the id of a project.
const ADDRESS: &str = "#project=";

/// Does some work that waits for the browser in between.
pub fn spawn(work: impl Future<Output = ()> + 'static) {
    // In a box, since each future that is spawned as its own type makes the program a kilobyte larger.
    let work: Pin<Box<dyn Future<Output = ()>>> = Box::pin(work);
    wasm_bindgen_futures::spawn_local(work);
}

/// Lets the page have its turn: what was clicked is heard and what changed is drawn before this goes on. By a message,
/// since browsers hold back the timers of a hidden page.
pub async fn turn() {
    let turn = Promise::new(&mut |resolve, _| {
        let Ok(channel) = MessageChannel::new() else { return drop(resolve.call0(&JsValue::UNDEFINED)) };
        channel.port1().set_onmessage(Some(&resolve));
        // An empty message can always be sent.
        let _ = channel.port2().post_message(&JsValue::NULL);
    });
    let _ = JsFuture::from(turn).await;
}

/// Something to be done later. In a box, since each that is its own type makes the program larger.
pub type Later = Box<dyn FnOnce()>;

/// Does something once all that has just been set off is done, before the next frame. What it asks of the page lays that
/// out, so that the frame finds it laid out: where that were left to the frame, the browser would need another one for
/// what scrolled and for what came under the mouse.
pub fn soon(act: Later) {
    spawn(async move {
        // Until what was set off has set off more: properties of fields are set last, and a second layout would follow.
        let _ = JsFuture::from(Promise::resolve(&JsValue::UNDEFINED)).await;
        act();
    });
}

/// Does something in the next frame, before the page is drawn. A page that nobody sees draws no frames; there it is done
/// a little later.
pub fn in_next_frame(act: Later) {
    let act = Rc::new(Cell::new(Some(act)));
    let later = Rc::clone(&act);
    let run = |act: &Cell<Option<Later>>| act.take().into_iter().for_each(|act| act());
    let no_frame = Timeout::new(HIDDEN, move || run(&later));
    let frame = Closure::once_into_js(move || {
        no_frame.cancel();
        run(&act);
    });
    if let Some(window) = web_sys::window() {
        // Where there are no frames the timeout is left.
        let _ = window.request_animation_frame(frame.unchecked_ref());
    }
}

/// Does something once the page was drawn as it is now.
pub fn after_paint(act: Later) {
    in_next_frame(Box::new(move || {
        Timeout::new(0, act).forget();
    }));
}

/// Calls back when the page goes onto paper and when it is back on the screen, with whether it is about to be printed, as
/// long as the listeners live.
///
/// It is on paper from `beforeprint` to `afterprint`, and as long as it is laid out for paper: Firefox still does that when
/// it says `afterprint`, and what is asked then of what is in view would be answered for paper. Where a page is only shown
/// as on paper, browsers tell of the medium alone.
pub fn on_print(act: impl Fn(bool) + 'static) -> Vec<EventListener> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    let media = match_media("print");
    let (is_announced, was_printed) = (Cell::new(false), Cell::new(false));
    let look: Rc<dyn Fn(Option<bool>)> = Rc::new({
        let media = media.clone();
        move |announced: Option<bool>| {
            is_announced.set(announced.unwrap_or(is_announced.get()));
            let is_printed = is_announced.get() || media.unchecked_ref::<Media>().matches();
            if was_printed.replace(is_printed) != is_printed {
                act(is_printed);
            }
        }
    });
    let listen = |target: &EventTarget, kind: &'static str, announced: Option<bool>| {
        let look = Rc::clone(&look);
        EventListener::new(target, kind, move |_| {
            look(announced);
            // In case that the medium changes back without a word.
            let again = Rc::clone(&look);
            in_next_frame(Box::new(move || again(None)));
        })
    };
    vec![
        listen(&window, "beforeprint", Some(true)),
        listen(&window, "afterprint", Some(false)),
        listen(media.unchecked_ref(), "change", None),
    ]
}

#[wasm_bindgen]
extern "C" {
    /// Whether a query of media holds. It is bound here, since nothing else of web-sys is needed for it.
    type Media;

    #[wasm_bindgen(js_name = matchMedia)]
    fn match_media(query: &str) -> JsValue;

    #[wasm_bindgen(method, getter)]
    fn matches(this: &Media) -> bool;
}

/// Sends all that a pointer does to the element it came down on, until it is lifted.
pub fn capture_pointer(event: &PointerEvent) {
    if let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) {
        // A pointer that is no longer there needs none.
        let _ = target.set_pointer_capture(event.pointer_id());
    }
}

/// Whether what somebody types belongs to a field, so that it means itself and no command.
pub fn is_field(target: Option<EventTarget>) -> bool {
    let element = target.and_then(|target| target.dyn_into::<Element>().ok());
    element.is_some_and(|element| {
        element.closest("input, textarea, select, [contenteditable]").ok().flatten().is_some()
    })
}

/// Whether something is a button or the like, which Enter and the space bar push.
pub fn is_button(target: Option<EventTarget>) -> bool {
    let element = target.and_then(|target| target.dyn_into::<Element>().ok());
    element.is_some_and(|element| element.closest("button, summary, a[href]").ok().flatten().is_some())
}

/// Whether the element of a selector has the focus, or holds what has it.
pub fn has_focus(selector: &str) -> bool {
    let active = document().and_then(|page| page.active_element());
    active.is_some_and(|element| element.closest(selector).ok().flatten().is_some())
}

/// Whether the element of a selector has the focus and shows it: somebody came there by keyboard.
pub fn shows_focus(selector: &str) -> bool {
    query(&format!("{selector}:focus-visible")).is_some()
}

/// Gives the focus to the first element of a selector, without scrolling.
pub fn focus(selector: &str) {
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    if let Some(element) = query(selector).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // What cannot take the focus keeps none, which is no harm.
        let _ = element.focus_with_options(&options);
    }
}

/// The same where the mouse leads there: nothing has to show where the focus is.
pub fn focus_unseen(selector: &str) {
    let options = web_sys::FocusOptions::new();
    options.set_prevent_scroll(true);
    // The binding lacks it, and browsers that do not know it leave it.
    let _ = js_sys::Reflect::set(&options, &"focusVisible".into(), &JsValue::FALSE);
    if let Some(element) = query(selector).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus_with_options(&options);
    }
}

/// Selects what stands in a field, so that typing replaces it.
pub fn select_content(selector: &str) {
    match query(selector).map(|field| field.dyn_into::<HtmlTextAreaElement>()) {
        Some(Ok(field)) => field.select(),
        Some(Err(field)) => {
            let field: Option<HtmlInputElement> = field.dyn_into().ok();
            field.into_iter().for_each(|field| field.select());
        }
        None => {}
    }
}

/// Puts a text into a field that caused an event.
pub fn set_value(target: Option<EventTarget>, text: &str) {
    match target.map(|target| target.dyn_into::<HtmlTextAreaElement>()) {
        Some(Ok(field)) => field.set_value(text),
        Some(Err(field)) => {
            let field: Option<HtmlInputElement> = field.dyn_into().ok();
            field.into_iter().for_each(|field| field.set_value(text));
        }
        None => {}
    }
}

/// Types a text behind what stands in a field of one line, and says whether there is one.
pub fn append_in(selector: &str, text: &str) -> bool {
    let Some(field) = query(selector).and_then(|field| field.dyn_into::<HtmlInputElement>().ok()) else {
        return false;
    };
    field.set_value(&(field.value() + text));
    if let Ok(event) = Event::new("input") {
        event.init_event_with_bubbles("input", true);
        // A field takes every event.
        let _ = field.dispatch_event(&event);
    }
    true
}

/// Whether what lost the focus is still what the page gives it to: the whole window lost it.
pub fn has_focus_still(target: Option<EventTarget>) -> bool {
    let active = document().and_then(|page| page.active_element());
    active.is_some_and(|active| Some(EventTarget::from(active)) == target)
}

/// What is selected in a field of several lines, from where to where in UTF-16 code units.
pub fn selected_in(selector: &str) -> Option<(u32, u32)> {
    let field = query(selector)?.dyn_into::<HtmlTextAreaElement>().ok()?;
    Some((field.selection_start().ok()??, field.selection_end().ok()??))
}

/// Scrolls the list that holds the element of a selector as far as that takes to see it.
pub fn reveal(selector: &str) {
    let Some(row) = query(selector) else { return };
    let Some(list) = row.parent_element() else { return };
    let (seen, place) = (list.get_bounding_client_rect(), row.get_bounding_client_rect());
    let by = (place.top() - seen.top()).min(0.0) + (place.bottom() - seen.bottom()).max(0.0);
    list.set_scroll_top(list.scroll_top() + by.round() as i32);
}

/// Clicks the first element of a selector, as only a click opens a file chooser.
pub fn click(selector: &str) {
    if let Some(element) = query(selector).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        element.click();
    }
}

/// Opens a dialog over everything else, or closes it.
pub fn show_dialog(dialog: &HtmlDialogElement, open: bool) {
    if dialog.open() == open {
        return;
    }
    if open {
        // It can only fail on a dialog that is not on the page.
        let _ = dialog.show_modal();
    } else {
        dialog.close();
    }
}

/// Sets the rules of style that depend on the project, instead of those that were set before. A sheet that is made by
/// the program is what the content security policy allows.
pub fn set_style(rules: &str) {
    let Some(page) = document() else { return };
    if let Ok(sheet) = CssStyleSheet::new() {
        // What is no rule is ignored.
        let _ = sheet.replace_sync(rules);
        page.set_adopted_style_sheets(&js_sys::Array::of1(&sheet));
    }
}

/// The project that the page's address asks for.
pub fn project() -> Option<Id> {
    let hash = web_sys::window()?.location().hash().ok()?;
    let id = js_sys::decode_uri_component(hash.strip_prefix(ADDRESS)?).ok()?;
    Id::new(&String::from(id))
}

/// The part of an address that asks for a project. A link there leads to the project, and so does a new tab.
pub fn address(project: &Id) -> String {
    format!("{ADDRESS}{}", js_sys::encode_uri_component(project.as_str()))
}

/// Says in the page's address and on the page which project it shows. When it is loaded again, it shows that again, and
/// what is left of a page whose program has stopped knows whose it is.
pub fn set_project(project: &Id) {
    let Some(window) = web_sys::window() else { return };
    if self::project().as_ref() != Some(project)
        && let Ok(history) = window.history()
    {
        // Where that is refused, the page opens what was opened last.
        let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&address(project)));
    }
    if let Some(body) = document().and_then(|page| page.body()) {
        // The name is a valid attribute name.
        let _ = body.set_attribute("data-project", project.as_str());
    }
}

/// Leads the page to a project. It is loaded again where it shows another one, see [`reload`].
pub fn go_to(project: &Id) {
    if let Some(window) = web_sys::window() {
        // Only addresses of other pages can be refused.
        let _ = window.location().set_hash(&address(project));
    }
}

/// Loads the page again.
pub fn reload() {
    if let Some(window) = web_sys::window() {
        // It cannot fail where the page was loaded once.
        let _ = window.location().reload();
    }
}

/// Sets the title of the page.
pub fn set_title(title: &str) {
    if let Some(page) = document() {
        page.set_title(title);
    }
}

/// Takes away what the page shows while it loads.
pub fn clear_splash() {
    if let Some(splash) = query("[data-part=splash]") {
        splash.remove();
    }
}

/// Says on the page that everything is drawn and can be used.
pub fn set_ready() {
    if let Some(body) = document().and_then(|page| page.body()) {
        // The name is a valid attribute name.
        let _ = body.set_attribute("data-ready", "");
    }
}

fn query(selector: &str) -> Option<Element> {
    document()?.query_selector(selector).ok().flatten()
}

fn document() -> Option<Document> {
    web_sys::window()?.document()
}
