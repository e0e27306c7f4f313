//! The same scenario gives the same bits, whatever happens around it.

use crate::city::{small_city, traffic};
use pilotzone_engine::{Engine, EngineError};
use pilotzone_scenario::Run;

fn engine(run: Run, threads: usize) -> Engine {
    Engine::new(run, threads).expect("a few threads are always to be had")
}

fn hashes(engine: &mut Engine, steps: usize) -> Vec<(u64, u64)> {
    (0..steps)
        .map(|_| {
            engine.step();
            (engine.state_hash(), engine.event_hash())
        })
        .collect()
}

#[test]
fn every_step_has_the_same_hash_with_one_two_and_eight_threads() {
    let map = small_city();
    // Enough vehicles that the work is shared out.
    let crowd = || traffic(&map, 4_000, 60.0, 3);
    let alone = hashes(&mut engine(crowd(), 1), 1_200);
    assert!(engine(crowd(), 1).state_hash() != alone[1_199].0, "nothing happened");
    for threads in [2, 8] {
        assert!(hashes(&mut engine(crowd(), threads), 1_200) == alone, "{threads} threads differ");
    }
}

#[test]
fn a_run_goes_on_from_a_snapshot_as_if_it_had_never_stopped() {
    let map = small_city();
    let run = || traffic(&map, 800, 200.0, 5);
    let whole = hashes(&mut engine(run(), 1), 2_000);
    for stop in [1, 617, 1_383] {
        let mut first = engine(run(), 1);
        hashes(&mut first, stop);
        let snapshot = first.snapshot();
        let mut second = Engine::restore(run(), 2, &snapshot).expect("it is of the same run");
        assert!(
            hashes(&mut second, 2_000 - stop) == whole[stop..],
            "restored after {stop} steps, it differs"
        );
    }
}

#[test]
fn a_snapshot_of_another_seed_or_a_damaged_one_is_refused() {
    let map = small_city();
    let mut first = engine(traffic(&map, 50, 10.0, 5), 1);
    hashes(&mut first, 100);
    let mut snapshot = first.snapshot();
    let other = Engine::restore(traffic(&map, 50, 10.0, 6), 1, &snapshot);
    assert!(matches!(other, Err(EngineError::Snapshot(_))));
    let middle = snapshot.len() / 2;
    snapshot[middle] ^= 1;
    let damaged = Engine::restore(traffic(&map, 50, 10.0, 5), 1, &snapshot);
    assert!(matches!(damaged, Err(EngineError::Snapshot(_))));
}

#[test]
fn the_order_of_trips_in_memory_changes_nobodys_path() {
    let map = small_city();
    let run = traffic(&map, 400, 100.0, 9);
    let mut shuffled = run.clone();
    // Types keep their meaning under other numbers.
    shuffled.types.reverse();
    let last = shuffled.types.len() as u32 - 1;
    for trip in &mut shuffled.trips {
        trip.kind = last - trip.kind;
    }
    let (mut a, mut b) = (engine(run, 1), engine(shuffled, 1));
    for _ in 0..1_500 {
        a.step();
        b.step();
        assert_eq!(a.agents(), b.agents(), "step {}", a.steps());
    }
}
