//! What drives on roads: driver models, junctions, lane changes, departures, crashes.
//!
//! Start at [`Ground::step`]: it reads like the list of what happens in a step.

pub mod body;
mod change;
mod collide;
mod depart;
mod detour;
mod enter;
pub mod kinds;
mod minds;
pub mod models;
mod moves;
pub mod people;
mod plan;
mod roads;
mod routes;
mod scene;
mod settle;
mod shapes;
mod signals;
pub mod state;
mod stops;
pub mod street;
mod view;
mod zebras;

use kinds::Kind;
use minds::Minds;
use moves::Moves;
use pilotzone_map::{Aspect, LaneId, LaneOwner, LinkId, Map, Point, TurnDirection, TurnId, VehicleClass};
use pilotzone_scenario::{Run as Scenario, SpeedFactor, Trip, Zone};
use pilotzone_world::{AgentKey, Event, EventPhase, Leave, Stamped, Stream, Weather};
use plan::Plan;
use rayon::prelude::*;
use roads::{NONE, Roads};
use routes::Routes;
use shapes::Shapes;
use signals::Signals;
use state::{Agent, Life, State, Tally};
use std::collections::BTreeMap;
use std::sync::Arc;
use street::Street;
use view::{Overhang, Run, View};

/// Drivers look at the neighbouring lanes about this often (s).
const CHANGE_EVERY_S: f64 = 0.8;
/// Below so many cars, one thread is faster than several (measured).
const PARALLEL_CARS: usize = 1_000;
/// Cars that one thread plans at a time.
const CHUNK: usize = 512;
const FACTOR: Stream = Stream::named("speed_factor");

/// All road users of a run, and the roads under them.
pub struct Ground {
    map: Arc<Map>,
    roads: Roads,
    kinds: Vec<Kind>,
    routes: Routes,
    trips: Vec<Trip>,
    /// Keys of the trips, apart from all that is rarely read.
    keys: Vec<AgentKey>,
    minds: Minds,
    weather: Weather,
    leaves: Vec<Leave>,
    zones: Vec<Zone>,
    shapes: Shapes,
    signals: Signals,
    street: Street,
    state: State,
    seed: u64,
    dt_s: f64,
    begin_s: f64,
    clearance_s: f64,
    gridlock_steps: u64,
    change_every: u64,
    // What follows is worked out anew from the state in every step.
    runs: Vec<Run>,
    overhangs: Vec<Overhang>,
    active: Vec<u32>,
    plans: Vec<Plan>,
    crossing: Vec<u32>,
    moves: Moves,
    next: Vec<state::Car>,
    poses: Vec<(Point, f64)>,
}

/// Why a state cannot be gone on from.
#[derive(Debug, thiserror::Error)]
pub enum GroundError {
    /// It belongs to another run.
    #[error("the state holds {found} trips where the scenario has {expected}")]
    OtherRun {
        /// In the state.
        found: usize,
        /// In the scenario.
        expected: usize,
    },
    /// It is damaged.
    #[error("the state names a lane, route or type that the run does not have")]
    Damaged,
}

