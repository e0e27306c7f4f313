//! How human drivers err.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How drivers of a kind err: they react late, misjudge, look away, press on, and run lights.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DriverErrors {
    /// Where its numbers come from.
    pub source: String,
    /// Mean time from a surprise to braking (s); lognormal.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub reaction_mean_s: f64,
    /// Its standard deviation (s).
    #[schemars(range(min = 0.0, max = 5.0))]
    pub reaction_deviation_s: f64,
    /// Braking that has to begin suddenly and harder than this is a surprise (m/s²).
    #[schemars(range(min = 0.1, max = 10.0))]
    pub surprise_mps2: f64,
    /// Relative error of the estimated gap: standard deviation of an Ornstein-Uhlenbeck process.
    #[schemars(range(min = 0.0, max = 0.5))]
    pub gap_error: f64,
    /// Error of the estimated closing speed for each metre of gap (1/s).
    #[schemars(range(min = 0.0, max = 0.5))]
    pub speed_error_per_s: f64,
    /// Time over which both errors forget (s).
    #[schemars(range(min = 0.1, max = 600.0))]
    pub error_time_s: f64,
    /// Glances off the road a minute while the road asks for nothing.
    #[schemars(range(min = 0.0, max = 60.0))]
    pub glances_per_min: f64,
    /// Median of a glance off the road (s); lognormal.
    #[schemars(range(min = 0.01, max = 10.0))]
    pub glance_median_s: f64,
    /// Standard deviation of its logarithm.
    #[schemars(range(min = 0.0, max = 3.0))]
    pub glance_sigma: f64,
    /// A glance lasts no longer than this share of the time gap to the vehicle ahead.
    #[schemars(range(min = 0.0, max = 10.0))]
    pub glance_share_of_gap: f64,
    /// Share of drivers who follow closer than their type does.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub tailgater_share: f64,
    /// The part of the type's time gap that they keep.
    #[schemars(range(min = 0.1, max = 1.0))]
    pub tailgater_headway: f64,
    /// Slope of the choice to stop at amber, in the time to the line (1/s).
    #[schemars(range(min = 0.0, max = 20.0))]
    pub amber_slope_per_s: f64,
    /// Time to the line at which half stop at amber (s).
    #[schemars(range(min = 0.0, max = 20.0))]
    pub amber_half_s: f64,
    /// Share of drivers who pass the line in the first moments of red.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub red_runner_share: f64,
    /// How long after the onset of red they still do (s).
    #[schemars(range(min = 0.0, max = 30.0))]
    pub red_running_s: f64,
    /// Share of drivers who yield to people at a crosswalk without a light.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub crosswalk_yield_share: f64,
    /// Share of drivers who yield to people when they turn right.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub right_turn_yield_share: f64,
    /// Share of drivers who stop before a crosswalk without a light in a school zone though nobody is there.
    #[serde(default)]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub school_stop_share: f64,
}
