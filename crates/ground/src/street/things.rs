//! Things on the road, breakdowns, and cars that pull out from the kerb.

use crate::Ground;
use crate::kinds::Leader;
use crate::roads::NONE;
use crate::state::{Car, flag};
use crate::street::fallen::{Fallen, Startled};
use crate::view::View;
use pilotzone_map::{LaneId, Point};
use pilotzone_scenario::Street as Plan;
use pilotzone_scenario::street::{Breakdown, Object, Parked};
use pilotzone_world::{AgentKey, Event, EventPhase, Stamped};

/// A thing is not touched by rounding (m).
const TOUCH_M: f64 = 1e-6;
/// Slower than this nobody runs into anything (m/s).
const STANDS_MPS: f64 = 0.1;

/// Things on the road and breakdowns, found by lane and by trip.
#[derive(Debug, Clone, Default)]
pub(crate) struct Things {
    objects: Vec<Object>,
    /// By lane: its objects, as numbers; empty where the run has none at all.
    by_lane: Vec<Vec<u32>>,
    breakdowns: Vec<Breakdown>,
    parked: Vec<Parked>,
    /// Numbers of those that fell, after those of the plan.
    fallen: Vec<u32>,
    pub(crate) startled: Vec<Startled>,
}

/// Something that lies on the road now.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ObjectView {
    /// Stable key.
    pub key: AgentKey,
    /// Its place among all that can take part in the run, after trips and people.
    pub id: u32,
    /// The middle of its far end, as a vehicle's front bumper is.
    pub at: Point,
    /// Direction of its lane (rad).
    pub heading_rad: f64,
    /// Its lane.
    pub lane: LaneId,
    /// Its far end along the lane (m).
    pub pos_m: f64,
    /// Length (m).
    pub length_m: f64,
    /// Width (m).
    pub width_m: f64,
    /// Mass (kg).
    pub mass_kg: f64,
}

impl Things {
    pub(crate) fn new(plan: &Plan, lanes: usize) -> Self {
        let mut by_lane = Vec::new();
        if !plan.objects.is_empty() {
            by_lane = vec![Vec::new(); lanes];
            for (at, object) in plan.objects.iter().enumerate() {
                by_lane[object.lane.0 as usize].push(at as u32);
            }
        }
        let (objects, breakdowns, parked) =
            (plan.objects.clone(), plan.breakdowns.clone(), plan.parked.clone());
        Self { objects, by_lane, breakdowns, parked, fallen: Vec::new(), startled: Vec::new() }
    }

    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        self.objects.is_empty() && self.breakdowns.is_empty() && self.startled.is_empty()
    }

    /// Something more lies on a lane, of a map with so many.
    pub(crate) fn add(&mut self, fallen: &Fallen, lanes: usize) {
        self.by_lane.resize(lanes, Vec::new());
        self.by_lane[fallen.object.lane.0 as usize].push(self.objects.len() as u32);
        self.objects.push(fallen.object.clone());
        self.fallen.push(fallen.id);
    }

    /// The place of a thing among all that can take part, where the plan's own begin at `first`.
    fn id(&self, number: usize, first: usize) -> u32 {
        let planned = self.objects.len() - self.fallen.len();
        number.checked_sub(planned).map_or((first + number) as u32, |at| self.fallen[at])
    }

    /// The things that lie on a lane at a time.
    pub(crate) fn on_lane(&self, lane: u32, now_s: f64) -> impl Iterator<Item = &Object> {
        let numbers = self.by_lane.get(lane as usize).map_or(&[][..], Vec::as_slice);
        let all = numbers.iter().map(|&at| &self.objects[at as usize]);
        all.filter(move |object| object.from_s <= now_s && now_s < object.to_s)
    }

    /// Whether a vehicle is broken down at a time.
    pub(crate) fn is_broken_down(&self, trip: u32, now_s: f64) -> bool {
        let first = self.breakdowns.partition_point(|b| b.trip < trip);
        let own = self.breakdowns[first..].iter().take_while(|b| b.trip == trip);
        own.into_iter().any(|b| b.from_s <= now_s && now_s < b.to_s)
    }

    /// How a trip pulls out, if it begins parked.
    pub(crate) fn parked(&self, trip: u32) -> Option<&Parked> {
        self.parked.iter().find(|parked| parked.trip == trip)
    }
}

