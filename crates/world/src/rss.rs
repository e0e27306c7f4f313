//! Responsibility-sensitive safety: the distances below which an accident may be out of one's hands.
//!
//! Shalev-Shwartz, Shammah and Shashua 2017, arXiv:1708.06374v6, and IEEE 2846-2022.

use serde::{Deserialize, Serialize};

/// What is assumed of a car and of those round it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct RssParams {
    /// Response time (s).
    pub response_s: f64,
    /// Greatest acceleration during the response (m/s²).
    pub accel_max_mps2: f64,
    /// Least braking of the one that has to respond (m/s²).
    pub brake_min_mps2: f64,
    /// Hardest braking of a car ahead (m/s²), not below `brake_min_mps2`.
    pub brake_max_mps2: f64,
    /// Least braking of the one that drives in the right direction, against one that comes towards it (m/s²).
    pub brake_correct_mps2: f64,
    /// Greatest lateral acceleration during the response (m/s²).
    pub lateral_accel_max_mps2: f64,
    /// Least lateral braking (m/s²).
    pub lateral_brake_min_mps2: f64,
    /// Lateral fluctuation that counts as driving straight (m).
    pub lateral_margin_m: f64,
}

/// Way of one that speeds up for the response time and then brakes (m), for a speed from 0 up (m/s).
#[inline]
fn stopping_m(p: &RssParams, speed_mps: f64, brake_mps2: f64) -> f64 {
    let peak_mps = speed_mps + p.response_s * p.accel_max_mps2;
    0.5 * (speed_mps + peak_mps) * p.response_s + peak_mps * peak_mps / (2.0 * brake_mps2)
}

/// Smallest gap (m) from which the rear car can still stop, whatever the front car does: Definition 1, Lemma 2.
///
/// Speeds along the lane, from 0 up.
#[inline]
pub fn same_direction_m(p: &RssParams, rear_mps: f64, front_mps: f64) -> f64 {
    let front_stop_m = front_mps * front_mps / (2.0 * p.brake_max_mps2);
    (stopping_m(p, rear_mps, p.brake_min_mps2) - front_stop_m).max(0.0)
}

/// Smallest gap (m) between two that drive towards each other: Definition 3. `own_mps` is that of the one in the right
/// direction, `oncoming_mps` the other's; both from 0 up.
#[inline]
pub fn opposite_direction_m(p: &RssParams, own_mps: f64, oncoming_mps: f64) -> f64 {
    stopping_m(p, own_mps, p.brake_correct_mps2) + stopping_m(p, oncoming_mps, p.brake_min_mps2)
}

/// Smallest lateral gap (m): Definition 6, read so that a car which still moves away after its response gets no credit
/// for a braking path, since it may stop moving away at once. Lateral speeds (m/s) point from the left car to the right.
#[inline]
pub fn lateral_m(p: &RssParams, left_mps: f64, right_mps: f64) -> f64 {
    let left_end_mps = left_mps + p.response_s * p.lateral_accel_max_mps2;
    let right_end_mps = right_mps - p.response_s * p.lateral_accel_max_mps2;
    let braking_m = |speed_mps: f64| speed_mps * speed_mps / (2.0 * p.lateral_brake_min_mps2);
    let left_m = 0.5 * (left_mps + left_end_mps) * p.response_s + braking_m(left_end_mps.max(0.0));
    let right_m = 0.5 * (right_mps + right_end_mps) * p.response_s - braking_m(right_end_mps.min(0.0));
    (p.lateral_margin_m + left_m - right_m).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::{Case, vectors};

    /// The values that CARLA's RSS check has by default.
    const CITY: RssParams = RssParams {
        response_s: 1.0,
        accel_max_mps2: 3.5,
        brake_min_mps2: 4.0,
        brake_max_mps2: 8.0,
        brake_correct_mps2: 3.0,
        lateral_accel_max_mps2: 0.2,
        lateral_brake_min_mps2: 0.8,
        lateral_margin_m: 0.1,
    };

    fn longitudinal(case: &Case) -> RssParams {
        RssParams {
            response_s: case.number("response_s"),
            accel_max_mps2: case.number("a_max_accel_mps2"),
            ..CITY
        }
    }

    #[test]
    fn behind_another_the_distance_is_that_of_the_paper() {
        for case in vectors("rss_longitudinal_same_direction") {
            let p = RssParams {
                brake_min_mps2: case.number("b_min_brake_mps2"),
                brake_max_mps2: case.number("b_max_brake_mps2"),
                ..longitudinal(&case)
            };
            let (rear_mps, front_mps) = (case.number("rear_speed_mps"), case.number("front_speed_mps"));
            case.holds("d_min_m", same_direction_m(&p, rear_mps, front_mps));
        }
    }

    #[test]
    fn towards_another_the_distance_is_that_of_the_paper() {
        for case in vectors("rss_longitudinal_opposite_direction") {
            let p = RssParams {
                brake_min_mps2: case.number("b_min_brake_mps2"),
                brake_correct_mps2: case.number("b_min_brake_correct_mps2"),
                ..longitudinal(&case)
            };
            let (own_mps, oncoming_mps) = (case.number("self_speed_mps"), case.number("oncoming_speed_mps"));
            case.holds("d_min_m", opposite_direction_m(&p, own_mps, oncoming_mps));
        }
    }

    #[test]
    fn beside_another_no_credit_is_given_for_moving_away() {
        for case in vectors("rss_lateral") {
            let p = RssParams {
                response_s: case.number("response_s"),
                lateral_accel_max_mps2: case.number("a_lat_max_mps2"),
                lateral_brake_min_mps2: case.number("b_lat_min_mps2"),
                lateral_margin_m: case.number("mu_m"),
                ..CITY
            };
            let left_mps = case.number("left_car_lateral_speed_mps");
            let right_mps = case.number("right_car_lateral_speed_mps");
            case.holds("d_min_no_credit_m", lateral_m(&p, left_mps, right_mps));
        }
    }

    #[test]
    fn at_twenty_metres_a_second_the_distance_done_by_hand() {
        // Reaction 1 s at 20 to 23.5 m/s: 21.75 m; 23.5²/8 = 69.03125 m; less 400/16 = 25 m: 65.78125 m.
        assert!((same_direction_m(&CITY, 20.0, 20.0) - 65.781_25).abs() < 1e-12);
    }
}
