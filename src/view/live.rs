//! The only place where the session meets signals: acts go in, and what changed is redrawn.

use std::collections::BTreeMap;

use leptos::prelude::*;

use crate::browser::page::Later;
use crate::browser::positions::{self, Rectangle};
use crate::browser::surface::Surface;
use crate::browser::{HtmlElement, Node, clock, keyboard, near, page, scroll, selection};
use beleg_core::journal::Refusal;
use beleg_core::model::date_input::Understood;
use beleg_core::model::{Action, Annotation, Id, Key, Spans, Transaction};
use beleg_core::pace::Pace;
use beleg_core::session::acting::{self, Basis, Shown};
use beleg_core::session::commands::{Needs, Wish};
use beleg_core::session::moving;
use beleg_core::session::{
    Act, Changed, Drawn, Happened, Keymap, Layout, Performed, Prepared, Request, Selection, Session, Stamp,
    Subject, TELLING, TextSelection,
};
use beleg_core::text::{CharOffset, Edge, Snap, Span, Text};

use crate::words;

use super::copies::Copies;
use super::dialogs::Dialog;
use super::draft::{Draft, FIELD};
use super::drawing::{Drawing, set_label_style};
use super::files::{self, Beside};
use super::incoming::Files;
use super::keeper::{Keeper, SaveState};
use super::notice::Notice;
use super::working::{SLICE, Work, openly};

/// The mark that can be reached with Tab.
const STOP: &str = ".text mark[tabindex='0']";

/// From how many edits on a step is done in slices.
const LARGE: usize = 1_000;

/// How often a place is scrolled to: with each time more of the text around it has got its real height.
const REVEALS: u32 = 3;

/// The card of the selected annotation.
pub const CARD: &str = "[data-part=card]";

/// Something that changed, as a number that grows. Whoever shows it reads the number and is drawn again when it grows.
pub type Version = RwSignal<u64>;

/// The session as the page sees it. It is a handle: copies mean the same session.
#[derive(Clone, Copy)]
pub struct Live {
    session: StoredValue<Session, LocalStorage>,
    drawing: StoredValue<Option<Drawing>, LocalStorage>,
    // What is shown of each document in the list of documents.
    counted: StoredValue<BTreeMap<Id, Version>, LocalStorage>,
    // Whether the page's selection is about to be brought in line.
    follows: StoredValue<bool>,
    // Whether words outside the text were selected when the palette was asked for.
    outside: StoredValue<bool>,
    // Where each document was left.
    places: StoredValue<Vec<(Id, CharOffset)>, LocalStorage>,
    /// What keeps the session.
    pub keeper: Keeper,
    /// Copies of the project in files.
    pub copies: Copies,
    /// Files that were chosen or dropped together.
    pub files: Files,
    /// Grows when another document is open or the open one has another text.
    pub document: Version,
    /// Grows when the annotations of the open document change.
    pub annotations: Version,
    /// Grows when the documents, their states or what is known of the project change.
    pub documents: Version,
    /// Grows when the labels change.
    pub tagset: Version,
    /// Grows when something else is selected.
    pub selection: Version,
    /// Grows when keys change.
    pub keys: Version,
    /// Grows with each of the others: what can be done may have changed.
    pub anything: Version,
    /// Where the caret is drawn.
    pub caret: RwSignal<Option<Rectangle>>,
    /// Where the toolbar stands, while something is selected that can be marked: under its last line on the page, or above
    /// its first one.
    pub markable: RwSignal<Option<(Rectangle, Edge)>>,
    /// Where the edges of what is selected can be dragged: the first line of it, and the last one.
    pub edges: RwSignal<Option<(Rectangle, Rectangle)>>,
    /// Whether a button or a finger is down, but on the toolbar.
    pub is_pressed: RwSignal<bool>,
    /// Whether the mouse is down that was pressed in the reading area.
    pub selects: RwSignal<bool>,
    /// Whether a finger or a pen was used last.
    pub touches: RwSignal<bool>,
    /// What is said to the person in front of the page.
    pub notice: RwSignal<Option<Notice>>,
    /// The file that was opened last.
    pub beside: StoredValue<Option<Beside>, LocalStorage>,
    /// The conflict from which the user went to its place in the text.
    pub conflict: StoredValue<Option<Key>, LocalStorage>,
    /// The dialog that is open.
    pub dialog: RwSignal<Option<Dialog>>,
    /// Whether the page asks who is marking.
    pub asks_name: RwSignal<bool>,
    /// What is being typed into the card and does not count yet.
    pub draft: RwSignal<Option<Draft>>,
    /// The date that was understood last, and for which annotation.
    pub understood: RwSignal<Option<(Id, Understood)>>,
    /// What happened last, for those who hear the page.
    pub heard: RwSignal<String>,
}

