//! When a rule applies: predicates joined by all, any and not.

use super::aloft::{
    AloftIs, AloftWord, BeyondSight, HeavierThan, HeightFrom, PilotBelow, WallWithin, word_bits, zone_bits,
};
use super::predicates::{
    BrakedHard, ChangedLaneClose, HeadwayBelow, Hours, LeftAccident, PassedCrosswalk, PassedLight, PermitIs,
    RequestUnanswered, SpeedOver, SpeedOverWeather, Stopped, WeatherIs,
};
use super::words::{ActivityWord, ClassWord, ControlWord, DangerWord, SeenWord};
use crate::air::ZoneKind;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A condition as it is written: all predicates in one table must hold.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConditionFile {
    /// All of these hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub all: Option<Vec<ConditionFile>>,
    /// One of these holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub any: Option<Vec<ConditionFile>>,
    /// This does not hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not: Option<Box<ConditionFile>>,
    /// The driver does one of these beside driving.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub activity: Option<Vec<ActivityWord>>,
    /// It is counted as one of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub class: Option<Vec<ClassWord>>,
    /// One of these drives.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub control: Option<Vec<ControlWord>>,
    /// All of these can be seen of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub seen: Option<Vec<SeenWord>>,
    /// It is one of these hours of the day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub hours: Option<Vec<Hours>>,
    /// The weather is like this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weather: Option<WeatherIs>,
    /// It stands still.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<Stopped>,
    /// It drives faster than the limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed_over: Option<SpeedOver>,
    /// It drives faster than the limit that bad weather leaves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed_over_weather: Option<SpeedOverWeather>,
    /// It follows too close.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub headway_below: Option<HeadwayBelow>,
    /// It brakes hard though nobody is in the way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub braked_hard: Option<BrakedHard>,
    /// A request to take over stays without an answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_unanswered: Option<RequestUnanswered>,
    /// It drives on after a collision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_accident: Option<LeftAccident>,
    /// Its test permit is like this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permit: Option<PermitIs>,
    /// It passes a stop line with a light.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passed_light: Option<PassedLight>,
    /// It passes a crosswalk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passed_crosswalk: Option<PassedCrosswalk>,
    /// It changes lanes close in front of somebody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_lane_close: Option<ChangedLaneClose>,
    /// It brings about one of these.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub endangers: Option<Vec<DangerWord>>,
    /// A drone of which all of these are true.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub aloft: Option<Vec<AloftWord>>,
    /// A drone in a zone of one of these kinds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1))]
    pub in_air_zone: Option<Vec<ZoneKind>>,
    /// A drone at this height or higher.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height_from: Option<HeightFrom>,
    /// A drone that may weigh more than this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub heavier_than: Option<HeavierThan>,
    /// A drone that its pilot does not see.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beyond_sight: Option<BeyondSight>,
    /// A drone close to a building.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wall_within: Option<WallWithin>,
    /// A drone whose pilot's certificate is not enough.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pilot_below: Option<PilotBelow>,
    /// Whether the sun is down, by its real position.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sun_down: Option<bool>,
}

/// A condition as it is evaluated.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// All hold.
    All(Vec<Self>),
    /// One holds.
    Any(Vec<Self>),
    /// It does not hold.
    Not(Box<Self>),
    /// The predicate holds.
    Is(Predicate),
}

/// One thing that a rule looks at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "ConditionFile has a sentence on each, by the same name")]
pub enum Predicate {
    Activity(Vec<ActivityWord>),
    Class(Vec<ClassWord>),
    Control(Vec<ControlWord>),
    /// Bits of [`pilotzone_world::scene::seen`], all of which must be set.
    Seen(u16),
    /// Begin and end as seconds of the day.
    Hours(Vec<[f64; 2]>),
    Weather(WeatherIs),
    Stopped(Stopped),
    SpeedOver(SpeedOver),
    SpeedOverWeather(SpeedOverWeather),
    HeadwayBelow(HeadwayBelow),
    BrakedHard(BrakedHard),
    RequestUnanswered(RequestUnanswered),
    LeftAccident(LeftAccident),
    Permit(PermitIs),
    PassedLight(PassedLight),
    PassedCrosswalk(PassedCrosswalk),
    ChangedLaneClose(ChangedLaneClose),
    Endangers(Vec<DangerWord>),
    Aloft(AloftIs),
}

