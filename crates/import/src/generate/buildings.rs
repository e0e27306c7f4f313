//! Buildings by land use, on a lattice in each block; the only part of a city in which there is chance.

use super::parameters::{BlockFile, CityFile, LandUseFile};
use super::places::rectangle;
use super::streets::Layout;
use crate::osm::arms::distance_m;
use pilotzone_map::geometry::point_in_polygon;
use pilotzone_map::{Building, HeightSource, Map, Point};
use pilotzone_world::{AgentKey, Draws, Stream};

/// Footprint and height of a block's n-th building.
const BUILDING: Stream = Stream::named("generate.building");

/// Adds the buildings, all within the pilot zone. Where blocks overlap the later one holds.
pub(super) fn add(map: &mut Map, city: &CityFile, layout: &Layout) {
    let zone: Vec<Point> = city.zone.corners_m.iter().map(|corner| corner.point()).collect();
    for (i, block) in city.blocks.iter().enumerate() {
        let Some(land_use) = city.land_use.get(&block.land_use) else { continue };
        let later: Vec<[f64; 4]> = city.blocks[i + 1..].iter().map(|b| b.area_m.sides_m()).collect();
        for (n, at) in lattice(block, land_use.spacing_m).into_iter().enumerate() {
            let mut draws = BUILDING.draws(city.seed, AgentKey::of_flow(&block.id, n as u64), 0);
            let Some((sides_m, top_m)) = drawn(land_use, &mut draws) else { continue };
            let ring = rectangle([
                at.x - sides_m[0] / 2.0,
                at.y - sides_m[1] / 2.0,
                at.x + sides_m[0] / 2.0,
                at.y + sides_m[1] / 2.0,
            ]);
            let free = ring.iter().all(|&corner| point_in_polygon(corner, &zone))
                && later.iter().all(|sides| !inside(at, *sides))
                && is_off_the_streets(layout, &ring, at, land_use.setback_m)
                && is_off_the_pads(city, at, sides_m);
            if free {
                map.buildings.push(Building {
                    id: format!("{}.{}", block.id, n + 1),
                    name: None,
                    ring,
                    holes: Vec::new(),
                    base_m: 0.0,
                    top_m,
                    height_source: HeightSource::Levels,
                });
            }
        }
    }
}

/// Places at equal distances, in the middle of a block.
fn lattice(block: &BlockFile, spacing_m: f64) -> Vec<Point> {
    let [west_m, south_m, east_m, north_m] = block.area_m.sides_m();
    let places = |low_m: f64, high_m: f64| {
        let count = ((high_m - low_m) / spacing_m).floor().clamp(0.0, 1000.0) as u32;
        let first_m = f64::midpoint(low_m, high_m) - f64::from(count) * spacing_m / 2.0 + spacing_m / 2.0;
        (0..count).map(move |i| first_m + f64::from(i) * spacing_m)
    };
    places(south_m, north_m).flat_map(|y| places(west_m, east_m).map(move |x| Point::new(x, y))).collect()
}

/// Both sides and the height of a building (m); none where the place stays free.
fn drawn(land_use: &LandUseFile, draws: &mut Draws) -> Option<([f64; 2], f64)> {
    if draws.unit() >= land_use.filled {
        return None;
    }
    let [least_m, most_m] = land_use.side_m.map(|side| side.0.min(land_use.spacing_m));
    let mut side = || least_m + (most_m - least_m) * draws.unit();
    // Whole decimetres, as a plan has them.
    let sides_m = [side(), side()].map(|m| (m * 10.0).round() / 10.0);
    let [low, high] = land_use.storeys.map(|storeys| storeys.0);
    let storeys = low + draws.below(u64::from(high.saturating_sub(low)) + 1) as u32;
    Some((sides_m, f64::from(storeys) * land_use.storey_m))
}

fn inside(at: Point, [west_m, south_m, east_m, north_m]: [f64; 4]) -> bool {
    (west_m..=east_m).contains(&at.x) && (south_m..=north_m).contains(&at.y)
}

fn is_off_the_streets(layout: &Layout, ring: &[Point], at: Point, setback_m: f64) -> bool {
    let edge = |i: usize| ring[i].towards(ring[(i + 1) % ring.len()], 0.5);
    layout.streets.iter().all(|street| {
        let kept_m = street.half_m + street.class.pavement_m + setback_m;
        let clear = |point: Point| distance_m(point, &street.axis) >= kept_m;
        clear(at) && ring.iter().all(|&corner| clear(corner)) && (0..ring.len()).all(|i| clear(edge(i)))
    })
}

fn is_off_the_pads(city: &CityFile, at: Point, sides_m: [f64; 2]) -> bool {
    city.drone_pads.iter().all(|pad| {
        let (middle, half_m) = (pad.at_m.point(), pad.side_m / 2.0);
        let [x_m, y_m] = sides_m.map(|side| side / 2.0 + half_m);
        let around = [at.x - x_m, at.y - y_m, at.x + x_m, at.y + y_m];
        !point_in_polygon(middle, &rectangle(around))
    })
}