impl View<'_> {
    /// The nearest thing ahead of a place on a lane, as a leader who stands.
    pub(crate) fn thing_ahead(&self, lane: u32, pos_m: f64, decel_mps2: f64) -> Option<Leader> {
        let ahead = self.street.things.on_lane(lane, self.street.now_s).map(|object| object.pos_m - pos_m);
        let gap_m = ahead.filter(|&gap_m| gap_m >= 0.0).reduce(f64::min)?;
        Some(Leader { gap_m, speed_mps: 0.0, accel_mps2: 0.0, decel_mps2, id: NONE })
    }

    /// The acceleration (m/s²) that things on a lane leave a driver; infinite where he sees none.
    #[inline]
    pub(crate) fn accel_before_things(&self, car: &Car, lane: u32) -> f64 {
        if self.street.things.is_empty() {
            return f64::INFINITY;
        }
        let (kind, eyes) = (self.kind(car), self.minds.eyes(self.mind_states, car.id));
        match self.thing_ahead(lane, car.pos_m, kind.decel_mps2) {
            Some(leader) if self.notices_thing(eyes, car, lane, leader.gap_m) => {
                kind.acceleration(car.speed_mps, car.desired_mps, Some(leader))
            }
            _ => f64::INFINITY,
        }
    }

    /// Whether a vehicle has broken down.
    #[inline]
    pub(crate) fn is_broken_down(&self, car: &Car) -> bool {
        !self.street.things.breakdowns.is_empty()
            && self.street.things.is_broken_down(car.id, self.street.now_s)
    }
}

impl Ground {
    /// Whether things leave a car room on a lane at its place.
    pub(crate) fn is_clear_of_things(&self, car: &Car, lane: u32) -> bool {
        if self.street.things.is_empty() {
            return true;
        }
        let kind = &self.kinds[car.kind as usize];
        let rear_m = car.pos_m - kind.length_m;
        let needed_m = kind.min_gap_m + kind.brake_m(car.speed_mps);
        self.street
            .things
            .on_lane(lane, self.street.now_s)
            .all(|object| object.pos_m > car.pos_m + needed_m || object.pos_m + object.length_m < rear_m)
    }

    /// Whether a vehicle has broken down and stands, or is about to.
    pub fn is_broken_down(&self, car: &Car) -> bool {
        self.view().is_broken_down(car)
    }

    /// Whether a car that begins parked takes the gap before the next one behind; none for other trips.
    pub(crate) fn pulls_out(&self, trip: u32, gap_m: f64, behind_mps: f64) -> Option<bool> {
        let parked = self.street.things.parked(trip)?;
        Some(gap_m > 0.0 && (parked.forces || gap_m >= parked.gap_s * behind_mps))
    }

    /// Finds who runs into things.
    pub(crate) fn hit_things(&mut self, events: &mut Vec<Stamped>) {
        if self.street.things.objects.is_empty() {
            return;
        }
        let now_s = self.time_after_step_s();
        let mut hits = Vec::new();
        for (number, object) in self.street.things.objects.iter().enumerate() {
            if now_s < object.from_s || now_s >= object.to_s {
                continue;
            }
            let run = self.runs[object.lane.0 as usize];
            for at in run.range() {
                let car = &self.state.cars[at];
                let overlap_m = car.pos_m - object.pos_m;
                let rear_m = car.pos_m - self.kinds[car.kind as usize].length_m;
                let beside = rear_m > object.pos_m + object.length_m;
                let moves = car.speed_mps > STANDS_MPS;
                if overlap_m > TOUCH_M && !beside && moves && !car.has(flag::WRECK) {
                    hits.push((at, number, overlap_m));
                }
            }
        }
        for (at, number, overlap_m) in hits {
            let other = self.street.things.objects[number].key;
            self.wreck_alone(at, other, (0.0, overlap_m), events);
        }
    }

    /// A car becomes a wreck by running into something that is no vehicle, of that speed (m/s) and so deep (m).
    pub(crate) fn wreck_alone(
        &mut self,
        at: usize,
        other: AgentKey,
        (other_speed_mps, overlap_m): (f64, f64),
        events: &mut Vec<Stamped>,
    ) {
        let cleared_s = self.time_after_step_s() + self.clearance_s;
        let car = &mut self.state.cars[at];
        let (id, lane, speed_mps) = (car.id, LaneId(car.lane), car.speed_mps);
        if !car.has(flag::WRECK) {
            car.flags |= flag::WRECK;
            self.state.agents[id as usize].cleared_s = cleared_s;
        }
        self.state.tally.collisions += 1;
        let event = Event::Collided { other, lane, speed_mps, other_speed_mps, overlap_m };
        self.emit(EventPhase::Move, id, event, events);
    }

    /// The things on the road now.
    pub fn objects(&self) -> impl Iterator<Item = ObjectView> {
        let (now_s, first) = (self.time_s(), self.trips.len() + self.street.plan.walks.len());
        let all = self.street.things.objects.iter().enumerate();
        all.filter(move |(_, object)| object.from_s <= now_s && now_s < object.to_s).map(
            move |(n, object)| {
                let pos_m = object.pos_m + object.length_m;
                let (at, heading_rad) = self.shapes.body(object.lane.0, pos_m, &[NONE; 3], object.length_m);
                ObjectView {
                    key: object.key,
                    id: self.street.things.id(n, first),
                    at,
                    heading_rad,
                    lane: object.lane,
                    pos_m,
                    length_m: object.length_m,
                    width_m: object.width_m,
                    mass_kg: object.mass_kg,
                }
            },
        )
    }
}
