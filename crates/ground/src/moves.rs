//! Cars that are about to enter a lane: from behind, from the side, from outside.

use crate::roads::NONE;
use crate::state::Car;

/// One car with the lane that it enters; moves into one lane form a chain.
#[derive(Debug, Clone, Copy)]
struct Move {
    car: Car,
    next: u32,
}

/// The moves of a step, found by lane without a search.
#[derive(Debug, Clone, Default)]
pub struct Moves {
    list: Vec<Move>,
    first: Vec<u32>,
    lanes: Vec<u32>,
}

impl Moves {
    /// None yet, for that many lanes.
    pub fn new(lanes: usize) -> Self {
        Self { list: Vec::new(), first: vec![NONE; lanes], lanes: Vec::new() }
    }

    /// Adds a car to the lane that it names.
    pub fn push(&mut self, car: Car) {
        let first = &mut self.first[car.lane as usize];
        if *first == NONE {
            self.lanes.push(car.lane);
        }
        self.list.push(Move { car, next: *first });
        *first = self.list.len() as u32 - 1;
    }

    /// The cars that enter a lane, the newest first.
    pub fn onto(&self, lane: u32) -> impl Iterator<Item = &Car> {
        let mut at = self.first[lane as usize];
        std::iter::from_fn(move || {
            let found = self.list.get(at as usize)?;
            at = found.next;
            Some(&found.car)
        })
    }

    /// The lanes that somebody enters, sorted.
    pub fn lanes(&mut self) -> &[u32] {
        self.lanes.sort_unstable();
        &self.lanes
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        for &lane in &self.lanes {
            self.first[lane as usize] = NONE;
        }
        self.lanes.clear();
        self.list.clear();
    }
}
