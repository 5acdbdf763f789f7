//! A session: a project with its history, what is open and what is selected, and the one door through which all of it
//! changes.
//!
//! It knows no clock and no randomness: whoever calls brings a [`Stamp`].

pub mod acting;
pub mod catalogue;
pub mod commands;
pub mod debounce;
mod deciding;
mod file_name;
mod keymap;
mod keys;
mod layout;
pub mod moving;
pub mod names;
pub mod outbox;
pub mod palette;
pub mod quoting;
mod subject;
pub mod versions;

use std::cell::Cell;
use std::sync::Arc;

use crate::corpus;
use crate::formats::native;
use crate::journal::{self, Entry};
use crate::model::date_input::{self, InputProblem, Understood};
use crate::model::limits::{Excess, Extent, Limits, added, excess};
use crate::model::{
    Action, Annotation, Attribute, DateValue, Document, Edit, History, Id, Item, Label, Loser, Origin,
    Project, Settings, Spans, Status, Timestamp, Transaction, rebase::rebase,
};
use crate::pace::Pace;
use crate::text::{CharOffset, Direction, Edge, Snap, Span, Unit, glued_word, next_edge, snap};

pub use file_name::{file_name, tied_name};
pub use keymap::{Keymap, Refusal};
pub use keys::{Chord, Stroke};
pub use layout::{Layout, TELLING};
pub use subject::Subject;

/// What the outside world gives to a change: the time, and an id nobody else has.
#[derive(Clone, Debug)]
pub struct Stamp {
    /// When it happens.
    pub at: Timestamp,
    /// The id of what is made, where something is made.
    pub id: Id,
}

/// What is selected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Selection {
    /// Nothing.
    #[default]
    Nothing,
    /// A stretch of the open document's text, or a place in it.
    Text(TextSelection),
    /// Several stretches of the open document's text: the one that was selected last, with the caret at its focus, and
    /// those that were selected before it.
    Several(TextSelection, Arc<[Span]>),
    /// An annotation.
    Annotation(Id),
}

impl Selection {
    /// The stretch of text that was selected last, or the caret.
    pub fn text(&self) -> Option<TextSelection> {
        match self {
            Selection::Text(last) | Selection::Several(last, _) => Some(*last),
            Selection::Nothing | Selection::Annotation(_) => None,
        }
    }

    /// What is selected in the text, each stretch for itself: those that were selected before, and the last one.
    pub fn spans(&self) -> Vec<Span> {
        let last = self.text().and_then(TextSelection::span);
        self.others().iter().copied().chain(last).collect()
    }

    /// The stretches of text that were selected before the last one and still are.
    pub fn others(&self) -> &[Span] {
        match self {
            Selection::Several(_, others) => others,
            _ => &[],
        }
    }
}

/// A stretch of text as somebody selects it: from where, to where. Where both are the same it is a caret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TextSelection {
    /// Where the selection began.
    pub anchor: CharOffset,
    /// Where it is now. It can lie before the anchor.
    pub focus: CharOffset,
    /// What it snaps to. It is shown as it snaps, and what is shown is what is marked.
    pub snap: Snap,
}

impl TextSelection {
    /// A caret that selects nothing.
    pub fn caret(at: CharOffset) -> Self {
        TextSelection { anchor: at, focus: at, snap: Snap::Words }
    }

    /// The selected characters, or `None` for a caret.
    pub fn span(self) -> Option<Span> {
        Span::new(self.anchor.min(self.focus), self.anchor.max(self.focus))
    }
}

/// What is to happen.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// The project changes, and afterwards this is selected.
    Do(Transaction, Selection),
    /// The last step is taken back.
    Undo,
    /// The last step that was taken back is done again.
    Redo,
    /// Something is selected.
    Select(Selection),
    /// What was selected is left for a place in the text: nothing can be added to it any more.
    Leave(TextSelection),
    /// The whole text is selected, and stays where it is in view.
    SelectText,
    /// An annotation is selected and its card entered.
    Enter(Id),
    /// An annotation that was to be made is there already: it is selected instead.
    Revisit(Id),
    /// Nothing is done, for a reason that is shown.
    Decline(Reason),
    /// Another document is opened.
    Open(Id),
    /// The page is asked for something that does not change the project.
    Ask(Request),
}

/// Something that only the page can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Request {
    /// Show every command, to be found by typing.
    ShowPalette,
    /// Show the list of all keys.
    ShowKeys,
    /// Let somebody mark by quoting.
    Quote,
    /// Show what lost against another version.
    ShowConflicts,
    /// Hand out the project as a file, or write it to the file to which it is tied.
    Download,
    /// Show where the project is kept.
    ShowKept,
    /// Let somebody choose a file.
    ChooseFile,
    /// Show the projects of this browser.
    ShowProjects,
    /// Ask how the project is called.
    Rename,
    /// Show the versions of the project.
    ShowVersions,
    /// To show the formats in which the project is handed out.
    Export,
    /// Hand out all that is stored of the project.
    Rescue,
    /// Put the cursor into the note of the card.
    EditNote,
    /// Put the cursor into the value or the name of the card.
    EditAttribute,
    /// Go into the card.
    EnterCard,
    /// Move the caret by what only the page knows, which has drawn it.
    Move {
        /// How far.
        by: Drawn,
        /// Which way.
        direction: Direction,
        /// Whether the selection grows.
        extend: bool,
    },
}

/// How far the caret moves over the text as it is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drawn {
    /// A line.
    Line,
    /// To the start or the end of the line.
    LineEdge,
    /// As much as is in view.
    Screen,
}

