//! The list of conflicts: each with both versions, side by side, until somebody decides.

use std::sync::Arc;

use leptos::prelude::*;

use crate::browser::{clock, page};
use crate::model::Dispute;
use crate::words;

use super::dialogs::{Close, Dialog};
use super::live::{Live, live};
use super::shown::{on, part, text};

/// How many are listed at once.
const ROWS: usize = 50;

/// The line in the side panel that leads to the list; nothing where there are no conflicts.
#[component]
pub fn ConflictsLine() -> impl IntoView {
    let live = live();
    let count = Memo::new(move |_| {
        live.documents.track();
        live.read(|session| session.project().disputes().count())
    });
    part(move || {
        let count = count.get();
        let show = on(move || live.dialog.set(Some(Dialog::Conflicts)));
        (count > 0)
            .then(|| view! { <button class="conflicts" data-command="conflicts" on:click=show>{words::conflicts(count)}</button> })
            .into_any()
    })
}

/// The list.
#[component]
pub fn Conflicts() -> impl IntoView {
    let live = live();
    let rows = part(move || {
        live.documents.track();
        live.tagset.track();
        let (disputes, count) = live.read(|session| {
            let disputes = session.project().disputes();
            (disputes.take(ROWS).cloned().collect::<Vec<_>>(), session.project().disputes().count())
        });
        let left = count - disputes.len();
        let end = match (count, left) {
            (0, _) => Some(words::NO_CONFLICTS.to_owned()),
            (_, 0) => None,
            _ => Some(words::more_conflicts(left)),
        };
        let rows = disputes.into_iter().enumerate().map(|(number, dispute)| row(live, number, dispute));
        let list = (count > 0).then(|| view! { <ol role="list">{rows.collect_view()}</ol> });
        view! { {list}<p>{end}</p> }.into_any()
    });
    view! {
        <div class="dialog-head"><h2 id="dialog-title">{words::CONFLICTS}</h2><Close/></div>
        <p>{words::CONFLICTS_HINT}</p>
        // While the dialog is open, what is said beside it is not heard.
        <p class="hidden" role="status">{text(move || live.heard.get())}</p>
        {rows}
    }
}

fn row(live: Live, number: usize, dispute: Arc<Dispute>) -> AnyView {
    let told = live.read(|session| words::told(session, &dispute, &clock::local));
    let takes = live.read(|session| session.take_other(&dispute, &live.stamp()).is_some());
    let rows = told.rows.into_iter().map(|(what, mine, other)| {
        view! { <tr><th scope="row">{what}</th><td dir="auto">{mine}</td><td dir="auto">{other}</td></tr> }
    });
    let decide = move |takes: bool| {
        let dispute = Arc::clone(&dispute);
        on(move || {
            let stamp = live.stamp();
            live.perform(live.read(|session| match takes {
                true => session.take_other(&dispute, &stamp),
                false => Some(session.keep_as_is(&dispute, &stamp)),
            }));
            request_animation_frame(move || focus(number));
        })
    };
    let (take, keep) = (decide.clone()(true), decide(false));
    let name = format!("conflict-{number}");
    view! {
        <li data-row=number>
            <h3 id=name.clone() dir="auto">{told.about}</h3>
            <table class="summary" aria-labelledby=name>
                <thead><tr><td></td><th scope="col">{words::MINE}</th><th scope="col">{words::OTHER}</th></tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
            {(!takes).then_some(words::CANNOT_TAKE)}
            <div class="acts">
                <button data-command="take-other" disabled=!takes on:click=take>{words::TAKE_OTHER}</button>
                <button data-command="keep" on:click=keep>{words::KEEP}</button>
            </div>
        </li>
    }
    .into_any()
}

/// Who decided goes on with what took the place of the row, or where it was the last one, with closing the list.
fn focus(row: usize) {
    page::focus("dialog [data-command=close]");
    page::focus(&format!("[data-row='{}'] [data-command=keep]", row.saturating_sub(1)));
    page::focus(&format!("[data-row='{row}'] [data-command=keep]"));
}
