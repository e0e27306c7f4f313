//! Vehicle types compiled for driving: one call for each question that a step asks of a driver model.

use crate::models::{acc, idm, krauss};
use pilotzone_map::VehicleClass;
use pilotzone_scenario::{Following, LaneChangeParams, VehicleType};
use pilotzone_world::AgentClass;

/// Drivers aim to stop this far before a line (m).
pub const LINE_MARGIN_M: f64 = 0.3;

/// A front that comes to a line stays this far before it, however softly its model brakes at the end (m).
const NEVER_NEARER_M: f64 = 0.02;

/// What a stop is counted longer than it is at best, in time at the present speed (s).
const SPARE_S: f64 = 0.15;

/// A vehicle type as driving sees it.
#[derive(Debug, Clone)]
pub struct Kind {
    /// How it is counted.
    pub class: AgentClass,
    /// What access rules see in it.
    pub access: VehicleClass,
    /// Bumper to bumper (m).
    pub length_m: f64,
    /// Width (m).
    pub width_m: f64,
    /// Kerb mass (kg).
    pub mass_kg: f64,
    /// Gap at standstill (m).
    pub min_gap_m: f64,
    /// What the vehicle can do at most (m/s).
    pub max_speed_mps: f64,
    /// Greatest acceleration (m/s²).
    pub accel_mps2: f64,
    /// Comfortable deceleration (m/s²).
    pub decel_mps2: f64,
    /// Hardest braking (m/s²).
    pub emergency_mps2: f64,
    /// Imperfection of a Krauss driver; 0 for the others.
    pub sigma: f64,
    /// Desired time gap (s).
    pub headway_s: f64,
    /// How it changes lanes.
    pub lane_change: LaneChangeParams,
    following: Following,
    dt_s: f64,
}

/// The vehicle in front, or what stands for one.
#[derive(Debug, Clone, Copy)]
pub struct Leader {
    /// Bumper to bumper (m); negative where both overlap.
    pub gap_m: f64,
    /// Its speed (m/s).
    pub speed_mps: f64,
    /// Its acceleration in the last step (m/s²).
    pub accel_mps2: f64,
    /// How hard it can brake in comfort (m/s²).
    pub decel_mps2: f64,
    /// Its row among the agents; `u32::MAX` for what is no agent.
    pub id: u32,
}

impl Kind {
    /// Compiles a type for a step length.
    pub fn new(kind: &VehicleType, dt_s: f64) -> Self {
        let (sigma, headway_s) = match kind.following {
            Following::Krauss(p) => (p.sigma, p.tau_s),
            Following::Idm(p) => (0.0, p.headway_s),
            Following::Acc(p) => (0.0, p.idm.headway_s),
        };
        Self {
            class: kind.class,
            access: kind.access,
            length_m: kind.length_m,
            width_m: kind.width_m,
            mass_kg: kind.mass_kg,
            min_gap_m: kind.min_gap_m,
            max_speed_mps: kind.max_speed_mps,
            accel_mps2: kind.accel_mps2,
            decel_mps2: kind.decel_mps2,
            emergency_mps2: kind.emergency_decel_mps2.max(kind.decel_mps2),
            sigma,
            headway_s,
            lane_change: kind.lane_change,
            following: kind.following,
            dt_s,
        }
    }

    /// The type on a road that carries that share of the braking of a dry one.
    pub fn on_a_road_that_carries(mut self, share_of_dry: f64) -> Self {
        if share_of_dry < 1.0 {
            self.emergency_mps2 *= share_of_dry;
            self.decel_mps2 = self.decel_mps2.min(self.emergency_mps2);
        }
        self
    }

    /// Speed after the step on a free road (m/s).
    #[inline]
    pub fn free(&self, speed_mps: f64, desired_mps: f64) -> f64 {
        match &self.following {
            Following::Krauss(_) => {
                let slowest_mps = speed_mps - self.decel_mps2 * self.dt_s;
                (speed_mps + self.accel_mps2 * self.dt_s).min(desired_mps.max(slowest_mps))
            }
            Following::Idm(p) => speed_mps + idm::free_acceleration(p, desired_mps, speed_mps) * self.dt_s,
            Following::Acc(p) => speed_mps + acc::free_acceleration(p, desired_mps, speed_mps) * self.dt_s,
        }
    }

