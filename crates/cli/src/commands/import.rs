//! `pilotzone import`

use crate::outcome::{Done, Failure, Outcome};
use crate::printer::Printer;
use crate::saved::put;
use clap::Args;
use pilotzone_map::{Severity, info, native};
use std::path::PathBuf;

/// Turn a map of another format into a pilotzone map
#[derive(Args)]
#[command(after_help = "Example:\n  pilotzone import naseong.osm.pbf -o maps/naseong.pzmap")]
pub struct Import {
    /// An OpenStreetMap file (.osm, .osm.pbf) or a SUMO network (.net.xml, gzipped or not)
    #[arg(required = true)]
    input: Vec<PathBuf>,
    /// The map file; one that is there is replaced
    #[arg(short, value_name = "MAP")]
    output: PathBuf,
}

pub fn import(args: &Import, printer: &mut Printer) -> Done {
    let (map_file, more) = match args.input.as_slice() {
        [first, more @ ..] => (first, more),
        [] => return Err(Failure::bad_input("nothing to import", "name a map")),
    };
    if let Some(second) = more.first() {
        let what = format!("{}: only one map can be imported at a time", second.display());
        return Err(Failure::bad_input(what, "import each map into a file of its own"));
    }
    let map = pilotzone_import::read_map(map_file)?;
    let bytes = native::write(&map).map_err(|error| {
        Failure::bad_input(
            format!("{}: {error}", map_file.display()),
            "check the source, and import it again",
        )
    })?;
    put(&args.output, &bytes)?;
    printer.problems(&map.problems);
    let count = |severity| map.problems.iter().filter(|problem| problem.severity == severity).count();
    let (warnings, notes) = (count(Severity::Warning), count(Severity::Note));
    let figures = info::info(&map);
    printer.note(&format!(
        "{}: {} links, {} lanes, {} junctions, {} signals; {warnings} warnings, {notes} notes",
        args.output.display(),
        figures.links,
        figures.lanes,
        figures.junctions,
        figures.signals
    ));
    Ok(Outcome::Good)
}