/// Why something that was asked for is not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Another annotation of the same characters has the label already.
    Twin,
    /// Words outside the text are selected on the page.
    WordsOutside,
    /// The words that were selected in the text are not selected on the page any more.
    WordsGone,
}

/// What is no longer as it was. The page redraws that and nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// Blocks of the open document whose marks changed, by their numbers, in order.
    pub blocks: Vec<usize>,
    /// The annotations of the open document.
    pub annotations: bool,
    /// The documents, their states or what is known of the project.
    pub documents: bool,
    /// Documents whose counts, state or other facts are not as they were.
    pub counted: Vec<Id>,
    /// Another document is open, or the open one has another text.
    pub document: bool,
    /// The labels.
    pub tagset: bool,
    /// What is selected.
    pub selection: bool,
}

/// What came of an act.
#[derive(Debug, Default)]
pub struct Performed {
    /// What is no longer as it was.
    pub changed: Changed,
    /// What is to be written down.
    pub entry: Option<Entry>,
    /// What the page is asked for.
    pub request: Option<Request>,
    /// What happened, as people would say it; `None` where nothing did.
    pub happened: Option<Happened>,
    /// Whether the page stays where it is, though something else is selected.
    pub stays: bool,
    /// Whether the change gave an annotation the characters of another one with the same label.
    pub has_twin: bool,
    /// A word of what was marked that looks like two words without a space between them, where the selection had
    /// snapped to it.
    pub glued: Option<Span>,
}

/// What happened, as people would say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happened {
    /// Something was done.
    Did(Action),
    /// Something was taken back.
    Undid(Action),
    /// Something that was taken back was done again.
    Redid(Action),
    /// An annotation was selected.
    Selected,
    /// An annotation was selected that was to be made a second time.
    Revisited,
    /// Nothing was done.
    Declined(Reason),
    /// The caret moved, or the selection grew.
    Moved {
        /// Where the caret was.
        from: CharOffset,
    },
    /// Another document was opened.
    Opened,
}

/// A change that takes long and was prepared in slices, for a project as it was when that began.
#[derive(Debug)]
pub struct Prepared {
    transaction: Transaction,
    before: Project,
    after: Project,
}

impl Prepared {
    /// Nothing of it is done yet. The session tells by [`Session::excess`] whether the project has room for it.
    pub fn begin(session: &Session, transaction: Transaction) -> Self {
        let before = session.project.clone();
        Prepared { transaction, after: before.clone(), before }
    }

    /// Does it in slices, apart from the session. It is refused where it does not fit.
    pub async fn go_on(&mut self, pace: &dyn Pace) -> Result<(), journal::Refusal> {
        Ok(self.after.apply_in_slices(&self.transaction, pace).await?)
    }
}

/// A project in somebody's hands.
#[derive(Debug)]
pub struct Session {
    project: Project,
    history: History,
    open: Option<Id>,
    selection: Selection,
    // Where the caret of the text is, or was before an annotation there was selected.
    place: Option<TextSelection>,
    // The annotation that was selected right before the text is: what is selected there can be added to it.
    target: Option<Id>,
    // The annotation that was just made, as long as it stays selected.
    fresh: Option<Id>,
    // The annotation into whose card somebody types, as that person saw or made it last.
    typing: Option<Arc<Annotation>>,
    /// Who is marking, where that person gave a name.
    pub annotator: Option<String>,
    /// Which keys do what for that person.
    pub keymap: Keymap,
    // What the file of the project may hold to be read back.
    limits: Limits,
    // How many bytes may be added before the size of that file has to be measured again.
    spare: Cell<usize>,
    // What stands in the way of completing the corpus.
    corpus_excess: Option<Excess>,
}

impl Session {
    /// Takes up a project with its history. The first document is open.
    pub fn new(project: Project, history: History) -> Self {
        let open = project.documents().first().map(|document| document.id.clone());
        Session {
            project,
            history,
            open,
            selection: Selection::Nothing,
            place: None,
            target: None,
            fresh: None,
            typing: None,
            annotator: None,
            keymap: Keymap::default(),
            limits: Limits::READ,
            spare: Cell::new(0),
            corpus_excess: None,
        }
    }

    /// The same within other limits than those of files.
    #[must_use]
    pub fn within(self, limits: Limits) -> Self {
        Session { limits, ..self }
    }

    /// Takes in what the project lacks of the corpus, and says what is to be written down of that.
    ///
    /// A document on which nobody ever worked gets the text that the corpus has for it now.
    pub fn complete(&mut self, at: Timestamp) -> Option<Entry> {
        let missing = corpus::missing_from(&self.project, at);
        let mut edits = missing.map(|missing| missing.edits).unwrap_or_default();
        for (id, text) in corpus::other_texts(&self.project) {
            let Some(old) = self.project.document(&id).filter(|_| self.is_untouched(&id)) else { continue };
            let new = Document { text, ..Document::clone(old) };
            edits.push(Edit::Replace { old: Item::Document(Arc::clone(old)), new: new.into() });
        }
        if edits.is_empty() {
            return None;
        }
        let transaction = Transaction { action: Action::AddCorpus, edits, origin: Origin::Corpus, at };
        self.corpus_excess = self.excess(&transaction);
        if self.corpus_excess.is_some() {
            return None;
        }
        let entry = Entry::Do(transaction);
        journal::perform(&mut self.project, &mut self.history, &entry).ok()?;
        if self.open.is_none() {
            self.open = self.project.documents().first().map(|document| document.id.clone());
        }
        Some(entry)
    }

