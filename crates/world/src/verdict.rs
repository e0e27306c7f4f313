//! What the law says about an act, and what a measure says about an encounter.

use crate::air::UavFaultKind;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A rule's place in the rule pack of the run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RuleRef(pub u16);

/// Whether an act that meets a rule's condition breaks it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It breaks the rule.
    Violated,
    /// A special case of the Smart City Act excuses it.
    Exempted(RuleRef),
    /// Another provision, an exception of the rule itself, or a permit allows it.
    Allowed(RuleRef),
}

impl Outcome {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Violated => "violated",
            Self::Exempted(_) => "exempted",
            Self::Allowed(_) => "allowed",
        }
    }

    /// The rule that excuses or allows the act.
    pub fn by(self) -> Option<RuleRef> {
        match self {
            Self::Violated => None,
            Self::Exempted(rule) | Self::Allowed(rule) => Some(rule),
        }
    }
}

/// The closed list of incidents; a name is never given up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
#[allow(missing_docs, reason = "the names say it; the book has a sentence on each")]
pub enum IncidentKind {
    CollisionVehicleVehicle,
    CollisionVehiclePerson,
    CollisionVehicleObject,
    Disengagement,
    TakeoverFailure,
    MinimalRiskStop,
    OddExit,
    Gridlock,
    EmergencyBlocked,
    UavHitGround,
    UavHitPerson,
    UavHitVehicle,
    UavHitBuilding,
    UavHitUav,
    WellClearLoss,
    GeofenceBreach,
    LinkLost,
    FlyAway,
}

impl IncidentKind {
    /// Every kind, in the order of its number.
    pub const ALL: [Self; 18] = [
        Self::CollisionVehicleVehicle,
        Self::CollisionVehiclePerson,
        Self::CollisionVehicleObject,
        Self::Disengagement,
        Self::TakeoverFailure,
        Self::MinimalRiskStop,
        Self::OddExit,
        Self::Gridlock,
        Self::EmergencyBlocked,
        Self::UavHitGround,
        Self::UavHitPerson,
        Self::UavHitVehicle,
        Self::UavHitBuilding,
        Self::UavHitUav,
        Self::WellClearLoss,
        Self::GeofenceBreach,
        Self::LinkLost,
        Self::FlyAway,
    ];

    /// How many of them are of the road; those of the air come after.
    pub const ROAD: usize = 9;

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::CollisionVehicleVehicle => "collision_vehicle_vehicle",
            Self::CollisionVehiclePerson => "collision_vehicle_person",
            Self::CollisionVehicleObject => "collision_vehicle_object",
            Self::Disengagement => "disengagement",
            Self::TakeoverFailure => "takeover_failure",
            Self::MinimalRiskStop => "minimal_risk_stop",
            Self::OddExit => "odd_exit",
            Self::Gridlock => "gridlock",
            Self::EmergencyBlocked => "emergency_blocked",
            Self::UavHitGround => "uav_hit_ground",
            Self::UavHitPerson => "uav_hit_person",
            Self::UavHitVehicle => "uav_hit_vehicle",
            Self::UavHitBuilding => "uav_hit_building",
            Self::UavHitUav => "uav_hit_uav",
            Self::WellClearLoss => "well_clear_loss",
            Self::GeofenceBreach => "geofence_breach",
            Self::LinkLost => "link_lost",
            Self::FlyAway => "fly_away",
        }
    }
}

/// The closed list of near misses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
#[allow(missing_docs, reason = "the names say it")]
pub enum NearMissKind {
    VehicleVehicle,
    VehiclePerson,
    UavUav,
    UavPerson,
}

impl NearMissKind {
    /// Every kind, in the order of its number.
    pub const ALL: [Self; 4] = [Self::VehicleVehicle, Self::VehiclePerson, Self::UavUav, Self::UavPerson];

    /// How many of them are of the road; those of the air come after.
    pub const ROAD: usize = 2;

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::VehicleVehicle => "vehicle_vehicle",
            Self::VehiclePerson => "vehicle_person",
            Self::UavUav => "uav_uav",
            Self::UavPerson => "uav_person",
        }
    }
}

