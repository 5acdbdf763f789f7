//! `cargo xtask serve`: the app while one works on it.

use crate::workspace;
use crate::{dist, process, tools};
use anyhow::{Context, Result, bail};
use std::net::{Ipv4Addr, TcpListener};

#[derive(Debug, PartialEq)]
struct Wishes {
    open: bool,
    port: u16,
}

/// The command line.
pub fn command(arguments: &[String]) -> Result<()> {
    let wishes = read(arguments)?;
    if TcpListener::bind((Ipv4Addr::LOCALHOST, wishes.port)).is_err() {
        bail!("Port {} is taken. Another one goes with `cargo xtask serve --port N`.", wishes.port);
    }
    let workspace = workspace::find()?;
    tools::install_wasm_target()?;
    dist::fetch(&workspace)?;
    let mut trunk = dist::offline_trunk(&workspace, "serve")?;
    trunk.arg("--dist").arg(workspace.target.join("serve"));
    trunk.args(["--address", "127.0.0.1", "--port", &wishes.port.to_string()]);
    trunk.args(wishes.open.then_some("--open"));
    println!("\nBeleg will be at http://127.0.0.1:{}/ once it is built. Ctrl+C ends it.\n", wishes.port);
    process::run_group(&trunk)
}

fn read(arguments: &[String]) -> Result<Wishes> {
    let mut wishes = Wishes { open: false, port: 8080 };
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--open" => wishes.open = true,
            "--port" => {
                let port = words.next().and_then(|port| port.parse().ok()).filter(|port| *port > 0);
                wishes.port = port.context("After --port comes a number between 1 and 65535.")?;
            }
            _ => bail!("`cargo xtask serve` knows --open and --port N, but not `{word}`."),
        }
    }
    Ok(wishes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str) -> Result<Wishes> {
        read(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn wishes_are_read_from_the_line() {
        assert_eq!(check("").unwrap(), Wishes { open: false, port: 8080 });
        assert_eq!(check("--port 9000 --open").unwrap(), Wishes { open: true, port: 9000 });
    }

    #[test]
    fn what_is_not_understood_is_named() {
        assert!(check("--prot 9000").unwrap_err().to_string().contains("`--prot`"));
        for line in ["--port", "--port x", "--port 0", "--port 70000"] {
            assert!(check(line).unwrap_err().to_string().contains("between 1 and 65535"), "{line}");
        }
    }
}
