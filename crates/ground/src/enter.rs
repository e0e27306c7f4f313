//! Changes into a lane at the end of a step, from beside or from outside: is there room for it?

use crate::Ground;
use crate::kinds::Leader;
use crate::plan::Fate;
use crate::roads::NONE;
use crate::state::{Car, flag};
use pilotzone_map::LaneId;
use pilotzone_world::{Event, EventPhase, Stamped};

/// Somebody behind a place where a car wants to be.
pub(crate) struct Behind {
    /// The follower as it will be.
    pub car: Car,
    /// Its front to the place's rear bumper (m).
    pub gap_m: f64,
}

impl Ground {
    /// The nearest vehicle ahead of a place on a lane at the end of the step.
    pub(crate) fn ahead_of(&self, lane: u32, pos_m: f64, id: u32) -> Option<Leader> {
        let view = self.view();
        let mut nearest: Option<(f64, Car)> = None;
        let mut consider = |rear_m: f64, car: Car| {
            if nearest.as_ref().is_none_or(|(known_m, _)| rear_m < *known_m) {
                nearest = Some((rear_m, car));
            }
        };
        for at in self.runs[lane as usize].range() {
            let plan = &self.plans[at];
            if plan.fate != Fate::Leaves && plan.pos_m > pos_m && self.state.cars[at].id != id {
                let car = self.moved(at);
                consider(view.rear_m(&car), car);
            }
        }
        for car in self.moves.onto(lane).filter(|car| car.pos_m > pos_m && car.id != id) {
            consider(view.rear_m(car), *car);
        }
        // They may have passed the whole lane in this step.
        for (rear_m, car) in self.moves.reaching_back_to(lane).filter(|(_, car)| car.id != id) {
            consider(rear_m, *car);
        }
        if let Some((rear_m, other)) = view.overhang(lane)
            && other.id != id
        {
            consider(rear_m + other.speed_mps * self.dt_s, *other);
        }
        nearest.map(|(rear_m, car)| view.leader(&car, rear_m - pos_m))
    }

    /// The nearest vehicle beyond the end of a lane on the way that a car will go on, at the end of the step.
    fn ahead_on_way(&self, car: &Car, lane: u32) -> Option<Leader> {
        let view = self.view();
        let agent = &self.state.agents[car.id as usize];
        let look_m = self.kinds[car.kind as usize].look_m(car.speed_mps);
        let (mut lane, mut place) = (self.roads.lane(lane), agent.place);
        let mut start_m = lane.length_m - car.pos_m;
        while start_m < look_m {
            let choice = self.routes.choice(agent.route, place, lane.index);
            if choice.turn == NONE {
                return None;
            }
            let turn = self.roads.turn(choice.turn);
            for onward in [turn.inner, turn.to] {
                if let Some((rear_m, other)) = self.last_after_step(onward, car.id) {
                    return Some(view.leader(&other, start_m + rear_m));
                }
                start_m += self.roads.lane(onward).length_m;
            }
            (lane, place) = (self.roads.lane(turn.to), place + 1);
        }
        None
    }

    /// The rearmost vehicle on a lane at the end of the step with its rear there (m), one of that id left out.
    fn last_after_step(&self, lane: u32, id: u32) -> Option<(f64, Car)> {
        let view = self.view();
        let staying =
            self.runs[lane as usize].range().rev().filter(|&at| self.plans[at].fate != Fate::Leaves);
        let last = staying.map(|at| self.moved(at)).find(|car| car.id != id);
        let coming = self.moves.onto(lane).filter(|car| car.id != id).copied();
        let whole = last.into_iter().chain(coming).map(|car| (view.rear_m(&car), car));
        let gone = self.moves.reaching_back_to(lane).filter(|(_, car)| car.id != id);
        let over = view.overhang(lane).filter(|(_, car)| car.id != id);
        let parts = gone.chain(over).map(|(rear_m, car)| (rear_m, *car));
        whole.chain(parts).min_by(|a, b| a.0.total_cmp(&b.0))
    }

    /// The nearest vehicle behind a place on a lane at the end of the step, also one that is about to come onto it.
    pub(crate) fn behind_of(&self, lane: u32, pos_m: f64, rear_m: f64, id: u32) -> Option<Behind> {
        let mut nearest: Option<Behind> = None;
        let mut consider = |car: Car, gap_m: f64| {
            if nearest.as_ref().is_none_or(|known| gap_m < known.gap_m) {
                nearest = Some(Behind { car, gap_m });
            }
        };
        for at in self.runs[lane as usize].range() {
            let plan = &self.plans[at];
            if plan.fate == Fate::Stays && plan.pos_m <= pos_m && self.state.cars[at].id != id {
                consider(self.moved(at), rear_m - plan.pos_m);
                break;
            }
        }
        for car in self.moves.onto(lane).filter(|car| car.pos_m <= pos_m && car.id != id) {
            consider(*car, rear_m - car.pos_m);
        }
        if nearest.is_some() {
            return nearest;
        }
        self.coming_onto(lane, rear_m)
    }

