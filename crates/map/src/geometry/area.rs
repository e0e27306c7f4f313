//! Polygons, given as a ring whose first point is not repeated.

use crate::Point;

/// Whether a point lies inside a ring (even-odd rule). On the border either answer is possible.
pub fn point_in_polygon(point: Point, ring: &[Point]) -> bool {
    let mut inside = false;
    for (a, b) in edges(ring) {
        let spans = (a.y > point.y) != (b.y > point.y);
        if spans && point.x < a.x + (point.y - a.y) / (b.y - a.y) * (b.x - a.x) {
            inside = !inside;
        }
    }
    inside
}

/// The area inside a ring (m²), whichever way round it runs.
pub fn polygon_area(ring: &[Point]) -> f64 {
    let Some(&origin) = ring.first() else { return 0.0 };
    // Measured from a corner: far from the map's origin the products would lose their digits.
    let twice: f64 = edges(ring)
        .map(|(a, b)| (a.x - origin.x) * (b.y - origin.y) - (b.x - origin.x) * (a.y - origin.y))
        .sum();
    (twice / 2.0).abs()
}

fn edges(ring: &[Point]) -> impl Iterator<Item = (Point, Point)> + '_ {
    ring.iter().zip(ring.iter().cycle().skip(1)).map(|(&a, &b)| (a, b))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A room shaped like an L: 4 by 4 with a 2 by 2 corner missing.
    fn l_shape() -> Vec<Point> {
        [(0.0, 0.0), (4.0, 0.0), (4.0, 2.0), (2.0, 2.0), (2.0, 4.0), (0.0, 4.0)]
            .map(|(x, y)| Point::new(x, y))
            .to_vec()
    }

    #[test]
    fn a_point_in_the_missing_corner_is_outside() {
        assert!(point_in_polygon(Point::new(1.0, 3.0), &l_shape()));
        assert!(point_in_polygon(Point::new(3.0, 1.0), &l_shape()));
        assert!(!point_in_polygon(Point::new(3.0, 3.0), &l_shape()));
        assert!(!point_in_polygon(Point::new(1.0, 1.0), &[]));
    }

    #[test]
    fn an_area_is_positive_both_ways_round() {
        let mut ring = l_shape();
        assert_eq!(polygon_area(&ring), 12.0);
        ring.reverse();
        assert_eq!(polygon_area(&ring), 12.0);
        assert_eq!(polygon_area(&[]), 0.0);
    }
}
