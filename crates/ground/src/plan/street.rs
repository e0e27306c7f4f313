//! What a driver does for those who are no traffic: people who cross, things on the road, his own breakdown.

use super::{Decision, LANES_AHEAD, Path};
use crate::kinds::travel_s;
use crate::minds::{Eyes, Sight, Target};
use crate::people::Crosser;
use crate::roads::NONE;
use crate::state::Car;
use crate::view::View;
use crate::zebras::Strip;
use pilotzone_world::{AgentKey, Lapse, Stream};

const YIELDING: Stream = Stream::named("crosswalk_yield");
const SCHOOL_STOP: Stream = Stream::named("school_stop");

/// Beyond where he must look for traffic a driver sees people, too (m).
const BEYOND_M: f64 = 10.0;
/// He passes before somebody who comes so much later (s).
const SPARE_S: f64 = 3.0;
/// He keeps so far from somebody before his bumper (m).
const CLEAR_M: f64 = 0.8;
/// A vehicle that stands nearer than this to an edge still stands before it (m).
const AT_EDGE_M: f64 = 0.05;

impl<'a> View<'a> {
    /// Lowers a driver's speed for what he finds on his way beside traffic.
    pub(super) fn mind_street(&self, decision: &mut Decision<'a>) {
        let (car, kind) = (decision.car, decision.kind);
        if self.is_broken_down(car) {
            decision.at_most((car.speed_mps - kind.decel_mps2 * self.dt_s).max(0.0));
        }
        if let Some(brake_mps2) = self.startled_mps2(car.id) {
            decision.at_most((car.speed_mps - brake_mps2 * self.dt_s).max(0.0));
        }
        let agent = &self.agents[car.id as usize];
        let look_m = kind.look_m(car.speed_mps) + BEYOND_M;
        let mut path = Path { lane: car.lane, turn: car.turn, place: agent.place, start_m: -car.pos_m };
        for _ in 0..LANES_AHEAD {
            for strip in self.street.zebras.on_lane(path.lane) {
                if path.start_m + strip.leave_m > 0.0 && path.start_m + strip.enter_m < look_m {
                    self.mind_people(decision, strip, path.start_m);
                    self.mind_school(decision, strip, path.start_m + strip.enter_m);
                }
            }
            if let Some(thing) = self.thing_ahead(path.lane, -path.start_m, kind.decel_mps2)
                && self.notices_thing(decision.eyes, car, path.lane, thing.gap_m)
            {
                self.behind(decision, thing);
            }
            let lane = self.roads.lane(path.lane);
            let start_m = path.start_m + lane.length_m;
            if start_m > look_m {
                break;
            }
            path = if lane.turn != NONE {
                let (to, place) = (self.roads.turn(lane.turn).to, path.place + 1);
                let turn = self.routes.choice(agent.route, place, self.roads.lane(to).index).turn;
                Path { lane: to, turn, place, start_m }
            } else if path.turn != NONE {
                Path { lane: self.roads.turn(path.turn).inner, start_m, ..path }
            } else {
                break;
            };
        }
    }

    /// Stops before a place where people cross, for whom he owes it and for whoever would be in his way.
    fn mind_people(&self, decision: &mut Decision<'a>, strip: &Strip, start_m: f64) {
        let (car, kind) = (decision.car, decision.kind);
        let edge_m = start_m + strip.enter_m;
        let before_edge = edge_m > -AT_EDGE_M;
        let desired_mps = car.desired_mps.max(car.speed_mps);
        let reaches_s = |m: f64| travel_s(m, car.speed_mps, desired_mps, kind.accel_mps2);
        let passed_s = reaches_s(start_m + strip.leave_m + kind.length_m);
        for crosser in self.street.crossers_at(strip.zebra) {
            let (to_m, out_m) = crosser.way_through(strip);
            if out_m < 0.0 || !self.sees_person(decision, crosser, edge_m) {
                continue;
            }
            let yields = self.yields_to_person(decision, strip.zebra);
            if !crosser.is_on {
                if yields && before_edge && kind.brake_m(car.speed_mps) <= edge_m {
                    decision.stop_within(edge_m);
                }
                continue;
            }
            let in_s = if to_m <= 0.0 { 0.0 } else { to_m / crosser.speed_mps.max(1e-3) };
            let comes_in_time = if yields {
                // The law asks to stop for whoever is on it, wherever he is; only hard braking needs a reason.
                in_s < passed_s + SPARE_S || before_edge && kind.brake_m(car.speed_mps) <= edge_m
            } else {
                let out_s = out_m / crosser.speed_mps.max(1e-3);
                in_s < passed_s && out_s > reaches_s(edge_m.max(0.0))
            };
            if !comes_in_time {
                continue;
            }
            let person_m = start_m + strip.at_m + strip.left * crosser.left_m;
            if before_edge && kind.emergency_m(car.speed_mps) <= edge_m + AT_EDGE_M {
                decision.stop_within(edge_m);
            } else if person_m > 0.0 && in_s < passed_s {
                // Too late for the edge, or over it: only who is before the bumper counts.
                decision.stop_within((person_m - CLEAR_M).max(0.0));
            }
        }
    }

