//! Who may pass a junction: lights, right of way with gaps, room at the exit, and whoever is inside already.

use super::{AT_LINE_M, Asking, Decision, LANES_AHEAD, STANDING_MPS};
use crate::kinds::travel_s;
use crate::minds::Eyes;
use crate::roads::{Foe, NONE, Turn};
use crate::state::{Agent, Car, flag};
use crate::view::View;
use pilotzone_map::{Aspect, RightOfWay};

/// Time that must lie between two vehicles at one place (s); SUMO's look-ahead at junctions is the same.
pub(super) const SAFETY_S: f64 = 1.0;
/// Vehicles that need longer than this to reach the place concern nobody yet (s).
const HORIZON_S: f64 = 12.0;
/// Standing so long makes a driver wholly impatient (s); SUMO's `time-to-impatience` is the same.
const IMPATIENT_S: f64 = 180.0;
/// He counts on others coming so much later at most, by their braking (s).
const BRAKES_AT_MOST_S: f64 = 6.0;
/// So far into a common area a vehicle can still wait for one that is in deeper (m).
const EDGE_M: f64 = 1.5;
/// Whoever lets another pass inside keeps this far out of his path (m): buses are wider than the paths' strips.
pub(super) const CLEAR_OF_PATH_M: f64 = 0.5;
/// A vehicle slower than this inside a common area may stay there (m/s).
pub(super) const LINGERS_MPS: f64 = 1.0;

/// One looks back through at most so many lanes for those who come.
const LANES_BACK: usize = 5;
/// And on each at so many vehicles.
const HEADS: usize = 4;

/// A lane on a foe's way, with its distance.
#[derive(Clone, Copy)]
struct Approach {
    lane: u32,
    /// From the lane's start to the end of the foe's last lane (m).
    beyond_m: f64,
    /// How far one has to see (m).
    sight_m: f64,
}

/// What a light, or its absence, says to somebody before the line.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Permission {
    /// Not now.
    Stop,
    /// Go; nobody who crosses may.
    Protected,
    /// Go as the right of way says.
    ByRule,
    /// Go, giving way to everybody.
    ToAll,
}

/// When somebody is in a common area: from, to (s from now).
#[derive(Clone, Copy)]
struct Window {
    from_s: f64,
    to_s: f64,
}

impl Window {
    fn clear_of(self, other: Self, safety_s: f64) -> bool {
        self.to_s + safety_s < other.from_s || other.to_s + safety_s < self.from_s
    }
}

impl<'a> View<'a> {
    /// Whether the driver goes on past the stop line, given its distance and that of the lane's end (m).
    pub(super) fn may_pass_line(
        &self,
        decision: &mut Decision<'a>,
        agent: &Agent,
        turn: &Turn,
        line_m: f64,
        end_m: f64,
    ) -> bool {
        let (car, kind) = (decision.car, decision.kind);
        if line_m < 0.0 || kind.emergency_m(car.speed_mps) > line_m + STANDING_MPS {
            // Over the line, or unable to stop before it.
            if self.kept_distances(car).is_some() {
                let desired_mps = self.roads.lane(turn.inner).speed_mps * agent.factor;
                self.mind_foes(decision, agent, turn, (end_m, desired_mps));
            }
            return true;
        }
        if car.speed_mps < STANDING_MPS && line_m < AT_LINE_M {
            decision.flags |= flag::STOPPED;
        }
        let in_comfort = kind.brake_m(car.speed_mps) <= line_m;
        let mut permission = match self.presses_on(decision, agent, turn, line_m) {
            Some(true) => Permission::ByRule,
            Some(false) => Permission::Stop,
            None => self.permission(turn, decision.flags & flag::STOPPED != 0, in_comfort),
        };
        if permission == Permission::Stop
            && let Some(red_mps) = self.red_mps(car)
        {
            decision.at_most(kind.speed_before(line_m, red_mps));
            permission = Permission::ToAll;
        }
        if permission == Permission::Stop {
            return false;
        }
        if self.roads.foes(turn).is_empty() {
            return true;
        }
        // Before a line that is nearer to the last junction than a car is long, waiting would keep nothing clear.
        let can_wait = self.roads.lane(turn.from).length_m >= kind.length_m;
        if turn.keep_clear
            && can_wait
            && !self.has_room_behind(turn, car, kind.length_m + kind.min_gap_m, agent)
        {
            return false;
        }
        let desired_mps = self.roads.lane(turn.inner).speed_mps * agent.factor;
        // Where only hard braking stops him, he brakes for those whom he would hit, not for those who would be close.
        let safety_s = if in_comfort { SAFETY_S } else { 0.0 };
        let eyes = decision.eyes;
        let asking = Asking { eyes, car, kind, agent, turn, inner_m: end_m, desired_mps, safety_s };
        let foes = self.roads.foes(turn);
        let is_free = |foe: &Foe| {
            self.nobody_inside(&asking, foe) && (!yields(permission, foe) || self.nobody_comes(&asking, foe))
        };
        if !foes.iter().filter(|foe| foe.enter_m < turn.wait_at_m).all(is_free) {
            return false;
        }
        // What lies beyond the inner waiting point may be waited for there.
        if !foes.iter().filter(|foe| foe.enter_m >= turn.wait_at_m).all(is_free) {
            decision.stop_within(end_m + turn.wait_at_m);
            decision.flags |= flag::BLOCKED;
        }
        true
    }

