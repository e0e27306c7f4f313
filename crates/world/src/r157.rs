//! UN Regulation No. 157: following distance, the cut-ins that must be survived, and the two models of a careful driver.
//!
//! The parameters are data; the tables of the regulation are part of its text and stand here.

use serde::{Deserialize, Serialize};

/// Rows of the table of paragraph 5.2.3.3: speed (km/h) and time gap (s).
const TIME_GAPS: [(f64, f64); 7] =
    [(7.2, 1.0), (10.0, 1.1), (20.0, 1.2), (30.0, 1.3), (40.0, 1.4), (50.0, 1.5), (60.0, 1.6)];

/// Least time gap (s) behind another, paragraph 5.2.3.3: the table, linear between its rows. Beyond 60 km/h the last
/// two rows are carried on; what holds there depends on the series of amendments.
pub fn time_gap_s(speed_mps: f64) -> f64 {
    let speed_kmh = speed_mps * 3.6;
    if speed_kmh <= TIME_GAPS[0].0 {
        return TIME_GAPS[0].1;
    }
    let last = TIME_GAPS.len() - 2;
    let row = TIME_GAPS.iter().skip(1).position(|row| speed_kmh <= row.0).map_or(last, |row| row.min(last));
    let ((low_kmh, low_s), (high_kmh, high_s)) = (TIME_GAPS[row], TIME_GAPS[row + 1]);
    low_s + (high_s - low_s) * (speed_kmh - low_kmh) / (high_kmh - low_kmh)
}

/// Least distance (m) behind another, paragraph 5.2.3.3: the time gap's way, never under 2 m.
pub fn following_distance_m(speed_mps: f64) -> f64 {
    (speed_mps * time_gap_s(speed_mps)).max(2.0)
}

/// How a crash with one that cuts in is to be avoided.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CutInLimit {
    /// Braking asked for (m/s²): 6, with standing passengers 2.4.
    pub brake_mps2: f64,
    /// Time lost before it (s): 0.35, with standing passengers 0.16.
    pub delay_s: f64,
}

impl CutInLimit {
    /// The time to collision (s) at the intrusion above which a crash must be avoided, paragraph 5.2.5.2; none where
    /// the other is not slower. The intrusion counts from 0.3 m of tyre over the marking.
    pub fn ttc_s(&self, closing_mps: f64) -> Option<f64> {
        (closing_mps > 0.0).then(|| closing_mps / (2.0 * self.brake_mps2) + self.delay_s)
    }
}

/// The competent and careful human driver, performance model 1: Annex 4 Appendix 3 of the original series, Annex 3 of
/// the 01 series.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CompetentDriver {
    /// Lateral wandering that gives no alarm (m): 0.375.
    pub wander_m: f64,
    /// Further way to the side that is taken to see the risk (m): 0.72, whatever the lateral speed.
    pub perception_m: f64,
    /// From seeing it to braking (s): 0.75.
    pub delay_s: f64,
    /// From the first to the full braking (s): 0.6.
    pub ramp_s: f64,
    /// Full braking (m/s²): 0.774 g.
    pub brake_mps2: f64,
    /// Time to collision above which there is no braking (s): 2.0.
    pub ttc_s: f64,
}

/// One that cuts in at a steady speed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CutIn {
    /// Own speed less the other's (m/s).
    pub closing_mps: f64,
    /// The other's lateral speed (m/s), above 0.
    pub lateral_mps: f64,
}

impl CompetentDriver {
    /// From the first movement to the side until the risk is seen (s).
    pub fn perceived_after_s(&self, lateral_mps: f64) -> f64 {
        (self.wander_m + self.perception_m) / lateral_mps
    }

    /// Gap (m) that is used up from seeing the risk to having the other's speed. The braking rises evenly.
    pub fn needed_gap_m(&self, closing_mps: f64) -> f64 {
        if closing_mps <= 0.0 {
            return 0.0;
        }
        let jerk_mps3 = self.brake_mps2 / self.ramp_s;
        let after_ramp_mps = closing_mps - 0.5 * self.brake_mps2 * self.ramp_s;
        let (ramp_s, rest_m) = if after_ramp_mps >= 0.0 {
            (self.ramp_s, after_ramp_mps * after_ramp_mps / (2.0 * self.brake_mps2))
        } else {
            ((2.0 * closing_mps / jerk_mps3).sqrt(), 0.0)
        };
        closing_mps * (self.delay_s + ramp_s) - jerk_mps3 * ramp_s * ramp_s * ramp_s / 6.0 + rest_m
    }

