//! Small networks on which simulators go wrong, and what must come out.

use crate::shared::configuration;
use pilotzone_tests::events::number;
use pilotzone_tests::workspace::{case, scratch};
use pilotzone_tests::{Events, Ran, program, run};
use std::ffi::OsStr;

fn drive(name: &str, additional: &[&str]) -> Ran {
    let (_folder, path) = configuration(name, additional);
    run(&path, &["--dt", "0.1"])
}

/// The times (s) at which an agent's front passed a stop line, the first of them.
fn entered_s(events: &Events, agent: &str) -> f64 {
    let of_agent = events.of_agent(agent);
    let entry = of_agent.into_iter().find(|row| row["kind"] == "entered_junction");
    number(entry.unwrap_or_else(|| panic!("{agent} entered no junction")), "time_s")
}

fn lost_s(events: &Events, agent: &str) -> f64 {
    number(events.only(agent, "arrived"), "time_loss_s")
}

fn driven_m(events: &Events, agent: &str) -> f64 {
    number(events.only(agent, "arrived"), "distance_m")
}

#[test]
fn s19_who_merges_from_the_minor_road_waits_and_the_major_road_loses_nothing() {
    let events = drive("s19_merge_yield", &[]).events();
    let arrived = |agent| events.time_s(agent, "arrived");
    assert!(arrived("minor") > arrived("major1") && arrived("minor") > arrived("major2"));
    for major in ["major1", "major2"] {
        assert_eq!(number(events.only(major, "arrived"), "waiting_s"), 0.0, "{major}");
        assert!(lost_s(&events, major) < 1.0, "{major} lost {} s", lost_s(&events, major));
        assert!((driven_m(&events, major) - 395.0).abs() < 0.02, "{}", driven_m(&events, major));
    }
    assert!((driven_m(&events, "minor") - 391.15).abs() < 0.02, "{}", driven_m(&events, "minor"));
}

#[test]
fn s20_vehicles_written_in_any_order_all_depart() {
    let events = drive("s20_unsorted_departs", &[]).events();
    let mut departs_s: Vec<f64> =
        events.of_kind("departed").iter().map(|row| number(row, "time_s")).collect();
    departs_s.sort_by(f64::total_cmp);
    let wanted_s = [0.0, 5.0, 10.0, 10.5, 15.0, 20.0, 30.0];
    assert_eq!(departs_s.len(), wanted_s.len(), "{departs_s:?}");
    for (found_s, wanted_s) in departs_s.iter().zip(wanted_s) {
        assert!((-1e-9..=0.2).contains(&(found_s - wanted_s)), "{departs_s:?}");
    }
}

#[test]
fn s21_lists_relative_paths_and_clock_times_of_a_configuration_are_understood_from_anywhere() {
    let elsewhere = scratch();
    let out = elsewhere.path().join("run");
    let configuration = case("s21_cfg_lists/run.sumocfg");
    let words = [
        OsStr::new("run"),
        configuration.as_os_str(),
        OsStr::new("--json"),
        OsStr::new("--out"),
        out.as_os_str(),
    ];
    let answer = program::call_with(program::Profile::Release, elsewhere.path(), words).expect(0);
    assert_eq!(answer.json()["dt_s"], 0.5);
    let events = Events::read(&out.join("events.csv"));
    let departed = events.of_kind("departed");
    assert_eq!(departed.len(), 2, "{departed:?}");
    for (agent, wanted_s) in [("two", 15.0), ("one", 20.0)] {
        let found_s = events.time_s(agent, "departed");
        assert!((0.0..=0.5).contains(&(found_s - wanted_s)), "{agent} departed at {found_s}");
    }
    let two = events.only("two", "arrived");
    assert!(number(two, "distance_m") / number(two, "duration_s") <= 5.0, "{two:?}");
}

#[test]
fn s22_who_turns_left_lets_both_oncoming_pass_and_drives_both_inner_lanes() {
    let events = drive("s22_via_chain", &[]).events();
    assert!((driven_m(&events, "turner") - 290.29).abs() < 0.02, "{}", driven_m(&events, "turner"));
    for oncoming in ["o1", "o2"] {
        assert!(lost_s(&events, oncoming) < 1.0, "{oncoming} lost {} s", lost_s(&events, oncoming));
        assert!(events.time_s(oncoming, "arrived") < events.time_s("turner", "arrived"));
    }
}

#[test]
fn s23_the_additional_programme_runs_with_its_offset_and_its_long_state_is_a_warning() {
    let ran = drive("s23_tls_two_programs", &["day.add.xml"]);
    let events = ran.events();
    let (north_s, east_s) = (entered_s(&events, "sn"), entered_s(&events, "we"));
    assert!((10.0..13.0).contains(&north_s), "sn entered at {north_s}");
    assert!(east_s < 6.0, "we entered at {east_s}");
    assert!(ran.stderr.contains("day"), "no warning on the long state: {}", ran.stderr);
}

#[test]
fn s24_nobody_stands_on_the_junction_behind_a_full_exit() {
    let events = drive("s24_keep_clear", &[]).events();
    let free_s = events.time_s("blocker", "stop_ended");
    assert!(entered_s(&events, "fits") < free_s);
    assert!(entered_s(&events, "must_wait") > free_s);
    assert!(lost_s(&events, "cross") < 3.0, "cross lost {} s", lost_s(&events, "cross"));
}

#[test]
fn s25_four_cars_that_come_at_once_all_pass_one_after_another() {
    let events = drive("s25_four_way_tie", &[]).events();
    for agent in ["N", "E", "S", "W"] {
        let arrived_s = events.time_s(agent, "arrived");
        assert!(arrived_s <= 60.0, "{agent} arrived at {arrived_s}");
    }
    assert!(events.of_kind("collided").is_empty());
    for (a, b) in [("N", "E"), ("N", "W"), ("S", "E"), ("S", "W")] {
        let apart_s = (entered_s(&events, a) - entered_s(&events, b)).abs();
        assert!(apart_s > 1.0, "{a} and {b} are {apart_s} s apart");
    }
}
