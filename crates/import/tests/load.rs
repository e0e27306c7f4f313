//! The scenarios that ship load, refuse what is changed to nonsense, and come back from their resolved copy.

use pilotzone_import::load::{
    LoadError, Loaded, MapShelf, Overrides, load_scenario, load_scenario_on, validate,
};
use pilotzone_scenario::Run;
use pilotzone_world::AgentClass;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn loaded(scenario: &str) -> Loaded {
    load_scenario(&root().join(scenario), &Overrides::default())
        .unwrap_or_else(|error| panic!("{}", error.plain()))
}

/// A folder of a test's own, empty.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("load-{name}"));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn count(run: &Run, class: AgentClass) -> usize {
    run.trips.iter().filter(|trip| run.types[trip.kind as usize].class == class).count()
}

const MAIN_JOB: &str = "scenarios/sejong/naseong-mixed.toml";

#[test]
fn the_main_job_has_a_mixed_traffic_that_can_drive() {
    let run = loaded(MAIN_JOB).run;
    assert!((150..700).contains(&run.trips.len()), "{}", run.trips.len());
    assert!(run.unroutable.len() * 50 < run.trips.len(), "{:?}", run.unroutable);
    let share = count(&run, AgentClass::Av) as f64 / run.trips.len() as f64;
    assert!((0.15..0.25).contains(&share), "{share}");
    for class in [AgentClass::Car, AgentClass::Truck, AgentClass::Bus, AgentClass::Motorcycle] {
        assert!(count(&run, class) > 3, "{}", class.name());
    }
    assert_eq!((run.labels.law.as_str(), run.labels.law_date.as_str()), ("ordinary", "2021-06-01"));
    assert_eq!((run.settings.dt_s, run.settings.end_s), (0.1, Some(600.0)));
}

#[test]
fn the_pilot_zone_of_the_main_job_is_hypothetical_in_both_languages() {
    let run = loaded(MAIN_JOB).run;
    assert!(run.zones.len() == 1 && run.zones[0].hypothetical);
    assert!(pilotzone_map::geometry::polygon_area(&run.zones[0].polygon) > 100_000.0);
    let (ko, en) = &run.labels.caveats[0];
    assert!(
        ko.contains("나성동은 지정된 시범운행구역이 아니며") && en.contains("is not the designated site")
    );
}

#[test]
fn the_scenarios_that_ship_load() {
    let other = loaded("scenarios/sejong/naseong-2026.toml").run;
    let main = loaded(MAIN_JOB).run;
    assert_eq!(other.labels.law_date, "2026-06-01");
    assert_eq!(other.trips, main.trips, "the law changes nothing about the demand");
    let plain = loaded("scenarios/regression/sejong-plain.toml").run;
    assert_eq!(count(&plain, AgentClass::Car), plain.trips.len());
    assert!(plain.trips.len() > 300);
    let tiny = loaded("scenarios/regression/tiny.toml").run;
    assert_eq!((tiny.trips.len(), tiny.unroutable.len()), (11, 0));
    assert_eq!(tiny.trips.iter().map(|trip| trip.stops.len()).sum::<usize>(), 1);
}

#[test]
fn bologna_brings_its_own_demand() {
    let run = loaded("scenarios/bologna/acosta.toml").run;
    assert_eq!(run.trips.len() + run.unroutable.len(), 8779);
    assert!(run.unroutable.is_empty(), "{:?}", run.unroutable.first());
    assert!(run.settings.stop_at_gridlock && run.settings.end_s.is_none());
}

#[test]
fn a_resolved_copy_gives_the_same_run_from_another_folder() {
    let wishes = Overrides {
        seed: Some(5),
        law: Some("special-av".into()),
        until_s: Some(60.0),
        dt_s: Some(0.2),
        ..Overrides::default()
    };
    let folder = scratch("resolved");
    for scenario in [MAIN_JOB, "scenarios/bologna/acosta.toml"] {
        let first = load_scenario(&root().join(scenario), &wishes).unwrap().run;
        let copy = folder.join("scenario.toml");
        std::fs::write(&copy, &first.labels.resolved).unwrap();
        let second =
            load_scenario(&copy, &Overrides::default()).unwrap_or_else(|e| panic!("{}", e.plain())).run;
        assert_eq!(first.settings, second.settings);
        assert_eq!((&first.trips, &first.types), (&second.trips, &second.types));
        assert_eq!((&first.zones, &first.unroutable), (&second.zones, &second.unroutable));
        assert_eq!(first.labels.scenario, second.labels.scenario);
        assert_eq!(
            (&first.labels.law, &first.labels.resolved),
            (&second.labels.law, &second.labels.resolved)
        );
    }
}

