//! What the sensors of a stack make of the world.

use super::{Mind, System};
use crate::kinds::Leader;
use crate::roads::NONE;
use crate::state::Car;
use crate::view::View;
use pilotzone_map::Point;
use pilotzone_scenario::automation::{Detection, SensorKind};
use pilotzone_world::{AgentClass, AgentKey, FaultKind, Stream};

const FOUND: Stream = Stream::named("detection");
const NOISE: Stream = Stream::named("measurement");

/// What kind of thing is to be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// A car or something larger.
    Vehicle,
    /// A motorcycle, bicycle or scooter.
    Cycle,
    /// Somebody on foot.
    Person,
    /// Something that lies on the road.
    Object,
}

impl Target {
    /// What a vehicle of a class is for a detector.
    pub fn of(class: AgentClass) -> Self {
        match class {
            AgentClass::Motorcycle | AgentClass::Bicycle | AgentClass::Scooter => Self::Cycle,
            AgentClass::Pedestrian => Self::Person,
            _ => Self::Vehicle,
        }
    }
}

/// Chance that a frame holds a thing at that range (parameters table C, "hit rate per frame").
pub fn chance(d: &Detection, target: Target, range_m: f64, share: f64) -> f64 {
    let (half_m, slope_m) = match target {
        Target::Vehicle | Target::Object => (d.vehicle_half_m, d.vehicle_slope_m),
        Target::Cycle => (d.cycle_half_m, d.cycle_slope_m),
        Target::Person => (d.person_half_m, d.person_slope_m),
    };
    d.most / (1.0 + libm::exp((range_m - half_m * share) / slope_m))
}

/// Something out there, as seen from a vehicle.
#[derive(Debug, Clone, Copy)]
pub struct Sight {
    /// Whom.
    pub key: AgentKey,
    /// What.
    pub target: Target,
    /// Distance (m).
    pub range_m: f64,
    /// Direction from straight ahead to the left (rad).
    pub bearing_rad: f64,
}

impl System {
    /// Share of its sensors' range that faults and weather leave; darkness is the camera's alone.
    fn range_share(&self, mind: &Mind) -> f64 {
        self.weather_share * mind.faults.size(FaultKind::RangeCut).unwrap_or(1.0)
    }

    /// Whether some sensor points there and reaches so far.
    fn covers(&self, mind: &Mind, sight: &Sight, night: bool) -> bool {
        let share = self.range_share(mind);
        self.stack.sensors.iter().any(|sensor| {
            let dark = if night && sensor.kind == SensorKind::Camera { 0.6 } else { 1.0 };
            // Radar sees through rain and fog.
            let share = if sensor.kind == SensorKind::Radar { share.max(0.9) } else { share * dark };
            let off_rad = angle_rad(sight.bearing_rad - sensor.heading_deg.to_radians());
            sight.range_m <= sensor.range_m * share && off_rad.abs() <= sensor.view_deg.to_radians() / 2.0
        })
    }

    /// Whether the tracker holds that thing: found in one of the last moments, or of those over which it coasts.
    pub fn holds(&self, mind: &Mind, seed: u64, own: AgentKey, sight: &Sight, when: Moment) -> bool {
        if mind.faults.has(FaultKind::SensorBlind) || mind.faults.has(FaultKind::ComputerStop) {
            return false;
        }
        match sight.target {
            Target::Person if mind.faults.has(FaultKind::MissedPedestrian) => return false,
            Target::Object if mind.faults.has(FaultKind::WrongMap) => return false,
            _ => {}
        }
        let Some(d) = &self.stack.detection else { return true };
        if !self.covers(mind, sight, when.night) {
            return false;
        }
        let p = chance(d, sight.target, sight.range_m, self.range_share(mind));
        let moment = when.moment(d.correlated_s);
        let back = (d.coasts_s / d.correlated_s).ceil() as u64;
        let pair = AgentKey(own.0 ^ sight.key.0.rotate_left(17));
        (moment.saturating_sub(back)..=moment).any(|at| FOUND.draws(seed, pair, at).unit() < p)
    }

    /// Latency from light to a track (s).
    fn latency_s(&self, mind: &Mind) -> f64 {
        let own_s = self.stack.detection.as_ref().map_or(0.0, |d| d.latency_s);
        own_s + mind.faults.size(FaultKind::LatencySpike).unwrap_or(0.0)
    }
}

/// A time for sensing.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// The step.
    pub step: u64,
    /// Its length (s).
    pub dt_s: f64,
    /// Whether it is dark.
    pub night: bool,
}

impl Moment {
    /// Number of the stretch of time in which one luck lasts.
    fn moment(self, lasts_s: f64) -> u64 {
        (self.step as f64 * self.dt_s / lasts_s) as u64
    }
}

impl View<'_> {
    /// Where somebody is as seen from a car, by where both bodies are.
    pub fn sight(&self, car: &Car, at: Point, key: AgentKey, target: Target) -> Sight {
        let (own, heading_rad) = self.poses[car.id as usize];
        let (dx, dy) = (at.x - own.x, at.y - own.y);
        let bearing_rad = angle_rad(libm::atan2(dy, dx) - heading_rad);
        Sight { key, target, range_m: libm::hypot(dx, dy), bearing_rad }
    }

    /// Whether a stack sees another vehicle.
    pub fn system_sees(&self, mind: &Mind, system: &System, car: &Car, other: u32) -> bool {
        if other == NONE || system.stack.sensors.is_empty() && mind.faults.present().next().is_none() {
            return true;
        }
        let trip = &self.trips[other as usize];
        let class = self.kinds[trip.kind as usize].class;
        let sight = self.sight(car, self.poses[other as usize].0, trip.key, Target::of(class));
        let own = self.trips[car.id as usize].key;
        system.holds(mind, self.seed, own, &sight, self.moment())
    }

    /// The time for sensing.
    pub fn moment(&self) -> Moment {
        Moment { step: self.step, dt_s: self.dt_s, night: self.weather.night }
    }

    /// A stack's track of somebody ahead: late by its latency, with noise; none where it holds none.
    pub(super) fn measured(&self, mind: &Mind, system: &System, car: &Car, leader: Leader) -> Option<Leader> {
        if !self.system_sees(mind, system, car, leader.id) {
            return None;
        }
        let late_s = system.latency_s(mind);
        let mut seen = leader;
        // The tracker carries a late measurement forward at constant speed.
        seen.gap_m -= 0.5 * leader.accel_mps2 * late_s * late_s;
        seen.speed_mps -= leader.accel_mps2 * late_s;
        if let Some(d) = &system.stack.detection
            && leader.id != NONE
        {
            let pair = AgentKey(self.trips[car.id as usize].key.0 ^ self.trips[leader.id as usize].key.0);
            let mut noise = NOISE.draws(self.seed, pair, self.moment().moment(d.correlated_s));
            seen.gap_m += (d.position_noise_m + d.position_noise_share * leader.gap_m) * noise.normal();
            seen.speed_mps += d.speed_noise_mps * noise.normal();
        }
        // No measurement turns a gap into an overlap, or a speed backwards.
        seen.gap_m = if leader.gap_m > 0.0 { seen.gap_m.max(0.05) } else { leader.gap_m };
        seen.speed_mps = seen.speed_mps.max(0.0);
        Some(seen)
    }
}

/// The same angle between minus and plus half a turn (rad).
fn angle_rad(angle_rad: f64) -> f64 {
    let turn = core::f64::consts::TAU;
    angle_rad - turn * libm::floor(angle_rad / turn + 0.5)
}
