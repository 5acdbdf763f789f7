//! The list of conflicts: each item once, with all of its versions that lost, until the user decides.

use std::sync::Arc;

use leptos::prelude::*;

use crate::browser::page;
use crate::words::{self, ToldVersion};
use beleg_core::model::{Action, Dispute, Disputed, disputed, disputed_count};
use beleg_core::session::{Act, Session, Stamp, Subject};

use super::dialogs::{Close, Dialog};
use super::live::{Live, live};
use super::notice::Notice;
use super::projects::moment;

/// How many entries are listed at once.
const ROWS: usize = 30;

/// How many versions of an entry are shown at first; the older ones are one tap away.
const VERSIONS: usize = 3;

/// The line in the side panel that leads to the list; nothing where there are no conflicts.
#[component]
pub fn ConflictsLine() -> impl IntoView {
    let live = live();
    let count = Memo::new(move |_| {
        live.documents.track();
        live.read(|session| disputed_count(session.project()))
    });
    view! {
        <Show when=move || { count.get() > 0 }>
            <button class="conflicts" data-command="conflicts" on:click=move |_| live.dialog.set(Some(Dialog::Conflicts))>
                {move || words::conflicts(count.get())}
            </button>
        </Show>
    }
}

/// The list.
#[component]
pub fn Conflicts() -> impl IntoView {
    let live = live();
    // A user who comes back from a place in the text finds the list where it was left.
    let left = live.conflict.try_update_value(Option::take).flatten();
    let left = left.and_then(|about| {
        let items = live.read(|session| disputed(session.project()));
        items.iter().take(ROWS).position(|item| item.about == about)
    });
    if let Some(row) = left {
        request_animation_frame(move || page::focus(&format!("[data-row='{row}'] [data-command=go-to]")));
    }
    let rows = move || {
        live.documents.track();
        live.tagset.track();
        let items = live.read(|session| disputed(session.project()));
        let count = items.len();
        let end = match count {
            0 => Some(words::NO_CONFLICTS.to_owned()),
            count if count > ROWS => Some(words::more_conflicts(count - ROWS)),
            _ => None,
        };
        let rows = items.into_iter().take(ROWS).enumerate().map(|(number, item)| row(live, number, item));
        let list = (count > 0).then(|| view! { <ol role="list">{rows.collect_view()}</ol> });
        view! { {all(live, count)}{list}<p>{end}</p> }
    };
    view! {
        <div class="dialog-head"><h2 id="dialog-title">{words::CONFLICTS}</h2><Close/></div>
        <p>{words::CONFLICTS_HINT}</p>
        // While the dialog is open, what is said beside it is not heard.
        <p class="hidden" role="status">{move || live.heard.get()}</p>
        {rows}
    }
}

/// What decides all entries at once, and what takes back the last decision.
fn all(live: Live, count: usize) -> impl IntoView {
    let keep = move |_| decide(live, 0, Session::keep_all);
    let take = move |_| decide(live, 0, Session::take_all);
    let may_undo =
        live.read(|session| session.history().undo().is_some_and(|step| step.action == Action::Decide));
    let undo = move |_| {
        live.perform(Some(Act::Undo));
        request_animation_frame(|| focus(0));
    };
    let both = (count > 1).then(|| {
        view! {
            <button data-command="keep-all" on:click=keep>{words::KEEP_ALL}</button>
            <button data-command="take-all" on:click=take>{words::TAKE_ALL}</button>
        }
    });
    let undo = may_undo.then(
        || view! { <button data-command="undo-decision" on:click=undo>{words::UNDO_DECISION}</button> },
    );
    view! { <div class="acts">{both}{undo}</div> }
}

