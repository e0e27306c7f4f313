//! Flight control: place, velocity, attitude, rate, each loop asking the next one.

pub mod course;
pub mod mixer;
pub mod thrust;
