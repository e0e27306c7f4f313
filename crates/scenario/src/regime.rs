//! The law that holds in a run: the rule pack, and the permits that were given.

use crate::rules::RulePack;
use crate::rules::words::{PurposeWord, RequirementWord};
use pilotzone_map::LinkId;
use serde::{Deserialize, Serialize};

/// The law that holds in a run.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Regime {
    /// The rules that are evaluated; none where the scenario names no rule pack.
    pub pack: Option<RulePack>,
    /// Permits to test automated vehicles on the road, in the order of their names.
    pub permits: Vec<Permit>,
}

/// A permit to test automated vehicles on the road, with its conditions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Permit {
    /// Its name in the file.
    pub name: String,
    /// Places of the vehicle types that it covers in [`crate::Run::types`].
    pub types: Vec<u32>,
    /// What it was given for.
    pub purpose: PurposeWord,
    /// The first day on which it holds (YYYY-MM-DD).
    pub valid_from: String,
    /// The last day on which it holds.
    pub valid_to: String,
    /// Place of its zone in [`crate::Run::zones`]; none: anywhere.
    pub area: Option<u32>,
    /// The links that it names, sorted; none: all.
    pub roads: Vec<LinkId>,
    /// Highest speed (m/s).
    pub max_speed_mps: Option<f64>,
    /// Hours of the day, begin and end as seconds of the day; none: all.
    pub hours: Vec<[f64; 2]>,
    /// Most rain (mm/h).
    pub max_rain_mm_per_h: Option<f64>,
    /// Least visibility (m).
    pub min_visibility_m: Option<f64>,
    /// Whether it holds in the dark.
    pub night: bool,
    /// Whether a safety driver that it asks for is missing.
    pub crew_missing: bool,
    /// When the safety driver was trained (YYYY-MM-DD).
    pub trained_on: Option<String>,
    /// What it asks of the people on board.
    pub requires: Vec<RequirementWord>,
}

impl Permit {
    /// Whether it holds on a day (YYYY-MM-DD).
    pub fn on(&self, day: &str) -> bool {
        self.valid_from.as_str() <= day && day <= self.valid_to.as_str()
    }
}