fn row(live: Live, number: usize, item: Disputed) -> impl IntoView {
    let item = Arc::new(item);
    let told = live.read(|session| words::told(session, &item, &moment));
    let name = format!("conflict-{number}");
    let take_word = if item.losing.len() > 1 { words::TAKE_THIS } else { words::TAKE_OTHER };
    let versions = told.versions.into_iter().zip(&item.losing).enumerate();
    let versions = versions
        .map(|(nth, (told, dispute))| version(live, (number, nth), told, Arc::clone(dispute), take_word));
    let mut versions: Vec<_> = versions.collect();
    let older = versions.split_off(versions.len().min(VERSIONS));
    let older = (!older.is_empty()).then(|| {
        view! { <details><summary>{words::older_versions(older.len())}</summary>{older}</details> }
    });
    let quotes = told.place.into_iter().map(|[before, exact, after]| {
        view! { <bdi lang=told.language.clone() dir="auto">{before}<strong>{exact}</strong>{after}</bdi> " " }
    });
    let quotes = quotes.collect_view();
    let about = item.about.clone();
    let keep = move |_| decide(live, number, |session, stamp| session.keep_as_is(&about, stamp));
    let is_somewhere = live.read(|session| session.place_of(&item).is_some());
    let go_to = is_somewhere.then(|| {
        let go = move |_| go_to(live, &item);
        view! { <button data-command="go-to" aria-describedby=name.clone() on:click=go>{words::GO_TO}</button> }
    });
    view! {
        <li data-row=number>
            <h3 class="notranslate" translate="no" id=name.clone() dir="auto">{told.about}</h3>
            <p class="where notranslate" translate="no"><small>{told.document}</small>" "{quotes}</p>
            <p data-part="mine"><b>{words::MINE}</b>" "<small>{told.mine}</small></p>
            {versions}
            {older}
            <div class="acts">
                <button data-command="keep" aria-describedby=name.clone() on:click=keep>{words::KEEP}</button>
                {go_to}
            </div>
        </li>
    }
}

/// A version that lost: who made it and when, in what it differs, and the button that takes it.
fn version(
    live: Live,
    (row, nth): (usize, usize),
    told: ToldVersion,
    dispute: Arc<Dispute>,
    take_word: &'static str,
) -> impl IntoView {
    let takes = live.read(|session| session.take_other(&dispute, &live.stamp()).is_some());
    let is_same = told.rows.is_empty();
    let rows = told.rows.into_iter().map(|(what, mine, other)| {
        view! { <tr><th scope="row">{what}</th><td class="notranslate" translate="no" dir="auto">{mine}</td><td class="notranslate" translate="no" dir="auto">{other}</td></tr> }
    });
    let rows = rows.collect_view();
    let take = move |_| decide(live, row, |session, stamp| session.take_other(&dispute, stamp));
    let (about, name) = (format!("conflict-{row}"), format!("conflict-{row}-{nth}"));
    let both = format!("{about} {name}");
    let table = (!is_same).then(|| {
        view! {
            <table class="summary" aria-labelledby=both.clone()>
                <thead><tr><td></td><th scope="col">{words::MINE}</th><th scope="col">{words::OTHER}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        }
    });
    view! {
        <div class="version" data-part="version">
            <p id=name><b>{words::OTHER}</b>" "<small>{told.made}</small></p>
            {table}
            {is_same.then(|| view! { <p>{words::SAYS_THE_SAME}</p> })}
            {(!takes).then(|| view! { <p>{words::CANNOT_TAKE}</p> })}
            <button data-command="take-other" aria-describedby=both disabled=!takes on:click=take>{take_word}</button>
        </div>
    }
}

/// Decides, and goes on with what took the place of the row.
fn decide(live: Live, row: usize, act: impl FnOnce(&Session, &Stamp) -> Option<Act>) {
    let stamp = live.stamp();
    live.perform(live.read(|session| act(session, &stamp)));
    request_animation_frame(move || focus(row));
}

/// Leads to the place of an entry in the text. The way back is one tap away.
fn go_to(live: Live, item: &Disputed) {
    let Some((document, selection)) = live.read(|session| session.place_of(item)) else { return };
    live.conflict.set_value(Some(item.about.clone()));
    live.dialog.set(None);
    if live.read(|session| session.document().is_none_or(|open| open.id != document)) {
        live.perform(Some(Act::Open(document)));
    }
    live.perform(Some(Act::Select(selection)));
    let notice = Notice::news(words::AT_CONFLICT);
    live.notice
        .set(notice.map(|notice| notice.with("conflicts").about(Subject::Conflict(item.about.clone()))));
    // The browser gives the focus back to what opened the dialog.
    request_animation_frame(|| page::focus(".text"));
}

/// Who decided goes on with what took the place of the row, or where it was the last one, with closing the list.
fn focus(row: usize) {
    page::focus("dialog [data-command=close]");
    page::focus(&format!("[data-row='{}'] [data-command=keep]", row.saturating_sub(1)));
    page::focus(&format!("[data-row='{row}'] [data-command=keep]"));
}
