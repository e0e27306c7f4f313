//! Streets, junctions and signals as they are written.

use super::PlaceFile;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How junctions and crosswalks are laid out.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShapeFile {
    /// From the kerb of the crossing street to the end of the lanes (m): room for the corner's radius.
    #[schemars(range(min = 2.0, max = 30.0))]
    pub corner_m: f64,
    /// From the end of the lanes to the crosswalk (m).
    #[schemars(range(min = 0.0, max = 20.0))]
    pub crosswalk_gap_m: f64,
    /// Width of a crosswalk (m).
    #[schemars(range(min = 2.0, max = 20.0))]
    pub crosswalk_width_m: f64,
    /// From the crosswalk to the stop line (m).
    #[schemars(range(min = 0.5, max = 10.0))]
    pub stop_setback_m: f64,
    /// Lateral acceleration that sets the speed of curves (m/s²).
    #[schemars(range(min = 0.5, max = 5.0))]
    pub lateral_accel_mps2: f64,
    /// Room between the middles of two lanes that turning back needs (m).
    #[schemars(range(min = 3.0, max = 30.0))]
    pub u_turn_m: f64,
}

/// How signals are timed.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignalFile {
    /// Length of a cycle (s).
    #[schemars(range(min = 30.0, max = 300.0))]
    pub cycle_s: f64,
    /// Amber (s).
    #[schemars(range(min = 1.0, max = 6.0))]
    pub amber_s: f64,
    /// All red between two stages (s).
    #[schemars(range(min = 0.0, max = 6.0))]
    pub all_red_s: f64,
    /// Green of a crosswalk before its time for clearing begins (s).
    #[schemars(range(min = 1.0, max = 30.0))]
    pub walk_start_s: f64,
    /// Walking speed for which a crosswalk is cleared (m/s).
    #[schemars(range(min = 0.3, max = 2.0))]
    pub walk_mps: f64,
    /// Shortest green of any stage (s).
    #[schemars(range(min = 3.0, max = 60.0))]
    pub green_min_s: f64,
    /// What a stage of left turns gets of the spare time, where each lane for straight on gets 1.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub left_weight: f64,
}

/// A kind of street.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClassFile {
    /// Lanes of one direction, bus lanes not counted.
    #[schemars(range(min = 1, max = 6))]
    pub lanes: u32,
    /// Width of a lane (m).
    #[schemars(range(min = 2.5, max = 5.0))]
    pub lane_width_m: f64,
    /// Speed limit (km/h).
    #[schemars(range(min = 10.0, max = 120.0))]
    pub speed_kmh: f64,
    /// Width of what separates the two directions (m).
    #[schemars(range(min = 0.0, max = 30.0))]
    pub median_m: f64,
    /// Width of the pavement on each side (m).
    #[schemars(range(min = 1.0, max = 20.0))]
    pub pavement_m: f64,
    /// Rank at junctions, higher goes first.
    #[schemars(range(min = 0, max = 100))]
    pub rank: i32,
    /// Whether people cross such a street on crosswalks at junctions without signals too.
    pub crosswalk_without_signal: bool,
    /// A bus lane beside the median, kept apart by a kerb.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bus_lane: Option<BusLaneFile>,
}

/// A bus lane beside the median.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BusLaneFile {
    /// Its width (m).
    #[schemars(range(min = 2.5, max = 6.0))]
    pub width_m: f64,
    /// Width of the kerb between it and the other lanes (m).
    #[schemars(range(min = 0.1, max = 10.0))]
    pub kerb_m: f64,
    /// Its speed limit (km/h).
    #[schemars(range(min = 10.0, max = 120.0))]
    pub speed_kmh: f64,
}

/// How a junction is regulated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the words of the file, each explained where it differs from the others")]
pub enum Control {
    /// Signals; left turns by an arrow of their own.
    Signal,
    /// Signals; left turns beside those who go straight on, giving way to them (비보호).
    SignalYieldingLeft,
    /// The lower rank gives way.
    Priority,
    /// The lower rank gives way, and turns right only, in and out.
    RightOnly,
    /// Everybody gives way to the right.
    RightHand,
}

/// How streets of two classes meet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleFile {
    /// The two classes.
    pub between: [String; 2],
    /// How their junctions are regulated.
    pub control: Control,
    /// Length of the cycle there (s), where it is not the usual one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 30.0, max = 300.0))]
    pub cycle_s: Option<f64>,
}

/// A street.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StreetFile {
    /// Its name in ids.
    pub id: String,
    /// Its name, Korean.
    pub name_ko: String,
    /// Its class.
    pub class: String,
    /// Corners of its middle line.
    #[schemars(length(min = 2, max = 1000))]
    pub points_m: Vec<PlaceFile>,
    /// Whether it runs back to its first corner.
    #[serde(default)]
    pub closed: bool,
    /// Radius by which its corners are rounded (m); sharp where absent.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 2000.0))]
    pub corner_radius_m: f64,
    /// The wave of green along it; of two streets at a junction the one further up in the file is followed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub progression: Option<ProgressionFile>,
}

/// A wave of green along a street, from its first corner on.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProgressionFile {
    /// Speed of the wave (km/h).
    #[schemars(range(min = 10.0, max = 120.0))]
    pub speed_kmh: f64,
    /// Whether it runs from the last corner to the first.
    #[serde(default)]
    pub backward: bool,
}

/// A direction on the compass, as seen from a junction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the words of the file, which say it themselves")]
pub enum Compass {
    North,
    East,
    South,
    West,
}

/// A junction that differs from the rule of its classes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct JunctionFile {
    /// A place at most 30 m from it.
    pub near_m: PlaceFile,
    /// How it is regulated, where that is not by the rule.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub control: Option<Control>,
    /// Arms on which those who come in may turn back.
    #[serde(default)]
    pub u_turns: Vec<Compass>,
}

/// A stop in both directions of a street.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BusStopFile {
    /// Its name in ids; `.forward` and `.backward` are added.
    pub id: String,
    /// Its name, Korean.
    pub name_ko: String,
    /// The street.
    pub street: String,
    /// A place near its middle.
    pub near_m: PlaceFile,
    /// How long it is (m).
    #[schemars(range(min = 5.0, max = 200.0))]
    pub length_m: f64,
}
