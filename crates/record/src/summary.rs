//! The figures of a run: the object that `pilotzone run --json` prints and `summary.json` holds.

use crate::aloft::AirSummary;
use pilotzone_engine::{Engine, Progress, Totals};
use pilotzone_law::{Law, RuleTotals};
use pilotzone_map::Source;
use pilotzone_world::hash::hex;
use pilotzone_world::{AgentClass, IncidentKind, NearMissKind, PerClass};
use serde::Serialize;
use std::collections::BTreeMap;

/// So many incidents are told on the page.
const GRAVEST: usize = 5;

/// Counts by name; what did not happen is not in it.
pub type Counts = BTreeMap<String, u64>;

/// A set of rules as data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RulePack {
    /// Its name.
    pub id: String,
    /// Its version.
    pub version: String,
}

/// What a run cost the machine. None where the system does not tell.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Machine {
    /// From the program's start to the run's end (s).
    pub wall_s: f64,
    /// User and system time of the process (s).
    pub cpu_s: Option<f64>,
    /// Reading map, demand and scenario (s).
    pub load_s: f64,
    /// The most memory held at any time (MB).
    pub peak_rss_mb: Option<f64>,
}

/// The figures of a run.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// The scenario's name.
    pub scenario: String,
    /// The map, as the scenario names it.
    pub map: String,
    /// Seed of all random numbers.
    pub seed: u64,
    /// Version of pilotzone.
    pub version: String,
    /// Rule set.
    pub law: String,
    /// The date that picks the rules in force.
    pub law_date: String,
    /// The rules as data; none: none was evaluated.
    pub rule_pack: Option<RulePack>,
    /// Where the map comes from, and on what terms.
    pub provenance: Vec<Source>,
    /// Simulated time (s).
    pub sim_time_s: f64,
    /// Length of a step (s).
    pub dt_s: f64,
    /// Steps since the run's start.
    pub steps: u64,
    /// Why the run ended: `end_time`, `empty` or `gridlock`.
    pub ended: &'static str,
    /// From the program's start to the run's end (s).
    pub wall_s: f64,
    /// User and system time of the process (s).
    pub cpu_s: Option<f64>,
    /// Reading map, demand and scenario (s).
    pub load_s: f64,
    /// CPU time by room (s); empty where it was not measured.
    pub cpu_by_room: BTreeMap<String, f64>,
    /// The most memory held at any time (MB).
    pub peak_rss_mb: Option<f64>,
    /// Threads.
    pub threads: usize,
    /// Entered the road, by class.
    pub inserted: Counts,
    /// Reached the goal, by class.
    pub arrived: Counts,
    /// On the road at the end, by class.
    pub running: Counts,
    /// Taken out by an event, by class.
    pub removed: Counts,
    /// Due, and still outside.
    pub waiting: u64,
    /// Trips that no way can be driven for.
    pub unroutable: u64,
    /// Road vehicles moved, summed over steps.
    pub vehicle_updates: u64,
    /// Drones moved, summed over steps.
    pub uav_updates: u64,
    /// Agents times recorded frames.
    pub agent_frames: u64,
    /// Way driven (km).
    pub vehicle_km: f64,
    /// Way driven by automated vehicles (km).
    pub av_km: f64,
    /// Time flown (h).
    pub flight_h: f64,
    /// What drones did; none where nothing flies.
    pub air: Option<AirSummary>,
    /// Mean time from entering to arriving (s).
    pub mean_trip_duration_s: Option<f64>,
    /// Mean time spent waiting outside (s).
    pub mean_depart_delay_s: Option<f64>,
    /// Incidents by kind.
    pub incidents: Counts,
    /// Near misses by kind.
    pub near_misses: Counts,
    /// Violations by rule.
    pub violations: Counts,
    /// Acts excused by a special case, by rule.
    pub exempted: Counts,
    /// Acts that something else permits, by rule.
    pub allowed: Counts,
    /// Rules in force that were evaluated, those never broken included.
    pub evaluated: Vec<String>,
    /// Rules that were not evaluated.
    pub not_evaluated: Vec<String>,
    /// Whether measures were taken: near misses, and incidents with their causes.
    pub measured: bool,
    /// The gravest incidents in a sentence each, Korean and English; in the page alone.
    #[serde(skip)]
    pub gravest: Vec<(String, String)>,
    /// Hash of the state at the end: 16 hex digits.
    pub state_hash: String,
    /// Hash of all events: 16 hex digits.
    pub event_hash: String,
    /// The run folder.
    pub out_dir: String,
}

