//! Sky and road as they are written.

use pilotzone_world::Weather;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Sky and road; dry, clear and bright by default.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WeatherFile {
    /// Rain (mm/h).
    #[schemars(range(min = 0.0, max = 500.0))]
    pub rain_mm_per_h: f64,
    /// Snow that lies (mm).
    #[schemars(range(min = 0.0, max = 5000.0))]
    pub snow_mm: f64,
    /// Whether the road is iced.
    pub ice: bool,
    /// How far one sees (m).
    #[schemars(range(min = 1.0, max = 100_000.0))]
    pub visibility_m: f64,
    /// Whether it is dark.
    pub night: bool,
    /// Friction between tyre and road.
    #[schemars(range(min = 0.05, max = 1.2))]
    pub friction: f64,
}

impl Default for WeatherFile {
    fn default() -> Self {
        let w = Weather::default();
        Self {
            rain_mm_per_h: w.rain_mm_per_h,
            snow_mm: w.snow_mm,
            ice: w.ice,
            visibility_m: w.visibility_m,
            night: w.night,
            friction: w.friction,
        }
    }
}

impl From<WeatherFile> for Weather {
    fn from(w: WeatherFile) -> Self {
        Self {
            rain_mm_per_h: w.rain_mm_per_h,
            snow_mm: w.snow_mm,
            ice: w.ice,
            visibility_m: w.visibility_m,
            night: w.night,
            friction: w.friction,
        }
    }
}
