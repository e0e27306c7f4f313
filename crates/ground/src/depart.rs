//! Departures: who is due waits outside, in order, until there is room on the first link of his route.

use crate::Ground;
use crate::plan::STANDING_MPS;
use crate::roads::NONE;
use crate::state::{Car, Life};
use pilotzone_map::LaneId;
use pilotzone_scenario::{DepartLane, DepartPos, DepartSpeed, Trip};
use pilotzone_world::{Event, EventPhase, Stamped, Stream};

const PLACES: Stream = Stream::named("depart_place");
const DAWDLE: Stream = Stream::named("dawdle");

impl Ground {
    /// Lets those in who are due at that time and fit.
    pub(crate) fn depart(&mut self, now_s: f64, events: &mut Vec<Stamped>) {
        while let Some(trip) = self.trips.get(self.state.next_trip as usize) {
            // A hundredth of a step of tolerance: times are sums.
            if trip.depart_s > now_s + self.dt_s * 0.01 {
                break;
            }
            let id = self.state.next_trip;
            self.state.agents[id as usize].life = Life::Waiting;
            if trip.triggered {
                self.state.triggered += 1;
            } else {
                let link = self.routes.route(self.state.agents[id as usize].route).links[0];
                self.state.queues.entry(link).or_default().push_back(id);
            }
            self.state.next_trip += 1;
        }
        let links: Vec<u32> = self.state.queues.keys().copied().collect();
        for link in links {
            while let Some(&id) = self.state.queues.get(&link).and_then(|queue| queue.front()) {
                if !self.try_depart(link, id, now_s, events) {
                    break;
                }
                let queue = self.state.queues.get_mut(&link);
                if queue.is_none_or(|queue| {
                    queue.pop_front();
                    queue.is_empty()
                }) {
                    self.state.queues.remove(&link);
                }
            }
        }
    }

    fn try_depart(&mut self, link: u32, id: u32, now_s: f64, events: &mut Vec<Stamped>) -> bool {
        let Some(lane) = self.departure_lane(link, id) else { return false };
        let trip = &self.trips[id as usize];
        let kind = &self.kinds[trip.kind as usize];
        let agent = &self.state.agents[id as usize];
        let length_m = self.roads.lane(lane).length_m;
        let mut draws = PLACES.draws(self.seed, trip.key, self.state.step);
        let pos_m = self.departure_pos_m(trip, lane, kind.length_m, &mut draws);
        let pos_m = pos_m.clamp(0.0, (length_m - 0.1).max(0.0));
        let mut car = Car {
            pos_m,
            speed_mps: 0.0,
            accel_mps2: 0.0,
            desired_mps: 0.0,
            stop_at_m: f64::INFINITY,
            draw: DAWDLE.draws(self.seed, trip.key, 0).bits(),
            id,
            lane,
            turn: NONE,
            kind: trip.kind as u16,
            flags: 0,
        };
        let depart_speed = trip.depart_speed;
        let factor = agent.factor;
        self.fit_to_lane(&mut car);
        let view = self.view();
        let kind = view.kind(&car);
        let ahead = self.ahead_of(lane, pos_m, id);
        let limit_mps = (self.roads.lane(lane).speed_mps * factor).min(kind.max_speed_mps);
        if !self.is_clear_of_things(&car, lane) {
            return false;
        }
        let safe_mps = ahead.map_or(f64::INFINITY, |leader| {
            if leader.gap_m < kind.min_gap_m { -1.0 } else { kind.safe_speed(leader) }
        });
        // At the end of the lane a light or a priority may be against him.
        let end_mps = kind.speed_before(length_m - pos_m, if car.turn == NONE { limit_mps } else { 0.0 });
        let stop_mps = kind.speed_before((car.stop_at_m - pos_m).max(0.0), 0.0);
        let most_mps = safe_mps.min(end_mps).min(stop_mps).min(limit_mps);
        let (speed_mps, least_mps) = match depart_speed {
            DepartSpeed::At(speed_mps) => (speed_mps.min(limit_mps), speed_mps.min(limit_mps)),
            DepartSpeed::Desired => (limit_mps, limit_mps),
            DepartSpeed::Max | DepartSpeed::Average => (most_mps, 0.0),
            DepartSpeed::Random => ((draws.unit() * limit_mps).min(most_mps), 0.0),
        };
        if safe_mps < least_mps.max(0.0) || most_mps < 0.0 {
            return false;
        }
        car.speed_mps = speed_mps.max(0.0);
        if let Some(behind) = self.behind_of(lane, pos_m, pos_m - kind.length_m, id) {
            let leader = view.leader(&car, behind.gap_m);
            let theirs = view.kind(&behind.car);
            let tolerated_mps2 = theirs.decel_mps2;
            let fits = behind.gap_m >= theirs.min_gap_m
                && view.can_follow(&behind.car, behind.car.speed_mps, leader, tolerated_mps2);
            if !self.pulls_out(id, behind.gap_m, behind.car.speed_mps).unwrap_or(fits) {
                return false;
            }
        }
        self.enter(car, now_s, events);
        true
    }

