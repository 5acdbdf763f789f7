//! Rows to choose from in a dialog: what each is, what is known of it, and what can be done with it.

use leptos::prelude::*;

/// A row.
pub struct Row {
    /// By what the tests know it.
    pub key: String,
    /// What it is.
    pub title: String,
    /// Where its title leads, where it is a link.
    pub address: Option<String>,
    /// What is known of it.
    pub about: String,
    /// What can be done with it.
    pub acts: Vec<Choice>,
}

/// Something that can be done with a row: its name, its word, and the act.
pub type Choice = (&'static str, &'static str, Box<dyn FnMut()>);

/// Two lists of rows, the second under a heading of its own. All dialogs share this.
pub fn rows(first: Vec<Row>, heading: &'static str, second: Vec<Row>) -> impl IntoView {
    let list = |rows: Vec<Row>| rows.into_iter().map(row).collect_view();
    view! {
        <ul class="rows" role="list">{list(first)}</ul>
        <h3>{heading}</h3>
        <ul class="rows" role="list" data-part="second">{list(second)}</ul>
    }
}

fn row(Row { key, title, address, about, acts }: Row) -> impl IntoView {
    let button = |(name, word, mut act): Choice| {
        view! { <button data-command=name on:click=move |_| act()>{word}</button> }
    };
    view! {
        <li data-row=key>
            <div><a href=address><bdi>{title}</bdi></a> <small>{about}</small></div>
            <span class="acts">{acts.into_iter().map(button).collect_view()}</span>
        </li>
    }
}
