//! Nodes, links, lanes, turns and the conflicts between turns.
//!
//! Ids are places in the map's own arrays; the names that people know stand in the records.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use crate::{
    Building, BusStop, ClassSet, Crosswalk, GeoReference, Pavement, Place, Point, Polyline, Signal, SignalId,
};

/// A node's place in [`Map::nodes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct NodeId(pub u32);
/// A link's place in [`Map::links`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LinkId(pub u32);
/// A lane's place in [`Map::lanes`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LaneId(pub u32);
/// A turn's place in [`Map::turns`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TurnId(pub u32);

/// A road map with all that is known about where it comes from.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Map {
    /// What the map is called.
    pub name: String,
    /// Every data source in it, with licence and attribution.
    pub sources: Vec<Source>,
    /// Where it lies; none for a net without a place on Earth.
    pub geo: Option<GeoReference>,
    /// Junctions, borders, and ends of ways.
    pub nodes: Vec<Node>,
    /// Directions of travel between nodes.
    pub links: Vec<Link>,
    /// Lanes of links and inner lanes of junctions.
    pub lanes: Vec<Lane>,
    /// Ways from a lane through a node to a lane.
    pub turns: Vec<Turn>,
    /// Pairs of turns whose paths meet, sorted by `first`, then `second`.
    pub conflicts: Vec<Conflict>,
    /// Link sequences that are banned though each single turn is allowed.
    pub banned_paths: Vec<BannedPath>,
    /// Signal controllers.
    pub signals: Vec<Signal>,
    /// Pedestrian crossings.
    pub crosswalks: Vec<Crosswalk>,
    /// Ways for people on foot.
    pub pavements: Vec<Pavement>,
    /// Buildings.
    pub buildings: Vec<Building>,
    /// Bus stops.
    pub bus_stops: Vec<BusStop>,
    /// Areas that rules or missions refer to: pilot zones, schools and their zones, drone pads.
    pub places: Vec<Place>,
    /// How often each default stood in for missing data.
    pub defaults: BTreeMap<String, u64>,
    /// What was wrong in the source and what was done about it.
    pub problems: Vec<Problem>,
}

/// Where data come from and on what terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// What it is: a file or data set, and what was done with it.
    pub provenance: String,
    /// SPDX name where there is one.
    pub licence: String,
    /// The words that must stand beside every use.
    pub attribution: String,
}

/// How grave a problem of a source is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Good to know.
    Note,
    /// Something was left out or replaced.
    Warning,
}

/// Something wrong in a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// How grave.
    pub severity: Severity,
    /// File in which it stands.
    pub file: String,
    /// Line, from 1; 0 where it belongs to no line.
    pub line: u32,
    /// What is wrong, what was done, with the ids concerned.
    pub what: String,
}

/// What a node is, and how it is regulated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NodeKind {
    /// Signals decide.
    Signal,
    /// Major and minor arms.
    Priority,
    /// Minor arms stop.
    Stop,
    /// All arms stop; first come, first served.
    AllWayStop,
    /// Uncontrolled: give way to the right.
    RightHand,
    /// Arms merge one by one.
    Zipper,
    /// Part of a roundabout: the ring goes first.
    Roundabout,
    /// One road goes on as another; nobody crosses.
    Continuation,
    /// The road goes on beyond the map's edge.
    Border,
    /// The road ends.
    DeadEnd,
}

/// A junction, border or end of a way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// The name in the source; a joined junction lists its nodes with `+`.
    pub id: String,
    /// Its middle.
    pub at: Point,
    /// What it is.
    pub kind: NodeKind,
    /// Its outline, where known; first point not repeated.
    pub outline: Vec<Point>,
    /// The roads that meet here, a two-way road once.
    pub arms: u32,
}

/// Whether through traffic may use a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Access {
    /// Everybody in the lanes' classes.
    Open,
    /// Only who starts or ends there.
    Destination,
}

/// One direction of travel between two nodes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// Unique within the map.
    pub id: String,
    /// The way or edge in the source; both directions of an OSM way share it.
    pub source_id: String,
    /// Street name.
    pub name: Option<String>,
    /// Road class in the source's own words (`highway` of OSM, `type` of SUMO).
    pub road_class: String,
    /// Where it starts.
    pub from: NodeId,
    /// Where it ends.
    pub to: NodeId,
    /// First of its lanes, the rightmost.
    pub first_lane: LaneId,
    /// How many lanes it has, of all kinds.
    pub lane_count: u32,
    /// Length of driving along it (m).
    pub length_m: f64,
    /// Rank among the arms of a junction, higher goes first.
    pub priority: i32,
    /// Level above (bridge) or below (tunnel) ground.
    pub layer: i32,
    /// Whether it is part of a roundabout's ring.
    pub roundabout: bool,
    /// Who may drive through.
    pub access: Access,
}

