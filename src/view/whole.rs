//! Parts of the page that are drawn as a whole: where one is drawn again, it takes the place of what was there.
//!
//! An `AnyView` knows for each type how to change what stands there into what is to stand there, and that is half a
//! kilobyte to three of program for each. It is for lists in which the focus has to stay where it is.

use leptos::prelude::*;
use leptos::tachys::html::attribute::any_attribute::AnyAttribute;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::no_attrs;
use leptos::tachys::renderer::types::{Element, Node};
use leptos::tachys::view::{Position, PositionState};

/// A part of the page that is drawn as a whole.
pub fn whole<V: IntoView + 'static>(view: V) -> AnyView
where
    V::State: 'static,
{
    Whole(Box::new(move || Box::new(view.build()))).into_any()
}

struct Whole(Box<dyn FnOnce() -> Box<dyn Placed> + Send>);

/// What stands on the page, without the elements it has, which only attributes from outside ask for.
trait Placed {
    fn place(&mut self, parent: &Element, before: Option<&Node>);
    fn take_away(&mut self);
    fn put_before(&self, other: &mut dyn Mountable) -> bool;
}

impl<T: Mountable> Placed for T {
    fn place(&mut self, parent: &Element, before: Option<&Node>) {
        self.mount(parent, before);
    }

    fn take_away(&mut self) {
        self.unmount();
    }

    fn put_before(&self, other: &mut dyn Mountable) -> bool {
        self.insert_before_this(other)
    }
}

struct Standing(Box<dyn Placed>);

impl Mountable for Standing {
    fn unmount(&mut self) {
        self.0.take_away();
    }

    fn mount(&mut self, parent: &Element, marker: Option<&Node>) {
        self.0.place(parent, marker);
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        self.0.put_before(child)
    }

    fn elements(&self) -> Vec<Element> {
        Vec::new()
    }
}

impl Render for Whole {
    type State = Standing;

    fn build(self) -> Standing {
        Standing((self.0)())
    }

    fn rebuild(self, state: &mut Standing) {
        let mut new = self.build();
        state.insert_before_this(&mut new);
        state.unmount();
        *state = new;
    }
}

no_attrs!(Whole);

// Nothing of it is ever written as HTML: there is no server.
impl RenderHtml for Whole {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(self, _: &mut String, _: &mut Position, _: bool, _: bool, _: Vec<AnyAttribute>) {}

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> Standing {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}
