//! What a run is made of, checked: the scenario file, the parameters of every model, vehicles and trips.

pub mod models;
pub mod run;
pub mod vehicle;

pub use models::{AccParams, Following, IdmParams, KraussParams, LaneChangeParams};
pub use run::{Labels, Run, RunSettings, Unroutable, Zone};
pub use vehicle::{DepartLane, DepartPos, DepartSpeed, SpeedFactor, Stop, Trip, VehicleType};
