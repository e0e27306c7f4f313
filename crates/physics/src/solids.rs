//! Buildings as solids: what is under a point, round it, and upwind of it. A grid over their ground plans, made once.

use pilotzone_map::{Building, Point};

/// Side of a cell (m): a block of houses has a few cells.
const CELL_M: f64 = 25.0;
/// More cells than this are never made: on huge maps they become larger instead.
const MAX_CELLS: f64 = 1e6;

/// One building: a prism over its ground plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Prism {
    /// Outer ring and courtyards, first points not repeated.
    pub rings: Vec<Vec<Point>>,
    /// Height of its foot above ground (m).
    pub base_m: f64,
    /// Height of its top above ground (m).
    pub top_m: f64,
    low: Point,
    high: Point,
}

/// All buildings of a map; the ground lies at 0.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Solids {
    prisms: Vec<Prism>,
    /// The top of the highest (m).
    highest_m: f64,
    low: Point,
    cell_m: f64,
    columns: usize,
    rows: usize,
    /// Where the prisms of each cell start in `members`; one more than there are cells.
    starts: Vec<u32>,
    members: Vec<u32>,
}

/// What stands upwind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Upwind {
    /// Way from its lee wall to here (m).
    pub behind_m: f64,
    /// Its height (m).
    pub top_m: f64,
}

impl Prism {
    fn of(building: &Building) -> Option<Self> {
        let rings: Vec<Vec<Point>> = std::iter::once(&building.ring)
            .chain(&building.holes)
            .filter(|ring| ring.len() > 2)
            .cloned()
            .collect();
        let finite = rings.iter().flatten().all(|p| p.x.is_finite() && p.y.is_finite());
        let first = *rings.first()?.first()?;
        let tall =
            building.top_m.is_finite() && building.base_m.is_finite() && building.top_m > building.base_m;
        if !finite || !tall {
            return None;
        }
        let (mut low, mut high) = (first, first);
        for p in &rings[0] {
            (low.x, low.y) = (low.x.min(p.x), low.y.min(p.y));
            (high.x, high.y) = (high.x.max(p.x), high.y.max(p.y));
        }
        Some(Self { rings, base_m: building.base_m, top_m: building.top_m, low, high })
    }

    /// Whether a point of the plane lies over the ground plan: an odd number of walls lies east of it.
    pub fn covers(&self, x: f64, y: f64) -> bool {
        if x < self.low.x || x > self.high.x || y < self.low.y || y > self.high.y {
            return false;
        }
        let mut odd = false;
        for (a, b) in self.walls() {
            if (a.y > y) != (b.y > y) && x < a.x + (y - a.y) / (b.y - a.y) * (b.x - a.x) {
                odd = !odd;
            }
        }
        odd
    }

    /// Its walls, ring by ring.
    pub fn walls(&self) -> impl Iterator<Item = (Point, Point)> + '_ {
        self.rings.iter().flat_map(|ring| ring.iter().copied().zip(ring.iter().copied().cycle().skip(1)))
    }

    /// Distance of a point of the plane from the nearest wall (m).
    pub fn wall_m(&self, x: f64, y: f64) -> f64 {
        let mut least = f64::INFINITY;
        for (a, b) in self.walls() {
            let (dx, dy) = (b.x - a.x, b.y - a.y);
            let length2 = dx * dx + dy * dy;
            let t = if length2 > 0.0 { ((x - a.x) * dx + (y - a.y) * dy) / length2 } else { 0.0 };
            let t = t.clamp(0.0, 1.0);
            let (ex, ey) = (a.x + t * dx - x, a.y + t * dy - y);
            least = least.min(ex * ex + ey * ey);
        }
        least.sqrt()
    }
}

