//! The workspace that the tests look at, and scratch copies of parts of it.

use std::path::{Path, PathBuf};
use std::{fs, os::unix::fs::symlink};
use tempfile::TempDir;

/// The main job of the README.
pub const MAIN_JOB: &str = "scenarios/sejong/naseong-mixed.toml";

/// The workspace's root folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(".")).to_path_buf()
}

/// A file of the workspace as text.
pub fn text(path: &str) -> String {
    let path = root().join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A small case of `tests/cases`.
pub fn case(name: &str) -> PathBuf {
    root().join("tests/cases").join(name)
}

/// A folder for one test, deleted after it.
pub fn scratch() -> TempDir {
    tempfile::tempdir().expect("the machine has room for a temporary folder")
}

/// Another text for a scenario, in a scratch workspace where all that it names is found as from its old place.
pub fn in_place_of(scenario: &str, text: &str) -> (TempDir, PathBuf) {
    let folder = scratch();
    let mut real = root();
    let mut copy = folder.path().to_path_buf();
    for part in Path::new(scenario) {
        for entry in fs::read_dir(&real).expect("a folder of the workspace").flatten() {
            if entry.file_name() != part {
                symlink(entry.path(), copy.join(entry.file_name())).expect("a link in a fresh folder");
            }
        }
        real.push(part);
        copy.push(part);
        if real.is_dir() {
            fs::create_dir(&copy).expect("a folder in a fresh folder");
        }
    }
    fs::write(&copy, text).expect("a file in a fresh folder");
    (folder, copy)
}
