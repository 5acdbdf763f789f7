//! How somebody looks at the page: the settings of the system and the size of the window.
//!
//! Chromium takes all of them through its developer protocol. Firefox has preferences of its own for most, and a real zoom; its
//! window does not get narrower than 500 pixels, so there the zoom stands in for a narrow window. WebKitGTK has neither for a
//! driver, and its window stops at about 450 pixels.

use crate::engine::Engine;
use crate::page::Page;
use serde_json::{Value, json};
use std::fmt;

/// How somebody looks at the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sight {
    /// In a window of usual size, light.
    Usual,
    /// The same with `prefers-color-scheme: dark`.
    Dark,
    /// The same with `prefers-contrast: more`.
    Contrast,
    /// Dark, with `prefers-contrast: more`.
    DarkContrast,
    /// With the few colours of the system: `forced-colors: active`.
    Forced,
    /// In a window of 320 pixels, or the narrowest there is.
    Narrow,
    /// With a zoom of 400 % in a window of 1280 by 1024, which leaves 320 by 256 pixels.
    Zoomed,
}

impl Page {
    /// From now on looks at the page in this way. Returns whether the engine knows how to.
    pub async fn look(&self, sight: Sight) -> bool {
        match self.engine {
            Engine::Chromium => self.look_in_chromium(sight).await,
            Engine::Firefox => return self.look_in_firefox(sight).await,
            Engine::Webkit => match sight {
                Sight::Usual => self.resize(1280, 900).await,
                // Under the pointer of the display, which without a window manager decides what has the focus.
                Sight::Narrow => {
                    self.client.set_window_rect(430, 0, 450, 800).await.expect("the window has a place");
                }
                _ => return false,
            },
        }
        true
    }

    /// Asks Chromium's developer protocol for something.
    pub async fn ask_chromium(&self, method: &str, parameters: Value) -> Value {
        self.post("goog/cdp/execute", json!({ "cmd": method, "params": parameters })).await
    }

    async fn look_in_chromium(&self, sight: Sight) {
        let feature = |name: &str, value: &str| json!({ "name": name, "value": value });
        let is_dark = matches!(sight, Sight::Dark | Sight::DarkContrast | Sight::Forced);
        let has_contrast = matches!(sight, Sight::Contrast | Sight::DarkContrast);
        let features = [
            // The system's few colours are tried on a dark ground here, on a light one in Firefox.
            feature("prefers-color-scheme", if is_dark { "dark" } else { "light" }),
            feature("prefers-contrast", if has_contrast { "more" } else { "no-preference" }),
            feature("forced-colors", if sight == Sight::Forced { "active" } else { "none" }),
        ];
        self.ask_chromium("Emulation.setEmulatedMedia", json!({ "features": features })).await;
        let (width, height, scale) = match sight {
            Sight::Narrow => (320, 640, 1),
            Sight::Zoomed => (320, 256, 4),
            _ => (1280, 800, 1),
        };
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": false });
        self.ask_chromium("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    async fn look_in_firefox(&self, sight: Sight) -> bool {
        if matches!(sight, Sight::Contrast | Sight::DarkContrast) {
            return false;
        }
        let zoom = if matches!(sight, Sight::Narrow | Sight::Zoomed) { 4 } else { 1 };
        self.resize(1280, if sight == Sight::Narrow { 2400 } else { 1100 }).await;
        let wish = [json!(sight == Sight::Dark), json!(sight == Sight::Forced), json!(zoom)];
        self.in_firefox(include_str!("../scripts/firefox_sight.js"), &wish).await;
        true
    }
}

impl fmt::Display for Sight {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Usual => "usual",
            Self::Dark => "dark",
            Self::Contrast => "contrast",
            Self::DarkContrast => "dark-contrast",
            Self::Forced => "forced",
            Self::Narrow => "narrow",
            Self::Zoomed => "zoomed",
        })
    }
}
