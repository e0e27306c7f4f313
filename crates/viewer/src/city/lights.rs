//! Traffic lights: a mast beside the road, a housing above each lane, and the light that it shows.

use super::level::Level;
use crate::geometry::Soup;
use crate::look::{Look, linear};
use crate::space::{Space, Spot};
use bevy::color::LinearRgba;
use bevy::math::Vec3;
use bevy::prelude::{Quat, Transform};
use pilotzone_replay::{Drawing, HeadShape};
use std::collections::BTreeMap;

/// Height of a housing's foot above the road (m): Enforcement Rule of the Road Traffic Act, table 5, has at least 4.5.
const HEIGHT_M: f32 = 5.0;
/// From the outermost housing to the mast (m).
const ASIDE_M: f64 = 3.2;
/// Heads of one signal that look one way and are no farther apart belong on one mast (m).
const TOGETHER_M: f64 = 25.0;

/// What shines, as one unit that points along x; white, so that its material gives the colour.
#[derive(Debug)]
pub struct Lamps {
    /// Above a lane and on its stop line.
    pub vehicle: Soup,
    /// At the end of a crossing.
    pub foot: Soup,
}

impl Lamps {
    /// The shapes.
    pub fn new() -> Self {
        let mut vehicle = Soup::default();
        // Who drives towards it sees its front, which is its back along x.
        let front = |x: f32, y: (f32, f32), z: f32| (Vec3::new(x, y.0, -z), Vec3::new(x + 0.1, y.1, z));
        let (low, high) = front(-0.3, (HEIGHT_M + 0.1, HEIGHT_M + 0.9), 0.42);
        vehicle.cuboid(low, high, LinearRgba::WHITE);
        let ground_m = Level::Paint.height_m(0) as f32;
        vehicle.cuboid(
            Vec3::new(-0.35, ground_m, -0.5),
            Vec3::new(0.35, ground_m + 0.06, 0.5),
            LinearRgba::WHITE,
        );
        let mut foot = Soup::default();
        foot.cuboid(Vec3::new(-0.2, 2.1, -0.22), Vec3::new(0.2, 2.9, 0.22), LinearRgba::WHITE);
        Self { vehicle, foot }
    }
}

impl Default for Lamps {
    fn default() -> Self {
        Self::new()
    }
}

/// Where a head's lamp stands.
pub fn lamp_at(head: &HeadShape, space: Space) -> Transform {
    Transform::from_translation(space.at(head.at, 0.0))
        .with_rotation(Quat::from_rotation_y(head.heading_deg.to_radians() as f32))
}

/// Whether people on foot read it.
pub fn is_for_feet(head: &HeadShape) -> bool {
    head.to == "foot"
}

/// Masts with their arms and housings.
pub fn masts(drawing: &Drawing, space: Space, look: &Look) -> Soup {
    let mut soup = Soup::default();
    let dark = linear(look.themed("kerb"));
    let steel = linear(look.themed("quiet"));
    let mut by_signal: BTreeMap<u32, Vec<&HeadShape>> = BTreeMap::new();
    for head in &drawing.heads {
        if is_for_feet(head) {
            let at = space.at(head.at, 0.0);
            soup.cuboid(at + Vec3::new(-0.06, 0.0, -0.06), at + Vec3::new(0.06, 2.1, 0.06), steel);
        } else {
            by_signal.entry(head.signal).or_default().push(head);
        }
    }
    for heads in by_signal.into_values() {
        for together in approaches(heads) {
            mast(&together, space, (dark, steel), &mut soup);
        }
    }
    soup
}

/// Heads of one signal that look one way side by side.
fn approaches(heads: Vec<&HeadShape>) -> Vec<Vec<&HeadShape>> {
    let mut groups: Vec<Vec<&HeadShape>> = Vec::new();
    for head in heads {
        let belongs = |other: &&HeadShape| {
            let turn_deg = (head.heading_deg - other.heading_deg + 540.0).rem_euclid(360.0) - 180.0;
            let (x, y) = (head.at[0] - other.at[0], head.at[1] - other.at[1]);
            turn_deg.abs() < 20.0 && libm::hypot(x, y) < TOGETHER_M
        };
        match groups.iter_mut().find(|group| group.iter().any(belongs)) {
            Some(group) => group.push(head),
            None => groups.push(vec![head]),
        }
    }
    groups
}

/// One mast on the right, its arm over the lanes, a housing for each head.
fn mast(heads: &[&HeadShape], space: Space, (dark, steel): (LinearRgba, LinearRgba), soup: &mut Soup) {
    let Some(first) = heads.first() else { return };
    let heading_rad = first.heading_deg.to_radians();
    let right: Spot = [libm::sin(heading_rad), -libm::cos(heading_rad)];
    let aside_m =
        |head: &HeadShape| (head.at[0] - first.at[0]) * right[0] + (head.at[1] - first.at[1]) * right[1];
    let (low_m, high_m) = heads
        .iter()
        .map(|head| aside_m(head))
        .fold((f64::MAX, f64::MIN), |(low, high), at| (low.min(at), high.max(at)));
    let foot = space.at(first.at, 0.0);
    let turn = Quat::from_rotation_y(heading_rad as f32);
    let mut bars = Soup::default();
    // Along x is where the lane goes, to the right is z.
    let (low, high) = (low_m as f32, (high_m + ASIDE_M) as f32);
    let arm = HEIGHT_M + 1.15;
    bars.cuboid(Vec3::new(-0.08, arm, low), Vec3::new(0.08, arm + 0.14, high), steel);
    bars.cuboid(Vec3::new(-0.13, 0.0, high - 0.13), Vec3::new(0.13, arm + 0.2, high + 0.13), steel);
    for head in heads {
        let at = aside_m(head) as f32;
        let (low, high) = (Vec3::new(-0.2, HEIGHT_M, at - 0.5), Vec3::new(0.15, HEIGHT_M + 1.0, at + 0.5));
        bars.cuboid(low, high, dark);
    }
    soup.add(&bars, |at| foot + turn * at, |normal| turn * normal);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::{Language, Theme};

    fn head(at: Spot, heading_deg: f64) -> HeadShape {
        HeadShape { signal: 0, group: 0, to: "straight".into(), at, heading_deg }
    }

    #[test]
    fn lanes_side_by_side_share_a_mast_that_stands_on_their_right() {
        // Northbound lanes at x 0 and 3, and one that comes the other way.
        let heads = [head([0.0, 0.0], 90.0), head([3.0, 0.0], 90.0), head([-6.0, 30.0], -90.0)];
        assert_eq!(approaches(heads.iter().collect()).len(), 2);
        let drawing = Drawing { heads: heads[..2].to_vec(), ..Drawing::default() };
        let soup = masts(&drawing, Space::default(), &Look::new(Language::Ko, Theme::Light));
        let foot = soup.corners().filter(|at| at.y == 0.0).map(|at| at.x);
        let (low, high) = foot.fold((f32::MAX, f32::MIN), |(l, h), x| (l.min(x), h.max(x)));
        assert!(low > 5.0 && high < 7.0, "{low} {high}");
    }

    #[test]
    fn a_lamp_faces_those_who_drive_towards_it() {
        let lamp = lamp_at(&head([0.0, 0.0], 90.0), Space::default());
        // It shines from the side from which northbound cars come: south, which is z.
        let shining = lamp.transform_point(Vec3::new(-0.3, HEIGHT_M, 0.0));
        assert!(shining.z > 0.29 && shining.x.abs() < 1e-5, "{shining}");
    }
}