    /// Speed after the step behind a leader (m/s); below zero where it must brake harder than it can.
    #[inline]
    pub fn follow(&self, speed_mps: f64, desired_mps: f64, leader: Leader) -> f64 {
        match &self.following {
            Following::Krauss(_) => {
                let ahead = krauss::Ahead {
                    gap_m: leader.gap_m - self.min_gap_m,
                    speed_mps: leader.speed_mps,
                    decel_mps2: self.decel_mps2.max(leader.decel_mps2),
                };
                let brakes =
                    krauss::Brakes { decel_mps2: self.decel_mps2, emergency_decel_mps2: self.emergency_mps2 };
                krauss::emergency_speed(self.safe_speed(leader), speed_mps, ahead, brakes, self.dt_s)
            }
            Following::Idm(p) => {
                if leader.gap_m <= 0.0 {
                    return 0.0;
                }
                let accel_mps2 = idm::acceleration(p, desired_mps, speed_mps, leader.gap_m, leader.speed_mps);
                speed_mps + accel_mps2 * self.dt_s
            }
            Following::Acc(p) => {
                if leader.gap_m <= 0.0 {
                    return 0.0;
                }
                let (gap_m, ahead_mps) = (leader.gap_m, leader.speed_mps);
                let accel_mps2 =
                    acc::acceleration(p, desired_mps, speed_mps, gap_m, ahead_mps, leader.accel_mps2);
                speed_mps + accel_mps2 * self.dt_s
            }
        }
    }

    /// Highest speed (m/s) from which the vehicle can stop in comfort behind a leader that brakes, for any model.
    pub fn safe_speed(&self, leader: Leader) -> f64 {
        krauss::safe_speed(
            leader.gap_m - self.min_gap_m,
            leader.speed_mps,
            self.decel_mps2.max(leader.decel_mps2),
            self.decel_mps2,
            self.headway_s,
            self.dt_s,
        )
    }

    /// Speed after the step when the front must stop within that distance (m/s).
    #[inline]
    pub fn stop(&self, speed_mps: f64, desired_mps: f64, distance_m: f64) -> f64 {
        let left_m = (distance_m - LINE_MARGIN_M).max(0.0);
        let bound_mps = match &self.following {
            Following::Krauss(_) => krauss::stop_speed(left_m, self.decel_mps2, self.headway_s, self.dt_s),
            Following::Idm(p) => {
                let accel_mps2 = idm::acceleration(p, desired_mps, speed_mps, left_m + p.min_gap_m, 0.0);
                speed_mps + accel_mps2 * self.dt_s
            }
            Following::Acc(p) => {
                let gap_m = left_m + p.idm.min_gap_m;
                speed_mps + acc::acceleration(p, desired_mps, speed_mps, gap_m, 0.0, 0.0) * self.dt_s
            }
        };
        // Whatever the model says of comfort, the line itself is not reached.
        bound_mps.min((distance_m - NEVER_NEARER_M).max(0.0) / self.dt_s)
    }

    /// Highest speed in this step from which a lower one is reached in comfort within a distance (m/s).
    #[inline]
    pub fn speed_before(&self, distance_m: f64, then_mps: f64) -> f64 {
        speed_before(distance_m.max(0.0), then_mps, self.decel_mps2, self.dt_s)
    }

    /// Way to a stop with comfort (m).
    #[inline]
    pub fn brake_m(&self, speed_mps: f64) -> f64 {
        stopping_m(speed_mps, self.decel_mps2, self.dt_s) + speed_mps * SPARE_S
    }

    /// Way to a stop with the hardest braking (m).
    #[inline]
    pub fn emergency_m(&self, speed_mps: f64) -> f64 {
        stopping_m(speed_mps, self.emergency_mps2, self.dt_s) + speed_mps * SPARE_S
    }

    /// How far ahead the driver must look at a speed (m).
    #[inline]
    pub fn look_m(&self, speed_mps: f64) -> f64 {
        speed_mps * speed_mps / (2.0 * self.decel_mps2) + speed_mps * (self.headway_s + self.dt_s) + 8.0
    }

    /// The speed that a Krauss driver's imperfection makes of a planned one (m/s).
    #[inline]
    pub fn dawdle(&self, planned_mps: f64, random: f64) -> f64 {
        krauss::dawdled(planned_mps, self.accel_mps2, self.sigma, self.dt_s, random)
    }

    /// Acceleration (m/s²) that the model asks for, for lane-change decisions.
    #[inline]
    pub fn acceleration(&self, speed_mps: f64, desired_mps: f64, leader: Option<Leader>) -> f64 {
        let next_mps = match leader {
            None => self.free(speed_mps, desired_mps),
            Some(leader) => {
                self.free(speed_mps, desired_mps).min(self.follow(speed_mps, desired_mps, leader))
            }
        };
        ((next_mps - speed_mps) / self.dt_s).max(-self.emergency_mps2)
    }
}

