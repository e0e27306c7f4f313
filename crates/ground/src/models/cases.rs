//! What the tests of the models share.

use super::vectors::Given;
use pilotzone_scenario::IdmParams;

/// The IDM parameters of a case.
pub fn idm_params(given: &Given) -> IdmParams {
    IdmParams {
        headway_s: given.number("t_headway_s"),
        min_gap_m: given.number("s0_m"),
        accel_mps2: given.number("a_mps2"),
        decel_mps2: given.number("b_mps2"),
        exponent: given.number("delta"),
    }
}

/// The city set of Treiber and Kesting 2013, for properties.
pub fn city() -> IdmParams {
    IdmParams { headway_s: 1.0, min_gap_m: 2.0, accel_mps2: 1.0, decel_mps2: 1.5, exponent: 4.0 }
}
