//! Scenarios held against their baselines.

use pilotzone_tests::program::{Answer, Profile, call_with};
use pilotzone_tests::workspace::{in_place_of, root, text};
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const TINY: &str = "scenarios/regression/tiny.toml";

/// The tiny scenario in a scratch workspace, alone in its folder.
fn tiny() -> (TempDir, PathBuf) {
    let (folder, path) = in_place_of(TINY, &text(TINY));
    let set = path.parent().expect("a folder");
    for entry in fs::read_dir(set).expect("the folder").flatten() {
        if entry.path() != path {
            fs::remove_file(entry.path()).expect("a link of the copy");
        }
    }
    (folder, path)
}

fn check(path: &Path, words: &[&str]) -> Answer {
    let told = [OsStr::new("check"), path.as_os_str()];
    call_with(Profile::Debug, &root(), told.into_iter().chain(words.iter().map(OsStr::new)))
}

fn change(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).expect("the scenario");
    assert!(text.contains(from), "{from} is not in the scenario");
    fs::write(path, text.replacen(from, to, 1)).expect("a scratch file");
}

#[test]
fn a_missing_baseline_fails_with_the_remedy_and_a_blessed_one_holds() {
    let (_folder, path) = tiny();
    let answer = check(&path, &[]).expect(1);
    assert!(answer.stderr.contains("there is no baseline") && answer.stderr.contains("--bless"));
    let set = path.parent().expect("a folder");
    check(set, &["--bless"]).expect(0);
    let baseline = fs::metadata(path.with_extension("baseline.json")).expect("a baseline");
    assert!(baseline.len() < 8000, "{} bytes", baseline.len());
    check(set, &[]).expect(0);
    check(set, &["--jobs", "1"]).expect(0);
}

#[test]
fn a_change_is_found_with_its_first_step_agent_field_and_figures() {
    let (_folder, path) = tiny();
    check(&path, &["--bless"]).expect(0);
    change(&path, "vehicles_per_h = 360", "vehicles_per_h = 370");
    let answer = check(&path, &[]).expect(1);
    for words in
        ["state hash", "event hash", "in step ", "`north.", "`pos_m`", "inserted.car is 10, it was 9"]
    {
        assert!(answer.stderr.contains(words), "no {words:?} in\n{}", answer.stderr);
    }
}

#[test]
fn a_tolerance_lets_an_intended_change_pass_and_no_more() {
    let (_folder, path) = tiny();
    check(&path, &["--bless"]).expect(0);
    change(&path, "duration_s = 60", "duration_s = 59.9");
    check(&path, &[]).expect(1);
    check(&path, &["--tolerance", "10"]).expect(0);
    check(&path, &["--tolerance", "0.1"]).expect(1);
    check(&path, &["--tolerance", "nan"]).expect(2);
}

#[test]
fn the_report_for_build_servers_names_what_failed() {
    let (folder, path) = tiny();
    let report = folder.path().join("junit.xml");
    let words = ["--junit", report.to_str().expect("a plain path")];
    check(&path, &words).expect(1);
    let text = fs::read_to_string(&report).expect("the report");
    assert!(text.contains("failures=\"1\"") && text.contains("there is no baseline"), "{text}");
    check(&path, &["--bless"]).expect(0);
    check(&path, &words).expect(0);
    assert!(fs::read_to_string(&report).expect("the report").contains("failures=\"0\""));
}

#[test]
fn limits_of_a_scenario_fail_its_run_and_its_check() {
    let (folder, path) = tiny();
    change(&path, "[time]", "[expect]\nincidents.gridlock = { min = 1 }\n\n[time]");
    let answer = check(&path, &["--bless"]).expect(1);
    let words = "incidents.gridlock is 0, and the scenario expects 1 or more";
    assert!(answer.stderr.contains(words), "{}", answer.stderr);
    let out = folder.path().join("limits-out");
    let told = [OsStr::new("run"), path.as_os_str(), OsStr::new("--out"), out.as_os_str()];
    let answer = call_with(Profile::Debug, &root(), told).expect(1);
    assert!(answer.stderr.contains(words), "{}", answer.stderr);
    assert!(out.join("summary.json").exists(), "a run that passes a limit is a run");
    change(&path, "min = 1", "max = 0");
    check(&path, &["--bless"]).expect(0);
}

#[test]
fn what_does_not_load_is_bad_input_and_nothing_is_run() {
    let (_folder, path) = tiny();
    check(&path, &["--bless"]).expect(0);
    fs::write(path.with_file_name("broken.toml"), "map = \n").expect("a scratch file");
    let answer = check(path.parent().expect("a folder"), &[]).expect(2);
    assert!(answer.stderr.contains("broken.toml:1"), "{}", answer.stderr);
    fs::write(path.with_extension("baseline.json"), "{\"format\": 7}").expect("a scratch file");
    let answer = check(&path, &[]).expect(2);
    assert!(answer.stderr.contains("format 7") && answer.stderr.contains("--bless"), "{}", answer.stderr);
    check(Path::new("book"), &[]).expect(2);
}
