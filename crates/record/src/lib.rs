//! What a run leaves behind: the run folder with its tables, its summary for people and programs, and the
//! comparison of two runs.
//!
//! Start at [`Recorder`], which is shown the engine after every step, and at [`Summary`], the object that
//! `pilotzone run --json` prints.

mod accounts;
mod aloft;
mod compliance;
mod diff;
mod error;
mod events;
mod explain;
#[cfg(test)]
mod fixtures;
mod folder;
mod hashes;
mod history;
mod incidents;
mod machine;
mod measures;
mod metrics;
mod names;
pub mod page;
mod parts;
mod recorder;
mod replay;
mod reports;
mod spool;
mod summary;
mod table;
mod tracks;
mod trips;
mod words;

pub use aloft::AirSummary;
pub use diff::{Comparison, Difference, first_difference};
pub use error::{DiffError, ExplainError, RecordError};
pub use explain::Incidents;
pub use folder::RunFolder;
pub use history::{End, Finished, Historian, History};
pub use machine::{cpu_s, peak_rss_mb};
pub use metrics::{COUNTED, Metrics, limits_passed};
pub use page::page;
pub use recorder::Recorder;
pub use spool::Spool;
pub use summary::{Counts, Machine, RulePack, Summary};
pub use words::{Language, in_words, number, whole};
