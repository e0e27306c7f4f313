//! Thresholds of measures, incidents and near misses, and injury curves.

use crate::file::{AirFile, IncidentsFile, InjuryFile, LethalityFile};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Thresholds of measures, incidents and near misses, and injury curves.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Safety {
    /// Thresholds.
    pub incidents: IncidentsFile,
    /// Injury curves by the name of their source.
    pub injury: BTreeMap<String, InjuryFile>,
    /// Lethality of what falls, by the name of its source.
    pub lethality: BTreeMap<String, LethalityFile>,
}

impl Default for Safety {
    fn default() -> Self {
        Self { incidents: shipped_incidents(), injury: shipped_injury(), lethality: shipped_lethality() }
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

#[derive(Deserialize)]
struct Air {
    air: AirFile,
}

/// How missions are flown and watched, as it ships.
pub(crate) fn shipped_air() -> AirFile {
    // Part of the program, and a test reads it.
    toml::from_str::<Air>(include_str!("../../../scenarios/parameters/air.toml"))
        .expect("scenarios/parameters/air.toml is whole")
        .air
}

/// The injury curves that ship: what holds where a scenario says nothing.
pub(crate) fn shipped_injury() -> BTreeMap<String, InjuryFile> {
    // Part of the program, and a test reads it.
    toml::from_str::<Injury>(include_str!("../../../scenarios/parameters/injury.toml"))
        .expect("scenarios/parameters/injury.toml is whole")
        .injury
}

#[derive(Deserialize)]
struct Lethality {
    lethality: BTreeMap<String, LethalityFile>,
}

/// The curves of lethality that ship: what holds where a scenario says nothing.
pub(crate) fn shipped_lethality() -> BTreeMap<String, LethalityFile> {
    // Part of the program, and a test reads it.
    toml::from_str::<Lethality>(include_str!("../../../scenarios/parameters/lethality.toml"))
        .expect("scenarios/parameters/lethality.toml is whole")
        .lethality
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ships_is_whole_and_names_its_sources() {
        let safety = Safety::default();
        assert!(safety.injury.len() >= 9);
        assert!(safety.injury.values().all(|file| file.source.len() > 10 && !file.levels.is_empty()));
        assert!(safety.lethality.len() >= 2 && safety.lethality.values().all(|file| file.source.len() > 10));
        assert!(safety.incidents.rss.brake_max_mps2 >= safety.incidents.rss.brake_min_mps2);
    }
}
