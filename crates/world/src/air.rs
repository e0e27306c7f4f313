//! What everybody can see of the air at one moment, and what happens there.

use crate::event::RemovalReason;
use crate::hash::Fold;
use crate::key::AgentKey;
use crate::scene::RoadUser;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What fails in the air.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum UavFaultKind {
    /// A motor stops, or a propeller is lost.
    Motor,
    /// The battery gives nothing any more.
    Battery,
    /// No position from satellites: it drifts with the wind.
    GnssLoss,
    /// A position that wanders off.
    GnssDrift,
    /// The command link is silent.
    LinkLoss,
    /// It no longer sees the others.
    AvoidLoss,
    /// It flies where it wants and obeys nobody.
    FlyAway,
    /// The battery is down to its reserve.
    LowBattery,
}

impl UavFaultKind {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Motor => "motor",
            Self::Battery => "battery",
            Self::GnssLoss => "gnss_loss",
            Self::GnssDrift => "gnss_drift",
            Self::LinkLoss => "link_loss",
            Self::AvoidLoss => "avoid_loss",
            Self::FlyAway => "fly_away",
            Self::LowBattery => "low_battery",
        }
    }
}

/// What a drone does when something fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
#[allow(missing_docs, reason = "the names say it")]
pub enum UavResponse {
    ReturnHome,
    LandNow,
    Parachute,
    Hover,
}

impl UavResponse {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::ReturnHome => "return_home",
            Self::LandNow => "land_now",
            Self::Parachute => "parachute",
            Self::Hover => "hover",
        }
    }
}

/// What a drone struck.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
#[allow(missing_docs, reason = "the names say it")]
pub enum UavStruck {
    Ground,
    Roof,
    Facade,
    Person,
    Vehicle,
    Uav,
}

impl UavStruck {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ground => "ground",
            Self::Roof => "roof",
            Self::Facade => "facade",
            Self::Person => "person",
            Self::Vehicle => "vehicle",
            Self::Uav => "uav",
        }
    }
}

/// Why a flight, or a part of it, stays undone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Undone {
    /// No way leads there.
    NoWay,
    /// The battery would not last.
    Battery,
    /// The law allows no recording there.
    Recording,
    /// Something failed.
    Fault,
}

impl Undone {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::NoWay => "no_way",
            Self::Battery => "battery",
            Self::Recording => "recording",
            Self::Fault => "fault",
        }
    }
}

/// One thing that happened in the air.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AirEvent {
    /// The drone is in the air from now on.
    TookOff {
        /// The pad's place among those of the run.
        pad: u32,
        /// How long it waited for an aircraft and a free pad (s).
        delay_s: f64,
    },
    /// The flight is over: it stands with its motors off.
    Landed {
        /// Whether it stands on its pad.
        home: bool,
        /// Whether its job was done.
        done: bool,
        /// From its take-off on, stays on the ground included (s).
        duration_s: f64,
        /// Way flown (m).
        distance_m: f64,
        /// How much longer its way was than the straight one (m).
        detour_m: f64,
        /// Energy taken from its battery (Wh).
        energy_wh: f64,
    },
    /// A wreck was carried off, or a state was no number.
    UavRemoved {
        /// Why.
        reason: RemovalReason,
    },
    /// The job is done; it flies home.
    JobDone {
        /// Since its take-off (s).
        after_s: f64,
    },
    /// A flight stays undone, or its job does.
    LeftUndone {
        /// Why.
        why: Undone,
    },
    /// Something fails.
    UavFaultBegan {
        /// What.
        fault: UavFaultKind,
    },
    /// It works again.
    UavFaultEnded {
        /// What.
        fault: UavFaultKind,
    },
    /// It answers a fault.
    Responded {
        /// How.
        response: UavResponse,
        /// To what.
        fault: UavFaultKind,
    },
    /// The command link counts as lost.
    LinkLost {
        /// Distance from its pilot (m).
        distance_m: f64,
        /// Whether a building stands between.
        hidden: bool,
    },
    /// The command link is back.
    LinkBack {
        /// How long it was lost (s).
        lasted_s: f64,
    },
    /// It has entered a zone that is closed to it.
    ZoneEntered {
        /// The zone's place among those of the run.
        zone: u32,
        /// Its height (m).
        height_m: f64,
    },
    /// It has left that zone.
    ZoneLeft {
        /// The zone's place among those of the run.
        zone: u32,
    },
    /// It flies away.
    FlewAway {
        /// Its height (m).
        height_m: f64,
    },
    /// Two drones are closer than well clear.
    WellClearLost {
        /// The other.
        other: AgentKey,
        /// Level distance (m).
        beside_m: f64,
        /// Difference of height (m).
        above_m: f64,
    },
    /// Two drones came closer than a near mid-air collision.
    Nmac {
        /// The other.
        other: AgentKey,
        /// Level distance (m).
        beside_m: f64,
        /// Difference of height (m).
        above_m: f64,
    },
    /// A falling drone came down beside somebody.
    FellBeside {
        /// Who.
        other: AgentKey,
        /// How far away (m).
        distance_m: f64,
    },
    /// It struck something.
    Struck {
        /// What.
        what: UavStruck,
        /// Whom; itself where that is nobody.
        other: AgentKey,
        /// Speed (m/s).
        speed_mps: f64,
        /// Way below the horizon: pi/2 for a plumb fall (rad).
        angle_rad: f64,
        /// Kinetic energy (J).
        energy_j: f64,
        /// Probability that a person struck dies; 0 where nobody was.
        death: f64,
    },
    /// Its sensor begins to record a military facility.
    RecordingBegan {
        /// The facility's place among those of the run.
        facility: u32,
        /// Whether it lies in an area agreed for it.
        agreed: bool,
    },
    /// A driver is startled or blinded by a drone; whose car this is.
    Startled {
        /// The drone.
        other: AgentKey,
        /// Whether the windscreen broke.
        windscreen: bool,
        /// Its speed (m/s).
        speed_mps: f64,
    },
}