impl Ground {
    /// Everybody outside, at the run's first step.
    pub fn new(run: &Scenario) -> Self {
        let map = Arc::clone(&run.map);
        let roads = Roads::new(&map);
        let (minds, mind_states) = Minds::new(run);
        let kinds: Vec<Kind> = run
            .types
            .iter()
            .map(|kind| Kind::new(kind, run.settings.dt_s).on_a_road_that_carries(minds.limits.share_of_dry))
            .collect();
        let mut routes = Routes::default();
        let agents = run
            .trips
            .iter()
            .map(|trip| {
                let class = run.types[trip.kind as usize].access;
                let links: Vec<u32> = trip.route.iter().map(|&LinkId(link)| link).collect();
                let factor =
                    draw_factor(run.settings.seed, trip.key, &run.types[trip.kind as usize].speed_factor);
                Agent::outside(routes.intern(&roads, class, &links), factor)
            })
            .collect();
        let state = State {
            step: 0,
            cars: Vec::new(),
            agents,
            queues: BTreeMap::new(),
            triggered: 0,
            next_trip: 0,
            detours: Vec::new(),
            last_motion: 0,
            gridlocked: false,
            tally: Tally::default(),
            minds: mind_states,
            people: people::People::default(),
            held: BTreeMap::new(),
            fallen: Vec::new(),
            startled: Vec::new(),
        };
        let settings = &run.settings;
        let lanes = roads.lanes.len();
        let start = run.labels.start;
        let midnight_s = (start.unix_s + i64::from(start.offset_s)).rem_euclid(86_400) as f64;
        let mut ground = Self {
            signals: Signals::at(&map, &roads, settings.begin_s),
            street: Street::new(&map, &run.street, midnight_s),
            shapes: Shapes::new(&map),
            map,
            kinds,
            routes,
            trips: run.trips.clone(),
            keys: run.trips.iter().map(|trip| trip.key).collect(),
            state,
            seed: settings.seed,
            dt_s: settings.dt_s,
            begin_s: settings.begin_s,
            clearance_s: settings.clearance_s,
            gridlock_steps: (settings.gridlock_s / settings.dt_s).max(1.0) as u64,
            change_every: (CHANGE_EVERY_S / settings.dt_s).max(1.0) as u64,
            runs: vec![Run::default(); lanes],
            overhangs: vec![Overhang::NOBODY; lanes],
            active: Vec::new(),
            plans: Vec::new(),
            crossing: Vec::new(),
            moves: Moves::new(lanes),
            next: Vec::new(),
            poses: if minds.is_empty() {
                Vec::new()
            } else {
                vec![(Point::new(0.0, 0.0), 0.0); run.trips.len()]
            },
            minds,
            weather: run.street.weather,
            leaves: Vec::new(),
            zones: run.zones.clone(),
            roads,
        };
        ground.keep_school_hours(settings.begin_s);
        ground
    }

    /// Goes on from a state of the same run.
    pub fn restore(run: &Scenario, state: State) -> Result<Self, GroundError> {
        let mut ground = Self::new(run);
        if state.agents.len() != ground.trips.len() || state.minds.len() != ground.minds.kinds.len() {
            return Err(GroundError::OtherRun { found: state.agents.len(), expected: ground.trips.len() });
        }
        for (class, links) in &state.detours {
            let known = links.iter().all(|&link| (link as usize) < ground.roads.links.len());
            let class = VehicleClass::ALL.get(*class as usize).copied();
            let (true, Some(class)) = (known, class) else { return Err(GroundError::Damaged) };
            ground.routes.intern(&ground.roads, class, links);
        }
        let sound = |car: &state::Car| {
            (car.lane as usize) < ground.roads.lanes.len()
                && (car.id as usize) < state.agents.len()
                && (car.kind as usize) < ground.kinds.len()
                && (car.turn == NONE || (car.turn as usize) < ground.roads.turns.len())
        };
        let people = &state.people;
        let known = |&id: &u32| (id as usize) < people.all.len();
        let walks = run.street.walks.len();
        if !state.cars.iter().all(sound) || people.all.len() > walks || !people.active.iter().all(known) {
            return Err(GroundError::Damaged);
        }
        for (at, car) in state.cars.iter().enumerate() {
            let run = &mut ground.runs[car.lane as usize];
            if run.len == 0 {
                run.start = at as u32;
                ground.active.push(car.lane);
            }
            run.len += 1;
        }
        if !ground.active.is_sorted() {
            return Err(GroundError::Damaged);
        }
        for fallen in &state.fallen {
            if fallen.object.lane.0 as usize >= ground.map.lanes.len() {
                return Err(GroundError::Damaged);
            }
            ground.street.things.add(fallen, ground.map.lanes.len());
        }
        ground.street.things.startled.clone_from(&state.startled);
        ground.state = state;
        ground.signals = Signals::at(&ground.map, &ground.roads, ground.last_signal_time_s());
        ground.keep_school_hours(ground.last_signal_time_s());
        ground.state.step = ground.state.step.wrapping_sub(1);
        ground.note_overhangs();
        ground.state.step = ground.state.step.wrapping_add(1);
        ground.note_poses();
        Ok(ground)
    }

