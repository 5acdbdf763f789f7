//! The two sides of the page and its menu, which are drawers where there is no room beside the text.

use leptos::ev::KeyboardEvent;
use leptos::prelude::*;

use crate::browser::page;
use crate::words;

/// What can be drawn out over the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawer {
    /// The documents.
    Documents,
    /// The annotations.
    Annotations,
    /// The menu of what is needed seldom.
    More,
}

impl Drawer {
    /// By what the style knows it.
    pub fn key(self) -> &'static str {
        match self {
            Drawer::Documents => "documents",
            Drawer::Annotations => "annotations",
            Drawer::More => "more",
        }
    }
}

/// The drawer that is out.
pub fn open_drawer() -> RwSignal<Option<Drawer>> {
    expect_context()
}

/// Escape pushes the drawer back that is out, and goes back to its button.
pub fn leave_drawer(open: RwSignal<Option<Drawer>>, event: &KeyboardEvent) {
    if event.key() != "Escape" {
        return;
    }
    if let Some(drawer) = open.get_untracked() {
        event.prevent_default();
        open.set(None);
        page::focus(&format!("[data-drawer={}][aria-expanded]", drawer.key()));
    }
}

/// A button that draws out a side, or pushes it back. What is drawn out gets the focus, since it lies over the text and
/// goes as soon as the focus is there.
#[component]
pub fn DrawerButton(
    /// Which one.
    drawer: Drawer,
) -> impl IntoView {
    let open = open_drawer();
    let is_open = move || open.get() == Some(drawer);
    let toggle = move |_| {
        if open.get_untracked() == Some(drawer) {
            return open.set(None);
        }
        open.set(Some(drawer));
        request_animation_frame(move || page::focus(&format!("#{}", drawer.key())));
    };
    view! {
        <button class="drawer-button" data-drawer=drawer.key() aria-expanded=move || is_open().to_string()
            aria-controls=drawer.key() on:click=toggle>
            {match drawer {
                Drawer::Documents => words::DOCUMENTS,
                Drawer::Annotations => words::LIST_SHORT,
                Drawer::More => words::MORE,
            }}
        </button>
    }
}
