//! Where a vehicle's body is in the plane, and whether two of them touch.

use pilotzone_map::Point;

/// A vehicle's outline: a rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Body {
    /// Middle of the front bumper.
    pub front: Point,
    /// Direction (rad, 0 = east, counter-clockwise).
    pub heading_rad: f64,
    /// Bumper to bumper (m).
    pub length_m: f64,
    /// Width (m).
    pub width_m: f64,
}

impl Body {
    /// The four corners, counter-clockwise from front left.
    pub fn corners(&self) -> [Point; 4] {
        let (sin, cos) = (libm::sin(self.heading_rad), libm::cos(self.heading_rad));
        let corner = |along_m: f64, left_m: f64| {
            Point::new(
                self.front.x + along_m * cos - left_m * sin,
                self.front.y + along_m * sin + left_m * cos,
            )
        };
        let half_m = self.width_m / 2.0;
        [
            corner(0.0, half_m),
            corner(-self.length_m, half_m),
            corner(-self.length_m, -half_m),
            corner(0.0, -half_m),
        ]
    }

    /// How deep two bodies overlap (m); none where an axis separates them. Separating axes of two rectangles.
    pub fn overlap_m(&self, other: &Self) -> Option<f64> {
        let (own, theirs) = (self.corners(), other.corners());
        let mut least_m = f64::INFINITY;
        for angle_rad in [self.heading_rad, other.heading_rad] {
            let (sin, cos) = (libm::sin(angle_rad), libm::cos(angle_rad));
            for (ax, ay) in [(cos, sin), (-sin, cos)] {
                let extent = |corners: &[Point; 4]| {
                    corners
                        .iter()
                        .map(|p| p.x * ax + p.y * ay)
                        .fold((f64::INFINITY, f64::NEG_INFINITY), |(lo, hi), d| (lo.min(d), hi.max(d)))
                };
                let ((lo_a, hi_a), (lo_b, hi_b)) = (extent(&own), extent(&theirs));
                let depth_m = hi_a.min(hi_b) - lo_a.max(lo_b);
                if depth_m <= 0.0 {
                    return None;
                }
                least_m = least_m.min(depth_m);
            }
        }
        Some(least_m)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn body(x: f64, y: f64, heading_rad: f64) -> Body {
        Body { front: Point::new(x, y), heading_rad, length_m: 4.0, width_m: 2.0 }
    }

    #[test]
    fn bodies_one_behind_the_other_touch_only_when_the_gap_is_gone() {
        assert_eq!(body(0.0, 0.0, 0.0).overlap_m(&body(4.1, 0.0, 0.0)), None);
        let depth_m = body(0.0, 0.0, 0.0).overlap_m(&body(3.5, 0.0, 0.0));
        assert!(depth_m.is_some_and(|d| (d - 0.5).abs() < 1e-12), "{depth_m:?}");
    }

    #[test]
    fn a_corner_beside_a_slanted_body_does_not_touch_it() {
        let slanted = body(0.0, 0.0, core::f64::consts::FRAC_PI_4);
        // Their boxes along the axes overlap; only an axis of the slanted body separates them.
        assert_eq!(slanted.overlap_m(&body(3.5, -3.2, 0.0)), None);
        assert!(slanted.overlap_m(&body(0.0, -1.5, 0.0)).is_some());
    }
}
