//! Vehicle types and ways of entering the road as they are written.

use crate::models::{AccParams, Following, IdmParams, KraussParams, LaneChangeParams};
use crate::vehicle::{DepartLane, DepartPos, DepartSpeed, MindOf, SpeedFactor, VehicleType};
use pilotzone_map::VehicleClass;
use pilotzone_world::AgentClass;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How vehicles of a type are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the words of the file, which say it themselves")]
pub enum CountedAs {
    Car,
    Av,
    Truck,
    Bus,
    Motorcycle,
    Bicycle,
    Scooter,
    Emergency,
}

impl From<CountedAs> for AgentClass {
    fn from(class: CountedAs) -> Self {
        match class {
            CountedAs::Car => Self::Car,
            CountedAs::Av => Self::Av,
            CountedAs::Truck => Self::Truck,
            CountedAs::Bus => Self::Bus,
            CountedAs::Motorcycle => Self::Motorcycle,
            CountedAs::Bicycle => Self::Bicycle,
            CountedAs::Scooter => Self::Scooter,
            CountedAs::Emergency => Self::Emergency,
        }
    }
}

/// What access rules see in a vehicle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the words of the file, which say it themselves")]
pub enum VehicleClassFile {
    Passenger,
    Taxi,
    Bus,
    Truck,
    Motorcycle,
    Bicycle,
    Scooter,
    Emergency,
}

impl From<VehicleClassFile> for VehicleClass {
    fn from(class: VehicleClassFile) -> Self {
        match class {
            VehicleClassFile::Passenger => Self::Passenger,
            VehicleClassFile::Taxi => Self::Taxi,
            VehicleClassFile::Bus => Self::Bus,
            VehicleClassFile::Truck => Self::Truck,
            VehicleClassFile::Motorcycle => Self::Motorcycle,
            VehicleClassFile::Bicycle => Self::Bicycle,
            VehicleClassFile::Scooter => Self::Scooter,
            VehicleClassFile::Emergency => Self::Emergency,
        }
    }
}

/// What vehicles of one type have in common.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TypeFile {
    /// How it is counted; `av` for any vehicle with an automated-driving stack.
    pub class: CountedAs,
    /// What access rules see in it.
    pub access: VehicleClassFile,
    /// Where its numbers come from.
    pub source: String,
    /// Length from bumper to bumper (m).
    #[schemars(range(min = 0.5, max = 50.0))]
    pub length_m: f64,
    /// Width without mirrors (m).
    #[schemars(range(min = 0.3, max = 5.0))]
    pub width_m: f64,
    /// Height (m).
    #[schemars(range(min = 0.5, max = 6.0))]
    pub height_m: f64,
    /// Kerb mass (kg).
    #[schemars(range(min = 5.0, max = 100_000.0))]
    pub mass_kg: f64,
    /// Gap to the leader at standstill (m).
    #[schemars(range(min = 0.1, max = 20.0))]
    pub min_gap_m: f64,
    /// The highest speed that the vehicle can reach (m/s).
    #[schemars(range(min = 0.5, max = 100.0))]
    pub max_speed_mps: f64,
    /// Greatest acceleration (m/s²).
    #[schemars(range(min = 0.1, max = 20.0))]
    pub accel_mps2: f64,
    /// The hardest braking of everyday driving (m/s²).
    #[schemars(range(min = 0.5, max = 20.0))]
    pub decel_mps2: f64,
    /// The hardest braking that the vehicle can do (m/s²).
    #[schemars(range(min = 0.5, max = 20.0))]
    pub emergency_decel_mps2: f64,
    /// Desired speed over limit.
    pub speed_factor: SpeedFactorFile,
    /// How it follows.
    pub following: FollowingFile,
    /// How it changes lanes.
    pub lane_change: LaneChangeFile,
    /// How its drivers err: one of the drivers; without it they do not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub driver: Option<String>,
    /// What drives it: one of the stacks; without it a person does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stack: Option<String>,
    /// Who watches over the stack: one of the crews.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crew: Option<String>,
}

