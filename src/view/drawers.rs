//! The two sides of the page, which are drawers where there is no room beside the text.

use leptos::prelude::*;

use crate::words;

use super::shown::{on, said};

/// A side that can be drawn out over the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawer {
    /// The documents.
    Documents,
    /// The annotations.
    Annotations,
}

impl Drawer {
    /// By what the style knows it.
    pub fn key(self) -> &'static str {
        match self {
            Drawer::Documents => "documents",
            Drawer::Annotations => "annotations",
        }
    }
}

/// A button that draws out a side, or pushes it back.
#[component]
pub fn DrawerButton(
    /// Which side.
    drawer: Drawer,
) -> impl IntoView {
    let open = expect_context::<RwSignal<Option<Drawer>>>();
    let is_open = move || open.get() == Some(drawer);
    let toggle = on(move || open.set(if is_open() { None } else { Some(drawer) }));
    view! {
        <button class="drawer-button" data-drawer=drawer.key() aria-expanded=said(is_open)
            aria-controls=drawer.key() on:click=toggle>
            {match drawer { Drawer::Documents => words::DOCUMENTS, Drawer::Annotations => words::LIST_SHORT }}
        </button>
    }
}
