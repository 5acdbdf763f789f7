//! Running other programs, and saying in a sentence what went wrong with them.

use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

/// Runs a program to its end, showing what it prints. It gets no input: nothing here may wait for a person.
pub fn run(command: &mut Command) -> Result<()> {
    let spelled = spell(command);
    println!("    $ {spelled}");
    let status = command.stdin(Stdio::null()).status();
    judge(&spelled, status.with_context(|| format!("`{spelled}` could not be started."))?)
}

/// Runs a program and returns what it wrote to its standard output.
pub fn answer(command: &mut Command) -> Result<String> {
    let spelled = spell(command);
    let output = command.stdin(Stdio::null()).stderr(Stdio::piped()).output();
    let output = output.with_context(|| format!("`{spelled}` could not be started."))?;
    if !output.status.success() {
        bail!("`{spelled}` ended with {}: {}", output.status, String::from_utf8_lossy(&output.stderr).trim());
    }
    String::from_utf8(output.stdout).with_context(|| format!("`{spelled}` did not answer in UTF-8."))
}

/// Runs a program that starts others, and when it ends, ends whatever it has left behind.
#[cfg(unix)]
pub fn run_group(command: &Command) -> Result<()> {
    let spelled = spell(command);
    println!("    $ {spelled}");
    let mut group = start_group(command, Stdio::inherit)?;
    let status = group.leader.wait().with_context(|| format!("`{spelled}` could not be waited for."))?;
    drop(group);
    judge(&spelled, status)
}

/// A program that runs beside this one, with whatever it started. It ends when this is dropped.
#[cfg(unix)]
pub struct Group {
    leader: std::process::Child,
    _pipe: Option<std::process::ChildStdin>,
}

/// Starts a program that starts others. `output` is where it says things.
///
/// The program gets a process group of its own. Killing only the program would leave Xvfb, drivers and browsers
/// running, and a browser that is still there makes the next run fail in strange ways. The shell in front holds
/// one end of a pipe: if this process disappears (Ctrl+C, a closed terminal), the pipe breaks and the group goes too.
#[cfg(unix)]
pub fn start_group(command: &Command, output: fn() -> Stdio) -> Result<Group> {
    use std::os::unix::process::CommandExt;

    const KEEPER: &str = "exec 3<&0 </dev/null\n\
                          { cat <&3 >/dev/null; kill -KILL 0; } &\n\
                          exec 3<&-\n\
                          \"$@\"";
    let mut keeper = Command::new("sh");
    keeper.args(["-c", KEEPER, "sh"]).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => keeper.env(name, value),
            None => keeper.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        keeper.current_dir(folder);
    }
    keeper.stdin(Stdio::piped()).stdout(output()).stderr(output()).process_group(0);
    let mut leader = keeper.spawn().with_context(|| format!("`{}` could not be started.", spell(command)))?;
    let pipe = leader.stdin.take();
    Ok(Group { leader, _pipe: pipe })
}

#[cfg(unix)]
impl Drop for Group {
    fn drop(&mut self) {
        // The group may be empty by now, and then there is nobody to kill; that is no failure.
        let group = format!("kill -KILL -{} 2>/dev/null", self.leader.id());
        let _ = Command::new("sh").args(["-c", &group]).status();
        let _ = self.leader.wait();
    }
}

/// Process groups are a matter of Unix; elsewhere the program is simply run.
#[cfg(not(unix))]
pub fn run_group(command: &Command) -> Result<()> {
    let mut again = Command::new(command.get_program());
    again.args(command.get_args());
    again.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    if let Some(folder) = command.get_current_dir() {
        again.current_dir(folder);
    }
    run(&mut again)
}

/// Where PATH leads for this name, as an absolute path.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let name = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    let found =
        std::env::split_paths(&path).map(|folder| folder.join(&name)).find(|file| is_program(file))?;
    std::path::absolute(found).ok()
}

/// Whether this file is there and may be executed.
pub fn is_program(file: &Path) -> bool {
    let Ok(metadata) = file.metadata() else {
        return false;
    };
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        metadata.is_file() && metadata.permissions().mode() & 0o111 != 0
    }
    #[cfg(not(unix))]
    metadata.is_file()
}

fn judge(spelled: &str, status: ExitStatus) -> Result<()> {
    if status.success() {
        return Ok(());
    }
    bail!("`{spelled}` ended with {status}; what it says above tells why.")
}

/// The program and its arguments in one line, the program without its folder.
fn spell(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let mut words = vec![program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned()];
    words.extend(command.get_args().map(|word| word.to_string_lossy().into_owned()));
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_is_a_sentence_that_names_the_command() {
        let error = answer(Command::new("cargo").arg("no-such-command")).unwrap_err().to_string();
        assert!(error.starts_with("`cargo no-such-command` ended with "), "{error}");
    }

    #[test]
    #[cfg(unix)]
    fn a_group_ends_with_its_leader() {
        let folder = std::env::temp_dir().join(format!("beleg-group-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let script = "(sleep 1; touch left-behind) & exit 0";
        let mut command = Command::new("sh");
        run_group(command.args(["-c", script]).current_dir(&folder)).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(1500));
        let survived = folder.join("left-behind").exists();
        std::fs::remove_dir_all(&folder).unwrap();
        assert!(!survived);
    }

    #[test]
    fn a_program_is_found_on_path() {
        assert!(find("cargo").is_some_and(|file| file.is_absolute()));
        assert!(find("no-such-program-anywhere").is_none());
    }
}
