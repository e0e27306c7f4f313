//! Inputs of the benches: built outside the clock, the same every time.

mod city;
mod osm;

pub use city::{grid_city, vehicle_types};
pub use osm::grid_osm;
