//! Pairs of scenarios: one in which something happens, and a twin in which it just does not.

use pilotzone_tests::program::call;
use pilotzone_tests::workspace::{root, text};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const SET: &str = "scenarios/regression";
/// The incidents that the road knows.
const ROAD: [&str; 9] = [
    "collision_vehicle_vehicle",
    "collision_vehicle_person",
    "collision_vehicle_object",
    "disengagement",
    "takeover_failure",
    "minimal_risk_stop",
    "odd_exit",
    "gridlock",
    "emergency_blocked",
];

/// A scenario and its twin, by the name of what happens.
struct Pair {
    name: String,
    /// The table of counts in which it is told.
    counts: &'static str,
    does: String,
    does_not: String,
}

/// All pairs of the set. A file without its twin is a failure.
fn pairs() -> Vec<Pair> {
    let mut found = Vec::new();
    for (folder, counts, does, does_not) in [
        ("incidents", "incidents", ".toml", ".avoids.toml"),
        ("rules", "violations", ".breaks.toml", ".keeps.toml"),
    ] {
        let entries = fs::read_dir(root().join(SET).join(folder)).expect("a folder of the set").flatten();
        let names: BTreeSet<String> =
            entries.map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
        let is_scenario = |name: &&String| Path::new(name).extension().is_some_and(|end| end == "toml");
        let scenarios: Vec<&String> = names.iter().filter(is_scenario).collect();
        let twins = scenarios.iter().filter(|name| name.ends_with(does_not)).count();
        assert_eq!(scenarios.len(), 2 * twins, "a file of {folder} has no twin: {scenarios:?}");
        for name in scenarios.iter().filter_map(|name| name.strip_suffix(does_not)) {
            let file = |end: &str| format!("{SET}/{folder}/{name}{end}");
            assert!(names.contains(&format!("{name}{does}")), "{name} of {folder} lacks {name}{does}");
            found.push(Pair { name: name.to_owned(), counts, does: file(does), does_not: file(does_not) });
        }
    }
    found
}

fn table(path: &str) -> toml::Table {
    text(path).parse().unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The limits that a file sets for what its pair is about.
fn limit(file: &toml::Table, pair: &Pair, bound: &str) -> Option<i64> {
    file.get("expect")?.get(pair.counts)?.get(&pair.name)?.get(bound)?.as_integer()
}

/// How many values a table sets, all the way down.
fn values(value: &toml::Value) -> usize {
    value.as_table().map_or(1, |table| table.values().map(values).sum())
}

#[test]
fn every_kind_of_incident_that_the_road_knows_has_a_pair() {
    let pairs: BTreeSet<String> = pairs().into_iter().map(|pair| pair.name).collect();
    let missing: Vec<&str> = ROAD.into_iter().filter(|kind| !pairs.contains(*kind)).collect();
    assert!(missing.is_empty(), "no pair of {missing:?}");
}

#[test]
fn at_least_a_dozen_rules_have_a_pair_and_each_is_a_rule_of_the_pack() {
    let pack = table("scenarios/rules/kr.toml");
    let rules = pack["rules"].as_table().expect("rules by id");
    let paired: Vec<Pair> = pairs().into_iter().filter(|pair| pair.counts == "violations").collect();
    assert!(paired.len() >= 12, "{}", paired.len());
    for pair in paired {
        assert!(rules.contains_key(&pair.name), "{} is no rule", pair.name);
    }
}

#[test]
fn a_twin_is_its_scenario_but_for_one_value() {
    for pair in pairs() {
        let twin = table(&pair.does_not);
        let own = pair.does.rsplit('/').next().expect("a file name");
        assert_eq!(twin["include"].as_array().map(Vec::len), Some(1), "{}", pair.does_not);
        assert_eq!(twin["include"][0].as_str(), Some(own), "{}", pair.does_not);
        let changed = twin.iter().filter(|(key, _)| !["format", "include", "expect"].contains(&key.as_str()));
        let changed: usize = changed.map(|(_, value)| values(value)).sum();
        assert_eq!(changed, 1, "{} is to change one value of its scenario", pair.does_not);
    }
}

#[test]
fn each_scenario_of_a_pair_begins_with_what_happens_and_demands_it() {
    for pair in pairs() {
        for path in [&pair.does, &pair.does_not] {
            assert!(text(path).starts_with("# "), "{path} begins with a sentence");
        }
        assert_eq!(limit(&table(&pair.does), &pair, "min"), Some(1), "{}", pair.does);
        assert_eq!(limit(&table(&pair.does_not), &pair, "max"), Some(0), "{}", pair.does_not);
    }
}

#[test]
fn every_pair_does_and_does_not_what_it_says() {
    let folders = ["incidents", "rules"].map(|folder| format!("{SET}/{folder}"));
    call(["check"].into_iter().chain(folders.iter().map(String::as_str))).expect(0);
}
