//! Measures of conflict: pure functions of two road users, each with its source. No value is `None`, never a big number.

pub mod boxes;
pub mod crossing;
pub mod following;

pub use boxes::{MovingBox, closest_point, distance_m, time_to_collision_s};
pub use crossing::{Crossing, Encroachment, encroachment};
pub use following::{Pair, Stopping, brake_demand_mps2, headway_s, modified_ttc_s, time_gap_s, ttc_s};
