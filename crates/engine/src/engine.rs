//! One run, step by step.

use pilotzone_scenario::Run;
use pilotzone_world::{AgentClass, AgentKey, PerClass, Stamped};

/// Why a run could not start or go on.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The bytes are no snapshot of this version.
    #[error("the snapshot cannot be read: {0}")]
    Snapshot(String),
}

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

/// The run's figures so far.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Totals {
    /// Entered the road.
    pub inserted: PerClass<u64>,
    /// Reached their goal.
    pub arrived: PerClass<u64>,
    /// On the road now.
    pub running: PerClass<u64>,
    /// Taken out by an event.
    pub removed: PerClass<u64>,
    /// Due but still outside.
    pub waiting: u64,
    /// Vehicles moved, summed over steps.
    pub vehicle_updates: u64,
    /// Way driven (m) by all and by automated vehicles.
    pub distance_m: f64,
    /// Way driven by automated vehicles (m).
    pub av_distance_m: f64,
    /// Sum of the durations of finished trips (s).
    pub trip_duration_s: f64,
    /// Sum of the departure delays of those inserted (s).
    pub depart_delay_s: f64,
    /// Pairs of vehicles that began to touch.
    pub collisions: u64,
    /// Gridlocks found.
    pub gridlocks: u64,
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
}

impl Engine {
    /// A run at its first step, on that many threads.
    pub fn new(run: Run, threads: usize) -> Result<Self, EngineError> {
        let _ = threads;
        Ok(Self { run })
    }
    /// What is run.
    pub fn run(&self) -> &Run {
        &self.run
    }
    /// Does one step and tells whether there is more to do.
    pub fn step(&mut self) -> Progress {
        Progress::EndTime
    }
    /// The events of the last step, in their order.
    pub fn events(&self) -> &[Stamped] {
        &[]
    }
    /// Steps done.
    pub fn steps(&self) -> u64 {
        0
    }
    /// Time now (s of simulation).
    pub fn time_s(&self) -> f64 {
        0.0
    }
    /// Hash of the whole state now.
    pub fn state_hash(&self) -> u64 {
        0
    }
    /// Hash of all events so far.
    pub fn event_hash(&self) -> u64 {
        0
    }
    /// Hash of each room's state now, in the order of [`Engine::ROOMS`].
    pub fn room_hashes(&self) -> [u64; 2] {
        [0; 2]
    }
    /// The rooms that have a state.
    pub const ROOMS: [&'static str; 2] = ["signals", "ground"];
    /// The figures so far.
    pub fn totals(&self) -> Totals {
        Totals::default()
    }
    /// Name of an agent that departed or is waiting.
    pub fn agent_name(&self, key: AgentKey) -> Option<&str> {
        let _ = key;
        None
    }
    /// All agents on the road, by key.
    pub fn agents(&self) -> Vec<AgentView> {
        Vec::new()
    }
    /// The whole state as bytes, from which [`Engine::restore`] goes on bit-equal.
    pub fn snapshot(&self) -> Vec<u8> {
        Vec::new()
    }
    /// A run that goes on from a snapshot of the same run.
    pub fn restore(run: Run, threads: usize, snapshot: &[u8]) -> Result<Self, EngineError> {
        let _ = snapshot;
        Self::new(run, threads)
    }
}
