//! Judging what the page shows by the rules of axe-core.

use crate::page::{Page, strings};
use crate::settings::setting;
use serde_json::json;
use std::fs;

/// Something axe-core cannot decide by itself, or mistakes for something else, and why it is right as it is.
#[derive(Clone, Copy, Debug)]
pub struct Settled {
    /// The rule.
    pub rule: &'static str,
    /// Why axe-core cannot decide: the key of its message, or the check that has none.
    pub key: &'static str,
    /// Which elements are meant.
    pub selector: &'static str,
    /// Why it is right.
    pub reason: &'static str,
}

impl Page {
    /// What axe-core finds wrong with the page as it is now, and what it cannot decide and nobody has settled.
    pub async fn judge(&self, settled: &[Settled]) -> Vec<String> {
        if self.script("return window.axe == null", &[]).await == json!(true) {
            let source = fs::read_to_string(setting("AXE")).expect("the script of axe-core can be read");
            self.script(&source, &[]).await;
        }
        let table: Vec<_> = settled
            .iter()
            .map(|entry| json!({ "rule": entry.rule, "key": entry.key, "selector": entry.selector }))
            .collect();
        let answer = self.slow_script(include_str!("../scripts/axe.js"), &[json!(table)]).await;
        assert!(answer["trouble"].is_null(), "axe-core failed: {}", answer["trouble"]);
        let found = ["violations", "incomplete"].into_iter().flat_map(|kind| {
            strings(&answer[kind]).into_iter().map(move |sentence| format!("{kind}: {sentence}"))
        });
        found.collect()
    }

    /// What does not fit: what is cut off, too small to hit, or needs scrolling sideways, as it is and with the spacing of
    /// WCAG 1.4.12.
    pub async fn misfits(&self) -> Vec<String> {
        strings(&self.script(include_str!("../scripts/misfits.js"), &[]).await)
    }

    /// What stands out too little from what is behind it.
    pub async fn pale(&self) -> Vec<String> {
        strings(&self.script(&with_colours(include_str!("../scripts/contrast.js")), &[]).await)
    }

    /// What has the focus, and what is wrong with how that is seen; `None` where nothing has it or something had it
    /// before. `is_first` begins anew.
    pub async fn focused(&self, is_first: bool) -> Option<(String, Vec<String>)> {
        let script = with_colours(include_str!("../scripts/focused.js"));
        let focused = self.slow_script(&script, &[json!(is_first)]).await;
        Some((focused["told"].as_str()?.to_owned(), strings(&focused["troubles"])))
    }
}

fn with_colours(script: &str) -> String {
    [include_str!("../scripts/colour.js"), script].concat()
}
