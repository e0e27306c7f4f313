//! Who looks: at what, from how far and from which side.

use crate::space::{Space, Spot};
use bevy::math::{Quat, Vec3};
use bevy::prelude::{Resource, Transform};
use std::f32::consts::{FRAC_PI_2, TAU};

/// Vertical angle of view (rad).
pub const VIEW_RAD: f32 = 0.7;
const NEAREST_M: f32 = 4.0;
const FARTHEST_M: f32 = 20_000.0;
/// From so far one looks at an incident at least (m).
const INCIDENT_M: f32 = 42.0;
/// Never quite from above, where there would be no way up, and never from below the ground.
const PITCHES_RAD: (f32, f32) = (0.06, FRAC_PI_2 - 0.02);

/// An eye that goes round a place.
#[derive(Resource, Debug, Clone, Copy, PartialEq)]
pub struct Eye {
    /// What it looks at.
    pub target: Vec3,
    /// How far it is away (m).
    pub distance_m: f32,
    /// Which way it looks (rad, 0 = north, clockwise).
    pub yaw_rad: f32,
    /// How far down it looks (rad, 0 = level).
    pub pitch_rad: f32,
}

impl Default for Eye {
    fn default() -> Self {
        Self { target: Vec3::ZERO, distance_m: 500.0, yaw_rad: 0.0, pitch_rad: 0.9 }
    }
}

impl Eye {
    /// Where the camera stands.
    pub fn transform(&self) -> Transform {
        let turn = Quat::from_rotation_y(-self.yaw_rad) * Quat::from_rotation_x(-self.pitch_rad);
        Transform {
            translation: self.target + turn * (Vec3::Z * self.distance_m),
            rotation: turn,
            scale: Vec3::ONE,
        }
    }

    /// Goes round its target.
    pub fn turn(&mut self, yaw_rad: f32, pitch_rad: f32) {
        self.yaw_rad = (self.yaw_rad + yaw_rad).rem_euclid(TAU);
        self.pitch_rad = (self.pitch_rad + pitch_rad).clamp(PITCHES_RAD.0, PITCHES_RAD.1);
    }

    /// Goes nearer, or farther away.
    pub fn zoom(&mut self, by: f32) {
        self.distance_m = (self.distance_m * by).clamp(NEAREST_M, FARTHEST_M);
    }

    /// Goes aside and ahead, in shares of its distance.
    pub fn pan(&mut self, right: f32, ahead: f32) {
        let turn = Quat::from_rotation_y(-self.yaw_rad);
        self.target += turn * Vec3::new(right, 0.0, -ahead) * self.distance_m;
    }

    /// Sees all of these places in a picture so many times as wide as it is high, with a margin for what is written
    /// over it.
    pub fn framing(places: &[Vec3], aspect: f32) -> Self {
        Self::default().framed(places, aspect)
    }

    /// Looks the same way, from where it sees all of these places.
    fn framed(mut self, places: &[Vec3], aspect: f32) -> Self {
        let bounds =
            places.iter().fold((Vec3::MAX, Vec3::MIN), |(low, high), at| (low.min(*at), high.max(*at)));
        if places.is_empty() || !bounds.0.is_finite() || !bounds.1.is_finite() {
            return self;
        }
        self.target = bounds.0.midpoint(bounds.1);
        let (mut low, mut high) = (NEAREST_M * 5.0, FARTHEST_M);
        for _ in 0..40 {
            self.distance_m = f32::midpoint(low, high);
            if self.sees_all(places, aspect) {
                high = self.distance_m;
            } else {
                low = self.distance_m;
            }
        }
        self.distance_m = high;
        self
    }

    fn sees_all(&self, places: &[Vec3], aspect: f32) -> bool {
        let back = self.transform().compute_affine().inverse();
        let reach = libm::tanf(VIEW_RAD / 2.0);
        places.iter().all(|&place| {
            let at = back.transform_point3(place);
            let depth = -at.z;
            depth > 1.0 && at.x.abs() < 0.88 * depth * reach * aspect && at.y.abs() < 0.80 * depth * reach
        })
    }

    /// Looks at what happened at a place, and sees where those came from who were in it.
    pub fn at_incident(at: Vec3, ways: &[Vec3], aspect: f32) -> Self {
        let near = Self { target: at, distance_m: INCIDENT_M, yaw_rad: 0.5, pitch_rad: 0.62 };
        let mut places: Vec<Vec3> = ways.to_vec();
        places.push(at);
        // The way of who falls is upright, and seen from the side; on the ground the place says more than the way.
        let is_high = places.iter().any(|place| place.y > at.y + 6.0);
        let framed = Self { pitch_rad: 0.3, ..near }.framed(&places, aspect);
        if is_high { Self { distance_m: framed.distance_m.max(INCIDENT_M), ..framed } } else { near }
    }

    /// Where a place of the scene is in a picture of a size (from its upper left corner); none behind the camera.
    pub fn on_picture(&self, place: Vec3, [width, height]: [f32; 2]) -> Option<[f32; 2]> {
        let at = self.transform().compute_affine().inverse().transform_point3(place);
        let depth = -at.z;
        let unit = height / 2.0 / libm::tanf(VIEW_RAD / 2.0);
        (depth > 0.1).then(|| [width / 2.0 + at.x / depth * unit, height / 2.0 - at.y / depth * unit])
    }
}

