//! From what a scenario says about demand to single trips with their routes: the same for the same seed, and no
//! part of the demand changes what another draws.

mod csv;
pub(crate) mod departures;
mod flows;
pub(crate) mod links;
mod matrices;
mod random;
mod ways;

pub use csv::{Cell, read_cells};

use crate::file::ScenarioFile;
use crate::read::{Document, Mistake};
use crate::run::Unroutable;
use crate::vehicle::{Trip, VehicleType};
pub(crate) use links::LinkIndex;
use pilotzone_map::route::Router;
use pilotzone_map::{Map, VehicleClass};
use pilotzone_world::{AgentKey, StartTime, Stream};
use std::collections::BTreeMap;
use ways::Ways;

/// More vehicles than any pilot city sees in a week; what asks for more is a slip of the keyboard.
const MAX_TRIPS: f64 = 5e6;

/// Which type the n-th vehicle has.
const TYPE: Stream = Stream::named("demand.type");
/// Whether the n-th vehicle is automated.
const AUTOMATED: Stream = Stream::named("demand.automated");

/// Single trips, and those for which there is no way.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Demand {
    /// Trips, sorted by departure, then key.
    pub trips: Vec<Trip>,
    /// Trips that cannot be driven.
    pub unroutable: Vec<Unroutable>,
}

impl Demand {
    /// Puts the trips into the order in which they enter.
    pub fn sort(&mut self) {
        self.trips.sort_by(|a, b| a.depart_s.total_cmp(&b.depart_s).then(a.key.cmp(&b.key)));
        self.unroutable.sort_by(|a, b| a.name.cmp(&b.name));
    }
}

/// What the demand of a scenario is expanded with.
#[derive(Debug)]
pub struct Setting<'a> {
    /// The scenario.
    pub file: &'a ScenarioFile,
    /// Its start on the calendar.
    pub start: StartTime,
    /// The map.
    pub map: &'a Map,
    /// The map's path, for messages.
    pub map_path: &'a str,
    /// Vehicle types in the order of the file's table.
    pub types: &'a [VehicleType],
    /// Cells of the matrices that stand in files of their own, by the matrix's name.
    pub cells: &'a BTreeMap<String, Vec<Cell>>,
}

/// Expands all demand that stands in the scenario. Ids that the map lacks go to the document.
pub fn expand(document: &mut Document, setting: &Setting<'_>) -> Demand {
    let router = Router::new(setting.map);
    let mut expansion = Expansion {
        document,
        setting,
        links: LinkIndex::new(setting.map),
        ways: Ways::new(&router),
        demand: Demand::default(),
    };
    expansion.trips();
    expansion.flows();
    expansion.matrices();
    expansion.random();
    let mut demand = expansion.demand;
    demand.sort();
    demand
}

struct Expansion<'a, 'm> {
    document: &'a mut Document,
    setting: &'a Setting<'m>,
    links: LinkIndex<'m>,
    ways: Ways<'a>,
    demand: Demand,
}

/// Vehicle types to draw from.
struct Choice {
    /// Type and the sum of the shares up to it.
    steps: Vec<(u32, f64)>,
    automated: Option<(u32, f64)>,
}

impl Choice {
    /// The type of a flow's n-th vehicle.
    fn of(&self, seed: u64, key: AgentKey) -> Option<u32> {
        let automated = self.automated.filter(|(_, share)| AUTOMATED.draws(seed, key, 0).unit() < *share);
        if let Some((kind, _)) = automated {
            return Some(kind);
        }
        let (_, total) = *self.steps.last()?;
        let drawn = TYPE.draws(seed, key, 0).unit() * total;
        self.steps.iter().find(|(_, up_to)| drawn < *up_to).or(self.steps.last()).map(|(kind, _)| *kind)
    }
}

impl Expansion<'_, '_> {
    fn seed(&self) -> u64 {
        self.setting.file.seed
    }

    fn refuse(&mut self, path: &[&str], mistake: Mistake) {
        self.document.refuse(path, mistake);
    }

    /// The end of what has no end of its own (s); until the road is empty, that is required.
    fn end_s(&self, own: Option<f64>) -> f64 {
        let run_s = self.setting.file.time.duration_s;
        match (own, run_s) {
            (Some(own), Some(run)) => own.min(run),
            (Some(one), None) | (None, Some(one)) => one,
            (None, None) => 0.0,
        }
    }

    fn kind(&self, name: &str) -> Option<u32> {
        self.setting.types.iter().position(|kind| kind.name == name).map(|i| i as u32)
    }

    fn class_of(&self, kind: u32) -> VehicleClass {
        self.setting.types.get(kind as usize).map_or(VehicleClass::Passenger, |kind| kind.access)
    }

    /// What `type` and `mix` say; none where a name was refused.
    fn choice(&self, kind: Option<&String>, mix: Option<&String>) -> Option<Choice> {
        let mut steps = Vec::new();
        let mut total = 0.0;
        if let Some(kind) = kind {
            steps.push((self.kind(kind)?, 1.0));
        } else {
            for (kind, share) in &self.setting.file.mixes.get(mix?)?.shares {
                // Without a share a type takes no part; a step of no width would be drawn at its edge.
                if share.0 > 0.0 {
                    total += share.0;
                    steps.push((self.kind(kind)?, total));
                }
            }
        }
        Some(Choice { steps, automated: None })
    }

    /// Notes that there is no way for a vehicle.
    fn give_up(&mut self, name: String, reason: String) {
        self.demand.unroutable.push(Unroutable { name, reason });
    }

    /// Whether so many vehicles more can be meant; says so where not.
    fn can_be_meant(&mut self, path: &[&str], more: f64) -> bool {
        let all = more + (self.demand.trips.len() + self.demand.unroutable.len()) as f64;
        let fine = all <= MAX_TRIPS;
        if !fine {
            let what =
                format!("`{}` makes {all:.0} vehicles in all; at most {MAX_TRIPS} are taken", path.join("."));
            self.refuse(path, Mistake::TooMuch { what });
        }
        fine
    }
}
