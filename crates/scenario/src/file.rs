//! The scenario file as it is written: format 1. Doc comments and ranges here are the JSON Schema, and what
//! messages say was expected.

mod air;
mod airframe;
mod airspace;
mod config;
mod demand;
mod expect;
mod incidents;
mod injury;
mod lethality;
mod limits;
mod missions;
mod operations;
mod permits;
mod publish;
mod street;
mod vehicles;
mod weather;
mod wind;
mod zones;

pub use air::{
    AirFile, AirIncidentsFile, AirPlanningFile, AirspaceFile, AvoidanceFile, GroundRiskFile, LinkFile,
    OnTheRoadFile,
};
pub use airframe::{
    AirframeFile, AreaFile, BatteryFile, CanFile, CellPointFile, FlightLimitsFile, GainFile, GainsFile,
    InertiaFile, LengthFile, ParachuteFile, RotorFile, RotorsFile, Turns,
};
pub use airspace::{
    AgreedAreaFile, AirPermitFile, ApprovalWord, FacilityFile, PopulationAreaFile, PopulationFile,
};
pub use config::ConfigFile;
pub use demand::{
    FlowFile, MatrixFile, MixFile, ProfileFile, RandomFile, RouteFile, ShareFile, SpacingFile, StopFile,
    SumoFile, TripFile,
};
pub use expect::{ExpectFile, LimitFile};
pub use incidents::{IncidentsFile, NearMissFile, RssFile};
pub use injury::{CurveFile, Hit, Hurt, InjuryFile, Level, SharePoint, SpeedPoint, SpeedUnit};
pub use lethality::{LethalityCurve, LethalityFile};
pub use limits::{CountLimitFile, LimitsFile, RateLimitFile};
pub use missions::{DueFile, MissionFile, MissionWord, UavFaultFile, UavFaultWord};
pub use operations::{
    OperationFile, OperatorWord, PadFile, PilotWord, ResponseWord, SensorFile, SensorWord, UasPurposeWord,
};
pub use permits::{CrewFile, PermitFile};
pub use publish::{DEFAULT_K, PublishFile};
pub use street::{
    BreakdownFile, CrosswalksFile, EmergencyFile, Hour, ObjectFile, ParkedFile, PeopleFile, SchoolZoneFile,
    SideFile, WalkFile, WalkerFile, WalkingFile,
};
pub use vehicles::{
    CountedAs, DepartLaneFile, DepartLaneWord, DepartPosFile, DepartPosWord, DepartSpeedFile,
    DepartSpeedWord, FollowingFile, LaneChangeFile, SpeedFactorFile, TypeFile, VehicleClassFile,
};
pub use weather::WeatherFile;
pub use wind::{ProfileOfWind, ShelterFile, WindFile};
pub use zones::{Degrees, Metres, ZoneFile};

use crate::automation::{Crew, DriverErrors, FaultFile, LapseFile, Stack};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The newest format that is read.
pub const NEWEST_FORMAT: u32 = 1;

/// Largest seed: beyond it, readers of JSON lose digits.
pub const MAX_SEED: u64 = (1 << 53) - 1;

