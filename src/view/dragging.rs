//! The mouse over the text: what it selects from press to release, wherever it is meanwhile.
//!
//! The page selects itself instead of the browser, which goes where the pointer goes: into the panels, the bar and the
//! toolbar, and in each engine differently.

use leptos::ev::{MouseEvent, PointerEvent};
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;

use crate::browser::{Element, page, scroll, selection};
use beleg_core::text::{CharOffset, Snap, Span, snap};

use super::live::Live;

/// What can be worked with the mouse and is no text.
const CONTROLS: &str = "button, select, input, textarea, a, label, [data-part=toolbar], [data-part=handle]";

/// How far the pointer of a click may move between press and release, in CSS pixels.
const CLICK: f64 = 5.0;

/// A pressed button of the mouse, from the reading area on.
#[derive(Clone)]
struct Press {
    // Whether the page selects, and not the browser: from the press on, or from where the pointer leaves the title.
    takes_over: bool,
    is_in_title: bool,
    // What was pressed: nothing for a place, or the word or line that was clicked two or three times.
    first: (CharOffset, CharOffset),
    unit: Unit,
    // What was selected before and stays so.
    others: Vec<Span>,
    // Where the button came down, in CSS pixels of the window.
    from: (f64, f64),
    // Where the pointer was last, in CSS pixels of the window.
    at: (f64, f64),
}

/// By what a selection grows.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Character,
    Word,
    Line,
}

/// The mouse over the text. It is a handle: copies mean the same mouse.
#[derive(Clone, Copy)]
pub struct Mouse {
    live: Live,
    press: StoredValue<Option<Press>, LocalStorage>,
    // Whether the text is being scrolled towards the pointer.
    scrolls: StoredValue<bool>,
    // Whether the last press selected from one character to another: it was no click, and the next one is the first.
    dragged: StoredValue<bool>,
}

impl Mouse {
    /// Listens to the mouse. `taken` is called when what was selected is to be taken up, with what it snaps to.
    pub fn listen(live: Live, taken: fn(Live, Snap)) -> Mouse {
        let (scrolls, dragged) = (StoredValue::new(false), StoredValue::new(false));
        let mouse = Mouse { live, press: StoredValue::new_local(None), scrolls, dragged };
        let end = move |snap: Snap| {
            if mouse.lift() {
                taken(live, snap);
            }
        };
        let down = window_event_listener(leptos::ev::pointerdown, move |event| {
            // A press before was never released where the page could see it.
            end(Snap::Words);
            mouse.press(&event);
        });
        let pressed = window_event_listener(leptos::ev::mousedown, move |event| mouse.begin(&event));
        let moved = window_event_listener(leptos::ev::pointermove, move |event| {
            if mouse.is_down() && event.pointer_type() == "mouse" && event.buttons() & 1 == 0 {
                return end(Snap::Words);
            }
            mouse.go(&event);
        });
        // The browser would go on with a selection of its own.
        let dragged = window_event_listener(leptos::ev::mousemove, move |event| {
            if mouse.takes_over() {
                event.prevent_default();
            }
        });
        let up = window_event_listener(leptos::ev::pointerup, move |event| {
            if mouse.is_down() && event.pointer_type() == "mouse" && event.button() <= 0 {
                mouse.go(&event);
                end(if event.alt_key() { Snap::Characters } else { Snap::Words });
            }
        });
        let cancelled = window_event_listener(leptos::ev::pointercancel, move |_| end(Snap::Words));
        let left = window_event_listener(leptos::ev::blur, move |_| end(Snap::Words));
        let menu = window_event_listener(leptos::ev::contextmenu, move |_| end(Snap::Words));
        // Selected words cannot be dragged away: a press on them begins another selection.
        let carried = window_event_listener(leptos::ev::dragstart, move |event| {
            if element(&event).is_some_and(|element| is_in(&element, "[data-part=reader]")) {
                event.prevent_default();
            }
        });
        on_cleanup(move || {
            [down, moved, up, cancelled].into_iter().for_each(|listener| listener.remove());
            [pressed, dragged, menu, left, carried].into_iter().for_each(|listener| listener.remove());
        });
        mouse
    }

    /// Whether a button is down, so that the selection is still in the making.
    pub fn is_down(self) -> bool {
        self.press.try_with_value(Option::is_some) == Some(true)
    }

    fn takes_over(self) -> bool {
        self.press.try_with_value(|press| press.as_ref().is_some_and(|press| press.takes_over)) == Some(true)
    }

    /// Something else is selected on the page while a button is down. A browser that began to select in the title may go on
    /// with it.
    pub fn hold(self) {
        let came_from_title =
            |press: &Option<Press>| press.as_ref().is_some_and(|press| press.takes_over && press.is_in_title);
        let is_text = || self.live.on_text(|surface, _| selection::is_inside(surface)) == Some(true);
        if self.press.try_with_value(came_from_title) == Some(true) && !is_text() {
            self.select();
        }
    }

    /// Forgets the press. Answers whether there was one.
    fn lift(self) -> bool {
        let Some(press) = self.press.try_update_value(Option::take).flatten() else { return false };
        let ((x, y), (from_x, from_y)) = (press.at, press.from);
        self.dragged.set_value(press.unit == Unit::Character && (x - from_x).hypot(y - from_y) > CLICK);
        self.live.selects.set(false);
        true
    }

