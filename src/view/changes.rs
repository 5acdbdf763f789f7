//! The list of what would change: by a file, or by going back to a version.

use std::sync::Arc;

use leptos::either::Either;
use leptos::prelude::*;

use crate::words;
use beleg_core::model::Id;
use beleg_core::opening::{Change, Filter, Preview};

use super::projects::moment;

/// How many rows are listed at once.
const ROWS: usize = 100;

/// Up to how many documents can be chosen from.
const CHOICES: usize = 200;

/// The list with its filters. `preview` is drawn anew when it is another one.
pub fn changes(preview: Signal<Arc<Preview>>) -> impl IntoView {
    let (change, document) = (RwSignal::new(None::<Change>), RwSignal::new(None::<Id>));
    let (sought, limit) = (RwSignal::new(String::new()), RwSignal::new(ROWS));
    let choose_change = move |event| {
        let key = event_target_value(&event);
        limit.set(ROWS);
        change.set(Change::ALL.into_iter().find(|change| change.key() == key));
    };
    let choose_document = move |event| {
        limit.set(ROWS);
        document.set(Id::new(&event_target_value(&event)));
    };
    let seek = move |event| {
        limit.set(ROWS);
        sought.set(event_target_value(&event));
    };
    // All is drawn anew. What was changed in place would stay chosen and scrolled to where it was, though something else
    // stands there.
    let options = move || {
        let preview = preview.get();
        move || {
            let counted = preview.counts().into_iter().filter(|(_, count)| *count > 0);
            counted
                .map(|(change, count)| view! { <option value=change.key()>{words::change_count(change, count)}</option> })
                .collect_view()
        }
    };
    let documents = move || {
        let preview = preview.get();
        move || {
            let documents = preview.documents();
            // In a list of very many the user cannot choose; words find them.
            let documents = if documents.len() <= CHOICES { documents } else { Vec::new() };
            documents
                .into_iter()
                .map(|(id, title)| view! { <option value=id.to_string()>{title}</option> })
                .collect_view()
        }
    };
    let list = move || {
        let filter = Filter { change: change.get(), document: document.get(), words: sought.get() };
        let preview = preview.get();
        limit.track();
        move || listed(&preview, &filter, limit)
    };
    view! {
        <section class="changes" aria-label=words::CHANGES>
            <h3>{words::CHANGES}</h3>
            <div class="filters">
                <select name="change" aria-label=words::BY_CHANGE on:change=choose_change>
                    <option value="">{words::EVERY_CHANGE}</option>{options}
                </select>
                <select name="change-document" aria-label=words::BY_DOCUMENT on:change=choose_document>
                    <option value="">{words::EVERY_DOCUMENT}</option>{documents}
                </select>
                <input type="search" name="change-words" aria-label=words::BY_WORDS placeholder=words::BY_WORDS on:input=seek/>
            </div>
            {list}
        </section>
    }
}

/// Up to so many of the changes that a filter lets through, and the button for more.
fn listed(preview: &Preview, filter: &Filter, limit: RwSignal<usize>) -> impl IntoView + use<> {
    let (rows, count) = preview.list(filter, limit.get_untracked());
    let left = count - rows.len();
    let rows = rows.into_iter().map(|row| (row.change.key(), words::told_change(preview, row, moment)));
    let rows = rows.map(|(key, told)| {
        let side = |side: Option<String>| match side {
            Some(side) => Either::Left(view! { <bdi>{side}</bdi> }),
            None => Either::Right(view! { <i>{words::EMPTY_SIDE}</i> }),
        };
        let details = told.details.into_iter().map(|detail| {
            let (old, new) = (side(detail.old), side(detail.new));
            view! { <small>{detail.what}": "{detail.before}{old}{detail.between}{new}</small> }
        });
        let why = told.why.map(|why| view! { <small>{why}</small> });
        let words = view! { "“"<bdi dir="auto">{told.words}</bdi>"”" };
        let what = format!(" {} ", told.what);
        view! { <li data-change=key><div><b>{told.change}</b>{what}{words}{details.collect_view()}{why}</div></li> }
    });
    let more = move |_| limit.update(|limit| *limit += ROWS);
    view! {
        <ul class="rows" role="list" data-part="changes" tabindex="0">{rows.collect_view()}</ul>
        {(count == 0).then(|| view! { <p>{words::NO_CHANGE_LISTED}</p> })}
        {(left > 0).then(|| view! {
            <p>{words::more_problems(left)}" "<button type="button" data-command="more-changes" on:click=more>{words::SHOW_MORE}</button></p>
        })}
    }
}
