//! A whole SUMO configuration from disk: network, signals, stops, demand.

use std::path::Path;

use super::config::{SEED, SumoConfig, parse_config};
use super::demand::{DemandFile, DemandOptions, SumoDemand, import_demand};
use super::net::{NetOptions, read_net};
use super::signals;
use crate::ImportError;
use crate::detect::{read_bytes, unpacked};
use pilotzone_map::Map;

/// A configuration with all that it names.
#[derive(Debug, Clone, PartialEq)]
pub struct SumoRun {
    /// The network with its signals and stops.
    pub map: Map,
    /// Who drives on it.
    pub demand: SumoDemand,
    /// What the configuration says.
    pub config: SumoConfig,
}

/// Reads a configuration and everything that it names. `seed` goes before the configuration's own.
pub fn load_config(path: &Path, seed: Option<u64>) -> Result<SumoRun, ImportError> {
    load_config_with(path, seed, &NetOptions::default())
}

/// Reads a configuration, with what is known about its network from elsewhere.
pub fn load_config_with(path: &Path, seed: Option<u64>, net: &NetOptions) -> Result<SumoRun, ImportError> {
    let bytes = read_bytes(path)?;
    let config = parse_config(path, &unpacked(&path.display().to_string(), &bytes)?)?;
    let net_file = config.net.display().to_string();
    let mut map = read_net(&net_file, &read_bytes(&config.net)?, net)?;
    // SUMO reads additional files first.
    let mut files = Vec::new();
    for path in config.additional.iter().chain(&config.routes) {
        files.push(DemandFile { name: path.display().to_string(), bytes: read_bytes(path)? });
    }
    let options = DemandOptions {
        begin_s: config.begin_s,
        end_s: config.end_s,
        seed: seed.or(config.seed).unwrap_or(SEED),
        ignore_route_errors: config.ignore_route_errors,
        speed_deviation: config.speed_deviation,
        car_following: config.car_following.clone(),
        depart_lane: config.depart_lane.clone(),
        depart_speed: config.depart_speed.clone(),
    };
    let mut demand = import_demand(&mut map, &files, &options)?;
    signals::settle(&mut map, &net_file);
    demand.problems.splice(0..0, config.problems.iter().cloned());
    Ok(SumoRun { map, demand, config })
}