impl Solids {
    /// These buildings; one without extent, or with a number that is not finite, is none. Numbers of solids are places
    /// among those that remain.
    pub fn of(buildings: &[Building]) -> Self {
        let prisms: Vec<Prism> = buildings.iter().filter_map(Prism::of).collect();
        let Some(first) = prisms.first() else { return Self::default() };
        let (mut low, mut high) = (first.low, first.high);
        for prism in &prisms {
            (low.x, low.y) = (low.x.min(prism.low.x), low.y.min(prism.low.y));
            (high.x, high.y) = (high.x.max(prism.high.x), high.y.max(prism.high.y));
        }
        let (width_m, height_m) = (high.x - low.x, high.y - low.y);
        let cell_m =
            CELL_M.max((width_m * height_m / MAX_CELLS).sqrt()).max(width_m.max(height_m) / MAX_CELLS);
        let count = |side_m: f64| (side_m / cell_m) as usize + 1;
        let highest_m = prisms.iter().fold(0.0_f64, |most, prism| most.max(prism.top_m));
        let mut solids = Self {
            prisms,
            highest_m,
            low,
            cell_m,
            columns: count(width_m),
            rows: count(height_m),
            starts: Vec::new(),
            members: Vec::new(),
        };
        solids.sort_into_cells();
        solids
    }

    fn sort_into_cells(&mut self) {
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        for (i, prism) in self.prisms.iter().enumerate() {
            self.each_cell(prism.low, prism.high, |cell| pairs.push((cell as u32, i as u32)));
        }
        pairs.sort_unstable();
        self.starts = vec![0; self.columns * self.rows + 1];
        for (cell, _) in &pairs {
            self.starts[*cell as usize + 1] += 1;
        }
        for i in 1..self.starts.len() {
            self.starts[i] += self.starts[i - 1];
        }
        self.members = pairs.into_iter().map(|(_, prism)| prism).collect();
    }

    /// Calls back for the cells that a rectangle touches.
    fn each_cell(&self, low: Point, high: Point, mut visit: impl FnMut(usize)) {
        if self.columns == 0 {
            return;
        }
        let span = |low: f64, high: f64, count: usize| {
            let first = (low / self.cell_m).floor().max(0.0);
            let last = (high / self.cell_m).floor().min(count as f64 - 1.0);
            // Not a number is in no cell.
            if first <= last { (first as usize)..(last as usize + 1) } else { 0..0 }
        };
        let columns = span(low.x - self.low.x, high.x - self.low.x, self.columns);
        for row in span(low.y - self.low.y, high.y - self.low.y, self.rows) {
            for column in columns.clone() {
                visit(row * self.columns + column);
            }
        }
    }

    fn in_cell(&self, cell: usize) -> &[u32] {
        &self.members[self.starts[cell] as usize..self.starts[cell + 1] as usize]
    }

