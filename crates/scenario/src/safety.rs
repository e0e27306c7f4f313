//! Thresholds of measures, incidents and near misses.

use serde::{Deserialize, Serialize};

/// Thresholds of measures, incidents and near misses.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Safety {}
