//! Krauss car following in steps, as SUMO has it.
//!
//! Krauss 1998, DLR-FB 98-08; the Euler update, the discrete stopping distance and the emergency correction as in
//! SUMO's `MSCFModel` and `MSCFModel_Krauss`. Gaps are from bumper to bumper less the gap at standstill.
//!
//! Range: step and deceleration above 0, time gap from 0 s, speeds from 0 m/s, any gap.

/// SUMO keeps this much of every gap (m).
const GAP_KEPT_M: f64 = 0.001;
/// Demands above comfort by less than this are no emergency (m/s²).
const COMFORT_SLACK_MPS2: f64 = 0.001;
/// SUMO brakes so much harder in an emergency than it strictly must.
const EMERGENCY_FACTOR: f64 = 1.2;

/// Way (m) of a vehicle that gets slower by `decel_mps2 * dt_s` in each step until it stands, after `tau_s` at its
/// speed (m/s).
#[inline]
pub fn brake_gap_m(speed_mps: f64, decel_mps2: f64, tau_s: f64, dt_s: f64) -> f64 {
    let lost_mps = decel_mps2 * dt_s;
    // Truncation, not rounding down: the same for what is not negative, and one instruction.
    let steps = (speed_mps / lost_mps) as i64 as f64;
    dt_s * steps * (speed_mps - 0.5 * lost_mps * (steps + 1.0)) + speed_mps * tau_s
}

/// Highest speed (m/s) from which the vehicle stops within a gap (m), driving `tau_s` at it and then braking in steps.
///
/// A speed of `n` whole braking steps of `B = decel dt` and a rest `r` needs
/// `n B tau + dt B n (n - 1) / 2 + r (tau + n dt)`. The largest `n` whose first two terms fit comes from the quadratic
/// equation, `r` from what is left of the gap.
#[inline]
pub fn stop_speed(gap_m: f64, decel_mps2: f64, tau_s: f64, dt_s: f64) -> f64 {
    let gap_m = gap_m - GAP_KEPT_M;
    if gap_m < 0.0 {
        return 0.0;
    }
    let lost_mps = decel_mps2 * dt_s;
    let lead_s = tau_s - 0.5 * dt_s;
    let steps = (((lead_s * lead_s + 2.0 * gap_m / decel_mps2).sqrt() - lead_s) / dt_s) as i64 as f64;
    let whole_m = steps * lost_mps * (lead_s + 0.5 * steps * dt_s);
    let rest_mps = (gap_m - whole_m) / (steps * dt_s + tau_s);
    steps * lost_mps + rest_mps
}

/// Highest speed (m/s) that is safe at a gap (m) behind a leader that may brake to a stop, before any emergency.
///
/// `leader_decel_mps2` is the harder of both vehicles' comfortable decelerations, as SUMO takes it.
#[inline]
pub fn safe_speed(
    gap_m: f64,
    leader_mps: f64,
    leader_decel_mps2: f64,
    decel_mps2: f64,
    tau_s: f64,
    dt_s: f64,
) -> f64 {
    stop_speed(gap_m + brake_gap_m(leader_mps, leader_decel_mps2, 0.0, dt_s), decel_mps2, tau_s, dt_s)
}

/// What a follower can do, for [`emergency_speed`].
#[derive(Debug, Clone, Copy)]
pub struct Brakes {
    /// Comfortable deceleration (m/s²).
    pub decel_mps2: f64,
    /// Hardest braking (m/s²).
    pub emergency_decel_mps2: f64,
}

/// The leader in an emergency.
#[derive(Debug, Clone, Copy)]
pub struct Ahead {
    /// Gap less that at standstill (m).
    pub gap_m: f64,
    /// Its speed (m/s).
    pub speed_mps: f64,
    /// The harder of both vehicles' comfortable decelerations (m/s²).
    pub decel_mps2: f64,
}

/// A safe speed (m/s) softened where it asks for more than comfort: only as hard as the leader makes it necessary,
/// and a fifth more.
///
/// Nothing changes for a vehicle whose emergency braking is its comfortable braking.
#[inline]
pub fn emergency_speed(safe_mps: f64, speed_mps: f64, ahead: Ahead, brakes: Brakes, dt_s: f64) -> f64 {
    let asked_mps2 = (speed_mps - safe_mps) / dt_s;
    let Brakes { decel_mps2, emergency_decel_mps2 } = brakes;
    if asked_mps2 <= decel_mps2 + COMFORT_SLACK_MPS2 || decel_mps2 == emergency_decel_mps2 {
        return safe_mps;
    }
    let needed_mps2 = needed_decel(speed_mps, ahead, brakes) * EMERGENCY_FACTOR;
    (speed_mps - dt_s * needed_mps2.max(decel_mps2).min(asked_mps2)).max(0.0)
}

