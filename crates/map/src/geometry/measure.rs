//! Distances between points, segments and boxes.

use crate::Point;

/// An upright box round some points.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    min: Point,
    max: Point,
}

impl Bounds {
    /// The smallest box round the points, grown by a margin (m) on each side.
    pub(crate) fn of(points: &[Point], margin_m: f64) -> Self {
        let mut min = Point::new(f64::INFINITY, f64::INFINITY);
        let mut max = Point::new(f64::NEG_INFINITY, f64::NEG_INFINITY);
        for p in points {
            min = Point::new(min.x.min(p.x), min.y.min(p.y));
            max = Point::new(max.x.max(p.x), max.y.max(p.y));
        }
        Self {
            min: Point::new(min.x - margin_m, min.y - margin_m),
            max: Point::new(max.x + margin_m, max.y + margin_m),
        }
    }

    /// Whether two boxes have a point in common.
    pub(crate) fn meets(&self, other: &Self) -> bool {
        self.min.x <= other.max.x
            && other.min.x <= self.max.x
            && self.min.y <= other.max.y
            && other.min.y <= self.max.y
    }
}

/// The share of the way along a segment at which a point is nearest, and its distance there (m).
pub(crate) fn nearest_on_segment(point: Point, a: Point, b: Point) -> (f64, f64) {
    let (dx, dy) = (b.x - a.x, b.y - a.y);
    let squared = dx * dx + dy * dy;
    let share = if squared > 0.0 {
        (((point.x - a.x) * dx + (point.y - a.y) * dy) / squared).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (share, point.distance(a.towards(b, share)))
}

/// Where two segments cross, as shares of the way along each; none where they do not or are parallel.
pub(crate) fn crossing(a: (Point, Point), b: (Point, Point)) -> Option<(f64, f64)> {
    let (ax, ay) = (a.1.x - a.0.x, a.1.y - a.0.y);
    let (bx, by) = (b.1.x - b.0.x, b.1.y - b.0.y);
    let across = ax * by - ay * bx;
    if across == 0.0 {
        return None;
    }
    let (dx, dy) = (b.0.x - a.0.x, b.0.y - a.0.y);
    let along_a = (dx * by - dy * bx) / across;
    let along_b = (dx * ay - dy * ax) / across;
    let within = |share: f64| (0.0..=1.0).contains(&share);
    (within(along_a) && within(along_b)).then_some((along_a, along_b))
}

/// The smallest distance between two segments (m).
pub(crate) fn segment_distance_m(a: (Point, Point), b: (Point, Point)) -> f64 {
    if crossing(a, b).is_some() {
        return 0.0;
    }
    nearest_on_segment(a.0, b.0, b.1)
        .1
        .min(nearest_on_segment(a.1, b.0, b.1).1)
        .min(nearest_on_segment(b.0, a.0, a.1).1)
        .min(nearest_on_segment(b.1, a.0, a.1).1)
}

/// The angle between two directions (rad, 0 to pi).
pub(crate) fn angle_between_rad(a_rad: f64, b_rad: f64) -> f64 {
    turn_rad(a_rad, b_rad).abs()
}

/// How far one turns from one direction to another (rad, -pi to pi, positive to the left).
pub(crate) fn turn_rad(from_rad: f64, to_rad: f64) -> f64 {
    let turn_rad = to_rad - from_rad;
    libm::atan2(libm::sin(turn_rad), libm::cos(turn_rad))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_that_cross_have_no_distance_and_a_place() {
        let flat = (Point::new(0.0, 0.0), Point::new(10.0, 0.0));
        let steep = (Point::new(4.0, -1.0), Point::new(4.0, 3.0));
        assert_eq!(crossing(flat, steep), Some((0.4, 0.25)));
        assert_eq!(segment_distance_m(flat, steep), 0.0);
    }

    #[test]
    fn parallel_segments_are_as_far_apart_as_their_lines() {
        let low = (Point::new(0.0, 0.0), Point::new(10.0, 0.0));
        let high = (Point::new(5.0, 3.0), Point::new(25.0, 3.0));
        assert_eq!(segment_distance_m(low, high), 3.0);
        assert_eq!(nearest_on_segment(Point::new(13.0, 4.0), low.0, low.1), (1.0, 5.0));
    }

    #[test]
    fn a_turn_over_the_west_is_a_small_one() {
        assert!((turn_rad(3.0, -3.0) - (core::f64::consts::TAU - 6.0)).abs() < 1e-12);
    }
}
