//! An attempt to get something out of the page, in every way that the platform offers to a script.
//! Leaving the page for another address is no such way: no policy forbids it, and the person sees it.

use crate::page::Page;
use crate::server::Server;
use crate::wait::{PATIENCE, soon};
use serde_json::json;
use std::time::Duration;

/// Tries to reach a server from inside the page; returns the names of the ways that got there, in alphabetical order.
/// Those that should get there are waited for.
pub async fn leaks(page: &Page, server: &Server, expected: &[&str]) -> Vec<String> {
    let target = format!("http://{}/leak/", server.address());
    let arrived = async |way: &str| {
        let line = format!("/leak/{way}");
        // A request that is still on its way must not be missed.
        let patience = if expected.contains(&way) { PATIENCE } else { Duration::from_secs(2) };
        let is_seen = || server.seen().iter().any(|seen| seen.line.contains(&line));
        soon(patience, async || is_seen().then_some(())).await
    };
    page.slow_script(include_str!("../scripts/probe.js"), &[json!(target)]).await;
    // The form leaves the page, with which everything ends that is not sent yet.
    for way in expected.iter().filter(|way| **way != FORM) {
        arrived(way).await;
    }
    page.script(include_str!("../scripts/probe_form.js"), &[json!(target)]).await;
    arrived(FORM).await;
    ways(server)
}

/// The way that comes last.
const FORM: &str = "form";

fn ways(server: &Server) -> Vec<String> {
    let mut ways: Vec<String> = server
        .seen()
        .iter()
        .filter_map(|seen| Some(seen.line.split_once("/leak/")?.1.split('?').next()?.to_owned()))
        .collect();
    ways.sort();
    ways.dedup();
    ways
}
