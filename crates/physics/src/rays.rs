//! Looks against the outlines of buildings: a grid over all their walls, made once.

use pilotzone_map::{Building, Point};

/// Side of a cell (m); walls of houses are about as long.
const CELL_M: f64 = 20.0;
/// More cells than this are never made: on huge maps they become larger instead.
const MAX_CELLS: f64 = 4e6;

/// The walls of all buildings.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outlines {
    walls: Vec<[Point; 2]>,
    low: Point,
    cell_m: f64,
    columns: usize,
    rows: usize,
    /// Where the walls of each cell start in `members`; one more than there are cells.
    starts: Vec<u32>,
    members: Vec<u32>,
}

impl Outlines {
    /// The walls of these buildings that stand on the ground; what hangs above it hides nobody.
    pub fn of(buildings: &[Building]) -> Self {
        let standing = buildings.iter().filter(|building| building.base_m <= 0.0);
        let rings = standing.flat_map(|building| std::iter::once(&building.ring).chain(&building.holes));
        Self::of_walls(rings.flat_map(|ring| {
            let next = ring.iter().cycle().skip(1);
            ring.iter().zip(next).map(|(a, b)| [*a, *b])
        }))
    }

    /// These walls; one with a number that is not finite is none.
    pub fn of_walls(walls: impl IntoIterator<Item = [Point; 2]>) -> Self {
        let finite = |wall: &[Point; 2]| wall.iter().all(|p| p.x.is_finite() && p.y.is_finite());
        let walls: Vec<[Point; 2]> = walls.into_iter().filter(finite).collect();
        let Some(first) = walls.first() else { return Self::default() };
        let (mut low, mut high) = (first[0], first[0]);
        for p in walls.iter().flatten() {
            (low.x, low.y) = (low.x.min(p.x), low.y.min(p.y));
            (high.x, high.y) = (high.x.max(p.x), high.y.max(p.y));
        }
        let (width_m, height_m) = (high.x - low.x, high.y - low.y);
        // Rows and columns are one more than fit, so a map of one thin strip is bounded by its longer side.
        let cell_m =
            CELL_M.max((width_m * height_m / MAX_CELLS).sqrt()).max(width_m.max(height_m) / MAX_CELLS);
        let count = |side_m: f64| (side_m / cell_m) as usize + 1;
        let mut outlines = Self {
            walls,
            low,
            cell_m,
            columns: count(width_m),
            rows: count(height_m),
            starts: Vec::new(),
            members: Vec::new(),
        };
        outlines.sort_into_cells();
        outlines
    }

    fn sort_into_cells(&mut self) {
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        for (i, [a, b]) in self.walls.iter().enumerate() {
            self.walk(*a, *b, |cell| {
                pairs.push((cell as u32, i as u32));
                false
            });
        }
        pairs.sort_unstable();
        self.starts = vec![0; self.columns * self.rows + 1];
        for (cell, _) in &pairs {
            self.starts[*cell as usize + 1] += 1;
        }
        for i in 1..self.starts.len() {
            self.starts[i] += self.starts[i - 1];
        }
        self.members = pairs.into_iter().map(|(_, wall)| wall).collect();
    }

    /// Whether a wall stands between two points.
    pub fn is_hidden(&self, from: Point, to: Point) -> bool {
        !self.walls.is_empty()
            && self.walk(from, to, |cell| {
                let members = self.starts[cell] as usize..self.starts[cell + 1] as usize;
                self.members[members].iter().any(|&i| crosses(self.walls[i as usize], from, to))
            })
    }

