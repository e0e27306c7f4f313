//! A generated city with traffic, for the promises that hold in every step.

use pilotzone_map::generate::{GridParams, grid};
use pilotzone_map::route::Router;
use pilotzone_map::{LinkId, Map, NodeKind, VehicleClass};
use pilotzone_scenario::{
    AccParams, Automation, DepartLane, DepartPos, DepartSpeed, Following, IdmParams, KraussParams, Labels,
    LaneChangeParams, Regime, Run, RunSettings, Safety, SpeedFactor, Street, Trip, VehicleType,
};
use pilotzone_world::{AgentClass, AgentKey, StartTime, Stream};
use std::sync::Arc;

const TRAFFIC: Stream = Stream::named("test_traffic");

fn kind(
    name: &str,
    class: AgentClass,
    access: VehicleClass,
    length_m: f64,
    following: Following,
) -> VehicleType {
    VehicleType {
        name: name.to_owned(),
        class,
        access,
        length_m,
        width_m: 1.8,
        height_m: 1.5,
        mass_kg: 1500.0,
        min_gap_m: 2.0,
        max_speed_mps: 50.0,
        accel_mps2: 2.0,
        decel_mps2: 3.5,
        emergency_decel_mps2: 8.0,
        speed_factor: SpeedFactor { mean: 1.0, deviation: 0.1, min: 0.7, max: 1.3 },
        following,
        lane_change: LaneChangeParams {
            politeness: 0.2,
            threshold_mps2: 0.1,
            safe_decel_mps2: 4.0,
            bias_right_mps2: 0.3,
        },
        mind: pilotzone_scenario::vehicle::MindOf::Nobody,
    }
}

fn kinds() -> Vec<VehicleType> {
    let idm = IdmParams { headway_s: 1.2, min_gap_m: 2.0, accel_mps2: 1.5, decel_mps2: 2.0, exponent: 4.0 };
    let krauss = Following::Krauss(KraussParams { sigma: 0.5, tau_s: 1.0 });
    vec![
        kind("person", AgentClass::Car, VehicleClass::Passenger, 4.6, krauss),
        kind("careful", AgentClass::Car, VehicleClass::Passenger, 5.0, Following::Idm(idm)),
        kind(
            "automated",
            AgentClass::Av,
            VehicleClass::Passenger,
            4.8,
            Following::Acc(AccParams { idm, coolness: 0.99 }),
        ),
        kind("bus", AgentClass::Bus, VehicleClass::Bus, 12.0, krauss),
    ]
}

/// A city of 4 by 4 signalised crossings.
pub fn small_city() -> Arc<Map> {
    Arc::new(grid(&GridParams { columns: 4, rows: 4, ..GridParams::default() }))
}

/// So many trips from border to border within the first `within_s` seconds.
pub fn traffic(map: &Arc<Map>, trips: u64, within_s: f64, seed: u64) -> Run {
    let border = |node: pilotzone_map::NodeId| map.node(node).kind == NodeKind::Border;
    let ids = |at: &dyn Fn(&pilotzone_map::Link) -> bool| -> Vec<LinkId> {
        (0..map.links.len()).filter(|&i| at(&map.links[i])).map(|i| LinkId(i as u32)).collect()
    };
    let (sources, sinks) = (ids(&|l| border(l.from)), ids(&|l| border(l.to)));
    let router = Router::new(map);
    let kinds = kinds();
    let mut planned: Vec<Trip> = (0..trips)
        .filter_map(|n| {
            let key = AgentKey::of_flow("test", n);
            let mut draws = TRAFFIC.draws(seed, key, 0);
            let from = sources[draws.below(sources.len() as u64) as usize];
            let to = sinks[draws.below(sinks.len() as u64) as usize];
            let kind = draws.below(kinds.len() as u64) as u32;
            let route = router.shortest(from, to, kinds[kind as usize].access).ok()?.links;
            Some(Trip {
                name: format!("test.{n}"),
                key,
                kind,
                depart_s: draws.unit() * within_s,
                route,
                depart_lane: DepartLane::Best,
                depart_pos: DepartPos::Base,
                depart_speed: DepartSpeed::Max,
                arrival_pos_m: None,
                stops: Vec::new(),
                triggered: false,
            })
        })
        .collect();
    planned.sort_by(|a, b| a.depart_s.total_cmp(&b.depart_s).then(a.key.cmp(&b.key)));
    Run {
        settings: RunSettings {
            seed,
            dt_s: 0.1,
            begin_s: 0.0,
            end_s: None,
            clearance_s: 300.0,
            gridlock_s: 300.0,
            stop_at_gridlock: true,
            frame_s: 0.5,
            measures: true,
        },
        labels: Labels {
            scenario: "test-city".to_owned(),
            path: String::new(),
            map: String::new(),
            law: "ordinary".to_owned(),
            law_date: "2026-06-01".to_owned(),
            start: StartTime { unix_s: 0, offset_s: 0 },
            question_ko: String::new(),
            question_en: String::new(),
            caveats: Vec::new(),
            resolved: String::new(),
        },
        map: Arc::clone(map),
        types: kinds,
        trips: planned,
        unroutable: Vec::new(),
        zones: Vec::new(),
        regime: Regime::default(),
        street: Street::default(),
        air: pilotzone_scenario::AirPlan::default(),
        automation: Automation::default(),
        safety: Safety::default(),
        expect: Vec::new(),
    }
}
