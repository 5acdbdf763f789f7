//! A page in a browser: what a person can see of it and do to it.

use crate::console::Heard;
use crate::driver::{self, Family};
use crate::engine::Engine;
use crate::room::Room;
use crate::settings::shots;
use crate::wait::until;
use fantoccini::elements::Element;
use fantoccini::wd::{Capabilities, TimeoutConfiguration};
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::fs;
use std::path::Path;
use std::time::Duration;

/// A page, with its browser, its driver and its private folder. All end when it is dropped.
pub struct Page {
    /// The engine that shows it.
    pub engine: Engine,
    /// The way to the driver, for what this module has no word for.
    pub client: Client,
    /// Where it was opened.
    pub address: String,
    pub(crate) heard: RefCell<Heard>,
    pub(crate) family: Family,
    pub(crate) room: Room,
    label: String,
}

impl Page {
    /// Starts a browser for an address. The label goes into the names of screenshots.
    pub async fn start(engine: Engine, address: &str, label: &str) -> Self {
        Self::start_in(Room::new(), engine, address, label, &[]).await
    }

    /// Starts a browser in a room that may have been lived in, with preferences of its own.
    pub async fn start_in(
        room: Room,
        engine: Engine,
        address: &str,
        label: &str,
        preferences: &[(&str, Value)],
    ) -> Self {
        let (family, driver) = driver::start(engine, &room).await;
        let Value::Object(capabilities) = engine.capabilities(&room, preferences) else { unreachable!() };
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(Capabilities::from_iter(capabilities))
            .connect(&driver)
            .await
            .unwrap_or_else(|error| {
                panic!("{engine} gave no session: {error}.\nIts driver said:\n{}", family.said())
            });
        let page = Self {
            engine,
            client,
            address: address.to_owned(),
            heard: RefCell::default(),
            family,
            room,
            label: label.to_owned(),
        };
        let patience =
            TimeoutConfiguration::new(Some(Duration::from_secs(60)), Some(Duration::from_secs(60)), None);
        page.client.update_timeouts(patience).await.expect("timeouts can be set");
        page.resize(1280, 900).await;
        page
    }

    /// Opens the address and waits until the page is ready.
    pub async fn open(&self) {
        self.client
            .goto(&self.address)
            .await
            .unwrap_or_else(|error| panic!("{} did not open: {error}.", self.address));
        self.settle().await;
    }

    /// Loads the page again and waits until it is ready.
    pub async fn reload(&self) {
        self.listen_in().await;
        self.client.refresh().await.expect("the page can be reloaded");
        self.settle().await;
    }

    /// The operating system's session that the driver and its browser belong to.
    pub fn session(&self) -> u32 {
        self.family.session()
    }

    /// Kills the browser and its driver on the spot; what is left is the room.
    pub fn kill(self) -> Room {
        let Self { family, room, .. } = self;
        drop(family);
        room
    }

    /// Ends the session in the orderly way.
    pub async fn close(self) {
        let _ = self.client.clone().close().await;
    }

    /// Sets the size of the window.
    pub async fn resize(&self, width: u32, height: u32) {
        self.client.set_window_size(width, height).await.expect("the window has a size");
    }

    /// Runs a script that answers at once.
    pub async fn script(&self, script: &str, arguments: &[Value]) -> Value {
        self.client
            .execute(script, arguments.to_vec())
            .await
            .unwrap_or_else(|error| panic!("A script failed: {error}.\n{script}"))
    }

    /// Runs a script that answers by calling its last argument.
    pub async fn slow_script(&self, script: &str, arguments: &[Value]) -> Value {
        self.client
            .execute_async(script, arguments.to_vec())
            .await
            .unwrap_or_else(|error| panic!("A script failed: {error}.\n{script}"))
    }

    /// Waits for an element.
    pub async fn element(&self, selector: &str) -> Element {
        until(&format!("`{selector}`"), async || self.client.find(Locator::Css(selector)).await.ok()).await
    }

    /// How many elements match now.
    pub async fn count(&self, selector: &str) -> usize {
        self.client.find_all(Locator::Css(selector)).await.map_or(0, |elements| elements.len())
    }

    /// Waits until so many elements match.
    pub async fn expect_count(&self, selector: &str, count: usize) {
        until(&format!("{count} of `{selector}`"), async || {
            (self.count(selector).await == count).then_some(())
        })
        .await;
    }

