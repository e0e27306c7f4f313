//! What each driver decides to do in a step: a speed, and what others can see of his intentions.

use crate::change::CLEARANCE_M;
use crate::kinds::{Kind, LINE_MARGIN_M, Leader};
use crate::minds::Eyes;
use crate::roads::{NONE, Turn};
use crate::state::{Agent, Car, flag};
use crate::view::View;
use pilotzone_world::hash::mix;

mod executed;
mod junction;
mod person;
mod street;
mod wary;

/// Bodies on diverging paths are apart from this distance behind the fork on (m).
const FORK_M: f64 = 5.0;
/// A driver looks through at most so many lanes.
const LANES_AHEAD: usize = 8;
/// How near to the line one must stand for it to count as having stopped there (m).
const AT_LINE_M: f64 = 3.0;
/// Whoever brakes harder than this shows it suddenly (m/s²).
const BRAKES_MPS2: f64 = -2.0;
/// How near to the end of a lane one goes from which the route does not go on (m).
const LANE_END_M: f64 = 0.05;
/// Below this a vehicle counts as standing (m/s).
pub const STANDING_MPS: f64 = 0.1;

/// One driver's decision.
#[derive(Debug, Clone, Copy, Default)]
pub struct Plan {
    /// Speed at the end of the step (m/s).
    pub speed_mps: f64,
    /// Front at the end of the step, along the lane of now (m); filled in when all have decided.
    pub pos_m: f64,
    /// See [`flag`].
    pub flags: u16,
    /// Lanes to change to the left, or, negative, to the right.
    pub change: i8,
    /// Whether the route asks for the change.
    pub mandatory: bool,
    /// Where the car is at the end of the step.
    pub fate: Fate,
}

/// Where a car is at the end of a step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Fate {
    /// On the same lane.
    #[default]
    Stays,
    /// Over the lane's end.
    Crosses,
    /// On the lane beside, at its goal, or taken out.
    Leaves,
}

/// A driver's speed so far, lowered by each thing that he sees.
struct Decision<'a> {
    car: &'a Car,
    kind: &'a Kind,
    eyes: Eyes<'a>,
    speed_mps: f64,
    /// What those ahead who brake leave of it.
    braked_mps: f64,
    flags: u16,
    /// Whether the emergency-braking watchdog calls.
    alarm: bool,
}

impl Decision<'_> {
    #[inline]
    fn at_most(&mut self, speed_mps: f64) {
        self.speed_mps = self.speed_mps.min(speed_mps);
    }

    #[inline]
    fn stop_within(&mut self, distance_m: f64) {
        self.at_most(self.kind.stop(self.car.speed_mps, self.car.desired_mps, distance_m));
    }
}

impl<'a> View<'a> {
    /// Follows somebody as far as he is seen.
    #[inline]
    fn behind(&self, decision: &mut Decision<'a>, leader: Leader) {
        let (car, eyes) = (decision.car, decision.eyes);
        if let Eyes::System { mind, system } = eyes {
            decision.alarm |= system.sounds_alarm(mind, car, &leader);
        }
        let Some(seen) = self.perceived(eyes, car, leader) else { return };
        let next_mps = decision.kind.follow(car.speed_mps, car.desired_mps, seen);
        // Whoever brakes hard ahead comes as a surprise; all else is seen coming.
        if leader.accel_mps2 < BRAKES_MPS2 && matches!(eyes, Eyes::Person { .. }) {
            decision.braked_mps = decision.braked_mps.min(next_mps);
            return;
        }
        decision.at_most(next_mps);
        if let Eyes::System { system, .. } = eyes {
            decision.at_most(system.safe_mps(car.speed_mps, &seen, self.dt_s));
        }
    }

