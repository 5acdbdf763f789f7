//! The dialog about documents that get other texts: where everything that is marked in them would stand, and what is to
//! become of what has no place.

use std::sync::Arc;

use leptos::either::Either;
use leptos::prelude::*;

use crate::browser::{clock, page};
use crate::words;
use beleg_core::formats::{Read, native};
use beleg_core::journal::Refusal;
use beleg_core::model::{Annotation, Document, Id, Item, Project, Spans};
use beleg_core::opening::{LeftOut, Opening, Why};
use beleg_core::pace::Pace;
use beleg_core::reanchoring::{Decision, Reanchoring, Search};
use beleg_core::session::quoting::in_context;
use beleg_core::text::{CharOffset, Snap, Span, Text, Utf16Offset, snap};

use super::dialogs::Dialog;
use super::files;
use super::live::{Live, live};
use super::notice::Notice;
use super::working::{Work, in_slices, openly};

/// The field with the new text.
const FIELD: &str = "[name=new-text]";

/// How many rows are listed; of more than that the rest is counted.
const LISTED: usize = 300;

/// How much of the new text is shown around the place where something may be, to both sides, in code points.
const SHOWN: u32 = 10_000;

/// The question what becomes of annotations whose documents get other texts.
#[derive(Clone)]
pub struct Question {
    /// What would become of them.
    pub reanchoring: Reanchoring,
    /// Where the texts come from.
    pub from: From,
}

/// Where other texts come from.
#[derive(Clone)]
pub enum From {
    /// The page brought them along.
    Corpus,
    /// Somebody changed a file, or it counts in another unit: its quotes do not stand where it says.
    Changed {
        /// Its name.
        name: String,
        /// What was read of it as it stands.
        read: Arc<Read>,
        /// What was read by the quotes.
        mended: Arc<Read>,
    },
    /// A file has them.
    File {
        /// Its name.
        name: String,
        /// What was read.
        read: Arc<Read>,
        /// Whether what is marked in the file looks for its place in the texts that are here.
        keeps_mine: bool,
    },
}

/// Asks about the texts that the page brought along, but for those about which it was asked before.
pub fn ask_about_corpus(live: Live, texts: Vec<(Id, Text)>) {
    let search = live.read(|session| Search::new(session.project(), texts));
    look(live, search, move |reanchoring| {
        if !reanchoring.documents.is_empty() {
            live.dialog.set(Some(Dialog::Anchoring(Arc::new(Question { reanchoring, from: From::Corpus }))));
        }
    });
}

/// Looks for annotations in slices; a long search says from the beginning that it is under way.
fn look(live: Live, search: Search, then: impl FnOnce(Reanchoring) + 'static) {
    let is_small = search.is_small();
    let act = async move |pace: &dyn Pace| then(search.run(pace).await);
    match is_small {
        true => page::spawn(async move {
            in_slices(live, Work::Searching, act).await;
        }),
        false => openly(live, Work::Searching, act),
    }
}

/// Asks what to do with a file: first about quotes that do not stand where it says.
pub async fn ask_about_read(live: Live, name: String, read: Read, bytes: &[u8], pace: &dyn Pace) {
    let mended = match read.may_be_mended() {
        true => native::mend_in_slices(bytes, pace).await.ok(),
        false => None,
    };
    let Some(mended) = mended else { return ask_about_file(live, name, read, pace).await };
    let reanchoring = Reanchoring::of_file(&mended);
    if reanchoring.documents.is_empty() {
        return ask_about_file(live, name, read, pace).await;
    }
    let from = From::Changed { name, read: Arc::new(read), mended: Arc::new(mended.read) };
    live.dialog.set(Some(Dialog::Anchoring(Arc::new(Question { reanchoring, from }))));
}