    /// Why the project does not get what it lacks of the corpus, where it has no room for that.
    pub fn corpus_excess(&self) -> Option<&Excess> {
        self.corpus_excess.as_ref()
    }

    /// Of what there would be too much after a change for the project to be read back from its file; `None` where it can
    /// be made.
    ///
    /// What takes up a file or a version as it was may fill all that a file holds; everything else leaves room for what
    /// other tabs add at the same moment. A project that is too large already may do all that makes it no larger.
    pub fn excess(&self, transaction: &Transaction) -> Option<Excess> {
        let limits = match transaction.action {
            Action::Replace | Action::Restore => self.limits,
            _ => self.limits.with_headroom(),
        };
        self.excess_within(&transaction.edits, &limits)
    }

    fn excess_within(&self, edits: &[Edit], limits: &Limits) -> Option<Excess> {
        if let Some(excess) = excess(&self.project, edits, limits) {
            return Some(excess);
        }
        let added = added(&self.project, edits);
        if added == 0 || self.project.weight() + added <= limits.bytes {
            return None;
        }
        if let Some(spare) = self.spare.get().checked_sub(added) {
            self.spare.set(spare);
            return None;
        }
        // What it has at most is more than allowed, so that what it really has is measured.
        let (action, origin, at) = (Action::Replace, Origin::File, Timestamp::default());
        let mut after = self.project.clone();
        after.apply(&Transaction { action, edits: edits.to_vec(), origin, at }).ok()?;
        let found = native::write(&after).len();
        self.spare.set(limits.bytes.saturating_sub(found));
        let is_excess = found > limits.bytes && found > native::write(&self.project).len();
        let (of, limit, document) = (Extent::Bytes, limits.bytes, None);
        is_excess.then_some(Excess { of, found, limit, document })
    }

    /// Gives a project that was just made the name under which that was done, and says what is to be written down of it.
    /// That is no step of undo: the project had no other name.
    pub fn begin_as(&mut self, name: &str, at: Timestamp) -> Option<Entry> {
        let stamp = Stamp { at, id: self.project.id().clone() };
        let Act::Do(step, _) = self.rename(name, &stamp)? else { return None };
        let entry = Entry::Do(Transaction { origin: Origin::Corpus, ..step });
        journal::perform(&mut self.project, &mut self.history, &entry).ok()?;
        Some(entry)
    }

    /// Whether nothing is marked in a document, and nothing of it can be taken back or done again, which would bring
    /// marks for its text.
    fn is_untouched(&self, document: &Id) -> bool {
        let is_of = |item: &Item| match item {
            Item::Annotation(annotation) => annotation.document == *document,
            Item::Document(other) => other.id == *document,
            _ => false,
        };
        let touches = |edit: &Edit| {
            let (old, new) = edit.sides();
            old.into_iter().chain(new).any(is_of)
        };
        let mut steps = self.history.done().iter().chain(self.history.undone());
        let mut lost = self.project.disputes().filter_map(|dispute| match &dispute.loser {
            Loser::Version(item) => Some(item),
            Loser::Deletion(_) => None,
        });
        self.project.marks(document).is_none_or(|marks| marks.total() == 0)
            && !lost.any(is_of)
            && !steps.any(|step| step.edits.iter().any(touches))
    }

    /// The project.
    pub fn project(&self) -> &Project {
        &self.project
    }

    /// What can be taken back and done again.
    pub fn history(&self) -> &History {
        &self.history
    }

    /// What is selected.
    pub fn selection(&self) -> &Selection {
        &self.selection
    }

    /// The open document.
    pub fn document(&self) -> Option<&Arc<Document>> {
        self.project.document(self.open.as_ref()?)
    }

    /// The selected annotation.
    pub fn annotation(&self) -> Option<&Arc<Annotation>> {
        match &self.selection {
            Selection::Annotation(id) => self.project.annotation(id),
            _ => None,
        }
    }

    /// The stretch of the text that was selected last, or the caret in it.
    pub fn selected_text(&self) -> Option<TextSelection> {
        self.selection.text()
    }

    /// Somebody types into the card of the selected annotation. Until that ends, what others make of it is not written
    /// over unseen.
    pub fn begin_typing(&mut self) {
        if self.typing.is_none() {
            self.typing = self.annotation().cloned();
        }
    }

    /// The card was left.
    pub fn end_typing(&mut self) {
        self.typing = None;
    }

    /// The annotation to which the selected text can be added: the one that was selected right before.
    pub fn addition_target(&self) -> Option<&Arc<Annotation>> {
        self.selected_text()?.span()?;
        let target = self.project.annotation(self.target.as_ref()?)?;
        (Some(&target.document) == self.open.as_ref()).then_some(target)
    }

    /// The place from which the caret sets out: where it is or was, at the selected annotation, or at the start of the
    /// text.
    pub fn place(&self) -> TextSelection {
        let at_annotation = || self.annotation().map(|annotation| annotation.spans.first().start());
        self.place.unwrap_or_else(|| TextSelection::caret(at_annotation().unwrap_or_default()))
    }

    /// The stretch of the selected annotation in which it was entered; `None` where it was selected from elsewhere.
    fn stretch(&self) -> Option<Span> {
        let caret = self.place?.focus.get();
        let distance =
            |span: &Span| span.start().get().saturating_sub(caret) + caret.saturating_sub(span.end().get());
        self.annotation()?.spans.iter().min_by_key(distance)
    }