    fn enter(&mut self, car: Car, now_s: f64, events: &mut Vec<Stamped>) {
        let trip = &self.trips[car.id as usize];
        let delay_s = (now_s - trip.depart_s).max(0.0);
        let class = self.kinds[car.kind as usize].class;
        let step = self.state.step;
        let agent = &mut self.state.agents[car.id as usize];
        agent.life = Life::Running;
        agent.entered_s = now_s;
        agent.delay_s = delay_s;
        agent.entry_m = car.pos_m;
        if car.speed_mps < STANDING_MPS {
            agent.stands_since = step;
            agent.stood_at = (car.lane, car.pos_m);
        }
        self.state.tally.inserted[class as usize] += 1;
        self.state.tally.delay_s += delay_s;
        self.moves.push(car);
        let event = Event::Departed {
            class,
            lane: LaneId(car.lane),
            pos_m: car.pos_m,
            speed_mps: car.speed_mps,
            delay_s,
        };
        self.emit(EventPhase::Settle, car.id, event, events);
        self.note_motion();
    }

    /// The lane on which a trip begins, if any serves it.
    fn departure_lane(&self, link: u32, id: u32) -> Option<u32> {
        let trip = &self.trips[id as usize];
        let agent = &self.state.agents[id as usize];
        let class = self.kinds[trip.kind as usize].access;
        let record = &self.roads.links[link as usize];
        let lanes = record.first_lane..record.first_lane + record.lane_count;
        let usable = lanes.filter(|&lane| self.roads.allows(lane, class));
        let crowd = |lane: &u32| {
            let coming = self.moves.onto(*lane).count() as u32;
            (self.runs[*lane as usize].len + coming, *lane)
        };
        let stop_lane =
            trip.stops.first().map(|stop| stop.lane.0).filter(|&lane| self.roads.lane(lane).link == link);
        match trip.depart_lane {
            DepartLane::Best => match stop_lane {
                Some(lane) => Some(lane),
                None => usable
                    .filter(|&lane| {
                        self.routes.choice(agent.route, 0, self.roads.lane(lane).index).offset == 0
                    })
                    .min_by_key(crowd),
            },
            DepartLane::First => usable.min(),
            DepartLane::Free => usable.min_by_key(crowd),
            DepartLane::Random => {
                let lanes: Vec<u32> = usable.collect();
                let n = PLACES.draws(self.seed, trip.key, 0).below(lanes.len() as u64);
                lanes.get(n as usize).copied()
            }
            DepartLane::Index(index) => usable.into_iter().find(|&lane| self.roads.lane(lane).index == index),
        }
    }

    fn departure_pos_m(
        &self,
        trip: &Trip,
        lane: u32,
        length_m: f64,
        draws: &mut pilotzone_world::Draws,
    ) -> f64 {
        let lane_m = self.roads.lane(lane).length_m;
        match trip.depart_pos {
            DepartPos::Base | DepartPos::Free => length_m.min(lane_m),
            DepartPos::At(pos_m) if pos_m < 0.0 => lane_m + pos_m,
            DepartPos::At(pos_m) => pos_m,
            DepartPos::Random => length_m + draws.unit() * (lane_m - length_m).max(0.0),
            DepartPos::Last => {
                let tail = self.runs[lane as usize].tail();
                let behind_m = tail.map_or(lane_m, |at| {
                    let car = self.moved(at);
                    self.view().rear_m(&car) - self.kinds[trip.kind as usize].min_gap_m - car.speed_mps
                });
                behind_m.max(length_m.min(lane_m))
            }
            DepartPos::Stop => trip.stops.first().map_or(length_m, |stop| stop.end_m),
        }
    }
}
