//! From the map's metres to the scene's.
//!
//! A map has east, north and up; the scene has x to the right, y up and z towards who looks: east is x, up is y, south
//! is z. The middle of the map is the origin, since graphics cards count in small numbers.

use bevy::math::{EulerRot, Quat, Vec3};
use pilotzone_replay::{Drawing, Place};

/// A place on the map (m): east, north.
pub type Spot = [f64; 2];

/// Where the scene's origin lies on the map.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Space {
    origin: Spot,
}

impl Space {
    /// The space of a map.
    pub fn of(drawing: &Drawing) -> Self {
        let [west, south, east, north] = drawing.bounds_m;
        Self { origin: [f64::midpoint(west, east), f64::midpoint(south, north)] }
    }

    /// A place of the map, so many metres above ground, in the scene.
    pub fn at(&self, [x_m, y_m]: Spot, z_m: f64) -> Vec3 {
        Vec3::new((x_m - self.origin[0]) as f32, z_m as f32, -(y_m - self.origin[1]) as f32)
    }

    /// The place of the map under a place of the scene.
    pub fn spot(&self, at: Vec3) -> Spot {
        [f64::from(at.x) + self.origin[0], self.origin[1] - f64::from(at.z)]
    }
}

/// How something is turned that points along x while it is not.
pub fn turned(place: &Place) -> Quat {
    // Nose up is a turn about the right side's axis, right side down one about the nose.
    Quat::from_euler(EulerRot::YZX, place.heading_rad as f32, place.pitch_rad as f32, place.roll_rad as f32)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::FRAC_PI_2;

    fn near(a: Vec3, b: Vec3) {
        assert!(a.distance(b) < 1e-5, "{a} {b}");
    }

    #[test]
    fn east_is_x_up_is_y_and_north_is_away_from_who_looks() {
        let space = Space::of(&Drawing { bounds_m: [0.0, 0.0, 200.0, 100.0], ..Drawing::default() });
        near(space.at([100.0, 50.0], 0.0), Vec3::ZERO);
        near(space.at([101.0, 52.0], 3.0), Vec3::new(1.0, 3.0, -2.0));
        assert_eq!(space.spot(space.at([7.0, 9.0], 4.0)), [7.0, 9.0]);
    }

    #[test]
    fn a_heading_to_the_north_points_away_from_who_looks_and_a_raised_nose_up() {
        let north = Place { heading_rad: FRAC_PI_2, ..Place::default() };
        near(turned(&north) * Vec3::X, Vec3::NEG_Z);
        let climbs = Place { pitch_rad: FRAC_PI_2, ..Place::default() };
        near(turned(&climbs) * Vec3::X, Vec3::Y);
        // The right side of who looks east is south: z.
        let rolls = Place { roll_rad: FRAC_PI_2, ..Place::default() };
        near(turned(&rolls) * Vec3::Z, Vec3::NEG_Y);
    }
}
