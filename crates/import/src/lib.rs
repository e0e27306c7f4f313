//! Files of others, and the paths that a scenario names, read into maps, demand and runs.
//!
//! What is broken in a file is skipped, named and counted; where nothing usable is left, reading fails with the
//! file, the line, what was expected, and what to do.

pub mod air_zones;
pub mod detect;
pub mod error;
pub mod generate;
mod junction;
pub mod load;
pub mod osm;
pub mod sumo;
pub mod xml;

pub use detect::read_map;
pub use error::ImportError;
