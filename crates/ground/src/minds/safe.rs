//! What a stack adds to its car-following model: distances of responsibility-sensitive safety, and a watchdog that
//! brakes in an emergency.

use super::{Eyes, Mind, System};
use crate::kinds::Leader;
use crate::state::Car;
use crate::view::View;
use pilotzone_world::rss::RssParams;
use pilotzone_world::{FaultKind, rss};

impl System {
    /// Highest speed (m/s) that keeps the distance of responsibility-sensitive safety, or its proper response where the
    /// distance is gone: braking as hard as the rule's least.
    ///
    /// Solves Lemma 2 of Shalev-Shwartz et al. 2017 for the rear car's speed.
    pub fn safe_mps(&self, speed_mps: f64, leader: &Leader, dt_s: f64) -> f64 {
        let Some(p) = &self.rss else { return f64::INFINITY };
        let gap_m = leader.gap_m - (speed_mps - leader.speed_mps).max(0.0) * dt_s;
        if rss::same_direction_m(p, speed_mps, leader.speed_mps) > gap_m {
            return (speed_mps - p.brake_min_mps2 * dt_s).max(0.0);
        }
        let (rho, a, b) = (p.response_s, p.accel_max_mps2, p.brake_min_mps2);
        let front_m = leader.speed_mps * leader.speed_mps / (2.0 * p.brake_max_mps2);
        // v²/(2b) + v (rho + rho a / b) + a rho²/2 + (rho a)²/(2b) - front - gap = 0.
        let linear = rho + rho * a / b;
        let constant = 0.5 * a * rho * rho + (rho * a) * (rho * a) / (2.0 * b) - front_m - gap_m;
        let root = (linear * linear - 2.0 * constant / b).max(0.0).sqrt();
        (b * (root - linear)).max(0.0)
    }

    /// Whether the emergency-braking watchdog calls: its own radar sees somebody ahead who will be hit too soon.
    pub fn sounds_alarm(&self, mind: &Mind, car: &Car, leader: &Leader) -> bool {
        let Some(watchdog) = &self.stack.emergency_braking else { return false };
        if mind.faults.has(FaultKind::SensorBlind) || mind.faults.has(FaultKind::BrakeLoss) {
            return false;
        }
        let closing_mps = car.speed_mps - leader.speed_mps;
        closing_mps > 0.0 && leader.gap_m < watchdog.range_m && leader.gap_m < closing_mps * watchdog.ttc_s
    }
}

impl View<'_> {
    /// The distances that the stack which drives a car keeps; none where somebody else drives, or it keeps none.
    pub(crate) fn kept_distances(&self, car: &Car) -> Option<&RssParams> {
        match self.minds.eyes(self.mind_states, car.id) {
            Eyes::System { system, .. } => system.rss.as_ref(),
            Eyes::Perfect | Eyes::Person { .. } => None,
        }
    }

    /// Whether a car that comes onto a lane beside leaves the distances that its stack keeps: its own to who is ahead, and
    /// that of who is behind to it. Whoever comes over answers for both: Definitions 8 and 11 of Shalev-Shwartz et al.
    /// 2017, where the lateral distance is gone last.
    pub(crate) fn comes_over_safely(&self, car: &Car, ahead: Option<Leader>, behind: Option<Leader>) -> bool {
        let Some(p) = self.kept_distances(car) else { return true };
        let keeps = |gap_m: f64, rear_mps: f64, front_mps: f64| {
            gap_m >= rss::same_direction_m(p, rear_mps, front_mps)
        };
        ahead.is_none_or(|it| keeps(it.gap_m, car.speed_mps, it.speed_mps))
            && behind.is_none_or(|it| keeps(it.gap_m, it.speed_mps, car.speed_mps))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::minds::tests::system;
    use crate::roads::NONE;

    #[test]
    fn the_safe_speed_is_that_at_which_the_safe_distance_is_the_gap() {
        let system = system();
        let p = system.rss.unwrap();
        for (gap_m, front_mps) in [(15.0, 5.0), (30.0, 10.0), (60.0, 0.0)] {
            let leader = Leader { gap_m, speed_mps: front_mps, accel_mps2: 0.0, decel_mps2: 4.5, id: NONE };
            let v = system.safe_mps(0.0, &leader, 0.1);
            assert!((rss::same_direction_m(&p, v, front_mps) - gap_m).abs() < 1e-9, "{v}");
        }
    }

    #[test]
    fn inside_the_safe_distance_it_brakes_by_the_rule() {
        let leader = Leader { gap_m: 3.0, speed_mps: 10.0, accel_mps2: 0.0, decel_mps2: 4.5, id: NONE };
        assert!((system().safe_mps(10.0, &leader, 0.1) - 9.6).abs() < 1e-12);
    }
}
