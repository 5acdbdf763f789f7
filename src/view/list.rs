//! The annotations of the open document in reading order. Only the rows near what is seen of the list are there.

use std::ops::Range;
use std::sync::Arc;
use std::time::Duration;

use leptos::html;
use leptos::prelude::*;

use crate::browser::HtmlElement;
use crate::browser::rows::{self, Row, Rows};
use crate::model::{Annotation, Id, Label, Marks};
use crate::session::{Act, Selection, Session};
use crate::words;

use super::button::swatch;
use super::card::words_under;
use super::live::live;
use super::shown::{on, on_event, text};

/// How many rows are there at least. All of a list that is not longer.
const ROWS: usize = 40;

/// How many rows are there at least above and below those that are in view.
const SPARE: usize = 5;

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
    // The first row that is there, counted from 0, and how many are there.
    let wanted = RwSignal::new((0, ROWS));
    let there = Memo::new(move |_| {
        let ((first, rows), total) = (wanted.get(), total.get());
        let first = first.min(total.saturating_sub(rows));
        first..total.min(first + rows)
    });
    let drawn = StoredValue::new_local(None::<Drawn>);
    Effect::new(move |before: Option<u64>| {
        live.annotations.track();
        live.selection.track();
        let (tagset, there) = (live.tagset.get(), there.get());
        if let Some(list) = element.get() {
            drawn.update_value(|drawn| {
                let drawn = drawn.get_or_insert_with(|| Drawn::new(list.into()));
                if before != Some(tagset) {
                    drawn.clear();
                }
                live.read(|session| drawn.draw(session, there));
            });
        }
        tagset
    });
    // Others come only where those that are there are about to end, so that none come and go for nothing.
    let seen = on(move || {
        let Some(list) = element.get_untracked() else { return };
        let (there, total) = (there.get_untracked(), total.get_untracked());
        let view = rows::in_view(&list, there.start);
        let is_short = (there.start > 0 && view.start < there.start + SPARE)
            || (there.end < total && view.end + SPARE > there.end);
        if is_short {
            let rows = ROWS.max(2 * view.len());
            wanted.set((view.start.saturating_sub((rows - view.len()) / 2), rows));
        }
    });
    // The row of what is selected comes into view, and the first one of another document.
    Effect::new(move |_| {
        live.document.track();
        if let Some(list) = element.get() {
            rows::reveal(&list, 0, there.get_untracked().start);
        }
    });
    Effect::new(move |_| {
        live.selection.track();
        let rank = live.read(|session| marks(session)?.rank(session.annotation()?));
        if let (Some(list), Some(rank)) = (element.get(), rank) {
            request_animation_frame(move || {
                if let Some(there) = there.try_get_untracked() {
                    rows::reveal(&list, rank, there.start);
                }
            });
        }
    });
    // Those who hear the page are told how many there are and which of them a row is, once nothing has changed for a while.
    let resting = StoredValue::new_local(None::<TimeoutHandle>);
    let stop =
        move || resting.try_update_value(Option::take).flatten().into_iter().for_each(|rest| rest.clear());
    Effect::new(move |_| {
        let (first, total) = (there.get().start, total.get());
        live.annotations.track();
        let Some(list) = element.get() else { return };
        stop();
        let number = move || rows::number(&list, first, total);
        resting.set_value(set_timeout_with_handle(number, REST).ok());
    });
    on_cleanup(stop);
    let choose = on_event(move |event: leptos::ev::MouseEvent| {
        let chosen = element.get_untracked().and_then(|list| rows::chosen(&list, event.target()));
        if let Some(id) = chosen.as_deref().and_then(Id::new) {
            live.perform(Some(Act::Select(Selection::Annotation(id))));
        }
    });
    let before = Memo::new(move |_| there.get().start);
    let behind = Memo::new(move |_| total.get().saturating_sub(there.get().end));
    // Not by variables: those are inherited, so that each change of one would have all rows styled again.
    let room = |rows: Memo<usize>| text(move || format!("calc({} * var(--row))", rows.get()));
    view! {
        <section class="list" aria-label=words::LIST on:scroll=seen>
            <h2>{text(move || words::annotations(total.get()))}</h2>
            <ol data-part="annotations" role="list" node_ref=element on:click=choose
                style:padding-top=room(before) style:padding-bottom=room(behind)></ol>
        </section>
    }
}

/// The rows that are there. They are drawn by hand, since dozens come at once where the list jumps.
struct Drawn {
    rows: Rows,
    // Invariant: what the rows show, in their order. An annotation that changed is another value.
    annotations: Vec<Arc<Annotation>>,
    selected: Option<Id>,
}

impl Drawn {
    fn new(list: HtmlElement) -> Self {
        Drawn { rows: Rows::new(list), annotations: Vec::new(), selected: None }
    }

    fn clear(&mut self) {
        self.rows.clear();
        self.annotations.clear();
    }

    /// Shows the annotations of these ranks. Rows that stay are left as they are.
    fn draw(&mut self, session: &Session, ranks: Range<usize>) {
        let wanted: Vec<&Arc<Annotation>> = marks(session)
            .into_iter()
            .flat_map(|marks| marks.in_order().iter().skip(ranks.start).take(ranks.len()))
            .filter_map(|piece| session.project().annotation(&piece.annotation))
            .collect();
        let rows = &self.rows;
        let mut place = 0;
        self.annotations.retain(|there| {
            let stays = wanted.iter().any(|wanted| Arc::ptr_eq(wanted, there));
            if stays {
                place += 1
            } else {
                rows.remove(place)
            }
            stays
        });
        let labels = session.project().labels();
        for (place, annotation) in wanted.into_iter().enumerate() {
            if !self.annotations.get(place).is_some_and(|there| Arc::ptr_eq(there, annotation)) {
                rows.insert(place, &row(session, &labels, annotation));
                self.annotations.insert(place, annotation.clone());
            }
        }
        let selected = session.annotation().map(|annotation| annotation.id.clone());
        for (place, annotation) in self.annotations.iter().enumerate() {
            let is = |id: &Option<Id>| id.as_ref() == Some(&annotation.id);
            if is(&selected) || is(&self.selected) {
                rows.set_current(place, is(&selected));
            }
        }
        self.selected = selected;
    }
}

fn row(session: &Session, labels: &[&Arc<Label>], annotation: &Annotation) -> Row {
    let number = labels.iter().position(|label| label.id == annotation.label).unwrap_or_default();
    let said = annotation.attributes.value.map(|value| value.to_string());
    Row {
        annotation: annotation.id.to_string(),
        swatch: swatch(number),
        label: labels.get(number).map(|label| format!("{}: ", label.name)).unwrap_or_default(),
        words: words_under(session, annotation),
        language: session.document().and_then(|document| document.language.clone()),
        said: said.or_else(|| annotation.attributes.name.clone()).unwrap_or_default(),
    }
}

fn marks(session: &Session) -> Option<&Marks> {
    session.project().marks(&session.document()?.id)
}
