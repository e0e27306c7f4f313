//! The step and its fixed order, snapshot and restore.
//!
//! Start at [`Engine::step`]. The engine knows no file, no clock and no screen: a run comes in, events, figures
//! and hashes come out.

mod aloft;
mod engine;
mod observe;
mod snapshot;
mod stopwatch;
mod totals;

pub use engine::{AgentView, Engine, Progress};
pub use observe::Found;
pub use snapshot::SnapshotError;
pub use stopwatch::CpuClock;
pub use totals::Totals;

/// Why a run could not start or go on.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    /// The bytes are no snapshot that this version can go on from.
    #[error(transparent)]
    Snapshot(#[from] SnapshotError),
    /// The system gives no threads.
    #[error("no pool of {threads} threads could be started: {why}; try fewer with --threads")]
    Threads {
        /// How many were asked for.
        threads: usize,
        /// What the system said.
        why: String,
    },
}
