//! What a run is made of, checked: the scenario file, the parameters of every model, vehicles and trips.

pub mod air;
pub mod automation;
pub mod check;
pub mod demand;
pub mod draft;
pub mod expect;
pub mod file;
pub mod law;
pub mod models;
pub mod permits;
pub mod read;
pub mod regime;
pub mod rules;
pub mod run;
pub mod safety;
pub mod street;
pub mod vehicle;
pub mod zones;

pub use air::AirPlan;
pub use automation::{Automation, Crew, DriverErrors, Stack};
pub use draft::{Draft, Overrides};
pub use expect::Limit;
pub use file::{ScenarioFile, schema};
pub use law::{Law, LawError, parse_law};
pub use models::{AccParams, Following, IdmParams, KraussParams, LaneChangeParams};
pub use read::{Document, Mistake, ScenarioError, ScenarioErrors};
pub use regime::{Permit, Regime};
pub use rules::{Rule, RulePack, read_pack};
pub use run::{Labels, Run, RunSettings, Unroutable, Zone};
pub use safety::Safety;
pub use street::Street;
pub use vehicle::{DepartLane, DepartPos, DepartSpeed, SpeedFactor, Stop, Trip, VehicleType};
