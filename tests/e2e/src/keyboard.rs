//! Typing, pressing keys together, and selecting text with the keyboard alone.

use crate::engine::Engine;
use crate::page::Page;
use crate::wait::{PATIENCE, soon, until};
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::key::Key;

impl Page {
    /// Presses keys together, as in `Control+Shift+z`, `ArrowRight` or `2`.
    pub async fn press(&self, chord: &str) {
        self.press_often(chord, 1).await;
    }

    /// Presses the last key of a chord several times while the others are held.
    pub async fn press_often(&self, chord: &str, times: usize) {
        let keys: Vec<char> = chord.split('+').map(code).collect();
        let (&last, held) = keys.split_last().expect("a chord has a key");
        let mut actions = KeyActions::new("keyboard".into());
        for &key in held {
            actions = actions.then(KeyAction::Down { value: key });
        }
        for _ in 0..times {
            actions = actions.then(KeyAction::Down { value: last }).then(KeyAction::Up { value: last });
        }
        for &key in held.iter().rev() {
            actions = actions.then(KeyAction::Up { value: key });
        }
        self.client
            .perform_actions(actions)
            .await
            .unwrap_or_else(|error| panic!("{chord} could not be pressed: {error}."));
    }

    /// Types into whatever has the focus.
    pub async fn type_text(&self, text: &str) {
        let mut actions = KeyActions::new("keyboard".into());
        for letter in text.chars() {
            actions = actions.then(KeyAction::Down { value: letter }).then(KeyAction::Up { value: letter });
        }
        self.client
            .perform_actions(actions)
            .await
            .unwrap_or_else(|error| panic!("{text:?} could not be typed: {error}."));
    }

    /// Presses Tab until something has the focus; answers after how many times.
    pub async fn tab_to(&self, selector: &str) -> usize {
        for times in 1..200 {
            self.press("Tab").await;
            if self.has_focus(selector).await {
                return times;
            }
        }
        panic!("Tab does not lead to `{selector}`.");
    }

    /// Whether an element, or something in it, has the focus.
    pub async fn has_focus(&self, selector: &str) -> bool {
        let script = "return document.activeElement?.closest(arguments[0]) != null";
        self.script(script, &[selector.into()]).await == true
    }

    /// Waits until an element, or something in it, has the focus.
    pub async fn expect_focus(&self, selector: &str) {
        until(&format!("`{selector}` to have the focus"), async || {
            self.has_focus(selector).await.then_some(())
        })
        .await;
    }

    /// Waits until the page has drawn what it was about to draw.
    pub async fn frame(&self) {
        let script =
            "const [done] = arguments; requestAnimationFrame(() => requestAnimationFrame(() => done()));";
        self.slow_script(script, &[]).await;
    }

    /// Takes the focus from the browser's own buttons, where Tab behind the last element of a page leads to. In Firefox a
    /// driver's keys come to the page even then, but Enter pushes no button of it, and a click need not bring the focus back.
    pub async fn take_focus(&self) {
        if self.engine != Engine::Firefox {
            self.script("window.focus()", &[]).await;
            return;
        }
        self.in_firefox(include_str!("../scripts/firefox_focus.js"), &[]).await;
        until("the page to have the focus", async || {
            (self.script("return document.hasFocus()", &[]).await == true).then_some(())
        })
        .await;
    }

    /// Waits until the caret of the text is at an offset in UTF-16 units; `None` where it is not in the text.
    pub async fn expect_caret(&self, caret: Option<usize>) {
        until(&format!("the caret to be at {caret:?}"), async || {
            (self.caret().await.0 == caret).then_some(())
        })
        .await;
    }

    /// Selects a quote with the keys of the text alone: walk to its start, then extend to its end.
    pub async fn select_by_keyboard(&self, quote: &str) -> String {
        let focus = "document.querySelector('article [data-block]').closest('[tabindex=\"0\"]').focus()";
        self.script(focus, &[]).await;
        self.extend_over(quote).await
    }

    /// The same where the text has the focus already.
    pub async fn extend_over(&self, quote: &str) -> String {
        let (_, text) = self.caret().await;
        let (before, _) = text.split_once(quote).unwrap_or_else(|| panic!("{quote:?} is not in the text."));
        let start = before.encode_utf16().count();
        self.walk(start, "").await;
        self.walk(start + quote.encode_utf16().count(), "Shift+").await;
        self.selected().await
    }

    /// Moves the caret to an offset: by words as far as that goes, then by characters.
    async fn walk(&self, target: usize, held: &str) {
        let mut by_word = true;
        let (mut caret, _) = self.caret().await;
        for _ in 0..2000 {
            if caret == Some(target) {
                return;
            }
            let word = if by_word { "Control+" } else { "" };
            let arrow = if caret < Some(target) { "ArrowRight" } else { "ArrowLeft" };
            self.press(&format!("{word}{held}{arrow}")).await;
            // The page's own selection follows with the next frame.
            let moved = soon(PATIENCE, async || {
                let (now, _) = self.caret().await;
                (now != caret).then_some(now)
            });
            let now = moved.await.unwrap_or_else(|| {
                panic!("The arrow keys do not move the caret from {caret:?} to {target}.");
            });
            by_word &= (caret < Some(target)) == (now < Some(target));
            caret = now;
        }
        panic!("The caret did not reach {target}.");
    }

    /// Where the caret is in the document's text, if it is there, and that text.
    async fn caret(&self) -> (Option<usize>, String) {
        let answer = self.script(include_str!("../scripts/caret.js"), &[]).await;
        let caret = answer["caret"].as_u64().and_then(|caret| usize::try_from(caret).ok());
        (caret, answer["text"].as_str().unwrap_or_default().to_owned())
    }
}

fn code(name: &str) -> char {
    let key = match name {
        "Alt" => Key::Alt,
        "ArrowDown" => Key::Down,
        "ArrowLeft" => Key::Left,
        "ArrowRight" => Key::Right,
        "ArrowUp" => Key::Up,
        "Backspace" => Key::Backspace,
        "Control" => Key::Control,
        "Delete" => Key::Delete,
        "End" => Key::End,
        "Enter" => Key::Enter,
        "Escape" => Key::Escape,
        "Home" => Key::Home,
        "Meta" => Key::Meta,
        "PageDown" => Key::PageDown,
        "PageUp" => Key::PageUp,
        "Shift" => Key::Shift,
        "Tab" => Key::Tab,
        _ => {
            let mut letters = name.chars();
            return match (letters.next(), letters.next()) {
                (Some(letter), None) => letter,
                _ => panic!("{name:?} is no key that this harness knows."),
            };
        }
    };
    char::from(key)
}
