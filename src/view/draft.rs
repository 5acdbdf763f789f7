//! What is being typed for the date or the name of an annotation and does not count yet: it counts on Enter and when the
//! field is left, and goes on Escape.

use leptos::prelude::*;

use crate::browser::page;
use crate::words;
use beleg_core::model::date_input::Understood;
use beleg_core::model::{Attribute, Id};
use beleg_core::session::{Session, Subject};

use super::live::Live;

/// The field of the card for a date or a name.
pub const FIELD: &str = "[data-part=card] [data-part=attribute] input";

/// What is being typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    annotation: Id,
    attribute: Attribute,
    written: String,
    // What the field showed before.
    before: String,
}

/// What a field shows of an annotation while nothing is typed into it.
fn shown(session: &Session, annotation: &Id, attribute: Attribute) -> Option<String> {
    let annotation = session.project().annotation(annotation)?;
    Some(match attribute {
        Attribute::Value => Session::value_shown(annotation),
        Attribute::Name => annotation.attributes.name.clone().unwrap_or_default(),
    })
}

impl Live {
    /// What is typed into the field of an annotation now; `None` where nothing is.
    pub fn typed(self, annotation: &Id, attribute: Attribute) -> Option<String> {
        let draft = self.draft.get()?;
        (draft.annotation == *annotation && draft.attribute == attribute).then_some(draft.written)
    }

    /// What the field of the selected annotation shows: what is typed, or else what is known.
    pub fn field_text(self, attribute: Attribute) -> String {
        self.annotations.track();
        self.selection.track();
        let Some(id) = self.read(|session| session.annotation().map(|annotation| annotation.id.clone()))
        else {
            return String::new();
        };
        let known = || self.read(|session| shown(session, &id, attribute)).unwrap_or_default();
        self.typed(&id, attribute).unwrap_or_else(known)
    }

    /// Something else is typed into the field of the selected annotation.
    pub fn type_on(self, attribute: Attribute, written: String) {
        self.begin_typing();
        let Some(id) = self.read(|session| session.annotation().map(|annotation| annotation.id.clone()))
        else {
            return;
        };
        let going_on =
            self.draft.get_untracked().filter(|draft| draft.annotation == id && draft.attribute == attribute);
        let before = going_on.map(|draft| draft.before);
        let before = before.or_else(|| self.read(|session| shown(session, &id, attribute)));
        let before = before.unwrap_or_default();
        self.draft.set(Some(Draft { annotation: id, attribute, written, before }));
    }

    /// Lets what is typed count. The field shows then what came of it.
    pub fn settle(self) {
        let Some(draft) = self.draft.try_get_untracked().flatten() else { return };
        self.draft.set(None);
        if let Some(Err(problem)) = self.count(&draft) {
            let sentence = words::input_problem(&draft.written, problem);
            self.tell_of(Subject::Date { annotation: draft.annotation, written: draft.written }, sentence);
        }
    }

    /// Lets what is typed count and leaves it in the field as it is: the page may end now, or it is a whole date already.
    pub fn keep_draft(self) {
        if let Some(draft) = self.draft.try_get_untracked().flatten() {
            let _ = self.count(&draft);
        }
    }

    fn count(self, draft: &Draft) -> Option<Result<Understood, beleg_core::model::date_input::InputProblem>> {
        let Draft { annotation: id, attribute, written, .. } = draft;
        let understood = self
            .read(|session| session.understand(session.project().annotation(id)?, written))
            .filter(|_| *attribute == Attribute::Value);
        if let Some(Ok(understood)) = understood {
            self.understood.set(Some((id.clone(), understood)));
        }
        self.perform(self.read(|session| session.set_attribute(id, *attribute, written, &self.stamp())));
        understood
    }

    /// Puts back what was there before it was typed over, and says whether anything was.
    pub fn take_back_draft(self) -> bool {
        let Some(Draft { annotation, attribute, written, before }) = self.draft.get_untracked() else {
            return false;
        };
        self.draft.set(None);
        let set = |session: &Session| session.set_attribute(&annotation, attribute, &before, &self.stamp());
        self.perform(self.read(set));
        written != before
    }

    /// A digit that was pressed beside the field right after something was marked as a date: it belongs there.
    pub fn type_digit(self, digit: String) {
        page::focus(FIELD);
        if !page::append_in(FIELD, &digit) {
            // The card is drawn only now.
            request_animation_frame(move || {
                page::focus(FIELD);
                page::append_in(FIELD, &digit);
            });
        }
    }
}
