//! What a batch keeps of a run: one line of its journal, later one row of each table.

use pilotzone_record::Metrics;
use serde::{Deserialize, Serialize};

/// How a run of a batch went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It came to its end.
    Done,
    /// It came to its end and passed a limit that its scenario sets.
    Limit,
    /// Nothing moved any more.
    Gridlock,
    /// It did not load, or broke off.
    Failed,
}

impl Status {
    /// The name in tables.
    pub fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Limit => "limit",
            Self::Gridlock => "gridlock",
            Self::Failed => "failed",
        }
    }

    /// Whether the run's figures are those of a whole run.
    pub fn is_whole(self) -> bool {
        matches!(self, Self::Done | Self::Limit)
    }
}

/// A run that is over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Finished {
    /// Its number in the batch.
    pub job: u64,
    /// How it went.
    pub status: Status,
    /// Why it failed, or which limits it passed.
    pub reason: Option<String>,
    /// What it took (s), loading included.
    pub wall_s: f64,
    /// What came of it; none where it did not come to an end.
    pub told: Option<Told>,
}

/// What came of a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Told {
    /// Hash of the state at the end.
    pub state_hash: String,
    /// Hash of all events.
    pub event_hash: String,
    /// Why it ended.
    pub ended: String,
    /// Steps done.
    pub steps: u64,
    /// Length of a step (s).
    pub dt_s: f64,
    /// The figures of `run --json` under flat names.
    pub metrics: Metrics,
    /// Rules that were evaluated.
    pub evaluated: Vec<String>,
    /// What happened, in the order of time.
    pub incidents: Vec<IncidentRow>,
    /// Measures of near misses.
    pub measures: Vec<MeasureRow>,
    /// What drove where, by link and five minutes.
    pub flow: Vec<FlowRow>,
}

/// An incident as the table tells of it; columns are called as in the table of a single run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IncidentRow {
    /// Its number in the run, from 0.
    pub number: u32,
    /// Which of the closed list.
    pub kind: String,
    /// When (s of simulation).
    pub time_s: f64,
    /// The link where it happened.
    pub link: Option<String>,
    /// The junction where it happened.
    pub junction: Option<String>,
    /// Where, east of the map's origin (m).
    pub x_m: Option<f64>,
    /// Where, north of the map's origin (m).
    pub y_m: Option<f64>,
    /// Longitude (deg).
    pub lon_deg: Option<f64>,
    /// Latitude (deg).
    pub lat_deg: Option<f64>,
    /// Who took part, the first.
    pub first: Option<PartyRow>,
    /// Who else took part.
    pub second: Option<PartyRow>,
    /// Who answers for it.
    pub responsible: Option<String>,
    /// Why.
    pub responsible_why: Option<String>,
    /// Why, where the event itself says it.
    pub cause: Option<String>,
    /// The greatest probability of an injury of MAIS 2 or more.
    pub mais2plus: Option<f64>,
    /// The same of MAIS 3 or more.
    pub mais3plus: Option<f64>,
    /// The same of death.
    pub death: Option<f64>,
}

impl IncidentRow {
    /// The first or the second who took part.
    pub fn party(&self, at: usize) -> Option<&PartyRow> {
        if at == 0 { self.first.as_ref() } else { self.second.as_ref() }
    }
}

/// One who took part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PartyRow {
    /// Who.
    pub name: Option<String>,
    /// How it is counted; `object` for what nobody drives.
    pub class: String,
    /// Who drove.
    pub control: String,
    /// Speed before (m/s).
    pub speed_mps: f64,
    /// Change of velocity (m/s).
    pub delta_v_mps: Option<f64>,
}

/// A measure over the near misses of one kind in a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MeasureRow {
    /// Kind of near miss.
    pub kind: String,
    /// The measure, with its unit.
    pub measure: String,
    /// How many values there are.
    pub n: u64,
    /// The least.
    pub min: f64,
    /// The middle one.
    pub median: f64,
    /// The mean.
    pub mean: f64,
    /// The greatest.
    pub max: f64,
}

/// Traffic on a link within five minutes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FlowRow {
    /// The link.
    pub link: String,
    /// Start of the five minutes (s of simulation).
    pub from_s: f64,
    /// Vehicles per hour, by Edie's definition.
    pub volume_per_h: f64,
    /// Mean speed over space (m/s).
    pub speed_mps: f64,
}
