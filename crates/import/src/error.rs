//! What can go wrong when a file of others is read: where, what was expected, what to do.

use miette::Diagnostic;

/// Why a file cannot be imported. `line` counts from 1; 0 where the fault belongs to no line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Diagnostic)]
pub enum ImportError {
    /// The disk gave no bytes.
    #[error("{file}: cannot be read: {cause}")]
    #[diagnostic(code(import::read), help("check that the path is right and that the file may be read"))]
    Read {
        /// The file.
        file: String,
        /// What the system said.
        cause: String,
    },
    /// There is nothing in the file.
    #[error("{file}: the file is empty")]
    #[diagnostic(code(import::empty), help("fetch or export the file again"))]
    Empty {
        /// The file.
        file: String,
    },
    /// The file is larger than what is read into memory.
    #[error("{file}: unpacked, the file is larger than {limit_mib} MiB")]
    #[diagnostic(code(import::too_large), help("cut the map down to the pilot zone and its surroundings"))]
    TooLarge {
        /// The file.
        file: String,
        /// The limit (MiB).
        limit_mib: u64,
    },
    /// The content is of no kind that is read here.
    #[error("{file}: {found}")]
    #[diagnostic(code(import::format), help("{remedy}"))]
    Format {
        /// The file.
        file: String,
        /// What the content looks like.
        found: String,
        /// What to do.
        remedy: String,
    },
    /// The file breaks the rules of its container: XML, gzip, PBF.
    #[error("{file}:{line}: {what}")]
    #[diagnostic(code(import::broken), help("{remedy}"))]
    Broken {
        /// The file.
        file: String,
        /// The line.
        line: u32,
        /// What is wrong.
        what: String,
        /// What to do.
        remedy: String,
    },
    /// An element lacks an attribute that it must have.
    #[error("{file}:{line}: <{element}> lacks the attribute `{attribute}`")]
    #[diagnostic(code(import::missing_attribute), help("{remedy}"))]
    Missing {
        /// The file.
        file: String,
        /// The line.
        line: u32,
        /// The element.
        element: String,
        /// What it lacks.
        attribute: String,
        /// What to do.
        remedy: String,
    },
    /// The value of an attribute is not what it must be.
    #[error("{file}:{line}: `{attribute}` is \"{found}\", expected {expected}")]
    #[diagnostic(code(import::value), help("correct the value, or export the file again"))]
    Value {
        /// The file.
        file: String,
        /// The line.
        line: u32,
        /// The attribute.
        attribute: String,
        /// What stands there.
        found: String,
        /// What should stand there.
        expected: String,
    },
    /// Something that is named here stands nowhere.
    #[error("{file}:{line}: {what}")]
    #[diagnostic(code(import::unknown_id), help("{remedy}"))]
    Unknown {
        /// The file.
        file: String,
        /// The line.
        line: u32,
        /// What refers to what.
        what: String,
        /// What to do.
        remedy: String,
    },
    /// What is left after all that had to be skipped is no road network.
    #[error("{file}: nothing to drive on: {what}")]
    #[diagnostic(code(import::nothing_usable), help("{remedy}"))]
    NothingUsable {
        /// The file.
        file: String,
        /// Why.
        what: String,
        /// What to do.
        remedy: String,
    },
}

impl ImportError {
    /// The line of the fault, from 1; 0 where it belongs to no line.
    pub fn line(&self) -> u32 {
        match self {
            Self::Broken { line, .. }
            | Self::Missing { line, .. }
            | Self::Value { line, .. }
            | Self::Unknown { line, .. } => *line,
            Self::Read { .. }
            | Self::Empty { .. }
            | Self::TooLarge { .. }
            | Self::Format { .. }
            | Self::NothingUsable { .. } => 0,
        }
    }
}
