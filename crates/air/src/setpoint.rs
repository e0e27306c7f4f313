//! What a mission asks of a drone.

use serde::{Deserialize, Serialize};

/// What a drone shall do until it is told otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Setpoint {
    /// How it flies.
    pub mode: Mode,
    /// Where to, or how fast; read in [`Mode::Fly`] only.
    pub target: Target,
    /// Where the nose shall look (rad from east, against the clock).
    pub yaw_rad: f64,
    /// Greatest level speed (m/s); the airframe's own holds as well.
    pub speed_mps: f64,
    /// Greatest speed upward (m/s); the airframe's own holds as well.
    pub climb_mps: f64,
    /// Greatest speed downward (m/s); the airframe's own holds as well.
    pub descent_mps: f64,
}

/// How a drone flies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Mode {
    /// Motors off: it stands, or falls.
    Off,
    /// It goes to its target and stays there.
    Fly,
    /// It comes down where it was when it was told, and switches its motors off when it stands.
    Land,
    /// Motors off, parachute out. Without a parachute it falls.
    Parachute,
}

/// What a drone flies to.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Target {
    /// A place (m).
    Place([f64; 3]),
    /// A velocity over ground (m/s).
    Velocity([f64; 3]),
}

impl Setpoint {
    fn of(mode: Mode, target: Target, yaw_rad: f64) -> Self {
        let free = f64::INFINITY;
        Self { mode, target, yaw_rad, speed_mps: free, climb_mps: free, descent_mps: free }
    }

    /// Motors off.
    pub fn off() -> Self {
        Self::of(Mode::Off, Target::Velocity([0.0; 3]), 0.0)
    }

    /// To a place, not faster than so, and stay there.
    pub fn go_to(place_m: [f64; 3], yaw_rad: f64, speed_mps: f64) -> Self {
        Self { speed_mps, ..Self::of(Mode::Fly, Target::Place(place_m), yaw_rad) }
    }

    /// With a velocity over ground.
    pub fn velocity(velocity_mps: [f64; 3], yaw_rad: f64) -> Self {
        Self::of(Mode::Fly, Target::Velocity(velocity_mps), yaw_rad)
    }

    /// Down, here.
    pub fn land(yaw_rad: f64) -> Self {
        Self::of(Mode::Land, Target::Velocity([0.0; 3]), yaw_rad)
    }

    /// Parachute.
    pub fn parachute() -> Self {
        Self::of(Mode::Parachute, Target::Velocity([0.0; 3]), 0.0)
    }
}
