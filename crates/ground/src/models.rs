//! Formulas of drivers: plain functions over plain numbers, each with its source and its range.

pub mod acc;
#[cfg(test)]
mod cases;
pub mod gap;
pub mod idm;
pub mod iidm;
pub mod krauss;
pub mod mobil;
#[cfg(test)]
#[path = "../../../tests/vectors/reader.rs"]
mod vectors;
