//! Drones of a run with their missions: who takes off when and flies where, what fails, who gives way, who falls on whom.
//!
//! Start at [`Air::step`]: it reads like the list of what happens in a step.

mod answer;
mod avoid;
mod fall;
mod faults;
mod link;
mod look;
mod mission;
mod order;
mod risk;
mod sensor;
pub mod state;
mod watch;

pub use fall::{Blow, Fallen};
pub use risk::{death, igrc};
pub use state::{State, Tally};

use crate::{AirError, Around, Fleet, Mover, Settings, Touch, Wind};
use pilotzone_physics::Solids;
use pilotzone_scenario::air::Sky;
use pilotzone_scenario::file::AirFile;
use pilotzone_scenario::{AirPlan, Run};
use pilotzone_world::{AgentKey, AirEvent, Event, EventPhase, Stamped};
use state::{Flight, Phase};

/// What flies in a run.
pub struct Air {
    plan: AirPlan,
    numbers: AirFile,
    sky: Sky,
    solids: Solids,
    wind: Wind,
    fleet: Fleet,
    state: State,
    seed: u64,
    dt_s: f64,
    begin_s: f64,
    start_unix_s: i64,
    start_of_day_s: f64,
    /// Number of the first flight among all that can take part in the run.
    first_id: u32,
    // What follows is worked out anew in every step.
    touches: Vec<Touch>,
    blows: Vec<Blow>,
    down: Vec<u32>,
    grid: avoid::Grid,
}

impl Air {
    /// Everybody on the ground, at the run's first step; none where nothing flies. `first_id` is the place of the first
    /// flight among all that can take part.
    pub fn new(run: &Run, first_id: u32) -> Option<Self> {
        let plan = run.air.clone();
        let numbers = plan.numbers?;
        let sky = Sky::new(&run.map, &plan)?;
        let airframes = plan.airframes.iter().cloned().collect();
        let settings = Settings {
            seed: run.settings.seed,
            density_kgpm3: plan.wind.density_kgpm3,
            ..Settings::default()
        };
        let start = run.labels.start;
        let state = State {
            flights: vec![Flight::waiting(); plan.flights.len()],
            free_s: plan.operations.iter().map(|it| vec![f64::MIN; it.aircraft as usize]).collect(),
            berths_s: plan.pads.iter().map(|it| vec![f64::MIN; it.berths as usize]).collect(),
            ..State::default()
        };
        Some(Self {
            numbers,
            sky,
            solids: Solids::of(&run.map.buildings),
            wind: Wind::of(&plan.wind),
            fleet: Fleet::new(&airframes, settings),
            state,
            seed: run.settings.seed,
            dt_s: run.settings.dt_s,
            begin_s: run.settings.begin_s,
            start_unix_s: start.unix_s,
            start_of_day_s: (start.unix_s + i64::from(start.offset_s)).rem_euclid(86_400) as f64,
            first_id,
            plan,
            touches: Vec::new(),
            blows: Vec::new(),
            down: Vec::new(),
            grid: avoid::Grid::default(),
        })
    }

    /// Goes on from a state of the same run.
    pub fn restore(run: &Run, first_id: u32, mut state: State) -> Option<Result<Self, AirError>> {
        let mut air = Self::new(run, first_id)?;
        let (drones, blocks) = (state.fleet.drones.len(), state.fleet.blocks.len());
        let known = |id: &u32| (*id as usize) < state.flights.len();
        let rows = |flight: &Flight| flight.row == state::NONE || (flight.row as usize) < drones;
        let same = state.flights.len() == air.plan.flights.len()
            && state.free_s.len() == air.state.free_s.len()
            && state.berths_s.len() == air.state.berths_s.len();
        if !same || !state.active.iter().all(known) || !state.flights.iter().all(rows) {
            return Some(Err(AirError::Damaged { drones, blocks }));
        }
        // The fleet holds its own part; what is hashed and written is put together again after each step.
        if let Err(error) = air.fleet.restore(std::mem::take(&mut state.fleet)) {
            return Some(Err(error));
        }
        air.state = state;
        Some(Ok(air))
    }

    /// One step, from t to t + dt. `movers` are those on the ground at t.
    pub fn step(&mut self, movers: &[Mover], events: &mut Vec<Stamped>) {
        self.blows.clear();
        self.down.clear();
        self.depart(events);
        self.fail(events);
        self.watch_links(events);
        self.fly_missions(events);
        self.give_way();
        self.order();
        let around = Around { wind: &self.wind, solids: &self.solids, movers };
        let mut touches = std::mem::take(&mut self.touches);
        self.fleet.step(self.dt_s, &around, &mut touches);
        self.touches = touches;
        self.settle(movers, events);
        self.watch(events);
        self.clear_wrecks(events);
        self.state.step += 1;
    }

    /// Time of the state (s of simulation).
    pub fn time_s(&self) -> f64 {
        self.begin_s + self.state.step as f64 * self.dt_s
    }

    /// All that changes, the fleet's part in it.
    pub fn whole_state(&self) -> State {
        State { fleet: self.fleet.state().clone(), ..self.state.clone() }
    }

    /// The hash of all that changes.
    pub fn hash(&self) -> u64 {
        pilotzone_world::hash::mix(self.state.hash(), self.fleet.state().hash())
    }

    /// Counts since the start.
    pub fn tally(&self) -> &Tally {
        &self.state.tally
    }

    /// How many are in the air or lie as wrecks.
    pub fn running(&self) -> u64 {
        let there = |id: &&u32| self.state.flights[**id as usize].phase != Phase::Waiting;
        self.state.active.iter().filter(there).count() as u64
    }

    /// How many are due and still wait.
    pub fn waiting(&self) -> u64 {
        self.state.active.len() as u64 - self.running()
    }

    /// Whether nothing flies and nothing is to come.
    pub fn is_empty(&self) -> bool {
        self.state.active.is_empty() && self.state.next as usize >= self.plan.flights.len()
    }

    /// What flies, as planned.
    pub fn plan(&self) -> &AirPlan {
        &self.plan
    }

    /// The drones.
    pub fn fleet(&self) -> &Fleet {
        &self.fleet
    }

    /// The flights that are there, with their states, by number.
    pub fn active(&self) -> impl Iterator<Item = (u32, &Flight)> {
        self.state.active.iter().map(|&id| (id, &self.state.flights[id as usize]))
    }

    /// What fell on whom in the last step.
    pub fn blows(&self) -> &[Blow] {
        &self.blows
    }

    fn key(&self, id: u32) -> AgentKey {
        self.plan.flights[id as usize].key
    }

    fn operation_of(&self, id: u32) -> u32 {
        self.plan.missions[self.plan.flights[id as usize].mission as usize].operation
    }

    fn unix_s(&self, time_s: f64) -> i64 {
        self.start_unix_s + time_s as i64
    }

    /// Whether something that is done every so often is due in this step.
    fn is_due(&self, every_s: f64) -> bool {
        let every = (every_s / self.dt_s).max(1.0) as u64;
        self.state.step.is_multiple_of(every)
    }

    fn emit(&self, phase: EventPhase, id: u32, event: AirEvent, events: &mut Vec<Stamped>) {
        events.push(Stamped { step: self.state.step, phase, agent: self.key(id), event: Event::Air(event) });
    }
}
