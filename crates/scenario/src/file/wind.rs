//! The wind as it is written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The mean wind with its profile, gusts and the lee of buildings; calm by default.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct WindFile {
    /// Mean speed at the height of reference (m/s).
    #[schemars(range(min = 0.0, max = 60.0))]
    pub speed_mps: f64,
    /// The height of reference above ground (m).
    #[schemars(range(min = 1.0, max = 500.0))]
    pub reference_m: f64,
    /// Where it comes from, clockwise from north (degrees).
    #[schemars(range(min = 0.0, max = 360.0))]
    pub from_deg: f64,
    /// How it grows with height.
    pub profile: ProfileOfWind,
    /// Whether it gusts (Dryden).
    pub gusts: bool,
    /// The lee of buildings.
    pub shelter: ShelterFile,
    /// Density of the air (kg/m³).
    #[schemars(range(min = 0.3, max = 1.6))]
    pub density_kgpm3: f64,
}

impl Default for WindFile {
    fn default() -> Self {
        Self {
            speed_mps: 0.0,
            reference_m: 10.0,
            from_deg: 270.0,
            profile: ProfileOfWind::Power { exponent: 0.25 },
            gusts: false,
            shelter: ShelterFile::default(),
            density_kgpm3: 1.225,
        }
    }
}

/// How the mean wind grows with height.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "law", rename_all = "snake_case", deny_unknown_fields)]
pub enum ProfileOfWind {
    /// It does not.
    Uniform,
    /// By a power of the height.
    Power {
        /// The power: about 0.14 over open land, 0.25 over suburbs, 0.4 over towers.
        #[schemars(range(min = 0.0, max = 1.0))]
        exponent: f64,
    },
    /// By the logarithm of the height over the roughness.
    Log {
        /// Roughness length (m).
        #[schemars(range(min = 0.0001, max = 10.0))]
        roughness_m: f64,
        /// Height below which roofs and trees lift the wind (m).
        #[schemars(range(min = 0.0, max = 50.0))]
        displacement_m: f64,
    },
}

/// The lee of buildings: right behind one the mean wind lacks a share, which it wins back evenly over some heights of it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShelterFile {
    /// The share that it lacks right behind a building.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub deficit: f64,
    /// Over how many heights of the building it wins it back.
    #[schemars(range(min = 0.1, max = 50.0))]
    pub heights: f64,
}

impl Default for ShelterFile {
    /// Wakes of cubes in wind tunnels lack about this much and end at about this distance: Hosker 1984, summarised.
    fn default() -> Self {
        Self { deficit: 0.6, heights: 10.0 }
    }
}
