//! Pilot zones as they are written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A pilot zone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ZoneFile {
    /// Its name in Korean.
    pub name_ko: String,
    /// Its name in English.
    pub name_en: String,
    /// Whether it is only assumed for the scenario, not designated.
    pub hypothetical: bool,
    /// What to know about it, in Korean.
    #[serde(default)]
    pub note_ko: String,
    /// What to know about it, in English.
    #[serde(default)]
    pub note_en: String,
    /// Its corners as [latitude, longitude] in degrees; either this or `polygon_m`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub polygon_deg: Vec<[Degrees; 2]>,
    /// Its corners as [east, north] in the map's frame in metres; either this or `polygon_deg`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub polygon_m: Vec<[Metres; 2]>,
}

/// An angle on Earth (deg).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Degrees(#[schemars(range(min = -180.0, max = 180.0))] pub f64);

/// A coordinate in the map's frame (m).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Metres(#[schemars(range(min = -10_000_000.0, max = 10_000_000.0))] pub f64);
