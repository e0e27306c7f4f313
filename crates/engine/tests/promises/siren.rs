//! Emergency vehicles: others make way, and who does not is told.

use crate::city::{small_city, traffic};
use pilotzone_engine::Engine;
use pilotzone_scenario::street::Emergency;
use pilotzone_scenario::{DepartLane, DepartPos, DepartSpeed, Run, Trip};
use pilotzone_world::{AgentClass, AgentKey, Event};

fn emergency() -> Emergency {
    Emergency {
        heard_m: 80.0,
        slows_to_mps: 8.0,
        red_mps: 5.0,
        held_mps: 2.0,
        held_s: 5.0,
        unaware_share: 0.0,
        stubborn: Vec::new(),
    }
}

/// An ambulance on the left lane behind four slow cars, the right lane free.
fn slow_queue(siren: bool) -> Run {
    let map = small_city();
    let mut run = traffic(&map, 40, 1.0, 2);
    let mut slow = run.types[1].clone();
    "slow".clone_into(&mut slow.name);
    slow.max_speed_mps = 1.5;
    let mut ambulance = run.types[1].clone();
    "ambulance".clone_into(&mut ambulance.name);
    ambulance.class = AgentClass::Emergency;
    run.types.extend([slow, ambulance]);
    let kinds = run.types.len() as u32;
    let route = run.trips[0].route[..1].to_vec();
    let trip = |name: &str, kind: u32, pos_m: f64, depart_s: f64| Trip {
        name: name.to_owned(),
        key: AgentKey::of_name(name),
        kind,
        depart_s,
        route: route.clone(),
        depart_lane: DepartLane::Index(1),
        depart_pos: DepartPos::At(pos_m),
        depart_speed: DepartSpeed::At(0.0),
        arrival_pos_m: None,
        stops: Vec::new(),
        triggered: false,
    };
    run.trips =
        (0..4).map(|n| trip(&format!("slow.{n}"), kinds - 2, 70.0 - 10.0 * f64::from(n), 0.0)).collect();
    run.trips.push(trip("ambulance", kinds - 1, 6.0, 1.0));
    run.street.emergency = siren.then(emergency);
    run
}

/// When the ambulance arrived (s), and who held it up.
fn outcome(run: Run) -> (f64, Vec<AgentKey>) {
    let mut engine = Engine::new(run, 1).expect("one thread is always to be had");
    let (mut arrived_s, mut holders) = (f64::INFINITY, Vec::new());
    for _ in 0..2_400 {
        engine.step();
        for stamped in engine.events() {
            match stamped.event {
                Event::Arrived { class: AgentClass::Emergency, .. } => arrived_s = engine.time_s(),
                Event::EmergencyHeldUp { other, .. } => holders.push(other),
                _ => {}
            }
        }
    }
    (arrived_s, holders)
}

#[test]
fn a_queue_that_can_make_way_does_and_nobody_is_told_on() {
    let (with_siren_s, holders) = outcome(slow_queue(true));
    assert!(holders.is_empty(), "{holders:?}");
    assert!(with_siren_s < 60.0, "{with_siren_s} s");
}

#[test]
fn the_one_who_could_make_way_and_does_not_is_told_on_once() {
    let mut run = slow_queue(true);
    if let Some(emergency) = &mut run.street.emergency {
        emergency.stubborn = vec![2];
    }
    // The ambulance itself may not leave its lane.
    let lane = run.map.link(run.trips[0].route[0]).first_lane;
    let mut map = run.map.as_ref().clone();
    let left = &mut map.lanes[lane.0 as usize + 1];
    left.change_left = pilotzone_map::ClassSet::NONE;
    left.change_right = pilotzone_map::ClassSet::of(&[pilotzone_map::VehicleClass::Passenger]);
    run.map = std::sync::Arc::new(map);
    let kind = run.trips[4].kind as usize;
    run.types[kind].access = pilotzone_map::VehicleClass::Emergency;
    let (_, holders) = outcome(run);
    assert_eq!(holders, [AgentKey::of_name("slow.2")]);
}

#[test]
fn a_siren_passes_red_without_a_crash_and_sooner_than_without() {
    let run = |siren: bool| {
        let map = small_city();
        let mut run = traffic(&map, 300, 150.0, 4);
        let mut ambulance = run.types[1].clone();
        ambulance.class = AgentClass::Emergency;
        run.types.push(ambulance);
        let kind = run.types.len() as u32 - 1;
        for trip in run.trips.iter_mut().step_by(25) {
            trip.kind = kind;
        }
        run.street.emergency = siren.then(emergency);
        let mut engine = Engine::new(run, 1).expect("one thread is always to be had");
        let (mut spent_s, mut arrived) = (0.0, 0);
        for _ in 0..4_000 {
            engine.step();
            for stamped in engine.events() {
                if let Event::Arrived { class: AgentClass::Emergency, duration_s, .. } = stamped.event {
                    spent_s += duration_s;
                    arrived += 1;
                }
            }
        }
        assert_eq!(engine.totals().collisions, 0);
        // Whoever has not arrived yet would only make the mean longer.
        assert!(arrived == 12 || !siren && arrived >= 10, "{arrived} with siren {siren}");
        spent_s / f64::from(arrived)
    };
    let (with, without) = (run(true), run(false));
    println!("mean trip of an emergency vehicle: {with:.0} s with siren, {without:.0} s without");
    assert!(with < 0.8 * without, "{with} s, {without} s");
}
