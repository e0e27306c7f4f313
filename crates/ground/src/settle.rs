//! From plans to the next state: everybody moves; who leaves a lane enters the next; the run is packed anew.

use crate::Ground;
use crate::plan::{Fate, Plan, STANDING_MPS};
use crate::roads::NONE;
use crate::state::{Car, Life, flag};
use crate::stops::stop_at_m;
use crate::view::Run;
use pilotzone_map::{LaneId, NodeId};
use pilotzone_world::{Event, EventPhase, RemovalReason, Stamped};

/// A bus that cannot get over to its stop for so long lets people on and off where it stands (s).
const OFF_KERB_AFTER_S: f64 = 10.0;

impl Ground {
    /// Moves every car along its lane by its plan, and finds out who stops, starts, arrives or crosses the end.
    pub(crate) fn integrate(&mut self, events: &mut Vec<Stamped>) {
        let mut moving = false;
        self.crossing.clear();
        for at in 0..self.state.cars.len() {
            let car = self.state.cars[at];
            let mut plan = self.plans[at];
            plan.pos_m = car.pos_m + plan.speed_mps * self.dt_s;
            if plan.flags & flag::SURPRISED != 0 {
                self.surprise(car.id);
            }
            if plan.flags & flag::BRAKES_HARD != 0 && !car.has(flag::BRAKES_HARD) {
                let event = Event::EmergencyBraked { lane: LaneId(car.lane), speed_mps: car.speed_mps };
                self.emit(EventPhase::Move, car.id, event, events);
            }
            let stands = plan.speed_mps < STANDING_MPS;
            moving |= !stands;
            if stands != (car.speed_mps < STANDING_MPS) || plan.flags & flag::BLOCKED != 0 && stands {
                self.note_standing(&car, stands, plan.flags & flag::BLOCKED != 0);
            }
            if stands && car.turn == NONE && car.flags & (flag::LAST | flag::HALTING | flag::WRECK) == 0 {
                self.seek_detour(&car, events);
            }
            if plan.flags & (flag::HALTING | flag::WRECK | flag::BROKEN | flag::LAST) != 0
                || car.stop_at_m < f64::INFINITY
            {
                self.special_cases(at, &mut plan, events);
            }
            if plan.fate == Fate::Stays && plan.pos_m >= self.roads.lane(car.lane).length_m {
                plan.fate = Fate::Crosses;
                self.crossing.push(at as u32);
            }
            self.plans[at] = plan;
        }
        self.state.tally.updates += self.state.cars.len() as u64;
        if moving {
            self.note_motion();
        }
    }

    /// Somebody moved, entered or left: this is no gridlock.
    pub(crate) fn note_motion(&mut self) {
        self.state.last_motion = self.state.step;
        self.state.gridlocked = false;
    }

    fn note_standing(&mut self, car: &Car, stands: bool, blocked: bool) {
        let step = self.state.step;
        let agent = &mut self.state.agents[car.id as usize];
        if stands {
            if agent.stands_since == u64::MAX {
                agent.stood_at = (car.lane, car.pos_m);
            }
            agent.stands_since = agent.stands_since.min(step);
            if blocked {
                agent.at_line_since = agent.at_line_since.min(step);
            }
        } else {
            if !car.has(flag::HALTING) && agent.stands_since != u64::MAX {
                agent.waiting_s += (step - agent.stands_since) as f64 * self.dt_s;
            }
            agent.stands_since = u64::MAX;
        }
    }

    /// Halts, wrecks, numbers that are not finite, and the goal.
    fn special_cases(&mut self, at: usize, plan: &mut Plan, events: &mut Vec<Stamped>) {
        let car = self.state.cars[at];
        let end_s = self.time_after_step_s();
        if plan.flags & flag::BROKEN != 0 {
            plan.pos_m = car.pos_m;
            self.remove(&car, RemovalReason::NotFinite, events);
            plan.fate = Fate::Leaves;
        } else if plan.flags & flag::WRECK != 0 {
            let agent = &self.state.agents[car.id as usize];
            if end_s >= agent.cleared_s {
                self.remove(&car, RemovalReason::WreckCleared, events);
                plan.fate = Fate::Leaves;
            }
        } else if plan.flags & flag::HALTING != 0 {
            self.end_halt(at, plan, end_s, events);
        } else if car.stop_at_m < f64::INFINITY && plan.speed_mps < STANDING_MPS {
            self.begin_halt(&car, plan, end_s, events);
        }
        if plan.fate == Fate::Stays && plan.flags & flag::LAST != 0 {
            let arrival_m = self.arrival_m(&car);
            if plan.pos_m >= arrival_m {
                // The trip ends at its goal, wherever in the step that was.
                self.arrive(&car, arrival_m.max(car.pos_m), events);
                plan.fate = Fate::Leaves;
            }
        }
    }

