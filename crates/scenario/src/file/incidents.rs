//! Thresholds of near misses, dangers and incidents as they are written.

use pilotzone_world::RssParams;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// When an encounter is measured, when it is a near miss or a danger, and how bodies collide.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IncidentsFile {
    /// Time to collision from which two road users are looked at (s).
    #[schemars(range(min = 0.1, max = 30.0))]
    pub encounter_ttc_s: f64,
    /// Time apart after which an encounter is over (s).
    #[schemars(range(min = 0.1, max = 60.0))]
    pub encounter_end_s: f64,
    /// How far ahead ways that cross are looked at (s).
    #[schemars(range(min = 0.1, max = 10.0))]
    pub horizon_s: f64,
    /// Angle from which two ways cross (rad).
    #[schemars(range(min = 0.01, max = 1.5))]
    pub least_angle_rad: f64,
    /// Braking with which one who can still stop before a junction is not in it yet (m/s²).
    #[schemars(range(min = 0.1, max = 20.0))]
    pub commit_brake_mps2: f64,
    /// Speed below which nothing is a near miss (m/s).
    #[schemars(range(min = 0.0, max = 20.0))]
    pub slow_mps: f64,
    /// How many times its threshold a measure must be for a near miss to be over.
    #[schemars(range(min = 1.0, max = 10.0))]
    pub hysteresis: f64,
    /// How long before an incident its causes are looked for (s).
    #[schemars(range(min = 0.0, max = 600.0))]
    pub cause_window_s: f64,
    /// How long one who changed lanes answers for the gap behind him (s).
    #[schemars(range(min = 0.0, max = 60.0))]
    pub cut_in_s: f64,
    /// How long a distance is unsafe without the proper response until it is a danger (s).
    #[schemars(range(min = 0.0, max = 60.0))]
    pub danger_after_s: f64,
    /// How long before a crash an automated-driving system counts as engaged (s).
    #[schemars(range(min = 0.0, max = 600.0))]
    pub engaged_window_s: f64,
    /// Speed or delta-v below which nobody is hurt (m/s).
    #[schemars(range(min = 0.0, max = 20.0))]
    pub injury_from_mps: f64,
    /// Newton's restitution of vehicles.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub restitution: f64,
    /// Coulomb's friction between vehicles.
    #[schemars(range(min = 0.0, max = 2.0))]
    pub friction: f64,
    /// Thresholds between vehicles.
    pub vehicle_vehicle: NearMissFile,
    /// Thresholds between a vehicle and somebody on foot.
    pub vehicle_person: NearMissFile,
    /// Responsibility-sensitive safety of automated cars.
    pub rss: RssFile,
}

/// Thresholds of a near miss.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NearMissFile {
    /// Time to collision (s) below which it is one, if as much braking is needed.
    #[schemars(range(min = 0.0, max = 30.0))]
    pub ttc_s: f64,
    /// Braking (m/s²) above which it is one, if the time is as short.
    #[schemars(range(min = 0.0, max = 20.0))]
    pub brake_mps2: f64,
    /// Post-encroachment time (s) below which it is one.
    #[schemars(range(min = 0.0, max = 30.0))]
    pub pet_s: f64,
}

/// Responsibility-sensitive safety.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RssFile {
    /// Response time (s).
    #[schemars(range(min = 0.0, max = 10.0))]
    pub response_s: f64,
    /// Greatest acceleration during the response (m/s²).
    #[schemars(range(min = 0.0, max = 20.0))]
    pub accel_max_mps2: f64,
    /// Least braking of the one behind (m/s²).
    #[schemars(range(min = 0.1, max = 20.0))]
    pub brake_min_mps2: f64,
    /// Hardest braking of the one ahead (m/s²).
    #[schemars(range(min = 0.1, max = 20.0))]
    pub brake_max_mps2: f64,
    /// Least braking in the right direction against one that comes towards it (m/s²).
    #[schemars(range(min = 0.1, max = 20.0))]
    pub brake_correct_mps2: f64,
    /// Greatest lateral acceleration (m/s²).
    #[schemars(range(min = 0.0, max = 20.0))]
    pub lateral_accel_max_mps2: f64,
    /// Least lateral braking (m/s²).
    #[schemars(range(min = 0.01, max = 20.0))]
    pub lateral_brake_min_mps2: f64,
    /// Lateral fluctuation that counts as driving straight (m).
    #[schemars(range(min = 0.0, max = 5.0))]
    pub lateral_margin_m: f64,
}

impl From<RssFile> for RssParams {
    fn from(file: RssFile) -> Self {
        Self {
            response_s: file.response_s,
            accel_max_mps2: file.accel_max_mps2,
            brake_min_mps2: file.brake_min_mps2,
            brake_max_mps2: file.brake_max_mps2,
            brake_correct_mps2: file.brake_correct_mps2,
            lateral_accel_max_mps2: file.lateral_accel_max_mps2,
            lateral_brake_min_mps2: file.lateral_brake_min_mps2,
            lateral_margin_m: file.lateral_margin_m,
        }
    }
}
