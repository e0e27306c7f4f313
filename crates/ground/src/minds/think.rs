//! What goes on in minds from one step to the next, before anybody decides.

use super::system::Now;
use super::{Mind, NEVER, Person};
use crate::Ground;
use crate::roads::NONE;
use crate::state::{Car, flag};
use pilotzone_map::{LaneId, Point};
use pilotzone_scenario::vehicle::MindOf;
use pilotzone_world::{
    Activity, AgentKey, Control, Event, EventPhase, Lapse, Stamped, Stream, lognormal::Lognormal,
};

const ERRORS: Stream = Stream::named("estimation_error");
const GLANCE: Stream = Stream::named("glance");
const REACTION: Stream = Stream::named("reaction");
/// A glance is worth telling from this length on (s): crashes differ from everyday driving above it (Liang et al. 2014).
const LONG_GLANCE_S: f64 = 1.7;
/// A surprise is over when no more is braked than this (m/s²).
const CALM_MPS2: f64 = 1.0;

/// What the thinking of one step needs of one vehicle.
struct Moment {
    seed: u64,
    key: AgentKey,
    step: u64,
    dt_s: f64,
}

impl Ground {
    /// One step of all minds on the road.
    pub(crate) fn think(&mut self, events: &mut Vec<Stamped>) {
        if self.minds.is_empty() {
            return;
        }
        let mut states = std::mem::take(&mut self.state.minds);
        let mut told = Vec::new();
        for at in 0..self.state.cars.len() {
            let car = self.state.cars[at];
            let Some(place) = self.minds.place(car.id) else { continue };
            if car.has(flag::WRECK) {
                continue;
            }
            self.think_one(at, &car, place, &mut states[place], &mut told);
            for event in told.drain(..) {
                self.emit(EventPhase::Signals, car.id, event, events);
            }
        }
        self.state.minds = states;
    }

    fn think_one(&self, at: usize, car: &Car, place: usize, mind: &mut Mind, told: &mut Vec<Event>) {
        let kind = self.minds.kinds[place];
        let key = self.trips[car.id as usize].key;
        let moment = Moment { seed: self.seed, key, step: self.state.step, dt_s: self.dt_s };
        if mind.entered == NEVER {
            mind.entered = moment.step;
        }
        if let MindOf::Stack { .. } = kind {
            self.think_system(car, kind, mind, &moment, told);
        }
        if mind.reacts != NEVER && moment.step > mind.reacts && car.accel_mps2 > -CALM_MPS2 {
            mind.reacts = NEVER;
        }
        if matches!(mind.control, Control::Person | Control::Manual)
            && let Some(person) = self.minds.person_of(kind)
        {
            let gap_s = self.time_gap_s(at, car);
            mind.wander(person, &moment);
            self.glance(mind, person, car, gap_s, &moment, told);
        }
    }

    fn think_system(&self, car: &Car, kind: MindOf, mind: &mut Mind, moment: &Moment, told: &mut Vec<Event>) {
        let Some((system, crew)) = self.minds.system_of(kind) else { return };
        let (who, when) = ((moment.seed, moment.key), (moment.step, moment.dt_s));
        mind.faults_come_and_go(&self.minds.faults, who, when, told);
        let leave = self.leaves.get(car.id as usize).copied().unwrap_or_default();
        let activity = mind.crew_does(crew, who, when, leave);
        mind.does(activity, moment, told);
        let (here, heading_rad) = self.poses[car.id as usize];
        let ahead_m = car.speed_mps * system.domain.ahead_s();
        let ahead =
            Point::new(here.x + ahead_m * libm::cos(heading_rad), here.y + ahead_m * libm::sin(heading_rad));
        let road_mps = self.roads.lane(car.lane).speed_mps;
        let left = |place: Point| system.domain.left(place, road_mps, self.minds.start, self.time_s());
        let now = Now {
            system,
            crew,
            seed: moment.seed,
            key: moment.key,
            step: moment.step,
            dt_s: moment.dt_s,
            lane: LaneId(car.lane),
            speed_mps: car.speed_mps,
            odd_here: left(here),
            odd_ahead: left(ahead),
        };
        mind.modes(&now, told);
    }

    /// Time gap to the vehicle ahead on the same lane (s); infinite where there is none.
    fn time_gap_s(&self, at: usize, car: &Car) -> f64 {
        if at == self.runs[car.lane as usize].start as usize {
            return f64::INFINITY;
        }
        let leader = &self.state.cars[at - 1];
        let gap_m = leader.pos_m - self.kinds[leader.kind as usize].length_m - car.pos_m;
        gap_m / car.speed_mps.max(0.1)
    }