    /// The nearest vehicle on the turns into a lane, or about to enter them without a stop.
    fn coming_onto(&self, lane: u32, rear_m: f64) -> Option<Behind> {
        let mut nearest: Option<Behind> = None;
        for &feeder in self.roads.feeders(self.roads.lane(lane)) {
            let turn = self.roads.turn(feeder);
            let inner_m = self.roads.lane(turn.inner).length_m;
            let from_m = self.roads.lane(turn.from).length_m;
            let on_turn = self.moves.onto(turn.inner).copied().map(|car| (car, inner_m));
            let staying = |lane: u32, beyond_m: f64| {
                let head = self.runs[lane as usize].range().find(|&at| self.plans[at].fate == Fate::Stays);
                head.map(|at| (self.moved(at), beyond_m))
            };
            let on_inner = staying(turn.inner, inner_m);
            let before = staying(turn.from, inner_m + from_m)
                .filter(|(car, _)| car.turn == feeder && !car.has(flag::BLOCKED));
            for (car, length_m) in on_turn.chain(on_inner).chain(before) {
                let gap_m = length_m - car.pos_m + rear_m;
                if nearest.as_ref().is_none_or(|known| gap_m < known.gap_m) {
                    nearest = Some(Behind { car, gap_m });
                }
            }
        }
        nearest
    }

    /// Whether a car may come onto a lane at its place, given how hard others may be made to brake (m/s²).
    pub(crate) fn fits(&self, car: &Car, lane: u32, tolerated_mps2: f64) -> bool {
        let view = self.view();
        if !self.is_clear_of_things(car, lane) || !view.is_clear_of_people(car, lane) {
            return false;
        }
        let length_m = self.kinds[car.kind as usize].length_m;
        let behind = self.behind_of(lane, car.pos_m, car.pos_m - length_m, car.id);
        let ahead = self.ahead_of(lane, car.pos_m, car.id).or_else(|| self.ahead_on_way(car, lane));
        if let Some(leader) = ahead
            && !view.can_follow(car, car.speed_mps, leader, tolerated_mps2)
        {
            return false;
        }
        if let Some(behind) = &behind {
            let leader = view.leader(car, behind.gap_m);
            if !view.can_follow(&behind.car, behind.car.speed_mps, leader, tolerated_mps2) {
                return false;
            }
        }
        let follower = behind.map(|it| view.leader(&it.car, it.gap_m));
        view.comes_over_safely(car, ahead, follower)
    }

    /// Who can make room for a car on a lane: the first whose front is behind its rear.
    fn could_let_in(&self, car: &Car, lane: u32) -> Option<usize> {
        let rear_m = car.pos_m - self.kinds[car.kind as usize].length_m;
        let mut run = self.runs[lane as usize].range();
        run.find(|&at| self.plans[at].fate == Fate::Stays && self.plans[at].pos_m <= rear_m)
    }

    /// Carries out the lane changes that drivers want and that fit.
    pub(crate) fn change_lanes(&mut self, events: &mut Vec<Stamped>) {
        for at in 0..self.state.cars.len() {
            let plan = self.plans[at];
            if plan.change == 0 || plan.fate != Fate::Stays {
                continue;
            }
            let from = self.state.cars[at].lane;
            let lane = self.roads.lane(from);
            let target = if plan.change > 0 { lane.left } else { lane.right };
            let mut car = self.moved(at);
            if target == NONE || car.pos_m >= self.roads.lane(target).length_m {
                continue;
            }
            let tolerated_mps2 = self.view().tolerated_mps2(&car, plan.mandatory);
            if !self.fits(&car, target, tolerated_mps2) {
                if plan.mandatory
                    && let Some(at) = self.could_let_in(&car, target)
                {
                    self.plans[at].flags |= flag::YIELDING;
                }
                continue;
            }
            self.leave_lane(&car.clone(), car.pos_m);
            let agent = &mut self.state.agents[car.id as usize];
            agent.entry_m = car.pos_m;
            agent.trail = [NONE; 3];
            car.lane = target;
            car.flags &= !(flag::WANTS_LEFT | flag::WANTS_RIGHT | flag::STOPPED | flag::BLOCKED);
            self.fit_to_lane(&mut car);
            self.plans[at].fate = Fate::Leaves;
            self.moves.push(car);
            let (from, to) = (LaneId(from), LaneId(target));
            let event = Event::ChangedLane { from, to, pos_m: car.pos_m, mandatory: plan.mandatory };
            self.emit(EventPhase::Settle, car.id, event, events);
        }
    }
}
