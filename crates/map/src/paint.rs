//! What is painted on the road, as geometry: drawings and replays show the same lines.

use crate::polyline::Pose;
use crate::{
    Lane, LaneId, LaneKind, LaneOwner, Link, LinkId, Map, NodeId, Point, Polyline, RightOfWay, TurnDirection,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Width of painted lines (m).
pub const LINE_M: f64 = 0.15;
/// Width of a stop line (m), and how far before the lane's end its middle lies.
const STOP_LINE_M: f64 = 0.5;
/// How far an arrow's middle lies before the lane's end (m), and the shortest lane that has room for one.
const ARROW_M: f64 = 9.0;
const ARROW_ROOM_M: f64 = 14.0;
/// How far the edge line lies inside the carriageway (m).
const EDGE_M: f64 = 0.25;
/// Distance of the small arrows along a lane (m).
const CHEVRONS_M: f64 = 60.0;
/// Two directions of a road whose left edges are nearer than this (m) have one line between them.
const MEDIAN_M: f64 = 1.5;
/// Dashes and gaps of a lane line, and of a line at which one gives way (m).
const LANE_DASH_M: [f64; 2] = [3.0, 5.0];
const YIELD_DASH_M: [f64; 2] = [0.5, 0.5];

/// Colour of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaintColour {
    /// Between lanes of one direction, at edges and where one stops.
    White,
    /// Between directions of travel.
    Yellow,
    /// Along bus lanes.
    Blue,
    /// No paint but a kerb.
    Kerb,
}

/// One painted line.
#[derive(Debug, Clone, PartialEq)]
pub struct Paint {
    /// Its middle.
    pub line: Polyline,
    /// Its colour.
    pub colour: PaintColour,
    /// Its width (m).
    pub width_m: f64,
    /// Length of a dash and of the gap after it (m); none where it is solid.
    pub dash_m: Option<[f64; 2]>,
}

/// A small arrow on a lane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Arrow {
    /// Its middle and where it points.
    pub at: Pose,
    /// Where it leads; none for one that only tells which way the lane runs.
    pub direction: Option<TurnDirection>,
}

/// What waits at the end of a lane.
#[derive(Debug, Clone, Copy, Default)]
struct Exit {
    stops: bool,
    yields: bool,
    straight: bool,
    left: bool,
    right: bool,
    u_turn: bool,
}

/// Knows of a map what the paint on one of its roads depends on.
#[derive(Debug)]
pub struct Painter<'m> {
    map: &'m Map,
    exits: Vec<Exit>,
    between: BTreeMap<(NodeId, NodeId), Vec<u32>>,
}

impl<'m> Painter<'m> {
    /// For the roads of a map.
    pub fn new(map: &'m Map) -> Self {
        let mut between: BTreeMap<(NodeId, NodeId), Vec<u32>> = BTreeMap::new();
        for (id, link) in map.links.iter().enumerate() {
            between.entry((link.from, link.to)).or_default().push(id as u32);
        }
        Self { map, exits: exits_of(map), between }
    }

    /// Lines between and beside the lanes of one link.
    pub fn lines(&self, id: LinkId) -> Vec<Paint> {
        let Some(link) = self.map.links.get(id.0 as usize) else { return Vec::new() };
        let lanes: Vec<&Lane> = lanes_of(self.map, link).collect();
        let mut painted: Vec<Paint> = lanes.windows(2).map(|pair| between(pair[0], pair[1])).collect();
        let carriageway = |lane: &&&Lane| !matches!(lane.kind, LaneKind::Foot | LaneKind::Rail);
        if let Some(rightmost) = lanes.iter().find(carriageway) {
            let edge = rightmost.shape.offset(EDGE_M - rightmost.width_m / 2.0);
            painted.push(solid(edge, PaintColour::White, LINE_M));
        }
        let Some(leftmost) = lanes.iter().rev().find(carriageway) else { return painted };
        let edge = leftmost.shape.offset(leftmost.width_m / 2.0);
        match self.opposite(link, &edge) {
            // Painted once, with the direction of the lower number.
            Some(other) if other < id.0 => {}
            Some(_) => painted.push(solid(edge, PaintColour::Yellow, 2.0 * LINE_M)),
            None => {
                let inside = leftmost.shape.offset(leftmost.width_m / 2.0 - EDGE_M);
                painted.push(solid(inside, PaintColour::White, LINE_M));
            }
        }
        painted
    }