impl Link {
    /// The ids of its lanes, from right to left.
    pub fn lanes(&self) -> impl DoubleEndedIterator<Item = LaneId> + ExactSizeIterator + use<> {
        (self.first_lane.0..self.first_lane.0 + self.lane_count).map(LaneId)
    }
}

/// What a lane is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LaneKind {
    /// Motor vehicles in general.
    Driving,
    /// Buses, perhaps with taxis.
    Bus,
    /// Cycles.
    Cycle,
    /// People on foot.
    Foot,
    /// Trams or trains.
    Rail,
    /// Turning lane of both directions: no through route uses it.
    BothWays,
    /// Inside a junction.
    Inner,
}

/// To whom a lane belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum LaneOwner {
    /// A lane of a link.
    Link(LinkId),
    /// The inner lane of a turn.
    Turn(TurnId),
}

/// A strip that vehicles follow one behind the other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lane {
    /// The link or the turn it is part of.
    pub owner: LaneOwner,
    /// Its number on the link, 0 is rightmost; 0 for inner lanes.
    pub index: u32,
    /// What it is for.
    pub kind: LaneKind,
    /// Who may use it.
    pub classes: ClassSet,
    /// Speed limit (m/s).
    pub speed_mps: f64,
    /// Width (m).
    pub width_m: f64,
    /// Length of driving (m); the source's, which need not be the shape's.
    pub length_m: f64,
    /// Centre line.
    pub shape: Polyline,
    /// Who may change to the lane on the left.
    pub change_left: ClassSet,
    /// Who may change to the lane on the right.
    pub change_right: ClassSet,
    /// How far before the lane's end the stop line lies (m).
    pub stop_offset_m: f64,
}

/// Where a turn leads, seen by the driver.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TurnDirection {
    /// Straight on.
    Straight,
    /// To the left.
    Left,
    /// To the right.
    Right,
    /// Back where it came from.
    UTurn,
}

/// What a turn owes to others where no signal says more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RightOfWay {
    /// Goes first.
    Priority,
    /// Gives way.
    Yield,
    /// Stops, then gives way.
    Stop,
    /// Stops; first come, first served.
    AllWayStop,
    /// Gives way to the right.
    RightHand,
    /// Merges by turns.
    Zipper,
}

/// One way from a lane through a node to another lane. It always has one inner lane.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Turn {
    /// The node it passes.
    pub node: NodeId,
    /// Lane it leaves.
    pub from: LaneId,
    /// Lane it enters.
    pub to: LaneId,
    /// The lane between the two.
    pub inner: LaneId,
    /// Where it leads.
    pub direction: TurnDirection,
    /// What it owes to others; with a signal, what [`crate::Aspect::GreenYield`] means here.
    pub right_of_way: RightOfWay,
    /// The controller and the group that shows this turn its light.
    pub signal: Option<(SignalId, u16)>,
    /// Who may make it.
    pub classes: ClassSet,
    /// Whether one must not stop on the junction here.
    pub keep_clear: bool,
    /// A place along the inner lane where one may wait inside the junction for a gap (m).
    pub wait_at_m: Option<f64>,
}

/// A stretch along a path (m).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Span {
    /// Where the front of a vehicle enters it.
    pub enter_m: f64,
    /// Where the rear of a vehicle has left it.
    pub leave_m: f64,
}

/// Two turns of one node whose inner lanes touch or cross.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conflict {
    /// The turn with the lower id.
    pub first: TurnId,
    /// The turn with the higher id.
    pub second: TurnId,
    /// The common area along the first turn's inner lane.
    pub first_span: Span,
    /// The common area along the second turn's inner lane.
    pub second_span: Span,
    /// Angle between both directions where they meet (rad, 0 to pi).
    pub angle_rad: f64,
    /// Whether both end in the same lane.
    pub merging: bool,
    /// Whether the first gives way to the second.
    pub first_yields: bool,
    /// Whether the second gives way to the first.
    pub second_yields: bool,
}

/// A sequence of links that must not be driven.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BannedPath {
    /// The sequence.
    pub links: Vec<LinkId>,
    /// For whom.
    pub classes: ClassSet,
}

impl Map {
    /// The link of that id in the map.
    pub fn link(&self, id: LinkId) -> &Link {
        &self.links[id.0 as usize]
    }

    /// The lane of that id in the map.
    pub fn lane(&self, id: LaneId) -> &Lane {
        &self.lanes[id.0 as usize]
    }

    /// The turn of that id in the map.
    pub fn turn(&self, id: TurnId) -> &Turn {
        &self.turns[id.0 as usize]
    }

    /// The node of that id in the map.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// The link that a lane is part of; none for inner lanes.
    pub fn link_of(&self, lane: LaneId) -> Option<LinkId> {
        match self.lane(lane).owner {
            LaneOwner::Link(link) => Some(link),
            LaneOwner::Turn(_) => None,
        }
    }
}