    /// Stops once before a crosswalk without a light in a school zone, that far ahead (m), even where nobody is.
    fn mind_school(&self, decision: &mut Decision<'a>, strip: &Strip, edge_m: f64) {
        let (car, kind) = (decision.car, decision.kind);
        let zebra = self.street.zebras.zebra(strip.zebra);
        let owes = self.street.school.holds_on(strip.lane) && zebra.marked && zebra.light.is_none();
        let in_time = edge_m > 0.0 && kind.brake_m(car.speed_mps) <= edge_m;
        if owes
            && in_time
            && !self.has_siren(car)
            && !self.has_stopped_before(car, strip)
            && self.stops_at_schools(decision, strip.zebra)
        {
            decision.stop_within(edge_m);
        }
    }

    fn stops_at_schools(&self, decision: &Decision<'a>, zebra: u32) -> bool {
        match decision.eyes {
            Eyes::Perfect => true,
            Eyes::System { system, .. } => system.stack.school_stop,
            Eyes::Person { person, .. } => {
                let key = self.trips[decision.car.id as usize].key;
                SCHOOL_STOP.draws(self.seed, key, u64::from(zebra)).unit() < person.errors.school_stop_share
            }
        }
    }

    /// Whether people who cross leave a car room on a lane at its place, as far as it cannot stop before them.
    pub(crate) fn is_clear_of_people(&self, car: &Car, lane: u32) -> bool {
        if self.street.crossers.is_empty() {
            return true;
        }
        let kind = self.kind(car);
        let (rear_m, reach_m) =
            (car.pos_m - kind.length_m, car.pos_m + kind.brake_m(car.speed_mps) + BEYOND_M);
        let strips = self.street.zebras.on_lane(lane).iter();
        let near = strips.filter(|strip| strip.leave_m > rear_m && strip.enter_m < reach_m);
        near.flat_map(|strip| {
            self.street.crossers_at(strip.zebra).iter().map(move |crosser| (strip, crosser))
        })
        .all(|(strip, crosser)| {
            let (to_m, out_m) = crosser.way_through(strip);
            !crosser.is_on || out_m < 0.0 || to_m > crosser.speed_mps * SPARE_S
        })
    }

    /// Whether a driver sees somebody on foot that far ahead (m).
    fn sees_person(&self, decision: &Decision<'a>, crosser: &Crosser, distance_m: f64) -> bool {
        let key = self.street.plan.walks[crosser.person as usize].key;
        self.notices(decision.eyes, decision.car, (key, Target::Person), distance_m)
    }

    /// Whether a driver sees the things on a lane, that far ahead (m).
    pub(crate) fn notices_thing(&self, eyes: Eyes<'_>, car: &Car, lane: u32, distance_m: f64) -> bool {
        self.notices(eyes, car, (AgentKey(u64::from(lane)), Target::Object), distance_m)
    }

    /// Whether a driver sees something straight ahead, that far away (m): what the weather, his eyes on the road, and a
    /// stack's sensors let him see.
    fn notices(&self, eyes: Eyes<'_>, car: &Car, what: (AgentKey, Target), distance_m: f64) -> bool {
        if distance_m > self.weather.visibility_m {
            return false;
        }
        let (key, target) = what;
        match eyes {
            Eyes::Perfect => true,
            Eyes::Person { mind, .. } => !mind.looks_away(self.step),
            Eyes::System { mind, system } => {
                let sight = Sight { key, target, range_m: distance_m.abs(), bearing_rad: 0.0 };
                let own = self.trips[car.id as usize].key;
                system.holds(mind, self.seed, own, &sight, self.moment())
            }
        }
    }

    /// Whether a driver stops for somebody at or on a place where people cross: on crosswalks everybody ought to; of
    /// people who err a share does, the same at one place for as long as they come to it.
    fn yields_to_person(&self, decision: &Decision<'a>, zebra: u32) -> bool {
        if !self.street.zebras.zebra(zebra).marked {
            return false;
        }
        let Eyes::Person { mind, person, .. } = decision.eyes else { return true };
        let key = self.trips[decision.car.id as usize].key;
        if self.is_forced(mind, key, Lapse::Crossing) {
            return false;
        }
        let errors = &person.errors;
        let in_turn = self.roads.lane(decision.car.lane).turn != NONE;
        let share = if in_turn { errors.right_turn_yield_share } else { errors.crosswalk_yield_share };
        YIELDING.draws(self.seed, key, u64::from(zebra)).unit() < share
    }
}
