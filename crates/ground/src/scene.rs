//! What everybody can see of the vehicles at the end of a step.

use crate::Ground;
use crate::people::{PersonView, RADIUS_M};
use crate::plan::STANDING_MPS;
use crate::roads::NONE;
use crate::state::{Car, flag};
use crate::street::ObjectView;
use crate::view::View;
use pilotzone_map::geometry::point_in_polygon;
use pilotzone_map::{LaneId, LaneKind, Point};
use pilotzone_world::scene::{NOBODY, seen};
use pilotzone_world::{Activity, AgentClass, AgentKey, Control, RoadUser};

/// Mass of somebody on foot (kg); assumed: an adult with a bag.
const PERSON_KG: f64 = 75.0;
/// Whoever stands so close behind another that stands is held up by him (m).
const QUEUE_M: f64 = 15.0;
/// A leader is looked for through at most so many lanes beyond the own one.
const LANES_AHEAD: usize = 8;

impl Ground {
    /// How many can take part in the run, present or not.
    pub fn ids(&self) -> u32 {
        (self.trips.len() + self.street.plan.walks.len() + self.street.plan.objects.len()) as u32
    }

    /// All vehicles as others see them, in the order of their lanes, head first within a lane.
    pub fn look(&self, users: &mut Vec<RoadUser>) {
        users.clear();
        let view = self.view();
        for (row, car) in self.state.cars.iter().enumerate() {
            users.push(self.seen(&view, row, car));
        }
        users.extend(self.people().map(|person| self.seen_on_foot(&person)));
        users.extend(self.objects().map(|thing| seen_thing(&thing)));
    }

    fn seen_on_foot(&self, person: &PersonView) -> RoadUser {
        let mut bits = 0;
        let mut set = |bit: u16, is: bool| bits |= if is { bit } else { 0 };
        set(seen::WRECK, person.is_down);
        set(seen::ON_ROAD, person.on_road);
        set(seen::ABOUT_TO_CROSS, person.about_to_cross);
        RoadUser {
            key: person.key,
            id: person.id,
            class: AgentClass::Pedestrian,
            seen: bits,
            at: person.at,
            heading_rad: person.heading_rad,
            speed_mps: person.speed_mps,
            length_m: 2.0 * RADIUS_M,
            width_m: 2.0 * RADIUS_M,
            mass_kg: PERSON_KG,
            lane: person.lane,
            pos_m: person.pos_m,
            ..NOTHING
        }
    }

    fn seen(&self, view: &View<'_>, row: usize, car: &Car) -> RoadUser {
        let kind = view.kind(car);
        let (at, heading_rad) = self.poses.get(car.id as usize).copied().unwrap_or_else(|| {
            let body = self.body(car);
            (body.front, body.heading_rad)
        });
        let (ahead, gap_m) = view.ahead(row, car);
        let lane = self.roads.lane(car.lane);
        let mut bits = 0;
        let mut set = |bit: u16, is: bool| bits |= if is { bit } else { 0 };
        set(seen::WRECK, car.has(flag::WRECK));
        set(seen::PARKED, car.has(flag::HALTING));
        set(seen::SIREN, kind.class == AgentClass::Emergency && !car.has(flag::WRECK));
        set(seen::IN_ZONE, self.zones.iter().any(|zone| point_in_polygon(at, &zone.polygon)));
        set(seen::SCHOOL_ZONE, self.is_in_school_zone(LaneId(car.lane)));
        set(seen::BUS_LANE, self.map.lane(LaneId(car.lane)).kind == LaneKind::Bus);
        let queues =
            ahead != NOBODY && gap_m < QUEUE_M && self.state.cars[ahead as usize].speed_mps < STANDING_MPS;
        set(seen::HELD_UP, car.speed_mps < STANDING_MPS && (car.has(flag::BLOCKED) || queues));
        let mind = self.minds.place(car.id).map(|place| &self.state.minds[place]);
        let request_s = mind
            .filter(|mind| mind.requested != crate::minds::NEVER)
            .map_or(0.0, |mind| (self.state.step.saturating_sub(mind.requested)) as f64 * self.dt_s);
        RoadUser {
            key: self.keys[car.id as usize],
            id: car.id,
            class: kind.class,
            control: mind.map_or(Control::Person, |mind| mind.control),
            activity: mind.map_or(Activity::None, |mind| mind.activity),
            seen: bits,
            at,
            heading_rad,
            speed_mps: car.speed_mps,
            accel_mps2: car.accel_mps2,
            length_m: kind.length_m,
            width_m: kind.width_m,
            mass_kg: kind.mass_kg,
            lane: LaneId(car.lane),
            pos_m: car.pos_m,
            limit_mps: lane.speed_mps,
            ahead,
            gap_m,
            request_s,
        }
    }
}

