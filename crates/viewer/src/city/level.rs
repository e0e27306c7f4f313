//! Flat things, one above the other.

use crate::geometry::{Soup, cut, ribbon};
use crate::space::{Space, Spot};
use bevy::color::LinearRgba;
use bevy::math::Vec3;

/// Height of a road above one that it crosses (m). Replays do not say how high a bridge is, only which lies on top: it
/// covers what is below, and whoever drives there still stands on it.
const STOREY_M: f64 = 0.08;
/// Height of one sheet above the next: too little to see, enough for the depth buffer.
const SHEET_M: f64 = 0.015;

/// Flat things of one level, from the lowest to the highest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// All of the land.
    Land,
    /// Ways for feet.
    Pavement,
    /// The ground of a zone.
    Zone,
    /// What lies beside a road that is a bridge.
    Bridge,
    /// Junctions.
    Junction,
    /// Lanes.
    Lane,
    /// What is painted on them.
    Paint,
    /// What lies on all of them: crossings, outlines of zones.
    Top,
}

impl Level {
    /// Height (m) of this level of a road's layer.
    pub fn height_m(self, layer: i32) -> f64 {
        let storey_m = f64::from(layer.clamp(-5, 8)) * STOREY_M;
        match self {
            Self::Land => -0.6,
            Self::Pavement => -0.57,
            Self::Zone => -0.55,
            Self::Bridge => storey_m,
            Self::Junction => storey_m + SHEET_M,
            Self::Lane => storey_m + 2.0 * SHEET_M,
            Self::Paint => storey_m + 3.0 * SHEET_M,
            Self::Top => 8.0 * STOREY_M,
        }
    }
}

/// Flat triangles at one height.
#[derive(Debug)]
pub struct Sheet<'a> {
    space: Space,
    height_m: f64,
    colour: LinearRgba,
    soup: &'a mut Soup,
}

impl<'a> Sheet<'a> {
    /// What is added to it goes into the soup.
    pub fn new(space: Space, height_m: f64, colour: LinearRgba, soup: &'a mut Soup) -> Self {
        Self { space, height_m, colour, soup }
    }

    /// Adds a line of a width.
    pub fn strip(&mut self, line: &[Spot], width_m: f64) {
        for pair in ribbon(line, width_m).windows(2) {
            let [[a, b], [c, d]] = [pair[0], pair[1]];
            self.triangle([a, b, c]);
            self.triangle([b, d, c]);
        }
    }

    /// Adds an area.
    pub fn area(&mut self, ring: &[Spot]) {
        for triangle in cut(ring, &[]) {
            self.triangle(triangle);
        }
    }

    /// Adds a triangle, and turns it so that it is seen from above.
    fn triangle(&mut self, spots: [Spot; 3]) {
        let [a, b, c] = spots.map(|spot| self.space.at(spot, self.height_m));
        let is_up = (b - a).cross(c - a).dot(Vec3::Y) > 0.0;
        self.soup.triangle(if is_up { [a, b, c] } else { [a, c, b] }, self.colour);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_painted_either_way_is_seen_from_above() {
        for line in [[[0.0, 0.0], [5.0, 3.0]], [[5.0, 3.0], [0.0, 0.0]]] {
            let mut soup = Soup::default();
            Sheet::new(Space::default(), 0.0, LinearRgba::WHITE, &mut soup).strip(&line, 1.0);
            assert_eq!(soup.triangles(), 2);
            assert!(soup.normals().all(|normal| normal.y > 0.99));
        }
    }

    #[test]
    fn paint_lies_on_its_lane_and_below_the_bridge_over_it() {
        assert!(Level::Land.height_m(0) < Level::Pavement.height_m(0));
        assert!(Level::Zone.height_m(0) < Level::Bridge.height_m(-5));
        let ground =
            [Level::Bridge, Level::Junction, Level::Lane, Level::Paint].map(|level| level.height_m(0));
        assert!(ground.is_sorted_by(|a, b| a < b));
        assert!(Level::Paint.height_m(0) < Level::Bridge.height_m(1));
    }
}
