//! Why a file is no replay that can be played.

use crate::header::FORMAT;

/// Why a replay cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// Another kind of file.
    #[error("this is no replay: its first bytes are not those of an MCAP file")]
    NoMcap,
    /// An MCAP file of somebody else.
    #[error(
        "this MCAP file is no replay of pilotzone: its profile is `{profile}`; name a run's `replay.mcap`"
    )]
    Foreign {
        /// What the file calls itself.
        profile: String,
    },
    /// A replay of a later version.
    #[error(
        "the replay has format {found}; this pilotzone reads formats up to {FORMAT}: use a newer pilotzone"
    )]
    Newer {
        /// Its format.
        found: u32,
    },
    /// A replay that ends before its first whole chunk.
    #[error("the replay was cut off before its first picture; there is nothing to play")]
    Empty,
    /// Bytes were changed.
    #[error("the replay is damaged {where_}: {what}; record the run again")]
    Damaged {
        /// In which part.
        where_: String,
        /// What is wrong there.
        what: String,
    },
    /// The file cannot be read or written.
    #[error(transparent)]
    Disk(#[from] std::io::Error),
    /// The file cannot be written.
    #[error("the replay cannot be written: {0}")]
    Write(String),
}

impl ReplayError {
    pub(crate) fn damaged(place: impl Into<String>, what: impl ToString) -> Self {
        Self::Damaged { where_: place.into(), what: what.to_string() }
    }

    pub(crate) fn writing(error: mcap::McapError) -> Self {
        match error {
            mcap::McapError::Io(error) => Self::Disk(error),
            other => Self::Write(other.to_string()),
        }
    }
}
