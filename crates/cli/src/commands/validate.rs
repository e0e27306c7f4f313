//! `pilotzone validate`

use crate::outcome::{Done, Failure, Outcome};
use crate::printer::Printer;
use clap::Args;
use pilotzone_import::load;
use std::path::PathBuf;

/// Check scenarios with all that they name, and run nothing
#[derive(Args)]
#[command(after_help = "Example:\n  pilotzone validate scenarios/sejong/naseong-mixed.toml")]
pub struct Validate {
    /// Scenario files (.toml), rule packs (.toml) or SUMO configurations (.sumocfg)
    #[arg(required = true)]
    scenarios: Vec<PathBuf>,
}

#[expect(clippy::unnecessary_wraps, reason = "every command comes to a Done")]
pub fn validate(args: &Validate, printer: &mut Printer) -> Done {
    let mut outcome = Outcome::Good;
    for path in &args.scenarios {
        match load::validate(path) {
            Ok(problems) => {
                printer.problems(&problems);
                printer.note(&format!("{}: {}", path.display(), printer.pick("이상 없음", "no mistakes")));
            }
            Err(error) => {
                if let Failure::BadInput(report) = Failure::from(error) {
                    printer.report(&report);
                }
                outcome = Outcome::BadInput;
            }
        }
    }
    Ok(outcome)
}