    /// What is selected in the text, as it is shown and as it would be marked: whole words, or whole characters where the
    /// selection was made by them. `None` where it holds only white space.
    pub fn markable(&self) -> Option<Spans> {
        let to = self.selected_text()?.snap;
        Spans::new(self.selection.spans().into_iter().filter_map(|span| self.snapped(span, to)))
    }

    /// The text that was selected last as the page shows it.
    pub fn shown_text(&self) -> Option<TextSelection> {
        self.selected_text().map(|selected| self.as_shown(selected))
    }

    /// A selection of the open document as the page shows it: as it snaps, or as it is where there is nothing to be
    /// marked.
    pub fn as_shown(&self, selected: TextSelection) -> TextSelection {
        let Some(span) = selected.span().and_then(|span| self.snapped(span, selected.snap)) else {
            return selected;
        };
        let (anchor, focus) = match selected.focus < selected.anchor {
            true => (span.end(), span.start()),
            false => (span.start(), span.end()),
        };
        TextSelection { anchor, focus, ..selected }
    }

    /// The same for all that is selected in the text.
    pub fn all_as_shown(&self, selection: &Selection) -> Selection {
        let Some(last) = selection.text() else { return selection.clone() };
        let others: Vec<Span> =
            selection.others().iter().filter_map(|span| self.snapped(*span, last.snap)).collect();
        match others.is_empty() {
            true => Selection::Text(self.as_shown(last)),
            false => Selection::Several(self.as_shown(last), others.into()),
        }
    }

    fn snapped(&self, span: Span, to: Snap) -> Option<Span> {
        let text = &self.document()?.text;
        let span = snap(text, span, to)?;
        text.slice(span)?.contains(|char: char| !char.is_whitespace()).then_some(span)
    }

    /// The one door. Where the act does not fit the project, nothing changes.
    pub fn perform(&mut self, act: Act, at: Timestamp) -> Result<Performed, journal::Refusal> {
        self.perform_with(act, at, None)
    }

    /// Does a change that was prepared, with nothing selected afterwards. Where the project has changed since, it is done as if
    /// it had not been prepared.
    pub fn perform_prepared(
        &mut self,
        prepared: Prepared,
        at: Timestamp,
    ) -> Result<Performed, journal::Refusal> {
        let Prepared { transaction, before, after } = prepared;
        // Items that did not change are the same ones, so that this is quick.
        let after = (self.project == before).then_some(after);
        self.perform_with(Act::Do(transaction, Selection::Nothing), at, after)
    }

    /// `after` is the project as the change makes it, where that is known.
    fn perform_with(
        &mut self,
        act: Act,
        at: Timestamp,
        after: Option<Project>,
    ) -> Result<Performed, journal::Refusal> {
        let mut performed = Performed::default();
        let before = self.selection.clone();
        let target = self.addition_target().map(|target| target.id.clone());
        let is_left = matches!(act, Act::Leave(_));
        let snapped = self.snapped_for(&act);
        let marks = matches!(&act, Act::Do(transaction, _) if transaction.action == Action::Mark);
        match act {
            Act::Do(transaction, selection) => {
                if after.is_none()
                    && let Some(excess) = self.excess(&transaction)
                {
                    return Err(journal::Refusal::TooMuch(excess));
                }
                performed.happened = Some(Happened::Did(transaction.action));
                let is_reshaping = matches!(
                    transaction.action,
                    Action::MoveEdge | Action::AddStretch | Action::RemoveStretch
                );
                let entry = Entry::Do(transaction);
                (_, performed.changed) = self.enter(&entry, after)?;
                performed.entry = Some(entry);
                self.selection = selection;
                // What was selected is marked; the caret stays behind it.
                if let (Some(selected), Selection::Annotation(_)) = (before.text(), &self.selection) {
                    self.place = Some(TextSelection::caret(selected.focus));
                }
                performed.has_twin = self.annotation().is_some_and(|annotation| {
                    let others = Some(&annotation.id);
                    is_reshaping
                        && self
                            .twin(&annotation.document, &annotation.spans, &annotation.label, others)
                            .is_some()
                });
            }
            Act::Undo | Act::Redo => {
                let back = self.history.undo().filter(|_| act == Act::Undo).map(Transaction::inverse);
                let again = self.history.redo().filter(|_| act == Act::Redo);
                // Other tabs may have filled meanwhile what this gave free.
                let edits = back.as_ref().or(again).map_or(&[] as &[_], |step| step.edits.as_slice());
                if let Some(excess) = self.excess_within(edits, &self.limits) {
                    return Err(journal::Refusal::TooMuch(excess));
                }
                let entry = if act == Act::Undo { Entry::Undo { at } } else { Entry::Redo { at } };
                let (applied, changed) = self.enter(&entry, None)?;
                let happened = if act == Act::Undo { Happened::Undid } else { Happened::Redid };
                performed.happened = Some(happened(applied.action));
                performed.changed = changed;
                performed.entry = Some(entry);
                self.follow(&applied, &mut performed.changed);
            }
            Act::Select(selection) => {
                performed.happened = match selection {
                    Selection::Text(_) | Selection::Several(..) => {
                        Some(Happened::Moved { from: self.place().focus })
                    }
                    Selection::Annotation(_) => Some(Happened::Selected),
                    Selection::Nothing => None,
                };
                if let Selection::Annotation(id) = &selection {
                    performed.changed.document = self.open_document_of(id);
                }
                self.selection = selection;
            }
            Act::Leave(place) => {
                performed.happened = Some(Happened::Moved { from: self.place().focus });
                self.selection = Selection::Text(place);
            }
            Act::SelectText => {
                if let Some(end) = self.document().map(|document| document.text.end()) {
                    performed.happened = Some(Happened::Moved { from: self.place().focus });
                    performed.stays = true;
                    let selected = TextSelection { anchor: CharOffset::ZERO, focus: end, snap: Snap::Words };
                    self.selection = Selection::Text(selected);
                }
            }
            Act::Enter(id) => {
                self.selection = Selection::Annotation(id);
                performed.request = Some(Request::EnterCard);
            }
            Act::Revisit(id) => {
                performed.happened = Some(Happened::Revisited);
                self.go_to(&id, &mut performed.changed);
            }
            Act::Decline(reason) => {
                performed.happened = Some(Happened::Declined(reason));
                if reason == Reason::WordsGone {
                    self.selection = Selection::Nothing;
                }
            }
            Act::Open(id) => {
                if self.open.as_ref() != Some(&id) && self.project.document(&id).is_some() {
                    self.open = Some(id);
                    self.selection = Selection::Nothing;
                    performed.changed.document = true;
                    performed.happened = Some(Happened::Opened);
                }
            }
            Act::Ask(request) => performed.request = Some(request),
        }
        self.forget_what_is_gone(&mut performed.changed);
        if performed.changed.document {
            self.place = None;
        }
        self.typing =
            self.annotation().filter(|_| self.typing.is_some() && self.selection == before).cloned();
        if is_left {
            self.target = None;
        }
        if self.selection != before {
            self.keep_target(&before, is_left);
            self.fresh = self.annotation().filter(|_| marks).map(|annotation| annotation.id.clone());
            self.keep_place();
            performed.changed.selection = true;
            let (old, new) = (self.blocks_of(&before), self.blocks_of(&self.selection));
            performed.changed.blocks.extend(old.into_iter().chain(new));
        }
        let now = self.addition_target().map(|target| target.id.clone());
        if now != target {
            let targets = target.into_iter().chain(now).map(Selection::Annotation);
            performed
                .changed
                .blocks
                .extend(targets.flat_map(|target| self.blocks_of(&target)).collect::<Vec<_>>());
        }
        performed.changed.blocks.sort_unstable();
        performed.changed.blocks.dedup();
        performed.glued = snapped.and_then(|snapped| self.glued_in(&snapped));
        Ok(performed)
    }