impl Live {
    /// Takes up a session and what keeps it.
    ///
    /// `place` is the document and the position in it that were open when the page was left.
    pub fn new(session: Session, keeper: Keeper, place: Option<(Id, CharOffset)>) -> Self {
        let version = || RwSignal::new(0);
        let live = Live {
            session: StoredValue::new_local(session),
            drawing: StoredValue::new_local(None),
            counted: StoredValue::new_local(BTreeMap::new()),
            follows: StoredValue::new(false),
            outside: StoredValue::new(false),
            places: StoredValue::new_local(place.into_iter().collect()),
            keeper,
            copies: Copies::new(),
            files: Files::new(),
            document: version(),
            annotations: version(),
            documents: version(),
            tagset: version(),
            selection: version(),
            keys: version(),
            anything: version(),
            caret: RwSignal::new(None),
            markable: RwSignal::new(None),
            edges: RwSignal::new(None),
            is_pressed: RwSignal::new(false),
            selects: RwSignal::new(false),
            touches: RwSignal::new(false),
            notice: RwSignal::new(None),
            beside: StoredValue::new_local(None),
            conflict: StoredValue::new_local(None),
            dialog: RwSignal::new(None),
            asks_name: RwSignal::new(false),
            draft: RwSignal::new(None),
            understood: RwSignal::new(None),
            heard: RwSignal::new(String::new()),
        };
        keeper.begin(live);
        live.after_paint(Box::new(move || {
            page::spawn(async move {
                let written = keyboard::written_by(TELLING).await;
                live.learn_layout(|layout| {
                    written.iter().for_each(|(code, key)| layout.learn(key, code, false, false));
                });
            });
        }));
        live.files.begin(live);
        live
    }

    /// Reads something of the session.
    pub fn read<T>(self, read: impl FnOnce(&Session) -> T) -> T {
        self.session.with_value(read)
    }

    /// The time and a new id.
    pub fn stamp(self) -> Stamp {
        Stamp { at: clock::now(), id: clock::new_id() }
    }

    /// Whether what a command needs is there.
    pub fn has(self, needs: Needs) -> bool {
        self.read(|session| needs.met(session))
    }

    /// Does what somebody wants, where it can be done.
    pub fn run(self, wish: &Wish) {
        if wish.takes_words() && self.is_altered() {
            return self.tell(words::ALTERED);
        }
        // It is about what was typed as well.
        self.settle();
        match self.read(|session| wish.act(session, &self.stamp())) {
            Some(act) => self.perform(Some(act)),
            None => self.say(self.read(|session| words::cannot(session, wish)).to_owned()),
        }
    }

    /// Whether what is selected in the text lies in blocks whose words on the page are not those of the text.
    pub fn is_altered(self) -> bool {
        let Some(spans) = self.read(Session::markable) else { return false };
        self.on_text(|surface, text| {
            spans.iter().any(|span| text.blocks_in(span).any(|block| surface.is_altered(block, text)))
        }) == Some(true)
    }

    /// Says something to those who hear the page. The same said twice is two things.
    pub fn say(self, sentence: String) {
        let again = self.heard.with_untracked(|heard| *heard == sentence);
        self.heard.set(if again { sentence + "\u{a0}" } else { sentence });
    }

    /// Shows a sentence to everybody, by eye and by ear. It goes by itself after some seconds.
    pub fn tell(self, sentence: impl Into<String>) {
        self.notice.set(Notice::news(sentence));
    }

    /// The same about something of the project: it goes as well when that is no longer so.
    pub fn tell_of(self, subject: Subject, sentence: impl Into<String>) {
        self.notice.set(Notice::news(sentence).map(|notice| notice.about(subject)));
    }

    /// The same about the last step.
    pub fn tell_of_step(self, sentence: impl Into<String>) {
        self.tell_of(self.read(Subject::step), sentence);
    }

    /// Takes away what is said about something of the project that is no longer so.
    fn put_away_what_is_over(self) {
        let is_over = |subject: &Subject| !self.read(|session| subject.is_so(session));
        let is_over = self.notice.with_untracked(|notice| {
            notice.as_ref().and_then(|notice| notice.subject.as_ref()).is_some_and(is_over)
        });
        if is_over {
            // What stands in the way of saving is said again, as long as it does.
            self.notice.set(self.keeper.warning());
        }
    }

