//! Ways through the air at one height: a lattice over the map as a graph, whose open cells lead round buildings and
//! closed zones.

use crate::skyline::{Skyline, outline_m};
use crate::{Map, Point};
use petgraph::algo::astar;
use petgraph::graph::{NodeIndex, UnGraph};
use petgraph::visit::NodeFiltered;

/// Ways may lead so far beside the map (m).
const BESIDE_M: f64 = 300.0;
/// More cells than this are never made: on huge maps they become larger instead.
const MAX_CELLS: f64 = 250_000.0;

/// The lattice of a map.
#[derive(Debug, Clone)]
pub struct Airways {
    low: Point,
    cell_m: f64,
    columns: usize,
    rows: usize,
    /// The highest top in or beside each cell (m).
    tops_m: Vec<f64>,
    /// Cells as nodes, neighbours as edges, their distance in millimetres.
    graph: UnGraph<(), u32>,
}

/// Which cells are open at one height.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Open(Vec<bool>);

impl Airways {
    /// The lattice over a map with cells of that side, walls kept away from by `beside_m`.
    pub fn new(map: &Map, skyline: &Skyline, cell_m: f64, beside_m: f64) -> Self {
        let lanes = map.lanes.iter().flat_map(|lane| lane.shape.0.iter());
        let buildings = map.buildings.iter().flat_map(|building| building.ring.iter());
        let (mut low, mut high) = (Point::new(0.0, 0.0), Point::new(0.0, 0.0));
        for (i, p) in lanes.chain(buildings).enumerate() {
            if i == 0 {
                (low, high) = (*p, *p);
            }
            low = Point::new(low.x.min(p.x), low.y.min(p.y));
            high = Point::new(high.x.max(p.x), high.y.max(p.y));
        }
        low = Point::new(low.x - BESIDE_M, low.y - BESIDE_M);
        high = Point::new(high.x + BESIDE_M, high.y + BESIDE_M);
        let cell_m = cell_m.max(((high.x - low.x) * (high.y - low.y) / MAX_CELLS).sqrt());
        let count = |side_m: f64| (side_m / cell_m) as usize + 1;
        let (columns, rows) = (count(high.x - low.x), count(high.y - low.y));
        let mut ways =
            Self { low, cell_m, columns, rows, tops_m: vec![0.0; columns * rows], graph: UnGraph::default() };
        ways.raise(skyline, beside_m);
        ways.connect();
        ways
    }

    /// Lifts every cell to the highest building that comes near it.
    fn raise(&mut self, skyline: &Skyline, beside_m: f64) {
        // Half a diagonal: a cell counts as touched where any point of it may be.
        let near_m = beside_m + self.cell_m * core::f64::consts::FRAC_1_SQRT_2;
        for building in skyline.buildings() {
            let xs = building.ring.iter().map(|p| p.x);
            let ys = building.ring.iter().map(|p| p.y);
            let span = |low_m: f64, high_m: f64, count: usize| {
                let place = |m: f64| ((m / self.cell_m).max(0.0) as usize).min(count - 1);
                place(low_m - near_m)..=place(high_m + near_m)
            };
            let (west, east) = xs.fold((f64::MAX, f64::MIN), |(a, b), x| (a.min(x), b.max(x)));
            let (south, north) = ys.fold((f64::MAX, f64::MIN), |(a, b), y| (a.min(y), b.max(y)));
            let columns = span(west - self.low.x, east - self.low.x, self.columns);
            for row in span(south - self.low.y, north - self.low.y, self.rows) {
                for column in columns.clone() {
                    let cell = row * self.columns + column;
                    let is_higher = building.top_m > self.tops_m[cell];
                    if is_higher && outline_m(building, self.middle(cell)) <= near_m {
                        self.tops_m[cell] = building.top_m;
                    }
                }
            }
        }
    }

    fn connect(&mut self) {
        let mut graph = UnGraph::with_capacity(self.tops_m.len(), 4 * self.tops_m.len());
        for _ in 0..self.tops_m.len() {
            graph.add_node(());
        }
        let (straight, slanted) = self.steps_mm();
        for row in 0..self.rows {
            for column in 0..self.columns {
                let at = |row: usize, column: usize| NodeIndex::new(row * self.columns + column);
                let here = at(row, column);
                if column + 1 < self.columns {
                    graph.add_edge(here, at(row, column + 1), straight);
                }
                if row + 1 < self.rows {
                    graph.add_edge(here, at(row + 1, column), straight);
                    if column + 1 < self.columns {
                        graph.add_edge(here, at(row + 1, column + 1), slanted);
                    }
                    if column > 0 {
                        graph.add_edge(here, at(row + 1, column - 1), slanted);
                    }
                }
            }
        }
        self.graph = graph;
    }

    /// Lengths of a step to a neighbour beside and to one across a corner (mm).
    fn steps_mm(&self) -> (u32, u32) {
        ((self.cell_m * 1000.0) as u32, (self.cell_m * core::f64::consts::SQRT_2 * 1000.0) as u32)
    }

    /// The cells in which one may be at a height: all that stands there is lower by `above_m`, and `is_closed` says no.
    pub fn open(&self, height_m: f64, above_m: f64, is_closed: &dyn Fn(Point) -> bool) -> Open {
        let free = |cell: usize| {
            let top_m = self.tops_m[cell];
            (top_m <= 0.0 || top_m + above_m <= height_m) && !is_closed(self.middle(cell))
        };
        Open((0..self.tops_m.len()).map(free).collect())
    }

