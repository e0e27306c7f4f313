//! A run that puts its incidents aside to be shipped, where the program that ships is not built.

use pilotzone_tests::program::{Profile, program};
use pilotzone_tests::workspace::{root, scratch};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

/// Runs the program alone in a folder, without what may be built beside it.
fn run_alone(folder: &Path, url: &str) -> Output {
    let alone = folder.join("pilotzone");
    fs::copy(program(Profile::Release), &alone).expect("room for the program");
    let mut command = Command::new(alone);
    command.args([
        "run",
        "scenarios/regression/incidents/disengagement.toml",
        "--json",
        "--push",
        url,
        "--out",
    ]);
    command.arg(folder.join("run")).current_dir(root()).output().expect("the program starts")
}

#[test]
fn without_the_shipper_the_run_is_kept_its_spool_waits_and_the_command_that_builds_it_is_told() {
    let folder = scratch();
    let ran = run_alone(folder.path(), "file:///tmp/nothing-goes-there");
    let told = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(2), "{told}");
    assert!(told.contains("cargo build --release -p pilotzone-cloud"), "{told}");
    let summary: Value = serde_json::from_slice(&ran.stdout).expect("the run's figures");
    let counts = summary["incidents"].as_object().expect("counts by kind").values();
    let incidents: u64 = counts.filter_map(Value::as_u64).sum();
    let spool = fs::read_to_string(folder.path().join("run/spool/segment-00000.jsonl")).expect("a spool");
    assert!(incidents > 0 && spool.lines().count() as u64 == incidents, "{incidents} incidents\n{spool}");
    assert!(
        folder.path().join("run/summary.json").is_file() && !Path::new("/tmp/nothing-goes-there").exists()
    );
}

#[test]
fn an_address_with_a_secret_in_it_is_refused_before_anything_is_run_or_written() {
    let folder = scratch();
    let ran = run_alone(folder.path(), "s3://key:hidden@bucket/x");
    let told = String::from_utf8_lossy(&ran.stderr);
    assert!(
        ran.status.code() == Some(2) && told.contains("environment") && !told.contains("hidden"),
        "{told}"
    );
    assert!(!folder.path().join("run").exists());
}
