//! Running other programs, and saying in a sentence what went wrong with them.

use anyhow::{Context, Result, bail};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};

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
pub fn run_group(command: &Command) -> Result<()> {
    let spelled = spell(command);
    println!("    $ {spelled}");
    let mut group = start_group(command, Stdio::inherit)?;
    let status = group.leader.wait().with_context(|| format!("`{spelled}` could not be waited for."))?;
    drop(group);
    judge(&spelled, status)
}

/// The same, and returns what the program wrote to its standard output besides showing it, and whether it went well.
pub fn hear_group(command: &Command) -> Result<(String, Result<()>)> {
    let spelled = spell(command);
    println!("    $ {spelled}");
    let mut group = start_group_with(command, Stdio::piped(), Stdio::inherit())?;
    let output = group.leader.stdout.take().context("A piped output is there.")?;
    let hearing = std::thread::spawn(move || {
        let mut said = String::new();
        for line in BufReader::new(output).lines().map_while(Result::ok) {
            println!("{line}");
            said.push_str(&line);
            said.push('\n');
        }
        said
    });
    let status = group.leader.wait().with_context(|| format!("`{spelled}` could not be waited for."))?;
    // What was left behind may hold the pipe.
    drop(group);
    let said = hearing.join().ok().context("What was said could not be heard.")?;
    Ok((said, judge(&spelled, status)))
}

/// A program that runs beside this one, with whatever it started. All of it ends when this is dropped.
pub struct Group {
    leader: Child,
    _pipe: Option<ChildStdin>,
}

/// Starts a program that starts others. `output` is where it says things.
pub fn start_group(command: &Command, output: fn() -> Stdio) -> Result<Group> {
    start_group_with(command, output(), output())
}

/// The program gets a process group of its own. Killing only the program would leave Xvfb, drivers and browsers
/// running, and a browser that is still there makes the next run fail in strange ways. The shell in front holds
/// one end of a pipe: if this process disappears (Ctrl+C, a closed terminal), the pipe breaks and the group goes too.
#[cfg(unix)]
fn start_group_with(command: &Command, output: Stdio, errors: Stdio) -> Result<Group> {
    use std::os::unix::process::CommandExt;

    const KEEPER: &str = "exec 3<&0 </dev/null\n\
                          { cat <&3 >/dev/null; kill -KILL 0; } &\n\
                          exec 3<&-\n\
                          \"$@\"";
    let mut keeper = Command::new("sh");
    keeper.args(["-c", KEEPER, "sh"]).arg(command.get_program());
    keeper.stdin(Stdio::piped()).process_group(0);
    start(&mut keeper, command, output, errors)
}

/// Process groups are a matter of Unix; elsewhere the program is simply started.
#[cfg(not(unix))]
fn start_group_with(command: &Command, output: Stdio, errors: Stdio) -> Result<Group> {
    let mut again = Command::new(command.get_program());
    start(again.stdin(Stdio::null()), command, output, errors)
}

/// Starts a program with the arguments, the folder and the variables of another.
fn start(program: &mut Command, like: &Command, output: Stdio, errors: Stdio) -> Result<Group> {
    program.args(like.get_args()).stdout(output).stderr(errors);
    for (name, value) in like.get_envs() {
        match value {
            Some(value) => program.env(name, value),
            None => program.env_remove(name),
        };
    }
    if let Some(folder) = like.get_current_dir() {
        program.current_dir(folder);
    }
    let mut leader = program.spawn().with_context(|| format!("`{}` could not be started.", spell(like)))?;
    let pipe = leader.stdin.take();
    Ok(Group { leader, _pipe: pipe })
}

impl Drop for Group {
    fn drop(&mut self) {
        // It may be gone by now, and the group empty; then there is nobody to kill, which is no failure.
        #[cfg(unix)]
        let _ = Command::new("sh")
            .args(["-c", &format!("kill -KILL -{} 2>/dev/null", self.leader.id())])
            .status();
        let _ = self.leader.kill();
        let _ = self.leader.wait();
    }
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