    /// The solids whose ground plans may cover a point.
    fn over(&self, x: f64, y: f64) -> impl Iterator<Item = &Prism> + '_ {
        let mut cell = None;
        self.each_cell(Point::new(x, y), Point::new(x, y), |found| cell = Some(found));
        let members = cell.map_or(&[][..], |cell| self.in_cell(cell));
        members.iter().map(|&i| &self.prisms[i as usize])
    }

    /// The solid of that number.
    pub fn get(&self, number: u32) -> Option<&Prism> {
        self.prisms.get(number as usize)
    }

    /// The top of the highest (m); 0 where there is none.
    pub fn highest_m(&self) -> f64 {
        self.highest_m
    }

    /// Height of what lies under a point (m): the highest roof not above it, or the ground.
    pub fn floor_m(&self, at_m: [f64; 3]) -> f64 {
        let [x, y, z] = at_m;
        self.over(x, y)
            .filter(|prism| prism.top_m <= z && prism.covers(x, y))
            .fold(0.0, |floor_m, prism| if prism.top_m > floor_m { prism.top_m } else { floor_m })
    }

    /// Height of the highest roof over a place of the plane (m), or of the ground.
    pub fn roof_m(&self, x: f64, y: f64) -> f64 {
        self.floor_m([x, y, f64::INFINITY])
    }

    /// Whether a point lies in a solid.
    pub fn holds(&self, at_m: [f64; 3]) -> bool {
        let [x, y, z] = at_m;
        z < self.highest_m
            && self.over(x, y).any(|prism| prism.base_m < z && z < prism.top_m && prism.covers(x, y))
    }

    /// The numbers of all solids nearer to a point than `reach_m`, rising, into `found`.
    pub fn near(&self, at_m: [f64; 3], reach_m: f64, found: &mut Vec<u32>) {
        found.clear();
        let [x, y, z] = at_m;
        if z - reach_m > self.highest_m {
            return;
        }
        let (low, high) = (Point::new(x - reach_m, y - reach_m), Point::new(x + reach_m, y + reach_m));
        self.each_cell(low, high, |cell| {
            for &i in self.in_cell(cell) {
                let prism = &self.prisms[i as usize];
                let aside = x + reach_m < prism.low.x
                    || x - reach_m > prism.high.x
                    || y + reach_m < prism.low.y
                    || y - reach_m > prism.high.y;
                let level = !aside && z - reach_m < prism.top_m && z + reach_m > prism.base_m;
                if level && (prism.covers(x, y) || prism.wall_m(x, y) < reach_m) {
                    found.push(i);
                }
            }
        });
        found.sort_unstable();
        found.dedup();
    }

    /// The building that shelters a point most: by way over height the nearest of those upwind that are higher than the
    /// point lies, up to `heights` times their height away. `upwind` has length 1 and points to where the wind comes
    /// from.
    pub fn upwind(&self, at_m: [f64; 3], upwind: Point, heights: f64, reach_m: f64) -> Option<Upwind> {
        let [x, y, z] = at_m;
        if z >= self.highest_m {
            return None;
        }
        let (end_x, end_y) = (x + reach_m * upwind.x, y + reach_m * upwind.y);
        let mut best: Option<Upwind> = None;
        let steps = (reach_m / self.cell_m).ceil().max(1.0) as usize;
        // Piece by piece, so that only the cells along the way are looked at.
        for piece in 0..steps {
            let at = |k: usize| {
                let t = k as f64 / steps as f64;
                Point::new(x + t * (end_x - x), y + t * (end_y - y))
            };
            let (a, b) = (at(piece), at(piece + 1));
            let (low, high) =
                (Point::new(a.x.min(b.x), a.y.min(b.y)), Point::new(a.x.max(b.x), a.y.max(b.y)));
            self.each_cell(low, high, |cell| {
                for &i in self.in_cell(cell) {
                    let prism = &self.prisms[i as usize];
                    if prism.top_m <= z || prism.base_m > z {
                        continue;
                    }
                    let Some(behind_m) = prism.first_wall_m(x, y, upwind, reach_m) else { continue };
                    let nearer = best.is_none_or(|b| behind_m * b.top_m < b.behind_m * prism.top_m);
                    if behind_m < heights * prism.top_m && nearer {
                        best = Some(Upwind { behind_m, top_m: prism.top_m });
                    }
                }
            });
        }
        best
    }
}

