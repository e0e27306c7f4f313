//! `pilotzone push`, which starts the program `pilotzone-push` beside this one.

#[cfg(not(unix))]
use crate::outcome::Outcome;
use crate::outcome::{Done, Failure};
use crate::printer::Printer;
use clap::Args;
use pilotzone_record::Language;
use std::path::PathBuf;
use std::process::Command;

const EXAMPLE: &str = "Example:\n  pilotzone push out/hundred file:///srv/control-centre\n  \
    pilotzone push out/hundred s3://bucket/prefix --wait 3600\n  \
    pilotzone push out/hundred s3://bucket/prefix --status --json";

/// Ship results to object storage: anonymised, each row exactly once, as Delta Lake tables
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct Push {
    /// Folder of a run or a batch that is complete, or of a run whose incidents wait in its spool
    dir: PathBuf,
    /// Where to: file:///FOLDER or s3://BUCKET/PREFIX; credentials come from the environment
    url: String,
    /// Ship nothing; tell what has arrived and what is pending
    #[arg(long)]
    status: bool,
    /// Go on for so many seconds without an answer from the store [default: 120]
    #[arg(long, value_name = "S")]
    wait: Option<f64>,
    /// No other program writes to this address: needed where the store cannot keep two writers apart
    #[arg(long)]
    single_writer: bool,
    /// Print the figures as one JSON object
    #[arg(long)]
    json: bool,
}

/// The program that ships.
pub const PROGRAM: &str = "pilotzone-push";

pub fn push(args: &Push, printer: &mut Printer) -> Done {
    let mut command = Command::new(program()?);
    command.arg(&args.dir).arg(&args.url);
    for (flag, is_set) in
        [("--status", args.status), ("--single-writer", args.single_writer), ("--json", args.json)]
    {
        if is_set {
            command.arg(flag);
        }
    }
    if let Some(wait_s) = args.wait {
        command.arg("--wait").arg(wait_s.to_string());
    }
    let is_korean = printer.language == Language::Ko;
    command.args(["--lang", if is_korean { "ko" } else { "en" }]);
    started(command)
}

/// The program that ships, beside this one.
pub fn program() -> Result<PathBuf, Failure> {
    let name = format!("{PROGRAM}{}", std::env::consts::EXE_SUFFIX);
    let beside = std::env::current_exe().ok().and_then(|exe| Some(exe.parent()?.join(name)));
    beside.filter(|path| path.is_file()).ok_or_else(|| {
        Failure::bad_input(
            format!("the program {PROGRAM} is not beside this one"),
            "build it with `cargo build --release -p pilotzone-cloud`; results that wait are kept",
        )
    })
}

/// Becomes the other program, so that who stops this one stops the one that ships.
#[cfg(unix)]
fn started(mut command: Command) -> Done {
    use std::os::unix::process::CommandExt;
    let cause = command.exec();
    Err(Failure::machine(format!("{PROGRAM} cannot be started: {cause}")))
}

#[cfg(not(unix))]
fn started(mut command: Command) -> Done {
    let ended = command.status();
    let ended = ended.map_err(|cause| Failure::machine(format!("{PROGRAM} cannot be started: {cause}")))?;
    Ok(match ended.code() {
        Some(0) => Outcome::Good,
        Some(1) => Outcome::CheckFailed,
        Some(2) => Outcome::BadInput,
        _ => Outcome::MachineFailed,
    })
}
