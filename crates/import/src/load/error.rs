//! Why a run cannot be put together.

use crate::ImportError;
use miette::Diagnostic;
use pilotzone_scenario::ScenarioErrors;

/// Why a scenario does not load. Nothing was run.
#[derive(Debug, Clone, thiserror::Error, Diagnostic)]
pub enum LoadError {
    /// The scenario has mistakes, all of them listed.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Scenario(#[from] ScenarioErrors),
    /// A file of others has a fault.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Import(#[from] ImportError),
    /// The disk gave no bytes.
    #[error("{path}: cannot be read: {why}")]
    #[diagnostic(code(load::read), help("check that the path is right and that the file may be read"))]
    Read {
        /// The path.
        path: String,
        /// What the system said.
        why: String,
    },
    /// It is something else.
    #[error("{path}:{line}: this is no scenario: {what}")]
    #[diagnostic(
        code(load::no_scenario),
        help("give a scenario file (.toml) or a SUMO configuration (.sumocfg)")
    )]
    NoScenario {
        /// The path.
        path: String,
        /// The line that shows it.
        line: usize,
        /// What it is instead.
        what: String,
    },
    /// A kind that will be read one day.
    #[error("{path}: {kind} is not supported yet")]
    #[diagnostic(
        code(load::not_yet),
        help(
            "scenario files (.toml) and SUMO configurations (.sumocfg) are; a SUMO scenario can be run as it is"
        )
    )]
    NotYet {
        /// The path.
        path: String,
        /// The kind.
        kind: &'static str,
    },
}

impl LoadError {
    /// Everything that is wrong in plain lines, each with the file and, where there is one, the line in front.
    pub fn plain(&self) -> String {
        match self {
            Self::Scenario(errors) => errors.plain(),
            other => other.to_string(),
        }
    }
}
