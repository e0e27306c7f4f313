//! Zones of the air: where, how high, when, of what kind and by whose word.

use pilotzone_map::Point;
use pilotzone_map::geometry::point_in_polygon;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What a zone is before the law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ZoneKind {
    /// Control zone round an aerodrome.
    ControlZone,
    /// Prohibited area.
    Prohibited,
    /// Restricted area.
    Restricted,
    /// Airspace in which ultralight vehicles are restricted.
    UltralightRestricted,
    /// Flight-safety zone round a military aerodrome.
    FlightSafety,
    /// Free zone for drones, in which some duties are waived.
    DroneFree,
    /// Where the operation itself wants its drones to stay out.
    Geofence,
}

impl ZoneKind {
    /// Its bit in a set of kinds.
    pub fn bit(self) -> u8 {
        1 << self as u8
    }

    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::ControlZone => "control_zone",
            Self::Prohibited => "prohibited",
            Self::Restricted => "restricted",
            Self::UltralightRestricted => "ultralight_restricted",
            Self::FlightSafety => "flight_safety",
            Self::DroneFree => "drone_free",
            Self::Geofence => "geofence",
        }
    }
}

/// From where a height is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "above ground, above the sea")]
pub enum Datum {
    Agl,
    Amsl,
}

/// Its ground plan.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Shape {
    /// A ring, first point not repeated.
    Polygon(Vec<Point>),
    /// A circle.
    Circle {
        /// Its middle.
        centre: Point,
        /// Its radius (m).
        radius_m: f64,
    },
}

/// A zone of the air.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AirZone {
    /// Its identifier in the file.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// What it is before the law.
    pub kind: ZoneKind,
    /// Its ground plan.
    pub shape: Shape,
    /// From this height on, with its datum (m).
    pub floor: (f64, Datum),
    /// Up to this height (m).
    pub ceiling: (f64, Datum),
    /// From when to when it holds (s since 1970); empty: always.
    pub times: Vec<(i64, i64)>,
    /// By whose word.
    pub authority: String,
    /// What to know about it, such as that it is inferred or not for navigation.
    pub note: String,
}

impl AirZone {
    /// Whether a place lies in its ground plan.
    pub fn covers(&self, at: Point) -> bool {
        match &self.shape {
            Shape::Polygon(ring) => point_in_polygon(at, ring),
            Shape::Circle { centre, radius_m } => centre.distance(at) <= *radius_m,
        }
    }

    /// Whether a height above ground lies between its floor and its ceiling.
    pub fn spans(&self, height_m: f64, ground_amsl_m: f64) -> bool {
        let above_ground = |(m, datum): (f64, Datum)| if datum == Datum::Agl { m } else { m - ground_amsl_m };
        above_ground(self.floor) <= height_m && height_m <= above_ground(self.ceiling)
    }

    /// Whether it holds at a time (s since 1970).
    pub fn holds_at(&self, unix_s: i64) -> bool {
        self.times.is_empty() || self.times.iter().any(|&(from, to)| from <= unix_s && unix_s < to)
    }
}

/// Where the outline of a ring crosses itself: the numbers of the two sides; none where it does not.
pub fn crosses_itself(ring: &[Point]) -> Option<(usize, usize)> {
    let n = ring.len();
    let side = |i: usize| (ring[i], ring[(i + 1) % n]);
    for i in 0..n {
        for j in i + 1..n {
            let neighbours = j == i + 1 || (i == 0 && j == n - 1);
            if !neighbours && meet(side(i), side(j)) {
                return Some((i, j));
            }
        }
    }
    None
}

fn meet((a, b): (Point, Point), (c, d): (Point, Point)) -> bool {
    let turn = |p: Point, q: Point, r: Point| (q.x - p.x) * (r.y - p.y) - (q.y - p.y) * (r.x - p.x);
    let apart = |s: f64, t: f64| (s > 0.0 && t > 0.0) || (s < 0.0 && t < 0.0);
    !apart(turn(a, b, c), turn(a, b, d)) && !apart(turn(c, d, a), turn(c, d, b)) && boxes_meet((a, b), (c, d))
}

fn boxes_meet((a, b): (Point, Point), (c, d): (Point, Point)) -> bool {
    a.x.min(b.x) <= c.x.max(d.x)
        && c.x.min(d.x) <= a.x.max(b.x)
        && a.y.min(b.y) <= c.y.max(d.y)
        && c.y.min(d.y) <= a.y.max(b.y)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(points: &[(f64, f64)]) -> Vec<Point> {
        points.iter().map(|&(x, y)| Point::new(x, y)).collect()
    }

    #[test]
    fn a_bow_tie_crosses_itself_and_a_square_does_not() {
        assert_eq!(crosses_itself(&ring(&[(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)])), None);
        assert_eq!(crosses_itself(&ring(&[(0.0, 0.0), (1.0, 1.0), (1.0, 0.0), (0.0, 1.0)])), Some((0, 2)));
    }

    #[test]
    fn heights_above_the_sea_and_above_ground_are_told_apart() {
        let zone = AirZone {
            id: "z".into(),
            name: "z".into(),
            kind: ZoneKind::Prohibited,
            shape: Shape::Circle { centre: Point::new(0.0, 0.0), radius_m: 10.0 },
            floor: (0.0, Datum::Agl),
            ceiling: (100.0, Datum::Amsl),
            times: vec![(100, 200)],
            authority: String::new(),
            note: String::new(),
        };
        assert!(zone.spans(70.0, 20.0) && !zone.spans(90.0, 20.0));
        assert!(zone.covers(Point::new(6.0, 8.0)) && !zone.covers(Point::new(8.0, 8.0)));
        assert!(zone.holds_at(100) && !zone.holds_at(200));
    }
}
