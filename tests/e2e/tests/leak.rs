//! Nothing leaves the page: whatever a script tries, no server hears of it.
#![allow(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use beleg_e2e::server::Server;
use beleg_e2e::wait::until;
use beleg_e2e::{Engine, Form, Page, probe, visit};

fn refuses(engine: Engine, form: Form) {
    let folder = tempfile::tempdir().unwrap();
    let stranger = Server::start(folder.path().to_owned());
    visit(engine, form, "leak", async |page: &Page, server: Option<&Server>| {
        assert_eq!(probe::leaks(page, &stranger, &[]).await, [""; 0], "another server heard of the page");
        if let Some(server) = server {
            assert_eq!(
                probe::leaks(page, server, &[]).await,
                [""; 0],
                "the page's own server heard of the page"
            );
        }
        // The probe was refused, and did not merely fail.
        for directive in ["connect-src", "img-src", "style-src", "form-action"] {
            until(&format!("{directive} to refuse something"), async || {
                page.complaints().await.iter().any(|complaint| complaint.contains(directive)).then_some(())
            })
            .await;
        }
        page.element("article[data-document]").await;
    });
    assert_eq!(stranger.seen(), []);
}

#[test]
fn chromium_file() {
    refuses(Engine::Chromium, Form::File);
}

#[test]
fn chromium_http() {
    refuses(Engine::Chromium, Form::Http);
}

#[test]
fn firefox_file() {
    refuses(Engine::Firefox, Form::File);
}

#[test]
fn firefox_http() {
    refuses(Engine::Firefox, Form::Http);
}

#[test]
fn webkit_file() {
    refuses(Engine::Webkit, Form::File);
}

#[test]
fn webkit_http() {
    refuses(Engine::Webkit, Form::Http);
}
