//! Directions of travel with their lanes.

use super::arms::{self, Arm};
use super::junctions::Junctions;
use super::pieces::{Piece, Pieces};
use super::roads::{LaneSpec, Road};
use pilotzone_map::{ClassSet, Lane, LaneId, LaneKind, LaneOwner, Link, LinkId, Map, NodeId, Polyline};
use std::collections::BTreeMap;

/// A link before it is in the map; its place in the list is its id there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PlannedLink {
    pub(crate) piece: usize,
    /// Whether it runs against its way.
    pub(crate) backward: bool,
}

impl PlannedLink {
    /// The end at which it begins.
    pub(crate) fn start(&self) -> Arm {
        Arm { piece: self.piece, at_first: !self.backward }
    }

    /// The end at which it ends.
    pub(crate) fn end(&self) -> Arm {
        Arm { piece: self.piece, at_first: self.backward }
    }
}

/// All links, in the order of ways, pieces, and forward before backward.
pub(crate) fn plan(roads: &[Road], pieces: &Pieces, junctions: &Junctions) -> Vec<PlannedLink> {
    let mut planned = Vec::new();
    for (i, piece) in pieces.list.iter().enumerate() {
        let road = &roads[piece.road];
        if junctions.inner[i] {
            continue;
        }
        if !road.forward.is_empty() {
            planned.push(PlannedLink { piece: i, backward: false });
        }
        if !road.backward.is_empty() {
            planned.push(PlannedLink { piece: i, backward: true });
        }
    }
    planned
}

/// What links are made from.
pub(crate) struct LinkInput<'a> {
    pub(crate) roads: &'a [Road],
    pub(crate) pieces: &'a Pieces,
    pub(crate) junctions: &'a Junctions,
    /// Place in the map of each junction.
    pub(crate) node_ids: &'a BTreeMap<i64, NodeId>,
    pub(crate) trims: &'a [[f64; 2]],
}

/// Puts the planned links and their lanes into the map.
pub(crate) fn add(map: &mut Map, planned: &[PlannedLink], input: &LinkInput) {
    for link in planned {
        add_link(map, *link, input);
    }
}

fn add_link(map: &mut Map, planned: PlannedLink, input: &LinkInput) {
    let piece = &input.pieces.list[planned.piece];
    let road = &input.roads[piece.road];
    let node_id = |node: i64| {
        let junction = input.junctions.of.get(&node).copied().unwrap_or(node);
        input.node_ids.get(&junction).copied().unwrap_or(NodeId(0))
    };
    let (from, to) =
        if planned.backward { (piece.last(), piece.first()) } else { (piece.first(), piece.last()) };
    let [first_m, last_m] = input.trims[planned.piece];
    let axis = arms::part(&piece.shape, first_m, piece.length_m - last_m);
    let first_lane = LaneId(map.lanes.len() as u32);
    let link_id = LinkId(map.links.len() as u32);
    for (spec, left_m) in lanes_of(road, planned.backward) {
        let along = offset(&axis, left_m);
        let shape = if planned.backward { along.reversed() } else { along };
        let length_m = shape.length_m().max(0.1);
        map.lanes.push(Lane {
            owner: LaneOwner::Link(link_id),
            index: map.lanes.len() as u32 - first_lane.0,
            kind: spec.kind,
            classes: spec.classes,
            speed_mps: spec.speed_mps,
            width_m: spec.width_m,
            length_m,
            shape,
            change_left: ClassSet::NONE,
            change_right: ClassSet::NONE,
            stop_offset_m: 0.0,
        });
    }
    let lane_count = map.lanes.len() as u32 - first_lane.0;
    allow_changes(&mut map.lanes[first_lane.0 as usize..]);
    map.links.push(Link {
        id: link_name(road, piece, planned.backward),
        source_id: road.way.to_string(),
        name: road.name.clone(),
        road_class: road.class_name.clone(),
        from: node_id(from),
        to: node_id(to),
        first_lane,
        lane_count,
        length_m: axis.length_m().max(0.1),
        priority: road.priority,
        layer: road.layer,
        roundabout: road.roundabout,
        access: road.access,
    });
}

/// The number of the way, its piece where it has several, and whether it runs against it: a minus sign alone
/// would be the name of another way in files of editors.
fn link_name(road: &Road, piece: &Piece, backward: bool) -> String {
    let part = if piece.of > 1 { format!("#{}", piece.number) } else { String::new() };
    let back = if backward { "-back" } else { "" };
    format!("{}{part}{back}", road.way)
}

/// The lanes of one direction from right to left, each with its place to the left of the way's line (m).
fn lanes_of(road: &Road, backward: bool) -> Vec<(&LaneSpec, f64)> {
    if road.shared {
        let lanes = if backward { &road.backward } else { &road.forward };
        return lanes.iter().map(|lane| (lane, road.shift_left_m)).collect();
    }
    let mut edge_m = road.width_m() / 2.0;
    let mut placed = Vec::new();
    if backward {
        for lane in &road.backward {
            placed.push((lane, road.shift_left_m + edge_m - lane.width_m / 2.0));
            edge_m -= lane.width_m;
        }
        return placed;
    }
    for lane in road.forward.iter().chain(&road.both_ways) {
        placed.push((lane, road.shift_left_m - edge_m + lane.width_m / 2.0));
        edge_m -= lane.width_m;
    }
    placed
}

/// A line moved sideways, without the knots that a bend tighter than the offset ties.
fn offset(axis: &Polyline, left_m: f64) -> Polyline {
    let moved = axis.offset(left_m);
    let mut points = Vec::with_capacity(moved.0.len());
    for (i, &point) in moved.0.iter().enumerate() {
        let runs_back = |a: usize, b: usize| {
            let (Some(p), Some(q)) = (axis.0.get(a), axis.0.get(b)) else { return false };
            let (Some(s), Some(t)) = (moved.0.get(a), moved.0.get(b)) else { return false };
            (q.x - p.x) * (t.x - s.x) + (q.y - p.y) * (t.y - s.y) < 0.0
        };
        let is_tip = i == 0 || i + 1 == moved.0.len();
        if is_tip || !(runs_back(i - 1, i) || runs_back(i, i + 1)) {
            points.push(point);
        }
    }
    Polyline(points)
}

/// Everybody who may use both of two neighbouring lanes may change between them.
fn allow_changes(lanes: &mut [Lane]) {
    for i in 1..lanes.len() {
        let both = lanes[i - 1].classes.and(lanes[i].classes);
        let carriageway =
            |kind: LaneKind| matches!(kind, LaneKind::Driving | LaneKind::Bus | LaneKind::Cycle);
        if carriageway(lanes[i - 1].kind) && carriageway(lanes[i].kind) {
            lanes[i - 1].change_left = both;
            lanes[i].change_right = both;
        }
    }
}