    /// Whether the straight line between two places leads through open cells alone.
    pub fn is_clear(&self, open: &Open, from: Point, to: Point) -> bool {
        let steps = (from.distance(to) / (0.25 * self.cell_m)) as usize + 1;
        (0..=steps).all(|i| {
            let cell = self.cell(from.towards(to, i as f64 / steps as f64));
            cell.is_some_and(|cell| open.0[cell])
        })
    }

    /// The shortest way found from one place to another, both in it; none where there is none. The cells of both ends
    /// count as open.
    pub fn way(&self, open: &Open, from: Point, to: Point) -> Option<Vec<Point>> {
        if self.is_clear(open, from, to) {
            return Some(vec![from, to]);
        }
        let (start, goal) = (self.cell(from)?, self.cell(to)?);
        let passable =
            |node: NodeIndex| open.0[node.index()] || node.index() == start || node.index() == goal;
        let lattice = NodeFiltered::from_fn(&self.graph, passable);
        let (straight, slanted) = self.steps_mm();
        // The way over an open lattice: as far on the slant as the shorter side goes, then straight on.
        let left = |node: NodeIndex| {
            let sides = [node.index() % self.columns, node.index() / self.columns];
            let [x, y] = [sides[0].abs_diff(goal % self.columns), sides[1].abs_diff(goal / self.columns)];
            x.min(y) as u32 * slanted + x.abs_diff(y) as u32 * straight
        };
        let found =
            astar(&lattice, NodeIndex::new(start), |node| node.index() == goal, |edge| *edge.weight(), left);
        let (_, cells) = found?;
        let inner = cells.get(1..cells.len().saturating_sub(1)).unwrap_or_default();
        let mut points = vec![from];
        points.extend(inner.iter().map(|node| self.middle(node.index())));
        points.push(to);
        Some(self.straightened(open, &points))
    }

    /// Leaves out every corner that need not be turned.
    fn straightened(&self, open: &Open, points: &[Point]) -> Vec<Point> {
        let mut way = Vec::new();
        let mut at = 0;
        while at < points.len() {
            way.push(points[at]);
            let far =
                (at + 2..points.len()).rev().find(|&next| self.is_clear(open, points[at], points[next]));
            at = far.unwrap_or(at + 1);
        }
        way
    }

    fn cell(&self, at: Point) -> Option<usize> {
        let (x, y) = ((at.x - self.low.x) / self.cell_m, (at.y - self.low.y) / self.cell_m);
        let within = x >= 0.0 && y >= 0.0 && x < self.columns as f64 && y < self.rows as f64;
        within.then(|| y as usize * self.columns + x as usize)
    }

    fn middle(&self, cell: usize) -> Point {
        let (row, column) = (cell / self.columns, cell % self.columns);
        let along = |n: usize| (n as f64 + 0.5) * self.cell_m;
        Point::new(self.low.x + along(column), self.low.y + along(row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Building, HeightSource};

    fn tower_map() -> Map {
        let ring = [(100.0, -80.0), (160.0, -80.0), (160.0, 80.0), (100.0, 80.0)];
        let building = Building {
            id: "tower".to_owned(),
            name: None,
            ring: ring.map(|(x, y)| Point::new(x, y)).to_vec(),
            holes: Vec::new(),
            base_m: 0.0,
            top_m: 80.0,
            height_source: HeightSource::Tagged,
        };
        Map { buildings: vec![building], ..Map::default() }
    }

    fn ways() -> (Airways, Skyline) {
        let map = tower_map();
        let skyline = Skyline::new(&map.buildings);
        (Airways::new(&map, &skyline, 20.0, 10.0), skyline)
    }

    #[test]
    fn a_way_leads_round_a_tower_and_straight_over_a_low_one() {
        let (ways, skyline) = ways();
        let (from, to) = (Point::new(0.0, 0.0), Point::new(250.0, 0.0));
        let low = ways.open(60.0, 10.0, &|_| false);
        let round = ways.way(&low, from, to).unwrap();
        assert!(round.len() > 2);
        let length_m: f64 = round.windows(2).map(|pair| pair[0].distance(pair[1])).sum();
        assert!((260.0..400.0).contains(&length_m), "{length_m}");
        for pair in round.windows(2) {
            for i in 0..=100 {
                let p = pair[0].towards(pair[1], f64::from(i) / 100.0);
                assert!(skyline.highest_within_m(p, 10.0) == 0.0, "{p:?}");
            }
        }
        let high = ways.open(95.0, 10.0, &|_| false);
        assert_eq!(ways.way(&high, from, to).unwrap(), vec![from, to]);
    }

    #[test]
    fn a_closed_zone_is_flown_round_and_a_wall_of_them_is_no_way() {
        let (ways, _) = ways();
        let (from, to) = (Point::new(0.0, 0.0), Point::new(250.0, 0.0));
        let closed = |p: Point| (100.0..140.0).contains(&p.x) && p.y < 150.0;
        let open = ways.open(200.0, 10.0, &closed);
        let way = ways.way(&open, from, to).unwrap();
        assert!(way.iter().any(|p| p.y > 140.0), "{way:?}");
        let wall = ways.open(200.0, 10.0, &|p: Point| (100.0..140.0).contains(&p.x));
        assert_eq!(ways.way(&wall, from, to), None);
    }

    #[test]
    fn beside_the_lattice_there_is_no_way() {
        let (ways, _) = ways();
        let open = ways.open(60.0, 10.0, &|_| false);
        assert_eq!(ways.way(&open, Point::new(0.0, 0.0), Point::new(1e6, 0.0)), None);
    }
}