/// A pilotzone scenario: where, when, under which law, who drives.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScenarioFile {
    /// The file format, now 1.
    #[schemars(range(min = 1, max = 1))]
    pub format: u32,
    /// The scenario's name; the file's name where absent.
    #[serde(default)]
    pub name: String,
    /// The question that the scenario asks, in Korean.
    #[serde(default)]
    pub question_ko: String,
    /// The question that the scenario asks, in English.
    #[serde(default)]
    pub question_en: String,
    /// What is assumed rather than known, a sentence each, in Korean.
    #[serde(default)]
    pub caveats_ko: Vec<String>,
    /// The same sentences in English.
    #[serde(default)]
    pub caveats_en: Vec<String>,
    /// The map, as a path beside this file.
    pub map: String,
    /// Seed of every random number of the run.
    #[schemars(range(min = 0, max = 9_007_199_254_740_991_u64))]
    pub seed: u64,
    /// The rule set: ordinary, special, special-av, special-uas, special-data, or several joined by `+`.
    #[serde(default = "ordinary")]
    pub law: String,
    /// The date that picks the rules in force, YYYY-MM-DD.
    pub law_date: String,
    /// The rule pack, as a path beside this file; without one nothing is judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rules: Option<String>,
    /// When the run starts and ends, and its steps.
    pub time: TimeFile,
    /// What happens after crashes and in jams.
    #[serde(default)]
    pub events: EventsFile,
    /// What must come out; a run that passes a limit has failed.
    #[serde(default)]
    pub expect: ExpectFile,
    /// What may not happen too often, over a run or over many.
    #[serde(default, skip_serializing_if = "LimitsFile::is_empty")]
    pub limits: LimitsFile,
    /// How results leave the machine.
    #[serde(default)]
    pub publish: PublishFile,
    /// Thresholds of near misses, dangers and incidents; those that ship where absent.
    #[serde(default = "crate::safety::shipped_incidents")]
    pub incidents: IncidentsFile,
    /// Injury curves by the name of their source; those that ship where absent.
    #[serde(default = "crate::safety::shipped_injury")]
    pub injury: BTreeMap<String, InjuryFile>,
    /// Lethality of what falls, by the name of its source; that which ships where absent.
    #[serde(default = "crate::safety::shipped_lethality")]
    pub lethality: BTreeMap<String, LethalityFile>,
    /// Pilot zones by name.
    #[serde(default)]
    pub zones: BTreeMap<String, ZoneFile>,
    /// Drivers who err, by name.
    #[serde(default)]
    pub drivers: BTreeMap<String, DriverErrors>,
    /// Automated-driving stacks by name.
    #[serde(default)]
    pub stacks: BTreeMap<String, Stack>,
    /// Those who watch over stacks, by name.
    #[serde(default)]
    pub crews: BTreeMap<String, Crew>,
    /// Faults of stacks by name.
    #[serde(default)]
    pub faults: BTreeMap<String, FaultFile>,
    /// Lapses of drivers that the scenario forces, by name.
    #[serde(default)]
    pub lapses: BTreeMap<String, LapseFile>,
    /// Sky and road.
    #[serde(default)]
    pub weather: WeatherFile,
    /// Kinds of multirotors by name.
    #[serde(default)]
    pub airframes: BTreeMap<String, AirframeFile>,
    /// How missions are flown and watched; as it ships where absent.
    #[serde(default = "crate::safety::shipped_air")]
    pub air: AirFile,
    /// Airspace.
    #[serde(default)]
    pub airspace: AirspaceFile,
    /// The wind; calm where absent.
    #[serde(default)]
    pub wind: WindFile,
    /// Where drones take off and land, by name.
    #[serde(default)]
    pub pads: BTreeMap<String, PadFile>,
    /// Who flies drones, by name.
    #[serde(default)]
    pub operations: BTreeMap<String, OperationFile>,
    /// What drones are sent out for, by name.
    #[serde(default)]
    pub missions: BTreeMap<String, MissionFile>,
    /// What fails in the air, by name.
    #[serde(default)]
    pub uav_faults: BTreeMap<String, UavFaultFile>,
    /// Approvals of the aviation authority, by name.
    #[serde(default)]
    pub air_permits: BTreeMap<String, AirPermitFile>,
    /// Military facilities in protection areas, by name.
    #[serde(default)]
    pub facilities: BTreeMap<String, FacilityFile>,
    /// Areas agreed for recording under the special case, by name.
    #[serde(default)]
    pub agreed_areas: BTreeMap<String, AgreedAreaFile>,
    /// Who lives below.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub population: Option<PopulationFile>,
    /// Permits to test automated vehicles on the road, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub permits: BTreeMap<String, PermitFile>,
    /// Zones round schools by name.
    #[serde(default)]
    pub school_zones: BTreeMap<String, SchoolZoneFile>,
    /// How people walk and cross.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub walking: Option<WalkingFile>,
    /// People who cross at random places.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub people: Option<PeopleFile>,
    /// Single people on foot by name.
    #[serde(default)]
    pub walks: BTreeMap<String, WalkFile>,
    /// Things that lie on the road by name.
    #[serde(default)]
    pub objects: BTreeMap<String, ObjectFile>,
    /// Breakdowns by name.
    #[serde(default)]
    pub breakdowns: BTreeMap<String, BreakdownFile>,
    /// Trips that begin parked, by name.
    #[serde(default)]
    pub parked: BTreeMap<String, ParkedFile>,
    /// How emergency vehicles drive, and how others make way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency: Option<EmergencyFile>,
    /// Vehicle types by name.
    #[serde(default)]
    pub types: BTreeMap<String, TypeFile>,
    /// Mixes of vehicle types by name.
    #[serde(default)]
    pub mixes: BTreeMap<String, MixFile>,
    /// Courses of the traffic over the day by name.
    #[serde(default)]
    pub profiles: BTreeMap<String, ProfileFile>,
    /// Routes by name.
    #[serde(default)]
    pub routes: BTreeMap<String, RouteFile>,
    /// Single trips by name.
    #[serde(default)]
    pub trips: BTreeMap<String, TripFile>,
    /// Flows from one link to another by name.
    #[serde(default)]
    pub flows: BTreeMap<String, FlowFile>,
    /// Origin-destination matrices by name.
    #[serde(default)]
    pub matrices: BTreeMap<String, MatrixFile>,
    /// Random demand by name.
    #[serde(default)]
    pub random: BTreeMap<String, RandomFile>,
    /// Demand in SUMO's files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sumo: Option<SumoFile>,
}

