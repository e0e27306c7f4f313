//! What somebody on foot sees of the traffic: who stands in his way, who comes, and who lets him cross.

use crate::kinds::travel_s;
use crate::roads::NONE;
use crate::state::{Car, flag};
use crate::view::View;
use crate::zebras::Strip;

/// One looks back through at most so many lanes.
const LANES_BACK: usize = 4;
/// And so far (m).
const SIGHT_M: f64 = 250.0;
/// Slower than this a vehicle stands or lets people cross (m/s).
const CRAWLS_MPS: f64 = 1.5;
/// Braking that shows that a driver means to stop (m/s²).
const SHOWS_MPS2: f64 = 0.8;
/// A vehicle that needs more than this of its way to stop does not seem able to (share).
const IN_TIME: f64 = 0.8;

/// What a strip's traffic means to somebody on foot.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Traffic {
    /// A vehicle is on the strip: stands there, or passes just now.
    pub occupied: bool,
    /// It stands, or nearly.
    pub stands: bool,
    /// When the first that does not let him cross is there (s); infinite where none comes.
    pub comes_s: f64,
    /// When the first is there that cannot stop any more (s).
    pub cannot_stop_s: f64,
}

impl View<'_> {
    /// The traffic on a strip.
    pub(super) fn traffic(&self, strip: &Strip) -> Traffic {
        let mut traffic =
            Traffic { occupied: false, stands: false, comes_s: f64::INFINITY, cannot_stop_s: f64::INFINITY };
        let run = &self.cars[self.runs[strip.lane as usize].range()];
        let over = self.overhang(strip.lane).into_iter();
        for (rear_m, car) in run.iter().map(|car| (self.rear_m(car), car)).chain(over) {
            let front_m = if car.lane == strip.lane { car.pos_m } else { f64::INFINITY };
            if front_m > strip.enter_m && rear_m < strip.leave_m {
                traffic.occupied = true;
                traffic.stands |= car.speed_mps < CRAWLS_MPS;
            }
        }
        match run.iter().find(|car| car.pos_m <= strip.enter_m) {
            Some(first) => self.weigh(first, strip.enter_m - first.pos_m, &mut traffic),
            None => self.look_back(strip.lane, strip.enter_m, 0, &mut traffic),
        }
        traffic
    }

    /// Looks for those who come by the turns into a lane.
    fn look_back(&self, lane: u32, beyond_m: f64, depth: usize, traffic: &mut Traffic) {
        if depth >= LANES_BACK || beyond_m > SIGHT_M {
            return;
        }
        let record = self.roads.lane(lane);
        if record.turn != NONE {
            // Inside a junction: those on the lane before it who mean to turn so.
            let turn = self.roads.turn(record.turn);
            let from_m = self.roads.lane(turn.from).length_m + beyond_m;
            let coming = &self.cars[self.runs[turn.from as usize].range()];
            match coming.iter().find(|car| car.turn == record.turn) {
                Some(car) if car.has(flag::BLOCKED) => {}
                Some(car) => self.weigh(car, from_m - car.pos_m, traffic),
                None if coming.is_empty() => self.look_back(turn.from, from_m, depth + 1, traffic),
                None => {}
            }
            return;
        }
        for &feeder in self.roads.feeders(record) {
            let inner = self.roads.turn(feeder).inner;
            let inner_m = self.roads.lane(inner).length_m + beyond_m;
            match self.cars[self.runs[inner as usize].range()].first() {
                Some(car) => self.weigh(car, inner_m - car.pos_m, traffic),
                None => self.look_back(inner, inner_m, depth + 1, traffic),
            }
        }
    }

    /// Takes a vehicle that far away (m) into account.
    fn weigh(&self, car: &Car, distance_m: f64, traffic: &mut Traffic) {
        if car.flags & (flag::WRECK | flag::HALTING) != 0 && car.speed_mps < CRAWLS_MPS {
            return;
        }
        let kind = self.kind(car);
        let brakes_mps2 = -car.accel_mps2;
        let lets_cross = car.speed_mps < CRAWLS_MPS
            || brakes_mps2 > SHOWS_MPS2 && car.speed_mps * car.speed_mps / (2.0 * brakes_mps2) <= distance_m;
        let arrives_s = travel_s(distance_m, car.speed_mps, car.desired_mps, kind.accel_mps2);
        if !lets_cross {
            traffic.comes_s = traffic.comes_s.min(arrives_s);
        }
        if kind.emergency_m(car.speed_mps) > distance_m * IN_TIME && car.speed_mps >= CRAWLS_MPS {
            traffic.cannot_stop_s = traffic.cannot_stop_s.min(arrives_s);
        }
    }
}
