//! What a run is told by its environment. A missing variable is a failure and never a skipped test.

use std::env;
use std::path::PathBuf;

/// The absolute path that a variable holds.
pub fn setting(name: &str) -> PathBuf {
    read(name, env::var_os(name).map(PathBuf::from)).unwrap_or_else(|sentence| panic!("{sentence}"))
}

/// The folder for screenshots, if this run wants any.
pub fn shots() -> Option<PathBuf> {
    env::var_os("BELEG_SHOTS").filter(|folder| !folder.is_empty()).map(PathBuf::from)
}

fn read(name: &str, value: Option<PathBuf>) -> Result<PathBuf, String> {
    let path = value.filter(|path| !path.as_os_str().is_empty()).ok_or(format!(
        "The variable {name} is not set. `cargo xtask test` sets it; a run without it proves nothing."
    ))?;
    if !path.is_absolute() {
        return Err(format!("{name} is {}, which is not an absolute path.", path.display()));
    }
    if !path.exists() {
        return Err(format!("{name} names {}, which does not exist.", path.display()));
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_variable_is_a_failure_with_a_sentence() {
        assert!(read("BELEG_PAGE", None).unwrap_err().starts_with("The variable BELEG_PAGE is not set."));
        assert!(
            read("BELEG_PAGE", Some(PathBuf::new()))
                .unwrap_err()
                .starts_with("The variable BELEG_PAGE is not set.")
        );
        assert!(read("BELEG_PAGE", Some("dist".into())).unwrap_err().ends_with("not an absolute path."));
        assert!(read("BELEG_PAGE", Some("/no/such/page".into())).unwrap_err().ends_with("does not exist."));
        assert_eq!(read("BELEG_PAGE", Some("/".into())), Ok(PathBuf::from("/")));
    }
}
