//! What a run must remember beyond its state so that a run folder begun from a snapshot still tells of all trips
//! and all steps.

use crate::hashes;
use crate::names::Keys;
use pilotzone_engine::Engine;
use pilotzone_scenario::Run;
use pilotzone_world::{Event, RemovalReason, Stamped};
use serde::{Deserialize, Serialize};

/// A trip that is over.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Finished {
    /// Its number in the run.
    pub trip: u32,
    /// When it ended (s of simulation).
    pub end_s: f64,
    /// How it ended.
    pub end: End,
}

/// How a trip ended.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum End {
    /// At its goal.
    Arrived {
        /// From entering the road to arrival (s).
        duration_s: f64,
        /// Way driven (m).
        distance_m: f64,
        /// Time spent standing (s).
        waiting_s: f64,
        /// Time lost against driving at its desired speed (s).
        time_loss_s: f64,
    },
    /// Taken out by an event.
    Removed(RemovalReason),
}

impl Finished {
    /// The end of a trip, if that event is one. It is true from `time_s`.
    pub(crate) fn of(stamped: &Stamped, time_s: f64, keys: &Keys) -> Option<Self> {
        let end = match stamped.event {
            Event::Arrived { duration_s, distance_m, waiting_s, time_loss_s, .. } => {
                End::Arrived { duration_s, distance_m, waiting_s, time_loss_s }
            }
            Event::Removed { reason, .. } => End::Removed(reason),
            _ => return None,
        };
        Some(Self { trip: keys.trip(stamped.agent)?, end_s: time_s, end })
    }
}

/// All trips that are over and the hashes of all steps, from the run's first step on.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct History {
    /// Trips that are over, in the order of their ends.
    pub finished: Vec<Finished>,
    /// As in `hashes.bin`.
    pub hashes: Vec<u8>,
}

/// Gathers a [`History`] step by step.
pub struct Historian {
    keys: Keys,
    history: History,
}

impl Historian {
    /// Goes on from what was before; from an empty history at a run's first step.
    pub fn new(run: &Run, before: History) -> Self {
        Self { keys: Keys::of(run), history: before }
    }

    /// To be called after every step.
    pub fn observe(&mut self, engine: &Engine) {
        let time_s = engine.time_s();
        let ends = engine.events().iter().filter_map(|event| Finished::of(event, time_s, &self.keys));
        self.history.finished.extend(ends);
        hashes::append(&mut self.history.hashes, &engine.room_hashes());
    }

    /// The history so far.
    pub fn history(&self) -> &History {
        &self.history
    }
}
