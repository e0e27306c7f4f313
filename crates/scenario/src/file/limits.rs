//! What a scenario may not do too often, over one run or over many.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Limits that hold over every run (`max`) or over all runs of a batch (`upper_95`).
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct LimitsFile {
    /// Incidents by kind.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub incidents: BTreeMap<String, CountLimitFile>,
    /// Near misses by kind.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub near_misses: BTreeMap<String, CountLimitFile>,
    /// Violations by rule.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub violations: BTreeMap<String, CountLimitFile>,
}

/// Limits to one kind; at least one of them.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct CountLimitFile {
    /// The most that any single run may have.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 1_000_000_000.0))]
    pub max: Option<f64>,
    /// Per 1,000 km that vehicles drive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_1000_km: Option<RateLimitFile>,
    /// Per hour of flight.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub per_flight_h: Option<RateLimitFile>,
}

/// A limit to a rate.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RateLimitFile {
    /// The rate that must lie above its bound at 95 % confidence for the limit to count as shown.
    #[schemars(range(min = 0.000_000_001, max = 1_000_000_000.0))]
    pub upper_95: f64,
}

impl LimitsFile {
    /// The tables with their keys.
    pub fn tables(&self) -> [(&'static str, &BTreeMap<String, CountLimitFile>); 3] {
        [("incidents", &self.incidents), ("near_misses", &self.near_misses), ("violations", &self.violations)]
    }

    /// Whether nothing is limited.
    pub fn is_empty(&self) -> bool {
        self.tables().iter().all(|(_, table)| table.is_empty())
    }
}