    /// Makes a change as one step of undo, and says whether that was done. Where it was refused, that is said already.
    fn take_step(self, step: Transaction) -> bool {
        let (action, at) = (step.action, step.at);
        self.perform(Some(Act::Do(step, Selection::Nothing)));
        self.read(|session| {
            session.history().undo().is_some_and(|last| (last.action, last.at) == (action, at))
        })
    }

    /// Marks or relabels.
    pub fn mark(self, label: &Id) {
        self.run(&Wish::Mark(label.clone()));
    }

    /// Lets something happen, and shows what came of it.
    pub fn perform(self, act: Option<Act>) {
        let Some(act) = act else { return };
        // What changes the project was made for it as it is.
        if !matches!(act, Act::Do(..)) {
            self.settle();
        }
        if self.may_lead_away(&act) {
            self.remember_place();
        }
        let in_card = page::has_focus(CARD);
        let does = |action| matches!(&act, Act::Do(transaction, _) if transaction.action == action);
        let marks = does(Action::Mark);
        let relabelled =
            if does(Action::Relabel) { self.read(|session| session.annotation().cloned()) } else { None };
        let performed = self.session.try_update_value(|session| session.perform(act, clock::now()));
        if !performed.is_some_and(|performed| self.finish(performed, in_card)) {
            return;
        }
        let told = relabelled.and_then(|before| self.read(|session| words::relabelled(session, &before)));
        told.into_iter().for_each(|told| self.tell_of_step(told));
        if marks && self.keeper.may_ask_name() {
            self.asks_name.set(true);
        }
    }

    /// Shows what came of an act and has it kept, and says whether anything did. `in_card` is whether the card had the focus.
    fn finish(self, performed: Result<Performed, Refusal>, in_card: bool) -> bool {
        let performed = match performed {
            Ok(performed) => performed,
            Err(refusal) => {
                self.notice.set(Notice::problem(words::refused(&refusal)));
                return false;
            }
        };
        match performed.entry {
            Some(entry) => {
                self.keeper.keep(self, &entry);
                self.copies.changed(self);
            }
            None => self.keeper.flush(self),
        }
        if performed.changed.selection && self.read(|session| session.selected_text().is_none()) {
            // Before anything is drawn, since the browser lays out the page for this.
            selection::clear();
        }
        self.show(&performed.changed);
        if performed.changed.selection {
            self.lift_overlays();
            self.follow_selection(performed.stays);
            if in_card {
                self.keep_focus();
            }
        }
        if let Some(request) = performed.request {
            self.answer(request);
        }
        self.report(performed.happened, performed.has_twin);
        let glued = performed.glued.and_then(|word| self.read(|session| words::glued(session, word)));
        glued.into_iter().for_each(|glued| self.tell_of_step(glued));
        true
    }

    /// Makes what may be a large change, as one step of undo, and then tells whether it was made: at once, or in slices with a
    /// dialog that ends it. Where it was refused, that is said already.
    pub fn perform_large(self, transaction: Transaction, then: impl FnOnce(bool) + 'static) {
        if transaction.edits.len() < LARGE {
            return then(self.take_step(transaction));
        }
        let act = async move |pace: &dyn Pace| {
            pace.turn().await;
            let performed = match self.read(|session| session.excess(&transaction)) {
                Some(excess) => Err(Refusal::TooMuch(excess)),
                None => {
                    pace.turn().await;
                    let mut prepared = self.read(|session| Prepared::begin(session, transaction));
                    let done = prepared.go_on(pace).await;
                    pace.turn().await;
                    let perform = |session: &mut Session| session.perform_prepared(prepared, clock::now());
                    match done {
                        Ok(()) => {
                            self.session.try_update_value(perform).unwrap_or_else(|| Ok(Performed::default()))
                        }
                        Err(refusal) => Err(refusal),
                    }
                }
            };
            then(self.finish(performed, false));
        };
        openly(self, Work::Changing, act);
    }

    /// Says what happened: to those who hear the page what the others see, and to everybody what cannot be seen.
    fn report(self, happened: Option<Happened>, has_twin: bool) {
        let sentence = happened.and_then(|happened| self.read(|session| words::heard(session, &happened)));
        match (sentence, happened) {
            (Some(sentence), Some(Happened::Revisited)) => {
                self.tell_of(self.read(Subject::selected), sentence);
            }
            (Some(sentence), Some(Happened::Declined(_))) => self.tell_of_step(sentence),
            (Some(sentence), _) => self.say(sentence),
            (None, _) => {}
        }
        if has_twin {
            self.tell_of(self.read(Subject::selected), words::HAS_TWIN);
        }
    }

