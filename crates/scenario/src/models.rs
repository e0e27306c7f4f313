//! Parameters of the driver models. Their values are data under `scenarios/parameters/`, each with its source.

use serde::{Deserialize, Serialize};

/// Intelligent driver model: Treiber, Hennecke and Helbing 2000. The desired speed is the vehicle's own.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct IdmParams {
    /// Desired time gap (s).
    pub headway_s: f64,
    /// Gap at standstill (m).
    pub min_gap_m: f64,
    /// Greatest acceleration (m/s²).
    pub accel_mps2: f64,
    /// Comfortable deceleration (m/s², positive).
    pub decel_mps2: f64,
    /// Exponent of the free-road term; 4 in the paper.
    pub exponent: f64,
}

/// The ACC form: improved IDM blended with the constant-acceleration heuristic, Kesting, Treiber and Helbing 2010.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct AccParams {
    /// The model below it.
    pub idm: IdmParams,
    /// Trust in the heuristic, 0 to 1; 0.99 in the paper.
    pub coolness: f64,
}

/// Krauss 1998 as SUMO has it (`MSCFModel_Krauss`, Euler update).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct KraussParams {
    /// Imperfection, 0 to 1.
    pub sigma: f64,
    /// Desired time gap (s).
    pub tau_s: f64,
}

/// Car-following model of a vehicle type.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Following {
    /// Intelligent driver model.
    Idm(IdmParams),
    /// Improved IDM in its ACC form.
    Acc(AccParams),
    /// Krauss as SUMO has it.
    Krauss(KraussParams),
}

/// MOBIL lane changes: Kesting, Treiber and Helbing 2007.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LaneChangeParams {
    /// Weight of the others' gain, 0 (selfish) to 1.
    pub politeness: f64,
    /// Gain below which nobody changes (m/s²).
    pub threshold_mps2: f64,
    /// Deceleration that the new follower is made to take at most (m/s²).
    pub safe_decel_mps2: f64,
    /// Preference for the right lane (m/s²).
    pub bias_right_mps2: f64,
}
