//! The state at the start of a step, as every driver may read it; nobody writes to it.

use crate::kinds::{Kind, Leader};
use crate::minds::{Mind, Minds};
use crate::roads::{NONE, Roads};
use crate::routes::Routes;
use crate::shapes::Shapes;
use crate::signals::Signals;
use crate::state::{Agent, Car};
use crate::street::Street;
use pilotzone_map::Point;
use pilotzone_scenario::Trip;
use pilotzone_world::Weather;

/// The cars of a lane in the dense run: from `start`, `len` of them, head first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Run {
    /// First.
    pub start: u32,
    /// How many.
    pub len: u32,
}

impl Run {
    /// The indices.
    #[inline]
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..(self.start + self.len) as usize
    }

    /// The index of the last car of the lane.
    #[inline]
    pub fn tail(self) -> Option<usize> {
        (self.len > 0).then(|| (self.start + self.len - 1) as usize)
    }
}

/// A vehicle whose front has left a lane while its rear has not.
#[derive(Debug, Clone, Copy)]
pub struct Overhang {
    /// The step for which this holds.
    pub step: u64,
    /// Its rear along the lane (m).
    pub rear_m: f64,
    /// Its index in the dense run.
    pub car: u32,
}

impl Overhang {
    /// Nobody.
    pub const NOBODY: Self = Self { step: u64::MAX, rear_m: f64::INFINITY, car: NONE };
}

/// What a step reads.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// The compiled map.
    pub roads: &'a Roads,
    /// Vehicle types.
    pub kinds: &'a [Kind],
    /// Routes.
    pub routes: &'a Routes,
    /// Where lanes are in the plane.
    pub shapes: &'a Shapes,
    /// Signals as they stand now.
    pub signals: &'a Signals,
    /// What there is beside traffic.
    pub street: &'a Street,
    /// By trip number.
    pub agents: &'a [Agent],
    /// By trip number.
    pub trips: &'a [Trip],
    /// In lane order.
    pub cars: &'a [Car],
    /// By lane.
    pub runs: &'a [Run],
    /// By lane.
    pub overhangs: &'a [Overhang],
    /// The step's number.
    pub step: u64,
    /// Length of the step (s).
    pub dt_s: f64,
    /// Steps between two looks at the neighbouring lanes.
    pub change_every: u64,
    /// Who has a mind, and what does not change about it.
    pub minds: &'a Minds,
    /// By place in `minds`: what changes.
    pub mind_states: &'a [Mind],
    /// By trip number: middle of the front bumper and heading (rad); empty where nobody has a mind.
    pub poses: &'a [(Point, f64)],
    /// Time at the start of the step (s of simulation).
    pub time_s: f64,
    /// Seed of all random streams.
    pub seed: u64,
    /// Sky and road.
    pub weather: &'a Weather,
}

impl<'a> View<'a> {
    /// The type of a car.
    #[inline]
    pub fn kind(&self, car: &Car) -> &'a Kind {
        &self.kinds[car.kind as usize]
    }

    /// A car as somebody's leader, its rear at that distance from his front (m).
    #[inline]
    pub fn leader(&self, car: &Car, gap_m: f64) -> Leader {
        let decel_mps2 = self.kind(car).decel_mps2;
        Leader { gap_m, speed_mps: car.speed_mps, accel_mps2: car.accel_mps2, decel_mps2, id: car.id }
    }

    /// Rear of a car along its lane (m); negative while it reaches back to the lane before.
    #[inline]
    pub fn rear_m(&self, car: &Car) -> f64 {
        car.pos_m - self.kind(car).length_m
    }

    /// Who hangs over from further on into a lane, with the place of the rear on it (m).
    #[inline]
    pub fn overhang(&self, lane: u32) -> Option<(f64, &'a Car)> {
        let o = &self.overhangs[lane as usize];
        (o.step == self.step).then(|| (o.rear_m, &self.cars[o.car as usize]))
    }

    /// The rearmost body part on a lane (m along it) with its car: the last car, else who hangs over.
    #[inline]
    pub fn last_on(&self, lane: u32) -> Option<(f64, &'a Car)> {
        match self.runs[lane as usize].tail() {
            Some(tail) => Some((self.rear_m(&self.cars[tail]), &self.cars[tail])),
            None => self.overhang(lane),
        }
    }
}
