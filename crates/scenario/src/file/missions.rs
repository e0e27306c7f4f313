//! What drones are sent out for, and what goes wrong with them, as it is written.

use super::zones::{Degrees, Metres};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a mission is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MissionWord {
    /// Flies to a pad, lands, leaves its load, flies home.
    Delivery,
    /// Flies round a building and looks at it.
    Inspection,
    /// Flies along a way and looks down.
    Patrol,
    /// Flies to a place at once and stays above it.
    Emergency,
}

/// Flights of one kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MissionFile {
    /// The operation whose aircraft fly them.
    pub operation: String,
    /// What they are.
    pub kind: MissionWord,
    /// When each is due (s from the start); either this or `per_h`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub at_s: Vec<DueFile>,
    /// How many are due in an hour, each at a random time of its own share; either this or `at_s`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.01, max = 1_000_000.0))]
    pub per_h: Option<f64>,
    /// From when on with `per_h` (s from the start).
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 604_800.0))]
    pub begin_s: f64,
    /// Until when with `per_h` (s from the start); to the end of the run where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 604_800.0))]
    pub end_s: Option<f64>,
    /// The pads to land on, in turn; deliveries only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub to: Vec<String>,
    /// The building to look at, by its id in the map; inspections only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub building: Option<String>,
    /// The way as [latitude, longitude] in degrees; patrols and emergencies, either this or `way_m`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub way_deg: Vec<[Degrees; 2]>,
    /// The way as [east, north] in the map's frame in metres; patrols and emergencies, either this or `way_deg`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub way_m: Vec<[Metres; 2]>,
    /// Height above ground at the job (m); that of cruise where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 2.0, max = 600.0))]
    pub height_m: Option<f64>,
    /// Distance from the walls in an inspection (m).
    #[serde(default = "standoff")]
    #[schemars(range(min = 1.0, max = 200.0))]
    pub standoff_m: f64,
    /// How often the way is flown, or the building flown round.
    #[serde(default = "once")]
    #[schemars(range(min = 1, max = 100))]
    pub laps: u32,
    /// How long it stays at the end of its way, or on the ground at the pad (s).
    #[serde(default = "half_minute")]
    #[schemars(range(min = 0.0, max = 86_400.0))]
    pub stay_s: f64,
    /// What it carries there (kg).
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 100.0))]
    pub payload_kg: f64,
    /// Whether the sensor is on at the job.
    #[serde(default)]
    pub records: bool,
    /// Whether the sensor is on during the whole flight.
    #[serde(default)]
    pub records_on_the_way: bool,
}

/// When something is due (s from the start).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct DueFile(#[schemars(range(min = 0.0, max = 604_800.0))] pub f64);

/// What fails in the air.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum UavFaultWord {
    /// A motor stops, or a propeller is lost.
    Motor,
    /// The battery gives nothing any more.
    Battery,
    /// No position from satellites: it drifts with the wind.
    GnssLoss,
    /// A position that wanders off.
    GnssDrift,
    /// The command link is silent.
    LinkLoss,
    /// It no longer sees the others.
    AvoidLoss,
    /// It flies where it wants and obeys nobody.
    FlyAway,
}

/// Something that fails, forced at a time or by rate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UavFaultFile {
    /// What fails.
    pub kind: UavFaultWord,
    /// The flight, `MISSION.N` from 0; every flight where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flight: Option<String>,
    /// How long after its take-off (s); either this or `per_h`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 604_800.0))]
    pub after_s: Option<f64>,
    /// How often in an hour of flight; either this or `after_s`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 3600.0))]
    pub per_h: Option<f64>,
    /// How long it lasts (s); for good where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.1, max = 604_800.0))]
    pub lasts_s: Option<f64>,
    /// The motor that stops, from 0; a random one where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 11))]
    pub motor: Option<u32>,
    /// Speed at which a position wanders, or the aircraft flies away (m/s).
    #[serde(default = "wander")]
    #[schemars(range(min = 0.0, max = 30.0))]
    pub speed_mps: f64,
    /// Direction of that (deg, 0 is north, clockwise); a random one where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 360.0))]
    pub towards_deg: Option<f64>,
}

/// Assumed: close enough for a crack, far enough for a gust.
fn standoff() -> f64 {
    10.0
}

fn once() -> u32 {
    1
}

fn half_minute() -> f64 {
    30.0
}

/// Assumed: a receiver led astray by reflections.
fn wander() -> f64 {
    1.0
}