impl Summary {
    /// The figures of a run at its end.
    pub fn of(engine: &Engine, ended: Progress, machine: Machine, out_dir: &str) -> Self {
        let (run, totals) = (engine.run(), engine.totals());
        let labels = &run.labels;
        let law = engine.law();
        Self {
            scenario: labels.scenario.clone(),
            map: labels.map.clone(),
            seed: run.settings.seed,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            law: labels.law.clone(),
            law_date: labels.law_date.clone(),
            rule_pack: law
                .map(|law| RulePack { id: law.pack().id.clone(), version: law.pack().version.clone() }),
            provenance: run.map.sources.clone(),
            sim_time_s: crate::events::tidy_s(engine.steps() as f64 * run.settings.dt_s),
            dt_s: run.settings.dt_s,
            steps: engine.steps(),
            ended: match ended {
                // A run that is stopped from outside has no summary; one that still could go on reached its end.
                Progress::EndTime | Progress::Running => "end_time",
                Progress::Empty => "empty",
                Progress::Gridlock => "gridlock",
            },
            wall_s: machine.wall_s,
            cpu_s: machine.cpu_s,
            load_s: machine.load_s,
            cpu_by_room: engine
                .cpu_by_room()
                .map(|(room, s)| (room.to_owned(), crate::events::tidy_s(s)))
                .collect(),
            peak_rss_mb: machine.peak_rss_mb,
            threads: engine.threads(),
            inserted: by_class(&totals.inserted),
            arrived: by_class(&totals.arrived),
            running: by_class(&totals.running),
            removed: by_class(&totals.removed),
            waiting: totals.waiting,
            unroutable: run.unroutable.len() as u64,
            vehicle_updates: totals.vehicle_updates,
            uav_updates: totals.air.updates,
            agent_frames: 0,
            vehicle_km: totals.distance_m / 1000.0,
            av_km: totals.av_distance_m / 1000.0,
            flight_h: totals.air.flight_s / 3600.0,
            air: engine.air().map(|_| AirSummary::of(engine, &totals)),
            mean_trip_duration_s: mean(totals.trip_duration_s, &totals.arrived),
            mean_depart_delay_s: mean(totals.depart_delay_s, &totals.inserted),
            incidents: incidents(engine, &totals),
            near_misses: engine.found().map_or_else(Counts::new, |found| {
                counted(NearMissKind::ALL.map(NearMissKind::name), &found.near_misses)
            }),
            violations: judged(law, |totals| totals.violations),
            exempted: judged(law, |totals| totals.exempted),
            allowed: judged(law, |totals| totals.allowed),
            evaluated: law.map_or_else(Vec::new, |law| {
                law.totals().map(|(rule, _)| law.pack().name(rule).to_owned()).collect()
            }),
            measured: engine.found().is_some(),
            not_evaluated: law.map_or_else(Vec::new, |law| {
                law.not_evaluated().iter().map(|&rule| law.pack().name(rule).to_owned()).collect()
            }),
            gravest: crate::accounts::gravest(engine, GRAVEST),
            state_hash: hex(engine.state_hash()),
            event_hash: hex(engine.event_hash()),
            out_dir: out_dir.to_owned(),
        }
    }