    /// Whether waiting for the threshold of the time to collision alone makes a crash certain.
    pub fn waits_too_long(&self, closing_mps: f64) -> bool {
        self.needed_gap_m(closing_mps) > closing_mps.max(0.0) * self.ttc_s
    }

    /// Gap (m) at the start of the movement to the side above which this driver avoids the crash; none where no gap
    /// matters, or none is enough.
    pub fn boundary_gap_m(&self, it: CutIn) -> Option<f64> {
        let possible = it.closing_mps > 0.0 && !self.waits_too_long(it.closing_mps);
        possible.then(|| {
            self.needed_gap_m(it.closing_mps) + it.closing_mps * self.perceived_after_s(it.lateral_mps)
        })
    }

    /// Whether this driver avoids the crash from that gap (m) at the start of the movement to the side.
    pub fn avoids(&self, it: CutIn, start_gap_m: f64) -> bool {
        let seen_m = start_gap_m - it.closing_mps * self.perceived_after_s(it.lateral_mps);
        seen_m.min(it.closing_mps * self.ttc_s) >= self.needed_gap_m(it.closing_mps)
    }
}

/// The fuzzy safety model, performance model 2: Mattas et al. 2020, Accident Analysis and Prevention 148, 105794.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FuzzyDriver {
    /// Reaction time (s).
    pub reaction_s: f64,
    /// Comfortable braking (m/s²).
    pub brake_min_mps2: f64,
    /// Hard braking (m/s²).
    pub brake_max_mps2: f64,
    /// Braking that is expected of the one ahead (m/s²).
    pub leader_brake_mps2: f64,
    /// Distance that counts as none (m).
    pub margin_m: f64,
    /// Distance kept on top of the safe one (m).
    pub safe_margin_m: f64,
}

/// Two in one lane, as the fuzzy model sees them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Following {
    /// Bumper to bumper (m).
    pub gap_m: f64,
    /// Own speed (m/s).
    pub own_mps: f64,
    /// Own acceleration (m/s²).
    pub own_mps2: f64,
    /// Speed of the one ahead (m/s).
    pub leader_mps: f64,
}

impl FuzzyDriver {
    /// How unsafe it is should the one ahead brake: 0 is safe, 1 unsafe.
    pub fn proactive(&self, it: Following) -> f64 {
        let leader_m = it.leader_mps * it.leader_mps / (2.0 * self.leader_brake_mps2);
        let needed_m = |brake_mps2: f64| {
            it.own_mps * self.reaction_s + it.own_mps * it.own_mps / (2.0 * brake_mps2) - leader_m
        };
        let safe_m = needed_m(self.brake_min_mps2) + self.safe_margin_m;
        between(it.gap_m - self.margin_m, needed_m(self.brake_max_mps2), safe_m)
    }

    /// How unsafe it is if all goes on as it does: 0 is safe, 1 unsafe.
    pub fn critical(&self, it: Following) -> f64 {
        let closing_mps = it.own_mps - it.leader_mps;
        if closing_mps <= 0.0 {
            return 0.0;
        }
        let after_mps = closing_mps + it.own_mps2 * self.reaction_s;
        if after_mps <= 0.0 {
            // It has the leader's speed before its reaction is over.
            let used_m = closing_mps * closing_mps / (2.0 * it.own_mps2.abs());
            return if it.gap_m > used_m { 0.0 } else { 1.0 };
        }
        let left_m = it.gap_m - 0.5 * (closing_mps + after_mps) * self.reaction_s;
        let needed_m = |brake_mps2: f64| after_mps * after_mps / (2.0 * brake_mps2);
        between(left_m, needed_m(self.brake_max_mps2), needed_m(self.brake_min_mps2))
    }