/// Way to a stop (m) when every step from this one on is driven with a speed that is lower by the same amount.
#[inline]
fn stopping_m(speed_mps: f64, brake_mps2: f64, dt_s: f64) -> f64 {
    let loss_mps = brake_mps2 * dt_s;
    let steps = f64::from((speed_mps / loss_mps) as u32);
    dt_s * steps * (speed_mps - 0.5 * loss_mps * (steps + 1.0))
}

/// Highest speed for this step (m/s) so that, with a step at that speed and a braking of the same size in every later one,
/// another speed is reached within a distance. What `n` such steps drive is solved for a broken `n`.
#[inline]
fn speed_before(distance_m: f64, then_mps: f64, brake_mps2: f64, dt_s: f64) -> f64 {
    let half_mps = 0.5 * brake_mps2 * dt_s;
    let rest_mps = then_mps + half_mps;
    let speed_mps = (rest_mps * rest_mps + 2.0 * brake_mps2 * distance_m).sqrt() - half_mps;
    // Who would be there within this step is there with the speed that holds beyond.
    if speed_mps * dt_s > distance_m { then_mps.max(distance_m / dt_s) } else { speed_mps }
}

/// Time (s) to drive a distance when accelerating from a speed to a desired one.
#[inline]
pub fn travel_s(distance_m: f64, speed_mps: f64, desired_mps: f64, accel_mps2: f64) -> f64 {
    if distance_m <= 0.0 {
        return 0.0;
    }
    if speed_mps >= desired_mps {
        return distance_m / speed_mps.max(0.1);
    }
    let ramp_m = (desired_mps * desired_mps - speed_mps * speed_mps) / (2.0 * accel_mps2);
    if distance_m < ramp_m {
        return ((speed_mps * speed_mps + 2.0 * accel_mps2 * distance_m).sqrt() - speed_mps) / accel_mps2;
    }
    (desired_mps - speed_mps) / accel_mps2 + (distance_m - ramp_m) / desired_mps.max(0.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Drives step by step, braking all the time, until it stands or is as slow as that: the way and the speed then.
    fn driven(mut speed_mps: f64, then_mps: f64, brake_mps2: f64, dt_s: f64) -> f64 {
        let mut way_m = 0.0;
        while speed_mps > then_mps + 1e-9 {
            way_m += speed_mps * dt_s;
            speed_mps = (speed_mps - brake_mps2 * dt_s).max(then_mps);
        }
        way_m
    }

    #[test]
    fn the_way_to_a_stop_is_what_the_steps_drive() {
        for dt_s in [0.05, 0.1, 0.5, 1.0] {
            for speed_mps in [0.0_f64, 0.3, 4.4, 9.0, 12.5, 33.3] {
                let first_mps = (speed_mps - 9.0 * dt_s).max(0.0);
                let expected_m = driven(first_mps, 0.0, 9.0, dt_s);
                assert!((stopping_m(speed_mps, 9.0, dt_s) - expected_m).abs() < 1e-9, "{dt_s} {speed_mps}");
            }
        }
    }

    #[test]
    fn the_speed_of_a_bend_is_reached_before_it_with_steps_of_any_length() {
        for dt_s in [0.05, 0.1, 0.5, 1.0] {
            for distance_m in [0.0, 0.7, 3.0, 11.6, 60.0] {
                for then_mps in [0.0, 2.0, 7.26] {
                    let speed_mps = speed_before(distance_m, then_mps, 4.5, dt_s);
                    let way_m = driven(speed_mps, then_mps, 4.5, dt_s);
                    // The place lies within a step, and the last step brakes less than the others.
                    let step_m = then_mps * dt_s + 4.5 * dt_s * dt_s + 1e-9;
                    let case =
                        format!("{dt_s} s, {distance_m} m, {then_mps} m/s: {speed_mps} m/s, {way_m} m");
                    assert!((way_m - distance_m).abs() <= step_m, "{case}");
                }
            }
        }
    }

    #[test]
    fn travel_time_from_rest_meets_the_school_formula() {
        // 20 m at 2.5 m/s² from rest: t = sqrt(2 * 20 / 2.5) = 4 s, at 10 m/s; then 30 m more at 10 m/s: 3 s.
        assert!((travel_s(20.0, 0.0, 10.0, 2.5) - 4.0).abs() < 1e-12);
        assert!((travel_s(50.0, 0.0, 10.0, 2.5) - 7.0).abs() < 1e-12);
    }
}
