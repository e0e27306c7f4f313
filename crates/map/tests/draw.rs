//! What a drawing promises: text that any viewer reads, the same each time, with all that the map has.

use pilotzone_map::builder::four_arm_crossing;
use pilotzone_map::draw::{DrawOptions, svg, svg_with};
use pilotzone_map::generate::{GridParams, grid};
use pilotzone_map::{
    Building, BusStop, ClassSet, Crosswalk, HeightSource, LaneId, LaneKind, LinkId, Map, NodeKind, Pavement,
    Place, PlaceKind, Point, Polyline, SignalOrigin, Source,
};

fn line(points: &[(f64, f64)]) -> Polyline {
    Polyline(ring(points))
}

fn ring(points: &[(f64, f64)]) -> Vec<Point> {
    points.iter().map(|&(x, y)| Point::new(x, y)).collect()
}

/// A crossing with one of everything.
fn furnished() -> Map {
    let mut map = four_arm_crossing();
    map.buildings.push(Building {
        id: "b".to_owned(),
        name: None,
        ring: ring(&[(30.0, 30.0), (60.0, 30.0), (60.0, 60.0), (30.0, 60.0)]),
        holes: vec![ring(&[(40.0, 40.0), (50.0, 40.0), (50.0, 50.0)])],
        base_m: 0.0,
        top_m: 50.0,
        height_source: HeightSource::Default,
    });
    map.crosswalks.push(Crosswalk {
        id: "c".to_owned(),
        line: line(&[(-6.0, 12.0), (6.0, 12.0)]),
        width_m: 4.0,
        node: None,
        links: Vec::new(),
        signal: None,
    });
    map.pavements.push(Pavement {
        id: "p".to_owned(),
        line: line(&[(9.0, 12.0), (9.0, 200.0)]),
        width_m: 3.0,
    });
    let stop = BusStop { id: "s".to_owned(), name: None, lane: LaneId(0), start_m: 40.0, end_m: 60.0 };
    map.bus_stops.push(stop);
    map.places.push(Place {
        id: "d".to_owned(),
        kind: PlaceKind::DronePad,
        name_ko: "드론 이착륙장".to_owned(),
        name_en: "pad".to_owned(),
        polygon: ring(&[(70.0, 70.0), (80.0, 70.0), (80.0, 80.0)]),
    });
    map.lanes[0].kind = LaneKind::Bus;
    map.lanes[0].classes = ClassSet::BUS_ONLY;
    map
}

/// The groups of a drawing that have something in them, by class.
fn drawn(svg: &str) -> Vec<&str> {
    let groups = svg.split("<g class=\"").skip(1);
    let filled =
        groups.filter(|group| group.split("</g>").next().is_some_and(|body| body.lines().count() > 1));
    filled.filter_map(|group| group.split('"').next()).collect()
}

#[test]
fn everything_on_the_map_is_on_the_drawing() {
    let shown = svg(&furnished());
    for group in [
        "pavements",
        "buildings",
        "junctions",
        "inner",
        "lanes",
        "turns",
        "lines",
        "stop-lines",
        "arrows",
        "crosswalks",
        "bus-stops",
        "places",
        "ends",
        "signals",
    ] {
        let expected = group != "junctions";
        assert_eq!(drawn(&shown).contains(&group), expected, "{group}");
    }
    for words in [
        "bus lane",
        "crosswalk",
        "signal",
        "bus stop",
        "height assumed",
        "drone pad",
        "goes on beyond the map",
    ] {
        assert!(shown.contains(words), "{words}");
    }
    assert!(!shown.contains("cycle lane"));
}

#[test]
fn the_same_map_gives_the_same_text_in_centimetres() {
    let map = furnished();
    let shown = svg(&map);
    assert_eq!(shown, svg(&map.clone()));
    let lanes = shown.split("class=\"lanes\"").nth(1).unwrap().split("</g>").next().unwrap();
    let numbers = lanes.split(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-'));
    let long = numbers.filter(|n| n.split_once('.').is_some_and(|(_, decimals)| decimals.len() != 2));
    assert_eq!(long.collect::<Vec<_>>(), Vec::<&str>::new());
}

#[test]
fn north_is_up_and_the_first_lane_lies_where_the_map_has_it() {
    // From 200 m north, 4.5 m west of the middle, to 10 m north; the sheet starts 10 m outside.
    let shown = svg(&four_arm_crossing());
    assert!(shown.contains("<path d=\"M205.50 10.00L205.50 200.00\" stroke=\"#5d6269\""), "{shown}");
}

#[test]
fn a_map_with_nothing_on_it_is_an_empty_sheet() {
    let shown = svg(&Map::default());
    assert!(shown.starts_with("<svg ") && shown.ends_with("</svg>\n"));
    assert_eq!(drawn(&shown), ["sheet"]);
}

#[test]
fn broken_places_and_ids_neither_panic_nor_reach_the_text() {
    let mut map = furnished();
    map.lanes[1].shape = line(&[(f64::NAN, 0.0), (f64::INFINITY, 1.0), (3.0, 4.0)]);
    map.lanes[2].shape = Polyline(Vec::new());
    map.links[0].lane_count = 9_999;
    map.links[1].from = pilotzone_map::NodeId(77);
    map.turns[0].from = LaneId(u32::MAX);
    map.bus_stops[0].lane = LaneId(u32::MAX);
    let shown = svg_with(&map, &DrawOptions { route: vec![LinkId(0), LinkId(u32::MAX)], title: None });
    assert!(!shown.contains("NaN") && !shown.contains("inf"), "{shown}");
}

#[test]
fn whose_data_they_are_stands_below_the_map() {
    let mut map = furnished();
    map.sources = vec![Source {
        provenance: "cut from <planet>".to_owned(),
        licence: "ODbL-1.0".to_owned(),
        attribution: "© OpenStreetMap contributors".to_owned(),
    }];
    let shown = svg(&map);
    assert!(shown.contains("© OpenStreetMap contributors (ODbL-1.0). cut from &lt;planet&gt;"), "{shown}");
}

#[test]
fn a_guessed_signal_is_hollow_and_a_dead_end_a_square() {
    let mut map = four_arm_crossing();
    let marks = |map: &Map, group: &str| {
        let shown = svg(map);
        shown.split(&format!("class=\"{group}\"")).nth(1).unwrap().split("</g>").next().unwrap().to_owned()
    };
    let filled = "fill=\"#d6322d\"";
    assert!(marks(&map, "signals").contains(filled));
    map.signals[0].origin = SignalOrigin::Guessed;
    assert!(!marks(&map, "signals").contains(filled));
    assert!(!marks(&map, "ends").contains("<path"));
    map.nodes[1].kind = NodeKind::DeadEnd;
    assert!(marks(&map, "ends").contains("<path"));
}

#[test]
fn a_way_is_marked_over_the_map() {
    let map = grid(&GridParams { columns: 1, rows: 1, ..GridParams::default() });
    let options = DrawOptions { route: vec![LinkId(1), LinkId(2)], title: Some("세종".to_owned()) };
    let shown = svg_with(&map, &options);
    assert!(drawn(&shown).contains(&"route") && shown.contains(">세종</text>"));
    assert!(!drawn(&svg(&map)).contains(&"route"));
}