    fn permission(&self, turn: &Turn, has_stopped: bool, in_comfort: bool) -> Permission {
        if turn.light != NONE {
            return match self.signals.aspect(turn.light) {
                Aspect::Red | Aspect::RedAmber => Permission::Stop,
                Aspect::Amber if in_comfort => Permission::Stop,
                Aspect::GreenProtected => Permission::Protected,
                Aspect::StopThenGo if !has_stopped => Permission::Stop,
                Aspect::StopThenGo => Permission::ToAll,
                Aspect::Amber | Aspect::GreenYield | Aspect::Off | Aspect::OffBlinking => Permission::ByRule,
            };
        }
        match turn.right_of_way {
            RightOfWay::Stop | RightOfWay::AllWayStop if !has_stopped => Permission::Stop,
            _ => Permission::ByRule,
        }
    }

    /// Whether a turn's light forbids to enter now.
    fn is_red(&self, turn: &Turn) -> bool {
        turn.light != NONE && matches!(self.signals.aspect(turn.light), Aspect::Red | Aspect::RedAmber)
    }

    /// Whether the exit takes a vehicle of that length whole, beside those who are on their way into it.
    ///
    /// Only who stands, or nearly, ends the room; who drives will take up his own length behind him.
    fn has_room_behind(&self, turn: &Turn, car: &Car, own_m: f64, agent: &Agent) -> bool {
        let mut needed_m = own_m;
        for &feeder in self.roads.feeders(self.roads.lane(turn.to)) {
            for other in &self.cars[self.runs[self.roads.turn(feeder).inner as usize].range()] {
                needed_m += self.kind(other).length_m + self.kind(other).min_gap_m;
            }
        }
        let mut room_m = 0.0;
        let (mut lane_id, mut place) = (turn.to, agent.place + 1);
        for _ in 0..LANES_AHEAD {
            for other in self.cars[self.runs[lane_id as usize].range()].iter().rev() {
                if other.id == car.id {
                    return true;
                }
                let kind = self.kind(other);
                if other.speed_mps < LINGERS_MPS {
                    return room_m + self.rear_m(other) + kind.brake_m(other.speed_mps) >= needed_m;
                }
                needed_m += kind.length_m + kind.min_gap_m;
            }
            let lane = self.roads.lane(lane_id);
            let onward = if lane.turn == NONE {
                self.routes.choice(agent.route, place, lane.index).turn
            } else {
                place += 1;
                lane.turn
            };
            // A stub between two lines that holds one vehicle is part of one crossing: the room must be beyond it.
            let is_stub =
                lane.turn == NONE && onward != NONE && (own_m..2.0 * own_m).contains(&lane.length_m);
            if is_stub && self.is_red(self.roads.turn(onward)) {
                return false;
            }
            if !is_stub {
                room_m += lane.length_m;
            }
            if room_m >= needed_m || onward == NONE {
                return true; // Or it ends here, or the driver will look for another lane.
            }
            let next = self.roads.turn(onward);
            lane_id = if lane.turn == NONE { next.inner } else { next.to };
        }
        true
    }

