//! SUMO demand: vehicle types, routes, vehicles, trips and flows, out of route and additional files.
//!
//! All files are read before anything is joined, so types, routes and stops may stand in any file and any
//! order, and departures too.

mod collect;
mod defaults;
mod depart;
mod expand;
mod resolve;
mod route_book;
mod stops;
mod types;

use super::signals;
use crate::ImportError;
use crate::detect::unpacked;
use pilotzone_map::{Map, Problem};
use pilotzone_scenario::{Trip, Unroutable, VehicleType};

/// A file with its name for messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemandFile {
    /// Its name.
    pub name: String,
    /// Its bytes, packed or not.
    pub bytes: Vec<u8>,
}

/// What the reader of demand is told.
#[derive(Debug, Clone, PartialEq)]
pub struct DemandOptions {
    /// Who departs earlier is left out (s).
    pub begin_s: f64,
    /// Who departs at this time or later is left out (s).
    pub end_s: Option<f64>,
    /// Seed of all choices: types and routes out of distributions, flows at random.
    pub seed: u64,
    /// Whether a vehicle that asks for an unknown edge, type or stop is set aside instead of an error.
    pub ignore_route_errors: bool,
    /// Standard deviation of the speed factor where a type names none; none: by vehicle class.
    pub speed_deviation: Option<f64>,
    /// Car-following model where a type names none; none: Krauss.
    pub car_following: Option<String>,
    /// `departLane` where a vehicle names none.
    pub depart_lane: Option<String>,
    /// `departSpeed` where a vehicle names none.
    pub depart_speed: Option<String>,
}

impl Default for DemandOptions {
    fn default() -> Self {
        Self {
            begin_s: 0.0,
            end_s: None,
            seed: super::config::SEED,
            ignore_route_errors: false,
            speed_deviation: None,
            car_following: None,
            depart_lane: None,
            depart_speed: None,
        }
    }
}

/// All trips of some demand files.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SumoDemand {
    /// Vehicle types; trips name them by their place.
    pub types: Vec<VehicleType>,
    /// Trips, sorted by departure, then key.
    pub trips: Vec<Trip>,
    /// Trips that cannot be driven, with the reason.
    pub unroutable: Vec<Unroutable>,
    /// What was wrong or is not read, and what was done about it.
    pub problems: Vec<Problem>,
}

/// Reads demand and additional files. Bus stops and signal programmes in them go into the map.
pub fn import_demand(
    map: &mut Map,
    files: &[DemandFile],
    options: &DemandOptions,
) -> Result<SumoDemand, ImportError> {
    let mut collected = collect::Collected::default();
    for file in files {
        let content = unpacked(&file.name, &file.bytes)?;
        collect::read(&file.name, &content, &mut collected)?;
    }
    let programmes = std::mem::take(&mut collected.programmes);
    signals::apply(map, programmes)?;
    let places = stops::add_to(map, &collected)?;
    resolve::demand(map, collected, &places, options)
}