    /// The words to which the selection snaps, where an act marks what is selected.
    fn snapped_for(&self, act: &Act) -> Option<Spans> {
        let Act::Do(transaction, _) = act else { return None };
        let marks = matches!(transaction.action, Action::Mark | Action::AddStretch);
        let snaps = self.selected_text().is_some_and(|selected| selected.snap == Snap::Words);
        (marks && snaps).then(|| self.markable()).flatten()
    }

    /// The first glued word at an end of these words, where the selected annotation has all of them.
    fn glued_in(&self, snapped: &Spans) -> Option<Span> {
        let (annotation, text) = (self.annotation()?, &self.document()?.text);
        let is_marked = |words: &Span| annotation.spans.iter().any(|span| span.covers(*words));
        snapped.iter().filter(is_marked).find_map(|words| glued_word(text, words))
    }

    /// The transaction that marks stretches of the open document as one annotation. The work on the document has then
    /// begun.
    pub fn mark(&self, spans: impl Into<Spans>, label: &Id, stamp: &Stamp) -> Option<Act> {
        let place = (self.document()?.id.clone(), spans.into());
        self.mark_each(&[place], label, std::slice::from_ref(stamp))
    }

    /// Gives the selected annotation another label. `None` where it has that one. What the new label does not ask for
    /// stays with the annotation, set aside.
    ///
    /// Where another annotation of the same characters has that label, both stay as they are.
    pub fn relabel(&self, label: &Label, stamp: &Stamp) -> Option<Act> {
        let selected = self.annotation()?;
        let is_other = selected.label != label.id;
        if is_other && self.twin(&selected.document, &selected.spans, &label.id, None).is_some() {
            return Some(Act::Decline(Reason::Twin));
        }
        self.change(Action::Relabel, stamp, |annotation| annotation.label = label.id.clone())
    }

    /// The annotation of exactly these characters with this label, other than one.
    pub fn twin(
        &self,
        document: &Id,
        spans: &Spans,
        label: &Id,
        other_than: Option<&Id>,
    ) -> Option<&Arc<Annotation>> {
        let there = self.project.marks(document)?.at(spans.first());
        there
            .iter()
            .filter_map(|id| self.project.annotation(id))
            .find(|one| one.spans == *spans && one.label == *label && Some(&one.id) != other_than)
    }

    /// Moves an edge of the selected annotation to the next place where it can stand, and never past the other one.
    ///
    /// Of a divided annotation it is an edge of the stretch in which it was entered, or else the outermost one. What
    /// grows over another stretch takes it in.
    pub fn move_edge(&self, edge: Edge, unit: Unit, direction: Direction, stamp: &Stamp) -> Option<Act> {
        let text = &self.document()?.text;
        let moving = self.stretch_at(edge)?;
        let next = |from| next_edge(text, from, unit, edge, direction);
        let moved = match edge {
            Edge::Start => Span::new(next(moving.start())?, moving.end()),
            Edge::End => Span::new(moving.start(), next(moving.end())?),
        };
        self.reshape(moving, moved?, stamp)
    }

