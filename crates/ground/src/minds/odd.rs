//! The operational design domain as it is watched.

use pilotzone_map::Point;
use pilotzone_map::geometry::point_in_polygon;
use pilotzone_scenario::Zone;
use pilotzone_scenario::automation::Odd;
use pilotzone_world::{OddLimit, StartTime, Weather};

/// Where, when and in what weather a stack may drive.
#[derive(Debug, Clone)]
pub struct Domain {
    odd: Odd,
    zones: Vec<Vec<Point>>,
    /// What the weather of the run forbids, if anything.
    weather: Option<OddLimit>,
}

impl Domain {
    /// A domain among the zones of a run, in its weather.
    pub fn new<'z>(odd: &Odd, zones: impl Iterator<Item = (&'z str, &'z Zone)>, weather: &Weather) -> Self {
        let named = zones.filter(|(name, _)| odd.zones.iter().any(|zone| zone == name));
        Self {
            zones: named.map(|(_, zone)| zone.polygon.clone()).collect(),
            weather: forbidden_by(odd, weather),
            odd: odd.clone(),
        }
    }

    /// How far ahead it looks (s).
    pub fn ahead_s(&self) -> f64 {
        self.odd.ahead_s
    }

    /// The limit that a vehicle there, on a road with that limit, at that time, is beyond.
    pub fn left(&self, at: Point, road_mps: f64, start: Option<StartTime>, time_s: f64) -> Option<OddLimit> {
        if self.weather.is_some() {
            return self.weather;
        }
        if self.odd.road_limit_max_kmh.is_some_and(|most_kmh| road_mps * 3.6 > most_kmh + 1e-6) {
            return Some(OddLimit::Speed);
        }
        if let (Some([from, to]), Some(start)) = (&self.odd.hours, start) {
            let hour = start.hour_of_day(time_s);
            if hour < from.0 || hour >= to.0 {
                return Some(OddLimit::Hours);
            }
        }
        let inside = self.odd.zones.is_empty() || self.zones.iter().any(|zone| point_in_polygon(at, zone));
        (!inside).then_some(OddLimit::Area)
    }
}

fn forbidden_by(odd: &Odd, weather: &Weather) -> Option<OddLimit> {
    let limits = [
        (odd.rain_max_mm_per_h.is_some_and(|most| weather.rain_mm_per_h > most), OddLimit::Rain),
        (odd.snow_max_mm.is_some_and(|most| weather.snow_mm > most), OddLimit::Snow),
        (odd.visibility_min_m.is_some_and(|least| weather.visibility_m < least), OddLimit::Visibility),
        (weather.night && !odd.night, OddLimit::Night),
    ];
    limits.into_iter().find(|(passed, _)| *passed).map(|(_, limit)| limit)
}
