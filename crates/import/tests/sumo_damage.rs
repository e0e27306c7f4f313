//! Damaged SUMO files: named, never a panic, never a silent loss.

use pilotzone_import::ImportError;
use pilotzone_import::sumo::{DemandFile, DemandOptions, SumoDemand, import_demand, import_net};
use pilotzone_map::Map;
use proptest::prelude::*;
use std::path::Path;

fn file(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(name)).unwrap()
}

fn changed(from: &str, to: &str) -> Result<Map, ImportError> {
    let text = String::from_utf8(file("s22_via_chain/net.net.xml")).unwrap();
    assert!(text.contains(from), "{from}");
    import_net("a.net.xml", text.replacen(from, to, 1).as_bytes())
}

fn demand(text: &str, options: &DemandOptions) -> Result<SumoDemand, ImportError> {
    let mut map = import_net("a.net.xml", &file("s20_unsorted_departs/net.net.xml")).unwrap();
    import_demand(&mut map, &[DemandFile { name: "r.rou.xml".to_owned(), bytes: text.into() }], options)
}

fn refused(text: &str) -> String {
    demand(text, &DemandOptions::default()).unwrap_err().to_string()
}

#[test]
fn a_number_that_is_none_stops_the_import_with_its_line() {
    let error = changed("length=\"11.20\"", "length=\"nan11.20\"").unwrap_err().to_string();
    assert_eq!(error, "a.net.xml:5: `length` is \"nan11.20\", expected a finite number");
    for bad in ["nan", "inf", "-inf", "", "1e999", "12 m"] {
        assert!(changed("speed=\"7.26\"", &format!("speed=\"{bad}\"")).is_err(), "{bad}");
        assert!(changed("x=\"150.00\"", &format!("x=\"{bad}\"")).is_err(), "{bad}");
    }
    assert!(changed("shape=\"7.20,1.60 -4.00,1.60\"", "shape=\"7.20,1.60 nan,1.60\"").is_err());
}

#[test]
fn what_does_not_fit_together_is_left_out_and_named() {
    let cases = [
        (
            "from=\"W\" to=\"J\"",
            "from=\"X\" to=\"J\"",
            "edge `WJ` begins at junction `X`, which the file lacks",
        ),
        (
            "speed=\"13.89\" length=\"146.00\"",
            "speed=\"0\" length=\"146.00\"",
            "edge `JW` has lane `JW_0` of speed 0 m/s",
        ),
        ("length=\"142.80\"", "length=\"-1\"", "edge `EJ` has lane `EJ_0` of length -1 m"),
        (
            "index=\"0\" speed=\"13.89\" length=\"142.80\"",
            "index=\"3\" speed=\"13.89\" length=\"142.80\"",
            "has lanes of the numbers [3]",
        ),
        (
            "from=\"EJ\" to=\"JW\" fromLane=\"0\"",
            "from=\"EJ\" to=\"JW\" fromLane=\"7\"",
            "needs lane 7 of edge `EJ`, which has 1",
        ),
        ("from=\"WJ\" to=\"JN\"", "from=\"WJ\" to=\"NO\"", "needs edge `NO`, which is not there"),
        ("via=\":J_2_0\"", "via=\":J_9_0\"", "lane `:J_9_0` is not there"),
        ("response=\"01\"", "response=\"1\"", "junction `J` has 2 requests for 2 links"),
    ];
    for (from, to, what) in cases {
        let map = changed(from, to).unwrap();
        let told: Vec<_> = map.problems.iter().map(|p| format!("{}: {}", p.line, p.what)).collect();
        assert!(told.iter().any(|p| p.contains(what)), "{what} is missing in {told:?}");
    }
}

#[test]
fn a_network_without_a_lane_for_cars_is_no_network() {
    let error = import_net("e.net.xml", b"<net></net>").unwrap_err().to_string();
    assert!(error.contains("nothing to drive on"), "{error}");
    let error = import_net("e.net.xml", b"<routes/>").unwrap_err().to_string();
    assert!(error.contains("begins with <net>"), "{error}");
    let error = import_net("e.net.xml", b"<net lefthand='1'/>").unwrap_err().to_string();
    assert!(error.contains("left-hand"), "{error}");
}

