//! A scenario's path to all that it names, read and checked: what the engine gets is a whole [`Run`].

mod error;
mod files;
mod scenario;
mod shelf;
pub mod sources;
mod sumo;

pub use error::LoadError;
pub use pilotzone_scenario::Overrides;
pub use shelf::MapShelf;
pub use sources::{Sources, generate_listed_city, read_listed_map};

use crate::detect::{Kind, kind_of, unpacked};
use pilotzone_map::Problem;
use pilotzone_scenario::Run;
use pilotzone_scenario::rules::{is_pack, read_pack};
use std::path::Path;

/// A run, and what is good to know about its sources.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// All that the engine needs.
    pub run: Run,
    /// What was left out or replaced in demand files; the map has its own list.
    pub warnings: Vec<Problem>,
}

/// Reads a scenario file of ours or a SUMO configuration, with everything that it names.
pub fn load_scenario(path: &Path, overrides: &Overrides) -> Result<Loaded, LoadError> {
    load_scenario_on(path, overrides, &MapShelf::default())
}

/// Reads a scenario as [`load_scenario`] does, its map from the shelf where it stands there already.
pub fn load_scenario_on(path: &Path, overrides: &Overrides, shelf: &MapShelf) -> Result<Loaded, LoadError> {
    let name = path.display().to_string();
    let bytes = files::bytes(path).map_err(|why| LoadError::Read { path: name.clone(), why })?;
    if is_xml(path, &bytes) {
        return load_xml(path, &name, &bytes, overrides);
    }
    match String::from_utf8(bytes) {
        Ok(text) => scenario::load(&name, text, overrides, shelf),
        Err(error) => {
            let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = String::from_utf8_lossy(good).lines().count().max(1);
            Err(LoadError::NoScenario {
                path: name,
                line,
                what: "it holds bytes that are no text".to_owned(),
            })
        }
    }
}

/// Reads and checks all that a run needs, or a rule pack alone, and runs nothing.
pub fn validate(path: &Path) -> Result<Vec<Problem>, LoadError> {
    let name = path.display().to_string();
    if let Some(text) = files::text(&name).ok().filter(|text| is_pack(text)) {
        read_pack(&name, text, &mut files::text)?;
        return Ok(Vec::new());
    }
    Ok(load_scenario(path, &Overrides::default())?.warnings)
}

/// Whether it is meant as XML: by its first sign, or by the name of an empty or damaged file.
fn is_xml(path: &Path, bytes: &[u8]) -> bool {
    let named =
        path.extension().is_some_and(|end| ["sumocfg", "xosc", "xml", "gz"].iter().any(|x| end == *x));
    named || bytes.trim_ascii_start().starts_with(b"<")
}

fn load_xml(path: &Path, name: &str, bytes: &[u8], overrides: &Overrides) -> Result<Loaded, LoadError> {
    let is_open_scenario = |text: &[u8]| text.windows(13).take(4096).any(|w| w == b"<OpenSCENARIO");
    if path.extension().is_some_and(|end| end == "xosc") || is_open_scenario(bytes) {
        return Err(LoadError::NotYet { path: name.to_owned(), kind: "OpenSCENARIO" });
    }
    let kind = kind_of(name, &unpacked(name, bytes)?)?;
    match kind {
        Kind::SumoConfig => sumo::load(path, overrides),
        other => {
            let what = format!("it looks like {}", files::words(other));
            Err(LoadError::NoScenario { path: name.to_owned(), line: 1, what })
        }
    }
}
