//! The annotations of the open document in reading order. Only the rows near what is seen of the list are there.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use leptos::html;
use leptos::prelude::*;

use crate::browser::rows::{self, Row, Rows};
use crate::browser::size::{self, SizeWatch};
use crate::browser::{HtmlElement, page};
use crate::words;
use beleg_core::model::{Annotation, Attribute, Id, Label, Marks};
use beleg_core::session::commands::{self, Wish};
use beleg_core::session::{Act, Selection, Session};
use beleg_core::text::{CharOffset, Span};

use super::button::swatch;
use super::card::words_under;
use super::live::live;

/// How many rows are there at least: about as many as are in view, and some around them, since all of them are drawn
/// again where the list goes to another place. All of a list that is not longer.
const ROWS: usize = 28;

/// How many rows are there at least above and below those that are in view while somebody scrolls.
const SPARE: usize = 4;

/// After how long without a change rows are numbered.
const REST: Duration = Duration::from_secs(1);

/// The list, with how many there are.
#[component]
pub fn AnnotationList() -> impl IntoView {
    let live = live();
    let element = NodeRef::<html::Ol>::new();
    let total = Memo::new(move |_| {
        live.annotations.track();
        live.read(|session| marks(session).map_or(0, Marks::total))
    });
    let drawn = StoredValue::new_local(None::<Drawn>);
    let resting = StoredValue::new_local(None::<TimeoutHandle>);
    let stop =
        move || resting.try_update_value(Option::take).flatten().into_iter().for_each(|rest| rest.clear());
    on_cleanup(stop);
    let draw = move |change: fn(&mut Drawn, &Session)| {
        drawn.try_update_value(|drawn| {
            if let Some(drawn) = drawn {
                live.read(|session| {
                    change(drawn, session);
                    drawn.draw(session);
                });
            }
        });
        // Those who hear the page are told how many there are and which of them a row is, once nothing has changed for a
        // while.
        stop();
        let number = move || {
            let _ = drawn.try_update_value(|drawn| drawn.as_mut().map(Drawn::number));
        };
        resting.set_value(set_timeout_with_handle(number, REST).ok());
    };
    let reveal = move || {
        let _ = drawn.try_update_value(|drawn| drawn.as_mut().map(Drawn::reveal));
    };
    let fill = move |spare: usize| {
        if drawn.with_value(|drawn| drawn.as_ref().is_some_and(|drawn| drawn.is_short(spare))) {
            draw(Drawn::look_around);
        }
    };
    // There is room for other rows where the card comes and goes, and where the list comes into sight.
    let resized = move || {
        reveal();
        fill(0);
    };
    Effect::new(move |before: Option<(u64, u64)>| {
        live.annotations.track();
        live.selection.track();
        let now = (live.document.get(), live.tagset.get());
        let Some(list) = element.get() else { return now };
        match before.filter(|_| drawn.with_value(Option::is_some)) {
            Some((document, tagset)) if document == now.0 => {
                if tagset != now.1 {
                    drawn.update_value(|drawn| drawn.iter_mut().for_each(Drawn::clear));
                }
            }
            _ => drawn.set_value(Some(Drawn::new(list.into(), resized))),
        }
        draw(Drawn::follow);
        // The row of what is selected comes into view, where it is one that is there by now, so that all this is one
        // layout.
        page::soon(Box::new(reveal));
        now
    });
    let missing = Memo::new(move |_| {
        live.annotations.track();
        live.documents.track();
        live.read(|session| session.project().not_understood().len())
    });
    let go = move |_| {
        if let Some(command) = commands::named("next-not-understood") {
            live.run(&Wish::Command(command));
        }
    };
    let choose = move |event: leptos::ev::MouseEvent| {
        let chosen = element.get_untracked().and_then(|list| rows::chosen(&list, event.target()));
        if let Some(id) = chosen.as_deref().and_then(Id::new) {
            live.perform(Some(Act::Select(Selection::Annotation(id))));
        }
    };
    view! {
        <section class="list" aria-label=words::LIST on:scroll=move |_| fill(SPARE)>
            <h2>{move || words::annotations(total.get())}</h2>
            <Show when=move || { missing.get() > 0 }>
                <button class="missing" data-command="next-not-understood" on:click=go>
                    {move || words::dates_not_understood(missing.get())}
                </button>
            </Show>
            <ol data-part="annotations" role="list" node_ref=element on:click=choose></ol>
        </section>
    }
}

/// The rows that are there. They are drawn by hand, since dozens come at once where the list jumps.
struct Drawn {
    rows: Rows,
    _size: Option<SizeWatch>,
    // Invariant: what the rows show, in their order. An annotation that changed is another value.
    annotations: Vec<Arc<Annotation>>,
    // The rank of the first row, and how many annotations there are.
    first: usize,
    total: usize,
    // How many rows are wanted: more where more are in view.
    wanted: usize,
    selected: Option<Id>,
    // Where the words begin that are selected.
    words: Option<CharOffset>,
    // The rank of what was selected since the list last came to it.
    sought: Option<usize>,
}

impl Drawn {
    /// The rows of a list in which nothing is drawn yet.
    fn new(list: HtmlElement, resized: impl FnMut() + 'static) -> Self {
        let size = rows::scroller(&list).and_then(|view| size::watch(&view, resized));
        let rows = Rows::new(list);
        Drawn {
            _size: size,
            rows,
            annotations: Vec::new(),
            first: 0,
            total: 0,
            wanted: ROWS,
            selected: None,
            words: None,
            sought: Some(0),
        }
    }