impl Predicate {
    /// Whether it can hold only at the moment of an event.
    pub fn is_event(&self) -> bool {
        matches!(
            self,
            Self::PassedLight(_) | Self::PassedCrosswalk(_) | Self::ChangedLaneClose(_) | Self::Endangers(_)
        )
    }

    /// The unit of the value that it limits; empty where it limits none.
    pub fn unit(&self) -> Option<&'static str> {
        match self {
            Self::SpeedOver(_)
            | Self::SpeedOverWeather(_)
            | Self::PassedLight(_)
            | Self::PassedCrosswalk(_)
            | Self::LeftAccident(_) => Some("km/h"),
            Self::HeadwayBelow(_) | Self::RequestUnanswered(_) | Self::ChangedLaneClose(_) => Some("s"),
            Self::BrakedHard(_) => Some("m/s²"),
            Self::Aloft(AloftIs::Height(_) | AloftIs::BeyondSight(_) | AloftIs::WallWithin(_)) => Some("m"),
            Self::Aloft(AloftIs::Heavier(_)) => Some("kg"),
            _ => None,
        }
    }
}

impl Condition {
    /// Every predicate in it, in the order of the file.
    pub fn predicates(&self) -> Vec<&Predicate> {
        match self {
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::predicates).collect(),
            Self::Not(part) => part.predicates(),
            Self::Is(predicate) => vec![predicate],
        }
    }
}

impl From<&ConditionFile> for Condition {
    fn from(file: &ConditionFile) -> Self {
        let is = Condition::Is;
        let mut parts: Vec<Self> = file.all.iter().flatten().map(Self::from).collect();
        parts.extend(file.any.as_ref().map(|any| Self::Any(any.iter().map(Self::from).collect())));
        parts.extend(file.not.as_ref().map(|not| Self::Not(Box::new(Self::from(not.as_ref())))));
        // What costs least to look at and holds most seldom goes first.
        parts.extend(file.activity.clone().map(Predicate::Activity).map(is));
        parts.extend(
            file.seen
                .as_ref()
                .map(|words| is(Predicate::Seen(words.iter().fold(0, |bits, word| bits | word.bit())))),
        );
        parts.extend(file.class.clone().map(Predicate::Class).map(is));
        parts.extend(file.control.clone().map(Predicate::Control).map(is));
        let seconds = |hours: &Vec<Hours>| hours.iter().filter_map(Hours::seconds).collect();
        parts.extend(file.hours.as_ref().map(seconds).map(Predicate::Hours).map(is));
        parts.extend(file.weather.map(Predicate::Weather).map(is));
        parts.extend(file.stopped.map(Predicate::Stopped).map(is));
        parts.extend(file.speed_over.map(Predicate::SpeedOver).map(is));
        parts.extend(file.speed_over_weather.map(Predicate::SpeedOverWeather).map(is));
        parts.extend(file.headway_below.map(Predicate::HeadwayBelow).map(is));
        parts.extend(file.request_unanswered.map(Predicate::RequestUnanswered).map(is));
        parts.extend(file.left_accident.map(Predicate::LeftAccident).map(is));
        parts.extend(file.permit.clone().map(Predicate::Permit).map(is));
        parts.extend(file.passed_light.clone().map(Predicate::PassedLight).map(is));
        parts.extend(file.passed_crosswalk.clone().map(Predicate::PassedCrosswalk).map(is));
        parts.extend(file.changed_lane_close.map(Predicate::ChangedLaneClose).map(is));
        parts.extend(file.endangers.clone().map(Predicate::Endangers).map(is));
        parts.extend(file.braked_hard.map(Predicate::BrakedHard).map(is));
        parts.extend(aloft(file).into_iter().map(Predicate::Aloft).map(is));
        match parts.len() {
            1 => parts.remove(0),
            _ => Self::All(parts),
        }
    }
}

/// What a condition looks at in the air.
fn aloft(file: &ConditionFile) -> Vec<AloftIs> {
    let parts = [
        file.aloft.as_deref().map(|words| AloftIs::Bits(word_bits(words))),
        file.in_air_zone.as_deref().map(|kinds| AloftIs::InZone(zone_bits(kinds))),
        file.heavier_than.map(AloftIs::Heavier),
        file.pilot_below.map(AloftIs::PilotBelow),
        file.sun_down.map(AloftIs::SunDown),
        file.height_from.map(AloftIs::Height),
        file.beyond_sight.map(AloftIs::BeyondSight),
        file.wall_within.map(AloftIs::WallWithin),
    ];
    parts.into_iter().flatten().collect()
}