    /// The driver's own time in the area that he shares with a foe.
    fn own_window(&self, asking: &Asking, foe: &Foe) -> Window {
        let (car, kind) = (asking.car, asking.kind);
        let time = |m: f64| travel_s(m, car.speed_mps, asking.desired_mps, kind.accel_mps2);
        Window {
            from_s: time(asking.inner_m + foe.enter_m),
            to_s: time(asking.inner_m + foe.leave_m + kind.length_m),
        }
    }

    /// Another's time in the shared area, its front that far from the start of its inner lane (m).
    fn foe_window(&self, other: &Car, foe: &Foe, inner_m: f64) -> Window {
        let kind = self.kind(other);
        // Behind a slow bend he will drive as fast as the way to the junction lets him.
        let approach_mps = self.roads.lane(self.roads.turn(foe.turn).from).speed_mps;
        let desired_mps = other.desired_mps.max(approach_mps * self.agents[other.id as usize].factor);
        let time = |m: f64| travel_s(m, other.speed_mps, desired_mps, kind.accel_mps2);
        Window {
            from_s: time(inner_m + foe.foe_enter_m),
            to_s: time(inner_m + foe.foe_leave_m + kind.length_m),
        }
    }

    /// Whether those who are inside on a foe's path leave the driver, still outside, the area he needs.
    fn nobody_inside(&self, asking: &Asking, foe: &Foe) -> bool {
        if foe.merging {
            return !foe.i_yield || self.merges_with_those_inside(asking, foe);
        }
        if let Some((rear_m, other)) = self.overhang(foe.inner)
            && rear_m < foe.foe_leave_m
            && other.id != asking.car.id
            && !self.leaves_in_time(asking, foe, other, rear_m)
        {
            return false;
        }
        let foe_turn = self.roads.turn(foe.turn);
        self.cars[self.runs[foe.inner as usize].range()].iter().all(|other| {
            let rear_m = self.rear_m(other);
            if rear_m >= foe.foe_leave_m || !self.sees(asking, other) {
                return true;
            }
            if other.pos_m > foe.foe_enter_m - self.aslant_m(asking, other) {
                return self.leaves_in_time(asking, foe, other, rear_m);
            }
            let waits = other.has(flag::BLOCKED) && other.pos_m <= foe_turn.wait_at_m + STANDING_MPS;
            if waits && foe.foe_yields && !self.is_red(foe_turn) {
                return true;
            }
            let (own, theirs) = (self.own_window(asking, foe), self.foe_window(other, foe, -other.pos_m));
            own.clear_of(theirs, asking.safety_s)
                && (own.to_s < theirs.from_s || self.surely_leaves(asking, foe, other, rear_m))
        })
    }

    /// Whether the driver, still outside, can merge with those inside on a foe's path: he follows those who are nearer
    /// to the common lane; those further back must not need it while he does.
    pub(super) fn merges_with_those_inside(&self, asking: &Asking, foe: &Foe) -> bool {
        let length_m = self.roads.lane(foe.inner).length_m;
        let own_left_m = asking.inner_m + self.roads.lane(asking.turn.inner).length_m;
        let own = self.own_window(asking, foe);
        self.cars[self.runs[foe.inner as usize].range()].iter().all(|other| {
            length_m - other.pos_m <= own_left_m || self.lets_pass(asking, foe, other, own, -other.pos_m)
        })
    }

    /// Whether the driver sees somebody who is about to cross his way.
    #[inline]
    pub(super) fn sees(&self, asking: &Asking, other: &Car) -> bool {
        match asking.eyes {
            Eyes::Perfect | Eyes::Person { .. } => true,
            Eyes::System { mind, system } => self.system_sees(mind, system, asking.car, other.id),
        }
    }