    /// The line at a lane's end at which one stops, or a broken one where one gives way; none where one drives on.
    pub fn stop_line(&self, id: LaneId) -> Option<Paint> {
        let (lane, exit) = self.lane(id)?;
        if !exit.stops && !exit.yields {
            return None;
        }
        let length_m = lane.shape.length_m();
        let at = lane.shape.pose_at(length_m - lane.stop_offset_m - STOP_LINE_M / 2.0);
        let (x, y) = (-libm::sin(at.heading_rad), libm::cos(at.heading_rad));
        let aside = |by_m: f64| Point::new(at.at.x + x * by_m, at.at.y + y * by_m);
        let half_m = lane.width_m / 2.0;
        let dash_m = (!exit.stops).then_some(YIELD_DASH_M);
        let line = Polyline(vec![aside(-half_m), aside(half_m)]);
        Some(Paint { line, colour: PaintColour::White, width_m: STOP_LINE_M, dash_m })
    }

    /// Arrows: at a lane's end where it leads, along it which way it runs.
    pub fn arrows(&self, id: LaneId) -> Vec<Arrow> {
        let mut arrows = Vec::new();
        let Some((lane, exit)) = self.lane(id) else { return arrows };
        if !matches!(lane.kind, LaneKind::Driving | LaneKind::Bus | LaneKind::Cycle) {
            return arrows;
        }
        let length_m = lane.shape.length_m();
        if length_m > ARROW_ROOM_M {
            let at = lane.shape.pose_at(length_m - lane.stop_offset_m - ARROW_M);
            let led = [
                (exit.straight, TurnDirection::Straight),
                (exit.left, TurnDirection::Left),
                (exit.right, TurnDirection::Right),
                (exit.u_turn, TurnDirection::UTurn),
            ];
            let shown = led.into_iter().filter(|(leads, _)| *leads);
            arrows.extend(shown.map(|(_, direction)| Arrow { at, direction: Some(direction) }));
        }
        let pieces = ((length_m - ARROW_ROOM_M) / CHEVRONS_M).ceil().clamp(0.0, 1000.0) as u32;
        arrows.extend((0..pieces).map(|i| {
            let share = (f64::from(i) + 0.5) / f64::from(pieces);
            Arrow { at: lane.shape.pose_at(share * (length_m - ARROW_ROOM_M)), direction: None }
        }));
        arrows
    }

    fn lane(&self, id: LaneId) -> Option<(&'m Lane, Exit)> {
        Some((self.map.lanes.get(id.0 as usize)?, *self.exits.get(id.0 as usize)?))
    }

    /// The number of the link that runs the other way along this left edge, on the same level.
    fn opposite(&self, link: &Link, edge: &Polyline) -> Option<u32> {
        let beside = |other: &Link| {
            let Some(leftmost) = lanes_of(self.map, other).last() else { return false };
            let other_edge = leftmost.shape.offset(leftmost.width_m / 2.0);
            let middle = edge.pose_at(edge.length_m() / 2.0).at;
            let other_middle = other_edge.pose_at(other_edge.length_m() / 2.0).at;
            other.layer == link.layer && middle.distance(other_middle) < MEDIAN_M
        };
        let back = self.between.get(&(link.to, link.from))?;
        back.iter().copied().find(|&id| self.map.links.get(id as usize).is_some_and(beside))
    }
}

