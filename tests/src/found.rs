//! Programs that some machines have: tests use them where they are, and say so where they are not.

use std::env;
use std::path::PathBuf;

/// A program with one of these names on the path.
pub fn on_path(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    let of = |name: &&str| folders.iter().map(|folder| folder.join(name)).find(|program| program.is_file());
    names.iter().find_map(of)
}

/// What was found, told where it was not. Absence is a failure where the variable `require` is 1, so that no machine that
/// promises these tests leaves them out in silence.
pub fn told(require: &str, found: Option<PathBuf>, what: &str) -> Option<PathBuf> {
    let is_required = env::var_os(require).is_some_and(|value| value == "1");
    assert!(found.is_some() || !is_required, "{require} is set, but there is no {what}");
    if found.is_none() {
        eprintln!("left out: no {what}");
    }
    found
}
