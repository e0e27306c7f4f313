//! What a scenario says must come out of it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What must come out: a run that passes one of these limits has failed. Counts by kind, rule or class; what did not
/// happen counts 0.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ExpectFile {
    /// Incidents by kind.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub incidents: BTreeMap<String, LimitFile>,
    /// Near misses by kind.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub near_misses: BTreeMap<String, LimitFile>,
    /// Violations by rule.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub violations: BTreeMap<String, LimitFile>,
    /// Acts excused by a special case, by rule.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub exempted: BTreeMap<String, LimitFile>,
    /// Acts that something else allows, by rule.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub allowed: BTreeMap<String, LimitFile>,
    /// Agents that entered, by class.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub inserted: BTreeMap<String, LimitFile>,
    /// Agents that arrived, by class.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub arrived: BTreeMap<String, LimitFile>,
    /// Agents that an event took out, by class.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub removed: BTreeMap<String, LimitFile>,
    /// Vehicles due and still outside at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub waiting: Option<LimitFile>,
    /// Mean time from entering to arriving (s).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean_trip_duration_s: Option<LimitFile>,
    /// Way driven (km).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vehicle_km: Option<LimitFile>,
}

/// Least and most that a figure may be; at least one of both.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LimitFile {
    /// The least.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 1_000_000_000.0))]
    pub min: Option<f64>,
    /// The most.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 1_000_000_000.0))]
    pub max: Option<f64>,
}

impl ExpectFile {
    /// The tables of counts with their keys.
    pub fn counts(&self) -> [(&'static str, &BTreeMap<String, LimitFile>); 8] {
        [
            ("incidents", &self.incidents),
            ("near_misses", &self.near_misses),
            ("violations", &self.violations),
            ("exempted", &self.exempted),
            ("allowed", &self.allowed),
            ("inserted", &self.inserted),
            ("arrived", &self.arrived),
            ("removed", &self.removed),
        ]
    }

    /// The single figures with their keys.
    pub fn figures(&self) -> [(&'static str, Option<LimitFile>); 3] {
        [
            ("waiting", self.waiting),
            ("mean_trip_duration_s", self.mean_trip_duration_s),
            ("vehicle_km", self.vehicle_km),
        ]
    }
}
