//! Broken maps, demand and scenarios: exit 2 and a message that names the place, never a panic, never a run.

use crate::shared::configuration_with;
use pilotzone_tests::workspace::{MAIN_JOB, case, in_place_of, scratch, text};
use pilotzone_tests::{Answer, call};
use std::ffi::OsStr;
use std::fs;

const OSM: &str = r#"<osm version="0.6">
<node id="1" lat="36.50" lon="127.25"/>
<node id="2" lat="36.51" lon="127.25"/>
<way id="10"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/></way>
</osm>"#;

fn import(name: &str, bytes: &[u8]) -> Answer {
    let folder = scratch();
    let (source, map) = (folder.path().join(name), folder.path().join("map"));
    fs::write(&source, bytes).expect("a fresh file");
    let answer = call([OsStr::new("import"), source.as_os_str(), OsStr::new("-o"), map.as_os_str()]);
    if answer.code == Some(2) {
        assert!(answer.stderr.contains(name), "the message names no file: {}", answer.stderr);
        assert!(!map.exists(), "a map was written all the same");
    }
    answer
}

#[test]
fn the_small_map_that_is_broken_below_is_good_as_it_stands() {
    import("good.osm", OSM.as_bytes()).expect(0);
}

#[test]
fn broken_maps_are_refused_with_a_message() {
    let net = fs::read(case("s25_four_way_tie/net.net.xml")).expect("the case has a net");
    let bomb = r"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'bb'><!ENTITY c '&b;&b;'>]><osm>&c;</osm>";
    let nan = |text: &str, key: &str| text.replacen(key, &format!("{key}nan"), 9);
    let net_text = String::from_utf8_lossy(&net).into_owned();
    let broken: [(&str, Vec<u8>); 12] = [
        ("empty.osm", vec![]),
        ("empty.net.xml", vec![]),
        ("zeros.osm", vec![0; 999]),
        ("zeros.osm.pbf", vec![0; 999]),
        ("cut.osm", OSM.as_bytes()[..120].to_vec()),
        ("cut.net.xml", net[..net.len() / 3].to_vec()),
        ("nan.osm", nan(OSM, "lat=\"36").into_bytes()),
        ("nan.net.xml", nan(&net_text, "length=\"").into_bytes()),
        ("bomb.osm", bomb.as_bytes().to_vec()),
        ("deep.osm", b"<osm>".repeat(50_000)),
        ("deep.net.xml", b"<net>".repeat(50_000)),
        ("nothing.osm", b"<osm version=\"0.6\"></osm>".to_vec()),
    ];
    for (name, bytes) in broken {
        import(name, &bytes).expect(2);
    }
}

#[test]
fn a_map_with_flipped_bytes_is_read_or_refused() {
    let net = fs::read(case("s25_four_way_tie/net.net.xml")).expect("the case has a net");
    for (name, good) in [("x.osm", OSM.as_bytes()), ("x.net.xml", &net)] {
        for n in 0..20 {
            let answer = import(name, &flipped(good, n));
            assert!(matches!(answer.code, Some(0 | 2)), "{name} {n}: {:?}\n{}", answer.code, answer.stderr);
        }
    }
}

#[test]
fn a_damaged_native_map_is_refused() {
    let folder = scratch();
    let map = folder.path().join("map");
    let source = case("s25_four_way_tie/net.net.xml");
    call([OsStr::new("import"), source.as_os_str(), OsStr::new("-o"), map.as_os_str()]).expect(0);
    let good = fs::read(&map).expect("a map");
    for n in 0..20 {
        fs::write(&map, flipped(&good, n)).expect("the file is ours");
        let answer = call([OsStr::new("map"), OsStr::new("info"), map.as_os_str()]);
        assert!(matches!(answer.code, Some(0 | 2)), "{n}: {:?}", answer.code);
    }
    fs::write(&map, &good[..good.len() / 2]).expect("the file is ours");
    call([OsStr::new("map"), OsStr::new("info"), map.as_os_str()]).expect(2);
}

/// The bytes with a few of them changed, the same ones every time.
fn flipped(good: &[u8], n: u64) -> Vec<u8> {
    let mut bytes = good.to_vec();
    let mut state = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    for _ in 0..=n % 8 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let at = (state as usize) % bytes.len();
        bytes[at] = (state >> 32) as u8;
    }
    bytes
}

