//! People on foot among traffic: nobody is hit by a driver who makes no mistakes, nobody is lost.

use crate::city::{small_city, traffic};
use pilotzone_engine::Engine;
use pilotzone_map::crosswalks::{LaneFinder, assume, line_across};
use pilotzone_map::{LinkId, Map};
use pilotzone_scenario::Run;
use pilotzone_scenario::street::{Walk, Walking};
use pilotzone_world::{AgentClass, AgentKey, AtCrosswalk, Event, Stream};
use std::sync::Arc;

const WALKS: Stream = Stream::named("test_walks");

fn walking() -> Walking {
    Walking {
        gap_s: 2.2,
        gap_way_m: 4.0,
        gap_s_per_m: 1.0571,
        gap_scale_s: 0.3,
        gap_least_s: 1.5,
        pavement_m: 10.0,
    }
}

/// A city with a crosswalk on each arm.
fn walkable_city() -> Arc<Map> {
    let mut map = small_city().as_ref().clone();
    assert_eq!(assume(&mut map), 64);
    Arc::new(map)
}

fn walk(name: &str, place: u32, kerb_s: f64) -> Walk {
    Walk {
        name: name.to_owned(),
        key: AgentKey::of_name(name),
        depart_s: (kerb_s - 10.0 / 1.25).max(0.0),
        kerb_s,
        speed_mps: 1.25,
        place,
        forward: true,
        keeps_light: true,
        heedless: false,
        caution: 0.5,
        beside: 0.0,
    }
}

/// So many people at random crosswalks, some of whom keep no light, and some of whom cross between.
fn crowd(run: &mut Run, people: u64, within_s: f64) {
    let map = Arc::clone(&run.map);
    let finder = LaneFinder::new(&map);
    let lines = (0..40).filter_map(|n| line_across(&map, &finder, LinkId(n), 60.0));
    run.street.unmarked = lines.collect();
    let places = map.crosswalks.len() as u64;
    let unmarked = run.street.unmarked.len() as u64;
    run.street.walks = (0..people)
        .map(|n| {
            let key = AgentKey::of_flow("crowd", n);
            let mut draws = WALKS.draws(run.settings.seed, key, 0);
            let jaywalks = draws.unit() < 0.2;
            let place = if jaywalks { places + draws.below(unmarked) } else { draws.below(places) };
            let kerb_s = draws.unit() * within_s;
            let speed_mps = 0.7 + draws.unit();
            Walk {
                key,
                speed_mps,
                depart_s: (kerb_s - 10.0 / speed_mps).max(0.0),
                forward: draws.unit() < 0.5,
                keeps_light: draws.unit() < 0.9,
                caution: draws.unit(),
                beside: draws.unit() * 2.0 - 1.0,
                ..walk(&format!("crowd.{n}"), place as u32, kerb_s)
            }
        })
        .collect();
    run.street.walks.sort_by(|a, b| a.depart_s.total_cmp(&b.depart_s).then(a.key.cmp(&b.key)));
    run.street.walking = Some(walking());
}

fn engine(run: Run, threads: usize) -> Engine {
    Engine::new(run, threads).expect("a few threads are always to be had")
}

#[test]
fn drivers_without_mistakes_hit_nobody_in_a_thousand_crossings_and_nobody_is_lost() {
    let map = walkable_city();
    let mut run = traffic(&map, 600, 500.0, 11);
    crowd(&mut run, 1_000, 500.0);
    let keys: Vec<AgentKey> = run.street.walks.iter().map(|walk| walk.key).collect();
    let mut engine = engine(run, 1);
    let (mut passed, mut yielded) = (0, 0);
    for _ in 0..9_000 {
        engine.step();
        for stamped in engine.events() {
            match stamped.event {
                Event::Collided { other, .. } => {
                    assert!(!keys.contains(&other), "step {}: {stamped:?}", engine.steps());
                }
                Event::PassedCrosswalk { stopped: true, .. } => yielded += 1,
                Event::PassedCrosswalk { person: AtCrosswalk::On, .. } => passed += 1,
                _ => {}
            }
        }
        let t = engine.totals();
        for class in AgentClass::ALL {
            let there = t.arrived[class] + t.running[class] + t.removed[class];
            assert_eq!(t.inserted[class], there, "step {}: {class:?}", engine.steps());
        }
    }
    let t = engine.totals();
    let cars: u64 = t.arrived.0.iter().sum::<u64>() - t.arrived[AgentClass::Pedestrian];
    println!(
        "{} of {} people and {cars} vehicles arrived; {passed} passed while somebody was on it, {yielded} after a stop",
        t.arrived[AgentClass::Pedestrian],
        t.inserted[AgentClass::Pedestrian],
    );
    assert_eq!(t.inserted[AgentClass::Pedestrian], 1_000);
    assert!(t.arrived[AgentClass::Pedestrian] > 900);
    assert!(cars > 400);
}

