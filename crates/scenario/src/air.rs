//! Drones of a run: pads, operations, flights, zones, permits, who lives below, what fails.

mod closed;
pub mod feasible;
mod place;
pub mod route;
pub mod zone;

pub use closed::{closed_to, opens};
pub use place::place_air;
pub use route::{Leg, Sky};
pub use zone::{AirZone, Datum, Shape, ZoneKind};

use crate::file::{
    AirFile, AirframeFile, MissionWord, OperatorWord, PilotWord, ResponseWord, SensorWord, UasPurposeWord,
    UavFaultWord, WindFile,
};
use pilotzone_map::Point;
use pilotzone_world::AgentKey;
use serde::{Deserialize, Serialize};

/// All that a run has in the air.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct AirPlan {
    /// How missions are flown and watched; none where nothing flies.
    pub numbers: Option<AirFile>,
    /// Airframes with their names.
    pub airframes: Vec<(String, AirframeFile)>,
    /// The wind.
    pub wind: WindFile,
    /// Where drones take off and land.
    pub pads: Vec<Pad>,
    /// Who flies.
    pub operations: Vec<Operation>,
    /// What they are sent out for.
    pub missions: Vec<Mission>,
    /// Every single flight, sorted by the time at which it is due, then key.
    pub flights: Vec<Flight>,
    /// Zones of the air.
    pub zones: Vec<AirZone>,
    /// Height of the ground above the sea (m).
    pub ground_amsl_m: f64,
    /// Military facilities in protection areas.
    pub facilities: Vec<Facility>,
    /// Areas agreed for recording under the special case.
    pub agreed: Vec<Vec<Point>>,
    /// Approvals that hold on the day.
    pub permits: Vec<AirPermit>,
    /// Who lives below.
    pub population: Option<Population>,
    /// What fails.
    pub faults: Vec<UavFault>,
    /// Whether the special case for unmanned devices holds in the run.
    pub special_uas: bool,
}

/// Where drones take off and land.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Pad {
    /// Its name.
    pub name: String,
    /// Its middle.
    pub at: Point,
    /// Its height above ground (m): that of the roof on which it lies.
    pub z_m: f64,
    /// How many can take off or land at a time.
    pub berths: u32,
}

/// A sensor that looks down.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Sensor {
    /// What it is.
    pub kind: SensorWord,
    /// Half of the opening angle of its cone (rad).
    pub half_rad: f64,
    /// How far its axis points below the horizon (rad).
    pub tilt_rad: f64,
    /// How far it can make something out (m).
    pub range_m: f64,
}

/// One operator's aircraft of one kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(clippy::struct_excessive_bools, reason = "papers are held or not, each by itself")]
pub struct Operation {
    /// Its name.
    pub name: String,
    /// Place of its airframe in [`AirPlan::airframes`].
    pub airframe: u32,
    /// Who operates.
    pub operator: OperatorWord,
    /// How many aircraft there are.
    pub aircraft: u32,
    /// Places of its pads in [`AirPlan::pads`].
    pub pads: Vec<u32>,
    /// Between a landing and the next take-off (s).
    pub turnaround_s: f64,
    /// Speed in cruise (m/s).
    pub cruise_mps: f64,
    /// Height of the lowest layer of cruise (m).
    pub cruise_m: f64,
    /// Whether its aircraft are reported.
    pub reported: bool,
    /// Whether they have the safety certificate.
    pub certified: bool,
    /// Class of the pilots' certificate, 1 to 4.
    pub pilot_class: Option<u32>,
    /// Whether third parties are insured.
    pub insured: bool,
    /// The declared purpose.
    pub purpose: Option<UasPurposeWord>,
    /// Where the pilots are.
    pub pilot: PilotWord,
    /// Whether the aircraft give way to each other.
    pub avoids: bool,
    /// Whether they keep out of what is closed.
    pub geofence: bool,
    /// What they do without a command link.
    pub on_link_loss: ResponseWord,
    /// What they do without a position.
    pub on_gnss_loss: ResponseWord,
    /// What they do without a motor.
    pub on_power_loss: ResponseWord,
    /// The sensor.
    pub sensor: Option<Sensor>,
    /// Whether its planner obeys the law.
    pub lawful: bool,
}

/// What flights of one kind are for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mission {
    /// Its name.
    pub name: String,
    /// Place of its operation in [`AirPlan::operations`].
    pub operation: u32,
    /// What it is.
    pub kind: MissionWord,
    /// The way of the job at its height; empty in deliveries.
    pub way: Vec<Point>,
    /// Height at the job (m); none: that of cruise.
    pub height_m: Option<f64>,
    /// How often the way is flown.
    pub laps: u32,
    /// How long it stays at its end (s).
    pub stay_s: f64,
    /// What it carries there (kg).
    pub payload_kg: f64,
    /// Whether the sensor is on at the job.
    pub records: bool,
    /// Whether the sensor is on all the time.
    pub records_on_the_way: bool,
    /// Where the sensor looks in an inspection.
    pub looks_at: Option<Point>,
}

