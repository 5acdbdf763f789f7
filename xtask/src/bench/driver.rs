//! Chromium through chromedriver: a browser for each measurement, and its developer tools behind the driver's endpoint.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::browsers::Browsers;
use crate::process::{self, Group};

/// How long one answer may take. Opening the largest text keeps the slowest page busy for half of that.
const PATIENCE: Duration = Duration::from_secs(120);

/// A running chromedriver.
pub struct Driver {
    port: u16,
    browser: PathBuf,
    _group: Group,
}

impl Driver {
    /// Starts chromedriver on a free port and waits until it answers.
    pub fn start(browsers: &Browsers) -> Result<Self> {
        let free = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|listener| listener.local_addr());
        let port = free.context("No port is free.")?.port();
        let mut command = Command::new(browsers.get("CHROMEDRIVER")?);
        command.arg(format!("--port={port}"));
        let group = process::start_group(&command, Stdio::null)?;
        for _ in 0..100 {
            if ask(port, "GET", "/status", None).is_ok() {
                return Ok(Driver { port, browser: browsers.get("CHROMIUM")?.to_owned(), _group: group });
            }
            sleep(Duration::from_millis(100));
        }
        bail!("chromedriver did not answer within 10 seconds.")
    }

    /// Opens a browser of its own, with an empty profile, on an empty page.
    pub fn open(&self) -> Result<Page> {
        let capabilities = json!({
            // Nothing waits for a page to load: that would not be told from the work that is measured.
            "pageLoadStrategy": "none",
            "goog:chromeOptions": {
                "binary": self.browser,
                "args": [
                    "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking",
                    "--window-size=1600,900",
                ],
            },
        });
        let wishes = json!({ "capabilities": { "alwaysMatch": capabilities } });
        let session = ask(self.port, "POST", "/session", Some(&wishes)).context("Chromium did not start.")?;
        let id = session.get("sessionId").and_then(Value::as_str).context("The driver gave no session.")?;
        let page = Page { port: self.port, session: id.to_owned() };
        // The time that the main thread has worked, not the time that has passed meanwhile.
        page.cdp("Performance.enable", &json!({ "timeDomain": "threadTicks" }))?;
        Ok(page)
    }
}

/// A page in a browser of its own. The browser is closed when this is dropped.
pub struct Page {
    port: u16,
    session: String,
}

impl Page {
    /// One command of the browser's developer tools.
    pub fn cdp(&self, name: &str, parameters: &Value) -> Result<Value> {
        let path = format!("/session/{}/goog/cdp/execute", self.session);
        let answer = ask(self.port, "POST", &path, Some(&json!({ "cmd": name, "params": parameters })));
        answer.with_context(|| format!("The browser did not do {name}."))
    }

    /// The value of an expression in the page.
    pub fn evaluate(&self, expression: &str) -> Result<Value> {
        let wishes = json!({ "expression": expression, "returnByValue": true, "awaitPromise": true });
        let answer = self.cdp("Runtime.evaluate", &wishes)?;
        if let Some(problem) = answer.pointer("/exceptionDetails/exception/description") {
            bail!("In the page, `{expression}` failed: {problem}.");
        }
        Ok(answer.pointer("/result/value").cloned().unwrap_or(Value::Null))
    }

    /// Whether an expression holds in the page. One that fails does not hold.
    pub fn holds(&self, expression: &str) -> Result<bool> {
        let whole =
            format!("(() => {{ try {{ return Boolean({expression}) }} catch {{ return false }} }})()");
        Ok(self.evaluate(&whole)? == Value::Bool(true))
    }

    /// Numbers that an expression gives.
    pub fn numbers<const N: usize>(&self, expression: &str) -> Result<[f64; N]> {
        let value = self.evaluate(expression)?;
        let numbers: Vec<f64> = value.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
        <[f64; N]>::try_from(numbers)
            .map_err(|_| anyhow::anyhow!("`{expression}` gave {value} instead of {N} numbers."))
    }

    /// Chooses a file in a file field, as a person would in the browser's dialog.
    pub fn choose_file(&self, selector: &str, file: &Path) -> Result<()> {
        let field = self.cdp(
            "Runtime.evaluate",
            &json!({ "expression": format!("document.querySelector('{selector}')") }),
        )?;
        let field =
            field.pointer("/result/objectId").with_context(|| format!("The page has no {selector}."))?;
        self.cdp("DOM.setFileInputFiles", &json!({ "files": [file], "objectId": field }))?;
        Ok(())
    }

