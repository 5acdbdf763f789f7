//! The three engines: which programs they are and what they must be told.

use crate::room::Room;
use crate::settings::setting;
use serde_json::{Value, json};
use std::fmt;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The one display of a run.
static DISPLAY: Mutex<()> = Mutex::new(());

/// A browser engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Chromium with chromedriver.
    Chromium,
    /// Firefox with geckodriver.
    Firefox,
    /// WebKitGTK's MiniBrowser with WebKitWebDriver. It needs a display.
    Webkit,
}

impl Engine {
    /// The program that speaks WebDriver.
    pub fn driver(self) -> PathBuf {
        setting(match self {
            Self::Chromium => "CHROMEDRIVER",
            Self::Firefox => "GECKODRIVER",
            Self::Webkit => "WEBKITDRIVER",
        })
    }

    /// The browser itself.
    pub fn browser(self) -> PathBuf {
        setting(match self {
            Self::Chromium => "CHROMIUM",
            Self::Firefox => "FIREFOX",
            Self::Webkit => "MINIBROWSER",
        })
    }

    /// Waits for the display and keeps it, where the browser has a window: windows on one display take the focus from one
    /// another.
    pub fn display(self) -> Option<MutexGuard<'static, ()>> {
        (self == Self::Webkit).then(|| DISPLAY.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// How the driver is called when it is to listen at a port.
    pub fn driver_arguments(self, port: u16) -> Vec<String> {
        match self {
            Self::Chromium | Self::Webkit => vec![format!("--port={port}")],
            // System access lets the harness read the browser's own list of errors.
            Self::Firefox => ["--port", &port.to_string(), "--websocket-port", "0", "--allow-system-access"]
                .map(String::from)
                .into(),
        }
    }

    /// What a session asks for: a browser that keeps its things in a room, with these preferences beside the usual ones.
    pub fn capabilities(self, room: &Room, preferences: &[(&str, Value)]) -> Value {
        let browser = self.browser();
        let mut capabilities = match self {
            Self::Chromium => json!({
                "goog:loggingPrefs": { "browser": "ALL" },
                "goog:chromeOptions": {
                    "binary": browser,
                    "args": [
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-dev-shm-usage",
                        "--disable-background-networking",
                        format!("--user-data-dir={}", room.path("profile").display()),
                    ],
                    "prefs": {
                        "download.default_directory": room.downloads(),
                        "download.prompt_for_download": false,
                    },
                },
            }),
            Self::Firefox => json!({
                "moz:firefoxOptions": {
                    "binary": browser,
                    "args": ["-headless", "-profile", room.path("profile")],
                    "prefs": {
                        // Otherwise a list of downloads takes the focus, and a driver's clicks do not bring it back.
                        "browser.download.alwaysOpenPanel": false,
                        "browser.download.dir": room.downloads(),
                        "browser.download.folderList": 2,
                        "devtools.console.stdout.content": true,
                        "messaging-system.rsexperimentloader.enabled": false,
                    },
                },
            }),
            // The load is not waited for, so that the page can be listened to before it starts.
            Self::Webkit => json!({
                "browserName": "MiniBrowser",
                "pageLoadStrategy": "none",
                "webkitgtk:browserOptions": { "binary": browser, "args": ["--automation"] },
            }),
        };
        let options = if self == Self::Firefox { "moz:firefoxOptions" } else { "goog:chromeOptions" };
        for (name, value) in preferences {
            assert_ne!(self, Self::Webkit, "WebKitGTK takes no preferences.");
            capabilities[options]["prefs"][*name] = value.clone();
        }
        capabilities
    }
}

impl fmt::Display for Engine {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::Webkit => "webkit",
        })
    }
}