/// When a run starts and ends, and its steps.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TimeFile {
    /// The start with its offset from UTC, such as 2026-06-01T08:00:00+09:00.
    pub start: String,
    /// How long the run lasts (s); absent only with `until_empty`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.001, max = 604_800.0))]
    pub duration_s: Option<f64>,
    /// Ends the run earlier or later than the demand, as `--until` does (s from the start).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.001, max = 604_800.0))]
    pub until_s: Option<f64>,
    /// Whether the run ends when all demand has arrived.
    #[serde(default)]
    pub until_empty: bool,
    /// Length of a step (s).
    #[serde(default = "tenth")]
    #[schemars(range(min = 0.001, max = 1.0))]
    pub dt_s: f64,
    /// Time between the frames of the replay (s); a step where that is longer.
    #[serde(default = "tenth")]
    #[schemars(range(min = 0.001, max = 3600.0))]
    pub frame_s: f64,
}

/// What happens after crashes and in jams.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EventsFile {
    /// How long a wreck blocks its lane until it is cleared (s).
    #[serde(default = "ten_minutes")]
    #[schemars(range(min = 0.0, max = 86_400.0))]
    pub clearance_s: f64,
    /// Standstill of everybody that counts as gridlock (s).
    #[serde(default = "five_minutes")]
    #[schemars(range(min = 1.0, max = 86_400.0))]
    pub gridlock_s: f64,
    /// Whether gridlock ends the run.
    #[serde(default)]
    pub stop_at_gridlock: bool,
}

impl Default for EventsFile {
    fn default() -> Self {
        Self { clearance_s: ten_minutes(), gridlock_s: five_minutes(), stop_at_gridlock: false }
    }
}

/// The JSON Schema of the scenario file.
pub fn schema() -> serde_json::Value {
    schemars::schema_for!(ScenarioFile).to_value()
}

fn ordinary() -> String {
    "ordinary".to_owned()
}

fn tenth() -> f64 {
    0.1
}

fn ten_minutes() -> f64 {
    600.0
}

fn five_minutes() -> f64 {
    300.0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every number that a file can hold, with its schema.
    fn numbers<'a>(
        schema: &'a serde_json::Value,
        path: String,
        found: &mut Vec<(String, &'a serde_json::Value)>,
    ) {
        let is_number = match schema.get("type") {
            Some(serde_json::Value::String(t)) => t == "number" || t == "integer",
            Some(serde_json::Value::Array(list)) => list.iter().any(|t| t == "number" || t == "integer"),
            _ => false,
        };
        if is_number {
            found.push((path.clone(), schema));
        }
        match schema {
            serde_json::Value::Object(map) => {
                for (key, inner) in map {
                    numbers(inner, format!("{path}/{key}"), found);
                }
            }
            serde_json::Value::Array(list) => {
                for (i, inner) in list.iter().enumerate() {
                    numbers(inner, format!("{path}/{i}"), found);
                }
            }
            _ => {}
        }
    }

    #[test]
    fn every_number_of_the_formats_has_a_closed_range() {
        let (scenario, rules) = (schema(), crate::rules::schema());
        let mut found = Vec::new();
        numbers(&scenario, "scenario".to_owned(), &mut found);
        numbers(&rules, "rules".to_owned(), &mut found);
        assert!(found.len() > 40, "{}", found.len());
        for (path, number) in found {
            assert!(number.get("minimum").is_some() && number.get("maximum").is_some(), "{path}: {number}");
        }
    }
}
