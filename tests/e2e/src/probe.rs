//! An attempt to get something out of the page, in every way that the platform offers to a script.
//! Leaving the page for another address is no such way: no policy forbids it, and the person sees it.

use crate::page::Page;
use crate::server::Server;
use crate::wait::soon;
use serde_json::json;
use std::time::Duration;

/// Tries to reach a server from inside the page; returns the names of the ways that got there, in alphabetical order.
pub async fn leaks(page: &Page, server: &Server) -> Vec<String> {
    let target = format!("http://{}/leak/", server.address());
    page.slow_script(include_str!("../scripts/probe.js"), &[json!(target)]).await;
    page.script(include_str!("../scripts/probe_form.js"), &[json!(target)]).await;
    // A request that is still on its way must not be missed.
    soon(Duration::from_secs(2), async || {
        server.seen().iter().any(|seen| seen.line.contains("/leak/form")).then_some(())
    })
    .await;
    let mut ways: Vec<String> = server
        .seen()
        .iter()
        .filter_map(|seen| Some(seen.line.split_once("/leak/")?.1.split('?').next()?.to_owned()))
        .collect();
    ways.sort();
    ways.dedup();
    ways
}