    /// Braking that this driver asks for (m/s²), before delay and jerk.
    pub fn braking_mps2(&self, it: Following) -> f64 {
        let critical = self.critical(it);
        if critical > 0.0 {
            return self.brake_min_mps2 + (self.brake_max_mps2 - self.brake_min_mps2) * critical;
        }
        self.brake_min_mps2 * self.proactive(it)
    }
}

/// 1 below `unsafe_at`, 0 from `safe_at` up, a straight line between.
fn between(distance_m: f64, unsafe_at: f64, safe_at: f64) -> f64 {
    if distance_m >= safe_at {
        0.0
    } else if distance_m <= unsafe_at {
        1.0
    } else {
        (safe_at - distance_m) / (safe_at - unsafe_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::vectors;

    #[test]
    fn following_distance_is_that_of_the_table() {
        for case in vectors("r157_following_distance") {
            let speed_mps = case.number("speed_mps");
            case.holds("min_time_gap_s", time_gap_s(speed_mps));
            case.holds("min_following_distance_m", following_distance_m(speed_mps));
        }
        assert!((time_gap_s(36.0) - 2.296).abs() < 1e-12, "129.6 km/h goes on with the last rows");
    }

    #[test]
    fn cut_ins_that_must_be_survived_are_those_of_the_clause() {
        let cars = CutInLimit { brake_mps2: 6.0, delay_s: 0.35 };
        let standing = CutInLimit { brake_mps2: 2.4, delay_s: 0.16 };
        for case in vectors("r157_cut_in_ttc") {
            let closing_mps = case.number("relative_speed_mps");
            case.holds_optional("ttc_limit_s", cars.ttc_s(closing_mps));
            case.holds_optional("gap_limit_m", cars.ttc_s(closing_mps).map(|ttc_s| ttc_s * closing_mps));
            case.holds_optional("ttc_limit_standing_passengers_s", standing.ttc_s(closing_mps));
        }
    }

    #[test]
    fn competent_driver_is_the_first_model_of_the_regulation() {
        for case in vectors("r157_competent_driver") {
            let driver = CompetentDriver {
                wander_m: case.number("wander_m"),
                perception_m: case.number("perception_width_m"),
                delay_s: case.number("delay_s"),
                ramp_s: case.number("ramp_s"),
                brake_mps2: case.number("max_decel_mps2"),
                ttc_s: case.number("ttc_threshold_s"),
            };
            let closing_mps = case.number("ego_speed_mps") - case.number("other_speed_mps");
            let it = CutIn { closing_mps, lateral_mps: case.number("lateral_speed_mps") };
            case.holds("perceived_after_s", driver.perceived_after_s(it.lateral_mps));
            case.holds("required_gap_at_reaction_m", driver.needed_gap_m(closing_mps));
            case.holds_optional("boundary_start_gap_m", driver.boundary_gap_m(it));
            case.holds_flag("never_avoidable_when_ttc_rule_waits", driver.waits_too_long(closing_mps));
            if let Some(gap_m) = case.optional("start_gap_m") {
                case.holds_flag("avoided", driver.avoids(it, gap_m));
            }
        }
    }

    #[test]
    fn fuzzy_driver_is_the_second_model_of_the_regulation() {
        for case in vectors("r157_fsm") {
            let driver = FuzzyDriver {
                reaction_s: case.number("reaction_s"),
                brake_min_mps2: case.number("brake_min_mps2"),
                brake_max_mps2: case.number("brake_max_mps2"),
                leader_brake_mps2: case.number("leader_brake_mps2"),
                margin_m: case.number("margin_m"),
                safe_margin_m: case.number("margin_safe_m"),
            };
            let it = Following {
                gap_m: case.number("gap_m"),
                own_mps: case.number("ego_speed_mps"),
                own_mps2: case.number("ego_accel_mps2"),
                leader_mps: case.number("leader_speed_mps"),
            };
            case.holds("pfs", driver.proactive(it));
            case.holds("cfs", driver.critical(it));
            case.holds("target_decel_mps2", driver.braking_mps2(it));
        }
    }
}
