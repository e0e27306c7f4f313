//! Vehicle types, and the trips that vehicles of them make.

use crate::models::{Following, LaneChangeParams};
use pilotzone_map::{LaneId, LinkId, VehicleClass};
use pilotzone_world::{AgentClass, AgentKey};
use serde::{Deserialize, Serialize};

/// Spread of the ratio between desired speed and limit: a normal distribution cut at both ends.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct SpeedFactor {
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub deviation: f64,
    /// Lowest.
    pub min: f64,
    /// Highest.
    pub max: f64,
}

/// What vehicles of one type have in common.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VehicleType {
    /// Its name in the file.
    pub name: String,
    /// How it is counted.
    pub class: AgentClass,
    /// What access rules see in it.
    pub access: VehicleClass,
    /// Bumper to bumper (m).
    pub length_m: f64,
    /// Width without mirrors (m).
    pub width_m: f64,
    /// Height (m).
    pub height_m: f64,
    /// Kerb mass (kg).
    pub mass_kg: f64,
    /// Gap to the leader at standstill (m).
    pub min_gap_m: f64,
    /// What the vehicle can do at most (m/s).
    pub max_speed_mps: f64,
    /// Greatest acceleration (m/s²).
    pub accel_mps2: f64,
    /// Comfortable deceleration (m/s², positive).
    pub decel_mps2: f64,
    /// Hardest braking (m/s², positive).
    pub emergency_decel_mps2: f64,
    /// Desired speed over limit.
    pub speed_factor: SpeedFactor,
    /// How it follows.
    pub following: Following,
    /// How it changes lanes.
    pub lane_change: LaneChangeParams,
    /// Who drives it, and how well.
    pub mind: MindOf,
}

/// Who drives vehicles of a type, by places in [`crate::Automation`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum MindOf {
    /// The car-following model alone: a driver who never errs.
    #[default]
    Nobody,
    /// A person who errs.
    Driver(u16),
    /// An automated-driving stack with its crew.
    Stack {
        /// The stack.
        stack: u16,
        /// Who watches over it.
        crew: u16,
    },
}

/// The lane in which a vehicle enters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DepartLane {
    /// Of those from which the route goes on longest without a change, the emptiest.
    Best,
    /// The rightmost that it may use.
    First,
    /// The emptiest of all.
    Free,
    /// Any, by the agent's random stream.
    Random,
    /// That index, 0 is rightmost.
    Index(u32),
}

/// Where along the lane a vehicle enters; its front (m).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DepartPos {
    /// Rear at the lane's start.
    Base,
    /// Front at this distance from the lane's start; from its end where negative (m).
    At(f64),
    /// Any place, by the agent's random stream.
    Random,
    /// The foremost place that is free.
    Free,
    /// As far behind the last vehicle as its speed asks for.
    Last,
    /// At the plan's first stop.
    Stop,
}

/// The speed with which a vehicle enters (m/s).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DepartSpeed {
    /// This speed; insertion waits until it is safe.
    At(f64),
    /// The highest that is safe, up to the desired speed.
    Max,
    /// The lane's limit times the driver's factor; insertion waits until it is safe.
    Desired,
    /// Any up to the limit, by the agent's random stream, lowered to what is safe.
    Random,
    /// The mean speed on the lane, lowered to what is safe.
    Average,
}

/// A planned halt.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stop {
    /// Lane.
    pub lane: LaneId,
    /// First place where the front may stand (m).
    pub start_m: f64,
    /// Last place where the front may stand (m).
    pub end_m: f64,
    /// How long it stands (s).
    pub duration_s: f64,
    /// Not to leave before this time (s of simulation).
    pub until_s: Option<f64>,
}

/// One vehicle's way through the run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trip {
    /// Its name in the file; a flow's name and number for members of a flow.
    pub name: String,
    /// Its stable key.
    pub key: AgentKey,
    /// Place of its type in [`crate::Run::types`].
    pub kind: u32,
    /// When it wants to enter (s of simulation).
    pub depart_s: f64,
    /// Links from the first to the last.
    pub route: Vec<LinkId>,
    /// Lane of entry.
    pub depart_lane: DepartLane,
    /// Place of entry.
    pub depart_pos: DepartPos,
    /// Speed of entry.
    pub depart_speed: DepartSpeed,
    /// Front along the last link at which the trip ends; its end where none; from its end where negative (m).
    pub arrival_pos_m: Option<f64>,
    /// Halts, in the order of the route.
    pub stops: Vec<Stop>,
    /// Whether it waits for somebody who never comes: counted as waiting, never enters.
    pub triggered: bool,
}