#[test]
fn demand_that_names_what_is_not_there_says_where() {
    let cases = [
        (
            "<routes>\n<vehicle id='v' depart='0'><route edges='ab no'/></vehicle></routes>",
            "there is no edge `no`",
        ),
        ("<routes>\n<vehicle id='v' depart='0' route='r'/></routes>", "there is no route `r`"),
        (
            "<routes>\n<vehicle id='v' type='t' depart='0'><route edges='ab'/></vehicle></routes>",
            "there is no vehicle type `t`",
        ),
        (
            "<routes>\n<vehicle id='v' depart='0'><route edges='ab'/><stop busStop='s' duration='1'/></vehicle></routes>",
            "there is no stop `s`",
        ),
        ("<routes>\n<vType id='t' vClass='horse'/></routes>", "of the class `horse`"),
        ("<routes>\n<vType id='t' length='-1'/></routes>", "`length` is \"-1\""),
        ("<routes>\n<vehicle id='v' depart='soon'/></routes>", "`depart` is \"soon\""),
        ("<routes>\n<flow id='f' begin='0' end='9' probability='0'/></routes>", "`probability` is \"0\""),
        ("<routes>\n<flow id='f' begin='0' period='1'><route edges='ab'/></flow></routes>", "has no end"),
        ("<routes>\n<vehicle depart='0'/></routes>", "lacks the attribute `id`"),
    ];
    for (text, what) in cases {
        let error = refused(text);
        assert!(error.starts_with("r.rou.xml:2: ") && error.contains(what), "{error}");
    }
    assert!(refused("<routes><vehicle id='v'").starts_with("r.rou.xml:1: "));
    assert!(refused("").starts_with("r.rou.xml: the file is empty"));
    let twice = "<routes><route id='r' edges='ab'/><vehicle id='v' route='r' depart='0'/>\n<vehicle id='v' route='r' depart='1'/></routes>";
    assert!(refused(twice).starts_with("r.rou.xml:2: vehicle `v` is given twice"));
}

#[test]
fn with_route_errors_ignored_a_wrong_vehicle_is_set_aside() {
    let text = "<routes><vehicle id='v' depart='0'><route edges='ab no'/></vehicle></routes>";
    let options = DemandOptions { ignore_route_errors: true, ..DemandOptions::default() };
    let found = demand(text, &options).unwrap();
    assert!(found.trips.is_empty());
    assert_eq!(
        (found.unroutable[0].name.as_str(), found.unroutable[0].reason.as_str()),
        ("v", "there is no edge `no`")
    );
}

#[test]
fn a_route_with_a_gap_is_told_with_both_edges() {
    let text = "<routes><vehicle id='v' depart='0'><route edges='bc ab'/></vehicle>\
                <trip id='t' depart='1' from='bc' to='ab'/></routes>";
    let found = demand(text, &DemandOptions::default()).unwrap();
    assert_eq!(found.unroutable[0].reason, "no turn leads from edge `bc` to edge `ab`");
    assert!(found.unroutable[1].reason.starts_with("no way from edge `bc` to edge `ab`"));
}

fn flipped(mut bytes: Vec<u8>, flips: &[(usize, u8)]) -> Vec<u8> {
    for (at, value) in flips {
        let place = at % bytes.len();
        bytes[place] = *value;
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_flipped_byte_makes_a_network_panic(
        flips in proptest::collection::vec((any::<usize>(), prop_oneof![any::<u8>(), proptest::sample::select(b"0123456789.-:\"<>= ".to_vec())]), 1..6)
    ) {
        for name in ["s22_via_chain/net.net.xml", "s25_four_way_tie/net.net.xml", "s23_tls_two_programs/net.net.xml", "sumo_crossings/net.net.xml"] {
            if let Ok(map) = import_net("f.net.xml", &flipped(file(name), &flips)) {
                prop_assert!(map.lanes.iter().all(|lane| lane.length_m.is_finite() && lane.length_m > 0.0));
                prop_assert!(map.lanes.iter().all(|lane| lane.speed_mps > 0.0));
            }
        }
    }

    #[test]
    fn no_flipped_byte_makes_demand_panic(
        flips in proptest::collection::vec((any::<usize>(), prop_oneof![any::<u8>(), proptest::sample::select(b"0123456789.-:\"<>= ".to_vec())]), 1..6)
    ) {
        for case in ["s20_unsorted_departs", "s24_keep_clear", "s19_merge_yield"] {
            let mut map = import_net("a.net.xml", &file(&format!("{case}/net.net.xml"))).unwrap();
            let bytes = flipped(file(&format!("{case}/routes.rou.xml")), &flips);
            let options = DemandOptions { end_s: Some(100.0), ..DemandOptions::default() };
            let _ = import_demand(&mut map, &[DemandFile { name: "f.rou.xml".to_owned(), bytes }], &options);
        }
    }
}