    /// Calls `visit` for the cells that a line passes, column by column, until it says true; whether it did. A cell's
    /// rim belongs to both neighbours, so rounding loses nothing.
    fn walk(&self, from: Point, to: Point, mut visit: impl FnMut(usize) -> bool) -> bool {
        let (from, to) = if from.x <= to.x { (from, to) } else { (to, from) };
        let rim_m = 1e-6 * self.cell_m;
        let place = |m: f64| (m / self.cell_m).floor();
        let span = |low: f64, high: f64, count: usize| {
            let (first, last) = (place(low - rim_m).max(0.0), place(high + rim_m).min(count as f64 - 1.0));
            (first <= last).then_some((first as usize, last as usize))
        };
        let Some((first, last)) = span(from.x - self.low.x, to.x - self.low.x, self.columns) else {
            return false;
        };
        let slope = if to.x > from.x { (to.y - from.y) / (to.x - from.x) } else { 0.0 };
        for column in first..=last {
            let left_x = (self.low.x + column as f64 * self.cell_m - rim_m).max(from.x);
            let right_x = (self.low.x + (column + 1) as f64 * self.cell_m + rim_m).min(to.x);
            let (mut y0, mut y1) = (from.y + (left_x - from.x) * slope, from.y + (right_x - from.x) * slope);
            if to.x - from.x <= rim_m {
                (y0, y1) = (from.y, to.y);
            }
            let Some((bottom, top)) = span(y0.min(y1) - self.low.y, y0.max(y1) - self.low.y, self.rows)
            else {
                continue;
            };
            if (bottom..=top).any(|row| visit(row * self.columns + column)) {
                return true;
            }
        }
        false
    }
}

/// Whether a wall and a look cross. A wall holds its start and not its end, so a look through the corner of two walls
/// crosses one of them.
fn crosses(wall: [Point; 2], from: Point, to: Point) -> bool {
    let side = |a: Point, b: Point, p: Point| (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);
    let parted = |a: f64, b: f64| (a > 0.0) != (b > 0.0);
    parted(side(from, to, wall[0]), side(from, to, wall[1]))
        && parted(side(wall[0], wall[1], from), side(wall[0], wall[1], to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn house(x: f64, y: f64, side: f64) -> Vec<[Point; 2]> {
        let corners =
            [(x, y), (x + side, y), (x + side, y + side), (x, y + side)].map(|(x, y)| Point::new(x, y));
        (0..4).map(|i| [corners[i], corners[(i + 1) % 4]]).collect()
    }

    #[test]
    fn a_house_hides_what_is_behind_it() {
        let outlines = Outlines::of_walls(house(10.0, 10.0, 10.0));
        let hidden = |x0, y0, x1, y1| outlines.is_hidden(Point::new(x0, y0), Point::new(x1, y1));
        assert!(
            hidden(0.0, 15.0, 30.0, 15.0) && hidden(15.0, 0.0, 15.0, 99.0) && hidden(0.0, 0.0, 99.0, 99.0)
        );
        assert!(
            !hidden(0.0, 5.0, 30.0, 5.0) && !hidden(0.0, 15.0, 9.0, 15.0) && !hidden(0.0, 19.0, 10.5, 30.0)
        );
    }

    #[test]
    fn without_buildings_nothing_is_hidden() {
        assert!(!Outlines::of(&[]).is_hidden(Point::new(0.0, 0.0), Point::new(9.0, 9.0)));
    }

    #[test]
    fn a_wall_of_numbers_that_are_none_is_no_wall() {
        let wall = [Point::new(f64::NAN, 0.0), Point::new(1.0, 1.0)];
        let outlines = Outlines::of_walls([wall]);
        assert!(!outlines.is_hidden(Point::new(0.0, 0.0), Point::new(f64::NAN, 9.0)));
    }

    proptest! {
        #[test]
        fn the_grid_finds_what_a_look_at_every_wall_finds(
            houses in prop::collection::vec((-300.0..300.0f64, -300.0..300.0f64, 1.0..60.0f64), 1..20),
            looks in prop::collection::vec((-400.0..400.0f64, -400.0..400.0f64, -400.0..400.0f64, -400.0..400.0f64), 1..50),
        ) {
            let walls: Vec<[Point; 2]> = houses.into_iter().flat_map(|(x, y, side)| house(x, y, side)).collect();
            let outlines = Outlines::of_walls(walls.clone());
            for (x0, y0, x1, y1) in looks {
                let (from, to) = (Point::new(x0, y0), Point::new(x1, y1));
                let any = walls.iter().any(|wall| crosses(*wall, from, to));
                prop_assert_eq!(outlines.is_hidden(from, to), any);
                prop_assert_eq!(outlines.is_hidden(to, from), any);
            }
        }
    }
}
