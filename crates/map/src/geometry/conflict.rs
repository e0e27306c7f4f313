//! Where the paths of two turns meet.
//!
//! Every inner lane is a strip: what a vehicle sweeps that follows its centre line. A cross-section of one
//! strip that touches the other strip is in conflict; the first and the last such place along a lane are the
//! ends of its span.

use core::f64::consts::PI;

use super::measure::{Bounds, angle_between_rad, crossing, nearest_on_segment, segment_distance_m, turn_rad};
use crate::{Conflict, LaneOwner, LinkId, Map, Point, Polyline, Span, Turn, TurnId};

/// Half the width of a swept strip (m): vehicles are 1.8 to 2.0 m wide, and 0.1 to 0.2 m on each side are for
/// lateral sway. The lane's own width would be too much: lanes of 3.5 m that pass each other at 3 m have room
/// for two cars. Narrower lanes (cycles) sweep their own width.
const STRIP_HALF_WIDTH_M: f64 = 1.1;
/// Strips that overlap by less than this (m) only touch by rounding.
const TOUCH_M: f64 = 0.02;
/// Distance of the places that are tried along a lane (m); a shorter common stretch is a grazing touch.
const STEP_M: f64 = 0.5;
/// Paths that never cross and are this near to parallel (rad) are lanes side by side...
const PARALLEL_RAD: f64 = PI / 6.0;
/// ...and have room for two cars when their centre lines keep this distance (m).
const SIDE_BY_SIDE_M: f64 = 1.9;

/// Fills [`Map::conflicts`]: all pairs of turns of one node, from different lanes, whose strips touch or
/// cross or which end in the same lane. `yields` tells whether the first of two turns gives way to the second.
///
/// Spans are measured in driving distance along the inner lanes. The angle is that where the centre lines
/// cross, else where they are nearest; of two merging turns that at which the common area begins. Turns from
/// the same lane part without meeting; lanes side by side of the same movement do not meet either. Turns for
/// people on foot alone are left out: people cross on crosswalks.
pub fn find_conflicts(map: &mut Map, yields: &mut dyn FnMut(&Map, TurnId, TurnId) -> bool) {
    let mut found = Vec::new();
    for turns in turns_by_node(map) {
        let paths: Vec<Path> = turns.iter().filter_map(|&id| Path::of(map, id)).collect();
        for (i, first) in paths.iter().enumerate() {
            for second in &paths[i + 1..] {
                if let Some(meeting) = meet(first, second) {
                    found.push(Conflict {
                        first: first.id,
                        second: second.id,
                        first_span: first.driven(meeting.first),
                        second_span: second.driven(meeting.second),
                        angle_rad: meeting.angle_rad,
                        merging: first.turn.to == second.turn.to,
                        first_yields: yields(map, first.id, second.id),
                        second_yields: yields(map, second.id, first.id),
                    });
                }
            }
        }
    }
    found.sort_by_key(|conflict| (conflict.first, conflict.second));
    map.conflicts = found;
}

fn turns_by_node(map: &Map) -> Vec<Vec<TurnId>> {
    let mut by_node = vec![Vec::new(); map.nodes.len()];
    for (i, turn) in map.turns.iter().enumerate() {
        if let Some(turns) = by_node.get_mut(turn.node.0 as usize) {
            turns.push(TurnId(i as u32));
        }
    }
    by_node
}

/// A turn's inner lane with what is needed again and again.
struct Path<'a> {
    id: TurnId,
    turn: &'a Turn,
    shape: &'a Polyline,
    /// Distance from the start to each point of the shape (m).
    marks_m: Vec<f64>,
    half_width_m: f64,
    bounds: Bounds,
    /// Driving metres for a metre of the shape.
    scale: f64,
    /// The links and the places on them that it joins.
    from: Option<(LinkId, u32)>,
    to: Option<(LinkId, u32)>,
}

