//! A pilot city as it is written: format 1. Doc comments and ranges here are the JSON Schema, and what messages
//! say was expected.

mod land;
mod streets;

pub use land::{AreaFile, BlockFile, DronePadFile, LandUseFile, SchoolFile, SchoolZoneFile, ZoneFile};
pub use streets::{
    BusLaneFile, BusStopFile, ClassFile, Compass, Control, JunctionFile, ProgressionFile, RuleFile,
    ShapeFile, SignalFile, StreetFile,
};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The newest format that is read.
pub const NEWEST_FORMAT: u32 = 1;

/// A synthetic pilot city: streets, junctions, signals, land use, places.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CityFile {
    /// The file format, now 1.
    #[schemars(range(min = 1, max = 1))]
    pub city_format: u32,
    /// What the map is called.
    pub name: String,
    /// Where the middle lies, and with it the frame in which all metres of this file count.
    pub origin: OriginFile,
    /// Seed of the footprints and heights of buildings; nothing else is drawn.
    #[schemars(range(min = 0, max = 9_007_199_254_740_991_u64))]
    pub seed: u64,
    /// The pilot zone.
    pub zone: ZoneFile,
    /// How junctions and crosswalks are laid out.
    pub shape: ShapeFile,
    /// How signals are timed.
    pub signals: SignalFile,
    /// Kinds of streets.
    pub classes: BTreeMap<String, ClassFile>,
    /// How streets of two classes meet.
    pub rules: Vec<RuleFile>,
    /// The streets; where two cross, or one ends on another, there is a junction.
    #[schemars(length(min = 1, max = 500))]
    pub streets: Vec<StreetFile>,
    /// Junctions that differ from the rule of their classes.
    #[serde(default)]
    pub junctions: Vec<JunctionFile>,
    /// Bus stops.
    #[serde(default)]
    pub bus_stops: Vec<BusStopFile>,
    /// What the zones round schools ask for.
    pub school_zone: SchoolZoneFile,
    /// Schools.
    #[serde(default)]
    pub schools: Vec<SchoolFile>,
    /// Places where drones take off and land.
    #[serde(default)]
    pub drone_pads: Vec<DronePadFile>,
    /// What stands on land of each use.
    #[serde(default)]
    pub land_use: BTreeMap<String, LandUseFile>,
    /// Land and its use.
    #[serde(default)]
    pub blocks: Vec<BlockFile>,
}

/// The frame's origin.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OriginFile {
    /// Latitude (deg).
    #[schemars(range(min = -89.0, max = 89.0))]
    pub lat_deg: f64,
    /// Longitude (deg).
    #[schemars(range(min = -180.0, max = 180.0))]
    pub lon_deg: f64,
}

/// A place as [east, north] of the origin in metres.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct PlaceFile(pub [MetresFile; 2]);

impl PlaceFile {
    /// The place in the map's frame.
    pub fn point(self) -> pilotzone_map::Point {
        pilotzone_map::Point::new(self.0[0].0, self.0[1].0)
    }
}

/// A coordinate (m).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct MetresFile(#[schemars(range(min = -20_000.0, max = 20_000.0))] pub f64);

/// The JSON Schema of a city's parameters.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(CityFile).to_value()
}
