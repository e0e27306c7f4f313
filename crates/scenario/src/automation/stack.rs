//! The parts of an automated-driving stack, each a set of numbers.

use pilotzone_world::rss::RssParams;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a sensor measures with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SensorKind {
    /// Light that is there.
    Camera,
    /// Its own laser.
    Lidar,
    /// Radio waves.
    Radar,
}

/// One sensor: a sector in which it sees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sensor {
    /// What it measures with.
    pub kind: SensorKind,
    /// How far it sees (m).
    #[schemars(range(min = 0.1, max = 1000.0))]
    pub range_m: f64,
    /// Its opening (deg).
    #[schemars(range(min = 1.0, max = 360.0))]
    pub view_deg: f64,
    /// Where its middle points, from straight ahead to the left (deg).
    #[serde(default)]
    #[schemars(range(min = -180.0, max = 180.0))]
    pub heading_deg: f64,
}

/// Chance that a frame of a sensor holds an object: `most / (1 + exp((range - half) / slope))`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Detection {
    /// Chance near by.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub most: f64,
    /// Range at which vehicles are found half as often (m).
    #[schemars(range(min = 1.0, max = 1000.0))]
    pub vehicle_half_m: f64,
    /// How fast that falls (m).
    #[schemars(range(min = 0.1, max = 200.0))]
    pub vehicle_slope_m: f64,
    /// Range at which people are found half as often (m).
    #[schemars(range(min = 1.0, max = 1000.0))]
    pub person_half_m: f64,
    /// How fast that falls (m).
    #[schemars(range(min = 0.1, max = 200.0))]
    pub person_slope_m: f64,
    /// Range at which two-wheelers are found half as often (m).
    #[schemars(range(min = 1.0, max = 1000.0))]
    pub cycle_half_m: f64,
    /// How fast that falls (m).
    #[schemars(range(min = 0.1, max = 200.0))]
    pub cycle_slope_m: f64,
    /// How long one luck in finding an object lasts (s).
    #[schemars(range(min = 0.01, max = 10.0))]
    pub correlated_s: f64,
    /// How long the tracker goes on with an object that it no longer finds (s).
    #[schemars(range(min = 0.0, max = 10.0))]
    pub coasts_s: f64,
    /// From light to a track (s).
    #[schemars(range(min = 0.0, max = 3.0))]
    pub latency_s: f64,
    /// Noise of a position (m).
    #[schemars(range(min = 0.0, max = 10.0))]
    pub position_noise_m: f64,
    /// And for each metre of range.
    #[schemars(range(min = 0.0, max = 0.5))]
    pub position_noise_share: f64,
    /// Noise of a speed (m/s).
    #[schemars(range(min = 0.0, max = 10.0))]
    pub speed_noise_mps: f64,
    /// Objects that are not there, an hour.
    #[schemars(range(min = 0.0, max = 1000.0))]
    pub false_objects_per_h: f64,
}

/// Responsibility-sensitive safety as the planner keeps it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RssFile {
    /// Own response time (s).
    #[schemars(range(min = 0.01, max = 5.0))]
    pub response_s: f64,
    /// Greatest acceleration in it (m/s²).
    #[schemars(range(min = 0.0, max = 20.0))]
    pub accel_max_mps2: f64,
    /// Own least braking (m/s²).
    #[schemars(range(min = 0.1, max = 20.0))]
    pub brake_min_mps2: f64,
    /// Hardest braking of others (m/s²).
    #[schemars(range(min = 0.1, max = 20.0))]
    pub brake_max_mps2: f64,
    /// Own least braking against oncoming ones (m/s²).
    #[schemars(range(min = 0.1, max = 20.0))]
    pub brake_correct_mps2: f64,
    /// Greatest lateral acceleration (m/s²).
    #[schemars(range(min = 0.0, max = 10.0))]
    pub lateral_accel_max_mps2: f64,
    /// Least lateral braking (m/s²).
    #[schemars(range(min = 0.01, max = 10.0))]
    pub lateral_brake_min_mps2: f64,
    /// Lateral fluctuation (m).
    #[schemars(range(min = 0.0, max = 2.0))]
    pub lateral_margin_m: f64,
}

