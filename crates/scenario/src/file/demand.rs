//! Demand as it is written.

use super::vehicles::{DepartLaneFile, DepartPosFile, DepartSpeedFile};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A share or weight of something; only its ratio to the others counts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ShareFile(#[schemars(range(min = 0.0, max = 1_000_000.0))] pub f64);

/// A mix of vehicle types.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MixFile {
    /// Where the shares come from.
    pub source: String,
    /// Share of each vehicle type; they need not sum up to anything.
    pub shares: BTreeMap<String, ShareFile>,
}

/// The course of the traffic over a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProfileFile {
    /// Where the course comes from.
    pub source: String,
    /// Traffic in each of the 24 hours of local time from midnight; only the ratios count.
    #[schemars(length(min = 24, max = 24))]
    pub by_hour: Vec<ShareFile>,
}

/// A route.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RouteFile {
    /// Links to pass, in their order; what lies between two that do not touch is the fastest way.
    #[schemars(length(min = 1))]
    pub links: Vec<String>,
}

/// A planned halt, at a bus stop of the map or anywhere on a link.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StopFile {
    /// A bus stop of the map; either this or `link`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bus_stop: Option<String>,
    /// A link of the map; either this or `bus_stop`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// The lane on the link, 0 is rightmost.
    #[serde(default)]
    #[schemars(range(min = 0, max = 31))]
    pub lane: u32,
    /// First place where the front may stand, from the lane's start (m).
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 100_000.0))]
    pub start_m: f64,
    /// Last place where the front may stand (m); the lane's end where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 100_000.0))]
    pub end_m: Option<f64>,
    /// How long it stands (s).
    #[schemars(range(min = 0.0, max = 604_800.0))]
    pub duration_s: f64,
    /// Not to leave before this time (s from the start).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 604_800.0))]
    pub until_s: Option<f64>,
}

/// A single trip.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TripFile {
    /// The vehicle type.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it wants to enter (s from the start).
    #[schemars(range(min = 0.0, max = 604_800.0))]
    pub depart_s: f64,
    /// The link where it enters; with `to`, instead of `route`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The link where it ends; with `from`, instead of `route`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Links to pass between `from` and `to`.
    #[serde(default)]
    pub via: Vec<String>,
    /// A route of the scenario; instead of `from` and `to`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<String>,
    /// The lane of entry.
    #[serde(default)]
    pub depart_lane: DepartLaneFile,
    /// The place of entry.
    #[serde(default)]
    pub depart_pos: DepartPosFile,
    /// The speed of entry.
    #[serde(default)]
    pub depart_speed: DepartSpeedFile,
    /// Front along the last link at which the trip ends (m); its end where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = -100_000.0, max = 100_000.0))]
    pub arrival_pos_m: Option<f64>,
    /// Halts in the order of the route.
    #[serde(default)]
    pub stops: Vec<StopFile>,
}

/// How the vehicles of a flow follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the words of the file: at equal distances, or as a Poisson process")]
pub enum SpacingFile {
    #[default]
    Even,
    Random,
}

/// Vehicles that go the same way one after another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FlowFile {
    /// The vehicle type; either this or `mix`.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// A mix of vehicle types; either this or `type`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mix: Option<String>,
    /// How many enter in an hour; with a profile, in its average hour.
    #[schemars(range(min = 0.01, max = 1_000_000.0))]
    pub vehicles_per_h: f64,
    /// When it begins (s from the start).
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 604_800.0))]
    pub begin_s: f64,
    /// When it ends (s from the start); with the run where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 604_800.0))]
    pub end_s: Option<f64>,
    /// How they follow each other.
    #[serde(default)]
    pub spacing: SpacingFile,
    /// The course over the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// The link where they enter; with `to`, instead of `route`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The link where they end; with `from`, instead of `route`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Links to pass between `from` and `to`.
    #[serde(default)]
    pub via: Vec<String>,
    /// A route of the scenario; instead of `from` and `to`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub route: Option<String>,
    /// The lane of entry.
    #[serde(default)]
    pub depart_lane: DepartLaneFile,
    /// The place of entry.
    #[serde(default)]
    pub depart_pos: DepartPosFile,
    /// The speed of entry.
    #[serde(default)]
    pub depart_speed: DepartSpeedFile,
    /// Front along the last link at which the trips end (m); its end where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = -100_000.0, max = 100_000.0))]
    pub arrival_pos_m: Option<f64>,
    /// Halts in the order of the route.
    #[serde(default)]
    pub stops: Vec<StopFile>,
}

/// How many vehicles go from each area to each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MatrixFile {
    /// The vehicle type; either this or `mix`.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// A mix of vehicle types; either this or `type`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mix: Option<String>,
    /// When the first may enter (s from the start).
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 604_800.0))]
    pub begin_s: f64,
    /// When the last may enter (s from the start); with the run where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 604_800.0))]
    pub end_s: Option<f64>,
    /// Links of each area; a trip starts or ends on one of them. A link is an area of its own by its id.
    #[serde(default)]
    pub areas: BTreeMap<String, Vec<String>>,
    /// Vehicles in the whole time, by origin, then destination; either this or `csv`.
    #[serde(default)]
    pub vehicles: BTreeMap<String, BTreeMap<String, CountFile>>,
    /// A file with the columns from, to, vehicles; either this or `vehicles`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub csv: Option<String>,
}

/// A number of vehicles; a fraction is the chance of one more.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct CountFile(#[schemars(range(min = 0.0, max = 1_000_000.0))] pub f64);

/// Trips between random places, driven by the seed alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RandomFile {
    /// How many enter in an hour; with a profile, in its average hour.
    #[schemars(range(min = 0.01, max = 1_000_000.0))]
    pub vehicles_per_h: f64,
    /// The vehicle type; either this or `mix`.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// A mix of vehicle types; either this or `type`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mix: Option<String>,
    /// Share of all vehicles that are automated instead.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub av_share: f64,
    /// The type of the automated vehicles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub av_type: Option<String>,
    /// Share of trips that start where a road enters the map; the others start inside.
    #[serde(default = "most")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub from_border_share: f64,
    /// Share of trips that end where a road leaves the map; the others end inside.
    #[serde(default = "most")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub to_border_share: f64,
    /// Shortest way that counts as a trip (m).
    #[serde(default = "hundreds")]
    #[schemars(range(min = 0.0, max = 100_000.0))]
    pub min_trip_m: f64,
    /// When it begins (s from the start).
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 604_800.0))]
    pub begin_s: f64,
    /// When it ends (s from the start); with the run where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 604_800.0))]
    pub end_s: Option<f64>,
    /// The course over the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
}

/// Demand in SUMO's files.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SumoFile {
    /// Files with bus stops, vehicle types and signal programmes, as paths beside this file.
    #[serde(default)]
    pub additional: Vec<String>,
    /// Files with vehicles, trips, flows and routes, as paths beside this file.
    #[schemars(length(min = 1))]
    pub routes: Vec<String>,
}

fn most() -> f64 {
    0.8
}

fn hundreds() -> f64 {
    300.0
}
