//! How close it came, what went wrong, and how grave it was: measures of conflict, near misses, incidents, injury.
//!
//! Reads what agents did in the terms of `world`; never drives anybody.

pub mod measures;

#[cfg(test)]
#[path = "../../../tests/vectors/reader.rs"]
mod vectors;