impl RssFile {
    /// The numbers as the formulas want them.
    pub fn params(&self) -> RssParams {
        RssParams {
            response_s: self.response_s,
            accel_max_mps2: self.accel_max_mps2,
            brake_min_mps2: self.brake_min_mps2,
            brake_max_mps2: self.brake_max_mps2,
            brake_correct_mps2: self.brake_correct_mps2,
            lateral_accel_max_mps2: self.lateral_accel_max_mps2,
            lateral_brake_min_mps2: self.lateral_brake_min_mps2,
            lateral_margin_m: self.lateral_margin_m,
        }
    }
}

/// Emergency braking: a watchdog of its own beside the planner, with a sensor of its own.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EmergencyBraking {
    /// Brakes when the time to collision falls below this (s).
    #[schemars(range(min = 0.0, max = 10.0))]
    pub ttc_s: f64,
    /// How far its radar sees (m).
    #[schemars(range(min = 0.0, max = 500.0))]
    pub range_m: f64,
}

/// The operational design domain: where, when and in what weather the stack may drive.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Odd {
    /// The pilot zones in which it may; anywhere where none is named.
    #[serde(default)]
    pub zones: Vec<String>,
    /// The highest limit of a road on which it may (km/h).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1.0, max = 200.0))]
    pub road_limit_max_kmh: Option<f64>,
    /// The heaviest rain (mm/h).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 500.0))]
    pub rain_max_mm_per_h: Option<f64>,
    /// The deepest snow (mm).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 5000.0))]
    pub snow_max_mm: Option<f64>,
    /// The shortest visibility (m).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 100_000.0))]
    pub visibility_min_m: Option<f64>,
    /// Whether it may in the dark.
    #[serde(default = "yes")]
    pub night: bool,
    /// The hours from which and to which it may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<[Hour; 2]>,
    /// How far ahead of its limits it asks to be relieved (s).
    #[serde(default = "ten")]
    #[schemars(range(min = 0.0, max = 60.0))]
    pub ahead_s: f64,
}

/// An hour of the day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Hour(#[schemars(range(min = 0.0, max = 24.0))] pub f64);

/// An automated-driving stack.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stack {
    /// Where its numbers come from.
    pub source: String,
    /// Its sensors; none at all stands for perfect sensing.
    #[serde(default)]
    pub sensors: Vec<Sensor>,
    /// What the sensors make of the world; only with sensors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detection: Option<Detection>,
    /// Planning under responsibility-sensitive safety; without it the type's car-following model alone drives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rss: Option<RssFile>,
    /// The emergency-braking watchdog.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub emergency_braking: Option<EmergencyBraking>,
    /// From the planner's decision to the brake's first effect (s).
    #[schemars(range(min = 0.0, max = 3.0))]
    pub brake_lag_s: f64,
    /// How fast braking builds up (m/s³).
    #[schemars(range(min = 0.5, max = 200.0))]
    pub brake_ramp_mps3: f64,
    /// Hardest braking on a dry road (m/s²); friction lowers it.
    #[schemars(range(min = 0.5, max = 20.0))]
    pub brake_max_mps2: f64,
    /// Where, when and in what weather it may drive.
    #[serde(default)]
    pub odd: Odd,
    /// Whether it stops before a crosswalk without a light in a school zone though nobody is there.
    #[serde(default)]
    pub school_stop: bool,
    /// Time that a request leaves the driver (s).
    #[schemars(range(min = 0.0, max = 60.0))]
    pub request_lead_s: f64,
    /// Braking of a minimal-risk manoeuvre (m/s²).
    #[schemars(range(min = 0.1, max = 4.0))]
    pub minimal_risk_mps2: f64,
    /// How long it stands after a minimal-risk manoeuvre until somebody drives it on (s).
    #[schemars(range(min = 0.0, max = 86_400.0))]
    pub recovered_after_s: f64,
    /// How long it takes to notice a fault that it can notice (s).
    #[schemars(range(min = 0.0, max = 60.0))]
    pub diagnosis_s: f64,
    /// Below this chance to find a vehicle at its stopping distance it asks to be relieved.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub confidence_min: f64,
}

fn yes() -> bool {
    true
}

fn ten() -> f64 {
    10.0
}
