//! Synthetic pilot cities: a file of parameters to a lane-level map that says it is synthetic.
//!
//! Whoever holds the true plans of a city writes them into such a file. Streets are middle lines with a class;
//! where they meet, a rule for the two classes says how. The same file gives the same map to the last bit; the
//! seed moves buildings alone.

mod arms;
mod buildings;
mod check;
mod links;
pub mod parameters;
mod places;
mod programme;
mod stages;
mod streets;
mod turns;
mod walking;

use crate::ImportError;
use crate::osm::right_of_way::gives_way;
use miette::Diagnostic;
use parameters::{CityFile, schema};
use pilotzone_map::geometry::find_conflicts;
use pilotzone_map::{GeoReference, Map, Node, Point, Source};
use pilotzone_scenario::read::{Document, Mistake, ScenarioError, check_shape, read_document};
use std::fmt;

pub use parameters::schema as city_schema;

/// All mistakes of a city's parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct CityErrors(pub Vec<ScenarioError>);

impl CityErrors {
    /// One line a mistake, each with `path:line` in front.
    pub fn plain(&self) -> String {
        self.0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    }

    /// The first of them, as the reader of a map reports it.
    pub(crate) fn into_import_error(self, file: &str) -> ImportError {
        let line = self
            .0
            .first()
            .and_then(|error| error.place.as_ref())
            .map_or(0, pilotzone_scenario::read::Place::line);
        let mut all: Vec<String> = self.0.iter().map(|error| error.mistake.to_string()).collect();
        all.truncate(10);
        ImportError::Broken {
            file: file.to_owned(),
            line: line as u32,
            what: all.join("; "),
            remedy: "correct the parameters; `pilotzone map generate` shows each mistake in its place"
                .to_owned(),
        }
    }
}

impl fmt::Display for CityErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.len() {
            1 => f.write_str("the city's parameters have a mistake; no map was made"),
            n => write!(f, "the city's parameters have {n} mistakes; no map was made"),
        }
    }
}

impl std::error::Error for CityErrors {}

impl Diagnostic for CityErrors {
    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn Diagnostic> + 'a>> {
        Some(Box::new(self.0.iter().map(|error| error as &dyn Diagnostic)))
    }
}

