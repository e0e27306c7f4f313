//! All of the air that changes from step to step, as plain data.

use crate::state as fleet;
use pilotzone_world::{AgentKey, Fold, UavFaultKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Stands for "no row".
pub const NONE: u32 = u32::MAX;

/// One thing that a flight does, after the other.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Item {
    /// Flies to a place, not faster than so.
    Fly {
        /// Where (m).
        to_m: [f64; 3],
        /// Level speed (m/s).
        speed_mps: f64,
    },
    /// Comes down and stands.
    Land,
    /// Stays there.
    Stay {
        /// Where (m).
        at_m: [f64; 3],
        /// How long (s).
        for_s: f64,
    },
    /// Stands on the ground.
    Stand {
        /// How long (s).
        for_s: f64,
    },
    /// Waits above a pad until a berth of it is free.
    Berth {
        /// The pad.
        pad: u32,
        /// Where (m).
        at_m: [f64; 3],
    },
    /// The job begins here.
    Begin,
    /// The job is done here.
    Done,
    /// Leaves its load here.
    Unload,
}

impl Item {
    /// Where it is done (m); none where it is done wherever the drone is.
    pub fn place_m(&self) -> Option<[f64; 3]> {
        match *self {
            Self::Fly { to_m: place_m, .. }
            | Self::Stay { at_m: place_m, .. }
            | Self::Berth { at_m: place_m, .. } => Some(place_m),
            Self::Land | Self::Stand { .. } | Self::Begin | Self::Done | Self::Unload => None,
        }
    }
}

/// Where a flight is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Phase {
    /// Not due yet, or waits for an aircraft and a pad.
    Waiting,
    /// Does what stands in its list.
    Flying,
    /// Nothing is done any more: it falls, or hangs under its parachute.
    Falling,
    /// Lies where it fell.
    Wreck,
    /// Is over.
    Over,
}

/// What fails of a flight at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Fault {
    /// Its place among the faults of the run; [`NONE`] for what the flight brought about itself.
    pub number: u32,
    /// What.
    pub kind: UavFaultKind,
    /// Until when (s of simulation).
    pub until_s: f64,
    /// Velocity of wandering or flying away (m/s).
    pub drift_mps: [f64; 2],
}

/// One flight.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Flight {
    /// Where it is in its life.
    pub phase: Phase,
    /// Its row in the fleet.
    pub row: u32,
    /// The berth that it holds: pad and number; [`NONE`] for none.
    pub berth: (u32, u32),
    /// The aircraft of its operation.
    pub aircraft: u32,
    /// Where it stays until a fault is over (m).
    pub holds_m: Option<[f64; 3]>,
    /// Distance from the nearest wall that reaches its height (m).
    pub wall_m: f64,
    /// Distance from its pilot (m).
    pub pilot_m: f64,
    /// Whether its pilot sees it.
    pub seen: bool,
    /// What it does.
    pub items: Vec<Item>,
    /// The item that it is at.
    pub at: u32,
    /// Since when it is at it (s of simulation).
    pub since_s: f64,
    /// When it took off (s of simulation).
    pub off_s: f64,
    /// Way flown (m).
    pub distance_m: f64,
    /// The straight way (m).
    pub straight_m: f64,
    /// Where it was in the step before (m).
    pub last_m: [f64; 3],
    /// Whether its job goes on.
    pub at_job: bool,
    /// Whether its job is done.
    pub done: bool,
    /// Whether it answers a fault.
    pub responds: bool,
    /// Whether its sensor is on.
    pub records: bool,
    /// Facilities that it records, a bit each.
    pub recorded: u64,
    /// Zones closed to it that it is in, a bit each.
    pub zones: u64,
    /// Since when the link is silent (s of simulation); infinite while it is not.
    pub silent_s: f64,
    /// Whether its link counts as lost.
    pub lost: bool,
    /// What fails.
    pub faults: Vec<Fault>,
    /// Faults that have had their time, a bit each.
    pub spent: u64,
    /// When its wreck is carried off (s of simulation).
    pub cleared_s: f64,
    /// Whether it struck something so that it does not fly on.
    pub broke: bool,
    /// Velocity with which it evades (m/s); none while it need not.
    pub evades_mps: Option<[f64; 3]>,
}

impl Flight {
    /// Not due yet.
    pub fn waiting() -> Self {
        Self {
            phase: Phase::Waiting,
            row: NONE,
            berth: (NONE, NONE),
            aircraft: NONE,
            holds_m: None,
            wall_m: f64::MAX,
            pilot_m: 0.0,
            seen: true,
            items: Vec::new(),
            at: 0,
            since_s: 0.0,
            off_s: 0.0,
            distance_m: 0.0,
            straight_m: 0.0,
            last_m: [0.0; 3],
            at_job: false,
            done: false,
            responds: false,
            records: false,
            recorded: 0,
            zones: 0,
            silent_s: f64::MAX,
            lost: false,
            faults: Vec::new(),
            spent: 0,
            cleared_s: f64::MAX,
            broke: false,
            evades_mps: None,
        }
    }

    /// Where the way to what it does now began (m); none where it did nothing elsewhere before.
    pub fn leg_from_m(&self) -> Option<[f64; 3]> {
        let before = self.items.get(..self.at as usize)?;
        before.iter().rev().find_map(Item::place_m)
    }

