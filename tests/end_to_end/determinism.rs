//! The same scenario, seed, map and version: the same events and the same state at every step.

use crate::shared::{configuration, configuration_with, main_job, two_minutes};
use pilotzone_tests::program::{Profile, resume, run_with};
use pilotzone_tests::workspace::{MAIN_JOB, case, in_place_of, root, scratch, text};
use pilotzone_tests::{Ran, run};

/// What must not differ between two runs: both hashes at the end, and every step's.
fn same(a: &Ran, b: &Ran) {
    assert_eq!(a.hashes(), b.hashes());
    assert!(a.bytes("hashes.bin") == b.bytes("hashes.bin"), "the states differ at some step");
}

#[test]
fn a_run_repeats_to_the_last_bit() {
    same(two_minutes(), &run(MAIN_JOB, &["--until", "120"]));
}

#[test]
fn any_number_of_threads_gives_the_same_run() {
    let one = main_job();
    for threads in ["2", "8"] {
        same(one, &run(MAIN_JOB, &["--threads", threads]));
    }
}

#[test]
fn debug_and_release_give_the_same_run() {
    let options = ["--until", "45"];
    let debug = run_with(Profile::Debug, &root().join(MAIN_JOB), &options);
    same(&debug, &run(MAIN_JOB, &options));
}

#[test]
fn recording_changes_nothing() {
    let unrecorded = run(MAIN_JOB, &["--until", "120", "--no-record"]);
    assert_eq!(two_minutes().hashes(), unrecorded.hashes());
}

#[test]
fn another_seed_gives_another_run() {
    let other = run(MAIN_JOB, &["--until", "120", "--seed", "4242", "--no-record"]);
    assert_ne!(two_minutes().hashes(), other.hashes());
}

#[test]
fn a_run_goes_on_from_a_snapshot_as_if_it_had_never_stopped() {
    // Steps drawn once by dice: soon after the start, on no full second, and late.
    for at_s in ["7.3", "58.9", "111.2"] {
        let folder = scratch();
        let snapshot = folder.path().join("snapshot");
        let snapshot_text = snapshot.display().to_string();
        run(MAIN_JOB, &["--until", at_s, "--snapshot-at", at_s, "--snapshot", &snapshot_text, "--no-record"]);
        let rest = resume(&snapshot, &["--until", "120", "--threads", "2", "--no-record"]);
        assert_eq!(two_minutes().hashes(), rest.hashes(), "stopped at {at_s} s");
    }
}

#[test]
fn the_order_of_tables_in_the_scenario_file_changes_nothing() {
    let original = text(MAIN_JOB);
    let mut blocks: Vec<String> = vec![String::new()];
    for line in original.lines() {
        if line.starts_with('[') {
            blocks.push(String::new());
        }
        blocks.last_mut().expect("never empty").extend([line, "\n"]);
    }
    assert!(blocks.len() > 3, "the main job has too few tables to reorder");
    blocks[1..].reverse();
    let (_folder, reordered) = in_place_of(MAIN_JOB, &blocks.concat());
    let options = ["--until", "120", "--no-record"];
    assert_eq!(two_minutes().hashes(), run(&reordered, &options).hashes());
}

/// Demand in which drivers dawdle and differ, so that random numbers matter.
fn demand(vehicles: &[(&str, f64)]) -> String {
    let vehicle = |(name, depart_s): &(&str, f64)| {
        format!(r#"<vehicle id="{name}" route="r" depart="{depart_s}" departSpeed="max"/>"#)
    };
    let vehicles: Vec<String> = vehicles.iter().map(vehicle).collect();
    format!(r#"<routes><route id="r" edges="ab bc"/>{}</routes>"#, vehicles.join("\n"))
}

fn driven(vehicles: &[(&str, f64)]) -> Ran {
    let (_folder, path) =
        configuration_with(&case("s20_unsorted_departs/net.net.xml"), &demand(vehicles), &[]);
    run(&path, &["--dt", "0.1"])
}

#[test]
fn the_order_of_vehicles_in_a_demand_file_changes_nothing() {
    let mut vehicles: Vec<(String, f64)> =
        (0..40u32).map(|n| (format!("v{n}"), f64::from(n) * 1.7)).collect();
    let as_written = |vehicles: &[(String, f64)]| {
        driven(&vehicles.iter().map(|(name, depart_s)| (name.as_str(), *depart_s)).collect::<Vec<_>>())
    };
    let sorted = as_written(&vehicles);
    vehicles.reverse();
    vehicles.swap(3, 30);
    same(&sorted, &as_written(&vehicles));
}

#[test]
fn a_vehicle_that_meets_nobody_changes_no_other() {
    let crowd = [("a", 60.0), ("b", 61.5), ("c", 63.0), ("d", 70.0)];
    let alone = driven(&crowd);
    // One that is gone before the others come, one that comes after they are gone; both first in the file.
    let more = [&[("early", 0.0), ("late", 300.0)][..], &crowd].concat();
    let joined = driven(&more);
    assert_eq!(joined.total("arrived"), 6);
    for (name, _) in crowd {
        let without = |ran: &Ran| {
            let events = ran.events();
            events.of_agent(name).into_iter().cloned().collect::<Vec<_>>()
        };
        assert!(!without(&alone).is_empty());
        assert_eq!(without(&alone), without(&joined), "{name}");
    }
}

#[test]
fn drivers_of_one_type_differ_from_each_other() {
    // Or the tests above would hold for a simulator without random numbers.
    let (_folder, path) = configuration("s20_unsorted_departs", &[]);
    let events = run(&path, &["--dt", "0.1"]).events();
    let durations: Vec<String> =
        events.of_kind("arrived").iter().map(|row| row["duration_s"].clone()).collect();
    assert!(durations.iter().any(|duration| duration != &durations[0]), "{durations:?}");
}
