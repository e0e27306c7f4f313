//! OpenStreetMap, XML and PBF, to a lane-level map.
//!
//! Reading gives a `document::Document`; roads, junctions, lanes, turns and surroundings are made from it in the
//! order of `build::map`. What is broken is left out and named in the map's problems; what is missing comes from
//! the data file of Korean defaults, each counted.

pub(crate) mod arms;
mod banned_paths;
mod build;
mod buildings;
mod bus_lanes;
mod document;
mod junctions;
mod lane_counts;
mod lane_matching;
mod links;
mod movements;
mod node_kinds;
mod notes;
mod parameters;
mod pbf_reader;
mod pieces;
mod programme;
mod restrictions;
pub(crate) mod right_of_way;
mod roads;
mod signal_places;
mod speeds;
mod stops;
mod tags;
mod turn_marks;
mod turns;
mod units;
mod walking;
mod wire;
mod xml_reader;

pub use parameters::RoadDefaults;

use crate::ImportError;
use pilotzone_map::Map;

/// What an import from OpenStreetMap may be told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OsmOptions {
    /// What the map is called; the file's name where there is none.
    pub name: Option<String>,
}

/// Reads an OSM XML file (API, Overpass or JOSM). `file` is its name for messages.
pub fn import_osm_xml(file: &str, bytes: &[u8], options: &OsmOptions) -> Result<Map, ImportError> {
    build::map(xml_reader::read(file, bytes)?, options)
}

/// Reads an OSM PBF file. `file` is its name for messages.
pub fn import_osm_pbf(file: &str, bytes: &[u8], options: &OsmOptions) -> Result<Map, ImportError> {
    build::map(pbf_reader::read(file, bytes)?, options)
}
