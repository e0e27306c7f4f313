//! Nodes that are one junction: crossings of dual carriageways, junctions that lie inside each other.

use super::parameters::JunctionDefaults;
use super::pieces::{Piece, Pieces};
use super::roads::Road;
use core::f64::consts::PI;
use std::collections::{BTreeMap, BTreeSet};

/// Two junctions with less than this between their edges (m) are one.
const OVERLAP_M: f64 = 1.0;
/// Directions are looked at this far from a node (m): the last metres of a way often bend.
pub(crate) const HEADING_REACH_M: f64 = 12.0;

/// Which nodes are one junction.
#[derive(Debug, Clone)]
pub(crate) struct Junctions {
    /// For each end node of pieces: the smallest node of its junction.
    pub(crate) of: BTreeMap<i64, i64>,
    /// The nodes of each junction, by its smallest.
    pub(crate) members: BTreeMap<i64, Vec<i64>>,
    /// Which pieces lie inside a junction.
    pub(crate) inner: Vec<bool>,
    /// Junctions with signals.
    pub(crate) signalised: BTreeSet<i64>,
}

/// What joining looks at.
pub(crate) struct JoinInput<'a> {
    pub(crate) roads: &'a [Road],
    pub(crate) pieces: &'a Pieces,
    pub(crate) signals: &'a BTreeSet<i64>,
    /// Ways that a turn restriction leads over: their drawer holds them for roads.
    pub(crate) via_ways: &'a BTreeSet<i64>,
    pub(crate) limits: &'a JunctionDefaults,
}

/// Direction (rad) in which a piece leaves the node at its first or last end.
pub(crate) fn heading_away(piece: &Piece, from_first: bool) -> f64 {
    let reach_m = HEADING_REACH_M.min(piece.length_m);
    let (near, far) = if from_first {
        (piece.shape.start(), piece.shape.pose_at(reach_m).at)
    } else {
        (piece.shape.end(), piece.shape.pose_at(piece.length_m - reach_m).at)
    };
    if near.distance(far) < 1e-6 {
        // A loop shorter than the reach: its first straight piece.
        let pose = piece.shape.pose_at(if from_first { 0.0 } else { piece.length_m });
        return if from_first { pose.heading_rad } else { pose.heading_rad + PI };
    }
    libm::atan2(far.y - near.y, far.x - near.x)
}

/// How far one turns from one direction to another (rad, -pi to pi, positive to the left).
pub(crate) fn turn_rad(from_rad: f64, to_rad: f64) -> f64 {
    let turn = to_rad - from_rad;
    libm::atan2(libm::sin(turn), libm::cos(turn))
}

/// Joins the nodes of each junction.
pub(crate) fn join(input: &JoinInput) -> Junctions {
    let mut of: BTreeMap<i64, i64> = input.pieces.at.keys().map(|&node| (node, node)).collect();
    let mut signalised = input.signals.clone();
    // Signals of one node make its neighbours part of a signalised junction, and these theirs.
    loop {
        let mut changed = false;
        for (i, piece) in input.pieces.list.iter().enumerate() {
            let (a, b) = (root(&of, piece.first()), root(&of, piece.last()));
            let lights = [signalised.contains(&a), signalised.contains(&b)];
            let signal = lights.contains(&true);
            if a == b || !input.joins(i, lights) {
                continue;
            }
            let (low, high) = (a.min(b), a.max(b));
            of.insert(high, low);
            if signal {
                signalised.remove(&high);
                signalised.insert(low);
            }
            changed = true;
        }
        if !changed {
            break;
        }
    }
    let nodes: Vec<i64> = of.keys().copied().collect();
    let of: BTreeMap<i64, i64> = nodes.iter().map(|&node| (node, root(&of, node))).collect();
    let mut members: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for (&node, &junction) in &of {
        members.entry(junction).or_default().push(node);
    }
    let is_inner = |piece: &Piece| {
        piece.first() != piece.last()
            && of.get(&piece.first()) == of.get(&piece.last())
            && piece.length_m <= input.limits.inner_max_m
    };
    let inner = input.pieces.list.iter().map(is_inner).collect();
    Junctions { of, members, inner, signalised }
}

fn root(of: &BTreeMap<i64, i64>, mut node: i64) -> i64 {
    while let Some(&up) = of.get(&node) {
        if up == node {
            break;
        }
        node = up;
    }
    node
}