    fn begin_halt(&mut self, car: &Car, plan: &mut Plan, now_s: f64, events: &mut Vec<Stamped>) {
        let agent = &mut self.state.agents[car.id as usize];
        let Some(stop) = self.trips[car.id as usize].stops.get(agent.stop as usize) else { return };
        let stood_s = (self.state.step - agent.stands_since.min(self.state.step)) as f64 * self.dt_s;
        let at_kerb = stop.lane.0 == car.lane || stood_s > OFF_KERB_AFTER_S;
        if !at_kerb || plan.pos_m < stop.start_m.min(stop.end_m - 1.0) {
            return;
        }
        plan.flags |= flag::HALTING;
        agent.stop_ends_s = (now_s + stop.duration_s).max(stop.until_s.unwrap_or(0.0));
        if agent.stands_since != u64::MAX {
            agent.waiting_s += (self.state.step - agent.stands_since) as f64 * self.dt_s;
        }
        agent.stands_since = self.state.step;
        let event = Event::StopBegan { lane: LaneId(car.lane), pos_m: plan.pos_m };
        self.emit(EventPhase::Move, car.id, event, events);
    }

    fn end_halt(&mut self, at: usize, plan: &mut Plan, now_s: f64, events: &mut Vec<Stamped>) {
        let car = self.state.cars[at];
        let agent = &mut self.state.agents[car.id as usize];
        // A tolerance of a hundredth of a step: times are sums.
        if now_s + self.dt_s * 0.01 < agent.stop_ends_s {
            return;
        }
        plan.flags &= !flag::HALTING;
        let stood_s = (self.state.step - agent.stands_since) as f64 * self.dt_s;
        agent.halted_s += stood_s;
        agent.stands_since = self.state.step;
        agent.stop += 1;
        let stop_m = self.stop_on(car.lane, car.id);
        self.state.cars[at].stop_at_m = stop_m;
        self.emit(EventPhase::Move, car.id, Event::StopEnded { lane: LaneId(car.lane), stood_s }, events);
    }

    /// Where on a lane a vehicle must stop for its plan (m).
    pub(crate) fn stop_on(&self, lane: u32, id: u32) -> f64 {
        let link = self.roads.lane(lane).link;
        stop_at_m(&self.trips[id as usize], &self.state.agents[id as usize], |stop_lane| {
            link != NONE && self.roads.lane(stop_lane).link == link
        })
    }

    /// Front along the car's lane at which its trip ends (m).
    fn arrival_m(&self, car: &Car) -> f64 {
        let length_m = self.roads.lane(car.lane).length_m;
        match self.trips[car.id as usize].arrival_pos_m {
            None => length_m,
            Some(from_end_m) if from_end_m < 0.0 => (length_m + from_end_m).max(0.0),
            Some(pos_m) => pos_m.min(length_m),
        }
    }

    fn arrive(&mut self, car: &Car, pos_m: f64, events: &mut Vec<Stamped>) {
        self.leave_lane(car, pos_m);
        let end_s = self.time_after_step_s();
        let agent = &mut self.state.agents[car.id as usize];
        agent.life = Life::Arrived;
        let duration_s = end_s - agent.entered_s;
        let class = self.kinds[car.kind as usize].class;
        let tally = &mut self.state.tally;
        tally.arrived[class as usize] += 1;
        tally.duration_s += duration_s;
        tally.distance_m[class as usize] += agent.distance_m;
        let event = Event::Arrived {
            class,
            lane: LaneId(car.lane),
            duration_s,
            distance_m: agent.distance_m,
            waiting_s: agent.waiting_s,
            time_loss_s: duration_s - agent.ideal_s - agent.halted_s,
        };
        self.emit(EventPhase::Settle, car.id, event, events);
        self.note_motion();
    }

    fn remove(&mut self, car: &Car, reason: RemovalReason, events: &mut Vec<Stamped>) {
        self.leave_lane(car, car.pos_m);
        let class = self.kinds[car.kind as usize].class;
        let agent = &mut self.state.agents[car.id as usize];
        agent.life = Life::Removed;
        self.state.tally.removed[class as usize] += 1;
        if agent.distance_m.is_finite() {
            self.state.tally.distance_m[class as usize] += agent.distance_m;
        }
        self.emit(
            EventPhase::Settle,
            car.id,
            Event::Removed { class, lane: LaneId(car.lane), reason },
            events,
        );
        self.note_motion();
    }

    /// Books the way driven on a lane when a car leaves it at that place (m).
    pub(crate) fn leave_lane(&mut self, car: &Car, pos_m: f64) {
        let agent = &mut self.state.agents[car.id as usize];
        let driven_m = pos_m - agent.entry_m;
        agent.distance_m += driven_m;
        agent.ideal_s += driven_m / car.desired_mps.max(0.1);
    }

    /// Takes the cars over the ends of their lanes into the lanes that follow.
    pub(crate) fn cross(&mut self, events: &mut Vec<Stamped>) {
        let crossing = std::mem::take(&mut self.crossing);
        for &at in &crossing {
            self.cross_one(at as usize, events);
        }
        self.crossing = crossing;
    }