/// Desired speed over limit: a normal distribution cut at both ends.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpeedFactorFile {
    /// Mean ratio of desired speed and limit.
    #[schemars(range(min = 0.1, max = 3.0))]
    pub mean: f64,
    /// Standard deviation of the ratio.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub deviation: f64,
    /// Lowest ratio.
    #[schemars(range(min = 0.1, max = 3.0))]
    pub min: f64,
    /// Highest ratio.
    #[schemars(range(min = 0.1, max = 3.0))]
    pub max: f64,
}

/// A car-following model with its parameters; gap at standstill and acceleration are the type's own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "model", rename_all = "snake_case", deny_unknown_fields)]
pub enum FollowingFile {
    /// Intelligent driver model.
    Idm {
        /// Desired time gap (s).
        #[schemars(range(min = 0.1, max = 10.0))]
        headway_s: f64,
        /// Comfortable deceleration, b of the model (m/s²).
        #[schemars(range(min = 0.1, max = 10.0))]
        comfort_decel_mps2: f64,
        /// Exponent of the free-road term.
        #[serde(default = "four")]
        #[schemars(range(min = 1.0, max = 16.0))]
        exponent: f64,
    },
    /// Adaptive cruise control: improved IDM with the constant-acceleration heuristic.
    Acc {
        /// Desired time gap (s).
        #[schemars(range(min = 0.1, max = 10.0))]
        headway_s: f64,
        /// Comfortable deceleration, b of the model (m/s²).
        #[schemars(range(min = 0.1, max = 10.0))]
        comfort_decel_mps2: f64,
        /// Exponent of the free-road term.
        #[serde(default = "four")]
        #[schemars(range(min = 1.0, max = 16.0))]
        exponent: f64,
        /// Trust in the heuristic.
        #[schemars(range(min = 0.0, max = 1.0))]
        coolness: f64,
    },
    /// Krauss as SUMO has it.
    Krauss {
        /// Imperfection of the driver.
        #[schemars(range(min = 0.0, max = 1.0))]
        sigma: f64,
        /// Desired time gap (s).
        #[schemars(range(min = 0.1, max = 10.0))]
        tau_s: f64,
    },
}

/// Lane changes by MOBIL.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LaneChangeFile {
    /// Weight of the others' gain.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub politeness: f64,
    /// Gain below which nobody changes (m/s²).
    #[schemars(range(min = 0.0, max = 5.0))]
    pub threshold_mps2: f64,
    /// Deceleration that the new follower is made to take at most (m/s²).
    #[schemars(range(min = 0.1, max = 15.0))]
    pub safe_decel_mps2: f64,
    /// Preference for the right lane (m/s²).
    #[schemars(range(min = -5.0, max = 5.0))]
    pub bias_right_mps2: f64,
}

fn four() -> f64 {
    4.0
}

impl TypeFile {
    /// The type as the engine wants it.
    pub fn to_type(&self, name: &str) -> VehicleType {
        let idm = |headway_s, decel_mps2, exponent| IdmParams {
            headway_s,
            min_gap_m: self.min_gap_m,
            accel_mps2: self.accel_mps2,
            decel_mps2,
            exponent,
        };
        let following = match self.following {
            FollowingFile::Idm { headway_s, comfort_decel_mps2, exponent } => {
                Following::Idm(idm(headway_s, comfort_decel_mps2, exponent))
            }
            FollowingFile::Acc { headway_s, comfort_decel_mps2, exponent, coolness } => {
                Following::Acc(AccParams { idm: idm(headway_s, comfort_decel_mps2, exponent), coolness })
            }
            FollowingFile::Krauss { sigma, tau_s } => Following::Krauss(KraussParams { sigma, tau_s }),
        };
        let (speed, change) = (&self.speed_factor, &self.lane_change);
        VehicleType {
            name: name.to_owned(),
            class: self.class.into(),
            access: self.access.into(),
            length_m: self.length_m,
            width_m: self.width_m,
            height_m: self.height_m,
            mass_kg: self.mass_kg,
            min_gap_m: self.min_gap_m,
            max_speed_mps: self.max_speed_mps,
            accel_mps2: self.accel_mps2,
            decel_mps2: self.decel_mps2,
            emergency_decel_mps2: self.emergency_decel_mps2,
            speed_factor: SpeedFactor {
                mean: speed.mean,
                deviation: speed.deviation,
                min: speed.min,
                max: speed.max,
            },
            following,
            lane_change: LaneChangeParams {
                politeness: change.politeness,
                threshold_mps2: change.threshold_mps2,
                safe_decel_mps2: change.safe_decel_mps2,
                bias_right_mps2: change.bias_right_mps2,
            },
            mind: MindOf::Nobody,
        }
    }
}

