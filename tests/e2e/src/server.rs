//! A static server that remembers every request, so that a test can say what was never asked for.
//!
//! It is written out because a request must not be missed: the pool of a server crate left one of many simultaneous
//! connections waiting now and then. Here each connection has its thread, and is closed after one answer.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use std::time::Duration;

/// One request, as the server saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Method and path, as in `GET /index.html`.
    pub line: String,
    /// Whether it was answered with a file of the folder.
    pub served: bool,
}

/// A server of one folder at a free port of this machine.
#[derive(Debug)]
pub struct Server {
    address: String,
    log: Arc<Mutex<Vec<Seen>>>,
    closed: Arc<AtomicBool>,
    listener: Option<JoinHandle<()>>,
}

impl Server {
    /// Serves a folder.
    pub fn start(folder: PathBuf) -> Self {
        let socket = TcpListener::bind("127.0.0.1:0").expect("a free port can be listened at");
        let address = socket.local_addr().expect("a bound port has a number").to_string();
        let log = Arc::new(Mutex::new(Vec::new()));
        let closed = Arc::new(AtomicBool::new(false));
        let listener = thread::spawn({
            let (log, closed) = (Arc::clone(&log), Arc::clone(&closed));
            move || {
                for stream in socket.incoming().flatten() {
                    if closed.load(Ordering::Relaxed) {
                        return;
                    }
                    let (folder, log) = (folder.clone(), Arc::clone(&log));
                    thread::spawn(move || answer(&stream, &folder, &log));
                }
            }
        });
        Self { address, log, closed, listener: Some(listener) }
    }

    /// Host and port.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Everything that was asked for so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.log.lock().expect("the server's log is whole").clone()
    }

    /// What was asked for and is no file of the folder, or was more than a plain request for one.
    pub fn strangers(&self) -> Vec<Seen> {
        let is_plain = |seen: &Seen| seen.served && seen.line.starts_with("GET ") && !seen.line.contains('?');
        self.seen().into_iter().filter(|seen| !is_plain(seen)).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.closed.store(true, Ordering::Relaxed);
        // The listener looks up when somebody knocks.
        let _ = TcpStream::connect(&self.address);
        if let Some(listener) = self.listener.take() {
            let _ = listener.join();
        }
    }
}

/// Answers one request. Browsers also open connections without asking anything, which is no request.
fn answer(mut stream: &TcpStream, folder: &Path, log: &Mutex<Vec<Seen>>) -> Option<()> {
    stream.set_read_timeout(Some(Duration::from_secs(60))).ok()?;
    let mut lines = BufReader::new(stream).lines();
    let request = lines.next()?.ok()?;
    let (line, _version) = request.rsplit_once(' ')?;
    let url = line.split_once(' ')?.1;
    let content = file_of(url, folder).and_then(|path| Some((fs::read(&path).ok()?, kind(&path))));
    log.lock().ok()?.push(Seen { line: line.to_owned(), served: content.is_some() });
    while !lines.next()?.ok()?.is_empty() {}

    let status = if content.is_some() { "200 OK" } else { "404 Not Found" };
    let (bytes, kind) = content.unwrap_or_default();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        bytes.len(),
    )
    .ok()?;
    stream.write_all(&bytes).ok()
}

fn file_of(url: &str, folder: &Path) -> Option<PathBuf> {
    let path = Path::new(url.split(['?', '#']).next()?.strip_prefix('/')?);
    if !path.components().all(|part| matches!(part, Component::Normal(_))) {
        return None;
    }
    let file = if path.as_os_str().is_empty() { folder.join("index.html") } else { folder.join(path) };
    file.is_file().then_some(file)
}

fn kind(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_the_folder_are_served() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert_eq!(file_of("/src/lib.rs?x=1", folder), Some(folder.join("src/lib.rs")));
        assert_eq!(file_of("/../../Cargo.toml", folder), None);
        assert_eq!(file_of("//etc/passwd", folder), None);
        assert_eq!(file_of("/", folder), None);
    }
}
