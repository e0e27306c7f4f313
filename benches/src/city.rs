//! A grid city full of vehicles that drive about at random.

use pilotzone_map::generate::{GridParams, grid};
use pilotzone_map::{LinkId, Map, TurnDirection, VehicleClass};
use pilotzone_scenario::{
    AccParams, Automation, DepartLane, DepartPos, DepartSpeed, Following, IdmParams, KraussParams, Labels,
    LaneChangeParams, Regime, Run, RunSettings, Safety, SpeedFactor, Street, Trip, VehicleType,
};
use pilotzone_world::{AgentClass, AgentKey, StartTime, Stream};
use std::sync::Arc;

const WALK: Stream = Stream::named("bench.walk");
/// Links in a walk: long enough to drive for an hour, short enough to fit into memory for many vehicles.
const LINKS: std::ops::RangeInclusive<usize> = 40..=400;

/// A run with that many vehicles, all due at once, in a city of a size in which they move well.
pub fn grid_city(vehicles: u32, seed: u64) -> Run {
    let map = grid(&GridParams::for_vehicles(vehicles));
    let onward = onward_links(&map);
    let links = (4_000_000 / vehicles.max(1) as usize).clamp(*LINKS.start(), *LINKS.end());
    let start = (0..map.links.len() as u32).map(LinkId).filter(|link| !onward[link.0 as usize].is_empty());
    let starts: Vec<LinkId> = start.collect();
    let types = vehicle_types();
    let mut trips: Vec<Trip> = (0..vehicles)
        .map(|n| {
            let key = AgentKey::of_name(&format!("v{n}"));
            let mut draws = WALK.draws(seed, key, 0);
            let mut route = vec![starts[n as usize % starts.len()]];
            while route.len() < links {
                let choice = &onward[route[route.len() - 1].0 as usize];
                if choice.is_empty() {
                    break;
                }
                route.push(choice[draws.below(choice.len() as u64) as usize]);
            }
            trip(n, key, n % types.len() as u32, route)
        })
        .collect();
    trips.sort_by_key(|trip| trip.key);
    Run {
        settings: RunSettings {
            seed,
            dt_s: 0.1,
            begin_s: 0.0,
            end_s: None,
            clearance_s: 600.0,
            gridlock_s: 300.0,
            stop_at_gridlock: false,
            frame_s: 0.5,
            measures: false,
        },
        labels: labels(),
        map: Arc::new(map),
        types,
        trips,
        unroutable: Vec::new(),
        zones: Vec::new(),
        regime: Regime::default(),
        street: Street::default(),
        automation: Automation::default(),
        air: pilotzone_scenario::AirPlan::default(),
        safety: Safety::default(),
        expect: Vec::new(),
    }
}

/// The links that one can turn into from each link without turning round or leaving the city.
fn onward_links(map: &Map) -> Vec<Vec<LinkId>> {
    let mut onward = vec![Vec::new(); map.links.len()];
    for turn in map.turns.iter().filter(|turn| turn.direction != TurnDirection::UTurn) {
        if let (Some(from), Some(to)) = (map.link_of(turn.from), map.link_of(turn.to)) {
            onward[from.0 as usize].push(to);
        }
    }
    let leaves: Vec<bool> = onward.iter().map(Vec::is_empty).collect();
    for choice in &mut onward {
        choice.sort_unstable();
        choice.dedup();
        choice.retain(|to| !leaves[to.0 as usize]);
    }
    onward
}

fn trip(n: u32, key: AgentKey, kind: u32, route: Vec<LinkId>) -> Trip {
    Trip {
        name: format!("v{n}"),
        key,
        kind,
        depart_s: 0.0,
        route,
        depart_lane: DepartLane::Random,
        depart_pos: DepartPos::Random,
        depart_speed: DepartSpeed::Max,
        arrival_pos_m: None,
        stops: Vec::new(),
        triggered: false,
    }
}

fn labels() -> Labels {
    Labels {
        scenario: "bench".to_owned(),
        path: String::new(),
        map: "grid".to_owned(),
        law: "ordinary".to_owned(),
        law_date: "2026-06-01".to_owned(),
        start: StartTime::parse("2026-06-01T08:00:00+09:00").unwrap_or_else(|_| unreachable!("a valid time")),
        question_ko: String::new(),
        question_en: String::new(),
        caveats: Vec::new(),
        resolved: String::new(),
    }
}

/// A car of each car-following model, with the usual figures.
pub fn vehicle_types() -> Vec<VehicleType> {
    let idm = IdmParams { headway_s: 1.2, min_gap_m: 2.0, accel_mps2: 1.5, decel_mps2: 2.0, exponent: 4.0 };
    let following = [
        ("krauss", Following::Krauss(KraussParams { sigma: 0.5, tau_s: 1.0 })),
        ("idm", Following::Idm(idm)),
        ("acc", Following::Acc(AccParams { idm, coolness: 0.99 })),
    ];
    following.map(|(name, following)| vehicle_type(name, following)).into()
}

fn vehicle_type(name: &str, following: Following) -> VehicleType {
    VehicleType {
        name: name.to_owned(),
        class: AgentClass::Car,
        access: VehicleClass::Passenger,
        length_m: 4.6,
        width_m: 1.8,
        height_m: 1.5,
        mass_kg: 1500.0,
        min_gap_m: 2.5,
        max_speed_mps: 55.0,
        accel_mps2: 2.6,
        decel_mps2: 4.5,
        emergency_decel_mps2: 9.0,
        speed_factor: SpeedFactor { mean: 1.0, deviation: 0.1, min: 0.5, max: 1.5 },
        following,
        lane_change: LaneChangeParams {
            politeness: 0.3,
            threshold_mps2: 0.1,
            safe_decel_mps2: 4.0,
            bias_right_mps2: 0.1,
        },
        mind: pilotzone_scenario::vehicle::MindOf::Nobody,
    }
}
