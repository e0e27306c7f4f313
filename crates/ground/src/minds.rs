//! Who drives, and how well: people who err, automated-driving stacks, and the crews that watch over them.
//!
//! A vehicle without a mind is driven by its car-following model alone. All others have a [`Mind`]: the part of them
//! that changes. What does not change stands in [`Minds`].

mod crew;
mod eyes;
mod faults;
mod limits;
mod odd;
mod safe;
mod sense;
mod state;
mod system;
mod think;

pub use eyes::Eyes;
pub use sense::{Sight, Target};
pub use state::{Mind, NEVER};

use crate::roads::NONE;
use limits::Limits;
use odd::Domain;
use pilotzone_scenario::automation::{Crew, DriverErrors, PlannedFault, PlannedLapse, RssFile, Stack};
use pilotzone_scenario::vehicle::MindOf;
use pilotzone_scenario::{Run, Zone};
use pilotzone_world::lognormal::Lognormal;
use pilotzone_world::rss::RssParams;
use pilotzone_world::{StartTime, Stream, Weather};

/// Traits of a driver that last: drawn once.
const TRAITS: Stream = Stream::named("driver_traits");

/// A driver's lasting traits.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Traits {
    /// Part of the type's time gap that he keeps.
    pub headway: f64,
    /// Whether he passes a line in the first moments of red.
    pub runs_red: bool,
}

/// A human driver compiled: his errors, and who he is.
#[derive(Debug, Clone)]
pub struct Person {
    /// How he errs.
    pub errors: DriverErrors,
    /// Time from a surprise to braking.
    pub reaction: Lognormal,
    /// Memory of the errors over a step.
    pub keeps: f64,
    /// New error in a step, in standard deviations.
    pub renews: f64,
}

/// A stack compiled.
#[derive(Debug, Clone)]
pub struct System {
    /// Its numbers.
    pub stack: Stack,
    /// Its planner's distances.
    pub rss: Option<RssParams>,
    /// Where and when it may drive.
    pub domain: Domain,
    /// Share of the range of its sensors that the weather leaves.
    pub weather_share: f64,
    /// What its brakes can do today (m/s²).
    pub brake_max_mps2: f64,
}

/// What does not change about all minds of a run.
#[derive(Debug, Clone, Default)]
pub struct Minds {
    /// By trip: the place of its mind in the state; [`NONE`] where it has none.
    pub of: Vec<u32>,
    /// By mind: who drives.
    pub kinds: Vec<MindOf>,
    /// By mind: lasting traits of the person in it.
    pub traits: Vec<Traits>,
    /// People.
    pub people: Vec<Person>,
    /// Stacks.
    pub systems: Vec<System>,
    /// Crews, each with the person as whom it drives.
    pub crews: Vec<(Crew, u16)>,
    /// Planned faults.
    pub faults: Vec<PlannedFault>,
    /// Forced lapses.
    pub lapses: Vec<PlannedLapse>,
    /// When the run starts, on the calendar.
    pub start: Option<StartTime>,
    /// Bounds of all who drive today.
    pub limits: Limits,
}

impl Minds {
    /// The minds of a run, and their state before anybody has entered.
    pub fn new(run: &Run) -> (Self, Vec<Mind>) {
        let automation = &run.automation;
        let mut minds = Self {
            people: automation.drivers.iter().map(|errors| Person::new(errors, run.settings.dt_s)).collect(),
            systems: automation.stacks.iter().map(|stack| System::new(stack, run)).collect(),
            crews: automation.crews.iter().map(|crew| (crew.clone(), 0)).collect(),
            faults: automation.faults.clone(),
            lapses: automation.lapses.clone(),
            start: Some(run.labels.start),
            limits: Limits::of(&run.street.weather),
            ..Self::default()
        };
        for (crew, person) in &mut minds.crews {
            let place = run.automation.driver_names.iter().position(|name| *name == crew.drives_as);
            *person = place.unwrap_or(0) as u16;
        }
        let mut states = Vec::new();
        for trip in &run.trips {
            let kind = run.types[trip.kind as usize].mind;
            if kind == MindOf::Nobody {
                minds.of.push(NONE);
                continue;
            }
            minds.of.push(states.len() as u32);
            minds.kinds.push(kind);
            let mut draws = TRAITS.draws(run.settings.seed, trip.key, 0);
            let (tailgates, runs_red) = (draws.unit(), draws.unit());
            let traits = minds.person_of(kind).map_or(Traits { headway: 1.0, runs_red: false }, |person| {
                let errors = &person.errors;
                let headway = if tailgates < errors.tailgater_share { errors.tailgater_headway } else { 1.0 };
                Traits { headway, runs_red: runs_red < errors.red_runner_share }
            });
            minds.traits.push(traits);
            states.push(Mind::outside(kind, minds.faults.len()));
        }
        if states.is_empty() {
            minds.of.clear();
        }
        (minds, states)
    }