    fn leaves_in_time(&self, asking: &Asking, foe: &Foe, other: &Car, rear_m: f64) -> bool {
        other.speed_mps > LINGERS_MPS
            && !other.has(flag::WRECK)
            && (foe.foe_leave_m - rear_m) / other.speed_mps + SAFETY_S < self.own_window(asking, foe).from_s
            && self.surely_leaves(asking, foe, other, rear_m)
    }

    /// Whether nobody to whom the driver gives way comes to the shared area while he needs it.
    pub(super) fn nobody_comes(&self, asking: &Asking, foe: &Foe) -> bool {
        let foe_turn = self.roads.turn(foe.turn);
        if self.is_red(foe_turn) {
            return true;
        }
        let own = self.own_window(asking, foe);
        let from = self.roads.lane(foe_turn.from);
        for other in &self.cars[self.runs[foe_turn.from as usize].range()] {
            let inner_m = from.length_m - other.pos_m;
            if other.turn != foe.turn {
                continue;
            }
            if !self.lets_pass(asking, foe, other, own, inner_m) {
                return false;
            }
            if inner_m > from.speed_mps * HORIZON_S {
                break;
            }
        }
        // A short approach: those who are still before it.
        let sight_m = from.speed_mps * (own.to_s + SAFETY_S).min(HORIZON_S);
        self.nobody_comes_onto(
            asking,
            foe,
            own,
            Approach { lane: foe_turn.from, beyond_m: from.length_m, sight_m },
            0,
        )
    }

    /// Whether nobody comes by the turns into a lane, and by those before it, as far as one has to see.
    fn nobody_comes_onto(&self, asking: &Asking, foe: &Foe, own: Window, to: Approach, depth: usize) -> bool {
        if to.beyond_m > to.sight_m || depth >= LANES_BACK {
            return true;
        }
        self.roads.feeders(self.roads.lane(to.lane)).iter().all(|&feeder| {
            let turn = self.roads.turn(feeder);
            let inner_m = to.beyond_m + self.roads.lane(turn.inner).length_m;
            let from_m = inner_m + self.roads.lane(turn.from).length_m;
            let lets_pass = |lane: u32, start_m: f64| {
                self.cars[self.runs[lane as usize].range()].iter().take(HEADS).all(|other| {
                    other.turn != feeder
                        || other.id == asking.car.id
                        || !self.takes_later(other, foe.turn)
                        || self.lets_pass(asking, foe, other, own, start_m - other.pos_m)
                })
            };
            let before = Approach { lane: turn.from, beyond_m: from_m, ..to };
            lets_pass(turn.inner, inner_m)
                && lets_pass(turn.from, from_m)
                && self.nobody_comes_onto(asking, foe, own, before, depth + 1)
        })
    }

    /// Whether a car's route leads over a turn within the next links.
    fn takes_later(&self, car: &Car, turn: u32) -> bool {
        let agent = &self.agents[car.id as usize];
        let turn = self.roads.turn(turn);
        let from_link = self.roads.lane(turn.from).link;
        let links = &self.routes.route(agent.route).links;
        let ahead = links.iter().skip(agent.place as usize).zip(links.iter().skip(agent.place as usize + 1));
        ahead.take(LANES_BACK + 1).any(|(&from, &to)| from == from_link && to == turn.to_link)
    }

