//! Which lane is nearest to a place.

use crate::geometry::nearest_on_segment;
use crate::{ClassSet, Lane, LaneId, LaneOwner, Map, Point};

/// Side of a cell (m): a street's width and a half, so that a search ends after few cells.
const CELL_M: f64 = 50.0;
/// More cells than this are never laid out; a larger map has larger cells.
const CELLS_MAX: f64 = 4_000_000.0;

/// Pieces are put into cells that they miss by this little (m), since rounding might tell otherwise.
const ROUNDING_M: f64 = 1e-3;

/// An even grid over the centre lines of a map's lanes, laid out once.
#[derive(Debug, Clone)]
pub struct LaneGrid {
    origin: Point,
    cell_m: f64,
    columns: i64,
    rows: i64,
    /// Where each cell's entries start in `entries`; one more than there are cells.
    starts: Vec<u32>,
    /// Lane and number of the piece of its line, by cell, in the order of ids.
    entries: Vec<(u32, u32)>,
}

/// A place on a lane.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OnLane {
    /// The lane.
    pub lane: LaneId,
    /// Driving distance from its start (m).
    pub pos_m: f64,
    /// How far the asked place is from there (m).
    pub distance_m: f64,
}

impl LaneGrid {
    /// The grid over all lanes of links; inner lanes are left out, since nothing is placed inside a junction.
    pub fn new(map: &Map) -> Self {
        let pieces = || {
            map.lanes.iter().enumerate().filter(|(_, lane)| is_of_link(lane)).flat_map(|(i, lane)| {
                let numbered = lane.shape.0.windows(2).enumerate();
                numbered.map(move |(k, w)| (i as u32, k as u32, w[0], w[1]))
            })
        };
        let mut min = Point::new(f64::INFINITY, f64::INFINITY);
        let mut max = Point::new(f64::NEG_INFINITY, f64::NEG_INFINITY);
        for p in pieces().flat_map(|(_, _, a, b)| [a, b]) {
            min = Point::new(min.x.min(p.x), min.y.min(p.y));
            max = Point::new(max.x.max(p.x), max.y.max(p.y));
        }
        if !(min.x <= max.x && min.y <= max.y) {
            (min, max) = (Point::default(), Point::default());
        }
        let area = (max.x - min.x + CELL_M) * (max.y - min.y + CELL_M);
        let longest_m = (max.x - min.x).max(max.y - min.y);
        let cell_m = CELL_M.max(libm::sqrt(area / CELLS_MAX)).max(longest_m / CELLS_MAX);
        let count = |extent_m: f64| (extent_m / cell_m).floor() as i64 + 1;
        let (columns, rows) = (count(max.x - min.x), count(max.y - min.y));
        let mut grid = Self { origin: min, cell_m, columns, rows, starts: Vec::new(), entries: Vec::new() };
        let mut placed: Vec<(i64, u32, u32)> = Vec::new();
        for (lane, piece, a, b) in pieces() {
            grid.cells_of(a, b, |cell| placed.push((cell, lane, piece)));
        }
        placed.sort_unstable();
        grid.starts = vec![0; (columns * rows) as usize + 1];
        for &(cell, _, _) in &placed {
            grid.starts[cell as usize + 1] += 1;
        }
        for i in 1..grid.starts.len() {
            grid.starts[i] += grid.starts[i - 1];
        }
        grid.entries = placed.into_iter().map(|(_, lane, piece)| (lane, piece)).collect();
        grid
    }

