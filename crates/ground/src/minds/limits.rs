//! What tyres and road allow.

use pilotzone_world::Weather;

/// Friction of a dry road, for which vehicle types state their braking.
const DRY: f64 = 0.8;

/// Bounds of all who drive today.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// The hardest braking that the road carries (m/s²).
    pub brake_max_mps2: f64,
    /// Share of dry braking that is left.
    pub share_of_dry: f64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { brake_max_mps2: f64::INFINITY, share_of_dry: 1.0 }
    }
}

impl Limits {
    /// The bounds in that weather; none on a dry road.
    pub fn of(weather: &Weather) -> Self {
        if weather.friction >= DRY {
            return Self::default();
        }
        // Standard gravity (m/s²): full sliding friction.
        Self { brake_max_mps2: weather.friction * 9.80665, share_of_dry: weather.friction / DRY }
    }
}
