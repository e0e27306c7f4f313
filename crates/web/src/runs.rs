//! The runs in a folder.

use serde::Serialize;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// Name of the run that is the folder itself: a single dot would not survive in an address.
const HERE: &str = "~";
/// How deep runs are looked for below the folder: a batch keeps them two folders down.
const DEEPEST: usize = 3;
/// More runs than this are not listed.
const MOST: usize = 2_000;
/// A summary is a page, not a book (bytes).
const SUMMARY_MAX: u64 = 4 << 20;

/// One run of the list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RunEntry {
    /// Its place below the folder; `~` for the folder itself.
    pub name: String,
    /// Its figures; none while it goes, or where it was stopped.
    pub summary: Option<Value>,
    /// Size of its replay (bytes); none where it has none.
    pub replay_bytes: Option<u64>,
}

/// All runs in a folder and below it, by name.
pub fn runs(folder: &Path) -> Vec<RunEntry> {
    let mut found = Vec::new();
    look(folder, Path::new(""), 0, &mut found);
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found
}

/// The replay of the run of that name. A name that is not in the list has none, so no name leads out of the folder.
pub(crate) fn replay(folder: &Path, name: &str) -> Option<PathBuf> {
    let below = if name == HERE { "" } else { name };
    let is_plain = below.split('/').all(|part| !part.starts_with('.') && !part.contains(['\\', '\0', ':']));
    let path = folder.join(below).join("replay.mcap");
    let listed = || runs(folder).into_iter().any(|run| run.name == name && run.replay_bytes.is_some());
    (is_plain && listed()).then_some(path)
}

fn look(folder: &Path, below: &Path, depth: usize, found: &mut Vec<RunEntry>) {
    let here = folder.join(below);
    let replay_bytes = regular(&here.join("replay.mcap"));
    let summary = summary(&here.join("summary.json"));
    let is_run = replay_bytes.is_some() || here.join("scenario.toml").is_file();
    if is_run && found.len() < MOST {
        let name = below.to_string_lossy().replace('\\', "/");
        found.push(RunEntry {
            name: if name.is_empty() { HERE.to_owned() } else { name },
            summary,
            replay_bytes,
        });
    }
    let Ok(entries) = fs::read_dir(&here) else { return };
    for entry in entries.flatten() {
        let is_folder = entry.file_type().is_ok_and(|kind| kind.is_dir());
        let is_hidden = entry.file_name().to_string_lossy().starts_with('.');
        if is_folder && !is_hidden && depth < DEEPEST && found.len() < MOST {
            look(folder, &below.join(entry.file_name()), depth + 1, found);
        }
    }
}

/// Size of a file that is one itself: a link may lead out of the folder.
fn regular(path: &Path) -> Option<u64> {
    let found = fs::symlink_metadata(path).ok()?;
    found.file_type().is_file().then_some(found.len())
}

fn summary(path: &Path) -> Option<Value> {
    if regular(path)? > SUMMARY_MAX {
        return None;
    }
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        for run in ["a", "deep/er/b"] {
            let run = dir.path().join(run);
            fs::create_dir_all(&run).unwrap();
            fs::write(run.join("replay.mcap"), "bytes").unwrap();
        }
        fs::write(dir.path().join("a/summary.json"), "{\"seed\": 7}").unwrap();
        fs::create_dir(dir.path().join("going")).unwrap();
        fs::write(dir.path().join("going/scenario.toml"), "").unwrap();
        fs::write(dir.path().join("secret.txt"), "secret").unwrap();
        dir
    }

    #[test]
    fn runs_are_found_with_their_figures() {
        let dir = folder();
        let found = runs(dir.path());
        let names: Vec<&str> = found.iter().map(|run| run.name.as_str()).collect();
        assert_eq!(names, ["a", "deep/er/b", "going"]);
        assert_eq!(found[0].summary.as_ref().unwrap()["seed"], 7);
        assert_eq!((found[1].replay_bytes, found[2].replay_bytes), (Some(5), None));
    }

    #[test]
    fn a_run_folder_itself_is_a_list_of_one() {
        let dir = folder();
        let found = runs(&dir.path().join("a"));
        assert_eq!((found.len(), found[0].name.as_str()), (1, "~"));
        assert!(replay(&dir.path().join("a"), "~").is_some());
    }

    #[test]
    fn no_name_leads_out_of_the_folder() {
        let dir = folder();
        let inner = dir.path().join("deep");
        assert!(replay(&inner, "er/b").is_some());
        for name in ["../a", "er/../../a", "/etc", "..", "er/b/..", "", "er\\b", "./er/b", "er//b"] {
            assert_eq!(replay(&inner, name), None, "{name}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_no_replay() {
        let dir = folder();
        let run = dir.path().join("linked");
        fs::create_dir(&run).unwrap();
        std::os::unix::fs::symlink(dir.path().join("secret.txt"), run.join("replay.mcap")).unwrap();
        assert_eq!(replay(dir.path(), "linked"), None);
    }
}
