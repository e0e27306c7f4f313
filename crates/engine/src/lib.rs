//! The step and its fixed order, snapshot and restore.

pub mod engine;

pub use engine::{Engine, EngineError, Progress, Totals, AgentView};