/// Asks what merging a file would do: first about documents that have another text in it, where it is a file of the open
/// project.
pub async fn ask_about_file(live: Live, name: String, read: Read, pace: &dyn Pace) {
    if live.read(|session| session.project().id() != read.project.id()) {
        return files::offer(live, name, read, pace).await;
    }
    let (mine, theirs) = live.read(|session| {
        (between(session.project(), &read.project), between(&read.project, session.project()))
    });
    // Whether anything is marked there is known before it is looked for.
    if mine.total() == 0 && theirs.total() == 0 {
        return files::offer(live, name, read, pace).await;
    }
    look(live, mine, move |reanchoring| {
        let from = From::File { name, read: Arc::new(read), keeps_mine: false };
        live.dialog.set(Some(Dialog::Anchoring(Arc::new(Question { reanchoring, from }))));
    });
}

/// The same the other way round: what is marked in the file looks for its place in the texts that are here.
fn keep_mine(live: Live, name: String, read: Read) {
    let search = live.read(|session| between(&read.project, session.project()));
    look(live, search, move |reanchoring| {
        if reanchoring.is_empty() {
            return go_on(live, &name, async move |name, pace| files::offer(live, name, read, pace).await);
        }
        let from = From::File { name, read: Arc::new(read), keeps_mine: true };
        live.dialog.set(Some(Dialog::Anchoring(Arc::new(Question { reanchoring, from }))));
    });
}

/// What becomes of the annotations of a project in the texts that another one has for its documents.
fn between(project: &Project, other: &Project) -> Search {
    let texts = other.documents().into_iter().map(|document| (document.id.clone(), document.text.clone()));
    Search::new(project, texts)
}

/// Goes on with a file in slices.
fn go_on(live: Live, name: &str, act: impl AsyncFnOnce(String, &dyn Pace) + 'static) {
    let name = name.to_owned();
    page::spawn(async move {
        in_slices(live, Work::Reading(name.clone()), async |pace| act(name, pace).await).await;
    });
}

/// Takes over the new texts, or goes on to what merging the file would do.
fn take(live: Live, mut reanchoring: Reanchoring, from: &From) {
    if let From::Changed { name, mended, .. } = from {
        let mut read = Read::clone(mended);
        let left_out = reanchoring.transaction(&read.project, clock::now());
        if left_out.is_some_and(|left_out| read.project.apply(&left_out).is_ok()) {
            go_on(live, name, async move |name, pace| ask_about_file(live, name, read, pace).await);
        }
        return;
    }
    let From::File { name, read, keeps_mine } = from else {
        let transaction = live.read(|session| reanchoring.transaction(session.project(), clock::now()));
        let Some(transaction) = transaction else { return };
        live.dialog.set(None);
        return live.perform_large(transaction, move |is_done| {
            if is_done {
                live.tell_of_step(words::TEXT_TAKEN);
            }
        });
    };
    let (read, keeps_mine) = (Read::clone(read), *keeps_mine);
    go_on(live, name, async move |name, pace| {
        let (current, history) = live.read(|session| (session.project().clone(), session.history().clone()));
        let opening = if keeps_mine {
            let left_out = reanchoring.leave_out_open();
            let why = |annotation: Arc<Annotation>| Why::OtherText { document: annotation.document.clone() };
            let left_out = left_out.into_iter().map(|annotation| LeftOut {
                why: why(annotation.clone()),
                item: Item::Annotation(annotation),
            });
            let Some(texts) = reanchoring.transaction(&read.project, clock::now()) else { return };
            Opening::keeping_texts(&current, &history, &texts, read, left_out.collect(), pace).await
        } else {
            let Some(texts) = reanchoring.transaction(&current, clock::now()) else { return };
            Opening::taking_texts(&current, &history, &texts, read, pace).await
        };
        match opening {
            Ok(opening) => files::ask(live, name, opening, pace).await,
            // Another tab changed the project meanwhile.
            Err(conflict) => {
                live.notice.set(Notice::problem(words::refused(&Refusal::Conflict(conflict))));
            }
        }
    });
}

/// Leaves the texts as they are.
fn keep(live: Live, reanchoring: &Reanchoring, from: &From) {
    match from {
        From::Corpus => {
            live.dialog.set(None);
            live.keeper.keep_old_texts(&reanchoring.documents);
        }
        From::Changed { name, read, .. } => {
            let read = Read::clone(read);
            go_on(live, name, async move |name, pace| ask_about_file(live, name, read, pace).await);
        }
        From::File { name, read, keeps_mine: false } => keep_mine(live, name.clone(), Read::clone(read)),
        From::File { name, read, keeps_mine: true } => {
            let read = Read::clone(read);
            go_on(live, name, async move |name, pace| files::offer(live, name, read, pace).await);
        }
    }
}