impl AirEvent {
    /// The name on disk.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::TookOff { .. } => "took_off",
            Self::Landed { .. } => "landed",
            Self::UavRemoved { .. } => "uav_removed",
            Self::JobDone { .. } => "job_done",
            Self::LeftUndone { .. } => "left_undone",
            Self::UavFaultBegan { .. } => "uav_fault_began",
            Self::UavFaultEnded { .. } => "uav_fault_ended",
            Self::Responded { .. } => "responded",
            Self::LinkLost { .. } => "link_lost",
            Self::LinkBack { .. } => "link_back",
            Self::ZoneEntered { .. } => "zone_entered",
            Self::ZoneLeft { .. } => "zone_left",
            Self::FlewAway { .. } => "flew_away",
            Self::WellClearLost { .. } => "well_clear_lost",
            Self::Nmac { .. } => "nmac",
            Self::FellBeside { .. } => "fell_beside",
            Self::Struck { .. } => "struck",
            Self::RecordingBegan { .. } => "recording_began",
            Self::Startled { .. } => "startled",
        }
    }

    /// Every name on disk.
    pub const KINDS: [&'static str; 19] = [
        "took_off",
        "landed",
        "uav_removed",
        "job_done",
        "left_undone",
        "uav_fault_began",
        "uav_fault_ended",
        "responded",
        "link_lost",
        "link_back",
        "zone_entered",
        "zone_left",
        "flew_away",
        "well_clear_lost",
        "nmac",
        "fell_beside",
        "struck",
        "recording_began",
        "startled",
    ];

    /// The other party, where there is one.
    pub fn other(&self) -> Option<AgentKey> {
        match *self {
            Self::WellClearLost { other, .. }
            | Self::Nmac { other, .. }
            | Self::FellBeside { other, .. }
            | Self::Struck { other, .. }
            | Self::Startled { other, .. } => Some(other),
            _ => None,
        }
    }

    /// This event's content folded into a hash.
    pub fn fold(&self, fold: Fold) -> Fold {
        match *self {
            Self::TookOff { pad, delay_s } => fold.word(pad.into()).number(delay_s),
            Self::Landed { home, done, duration_s, distance_m, detour_m, energy_wh } => fold
                .word(u64::from(home) | u64::from(done) << 1)
                .number(duration_s)
                .number(distance_m)
                .number(detour_m)
                .number(energy_wh),
            Self::UavRemoved { reason } => fold.word(reason as u64),
            Self::JobDone { after_s } => fold.number(after_s),
            Self::LeftUndone { why } => fold.word(why as u64),
            Self::UavFaultBegan { fault } | Self::UavFaultEnded { fault } => fold.word(fault as u64),
            Self::Responded { response, fault } => fold.word(response as u64).word(fault as u64),
            Self::LinkLost { distance_m, hidden } => fold.number(distance_m).word(hidden.into()),
            Self::LinkBack { lasted_s } => fold.number(lasted_s),
            Self::ZoneEntered { zone, height_m } => fold.word(zone.into()).number(height_m),
            Self::ZoneLeft { zone } => fold.word(zone.into()),
            Self::FlewAway { height_m } => fold.number(height_m),
            Self::WellClearLost { other, beside_m, above_m } | Self::Nmac { other, beside_m, above_m } => {
                fold.word(other.0).number(beside_m).number(above_m)
            }
            Self::FellBeside { other, distance_m } => fold.word(other.0).number(distance_m),
            Self::Struck { what, other, speed_mps, angle_rad, energy_j, death } => fold
                .word(what as u64)
                .word(other.0)
                .number(speed_mps)
                .number(angle_rad)
                .number(energy_j)
                .number(death),
            Self::RecordingBegan { facility, agreed } => fold.word(facility.into()).word(agreed.into()),
            Self::Startled { other, windscreen, speed_mps } => {
                fold.word(other.0).word(windscreen.into()).number(speed_mps)
            }
        }
    }
}

