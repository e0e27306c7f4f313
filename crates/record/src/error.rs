//! What can go wrong while a run is written down, or when two are compared.

use std::path::{Path, PathBuf};

/// Why a run folder cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// Nothing is overwritten.
    #[error(
        "{}: the folder is not empty; name another with --out, or take the old run away first",
        dir.display()
    )]
    NotEmpty {
        /// The folder.
        dir: PathBuf,
    },
    /// A file stands where the folder should be.
    #[error("{}: this is a file, and a folder is needed; name another with --out", dir.display())]
    NoFolder {
        /// The path.
        dir: PathBuf,
    },
    /// The disk failed. What was closed before is kept.
    #[error("{}: cannot be {what}: {cause}", path.display())]
    Disk {
        /// The file.
        path: PathBuf,
        /// What was tried.
        what: &'static str,
        /// What the system said.
        cause: std::io::Error,
    },
    /// A table cannot be written.
    #[error("{}: the table cannot be written: {cause}", path.display())]
    Table {
        /// The file.
        path: PathBuf,
        /// What the writer said.
        cause: String,
    },
}

impl RecordError {
    pub(crate) fn disk(path: &Path, what: &'static str, cause: std::io::Error) -> Self {
        Self::Disk { path: path.to_owned(), what, cause }
    }

    pub(crate) fn table(path: &Path, cause: impl ToString) -> Self {
        Self::Table { path: path.to_owned(), cause: cause.to_string() }
    }

    /// Whether the user asked for something that cannot be, rather than the machine having failed.
    pub fn is_usage(&self) -> bool {
        matches!(self, Self::NotEmpty { .. } | Self::NoFolder { .. })
    }
}

/// Why two runs cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum DiffError {
    /// No run was recorded there.
    #[error("{}: there is no run in this folder: it has no {lacks}; {remedy}", dir.display())]
    NoRun {
        /// The folder.
        dir: PathBuf,
        /// The file that is missing.
        lacks: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// A file of the folder cannot be read.
    #[error("{}: cannot be read: {cause}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        cause: String,
    },
    /// The run's scenario does not load any more.
    #[error("{}: the run cannot be repeated, which is needed to name the agent: {why}", path.display())]
    Reload {
        /// The resolved scenario.
        path: PathBuf,
        /// Why.
        why: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_with_something_in_it_is_a_mistake_of_use_and_a_full_disk_is_not() {
        let full = RecordError::NotEmpty { dir: "out/a".into() };
        assert_eq!(
            full.to_string(),
            "out/a: the folder is not empty; name another with --out, or take the old run away first"
        );
        assert!(full.is_usage());
        let file = RecordError::NoFolder { dir: "out/a".into() };
        assert_eq!(
            file.to_string(),
            "out/a: this is a file, and a folder is needed; name another with --out"
        );
        assert!(file.is_usage());
        let disk =
            RecordError::disk(Path::new("out/a/log.txt"), "written", std::io::Error::other("no space"));
        assert_eq!(disk.to_string(), "out/a/log.txt: cannot be written: no space");
        assert!(!disk.is_usage());
        let table = RecordError::table(Path::new("t.parquet"), "row 1");
        assert_eq!(table.to_string(), "t.parquet: the table cannot be written: row 1");
    }

    #[test]
    fn what_keeps_two_runs_from_being_compared_is_named_with_its_file() {
        let no_run = DiffError::NoRun { dir: "a".into(), lacks: "hashes.bin", remedy: "record it" };
        assert_eq!(no_run.to_string(), "a: there is no run in this folder: it has no hashes.bin; record it");
        let read = DiffError::Read { path: "a/hashes.bin".into(), cause: "denied".into() };
        assert_eq!(read.to_string(), "a/hashes.bin: cannot be read: denied");
        let reload = DiffError::Reload { path: "a/scenario.toml".into(), why: "no map".into() };
        assert_eq!(
            reload.to_string(),
            "a/scenario.toml: the run cannot be repeated, which is needed to name the agent: no map"
        );
    }
}
