//! What a replay says of its run before it begins.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The format that is written, and the newest that is read.
pub const FORMAT: u32 = 1;

/// All that is known of a run before its first step.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Header {
    /// The scenario's name.
    pub scenario: String,
    /// The question that it asks, Korean.
    pub question_ko: String,
    /// The question that it asks, English.
    pub question_en: String,
    /// What is hypothetical or synthetic, Korean and English.
    pub caveats: Vec<[String; 2]>,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Rule set.
    pub law: String,
    /// Date that picks the rules in force (YYYY-MM-DD).
    pub law_date: String,
    /// The calendar at time 0 of the simulation, with its offset from UTC.
    pub start: String,
    /// First moment of the recording (s of simulation).
    pub begin_s: f64,
    /// Where the run is to end (s of simulation); none: when the road is empty.
    pub end_s: Option<f64>,
    /// Length of a step (s).
    pub dt_s: f64,
    /// Time between frames (s).
    pub frame_s: f64,
    /// The map.
    pub map: MapNote,
    /// Zones in the map's frame.
    pub zones: Vec<ZoneNote>,
    /// Permits.
    pub permits: Vec<PermitNote>,
    /// Kinds of agents; [`crate::AgentNote::kind`] points here.
    pub kinds: Vec<Kind>,
    /// Ids of the rules, by the numbers in which events name them.
    pub rules: Vec<String>,
}

/// Which map it was.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct MapNote {
    /// What it is called.
    pub name: String,
    /// Its path as the scenario gives it.
    pub path: String,
    /// Hash of its native file: 16 lower-case hex digits.
    pub hash: String,
    /// The words that must stand beside every use.
    pub attribution: Vec<String>,
}

/// A zone: a pilot zone, a zone round a school, airspace.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct ZoneNote {
    /// Its name in the scenario.
    pub key: String,
    /// What it is: `pilot`, `school`, or a kind of airspace.
    pub kind: String,
    /// Its name, Korean.
    pub name_ko: String,
    /// Its name, English.
    pub name_en: String,
    /// Whether it is only assumed.
    pub hypothetical: bool,
    /// Its foot above ground (m).
    pub floor_m: f64,
    /// Its top above ground (m); none for a zone of the ground, or without a lid.
    pub ceiling_m: Option<f64>,
    /// Its outline, east and north (m), first point not repeated.
    pub polygon: Vec<[f64; 2]>,
}

/// A permit.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
pub struct PermitNote {
    /// Its name in the scenario.
    pub name: String,
    /// What it was given for.
    pub purpose: String,
    /// Names of the kinds that it covers.
    pub kinds: Vec<String>,
    /// The first day on which it holds (YYYY-MM-DD).
    pub valid_from: String,
    /// The last day on which it holds.
    pub valid_to: String,
    /// The zone in which it holds; none: anywhere.
    pub zone: Option<String>,
}

/// What agents of one kind have in common.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
pub struct Kind {
    /// Its name in the scenario.
    pub name: String,
    /// The class by which it is counted; `object` for a thing that nobody drives.
    pub class: String,
    /// Bumper to bumper (m).
    pub length_m: f64,
    /// Width (m).
    pub width_m: f64,
    /// Height (m).
    pub height_m: f64,
    /// Whether it has an automated-driving system or flies by itself.
    pub automated: bool,
}
