//! Lane changes: those that the route asks for, and those that pay (MOBIL: Kesting, Treiber and Helbing 2007).

use crate::kinds::Leader;
use crate::models::mobil::{self, Effect, Effects};
use crate::plan::{Plan, STANDING_MPS};
use crate::roads::NONE;
use crate::state::{Car, flag};
use crate::view::View;

/// A driver starts to look for a mandatory change this long before the place where it must be done (s a lane).
const PREPARE_S: f64 = 10.0;
/// Who crawls in a queue prepares as if he drove at this speed (m/s).
const PREPARE_MPS: f64 = 7.0;
/// Way that a standing vehicle takes up with its gap (m).
const VEHICLE_M: f64 = 7.5;
/// Queues count on so many links ahead.
const LINKS_AHEAD: usize = 6;
/// Within this of the end of his lane a driver takes any gap that others can brake for (m).
const URGENT_M: f64 = 40.0;
/// A vehicle that has stood this long before the end of its lane forces its way in (s).
const FORCES_AFTER_S: f64 = 5.0;

/// Nobody squeezes into less room than this before or behind him (m).
pub(crate) const CLEARANCE_M: f64 = 0.5;

/// The vehicles before and behind a place on a lane.
#[derive(Debug, Clone, Copy)]
pub struct Neighbours {
    /// Index of the car ahead with the place of its rear (m).
    pub ahead: Option<(usize, f64)>,
    /// Index of the car behind.
    pub behind: Option<usize>,
}

