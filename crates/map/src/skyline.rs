//! Buildings as bodies in the air: how high what stands below a place is, and what stands in the way of a line.

use crate::geometry::measure::{crossing, nearest_on_segment};
use crate::geometry::point_in_polygon;
use crate::{Building, Point};

/// Side of a cell (m): about a block of houses.
const CELL_M: f64 = 25.0;
/// More cells than this are never made: on huge maps they become larger instead.
const MAX_CELLS: f64 = 1e6;

/// A place in the air: east, north and above ground (m).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Place3 {
    /// East and north.
    pub at: Point,
    /// Above ground (m).
    pub z_m: f64,
}

/// The buildings of a map, found by place.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Skyline {
    buildings: Vec<Building>,
    low: Point,
    high: Point,
    cell_m: f64,
    columns: usize,
    rows: usize,
    starts: Vec<u32>,
    members: Vec<u32>,
}

impl Skyline {
    /// The skyline of these buildings.
    pub fn new(buildings: &[Building]) -> Self {
        let buildings: Vec<Building> = buildings.iter().filter(|b| b.ring.len() >= 3).cloned().collect();
        let mut line = Self { buildings, cell_m: CELL_M, ..Self::default() };
        let Some((low, high)) = bounds(line.buildings.iter().flat_map(|b| &b.ring)) else { return line };
        let area = (high.x - low.x + CELL_M) * (high.y - low.y + CELL_M);
        line.cell_m = CELL_M.max((area / MAX_CELLS).sqrt());
        (line.low, line.high) = (low, high);
        line.columns = ((high.x - low.x) / line.cell_m) as usize + 1;
        line.rows = ((high.y - low.y) / line.cell_m) as usize + 1;
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        for (i, building) in line.buildings.iter().enumerate() {
            let Some((from, to)) = bounds(building.ring.iter()) else { continue };
            line.each_cell(from, to, |cell| pairs.push((cell as u32, i as u32)));
        }
        pairs.sort_unstable();
        line.starts = vec![0; line.columns * line.rows + 1];
        for (cell, _) in &pairs {
            line.starts[*cell as usize + 1] += 1;
        }
        for i in 1..line.starts.len() {
            line.starts[i] += line.starts[i - 1];
        }
        line.members = pairs.into_iter().map(|(_, building)| building).collect();
        line
    }

    /// The buildings, by the numbers that this skyline gives them.
    pub fn buildings(&self) -> &[Building] {
        &self.buildings
    }

    /// South-west and north-east corner of all buildings.
    pub fn bounds(&self) -> (Point, Point) {
        (self.low, self.high)
    }

    /// The highest building over a place; none over open ground.
    pub fn over(&self, at: Point) -> Option<&Building> {
        let mut best: Option<&Building> = None;
        self.near(at, at, |_, building| {
            if covers(building, at) && best.is_none_or(|b| b.top_m < building.top_m) {
                best = Some(building);
            }
            false
        });
        best
    }

    /// Height of what is below a place in the open sky (m): a roof, or the ground at 0.
    pub fn top_m(&self, at: Point) -> f64 {
        self.over(at).map_or(0.0, |building| building.top_m)
    }

    /// The highest top within a distance of a place (m); 0 where nothing stands there.
    pub fn highest_within_m(&self, at: Point, radius_m: f64) -> f64 {
        let mut highest_m: f64 = 0.0;
        self.around(at, radius_m, |_, building| {
            if building.top_m > highest_m && outline_m(building, at) <= radius_m {
                highest_m = building.top_m;
            }
        });
        highest_m
    }

    /// Distance to the nearest building whose walls reach to a height (m), none within `radius_m`.
    pub fn nearest_wall_m(&self, place: Place3, radius_m: f64) -> Option<f64> {
        let mut nearest: Option<f64> = None;
        self.around(place.at, radius_m, |_, building| {
            if building.base_m <= place.z_m && place.z_m <= building.top_m {
                let distance_m = outline_m(building, place.at);
                if distance_m <= radius_m && nearest.is_none_or(|n| distance_m < n) {
                    nearest = Some(distance_m);
                }
            }
        });
        nearest
    }

    /// Whether a building stands between two places.
    pub fn is_hidden(&self, from: Place3, to: Place3) -> bool {
        self.near(from.at, to.at, |_, building| blocks(building, from, to))
    }