    /// Moves an edge of what is selected to where somebody drags it: of a stretch of text, or of the selected annotation,
    /// which keeps whole words. It never passes the other edge.
    pub fn drag_edge(&self, edge: Edge, to: CharOffset, stamp: &Stamp) -> Option<Act> {
        let between = |span: Span| match edge {
            Edge::Start => Span::new(to, span.end()),
            Edge::End => Span::new(span.start(), to),
        };
        if let Some(selected) = self.selected_text() {
            let span = between(selected.span()?)?;
            let (anchor, focus) =
                if edge == Edge::Start { (span.end(), span.start()) } else { (span.start(), span.end()) };
            return Some(Act::Select(Selection::Text(TextSelection { anchor, focus, snap: selected.snap })));
        }
        let moving = self.stretch_at(edge)?;
        let moved = snap(&self.document()?.text, between(moving)?, Snap::Words)?;
        self.reshape(moving, moved, stamp)
    }

    /// The stretch of the selected annotation whose edge moves.
    fn stretch_at(&self, edge: Edge) -> Option<Span> {
        let spans = &self.annotation()?.spans;
        let outermost = if edge == Edge::Start { spans.first() } else { spans.last() };
        Some(self.stretch().unwrap_or(outermost))
    }

    /// What has edges to be dragged: the selected text as it would be marked, or the stretch of the selected annotation.
    pub fn draggable(&self) -> Option<Span> {
        let stretch = || Span::new(self.stretch_at(Edge::Start)?.start(), self.stretch_at(Edge::End)?.end());
        match self.markable() {
            Some(spans) => (spans.first() == spans.last()).then(|| spans.first()),
            None => stretch(),
        }
    }

    fn reshape(&self, moving: Span, moved: Span, stamp: &Stamp) -> Option<Act> {
        let others = self.annotation()?.spans.iter().filter(|span| *span != moving);
        let spans = Spans::new(others.chain([moved]))?;
        self.change(Action::MoveEdge, stamp, |annotation| annotation.spans = spans)
    }

    /// Adds the selected stretch to the annotation that was selected right before, such as the second half of a claim that
    /// *sagte X* cuts in two.
    pub fn add_stretch(&self, stamp: &Stamp) -> Option<Act> {
        let annotation = self.addition_target()?;
        let spans = Spans::new(annotation.spans.iter().chain(self.markable()?.iter()))?;
        self.change_one(annotation, Action::AddStretch, stamp, |annotation| annotation.spans = spans)
    }

    /// Takes from the selected annotation the stretch in which it was entered, or else its last one, as long as it has
    /// another.
    pub fn remove_stretch(&self, stamp: &Stamp) -> Option<Act> {
        let spans = &self.annotation()?.spans;
        let stretch = self.stretch().unwrap_or(spans.last());
        let spans = Spans::new(spans.iter().filter(|span| *span != stretch))?;
        self.change(Action::RemoveStretch, stamp, |annotation| annotation.spans = spans)
    }

    /// Writes the note of the selected annotation.
    pub fn set_note(&self, note: &str, stamp: &Stamp) -> Option<Act> {
        self.change(Action::SetNote, stamp, |annotation| annotation.note = note.to_owned())
    }

    /// What is understood of a date as it was typed for an annotation; `None` where nothing was typed.
    pub fn understand(
        &self,
        annotation: &Annotation,
        written: &str,
    ) -> Option<Result<Understood, InputProblem>> {
        let document = self.project.document(&annotation.document);
        let read = || date_input::read(written, document.and_then(|document| document.published));
        (!written.trim().is_empty()).then(read)
    }

    /// Says what an annotation says for an attribute, as it was typed. What was typed for a date and is not understood
    /// stays as text, in place of the date.
    pub fn set_attribute(&self, id: &Id, attribute: Attribute, written: &str, stamp: &Stamp) -> Option<Act> {
        let current = self.project.annotation(id)?;
        let text = Some(written.trim().to_owned()).filter(|text| !text.is_empty());
        match attribute {
            Attribute::Value => {
                let (value, text) = match self.understand(current, written) {
                    Some(Ok(understood)) => (Some(understood.value), None),
                    Some(Err(_)) => (None, text),
                    None => (None, None),
                };
                self.change_of(current, Action::SetValue, stamp, |annotation| {
                    annotation.attributes.value = value;
                    annotation.attributes.value_text = text;
                })
            }
            Attribute::Name => self.change_of(current, Action::SetName, stamp, |annotation| {
                annotation.attributes.name = text;
            }),
        }
    }

    /// The date of an annotation as its field shows it: by ISO 8601, or as it was typed where it is not understood.
    pub fn value_shown(annotation: &Annotation) -> String {
        let value = annotation.attributes.value.map(|value: DateValue| value.to_string());
        annotation.attributes.value_text.clone().or(value).unwrap_or_default()
    }

    /// Deletes the selected annotation with its links.
    pub fn delete(&self, stamp: &Stamp) -> Option<Act> {
        let annotation = self.annotation()?;
        let links = self.project.links_at(&annotation.id);
        let mut edits: Vec<Edit> = links.map(|link| Edit::Remove(Item::Link(Arc::clone(link)))).collect();
        edits.push(Edit::Remove(Item::Annotation(Arc::clone(annotation))));
        Some(Act::Do(transaction(Action::Delete, edits, stamp), Selection::Text(self.place())))
    }

    /// Gives a label another key, or none.
    pub fn set_key(&self, label: &Id, key: Option<char>, stamp: &Stamp) -> Option<Act> {
        let old = self.project.label(label)?;
        let new = Label { key, ..Label::clone(old) };
        let edits = vec![Edit::Replace { old: Item::Label(Arc::clone(old)), new: new.into() }];
        (old.key != key).then(|| Act::Do(transaction(Action::SetKey, edits, stamp), self.selection.clone()))
    }

