//! What tests in browsers run on: browsers, drivers and tools, a display, a page.

use crate::browsers::{self, Browsers};
use crate::workspace::Workspace;
use crate::{dist, tools};
use anyhow::{Context, Result};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Everything the browser tests stand on.
pub struct Tools {
    /// The browsers and their drivers.
    pub browsers: Browsers,
    /// The driver of Firefox.
    pub geckodriver: PathBuf,
    /// The rules of accessible pages.
    pub axe: PathBuf,
    /// Where programs are looked for, the tools first.
    pub path: OsString,
}

/// Finds and installs it.
pub fn get_tools(workspace: &Workspace) -> Result<Tools> {
    // First the browsers: if one is missing and cannot be had, that is said before minutes of compiling.
    let browsers = browsers::find()?;
    let mut folders =
        tools::install(&[tools::geckodriver(), tools::trunk(), tools::wasm_bindgen(workspace)?])?;
    let geckodriver = folders.first().context("geckodriver was installed nowhere.")?.join("geckodriver");
    folders.push(tools::install_wasm_opt()?);
    let axe = tools::install_axe()?;
    dist::fetch(workspace)?;
    Ok(Tools { browsers, geckodriver, axe, path: tools::path(&folders)? })
}

/// A program that drives browsers, on the page in a folder.
pub fn on_a_page(workspace: &Workspace, tools: &Tools, command: &Command, folder: &Path) -> Result<Command> {
    let mut command = on_a_display(workspace, tools, command)?;
    command.env("BELEG_PAGE", folder.join("beleg.html")).env("BELEG_DIST", folder).env("AXE", &tools.axe);
    command.env("PATH", &tools.path).env("GECKODRIVER", &tools.geckodriver).envs(tools.browsers.all());
    Ok(command)
}

/// The same program under a virtual display, without which WebKitGTK does not start. Behind such a display is no graphics
/// card, and WebKitGTK 2.50 ended once in a thread of Mesa's that draws in the card's place. It can draw by itself.
///
/// It also computes wrongly now and then while it exchanges a program's code for a faster version: SHA-256 came out wrong in
/// two of 26 runs of the browser tests, an address once, and once in some hundred visits the page stood still, laying out
/// 70,000 characters of the program's own memory in the place of a text. So all of it runs on the interpreter there.
pub fn on_a_display(workspace: &Workspace, tools: &Tools, command: &Command) -> Result<Command> {
    let mut on_a_display = workspace.command(tools.browsers.get("XVFB_RUN")?);
    on_a_display.arg("--auto-servernum").arg(command.get_program()).args(command.get_args());
    on_a_display.env("WEBKIT_SKIA_ENABLE_CPU_RENDERING", "1");
    on_a_display.env("JSC_useBBQJIT", "false").env("JSC_useOMGJIT", "false");
    Ok(on_a_display)
}
