//! `pilotzone map info`, `draw`, `route` and `generate`

use crate::outcome::{Done, Failure, Outcome};
use crate::printer::Printer;
use crate::saved::put;
use clap::{Args, Subcommand};
use pilotzone_import::load::generate_listed_city;
use pilotzone_import::read_map;
use pilotzone_map::route::{NoRoute, shortest_by_source};
use pilotzone_map::{VehicleClass, draw, info, native};
use serde::Serialize;
use std::path::PathBuf;

/// Look into a map of any format that `import` reads, or generate a synthetic one
#[derive(Subcommand)]
#[command(after_help = "Example:\n  pilotzone map info maps/naseong.pzmap")]
pub enum Map {
    Info(Info),
    Draw(Draw),
    Route(Route),
    Generate(Generate),
}

/// Count what is in a map, and tell where it comes from and on what terms
#[derive(Args)]
#[command(after_help = "Example:\n  pilotzone map info maps/naseong.pzmap --json")]
pub struct Info {
    /// The map
    map: PathBuf,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Draw a map
#[derive(Args)]
#[command(after_help = "Example:\n  pilotzone map draw maps/naseong.pzmap -o naseong.svg")]
pub struct Draw {
    /// The map
    map: PathBuf,
    /// The drawing; one that is there is replaced
    #[arg(short, value_name = "FILE.svg")]
    output: PathBuf,
}

/// Find the way from one link to another, or say why there is none
#[derive(Args)]
#[command(after_help = "Example:\n  pilotzone map route maps/naseong.pzmap 419238412 517223344 --class bus")]
pub struct Route {
    /// The map
    map: PathBuf,
    /// Where it starts: an id of the source (an OSM way, a SUMO edge), in any legal direction
    #[arg(allow_hyphen_values = true)]
    from: String,
    /// Where it ends
    #[arg(allow_hyphen_values = true)]
    to: String,
    /// Who drives
    #[arg(long, default_value = "car", value_parser = class)]
    class: VehicleClass,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

/// Make a synthetic pilot city, labelled so, from a file of parameters
#[derive(Args)]
#[command(
    after_help = "Example:\n  pilotzone map generate maps/sources/sejong-5-1.toml -o maps/sejong-5-1.pzmap"
)]
pub struct Generate {
    /// The parameters: streets, junctions, signals, land use, places
    parameters: PathBuf,
    /// The map file; one that is there is replaced
    #[arg(short, value_name = "MAP")]
    output: PathBuf,
}

/// What `map route --json` prints.
#[derive(Serialize)]
struct Way {
    found: bool,
    ids: Vec<String>,
    length_m: Option<f64>,
    time_s: Option<f64>,
    reason: Option<String>,
}

pub fn map(command: &Map, printer: &mut Printer) -> Done {
    match command {
        Map::Info(args) => info(args, printer),
        Map::Draw(args) => draw(args, printer),
        Map::Route(args) => route(args, printer),
        Map::Generate(args) => generate(args, printer),
    }
}

fn info(args: &Info, printer: &mut Printer) -> Done {
    let figures = info::info(&read_map(&args.map)?);
    if args.json {
        printer.data(&json(&figures))?;
    } else {
        printer.data(&figures.to_string())?;
    }
    Ok(Outcome::Good)
}

fn draw(args: &Draw, printer: &mut Printer) -> Done {
    put(&args.output, draw::svg(&read_map(&args.map)?).as_bytes())?;
    printer.note(&args.output.display().to_string());
    Ok(Outcome::Good)
}

fn route(args: &Route, printer: &mut Printer) -> Done {
    let map = read_map(&args.map)?;
    let way = match shortest_by_source(&map, &args.from, &args.to, args.class) {
        Ok(found) => Way {
            found: true,
            ids: found.ids,
            length_m: Some(found.route.length_m),
            time_s: Some(found.route.time_s),
            reason: None,
        },
        Err(error @ (NoRoute::UnknownSource { .. } | NoRoute::UnknownLink { .. })) => {
            let what = format!("{}: {error}", args.map.display());
            return Err(Failure::bad_input(what, "give the id of a way or edge as the source has it"));
        }
        // That there is no way is an answer.
        Err(reason) => Way {
            found: false,
            ids: Vec::new(),
            length_m: None,
            time_s: None,
            reason: Some(reason.to_string()),
        },
    };
    if args.json {
        printer.data(&json(&way))?;
    } else if let (Some(length_m), Some(time_s)) = (way.length_m, way.time_s) {
        printer.note(&format!("{length_m:.1} m, {time_s:.1} s"));
        printer.data(&way.ids.join("\n"))?;
    } else {
        printer.note(way.reason.as_deref().unwrap_or_default());
    }
    Ok(Outcome::Good)
}

fn generate(args: &Generate, printer: &mut Printer) -> Done {
    let map = generate_listed_city(&args.parameters)?;
    let bytes = native::write(&map).map_err(|error| {
        let what = format!("{}: {error}", args.parameters.display());
        Failure::bad_input(what, "make the city smaller")
    })?;
    put(&args.output, &bytes)?;
    let figures = info::info(&map);
    printer.note(&format!(
        "{}: synthetic; {} links, {} lanes, {} junctions, {} signals, {} buildings",
        args.output.display(),
        figures.links,
        figures.lanes,
        figures.junctions,
        figures.signals,
        figures.buildings
    ));
    Ok(Outcome::Good)
}

fn json(value: &impl Serialize) -> String {
    // Plain numbers, texts and lists of them: there is nothing here that JSON could refuse.
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// A class by its name; `car` is what most people call `passenger`.
fn class(text: &str) -> Result<VehicleClass, String> {
    if text == "car" {
        return Ok(VehicleClass::Passenger);
    }
    let known = VehicleClass::ALL.into_iter().find(|class| class.name() == text);
    known.ok_or_else(|| {
        let names: Vec<&str> = VehicleClass::ALL.into_iter().map(VehicleClass::name).collect();
        format!("known are car, {}", names.join(", "))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_known_by_its_name_and_others_are_refused_with_the_list() {
        assert_eq!([class("bus"), class("car")], [Ok(VehicleClass::Bus), Ok(VehicleClass::Passenger)]);
        assert!(class("tank").unwrap_err().contains("bus"));
    }
}
