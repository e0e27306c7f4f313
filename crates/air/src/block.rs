//! The motion of eight drones side by side: what the inner loop runs over.

use serde::{Deserialize, Serialize};

/// Drones in a block: as many as the widest vectors hold twice, so that loops over them need no rest.
pub const LANES: usize = 8;
/// Rotors of a drone at most.
pub const ROTORS: usize = 8;

/// One number of each drone of a block.
pub type Lane = [f64; LANES];

/// The motion of eight drones.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Block {
    /// Centre of mass, east, north, up (m).
    pub place: [Lane; 3],
    /// Velocity over ground (m/s).
    pub velocity: [Lane; 3],
    /// Attitude: see [`crate::turn`].
    pub attitude: [Lane; 4],
    /// Turning rate in body axes (rad/s).
    pub rate: [Lane; 3],
    /// Speed of each rotor (rad/s).
    pub rotor: [Lane; ROTORS],
    /// Energy left in the battery (J).
    pub energy: Lane,
    /// Voltage under load over that of a full battery at rest.
    pub volt_share: Lane,
    /// Power drawn from the battery's terminals (W).
    pub power: Lane,
    /// The velocity that is followed (m/s).
    pub reference: [Lane; 3],
    /// The velocity's error, added up (m).
    pub velocity_sum: [Lane; 3],
    /// The rate's error, added up (rad).
    pub rate_sum: [Lane; 3],
    /// States of the gust filters.
    pub gust: [Lane; 5],
}

impl Block {
    /// Eight drones at rest at the origin.
    pub fn at_rest() -> Self {
        let zero = [0.0; LANES];
        Self {
            place: [zero; 3],
            velocity: [zero; 3],
            attitude: [[1.0; LANES], zero, zero, zero],
            rate: [zero; 3],
            rotor: [zero; ROTORS],
            energy: zero,
            volt_share: [1.0; LANES],
            power: zero,
            reference: [zero; 3],
            velocity_sum: [zero; 3],
            rate_sum: [zero; 3],
            gust: [zero; 5],
        }
    }

    /// All numbers, in one order.
    pub(crate) fn lanes(&self) -> impl Iterator<Item = &Lane> {
        let motion = self.place.iter().chain(&self.velocity).chain(&self.attitude).chain(&self.rate);
        let power = self.rotor.iter().chain([&self.energy, &self.volt_share, &self.power]);
        let loops = self.reference.iter().chain(&self.velocity_sum).chain(&self.rate_sum);
        motion.chain(power).chain(loops).chain(&self.gust)
    }

    /// The numbers of one drone, to change.
    pub(crate) fn lanes_mut(&mut self) -> impl Iterator<Item = &mut Lane> {
        let motion =
            self.place.iter_mut().chain(&mut self.velocity).chain(&mut self.attitude).chain(&mut self.rate);
        let power = self.rotor.iter_mut().chain([&mut self.energy, &mut self.volt_share, &mut self.power]);
        let loops = self.reference.iter_mut().chain(&mut self.velocity_sum).chain(&mut self.rate_sum);
        motion.chain(power).chain(loops).chain(&mut self.gust)
    }

    /// Three numbers of one drone.
    #[inline]
    pub(crate) fn three(of: &[Lane; 3], lane: usize) -> [f64; 3] {
        [of[0][lane], of[1][lane], of[2][lane]]
    }

    /// Lays three numbers of one drone in.
    #[inline]
    pub(crate) fn set_three(of: &mut [Lane; 3], lane: usize, value: [f64; 3]) {
        for (row, value) in of.iter_mut().zip(value) {
            row[lane] = value;
        }
    }

    /// The attitude of one drone.
    #[inline]
    pub(crate) fn turn(&self, lane: usize) -> [f64; 4] {
        self.attitude.map(|row| row[lane])
    }

    /// Lays the attitude of one drone in.
    #[inline]
    pub(crate) fn set_turn(&mut self, lane: usize, q: [f64; 4]) {
        for (row, value) in self.attitude.iter_mut().zip(q) {
            row[lane] = value;
        }
    }
}