/// The list and the choice.
#[component]
pub fn AnchoringDialog(question: Arc<Question>) -> impl IntoView {
    let live = live();
    let Question { reanchoring, from } = Question::clone(&question);
    let keeps_mine = matches!(from, From::File { keeps_mine: true, .. });
    let is_changed = matches!(from, From::Changed { .. });
    let hint = match &from {
        From::Corpus => words::TEXT_OF_CORPUS,
        From::Changed { .. } => words::CHANGED_FILE,
        From::File { keeps_mine: false, .. } => words::TEXT_OF_FILE,
        From::File { keeps_mine: true, .. } => words::TEXT_STAYS,
    };
    let title =
        if is_changed { words::changed_texts(&reanchoring) } else { words::other_texts(&reanchoring) };
    // What only a file has stays in the file.
    let may_set_aside = !is_changed && !keeps_mine;
    let delete_word = if may_set_aside { words::DELETE_IT } else { words::LEAVE_IT_OUT };
    let to_see = reanchoring.to_see();
    let said = words::found_again(&reanchoring.counts());
    let not_listed = words::not_listed(to_see.len().saturating_sub(LISTED));
    let rows = Rows {
        live,
        reanchoring: RwSignal::new_local(reanchoring),
        placing: RwSignal::new(None),
        may_set_aside,
        delete_word,
    };
    let listed = to_see
        .into_iter()
        .take(LISTED)
        .map(|number| view! { <li data-row=number>{move || rows.row(number)}</li> });
    let is_undecided = move || rows.reanchoring.with(|reanchoring| reanchoring.counts().open) > 0;
    let open = move || match keeps_mine {
        true => String::new(),
        false => rows.reanchoring.with(|reanchoring| words::still_open(reanchoring.counts().open)),
    };
    let (taking, keeping) = (from.clone(), from);
    let take = move |_| take(live, rows.reanchoring.get_untracked(), &taking);
    let keep = move |_| rows.reanchoring.with_untracked(|reanchoring| keep(live, reanchoring, &keeping));
    let (take_word, keep_word) = match keeps_mine || is_changed {
        true => (words::PLACE_HERE_ALL, words::LEAVE_OUT),
        false => (words::TAKE_TEXT, words::KEEP_TEXT),
    };
    view! {
        <h2 id="dialog-title">{title}</h2>
        <p>{hint}</p>
        <p data-part="found-again"><b>{said}</b></p>
        <ol class="places anchoring">{listed.collect_view()}</ol>
        <p>{not_listed}</p>
        <p role="status" data-part="open">{open}</p>
        <div class="acts">
            <button class="main" data-command="take-text" disabled=move || !keeps_mine && is_undecided() on:click=take>{take_word}</button>
            <button data-command="keep-text" on:click=keep>{keep_word}</button>
            <button data-command="cancel-opening" on:click=move |_| live.dialog.set(None)>{words::CANCEL}</button>
        </div>
    }
}

/// What the rows share. It is a handle: copies mean the same rows.
#[derive(Clone, Copy)]
struct Rows {
    live: Live,
    reanchoring: RwSignal<Reanchoring, LocalStorage>,
    /// Whether what has no place can stay in the list of conflicts.
    may_set_aside: bool,
    delete_word: &'static str,
    /// The row whose place is being chosen.
    placing: RwSignal<Option<usize>>,
}

