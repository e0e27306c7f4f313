//! Directions of travel with their lanes.

use super::parameters::CityFile;
use super::streets::{Layout, Piece, Street};
use crate::osm::arms::part;
use pilotzone_map::geometry::curve_speed_mps;
use pilotzone_map::{
    Access, ClassSet, Lane, LaneId, LaneKind, LaneOwner, Link, LinkId, Map, NodeId, Polyline,
};

/// Adds both directions of every piece, forward before backward, so that piece p has the links 2p and 2p + 1.
pub(super) fn add(map: &mut Map, city: &CityFile, layout: &Layout, trims: &[[f64; 2]]) {
    for (piece, trim) in layout.pieces.iter().zip(trims) {
        let street = &layout.streets[piece.street];
        let axis = part(&piece.axis, trim[0], piece.length_m - trim[1]);
        let limit_mps = limit_mps(city, street, &axis);
        for backward in [false, true] {
            let axis = if backward { axis.reversed() } else { axis.clone() };
            add_link(map, city, street, piece, backward, &axis, limit_mps);
        }
    }
}

/// The speed limit of a piece: its class's, or that of a school zone in whose reach its middle lies.
fn limit_mps(city: &CityFile, street: &Street, axis: &Polyline) -> f64 {
    let zone = &city.school_zone;
    let own_kmh = street.class.speed_kmh;
    let middle = axis.pose_at(axis.length_m() / 2.0).at;
    let near = city.schools.iter().any(|school| school.gate_m.point().distance(middle) <= zone.radius_m);
    let covered = near && zone.classes.contains(&street.file.class);
    let limit_kmh = if covered { own_kmh.min(zone.speed_kmh) } else { own_kmh };
    limit_kmh / 3.6
}

fn add_link(
    map: &mut Map,
    city: &CityFile,
    street: &Street,
    piece: &Piece,
    backward: bool,
    axis: &Polyline,
    limit_mps: f64,
) {
    let first_lane = LaneId(map.lanes.len() as u32);
    let link = LinkId(map.links.len() as u32);
    let class = street.class;
    let mut push = |index: u32, kind, classes, speed_mps: f64, width_m: f64, right_m: f64| {
        let shape = axis.offset(-right_m);
        let curve_mps = curve_speed_mps(&shape, city.shape.lateral_accel_mps2);
        let beside = |possible: bool| if possible { ClassSet::ROAD } else { ClassSet::NONE };
        let driving = kind == LaneKind::Driving;
        map.lanes.push(Lane {
            owner: LaneOwner::Link(link),
            index,
            kind,
            classes,
            speed_mps: speed_mps.min(curve_mps),
            width_m,
            length_m: shape.length_m(),
            shape,
            // Over the kerb of a bus lane nobody changes.
            change_left: beside(driving && index + 1 < class.lanes),
            change_right: beside(driving && index > 0),
            stop_offset_m: 0.0,
        });
    };
    for index in 0..class.lanes {
        let right_m = street.half_m - (f64::from(index) + 0.5) * class.lane_width_m;
        push(index, LaneKind::Driving, ClassSet::ROAD, limit_mps, class.lane_width_m, right_m);
    }
    if let Some(bus) = class.bus_lane {
        let right_m = class.median_m / 2.0 + bus.width_m / 2.0;
        push(class.lanes, LaneKind::Bus, ClassSet::BUS_ONLY, bus.speed_kmh / 3.6, bus.width_m, right_m);
    }
    let [first, last] = piece.nodes.map(|node| NodeId(node as u32));
    let (from, to) = if backward { (last, first) } else { (first, last) };
    let name = format!("{}.{}", street.file.id, piece.number);
    map.links.push(Link {
        id: if backward { format!("{name}-back") } else { name.clone() },
        source_id: name,
        name: Some(street.file.name_ko.clone()),
        road_class: street.file.class.clone(),
        from,
        to,
        first_lane,
        lane_count: class.lanes + u32::from(class.bus_lane.is_some()),
        length_m: axis.length_m(),
        priority: class.rank,
        layer: 0,
        roundabout: false,
        access: Access::Open,
    });
}
