//! What goes wrong when: faults of stacks and lapses of drivers that a scenario asks for.

use pilotzone_world::{AgentKey, FaultKind, Lapse};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A fault by rate or by schedule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FaultFile {
    /// Which fault.
    pub kind: FaultKind,
    /// The one trip that has it; all vehicles with a stack where none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trip: Option<String>,
    /// When it begins (s from the trip's entry); either this or `per_h`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 604_800.0))]
    pub at_s: Option<f64>,
    /// How often it begins, for each hour of automated driving; either this or `at_s`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 3600.0))]
    pub per_h: Option<f64>,
    /// How long it lasts (s).
    #[schemars(range(min = 0.001, max = 86_400.0))]
    pub lasts_s: f64,
    /// How much: the share of range left, seconds of latency added, metres of drift, m/s² of braking left.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub size: f64,
}

/// A fault ready for the engine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlannedFault {
    /// Which.
    pub kind: FaultKind,
    /// Whose; none: everybody's with a stack.
    pub agent: Option<AgentKey>,
    /// When it begins (s from the trip's entry); none: by rate.
    pub at_s: Option<f64>,
    /// How often it begins for each hour of automated driving.
    pub per_h: f64,
    /// How long it lasts (s).
    pub lasts_s: f64,
    /// How much, in the fault's own unit.
    pub size: f64,
}

/// The lapses that a file can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LapseWord {
    /// Looks away from the road.
    Glance,
    /// Takes a red light for none.
    RedLight,
    /// Does not yield to people at a crossing.
    Crossing,
    /// Drives on after running into somebody on foot.
    Flight,
}

impl From<LapseWord> for Lapse {
    fn from(word: LapseWord) -> Self {
        match word {
            LapseWord::Glance => Self::Glance,
            LapseWord::RedLight => Self::RedLight,
            LapseWord::Crossing => Self::Crossing,
            LapseWord::Flight => Self::Flight,
        }
    }
}

/// A lapse that a scenario forces.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LapseFile {
    /// Which lapse.
    pub kind: LapseWord,
    /// The trip whose driver has it.
    pub trip: String,
    /// When it begins (s from the trip's entry).
    #[schemars(range(min = 0.0, max = 604_800.0))]
    pub at_s: f64,
    /// How long it lasts (s).
    #[schemars(range(min = 0.001, max = 3600.0))]
    pub lasts_s: f64,
}

/// A forced lapse ready for the engine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PlannedLapse {
    /// Which.
    pub kind: Lapse,
    /// Whose.
    pub agent: AgentKey,
    /// When it begins (s from the trip's entry).
    pub at_s: f64,
    /// How long it lasts (s).
    pub lasts_s: f64,
}
