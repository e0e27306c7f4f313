//! Thresholds of measures, incidents and near misses, and injury curves.

use crate::file::{IncidentsFile, InjuryFile};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Thresholds of measures, incidents and near misses, and injury curves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Safety {
    /// Thresholds.
    pub incidents: IncidentsFile,
    /// Injury curves by the name of their source.
    pub injury: BTreeMap<String, InjuryFile>,
}

impl Default for Safety {
    fn default() -> Self {
        Self { incidents: shipped_incidents(), injury: shipped_injury() }
    }
}

#[derive(Deserialize)]
struct Incidents {
    incidents: IncidentsFile,
}

#[derive(Deserialize)]
struct Injury {
    injury: BTreeMap<String, InjuryFile>,
}

/// The thresholds that ship: what holds where a scenario says nothing.
pub(crate) fn shipped_incidents() -> IncidentsFile {
    // Part of the program, and a test reads it.
    toml::from_str::<Incidents>(include_str!("../../../scenarios/parameters/incidents.toml"))
        .expect("scenarios/parameters/incidents.toml is whole")
        .incidents
}

/// The injury curves that ship: what holds where a scenario says nothing.
pub(crate) fn shipped_injury() -> BTreeMap<String, InjuryFile> {
    // Part of the program, and a test reads it.
    toml::from_str::<Injury>(include_str!("../../../scenarios/parameters/injury.toml"))
        .expect("scenarios/parameters/injury.toml is whole")
        .injury
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ships_is_whole_and_names_its_sources() {
        let safety = Safety::default();
        assert!(safety.injury.len() >= 9);
        assert!(safety.injury.values().all(|file| file.source.len() > 10 && !file.levels.is_empty()));
        assert!(safety.incidents.rss.brake_max_mps2 >= safety.incidents.rss.brake_min_mps2);
    }
}
