//! A scenario file of ours with its includes, its map and its demand.

use super::{LoadError, Loaded, MapShelf, files, sumo};
use crate::air_zones::read_zones;
use pilotzone_map::Map;
use pilotzone_scenario::air::AirZone;
use pilotzone_scenario::demand::{Cell, read_cells};
use pilotzone_scenario::read::SourceText;
use pilotzone_scenario::{Draft, Mistake, Overrides, Run, read_pack};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Reads a scenario of that path and text.
pub(super) fn load(
    path: &str,
    text: String,
    overrides: &Overrides,
    shelf: &MapShelf,
) -> Result<Loaded, LoadError> {
    if let Some(outcome) = sumo::by_scenario(path, &text, overrides) {
        return outcome;
    }
    let mut draft = Draft::read(path, text, overrides, &mut files::text)?;
    let cells = matrices(&mut draft);
    rules(&mut draft);
    // Without a map there are no ids to check; the mistake that hides it is listed already.
    let Some(mut map) = map_of(&mut draft, shelf) else { return Err(verdict(&draft)) };
    // Only a scenario that asks for it takes a map of its own.
    if draft.assumes_crosswalks() {
        pilotzone_map::crosswalks::assume(Arc::make_mut(&mut map));
    }
    let mut types = draft.types();
    let mut warnings = Vec::new();
    let (mut demand, zones) = draft.on_map(&map, &cells);
    if draft.file.sumo.is_some() {
        sumo::add_demand(&mut draft, Arc::make_mut(&mut map), &mut types, &mut demand, &mut warnings)?;
    }
    draft.check_demand(&demand);
    let street = draft.street(&map, &mut demand);
    let closed = air_zones(&mut draft, &map);
    let air = draft.air(&map, closed);
    let automation = draft.automation(&demand.trips);
    let regime = draft.regime(&map);
    draft.document.verdict()?;
    let run = Run {
        settings: draft.settings(),
        labels: draft.labels(&files::absolute),
        map,
        types,
        trips: demand.trips,
        unroutable: demand.unroutable,
        zones,
        regime,
        street,
        air,
        automation,
        safety: draft.safety(),
        expect: draft.expect(),
    };
    Ok(Loaded { run, warnings })
}

/// The mistakes of a draft that has some.
fn verdict(draft: &Draft) -> LoadError {
    match draft.document.verdict() {
        Err(errors) => LoadError::Scenario(errors),
        Ok(()) => LoadError::Read { path: draft.file.map.clone(), why: "there is no map".to_owned() },
    }
}

fn map_of(draft: &mut Draft, shelf: &MapShelf) -> Option<Arc<Map>> {
    if draft.document.is_poisoned(&["map"]) {
        return None;
    }
    let path = draft.file.map.clone();
    match shelf.map(Path::new(&path)) {
        Ok(map) => Some(map),
        Err(error) => {
            draft.document.refuse(&["map"], Mistake::File { what: "the map", path, why: error.to_string() });
            None
        }
    }
}

/// Reads the rule pack. Its mistakes are listed with those of the scenario.
fn rules(draft: &mut Draft) {
    let Some(path) = draft.file.rules.clone() else { return };
    match files::text(&path) {
        Ok(text) => match read_pack(&path, text, &mut files::text) {
            Ok(pack) => draft.pack = Some(pack),
            Err(errors) => draft.document.errors.extend(errors.0),
        },
        Err(why) => draft.document.refuse(&["rules"], Mistake::File { what: "the rule pack", path, why }),
    }
}

/// The zones of the air that the scenario names. Their mistakes are listed with those of the scenario.
fn air_zones(draft: &mut Draft, map: &Map) -> Vec<AirZone> {
    let mut zones = Vec::new();
    for (i, path) in draft.file.airspace.zones.clone().into_iter().enumerate() {
        match files::text(&path) {
            Ok(text) => {
                let (read, errors) = read_zones(&Arc::new(SourceText { path, text }), map);
                draft.document.errors.extend(errors);
                zones.extend(read);
            }
            Err(why) => {
                let mistake = Mistake::File { what: "the zones", path, why };
                draft.document.refuse(&["airspace", "zones", &i.to_string()], mistake);
            }
        }
    }
    zones
}

/// The matrices that stand in files of their own.
fn matrices(draft: &mut Draft) -> BTreeMap<String, Vec<Cell>> {
    let mut cells = BTreeMap::new();
    for (name, matrix) in &draft.file.matrices {
        let Some(path) = &matrix.csv else { continue };
        match files::text(path) {
            Ok(text) => {
                let source = Arc::new(SourceText { path: path.clone(), text });
                let (read, errors) = read_cells(&source);
                draft.document.errors.extend(errors);
                cells.insert(name.clone(), read);
            }
            Err(why) => {
                let mistake = Mistake::File { what: "the matrix", path: path.clone(), why };
                draft.document.refuse(&["matrices", name, "csv"], mistake);
            }
        }
    }
    cells
}
