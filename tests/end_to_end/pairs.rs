//! Pairs of scenarios: one in which something happens, and a twin in which it just does not.

use pilotzone_tests::program::call;
use pilotzone_tests::workspace::{root, text};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

const SET: &str = "scenarios/regression";
/// A permit in the air has so many keys: twins change no more.
const A_FEW: usize = 6;
/// The incidents that road and air know.
const KINDS: [&str; 18] = [
    "collision_vehicle_vehicle",
    "collision_vehicle_person",
    "collision_vehicle_object",
    "disengagement",
    "takeover_failure",
    "minimal_risk_stop",
    "odd_exit",
    "gridlock",
    "emergency_blocked",
    "uav_hit_ground",
    "uav_hit_person",
    "uav_hit_vehicle",
    "uav_hit_building",
    "uav_hit_uav",
    "well_clear_loss",
    "geofence_breach",
    "link_lost",
    "fly_away",
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

/// Every value that a table sets, all the way down, by its path; what is expected is no setting.
fn settings(table: &toml::Table) -> BTreeMap<String, toml::Value> {
    fn walk(table: &toml::Table, path: &str, into: &mut BTreeMap<String, toml::Value>) {
        for (key, value) in table {
            let path = format!("{path}.{key}");
            match value.as_table() {
                Some(inner) => walk(inner, &path, into),
                None => drop(into.insert(path, value.clone())),
            }
        }
    }
    let mut into = BTreeMap::new();
    for (key, value) in
        table.iter().filter(|(key, _)| !["format", "include", "expect"].contains(&key.as_str()))
    {
        walk(&toml::Table::from_iter([(key.clone(), value.clone())]), "", &mut into);
    }
    into
}

#[test]
fn every_kind_of_incident_has_a_pair() {
    let pairs: BTreeSet<String> = pairs().into_iter().map(|pair| pair.name).collect();
    let missing: Vec<&str> = KINDS.into_iter().filter(|kind| !pairs.contains(*kind)).collect();
    assert!(missing.is_empty(), "no pair of {missing:?}");
}

#[test]
fn at_least_a_dozen_rules_have_a_pair_and_each_is_a_rule_of_the_pack() {
    let packs = ["kr", "kr-air"].map(|pack| table(&format!("scenarios/rules/{pack}.toml")));
    let rules: BTreeSet<&String> =
        packs.iter().flat_map(|pack| pack["rules"].as_table().expect("rules by id").keys()).collect();
    let paired: Vec<Pair> = pairs().into_iter().filter(|pair| pair.counts == "violations").collect();
    assert!(paired.len() >= 12, "{}", paired.len());
    for pair in paired {
        assert!(rules.contains(&pair.name), "{} is no rule", pair.name);
    }
}

#[test]
fn a_twin_is_its_scenario_but_for_one_value_or_a_few_that_belong_together() {
    for pair in pairs() {
        let (does, twin) = (table(&pair.does), table(&pair.does_not));
        let own = pair.does.rsplit('/').next().expect("a file name");
        if twin["include"][0].as_str() == Some(own) {
            assert_eq!(settings(&twin).len(), 1, "{} is to change one value of its scenario", pair.does_not);
            continue;
        }
        assert_eq!(does["include"], twin["include"], "{}", pair.does_not);
        let (does, twin) = (settings(&does), settings(&twin));
        let keys: BTreeSet<&String> = does.keys().chain(twin.keys()).collect();
        let changed = keys.into_iter().filter(|key| does.get(*key) != twin.get(*key)).count();
        assert!((1..=A_FEW).contains(&changed), "{} changes {changed} values", pair.does_not);
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
