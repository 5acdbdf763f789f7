//! What a passing sentence for the user is about, and whether that is still so: it is shown no longer than that.

use crate::model::{Action, Id, Key, Timestamp};

use super::{Selection, Session};

/// What Undo would take back; `None` where there is nothing.
type Step = Option<(Action, Timestamp)>;

/// What a sentence is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The last step, or that nothing was done instead of one. It is over when that step is taken back, or another one
    /// follows.
    Step(Step),
    /// What is selected after the last step. It is over with the step, and when something else is selected.
    Selected(Step, Selection),
    /// What was typed for the date of an annotation and is not understood. It is over when the annotation says something
    /// else.
    Date {
        /// The annotation.
        annotation: Id,
        /// What was typed.
        written: String,
    },
    /// An item of which versions lost. It is over when that is decided.
    Conflict(Key),
}

impl Subject {
    /// The last step of a session, as it is now.
    pub fn step(session: &Session) -> Self {
        Subject::Step(last_step(session))
    }

    /// What is selected, as it is now.
    pub fn selected(session: &Session) -> Self {
        Subject::Selected(last_step(session), session.selection().clone())
    }

    /// Whether it is as it was when the sentence was said.
    pub fn is_so(&self, session: &Session) -> bool {
        match self {
            Subject::Step(step) => *step == last_step(session),
            Subject::Selected(step, selection) => {
                *step == last_step(session) && selection == session.selection()
            }
            Subject::Date { annotation, written } => {
                session.project().annotation(annotation).is_some_and(|annotation| {
                    annotation.attributes.value_text.as_deref() == Some(written.trim())
                })
            }
            Subject::Conflict(about) => session.project().disputes().any(|dispute| dispute.about() == *about),
        }
    }
}

fn last_step(session: &Session) -> Step {
    session.history().undo().map(|step| (step.action, step.at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Attribute, Dispute, Edit, History, Item, Loser, Project, carets};
    use crate::session::{Act, Stamp, transaction};

    const PICTURE: &str = "
Laut dpa am 3. Mai.
     ^^^ source
            ^^^^^^ date
";

    fn session() -> Session {
        Session::new(carets::project(PICTURE), History::default())
    }

    fn stamp(at: i64) -> Stamp {
        Stamp { at: Timestamp::from_millis(at), id: Id::new("new").unwrap() }
    }

    fn annotations(project: &Project) -> Vec<Id> {
        project.annotations().map(|annotation| annotation.id.clone()).collect()
    }

    fn perform(session: &mut Session, act: Option<Act>) {
        session.perform(act.unwrap(), Timestamp::from_millis(99)).unwrap();
    }

    fn rename(session: &mut Session, name: &str, at: i64) {
        let act = session.rename(name, &stamp(at));
        perform(session, act);
    }

    #[test]
    fn a_sentence_about_a_step_is_over_when_it_is_taken_back_or_another_one_follows() {
        let mut session = session();
        rename(&mut session, "first", 1);
        let first = Subject::step(&session);
        perform(&mut session, Some(Act::Select(Selection::Nothing)));
        assert!(first.is_so(&session), "looking elsewhere is no step");
        rename(&mut session, "second", 2);
        assert!(!first.is_so(&session));
        let second = Subject::step(&session);
        perform(&mut session, Some(Act::Undo));
        assert!(!second.is_so(&session));
    }

    #[test]
    fn that_nothing_was_done_is_over_when_something_is() {
        let mut session = session();
        let nothing = Subject::step(&session);
        assert!(nothing.is_so(&session));
        rename(&mut session, "first", 1);
        assert!(!nothing.is_so(&session));
    }

    #[test]
    fn a_sentence_about_what_is_selected_is_over_when_something_else_is() {
        let mut session = session();
        let ids = annotations(session.project());
        perform(&mut session, Some(Act::Select(Selection::Annotation(ids[0].clone()))));
        let selected = Subject::selected(&session);
        assert!(selected.is_so(&session));
        perform(&mut session, Some(Act::Select(Selection::Annotation(ids[1].clone()))));
        assert!(!selected.is_so(&session));
    }

    #[test]
    fn a_sentence_about_a_date_is_over_when_the_date_is_another_one() {
        let type_date = |session: &mut Session, written: &str, at| {
            let id = annotations(session.project()).remove(1);
            let act = session.set_attribute(&id, Attribute::Value, written, &stamp(at));
            perform(session, act);
            Subject::Date { annotation: id, written: written.to_owned() }
        };
        let mut session = session();
        let irgendwann = type_date(&mut session, "irgendwann ", 1);
        rename(&mut session, "other", 2);
        assert!(irgendwann.is_so(&session), "it still is no date after a step elsewhere");
        type_date(&mut session, "2024-06-19", 5000);
        assert!(!irgendwann.is_so(&session));
        perform(&mut session, Some(Act::Undo));
        assert!(irgendwann.is_so(&session));
        let date = Selection::Annotation(annotations(session.project()).remove(1));
        perform(&mut session, Some(Act::Select(date)));
        let act = session.delete(&stamp(9000));
        perform(&mut session, act);
        assert!(!irgendwann.is_so(&session));
    }

    #[test]
    fn a_sentence_about_a_conflict_is_over_when_it_is_decided() {
        let mut session = session();
        let key = Key::Annotation(annotations(session.project()).remove(0));
        let lost = Loser::Deletion(key.clone());
        let lost = Item::from(Dispute::new(Id::new("d").unwrap(), lost, None, Timestamp::default()));
        let step = transaction(Action::Merge, vec![Edit::Add(lost)], &stamp(1));
        perform(&mut session, Some(Act::Do(step, Selection::Nothing)));
        let conflict = Subject::Conflict(key.clone());
        assert!(conflict.is_so(&session));
        let act = session.keep_as_is(&key, &stamp(2));
        perform(&mut session, act);
        assert!(!conflict.is_so(&session));
    }
}
