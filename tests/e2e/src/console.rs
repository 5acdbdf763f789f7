//! What the console of a page complained about.
//!
//! Each engine has its own ear. Chromium's driver keeps a log. Firefox lists script errors and refused resources for the browser
//! itself, and writes `console.error` to its output. WebKitGTK says nothing about a page under automation, because an automated
//! session is ephemeral and ephemeral sessions do not log; there a listener in the page must do, and `plain` covers the start.
//! The listener runs in all three.

use crate::engine::Engine;
use crate::page::{Page, strings};
use fantoccini::wd::WebDriverCompatibleCommand;
use http::Method;
use serde_json::{Value, json};
use std::time::Duration;
use url::{ParseError, Url};

/// Complaints that were collected before the engine or the page forgot them.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    complaints: Vec<String>,
}

impl Page {
    /// Every complaint since the page was opened: errors, uncaught exceptions, unhandled rejections, refused resources.
    pub async fn complaints(&self) -> Vec<String> {
        // Some come a moment after what caused them.
        tokio::time::sleep(Duration::from_millis(200)).await;
        self.listen_in().await;
        let mut complaints = self.heard.borrow().complaints.clone();
        if self.engine == Engine::Firefox {
            complaints.extend(self.firefox_errors().await);
            complaints.extend(
                self.family.said().lines().filter(|line| is_firefox_complaint(line)).map(String::from),
            );
        }
        complaints
    }

    /// Takes over what would be lost with the document or by asking twice.
    pub(crate) async fn listen_in(&self) {
        let script = "return window.belegHeard ? window.belegHeard.splice(0) : []";
        let mut complaints = strings(&self.script(script, &[]).await);
        if self.engine == Engine::Chromium {
            complaints.extend(self.chromium_errors().await);
        }
        self.heard.borrow_mut().complaints.extend(complaints);
    }

    async fn chromium_errors(&self) -> Vec<String> {
        let log = self.post("se/log", json!({ "type": "browser" })).await;
        let entries = log.as_array().cloned().unwrap_or_default();
        entries
            .iter()
            .filter(|entry| entry["level"] == "SEVERE")
            .map(|entry| entry["message"].to_string())
            .collect()
    }

    async fn firefox_errors(&self) -> Vec<String> {
        strings(&self.in_firefox(include_str!("../scripts/firefox_errors.js"), &[]).await)
    }

    /// Runs a script in the scope of Firefox itself.
    pub(crate) async fn in_firefox(&self, script: &str, arguments: &[Value]) -> Value {
        self.post("moz/context", json!({ "context": "chrome" })).await;
        let answer = self.script(script, arguments).await;
        self.post("moz/context", json!({ "context": "content" })).await;
        answer
    }

    /// Prints the page; returns the PDF in Base64. WebKitGTK's driver cannot.
    pub async fn print(&self) -> String {
        let paper = self.post("print", serde_json::json!({ "background": false })).await;
        paper.as_str().unwrap_or_default().to_owned()
    }

    /// A command that only one driver knows.
    pub(crate) async fn post(&self, path: &'static str, body: Value) -> Value {
        let command = Post { path, body };
        self.client.issue_cmd(command).await.unwrap_or_else(|error| panic!("{path} failed: {error}."))
    }
}

/// Firefox writes what pages say as `console.error: "..."` or `console.error: (...)`. Its own modules put a bare name first, or
/// an error that names one of its own files.
fn is_firefox_complaint(line: &str) -> bool {
    let own = ["\"resource://", "\"chrome://"].iter().any(|address| line.contains(address));
    line.strip_prefix("console.error: ").is_some_and(|said| said.starts_with(['"', '(']) && !own)
}

/// A command that only one driver knows.
#[derive(Debug)]
struct Post {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for Post {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}