/// Something about an automated-driving system, its driver or a human driver that can stand in a cause chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
#[allow(missing_docs, reason = "the names say it; the book has a sentence on each")]
pub enum FaultKind {
    SensorBlind,
    RangeCut,
    LatencySpike,
    LocalisationDrift,
    GhostObject,
    MissedPedestrian,
    ActuatorStuck,
    BrakeLoss,
    ComputerStop,
    V2xLoss,
    WrongMap,
}

impl FaultKind {
    /// Every kind, in the order of its number.
    pub const ALL: [Self; 11] = [
        Self::SensorBlind,
        Self::RangeCut,
        Self::LatencySpike,
        Self::LocalisationDrift,
        Self::GhostObject,
        Self::MissedPedestrian,
        Self::ActuatorStuck,
        Self::BrakeLoss,
        Self::ComputerStop,
        Self::V2xLoss,
        Self::WrongMap,
    ];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::SensorBlind => "sensor_blind",
            Self::RangeCut => "range_cut",
            Self::LatencySpike => "latency_spike",
            Self::LocalisationDrift => "localisation_drift",
            Self::GhostObject => "ghost_object",
            Self::MissedPedestrian => "missed_pedestrian",
            Self::ActuatorStuck => "actuator_stuck",
            Self::BrakeLoss => "brake_loss",
            Self::ComputerStop => "computer_stop",
            Self::V2xLoss => "v2x_loss",
            Self::WrongMap => "wrong_map",
        }
    }
}

/// Why an automated-driving system asked to be relieved, or its drive ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// A fault.
    Fault(FaultKind),
    /// It leaves its operational design domain.
    Odd(OddLimit),
    /// It trusts its own picture too little.
    LowConfidence,
    /// The driver took over unasked.
    Override,
    /// A crash.
    Crash,
    /// The driver did not answer in time.
    NoAnswer,
    /// All is well again.
    Recovered,
    /// The trip began.
    Started,
    /// Something failed in the air.
    Uav(UavFaultKind),
}

impl Cause {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fault(fault) => fault.name(),
            Self::Odd(limit) => limit.name(),
            Self::LowConfidence => "low_confidence",
            Self::Override => "override",
            Self::Crash => "crash",
            Self::NoAnswer => "no_answer",
            Self::Recovered => "recovered",
            Self::Started => "started",
            Self::Uav(fault) => fault.name(),
        }
    }

    /// A number for hashes.
    pub fn number(self) -> u64 {
        match self {
            Self::Fault(fault) => 0x100 + fault as u64,
            Self::Odd(limit) => 0x200 + limit as u64,
            Self::LowConfidence => 1,
            Self::Override => 2,
            Self::Crash => 3,
            Self::NoAnswer => 4,
            Self::Recovered => 5,
            Self::Started => 6,
            Self::Uav(fault) => 0x300 + fault as u64,
        }
    }
}

/// A limit of an operational design domain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
#[allow(missing_docs, reason = "the names say it")]
pub enum OddLimit {
    Area,
    Road,
    Speed,
    Rain,
    Snow,
    Visibility,
    Night,
    Hours,
}

impl OddLimit {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Area => "odd_area",
            Self::Road => "odd_road",
            Self::Speed => "odd_speed",
            Self::Rain => "odd_rain",
            Self::Snow => "odd_snow",
            Self::Visibility => "odd_visibility",
            Self::Night => "odd_night",
            Self::Hours => "odd_hours",
        }
    }
}

/// A lapse of a human driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Lapse {
    /// Looks away from the road.
    Glance,
    /// Runs a red light.
    RedLight,
    /// Does not yield to people at a crossing.
    Crossing,
    /// Follows too close.
    Tailgating,
    /// Drives on after running into somebody.
    Flight,
}

impl Lapse {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Glance => "glance",
            Self::RedLight => "red_light",
            Self::Crossing => "crossing",
            Self::Tailgating => "tailgating",
            Self::Flight => "flight",
        }
    }
}
