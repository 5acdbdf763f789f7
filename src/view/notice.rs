//! What the page says to the person in front of it, besides the text: that something went wrong, that it worked, and
//! to those who hear the page what they just did.

use std::time::Duration;

use leptos::prelude::*;

use crate::words;
use beleg_core::session::Subject;

use super::button::CommandButton;
use super::live::live;

/// How long good news stays.
const GOOD_NEWS: Duration = Duration::from_secs(8);

/// A sentence for the person in front of the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    sentence: String,
    is_problem: bool,
    commands: Vec<&'static str>,
    /// What of the project it is about, where it is about something of it: it goes when that is no longer so.
    pub subject: Option<Subject>,
}

impl Notice {
    /// Something that worked. It goes by itself.
    pub fn news(sentence: impl Into<String>) -> Option<Notice> {
        Some(Notice { sentence: sentence.into(), is_problem: false, commands: Vec::new(), subject: None })
    }

    /// Something that went wrong. It stays until somebody puts it away.
    pub fn problem(sentence: impl Into<String>) -> Option<Notice> {
        Some(Notice { sentence: sentence.into(), is_problem: true, commands: Vec::new(), subject: None })
    }

    /// About something of the project.
    pub fn about(self, subject: Subject) -> Notice {
        Notice { subject: Some(subject), ..self }
    }

    /// With a button that does a command: what helps is one click away.
    pub fn with(mut self, command: &'static str) -> Notice {
        self.commands.push(command);
        self
    }
}

/// The line in which it is said.
#[component]
pub fn NoticeLine() -> impl IntoView {
    let live = live();
    Effect::new(move |_| {
        let Some(notice) = live.notice.get().filter(|notice| !notice.is_problem) else { return };
        let put_away = move || {
            // By then the page may be gone.
            if live.notice.try_get_untracked().flatten().as_ref() == Some(&notice) {
                // What stands in the way of saving is said again, as long as it does.
                live.notice.set(live.keeper.warning());
            }
        };
        set_timeout(put_away, GOOD_NEWS);
    });
    view! {
        <p class="hidden" role="status" data-part="heard">{move || live.heard.get()}</p>
        <div class="notices" role="status">
            {move || live.notice.get().map(|Notice { sentence, is_problem, commands, .. }| view! {
                <div class=if is_problem { "notice problem" } else { "notice" } data-part="notice">
                    <span>{sentence}</span>
                    {commands.into_iter().map(|command| view! { <CommandButton command/> }).collect_view()}
                    <button on:click=move |_| live.notice.set(None)>{words::PUT_AWAY}</button>
                </div>
            })}
        </div>
    }
}
