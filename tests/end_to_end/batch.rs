//! Many runs into one folder, stopped and gone on with, and the same as each alone.

use pilotzone_tests::program::{Answer, Profile, call_with, program};
use pilotzone_tests::workspace::{in_place_of, root, scratch, text};
use serde_json::Value;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

const TINY: &str = "scenarios/regression/tiny.toml";

fn batch(words: &[&str], out: &Path) -> Answer {
    let out = out.display().to_string();
    let told = ["batch", TINY].into_iter().chain(words.iter().copied()).chain(["--out", &out]);
    call_with(Profile::Debug, &root(), told)
}

fn summary(out: &Path) -> Value {
    let text = fs::read_to_string(out.join("summary.json")).expect("a complete folder");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn a_batch_leaves_all_tables_and_a_page_in_both_languages() {
    let dir = scratch();
    let out = dir.path().join("out");
    let words = ["--seeds", "1..3", "--until", "20", "--sweep", "time.dt_s=0.1,0.2", "--json"];
    let told = batch(&words, &out).expect(0).json();
    assert_eq!((&told["runs"], &told["skipped"], &told["failed"]), (&6.into(), &0.into(), &0.into()));
    for name in
        ["runs", "incidents", "violations", "measures", "link_flow"].map(|table| format!("{table}.parquet"))
    {
        assert!(out.join(&name).is_file(), "{name}");
    }
    assert!(!out.join("parts").exists());
    let page = fs::read_to_string(out.join("summary.md")).expect("a page");
    for words in ["6 runs were made", "모두 6번 실행", "rule of three", "time.dt_s = 0.2"] {
        assert!(page.contains(words), "no {words:?} in\n{page}");
    }
    batch(&words, &out).expect(2);
    let again = batch(
        &["--seeds", "1..3", "--until", "20", "--sweep", "time.dt_s=0.1,0.2", "--json", "--resume"],
        &out,
    );
    assert_eq!(again.expect(0).json()["skipped"], 6);
    let other =
        batch(&["--seeds", "1..4", "--until", "20", "--sweep", "time.dt_s=0.1,0.2", "--resume"], &out);
    assert!(other.expect(2).stderr.contains("`seeds` was"), "another batch does not go on here");
}

#[test]
fn a_bad_value_is_a_run_that_failed_and_the_others_go_on() {
    let dir = scratch();
    let out = dir.path().join("out");
    let told = batch(&["--seeds", "1..2", "--until", "5", "--sweep", "time.dt_s=0.1,7", "--json"], &out);
    let told = told.expect(1).json();
    assert_eq!((&told["runs"], &told["failed"]), (&4.into(), &2.into()));
    let nothing = batch(&["--seeds", "1..2", "--sweep", "time.dt_z=1"], &dir.path().join("none")).expect(2);
    assert!(nothing.stderr.contains("did you mean `dt_s`"), "{}", nothing.stderr);
}

#[test]
fn a_batch_that_was_killed_goes_on_and_ends_as_one_that_was_not() {
    let dir = scratch();
    let (whole, torn) = (dir.path().join("whole"), dir.path().join("torn"));
    let words = ["--seeds", "1..12", "--jobs", "1", "--resume"];
    batch(&words, &whole).expect(0);
    let out = torn.display().to_string();
    let mut child = Command::new(program(Profile::Debug))
        .args(["batch", TINY].into_iter().chain(words).chain(["--out", &out]))
        .current_dir(root())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    // Until something is finished, and not all.
    let journal = torn.join("parts/runs-00000.jsonl");
    let is_empty = || fs::metadata(&journal).map_or(0, |about| about.len()) == 0;
    for _ in (0..30_000).take_while(|_| is_empty()) {
        std::thread::sleep(Duration::from_millis(2));
    }
    child.kill().expect("it can be killed");
    child.wait().expect("it is gone");
    // As a kill in the middle of a line leaves it.
    let mut bytes = fs::read(&journal).expect("a journal");
    bytes.extend(b"{\"job\":11,\"status\":\"do");
    fs::write(&journal, bytes).expect("a journal");
    let told = batch(&["--seeds", "1..12", "--jobs", "1", "--resume", "--json"], &torn).expect(0).json();
    let skipped = told["skipped"].as_u64().expect("a number");
    assert!((1..12).contains(&skipped), "{skipped}");
    assert_eq!(summary(&whole)["groups"], summary(&torn)["groups"]);
}

#[test]
fn shards_make_together_what_one_batch_makes() {
    let dir = scratch();
    let (whole, parts) = (dir.path().join("whole"), dir.path().join("parts"));
    batch(&["--seeds", "1..5", "--until", "10"], &whole).expect(0);
    for shard in ["1/2", "2/2"] {
        batch(&["--seeds", "1..5", "--until", "10", "--shard", shard], &parts).expect(0);
    }
    let km = |out: &Path| summary(out)["groups"][0]["vehicle_km"].as_f64().expect("kilometres");
    let both = km(&parts.join("shard-1-of-2")) + km(&parts.join("shard-2-of-2"));
    assert!((km(&whole) - both).abs() < 1e-9);
}

#[test]
fn a_limit_to_a_rate_is_told_as_passed_shown_or_not_yet_shown() {
    let limits = "\n[limits]\nincidents.gridlock = { max = 0, per_1000_km = { upper_95 = 0.5 } }\n";
    let (_folder, path) = in_place_of(TINY, &(text(TINY) + limits));
    let dir = scratch();
    let call = |out: &str, more: &[&str]| {
        let (path, out) = (path.display().to_string(), dir.path().join(out).display().to_string());
        let told = ["batch", &path, "--seeds", "1..2", "--until", "10", "--lang", "en", "--out", &out];
        call_with(Profile::Debug, &root(), told.iter().copied().chain(more.iter().copied()))
    };
    let told = call("a", &[]).expect(0);
    assert!(told.stderr.contains("not yet shown to lie below 0.500"), "{}", told.stderr);
    call("b", &["--require-shown"]).expect(1);
}
