//! The same seeds under two laws.

use pilotzone_tests::program::{Answer, Profile, call_with};
use pilotzone_tests::workspace::{root, scratch};
use serde_json::Value;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

const TINY: &str = "scenarios/regression/tiny.toml";

fn compare(out: &Path, words: &[&str]) -> Answer {
    let told = ["compare", TINY].iter().chain(words).map(OsStr::new);
    call_with(Profile::Debug, &root(), told.chain([OsStr::new("--out"), out.as_os_str()]))
}

fn refused(words: &[&str], reason: &str) {
    let folder = scratch();
    let out = folder.path().join("out");
    let answer = compare(&out, words).expect(2);
    assert!(answer.stderr.contains(reason), "no {reason:?} in\n{}", answer.stderr);
    assert!(!out.exists(), "{words:?}: a folder was made all the same");
}

#[test]
fn a_law_against_itself_is_exactly_zero() {
    let folder = scratch();
    let words = ["--laws", "special,special", "--seeds", "1..3", "--json"];
    let json = compare(&folder.path().join("c"), &words).expect(0).json();
    assert_eq!(json["laws"], serde_json::json!(["special", "special"]));
    assert_eq!((&json["seeds"], &json["pairs"]), (&serde_json::json!([1, 2, 3]), &serde_json::json!(3)));
    let metrics = json["metrics"].as_object().expect("figures by name");
    assert!(metrics.contains_key("takeover_time_s") && metrics.contains_key("inserted.car"));
    for (name, metric) in metrics {
        assert!(matches!(metric["diff"].as_f64(), None | Some(0.0)), "{name}: {metric}");
        assert_eq!(metric["diff"].is_null(), metric["ci95"].is_null(), "{name}: {metric}");
    }
    assert_eq!((&json["only_a"], &json["only_b"]), (&serde_json::json!([]), &serde_json::json!([])));
}

#[test]
fn the_figures_do_not_depend_on_how_many_runs_go_at_once_and_are_those_of_a_run_alone() {
    let folder = scratch();
    let made = |name: &str, jobs: &str| -> (String, String) {
        let out = folder.path().join(name);
        let words = ["--laws", "ordinary,special", "--seeds", "1..4", "--json", "--jobs", jobs];
        let json = compare(&out, &words).expect(0).stdout;
        (json, fs::read_to_string(out.join("pairs.csv")).expect("the table"))
    };
    let (one, three) = (made("one", "1"), made("three", "3"));
    assert_eq!(one, three);
    let alone = folder.path().join("alone");
    let words = ["run", TINY, "--seed", "3", "--law", "special", "--json", "--no-record", "--out"];
    let told = words.iter().map(OsStr::new).chain([alone.as_os_str()]);
    let alone = call_with(Profile::Debug, &root(), told).json();
    let row = one.1.lines().find(|line| line.starts_with("3,special,")).expect("a row of seed 3");
    assert!(row.contains(alone["state_hash"].as_str().expect("a hash")), "{row}");
}

#[test]
fn a_comparison_leaves_a_page_in_both_languages_and_its_tables() {
    let folder = scratch();
    let out = folder.path().join("c");
    let answer = compare(&out, &["--laws", "ordinary,special,art38@2026-06-01", "--seeds", "5..6"]).expect(0);
    assert!(answer.stdout.is_empty() && answer.stderr.contains("special"), "{}", answer.stderr);
    let page = fs::read_to_string(out.join("summary.md")).expect("the page");
    let hangul = page.chars().filter(|c| ('가'..='힣').contains(c)).count();
    assert!(hangul > 200, "{hangul} Korean syllables");
    for words in ["95 %", "Not legal advice", "danger clause", "OpenStreetMap", "What was not evaluated"] {
        assert!(page.contains(words), "no {words:?} in\n{page}");
    }
    assert!(!page.contains("art38"), "an alias is never printed");
    let json: Value = serde_json::from_str(&fs::read_to_string(out.join("summary.json")).expect("figures"))
        .expect("summary.json is JSON");
    let arms = json["arms"].as_array().expect("an arm for each law after the first");
    assert_eq!(arms.len(), 2);
    assert_eq!(arms[1]["laws"], serde_json::json!(["ordinary", "special-av@2026-06-01"]));
    assert_eq!(json["metrics"], arms[0]["metrics"]);
    let csv = fs::read_to_string(out.join("pairs.csv")).expect("the table");
    assert_eq!(csv.lines().count(), 1 + 2 * 3);
    assert!(fs::read(out.join("pairs.parquet")).expect("the table").ends_with(b"PAR1"));
}

#[test]
fn bad_usage_is_refused_before_anything_is_run() {
    refused(&["--laws", "special", "--seeds", "1..3"], "names one rule set");
    refused(&["--laws", "ordinary,spezial", "--seeds", "1..3"], "did you mean `special`");
    refused(&["--laws", "ordinary,special@2026-13-01", "--seeds", "1..3"], "no date");
    refused(&["--laws", "ordinary,special", "--seeds", "3..1"], "no range of seeds");
    refused(&["--laws", "ordinary,special", "--seeds", "-1..1"], "no range of seeds");
    refused(&["--laws", "ordinary,special", "--seeds", "1..3", "--until", "nan"], "--until");
}

#[test]
fn a_folder_with_something_in_it_is_left_alone() {
    let folder = scratch();
    fs::write(folder.path().join("mine.txt"), "keep").expect("a fresh file");
    compare(folder.path(), &["--laws", "ordinary,special", "--seeds", "1"]).expect(2);
    assert_eq!(fs::read_dir(folder.path()).expect("the folder").count(), 1);
}
