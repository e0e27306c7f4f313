//! What is round the drones.

use crate::wind::Wind;
use pilotzone_map::Point;
use pilotzone_physics::Solids;
use pilotzone_world::AgentKey;

/// Somebody or something that moves on the ground, as an upright box.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mover {
    /// Who.
    pub key: AgentKey,
    /// Whether it is a person.
    pub person: bool,
    /// Its middle.
    pub at: Point,
    /// Where its front looks, length 1.
    pub axis: Point,
    /// Length, width and height (m).
    pub size_m: [f64; 3],
    /// How it moves (m/s).
    pub velocity_mps: Point,
}

/// What is round the drones during a step.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// The wind.
    pub wind: &'a Wind,
    /// Buildings.
    pub solids: &'a Solids,
    /// People and vehicles.
    pub movers: &'a [Mover],
}