    /// Waits until an element is gone.
    pub async fn gone(&self, selector: &str) {
        self.expect_count(selector, 0).await;
    }

    /// The values of an attribute, in the order of the page.
    pub async fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let script = "return [...document.querySelectorAll(arguments[0])].map(element => element.getAttribute(arguments[1]) ?? '')";
        strings(&self.script(script, &[json!(selector), json!(name)]).await)
    }

    /// Waits until an attribute has a value.
    pub async fn expect_attribute(&self, selector: &str, name: &str, value: &str) {
        until(&format!("`{selector}` with {name}={value:?}"), async || {
            self.attributes(selector, name).await.iter().any(|found| found == value).then_some(())
        })
        .await;
    }

    /// The text of an element, as the document holds it.
    pub async fn text(&self, selector: &str) -> String {
        self.property(selector, "textContent").await
    }

    /// A property of an element. One that goes with its page before it is read is looked for again.
    async fn property(&self, selector: &str, name: &str) -> String {
        until(&format!("`{selector}` to have {name}"), async || {
            self.element(selector).await.prop(name).await.ok().flatten()
        })
        .await
    }

    /// What a field holds.
    pub async fn value(&self, selector: &str) -> String {
        self.property(selector, "value").await
    }

    /// Waits until a field holds a value.
    pub async fn expect_value(&self, selector: &str, value: &str) {
        until(&format!("`{selector}` to hold {value:?}"), async || {
            (self.value(selector).await == value).then_some(())
        })
        .await;
    }

    /// Waits for an element that can be clicked, and clicks it with the mouse.
    pub async fn click(&self, selector: &str) {
        let mut last = String::new();
        let clicked = async || match self.client.find(Locator::Css(selector)).await {
            Ok(element) => element.click().await.map_err(|error| last = error.to_string()).ok(),
            Err(error) => {
                last = error.to_string();
                None
            }
        };
        if crate::wait::soon(crate::wait::PATIENCE, clicked).await.is_none() {
            panic!("`{selector}` could not be clicked: {last}.");
        }
    }

    /// Clicks the button of a command.
    pub async fn command(&self, name: &str) {
        self.click(&format!("[data-command=\"{name}\"]")).await;
    }

    /// Replaces what a field holds by typing, and leaves the field.
    pub async fn fill(&self, selector: &str, text: &str) {
        self.click(selector).await;
        self.press("Control+a").await;
        self.type_text(text).await;
        self.press("Tab").await;
    }

    /// Saves a screenshot if this run wants any.
    pub async fn shot(&self, name: &str) {
        if let Some(folder) = shots() {
            self.save_shot(&folder.join(format!("{}-{name}.png", self.label))).await;
        }
    }

    /// Saves what the page looks like and what it holds, for whoever asks why a test failed; says where, and what the
    /// console said.
    pub async fn evidence(&self, folder: &Path) -> String {
        let picture = folder.join(format!("{}.png", self.label));
        let source = picture.with_extension("html");
        let said = picture.with_extension("log");
        self.save_shot(&picture).await;
        let _ = fs::write(&source, self.client.source().await.unwrap_or_default());
        let _ = fs::write(&said, self.family.said());
        let files = [picture, source, said].map(|file| file.display().to_string()).join(", ");
        format!("Evidence: {files}. Complaints: {:#?}", self.complaints().await)
    }

    async fn save_shot(&self, path: &Path) {
        if let (Some(folder), Ok(picture)) = (path.parent(), self.client.screenshot().await) {
            let _ = fs::create_dir_all(folder);
            let _ = fs::write(path, picture);
        }
    }

    /// Waits until a load has taken place and the page calls itself ready.
    async fn settle(&self) {
        let wanted = json!(self.address);
        until("the page to load", async || {
            let answer =
                self.client.execute(include_str!("../scripts/watch.js"), vec![wanted.clone()]).await.ok()?;
            (answer == json!(true)).then_some(())
        })
        .await;
        self.element("body[data-ready]").await;
    }
}

/// The strings of a list.
pub(crate) fn strings(list: &Value) -> Vec<String> {
    list.as_array()
        .map(|list| list.iter().map(|item| item.as_str().unwrap_or_default().to_owned()).collect())
        .unwrap_or_default()
}
