//! Two boxes in the plane that keep speed and heading.

use pilotzone_map::Point;

/// A box on the road and how it moves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MovingBox {
    /// Its middle.
    pub centre: Point,
    /// Where it points, as a vector of length 1.
    pub axis: Point,
    /// Half its length (m).
    pub half_length_m: f64,
    /// Half its width (m).
    pub half_width_m: f64,
    /// How it moves (m/s); not always where it points.
    pub velocity_mps: Point,
}

fn dot(a: Point, b: Point) -> f64 {
    a.x * b.x + a.y * b.y
}

fn minus(a: Point, b: Point) -> Point {
    Point::new(a.x - b.x, a.y - b.y)
}

fn left_of(a: Point) -> Point {
    Point::new(-a.y, a.x)
}

impl MovingBox {
    /// How far it reaches from its middle along a vector of length 1 (m).
    fn reach_m(&self, along: Point) -> f64 {
        self.half_length_m * dot(self.axis, along).abs()
            + self.half_width_m * dot(left_of(self.axis), along).abs()
    }

    /// Its corners, counter-clockwise from the front left.
    pub fn corners(&self) -> [Point; 4] {
        let (l, w) = (self.half_length_m, self.half_width_m);
        [(l, w), (-l, w), (-l, -w), (l, -w)].map(|(along, across)| {
            Point::new(
                self.centre.x + along * self.axis.x - across * self.axis.y,
                self.centre.y + along * self.axis.y + across * self.axis.x,
            )
        })
    }
}

/// Time to collision (s) if both keep speed and heading: the swept separating-axis test. 0 where they overlap; boxes
/// that only touch do not collide. Hayward 1972, carried to the plane.
pub fn time_to_collision_s(a: &MovingBox, b: &MovingBox) -> Option<f64> {
    let (offset, velocity) = (minus(b.centre, a.centre), minus(b.velocity_mps, a.velocity_mps));
    let (mut first_s, mut last_s) = (0.0_f64, f64::INFINITY);
    for axis in [a.axis, left_of(a.axis), b.axis, left_of(b.axis)] {
        let reach_m = a.reach_m(axis) + b.reach_m(axis);
        let (at_m, speed_mps) = (dot(offset, axis), dot(velocity, axis));
        if speed_mps == 0.0 {
            if at_m.abs() >= reach_m {
                return None;
            }
            continue;
        }
        let sides = [(-reach_m - at_m) / speed_mps, (reach_m - at_m) / speed_mps];
        first_s = first_s.max(sides[0].min(sides[1]));
        last_s = last_s.min(sides[0].max(sides[1]));
        if first_s >= last_s {
            return None;
        }
    }
    Some(first_s)
}

/// Least distance between two boxes now (m); 0 where they overlap.
pub fn distance_m(a: &MovingBox, b: &MovingBox) -> f64 {
    let still = |it: &MovingBox| MovingBox { velocity_mps: Point::new(0.0, 0.0), ..*it };
    if time_to_collision_s(&still(a), &still(b)).is_some() {
        return 0.0;
    }
    let (of_a, of_b) = (a.corners(), b.corners());
    let mut least_m2 = f64::INFINITY;
    for (corners, sides) in [(of_a, of_b), (of_b, of_a)] {
        for corner in corners {
            for (i, from) in sides.into_iter().enumerate() {
                least_m2 = least_m2.min(to_side_m2(corner, from, sides[(i + 1) % 4]));
            }
        }
    }
    least_m2.sqrt()
}

/// Squared distance of a point to the line between two others (m²).
fn to_side_m2(point: Point, from: Point, to: Point) -> f64 {
    let (side, offset) = (minus(to, from), minus(point, from));
    let length_m2 = dot(side, side);
    let share = if length_m2 > 0.0 { (dot(offset, side) / length_m2).clamp(0.0, 1.0) } else { 0.0 };
    let rest = Point::new(offset.x - share * side.x, offset.y - share * side.y);
    dot(rest, rest)
}

/// When two points that keep their velocities are closest (s from now, 0 where that is over), and how close (m).
pub fn closest_point<const N: usize>(offset_m: [f64; N], velocity_mps: [f64; N]) -> (f64, f64) {
    let product = |a: [f64; N], b: [f64; N]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let speed2 = product(velocity_mps, velocity_mps);
    let at_s = if speed2 > 0.0 { (-product(offset_m, velocity_mps) / speed2).max(0.0) } else { 0.0 };
    let mut there = offset_m;
    for (x, v) in there.iter_mut().zip(velocity_mps) {
        *x += v * at_s;
    }
    (at_s, product(there, there).sqrt())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectors::{Case, vectors};
    use proptest::prelude::*;

    fn moving(case: &Case, which: &str) -> MovingBox {
        let number = |key: &str| case.number(&format!("{which}.{key}"));
        let heading_rad = number("heading_rad");
        MovingBox {
            centre: Point::new(number("x_m"), number("y_m")),
            axis: Point::new(libm::cos(heading_rad), libm::sin(heading_rad)),
            half_length_m: 0.5 * number("length_m"),
            half_width_m: 0.5 * number("width_m"),
            velocity_mps: Point::new(number("vx_mps"), number("vy_mps")),
        }
    }

    #[test]
    fn time_to_collision_of_boxes_is_that_of_their_swept_shapes() {
        for case in vectors("ttc_2d_boxes") {
            let (a, b) = (moving(&case, "a"), moving(&case, "b"));
            case.holds_optional("ttc_s", time_to_collision_s(&a, &b));
            case.holds("distance_now_m", distance_m(&a, &b));
        }
    }

    #[test]
    fn closest_point_of_approach_is_that_of_the_textbook() {
        for case in vectors("cpa_3d") {
            let vector = |key: &str| [0, 1, 2].map(|i| case.number(&format!("{key}.{i}")));
            let less = |a: [f64; 3], b: [f64; 3]| [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
            let (offset, velocity) =
                (less(vector("p2_m"), vector("p1_m")), less(vector("v2_mps"), vector("v1_mps")));
            let (at_s, distance_m) = closest_point(offset, velocity);
            case.holds("t_cpa_s", at_s);
            case.holds("d_cpa_m", distance_m);
        }
    }

    proptest! {
        #[test]
        fn both_see_the_same_time_to_collision(x in -50.0..50.0f64, y in -50.0..50.0f64, v in 0.0..30.0f64, t in -3.2..3.2f64) {
            let a = MovingBox {
                centre: Point::new(0.0, 0.0), axis: Point::new(1.0, 0.0), half_length_m: 2.4, half_width_m: 0.9,
                velocity_mps: Point::new(10.0, 0.0),
            };
            let axis = Point::new(libm::cos(t), libm::sin(t));
            let b = MovingBox { centre: Point::new(x, y), axis, velocity_mps: Point::new(v * axis.x, v * axis.y), ..a };
            match (time_to_collision_s(&a, &b), time_to_collision_s(&b, &a)) {
                (Some(ab), Some(ba)) => prop_assert!((ab - ba).abs() < 1e-9),
                (ab, ba) => prop_assert_eq!(ab, ba),
            }
        }
    }
}