/// What stands in a set of bits of a [`Uav`].
pub mod aloft {
    /// It is inside a dense area.
    pub const DENSE: u32 = 1;
    /// A crowd is below it.
    pub const CROWD: u32 = 1 << 1;
    /// Its pilot sees it.
    pub const SEEN: u32 = 1 << 2;
    /// It is reported.
    pub const REPORTED: u32 = 1 << 3;
    /// It has a safety certificate.
    pub const CERTIFIED: u32 = 1 << 4;
    /// Third parties are insured.
    pub const INSURED: u32 = 1 << 5;
    /// It may fly at night.
    pub const MAY_NIGHT: u32 = 1 << 6;
    /// It may fly beyond sight.
    pub const MAY_BEYOND: u32 = 1 << 7;
    /// It may fly in the closed zones that it is in.
    pub const MAY_ZONE: u32 = 1 << 8;
    /// It may fly above the general ceiling.
    pub const MAY_HEIGHT: u32 = 1 << 9;
    /// Its sensor is on.
    pub const RECORDS: u32 = 1 << 10;
    /// Its sensor's footprint meets a military facility.
    pub const SEES_FACILITY: u32 = 1 << 11;
    /// All of the facilities that it meets lie in areas agreed for it.
    pub const AGREED: u32 = 1 << 12;
    /// It flies for research and development, public order, national security or safety, as declared.
    pub const PURPOSE: u32 = 1 << 13;
    /// The operator is no business and no public body.
    pub const PRIVATE: u32 = 1 << 14;
    /// The operator is a public body on an urgent flight.
    pub const URGENT_PUBLIC: u32 = 1 << 15;
    /// The operator is the armed forces.
    pub const MILITARY: u32 = 1 << 16;
    /// The operator is the police or the customs.
    pub const POLICE: u32 = 1 << 17;
    /// It has crashed and lies.
    pub const WRECK: u32 = 1 << 18;
    /// It falls, or is out of control.
    pub const FALLS: u32 = 1 << 19;
}

/// One drone in the air at one moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Uav {
    /// As others on the road would see it: key, place in the plane, mass at take-off, speed over ground.
    pub user: RoadUser,
    /// Height above ground (m).
    pub z_m: f64,
    /// Speed upward (m/s).
    pub climb_mps: f64,
    /// Velocity in the plane, east and north (m/s).
    pub level_mps: [f64; 2],
    /// Height above what is below it, a roof or the ground (m).
    pub above_m: f64,
    /// Height above the highest obstacle within the distance that the law looks at in dense areas (m).
    pub above_obstacles_m: f64,
    /// Distance from the nearest building that reaches its height (m); infinite where none is near.
    pub wall_m: f64,
    /// Kinds of zones that it is in: bits of the scenario's zone kinds.
    pub zones: u8,
    /// Class of the pilot's certificate, 1 to 4; 0 for none.
    pub pilot_class: u8,
    /// Distance from its pilot (m).
    pub pilot_m: f64,
    /// Bits of [`aloft`].
    pub bits: u32,
}

impl Uav {
    /// Whether all of these bits of [`aloft`] are set.
    pub fn is(&self, bits: u32) -> bool {
        self.bits & bits == bits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_in_the_list_of_kinds() {
        let event = AirEvent::JobDone { after_s: 1.0 };
        assert!(AirEvent::KINDS.contains(&event.kind()));
        let names: std::collections::BTreeSet<&str> = AirEvent::KINDS.into_iter().collect();
        assert_eq!(names.len(), AirEvent::KINDS.len());
    }
}