    /// Whether an act can lead to another document.
    fn may_lead_away(self, act: &Act) -> bool {
        let is_elsewhere = |annotation: &Annotation| {
            self.read(|session| session.document().is_none_or(|open| open.id != annotation.document))
        };
        match act {
            Act::Open(_) | Act::Revisit(_) | Act::Undo | Act::Redo => true,
            Act::Select(Selection::Annotation(id)) => {
                self.read(|session| session.project().annotation(id).is_some_and(|found| is_elsewhere(found)))
            }
            _ => false,
        }
    }

    /// Lets what others did come in, and draws what is no longer as it was. What is selected on the page stays so.
    pub fn receive(self, receive: impl FnOnce(&mut Session) -> Option<Changed>) {
        self.remember_place();
        let before = self.shown();
        let changed = self.session.try_update_value(receive).flatten().unwrap_or_default();
        if changed == Changed::default() {
            return;
        }
        self.show(&changed);
        if changed.selection {
            return self.follow_selection(false);
        }
        self.show_again(before);
        self.place_overlays();
    }

    /// Gives a project that was just made its name.
    pub fn begin_as(self, name: &str) {
        let entry = self.session.try_update_value(|session| session.begin_as(name, clock::now())).flatten();
        if let Some(entry) = entry {
            self.keeper.keep(self, &entry);
            self.show(&Changed { documents: true, ..Changed::default() });
        }
    }

    /// Somebody types into a field of the card.
    pub fn begin_typing(self) {
        self.session.update_value(Session::begin_typing);
    }

    /// The field was left.
    pub fn end_typing(self) {
        self.session.update_value(Session::end_typing);
        self.keeper.flush(self);
    }

    /// Takes up what was selected on the page, by mouse, touch or the browser's own caret. It snaps at once, so that all
    /// that follows sets out from what is seen.
    pub fn select_on_page(self, snap: Snap) {
        let Some(selected) = self.on_page(snap) else { return };
        let selected = self.read(|session| session.all_as_shown(&selected));
        self.perform_silently(Act::Select(selected));
    }

    /// What the page shows as selected, for the keys that are pressed now.
    pub fn shown_on_page(self) -> Shown {
        if self.is_following() {
            return Shown::AsKnown;
        }
        if self.on_text(|surface, _| selection::is_outside(surface)) == Some(true) {
            return Shown::Outside;
        }
        match self.on_text(selection::read).flatten() {
            Some((anchor, focus)) if anchor != focus => Shown::Words { anchor, focus },
            // In the toolbar the focus may have taken the page's selection away.
            _ if page::has_focus("[data-part=toolbar]") => Shown::AsKnown,
            _ => Shown::Nothing,
        }
    }