fn seen_thing(thing: &ObjectView) -> RoadUser {
    RoadUser {
        key: thing.key,
        id: thing.id,
        control: Control::Halted,
        seen: seen::OBJECT,
        at: thing.at,
        heading_rad: thing.heading_rad,
        length_m: thing.length_m,
        width_m: thing.width_m,
        mass_kg: thing.mass_kg,
        lane: thing.lane,
        pos_m: thing.pos_m,
        ..NOTHING
    }
}

/// Somebody of whom nothing is known yet.
const NOTHING: RoadUser = RoadUser {
    key: AgentKey(0),
    id: 0,
    class: AgentClass::Car,
    control: Control::Person,
    activity: Activity::None,
    seen: 0,
    at: Point { x: 0.0, y: 0.0 },
    heading_rad: 0.0,
    speed_mps: 0.0,
    accel_mps2: 0.0,
    length_m: 0.0,
    width_m: 0.0,
    mass_kg: 0.0,
    lane: LaneId(NONE),
    pos_m: 0.0,
    limit_mps: f64::INFINITY,
    ahead: NOBODY,
    gap_m: f64::INFINITY,
    request_s: 0.0,
};

impl View<'_> {
    /// Row of the vehicle that a car follows, and the gap to it (m).
    fn ahead(&self, row: usize, car: &Car) -> (u32, f64) {
        if row != self.runs[car.lane as usize].start as usize {
            return (row as u32 - 1, self.rear_m(&self.cars[row - 1]) - car.pos_m);
        }
        if let Some((rear_m, at)) = self.overhanging(car.lane)
            && self.cars[at as usize].id != car.id
        {
            return (at, rear_m - car.pos_m);
        }
        let look_m = self.kind(car).look_m(car.speed_mps);
        let (mut lane, mut turn, mut place) = (car.lane, car.turn, self.agents[car.id as usize].place);
        let mut start_m = -car.pos_m;
        for _ in 0..LANES_AHEAD {
            let record = self.roads.lane(lane);
            start_m += record.length_m;
            if turn == NONE || start_m > look_m {
                break;
            }
            let way = self.roads.turn(turn);
            if record.turn == NONE {
                lane = way.inner;
            } else {
                place += 1;
                lane = way.to;
                let route = self.agents[car.id as usize].route;
                turn = self.routes.choice(route, place, self.roads.lane(lane).index).turn;
            }
            let tail = self.runs[lane as usize].tail();
            let last = tail.map(|at| (self.rear_m(&self.cars[at]), at as u32)).or(self.overhanging(lane));
            if let Some((rear_m, at)) = last
                && self.cars[at as usize].id != car.id
            {
                return (at, start_m + rear_m);
            }
        }
        (NOBODY, f64::INFINITY)
    }

    /// Who hangs over into a lane, by his row, with the place of his rear (m).
    fn overhanging(&self, lane: u32) -> Option<(f64, u32)> {
        let o = &self.overhangs[lane as usize];
        (o.step == self.step).then_some((o.rear_m, o.car))
    }
}
