//! Improved intelligent driver model: its equilibrium gap is exactly `s0 + vT`, and above the desired speed it brakes
//! in comfort instead of hard.
//!
//! Treiber and Kesting 2013, Traffic Flow Dynamics, section 11.3. Range as for the [`super::idm`].

use crate::models::idm::{desired_gap_m, power};
use pilotzone_scenario::IdmParams;

/// Acceleration (m/s²) on an empty road at a speed (m/s) when the driver wants another (m/s).
#[inline]
pub fn free_acceleration(p: &IdmParams, desired_mps: f64, speed_mps: f64) -> f64 {
    if speed_mps <= desired_mps {
        if desired_mps <= 0.0 {
            return 0.0;
        }
        return p.accel_mps2 * (1.0 - power(speed_mps / desired_mps, p.exponent));
    }
    let exponent = p.accel_mps2 * p.exponent / p.decel_mps2;
    -p.decel_mps2 * (1.0 - libm::pow(desired_mps.max(0.0) / speed_mps, exponent))
}

/// Acceleration (m/s²) behind a leader at a gap (m, bumper to bumper, above 0) that drives at a speed (m/s).
#[inline]
pub fn acceleration(p: &IdmParams, desired_mps: f64, speed_mps: f64, gap_m: f64, leader_mps: f64) -> f64 {
    let pressure = desired_gap_m(p, speed_mps, leader_mps) / gap_m;
    let free_mps2 = free_acceleration(p, desired_mps, speed_mps);
    if pressure >= 1.0 {
        return p.accel_mps2 * (1.0 - pressure * pressure) + free_mps2.min(0.0);
    }
    if free_mps2 <= 0.0 {
        return free_mps2;
    }
    // z^(2a/a_free), a logarithm and an exponential for a third of the price of a power; the exponent goes to infinity
    // at the desired speed, where the power is 0.
    let exponent = 2.0 * p.accel_mps2 / free_mps2;
    free_mps2 * (1.0 - libm::exp(exponent * libm::log(pressure)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::cases::{city, idm_params};
    use crate::models::vectors::vectors;
    use proptest::prelude::*;

    #[test]
    fn the_acceleration_is_that_of_the_book() {
        for case in vectors("iidm_acceleration") {
            let p = idm_params(&case.given);
            let number = |key| case.given.number(key);
            let (desired_mps, speed_mps) = (number("v0_mps"), number("speed_mps"));
            let found = match case.given.optional("gap_m") {
                Some(gap_m) => acceleration(&p, desired_mps, speed_mps, gap_m, number("leader_speed_mps")),
                None => free_acceleration(&p, desired_mps, speed_mps),
            };
            case.holds("accel_mps2", found);
        }
    }

    proptest! {
        #[test]
        fn it_never_asks_for_what_is_not_a_number(
            speed in 0.0..60.0f64, desired in 0.0..40.0f64, leader in 0.0..40.0f64, gap in 1e-3..1e4f64,
        ) {
            prop_assert!(acceleration(&city(), desired, speed, gap, leader).is_finite());
        }

        #[test]
        fn at_its_desired_gap_it_keeps_its_speed(speed in 0.0..13.0f64) {
            let p = city();
            let found = acceleration(&p, 14.0, speed, p.min_gap_m + speed * p.headway_s, speed);
            prop_assert!(found.abs() < 1e-9, "{found}");
        }
    }
}
