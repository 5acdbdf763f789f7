//! WebKitGTK without automation: its console speaks only then, so this is how the start of the page is listened to there.

use crate::driver::Family;
use crate::engine::Engine;
use crate::room::Room;
use crate::wait::{PATIENCE, soon};
use std::time::Duration;

/// Opens an address in MiniBrowser; returns what its console complained about until some seconds after `ready`.
/// The page is ready when a file whose path contains `ready` has come into being in the browser's data, as for a database;
/// without that, when it has complained.
pub fn complaints(address: &str, ready: Option<&str>) -> Vec<String> {
    let _display = Engine::Webkit.display();
    let room = Room::new();
    let arguments = ["--enable-write-console-messages-to-stdout=true", address].map(String::from);
    let family = Family::start(Engine::Webkit.browser(), &arguments, &room);
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime can be built");
    runtime.block_on(async {
        let is_ready = || match ready {
            Some(ready) => room.holds("data", ready),
            None => family.said().lines().any(is_complaint),
        };
        let there = soon(PATIENCE, async || is_ready().then_some(())).await;
        assert!(there.is_some(), "MiniBrowser did not come as far as {ready:?}. It said:\n{}", family.said());
        tokio::time::sleep(Duration::from_secs(4)).await;
    });
    assert!(!family.members().is_empty(), "MiniBrowser ended too soon. It said:\n{}", family.said());
    family.said().lines().filter(|line| is_complaint(line)).map(String::from).collect()
}

fn is_complaint(line: &str) -> bool {
    line.contains("CONSOLE ") && line.contains(" ERROR ")
}
