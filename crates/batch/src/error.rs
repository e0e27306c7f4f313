//! Why many runs could not be made or held against anything.

use pilotzone_engine::EngineError;
use pilotzone_import::load::LoadError;
use pilotzone_record::RecordError;
use std::path::PathBuf;

/// Why many runs could not be made.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// A scenario does not load.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// A run does not start.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// A folder cannot be written.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// No range of seeds.
    #[error("`{text}` is no range of seeds: {why}; write A..B with both ends in it, such as 1..20")]
    Seeds {
        /// What was written.
        text: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A rule set that does not exist.
    #[error("`--laws`: {0}")]
    Law(#[from] pilotzone_scenario::LawError),
    /// Nothing to compare with.
    #[error(
        "`--laws {text}` names one rule set, and a comparison needs two or more; write them with commas \
         between, such as ordinary,special"
    )]
    OneLaw {
        /// What was written.
        text: String,
    },
    /// A path that cannot be read.
    #[error("{}: cannot be read: {why}", path.display())]
    Read {
        /// The path.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
    /// A folder without any scenario.
    #[error("{}: there is no scenario in this folder; name a scenario file or a folder with some", path.display())]
    NoScenario {
        /// The folder.
        path: PathBuf,
    },
    /// A baseline that this version cannot read.
    #[error("{}: this is no baseline that this pilotzone reads: {why}; write it anew with --bless", path.display())]
    Baseline {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// No sweep.
    #[error("`--sweep {text}`: {why}; write KEY=V1,V2, such as random.morning.av_share=0.1,0.3")]
    Sweep {
        /// What was written.
        text: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// No part of a batch.
    #[error("`--shard {text}` is no part of a batch; write I/N with I from 1 to N, such as 2/8")]
    Shard {
        /// What was written.
        text: String,
    },
    /// A part without any run.
    #[error("`--shard {text}`: there are only {runs} runs, and none is left for this part; make fewer parts")]
    EmptyShard {
        /// What was written.
        text: String,
        /// All runs of the batch.
        runs: u64,
    },
    /// Another batch was begun in the folder.
    #[error(
        "{}: the batch that was begun here is another: {what}; repeat its own command, or name another --out",
        dir.display()
    )]
    OtherBatch {
        /// The folder.
        dir: PathBuf,
        /// What differs.
        what: String,
    },
    /// A file of the results cannot be read back.
    #[error("{}: the results cannot be read back: {why}", path.display())]
    Results {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
    /// No threads.
    #[error("no thread could be started: {0}; try fewer with --jobs")]
    Threads(String),
}

impl BatchError {
    /// Whether the machine failed, rather than the input or the usage being bad.
    pub fn is_machine(&self) -> bool {
        match self {
            Self::Record(error) => !error.is_usage(),
            Self::Threads(_) | Self::Results { .. } | Self::Engine(EngineError::Threads { .. }) => true,
            _ => false,
        }
    }

    /// The error on one line for a table; all mistakes of a scenario in it.
    pub fn plain(&self) -> String {
        match self {
            Self::Load(error) => error.plain().lines().map(str::trim).collect::<Vec<_>>().join("; "),
            other => other.to_string(),
        }
    }
}
