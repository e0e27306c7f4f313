//! Lamps at the corners of vehicles: brake lights, turn signals, the blue light.

use super::shapes::Shape;
use super::stock::Stock;
use super::wardrobe::Wardrobe;
use bevy::color::Srgba;
use bevy::math::Vec3;
use bevy::prelude::Transform;
use pilotzone_replay::state;

/// What blinks is lit and dark by turns so often a second: UN Regulation No. 48, 6.5.9, has 90 times a minute.
const BLINKS_PER_S: f64 = 1.5;

/// Puts the lamps of a vehicle that are lit into the stock.
pub fn lamps(bits: u32, time_s: f64, body: &Transform, wardrobe: &Wardrobe, stock: &mut Stock) {
    let is_lit = (time_s * BLINKS_PER_S).rem_euclid(1.0) < 0.5;
    let mut lit = |x: f32, left: f32, z: f32, colour: Srgba| {
        let at = Transform {
            translation: body.transform_point(Vec3::new(x, z, -left)),
            rotation: body.rotation,
            scale: Vec3::splat(body.scale.z / 1.8),
        };
        stock.put(Shape::Lamp, colour, at);
    };
    if bits & state::BRAKING != 0 {
        lit(-1.01, 0.36, 0.5, wardrobe.braking);
        lit(-1.01, -0.36, 0.5, wardrobe.braking);
    }
    for (bit, side) in [(state::LEFT, 1.0), (state::RIGHT, -1.0)] {
        if is_lit && bits & bit != 0 {
            lit(-0.02, 0.44 * side, 0.4, wardrobe.blinking);
            lit(-0.99, 0.46 * side, 0.5, wardrobe.blinking);
        }
    }
    if is_lit && bits & state::SIREN != 0 {
        lit(-0.6, 0.0, 1.15, wardrobe.siren);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brake_lights_are_two_and_a_turn_signal_is_dark_every_other_time() {
        let wardrobe = Wardrobe::default();
        let count = |bits: u32, time_s: f64| {
            let mut stock = Stock::default();
            lamps(bits, time_s, &Transform::default(), &wardrobe, &mut stock);
            stock.count(Shape::Lamp)
        };
        assert_eq!(count(state::BRAKING, 0.0), 2);
        assert_eq!((count(state::LEFT, 0.1), count(state::LEFT, 0.5)), (2, 0));
        assert_eq!(count(0, 0.1), 0);
    }
}
