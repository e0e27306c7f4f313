//! Which files of a folder are scenarios.

use crate::BatchError;
use std::path::{Path, PathBuf};

/// Keys that a scenario has, its includes counted; what lacks one is a fragment for others to include.
const OWN_KEYS: [&str; 4] = ["map", "seed", "law_date", "time"];
/// The key of a scenario that runs a SUMO configuration.
const CONFIG_KEY: &str = "sumo_config";
/// Includes inside of includes that are followed.
const MOST_DEEP: u32 = 8;

/// The scenarios below some paths, each once, in the order of their names. A file is taken as it is named.
pub fn find_scenarios(paths: &[PathBuf]) -> Result<Vec<PathBuf>, BatchError> {
    let mut found = Vec::new();
    for path in paths {
        if path.is_dir() {
            let before = found.len();
            walk(path, &mut found)?;
            if found.len() == before {
                return Err(BatchError::NoScenario { path: path.clone() });
            }
        } else {
            found.push(path.clone());
        }
    }
    found.sort();
    found.dedup();
    Ok(found)
}

fn walk(dir: &Path, found: &mut Vec<PathBuf>) -> Result<(), BatchError> {
    let read = |error: std::io::Error| BatchError::Read { path: dir.to_owned(), why: error.to_string() };
    for entry in std::fs::read_dir(dir).map_err(read)? {
        let entry = entry.map_err(read)?;
        let (path, kind) = (entry.path(), entry.file_type().map_err(read)?);
        // A link to a folder may lead round in a circle.
        if kind.is_dir() {
            walk(&path, found)?;
        } else if path.extension().is_some_and(|end| end == "toml") && is_scenario(&path) {
            found.push(path);
        }
    }
    Ok(())
}

/// Whether a file is meant as a scenario. One that is no TOML at all counts: loading it names the line.
fn is_scenario(path: &Path) -> bool {
    let mut missing = OWN_KEYS.to_vec();
    match keys(path, &mut missing, 0) {
        None => true,
        Some(is_config) => is_config || missing.is_empty(),
    }
}

/// Takes the keys that a file and its includes have off the list; whether it runs a SUMO configuration; none where it
/// cannot be read.
fn keys(path: &Path, missing: &mut Vec<&str>, depth: u32) -> Option<bool> {
    let table: toml::Table = std::fs::read_to_string(path).ok()?.parse().ok()?;
    missing.retain(|key| !table.contains_key(*key));
    let includes = table.get("include").and_then(toml::Value::as_array).into_iter().flatten();
    for include in includes.filter_map(toml::Value::as_str).filter(|_| depth < MOST_DEEP) {
        // A broken include is named when the scenario is loaded.
        let _ = keys(&path.with_file_name("").join(include), missing, depth + 1);
    }
    Some(table.contains_key(CONFIG_KEY))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    const WHOLE: &str =
        "format = 1\nmap = \"m\"\nseed = 1\nlaw_date = \"2021-06-01\"\n[time]\nduration_s = 1\n";

    #[test]
    fn scenarios_are_found_by_what_they_hold_and_fragments_are_left_out() {
        let dir = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        put("a.toml", WHOLE);
        put("incidents/b.toml", "include = [\"../a.toml\"]\n[expect]\n");
        put("incidents/broken.toml", "map = \n");
        put("config.toml", "sumo_config = \"x.sumocfg\"\n");
        put("types.toml", "[types.car]\nlength_m = 4\n");
        put("base.toml", "map = \"m\"\n");
        put("a.baseline.json", "{}");
        let found = find_scenarios(&[dir.path().to_owned(), dir.path().join("a.toml")]).unwrap();
        let names: Vec<String> = found
            .iter()
            .map(|path| path.strip_prefix(dir.path()).unwrap().to_string_lossy().replace('\\', "/"))
            .collect();
        assert_eq!(names, ["a.toml", "config.toml", "incidents/b.toml", "incidents/broken.toml"]);
    }

    #[test]
    fn a_folder_without_a_scenario_is_a_mistake() {
        let dir = tempfile::tempdir().unwrap();
        let message = find_scenarios(&[dir.path().to_owned()]).unwrap_err().to_string();
        assert!(message.contains("there is no scenario in this folder"), "{message}");
    }
}
