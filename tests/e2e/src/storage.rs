//! Taking a browser's storage away: emptying it under an open page, leaving little room in it, and forbidding it.

use crate::engine::Engine;
use crate::page::Page;
use serde_json::{Value, json};

/// The preferences with which a browser lets no page store anything.
pub fn forbidden(engine: Engine) -> Vec<(&'static str, Value)> {
    match engine {
        Engine::Chromium => vec![("profile.default_content_setting_values.cookies", json!(2))],
        Engine::Firefox => vec![("network.cookie.cookieBehavior", json!(2))],
        Engine::Webkit => panic!("WebKitGTK takes no preferences."),
    }
}

/// The preferences with which Firefox has little room. Chromium is told when it runs.
pub fn scarce(engine: Engine) -> Vec<(&'static str, Value)> {
    match engine {
        // In kilobytes. It is taken where the room is not counted from the disk.
        Engine::Firefox => vec![("dom.quotaManager.temporaryStorage.fixedLimit", json!(1024))],
        _ => Vec::new(),
    }
}

impl Page {
    /// Empties everything that the browser stores for this page, as somebody does who clears the browser's data.
    pub async fn empty_storage(&self) {
        let origin = self.script("return location.origin", &[]).await;
        match self.engine {
            Engine::Chromium => {
                let wish = json!({ "origin": origin, "storageTypes": "all" });
                self.tool("Storage.clearDataForOrigin", wish).await;
            }
            Engine::Firefox => {
                self.post("moz/context", json!({ "context": "chrome" })).await;
                self.slow_script(include_str!("../scripts/firefox_empty.js"), &[origin]).await;
                self.post("moz/context", json!({ "context": "content" })).await;
            }
            // WebKitGTK's driver has no word for it, so that the page's own databases are deleted from within.
            Engine::Webkit => {
                self.slow_script(include_str!("../scripts/delete_databases.js"), &[]).await;
            }
        }
    }

    /// Leaves room for some hundred kilobytes, where the browser can be told so while it runs. Chromium counts on what it
    /// was told when the page began.
    pub async fn leave_little_room(&self) {
        if self.engine == Engine::Chromium {
            let origin = self.address.trim_end_matches('/');
            let wish = json!({ "origin": origin, "quotaSize": 400_000 });
            self.tool("Storage.overrideQuotaForOrigin", wish).await;
        }
    }

    /// A command of Chromium's developer tools.
    async fn tool(&self, name: &str, parameters: Value) {
        self.post("goog/cdp/execute", json!({ "cmd": name, "params": parameters })).await;
    }
}
