//! SUMO networks, demand and configurations.
//!
//! A network becomes a [`pilotzone_map::Map`] by [`import_net`]; demand files become trips by
//! [`import_demand`]; a configuration names both, and [`load_config`] reads all of it.

mod classes;
pub mod config;
pub mod demand;
pub mod load;
pub mod net;
mod signals;
mod text;

pub use config::SumoConfig;
pub use demand::{DemandFile, DemandOptions, SumoDemand, import_demand};
pub use load::{SumoRun, load_config, load_config_with};
pub use net::{NetOptions, import_net, import_net_with};
