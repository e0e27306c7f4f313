//! Bus stops, and the areas that rules and missions refer to.

use super::Complaint;
use super::parameters::CityFile;
use super::streets::Layout;
use crate::osm::arms::project;
use core::f64::consts::TAU;
use pilotzone_map::{BusStop, LaneId, LaneKind, LinkId, Map, Place, PlaceKind, Point};

/// Kept between a stop and both ends of its lane (m).
const MARGIN_M: f64 = 2.0;
/// Corners of the polygon that stands for a circle.
const CIRCLE_CORNERS: u32 = 36;

/// Adds a stop in each direction, on the bus lane where there is one.
pub(super) fn add_bus_stops(
    map: &mut Map,
    city: &CityFile,
    layout: &Layout,
    complaints: &mut Vec<Complaint>,
) {
    for (i, file) in city.bus_stops.iter().enumerate() {
        let near = file.near_m.point();
        let of_street = |p: &usize| layout.streets[layout.pieces[*p].street].file.id == file.street;
        let nearest = (0..layout.pieces.len()).filter(of_street).min_by(|&a, &b| {
            let off_m = |p: usize| project(near, &layout.pieces[p].axis).1;
            off_m(a).total_cmp(&off_m(b))
        });
        let Some(piece) = nearest else { continue };
        for (link, name) in [(piece * 2, "forward"), (piece * 2 + 1, "backward")] {
            let link = LinkId(link as u32);
            let lane = stop_lane(map, link);
            let (lane_m, stop_offset_m) = (map.lane(lane).length_m, map.lane(lane).stop_offset_m);
            let middle_m = project(near, &map.lane(lane).shape).0;
            let most_m = lane_m - stop_offset_m - MARGIN_M;
            let least_m = MARGIN_M + file.length_m;
            if most_m < least_m {
                let what = format!(
                    "the stop is {} m long, and `{}` beside it has room for {:.0} m",
                    file.length_m,
                    map.link(link).id,
                    most_m - MARGIN_M
                );
                complaints.push(Complaint::new(&["bus_stops", &i.to_string(), "length_m"], what));
                continue;
            }
            let end_m = (middle_m + file.length_m / 2.0).clamp(least_m, most_m);
            map.bus_stops.push(BusStop {
                id: format!("{}.{name}", file.id),
                name: Some(file.name_ko.clone()),
                lane,
                start_m: end_m - file.length_m,
                end_m,
            });
        }
    }
}

fn stop_lane(map: &Map, link: LinkId) -> LaneId {
    let mut lanes = map.link(link).lanes();
    lanes.find(|&lane| map.lane(lane).kind == LaneKind::Bus).unwrap_or(map.link(link).first_lane)
}

/// Adds the pilot zone, schools with their zones, and drone pads.
pub(super) fn add_places(map: &mut Map, city: &CityFile) {
    let mut add = |kind, id: &str, ko: &str, en: &str, polygon| {
        let (id, name_ko, name_en) = (id.to_owned(), ko.to_owned(), en.to_owned());
        map.places.push(Place { id, kind, name_ko, name_en, polygon });
    };
    let zone = &city.zone;
    let corners = zone.corners_m.iter().map(|corner| corner.point()).collect();
    add(PlaceKind::PilotZone, "pilot-zone", &zone.name_ko, &zone.name_en, corners);
    for school in &city.schools {
        let grounds = rectangle(school.grounds_m.sides_m());
        add(PlaceKind::School, &school.id, &school.name_ko, &school.name_en, grounds);
        let (ko, en) =
            (format!("{} 어린이보호구역", school.name_ko), format!("{} school zone", school.name_en));
        let circle = circle(school.gate_m.point(), city.school_zone.radius_m);
        add(PlaceKind::SchoolZone, &format!("{}-zone", school.id), &ko, &en, circle);
    }
    for pad in &city.drone_pads {
        let (at, half_m) = (pad.at_m.point(), pad.side_m / 2.0);
        let square = rectangle([at.x - half_m, at.y - half_m, at.x + half_m, at.y + half_m]);
        add(PlaceKind::DronePad, &pad.id, &pad.name_ko, &pad.name_en, square);
    }
}

/// The corners of a rectangle, counterclockwise from the south-west.
pub(super) fn rectangle([west_m, south_m, east_m, north_m]: [f64; 4]) -> Vec<Point> {
    [(west_m, south_m), (east_m, south_m), (east_m, north_m), (west_m, north_m)]
        .map(|(x, y)| Point::new(x, y))
        .to_vec()
}

fn circle(at: Point, radius_m: f64) -> Vec<Point> {
    let angle = |i: u32| TAU * f64::from(i) / f64::from(CIRCLE_CORNERS);
    (0..CIRCLE_CORNERS)
        .map(angle)
        .map(|a| Point::new(at.x + radius_m * libm::cos(a), at.y + radius_m * libm::sin(a)))
        .collect()
}