/// A lane of entry by its rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the words of the file; DepartLane explains them")]
pub enum DepartLaneWord {
    Best,
    First,
    Free,
    Random,
}

/// The lane in which a vehicle enters: a rule, or an index from the right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum DepartLaneFile {
    /// By a rule.
    Word(DepartLaneWord),
    /// By its index, 0 is rightmost.
    Index(#[schemars(range(min = 0, max = 31))] u32),
}

impl Default for DepartLaneFile {
    fn default() -> Self {
        Self::Word(DepartLaneWord::Best)
    }
}

impl From<DepartLaneFile> for DepartLane {
    fn from(lane: DepartLaneFile) -> Self {
        match lane {
            DepartLaneFile::Word(DepartLaneWord::Best) => Self::Best,
            DepartLaneFile::Word(DepartLaneWord::First) => Self::First,
            DepartLaneFile::Word(DepartLaneWord::Free) => Self::Free,
            DepartLaneFile::Word(DepartLaneWord::Random) => Self::Random,
            DepartLaneFile::Index(index) => Self::Index(index),
        }
    }
}

/// A place of entry by its rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the words of the file; DepartPos explains them")]
pub enum DepartPosWord {
    Base,
    Random,
    Free,
    Last,
    Stop,
}

/// Where along the lane a vehicle enters: a rule, or its front in metres from the lane's start.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum DepartPosFile {
    /// By a rule.
    Word(DepartPosWord),
    /// Front from the lane's start, from its end where negative (m).
    At(#[schemars(range(min = -100_000.0, max = 100_000.0))] f64),
}

impl Default for DepartPosFile {
    fn default() -> Self {
        Self::Word(DepartPosWord::Base)
    }
}

impl From<DepartPosFile> for DepartPos {
    fn from(pos: DepartPosFile) -> Self {
        match pos {
            DepartPosFile::Word(DepartPosWord::Base) => Self::Base,
            DepartPosFile::Word(DepartPosWord::Random) => Self::Random,
            DepartPosFile::Word(DepartPosWord::Free) => Self::Free,
            DepartPosFile::Word(DepartPosWord::Last) => Self::Last,
            DepartPosFile::Word(DepartPosWord::Stop) => Self::Stop,
            DepartPosFile::At(front_m) => Self::At(front_m),
        }
    }
}

/// A speed of entry by its rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the words of the file; DepartSpeed explains them")]
pub enum DepartSpeedWord {
    Max,
    Desired,
    Random,
    Average,
}

/// The speed with which a vehicle enters: a rule, or m/s.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum DepartSpeedFile {
    /// By a rule.
    Word(DepartSpeedWord),
    /// This speed (m/s).
    At(#[schemars(range(min = 0.0, max = 100.0))] f64),
}

impl Default for DepartSpeedFile {
    fn default() -> Self {
        Self::Word(DepartSpeedWord::Max)
    }
}

impl From<DepartSpeedFile> for DepartSpeed {
    fn from(speed: DepartSpeedFile) -> Self {
        match speed {
            DepartSpeedFile::Word(DepartSpeedWord::Max) => Self::Max,
            DepartSpeedFile::Word(DepartSpeedWord::Desired) => Self::Desired,
            DepartSpeedFile::Word(DepartSpeedWord::Random) => Self::Random,
            DepartSpeedFile::Word(DepartSpeedWord::Average) => Self::Average,
            DepartSpeedFile::At(mps) => Self::At(mps),
        }
    }
}
