//! The other tabs of the same project: what they are told, what they tell, and when this one is seen or hidden.

use gloo::events::EventListener;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::{Closure, JsValue};
use web_sys::{BroadcastChannel, MessageEvent};

use beleg_core::model::Id;

/// A line to the other tabs that have the project open. It is cut when it is given up.
///
/// WebKit lets no message through between pages of `file://`.
pub struct Channel {
    channel: BroadcastChannel,
    // The channel calls it.
    _heard: Closure<dyn FnMut(MessageEvent)>,
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.set_onmessage(None);
        self.channel.close();
    }
}

impl Channel {
    /// Opens the line of a project. `heard` is called with each number that another tab tells. Where storage is
    /// blocked, Firefox has no such line.
    pub fn open(project: &Id, heard: impl Fn(u64) + 'static) -> Option<Channel> {
        let channel = BroadcastChannel::new(&format!("beleg/{project}")).ok()?;
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(number) = event.data().as_f64() {
                heard(number as u64);
            }
        });
        channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        Some(Channel { channel, _heard: heard })
    }

    /// Tells the others a number.
    pub fn tell(&self, number: u64) {
        // A number can be told; the others look again when somebody turns to them.
        let _ = self.channel.post_message(&JsValue::from_f64(number as f64));
    }
}

/// Watches whether somebody looks at the page, as long as it lives.
pub struct Sight {
    _listening: [EventListener; 4],
}

/// `seen` is called when somebody turns to the page, `hidden` when it is put out of sight, and `left` when it may be the
/// end of it.
pub fn watch(
    seen: impl Fn() + Clone + 'static,
    hidden: impl Fn() + 'static,
    left: impl Fn() + 'static,
) -> Option<Sight> {
    let window = web_sys::window()?;
    let document = window.document()?;
    let page = document.clone();
    let (turned, shown) = (seen.clone(), seen.clone());
    let switched = move |_: &web_sys::Event| if page.hidden() { hidden() } else { seen() };
    let listening = [
        EventListener::new(&document, "visibilitychange", switched),
        EventListener::new(&window, "focus", move |_| turned()),
        // A page that is taken out of the browser's memory again has heard nothing meanwhile.
        EventListener::new(&window, "pageshow", move |_| shown()),
        EventListener::new(&window, "pagehide", move |_| left()),
    ];
    Some(Sight { _listening: listening })
}
