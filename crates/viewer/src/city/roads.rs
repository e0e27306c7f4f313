//! Roads: surfaces, and what is painted on them.

use super::level::{Level, Sheet};
use crate::geometry::{Soup, dashes};
use crate::look::{Look, between, linear};
use crate::space::{Space, Spot};
use bevy::color::LinearRgba;
use pilotzone_replay::Drawing;

/// Lanes are drawn so much wider than they are, so that no land shows between two.
const OVERLAP_M: f64 = 0.1;
/// What a bridge is wider than its lanes.
const PARAPET_M: f64 = 1.6;
/// Width of an arrow's strokes.
const ARROW_M: f64 = 0.22;
/// Bars of a crossing for people on foot, and the gaps between them: Enforcement Rule of the Road Traffic Act, table 6,
/// marking 532, has 45 to 50 cm and the same between.
const BARS_M: Spot = [0.45, 0.5];
/// The land goes on for so many times the map's size.
const LAND: f64 = 3.0;

/// Ways for feet, junctions and lanes.
pub fn surfaces(drawing: &Drawing, space: Space, look: &Look) -> Soup {
    let mut soup = Soup::default();
    let height_m = Level::Pavement.height_m(0);
    let mut pavements = Sheet::new(space, height_m, linear(look.themed("pavement")), &mut soup);
    for way in &drawing.pavements {
        pavements.strip(&way.line, way.width_m);
    }
    let of = |name: &str, layer: i32| tone(look, name, layer);
    for lane in drawing.lanes.iter().filter(|lane| lane.layer > 0) {
        let height_m = Level::Bridge.height_m(lane.layer);
        Sheet::new(space, height_m, of("bridge", lane.layer), &mut soup)
            .strip(&lane.line, lane.width_m + PARAPET_M);
    }
    for node in &drawing.nodes {
        let height_m = Level::Junction.height_m(node.layer);
        Sheet::new(space, height_m, of("junction", node.layer), &mut soup).area(&node.outline);
    }
    for lane in &drawing.lanes {
        let (level, name) = match lane.kind.as_str() {
            "inner" => (Level::Junction, "junction"),
            "driving" => (Level::Lane, "road"),
            other => (Level::Lane, other),
        };
        let mut sheet = Sheet::new(space, level.height_m(lane.layer), of(name, lane.layer), &mut soup);
        sheet.strip(&lane.line, lane.width_m + OVERLAP_M);
    }
    soup
}

/// Lines, arrows and crossings.
pub fn marks(drawing: &Drawing, space: Space, look: &Look) -> Soup {
    let mut soup = Soup::default();
    for paint in &drawing.paint {
        let colour = tone(look, &paint.colour, paint.layer);
        let mut sheet = Sheet::new(space, Level::Paint.height_m(paint.layer), colour, &mut soup);
        match paint.dash_m {
            Some(dash_m) => {
                for dash in dashes(&paint.line, dash_m) {
                    sheet.strip(&dash, paint.width_m);
                }
            }
            None => sheet.strip(&paint.line, paint.width_m),
        }
    }
    for arrow in &drawing.arrows {
        let colour = tone(look, "white", arrow.layer);
        let mut sheet = Sheet::new(space, Level::Paint.height_m(arrow.layer), colour, &mut soup);
        arrow.lines.iter().for_each(|line| sheet.strip(line, ARROW_M));
    }
    let colour = linear(look.themed("crosswalk"));
    let mut bars = Sheet::new(space, Level::Top.height_m(0), colour, &mut soup);
    for crosswalk in &drawing.crosswalks {
        for bar in dashes(&crosswalk.line, BARS_M) {
            if let [first, .., last] = bar[..] {
                bars.strip(&[first, last], crosswalk.width_m);
            }
        }
    }
    soup
}

/// The land on which all of it lies.
pub fn land(drawing: &Drawing, space: Space, look: &Look) -> Soup {
    let [west, south, east, north] = drawing.bounds_m;
    let size_m = (east - west).max(north - south).max(200.0) * LAND;
    let (x, y) = (f64::midpoint(west, east), f64::midpoint(south, north));
    let (low, high) = ([x - size_m, y - size_m], [x + size_m, y + size_m]);
    let ring = [low, [high[0], low[1]], high, [low[0], high[1]]];
    let mut soup = Soup::default();
    Sheet::new(space, Level::Land.height_m(0), linear(look.themed("land")), &mut soup).area(&ring);
    soup
}

/// A tunnel is seen as through the ground.
fn tone(look: &Look, name: &str, layer: i32) -> LinearRgba {
    let colour = look.themed(name);
    linear(if layer < 0 { between(colour, look.themed("land"), 0.6) } else { colour })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::{Language, Theme};
    use pilotzone_map::builder::four_arm_crossing;

    #[test]
    fn a_crossing_has_lanes_paint_and_land_under_them_all_seen_from_above() {
        let drawing = Drawing::of(&four_arm_crossing());
        let (space, look) = (Space::of(&drawing), Look::new(Language::Ko, Theme::Light));
        let soups = [surfaces(&drawing, space, &look), marks(&drawing, space, &look)];
        for soup in soups.into_iter().chain([land(&drawing, space, &look)]) {
            assert!(soup.triangles() >= 2);
            assert!(soup.normals().all(|normal| normal.y > 0.99));
        }
    }

    #[test]
    fn a_map_with_nothing_on_it_has_land() {
        let look = Look::new(Language::Ko, Theme::Light);
        let drawing = Drawing::default();
        assert_eq!(land(&drawing, Space::default(), &look).triangles(), 2);
        assert!(surfaces(&drawing, Space::default(), &look).is_empty());
        assert!(marks(&drawing, Space::default(), &look).is_empty());
    }
}