/// One flight.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Flight {
    /// Its name: `MISSION.N`.
    pub name: String,
    /// Stable key.
    pub key: AgentKey,
    /// Place of its mission in [`AirPlan::missions`].
    pub mission: u32,
    /// Place of the pad from which it flies in [`AirPlan::pads`].
    pub home: u32,
    /// Place of the pad on which it lands in between.
    pub to: Option<u32>,
    /// When it is due (s of simulation).
    pub due_s: f64,
}

/// A military facility in a protection area.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Facility {
    /// Its name in the file.
    pub key: String,
    /// Whether it is invented.
    pub hypothetical: bool,
    /// Its outline.
    pub polygon: Vec<Point>,
    /// Its height (m).
    pub height_m: f64,
}

/// An approval.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AirPermit {
    /// Places of the operations that it covers.
    pub operations: Vec<u32>,
    /// A bit for each [`crate::file::ApprovalWord`].
    pub allows: u8,
    /// Identifiers of the zones that it opens; empty: all.
    pub zones: Vec<String>,
    /// Highest flight (m).
    pub max_height_m: Option<f64>,
}

/// Who lives below.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Population {
    /// People per square kilometre where no area says otherwise.
    pub per_km2: f64,
    /// Share of them outdoors.
    pub outdoors_share: f64,
    /// Share of those indoors whom a roof does not save.
    pub roof_fails_share: f64,
    /// From so many on an area counts as dense (1/km²).
    pub dense_per_km2: f64,
    /// From so many outdoors on they are a crowd (1/km²).
    pub crowd_per_km2: f64,
    /// Factors of the hours of the day; empty: 1.
    pub by_hour: Vec<f64>,
    /// Areas: outline, people per square kilometre, share outdoors.
    pub areas: Vec<(Vec<Point>, f64, f64)>,
}

impl Population {
    /// People per square kilometre at a place (all day's mean), and the share of them outdoors.
    pub fn at(&self, at: Point) -> (f64, f64) {
        let inside =
            |(ring, ..): &&(Vec<Point>, f64, f64)| pilotzone_map::geometry::point_in_polygon(at, ring);
        let area = self.areas.iter().find(inside);
        area.map_or((self.per_km2, self.outdoors_share), |&(_, per_km2, share)| (per_km2, share))
    }

    /// The factor of a second of the day.
    pub fn factor(&self, second_of_day: f64) -> f64 {
        let hour = ((second_of_day / 3600.0).max(0.0) as usize) % 24;
        self.by_hour.get(hour).copied().unwrap_or(1.0)
    }
}

/// Something that fails.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UavFault {
    /// What.
    pub kind: UavFaultWord,
    /// Number of the flight; none: every one.
    pub flight: Option<u32>,
    /// After its take-off (s).
    pub after_s: Option<f64>,
    /// How often in an hour of flight.
    pub per_h: f64,
    /// How long (s); none: for good.
    pub lasts_s: Option<f64>,
    /// The motor; none: a random one.
    pub motor: Option<u32>,
    /// Speed of wandering or flying away (m/s).
    pub speed_mps: f64,
    /// Direction of that (rad, 0 is east, counter-clockwise); none: a random one.
    pub towards_rad: Option<f64>,
}

impl Pad {
    /// The middle of a berth: they lie in a square round the pad's middle.
    pub fn berth(&self, number: u32, apart_m: f64) -> Point {
        let side = libm::ceil(libm::sqrt(f64::from(self.berths.max(1)))) as u32;
        let from_middle = |n: u32| (f64::from(n) - 0.5 * f64::from(side - 1)) * apart_m;
        Point::new(self.at.x + from_middle(number % side), self.at.y + from_middle(number / side))
    }

    /// How far its berths reach from its middle (m).
    pub fn reach_m(&self, apart_m: f64) -> f64 {
        self.berth(0, apart_m).distance(self.at)
    }
}

impl AirPlan {
    /// Whether nothing flies.
    pub fn is_empty(&self) -> bool {
        self.flights.is_empty()
    }

    /// The approvals that an operation has at a height, all zones' together.
    pub fn approvals(&self, operation: u32, height_m: f64) -> u8 {
        let covers = |permit: &&AirPermit| {
            permit.operations.contains(&operation) && permit.max_height_m.is_none_or(|most| height_m <= most)
        };
        self.permits.iter().filter(covers).fold(0, |bits, permit| bits | permit.allows)
    }
}
