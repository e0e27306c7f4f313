//! The path between two lanes, and how fast a curve may be driven.

use core::f64::consts::FRAC_PI_2;

use super::measure::turn_rad;
use crate::polyline::Pose;
use crate::{Point, Polyline};

/// Length of the pieces of a sampled curve (m): at the tightest radius of a car, 5 m, a chord this long keeps
/// within 6 cm of the arc.
const PIECE_M: f64 = 1.5;
/// Two lanes that differ less than this in direction (rad) and sideways (m) are joined by a straight line.
const STRAIGHT_RAD: f64 = 0.02;
const STRAIGHT_M: f64 = 0.1;
/// The shortest tangent (m) over which an arc can round a corner: about the radius of a car's tightest turn
/// at a right angle is five metres, below two the lanes' ends lie badly and a wide swing is the better curve.
const TANGENT_MIN_M: f64 = 2.0;
/// Length over which a curve's direction is compared (m), the wheelbase and more of a car: kinks of a source
/// that are shorter are driven round within the lane.
const WINDOW_M: f64 = 5.0;

/// The path that leads from the end of one lane to the start of another: straight where that is nearly
/// straight, else a cubic Bezier curve in pieces of about 1.5 m, tangent to both lanes.
///
/// Where the lanes' tangents meet in front of the driver, the curve is nearly the circular arc that touches
/// both, with a straight piece on the longer side; an arc has the largest smallest radius there.
pub fn inner_shape(from: &Polyline, to: &Polyline) -> Polyline {
    let start = from.pose_at(f64::INFINITY);
    let end = to.pose_at(0.0);
    let chord_m = start.at.distance(end.at);
    let turn = turn_rad(start.heading_rad, end.heading_rad);
    let sideways_m = chord_m * libm::sin(turn_rad(start.heading_rad, bearing_rad(start.at, end.at)));
    if chord_m < STRAIGHT_M || (turn.abs() < STRAIGHT_RAD && sideways_m.abs() < STRAIGHT_M) {
        return Polyline(vec![start.at, end.at]);
    }
    match tangents_m(start, end, turn) {
        Some((before_m, after_m)) => rounded_corner(start, end, turn, before_m, after_m),
        None => Polyline(bezier(start, end, handle_of_chord(turn) * chord_m)),
    }
}

/// Distances from both ends to the point where their tangents meet, if that lies ahead of the one and behind
/// the other far enough for an arc.
fn tangents_m(start: Pose, end: Pose, turn: f64) -> Option<(f64, f64)> {
    let sine = libm::sin(turn);
    if turn.abs() < STRAIGHT_RAD || sine.abs() < 0.05 {
        return None;
    }
    let (dx, dy) = (end.at.x - start.at.x, end.at.y - start.at.y);
    let (ux, uy) = (libm::cos(start.heading_rad), libm::sin(start.heading_rad));
    let (vx, vy) = (libm::cos(end.heading_rad), libm::sin(end.heading_rad));
    let before_m = (dx * vy - dy * vx) / sine;
    let after_m = (ux * dy - uy * dx) / sine;
    (before_m >= TANGENT_MIN_M && after_m >= TANGENT_MIN_M).then_some((before_m, after_m))
}

fn rounded_corner(start: Pose, end: Pose, turn: f64, before_m: f64, after_m: f64) -> Polyline {
    let tangent_m = before_m.min(after_m);
    let ahead = |pose: Pose, by_m: f64| Pose {
        at: Point::new(
            pose.at.x + by_m * libm::cos(pose.heading_rad),
            pose.at.y + by_m * libm::sin(pose.heading_rad),
        ),
        heading_rad: pose.heading_rad,
    };
    // Less than half a metre of straight is no piece of its own: the curve begins at the lane's very end.
    let lead_in = before_m - tangent_m > 0.5;
    let lead_out = after_m - tangent_m > 0.5;
    let arc_start = if lead_in { ahead(start, before_m - tangent_m) } else { start };
    let arc_end = if lead_out { ahead(end, tangent_m - after_m) } else { end };
    let mut points = Vec::new();
    points.extend(lead_in.then_some(start.at));
    let quarter = libm::tan(turn.abs() / 4.0) / libm::tan(turn.abs() / 2.0);
    points.extend(bezier(arc_start, arc_end, 4.0 / 3.0 * quarter * tangent_m));
    points.extend(lead_out.then_some(end.at));
    Polyline(points)
}