#[test]
fn every_plain_number_of_the_main_job_is_guarded_at_its_line() {
    let path = root().join(MAIN_JOB);
    let text = std::fs::read_to_string(&path).unwrap();
    let folder = path.parent().unwrap();
    let bare = |line: &str| {
        let (_, value) = line.split_once('=')?;
        let value = value.split('#').next()?.trim();
        value.parse::<f64>().ok()
    };
    let lines: Vec<&str> = text.lines().collect();
    let numbers: Vec<usize> = (0..lines.len()).filter(|i| bare(lines[*i]).is_some()).collect();
    assert!(numbers.len() >= 8, "{}", numbers.len());
    let file = folder.join("zz-guard.toml");
    for i in numbers {
        for bad in ["-1e9", "nan", "\"x\"", "[]", "1e400"] {
            let mut changed: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
            changed[i] = format!("{}= {bad}", lines[i].split('=').next().unwrap());
            std::fs::write(&file, changed.join("\n")).unwrap();
            let outcome = validate(&file);
            std::fs::remove_file(&file).unwrap();
            let shown = outcome.expect_err(&changed[i]).plain();
            assert!(shown.contains(&format!("zz-guard.toml:{}: ", i + 1)), "{}: {shown}", changed[i]);
        }
    }
}

#[test]
fn every_number_under_parameters_has_its_source_beside_it() {
    for name in ["vehicles.toml", "demand.toml"] {
        let text = std::fs::read_to_string(root().join("scenarios/parameters").join(name)).unwrap();
        for (i, line) in text.lines().enumerate() {
            let Some((_, value)) = line.split_once(" = ") else { continue };
            let (value, source) = value.split_once('#').unwrap_or((value, ""));
            assert!(
                value.trim().parse::<f64>().is_err() || !source.trim().is_empty(),
                "{name}:{}: {line}",
                i + 1
            );
        }
    }
}

#[test]
fn a_missing_map_is_named_with_the_line_that_names_it() {
    let folder = scratch("map");
    let text = std::fs::read_to_string(root().join(MAIN_JOB)).unwrap();
    let parameters = root().join("scenarios/parameters").canonicalize().unwrap();
    let text = text.replace("../parameters", parameters.to_str().unwrap());
    let file = folder.join("a.toml");
    std::fs::write(&file, &text).unwrap();
    let line = 1 + text.lines().position(|line| line.starts_with("map = ")).unwrap();
    let shown = validate(&file).unwrap_err().plain();
    let wanted = format!("a.toml:{line}: the map");
    assert!(shown.contains(&wanted) && shown.contains("sejong-naseong.pzmap"), "{shown}");
}

#[test]
fn what_is_no_scenario_is_refused_with_what_it_is() {
    let folder = scratch("kinds");
    let refused = |name: &str, content: &[u8]| {
        let file = folder.join(name);
        std::fs::write(&file, content).unwrap();
        validate(&file).unwrap_err()
    };
    let error = refused("a.xosc", b"<?xml version='1.0'?><OpenSCENARIO/>");
    assert!(matches!(error, LoadError::NotYet { .. }) && error.plain().contains("not supported yet"));
    let osm = std::fs::read(root().join("maps/sources/sejong_naseong.osm")).unwrap();
    assert!(refused("a.toml", &osm).plain().contains("an OpenStreetMap file"));
    assert!(refused("b.toml", b"a = \"\xff\"").plain().contains("b.toml:1"));
    assert!(refused("c.sumocfg", b"").plain().contains("c.sumocfg"));
    assert!(matches!(validate(&folder.join("none.toml")), Err(LoadError::Read { .. })));
    assert!(validate(&folder).is_err());
}