    /// Gives the project a name, without blanks around it; `None` where it has that name.
    pub fn rename(&self, name: &str, stamp: &Stamp) -> Option<Act> {
        let old = self.project.settings();
        let new = Settings { name: name.trim().to_owned(), ..Settings::clone(&old) };
        (old.name != new.name).then(|| {
            let edits = vec![Edit::Replace { old: Item::Settings(Arc::clone(&old)), new: new.into() }];
            Act::Do(transaction(Action::Rename, edits, stamp), self.selection.clone())
        })
    }

    /// Says how far the work on the open document is.
    pub fn set_status(&self, status: Status, stamp: &Stamp) -> Option<Act> {
        let document = self.document()?;
        let edits = vec![replace_document(document, status)];
        (document.status != status)
            .then(|| Act::Do(transaction(Action::SetStatus, edits, stamp), self.selection.clone()))
    }

    /// The selected annotation changed in one way; `None` where that leaves it as it is.
    fn change(&self, action: Action, stamp: &Stamp, change: impl FnOnce(&mut Annotation)) -> Option<Act> {
        self.change_of(self.annotation()?, action, stamp, change)
    }

    /// The same of any annotation.
    fn change_of(
        &self,
        current: &Arc<Annotation>,
        action: Action,
        stamp: &Stamp,
        change: impl FnOnce(&mut Annotation),
    ) -> Option<Act> {
        let seen = match &self.typing {
            Some(seen) if seen.id == current.id && seen != current => seen,
            _ => {
                let Act::Do(transaction, _) = self.change_one(current, action, stamp, change)? else {
                    return None;
                };
                return Some(Act::Do(transaction, self.selection.clone()));
            }
        };
        // Whoever is typing is later, whatever the clocks say.
        let at = stamp.at.max(Timestamp::from_millis(current.modified.as_millis() + 1));
        let act = self.change_one(seen, action, &Stamp { at, ..stamp.clone() }, change)?;
        let Act::Do(transaction, _) = act else { return Some(act) };
        Some(Act::Do(rebase(&transaction, &[], &self.project)?, self.selection.clone()))
    }

    /// An annotation changed in one way, and selected afterwards.
    fn change_one(
        &self,
        old: &Arc<Annotation>,
        action: Action,
        stamp: &Stamp,
        change: impl FnOnce(&mut Annotation),
    ) -> Option<Act> {
        let mut new = Annotation::clone(old);
        change(&mut new);
        if new == **old {
            return None;
        }
        new.modified = stamp.at;
        let edits = vec![Edit::Replace { old: Item::Annotation(Arc::clone(old)), new: new.into() }];
        Some(Act::Do(transaction(action, edits, stamp), Selection::Annotation(old.id.clone())))
    }

    fn enter(
        &mut self,
        entry: &Entry,
        after: Option<Project>,
    ) -> Result<(Transaction, Changed), journal::Refusal> {
        let applied = match (after, entry) {
            (Some(after), Entry::Do(transaction)) => {
                self.project = after;
                self.history.push(transaction.clone());
                transaction.clone()
            }
            _ => journal::perform(&mut self.project, &mut self.history, entry)?,
        };
        let changed = self.changed_by(&applied.edits);
        Ok((applied, changed))
    }

    /// Opens the document of an annotation, and says whether another one was open.
    fn open_document_of(&mut self, annotation: &Id) -> bool {
        let Some(annotation) = self.project.annotation(annotation) else { return false };
        let is_other = self.open.as_ref() != Some(&annotation.document);
        if is_other {
            self.open = Some(annotation.document.clone());
        }
        is_other
    }

    /// Whether a digit belongs into the date of the selected annotation: that was just made, a date is asked for, and
    /// there is none yet.
    pub fn takes_digit(&self, stroke: &Stroke) -> bool {
        let is_digit = matches!(stroke.key.as_bytes(), [b'0'..=b'9']) && !stroke.ctrl && !stroke.alt;
        is_digit
            && !self.keymap.single_keys_off
            && self.annotation().is_some_and(|annotation| {
                self.fresh.as_ref() == Some(&annotation.id)
                    && self.project.asked(annotation) == Some(Attribute::Value)
                    && !annotation.attributes.has(Attribute::Value)
            })
    }

    /// Goes to where something was taken back or done again, so that nobody has to look for it.
    fn follow(&mut self, applied: &Transaction, changed: &mut Changed) {
        let mut touched = applied.edits.iter().filter_map(|edit| match edit.sides() {
            (_, Some(Item::Annotation(annotation))) | (Some(Item::Annotation(annotation)), None) => {
                Some(annotation)
            }
            _ => None,
        });
        // Where a whole file came or went there is no such place.
        let (Some(annotation), None) = (touched.next(), touched.next()) else { return };
        self.open_for(&annotation.document, changed);
        self.selection = Selection::Annotation(annotation.id.clone());
    }

    /// Selects an annotation, wherever it is.
    fn go_to(&mut self, id: &Id, changed: &mut Changed) {
        let Some(document) = self.project.annotation(id).map(|annotation| annotation.document.clone()) else {
            return;
        };
        self.open_for(&document, changed);
        self.selection = Selection::Annotation(id.clone());
    }

    /// Opens the document where something is about to be shown.
    fn open_for(&mut self, document: &Id, changed: &mut Changed) {
        if self.open.as_ref() != Some(document) {
            self.open = Some(document.clone());
            changed.document = true;
        }
    }

