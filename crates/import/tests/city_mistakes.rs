//! What is said of parameters that make no city: the file, the line, what to do.

use pilotzone_import::generate::{city, city_schema};

const TEXT: &str = include_str!("../../../maps/sources/sejong-5-1.toml");

/// What is said when a text stands in place of another, without the long lists of what is known.
fn said(from: &str, to: &str) -> String {
    assert!(TEXT.contains(from), "{from}");
    city("city.toml", &TEXT.replacen(from, to, 1)).unwrap_err().plain()
}

#[test]
fn each_mistake_is_named_with_its_line_and_the_remedy() {
    let cases = [
        ("class = \"local\"", "class = \"lokal\""),
        ("between = [\"local\", \"local\"]", "between = [\"local\", \"lane\"]"),
        ("cycle_s = 120.0 ", "cycle_s = 90.0 "),
        ("near_m = [0, 280]", "near_m = [60, 350]"),
        ("amber_s = 3.0 ", "amber_s = 30.0 "),
        ("control = \"right_hand\"", "control = \"righthand\""),
        ("id = \"central-ew\"", "id = \"central-ns\""),
        ("street = \"brt-ring\"", "street = \"brt\""),
        ("length_m = 25.0", "length_m = 150.0"),
        ("area_m = [-840, -840, 840, 840]", "area_m = [840, -840, -840, 840]"),
        ("points_m = [[0, -900], [0, 900]]", "points_m = [[-300, -900], [-300, 900]]"),
        ("storeys = [20, 30]", "storeys = [30, 20]"),
        ("walk_mps = 1.0", "walk_kmh = 3.6"),
        ("city_format = 1", "city_format = 2"),
    ];
    let all: Vec<String> = cases.iter().map(|(from, to)| said(from, to)).collect();
    insta::assert_snapshot!(all.join("\n\n"));
}

#[test]
fn what_is_no_toml_is_an_error_with_its_line() {
    let error = city("city.toml", "city_format = 1\nname = \"x\n").unwrap_err().plain();
    assert!(error.contains("city.toml:2: this is not TOML"), "{error}");
    assert!(city("city.toml", "").unwrap_err().plain().contains("city_format"));
}

#[test]
fn every_number_of_the_format_has_a_closed_range() {
    fn numbers(value: &serde_json::Value, path: &str, open: &mut Vec<String>) {
        if let Some(table) = value.as_object() {
            let kind = table.get("type").and_then(|kind| kind.as_str().or_else(|| kind[0].as_str()));
            let numeric = matches!(kind, Some("number" | "integer"));
            if numeric && !(table.contains_key("minimum") && table.contains_key("maximum")) {
                open.push(path.to_owned());
            }
            for (key, inner) in table {
                numbers(inner, &format!("{path}/{key}"), open);
            }
        } else if let Some(list) = value.as_array() {
            for inner in list {
                numbers(inner, path, open);
            }
        }
    }
    let mut open = Vec::new();
    numbers(&city_schema(), "", &mut open);
    assert!(open.is_empty(), "{open:?}");
}

#[test]
fn a_junction_of_three_arms_has_a_green_for_each_of_its_crosswalks() {
    // The central street ends on the ring in the north: two signals with three arms each, one of them the ring's.
    let text = TEXT.replacen("points_m = [[0, -900], [0, 900]]", "points_m = [[0, -900], [0, 560]]", 1);
    let map = city("city.toml", &text).unwrap();
    for walk in &map.crosswalks {
        let Some((signal, group)) = walk.signal else { continue };
        let programme = map.signals[signal.0 as usize].programme().unwrap();
        let lit = |phase: &pilotzone_map::Phase| {
            phase.aspects[usize::from(group)] == pilotzone_map::Aspect::GreenProtected
        };
        assert!(programme.phases.iter().any(lit), "{}", walk.id);
    }
}