    /// Takes all rows away, since each shows something that is no longer so.
    fn clear(&mut self) {
        self.rows.clear();
        self.annotations.clear();
    }

    /// The ranks of the rows that are there.
    fn there(&self) -> Range<usize> {
        self.first..self.first + self.annotations.len()
    }

    /// Goes as far as it takes to what has just been selected, where its row is not there with some around it: more below
    /// it than above, since the list gets room below when the card goes. Of words that are about to be marked the place
    /// counts, so that what is marked around them is seen, and the new row comes where one looks already.
    fn follow(&mut self, session: &Session) {
        let Some(marks) = marks(session) else { return };
        let selected =
            session.annotation().filter(|annotation| Some(&annotation.id) != self.selected.as_ref());
        let words = session.selected_text().and_then(|selected| selected.span()).map(Span::start);
        let rank = match (selected, words) {
            (Some(annotation), _) => marks.rank(annotation),
            (None, Some(words)) if self.words != Some(words) => {
                Some(marks.rank_at(words).min(marks.total().saturating_sub(1)))
            }
            _ => None,
        };
        self.words = words;
        self.sought = rank.or(self.sought);
        let (there, above, below) = (self.there(), self.wanted * 3 / 8, self.wanted * 4 / 7);
        match rank {
            Some(rank) if rank < there.start + above => self.first = rank.saturating_sub(above),
            Some(rank) if rank + below >= there.end => {
                self.first = (rank + below + 1).saturating_sub(self.wanted)
            }
            _ => {}
        }
    }

    /// Scrolls to what was selected; later, where the list is out of sight.
    fn reveal(&mut self) {
        if self.sought.is_some_and(|rank| rows::reveal(self.rows.list(), rank, self.first).is_some()) {
            self.sought = None;
        }
    }

    /// Whether less than so many rows are there above or below those that are in view. Others come only then, so that none
    /// come and go for nothing.
    fn is_short(&self, spare: usize) -> bool {
        let there = self.there();
        rows::in_view(self.rows.list(), self.first).is_some_and(|view| {
            (there.start > 0 && view.start < there.start + spare)
                || (there.end < self.total && view.end + spare > there.end)
        })
    }

    /// Goes to what is in view.
    fn look_around(&mut self, _: &Session) {
        let Some(view) = rows::in_view(self.rows.list(), self.first) else { return };
        self.wanted = ROWS.max(2 * view.len());
        self.first = view.start.saturating_sub((self.wanted - view.len()) / 2);
    }

    fn number(&mut self) {
        self.rows.number(self.first, self.total);
    }

    /// Brings the rows in line with the project. Those that stay are left as they are.
    fn draw(&mut self, session: &Session) {
        let (marks, labels) = (marks(session), session.project().labels());
        self.total = marks.map_or(0, Marks::total);
        self.first = self.first.min(self.total.saturating_sub(self.wanted));
        let wanted: Vec<&Arc<Annotation>> = marks
            .into_iter()
            .flat_map(|marks| marks.in_order().iter().skip(self.first).take(self.wanted))
            .filter_map(|piece| session.project().annotation(&piece.annotation))
            .collect();
        self.rows.set_room(self.first, self.total.saturating_sub(self.first + wanted.len()));
        let stays = |there: &Arc<Annotation>| wanted.iter().any(|wanted| Arc::ptr_eq(wanted, there));
        if self.annotations.len() == wanted.len() && !self.annotations.iter().any(stays) {
            self.rows.replace(wanted.iter().map(|annotation| row(session, &labels, annotation)).collect());
            self.annotations = wanted.iter().map(|annotation| Arc::clone(annotation)).collect();
        }
        let rows = &mut self.rows;
        let mut place = 0;
        self.annotations.retain(|there| {
            let stays = stays(there);
            if stays {
                place += 1
            } else {
                rows.remove(place)
            }
            stays
        });
        for (place, annotation) in wanted.into_iter().enumerate() {
            if !self.annotations.get(place).is_some_and(|there| Arc::ptr_eq(there, annotation)) {
                rows.insert(place, row(session, &labels, annotation));
                self.annotations.insert(place, annotation.clone());
            }
        }
        let selected = session.annotation().map(|annotation| annotation.id.clone());
        let is_selected = |annotation: &Arc<Annotation>| Some(&annotation.id) == selected.as_ref();
        self.rows.set_current(self.annotations.iter().position(is_selected));
        self.selected = selected;
    }
}

fn row(session: &Session, labels: &[&Arc<Label>], annotation: &Annotation) -> Row {
    let number = labels.iter().position(|label| label.id == annotation.label).unwrap_or_default();
    let is_problem = session.project().is_not_understood(annotation);
    let said = match session.project().asked(annotation) {
        Some(Attribute::Value) if is_problem => {
            annotation.attributes.value_text.as_deref().map(words::not_understood)
        }
        Some(Attribute::Value) => annotation.attributes.value.map(|value| value.to_string()),
        Some(Attribute::Name) => annotation.attributes.name.clone(),
        None => None,
    };
    Row {
        annotation: annotation.id.to_string(),
        swatch: swatch(number),
        label: labels.get(number).map(|label| label.name.clone()).unwrap_or_default(),
        words: words_under(session, annotation),
        language: session.document().and_then(|document| document.language.clone()),
        said,
        is_problem,
        is_noted: !annotation.note.is_empty(),
    }
}

fn marks(session: &Session) -> Option<&Marks> {
    session.project().marks(&session.document()?.id)
}
