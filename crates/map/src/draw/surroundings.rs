//! What stands beside the lanes.

use super::canvas::{Canvas, width};
use super::style;
use crate::{HeightSource, LaneOwner, Map, PlaceKind, Point, Polyline};

pub(super) fn pavements(canvas: &mut Canvas, map: &Map) {
    let attributes = format!("fill=\"none\" stroke=\"{}\" stroke-linejoin=\"round\"", style::PAVEMENT);
    canvas.group("pavements", &attributes);
    for pavement in &map.pavements {
        canvas.line(&pavement.line, &width(pavement.width_m));
    }
    canvas.end_group();
}

/// Ground plans, lower ones first; a broken edge where the height is a guess.
pub(super) fn buildings(canvas: &mut Canvas, map: &Map) {
    let mut by_height: Vec<_> = map.buildings.iter().collect();
    by_height.sort_by(|a, b| a.top_m.total_cmp(&b.top_m));
    canvas.group("buildings", "stroke=\"#6b5f56\" stroke-width=\"0.3\"");
    for building in by_height {
        let rings: Vec<&[Point]> =
            core::iter::once(&building.ring).chain(&building.holes).map(Vec::as_slice).collect();
        let guessed = building.height_source == HeightSource::Default;
        let edge = if guessed { " stroke-dasharray=\"1.5 1\"" } else { "" };
        canvas.area(&rings, &format!("fill=\"{}\"{edge}", style::height_colour(building.top_m)));
    }
    canvas.end_group();
}

/// Zebras: stripes across the way of those who walk.
pub(super) fn crosswalks(canvas: &mut Canvas, map: &Map) {
    let attributes = format!("fill=\"none\" stroke=\"{}\" stroke-dasharray=\"0.5 0.5\"", style::WHITE_LINE);
    canvas.group("crosswalks", &attributes);
    for crosswalk in &map.crosswalks {
        canvas.line(&crosswalk.line, &width(crosswalk.width_m));
    }
    canvas.end_group();
}

/// A bar along the kerb where buses stop, and a dot that is seen from afar.
pub(super) fn bus_stops(canvas: &mut Canvas, map: &Map, marker_m: f64) {
    canvas.group("bus-stops", &format!("fill=\"none\" stroke=\"{}\"", style::BUS_STOP));
    for stop in &map.bus_stops {
        let Some(lane) = map.lanes.get(stop.lane.0 as usize) else { continue };
        if !matches!(lane.owner, LaneOwner::Link(_)) {
            continue;
        }
        let kerb = lane.shape.offset(-lane.width_m / 2.0);
        // A place along the lane is measured in driving length, which need not be the shape's.
        let scale = if lane.length_m > 0.0 { kerb.length_m() / lane.length_m } else { 1.0 };
        let (from_m, to_m) = (stop.start_m * scale, stop.end_m * scale);
        canvas.line(&part_of(&kerb, from_m, to_m), &width(0.8));
        let middle = kerb.pose_at(f64::midpoint(from_m, to_m)).at;
        let dot = format!("fill=\"{}\" stroke=\"#ffffff\" {}", style::BUS_STOP, width(marker_m * 0.15));
        canvas.circle(middle, marker_m * 0.5, &dot);
    }
    canvas.end_group();
}

/// Outlines of the areas that rules or missions refer to; a drone pad also as a ring that is seen from afar.
pub(super) fn places(canvas: &mut Canvas, map: &Map, marker_m: f64) {
    canvas.group("places", "fill-opacity=\"0.12\"");
    for place in &map.places {
        let colour = style::place_colour(place.kind);
        let (fill, dashes) = match place.kind {
            PlaceKind::PilotZone => ("none", " stroke-dasharray=\"12 6\""),
            PlaceKind::School | PlaceKind::SchoolZone | PlaceKind::DronePad => (colour, ""),
        };
        let edge = format!("fill=\"{fill}\" stroke=\"{colour}\" {}{dashes}", width(marker_m * 0.2));
        canvas.area(&[&place.polygon], &edge);
        if place.kind == PlaceKind::DronePad {
            let count = place.polygon.len().max(1) as f64;
            let (x, y) = place.polygon.iter().fold((0.0, 0.0), |(x, y), p| (x + p.x, y + p.y));
            canvas.circle(Point::new(x / count, y / count), marker_m, &edge);
        }
    }
    canvas.end_group();
}

/// The piece of a line between two distances from its start (m).
fn part_of(line: &Polyline, from_m: f64, to_m: f64) -> Polyline {
    let mut points = vec![line.pose_at(from_m).at];
    let mut along_m = 0.0;
    for pair in line.0.windows(2) {
        along_m += pair[0].distance(pair[1]);
        if along_m > from_m && along_m < to_m {
            points.push(pair[1]);
        }
    }
    points.push(line.pose_at(to_m).at);
    Polyline(points)
}