#[test]
fn broken_demand_is_refused_and_named() {
    let net = case("s20_unsorted_departs/net.net.xml");
    let broken = [
        "",
        "<routes><vehicle",
        r#"<routes><vehicle id="a" depart="0"><route edges="nowhere"/></vehicle></routes>"#,
        r#"<routes><route id="r" edges="ab bc"/><vehicle id="a" route="r" depart="nan"/></routes>"#,
        r#"<routes><route id="r" edges="ab bc"/><vehicle id="a" route="r" depart="-5"/></routes>"#,
        r#"<routes><vehicle id="a" route="unknown" depart="0"/></routes>"#,
        r#"<routes><vType id="t" maxSpeed="-3"/></routes>"#,
    ];
    for demand in broken {
        let (folder, path) = configuration_with(&net, demand, &[]);
        let out = folder.path().join("out");
        let answer = call([OsStr::new("run"), path.as_os_str(), OsStr::new("--out"), out.as_os_str()]);
        // A vehicle that cannot be routed is reported and left out; the rest of a file is refused as a whole.
        assert!(matches!(answer.code, Some(0..=2)), "{demand}: {:?}", answer.code);
        let told = answer.stderr.contains("demand.rou.xml") || answer.stderr.contains("nowhere");
        assert!(told, "{demand}: the message names nothing: {}", answer.stderr);
    }
}

/// Lines of the main job that hold a plain number.
fn number_lines(text: &str) -> Vec<(usize, &str)> {
    let is_number = |line: &str| {
        let value = line.split_once('=').map(|(_, value)| value.split('#').next().unwrap_or("").trim());
        !line.trim_start().starts_with('#')
            && value.is_some_and(|value| value.replace('_', "").parse::<f64>().is_ok())
    };
    text.lines().enumerate().filter(|(_, line)| is_number(line)).collect()
}

#[test]
fn every_number_of_the_main_job_is_checked_and_its_line_named() {
    let original = text(MAIN_JOB);
    let numbers = number_lines(&original);
    assert!(numbers.len() >= 8, "too few numbers to try: {numbers:?}");
    for (at, line) in numbers {
        let key = line.split('=').next().unwrap_or_default();
        for wrong in ["-1e9", "nan", "\"x\"", "[]", "1e400"] {
            let changed: Vec<String> = original
                .lines()
                .enumerate()
                .map(|(n, line)| if n == at { format!("{key}= {wrong}") } else { line.to_owned() })
                .collect();
            let (_folder, path) = in_place_of(MAIN_JOB, &changed.join("\n"));
            let answer = call([OsStr::new("validate"), path.as_os_str()]).expect(2);
            let place = format!("naseong-mixed.toml:{}", at + 1);
            assert!(answer.stderr.contains(&place), "{key}= {wrong}: no {place} in\n{}", answer.stderr);
        }
    }
}

#[test]
fn all_mistakes_of_a_scenario_are_told_at_once_with_the_nearest_name() {
    let text = text(MAIN_JOB).replacen("seed", "sed", 1).replacen("law_date", "law_dat", 1);
    let (_folder, path) = in_place_of(MAIN_JOB, &text);
    let answer = call([OsStr::new("validate"), path.as_os_str()]).expect(2);
    for words in ["sed", "seed", "law_dat", "law_date"] {
        assert!(answer.stderr.contains(words), "{words} is not in\n{}", answer.stderr);
    }
}

#[test]
fn a_missing_file_and_an_unknown_kind_are_told_apart() {
    let folder = scratch();
    let missing = folder.path().join("missing.toml");
    let answer = call([OsStr::new("run"), missing.as_os_str()]).expect(2);
    assert!(answer.stderr.contains("missing.toml"), "{}", answer.stderr);
    let picture = folder.path().join("picture.xodr");
    fs::write(&picture, "<OpenDRIVE/>").expect("a fresh file");
    let answer = call([OsStr::new("map"), OsStr::new("info"), picture.as_os_str()]).expect(2);
    assert!(answer.stderr.contains("not supported yet"), "{}", answer.stderr);
}

#[test]
fn a_damaged_snapshot_is_refused() {
    let folder = scratch();
    let snapshot = folder.path().join("snapshot");
    let words = ["run", MAIN_JOB, "--until", "2", "--snapshot-at", "2", "--no-record", "--snapshot"];
    call(words.map(OsStr::new).into_iter().chain([snapshot.as_os_str()])).expect(0);
    let good = fs::read(&snapshot).expect("a snapshot");
    for broken in [vec![], good[..good.len() / 2].to_vec(), flipped(&good, 5)] {
        fs::write(&snapshot, broken).expect("the file is ours");
        let words = ["run", "--until", "3", "--no-record", "--from"].map(OsStr::new);
        call(words.into_iter().chain([snapshot.as_os_str()])).expect(2);
    }
}
