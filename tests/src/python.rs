//! Python with public packages, and a browser, where they are installed.

use crate::found::{on_path, told};
use std::path::PathBuf;
use std::process::Command;

/// Set where their absence is a failure.
const REQUIRE: &str = "PILOTZONE_REQUIRE_PAGE";

/// Python on the path, if it has all of these modules.
pub fn with(modules: &[&str]) -> Option<PathBuf> {
    let python = on_path(&["python3"]);
    let has_all = |python: &PathBuf| {
        let imports = format!("import {}", modules.join(", "));
        Command::new(python).args(["-c", &imports]).output().is_ok_and(|output| output.status.success())
    };
    told(REQUIRE, python.filter(has_all), &format!("Python with {} on the path", modules.join(", ")))
}

/// A Chromium on the path.
pub fn browser() -> Option<PathBuf> {
    told(REQUIRE, on_path(&["chromium", "chromium-browser", "google-chrome"]), "Chromium on the path")
}
