//! One run, step by step.

use crate::observe::{Found, Observers};
use crate::snapshot::{self, Content, SnapshotError};
use crate::{EngineError, Totals};
use pilotzone_ground::Ground;
use pilotzone_law::Law;
use pilotzone_safety::Safety;
use pilotzone_scenario::Run;
use pilotzone_world::{AgentClass, AgentKey, Fold, RoadUser, Stamped};
use std::collections::BTreeMap;

/// Below so many vehicles a step is shorter than waking the threads (measured).
const PARALLEL_CARS: usize = 1_000;

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
    pool: Option<rayon::ThreadPool>,
    threads: usize,
    events: Vec<Stamped>,
    event_hash: Fold,
    names: BTreeMap<AgentKey, u32>,
    observers: Option<Observers>,
}

impl Engine {
    /// The rooms that have a state, in the order of [`Engine::room_hashes`].
    pub const ROOMS: [&'static str; 4] = ["signals", "ground", "safety", "law"];

    /// A run at its first step, on that many threads; 0 for as many as there are cores.
    pub fn new(run: Run, threads: usize) -> Result<Self, EngineError> {
        let mut ground = Ground::new(&run);
        let mut observers = run.settings.measures.then(|| Observers::new(&run));
        if let Some(observers) = &mut observers {
            observers.begin(&mut ground);
        }
        Self::around(run, ground, observers, threads, Fold::START)
    }

    fn around(
        run: Run,
        ground: Ground,
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
        let keys = run.trips.iter().map(|trip| trip.key).chain(people).chain(things);
        let names = keys.enumerate().map(|(id, key)| (key, id as u32)).collect();
        Ok(Self { run, ground, pool, threads, events: Vec::new(), event_hash, names, observers })
    }

    /// Does one step and tells whether there is more to do.
    pub fn step(&mut self) -> Progress {
        self.events.clear();
        let (ground, events) = (&mut self.ground, &mut self.events);
        match &self.pool {
            Some(pool) if ground.state().cars.len() >= PARALLEL_CARS => pool.install(|| ground.step(events)),
            _ => ground.step(events),
        }
        self.events.sort_by_key(Stamped::order);
        if let Some(observers) = &mut self.observers {
            observers.observe(&mut self.ground, &mut self.events);
            self.events.sort_by_key(Stamped::order);
        }
        self.event_hash = self.events.iter().fold(self.event_hash, |fold, event| event.fold(fold));
        self.progress()
    }

    /// Closes what still goes on at the end of the run: encounters, acts. Its events are those of no step; after it the
    /// run does not go on.
    pub fn finish(&mut self) {
        self.events.clear();
        if let Some(observers) = &mut self.observers {
            observers.finish(&self.ground, &mut self.events);
            self.events.sort_by_key(Stamped::order);
        }
        self.event_hash = self.events.iter().fold(self.event_hash, |fold, event| event.fold(fold));
    }

    /// Incidents and near misses so far; none where no measures are taken.
    pub fn found(&self) -> Option<&Found> {
        self.observers.as_ref().map(|observers| &observers.found)
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
        } else if self.ground.is_empty() && settings.end_s.is_none() {
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
        self.room_hashes().iter().fold(Fold::START, |fold, &room| fold.word(room)).0
    }

    /// Hash of all events so far.
    pub fn event_hash(&self) -> u64 {
        self.event_hash.0
    }

    /// Hash of each room's state now, in the order of [`Engine::ROOMS`].
    pub fn room_hashes(&self) -> [u64; 4] {
        let [safety, law] = self.observers.as_ref().map_or([0; 2], Observers::hashes);
        [self.ground.signals().hash(), self.ground.state().hash(), safety, law]
    }

    /// The figures so far.
    pub fn totals(&self) -> Totals {
        Totals::of(&self.ground)
    }

    /// The ground, for who draws or measures.
    pub fn ground(&self) -> &Ground {
        &self.ground
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
        let people = || street.walks.get(id - trips.len()).map(|walk| walk.name.as_str());
        let things = || {
            let object = street.objects.get(id - trips.len() - street.walks.len());
            object.map(|object| object.name.as_str())
        };
        trips.get(id).map(|trip| trip.name.as_str()).or_else(people).or_else(things)
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
        let observers = match content.observed {
            Some(observed) => Some(Observers::restore(&run, observed).ok_or(SnapshotError::OtherRules)?),
            None => None,
        };
        if let Some(law) = observers.as_ref().and_then(|observers| observers.law.as_ref()) {
            ground.allow(law.leaves());
        }
        Self::around(run, ground, observers, threads, Fold(content.event_hash))
    }
}