    /// One step, from t to t + dt: until `integrate`, everybody only reads the state at t.
    pub fn step(&mut self, events: &mut Vec<Stamped>) {
        if self.state.step == 0 {
            self.depart(self.begin_s, events);
            self.rebuild();
            self.note_poses();
        }
        self.signals.advance(self.time_s(), self.state.step, events);
        self.keep_school_hours(self.time_s());
        self.note_crossers();
        self.note_sirens();
        self.think(events);
        self.plan();
        let steps = self.plan_people();
        self.integrate(events);
        self.cross(events);
        self.change_lanes(events);
        self.watch_sirens(events);
        self.depart(self.time_after_step_s(), events);
        self.rebuild();
        self.note_overhangs();
        self.move_people(&steps, events);
        self.note_passed_crosswalks(events);
        self.note_poses();
        self.collide(events);
        self.hit_people(events);
        self.hit_things(events);
        self.watch_for_gridlock(events);
        self.state.step += 1;
    }

    /// Everybody decides, by the state at t alone, so any number of threads comes to the same.
    fn plan(&mut self) {
        let mut plans = std::mem::take(&mut self.plans);
        plans.resize(self.state.cars.len(), Plan::default());
        let view = self.view();
        let decide = |(chunk, plans): (usize, &mut [Plan])| {
            for (at, plan) in plans.iter_mut().enumerate() {
                *plan = view.plan(chunk * CHUNK + at);
            }
        };
        if plans.len() < PARALLEL_CARS || rayon::current_num_threads() == 1 {
            plans.chunks_mut(CHUNK).enumerate().for_each(decide);
        } else {
            plans.par_chunks_mut(CHUNK).enumerate().for_each(decide);
        }
        self.plans = plans;
    }