/// Length of the handles that make a Bezier curve follow a circular arc, as a share of the chord.
fn handle_of_chord(turn: f64) -> f64 {
    let half = turn.abs() / 2.0;
    if half < 0.05 {
        // A lane shift: longer handles than a straight line's third make its two bends wider.
        return 0.4;
    }
    2.0 / 3.0 * libm::tan(half / 2.0) / libm::sin(half.min(FRAC_PI_2))
}

fn bezier(start: Pose, end: Pose, handle_m: f64) -> Vec<Point> {
    let (a, d) = (start.at, end.at);
    let b = Point::new(
        a.x + handle_m * libm::cos(start.heading_rad),
        a.y + handle_m * libm::sin(start.heading_rad),
    );
    let c =
        Point::new(d.x - handle_m * libm::cos(end.heading_rad), d.y - handle_m * libm::sin(end.heading_rad));
    let hull_m = a.distance(b) + b.distance(c) + c.distance(d);
    let pieces = (hull_m / PIECE_M).ceil().clamp(4.0, 200.0);
    let at = |i: u32| {
        let t = f64::from(i) / pieces;
        let (ab, bc, cd) = (a.towards(b, t), b.towards(c, t), c.towards(d, t));
        ab.towards(bc, t).towards(bc.towards(cd, t), t)
    };
    let inner = (1..pieces as u32).map(at);
    // The ends are taken as they are, so that lane and curve meet to the last bit.
    core::iter::once(a).chain(inner).chain(core::iter::once(d)).collect()
}

fn bearing_rad(from: Point, to: Point) -> f64 {
    libm::atan2(to.y - from.y, to.x - from.x)
}

/// Highest speed (m/s) at which the tightest part of a line asks for no more than that lateral acceleration
/// (m/s²): v = sqrt(a / curvature). Infinite where the line is straight.
///
/// Curvature is the change of direction over 5 m; between the middles of the pieces the direction changes
/// evenly, so that a sampled arc gives its own radius.
pub fn curve_speed_mps(shape: &Polyline, lateral_accel: f64) -> f64 {
    let track = headings(shape);
    let mut sharpest = 0.0_f64;
    for (i, &(from_m, _)) in track.iter().enumerate() {
        // A window that starts at a middle: the sharpest one starts or ends there.
        let ahead = heading_at(&track[i..], from_m + WINDOW_M);
        let behind = heading_at(&track[..=i], from_m - WINDOW_M);
        let here = track[i].1;
        sharpest = sharpest.max((ahead - here).abs()).max((here - behind).abs());
    }
    if sharpest <= 1e-6 {
        return f64::INFINITY;
    }
    libm::sqrt(lateral_accel.max(0.0) * WINDOW_M / sharpest)
}

/// Place (m) and unwound direction (rad) of the middle of each piece, long pieces cut to the window.
fn headings(shape: &Polyline) -> Vec<(f64, f64)> {
    let mut track: Vec<(f64, f64)> = Vec::new();
    let mut done_m = 0.0;
    for w in shape.0.windows(2) {
        let length_m = w[0].distance(w[1]);
        if length_m.is_nan() || length_m < 1e-6 {
            continue;
        }
        let mut heading = bearing_rad(w[0], w[1]);
        if let Some(&(_, before)) = track.last() {
            heading = before + turn_rad(before, heading);
        }
        let edge_m = (length_m / 2.0).min(WINDOW_M / 2.0);
        track.push((done_m + edge_m, heading));
        if length_m > WINDOW_M {
            track.push((done_m + length_m - edge_m, heading));
        }
        done_m += length_m;
    }
    track
}

