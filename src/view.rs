//! What people see. It shows what the session holds and hands on what people do; it decides nothing.

mod anchoring;
mod button;
mod card;
mod changes;
mod choices;
mod conflicts;
mod copies;
mod dialogs;
mod draft;
mod dragging;
mod drawers;
mod drawing;
mod export;
mod fields;
mod files;
mod header;
mod here;
mod incoming;
pub mod keeper;
mod kept;
mod keys;
mod later;
mod list;
pub mod live;
mod looking;
mod notice;
mod palette;
mod projects;
mod quoting;
mod reader;
mod sidebar;
mod start;
mod touch;
mod versions;
mod working;

use leptos::ev;
use leptos::prelude::*;

use crate::browser::files::dropped;

use card::Card;
use conflicts::ConflictsLine;
use dialogs::{Dialogs, NameQuestion};
use drawers::{Drawer, leave_drawer};
use header::Header;
use here::MarksHere;
use list::AnnotationList;
use live::live;
use notice::NoticeLine;
use reader::Reader;
use sidebar::Sidebar;

pub use anchoring::{ask_about_corpus, ask_about_read};
pub use start::start;

/// The whole page.
#[component]
pub fn App() -> impl IntoView {
    let live = live();
    let drawer = RwSignal::new(None::<Drawer>);
    provide_context(drawer);
    Effect::new(move |_| {
        live.tagset.track();
        live.read(drawing::set_label_style);
    });
    // A file that is dropped beside a field would otherwise replace the page.
    let over = window_event_listener(ev::dragover, |event| event.prevent_default());
    let drop = window_event_listener(ev::drop, move |event| {
        event.prevent_default();
        incoming::open(live, dropped(&event));
    });
    // Browsers ask before they leave the page while something of it is only in memory.
    let leave = window_event_listener(ev::beforeunload, move |event| {
        live.keeper.flush(live);
        if live.would_lose_work() {
            event.prevent_default();
        }
    });
    on_cleanup(move || {
        over.remove();
        drop.remove();
        leave.remove();
    });
    view! {
        <div class="app" data-touch=move || live.touches.get().then_some("") data-selecting=move || live.selects.get().then_some("") data-drawer=move || drawer.get().map(Drawer::key)
            on:keydown=move |event| leave_drawer(drawer, &event)>
            <Header/>
            <Sidebar/>
            <Reader/>
            <aside class="side" id="annotations" data-part="side" tabindex="-1">
                <NameQuestion/>
                <ConflictsLine/>
                <Card/>
                <MarksHere/>
                <AnnotationList/>
            </aside>
            <div class="shade" on:click=move |_| drawer.set(None)></div>
            <NoticeLine/>
            <Dialogs/>
        </div>
    }
}
