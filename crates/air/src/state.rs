//! Everything about drones that changes: plain arrays, from which hash and snapshot come.

use crate::block::Block;
use crate::drone::Drone;
use pilotzone_physics::Arena;
use pilotzone_world::Fold;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything about drones that changes.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct State {
    /// Ticks of the slow loops done.
    pub tick: u64,
    /// By row.
    pub drones: Vec<Drone>,
    /// Their motion, eight rows a block.
    pub blocks: Vec<Block>,
    /// Of those within reach of something, by row.
    pub arenas: BTreeMap<u32, Arena>,
}

impl State {
    /// The hash of all of it; what rapier remembers of contacts stands in what becomes of their bodies.
    pub fn hash(&self) -> u64 {
        let fold = Fold::START.word(self.tick).word(self.drones.len() as u64);
        let fold = self.drones.iter().fold(fold, |fold, drone| drone.fold(fold));
        let numbers = self.blocks.iter().flat_map(Block::lanes).flatten();
        numbers.fold(fold, |fold, &n| fold.number(n)).0
    }
}

/// Why a state cannot be gone on from.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AirError {
    /// It names an airframe that the run does not have.
    #[error("the state has a drone of airframe {found}, and the run has {known} airframes")]
    UnknownAirframe {
        /// In the state.
        found: u16,
        /// In the run.
        known: usize,
    },
    /// It is damaged.
    #[error("the state has {drones} drones but motion for {blocks} blocks of eight")]
    Damaged {
        /// Drones in it.
        drones: usize,
        /// Blocks in it.
        blocks: usize,
    },
}