    fn cross_one(&mut self, at: usize, events: &mut Vec<Stamped>) {
        let plan = self.plans[at];
        let mut car = self.moved(at);
        loop {
            let length_m = self.roads.lane(car.lane).length_m;
            if car.pos_m < length_m {
                break;
            }
            if car.turn == NONE {
                // It came too fast to the end of a lane from which its route does not go on: there it stands.
                car.pos_m = length_m - 0.01;
                car.speed_mps = 0.0;
                break;
            }
            let before = car;
            self.leave_lane(&before, length_m);
            car.pos_m -= length_m;
            let turn = self.roads.turn(car.turn).clone();
            let agent = &mut self.state.agents[car.id as usize];
            agent.trail = [car.lane, agent.trail[0], agent.trail[1]];
            agent.entry_m = 0.0;
            if self.roads.lane(car.lane).turn == NONE {
                car.lane = turn.inner;
                agent.at_line_since = u64::MAX;
                if turn.light != NONE || !self.roads.foes(&turn).is_empty() {
                    let event = Event::EnteredJunction {
                        node: NodeId(turn.node),
                        lane: LaneId(turn.inner),
                        speed_mps: plan.speed_mps,
                        light: (turn.light != NONE).then(|| self.signals.aspect(turn.light)),
                        direction: self.direction_of(turn.inner),
                        stopped: before.has(flag::STOPPED),
                    };
                    self.emit(EventPhase::Settle, car.id, event, events);
                }
            } else {
                car.lane = turn.to;
                agent.place += 1;
            }
            car.flags &=
                !(flag::STOPPED | flag::BLOCKED | flag::WANTS_LEFT | flag::WANTS_RIGHT | flag::YIELDING);
            self.fit_to_lane(&mut car);
        }
        self.moves.push(car);
        let mut rear_m = car.pos_m - self.kinds[car.kind as usize].length_m;
        for behind in self.state.agents[car.id as usize].trail {
            if rear_m >= 0.0 || behind == NONE {
                break;
            }
            rear_m += self.roads.lane(behind).length_m;
            self.moves.reaches_back(behind, rear_m);
        }
    }

    /// The car at that index as it is at the end of the step, on its lane of now.
    pub(crate) fn moved(&self, at: usize) -> Car {
        let (car, plan) = (&self.state.cars[at], &self.plans[at]);
        Car {
            pos_m: plan.pos_m,
            speed_mps: plan.speed_mps + 0.0,
            accel_mps2: (plan.speed_mps - car.speed_mps) / self.dt_s,
            flags: plan.flags,
            ..*car
        }
    }

    /// Sets what a car's new lane decides: desired speed, the turn at its end, stops.
    pub(crate) fn fit_to_lane(&self, car: &mut Car) {
        let lane = self.roads.lane(car.lane);
        let agent = &self.state.agents[car.id as usize];
        let kind = &self.kinds[car.kind as usize];
        car.desired_mps = (lane.speed_mps * agent.factor).min(kind.max_speed_mps);
        if lane.turn == NONE {
            car.turn = self.routes.choice(agent.route, agent.place, lane.index).turn;
            car.stop_at_m = self.stop_on(car.lane, car.id);
            if self.routes.is_last(agent.route, agent.place) {
                car.flags |= flag::LAST;
            }
        } else {
            car.stop_at_m = f64::INFINITY;
        }
    }

    /// Packs the next state: per lane those who stay and those who come, head first.
    pub(crate) fn rebuild(&mut self) {
        let entered = self.moves.lanes().to_vec();
        let mut lanes = Vec::with_capacity(self.active.len() + entered.len());
        merge_sorted(&self.active, &entered, &mut lanes);
        let mut next = std::mem::take(&mut self.next);
        next.clear();
        let mut coming: Vec<Car> = Vec::new();
        let mut still_active = Vec::with_capacity(lanes.len());
        for lane in lanes {
            let start = next.len();
            coming.clear();
            coming.extend(self.moves.onto(lane));
            coming.sort_by(|a, b| b.pos_m.total_cmp(&a.pos_m).then(a.draw.cmp(&b.draw)));
            let mut coming_at = 0;
            for at in self.runs[lane as usize].range() {
                if self.plans[at].fate != Fate::Stays {
                    continue;
                }
                let car = self.moved(at);
                while coming.get(coming_at).is_some_and(|other| other.pos_m > car.pos_m) {
                    next.push(coming[coming_at]);
                    coming_at += 1;
                }
                next.push(car);
            }
            next.extend_from_slice(&coming[coming_at..]);
            let len = next.len() - start;
            if len > 0 {
                still_active.push(lane);
                self.runs[lane as usize] = Run { start: start as u32, len: len as u32 };
            } else {
                self.runs[lane as usize] = Run::default();
            }
        }
        self.active = still_active;
        self.moves.clear();
        self.next = std::mem::replace(&mut self.state.cars, next);
    }
}

/// Merges two sorted lists without repeats into one.
fn merge_sorted(a: &[u32], b: &[u32], into: &mut Vec<u32>) {
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        let (x, y) = (a.get(i).copied().unwrap_or(NONE), b.get(j).copied().unwrap_or(NONE));
        into.push(x.min(y));
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
}
