//! Curves of lethality as they are written: the probability of death of a person who is hit, by energy.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The lethality of what falls, of one source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LethalityFile {
    /// Where it comes from.
    pub source: String,
    /// The curve.
    pub curve: LethalityCurve,
}

/// The probability of death by the energy of what hits.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "form", rename_all = "snake_case", deny_unknown_fields)]
pub enum LethalityCurve {
    /// A logistic in the energy's logarithm that shelter flattens.
    Shelter {
        /// Energy that kills half of those whose shelter is 0.5 (J).
        #[schemars(range(min = 1.0, max = 1e9))]
        alpha_j: f64,
        /// Energy that is the threshold without shelter (J).
        #[schemars(range(min = 0.1, max = 1e6))]
        beta_j: f64,
        /// Shelter of somebody in the open.
        #[schemars(range(min = 0.01, max = 10.0))]
        in_the_open: f64,
    },
    /// A normal distribution of the energy's logarithm.
    Lognormal {
        /// Energy that kills half (J).
        #[schemars(range(min = 1.0, max = 1e6))]
        median_j: f64,
        /// Deviation of the logarithm.
        #[schemars(range(min = 0.01, max = 5.0))]
        sigma: f64,
    },
}