    fn view(&self) -> View<'_> {
        View {
            roads: &self.roads,
            kinds: &self.kinds,
            routes: &self.routes,
            shapes: &self.shapes,
            signals: &self.signals,
            street: &self.street,
            agents: &self.state.agents,
            trips: &self.trips,
            cars: &self.state.cars,
            runs: &self.runs,
            overhangs: &self.overhangs,
            step: self.state.step,
            dt_s: self.dt_s,
            change_every: self.change_every,
            minds: &self.minds,
            mind_states: &self.state.minds,
            poses: &self.poses,
            time_s: self.time_s(),
            seed: self.seed,
            weather: &self.weather,
        }
    }

    /// Notes where everybody is, for those who look.
    fn note_poses(&mut self) {
        if self.poses.is_empty() {
            return;
        }
        for car in &self.state.cars {
            let body = self.body(car);
            self.poses[car.id as usize] = (body.front, body.heading_rad);
        }
    }

    /// Takes over what the law lets each driver do, by trip number.
    pub fn allow(&mut self, leaves: &[Leave]) {
        self.leaves.clear();
        self.leaves.extend_from_slice(leaves);
    }

    fn watch_for_gridlock(&mut self, events: &mut Vec<Stamped>) {
        let still = self.state.step - self.state.last_motion;
        if self.state.gridlocked || self.state.cars.is_empty() || still < self.gridlock_steps {
            return;
        }
        self.state.gridlocked = true;
        self.state.tally.gridlocks += 1;
        let standing = self.state.cars.len() as u64;
        let event = Event::Gridlocked { standing, since_s: still as f64 * self.dt_s };
        let stamped =
            Stamped { step: self.state.step, phase: EventPhase::Observe, agent: AgentKey(0), event };
        events.push(stamped);
    }

    fn emit(&self, phase: EventPhase, id: u32, event: Event, events: &mut Vec<Stamped>) {
        events.push(Stamped { step: self.state.step, phase, agent: self.trips[id as usize].key, event });
    }

    /// Time at the start of the step that comes next (s of simulation).
    pub fn time_s(&self) -> f64 {
        self.begin_s + self.state.step as f64 * self.dt_s
    }

    fn time_after_step_s(&self) -> f64 {
        self.begin_s + (self.state.step + 1) as f64 * self.dt_s
    }

    /// The time for which the signals were set last.
    fn last_signal_time_s(&self) -> f64 {
        self.begin_s + self.state.step.saturating_sub(1) as f64 * self.dt_s
    }

    /// Named fields of the mind in a vehicle, if it has one.
    pub fn mind_fields(&self, id: u32) -> Vec<(&'static str, f64)> {
        self.minds.place(id).map_or_else(Vec::new, |at| self.state.minds[at].fields().to_vec())
    }

    /// Whether a vehicle's automated-driving system has a fault.
    pub fn has_fault(&self, id: u32) -> bool {
        self.minds.place(id).is_some_and(|at| self.state.minds[at].faults.present().next().is_some())
    }

    /// Length of a step (s).
    pub fn dt_s(&self) -> f64 {
        self.dt_s
    }

    /// The state of all road users.
    pub fn state(&self) -> &State {
        &self.state
    }

    /// The signals as set for the last step.
    pub fn signals(&self) -> &Signals {
        &self.signals
    }

    /// What a turn's light showed in the last step; none where it has no light.
    pub fn aspect_of(&self, turn: TurnId) -> Option<Aspect> {
        let light = self.roads.turn(turn.0).light;
        (light != NONE).then(|| self.signals.aspect(light))
    }

    /// Where the turn of an inner lane leads.
    fn direction_of(&self, inner: u32) -> TurnDirection {
        match self.map.lane(LaneId(inner)).owner {
            LaneOwner::Turn(turn) => self.map.turn(turn).direction,
            LaneOwner::Link(_) => TurnDirection::Straight,
        }
    }

    /// The trips, by number.
    pub fn trips(&self) -> &[Trip] {
        &self.trips
    }

    /// The vehicle types.
    pub fn kinds(&self) -> &[Kind] {
        &self.kinds
    }

    /// Whether nobody is on the road, due or to come.
    pub fn is_empty(&self) -> bool {
        self.state.cars.is_empty()
            && self.state.queues.is_empty()
            && self.state.next_trip as usize >= self.trips.len()
            && !self.has_people()
    }
}

impl Agent {
    fn outside(route: u32, factor: f64) -> Self {
        Self {
            life: Life::Future,
            route,
            place: 0,
            factor,
            entered_s: 0.0,
            delay_s: 0.0,
            distance_m: 0.0,
            entry_m: 0.0,
            ideal_s: 0.0,
            waiting_s: 0.0,
            halted_s: 0.0,
            stands_since: u64::MAX,
            at_line_since: u64::MAX,
            stop: 0,
            stop_ends_s: 0.0,
            cleared_s: f64::INFINITY,
            trail: [NONE; 3],
            stood_at: (NONE, 0.0),
        }
    }
}

/// A driver's desired speed over the limit: normal, drawn again while outside the bounds, as SUMO does.
fn draw_factor(seed: u64, key: AgentKey, spread: &SpeedFactor) -> f64 {
    if spread.deviation <= 0.0 {
        return spread.mean;
    }
    let mut draws = FACTOR.draws(seed, key, 0);
    let inside = |factor: &f64| (spread.min..=spread.max).contains(factor);
    let found = (0..32).map(|_| spread.mean + spread.deviation * draws.normal()).find(inside);
    found.unwrap_or_else(|| spread.mean.clamp(spread.min, spread.max))
}
