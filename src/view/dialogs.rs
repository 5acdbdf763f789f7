//! The dialogs, one at a time: who is marking, what opening a file would do, and those that have files of their own.

use std::sync::Arc;

use leptos::html;
use leptos::prelude::*;

use crate::browser::page;
use crate::words;
use beleg_core::model::limits::{Excess, Limits};
use beleg_core::opening::{How, Opening};

use super::anchoring::{AnchoringDialog, Question};
use super::changes::changes;
use super::conflicts::Conflicts;
use super::export::Export;
use super::fields::typing_into;
use super::files::{Beside, open_beside, take_in};
use super::incoming::FilesDialog;
use super::keeper::MAX_ANNOTATOR;
use super::kept::Kept;
use super::keys::KeysDialog;
use super::live::live;
use super::palette::Palette;
use super::projects::Projects;
use super::quoting::Quoting;
use super::versions::Versions;
use super::working::{Working, WorkingDialog};

/// A dialog.
#[derive(Clone)]
pub enum Dialog {
    /// Every command, to be found by typing.
    Palette,
    /// All keys.
    Keys,
    /// Who is marking.
    Who,
    /// Marking by quoting.
    Quoting,
    /// Files that were chosen or dropped together.
    Files,
    /// The projects of this browser.
    Projects,
    /// How the project is called.
    Rename,
    /// The versions of the project.
    Versions,
    /// What lost against another version.
    Conflicts,
    /// Where the project is kept.
    Kept,
    /// The formats in which it is handed out.
    Export,
    /// How far something is that takes long.
    Working(Working),
    /// What becomes of what is marked in documents that get other texts.
    Anchoring(Arc<Question>),
    /// What opening a file would do.
    Opening {
        /// The file's name.
        file: String,
        /// What was read.
        opening: Arc<Opening>,
        /// Of what there would be too much in the project: where it is merged, and where it takes the place of all.
        excess: [Option<Excess>; 2],
        /// How its project opens beside the open one.
        beside: Option<Beside>,
    },
}

/// The place of all dialogs; one at a time.
#[component]
pub fn Dialogs() -> impl IntoView {
    let live = live();
    let element = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let is_open = live.dialog.with(Option::is_some);
        if let Some(element) = element.get() {
            page::show_dialog(&element, is_open);
            if !is_open {
                live.show_selection();
            }
        }
    });
    // The browser would close it before the page hears of it.
    let cancel = move |event: leptos::ev::Event| {
        event.prevent_default();
        live.dialog.set(None);
    };
    // This comes a moment later, when another one may be open already.
    let closed = move |_| {
        if !element.get_untracked().is_some_and(|element| element.open()) {
            live.dialog.set(None);
        }
    };
    let name = move || match live.dialog.get()? {
        Dialog::Palette => Some("palette"),
        Dialog::Keys => Some("keys"),
        Dialog::Who => Some("who-dialog"),
        Dialog::Quoting => Some("quoting"),
        Dialog::Files => Some("files"),
        Dialog::Projects => Some("projects"),
        Dialog::Rename => Some("rename-dialog"),
        Dialog::Versions => Some("versions"),
        Dialog::Conflicts => Some("conflicts"),
        Dialog::Kept => Some("kept"),
        Dialog::Export => Some("export"),
        Dialog::Anchoring(_) => Some("anchoring"),
        Dialog::Working(_) => Some("working"),
        Dialog::Opening { .. } => Some("opening"),
    };
    view! {
        <dialog node_ref=element data-part=name aria-labelledby="dialog-title" on:cancel=cancel
            on:close=closed>
            {move || {
                let dialog = live.dialog.get();
                // One that follows another of its kind is drawn anew, so that nothing of the last one stays in it.
                move || match dialog.clone() {
                    Some(Dialog::Palette) => view! { <Palette/> }.into_any(),
                    Some(Dialog::Keys) => view! { <KeysDialog/> }.into_any(),
                    Some(Dialog::Who) => view! { <Who/> }.into_any(),
                    Some(Dialog::Quoting) => view! { <Quoting/> }.into_any(),
                    Some(Dialog::Files) => view! { <FilesDialog/> }.into_any(),
                    Some(Dialog::Projects) => view! { <Projects/> }.into_any(),
                    Some(Dialog::Rename) => view! { <Rename/> }.into_any(),
                    Some(Dialog::Versions) => view! { <Versions/> }.into_any(),
                    Some(Dialog::Conflicts) => view! { <Conflicts/> }.into_any(),
                    Some(Dialog::Kept) => view! { <Kept/> }.into_any(),
                    Some(Dialog::Export) => view! { <Export/> }.into_any(),
                    Some(Dialog::Working(working)) => view! { <WorkingDialog working/> }.into_any(),
                    Some(Dialog::Anchoring(question)) => view! { <AnchoringDialog question/> }.into_any(),
                    Some(Dialog::Opening { file, opening, excess, beside }) =>
                        view! { <Summary file opening excess beside/> }.into_any(),
                    None => ().into_any(),
                }
            }}
        </dialog>
    }
}