    /// The main button came down.
    fn press(self, event: &PointerEvent) {
        let is_mouse = event.pointer_type() == "mouse" && event.is_primary() && event.button() <= 0;
        let at = place(event);
        let is_on_bar = || self.live.on_text(|surface, _| scroll::is_on_bar(surface, at.0, at.1));
        if is_mouse && element(event).is_some_and(|element| is_text(&element)) && is_on_bar() != Some(true) {
            let start = CharOffset::ZERO;
            self.live.selects.set(true);
            self.press.set_value(Some(Press {
                takes_over: false,
                is_in_title: false,
                first: (start, start),
                unit: Unit::Character,
                others: Vec::new(),
                from: at,
                at,
            }));
        }
    }

    /// The browser is about to select from the place of a press on.
    fn begin(self, event: &MouseEvent) {
        let live = self.live;
        let is_title = element(event).is_some_and(|element| is_in(&element, ".title"));
        if event.button() == 2 && element(event).is_some_and(|element| is_text(&element)) {
            // The other button brings up a menu and leaves what is selected.
            return event.prevent_default();
        }
        if event.button() != 0 || !self.is_down() {
            return;
        }
        if is_title {
            // There it may, until the pointer comes into the text.
            return self
                .press
                .update_value(|press| press.iter_mut().for_each(|press| press.is_in_title = true));
        }
        let Some(at) = self.nearest(place(event)) else { return };
        event.prevent_default();
        page::focus_unseen(".text");
        // WebKitGTK counts a press where a drag began as the second click (seen in 2.50.6).
        let clicks = if self.dragged.get_value() { 1 } else { event.detail() };
        let unit = match clicks {
            2 => Unit::Word,
            clicks if clicks > 2 => Unit::Line,
            _ => Unit::Character,
        };
        let first = if event.shift_key() {
            let anchor = live.on_text(selection::read).flatten().map(|(anchor, _)| anchor);
            let anchor = anchor.unwrap_or_else(|| live.read(|session| session.place().anchor));
            (anchor, anchor)
        } else {
            self.around(at, unit)
        };
        let adds = (event.ctrl_key() || event.meta_key()) && !event.shift_key() && selection::holds_several();
        let others = if adds { live.read(|session| session.selection().spans()) } else { Vec::new() };
        self.press.update_value(|press| {
            if let Some(press) = press {
                let at = place(event);
                *press = Press { takes_over: true, is_in_title: false, first, unit, others, from: at, at };
            }
        });
        self.select();
    }

    /// The pointer is somewhere else.
    fn go(self, event: &PointerEvent) {
        let at = place(event);
        let is_in_text = || self.live.on_text(|surface, _| selection::is_below_top(surface, at.1));
        let is_taken = self.press.try_update_value(|press| {
            // The text may have moved under a pointer that rests, which selects nothing else.
            let press = press.as_mut().filter(|press| press.at != at)?;
            press.takes_over |= press.is_in_title && is_in_text() == Some(true);
            press.at = at;
            Some(press.takes_over)
        });
        if is_taken.flatten() == Some(true) {
            self.select();
            self.scroll();
        }
    }

    /// Selects from the place of the press to where the pointer is.
    fn select(self) {
        let Some(press) = self.press.try_get_value().flatten() else { return };
        let Some(at) = self.nearest(press.at) else { return };
        let (start, end) = self.around(at, press.unit);
        let (anchor, focus) = match press.first {
            (first, last) if at < first => (last, start),
            (first, last) => (first, end.max(last)),
        };
        let shown = |surface: &_, text: &_| {
            selection::write_several(surface, text, &press.others, anchor, focus);
        };
        self.live.on_text(shown);
    }

    /// Scrolls on while the pointer rests above or below the reading area.
    fn scroll(self) {
        if self.scrolls.try_update_value(|scrolls| std::mem::replace(scrolls, true)) != Some(false) {
            return;
        }
        page::in_next_frame(Box::new(move || {
            let Some(at) = self.press.try_get_value().flatten().filter(|press| press.takes_over) else {
                let _ = self.scrolls.try_set_value(false);
                return;
            };
            let moved = self.live.on_text(|surface, _| scroll::towards(surface, at.at.1)) == Some(true);
            let _ = self.scrolls.try_set_value(false);
            if moved {
                self.select();
                self.scroll();
            }
        }));
    }

    fn nearest(self, (x, y): (f64, f64)) -> Option<CharOffset> {
        self.live.on_text(|surface, text| selection::nearest(surface, text, x, y)).flatten()
    }

    /// The unit of the text at a position, from where to where.
    fn around(self, at: CharOffset, unit: Unit) -> (CharOffset, CharOffset) {
        let span = self.live.read(|session| {
            let text = &session.document()?.text;
            match unit {
                Unit::Character => None,
                Unit::Word => {
                    // At the end of a text or a line the word before it is meant.
                    let after = Span::new(at, at.plus(1)).filter(|span| span.end() <= text.end());
                    let word = |span: Option<Span>| snap(text, span?, Snap::Words);
                    word(after).or_else(|| word(Span::new(at.minus(1), at)))
                }
                Unit::Line => text.line_at(at),
            }
        });
        span.map_or((at, at), |span| (span.start(), span.end()))
    }
}

fn element(event: &MouseEvent) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

/// Whether a press on an element begins a selection in the reading area.
fn is_text(element: &Element) -> bool {
    is_in(element, "[data-part=reader]") && !is_in(element, CONTROLS)
}

fn is_in(element: &Element, selector: &str) -> bool {
    element.closest(selector).ok().flatten().is_some()
}

fn place(event: &MouseEvent) -> (f64, f64) {
    (f64::from(event.client_x()), f64::from(event.client_y()))
}
