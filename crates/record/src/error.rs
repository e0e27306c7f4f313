//! What can go wrong while a run is written down, or when two are compared.

use pilotzone_safety::account::FORMAT;
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
    /// An address to which no incident can go.
    #[error(
        "`{url}` is no address that incidents can go to: {why}; write file:///FOLDER or s3://BUCKET/PREFIX"
    )]
    Url {
        /// The address, without what must not be shown.
        url: String,
        /// What is wrong with it.
        why: &'static str,
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
        matches!(self, Self::NotEmpty { .. } | Self::NoFolder { .. } | Self::Url { .. })
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

/// Why incidents of a run cannot be told.
#[derive(Debug, thiserror::Error)]
pub enum ExplainError {
    /// There is no folder.
    #[error("{}: there is no such folder; name the folder of a run, such as one that `pilotzone run --out` made", dir.display())]
    NoFolder {
        /// The path.
        dir: PathBuf,
    },
    /// The folder is none of a run.
    #[error("{}: this is not the folder of a run: it has no {lacks}; {remedy}", dir.display())]
    NoRun {
        /// The folder.
        dir: PathBuf,
        /// The file that is missing.
        lacks: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// The run did not come to its end.
    #[error(
        "{}: the run was cut off before its end: it has no summary.json; make it again, or go on from a snapshot with \
         `pilotzone run --from`",
        dir.display()
    )]
    Cut {
        /// The folder.
        dir: PathBuf,
    },
    /// A file of the folder cannot be read.
    #[error("{}: cannot be read: {cause}; make the run again", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        cause: String,
    },
    /// The file is of a later program.
    #[error("{}: incidents of format {found}; this pilotzone reads format {FORMAT}: use a newer pilotzone", path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its format.
        found: u32,
    },
    /// No incident has that number.
    #[error(
        "{}: there is no incident {number}; {}",
        dir.display(),
        match count {
            0 => "the run had none".to_owned(),
            n => format!("its incidents have the numbers 0 to {}, and `pilotzone explain` without --incident lists them", n - 1),
        }
    )]
    NoIncident {
        /// The folder.
        dir: PathBuf,
        /// The number asked for.
        number: u32,
        /// How many there are.
        count: usize,
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

    #[test]
    fn what_keeps_an_incident_from_being_told_is_named_with_a_remedy() {
        let (dir, path) = (PathBuf::from("out/a"), PathBuf::from("out/a/incidents.parquet"));
        for (error, words) in [
            (ExplainError::NoFolder { dir: dir.clone() }, "out/a: there is no such folder; name the folder"),
            (
                ExplainError::NoRun { dir: dir.clone(), lacks: "summary.json", remedy: "name another" },
                "out/a: this is not the folder of a run: it has no summary.json; name another",
            ),
            (ExplainError::Cut { dir: dir.clone() }, "out/a: the run was cut off before its end"),
            (
                ExplainError::Damaged { path: path.clone(), cause: "bad magic".into() },
                "out/a/incidents.parquet: cannot be read: bad magic; make the run again",
            ),
            (
                ExplainError::Newer { path, found: 9 },
                "out/a/incidents.parquet: incidents of format 9; this pilotzone reads format 1",
            ),
            (
                ExplainError::NoIncident { dir: dir.clone(), number: 7, count: 3 },
                "out/a: there is no incident 7; its incidents have the numbers 0 to 2",
            ),
            (
                ExplainError::NoIncident { dir, number: 7, count: 0 },
                "out/a: there is no incident 7; the run had none",
            ),
        ] {
            assert!(error.to_string().starts_with(words), "{error}");
        }
    }
}
