//! `pilotzone diff`

use crate::outcome::{Done, Outcome};
use crate::printer::Printer;
use clap::Args;
use pilotzone_import::load::{Overrides, load_scenario};
use pilotzone_record::first_difference;
use std::path::PathBuf;

/// Name the first step, agent and field in which two runs differ
#[derive(Args)]
#[command(after_help = "Example:\n  pilotzone diff out/one-thread out/eight-threads")]
pub struct Diff {
    /// Folder of one run
    run_a: PathBuf,
    /// Folder of the other run
    run_b: PathBuf,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

pub fn diff(args: &Diff, printer: &mut Printer) -> Done {
    let comparison = first_difference(&args.run_a, &args.run_b, &mut |scenario| {
        let loaded = load_scenario(scenario, &Overrides::default());
        loaded.map(|loaded| loaded.run).map_err(|error| error.plain())
    })?;
    if args.json {
        printer.data(&serde_json::to_string_pretty(&comparison).unwrap_or_default())?;
    } else {
        printer.note(&comparison.in_words());
    }
    Ok(if comparison.equal { Outcome::Good } else { Outcome::CheckFailed })
}
