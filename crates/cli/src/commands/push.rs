//! `pilotzone push`, which starts the program `pilotzone-push` beside this one.

use crate::beside;
use crate::outcome::Done;
use crate::printer::Printer;
use clap::Args;
use pilotzone_record::Language;
use std::path::PathBuf;

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
/// What to do where it is missing.
pub const REMEDY: &str =
    "build it with `cargo build --release -p pilotzone-cloud`; results that wait are kept";

pub fn push(args: &Push, printer: &mut Printer) -> Done {
    let mut command = beside::command(PROGRAM, REMEDY)?;
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
    beside::start(command)
}