/// The exits of all lanes.
fn exits_of(map: &Map) -> Vec<Exit> {
    let mut exits = vec![Exit::default(); map.lanes.len()];
    for turn in &map.turns {
        let Some(exit) = exits.get_mut(turn.from.0 as usize) else { continue };
        exit.stops |=
            turn.signal.is_some() || matches!(turn.right_of_way, RightOfWay::Stop | RightOfWay::AllWayStop);
        exit.yields |= turn.right_of_way == RightOfWay::Yield;
        match turn.direction {
            TurnDirection::Straight => exit.straight = true,
            TurnDirection::Left => exit.left = true,
            TurnDirection::Right => exit.right = true,
            TurnDirection::UTurn => exit.u_turn = true,
        }
    }
    exits
}

/// The lanes of a link that the map has.
pub fn lanes_of<'m>(map: &'m Map, link: &Link) -> impl Iterator<Item = &'m Lane> + use<'m> {
    map.lanes.iter().skip(link.first_lane.0 as usize).take(link.lane_count as usize)
}

fn solid(line: Polyline, colour: PaintColour, width_m: f64) -> Paint {
    Paint { line, colour, width_m, dash_m: None }
}

/// The line between two lanes of one direction.
fn between(right: &Lane, left: &Lane) -> Paint {
    let line = right.shape.offset(right.width_m / 2.0);
    let is = |kind| right.kind == kind || left.kind == kind;
    if is(LaneKind::Foot) || is(LaneKind::Rail) {
        return solid(line, PaintColour::Kerb, LINE_M);
    }
    if (right.kind == LaneKind::Bus) != (left.kind == LaneKind::Bus) {
        return solid(line, PaintColour::Blue, 2.0 * LINE_M);
    }
    let colour = if is(LaneKind::BothWays) { PaintColour::Yellow } else { PaintColour::White };
    let nobody_changes = right.change_left.is_empty() && left.change_right.is_empty();
    let dash_m = (!nobody_changes).then_some(LANE_DASH_M);
    Paint { line, colour, width_m: LINE_M, dash_m }
}

/// The level of each turn: that of the higher of the roads that it joins.
pub fn turn_layer(map: &Map, from: &Lane, to: &Lane) -> i32 {
    let of = |lane: &Lane| match lane.owner {
        LaneOwner::Link(link) => map.links.get(link.0 as usize).map(|link| link.layer),
        LaneOwner::Turn(_) => None,
    };
    of(from).max(of(to)).unwrap_or(0)
}

/// Strokes of the arrows, round their middle and pointing east (m).
pub fn strokes(direction: Option<TurnDirection>) -> &'static [&'static [[f64; 2]]] {
    match direction {
        Some(TurnDirection::Straight) => {
            &[&[[-2.2, 0.0], [1.2, 0.0]], &[[0.9, 0.6], [2.2, 0.0], [0.9, -0.6]]]
        }
        Some(TurnDirection::Left) => {
            &[&[[-2.2, 0.0], [-0.3, 0.0], [0.15, 0.25], [0.3, 0.8]], &[[-0.2, 0.55], [0.3, 1.1], [0.8, 0.55]]]
        }
        Some(TurnDirection::Right) => &[
            &[[-2.2, 0.0], [-0.3, 0.0], [0.15, -0.25], [0.3, -0.8]],
            &[[-0.2, -0.55], [0.3, -1.1], [0.8, -0.55]],
        ],
        Some(TurnDirection::UTurn) => &[
            &[[-2.2, 0.0], [0.6, 0.0], [1.05, 0.3], [1.05, 0.7], [0.6, 1.0], [-0.6, 1.0]],
            &[[-0.1, 1.5], [-0.9, 1.0], [-0.1, 0.5]],
        ],
        None => &[&[[-0.6, 0.6], [0.6, 0.0], [-0.6, -0.6]]],
    }
}
