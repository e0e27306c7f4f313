//! Injury curves as they are written.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The injury curves of one source.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InjuryFile {
    /// Whom they are about.
    pub who: Hurt,
    /// How the vehicle was hit, for those in it.
    #[serde(default)]
    pub hit: Hit,
    /// The unit of speed that the curves are written in.
    pub unit: SpeedUnit,
    /// Where they come from.
    pub source: String,
    /// A curve for each severity.
    pub levels: BTreeMap<Level, CurveFile>,
}

/// Whom an injury curve is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Hurt {
    /// Somebody on foot, by the speed of what hits him.
    Person,
    /// Somebody in a vehicle, by its delta-v.
    Occupant,
}

/// How a vehicle was hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Hit {
    /// Anyhow.
    #[default]
    All,
    /// With its front.
    Frontal,
    /// In a rear-end crash.
    RearEnd,
}

/// A unit of speed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum SpeedUnit {
    /// Kilometres an hour.
    #[serde(rename = "km/h")]
    KmH,
    /// Miles an hour.
    #[serde(rename = "mph")]
    Mph,
}

impl SpeedUnit {
    /// One of it in m/s.
    pub fn mps(self) -> f64 {
        match self {
            Self::KmH => 1.0 / 3.6,
            Self::Mph => 0.44704,
        }
    }
}

/// How grave an injury is: at least so much on the abbreviated injury scale, or death. In rising order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say it")]
pub enum Level {
    Mais2plus,
    Mais3plus,
    Ais4plus,
    Mais4plus,
    Mais5plus,
    Fatal,
}

impl Level {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mais2plus => "mais2plus",
            Self::Mais3plus => "mais3plus",
            Self::Ais4plus => "ais4plus",
            Self::Mais4plus => "mais4plus",
            Self::Mais5plus => "mais5plus",
            Self::Fatal => "fatal",
        }
    }
}

/// The probability of an injury by speed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "form", rename_all = "snake_case", deny_unknown_fields)]
pub enum CurveFile {
    /// Its logit is a straight line.
    Logistic {
        /// The logit at standstill.
        #[schemars(range(min = -100.0, max = 100.0))]
        intercept: f64,
        /// What the logit gains with a unit of speed.
        #[schemars(range(min = 0.0, max = 10.0))]
        slope: f64,
    },
    /// A power of the speed, at most 1.
    Power {
        /// The speed at which it is 1.
        #[schemars(range(min = 1.0, max = 1000.0))]
        scale: f64,
        /// The power.
        #[schemars(range(min = 0.1, max = 10.0))]
        exponent: f64,
    },
    /// Points between and beyond which the logit is a straight line.
    Points {
        /// Speeds, rising.
        speeds: Vec<SpeedPoint>,
        /// The probability at each of them.
        shares: Vec<SharePoint>,
    },
}

/// A speed of a curve's point.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SpeedPoint(#[schemars(range(min = 0.0, max = 1000.0))] pub f64);

/// A probability of a curve's point.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct SharePoint(#[schemars(range(min = 0.000_001, max = 0.999_999))] pub f64);
