//! What a rule can look at in the air, each with its numbers.

use crate::air::ZoneKind;
use pilotzone_world::air::aloft;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What everybody can see or read of a drone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the words of the file; the world's own list has a sentence on each")]
pub enum AloftWord {
    Dense,
    Crowd,
    Seen,
    Reported,
    Certified,
    Insured,
    MayNight,
    MayBeyondSight,
    MayZone,
    MayHeight,
    Records,
    SeesFacility,
    Agreed,
    Purpose,
    Private,
    UrgentPublic,
    Military,
    Police,
}

impl AloftWord {
    /// Its bit in a drone's state.
    pub fn bit(self) -> u32 {
        match self {
            Self::Dense => aloft::DENSE,
            Self::Crowd => aloft::CROWD,
            Self::Seen => aloft::SEEN,
            Self::Reported => aloft::REPORTED,
            Self::Certified => aloft::CERTIFIED,
            Self::Insured => aloft::INSURED,
            Self::MayNight => aloft::MAY_NIGHT,
            Self::MayBeyondSight => aloft::MAY_BEYOND,
            Self::MayZone => aloft::MAY_ZONE,
            Self::MayHeight => aloft::MAY_HEIGHT,
            Self::Records => aloft::RECORDS,
            Self::SeesFacility => aloft::SEES_FACILITY,
            Self::Agreed => aloft::AGREED,
            Self::Purpose => aloft::PURPOSE,
            Self::Private => aloft::PRIVATE,
            Self::UrgentPublic => aloft::URGENT_PUBLIC,
            Self::Military => aloft::MILITARY,
            Self::Police => aloft::POLICE,
        }
    }
}

/// Below what a height is counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AboveWord {
    /// What is straight below: ground, water, a building.
    Surface,
    /// The highest obstacle round about.
    Obstacles,
}

/// It flies at this height or higher.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HeightFrom {
    /// From this height on (m).
    #[schemars(range(min = 0.0, max = 10_000.0))]
    pub m: f64,
    /// Above what.
    pub above: AboveWord,
}

/// It may weigh more than this at take-off.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HeavierThan {
    /// Mass (kg).
    #[schemars(range(min = 0.0, max = 10_000.0))]
    pub kg: f64,
}

/// Its pilot does not see it: too far away, hidden, or he sits at a screen.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BeyondSight {
    /// From this distance on nobody sees it (m).
    #[schemars(range(min = 1.0, max = 10_000.0))]
    pub m: f64,
}

/// A building that reaches its height is near.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WallWithin {
    /// Nearer than this (m).
    #[schemars(range(min = 0.1, max = 60.0))]
    pub m: f64,
}

/// Its pilot's certificate is of a class for lighter ones, or he has none.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PilotBelow {
    /// The class that is needed: 1 for any weight to 4 for the lightest.
    #[schemars(range(min = 1, max = 4))]
    pub class: u8,
}

/// One thing that a rule looks at in the air.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "ConditionFile has a sentence on each, by the same name")]
pub enum AloftIs {
    /// Bits of [`pilotzone_world::air::aloft`], all of which must be set.
    Bits(u32),
    /// Bits of [`ZoneKind`], one of which must be set.
    InZone(u8),
    Height(HeightFrom),
    Heavier(HeavierThan),
    BeyondSight(BeyondSight),
    WallWithin(WallWithin),
    PilotBelow(PilotBelow),
    SunDown(bool),
}

/// Bits of kinds of zones.
pub(super) fn zone_bits(kinds: &[ZoneKind]) -> u8 {
    kinds.iter().fold(0, |bits, kind| bits | kind.bit())
}

/// Bits of words.
pub(super) fn word_bits(words: &[AloftWord]) -> u32 {
    words.iter().fold(0, |bits, word| bits | word.bit())
}
