//! The lane-level road map that everything drives on: links, lanes, turns, conflict points, signals,
//! crossings, buildings; its native file format, its drawing and its routes.
//!
//! Right-hand traffic. Lane 0 of a link is the rightmost. Lengths in metres, speeds in m/s, angles in radians,
//! positions in a local east-north frame whose place on Earth [`geo::GeoReference`] tells.

pub mod airways;
pub mod builder;
pub mod check;
pub mod class;
pub mod coordinate;
pub mod crosswalks;
pub mod draw;
pub mod generate;
pub mod geo;
pub mod geometry;
pub mod info;
pub mod native;
pub mod network;
pub mod paint;
pub mod polyline;
pub mod route;
pub mod signal;
pub mod skyline;
pub mod spatial;
pub mod surroundings;

pub use airways::Airways;
pub use class::{ClassSet, VehicleClass};
pub use geo::GeoReference;
pub use network::{
    Access, BannedPath, Conflict, Lane, LaneId, LaneKind, LaneOwner, Link, LinkId, Map, Node, NodeId,
    NodeKind, Problem, RightOfWay, Severity, Source, Span, Turn, TurnDirection, TurnId,
};
pub use polyline::{Point, Polyline};
pub use signal::{Aspect, Phase, Programme, Signal, SignalId, SignalOrigin};
pub use skyline::{Place3, Skyline};
pub use surroundings::{Building, BusStop, Crosswalk, HeightSource, Pavement, Place, PlaceKind};
