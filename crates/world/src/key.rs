//! Stable names of agents.

use crate::hash::Fold;
use serde::{Deserialize, Serialize};

/// An agent's stable key: made from its name, never from its place in memory.
///
/// Random numbers, ties and the order of events use it, so adding an agent moves no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AgentKey(pub u64);

impl AgentKey {
    /// The key of an agent with a name of its own in the file.
    pub const fn of_name(name: &str) -> Self {
        Self(Fold::START.text(name).0)
    }

    /// The key of a flow's n-th agent.
    pub const fn of_flow(flow: &str, n: u64) -> Self {
        Self(Fold::START.text(flow).word(n).0)
    }
}
