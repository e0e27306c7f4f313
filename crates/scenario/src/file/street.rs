//! Who and what else is on the street, as it is written: people on foot, objects, breakdowns, pull-outs, emergency
//! vehicles, school zones.

use super::demand::ShareFile;
use super::zones::{Degrees, Metres};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How people walk and cross; the numbers stand in `parameters/people.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WalkingFile {
    /// Where its numbers come from.
    pub source: String,
    /// Kinds of people by name.
    pub kinds: BTreeMap<String, WalkerFile>,
    /// Share of people who wait for green.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub keeps_light_share: f64,
    /// Share of people who cross beside crosswalks.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub jaywalks_share: f64,
    /// Gap that 95 of 100 people accept where `gap_way_m` lie before them (s).
    #[schemars(range(min = 0.1, max = 30.0))]
    pub gap_s: f64,
    /// The way to which `gap_s` belongs (m).
    #[schemars(range(min = 0.5, max = 50.0))]
    pub gap_way_m: f64,
    /// How much longer the gap must be for each metre more (s).
    #[schemars(range(min = 0.0, max = 5.0))]
    pub gap_s_per_m: f64,
    /// Scale of the logistic spread of accepted gaps between people (s).
    #[schemars(range(min = 0.0, max = 5.0))]
    pub gap_scale_s: f64,
    /// Gap below which nobody steps onto the road knowingly (s).
    #[schemars(range(min = 0.0, max = 10.0))]
    pub gap_least_s: f64,
    /// Way along the pavement to the kerb, and from the other kerb on (m).
    #[schemars(range(min = 1.0, max = 500.0))]
    pub pavement_m: f64,
}

/// A kind of people on foot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WalkerFile {
    /// Share among people; only its ratio to the others counts.
    pub share: ShareFile,
    /// Mean walking speed (m/s).
    #[schemars(range(min = 0.1, max = 5.0))]
    pub mean_mps: f64,
    /// Its standard deviation (m/s).
    #[schemars(range(min = 0.0, max = 2.0))]
    pub deviation_mps: f64,
    /// The slowest (m/s).
    #[schemars(range(min = 0.1, max = 5.0))]
    pub least_mps: f64,
}

/// Where people can cross.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(
    missing_docs,
    reason = "the words of the file: the map's crosswalks, or assumed ones at junctions too"
)]
pub enum CrosswalksFile {
    #[default]
    Map,
    Assumed,
}

/// People who cross at random places.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PeopleFile {
    /// How many cross in an hour on the whole map; with a profile, in its average hour.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1_000_000.0))]
    pub pedestrians_per_h: f64,
    /// Whether crosswalks are assumed at junctions that have none.
    #[serde(default)]
    pub crosswalks: CrosswalksFile,
    /// The course over the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// When the first come (s from the start).
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 604_800.0))]
    pub begin_s: f64,
    /// When the last come (s from the start); with the run where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 604_800.0))]
    pub end_s: Option<f64>,
}

/// The side of the road from which somebody comes, as drivers on its first lane see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the words of the file")]
pub enum SideFile {
    #[default]
    Right,
    Left,
}

/// One person who crosses once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WalkFile {
    /// A crosswalk of the map; either this or `link`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crosswalk: Option<String>,
    /// A link of the map, crossed where nothing is marked; either this or `crosswalk`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Where along the link (m).
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 100_000.0))]
    pub pos_m: f64,
    /// When he is at the kerb (s from the start).
    #[schemars(range(min = 0.0, max = 604_800.0))]
    pub at_s: f64,
    /// Walking speed (m/s).
    #[schemars(range(min = 0.1, max = 5.0))]
    pub speed_mps: f64,
    /// The side from which he comes.
    #[serde(default)]
    pub from: SideFile,
    /// Whether he waits for green.
    #[serde(default = "yes")]
    pub keeps_light: bool,
    /// Whether he walks without looking: only what stands in his way stops him.
    #[serde(default)]
    pub heedless: bool,
}

/// Something that lies on the road.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ObjectFile {
    /// The link on which it lies.
    pub link: String,
    /// The lane on the link, 0 is rightmost.
    #[serde(default)]
    #[schemars(range(min = 0, max = 31))]
    pub lane: u32,
    /// Where it begins along the lane (m).
    #[schemars(range(min = 0.0, max = 100_000.0))]
    pub pos_m: f64,
    /// Its length along the lane (m).
    #[schemars(range(min = 0.05, max = 50.0))]
    pub length_m: f64,
    /// Its width (m).
    #[schemars(range(min = 0.05, max = 5.0))]
    pub width_m: f64,
    /// Its mass (kg).
    #[schemars(range(min = 0.1, max = 100_000.0))]
    pub mass_kg: f64,
    /// From when on it lies there (s from the start).
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 604_800.0))]
    pub from_s: f64,
    /// Until when (s from the start); to the end of the run where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 604_800.0))]
    pub to_s: Option<f64>,
}

/// A vehicle that stops in its lane and cannot go on for a while.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BreakdownFile {
    /// The vehicle: a trip of the scenario, or `NAME.N` for the n-th of a flow.
    pub agent: String,
    /// When it begins (s from the start).
    #[schemars(range(min = 0.0, max = 604_800.0))]
    pub at_s: f64,
    /// How long it lasts (s).
    #[schemars(range(min = 0.1, max = 604_800.0))]
    pub duration_s: f64,
}

/// A trip that begins parked at the kerb and pulls out when it departs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ParkedFile {
    /// The trip of the scenario that begins so, on the first link of its way.
    pub agent: String,
    /// Its front along the rightmost lane that it may use (m).
    #[schemars(range(min = 0.0, max = 100_000.0))]
    pub pos_m: f64,
    /// Time that the next vehicle behind must be away (s).
    #[serde(default = "pull_out_gap")]
    #[schemars(range(min = 0.0, max = 30.0))]
    pub gap_s: f64,
    /// Whether it pulls out whoever comes.
    #[serde(default)]
    pub forces: bool,
}

/// How emergency vehicles drive, and how others make way; the numbers stand in `parameters/people.toml`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EmergencyFile {
    /// Where its numbers come from.
    pub source: String,
    /// How far ahead of it others make way (m).
    #[schemars(range(min = 1.0, max = 1000.0))]
    pub heard_m: f64,
    /// Speed of those who cannot get out of its lane but ought to let it by beside them (m/s).
    #[schemars(range(min = 0.5, max = 50.0))]
    pub slows_to_mps: f64,
    /// Speed at which it passes a red light or a stop line (m/s).
    #[schemars(range(min = 0.5, max = 30.0))]
    pub red_mps: f64,
    /// Slower than this it is held up (m/s).
    #[schemars(range(min = 0.1, max = 20.0))]
    pub held_mps: f64,
    /// For so long before it counts (s).
    #[schemars(range(min = 0.1, max = 600.0))]
    pub held_s: f64,
    /// Share of drivers who do not notice it.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub unaware_share: f64,
    /// Vehicles that never make way, by the names of their trips.
    #[serde(default)]
    pub stubborn: Vec<String>,
}

/// A zone round a school with a lower limit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SchoolZoneFile {
    /// Its corners as [latitude, longitude] in degrees; either this or `polygon_m`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub polygon_deg: Vec<[Degrees; 2]>,
    /// Its corners as [east, north] in the map's frame in metres; either this or `polygon_deg`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub polygon_m: Vec<[Metres; 2]>,
    /// The limit inside (km/h).
    #[schemars(range(min = 5.0, max = 100.0))]
    pub limit_kmh: f64,
    /// Hours of local time from which and until which it holds; all day where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<[Hour; 2]>,
}

/// An hour of the day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Hour(#[schemars(range(min = 0.0, max = 24.0))] pub f64);

fn yes() -> bool {
    true
}

/// No source found: between the critical gaps of a right turn from a side street (HCM 2010: 6.2 s) and of merging.
fn pull_out_gap() -> f64 {
    5.0
}
