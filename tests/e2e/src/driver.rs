//! A driver process, started on a free port and ended together with every process that came from it.

use crate::engine::Engine;
use crate::room::Room;
use crate::wait::{PATIENCE, soon};
use rustix::process::{Pid, Signal, kill_process};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

/// A program and all its descendants: they share a session of the operating system, and end when this is dropped.
#[derive(Debug)]
pub struct Family {
    head: Child,
    log: PathBuf,
}

impl Family {
    /// Starts a program in a session of its own, with everything it says in a file of the room.
    pub fn start(program: PathBuf, arguments: &[String], room: &Room) -> Self {
        let log = room.path("said.log");
        let said = File::create(&log).expect("a log can be made in a new folder");
        let mut command = Command::new("setsid");
        room.furnish(&mut command);
        let head = command
            .arg(&program)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(said.try_clone().expect("a file handle can be copied"))
            .stderr(said)
            .spawn()
            .unwrap_or_else(|error| panic!("{} did not start: {error}.", program.display()));
        Self { head, log }
    }

    /// Everything the processes wrote so far.
    pub fn said(&self) -> String {
        String::from_utf8_lossy(&fs::read(&self.log).unwrap_or_default()).into_owned()
    }

    /// The processes that are still there.
    pub fn members(&self) -> Vec<Pid> {
        members(self.head.id())
    }

    /// The number of the session, which outlives this value.
    pub fn session(&self) -> u32 {
        self.head.id()
    }
}

impl Drop for Family {
    fn drop(&mut self) {
        let start = Instant::now();
        loop {
            let members = self.members();
            for &member in &members {
                let _ = kill_process(member, Signal::KILL);
            }
            let _ = self.head.try_wait();
            if members.is_empty() || start.elapsed() > PATIENCE {
                break;
            }
            thread::sleep(Duration::from_millis(20));
        }
        let _ = self.head.wait();
    }
}

/// The living processes of a session. The group would not do: Chromium's helpers may found groups of their own.
pub fn members(session: u32) -> Vec<Pid> {
    let Ok(entries) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    let entries = entries.flatten().filter(|entry| is_member(&entry.path(), session));
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok().and_then(Pid::from_raw)).collect()
}

/// Reads what the system says of a process: its name in brackets, then state, parent, group and session.
fn is_member(process: &Path, session: u32) -> bool {
    let stat = fs::read_to_string(process.join("stat")).unwrap_or_default();
    let Some((_, rest)) = stat.rsplit_once(") ") else {
        return false;
    };
    let fields: Vec<&str> = rest.split(' ').take(4).collect();
    matches!(fields[..], [state, _, _, number] if state != "Z" && number == session.to_string())
}

/// Starts an engine's driver and waits until it answers; returns it with its address.
pub async fn start(engine: Engine, room: &Room) -> (Family, String) {
    let mut said = String::new();
    // A free port may be taken by somebody else before the driver has it.
    for _ in 0..3 {
        let port = free_port();
        let mut family = Family::start(engine.driver(), &engine.driver_arguments(port), room);
        let answer = soon(PATIENCE, async || {
            let gone = family.head.try_wait().is_ok_and(|status| status.is_some());
            if gone { Some(false) } else { answers(port).then_some(true) }
        });
        if answer.await == Some(true) {
            return (family, format!("http://127.0.0.1:{port}"));
        }
        said = family.said();
    }
    panic!("The driver of {engine} did not answer. It said:\n{said}");
}

/// A port that nobody listens at, and that no other test of this program is about to take.
fn free_port() -> u16 {
    static GIVEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());
    loop {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port can be found");
        let port = listener.local_addr().expect("a bound port has a number").port();
        if GIVEN.lock().unwrap_or_else(PoisonError::into_inner).insert(port) {
            return port;
        }
    }
}

fn answers(port: u16) -> bool {
    let ask = || {
        let mut stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        write!(stream, "GET /status HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n")?;
        let mut answer = [0; 12];
        stream.read_exact(&mut answer)?;
        Ok::<_, std::io::Error>(&answer == b"HTTP/1.1 200")
    };
    ask().unwrap_or(false)
}