    /// The decision of the driver at that index.
    pub fn plan(&self, at: usize) -> Plan {
        let car = &self.cars[at];
        let kind = self.kind(car);
        let kept = flag::STOPPED | flag::HALTING | flag::WRECK | flag::LAST;
        let eyes = self.minds.eyes(self.mind_states, car.id);
        let wreck = if self.ends_flight(car) { flag::WRECK } else { 0 };
        if (car.flags | wreck) & (flag::HALTING | flag::WRECK) != 0 {
            let speed_mps = (car.speed_mps - kind.emergency_mps2 * self.dt_s).max(0.0);
            return Plan { speed_mps, flags: car.flags & kept | wreck, ..Plan::default() };
        }
        let speed_mps = kind.free(car.speed_mps, car.desired_mps);
        let mut decision = Decision {
            car,
            kind,
            eyes,
            speed_mps,
            braked_mps: f64::INFINITY,
            flags: car.flags & kept,
            alarm: false,
        };
        let is_head = at == self.runs[car.lane as usize].start as usize;
        if !is_head {
            let leader = &self.cars[at - 1];
            self.behind(&mut decision, self.leader(leader, self.rear_m(leader) - car.pos_m));
        }
        let mut has_leader = !is_head;
        if let Some((rear_m, other)) = self.overhang(car.lane)
            && is_head
            && other.id != car.id
        {
            self.behind(&mut decision, self.leader(other, rear_m - car.pos_m));
            has_leader = true;
        }
        if car.stop_at_m < f64::INFINITY {
            decision.stop_within(car.stop_at_m - car.pos_m);
        }
        let lane = self.roads.lane(car.lane);
        if lane.turn != NONE || lane.stop_line_m - car.pos_m < kind.look_m(car.speed_mps) {
            self.look_ahead(&mut decision, has_leader);
        }
        let is_quiet = self.street.is_quiet();
        if !is_quiet {
            self.mind_street(&mut decision);
        }
        if car.has(flag::YIELDING) {
            self.let_in(&mut decision);
        }
        self.minimal_risk(&mut decision);
        let slowest_mps = (car.speed_mps - kind.emergency_mps2 * self.dt_s).max(0.0);
        let executed = self.executed(&decision, slowest_mps);
        decision.flags |= executed.flags;
        let mut speed_mps = executed.speed_mps;
        if kind.sigma > 0.0 {
            let random = (mix(car.draw, self.step) >> 11) as f64 * (1.0 / (1u64 << 53) as f64);
            // Dawdling never brakes harder than comfort does.
            let floor_mps = (car.speed_mps - kind.decel_mps2 * self.dt_s).max(0.0).min(speed_mps);
            speed_mps = kind.dawdle(speed_mps, random).max(floor_mps);
        }
        let mut plan = Plan { speed_mps, flags: decision.flags, ..Plan::default() };
        if !speed_mps.is_finite() {
            plan.flags |= flag::BROKEN;
        }
        self.consider_change(at, &mut plan);
        if !is_quiet {
            self.make_way(car, &mut plan);
        }
        plan
    }

    /// Follows the route over the lane's end: lights, right of way, curves, and who drives or stands there.
    fn look_ahead(&self, decision: &mut Decision<'a>, mut has_leader: bool) {
        let (car, kind) = (decision.car, decision.kind);
        let agent = &self.agents[car.id as usize];
        let look_m = kind.look_m(car.speed_mps);
        let mut path = Path { lane: car.lane, turn: car.turn, place: agent.place, start_m: -car.pos_m };
        for step in 0..LANES_AHEAD {
            let lane = self.roads.lane(path.lane);
            let end_m = path.start_m + lane.length_m;
            if !has_leader && step > 0 {
                has_leader = self.leader_on(decision, &path);
            }
            if lane.turn == NONE && path.start_m + lane.stop_line_m > look_m {
                break;
            }
            if lane.turn == NONE {
                if path.turn == NONE {
                    if !self.routes.is_last(agent.route, path.place) {
                        // Up to the very end: some lanes are shorter than the margin before a line.
                        decision.stop_within(end_m + LINE_MARGIN_M - LANE_END_M);
                    }
                    break;
                }
                let turn = self.roads.turn(path.turn);
                let line_m = path.start_m + lane.stop_line_m;
                if !self.may_pass_line(decision, agent, turn, line_m, end_m) {
                    decision.stop_within(line_m + self.drift_m(decision.eyes));
                    // A line further on holds him up there, not where he is.
                    if step == 0 {
                        decision.flags |= flag::BLOCKED;
                    }
                    break;
                }
                self.merge_behind(decision, turn, end_m);
                let inner_mps = self.roads.lane(turn.inner).speed_mps * agent.factor;
                decision.at_most(kind.speed_before(end_m, inner_mps));
                if !has_leader {
                    self.fork_behind(decision, path.lane, path.turn, end_m);
                }
                path = Path { lane: turn.inner, start_m: end_m, ..path };
            } else {
                let turn = self.roads.turn(lane.turn);
                if step == 0 {
                    self.pass_junction(decision, agent, turn);
                    self.merge_behind(decision, turn, path.start_m);
                }
                let place = path.place + 1;
                let next = self.roads.lane(turn.to);
                decision.at_most(kind.speed_before(end_m, next.speed_mps * agent.factor));
                let onward = self.routes.choice(agent.route, place, next.index).turn;
                path = Path { lane: turn.to, turn: onward, place, start_m: end_m };
            }
        }
    }

