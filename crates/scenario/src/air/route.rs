//! Ways of flights: the layer that a heading asks for, and the way there round buildings and closed zones.

use super::{AirPlan, closed_to};
use pilotzone_map::airways::Open;
use pilotzone_map::geometry::point_in_polygon;
use pilotzone_map::{Airways, Map, Point, Skyline};
use std::collections::BTreeMap;

/// The sky over a map, for planning.
#[derive(Debug, Clone)]
pub struct Sky {
    /// Its buildings.
    pub skyline: Skyline,
    airways: Airways,
    above_m: f64,
    /// Distance kept from closed zones (m).
    margin_m: f64,
    layers: u32,
    layer_m: f64,
    /// Open cells by operation, height (dm) and closed zones: worked out once each.
    known: BTreeMap<(u32, u64, Vec<usize>), Open>,
}

/// A way at one height.
#[derive(Debug, Clone, PartialEq)]
pub struct Leg {
    /// Above ground (m).
    pub height_m: f64,
    /// From its first point to its last, both in it.
    pub way: Vec<Point>,
}

impl Leg {
    /// Its length (m).
    pub fn length_m(&self) -> f64 {
        self.way.windows(2).map(|pair| pair[0].distance(pair[1])).sum()
    }
}

impl Sky {
    /// The sky over a map; none where nothing flies.
    pub fn new(map: &Map, plan: &AirPlan) -> Option<Self> {
        let planning = plan.numbers.as_ref().filter(|_| !plan.is_empty())?.planning;
        let skyline = Skyline::new(&map.buildings);
        let airways = Airways::new(map, &skyline, planning.cell_m, planning.beside_m);
        Some(Self {
            skyline,
            airways,
            above_m: planning.above_m,
            margin_m: planning.beside_m + 0.5 * planning.cell_m,
            layers: planning.layers,
            layer_m: planning.layer_m,
            known: BTreeMap::new(),
        })
    }

    /// Height of the layer for a heading (m).
    pub fn layer_m(&self, lowest_m: f64, from: Point, to: Point) -> f64 {
        let clockwise = libm::atan2(to.x - from.x, to.y - from.y) / core::f64::consts::TAU;
        let turn = clockwise - libm::floor(clockwise);
        let layer = ((turn * f64::from(self.layers)) as u32).min(self.layers - 1);
        lowest_m + f64::from(layer) * self.layer_m
    }

    /// The way of an operation from one place to another at a time: in the layer of its heading, or where there is none
    /// in the next one above. `shunned` are outlines that this flight keeps out of. None where there is no way at all.
    pub fn leg(
        &mut self,
        plan: &AirPlan,
        operation: u32,
        (from, to): (Point, Point),
        unix_s: i64,
        shunned: &[Vec<Point>],
    ) -> Option<Leg> {
        let lowest_m = plan.operations.get(operation as usize)?.cruise_m;
        let first_m = self.layer_m(lowest_m, from, to);
        (0..self.layers).find_map(|up| {
            let height_m = first_m + f64::from(up) * self.layer_m;
            let way = self.way_at(plan, operation, (from, to), (height_m, unix_s), shunned)?;
            Some(Leg { height_m, way })
        })
    }

    /// The way at a height; none where there is none there.
    pub fn way_at(
        &mut self,
        plan: &AirPlan,
        operation: u32,
        (from, to): (Point, Point),
        (height_m, unix_s): (f64, i64),
        shunned: &[Vec<Point>],
    ) -> Option<Vec<Point>> {
        let who = plan.operations.get(operation as usize)?;
        let mut closed = closed_to(plan, operation, height_m, unix_s);
        if !who.lawful {
            closed.retain(|&at| who.geofence && plan.zones[at].kind == super::ZoneKind::Geofence);
        }
        let covers = |p: Point| {
            closed.iter().any(|&at| plan.zones[at].covers(p))
                || shunned.iter().any(|ring| point_in_polygon(p, ring))
        };
        if covers(from) || covers(to) {
            return None;
        }
        // A cell is closed where any of it is, with room for the corners that a flight cuts.
        let margin_m = self.margin_m;
        let is_closed = |p: Point| {
            let beside = [(0.0, 0.0), (1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)];
            beside.iter().any(|(x, y)| covers(Point::new(p.x + x * margin_m, p.y + y * margin_m)))
        };
        if !shunned.is_empty() {
            let open = self.airways.open(height_m, self.above_m, &is_closed);
            return self.airways.way(&open, from, to);
        }
        let key = (operation, (height_m * 10.0) as u64, closed.clone());
        if !self.known.contains_key(&key) {
            let open = self.airways.open(height_m, self.above_m, &is_closed);
            self.known.insert(key.clone(), open);
        }
        self.airways.way(self.known.get(&key)?, from, to)
    }
}
