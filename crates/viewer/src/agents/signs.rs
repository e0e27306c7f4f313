//! What floats above who is in a state: a disc in the state's colour with its sign.

use crate::geometry::{Soup, ribbon};
use crate::look::{Look, linear};
use crate::space::Spot;
use bevy::color::LinearRgba;
use bevy::math::Vec3;
use pilotzone_replay::state;

/// States that float above an agent; of those that hold, the first.
pub const FLOATING: [(&str, u32); 7] = [
    ("wreck", state::WRECK),
    ("falling", state::FALLING),
    ("fault", state::FAULT),
    ("request", state::REQUEST),
    ("link_lost", state::LINK_LOST),
    ("violates", state::VIOLATES),
    ("exempted", state::EXEMPTED),
];

const STROKE: f64 = 0.2;
const SIDES: usize = 20;

/// The sign of the n-th state, two units high, seen from +z.
pub fn sign(n: usize, look: &Look) -> Soup {
    let mut soup = Soup::default();
    let Some(&(state, _)) = FLOATING.get(n) else { return soup };
    let colour = linear(look.colour("states", state));
    let is_bright = 0.2126 * colour.red + 0.7152 * colour.green + 0.0722 * colour.blue > 0.3;
    let ink = if is_bright { LinearRgba::rgb(0.01, 0.012, 0.015) } else { LinearRgba::WHITE };
    disc(1.0, 0.0, ink, &mut soup);
    disc(0.88, 0.02, colour, &mut soup);
    for stroke in strokes(state) {
        for pair in ribbon(&stroke, STROKE).windows(2) {
            let [[a, b], [c, d]] = [pair[0], pair[1]];
            let at = |[x, y]: Spot| Vec3::new(x as f32, y as f32, 0.04);
            soup.quad([at(b), at(d), at(c), at(a)], ink);
        }
    }
    soup
}

fn disc(radius: f32, z: f32, colour: LinearRgba, soup: &mut Soup) {
    let at = |n: usize| {
        let angle = std::f64::consts::TAU * n as f64 / SIDES as f64;
        Vec3::new(radius * libm::cos(angle) as f32, radius * libm::sin(angle) as f32, z)
    };
    for n in 0..SIDES {
        soup.triangle([Vec3::new(0.0, 0.0, z), at(n), at(n + 1)], colour);
    }
}

fn strokes(state: &str) -> Vec<Vec<Spot>> {
    match state {
        "wreck" | "violates" => vec![vec![[-0.45, -0.45], [0.45, 0.45]], vec![[-0.45, 0.45], [0.45, -0.45]]],
        "falling" => vec![vec![[0.0, 0.6], [0.0, -0.55]], vec![[-0.4, -0.1], [0.0, -0.58], [0.4, -0.1]]],
        "fault" => vec![vec![[0.0, 0.62], [0.0, -0.15]], vec![[0.0, -0.38], [0.0, -0.6]]],
        "request" => vec![
            vec![[-0.32, 0.3], [-0.2, 0.55], [0.2, 0.55], [0.32, 0.28], [0.0, 0.0], [0.0, -0.2]],
            vec![[0.0, -0.38], [0.0, -0.6]],
        ],
        "link_lost" => vec![vec![[-0.6, -0.12], [-0.3, 0.2], [0.3, -0.2], [0.6, 0.12]]],
        _ => vec![
            vec![[0.28, 0.46], [0.0, 0.62], [-0.28, 0.42], [0.26, 0.02], [0.0, -0.2]],
            vec![[-0.28, -0.46], [0.0, -0.62], [0.28, -0.42], [-0.26, -0.02], [0.0, 0.2]],
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::{Language, Theme};

    #[test]
    fn every_state_that_floats_has_words_a_colour_and_a_sign_that_is_seen_from_its_front() {
        let look = Look::new(Language::Ko, Theme::Light);
        for (n, (state, bit)) in FLOATING.into_iter().enumerate() {
            assert_eq!(bit.count_ones(), 1);
            assert_ne!(look.word("states", state), state);
            let soup = sign(n, &look);
            assert!(soup.triangles() > 2 * SIDES);
            assert!(soup.normals().all(|normal| normal.z > 0.99), "{state}");
        }
    }
}
