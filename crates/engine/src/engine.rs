//! One run, step by step.

use crate::aloft;
use crate::observe::{Found, Observers};
use crate::snapshot::{self, Content, SnapshotError};
use crate::stopwatch::{CpuClock, Stopwatch};
use crate::{EngineError, Totals};
use pilotzone_air::{Air, Mover};
use pilotzone_ground::Ground;
use pilotzone_law::Law;
use pilotzone_safety::{Encounter, Safety};
use pilotzone_scenario::Run;
use pilotzone_world::{AgentClass, AgentKey, Fold, RoadUser, Stamped};
use std::collections::BTreeMap;

/// Below so many vehicles a step is shorter than waking the threads (measured).
const PARALLEL_CARS: usize = 1_000;
/// Below so many drones a step is shorter than waking the threads.
const PARALLEL_UAVS: u64 = 64;

/// Whether there is more to do after a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Go on.
    Running,
    /// The end time is reached.
    EndTime,
    /// Everybody has arrived and nobody is to come.
    Empty,
    /// Nothing moves any more.
    Gridlock,
}

/// One agent as `diff` sees it: name and named fields.
#[derive(Debug, Clone, PartialEq)]
pub struct AgentView {
    /// Stable key.
    pub key: AgentKey,
    /// Name in the scenario.
    pub name: String,
    /// How it is counted.
    pub class: AgentClass,
    /// Every field of its state, in a fixed order.
    pub fields: Vec<(&'static str, f64)>,
}

/// One run.
pub struct Engine {
    run: Run,
    ground: Ground,
    air: Option<Air>,
    pool: Option<rayon::ThreadPool>,
    threads: usize,
    events: Vec<Stamped>,
    event_hash: Fold,
    names: BTreeMap<AgentKey, u32>,
    observers: Option<Observers>,
    watch: Stopwatch,
    // What follows is worked out anew in every step.
    below: Vec<RoadUser>,
    movers: Vec<Mover>,
}

impl Engine {
    /// The rooms that have a state, in the order of [`Engine::room_hashes`].
    pub const ROOMS: [&'static str; 5] = ["signals", "ground", "safety", "law", "air"];

    /// A run at its first step, on that many threads; 0 for as many as there are cores.
    pub fn new(run: Run, threads: usize) -> Result<Self, EngineError> {
        let mut ground = Ground::new(&run);
        let air = Air::new(&run, ground.ids());
        let mut observers = run.settings.measures.then(|| Observers::new(&run));
        if let Some(observers) = &mut observers {
            observers.begin(&mut ground);
        }
        Self::around(run, (ground, air), observers, threads, Fold::START)
    }

    fn around(
        run: Run,
        (ground, air): (Ground, Option<Air>),
        observers: Option<Observers>,
        threads: usize,
        event_hash: Fold,
    ) -> Result<Self, EngineError> {
        let threads =
            if threads == 0 { std::thread::available_parallelism().map_or(1, usize::from) } else { threads };
        let pool = if threads > 1 {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            Some(pool.map_err(|e| EngineError::Threads { threads, why: e.to_string() })?)
        } else {
            None
        };
        let people = run.street.walks.iter().map(|walk| walk.key);
        let things = run.street.objects.iter().map(|object| object.key);
        let flights = run.air.flights.iter().map(|flight| flight.key);
        let keys = run.trips.iter().map(|trip| trip.key).chain(people).chain(things).chain(flights);
        let names = keys.enumerate().map(|(id, key)| (key, id as u32)).collect();
        Ok(Self {
            run,
            ground,
            air,
            pool,
            threads,
            events: Vec::new(),
            event_hash,
            names,
            observers,
            watch: Stopwatch::default(),
            below: Vec::new(),
            movers: Vec::new(),
        })
    }

    /// Does one step and tells whether there is more to do.
    pub fn step(&mut self) -> Progress {
        self.events.clear();
        self.watch.start(self.ground.state().step);
        self.look_below();
        let (ground, events) = (&mut self.ground, &mut self.events);
        match &self.pool {
            Some(pool) if ground.state().cars.len() >= PARALLEL_CARS => pool.install(|| ground.step(events)),
            _ => ground.step(events),
        }
        self.watch.lap(Stopwatch::GROUND);
        self.step_air();
        self.events.sort_by_key(Stamped::order);
        self.watch.lap(Stopwatch::AIR);
        if let Some(observers) = &mut self.observers {
            observers.observe((&mut self.ground, self.air.as_ref()), &mut self.events, &mut self.watch);
            self.events.sort_by_key(Stamped::order);
        }
        self.event_hash = self.events.iter().fold(self.event_hash, |fold, event| event.fold(fold));
        self.progress()
    }

    /// Where everybody on the ground is at t, for those who may fall on them.
    fn look_below(&mut self) {
        if self.air.is_some() {
            self.ground.look(&mut self.below);
            aloft::movers(&self.below, &mut self.movers);
        }
    }

    /// Drones move, by the state at t; then what came down settles on the ground.
    fn step_air(&mut self) {
        let (Some(air), Some(numbers)) = (&mut self.air, self.run.air.numbers.as_ref()) else { return };
        let (movers, events) = (&self.movers, &mut self.events);
        match &self.pool {
            Some(pool) if air.running() >= PARALLEL_UAVS => pool.install(|| air.step(movers, events)),
            _ => air.step(movers, events),
        }
        aloft::come_down(air, &mut self.ground, &numbers.on_the_road, events);
    }

    /// Closes what still goes on at the end of the run: encounters, acts. Its events are those of no step; after it the
    /// run does not go on.
    pub fn finish(&mut self) {
        self.events.clear();
        if let Some(observers) = &mut self.observers {
            observers.finish((&self.ground, self.air.as_ref()), &mut self.events);
            self.events.sort_by_key(Stamped::order);
        }
        self.event_hash = self.events.iter().fold(self.event_hash, |fold, event| event.fold(fold));
    }

    /// Incidents and near misses so far; none where no measures are taken.
    pub fn found(&self) -> Option<&Found> {
        self.observers.as_ref().map(|observers| &observers.found)
    }

    /// Encounters of road users that were over with the last step, by keys; after [`Engine::finish`] those that the end
    /// of the run cut off.
    pub fn encounters(&self) -> &[Encounter] {
        self.observers.as_ref().map_or(&[], |observers| &observers.over)
    }

    /// The measures, with the records of incidents; none where none are taken.
    pub fn safety(&self) -> Option<&Safety> {
        self.observers.as_ref().map(|observers| &observers.safety)
    }

    /// The law; none where the scenario names no rule pack or no measures are taken.
    pub fn law(&self) -> Option<&Law> {
        self.observers.as_ref().and_then(|observers| observers.law.as_ref())
    }

    fn progress(&self) -> Progress {
        let settings = &self.run.settings;
        // A tolerance of a hundredth of a step: times are sums.
        if settings.end_s.is_some_and(|end_s| self.time_s() + settings.dt_s * 0.01 >= end_s) {
            Progress::EndTime
        } else if self.ground.is_empty()
            && self.air.as_ref().is_none_or(Air::is_empty)
            && settings.end_s.is_none()
        {
            Progress::Empty
        } else if settings.stop_at_gridlock && self.ground.state().gridlocked {
            Progress::Gridlock
        } else {
            Progress::Running
        }
    }

    /// What is run.
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// From now on the CPU time of each room is taken by this clock.
    pub fn use_clock(&mut self, clock: CpuClock) {
        self.watch.use_clock(clock);
    }

    /// CPU time spent in each room so far (s); empty where no clock was given.
    pub fn cpu_by_room(&self) -> impl Iterator<Item = (&'static str, f64)> {
        self.watch.spent()
    }

    /// Threads in use.
    pub fn threads(&self) -> usize {
        self.threads
    }

    /// The events of the last step, in their order.
    pub fn events(&self) -> &[Stamped] {
        &self.events
    }

    /// Steps done.
    pub fn steps(&self) -> u64 {
        self.ground.state().step
    }

    /// Time now (s of simulation).
    pub fn time_s(&self) -> f64 {
        self.ground.time_s()
    }

    /// Hash of the whole state now.
    pub fn state_hash(&self) -> u64 {
        // The last room is the air: runs in which nothing flies keep the hashes that they had before there was one.
        let rooms = if self.air.is_some() { Self::ROOMS.len() } else { Self::ROOMS.len() - 1 };
        self.room_hashes().iter().take(rooms).fold(Fold::START, |fold, &room| fold.word(room)).0
    }

    /// Hash of all events so far.
    pub fn event_hash(&self) -> u64 {
        self.event_hash.0
    }

    /// Hash of each room's state now, in the order of [`Engine::ROOMS`].
    pub fn room_hashes(&self) -> [u64; 5] {
        let [safety, law] = self.observers.as_ref().map_or([0; 2], Observers::hashes);
        let air = self.air.as_ref().map_or(0, Air::hash);
        [self.ground.signals().hash(), self.ground.state().hash(), safety, law, air]
    }

    /// The figures so far.
    pub fn totals(&self) -> Totals {
        Totals::of(&self.ground, self.air.as_ref())
    }

    /// The ground, for who draws or measures.
    pub fn ground(&self) -> &Ground {
        &self.ground
    }

    /// The air, for who draws or measures; none where nothing flies.
    pub fn air(&self) -> Option<&Air> {
        self.air.as_ref()
    }

    /// Everybody on the road as others see them after the last step, as [`Ground::look`] lists them.
    pub fn look(&self, users: &mut Vec<RoadUser>) {
        users.clear();
        match self.observers.as_ref().and_then(|observers| observers.looked_at(self.steps())) {
            Some(seen) => users.extend_from_slice(seen),
            None => self.ground.look(users),
        }
    }

    /// The number of an agent of the run, or of a thing on its roads: [`RoadUser::id`].
    pub fn agent_id(&self, key: AgentKey) -> Option<u32> {
        self.names.get(&key).copied()
    }

    /// Name of an agent of the run, or of a thing on its roads.
    pub fn agent_name(&self, key: AgentKey) -> Option<&str> {
        let id = *self.names.get(&key)? as usize;
        let (trips, street) = (&self.run.trips, &self.run.street);
        let people = || street.walks.get(id.checked_sub(trips.len())?).map(|walk| walk.name.as_str());
        let things = || {
            let object = street.objects.get(id.checked_sub(trips.len() + street.walks.len())?);
            object.map(|object| object.name.as_str())
        };
        let flights = || {
            let flight = id - trips.len() - street.walks.len() - street.objects.len();
            self.run.air.flights.get(flight).map(|flight| flight.name.as_str())
        };
        trips.get(id).map(|trip| trip.name.as_str()).or_else(people).or_else(things).or_else(flights)
    }

    /// How an agent of the run is counted; none for a thing on its roads.
    pub fn agent_class(&self, key: AgentKey) -> Option<AgentClass> {
        let id = *self.names.get(&key)? as usize;
        match self.run.trips.get(id) {
            Some(trip) => self.run.types.get(trip.kind as usize).map(|kind| kind.class),
            None => {
                (id - self.run.trips.len() < self.run.street.walks.len()).then_some(AgentClass::Pedestrian)
            }
        }
    }

    /// All agents on the road, by key.
    pub fn agents(&self) -> Vec<AgentView> {
        let state = self.ground.state();
        let mut agents: Vec<AgentView> = state
            .cars
            .iter()
            .map(|car| {
                let trip = &self.run.trips[car.id as usize];
                let agent = &state.agents[car.id as usize];
                let fields = vec![
                    ("pos_m", car.pos_m),
                    ("speed_mps", car.speed_mps),
                    ("accel_mps2", car.accel_mps2),
                    ("desired_mps", car.desired_mps),
                    ("stop_at_m", car.stop_at_m),
                    ("lane", f64::from(car.lane)),
                    ("turn", f64::from(car.turn)),
                    ("flags", f64::from(car.flags)),
                    ("place", f64::from(agent.place)),
                    ("speed_factor", agent.factor),
                    ("distance_m", agent.distance_m),
                    ("waiting_s", agent.waiting_s),
                    ("stop", f64::from(agent.stop)),
                ];
                let fields = fields.into_iter().chain(self.ground.mind_fields(car.id)).collect();
                let class = self.ground.kinds()[car.kind as usize].class;
                AgentView { key: trip.key, name: trip.name.clone(), class, fields }
            })
            .collect();
        let people = &state.people;
        agents.extend(people.active.iter().map(|&id| {
            let (person, walk) = (&people.all[id as usize], &self.run.street.walks[id as usize]);
            let fields = vec![
                ("way_m", person.way_m),
                ("speed_mps", person.speed_mps),
                ("waited_s", person.waited_s),
                ("cleared_s", person.cleared_s),
            ];
            AgentView { key: walk.key, name: walk.name.clone(), class: AgentClass::Pedestrian, fields }
        }));
        agents.extend(
            self.air.iter().flat_map(|air| air.active().map(|(id, flight)| uav_view(air, id, flight))),
        );
        agents.sort_by_key(|agent| agent.key);
        agents
    }

    /// The whole state as bytes, from which [`Engine::restore`] goes on bit-equal.
    pub fn snapshot(&self) -> Vec<u8> {
        snapshot::encode(&Content {
            scenario: self.run.labels.scenario.clone(),
            seed: self.run.settings.seed,
            event_hash: self.event_hash.0,
            ground: self.ground.state().clone(),
            air: self.air.as_ref().map(Air::whole_state),
            observed: self.observers.as_ref().map(Observers::observed),
        })
    }

    /// A run that goes on from a snapshot of the same run.
    pub fn restore(run: Run, threads: usize, bytes: &[u8]) -> Result<Self, EngineError> {
        let content = snapshot::decode(bytes)?;
        let (expected, expected_seed) = (run.labels.scenario.clone(), run.settings.seed);
        if content.scenario != expected || content.seed != expected_seed {
            let (found, found_seed) = (content.scenario, content.seed);
            return Err(SnapshotError::OtherRun { found, found_seed, expected, expected_seed }.into());
        }
        let mut ground = Ground::restore(&run, content.ground).map_err(SnapshotError::from)?;
        let air = match content.air {
            Some(state) => {
                Air::restore(&run, ground.ids(), state).transpose().map_err(SnapshotError::from)?
            }
            None => None,
        };
        let observers = match content.observed {
            Some(observed) => Some(Observers::restore(&run, observed).ok_or(SnapshotError::OtherRules)?),
            None => None,
        };
        if let Some(law) = observers.as_ref().and_then(|observers| observers.law.as_ref()) {
            ground.allow(law.leaves());
        }
        Self::around(run, (ground, air), observers, threads, Fold(content.event_hash))
    }
}

fn uav_view(air: &Air, id: u32, flight: &pilotzone_air::room::state::Flight) -> AgentView {
    let spec = &air.plan().flights[id as usize];
    let ([x, y, z], [vx, vy, vz]) = flight_motion(air, flight);
    let fields = vec![
        ("x_m", x),
        ("y_m", y),
        ("z_m", z),
        ("vx_mps", vx),
        ("vy_mps", vy),
        ("vz_mps", vz),
        ("phase", f64::from(flight.phase as u8)),
        ("item", f64::from(flight.at)),
        ("distance_m", flight.distance_m),
    ];
    AgentView { key: spec.key, name: spec.name.clone(), class: AgentClass::Uav, fields }
}

fn flight_motion(air: &Air, flight: &pilotzone_air::room::state::Flight) -> ([f64; 3], [f64; 3]) {
    if flight.row == pilotzone_air::room::state::NONE {
        return ([0.0; 3], [0.0; 3]);
    }
    (air.fleet().place_m(flight.row), air.fleet().velocity_mps(flight.row))
}