fn heading_at(track: &[(f64, f64)], at_m: f64) -> f64 {
    let i = track.partition_point(|&(m, _)| m <= at_m);
    match (i.checked_sub(1).and_then(|j| track.get(j)), track.get(i)) {
        (Some(&(m0, h0)), Some(&(m1, h1))) => h0 + (h1 - h0) * (at_m - m0) / (m1 - m0).max(1e-9),
        (Some(&(_, h)), None) | (None, Some(&(_, h))) => h,
        (None, None) => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(points: &[(f64, f64)]) -> Polyline {
        Polyline(points.iter().map(|&(x, y)| Point::new(x, y)).collect())
    }

    #[test]
    fn a_straight_way_through_is_one_piece() {
        let shape = inner_shape(&line(&[(0.0, 0.0), (10.0, 0.0)]), &line(&[(30.0, 0.05), (60.0, 0.05)]));
        assert_eq!(shape.0.len(), 2);
    }

    #[test]
    fn a_right_angle_is_driven_on_an_arc_of_its_own_radius() {
        let shape = inner_shape(&line(&[(-20.0, 0.0), (0.0, 0.0)]), &line(&[(10.0, 10.0), (10.0, 40.0)]));
        assert_eq!((shape.start(), shape.end()), (Point::new(0.0, 0.0), Point::new(10.0, 10.0)));
        // A quarter of a circle of radius 10 m round (0, 10): 15.708 m long.
        assert!((shape.length_m() - 15.708).abs() < 0.05, "{}", shape.length_m());
        for p in &shape.0 {
            assert!((p.distance(Point::new(0.0, 10.0)) - 10.0).abs() < 0.01, "{p:?}");
        }
        // sqrt(2 m/s2 * 10 m) = 4.472 m/s.
        let speed_mps = curve_speed_mps(&shape, 2.0);
        assert!((speed_mps - 4.472).abs() < 0.1, "{speed_mps}");
    }

    #[test]
    fn a_lopsided_corner_goes_straight_before_it_bends() {
        let shape = inner_shape(&line(&[(-20.0, 0.0), (0.0, 0.0)]), &line(&[(25.0, 6.0), (25.0, 40.0)]));
        // All of the bend lies within 6 m of the corner at (25, 0).
        assert!(shape.0.iter().all(|p| p.x >= 19.0 - 1e-9 || p.y == 0.0), "{shape:?}");
        assert!(curve_speed_mps(&shape, 2.0) > 3.3);
    }

    #[test]
    fn a_turn_back_swings_over_to_the_other_side() {
        let shape = inner_shape(&line(&[(-20.0, 0.0), (0.0, 0.0)]), &line(&[(0.0, 8.0), (-20.0, 8.0)]));
        let farthest_m = shape.0.iter().map(|p| p.x).fold(0.0, f64::max);
        assert!((farthest_m - 4.0).abs() < 0.1, "{farthest_m}");
        assert!((shape.length_m() - 4.0 * core::f64::consts::PI).abs() < 0.3);
    }

    #[test]
    fn pieces_are_short_where_the_way_bends() {
        let shape = inner_shape(&line(&[(-20.0, 0.0), (0.0, 0.0)]), &line(&[(20.0, 20.0), (20.0, 40.0)]));
        assert!(shape.0.windows(2).all(|w| w[0].distance(w[1]) < 2.0));
    }

    #[test]
    fn a_straight_line_limits_no_speed_and_a_kink_does() {
        assert_eq!(curve_speed_mps(&line(&[(0.0, 0.0), (50.0, 0.0), (90.0, 0.0)]), 2.0), f64::INFINITY);
        // A right angle between two long pieces is taken over 5 m: radius 5 / (pi / 2) = 3.18 m.
        let kink_mps = curve_speed_mps(&line(&[(0.0, 0.0), (50.0, 0.0), (50.0, 50.0)]), 2.0);
        assert!((kink_mps - libm::sqrt(2.0 * 3.183)).abs() < 0.01, "{kink_mps}");
    }

    #[test]
    fn empty_and_broken_lines_do_no_harm() {
        let empty = Polyline::default();
        assert_eq!(inner_shape(&empty, &empty).0.len(), 2);
        assert_eq!(curve_speed_mps(&empty, 2.0), f64::INFINITY);
        let broken = line(&[(f64::NAN, 0.0), (1.0, f64::INFINITY), (2.0, 2.0)]);
        let _ = inner_shape(&broken, &broken);
        let _ = curve_speed_mps(&broken, 2.0);
    }
}