    /// Whether a car that comes on the foe's path lets the driver pass before or after it.
    fn lets_pass(&self, asking: &Asking, foe: &Foe, other: &Car, own: Window, inner_m: f64) -> bool {
        if other.flags & (flag::HALTING | flag::WRECK) != 0 || !self.sees(asking, other) {
            return true;
        }
        if self.will_wait(asking, foe, other, inner_m + foe.foe_enter_m) {
            // It will not go now. Among equals whoever came first goes first, so that not all do, nor none.
            let equals = foe.i_yield && self.is_among_equals(asking.turn);
            return !equals || self.came_before(asking.car, asking.agent, other);
        }
        let mut theirs = self.foe_window(other, foe, inner_m);
        let impatience = self.impatience(asking.agent);
        if impatience > 0.0 && foe.i_yield {
            // Who has waited long counts on the others' braking.
            let braking_s =
                self.braking_s(other, inner_m + foe.foe_enter_m).min(theirs.from_s + BRAKES_AT_MOST_S);
            theirs.from_s += impatience * (braking_s - theirs.from_s).max(0.0);
        }
        if !foe.merging {
            let rear_m = -inner_m - self.kind(other).length_m;
            return own.clear_of(theirs, asking.safety_s)
                && (own.to_s < theirs.from_s || self.surely_leaves(asking, foe, other, rear_m));
        }
        // Into one lane: behind it is following; before it needs the room to come up to its speed.
        let closing_mps = (other.speed_mps - asking.desired_mps.min(asking.car.speed_mps + 3.0)).max(0.0);
        let room_s = SAFETY_S + closing_mps / self.kind(other).decel_mps2;
        own.to_s + room_s < theirs.from_s + self.kind(other).headway_s.min(SAFETY_S)
            || theirs.to_s < own.from_s
    }

    /// How little a driver who stands minds that others must brake for him: 0 to 1.
    fn impatience(&self, agent: &Agent) -> f64 {
        if agent.stands_since == u64::MAX {
            return 0.0;
        }
        ((self.step - agent.stands_since) as f64 * self.dt_s / IMPATIENT_S).min(1.0)
    }

    /// Time (s) after which a car is at a place if it brakes in comfort from now on; infinite if it stops before.
    fn braking_s(&self, car: &Car, distance_m: f64) -> f64 {
        let decel_mps2 = self.kind(car).decel_mps2;
        let left = car.speed_mps * car.speed_mps - 2.0 * decel_mps2 * distance_m;
        if left <= 0.0 { f64::INFINITY } else { (car.speed_mps - left.sqrt()) / decel_mps2 }
    }

    fn is_among_equals(&self, turn: &Turn) -> bool {
        matches!(turn.right_of_way, RightOfWay::RightHand | RightOfWay::AllWayStop | RightOfWay::Zipper)
    }

    fn came_before(&self, car: &Car, agent: &Agent, other: &Car) -> bool {
        let theirs = &self.agents[other.id as usize];
        (agent.at_line_since, car.draw) < (theirs.at_line_since, other.draw)
    }

    /// A driver inside the junction: stops before an area that another holds, and at the inner waiting point.
    pub(super) fn pass_junction(&self, decision: &mut Decision<'a>, agent: &Agent, turn: &Turn) {
        let car = decision.car;
        self.mind_foes(decision, agent, turn, (-car.pos_m, car.desired_mps));
    }

    /// What those on the other paths ask of a driver who no longer stops before the junction, given the way to it (m) and
    /// the speed that he wants in it (m/s).
    fn mind_foes(
        &self,
        decision: &mut Decision<'a>,
        agent: &Agent,
        turn: &Turn,
        (inner_m, desired_mps): (f64, f64),
    ) {
        let (car, kind, eyes, pos_m) = (decision.car, decision.kind, decision.eyes, -inner_m);
        let asking = Asking { eyes, car, kind, agent, turn, inner_m, desired_mps, safety_s: SAFETY_S };
        let stranded = self.is_red(turn);
        let waits_ahead = turn.wait_at_m < f64::INFINITY && pos_m <= turn.wait_at_m + STANDING_MPS;
        let mut must_wait = false;
        let looks_again = self.kept_distances(car).is_some();
        if looks_again {
            self.look_again(decision, &asking);
            self.stop_before_bodies(decision, &asking);
        }
        for foe in self.roads.foes(turn) {
            let depth_m = pos_m - foe.enter_m;
            if depth_m > EDGE_M || foe.merging && !waits_ahead {
                continue;
            }
            let is_seen_to = looks_again && depth_m <= 0.0;
            if !foe.merging && !is_seen_to && self.is_held_by_other(&asking, foe) {
                let edge_m = foe.enter_m - CLEAR_OF_PATH_M;
                let before_m = if waits_ahead { edge_m.min(turn.wait_at_m) } else { edge_m };
                decision.stop_within(before_m - pos_m);
                decision.flags |= flag::BLOCKED;
            }
            must_wait |=
                waits_ahead && depth_m <= 0.0 && !stranded && foe.i_yield && !self.nobody_comes(&asking, foe);
        }
        if must_wait && kind.emergency_m(car.speed_mps) <= turn.wait_at_m - pos_m + STANDING_MPS {
            decision.stop_within(turn.wait_at_m - pos_m);
            decision.flags |= flag::BLOCKED;
        }
    }

