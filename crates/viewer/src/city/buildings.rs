//! Buildings: their footprints raised to their roofs.

use crate::geometry::{Soup, cut, signed_area_m2};
use crate::look::{Look, between, linear};
use crate::space::{Space, Spot};
use bevy::color::LinearRgba;
use bevy::math::Vec3;
use pilotzone_replay::{BuildingShape, Drawing};

/// A storey's height (m), shown by a line on the walls so that one sees how high a building is.
const STOREY_M: f64 = 3.3;
/// More storeys than this are shown two at a time, and so on.
const LINES_MAX: f64 = 12.0;

/// All buildings.
pub fn buildings(drawing: &Drawing, space: Space, look: &Look) -> Soup {
    let mut soup = Soup::default();
    let colours = Colours {
        wall: linear(look.themed("building")),
        roof: linear(between(look.themed("building"), look.themed("paper"), 0.25)),
        edge: linear(between(look.themed("building"), look.themed("building_edge"), 0.45)),
    };
    for building in &drawing.buildings {
        if building.ring.len() > 2 && building.top_m > building.base_m {
            raise(building, space, colours, &mut soup);
        }
    }
    soup
}

#[derive(Debug, Clone, Copy)]
struct Colours {
    wall: LinearRgba,
    roof: LinearRgba,
    edge: LinearRgba,
}

fn raise(building: &BuildingShape, space: Space, colours: Colours, soup: &mut Soup) {
    let (base_m, top_m) = (building.base_m, building.top_m);
    for corners in cut(&building.ring, &building.holes) {
        soup.triangle(corners.map(|spot| space.at(spot, top_m)), colours.roof);
        if base_m > 0.5 {
            let [a, b, c] = corners.map(|spot| space.at(spot, base_m));
            soup.triangle([a, c, b], colours.edge);
        }
    }
    walls(&building.ring, true, (base_m, top_m), space, colours, soup);
    for hole in &building.holes {
        walls(hole, false, (base_m, top_m), space, colours, soup);
    }
}

/// Walls that look outwards from a ring, or into a courtyard.
fn walls(
    ring: &[Spot],
    is_outer: bool,
    (base_m, top_m): (f64, f64),
    space: Space,
    colours: Colours,
    soup: &mut Soup,
) {
    let is_forward = (signed_area_m2(ring) > 0.0) == is_outer;
    let height_m = top_m - base_m;
    let storeys = (height_m / STOREY_M).round().max(1.0);
    let lines = (storeys / (storeys / LINES_MAX).ceil()).round().max(1.0);
    let next = ring.iter().cycle().skip(1);
    for (&a, &b) in ring.iter().zip(next) {
        let (a, b) = if is_forward { (a, b) } else { (b, a) };
        let wall = |low_m: f64, high_m: f64| -> [Vec3; 4] {
            [space.at(a, low_m), space.at(b, low_m), space.at(b, high_m), space.at(a, high_m)]
        };
        for line in 0..lines as u32 {
            let at_m = |n: f64| base_m + height_m * n / lines;
            let low_m = at_m(f64::from(line));
            let high_m = at_m(f64::from(line) + 1.0);
            // The dark line between two storeys, as windows would make it.
            let glass_m = low_m + (high_m - low_m) * 0.62;
            soup.quad(wall(low_m, glass_m), colours.wall);
            soup.quad(wall(glass_m, high_m), colours.edge);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::{Language, Theme};

    fn house(ring: Vec<Spot>, top_m: f64) -> Drawing {
        let building = BuildingShape { name: None, base_m: 0.0, top_m, ring, holes: Vec::new() };
        Drawing { buildings: vec![building], ..Drawing::default() }
    }

    fn built(drawing: &Drawing) -> Soup {
        buildings(drawing, Space::default(), &Look::new(Language::Ko, Theme::Light))
    }

    #[test]
    fn a_house_has_a_roof_at_its_top_and_walls_that_look_outwards_whichever_way_it_is_drawn() {
        let mut ring = vec![[0.0, 0.0], [10.0, 0.0], [10.0, 8.0], [0.0, 8.0]];
        for _ in 0..2 {
            let soup = built(&house(ring.clone(), 9.0));
            let middle = Space::default().at([5.0, 4.0], 4.5);
            let highest = soup.corners().map(|at| at.y).fold(f32::MIN, f32::max);
            assert!((highest - 9.0).abs() < 1e-6);
            for (corner, normal) in soup.corners().zip(soup.normals()) {
                assert!((corner - middle).dot(normal) > 0.0, "{corner} {normal}");
            }
            assert!(soup.normals().any(|normal| normal.y > 0.99));
            ring.reverse();
        }
    }

    #[test]
    fn a_building_that_ends_below_its_foot_or_has_no_outline_is_left_out() {
        assert!(built(&house(vec![[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]], -1.0)).is_empty());
        assert!(built(&house(vec![[0.0, 0.0], [1.0, 0.0]], 5.0)).is_empty());
        assert!(built(&house(vec![[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]], f64::NAN)).is_empty());
    }
}
