//! The run's figures.

use pilotzone_air::Air;
use pilotzone_air::room::Tally;
use pilotzone_ground::Ground;
use pilotzone_world::{AgentClass, PerClass};

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
    /// Way driven (m).
    pub distance_m: f64,
    /// Way driven by automated vehicles (m).
    pub av_distance_m: f64,
    /// Sum of the durations of finished trips (s).
    pub trip_duration_s: f64,
    /// Sum of the departure delays of those inserted (s).
    pub depart_delay_s: f64,
    /// What drones did so far.
    pub air: Tally,
    /// Pairs of vehicles that began to touch.
    pub collisions: u64,
    /// Standstills of everybody.
    pub gridlocks: u64,
}

impl Totals {
    pub(crate) fn of(ground: &Ground, air: Option<&Air>) -> Self {
        let state = ground.state();
        let tally = &state.tally;
        let mut running = PerClass::default();
        let mut driven_m = tally.distance_m;
        for car in &state.cars {
            let class = ground.kinds()[car.kind as usize].class;
            let agent = &state.agents[car.id as usize];
            running[class] += 1;
            driven_m[class as usize] += agent.distance_m + car.pos_m - agent.entry_m;
        }
        running[AgentClass::Pedestrian] += ground.people_on_the_way();
        let (mut inserted, mut arrived) = (PerClass(tally.inserted), PerClass(tally.arrived));
        let mut removed = PerClass(tally.removed);
        let flown = air.map(|air| *air.tally()).unwrap_or_default();
        inserted[AgentClass::Uav] += flown.inserted;
        arrived[AgentClass::Uav] += flown.arrived;
        removed[AgentClass::Uav] += flown.removed;
        running[AgentClass::Uav] += air.map_or(0, Air::running);
        Self {
            inserted,
            arrived,
            running,
            removed,
            air: flown,
            waiting: air.map_or(0, Air::waiting)
                + state.queues.values().map(|queue| queue.len() as u64).sum::<u64>()
                + state.triggered,
            vehicle_updates: tally.updates,
            distance_m: driven_m.iter().sum(),
            av_distance_m: driven_m[AgentClass::Av as usize],
            trip_duration_s: tally.duration_s,
            depart_delay_s: tally.delay_s,
            collisions: tally.collisions,
            gridlocks: tally.gridlocks,
        }
    }
}
