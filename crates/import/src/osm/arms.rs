//! How far before a junction the lanes of each arm end, so that they do not run into one another.

use super::junctions::{Junctions, heading_away, turn_rad};
use super::parameters::JunctionDefaults;
use super::pieces::Pieces;
use super::roads::Road;
use core::f64::consts::PI;
use pilotzone_map::{Point, Polyline};
use std::collections::BTreeMap;

/// Distance of the places that are tried along an arm (m).
const STEP_M: f64 = 0.5;
/// Kept between the edges of two arms (m).
const GAP_M: f64 = 0.3;
/// Of a piece at least this much is left between its junctions: a share of it, and metres.
const KEPT_SHARE: f64 = 0.4;
const KEPT_M: f64 = 2.0;
/// Lanes that go on as others end this far before (m), and more where they move sideways.
const JOINT_M: f64 = 1.0;
const JOINT_PER_SHIFT: f64 = 2.5;
/// At the end of a road, room for turning round (m).
const DEAD_END_M: f64 = 3.0;

/// One end of a piece at a junction.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Arm {
    pub(crate) piece: usize,
    /// Whether it is the piece's first end.
    pub(crate) at_first: bool,
}

/// The arms of each junction that are no inner pieces.
pub(crate) fn outer_arms(pieces: &Pieces, junctions: &Junctions) -> BTreeMap<i64, Vec<Arm>> {
    let mut arms: BTreeMap<i64, Vec<Arm>> = BTreeMap::new();
    for (node, ends) in &pieces.at {
        let Some(&junction) = junctions.of.get(node) else { continue };
        let outer = ends.iter().filter(|&&(piece, _)| !junctions.inner[piece]);
        let list = arms.entry(junction).or_default();
        list.extend(outer.map(|&(piece, at_first)| Arm { piece, at_first }));
    }
    arms
}

/// What trimming looks at.
pub(crate) struct TrimInput<'a> {
    pub(crate) roads: &'a [Road],
    pub(crate) pieces: &'a Pieces,
    pub(crate) arms: &'a BTreeMap<i64, Vec<Arm>>,
    pub(crate) limits: &'a JunctionDefaults,
}

/// What is cut off each piece at its first and last end (m).
pub(crate) fn trims(input: &TrimInput) -> Vec<[f64; 2]> {
    let mut trims = vec![[0.0; 2]; input.pieces.list.len()];
    for arms in input.arms.values() {
        let strips: Vec<Strip> = arms.iter().map(|&arm| input.strip(arm)).collect();
        for (i, &arm) in arms.iter().enumerate() {
            let trim_m = match arms.len() {
                1 => input.end_trim_m(arm),
                2 => joint_trim_m(&strips[i], &strips[1 - i]),
                _ => input.junction_trim_m(&strips, i),
            };
            trims[arm.piece][usize::from(!arm.at_first)] = trim_m;
        }
    }
    for (trim, piece) in trims.iter_mut().zip(&input.pieces.list) {
        let kept_m = (piece.length_m * KEPT_SHARE).max(KEPT_M).min(piece.length_m * 0.8);
        let sum_m = trim[0] + trim[1];
        let room_m = piece.length_m - kept_m;
        if sum_m > room_m {
            *trim = trim.map(|m| m * room_m / sum_m);
        }
    }
    trims
}

/// An arm as a strip that leads away from the junction.
struct Strip {
    axis: Polyline,
    half_width_m: f64,
    heading_rad: f64,
    ring: bool,
    length_m: f64,
}

impl Strip {
    /// The two edges at a distance from the junction (m).
    fn edges_at(&self, at_m: f64) -> [Point; 2] {
        let pose = self.axis.pose_at(at_m);
        let (x, y) = (
            -libm::sin(pose.heading_rad) * self.half_width_m,
            libm::cos(pose.heading_rad) * self.half_width_m,
        );
        [Point::new(pose.at.x + x, pose.at.y + y), Point::new(pose.at.x - x, pose.at.y - y)]
    }
}

