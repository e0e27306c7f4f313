//! What everybody can see of the road at one moment: who is where, how fast, and in which state.
//!
//! Measures and law read this, never the insides of a driver model.

use crate::air::Uav;
use crate::class::AgentClass;
use crate::event::Stamped;
use crate::key::AgentKey;
use pilotzone_map::{LaneId, Point};
use serde::{Deserialize, Serialize};

/// Stands for "no row" in [`RoadUser::ahead`].
pub const NOBODY: u32 = u32::MAX;

/// Who drives a vehicle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Control {
    /// A person, in a vehicle without an automated-driving system, or somebody on foot.
    #[default]
    Person,
    /// A person, in a vehicle whose automated-driving system is off.
    Manual,
    /// The automated-driving system.
    Automated,
    /// The automated-driving system, which has asked the driver to take over.
    Transition,
    /// The automated-driving system, in a minimal-risk manoeuvre.
    MinimalRisk,
    /// Nobody: it stands after a minimal-risk manoeuvre, a breakdown, or because it is parked.
    Halted,
}

impl Control {
    /// Whether the automated-driving system drives.
    pub fn is_automated(self) -> bool {
        matches!(self, Self::Automated | Self::Transition | Self::MinimalRisk)
    }

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Manual => "manual",
            Self::Automated => "automated",
            Self::Transition => "transition",
            Self::MinimalRisk => "minimal_risk",
            Self::Halted => "halted",
        }
    }
}

/// What a driver does beside driving.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Activity {
    /// Nothing.
    #[default]
    None,
    /// Holds and uses a mobile phone.
    HandheldPhone,
    /// Watches a video in the field of view.
    Video,
    /// Operates a display.
    Display,
    /// Talks hands-free.
    HandsFree,
}

impl Activity {
    /// Every activity, in the order of its number.
    pub const ALL: [Self; 5] = [Self::None, Self::HandheldPhone, Self::Video, Self::Display, Self::HandsFree];

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::HandheldPhone => "handheld_phone",
            Self::Video => "video",
            Self::Display => "display",
            Self::HandsFree => "hands_free",
        }
    }
}

/// What stands in a set of bits of a [`RoadUser`].
pub mod seen {
    /// It has crashed and blocks the road.
    pub const WRECK: u16 = 1;
    /// An emergency vehicle with siren and light.
    pub const SIREN: u16 = 2;
    /// It stands still at a planned stop, or is parked.
    pub const PARKED: u16 = 4;
    /// It lies, drives or walks inside a pilot zone.
    pub const IN_ZONE: u16 = 8;
    /// On foot: on the carriageway.
    pub const ON_ROAD: u16 = 16;
    /// On foot: waits at the kerb, about to cross.
    pub const ABOUT_TO_CROSS: u16 = 32;
    /// It drives on a lane for buses.
    pub const BUS_LANE: u16 = 64;
    /// It drives in a school zone.
    pub const SCHOOL_ZONE: u16 = 128;
    /// It stands in a queue or before a red light: nothing that it could have driven round.
    pub const HELD_UP: u16 = 256;
    /// Something that nobody drives: debris, a fallen load, a lost drone.
    pub const OBJECT: u16 = 512;
    /// It comes to, or stands at, a line that it may not pass now.
    pub const BEFORE_LINE: u16 = 1024;
}

/// One road user at one moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RoadUser {
    /// Stable key.
    pub key: AgentKey,
    /// Its place among all that can take part in the run: the same in every step, below [`Scene::ids`].
    pub id: u32,
    /// How it is counted.
    pub class: AgentClass,
    /// Who drives.
    pub control: Control,
    /// What the driver does beside driving.
    pub activity: Activity,
    /// Bits of [`seen`].
    pub seen: u16,
    /// Middle of the front bumper; the middle of somebody on foot.
    pub at: Point,
    /// Where it points (rad, 0 = east, counter-clockwise).
    pub heading_rad: f64,
    /// Speed along its heading (m/s).
    pub speed_mps: f64,
    /// Acceleration of the last step (m/s²).
    pub accel_mps2: f64,
    /// Bumper to bumper (m).
    pub length_m: f64,
    /// Width (m).
    pub width_m: f64,
    /// Mass with all in it (kg).
    pub mass_kg: f64,
    /// The lane of its front; for somebody on foot the lane that he is on or waits at.
    pub lane: LaneId,
    /// Its front along the lane (m).
    pub pos_m: f64,
    /// Limit where it is (m/s).
    pub limit_mps: f64,
    /// Row of the vehicle that it follows; [`NOBODY`] where none is near.
    pub ahead: u32,
    /// Bumper-to-bumper distance to that vehicle along the way (m).
    pub gap_m: f64,
    /// How long a request to take over has been unanswered (s); 0 where there is none.
    pub request_s: f64,
}

impl RoadUser {
    /// Whether all of these bits of [`seen`] are set.
    pub fn is(&self, bits: u16) -> bool {
        self.seen & bits == bits
    }
}

/// The state of the sky and the road.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Weather {
    /// Rain (mm/h).
    pub rain_mm_per_h: f64,
    /// Snow that lies (mm).
    pub snow_mm: f64,
    /// Whether the road is iced.
    pub ice: bool,
    /// How far one sees (m).
    pub visibility_m: f64,
    /// Whether it is dark.
    pub night: bool,
    /// Friction between tyre and road.
    pub friction: f64,
}

impl Default for Weather {
    fn default() -> Self {
        Self {
            rain_mm_per_h: 0.0,
            snow_mm: 0.0,
            ice: false,
            visibility_m: 10_000.0,
            night: false,
            friction: 0.8,
        }
    }
}

/// All road users at the end of a step, with what happened in it.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// The step.
    pub step: u64,
    /// Time at its end (s of simulation).
    pub time_s: f64,
    /// Length of a step (s).
    pub dt_s: f64,
    /// How many can take part in the run, present or not.
    pub ids: u32,
    /// Vehicles in the order of their lanes, head first within a lane; then those on foot and objects.
    pub users: &'a [RoadUser],
    /// Drones in the air, and those that lie where they fell, by their ids.
    pub uavs: &'a [Uav],
    /// What happened in this step, in the order of events.
    pub events: &'a [Stamped],
    /// Sky and road.
    pub weather: &'a Weather,
}

impl<'a> Scene<'a> {
    /// Somebody by his row: users first, then drones as they would be seen on the road.
    pub fn user(&self, row: usize) -> Option<&'a RoadUser> {
        let drone = || self.uavs.get(row.checked_sub(self.users.len())?).map(|uav| &uav.user);
        self.users.get(row).or_else(drone)
    }

    /// The drone of a row; none for those on the ground.
    pub fn uav(&self, row: usize) -> Option<&'a Uav> {
        self.uavs.get(row.checked_sub(self.users.len())?)
    }
}

/// What the law allows one driver at the moment. Written by the law after a step, read by drivers in the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub struct Leave {
    /// A bit per [`Activity`]: whether doing it now would break no rule, or is excused.
    pub activities: u8,
}

impl Leave {
    /// Whether the activity would break no rule now, or is excused.
    pub fn allows(self, activity: Activity) -> bool {
        self.activities & (1 << activity as u8) != 0
    }

    /// With this activity allowed.
    pub fn with(self, activity: Activity) -> Self {
        Self { activities: self.activities | 1 << activity as u8 }
    }
}