    /// What must be there before something can be done from the palette, where it is not.
    pub fn missing(self, wish: &Wish) -> Option<&'static str> {
        if wish.is_about_marks() && self.outside.get_value() {
            return Some(words::WORDS_OUTSIDE);
        }
        (!self.has(wish.needs())).then(|| words::missing(wish.needs()))
    }

    /// Does what the user wants by key, with what the page shows as selected.
    pub fn run_by_key(self, wish: &Wish) {
        let shown = self.shown_on_page();
        match self.read(|session| acting::basis(session, wish, shown)) {
            Basis::Nothing(reason) => return self.perform(Some(Act::Decline(reason))),
            Basis::Words(words) => self.perform_silently(Act::Select(Selection::Text(words))),
            Basis::AsKnown => {}
        }
        self.run(wish);
    }

    /// What is selected of the text on the page, or the caret in it.
    pub fn on_page(self, snap: Snap) -> Option<Selection> {
        let (anchor, focus, others) = self.shown()?;
        let last = TextSelection { anchor, focus, snap };
        Some(if others.is_empty() { Selection::Text(last) } else { Selection::Several(last, others.into()) })
    }

    /// Where the page's selection began and where it is, and what is selected beside it.
    fn shown(self) -> Option<(CharOffset, CharOffset, Vec<Span>)> {
        self.on_text(|surface, text| {
            let (anchor, focus) = selection::read(surface, text)?;
            Some((anchor, focus, selection::others(surface, text)))
        })?
    }

    /// Brings the page's selection back that was there before something was drawn.
    fn show_again(self, before: Option<(CharOffset, CharOffset, Vec<Span>)>) {
        if let Some((anchor, focus, others)) = before.filter(|before| self.shown().as_ref() != Some(before)) {
            self.on_text(|surface, text| selection::write_several(surface, text, &others, anchor, focus));
        }
    }

    /// The characters of the text that are selected, where nothing else is: each stretch in a line of its own.
    pub fn copied(self) -> Option<String> {
        let spans = self.on_text(|surface, text| {
            let is_altered = |span: &Span| text.blocks_in(*span).any(|block| surface.is_altered(block, text));
            // Where other words are shown, these are copied.
            selection::spans(surface, text).filter(|spans| !spans.iter().any(is_altered))
        });
        let spans = spans.flatten()?;
        self.read(|session| {
            let text = &session.document()?.text;
            let slices: Option<Vec<&str>> = spans.into_iter().map(|span| text.slice(span)).collect();
            slices.map(|slices| slices.join("\n"))
        })
    }

    /// Selects on the page what would be marked, so that people see it before they mark.
    pub fn show_snapped(self) {
        let shown = self.read(|session| session.all_as_shown(session.selection()));
        let Some(last) = shown.text().filter(|_| !shown.spans().is_empty()) else { return };
        self.on_text(|surface, text| {
            if selection::read(surface, text) != Some((last.anchor, last.focus))
                || selection::others(surface, text) != shown.others()
                || selection::is_outside(surface)
            {
                selection::write_several(surface, text, shown.others(), last.anchor, last.focus);
            }
        });
        self.place_overlays();
    }

    /// Scrolls the text as far as it takes for the toolbar to be seen and for what is selected to be free of it.
    pub fn clear_of_toolbar(self) {
        page::soon(Box::new(move || {
            if self.session.is_disposed() {
                return;
            }
            let spans = self.read(Session::markable);
            let Some(last) = spans.map(|spans| spans.last()) else { return };
            self.on_text(|surface, text| {
                let line = positions::line_of(surface, text, last, Edge::End);
                if let Some(hidden) = line.and_then(|line| scroll::hidden_by_toolbar(surface, line)) {
                    scroll::by(surface, hidden);
                }
            });
        }));
    }

    /// Selects on the page what is selected, where something else has taken the page's selection.
    pub fn show_selection(self) {
        let shown = self.read(|session| session.all_as_shown(session.selection()));
        if let Some(last) = shown.text() {
            self.on_text(|surface, text| {
                selection::write_several(surface, text, shown.others(), last.anchor, last.focus);
            });
        }
    }

    /// Does what nobody waits for once the page was painted, unless it is gone by then.
    pub fn after_paint(self, act: Later) {
        page::after_paint(Box::new(move || {
            if !self.session.is_disposed() {
                act();
            }
        }));
    }

    /// Draws the open document into its element.
    pub fn draw(self, root: &HtmlElement) {
        let place = self.read(|session| {
            let document = session.document()?;
            let is_it = |(other, _): &&(Id, CharOffset)| *other == document.id;
            self.places.with_value(|places| places.iter().find(is_it).map(|(_, place)| *place))
        });
        let place = place.filter(|place| *place > CharOffset::default());
        self.drawing.set_value(self.read(|session| Drawing::new(session, root)));
        match place {
            Some(place) => {
                self.on_text(|surface, text| scroll::show_first(surface, text, place));
                self.on_drawing(Drawing::draw_view);
            }
            None => {
                self.on_drawing(Drawing::draw_beginning);
            }
        }
        let watch = self.on_text(|surface, _| {
            near::watch(surface, move |sections| self.moved(sections), move || self.resized())
        });
        self.on_drawing(|drawing, _| drawing.watch = watch.flatten());
        self.place_overlays();
        self.after_paint(Box::new(move || self.keeper.keep_place(self)));
        self.draw_on();
        page::set_title(
            &self.read(|session| {
                words::page_title(session.document().map(|document| document.title.as_str()))
            }),
        );
        page::set_ready();
        clock::mark("beleg:text");
    }

    /// Draws the rest of a long text in slices.
    fn draw_on(self) {
        let document = self.document.get_untracked();
        if self.on_text(|surface, _| surface.is_whole()) != Some(false) {
            return;
        }
        page::spawn(async move {
            loop {
                page::turn().await;
                // By now another text may be open, or the page gone.
                if self.document.try_get_untracked() != Some(document) {
                    return;
                }
                let slice = clock::in_millis(SLICE);
                if self.on_text(|surface, _| surface.go_on(&|| slice.is_over())) != Some(false) {
                    return;
                }
            }
        });
    }

    /// Draws marks in sections that come near the viewport and takes them away elsewhere. What is selected on the page
    /// stays so, though the nodes are others.
    fn moved(self, sections: Vec<(usize, bool)>) {
        let asks = |drawing: &mut Drawing, _: &Session| {
            drawing.would_change(&sections) || sections.is_empty() && drawing.waits()
        };
        if self.session.is_disposed() || self.on_drawing(asks) != Some(true) {
            return;
        }
        let before = self.shown();
        let moved = || self.on_drawing(|drawing, session| drawing.moved(session, sections));
        if self.keeping_focus(moved) == Some(true) {
            request_animation_frame(move || self.moved(Vec::new()));
        }
        self.show_again(before);
    }

    /// Draws all marks before the page is printed, and afterwards those that were drawn before.
    pub fn print(self, is_printed: bool) {
        if self.session.is_disposed() {
            return;
        }
        let before = self.shown();
        self.keeping_focus(|| {
            self.on_drawing(|drawing, session| match is_printed {
                true => drawing.draw_all(session),
                false => {
                    drawing.draw_as_before(session);
                    drawing.draw_view(session);
                }
            })
        });
        self.show_again(before);
    }

    /// The text got another height, so that what lies over it belongs elsewhere.
    fn resized(self) {
        if !self.session.is_disposed() {
            self.place_overlays();
        }
    }

    /// Does something that draws nodes of the text again. What had the focus among them gives it to what took its place.
    fn keeping_focus<T>(self, draw: impl FnOnce() -> T) -> T {
        let had_focus = page::has_focus(".text");
        let drawn = draw();
        if had_focus && !page::has_focus(".text") {
            page::focus(".text");
        }
        drawn
    }

    /// The annotations under a node of the text, the outermost first.
    pub fn annotations_at(self, node: &Node) -> Vec<Id> {
        let found = self.on_text(|surface, text| {
            let span = positions::tile_at(surface, text, node)?;
            self.read(|session| Some(session.project().marks(&session.document()?.id)?.at(span)))
        });
        found.flatten().unwrap_or_default()
    }

    /// A number that grows when what is known of a document in the list of documents changes.
    pub fn version_of(self, document: &Id) -> Version {
        let version = RwSignal::new(0);
        let id = document.clone();
        self.counted.update_value(|counted| {
            counted.insert(id.clone(), version);
        });
        // Another row may show the document by then.
        on_cleanup(move || {
            self.counted.try_update_value(|counted| {
                if counted.get(&id) == Some(&version) {
                    counted.remove(&id);
                }
            });
        });
        version
    }

    /// Puts the toolbar and the caret where the selection is.
    pub fn place_overlays(self) {
        let (selected, markable) = self.read(|session| (session.selected_text(), session.markable()));
        let line = |span: Span, edge: Edge| {
            self.on_text(|surface, text| positions::line_of(surface, text, span, edge)).flatten()
        };
        let place = |spans: Spans| {
            let (first, last) = (line(spans.first(), Edge::Start)?, line(spans.last(), Edge::End)?);
            let is_above = self.on_text(|surface, _| scroll::toolbar_belongs_above(surface, first, last));
            Some(if is_above == Some(true) { (first, Edge::Start) } else { (last, Edge::End) })
        };
        put(self.markable, markable.and_then(place));
        // Whoever has a mouse selects anew, and whoever has a keyboard has keys for it.
        let draggable = self.touches.get_untracked().then(|| self.read(Session::draggable)).flatten();
        let ends = |span: Span| {
            let end =
                |edge| self.on_text(|surface, text| positions::line_of(surface, text, span, edge)).flatten();
            end(Edge::Start).zip(end(Edge::End))
        };
        put(self.edges, draggable.and_then(ends));
        let caret = selected.filter(|selected| selected.span().is_none());
        let place = |caret: TextSelection| {
            self.on_text(|surface, text| positions::caret_at(surface, text, caret.focus)).flatten()
        };
        put(self.caret, caret.and_then(place));
    }

    /// Takes away the toolbar and the caret where nothing is selected in the text. That needs no measuring.
    fn lift_overlays(self) {
        if self.read(Session::selected_text).is_none() {
            put(self.markable, None);
            put(self.caret, None);
        }
    }

    /// The position of the text at a point of the window, where the page shows the words of the text there.
    pub fn offset_at(self, x: f32, y: f32) -> Option<CharOffset> {
        let at = self.on_text(|surface, text| {
            let at = selection::offset_at(surface, text, x, y)?;
            Some((at, text.block_at(at).is_some_and(|block| surface.is_altered(block, text))))
        });
        let (at, is_altered) = at.flatten()?;
        if is_altered {
            self.tell(words::ALTERED);
        }
        (!is_altered).then_some(at)
    }

    /// The first position of the text that is in view.
    pub fn place(self) -> Option<CharOffset> {
        self.on_text(scroll::first_in_view).flatten()
    }

    /// Remembers where the open document stands, for when it is opened again.
    fn remember_place(self) {
        if let Some((place, document)) =
            self.place().zip(self.read(|session| session.document().map(|document| document.id.clone())))
        {
            self.places.update_value(|places| {
                places.retain(|(other, _)| *other != document);
                places.push((document, place));
            });
        }
    }

    /// Draws again what changed, and nothing else.
    fn show(self, changed: &Changed) {
        if changed.document {
            // The next text begins at its beginning. The page is laid out as it is now; later it would have to be for this.
            self.drawing
                .with_value(|before| before.iter().for_each(|before| scroll::rewind(&before.surface)));
        }
        if changed.tagset {
            self.read(set_label_style);
            self.tagset.update(grow);
        }
        if changed.document {
            self.document.update(grow);
        } else {
            self.keeping_focus(|| {
                self.on_drawing(|drawing, session| match changed.tagset {
                    true => drawing.redraw_all(session),
                    false => drop(drawing.redraw(session, changed.blocks.iter().copied())),
                })
            });
        }
        let facets = [
            (changed.annotations || changed.document, self.annotations),
            (changed.documents || changed.document, self.documents),
            (changed.selection || changed.document, self.selection),
            (*changed != Changed::default(), self.anything),
        ];
        facets.into_iter().filter(|(changed, _)| *changed).for_each(|(_, version)| version.update(grow));
        let counted = self.counted.with_value(|counted| {
            changed.counted.iter().filter_map(|document| counted.get(document).copied()).collect::<Vec<_>>()
        });
        counted.into_iter().for_each(|version| version.update(grow));
        self.put_away_what_is_over();
    }

    /// Draws marks where the selection is, and brings the page in line with it once all is drawn: only then, since the
    /// browser lays out the page for each of these questions, and it changes until then.
    fn follow_selection(self, stays: bool) {
        if let Some(span) = self.selected_place() {
            self.on_drawing(|drawing, session| drawing.draw_around(session, span));
        }
        if self.follows.try_update_value(|follows| std::mem::replace(follows, true)) == Some(false) {
            page::soon(Box::new(move || self.follow(stays)));
        }
    }

    /// Brings the page's own selection in line with what the session selected, and into view.
    fn follow(self, stays: bool) {
        if self.session.is_disposed() {
            return;
        }
        self.follows.set_value(false);
        let selected = self.read(Session::shown_text);
        self.show_selection();
        // Whoever goes from mark to mark stays on marks.
        if page::has_focus(".text mark") {
            page::focus(if selected.is_none() { STOP } else { ".text" });
        }
        if let Some(span) = self.selected_place().filter(|_| !stays) {
            self.reveal(span, REVEALS);
        }
        self.place_overlays();
    }

    /// Where the selection is: the start of an annotation, or the caret.
    fn selected_place(self) -> Option<Span> {
        self.read(|session| {
            let caret = session.selected_text().map(|selected| selected.focus);
            match (caret, session.annotation()) {
                (Some(caret), _) => Span::new(caret.minus(1), caret).or(Span::new(caret, caret.plus(1))),
                (None, annotation) => annotation.map(|annotation| annotation.spans.first()),
            }
        })
    }

    /// Whether the page is still there.
    pub fn is_there(self) -> bool {
        !self.session.is_disposed()
    }

    /// Whether what is selected on the page is still to be brought in line with the session.
    pub fn is_following(self) -> bool {
        self.follows.get_value()
    }

    /// Scrolls a span into view, and again where that had other parts of the text laid out.
    fn reveal(self, span: Span, times: u32) {
        if self.session.is_disposed() {
            return;
        }
        let moved = self.on_text(|surface, text| scroll::reveal(surface, text, span));
        if let (Some(true), Some(left)) = (moved, times.checked_sub(1)) {
            request_animation_frame(move || self.reveal(span, left));
        }
    }

    /// Who was in the card stays in it, or goes back to the text where no annotation is selected any more.
    fn keep_focus(self) {
        match self.has(Needs::Annotation) {
            true => self.answer(Request::EnterCard),
            false => page::focus(".text"),
        }
    }

    /// The same for what somebody did on the page and sees there already.
    pub fn perform_silently(self, act: Act) {
        self.settle();
        let performed = self.session.try_update_value(|session| session.perform(act, clock::now()));
        if let Some(Ok(performed)) = performed {
            self.keeper.flush(self);
            self.show(&performed.changed);
            self.place_overlays();
        }
    }

    fn answer(self, request: Request) {
        match request {
            Request::ShowPalette => {
                // The dialog takes the page's selection away.
                self.outside.set_value(self.shown_on_page() == Shown::Outside);
                self.dialog.set(Some(Dialog::Palette));
            }
            Request::ShowKeys => self.dialog.set(Some(Dialog::Keys)),
            Request::Quote => self.dialog.set(Some(Dialog::Quoting)),
            Request::ShowConflicts => self.dialog.set(Some(Dialog::Conflicts)),
            Request::Download => self.copies.save_or_download(self),
            Request::ShowKept => self.dialog.set(Some(Dialog::Kept)),
            Request::Export => self.dialog.set(Some(Dialog::Export)),
            Request::ChooseFile => page::click("[data-part=file]"),
            Request::ShowProjects => self.dialog.set(Some(Dialog::Projects)),
            Request::Rename => self.dialog.set(Some(Dialog::Rename)),
            Request::ShowVersions => self.dialog.set(Some(Dialog::Versions)),
            Request::Rescue => files::rescue(self),
            Request::EditNote => page::focus("[data-part=card] [name=note]"),
            Request::EditAttribute => {
                page::focus(FIELD);
                // Typing replaces what is there.
                page::select_content(FIELD);
            }
            // The card of another annotation is drawn only now.
            Request::EnterCard => request_animation_frame(|| page::focus(CARD)),
            Request::Move { by, direction, extend } => {
                let here = self.read(Session::place);
                let moved = self.on_text(|surface, text| match by {
                    Drawn::Line => selection::next_line(surface, text, here.focus, direction),
                    Drawn::LineEdge => selection::line_edge(surface, text, here.focus, direction),
                    Drawn::Screen => selection::next_screen(surface, text, here.focus, direction),
                });
                if let Some(focus) = moved.flatten() {
                    self.perform(Some(self.read(|session| moving::to(session, focus, extend))));
                }
                // The page was asked by moving its own caret. Where that leads nowhere, it shows what it showed before.
                if !self.is_following() {
                    self.show_selection();
                }
            }
        }
    }

    /// Whether something was done that is only in memory.
    pub fn would_lose_work(self) -> bool {
        self.keeper.state.get_untracked() != SaveState::Saved
            && self.read(|session| session.history().undo().is_some())
    }

    /// Who marks from now on.
    pub fn set_annotator(self, name: &str) {
        let name = Some(name.trim().to_owned()).filter(|name| !name.is_empty());
        self.keeper.keep_name(name.as_deref());
        self.session.update_value(|session| session.annotator = name);
        self.asks_name.set(false);
        self.anything.update(grow);
    }

    /// Changes keys.
    pub fn change_keys(self, change: impl FnOnce(&mut Keymap)) {
        self.session.update_value(|session| change(&mut session.keymap));
        self.keeper.keep_keys(&self.read(|session| session.keymap.write()));
        self.keys.update(grow);
    }

    /// Learns something of the keyboard. The keys on buttons are others where it types others.
    pub fn learn_layout(self, learn: impl FnOnce(&mut Layout)) {
        let learned = self.session.try_update_value(|session| {
            let before = session.keymap.layout;
            learn(&mut session.keymap.layout);
            session.keymap.layout != before
        });
        if learned == Some(true) {
            self.keys.update(grow);
        }
    }

    /// Asks or tells the page something about the drawn text.
    pub(super) fn on_text<T>(self, act: impl FnOnce(&Surface, &Text) -> T) -> Option<T> {
        let text = self.read(|session| session.document().map(|document| document.text.clone()))?;
        self.drawing.with_value(|drawing| drawing.as_ref().map(|drawing| act(&drawing.surface, &text)))
    }

    fn on_drawing<T>(self, act: impl FnOnce(&mut Drawing, &Session) -> T) -> Option<T> {
        self.read(|session| {
            let act = |drawing: &mut Option<Drawing>| drawing.as_mut().map(|drawing| act(drawing, session));
            self.drawing.try_update_value(act).flatten()
        })
    }
}

/// Has a signal show something else. Those who show it are drawn again only where it is something else.
fn put<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|before| *before != value) {
        signal.set(value);
    }
}

fn grow(version: &mut u64) {
    *version += 1;
}

/// The session of this page.
pub fn live() -> Live {
    expect_context()
}