    /// Follows the rearmost vehicle on a lane ahead.
    fn leader_on(&self, decision: &mut Decision<'a>, path: &Path) -> bool {
        let Some((rear_m, other)) = self.last_on(path.lane) else { return false };
        if other.id == decision.car.id {
            return false;
        }
        self.behind(decision, self.leader(other, path.start_m + rear_m));
        true
    }

    /// Keeps off a vehicle that has just turned off from the same lane and is not clear of the fork yet.
    fn fork_behind(&self, decision: &mut Decision<'a>, lane: u32, turn: u32, end_m: f64) {
        let exits = self.roads.exits(self.roads.lane(lane));
        for &other in exits.iter().filter(|&&other| exits.len() > 1 && other != turn) {
            let inner = self.roads.turn(other).inner;
            if let Some(tail) = self.runs[inner as usize].tail() {
                let rear_m = self.rear_m(&self.cars[tail]);
                if rear_m < FORK_M {
                    self.behind(decision, self.leader(&self.cars[tail], end_m + rear_m));
                }
            }
        }
    }

    /// Makes room, in comfort, for a vehicle beside that has to come over.
    fn let_in(&self, decision: &mut Decision<'a>) {
        let car = decision.car;
        let lane = self.roads.lane(car.lane);
        let gentle_mps = (car.speed_mps - decision.kind.decel_mps2 * self.dt_s).max(0.0);
        for (beside, wish) in [(lane.left, flag::WANTS_RIGHT), (lane.right, flag::WANTS_LEFT)] {
            if beside == NONE {
                continue;
            }
            let ahead = self.runs[beside as usize].range().rev().find(|&other| {
                let other = &self.cars[other];
                // Whoever is level with us, or too close to come in before us, has to fall back himself.
                other.has(wish) && self.rear_m(other) > car.pos_m + CLEARANCE_M
            });
            if let Some(other) = ahead {
                let other = &self.cars[other];
                let leader = self.leader(other, self.rear_m(other) - car.pos_m);
                let wished_mps = decision.kind.follow(car.speed_mps, car.desired_mps, leader);
                decision.at_most(wished_mps.max(gentle_mps));
            }
        }
    }
}

/// Where a look along the route has come to.
#[derive(Clone, Copy)]
struct Path {
    lane: u32,
    turn: u32,
    place: u32,
    /// From the driver's front to the lane's start (m); negative for the lane he is on.
    start_m: f64,
}

/// What the junction logic needs of the driver who asks.
#[derive(Clone, Copy)]
struct Asking<'a> {
    eyes: Eyes<'a>,
    car: &'a Car,
    kind: &'a Kind,
    agent: &'a Agent,
    turn: &'a Turn,
    /// From the front to the start of the inner lane (m); negative inside.
    inner_m: f64,
    /// Desired speed on the inner lane (m/s).
    desired_mps: f64,
    /// Time that must lie between him and another at one place (s).
    safety_s: f64,
}
