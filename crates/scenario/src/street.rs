//! Who and what else is on the street, and the weather.

mod place;
mod stroll;

pub use place::place_street;

use pilotzone_map::{LaneId, Point, Polyline};
use pilotzone_world::{AgentKey, Weather};
use serde::{Deserialize, Serialize};

/// Who and what else is on the street, and the weather.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Street {
    /// Sky and road.
    pub weather: Weather,
    /// People on foot, sorted by the time at which they set out, then key.
    pub walks: Vec<Walk>,
    /// How people choose gaps and where they walk; with walks only.
    pub walking: Option<Walking>,
    /// Lines across streets where nothing is marked; numbered on after the map's crosswalks.
    pub unmarked: Vec<Polyline>,
    /// Things that lie on the road.
    pub objects: Vec<Object>,
    /// Breakdowns, sorted by trip.
    pub breakdowns: Vec<Breakdown>,
    /// Trips that begin parked, sorted by trip.
    pub parked: Vec<Parked>,
    /// How emergency vehicles drive and others make way; none where they have no siren.
    pub emergency: Option<Emergency>,
    /// Zones round schools.
    pub school_zones: Vec<SchoolZone>,
}

/// One person who crosses once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Walk {
    /// Name in the file; `people.N` for the n-th at random.
    pub name: String,
    /// Stable key.
    pub key: AgentKey,
    /// When he sets out on the pavement (s of simulation).
    pub depart_s: f64,
    /// When he is at the kerb (s of simulation).
    pub kerb_s: f64,
    /// Walking speed (m/s).
    pub speed_mps: f64,
    /// Number of the map's crosswalk, or, after those, of [`Street::unmarked`].
    pub place: u32,
    /// Whether he walks along the line from its start to its end.
    pub forward: bool,
    /// Whether he waits for green.
    pub keeps_light: bool,
    /// Whether he walks without looking.
    pub heedless: bool,
    /// His quantile among people in the gap that he accepts, 0 to 1.
    pub caution: f64,
    /// Where he walks across the crosswalk's width, -1 to 1 from right to left of the line.
    pub beside: f64,
}

/// How people choose gaps and where they walk.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Walking {
    /// Gap that 95 of 100 accept where `gap_way_m` lie before them (s).
    pub gap_s: f64,
    /// The way to which it belongs (m).
    pub gap_way_m: f64,
    /// How much longer it must be for each metre more (s).
    pub gap_s_per_m: f64,
    /// Scale of the logistic spread between people (s).
    pub gap_scale_s: f64,
    /// Gap below which nobody steps onto the road knowingly (s).
    pub gap_least_s: f64,
    /// Way along the pavement before and after the crossing (m).
    pub pavement_m: f64,
}

impl Walking {
    /// The gap (s) that somebody of that quantile needs, for a way to the far edge of a lane (m).
    ///
    /// Logistic between people, so that P(accept) is the logit of the gap: the 95 % gaps are those of Accid. Anal.
    /// Prev. 129 (2019), 2.2, 5.9 and 9.6 s at 4, 7.5 and 11 m, which lie on a line.
    pub fn gap_for(&self, way_m: f64, caution: f64) -> f64 {
        let at_95_s = self.gap_s + (way_m - self.gap_way_m).max(0.0) * self.gap_s_per_m;
        let logit = |p: f64| libm::log(p / (1.0 - p));
        let spread_s = self.gap_scale_s * (logit(caution.clamp(0.001, 0.999)) - logit(0.95));
        (at_95_s + spread_s).max(self.gap_least_s)
    }
}

/// Something that lies on the road.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Object {
    /// Name in the file.
    pub name: String,
    /// Stable key.
    pub key: AgentKey,
    /// Its lane.
    pub lane: LaneId,
    /// Where it begins along the lane (m).
    pub pos_m: f64,
    /// Its length along the lane (m).
    pub length_m: f64,
    /// Its width (m).
    pub width_m: f64,
    /// Its mass (kg).
    pub mass_kg: f64,
    /// From when on it lies there (s of simulation).
    pub from_s: f64,
    /// Until when (s of simulation).
    pub to_s: f64,
}

/// A vehicle that stops in its lane and cannot go on for a while.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Breakdown {
    /// Number of its trip.
    pub trip: u32,
    /// When it begins (s of simulation).
    pub from_s: f64,
    /// When it is over (s of simulation).
    pub to_s: f64,
}

/// A trip that begins parked at the kerb.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Parked {
    /// Number of the trip.
    pub trip: u32,
    /// Its front along the lane (m).
    pub pos_m: f64,
    /// Time that the next vehicle behind must be away (s).
    pub gap_s: f64,
    /// Whether it pulls out whoever comes.
    pub forces: bool,
}

/// How emergency vehicles drive, and how others make way.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Emergency {
    /// How far ahead of it others make way (m).
    pub heard_m: f64,
    /// Speed of those who make way and still share its lane (m/s).
    pub slows_to_mps: f64,
    /// Speed at which it passes a red light or a stop line (m/s).
    pub red_mps: f64,
    /// Slower than this it is held up (m/s).
    pub held_mps: f64,
    /// For so long before it counts (s).
    pub held_s: f64,
    /// Share of drivers who do not notice it.
    pub unaware_share: f64,
    /// Trips that never make way, sorted.
    pub stubborn: Vec<u32>,
}

/// A zone round a school.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SchoolZone {
    /// Its outline in the map's frame.
    pub polygon: Vec<Point>,
    /// The limit inside (m/s).
    pub limit_mps: f64,
    /// When it begins to hold (s after local midnight).
    pub from_s: f64,
    /// When it ceases to (s after local midnight).
    pub to_s: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ninety_five_of_a_hundred_accept_the_published_gaps() {
        let walking = Walking {
            gap_s: 2.2,
            gap_way_m: 4.0,
            gap_s_per_m: 3.7 / 3.5,
            gap_scale_s: 0.3,
            gap_least_s: 1.5,
            pavement_m: 10.0,
        };
        for (way_m, gap_s) in [(4.0, 2.2), (7.5, 5.9), (11.0, 9.6)] {
            assert!((walking.gap_for(way_m, 0.95) - gap_s).abs() < 1e-9);
            assert!(walking.gap_for(way_m, 0.5) < gap_s);
        }
        assert!((walking.gap_for(4.0, 0.001) - 1.5).abs() < 1e-12, "nobody steps in front of a bumper");
    }
}
