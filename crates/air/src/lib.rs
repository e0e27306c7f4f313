//! Multirotors: rigid bodies under rotors, batteries and wind, and the controllers that fly them.
//!
//! Start at [`Fleet`]: all drones of a run, in arrays. [`Setpoint`] is what a mission asks of one, [`Around`] what the
//! world is round them, [`Touch`] what they hit. World axes point east, north and up, with the ground at 0; body axes
//! forward, left and up; a yaw of 0 looks east and grows against the clock. [`Air`] gives them missions; the fleet itself
//! knows neither missions nor zones nor law.

pub mod airframe;
pub mod around;
pub mod block;
mod constants;
pub mod control;
pub mod drone;
pub mod fleet;
pub mod gust;
mod kinematic;
mod midair;
mod reach;
pub mod room;
pub mod setpoint;
pub mod state;
mod substep;
mod ticks;
pub mod touch;
pub mod turn;
pub mod wind;

pub use airframe::Airframe;
pub use around::{Around, Mover};
pub use drone::{Failure, Life, Navigation};
pub use fleet::{Fleet, FlightModel, Settings};
pub use room::Air;
pub use setpoint::{Mode, Setpoint, Target};
pub use state::{AirError, State};
pub use touch::{Struck, Touch};
pub use wind::Wind;

/// Standard gravity (m/s²): CGPM 1901.
pub const GRAVITY_MPS2: f64 = 9.80665;

#[cfg(test)]
#[path = "../../../tests/vectors/reader.rs"]
mod vectors;
