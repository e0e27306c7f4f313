//! A whole run, ready for the engine: nothing is left to read, look up or guess.

use crate::air::AirPlan;
use crate::automation::Automation;
use crate::expect::Limit;
use crate::regime::Regime;
use crate::safety::Safety;
use crate::street::Street;
use crate::vehicle::{Trip, VehicleType};
use pilotzone_map::{Map, Point};
use pilotzone_world::StartTime;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Everything that the engine needs for one run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Run {
    /// Numbers that steer the run.
    pub settings: RunSettings,
    /// Names and texts that travel into every output.
    pub labels: Labels,
    /// The road map, shared between runs; kept in its own format where a run is written down.
    #[serde(skip)]
    pub map: Arc<Map>,
    /// Vehicle types.
    pub types: Vec<VehicleType>,
    /// Trips, sorted by departure, then key.
    pub trips: Vec<Trip>,
    /// Trips that cannot be driven, with the reason.
    pub unroutable: Vec<Unroutable>,
    /// Pilot-zone polygons.
    pub zones: Vec<Zone>,
    /// The law that holds.
    #[serde(with = "as_text")]
    pub regime: Regime,
    /// Who and what else is on the street, and the weather.
    pub street: Street,
    /// What flies.
    #[serde(with = "as_text")]
    pub air: AirPlan,
    /// Automated-driving stacks and drivers who err.
    #[serde(with = "as_text")]
    pub automation: Automation,
    /// Thresholds of measures and incidents.
    #[serde(with = "as_text")]
    pub safety: Safety,
    /// What must come out.
    pub expect: Vec<Limit>,
}

/// Numbers that steer a run.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RunSettings {
    /// Seed of all random streams.
    pub seed: u64,
    /// Length of a step (s).
    pub dt_s: f64,
    /// Time of the first step (s of simulation); a SUMO configuration may begin later than 0.
    pub begin_s: f64,
    /// Time at which the run ends (s of simulation); none: when the road is empty.
    pub end_s: Option<f64>,
    /// How long a wreck blocks its lane (s).
    pub clearance_s: f64,
    /// Standstill of all vehicles that counts as gridlock (s).
    pub gridlock_s: f64,
    /// Whether gridlock ends the run (SUMO configurations) or is an event only.
    pub stop_at_gridlock: bool,
    /// Time between recorded frames (s).
    pub frame_s: f64,
    /// Whether measures are taken: near misses, incidents with their causes, and the law on top of them.
    pub measures: bool,
}

/// Names and texts of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Labels {
    /// The scenario's name.
    pub scenario: String,
    /// The scenario's path as it was given.
    pub path: String,
    /// The map's path as it was given.
    pub map: String,
    /// Rule set, such as `ordinary` or `special-av`.
    pub law: String,
    /// Date that picks the rules in force (YYYY-MM-DD).
    pub law_date: String,
    /// Start on the calendar.
    pub start: StartTime,
    /// Question that the scenario asks, Korean.
    pub question_ko: String,
    /// Question that the scenario asks, English.
    pub question_en: String,
    /// What is hypothetical or synthetic about the run, Korean and English.
    pub caveats: Vec<(String, String)>,
    /// The scenario as resolved, with everything that it took by default (TOML).
    pub resolved: String,
}

/// A trip that cannot be driven.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unroutable {
    /// The trip's name.
    pub name: String,
    /// Why, with the ids concerned.
    pub reason: String,
}

/// A pilot zone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Zone {
    /// Its name in the file.
    pub key: String,
    /// Its name, Korean.
    pub name_ko: String,
    /// Its name, English.
    pub name_en: String,
    /// Whether it is only assumed for the scenario.
    pub hypothetical: bool,
    /// Its outline in the map's frame, first point not repeated.
    pub polygon: Vec<Point>,
}

/// Parts that are also written by people leave out what is not said: in formats without names, they travel as JSON.
mod as_text {
    use serde::de::{DeserializeOwned, Error as _};
    use serde::ser::Error as _;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<T: Serialize, S: Serializer>(part: &T, to: S) -> Result<S::Ok, S::Error> {
        serde_json::to_string(part).map_err(S::Error::custom)?.serialize(to)
    }

    pub fn deserialize<'de, T: DeserializeOwned, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
        serde_json::from_str(&String::deserialize(from)?).map_err(D::Error::custom)
    }
}
