//! Many runs: seeds, swept values and laws into one folder; the same seeds under two laws; a set of scenarios against
//! its baselines; and what may be concluded.
//!
//! Start at [`many::Plan`], [`compare::Plan`] and [`check::Plan`]. Every run is made in memory on one thread, many beside each
//! other, and how many changes no figure.

pub mod check;
pub mod compare;
mod error;
pub mod many;
mod parallel;
mod seeds;
mod simulate;
pub mod stats;

pub use error::BatchError;
pub use parallel::Watch;
pub use seeds::parse_seeds;
pub use simulate::{Figures, Happening};
