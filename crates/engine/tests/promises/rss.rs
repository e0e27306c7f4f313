//! What responsibility-sensitive safety is worth: perfect sensing among people who press on and err, with it and without.
//!
//! Figures are printed, `--nocapture` shows them. Ten thousand kilometres take a minute in release:
//! `cargo test --release -p pilotzone-engine --test promises in_ten_thousand -- --ignored --nocapture`.

use crate::city::traffic;
use crate::truths::{crew, give_minds, stack};
use pilotzone_engine::{Engine, Progress};
use pilotzone_map::generate::{GridParams, grid};
use pilotzone_map::{Aspect, Map};
use pilotzone_scenario::automation::Stack;
use pilotzone_scenario::street::Breakdown;
use pilotzone_scenario::{AccParams, Following, IdmParams, LaneChangeParams, Run, VehicleType};
use pilotzone_world::{AgentClass, AgentKey, IncidentKind, Stream};
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::Arc;

const HARD: Stream = Stream::named("test_hard_traffic");
/// Braking of the automated vehicles: what UN Regulation 13 asks of a bus, as most shuttles brake (m/s²).
const SHUTTLE_MPS2: f64 = 5.0;
/// The shortest time gap that ISO 15622 lets adaptive cruise control have (s).
const SHORTEST_GAP_S: f64 = 0.8;
/// Trips, and the time within which they begin (s): as dense as the city bears.
const TRIPS: u64 = 1_300;
const WITHIN_S: f64 = 420.0;

/// A city of wide streets in which left turns have no arrow of their own: they give way to whom comes towards them.
fn city() -> Arc<Map> {
    let mut map = grid(&GridParams { speed_mps: 60.0 / 3.6, ..GridParams::default() });
    let phases =
        map.signals.iter_mut().flat_map(|signal| &mut signal.programmes).flat_map(|it| &mut it.phases);
    for phase in phases {
        // Of each arm: right, straight on, left.
        for arm in phase.aspects.chunks_exact_mut(3) {
            match arm[1] {
                Aspect::GreenProtected => arm[2] = Aspect::GreenYield,
                Aspect::Amber => arm[2] = Aspect::Amber,
                _ => {}
            }
        }
    }
    Arc::new(map)
}

/// Half of all are automated; the others keep half of a short time gap, cut in where others must brake hard, run red,
/// and every second of them stops once as if somebody had run before it.
fn hard_traffic(map: &Arc<Map>, seed: u64, with_rss: bool) -> Run {
    let mut run = traffic(map, TRIPS, WITHIN_S, seed);
    let urban = stack("urban");
    let perfect = Stack {
        sensors: Vec::new(),
        detection: None,
        emergency_braking: None,
        rss: urban.rss.filter(|_| with_rss),
        brake_max_mps2: SHUTTLE_MPS2,
        ..stack("competent_driver")
    };
    let perfect = Stack { brake_lag_s: urban.brake_lag_s, brake_ramp_mps3: urban.brake_ramp_mps3, ..perfect };
    give_minds(&mut run, perfect, crew());
    let people = &mut run.automation.drivers[0];
    (people.tailgater_share, people.tailgater_headway, people.red_runner_share) = (0.5, 0.5, 0.1);
    run.types.iter_mut().for_each(press_on);
    (run.settings.clearance_s, run.settings.end_s, run.settings.stop_at_gridlock) =
        (20.0, Some(600.0), false);
    let automated = run.types.iter().position(|kind| kind.class == AgentClass::Av).expect("there is one");
    for (at, trip) in run.trips.iter_mut().enumerate() {
        let mut draws = HARD.draws(seed, trip.key, 0);
        trip.kind = if draws.unit() < 0.5 { automated as u32 } else { draws.below(2) as u32 };
        if trip.kind != automated as u32 && draws.unit() < 0.5 {
            let from_s = trip.depart_s + 5.0 + draws.unit() * 90.0;
            run.street.breakdowns.push(Breakdown { trip: at as u32, from_s, to_s: from_s + 4.0 });
        }
    }
    run
}

fn press_on(kind: &mut VehicleType) {
    let is_automated = kind.class == AgentClass::Av;
    let safe_decel_mps2 = if is_automated { 4.0 } else { 8.0 };
    kind.lane_change =
        LaneChangeParams { politeness: 0.0, threshold_mps2: 0.1, safe_decel_mps2, bias_right_mps2: 0.0 };
    if !is_automated {
        // As hard as the rule supposes of others, and no harder.
        (kind.decel_mps2, kind.emergency_decel_mps2) = (8.0, 8.0);
        return;
    }
    (kind.accel_mps2, kind.emergency_decel_mps2) = (1.5, SHUTTLE_MPS2);
    let idm = IdmParams {
        headway_s: SHORTEST_GAP_S,
        min_gap_m: 2.0,
        accel_mps2: kind.accel_mps2,
        decel_mps2: 2.0,
        exponent: 4.0,
    };
    kind.following = Following::Acc(AccParams { idm, coolness: 0.99 });
}

/// Kilometres that automated vehicles drove, and the collisions for which one of them answers, by the reason.
fn outcome(seeds: RangeInclusive<u64>, with_rss: bool) -> (f64, BTreeMap<&'static str, u32>) {
    let map = city();
    let (mut km, mut all, mut part) = (0.0, 0, 0);
    let mut caused = BTreeMap::new();
    for seed in seeds {
        let mut engine =
            Engine::new(hard_traffic(&map, seed, with_rss), 1).expect("one thread is always to be had");
        while engine.step() == Progress::Running {}
        engine.finish();
        km += engine.totals().av_distance_m / 1000.0;
        let is_automated = |key: AgentKey| engine.agent_class(key) == Some(AgentClass::Av);
        let records = &engine.safety().expect("measures are on").state.records;
        for it in records.iter().filter(|it| it.kind == IncidentKind::CollisionVehicleVehicle) {
            all += 1;
            part += u32::from(it.parties.iter().any(|party| is_automated(party.key)));
            if let Some((_, blame)) = it.responsible.filter(|(key, _)| is_automated(*key)) {
                *caused.entry(blame.name()).or_insert(0) += 1;
            }
        }
    }
    let rule = if with_rss { "with" } else { "without" };
    println!(
        "{rule} responsibility-sensitive safety: {km:.0} automated km; of {all} collisions {part} with an automated \
         vehicle, caused by it: {caused:?}"
    );
    (km, caused)
}

#[test]
fn perfect_sensing_causes_no_collision_with_the_rule_and_some_without() {
    let (km, caused) = outcome(9..=9, true);
    assert!(km > 500.0 && caused.is_empty(), "{km} km: {caused:?}");
    let (_, caused) = outcome(9..=9, false);
    assert!(caused.values().sum::<u32>() >= 2, "{caused:?}");
}

#[test]
#[ignore = "ten thousand kilometres: a minute in release, half an hour otherwise"]
fn in_ten_thousand_kilometres_the_rule_leaves_no_collision() {
    let (km, caused) = outcome(1..=15, true);
    assert!(km > 10_000.0 && caused.is_empty(), "{km} km: {caused:?}");
    let (km, caused) = outcome(1..=15, false);
    assert!(km > 10_000.0 && caused.values().sum::<u32>() > 10, "{km} km: {caused:?}");
}
