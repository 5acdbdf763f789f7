//! A static server that remembers every request, so that a test can say what was never asked for.

use std::fs;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
use tiny_http::{Header, Request, Response, StatusCode};

/// One request, as the server saw it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Method and path, as in `GET /index.html`.
    pub line: String,
    /// Whether it was answered with a file of the folder.
    pub served: bool,
}

/// A server of one folder at a free port of this machine.
pub struct Server {
    http: Arc<tiny_http::Server>,
    seen: Arc<Mutex<Vec<Seen>>>,
    worker: Option<JoinHandle<()>>,
    address: String,
}

impl Server {
    /// Serves a folder.
    pub fn start(folder: PathBuf) -> Self {
        let http = Arc::new(tiny_http::Server::http("127.0.0.1:0").expect("a free port can be listened at"));
        let address = format!("127.0.0.1:{}", http.server_addr().to_ip().expect("the server has an IP address").port());
        let seen = Arc::new(Mutex::new(Vec::new()));
        let worker = thread::spawn({
            let (http, seen) = (Arc::clone(&http), Arc::clone(&seen));
            move || {
                for request in http.incoming_requests() {
                    answer(request, &folder, &seen);
                }
            }
        });
        Self { http, seen, worker: Some(worker), address }
    }

    /// Host and port.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Everything that was asked for so far.
    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("the server's log is whole").clone()
    }

    /// What was asked for and is no file of the folder, or was more than a plain request for one.
    pub fn strangers(&self) -> Vec<Seen> {
        self.seen().into_iter().filter(|seen| !seen.served || !seen.line.starts_with("GET ") || seen.line.contains('?')).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.http.unblock();
        if let Some(worker) = self.worker.take() {
            let _ = worker.join();
        }
    }
}

fn answer(request: Request, folder: &Path, seen: &Mutex<Vec<Seen>>) {
    let line = format!("{} {}", request.method(), request.url());
    let content = file_of(request.url(), folder).and_then(|path| Some((fs::read(&path).ok()?, kind(&path))));
    seen.lock().expect("the server's log is whole").push(Seen { line, served: content.is_some() });
    let _ = match content {
        Some((bytes, kind)) => {
            let header = Header::from_bytes("Content-Type", kind).expect("the header is ASCII");
            request.respond(Response::from_data(bytes).with_header(header))
        }
        None => request.respond(Response::empty(StatusCode(404))),
    };
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