impl TrimInput<'_> {
    fn strip(&self, arm: Arm) -> Strip {
        let piece = &self.pieces.list[arm.piece];
        let road = &self.roads[piece.road];
        let moved = if road.shift_left_m == 0.0 {
            piece.shape.clone()
        } else {
            piece.shape.offset(road.shift_left_m)
        };
        let axis = if arm.at_first { moved } else { moved.reversed() };
        let reach_m = self.limits.trim_max_m * 2.0;
        Strip {
            axis: part(&axis, 0.0, reach_m.min(piece.length_m)),
            half_width_m: road.width_m() / 2.0,
            heading_rad: heading_away(piece, arm.at_first),
            ring: road.roundabout,
            length_m: piece.length_m,
        }
    }

    fn end_trim_m(&self, arm: Arm) -> f64 {
        let piece = &self.pieces.list[arm.piece];
        let road = &self.roads[piece.road];
        let node = if arm.at_first { piece.first() } else { piece.last() };
        let turns = !road.backward.is_empty() && !self.pieces.borders.contains(&node);
        if turns { DEAD_END_M } else { 0.0 }
    }

    fn junction_trim_m(&self, strips: &[Strip], i: usize) -> f64 {
        let own = &strips[i];
        let angle = |other: &Strip| turn_rad(own.heading_rad, other.heading_rad).abs();
        let others: Vec<&Strip> = strips
            .iter()
            .enumerate()
            .filter(|&(k, other)| k != i && angle(other) < PI * 0.85)
            .map(|(_, other)| other)
            .collect();
        let clear = |at_m: f64| {
            own.edges_at(at_m).into_iter().all(|edge| {
                others.iter().all(|other| distance_m(edge, &other.axis) >= other.half_width_m + GAP_M)
            })
        };
        let most_m = self.limits.trim_max_m.min(own.length_m);
        let steps = (most_m / STEP_M) as u32;
        let clear_m = (0..steps).map(|k| f64::from(k) * STEP_M).find(|&at_m| clear(at_m)).unwrap_or(most_m);
        let corner = others.iter().any(|other| (PI / 6.0..PI * 0.85).contains(&angle(other)));
        let corner_m = if corner && !own.ring { self.limits.corner_radius_m } else { 0.0 };
        // Short roads keep most of what they have: their corners are tight in truth too.
        clear_m.max(JOINT_M) + corner_m.min(own.length_m * 0.15)
    }
}

/// Two arms: one road goes on as another, perhaps round a bend or with another width.
fn joint_trim_m(own: &Strip, other: &Strip) -> f64 {
    let bend = PI - turn_rad(own.heading_rad, other.heading_rad).abs();
    let half_m = own.half_width_m.max(other.half_width_m);
    let shift_m = (own.half_width_m - other.half_width_m).abs();
    let bend_m = if bend > PI / 9.0 { half_m * libm::tan((bend / 2.0).min(1.0)) } else { 0.0 };
    JOINT_M + JOINT_PER_SHIFT * shift_m + bend_m
}

/// The part of a line between two distances from its start (m).
pub(crate) fn part(line: &Polyline, from_m: f64, to_m: f64) -> Polyline {
    let mut points = vec![line.pose_at(from_m).at];
    let mut done_m = 0.0;
    for pair in line.0.windows(2) {
        done_m += pair[0].distance(pair[1]);
        if done_m > from_m + 0.01 && done_m < to_m - 0.01 {
            points.push(pair[1]);
        }
    }
    points.push(line.pose_at(to_m).at);
    Polyline(points)
}

/// Smallest distance from a point to a line (m).
pub(crate) fn distance_m(point: Point, line: &Polyline) -> f64 {
    project(point, line).1
}

/// Where along a line a point is nearest (m), and how far away it is there (m).
pub(crate) fn project(point: Point, line: &Polyline) -> (f64, f64) {
    let mut best = (0.0, f64::INFINITY);
    let mut done_m = 0.0;
    for pair in line.0.windows(2) {
        let (dx, dy) = (pair[1].x - pair[0].x, pair[1].y - pair[0].y);
        let squared = dx * dx + dy * dy;
        let along = (point.x - pair[0].x) * dx + (point.y - pair[0].y) * dy;
        let share = if squared > 0.0 { (along / squared).clamp(0.0, 1.0) } else { 0.0 };
        let off_m = point.distance(pair[0].towards(pair[1], share));
        let length_m = libm::sqrt(squared);
        if off_m < best.1 {
            best = (done_m + share * length_m, off_m);
        }
        done_m += length_m;
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(points: &[(f64, f64)]) -> Polyline {
        Polyline(points.iter().map(|&(x, y)| Point::new(x, y)).collect())
    }

    #[test]
    fn a_part_of_a_line_keeps_the_bends_between() {
        let bent = line(&[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)]);
        assert_eq!(part(&bent, 4.0, 16.0), line(&[(4.0, 0.0), (10.0, 0.0), (10.0, 6.0)]));
        assert_eq!(part(&bent, 2.0, 5.0), line(&[(2.0, 0.0), (5.0, 0.0)]));
    }

    #[test]
    fn a_point_is_projected_onto_the_nearest_stretch() {
        let bent = line(&[(0.0, 0.0), (10.0, 0.0), (10.0, 10.0)]);
        let (along_m, off_m) = project(Point::new(12.0, 4.0), &bent);
        assert!((along_m - 14.0).abs() < 1e-9 && (off_m - 2.0).abs() < 1e-9);
    }
}
