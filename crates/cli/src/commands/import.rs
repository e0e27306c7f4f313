//! `pilotzone import`

use crate::outcome::{Done, Failure, Outcome};
use crate::printer::Printer;
use crate::saved::put;
use clap::Args;
use pilotzone_import::detect::{Kind, kind_of, read_bytes, unpacked};
use pilotzone_import::read_map;
use pilotzone_import::sumo::{DemandFile, DemandOptions, import_demand};
use pilotzone_map::{Map, Severity, info, native};
use std::path::PathBuf;

/// Turn a map of another format into a pilotzone map
#[derive(Args)]
#[command(after_help = "Example:\n  pilotzone import naseong.osm.pbf -o maps/naseong.pzmap\n  \
    pilotzone import acosta.net.xml acosta_tls.add.xml -o maps/acosta.pzmap")]
pub struct Import {
    /// An OpenStreetMap file (.osm, .osm.pbf), or a SUMO network (.net.xml, gzipped or not) with its additional files
    #[arg(required = true)]
    input: Vec<PathBuf>,
    /// The map file; one that is there is replaced
    #[arg(short, value_name = "MAP")]
    output: PathBuf,
}

pub fn import(args: &Import, printer: &mut Printer) -> Done {
    let [map_file, more @ ..] = args.input.as_slice() else {
        return Err(Failure::bad_input("nothing to import", "name a map"));
    };
    let mut map = read_map(map_file)?;
    add_to(&mut map, more)?;
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

/// Adds the signal programmes and bus stops of SUMO's additional files. Who drives there is no part of a map.
fn add_to(map: &mut Map, more: &[PathBuf]) -> Result<(), Failure> {
    let mut files = Vec::new();
    for path in more {
        let name = path.display().to_string();
        let bytes = read_bytes(path)?;
        if kind_of(&name, &unpacked(&name, &bytes)?)? != Kind::SumoDemand {
            let what = format!("{name}: this is a map of its own, and only one can be imported at a time");
            return Err(Failure::bad_input(
                what,
                "behind a SUMO network name its additional files (.add.xml) only",
            ));
        }
        files.push(DemandFile { name, bytes });
    }
    if !files.is_empty() {
        let demand = import_demand(map, &files, &DemandOptions::default())?;
        map.problems.extend(demand.problems);
    }
    Ok(())
}