    /// Glances off the road come while nothing is asked of the driver, and end in time where the gap is short.
    fn glance(
        &self,
        mind: &mut Mind,
        person: &Person,
        car: &Car,
        gap_s: f64,
        moment: &Moment,
        told: &mut Vec<Event>,
    ) {
        let errors = &person.errors;
        for lapse in self.minds.lapses.iter().filter(|l| l.agent == moment.key && l.kind == Lapse::Glance) {
            if moment.step == mind.entered + (lapse.at_s / moment.dt_s + 1e-6) as u64 {
                mind.glances += 1;
                mind.glance_until = moment.step + (lapse.lasts_s / moment.dt_s + 1e-6) as u64;
                told.push(Event::Lapsed { lapse: Lapse::Glance, lasts_s: lapse.lasts_s });
            }
        }
        if errors.glances_per_min <= 0.0 || moment.step < mind.glance_until {
            return;
        }
        if mind.next_glance == NEVER {
            let wait_s = GLANCE
                .draws(moment.seed, moment.key, mind.glances)
                .exponential(60.0 / errors.glances_per_min);
            mind.next_glance = moment.step + (wait_s / moment.dt_s) as u64;
        }
        let busy = car.flags & (flag::BLOCKED | flag::HALTING | flag::WANTS_LEFT | flag::WANTS_RIGHT) != 0
            || car.accel_mps2 < -CALM_MPS2 / 2.0
            || self.roads.lane(car.lane).turn != NONE;
        if moment.step < mind.next_glance || busy {
            return;
        }
        mind.glances += 1;
        let mut draws = GLANCE.draws(moment.seed, moment.key, mind.glances);
        let wait_s = draws.exponential(60.0 / errors.glances_per_min);
        let wished_s = errors.glance_median_s * libm::exp(errors.glance_sigma * draws.normal());
        let lasts_s = wished_s.min(errors.glance_share_of_gap * gap_s);
        mind.glance_until = moment.step + (lasts_s / moment.dt_s) as u64;
        mind.next_glance = mind.glance_until + (wait_s / moment.dt_s) as u64;
        if lasts_s >= LONG_GLANCE_S {
            told.push(Event::Lapsed { lapse: Lapse::Glance, lasts_s });
        }
    }

    /// Notes that a vehicle's driver, or its planner, is surprised: he reacts only after a while.
    pub(crate) fn surprise(&mut self, id: u32) {
        let Some(place) = self.minds.place(id) else { return };
        let kind = self.minds.kinds[place];
        let key = self.trips[id as usize].key;
        let mind = &mut self.state.minds[place];
        mind.surprises += 1;
        let quantile = REACTION.draws(self.seed, key, mind.surprises).unit();
        let after_s = match self.minds.system_of(kind) {
            Some((system, _)) if mind.control.is_automated() => system.stack.brake_lag_s,
            _ => self.minds.person_of(kind).map_or(0.0, |person| reaction_s(&person.reaction, quantile)),
        };
        mind.reacts = self.state.step + 1 + (after_s / self.dt_s + 1e-6) as u64;
    }
}

fn reaction_s(times: &Lognormal, quantile: f64) -> f64 {
    // The very ends of a lognormal are no reaction any more.
    times.quantile(quantile.clamp(0.001, 0.999))
}

impl Mind {
    /// Errors of estimation wander (Ornstein-Uhlenbeck).
    fn wander(&mut self, person: &Person, moment: &Moment) {
        let mut draws = ERRORS.draws(moment.seed, moment.key, moment.step);
        self.gap_error = self.gap_error * person.keeps + person.renews * draws.normal();
        self.speed_error = self.speed_error * person.keeps + person.renews * draws.normal();
    }

    /// Begins or ends what is done beside driving.
    fn does(&mut self, activity: Activity, moment: &Moment, told: &mut Vec<Event>) {
        if activity == self.activity {
            return;
        }
        if self.activity != Activity::None {
            let lasted_s = (moment.step - self.active_since) as f64 * moment.dt_s;
            told.push(Event::ActivityEnded { activity: self.activity, lasted_s });
        }
        if activity != Activity::None {
            told.push(Event::ActivityBegan { activity });
        }
        (self.activity, self.active_since) = (activity, moment.step);
    }
}
