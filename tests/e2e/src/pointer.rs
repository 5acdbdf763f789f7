//! Selecting text with the mouse, as a hand does it: press at the first letter, drag, release at the last.
//!
//! There is no finger here. WebKitGTK's driver moves a mouse when it is asked for one, and in Chromium and Firefox a finger
//! that is held down selects nothing under automation.

use crate::page::Page;
use crate::wait::{PATIENCE, soon};
use fantoccini::actions::{
    Actions, InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MOUSE_BUTTON_RIGHT, MouseActions,
    PointerAction,
};
use fantoccini::key::Key;
use serde_json::{Value, json};
use std::time::Duration;

impl Page {
    /// Drags the mouse over a quote of the article; returns what is selected then.
    pub async fn select(&self, quote: &str) -> String {
        let [from, to] = self.locate(quote).await;
        let drag = MouseActions::new("mouse".into())
            .then(at(from, 0))
            .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
            .then(at(((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0), 50))
            .then(at(to, 50))
            .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        self.client
            .perform_actions(drag)
            .await
            .unwrap_or_else(|error| panic!("The mouse could not be dragged: {error}."));
        // It is there as soon as the page has heard of the last of it.
        let selected = async || Some(self.selected().await).filter(|selected| selected == quote);
        match soon(PATIENCE, selected).await {
            Some(selected) => selected,
            None => self.selected().await,
        }
    }

    /// Presses on the first letter of a quote, moves over points of the window and releases at the last of them, after having
    /// rested there; with Ctrl held where that is wanted. Returns what is selected then.
    pub async fn drag_over(
        &self,
        quote: &str,
        over: &[(f64, f64)],
        rest: Duration,
        holds_ctrl: bool,
    ) -> String {
        let [from, _] = self.locate(quote).await;
        self.drag_from(from, over, rest, holds_ctrl).await
    }

    /// The same from a point of the window.
    pub async fn drag_from(
        &self,
        from: (f64, f64),
        over: &[(f64, f64)],
        rest: Duration,
        holds_ctrl: bool,
    ) -> String {
        let mut drag = MouseActions::new("mouse".into())
            .then(at(from, 0))
            .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT });
        for point in over {
            drag = drag.then(at(*point, 50));
        }
        drag = drag
            .then(PointerAction::Pause { duration: rest })
            .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        let control = char::from(Key::Control);
        let hold = KeyActions::new("keyboard".into()).then(KeyAction::Down { value: control });
        let release = KeyActions::new("keyboard".into()).then(KeyAction::Up { value: control });
        let all = match holds_ctrl {
            true => vec![Actions::from(hold), Actions::from(drag), Actions::from(release)],
            false => vec![Actions::from(drag)],
        };
        for actions in all {
            self.client
                .perform_actions(actions)
                .await
                .unwrap_or_else(|error| panic!("The mouse could not be dragged: {error}."));
        }
        self.selected().await
    }

    /// Presses and releases the other button of the mouse at a point of the window.
    pub async fn click_right(&self, point: (f64, f64)) {
        let click = MouseActions::new("mouse".into())
            .then(at(point, 0))
            .then(PointerAction::Down { button: MOUSE_BUTTON_RIGHT })
            .then(PointerAction::Up { button: MOUSE_BUTTON_RIGHT });
        self.client
            .perform_actions(click)
            .await
            .unwrap_or_else(|error| panic!("The mouse could not be clicked: {error}."));
    }

    /// The middle of an element, in pixels of the window.
    pub async fn middle(&self, selector: &str) -> (f64, f64) {
        let script = "const { left, top, width, height } = document.querySelector(arguments[0]).getBoundingClientRect();
            return [left + width / 2, top + height / 2];";
        let middle = self.script(script, &[json!(selector)]).await;
        (middle[0].as_f64().unwrap(), middle[1].as_f64().unwrap())
    }

    /// Where a quote begins and ends, in pixels of the window. It is scrolled into view.
    pub async fn place(&self, quote: &str) -> [(f64, f64); 2] {
        self.locate(quote).await
    }

    /// Clicks on the first letter of a quote.
    pub async fn click_text(&self, quote: &str) {
        let [from, _] = self.locate(quote).await;
        let click = MouseActions::new("mouse".into())
            .then(at(from, 0))
            .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
            .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        self.client
            .perform_actions(click)
            .await
            .unwrap_or_else(|error| panic!("The mouse could not be clicked: {error}."));
    }

    /// Clicks behind the last letter of a quote while Shift is held; returns what is selected then.
    pub async fn shift_click_behind(&self, quote: &str) -> String {
        let [_, to] = self.locate(quote).await;
        let shift = char::from(Key::Shift);
        let hold = KeyActions::new("keyboard".into()).then(KeyAction::Down { value: shift });
        let click = MouseActions::new("mouse".into())
            .then(at(to, 0))
            .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
            .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT });
        let release = KeyActions::new("keyboard".into()).then(KeyAction::Up { value: shift });
        for actions in [Actions::from(hold), Actions::from(click), Actions::from(release)] {
            self.client
                .perform_actions(actions)
                .await
                .unwrap_or_else(|error| panic!("Shift and the mouse could not be pressed: {error}."));
        }
        self.selected().await
    }

    /// The text that is selected in the window.
    pub async fn selected(&self) -> String {
        self.script("return getSelection().toString()", &[]).await.as_str().unwrap_or_default().to_owned()
    }

    async fn locate(&self, quote: &str) -> [(f64, f64); 2] {
        let answer = self.slow_script(include_str!("../scripts/locate.js"), &[json!(quote)]).await;
        if let Some(trouble) = answer["trouble"].as_str() {
            panic!("{quote:?} {trouble}.");
        }
        let point = |value: &Value| (value["x"].as_f64().unwrap(), value["y"].as_f64().unwrap());
        [point(&answer["points"][0]), point(&answer["points"][1])]
    }
}

fn at((x, y): (f64, f64), milliseconds: u64) -> PointerAction {
    PointerAction::MoveTo { duration: Some(Duration::from_millis(milliseconds)), x: x.round(), y: y.round() }
}
