//! What stands beside the lanes.

use serde::{Deserialize, Serialize};

use crate::{LaneId, LinkId, NodeId, Point, Polyline, SignalId};

/// A place where people cross the carriageway.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Crosswalk {
    /// The name in the source.
    pub id: String,
    /// From kerb to kerb.
    pub line: Polyline,
    /// Width (m).
    pub width_m: f64,
    /// The junction it belongs to, if any.
    pub node: Option<NodeId>,
    /// The links it crosses, where known.
    pub links: Vec<LinkId>,
    /// The controller and the group that shows people on foot their light.
    pub signal: Option<(SignalId, u16)>,
}

/// A way for people on foot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pavement {
    /// The name in the source.
    pub id: String,
    /// Its centre line.
    pub line: Polyline,
    /// Width (m).
    pub width_m: f64,
}

/// How a building's height is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeightSource {
    /// A height stands in the source.
    Tagged,
    /// Storeys stand in the source.
    Levels,
    /// Neither: a default by kind of building.
    Default,
}

/// A prism: ground plan, foot and top.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Building {
    /// The name in the source.
    pub id: String,
    /// What people call it.
    pub name: Option<String>,
    /// Outer ring, first point not repeated.
    pub ring: Vec<Point>,
    /// Courtyards.
    pub holes: Vec<Vec<Point>>,
    /// Height of its foot above ground (m).
    pub base_m: f64,
    /// Height of its top above ground (m).
    pub top_m: f64,
    /// Where the height comes from.
    pub height_source: HeightSource,
}

/// What a place is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlaceKind {
    /// A pilot zone's area.
    PilotZone,
    /// A school's grounds.
    School,
    /// The protected area round a school's gate.
    SchoolZone,
    /// Where drones take off and land.
    DronePad,
}

impl PlaceKind {
    /// The name in files and messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::PilotZone => "pilot_zone",
            Self::School => "school",
            Self::SchoolZone => "school_zone",
            Self::DronePad => "drone_pad",
        }
    }
}

/// An area that rules or missions refer to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The name in the source.
    pub id: String,
    /// What it is for.
    pub kind: PlaceKind,
    /// What people call it, Korean.
    pub name_ko: String,
    /// What people call it, English.
    pub name_en: String,
    /// Its outline, first point not repeated.
    pub polygon: Vec<Point>,
}

/// A stretch of a lane where buses stop.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BusStop {
    /// The name in the source.
    pub id: String,
    /// What people call it.
    pub name: Option<String>,
    /// The lane it lies on.
    pub lane: LaneId,
    /// Start along the lane (m).
    pub start_m: f64,
    /// End along the lane (m).
    pub end_m: f64,
}
