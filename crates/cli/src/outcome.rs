//! How a command went.

use miette::{Diagnostic, Report};
use pilotzone_batch::BatchError;
use pilotzone_engine::EngineError;
use pilotzone_import::ImportError;
use pilotzone_import::generate::GenerateError;
use pilotzone_import::load::LoadError;
use pilotzone_record::{DiffError, ExplainError, RecordError};

/// How a command that did something went. Only `main` knows which number each is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Done, and good.
    Good,
    /// Done, but a check failed, or a limit that the scenario sets was passed.
    CheckFailed,
    /// Bad input or usage; nothing was run.
    BadInput,
    /// The machine failed; what was finished is kept.
    MachineFailed,
    /// Stopped by Ctrl-C; what was finished is kept.
    Interrupted,
}

/// Why a command could not do what it was asked for.
#[derive(Debug)]
pub enum Failure {
    /// Bad input or usage.
    BadInput(Report),
    /// The machine failed.
    Machine(Report),
    /// Nobody reads our output any more.
    ClosedPipe,
}

/// What a command comes to.
pub type Done = Result<Outcome, Failure>;

/// Something wrong that only the command line can know.
#[derive(Debug, thiserror::Error, Diagnostic)]
#[error("{what}")]
struct Words {
    what: String,
    #[help]
    remedy: Option<String>,
}

impl Failure {
    /// Bad input or usage, in words.
    pub fn bad_input(what: impl Into<String>, remedy: &str) -> Self {
        Self::BadInput(Words { what: what.into(), remedy: Some(remedy.to_owned()) }.into())
    }

    /// Bad input or usage that says itself what to do.
    pub fn plain(what: String) -> Self {
        Self::BadInput(Words { what, remedy: None }.into())
    }

    /// The machine failed.
    pub fn machine(what: String) -> Self {
        Self::Machine(Words { what, remedy: None }.into())
    }

    /// A file that cannot be written: a path that cannot be is bad usage, everything else the machine's fault.
    pub fn writing(path: &std::path::Path, error: &std::io::Error) -> Self {
        use std::io::ErrorKind::{IsADirectory, NotADirectory, NotFound};
        let what = format!("{}: cannot be written: {error}", path.display());
        match error.kind() {
            NotFound | IsADirectory | NotADirectory => {
                Self::bad_input(what, "name a file in a folder that exists")
            }
            _ => Self::Machine(Words { what, remedy: None }.into()),
        }
    }
}

impl From<LoadError> for Failure {
    fn from(error: LoadError) -> Self {
        Self::BadInput(error.into())
    }
}

impl From<ImportError> for Failure {
    fn from(error: ImportError) -> Self {
        Self::BadInput(error.into())
    }
}

impl From<GenerateError> for Failure {
    fn from(error: GenerateError) -> Self {
        Self::BadInput(match error {
            GenerateError::File(error) => error.into(),
            GenerateError::City(errors) => errors.into(),
        })
    }
}

impl From<RecordError> for Failure {
    fn from(error: RecordError) -> Self {
        let usage = error.is_usage();
        let report = Words { what: error.to_string(), remedy: None }.into();
        if usage { Self::BadInput(report) } else { Self::Machine(report) }
    }
}

impl From<DiffError> for Failure {
    fn from(error: DiffError) -> Self {
        Self::BadInput(Words { what: error.to_string(), remedy: None }.into())
    }
}

impl From<ExplainError> for Failure {
    fn from(error: ExplainError) -> Self {
        Self::BadInput(Words { what: error.to_string(), remedy: None }.into())
    }
}

impl From<BatchError> for Failure {
    fn from(error: BatchError) -> Self {
        let is_machine = error.is_machine();
        match error {
            BatchError::Load(error) => error.into(),
            BatchError::Engine(error) => error.into(),
            BatchError::Record(error) => error.into(),
            other if is_machine => Self::machine(other.to_string()),
            other => Self::plain(other.to_string()),
        }
    }
}

impl From<EngineError> for Failure {
    fn from(error: EngineError) -> Self {
        let report = Words { what: error.to_string(), remedy: None }.into();
        match error {
            EngineError::Snapshot(_) => Self::BadInput(report),
            EngineError::Threads { .. } => Self::Machine(report),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn a_missing_folder_is_bad_usage_and_a_full_disk_is_the_machines_fault() {
        let missing = std::io::Error::from(std::io::ErrorKind::NotFound);
        let full = std::io::Error::from(std::io::ErrorKind::StorageFull);
        assert!(matches!(Failure::writing(Path::new("a/b"), &missing), Failure::BadInput(_)));
        assert!(matches!(Failure::writing(Path::new("a/b"), &full), Failure::Machine(_)));
    }
}