    /// Whether nobody has a mind.
    pub fn is_empty(&self) -> bool {
        self.of.is_empty()
    }

    /// The place of a trip's mind.
    #[inline]
    pub fn place(&self, id: u32) -> Option<usize> {
        self.of.get(id as usize).filter(|&&at| at != NONE).map(|&at| at as usize)
    }

    /// The person in a vehicle: its driver, or the one who takes over.
    pub fn person_of(&self, kind: MindOf) -> Option<&Person> {
        match kind {
            MindOf::Nobody => None,
            MindOf::Driver(person) => self.people.get(person as usize),
            MindOf::Stack { crew, .. } => {
                self.crews.get(crew as usize).and_then(|(_, person)| self.people.get(*person as usize))
            }
        }
    }

    /// The stack and the crew of a vehicle that has them.
    pub fn system_of(&self, kind: MindOf) -> Option<(&System, &Crew)> {
        let MindOf::Stack { stack, crew } = kind else { return None };
        Some((self.systems.get(stack as usize)?, &self.crews.get(crew as usize)?.0))
    }
}

impl Person {
    fn new(errors: &DriverErrors, dt_s: f64) -> Self {
        // Ornstein-Uhlenbeck with unit variance, exact over a step: Gillespie 1996, Phys. Rev. E 54, 2084, eq. 3.1.
        let keeps = libm::exp(-dt_s / errors.error_time_s);
        Self {
            errors: errors.clone(),
            reaction: Lognormal::of_moments(
                errors.reaction_mean_s.max(1e-3),
                errors.reaction_deviation_s.max(1e-3),
            ),
            keeps,
            renews: (1.0 - keeps * keeps).sqrt(),
        }
    }
}

impl System {
    fn new(stack: &Stack, run: &Run) -> Self {
        let weather = &run.street.weather;
        Self {
            rss: stack.rss.as_ref().map(RssFile::params),
            domain: Domain::new(&stack.odd, zones(&run.zones), weather),
            weather_share: weather_share(weather),
            brake_max_mps2: stack.brake_max_mps2.min(Limits::of(weather).brake_max_mps2),
            stack: stack.clone(),
        }
    }
}

fn zones(zones: &[Zone]) -> impl Iterator<Item = (&str, &Zone)> {
    zones.iter().map(|zone| (zone.key.as_str(), zone))
}

/// Share of a sensor's range that the weather leaves: parameters table C, "weather factor" (assumed there, in the order
/// of lidar tests in rain): rain 0.9 at 10 mm/h and 0.75 at 30, fog by visibility over 200 m, lying snow 0.6.
fn weather_share(weather: &Weather) -> f64 {
    let rain = if weather.rain_mm_per_h <= 10.0 {
        1.0 - 0.01 * weather.rain_mm_per_h
    } else {
        (0.9 - 0.0075 * (weather.rain_mm_per_h - 10.0)).max(0.3)
    };
    let fog = (weather.visibility_m / 200.0).min(1.0);
    let snow = if weather.snow_mm > 0.0 { 0.6 } else { 1.0 };
    rain * fog * snow
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use pilotzone_scenario::automation::Odd;

    /// A stack with perfect sensing that plans by responsibility-sensitive safety.
    pub fn system() -> System {
        let rss = RssFile {
            response_s: 0.5,
            accel_max_mps2: 3.5,
            brake_min_mps2: 4.0,
            brake_max_mps2: 8.0,
            brake_correct_mps2: 3.0,
            lateral_accel_max_mps2: 0.2,
            lateral_brake_min_mps2: 0.8,
            lateral_margin_m: 0.1,
        };
        let stack = Stack {
            source: String::new(),
            sensors: Vec::new(),
            detection: None,
            rss: Some(rss),
            emergency_braking: None,
            brake_lag_s: 0.15,
            brake_ramp_mps3: 12.65,
            brake_max_mps2: 8.0,
            odd: Odd { night: true, ahead_s: 10.0, ..Odd::default() },
            school_stop: false,
            request_lead_s: 10.0,
            minimal_risk_mps2: 3.0,
            recovered_after_s: 60.0,
            diagnosis_s: 0.5,
            confidence_min: 0.0,
        };
        System {
            rss: stack.rss.as_ref().map(RssFile::params),
            domain: Domain::new(&stack.odd, std::iter::empty(), &Weather::default()),
            weather_share: 1.0,
            brake_max_mps2: 8.0,
            stack,
        }
    }

    #[test]
    fn weather_cuts_the_range_as_the_table_says() {
        let rain = |mm| weather_share(&Weather { rain_mm_per_h: mm, ..Weather::default() });
        assert!((rain(0.0) - 1.0).abs() < 1e-12 && (rain(10.0) - 0.9).abs() < 1e-12);
        assert!((rain(30.0) - 0.75).abs() < 1e-12);
        let fog = weather_share(&Weather { visibility_m: 50.0, ..Weather::default() });
        assert!((fog - 0.25).abs() < 1e-12);
    }
}
