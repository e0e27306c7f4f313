//! How results leave the machine.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Members that a group has at least, where the scenario says nothing.
pub const DEFAULT_K: u32 = 10;

/// How results leave the machine: as what place, how coarse, how soon.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct PublishFile {
    /// The city under which rows are filed; the start of the map's name where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub city: Option<String>,
    /// The district, the step between a square kilometre and the city; the map's name where absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub district: Option<String>,
    /// How many different people share at least what a published row tells of place, time and classes.
    #[schemars(range(min = 2, max = 1000))]
    pub k: u32,
    /// The service level: so long after an incident its row is to be visible in the table (s).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.1, max = 604_800.0))]
    pub within_s: Option<f64>,
}

impl Default for PublishFile {
    fn default() -> Self {
        Self { city: None, district: None, k: DEFAULT_K, within_s: None }
    }
}
