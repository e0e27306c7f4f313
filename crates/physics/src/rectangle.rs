//! Rectangles on the road: the outlines of vehicles.

use pilotzone_map::Point;

/// A rectangle that points somewhere.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rectangle {
    /// Its middle.
    pub centre: Point,
    /// Where it points, as a vector of length 1.
    pub axis: Point,
    /// Half its length (m).
    pub half_length_m: f64,
    /// Half its width (m).
    pub half_width_m: f64,
}

impl Rectangle {
    /// That of a vehicle, from the middle of its front bumper.
    pub fn behind(front: Point, heading_rad: f64, length_m: f64, width_m: f64) -> Self {
        let axis = Point::new(libm::cos(heading_rad), libm::sin(heading_rad));
        let half_length_m = 0.5 * length_m;
        let centre = Point::new(front.x - half_length_m * axis.x, front.y - half_length_m * axis.y);
        Self { centre, axis, half_length_m, half_width_m: 0.5 * width_m }
    }

    /// Whether it stands in the way of a look from one point to another. A look along its side is free, and so is one
    /// that ends on it.
    pub fn blocks(&self, from: Point, to: Point) -> bool {
        let local = |p: Point| {
            let (dx, dy) = (p.x - self.centre.x, p.y - self.centre.y);
            (dx * self.axis.x + dy * self.axis.y, dy * self.axis.x - dx * self.axis.y)
        };
        let (a, b) = (local(from), local(to));
        let (mut enters, mut leaves) = (0.0_f64, 1.0_f64);
        for (start, end, half_m) in [(a.0, b.0, self.half_length_m), (a.1, b.1, self.half_width_m)] {
            let way = end - start;
            if way == 0.0 {
                if start.abs() >= half_m {
                    return false;
                }
                continue;
            }
            let sides = [(-half_m - start) / way, (half_m - start) / way];
            enters = enters.max(sides[0].min(sides[1]));
            leaves = leaves.min(sides[0].max(sides[1]));
        }
        enters < leaves
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn car() -> Rectangle {
        Rectangle::behind(Point::new(2.5, 0.0), 0.0, 5.0, 2.0)
    }

    #[test]
    fn a_car_hides_what_is_behind_it_and_nothing_else() {
        let car = car();
        let blocked = |x0, y0, x1, y1| car.blocks(Point::new(x0, y0), Point::new(x1, y1));
        assert!(
            blocked(-10.0, 0.0, 10.0, 0.0) && blocked(0.0, -5.0, 0.0, 5.0) && blocked(-4.0, -3.0, 4.0, 3.0)
        );
        assert!(!blocked(-10.0, 1.5, 10.0, 1.5), "beside it");
        assert!(!blocked(-10.0, 1.0, 10.0, 1.0), "along its side");
        assert!(!blocked(-10.0, 0.0, -2.5, 0.0), "to its rear bumper");
        assert!(!blocked(-10.0, 0.0, -10.0, 0.0), "a look to nowhere");
        assert!(!blocked(-4.0, 0.0, 0.0, 4.0), "past its corner");
    }

    proptest! {
        #[test]
        fn looks_go_both_ways(x0 in -9.0..9.0f64, y0 in -9.0..9.0f64, x1 in -9.0..9.0f64, y1 in -9.0..9.0f64) {
            let (a, b) = (Point::new(x0, y0), Point::new(x1, y1));
            prop_assert_eq!(car().blocks(a, b), car().blocks(b, a));
        }
    }
}
