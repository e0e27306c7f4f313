//! Who and what else is on the street, and the weather.

use pilotzone_world::Weather;
use serde::{Deserialize, Serialize};

/// Who and what else is on the street, and the weather.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Street {
    /// Sky and road.
    pub weather: Weather,
}
