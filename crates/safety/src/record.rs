//! The record of an incident: who, where, how fast, what it did, what led to it.

use crate::blame::Blame;
use crate::injury::Risk;
use crate::memory::Deed;
use pilotzone_map::{LaneId, Point};
use pilotzone_world::{Activity, AgentClass, AgentKey, Cause, Control, IncidentKind, RoadUser, Weather};
use serde::{Deserialize, Serialize};

/// One who took part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Party {
    /// Who.
    pub key: AgentKey,
    /// How it is counted.
    pub class: AgentClass,
    /// Whether it is a thing that nobody drives.
    pub is_object: bool,
    /// Who drove at the end of the step.
    pub control: Control,
    /// Whether an automated-driving system was engaged then or shortly before.
    pub engaged: bool,
    /// What the driver did beside driving.
    pub activity: Activity,
    /// Speed before (m/s).
    pub speed_mps: f64,
    /// Limit where it was (m/s).
    pub limit_mps: f64,
    /// Mass (kg).
    pub mass_kg: f64,
    /// Its lane.
    pub lane: LaneId,
    /// Middle of the front bumper; the middle of somebody on foot.
    pub at: Point,
    /// Where it pointed (rad).
    pub heading_rad: f64,
    /// Bumper to bumper (m).
    pub length_m: f64,
    /// Width (m).
    pub width_m: f64,
    /// Whether it stood at a planned stop or was parked.
    pub parked: bool,
    /// Change of its velocity in the impact (m/s).
    pub delta_v_mps: Option<f64>,
    /// How likely a person in or under it is hurt, by each curve.
    pub risks: Vec<Risk>,
}

impl Party {
    pub(crate) fn of(user: &RoadUser, engaged: bool) -> Self {
        Self {
            key: user.key,
            class: user.class,
            is_object: user.is(pilotzone_world::scene::seen::OBJECT),
            control: user.control,
            engaged: engaged || user.control.is_automated(),
            activity: user.activity,
            speed_mps: user.speed_mps,
            limit_mps: user.limit_mps,
            mass_kg: user.mass_kg,
            lane: user.lane,
            at: user.at,
            heading_rad: user.heading_rad,
            length_m: user.length_m,
            width_m: user.width_m,
            parked: user.is(pilotzone_world::scene::seen::PARKED),
            delta_v_mps: None,
            risks: Vec::new(),
        }
    }
}

/// An incident with all that is known of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IncidentRecord {
    /// Its number in the run, from 0.
    pub number: u32,
    /// What it was.
    pub kind: IncidentKind,
    /// When (s of simulation).
    pub time_s: f64,
    /// The lane, where there is one.
    pub lane: Option<LaneId>,
    /// Where on the map, where anybody was there.
    pub at: Option<Point>,
    /// Who took part; the one of the event first.
    pub parties: Vec<Party>,
    /// Who answers for it, and why.
    pub responsible: Option<(AgentKey, Blame)>,
    /// Why, where the event itself says it.
    pub cause: Option<Cause>,
    /// Energy lost in the impact (J).
    pub loss_j: Option<f64>,
    /// What led to it, oldest first.
    pub chain: Vec<Deed>,
    /// Sky and road.
    pub weather: Weather,
}
