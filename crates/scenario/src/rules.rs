//! The rule pack: the rules of the road and the special cases as data.

use serde::{Deserialize, Serialize};

/// A set of rules, each with its act, its dates and what it asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RulePack {
    /// What the pack is called.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Its rules, in the order of the file.
    pub rules: Vec<Rule>,
}

/// One rule.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// Its name, such as `kr.rta.signal`.
    pub id: String,
}
