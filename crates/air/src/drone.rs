//! What changes of a drone more slowly than its motion.

use crate::block::ROTORS;
use crate::setpoint::Setpoint;
use pilotzone_world::{AgentKey, Fold};
use serde::{Deserialize, Serialize};

/// Where a drone is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Life {
    /// It stands somewhere with its motors off.
    Standing,
    /// It is in the air, out of reach of everything.
    Flying,
    /// It is in the air or on something, within reach of what it can touch.
    Touching,
    /// It has crashed and lies.
    Wreck,
    /// It is taken out; its row stays.
    Gone,
}

/// What the controller knows of its place.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Navigation {
    /// Error of the position that it believes in (m): believed less true.
    pub error_m: [f64; 3],
    /// Whether it knows its level place and speed at all. Without, it stays level, holds its height and drifts.
    pub fix: bool,
}

/// What can fail in flight.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Failure {
    /// This motor stops.
    MotorOut(u8),
    /// This propeller is lost: the motor turns without thrust.
    PropellerLoss(u8),
    /// This motor reaches only so much of its greatest speed.
    MotorWeak {
        /// The rotor.
        rotor: u8,
        /// Share of its greatest speed that is left.
        share: f64,
    },
    /// Only so much of the battery's energy is left to use, and its resistance is doubled.
    Battery {
        /// Share of the energy that is left.
        share: f64,
    },
    /// All power is gone at once.
    PowerLoss,
}

/// What changes of a drone more slowly than its motion.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Drone {
    /// Its stable key.
    pub key: AgentKey,
    /// Its airframe.
    pub airframe: u16,
    /// Where it is in its life.
    pub life: Life,
    /// What it is to do.
    pub order: Setpoint,
    /// Where it began to land (m).
    pub landing_m: [f64; 3],
    /// What it carries (kg).
    pub payload_kg: f64,
    /// What it knows of its place.
    pub navigation: Navigation,
    /// Share of the thrust that each propeller still gives.
    pub propeller: [f64; ROTORS],
    /// Share of the greatest speed that each motor still reaches.
    pub motor: [f64; ROTORS],
    /// The battery's resistance over its own.
    pub resistance: f64,
    /// Time since the parachute was called (s); negative while it was not.
    pub chute_s: f64,
    /// Whether the parachute opens when it is called.
    pub chute_works: bool,
    /// Greatest share of the motors' reach in use during the last step: at 1 the control is saturated.
    pub strain: f64,
}

impl Drone {
    /// Whether it moves by itself or may fall.
    pub fn moves(&self) -> bool {
        matches!(self.life, Life::Flying | Life::Touching)
    }

    /// The hash of this drone's slow state.
    pub(crate) fn fold(&self, fold: Fold) -> Fold {
        let o = &self.order;
        let (by, [x, y, z]) = match o.target {
            crate::Target::Place(at) => (0, at),
            crate::Target::Velocity(v) => (1, v),
        };
        let fold = fold.word(self.key.0).word(u64::from(self.airframe) << 8 | self.life as u64);
        let fold = fold.word((o.mode as u64) << 1 | by).number(x).number(y).number(z).number(o.yaw_rad);
        let fold = fold.number(o.speed_mps).number(o.climb_mps).number(o.descent_mps);
        let numbers = self.landing_m.iter().chain(&self.navigation.error_m).chain(&self.propeller);
        let numbers = numbers.chain(&self.motor).chain([&self.payload_kg, &self.resistance, &self.chute_s]);
        let fold = numbers.fold(fold, |fold, &n| fold.number(n)).number(self.strain);
        fold.word(u64::from(self.navigation.fix) << 1 | u64::from(self.chute_works))
    }
}