#[test]
fn a_matrix_in_a_file_of_its_own_is_read_and_its_mistakes_are_named() {
    let folder = scratch("matrix");
    let text = "format = 1\ninclude = [\"PARAMETERS/vehicles.toml\"]\nmap = \"MAPS/sejong-naseong.pzmap\"\nseed = 1\n\
                law_date = \"2021-06-01\"\n[time]\nstart = \"2021-06-01T08:00:00+09:00\"\nduration_s = 60\n\
                [matrices.m]\ntype = \"car\"\ncsv = \"od.csv\"\n";
    let place = |text: &str, what: &str, under: &str| {
        text.replace(what, root().join(under).canonicalize().unwrap().to_str().unwrap())
    };
    let text = place(&place(text, "PARAMETERS", "scenarios/parameters"), "MAPS", "maps");
    std::fs::write(folder.join("s.toml"), text).unwrap();
    let first = loaded(MAIN_JOB).run.trips[0].route.clone();
    let map = loaded(MAIN_JOB).run.map;
    let ends = [first[0], first[first.len() - 1]].map(|link| map.link(link).id.clone());
    std::fs::write(folder.join("od.csv"), format!("from,to,vehicles\n{},{},12\n", ends[0], ends[1])).unwrap();
    let run = load_scenario(&folder.join("s.toml"), &Overrides::default()).unwrap().run;
    assert_eq!(run.trips.len() + run.unroutable.len(), 12);
    std::fs::write(folder.join("od.csv"), format!("from,to,vehicles\n{},nowhere,12\n", ends[0])).unwrap();
    let shown = validate(&folder.join("s.toml")).unwrap_err().plain();
    assert!(shown.contains("od.csv:2: ") && shown.contains("`nowhere`"), "{shown}");
}

#[test]
fn a_sumo_configuration_runs_as_it_is_and_comes_back_from_its_copy() {
    let folder = scratch("sumo");
    let sources = root().canonicalize().unwrap();
    let config = folder.join("run.sumocfg");
    let path = |name: &str| sources.join(name).display().to_string();
    let text = format!(
        "<configuration><input><net-file value=\"{}\"/><route-files value=\"{},{}\"/><additional-files value=\"{},{}\"/></input>\
         <time><begin value=\"0\"/><end value=\"300\"/></time></configuration>",
        path("maps/sources/bologna_acosta.net.xml"),
        path("scenarios/bologna/acosta/acosta.rou.xml"),
        path("scenarios/bologna/acosta/acosta_busses.rou.xml"),
        path("scenarios/bologna/acosta/acosta_vtypes.add.xml"),
        path("scenarios/bologna/acosta/acosta_bus_stops.add.xml"),
    );
    std::fs::write(&config, text).unwrap();
    let first = load_scenario(&config, &Overrides { dt_s: Some(0.5), ..Overrides::default() }).unwrap().run;
    assert_eq!(
        (first.settings.dt_s, first.settings.end_s, first.settings.gridlock_s),
        (0.5, Some(300.0), 1800.0)
    );
    assert!(first.settings.stop_at_gridlock && first.labels.law == "none");
    assert_eq!(first.map.sources[0].licence, "EPL-2.0", "known from the list beside the net");
    let copy = folder.join("scenario.toml");
    std::fs::write(&copy, &first.labels.resolved).unwrap();
    let second = load_scenario(&copy, &Overrides::default()).unwrap_or_else(|e| panic!("{}", e.plain())).run;
    assert_eq!((first.settings, &first.trips), (second.settings, &second.trips));
}

#[test]
fn many_runs_share_one_map_and_load_as_one_does_alone() {
    let (shelf, path) = (MapShelf::default(), root().join(MAIN_JOB));
    let under = |law: &str| {
        let overrides = Overrides { law: Some(law.to_owned()), ..Overrides::default() };
        load_scenario_on(&path, &overrides, &shelf).unwrap().run
    };
    let (a, b) = (under("ordinary"), under("special"));
    assert!(Arc::ptr_eq(&a.map, &b.map));
    let alone = loaded(MAIN_JOB).run;
    assert_eq!((&*a.map, &a.trips, &a.types), (&*alone.map, &alone.trips, &alone.types));
}

#[test]
fn the_rule_pack_that_ships_is_without_mistakes_alone_and_named_by_a_scenario() {
    let pack = root().join("scenarios/rules/kr.toml");
    assert!(validate(&pack).unwrap().is_empty());
    let folder = scratch("rules");
    let tiny = root().join("scenarios/regression/tiny.toml");
    let path = folder.join("x.toml");
    std::fs::write(&path, format!("format = 1\ninclude = [{tiny:?}]\nrules = {pack:?}\n")).unwrap();
    let run = load_scenario(&path, &Overrides::default()).unwrap().run;
    assert_eq!(run.regime.pack.as_ref().map(|pack| pack.id.as_str()), Some("kr"));
    assert!(run.labels.resolved.contains("kr.toml"));
}

#[test]
fn a_rule_pack_with_a_mistake_is_refused_with_its_own_line() {
    let folder = scratch("bad-rules");
    let path = folder.join("bad.toml");
    std::fs::write(&path, "format = 1\nid = 3\n[rules]\n").unwrap();
    let error = validate(&path).unwrap_err().plain();
    assert!(error.contains("bad.toml:2: `id` is 3"), "{error}");
}
