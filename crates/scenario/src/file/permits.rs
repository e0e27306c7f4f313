//! Permits as they are written.

use crate::rules::predicates::Hours;
use crate::rules::words::{PurposeWord, RequirementWord};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A permit to test automated vehicles on the road.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PermitFile {
    /// The vehicle types that it covers.
    #[schemars(length(min = 1))]
    pub types: Vec<String>,
    /// What it was given for.
    pub purpose: PurposeWord,
    /// The first day on which it holds, YYYY-MM-DD.
    pub valid_from: String,
    /// The last day on which it holds.
    pub valid_to: String,
    /// The zone in which it holds; anywhere where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub area: Option<String>,
    /// The links on which it holds; all where absent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roads: Vec<String>,
    /// Highest speed (km/h).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1.0, max = 300.0))]
    pub max_speed_kmh: Option<f64>,
    /// Hours of the day in which it holds; all where absent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hours: Vec<Hours>,
    /// Most rain in which it holds (mm/h).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 200.0))]
    pub max_rain_mm_per_h: Option<f64>,
    /// Least visibility in which it holds (m).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 10_000.0))]
    pub min_visibility_m: Option<f64>,
    /// Whether it holds in the dark.
    #[serde(default = "yes")]
    pub night: bool,
    /// Who is on board.
    #[serde(default)]
    pub crew: CrewFile,
    /// What it asks of the people on board.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub requires: Vec<RequirementWord>,
}

/// Who is on board of a vehicle under a permit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CrewFile {
    /// Whether the permit asks for a safety driver.
    #[serde(default = "yes")]
    pub required: bool,
    /// Whether a safety driver is on board.
    #[serde(default = "yes")]
    pub safety_driver: bool,
    /// When the safety driver was trained, YYYY-MM-DD; never where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trained_on: Option<String>,
}

impl Default for CrewFile {
    fn default() -> Self {
        Self { required: true, safety_driver: true, trained_on: None }
    }
}

fn yes() -> bool {
    true
}
