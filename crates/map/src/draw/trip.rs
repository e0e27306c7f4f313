//! A way marked on the map.

use super::canvas::{Canvas, width};
use super::style;
use crate::{Lane, LinkId, Map, Point, Polyline};

/// The way along the middle of its links, with a ring where it starts and a dot where it ends.
pub(super) fn marked(canvas: &mut Canvas, map: &Map, route: &[LinkId], marker_m: f64) {
    let middles: Vec<Polyline> = route.iter().filter_map(|&link| middle_of(map, link)).collect();
    let whole = Polyline(middles.iter().flat_map(|line| line.0.iter().copied()).collect());
    let (Some(&start), Some(&end)) = (whole.0.first(), whole.0.last()) else { return };
    let attributes =
        format!("stroke=\"{}\" stroke-linejoin=\"round\" stroke-linecap=\"round\"", style::ROUTE);
    canvas.group("route", &attributes);
    canvas.line(&whole, &format!("fill=\"none\" opacity=\"0.7\" {}", width(marker_m * 0.6)));
    canvas.circle(start, marker_m * 0.8, &format!("fill=\"{}\" {}", style::PAPER, width(marker_m * 0.3)));
    canvas.circle(end, marker_m * 0.8, &format!("fill=\"{}\"", style::ROUTE));
    canvas.end_group();
}

/// The line halfway between a link's outermost carriageway lanes.
fn middle_of(map: &Map, link: LinkId) -> Option<Polyline> {
    let link = map.links.get(link.0 as usize)?;
    let lanes = map.lanes.iter().skip(link.first_lane.0 as usize).take(link.lane_count as usize);
    let driven: Vec<&Lane> = lanes.filter(|l| l.classes.has(crate::VehicleClass::Passenger)).collect();
    let (right, left) = (driven.first()?, driven.last()?);
    let line = if right.shape.0.len() == left.shape.0.len() {
        let pairs = right.shape.0.iter().zip(&left.shape.0);
        pairs.map(|(&a, &b): (&Point, &Point)| a.towards(b, 0.5)).collect()
    } else {
        right.shape.0.clone()
    };
    Some(Polyline(line))
}