/// Deceleration (m/s²) that just avoids the leader: first if it brakes to a stop as well, and where that is more than
/// comfort, if it keeps its speed.
#[inline]
fn needed_decel(speed_mps: f64, ahead: Ahead, brakes: Brakes) -> f64 {
    if ahead.gap_m <= 0.0 {
        return brakes.emergency_decel_mps2;
    }
    let leader_square = ahead.speed_mps * ahead.speed_mps;
    let square = speed_mps * speed_mps;
    let to_its_stop_mps2 = 0.5 * square / (ahead.gap_m + 0.5 * leader_square / ahead.decel_mps2);
    if to_its_stop_mps2 <= brakes.decel_mps2 {
        return to_its_stop_mps2;
    }
    0.5 * (square - leader_square) / ahead.gap_m
}

/// The speed (m/s) that an imperfect driver makes of a planned one, for a draw from 0 to 1.
///
/// He loses up to `sigma * accel * dt`; below a speed of `accel` (m/s, as SUMO compares it) in proportion to the
/// speed. The caller keeps it above what braking in comfort gives.
#[inline]
pub fn dawdled(planned_mps: f64, accel_mps2: f64, sigma: f64, dt_s: f64, random01: f64) -> f64 {
    (planned_mps - dt_s * sigma * planned_mps.min(accel_mps2) * random01).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::vectors::vectors;
    use proptest::prelude::*;

    #[test]
    fn every_stage_of_a_step_is_that_of_sumo() {
        for case in vectors("krauss_sumo") {
            let number = |key| case.given.number(key);
            let (speed_mps, gap_m, leader_mps) =
                (number("speed_mps"), number("gap_m"), number("leader_speed_mps"));
            let (accel, decel, emergency) =
                (number("accel_mps2"), number("decel_mps2"), number("emergency_decel_mps2"));
            let (tau_s, dt_s) = (number("tau_s"), number("dt_s"));
            case.holds("leader_brake_gap_m", brake_gap_m(leader_mps, decel, 0.0, dt_s));
            let safe_mps = safe_speed(gap_m, leader_mps, decel, decel, tau_s, dt_s);
            case.holds("v_safe_mps", safe_mps);
            let ahead = Ahead { gap_m, speed_mps: leader_mps, decel_mps2: decel };
            let brakes = Brakes { decel_mps2: decel, emergency_decel_mps2: emergency };
            let bound_mps = emergency_speed(safe_mps, speed_mps, ahead, brakes, dt_s);
            case.holds("v_safe_emergency_mps", bound_mps);
            let wished_mps = bound_mps.min(speed_mps + accel * dt_s).min(number("vmax_mps"));
            let hardest_mps = (speed_mps - emergency * dt_s).max(0.0);
            let gentle_mps = (speed_mps - decel * dt_s).max(0.0);
            let floor_mps = gentle_mps.min(wished_mps.max(hardest_mps));
            case.holds("v_min_mps", floor_mps);
            let planned_mps = wished_mps.max(floor_mps);
            case.holds("v_before_dawdle_mps", planned_mps);
            let dawdled_mps = dawdled(planned_mps, accel, number("sigma"), dt_s, number("random01"));
            case.holds("v_next_mps", dawdled_mps.max(floor_mps));
        }
    }

    /// Drives the stop step by step and shares no line with the formula.
    fn stopping_m(speed_mps: f64, decel_mps2: f64, tau_s: f64, dt_s: f64) -> f64 {
        let (mut way_m, mut speed_mps) = (speed_mps * tau_s, speed_mps - decel_mps2 * dt_s);
        while speed_mps > 0.0 {
            way_m += speed_mps * dt_s;
            speed_mps -= decel_mps2 * dt_s;
        }
        way_m
    }

    proptest! {
        #[test]
        fn the_stop_speed_uses_the_whole_gap_and_no_more(
            gap in 0.01..500.0f64, decel in 0.5..9.0f64, tau in 0.1..3.0f64, dt in 0.05..1.0f64,
        ) {
            let speed_mps = stop_speed(gap, decel, tau, dt);
            let way_m = stopping_m(speed_mps, decel, tau, dt);
            prop_assert!((way_m - (gap - GAP_KEPT_M)).abs() < 1e-6, "{way_m} of {gap}");
        }

        #[test]
        fn the_brake_gap_is_the_way_driven_in_steps(
            speed in 0.0..50.0f64, decel in 0.5..9.0f64, dt in 0.05..1.0f64,
        ) {
            let way_m = brake_gap_m(speed, decel, 0.0, dt);
            prop_assert!((way_m - stopping_m(speed, decel, 0.0, dt)).abs() < 1e-6);
        }

        #[test]
        fn a_dawdling_driver_is_never_faster_and_never_goes_backwards(
            planned in 0.0..50.0f64, sigma in 0.0..=1.0f64, random in 0.0..1.0f64, dt in 0.05..1.0f64,
        ) {
            let found = dawdled(planned, 2.6, sigma, dt, random);
            prop_assert!((0.0..=planned).contains(&found));
        }
    }
}
