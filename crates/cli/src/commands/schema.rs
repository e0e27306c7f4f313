//! `pilotzone schema`

use crate::outcome::{Done, Outcome};
use crate::printer::Printer;
use clap::{Args, ValueEnum};

/// Print the JSON Schema of a file format
#[derive(Args)]
#[command(after_help = "Example:\n  pilotzone schema scenario > scenario.schema.json")]
pub struct Schema {
    /// The format
    #[arg(value_enum, default_value = "scenario")]
    format: Format,
}

/// A format with a schema.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Format {
    /// The scenario file.
    Scenario,
    /// The rule pack.
    Rules,
}

pub fn schema(args: &Schema, printer: &mut Printer) -> Done {
    let schema = match args.format {
        Format::Scenario => pilotzone_scenario::schema(),
        Format::Rules => pilotzone_scenario::rules::schema(),
    };
    printer.data(&serde_json::to_string_pretty(&schema).unwrap_or_default())?;
    Ok(Outcome::Good)
}
