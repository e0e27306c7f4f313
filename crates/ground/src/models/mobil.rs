//! MOBIL lane changes: who gains by a change, and whom it costs what.
//!
//! Kesting, Treiber and Helbing 2007, Transp. Res. Rec. 1999, 86: safety criterion (equation 2) and incentive
//! (equation 3); the keep-right forms (equations 5 and 6) without the rule on overtaking on the right.
//!
//! Accelerations are those of the drivers' own models, limited to what the vehicles can do. A neighbour that is not
//! there neither gains nor loses. Gaps must be above 0 m before an acceleration is asked for.

/// What a change does to one driver.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Effect {
    /// Acceleration if nobody changes (m/s²).
    pub before_mps2: f64,
    /// Acceleration after the change (m/s²).
    pub after_mps2: f64,
}

impl Effect {
    /// What a driver gains (m/s²); negative where he loses.
    #[inline]
    pub fn gain_mps2(self) -> f64 {
        self.after_mps2 - self.before_mps2
    }
}

/// What a change does to all who are concerned.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Effects {
    /// The driver who changes.
    pub own: Effect,
    /// The one who will be behind.
    pub new_follower: Effect,
    /// The one who was behind.
    pub old_follower: Effect,
}

/// Whether the driver behind on the target lane is spared more braking than `safe_decel_mps2`: equation 2.
#[inline]
pub fn is_safe(new_follower_after_mps2: f64, safe_decel_mps2: f64) -> bool {
    new_follower_after_mps2 >= -safe_decel_mps2
}

/// The gain (m/s²) of driver and followers together: the left side of equation 3. It pays above the threshold.
#[inline]
pub fn incentive(effects: &Effects, politeness: f64) -> f64 {
    let others_mps2 = effects.new_follower.gain_mps2() + effects.old_follower.gain_mps2();
    effects.own.gain_mps2() + politeness * others_mps2
}

/// The gain (m/s²) of a change to the left where people keep right: only the follower on the left counts (equation 6).
#[inline]
pub fn incentive_left(effects: &Effects, politeness: f64) -> f64 {
    effects.own.gain_mps2() + politeness * effects.new_follower.gain_mps2()
}

/// The gain (m/s²) of a change to the right where people keep right: only the follower on the left counts (equation 5).
#[inline]
pub fn incentive_right(effects: &Effects, politeness: f64) -> f64 {
    effects.own.gain_mps2() + politeness * effects.old_follower.gain_mps2()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::cases::idm_params;
    use crate::models::idm;
    use crate::models::vectors::{Given, vectors};
    use pilotzone_scenario::IdmParams;

    const DESIRED_MPS: &str = "v0_mps";

    /// Acceleration behind the neighbour in a vector, or on a free road where there is none.
    fn behind(p: &IdmParams, desired_mps: f64, speed_mps: f64, leader: Option<(f64, f64)>) -> f64 {
        match leader {
            Some((gap_m, leader_mps)) => idm::acceleration(p, desired_mps, speed_mps, gap_m, leader_mps),
            None => idm::free_acceleration(p, desired_mps, speed_mps),
        }
    }

    fn neighbour(given: &Given, key: &str) -> Option<(f64, f64)> {
        given.part(key).map(|part| (part.number("gap_m"), part.number("speed_mps")))
    }

    /// The effects of the change in a vector, worked out with the IDM.
    fn effects(given: &Given) -> Effects {
        let idm_given = given.part("idm").unwrap();
        let (p, desired_mps) = (idm_params(&idm_given), idm_given.number(DESIRED_MPS));
        let (speed_mps, length_m) = (given.number("speed_mps"), given.number("length_m"));
        let old_leader = neighbour(given, "old_leader");
        let new_leader = neighbour(given, "new_leader");
        let past = |own: (f64, f64), leader: Option<(f64, f64)>| {
            leader.map(|(gap_m, leader_mps)| (own.0 + length_m + gap_m, leader_mps))
        };
        let accel = |speed_mps, leader| behind(&p, desired_mps, speed_mps, leader);
        let new_follower = neighbour(given, "new_follower").map_or(Effect::default(), |own| Effect {
            before_mps2: accel(own.1, past(own, new_leader)),
            after_mps2: accel(own.1, Some((own.0, speed_mps))),
        });
        let old_follower = neighbour(given, "old_follower").map_or(Effect::default(), |own| Effect {
            before_mps2: accel(own.1, Some((own.0, speed_mps))),
            after_mps2: accel(own.1, past(own, old_leader)),
        });
        let own =
            Effect { before_mps2: accel(speed_mps, old_leader), after_mps2: accel(speed_mps, new_leader) };
        Effects { own, new_follower, old_follower }
    }

    #[test]
    fn effects_incentives_and_decisions_are_those_of_the_paper() {
        for case in vectors("mobil_lane_change") {
            let effects = effects(&case.given);
            let mobil = case.given.part("mobil").unwrap();
            let politeness = mobil.number("politeness");
            let threshold_mps2 = mobil.number("threshold_mps2");
            let bias_mps2 = mobil.number("bias_right_mps2");
            case.holds("a_self_before_mps2", effects.own.before_mps2);
            case.holds("a_self_after_mps2", effects.own.after_mps2);
            case.holds("a_new_follower_before_mps2", effects.new_follower.before_mps2);
            case.holds("a_new_follower_after_mps2", effects.new_follower.after_mps2);
            case.holds("a_old_follower_before_mps2", effects.old_follower.before_mps2);
            case.holds("a_old_follower_after_mps2", effects.old_follower.after_mps2);
            let incentive_mps2 = incentive(&effects, politeness);
            case.holds("incentive_mps2", incentive_mps2);
            let safe = is_safe(effects.new_follower.after_mps2, mobil.number("b_safe_mps2"));
            case.holds_flag("safe", safe);
            case.holds_flag("change", safe && incentive_mps2 > threshold_mps2);
            let left = incentive_left(&effects, politeness) > threshold_mps2 + bias_mps2;
            case.holds_flag("change_to_left_keep_right", safe && left);
            let right = incentive_right(&effects, politeness) > threshold_mps2 - bias_mps2;
            case.holds_flag("change_to_right_keep_right", safe && right);
        }
    }

    #[test]
    fn two_equal_lanes_do_not_swap() {
        let own = Effect { before_mps2: 0.4, after_mps2: 0.4 };
        let effects = Effects { own, ..Effects::default() };
        assert!(incentive(&effects, 0.3) <= 0.0);
    }
}
