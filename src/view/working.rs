//! Work that takes long: it goes on in slices, and a dialog says how far it is and ends it.

use std::cell::Cell;
use std::pin::Pin;
use std::task::Poll;

use leptos::prelude::*;

use crate::browser::clock::{self, Moment};
use crate::browser::page;
use crate::words;
use beleg_core::pace::Pace;

use super::dialogs::Dialog;
use super::live::{Live, live};

/// For how many milliseconds work goes on before the page gets its turn.
pub const SLICE: f64 = 40.0;

/// After how many milliseconds it is said that work is under way. What is done sooner is not worth a dialog.
const NOTICED: f64 = 300.0;

/// What takes long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Work {
    /// Annotations look for their places in other texts.
    Searching,
    /// A file is read, by its name.
    Reading(String),
    /// A large step is done.
    Changing,
}

/// Work that is under way, as a dialog shows it. Copies mean the same work.
#[derive(Clone)]
pub struct Working {
    /// What is done.
    pub work: Work,
    /// How much of how much is done; nothing of nothing where that is not known.
    pub progress: RwSignal<(usize, usize)>,
}

impl Working {
    /// Work that begins.
    pub fn new(work: Work) -> Self {
        Working { work, progress: RwSignal::new((0, 0)) }
    }

    /// Whether its dialog is open: it was not closed, no other one took its place, and the page is still there.
    pub fn is_shown(&self, live: Live) -> bool {
        let is_it = |dialog: &Option<Dialog>| matches!(dialog, Some(Dialog::Working(other)) if other.progress == self.progress);
        live.dialog.try_with_untracked(is_it) == Some(true)
    }

    /// Closes its dialog, unless another one took its place.
    pub fn end(self, live: Live) {
        if self.is_shown(live) {
            live.dialog.set(None);
        }
        self.progress.dispose();
    }
}

/// Slices of work, so that the page answers in between.
pub struct Slices {
    end: Cell<Moment>,
}

impl Slices {
    /// The first of them begins.
    pub fn begin() -> Self {
        Slices { end: Cell::new(clock::in_millis(SLICE)) }
    }
}

impl Pace for Slices {
    fn is_due(&self) -> bool {
        self.end.get().is_over()
    }

    fn turn(&self) -> Pin<Box<dyn Future<Output = ()> + '_>> {
        Box::pin(async {
            page::turn().await;
            self.end.set(clock::in_millis(SLICE));
        })
    }
}

/// Slices of work of which a dialog tells once it takes long.
struct Told<'w> {
    live: Live,
    slices: Slices,
    working: &'w Working,
    noticed: Moment,
    is_told: &'w Cell<bool>,
}

impl Pace for Told<'_> {
    fn is_due(&self) -> bool {
        self.slices.is_due()
    }

    fn turn(&self) -> Pin<Box<dyn Future<Output = ()> + '_>> {
        if self.noticed.is_over() && !self.is_told.replace(true) {
            self.live.dialog.set(Some(Dialog::Working(self.working.clone())));
        }
        self.slices.turn()
    }

    fn reached(&self, done: usize, total: usize) {
        if self.is_told.get() && self.slices.is_due() {
            self.working.progress.set((done, total));
        }
    }
}

/// Does work in slices, and says whether it was done. Once it takes long, a dialog says so; the user who closes that ends the
/// work, which has to change nothing before its last slice.
pub async fn in_slices(live: Live, work: Work, act: impl AsyncFnOnce(&dyn Pace)) -> bool {
    told(live, Working::new(work), false, act).await
}

/// The same with the dialog from the beginning, instead of the one that is open.
pub fn openly(live: Live, work: Work, act: impl AsyncFnOnce(&dyn Pace) + 'static) {
    let working = Working::new(work);
    live.dialog.set(Some(Dialog::Working(working.clone())));
    page::spawn(async move {
        told(live, working, true, act).await;
    });
}

async fn told(live: Live, working: Working, is_told: bool, act: impl AsyncFnOnce(&dyn Pace)) -> bool {
    let is_told = Cell::new(is_told);
    let pace = Told {
        live,
        slices: Slices::begin(),
        working: &working,
        noticed: clock::in_millis(NOTICED),
        is_told: &is_told,
    };
    let mut act = Box::pin(act(&pace));
    let is_done = std::future::poll_fn(|context| {
        let is_ended = is_told.get() && !working.is_shown(live);
        if is_ended { Poll::Ready(false) } else { act.as_mut().poll(context).map(|()| true) }
    })
    .await;
    drop(act);
    working.end(live);
    is_done
}

/// How far the work is.
#[component]
pub fn WorkingDialog(working: Working) -> impl IntoView {
    let live = live();
    let Working { work, progress } = working;
    let title = match &work {
        Work::Searching => words::SEARCHING.to_owned(),
        Work::Reading(name) => words::reading_file(name),
        Work::Changing => words::CHANGING.to_owned(),
    };
    let how_far = move || match (&work, progress.try_get().unwrap_or_default()) {
        (Work::Searching, (done, total)) => words::searching(done, total),
        (Work::Reading(_) | Work::Changing, (done, total)) => words::reading(done, total),
    };
    view! {
        <h2 id="dialog-title">{title}</h2>
        <p role="status" data-part="progress">{how_far}</p>
        <div class="acts">
            <button data-command="cancel-work" autofocus=true on:click=move |_| live.dialog.set(None)>{words::CANCEL}</button>
        </div>
    }
}
