//! Who takes part.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One agent, as it is named when it appears.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AgentNote {
    /// Its number in frames.
    pub id: u32,
    /// Its name in the scenario.
    pub name: String,
    /// Place of its kind in [`crate::Header::kinds`].
    pub kind: u32,
}
