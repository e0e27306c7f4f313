//! The law that holds in a run: the rule pack, and the permits that were given.

use crate::rules::RulePack;
use serde::{Deserialize, Serialize};

/// The law that holds in a run.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Regime {
    /// The rules that are evaluated; none where the scenario names no rule pack.
    pub pack: Option<RulePack>,
}
