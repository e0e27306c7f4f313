//! A scenario file of ours with its includes, its map and its demand.

use super::{LoadError, Loaded, files, read_listed_map, sumo};
use pilotzone_map::Map;
use pilotzone_scenario::demand::{Cell, read_cells};
use pilotzone_scenario::read::SourceText;
use pilotzone_scenario::{Draft, Mistake, Overrides, Run};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

/// Reads a scenario of that path and text.
pub(super) fn load(path: &str, text: String, overrides: &Overrides) -> Result<Loaded, LoadError> {
    if let Some(outcome) = sumo::by_scenario(path, &text, overrides) {
        return outcome;
    }
    let mut draft = Draft::read(path, text, overrides, &mut files::text)?;
    let cells = matrices(&mut draft);
    // Without a map there are no ids to check; the mistake that hides it is listed already.
    let Some(mut map) = map_of(&mut draft) else { return Err(verdict(&draft)) };
    draft.complete_map(&mut map);
    let mut types = draft.types();
    let mut warnings = Vec::new();
    let (mut demand, zones) = draft.on_map(&map, &cells);
    if draft.file.sumo.is_some() {
        sumo::add_demand(&mut draft, &mut map, &mut types, &mut demand, &mut warnings)?;
    }
    draft.check_demand(&demand);
    let street = draft.street(&map, &mut demand);
    draft.document.verdict()?;
    let run = Run {
        settings: draft.settings(),
        labels: draft.labels(&files::absolute),
        map: Arc::new(map),
        types,
        trips: demand.trips,
        unroutable: demand.unroutable,
        zones,
        regime: draft.regime(),
        street,
        automation: draft.automation(),
        safety: draft.safety(),
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

fn map_of(draft: &mut Draft) -> Option<Map> {
    if draft.document.is_poisoned(&["map"]) {
        return None;
    }
    let path = draft.file.map.clone();
    match read_listed_map(Path::new(&path)) {
        Ok(map) => Some(map),
        Err(error) => {
            draft.document.refuse(&["map"], Mistake::File { what: "the map", path, why: error.to_string() });
            None
        }
    }
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
