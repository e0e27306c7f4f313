//! `explain` tells from a run's folder how its incidents came about.

use pilotzone_tests::workspace::{MAIN_JOB, scratch};
use pilotzone_tests::{Answer, Ran, call, run};
use serde_json::Value;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::sync::OnceLock;

/// Automated cars that fail often, with crews that may do something else.
fn failing() -> &'static Ran {
    static RAN: OnceLock<Ran> = OnceLock::new();
    let scenario = "scenarios/regression/takeover-shift.toml";
    RAN.get_or_init(|| run(scenario, &["--law", "special-av", "--until", "200"]))
}

fn explain(folder: &Path, options: &[&str]) -> Answer {
    let arguments = [OsStr::new("explain"), folder.as_os_str()];
    call(arguments.into_iter().chain(options.iter().map(OsStr::new)))
}

fn list() -> Vec<Value> {
    let answer = explain(&failing().file(""), &["--json"]).expect(0).json();
    answer["incidents"].as_array().cloned().expect("a list of incidents")
}

#[test]
fn every_incident_of_the_figures_is_listed_with_number_time_kind_and_place() {
    let list = list();
    assert_eq!(list.len() as u64, failing().total("incidents"));
    assert!(list.len() > 3, "{} incidents", list.len());
    let words = explain(&failing().file(""), &["--lang", "ko"]).expect(0).stderr;
    for (n, incident) in list.iter().enumerate() {
        assert_eq!(incident["number"].as_u64(), Some(n as u64));
        let time = format!("{:.1}초", incident["time_s"].as_f64().expect("a time"));
        let lane = incident["place"]["lane"].as_str().expect("a lane");
        assert!(
            words.lines().any(|line| line.contains(&time) && line.contains(lane)),
            "{time} {lane} in\n{words}"
        );
    }
}

#[test]
fn every_incident_is_told_in_korean_and_english_whatever_its_kind() {
    for incident in list() {
        let number = incident["number"].to_string();
        let told = |language| {
            explain(&failing().file(""), &["--incident", &number, "--lang", language]).expect(0).stderr
        };
        let (korean, english) = (told("ko"), told("en"));
        for part in ["무슨 일이 있었는가", "원인과 경과", "특례", "책임"] {
            assert!(korean.contains(part), "{part} is not in\n{korean}");
        }
        for part in ["What happened", "What led to it", "Exemptions", "Who answers for it"] {
            assert!(english.contains(part), "{part} is not in\n{english}");
        }
        let sentences = english.lines().filter(|line| line.starts_with("- "));
        assert!(sentences.clone().count() >= 4, "{english}");
        assert!(sentences.clone().all(|line| line.ends_with('.')), "{english}");
    }
}

#[test]
fn a_chain_goes_from_the_fault_to_the_end_and_names_what_was_exempted() {
    let of = |incident: &Value| {
        explain(&failing().file(""), &["--incident", &incident["number"].to_string(), "--json"])
            .expect(0)
            .json()
    };
    let told: Vec<Value> = list().iter().map(of).collect();
    let after_fault = told.iter().find(|it| {
        let kinds = it["chain"].as_array().into_iter().flatten().filter_map(|link| link["event"].as_str());
        kinds.clone().any(|kind| kind == "fault_began")
            && kinds.clone().any(|kind| kind == "takeover_requested")
    });
    let after_fault = after_fault.expect("an incident that a fault led to");
    let times: Vec<f64> = after_fault["chain"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|link| link["time_s"].as_f64())
        .collect();
    assert!(times.is_sorted(), "oldest first: {times:?}");
    assert!(
        after_fault["story_en"].as_str().is_some_and(|text| text.contains("What failed first: a fault of"))
    );
    let exempted = told.iter().flat_map(|it| it["exempted"].as_array().into_iter().flatten());
    assert!(exempted.clone().count() > 0, "no exempted act in any chain");
    assert!(exempted.clone().all(|act| act["by"] == "kr.smartcity.av"));
}

#[test]
fn the_page_names_the_gravest_incidents_and_the_way_to_more() {
    let page = String::from_utf8(failing().bytes("summary.md")).expect("the page is UTF-8");
    assert!(page.contains("가장 중한 사건 / The gravest incidents"), "{page}");
    assert!(page.contains("pilotzone explain RUN --incident K"), "{page}");
    let headline = list()[0]["headline_en"].as_str().map(str::to_owned).expect("a headline");
    assert!(headline.starts_with("Incident 0 ("), "{headline}");
}

#[test]
fn what_cannot_be_told_is_bad_input_with_a_remedy() {
    let folder = scratch();
    let unrecorded = run(MAIN_JOB, &["--until", "5", "--no-record"]);
    let cut = scratch();
    fs::create_dir(cut.path().join("parts")).expect("a fresh folder");
    let wrong = |dir: &Path, options: &[&str], words: &str| {
        let answer = explain(dir, options).expect(2);
        assert!(answer.stderr.contains(words), "{words} is not in\n{}", answer.stderr);
    };
    wrong(&folder.path().join("nowhere"), &[], "name the folder of a run");
    wrong(folder.path(), &[], "this is not the folder of a run");
    wrong(cut.path(), &[], "the run was cut off before its end");
    wrong(&unrecorded.file(""), &[], "without --no-record");
    wrong(&failing().file(""), &["--incident", "99999"], "there is no incident 99999");
}
