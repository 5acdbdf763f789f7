//! A web server for the pages that are measured, which lives as long as the program.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;

use anyhow::{Context, Result};

/// What is served: a type and a text, by the path.
pub type Files = BTreeMap<&'static str, (&'static str, String)>;

/// Serves files from memory on a free port and returns the address.
pub fn serve(files: Files) -> Result<String> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).context("No port is free.")?;
    let address = listener.local_addr().context("The server has no address.")?;
    let files = Arc::new(files);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let files = Arc::clone(&files);
            // Browsers open connections in advance and leave them silent, so that each has a thread of its own.
            std::thread::spawn(move || answer(&stream, &files));
        }
    });
    Ok(format!("http://{address}"))
}

fn answer(mut stream: &TcpStream, files: &Files) -> std::io::Result<()> {
    let mut lines = BufReader::new(stream).lines();
    let request = lines.next().transpose()?.unwrap_or_default();
    while lines.next().transpose()?.is_some_and(|line| !line.is_empty()) {}
    let path = request.split(' ').nth(1).unwrap_or_default();
    let (status, kind, body) = match files.get(path) {
        Some((kind, body)) => ("200 OK", *kind, body.as_str()),
        None => ("404 Not Found", "text/plain", ""),
    };
    let length = body.len();
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n"
    )?;
    stream.write_all(body.as_bytes())
}
