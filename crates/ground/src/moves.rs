//! Cars that are about to enter a lane: from behind, from the side, from outside.

use crate::roads::NONE;
use crate::state::Car;

/// One car with the lane that it enters; moves into one lane form a chain.
#[derive(Debug, Clone, Copy)]
struct Move {
    car: Car,
    next: u32,
}

/// A lane that a car has left in this step with its front, not with its rear.
#[derive(Debug, Clone, Copy)]
struct Tail {
    /// Place of the car in the list of moves.
    of: u32,
    /// Its rear along the lane (m).
    rear_m: f64,
    next: u32,
}

/// The moves of a step, found by lane without a search.
#[derive(Debug, Clone, Default)]
pub struct Moves {
    list: Vec<Move>,
    first: Vec<u32>,
    lanes: Vec<u32>,
    tails: Vec<Tail>,
    first_tail: Vec<u32>,
    tail_lanes: Vec<u32>,
}

impl Moves {
    /// None yet, for that many lanes.
    pub fn new(lanes: usize) -> Self {
        Self { first: vec![NONE; lanes], first_tail: vec![NONE; lanes], ..Self::default() }
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

    /// Notes that the car pushed last still reaches back onto a lane, to there (m).
    pub fn reaches_back(&mut self, lane: u32, rear_m: f64) {
        let first = &mut self.first_tail[lane as usize];
        if *first == NONE {
            self.tail_lanes.push(lane);
        }
        self.tails.push(Tail { of: self.list.len() as u32 - 1, rear_m, next: *first });
        *first = self.tails.len() as u32 - 1;
    }

    /// The cars that left a lane in this step and reach back onto it, each with its rear there (m).
    pub fn reaching_back_to(&self, lane: u32) -> impl Iterator<Item = (f64, &Car)> {
        let mut at = self.first_tail[lane as usize];
        std::iter::from_fn(move || {
            let tail = self.tails.get(at as usize)?;
            at = tail.next;
            Some((tail.rear_m, &self.list[tail.of as usize].car))
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
        for &lane in &self.tail_lanes {
            self.first_tail[lane as usize] = NONE;
        }
        self.lanes.clear();
        self.list.clear();
        self.tail_lanes.clear();
        self.tails.clear();
    }
}