    /// The nearest lane of those that admit one of the classes; of equally near ones that with the lowest id.
    /// `map` is the map of which the grid was made. None where no lane admits them.
    pub fn nearest(&self, map: &Map, point: Point, classes: ClassSet) -> Option<OnLane> {
        let (column, row) = (self.column(point.x), self.row(point.y));
        let mut best: Option<(f64, u32, u32, f64)> = None;
        for ring in 0..self.columns.max(self.rows) {
            // Whatever this ring and those after it hold is at least so far away: also from a place outside the
            // grid, which is farther from all of the grid than its nearest cell is.
            let rest_m = (ring - 1).max(0) as f64 * self.cell_m;
            if best.is_some_and(|(distance_m, ..)| distance_m < rest_m) {
                break;
            }
            self.each_of_ring(column, row, ring, |lane, piece| {
                let Some(found) = map.lanes.get(lane as usize) else { return };
                if found.classes.and(classes).is_empty() {
                    return;
                }
                let points = &found.shape.0;
                let (Some(&a), Some(&b)) = (points.get(piece as usize), points.get(piece as usize + 1))
                else {
                    return;
                };
                let (share, distance_m) = nearest_on_segment(point, a, b);
                let nearer = best.is_none_or(|(best_m, best_lane, best_piece, _)| {
                    (distance_m, lane, piece) < (best_m, best_lane, best_piece)
                });
                if nearer {
                    best = Some((distance_m, lane, piece, share));
                }
            });
        }
        let (distance_m, lane, piece, share) = best?;
        Some(OnLane { lane: LaneId(lane), pos_m: driven_m(map, lane, piece, share), distance_m })
    }
    fn column(&self, x: f64) -> i64 {
        (((x - self.origin.x) / self.cell_m).floor() as i64).clamp(0, self.columns - 1)
    }

    fn row(&self, y: f64) -> i64 {
        (((y - self.origin.y) / self.cell_m).floor() as i64).clamp(0, self.rows - 1)
    }

    /// Calls `put` with every cell that a piece passes, row by row.
    fn cells_of(&self, a: Point, b: Point, mut put: impl FnMut(i64)) {
        let (low, high) = if a.y <= b.y { (a, b) } else { (b, a) };
        for row in self.row(low.y - ROUNDING_M)..=self.row(high.y + ROUNDING_M) {
            let foot_y = self.origin.y + row as f64 * self.cell_m - ROUNDING_M;
            let head_y = foot_y + self.cell_m + 2.0 * ROUNDING_M;
            let x_at = |y: f64| {
                let height_m = high.y - low.y;
                let share = if height_m > 0.0 { ((y - low.y) / height_m).clamp(0.0, 1.0) } else { 0.0 };
                low.towards(high, share).x
            };
            let (left, right) = if high.y - low.y > ROUNDING_M {
                let (x0, x1) = (x_at(foot_y), x_at(head_y));
                (x0.min(x1), x0.max(x1))
            } else {
                (low.x.min(high.x), low.x.max(high.x))
            };
            for column in self.column(left - ROUNDING_M)..=self.column(right + ROUNDING_M) {
                put(row * self.columns + column);
            }
        }
    }

    /// Calls `see` with every entry of the cells that lie `ring` cells away from one.
    fn each_of_ring(&self, column: i64, row: i64, ring: i64, mut see: impl FnMut(u32, u32)) {
        let rows = (row - ring).max(0)..=(row + ring).min(self.rows - 1);
        for r in rows {
            let whole = (r - row).abs() == ring;
            let step = if whole || ring == 0 { 1 } else { 2 * ring };
            for c in (column - ring..=column + ring).step_by(step as usize) {
                if !(0..self.columns).contains(&c) {
                    continue;
                }
                let cell = (r * self.columns + c) as usize;
                let (Some(&from), Some(&to)) = (self.starts.get(cell), self.starts.get(cell + 1)) else {
                    continue;
                };
                for &(lane, piece) in self.entries.get(from as usize..to as usize).unwrap_or_default() {
                    see(lane, piece);
                }
            }
        }
    }
}

