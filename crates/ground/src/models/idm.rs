//! Intelligent driver model.
//!
//! Treiber, Hennecke and Helbing 2000, Phys. Rev. E 62, 1805, equations 2 and 3 with `s1 = 0`. The dynamic part of the
//! desired gap is cut at zero (Treiber and Kesting 2013, chapter 11): without the cut a leader that drives away fast
//! would make the follower brake.
//!
//! Range: gap above 0 m, speeds from 0 m/s, desired speed, acceleration and deceleration above 0. The model has no
//! limit on braking of its own; the caller has. A gap of 0 m or less is a collision and no question for a driver.

use pilotzone_scenario::IdmParams;

/// `ratio` to the model's exponent, by multiplication where the exponent is the paper's 4.
#[inline]
pub(crate) fn power(ratio: f64, exponent: f64) -> f64 {
    if exponent == 4.0 {
        let square = ratio * ratio;
        square * square
    } else {
        libm::pow(ratio, exponent)
    }
}

/// Acceleration (m/s²) on an empty road at a speed (m/s) when the driver wants another (m/s).
///
/// Equation 2 without its interaction term. Who wants to stand and does not brakes in comfort.
#[inline]
pub fn free_acceleration(p: &IdmParams, desired_mps: f64, speed_mps: f64) -> f64 {
    if desired_mps <= 0.0 {
        return if speed_mps > 0.0 { -p.decel_mps2 } else { 0.0 };
    }
    p.accel_mps2 * (1.0 - power(speed_mps / desired_mps, p.exponent))
}

/// Gap (m) that the driver would like to keep at that moment: equation 3, its dynamic part cut at zero.
#[inline]
pub fn desired_gap_m(p: &IdmParams, speed_mps: f64, leader_mps: f64) -> f64 {
    let closing_mps = speed_mps - leader_mps;
    let root_mps2 = 2.0 * (p.accel_mps2 * p.decel_mps2).sqrt();
    let dynamic_m = speed_mps * p.headway_s + speed_mps * closing_mps / root_mps2;
    p.min_gap_m + dynamic_m.max(0.0)
}

/// Acceleration (m/s²) behind a leader at a gap (m, bumper to bumper, above 0) that drives at a speed (m/s).
///
/// Equation 2.
#[inline]
pub fn acceleration(p: &IdmParams, desired_mps: f64, speed_mps: f64, gap_m: f64, leader_mps: f64) -> f64 {
    let pressure = desired_gap_m(p, speed_mps, leader_mps) / gap_m;
    free_acceleration(p, desired_mps, speed_mps) - p.accel_mps2 * pressure * pressure
}

/// Gap (m) at which a driver follows for ever at a speed (m/s) below the desired one: from equation 2 with zero
/// acceleration and equal speeds.
pub fn equilibrium_gap_m(p: &IdmParams, desired_mps: f64, speed_mps: f64) -> f64 {
    let free = 1.0 - power(speed_mps / desired_mps, p.exponent);
    (p.min_gap_m + speed_mps * p.headway_s) / free.sqrt()
}

/// Speed (m/s) at which a driver follows for ever at a gap (m): the inverse of [`equilibrium_gap_m`], by bisection.
pub fn equilibrium_speed_mps(p: &IdmParams, desired_mps: f64, gap_m: f64) -> f64 {
    if gap_m <= p.min_gap_m {
        return 0.0;
    }
    let (mut low_mps, mut high_mps) = (0.0, desired_mps);
    // Each round halves the interval; after 64 it is below the spacing of the numbers.
    for _ in 0..64 {
        let middle_mps = 0.5 * (low_mps + high_mps);
        if equilibrium_gap_m(p, desired_mps, middle_mps) < gap_m {
            low_mps = middle_mps;
        } else {
            high_mps = middle_mps;
        }
    }
    0.5 * (low_mps + high_mps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::cases::{city, idm_params};
    use crate::models::vectors::{Case, vectors};
    use proptest::prelude::*;

    #[test]
    fn the_acceleration_is_that_of_the_paper() {
        for case in vectors("idm_acceleration") {
            let p = idm_params(&case.given);
            let speed_mps = case.given.number("speed_mps");
            let desired_mps = case.given.number("v0_mps");
            let found = match case.given.optional("gap_m") {
                Some(gap_m) => {
                    acceleration(&p, desired_mps, speed_mps, gap_m, case.given.number("leader_speed_mps"))
                }
                None => free_acceleration(&p, desired_mps, speed_mps),
            };
            case.holds("accel_mps2", found);
        }
    }

    #[test]
    fn on_a_ring_everybody_drives_at_the_equilibrium_speed() {
        for case in vectors("idm_equilibrium_ring") {
            let Case { given, .. } = &case;
            let p = idm_params(given);
            let vehicles = given.number("vehicles");
            let gap_m = given.number("ring_m") / vehicles - given.number("vehicle_length_m");
            let speed_mps = equilibrium_speed_mps(&p, given.number("v0_mps"), gap_m);
            let density_per_m = vehicles / given.number("ring_m");
            case.holds("gap_m", gap_m);
            case.holds("speed_mps", speed_mps);
            case.holds("density_per_m", density_per_m);
            case.holds("flow_per_s", speed_mps * density_per_m);
            case.holds("flow_per_h", speed_mps * density_per_m * 3600.0);
        }
    }

    #[test]
    fn who_wants_to_stand_brakes_and_then_stands() {
        let p = city();
        assert_eq!(free_acceleration(&p, 0.0, 3.0), -p.decel_mps2);
        assert_eq!(free_acceleration(&p, 0.0, 0.0), 0.0);
    }

    proptest! {
        #[test]
        fn a_longer_gap_or_a_faster_leader_never_makes_it_brake_harder(
            speed in 0.0..40.0f64, leader in 0.0..40.0f64, gap in 0.1..300.0f64, more in 0.0..20.0f64,
        ) {
            let p = city();
            let base = acceleration(&p, 20.0, speed, gap, leader);
            prop_assert!(acceleration(&p, 20.0, speed, gap + more, leader) >= base);
            prop_assert!(acceleration(&p, 20.0, speed, gap, leader + more) >= base);
        }
    }
}
