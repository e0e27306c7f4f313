//! The closed lists of words that a rule pack may use, each the twin of something in the world.

use pilotzone_map::{Aspect, TurnDirection};
use pilotzone_world::scene::seen;
use pilotzone_world::{Activity, AgentClass, AtCrosswalk, Control};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Defines the words of a list, each of which is a value of the world's own type.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident is $twin:ty { $($word:ident),+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        #[allow(missing_docs, reason = "the words of the file, which say it themselves")]
        pub enum $name { $($word),+ }

        impl From<$name> for $twin {
            fn from(word: $name) -> Self {
                match word { $($name::$word => Self::$word),+ }
            }
        }
    };
}

words! {
    /// What a driver does beside driving.
    ActivityWord is Activity { HandheldPhone, Video, Display, HandsFree }
}
words! {
    /// How somebody is counted.
    ClassWord is AgentClass {
        Car, Av, Truck, Bus, Motorcycle, Bicycle, Scooter, Emergency, Pedestrian
    }
}
words! {
    /// Who drives.
    ControlWord is Control { Person, Manual, Automated, Transition, MinimalRisk, Halted }
}
words! {
    /// What a light shows.
    AspectWord is Aspect {
        Red, RedAmber, Amber, GreenYield, GreenProtected, StopThenGo, OffBlinking, Off
    }
}
words! {
    /// Where a turn leads.
    DirectionWord is TurnDirection { Straight, Left, Right, UTurn }
}
words! {
    /// Who is at a crosswalk.
    PersonWord is AtCrosswalk { Nobody, AboutToCross, On }
}

/// What everybody can see of a road user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the words of the file; the world's own list has a sentence on each")]
pub enum SeenWord {
    Wreck,
    Siren,
    Parked,
    InZone,
    OnRoad,
    AboutToCross,
    BusLane,
    SchoolZone,
    HeldUp,
}

impl SeenWord {
    /// Its bit in a road user's state.
    pub fn bit(self) -> u16 {
        match self {
            Self::Wreck => seen::WRECK,
            Self::Siren => seen::SIREN,
            Self::Parked => seen::PARKED,
            Self::InZone => seen::IN_ZONE,
            Self::OnRoad => seen::ON_ROAD,
            Self::AboutToCross => seen::ABOUT_TO_CROSS,
            Self::BusLane => seen::BUS_LANE,
            Self::SchoolZone => seen::SCHOOL_ZONE,
            Self::HeldUp => seen::HELD_UP,
        }
    }
}

/// Whom a rule binds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BoundWord {
    /// Who drives a motor vehicle, with or without an automated-driving system in it.
    Driver,
    /// Who rides a bicycle.
    Rider,
    /// Who sits at the wheel of a vehicle with an automated-driving system.
    SafetyDriver,
    /// Who runs a vehicle with an automated-driving system, or holds its permit.
    Operator,
    /// Who is on foot.
    Pedestrian,
    /// Who flies a drone, or runs one.
    UavPilot,
}

impl BoundWord {
    /// Whether somebody counted so is bound.
    pub fn covers(self, class: AgentClass) -> bool {
        match self {
            Self::Driver => !matches!(class, AgentClass::Bicycle | AgentClass::Pedestrian | AgentClass::Uav),
            Self::Rider => class == AgentClass::Bicycle,
            Self::SafetyDriver | Self::Operator => class == AgentClass::Av,
            Self::Pedestrian => class == AgentClass::Pedestrian,
            Self::UavPilot => class == AgentClass::Uav,
        }
    }
}

/// What a provision of the pack does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum KindWord {
    /// It asks for something, and can be broken.
    #[default]
    Rule,
    /// A special case of a pilot city's act: what it excuses counts as exempted.
    Exemption,
    /// Another provision, or an item's own exception: what it excuses counts as allowed.
    Exception,
    /// Something that a permit allows: what it excuses counts as allowed.
    Permit,
}

/// How grave a breach is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the words of the file, which say it themselves")]
pub enum SeverityWord {
    Minor,
    #[default]
    Serious,
    Grave,
}

/// The part of the special law to which a provision belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the names of rule sets")]
pub enum SetWord {
    SpecialAv,
    SpecialUas,
    SpecialData,
}

impl SetWord {
    /// Whether a rule set by its printed name, such as `special` or `special-av+special-data`, has this part.
    pub fn is_in(self, law: &str) -> bool {
        let own = match self {
            Self::SpecialAv => "special-av",
            Self::SpecialUas => "special-uas",
            Self::SpecialData => "special-data",
        };
        law == "special" || law.split('+').any(|part| part == own)
    }
}

/// How long a danger ends a leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ProvisoWord {
    /// To the end of the trip.
    Trip,
    /// As long as the danger lasts.
    WhileDanger,
}

impl ProvisoWord {
    /// The word in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Trip => "trip",
            Self::WhileDanger => "while_danger",
        }
    }
}

/// What counts as a danger, each with this road user as the responsible one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum DangerWord {
    /// A collision with a vehicle, a person or an object.
    Collision,
    /// A near miss.
    NearMiss,
    /// An unsafe distance without the proper response, for the time after which it counts.
    UnsafeDistance,
}

/// What a permit can be broken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BreachWord {
    /// Outside its zone.
    Area,
    /// On a road that it does not name.
    Roads,
    /// Faster than it allows.
    Speed,
    /// Outside its hours.
    Time,
    /// In weather or darkness that it does not allow.
    Weather,
    /// Without the safety driver that it asks for.
    Crew,
}

impl BreachWord {
    /// Its bit in a set of breaches.
    pub fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// What a vehicle is driven for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs, reason = "the words of the file, which say it themselves")]
pub enum PurposeWord {
    RAndD,
    Service,
    Private,
}

/// What a permit asks of the people on board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RequirementWord {
    /// The safety driver watches the traffic all the time.
    Attention,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_special_law_has_every_part_and_the_ordinary_none() {
        for part in [SetWord::SpecialAv, SetWord::SpecialUas, SetWord::SpecialData] {
            assert!(part.is_in("special") && !part.is_in("ordinary"));
        }
        assert!(SetWord::SpecialData.is_in("special-av+special-data"));
        assert!(!SetWord::SpecialUas.is_in("special-av+special-data"));
    }
}
