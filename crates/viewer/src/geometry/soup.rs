//! Many triangles that become one mesh.

use bevy::asset::RenderAssetUsages;
use bevy::color::LinearRgba;
use bevy::math::Vec3;
use bevy::mesh::{Mesh, PrimitiveTopology};

/// Triangles, each with its own normal and colour, so that edges are sharp.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Soup {
    places: Vec<[f32; 3]>,
    normals: Vec<[f32; 3]>,
    colours: Vec<[f32; 4]>,
}

impl Soup {
    /// Whether there is nothing in it.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// How many triangles there are.
    pub fn triangles(&self) -> usize {
        self.places.len() / 3
    }

    /// All corners, three for each triangle.
    pub fn corners(&self) -> impl Iterator<Item = Vec3> + '_ {
        self.places.iter().map(|&at| Vec3::from_array(at))
    }

    /// Normals of the corners.
    pub fn normals(&self) -> impl Iterator<Item = Vec3> + '_ {
        self.normals.iter().map(|&at| Vec3::from_array(at))
    }

    /// Adds a triangle; seen from its front its corners go round against the clock. One without an area is left out.
    pub fn triangle(&mut self, corners: [Vec3; 3], colour: LinearRgba) {
        let [a, b, c] = corners;
        if let Some(normal) = (b - a).cross(c - a).try_normalize() {
            for corner in corners {
                self.push(corner, normal, colour);
            }
        }
    }

    /// Adds a triangle whose corners' normals are given, so that it looks round.
    pub fn smooth(&mut self, corners: [(Vec3, Vec3); 3], colour: LinearRgba) {
        for (corner, normal) in corners {
            self.push(corner, normal, colour);
        }
    }

    /// Adds a plane figure of four corners, which go round against the clock seen from its front.
    pub fn quad(&mut self, [a, b, c, d]: [Vec3; 4], colour: LinearRgba) {
        self.triangle([a, b, c], colour);
        self.triangle([a, c, d], colour);
    }

    /// Adds a box.
    pub fn cuboid(&mut self, low: Vec3, high: Vec3, colour: LinearRgba) {
        let at = |x: usize, y: usize, z: usize| {
            Vec3::new([low.x, high.x][x], [low.y, high.y][y], [low.z, high.z][z])
        };
        let sides = [
            [at(0, 0, 1), at(1, 0, 1), at(1, 1, 1), at(0, 1, 1)],
            [at(1, 0, 0), at(0, 0, 0), at(0, 1, 0), at(1, 1, 0)],
            [at(1, 0, 1), at(1, 0, 0), at(1, 1, 0), at(1, 1, 1)],
            [at(0, 0, 0), at(0, 0, 1), at(0, 1, 1), at(0, 1, 0)],
            [at(0, 1, 1), at(1, 1, 1), at(1, 1, 0), at(0, 1, 0)],
            [at(0, 0, 0), at(1, 0, 0), at(1, 0, 1), at(0, 0, 1)],
        ];
        for side in sides {
            self.quad(side, colour);
        }
    }

    /// Adds all triangles of another, moved.
    pub fn add(&mut self, other: &Soup, place: impl Fn(Vec3) -> Vec3, turn: impl Fn(Vec3) -> Vec3) {
        self.places.extend(other.corners().map(|at| place(at).to_array()));
        self.normals.extend(other.normals().map(|at| turn(at).to_array()));
        self.colours.extend(&other.colours);
    }

    /// The triangles in squares: so many from west to east and from north to south, each with those whose middle lies
    /// in it. What the camera does not see of a large map is then left out.
    pub fn squares(&self, side: usize) -> Vec<Self> {
        let side = side.max(1);
        let (low, high) = self
            .corners()
            .fold((Vec3::MAX, Vec3::MIN), |(low, high), corner| (low.min(corner), high.max(corner)));
        let size = (high - low).max(Vec3::splat(1e-3));
        let mut squares = vec![Self::default(); side * side];
        for (n, corners) in self.places.chunks_exact(3).enumerate() {
            let middle = corners.iter().map(|&at| Vec3::from_array(at)).sum::<Vec3>() / 3.0;
            let share = (middle - low) / size * side as f32;
            let place = |share: f32| (share.max(0.0) as usize).min(side - 1);
            let square = &mut squares[place(share.z) * side + place(share.x)];
            let span = 3 * n..3 * n + 3;
            square.places.extend_from_slice(corners);
            square.normals.extend_from_slice(&self.normals[span.clone()]);
            square.colours.extend_from_slice(&self.colours[span]);
        }
        squares.retain(|square| !square.is_empty());
        squares
    }

    /// The mesh.
    pub fn mesh(self) -> Mesh {
        Mesh::new(PrimitiveTopology::TriangleList, RenderAssetUsages::default())
            .with_inserted_attribute(Mesh::ATTRIBUTE_POSITION, self.places)
            .with_inserted_attribute(Mesh::ATTRIBUTE_NORMAL, self.normals)
            .with_inserted_attribute(Mesh::ATTRIBUTE_COLOR, self.colours)
    }

    fn push(&mut self, corner: Vec3, normal: Vec3, colour: LinearRgba) {
        self.places.push(corner.to_array());
        self.normals.push(normal.to_array());
        self.colours.push([colour.red, colour.green, colour.blue, colour.alpha]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_side_of_a_box_looks_outwards() {
        let mut soup = Soup::default();
        soup.cuboid(Vec3::new(1.0, 2.0, 3.0), Vec3::new(2.0, 4.0, 6.0), LinearRgba::WHITE);
        assert_eq!(soup.triangles(), 12);
        let middle = Vec3::new(1.5, 3.0, 4.5);
        for (corner, normal) in soup.corners().zip(soup.normals()) {
            assert!((corner - middle).dot(normal) > 0.0, "{corner} {normal}");
        }
    }

    #[test]
    fn every_triangle_is_in_one_square_and_each_square_is_in_one_corner() {
        let mut soup = Soup::default();
        for (x, z) in [(0.0, 0.0), (100.0, 0.0), (0.0, 100.0), (100.0, 100.0), (90.0, 100.0)] {
            let at = Vec3::new(x, 0.0, z);
            soup.cuboid(at, at + Vec3::ONE, LinearRgba::WHITE);
        }
        let squares = soup.squares(2);
        assert_eq!(squares.iter().map(Soup::triangles).collect::<Vec<_>>(), [12, 12, 12, 24]);
        assert_eq!(soup.squares(1), [soup.clone()]);
        assert!(Soup::default().squares(3).is_empty());
    }

    #[test]
    fn a_triangle_without_an_area_is_left_out() {
        let mut soup = Soup::default();
        soup.triangle([Vec3::ZERO, Vec3::X, Vec3::X * 2.0], LinearRgba::WHITE);
        assert!(soup.is_empty());
    }
}