    /// The object as text, a key a line.
    pub fn to_json(&self) -> String {
        // Plain numbers, texts and lists of them: there is nothing here that JSON could refuse.
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

/// Incidents by kind; where no measures are taken, those that the road itself tells of.
fn incidents(engine: &Engine, totals: &Totals) -> Counts {
    match engine.found() {
        Some(found) => counted(IncidentKind::ALL.map(IncidentKind::name), &found.incidents),
        None => counted(["collision_vehicle_vehicle", "gridlock"], &[totals.collisions, totals.gridlocks]),
    }
}

/// One figure of every rule by the rule's name.
fn judged(law: Option<&Law>, of: fn(&RuleTotals) -> u64) -> Counts {
    let Some(law) = law else { return Counts::new() };
    let named = law.totals().map(|(rule, totals)| (law.pack().name(rule).to_owned(), of(&totals)));
    named.filter(|(_, n)| *n > 0).collect()
}

fn counted<const N: usize>(names: [&str; N], counts: &[u64; N]) -> Counts {
    let named = names.into_iter().zip(counts).filter(|(_, n)| **n > 0);
    named.map(|(name, &n)| (name.to_owned(), n)).collect()
}

fn by_class(counts: &PerClass<u64>) -> Counts {
    counts.present().map(|(class, n)| (class.name().to_owned(), n)).collect()
}

/// A mean over road vehicles, none where there is none; people on foot add nothing to the sums.
fn mean(sum: f64, counts: &PerClass<u64>) -> Option<f64> {
    let n = counts.0.iter().sum::<u64>() - counts[AgentClass::Pedestrian] - counts[AgentClass::Uav];
    (n > 0).then(|| sum / n as f64)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A summary with something in every figure that exists.
    pub fn example() -> Summary {
        let counts = |list: &[(&str, u64)]| list.iter().map(|&(k, n)| (k.to_owned(), n)).collect::<Counts>();
        Summary {
            scenario: "crossing".into(),
            map: "maps/crossing.pzmap".into(),
            seed: 7,
            version: "0.1.0".into(),
            law: "special-av".into(),
            law_date: "2026-06-01".into(),
            rule_pack: None,
            provenance: vec![Source {
                provenance: "OpenStreetMap extract of 2026-05-01".into(),
                licence: "ODbL-1.0".into(),
                attribution: "© OpenStreetMap contributors".into(),
            }],
            sim_time_s: 600.0,
            dt_s: 0.1,
            steps: 6000,
            ended: "end_time",
            wall_s: 2.5,
            cpu_s: Some(2.25),
            load_s: 0.5,
            cpu_by_room: BTreeMap::new(),
            peak_rss_mb: Some(90.5),
            threads: 2,
            inserted: counts(&[("av", 300), ("car", 1200)]),
            arrived: counts(&[("av", 250), ("car", 1000)]),
            running: counts(&[("av", 50), ("car", 199)]),
            removed: counts(&[("car", 1)]),
            waiting: 3,
            unroutable: 2,
            vehicle_updates: 1_500_000,
            uav_updates: 0,
            agent_frames: 0,
            vehicle_km: 1234.56,
            av_km: 300.1,
            flight_h: 0.0,
            air: None,
            mean_trip_duration_s: Some(123.44),
            mean_depart_delay_s: Some(1.25),
            incidents: counts(&[("collision_vehicle_vehicle", 1)]),
            near_misses: Counts::new(),
            violations: Counts::new(),
            exempted: Counts::new(),
            allowed: Counts::new(),
            evaluated: Vec::new(),
            not_evaluated: Vec::new(),
            measured: false,
            gravest: vec![(
                "사건 0 (12.0초): 두 차가 충돌하였다.".into(),
                "Incident 0 (12.0 s): two cars collided.".into(),
            )],
            state_hash: "0123456789abcdef".into(),
            event_hash: "fedcba9876543210".into(),
            out_dir: "out/crossing-7".into(),
        }
    }

    #[test]
    fn the_object_has_every_key_that_programs_are_promised() {
        let json: serde_json::Value = serde_json::from_str(&example().to_json()).unwrap();
        let promised = "scenario map seed version law law_date rule_pack provenance sim_time_s dt_s steps wall_s \
             cpu_s load_s cpu_by_room peak_rss_mb threads inserted arrived running removed waiting unroutable \
             vehicle_updates uav_updates agent_frames vehicle_km av_km flight_h mean_trip_duration_s \
             mean_depart_delay_s incidents near_misses violations exempted allowed not_evaluated state_hash \
             event_hash out_dir";
        for key in promised.split_whitespace() {
            assert!(json.get(key).is_some(), "{key} is missing");
        }
        assert_eq!(json["rule_pack"], serde_json::Value::Null);
        assert_eq!(json["inserted"]["car"], 1200);
    }

    #[test]
    fn a_mean_over_nobody_is_none() {
        assert_eq!(mean(0.0, &PerClass::default()), None);
        let mut two = PerClass::default();
        two.0[0] = 2;
        assert_eq!(mean(5.0, &two), Some(2.5));
    }
}
