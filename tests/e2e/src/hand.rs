//! Random edits through the page's own buttons and fields, and the project as the page would hand it out.

use crate::page::{Page, strings};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What the page holds and says right after an act.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The project, as the file that *Download* gives.
    pub project: Held,
    /// The sentences of notices that stand on the page.
    pub said: String,
    /// What the light says of keeping.
    pub light: String,
}

/// A project item by item: each annotation, link, document and conflict under its list and id.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held(BTreeMap<String, String>);

impl Held {
    /// Takes a project file apart.
    pub fn of(file: &str) -> Self {
        let file: Value = serde_json::from_str(file).expect("Download gives JSON");
        let mut items = BTreeMap::new();
        for (list, value) in file.as_object().expect("a project file is an object") {
            match value.as_array() {
                Some(all) => items.extend(all.iter().enumerate().map(|(nth, item)| {
                    let id = item["id"].as_str().map_or_else(|| nth.to_string(), str::to_owned);
                    (format!("{list}/{id}"), item.to_string())
                })),
                None => drop(items.insert(list.clone(), value.to_string())),
            }
        }
        Self(items)
    }

    /// The items that are not the same in both, with what each side has of them.
    pub fn differences<'a>(&'a self, other: &'a Self) -> Vec<(&'a str, Option<&'a str>, Option<&'a str>)> {
        let keys = self.0.keys().chain(other.0.keys().filter(|key| !self.0.contains_key(*key)));
        let both = keys.map(|key| {
            (key.as_str(), self.0.get(key).map(String::as_str), other.0.get(key).map(String::as_str))
        });
        both.filter(|(_, one, another)| one != another).collect()
    }

    /// The items of a list.
    pub fn list(&self, name: &str) -> Vec<Value> {
        let of_list = |key: &str| key.split_once('/').is_some_and(|(list, _)| list == name);
        let items = self.0.iter().filter(|(key, _)| of_list(key));
        items.map(|(_, item)| serde_json::from_str(item).expect("it was JSON before")).collect()
    }

    /// An item, by its list and id.
    pub fn item(&self, key: &str) -> &str {
        self.0.get(key).map_or("", String::as_str)
    }
}

/// The same numbers for the same seed, on every machine (splitmix64).
#[derive(Clone, Debug)]
pub struct Dice(pub u64);

impl Dice {
    /// A number below a bound.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % bound
    }

    /// An act, of which those that make something are the most.
    pub fn act(&mut self) -> &'static str {
        const ACTS: [&str; 16] = [
            "mark", "mark", "mark", "mark", "note", "note", "relabel", "name", "edge", "edge", "status",
            "delete", "undo", "undo", "redo", "open",
        ];
        ACTS[self.below(ACTS.len() as u64) as usize]
    }
}

impl Page {
    /// Does one act, and returns what the page holds then. Where it is to wait, it waits until the page says *Saved* of
    /// just that.
    pub async fn act(&self, act: &str, seed: u64, waits: bool) -> Seen {
        let seen = self.hand(act, seed, waits.into()).await;
        let text = |name: &str| seen[name].as_str().unwrap_or_default().to_owned();
        Seen { project: Held::of(&text("file")), said: text("said"), light: text("light") }
    }

    /// Asks the hand in the page for something.
    pub async fn hand(&self, wish: &str, seed: u64, argument: Value) -> Value {
        let arguments = [json!(wish), json!(seed as u32), argument];
        let answer = self.slow_script(include_str!("../scripts/hand.js"), &arguments).await;
        assert_eq!(answer["trouble"], Value::Null, "{wish} with {seed} could not be done");
        answer
    }

    /// The same of a page that may be on its way to another one; `None` where it is.
    pub async fn try_hand(&self, wish: &str, seed: u64, argument: Value) -> Option<Value> {
        let arguments = vec![json!(wish), json!(seed as u32), argument];
        self.client.execute_async(include_str!("../scripts/hand.js"), arguments).await.ok()
    }

    /// Marks something; returns the key of the new annotation, whose card is up then, and what the page holds.
    pub async fn mark(&self, dice: &mut Dice) -> (String, Seen) {
        let before = self.held().await.project;
        for _ in 0..20 {
            let seen = self.act("mark", dice.below(1 << 32), false).await;
            let changes = before.differences(&seen.project);
            let new = changes.iter().find(|(key, was, _)| key.starts_with("annotations/") && was.is_none());
            if let Some((key, ..)) = new {
                return ((*key).to_owned(), seen.clone());
            }
        }
        panic!("Nothing can be marked.");
    }

    /// The sentences of notices about problems, and what the light says, without reading the project, which brings up a
    /// notice of its own.
    pub async fn says(&self) -> (String, String) {
        let script = "const said = [...document.querySelectorAll('[data-part=notice].problem span')];
            const light = document.querySelector('[data-part=save]').dataset.state;
            return [said.map(span => span.textContent).join(' '), light];";
        let mut both = strings(&self.script(script, &[]).await).into_iter();
        (both.next().unwrap_or_default(), both.next().unwrap_or_default())
    }

    /// What the page holds now.
    pub async fn held(&self) -> Seen {
        self.act("look", 0, false).await
    }
}
