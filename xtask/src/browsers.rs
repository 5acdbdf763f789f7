//! The browsers and drivers of this machine: found, on Debian installed, elsewhere named one by one.

use crate::process;
use anyhow::{Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

/// A program the browser tests need.
struct Program {
    /// The environment variable that hands it to the tests, and with which a person may choose another one.
    variable: &'static str,
    names: &'static [&'static str],
    package: &'static str,
    about: &'static str,
}

const PROGRAMS: &[Program] = &[
    Program {
        variable: "CHROMIUM",
        names: &["chromium", "chromium-browser", "google-chrome"],
        package: "chromium",
        about: "the browser Chromium",
    },
    Program {
        variable: "CHROMEDRIVER",
        names: &["chromedriver"],
        package: "chromium-driver",
        about: "the driver of Chromium",
    },
    Program {
        variable: "FIREFOX",
        names: &["firefox-esr", "firefox"],
        package: "firefox-esr",
        about: "the browser Firefox",
    },
    Program {
        variable: "WEBKITDRIVER",
        names: &["WebKitWebDriver"],
        package: "webkit2gtk-driver",
        about: "the driver of WebKitGTK",
    },
    Program {
        variable: "MINIBROWSER",
        names: &["MiniBrowser"],
        package: "webkit2gtk-driver",
        about: "the browser of WebKitGTK",
    },
    Program { variable: "XVFB", names: &["Xvfb"], package: "xvfb", about: "the display for WebKitGTK" },
    Program {
        variable: "XVFB_RUN",
        names: &["xvfb-run"],
        package: "xvfb",
        about: "the starter of that display",
    },
    Program { variable: "XAUTH", names: &["xauth"], package: "xauth", about: "the key of that display" },
];

/// Fonts for the scripts that documents are written in; nothing fails without them, but texts are drawn as boxes.
const FONTS: &str = "fonts-noto-core";

/// Where the programs are, as absolute paths.
pub struct Browsers {
    found: Vec<(&'static str, PathBuf)>,
}

impl Browsers {
    /// The path of one program, by its variable.
    pub fn get(&self, variable: &str) -> Result<&Path> {
        match self.found.iter().find(|(name, _)| *name == variable) {
            Some((_, path)) => Ok(path),
            None => bail!("No program is known as {variable}."),
        }
    }

    /// All programs, by their variables.
    pub fn all(&self) -> impl Iterator<Item = (&'static str, &Path)> {
        self.found.iter().map(|(variable, path)| (*variable, path.as_path()))
    }
}

/// Finds every program, after installing what is missing if this is Debian and we may.
pub fn find() -> Result<Browsers> {
    if may_install() {
        install(&missing_packages())?;
    }
    let missing: Vec<String> =
        PROGRAMS.iter().filter(|program| locate(program).is_none()).map(complaint).collect();
    if !missing.is_empty() {
        bail!(
            "The browser tests cannot run, because programs are missing:\n{}\n\
             On Debian, root gets them all from this command. `cargo xtask test --native` needs none of them.",
            missing.join("\n")
        );
    }
    let found = PROGRAMS.iter().filter_map(|program| Some((program.variable, locate(program)?)));
    Ok(Browsers { found: found.collect() })
}

fn complaint(program: &Program) -> String {
    let (names, about, package) = (program.names.join(" or "), program.about, program.package);
    let variable = program.variable;
    format!("  {names}, {about}: install it (Debian's package is {package}), or set {variable} to its path.")
}

fn locate(program: &Program) -> Option<PathBuf> {
    if let Some(chosen) = std::env::var_os(program.variable).map(PathBuf::from) {
        return process::is_program(&chosen)
            .then_some(chosen)
            .and_then(|chosen| std::path::absolute(chosen).ok());
    }
    let found = program.names.iter().find_map(|name| process::find(name));
    found.or_else(|| if program.variable == "MINIBROWSER" { locate_minibrowser() } else { None })
}

/// MiniBrowser lives beside the library, where no PATH leads: in a folder named after the processor and the version.
fn locate_minibrowser() -> Option<PathBuf> {
    let listed = ["libwebkit2gtk-4.1-0", "libwebkitgtk-6.0-4", "libwebkit2gtk-4.0-37"].into_iter().find_map(
        |package| {
            let files = process::answer(Command::new("dpkg").args(["-L", package])).ok()?;
            files
                .lines()
                .map(PathBuf::from)
                .find(|file| file.ends_with("MiniBrowser") && process::is_program(file))
        },
    );
    listed.or_else(|| {
        let processor = format!("/usr/lib/{}-linux-gnu", std::env::consts::ARCH);
        let parents = [processor.as_str(), "/usr/libexec", "/usr/lib64", "/usr/lib"];
        let versions = ["webkit2gtk-4.1", "webkitgtk-6.0", "webkit2gtk-4.0"];
        let mut files = parents.iter().flat_map(|parent| {
            versions.iter().map(move |version| Path::new(parent).join(version).join("MiniBrowser"))
        });
        files.find(|file| process::is_program(file))
    })
}

/// Debian and root: the only place where this program installs something outside its own folder.
fn may_install() -> bool {
    let release = std::fs::read_to_string("/etc/os-release").unwrap_or_default();
    let root = || process::answer(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    release.lines().any(|line| line.trim() == "ID=debian") && process::find("apt-get").is_some() && root()
}

fn missing_packages() -> Vec<&'static str> {
    let mut packages: Vec<&str> =
        PROGRAMS.iter().filter(|program| locate(program).is_none()).map(|program| program.package).collect();
    let fonts = process::answer(Command::new("dpkg-query").args(["--show", "--showformat=${Status}", FONTS]));
    if !fonts.is_ok_and(|status| status.ends_with(" installed")) {
        packages.push(FONTS);
    }
    packages.dedup();
    packages
}

fn install(packages: &[&str]) -> Result<()> {
    if packages.is_empty() {
        return Ok(());
    }
    println!("    installing {} with apt-get (once, takes minutes)", packages.join(", "));
    process::run(&mut apt("update"))?;
    process::run(apt("install").args(["--yes", "--no-install-recommends"]).args(packages))
}

/// apt-get that asks nothing and waits for another apt-get to end.
fn apt(action: &str) -> Command {
    let mut command = Command::new("apt-get");
    command.env("DEBIAN_FRONTEND", "noninteractive").args(["-qq", "-o", "DPkg::Lock::Timeout=300", action]);
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_missing_program_is_named_with_its_remedy() {
        for program in PROGRAMS {
            let complaint = complaint(program);
            for word in [program.package, program.variable, program.about] {
                assert!(complaint.contains(word), "{complaint}");
            }
        }
    }
}