impl Prism {
    /// Way along a direction of length 1 to its first wall (m), up to `reach_m`.
    fn first_wall_m(&self, x: f64, y: f64, along: Point, reach_m: f64) -> Option<f64> {
        let mut least = reach_m;
        let mut any = false;
        for (a, b) in self.walls() {
            // Coordinates along and across the direction.
            let across = |p: Point| (p.y - y) * along.x - (p.x - x) * along.y;
            let ahead = |p: Point| (p.x - x) * along.x + (p.y - y) * along.y;
            let (ca, cb) = (across(a), across(b));
            if (ca > 0.0) == (cb > 0.0) {
                continue;
            }
            let way_m = ahead(a) + ca / (ca - cb) * (ahead(b) - ahead(a));
            if way_m >= 0.0 && way_m < least {
                (least, any) = (way_m, true);
            }
        }
        any.then_some(least)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use pilotzone_map::HeightSource;
    use proptest::prelude::*;

    pub(crate) fn house(x: f64, y: f64, side: f64, base_m: f64, top_m: f64) -> Building {
        let ring = [(x, y), (x + side, y), (x + side, y + side), (x, y + side)];
        Building {
            id: String::new(),
            name: None,
            ring: ring.map(|(x, y)| Point::new(x, y)).to_vec(),
            holes: Vec::new(),
            base_m,
            top_m,
            height_source: HeightSource::Tagged,
        }
    }

    #[test]
    fn a_roof_is_the_floor_of_what_flies_over_it() {
        let solids = Solids::of(&[house(0.0, 0.0, 20.0, 0.0, 30.0), house(0.0, 0.0, 5.0, 30.0, 40.0)]);
        assert_eq!(solids.floor_m([10.0, 10.0, 35.0]), 30.0);
        assert_eq!(solids.floor_m([2.0, 2.0, 35.0]), 30.0);
        assert_eq!(solids.floor_m([2.0, 2.0, 50.0]), 40.0);
        assert_eq!(solids.floor_m([25.0, 2.0, 50.0]), 0.0);
        assert!(solids.holds([10.0, 10.0, 5.0]) && !solids.holds([10.0, 10.0, 31.0]));
    }

    #[test]
    fn under_a_bridge_the_floor_is_the_ground() {
        let solids = Solids::of(&[house(0.0, 0.0, 20.0, 10.0, 15.0)]);
        assert_eq!(solids.floor_m([10.0, 10.0, 5.0]), 0.0);
        assert!(!solids.holds([10.0, 10.0, 5.0]) && solids.holds([10.0, 10.0, 12.0]));
    }

    #[test]
    fn the_lee_is_that_of_the_house_upwind() {
        let solids = Solids::of(&[house(-30.0, -10.0, 20.0, 0.0, 15.0)]);
        let west = Point::new(-1.0, 0.0);
        let found = solids.upwind([20.0, 0.0, 5.0], west, 10.0, 200.0);
        assert_eq!(found, Some(Upwind { behind_m: 30.0, top_m: 15.0 }));
        assert_eq!(solids.upwind([20.0, 0.0, 16.0], west, 10.0, 200.0), None, "above it");
        assert_eq!(solids.upwind([20.0, 0.0, 5.0], Point::new(1.0, 0.0), 10.0, 200.0), None, "before it");
    }

    #[test]
    fn no_building_and_no_number_are_harmless() {
        let none = Solids::of(&[]);
        let mut found = vec![3];
        none.near([0.0, 0.0, 0.0], 5.0, &mut found);
        assert!(found.is_empty() && none.floor_m([0.0; 3]) == 0.0 && !none.holds([0.0; 3]));
        let one = Solids::of(&[house(0.0, 0.0, 20.0, 0.0, 30.0), house(f64::NAN, 0.0, 1.0, 0.0, 3.0)]);
        one.near([f64::NAN, 0.0, 0.0], 5.0, &mut found);
        assert!(found.is_empty() && one.get(1).is_none());
    }

    proptest! {
        #[test]
        fn the_grid_finds_what_a_look_at_every_building_finds(
            houses in prop::collection::vec((-300.0..300.0f64, -300.0..300.0f64, 1.0..60.0f64, 1.0..90.0f64), 1..20),
            points in prop::collection::vec((-400.0..400.0f64, -400.0..400.0f64, 0.0..100.0f64), 1..40),
        ) {
            let houses: Vec<Building> = houses.into_iter().map(|(x, y, s, h)| house(x, y, s, 0.0, h)).collect();
            let solids = Solids::of(&houses);
            let mut found = Vec::new();
            for (x, y, z) in points {
                let inside = |prism: &Prism| z < prism.top_m && z > prism.base_m && prism.covers(x, y);
                prop_assert_eq!(solids.holds([x, y, z]), solids.prisms.iter().any(inside));
                solids.near([x, y, z], 7.0, &mut found);
                let want: Vec<u32> = (0..houses.len() as u32)
                    .filter(|&i| {
                        let prism = &solids.prisms[i as usize];
                        z - 7.0 < prism.top_m && z + 7.0 > prism.base_m
                            && (prism.covers(x, y) || prism.wall_m(x, y) < 7.0)
                    })
                    .collect();
                prop_assert_eq!(&found, &want);
            }
        }
    }
}
