//! Solids from which shapes are put together: x forwards, y to the left, z up, as on the map.

use crate::geometry::{Soup, cut};
use bevy::color::{LinearRgba, Srgba};
use bevy::math::Vec3;

/// A span along an axis.
pub type Span = (f32, f32);

/// A shape that is being built.
#[derive(Debug, Default)]
pub struct Model {
    soup: Soup,
}

impl Model {
    /// The finished shape.
    pub fn soup(self) -> Soup {
        self.soup
    }

    /// Adds a box.
    pub fn cuboid(mut self, x: Span, y: Span, z: Span, colour: &str) -> Self {
        let (low, high) = (Vec3::new(x.0, z.0, -y.1), Vec3::new(x.1, z.1, -y.0));
        self.soup.cuboid(low, high, hex(colour));
        self
    }

    /// Adds two boxes, the second on the other side.
    pub fn pair(self, x: Span, y: Span, z: Span, colour: &str) -> Self {
        self.cuboid(x, y, z, colour).cuboid(x, (-y.1, -y.0), z, colour)
    }

    /// Adds a prism from its side view, given as x and z; narrower at the top by `taper`.
    pub fn prism(mut self, side: &[[f32; 2]], half_width: f32, taper: f32, colour: &str) -> Self {
        let colour = hex(colour);
        let (low, high) = side.iter().fold((f32::MAX, f32::MIN), |(l, h), at| (l.min(at[1]), h.max(at[1])));
        let at = |[x, z]: [f32; 2], left: f32| {
            let half = half_width * (1.0 - taper * (z - low) / (high - low).max(1e-6));
            Vec3::new(x, z, -left * half)
        };
        let wide: Vec<[f64; 2]> = side.iter().map(|&[x, z]| [f64::from(x), f64::from(z)]).collect();
        for corners in cut(&wide, &[]) {
            let [a, b, c] = corners.map(|[x, z]| [x as f32, z as f32]);
            // Against the clock with x to the right and z up is seen from the right side.
            self.soup.triangle([at(a, -1.0), at(b, -1.0), at(c, -1.0)], colour);
            self.soup.triangle([at(a, 1.0), at(c, 1.0), at(b, 1.0)], colour);
        }
        let is_forward = crate::geometry::signed_area_m2(&wide) > 0.0;
        for (n, &a) in side.iter().enumerate() {
            let b = side[(n + 1) % side.len()];
            let (a, b) = if is_forward { (a, b) } else { (b, a) };
            self.soup.quad([at(a, -1.0), at(a, 1.0), at(b, 1.0), at(b, -1.0)], colour);
        }
        self
    }

    /// Adds a body round the upright axis: radius and height of its rings, from below.
    pub fn lathe(self, at: [f32; 3], rings: &[[f32; 2]], stretch: Span, colour: &str) -> Self {
        self.turned(10, at, rings, stretch, colour)
    }

    /// The same with so many sides.
    pub fn turned(
        mut self,
        sides: usize,
        at: [f32; 3],
        rings: &[[f32; 2]],
        stretch: Span,
        colour: &str,
    ) -> Self {
        let colour = hex(colour);
        let place = |[radius, z]: [f32; 2], n: usize| {
            let angle = std::f64::consts::TAU * n as f64 / sides as f64;
            let (cos, sin) = (libm::cos(angle) as f32, libm::sin(angle) as f32);
            Vec3::new(at[0] + radius * stretch.0 * cos, at[2] + z, -(at[1] + radius * stretch.1 * sin))
        };
        for pair in rings.windows(2) {
            for n in 0..sides {
                let (a, b) = (place(pair[0], n), place(pair[0], n + 1));
                self.soup.quad([a, b, place(pair[1], n + 1), place(pair[1], n)], colour);
            }
        }
        self
    }

    /// Adds a wheel whose axle goes from left to right.
    pub fn wheel(mut self, x: f32, y: Span, radius: Span, colour: &str) -> Self {
        const SIDES: usize = 8;
        let colour = hex(colour);
        let place = |n: usize, left: f32| {
            let angle = std::f64::consts::TAU * n as f64 / SIDES as f64;
            Vec3::new(
                x + radius.0 * libm::cos(angle) as f32,
                radius.1 + radius.1 * libm::sin(angle) as f32,
                -left,
            )
        };
        for n in 0..SIDES {
            let (right, left) = (|n| place(n, y.0), |n| place(n, y.1));
            self.soup.quad([right(n), left(n), left(n + 1), right(n + 1)], colour);
            // Nobody sees the side towards the vehicle's middle.
            if y.0 <= 0.0 {
                self.soup.triangle([Vec3::new(x, radius.1, -y.0), right(n), right(n + 1)], colour);
            }
            if y.1 >= 0.0 {
                self.soup.triangle([Vec3::new(x, radius.1, -y.1), left(n + 1), left(n)], colour);
            }
        }
        self
    }

    /// Adds all of another shape.
    pub fn with(mut self, other: &Soup) -> Self {
        self.soup.add(other, |at| at, |normal| normal);
        self
    }
}

fn hex(colour: &str) -> LinearRgba {
    Srgba::hex(colour).unwrap_or(Srgba::WHITE).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looks_outwards(soup: &Soup, middle: Vec3) {
        assert!(soup.triangles() > 0);
        for (corner, normal) in soup.corners().zip(soup.normals()) {
            assert!((corner - middle).dot(normal) > -1e-6, "{corner} {normal}");
        }
    }

    #[test]
    fn every_side_of_every_solid_looks_outwards() {
        let side = [[0.0, 0.0], [2.0, 0.0], [1.5, 1.0], [0.5, 1.0]];
        looks_outwards(&Model::default().prism(&side, 0.5, 0.2, "#fff").soup(), Vec3::new(1.0, 0.5, 0.0));
        let turned: Vec<[f32; 2]> = side.iter().rev().copied().collect();
        looks_outwards(&Model::default().prism(&turned, 0.5, 0.0, "#fff").soup(), Vec3::new(1.0, 0.5, 0.0));
        let rings = [[0.0, 0.0], [1.0, 0.5], [0.0, 1.0]];
        looks_outwards(
            &Model::default().lathe([0.0; 3], &rings, (1.0, 1.0), "#fff").soup(),
            Vec3::new(0.0, 0.5, 0.0),
        );
        looks_outwards(
            &Model::default().wheel(0.0, (-0.1, 0.1), (0.3, 0.3), "#fff").soup(),
            Vec3::new(0.0, 0.3, 0.0),
        );
    }
}