#[test]
fn people_who_keep_the_light_step_off_on_green_alone() {
    let map = walkable_city();
    let mut run = traffic(&map, 10, 10.0, 2);
    run.trips.clear();
    run.street.walks = (0..60).map(|n| walk(&format!("p{n}"), n, 10.0 + f64::from(n))).collect();
    run.street.walks.sort_by(|a, b| a.depart_s.total_cmp(&b.depart_s));
    run.street.walking = Some(walking());
    let mut engine = engine(run, 1);
    let mut crossed = std::collections::BTreeSet::new();
    for _ in 0..4_000 {
        engine.step();
        // Shortly after stepping off, no turn over the crosswalk may have green; right turns have to yield.
        let ground = engine.ground();
        for (person, view) in ground.state().people.active.iter().zip(ground.people()) {
            let way_m = ground.state().people.all[*person as usize].way_m;
            if view.on_road && way_m < 0.3 && crossed.insert(*person) {
                let place = ground.walks()[*person as usize].place;
                let line = &map.crosswalks[place as usize].line;
                for met in LaneFinder::new(&map).met_by(line, 0) {
                    let pilotzone_map::LaneOwner::Turn(turn) = map.lane(met.lane).owner else { continue };
                    let right = map.turn(turn).direction == pilotzone_map::TurnDirection::Right;
                    let shown = ground.aspect_of(turn);
                    assert!(
                        right || shown == Some(pilotzone_map::Aspect::Red),
                        "{shown:?} at {}",
                        engine.time_s()
                    );
                }
            }
        }
    }
    assert_eq!(crossed.len(), 60, "all have crossed");
}

#[test]
fn people_change_nothing_about_the_promise_of_equal_hashes() {
    let map = walkable_city();
    let run = || {
        let mut run = traffic(&map, 1_500, 60.0, 3);
        crowd(&mut run, 400, 100.0);
        run
    };
    let hashes = |engine: &mut Engine, steps: usize| -> Vec<(u64, u64)> {
        let mut hash = || {
            engine.step();
            (engine.state_hash(), engine.event_hash())
        };
        (0..steps).map(|_| hash()).collect()
    };
    let alone = hashes(&mut engine(run(), 1), 900);
    assert!(hashes(&mut engine(run(), 2), 900) == alone, "two threads differ");
    let mut first = engine(run(), 1);
    hashes(&mut first, 617);
    let mut second = Engine::restore(run(), 2, &first.snapshot()).expect("it is of the same run");
    assert!(hashes(&mut second, 283) == alone[617..], "restored, it differs");
}

#[test]
fn who_walks_without_looking_before_a_car_is_hit_and_carried_away() {
    let map = walkable_city();
    let mut run = traffic(&map, 1, 1.0, 2);
    run.settings.clearance_s = 20.0;
    run.trips[0].route.truncate(1);
    run.trips[0].depart_lane = pilotzone_scenario::DepartLane::First;
    let finder = LaneFinder::new(&map);
    let link = run.trips[0].route[0];
    run.street.unmarked = vec![line_across(&map, &finder, link, 100.0).expect("a street")];
    run.street.walking = Some(walking());
    // Half a second before the car is there he steps off, whatever it does.
    let place = map.crosswalks.len() as u32;
    let mut hit = 0;
    for tenth in 0..60 {
        let mut run = run.clone();
        let kerb_s = run.trips[0].depart_s + 5.0 + f64::from(tenth) / 10.0;
        run.street.walks = vec![Walk { heedless: true, speed_mps: 2.5, ..walk("p", place, kerb_s) }];
        run.street.walks[0].depart_s = kerb_s - 4.0;
        let mut engine = engine(run, 1);
        for _ in 0..600 {
            engine.step();
        }
        let t = engine.totals();
        if t.collisions > 0 {
            hit += 1;
            assert_eq!(t.collisions, 1);
            assert_eq!(t.removed[AgentClass::Pedestrian], 1);
        }
    }
    assert!(hit > 0, "nobody was hit");
}