    /// Calls back for the buildings in the cells of a box round a place.
    fn around(&self, at: Point, radius_m: f64, mut see: impl FnMut(u32, &Building)) {
        if self.members.is_empty() {
            return;
        }
        let corner = |sign: f64| Point::new(at.x + sign * radius_m, at.y + sign * radius_m);
        let mut seen: Vec<u32> = Vec::new();
        self.each_cell(corner(-1.0), corner(1.0), |cell| {
            let range = self.starts[cell] as usize..self.starts[cell + 1] as usize;
            seen.extend_from_slice(&self.members[range]);
        });
        seen.sort_unstable();
        seen.dedup();
        for number in seen {
            see(number, &self.buildings[number as usize]);
        }
    }

    /// Calls back for the buildings in the cells along a line until it says true; whether it did. One building may come
    /// more than once.
    fn near<'s>(&'s self, from: Point, to: Point, mut visit: impl FnMut(u32, &'s Building) -> bool) -> bool {
        if self.members.is_empty() {
            return false;
        }
        // A step of half a cell misses no cell by more than its corner: neighbours of corners are looked at too.
        let steps = (from.distance(to) / (0.5 * self.cell_m)) as usize + 1;
        let mut last = usize::MAX;
        for i in 0..=steps {
            let p = from.towards(to, i as f64 / steps as f64);
            let margin_m = if steps > 1 { 0.25 * self.cell_m } else { 0.0 };
            let corner = |sign: f64| Point::new(p.x + sign * margin_m, p.y + sign * margin_m);
            let mut found = false;
            self.each_cell(corner(-1.0), corner(1.0), |cell| {
                if found || cell == last {
                    return;
                }
                last = cell;
                let range = self.starts[cell] as usize..self.starts[cell + 1] as usize;
                let members = &self.members[range];
                found = members.iter().any(|&number| visit(number, &self.buildings[number as usize]));
            });
            if found {
                return true;
            }
        }
        false
    }

    fn each_cell(&self, low: Point, high: Point, mut see: impl FnMut(usize)) {
        let outside = high.x < self.low.x - self.cell_m
            || high.y < self.low.y - self.cell_m
            || low.x > self.high.x + self.cell_m
            || low.y > self.high.y + self.cell_m;
        if outside || self.columns == 0 {
            return;
        }
        let place = |m: f64, count: usize| ((m / self.cell_m).max(0.0) as usize).min(count - 1);
        let columns = place(low.x - self.low.x, self.columns)..=place(high.x - self.low.x, self.columns);
        for row in place(low.y - self.low.y, self.rows)..=place(high.y - self.low.y, self.rows) {
            for column in columns.clone() {
                see(row * self.columns + column);
            }
        }
    }
}

/// Distance of a place from a building's outline (m); 0 inside it.
pub fn outline_m(building: &Building, at: Point) -> f64 {
    if covers(building, at) {
        return 0.0;
    }
    let next = building.ring.iter().cycle().skip(1);
    let distances = building.ring.iter().zip(next).map(|(a, b)| nearest_on_segment(at, *a, *b).1);
    distances.fold(f64::INFINITY, f64::min)
}

fn covers(building: &Building, at: Point) -> bool {
    point_in_polygon(at, &building.ring) && !building.holes.iter().any(|hole| point_in_polygon(at, hole))
}

/// Whether a line passes through a building's body.
fn blocks(building: &Building, from: Place3, to: Place3) -> bool {
    if from.z_m.min(to.z_m) >= building.top_m || from.z_m.max(to.z_m) <= building.base_m {
        return false;
    }
    let mut shares = vec![0.0, 1.0];
    for ring in std::iter::once(&building.ring).chain(&building.holes) {
        let next = ring.iter().cycle().skip(1);
        let crossings = ring.iter().zip(next).filter_map(|(a, b)| crossing((from.at, to.at), (*a, *b)));
        shares.extend(crossings.map(|(share, _)| share));
    }
    shares.sort_by(f64::total_cmp);
    shares.windows(2).any(|pair| {
        let inside = covers(building, from.at.towards(to.at, 0.5 * (pair[0] + pair[1])));
        let z_m = |share: f64| from.z_m + (to.z_m - from.z_m) * share;
        let (a_m, b_m) = (z_m(pair[0]), z_m(pair[1]));
        inside && a_m.min(b_m) < building.top_m && a_m.max(b_m) > building.base_m
    })
}