    /// Moves the mouse to a place, presses its button, moves on to another place, and lets go.
    pub fn drag(&self, from: (f64, f64), to: (f64, f64)) -> Result<()> {
        let middle = ((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0);
        self.mouse("mouseMoved", from, 0)?;
        self.mouse("mousePressed", from, 1)?;
        self.mouse("mouseMoved", middle, 1)?;
        self.mouse("mouseMoved", to, 1)?;
        self.mouse("mouseReleased", to, 0)
    }

    /// Clicks in the middle of the first element of a selector.
    pub fn click(&self, selector: &str) -> Result<()> {
        let middle = format!(
            "(() => {{ const box = document.querySelector('{selector}').getBoundingClientRect(); \
             return [box.x + box.width / 2, box.y + box.height / 2] }})()"
        );
        let [x, y] = self.numbers(&middle)?;
        self.drag((x, y), (x, y))
    }

    fn mouse(&self, kind: &str, (x, y): (f64, f64), buttons: u8) -> Result<()> {
        let button = if kind == "mouseMoved" && buttons == 0 { "none" } else { "left" };
        let clicks = u8::from(kind != "mouseMoved");
        let event = json!({ "type": kind, "x": x, "y": y, "button": button, "buttons": buttons, "clickCount": clicks });
        self.cdp("Input.dispatchMouseEvent", &event).map(drop)
    }

    /// Turns the mouse wheel over a place, by so many pixels.
    pub fn wheel(&self, (x, y): (f64, f64), pixels: f64) -> Result<()> {
        let event = json!({ "type": "mouseWheel", "x": x, "y": y, "deltaX": 0, "deltaY": pixels });
        self.cdp("Input.dispatchMouseEvent", &event).map(drop)
    }

    /// Presses a key, such as `1`, `Delete`, `Ctrl+z` or `Ctrl+Shift+ArrowRight`.
    pub fn press(&self, chord: &str) -> Result<()> {
        let mut modifiers = 0;
        let mut key = "";
        for part in chord.split('+') {
            match part {
                "Ctrl" => modifiers |= 2,
                "Shift" => modifiers |= 8,
                _ => key = part,
            }
        }
        let letter = key.chars().next().filter(|_| key.len() == 1);
        let (code, number) = match (key, letter) {
            ("Delete", _) => ("Delete".to_owned(), 46),
            ("ArrowRight", _) => ("ArrowRight".to_owned(), 39),
            (_, Some(letter)) if letter.is_ascii_digit() => (format!("Digit{letter}"), u32::from(letter)),
            (_, Some(letter)) => {
                let upper = letter.to_ascii_uppercase();
                (format!("Key{upper}"), u32::from(upper))
            }
            _ => bail!("The key {key} is not known here."),
        };
        let text = letter.filter(|_| modifiers == 0).map(String::from).unwrap_or_default();
        let mut event = json!({
            "type": if text.is_empty() { "rawKeyDown" } else { "keyDown" },
            "key": key, "code": code, "windowsVirtualKeyCode": number, "modifiers": modifiers, "text": text,
        });
        self.cdp("Input.dispatchKeyEvent", &event)?;
        if let Some(event) = event.as_object_mut() {
            event.insert("type".to_owned(), json!("keyUp"));
            event.remove("text");
        }
        self.cdp("Input.dispatchKeyEvent", &event).map(drop)
    }
}

impl Drop for Page {
    fn drop(&mut self) {
        // The driver ends its browsers in the end anyhow.
        let _ = ask(self.port, "DELETE", &format!("/session/{}", self.session), None);
    }
}

/// One question to the driver, over HTTP.
fn ask(port: u16, method: &str, path: &str, body: Option<&Value>) -> Result<Value> {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).context("chromedriver is not there.")?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let body = body.map(Value::to_string).unwrap_or_default();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        answer.read_line(&mut line).context("The browser did not answer for two minutes.")?;
        if line.trim().is_empty() {
            break;
        }
        if let Some((name, value)) = line.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            length = value.trim().parse().context("chromedriver gave its answer no length.")?;
        }
    }
    let mut body = vec![0; length];
    answer.read_exact(&mut body).context("chromedriver broke off its answer.")?;
    let answer: Value = serde_json::from_slice(&body).context("chromedriver did not answer in JSON.")?;
    let value = answer.get("value").cloned().unwrap_or(Value::Null);
    match value.get("error").and_then(Value::as_str) {
        Some(error) => {
            let message = value.get("message").and_then(Value::as_str).unwrap_or_default();
            bail!("{error}: {}", message.lines().next().unwrap_or_default())
        }
        None => Ok(value),
    }
}
