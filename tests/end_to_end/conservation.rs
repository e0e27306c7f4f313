//! Nobody appears or vanishes without an event.

use crate::shared::main_job;
use pilotzone_tests::events::number;
use std::collections::BTreeMap;

const COUNTS: [&str; 3] = ["arrived", "running", "removed"];

#[test]
fn inserted_is_arrived_plus_running_plus_removed_for_each_class() {
    let figures = &main_job().json;
    let inserted = figures["inserted"].as_object().expect("classes");
    assert!(inserted.values().filter_map(serde_json::Value::as_u64).sum::<u64>() >= 150, "{inserted:?}");
    for (class, n) in inserted {
        let there: u64 = COUNTS.iter().map(|key| figures[key][class].as_u64().unwrap_or(0)).sum();
        assert_eq!(n.as_u64(), Some(there), "{class}");
    }
}

#[test]
fn the_event_log_tells_the_same_counts() {
    let events = main_job().events();
    let count = |kind: &str| events.of_kind(kind).len() as u64;
    // On the road, and in the air.
    assert_eq!(count("departed") + count("took_off"), main_job().total("inserted"));
    assert_eq!(count("arrived") + count("landed"), main_job().total("arrived"));
    assert_eq!(count("removed") + count("uav_removed"), main_job().total("removed"));
}

#[test]
fn events_are_in_their_order_and_nobody_acts_before_departing_or_after_leaving() {
    let events = main_job().events();
    // 0 is unknown, 1 on the road, 2 gone.
    let mut lives: BTreeMap<&str, u8> = BTreeMap::new();
    let mut step = 0.0;
    for row in events.all() {
        let at = number(row, "step");
        assert!(at >= step, "step {at} after {step}");
        step = at;
        let agent = row["agent"].as_str();
        if agent.is_empty() {
            continue;
        }
        let life = lives.entry(agent).or_default();
        match row["kind"].as_str() {
            "departed" | "took_off" => {
                assert_eq!(*life, 0, "{row:?}");
                *life = 1;
            }
            "arrived" | "removed" | "landed" | "uav_removed" => {
                assert_eq!(*life, 1, "{row:?}");
                *life = 2;
            }
            // A crash in the step of departure or arrival is told before or after it by the order of kinds.
            "collided" => {}
            _ => assert!(*life == 1 || !events.of_agent(agent).is_empty(), "{row:?}"),
        }
    }
}

#[test]
fn the_mean_trip_duration_is_that_of_the_arrivals() {
    let events = main_job().events();
    let arrivals = events.of_kind("arrived");
    let mean_s = arrivals.iter().map(|row| number(row, "duration_s")).sum::<f64>() / arrivals.len() as f64;
    let told_s = main_job().number("mean_trip_duration_s");
    assert!((mean_s - told_s).abs() < 1e-3, "{mean_s} {told_s}");
}