/// The nearest lane of a link to a place, of those that admit one of the classes; of equally near ones that
/// with the lowest id. Looks at every lane: for many places make a [`LaneGrid`].
pub fn nearest_lane(map: &Map, point: Point, classes: ClassSet) -> Option<OnLane> {
    let mut best: Option<(f64, u32, u32, f64)> = None;
    for (i, lane) in map.lanes.iter().enumerate() {
        if !is_of_link(lane) || lane.classes.and(classes).is_empty() {
            continue;
        }
        for (k, w) in lane.shape.0.windows(2).enumerate() {
            let (share, distance_m) = nearest_on_segment(point, w[0], w[1]);
            if best.is_none_or(|(best_m, ..)| distance_m < best_m) {
                best = Some((distance_m, i as u32, k as u32, share));
            }
        }
    }
    let (distance_m, lane, piece, share) = best?;
    Some(OnLane { lane: LaneId(lane), pos_m: driven_m(map, lane, piece, share), distance_m })
}

fn is_of_link(lane: &Lane) -> bool {
    matches!(lane.owner, LaneOwner::Link(_))
}

/// Driving distance to a place on a piece of a lane's line.
fn driven_m(map: &Map, lane: u32, piece: u32, share: f64) -> f64 {
    let Some(lane) = map.lanes.get(lane as usize) else { return 0.0 };
    let lengths_m = lane.shape.0.windows(2).map(|w| w[0].distance(w[1]));
    let (mut before_m, mut all_m) = (0.0, 0.0);
    for (k, length_m) in lengths_m.enumerate() {
        let passed = if k < piece as usize { 1.0 } else { share * f64::from(k == piece as usize) };
        before_m += length_m * passed;
        all_m += length_m;
    }
    if all_m > 0.0 { before_m / all_m * lane.length_m } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::builder::four_arm_crossing;
    use crate::{Polyline, VehicleClass};
    use proptest::prelude::*;

    const CAR: ClassSet = ClassSet::of(&[VehicleClass::Passenger]);

    #[test]
    fn a_place_beside_a_lane_is_put_on_it() {
        let map = four_arm_crossing();
        // 6 m east of the middle, 50 m south: the right lane of the way in lies 4.5 m east.
        let found = nearest_lane(&map, Point::new(6.0, -50.0), CAR).unwrap();
        let lane = map.lane(found.lane);
        assert_eq!((map.link(map.link_of(found.lane).unwrap()).id.as_str(), lane.index), ("s_in", 0));
        assert!((found.distance_m - 1.5).abs() < 1e-9 && (found.pos_m - 150.0).abs() < 1e-9);
    }

    #[test]
    fn the_place_is_told_in_driving_distance() {
        let mut map = four_arm_crossing();
        map.lanes.iter_mut().for_each(|lane| lane.length_m *= 2.0);
        let found = nearest_lane(&map, Point::new(6.0, -50.0), CAR).unwrap();
        assert!((found.pos_m - 300.0).abs() < 1e-9);
    }

    #[test]
    fn nobody_is_put_where_he_may_not_be() {
        let map = four_arm_crossing();
        let on_foot = ClassSet::of(&[VehicleClass::Pedestrian]);
        assert_eq!(nearest_lane(&map, Point::default(), on_foot), None);
        assert_eq!(LaneGrid::new(&map).nearest(&map, Point::default(), on_foot), None);
        assert_eq!(LaneGrid::new(&Map::default()).nearest(&Map::default(), Point::default(), CAR), None);
    }

    proptest! {
        #[test]
        fn the_grid_finds_what_a_look_at_every_lane_finds(
            x in -900.0..900.0, y in -900.0..900.0, turn_rad in 0.0..6.3, scale in 0.1..40.0,
        ) {
            let mut map = four_arm_crossing();
            let (sin, cos) = (libm::sin(turn_rad), libm::cos(turn_rad));
            for lane in &mut map.lanes {
                let turned = lane.shape.0.iter().map(|p| {
                    Point::new((p.x * cos - p.y * sin) * scale, (p.x * sin + p.y * cos) * scale)
                });
                lane.shape = Polyline(turned.collect());
            }
            let grid = LaneGrid::new(&map);
            let point = Point::new(x, y);
            prop_assert_eq!(grid.nearest(&map, point, CAR), nearest_lane(&map, point, CAR));
        }
    }
}
