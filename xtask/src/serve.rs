//! `cargo xtask serve`: the app while one works on it.

use crate::workspace;
use crate::{dist, process, tools};
use anyhow::{Result, bail};
use lexopt::prelude::*;
use std::net::{Ipv4Addr, TcpListener};
use std::num::NonZeroU16;

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
    let mut parser = lexopt::Parser::from_args(arguments);
    while let Some(argument) = parser.next()? {
        match argument {
            Long("open") => wishes.open = true,
            Long("port") => wishes.port = parser.value()?.parse::<NonZeroU16>()?.get(),
            _ => return Err(argument.unexpected().into()),
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
        for (line, named) in [
            ("--prot 9000", "--prot"),
            ("--port", "--port"),
            ("--port x", "x"),
            ("--port 0", "0"),
            ("--port 70000", "70000"),
        ] {
            assert!(check(line).unwrap_err().to_string().contains(named), "{line}");
        }
    }
}
