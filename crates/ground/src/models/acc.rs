//! The ACC form of the intelligent driver model: a driver who trusts that the leader will not brake all at once.
//!
//! Kesting, Treiber and Helbing 2010, Phil. Trans. R. Soc. A 368, 4585, equations 2.5 and 2.6. The paper has the IDM
//! below it, Treiber and Kesting 2013 (section 11.3.8) the improved IDM; [`acceleration`] is the latter.
//!
//! Range as for the [`super::idm`]. The leader's acceleration is that of the state that the driver sees.

use crate::models::{idm, iidm};
use pilotzone_scenario::AccParams;

/// Acceleration (m/s²) on an empty road: that of the improved IDM.
#[inline]
pub fn free_acceleration(p: &AccParams, desired_mps: f64, speed_mps: f64) -> f64 {
    iidm::free_acceleration(&p.idm, desired_mps, speed_mps)
}

/// The leader as the heuristic sees it.
#[derive(Debug, Clone, Copy)]
pub struct Ahead {
    /// Bumper to bumper (m), above 0.
    pub gap_m: f64,
    /// Its speed (m/s).
    pub speed_mps: f64,
    /// Its acceleration (m/s²).
    pub accel_mps2: f64,
}

/// The highest constant acceleration (m/s²) without a crash if the leader keeps its own and never drives backwards:
/// equation 2.5, for an own speed (m/s) and greatest acceleration (m/s²).
#[inline]
pub fn constant_acceleration(accel_max_mps2: f64, speed_mps: f64, ahead: Ahead) -> f64 {
    let Ahead { gap_m, speed_mps: leader_mps, accel_mps2 } = ahead;
    let leader_mps2 = accel_mps2.min(accel_max_mps2);
    let room = leader_mps * leader_mps - 2.0 * gap_m * leader_mps2;
    // A leader that stands and stays makes the first form 0/0; the second is its limit.
    if leader_mps * (speed_mps - leader_mps) <= -2.0 * gap_m * leader_mps2 && room > 0.0 {
        return speed_mps * speed_mps * leader_mps2 / room;
    }
    let closing_mps = (speed_mps - leader_mps).max(0.0);
    leader_mps2 - closing_mps * closing_mps / (2.0 * gap_m)
}

/// What becomes of a base model's acceleration when the driver also trusts the heuristic: equation 2.6 (m/s²).
#[inline]
pub fn blend(p: &AccParams, base_mps2: f64, heuristic_mps2: f64) -> f64 {
    if base_mps2 >= heuristic_mps2 {
        return base_mps2;
    }
    let decel_mps2 = p.idm.decel_mps2;
    let eased_mps2 = heuristic_mps2 + decel_mps2 * libm::tanh((base_mps2 - heuristic_mps2) / decel_mps2);
    (1.0 - p.coolness) * base_mps2 + p.coolness * eased_mps2
}

/// Acceleration (m/s²) behind a leader, with the improved IDM as the base.
#[inline]
pub fn acceleration(
    p: &AccParams,
    desired_mps: f64,
    speed_mps: f64,
    gap_m: f64,
    leader_mps: f64,
    leader_mps2: f64,
) -> f64 {
    let base_mps2 = iidm::acceleration(&p.idm, desired_mps, speed_mps, gap_m, leader_mps);
    let ahead = Ahead { gap_m, speed_mps: leader_mps, accel_mps2: leader_mps2 };
    blend(p, base_mps2, constant_acceleration(p.idm.accel_mps2, speed_mps, ahead))
}

/// Acceleration (m/s²) behind a leader, with the IDM of the paper as the base.
#[inline]
pub fn acceleration_on_idm(p: &AccParams, desired_mps: f64, speed_mps: f64, ahead: Ahead) -> f64 {
    let base_mps2 = idm::acceleration(&p.idm, desired_mps, speed_mps, ahead.gap_m, ahead.speed_mps);
    blend(p, base_mps2, constant_acceleration(p.idm.accel_mps2, speed_mps, ahead))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::cases::{city, idm_params};
    use crate::models::vectors::vectors;
    use proptest::prelude::*;

    #[test]
    fn heuristic_and_both_blends_are_those_of_paper_and_book() {
        for case in vectors("acc_acceleration") {
            let number = |key| case.given.number(key);
            let p = AccParams { idm: idm_params(&case.given), coolness: number("coolness") };
            let (desired_mps, speed_mps) = (number("v0_mps"), number("speed_mps"));
            let (gap_m, leader_mps) = (number("gap_m"), number("leader_speed_mps"));
            let accel_mps2 = number("leader_accel_mps2");
            let ahead = Ahead { gap_m, speed_mps: leader_mps, accel_mps2 };
            case.holds("accel_cah_mps2", constant_acceleration(p.idm.accel_mps2, speed_mps, ahead));
            case.holds("accel_acc_idm_mps2", acceleration_on_idm(&p, desired_mps, speed_mps, ahead));
            let found = acceleration(&p, desired_mps, speed_mps, gap_m, leader_mps, accel_mps2);
            case.holds("accel_acc_iidm_mps2", found);
        }
    }

    proptest! {
        #[test]
        fn it_never_asks_for_what_is_not_a_number(
            speed in 0.0..60.0f64, desired in 0.0..40.0f64, leader in 0.0..40.0f64, gap in 1e-3..1e4f64,
            leader_accel in -9.0..4.0f64,
        ) {
            let p = AccParams { idm: city(), coolness: 0.99 };
            prop_assert!(acceleration(&p, desired, speed, gap, leader, leader_accel).is_finite());
        }

        #[test]
        fn trust_never_makes_it_brake_harder_than_its_base(
            speed in 0.0..30.0f64, leader in 0.0..30.0f64, gap in 0.5..200.0f64, leader_accel in -6.0..2.0f64,
        ) {
            let p = AccParams { idm: city(), coolness: 0.99 };
            let base = iidm::acceleration(&p.idm, 14.0, speed, gap, leader);
            prop_assert!(acceleration(&p, 14.0, speed, gap, leader, leader_accel) >= base - 1e-9);
        }
    }
}
