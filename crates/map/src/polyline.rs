//! Plane curves made of straight pieces.

use serde::{Deserialize, Serialize};

/// A place in the local frame (m east, m north).
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Point {
    /// East of the map's origin (m).
    pub x: f64,
    /// North of the map's origin (m).
    pub y: f64,
}

impl Point {
    /// A point from its two coordinates (m).
    pub const fn new(x: f64, y: f64) -> Self {
        Self { x, y }
    }

    /// Straight distance (m).
    pub fn distance(self, other: Self) -> f64 {
        libm::hypot(other.x - self.x, other.y - self.y)
    }

    /// The point at share `t` of the way to `other`.
    pub fn towards(self, other: Self, t: f64) -> Self {
        Self::new(self.x + (other.x - self.x) * t, self.y + (other.y - self.y) * t)
    }
}

/// A point on a polyline with the direction there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pose {
    /// Where.
    pub at: Point,
    /// Direction of travel (rad, 0 = east, counter-clockwise).
    pub heading_rad: f64,
}

/// A chain of straight pieces, two points or more.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Polyline(pub Vec<Point>);

impl Polyline {
    /// Length along the line (m).
    pub fn length_m(&self) -> f64 {
        self.0.windows(2).map(|w| w[0].distance(w[1])).sum()
    }

    /// The first point; the origin where there is none.
    pub fn start(&self) -> Point {
        self.0.first().copied().unwrap_or_default()
    }

    /// The last point; the origin where there is none.
    pub fn end(&self) -> Point {
        self.0.last().copied().unwrap_or_default()
    }

    /// Place and direction at a distance from the start (m), held to the line's two ends.
    pub fn pose_at(&self, distance_m: f64) -> Pose {
        let mut left_m = distance_m.max(0.0);
        let mut last = Pose { at: self.start(), heading_rad: 0.0 };
        for w in self.0.windows(2) {
            let length_m = w[0].distance(w[1]);
            if length_m <= 0.0 {
                continue;
            }
            let heading_rad = libm::atan2(w[1].y - w[0].y, w[1].x - w[0].x);
            if left_m <= length_m {
                return Pose { at: w[0].towards(w[1], left_m / length_m), heading_rad };
            }
            left_m -= length_m;
            last = Pose { at: w[1], heading_rad };
        }
        last
    }

    /// The line moved sideways, positive to the left of travel (m), with mitred corners.
    pub fn offset(&self, left_m: f64) -> Self {
        let points = &self.0;
        let normal = |a: Point, b: Point| {
            let length_m = a.distance(b).max(1e-9);
            Point::new(-(b.y - a.y) / length_m, (b.x - a.x) / length_m)
        };
        let moved = (0..points.len()).map(|i| {
            let before = (i > 0).then(|| normal(points[i - 1], points[i]));
            let after = points.get(i + 1).map(|&next| normal(points[i], next));
            let (n, scale) = match (before, after) {
                (Some(a), Some(b)) => {
                    let (mx, my) = (a.x + b.x, a.y + b.y);
                    let squared = mx * mx + my * my;
                    // A hairpin's mitre would run far away: held to twice the offset.
                    if squared < 1e-9 { (a, 1.0) } else { (Point::new(mx, my), (2.0 / squared).min(2.0)) }
                }
                (Some(n), None) | (None, Some(n)) => (n, 1.0),
                (None, None) => (Point::default(), 0.0),
            };
            Point::new(points[i].x + n.x * left_m * scale, points[i].y + n.y * left_m * scale)
        });
        Self(moved.collect())
    }

    /// The same line run from its end to its start.
    pub fn reversed(&self) -> Self {
        Self(self.0.iter().rev().copied().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn corner() -> Polyline {
        Polyline(vec![Point::new(0.0, 0.0), Point::new(10.0, 0.0), Point::new(10.0, 10.0)])
    }

    #[test]
    fn an_offset_line_keeps_its_distance_round_a_corner() {
        let left = corner().offset(2.0);
        assert_eq!(left.0[0], Point::new(0.0, 2.0));
        assert!(left.0[1].distance(Point::new(8.0, 2.0)) < 1e-9, "{:?}", left.0[1]);
        assert_eq!(left.0[2], Point::new(8.0, 10.0));
    }

    #[test]
    fn a_pose_past_the_end_stays_at_the_end() {
        let pose = corner().pose_at(99.0);
        assert_eq!(pose.at, Point::new(10.0, 10.0));
        assert!((pose.heading_rad - core::f64::consts::FRAC_PI_2).abs() < 1e-12);
    }
}
