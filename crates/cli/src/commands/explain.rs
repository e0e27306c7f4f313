//! `pilotzone explain`

use crate::outcome::{Done, Outcome};
use crate::printer::Printer;
use clap::Args;
use pilotzone_record::Incidents;
use std::path::PathBuf;

const EXAMPLE: &str = "Example:\n  pilotzone explain out/naseong-mixed-7\n  \
    pilotzone explain out/naseong-mixed-7 --incident 0 --lang en";

/// Tell how an incident came about, or list the incidents of a run
#[derive(Args)]
#[command(after_help = EXAMPLE)]
pub struct Explain {
    /// Folder of one run
    run: PathBuf,
    /// Number of the incident; without it all are listed
    #[arg(long, value_name = "K")]
    incident: Option<u32>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

pub fn explain(args: &Explain, printer: &mut Printer) -> Done {
    let incidents = Incidents::read(&args.run)?;
    let language = printer.language;
    match (args.incident, args.json) {
        (None, false) => printer.note(&incidents.list(language)),
        (None, true) => printer.data(&format!("{:#}", incidents.list_json()))?,
        (Some(number), false) => printer.note(&incidents.story(number, language)?),
        (Some(number), true) => printer.data(&format!("{:#}", incidents.story_json(number)?))?,
    }
    Ok(Outcome::Good)
}