impl<'a> Path<'a> {
    fn of(map: &'a Map, id: TurnId) -> Option<Self> {
        let turn = map.turns.get(id.0 as usize)?;
        let inner = map.lanes.get(turn.inner.0 as usize)?;
        let on_foot_alone = turn.classes.minus(crate::ClassSet::of(&[crate::VehicleClass::Pedestrian]));
        if on_foot_alone.is_empty() || inner.shape.0.len() < 2 {
            return None;
        }
        let mut marks_m = vec![0.0];
        let mut done_m = 0.0;
        for w in inner.shape.0.windows(2) {
            done_m += w[0].distance(w[1]);
            marks_m.push(done_m);
        }
        let half_width_m = (inner.width_m / 2.0).clamp(0.1, STRIP_HALF_WIDTH_M);
        let place = |lane: crate::LaneId| match map.lanes.get(lane.0 as usize)? {
            lane @ crate::Lane { owner: LaneOwner::Link(link), .. } => Some((*link, lane.index)),
            _ => None,
        };
        Some(Self {
            id,
            turn,
            shape: &inner.shape,
            half_width_m,
            bounds: Bounds::of(&inner.shape.0, half_width_m),
            scale: if done_m > 0.0 { inner.length_m / done_m } else { 1.0 },
            marks_m,
            from: place(turn.from),
            to: place(turn.to),
        })
    }

    fn length_m(&self) -> f64 {
        self.marks_m.last().copied().unwrap_or(0.0)
    }

    fn driven(&self, span: Span) -> Span {
        Span { enter_m: span.enter_m * self.scale, leave_m: span.leave_m * self.scale }
    }

    /// Its pieces, each with the distance from the start to its own start (m).
    fn pieces(&self) -> impl Iterator<Item = (f64, (Point, Point))> + '_ {
        self.shape.0.windows(2).zip(&self.marks_m).map(|(w, &mark_m)| (mark_m, (w[0], w[1])))
    }

    /// The strip's edge-to-edge line at a distance from the start (m).
    fn cross_section(&self, at_m: f64) -> (Point, Point) {
        let i = self.marks_m.partition_point(|&m| m < at_m).clamp(1, self.marks_m.len() - 1);
        let (a, b) = (self.shape.0[i - 1], self.shape.0[i]);
        let length_m = (self.marks_m[i] - self.marks_m[i - 1]).max(1e-9);
        let at = a.towards(b, (at_m - self.marks_m[i - 1]) / length_m);
        let (nx, ny) =
            (-(b.y - a.y) / length_m * self.half_width_m, (b.x - a.x) / length_m * self.half_width_m);
        (Point::new(at.x + nx, at.y + ny), Point::new(at.x - nx, at.y - ny))
    }

    fn heading_at(&self, at_m: f64) -> f64 {
        self.shape.pose_at(at_m).heading_rad
    }

    /// Whether both leave one link or both enter one.
    fn shares_link(&self, other: &Self) -> bool {
        let same =
            |a: Option<(LinkId, u32)>, b: Option<(LinkId, u32)>| a.zip(b).is_some_and(|(a, b)| a.0 == b.0);
        same(self.from, other.from) || same(self.to, other.to)
    }

    /// Whether both join the same two links without changing places: neighbours of one movement.
    fn beside(&self, other: &Self) -> bool {
        let (Some((from_a, i)), Some((from_b, j))) = (self.from, other.from) else { return false };
        let (Some((to_a, k)), Some((to_b, l))) = (self.to, other.to) else { return false };
        from_a == from_b && to_a == to_b && i.cmp(&j) == k.cmp(&l)
    }
}

struct Meeting {
    first: Span,
    second: Span,
    angle_rad: f64,
}

fn meet(first: &Path, second: &Path) -> Option<Meeting> {
    if first.turn.from == second.turn.from {
        return None;
    }
    let merging = first.turn.to == second.turn.to;
    if !merging && !first.bounds.meets(&second.bounds) {
        return None;
    }
    let crossed = crossing_places(first, second);
    if !merging && crossed.is_none() && side_by_side(first, second) {
        return None;
    }
    let mut spans = common_span(first, second).zip(common_span(second, first));
    if spans.is_none() && (merging || crossed.is_some()) {
        // Lanes that end a little apart though they lead into one, or shorter than a step.
        let (a_m, b_m) = crossed.unwrap_or((first.length_m(), second.length_m()));
        spans = Some((Span { enter_m: a_m, leave_m: a_m }, Span { enter_m: b_m, leave_m: b_m }));
    }
    let (mut a, mut b) = spans?;
    let (at_a_m, at_b_m) = if merging {
        // From the first touch on both share the way, to the end.
        (a.leave_m, b.leave_m) = (first.length_m(), second.length_m());
        (a.enter_m, b.enter_m)
    } else {
        crossed.unwrap_or_else(|| nearest_places(first, second))
    };
    let angle_rad = angle_between_rad(first.heading_at(at_a_m), second.heading_at(at_b_m));
    Some(Meeting { first: a, second: b, angle_rad })
}

