//! One test's visit to a page: opens it, lets the test act, and leaves evidence if the test fails.

use crate::engine::Engine;
use crate::page::Page;
use crate::server::Server;
use crate::settings::setting;
use crate::wait::PATIENCE;
use futures_util::FutureExt;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::path::PathBuf;
use std::time::Duration;

/// How long one visit may take, of several at once on a busy machine.
const LIMIT: Duration = Duration::from_secs(900);

/// A form in which the page is given to people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One file, opened from the disk.
    File,
    /// A folder, behind a static server.
    Http,
}

/// Opens the released page and acts on it. Over http the server is handed in as well.
pub fn visit(engine: Engine, form: Form, name: &str, act: impl AsyncFnOnce(&Page, Option<&Server>)) {
    match form {
        Form::File => {
            let address = file_address(&setting("BELEG_PAGE"));
            visit_address(engine, &address, &format!("{name}-{engine}-file"), async |page: &Page| {
                act(page, None).await
            });
        }
        Form::Http => {
            let server = Server::start(setting("BELEG_DIST"));
            let address = format!("http://{}/", server.address());
            visit_address(engine, &address, &format!("{name}-{engine}-http"), async |page: &Page| {
                act(page, Some(&server)).await
            });
        }
    }
}

/// Opens any page that calls itself ready and acts on it. The label names the evidence.
pub fn visit_address(engine: Engine, address: &str, label: &str, act: impl AsyncFnOnce(&Page)) {
    let _display = engine.display();
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime can be built");
    runtime.block_on(async {
        let page = Page::start(engine, address, label).await;
        let visit = async {
            page.open().await;
            act(&page).await;
        };
        let acted = AssertUnwindSafe(tokio::time::timeout(LIMIT, visit)).catch_unwind().await;
        if let Ok(Ok(())) = acted {
            return page.close().await;
        }
        let evidence = tokio::time::timeout(PATIENCE, async { page.evidence(&evidence_folder()).await });
        // A browser that has gone fails this as well; what is told then is still why the test failed.
        let evidence = AssertUnwindSafe(evidence).catch_unwind().await;
        let nothing = || format!("The browser gave no evidence. It said:\n{}", page.family.said());
        eprintln!("{label} failed. {}", evidence.ok().and_then(Result::ok).unwrap_or_else(nothing));
        match acted {
            Err(panic) => resume_unwind(panic),
            _ => panic!("{label} took longer than {} s.", LIMIT.as_secs()),
        }
    });
}

/// The address of a file.
pub fn file_address(path: &std::path::Path) -> String {
    url::Url::from_file_path(path).expect("the path is absolute").to_string()
}

/// The folder `e2e` of the target folder that this program was built into.
fn evidence_folder() -> PathBuf {
    let program = std::env::current_exe().expect("a program knows its path");
    program.ancestors().nth(3).expect("a test lies in <target>/<profile>/deps").join("e2e")
}
