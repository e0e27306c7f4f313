//! A scenario file that runs a SUMO configuration: what the resolved copy of such a run looks like.

use crate::read::{Document, Mistake, ScenarioError, ScenarioErrors, check_shape};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A SUMO configuration with what the command line set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfigFile {
    /// The file format, now 1.
    #[schemars(range(min = 1, max = 1))]
    pub format: u32,
    /// The scenario's name.
    pub name: String,
    /// The SUMO configuration, as a path beside this file.
    pub sumo_config: String,
    /// Seed of every random number; the configuration's own where absent.
    #[serde(default)]
    #[schemars(range(min = 0, max = 9_007_199_254_740_991_u64))]
    pub seed: Option<u64>,
    /// Length of a step (s); the configuration's own where absent.
    #[serde(default)]
    #[schemars(range(min = 0.001, max = 1.0))]
    pub dt_s: Option<f64>,
    /// End of the run (s from its begin); the configuration's own where absent.
    #[serde(default)]
    #[schemars(range(min = 0.001, max = 604_800.0))]
    pub until_s: Option<f64>,
}

impl ConfigFile {
    /// Takes it from a document; all mistakes where there are any.
    pub fn read(document: &mut Document) -> Result<Self, ScenarioErrors> {
        check_shape(document, &schemars::schema_for!(Self).to_value());
        let file = serde_json::from_value(document.root.to_json());
        document.verdict()?;
        file.map_err(|error| {
            let mistake = Mistake::Unreadable { key: "scenario".to_owned(), what: error.to_string() };
            ScenarioErrors(vec![ScenarioError::at(document.root.at.clone(), mistake)])
        })
    }

    /// The file as text.
    pub fn to_text(&self) -> String {
        let body = toml::to_string(self).unwrap_or_else(|error| format!("# not written: {error}\n"));
        format!("# {} as it was run. Loads again as a scenario.\n{body}", self.name)
    }
}