impl View<'_> {
    /// Whether this is a step in which the drivers of a link look at the neighbouring lanes.
    ///
    /// Staggered by link: `link` and `step` agree modulo the cadence.
    fn looks_sideways(&self, link: u32) -> bool {
        (self.step + u64::from(link)).is_multiple_of(self.change_every)
    }

    /// Fills in what the driver wants with his lane.
    pub(crate) fn consider_change(&self, at: usize, plan: &mut Plan) {
        let car = &self.cars[at];
        let lane = self.roads.lane(car.lane);
        if lane.left == NONE && lane.right == NONE || self.is_broken_down(car) {
            return;
        }
        let wishes = flag::WANTS_LEFT | flag::WANTS_RIGHT | flag::YIELDING;
        if !self.looks_sideways(lane.link) {
            plan.flags |= car.flags & wishes;
            return;
        }
        let kind = self.kind(car);
        let agent = &self.agents[car.id as usize];
        let offset = self.lanes_to_go(car);
        let choice = self.routes.choice(agent.route, agent.place, lane.index);
        let crowd_m = if offset == 0 { 0.0 } else { self.crowd_m(car, car.lane, choice.reach_m) };
        let usable_m = self.usable_m(car, choice.reach_m) - crowd_m;
        let prepare_m = car.speed_mps.max(PREPARE_MPS) * PREPARE_S + 2.0 * (kind.length_m + kind.min_gap_m);
        let body_is_on = car.pos_m >= kind.length_m || lane.length_m < 2.0 * kind.length_m;
        if offset != 0 && usable_m < prepare_m * f64::from(offset.abs()) {
            let (side, wish) = if offset > 0 { (1, flag::WANTS_LEFT) } else { (-1, flag::WANTS_RIGHT) };
            plan.flags |= wish;
            let target = if side > 0 { lane.left } else { lane.right };
            let permitted = if side > 0 { lane.change_left } else { lane.change_right };
            if body_is_on
                && target != NONE
                && permitted.has(kind.access)
                && self.roads.allows(target, kind.access)
            {
                plan.change = side;
                plan.mandatory = true;
            }
            return;
        }
        if body_is_on && car.speed_mps > STANDING_MPS {
            plan.change = self.paying_change(at, prepare_m);
        }
    }

    /// Lanes to go to where the route, or the next planned stop, goes on: left positive.
    fn lanes_to_go(&self, car: &Car) -> i32 {
        let agent = &self.agents[car.id as usize];
        let lane = self.roads.lane(car.lane);
        if car.stop_at_m < f64::INFINITY
            && let Some(stop_lane) = self.stop_lane(car)
        {
            return self.roads.lane(stop_lane).index as i32 - lane.index as i32;
        }
        self.routes.choice(agent.route, agent.place, lane.index).offset
    }

    /// Way that is left until the lane no longer serves (m).
    fn usable_m(&self, car: &Car, reach_m: f64) -> f64 {
        reach_m.min(car.stop_at_m) - car.pos_m
    }

    /// Way that the vehicles take up which stand or drive on a lane and on those by which the route goes on from it (m).
    ///
    /// In a queue nobody gets over at its head: SUMO counts the way to a needed change less by that much, too.
    fn crowd_m(&self, car: &Car, lane: u32, reach_m: f64) -> f64 {
        let agent = &self.agents[car.id as usize];
        let (mut lane_id, mut place) = (lane, agent.place);
        let (mut vehicles, mut seen_m) = (0, 0.0);
        for _ in 0..LINKS_AHEAD {
            let lane = self.roads.lane(lane_id);
            vehicles += self.runs[lane_id as usize].len;
            seen_m += lane.length_m;
            let choice = self.routes.choice(agent.route, place, lane.index);
            if choice.turn == NONE || seen_m > reach_m {
                break;
            }
            lane_id = self.roads.turn(choice.turn).to;
            place += 1;
        }
        f64::from(vehicles) * VEHICLE_M
    }

    /// The side on which it pays to change, if any.
    fn paying_change(&self, at: usize, prepare_m: f64) -> i8 {
        let car = &self.cars[at];
        let kind = self.kind(car);
        let lane = self.roads.lane(car.lane);
        let agent = &self.agents[car.id as usize];
        let mut best = (0i8, kind.lane_change.threshold_mps2);
        for (side, target, permitted, bias) in [
            (1i8, lane.left, lane.change_left, -kind.lane_change.bias_right_mps2),
            (-1, lane.right, lane.change_right, kind.lane_change.bias_right_mps2),
        ] {
            if target == NONE || !permitted.has(kind.access) || !self.roads.allows(target, kind.access) {
                continue;
            }
            let offer = self.routes.choice(agent.route, agent.place, self.roads.lane(target).index);
            let crowd_m = if offer.offset == 0 { 0.0 } else { self.crowd_m(car, target, offer.reach_m) };
            let usable_m = self.usable_m(car, offer.reach_m) - crowd_m;
            if offer.offset != 0 && usable_m < 2.0 * prepare_m * f64::from(offer.offset.abs()) {
                continue;
            }
            // Moving right on equal terms is keeping right; it must not undo a gain just made on the left.
            let bias = if side < 0 { bias.min(kind.lane_change.threshold_mps2 * 0.9) } else { bias };
            if let Some(gain_mps2) = self.gain(at, target)
                && gain_mps2 + bias > best.1
            {
                best = (side, gain_mps2 + bias);
            }
        }
        best.0
    }

    /// MOBIL's incentive (m/s²) without bias; none where there is no room or the new follower would have to brake hard.
    fn gain(&self, at: usize, target: u32) -> Option<f64> {
        let params = &self.kind(&self.cars[at]).lane_change;
        let effects = self.effects(at, target)?;
        let safe = mobil::is_safe(effects.new_follower.after_mps2, params.safe_decel_mps2);
        safe.then(|| mobil::incentive(&effects, params.politeness))
    }

    /// What a change would do to the driver and to who is behind him, before and after; none where there is no room.
    fn effects(&self, at: usize, target: u32) -> Option<Effects> {
        let car = &self.cars[at];
        let run = self.runs[car.lane as usize];
        let ahead = (at > run.start as usize).then(|| &self.cars[at - 1]);
        let follower = (at + 1 < (run.start + run.len) as usize).then(|| &self.cars[at + 1]);
        let beside = self.neighbours(target, car.pos_m);
        let behind = |leader: Option<(&Car, f64)>, from_m: f64| {
            leader.map(|(leader, rear_m)| self.leader(leader, rear_m - from_m))
        };
        let old_leader = ahead.map(|leader| (leader, self.rear_m(leader)));
        let new_leader = beside.ahead.map(|(leader, rear_m)| (&self.cars[leader], rear_m));
        let us = Some((car, self.rear_m(car)));
        let lacks_room = |leader: Option<Leader>| leader.is_some_and(|leader| leader.gap_m <= 0.0);
        let (own_before, own_after) = (behind(old_leader, car.pos_m), behind(new_leader, car.pos_m));
        if lacks_room(own_after) {
            return None;
        }
        let own = Effect {
            before_mps2: self.accel_behind(car, own_before).min(self.accel_before_things(car, car.lane)),
            after_mps2: self.accel_behind(car, own_after).min(self.accel_before_things(car, target)),
        };
        let mut effects = Effects { own, ..Effects::default() };
        if let Some(new) = beside.behind.map(|new| &self.cars[new]) {
            let with_us = behind(us, new.pos_m);
            if lacks_room(with_us) {
                return None;
            }
            effects.new_follower = Effect {
                before_mps2: self.accel_behind(new, behind(new_leader, new.pos_m)),
                after_mps2: self.accel_behind(new, with_us),
            };
        }
        if let Some(old) = follower {
            effects.old_follower = Effect {
                before_mps2: self.accel_behind(old, behind(us, old.pos_m)),
                after_mps2: self.accel_behind(old, behind(old_leader, old.pos_m)),
            };
        }
        Some(effects)
    }

    /// Acceleration (m/s²) that a driver's own model gives him behind that leader.
    fn accel_behind(&self, car: &Car, leader: Option<Leader>) -> f64 {
        self.kind(car).acceleration(car.speed_mps, car.desired_mps, leader)
    }

    /// The cars before and behind a place on a lane, as they stand now.
    pub(crate) fn neighbours(&self, lane: u32, pos_m: f64) -> Neighbours {
        let run = self.runs[lane as usize].range();
        let behind = run.clone().find(|&i| self.cars[i].pos_m <= pos_m);
        let first_behind = behind.unwrap_or(run.end);
        let ahead = if first_behind > run.start {
            Some((first_behind - 1, self.rear_m(&self.cars[first_behind - 1])))
        } else {
            self.overhang(lane).map(|(rear_m, _)| (self.overhangs[lane as usize].car as usize, rear_m))
        };
        Neighbours { ahead, behind }
    }

    /// How hard (m/s²) a follower may be made to brake for a car that changes: comfort, or more where it must.
    pub(crate) fn tolerated_mps2(&self, car: &Car, mandatory: bool) -> f64 {
        let kind = self.kind(car);
        if !mandatory {
            return kind.lane_change.safe_decel_mps2;
        }
        let agent = &self.agents[car.id as usize];
        let stood_s = if agent.stands_since == u64::MAX {
            0.0
        } else {
            (self.step - agent.stands_since) as f64 * self.dt_s
        };
        let left_m = self.roads.lane(car.lane).length_m - car.pos_m;
        if stood_s > FORCES_AFTER_S || left_m < URGENT_M {
            kind.emergency_mps2 * 0.7
        } else {
            kind.decel_mps2
        }
    }

    /// Whether a follower at that gap behind a car at that speed can bear its coming (m/s² tolerated).
    pub(crate) fn can_follow(
        &self,
        follower: &Car,
        follower_mps: f64,
        leader: Leader,
        tolerated_mps2: f64,
    ) -> bool {
        if leader.gap_m < CLEARANCE_M {
            return false;
        }
        let kind = self.kind(follower);
        let next_mps = kind.follow(follower_mps, follower.desired_mps, leader);
        next_mps >= (follower_mps - tolerated_mps2 * self.dt_s).min(follower_mps)
            // Standing still is always possible behind a gap.
            || follower_mps < STANDING_MPS
    }
}