impl JoinInput<'_> {
    fn road(&self, piece: usize) -> &Road {
        &self.roads[self.pieces.list[piece].road]
    }

    /// Whether a piece lies inside one junction.
    fn joins(&self, index: usize, lights: [bool; 2]) -> bool {
        let piece = &self.pieces.list[index];
        let road = self.road(index);
        let (a, b) = (piece.first(), piece.last());
        let junctions = self.pieces.arms(a) >= 3 && self.pieces.arms(b) >= 3;
        if a == b || !junctions || road.roundabout || piece.length_m > self.limits.inner_max_m {
            return false;
        }
        if self.touches_ring(a) || self.touches_ring(b) || !self.one_layer(a, b) {
            return false;
        }
        if road.tags.is_any("junction", &["yes", "intersection"]) {
            return true;
        }
        let between_m =
            piece.length_m - self.half_width_across_m(index, true) - self.half_width_across_m(index, false);
        if between_m < OVERLAP_M {
            return true;
        }
        // Between two signals so near to each other few cars find room: they are one controller in truth too.
        if lights == [true, true] && piece.length_m <= self.limits.cluster_signal_m {
            return true;
        }
        if !self.crosses_dual_carriageway(index) {
            return false;
        }
        if lights.contains(&true) {
            return piece.length_m <= self.limits.cluster_signal_m;
        }
        between_m < self.limits.storage_min_m && !self.via_ways.contains(&road.way)
    }

    fn touches_ring(&self, node: i64) -> bool {
        self.arms(node).iter().any(|&(piece, _)| self.road(piece).roundabout)
    }

    fn arms(&self, node: i64) -> &[(usize, bool)] {
        self.pieces.at.get(&node).map_or(&[], Vec::as_slice)
    }

    /// Nodes of ways on different levels are never one place.
    fn one_layer(&self, a: i64, b: i64) -> bool {
        let layers: BTreeSet<i32> =
            self.arms(a).iter().chain(self.arms(b)).map(|&(piece, _)| self.road(piece).layer).collect();
        layers.len() == 1
    }

    /// Half the width (m) of the widest road that a piece meets across at one of its ends.
    fn half_width_across_m(&self, index: usize, at_first: bool) -> f64 {
        let piece = &self.pieces.list[index];
        let own = heading_away(piece, at_first);
        let node = if at_first { piece.first() } else { piece.last() };
        let across =
            self.arms(node).iter().filter(|&&arm| arm != (index, at_first)).filter(|&&(other, first)| {
                let angle = turn_rad(own, heading_away(&self.pieces.list[other], first)).abs();
                (PI / 5.0..PI * 0.8).contains(&angle)
            });
        across.map(|&(other, _)| self.road(other).width_m() / 2.0).fold(0.0, f64::max)
    }

    /// Whether one-way roads of opposite directions pass at the two ends, across the piece.
    fn crosses_dual_carriageway(&self, index: usize) -> bool {
        let piece = &self.pieces.list[index];
        let along = heading_away(piece, true);
        let passing_a = self.passing(piece.first(), index);
        let passing_b = self.passing(piece.last(), index);
        passing_a.iter().any(|&a| {
            let across = turn_rad(along, a).abs();
            (PI / 4.0..PI * 0.75).contains(&across)
                && passing_b.iter().any(|&b| turn_rad(a, b).abs() > PI * 0.75)
        })
    }

    /// Directions (rad) of one-way roads that pass through a node.
    fn passing(&self, node: i64, but: usize) -> Vec<f64> {
        let oneway = |&&(piece, _): &&(usize, bool)| piece != but && self.road(piece).oneway;
        let arms: Vec<(usize, bool)> = self.arms(node).iter().filter(oneway).copied().collect();
        let mut found = Vec::new();
        for &(arriving, _) in arms.iter().filter(|(_, begins)| !begins) {
            let heading = heading_away(&self.pieces.list[arriving], false) + PI;
            for &(leaving, _) in arms.iter().filter(|(_, begins)| *begins) {
                let out = heading_away(&self.pieces.list[leaving], true);
                if turn_rad(heading, out).abs() < PI / 4.0 {
                    found.push(out);
                }
            }
        }
        found
    }
}