fn bounds<'p>(mut points: impl Iterator<Item = &'p Point>) -> Option<(Point, Point)> {
    let first = *points.next()?;
    Some(points.fold((first, first), |(low, high), p| {
        (Point::new(low.x.min(p.x), low.y.min(p.y)), Point::new(high.x.max(p.x), high.y.max(p.y)))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::HeightSource;
    use proptest::prelude::*;

    fn house(x: f64, y: f64, side: f64, top_m: f64) -> Building {
        let ring = [(x, y), (x + side, y), (x + side, y + side), (x, y + side)];
        Building {
            id: format!("{x}/{y}"),
            name: None,
            ring: ring.map(|(x, y)| Point::new(x, y)).to_vec(),
            holes: Vec::new(),
            base_m: 0.0,
            top_m,
            height_source: HeightSource::Tagged,
        }
    }

    fn place(x: f64, y: f64, z_m: f64) -> Place3 {
        Place3 { at: Point::new(x, y), z_m }
    }

    #[test]
    fn a_tower_is_as_high_as_it_is_and_hides_what_is_behind_it() {
        let line = Skyline::new(&[house(100.0, 100.0, 20.0, 60.0), house(0.0, 0.0, 10.0, 6.0)]);
        assert_eq!(line.top_m(Point::new(110.0, 110.0)), 60.0);
        assert_eq!(line.top_m(Point::new(50.0, 50.0)), 0.0);
        assert_eq!(line.highest_within_m(Point::new(50.0, 110.0), 49.0), 0.0);
        assert_eq!(line.highest_within_m(Point::new(50.0, 110.0), 51.0), 60.0);
        assert!(line.is_hidden(place(50.0, 110.0, 30.0), place(200.0, 110.0, 30.0)));
        assert!(!line.is_hidden(place(50.0, 110.0, 61.0), place(200.0, 110.0, 61.0)));
        // Down from above it, over the edge of the roof: hidden only where the line meets the body.
        assert!(line.is_hidden(place(110.0, 110.0, 100.0), place(130.0, 110.0, 0.0)));
        assert!(!line.is_hidden(place(119.0, 110.0, 100.0), place(130.0, 110.0, 0.0)));
        let wall = line.nearest_wall_m(place(95.0, 110.0, 30.0), 20.0).unwrap();
        assert!((wall - 5.0).abs() < 1e-9);
        assert_eq!(line.nearest_wall_m(place(95.0, 110.0, 70.0), 20.0), None);
    }

    #[test]
    fn without_buildings_there_is_the_sky() {
        let line = Skyline::new(&[]);
        assert_eq!(line.top_m(Point::default()), 0.0);
        assert!(!line.is_hidden(place(0.0, 0.0, 0.0), place(9.0, 9.0, 0.0)));
    }

    proptest! {
        #[test]
        fn the_grid_finds_what_a_look_at_every_building_finds(
            houses in prop::collection::vec((-300.0..300.0f64, -300.0..300.0f64, 1.0..80.0f64, 3.0..90.0f64), 1..15),
            looks in prop::collection::vec((-400.0..400.0f64, -400.0..400.0f64, 0.0..99.0f64,
                -400.0..400.0f64, -400.0..400.0f64, 0.0..99.0f64), 1..30),
        ) {
            let houses: Vec<Building> = houses.into_iter().map(|(x, y, side, top)| house(x, y, side, top)).collect();
            let line = Skyline::new(&houses);
            for (x0, y0, z0, x1, y1, z1) in looks {
                let (from, to) = (place(x0, y0, z0), place(x1, y1, z1));
                prop_assert_eq!(line.is_hidden(from, to), houses.iter().any(|house| blocks(house, from, to)));
                let over = houses.iter().filter(|house| covers(house, from.at)).map(|house| house.top_m);
                prop_assert_eq!(line.top_m(from.at), over.fold(0.0, f64::max));
                let near = houses.iter().filter(|house| outline_m(house, from.at) <= 60.0).map(|house| house.top_m);
                prop_assert_eq!(line.highest_within_m(from.at, 60.0), near.fold(0.0, f64::max));
            }
        }
    }
}