    fn forget_what_is_gone(&mut self, changed: &mut Changed) {
        if self.document().is_none() {
            self.open = self.project.documents().first().map(|document| document.id.clone());
            changed.document = true;
        }
        if matches!(&self.selection, Selection::Annotation(id) if self.project.annotation(id).is_none()) {
            self.selection = self.place.map_or(Selection::Nothing, Selection::Text);
        }
    }

    /// Something else is selected. What can be added to is the annotation from which the selection went to the text, as
    /// long as the caret only moves and the same words grow or shrink.
    fn keep_target(&mut self, before: &Selection, is_left: bool) {
        let goes_on = |old: &TextSelection, new: &TextSelection| match (old.span(), new.span()) {
            (None, _) => true,
            (Some(old), Some(new)) => old.start() <= new.end() && new.start() <= old.end(),
            (Some(_), None) => old.anchor == new.anchor,
        };
        self.target = match (before, &self.selection) {
            _ if is_left => None,
            (Selection::Annotation(id), Selection::Text(_) | Selection::Several(..)) => Some(id.clone()),
            // A stretch more is selected beside the others.
            (Selection::Text(_) | Selection::Several(..), Selection::Several(..)) => self.target.take(),
            (Selection::Text(old), Selection::Text(new)) if goes_on(old, new) => self.target.take(),
            _ => None,
        };
    }

    /// Something else is selected. Where that is an annotation at the caret, the caret can come back to its place; from
    /// one that lies elsewhere it sets out anew.
    fn keep_place(&mut self) {
        if let Some(selected) = self.selected_text() {
            self.place = Some(selected);
        }
        let Some(annotation) = self.annotation() else { return };
        let touches = |place: &TextSelection| {
            let (start, end) = (place.anchor.min(place.focus), place.anchor.max(place.focus));
            annotation.spans.iter().any(|span| span.start() <= end && start <= span.end())
        };
        self.place = self.place.filter(touches);
    }

    /// What is no longer as it was after transactions of others.
    fn changed_elsewhere(&mut self, transactions: &[Transaction]) -> Changed {
        self.spare.set(0);
        let changed = self.changed_by(transactions.iter().flat_map(|transaction| &transaction.edits));
        self.keep_selected(changed)
    }

    /// What is no longer as it was where the project became another one.
    fn all_changed(&mut self) -> Changed {
        self.spare.set(0);
        let documents = self.project.documents();
        let counted = documents.iter().map(|document| document.id.clone()).collect();
        let all = Changed {
            annotations: true,
            documents: true,
            document: true,
            tagset: true,
            counted,
            ..Changed::default()
        };
        self.keep_selected(all)
    }

    /// What is selected stays so, as long as it is there.
    fn keep_selected(&mut self, mut changed: Changed) -> Changed {
        let before = self.selection.clone();
        self.forget_what_is_gone(&mut changed);
        if changed.document {
            // The text is another one, so that a place in it is none any more.
            self.place = None;
            if self.selected_text().is_some() {
                self.selection = Selection::Nothing;
            }
        }
        changed.selection = self.selection != before;
        if changed.selection {
            self.typing = None;
            self.target = None;
        }
        changed.blocks.extend(self.blocks_of(&self.selection));
        changed.blocks.sort_unstable();
        changed.blocks.dedup();
        changed
    }

    fn changed_by<'e>(&self, edits: impl IntoIterator<Item = &'e Edit>) -> Changed {
        let mut changed = Changed::default();
        for edit in edits {
            let (old, new) = edit.sides();
            for item in old.into_iter().chain(new) {
                match item {
                    Item::Annotation(annotation) => {
                        changed.counted.push(annotation.document.clone());
                        if Some(&annotation.document) == self.open.as_ref() {
                            changed.annotations = true;
                            changed.blocks.extend(self.blocks_under(annotation));
                        }
                    }
                    Item::Document(document) => {
                        changed.documents = true;
                        changed.counted.push(document.id.clone());
                        let text_changed = !matches!((old, new), (Some(Item::Document(old)), Some(Item::Document(new))) if old.text == new.text);
                        changed.document |= text_changed && Some(&document.id) == self.open.as_ref();
                    }
                    Item::Label(_) => {
                        changed.tagset = true;
                        changed.annotations = true;
                    }
                    Item::Settings(_) | Item::LinkKind(_) | Item::Dispute(_) => changed.documents = true,
                    Item::Link(_) => changed.annotations = true,
                }
            }
        }
        changed.counted.dedup();
        changed
    }

    fn blocks_of(&self, selection: &Selection) -> Vec<usize> {
        match selection {
            Selection::Annotation(id) => {
                self.project.annotation(id).map_or_else(Vec::new, |annotation| self.blocks_under(annotation))
            }
            _ => Vec::new(),
        }
    }

    fn blocks_under(&self, annotation: &Annotation) -> Vec<usize> {
        match self.document() {
            Some(document) if document.id == annotation.document => {
                annotation.spans.iter().flat_map(|span| document.text.blocks_in(span)).collect()
            }
            _ => Vec::new(),
        }
    }
}

fn transaction(action: Action, edits: Vec<Edit>, stamp: &Stamp) -> Transaction {
    Transaction { action, edits, origin: Origin::Hand, at: stamp.at }
}

fn replace_document(document: &Arc<Document>, status: Status) -> Edit {
    let new = Document { status, ..Document::clone(document) };
    Edit::Replace { old: Item::Document(Arc::clone(document)), new: new.into() }
}