impl Rows {
    /// An annotation with its words as they are and as they would be, and what can become of it.
    fn row(self, number: usize) -> impl IntoView + use<> {
        let is_placing = self.placing.get() == Some(number);
        self.reanchoring.with(|reanchoring| {
            let row = reanchoring.rows.get(number)?;
            let (old, new) = reanchoring.documents_of(row)?;
            let label = self.live.read(|session| {
                session.project().label(&row.annotation.label).map(|label| label.name.clone())
            });
            let found = row.found.as_ref().map(|found| Decision::Place(found.spans.clone()));
            let choice = |name: &'static str, word: &'static str, decision: Decision| {
                let is_it = row.decision == decision;
                let decide = move |_| self.decide(number, decision.clone());
                view! { <button data-command=name aria-pressed=is_it.to_string() on:click=decide>{word}</button> " " }
            };
            let choices = (
                found.map(|found| choice("take-place", words::TAKE_PLACE, found)),
                view! { <button data-command="choose-place" aria-expanded=is_placing.to_string()
                    on:click=move |_| self.choose(number)>{words::CHOOSE_PLACE}</button> " " },
                self.may_set_aside.then(|| choice("set-aside", words::SET_ASIDE, Decision::SetAside)),
                choice("delete-it", self.delete_word, Decision::Delete),
            );
            let before = match row.quoted.is_empty() {
                true => quotes(old, &row.annotation.spans),
                false => row.quoted.clone(),
            };
            let before = in_words(old, before);
            let after = match row.place() {
                Some(spans) => Either::Left(in_words(new, quotes(new, spans))),
                None => Either::Right(words::NOT_FOUND),
            };
            Some(view! {
                <div class="anchored">
                    <p><b>{label}</b> " " <small>{words::row(row)}</small></p>
                    <p><small>{words::BEFORE}</small>{before}</p>
                    <p><small>{words::AFTER}</small>{after}</p>
                    <p>{choices}</p>
                    {is_placing.then(|| self.field(number, new, row.expected))}
                </div>
            })
        })
    }

    /// The new text around the place where a row may be, to be selected in.
    fn field(self, number: usize, new: &Document, expected: u32) -> impl IntoView + use<> {
        let start = CharOffset::new(expected).minus(SHOWN).min(new.text.end());
        let around = Span::new(start, CharOffset::new(expected).plus(SHOWN).min(new.text.end()));
        // Fields make one character of a line break of two.
        let shown = around.and_then(|span| new.text.slice(span)).unwrap_or_default().replace('\r', " ");
        let (all, text) = (new.text.clone(), Text::new(shown.as_str()));
        let place = move |_| {
            let selected = page::selected_in(FIELD).and_then(|(from, to)| {
                let at = |units| Some(start.plus(text.char_of_utf16(Utf16Offset::new(units))?.get()));
                snap(&all, Span::new(at(from)?, at(to)?)?, Snap::Words)
            });
            match selected {
                Some(span) => {
                    self.placing.set(None);
                    self.reanchoring.update(|reanchoring| reanchoring.place(number, span));
                    focus(number);
                }
                None => self.live.say(words::SELECT_FIRST.to_owned()),
            }
        };
        view! {
            <textarea class="notranslate" translate="no" name="new-text" rows="8" readonly=true dir="auto" aria-label=words::NEW_TEXT>{shown}</textarea>
            <button class="main" data-command="place-here" on:click=place>{words::PLACE_HERE}</button>
        }
    }

    fn decide(self, number: usize, decision: Decision) {
        self.reanchoring.update(|reanchoring| reanchoring.decide(number, decision));
        focus(number);
    }

    fn choose(self, number: usize) {
        let is_closed = self.placing.get_untracked() != Some(number);
        self.placing.set(is_closed.then_some(number));
        match is_closed {
            true => request_animation_frame(|| page::focus(FIELD)),
            false => focus(number),
        }
    }
}

/// Who decided about a row is still at it, though it is drawn again.
fn focus(number: usize) {
    let row = format!("[data-row='{number}'] button");
    request_animation_frame(move || page::focus(&row));
}

/// The words under spans with what stands around them.
fn quotes(document: &Document, spans: &Spans) -> Vec<[String; 3]> {
    spans.iter().filter_map(|span| in_context(document, span)).collect()
}

fn in_words(document: &Document, quotes: Vec<[String; 3]>) -> impl IntoView + use<> {
    let quotes = quotes.into_iter().map(|[before, exact, after]| {
        view! { <bdi class="notranslate" translate="no" lang=document.language.clone() dir="auto">{before}<strong>{exact}</strong>{after}</bdi> " " }
    });
    quotes.collect_view()
}
