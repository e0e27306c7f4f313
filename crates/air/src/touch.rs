//! What drones hit.

use pilotzone_world::AgentKey;
use serde::{Deserialize, Serialize};

/// What a drone touched.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Struck {
    /// The ground.
    Ground,
    /// The roof of the solid with that number.
    Roof(u32),
    /// A wall of the solid with that number, or its underside.
    Facade(u32),
    /// Somebody or something on the ground.
    Mover(AgentKey),
    /// The drone of that row.
    Drone(u32),
}

/// The beginning of a contact.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Touch {
    /// The drone.
    pub row: u32,
    /// What it touched.
    pub struck: Struck,
    /// Time after the start of the step (s).
    pub after_s: f64,
    /// Where the drone was (m).
    pub at_m: [f64; 3],
    /// Its velocity just before, relative to what it touched (m/s).
    pub velocity_mps: [f64; 3],
    /// Speed against the surface just before (m/s).
    pub normal_mps: f64,
    /// Kinetic energy just before, relative to what it touched (J).
    pub energy_j: f64,
    /// Whether its rotors broke.
    pub broke: bool,
}

impl Touch {
    /// Speed just before (m/s).
    pub fn speed_mps(&self) -> f64 {
        let [x, y, z] = self.velocity_mps;
        (x * x + y * y + z * z).sqrt()
    }

    /// Angle of the way below the horizon just before (rad): pi/2 for a plumb fall.
    pub fn angle_rad(&self) -> f64 {
        let [x, y, z] = self.velocity_mps;
        libm::atan2(-z, libm::hypot(x, y))
    }
}
