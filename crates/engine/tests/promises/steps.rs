//! Promises that hold in every step of a busy city.

use crate::city::{small_city, traffic};
use pilotzone_engine::{Engine, Progress};
use pilotzone_map::{Aspect, LaneId, LaneOwner};
use pilotzone_world::{AgentClass, Event};
use std::collections::{BTreeMap, BTreeSet};

const STEPS: u64 = 6_000;

/// Keys of agents that have collided.
fn note_crashes(engine: &Engine, crashed: &mut BTreeSet<u64>) {
    for stamped in engine.events() {
        if let Event::Collided { other, .. } = stamped.event {
            crashed.insert(stamped.agent.0);
            crashed.insert(other.0);
        }
    }
}

/// Pairs that overlap in the plane: one behind the other on a lane, or inside one junction.
fn overlapping(engine: &Engine) -> Vec<(u64, u64)> {
    let ground = engine.ground();
    let state = ground.state();
    let map = &engine.run().map;
    let mut groups: BTreeMap<(u8, u32), Vec<usize>> = BTreeMap::new();
    for (at, car) in state.cars.iter().enumerate() {
        let group = match map.lane(LaneId(car.lane)).owner {
            LaneOwner::Link(_) => (0, car.lane),
            LaneOwner::Turn(turn) => (1, map.turn(turn).node.0),
        };
        groups.entry(group).or_default().push(at);
    }
    let mut pairs = Vec::new();
    for group in groups.values() {
        for (i, &a) in group.iter().enumerate() {
            for &b in &group[i + 1..] {
                let (a, b) = (&state.cars[a], &state.cars[b]);
                // Two bodies that graze by less than a hand's breadth in a curve are no crash.
                if ground.body(a).overlap_m(&ground.body(b)).is_some_and(|depth_m| depth_m > 0.1) {
                    let key = |id: u32| engine.run().trips[id as usize].key.0;
                    pairs.push((key(a.id), key(b.id)));
                }
            }
        }
    }
    pairs
}

#[test]
fn nobody_overlaps_unreported_runs_a_red_light_or_is_lost() {
    let map = small_city();
    let mut engine = Engine::new(traffic(&map, 1_200, 400.0, 7), 1).expect("one thread is always to be had");
    let mut crashed = BTreeSet::new();
    for _ in 0..STEPS {
        let progress = engine.step();
        note_crashes(&engine, &mut crashed);
        let unreported: Vec<_> = overlapping(&engine)
            .into_iter()
            .filter(|(a, b)| !crashed.contains(a) && !crashed.contains(b))
            .collect();
        assert!(unreported.is_empty(), "step {}: {unreported:?} overlap without an event", engine.steps());
        for stamped in engine.events() {
            if let Event::EnteredJunction { lane, .. } = stamped.event {
                let LaneOwner::Turn(turn) = map.lane(lane).owner else { panic!("{lane:?} is no inner lane") };
                let shown = engine.ground().aspect_of(turn);
                assert_ne!(shown, Some(Aspect::Red), "step {}: {stamped:?}", engine.steps());
            }
        }
        let t = engine.totals();
        for class in AgentClass::ALL {
            let there = t.arrived[class] + t.running[class] + t.removed[class];
            assert_eq!(t.inserted[class], there, "step {}: {class:?}", engine.steps());
        }
        if progress != Progress::Running {
            break;
        }
    }
    let t = engine.totals();
    let arrived: u64 = t.arrived.0.iter().sum();
    println!("{arrived} arrived in {:.0} s, {} collisions", engine.time_s(), t.collisions);
    assert!(arrived > 800, "only {arrived} of 1,200 arrived in {:.0} s", engine.time_s());
}
