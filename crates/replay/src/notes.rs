//! What happened, beside where everybody was.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Phases of signals: all at a chunk's start, then those that changed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct SignalsNote {
    /// Number of the signal and number of its phase.
    pub phases: Vec<[u32; 2]>,
}

/// An event that matters to who looks on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct EventNote {
    /// When (s of simulation).
    pub time_s: f64,
    /// To whom; none where it is no agent.
    pub agent: Option<u32>,
    /// His name.
    pub name: String,
    /// The other party, where there is one.
    pub other: Option<u32>,
    /// What, as the event is written: its kind, and its values by name; what is infinite is null.
    pub event: Value,
}

impl EventNote {
    /// The mark that it leaves on the timeline, if it is a near miss.
    pub(crate) fn near_miss(&self) -> Option<Mark> {
        let kind = self.event.get("near_miss")?.get("kind")?.as_str()?.to_owned();
        let parties = self.agent.into_iter().chain(self.other).collect();
        Some(Mark { kind, time_s: self.time_s, parties })
    }
}

/// An incident with its record and its story.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct IncidentNote {
    /// Its number in the run, from 0.
    pub number: u32,
    /// Its kind, of the closed list.
    pub kind: String,
    /// When (s of simulation).
    pub time_s: f64,
    /// Where, east and north (m), if anywhere.
    pub at: Option<[f64; 2]>,
    /// Above ground (m).
    pub z_m: f64,
    /// Who took part; the one to whom it happened first.
    pub parties: Vec<u32>,
    /// From its first cause to who answers for it, Korean.
    pub story_ko: String,
    /// From its first cause to who answers for it, English.
    pub story_en: String,
    /// The record as the measures keep it.
    pub record: Value,
}

/// A near miss on the timeline.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Mark {
    /// Its kind, of the closed list.
    pub kind: String,
    /// When (s of simulation).
    pub time_s: f64,
    /// Who was in it.
    pub parties: Vec<u32>,
}

/// Incidents and near misses of a whole run.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Timeline {
    /// Incidents, in the order of their numbers.
    pub incidents: Vec<IncidentNote>,
    /// Near misses, in the order of their times.
    pub near_misses: Vec<Mark>,
}
