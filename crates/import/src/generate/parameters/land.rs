//! Land, buildings and places as they are written.

use super::{MetresFile, PlaceFile};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The pilot zone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ZoneFile {
    /// Its name, Korean.
    pub name_ko: String,
    /// Its name, English.
    pub name_en: String,
    /// Its corners.
    #[schemars(length(min = 3, max = 1000))]
    pub corners_m: Vec<PlaceFile>,
}

/// A rectangle along the axes, as [west, south, east, north] in metres.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AreaFile(pub [MetresFile; 4]);

impl AreaFile {
    /// West, south, east and north (m).
    pub fn sides_m(self) -> [f64; 4] {
        self.0.map(|side| side.0)
    }
}

/// What the zones round schools ask for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SchoolZoneFile {
    /// How far from the gate the zone reaches (m).
    #[schemars(range(min = 50.0, max = 500.0))]
    pub radius_m: f64,
    /// Speed limit in it (km/h).
    #[schemars(range(min = 10.0, max = 50.0))]
    pub speed_kmh: f64,
    /// Classes of the streets that belong to a zone.
    pub classes: Vec<String>,
}

/// A school.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SchoolFile {
    /// Its name in ids.
    pub id: String,
    /// Its name, Korean.
    pub name_ko: String,
    /// Its name, English.
    pub name_en: String,
    /// Its main gate.
    pub gate_m: PlaceFile,
    /// Its grounds.
    pub grounds_m: AreaFile,
}

/// A place where drones take off and land.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DronePadFile {
    /// Its name in ids.
    pub id: String,
    /// Its name, Korean.
    pub name_ko: String,
    /// Its name, English.
    pub name_en: String,
    /// Its middle.
    pub at_m: PlaceFile,
    /// Length of each side (m).
    #[schemars(range(min = 1.0, max = 100.0))]
    pub side_m: f64,
}

/// What stands on land of one use.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LandUseFile {
    /// From the middle of one building to that of the next (m).
    #[schemars(range(min = 8.0, max = 500.0))]
    pub spacing_m: f64,
    /// Shortest and longest side of a building (m).
    pub side_m: [SideFile; 2],
    /// Fewest and most storeys.
    pub storeys: [StoreysFile; 2],
    /// Height of a storey (m).
    #[schemars(range(min = 2.0, max = 10.0))]
    pub storey_m: f64,
    /// Kept free between the pavement and a building (m).
    #[schemars(range(min = 0.0, max = 100.0))]
    pub setback_m: f64,
    /// Share of the places that are built on.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub filled: f64,
}

/// A side of a building (m).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SideFile(#[schemars(range(min = 3.0, max = 300.0))] pub f64);

/// A number of storeys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StoreysFile(#[schemars(range(min = 1, max = 120))] pub u32);

/// Land of one use.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BlockFile {
    /// Its name in ids.
    pub id: String,
    /// Its use, one of `land_use`.
    #[serde(rename = "use")]
    pub land_use: String,
    /// Where it lies; streets, pavements and other places in it stay free.
    pub area_m: AreaFile,
}