/// Where the centre lines first cross: distances from both starts (m).
fn crossing_places(first: &Path, second: &Path) -> Option<(f64, f64)> {
    for (mark_a_m, a) in first.pieces() {
        let bounds = Bounds::of(&[a.0, a.1], 0.0);
        if !bounds.meets(&second.bounds) {
            continue;
        }
        for (mark_b_m, b) in second.pieces() {
            if let Some((along_a, along_b)) = crossing(a, b) {
                return Some((
                    mark_a_m + along_a * a.0.distance(a.1),
                    mark_b_m + along_b * b.0.distance(b.1),
                ));
            }
        }
    }
    None
}

/// Whether two paths that do not cross run as lanes do, with room for a car in each.
fn side_by_side(first: &Path, second: &Path) -> bool {
    if first.beside(second) {
        return true;
    }
    let (at_a_m, at_b_m) = nearest_places(first, second);
    let (a, b) = (first.shape.pose_at(at_a_m), second.shape.pose_at(at_b_m));
    if turn_rad(a.heading_rad, b.heading_rad).abs() >= PARALLEL_RAD {
        return false;
    }
    // Lanes that start or end on one link are no nearer to each other here than they are there.
    if first.shares_link(second) {
        return true;
    }
    let room_m = SIDE_BY_SIDE_M.min(first.half_width_m + second.half_width_m - TOUCH_M);
    a.at.distance(b.at) >= room_m
}

/// Where two centre lines that do not cross are nearest: distances from both starts (m).
fn nearest_places(first: &Path, second: &Path) -> (f64, f64) {
    let mut best = (f64::INFINITY, 0.0, 0.0);
    // Without a crossing, the nearest place of two lines of straight pieces is at a point of one of them.
    let mut look = |points: &Path, line: &Path, swapped: bool| {
        for (&point, &mark_m) in points.shape.0.iter().zip(&points.marks_m) {
            for (piece_m, (a, b)) in line.pieces() {
                let (share, distance_m) = nearest_on_segment(point, a, b);
                if distance_m < best.0 {
                    let on_line_m = piece_m + share * a.distance(b);
                    best = if swapped {
                        (distance_m, on_line_m, mark_m)
                    } else {
                        (distance_m, mark_m, on_line_m)
                    };
                }
            }
        }
    };
    look(first, second, false);
    look(second, first, true);
    (best.1, best.2)
}

/// The stretch of one path from the first to the last cross-section that touches the other's strip.
fn common_span(path: &Path, other: &Path) -> Option<Span> {
    // Only the pieces of the other that come near at all.
    let near: Vec<(Point, Point)> = other
        .pieces()
        .map(|(_, piece)| piece)
        .filter(|&(a, b)| Bounds::of(&[a, b], other.half_width_m).meets(&path.bounds))
        .collect();
    let reach_m = other.half_width_m - TOUCH_M;
    let touches = |at_m: f64| {
        let section = path.cross_section(at_m);
        let bounds = Bounds::of(&[section.0, section.1], reach_m);
        near.iter().any(|&piece| {
            bounds.meets(&Bounds::of(&[piece.0, piece.1], 0.0))
                && segment_distance_m(section, piece) < reach_m
        })
    };
    let length_m = path.length_m();
    let steps = (length_m / STEP_M).ceil().clamp(1.0, 10_000.0);
    let at = |i: u32| f64::from(i) / steps * length_m;
    let count = steps as u32;
    let first = (0..=count).find(|&i| touches(at(i)))?;
    let last = (first..=count).rev().find(|&i| touches(at(i))).unwrap_or(first);
    let enter_m = if first == 0 { 0.0 } else { edge_m(&touches, at(first - 1), at(first)) };
    let leave_m = if last == count { length_m } else { edge_m(&touches, at(last + 1), at(last)) };
    Some(Span { enter_m, leave_m })
}

