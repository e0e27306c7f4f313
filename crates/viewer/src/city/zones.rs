//! Zones: an outline on the ground, and a volume that one looks through.

use super::level::{Level, Sheet};
use crate::geometry::{Soup, cut, dashes, signed_area_m2};
use crate::look::{Look, Theme, linear};
use crate::space::{Space, Spot};
use bevy::color::LinearRgba;
use pilotzone_replay::{Drawing, Header};

/// The curtain round a zone of the ground is so high (m).
const CURTAIN_M: f64 = 6.0;
/// Airspace without a lid is drawn so high (m).
const OPEN_M: f64 = 300.0;
const DASH_M: Spot = [8.0, 4.0];
const OUTLINE_M: f64 = 1.0;

/// Zones as they are drawn.
#[derive(Debug, Default)]
pub struct Zones {
    /// Outlines: solid.
    pub outlines: Soup,
    /// Volumes and grounds: looked through.
    pub glass: Soup,
    faint: f32,
}

/// All zones of a run, and the drone pads of its map.
pub fn zones(drawing: &Drawing, header: &Header, space: Space, look: &Look) -> Zones {
    // A bright colour on dark is seen more easily than on bright.
    let faint = if look.theme == Theme::Dark { 0.3 } else { 1.0 };
    let mut zones = Zones { faint, ..Zones::default() };
    for zone in &header.zones {
        let is_ground = zone.ceiling_m.is_none() && zone.floor_m <= 0.0;
        let top_m = zone.ceiling_m.unwrap_or(zone.floor_m + OPEN_M);
        let span_m = if is_ground { (0.0, CURTAIN_M) } else { (zone.floor_m, top_m) };
        zones.draw(&zone.polygon, linear(look.colour("zones", &zone.kind)), span_m, space);
    }
    for pad in drawing.areas.iter().filter(|area| area.kind == "drone_pad") {
        zones.draw(&pad.polygon, linear(look.colour("zones", "drone_pad")), (0.0, 0.0), space);
    }
    zones
}

impl Zones {
    fn draw(&mut self, ring: &[Spot], colour: LinearRgba, (floor_m, top_m): (f64, f64), space: Space) {
        if ring.len() < 3 {
            return;
        }
        let faint = self.faint;
        let tint = |alpha: f32| LinearRgba { alpha: alpha * faint, ..colour };
        let closed: Vec<Spot> = ring.iter().chain(ring.first()).copied().collect();
        let mut outline = Sheet::new(space, Level::Top.height_m(0), colour, &mut self.outlines);
        for dash in dashes(&closed, DASH_M) {
            outline.strip(&dash, OUTLINE_M);
        }
        Sheet::new(space, Level::Zone.height_m(0), tint(0.12), &mut self.glass).area(ring);
        let has_height = top_m > floor_m;
        if !has_height {
            return;
        }
        let is_forward = signed_area_m2(ring) > 0.0;
        for pair in closed.windows(2) {
            let (a, b) = if is_forward { (pair[0], pair[1]) } else { (pair[1], pair[0]) };
            let wall = [(a, floor_m), (b, floor_m), (b, top_m), (a, top_m)];
            self.glass.quad(wall.map(|(spot, z_m)| space.at(spot, z_m)), tint(0.16));
        }
        // The lid of airspace; what stands on the ground is open above.
        if top_m > CURTAIN_M {
            for corners in cut(ring, &[]) {
                self.glass.triangle(corners.map(|spot| space.at(spot, top_m)), tint(0.08));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::look::Language;
    use pilotzone_replay::ZoneNote;

    fn drawn(zone: ZoneNote) -> Zones {
        let look = Look::new(Language::Ko, Theme::Light);
        let header = Header { zones: vec![zone], ..Header::default() };
        zones(&Drawing::default(), &header, Space::default(), &look)
    }

    #[test]
    fn airspace_reaches_from_its_floor_to_its_ceiling_and_a_zone_of_the_ground_is_a_low_curtain() {
        let polygon = vec![[0.0, 0.0], [50.0, 0.0], [50.0, 50.0]];
        let heights = |zones: &Zones| {
            let walls = zones.glass.corners().zip(zones.glass.normals()).filter(|(_, normal)| normal.y < 0.5);
            walls.map(|(corner, _)| corner.y).fold((f32::MAX, f32::MIN), |(l, h), y| (l.min(y), h.max(y)))
        };
        let air = ZoneNote {
            floor_m: 30.0,
            ceiling_m: Some(120.0),
            polygon: polygon.clone(),
            ..ZoneNote::default()
        };
        assert_eq!(heights(&drawn(air)), (30.0, 120.0));
        let ground = ZoneNote { polygon, ..ZoneNote::default() };
        assert_eq!(heights(&drawn(ground)), (0.0, 6.0));
    }

    #[test]
    fn a_zone_without_an_outline_is_left_out() {
        let zones = drawn(ZoneNote::default());
        assert!(zones.glass.is_empty() && zones.outlines.is_empty());
    }
}