    /// Whether such a thing fails at the moment.
    pub fn suffers(&self, kind: UavFaultKind) -> bool {
        self.faults.iter().any(|fault| fault.kind == kind)
    }

    /// Whether it is in the air.
    pub fn is_aloft(&self) -> bool {
        matches!(self.phase, Phase::Flying | Phase::Falling)
    }

    fn fold(&self, fold: Fold) -> Fold {
        let fold = fold.word(self.phase as u64).word(self.row.into()).word(self.at.into());
        let flags = [self.at_job, self.done, self.responds, self.records, self.lost, self.seen, self.broke];
        let flags = flags.iter().enumerate().fold(0, |bits, (i, &flag)| bits | u64::from(flag) << i);
        let fold = fold.word(flags).word(self.recorded).word(self.zones).word(self.spent);
        let numbers = [
            self.since_s,
            self.off_s,
            self.distance_m,
            self.straight_m,
            self.silent_s,
            self.cleared_s,
            self.wall_m,
            self.pilot_m,
        ];
        let fold = numbers.iter().chain(&self.last_m).fold(fold, |fold, &n| fold.number(n));
        let fold =
            fold.word(u64::from(self.berth.0) << 32 | u64::from(self.berth.1)).word(self.aircraft.into());
        let fold =
            self.evades_mps.iter().chain(&self.holds_m).flatten().fold(fold, |fold, &n| fold.number(n));
        let fold = self.faults.iter().fold(fold, |fold, fault| {
            let fold = fold.word(fault.number.into()).word(fault.kind as u64).number(fault.until_s);
            fold.number(fault.drift_mps[0]).number(fault.drift_mps[1])
        });
        fold.word(self.items.len() as u64)
    }
}

/// Two drones that are closer than well clear.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Close {
    /// When they were last so close (s of simulation).
    pub last_s: f64,
    /// Whether they came closer than a near mid-air collision.
    pub nmac: bool,
}

/// Counts since the start.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Took off.
    pub inserted: u64,
    /// Landed.
    pub arrived: u64,
    /// Carried off.
    pub removed: u64,
    /// Drones moved, summed over steps.
    pub updates: u64,
    /// Time flown (s).
    pub flight_s: f64,
    /// Jobs done.
    pub done: u64,
    /// Flights or jobs left undone.
    pub undone: u64,
    /// Ways flown of flights that are over (m).
    pub distance_m: f64,
    /// Of these, beyond the straight ways (m).
    pub detour_m: f64,
    /// Time in which sensors were on (s).
    pub records_s: f64,
    /// Casualties that are expected of this run with the rate of loss of the scenario.
    pub expected_deaths: f64,
    /// Sum of the people per square kilometre below, over time flown (s/km²).
    pub below_s_per_km2: f64,
    /// People struck.
    pub people_struck: u64,
    /// Sum of the probabilities of death of those struck.
    pub struck_deaths: f64,
}

/// All of the air that changes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct State {
    /// Steps done.
    pub step: u64,
    /// The drones.
    pub fleet: fleet::State,
    /// The flight of each row of the fleet.
    pub rows: Vec<u32>,
    /// By number of the flight.
    pub flights: Vec<Flight>,
    /// Flights that are in the air, lie as wrecks, or wait though they are due; sorted.
    pub active: Vec<u32>,
    /// First flight that is not due yet.
    pub next: u32,
    /// When aircraft of each operation are free again (s of simulation).
    pub free_s: Vec<Vec<f64>>,
    /// When berths of each pad are free again (s of simulation).
    pub berths_s: Vec<Vec<f64>>,
    /// Pairs closer than well clear, by both numbers.
    pub close: BTreeMap<(u32, u32), Close>,
    /// Who was struck and lies, so that nobody is struck twice at once.
    pub struck: BTreeMap<AgentKey, f64>,
    /// Counts since the start.
    pub tally: Tally,
}

impl State {
    /// The hash of all of it; 0 where nothing flies.
    pub fn hash(&self) -> u64 {
        if self.flights.is_empty() {
            return 0;
        }
        let fold = Fold::START.word(self.step).word(self.fleet.hash()).word(self.next.into());
        let fold = self.active.iter().fold(fold, |fold, &id| {
            self.flights.get(id as usize).map_or(fold, |flight| flight.fold(fold.word(id.into())))
        });
        let frees = self.free_s.iter().chain(&self.berths_s).flatten();
        let fold = frees.fold(fold, |fold, &n| fold.number(n));
        let fold = self.close.iter().fold(fold, |fold, ((a, b), close)| {
            fold.word(u64::from(*a) << 32 | u64::from(*b)).number(close.last_s).word(close.nmac.into())
        });
        let fold = self.struck.iter().fold(fold, |fold, (key, at_s)| fold.word(key.0).number(*at_s));
        let t = &self.tally;
        let counts = [t.inserted, t.arrived, t.removed, t.updates, t.done, t.undone, t.people_struck];
        let fold = counts.iter().fold(fold, |fold, &n| fold.word(n));
        let sums = [
            t.flight_s,
            t.distance_m,
            t.detour_m,
            t.records_s,
            t.expected_deaths,
            t.below_s_per_km2,
            t.struck_deaths,
        ];
        sums.iter().fold(fold, |fold, &n| fold.number(n)).0
    }
}
