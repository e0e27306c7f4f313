//! Automated-driving stacks, and drivers who err.

use serde::{Deserialize, Serialize};

/// Automated-driving stacks, and drivers who err.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Automation {}