/// Closes the dialog.
#[component]
pub fn Close() -> impl IntoView {
    let live = live();
    view! { <button data-command="close" on:click=move |_| live.dialog.set(None)>{words::CLOSE}</button> }
}

/// The question who is marking, where it stands beside the text.
const QUESTION: &str = ".question";

/// The name of who is marking.
#[component]
fn Who() -> impl IntoView {
    view! {
        <h2 id="dialog-title">{words::WHO}</h2>
        <p>{words::WHO_HINT}</p>
        <NameForm/>
    }
}

/// The question who is marking, beside the text: it comes once and stands in nobody's way.
#[component]
pub fn NameQuestion() -> impl IntoView {
    let live = live();
    move || {
        live.asks_name.get().then(|| {
            view! {
                <section class="question" data-part="who" aria-label=words::WHO>
                    <p><b>{words::WHO}</b>" "{words::WHO_HINT}</p>
                    <NameForm/>
                </section>
            }
        })
    }
}

#[component]
fn NameForm() -> impl IntoView {
    let live = live();
    let name = RwSignal::new(live.read(|session| session.annotator.clone()).unwrap_or_default());
    let answer = move |name: &str| {
        // A dialog gives the focus back by itself; what stands beside the text would take it along.
        let is_beside = page::has_focus(QUESTION);
        live.set_annotator(name);
        live.dialog.set(None);
        if is_beside {
            page::focus(".text");
        }
    };
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        answer(&name.get_untracked());
    };
    let typed = typing_into(live, name, MAX_ANNOTATOR);
    let skip = move |_| answer(&live.read(|session| session.annotator.clone()).unwrap_or_default());
    view! {
        <form on:submit=save>
            <input name="annotator" autocomplete="name" aria-label=words::NAME_FIELD
                prop:value=move || name.get() on:input=typed/>
            <div class="acts">
                <button type="submit" class="main" data-command="who-save">{words::USE_NAME}</button>
                <button type="button" data-command="who-skip" on:click=skip>{words::NO_NAME}</button>
            </div>
        </form>
    }
}

/// How the project is called.
#[component]
fn Rename() -> impl IntoView {
    let live = live();
    let name = RwSignal::new(live.read(|session| session.project().settings().name.clone()));
    // From another dialog, the focus does not come by itself.
    request_animation_frame(|| page::focus("[data-part=rename-dialog] [name=project]"));
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let stamp = live.stamp();
        live.perform(live.read(|session| session.rename(&name.get_untracked(), &stamp)));
        live.dialog.set(None);
    };
    let typed = typing_into(live, name, Limits::READ.name);
    view! {
        <h2 id="dialog-title">{words::RENAME}</h2>
        <p>{words::RENAME_HINT}</p>
        <form on:submit=save>
            <input name="project" autocomplete="off" autofocus=true aria-label=words::PROJECT_NAME
                prop:value=move || name.get() on:input=typed/>
            <div class="acts">
                <button type="submit" class="main" data-command="rename-save">{words::RENAME_SAVE}</button>
                <button type="button" data-command="rename-cancel" on:click=move |_| live.dialog.set(None)>
                    {words::CANCEL}
                </button>
            </div>
        </form>
    }
}