/// Why no city could be made of a file.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum GenerateError {
    /// The file, or the list beside it, cannot be read.
    #[error(transparent)]
    File(#[from] ImportError),
    /// Its parameters are not right.
    #[error(transparent)]
    City(#[from] CityErrors),
}

/// Something wrong at a place of the file, named by its keys.
struct Complaint {
    path: Vec<String>,
    what: String,
}

impl Complaint {
    fn new(path: &[&str], what: String) -> Self {
        Self { path: path.iter().map(ToString::to_string).collect(), what }
    }
}

/// Whether a text is meant as a city's parameters.
pub fn is_city(text: &[u8]) -> bool {
    text.split(|&byte| byte == b'\n')
        .take(200)
        .any(|line| line.trim_ascii_start().starts_with(b"city_format"))
}

/// Makes the map of a city. `file` is the parameters' name for messages and for the map's provenance.
pub fn city(file: &str, text: &str) -> Result<Map, CityErrors> {
    let mut open = |_: &str| Err("the parameters of a city include no other file".to_owned());
    let mut document = read_document(file, text.to_owned(), &mut open);
    check_shape(&mut document, &schema());
    verdict(&document)?;
    let city: CityFile = serde_json::from_value(document.root.to_json()).map_err(|error| {
        let mistake = Mistake::Unreadable { key: "city".to_owned(), what: error.to_string() };
        CityErrors(vec![ScenarioError::at(document.root.at.clone(), mistake)])
    })?;
    refuse(&mut document, check::complaints(&city))?;
    let mut complaints = Vec::new();
    let layout = streets::lay_out(&city, &mut complaints);
    refuse(&mut document, std::mem::take(&mut complaints))?;
    let junctions = arms::junctions(&city, &layout, &mut complaints);
    let trims = arms::trims(&city, &layout, &junctions, &mut complaints);
    refuse(&mut document, std::mem::take(&mut complaints))?;

    let origin = GeoReference::Enu { lat_deg: city.origin.lat_deg, lon_deg: city.origin.lon_deg };
    let mut map = Map { name: city.name.clone(), geo: Some(origin), ..Map::default() };
    map.sources = vec![source(file)];
    add_nodes(&mut map, &layout, &junctions);
    links::add(&mut map, &city, &layout, &trims);
    turns::add(&mut map, &city, &junctions);
    find_conflicts(&mut map, &mut gives_way);
    turns::add_waiting_places(&mut map, &junctions);
    walking::add_crosswalks(&mut map, &city, &layout, &junctions, &trims);
    walking::add_pavements(&mut map, &layout, &junctions, &trims);
    programme::add(&mut map, &city, &layout, &junctions, &mut complaints);
    places::add_bus_stops(&mut map, &city, &layout, &mut complaints);
    places::add_places(&mut map, &city);
    buildings::add(&mut map, &city, &layout);
    refuse(&mut document, complaints)?;
    match pilotzone_map::check::check(&map) {
        Ok(()) => Ok(map),
        Err(error) => {
            let what = format!("the map made of them does not hold together: {error}");
            refuse(&mut document, vec![Complaint::new(&["streets"], what)]).map(|()| map)
        }
    }
}

fn verdict(document: &Document) -> Result<(), CityErrors> {
    document.verdict().map_err(|errors| CityErrors(errors.0))
}

fn refuse(document: &mut Document, complaints: Vec<Complaint>) -> Result<(), CityErrors> {
    for complaint in complaints {
        let path: Vec<&str> = complaint.path.iter().map(String::as_str).collect();
        document.refuse(&path, Mistake::Choice { key: path.join("."), what: complaint.what });
    }
    verdict(document)
}

/// Says in both languages that the map is of no real place; a list of sources beside the file may say more.
fn source(file: &str) -> Source {
    let name = std::path::Path::new(file).file_name().map_or(file.into(), |name| name.to_string_lossy());
    Source {
        provenance: format!(
            "synthetic: generated by pilotzone from {name}, not surveyed and no official plan; 합성 지도: \
             pilotzone이 {name}에서 생성한 것으로, 실측도 공식 계획도 아닙니다"
        ),
        licence: "MIT OR Apache-2.0".to_owned(),
        attribution: "Synthetic map generated by pilotzone (합성 지도)".to_owned(),
    }
}

/// Nodes are named by the streets that meet there, with a number where they meet several times.
fn add_nodes(map: &mut Map, layout: &streets::Layout, junctions: &[arms::Junction]) {
    let mut seen: std::collections::BTreeMap<String, u32> = std::collections::BTreeMap::new();
    for (node, junction) in layout.nodes.iter().zip(junctions) {
        let names: Vec<&str> =
            node.on.iter().map(|&(street, _)| layout.streets[street].file.id.as_str()).collect();
        let name = names.join("+");
        let count = seen.entry(name.clone()).or_insert(0);
        *count += 1;
        let id = if *count == 1 { name } else { format!("{name}#{count}") };
        let arms = junction.arms.len() as u32;
        map.nodes.push(Node { id, at: node.at, kind: junction.kind, outline: Vec::new(), arms });
    }
}

fn bearing_rad(from: Point, to: Point) -> f64 {
    libm::atan2(to.y - from.y, to.x - from.x)
}

/// How far one turns from one direction to another (rad, -pi to pi, positive to the left).
fn turn_rad(from_rad: f64, to_rad: f64) -> f64 {
    let turn_rad = to_rad - from_rad;
    libm::atan2(libm::sin(turn_rad), libm::cos(turn_rad))
}