/// The border between a place that does not touch and one that does, to a centimetre.
fn edge_m(touches: &impl Fn(f64) -> bool, mut outside_m: f64, mut inside_m: f64) -> f64 {
    // Six halvings of a step of half a metre.
    for _ in 0..6 {
        let middle_m = f64::midpoint(outside_m, inside_m);
        if touches(middle_m) {
            inside_m = middle_m;
        } else {
            outside_m = middle_m;
        }
    }
    inside_m
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builder::{MapBuilder, RoadSpec, four_arm_crossing};
    use crate::{LaneId, Link, NodeKind, TurnDirection};

    fn turn_between(map: &Map, from: (&str, u32), to: (&str, u32)) -> TurnId {
        let lane = |(link, index): (&str, u32)| {
            let link: &Link = map.links.iter().find(|l| l.id == link).unwrap();
            LaneId(link.first_lane.0 + index)
        };
        let place = map.turns.iter().position(|t| t.from == lane(from) && t.to == lane(to));
        TurnId(place.unwrap_or_else(|| panic!("no turn {from:?} {to:?}")) as u32)
    }

    fn conflict_of(map: &Map, a: TurnId, b: TurnId) -> Option<&Conflict> {
        map.conflicts.iter().find(|c| (c.first, c.second) == (a.min(b), a.max(b)))
    }

    #[test]
    fn roads_that_cross_at_right_angles_meet_over_the_width_of_their_strips() {
        let map = four_arm_crossing();
        let (a, b) =
            (turn_between(&map, ("s_in", 0), ("n_out", 0)), turn_between(&map, ("w_in", 0), ("e_out", 0)));
        let conflict = conflict_of(&map, a, b).unwrap();
        assert!((conflict.angle_rad - PI / 2.0).abs() < 1e-6);
        assert!(!conflict.merging);
        // Two strips of 2.2 m at right angles: the way through the other one is 2.2 m long.
        for span in [conflict.first_span, conflict.second_span] {
            assert!((span.leave_m - span.enter_m - 2.2).abs() < 0.1, "{span:?}");
        }
        // From the stop line, 10 m from the middle, to the crossing road's right lane, 4.5 m before the middle.
        let northward = if conflict.first == a { conflict.first_span } else { conflict.second_span };
        assert!((northward.enter_m - (10.0 - 4.5 - 1.1)).abs() < 0.1, "{northward:?}");
    }

    #[test]
    fn opposing_ways_straight_on_do_not_meet_but_a_left_turn_meets_them() {
        let map = four_arm_crossing();
        let north = turn_between(&map, ("s_in", 0), ("n_out", 0));
        let south = turn_between(&map, ("n_in", 0), ("s_out", 0));
        let left = turn_between(&map, ("s_in", 1), ("w_out", 1));
        assert!(conflict_of(&map, north, south).is_none());
        assert!(conflict_of(&map, left, south).is_some());
        assert!(conflict_of(&map, north, left).is_none(), "lanes of one arm part");
    }

    #[test]
    fn turns_from_one_lane_are_no_conflict() {
        let map = four_arm_crossing();
        assert!(map.conflicts.iter().all(|c| map.turn(c.first).from != map.turn(c.second).from));
    }

    #[test]
    fn lanes_side_by_side_of_one_movement_do_not_meet() {
        let map = four_arm_crossing();
        let right = turn_between(&map, ("s_in", 0), ("n_out", 0));
        let left = turn_between(&map, ("s_in", 1), ("n_out", 1));
        assert!(conflict_of(&map, right, left).is_none());
    }

    #[test]
    fn turns_into_one_lane_merge_and_share_the_way_to_its_end() {
        let map = four_arm_crossing();
        let straight = turn_between(&map, ("s_in", 0), ("n_out", 0));
        let right = turn_between(&map, ("e_in", 0), ("n_out", 0));
        let conflict = conflict_of(&map, straight, right).unwrap();
        assert!(conflict.merging);
        let length_m = |turn: TurnId| map.lane(map.turn(turn).inner).length_m;
        assert!((conflict.first_span.leave_m - length_m(conflict.first)).abs() < 1e-9);
        assert!((conflict.second_span.leave_m - length_m(conflict.second)).abs() < 1e-9);
        assert!(conflict.first_span.enter_m > 0.0 && conflict.second_span.enter_m > 0.0);
    }

    #[test]
    fn spans_are_measured_in_the_driving_length_of_the_lane() {
        let mut map = four_arm_crossing();
        let before = map.conflicts.clone();
        for lane in &mut map.lanes {
            lane.length_m *= 2.0;
        }
        find_conflicts(&mut map, &mut |_, _, _| false);
        assert_eq!(before.len(), map.conflicts.len());
        for (a, b) in before.iter().zip(&map.conflicts) {
            assert!((a.first_span.enter_m * 2.0 - b.first_span.enter_m).abs() < 1e-9);
            assert!((a.second_span.leave_m * 2.0 - b.second_span.leave_m).abs() < 1e-9);
        }
    }

    #[test]
    fn who_yields_is_asked_both_ways_and_the_list_is_sorted() {
        let mut map = four_arm_crossing();
        find_conflicts(&mut map, &mut |map, a, _| map.turn(a).direction == TurnDirection::Left);
        for conflict in &map.conflicts {
            let is_left = |turn| map.turn(turn).direction == TurnDirection::Left;
            assert_eq!(conflict.first_yields, is_left(conflict.first));
            assert_eq!(conflict.second_yields, is_left(conflict.second));
        }
        assert!(map.conflicts.is_sorted_by(|a, b| (a.first, a.second) < (b.first, b.second)));
    }

    #[test]
    fn narrow_lanes_of_one_arm_part_without_a_conflict() {
        let mut builder = MapBuilder::new("narrow");
        let south = builder.node("s", Point::new(0.0, -100.0), NodeKind::Border);
        let middle = builder.node("m", Point::new(0.0, 0.0), NodeKind::Priority);
        let (north, east) = (
            builder.node("n", Point::new(0.0, 100.0), NodeKind::Border),
            builder.node("e", Point::new(100.0, 0.0), NodeKind::Border),
        );
        let narrow = RoadSpec { lanes: 2, lane_width_m: 1.7, ..RoadSpec::between(south, middle) };
        let link = builder.link("in", &narrow, &[(0.0, -100.0), (0.0, -12.0)]);
        let ahead = builder.link("ahead", &RoadSpec::between(middle, north), &[(0.0, 12.0), (0.0, 100.0)]);
        let aside = builder.link("aside", &RoadSpec::between(middle, east), &[(12.0, 0.0), (100.0, 0.0)]);
        // Strips as wide as those of cars, though the lanes lie closer.
        builder.map_mut().lanes.iter_mut().for_each(|lane| lane.width_m = 3.0);
        builder.turn(builder.lane(link, 0), builder.lane(aside, 0));
        builder.turn(builder.lane(link, 1), builder.lane(ahead, 0));
        assert_eq!(builder.finish(&mut |_, _, _| false).conflicts, []);
    }

    #[test]
    fn a_lane_that_ends_beside_another_merges_into_it() {
        let mut builder = MapBuilder::new("lane drop");
        let west = builder.node("w", Point::new(-100.0, 0.0), NodeKind::Border);
        let middle = builder.node("m", Point::new(0.0, 0.0), NodeKind::Zipper);
        let east = builder.node("e", Point::new(100.0, 0.0), NodeKind::Border);
        let road = |from, to| RoadSpec { lanes: 2, speed_mps: 15.0, ..RoadSpec::between(from, to) };
        let wide = builder.link("wide", &road(west, middle), &[(-100.0, 0.0), (-10.0, 0.0)]);
        let narrow = builder.link(
            "narrow",
            &RoadSpec { lanes: 1, ..road(middle, east) },
            &[(10.0, 0.0), (100.0, 0.0)],
        );
        let right = builder.turn(builder.lane(wide, 0), builder.lane(narrow, 0));
        let left = builder.turn(builder.lane(wide, 1), builder.lane(narrow, 0));
        let map = builder.finish(&mut |_, _, _| true);
        let conflict = conflict_of(&map, right, left).unwrap();
        assert!(conflict.merging && conflict.first_yields && conflict.second_yields);
        assert!(conflict.first_span.enter_m > 2.0, "the lanes start side by side: {conflict:?}");
    }

    #[test]
    fn a_map_with_ids_out_of_range_and_broken_shapes_does_no_harm() {
        let mut map = four_arm_crossing();
        map.turns[0].inner = LaneId(99_999);
        map.turns[1].from = LaneId(99_999);
        map.turns[2].node = crate::NodeId(77);
        let inner = map.turns[3].inner;
        map.lanes[inner.0 as usize].shape =
            Polyline(vec![Point::new(f64::NAN, 1e300), Point::new(-1e300, 0.0)]);
        find_conflicts(&mut map, &mut |_, _, _| false);
    }
}
