//! The ways that were flown, drawn over streets and buildings: SVG, one unit a metre, north up.

use pilotzone_engine::Engine;
use pilotzone_map::{Map, Point};
use pilotzone_scenario::AirPlan;
use pilotzone_scenario::air::Shape;
use std::collections::BTreeMap;
use std::fmt::Write;

/// A place of each track is kept so often (s).
const EVERY_S: f64 = 2.0;
/// More places than this are not kept: the drawing is for people.
const MOST: usize = 400_000;
/// The margin round the map (m).
const MARGIN_M: f64 = 50.0;

/// Places of flights, by number of the flight.
#[derive(Debug, Default)]
pub(crate) struct Tracks {
    of: BTreeMap<u32, Vec<[f64; 3]>>,
    kept: usize,
}

impl Tracks {
    /// Looks at the end of a step.
    pub fn observe(&mut self, engine: &Engine) {
        let every = (EVERY_S / engine.run().settings.dt_s).max(1.0) as u64;
        let Some(air) = engine.air().filter(|_| engine.steps().is_multiple_of(every)) else { return };
        for (id, flight) in air.active().filter(|(_, flight)| flight.is_aloft()) {
            if self.kept >= MOST {
                return;
            }
            self.of.entry(id).or_default().push(air.fleet().place_m(flight.row));
            self.kept += 1;
        }
    }

    /// Whether nothing flew.
    pub fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// The drawing.
    pub fn svg(&self, map: &Map, plan: &AirPlan) -> String {
        let rings = map.buildings.iter().map(|building| building.ring.as_slice());
        let (low, high) = bounds(rings.flatten().chain(map.lanes.iter().flat_map(|lane| &lane.shape.0)));
        let (width_m, height_m) = (high.x - low.x + 2.0 * MARGIN_M, high.y - low.y + 2.0 * MARGIN_M);
        let at = |p: &Point| format!("{:.1},{:.1}", p.x - low.x + MARGIN_M, high.y - p.y + MARGIN_M);
        let line = |points: &[Point]| points.iter().map(at).collect::<Vec<_>>().join(" ");
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width_m:.0} {height_m:.0}\">\n\
             <rect width=\"100%\" height=\"100%\" fill=\"#f6f4ef\"/>\n"
        );
        for lane in &map.lanes {
            let points = line(&lane.shape.0);
            let _ = writeln!(
                svg,
                "<polyline points=\"{points}\" fill=\"none\" stroke=\"#cfcac0\" stroke-width=\"3\"/>"
            );
        }
        for building in &map.buildings {
            // The higher, the darker.
            let shade = 205.0 - 110.0 * (building.top_m / 150.0).clamp(0.0, 1.0);
            let (points, grey) = (line(&building.ring), shade as u8);
            let _ = writeln!(svg, "<polygon points=\"{points}\" fill=\"rgb({grey},{grey},{grey})\"/>");
        }
        self.closed(&mut svg, plan, &line, &at);
        for (n, track) in self.of.values().enumerate() {
            let points: Vec<Point> = track.iter().map(|m| Point::new(m[0], m[1])).collect();
            let _ = writeln!(
                svg,
                "<polyline points=\"{}\" fill=\"none\" stroke=\"hsl({},75%,42%)\" stroke-width=\"4\" opacity=\"0.8\"/>",
                line(&points),
                (n * 47) % 360
            );
        }
        for pad in &plan.pads {
            let (x, y) = (pad.at.x - low.x + MARGIN_M, high.y - pad.at.y + MARGIN_M);
            let _ = writeln!(svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"12\" fill=\"#1f6f54\"/>");
        }
        svg.push_str("</svg>\n");
        svg
    }

    fn closed(
        &self,
        svg: &mut String,
        plan: &AirPlan,
        line: &dyn Fn(&[Point]) -> String,
        at: &dyn Fn(&Point) -> String,
    ) {
        let style = "fill=\"#c0392b\" fill-opacity=\"0.15\" stroke=\"#c0392b\" stroke-width=\"3\"";
        for zone in &plan.zones {
            let _ = match &zone.shape {
                Shape::Polygon(ring) => writeln!(svg, "<polygon points=\"{}\" {style}/>", line(ring)),
                Shape::Circle { centre, radius_m } => {
                    let place = at(centre);
                    let (x, y) = place.split_once(',').unwrap_or(("0", "0"));
                    writeln!(svg, "<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius_m:.1}\" {style}/>")
                }
            };
        }
        for facility in &plan.facilities {
            let points = line(&facility.polygon);
            let _ = writeln!(svg, "<polygon points=\"{points}\" fill=\"#5b2c6f\"/>");
        }
    }
}

fn bounds<'p>(points: impl Iterator<Item = &'p Point>) -> (Point, Point) {
    let start = (Point::new(f64::MAX, f64::MAX), Point::new(f64::MIN, f64::MIN));
    let (low, high) = points.fold(start, |(low, high), p| {
        (Point::new(low.x.min(p.x), low.y.min(p.y)), Point::new(high.x.max(p.x), high.y.max(p.y)))
    });
    if low.x <= high.x { (low, high) } else { (Point::default(), Point::default()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_flight_is_one_line_over_the_map() {
        let mut tracks = Tracks::default();
        tracks.of.insert(3, vec![[0.0, 0.0, 50.0], [10.0, 20.0, 60.0]]);
        let svg = tracks.svg(&Map::default(), &AirPlan::default());
        assert!(svg.contains("points=\"50.0,50.0 60.0,30.0\""), "{svg}");
        assert_eq!(svg.matches("<polyline").count(), 1);
    }
}