    /// Whether somebody else inside is in the shared area, or will be first in it by right or by time.
    pub(super) fn is_held_by_other(&self, asking: &Asking, foe: &Foe) -> bool {
        if self.overhang(foe.inner).is_some_and(|(rear_m, other)| {
            rear_m < foe.foe_leave_m
                && other.id != asking.car.id
                && !self.leaves_in_time(asking, foe, other, rear_m)
        }) {
            return true;
        }
        self.cars[self.runs[foe.inner as usize].range()].iter().any(|other| {
            let rear_m = self.rear_m(other);
            if rear_m >= foe.foe_leave_m || !self.sees(asking, other) {
                return false;
            }
            let own_depth_m = -asking.inner_m - foe.enter_m;
            let their_depth_m = other.pos_m - foe.foe_enter_m;
            if their_depth_m > -self.aslant_m(asking, other) {
                // Both at its edge: whoever is in deeper clears it first.
                return (own_depth_m <= 0.0 || (their_depth_m, other.draw) > (own_depth_m, asking.car.draw))
                    && !self.leaves_in_time(asking, foe, other, rear_m);
            }
            let own = self.own_window(asking, foe);
            let theirs = self.foe_window(other, foe, -other.pos_m);
            // Once inside, only being through before them counts: one who means to pass behind keeps able to stop.
            let waits = self.will_wait(asking, foe, other, -their_depth_m);
            if own_depth_m > 0.0 || waits || own.to_s + asking.safety_s < theirs.from_s {
                return false;
            }
            match (foe.i_yield, foe.foe_yields) {
                (true, false) => true,
                (false, true) => false,
                _ => (theirs.from_s, other.draw) < (own.from_s, asking.car.draw),
            }
        })
    }

    /// Follows those who merge into the same lane from another and are nearer to it.
    pub(super) fn merge_behind(&self, decision: &mut Decision<'a>, turn: &Turn, inner_start_m: f64) {
        let car = decision.car;
        let own_left_m = inner_start_m + self.roads.lane(turn.inner).length_m;
        for foe in self.roads.foes(turn).iter().filter(|foe| foe.merging) {
            let length_m = self.roads.lane(foe.inner).length_m;
            for other in &self.cars[self.runs[foe.inner as usize].range()] {
                let left_m = length_m - other.pos_m;
                if left_m > own_left_m || (left_m == own_left_m && other.draw > car.draw) {
                    continue;
                }
                // Still before the common stretch, and held there: it will not come in front of us.
                if other.has(flag::BLOCKED) && other.pos_m < foe.foe_enter_m && foe.foe_yields {
                    continue;
                }
                let gap_m = own_left_m - left_m - self.kind(other).length_m;
                // Side by side, we keep out of the common stretch; one behind the other, we follow.
                if gap_m < 0.0 && inner_start_m + foe.enter_m > 0.0 {
                    decision.stop_within(inner_start_m + foe.enter_m);
                } else {
                    self.behind(decision, self.leader(other, gap_m));
                }
            }
        }
    }
}

fn yields(permission: Permission, foe: &Foe) -> bool {
    match permission {
        Permission::Stop | Permission::ToAll => true,
        Permission::Protected => false,
        Permission::ByRule => foe.i_yield,
    }
}
