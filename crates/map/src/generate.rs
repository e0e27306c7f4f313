//! Synthetic pilot cities: roads of no real place, for benches and tests.

mod grid;
mod programme;

pub use grid::{GridParams, grid};
