//! What a run leaves, and what `diff` says of two.

use crate::shared::{main_job, two_minutes};
use pilotzone_tests::workspace::{MAIN_JOB, in_place_of, scratch, text};
use pilotzone_tests::{call, run};
use std::fs;

const PROMISED: [&str; 13] = [
    "summary.json",
    "summary.md",
    "events.parquet",
    "events.csv",
    "trips.parquet",
    "incidents.parquet",
    "incidents.csv",
    "measures.parquet",
    "av_reports.parquet",
    "replay.mcap",
    "hashes.bin",
    "scenario.toml",
    "log.txt",
];

#[test]
fn the_folder_holds_what_is_promised() {
    for name in PROMISED {
        assert!(!two_minutes().bytes(name).is_empty() || name == "log.txt", "{name} is empty");
    }
    for name in
        ["events.parquet", "trips.parquet", "incidents.parquet", "measures.parquet", "av_reports.parquet"]
    {
        let bytes = two_minutes().bytes(name);
        assert!(bytes.starts_with(b"PAR1") && bytes.ends_with(b"PAR1"), "{name} is no Parquet file");
    }
}

#[test]
fn the_figures_have_every_promised_key() {
    let keys = "scenario map seed version law law_date provenance sim_time_s dt_s steps wall_s cpu_s load_s \
        peak_rss_mb threads inserted arrived running removed waiting unroutable vehicle_updates vehicle_km av_km \
        mean_trip_duration_s mean_depart_delay_s incidents state_hash event_hash out_dir";
    let missing: Vec<&str> =
        keys.split_whitespace().filter(|key| main_job().json.get(key).is_none()).collect();
    assert!(missing.is_empty(), "missing: {missing:?}");
    let hash = main_job().word("state_hash");
    let is_hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    assert!(hash.len() == 16 && hash.chars().all(is_hex), "{hash}");
}

#[test]
fn printed_and_stored_figures_agree() {
    let stored: serde_json::Value =
        serde_json::from_slice(&two_minutes().bytes("summary.json")).expect("summary.json is JSON");
    for key in ["state_hash", "event_hash", "inserted", "arrived", "steps", "vehicle_updates"] {
        assert_eq!(stored[key], two_minutes().json[key], "{key}");
    }
}

#[test]
fn the_page_for_regulators_is_korean_and_english_and_says_what_is_hypothetical() {
    let page = String::from_utf8(two_minutes().bytes("summary.md")).expect("the page is UTF-8");
    let hangul = page.chars().filter(|c| ('가'..='힣').contains(c)).count();
    assert!(hangul > 100, "{hangul} Korean syllables");
    for words in ["legal advice", "hypothetical", "OpenStreetMap"] {
        assert!(page.contains(words), "{words:?} is not in:\n{page}");
    }
}

#[test]
fn the_resolved_scenario_runs_as_the_original_did() {
    let resolved = String::from_utf8(two_minutes().bytes("scenario.toml")).expect("TOML is UTF-8");
    let (_folder, copy) = in_place_of(MAIN_JOB, &resolved);
    let again = run(&copy, &["--until", "120", "--no-record"]);
    assert_eq!(two_minutes().hashes(), again.hashes());
}

#[test]
fn the_hash_file_has_one_line_for_each_step() {
    // Eight bytes a step and room.
    let steps = two_minutes().number("steps") as usize;
    let bytes = two_minutes().bytes("hashes.bin").len();
    assert!(bytes >= 8 * steps, "{bytes} bytes for {steps} steps");
}

#[test]
fn diff_of_two_equal_runs_finds_nothing() {
    let again = run(MAIN_JOB, &["--until", "120"]);
    call(["diff".as_ref(), two_minutes().file("").as_os_str(), again.file("").as_os_str()]).expect(0);
}

#[test]
fn diff_names_step_agent_and_field() {
    let other = run(MAIN_JOB, &["--until", "120", "--seed", "4242"]);
    let (a, b) = (two_minutes().file(""), other.file(""));
    let answer = call(["diff".as_ref(), a.as_os_str(), b.as_os_str(), "--json".as_ref()]).expect(1);
    let difference = answer.json();
    for key in ["step", "agent", "field"] {
        assert!(!difference[key].is_null(), "{key} is missing: {difference}");
    }
}

#[test]
fn a_folder_that_is_not_empty_is_not_written_into() {
    let folder = scratch();
    fs::write(folder.path().join("mine.txt"), "keep").expect("a fresh file");
    let out = folder.path().as_os_str();
    let answer =
        call(["run".as_ref(), MAIN_JOB.as_ref(), "--until".as_ref(), "1".as_ref(), "--out".as_ref(), out]);
    let answer = answer.expect(2);
    assert!(answer.stderr.contains("empty"), "{}", answer.stderr);
    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 1);
}

#[test]
fn the_readme_runs_the_main_job() {
    let readme = text("README.md");
    assert!(readme.contains(&format!("cargo run --release -- run {MAIN_JOB}")));
    assert!(readme.contains("cargo test --workspace --exclude pilotzone-cloud"));
}