/// What opening a file would do, and the choice.
#[component]
fn Summary(
    file: String,
    opening: Arc<Opening>,
    excess: [Option<Excess>; 2],
    beside: Option<Beside>,
) -> impl IntoView {
    let live = live();
    let is_other = beside.as_ref().is_some_and(|beside| !beside.is_open);
    let main = if is_other { "" } else { "main" };
    let other = beside.as_ref().map(|beside| match beside.is_open || beside.is_here {
        true => words::beside_itself(&beside.name, beside.is_open),
        false => words::beside(&beside.name),
    });
    let copy = beside.clone().filter(|beside| beside.is_open || beside.is_here).map(|beside| {
        let open = move |_| open_beside(live, &beside, true);
        view! { <button data-command="open-copy" on:click=open>{words::OPEN_COPY}</button> }
    });
    let beside = beside.filter(|beside| !beside.is_open).map(|beside| {
        let word = if beside.is_here { words::OPEN_THERE } else { words::OPEN_BESIDE };
        let open = move |_| open_beside(live, &beside, false);
        view! { <button class="main" data-command="open-beside" autofocus=true on:click=open>{word}</button> }
    });
    let left = live.files.left();
    let then = (!left.is_empty()).then(|| words::then_files(&left));
    let how = RwSignal::new(How::Merge);
    let previewed = opening.clone();
    let preview = Memo::new_with_compare(
        move |_| Arc::new(live.read(|session| previewed.preview(how.get(), session.project()))),
        |_, _| true,
    );
    let choose_how = move |event| {
        how.set(if event_target_value(&event) == "replace" { How::Replace } else { How::Merge });
    };
    let counts = words::summary(&opening);
    let left_out = opening.plan(How::Merge).left_out.iter().map(words::left_out);
    let mut problems: Vec<String> =
        opening.problems.iter().map(words::problem).chain(left_out).take(words::LISTED).collect();
    let unlisted = opening.problems.len() + opening.plan(How::Merge).left_out.len() - problems.len();
    if unlisted > 0 {
        problems.push(words::more_problems(unlisted));
    }
    let choose = |how: How, opening: &Arc<Opening>| {
        let (opening, file) = (opening.clone(), file.clone());
        move |_| take_in(live, &file, &opening, how)
    };
    let (merge, replace) = (choose(How::Merge, &opening), choose(How::Replace, &opening));
    let refusal = |excess: Option<Excess>, id: &'static str, way: &str| {
        let described = excess.is_some().then_some(id);
        (described, excess.map(|excess| view! { <p id=id>{words::no_room_for(way, &excess)}</p> }))
    };
    let [merging, replacing] = excess;
    let (no_merge, why_no_merge) = refusal(merging, "no-merge", words::MERGE);
    let (no_replace, why_no_replace) = refusal(replacing, "no-replace", words::REPLACE);
    view! {
        <h2 id="dialog-title">{words::OPENING}" "<bdi>{words::file_name(&file)}</bdi></h2>
        <table class="summary">
            <thead><tr><td></td><th scope="col">{words::MERGE}</th><th scope="col">{words::REPLACE}</th></tr></thead>
            <tbody>{counts.into_iter().map(|(key, word, merged, replaced)| view! {
                <tr><th scope="row">{word}</th><td data-count=key>{merged}</td><td>{replaced}</td></tr>
            }).collect_view()}</tbody>
        </table>
        {(!problems.is_empty()).then(|| view! {
            <section class="problems"><h3>{words::PROBLEMS}</h3>
                <ul tabindex="0">{problems.into_iter().map(|problem| view! { <li>{problem}</li> }).collect_view()}</ul>
            </section>
        })}
        <p>{other.unwrap_or_default()}{words::OPENING_HINT}</p>
        <p data-part="then">{then}</p>
        {why_no_merge}{why_no_replace}
        <div class="acts">
            {beside}
            {copy}
            <button class=main data-command="merge" autofocus=true disabled=no_merge.is_some()
                aria-describedby=no_merge on:click=merge>{words::MERGE}</button>
            <button data-command="replace" disabled=no_replace.is_some() aria-describedby=no_replace on:click=replace>{words::REPLACE}</button>
            <button data-command="cancel-opening" on:click=move |_| live.dialog.set(None)>{words::CANCEL}</button>
        </div>
        <label class="preview-of">{words::PREVIEW_OF}" "
            <select name="preview-of" on:change=choose_how>
                <option value="merge">{words::MERGE}</option><option value="replace">{words::REPLACE}</option>
            </select>
        </label>
        {changes(preview.into())}
    }
}