/// So much round the busiest place is seen at first (m).
const ROUND_M: f64 = 62.0;

/// What a replay shows at first: where it is busiest, else all of its map.
pub fn first_look(busiest: Option<[f64; 3]>, bounds_m: [f64; 4], space: Space, aspect: f32) -> Eye {
    match busiest {
        Some([x, y, z]) => {
            let (low, high) = ([x - ROUND_M, y - ROUND_M], [x + ROUND_M, y + ROUND_M]);
            let corners = [low, [high[0], low[1]], high, [low[0], high[1]]];
            let ground = corners.map(|spot| space.at(spot, 0.0));
            let mut places = ground.to_vec();
            places.push(space.at([x, y], z));
            Eye { yaw_rad: 0.3, pitch_rad: 0.7, ..Eye::framing(&places, aspect) }
        }
        None => Eye::framing(&corners(bounds_m, space), aspect),
    }
}

/// All that matters: the outline of the pilot zone, else all of the map.
pub fn whole(outline: &[Spot], bounds_m: [f64; 4], space: Space, aspect: f32) -> Eye {
    let zone: Vec<Vec3> = outline.iter().map(|&spot| space.at(spot, 0.0)).collect();
    Eye::framing(&if zone.len() > 2 { zone } else { corners(bounds_m, space) }, aspect)
}

fn corners([west, south, east, north]: [f64; 4], space: Space) -> Vec<Vec3> {
    [[west, south], [east, south], [east, north], [west, north]].map(|spot| space.at(spot, 0.0)).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: [f32; 2] = [1280.0, 720.0];

    #[test]
    fn north_is_up_and_east_to_the_right() {
        let eye = Eye::default();
        let on = |at: Vec3| eye.on_picture(at, SIZE).unwrap();
        let middle = on(Vec3::ZERO);
        assert!((middle[0] - 640.0).abs() < 0.01 && (middle[1] - 360.0).abs() < 0.01, "{middle:?}");
        assert!(on(Vec3::new(10.0, 0.0, 0.0))[0] > 650.0);
        assert!(on(Vec3::new(0.0, 0.0, -10.0))[1] < 355.0);
        assert!(on(Vec3::new(0.0, 10.0, 0.0))[1] < 355.0);
    }

    #[test]
    fn everything_that_is_framed_is_in_the_picture_and_fills_it() {
        let places: Vec<Vec3> =
            [(-300.0, -200.0), (300.0, -200.0), (300.0, 250.0)].map(|(x, z)| Vec3::new(x, 0.0, z)).into();
        let eye = Eye::framing(&places, SIZE[0] / SIZE[1]);
        let spots: Vec<[f32; 2]> = places.iter().map(|&at| eye.on_picture(at, SIZE).unwrap()).collect();
        for [x, y] in &spots {
            assert!((0.0..1280.0).contains(x) && (0.0..720.0).contains(y), "{spots:?}");
        }
        assert!(
            spots.iter().any(|[x, y]| *x < 200.0 || *x > 1080.0 || *y < 120.0 || *y > 600.0),
            "{spots:?}"
        );
    }

    #[test]
    fn nothing_to_look_at_and_what_is_no_number_is_looked_at_from_somewhere() {
        assert_eq!(Eye::framing(&[], 1.0), Eye::default());
        assert_eq!(Eye::framing(&[Vec3::NAN], 1.0), Eye::default());
        assert!(Eye::at_incident(Vec3::ZERO, &[Vec3::NAN], 1.0).distance_m >= INCIDENT_M);
    }

    #[test]
    fn of_a_fall_one_sees_where_it_began_and_where_it_ended() {
        let begin = Vec3::new(10.0, 80.0, 0.0);
        let eye = Eye::at_incident(Vec3::ZERO, &[begin], SIZE[0] / SIZE[1]);
        for place in [Vec3::ZERO, begin] {
            let [x, y] = eye.on_picture(place, SIZE).unwrap();
            assert!((0.0..1280.0).contains(&x) && (0.0..720.0).contains(&y), "{x} {y}");
        }
    }

    #[test]
    fn an_eye_never_goes_below_the_ground_or_past_the_zenith() {
        let mut eye = Eye::default();
        eye.turn(0.0, 9.0);
        assert!(eye.pitch_rad < FRAC_PI_2);
        eye.turn(9.0, -9.0);
        assert!(eye.pitch_rad > 0.0 && eye.transform().translation.y > 0.0);
        eye.zoom(1e-9);
        assert_eq!(eye.distance_m, NEAREST_M);
    }

    #[test]
    fn panning_to_the_right_goes_to_the_right_of_the_picture_however_it_is_turned() {
        let mut eye = Eye { yaw_rad: 2.0, ..Eye::default() };
        let was = eye;
        eye.pan(0.1, 0.0);
        let moved = was.on_picture(eye.target, SIZE).unwrap();
        assert!(moved[0] > 700.0 && (moved[1] - 360.0).abs() < 1.0, "{moved:?}");
    }
}
