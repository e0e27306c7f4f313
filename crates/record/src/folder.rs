//! A run's folder: its files and their names.

use crate::error::RecordError;
use crate::parts::put;
use crate::summary::Summary;
use std::path::{Path, PathBuf};

/// A folder that one run writes to. It is complete when `summary.json` is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunFolder(PathBuf);

impl RunFolder {
    /// Refuses a place where a run cannot go, before any work is done.
    pub fn check(dir: &Path) -> Result<(), RecordError> {
        match std::fs::read_dir(dir) {
            Ok(mut entries) => match entries.next() {
                Some(_) => Err(RecordError::NotEmpty { dir: dir.to_owned() }),
                None => Ok(()),
            },
            Err(_) if dir.exists() && !dir.is_dir() => Err(RecordError::NoFolder { dir: dir.to_owned() }),
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(()),
            Err(e) => Err(RecordError::disk(dir, "read", e)),
        }
    }

    /// Makes the folder. One that is there already must be empty.
    pub fn create(dir: &Path) -> Result<Self, RecordError> {
        Self::check(dir)?;
        std::fs::create_dir_all(dir).map_err(|e| RecordError::disk(dir, "made", e))?;
        Ok(Self(dir.to_owned()))
    }

    /// The folder, made where it is missing; what is in it stays.
    pub fn reopen(dir: &Path) -> Result<Self, RecordError> {
        if dir.exists() && !dir.is_dir() {
            return Err(RecordError::NoFolder { dir: dir.to_owned() });
        }
        std::fs::create_dir_all(dir).map_err(|e| RecordError::disk(dir, "made", e))?;
        Ok(Self(dir.to_owned()))
    }

    /// Makes the folder where runs go whose place nobody named: `SCENARIO-SEED` below `parent`, with a number behind
    /// where that is taken.
    pub fn create_free(parent: &Path, scenario: &str, seed: u64) -> Result<Self, RecordError> {
        let name = format!("{}-{seed}", file_name(scenario));
        let mut dir = parent.join(&name);
        let mut n = 2;
        while std::fs::symlink_metadata(&dir).is_ok() {
            dir = parent.join(format!("{name}-{n}"));
            n += 1;
        }
        Self::create(&dir)
    }

    /// Its path.
    pub fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Writes a text file, whole or not at all.
    pub fn write(&self, name: &str, text: &str) -> Result<(), RecordError> {
        put(&self.file(name), text.as_bytes())
    }

    /// Writes a file, whole or not at all.
    pub fn write_bytes(&self, name: &str, bytes: &[u8]) -> Result<(), RecordError> {
        put(&self.file(name), bytes)
    }

    /// Writes the two summaries, the one for programs last: with it the folder is complete.
    pub fn complete(&self, summary: &Summary, page: &str) -> Result<(), RecordError> {
        self.write("summary.md", page)?;
        self.write("summary.json", &(summary.to_json() + "\n"))
    }
}

/// A scenario's name as part of a file's name.
fn file_name(name: &str) -> String {
    let clean = |c: char| if c.is_alphanumeric() || "-_.".contains(c) { c } else { '-' };
    let name: String = name.chars().map(clean).take(60).collect();
    let name = name.trim_matches(['-', '.']);
    if name.is_empty() { "run".to_owned() } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let inner = dir.path().join("a/b");
        RunFolder::create(&inner).unwrap();
        RunFolder::create(&inner).unwrap().write("log.txt", "x").unwrap();
        assert!(matches!(RunFolder::create(&inner), Err(RecordError::NotEmpty { .. })));
        assert!(matches!(RunFolder::create(&inner.join("log.txt")), Err(RecordError::NoFolder { .. })));
    }

    #[test]
    fn a_folder_that_nobody_named_takes_the_next_free_name() {
        let dir = tempfile::tempdir().unwrap();
        let make = || {
            let folder = RunFolder::create_free(dir.path(), "나성동 mixed/1", 7).unwrap();
            folder.path().file_name().unwrap().to_string_lossy().into_owned()
        };
        assert_eq!(
            [make(), make(), make()],
            ["나성동-mixed-1-7", "나성동-mixed-1-7-2", "나성동-mixed-1-7-3"]
        );
        assert_eq!(file_name("../.."), "run");
    }
}
