//! What is closed, protected, agreed and permitted in the air, and who lives below, as it is written.

use super::demand::ShareFile;
use super::zones::{Degrees, Metres};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A military facility inside a protection area. Those that ship are invented, and say so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FacilityFile {
    /// Its name in Korean.
    pub name_ko: String,
    /// Its name in English.
    pub name_en: String,
    /// Whether it is invented.
    pub hypothetical: bool,
    /// Its corners as [latitude, longitude] in degrees; either this or `polygon_m`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub polygon_deg: Vec<[Degrees; 2]>,
    /// Its corners as [east, north] in the map's frame in metres; either this or `polygon_deg`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub polygon_m: Vec<[Metres; 2]>,
    /// Its height (m).
    #[serde(default = "ten")]
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub height_m: f64,
}

/// An area that the Minister and the commanders agreed beforehand for recording under the special case.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AgreedAreaFile {
    /// The day of the agreement, YYYY-MM-DD.
    pub agreed_on: String,
    /// Its corners as [latitude, longitude] in degrees; either this or `polygon_m`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub polygon_deg: Vec<[Degrees; 2]>,
    /// Its corners as [east, north] in the map's frame in metres; either this or `polygon_deg`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub polygon_m: Vec<[Metres; 2]>,
}

/// What an approval of the aviation authority allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ApprovalWord {
    /// Flying in zones that need an approval.
    Zone,
    /// Flying higher than the general ceiling.
    Height,
    /// Flying at night.
    Night,
    /// Flying beyond the pilot's sight.
    BeyondSight,
}

impl ApprovalWord {
    /// Its bit in a set of approvals.
    pub fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// An approval for flights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AirPermitFile {
    /// The operations that it covers.
    #[schemars(length(min = 1))]
    pub operations: Vec<String>,
    /// What it allows.
    #[schemars(length(min = 1))]
    pub allows: Vec<ApprovalWord>,
    /// The zones that it opens, by their identifiers; all where absent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub zones: Vec<String>,
    /// Its conditions: highest flight above ground (m).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1.0, max = 3000.0))]
    pub max_height_m: Option<f64>,
    /// The first day on which it holds, YYYY-MM-DD.
    pub valid_from: String,
    /// The last day on which it holds.
    pub valid_to: String,
}

/// How many people are below, by place and hour.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PopulationFile {
    /// Where its numbers come from.
    pub source: String,
    /// People per square kilometre where no area says otherwise.
    #[schemars(range(min = 0.0, max = 200_000.0))]
    pub per_km2: f64,
    /// Share of them outdoors.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub outdoors_share: f64,
    /// Share of those indoors whom a roof does not save.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub roof_fails_share: f64,
    /// From so many people per square kilometre on an area counts as dense.
    #[schemars(range(min = 1.0, max = 200_000.0))]
    pub dense_per_km2: f64,
    /// From so many people outdoors per square kilometre on they are a crowd.
    #[schemars(range(min = 1.0, max = 10_000_000.0))]
    pub crowd_per_km2: f64,
    /// The course over the day as factors of hours 0 to 23; 1 always where absent.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by_hour: Vec<ShareFile>,
    /// Areas with a density of their own.
    #[serde(default)]
    pub areas: BTreeMap<String, PopulationAreaFile>,
}

/// An area with a density of its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PopulationAreaFile {
    /// Its corners as [latitude, longitude] in degrees; either this or `polygon_m`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub polygon_deg: Vec<[Degrees; 2]>,
    /// Its corners as [east, north] in the map's frame in metres; either this or `polygon_deg`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub polygon_m: Vec<[Metres; 2]>,
    /// People per square kilometre.
    #[schemars(range(min = 0.0, max = 10_000_000.0))]
    pub per_km2: f64,
    /// Share of them outdoors; as everywhere where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub outdoors_share: Option<f64>,
}

fn ten() -> f64 {
    10.0
}
