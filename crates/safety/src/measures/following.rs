//! One behind the other: time to collision, brake demand, headway.

/// Two on one line: bumper to bumper, speeds along it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pair {
    /// Bumper to bumper (m); below 0 they overlap.
    pub gap_m: f64,
    /// Speed of the one behind (m/s).
    pub rear_mps: f64,
    /// Speed of the one ahead (m/s); below 0 it comes towards the other.
    pub front_mps: f64,
}

impl Pair {
    /// How fast the gap shrinks (m/s).
    #[inline]
    pub fn closing_mps(&self) -> f64 {
        self.rear_mps - self.front_mps
    }
}

/// Time to collision (s) if both keep their speeds: Hayward 1972. 0 where they overlap.
#[inline]
pub fn ttc_s(pair: Pair) -> Option<f64> {
    if pair.gap_m < 0.0 {
        return Some(0.0);
    }
    let closing_mps = pair.closing_mps();
    (closing_mps > 0.0).then(|| pair.gap_m / closing_mps)
}

/// Deceleration rate to avoid the crash (m/s²): Cooper and Ferguson 1976. 0 where the gap does not shrink, none where
/// no braking helps.
#[inline]
pub fn brake_demand_mps2(pair: Pair) -> Option<f64> {
    let closing_mps = pair.closing_mps();
    if closing_mps <= 0.0 {
        return Some(0.0);
    }
    (pair.gap_m > 0.0).then(|| closing_mps * closing_mps / (2.0 * pair.gap_m))
}

/// The same if braking begins after a reaction time (s): Archer 2005; none where the time to collision is not longer.
pub fn brake_demand_after_mps2(pair: Pair, reaction_s: f64) -> Option<f64> {
    let closing_mps = pair.closing_mps();
    if closing_mps <= 0.0 {
        return Some(0.0);
    }
    let left_s = pair.gap_m / closing_mps - reaction_s;
    (left_s > 0.0).then(|| closing_mps / (2.0 * left_s))
}

/// From the leader's rear to the own front, in time at the own speed (s): SAE J2944, time gap; none at standstill.
#[inline]
pub fn time_gap_s(gap_m: f64, speed_mps: f64) -> Option<f64> {
    (speed_mps > 0.0).then(|| gap_m / speed_mps)
}

/// From front to front, in time at the own speed (s): SAE J2944, time headway; none at standstill.
#[inline]
pub fn headway_s(gap_m: f64, leader_length_m: f64, speed_mps: f64) -> Option<f64> {
    time_gap_s(gap_m + leader_length_m, speed_mps)
}

/// What becomes of one that brakes to a stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stopping {
    /// It stays where it stopped.
    Stands,
    /// The formula as it is printed: it would go backwards.
    Literal,
}

/// Modified time to collision (s): both keep their accelerations (m/s²). Ozbay, Yang, Bartin and Mudigonda 2008,
/// Transportation Research Record 2083, equations 3 to 6: the least root from 0 up.
#[inline]
pub fn modified_ttc_s(pair: Pair, rear_mps2: f64, front_mps2: f64, stopping: Stopping) -> Option<f64> {
    if pair.gap_m < 0.0 {
        return Some(0.0);
    }
    let mut motions = [(pair.rear_mps, rear_mps2), (pair.front_mps, front_mps2)];
    if stopping == Stopping::Literal {
        return meeting_s(pair.gap_m, motions);
    }
    // From stop to stop the accelerations are constant: at most two stops, so three stretches.
    let (mut gap_m, mut gone_s) = (pair.gap_m, 0.0);
    for motion in &mut motions {
        if motion.0 == 0.0 && motion.1 < 0.0 {
            motion.1 = 0.0;
        }
    }
    for _ in 0..3 {
        let stops = motions.map(stop_s);
        let until_s = stops[0].min(stops[1]);
        if let Some(at_s) = meeting_s(gap_m, motions)
            && at_s <= until_s
        {
            return Some(gone_s + at_s);
        }
        if until_s == f64::INFINITY {
            return None;
        }
        gap_m += way_m(motions[1], until_s) - way_m(motions[0], until_s);
        gone_s += until_s;
        for (motion, stop) in motions.iter_mut().zip(stops) {
            *motion = if stop <= until_s { (0.0, 0.0) } else { (motion.0 + motion.1 * until_s, motion.1) };
        }
    }
    None
}

fn way_m((speed_mps, accel_mps2): (f64, f64), time_s: f64) -> f64 {
    (speed_mps + 0.5 * accel_mps2 * time_s) * time_s
}

/// When it stands (s); never where it does not brake.
fn stop_s((speed_mps, accel_mps2): (f64, f64)) -> f64 {
    if speed_mps > 0.0 && accel_mps2 < 0.0 || speed_mps < 0.0 && accel_mps2 > 0.0 {
        -speed_mps / accel_mps2
    } else {
        f64::INFINITY
    }
}

/// Least root from 0 up of `a t²/2 + v t - gap = 0`, written so that no digits are lost for small `a`.
fn meeting_s(gap_m: f64, motions: [(f64, f64); 2]) -> Option<f64> {
    let [(rear_mps, rear_mps2), (front_mps, front_mps2)] = motions;
    let (closing_mps, closing_mps2) = (rear_mps - front_mps, rear_mps2 - front_mps2);
    if gap_m == 0.0 {
        return (closing_mps > 0.0 || closing_mps == 0.0 && closing_mps2 > 0.0).then_some(0.0);
    }
    let inside = closing_mps * closing_mps + 2.0 * closing_mps2 * gap_m;
    if inside < 0.0 {
        return None;
    }
    let sum_mps = closing_mps + inside.sqrt();
    (sum_mps > 0.0).then(|| 2.0 * gap_m / sum_mps)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::{Case, vectors};

    fn pair(case: &Case) -> Pair {
        Pair {
            gap_m: case.number("gap_m"),
            rear_mps: case.number("rear_speed_mps"),
            front_mps: case.number("front_speed_mps"),
        }
    }

    #[test]
    fn time_to_collision_is_hayward_s() {
        for case in vectors("ttc_1d") {
            case.holds_optional("ttc_s", ttc_s(pair(&case)));
        }
    }

    #[test]
    fn brake_demand_is_that_of_the_papers() {
        for case in vectors("drac") {
            case.holds_optional("drac_mps2", brake_demand_mps2(pair(&case)));
            let reaction_s = case.number("reaction_s");
            case.holds_optional("mdrac_mps2", brake_demand_after_mps2(pair(&case), reaction_s));
        }
    }

    #[test]
    fn modified_time_to_collision_is_the_paper_s_and_knows_stops() {
        for case in vectors("mttc") {
            let [rear, front] = ["rear_accel_mps2", "front_accel_mps2"].map(|key| case.number(key));
            let found = |stopping| modified_ttc_s(pair(&case), rear, front, stopping);
            case.holds_optional("mttc_literal_s", found(Stopping::Literal));
            case.holds_optional("mttc_with_stops_s", found(Stopping::Stands));
        }
    }

    #[test]
    fn headway_and_time_gap_are_two_things() {
        for case in vectors("time_headway") {
            let [gap_m, length_m, speed_mps] =
                ["gap_m", "leader_length_m", "speed_mps"].map(|key| case.number(key));
            case.holds_optional("time_headway_s", headway_s(gap_m, length_m, speed_mps));
            case.holds_optional("time_gap_s", time_gap_s(gap_m, speed_mps));
        }
    }
}
