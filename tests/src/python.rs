//! Python with public packages, and a browser, where they are installed.

use std::env;
use std::path::PathBuf;
use std::process::Command;

/// Set where their absence is a failure, so that no machine that promises these tests leaves them out in silence.
const REQUIRE: &str = "PILOTZONE_REQUIRE_PAGE";

/// Python on the path, if it has all of these modules.
pub fn with(modules: &[&str]) -> Option<PathBuf> {
    let python = on_path(&["python3"]);
    let has_all = |python: &PathBuf| {
        let imports = format!("import {}", modules.join(", "));
        Command::new(python).args(["-c", &imports]).output().is_ok_and(|output| output.status.success())
    };
    told(python.filter(has_all), &format!("Python with {}", modules.join(", ")))
}

/// A Chromium on the path.
pub fn browser() -> Option<PathBuf> {
    told(on_path(&["chromium", "chromium-browser", "google-chrome"]), "Chromium")
}

fn told(found: Option<PathBuf>, what: &str) -> Option<PathBuf> {
    let is_required = env::var_os(REQUIRE).is_some_and(|value| value == "1");
    assert!(found.is_some() || !is_required, "{REQUIRE} is set, but there is no {what} on the path");
    if found.is_none() {
        eprintln!("left out: no {what} on the path");
    }
    found
}

fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    let of = |name: &&str| folders.iter().map(|folder| folder.join(name)).find(|program| program.is_file());
    names.iter().find_map(of)
}
