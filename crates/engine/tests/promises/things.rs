//! Things on the road, breakdowns, parked cars, school zones.

use crate::city::{small_city, traffic};
use pilotzone_engine::Engine;
use pilotzone_map::{LaneId, Point};
use pilotzone_scenario::street::{Breakdown, Object, Parked, SchoolZone};
use pilotzone_scenario::{DepartLane, DepartPos, DepartSpeed, Run, Trip};
use pilotzone_world::{AgentKey, Event};

/// One trip, of a type without whims, that drives on the rightmost lane from its link's start.
fn alone() -> Run {
    let map = small_city();
    let mut run = traffic(&map, 1, 1.0, 2);
    run.trips[0].kind = 1;
    run.trips[0].depart_lane = DepartLane::First;
    run.trips[0].depart_s = 0.0;
    // On one link there is nothing to change lanes for.
    run.trips[0].route.truncate(1);
    run
}

fn first_lane(run: &Run) -> LaneId {
    run.map.link(run.trips[0].route[0]).first_lane
}

fn object(run: &Run, pos_m: f64, from_s: f64, to_s: f64) -> Object {
    Object {
        name: "box".to_owned(),
        key: AgentKey::of_name("box"),
        lane: first_lane(run),
        pos_m,
        length_m: 1.0,
        width_m: 1.0,
        mass_kg: 20.0,
        from_s,
        to_s,
    }
}

fn events(run: Run, steps: usize) -> (Engine, Vec<Event>) {
    let mut engine = Engine::new(run, 1).expect("one thread is always to be had");
    let mut events = Vec::new();
    for _ in 0..steps {
        engine.step();
        events.extend(engine.events().iter().map(|stamped| stamped.event));
    }
    (engine, events)
}

#[test]
fn an_object_seen_in_time_is_not_hit_and_one_that_falls_before_the_bumper_is() {
    let mut run = alone();
    run.street.objects = vec![object(&run, 150.0, 0.0, 1e9)];
    let (engine, _) = events(run.clone(), 900);
    assert_eq!(engine.totals().collisions, 0);
    assert_eq!(engine.ground().objects().count(), 1);
    // Seven metres before the front at full speed.
    let mut engine = Engine::new(run.clone(), 1).expect("one thread is always to be had");
    run.street.objects[0].pos_m = f64::INFINITY;
    let mut free = Engine::new(run.clone(), 1).expect("one thread is always to be had");
    for _ in 0..80 {
        engine.step();
        free.step();
    }
    let front_m = free.ground().state().cars[0].pos_m;
    // Across the whole road: otherwise he would drive round it.
    run.street.objects = vec![object(&run, front_m + 7.0, 8.0, 1e9); 3];
    for (n, object) in run.street.objects.iter_mut().enumerate() {
        object.lane.0 += n as u32;
    }
    let (engine, events) = events(run, 200);
    assert_eq!(engine.totals().collisions, 1);
    let hit = events.iter().find_map(|event| match event {
        Event::Collided { other, speed_mps, .. } => Some((*other, *speed_mps)),
        _ => None,
    });
    assert!(hit.is_some_and(|(other, mps)| other == AgentKey::of_name("box") && mps > 3.0), "{hit:?}");
}

#[test]
fn a_broken_down_vehicle_stands_for_its_time_and_goes_on() {
    let mut run = alone();
    run.street.breakdowns = vec![Breakdown { trip: 0, from_s: 6.0, to_s: 46.0 }];
    let mut engine = Engine::new(run, 1).expect("one thread is always to be had");
    let mut stood = 0;
    for step in 0..3_000 {
        engine.step();
        let Some(car) = engine.ground().state().cars.first() else { break };
        if (200..460).contains(&step) {
            assert!(car.speed_mps < 0.1 && engine.ground().is_broken_down(car), "step {step}");
            stood += 1;
        }
    }
    assert_eq!(stood, 260);
    assert_eq!(engine.totals().arrived.0.iter().sum::<u64>(), 1);
}

/// The same car, and one that begins parked in its way.
fn with_parked(forces: bool) -> Run {
    let mut run = alone();
    let parked = Trip {
        name: "parked".to_owned(),
        key: AgentKey::of_name("parked"),
        depart_s: 9.0,
        depart_pos: DepartPos::At(150.0),
        depart_speed: DepartSpeed::At(0.0),
        ..run.trips[0].clone()
    };
    run.trips.push(parked);
    run.street.parked = vec![Parked { trip: 1, pos_m: 150.0, gap_s: 5.0, forces }];
    run
}

fn delay_s(events: &[Event]) -> f64 {
    let delays = events.iter().filter_map(|event| match event {
        Event::Departed { delay_s, .. } => Some(*delay_s),
        _ => None,
    });
    delays.fold(f64::NAN, |_, delay_s| delay_s)
}

#[test]
fn a_parked_car_waits_for_its_gap_unless_it_forces_its_way() {
    let (engine, waits) = events(with_parked(false), 400);
    assert_eq!(engine.totals().collisions, 0);
    assert!(delay_s(&waits) > 0.5, "{}", delay_s(&waits));
    let (_, forces) = events(with_parked(true), 400);
    assert!(delay_s(&forces) < 0.2, "{}", delay_s(&forces));
}

#[test]
fn a_school_zone_slows_traffic_in_its_hours_alone() {
    let everywhere = [(-1e5, -1e5), (1e5, -1e5), (1e5, 1e5), (-1e5, 1e5)];
    let polygon = everywhere.map(|(x, y)| Point::new(x, y)).to_vec();
    let mut run = alone();
    run.street.school_zones = vec![SchoolZone { polygon, limit_mps: 5.0, from_s: 0.0, to_s: 20.0 }];
    let mut engine = Engine::new(run.clone(), 1).expect("one thread is always to be had");
    let fastest = |engine: &mut Engine, steps: usize| {
        (0..steps).fold(0.0f64, |most, _| {
            engine.step();
            engine.ground().state().cars.iter().fold(most, |most, car| most.max(car.speed_mps))
        })
    };
    assert!(fastest(&mut engine, 200) < 6.6, "within its hours");
    assert!(engine.ground().is_in_school_zone(first_lane(&run)));
    let mut restored = Engine::restore(run.clone(), 1, &engine.snapshot()).expect("the same run");
    assert!(fastest(&mut engine, 200) > 8.0, "after them");
    fastest(&mut restored, 200);
    assert_eq!(engine.state_hash(), restored.state_hash());
    assert!(!engine.ground().is_in_school_zone(first_lane(&run)));
}
