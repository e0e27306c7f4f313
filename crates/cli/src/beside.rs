//! Programs of ours that lie beside this one, so that it is built without what they need.

use crate::outcome::{Done, Failure};
use std::path::PathBuf;
use std::process::Command;

/// The command that starts a program beside this one; where it is missing, how to build it.
pub fn command(program: &str, remedy: &str) -> Result<Command, Failure> {
    let name = format!("{program}{}", std::env::consts::EXE_SUFFIX);
    let beside: Option<PathBuf> = std::env::current_exe().ok().and_then(|exe| Some(exe.parent()?.join(name)));
    let found = beside.filter(|path| path.is_file());
    found
        .map(Command::new)
        .ok_or_else(|| Failure::bad_input(format!("the program {program} is not beside this one"), remedy))
}

/// Becomes the other program, so that who stops this one stops that one.
#[cfg(unix)]
pub fn start(mut command: Command) -> Done {
    use std::os::unix::process::CommandExt;
    let cause = command.exec();
    Err(Failure::machine(format!("{} cannot be started: {cause}", command.get_program().display())))
}

/// Starts the other program and waits for its end.
#[cfg(not(unix))]
pub fn start(mut command: Command) -> Done {
    use crate::outcome::Outcome;
    let ended = command.status().map_err(|cause| {
        Failure::machine(format!("{} cannot be started: {cause}", command.get_program().display()))
    })?;
    Ok(match ended.code() {
        Some(0) => Outcome::Good,
        Some(1) => Outcome::CheckFailed,
        Some(2) => Outcome::BadInput,
        _ => Outcome::MachineFailed,
    })
}
